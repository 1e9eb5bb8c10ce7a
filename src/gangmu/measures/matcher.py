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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.columns import SORTED_BY, Bools, Codes, Ints, Population, Rows
from gangmu.measures.evaluation import COMPARE, halves
from gangmu.measures.exact import Exact, gathered
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
    FactRef,
    Highest,
    In,
    Lit,
    Named,
    Not,
    Number,
    Table,
    facts,
    industry_under,
    walk,
)
from gangmu.measures.syntax import Measure
from gangmu.terms import InputError

Index = npt.NDArray[np.intp]
Truth = tuple[Bools, Bools]  # (sure, possible); the same array where nothing is unknown

_EPOCH = date(1970, 1, 1)
_SAMPLE = 512
_SMALL = 1 << 14
_MANY_RUNS = 64
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
        failed = np.full(self.population.rows, -1, np.int16)
        alive: Rows = slice(0, self.population.rows)
        for index, test in enumerate(self.measure.tests):
            _, possible = truth(test.condition, self.population, alive)
            numbers = _index(alive)
            failed[numbers[~possible]] = index
            alive = numbers[possible]
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
    possible, sure = _select([test.condition for test in measure.tests], population)
    return Matches(
        measure, population, possible, sure, *_amounts(measure, population, possible, sure)
    )


# ---------------------------------------------------------------- selecting rows


def _select(tests: Sequence[Condition], population: Population) -> tuple[Index, Bools]:
    """Find the rows where no test certainly fails, and where all certainly hold."""
    runs, rest = _runs(tests, population)
    if sum(run.stop - run.start for run in runs) > _SMALL:
        rest = _by_selectivity(rest, population)
    pieces: list[Rows] = list(runs)
    if len(runs) > _MANY_RUNS:
        pieces = [np.concatenate([np.arange(run.start, run.stop) for run in runs])]
    found = [_narrow(rest, population, piece) for piece in pieces]
    if not found:
        return np.zeros(0, np.intp), np.zeros(0, np.bool_)
    if len(found) == 1:
        return found[0]
    indexes, sures = zip(*found, strict=True)
    return np.concatenate(indexes), np.concatenate(sures)


def _narrow(tests: Sequence[Condition], population: Population, rows: Rows) -> tuple[Index, Bools]:
    """Apply tests one after the other to what the one before has left."""
    sure: Bools | None = None
    for test in tests:
        certain, possible = truth(test, population, rows)
        kept = np.flatnonzero(possible)
        if certain is not possible:
            sure = certain if sure is None else sure & certain
        if sure is not None:
            sure = sure[kept]
        rows = kept + rows.start if isinstance(rows, slice) else rows[kept]
        if not len(kept):
            break
    index = _index(rows)
    return index, np.ones(len(index), np.bool_) if sure is None else sure


def _runs(
    tests: Sequence[Condition], population: Population
) -> tuple[list[slice], list[Condition]]:
    """Turn the tests on the sorted columns into runs of rows; give the tests that remain.

    A row whose district or industry is unknown stays in the runs, and its test remains to be
    asked, so that it is not taken for certain.
    """
    everyone = [slice(0, population.rows)] if population.rows else []
    masks: dict[str, Bools] = {}
    rest: list[Condition] = []
    for test in tests:
        column = _sorted_column(test)
        if column is None or population.sort_key is None:
            rest.append(test)
            continue
        certain, possible = _by_word(test, population.codes_named(column))
        masks[column] = possible & masks[column] if column in masks else possible
        if certain is not possible:
            rest.append(test)
    if not masks:
        return everyone, list(tests)
    assert population.sort_key is not None
    first, second, *_ = population.sort_key
    size = {name: len(population.codes_named(name).words) + 1 for name in (first, second)}
    allowed = [masks.get(name, np.ones(size[name], np.bool_)) for name in (first, second)]
    runs = population.runs(*allowed)
    return (everyone, list(tests)) if runs is None else (runs, rest)


def _sorted_column(test: Condition) -> str | None:
    """Name the sorted column that a test is about, if it is about nothing else."""
    refs = facts(test)
    words_only = all(
        isinstance(node, In | FactRef | Not | All | Any | AtLeast) for node in walk(test)
    )
    about_key = len(refs) == 1 and refs[0].column in SORTED_BY and refs[0].fact.kind in _WORDS
    return refs[0].column if words_only and about_key else None


def _by_selectivity(tests: Sequence[Condition], population: Population) -> list[Condition]:
    """Put the tests that leave the fewest rows first, as a sample tells; ties keep their order."""
    if len(tests) < 2:
        return list(tests)
    sample = np.linspace(0, population.rows - 1, _SAMPLE).astype(np.intp)
    left = [np.count_nonzero(truth(test, population, sample)[1]) for test in tests]
    order = sorted(range(len(tests)), key=lambda at: left[at])
    return [tests[at] for at in order]


def _index(rows: Rows) -> Index:
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def _size(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)


# ---------------------------------------------------------------- conditions


def truth(node: Condition, population: Population, rows: Rows) -> Truth:
    """Evaluate a condition on some rows: who certainly meets it, and who may."""
    match node:
        case All(items):
            return _all_of([truth(item, population, rows) for item in items], _size(rows))
        case Any(items):
            turned = [_turn(truth(item, population, rows)) for item in items]
            return _turn(_all_of(turned, _size(rows)))
        case Not(item):
            return _turn(truth(item, population, rows))
        case AtLeast(count, items):
            truths = [truth(item, population, rows) for item in items]
            return _at_least(count, truths)
        case Compare():
            return _compare(node, population, rows)
        case Between():
            return _all_of([_compare(half, population, rows) for half in halves(node)], _size(rows))
        case In(ref, members):
            return _member(ref, members, population, rows)
        case FactRef():
            flags = population.flags(node)
            certain = flags.sure[rows]
            return certain, certain if flags.possible is flags.sure else flags.possible[rows]


def _all_of(truths: Sequence[Truth], size: int) -> Truth:
    if not truths:
        always = np.ones(size, np.bool_)
        return always, always
    sure, possible = truths[0]
    for certain, may in truths[1:]:
        same = sure is possible and certain is may
        sure = sure & certain
        possible = sure if same else possible & may
    return sure, possible


def _at_least(count: int, truths: Sequence[Truth]) -> Truth:
    sure = np.asarray(np.sum([certain for certain, _ in truths], axis=0, dtype=np.int16) >= count)
    if all(certain is possible for certain, possible in truths):
        return sure, sure
    most = np.sum([possible for _, possible in truths], axis=0, dtype=np.int16)
    return sure, np.asarray(most >= count)


def _turn(known: Truth) -> Truth:
    sure, possible = known
    turned = ~possible
    return turned, turned if sure is possible else ~sure


def _masked(holds: Bools, known: Bools | None) -> Truth:
    if known is None:
        return holds, holds
    return holds & known, holds | ~known


def _member(ref: FactRef, members: tuple[str, ...], population: Population, rows: Rows) -> Truth:
    kind = ref.fact.kind
    if kind is FactKind.REGISTER:
        flags = population.containing(ref, members[0])
        certain = flags.sure[rows]
        return certain, certain if flags.possible is flags.sure else flags.possible[rows]
    codes = population.codes(ref)
    certain, possible = _by_word(In(ref, members), codes)
    here = codes.codes[rows]
    sure = certain[here]
    return sure, sure if codes.complete else possible[here]


def _by_word(test: Condition, codes: Codes) -> Truth:
    """Evaluate a condition on one column of words for each word, and last for unknown."""
    match test:
        case In(ref, members):
            if ref.fact.kind is FactKind.INDUSTRY:
                holds = [any(industry_under(word, m) for m in members) for word in codes.words]
            else:
                wanted = frozenset(members)
                holds = [word in wanted for word in codes.words]
            sure = np.array([*holds, False], np.bool_)
            if codes.complete:
                return sure, sure
            possible = sure.copy()
            possible[-1] = True
            return sure, possible
        case Not(item):
            sure, possible = _turn(_by_word(item, codes))
            if codes.complete:  # nobody is unknown, so that the last place is nobody's
                sure[-1] = False
            return sure, possible
        case All(items):
            return _all_of([_by_word(item, codes) for item in items], len(codes.words) + 1)
        case Any(items):
            turned = [_turn(_by_word(item, codes)) for item in items]
            return _turn(_all_of(turned, len(codes.words) + 1))
        case AtLeast(count, items):
            return _at_least(count, [_by_word(item, codes) for item in items])
        case _:
            raise AssertionError(test)


def _compare(node: Compare, population: Population, rows: Rows) -> Truth:
    op, left, right = node.op, node.left, node.right
    if isinstance(left, Lit) and isinstance(right, FactRef):
        op, left, right = _FLIPPED[op], right, left
    if isinstance(left, FactRef) and isinstance(right, Lit):
        column = population.numbers(left)
        known = None if column.known is None else column.known[rows]
        return _masked(_threshold(op, column.values[rows], _stored(right, left)), known)
    a, b = number(left, population, rows), number(right, population, rows)
    holds = a.compared(b, COMPARE[op])
    if isinstance(holds, bool):
        holds = np.full(_size(rows), holds, np.bool_)
    known = a.known if b.known is None else b.known if a.known is None else a.known & b.known
    return _masked(holds, known)


def _stored(lit: Lit, ref: FactRef) -> Fraction:
    """Give a literal on the scale of a column of stored integers."""
    return _plain(lit) * ref.fact.scale


def _plain(lit: Lit) -> Fraction:
    if isinstance(lit.value, date):
        return Fraction((lit.value - _EPOCH).days)
    return Fraction(lit.value)


def _threshold(
    op: str, values: npt.NDArray[np.int64] | npt.NDArray[np.int32], at: Fraction
) -> Bools:
    """Compare stored integers with a fraction by an integer that splits them alike."""
    match op:
        case "≥":
            holds = values >= math.ceil(at)
        case ">":
            holds = values > math.floor(at)
        case "≤":
            holds = values <= math.floor(at)
        case "<":
            holds = values < math.ceil(at)
        case _ if at.denominator != 1:
            holds = np.full(len(values), op == "≠", np.bool_)
        case "=":
            holds = values == at.numerator
        case _:
            holds = values != at.numerator
    return holds


# ---------------------------------------------------------------- numbers


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
        truths = [truth(test, population, here) for test in row.tests]
        sure, possible = _all_of(truths, len(here))
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
    value = number(measure.amount, population, rows)
    if measure.cap is not None:
        value = value.least(number(measure.cap, population, rows))
    try:
        exact = value.rounded(measure.quantum)
    except OverflowError:
        raise InputError(
            f"「{measure.name}」算出的金额太大",
            f"{measure.number} {measure.clause}",
            "核对式子和单位",
        ) from None
    low, high = measure.bounds
    unknown = None if value.known is None else ~value.known
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
            truths = [truth(test, self._population, rows) for test in row.tests]
            sure, possible = _all_of(truths, len(at))
            undecided = at[possible & ~sure]
            for test in row.tests:
                self.add(test, undecided)
            self.add(row.value, at[sure])
            at = at[~possible]
        if table.other is not None:
            self.add(table.other, at)
