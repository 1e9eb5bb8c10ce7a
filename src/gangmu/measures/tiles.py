"""Many measures over more applicants than fit the memory: tile by tile, and only the hits.

A stream of record batches (a Parquet file, a Spark partition) is cut into tiles; each is matched by
all measures, and what comes out are sparse rows, a bounded number at a time.

>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.syntax import parse_text
>>> measures = parse_text('''
... 文号: 临发〔2026〕1号
... 措施:
...   - {名称: 甲, 依据: 一, 对象: 企业, 条件: [营业收入 ≥ 1亿元], 给付: 5万元}
...   - {名称: 乙, 依据: 二, 对象: 企业, 条件: [规模以上], 给付: 1% × 营业收入}
... ''', load_facts()).file.measures
>>> batches = pa.table({"营业收入": [10**10, 5, None], "规模以上": [True, None, False]}).to_batches(2)
>>> for hits in match_tiles(measures, batches, tile=2):
...     print(list(hits.to_pylist()[-1].values()))
[1, 1, False, 0, 0]
[0, 2, False, 0, 5000000]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from gangmu.measures.columns import Population
from gangmu.measures.matcher import Matches, match_all
from gangmu.measures.measure import Measure

# A hit: the measure (its place among those given), the row in the stream, whether it is 符合 (else
#: 待核实), and the least and greatest amount in 分; without a greatest, 上限 is null.
_COLUMNS: dict[str, Any] = {
    "措施": pa.int32(),
    "行": pa.int64(),
    "符合": pa.bool_(),
    "下限": pa.int64(),
    "上限": pa.int64(),
}
HITS = pa.schema(_COLUMNS)
TILE = 1 << 20  # rows of a tile; its columns take about 100 bytes a row
_MOST = 1 << 20  # hits given at a time


def match_tiles(
    measures: Sequence[Measure],
    batches: Iterable[pa.RecordBatch],
    tile: int = TILE,
) -> Iterator[pa.RecordBatch]:
    """Match measures over a stream of applicants; give the hits (``HITS``), tile by tile.

    Within a tile hits come measure by measure, rows ascending. Memory holds one tile and about a
    million hits, however long the stream is.
    """
    first = 0
    for table in tiles(batches, tile):
        waiting: list[pa.RecordBatch] = []
        count = 0
        for number, found in enumerate(match_all(measures, Population(table))):
            if len(found.possible):
                waiting.append(_hits(number, found, first))
                count += len(found.possible)
            if count >= _MOST:
                yield _joined(waiting)
                waiting, count = [], 0
        if waiting:
            yield _joined(waiting)
        first += table.num_rows


def tiles(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Cut a stream of batches into tables of so many rows; the last may have fewer."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        left = batch
        while count + left.num_rows >= rows:
            waiting.append(left.slice(0, rows - count))
            left = left.slice(rows - count)
            yield _table(waiting)
            waiting, count = [], 0
        if left.num_rows:
            waiting.append(left)
            count += left.num_rows
    if waiting:
        yield _table(waiting)


def _table(batches: list[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()


def _hits(number: int, found: Matches, first: int) -> pa.RecordBatch:
    columns = [
        pa.array(np.full(len(found.possible), number, np.int32)),
        pa.array(found.possible + first),
        pa.array(found.sure),
        pa.array(found.low),
        pa.array(found.high, mask=found.unbounded if found.unbounded.any() else None),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=HITS)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return pa.Table.from_batches(batches, HITS).combine_chunks().to_batches()[0]
