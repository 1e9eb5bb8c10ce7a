"""Where each target stands: level test and progress methods side by side, with every step shown."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import dropwhile

from gangmu.indicators.definitions import Direction, Form, Target
from gangmu.indicators.observations import Grade, Observation
from gangmu.indicators.progress.levels import LEVEL_TEST, level_test, relative_test
from gangmu.indicators.progress.methods import METHODS, Course, Reading, Work
from gangmu.indicators.progress.resolution import (
    Lookup,
    Series,
    Start,
    conflict,
    obstacle,
    resolve,
    slack_of,
)
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import Point, growth, number, percent
from gangmu.terms import Comparator, Trace

__all__ = ["Progress", "Tally", "assess", "group_verdict", "obstacle", "tally"]

BINDING = "约束性"
SPLIT_WARNING = "各方法结论不一致，见上"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one target stands.

    ``goal`` is the target as a level in the indicator's unit. ``attainment`` is latest ÷ goal (for
    a falling indicator the share of the fall that is done), ``gap`` goal - latest, ``required``
    the yearly growth needed from now on (not of rates, whose steps say 百分点); each is ``None`` where it has no meaning. ``readings``
    stand side by side: the level test first, then each method. ``verdict`` is what follows from
    them; where methods disagree it says so and ``agreed`` is false. ``seen`` are the comparable
    observations up to the deadline, in order.
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
    seen: tuple[Observation, ...]
    work: Work = field(compare=False, repr=False)

    @property
    def steps(self) -> tuple[Trace, ...]:
        """Write the arithmetic; long, so only done when asked."""
        return self.work()

    @property
    def binding(self) -> bool:
        """Tell whether the target is 约束性, which is reported apart."""
        return self.target.nature == BINDING

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


@dataclass(frozen=True, slots=True)
class Tally:
    """How many targets of one nature (约束性, 预期性, 未注明) stand where, best first."""

    nature: str
    total: int
    counts: tuple[tuple[Standing, int], ...]

    @property
    def by_schedule(self) -> tuple[tuple[str, int], ...]:
        """Count in the other vocabulary."""
        found: dict[str, int] = {}
        for standing, count in self.counts:
            found[standing.by_schedule] = found.get(standing.by_schedule, 0) + count
        return tuple(found.items())


def tally(progresses: Iterable[Progress]) -> tuple[Tally, ...]:
    """Count the verdicts, 约束性 targets apart from 预期性 ones, as a 中期评估 reports them."""
    by: dict[str, list[Standing]] = {BINDING: [], "预期性": [], "未注明": []}
    for each in progresses:
        by[each.target.nature or "未注明"].append(each.standing)
    return tuple(
        Tally(nature, len(found), tuple((s, found.count(s)) for s in Standing if s in found))
        for nature, found in by.items()
        if found
    )


def group_verdict(parts: Sequence[Progress]) -> tuple[Standing, str]:
    """Draw the verdict of a vector: reached when every part is, missed as soon as one is."""
    standings = [each.standing for each in parts]
    same = set(standings)
    missed = [s for s in standings if s in (Standing.MISSED, Standing.BROKEN)]
    if len(same) == 1:
        return standings[0], f"{len(parts)} 项均{standings[0]}"
    counts = "，".join(f"{standings.count(s)} 项{s}" for s in Standing if s in same)
    if missed:
        return missed[0], counts
    return Standing.UNDECIDED if Standing.UNDECIDED in same else Standing.SPLIT, counts


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

    def lookup(indicator: str, region: str) -> Sequence[Observation]:
        return series.get((indicator, region), ())

    with _collector_paused():
        return tuple(
            _assess(target, lookup, as_of) if target.deadline else _undated(target)
            for target in targets
        )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Stop the search for cycles: no assessment makes one, and to walk through all that were made
    again and again takes as long as the work itself (10,000 targets: 2.3 of 5.3 s)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


#: There is no way from a base to a goal in these, of which a share could be done.
_LEVEL_ONLY = (Form.MONOTONE, Form.RELATIVE, Form.QUALITATIVE, Form.UNSTATED)


def _undated(target: Target) -> Progress:
    """Refuse a target without a deadline: nothing can be on time."""
    reading = Reading(LEVEL_TEST, Standing.UNDECIDED, reason="文件没有写明期限")
    given = Trace(f"目标：{target.indicator.name}", target.printed, target.basis)
    return Progress(
        target, None, None, None, (reading,), Standing.UNDECIDED, reading.text, True,
        None, None, None, (), (), lambda: (given, Trace("结论", reading.text)),
    )  # fmt: skip


def _assess(target: Target, lookup: Lookup, as_of: date | None) -> Progress:
    observed = lookup(target.indicator.name, target.region)
    resolved = resolve(target, lookup)
    series, start, goal = resolved.series, resolved.start, resolved.goal
    no_start, no_goal, absent = resolved.no_start, resolved.no_goal, resolved.absent
    latest = next(reversed(series.values()), None)
    course = _course(target, start, goal, series)
    if target.form is Form.RELATIVE:
        level = relative_test(target, series, resolved.others, absent)
    else:
        level = level_test(target, course, series, no_goal or absent, as_of)
    readings = (
        level,
        *(
            _explained(method(course), no_goal, no_start, absent)
            for method in METHODS
            if target.form not in _LEVEL_ONLY and not target.every_year
        ),
    )
    standing, verdict, agreed = _conclude(target, readings, latest, as_of)
    attainment, gap, required = _distance(target, course)
    warnings = _warnings(target, observed, start, latest, agreed)

    def steps() -> tuple[Trace, ...]:
        return (
            *_given(target, start, no_start, latest, goal),
            *_stretch_step(target, latest),
            *(Trace(f"{each.method}", each.text, children=each.steps) for each in readings),
            *_distance_steps(target, course, attainment, gap, required),
            *(Trace("注意", warning) for warning in warnings),
            Trace("结论", verdict),
        )

    return Progress(
        target, start, latest, goal, readings, standing, verdict, agreed,
        attainment, gap, required, warnings, tuple(series.values()), steps,
    )  # fmt: skip


def _course(
    target: Target,
    start: Start | None,
    goal: Fraction | None,
    series: Series,
) -> Course:
    end = None if goal is None else Point(target.due.position, goal)
    comparator = target.goal.comparator if target.goal else Comparator.EQ
    base = Point(start.period.position, start.value) if start else None
    points = [Point(p.position, o.in_unit(target.indicator.unit)) for p, o in series.items()]
    # The plan's own base value goes before an observation of the same period.
    after = dropwhile(lambda point: base is None or point.at <= base.at, points)
    return Course(
        base=base,
        current=points[-1] if points else None,
        goal=end,
        direction=target.indicator.direction,
        slack=slack_of(target, start, goal),
        strict=comparator in (Comparator.GT, Comparator.LT),
        seen=(base, *after) if base else (),
    )


def _explained(reading: Reading, no_goal: str, no_start: str, no_observation: str) -> Reading:
    """Put the particular reason in the place of a method's general one."""
    particular = {
        "没有观测值": no_observation,
        "目标不能折算为数值": no_goal,
        "缺基期值": no_start,
    }.get(reading.reason)
    return Reading(reading.method, Standing.UNDECIDED, reason=particular) if particular else reading


# ---------------------------------------------------------------- what follows


_DECIDED = (Standing.REACHED, Standing.MISSED, Standing.KEPT, Standing.BROKEN, Standing.AHEAD)


def _conclude(
    target: Target, readings: tuple[Reading, ...], latest: Observation | None, as_of: date | None
) -> tuple[Standing, str, bool]:
    """Draw one verdict from readings side by side: standing, words, whether methods agree."""
    level, *methods = readings
    judged = [each for each in methods if each.standing is not Standing.UNDECIDED]
    agreed = len({each.standing for each in judged}) < 2
    reason = conflict(target)
    over = as_of is not None and as_of >= target.due.end
    final = latest is not None and latest.period.position >= target.due.position
    if latest is not None and over and not final and level.standing is not Standing.BROKEN:
        reason = reason or f"期末{target.due.label}已过，缺当年数值，最新为{latest.period.label}"
    if reason:
        return Standing.UNDECIDED, f"{Standing.UNDECIDED}：{reason}", agreed
    if level.standing in _DECIDED or (target.reviews and level.standing is not Standing.UNDECIDED):
        return level.standing, level.text, agreed
    if not judged:
        reasons = dict.fromkeys(r.reason for r in (*methods, level) if r.reason)
        return Standing.UNDECIDED, f"{Standing.UNDECIDED}：{'；'.join(reasons)}", agreed
    if not agreed:
        return Standing.SPLIT, f"{Standing.SPLIT}：{_grouped(judged)}", False
    only = f"（仅{'、'.join(r.method for r in judged)}）" if 2 * len(judged) < len(methods) else ""
    return judged[0].standing, f"{judged[0].standing}{only}", True


def _grouped(judged: Sequence[Reading]) -> str:
    """Name the methods behind each verdict, best verdict first."""
    by = {s: [r.method for r in judged if r.standing is s] for s in Standing}
    return "，".join(f"{standing}（{'、'.join(names)}）" for standing, names in by.items() if names)


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
    wanted = f"{target.due.label} {target.printed}"
    where = f"{target.basis}；{target.place}" if target.place else target.basis
    yield Trace(f"目标：{target.indicator.name}", wanted, where)
    if start is not None:
        yield Trace("基期", f"{start.period.label} {number(start.value)}{name}", start.source)
    elif target.base is not None:
        yield Trace("基期", no_start)
    if goal is not None and start is not None and target.form is not Form.LEVEL:
        yield Trace(f"目标折算为水平（{target.form}）", f"{number(goal)}{name}")
    if latest is not None:
        value = number(latest.in_unit(target.indicator.unit))
        printed = (
            f"（原值 {number(Fraction(latest.value))}{latest.unit.name}）"
            if latest.unit.name != name
            else ""
        )
        yield Trace("最新", f"{latest.period.label} {value}{name}{printed}", latest.where)


def _stretch_step(target: Target, latest: Observation | None) -> Iterable[Trace]:
    """Say whether the further value of 争创 is reached; it never decides the verdict."""
    stretch, indicator = target.stretch, target.indicator
    if (
        stretch is None
        or latest is None
        or indicator.direction not in (Direction.UP, Direction.DOWN)
    ):
        return
    wanted = stretch.base / indicator.unit.factor
    value = latest.in_unit(indicator.unit)
    met = value >= wanted if indicator.direction is Direction.UP else value <= wanted
    yield Trace(f"争创值 {number(wanted)}{indicator.unit.name}", "已达到" if met else "尚未达到")


def _warnings(
    target: Target,
    observed: Sequence[Observation],
    start: Start | None,
    latest: Observation | None,
    agreed: bool,
) -> tuple[str, ...]:
    found = [f"目标是草拟的，尚未确认：{target.pending}"] if target.pending else []
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
            found.append(
                f"{latest.period.label}另有数值 {values}，按等级和先后取 {number(Fraction(latest.value))}"
            )
    if start is not None and latest is not None:
        found += target.indicator.scope.breaks(start.period.end, latest.period.end)
    price, basis = target.price_basis, target.indicator.price_basis
    if price and basis and price != basis:
        found.append(f"价格口径不一致：目标按{price}，观测按{basis}")
    if not agreed:
        found.append(SPLIT_WARNING)
    return tuple(found)
