"""How a quantity moves (rate, direction, baseline), with what force, and where."""

from __future__ import annotations

import re

from gangmu.extraction.binding import place_of
from gangmu.extraction.framing import Part
from gangmu.extraction.state import Draft, State, continues, last_match
from gangmu.terms import Baseline, Comparator, Kind, Role

_ANNUAL = re.compile("年均|年平均|复合|(?<![区市国省业])平均增[速长]")
_YEARLY = re.compile("同比|[较比](?:上年|去年|上一年)|上年同期|增速(?=.{0,4}连续)")
_TOTAL = re.compile(
    "累计|五年|[三四五]年(?=[^，。]{0,6}(?:新增|统筹|累计|定向|培|引|建|完成))|翻番|翻[一两]番|倍增"
)
_SINCE_YEAR = re.compile(r"[比较与在]\s?(?P<year>\0+)")
_TIMES_YEAR = re.compile(r"(?:是|为|达到?|相当于)\s?(?P<year>\0+)末?的\s?\Z")
_AGAINST = re.compile(r"(?:较|比(?![重例率])|与)[^，\0]{2,}")
_TO_LEVEL = re.compile("(?:提[高升]|增加?|下?降低?|扩大|压[缩减]|缩[短减])[至到]")
_MOVES = re.compile(
    "增长|上涨|增加(?!值)|提高|提升|上升|扩大|增速|倍增|翻|高于|快于|增幅|回升|上浮|上调|升高|多于|领先|高\\Z"
    "|下降|降低|减少|缩短|压缩|压减|削减|下调|低于|回落|慢于|缩小|落后|下浮|降幅|减\\Z|降\\Z|少\\Z|低\\Z"
)
_FALL = re.compile("下[降调浮]|[降减缩压削低慢落少]|回落")
_CHANGED = re.compile("增长|增加(?!值)|提高|提升|上升|下降|降低|减少|倍增|翻|增幅|降幅|扩大")
_CUMULATED = re.compile("增长(?![率面])|提高|提升|上涨|下降|降低|倍增|翻")
_YEAR_ON_YEAR = re.compile(r"(?:增长(?![率面])|上涨|下降|回落|减少)[了约]?\Z")
_GROWTH = re.compile("增长|增速")
_MODALITY = re.compile("力争|争取(?!上级|国家|中央|省级|资金|政策|专项|支持|纳入|列入|获批)|确保")
_MODALITY_TIME = re.compile(r"(力争|争取|确保)[到至在]?\s?\0")
_BINDING = re.compile("约束性|预期性|预期目标")
_WIDER = re.compile(
    "(全球|全国|国内|全省)(?<![居占于]..)(?!市场占有|市场份额|领先|第|首|前|各|重点|平均|行业|知名|一流|先进|有影响)"
)
_RATIOS = ("率", "百分点", "倍")


def read_changes(state: State) -> None:
    """Fill in rate, direction, baseline, modality, 约束性 and region of every draft."""
    for draft in state.drafts:
        if continues(state, draft) and draft.previous and draft.previous.kind is draft.kind:
            _go_on(draft, draft.previous)
            continue
        draft.modality = _modality(state, draft)
        draft.region = _region(state, draft)
        if draft.kind is Kind.TARGET and not draft.quoted:
            found = _BINDING.search(state.text, draft.sentence.start, draft.sentence.end)
            draft.binding = found.group()[:2] + "性" if found else None
        words = state.masked[draft.left : draft.lexeme.left]
        if draft.lexeme.form == "倍数":
            words += state.masked[draft.lexeme.start : draft.lexeme.end]
        if draft.kind is Kind.AWARD:
            if draft.lexeme.unit.dimension == "百分点":
                draft.direction = _direction(words)
        elif draft.kind is not Kind.OTHER and draft.role is Role.MAIN:
            level = _is_level(state, draft)
            draft.rate = _rate(state, draft, words, level)
            draft.direction = None if level else _direction(words)
        draft.baseline = _baseline(state, draft)


def _go_on(draft: Draft, previous: Draft) -> None:
    """Give the later items of a list (分别增长11%和12%) what the first has."""
    draft.rate, draft.direction, draft.binding = previous.rate, previous.direction, previous.binding
    draft.modality, draft.region = previous.modality, previous.region
    draft.baseline = _year_before(draft)


def _is_level(state: State, draft: Draft) -> bool:
    """Tell 提高到65% from 提高15个百分点: a level reached is no change."""
    if draft.comparator is Comparator.REACH and draft.lexeme.form != "倍数":
        return True
    return _TO_LEVEL.search(state.masked, draft.left, draft.lexeme.start) is not None


def _rate(state: State, draft: Draft, words: str, level: bool) -> str | None:
    condition = draft.kind is Kind.CONDITION
    if condition and not (_CHANGED.search(words) or _GROWTH.search(words)):
        return None
    if _ANNUAL.search(words):
        return "annual_average"
    if _YEARLY.search(words) or (condition and _GROWTH.search(words)):
        return "yoy"
    if condition:
        return None
    if draft.lexeme.form == "位数":
        return "yoy"
    since = _since(state, draft)
    if since is not None:
        return "yoy" if draft.time == str(since + 1) else "cumulative"
    if _TOTAL.search(words):
        return "cumulative"
    if level or draft.lexeme.unit.dimension not in _RATIOS or _AGAINST.search(words):
        return None
    if not _CUMULATED.search(words):
        return None
    yearly = draft.lexeme.unit.dimension != "百分点" and _YEAR_ON_YEAR.search(words)
    if draft.kind is not Kind.TARGET:
        return "yoy" if draft.kind is Kind.ACTUAL and yearly else None
    base, horizon = state.frame.base, state.frame.horizon
    return "yoy" if base is not None and horizon in (base, base + 1) else "cumulative"


def _direction(words: str) -> str | None:
    move = last_match(_MOVES, words, 0, len(words))
    if move is None:
        return None
    return "decrease" if _FALL.match(move.group()) else "increase"


def _since(state: State, draft: Draft) -> int | None:
    """Give the year that a change is measured from: 比2020年下降."""
    match = _SINCE_YEAR.search(state.masked, draft.left, draft.lexeme.start)
    if match is None:
        return None
    return _year_at(draft, match.start("year"))


def _year_at(draft: Draft, at: int) -> int | None:
    return next((t.last for t in draft.sentence.times if t.start == at), None)


def _baseline(state: State, draft: Draft) -> Baseline | None:
    """Hand the A of 由A提升至B to B, 比2020年 and the year before to the change."""
    if draft.role is not Role.MAIN:
        return None
    previous = draft.previous
    if previous is not None and previous.role is Role.BASELINE:
        lexeme = previous.lexeme
        if lexeme.unit.dimension == draft.lexeme.unit.dimension:
            superseded = draft.kind in (Kind.AWARD, Kind.CONDITION)
            return Baseline(lexeme.value, lexeme.unit.name, None if superseded else previous.time)
    if draft.kind in (Kind.AWARD, Kind.CONDITION, Kind.OTHER):
        return None
    since = _since(state, draft)
    if since is None and draft.lexeme.unit.dimension == "倍":
        multiple = _TIMES_YEAR.search(state.masked, draft.left, draft.lexeme.start)
        since = _year_at(draft, multiple.start("year")) if multiple else None
    if since is not None:
        return Baseline(None, None, str(since))
    return _year_before(draft)


def _year_before(draft: Draft) -> Baseline | None:
    """Give 同比 the year before as its baseline; a growth over several years has none of its own."""
    if draft.rate != "yoy" or draft.time is None or "/" in draft.time:
        return None
    return Baseline(None, None, str(int(draft.time[:4]) - 1))


def _modality(state: State, draft: Draft) -> str | None:
    """Read 力争 before the number for it alone, before the time for the whole sentence."""
    if draft.kind not in (Kind.TARGET, Kind.FORECAST):
        return None
    own = _MODALITY.search(state.text, draft.left, draft.lexeme.start)
    if own:
        return own.group()
    whole = _MODALITY_TIME.search(state.masked, draft.sentence.start, draft.lexeme.start)
    return whole.group(1) if whole else None


def _region(state: State, draft: Draft) -> str | None:
    """Name the place a quantity is for, where it is not the document's."""
    place = place_of(state, draft)
    if place:
        return place
    told = draft.kind in (Kind.ACTUAL, Kind.FORECAST) and draft.sentence.part is not Part.GOAL
    if not told:
        return state.region
    wider = _WIDER.search(state.text, draft.left, draft.lexeme.left)
    if wider is None:
        going_on = draft.previous is not None and draft.noun is not None
        same = going_on and draft.previous and draft.previous.noun == draft.noun
        return draft.previous.region if same and draft.previous else state.region
    own = wider.group(1) == "全省" and state.document.metadata.level == "省"
    return state.region if own else wider.group(1)
