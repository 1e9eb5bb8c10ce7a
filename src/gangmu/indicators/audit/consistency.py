"""Audit one document against itself: growth, shares, sums, points, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, groupby

from gangmu.indicators.audit.statements import (
    AREA,
    DATES,
    GROWTH,
    POINTS,
    SHARES,
    SUMS,
    Finding,
    Interval,
    Severity,
    Stated,
    added,
    name_of,
    printed,
    shown,
    words_between,
    year_of,
)
from gangmu.indicators.rates import Point, growth, number, percent
from gangmu.terms import Claim, Kind, Role, Span

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


# ---------------------------------------------------------------- shares and totals


_SHARE = re.compile(r"^(?P<part>.+?)占(?P<whole>.+?)的?(?:总量的?)?(?:比重|比例|份额|百分比)$")
_AMOUNT = re.compile(
    "(?:产值|增加值|收入|利润|投资|投资额|生产总值|gdp|总额|总量|规模|税收|出口额|交货值|资产|合计)$"
)


@dataclass(frozen=True, slots=True)
class Implied:
    """A total that amounts and their share imply: ``whole`` is what it is the total of."""

    amounts: tuple[Claim, ...]
    share: Claim
    whole: str
    total: Interval
    exact: Fraction

    @property
    def arithmetic(self) -> str:
        unit = self.amounts[-1].quantity.unit
        total = number(Fraction(round(self.exact / unit.factor * 10), 10))
        added = "+".join(shown(amount) for amount in self.amounts)
        added = f"（{added}）" if len(self.amounts) > 1 else added
        return f"{self.whole} = {added}÷{shown(self.share)} = {total}{unit.name}"

    @property
    def spans(self) -> tuple[Span, ...]:
        return (*(amount.span for amount in self.amounts), self.share.span)


def implied_totals(each: Stated) -> Iterator[Implied]:
    """Find 甲达到 x，占乙的 s in a sentence, and compute the total of 乙.

    甲、乙、丙 x、y、z，合计占丁的 s is read as the share of their sum.
    """
    for share in each.claims:
        named = _SHARE.match(name_of(share))
        said = printed(share)
        if not named or said is None or said.low <= 0 or share.quantity.unit.dimension != "率":
            continue
        if share.direction or share.rate:
            continue
        before = [c for c in each.claims if _goes_before(c, share)]
        amounts = [c for c in before if name_of(c) == named["part"]][-1:]
        if not amounts:
            continue
        between = words_between(each.document, amounts[0].span.end, share.span.start)
        if "分别" in between:
            continue
        if re.search("合计|共占|总计|共计", between):
            amounts = [c for c in before if c.quantity.unit == amounts[0].quantity.unit]
        value = added([printed(amount) for amount in amounts])
        if value is None:
            continue
        whole = AREA.sub("", named["whole"])
        if not _AMOUNT.search(whole):
            whole += named["part"]
        exact = sum((amount.quantity.base for amount in amounts), Fraction())
        total = value.over(said)
        yield Implied(tuple(amounts), share, whole, total, exact / share.quantity.base)


def _goes_before(amount: Claim, share: Claim) -> bool:
    """Tell whether a level of money or goods stands before a share in its sentence."""
    return (
        amount.evidence == share.evidence
        and amount.time == share.time
        and amount.quantity.unit.dimension not in ("率", "百分点", "倍", "")
        and amount.span.end <= share.span.start
        and not amount.direction
        and not amount.rate
    )


def shares_against_totals(each: Stated) -> Iterator[Finding]:
    """Compare the totals that shares imply with the printed total and with each other."""
    found = list(implied_totals(each))
    clashing: set[Claim] = set()
    for one, other in combinations(found, 2):
        same = one.whole == other.whole and one.share.time == other.share.time
        if same and one.share.region == other.share.region and not one.total.meets(other.total):
            clashing |= {one.share, other.share}
            yield Finding(
                SHARES, Severity.DOUBT, f"两个占比反推的{one.whole}不一致",
                f"{one.arithmetic}；{other.arithmetic}",
                (*one.spans, *other.spans),
                "核对占比与数值；口径不同的，写明各自的范围",
            )  # fmt: skip
    for one in found:
        for total in each.claims:
            value = printed(total)
            if value is None or not is_total(one, total):
                continue
            clashing.add(one.share)
            agrees = one.total.meets(value)
            yield Finding(
                SHARES,
                Severity.AGREES if agrees else Severity.DOUBT,
                f"占比反推的{one.whole}与文中总量{'相符' if agrees else '不符'}",
                f"{one.arithmetic}，文中 {shown(total)}",
                (*one.spans, total.span),
                "" if agrees else "核对占比与总量；口径不同的，写明各自的范围",
            )
    # Totals that nothing in the document can confirm are worth writing down together.
    rest = [one for one in found if one.share not in clashing]
    for _, group in groupby(rest, key=lambda one: one.share.evidence.start):
        several = list(group)
        if len(several) > 1:
            yield Finding(
                SHARES, Severity.NOTE, f"由 {len(several)} 个占比反推的总量，文中没有印出，可与统计数核对",
                "；".join(one.arithmetic for one in several),
                tuple(span for one in several for span in one.spans),
            )  # fmt: skip


def is_total(one: Implied, total: Claim) -> bool:
    return (
        total not in one.amounts
        and name_of(total) == one.whole
        and total.time == one.share.time
        and total.time is not None
        and total.region == one.share.region
        and total.quantity.unit.dimension == one.amounts[0].quantity.unit.dimension
        and not total.rate
        and not total.direction
    )


def shares_above_one(each: Stated) -> Iterator[Finding]:
    """Find a share of more than 100 %."""
    for claim in each.claims:
        level = claim.quantity.unit.dimension == "率" and not claim.direction and not claim.rate
        if level and _SHARE.match(name_of(claim)) and claim.quantity.base > 1:
            yield Finding(
                    SHARES, Severity.ERROR, f"{name_of(claim)}超过 100%", f"文中 {shown(claim)}",
                    (claim.span,), "部分不能大于整体，核对数值和分母",
                )  # fmt: skip


# ---------------------------------------------------------------- components and sums


_SUM = re.compile("(?:合计|共计|总计|总共|加总)(?:达到?|为|约|共)?$")
_BREAK = re.compile("[。；;\n]")


def components_against_sums(each: Stated) -> Iterator[Finding]:
    """Add up the values before 合计 in a sentence: 甲 100、乙 200、丙 300，合计 650 is an error."""
    for total in each.claims:
        before = words_between(each.document, total.span.start - 6, total.span.start)
        value = printed(total)
        if value is None or not _SUM.search(before):
            continue
        parts = [
            part
            for part in each.claims
            if part.evidence == total.evidence
            and part.span.end <= total.span.start
            and part.quantity.unit.dimension == total.quantity.unit.dimension
            and part.role is Role.MAIN
            and not part.rate
            and not _BREAK.search(words_between(each.document, part.span.end, total.span.start))
        ]
        whole = added([printed(part) for part in parts])
        if len(parts) < 2 or whole is None:
            continue
        exact = sum((part.quantity.base for part in parts), Fraction())
        factor, name = total.quantity.unit.factor, total.quantity.unit.name
        agrees = whole.meets(value)
        yield Finding(
            SUMS,
            Severity.AGREES if agrees else Severity.ERROR,
            f"分项之和与合计{'相符' if agrees else '不符'}",
            f"{'+'.join(shown(part) for part in parts)} = {number(exact / factor)}{name}，文中 {shown(total)}",
            (*(part.span for part in parts), total.span),
            "" if agrees else "核对各分项与合计",
        )


# ---------------------------------------------------------------- dates


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def deadlines_and_publication(each: Stated) -> Iterator[Finding]:
    """Find targets due before their document was published, and plans published late."""
    document, published = each.document, each.document.metadata.published
    if published is None:
        return
    for claim in each.claims:
        year = year_of(claim.time)
        if claim.kind is not Kind.TARGET or year is None or year >= published.year:
            continue
        # 2021年达到… in a plan of 2022 tells what was; only 到…年 and …年前 set a term.
        sentence = document.quote(claim.evidence)
        if re.search(rf"到{year}年|{year}年[底末]?[以之]?前", sentence):
            yield Finding(
                DATES, Severity.DOUBT, "目标的期限早于文件的公布",
                f"期限 {year} 年，公布于 {_day(published)}", (claim.evidence,),
                "核对期限；若是已完成的事，改为实绩的写法",
            )  # fmt: skip
    period, title = document.metadata.plan_period, document.metadata.title or ""
    # A review of a plan is rightly published within its period.
    if period is None or published.year <= period[0] or re.search("评估|总结|报告|情况", title):
        return
    late = published.year > period[1]
    at = max(document.text.find(str(period[0])), 0)
    yield Finding(
        DATES,
        Severity.DOUBT if late else Severity.NOTE,
        f"规划在自己的期限{'过后' if late else '之内'}才公布",
        f"《{title}》期限 {period[0]}—{period[1]} 年，公布于 {_day(published)}，"
        f"是第 {published.year - period[0] + 1} 年",
        (Span(document.id, at, at + 4),),
        "按年分解目标和考核时，注意公布以前的年份",
    )
