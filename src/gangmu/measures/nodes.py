"""The typed tree of a measure: what it says, apart from how it is read or evaluated.

Numbers are exact fractions in base units; every node is frozen and compares by what it means
(places do not count). A new construct is a new class here and, where it is short for a tree of others,
a branch in ``expansion``; else a branch in the interpreter (the meaning) and in the matcher. Both are
written by ``wording``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from gangmu.measures.facts import Fact
from gangmu.measures.periods import Period, Window, period_label
from gangmu.measures.rates import Series
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
    """A fact of the applicant, or of its parent (``企业.注册地``), at a period (``产值(上年)``)."""

    fact: Fact
    parent: str = ""
    period: Period = 0

    @property
    def column(self) -> str:
        """Name the snapshot column."""
        name = f"{self.fact.name}({period_label(self.period)})" if self.period else self.fact.name
        return f"{self.parent}.{name}" if self.parent else name

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


@dataclass(frozen=True, slots=True)
class Round:
    """A number made whole (or ``places`` decimals fine): ``向下取整``, ``向上取整``, ``四舍五入``."""

    mode: str
    body: Number
    dimension: str


@dataclass(frozen=True, slots=True)
class Positive:
    """A number that must be above zero to mean anything (the base of a growth); else unknown."""

    body: Number

    @property
    def dimension(self) -> str:
        return self.body.dimension


@dataclass(frozen=True, slots=True)
class Later:
    """A date or a year, moved by months and days (``购房日期 + 5年``); the end of a month is kept to.

    ``unit`` and ``count`` are the distance as written.
    """

    body: Number
    count: int
    unit: str

    @property
    def dimension(self) -> str:
        return self.body.dimension


@dataclass(frozen=True, slots=True)
class YearOf:
    """The year of a date (``年度(竣工日期)``)."""

    body: Number
    dimension: str = "年份"


@dataclass(frozen=True, slots=True)
class Each:
    """Something of all children of an applicant: 合计, 最高, 最低 or 个数.

    ``where`` says which children count. Unknown as soon as one child is.
    """

    rule: str
    child: str
    value: Number
    where: Condition
    dimension: str


@dataclass(frozen=True, slots=True)
class Discretion:
    """An amount that somebody has to decide: from ``low`` to ``high``; ``None`` is no limit.

    ``words`` is what the clause says (``不超过``, ``不低于``, ``裁量``, ``一事一议``).
    """

    words: str
    low: Number
    high: Number | None
    dimension: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Unlimited:
    """The upper end of a discretion without one."""

    dimension: str


# ---------------------------------------------------------------- numbers that stand for others
# Each of these is short for a tree of the nodes above, which ``expansion.expand`` writes out.


@dataclass(frozen=True, slots=True)
class Panel:
    """Something of a fact over several years: 平均, 合计, 历史最高 or 历史最低."""

    rule: str
    ref: FactRef
    window: Window

    @property
    def dimension(self) -> str:
        return self.ref.dimension


@dataclass(frozen=True, slots=True)
class Change:
    """How a fact differs from a year before: 增量 (a difference) or 增速 (a share of the base)."""

    rule: str
    ref: FactRef
    dimension: str


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a base: up to ``to`` (``None``: all that is left), at ``by``."""

    to: Number | None
    by: Number
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Slices:
    """A marginal table (分段): every part of the base is counted at its own rate."""

    base: Number
    parts: tuple[Slice, ...]
    dimension: str


@dataclass(frozen=True, slots=True)
class PerUnit:
    """So much for every full unit (``每满``), every unit begun (``每不足``) or pro rata (``每``)."""

    rule: str
    base: Number
    unit: Number
    give: Number
    dimension: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of several amounts: given where ``when`` holds, at most ``cap``."""

    name: str
    when: Condition | None
    value: Number
    cap: Number | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Combine:
    """Several amounts together: all of them (累加), or the highest (择高)."""

    rule: str
    parts: tuple[Part, ...]
    dimension: str


@dataclass(frozen=True, slots=True)
class TopUp:
    """What is due, less what was had already; never below nothing (补差)."""

    due: Number
    had: Number

    @property
    def dimension(self) -> str:
        return self.due.dimension


@dataclass(frozen=True, slots=True)
class Dated:
    """A published figure on a day or in a year: ``LPR一年期(基准日)``, ``美元汇率(2024年)``."""

    series: Series
    at: Number
    dimension: str


Short = Panel | Change | Slices | PerUnit | Combine | TopUp | Dated
Number = (
    Lit | FactRef | Arith | Call | Table | Highest | Named | Round | Positive | Later | YearOf
    | Each | Discretion | Unlimited | Short
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Known:
    """A fact is known (已知); only of facts that are declared complete."""

    ref: FactRef


@dataclass(frozen=True, slots=True)
class Exists:
    """At least one child meets a condition (存在)."""

    child: str
    where: Condition


@dataclass(frozen=True, slots=True)
class First:
    """A condition holds now and held in no earlier year of the window (首次)."""

    item: Condition
    window: Window


@dataclass(frozen=True, slots=True)
class Streak:
    """A condition holds now and held in every one of some years up to now (连续)."""

    item: Condition
    years: int


#: Conditions that stand for others, which ``expansion.expand`` writes out.
ShortCondition = First | Streak
#: A 是否 fact is a condition by itself.
Condition = (
    FactRef | Compare | Between | In | Not | All | Any | AtLeast | Known | Exists | ShortCondition
)
Node = Number | Condition | Row | End | Slice | Part


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes right below a node, in the order they are written."""
    match node:
        case Lit() | FactRef() | Unlimited():
            return ()
        case Arith(_, left, right, _) | Compare(_, left, right) | TopUp(left, right):
            return (left, right)
        case Call(_, items, _) | Highest(items, _) | All(items) | Any(items) | AtLeast(_, items):
            return items
        case Row(tests, value, _):
            return (*tests, value)
        case Table(columns, rows, other, _, _):
            return (*columns, *rows, *_present(other))
        case Named(_, item) | Not(item) | End(item, _) | Round(_, item, _) | Positive(item):
            return (item,)
        case Later(item, _, _) | YearOf(item, _) | Dated(_, item, _):
            return (item,)
        case First(item, _) | Streak(item, _) | Exists(_, item):
            return (item,)
        case Between(value, low, high):
            return (value, *_present(low, high))
        case In(ref, _) | Known(ref) | Panel(_, ref, _) | Change(_, ref, _):
            return (ref,)
        case Each(_, _, value, where, _):
            return (value, where)
        case Discretion(_, low, high, _, _):
            return (low, *_present(high))
        case Slices(base, parts, _):
            return (base, *parts)
        case Slice(to, by, _):
            return (*_present(to), by)
        case PerUnit(_, base, unit, give, _):
            return (base, unit, give)
        case Combine(_, parts, _):
            return parts
        case Part(_, when, value, cap, _):
            return (*_present(when), value, *_present(cap))


def _present(*nodes: Node | None) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node is not None)


def walk(node: Node) -> Iterator[Node]:
    """Visit a node and everything below it, in the order it is written."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts(*nodes: Node) -> tuple[FactRef, ...]:
    """List the facts that nodes read of the applicant itself, each once, in the order of mention.

    What is read of its children is not among them.
    """
    found: dict[FactRef, None] = {}

    def visit(node: Node) -> None:
        if isinstance(node, FactRef):
            found[node] = None
        elif not isinstance(node, Each | Exists):
            for child in children(node):
                visit(child)

    for node in nodes:
        visit(node)
    return tuple(found)


def industry_under(code: str, member: str) -> bool:
    """Tell whether an industry code falls under a class (``35``) or a run of classes (``06至46``).

    >>> industry_under("3511", "35"), industry_under("3511", "06至46"), industry_under("4710", "06至46")
    (True, True, False)
    """
    low, _, high = member.partition("至")
    if not high:
        return code.startswith(low)
    return low <= code[: len(low)] and code[: len(high)] <= high
