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

import math
import typing
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.columns import SORTED_BY, Bools, Codes, Ints, Population, Rows
from gangmu.measures.evaluation import COMPARE, halves
from gangmu.measures.exact import Exact, gathered
from gangmu.measures.facts import FactKind
from gangmu.measures.measure import Measure
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Compare,
    Condition,
    FactRef,
    Highest,
    In,
    Lit,
    Named,
    Not,
    Number,
    Row,
    Table,
    facts,
    walk,
)
from gangmu.terms import InputError

Index = npt.NDArray[np.intp]
Truth = tuple[Bools, Bools]  # (sure, possible)

_EPOCH = date(1970, 1, 1)
_SMALL = 1 << 14
_SHORT = 1 << 13
_FLIPPED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "=", "≠": "≠"}
_WORDS = frozenset({FactKind.CATEGORY, FactKind.INDUSTRY})


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
        alive = _numbers_of(runs)
        for index, test in enumerate(tests[first:], first):
            possible = holds(test.condition, population, alive, may=True)
            failed[alive[~possible]] = index
            alive = alive[possible]
        return failed

    def missing(self) -> list[tuple[str, ...]]:
        """List for each possible row the facts that its answer still depends on."""
        marks = _Marks(self.population, self.possible)
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
class Threshold:
    """A comparison of one column with one literal, as stored integers; op is ``≥``, ``≤`` or ``=``."""

    ref: FactRef
    op: str
    at: int


@dataclass(frozen=True, slots=True)
class Test:
    """A test made ready: its condition with thresholds, and the sorted column it is about, if any."""

    condition: Lowered
    column: str | None
    refs: tuple[FactRef, ...]
    computes: bool


Lowered = Condition | Threshold
Untyped = typing.Any  # a threshold stands where the tree of a file has a comparison


@dataclass(frozen=True, slots=True)
class Plan:
    """A measure made ready to run."""

    tests: tuple[Test, ...]
    amount: Number
    cap: Number | None


@lru_cache(maxsize=1 << 16)
def _plan(measure: Measure) -> Plan:
    """Make a measure ready to run, once."""
    tests = tuple(_ready(test.condition) for test in measure.tests)
    cap = None if measure.cap is None else _lower_tables(measure.cap)
    return Plan(tests, _lower_tables(measure.amount), cap)


def _lower_tables(node: Number) -> Number:
    """Put thresholds into the tables of an amount."""
    match node:
        case Table(_, rows, other, _, _):
            lowered = tuple(
                Row(_lower_all(row.tests), _lower_tables(row.value), row.place) for row in rows
            )
            rest = None if other is None else _lower_tables(other)
            return replace(node, rows=lowered, other=rest)
        case Highest(parts, dimension):
            return Highest(tuple(_lower_tables(part) for part in parts), dimension)
        case Named(_, body):
            return _lower_tables(body)
        case _:
            return node


def _ready(condition: Condition) -> Test:
    refs = facts(condition)
    kinds = {type(node) for node in walk(condition)}
    of_words = kinds <= {In, FactRef, Not, All, Any, AtLeast} and len(refs) == 1
    on_key = of_words and refs[0].column in SORTED_BY and refs[0].fact.kind in _WORDS
    lowered = _lower(condition)
    return Test(lowered, refs[0].column if on_key else None, refs, bool(kinds & {Arith, Table}))


def _lower(node: Condition) -> Lowered:
    """Turn comparisons of a fact with a literal into integer thresholds."""
    match node:
        case All(items):
            return All(_lower_all(items))
        case Any(items):
            return Any(_lower_all(items))
        case AtLeast(count, items):
            return AtLeast(count, _lower_all(items))
        case Not(item):
            return Not(*_lower_all([item]))
        case Between():
            return All(_lower_all(halves(node)))
        case Compare(op, FactRef() as ref, Lit() as lit):
            return _threshold(op, ref, lit) or node
        case Compare(op, Lit() as lit, FactRef() as ref):
            return _threshold(_FLIPPED[op], ref, lit) or node
        case _:
            return node


def _lower_all(items: Sequence[Condition]) -> tuple[Untyped, ...]:
    return tuple(_lower(item) for item in items)


def _threshold(op: str, ref: FactRef, lit: Lit) -> Lowered | None:
    """Find the integer that splits the stored values as the literal splits the exact ones.

    ``None`` where there is none (a value that no column can hold); such a comparison is computed.
    """
    at = _plain(lit) * ref.fact.scale
    if abs(at) >= (2**62 if ref.fact.numeric else 2**30):
        return None
    match op:
        case "≥":
            return Threshold(ref, "≥", math.ceil(at))
        case ">":
            return Threshold(ref, "≥", math.floor(at) + 1)
        case "≤":
            return Threshold(ref, "≤", math.floor(at))
        case "<":
            return Threshold(ref, "≤", math.ceil(at) - 1)
        case _ if at.denominator != 1:
            return None
        case "=":
            return Threshold(ref, "=", at.numerator)
        case _:
            return Not(*_lower_all([Compare("=", ref, lit)]))


# ---------------------------------------------------------------- selecting rows


def _select(tests: Sequence[Test], population: Population) -> tuple[Index, Bools]:
    """Find the rows where no test certainly fails, and where all certainly hold."""
    runs, rest = _runs(tests, population)
    size = sum(run.stop - run.start for run in runs)
    if size > _SMALL:
        rest = _by_selectivity(rest, population)
    pieces: list[Rows] = list(runs)
    if len(runs) > 1 and size < _SHORT * len(runs):  # short runs cost more in calls than in rows
        pieces = [_numbers_of(runs)]
    found = [_narrow(rest, population, piece) for piece in pieces]
    rows = found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.intp), *found])
    sure = np.ones(len(rows), np.bool_)
    for test in tests:
        if not _complete(test, population):
            sure &= holds(test.condition, population, rows, may=False)
    return rows, sure


def _narrow(tests: Sequence[Test], population: Population, rows: Rows) -> Index:
    """Keep the rows that possibly meet every test, test by test."""
    for test in tests:
        kept = holds(test.condition, population, rows, may=True).nonzero()[0]
        rows = kept + rows.start if isinstance(rows, slice) else rows[kept]
    return _index(rows)


def _runs(tests: Sequence[Test], population: Population) -> tuple[list[slice], list[Test]]:
    """Turn the tests on the sorted columns into runs of rows; give the tests that remain.

    A row whose district or industry is unknown is possible, and so in the runs.
    """
    everyone = [slice(0, population.rows)] if population.rows else []
    if population.sort_key is None or not any(test.column for test in tests):
        return everyone, list(tests)
    masks: dict[str, Bools] = {}
    for test in tests:
        if test.column is not None:
            possible = _by_word(test.condition, population.codes_named(test.column), may=True)
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


def _by_selectivity(tests: Sequence[Test], population: Population) -> list[Test]:
    """Put the tests that leave the fewest rows first, as a sample tells; ties keep their order."""
    if len(tests) < 2:
        return list(tests)
    sample = population.sample
    left = [np.count_nonzero(holds(test.condition, population, sample, may=True)) for test in tests]
    order = sorted(range(len(tests)), key=lambda at: left[at])
    return [tests[at] for at in order]


def _complete(test: Test, population: Population) -> bool:
    """Tell whether a test cannot be unknown for anyone."""
    return not test.computes and all(population.complete(ref) for ref in test.refs)


def _numbers_of(runs: Sequence[slice]) -> Index:
    none = np.zeros(0, np.intp)
    return np.concatenate([none, *(np.arange(run.start, run.stop) for run in runs)])


def _index(rows: Rows) -> Index:
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def _size(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)


# ---------------------------------------------------------------- conditions


def holds(node: Lowered, population: Population, rows: Rows, *, may: bool) -> Bools:
    """Evaluate a condition on some rows: who may meet it, or else who certainly does."""
    match node:
        case Threshold(ref, op, at):
            column = population.numbers(ref)
            if op == "≥":
                return np.asarray((column.most if may else column.least)[rows] >= at)
            if op == "≤":
                return np.asarray((column.least if may else column.most)[rows] <= at)
            return _masked(column.values[rows] == at, _some(column.known, rows), may=may)
        case In(ref, members):
            return _member(ref, members, population, rows, may=may)
        case FactRef():
            flags = population.flags(node)
            return np.asarray((flags.possible if may else flags.sure)[rows])
        case Not(item):
            return ~holds(item, population, rows, may=not may)
        case All(items) | Any(items):
            parts = (holds(item, population, rows, may=may) for item in items)
            whole = next(parts, None)
            if whole is None:
                return np.full(_size(rows), isinstance(node, All), np.bool_)
            for part in parts:
                whole = whole & part if isinstance(node, All) else whole | part
            return whole
        case AtLeast(count, items):
            most = [holds(item, population, rows, may=may) for item in items]
            return np.asarray(np.sum(most, axis=0, dtype=np.int16) >= count)
        case Between():
            return holds(All(halves(node)), population, rows, may=may)
        case Compare(op, left, right):
            a, b = number(left, population, rows), number(right, population, rows)
            met = a.compared(b, COMPARE[op])
            if isinstance(met, bool):
                met = np.full(_size(rows), met, np.bool_)
            return _masked(_masked(met, a.known, may=may), b.known, may=may)


def truth(node: Condition, population: Population, rows: Rows) -> Truth:
    """Evaluate a condition on some rows: who certainly meets it, and who may."""
    sure = holds(node, population, rows, may=False)
    return sure, holds(node, population, rows, may=True)


def _masked(met: Bools, known: Bools | None, *, may: bool) -> Bools:
    if known is None:
        return met
    return met | ~known if may else met & known


def _some(known: Bools | None, rows: Rows) -> Bools | None:
    return None if known is None else known[rows]


def _member(
    ref: FactRef, members: tuple[str, ...], population: Population, rows: Rows, *, may: bool
) -> Bools:
    if ref.fact.kind is FactKind.REGISTER:
        flags = population.containing(ref, members[0])
        return (flags.possible if may else flags.sure)[rows]
    codes = population.codes(ref)
    return _by_word(In(ref, members), codes, may=may)[codes.codes[rows]]


def _by_word(test: Lowered, codes: Codes, *, may: bool) -> Bools:
    """Evaluate a condition on one column of words for each word, and last for unknown."""
    match test:
        case In(ref, members):
            met = codes.among(members, prefixes=ref.fact.kind is FactKind.INDUSTRY)
            met[-1] = may
            return met
        case Not(item):
            return ~_by_word(item, codes, may=not may)
        case All(items):
            return np.asarray(np.all([_by_word(item, codes, may=may) for item in items], axis=0))
        case Any(items):
            return np.asarray(np.any([_by_word(item, codes, may=may) for item in items], axis=0))
        case AtLeast(count, items):
            met = np.sum([_by_word(item, codes, may=may) for item in items], axis=0)
            return np.asarray(met >= count)
        case _:
            raise AssertionError(test)


# ---------------------------------------------------------------- numbers


def _plain(lit: Lit) -> Fraction:
    """Give a literal as a number; a date as days since 1970, as columns hold it."""
    if isinstance(lit.value, date):
        return Fraction((lit.value - _EPOCH).days)
    return Fraction(lit.value)


def number(node: Number, population: Population, rows: Rows) -> Exact:
    """Evaluate a number exactly on some rows."""
    match node:
        case Lit():
            return Exact.literal(_plain(node))
        case FactRef():
            column = population.numbers(node)
            known = None if column.known is None else column.known[rows]
            return Exact(column.values[rows].astype(np.int64), node.fact.scale, known, column.peak)
        case Named(_, body):
            return number(body, population, rows)
        case Arith("×", Lit() as factor, base, _) | Arith("×", base, Lit() as factor, _):
            return number(base, population, rows).scaled(_plain(factor))
        case Arith(op, left, right, _):
            a, b = number(left, population, rows), number(right, population, rows)
            if op in "+-":
                return a.plus(b, 1 if op == "+" else -1)
            return a.times(b) if op == "×" else a.divided_by(b)
        case Call(_, parts, _) | Highest(parts, _):
            first, *others = (number(part, population, rows) for part in parts)
            for other in others:
                lesser = isinstance(node, Call) and node.name == "取小"
                first = first.least(other) if lesser else first.greatest(other)
            return first
        case Table():
            return _table(node, population, rows)


def _table(table: Table, population: Population, rows: Rows) -> Exact:
    """Evaluate each row of a table on those who fall under it."""
    index = _index(rows)
    left = np.arange(len(index))
    pieces: list[tuple[Index, Exact]] = []
    for row in table.rows:
        here = index[left]
        tests = All(row.tests)
        sure = holds(tests, population, here, may=False)
        possible = holds(tests, population, here, may=True)
        chosen = left[sure]
        if len(chosen):
            pieces.append((chosen, number(row.value, population, index[chosen])))
        left = left[~possible]
        if not len(left):
            break
    if table.other is not None and len(left):
        pieces.append((left, number(table.other, population, index[left])))
    return gathered(len(index), pieces)


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


# ---------------------------------------------------------------- missing facts


class _Marks:
    """Marks, for some rows, the unknown facts that keep a measure undecided."""

    def __init__(self, population: Population, rows: Index) -> None:
        self._population = population
        self._rows = rows
        self._masks: dict[str, Bools] = {}

    def mask(self, column: str) -> Bools:
        return self._masks.setdefault(column, np.zeros(len(self._rows), np.bool_))

    def add(self, node: Condition | Number, at: Index) -> None:
        """Mark what is missing in the undecided parts of a node, at some of the rows."""
        if not len(at):
            return
        match node:
            case Lit():
                pass
            case FactRef() | In():
                ref = node.ref if isinstance(node, In) else node
                unknown = self._unknown(ref, self._rows[at])
                self.mask(ref.column)[at[unknown]] = True
            case All() | Any() | AtLeast() | Between():
                sure, possible = truth(node, self._population, self._rows[at])
                undecided = at[possible & ~sure]
                parts = halves(node) if isinstance(node, Between) else node.items
                for part in parts:
                    self.add(part, undecided)
            case Not(item):
                self.add(item, at)
            case Compare(_, left, right):
                self.add(left, at)
                self.add(right, at)
            case Named(_, body):
                self.add(body, at)
            case Arith(op, left, right, _):
                self.add(left, at)
                self.add(right, at)
                if op == "÷":
                    self._mark_zeros(right, at)
            case Call(_, numbers, _) | Highest(numbers, _):
                for value in numbers:
                    self.add(value, at)
            case Table():
                self._add_table(node, at)

    def _unknown(self, ref: FactRef, rows: Index) -> Bools:
        kind = ref.fact.kind
        if kind is FactKind.REGISTER:
            flags = self._population.containing(ref, "")
            return flags.possible[rows] & ~flags.sure[rows]
        if kind is FactKind.FLAG:
            flags = self._population.flags(ref)
            return flags.possible[rows] & ~flags.sure[rows]
        if kind in _WORDS or kind is FactKind.TEXT:
            codes = self._population.codes(ref)
            return np.asarray(codes.codes[rows] == len(codes.words))
        known = self._population.numbers(ref).known
        return np.zeros(len(rows), np.bool_) if known is None else ~known[rows]

    def _mark_zeros(self, divisor: Number, at: Index) -> None:
        value = number(divisor, self._population, self._rows[at])
        zero = np.broadcast_to(value.compared(Exact.literal(Fraction(0)), COMPARE["="]), at.shape)
        if value.known is not None:
            zero = zero & value.known
        for ref in facts(divisor):
            self.mask(ref.column)[at[zero]] = True

    def _add_table(self, table: Table, at: Index) -> None:
        for row in table.rows:
            rows = self._rows[at]
            sure, possible = truth(All(row.tests), self._population, rows)
            undecided = at[possible & ~sure]
            for test in row.tests:
                self.add(test, undecided)
            self.add(row.value, at[sure])
            at = at[~possible]
        if table.other is not None:
            self.add(table.other, at)
