"""A city's target is split exactly, fairly, within every bound, or refused by name."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gangmu.indicators.outlook.decomposition import Bound, Ladder, Part, decompose, rounded
from gangmu.terms import InputError

AMOUNT = st.integers(1, 1000).map(Fraction)


@st.composite
def districts(draw):
    parts = []
    for number in range(draw(st.integers(1, 6))):
        floor = draw(st.none() | AMOUNT)
        ceiling = draw(st.none() | AMOUNT)
        if floor is not None and ceiling is not None:
            floor, ceiling = sorted((floor, ceiling))
        parts.append(Part(f"{number}区", draw(AMOUNT), floor, ceiling))
    return parts


@settings(deadline=None)
@given(districts(), AMOUNT)
def test_the_shares_add_up_and_no_bound_is_broken(parts, goal):
    try:
        found = decompose(goal, parts)
    except InputError:
        least = sum(part.floor or 0 for part in parts)
        most = sum(part.ceiling for part in parts) if all(p.ceiling for p in parts) else None
        assert least > goal or (most is not None and most < goal)
        return

    assert found.total == goal
    for share in found.shares:
        assert share.part.floor is None or share.value >= share.part.floor
        assert share.part.ceiling is None or share.value <= share.part.ceiling
        if share.bound is Bound.NONE:
            assert share.ratio == found.ratio


@settings(deadline=None)
@given(districts(), AMOUNT)
def test_the_largest_growth_is_the_least_possible(parts, goal):
    """A linear programme that minimises the largest ratio finds no smaller one."""
    try:
        found = decompose(goal, parts)
    except InputError:
        assume(False)
        return
    count = len(parts)
    solved = linprog(
        c=[*[0] * count, 1],
        A_ub=np.hstack([np.eye(count), -np.array([[float(p.base)] for p in parts])]),
        b_ub=np.zeros(count),
        A_eq=[[*[1] * count, 0]],
        b_eq=[float(goal)],
        bounds=[*((float(p.floor or 0), p.ceiling and float(p.ceiling)) for p in parts), (0, None)],
    )

    assert solved.success
    assert float(found.largest.ratio) == pytest.approx(solved.fun, rel=1e-6)


@settings(deadline=None)
@given(districts(), AMOUNT, st.integers(0, 2))
def test_rounding_keeps_the_sum(parts, goal, places):
    try:
        found = decompose(goal, parts)
    except InputError:
        return

    assert rounded(found, places).total == goal


def test_floors_that_ask_for_more_growth_free_the_others():
    found = decompose(
        Fraction(330),
        [Part("甲区", Fraction(100), floor=Fraction(150)), Part("乙区", Fraction(100)), Part("丙区", Fraction(100))],
        years=2,
    )  # fmt: skip

    assert [int(share.value) for share in found.shares] == [150, 90, 90]
    assert found.largest.part.name == "甲区"
    assert round(float(found.shares[0].yearly(2)), 4) == 0.2247  # √1.5 - 1


def test_a_falling_total_asks_the_same_cut_of_all():
    found = decompose(Fraction(90), [Part("甲区", Fraction(60)), Part("乙区", Fraction(40))])

    assert [share.value for share in found.shares] == [54, 36]


@pytest.mark.parametrize(
    ("goal", "parts", "cause"),
    [
        (10, [], "没有可分解的地区"),
        (10, [Part("甲区", Fraction(5), floor=Fraction(11))], "下限之和 11 已超过目标 10，多 1"),
        (10, [Part("甲区", Fraction(5), ceiling=Fraction(9))], "上限之和 9 达不到目标 10，差 1"),
        (10, [Part("甲区", Fraction(0))], "基期值为 0，没有增速可言"),
        (10, [Part("甲区", Fraction(5), Fraction(3), Fraction(2))], "下限大于上限"),
    ],
)
def test_what_cannot_be_met_is_refused(goal, parts, cause):
    with pytest.raises(InputError, match=cause):
        decompose(Fraction(goal), parts)


def test_a_new_district_may_have_a_fixed_share():
    found = decompose(
        Fraction(110),
        [Part("新区", Fraction(0), Fraction(10), Fraction(10)), Part("老区", Fraction(50))],
    )

    assert [(int(s.value), s.bound) for s in found.shares] == [(10, Bound.FIXED), (100, Bound.NONE)]
    assert found.shares[0].ratio is None


@pytest.mark.parametrize(
    ("parts", "missing", "verdict"),
    [
        ((("甲区", 4), ("乙区", 6)), (), "各区目标之和等于总目标 10"),
        ((("甲区", 4), ("乙区", 5)), (), "各区目标之和 9 不到总目标 10，差 1"),
        ((("甲区", 4),), ("乙区",), "已有目标的区合计 4，总目标 10；乙区还没有目标"),
    ],
)
def test_the_check_of_sums(parts, missing, verdict):
    ladder = Ladder(Fraction(10), tuple((n, Fraction(v)) for n, v in parts), missing)

    assert ladder.verdict == verdict
