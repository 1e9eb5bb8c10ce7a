"""What the conditions and numbers of a measure mean for many applicants at once.

The columnar twin of ``evaluation``: every condition has two answers for every row, who *may* meet it
and who certainly does, and every number is exact (``exact``) with a mask of what is known. Nothing
here looks at one row at a time or outside the table, so that it runs unchanged on a partition of a
larger table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from gangmu.measures.columns import Bools, Codes, Population, Rows
from gangmu.measures.evaluation import COMPARE, DAYS, MONTHS, child_column, halves
from gangmu.measures.exact import Exact, gathered
from gangmu.measures.expansion import number_written_out, written_out
from gangmu.measures.facts import FactKind
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Compare,
    Condition,
    Discretion,
    Each,
    Exists,
    FactRef,
    First,
    Highest,
    In,
    Known,
    Later,
    Lit,
    Named,
    Not,
    Number,
    Positive,
    Round,
    Streak,
    Table,
    Unlimited,
    YearOf,
    facts,
)
from gangmu.measures.thresholds import EPOCH, Lowered, Threshold, literal, lower, lower_tables

Index = npt.NDArray[np.intp]
Truth = tuple[Bools, Bools]  # (sure, possible)

WORDS = frozenset({FactKind.CATEGORY, FactKind.INDUSTRY})


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
        case Compare():
            return _masked(*_compared(node, population, rows), may=may)
        case Known(ref):
            return ~unknown(ref, population, rows)
        case Exists(child, where):
            children = population.children(child)
            if children is None:
                return np.full(_size(rows), may, np.bool_)
            everyone = slice(0, children.population.rows)
            met = holds(lower(where), children.population, everyone, may=may)
            has = np.zeros(population.rows, np.bool_)
            has[children.parents[met]] = True
            return has[rows]
        case First() | Streak():
            plain = lower(written_out(node, population.assessment))
            return holds(plain, population, rows, may=may)


def truth(node: Lowered, population: Population, rows: Rows) -> Truth:
    """Evaluate a condition on some rows: who certainly meets it, and who may."""
    if isinstance(node, Compare):
        met, known = _compared(node, population, rows)
        return _masked(met, known, may=False), _masked(met, known, may=True)
    sure = holds(node, population, rows, may=False)
    return sure, holds(node, population, rows, may=True)


def _compared(node: Compare, population: Population, rows: Rows) -> tuple[Bools, Bools | None]:
    """Compare two numbers on some rows; what is not known compares somehow."""
    a, b = number(node.left, population, rows), number(node.right, population, rows)
    met = a.compared(b, COMPARE[node.op])
    if isinstance(met, bool):
        met = np.full(_size(rows), met, np.bool_)
    if a.known is None or b.known is None:
        return met, b.known if a.known is None else a.known
    return met, a.known & b.known


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
    met = by_word(In(ref, members), codes, may=may)
    return np.asarray(met[codes.codes[rows]])


def by_word(test: Lowered, codes: Codes, *, may: bool) -> Bools:
    """Evaluate a condition on one column of words for each word, and last for unknown."""
    match test:
        case In(ref, members):
            met = codes.among(members, prefixes=ref.fact.kind is FactKind.INDUSTRY)
            met[-1] = may
            return met
        case Not(item):
            return ~by_word(item, codes, may=not may)
        case All(items):
            return np.asarray(np.all([by_word(item, codes, may=may) for item in items], axis=0))
        case Any(items):
            return np.asarray(np.any([by_word(item, codes, may=may) for item in items], axis=0))
        case AtLeast(count, items):
            met = np.sum([by_word(item, codes, may=may) for item in items], axis=0)
            return np.asarray(met >= count)
        case _:
            raise AssertionError(test)


# ---------------------------------------------------------------- numbers


def number(node: Number, population: Population, rows: Rows) -> Exact:
    """Evaluate a number exactly on some rows."""
    match node:
        case Lit():
            return Exact.literal(literal(node))
        case FactRef():
            column = population.numbers(node)
            known = _some(column.known, rows)
            values = column.values[rows].astype(np.int64, copy=False)
            return Exact(values, node.fact.scale, known, column.peak)
        case Named(_, body):
            return number(body, population, rows)
        case Arith("×", Lit() as factor, base, _) | Arith("×", base, Lit() as factor, _):
            return number(base, population, rows).scaled(literal(factor))
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
        case Round(mode, body, _):
            return number(body, population, rows).whole(mode)
        case Positive(body):
            return number(body, population, rows).positive()
        case Later(body, count, unit):
            return number(body, population, rows).mapped(_later(count, unit, body.dimension))
        case YearOf(body, _):
            return number(body, population, rows).mapped(_year_of)
        case Each():
            return _each(node, population, rows)
        case Discretion() | Unlimited():
            return replace(Exact.literal(Fraction(0)), known=np.zeros(1, np.bool_))
        case _:
            plain = lower_tables(number_written_out(node, population.assessment))
            return number(plain, population, rows)


Days = npt.NDArray[np.int64]


def _year_of(days: Days) -> Days:
    years = days.astype("datetime64[D]").astype("datetime64[Y]")
    return years.astype(np.int64) + EPOCH.year


def _later(count: int, unit: str, dimension: str) -> Callable[[Days], Days]:
    if dimension == FactKind.YEAR or unit in DAYS:
        return lambda values: values + count
    months = count * MONTHS[unit]

    def move(days: Days) -> Days:
        dates = days.astype("datetime64[D]")
        first = dates.astype("datetime64[M]")
        day = (dates - first.astype("datetime64[D]")).astype(np.int64)
        target = first + months
        start = target.astype("datetime64[D]").astype(np.int64)
        length = (target + 1).astype("datetime64[D]").astype(np.int64) - start
        return np.asarray(start + np.minimum(day, length - 1), dtype=np.int64)

    return move


def _each(node: Each, population: Population, rows: Rows) -> Exact:
    """Sum, count or compare the children that count; one unknown child leaves the whole unknown."""
    children = population.children(node.child)
    if children is None:
        return replace(Exact.literal(Fraction(0)), known=np.zeros(1, np.bool_))
    below, size = children.population, population.rows
    where = lower(node.where)
    everyone = slice(0, below.rows)
    sure = holds(where, below, everyone, may=False)
    doubted = holds(where, below, everyone, may=True) & ~sure
    chosen = np.flatnonzero(sure)
    value = number(lower_tables(node.value), below, chosen)
    known = np.ones(size, np.bool_)
    known[children.parents[doubted]] = False
    if value.known is not None:
        lacking = ~np.broadcast_to(value.known, chosen.shape)
        known[children.parents[chosen[lacking]]] = False
    owners = children.parents[chosen]
    if node.rule in ("最高", "最低"):
        whole = value.extreme(owners, size, most=node.rule == "最高")
    else:
        whole = value.summed(owners, size)
    return replace(whole, known=known).at(index_of(rows), size)


def _table(table: Table, population: Population, rows: Rows) -> Exact:
    """Evaluate each row of a table on those who fall under it."""
    index = index_of(rows)
    left = np.arange(len(index))
    pieces: list[tuple[Index, Exact]] = []
    for row in table.rows:
        here = index[left]
        tests = All(row.tests)
        sure = holds(tests, population, here, may=False)
        told = all(_told(test, population) for test in row.tests)
        possible = sure if told else holds(tests, population, here, may=True)
        chosen = left[sure]
        if len(chosen):
            pieces.append((chosen, number(row.value, population, index[chosen])))
        left = left[~possible]
        if not len(left):
            break
    if table.other is not None and len(left):
        pieces.append((left, number(table.other, population, index[left])))
    return gathered(len(index), pieces)


def _told(node: Lowered, population: Population) -> bool:
    """Tell whether a condition is known of everyone without computing anything."""
    match node:
        case Threshold(ref, _, _) | In(ref, _):
            return population.complete(ref)
        case All(items):
            return all(_told(item, population) for item in items)
        case _:
            return False


def numbers_of(runs: Sequence[slice]) -> Index:
    """Give the row numbers of some runs."""
    none = np.zeros(0, np.intp)
    return np.concatenate([none, *(np.arange(run.start, run.stop) for run in runs)])


def index_of(rows: Rows) -> Index:
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def _size(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)


# ---------------------------------------------------------------- missing facts


def unknown(ref: FactRef, population: Population, rows: Rows) -> Bools:
    """Find the rows of which a fact is unknown."""
    kind = ref.fact.kind
    if kind is FactKind.REGISTER:
        flags = population.containing(ref, "")
        return flags.possible[rows] & ~flags.sure[rows]
    if kind is FactKind.FLAG:
        flags = population.flags(ref)
        return flags.possible[rows] & ~flags.sure[rows]
    if kind in WORDS or kind is FactKind.TEXT:
        codes = population.codes(ref)
        return np.asarray(codes.codes[rows] == len(codes.words))
    known = population.numbers(ref).known
    return np.zeros(_size(rows), np.bool_) if known is None else ~known[rows]


class Missing:
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
            case Lit() | Unlimited() | Known():
                pass
            case FactRef() | In():
                ref = node.ref if isinstance(node, In) else node
                lacking = unknown(ref, self._population, self._rows[at])
                self.mask(ref.column)[at[lacking]] = True
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
            case Named(_, body) | Round(_, body, _) | Later(body, _, _) | YearOf(body, _):
                self.add(body, at)
            case Positive(body):
                self.add(body, at)
                self._mark(body, at, "≤")
            case Arith(op, left, right, _):
                self.add(left, at)
                self.add(right, at)
                if op == "÷":
                    self._mark(right, at, "=")
            case Call(_, numbers, _) | Highest(numbers, _):
                for value in numbers:
                    self.add(value, at)
            case Table():
                self._add_table(node, at)
            case Exists(child, where):
                sure, possible = truth(lower(node), self._population, self._rows[at])
                self._add_below(child, where, None, at[possible & ~sure])
            case Each(_, child, value, where, _):
                self._add_below(child, where, value, at)
            case _:
                raise AssertionError(node)  # a short form is written out before (``expansion``)

    def _mark(self, number_of: Number, at: Index, op: str) -> None:
        """Mark the facts of a number that is zero (or below), where that leaves it without meaning."""
        value = number(number_of, self._population, self._rows[at])
        met = np.broadcast_to(value.compared(Exact.literal(Fraction(0)), COMPARE[op]), at.shape)
        if value.known is not None:
            met = met & value.known
        for ref in facts(number_of):
            self.mask(ref.column)[at[met]] = True

    def _add_below(self, child: str, where: Condition, value: Number | None, at: Index) -> None:
        """Mark what is missing of the children of some rows."""
        children = self._population.children(child)
        if children is None:
            self.mask(child)[at] = True
            return
        place = np.full(self._population.rows, -1, np.intp)
        place[self._rows[at]] = at
        owners = place[children.parents]
        kids = np.flatnonzero(owners >= 0)
        marks = Missing(children.population, kids)
        everyone = np.arange(len(kids))
        sure, possible = truth(lower(where), children.population, kids)
        marks.add(where, everyone[possible & ~sure])
        if value is not None:
            marks.add(value, everyone[sure])
        for column in marks.columns:
            name = child_column(child, column, children.entity)
            self.mask(name)[owners[kids[marks.mask(column)]]] = True

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._masks)

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
