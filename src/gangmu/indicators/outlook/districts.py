"""Share a target among districts or sectors: from what is observed, within what each may be given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gangmu.indicators.definitions import Indicator, Target
from gangmu.indicators.goals import read_goal
from gangmu.indicators.observations import Observation, periods_of
from gangmu.indicators.outlook.decomposition import (
    Decomposition,
    Ladder,
    Part,
    decompose,
    rounded,
)
from gangmu.indicators.outlook.limits import Limits
from gangmu.indicators.outlook.paths import Need, needs
from gangmu.indicators.panel import Panel
from gangmu.indicators.periods import Period, read_period
from gangmu.indicators.progress.resolution import resolve
from gangmu.indicators.rates import Point, number
from gangmu.terms import InputError

REST = "其余"


@dataclass(frozen=True, slots=True)
class Districting:
    """A proposal for the parts (districts, or sectors) with what it starts from.

    ``ladder`` is the check of the targets that the districts have set themselves; ``needs`` say what
    each part would add at its own growth so far, beside what the goal asks of all alike. What the
    whole has beyond the parts is 其余.
    """

    indicator: Indicator
    region: str
    base: Period
    due: Period
    target: Target | None
    proposal: Decomposition
    ladder: Ladder | None
    needs: tuple[Need, ...]
    notes: tuple[str, ...]


def district(
    panel: Panel,
    indicator: str,
    *,
    region: str,
    goal: str | None = None,
    due: str | None = None,
    base: str | None = None,
    limits: Sequence[Limits] = (),
    districts: Sequence[str] = (),
    sectors: Sequence[str] = (),
    places: int = 2,
) -> Districting:
    """Propose how a target is shared among districts, or among ``sectors``, and check the sums.

    The districts are those named, those of the sheet of limits, else every other region in which the
    indicator was observed in the base year. Sectors are indicators of the same region that are parts
    of this one. What the whole has beyond its parts is 其余. Raises ``InputError`` where the indicator
    does not add up (a rate), or a base is missing.
    """
    measured, where = panel.indicator(indicator), region
    _additive(measured)
    target = _city_target(panel, measured, where, due) if goal is None else None
    end = target.due if target else _period(due, "--until")
    wanted = _wanted(panel, target, measured, goal)
    listed = {each.region: each for each in limits}
    within = {panel.indicator(word).name: panel.indicator(word) for word in sectors}
    for sector in within.values():
        if sector.unit.dimension != measured.unit.dimension:
            raise InputError(f"「{sector.name}」的单位与「{measured.name}」不是一类", "--sectors")
    chosen = [*within, *districts]
    names = [*chosen, *(name for name in listed if name not in chosen)]

    def series_of(name: str) -> Sequence[Observation]:
        """Give the series of a part: a sector here, or this indicator in a district."""
        return panel.lookup(name, where) if name in within else panel.lookup(measured.name, name)

    start = (
        _period(base, "--base")
        if base
        else _base_period(panel, measured, where, names, series_of, end)
    )
    notes = []
    names = names or [
        name for name in dict.fromkeys(o.region for o in panel.observations) if name != where
    ]
    parts, unknown = _parts(measured, start, names, series_of, listed, bool(chosen or listed))
    if unknown:
        raise InputError(
            f"没有{'、'.join(unknown)}在{start.label}的「{measured.name}」",
            remedy="补观测值，或在约束表里写「基期值」",
        )
    whole = dict(periods_of(panel.lookup(measured.name, where))).get(start)
    listed_sum = sum((part.base for part in parts), Fraction())
    if whole is None:
        notes.append(f"没有{where}{start.label}的总数，未核对各区之和，也没有“{REST}”")
    else:
        rest = whole.in_unit(measured.unit) - listed_sum
        if rest < 0:
            raise InputError(
                f"各区{start.label}之和 {number(listed_sum)} 超过{where}的 {number(listed_sum + rest)}",
                remedy="核对口径（在地与属地、规模以上与全部），或用 --districts 写明是哪些区",
            )
        if rest > 0 and REST not in listed:
            parts.append(Part(REST, rest))
            notes.append(f"{REST} = {where}总数 - 所列各区 = {number(rest)}{measured.unit.name}")
    years = end.year - start.year
    if years < 1:
        raise InputError(f"基期「{start}」不早于期末「{end}」", "--base", "换一个基期")
    proposal = rounded(decompose(wanted, parts, years), places)
    ladder = _ladder(panel, measured, wanted, end, [p.name for p in parts if p.name != REST])
    total = sum((part.base for part in parts), Fraction())
    past = {part.name: _past(part, measured, start, series_of(part.name)) for part in parts}
    needed = needs(past, total, Point(end.position, wanted)) if total > 0 else ()
    return Districting(measured, where, start, end, target, proposal, ladder, needed, tuple(notes))


def _past(
    part: Part, indicator: Indicator, start: Period, seen: Sequence[Observation]
) -> tuple[Point, Point]:
    """Give the earliest yearly value of a part and the one of the base year."""
    now = Point(start.position, part.base)
    years = [(p, o) for p, o in periods_of(seen) if p.annual and p < start]
    if not years:
        return now, now
    period, first = years[0]
    return Point(period.position, first.in_unit(indicator.unit)), now


def _additive(indicator: Indicator) -> None:
    if indicator.unit.dimension == "率" or "/" in indicator.unit.dimension or indicator.numerator:
        raise InputError(
            f"「{indicator.name}」的单位是「{indicator.unit.name}」，各区的比率加不成全市的比率",
            remedy="对分子和分母分别分解",
        )


def _city_target(panel: Panel, indicator: Indicator, region: str, due: str | None) -> Target:
    found = [
        t
        for t in panel.definitions.targets
        if t.indicator == indicator and t.region == region and t.deadline is not None
        and (due is None or str(t.deadline) == due)
    ]  # fmt: skip
    if not found:
        raise InputError(
            f"没有{region}的「{indicator.name}」目标", remedy="写明 --goal 1500亿元 --until 2030"
        )
    return max(found, key=lambda target: target.due)


def _wanted(
    panel: Panel, target: Target | None, indicator: Indicator, goal: str | None
) -> Fraction:
    if target is not None:
        resolved = resolve(target, panel.lookup)
        if resolved.goal is None:
            raise InputError(f"目标「{target.printed}」{resolved.no_goal}", target.place)
        return resolved.goal
    quantity = read_goal(goal or "", indicator.unit).quantity
    if quantity is None:
        raise InputError(f"「{goal}」没有数值", "--goal", "写成「1500亿元」")
    return quantity.base / indicator.unit.factor


def _period(text: str | None, option: str) -> Period:
    period = read_period(text or "")
    if period is None:
        raise InputError(f"「{text or ''}」不是年份", option, "写成 2030")
    return period


def _base_period(
    panel: Panel,
    indicator: Indicator,
    region: str,
    names: Sequence[str],
    series_of: Callable[[str], Sequence[Observation]],
    due: Period,
) -> Period:
    """Choose the latest year before the deadline in which the parts were observed."""
    known = names or [
        name for name in dict.fromkeys(o.region for o in panel.observations) if name != region
    ]
    seen_in: dict[Period, int] = {}
    for name in known:
        for period in {o.period for o in series_of(name)}:
            if period.annual and period < due:
                seen_in[period] = seen_in.get(period, 0) + 1
    least = len(names) or 2
    fitting = [period for period, count in seen_in.items() if count >= least]
    if not fitting:
        told = sorted(
            {(o.region, str(o.period)) for o in panel.observations if o.indicator == indicator.name}
        )
        shown = "，".join(f"{where}（{when}）" for where, when in told) or "没有观测值"
        what = "所列各项" if names else "两个以上的区"
        raise InputError(
            f"没有一年同时有{what}的「{indicator.name}」",
            remedy=f"现有：{shown}。可在 --limits 表里写各区的「基期值」并用 --base 写明年份",
        )
    return max(fitting)


def _parts(
    indicator: Indicator,
    start: Period,
    names: Sequence[str],
    series_of: Callable[[str], Sequence[Observation]],
    listed: dict[str, Limits],
    asked: bool,
) -> tuple[list[Part], list[str]]:
    """Give each part with its base and bounds, and those asked for whose base nobody knows."""
    parts, unknown = [], []
    for name in names:
        limit = listed.get(name)
        value = limit.base if limit else None
        if value is None:
            found = dict(periods_of(series_of(name))).get(start)
            value = found.in_unit(indicator.unit) if found else None
        if value is not None:
            parts.append(
                Part(name, value, limit.floor if limit else None, limit.ceiling if limit else None)
            )
        elif asked:
            unknown.append(name)
    return parts, unknown


def _ladder(
    panel: Panel, indicator: Indicator, wanted: Fraction, due: Period, names: Sequence[str]
) -> Ladder | None:
    """Add up the targets that the districts have set themselves for the same year."""
    stated: dict[str, Fraction] = {}
    for target in panel.definitions.targets:
        if target.indicator == indicator and target.region in names and target.deadline == due:
            goal = resolve(target, panel.lookup).goal
            if goal is not None:
                stated[target.region] = goal
    if not stated:
        return None
    missing = tuple(name for name in names if name not in stated)
    return Ladder(wanted, tuple(stated.items()), missing)
