"""What the layers of the extraction know and share: the document, its sections, its sentences.

A ``Draft`` is a quantity on its way to a claim. Every layer is a function of the ``State`` that
fills in some fields of the drafts; the order of the layers is the tuple in ``gangmu.extraction``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gangmu.terms import Baseline, Clause, Comparator, Document, Kind, Role
from gangmu.writing.dates import Time, find_times, parse_period
from gangmu.writing.quantities import Lexeme, find_quantities, mask
from gangmu.writing.repair import repair


class Noun(NamedTuple):
    """A noun phrase: its place in the text, and its words (which may be composed of more)."""

    start: int
    end: int
    words: str


class Part(StrEnum):
    """What a section speaks of, from its heading."""

    PAST = "现状"
    OUTLOOK = "形势"
    GOAL = "目标"
    TASK = "任务"
    CONDITION = "条件"
    BENEFIT = "支持"
    PROCEDURE = "程序"
    FUNDING = "保障"
    OTHER = ""


class Family(StrEnum):
    """What kind of text the whole document is, from its title."""

    PLAN = "规划计划"
    MEASURES = "办法措施"
    REPORT = "工作报告"
    EVALUATION = "评估总结"
    OTHER = "其他"


# The first that a heading matches, in this order.
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.CONDITION, re.compile(r"条件|对象|门槛|准入|资格|(?:申报|入库|认定)(?:要求|范围)")),
    (Part.PROCEDURE, re.compile(r"程序|流程|申报|审核|审批|拨付|兑现|监督|附则|管理$|组织实施")),
    (
        Part.PAST,
        re.compile(
            r"回顾|现状|成效|成绩|成就|进展|完成情况|概况|发展历程|(?:发展|工作|产业|现有|现状)?基础(?!设施|研究|能力|再造|材料|性|产业)"
            r"|主要做法|工作总结|(?:上年|去年|过去)|实施情况|执行情况|背景|评估结果|总体评价|情况$"
        ),
    ),
    (
        Part.OUTLOOK,
        re.compile(r"形势|环境分析|机遇|挑战|存在(?:的)?问题|主要问题|困难|短板|趋势|差距"),
    ),
    (Part.GOAL, re.compile(r"目标|指标|愿景|预期")),
    (
        Part.BENEFIT,
        re.compile(
            r"支持标准|奖励|补助|补贴|奖补|资助|扶持|支持(?:政策|内容|方式)|优惠|标准|政策|激励|鼓励|支持"
        ),
    ),
    (Part.FUNDING, re.compile(r"保障|资金|财政|经费")),
    (
        Part.TASK,
        re.compile(
            r"任务|举措|措施|行动|工程|重点|路径|布局|建议|安排|打算|部署|推进|加快|提升|建设|培育|实施|强化|推动|发展|优化|打造|壮大|深化"
        ),
    ),
)
_FAMILIES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (Family.REPORT, re.compile(r"工作报告|执行情况.{0,30}报告|计划草案|讲话")),
    (
        Family.EVALUATION,
        re.compile(r"评估|总结|完成情况|统计公报|执行情况|运行情况|实施情况|进展情况|监测"),
    ),
    (Family.REPORT, re.compile(r"报告|讲话")),
    (
        Family.PLAN,
        re.compile(r"规划|计划(?!管理)|行动方案|实施方案|工作方案|纲要|行动|要点|目标|方案"),
    ),
    (
        Family.MEASURES,
        re.compile(r"办法|细则|措施|政策|规定|条例|意见|若干|指南|通知|公告|奖励|补贴"),
    ),
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")
_BENEFIT = re.compile(r"给予|奖励|补助|补贴|资助|贴息")
_SENTENCE_END = re.compile(r"[。！？\n]")
_TITLE = re.compile("《[^《》]{0,100}(?:《[^》]{0,100}》[^《》]{0,100})?》")
_GOAL_YEAR = re.compile(r"(?:到|至)\s?(20[0-9]{2})\s?年")
_REPORT_YEAR = re.compile(r"(20[0-9]{2})\s?年?")
_CUT_OFF = re.compile(r"(?:截至|截止到?|截止至)\s?(20[0-9]{2})\s?年\s?(?:([0-9]{1,2})\s?月)?")


@dataclass(slots=True)
class Draft:
    """A quantity on its way to a claim; each layer fills in what it decides.

    ``left`` and ``right`` bound the words that belong to the quantity: from the quantity or pause
    before it to the pause or quantity after it.
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
    governing: Time | None = None
    own_time: bool = False
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

    ``gives`` remembers where the sentence begins to give a benefit (see ``awards.gives``).
    """

    start: int
    end: int
    part: Part
    times: list[Time]
    clause: Clause | None = None
    drafts: list[Draft] = field(default_factory=list)
    gives: int = -2


@dataclass(slots=True)
class State:
    """Everything the layers share about one document.

    ``text`` is repaired; ``masked`` is ``text`` with every printed time blanked out by NUL, so
    that a noun beside a year is not mixed up with it. ``base`` is the last year already past for
    the document, ``horizon`` the year its aims are for.
    """

    document: Document
    text: str
    masked: str
    times: list[Time]
    family: Family
    horizon: int | None
    base: int | None
    region: str | None
    titles: list[tuple[int, int]]
    sections: list[tuple[int, Part]]
    sentences: list[Sentence]
    drafts: list[Draft]
    cut_off: str | None = None

    def part_at(self, offset: int) -> Part:
        """Give what the section at an offset speaks of."""
        at = bisect_right(self.sections, offset, key=lambda s: s[0]) - 1
        return self.sections[at][1] if at >= 0 else Part.OTHER

    def clause_at(self, offset: int) -> Clause | None:
        """Find the innermost clause that covers an offset."""
        clauses = self.document.clauses
        at = bisect_right(clauses, offset, key=lambda c: c.span.start) - 1
        while at >= 0 and clauses[at].span.end <= offset:
            at -= 1
        return clauses[at] if at >= 0 else None

    def parent(self, clause: Clause) -> Clause | None:
        """Find the clause that a clause is part of."""
        clauses = self.document.clauses
        at = bisect_right(clauses, clause.span.start, key=lambda c: c.span.start) - 2
        while at >= 0 and clauses[at].level >= clause.level:
            at -= 1
        return clauses[at] if at >= 0 else None

    def in_title(self, offset: int) -> bool:
        """Tell whether an offset lies inside 《》."""
        at = bisect_right(self.titles, offset, key=lambda t: t[0]) - 1
        return at >= 0 and offset < self.titles[at][1]


def read_state(document: Document, barred: Sequence[tuple[int, int]] = ()) -> State:
    """Repair a document's text, find its times, sections, sentences and quantities.

    ``barred`` are extents without prose (tables, which have a layer of their own).
    """
    text, _ = repair(document.text)
    times = list(find_times(text))
    masked = mask(text, times)
    prose = _blanked(masked, barred)
    sections = _sections(document)
    family = _family(document, text, sections)
    state = State(
        document,
        text,
        masked,
        times,
        family,
        None,
        None,
        document.metadata.region,
        [match.span() for match in _TITLE.finditer(text)],
        sections,
        [],
        [],
    )
    _find_horizon(state)
    _split(state, [q for q in find_quantities(prose, ()) if not state.in_title(q.start)])
    return state


def _blanked(text: str, extents: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in extents:
        pieces += (text[done:start], "\0" * (end - start))
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _sections(document: Document) -> list[tuple[int, Part]]:
    """Flatten the clause tree into the places where the subject changes."""
    marks: list[tuple[int, Part]] = []
    open_parts: list[tuple[int, int, Part]] = []
    for clause in document.clauses:
        while open_parts and open_parts[-1][0] >= clause.level:
            open_parts.pop()
        above = open_parts[-1][2] if open_parts else Part.OTHER
        own = _part(clause.heading or document.text[clause.span.start : clause.span.start + 16])
        # 任务 below 目标 is still what is aimed at, but 目标 below 现状与目标 is not the past
        part = own if own is not Part.OTHER else above
        if own is Part.TASK and above not in (Part.OTHER, Part.TASK):
            part = above
        marks.append((clause.span.start, part))
        open_parts.append((clause.level, clause.span.end, part))
    return marks


def _part(heading: str) -> Part:
    if not heading:
        return Part.OTHER
    found = [part for part, pattern in _PARTS if pattern.search(heading)]
    if Part.CONDITION in found and re.search("标准|奖励|补助|补贴", heading):
        return Part.BENEFIT
    if Part.PAST in found and Part.GOAL in found and "完成情况" not in heading:
        return Part.OTHER
    return found[0] if found else Part.OTHER


def _family(document: Document, text: str, sections: list[tuple[int, Part]]) -> Family:
    title = document.metadata.title or document.id
    for family, pattern in _FAMILIES:
        if pattern.search(title):
            if family is Family.PLAN and len(_ARTICLE.findall(text)) > 8:
                return Family.MEASURES
            if "意见" in title and any(part is Part.GOAL for _, part in sections):
                return Family.PLAN
            return family
    if len(_ARTICLE.findall(text)) > 3 or len(_BENEFIT.findall(text)) > 5:
        return Family.MEASURES
    return Family.OTHER


def _find_horizon(state: State) -> None:
    """Decide which year the aims are for, and which year is the last one past."""
    metadata = state.document.metadata
    title = metadata.title or state.document.id
    period = metadata.plan_period or parse_period(title)
    published = metadata.published.year if metadata.published else None
    in_title = max(map(int, _REPORT_YEAR.findall(title)), default=None)
    cut_off = _CUT_OFF.search(state.text)
    if state.family is Family.EVALUATION:
        state.horizon = period[1] if period else None
        year = in_title if not period else None
        state.base = int(cut_off.group(1)) if cut_off else year or published
        if cut_off:
            month = cut_off.group(2)
            state.cut_off = f"{cut_off.group(1)}-{int(month):02d}" if month else cut_off.group(1)
        return
    if state.family is Family.REPORT and not period:
        year = in_title or published
        state.horizon, state.base = year, year - 1 if year else None
        return
    if period:
        state.horizon, state.base = period[1], period[0] - 1
        if published and published < period[0] - 1:
            state.base = published
        return
    if state.family is Family.MEASURES and len(_BENEFIT.findall(state.text)) > 3:
        state.base = published - 1 if published else None
        return
    goal = None
    for match in _GOAL_YEAR.finditer(state.text):
        year = int(match.group(1))
        if state.in_title(match.start()) or (published and year < published):
            continue
        if state.part_at(match.start()) is Part.GOAL:
            goal = year
            break
        if goal is None and _aims(state.text, match.end()):
            goal = year
    state.horizon = goal
    if published:
        state.base = published - 1
    elif in_title and state.family is Family.PLAN:
        state.horizon, state.base = goal or in_title, in_title - 1
    elif cut_off:
        state.base = int(cut_off.group(1))


_AIM = re.compile(r"力争|争取|确保|实现|达到|超过|建成|形成|目标|要")


def _aims(text: str, at: int) -> bool:
    return bool(_AIM.search(text, at, at + 60))


def _split(state: State, lexemes: list[Lexeme]) -> None:
    """Put the quantities into sentences, with the words and times that belong to each."""
    text, times = state.text, state.times
    sentence: Sentence | None = None
    for lexeme in lexemes:
        if sentence is None or lexeme.start >= sentence.end:
            floor = max(sentence.end if sentence else 0, lexeme.start - _LONGEST)
            start = max(
                text.rfind("。", floor, lexeme.start),
                text.rfind("\n", floor, lexeme.start),
                text.rfind("！", floor, lexeme.start),
                floor - 1,
            )
            limit = min(len(text), lexeme.end + _LONGEST)
            stop = _SENTENCE_END.search(text, lexeme.end, limit)
            end = stop.end() if stop else limit
            first = bisect_right(times, start, key=lambda t: t.start)
            last = bisect_right(times, end - 1, key=lambda t: t.start)
            clause = state.clause_at(lexeme.start)
            part = state.part_at(lexeme.start)
            sentence = Sentence(start + 1, end, part, times[first:last], clause)
            state.sentences.append(sentence)
        previous = sentence.drafts[-1] if sentence.drafts else None
        left = pause_before(text, max(sentence.start, lexeme.left - _WIDEST), lexeme.left)
        if previous and previous.lexeme.right > left:
            left = previous.lexeme.right
        draft = Draft(lexeme, sentence, left, sentence.end, previous, comparator=lexeme.comparator)
        if previous:
            previous.following = draft
            previous.right = min(previous.right, lexeme.left)
        pause = _PAUSE.search(text, lexeme.right, sentence.end)
        if pause:
            draft.right = pause.start()
        sentence.drafts.append(draft)
        state.drafts.append(draft)


_PAUSE = re.compile(r"[，,；;。：:？！\n]")
# Text without a full stop (a bad scan, a list) is cut here, so that no search grows with its length.
_LONGEST = 1000
_WIDEST = 100


def continues(state: State, draft: Draft) -> bool:
    """Tell whether nothing but 、 or 和 parts a quantity from the one before: 突破1亿元、5亿元."""
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


def pause_before(text: str, start: int, end: int) -> int:
    """Find where the words before an offset begin: after the last pause, or at ``start``."""
    at = start
    for mark in "，,；;：:。":
        at = max(at, text.rfind(mark, start, end) + 1)
    return at
