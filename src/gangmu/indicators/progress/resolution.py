"""Resolve a target on what is observed: its series, its base, its level, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count

from gangmu.indicators.definitions import Accumulation, Direction, Form, Target
from gangmu.indicators.observations import Observation, periods_of
from gangmu.indicators.periods import Period
from gangmu.terms import Comparator
from gangmu.writing.units import unit

Lookup = Callable[[str, str], Sequence[Observation]]
"""Give the observations of an indicator in a region."""

Series = dict[Period, Observation]


_ASCENDING = (Comparator.GE, Comparator.GT)
#: A negative value of these is a fall.
_SIGNED = (Form.GROWTH, Form.CHANGE, Form.POINTS, Form.YEARLY_POINTS)
_DESCENDING = (Comparator.LE, Comparator.LT)


@dataclass(frozen=True, slots=True)
class Start:
    """The base a target is measured from: its value in the indicator's unit and where it stands."""

    period: Period
    value: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A target on its observations.

    ``series`` are the comparable values up to the deadline, in order; ``others`` those that a 相对
    target is compared with. ``goal`` is the level in the indicator's unit. Each reason says why the
    part before it is missing, and is empty where it is not.
    """

    series: Series
    absent: str
    start: Start | None
    no_start: str
    goal: Fraction | None
    no_goal: str
    others: Series


def resolve(target: Target, lookup: Lookup) -> Resolved:
    """Resolve a dated target; see ``definitions.Form`` for what each form needs."""
    observed = lookup(target.indicator.name, target.region)
    comparable = _comparable(target, observed)
    absent = ""
    others: Series = {}
    start, no_start = _start(target, comparable)
    if target.form is Form.CUMULATIVE:
        comparable, start, no_start = _running(target, observed)
        absent = no_start
    elif target.form is Form.INCREMENT_SHARE:
        comparable, absent = _increment_shares(target, lookup)
    elif target.form is Form.RELATIVE:
        others = _comparable(target, _related(target, lookup))
    goal, no_goal = _goal(target, start, no_start)
    series = {p: o for p, o in comparable.items() if p.last <= target.due.last}
    if not series:
        absent = absent or _no_observation(target, observed)
    return Resolved(series, "" if series else absent, start, no_start, goal, no_goal, others)


def _comparable(target: Target, observed: Sequence[Observation]) -> Series:
    """Choose the observations of the deadline's kind; a stock may be compared at any date."""
    if target.indicator.accumulation is not Accumulation.STOCK:
        return dict(periods_of(o for o in observed if _same_kind(o.period, target.due)))
    # Of a year and its December, both are the stock at the year's end: the longer period is taken.
    by_end = {period.last: (period, o) for period, o in reversed(list(periods_of(observed)))}
    return dict(sorted(by_end.values(), key=lambda item: item[0]))


def _running(target: Target, observed: Sequence[Observation]) -> tuple[Series, Start | None, str]:
    """Add the years up from the one after the base, as far as none is missing.

    The year under way counts by its months to date: 39.6 (2016), 41.3 (2017) and 14.5 (first half
    of 2018) are 95.4 at the middle of 2018.
    """
    if target.base is None:
        return {}, None, "缺基期，不知道从哪一年起累计"
    base, total, sums = target.base.period, Fraction(0), {}
    first = base.year + 1
    best_of = dict(periods_of(observed))
    years = {period.year: period for period in best_of if period.annual}
    to_date = {period.year: period for period in best_of if period.first[1] == 1}
    for year in count(first):
        period = years.get(year) or to_date.get(year)
        if period is None:
            break
        observation = best_of[period]
        total += observation.in_unit(target.indicator.unit)
        sums[period] = replace(
            observation,
            value=Decimal(total.numerator) / Decimal(total.denominator),
            unit=target.indicator.unit,
            note=f"{first}年起累计",
        )
        if not period.annual:
            break
    return sums, Start(base, Fraction(0), f"{first}年起累计"), ""


def _increment_shares(target: Target, lookup: Lookup) -> tuple[Series, str]:
    """Divide the increment of the numerator since the base by that of the denominator."""
    indicator, base = target.indicator, target.base
    if reason := _without_level(target):
        return {}, reason
    if indicator.numerator is None or indicator.denominator is None:
        return {}, f"指标「{indicator.name}」没有写分子和分母，增量占比不能计算"
    if base is None:
        return {}, "缺基期值（没有写基期）"
    above, below = (
        _comparable(target, lookup(name, target.region))
        for name in (indicator.numerator, indicator.denominator)
    )
    if base.period not in above or base.period not in below:
        return {}, f"缺基期值（{base.period.label}没有分子或分母的观测）"
    found = {}
    for period, top in above.items():
        bottom = below.get(period)
        if bottom is None or period.last <= base.period.last:
            continue
        part = _in_base(top) - _in_base(above[base.period])
        whole = _in_base(bottom) - _in_base(below[base.period])
        if whole > 0:
            share = part / whole * 100
            value = Decimal(share.numerator) / Decimal(share.denominator)
            source = (
                f"计算：{top.indicator}增量 ÷ {bottom.indicator}增量（{base.period.label}以来）"
            )
            found[period] = replace(
                top, indicator=indicator.name, value=value, unit=unit("%"), source=source,
                grade=max(top.grade, bottom.grade, key=lambda grade: grade.rank), cell=None,
            )  # fmt: skip
    return found, f"没有{indicator.numerator}与{indicator.denominator}同期的增量"


def _in_base(observation: Observation) -> Fraction:
    return Fraction(observation.value) * observation.unit.factor


def _related(target: Target, lookup: Lookup) -> Sequence[Observation]:
    relation = target.relation
    if relation is None:
        return ()
    if relation.indicator:
        return lookup(relation.indicator, target.region)
    return lookup(target.indicator.name, target.parent) if target.parent else ()


def _same_kind(one: Period, other: Period) -> bool:
    """Tell whether two periods cover the same months of a year."""
    return (
        one.first[1] == other.first[1]
        and one.last[1] == other.last[1]
        and one.last[0] - one.first[0] == other.last[0] - other.first[0]
    )


def _no_observation(target: Target, observed: Sequence[Observation]) -> str:
    if not observed:
        return "没有观测值"
    periods = list(dict.fromkeys(str(each.period) for each in observed))
    shown = "、".join(periods[-6:]) + (" 等" if len(periods) > 6 else "")
    return f"没有与期末「{target.due}」可比的观测值（只有 {shown}）"


def _start(target: Target, comparable: dict[Period, Observation]) -> tuple[Start | None, str]:
    """Find the base value: the target's own, else the observation of the base period."""
    base = target.base
    if base is None:
        return None, "缺基期值（没有写基期）"
    if base.value is not None:
        return Start(base.period, Fraction(base.value), target.basis), ""
    found = comparable.get(base.period)
    if found is None:
        return None, f"缺基期值（{base.period.label}没有观测）"
    return Start(base.period, found.in_unit(target.indicator.unit), found.where), ""


def conflict(target: Target) -> str:
    """Name what makes the target's own words undecidable; empty where nothing does."""
    comparator = target.goal.comparator if target.goal else Comparator.EQ
    if comparator is Comparator.APPROX and target.tolerance is None:
        return f"“{'同步' if target.form is Form.RELATIVE else '左右'}”没有声明容差"
    direction = target.indicator.direction
    opposed = (direction is Direction.UP and comparator in _DESCENDING) or (
        direction is Direction.DOWN and comparator in _ASCENDING
    )
    if target.form is Form.MONOTONE:
        opposed = direction is (Direction.DOWN if target.rising else Direction.UP)
    elif target.form is Form.RANK:
        opposed = direction is Direction.UP and target.indicator.unit.name in ("位", "名")
    elif target.form in _SIGNED and target.goal:
        # 增长不超过1% may be meant of what should fall; 增长3% may not.
        falls, capped = target.goal.value < 0, comparator in (*_ASCENDING, *_DESCENDING)
        wrong = Direction.UP if falls else Direction.DOWN
        opposed |= direction is wrong and not capped and target.goal.value != 0
    return f"方向「{direction}」与目标「{target.printed}」相反" if opposed else ""


def obstacle(target: Target) -> str:
    """Name what keeps a target from being computed, whatever is observed; empty where nothing does.

    It asks only for what the definition must say: a deadline, a base for what is measured from one,
    a tolerance for 左右, a number. Observations may still be missing.
    """
    if target.deadline is None:
        return "文件没有写明期限"
    if reason := conflict(target):
        return reason
    if target.form is Form.RELATIVE:
        alone = target.relation and target.relation.area and not target.parent
        return f"没有写「上级地区」，不知道{target.relation}是哪里的" if alone else ""
    if (reason := _without_level(target)) and not target.reviews:
        return reason
    if target.form in (*_CHANGES, Form.CUMULATIVE, Form.INCREMENT_SHARE) and target.base is None:
        return "缺基期（没有写基期）"
    return ""


def _goal(target: Target, start: Start | None, no_start: str) -> tuple[Fraction | None, str]:
    """Resolve the target to a level in the indicator's unit, or say why it cannot be."""
    quantity = target.goal
    if reason := _without_level(target):
        return None, reason
    if quantity is None:
        return None, ""
    if target.form in _CHANGES and start is None:
        return None, f"{no_start}，目标不能折算为水平"
    if (
        target.form in (Form.GROWTH, Form.YEARLY_POINTS)
        and start
        and (target.due.position - start.period.position) % 1
    ):
        return None, "基期到期末不是整年，年均变动不能折算"
    # Of a range, the end that is reached first.
    first = quantity.value
    if quantity.high is not None and target.indicator.direction is Direction.DOWN:
        first = quantity.high
    return _level(target, Fraction(first), start), ""


_CHANGES = (Form.GROWTH, Form.CHANGE, Form.MULTIPLE, Form.POINTS, Form.YEARLY_POINTS)


def _without_level(target: Target) -> str:
    """Name why a form has no level; empty where it has one, or needs none."""
    rate = target.indicator.unit.dimension == "率"
    match target.form:
        case Form.QUALITATIVE:
            return "定性目标，须由评审给出结论"
        case Form.UNSTATED:
            return "文件没有写出目标值"
        case Form.RANK if target.goal is None:
            return f"「{target.printed}」没有写明名次，须由评审给出结论"
        case Form.RANK if target.indicator.unit.name not in ("位", "名"):
            return (
                f"位次目标要用名次的观测值（单位“位”），指标的单位是“{target.indicator.unit.name}”"
            )
        case Form.RELATIVE:
            return f"目标随{target.relation}变动，没有固定的数值"
        case Form.POINTS | Form.YEARLY_POINTS if not rate:
            return f"百分点只用于比率，指标的单位是“{target.indicator.unit.name}”"
        case Form.INCREMENT_SHARE if target.indicator.unit.name != "%":
            return f"增量占比的单位应是“%”，指标的单位是“{target.indicator.unit.name}”"
    return ""


def _level(target: Target, value: Fraction, start: Start | None) -> Fraction:
    """Turn a value of the target's form and unit into a level in the indicator's unit."""
    assert target.goal is not None
    base = value * target.goal.unit.factor
    if target.form in (Form.LEVEL, Form.CUMULATIVE, Form.RANK, Form.INCREMENT_SHARE):
        return base / target.indicator.unit.factor
    assert start is not None
    if target.form is Form.MULTIPLE:
        return start.value * base
    yearly = target.form in (Form.GROWTH, Form.YEARLY_POINTS)
    years = target.due.position - start.period.position if yearly else 1
    if target.form in (Form.POINTS, Form.YEARLY_POINTS):
        return start.value + base / 100 / target.indicator.unit.factor * years
    return start.value * (1 + base) ** int(years)


def slack_of(target: Target, start: Start | None, goal: Fraction | None) -> Fraction:
    """Give how far before the goal 左右 still reaches; of a growth, the growth has the tolerance."""
    quantity, tolerance = target.goal, target.tolerance
    if quantity is None or tolerance is None or goal is None:
        return Fraction(0)
    if quantity.comparator is not Comparator.APPROX:
        return Fraction(0)
    value = Fraction(quantity.value)
    worse = 1 if target.indicator.direction is Direction.DOWN else -1
    return abs(_level(target, value + worse * tolerance.around(value), start) - goal)
