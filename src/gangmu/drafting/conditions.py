"""Conditions of a draft: criteria as comparisons of facts, sayings, and what is left of the words.

Nothing that a document asks is dropped: what is neither a comparison nor a known saying stays in
the draft in its own words, as 待定.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gangmu.drafting.drafts import Frame, Line, Several, Source, Trial
from gangmu.drafting.matching import match
from gangmu.drafting.vocabulary import load_vocabulary, sayings_in
from gangmu.terms import (
    Benefit,
    Claim,
    Comparator,
    Criterion,
    Figure,
    Kind,
    Provision,
    ProvisionKind,
    Span,
)

OPS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
_ATOMS = re.compile(r"[，、；。：\n]|且|并(?!购|网)|以及|或者")
_NUMBER = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|第[一二三四五六七八九十百]+条)\s*"
)
_CONDITIONS_HEAD = re.compile(
    "申报条件|支持对象|适用(?:范围|对象)|支持范围|基本条件|申报要求|申报主体"
)
_OVER = re.compile(
    "(?P<a>[一-鿿]{2,14}?)(?P<op>超过|高于|达到)(?P<b>[一-鿿]{2,14}?)的?(?P<n>[0-9.]+)[%％]的"
)
_FIRST = re.compile("首次(?:突破|达到|超过|跨过|迈上)")
_CLOSING = re.compile("(?:（不?含）)?(?:以[上下内])?的?")
_LABELLED = re.compile("[优良合A-D]")


#: Words that say who may apply at all: their place, their clause, whether they exclude.
Passage = tuple[Span, str, bool]


@dataclass(slots=True)
class Conditions:
    """The conditions of one measure, as they are gathered."""

    tests: list[Line | Several] = field(default_factory=list)
    exclusions: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, line: Line, *, excludes: bool = False) -> None:
        """Add a line, unless the same is asked already."""
        into: list[Line | Several] | list[Line] = self.exclusions if excludes else self.tests
        if not any(isinstance(k, Line) and k.text == line.text for k in into):
            into.append(line)

    def note(self, words: str) -> None:
        """Add a note, once."""
        if words and words not in self.notes:
            self.notes.append(words)


def conditions_of(
    frame: Frame,
    benefit: Benefit,
    entity: str,
    trial: Trial,
    whole: Iterable[Passage],
    claims: Iterable[Claim],
) -> Conditions:
    """Draft the conditions of a benefit: those of the whole document first, then its own."""
    found = Conditions()
    for span, clause, excludes in whole:
        if excludes and _exclusion(frame, span, clause, entity, trial, found):
            continue
        asked = [
            _criterion(c) for c in claims if span.start <= c.span.start < span.end and _asks(c)
        ]
        _passage(frame, span, clause, entity, trial, [a for a in asked if a], found)
    own = list(benefit.scope)
    if benefit.beneficiary:
        own.append(benefit.beneficiary.span)
    rungs = [c.span for t in benefit.tiers for c in t.limits]
    done: set[Criterion] = set()
    for span in own:
        inside = [c for c in benefit.criteria if span.start <= c.span.start < span.end + 2]
        done.update(inside)
        clause = benefit.clause or ""
        _passage(frame, span, clause, entity, trial, inside, found, rungs)
    for criterion in benefit.criteria:
        if criterion not in done and criterion.figure:
            found.add(comparison(frame, criterion, benefit.clause or "", entity, trial, found))
    for choice in benefit.choices:
        found.tests.append(
            _choice(frame, benefit, choice.least, choice.items, choice.span, entity, trial, found)
        )
    if (
        entity_of(benefit.entity) == "企业"
        and benefit.entity not in ("enterprise",)
        and "enterprise" not in benefit.entity
    ):
        words = benefit.beneficiary.text if benefit.beneficiary else benefit.heading
        place = benefit.beneficiary.span if benefit.beneficiary else benefit.span
        note = "事实表里只有企业和项目，受益者是另一类，先按企业写"
        found.add(
            Line(
                f"受益者是{_NAMES[benefit.entity.partition('|')[0]]}：{words}",
                frame.source(place, benefit.clause),
                True,
                note,
            )
        )
    return found


_NAMES = {
    "park": "园区",
    "person": "个人",
    "institution": "机构",
    "project": "项目",
    "enterprise": "企业",
}


def entity_of(entity: str) -> str:
    """Name the entity of the dictionary that a benefit is settled on."""
    return "项目" if entity.partition("|")[0] == "project" else "企业"


def _choice(
    frame: Frame,
    benefit: Benefit,
    least: int,
    items: Iterable[Criterion],
    span: Span,
    entity: str,
    trial: Trial,
    found: Conditions,
) -> Several:
    lines = []
    for item in items:
        source = frame.source(item.span, benefit.clause)
        if item.figure or item.label:
            lines.append(comparison(frame, item, benefit.clause or "", entity, trial, found))
            continue
        said = [s for s in sayings_in(item.fact, entity, frame.region, frame.year) if s.conditions]
        texts = [c for s in said for c in s.conditions]
        if len(texts) == 1 and trial.condition(texts[0]):
            lines.append(Line(texts[0], source))
        else:
            lines.append(Line(item.fact, source, pending=True))
    return Several(least, tuple(lines), frame.source(span, benefit.clause))


# ---------------------------------------------------------------- passages


def _passage(
    frame: Frame,
    span: Span,
    clause: str,
    entity: str,
    trial: Trial,
    criteria: list[Criterion],
    found: Conditions,
    rungs: Iterable[Span] = (),
) -> None:
    """Draft what a passage asks: comparisons, sayings, and the rest in its own words."""
    words = frame.document.quote(span)
    taken = bytearray(len(words))

    def take(start: int, end: int) -> None:
        for i in range(max(0, start), min(len(words), end)):
            taken[i] = 1

    for rung in rungs:
        take(rung.start - span.start, rung.end - span.start)
    over = _OVER.search(words)
    if over and (line := _over(frame, span, over, clause, entity, trial)):
        found.add(line)
        return
    said = list(sayings_in(words, entity, frame.region, frame.year))
    for saying in sorted(said, key=lambda s: s.start):
        source = frame.source(
            Span(span.document, span.start + saying.start, span.start + saying.end), clause
        )
        if any(not trial.condition(text) for text in saying.conditions):
            continue
        for text in saying.conditions:
            found.add(Line(text, source, note=saying.note), excludes=saying.excludes)
        if not saying.conditions:
            found.note(saying.note)
        take(saying.start, saying.end)
    for criterion in criteria:
        start, end = criterion.span.start - span.start, criterion.span.end - span.start
        if (
            criterion.label
            and not criterion.figure
            and any(s.start < end and start < s.end and s.conditions for s in said)
        ):
            take(start, end)
            continue
        if criterion.figure is None and criterion.label is None:
            continue
        found.add(comparison(frame, criterion, clause, entity, trial, found))
        if _FIRST.search(words, max(0, start)):
            text = words[max(0, start) : end]
            note = "可写成「首次(…，近3年)」；须写明看几年，原文没有写"
            found.add(Line(f"{text}（首次）", frame.source(criterion.span, clause), True, note))
        closing = _CLOSING.match(words, end)
        take(start, closing.end() if closing else end)
    for line in _rest(frame, span, clause, words, taken):
        found.add(line)


def _exclusion(
    frame: Frame, span: Span, clause: str, entity: str, trial: Trial, found: Conditions
) -> bool:
    """Draft words that exclude where they are neither a saying nor a comparison of two facts."""
    words = frame.document.quote(span)
    said = sayings_in(words, entity, frame.region, frame.year)
    if _OVER.search(words) or any(s.conditions for s in said):
        return False
    comma = max(words.rfind(mark, 0, len(words) - 6) for mark in "，,；;") + 1
    source = frame.source(Span(span.document, span.start + comma, span.end), clause)
    del trial
    found.add(Line(source.words.strip("，。； "), source, pending=True), excludes=True)
    return True


def _rest(frame: Frame, span: Span, clause: str, words: str, taken: bytearray) -> Iterator[Line]:
    """Give the parts of a passage that nothing has been made of."""
    idle = load_vocabulary().idle
    start = 0
    number = _NUMBER.match(words)
    start = number.end() if number else 0
    cuts = [*(m.span() for m in _ATOMS.finditer(words, start)), (len(words), len(words))]
    for end, after in cuts:
        left = "".join(c for i, c in enumerate(words[start:end], start) if not taken[i])
        rest = re.sub("[^一-鿿]", "", idle.sub("", left))
        while start < end and taken[start]:
            start += 1
        text = words[start:end].strip("对凡的，。；：、 \n\u3000")
        if len(rest) >= 2 and text:
            at = words.find(text, start)
            source = frame.source(
                Span(span.document, span.start + at, span.start + at + len(text)), clause
            )
            yield Line(" ".join(text.split()), source, pending=True)
        start = after


def _over(
    frame: Frame, span: Span, over: re.Match[str], clause: str, entity: str, trial: Trial
) -> Line | None:
    """Draft 上级资助额超过项目总投资30%的，不再纳入 as 已获上级资助 ≤ 30% × 总投资."""
    left, right = (match(over[k], entity, "元", frame.book) for k in "ab")
    if left is None or right is None:
        return None
    op = "≤" if over["op"] != "达到" else "<"
    text = f"{left.expression} {op} {over['n']}% × {right.expression}"
    if not trial.condition(text):
        return None
    note = "；".join(n for n in (left.note, right.note) if n)
    return Line(text, frame.source(span, clause), note=note)


# ---------------------------------------------------------------- comparisons


def comparison(
    frame: Frame, criterion: Criterion, clause: str, entity: str, trial: Trial, found: Conditions
) -> Line:
    """Draft one criterion as a comparison of a fact; pending where no fact fits."""
    source = frame.source(criterion.span, clause)
    words = source.words
    if criterion.figure is None:
        return _labelled(frame, criterion, source, entity, trial)
    quantity = criterion.figure.quantity
    fact = match(criterion.fact, entity, quantity.unit.dimension, frame.book)
    if fact is None:
        return Line(words, source, True, f"事实表里没有「{criterion.fact}」")
    unit = quantity.unit.name
    note = fact.note
    if fact.dimension == "元/平方米" and quantity.unit.dimension == "元":
        unit = f"{unit}/亩"
        note = note or "原文没有写「每亩」，按亩均计"
    value = f"{quantity.value.normalize():f}{unit}"
    text = f"{fact.expression} {OPS[criterion.op]} {value}"
    if fact.definition:
        trial.definitions.setdefault(*fact.definition)
    if not trial.condition(text):
        return Line(words, source, True, f"写成「{text}」读不通")
    del found
    return Line(text, source, note=note)


def _labelled(
    frame: Frame, criterion: Criterion, source: Source, entity: str, trial: Trial
) -> Line:
    label = criterion.label or ""
    op = "属于" if "、" in label else OPS[criterion.op]
    for prefix in ("", "企业.") if entity == "项目" else ("",):
        owner = "企业" if prefix else entity
        fact = frame.book.by_header(owner, criterion.fact)
        if fact is None:
            continue
        text = f"{prefix}{fact.name} {op} {label}"
        if trial.condition(text):
            return Line(text, source)
    return Line(source.words, source, True, f"事实表里没有「{criterion.fact}」")


def _asks(claim: Claim) -> bool:
    bounded = claim.quantity.comparator not in (Comparator.EQ, Comparator.APPROX)
    return claim.kind is Kind.CONDITION or bounded


def _criterion(claim: Claim) -> Criterion | None:
    """Read a claim in a passage of conditions as a criterion."""
    ops = {
        "ge": "ge",
        "gt": "gt",
        "le": "le",
        "lt": "lt",
        "reach": "ge",
        "eq": "eq",
        "approx": "eq",
    }
    op = ops.get(claim.quantity.comparator.value)
    if op is None or claim.indicator is None or claim.quantity.unit.dimension in ("月", "天"):
        return None
    start = min(claim.indicator.span.start, claim.span.start)
    end = max(claim.span.end, claim.indicator.span.end)
    span = Span(claim.span.document, start, end)
    return Criterion(claim.indicator.text, op, Figure(claim.quantity, claim.span), span)


# ---------------------------------------------------------------- the whole document


def whole_conditions(
    frame: Frame, provisions: Iterable[Provision], benefits: Iterable[Benefit]
) -> list[Passage]:
    """Find the passages that say who may apply at all.

    申报条件 and 适用范围 of the whole document; labelled passages of one benefit are its own.
    """
    document, given = frame.document, tuple(benefits)
    own = [s for b in given for s in b.scope]
    found: dict[tuple[int, int], tuple[str, bool]] = {}

    def add(start: int, end: int, clause: str, excludes: bool = False) -> None:
        extents = [*((o.start, o.end) for o in own), *found]
        if end - start > 4 and not any(a < end and start < b for a, b in extents):
            found[start, end] = clause, excludes

    for provision in provisions:
        if provision.kind not in (ProvisionKind.ELIGIBILITY, ProvisionKind.EXCLUSION):
            continue
        quote = document.quote(provision.span).rstrip()
        if quote.endswith(("：", ":")):
            for start, end, clause in _items(frame, provision):
                add(start, end, clause)
        else:
            excludes = provision.kind is ProvisionKind.EXCLUSION
            add(provision.span.start, provision.span.end, provision.clause or "", excludes)
    for head in document.clauses:
        gives = any(head.span.start <= b.span.start < head.span.end for b in given)
        if _CONDITIONS_HEAD.search(head.heading) and not gives:
            inner = [c for c in document.clauses if c.id.startswith(head.id + "/")]
            for each in inner or [head]:
                start = each.heading_span.end if each.heading else each.span.start
                add(start, each.span.end, each.id)
    return [(Span(document.id, a, b), *said) for (a, b), said in sorted(found.items())]


def _items(frame: Frame, provision: Provision) -> Iterator[tuple[int, int, str]]:
    """Give the items of a list that a provision announces."""
    document = frame.document
    clause = document.clause(provision.clause) if provision.clause else None
    if clause is None:
        return
    inner = [c for c in document.clauses if c.id.startswith(clause.id + "/")]
    for item in inner:
        yield item.span.start, item.span.end, item.id
    if not inner:
        yield provision.span.end, clause.span.end, clause.id
