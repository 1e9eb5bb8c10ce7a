"""预算: spent to the unit, never exceeded, and what waits is either set aside or waited for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.arrangement import Budget, Shortage
from gangmu.settlement.budgets import divided

YUAN = 100


def budget(short: Shortage, *, reserve: bool = False, last: bool = True) -> Budget:
    return Budget({None: Fraction(1)}, ("甲",), short, (), last, reserve, Fraction(1), "一")


@st.composite
def claims(draw: st.DrawFn) -> list[tuple[int, int]]:
    found = []
    for _ in range(draw(st.integers(1, 8))):
        high = draw(st.integers(0, 10**9)) * YUAN
        known = draw(st.booleans()) or draw(st.booleans())
        found.append((high if known else draw(st.integers(0, high // YUAN)) * YUAN, high))
    return found


@pytest.mark.parametrize("short", list(Shortage))
@pytest.mark.parametrize("last", [True, False])
@given(asked=claims(), limit=st.integers(0, 10**10))
def test_what_is_set_aside_and_what_is_paid_stay_within_the_budget(short, last, asked, limit):
    limit *= YUAN
    if sum(high for _, high in asked) <= limit:
        return

    left = divided(budget(short, reserve=True, last=last), asked, limit, YUAN)

    assert sum(high for _, high in left) <= limit
    for (low, high), (least, most) in zip(asked, left, strict=True):
        assert 0 <= least <= most <= high
        assert most % YUAN == 0
        assert least == most or low < high  # what is known is paid for certain


@given(asked=claims(), limit=st.integers(0, 10**10))
def test_scaling_spends_the_budget_to_the_yuan(asked, limit):
    exact = [(high, high) for _, high in asked]
    if sum(high for high, _ in exact) <= limit * YUAN:
        return

    left = divided(budget(Shortage.SCALE), exact, limit * YUAN, YUAN)

    assert sum(low for low, _ in left) == limit * YUAN


@given(asked=claims(), limit=st.integers(0, 10**10), more=st.integers(0, 10**9))
def test_a_larger_budget_takes_from_nobody_more_than_a_yuan(asked, limit, more):
    exact = [(high, high) for _, high in asked]

    before = divided(budget(Shortage.SCALE), exact, limit * YUAN, YUAN)
    after = divided(budget(Shortage.SCALE), exact, (limit + more) * YUAN, YUAN)

    # The largest remainder may move one 元 (the Alabama paradox); never more.
    assert all(b >= a - YUAN for (a, _), (b, _) in zip(before, after, strict=True))


@given(asked=claims(), limit=st.integers(1, 10**10), data=st.data())
def test_scaling_does_not_depend_on_the_order_of_unequal_claims(asked, limit, data):
    exact = sorted({high for _, high in asked})
    order = data.draw(st.permutations(range(len(exact))))

    straight = divided(budget(Shortage.SCALE), [(c, c) for c in exact], limit * YUAN, YUAN)
    mixed = divided(budget(Shortage.SCALE), [(exact[at],) * 2 for at in order], limit * YUAN, YUAN)

    moved = [abs(mixed[place][0] - straight[at][0]) for place, at in enumerate(order)]
    assert max(moved, default=0) <= YUAN  # only equal remainders are told apart by their order
