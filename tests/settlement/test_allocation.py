"""Dividing a limit: sums add up to the 分, nobody gets more than was claimed, bounds are sound."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gangmu.settlement.allocation import (
    divide_pro_rata,
    in_order,
    largest_first,
    pro_rata,
    total_only,
)

claims = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)
limits = st.integers(0, 10**13)


def exact(amounts):
    return [(amount, amount) for amount in amounts]


@given(claims, limits)
def test_a_short_limit_is_spent_to_the_last_unit(amounts, limit):
    shares = divide_pro_rata(amounts, limit, 1)

    assert sum(shares) == min(limit, sum(amounts))
    assert all(0 <= share <= claim for share, claim in zip(shares, amounts, strict=True))


@given(claims, limits)
def test_shares_of_whole_yuan_leave_less_than_one_yuan_for_each_claimant(amounts, limit):
    whole = [amount // 100 * 100 for amount in amounts]

    shares = divide_pro_rata(whole, limit, 100)

    assert all(share % 100 == 0 for share in shares)
    assert limit - 100 < sum(shares) <= limit or sum(shares) == sum(whole)


@given(claims, limits)
def test_a_larger_claim_never_gets_less(amounts, limit):
    shares = divide_pro_rata(sorted(amounts), limit, 1)

    # The largest remainder gives one unit at most, so the order can only be off by that unit.
    assert all(b >= a - 1 for a, b in itertools.pairwise(shares))


@given(claims, limits, st.booleans())
def test_in_order_spends_no_more_than_the_limit(amounts, limit, last):
    paid = in_order(exact(amounts), (limit, limit), last=last)

    assert all(low == high for low, high in paid)
    assert sum(low for low, _ in paid) <= limit
    if last:
        assert sum(low for low, _ in paid) == min(limit, sum(amounts))


@given(claims, limits)
def test_largest_first_leaves_the_smaller_with_what_remains(amounts, limit):
    paid = largest_first(exact(amounts), (limit, limit))

    assert all(low == high for low, high in paid)
    assert sum(low for low, _ in paid) == min(limit, sum(amounts))


@st.composite
def uncertain(draw):
    """Claims that are intervals, a limit that is one, and a world in which all are known."""
    ends = [
        sorted(draw(st.tuples(*[st.integers(0, 1000)] * 2))) for _ in range(draw(st.integers(1, 6)))
    ]
    low, high = sorted(draw(st.tuples(st.integers(0, 2500), st.integers(0, 2500))))
    truth = [draw(st.integers(a, b)) for a, b in ends]
    return [tuple(end) for end in ends], (low, high), truth, draw(st.integers(low, high))


@given(uncertain(), st.sampled_from([1, 100]))
def test_pro_rata_bounds_hold_in_every_world(case, unit):
    claims, limit, truth, known = case

    bounds = pro_rata(claims, limit, unit)

    for (low, high), share in zip(bounds, divide_pro_rata(truth, known, unit), strict=True):
        assert low <= share <= high


@given(uncertain(), st.booleans())
def test_in_order_bounds_hold_in_every_world(case, last):
    claims, limit, truth, known = case

    bounds = in_order(claims, limit, last=last)

    paid = in_order(exact(truth), (known, known), last=last)
    assert all(low <= share <= high for (low, high), (share, _) in zip(bounds, paid, strict=True))


@given(uncertain())
def test_largest_first_bounds_hold_in_every_world(case):
    claims, limit, truth, known = case

    bounds = largest_first(claims, limit)

    paid = largest_first(exact(truth), (known, known))
    assert all(low <= share <= high for (low, high), (share, _) in zip(bounds, paid, strict=True))


@given(claims, limits)
def test_where_only_the_sum_is_fixed_no_part_exceeds_it(amounts, limit):
    bounds = total_only(exact(amounts), (limit, limit))

    assert all(0 <= low <= high <= max(limit, 0) or high <= claim
               for (low, high), claim in zip(bounds, amounts, strict=True))  # fmt: skip
    assert sum(low for low, _ in bounds) <= max(limit, 0) or sum(amounts) <= limit
