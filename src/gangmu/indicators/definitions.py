"""What is measured and what is to be reached: indicators, the plans' targets, and their lookup.

An indicator is defined once; any number of targets of any number of documents refer to it. The
files they are written in are read by ``notation``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gangmu.indicators.periods import Period
from gangmu.terms import Quantity, Unit
from gangmu.writing.units import find_unit


class Direction(StrEnum):
    """Which way is better; ``NONE`` is an indicator that only has a level to keep."""

    UP = "升"
    DOWN = "降"
    NONE = "无"


class Accumulation(StrEnum):
    """What a figure covers: a moment, its period alone, the year to date, or all years so far.

    A stock (时点) of any date may be compared; 2023-06 of a 年初累计 is January to June.
    """

    STOCK = "时点"
    PERIOD = "当期"
    TO_DATE = "年初累计"
    RUNNING = "历年累计"


class Territory(StrEnum):
    """Whose figures count: those of the units that stand here (在地), or that are registered here."""

    LOCATED = "在地"
    REGISTERED = "属地"


class Form(StrEnum):
    """How a target states its value.

    The first six resolve to a level; 累计 adds the years up, 占增量 is the share of the numerator's
    increment in the denominator's, 相对 compares with another indicator or the area above, 位次 needs
    observed places; 未载明 says that the document (or what we have of it) gives no value.
    """

    LEVEL = "水平"
    GROWTH = "年均增长"
    CHANGE = "比基期增长"
    MULTIPLE = "基期的倍数"
    POINTS = "比基期百分点"
    YEARLY_POINTS = "年均百分点"
    CUMULATIVE = "累计"
    INCREMENT_SHARE = "占增量"
    RELATIVE = "相对"
    RANK = "位次"
    MONOTONE = "持续升降"
    QUALITATIVE = "定性"
    UNSTATED = "未载明"


@dataclass(frozen=True, slots=True)
class Reference:
    """A standard in force since a day, such as GB/T 4754-2017 or the threshold of 规上."""

    name: str
    since: date | None = None
    source: str = ""

    def __str__(self) -> str:
        since = f"（{self.since:%Y-%m-%d}起）" if self.since else ""
        return f"{self.name}{since}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the figures cover (统计口径): words, the 规上 threshold, the classification's edition,
    在地 or 属地."""

    text: str = ""
    threshold: Reference | None = None
    classification: Reference | None = None
    territory: Territory | None = None

    def breaks(self, first: date, last: date) -> list[str]:
        """Say which changes of scope lie between two days: figures across one are not of one kind.

        >>> scope = Scope(classification=Reference("GB/T 4754-2017", date(2017, 10, 1)))
        >>> scope.breaks(date(2015, 12, 31), date(2020, 12, 31))
        ['2015-12-31 的数在“GB/T 4754-2017”起用（2017-10-01）之前，与 2020-12-31 的口径不同，增速须按同口径核对']
        """
        return [
            f"{first} 的数在“{each.name}”起用（{each.since}）之前，与 {last} 的口径不同，增速须按同口径核对"
            for each in (self.threshold, self.classification)
            if each is not None and each.since is not None and first < each.since <= last
        ]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured.

    ``numerator`` and ``denominator`` are the names of other indicators; a series that is not
    observed is computed from them. ``direction`` is ``None`` where nobody has declared it.
    ``price_basis`` is 现价 or 可比价, ``nature`` 约束性 or 预期性, ``periodicity`` 年, 半年, 季 or 月.
    ``source`` is the table that the figures come from; ``lead`` and ``support`` are the bodies in
    charge of it (牵头, 配合), unless a target names others.
    """

    name: str
    id: str
    unit: Unit
    direction: Direction | None = None
    numerator: str | None = None
    denominator: str | None = None
    scope: Scope = Scope()
    price_basis: str | None = None
    nature: str | None = None
    periodicity: str = "年"
    accumulation: Accumulation = Accumulation.PERIOD
    source: str = ""
    lead: str = ""
    support: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """Where a target starts from. Without a value, the observation of that period is taken."""

    period: Period
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from the value 左右 still reaches: a share of it, or an amount in its unit."""

    amount: Decimal
    relative: bool

    def around(self, value: Fraction) -> Fraction:
        """Give the tolerance in the unit of the value.

        >>> Tolerance(Decimal("0.05"), relative=True).around(Fraction(60))
        Fraction(3, 1)
        """
        return abs(value) * Fraction(self.amount) if self.relative else Fraction(self.amount)

    def __str__(self) -> str:
        return f"±{self.amount * 100:f}%" if self.relative else f"±{self.amount:f}"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a 相对 target is compared with: an indicator by its words, or the mean of an area."""

    indicator: str
    area: str

    def __str__(self) -> str:
        return f"「{self.indicator}」" if self.indicator else f"{self.area}平均"


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewing body concludes of a target without a number, on what evidence."""

    conclusion: str
    on: date
    by: str
    evidence: str

    def __str__(self) -> str:
        return f"{self.by} {self.on:%Y-%m-%d} 评审：{self.conclusion}（{self.evidence}）"


@dataclass(frozen=True, slots=True)
class Target:
    """What a clause of a document sets for an indicator.

    ``printed`` is the value as the file writes it, ``goal`` its reading (``None`` for a target
    without a number), in its own unit. ``rising`` is the way of a 持续升降 target. ``every_year``
    asks for the value in each year after the base, not only at the deadline. ``stretch`` is the
    further value of 争创, ``relation`` what a 相对 target is compared with, ``parent`` the area above.
    ``lead`` and ``support`` are the bodies in charge (牵头, 配合). ``deadline`` is ``None`` where the
    document sets none. ``group`` names what several targets set together (a vector, such as 3 clusters
    of one size and 6 of another). ``reviews`` are the conclusions on a target without a number.
    ``pending`` is what a person has yet to confirm of a drafted target (待确认). ``place`` is the line
    of the file.
    """

    indicator: Indicator
    region: str
    form: Form
    printed: str
    goal: Quantity | None
    deadline: Period | None
    base: Base | None = None
    tolerance: Tolerance | None = None
    rising: bool | None = None
    every_year: bool = False
    nature: str | None = None
    price_basis: str | None = None
    plan: str = ""
    document: str = ""
    clause: str = ""
    quote: str = ""
    note: str = ""
    place: str = ""
    stretch: Quantity | None = None
    relation: Relation | None = None
    parent: str = ""
    lead: str = ""
    support: tuple[str, ...] = ()
    group: str = ""
    reviews: tuple[Review, ...] = ()
    pending: str = ""

    @property
    def due(self) -> Period:
        """Give the deadline of a target that has one."""
        assert self.deadline is not None, "an undated target is not assessed"
        return self.deadline

    @property
    def term(self) -> str:
        """Write the deadline."""
        return str(self.deadline) if self.deadline else "未载明"

    @property
    def basis(self) -> str:
        """Name the document and the clause that set the target."""
        clause = f" {self.clause}" if self.clause else ""
        return f"{self.document or self.plan}{clause}"


@dataclass(frozen=True, slots=True)
class Definitions:
    """The indicators and targets of a workspace."""

    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Target, ...] = ()
    _words: dict[str, Indicator] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        words = {fold(word): each for each in self.indicators for word in (*each.aliases, each.id)}
        words |= {fold(each.name): each for each in self.indicators}
        object.__setattr__(self, "_words", words)

    def indicator(self, word: str) -> Indicator | None:
        """Find an indicator by name, id or synonym; spaces and the kind of brackets do not matter."""
        return self._words.get(fold(word))

    @property
    def words(self) -> Iterable[str]:
        """List every name and synonym."""
        return [word for each in self.indicators for word in (each.name, *each.aliases)]


def unit_named(word: str) -> Unit | None:
    """Find a unit; an index is counted in 指数, which has no dimension.

    >>> unit_named("指数").dimension, unit_named("亿元").dimension
    ('', '元')
    """
    return Unit(word, "", Fraction(1)) if word == "指数" else find_unit(word)


def not_the_quotient(ratio: Indicator, above: Indicator, below: Indicator) -> str:
    """Say where the unit of a ratio is not that of numerator ÷ denominator; empty where it is.

    亿元 ÷ 平方公里 is 亿元/平方公里, 台 ÷ 万人 is 台/万人, and of one kind by itself is a rate (%).
    """
    shared = above.unit.dimension == below.unit.dimension
    made = "率" if shared else f"{above.unit.dimension}/{below.unit.dimension}"
    if ratio.unit.dimension == made:
        return ""
    return (
        f"指标「{ratio.name}」的单位「{ratio.unit.name}」不等于"
        f"「{above.unit.name}」÷「{below.unit.name}」"
    )


def fold(word: str) -> str:
    """Make two writings of a name equal: blanks, quotation marks, kinds of brackets and letters.

    >>> fold("规上工业 总产值（现价）") == fold("规上工业总产值(现价)")
    True
    """
    return "".join(word.split()).translate(_FOLDED).casefold()


_FOLDED = str.maketrans("（）／", "()/", "“”\"'‘’「」")
