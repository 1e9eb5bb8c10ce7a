"""Forecasts of a few yearly values: the formulas, the width, and what is refused."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gangmu.indicators import Point
from gangmu.indicators.outlook.forecast import (
    DRIFT,
    GROWTH_DRIFT,
    TREND,
    drift,
    forecast,
    growth_drift,
    rolling_origin,
    trend,
)


def yearly(*values, first=2016):
    return [Point.of(first + i, str(v)) for i, v in enumerate(values)]


def test_the_trend_agrees_with_a_numerical_library():
    points = yearly(10, 12, 13, 15, 16, 20, 19)
    x, y = np.arange(7), np.array([10, 12, 13, 15, 16, 20, 19])
    fit = stats.linregress(x, y)

    fitted = trend(points)

    ahead = 9
    assert fitted.centre(Fraction(2016 + ahead)) == pytest.approx(fit.intercept + fit.slope * ahead)
    residual = np.sqrt(((y - fit.intercept - fit.slope * x) ** 2).sum() / 5)
    width = residual * np.sqrt(1 + 1 / 7 + (ahead - 3) ** 2 / ((x - 3) ** 2).sum())
    assert fitted.spread(Fraction(2016 + ahead)) == pytest.approx(width)


@pytest.mark.parametrize("count", [6, 9, 12])
@pytest.mark.parametrize("ahead", [1, 3])
def test_the_interval_covers_as_often_as_it_claims(count, ahead):
    """On walks that are as the model says, an 80 % interval holds in about 80 % of 1500 worlds."""
    chance, held = random.Random(count * 10 + ahead), 0
    for _ in range(1500):
        values = [100.0]
        for _ in range(count + ahead - 1):
            values.append(values[-1] + 3 + chance.gauss(0, 2))
        points = [Point(Fraction(2000 + i), Fraction(v)) for i, v in enumerate(values)]
        estimate = drift(points[:count]).estimate(points[-1].at, 0.8)
        held += estimate.holds(values[-1])

    assert 0.76 < held / 1500 < 0.84


def test_models_stand_side_by_side_and_the_leading_one_is_declared():
    values = yearly(50, 52, 55, 57, 60, 61)

    assert [each.method for each in forecast(values, 2023).outlooks] == [GROWTH_DRIFT, DRIFT, TREND]
    assert forecast(values, 2023, compound=False).leading.method == DRIFT
    below_zero = yearly(-2, 1, 3, 2, 4, 6)
    assert [each.method for each in forecast(below_zero, 2023).outlooks] == [DRIFT, TREND]


def test_the_trial_on_the_past_is_reported_and_a_failure_is_a_doubt():
    found = forecast(yearly(10, 12, 13, 15, 16, 30), 2023)

    assert str(found.leading.trial).startswith("回测 3 次，区间盖住 1 次（33%）")
    assert "名义 80% 的区间在回测中只盖住 1/3，实际把握更小" in found.doubts
    assert "只有 6 个年度值，区间宽，只能看量级" in found.doubts


def test_a_year_that_is_missing_is_bridged_and_said():
    points = [p for p in yearly(10, 12, 13, 15, 16, 19) if p.at != 2018]

    found = forecast(points, 2023)

    assert "缺2018年，按相邻年份折算" in found.doubts
    assert found.leading.estimates[-1].at == 2023


def test_too_few_values_and_a_year_gone_by_are_refused_by_name():
    assert forecast(yearly(1, 2, 3, 4), 2025).reason == "至少要 5 个年度值，现有 4 个"
    assert forecast(yearly(1, 2, 3, 4, 5), 2020).reason == "最新值已是2020年，没有要预测的年份"


def test_a_straight_line_has_no_width_and_that_is_said():
    found = forecast(yearly(1, 2, 3, 4, 5), 2022, compound=False)

    assert (found.leading.estimates[-1].low, found.leading.estimates[-1].high) == (7, 7)
    assert any("区间宽度为零" in doubt for doubt in found.doubts)


def test_the_year_of_crossing_has_an_interval():
    points = yearly(10, 12, 13, 15, 16)

    up = forecast(points, 2023, goal=Fraction(20), compound=False).leading.crossing
    down = forecast(
        yearly(16, 15, 13, 12, 10), 2023, goal=Fraction(5), falling=True, compound=False
    ).leading.crossing
    passed = forecast(points, 2023, goal=Fraction(13), compound=False).leading.crossing
    never = forecast(
        yearly(16, 15, 13, 12, 10), 2023, goal=Fraction(20), compound=False
    ).leading.crossing

    assert (up.middle, up.earliest, up.latest) == (2023, 2022, 2025)
    assert (down.middle, down.earliest) == (2024, 2023)
    assert (passed.middle, passed.latest) == (2018, 2018)
    assert str(never).startswith("50年内不到")


def test_growth_never_forecasts_below_zero():
    found = forecast(yearly(100, 60, 80, 30, 40, 20), 2030)

    assert all(each.low > 0 for each in found.leading.estimates)


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 10**6), min_size=5, max_size=12),
    st.integers(1, 5),
    st.integers(1, 10**6),
)
def test_intervals_are_ordered_widen_and_chances_are_chances(values, ahead, goal):
    found = forecast(yearly(*values), 2016 + len(values) - 1 + ahead, goal=Fraction(goal))

    for outlook in found.outlooks:
        widths = []
        for each in outlook.estimates:
            assert each.low <= each.middle <= each.high
            widths.append(each.high - each.low)
        if outlook.method != GROWTH_DRIFT:
            assert widths == sorted(widths)
        assert 0 <= outlook.chance <= 1
        assert 0 <= outlook.trial.held <= outlook.trial.tried


def test_a_trial_needs_an_origin():
    assert str(rolling_origin(growth_drift, yearly(1, 2, 3, 4), 0.8)) == "数值太少，没有回测"
