"""When a fact is read: the year under assessment, a year before it, a named year, a part of a year.

A snapshot holds the year it was imported for under the fact's own name and other years by name
(``营业收入(2023年)``); a measure says ``营业收入(上年)``. ``stored_name`` brings the two together.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

#: 0 is the year under assessment, −1 the year before, 2019 that year; a word is a part of a year.
Period = int | str

_BEFORE = {-1: "上年", -2: "前年"}
#: What growth within a year compares with.
YEAR_EARLIER = {"本季": "上年同季", "本月": "上年同月", "上季": "上年上季", "上月": "上年上月"}
PARTS_OF_A_YEAR = ("本季", "上季", "上年同季", "本月", "上月", "上年同月")
_LABEL = re.compile(r"(.+)\((上年|前年|本年度-(\d+)年|((?:19|20)\d\d)年)\)")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a run assesses: the year (考核年度) and the day (基准日); ``None`` is unknown."""

    year: int | None = None
    day: date | None = None


UNDATED = Assessment()


@dataclass(frozen=True, slots=True)
class Window:
    """A run of years, both ends in: relative (−3 to −1 is 前3年) or from a named year (2019 to −1)."""

    first: int
    last: int

    @property
    def label(self) -> str:
        if self.first > 0:
            return f"自{self.first}年"
        count = self.last - self.first + 1
        return f"前{count}年" if self.last < 0 else f"近{count}年"

    def years(self, year: int | None) -> range | None:
        """List the years, named where the window is; ``None`` where that takes an unknown year.

        >>> list(Window(-3, -1).years(None)), list(Window(2023, -1).years(2025))
        ([-3, -2, -1], [2023, 2024])
        """
        if self.first > 0:
            return None if year is None else range(self.first, year + self.last + 1)
        return range(self.first, self.last + 1)


_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_WINDOW = re.compile(r"(前|近)([\d一二两三四五六七八九十]+)个?(?:年度?|会计年度)(?:平均)?")
_SINCE = re.compile(r"自((?:19|20)\d\d)年度?(?:起|以来)?")


def read_window(word: str) -> Window | None:
    """Read a run of years: 前 leaves the year under assessment out, 近 takes it in.

    >>> read_window("前三年"), read_window("近2个年度"), read_window("自2019年")
    (Window(first=-3, last=-1), Window(first=-1, last=0), Window(first=2019, last=-1))
    """
    if found := _SINCE.fullmatch(word):
        return Window(int(found[1]), -1)
    found = _WINDOW.fullmatch(word)
    if not found:
        return Window(-1, -1) if word in ("上年", "上年度") else None
    count = _DIGITS.get(found[2]) or (int(found[2]) if found[2].isdecimal() else 0)
    if not 0 < count <= 50:
        return None
    return Window(-count, -1) if found[1] == "前" else Window(1 - count, 0)


def read_period(word: str) -> Period | None:
    """Read a single period; ``None`` where the word is none.

    >>> read_period("上年度"), read_period("2023年"), read_period("本年度-3年"), read_period("上年同季")
    (-1, 2023, -3, '上年同季')
    """
    if word in ("本年", "本年度", "当年"):
        return 0
    if word in ("上年", "上年度", "去年"):
        return -1
    if word in ("前年", "上上年", "再上年度"):
        return -2
    if word in PARTS_OF_A_YEAR:
        return word
    if found := re.fullmatch(r"((?:19|20)\d\d)年度?", word):
        return int(found[1])
    found = re.fullmatch(r"本年度?\s*-\s*(\d{1,2})年", word)
    return -int(found[1]) if found else None


def period_label(period: Period) -> str:
    """Write a period as it stands in brackets behind a fact.

    >>> [period_label(period) for period in (-1, -2, -4, 2019, "上年同季")]
    ['上年', '前年', '本年度-4年', '2019年', '上年同季']
    """
    if isinstance(period, str):
        return period
    if period > 0:
        return f"{period}年"
    return _BEFORE.get(period, f"本年度-{-period}年")


def stored_name(column: str, names: Container[str], year: int | None) -> str | None:
    """Find the column of a table that holds a fact at a period, under whichever name it has.

    >>> stored_name("营业收入(上年)", {"营业收入(2024年)"}, 2025)
    '营业收入(2024年)'
    >>> stored_name("营业收入(2025年)", {"营业收入"}, 2025)
    '营业收入'
    """
    if column in names:
        return column
    found = None if year is None else _LABEL.fullmatch(column)
    if found is None:
        return None
    assert year is not None
    name, word, back, named = found.groups()
    before = int(back) if back else 1 if word == "上年" else 2
    at = int(named) if named else year - before
    own = (name,) if at == year else (f"{name}({period_label(at - year)})",) if at < year else ()
    return next((one for one in (*own, f"{name}({at}年)") if one in names), None)


def named_period(column: str, year: int | None) -> str:
    """Name the period of a column as people do: the year that 上年 is, where that is known.

    >>> [named_period(f"营业收入{of}", 2025) for of in ("", "(上年)", "(2019年)", "(本季)")]
    ['', '2024年', '2019年', '本季']
    """
    _, bracket, word = column.removesuffix(")").partition("(")
    period = read_period(word) if bracket else 0
    if isinstance(period, int) and period <= 0 and year is not None:
        return f"{year + period}年" if period else ""
    return word
