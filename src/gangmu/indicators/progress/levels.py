"""Test levels: reached at the deadline or before, held in every year, moving the right way."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

from gangmu.indicators.definitions import Direction, Form, Target
from gangmu.indicators.observations import Observation
from gangmu.indicators.periods import Period
from gangmu.indicators.progress.methods import Course, Reading, Work
from gangmu.indicators.progress.resolution import conflict
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import number
from gangmu.terms import Comparator, Trace

LEVEL_TEST = "水平检验"


def level_test(
    target: Target,
    course: Course,
    series: dict[Period, Observation],
    refusal: str,
    as_of: date | None,
) -> Reading:
    """Ask whether the level is met: now, at the deadline, or in every year where it must hold."""
    if reason := conflict(target):
        return _refuse(LEVEL_TEST, reason)
    if target.form is Form.MONOTONE:
        return _monotone(target, series)
    if target.reviews and target.goal is None:
        return _reviewed(target, as_of)
    if not series or course.goal is None:
        return _refuse(LEVEL_TEST, refusal)
    if target.every_year:
        return _every_year(target, course, series, as_of)
    assert course.current is not None
    met = _met(target, course.current.value, course)
    if met is None:
        return _refuse(LEVEL_TEST, "缺方向")
    work = _compared(target, next(reversed(series)), course.current.value, met)
    if course.due:
        standing = Standing.REACHED if met else Standing.MISSED
        return Reading(LEVEL_TEST, standing, work=work)
    if not met:
        return Reading(LEVEL_TEST, Standing.OPEN, "当前尚未达到", work=work)
    # A value from before the plan says nothing of the plan, and a level to keep cannot be early.
    if target.base is None or course.current.at <= target.base.period.position:
        reason = (
            "最新值已达到，但不知道是否在基期之后" if target.base is None else "基期之后没有观测值"
        )
        return Reading(LEVEL_TEST, Standing.UNDECIDED, reason=reason, work=work)
    ahead = target.indicator.direction in (Direction.UP, Direction.DOWN)
    standing = Standing.AHEAD if ahead else Standing.OPEN
    return Reading(LEVEL_TEST, standing, "当前已达到", work=work)


def relative_test(
    target: Target,
    series: dict[Period, Observation],
    others: dict[Period, Observation],
    absent: str,
) -> Reading:
    """Compare with another indicator, or the area above, in the latest period that both have."""
    relation, quantity = target.relation, target.goal
    assert relation is not None
    assert quantity is not None
    if reason := conflict(target):
        return _refuse(LEVEL_TEST, reason)
    if relation.area and not target.parent:
        return _refuse(LEVEL_TEST, f"没有写「上级地区」，不知道{relation}是哪里的")
    if not series:
        return _refuse(LEVEL_TEST, absent)
    shared = [period for period in series if period in others]
    if not shared:
        whose = f"{target.parent}的{target.indicator.name}" if relation.area else str(relation)
        return _refuse(LEVEL_TEST, f"没有{whose}的同期观测值")
    period, unit = shared[-1], target.indicator.unit
    if others[period].unit.dimension != unit.dimension:
        return _refuse(
            LEVEL_TEST, f"{relation}的单位“{others[period].unit.name}”不能与“{unit.name}”比较"
        )
    value, other = series[period].in_unit(unit), others[period].in_unit(unit)
    slack = target.tolerance.around(other) if target.tolerance else Fraction(0)
    met = {
        Comparator.GT: value > other,
        Comparator.GE: value >= other,
        Comparator.LT: value < other,
        Comparator.LE: value <= other,
    }.get(quantity.comparator, abs(value - other) <= slack)
    step = Trace(
        f"{period.label} {number(value)}{unit.name}，{relation} {number(other)}{unit.name}",
        "符合" if met else "不符合",
        f"{series[period].where}；{others[period].where}",
    )
    if period.position >= target.due.position:
        standing = Standing.REACHED if met else Standing.MISSED
    else:
        standing = Standing.KEPT if met else Standing.BROKEN
    return Reading(
        LEVEL_TEST, standing, f"{period.label}{'符合' if met else '不符合'}", work=lambda: (step,)
    )


def _compared(target: Target, period: Period, value: Fraction, met: bool) -> Work:
    return lambda: (
        Trace(
            f"{period.label} {number(value)}{target.indicator.unit.name}，目标 {target.printed}",
            "达到" if met else "未达到",
        ),
    )


def _met(target: Target, value: Fraction, course: Course) -> bool | None:
    """Tell whether a value meets the target; ``None`` where that needs a direction we lack."""
    quantity = target.goal
    assert quantity is not None
    assert course.goal is not None
    direction, goal = target.indicator.direction, course.goal.value
    match quantity.comparator:
        case Comparator.GE:
            return value >= goal
        case Comparator.GT:
            return value > goal
        case Comparator.LE:
            return value <= goal
        case Comparator.LT:
            return value < goal
        case Comparator.APPROX:
            low, high = goal - course.slack, goal + course.slack
        case Comparator.RANGE if target.form is Form.LEVEL:
            assert quantity.high is not None
            factor = quantity.unit.factor / target.indicator.unit.factor
            low, high = (Fraction(end) * factor for end in (quantity.value, quantity.high))
        case _:
            low = high = goal
    # Better than the range is no failure, where better has a direction.
    if direction is Direction.UP:
        return value >= low
    if direction is Direction.DOWN:
        return value <= high
    if direction is Direction.NONE or low != high:
        return low <= value <= high
    return None


def _every_year(
    target: Target, course: Course, series: dict[Period, Observation], as_of: date | None
) -> Reading:
    """Test a level that must hold in each year after the base (比重不低于25%)."""
    if target.base is None:
        return _refuse(LEVEL_TEST, "缺基期，不知道从哪一年起逐年检验")
    last = target.due.year
    if as_of is not None:
        last = min(last, as_of.year - 1 if as_of < date(as_of.year, 12, 31) else as_of.year)
    steps, missing, failed = [], [], []
    for year in range(target.base.period.year + 1, last + 1):
        found = next((o for p, o in series.items() if p.year == year), None)
        if found is None:
            missing.append(str(year))
            continue
        value = found.in_unit(target.indicator.unit)
        met = _met(target, value, course)
        if met is None:
            return _refuse(LEVEL_TEST, "缺方向")
        shown = f"{year}年 {number(value)}{target.indicator.unit.name}，目标 {target.printed}"
        steps.append(Trace(shown, "达到" if met else "未达到", found.where))
        if not met:
            failed.append(str(year))
    if failed:
        words = f"{'、'.join(failed)}年未达到"
        return Reading(LEVEL_TEST, Standing.BROKEN, words, work=lambda: tuple(steps))
    if missing or not steps:
        years = "、".join(missing) or str(last)
        return Reading(
            LEVEL_TEST,
            Standing.UNDECIDED,
            reason=f"缺{years}年数值" + ("，已有年份均达到" if steps else ""),
            work=lambda: tuple(steps),
        )
    standing = Standing.REACHED if last == target.due.year else Standing.KEPT
    return Reading(LEVEL_TEST, standing, "逐年均达到", work=lambda: tuple(steps))


def _reviewed(target: Target, as_of: date | None) -> Reading:
    """Take the latest conclusion that the reviewers had reached by the day."""
    known = [review for review in target.reviews if as_of is None or review.on <= as_of]
    if not known:
        return _refuse(LEVEL_TEST, "还没有评审结论")
    last = known[-1]
    return Reading(
        LEVEL_TEST,
        Standing(last.conclusion),
        f"{last.by}{last.on:%Y-%m-%d}评审",
        work=lambda: tuple(Trace(str(review), review.conclusion) for review in known),
    )


def _monotone(target: Target, series: dict[Period, Observation]) -> Reading:
    """Test that each value lies on the wanted side of the one before (持续下降)."""
    if len(series) < 2:
        return _refuse(LEVEL_TEST, f"检验「{target.printed}」至少要两个时期，现有 {len(series)} 个")
    steps, broken = [], []
    values = [(p, o.in_unit(target.indicator.unit), o) for p, o in series.items()]
    for (before, old, _), (period, new, observation) in pairwise(values):
        met = new > old if target.rising else new < old
        shown = f"{before.label} {number(old)} → {period.label} {number(new)}{target.indicator.unit.name}"
        steps.append(Trace(shown, "符合" if met else "不符合", observation.where))
        if not met:
            broken.append(period.label)
    if broken:
        words = f"{'、'.join(broken)}不符合"
        return Reading(LEVEL_TEST, Standing.BROKEN, words, work=lambda: tuple(steps))
    due = values[-1][0].position >= target.due.position
    return Reading(
        LEVEL_TEST,
        Standing.REACHED if due else Standing.KEPT,
        target.printed,
        work=lambda: tuple(steps),
    )


def _refuse(method: str, reason: str) -> Reading:
    return Reading(method, Standing.UNDECIDED, reason=reason)
