"""Audit what a document says of change: growth against end values, % against 百分点, target against base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gangmu.indicators.audit.statements import (
    GROWTH,
    POINTS,
    Finding,
    Interval,
    Severity,
    Stated,
    name_of,
    printed,
    shown,
    words_between,
    year_of,
)
from gangmu.indicators.rates import Point, growth, number, percent
from gangmu.terms import Claim, Kind, Role

# ---------------------------------------------------------------- growth against its ends


@dataclass(frozen=True, slots=True)
class Ends:
    """从 A 提高到 B: the two claims, and the years between them where both are dated."""

    first: Claim
    last: Claim
    years: int | None


def _ends(each: Stated, change: Claim) -> Ends | None:
    """Find the 从 A 提高到 B that a change follows in its sentence, of the same indicator."""
    found = None
    for first, last in zip(each.claims, each.claims[1:], strict=False):
        if (
            first.role is Role.BASELINE
            and last.baseline is not None
            and last.baseline.value == first.quantity.value
            and last.evidence == change.evidence
            and last.span.end <= change.span.start
            and name_of(last) == name_of(change) != ""
        ):
            found = (first, last)
    if found is None:
        return None
    first, last = found
    start, end = year_of(first.time), year_of(last.time)
    return Ends(first, last, end - start if start and end and end > start else None)


def growth_against_ends(each: Stated) -> Iterator[Finding]:
    """Compare a stated growth with the one that its two end values give.

    33212 → 37053 in five years is 2.21 % a year and agrees with 2 %; 7110 → 9657 is 6.31 % and does
    not. Money has a price basis, so that a difference is a doubt there; elsewhere it is an error.
    """
    for change in each.claims:
        if change.quantity.unit.dimension != "率" or change.role is not Role.MAIN:
            continue
        ends = _ends(each, change) if change.direction or change.rate else None
        if ends is None or ends.last.quantity.unit.dimension in ("率", "百分点"):
            continue
        years = _years(each, change, ends)
        if years is None:
            continue
        before, after, said = printed(ends.first), printed(ends.last), printed(change)
        if before is None or after is None or said is None or before.low <= 0 or after.low <= 0:
            continue
        if change.direction == "decrease":
            said = Interval(-said.high, -said.low)
        ratio = after.over(before)
        computed = Interval(_yearly(ratio.low, years), _yearly(ratio.high, years))
        base, end = ends.first.quantity.base, ends.last.quantity.base
        exact = _yearly(end / base, years)
        power = f"^（1÷{years}）" if years != 1 else ""
        arithmetic = f"（{shown(ends.last)}÷{shown(ends.first)}）{power}-1 = {percent(exact)}，文中 {_signed(change)}"
        name = change.indicator.text if change.indicator else ""
        word = "年均增速" if change.rate == "annual_average" else "增幅"
        spans = (ends.first.span, ends.last.span, change.span)
        if computed.meets(said):
            yield Finding(
                GROWTH, Severity.AGREES, f"{name}的{word}与两端数值相符", arithmetic, spans
            )
            continue
        money = ends.last.quantity.unit.dimension.startswith("元")
        yield Finding(
            GROWTH,
            Severity.DOUBT if money else Severity.ERROR,
            f"{name}的{word}与两端数值不符" + ("，价格口径待明" if money else ""),
            arithmetic,
            spans,
            f"若两端是现价、增速是可比价，两者可以不同，但须写明；若同一口径，{word}应为 {percent(exact)}"
            if money
            else f"核对两端数值，或把{word}改为 {percent(exact)}",
        )


def _years(each: Stated, change: Claim, ends: Ends) -> int | None:
    """Give the years over which a change compounds: 1 for the whole change, ``None`` if unknown."""
    if change.rate == "annual_average":
        span = re.fullmatch(r"(\d{4})/(\d{4})", change.time or "")
        return ends.years or (int(span[2]) - int(span[1]) + 1 if span else None)
    between = words_between(each.document, ends.last.span.end, change.span.start)
    yearly = re.search("同比|上年|上一年|去年", between)
    return None if yearly and ends.years != 1 else 1


def _yearly(ratio: Fraction, years: int) -> Fraction:
    return growth(Point(Fraction(0), Fraction(1)), Point(Fraction(years), ratio))


def _signed(change: Claim) -> str:
    return f"{'-' if change.direction == 'decrease' else ''}{shown(change)}"


# ---------------------------------------------------------------- % and 百分点


_RATIO_NAME = re.compile("(?:比重|占比|比例|强度|[^效]率)$")
_BARE_CHANGE = re.compile("(?:提高|提升|上升|增加|下降|降低|减少|回落)了?(?:约|近)?$")


def points_and_percent(each: Stated) -> Iterator[Finding]:
    """Tell a change of a share in 百分点 from one in %, where its two ends are printed.

    40% → 46% is 6 个百分点, or 15 %: 提高6% is an error. Without the ends it is only asked.
    """
    for change in each.claims:
        dimension = change.quantity.unit.dimension
        if (
            dimension not in ("率", "百分点")
            or not change.direction
            or change.rate == "annual_average"
        ):
            continue
        ends, said = _ends(each, change), printed(change)
        if said is None:
            continue
        name = change.indicator.text if change.indicator else ""
        if ends is None:
            before = words_between(each.document, change.span.start - 8, change.span.start)
            if dimension == "率" and _RATIO_NAME.search(name) and _BARE_CHANGE.search(before):
                yield Finding(
                    POINTS, Severity.NOTE, f"{name}的变动写成 %，没有写明是百分点还是相对变动",
                    f"文中 {shown(change)}", (change.span,), "比重、比率的变动一般写“个百分点”",
                )  # fmt: skip
            continue
        first, last = printed(ends.first), printed(ends.last)
        if first is None or last is None or ends.last.quantity.unit.dimension != "率":
            continue
        sign = -1 if change.direction == "decrease" else 1
        wide = Interval(*sorted((sign * (last.low - first.high), sign * (last.high - first.low))))
        points = Interval(wide.low * 100, wide.high * 100)
        middle = sign * (ends.last.quantity.base - ends.first.quantity.base)
        if ends.first.quantity.base <= 0 or first.low <= 0:
            continue
        ratio = last.over(first)
        relative = Interval(*sorted((sign * (ratio.low - 1), sign * (ratio.high - 1))))
        share = middle / ends.first.quantity.base
        arithmetic = (
            f"{shown(ends.first)}→{shown(ends.last)}：{number(middle * 100)} 个百分点，"
            f"相对变动 {percent(share)}；文中 {shown(change)}"
        )
        spans = (ends.first.span, ends.last.span, change.span)
        as_points = said if dimension == "百分点" else Interval(said.low * 100, said.high * 100)
        as_share = said if dimension == "率" else Interval(said.low / 100, said.high / 100)
        right, other = points.meets(as_points), relative.meets(as_share)
        if dimension == "率":
            right, other = other, right
        if right:
            yield Finding(POINTS, Severity.AGREES, f"{name}的变动与两端数值相符", arithmetic, spans)
        elif other:
            meant = "个百分点" if dimension == "率" else "%"
            yield Finding(
                POINTS, Severity.ERROR, f"{name}的变动应是“{meant}”，% 与百分点混用",
                arithmetic, spans, f"改为 {change.quantity.value:f}{meant}",
            )  # fmt: skip
        else:
            yield Finding(
                POINTS,
                Severity.ERROR,
                f"{name}的变动与两端数值不符",
                arithmetic,
                spans,
                "核对三个数",
            )


# ---------------------------------------------------------------- a target, its base, its growth


def targets_against_base(each: Stated) -> Iterator[Finding]:
    """Compare a target's yearly growth with the level that it stands beside and the level now.

    2023年产值286亿元 … 到2026年产值达到400亿元，年均增长15%: 286 grows to 400 in three years at 11.83 % a
    year, and not at 15 %.
    """
    for change in each.claims:
        if change.rate != "annual_average" or change.kind is not Kind.TARGET:
            continue
        if change.quantity.unit.dimension != "率" or _ends(each, change) is not None:
            continue
        aim = next((c for c in each.claims if _aim_of(c, change)), None)
        start = _level_before(each, aim) if aim is not None else None
        if aim is None or start is None:
            continue
        before, after, said = printed(start), printed(aim), printed(change)
        begun, due = year_of(start.time), year_of(aim.time)
        if before is None or after is None or said is None or begun is None or due is None:
            continue
        if before.low <= 0 or after.low <= 0:
            continue
        if change.direction == "decrease":
            said = Interval(-said.high, -said.low)
        years = due - begun
        ratio = after.over(before)
        computed = Interval(_yearly(ratio.low, years), _yearly(ratio.high, years))
        exact = _yearly(aim.quantity.base / start.quantity.base, years)
        name = name_of(aim)
        arithmetic = (
            f"（{due}年{shown(aim)}÷{begun}年{shown(start)}）^（1÷{years}）-1 = {percent(exact)}，"
            f"文中年均 {_signed(change)}"
        )
        spans = (start.span, aim.span, change.span)
        if computed.meets(said):
            yield Finding(
                GROWTH, Severity.AGREES, f"{name}的目标、基数与年均增速相符", arithmetic, spans
            )
            continue
        money = aim.quantity.unit.dimension.startswith("元")
        yield Finding(
            GROWTH,
            Severity.DOUBT if money else Severity.ERROR,
            f"{name}的目标、基数与年均增速不符" + ("，价格口径待明" if money else ""),
            arithmetic,
            spans,
            f"三个数只能有两个是自由的：核对目标值，或把年均增速改为 {percent(exact)}",
        )


def _aim_of(claim: Claim, change: Claim) -> bool:
    """Tell whether a claim is the level that a yearly growth in its sentence leads to."""
    return (
        claim.kind is Kind.TARGET
        and claim.role is Role.MAIN
        and claim.evidence == change.evidence
        and claim.time == change.time
        and name_of(claim) == name_of(change) != ""
        and not claim.rate
        and not claim.direction
        and claim.quantity.unit.dimension not in ("率", "百分点", "倍")
    )


def _level_before(each: Stated, aim: Claim) -> Claim | None:
    """Find the one latest level of the same thing before the target's year."""
    due = year_of(aim.time)
    levels = [
        c
        for c in each.claims
        if c.kind is Kind.ACTUAL
        and name_of(c) == name_of(aim)
        and c.region == aim.region
        and c.quantity.unit.dimension == aim.quantity.unit.dimension
        and not c.rate
        and not c.direction
        and (year := year_of(c.time)) is not None
        and due is not None
        and year < due
    ]
    if not levels:
        return None
    last = max(year_of(c.time) or 0 for c in levels)
    found = [c for c in levels if year_of(c.time) == last]
    return found[0] if len({c.quantity.base for c in found}) == 1 else None
