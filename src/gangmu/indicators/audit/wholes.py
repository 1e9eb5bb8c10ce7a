"""Audit what a document says of parts and wholes: shares, sums, 其中."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, groupby

from gangmu.indicators.audit.statements import (
    AREA,
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
from gangmu.indicators.rates import number
from gangmu.terms import Claim, Role, Span

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


# ---------------------------------------------------------------- 其中


_WITHIN = re.compile("[，,（(]?其中[:：，,]?")


def parts_within_wholes(each: Stated) -> Iterator[Finding]:
    """Find what is 其中 and yet more than the whole; years that 其中 lists are added up as well.

    企业30家，其中规上企业58家 is an error; 三年新增240家，其中2024年75家、2025年80家、2026年85家 agrees.
    """
    for whole in each.claims:
        parts = list(_parts_of(each, whole))
        value = printed(whole)
        if not parts or value is None:
            continue
        for part in parts:
            more = printed(part)
            if more is not None and more.low > value.high:
                yield Finding(
                    SUMS, Severity.ERROR, "“其中”的数大于总数",
                    f"其中 {shown(part)} ＞ {shown(whole)}", (whole.span, part.span),
                    "核对两个数，或改写这句话",
                )  # fmt: skip
        years = {year_of(part.time) for part in parts}
        added_up = added([printed(part) for part in parts])
        if len(parts) < 2 or None in years or len(years) < len(parts) or added_up is None:
            continue
        exact = sum((part.quantity.base for part in parts), Fraction())
        factor, name = whole.quantity.unit.factor, whole.quantity.unit.name
        arithmetic = (
            f"{'+'.join(shown(part) for part in parts)} = {number(exact / factor)}{name}，"
            f"文中 {shown(whole)}"
        )
        spans = (whole.span, *(part.span for part in parts))
        if added_up.meets(value):
            yield Finding(SUMS, Severity.AGREES, "逐年之和与总数相符", arithmetic, spans)
        elif added_up.low > value.high:
            yield Finding(
                SUMS, Severity.ERROR, "逐年之和大于总数", arithmetic, spans, "核对各年与总数"
            )


def _parts_of(each: Stated, whole: Claim) -> Iterator[Claim]:
    """Give the claims that 其中 names as parts of the claim before it, in one sentence and unit."""
    dimension = whole.quantity.unit.dimension
    if dimension in ("率", "百分点", "倍", "") or "/" in dimension or whole.direction:
        return
    after = each.document.text[whole.span.end : whole.evidence.end]
    found = _WITHIN.search(after)
    if found is None or re.search("[0-9。；;]", after[: found.start()]):
        return
    start = whole.span.end + found.end()
    stop = re.search("[。；;]", after[found.end() :])
    end = start + stop.start() if stop else whole.evidence.end
    for part in each.claims:
        if start <= part.span.start < end and part.quantity.unit.name == whole.quantity.unit.name:
            if part.direction or part.rate == "annual_average" or part.role is not Role.MAIN:
                continue
            yield part
