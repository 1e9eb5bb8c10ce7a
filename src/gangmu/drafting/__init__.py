"""Drafts of measure files: from the benefit rules of a document to something an official can sign.

Every node of a draft cites its clause and its words. What could not be read, or what the measure
language cannot say, stays in the draft as 待定 in the document's own words; nothing is dropped and
nothing is guessed. Worked cases are left to the official.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gangmu.drafting.amounts import amount_of, money
from gangmu.drafting.conditions import Conditions, entity_of
from gangmu.drafting.drafts import (
    FileDraft,
    Form,
    Frame,
    Line,
    MeasureDraft,
    Missing,
    Pay,
    Several,
)
from gangmu.drafting.leftovers import (
    Node,
    demands,
    extent,
    funds,
    meet,
    nodes_of,
    said,
    sentence,
    unsaid,
    untold,
    wordy,
)
from gangmu.drafting.passages import Passage, whole_conditions
from gangmu.drafting.payment import NEEDS, instalments, split
from gangmu.drafting.trial import Trial
from gangmu.drafting.writing import count_pending, write_draft
from gangmu.extraction import Extraction
from gangmu.measures.facts import FactBook
from gangmu.measures.pending import KEY
from gangmu.terms import (
    Benefit,
    Document,
    InputError,
    Kind,
    Provision,
    ProvisionKind,
    SourceClass,
    Span,
)

__all__ = ["FileDraft", "count_pending", "draft", "write_draft"]

_CLASSES = {
    SourceClass.INTERPRETATION: "政策解读",
    SourceClass.JOURNAL: "文章",
    SourceClass.UNSIGNED: "没有署名的文字",
}
_KINDS = {
    ProvisionKind.PERIOD: "期限",
    ProvisionKind.STACKING: "重复与择高",
    ProvisionKind.FISCAL_SHARE: "分担",
    ProvisionKind.INSTALMENTS: "分期",
    ProvisionKind.CLAWBACK: "追回",
    ProvisionKind.LOCK_IN: "保持",
    ProvisionKind.EXCLUSION: "排除",
    ProvisionKind.ANNUAL_CAP: "合计上限",
    ProvisionKind.BUDGET: "预算",
    ProvisionKind.ADJUSTMENT: "调整",
    ProvisionKind.LIMIT: "限额",
}
_WHOLE = frozenset(_KINDS) - {ProvisionKind.EXCLUSION}
_DIFFERENCE = re.compile("差额|补差|补足")
_OTHERS = re.compile(
    "其他|其它|同类|上级|[省市区县]级?(?:及以上)?(?:同类)?政策|国家|本(?:政策|措施|办法)|第.{1,4}条"
)
_EVERY_YEAR = re.compile("每年|/年")
_SPREAD = re.compile(
    "分[一二两三四五2-5]个?年.*", re.DOTALL
)  # what is paid year by year is given once
_ONCE = re.compile("一次性|首次")
_ROUNDED = re.compile("以(?P<unit>元|百元|千元|万元)为单位|(?P<half>元)以下四舍五入")


def draft(document: Document, found: Extraction, book: FactBook, year: int | None) -> FileDraft:
    """Draft a measure file from a document; ``year`` is the year that is assessed (考核年度).

    Raises ``InputError`` for a document that is not official, and for one that gives no benefit.
    """
    title = document.metadata.title or document.id
    shown = title if title.startswith("《") else f"《{title}》"
    if not document.official:
        kind = _CLASSES.get(document.source_class, "非正式文件")
        raise InputError(
            f"{shown}是{kind}（{document.source_reason}），不能起草措施",
            document.path.name,
            "请用它所依据的正式文件",
        )
    if not found.benefits:
        raise InputError(
            f"{shown}里没有找到奖补条款，没有可起草的措施",
            document.path.name,
            "规划的目标用 gangmu targets 草拟；确有条款而没有找到的，请直接写措施文件",
        )
    frame = Frame(document, book, year)
    whole = whole_conditions(frame, found.provisions, found.benefits)
    names = _names(found.benefits)
    groups = _groups(document, found.benefits, names)
    grouped = {name for group in groups for name in group}
    measures = tuple(
        _measure(frame, benefit, name, whole, found, name in grouped)
        for benefit, name in zip(found.benefits, names, strict=True)
    )
    metadata = document.metadata
    return FileDraft(
        number=metadata.number or document.id,
        title=title,
        issuer="、".join(metadata.issuers),
        region=metadata.region or "",
        effective=metadata.effective,
        expires=metadata.expires,
        measures=measures,
        groups=groups,
        missing=_missing(measures),
        open=_distinct(_whole(frame, found, whole, measures)),
    )


def _whole(
    frame: Frame, found: Extraction, whole: list[Passage], measures: tuple[MeasureDraft, ...]
) -> Iterable[Line]:
    """List what the document says of all its measures and no key says yet; also its awards and
    funds that belong to none of them.
    """
    nodes = [Node(passage.span, "", True) for passage in whole]
    for p in found.provisions:
        if (
            p.kind in _WHOLE
            and not any(meet(p.span, n.span) for n in nodes)
            and _about(p, measures)
        ):
            yield _open(frame, p)
            nodes.append(Node(p.span, "", True))
    for benefit, measure in zip(found.benefits, measures, strict=True):
        nodes += [Node(extent(frame, benefit, found.benefits), "", True), *nodes_of(measure)]
    for claim in found.claims:
        if said(claim, nodes):
            continue
        line = sentence(frame, claim.span)
        if funds(claim, line.text):
            note = f"{_KINDS[ProvisionKind.BUDGET]}：{NEEDS[ProvisionKind.BUDGET]}"
            yield replace(line, note=note)
        elif claim.kind is Kind.AWARD:
            yield line


def _missing(measures: tuple[MeasureDraft, ...]) -> tuple[Missing, ...]:
    found = {(m.entity, m.name): m for measure in measures for m in measure.missing}
    return tuple(m for m in found.values() if m.declaration)


def _about(provision: Provision, measures: tuple[MeasureDraft, ...]) -> bool:
    if provision.kind is ProvisionKind.FISCAL_SHARE:
        cited = [m.payment["分担"].source.span for m in measures if "分担" in m.payment]
        return len(cited) < len(measures) or not any(meet(provision.span, s) for s in cited)
    return True


def _open(frame: Frame, provision: Provision) -> Line:
    source = frame.source(provision.span, provision.clause)
    note = "：".join(filter(None, (_KINDS[provision.kind], NEEDS.get(provision.kind))))
    return Line(source.words.strip("，。； "), source, True, note)


def _names(benefits: tuple[Benefit, ...]) -> list[str]:
    """Name the measures after their clauses; several of one clause also after their beneficiary."""
    names: list[str] = []
    for benefit in benefits:
        heading = re.sub('[“”"：:]', "", benefit.heading) or benefit.clause or "措施"
        same = [b for b in benefits if b.heading == benefit.heading]
        name = heading
        if len(same) > 1 and benefit.beneficiary:
            name = f"{heading}·{benefit.beneficiary.text[:16]}"
        name = re.sub(r"[\s，,、。；;\[\]]+", "", name)
        count = 2
        unique = name
        while unique in names:
            unique, count = f"{name}{count}", count + 1
        names.append(unique)
    return names


def _measure(
    frame: Frame,
    benefit: Benefit,
    name: str,
    whole: list[Passage],
    found: Extraction,
    grouped: bool,
) -> MeasureDraft:
    entity = entity_of(benefit.entity)
    trial = Trial(frame.book, entity)
    conditions = Conditions(frame, entity, trial)
    conditions.gather(benefit, whole, found.claims)
    drafted = amount_of(frame, benefit, entity, trial)
    payment, told = _payment(frame, benefit, found, trial)
    named = {line.text for t in drafted.tests if isinstance(t, Several) for line in t.lines}
    own = [t for t in conditions.tests if isinstance(t, Several) or t.text not in named]
    written = str([t.text for t in own if isinstance(t, Line)]) + str(drafted.amount.form)
    words = frame.document.quote(benefit.span)
    rounded = _ROUNDED.search(words)
    measure = MeasureDraft(
        name=name,
        entity=entity,
        frequency=_frequency(words, entity),
        source=frame.source(benefit.span, benefit.clause),
        definitions={k: v for k, v in trial.definitions.items() if k in written},
        tests=(*own, *(t for t in drafted.tests if t not in own)),
        exclusions=tuple(conditions.exclusions),
        amount=drafted.amount,
        cap=drafted.cap,
        payment=payment,
        rounding=(rounded["unit"] or "元") if rounded else None,
        missing=(*conditions.missing, *drafted.missing),
        notes=tuple(dict.fromkeys([*conditions.notes, *drafted.notes])),
        open=_distinct(
            _open(frame, p)
            for p in benefit.provisions
            if p.kind not in told
            and not _told(frame, p, benefit.span, str(drafted.amount.form), grouped)
        ),
    )
    return _complete(frame, benefit, _sure(frame, benefit, measure, found), found)


def _sure(frame: Frame, benefit: Benefit, measure: MeasureDraft, found: Extraction) -> MeasureDraft:
    """Leave an amount 待定 whose words give a figure that the draft does not: a rate, a limit."""
    if wordy(measure.amount):
        return measure
    place = measure.amount.source
    # an award that stands among the conditions, in its own words only, is an award that was not read
    asked = [t for t in measure.tests if isinstance(t, Several) or not t.pending]
    nodes = [*nodes_of(replace(measure, tests=tuple(asked)))]
    lost = [
        claim
        for claim in found.claims
        if claim.kind is Kind.AWARD
        and benefit.span.start <= claim.span.start < benefit.span.end
        and not said(claim, nodes)
    ]
    if not lost:
        return measure
    if lost[0].span.start < place.span.start:
        place = frame.source(benefit.span, benefit.clause)
    figures = "、".join(dict.fromkeys(frame.document.quote(claim.span) for claim in lost))
    note = f"原文的 {figures} 没有写进来，所以整句留着"
    cap = measure.cap
    if cap is None and benefit.cap is not None:
        cap = Pay(money(benefit.cap), frame.source(benefit.cap.span, benefit.clause))
    return replace(measure, amount=Pay({KEY: place.words}, place, note), cap=cap)


def _complete(
    frame: Frame, benefit: Benefit, measure: MeasureDraft, found: Extraction
) -> MeasureDraft:
    """Add what the rule says and no node of its draft does, as 待定."""
    nodes = list(nodes_of(measure))
    told = [p for p in found.provisions if p.kind in _KINDS]
    lines: list[Line] = []
    for place in (extent(frame, benefit, found.benefits), *benefit.scope):
        lines += unsaid(frame, place, nodes, found.claims)
        nodes += [Node(line.source.span, line.text, True) for line in lines]
        lines += untold(frame, place, nodes, told)
    nodes += [Node(line.source.span, line.text, True) for line in lines]
    own = [
        n
        for n in nodes
        if n.pending or n.span not in (measure.source.span, measure.amount.source.span)
    ]
    lines += demands(frame, benefit.span, own)
    return replace(measure, open=_distinct([*measure.open, *lines]))


def _distinct(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Keep each text once."""
    return tuple({line.text: line for line in lines}.values())


def _payment(
    frame: Frame, benefit: Benefit, found: Extraction, trial: Trial
) -> tuple[dict[str, Pay], set[ProvisionKind]]:
    """Draft how a benefit is paid: its instalments, and the levels that bear it."""
    drafted: dict[str, Pay] = {}
    told: set[ProvisionKind] = set()
    parts = benefit.provision(ProvisionKind.INSTALMENTS)
    place = _to_its_end(frame, parts.span) if parts else None
    form = instalments(frame.document.quote(place)) if place else None
    if parts and place and form and trial.payment("分期", form):
        drafted["分期"] = Pay(form, frame.source(place, parts.clause))
        told.add(ProvisionKind.INSTALMENTS)
    own = benefit.provision(ProvisionKind.FISCAL_SHARE)
    whole = next((p for p in found.provisions if p.kind is ProvisionKind.FISCAL_SHARE), None)
    shared = own or whole
    if shared and (shares := split(frame.document.quote(shared.span))):
        cited: Form = {**shares, **({"依据": shared.clause} if shared.clause else {})}
        if trial.payment("分担", cited):
            drafted["分担"] = Pay(cited, frame.source(shared.span, shared.clause))
            told.add(ProvisionKind.FISCAL_SHARE)
    return drafted, told


def _to_its_end(frame: Frame, span: Span) -> Span:
    """Reach to the end of the sentence where the words announce what follows: 分两年拨付：…"""
    text = frame.document.text
    if text[span.start : span.end].rstrip()[-1:] not in ("：", ":"):
        return span
    stop = re.compile("[。\n]").search(text, span.end)
    return Span(span.document, span.start, stop.start() if stop else len(text))


def _frequency(words: str, entity: str) -> str | None:
    if _ONCE.search(words):
        return "一次"
    if _EVERY_YEAR.search(_SPREAD.sub("", words)):
        return "每年"
    return "一次" if entity == "项目" else None


def _told(frame: Frame, provision: Provision, span: Span, amount: str, grouped: bool) -> bool:
    """Tell whether the draft says already what a provision does."""
    words = frame.document.quote(provision.span)
    if provision.kind is ProvisionKind.PERIOD:
        return words.startswith("每年") or "每年" in words[:4]
    if provision.kind is ProvisionKind.ADJUSTMENT and provision.span == span:
        return "增量(" in amount  # the growth itself was taken for an adjustment
    if provision.kind is ProvisionKind.LIMIT:
        numbers = re.findall(r"[0-9.]+", words)
        return "取小" in amount and all(number in amount for number in numbers[-1:])
    if provision.kind is ProvisionKind.STACKING:
        if _DIFFERENCE.search(words):
            return "补差" in amount
        return grouped or ("择高" in amount and _OTHERS.search(words) is None)
    return False


def _groups(
    document: Document, benefits: tuple[Benefit, ...], names: list[str]
) -> tuple[tuple[str, ...], ...]:
    """Find the measures of which only the highest counts: 同时符合第六条和本条规定的，按金额较高的."""
    groups = []
    for i, benefit in enumerate(benefits):
        clause = document.clause(benefit.clause) if benefit.clause else None
        if clause is None or benefit.provision(ProvisionKind.STACKING) is None:
            continue
        words = document.text[benefit.span.end : clause.span.end] + document.quote(benefit.span)
        other = _other(benefits, i, words)
        if other is not None and re.search("就高|较高|从高|最高|不重复|不同时|择一", words):
            groups.append((names[other], names[i]))
    return tuple(groups)


def _other(benefits: tuple[Benefit, ...], at: int, words: str) -> int | None:
    if re.search("本条和上一条|上一条和本条", words) and at > 0:
        return at - 1
    named = re.search(
        "(?P<clause>第[一二三四五六七八九十百]+条|第[0-9]+项)(?:和|与|、)?本[条项]|本[条项](?:和|与)(?P<b>第[一二三四五六七八九十百]+条|第[0-9]+项)",
        words,
    )
    if named is None:
        return None
    wanted = (named["clause"] or named["b"]).removeprefix("第").removesuffix("项")
    for i, benefit in enumerate(benefits):
        own = (benefit.clause or "").rpartition("/")[2]
        if i != at and own.removeprefix("第") in (wanted, wanted + "条"):
            return i
    return None
