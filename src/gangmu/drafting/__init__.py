"""Drafts of measure files: from the benefit rules of a document to something an official can sign.

Every node of a draft cites its clause and its words. What could not be read, or what the measure
language cannot say, stays in the draft as 待定 in the document's own words; nothing is dropped and
nothing is guessed. Worked cases are left to the official.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gangmu.drafting.amounts import amount_of
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
from gangmu.drafting.passages import Passage, whole_conditions
from gangmu.drafting.payment import NEEDS, instalments, split
from gangmu.drafting.trial import Trial
from gangmu.drafting.writing import write_draft
from gangmu.extraction import Extraction
from gangmu.measures.facts import FactBook
from gangmu.terms import (
    Benefit,
    Document,
    InputError,
    Provision,
    ProvisionKind,
    SourceClass,
)

__all__ = ["FileDraft", "draft", "write_draft"]

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
_THIS = re.compile("本(?:条|项|款|规定)|上一条|前款")
_EVERY_YEAR = re.compile("每年|/年")
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
    used = {passage.clause for passage in whole}
    names = _names(found.benefits)
    measures = tuple(
        _measure(frame, benefit, name, whole, found)
        for benefit, name in zip(found.benefits, names, strict=True)
    )
    groups = _groups(document, found.benefits, names)
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
        open=tuple(
            _open(frame, p)
            for p in found.provisions
            if p.kind in _WHOLE and p.clause not in used and _about(p, measures)
        ),
    )


def _missing(measures: tuple[MeasureDraft, ...]) -> tuple[Missing, ...]:
    found = {(m.entity, m.name): m for measure in measures for m in measure.missing}
    return tuple(m for m in found.values() if m.declaration)


def _about(provision: Provision, measures: tuple[MeasureDraft, ...]) -> bool:
    if provision.kind is ProvisionKind.FISCAL_SHARE:
        return not all("分担" in m.payment for m in measures)
    return provision.kind is not ProvisionKind.PERIOD


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
    return MeasureDraft(
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
            if p.kind not in told and not _told(frame, benefit, p, str(drafted.amount.form))
        ),
    )


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
    form = instalments(frame.document.quote(parts.span)) if parts else None
    if parts and form and trial.payment("分期", form):
        drafted["分期"] = Pay(form, frame.source(parts.span, parts.clause))
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


def _frequency(words: str, entity: str) -> str | None:
    if _ONCE.search(words):
        return "一次"
    if _EVERY_YEAR.search(words):
        return "每年"
    return "一次" if entity == "项目" else None


def _told(frame: Frame, benefit: Benefit, provision: Provision, amount: str) -> bool:
    """Tell whether the draft says already what a provision does."""
    words = frame.document.quote(provision.span)
    if provision.kind is ProvisionKind.PERIOD:
        return words.startswith("每年") or "每年" in words[:4]
    if provision.kind is ProvisionKind.LIMIT:
        numbers = re.findall(r"[0-9.]+", words)
        return "取小" in amount and all(number in amount for number in numbers[-1:])
    if provision.kind is ProvisionKind.STACKING:
        near = frame.document.quote(benefit.span)
        return "择高" in amount or _THIS.search(words + near) is not None
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
