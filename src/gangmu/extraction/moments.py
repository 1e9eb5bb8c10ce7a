"""What each expression of time says in its document: its years, past or to come, and its reach.

A printed time becomes a ``Moment`` once the document gives it a year: 去年 and 年底 from the year the
document or its section speaks in, 五年来 and 今后三年 counted from there. A moment governs the words
from its end ``until`` the end of its reach: its paragraph, its item of 一是…二是…, its phrase when it
stands in the middle (2024年底前), only the next number when it says from when (由2015年的).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from gangmu.extraction.framing import Family, Part
from gangmu.extraction.state import Moment, State
from gangmu.writing.dates import Time
from gangmu.writing.numerals import parse_number

# No time reaches further, in characters: texts without an end of line stay fast.
_LONGEST = 2000
_PLANNED = (Part.GOAL, Part.TASK, Part.PROPOSAL)
# 比2020年, 较上年, 与2015年相比: a time that is only compared with.
_COMPARED = re.compile(r"(?:比|较|与|同|相比|相较于?|对比)\s?\Z")
_COMPARED_AFTER = re.compile(
    r"[^，。；、]{0,12}基础上|(?:的)?(?:相比|水平相比)|不变价|价格|同期|的?[0-9.]+倍"
)
_IS = re.compile(r"(?:是|为|相当于|占|达到?)\s?\Z")
_SHARE_OF = re.compile("(?:全年|同期)?的?(?:[0-9.]+[倍%％]|[一二三四五六七八九两]成|一半)")
_FROM = re.compile(r"(?:由|从|自)(?:原来的?)?\s?\Z")
_SINCE = re.compile(r"(?:年)?(?:以来|起(?!到)|后|至今)")
_NAME_AFTER = re.compile(r"(?:国民经济|工业|制造业|发展|产业)?(?:规划|计划(?!完成)|纲要|目标)")
_TO_AIM = re.compile(r"(?:距离?|完成|达到|超过|低于|高于|快于|慢于|落后于?|占)了?\s?\Z")
_AIM = re.compile(r"[^，。；]{0,16}?(?:目标|任务|要求|计划)(?:值|任务)?(?:[（(][^（()）]*[）)])?")
_BY = re.compile(r"前(?![三二一四])")
_SEMICOLON = re.compile("[；;]")
_COMMA = re.compile("前?[，,]")
_COMMA_LATER = re.compile("[，,；;]")
_OF_WHICH = re.compile(r"其中[，,：:]?\Z")
_AS_OF = re.compile(r"(?:截至|截止|到|至)\s?\Z")
_TOWARD = re.compile(r"(?:[到至]|力争|争取|确保|预计|有望)\s?\Z")
# What may stand between the beginning of a sentence and a time that opens it.
_HEAD = re.compile(
    r"(?:[。；;：:！？\n]|——|\A)\s*(?:[一二三四五六七八九十]、|[（(]?[0-9一二三四五六七八九十]{1,2}[）).．]|[①-⑳]|[一二三四五六七八九]是"
    r"|即|其中[，,]?|力争|争取|确保|截至|截止|[到至在于]|\s)*\Z"
)
_AIM_OF = re.compile("的?(?:规划|发展|预期|年度)?(?:目标|任务)")
_NUMBER = re.compile(r"的约?[0-9]")
# These two are searched in whole documents, and so begin with one character out of a set.
_ITEM = re.compile(
    r"[一二三四五六七八九十（(①-⑳](?:是(?<=[一二三四五六七八九]是)(?=[^否])|(?<=[（(])[0-9一二三四五六七八九]{1,2}[）)]"
    r"|(?<=[①-⑳])|、(?<=[。；：][一二三四五六七八九十]、))"
)
_SPAN = re.compile(
    "[过前两三四五十今未全](?:(?:去(?<=过去)|(?<=前))(?P<past>[两三四五十])年|(?<![近来一-鿿].)(?<=[三四五])(?P<total>年累计)"
    "|(?<=[两三四五十])(?P<since>年(?:多)?来)|(?:后(?<=今后)|来(?<=未来))(?P<next>[两三四五十])年|(?<=全)(?P<whole>年)(?!龄))"
)
_MONTHS = {"上半年": 6, "一季度": 3, "二季度": 6, "三季度": 9, "前三季度": 9}
_LAST_YEAR = ("去年", "上年", "上年度", "上一年", "上一年度", "前一年", "前一年度")
_WHOLE = ("年底", "年末", "年内", "全年", "下半年", "四季度")
_TO_COME = ("全年", "年内", "年底")
_PARTS_OF_YEAR = {
    "月",
    "上半年",
    "下半年",
    "前三季度",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "年底",
    "年末",
    "年内",
    "全年",
}
# In a rule 上年度 is the year before an application; only these are said of the rule's own time.
_SAID_NOW = ("今年", "去年", "前年", "明年")
_PRESENT = ("目前", "现在", "当前")


def read_moments(state: State) -> list[Moment]:
    """Read the times of a document as moments, in order."""
    found: list[Moment] = []
    for time in _merged(state):
        moment = _moment(state, time, found)
        if moment is not None:
            found.append(moment)
    return found


def _merged(state: State) -> Iterator[Time]:
    """Give the printed times and the spans that are counted from the present, in order."""
    spans = list(_spans(state))
    if not spans:
        yield from state.times
        return
    covered = {at for span in spans for at in range(span.start, span.end)}
    times = [t for t in state.times if t.start not in covered and t.end - 1 not in covered]
    yield from sorted((*times, *spans), key=lambda t: t.start)


def _spans(state: State) -> Iterator[Time]:
    frame = state.frame
    ruled = frame.family is Family.MEASURES
    if frame.base is None or ruled:
        return
    for match in _SPAN.finditer(state.text):
        start, end = match.span()
        if match["whole"]:
            yield Time(start, end, None, None, word="全年")
            continue
        count = int(parse_number(match["past"] or match["next"] or match.group()[0]) or 0)
        if match["next"]:
            yield Time(start, end, frame.base + 1, frame.base + count)
            continue
        planned = match["total"] and state.part_at(start) in _PLANNED
        if planned:
            continue
        yield Time(start, end, frame.base - count + 1, frame.base)


def _moment(state: State, time: Time, before: list[Moment]) -> Moment | None:
    text, start, end = state.text, time.start, time.end
    if state.in_title(start) or (time.plan and _NAME_AFTER.match(text, end)):
        return None
    years = _years(state, time, before)
    if years is None:
        return None
    first, last, month = years
    edge = month or _MONTHS.get(time.part)
    if edge is None and (time.part in ("底", "末") or time.word in _WHOLE):
        edge = 12
    present = time.word in _PRESENT
    future = False if present else _future(state, last, edge)
    compared = bool(
        _COMPARED.search(text, max(0, start - 3), start)
        or _COMPARED_AFTER.match(text, end)
        or (_IS.search(text, max(0, start - 4), start) and _SHARE_OF.match(text, end))
    )
    since = time.part == "以来" or _SINCE.match(text, end) is not None
    origin = not since and _FROM.search(text, max(0, start - 4), start) is not None
    until, local = _reach(state, time, origin)
    if month and not (time.word == "月" or _AS_OF.search(text, max(0, start - 2), start)):
        month = None  # 2024年3月 alone names when something was done
    if time.word in ("上半年", "一季度", "前三季度", "下半年", "二季度", "三季度", "四季度"):
        month = None
    return Moment(
        start, end, until, first, last, month, future, compared, origin, since and not future, local, present
    )  # fmt: skip


def _years(state: State, time: Time, before: list[Moment]) -> tuple[int, int, int | None] | None:
    """Give the years of a time; ``None`` where the document does not say."""
    if time.first is not None and time.last is not None:
        return time.first, time.last, time.month
    word, this = time.word, this_year(state)
    ruled = state.frame.family is Family.MEASURES
    if this is None or (ruled and word not in _SAID_NOW):
        return None
    if word in _PRESENT:
        year = state.frame.base
        return (year, year, None) if year is not None else None
    year = None
    if word in ("今年", "本年", "本年度"):
        year = this
    elif word == "明年":
        year = this + 1
    elif word == "前年":
        year = this - 2
    elif word in _LAST_YEAR:
        # 上年度 of a threshold in a plan is the year before an application
        planned = state.frame.family is Family.PLAN and state.part_at(time.start) is not Part.PAST
        if word == "去年" or not planned:
            year = _last_year(state, time, this)
    elif word in _PARTS_OF_YEAR:
        year = _year_of_part(state, time, before)
    if year is None:
        return None
    return year, year, time.month or _MONTHS.get(word)


def _last_year(state: State, time: Time, this: int) -> int:
    """Give the year before: in a look back, 上年 is the year before the one looked back on."""
    frame = state.frame
    if time.word.startswith(("上", "前")) and frame.base is not None:
        past = state.part_at(time.start) is Part.PAST
        if frame.family is Family.EVALUATION or (frame.family is Family.REPORT and past):
            return frame.base - 1
    return this - 1


def _year_of_part(state: State, time: Time, before: list[Moment]) -> int | None:
    """Give the year of 6月底 and 年底: that of the sentence, of the section, or the last one ended."""
    text, frame, word = state.text, state.frame, time.word
    begin = text.rfind("\n", 0, time.start)
    if word not in ("全年", "年末"):
        begin = max(begin, text.rfind("。", 0, time.start))
    for moment in reversed(before):
        if moment.start < begin:
            break
        ahead = moment.future and word in _MONTHS  # 订单已排到明年3月，上半年产值…
        if frame.now is not None and moment.last < frame.now[0] - 2 and word in ("月", *_MONTHS):
            break  # 2010年建厂的企业，到4月底
        if not (moment.compared or moment.origin or moment.present or ahead):
            return moment.last
    part = state.part_at(time.start)
    if frame.family is Family.REPORT and frame.now and frame.now[1] == 12:
        return frame.base if part in (Part.PAST, Part.OUTLOOK) else frame.horizon
    this = this_year(state)
    reported = frame.family is Family.EVALUATION and part is Part.TASK
    toward = (
        _BY.search(text, time.end - 1, time.end + 1)
        or _TOWARD.search(text, max(0, time.start - 3), time.start)
        or (part in _PLANNED and not reported)
    )
    if frame.family is Family.EVALUATION and not toward:
        return frame.base
    if this is None or frame.now is None:
        return this
    month = time.month or _MONTHS.get(word, 12)
    ended = word not in _TO_COME and not toward and month > frame.now[1]
    return this - ended


def this_year(state: State) -> int | None:
    """Give the year a document speaks in: the coming one for a report to a congress."""
    frame = state.frame
    if frame.family is Family.REPORT and frame.horizon:
        return frame.horizon
    return frame.signed.year if frame.signed else None


def _future(state: State, year: int, month: int | None) -> bool | None:
    """Tell whether a time is still to come for the document; ``None`` if it may be either."""
    frame = state.frame
    if frame.now is None:
        return True if frame.horizon is not None and year >= frame.horizon else None
    if year != frame.now[0]:
        return year > frame.now[0]
    if month is None:
        return False if frame.now[1] == 12 else None
    return month > frame.now[1]


def _reach(state: State, time: Time, origin: bool) -> tuple[int, bool]:
    """Give where the reach of a time ends, and whether it is over with its sentence."""
    text, start, end = state.text, time.start, time.end
    line = text.find("\n", end, end + _LONGEST)
    line = min(len(text), end + _LONGEST) if line < 0 else line
    if origin:
        return min(line, end + 24), True
    aim_of = text.startswith("的", start - 1) and _AIM_OF.match(text, end)
    if aim_of:
        return aim_of.end(), True  # 《规划》设定的1300亿元的2025年目标
    if _TO_AIM.search(text, max(0, start - 5), start):
        aim = _AIM.match(text, end, line)
        if aim:
            return aim.end(), True
    sentence = text.find("。", end, line)
    sentence = line if sentence < 0 else sentence + 1
    if _NUMBER.match(text, end, line):
        return sentence, True  # 提升至2022年的2.3万吨
    if _OF_WHICH.search(text, max(0, start - 4), start):
        stop = _SEMICOLON.search(text, end, sentence)
        return stop.start() if stop else sentence, True
    head = _at_head(state, start)
    if _BY.search(text, end - 1, end + 1) and not (head and _COMMA.match(text, end)):
        stop = _COMMA_LATER.search(text, end + 1, sentence)
        return stop.start() if stop else sentence, True
    begin = text.rfind("\n", 0, start) + 1
    # a stage on the way to the horizon is over with its sentence, unless it opens the paragraph
    opens = head and text.find("。", begin, start) < 0
    staged = time.last is not None and state.frame.horizon is not None
    passing = staged and not opens and (time.last or 0) < (state.frame.horizon or 0)
    planned = state.frame.family is Family.PLAN and state.part_at(start) is not Part.PAST
    return _item_end(text, start, line), passing and planned


def _at_head(state: State, start: int) -> bool:
    """Tell whether a time opens its sentence: nothing but 到 or 力争到 stands before it."""
    text = state.text
    return _HEAD.search(text, max(0, start - 12), start) is not None


def _item_end(text: str, start: int, line: int) -> int:
    """Give where the item of a list ends that a time stands in: 一是2017年…；二是…."""
    following = _ITEM.search(text, start, line)
    if following is None:
        return line
    begin = text.rfind("\n", max(0, start - _LONGEST), start) + 1 or max(0, start - _LONGEST)
    inside = _ITEM.search(text, begin, start) or _ITEM.match(text, start)
    return following.start() if inside and following.start() > start else line


def governing(moments: list[Moment], begin: int, at: int) -> Iterator[Moment]:
    """Give the moments between two offsets that reach the second, the nearest first."""
    low = bisect_left(moments, begin, key=lambda m: m.start)
    high = bisect_right(moments, at, key=lambda m: m.end)
    for moment in reversed(moments[low:high]):
        if moment.until > at and not moment.compared:
            yield moment
