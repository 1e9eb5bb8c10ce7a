"""The small distributions agree with a numerical library over the range that is used."""

import numpy as np
import pytest
from scipy import stats

from gangmu.indicators.quantiles import (
    correlation_interval,
    normal_quantile,
    student_cdf,
    student_quantile,
)


@pytest.mark.parametrize("freedom", [1, 2, 3, 5, 10, 30, 200])
def test_students_t_agrees(freedom):
    for t in (-40, -5, -1.3, -0.01, 0, 0.2, 1, 2.5, 8, 60):
        assert student_cdf(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), abs=1e-12)
    for p in (0.001, 0.1, 0.5, 0.8, 0.975, 0.9995):
        assert student_quantile(p, freedom) == pytest.approx(
            stats.t.ppf(p, freedom), rel=1e-9, abs=1e-6
        )


def test_fishers_interval_agrees():
    for r, n in ((0.963, 14), (-0.4, 8), (0.0, 5)):
        expected = np.tanh(
            np.arctanh(r) + np.array([-1, 1]) * stats.norm.ppf(0.95) / np.sqrt(n - 3)
        )
        assert correlation_interval(r, n, 0.9) == pytest.approx(tuple(expected))
    assert correlation_interval(1, 6, 0.9) == (1, 1)


@pytest.mark.parametrize("wrong", [lambda: student_cdf(1, 0), lambda: student_quantile(1, 3),
                                   lambda: correlation_interval(0.5, 3, 0.9)])  # fmt: skip
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\S"):
        wrong()


def test_the_normal_quantile():
    assert normal_quantile(0.9) == pytest.approx(stats.norm.ppf(0.9))
