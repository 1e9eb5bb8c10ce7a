"""Parts of a base that a benefit pays for: what exceeds a number, what exceeds the year before.

超过100万元的部分按5% is never 5% of the whole: it is written as slices, or stays 待定.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangmu.drafting.drafts import Frame
from gangmu.drafting.matching import Match, match
from gangmu.terms import Benefit, Span
from gangmu.writing.units import find_unit

_ABOVE = re.compile(
    r"(?P<fact>[一-鿿]{2,30}?)(?:超过|超出|高于|达到?|在)?"
    r"(?P<n>[0-9.]+\s?(?P<unit>[万亿]?[一-鿿]{1,4}?))(?:[（(]不?含[）)])?(?:以[上下内外])?的?(?:超出|超过|新增)?的?部分"
)
_EXCEEDS = re.compile(r"(?<!不)(?<!不得)(?:超过|超出|高于)[0-9.]|以上的?部分|超[出过]的?部分")
_BETWEEN = re.compile("[至到—~～-][0-9.]|不(?:得)?(?:超过|高于)|以[下内]")
_BARE = re.compile("(?:超过|超出|超额|新增|(?P<grown>增量|增长|增加|净增))的?部分")
_LAST_YEAR = re.compile("上一?年|同比")
_NOT_PAID = re.compile("[，,]?(?:则|均)?(?:不|由)")
_GROWN = re.compile(
    "(?P<fact>[一-鿿]{2,20}?)(?P<part>(?:(?:比|较|相比)上一?年度?(?:同期)?|同比)(?:实际)?(?:净)?(?:增加|增长|新增)"
    "的?(?:部分|额|量))"
)
_RATE = re.compile(r"[，,]?的?(?:按照?)?(?P<n>[0-9.]+)\s?(?P<sign>[%％‰])")


@dataclass(frozen=True, slots=True)
class Part:
    """Words that name a part of a base; ``over`` is the number above which it begins, if any.

    ``rate`` is the rate that stands right behind the words, as a measure file writes it.
    """

    fact: str
    span: Span
    over: str | None = None
    dimension: str = "元"
    paid: bool = True
    rate: str | None = None


def cut(frame: Frame, benefit: Benefit) -> bool:
    """Tell whether the words of a benefit cut its base at numbers: 超过500万元的部分."""
    words = frame.document.quote(benefit.span)
    return any(find_unit(m["unit"]) for m in _ABOVE.finditer(words))


def part_of(frame: Frame, benefit: Benefit) -> Part | None:
    """Find the part of its base that a benefit pays for; ``None`` where it pays for the whole."""
    if benefit.marginal or benefit.tiers:
        return None
    words = frame.document.quote(benefit.span)

    def span(start: int, end: int) -> Span:
        at = benefit.span.start
        return Span(benefit.span.document, at + start, at + end)

    found_at = [m for m in _ABOVE.finditer(words) if find_unit(m["unit"])]
    if found_at:
        found, known = found_at[0], find_unit(found_at[0]["unit"])
        clear = _EXCEEDS.search(found.group()) and not _BETWEEN.search(found.group())
        return Part(
            found["fact"],
            span(found.start("n"), found.end()),
            re.sub(r"\s", "", found["n"]),
            known.dimension if known else "",
            clear is not None and len(found_at) == 1 and not _NOT_PAID.match(words, found.end()),
        )
    grown = _GROWN.search(words)
    if grown is None:
        bare = _BARE.search(words)
        if bare is None:
            return None
        # 增量部分 of what a rule speaks of: only where it says since when, and of what
        yearly = bare["grown"] and benefit.base and _LAST_YEAR.search(words)
        fact = benefit.base.text if yearly and benefit.base else ""
        return Part(fact, span(*bare.span()), paid=bool(fact))
    rate = _RATE.match(words, grown.end())
    fact = re.sub("^.*(?:按照?|对|企业|项目|的)", "", grown["fact"])
    return Part(
        fact,
        span(grown.start("part") - len(fact), grown.end()),
        rate=_percent(rate) if rate else None,
    )


def _percent(rate: re.Match[str]) -> str:
    return f"{rate['n']}{rate['sign'].replace('％', '%')}"


def sliced(part: Part, base: Match | None, entity: str, frame: Frame) -> Match | None:
    """Match the fact whose part above a number is paid for; ``None`` where it is not clear which."""
    if part.over is None or not part.paid:
        return None
    fact = match(part.fact, entity, part.dimension, frame.book) or base
    if fact is None or "增量(" in fact.expression:
        return None
    # 设备投资额超过500万元的部分，按贷款利息的5%: not a slice of one fact
    return fact if base is None or base.expression == fact.expression else None


def growth(part: Part, entity: str, dimension: str, frame: Frame) -> Match | None:
    """Match a part above the year before to 增量(…); ``None`` where no yearly fact fits."""
    return match(f"{part.fact}增量", entity, dimension, frame.book) if part.paid else None
