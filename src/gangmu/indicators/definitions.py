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


class Direction(StrEnum):
    """Which way is better; ``NONE`` is an indicator that only has a level to keep."""

    UP = "升"
    DOWN = "降"
    NONE = "无"


class Form(StrEnum):
    """How a target states its value; all but the last two resolve to a level."""

    LEVEL = "水平"
    GROWTH = "年均增长"
    CHANGE = "比基期增长"
    MULTIPLE = "基期的倍数"
    MONOTONE = "持续升降"
    QUALITATIVE = "定性"


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
    """What the figures cover (统计口径): words, the 规上 threshold, the classification's edition."""

    text: str = ""
    threshold: Reference | None = None
    classification: Reference | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured.

    ``numerator`` and ``denominator`` are the names of other indicators; a series that is not
    observed is computed from them. ``direction`` is ``None`` where nobody has declared it.
    ``price_basis`` is 现价 or 可比价, ``nature`` 约束性 or 预期性, ``periodicity`` 年, 半年, 季 or 月.
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
    source: str = ""
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
class Target:
    """What a clause of a document sets for an indicator.

    ``printed`` is the value as the file writes it, ``goal`` its reading (``None`` for a target
    without a number), in its own unit. ``rising`` is the way of a 持续升降 target. ``every_year``
    asks for the value in each year after the base, not only at the deadline. ``place`` is the line
    of the file.
    """

    indicator: Indicator
    region: str
    form: Form
    printed: str
    goal: Quantity | None
    deadline: Period
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


def fold(word: str) -> str:
    """Make two writings of a name equal: blanks, quotation marks, kinds of brackets and letters.

    >>> fold("规上工业 总产值（现价）") == fold("规上工业总产值(现价)")
    True
    """
    return "".join(word.split()).translate(_FOLDED).casefold()


_FOLDED = str.maketrans("（）／", "()/", "“”\"'‘’「」")
