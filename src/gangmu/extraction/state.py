"""What the layers of the extraction know and share: the document, its sections, its sentences.

A ``Draft`` is a quantity on its way to a claim. Every layer is a function of the ``State`` that
fills in some fields of the drafts; the order of the layers is the tuple in ``gangmu.extraction``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from gangmu.extraction.framing import Frame, Part, frame_of, part_at, sections_of, titles_in, within
from gangmu.terms import Baseline, Clause, Comparator, Document, Kind, Role
from gangmu.writing.dates import Time, find_times
from gangmu.writing.quantities import Lexeme, find_quantities, mask
from gangmu.writing.repair import repair


class Noun(NamedTuple):
    """A noun phrase: its place in the text, and its words (which may be composed of more)."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with its years, ``text[start:end]``, that governs what stands before ``until``.

    ``future`` is ``None`` where the document speaks in that very year. ``origin`` tells 由2015年的,
    ``period`` a length of time of which sums and averages are said (“十三五”期间, 五年来), ``since`` one that
    is still running. ``local`` moments do not carry over to the next sentence.
    """

    start: int
    end: int
    until: int
    first: int
    last: int
    month: int | None
    future: bool | None
    compared: bool = False
    origin: bool = False
    since: bool = False
    local: bool = False
    present: bool = False

    @property
    def period(self) -> bool:
        return self.first != self.last or self.since


@dataclass(slots=True)
class Draft:
    """A quantity on its way to a claim; each layer fills in what it decides.

    ``left`` and ``right`` bound the words that belong to the quantity: from the quantity or pause
    before it to the pause or quantity after it. ``governing`` is the time its sentence gives it,
    ``carried`` are those standing from earlier sentences, the nearest first; ``own_time`` says
    that the governing time stands at the number itself, ``quoted`` that an aim is only held
    against a fact; ``continues`` remembers what the function of that name has found.
    """

    lexeme: Lexeme
    sentence: Sentence
    left: int
    right: int
    previous: Draft | None
    following: Draft | None = None
    comparator: Comparator = Comparator.EQ
    kind: Kind = Kind.OTHER
    role: Role = Role.MAIN
    governing: Moment | None = None
    carried: list[Moment] = field(default_factory=list)
    own_time: bool = False
    quoted: bool = False
    continues: bool | None = None
    time: str | None = None
    noun: Noun | None = None
    baseline: Baseline | None = None
    rate: str | None = None
    direction: str | None = None
    binding: str | None = None
    region: str | None = None
    modality: str | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def indicator_text(self) -> str | None:
        """Give the words of the indicator, if one was found."""
        return self.noun.words if self.noun else None


@dataclass(slots=True)
class Sentence:
    """A sentence that holds quantities, with its expressions of time, its clause and section.

    ``gives`` remembers where the sentence begins to give a benefit (see ``awards.gives``),
    ``conditional`` whether it stands in a list of conditions (see ``thresholds``).
    """

    start: int
    end: int
    part: Part
    times: list[Time]
    clause: Clause | None = None
    moments: list[Moment] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    gives: int = -2
    conditional: bool | None = None


class Places(NamedTuple):
    """Where things begin, sorted: plain numbers, so that to look one up is fast."""

    clauses: list[int]
    times: list[int]


@dataclass(slots=True)
class State:
    """Everything the layers share about one document.

    ``text`` is repaired; ``masked`` is ``text`` with every printed time blanked out by NUL, so
    that a noun beside a year is not mixed up with it. ``uses`` remembers what each quantity of a
    benefit is for (see ``benefits.figures``).
    """

    document: Document
    text: str
    masked: str
    times: list[Time]
    frame: Frame
    region: str | None
    titles: list[tuple[int, int]]
    sections: list[tuple[int, Part]]
    sentences: list[Sentence]
    drafts: list[Draft]
    moments: list[Moment] = field(default_factory=list)
    uses: dict[int, Enum] = field(default_factory=dict)
    places: Places = field(default_factory=lambda: Places([], []))

    def part_at(self, offset: int) -> Part:
        """Give what the section at an offset speaks of."""
        return part_at(self.sections, offset)

    def clause_at(self, offset: int) -> Clause | None:
        """Find the innermost clause that covers an offset."""
        clauses = self.document.clauses
        at = bisect_right(self.places.clauses, offset) - 1
        while at >= 0 and clauses[at].span.end <= offset:
            at -= 1
        return clauses[at] if at >= 0 else None

    def parent(self, clause: Clause) -> Clause | None:
        """Find the clause that a clause is part of."""
        clauses = self.document.clauses
        at = bisect_right(self.places.clauses, clause.span.start) - 2
        while at >= 0 and clauses[at].level >= clause.level:
            at -= 1
        return clauses[at] if at >= 0 else None

    def in_title(self, offset: int) -> bool:
        """Tell whether an offset lies inside 《》."""
        return within(self.titles, offset)


def read_state(document: Document) -> State:
    """Repair a document's text, find its times and sections; ``find_drafts`` finds the quantities."""
    text, _ = repair(document.text)
    times = list(find_times(text))
    masked = mask(text, times)
    sections = sections_of(document)
    return State(
        document,
        text,
        masked,
        times,
        frame_of(document, text, sections),
        document.metadata.region,
        titles_in(text),
        sections,
        [],
        [],
        places=Places(
            [clause.span.start for clause in document.clauses],
            [time.start for time in times],
        ),
    )


def find_drafts(state: State, barred: Sequence[tuple[int, int]] = ()) -> None:
    """Find the sentences with quantities in the prose of a document.

    ``barred`` are extents without prose (tables, which have a layer of their own).
    """
    prose = _blanked(state.masked, barred)
    _split(state, [q for q in find_quantities(prose, ()) if not state.in_title(q.start)])


def _blanked(text: str, extents: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in extents:
        pieces += (text[done:start], "\0" * (end - start))
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _split(state: State, lexemes: list[Lexeme]) -> None:
    """Put the quantities into sentences, with the words and times that belong to each."""
    text, times = state.text, state.times
    sentence: Sentence | None = None
    for lexeme in lexemes:
        if sentence is None or lexeme.start >= sentence.end:
            floor = max(sentence.end if sentence else 0, lexeme.start - _LONGEST)
            before = _LAST_END.match(text, floor, lexeme.start)
            start = before.end() if before else floor
            limit = min(len(text), lexeme.end + _LONGEST)
            after = _SENTENCE_END.search(text, lexeme.end, limit)
            end = after.end() if after else limit
            first = bisect_right(state.places.times, start - 1)
            last = bisect_right(state.places.times, end - 1)
            clause = state.clause_at(lexeme.start)
            part = labelled(text, lexeme.start) or state.part_at(lexeme.start)
            sentence = Sentence(start, end, part, times[first:last], clause)
            state.sentences.append(sentence)
        previous = sentence.drafts[-1] if sentence.drafts else None
        left = pause_before(state, max(sentence.start, lexeme.left - _WIDEST), lexeme.left)
        if previous and previous.lexeme.right > left:
            left = previous.lexeme.right
        draft = Draft(lexeme, sentence, left, sentence.end, previous, comparator=lexeme.comparator)
        if lexeme.comparator is Comparator.EQ and _REACHED.search(state.masked, left, lexeme.left):
            draft.comparator = Comparator.REACH
        if previous:
            previous.following = draft
            previous.right = min(previous.right, lexeme.left)
        pause = _PAUSE.search(text, lexeme.right, sentence.end)
        if pause:
            draft.right = pause.start()
        sentence.drafts.append(draft)
        state.drafts.append(draft)


_LABEL = re.compile(
    "\\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）).．、]\\s*)?(?:(?P<asks>(?:支持|申报|奖励|补助|扶持|资助|适用|申请|享受|认定)(?:对象|条件|范围|主体|要求)(?:及条件|和条件)?)"
    "|(?P<gives>(?:支持|奖励|补助|扶持|资助|补贴|奖补)(?:标准|方式|内容|额度|政策|措施)))[：:]"
)


def labelled(text: str, at: int) -> Part | None:
    """Tell what a line is about that says so at its head: 支持对象：…, 奖励标准：…."""
    label = _LABEL.match(text, text.rfind("\n", 0, at) + 1, at)
    if label is None:
        return None
    return Part.CONDITION if label["asks"] else Part.BENEFIT


# 增加到2020年的352家: the year stands between
_REACHED = re.compile(
    r"(?:增加?|提[高升]|扩大|上升|发展|增长|降低?|下降|减少|涨|升|跌)[到至]了?(?:\0+|[去今前]年)末?底?的?\Z"
)
_SENTENCE_END = re.compile(r"[。！？\n]")
# All up to the last of some marks.
_LAST_END = re.compile(r"(?s:.*)[。！？\n]")
_LAST_PAUSE = re.compile("(?s:.*)[，,；;：:。\t]")
_PAUSE = re.compile(r"[，,；;。：:？！\n]")
# Text without a full stop (a bad scan, a list) is cut here, so that no search grows with its length.
_LONGEST = 1000
_WIDEST = 100


def continues(state: State, draft: Draft) -> bool:
    """Tell whether nothing but 、 or 和 parts a quantity from the one before: 突破1亿元、5亿元."""
    if draft.continues is None:
        draft.continues = _continues(state, draft)
    return draft.continues


def _continues(state: State, draft: Draft) -> bool:
    previous = draft.previous
    if previous is None or previous.lexeme.unit.dimension != draft.lexeme.unit.dimension:
        return False
    return state.text[previous.lexeme.right : draft.lexeme.left].strip() in _ITEMS


_ITEMS = ("、", "和", "及", "或", "至", "到")


def chain_of(state: State, draft: Draft) -> list[Draft]:
    """Give the list of quantities that a quantity stands in, in order; often only itself."""
    chain = [draft]
    while chain[0].previous is not None and continues(state, chain[0]):
        chain.insert(0, chain[0].previous)
    while chain[-1].following is not None and continues(state, chain[-1].following):
        chain.append(chain[-1].following)
    return chain


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Find the last match of a pattern between two offsets."""
    last = None
    for match in pattern.finditer(text, start, end):
        last = match
    return last


def pause_before(state: State, start: int, end: int) -> int:
    """Find where the words before an offset begin: after the last pause, or at ``start``."""
    pause = _LAST_PAUSE.match(state.text, start, end)
    return pause.end() if pause else start
