"""Share a city's target among its districts: from what is observed, within what they may be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gangmu.indicators.definitions import Indicator, Target
from gangmu.indicators.goals import read_goal
from gangmu.indicators.observations import periods_of
from gangmu.indicators.outlook.decomposition import (
    Decomposition,
    Ladder,
    Part,
    decompose,
    rounded,
)
from gangmu.indicators.outlook.limits import Limits
from gangmu.indicators.panel import Panel
from gangmu.indicators.periods import Period, read_period
from gangmu.indicators.progress.resolution import resolve
from gangmu.indicators.rates import number
from gangmu.terms import InputError

REST = "其余"


@dataclass(frozen=True, slots=True)
class Districting:
    """A proposal for the districts with what it starts from, and the check of the targets they panel.

    ``observed`` are the districts whose base was observed; the others had it in the sheet of
    limits, or are what is left of the city (其余).
    """

    indicator: Indicator
    region: str
    base: Period
    due: Period
    target: Target | None
    proposal: Decomposition
    ladder: Ladder | None
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
    places: int = 2,
) -> Districting:
    """Propose how a city's target is shared among its districts, and check the sum of theirs.

    The districts are those named, those of the sheet of limits, else every other region in which the
    indicator was observed in the base year. What the city has beyond them is 其余. Raises
    ``InputError`` where the indicator does not add up (a rate), or a base is missing.
    """
    measured, where = panel.indicator(indicator), region
    _additive(measured)
    target = _city_target(panel, measured, where, due) if goal is None else None
    end = target.due if target else _period(due, "--until")
    wanted = _wanted(panel, target, measured, goal)
    listed = {each.region: each for each in limits}
    names = [*districts, *(name for name in listed if name not in districts)]
    start = _period(base, "--base") if base else _base_period(panel, measured, where, names, end)
    notes = []
    parts, unknown = _parts(panel, measured, where, start, names, listed)
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
    return Districting(measured, where, start, end, target, proposal, ladder, tuple(notes))


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
    panel: Panel, indicator: Indicator, region: str, names: Sequence[str], due: Period
) -> Period:
    """Choose the latest year before the deadline in which the districts were observed."""
    by_period: dict[Period, set[str]] = {}
    for each in panel.observations:
        if each.indicator == indicator.name and each.period.annual and each.period < due:
            by_period.setdefault(each.period, set()).add(each.region)
    fitting = [
        period
        for period, regions in by_period.items()
        if (set(names) <= regions if names else len(regions - {region}) >= 2)
    ]
    if not fitting:
        seen = sorted(
            {(o.region, str(o.period)) for o in panel.observations if o.indicator == indicator.name}
        )
        shown = "，".join(f"{where}（{when}）" for where, when in seen) or "没有观测值"
        raise InputError(
            f"没有一年同时有两个以上的区的「{indicator.name}」",
            remedy=f"现有：{shown}。可在 --limits 表里写各区的「基期值」并用 --base 写明年份",
        )
    return max(fitting)


def _parts(
    panel: Panel,
    indicator: Indicator,
    region: str,
    start: Period,
    names: Sequence[str],
    listed: dict[str, Limits],
) -> tuple[list[Part], list[str]]:
    """Give each district with its base and bounds, and those whose base nobody knows."""
    observed: dict[str, Fraction] = {}
    for where in dict.fromkeys(o.region for o in panel.observations):
        found = dict(periods_of(panel.lookup(indicator.name, where))).get(start)
        if found is not None and where != region:
            observed[where] = found.in_unit(indicator.unit)
    parts, unknown = [], []
    for name in names or observed:
        limit = listed.get(name)
        value = limit.base if limit and limit.base is not None else observed.get(name)
        if value is None:
            unknown.append(name)
            continue
        parts.append(
            Part(name, value, limit.floor if limit else None, limit.ceiling if limit else None)
        )
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
