"""When: the time that governs each quantity, one carried over in its paragraph, or the default.

The model is that of the guide. A sentence is governed by the time it states; later sentences of the
paragraph go on with it; without one an aim is for the horizon of the plan, and a fact is of the
year that its section reports on (a count in an evaluation: of the cut-off).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from gangmu.extraction.framing import Family, Part
from gangmu.extraction.moments import governing, read_moments
from gangmu.extraction.state import Draft, Moment, State, chain_of
from gangmu.terms import Comparator, Kind, Role
from gangmu.writing.numerals import parse_number

_BUT = re.compile("[，,；;]但")
_ONCE = re.compile(r"一度|曾(?!经?营)|历史上|历史最|最高时")
_YEARS_RUNNING = re.compile(r"连续([0-9]{1,2}|[二三四五六七八九十两])年")
# What is said of a whole period, not of its end.
_OVER = re.compile("年均|平均增|年平均|累计|复合")
_YEARLY = re.compile("年均|年平均|复合|[两三四五]年平均")
_FLOW = re.compile(
    "新增|净增|新建|新[引培认]|实施|完成|兑现|引进|开工|竣工|投入|争取|增长|下降|降低|减少|增加(?![值到至])|发放|惠及|带动|组织|开展|培训|淘汰|关停|盘活|减免|拨付|签约|招引|获批|攻克|承担|制定|举办|服务|建成|新上|支持|安排|受理|处置|收储|推广|推动|认定|评选|撬动|拉动|吸引|贡献"
)
_LEVEL = re.compile("[到至达为]\\Z|现有|拥有|共有|总数|总量|占|比重|达到")
_OF_PLAN = re.compile("规划|五年|20[0-9]{2}年")
_DONE_BY = re.compile(
    r"[，,]\0+[^，。；]{0,5}?(?:建成|完成|投产|竣工|投用|达产|启用|交付|见效)[^，。；0-9]{0,6}[，。；]"
)
_FORETOLD = re.compile(r"(?:预计|有望|力争|预期)(?:到|至)?\Z")
_SAME_TIME = re.compile("(?<![年度])同期")
_STILL = re.compile("仍|目前|现有|尚")
_OF_WHICH = re.compile("[，,；]?其中")
_BRACKETED = re.compile(r"[（(]\s?\Z")
# How far back, in characters, a period is carried inside one clause.
_SECTION = 600
_STOCK = ("率", "百分点", "元")
_RATIOS = ("率", "百分点", "倍")


def govern(state: State) -> None:
    """Find for each quantity the time that governs it, in its sentence or before in its paragraph."""
    moments = state.moments = read_moments(state)
    starts = [m.start for m in moments]
    first = 0
    for sentence in state.sentences:
        line = state.text.rfind("\n", 0, sentence.start) + 1
        first = bisect_left(starts, sentence.start, first)
        own = sentence.moments = moments[first : bisect_left(starts, sentence.end, first)]
        carried = [m for m in governing(moments, line, sentence.start) if not m.local]
        if sentence.clause is not None and sentence.part is Part.PAST:
            # “十三五”时期 opens a whole section of what was
            floor = min(line, max(sentence.clause.span.start, line - _SECTION))
            earlier = moments[bisect_left(starts, floor) : bisect_left(starts, line)]
            carried += [m for m in earlier if m.period and not m.local][::-1]
        for draft in sentence.drafts:
            draft.governing = _governing(state, draft, own) if own else None
            at = draft.lexeme.start
            draft.carried = [m for m in carried if m.until > at or m.until < sentence.start]


def _governing(state: State, draft: Draft, own: list[Moment]) -> Moment | None:
    start = draft.lexeme.start
    listed = _listed(state, draft, own)
    if listed:
        return listed
    level = draft.lexeme.unit.dimension not in _RATIOS
    floor = draft.previous.lexeme.end if draft.previous else 0
    before = [
        m
        for m in own
        if m.end <= start < m.until
        and (not m.compared or (level and _follows(state, m, start)))
        and (not m.origin or m.start >= floor)
        and not (m.future and _BUT.search(state.text, m.end, start))
    ]
    nearest = before[-1] if before else None
    if nearest and nearest.origin:
        draft.own_time = True
        return nearest
    if nearest is None or nearest.start < draft.left:
        done = _DONE_BY.match(state.masked, draft.right, draft.sentence.end)
        later = next((m for m in own if done and m.start == draft.right + 1), None)
        if later:
            return later
    if nearest is None and (cell := _own_cell(state, draft, own)):
        return cell
    if nearest is None:
        after = [m for m in own if draft.lexeme.right <= m.start <= draft.lexeme.right + 2]
        if after and _BRACKETED.search(state.text, draft.lexeme.right, after[0].start):
            return after[0]
    return nearest


def _own_cell(state: State, draft: Draft, own: list[Moment]) -> Moment | None:
    """Take the time that a row of a table gives in a cell of its own: 任务	目标	2025年12月."""
    text = state.text
    for moment in own:
        alone = text[moment.start - 1 : moment.start] == "\t"
        if (
            alone
            and moment.start > draft.lexeme.end
            and text[moment.end : moment.end + 1] in "\t\n"
        ):
            return moment
    return None


def _listed(state: State, draft: Draft, own: list[Moment]) -> Moment | None:
    """Give 2023年、2024年分别新增300辆、500辆 each its own year."""
    chain = chain_of(state, draft) if len(own) > 1 else []
    if len(chain) < 2 or "分别" not in state.text[draft.sentence.start : chain[0].lexeme.start]:
        return None
    run: list[Moment] = []
    for moment in own:
        if moment.start > chain[0].lexeme.start:
            break
        joined = run and state.text[run[-1].end : moment.start].strip() in ("、", "和", "及")
        run = [*run, moment] if joined else [moment]
    return run[chain.index(draft)] if len(run) == len(chain) else None


def _follows(state: State, moment: Moment, start: int) -> bool:
    return state.text[moment.end : start].strip() in ("", "的", "约", "末的", "底的")


def bind_times(state: State) -> None:
    """Write deadline or as-of of every draft: its own time, one carried over, or the default."""
    for draft in state.drafts:
        match draft.kind:
            case Kind.TARGET | Kind.FORECAST:
                draft.time = _deadline(state, draft)
            case Kind.ACTUAL:
                draft.time = _as_of(state, draft)
            case Kind.OTHER:
                moment, previous = draft.governing, draft.previous
                if moment is not None and moment.start >= draft.left:
                    draft.time = _label(state, draft, moment)
                elif previous is not None and previous.kind is Kind.OTHER:
                    part = _OF_WHICH.match(state.text, previous.lexeme.right, draft.lexeme.left)
                    draft.time = previous.time if part else None
            case _:
                draft.time = None


def _deadline(state: State, draft: Draft) -> str | None:
    moment, previous = draft.governing, draft.previous
    frame = state.frame
    own = [m for m in draft.sentence.moments if draft.left <= m.start < draft.lexeme.start]
    if draft.quoted and own:
        return str(own[-1].last)
    if draft.quoted:
        after = [m for m in draft.sentence.moments if 0 <= m.start - draft.lexeme.right <= 2]
        if after:
            return str(after[0].last)
    if draft.quoted and (moment is None or moment.start < draft.left):
        far = "距" in state.text[draft.left : draft.lexeme.start]
        if far or _OF_PLAN.search(state.text, draft.left, draft.lexeme.start):
            return str(frame.horizon) if frame.horizon else None
        if previous and previous.time:
            return _last_year(previous.time)
    if moment is not None:
        return str(moment.last)
    for moment in draft.carried:
        if moment.future is not False:
            return str(moment.last)
    if frame.family is Family.MEASURES:
        return None
    if draft.kind is Kind.FORECAST and draft.sentence.part in (Part.PAST, Part.OUTLOOK):
        return None
    return str(frame.horizon) if frame.horizon else None


def _last_year(label: str) -> str:
    return label[-4:] if "/" in label else label[:4]


def _as_of(state: State, draft: Draft) -> str | None:
    once = _ONCE.search(state.text, draft.left, draft.lexeme.start)
    if once and (draft.governing is None or draft.governing.end < draft.left):
        return None
    if draft.role is Role.BASELINE and not draft.own_time:
        return _start_time(state, draft)
    previous = draft.previous
    if (
        previous is not None
        and previous.kind is Kind.ACTUAL
        and previous.lexeme.unit.dimension == draft.lexeme.unit.dimension
        and draft.governing is previous.governing
        and _OF_WHICH.match(state.text, previous.lexeme.right, draft.lexeme.left)
    ):
        return previous.time  # 新增74万平方米，其中国有企业建设41万平方米
    label = None
    moment = draft.governing
    if moment is not None and not moment.future:
        label = _label(state, draft, moment)
    counted = state.frame.cut_off is not None and (
        draft.lexeme.unit.dimension not in _STOCK
        or _STILL.search(state.text, draft.left, draft.lexeme.left) is not None
    )
    if label is None:
        carried = draft.carried[0] if draft.carried else None
        told = carried and carried.future is not True and not _foretold(state, carried)
        if carried and told and not (counted and carried.month is None):
            label = _label(state, draft, carried)
    if label is None:
        label = state.frame.reporting
    over = moment is not None and _OVER.search(state.text, draft.left, draft.lexeme.start)
    if over and moment is not None and label == str(moment.last):
        first = _compared_year(draft, moment) or _period_to(draft, moment)
        label = f"{first}/{label}" if first else label
    elif label and len(label) == 4:
        # 年均增长 without a period: since the year compared with, or since the plan began
        yearly = _YEARLY.search(state.text, draft.left, draft.lexeme.start)
        begun = _compared_in(draft) or state.frame.begun
        if yearly and begun is not None and str(begun + 1) < label:
            label = f"{begun + 1}/{label}"
    return _running(state, draft, label)


def _foretold(state: State, moment: Moment) -> bool:
    """Tell a time that is only expected (预计2025年达到): it dates no fact after it."""
    return _FORETOLD.search(state.text, max(0, moment.start - 8), moment.start) is not None


def _start_time(state: State, draft: Draft) -> str | None:
    """Date the A of 由A提升至B: before the period it changed in, else the year last past."""
    moment = draft.governing or next((m for m in draft.carried if m.future is False), None)
    frame = state.frame
    if _SAME_TIME.search(state.text, draft.left, draft.lexeme.start):
        begun = (d for d in draft.sentence.drafts if d.role is Role.BASELINE and d.time)
        return next((d.time for d in begun if d is not draft), None)
    if moment is not None and moment.period and moment.future is not True:
        return str(moment.first - 1)
    if moment is not None and moment.future is False:
        period = _period_to(draft, moment)
        return str(period - 1) if period else _compared_before(state, draft)
    later = draft.following
    if moment is None and later is not None and later.kind is Kind.ACTUAL:
        # the B is of the last year past; of when the A is, only a comparison or the plan says
        compared = _compared_before(state, draft)
        return compared or (str(frame.begun) if frame.begun is not None else None)
    return frame.reporting[:4] if frame.reporting is not None else None


def _compared_before(state: State, draft: Draft) -> str | None:
    """Give the year that the paragraph compares with: 较2015年增长…；由148家发展到203家."""
    line = state.text.rfind("\n", 0, draft.sentence.start) + 1
    low = bisect_left(state.moments, line, key=lambda m: m.start)
    high = bisect_left(state.moments, draft.lexeme.start, key=lambda m: m.start)
    years = [m.last for m in state.moments[low:high] if m.compared and m.future is False]
    return str(years[-1]) if years else None


def _period_to(draft: Draft, year: Moment) -> int | None:
    """Find the first year of the period, named shortly before, that ends in a year."""
    for moment in (*draft.sentence.moments, *draft.carried):
        if moment.start < year.start and moment.period and moment.last == year.last:
            return moment.first
    return None


def _compared_year(draft: Draft, until: Moment) -> int | None:
    """Find the year after the one compared with: 2024年较2020年增长64%，年均增长13.2%."""
    for moment in draft.sentence.moments:
        earlier = moment.compared and moment.last + 1 < until.last
        if earlier and moment.start < draft.lexeme.start:
            return moment.last + 1
    return None


def _compared_in(draft: Draft) -> int | None:
    """Give the year that the sentence compares with before a quantity."""
    years = [m.last for m in draft.sentence.moments if m.compared and m.start < draft.lexeme.start]
    return years[-1] if years else None


def _label(state: State, draft: Draft, moment: Moment) -> str | None:
    """Write a time as of which a quantity is: of a period, the whole for sums, the end for levels."""
    if moment.present:
        return state.frame.reporting
    if moment.since:
        now = state.frame.reporting
        flow = now is not None and _is_flow(state, draft)
        return f"{moment.first}/{now[:4]}" if flow and now else now
    if moment.first != moment.last:
        if draft.kind is Kind.ACTUAL and not _is_flow(state, draft):
            return str(moment.last)
        return f"{moment.first}/{moment.last}"
    if moment.month and draft.kind is Kind.ACTUAL:
        return f"{moment.last}-{moment.month:02d}"
    return str(moment.last)


def _is_flow(state: State, draft: Draft) -> bool:
    """Tell what sums up over a period (实施120个) from a level at its end (达到120个)."""
    words = state.masked[draft.left : draft.lexeme.start]
    if _OVER.search(words):
        return True
    if draft.comparator is Comparator.REACH or _LEVEL.search(words):
        return False
    return _FLOW.search(words) is not None


def _running(state: State, draft: Draft, label: str | None) -> str | None:
    """Widen 2022 to 2020/2022 after 连续三年."""
    if label is None or len(label) != 4:
        return label
    match = _YEARS_RUNNING.search(
        state.text, draft.left - 6 if draft.left > 6 else 0, draft.lexeme.start
    )
    if not match or match.start() == draft.lexeme.start - 2:
        return label
    count = int(parse_number(match.group(1)) or 0)
    return f"{int(label) - count + 1}/{label}"
