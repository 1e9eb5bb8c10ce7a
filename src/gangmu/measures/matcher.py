"""A measure over everyone: the interpreter's answer for every row, computed on columns.

Every condition gives two masks, *sure* (certainly true) and *possible* (not certainly false); the
rows shrink from test to test, and amounts are computed on what is left. Nothing here looks at one
row at a time or outside the table, so that it runs unchanged on a partition of a larger table.

>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.syntax import parse_text
>>> import pyarrow as pa
>>> measure = parse_text('''
... 文号: 临发〔2026〕1号
... 措施:
...   - {名称: 奖励, 依据: 一, 对象: 企业, 条件: [营业收入 ≥ 1亿元], 给付: 1% × 研发费用, 上限: 5万元}
... ''', load_facts()).file.measures[0]
>>> found = match(measure, pa.table({"营业收入": [10**10, None, 5], "研发费用": [10**8, None, 7]}))
>>> found.certain.tolist(), found.possible.tolist(), found.failed.tolist()
([0], [0, 1], [-1, -1, 0])
>>> found.low.tolist(), found.high.tolist(), found.missing()
([1000000, 0], [1000000, 5000000], [(), ('营业收入', '研发费用')])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.columnar import (
    Index,
    Missing,
    holds,
    lower_tables,
    number,
    numbers_of,
)
from gangmu.measures.columns import Bools, Ints, Population
from gangmu.measures.measure import Measure
from gangmu.measures.nodes import (
    Number,
)
from gangmu.measures.selection import Prepared, Selection, everyone, ready, runs_of
from gangmu.terms import InputError


@dataclass(frozen=True)
class Matches:
    """What a measure says of everyone.

    ``certain`` are the rows that are 符合, ``possible`` those that are not 不符合 (so ``certain`` and
    待核实 together), both ascending. ``low``, ``high`` (分) and ``unbounded`` go with ``possible``;
    where ``unbounded`` is true there is no highest amount and ``high`` is 0.
    """

    measure: Measure
    population: Population
    possible: Index
    sure: Bools
    low: Ints
    high: Ints
    unbounded: Bools

    @cached_property
    def certain(self) -> Index:
        return self.possible[self.sure]

    @cached_property
    def failed(self) -> npt.NDArray[np.int16]:
        """Give for every row the first test that certainly fails (in file order); −1 for none."""
        population, tests = self.population, _plan(self.measure).tests
        failed = np.full(population.rows, -1, np.int16)
        runs, first = everyone(population), 0
        for index, test in enumerate(tests):  # the sorted columns, if they come first
            narrower = None if test.column is None else runs_of(tests[: index + 1], population)
            if narrower is None:
                break
            for run in runs:
                failed[run] = index
            for run in narrower:
                failed[run] = -1
            runs, first = narrower, index + 1
        alive = numbers_of(runs)
        for index, test in enumerate(tests[first:], first):
            possible = holds(test.condition, population, alive, may=True)
            failed[alive[~possible]] = index
            alive = alive[possible]
        return failed

    def missing(self) -> list[tuple[str, ...]]:
        """List for each possible row the facts that its answer still depends on."""
        marks = Missing(self.population, self.possible)
        everyone = np.arange(len(self.possible))
        for test in self.measure.tests:
            marks.add(test.condition, everyone)
        amount = (self.measure.amount, self.measure.cap)
        parts = [part for part in amount if part is not None]
        open_amount = np.zeros(len(everyone), np.bool_)
        for part in parts:
            known = number(part, self.population, self.possible).known
            if known is not None:
                open_amount |= ~known
        for part in parts:
            marks.add(part, everyone[open_amount])
        found: list[list[str]] = [[] for _ in everyone]
        for ref in self.measure.facts:
            for at in np.flatnonzero(marks.mask(ref.column)).tolist():
                found[at].append(ref.column)
        return [tuple(columns) for columns in found]


def match(measure: Measure, table: Population | pa.Table | pa.RecordBatch) -> Matches:
    """Match a measure over a table of applicants (laid out as a fact snapshot).

    To match many measures over one table, make one ``Population`` and pass it to each.
    """
    population = table if isinstance(table, Population) else Population(table)
    return next(match_all([measure], population))


def match_all(
    measures: Iterable[Measure], table: Population | pa.Table | pa.RecordBatch
) -> Iterator[Matches]:
    """Match many measures over one table, one after the other; what they share is done once."""
    population = table if isinstance(table, Population) else Population(table)
    todo = tuple(measures)
    selection = Selection(population, [_plan(measure).tests for measure in todo])
    for measure in todo:
        rows, sure = selection.rows(_plan(measure).tests)
        yield Matches(measure, population, rows, sure, *_amounts(measure, population, rows, sure))


# ---------------------------------------------------------------- plans


@dataclass(frozen=True, slots=True)
class Plan:
    """A measure made ready to run."""

    tests: tuple[Prepared, ...]
    amount: Number
    cap: Number | None


@lru_cache(maxsize=1 << 16)
def _plan(measure: Measure) -> Plan:
    """Make a measure ready to run, once."""
    tests = tuple(ready(test.condition) for test in measure.tests)
    cap = None if measure.cap is None else lower_tables(measure.cap)
    return Plan(tests, lower_tables(measure.amount), cap)


# ---------------------------------------------------------------- amounts


def _amounts(
    measure: Measure, population: Population, rows: Index, sure: Bools
) -> tuple[Ints, Ints, Bools]:
    plan = _plan(measure)
    value = number(plan.amount, population, rows)
    if plan.cap is not None:
        value = value.least(number(plan.cap, population, rows))
    try:
        exact = value.rounded(measure.quantum)
    except OverflowError:
        raise InputError(
            f"「{measure.name}」算出的金额太大",
            f"{measure.number} {measure.clause}",
            "核对式子和单位",
        ) from None
    low, high = measure.bounds
    unknown = None if value.known is None else np.broadcast_to(~value.known, rows.shape)
    most = np.broadcast_to(exact, rows.shape).astype(np.int64)
    unbounded = np.zeros(len(rows), np.bool_)
    least = most.copy()
    if unknown is not None:
        most[unknown] = high or 0
        least[unknown] = low
        if high is None:
            unbounded = unknown
    least[~sure] = 0
    return least, most, unbounded
