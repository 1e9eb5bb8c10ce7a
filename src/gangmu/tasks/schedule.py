"""Read by when a task is to be done, and what is to be reached on the way."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gangmu.writing.dates import Time, find_times


@dataclass(frozen=True, slots=True)
class Node:
    """What is to be reached by a day, in the words of the document."""

    day: date
    text: str

    @property
    def quarter(self) -> tuple[int, int]:
        """Give year and quarter."""
        return self.day.year, (self.day.month + 2) // 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """The deadline as a day and as printed, what repeats, and the nodes."""

    due: date | None
    printed: str
    repeated: str
    nodes: tuple[Node, ...]


_PAUSE = re.compile("[，,；;。]")
_EVERY = re.compile(
    r"每(?P<unit>半年|季度?|[年月周])(?:度)?(?:的)?(?P<month>1[0-2]|[1-9])?(?(month)月(?:底|末)?(?:前)?)"
)
_HALVES = {"上半年": 6, "下半年": 12, "前三季度": 9}
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}
#: In which months a repeated task is due, where no month is named.
_MONTHS = {"年": (12,), "半年": (6, 12), "季": (3, 6, 9, 12), "季度": (3, 6, 9, 12),
           "月": (3, 6, 9, 12), "周": (3, 6, 9, 12)}  # fmt: skip


def read_schedule(
    text: str, start: date | None = None, end: date | None = None, stated: str = ""
) -> Schedule:
    """Read the times of a task; ``stated`` is what a 分工表 has in its column of deadlines.

    Times before the document (``start``) are history. The latest one is the deadline; each is a node
    with the words around it. A repeated task is due in the quarters between ``start`` and ``end``.

    >>> found = read_schedule("2025年盘活1100亩，2026年6月底前盘活1300亩", date(2025, 4, 11))
    >>> found.due, found.printed, [node.text for node in found.nodes]
    (datetime.date(2026, 6, 30), '2026年6月底前', ['2025年盘活1100亩', '2026年6月底前盘活1300亩'])
    >>> read_schedule("完善园区专业服务体系").due is None
    True
    >>> read_schedule("开展评价", date(2025, 4, 11), date(2026, 12, 31), "每年6月").nodes[1]
    Node(day=datetime.date(2026, 6, 30), text='每年6月')
    """
    found = sorted({*_nodes(text, start), *_nodes(stated, start)}, key=lambda pair: pair[0].day)
    due, printed = (found[-1][0].day, found[-1][1]) if found else (None, "")
    if stated and found:
        column = [pair for pair in found if pair[1] in stated]
        due, printed = (column[-1][0].day, column[-1][1]) if column else (due, printed)
    every = _EVERY.search(stated) or _EVERY.search(text)
    repeated = every.group() if every else ""
    nodes = [node if node.text != printed else Node(node.day, text) for node, _ in found]
    if every is not None:
        nodes += _repeats(every, start, end)
    return Schedule(
        due, printed, repeated, tuple(sorted(set(nodes), key=lambda n: (n.day, n.text)))
    )


def _nodes(text: str, start: date | None) -> Iterator[tuple[Node, str]]:
    """Find the times of a text, each with its phrase and its own words."""
    for time in find_times(text):
        day = _last_day(time)
        if day is None or (start is not None and day < start):
            continue
        tail = re.match("[底末]?(?:之?前)?", text[time.end :])
        words = text[time.start : time.end + (tail.end() if tail else 0)]
        before = [m.end() for m in _PAUSE.finditer(text, 0, time.start)]
        after = _PAUSE.search(text, time.end)
        phrase = text[before[-1] if before else 0 : after.start() if after else len(text)]
        yield Node(day, phrase.strip()), words


def _last_day(time: Time) -> date | None:
    """Give the last day of a time within one year; a span of years is a period, no deadline."""
    if time.first is None or time.first != time.last or time.plan or time.part == "初":
        return None
    month = time.month or _HALVES.get(time.part, 0)
    if not month and "季度" in time.part:
        month = next((m for word, m in _QUARTERS.items() if word in time.part), 12)
    month = month or 12
    return date(time.first, month, monthrange(time.first, month)[1])


def _repeats(every: re.Match[str], start: date | None, end: date | None) -> Iterator[Node]:
    if start is None or end is None:
        return
    months = (int(every["month"]),) if every["month"] else _MONTHS[every["unit"]]
    for year in range(start.year, end.year + 1):
        for month in months:
            day = date(year, month, monthrange(year, month)[1])
            if start <= day <= end:
                yield Node(day, every.group())
