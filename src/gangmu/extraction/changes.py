"""How a quantity moves: rate, direction, baseline; with what force: modality, 约束性; and where."""

from __future__ import annotations

import re

from gangmu.extraction.binding import PLACED
from gangmu.extraction.state import Draft, Part, State
from gangmu.terms import Baseline, Comparator, Kind, Role

_ANNUAL = re.compile(r"年均|年平均|复合|平均增速|平均增长")
_YEARLY = re.compile(r"同比|(?:较|比)(?:上年|去年|上一年)|上年同期|增速(?=.{0,4}连续)")
_TOTAL = re.compile(r"累计|五年|[三四五]年(?=[^，。]{0,6}(?:新增|统筹|累计|定向|培|引|建|完成))|翻番|翻[一两]番|倍增")
_SINCE_YEAR = re.compile(r"(?:比|较|与|在)\s?(?P<year>\0+)")
_GROWS = re.compile(r"增长|增加|提高|提升|上升|扩大|增速|倍增|翻|高于|快于|增幅|回升|上浮|上调|升高|多于|领先|高(?=\Z)")
_SHRINKS = re.compile(r"下降|降低|减少|缩短|压缩|压减|削减|下调|低于|回落|减(?=\Z)|降(?=\Z)|慢于|缩小|落后|下浮|降幅|少(?=\Z)|低(?=\Z)")
_CHANGED = re.compile(r"增长|增加|提高|提升|上升|下降|降低|减少|倍增|翻|增幅|降幅|扩大")
_MODALITY = re.compile("力争|争取|确保")
_MODALITY_TIME = re.compile(r"(力争|争取|确保)(?:到|至|在)?\s?\0")
_BINDING = re.compile("约束性|预期性")
_WIDER = re.compile("(?<![居占于])(全球|全国|国内|全省|全市)(?!领先|第|首|前|各|重点|平均|行业|知名|一流|先进|有影响)")


def read_changes(state: State) -> None:
    """Fill in rate, direction, baseline, modality, binding and region of every draft."""
    for draft in state.drafts:
        zone = state.masked[draft.left : draft.lexeme.left]
        if draft.lexeme.form == "倍数":
            zone += state.masked[draft.lexeme.start : draft.lexeme.end]
        draft.modality = _modality(state, draft)
        draft.region = _region(state, draft)
        if draft.kind is Kind.TARGET:
            found = _BINDING.search(state.text, draft.sentence.start, draft.sentence.end)
            draft.binding = found.group() if found else None
        _baseline(state, draft)
        levels = draft.comparator is Comparator.REACH and not draft.lexeme.form == "倍数"
        if draft.kind in (Kind.AWARD, Kind.OTHER):
            if draft.kind is Kind.AWARD:
                draft.direction = _direction(zone) if draft.lexeme.unit.dimension == "百分点" else None
            continue
        if draft.role is Role.MAIN:
            draft.rate = _rate(state, draft, zone, levels)
        if not levels and not _to_level(zone) and draft.role is Role.MAIN:
            draft.direction = _direction(zone)
        _yearly_baseline(state, draft, zone)


def _to_level(zone: str) -> bool:
    return bool(re.search(r"(?:提[高升]|增加?|下?降低?|扩大|压[缩减]|缩[短减])[至到]", zone))


def _rate(state: State, draft: Draft, zone: str, levels: bool) -> str | None:
    if draft.kind is Kind.CONDITION and not _CHANGED.search(zone) and "增速" not in zone:
        return None
    if _ANNUAL.search(zone):
        return "annual_average"
    if _YEARLY.search(zone) or (draft.lexeme.form == "位数" and "增速" in zone):
        return "yoy"
    if draft.kind is Kind.CONDITION:
        return "yoy" if re.search(r"增长|增速", zone) else None
    since = _since(state, draft)
    if since:
        year = int(since)
        if draft.time and draft.time.isdigit() and int(draft.time) == year + 1:
            return "yoy"
        return "cumulative"
    if _TOTAL.search(zone):
        return "cumulative"
    if levels or _to_level(zone):
        return None
    if draft.lexeme.unit.dimension not in ("率", "百分点", "倍"):
        return None
    if re.search(r"(?:较|比|与)[^，\0]{2,}", zone):
        return None
    if re.search(r"增长|提高|提升|下降|降低|倍增|翻", zone):
        if draft.kind is Kind.TARGET:
            annual = state.horizon is not None and state.base is not None and state.horizon == state.base + 1
            return "yoy" if annual and "增长" in zone else "cumulative"
        return "yoy" if draft.kind is Kind.ACTUAL and "增长" in zone else None
    return None


def _direction(zone: str) -> str | None:
    grows, shrinks = None, None
    for grows in _GROWS.finditer(zone):
        pass
    for shrinks in _SHRINKS.finditer(zone):
        pass
    if grows is None and shrinks is None:
        return None
    if shrinks is None or (grows is not None and grows.start() > shrinks.start()):
        return "increase"
    return "decrease"


def _since(state: State, draft: Draft) -> str | None:
    match = _SINCE_YEAR.search(state.masked, draft.left, draft.lexeme.start)
    if not match:
        return None
    time = next((t for t in draft.sentence.times if t.start == match.start("year")), None)
    return str(time.last) if time and time.last else None


def _baseline(state: State, draft: Draft) -> None:
    """Hand the A of 由A提升至B to B, and 比2020年 to the change."""
    previous = draft.previous
    if previous is not None and previous.role is Role.BASELINE and draft.role is Role.MAIN:
        lexeme = previous.lexeme
        if lexeme.unit.dimension == draft.lexeme.unit.dimension:
            draft.baseline = Baseline(lexeme.value, lexeme.unit.name, previous.time)
            return
    since = _since(state, draft)
    if since and draft.kind in (Kind.TARGET, Kind.ACTUAL, Kind.FORECAST):
        draft.baseline = Baseline(None, None, since)


def _yearly_baseline(state: State, draft: Draft, zone: str) -> None:
    """A yoy change is measured from the year before."""
    if draft.baseline is None and draft.rate == "yoy" and draft.kind is Kind.ACTUAL and draft.time and _YEARLY.search(zone):
        if draft.lexeme.form != "位数" and len(draft.time) == 4:
            draft.baseline = Baseline(None, None, str(int(draft.time) - 1))


def _modality(state: State, draft: Draft) -> str | None:
    if draft.kind not in (Kind.TARGET, Kind.FORECAST):
        return None
    own = _MODALITY.search(state.text, draft.left, draft.lexeme.start)
    if own:
        return own.group()
    whole = _MODALITY_TIME.search(state.masked, draft.sentence.start, draft.lexeme.start)
    return whole.group(1) if whole else None


def _region(state: State, draft: Draft) -> str | None:
    part = PLACED.match(state.text, draft.left, draft.lexeme.left)
    if part:
        return part.group(1)
    wider = _WIDER.search(state.text, draft.left, draft.lexeme.left)
    if wider and draft.kind in (Kind.ACTUAL, Kind.FORECAST) and draft.sentence.part in (Part.OUTLOOK, Part.PAST, Part.OTHER):
        words = wider.group(1)
        if words != "全市" or (state.region or "").endswith(("区", "县")) is False:
            return state.region if words == "全市" else words
        return state.region
    return state.region
