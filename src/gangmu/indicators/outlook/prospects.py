"""Forecast towards targets: what is to be expected by the deadline, and what it would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gangmu.indicators.definitions import Direction, Indicator, Target
from gangmu.indicators.goals import read_goal
from gangmu.indicators.outlook.forecast import Forecast, forecast
from gangmu.indicators.outlook.paths import Milestone, Path, milestones, what_if
from gangmu.indicators.panel import Panel
from gangmu.indicators.progress.resolution import resolve, slack_of
from gangmu.indicators.rates import Point, growth
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is to be expected of an indicator, towards a target where there is one.

    ``goal`` is the level in the indicator's unit, ``required`` the yearly growth from now on,
    ``paths`` what the asked rates would bring. ``reason`` says why there is no forecast.
    """

    indicator: Indicator
    region: str
    until: int
    target: Target | None
    goal: Fraction | None
    latest: Point | None
    required: Fraction | None
    forecast: Forecast
    paths: tuple[Path, ...]

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Break what is left to the goal down to the years; empty without a goal or a latest value."""
        if self.goal is None or self.latest is None or self.until <= self.latest.at:
            return ()
        return milestones(self.latest, Point(Fraction(self.until), self.goal))

    @property
    def reason(self) -> str:
        return self.forecast.reason


def prospects(
    panel: Panel,
    as_of: date,
    *,
    indicator: str | None = None,
    region: str,
    until: int | None = None,
    threshold: str | None = None,
    level: float = 0.8,
    rates: Sequence[Fraction] = (),
) -> list[Prospect]:
    """Forecast every dated target that is not yet due, or one indicator of a region up to a year.

    ``threshold`` is a value as files write it (``2000亿元``), ``rates`` are yearly growths to follow.
    Raises ``InputError`` for an unknown indicator, or one without a target where no year is given.
    """
    if not 0.5 <= level < 1:
        raise InputError("区间水平应在 0.5 与 1 之间", "--level", "写成 0.8")
    if indicator is None:
        targets = list(panel.definitions.targets)
        if not targets:
            raise InputError("没有目标", remedy="写明指标和年份：gangmu forecast 指标 --until 2030")
        return [_towards(panel, target, as_of, level, rates) for target in targets]
    measured = panel.indicator(indicator)
    targets = [
        t
        for t in panel.definitions.targets
        if t.indicator == measured and t.region == region and t.deadline is not None
    ]
    if until is None and threshold is None and targets:
        return [_towards(panel, target, as_of, level, rates) for target in targets]
    if until is None:
        raise InputError(
            f"没有「{measured.name}」的目标，不知道预测到哪一年", "--until", "写明年份"
        )
    goal = None
    if threshold:
        quantity = read_goal(threshold, measured.unit).quantity
        if quantity is None:
            raise InputError(f"「{threshold}」没有数值", "--threshold", "写成「2000亿元」")
        goal = quantity.base / measured.unit.factor
    return [
        _expected(measured, region, until, None, goal, panel.yearly(measured, region), level, rates)
    ]


def _towards(
    panel: Panel, target: Target, as_of: date, level: float, rates: Sequence[Fraction]
) -> Prospect:
    """Forecast towards a target, or say why that cannot be."""
    nothing = Forecast((), level, ())
    if target.deadline is None:
        reason = "文件没有写明期限"
        return Prospect(
            target.indicator, target.region, 0, target, None, None, None,
            Forecast((), level, (), reason), (),
        )  # fmt: skip
    resolved = resolve(target, panel.lookup)
    points = tuple(
        Point(period.position, each.in_unit(target.indicator.unit))
        for period, each in resolved.series.items()
        if period.annual
    )
    until = target.due.year
    reason = ""
    if target.due.end <= as_of:
        reason = f"期末{target.due.label}已过"
    elif not target.due.annual:
        reason = f"期末「{target.due}」不是整年"
    elif resolved.goal is None:
        reason = resolved.no_goal or "没有可预测的数值目标"
    elif not points:
        reason = resolved.absent or "没有年度观测值"
    if reason:
        found = Forecast(points, level, (), reason) if points else nothing
        return Prospect(
            target.indicator, target.region, until, target, resolved.goal,
            points[-1] if points else None, None, Forecast(found.points, level, (), reason), (),
        )  # fmt: skip
    slack = slack_of(target, resolved.start, resolved.goal)
    return _expected(
        target.indicator, target.region, until, target, resolved.goal, points, level, rates, slack
    )


def _expected(
    indicator: Indicator,
    region: str,
    until: int,
    target: Target | None,
    goal: Fraction | None,
    points: tuple[Point, ...],
    level: float,
    rates: Sequence[Fraction],
    slack: Fraction = Fraction(0),
) -> Prospect:
    if not points:
        return Prospect(
            indicator, region, until, target, goal, None, None,
            Forecast((), level, (), f"没有「{indicator.name}」在{region}的年度观测值"), (),
        )  # fmt: skip
    latest = points[-1]
    falling = indicator.direction is Direction.DOWN
    # 左右 is met from the near end of its tolerance on.
    enough = None if goal is None else goal + slack if falling else goal - slack
    found = forecast(
        points,
        until,
        level=level,
        goal=enough,
        falling=falling,
        compound=indicator.unit.dimension.startswith("元"),
    )
    # The first year ends on its last day; a break after it lies within the series.
    breaks = indicator.scope.breaks(date(int(points[0].at), 12, 31), date(int(latest.at), 12, 31))
    found = replace(found, doubts=(*found.doubts, *breaks))
    required: Fraction | None = None
    paths: tuple[Path, ...] = ()
    if goal is not None and until > latest.at:
        end = Point(Fraction(until), goal)
        met = latest.value <= goal if falling else latest.value >= goal
        if goal * latest.value > 0 and not met and indicator.unit.dimension != "率":
            required = growth(latest, end)
        if rates and latest.value > 0 and goal > 0:
            paths = what_if(latest, end, rates)
    return Prospect(indicator, region, until, target, goal, latest, required, found, paths)
