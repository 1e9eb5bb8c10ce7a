"""What the conditions and numbers of a measure mean for one applicant.

Conditions follow Kleene: what is unknown stays unknown unless the rest decides. Numbers are exact
fractions in base units; a number is unknown when something it needs is.
"""

from __future__ import annotations

import calendar
import math
import operator
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any as Anything

import pyarrow as pa

from gangmu.measures.expansion import (
    YEAR_UNKNOWN,
    expand,
    expand_condition,
    number_written_out,
)
from gangmu.measures.facts import BASE_DAY, YEAR, FactBook, FactKind, Value, half_up
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Change,
    Combine,
    Compare,
    Condition,
    Dated,
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
    Panel,
    PerUnit,
    Positive,
    Round,
    Row,
    Slices,
    Streak,
    Table,
    TopUp,
    Unlimited,
    YearOf,
    facts,
    industry_under,
)
from gangmu.measures.periods import UNDATED, Assessment, stored_name
from gangmu.terms import Cell

_EPOCH = date(1970, 1, 1)

COMPARE: dict[str, Callable[[Anything, Anything], bool]] = {
    "≥": operator.ge,
    ">": operator.gt,
    "≤": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "≠": operator.ne,
}


Children = Mapping[str, Sequence[Mapping[str, Value]]]


class Applicant:
    """Whom a measure is judged for: a value or unknown for each fact, and where it was read.

    Columns are facts by proper name, a parent's by path (``企业.注册地``), another period's in brackets
    (``营业收入(上年)``). 考核年度 and 基准日 are those of the assessment.

    >>> one = Applicant.of_values("企业", {"注册地": "临江区"})
    >>> one.value("注册地"), one.value("营业收入"), one.cell("注册地")
    ('临江区', None, None)
    """

    def __init__(
        self,
        entity: str,
        read: Callable[[str], Value | None],
        cell: Callable[[str], Cell | None] = lambda _column: None,
        names: Container[str] = (),
        assessment: Assessment = UNDATED,
        children: Callable[[str], Sequence[Applicant] | None] = lambda _entity: None,
        parent: Applicant | None = None,
    ) -> None:
        self.entity = entity
        self.assessment = assessment
        self._read = read
        self._cell = cell
        self._names = names
        self._children = children
        self._parent = parent
        self._values: dict[str, Value | None] = {}

    @classmethod
    def of_values(
        cls,
        entity: str,
        values: Mapping[str, Value],
        cell: Callable[[str], Cell | None] = lambda _column: None,
        assessment: Assessment = UNDATED,
        children: Children | None = None,
        parent: Applicant | None = None,
    ) -> Applicant:
        """Make an applicant of exact values by column; what is absent is unknown.

        ``children`` gives the rows of each child entity; an entity that is not there is unknown.
        """
        year, day = values.get(YEAR), values.get(BASE_DAY)
        stated = Assessment(
            year if isinstance(year, int) else assessment.year,
            day if isinstance(day, date) else assessment.day,
        )
        rows = children or {}

        def below(child: str) -> Sequence[Applicant] | None:
            found = rows.get(child)
            if found is None:
                return None
            return [cls.of_values(child, row, assessment=stated, parent=applicant) for row in found]

        applicant = cls(entity, values.get, cell, values, stated, below, parent)
        return applicant

    @classmethod
    def of_row(
        cls,
        entity: str,
        book: FactBook,
        table: pa.Table | pa.RecordBatch,
        row: int,
        cell: Callable[[str], Cell | None] = lambda _column: None,
        assessment: Assessment = UNDATED,
        children: Callable[[str], Sequence[Applicant] | None] = lambda _entity: None,
        parent: Applicant | None = None,
    ) -> Applicant:
        """Read one row of a fact snapshot; a column that is not there is unknown."""
        columns = frozenset(table.schema.names)

        def read(column: str) -> Value | None:
            fact = book.column(entity, column)
            if fact is None or column not in columns:
                return None
            return fact.decode(table.column(column)[row].as_py())

        return cls(entity, read, cell, columns, assessment, children, parent)

    def value(self, column: str) -> Value | None:
        """Give the exact value of a fact; ``None`` is unknown."""
        if column not in self._values:
            self._values[column] = self._find(column)
        return self._values[column]

    def _find(self, column: str) -> Value | None:
        stored = stored_name(column, self._names, self.assessment.year)
        if stored is not None:
            return self._read(stored)
        if column == YEAR:
            return self.assessment.year
        if column == BASE_DAY:
            return self.assessment.day
        above, dot, name = column.partition(".")
        if dot and self._parent is not None and self._parent.entity == above:
            return self._parent.value(name)
        return None

    def cell(self, column: str) -> Cell | None:
        """Say which cell a fact was read from."""
        return self._cell(stored_name(column, self._names, self.assessment.year) or column)

    def children(self, entity: str) -> Sequence[Applicant] | None:
        """List the children of an entity; ``None`` is unknown."""
        return self._children(entity)


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
        case Known(ref):
            return applicant.value(ref.column) is not None
        case Exists(child, where):
            found = applicant.children(child)
            if found is None:
                return None
            return _not(_all([_not(truth(where, one)) for one in found]))
        case First() | Streak():
            return truth(
                expand_condition(node, applicant.assessment.year) or YEAR_UNKNOWN, applicant
            )


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
    value = number(node, applicant)
    if value is not None and node.dimension == FactKind.DATE:
        return as_date(value)
    return value


def as_date(days: Fraction) -> date:
    """Give the date that is so many days after 1970-01-01."""
    return _EPOCH + timedelta(int(days))


def number(node: Number, applicant: Applicant) -> Fraction | None:
    """Evaluate a number exactly; ``None`` is unknown. A date counts as days since 1970.

    Division by zero is unknown, and so is the growth of what was not above zero.
    """
    match node:
        case Lit() | FactRef():
            value = value_of(node, applicant)
            if isinstance(value, date):
                return Fraction((value - _EPOCH).days)
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
        case Round(mode, body, _):
            value = number(body, applicant)
            return None if value is None else Fraction(WHOLE[mode](value))
        case Positive(body):
            value = number(body, applicant)
            return None if value is None or value <= 0 else value
        case Later(body, count, unit):
            value = number(body, applicant)
            return None if value is None else _later(value, count, unit, body.dimension)
        case YearOf(body, _):
            value = number(body, applicant)
            return None if value is None else Fraction((_EPOCH + timedelta(int(value))).year)
        case Each():
            return _each(node, applicant)
        case Panel() | Change() | Slices() | PerUnit() | Combine() | TopUp() | Dated():
            body_or_none = expand(node, applicant.assessment.year)
            return None if body_or_none is None else number(body_or_none, applicant)
        case Discretion() | Unlimited():
            return None  # a decision: ``discretion.sides`` gives what it may come to


#: How a number is made whole.
WHOLE: dict[str, Callable[[Fraction], int]] = {
    "向下取整": math.floor,
    "向上取整": math.ceil,
    "四舍五入": half_up,
}


def calculate(op: str, a: Fraction, b: Fraction) -> Fraction | None:
    """Do one step of arithmetic."""
    if op == "÷":
        return a / b if b else None
    return a + b if op == "+" else a - b if op == "-" else a * b


def _later(value: Fraction, count: int, unit: str, dimension: str) -> Fraction:
    if dimension == FactKind.YEAR:
        return value + count
    if unit in DAYS:
        return value + count
    day = _EPOCH + timedelta(int(value))
    months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
    year, month = divmod(months, 12)
    end = min(day.day, calendar.monthrange(year, month + 1)[1])
    return Fraction((date(year, month + 1, end) - _EPOCH).days)


#: The units of a distance in time: those of days, and how many months are in the others.
DAYS = frozenset({"天", "日"})
MONTHS = {"年": 12, "周年": 12, "年度": 12, "个月": 1, "月": 1, "个季度": 3, "季度": 3}


def _each(node: Each, applicant: Applicant) -> Fraction | None:
    """Sum, count or compare the children that count; one unknown child leaves the whole unknown."""
    found = applicant.children(node.child)
    if found is None:
        return None
    values: list[Fraction] = []
    for one in found:
        counts = truth(node.where, one)
        if counts is None:
            return None
        if counts:
            value = number(node.value, one)
            if value is None:
                return None
            values.append(value)
    if node.rule in ("最高", "最低"):
        return (max if node.rule == "最高" else min)(values, default=Fraction(0))
    return sum(values, Fraction(0))


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
    """Collect the unknown facts that keep a node undecided, through its undecided parts only.

    A child's facts are named ``设备.购置额``; the child itself where its rows are unknown.
    """
    match node:
        case Lit() | Unlimited() | Known():
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
        case Named(_, body) | Round(_, body, _) | Later(body, _, _) | YearOf(body, _):
            return missing(body, applicant)
        case Positive(body):
            value = number(body, applicant)
            unusable = value is not None and value <= 0
            return _read(body, applicant) if unusable else missing(body, applicant)
        case Arith(op, left, right, _):
            if op == "÷" and number(right, applicant) == 0:
                return missing(left, applicant) | _read(right, applicant)
            return missing(left, applicant) | missing(right, applicant)
        case Call(_, parts, _) | Highest(parts, _):
            return _union(parts, applicant)
        case Table():
            row = undecided_row(node, applicant)
            if row is not None:
                return _union(row.tests, applicant)
            value_or_none = pick(node, applicant)
            return set() if value_or_none is None else missing(value_or_none, applicant)
        case Exists(child, where):
            if truth(node, applicant) is not None:
                return set()
            return _missing_below(child, where, None, applicant)
        case Each(_, child, value_below, where, _):
            return _missing_below(child, where, value_below, applicant)
        case Panel() | Change() | Slices() | PerUnit() | Combine() | TopUp() | Dated():
            out = expand(node, applicant.assessment.year)
            return {YEAR} if out is None else missing(out, applicant)
        case First() | Streak():
            met = expand_condition(node, applicant.assessment.year)
            return {YEAR} if met is None else missing(met, applicant)
        case Discretion(_, low, high, _, _):
            return missing(low, applicant) | (missing(high, applicant) if high else set())


def _read(node: Number, applicant: Applicant) -> set[str]:
    """Name every fact that a number reads, those of its short forms (the year before) too."""
    return {ref.column for ref in facts(number_written_out(node, applicant.assessment))}


def _missing_below(
    child: str, where: Condition, value: Number | None, applicant: Applicant
) -> set[str]:
    found = applicant.children(child)
    if found is None:
        return {child}
    names: set[str] = set()
    for one in found:
        counts = truth(where, one)
        if counts is None:
            names |= missing(where, one)
        elif counts and value is not None:
            names |= missing(value, one)
    return {child_column(child, name, applicant.entity) for name in names}


def child_column(child: str, column: str, entity: str) -> str:
    """Name what a child lacks: its own fact by path, the applicant's own as it is.

    >>> child_column("设备", "购置额", "企业"), child_column("设备", "企业.注册地", "企业")
    ('设备.购置额', '注册地')
    """
    above, _, name = column.partition(".")
    return name if name and above == entity else f"{child}.{column}"


def _union(items: tuple[Condition, ...] | tuple[Number, ...], applicant: Applicant) -> set[str]:
    found: set[str] = set()
    for item in items:
        found |= missing(item, applicant)
    return found
