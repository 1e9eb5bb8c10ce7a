"""When: the year that governs each quantity, carried over, or the horizon of the plan."""

from __future__ import annotations

import re
from bisect import bisect_left

from gangmu.extraction.framing import Family, Part
from gangmu.extraction.state import Draft, Sentence, State, chain_of
from gangmu.terms import Kind, Role
from gangmu.writing.dates import Time

# 比2020年, 较上年, 与2015年相比: a time that is only compared with.
_COMPARED = re.compile(r"(?:比|较|与|同|相比|相较于?|对比)\s?\Z")
_COMPARED_AFTER = re.compile(r"[^，。；、]{0,12}基础上|(?:的)?(?:相比|水平相比)|同期|的?[0-9.]+倍")
_FROM = re.compile(r"(?:由|从|自)(?:原来的?)?\s?\Z")
_NAME_AFTER = re.compile(r"(?:国民经济|工业|制造业|发展|产业)?(?:规划|计划(?!完成)|纲要|目标)")
_SINCE = re.compile(r"以来|起(?!到)|后|至今")
_BY = re.compile(r"前(?![三二一四])")
_BUT = re.compile("[，,；;]但")
_ONCE = re.compile(r"一度|曾经?|历史|最高时")
_YEARS_RUNNING = re.compile(r"连续([0-9]{1,2}|[二三四五六七八九十两])年")
_PAST_YEARS = re.compile(
    "过去(?P<past>[两三四五十])年|(?<![近来\0一-鿿])(?P<total>[三四五])年累计|(?<!近)(?P<since>[两三四五十])年来"
)
# What is said of a whole period, not of its end.
_OVER = re.compile("年均|平均增|年平均|累计")
_AS_OF = re.compile(r"(?:截至|截止|到|至)\s?\Z")
_OF_PLAN = re.compile("规划|五年|20[0-9]{2}年")
_WHOLE_YEAR = re.compile("全年|年内")
_OF_WHICH = re.compile(r"其中[，,：:]?\Z")
_DONE_BY = re.compile(r"[，,]\0+[^，。；]{0,5}?(?:建成|完成|投产|竣工|投用|达产|启用|交付|见效)")
_FORETOLD = re.compile(r"(?:预计|有望|力争|预期)(?:到|至)?\Z")
_BRACKETED = re.compile(r"[（(]\s?\Z")
# How far back, in characters, a time is carried inside one clause.
_REACH = 600
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def govern(state: State) -> None:
    """Find for each quantity the time that governs it in its sentence."""
    for sentence in state.sentences:
        eligible = [t for t in sentence.times if _eligible(state, t)]
        own = [
            t
            for t in sentence.times
            if not state.in_title(t.start) and year_of(state, t) is not None
        ]
        for draft in sentence.drafts:
            start = draft.lexeme.start
            listed = _listed(state, draft, own)
            if listed:
                draft.governing = listed
                continue
            direct = next(
                (t for t in own if t.end <= start <= t.end + 3 and _follows(state, t, start)), None
            )
            if direct and _FROM.search(state.text, max(0, direct.start - 4), direct.start):
                draft.governing, draft.own_time = direct, True
                continue
            done = _DONE_BY.match(state.masked, draft.right, sentence.end)
            before = [t for t in eligible if t.start < start and _reaches(state, t, draft)]
            if done and not (before and before[-1].start >= draft.left):
                draft.governing = next(t for t in own if t.start == draft.right + 1)
            elif before:
                draft.governing = before[-1]
            else:
                after = [t for t in own if draft.lexeme.right <= t.start <= draft.lexeme.right + 2]
                if after and _BRACKETED.search(state.text, draft.lexeme.right, after[0].start):
                    draft.governing = after[0]


def _listed(state: State, draft: Draft, own: list[Time]) -> Time | None:
    """Give 2023年、2024年分别新增300辆、500辆 each its own year."""
    chain = chain_of(state, draft) if len(own) > 1 else []
    if len(chain) < 2 or "分别" not in state.text[draft.sentence.start : chain[0].lexeme.start]:
        return None
    run: list[Time] = []
    for time in own:
        if time.start > chain[0].lexeme.start:
            break
        joined = run and state.text[run[-1].end : time.start].strip() in ("、", "和", "及")
        run = [*run, time] if joined else [time]
    return run[chain.index(draft)] if len(run) == len(chain) else None


def _follows(state: State, time: Time, start: int) -> bool:
    return state.text[time.end : start].strip() in ("", "的", "约", "末的", "底的")


def _eligible(state: State, time: Time) -> bool:
    if state.in_title(time.start):
        return False
    text = state.text
    if time.first is None:
        return _is_relative(state, time) and not (
            _COMPARED.search(text, max(0, time.start - 3), time.start)
            or _FROM.search(text, max(0, time.start - 4), time.start)
        )
    if time.plan and _NAME_AFTER.match(text, time.end):
        return False
    if _FROM.search(text, max(0, time.start - 4), time.start) and not _SINCE.match(text, time.end):
        return False
    return not (
        _COMPARED.search(text, max(0, time.start - 3), time.start)
        or _COMPARED_AFTER.match(text, time.end)
    )


def _is_relative(state: State, time: Time) -> bool:
    """Tell whether 上年 says a year: in a rule it means the year before an application."""
    if time.word.startswith(("上年", "去年")):
        return (
            state.frame.family in (Family.REPORT, Family.EVALUATION)
            or state.part_at(time.start) is Part.PAST
        )
    return time.word in _RELATIVE


_RELATIVE = {
    "去年",
    "上年",
    "上年度",
    "今年",
    "本年",
    "本年度",
    "同期",
    "明年",
    "年底",
    "年末",
    "年内",
    "上半年",
    "下半年",
    "前三季度",
    "一季度",
    "月",
}


def _reaches(state: State, time: Time, draft: Draft) -> bool:
    """A deadline 2024年9月底前 holds for its own phrase, other times for the sentence.

    A time to come does not hold for what 但 opposes to it.
    """
    if _BUT.search(state.text, time.end, draft.lexeme.start) and is_future(state, time):
        return False
    if _OF_WHICH.search(state.text, max(0, time.start - 4), time.start):
        return not any(m in state.text[time.end : draft.lexeme.left] for m in "；;")
    if time.first is None or not _BY.search(state.text, time.end - 1, time.end + 1):
        return True
    return draft.left <= time.start or not any(
        mark in state.text[time.end : draft.left] for mark in "，,；;"
    )


def year_of(state: State, time: Time) -> int | None:
    """Give the last year of a time, resolving 去年 and 今年 from the document's years."""
    if time.last is not None:
        return time.last
    this = this_year(state)
    if this is None:
        return None
    if time.word in ("上年", "上年度") and state.frame.base is not None:
        reported = state.frame.family is Family.EVALUATION or (
            state.frame.family is Family.REPORT and state.part_at(time.start) is Part.PAST
        )
        return state.frame.base - 1 if reported else this - 1
    if time.word in ("去年", "上年", "上年度"):
        return this - 1
    if time.word == "明年":
        return this + 1
    return this if time.word in ("今年", "本年", "本年度") else None


def this_year(state: State) -> int | None:
    """Give the year a document speaks in: the coming one for a report to a congress."""
    if state.frame.family is Family.REPORT and state.frame.horizon:
        return state.frame.horizon
    published = state.document.metadata.published
    return published.year if published else None


def is_future(state: State, time: Time) -> bool | None:
    """Tell whether a time is still to come for the document; ``None`` if it cannot be told."""
    year = year_of(state, time)
    if year is None:
        by = time.word == "月" and time.month and _BY.search(state.text, time.end - 1, time.end + 1)
        return True if by else None
    if state.frame.base is not None:
        return year > state.frame.base
    if state.frame.horizon is not None:
        return year >= state.frame.horizon
    return None


def bind_times(state: State) -> None:
    """Write deadline or as-of of every draft: its own time, one carried over, or the default."""
    for sentence in state.sentences:
        carried = carried_into(state, sentence)
        future = carried is not None and is_future(state, carried) is True
        line = state.text.rfind("\n", 0, sentence.start)
        aimed = carried if future and carried is not None and carried.start > line else None
        for draft in sentence.drafts:
            match draft.kind:
                case Kind.TARGET | Kind.FORECAST:
                    draft.time = _deadline(state, draft, aimed)
                case Kind.ACTUAL:
                    told = carried is not None and not future and not _foretold(state, carried)
                    draft.time = _as_of(state, draft, carried if told else None)
                case Kind.OTHER:
                    if draft.governing is not None and draft.governing.start >= draft.left:
                        draft.time = _label(state, draft, draft.governing)
                case _:
                    draft.time = None


def _foretold(state: State, time: Time) -> bool:
    """Tell a time that is only expected (预计2025年达到): it dates no fact after it."""
    return _FORETOLD.search(state.text, max(0, time.start - 8), time.start) is not None


def carried_into(state: State, sentence: Sentence) -> Time | None:
    """Find the time that earlier sentences of the same clause leave standing."""
    clause = sentence.clause
    floor = max(clause.span.start if clause else 0, sentence.start - _REACH)
    at = bisect_left(state.places.times, sentence.start)
    for time in reversed(state.times[max(0, at - 6) : at]):
        if time.start < floor:
            return None
        if _eligible(state, time) and year_of(state, time) is not None:
            return time
    return None


def _deadline(state: State, draft: Draft, carried: Time | None) -> str | None:
    governing, previous = draft.governing, draft.previous
    if draft.quoted and (governing is None or governing.start < draft.left):
        far = "距" in state.text[draft.left : draft.lexeme.start]
        if far or _OF_PLAN.search(state.text, draft.left, draft.lexeme.start):
            return str(state.frame.horizon) if state.frame.horizon else None
        if previous and previous.time:
            return _last_year(previous.time)
    if governing is not None:
        label = _label(state, draft, governing)
        if label:
            return _last_year(label)
    if state.frame.family is not Family.MEASURES and _WHOLE_YEAR.search(
        state.text, draft.sentence.start, draft.lexeme.start
    ):
        return str(this_year(state)) if this_year(state) else None
    horizon = state.frame.horizon if state.frame.family is not Family.MEASURES else None
    year = year_of(state, carried) if carried is not None else None
    if year and (horizon is None or year >= horizon or draft.kind is Kind.FORECAST):
        return str(year)
    if draft.kind is Kind.FORECAST and draft.sentence.part in (Part.PAST, Part.OUTLOOK):
        return None
    return str(horizon) if horizon else None


def _last_year(label: str) -> str:
    return label[-4:] if "/" in label else label[:4]


def _as_of(state: State, draft: Draft, carried: Time | None) -> str | None:
    if _ONCE.search(state.text, draft.left, draft.lexeme.start):
        return None
    if draft.role is Role.BASELINE and not draft.own_time:
        return _start_time(state, draft, carried)
    past = None
    if state.frame.base is not None and draft.governing is None:
        past = _PAST_YEARS.search(state.text, draft.sentence.start, draft.lexeme.start)
    if past and state.frame.base is not None:
        if draft.previous is not None and draft.previous.role is Role.BASELINE:
            return str(state.frame.base)
        count = _NUMERALS[past["past"] or past["since"] or past["total"]]
        return f"{state.frame.base - count + 1}/{state.frame.base}"
    governing = draft.governing
    label = None
    if governing and not _to_come(state, draft, governing):
        label = _label(state, draft, governing)
    counted = state.frame.cut_off is not None and draft.lexeme.unit.dimension not in (
        "率",
        "百分点",
        "元",
    )
    if label is None and carried is not None and not counted:
        label = _label(state, draft, carried)
    if label is None:
        label = state.frame.reporting
    over = governing is not None and _OVER.search(state.text, draft.left, draft.lexeme.start)
    if over and governing is not None and label == str(governing.last):
        first = _period_to(state, governing) or _compared_year(state, draft, governing)
        label = f"{first}/{label}" if first else label
    if label and "/" in label and draft.previous and draft.previous.role is Role.BASELINE:
        label = label[-4:]  # the B of 由A增加到B is of the end of the period
    return _running(state, draft, label)


def _to_come(state: State, draft: Draft, time: Time) -> bool:
    """Tell a time that cannot be a fact's: beyond the year the document speaks in."""
    if is_future(state, time) is not True:
        return False
    if draft.sentence.part is not Part.PAST:
        return True
    this, year = this_year(state), year_of(state, time)
    return this is not None and year is not None and year > this


def _start_time(state: State, draft: Draft, carried: Time | None) -> str | None:
    """Date the A of 由A提升至B: before the period it changed in, else the year last past."""
    past = _PAST_YEARS.search(state.text, draft.sentence.start, draft.lexeme.start)
    if past and state.frame.base is not None:
        return str(state.frame.base - _NUMERALS[past["past"] or past["since"] or past["total"]])
    time = draft.governing or carried
    if time is not None and time.word == "同期":
        earlier = [
            d
            for d in draft.sentence.drafts
            if d.role is Role.BASELINE and d is not draft and d.time
        ]
        return earlier[-1].time if earlier else None
    later = draft.following
    if time is None and later is not None and later.kind is Kind.ACTUAL:
        return None  # the B is of the last year past, and nobody says of when the A is
    if (
        time is None
        or time.first is None
        or time.last is None
        or is_future(state, time) is not False
    ):
        return str(state.frame.base) if state.frame.base is not None else None
    if time.first != time.last:
        return str(time.first - 1)
    period = _period_to(state, time)
    return str(period - 1) if period else None


def _period_to(state: State, year: Time) -> int | None:
    """Find the first year of the period, named shortly before, that ends in a year."""
    at = bisect_left(state.places.times, year.start)
    for time in reversed(state.times[max(0, at - 6) : at]):
        if time.start < year.start - _REACH:
            return None
        if time.first and time.first != time.last == year.last and _eligible(state, time):
            return time.first
    return None


def _compared_year(state: State, draft: Draft, until: Time) -> int | None:
    """Find the year after the one compared with: 2024年较2020年增长64%，年均增长13.2%."""
    for time in draft.sentence.times:
        compared = _COMPARED.search(state.text, max(0, time.start - 3), time.start)
        earlier = time.last is not None and until.last is not None and time.last + 1 < until.last
        if compared and earlier and time.last is not None and time.start < draft.lexeme.start:
            return time.last + 1
    return None


def _label(state: State, draft: Draft, time: Time) -> str | None:
    if time.first is None:
        if time.word in (
            "同期",
            "月",
            "上半年",
            "下半年",
            "一季度",
            "前三季度",
            "年底",
            "年末",
            "年内",
        ):
            return _partial(state, draft, time)
        year = year_of(state, time)
        return str(year) if year else None
    text = state.text
    if time.first == time.last:
        as_of = _AS_OF.search(text, max(0, time.start - 2), time.start)
        # 截至2023年6月底 is a month; 2024年3月 alone names when something was done
        return time.label if as_of or draft.kind is not Kind.ACTUAL else str(time.first)
    over = _OVER.search(text, draft.left, draft.lexeme.start)
    if draft.kind is Kind.ACTUAL and time.plan and not over:
        return str(time.last)
    return time.label


def _partial(state: State, draft: Draft, time: Time) -> str | None:
    """Resolve 6月底 and 年底 with the year the context gives."""
    earlier = [t for t in draft.sentence.times if t.start < time.start and year_of(state, t)]
    if time.word == "同期" and draft.previous:
        mains = [
            d for d in draft.sentence.drafts if d.role is Role.MAIN and d is not draft and d.time
        ]
        return mains[-1].time if mains else None
    year = year_of(state, earlier[-1]) if earlier else None
    if year is None and time.word != "同期":
        year = _year_meant(state, draft, time)
    if year is None:
        return None
    return f"{year}-{time.month:02d}" if time.month and draft.kind is Kind.ACTUAL else str(year)


def _year_meant(state: State, draft: Draft, time: Time) -> int | None:
    """Give the year of 6月底 without one: the last that ended before the document speaks."""
    if draft.kind is not Kind.ACTUAL:
        return this_year(state)
    published = state.document.metadata.published
    if state.frame.family in (Family.NEWS, Family.OTHER) and published:
        return published.year - (time.month is not None and time.month > published.month)
    return state.frame.base


def _running(state: State, draft: Draft, label: str | None) -> str | None:
    """Widen 2022 to 2020/2022 after 连续三年."""
    if label is None or len(label) != 4:
        return label
    match = _YEARS_RUNNING.search(
        state.text, draft.left - 6 if draft.left > 6 else 0, draft.lexeme.start
    )
    if not match or match.start() == draft.lexeme.start - 2:
        return label
    words = match.group(1)
    count = int(words) if words.isdigit() else _NUMERALS[words]
    return f"{int(label) - count + 1}/{label}"
