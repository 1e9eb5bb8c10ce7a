"""Read the periods of statistics: years, half-years, quarters, months, months to date, spans."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

_YEAR = r"(?P<year>(?:19|20)\d\d)\s*年?度?"
_TO = r"\s*(?:\.\.|[-—–~～至到/])\s*"
_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

#: 十一五 ended in 2010, 十二五 in 2015, and so on.
_PLANS = "一二三四五六"

_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?:末|底|全年)?",
        rf"{_YEAR}\s*(?:-?[HS](?P<half>[12])|(?P<halfword>上|下)半年)",
        rf"{_YEAR}\s*(?:-?Q(?P<q>[1-4])|第?(?P<quarter>[一二三四])季度?)",
        rf"{_YEAR}\s*(?:Q1{_TO}[Q]?(?P<toquarter>[2-4])|前(?P<frontquarter>[二三])季度?)",
        # 2023-01-10 is a day and must not become the months 1 to 10.
        rf"(?P<year>(?:19|20)\d\d)\s*(?:年\s*0?1\s*月?{_TO}|-01\.\.)(?P<tomonth>1[0-2]|0?[2-9])\s*月?",
        r"(?P<year>(?:19|20)\d\d)\s*[-.年]\s*(?P<month>1[0-2]|0?[1-9])\s*月?份?",
        rf"(?P<first>(?:19|20)\d\d)\s*年?{_TO}(?P<last>(?:19|20)\d\d)\s*年?",
        # Months or years from a day on, as SDMX writes them.
        r"(?P<year>(?:19|20)\d\d)-01-01/P(?P<months>1[0-2]|[1-9])M",
        r"(?P<first>(?:19|20)\d\d)-01-01/P(?P<years>\d{1,2})Y",
    )
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The months ``first`` to ``last`` (year, month), inclusive.

    ``str`` gives the one form that is stored: ``2025``, ``2025H1``, ``2025Q3``, ``2025-06``,
    ``2025-01..10`` (to date) or ``2016/2020``.
    """

    last: tuple[int, int]
    first: tuple[int, int]

    @property
    def year(self) -> int:
        """Give the year in which the period ends."""
        return self.last[0]

    @property
    def annual(self) -> bool:
        return self.first == (self.year, 1) and self.last == (self.year, 12)

    @property
    def position(self) -> Fraction:
        """Give the end of the period on the axis of years, where a whole year is its number.

        >>> read_period("2022").position, read_period("2022H1").position
        (Fraction(2022, 1), Fraction(4043, 2))
        """
        return _position(self.last)

    @property
    def end(self) -> date:
        """Give the last day of the period."""
        return date(*self.last, monthrange(*self.last)[1])

    @property
    def label(self) -> str:
        """Write the period for people: ``2025年``, else as it is stored."""
        return f"{self.year}年" if self.annual else str(self)

    @property
    def to_date(self) -> Period:
        """Give the months from January on: 2023-06 of figures to date is 2023-01..06."""
        return Period(self.last, (self.last[0], 1)) if self.first[0] == self.last[0] else self

    def __str__(self) -> str:
        (year, month), (last_year, last_month) = self.first, self.last
        if self.annual:
            return str(year)
        if year != last_year:
            return f"{year}/{last_year}"
        if (month, last_month) in ((1, 6), (7, 12)):
            return f"{year}H{last_month // 6}"
        if last_month - month == 2 and last_month % 3 == 0:
            return f"{year}Q{last_month // 3}"
        if month == last_month:
            return f"{year}-{month:02}"
        return f"{year}-{month:02}..{last_month:02}"


@cache
def _position(month: tuple[int, int]) -> Fraction:
    return Fraction(month[0] - 1) + Fraction(month[1], 12)


def read_period(text: str) -> Period | None:
    """Read a period as a table prints it; ``None`` where it is none.

    >>> [str(read_period(text)) for text in ("2025年", "2023年上半年", "2024年前三季度", "2021年1-10月")]
    ['2025', '2023H1', '2024-01..09', '2021-01..10']
    >>> str(read_period("十四五末"))
    '2025'
    >>> read_period("明年") is None
    True
    """
    text = text.strip().removesuffix(".0")
    if plan := re.fullmatch(rf"[“\"]?十([{_PLANS}])五[”\"]?(?:期?末|末期)", text):
        text = str(2010 + 5 * _PLANS.index(plan[1]))
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _period({k: v for k, v in found.groupdict().items() if v})
    return None


def _period(part: dict[str, str]) -> Period | None:
    if "first" in part:
        first = int(part["first"])
        last = first + int(part["years"]) - 1 if "years" in part else int(part["last"])
        if "years" in part and first == last:
            return Period((first, 12), (first, 1))
        return Period((last, 12), (first, 1)) if first < last else None
    year = int(part["year"])
    start, end = 1, 12
    if "half" in part or "halfword" in part:
        second = part.get("half") == "2" or part.get("halfword") == "下"
        start, end = (7, 12) if second else (1, 6)
    elif quarter := _QUARTER.get(part.get("q") or part.get("quarter") or ""):
        start, end = 3 * quarter - 2, 3 * quarter
    elif quarter := _QUARTER.get(part.get("toquarter") or part.get("frontquarter") or ""):
        end = 3 * quarter
    elif "tomonth" in part or "months" in part:
        end = int(part.get("tomonth") or part["months"])
    elif "month" in part:
        start = end = int(part["month"])
    return Period((year, end), (year, start))
