"""Matching measures over everyone: Gangmu, openfisca-core, NumPy by hand and DuckDB, same answers first.

    python benchmarks/matching.py                                # 100,000 x 50, a quick one
    python benchmarks/matching.py --rows 1000000 --measures 50 --measures 500
    python benchmarks/matching.py --without-openfisca            # nothing is installed

Synthetic enterprises, sorted by (district, industry) as a snapshot is. The measures are written from
the same parameters (``workload``):

- *Gangmu*: a measure file, read and checked like any other; also over rows in no order, so that what
  skipping gains is seen;
- *openfisca-core* in two forms, the leanest integers and as its manuals write it, in an environment of
  its own (``workload/openfisca_worker.py``);
- *NumPy*: what a careful programmer writes by hand for exactly these measures: run of the district by
  binary search, integer money, amounts on hits only;
- *DuckDB*: one SELECT per measure over a sorted native table, integer codes, integer money.

First with nothing blank, because openfisca knows no unknown; then with 3 % blanks, where the others must
give the same rows, the same certainty and the same bounds of the amounts. Nothing is timed before the
answers are the same to the fen. Every round times each of them once; medians of one run, in seconds of the processor, on one thread.
Preparation (decoding columns; loading tables) is timed apart.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from workload.foreign import OpenFisca, digest, lay_out
from workload.registry import Registry, make_registry, make_table
from workload.written import Answer, Arrays, measure_file, written

from gangmu.measures.checker import check
from gangmu.measures.columns import Population
from gangmu.measures.facts import load_facts
from gangmu.measures.matcher import match_all
from gangmu.measures.measure import Measure
from gangmu.measures.syntax import load
from gangmu.measures.yamltext import Severity

Work = Callable[[], object]


def load_measures(count: int, folder: Path) -> tuple[Measure, ...]:
    path = folder / f"{count}.yaml"
    path.write_text(measure_file(written(count)), encoding="utf-8")
    book = load_facts()
    errors = [finding for finding in check(path, book) if finding.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))
    return load(path, book).measures


def load_duckdb(registry: Registry) -> duckdb.DuckDBPyConnection:
    """Put the registry into a native, sorted table with the leanest types."""
    columns: dict[str, pa.Array] = {
        "row": pa.array(np.arange(registry.rows, dtype=np.int32)),
        "district": pa.array(registry.district.astype(np.int8)),
        "industry": pa.array(registry.industry.astype(np.int16)),
    }
    renamed = {"年度综合评定": "review", "成立日期": "founded", "营业收入(上年)": "prior"}
    for name, values in registry.values.items():
        columns[renamed.get(name, name)] = pa.array(values, mask=~registry.known[name])
    columns |= {name: pa.array(flags) for name, flags in registry.registers.items()}
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.register("incoming", pa.table(columns))
    connection.execute("create table facts as select * from incoming order by row")
    connection.unregister("incoming")
    return connection


def run_sql(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    found = connection.execute(sql).fetchnumpy()
    return (
        found["row"].astype(np.intp),
        found["sure"].astype(np.bool_),
        np.asarray(found["low"], np.int64),
        np.asarray(found["high"], np.int64),
    )


def assert_same(name: str, ours: Answer, theirs: Answer) -> None:
    order = np.argsort(theirs[0], kind="stable")
    for what, a, b in zip(("rows", "certain", "low", "high"), ours, theirs, strict=True):
        np.testing.assert_array_equal(a, b[order], err_msg=f"{name}: {what}")


def seconds_of(work: Work) -> float:
    """Time some work in seconds of the processor, which a busy machine changes least."""
    gc.disable()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    gc.enable()
    return spent


def compare(contenders: dict[str, tuple[Callable[[], float], int]], cells: int) -> None:
    """Time everyone once a round (each as often as it says) and print the medians."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for at in range(max(rounds for _, rounds in contenders.values())):
        for name, (once, rounds) in contenders.items():
            if at < rounds:
                times[name].append(once())
    medians = {name: statistics.median(all_) for name, all_ in times.items()}
    base = medians["Gangmu"]
    for name, spent in medians.items():
        print(
            f"  {name:40s} {spent * 1000:10.1f} ms  {spent / base:8.2f} x"
            f"  {cells / spent / 1e6:9,.0f} M rows·measures/s",
            flush=True,
        )


def run(rows: int, count: int, blanks: float, options: argparse.Namespace, folder: Path) -> None:
    measures = load_measures(count, folder)
    registry = make_registry(rows, blanks)
    table = make_table(registry)
    population = Population(table)
    arrays = Arrays(registry)
    texts = written(count)

    def ours() -> list[Answer]:
        return [(m.possible, m.sure, m.low, m.high) for m in match_all(measures, population)]

    prepared = seconds_of(ours)
    answers = ours()
    for n, (a, text) in enumerate(zip(answers, texts, strict=True)):
        assert_same(f"NumPy {n:02d}", a, text.numpy(arrays))
    connection = load_duckdb(registry)
    for n, (a, text) in enumerate(zip(answers[:50], texts, strict=False)):
        assert_same(f"DuckDB {n:02d}", a, run_sql(connection, text.sql))
    shuffled = Population(table.take(pa.array(np.random.default_rng(1).permutation(rows))))
    for a, m in zip(answers, match_all(measures, shuffled), strict=True):
        assert (len(m.possible), int(m.low.sum())) == (len(a[0]), int(a[2].sum()))

    few = max(1, options.repeat // 3) if count <= 50 else 1
    contenders: dict[str, tuple[Callable[[], float], int]] = {
        "Gangmu": (lambda: seconds_of(ours), options.repeat),
        "Gangmu, rows in no order": (
            lambda: seconds_of(lambda: list(match_all(measures, shuffled))),
            few,
        ),
        "Gangmu + first failed test of every row": (
            lambda: seconds_of(lambda: [m.failed for m in match_all(measures, population)]),
            few,
        ),
        "NumPy by hand": (
            lambda: seconds_of(lambda: [text.numpy(arrays) for text in texts]),
            options.repeat,
        ),
    }
    if count <= 50:
        contenders["DuckDB"] = (
            lambda: seconds_of(lambda: [run_sql(connection, text.sql) for text in texts]),
            few,
        )
    with contextlib.ExitStack() as stack:
        others = ["Gangmu", "NumPy"] + (["DuckDB"] if count <= 50 else [])
        if not blanks and not options.without_openfisca:
            lay_out(registry, folder)
            expected = [digest(a[0], a[2]) for a in answers]
            for form in ("integer", "idiomatic"):
                system = stack.enter_context(OpenFisca(folder, count, form))
                assert system.answers() == expected, f"openfisca ({form}) differs"
                contenders[f"openfisca-core, {form}"] = (system.seconds, few)
                others.append(f"openfisca ({form})")
        possible = sum(len(a[0]) for a in answers)
        certain = sum(int(a[1].sum()) for a in answers)
        paid = sum(int(a[2].sum()) for a in answers)
        print(
            f"\n{rows:,} enterprises x {count} measures, {blanks:.0%} blank: {', '.join(others)}"
            f" give the same answers\n  ({certain:,} certain, {possible - certain:,} pending,"
            f" {paid / 1e10:,.2f} 亿元; decoding columns on first use {prepared:.2f} s)",
            flush=True,
        )
        compare(contenders, rows * count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000, help="number of enterprises")
    parser.add_argument("--measures", type=int, action="append", help="50, 100, … (repeatable)")
    parser.add_argument("--repeat", type=int, default=9, help="rounds; medians are printed")
    parser.add_argument("--without-openfisca", action="store_true")
    options = parser.parse_args()
    for count in options.measures or [50]:
        for blanks in (0.0, 0.03):
            with tempfile.TemporaryDirectory() as folder:
                run(options.rows, count, blanks, options, Path(folder))


if __name__ == "__main__":
    main()
