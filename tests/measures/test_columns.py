"""Columns: words, runs of sorted rows, chunks, and lists."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.columns import Codes, Population
from gangmu.measures.nodes import FactRef, industry_under

CODES = st.text("0123", min_size=2, max_size=4)


@given(words=st.lists(CODES, unique=True, max_size=8), low=CODES, high=st.none() | CODES)
def test_industries_under_a_class_are_one_stretch_of_the_words(words, low, high):
    member = low if high is None or len(high) != len(low) or high < low else f"{low}至{high}"
    codes = Codes(np.zeros(0, np.int32), tuple(words), True)

    among = codes.among([member], prefixes=True)

    assert among.tolist() == [industry_under(word, member) for word in words] + [False]


def words(values: list[str | None]) -> pa.DictionaryArray:
    known = sorted({value for value in values if value is not None})
    codes = pa.array([None if v is None else known.index(v) for v in values], pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(known, pa.string()))


def test_sorted_rows_are_found_as_runs():
    table = pa.table(
        {
            "注册地": words(["甲", "甲", "甲", "乙", "乙"][::-1]),
            "行业代码": words(["10", "20", "10", "20", "30"]),
        }
    )
    population = Population(table)

    first = np.array([True, False, False])  # 乙
    second = np.array([False, True, True, False])  # 20, 30

    assert population.sort_key is not None
    assert population.runs(first, second) == [slice(1, 2)]
    assert population.runs(np.array([True, True, False]), np.ones(4, np.bool_)) == [slice(0, 5)]


def test_unsorted_rows_have_no_runs():
    table = pa.table({"注册地": words(["甲", "乙"]), "行业代码": words(["10", "10"])})
    population = Population(table)  # 乙 comes before 甲

    assert population.sort_key is None
    assert population.runs(np.ones(3, np.bool_), np.ones(2, np.bool_)) is None


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_chunked_tables_read_as_one(book, chunks):
    part = pa.table({"营业收入": pa.array([1, None]), "注册地": words(["甲", None])})
    table = pa.concat_tables([part] * chunks) if chunks else part.slice(0, 0)
    if not chunks:
        table = pa.table(
            {name: pa.chunked_array([], part.schema.field(name).type) for name in part.column_names}
        )
    population = Population(table)

    numbers = population.numbers(FactRef(book.fact("企业", "营业收入")))
    codes = population.codes(FactRef(book.fact("企业", "注册地")))

    assert numbers.values.tolist() == [1, 0] * chunks
    assert codes.codes.tolist() == [0, 1] * chunks


def test_list_members_are_found_with_blanks_and_empty_lists(book):
    table = pa.table({"名录": [["甲", "乙"], [], None, ["乙", "乙"]]})
    found = Population(table).containing(FactRef(book.fact("企业", "名录")), "乙")

    assert found.sure.tolist() == [True, False, False, True]
    assert found.possible.tolist() == [True, False, True, True]
