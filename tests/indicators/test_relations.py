"""Correlation, pull and their warnings, against a numerical library and by hand."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from gangmu.indicators import Point
from gangmu.indicators.relations import Basis, Pull, correlation, paired, pull
from gangmu.terms import InputError

X = (195.2, 199.8, 224.6, 243.7, 268.5, 291.3, 320.4)
Y = (652.1, 668.3, 741.9, 796.4, 860.6, 921.8, 985.2)


def pairs(xs=X, ys=Y, first=2019):
    return {
        first + i: (Fraction(str(x)), Fraction(str(y)))
        for i, (x, y) in enumerate(zip(xs, ys, strict=True))
    }


def test_the_correlation_and_its_interval_agree():
    found, expected = correlation(pairs()), stats.pearsonr(X, Y)

    assert found.value == pytest.approx(expected.statistic)
    interval = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert (found.count, found.first, found.last) == (7, 2019, 2025)


def test_levels_are_warned_of_and_growth_is_another_number():
    levels, grown = correlation(pairs()), correlation(pairs(), Basis.GROWTH)

    assert any("水平值的相关总是很高" in warning for warning in levels.warnings)
    assert grown.value < levels.value
    assert (grown.count, grown.first) == (6, 2020)
    assert any("只有 6 对数值" in warning for warning in grown.warnings)


def test_the_slope_has_an_interval_that_agrees():
    found, expected = pull(pairs(), Pull.SLOPE), stats.linregress(X, Y)

    assert found.value == pytest.approx(expected.slope)
    half = stats.t.ppf(0.975, 5) * expected.stderr
    assert (found.low, found.high) == pytest.approx((expected.slope - half, expected.slope + half))
    assert found.swing[0] < found.value < found.swing[1]


def test_the_three_readings_of_a_pull_differ():
    """(985.2 - 652.1) ÷ (320.4 - 195.2) = 2.661; 985.2 ÷ 320.4 = 3.075."""
    assert round(pull(pairs(), Pull.INCREMENT).value, 3) == 2.661
    assert round(pull(pairs(), Pull.RATIO).value, 3) == 3.075


def test_only_years_that_both_have_are_paired():
    assert list(paired([Point.of(2020, 1), Point.of("2021.5", 2)], [Point.of(2020, 3)])) == [2020]


@pytest.mark.parametrize(
    ("xs", "ys", "cause"),
    [
        ((1, 2, 3), (1, 2, 3), "只有 3 对，至少要 4 对"),
        ((1, 1, 1, 1), (1, 2, 3, 4), "没有变化"),
        ((1, 2, 3, 4), (5, 5, 5, 5), "没有变化"),
    ],
)
def test_what_has_no_meaning_is_refused(xs, ys, cause):
    with pytest.raises(InputError, match=cause):
        correlation(pairs(xs, ys))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)), min_size=4, max_size=12)
)
def test_a_correlation_lies_between_minus_one_and_one(values):
    found = {2000 + i: (Fraction(x), Fraction(y)) for i, (x, y) in enumerate(values)}
    assume(len({x for x, _ in values}) > 1 and len({y for _, y in values}) > 1)

    measured = correlation(found)

    assert -1 <= measured.value <= 1
    assert measured.low <= measured.value <= measured.high
    reverse = correlation({year: (y, x) for year, (x, y) in found.items()})
    assert reverse.value == pytest.approx(measured.value)


def test_a_straight_line_correlates_exactly():
    found = correlation(pairs((1, 2, 3, 4), (3, 5, 7, 9)))

    assert (found.value, found.low, found.high) == (1, 1, 1)
