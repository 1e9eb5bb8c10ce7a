"""The verdicts, and the dated lines at which each method gives them (``thresholds.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from gangmu.measures.yamltext import Entries, Findings, Items, Text, compose


class Standing(StrEnum):
    """Where an indicator stands. ``OPEN`` is a level that is not reached and not yet due,
    ``SPLIT`` a target on which the methods disagree."""

    AHEAD = "提前实现"
    FASTER = "快于预期"
    EXPECTED = "基本符合"
    LAGGING = "滞后"
    REACHED = "完成"
    MISSED = "未完成"
    KEPT = "保持"
    BROKEN = "未保持"
    OPEN = "未到期"
    SPLIT = "方法分歧"
    UNDECIDED = "无法判断"

    @property
    def by_schedule(self) -> str:
        """Say the same in the words of provincial mid-term reports.

        Hubei's report on the 十三五 plan sorts its indicators into 已达期末目标, 超过进度要求, 达到进度要求
        and those that lag; a verdict that those words do not know keeps its own.

        >>> [each.by_schedule for each in (Standing.AHEAD, Standing.FASTER, Standing.EXPECTED)]
        ['已达期末目标', '超过进度要求', '达到进度要求']
        """
        return _BY_SCHEDULE.get(self, str(self))


_BY_SCHEDULE = {
    Standing.AHEAD: "已达期末目标",
    Standing.REACHED: "已达期末目标",
    Standing.FASTER: "超过进度要求",
    Standing.EXPECTED: "达到进度要求",
    Standing.KEPT: "达到进度要求",
    Standing.MISSED: "未达期末目标",
    Standing.BROKEN: "滞后",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line of the verdict: at least ``least`` (none for the last) gives the standing."""

    least: Fraction | None
    standing: Standing
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The thresholds of a method, since when, and on what they rest.

    ``least_points`` is the number of observations below which the method refuses.
    """

    since: date
    source: str
    thresholds: tuple[Threshold, ...]
    least_points: int = 2

    def at(self, ratio: Fraction) -> Threshold:
        """Find the line of a ratio."""
        return next(line for line in self.thresholds if line.least is None or ratio >= line.least)


@cache
def scales() -> dict[str, Scale]:
    """Load the thresholds of each method (``thresholds.yaml``: dated, with their source).

    >>> [str(line.least) for line in scales()["增速比"].thresholds]
    ['21/20', '19/20', '3/5', '0', 'None']
    """
    path = Path(__file__).with_name("thresholds.yaml")
    findings = Findings()
    root = compose(path.read_text(encoding="utf-8"), path.name, findings)
    findings.raise_errors()
    assert isinstance(root, Entries)
    found = {}
    for method, (_, body) in root.entries.items():
        assert isinstance(body, Entries)
        lines = body.get("界线")
        assert isinstance(lines, Items)
        thresholds = []
        for line in lines:
            assert isinstance(line, Entries)
            least = _text(line, "不低于")
            thresholds.append(
                Threshold(
                    Fraction(least) if least else None,
                    Standing(_text(line, "结论")),
                    _text(line, "原词"),
                )
            )
        since = date.fromisoformat(_text(body, "日期"))
        points = int(_text(body, "最少期数") or 2)
        found[method] = Scale(since, _text(body, "依据"), tuple(thresholds), points)
    return found


def _text(entries: Entries, key: str) -> str:
    node = entries.get(key)
    return node.value if isinstance(node, Text) else ""
