"""Ten million enterprises × a thousand measures, streamed from Parquet by tiles, within a bounded memory.

    python benchmarks/tiles.py                                    # 500,000 x 100, a quick one
    python benchmarks/tiles.py --rows 10000000 --measures 1000    # the real size, some minutes

First the answers, on a small registry: the hits of the tiles are those of the whole table and those of
NumPy by hand. Then a Parquet file (sorted by district and industry as a snapshot is, or in no order) is
written, and a process of its own streams it, counts and sums the hits, and tells its peak memory.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from workload.registry import Registry, make_registry, make_table
from workload.written import Arrays, measure_file, written

from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import load
from gangmu.measures.tiles import TILE, match_tiles

PIECE = 500_000


def assert_same(measures_path: Path, count: int) -> None:
    """Compare tiles with NumPy by hand on a small registry."""
    registry = make_registry(50_000, 0.03)
    arrays, table = Arrays(registry), make_table(registry)
    measures = load(measures_path, load_facts()).measures
    found = pa.Table.from_batches(list(match_tiles(measures, table.to_batches(7_000), 16_000)))
    found = found.sort_by([("措施", "ascending"), ("行", "ascending")])
    edges = np.searchsorted(found["措施"].to_numpy(), np.arange(count + 1))
    for number, text in enumerate(written(count)):
        part = found.slice(edges[number], edges[number + 1] - edges[number])
        rows, sure, low, high = text.numpy(arrays)
        order = np.argsort(rows, kind="stable")
        for name, expected in (("行", rows), ("符合", sure), ("下限", low), ("上限", high)):
            np.testing.assert_array_equal(part[name].to_numpy(), expected[order], err_msg=name)


def of_district(rows: int, district: int, seed: int) -> Registry:
    """Draw the enterprises of one district."""
    registry = make_registry(rows, 0.03, seed)
    order = np.argsort(registry.industry, kind="stable")
    return Registry(
        rows,
        np.full(rows, district),
        registry.industry[order],
        {name: values[order] for name, values in registry.values.items()},
        {name: known[order] for name, known in registry.known.items()},
        {name: flags[order] for name, flags in registry.registers.items()},
    )


def write_registry(path: Path, rows: int, *, in_order: bool) -> None:
    """Write the registry, piece by piece; pieces of a sorted one go by district."""
    writer = None
    done = 0
    piece = min(PIECE, rows)
    while done < rows:
        size = min(piece, rows - done)
        if in_order:
            registry = of_district(size, done * 16 // rows, done)
            table = make_table(registry)
        else:
            table = make_table(make_registry(size, 0.03, done))
            table = table.take(pa.array(np.random.default_rng(done).permutation(size)))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=1 << 18)
        done += size
    assert writer is not None
    writer.close()


def stream(path: Path, measures_path: Path) -> None:
    """Match a Parquet file by tiles and print what came out (in a process of its own)."""
    measures = load(measures_path, load_facts()).measures
    start = time.perf_counter()
    file = pq.ParquetFile(path, memory_map=False)
    waiting = 0.0

    def batches():
        nonlocal waiting
        before = time.perf_counter()
        for batch in file.iter_batches(batch_size=1 << 18, use_threads=False):
            waiting += time.perf_counter() - before
            yield batch
            before = time.perf_counter()

    hits = certain = paid = 0
    for part in match_tiles(measures, batches()):
        hits += part.num_rows
        certain += pc.sum(part["符合"]).as_py() or 0
        paid += pc.sum(part["下限"]).as_py() or 0
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    cells = file.metadata.num_rows * len(measures)
    print(
        f"  {hits:,} hits ({certain:,} certain, {paid / 1e10:,.0f} 亿元) in {spent:.1f} s"
        f" (of which reading Parquet {waiting:.1f} s): {cells / spent / 1e6:,.0f} M rows·measures/s,"
        f" peak memory {peak:.2f} GiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--measures", type=int, default=100)
    parser.add_argument(
        "--bound", type=int, default=540, help="seconds after which a run is stopped"
    )
    parser.add_argument("--in-order-only", action="store_true")
    parser.add_argument("--stream", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stream:
        stream(*options.stream)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measures_path = folder / "measures.yaml"
        measures_path.write_text(measure_file(written(options.measures)), encoding="utf-8")
        assert_same(measures_path, options.measures)
        print(f"tiles = NumPy by hand on 50,000 x {options.measures}; tiles of {TILE:,} rows")
        for in_order in (True,) if options.in_order_only else (True, False):
            path = folder / "registry.parquet"
            write_registry(path, options.rows, in_order=in_order)
            order = "sorted" if in_order else "in no order"
            size = path.stat().st_size / 2**20
            print(
                f"{options.rows:,} x {options.measures}, {order} ({size:,.0f} MiB Parquet)",
                flush=True,
            )
            command = [sys.executable, __file__, "--stream", path, measures_path]
            subprocess.run(command, check=True, timeout=options.bound)


if __name__ == "__main__":
    main()
