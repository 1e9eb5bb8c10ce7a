"""Judge the progress of one indicator towards one value: plain functions, side by side.

Each takes a ``Course`` and gives a ``Reading``: a verdict in the words of 中期评估, the method's own
words, its number and its arithmetic. What a method cannot judge it refuses by name
(``无法判断：缺基期值``); it never puts a number where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from gangmu.indicators.definitions import Direction
from gangmu.measures.yamltext import Entries, Findings, Items, Text, compose
from gangmu.terms import Trace

LINEAR = "时序进度"
GROWTH_RATIO = "增速比"


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


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place on the axis of years (a whole year is its number)."""

    at: Fraction
    value: Fraction

    @classmethod
    def of(cls, year: int | str, value: int | str) -> Point:
        """Make a point from exact writings: ``Point.of(2015, "44.37")``."""
        return cls(Fraction(year), Fraction(value))


@dataclass(frozen=True, slots=True)
class Course:
    """From where, to where, by when, and where it stands now; all values in one unit.

    ``slack`` is how far before the goal still counts (左右), ``strict`` asks to pass it (超过).
    """

    base: Point | None
    current: Point | None
    goal: Point | None
    direction: Direction | None
    slack: Fraction = Fraction(0)
    strict: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the current value meets the goal in the better direction."""
        if self.current is None or self.goal is None:
            return False
        ahead = self._sign * (self.current.value - self.goal.value)
        return ahead > -self.slack if self.strict else ahead >= -self.slack

    @property
    def due(self) -> bool:
        """Tell whether the current value is the one of the deadline."""
        return (
            self.current is not None and self.goal is not None and self.current.at >= self.goal.at
        )

    @property
    def _sign(self) -> int:
        return -1 if self.direction is Direction.DOWN else 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What one method says. ``ratio`` is its number, ``reason`` why it refuses."""

    method: str
    standing: Standing
    words: str = ""
    ratio: Fraction | None = None
    reason: str = ""
    steps: tuple[Trace, ...] = ()

    @property
    def text(self) -> str:
        """Say the verdict with the method's own words, or the reason of the refusal.

        >>> Reading("时序进度", Standing.UNDECIDED, reason="缺基期值").text
        '无法判断：缺基期值'
        """
        if self.standing is Standing.UNDECIDED:
            return f"{self.standing}：{self.reason}"
        return f"{self.standing}（{self.words}）" if self.words else str(self.standing)


Method = Callable[[Course], Reading]


def linear(course: Course) -> Reading:
    """Compare the share of the way that is done with the share of the time that is gone (时序进度).

    ratio = (y - y0) / (yT - y0) ÷ (t - t0) / (T - t0). It assumes equal steps a year, as 中期评估
    does; it needs no growth rate, so a zero target and a change of sign are no obstacle.

    Qingpu's output per area, 44.37 (2015) to 59.9 (2019), towards an invented 65 by 2020:

    >>> course = Course(Point.of(2015, "44.37"), Point.of(2019, "59.9"), Point.of(2020, 65), Direction.UP)
    >>> reading = linear(course)
    >>> f"{float(reading.ratio):.3f}", reading.text
    ('0.941', '滞后（未达到时序进度）')
    >>> linear(Course(None, Point.of(2019, 60), Point.of(2020, 65), Direction.UP)).text
    '无法判断：缺基期值'
    """
    name = LINEAR
    points = _points(course)
    if isinstance(points, str):
        return Reading(name, Standing.UNDECIDED, reason=points)
    base, current, goal = points
    if goal.value == base.value:
        return Reading(name, Standing.UNDECIDED, reason="目标值等于基期值，没有路程可量")
    if (goal.value > base.value) != (course.direction is Direction.UP):
        return Reading(name, Standing.UNDECIDED, reason="基期值已优于目标值，没有路程可量")
    done = (current.value - base.value) / (goal.value - base.value)
    gone = (current.at - base.at) / (goal.at - base.at)
    ratio = done / gone
    steps = (
        Trace(
            "已完成份额 =（最新值-基期值）÷（目标值-基期值）="
            f"（{number(current.value)}-{number(base.value)}）÷"
            f"（{number(goal.value)}-{number(base.value)}）",
            percent(done),
        ),
        Trace(
            "已过时间 =（最新时期-基期）÷（期末-基期）="
            f"（{number(current.at)}-{number(base.at)}）÷（{number(goal.at)}-{number(base.at)}）",
            percent(gone),
        ),
        Trace("比值 = 已完成份额 ÷ 已过时间", number(ratio)),
    )
    return _judge(name, course, ratio, steps)


def growth_ratio(course: Course) -> Reading:
    """Compare the yearly growth so far with the yearly growth that the goal requires (增速比).

    R = d · g ÷ abs(G), g = (y/y0)^(1/(t-t0)) - 1, G = (yT/y0)^(1/(T-t0)) - 1, d = ±1 the wanted
    direction (turned where all values are negative). Source: Open SDG, *Progress Measurement
    Methodology* (Statistics Canada after Eurostat), which replaces a zero by 0.001; here a zero and
    a change of sign are refused, because the answer would depend on the replacement.

    >>> course = Course(Point.of(2015, "44.37"), Point.of(2019, "59.9"), Point.of(2020, 65), Direction.UP)
    >>> reading = growth_ratio(course)
    >>> f"{float(reading.ratio):.6f}", reading.text
    ('0.981834', '基本符合（按轨道推进）')
    >>> growth_ratio(Course(Point.of(2015, 10), Point.of("2022.5", 5), Point.of(2030, 0), Direction.DOWN)).text
    '无法判断：目标值为零，年均增速没有意义'
    """
    name = GROWTH_RATIO
    points = _points(course)
    if isinstance(points, str):
        return Reading(name, Standing.UNDECIDED, reason=points)
    base, current, goal = points
    for what, point in (("基期值", base), ("目标值", goal)):
        if point.value == 0:
            return Reading(name, Standing.UNDECIDED, reason=f"{what}为零，年均增速没有意义")
    if goal.value == base.value:
        return Reading(name, Standing.UNDECIDED, reason="目标值等于基期值，所需增速为零")
    if goal.value * base.value < 0 or current.value * base.value < 0:
        return Reading(name, Standing.UNDECIDED, reason="数值有正有负，年均增速没有意义")
    actual = growth(base, current)
    required = growth(base, goal)
    sign = (1 if course.direction is Direction.UP else -1) * (1 if base.value > 0 else -1)
    ratio = sign * actual / abs(required)
    steps = (
        Trace(
            f"实际年均增速 =（{number(current.value)}÷{number(base.value)}）"
            f"^（1÷{number(current.at - base.at)}）-1",
            percent(actual),
        ),
        Trace(
            f"所需年均增速 =（{number(goal.value)}÷{number(base.value)}）"
            f"^（1÷{number(goal.at - base.at)}）-1",
            percent(required),
        ),
        Trace("比值 = 实际 ÷ 所需（按期望方向取正）", number(ratio)),
    )
    return _judge(name, course, ratio, steps)


METHODS: tuple[Method, ...] = (linear, growth_ratio)
"""The methods that are run side by side, in the order in which they are shown."""


def growth(start: Point, end: Point) -> Fraction:
    """Compute the compound yearly growth between two points, to 29 digits.

    Shanghai's industrial output, 33212 (2015) to 37053 (2020), 亿元:

    >>> percent(growth(Point.of(2015, 33212), Point.of(2020, 37053)))
    '2.21%'
    """
    quotient = end.value / start.value
    if quotient < 0 or end.at == start.at:
        raise ValueError("growth needs two different times and one sign")
    if quotient == 0:
        return Fraction(-1)
    years = end.at - start.at
    with localcontext(prec=30):
        ratio = Decimal(quotient.numerator) / Decimal(quotient.denominator)
        exponent = Decimal(years.denominator) / Decimal(years.numerator)
        return Fraction(ratio**exponent - 1)


def number(value: Fraction) -> str:
    """Write a number with at most four decimals.

    >>> number(Fraction("9657")), number(Fraction(1, 3)), number(Fraction("59.90"))
    ('9657', '0.3333', '59.9')
    """
    shown = f"{_round(value, 4):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(value: Fraction) -> str:
    """Write a share in percent with two decimals.

    >>> percent(Fraction(1, 4)), percent(Fraction(2, 3))
    ('25.00%', '66.67%')
    """
    return f"{_round(value * 100, 2):f}%"


def _round(value: Fraction, places: int) -> Decimal:
    """Round halves away from zero, exactly."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


# ---------------------------------------------------------------- verdicts


def _points(course: Course) -> tuple[Point, Point, Point] | str:
    """Give base, current value and goal, or name what every method needs and the course lacks."""
    if course.current is None:
        return "没有观测值"
    if course.goal is None:
        return "目标不能折算为数值"
    if course.direction is None:
        return "缺方向"
    if course.direction is Direction.NONE:
        return "指标没有优劣方向"
    if course.base is None:
        return "缺基期值"
    if course.current.at <= course.base.at:
        return "最新时期不晚于基期"
    if course.goal.at <= course.base.at:
        return "期末不晚于基期"
    return course.base, course.current, course.goal


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line of the verdict: at least ``least`` (none for the last) gives the standing."""

    least: Fraction | None
    standing: Standing
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The thresholds of a method, since when, and on what they rest."""

    since: date
    source: str
    thresholds: tuple[Threshold, ...]


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
        found[method] = Scale(since, _text(body, "依据"), tuple(thresholds))
    return found


def _text(entries: Entries, key: str) -> str:
    node = entries.get(key)
    return node.value if isinstance(node, Text) else ""


def _judge(name: str, course: Course, ratio: Fraction, steps: tuple[Trace, ...]) -> Reading:
    """Give the verdict of a ratio; a goal that is reached, or is due, needs no ratio."""
    if course.reached:
        standing = Standing.REACHED if course.due else Standing.AHEAD
        return Reading(name, standing, "已达到目标值", ratio, steps=steps)
    if course.due:
        return Reading(name, Standing.MISSED, "期末未达到目标值", ratio, steps=steps)
    line = next(
        line for line in scales()[name].thresholds if line.least is None or ratio >= line.least
    )
    return Reading(name, line.standing, line.words, ratio, steps=steps)
