"""The typed tree of a measure: what it says, apart from how it is read or evaluated.

Numbers are exact fractions in base units; every node is frozen and compares by what it means
(places do not count). A new construct is a new class here, a branch in the interpreter (the
meaning), in the matcher, and in ``expressions.write``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from gangmu.measures.facts import Fact
from gangmu.measures.yamltext import Place

NOWHERE = Place("", 0, 0)


# ---------------------------------------------------------------- numbers


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal: a quantity (``500万元``), a year (``2024年``) or a date.

    ``dimension`` is ``年份`` or ``日期`` for the latter two; ``unit`` is the unit as written.
    """

    value: Fraction | int | date
    dimension: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of the applicant, or of its parent (``企业.注册地``)."""

    fact: Fact
    parent: str = ""

    @property
    def column(self) -> str:
        """Name the snapshot column."""
        return f"{self.parent}.{self.fact.name}" if self.parent else self.fact.name

    @property
    def dimension(self) -> str:
        return self.fact.dimension or str(self.fact.kind)


@dataclass(frozen=True, slots=True)
class Arith:
    """``left op right``; op is one of ``+ - × ÷``."""

    op: str
    left: Number
    right: Number
    dimension: str


@dataclass(frozen=True, slots=True)
class Call:
    """The least (``取小``) or the greatest (``取大``) of several numbers."""

    name: str
    args: tuple[Number, ...]
    dimension: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a test for each column, and the number it gives."""

    tests: tuple[Condition, ...]
    value: Number
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A whole-base table (分档): the first row whose tests all hold gives the number.

    ``other`` (其余) is what holds where no row does.
    """

    columns: tuple[Number, ...]
    rows: tuple[Row, ...]
    other: Number | None
    dimension: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest of several amounts (择高)."""

    parts: tuple[Number, ...]
    dimension: str


@dataclass(frozen=True, slots=True)
class Named:
    """A line under 定义, where it is used by its name."""

    name: str
    body: Number

    @property
    def dimension(self) -> str:
        return self.body.dimension


Number = Lit | FactRef | Arith | Call | Table | Highest | Named


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right``; op is one of ``≥ > ≤ < = ≠``; both sides have the same dimension."""

    op: str
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class End:
    """One end of a band, with or without the end itself."""

    value: Number
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Between:
    """``value 在 low 至 high``; an absent end is open."""

    value: Number
    low: End | None
    high: End | None


@dataclass(frozen=True, slots=True)
class In:
    """Membership: a 分类 or 文本 fact is one of the members, a 行业 fact falls under one, or a
    名录 fact contains the one."""

    ref: FactRef
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition


@dataclass(frozen=True, slots=True)
class All:
    """All items hold; without items it always holds (``—`` in a table)."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the items hold."""

    count: int
    items: tuple[Condition, ...]


#: A 是否 fact is a condition by itself.
Condition = FactRef | Compare | Between | In | Not | All | Any | AtLeast
Node = Number | Condition | Row | End


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes right below a node, in the order they are written."""
    match node:
        case Lit() | FactRef():
            return ()
        case Arith(_, left, right, _) | Compare(_, left, right):
            return (left, right)
        case Call(_, items, _) | Highest(items, _) | All(items) | Any(items) | AtLeast(_, items):
            return items
        case Row(tests, value, _):
            return (*tests, value)
        case Table(columns, rows, other, _, _):
            return (*columns, *rows, *((other,) if other is not None else ()))
        case Named(_, item) | Not(item) | End(item, _):
            return (item,)
        case Between(value, low, high):
            return (value, *(end for end in (low, high) if end is not None))
        case In(ref, _):
            return (ref,)


def walk(node: Node) -> Iterator[Node]:
    """Visit a node and everything below it, in the order it is written."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts(*nodes: Node) -> tuple[FactRef, ...]:
    """List the facts that nodes read, each once, in the order of first mention."""
    found = (item for node in nodes for item in walk(node) if isinstance(item, FactRef))
    return tuple(dict.fromkeys(found))


def industry_under(code: str, member: str) -> bool:
    """Tell whether an industry code falls under a class (``35``) or a run of classes (``06至46``).

    >>> industry_under("3511", "35"), industry_under("3511", "06至46"), industry_under("4710", "06至46")
    (True, True, False)
    """
    low, _, high = member.partition("至")
    if not high:
        return code.startswith(low)
    return low <= code[: len(low)] and code[: len(high)] <= high
