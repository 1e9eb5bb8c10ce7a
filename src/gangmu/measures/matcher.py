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

from gangmu.measures.columnar import Index, Missing, holds, number, numbers_of
from gangmu.measures.columns import Bools, Ints, Population
from gangmu.measures.measure import Measure, Side, settled
from gangmu.measures.nodes import Number
from gangmu.measures.periods import Assessment
from gangmu.measures.selection import Prepared, Selection, everyone, ready, runs_of
from gangmu.measures.thresholds import lower_tables
from gangmu.terms import InputError


@dataclass(frozen=True)
class Matches:
    """What a measure says of everyone.

    ``certain`` are the rows that are 符合, ``possible`` those that are not 不符合 (so ``certain`` and
    待核实 together), both ascending. ``low``, ``high`` (分), ``unbounded`` and ``discretion`` go with
    ``possible``; where ``unbounded`` is true there is no highest amount and ``high`` is 0, where
    ``discretion`` is true somebody has to decide.
    """

    measure: Measure
    population: Population
    possible: Index
    sure: Bools
    low: Ints
    high: Ints
    unbounded: Bools
    discretion: Bools

    @cached_property
    def certain(self) -> Index:
        return self.possible[self.sure]

    @cached_property
    def failed(self) -> npt.NDArray[np.int16]:
        """Give for every row the first test that certainly fails (in file order); −1 for none."""
        population = self.population
        tests = _plan(self.measure, population.assessment).tests
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
        measure = settled(self.measure, self.population.assessment)
        for test in measure.tests:
            marks.add(test.condition, everyone)
        for side in measure.sides:
            parts = [part for part in (side.amount, side.cap) if part is not None]
            open_amount = np.zeros(len(everyone), np.bool_)
            for part in parts:
                known = number(lower_tables(part), self.population, self.possible).known
                if known is not None:
                    open_amount |= ~known
            for part in parts:
                marks.add(part, everyone[open_amount])
        found: list[list[str]] = [[] for _ in everyone]
        for column in measure.columns:
            for at in np.flatnonzero(marks.mask(column)).tolist():
                found[at].append(column)
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
    assessment = population.assessment
    selection = Selection(population, [_plan(m, assessment).tests for m in todo])
    for measure in todo:
        rows, sure = selection.rows(_plan(measure, assessment).tests)
        yield Matches(measure, population, rows, sure, *_amounts(measure, population, rows, sure))


# ---------------------------------------------------------------- plans


@dataclass(frozen=True, slots=True)
class Plan:
    """A measure made ready to run."""

    tests: tuple[Prepared, ...]
    least: Side
    most: Side


@lru_cache(maxsize=1 << 16)
def _plan(measure: Measure, assessment: Assessment) -> Plan:
    """Make a measure ready to run in an assessment, once."""
    measure = settled(measure, assessment)
    tests = tuple(ready(test.condition) for test in measure.tests)
    least, most = (
        Side(lower_tables(side.amount), None if side.cap is None else lower_tables(side.cap))
        for side in measure.sides
    )
    return Plan(tests, least, most if measure.discretion else least)


# ---------------------------------------------------------------- amounts


def _amounts(
    measure: Measure, population: Population, rows: Index, sure: Bools
) -> tuple[Ints, Ints, Bools, Bools]:
    plan = _plan(measure, population.assessment)
    try:
        least, unknown = _payable(measure, plan.least, population, rows)
        if plan.most is plan.least:
            most, open_end = least.copy(), unknown
        else:
            most, open_end = _payable(measure, plan.most, population, rows)
        discretion = np.zeros(len(rows), np.bool_)
        if plan.most is not plan.least:
            discretion = ~_decided(least, unknown, most, open_end)
        low, high = measure.bounds
        unbounded = np.zeros(len(rows), np.bool_)
        if unknown is not None:
            least[unknown] = low
        if open_end is not None:
            most[open_end] = high or 0
            unbounded |= open_end if high is None else False
            _limit(measure, plan.most.cap, population, rows, open_end, most, unbounded)
    except OverflowError:
        raise InputError(
            f"「{measure.name}」算出的金额太大",
            f"{measure.number} {measure.clause}",
            "核对式子和单位",
        ) from None
    least *= sure
    return least, most, unbounded, discretion


def _payable(
    measure: Measure, side: Side, population: Population, rows: Index
) -> tuple[Ints, Bools | None]:
    """Give what would be paid on one side, and where that is unknown."""
    value = number(side.amount, population, rows)
    if side.cap is not None:
        value = value.least(number(side.cap, population, rows))
    exact = value.rounded(measure.quantum, measure.rounding)
    unknown = None if value.known is None else np.broadcast_to(~value.known, rows.shape)
    return np.broadcast_to(exact, rows.shape).astype(np.int64), unknown


def _decided(least: Ints, unknown: Bools | None, most: Ints, open_end: Bools | None) -> Bools:
    """Find where nobody has anything to decide: the least is unknown, or is the most."""
    same = least == most
    if open_end is not None:
        same &= ~open_end
    return np.asarray(same if unknown is None else same | unknown)


def _limit(
    measure: Measure,
    cap: Number | None,
    population: Population,
    rows: Index,
    open_end: Bools,
    most: Ints,
    unbounded: Bools,
) -> None:
    """Let a known cap limit amounts that are not known."""
    at = np.flatnonzero(open_end)
    if cap is None or not len(at):
        return
    value = number(cap, population, rows[at])
    limit = np.broadcast_to(value.rounded(measure.quantum, measure.rounding), at.shape)
    if value.known is not None:
        known = np.broadcast_to(value.known, at.shape)
        at, limit = at[known], limit[known]
    most[at] = np.where(unbounded[at], limit, np.minimum(most[at], limit))
    unbounded[at] = False
