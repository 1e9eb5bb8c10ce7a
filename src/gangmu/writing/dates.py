"""Read dates, years and periods as official documents write them.

``parse_date`` reads one complete date. ``parse_period`` reads the years a plan covers.
``find_times`` finds every expression of time in a text: years, months, plan periods, spans of
years, and the relative ones (上年, 年底) whose year only the context knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_CN_DIGIT = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
    "Ｏ": "0",
}
_CN = "〇零○OＯ一二三四五六七八九"
_CN_YEAR = rf"[一二][{_CN}]{{3}}"
_DASH = r"\s?(?:[—–\-~～－﹣]{1,2}|至|到)\s?"
_QUOTE = "[“\"‘'「]"
_UNQUOTE = "[”\"’'」]"
_YEAR = r"(?:19|20)[0-9]{2}"

_DATE = re.compile(
    rf"(?P<y>{_YEAR})(?:\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>3[01]|[12][0-9]|0?[1-9])\s?[日号]"
    r"|(?P<sep>[.\-/])(?P<m2>1[0-2]|0?[1-9])(?P=sep)(?P<d2>3[01]|[12][0-9]|0?[1-9])(?![0-9]))"
    rf"|(?P<cy>{_CN_YEAR})年(?P<cm>十[一二]?|[一二三四五六七八九]|元)月"
    r"(?P<cd>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)

_ORDINAL = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_PLAN = (
    rf"(?:{_QUOTE}(?P<plan>{_ORDINAL})五{_UNQUOTE}"
    r"|(?P<bare>十[一二三四五六七八九]|二十[一二三四五]?)五(?=时期|期间|以来|规划|末|初|计划|目标|发展|开局)"
    rf"|第(?P<nth>{_ORDINAL})个五年(?=规划|计划)"
    r"|[“\"]?(?P<soft>十[一二三四六七八九])五[”\"]?(?!个|[家项条年月日人种类元名岁天倍万亿千百]))"
)
_PLAN_PART = r"(?:时期|期间|期)?(?P<plan_part>末|初|中期|以来)?"

_TIME = re.compile(
    # 2023年6月底, 2023年上半年, 2019年末, 2020.05.11, 2021—2023年, 2021年到2023年
    rf"(?P<y1>{_YEAR})\s?年?(?:{_DASH}(?P<y2>{_YEAR})(?:\s?年|(?=[)）\]】]))|[、和](?P<y3>{_YEAR})\s?年?(?=[两二]年))"
    rf"|(?P<y>{_YEAR})(?:\s?年(?:度|间)?"
    r"(?:\s?(?P<m>1[0-2]|0?[1-9])\s?月(?:份|\s?[0-9]{1,2}\s?[日号])?|\s?(?P<half>上半年|下半年|[一二三四]季度|前三季度|第[一二三四]季度))?"
    r"|(?P<sep>[.\-/])(?P<m2>1[0-2]|0[1-9]|[1-9])(?P=sep)(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])|(?=的?基础上|[、和](?:19|20)[0-9]{2}\s?年))"
    r"(?P<edge>底|末|初)?(?P<before>前|之前|以前)?"
    # 二〇二二年十二月
    rf"|(?P<cy>{_CN_YEAR})年(?:(?P<cm>十[一二]?|[一二三四五六七八九])月(?:[二三]?十?[一二三四五六七八九十][日号])?)?(?:底|末|初)?"
    # “十四五”时期, 十三五末
    rf"|{_PLAN}{_PLAN_PART}"
    # words whose year the context knows
    r"|(?P<month>1[0-2]|[1-9])\s?月(?:份|底|末|初|[0-9]{1,2}日)?前?(?![月球])"
    r"|(?P<word>去年|(?<!以)前年(?!度)|上年度?|上一年度?|前一年度?|今年|本年度?|当年|明年|次年|下一?年度?|同期|目前|现在|当前"
    r"|上半年|下半年|前三季度|[一二三四]季度|(?<![0-9一二三四五六七八九十两])年[底末内]|期[末内])"
)

# Where an expression of time can begin. To search for one character out of a set, and look at the
# next, is a hundred times faster than to try the long pattern at every character.
_START = re.compile(
    "[0-9一二三四十“\"‘'「第去上前今本当明次下同目现年期]"
    r"(?:(?<=[12])(?=[09][0-9]{2})|(?<=[0-9])(?=[0-9]?\s?月)"
    rf"|(?<=[一二三四十“\"‘'「第])(?=[{_CN}十季])|(?<=[^0-9])(?=[年一半三期前在底末内]))"
)


@dataclass(frozen=True, slots=True)
class Time:
    """An expression of time in a text, ``text[start:end]``.

    ``first`` and ``last`` are years, equal for a single year, ``None`` where only the context
    knows them (``word`` then says which word stands there); ``month`` is 1 to 12. ``plan`` marks
    a five-year plan; ``part`` keeps 末, 底, 初, 以来 and parts of a year as printed.
    """

    start: int
    end: int
    first: int | None
    last: int | None
    month: int | None = None
    word: str = ""
    part: str = ""
    plan: bool = False

    @property
    def label(self) -> str | None:
        """Write the period as claims do: ``2022``, ``2023-06``, ``2021/2025``.

        >>> next(find_times("截至2023年6月底")).label
        '2023-06'
        """
        if self.first is None:
            return None
        if self.first != self.last:
            return f"{self.first}/{self.last}"
        return f"{self.first}-{self.month:02d}" if self.month else str(self.first)


def parse_date(text: str) -> date | None:
    """Read a complete date; ``None`` if it is none, or no day of the calendar.

    >>> parse_date("二○一一年七月五日"), parse_date("2020.05.11")
    (datetime.date(2011, 7, 5), datetime.date(2020, 5, 11))
    >>> parse_date("2023年2月30日") is None
    True
    """
    match = _DATE.fullmatch(text.strip())
    return _as_date(match) if match else None


def find_dates(text: str) -> Iterator[tuple[int, int, date]]:
    """Find every complete date of a text: start, end, date.

    >>> list(find_dates("自2023年1月15日起施行"))
    [(1, 11, datetime.date(2023, 1, 15))]
    """
    for match in _DATE.finditer(text):
        found = _as_date(match)
        if found:
            yield match.start(), match.end(), found


def five_year_plan(number: int) -> tuple[int, int]:
    """Give the years of the n-th five-year plan (3rd: 1966, after the adjustment years).

    >>> five_year_plan(14), five_year_plan(1)
    ((2021, 2025), (1953, 1957))
    """
    first = 1953 + 5 * (number - 1) if number <= 2 else 1966 + 5 * (number - 3)
    return first, first + 4


def parse_period(text: str) -> tuple[int, int] | None:
    """Read the years that a title or a phrase covers; the first period in it counts.

    A pair of years goes before a plan's name. A single year is no period.

    >>> parse_period("临江区工业发展“十四五”规划"), parse_period("三年行动计划（2023—2025年）")
    ((2021, 2025), (2023, 2025))
    >>> parse_period("临江区2024年工作要点") is None
    True
    """
    plans: list[tuple[int, int]] = []
    for time in find_times(text):
        if time.first is None or time.last is None or time.first >= time.last:
            continue
        if not time.plan:
            return time.first, time.last
        plans.append((time.first, time.last))
    return plans[0] if plans else None


def find_times(text: str) -> Iterator[Time]:
    """Find every expression of time in a text, in order, without overlaps.

    >>> [(t.label, t.part) for t in find_times("由“十二五”末的40家增至2019年末的50家，6月底前完成")]
    [('2015', '末'), ('2019', '末'), (None, '')]
    """
    done = 0
    for candidate in _START.finditer(text):
        start = candidate.start()
        if start >= done:
            match = _TIME.match(text, start)
            if match:
                done = match.end()
                yield _as_time(match)


def _as_date(match: re.Match[str]) -> date | None:
    if match["cy"]:
        year, month, day = _cn_year(match["cy"]), _cn_small(match["cm"]), _cn_small(match["cd"])
    else:
        year = int(match["y"])
        month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _as_time(match: re.Match[str]) -> Time:
    start, end = match.span()
    if match["y1"]:
        return Time(start, end, int(match["y1"]), int(match["y2"] or match["y3"]))
    if match["y"]:
        year = int(match["y"])
        month = match["m"] or match["m2"]
        part = match["half"] or match["edge"] or ""
        return Time(start, end, year, year, int(month) if month else None, part=part)
    if match["cy"]:
        year = _cn_year(match["cy"])
        return Time(start, end, year, year, _cn_small(match["cm"]) if match["cm"] else None)
    ordinal = match["plan"] or match["bare"] or match["nth"] or match["soft"]
    if ordinal:
        first, last = five_year_plan(_cn_small(ordinal))
        part = match["plan_part"] or ""
        if part == "末":
            first = last
        elif part == "初":
            last = first
        return Time(start, end, first, last, part=part, plan=True)
    if match["month"]:
        return Time(start, end, None, None, int(match["month"]), word="月")
    return Time(start, end, None, None, word=match["word"])


def _cn_year(text: str) -> int:
    return int("".join(_CN_DIGIT[c] for c in text))


def _cn_small(text: str) -> int:
    """Read 一 to 九十九 (and 元 of 元月)."""
    if text == "元":
        return 1
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(_CN_DIGIT[text])
    return int(_CN_DIGIT[tens] if tens else 1) * 10 + int(_CN_DIGIT[ones] if ones else 0)
