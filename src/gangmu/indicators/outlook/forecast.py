"""Forecast a series of a few yearly values: intervals, how often they held before, crossing years.

Three plain models stand side by side; none is tuned. With five to twelve values nothing finer can be
defended, so that what matters is the width: it comes from Student's t with the degrees of freedom
that are left, and it is tried on the past from every origin (rolling origin).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp, log, sqrt

from gangmu.indicators.quantiles import student_cdf, student_quantile
from gangmu.indicators.rates import Point

DRIFT, GROWTH_DRIFT, TREND = "随机游走加漂移", "增速随机游走", "线性趋势"

#: Below this many values no forecast is given: two degrees of freedom must be left for the width.
LEAST = 5
#: The origins of the trial on the past have at least this many values.
_LEAST_ORIGIN = 4
#: Chances further apart than this are told.
_APART = 0.25
#: A threshold that is not crossed in so many years is not crossed.
FURTHEST = 50


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model expects at a time, and the interval that it claims at its level."""

    at: Fraction
    middle: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether the interval covers a value."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model on its values: ``centre`` and ``spread`` (standard error) at a time, on the scale that
    ``back`` leads from to the values, with the degrees of freedom."""

    method: str
    freedom: int
    centre: Callable[[Fraction], float]
    spread: Callable[[Fraction], float]
    back: Callable[[float], float]
    scale: Callable[[float], float]

    def estimate(self, at: Fraction, level: float) -> Estimate:
        """Estimate with the interval of a level (0.8: four of five)."""
        half = student_quantile((1 + level) / 2, self.freedom) * self.spread(at)
        centre = self.centre(at)
        return Estimate(at, self.back(centre), self.back(centre - half), self.back(centre + half))

    def at_least(self, value: float, at: Fraction) -> float:
        """Give the probability of a value or more, if the model were true."""
        distance, spread = self.centre(at) - self.scale(value), self.spread(at)
        if spread == 0:
            return float(distance >= 0)
        return student_cdf(distance / spread, self.freedom)


Model = Callable[[Sequence[Point]], Fitted]


def drift(points: Sequence[Point]) -> Fitted:
    """Carry the last value on by the mean yearly step (随机游走加漂移).

    ŷ(T) = y_n + h·d̄, d̄ = (y_n - y_1)/(t_n - t_1); the steps scatter by s² = Σ (Δ - d̄·τ)²/τ ÷ (m - 1)
    over m steps of τ years each; error s·√(h + h²/(t_n - t_1)). Source: Hyndman and Athanasopoulos,
    *Forecasting: Principles and Practice*, 5.2 and 5.5.

    Hand-computed: 10, 12, 13, 15, 16 give d̄ = 1.5, s² = (0.25·4)/3, one year ahead 17.5 ± t·0.6455:

    >>> points = [Point.of(2020 + i, v) for i, v in enumerate((10, 12, 13, 15, 16))]
    >>> fitted = drift(points)
    >>> fitted.centre(Fraction(2025)), round(fitted.spread(Fraction(2025)), 4), fitted.freedom
    (17.5, 0.6455, 3)
    """
    return _walk(DRIFT, points, float, float)


def growth_drift(points: Sequence[Point]) -> Fitted:
    """Carry the last value on by the mean yearly growth: ``drift`` on logarithms (增速随机游走).

    Only for positive values; the interval is then not symmetric and never below zero.

    >>> points = [Point.of(2020 + i, 100 * 2**i) for i in range(5)]
    >>> round(growth_drift(points).estimate(Fraction(2025), 0.8).middle)
    3200
    """
    return _walk(GROWTH_DRIFT, points, log, exp)


def _walk(
    name: str,
    points: Sequence[Point],
    scale: Callable[[float], float],
    back: Callable[[float], float],
) -> Fitted:
    values = [(float(point.at), scale(float(point.value))) for point in points]
    (first, start), (last, end) = values[0], values[-1]
    years, steps = last - first, len(values) - 1
    slope = (end - start) / years
    squares = 0.0
    for (at, value), (then, following) in pairwise(values):
        gone = then - at
        squares += (following - value - slope * gone) ** 2 / gone
    variance = squares / (steps - 1)

    def spread(at: Fraction) -> float:
        ahead = float(at) - last
        return sqrt(variance * (ahead + ahead * ahead / years))

    return Fitted(name, steps - 1, lambda at: end + slope * (float(at) - last), spread, back, scale)


def trend(points: Sequence[Point]) -> Fitted:
    """Carry the least-squares line on (线性趋势).

    Error s·√(1 + 1/n + (T - t̄)²/Σ(t - t̄)²), s² = Σ e²/(n - 2). Source: any text on regression.

    Hand-computed: 10, 12, 13, 15, 16 lie about 10.2 + 1.5·i with Σ e² = 0.3, s² = 0.1:

    >>> points = [Point.of(2020 + i, v) for i, v in enumerate((10, 12, 13, 15, 16))]
    >>> fitted = trend(points)
    >>> round(fitted.centre(Fraction(2025)), 4), round(fitted.spread(Fraction(2025)), 4)
    (17.7, 0.4583)
    """
    times = [float(point.at) for point in points]
    values = [float(point.value) for point in points]
    count = len(points)
    middle, mean = sum(times) / count, sum(values) / count
    apart = sum((t - middle) ** 2 for t in times)
    slope = sum((t - middle) * y for t, y in zip(times, values, strict=True)) / apart
    squares = sum(
        (y - mean - slope * (t - middle)) ** 2 for t, y in zip(times, values, strict=True)
    )
    variance = squares / (count - 2)

    def spread(at: Fraction) -> float:
        return sqrt(variance * (1 + 1 / count + (float(at) - middle) ** 2 / apart))

    return Fitted(
        TREND, count - 2, lambda at: mean + slope * (float(at) - middle), spread, float, float
    )


MODELS: tuple[Model, ...] = (growth_drift, drift, trend)
"""The models that are run side by side."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How the intervals of a model did on the past: ``held`` of ``tried``, and the mean miss.

    ``miss`` is the mean of abs(value - forecast) as a share of the value; one forecast for each
    origin and each later value.
    """

    held: int
    tried: int
    miss: float | None

    def __str__(self) -> str:
        if not self.tried:
            return "数值太少，没有回测"
        missed = f"，平均误差 {self.miss:.1%}" if self.miss is not None else ""
        return (
            f"回测 {self.tried} 次，区间盖住 {self.held} 次（{self.held / self.tried:.0%}）{missed}"
        )


def rolling_origin(model: Model, points: Sequence[Point], level: float) -> Trial:
    """Forecast every value from every origin before it, as if the rest were unknown.

    >>> points = [Point.of(2016 + i, v) for i, v in enumerate((10, 12, 13, 15, 16, 30))]
    >>> str(rolling_origin(drift, points, 0.8))
    '回测 3 次，区间盖住 1 次（33%），平均误差 28.2%'
    """
    held, misses, tried = 0, [], 0
    for origin in range(_LEAST_ORIGIN, len(points)):
        fitted = model(points[:origin])
        for later in points[origin:]:
            estimate, value = fitted.estimate(later.at, level), float(later.value)
            tried += 1
            held += estimate.holds(value)
            if value:
                misses.append(abs(estimate.middle - value) / abs(value))
    return Trial(held, tried, sum(misses) / len(misses) if misses else None)


@dataclass(frozen=True, slots=True)
class Crossing:
    """The year in which a threshold is passed: by the middle, at the earliest, at the latest.

    ``None`` is not within ``FURTHEST`` years.
    """

    middle: int | None
    earliest: int | None
    latest: int | None

    def __str__(self) -> str:
        def year(number: int | None) -> str:
            return f"{number}年" if number is not None else f"{FURTHEST}年内不到"

        return f"{year(self.middle)}（{year(self.earliest)}—{year(self.latest)}）"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one model says: its estimates, its trial on the past, the chance to reach the goal and
    the year of crossing it; the last two are ``None`` without a goal."""

    method: str
    estimates: tuple[Estimate, ...]
    trial: Trial
    chance: float | None
    crossing: Crossing | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The models side by side, the leading one first; ``reason`` says why there are none.

    ``doubts`` say what a reader must know: few values, intervals that did not hold.
    """

    points: tuple[Point, ...]
    level: float
    outlooks: tuple[Outlook, ...]
    reason: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def leading(self) -> Outlook | None:
        """Give the model that speaks first: growth where values are amounts of money, else steps."""
        return self.outlooks[0] if self.outlooks else None


def forecast(
    points: Sequence[Point],
    until: int,
    *,
    level: float = 0.8,
    goal: Fraction | None = None,
    falling: bool = False,
    compound: bool = True,
) -> Forecast:
    """Forecast yearly values up to a year.

    The leading model is declared and not chosen by fit: growth for what compounds (amounts of money),
    steps for the rest (rates, counts) and for values that are not all positive. ``goal`` adds the chance that the
    value of the last year reaches it and the year of crossing it, from below or, ``falling``, from
    above.

    >>> points = [Point.of(2019 + i, v) for i, v in enumerate((862.7, 871.5, 985.3, 1072.6, 1186.4))]
    >>> found = forecast(points, 2026, goal=Fraction(1500))
    >>> [f"{end.at}: {end.low:.0f} {end.middle:.0f} {end.high:.0f}" for end in found.leading.estimates]
    ['2024: 1175 1285 1405', '2025: 1211 1391 1598', '2026: 1254 1507 1810']
    >>> round(found.leading.chance, 2), str(found.leading.crossing)
    (0.51, '2026年（2025年—2031年）')
    """
    seen = tuple(points)
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")
    if len(seen) < LEAST:
        return Forecast(seen, level, (), f"至少要 {LEAST} 个年度值，现有 {len(seen)} 个")
    if until <= seen[-1].at:
        return Forecast(seen, level, (), f"最新值已是{seen[-1].at}年，没有要预测的年份")
    positive = all(point.value > 0 for point in seen)
    models = [m for m in MODELS if positive or m is not growth_drift]
    if positive and not compound:
        models = [drift, trend, growth_drift]
    outlooks = tuple(_outlook(m, seen, until, level, goal, falling) for m in models)
    return Forecast(seen, level, outlooks, doubts=tuple(_doubts(seen, outlooks, level)))


def _outlook(
    model: Model,
    points: Sequence[Point],
    until: int,
    level: float,
    goal: Fraction | None,
    falling: bool,
) -> Outlook:
    fitted = model(points)
    first = int(points[-1].at) + 1
    estimates = tuple(fitted.estimate(Fraction(year), level) for year in range(first, until + 1))
    trial = rolling_origin(model, points, level)
    if goal is None or (fitted.scale is log and goal <= 0):
        return Outlook(fitted.method, estimates, trial, None, None)
    chance = fitted.at_least(float(goal), Fraction(until))
    crossing = cross(fitted, points, goal, level, falling)
    return Outlook(fitted.method, estimates, trial, 1 - chance if falling else chance, crossing)


def cross(
    fitted: Fitted, points: Sequence[Point], threshold: Fraction, level: float, falling: bool
) -> Crossing:
    """Find the years in which the middle and the ends of the interval pass a threshold.

    A threshold that a value has passed already is crossed in the year of the first such value.
    """
    sign = -1 if falling else 1
    for point in points:
        if sign * (point.value - threshold) >= 0 and point is points[-1]:
            passed = next(int(p.at) for p in points if sign * (p.value - threshold) >= 0)
            return Crossing(passed, passed, passed)
    limit, found = float(threshold), dict.fromkeys(("middle", "early", "late"), -1)
    last = int(points[-1].at)
    for year in range(last + 1, last + FURTHEST + 1):
        each = fitted.estimate(Fraction(year), level)
        ends = (each.low, each.high) if falling else (each.high, each.low)
        for name, value in zip(found, (each.middle, *ends), strict=True):
            if found[name] < 0 and sign * (value - limit) >= 0:
                found[name] = year
        if found["late"] > 0:
            break
    middle, early, late = (year if year > 0 else None for year in found.values())
    return Crossing(middle, early, late)


def _doubts(points: Sequence[Point], outlooks: Sequence[Outlook], level: float) -> list[str]:
    leading, found = outlooks[0], []
    if len(points) < 8:
        found.append(f"只有 {len(points)} 个年度值，区间宽，只能看量级")
    trial = leading.trial
    if trial.tried and trial.held / trial.tried < level:
        found.append(
            f"名义 {level:.0%} 的区间在回测中只盖住 {trial.held}/{trial.tried}，实际把握更小"
        )
    if all(each.low == each.high for each in leading.estimates):
        found.append("历史值正好落在一条线上，区间宽度为零，不等于没有不确定性")
    chances = [each.chance for each in outlooks if each.chance is not None]
    if chances and max(chances) - min(chances) > _APART:
        found.append(f"各模型的达标可能相差大：{min(chances):.0%} 至 {max(chances):.0%}")
    years = [int(point.at) for point in points]
    if missing := sorted(set(range(years[0], years[-1])) - set(years)):
        found.append(f"缺{'、'.join(map(str, missing))}年，按相邻年份折算")
    return found
