"""A stream matched by tiles gives the hits of the whole table."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.measures import tiles
from gangmu.measures.matcher import match
from gangmu.measures.tiles import HITS, match_tiles
from gangmu.terms import InputError


def expected_hits(measures, table) -> list[tuple]:
    found = []
    for number, matches in enumerate(match(measure, table) for measure in measures):
        for at, row in enumerate(matches.possible.tolist()):
            high = None if matches.unbounded[at] else int(matches.high[at])
            found.append((number, row, bool(matches.sure[at]), int(matches.low[at]), high))
    return sorted(found)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_tiles_give_the_hits_of_the_whole(random_trees, data):
    measures = [data.draw(random_trees.measures()) for _ in range(2)]
    table = data.draw(random_trees.registries())
    batches = table.to_batches(max_chunksize=data.draw(st.integers(1, 6)))
    size = data.draw(st.integers(1, 8))

    try:
        expected = expected_hits(measures, table)
    except InputError:  # an amount beyond int64, refused by tile too
        with pytest.raises(InputError):
            list(match_tiles(measures, batches, size))
        return
    found = list(match_tiles(measures, batches, size))

    rows = [tuple(row.values()) for hits in found for row in hits.to_pylist()]
    assert sorted(rows) == expected


def test_hits_are_given_a_bounded_number_at_a_time(random_trees, example, monkeypatch):
    monkeypatch.setattr(tiles, "_MOST", 3)
    table = pa.table({"_row": pa.array(range(2, 6), pa.int32())})

    found = list(match_tiles(example.measures[:3], table.to_batches()))

    assert [hits.num_rows for hits in found] == [4, 4, 4]
    assert all(hits.schema == HITS for hits in found)


def test_batches_with_other_dictionaries_are_one_tile():
    a = pa.record_batch({"注册地": pa.array(["甲区"]).dictionary_encode()})
    b = pa.record_batch({"注册地": pa.array(["乙区"]).dictionary_encode()})

    (table,) = tiles.tiles([a, b], 10)

    assert table.column("注册地").to_pylist() == ["甲区", "乙区"]
