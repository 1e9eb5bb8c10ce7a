"""Where each target stands: level test and progress methods side by side, with every step shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from gangmu.indicators.definitions import Direction, Form, Target
from gangmu.indicators.methods import (
    METHODS,
    Course,
    Point,
    Reading,
    Standing,
    growth,
    number,
    percent,
)
from gangmu.indicators.observations import Grade, Observation, periods_of
from gangmu.indicators.periods import Period
from gangmu.terms import Comparator, Trace

LEVEL_TEST = "水平检验"


@dataclass(frozen=True, slots=True)
class Start:
    """The base a target is measured from: its value in the indicator's unit and where it stands."""

    period: Period
    value: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one target stands.

    ``goal`` is the target as a level in the indicator's unit. ``attainment`` is latest ÷ goal (for
    a falling indicator the share of the fall that is done), ``gap`` goal - latest, ``required``
    the yearly growth needed from now on (not of rates, whose steps say 百分点); each is ``None`` where it has no meaning. ``readings``
    stand side by side: the level test first, then each method. ``verdict`` is what follows from
    them; where methods disagree it says so and ``agreed`` is false.
    """

    target: Target
    start: Start | None
    latest: Observation | None
    goal: Fraction | None
    readings: tuple[Reading, ...]
    standing: Standing
    verdict: str
    agreed: bool
    attainment: Fraction | None
    gap: Fraction | None
    required: Fraction | None
    warnings: tuple[str, ...]
    steps: tuple[Trace, ...]

    def reading(self, method: str) -> Reading | None:
        """Find what one method says."""
        return next((each for each in self.readings if each.method == method), None)

    @property
    def lines(self) -> tuple[str, ...]:
        """Write the steps as lines of text."""
        return tuple(
            f"{step.text}{'：' if step.outcome else ''}{step.outcome}"
            f"{f'（{step.source}）' if step.source else ''}"
            for each in self.steps
            for _, step in each.lines()
        )

    @property
    def uses(self) -> tuple[str, ...]:
        """List the clauses and cells that the verdict stands on."""
        found = [step.source for each in self.steps for _, step in each.lines() if step.source]
        return tuple(dict.fromkeys(found))


def assess(
    targets: Iterable[Target], observations: Iterable[Observation], as_of: date | None = None
) -> tuple[Progress, ...]:
    """Assess every target on the observations of its indicator and region.

    Only periods of the target's own kind are compared (a year with years, never with months to
    date), only those that end by ``as_of``. See ``methods`` for the formulas.
    """
    series: dict[tuple[str, str], list[Observation]] = {}
    for each in observations:
        if as_of is None or each.period.end <= as_of:
            series.setdefault((each.indicator, each.region), []).append(each)
    return tuple(
        _assess(target, series.get((target.indicator.name, target.region), ()), as_of)
        for target in targets
    )


def _assess(target: Target, observed: Sequence[Observation], as_of: date | None) -> Progress:
    comparable = dict(periods_of(o for o in observed if _same_kind(o.period, target.deadline)))
    series = {p: o for p, o in comparable.items() if p.position <= target.deadline.position}
    latest = next(reversed(series.values()), None)
    start, no_start = _start(target, comparable)
    goal, no_goal = _goal(target, start, no_start)
    course = _course(target, start, latest, goal)
    readings = (
        _level_test(target, course, series, no_goal or _no_observation(target, observed), as_of),
        *(
            _explained(method(course), no_goal, no_start, _no_observation(target, observed))
            for method in METHODS
            if target.form is not Form.MONOTONE and not target.every_year
        ),
    )
    standing, verdict, agreed = _conclude(target, readings, latest, as_of)
    attainment, gap, required = _distance(target, course)
    warnings = _warnings(target, observed, latest, agreed)
    steps = (
        *_given(target, start, no_start, latest, goal),
        *(Trace(f"{each.method}", each.text, children=each.steps) for each in readings),
        *_distance_steps(target, course, attainment, gap, required),
        *(Trace("注意", warning) for warning in warnings),
        Trace("结论", verdict),
    )
    return Progress(
        target, start, latest, goal, readings, standing, verdict, agreed,
        attainment, gap, required, warnings, steps,
    )  # fmt: skip


# ---------------------------------------------------------------- what is given


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
    return f"没有与期末「{target.deadline}」可比的观测值（只有 {shown}）"


def _start(target: Target, comparable: dict[Period, Observation]) -> tuple[Start | None, str]:
    """Find the base value: the target's own, else the observation of the base period."""
    base = target.base
    if base is None:
        return None, "缺基期值（没有写基期）"
    if base.value is not None:
        return Start(base.period, Fraction(base.value), target.basis), ""
    found = comparable.get(base.period)
    if found is None:
        return None, f"缺基期值（{base.period}年没有观测）"
    return Start(base.period, found.in_unit(target.indicator.unit), _source(found)), ""


def _goal(target: Target, start: Start | None, no_start: str) -> tuple[Fraction | None, str]:
    """Resolve the target to a level in the indicator's unit, or say why it cannot be."""
    quantity = target.goal
    if target.form is Form.QUALITATIVE:
        return None, "定性目标，须由评审给出结论"
    if quantity is None:
        return None, ""
    if target.form is Form.LEVEL:
        value = Fraction(quantity.value)
        if quantity.high is not None and target.indicator.direction is Direction.DOWN:
            value = Fraction(quantity.high)
        return value * quantity.unit.factor / target.indicator.unit.factor, ""
    if start is None:
        return None, f"{no_start}，目标不能折算为水平"
    rate = quantity.base
    if target.form is Form.MULTIPLE:
        return start.value * rate, ""
    if target.form is Form.CHANGE:
        return start.value * (1 + rate), ""
    years = target.deadline.position - start.period.position
    if years.denominator != 1:
        return None, "基期到期末不是整年，年均增速不能折算"
    return start.value * (1 + rate) ** years.numerator, ""


def _course(
    target: Target, start: Start | None, latest: Observation | None, goal: Fraction | None
) -> Course:
    end = None if goal is None else Point(target.deadline.position, goal)
    slack = target.tolerance.around(goal) if target.tolerance and goal is not None else Fraction(0)
    comparator = target.goal.comparator if target.goal else Comparator.EQ
    return Course(
        base=Point(start.period.position, start.value) if start else None,
        current=Point(latest.period.position, latest.in_unit(target.indicator.unit))
        if latest
        else None,
        goal=end,
        direction=target.indicator.direction,
        slack=slack if comparator is Comparator.APPROX else Fraction(0),
        strict=comparator in (Comparator.GT, Comparator.LT),
    )


_ASCENDING = (Comparator.GE, Comparator.GT)
_DESCENDING = (Comparator.LE, Comparator.LT)


def _conflict(target: Target) -> str:
    """Name what makes the target's own words undecidable; empty where nothing does."""
    comparator = target.goal.comparator if target.goal else Comparator.EQ
    if comparator is Comparator.APPROX and target.tolerance is None:
        return "“左右”没有声明容差"
    direction = target.indicator.direction
    against = {Direction.UP: _DESCENDING, Direction.DOWN: _ASCENDING}
    if target.form is Form.LEVEL and direction and comparator in against.get(direction, ()):
        return f"方向「{direction}」与目标「{target.printed}」相反"
    return ""


# ---------------------------------------------------------------- the level test


def _level_test(
    target: Target,
    course: Course,
    series: dict[Period, Observation],
    refusal: str,
    as_of: date | None,
) -> Reading:
    """Ask whether the level is met: now, at the deadline, or in every year where it must hold."""
    if reason := _conflict(target):
        return _refuse(LEVEL_TEST, reason)
    if target.form is Form.MONOTONE:
        return _monotone(target, series)
    if not series or course.goal is None:
        return _refuse(LEVEL_TEST, refusal)
    if target.every_year:
        return _every_year(target, course.goal.value, series, as_of)
    assert course.current is not None
    met = _met(target, course.current.value, course.goal.value)
    if met is None:
        return _refuse(LEVEL_TEST, "缺方向")
    step = Trace(
        f"{next(reversed(series))}年 {number(course.current.value)}{target.indicator.unit.name}，"
        f"目标 {target.printed}",
        "达到" if met else "未达到",
    )
    if course.due:
        standing = Standing.REACHED if met else Standing.MISSED
        return Reading(LEVEL_TEST, standing, steps=(step,))
    if not met:
        return Reading(LEVEL_TEST, Standing.OPEN, "当前尚未达到", steps=(step,))
    # A value from before the plan says nothing of the plan, and a level to keep cannot be early.
    if course.base is None or course.current.at <= course.base.at:
        reason = (
            "最新值已达到，但不知道是否在基期之后" if course.base is None else "基期之后没有观测值"
        )
        return Reading(LEVEL_TEST, Standing.UNDECIDED, reason=reason, steps=(step,))
    ahead = target.indicator.direction in (Direction.UP, Direction.DOWN)
    standing = Standing.AHEAD if ahead else Standing.OPEN
    return Reading(LEVEL_TEST, standing, "当前已达到", steps=(step,))


def _met(target: Target, value: Fraction, goal: Fraction) -> bool | None:
    """Tell whether a value meets the target; ``None`` where that needs a direction we lack."""
    quantity = target.goal
    assert quantity is not None
    direction = target.indicator.direction
    slack = target.tolerance.around(goal) if target.tolerance else Fraction(0)
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
            low, high = goal - slack, goal + slack
        case Comparator.RANGE:
            assert quantity.high is not None
            factor = quantity.unit.factor / target.indicator.unit.factor
            low, high = Fraction(quantity.value) * factor, Fraction(quantity.high) * factor
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
    target: Target, goal: Fraction, series: dict[Period, Observation], as_of: date | None
) -> Reading:
    """Test a level that must hold in each year after the base (比重不低于25%)."""
    if target.base is None:
        return _refuse(LEVEL_TEST, "缺基期，不知道从哪一年起逐年检验")
    last = target.deadline.year
    if as_of is not None:
        last = min(last, as_of.year - 1 if as_of < date(as_of.year, 12, 31) else as_of.year)
    steps, missing, failed = [], [], []
    for year in range(target.base.period.year + 1, last + 1):
        found = next((o for p, o in series.items() if p.year == year), None)
        if found is None:
            missing.append(str(year))
            continue
        value = found.in_unit(target.indicator.unit)
        met = _met(target, value, goal)
        if met is None:
            return _refuse(LEVEL_TEST, "缺方向")
        shown = f"{year}年 {number(value)}{target.indicator.unit.name}，目标 {target.printed}"
        steps.append(Trace(shown, "达到" if met else "未达到", _source(found)))
        if not met:
            failed.append(str(year))
    if failed:
        words = f"{'、'.join(failed)}年未达到"
        return Reading(LEVEL_TEST, Standing.BROKEN, words, steps=tuple(steps))
    if missing or not steps:
        years = "、".join(missing) or str(last)
        return Reading(
            LEVEL_TEST,
            Standing.UNDECIDED,
            reason=f"缺{years}年数值" + ("，已有年份均达到" if steps else ""),
            steps=tuple(steps),
        )
    standing = Standing.REACHED if last == target.deadline.year else Standing.KEPT
    return Reading(LEVEL_TEST, standing, "逐年均达到", steps=tuple(steps))


def _monotone(target: Target, series: dict[Period, Observation]) -> Reading:
    """Test that each value lies on the wanted side of the one before (持续下降)."""
    if len(series) < 2:
        return _refuse(LEVEL_TEST, f"检验「{target.printed}」至少要两个时期，现有 {len(series)} 个")
    steps, broken = [], []
    values = [(p, o.in_unit(target.indicator.unit), o) for p, o in series.items()]
    for (before, old, _), (period, new, observation) in pairwise(values):
        met = new > old if target.rising else new < old
        shown = f"{before}年 {number(old)} → {period}年 {number(new)}{target.indicator.unit.name}"
        steps.append(Trace(shown, "符合" if met else "不符合", _source(observation)))
        if not met:
            broken.append(str(period))
    if broken:
        words = f"{'、'.join(broken)}年不符合"
        return Reading(LEVEL_TEST, Standing.BROKEN, words, steps=tuple(steps))
    due = values[-1][0].position >= target.deadline.position
    return Reading(
        LEVEL_TEST, Standing.REACHED if due else Standing.KEPT, target.printed, steps=tuple(steps)
    )


def _refuse(method: str, reason: str) -> Reading:
    return Reading(method, Standing.UNDECIDED, reason=reason)


def _explained(reading: Reading, no_goal: str, no_start: str, no_observation: str) -> Reading:
    """Put the particular reason in the place of a method's general one."""
    particular = {
        "没有观测值": no_observation,
        "目标不能折算为数值": no_goal,
        "缺基期值": no_start,
    }.get(reading.reason)
    return _refuse(reading.method, particular) if particular else reading


# ---------------------------------------------------------------- what follows


_DECIDED = (Standing.REACHED, Standing.MISSED, Standing.KEPT, Standing.BROKEN, Standing.AHEAD)


def _conclude(
    target: Target, readings: tuple[Reading, ...], latest: Observation | None, as_of: date | None
) -> tuple[Standing, str, bool]:
    """Draw one verdict from readings side by side: standing, words, whether methods agree."""
    level, *methods = readings
    judged = [each for each in methods if each.standing is not Standing.UNDECIDED]
    agreed = len({each.standing for each in judged}) < 2
    reason = _conflict(target)
    over = as_of is not None and as_of >= target.deadline.end
    final = latest is not None and latest.period.position >= target.deadline.position
    if latest is not None and over and not final and level.standing is not Standing.BROKEN:
        reason = reason or f"期末{target.deadline}年已过，缺当年数值，最新为{latest.period}年"
    if reason:
        return Standing.UNDECIDED, f"{Standing.UNDECIDED}：{reason}", agreed
    if level.standing in _DECIDED:
        return level.standing, level.text, agreed
    if not judged:
        reasons = dict.fromkeys(r.reason for r in (*methods, level) if r.reason)
        return Standing.UNDECIDED, f"{Standing.UNDECIDED}：{'；'.join(reasons)}", agreed
    if not agreed:
        words = "，".join(f"{each.method}{each.standing}" for each in judged)
        return Standing.SPLIT, f"{Standing.SPLIT}：{words}", False
    only = f"（仅{judged[0].method}）" if len(judged) < len(methods) else ""
    return judged[0].standing, f"{judged[0].standing}{only}", True


def _distance(
    target: Target, course: Course
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Measure attainment, gap and the growth required from now on."""
    if course.current is None or course.goal is None:
        return None, None, None
    value, goal = course.current.value, course.goal.value
    attainment: Fraction | None = None
    if target.indicator.direction is Direction.UP and goal > 0:
        attainment = value / goal
    elif target.indicator.direction is Direction.DOWN and course.base and course.base.value > goal:
        attainment = (course.base.value - value) / (course.base.value - goal)
    required: Fraction | None = None
    rate = target.indicator.unit.dimension == "率"
    if course.goal.at > course.current.at and not course.reached and value * goal > 0 and not rate:
        required = growth(course.current, course.goal)
    return attainment, goal - value, required


def _distance_steps(
    target: Target,
    course: Course,
    attainment: Fraction | None,
    gap: Fraction | None,
    required: Fraction | None,
) -> Iterable[Trace]:
    if course.current is None or course.goal is None:
        return
    rate = target.indicator.unit.dimension == "率"
    # The difference of two rates in percent is in 百分点.
    name = "个百分点" if target.indicator.unit.name == "%" else target.indicator.unit.name
    value, goal = number(course.current.value), number(course.goal.value)
    if attainment is not None and target.indicator.direction is Direction.UP:
        yield Trace(f"完成率 = 最新值 ÷ 目标值 = {value} ÷ {goal}", percent(attainment))
    elif attainment is not None and course.base:
        base = number(course.base.value)
        yield Trace(
            f"完成率 = 已降 ÷ 应降 =（{base}-{value}）÷（{base}-{goal}）", percent(attainment)
        )
    if gap is not None:
        yield Trace(f"差距 = 目标值-最新值 = {goal}-{value}", f"{number(gap)}{name}")
    left = course.goal.at - course.current.at
    if rate and gap is not None and left > 0 and not course.reached:
        yield Trace(
            f"今后每年需变动 = 差距 ÷ 剩余年数 = {number(gap)} ÷ {number(left)}",
            f"{number(gap / left)}{name}",
        )
    if required is not None:
        years = number(left)
        yield Trace(f"今后所需年均增速 =（{goal}÷{value}）^（1÷{years}）-1", percent(required))


def _given(
    target: Target,
    start: Start | None,
    no_start: str,
    latest: Observation | None,
    goal: Fraction | None,
) -> Iterable[Trace]:
    """Say what is given: the target with its clause, the base, the latest value with its cell."""
    name = target.indicator.unit.name
    wanted = f"{target.deadline}年 {target.printed}"
    where = f"{target.basis}；{target.place}" if target.place else target.basis
    yield Trace(f"目标：{target.indicator.name}", wanted, where)
    if start is not None:
        yield Trace("基期", f"{start.period}年 {number(start.value)}{name}", start.source)
    elif target.base is not None:
        yield Trace("基期", no_start)
    if goal is not None and start is not None and target.form is not Form.LEVEL:
        yield Trace(f"目标折算为水平（{target.form}）", f"{number(goal)}{name}")
    if latest is not None:
        value = number(latest.in_unit(target.indicator.unit))
        printed = f"（原值 {latest.value:f}{latest.unit.name}）" if latest.unit.name != name else ""
        yield Trace("最新", f"{latest.period}年 {value}{name}{printed}", _source(latest))


def _source(observation: Observation) -> str:
    """Name the cell, the source and the grade of a value."""
    where = f"{observation.cell}，" if observation.cell else ""
    return f"{where}{observation.source}，{observation.grade}"


def _warnings(
    target: Target, observed: Sequence[Observation], latest: Observation | None, agreed: bool
) -> tuple[str, ...]:
    found = []
    if latest is not None:
        if latest.grade is Grade.WEAK:
            found.append("最新值的来源等级为弱，结论仅供参考")
        others = [
            each
            for each in observed
            if each.period == latest.period
            and each != latest
            and each.in_unit(target.indicator.unit) != latest.in_unit(target.indicator.unit)
        ]
        if others:
            values = "、".join(f"{each.value:f}{each.unit.name}（{each.grade}）" for each in others)
            found.append(f"{latest.period}年另有数值 {values}，按等级和先后取 {latest.value:f}")
    price, basis = target.price_basis, target.indicator.price_basis
    if price and basis and price != basis:
        found.append(f"价格口径不一致：目标按{price}，观测按{basis}")
    if not agreed:
        found.append("各方法结论不一致，见上")
    return tuple(found)
