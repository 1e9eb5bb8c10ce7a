"""Compute whether a document is in force on a day, with the reason and the words it stands on.

What a page prints as 时效性 was true when the page was made, if it ever was. Here the state is
computed: from the document's own term, from the period of a plan, and from what other official
documents of the corpus do to it (废止, 修改, 延长). The rules are asked in the order of ``RULES``;
the first that answers decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from gangmu.corpus.citations import Corpus, Edge
from gangmu.reading.text import fold
from gangmu.terms import Document, SourceClass, Span
from gangmu.writing.dates import find_dates, find_times
from gangmu.writing.numerals import parse_number


class Status(StrEnum):
    """The state of a document on a day."""

    IN_FORCE = "现行有效"
    NOT_YET = "尚未施行"
    REPEALED = "已废止"
    EXPIRED = "已失效"
    TO_CHECK = "届满待核"
    UNKNOWN = "无法判断"

    @property
    def void(self) -> bool:
        """Tell whether nothing may be paid on the document; what is doubtful is not void."""
        return self in (Status.NOT_YET, Status.REPEALED, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class Validity:
    """The computed state of a document on a day, beside the printed one.

    ``evidence`` is a span of ``source``: the document itself, or the one that repeals or prolongs
    it. ``notes`` tell what else was done or will be done to it; ``conflict`` says how the printed
    state contradicts the computed one, and is empty where it does not.
    """

    document: Document
    on: date
    status: Status
    reason: str
    source: Document
    evidence: Span | None = None
    notes: tuple[str, ...] = ()
    conflict: str = ""

    @property
    def printed(self) -> str | None:
        return self.document.metadata.validity

    @property
    def words(self) -> str:
        """Quote the evidence; empty where there is none."""
        return " ".join(self.source.quote(self.evidence).split()) if self.evidence else ""


@dataclass(frozen=True, slots=True)
class Act:
    """What another official document does to this one, from a day (``None``: it does not say).

    ``until`` is the new last day of a prolonged document, ``partial`` a repeal of some clauses;
    ``doubt`` says why it is not certain that the act has effect.
    """

    edge: Edge
    day: date | None
    until: date | None = None
    partial: bool = False
    doubt: str = ""

    @property
    def repeals(self) -> bool:
        """Tell whether the act ends the whole document."""
        return self.edge.relation == "废止" and not self.partial

    @property
    def name(self) -> str:
        metadata = self.edge.citing.metadata
        number = f"（{metadata.number}）" if metadata.number else ""
        return f"《{metadata.title or self.edge.citing.id}》{number}"


@dataclass(frozen=True)
class Case:
    """What the rules are asked about: a document, a day, the acts of others on it."""

    document: Document
    on: date
    acts: tuple[Act, ...]

    @property
    def starts(self) -> date | None:
        return _starts(self.document)

    @property
    def done(self) -> list[Act]:
        """Give the acts that have taken effect, in their order."""
        acts = [act for act in self.acts if act.day is not None and act.day <= self.on]
        return sorted(acts, key=lambda act: act.day or date.min)

    @cached_property
    def prolonged(self) -> Act | None:
        """Give the act that prolongs the document beyond its term; one without an end if no other."""
        expires = self.document.metadata.expires or date.min
        acts = [
            act
            for act in self.done
            if act.edge.relation == "延长" and not act.doubt and (act.until or date.max) > expires
        ]
        return max(acts, key=lambda act: act.until or date.min, default=None)

    def say(
        self, status: Status, reason: str, act: Act | None = None, span: Span | None = None
    ) -> Validity:
        """Answer with evidence in the document, or in the one that acts on it."""
        if act is None:
            return Validity(self.document, self.on, status, reason, self.document, span)
        source = act.edge.citing
        return Validity(self.document, self.on, status, reason, source, _passage(act.edge))


Rule = Callable[[Case], Validity | None]


def validity(document: Document, corpus: Corpus, on: date) -> Validity:
    """Compute the state of a document of a corpus on a day.

    Only an official document repeals, amends or prolongs, and only if it is itself in force when
    it does so; what it has repealed does not come back when it expires. A plan whose period is
    over is 届满待核, not void: nothing but a repeal ends it.
    """
    return _validity(document, corpus, on, ())


def _validity(
    document: Document, corpus: Corpus, on: date, asked: tuple[Document, ...]
) -> Validity:
    case = Case(document, on, acts_on(document, corpus, asked))
    answer = next(answer for rule in RULES if (answer := rule(case)))
    return Validity(
        document,
        on,
        answer.status,
        answer.reason,
        answer.source,
        answer.evidence,
        tuple(_notes(case, answer)),
        _conflict(document.metadata.validity, answer),
    )


# ---------------------------------------------------------------- the rules, in their order


def _unofficial(case: Case) -> Validity | None:
    if case.document.official:
        return None
    return case.say(Status.UNKNOWN, f"{_CLASSES[case.document.source_class]}，不是正式文件，无时效")


def _not_yet(case: Case) -> Validity | None:
    starts = case.starts
    if starts is None or case.on >= starts:
        return None
    word = "施行" if case.document.metadata.effective else "公布"
    return case.say(
        Status.NOT_YET, f"自 {starts} 起{word}", span=_dated(case.document, starts, *_BEGINS)
    )


def _repealed(case: Case) -> Validity | None:
    repeal = next((act for act in case.done if act.repeals and not act.doubt), None)
    if repeal is None:
        return None
    return case.say(Status.REPEALED, f"自 {repeal.day} 起被{repeal.name}废止", repeal)


def _expired(case: Case) -> Validity | None:
    expires, act = case.document.metadata.expires, case.prolonged
    if act is not None and act.until is not None:
        if case.on <= act.until:
            return None
        return case.say(Status.EXPIRED, f"有效期由{act.name}延长至 {act.until}，已满", act)
    if expires is None or case.on <= expires:
        return None
    if act is not None:
        reason = f"有效期至 {expires}；{act.name}予以延续，但没有写明至何日"
        return case.say(Status.TO_CHECK, reason, act)
    span = _dated(case.document, expires, _ENDS) or _duration(case.document)
    return case.say(Status.EXPIRED, f"有效期至 {expires}，已满", span=span)


def _period_over(case: Case) -> Validity | None:
    document = case.document
    period, span = _period(document)
    if period is None or case.on.year <= period[1]:
        return None
    if document.metadata.expires or (case.prolonged and case.prolonged.until):
        return None  # a stated term says more than the years of a plan
    years = f"{period[0]}—{period[1]}" if period[0] != period[1] else f"{period[1]}"
    reason = f"{years} 年期限已满，未见废止或延续；期满不当然失效，请核实"
    return case.say(Status.TO_CHECK, reason, span=span)


def _perhaps_repealed(case: Case) -> Validity | None:
    for act in case.acts:
        if act.repeals and act.doubt and (act.day is None or act.day <= case.on):
            return case.say(Status.UNKNOWN, f"{act.name}废止了本文件，但{act.doubt}", act)
    return None


def _undated(case: Case) -> Validity | None:
    if case.starts is not None:
        return None
    return case.say(Status.UNKNOWN, "没有写明公布或施行日期")


def _in_force(case: Case) -> Validity:
    metadata, starts, act = case.document.metadata, case.starts, case.prolonged
    if act is not None and act.until is not None:
        return case.say(Status.IN_FORCE, f"有效期由{act.name}延长至 {act.until}，未见废止", act)
    how = (
        f"自 {starts} 起施行"
        if metadata.effective
        else f"{starts} 公布（没有写明施行日期，按公布日期）"
    )
    until = f"，有效期至 {metadata.expires}" if metadata.expires else ""
    span = _dated(case.document, starts, *_BEGINS) if starts else None
    return case.say(Status.IN_FORCE, f"{how}{until}，未见废止", span=span)


RULES: tuple[Rule, ...] = (
    _unofficial,
    _not_yet,
    _repealed,
    _expired,  # by the new last day, where it was prolonged
    _period_over,
    _perhaps_repealed,
    _undated,
    _in_force,
)


def _notes(case: Case, answer: Validity) -> list[str]:
    """Tell of the acts that did not decide: amendments, partial repeals, what is still to come."""
    notes = []
    for act in sorted(case.acts, key=lambda act: act.day or date.max):
        if answer.source is act.edge.citing:
            continue
        what = "部分条款被废止" if act.partial else f"被{act.name}{act.edge.relation}"
        by = f"（{act.name}）" if act.partial else ""
        if act.day is None:
            notes.append(f"{what}{by}，{act.doubt}")
        elif act.day <= case.on:
            notes.append(f"{act.day} 起{what}{by}")
        else:
            notes.append(f"将自 {act.day} 起{what}{by}")
    return notes


# What a page may print, by the words that tell it; 部分失效 and 已被修改 say neither.
_PRINTED = (
    (re.compile("部分|修改|修订"), None),
    (re.compile("尚未|未生效|未施行"), (Status.NOT_YET,)),
    (re.compile("失效|废止|终止|过期|无效"), (Status.REPEALED, Status.EXPIRED)),
    (re.compile("有效|施行|生效"), (Status.IN_FORCE,)),
)


def _conflict(printed: str | None, answer: Validity) -> str:
    if not printed or answer.status is Status.UNKNOWN:
        return ""
    meant = next((states for pattern, states in _PRINTED if pattern.search(printed)), None)
    if meant is None or answer.status in meant:
        return ""
    return f"文件印「{printed}」，推算为{answer.status}"


# ---------------------------------------------------------------- what others do to a document

_DAY_OF_END = re.compile(
    r" ?(?:起|之日起)[^。;\n]{0,12}?(?:停止(?:执行|施行|实施)|不再执行|废止|失效)"
)
_LISTED = re.compile(r"(?:上述|以上|前述|前款|下列|以下|所列|附件)[^。;\n]{0,40}$")
_SOME_CLAUSES = re.compile(
    r" ?(?:中|中的|的)? ?(?:第[0-9一二三四五六七八九十百]{1,4}[编章节条款项]|部分(?:条款|内容))"
)
_LONGER = re.compile(
    r"(?:延长|延续|顺延|续期)(?P<count>[0-9]{1,2}|[一二两三四五六七八九十]{1,3}) ?(?P<of>年|个月)"
)
_MARK = re.compile("[。;\n]")
_CHAIN = 4  # repeals of repeals that are followed


def acts_on(
    document: Document, corpus: Corpus, asked: tuple[Document, ...] = ()
) -> tuple[Act, ...]:
    """Gather what official documents of the corpus do to one, if they are in force doing so.

    ``asked`` are the documents whose state waits for this answer: two documents that repeal each
    other, and whole chains of repeals, are judged by their dates.
    """
    acts = []
    for edge in corpus.citing(document):
        citing = edge.citing
        if not citing.official or edge.relation not in ("废止", "修改", "延长"):
            continue
        act = _act(edge, document)
        if act.day is None:
            act = replace(act, doubt="没有写明自何日起")
        elif len(asked) < _CHAIN and not any(citing is one for one in asked):
            # A stop may be ordered for a day before the order itself is in force.
            on = max(act.day, _starts(citing) or act.day)
            state = _validity(citing, corpus, on, (*asked, document)).status
            if state.void:
                continue
            if state is Status.UNKNOWN:
                act = replace(act, doubt="那份文件当时是否有效无法判断")
        acts.append(act)
    return tuple(acts)


def _act(edge: Edge, document: Document) -> Act:
    citing, span = edge.citing, edge.citation.span
    folded = fold(citing.text)
    start, end = _sentence(folded, span.start, span.end)
    day = _starts(citing)
    until = None
    if edge.relation == "废止":
        day = _day_of_end(folded, start, end, citing.body) or day
    if edge.relation == "延长":
        day = citing.metadata.published or day
        until = _until(folded[span.end : end], document.metadata.expires)
    partial = edge.relation == "废止" and bool(_SOME_CLAUSES.match(folded, span.end))
    return Act(edge, day, until, partial)


def _day_of_end(folded: str, start: int, end: int, body: Span) -> date | None:
    """Find the day from which a sentence, or one about everything listed, stops something."""
    for _, at, day in find_dates(folded[start:end]):
        if _DAY_OF_END.match(folded, start + at, end):
            return day
    for first, last, day in find_dates(folded[body.start : body.end]):
        before = folded[max(0, body.start + first - 60) : body.start + first]
        if _DAY_OF_END.match(folded, body.start + last) and _LISTED.search(before):
            return day
    return None


def _until(words: str, expires: date | None) -> date | None:
    """Read until when something is prolonged: a day, or so long after its own last day."""
    for first, _, day in find_dates(words):
        if words[:first].rstrip().endswith(("至", "到", "为")):
            return day
    longer = _LONGER.search(words)
    count = parse_number(longer["count"]) if longer else None
    if longer is None or count is None or expires is None:
        return None
    months = int(count) * (12 if longer["of"] == "年" else 1)
    after = expires + timedelta(1)
    total = after.month - 1 + months
    year, month = after.year + total // 12, total % 12 + 1
    try:
        return date(year, month, after.day) - timedelta(1)
    except ValueError:  # no such day in that month: its last day
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


# ---------------------------------------------------------------- what a document says of itself

_CLASSES = {
    SourceClass.INTERPRETATION: "政策解读",
    SourceClass.JOURNAL: "报刊文章",
    SourceClass.UNSIGNED: "没有署名的文字",
    SourceClass.OFFICIAL: "正式文件",
}
_BEGINS = (
    re.compile("施行|实施|生效|执行"),
    re.compile("公布|印发|发布|成文|签发|颁布"),
)
_ENDS = re.compile("有效期|施行期|试行|执行期|实施期|失效|废止|终止|[至到]")
_DURATION = re.compile(
    r"(?:有效期|施行期|试行期|执行期|实施期|试行)[^。;,\n]{0,10}?[0-9一二两三四五六七八九十半]{1,3} ?(?:年|个月)半?"
)
_BRACKETED = re.compile(r"\((?P<words>[^()]*)\)$")
_HEAD = 3000  # characters in which a plan names its period
_NEAR = 48  # characters of evidence on each side, at most
_CUE = 12  # characters between a day and the word that says what begins or ends on it


def _starts(document: Document) -> date | None:
    return document.metadata.effective or document.metadata.published


def _period(document: Document) -> tuple[tuple[int, int] | None, Span | None]:
    """Give the years of a plan, or those that close the title of another document."""
    period = document.metadata.plan_period
    closing = _BRACKETED.search(fold(document.metadata.title or ""))
    if period is None and closing:
        years = next(find_times(closing["words"]), None)
        if years and years.first and years.last and years.first < years.last:
            period = years.first, years.last
    if period is None:
        return None, None
    times = list(find_times(document.text[:_HEAD]))
    # The period in full, else the year that ends it.
    found = [time for time in times if (time.first, time.last) == period]
    found += [time for time in times if time.last == period[1]]
    span = Span(document.id, found[0].start, found[0].end) if found else None
    return period, span


def _dated(document: Document, day: date, *cues: re.Pattern[str]) -> Span | None:
    """Find where a document prints a day beside a cue, the first cue first, else anywhere."""
    folded = fold(document.text)
    places = [(start, end) for start, end, found in find_dates(folded) if found == day]
    near = [
        (start, end)
        for cue in cues
        for start, end in places
        if cue.search(folded, max(0, start - _CUE), end + _CUE)
    ]
    chosen = (near or places)[:1]
    return _around(document, folded, *chosen[0]) if chosen else None


def _duration(document: Document) -> Span | None:
    folded = fold(document.text)
    found = _DURATION.search(folded, document.body.start) or _DURATION.search(folded)
    return _around(document, folded, *found.span()) if found else None


def _passage(edge: Edge) -> Span:
    folded = fold(edge.citing.text)
    return _around(edge.citing, folded, edge.citation.span.start, edge.citation.span.end)


def _around(document: Document, folded: str, start: int, end: int) -> Span:
    """Widen a place to its sentence, within bounds: pages run their fields into one line."""
    first, last = _sentence(folded, start, end)
    field = folded.rfind("【", first, start)
    if field >= 0 and folded[end : end + 1] in ("【", "•"):
        return Span(document.id, field, end)
    return Span(document.id, max(first, start - _NEAR), min(last, end + _NEAR))


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    first = max(folded.rfind(mark, 0, start) for mark in "。;\n") + 1
    stop = _MARK.search(folded, end)
    return first, stop.start() if stop else len(folded)
