"""Audit documents against each other: two values of one thing, totals, structures, 市 and 区."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from gangmu.indicators.audit.statements import (
    CONFLICTS,
    LADDER,
    SHARES,
    Finding,
    Severity,
    Stated,
    name_of,
    printed,
    shown,
)
from gangmu.indicators.audit.wholes import implied_totals, is_total
from gangmu.indicators.rates import number, percent
from gangmu.terms import Claim, Comparator, Document, Kind, Role, SourceClass, Span

_RANKS = (
    SourceClass.OFFICIAL,
    SourceClass.INTERPRETATION,
    SourceClass.JOURNAL,
    SourceClass.UNSIGNED,
)
_CLASSES = dict(zip(_RANKS, ("正式文件", "解读", "刊物", "无署名"), strict=True))


def _rank(document: Document) -> tuple[int, int]:
    """Rank a source: its class, then the later day."""
    day = document.metadata.published
    return _RANKS.index(document.source_class), -day.toordinal() if day else 0


def conflicting_claims(library: Sequence[Stated]) -> Iterator[Finding]:
    """Find different values of one indicator, year and area in different documents, ranked."""
    groups: dict[tuple[str, str, str, Kind, str], list[tuple[Document, Claim]]] = {}
    for each in library:
        for claim in each.claims:
            name = name_of(claim)
            level = claim.role is not Role.QUALIFIER and not claim.rate and not claim.direction
            if len(name) < 4 or not claim.time or not claim.region or not level:
                continue
            # A time that was carried over from another sentence may be the wrong one.
            dated = claim.evidence == claim.span or claim.time in each.document.quote(
                claim.evidence
            )
            if dated and claim.kind in (Kind.TARGET, Kind.ACTUAL) and claim.quantity.high is None:
                key = (name, claim.time, claim.region, claim.kind, claim.quantity.unit.dimension)
                groups.setdefault(key, []).append((each.document, claim))
    for (name, time, region, kind, _), group in groups.items():
        group.sort(key=lambda item: _rank(item[0]))
        best, claim = group[0]
        for other, differing in group[1:]:
            if other.id == best.id or _agree(claim, differing):
                continue
            yield Finding(
                CONFLICTS, Severity.DOUBT,
                f"{region}{time}年{name}的{'目标' if kind is Kind.TARGET else '数值'}两说",
                f"{best.id}（{_CLASSES[best.source_class]}）{shown(claim)}，"
                f"{other.id}（{_CLASSES[other.source_class]}）{shown(differing)}",
                (claim.span, differing.span),
                f"先取{best.id}：来源等级高的在前，同级取后公布的；口径不同的，写明各自的范围",
            )  # fmt: skip


def _agree(one: Claim, other: Claim) -> bool:
    """Tell whether two values can be the same; 超过 and 左右 are compared by their number."""
    exact = [
        printed(replace(c, quantity=replace(c.quantity, comparator=Comparator.EQ)))
        for c in (one, other)
    ]
    return exact[0] is not None and exact[1] is not None and exact[0].meets(exact[1])


def totals_across(library: Sequence[Stated]) -> Iterator[Finding]:
    """Compare a total that a share implies with the one that another document prints."""
    implied = [(each, one) for each in library for one in implied_totals(each)]
    asked = {(one.whole, one.share.time) for _, one in implied}
    totals: dict[tuple[str, str | None], list[tuple[Stated, Claim]]] = {}
    for each in library:
        for claim in each.claims:
            key = (name_of(claim), claim.time)
            if key in asked:
                totals.setdefault(key, []).append((each, claim))
    for each, one in implied:
        for other, total in totals.get((one.whole, one.share.time), ()):
            value = printed(total) if other is not each else None
            if value is None or not is_total(one, total) or one.total.meets(value):
                continue
            gap = total.quantity.base / one.exact - 1
            yield Finding(
                SHARES, Severity.DOUBT,
                f"{one.share.time}年{one.whole}：占比反推的与另一文件印出的不符",
                f"{each.document.id}：{one.arithmetic}；{other.document.id}：{shown(total)}，"
                f"相差 {percent(gap)}",
                (*one.spans, total.span),
                "多半是统计口径不同（全部工业与规模以上工业），引用时写明口径",
            )  # fmt: skip


_GRADED = re.compile(
    r"([一二三四五六七八九十两\d]+)(?:大|个)(?:万|千|百|十)亿元?级(?:产业集群|产业|集群)"
)
_Words = tuple[str, Span]
_SYSTEM = re.compile(r"\d\+[(（]?\d[\d+()（）]*")


def structures(library: Sequence[Stated]) -> Iterator[Finding]:
    """Find how a lesser source counts the industries otherwise than the official texts of its area.

    An official text writes its system as 3+6 or 2+(3+6)+(4+5); a lesser source that speaks of 四大万亿元级
    产业集群 which no official text knows is shown beside it.
    """
    known: set[str] = set()
    lesser: list[tuple[Document, list[_Words]]] = []
    systems_of: dict[str | None, list[tuple[Document, _Words]]] = {}
    for each in library:
        document, text = each.document, each.document.text
        graded = _words(_GRADED, text, document)
        if not document.official:
            lesser.append((document, graded))
            continue
        known.update(words for words, _ in graded)
        for found in _words(_SYSTEM, text, document):
            systems_of.setdefault(document.metadata.region, []).append((document, found))
    for document, said_of in lesser:
        graded = [(words, span) for words, span in said_of if words not in known]
        systems = systems_of.get(document.metadata.region, [])
        if not graded or not systems:
            continue
        systems = sorted(systems, key=lambda pair: _rank(pair[0]))
        first = {other.id: (other, found) for other, found in reversed(systems)}
        said = "、".join(words for words, _ in graded)
        yield Finding(
            CONFLICTS,
            Severity.DOUBT,
            f"产业体系的表述与正式文件不同：{said}",
            f"{document.id}（{_CLASSES[document.source_class]}）：{said}；"
            + "；".join(
                f"{other.id}（正式文件）：{words}" for other, (words, _) in reversed(first.values())
            ),
            (
                *(span for _, span in graded),
                *(span for _, (_, span) in reversed(first.values())),
            ),
            "正式文件没有这样的分级和个数，以正式文件为准",
        )


def _words(pattern: re.Pattern[str], text: str, document: Document) -> list[_Words]:
    return [(match.group(), Span(document.id, *match.span())) for match in pattern.finditer(text)]


def districts_against_city(library: Sequence[Stated]) -> Iterator[Finding]:
    """Compare a city's target with the sum of its districts' targets for the same year."""
    targets: dict[tuple[str, str, str], dict[str, Claim]] = {}
    for each in sorted(library, key=lambda each: _rank(each.document)):
        for claim in each.claims:
            if claim.kind is Kind.TARGET and claim.time and claim.region and not claim.rate:
                dimension = claim.quantity.unit.dimension
                if (
                    claim.quantity.high is None
                    and dimension.startswith("元")
                    and "/" not in dimension
                ):
                    key = (name_of(claim), claim.time, dimension)
                    targets.setdefault(key, {}).setdefault(claim.region, claim)
    for (name, time, _), by_region in targets.items():
        for city, whole in by_region.items():
            parts = [
                c for region, c in by_region.items() if region != city and region.startswith(city)
            ]
            if len(parts) < 2:
                continue
            added = sum((part.quantity.base for part in parts), Fraction())
            over = added > whole.quantity.base
            factor, unit = whole.quantity.unit.factor, whole.quantity.unit.name
            yield Finding(
                LADDER,
                Severity.DOUBT if over else Severity.NOTE,
                f"{time}年{name}：{len(parts)} 个区的目标之和{'超过' if over else '不超过'}{city}的目标",
                f"{'+'.join(f'{part.region}{shown(part)}' for part in parts)} = "
                f"{number(added / factor)}{unit}，{city} {shown(whole)}，占 {percent(added / whole.quantity.base)}",
                (whole.span, *(part.span for part in parts)),
                "核对口径（在地与属地、规模以上与全部）和分解方案" if over else "其余各区的目标不在这些文件里",
            )  # fmt: skip
