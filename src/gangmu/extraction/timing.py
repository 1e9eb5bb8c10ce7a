"""When: the year that governs each quantity, carried over, or the horizon of the plan."""

from __future__ import annotations

import re

from gangmu.extraction.state import Draft, Family, Part, Sentence, State
from gangmu.terms import Kind, Role
from gangmu.writing.dates import Time

# 比2020年, 较上年, 与2015年相比: a time that is only compared with.
_COMPARED = re.compile(r"(?:比|较|与|同|相比|相较于?|对比)\s?\Z")
_COMPARED_AFTER = re.compile(r"(?:的)?(?:基础上|相比|水平相比)|同期|的?[0-9.]+倍")
_FROM = re.compile(r"(?:由|从|自)(?:原来的?)?\s?\Z")
_NAME_AFTER = re.compile(r"(?:国民经济|工业|制造业|发展|产业)?(?:规划|计划(?!完成)|纲要|目标)")
_SINCE = re.compile(r"以来|起(?!到)|后|至今")
_BY = re.compile(r"前|之前|以前")
_ONCE = re.compile(r"一度|曾经?|历史|最高时")
_YEARS_RUNNING = re.compile(r"连续([0-9]{1,2}|[二三四五六七八九十两])年")
_AS_OF = re.compile(r"(?:截至|截止|到|至)\s?\Z")
_BRACKETED = re.compile(r"[（(]\s?\Z")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def govern(state: State) -> None:
    """Find for each quantity the time that governs it in its sentence."""
    for sentence in state.sentences:
        eligible = [t for t in sentence.times if _eligible(state, t)]
        own = [t for t in sentence.times if t.first is not None and not state.in_title(t.start)]
        for draft in sentence.drafts:
            start = draft.lexeme.start
            direct = next((t for t in own if t.end <= start <= t.end + 3 and _follows(state, t, start)), None)
            if direct and _FROM.search(state.text, max(0, direct.start - 4), direct.start):
                draft.governing, draft.own_time = direct, True
                continue
            before = [t for t in eligible if t.start < start and _reaches(state, t, draft)]
            if before:
                draft.governing = before[-1]
            else:
                after = [t for t in own if draft.lexeme.right <= t.start <= draft.lexeme.right + 2]
                if after and _BRACKETED.search(state.text, draft.lexeme.right, after[0].start):
                    draft.governing = after[0]


def _follows(state: State, time: Time, start: int) -> bool:
    return state.text[time.end : start].strip() in ("", "的", "约", "末的", "底的")


def _eligible(state: State, time: Time) -> bool:
    if state.in_title(time.start):
        return False
    text = state.text
    if time.first is None:
        return time.word in _RELATIVE and not _COMPARED.search(text, max(0, time.start - 3), time.start)
    if time.plan and _NAME_AFTER.match(text, time.end):
        return False
    if _FROM.search(text, max(0, time.start - 4), time.start) and not _SINCE.match(text, time.end):
        return False
    return not (
        _COMPARED.search(text, max(0, time.start - 3), time.start)
        or _COMPARED_AFTER.match(text, time.end)
    )


_RELATIVE = {"去年", "上年", "上年度", "今年", "本年", "本年度", "同期", "明年", "年底", "年末", "年内", "上半年", "前三季度", "月"}


def _reaches(state: State, time: Time, draft: Draft) -> bool:
    """A deadline 2024年9月底前 holds for its own phrase, other times for the sentence."""
    if "前" not in state.text[time.start : time.end + 1]:
        return True
    return draft.left <= time.start or not any(
        mark in state.text[time.end : draft.left] for mark in "，,；;"
    )


def year_of(state: State, time: Time) -> int | None:
    """Give the last year of a time, resolving 去年 and 今年 from the document's years."""
    if time.last is not None:
        return time.last
    published = state.document.metadata.published
    if state.family is Family.REPORT and state.horizon:
        this = state.horizon
    elif published:
        this = published.year
    else:
        return None
    if time.word in ("去年", "上年", "上年度"):
        return this - 1
    if time.word == "明年":
        return this + 1
    return this if time.word in ("今年", "本年", "本年度") else None


def is_future(state: State, time: Time) -> bool | None:
    """Tell whether a time is still to come for the document; ``None`` if it cannot be told."""
    year = year_of(state, time)
    if year is None:
        return None
    if state.base is not None:
        return year > state.base
    if state.horizon is not None:
        return year >= state.horizon
    return None


def bind_times(state: State) -> None:
    """Write deadline or as-of of every draft, carrying times over within a paragraph."""
    carried: str | None = None
    carried_future = False
    paragraph_end = -1
    section: Part | None = None
    section_time: str | None = None
    for sentence in state.sentences:
        if "\n" in state.text[max(0, paragraph_end) : sentence.start] or paragraph_end < 0:
            carried = None
        if sentence.part is not section:
            section, section_time = sentence.part, None
        paragraph_end = max(sentence.start, sentence.end - 1)
        for draft in sentence.drafts:
            explicit = _label(state, draft)
            match draft.kind:
                case Kind.TARGET | Kind.FORECAST:
                    year = explicit and explicit[-4:] if explicit and "-" not in explicit else explicit and explicit[:4]
                    if year is None and carried_future and carried and (
                        state.horizon is None or int(carried[-4:]) >= state.horizon
                    ):
                        year = carried
                    if year is None and _has_horizon(state, draft):
                        year = str(state.horizon)
                    draft.time = year
                    if explicit and year:
                        carried, carried_future = year, True
                case Kind.ACTUAL:
                    if _ONCE.search(state.text, draft.left, draft.lexeme.start):
                        continue
                    if explicit is None and carried and not carried_future:
                        explicit = carried
                    elif explicit is None:
                        explicit = section_time or (str(state.base) if state.base else None)
                    elif draft.role is Role.MAIN:
                        carried, carried_future = explicit, False
                        section_time = section_time or explicit
                    draft.time = _running(state, draft, explicit)
                case Kind.OTHER:
                    if draft.governing is not None and draft.governing.start >= draft.left:
                        draft.time = explicit
                case _:
                    draft.time = None


def _has_horizon(state: State, draft: Draft) -> bool:
    return state.horizon is not None and state.family is not Family.MEASURES


def _label(state: State, draft: Draft) -> str | None:
    time = draft.governing
    if time is None:
        return None
    if time.first is None:
        if time.word in ("同期", "月", "上半年", "前三季度", "年底", "年末", "年内"):
            return _partial(state, draft, time)
        year = year_of(state, time)
        return str(year) if year else None
    text = state.text
    if time.first == time.last:
        as_of = _AS_OF.search(text, max(0, time.start - 2), time.start)
        # 截至2023年6月底 is a month; 2024年3月 alone names when something was done
        return time.label if as_of or draft.kind is not Kind.ACTUAL else str(time.first)
    if draft.kind is Kind.ACTUAL and time.plan and draft.rate is None:
        return str(time.last)
    return time.label


def _partial(state: State, draft: Draft, time: Time) -> str | None:
    """Resolve 6月底 and 年底 with the year the context gives."""
    earlier = [t for t in draft.sentence.times if t.start < time.start and t.first is not None]
    if time.word == "同期" and draft.previous:
        return draft.previous.time
    year = earlier[-1].last if earlier else (state.base if draft.kind is Kind.ACTUAL else None)
    published = state.document.metadata.published
    if year is None and published and time.word != "同期":
        year = published.year
    if year is None:
        return None
    return f"{year}-{time.month:02d}" if time.month and draft.kind is Kind.ACTUAL else str(year)


def _running(state: State, draft: Draft, label: str | None) -> str | None:
    """Widen 2022 to 2020/2022 after 连续三年."""
    if label is None or len(label) != 4:
        return label
    match = _YEARS_RUNNING.search(state.text, draft.left - 6 if draft.left > 6 else 0, draft.lexeme.start)
    if not match or match.start() == draft.lexeme.start - 2:
        return label
    words = match.group(1)
    count = int(words) if words.isdigit() else _NUMERALS[words]
    return f"{int(label) - count + 1}/{label}"


def sentence_times(state: State, sentence: Sentence) -> list[Time]:
    """Give the times of a sentence that can govern: no titles, no comparisons."""
    return [t for t in sentence.times if _eligible(state, t)]
