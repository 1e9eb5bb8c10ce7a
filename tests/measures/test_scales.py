"""A scale keeps the order of what it maps, so that a look at bytes loses no one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.scales import Marks, Scale

AMOUNTS = st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=20)
YEARS = st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=20)


@given(AMOUNTS, st.lists(st.integers(-(2**62), 2**62), min_size=2, max_size=2))
def test_amounts_keep_their_order(values, other):
    scale = Scale.over(np.array(values, np.int64))

    low, high = sorted(other)

    assert 0 <= scale.byte(low) <= scale.byte(high) <= 253


@given(YEARS, st.lists(st.integers(-(2**30), 2**30), min_size=2, max_size=2))
def test_years_and_days_keep_their_order(values, other):
    scale = Scale.over(np.array(values, np.int32))

    low, high = sorted(other)

    assert 0 <= scale.byte(low) <= scale.byte(high) <= 253


@given(AMOUNTS, st.integers(-(2**62), 2**62), st.booleans())
def test_one_value_is_placed_as_many_are(values, other, even):
    scale = Scale.over(
        np.array(values, np.int64).clip(-(2**31), 2**31 - 1).astype(np.int32)
        if even
        else np.array(values, np.int64)
    )

    assert scale.byte(other) == scale.bytes(np.array([other], np.int64))[0]


def test_few_years_have_a_byte_each():
    scale = Scale.over(np.arange(2008, 2027, dtype=np.int32))

    assert scale.alone(2015)
    assert not scale.alone(1900)
    assert len({scale.byte(year) for year in range(2008, 2027)}) == 19


def test_unknown_is_anything_for_may_and_nothing_for_sure():
    marks = Marks.of(np.array([5, 0, 7], np.int64), np.array([True, False, True]))

    assert marks.least[1] == 0
    assert marks.most[1] == 255
    assert marks.least[0] == marks.most[0] > 0
