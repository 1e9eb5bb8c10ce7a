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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.columnar import (
    WORDS,
    Index,
    Lowered,
    Missing,
    by_word,
    holds,
    index_of,
    lower,
    lower_tables,
    number,
    numbers_of,
)
from gangmu.measures.columns import SORTED_BY, Bools, Ints, Population, Rows
from gangmu.measures.measure import Measure
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Condition,
    FactRef,
    In,
    Not,
    Number,
    Table,
    facts,
    walk,
)
from gangmu.terms import InputError

# From how many rows on it pays to sample the tests for their order, and below how many rows a run
# costs more in calls than in rows.
_SMALL = 1 << 14
_SHORT = 1 << 13


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
        runs, first = [slice(0, population.rows)], 0
        for index, test in enumerate(tests):  # the sorted columns, if they come first
            narrower, rest = _runs(tests[: index + 1], population)
            if test.column is None or rest:
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
    possible, sure = _select(_plan(measure).tests, population)
    return Matches(
        measure, population, possible, sure, *_amounts(measure, population, possible, sure)
    )


# ---------------------------------------------------------------- plans


@dataclass(frozen=True, slots=True)
class Prepared:
    """A test made ready: its condition with thresholds, and the sorted column it is about, if any."""

    condition: Lowered
    column: str | None
    refs: tuple[FactRef, ...]
    computes: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A measure made ready to run."""

    tests: tuple[Prepared, ...]
    amount: Number
    cap: Number | None


@lru_cache(maxsize=1 << 16)
def _plan(measure: Measure) -> Plan:
    """Make a measure ready to run, once."""
    tests = tuple(_ready(test.condition) for test in measure.tests)
    cap = None if measure.cap is None else lower_tables(measure.cap)
    return Plan(tests, lower_tables(measure.amount), cap)


def _ready(condition: Condition) -> Prepared:
    refs = facts(condition)
    kinds = {type(node) for node in walk(condition)}
    of_words = kinds <= {In, FactRef, Not, All, Any, AtLeast} and len(refs) == 1
    on_key = of_words and refs[0].column in SORTED_BY and refs[0].fact.kind in WORDS
    lowered = lower(condition)
    return Prepared(lowered, refs[0].column if on_key else None, refs, bool(kinds & {Arith, Table}))


# ---------------------------------------------------------------- selecting rows


def _select(tests: Sequence[Prepared], population: Population) -> tuple[Index, Bools]:
    """Find the rows where no test certainly fails, and where all certainly hold."""
    runs, rest = _runs(tests, population)
    size = sum(run.stop - run.start for run in runs)
    if size > _SMALL:
        rest = _by_selectivity(rest, population)
    pieces: list[Rows] = list(runs)
    if len(runs) > 1 and size < _SHORT * len(runs):
        pieces = [numbers_of(runs)]
    found = [_narrow(rest, population, piece) for piece in pieces]
    rows = found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.intp), *found])
    sure = np.ones(len(rows), np.bool_)
    for test in tests:
        if not _complete(test, population):
            sure &= holds(test.condition, population, rows, may=False)
    return rows, sure


def _narrow(tests: Sequence[Prepared], population: Population, rows: Rows) -> Index:
    """Keep the rows that possibly meet every test, test by test."""
    for test in tests:
        kept = holds(test.condition, population, rows, may=True).nonzero()[0]
        rows = kept + rows.start if isinstance(rows, slice) else rows[kept]
    return index_of(rows)


def _runs(tests: Sequence[Prepared], population: Population) -> tuple[list[slice], list[Prepared]]:
    """Turn the tests on the sorted columns into runs of rows; give the tests that remain.

    A row whose district or industry is unknown is possible, and so in the runs.
    """
    everyone = [slice(0, population.rows)] if population.rows else []
    if population.sort_key is None or not any(test.column for test in tests):
        return everyone, list(tests)
    masks: dict[str, Bools] = {}
    for test in tests:
        if test.column is not None:
            possible = by_word(test.condition, population.codes_named(test.column), may=True)
            masks[test.column] = possible & masks.get(test.column, True)
    allowed = [
        masks[name]
        if name in masks
        else np.ones(len(population.codes_named(name).words) + 1, np.bool_)
        for name in SORTED_BY
    ]
    runs = population.runs(*allowed)
    if runs is None:
        return everyone, list(tests)
    return runs, [test for test in tests if test.column is None]


def _by_selectivity(tests: Sequence[Prepared], population: Population) -> list[Prepared]:
    """Put the tests that leave the fewest rows first, as a sample tells; ties keep their order."""
    if len(tests) < 2:
        return list(tests)
    sample = population.sample
    left = [np.count_nonzero(holds(test.condition, population, sample, may=True)) for test in tests]
    order = sorted(range(len(tests)), key=lambda at: left[at])
    return [tests[at] for at in order]


def _complete(test: Prepared, population: Population) -> bool:
    """Tell whether a test cannot be unknown for anyone."""
    return not test.computes and all(population.complete(ref) for ref in test.refs)


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
