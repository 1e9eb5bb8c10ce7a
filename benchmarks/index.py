"""One enterprise against all measures: the index beside the interpreter and beside dense columns.

    python benchmarks/index.py                       # 10,000 measures, a quick one
    python benchmarks/index.py --measures 100000

The measures are those of the matching benchmark with other districts, industries, registers and
thresholds for each. First the answers: hits, certainty and near misses (差一点: exactly one test fails)
are the interpreter's for some enterprises. Then, for a few hundred enterprises that differ, the time for
the hits, for hits with near misses and the failing test of each, and for the explanations of ten hits.
*Dense columns* is what one would write without an index: each test of the measures an array entry
(subject, low, high), compared all at once; it leaves out tests that are no interval.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from workload.parameters import DISTRICTS, REGISTERS
from workload.registry import make_registry, make_table
from workload.written import measure_file, written

from gangmu.measures import nodes
from gangmu.measures.evaluation import truth
from gangmu.measures.facts import load_facts
from gangmu.measures.index import MeasureIndex
from gangmu.measures.interpreter import Applicant, judge
from gangmu.measures.measure import Measure
from gangmu.measures.syntax import load


def varied(node: Any, random: np.random.Generator) -> Any:
    """Write a condition with other names and numbers."""
    match node:
        case nodes.Lit(Fraction() as value, _, _):
            step = Fraction(int(random.integers(20, 400)), 100)
            return dataclasses.replace(node, value=value * step)
        case nodes.In(ref, members):
            if ref.fact.name == "注册地":
                return nodes.In(ref, tuple(random.choice(DISTRICTS, len(members), replace=False)))
            if ref.fact.name == "名录":
                return nodes.In(ref, (str(random.choice(REGISTERS)),))
            return node
        case nodes.Compare(op, left, right) if not isinstance(right, nodes.Lit):
            return nodes.Compare(op, left, right)
        case nodes.Compare(op, left, right):
            return nodes.Compare(op, left, varied(right, random))
        case nodes.Not(item):
            return nodes.Not(varied(item, random))
        case nodes.All(items) | nodes.Any(items):
            return type(node)(tuple(varied(item, random) for item in items))
        case nodes.AtLeast(count, items):
            return nodes.AtLeast(count, tuple(varied(item, random) for item in items))
        case _:
            return node


def make_measures(count: int) -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measures.yaml"
        path.write_text(measure_file(written(500)), encoding="utf-8")
        patterns = load(path, load_facts()).measures
    random = np.random.default_rng(20260601)
    made = []
    for n in range(count):
        pattern = patterns[n % len(patterns)]
        tests = tuple(
            dataclasses.replace(test, condition=varied(test.condition, random))
            for test in pattern.tests
        )
        made.append(dataclasses.replace(pattern, name=f"措施{n:06d}", tests=tests))
    return made


class Dense:
    """Every interval test of every measure in three arrays."""

    def __init__(self, measures: list[Measure]) -> None:
        subjects: dict[str, int] = {}
        rows: list[tuple[int, int, float, float]] = []
        for number, measure in enumerate(measures):
            for test in measure.tests:
                match test.condition:
                    case nodes.Compare("≥", nodes.FactRef() as ref, nodes.Lit(value, _, _)):
                        where = subjects.setdefault(ref.column, len(subjects))
                        rows.append((number, where, float(value), np.inf))
                    case nodes.In(ref, (member,)) if ref.fact.name == "注册地":
                        where = subjects.setdefault(ref.column, len(subjects))
                        rows.append((number, where, *(2 * [float(DISTRICTS.index(member))])))
                    case _:
                        pass
        self.subjects = subjects
        self.measures = len(measures)
        self.number, self.subject, self.low, self.high = (
            np.array(c) for c in zip(*rows, strict=True)
        )
        self.subject = self.subject.astype(np.int32)

    def ask(self, values: np.ndarray) -> np.ndarray:
        here = values[self.subject]
        fails = (here < self.low) | (here > self.high)
        return np.flatnonzero(np.bincount(self.number, fails, self.measures) == 0)

    def values_of(self, applicant: Applicant) -> np.ndarray:
        values = np.full(len(self.subjects), np.nan)
        for column, at in self.subjects.items():
            value = applicant.value(column)
            if value is not None:
                values[at] = DISTRICTS.index(value) if isinstance(value, str) else float(value)
        return values


def assert_same(index: MeasureIndex, applicant: Applicant) -> None:
    certain, possible, nearly = [], [], []
    for number, measure in enumerate(index.measures):
        truths = [truth(test.condition, applicant) for test in measure.tests]
        if False not in truths:
            possible.append(number)
            certain += [] if None in truths else [number]
        if truths.count(False) == 1:
            nearly.append((number, truths.index(False)))
    answer = index.ask(applicant)
    assert answer.possible.tolist() == possible
    assert answer.certain.tolist() == certain
    assert list(zip(*map(list, answer.nearly), strict=True)) == nearly


def milliseconds(work: Callable[[Applicant], object], applicants: list[Applicant]) -> list[float]:
    """Time some work in milliseconds of the processor, which a busy machine changes least."""
    times = []
    gc.disable()
    for applicant in applicants:
        start = time.process_time()
        work(applicant)
        times.append((time.process_time() - start) * 1000)
    gc.enable()
    return sorted(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measures", type=int, default=10_000)
    parser.add_argument("--applicants", type=int, default=300)
    parser.add_argument(
        "--check", type=int, default=5, help="applicants checked by the interpreter"
    )
    options = parser.parse_args()

    measures = make_measures(options.measures)
    gc.freeze()  # a hundred thousand trees are not to be walked again and again
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, started = time.perf_counter(), time.process_time()
    index = MeasureIndex(measures)
    build, worked = time.perf_counter() - start, time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    tests = sum(len(measure.tests) for measure in measures)
    print(
        f"{len(measures):,} measures with {tests:,} tests: built in {build:.2f} s ({worked:.2f} s of work)"
        f" (+{grown:.0f} MiB at most); {index.interpreted:,} tests left to the interpreter"
    )

    registry = make_registry(100_000)
    table = make_table(registry)
    book = load_facts()
    rows = np.linspace(0, table.num_rows - 1, options.applicants).astype(int).tolist()

    def applicants() -> list[Applicant]:
        """Read the applicants anew, so that nothing is remembered of them."""
        made = [Applicant.of_row("企业", book, table, row) for row in rows]
        for applicant in made:
            for name in table.schema.names:
                applicant.value(name)
        return made

    everyone = applicants()
    start = time.process_time()
    for applicant in everyone[:: max(1, len(everyone) // options.check)][: options.check]:
        assert_same(index, applicant)
    whole = (time.process_time() - start) / options.check
    print(f"same answers as the interpreter for {options.check} enterprises")

    dense = Dense(measures)

    def explained(applicant: Applicant) -> None:
        answer = index.ask(applicant)
        _ = answer.nearly
        for number in answer.certain[:10].tolist():
            _ = judge(index.measures[number], applicant).reason

    works: dict[str, Callable[[Applicant], object]] = {
        "hits (certain and possible)": lambda one: index.ask(one).certain,
        "hits, near misses, which test fails": lambda one: (
            (a := index.ask(one)).certain is a.nearly
        ),
        "the same + reasons of ten hits in words": explained,
        "dense columns, hits of some tests": lambda one: dense.ask(dense.values_of(one)),
    }
    base = 0.0
    for name, work in works.items():
        times = milliseconds(work, applicants())
        middle = statistics.median(times)
        base = base or middle
        print(
            f"  {name:42s} p50 {middle:8.3f} ms  p95 {times[len(times) * 95 // 100]:8.3f} ms"
            f"  {middle / base:8.1f} x"
        )
    print(
        f"  {'interpreter, all measures':42s} one {whole * 1000:8.0f} ms  {whole * 1000 / base:20,.0f} x"
    )
    counts = [index.ask(one) for one in everyone[:50]]
    print(
        f"  on average {statistics.mean(len(a.possible) for a in counts):,.0f} hits and"
        f" {statistics.mean(len(a.nearly[0]) for a in counts):,.0f} near misses"
    )


if __name__ == "__main__":
    main()
