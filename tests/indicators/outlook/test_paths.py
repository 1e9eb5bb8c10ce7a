"""Required growth, what-if paths and contributions on numbers that can be checked by hand."""

from fractions import Fraction

import pytest

from gangmu.indicators import Point
from gangmu.indicators.outlook.paths import contributions, needs, what_if, years_to
from gangmu.indicators.rates import growth, percent
from gangmu.terms import InputError


def test_the_expected_years_of_the_plan_of_2005_imply_these_growths():
    """10000 → 20000 亿元 in five years; 100 → 1000 took 31 years, 1000 → 10933 sixteen."""
    assert percent(growth(Point.of(2003, 10000), Point.of(2008, 20000))) == "14.87%"
    assert percent(growth(Point.of(1956, 100), Point.of(1987, 1000))) == "7.71%"
    assert percent(growth(Point.of(1987, 1000), Point.of(2003, 10933))) == "16.12%"


def test_years_to_a_threshold():
    assert years_to(Fraction(5), Fraction(5), Fraction(0)) == 0
    assert years_to(Fraction(10), Fraction(20), Fraction("-0.1")) is None
    assert years_to(Fraction(10), Fraction(20), Fraction(0)) is None
    assert round(float(years_to(Fraction(20), Fraction(10), Fraction("-0.5"))), 9) == 1
    with pytest.raises(InputError, match="数值为正"):
        years_to(Fraction(0), Fraction(20), Fraction("0.1"))


def test_paths_at_several_rates():
    slow, fast = what_if(
        Point.of(2025, 100), Point.of(2027, 121), [Fraction("0.05"), Fraction("0.10")]
    )

    assert (float(slow.end), slow.reaches, round(float(slow.crossing), 2)) == (110.25, False, 3.91)
    assert (float(fast.end), fast.reaches, round(float(fast.crossing), 6)) == (121, True, 2)
    with pytest.raises(InputError, match="不晚于"):
        what_if(Point.of(2025, 100), Point.of(2025, 121), [Fraction("0.05")])


def test_a_falling_goal_is_reached_from_above():
    [path] = what_if(Point.of(2025, 100), Point.of(2026, 96), [Fraction("-0.05")])

    assert path.reaches


def test_contributions_add_up_to_the_whole():
    """Shanghai 2008-11, 六大重点行业 within 规模以上: the parts and the rest make the whole."""
    parts = {"甲": (Fraction(40), Fraction(52)), "乙": (Fraction(30), Fraction(27))}

    found = contributions(parts, (Fraction(100), Fraction(112)))

    assert [(c.name, float(c.share), float(c.points)) for c in found] == [
        ("甲", 1.0, 0.12),
        ("其余", 0.25, 0.03),
        ("乙", -0.25, -0.03),
    ]
    assert sum(c.points for c in found) == Fraction(12, 100)


def test_a_whole_that_did_not_change_has_no_contribution_rates():
    [one, other] = contributions({"甲": (Fraction(5), Fraction(6))}, (Fraction(9), Fraction(9)))

    assert (one.share, other.share) == (None, None)
    with pytest.raises(InputError, match="不为正"):
        contributions({}, (Fraction(0), Fraction(9)))


def test_a_part_without_a_past_has_no_trend():
    [each] = needs(
        {"甲": (Point.of(2025, 60), Point.of(2025, 60))}, Fraction(100), Point.of(2027, 121)
    )

    assert (each.by_trend, each.missing) == (None, None)
