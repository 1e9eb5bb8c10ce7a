"""Conditions of a draft: criteria as comparisons of facts, sayings, and what is left of the words.

Nothing that a document asks is dropped: what is neither a comparison nor a known saying stays in
the draft in its own words, as 待定. What excludes never becomes a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gangmu.drafting.drafts import Frame, Line, Missing, Several, Source
from gangmu.drafting.matching import match
from gangmu.drafting.parts import part_of
from gangmu.drafting.passages import Passage
from gangmu.drafting.trial import Trial
from gangmu.drafting.vocabulary import Said, load_vocabulary, sayings_in
from gangmu.terms import Benefit, Claim, Comparator, Criterion, Figure, Kind, Span
from gangmu.writing.marks import full_width_marks

OPS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
_BREAK = re.compile(r"[，；。：\n]|且|并(?!购|网)|以及|或者|(?<!或)或(?!者)|、")
_OR = re.compile("[，、]?(?:或者|或(?![者许]))")
_AND = re.compile("且|并(?!购|网)|同时")
_NUMBER = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|第[一二三四五六七八九十百]+条)\s*"
)
_OVER = re.compile(
    "(?P<a>[一-鿿]{2,14}?)(?P<op>超过|高于|达到)(?P<b>[一-鿿]{2,14}?)的?(?P<n>[0-9.]+)[%％]的"
)
_FIRST = re.compile("首次(?:突破|达到|超过|跨过|迈上)")
_CLOSING = re.compile("(?:（不?含）)?(?:以[上下内])?的?")
_EDGE = "对凡的，。；：、 \n\u3000"
_NAMES = {"park": "园区", "person": "个人", "institution": "机构"}
_OPS_OF = {
    "ge": "ge",
    "gt": "gt",
    "le": "le",
    "lt": "lt",
    "reach": "ge",
    "eq": "eq",
    "approx": "eq",
}


def entity_of(entity: str) -> str:
    """Name the entity of the dictionary that a benefit is settled on.

    >>> entity_of("project"), entity_of("institution")
    ('项目', '企业')
    """
    return "项目" if entity.partition("|")[0] == "project" else "企业"


@dataclass(slots=True)
class Conditions:
    """The conditions of one measure, as they are gathered from the words of its document.

    ``missing`` lists the facts that the dictionary would need; ``general`` tells that the words at
    hand hold for the whole document.
    """

    frame: Frame
    entity: str
    trial: Trial
    tests: list[Line | Several] = field(default_factory=list)
    exclusions: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    general: bool = False

    # -- gathering

    def gather(self, benefit: Benefit, whole: Iterable[Passage], claims: Iterable[Claim]) -> None:
        """Gather what a benefit asks: of the whole document first, then its own."""
        stated = tuple(claims)
        for each in whole:
            self.general = True
            span = each.span
            inside = [c for c in stated if span.start <= c.span.start < span.end and _asks(c)]
            criteria = [c for c in map(_criterion, inside) if c is not None]
            self.passage(each, criteria)
        self.general = False
        clause = benefit.clause or ""
        rungs = [c.span for t in benefit.tiers for c in t.limits]
        part = part_of(self.frame, benefit)
        if part is not None:
            rungs.append(part.span)
        done: set[Criterion] = set()
        for each in _own(self.frame, benefit):
            span = each.span
            asked = [c for c in benefit.criteria if span.start <= c.span.start < span.end + 2]
            self.passage(each, asked, rungs)
            done.update(asked)
        for criterion in benefit.criteria:
            if criterion not in done and criterion.figure:
                self.add(self.comparison(criterion, clause))
        for choice in benefit.choices:
            items = tuple((self._item(item, clause),) for item in choice.items)
            if len(items) < choice.least:
                source = self.frame.source(choice.span, clause)
                self.add(Line(source.words, source, True, f"应有 {choice.least} 项以上"))
                continue
            self.tests.append(Several(choice.least, items, self.frame.source(choice.span, clause)))
        self._other_beneficiary(benefit)

    def add(self, line: Line, *, excludes: bool = False) -> None:
        """Add a line, unless the same is asked already."""
        if excludes:
            if line.text not in [k.text for k in self.exclusions]:
                self.exclusions.append(line)
        elif line.text not in [k.text for k in self.tests if isinstance(k, Line)]:
            self.tests.append(line)

    def _other_beneficiary(self, benefit: Benefit) -> None:
        """Say so where the one who receives is neither an enterprise nor a project."""
        kind = _NAMES.get(benefit.entity.partition("|")[0])
        if kind is None or "enterprise" in benefit.entity:
            return
        words = benefit.beneficiary.text if benefit.beneficiary else benefit.heading
        place = benefit.beneficiary.span if benefit.beneficiary else benefit.span
        note = "事实表里只有企业和项目，受益者是另一类，先按企业写"
        source = self.frame.source(place, benefit.clause)
        self.add(Line(f"受益者是{kind}：{words}", source, True, note))

    def _item(self, item: Criterion, clause: str) -> Line:
        if item.figure or item.label:
            return self.comparison(item, clause)
        source = self.frame.source(item.span, clause)
        said = sayings_in(item.fact, self.entity, self.frame.region, self.frame.year)
        texts = [c for s in said for c in s.conditions]
        if len(texts) == 1 and self.trial.condition(texts[0]):
            return Line(texts[0], source)
        return Line(item.fact, source, pending=True)

    # -- passages

    def passage(
        self, passage: Passage, criteria: list[Criterion], rungs: Iterable[Span] = ()
    ) -> None:
        """Draft what a passage asks: comparisons, sayings, and the rest in its own words.

        ``rungs`` are places that tiers have read already.
        """
        span, clause, excludes = passage.span, passage.clause, passage.excludes
        words = full_width_marks(self.frame.document.quote(span))
        over = self._over(passage, words)
        if over:
            self.add(over)
            return
        said = [s for s in sayings_in(words, self.entity, self.frame.region, self.frame.year)
                if all(self.trial.condition(text) for text in s.conditions)]  # fmt: skip
        if excludes:
            self._exclusion(passage, words, [s for s in said if s.excludes])
            return
        taken = bytearray(len(words))
        for rung in rungs:
            _take(taken, rung.start - span.start, rung.end - span.start)
        asked = [c for c in criteria if c.figure or (c.label and not _covered(c, span, said))]
        for c in criteria:
            if not (c.figure or c.label):
                continue  # the words themselves are what is asked
            end = c.span.end - span.start
            closing = _CLOSING.match(words, end)
            _take(taken, c.span.start - span.start, closing.end() if closing else end)
        for s in said:
            _take(taken, s.start, s.end)
        if self._alternatives(passage, words, asked, said):
            return
        for s in sorted(said, key=lambda s: s.start):
            self._said(passage, s)
        for c in asked:
            self.add(self.comparison(c, clause))
            self._first(passage, words, c)
        for line in self._rest(passage, words, taken):
            self.add(line)

    def _said(self, passage: Passage, said: Said) -> None:
        source = self._source(passage, said.start, said.end)
        for text in said.conditions:
            self.add(Line(text, source, note=said.note), excludes=said.excludes)
        if not said.conditions and said.note not in self.notes:
            self.notes.append(said.note)

    def _source(self, passage: Passage, start: int, end: int) -> Source:
        at = passage.span.start
        return self.frame.source(Span(passage.span.document, at + start, at + end), passage.clause)

    def _first(self, passage: Passage, words: str, criterion: Criterion) -> None:
        """Keep 首次突破 apart: the language asks how many years it looks back."""
        start = max(0, criterion.span.start - passage.span.start)
        end = criterion.span.end - passage.span.start
        if _FIRST.search(words, start, end):
            note = "可写成「首次(…，近3年)」；须写明看几年，原文没有写"
            source = self.frame.source(criterion.span, passage.clause)
            self.add(Line(f"{words[start:end]}（首次）", source, True, note))

    def _exclusion(self, passage: Passage, words: str, said: list[Said]) -> None:
        """Draft words that exclude: sayings where any of them excludes, else the words themselves."""
        separate = not _AND.search(words)
        if said and separate:
            for s in said:
                self._said(passage, s)
            return
        start = (
            0 if _AND.search(words) else max(words.rfind(m, 0, len(words) - 6) for m in "，；") + 1
        )
        source = self._source(passage, start, len(words))
        self.add(Line(source.words.strip("，。； "), source, pending=True), excludes=True)

    def _over(self, passage: Passage, words: str) -> Line | None:
        """Draft 上级资助额超过项目总投资30%的，不再纳入 as 已获上级资助 ≤ 30% × 总投资."""
        over = _OVER.search(words)
        if over is None or not passage.excludes:
            return None
        left, right = (match(over[k], self.entity, "元", self.frame.book) for k in "ab")
        if left is None or right is None:
            return None
        op = "<" if over["op"] == "达到" else "≤"
        text = f"{left.expression} {op} {over['n']}% × {right.expression}"
        if not self.trial.condition(text):
            return None
        note = "；".join(n for n in (left.note, right.note) if n)
        return Line(text, self.frame.source(passage.span, passage.clause), note=note)

    def _alternatives(
        self, passage: Passage, words: str, asked: list[Criterion], said: list[Said]
    ) -> bool:
        """Draft A，或B as 任一; what is said beside the numbers holds for every alternative."""
        at = passage.span.start
        cuts = [m.span() for m in _OR.finditer(words)
                if not any(s.start < m.end() and m.start() < s.end for s in said)]  # fmt: skip
        edges = [0, *(x for cut in cuts for x in cut), len(words)]
        parts = list(zip(edges[::2], edges[1::2], strict=True))
        held = [[c for c in asked if a <= c.span.start - at < b] for a, b in parts]
        told = [[s for s in said if a <= s.start < b and s.conditions] for a, b in parts]
        if (
            len(parts) < 2
            or not any(held)
            or not all(c or s for c, s in zip(held, told, strict=True))
        ):
            return False
        items: list[tuple[Line, ...]] = []
        for criteria, sayings in zip(held, told, strict=True):
            lines = [self.comparison(c, passage.clause) for c in criteria]
            for s in sayings:
                if criteria:
                    self._said(passage, s)
                else:
                    source = self._source(passage, s.start, s.end)
                    lines += [Line(text, source, note=s.note) for text in s.conditions]
            items.append(tuple(lines))
        source = self.frame.source(passage.span, passage.clause)
        self.tests.append(Several(1, tuple(items), source, "「或」管到哪里，请核对原文"))
        return True

    def _rest(self, passage: Passage, words: str, taken: bytearray) -> Iterator[Line]:
        """Give the parts of a passage that nothing has been made of; a list (、) stays together."""
        idle = load_vocabulary().idle
        number = _NUMBER.match(words)
        start = number.end() if number else 0
        open_at: int | None = None
        cuts = [*((m.start(), m.end(), m.group()) for m in _BREAK.finditer(words, start))]
        for end, after, mark in [*cuts, (len(words), len(words), "")]:
            left = "".join(c for i, c in enumerate(words[start:end], start) if not taken[i])
            rest = re.sub("[^一-鿿]", "", idle.sub("", left))
            if rest and open_at is None:
                while start < end and taken[start]:
                    start += 1
                open_at = start
            if open_at is not None and (mark != "、" or not rest):
                stop = end if rest else start
                text = words[open_at:stop].strip(_EDGE)
                shown = re.sub("[^一-鿿]", "", idle.sub("", text))
                if len(shown) >= 2:
                    at = words.find(text, open_at)
                    source = self._source(passage, at, at + len(text))
                    over = "".join(c for i, c in enumerate(text, at) if not taken[i]).strip(_EDGE)
                    note = f"没有写成条件的是「{over}」" if 2 <= len(over) < len(text) - 2 else ""
                    yield Line(
                        " ".join(text.split()), source, pending=True, note=" ".join(note.split())
                    )
                open_at = None
            start = after

    # -- comparisons

    def comparison(self, criterion: Criterion, clause: str) -> Line:
        """Draft one criterion as a comparison of a fact; pending where no fact fits."""
        source = self.frame.source(criterion.span, clause)
        if criterion.figure is None:
            return self._labelled(criterion, clause)
        quantity = criterion.figure.quantity
        fact = match(criterion.fact, self.entity, quantity.unit.dimension, self.frame.book)
        if fact is None:
            self.miss(criterion.fact, criterion.figure)
            return Line(source.words, source, True, f"事实表里没有「{criterion.fact}」")
        unit, note = quantity.unit.name, fact.note
        if fact.dimension == "元/平方米" and quantity.unit.dimension == "元":
            unit, note = f"{unit}/亩", note or "原文没有写「每亩」，按亩均计"
        text = f"{fact.expression} {OPS[criterion.op]} {quantity.value.normalize():f}{unit}"
        if fact.definition:
            self.trial.definitions.setdefault(*fact.definition)
        if not self.trial.condition(text):
            return Line(source.words, source, True, f"写成「{text}」读不通")
        return Line(text, source, note=note)

    def _labelled(self, criterion: Criterion, clause: str) -> Line:
        source, label = self.frame.source(criterion.span, clause), criterion.label or ""
        op = "属于" if "、" in label else OPS[criterion.op]
        for prefix in ("", "企业.") if self.entity == "项目" else ("",):
            owner = "企业" if prefix else self.entity
            fact = self.frame.book.by_header(owner, criterion.fact)
            text = f"{prefix}{fact.name} {op} {label}" if fact else ""
            if fact and self.trial.condition(text):
                return Line(text, source)
        return Line(source.words, source, True, f"事实表里没有「{criterion.fact}」")

    def miss(self, name: str, figure: Figure) -> None:
        """Note a fact that the dictionary would need."""
        # what a whole document asks is asked of the applicant, not of its project
        owner = "企业" if self.general and not name.startswith("项目") else self.entity
        missing = Missing(owner, name, figure.quantity.unit)
        if missing.declaration and missing.name not in [m.name for m in self.missing]:
            self.missing.append(missing)


def _own(frame: Frame, benefit: Benefit) -> Iterator[Passage]:
    """Give the passages of one benefit: labelled ones, its beneficiary, what must come first."""
    clause = benefit.clause or ""
    for span in benefit.scope:
        yield Passage(span, clause)
    if benefit.beneficiary:
        yield Passage(benefit.beneficiary.span, clause)
        start = benefit.beneficiary.span.end
        figures = [f.span.start for f in (benefit.amount, benefit.rate, benefit.cap) if f]
        words = frame.document.text[start : min(figures, default=start)]
        for found in _BEFOREHAND.finditer(words):
            at = start + found.start("what")
            yield Passage(Span(benefit.span.document, at, start + found.end("what")), clause)


# 综合评定后给予, 通过验收后按: what must have happened before anything is paid.
_BEFOREHAND = re.compile("(?:^|[，,的。])(?P<what>[^，,。；：]{3,30}后)(?=[，,按给予可一])")


def _take(taken: bytearray, start: int, end: int) -> None:
    for i in range(max(0, start), min(len(taken), end)):
        taken[i] = 1


def _covered(criterion: Criterion, span: Span, said: list[Said]) -> bool:
    start, end = criterion.span.start - span.start, criterion.span.end - span.start
    return any(s.start < end and start < s.end and s.conditions for s in said)


def _asks(claim: Claim) -> bool:
    bounded = claim.quantity.comparator not in (Comparator.EQ, Comparator.APPROX)
    return claim.kind is Kind.CONDITION or bounded


def _criterion(claim: Claim) -> Criterion | None:
    """Read a claim in a passage of conditions as a criterion."""
    op = _OPS_OF.get(claim.quantity.comparator.value)
    if op is None or claim.indicator is None or claim.quantity.unit.dimension in ("月", "天"):
        return None
    start = min(claim.indicator.span.start, claim.span.start)
    end = max(claim.span.end, claim.indicator.span.end)
    span = Span(claim.span.document, start, end)
    return Criterion(claim.indicator.text, op, Figure(claim.quantity, claim.span), span)
