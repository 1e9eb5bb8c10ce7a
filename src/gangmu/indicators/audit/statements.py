"""What an audit works on: documents with their claims, numbers as printed, findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from gangmu.indicators.definitions import fold
from gangmu.terms import Claim, Comparator, Document, Span, Structure

#: The rules by name.
GROWTH, POINTS, SHARES, SUMS = "增速与两端", "百分点与%", "占比与总量", "分项与合计"
DATES, CONFLICTS, LADDER = "期限与公布", "文件之间", "市与区"
WORDS, COUNTS = "数值与文字", "体系与列举"


class Severity(StrEnum):
    """How bad a finding is. ``ERROR`` cannot be right under any reading, ``DOUBT`` needs a word on
    what is meant (price basis, scope), ``NOTE`` is worth knowing, ``AGREES`` is in order."""

    ERROR = "错误"
    DOUBT = "疑点"
    NOTE = "提示"
    AGREES = "相符"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of some words: ``arithmetic`` is the computation as text, ``remedy`` what to
    do; ``spans`` are the words, each in its document, ``clauses`` where they stand, each once."""

    rule: str
    severity: Severity
    title: str
    arithmetic: str
    spans: tuple[Span, ...]
    remedy: str = ""
    clauses: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """List the documents that the finding is about."""
        return tuple(dict.fromkeys(span.document for span in self.spans))


@dataclass(frozen=True, slots=True)
class Stated:
    """A document with its claims and the systems that it writes in short."""

    document: Document
    claims: tuple[Claim, ...]
    structures: tuple[Structure, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a printed number may stand for, in the base unit of its dimension."""

    low: Fraction
    high: Fraction

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    def over(self, other: Interval) -> Interval:
        """Divide by an interval of positive values."""
        return Interval(self.low / other.high, self.high / other.low)


_EQUATIONS = (Comparator.EQ, Comparator.REACH)
#: Dimensions that are measured and rounded; what is counted is exact.
_MEASURED = ("元", "率", "百分点", "平方米", "吨", "瓦", "焦", "米")


def printed(claim: Claim) -> Interval | None:
    """Give the values that round to the printed number; ``None`` for 超过, 左右 and ranges.

    >>> from decimal import Decimal
    >>> from gangmu.terms import Kind, Quantity
    >>> from gangmu.writing.units import unit
    >>> span = Span("甲", 0, 1)
    >>> claim = Claim(Kind.ACTUAL, span, Quantity(Decimal("37.8"), unit("%")), None, None, None, span)
    >>> [float(end) for end in (printed(claim).low, printed(claim).high)]
    [0.3775, 0.3785]
    """
    quantity = claim.quantity
    if quantity.comparator not in _EQUATIONS or quantity.high is not None:
        return None
    exponent = quantity.value.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Fraction(10) ** exponent / 2 * quantity.unit.factor
    if not quantity.unit.dimension.startswith(_MEASURED):
        half = Fraction(0)
    return Interval(quantity.base - half, quantity.base + half)


def added(parts: Sequence[Interval | None]) -> Interval | None:
    """Add intervals; ``None`` where a part has none."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return Interval(
        sum((part.low for part in known), Fraction()),
        sum((part.high for part in known), Fraction()),
    )


def shown(claim: Claim) -> str:
    """Write the value as printed."""
    return f"{claim.quantity.value:f}{claim.quantity.unit.name}"


def name_of(claim: Claim) -> str:
    """Give the name of what is measured, to be compared with others; empty where none was bound."""
    return plain(claim.indicator.text) if claim.indicator else ""


AREA = re.compile(r"^(?:本|全|我)(?:市|区|县|省)(?:的)?")


def plain(name: str) -> str:
    """Fold a name; drop remarks, and the area in front of it, which is the document's own.

    >>> plain("全区工业总产值（现价）")
    '工业总产值'
    """
    return AREA.sub("", fold(_REMARK.sub("", name.translate(_BRACKETS))))


#: A remark in brackets; the closing one may be lost: 总产值(国家口径占全市….
_REMARK = re.compile(r"\([^()]*\)|\([^()占]*")
_BRACKETS = str.maketrans("（）", "()")


def year_of(time: str | None) -> int | None:
    """Give the year, where the time is one."""
    return int(time) if time and re.fullmatch(r"\d{4}", time) else None


def words_between(document: Document, start: int, end: int) -> str:
    """Give the words from one offset to another."""
    return document.text[max(0, start) : max(0, end)]
