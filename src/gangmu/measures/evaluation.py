"""What the conditions and numbers of a measure mean for one applicant.

Conditions follow Kleene: what is unknown stays unknown unless the rest decides. Numbers are exact
fractions in base units; a number is unknown when something it needs is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any as Anything

import pyarrow as pa

from gangmu.measures.facts import FactBook, FactKind, Value
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
    industry_under,
)
from gangmu.terms import Cell

COMPARE: dict[str, Callable[[Anything, Anything], bool]] = {
    "≥": operator.ge,
    ">": operator.gt,
    "≤": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "≠": operator.ne,
}


class Applicant:
    """Whom a measure is judged for: a value or unknown for each fact, and where it was read.

    Columns are facts by proper name, a parent's by path (``企业.注册地``).

    >>> one = Applicant.of_values("企业", {"注册地": "临江区"})
    >>> one.value("注册地"), one.value("营业收入"), one.cell("注册地")
    ('临江区', None, None)
    """

    def __init__(
        self,
        entity: str,
        read: Callable[[str], Value | None],
        cell: Callable[[str], Cell | None] = lambda _column: None,
    ) -> None:
        self.entity = entity
        self._read = read
        self._cell = cell
        self._values: dict[str, Value | None] = {}

    @classmethod
    def of_values(
        cls,
        entity: str,
        values: Mapping[str, Value],
        cell: Callable[[str], Cell | None] = lambda _column: None,
    ) -> Applicant:
        """Make an applicant of exact values by column; what is absent is unknown."""
        return cls(entity, values.get, cell)

    @classmethod
    def of_row(
        cls,
        entity: str,
        book: FactBook,
        table: pa.Table | pa.RecordBatch,
        row: int,
        cell: Callable[[str], Cell | None] = lambda _column: None,
    ) -> Applicant:
        """Read one row of a fact snapshot; a column that is not there is unknown."""
        columns = frozenset(table.schema.names)

        def read(column: str) -> Value | None:
            fact = book.column(entity, column)
            if fact is None or column not in columns:
                return None
            return fact.decode(table.column(column)[row].as_py())

        return cls(entity, read, cell)

    def value(self, column: str) -> Value | None:
        """Give the exact value of a fact; ``None`` is unknown."""
        if column not in self._values:
            self._values[column] = self._read(column)
        return self._values[column]

    def cell(self, column: str) -> Cell | None:
        """Say which cell a fact was read from."""
        return self._cell(column)


# ---------------------------------------------------------------- conditions


def truth(node: Condition, applicant: Applicant) -> bool | None:
    """Evaluate a condition: true, false, or ``None`` for unknown."""
    match node:
        case All(items):
            return _all([truth(item, applicant) for item in items])
        case Any(items):
            return _not(_all([_not(truth(item, applicant)) for item in items]))
        case Not(item):
            return _not(truth(item, applicant))
        case AtLeast(count, items):
            truths = [truth(item, applicant) for item in items]
            sure = truths.count(True)
            if sure >= count:
                return True
            return False if sure + truths.count(None) < count else None
        case Compare(op, left, right):
            a, b = value_of(left, applicant), value_of(right, applicant)
            return None if a is None or b is None else COMPARE[op](a, b)
        case Between(_, _, _):
            return _all([truth(half, applicant) for half in halves(node)])
        case In(ref, members):
            value = applicant.value(ref.column)
            if value is None:
                return None
            if isinstance(value, frozenset):
                return members[0] in value
            if ref.fact.kind is FactKind.INDUSTRY:
                return any(industry_under(str(value), member) for member in members)
            return value in members
        case FactRef():
            value = applicant.value(node.column)
            return None if value is None else bool(value)


def halves(node: Between) -> tuple[Compare, ...]:
    """Split a band into its comparisons."""
    low = (
        (Compare("≥" if node.low.inclusive else ">", node.value, node.low.value),)
        if node.low
        else ()
    )
    high = (
        (Compare("≤" if node.high.inclusive else "<", node.value, node.high.value),)
        if node.high
        else ()
    )
    return low + high


def _all(truths: list[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _not(known: bool | None) -> bool | None:
    return None if known is None else not known


# ---------------------------------------------------------------- numbers


def value_of(node: Number, applicant: Applicant) -> Value | None:
    """Evaluate what may be compared: a number, a year or a date."""
    if isinstance(node, Lit):
        return node.value
    if isinstance(node, FactRef):
        return applicant.value(node.column)
    return number(node, applicant)


def number(node: Number, applicant: Applicant) -> Fraction | None:
    """Evaluate a number exactly; ``None`` is unknown. Division by zero is unknown."""
    match node:
        case Lit() | FactRef():
            value = value_of(node, applicant)
            assert value is None or isinstance(value, Fraction | int)
            return None if value is None else Fraction(value)
        case Named(_, body):
            return number(body, applicant)
        case Arith(op, left, right, _):
            a, b = number(left, applicant), number(right, applicant)
            return None if a is None or b is None else calculate(op, a, b)
        case Call(_, parts, _) | Highest(parts, _):
            values = [number(part, applicant) for part in parts]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            return min(known) if isinstance(node, Call) and node.name == "取小" else max(known)
        case Table():
            row = pick(node, applicant)
            return None if row is None else number(row, applicant)


def calculate(op: str, a: Fraction, b: Fraction) -> Fraction | None:
    """Do one step of arithmetic."""
    if op == "÷":
        return a / b if b else None
    return a + b if op == "+" else a - b if op == "-" else a * b


def pick(table: Table, applicant: Applicant) -> Number | None:
    """Find the number that a table gives: of the first row that holds; ``None`` if undecided."""
    for row in table.rows:
        known = _all([truth(test, applicant) for test in row.tests])
        if known is None:
            return None
        if known:
            return row.value
    return table.other


def undecided_row(table: Table, applicant: Applicant) -> Row | None:
    """Find the row that a table cannot get past."""
    for row in table.rows:
        known = _all([truth(test, applicant) for test in row.tests])
        if known is not False:
            return row if known is None else None
    return None


# ---------------------------------------------------------------- missing facts


def missing(node: Condition | Number, applicant: Applicant) -> set[str]:
    """Collect the unknown facts that keep a node undecided, through its undecided parts only."""
    match node:
        case Lit():
            return set()
        case FactRef() | In(FactRef(), _):
            ref = node.ref if isinstance(node, In) else node
            return {ref.column} if applicant.value(ref.column) is None else set()
        case All(items) | Any(items) | AtLeast(_, items):
            if truth(node, applicant) is not None:
                return set()
            return _union(items, applicant)
        case Not(item):
            return missing(item, applicant)
        case Compare(_, left, right):
            return missing(left, applicant) | missing(right, applicant)
        case Between():
            if truth(node, applicant) is not None:
                return set()
            return _union(halves(node), applicant)
        case Named(_, body):
            return missing(body, applicant)
        case Arith(op, left, right, _):
            if op == "÷" and number(right, applicant) == 0:
                return missing(left, applicant) | {ref.column for ref in facts(right)}
            return missing(left, applicant) | missing(right, applicant)
        case Call(_, parts, _) | Highest(parts, _):
            return _union(parts, applicant)
        case Table():
            row = undecided_row(node, applicant)
            if row is not None:
                return _union(row.tests, applicant)
            value = pick(node, applicant)
            return set() if value is None else missing(value, applicant)


def _union(items: tuple[Condition, ...] | tuple[Number, ...], applicant: Applicant) -> set[str]:
    found: set[str] = set()
    for item in items:
        found |= missing(item, applicant)
    return found
