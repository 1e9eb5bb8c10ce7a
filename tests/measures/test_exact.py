"""Vector fractions equal Python fractions, also where int64 ends."""

from __future__ import annotations

import operator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.exact import Exact, gathered

ROWS = 3
INTEGERS = st.one_of(
    st.integers(-20, 20), st.integers(-(2**62), 2**62), st.sampled_from([0, 1, 2**62 - 1])
)


@st.composite
def exacts(draw: st.DrawFn) -> tuple[Exact, list[Fraction | None]]:
    if draw(st.booleans()):
        value = Fraction(draw(INTEGERS), draw(st.integers(1, 10**6)))
        return Exact.literal(value), [value] * ROWS
    values = draw(st.lists(INTEGERS, min_size=ROWS, max_size=ROWS))
    scale = draw(st.sampled_from([1, 100, 10**8]))
    known = draw(st.lists(st.booleans(), min_size=ROWS, max_size=ROWS))
    mask = None if all(known) else np.array(known)
    peak = max(abs(value) for value in values)
    expected = [Fraction(v, scale) if k else None for v, k in zip(values, known, strict=True)]
    return Exact(np.array(values), scale, mask, peak), expected


def plain(value: Exact) -> list[Fraction | None]:
    above, below = (
        np.broadcast_to(np.asarray(part, object), ROWS).tolist()
        for part in (value.numerators, value.denominators)
    )
    known = [True] * ROWS if value.known is None else np.broadcast_to(value.known, ROWS).tolist()
    return [
        Fraction(int(a), int(b)) if k else None for a, b, k in zip(above, below, known, strict=True)
    ]


OPERATIONS = {
    "plus": (lambda a, b: a.plus(b), operator.add),
    "minus": (lambda a, b: a.plus(b, -1), operator.sub),
    "times": (lambda a, b: a.times(b), operator.mul),
    "divided": (lambda a, b: a.divided_by(b), lambda a, b: a / b if b else None),
    "least": (lambda a, b: a.least(b), min),
    "greatest": (lambda a, b: a.greatest(b), max),
}


@given(
    first=exacts(),
    second=exacts(),
    third=exacts(),
    names=st.tuples(*[st.sampled_from(list(OPERATIONS))] * 2),
)
def test_two_operations_equal_python_fractions(first, second, third, names):
    value, expected = first
    for name, (other, others) in zip(names, (second, third), strict=True):
        vector, scalar = OPERATIONS[name]
        value = vector(value, other)
        expected = [
            None if a is None or b is None else scalar(a, b)
            for a, b in zip(expected, others, strict=True)
        ]

    assert plain(value) == expected


@given(first=exacts(), second=exacts(), op=st.sampled_from([operator.ge, operator.lt, operator.eq]))
def test_comparison_equals_python_fractions(first, second, op):
    met = np.broadcast_to(first[0].compared(second[0], op), ROWS)

    for a, b, got in zip(first[1], second[1], met, strict=True):
        if a is not None and b is not None:
            assert got == op(a, b)


@given(value=st.integers(-(10**6), 10**15), down=st.integers(1, 10**4))
def test_rounding_is_half_up_and_never_negative(value, down):
    got = Exact(np.array([value]), down, None, abs(value)).rounded(Fraction(1, 100))

    exact = max(Fraction(value, down), Fraction(0)) * 100
    assert got.tolist() == [int(exact + Fraction(1, 2))]


def test_overflow_of_money_is_raised_and_not_wrapped():
    with pytest.raises(OverflowError):
        Exact(np.array([2**62]), 1, None, 2**62).rounded(Fraction(1, 100))


def test_pieces_go_to_their_rows_and_the_rest_is_unknown():
    half = Exact(np.array([1]), 2, None, 1)
    whole = gathered(ROWS, [(np.array([2]), half), (np.array([0]), Exact.literal(Fraction(1, 3)))])

    assert plain(whole) == [Fraction(1, 3), None, Fraction(1, 2)]


def test_negative_divisors_keep_order_and_rounding():
    divisors = Exact(np.array([-2, 2, -1]), 1, None, 2)
    quotients = Exact(np.array([3, 3, -3]), 1, None, 3).divided_by(divisors)
    zero = Exact.literal(Fraction(0))

    assert plain(quotients) == [Fraction(-3, 2), Fraction(3, 2), Fraction(3)]
    assert quotients.compared(zero, operator.ge).tolist() == [False, True, True]
    assert plain(quotients.least(zero)) == [Fraction(-3, 2), 0, 0]
    assert quotients.rounded(Fraction(1)).tolist() == [0, 200, 300]


@pytest.mark.parametrize("mode", ["向下取整", "向上取整", "四舍五入"])
def test_whole_numbers_of_fractions_with_great_denominators(mode):
    small = Exact(np.array([1, 7]), 2**64, None, 7)

    assert small.whole(mode).numerators.tolist() == ([1, 1] if mode == "向上取整" else [0, 0])
