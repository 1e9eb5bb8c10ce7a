"""Judge the progress of one indicator towards one value: plain functions, side by side.

Each takes a ``Course`` and gives a ``Reading``: a verdict in the words of 中期评估, the method's own
words, its number and its arithmetic. What a method cannot judge it refuses by name
(``无法判断：缺基期值``); it never puts a number where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import localcontext
from fractions import Fraction
from functools import cached_property
from math import lcm

from gangmu.indicators.definitions import Direction
from gangmu.indicators.progress.thresholds import Standing, scales
from gangmu.indicators.rates import Point, decimal_of, growth, number, percent
from gangmu.terms import Trace

LINEAR = "时序进度"
GROWTH_RATIO = "增速比"
PROGRESS_CHART = "联合国进度图"
GROWTH_PATH = "增速外推"
REGRESSION = "回归外推"


@dataclass(frozen=True)  # without slots, so that what several methods need is computed once
class Course:
    """From where, to where, by when, and where it stands now; all values in one unit.

    ``slack`` is how far before the goal still counts (左右), ``strict`` asks to pass it (超过).
    ``seen`` are the values from the base to now, in order of time, both included.
    """

    base: Point | None
    current: Point | None
    goal: Point | None
    direction: Direction | None
    slack: Fraction = Fraction(0)
    strict: bool = False
    seen: tuple[Point, ...] = ()

    @cached_property
    def reached(self) -> bool:
        """Tell whether the current value meets the goal in the better direction."""
        if self.current is None or self.goal is None:
            return False
        ahead = self.current.value - self.goal.value
        if self.direction is Direction.DOWN:
            ahead = -ahead
        return ahead > -self.slack if self.strict else ahead >= -self.slack

    @cached_property
    def due(self) -> bool:
        """Tell whether the current value is the one of the deadline."""
        return (
            self.current is not None and self.goal is not None and self.current.at >= self.goal.at
        )

    @cached_property
    def points(self) -> tuple[Point, Point, Point] | str:
        """Give base, current value and goal, or name what every method needs and the course lacks."""
        if self.current is None:
            return "没有观测值"
        if self.goal is None:
            return "目标不能折算为数值"
        if self.direction is None:
            return "缺方向"
        if self.direction is Direction.NONE:
            return "指标没有优劣方向"
        if self.base is None:
            return "缺基期值"
        if self.current.at <= self.base.at:
            return "最新时期不晚于基期"
        if self.goal.at <= self.base.at:
            return "期末不晚于基期"
        return self.base, self.current, self.goal

    @cached_property
    def no_way(self) -> str:
        """Name why there is no way from base to goal of which a share could be done."""
        if isinstance(self.points, str):
            return self.points
        base, _, goal = self.points
        if goal.value == base.value:
            return "目标值等于基期值，没有路程可量"
        if (goal.value > base.value) != (self.direction is Direction.UP):
            return "基期值已优于目标值，没有路程可量"
        return ""

    @cached_property
    def actual(self) -> Fraction:
        """Compute the yearly growth from the base to now."""
        assert self.base is not None
        assert self.current is not None
        return growth(self.base, self.current)

    @cached_property
    def required(self) -> Fraction:
        """Compute the yearly growth that leads from the base to the goal."""
        assert self.base is not None
        assert self.goal is not None
        return growth(self.base, self.goal)


Work = Callable[[], tuple[Trace, ...]]
"""Writes the steps of an explanation."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one method says. ``ratio`` is its number, ``reason`` why it refuses.

    ``work`` writes its arithmetic, which takes longer than the verdict and is only done when asked.
    """

    method: str
    standing: Standing
    words: str = ""
    ratio: Fraction | None = None
    reason: str = ""
    work: Work = field(default=lambda: (), compare=False, repr=False)

    @property
    def steps(self) -> tuple[Trace, ...]:
        """Write the arithmetic, a line for each step."""
        return self.work()

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
    points = course.points
    if course.no_way or isinstance(points, str):
        return _refuse(name, course.no_way)
    base, current, goal = points
    done = (current.value - base.value) / (goal.value - base.value)
    gone = (current.at - base.at) / (goal.at - base.at)
    ratio = done / gone

    def steps() -> tuple[Trace, ...]:
        return (
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
    return _compared_growth(GROWTH_RATIO, course)


def progress_chart(course: Course) -> Reading:
    """Compare the same two growth rates on the lines of the UN's progress chart (联合国进度图).

    CR = g ÷ G with g and G as in ``growth_ratio``; on track from 0.95, fair from 0.5, limited or no
    progress from -0.1, deterioration below. It has no rule for a goal that the base had already
    passed, so that is refused here, where Open SDG gives a number. Source: *SDG Progress Chart
    2022, Technical Note*, II b.

    >>> course = Course(Point.of(2015, 100), Point.of(2020, 103), Point.of(2025, 110), Direction.UP)
    >>> growth_ratio(course).text, progress_chart(course).text
    ('滞后（有进展但须加快）', '滞后（进展尚可，须加快）')
    """
    if course.no_way:
        return _refuse(PROGRESS_CHART, course.no_way)
    return _compared_growth(PROGRESS_CHART, course)


def _compared_growth(name: str, course: Course) -> Reading:
    points = course.points
    if isinstance(points, str):
        return _refuse(name, points)
    base, current, goal = points
    for what, point in (("基期值", base), ("目标值", goal)):
        if point.value == 0:
            return _refuse(name, f"{what}为零，年均增速没有意义")
    if goal.value == base.value:
        return _refuse(name, "目标值等于基期值，所需增速为零")
    if goal.value * base.value < 0 or current.value * base.value < 0:
        return _refuse(name, "数值有正有负，年均增速没有意义")
    actual, required = course.actual, course.required
    sign = (1 if course.direction is Direction.UP else -1) * (1 if base.value > 0 else -1)
    ratio = sign * actual / abs(required)

    def steps() -> tuple[Trace, ...]:
        return (
            _actual_growth(base, current, actual),
            Trace(
                f"所需年均增速 =（{number(goal.value)}÷{number(base.value)}）"
                f"^（1÷{number(goal.at - base.at)}）-1",
                percent(required),
            ),
            Trace("比值 = 实际 ÷ 所需（按期望方向取正）", number(ratio)),
        )

    return _judge(name, course, ratio, steps)


def growth_path(course: Course) -> Reading:
    """Carry the yearly growth so far on to the deadline, and measure the way it would make (增速外推).

    share = (y0 · (1 + g)^(T-t0) - y0) / (yT - y0). A zero target is no obstacle; a base of zero and
    a change of sign are.

    >>> course = Course(Point.of(2015, "44.37"), Point.of(2019, "59.9"), Point.of(2020, 65), Direction.UP)
    >>> reading = growth_path(course)
    >>> f"{float(reading.ratio):.3f}", reading.text
    ('0.979', '基本符合（照此接近目标）')
    """
    name = GROWTH_PATH
    points = course.points
    if course.no_way or isinstance(points, str):
        return _refuse(name, course.no_way)
    base, current, goal = points
    if base.value == 0:
        return _refuse(name, "基期值为零，年均增速没有意义")
    if current.value * base.value < 0 or goal.value * base.value < 0:
        return _refuse(name, "数值有正有负，年均增速没有意义")
    actual = course.actual
    years = goal.at - base.at
    with localcontext(prec=30):
        grown = (1 + decimal_of(actual)) ** decimal_of(years)
    ahead = base.value * Fraction(grown)

    def steps() -> tuple[Trace, ...]:
        return (
            _actual_growth(base, current, actual),
            Trace(
                f"按此增速到期末 = {number(base.value)}×（1+{percent(actual)}）^{number(years)}",
                number(ahead),
            ),
            _share_step(base, goal, ahead),
        )

    return _judge(name, course, _share(base, goal, ahead), steps)


def regression(course: Course) -> Reading:
    """Carry a straight line through all values on to the deadline, later years weighing more (回归外推).

    The line minimises Σ w (y - a - b·t)², w = t - t0 + 1 in years; share as in ``growth_path``. The
    UN's regional commissions extrapolate by time-weighted regression (ESCAP SD/WP/04, 2017); these
    weights are the project's own. Fewer values than the scale's ``least_points`` are refused.

    Hand-computed: 10, 12, 13 (2020–2022), w = 1, 2, 3 give 10.3 + 1.4·(t - 2020):

    >>> seen = tuple(Point.of(2020 + i, v) for i, v in enumerate((10, 12, 13)))
    >>> reading = regression(Course(seen[0], seen[-1], Point.of(2025, 20), Direction.UP, seen=seen))
    >>> reading.steps[1].outcome, reading.text
    ('17.3', '滞后（照此达不到目标）')
    """
    name = REGRESSION
    points = course.points
    if course.no_way or isinstance(points, str):
        return _refuse(name, course.no_way)
    base, _, goal = points
    least, seen = scales()[name].least_points, course.seen
    if len(seen) < least:
        return _refuse(name, f"回归外推至少要 {least} 期，基期以来只有 {len(seen)} 期")
    slope, ahead = weighted_line(seen, goal.at)

    def steps() -> tuple[Trace, ...]:
        return (
            Trace(
                f"{number(seen[0].at)}至{number(seen[-1].at)}共 {len(seen)} 期加权回归（权重 = 距基期年数+1）",
                f"每年 {number(slope)}",
            ),
            Trace(f"照此到期末（{number(goal.at)}）", number(ahead)),
            _share_step(base, goal, ahead),
        )

    return _judge(name, course, _share(base, goal, ahead), steps)


def weighted_line(seen: Sequence[Point], at: Fraction) -> tuple[Fraction, Fraction]:
    """Fit the time-weighted line and give its slope and its value at a time, exactly.

    >>> weighted_line([Point.of(2020, 1), Point.of(2021, 2), Point.of(2022, 3)], Fraction(2025))
    (Fraction(1, 1), Fraction(6, 1))
    """
    # Whole numbers throughout: a sum of many fractions is a hundred times slower.
    first = seen[0].at
    ticks = lcm(*(point.at.denominator for point in seen))
    scale = lcm(*(point.value.denominator for point in seen))
    start_tick = first.numerator * (ticks // first.denominator)
    weight = time = value = square = product = 0
    for point in seen:
        t = point.at.numerator * (ticks // point.at.denominator) - start_tick
        y = point.value.numerator * (scale // point.value.denominator)
        w = t + ticks
        weight += w
        time += w * t
        value += w * y
        square += w * t * t
        product += w * t * y
    slope = Fraction(weight * product - time * value, weight * square - time * time)
    start = (value - slope * time) / weight
    slope *= ticks
    return slope / scale, (start + slope * (at - first)) / scale


METHODS: tuple[Method, ...] = (linear, growth_ratio, progress_chart, growth_path, regression)
"""The methods that are run side by side, in the order in which they are shown."""
METHOD_NAMES = (LINEAR, GROWTH_RATIO, PROGRESS_CHART, GROWTH_PATH, REGRESSION)


# ---------------------------------------------------------------- verdicts


def _share(base: Point, goal: Point, ahead: Fraction) -> Fraction:
    return (ahead - base.value) / (goal.value - base.value)


def _share_step(base: Point, goal: Point, ahead: Fraction) -> Trace:
    start = number(base.value)
    return Trace(
        "比值 =（外推值-基期值）÷（目标值-基期值）="
        f"（{number(ahead)}-{start}）÷（{number(goal.value)}-{start}）",
        number(_share(base, goal, ahead)),
    )


def _actual_growth(base: Point, current: Point, actual: Fraction) -> Trace:
    return Trace(
        f"实际年均增速 =（{number(current.value)}÷{number(base.value)}）"
        f"^（1÷{number(current.at - base.at)}）-1",
        percent(actual),
    )


def _refuse(name: str, reason: str) -> Reading:
    return Reading(name, Standing.UNDECIDED, reason=reason)


def _judge(name: str, course: Course, ratio: Fraction, steps: Work) -> Reading:
    """Give the verdict of a ratio; a goal that is reached, or is due, needs no ratio."""
    if course.reached:
        standing = Standing.REACHED if course.due else Standing.AHEAD
        return Reading(name, standing, "已达到目标值", ratio, work=steps)
    if course.due:
        return Reading(name, Standing.MISSED, "期末未达到目标值", ratio, work=steps)
    line = scales()[name].at(ratio)
    return Reading(name, line.standing, line.words, ratio, work=steps)
