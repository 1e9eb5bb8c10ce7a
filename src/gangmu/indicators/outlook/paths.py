"""What a goal requires from now on, what a given growth would bring, and who contributes how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import localcontext
from fractions import Fraction

from gangmu.indicators.rates import Point, decimal_of, growth
from gangmu.terms import InputError


def years_to(value: Fraction, threshold: Fraction, rate: Fraction) -> Fraction | None:
    """Give the years that a constant yearly growth needs to a threshold; ``None`` for never.

    n = ln(threshold ÷ value) ÷ ln(1 + rate). From 10000 to 20000 亿元 at 14.87 % a year is the five
    years that the plan of 2005 expects; from 10000 to 100000 in 15 to 20 years is 16.6 to 12.2 %:

    >>> round(float(years_to(Fraction(10000), Fraction(20000), Fraction("0.1487"))), 2)
    5.0
    >>> from gangmu.indicators.rates import percent
    >>> [percent(growth(Point.of(0, 10000), Point.of(n, 100000))) for n in (15, 20)]
    ['16.59%', '12.20%']
    """
    if value <= 0 or threshold <= 0 or rate <= -1:
        raise InputError("增速路径要求数值为正", remedy="改用差额计算")
    if threshold == value:
        return Fraction(0)
    if rate == 0 or (threshold > value) != (rate > 0):
        return None
    with localcontext(prec=30):
        return Fraction(decimal_of(threshold / value).ln() / decimal_of(1 + rate).ln())


@dataclass(frozen=True, slots=True)
class Path:
    """A yearly growth kept up to the deadline: the value that it brings, and the goal's verdict.

    ``crossing`` are the years from now until the goal is met, ``None`` for never. ``catch_up`` is for
    a path that fails: after so many years of it, the growth that the rest of the time would need.
    """

    rate: Fraction
    values: tuple[Point, ...]
    reaches: bool
    crossing: Fraction | None
    catch_up: tuple[int, Fraction] | None = None

    @property
    def end(self) -> Fraction:
        return self.values[-1].value


def what_if(latest: Point, goal: Point, rates: Sequence[Fraction]) -> tuple[Path, ...]:
    """Follow the latest value at given yearly rates of growth up to the goal's year.

    >>> paths = what_if(Point.of(2025, 1371), Point.of(2027, 1500), [Fraction("0.04"), Fraction("0.05")])
    >>> [(round(float(path.end), 1), path.reaches) for path in paths]
    [(1482.9, False), (1511.5, True)]
    """
    found = []
    for rate in rates:
        years = [latest.at + i for i in range(1, int(goal.at - latest.at) + 1)]
        if not years:
            raise InputError("目标年份不晚于最新值的年份", remedy="核对期末")
        values = tuple(
            Point(year, latest.value * (1 + rate) ** int(year - latest.at)) for year in years
        )
        up = goal.value >= latest.value
        end = values[-1].value
        reaches = end >= goal.value if up else end <= goal.value
        half = len(years) // 2
        late = None if reaches or not half else (half, required_after(latest, goal, rate, half))
        crossing = years_to(latest.value, goal.value, rate)
        found.append(Path(rate, values, reaches, crossing, late))
    return tuple(found)


def required_after(latest: Point, goal: Point, rate: Fraction, years: int) -> Fraction:
    """Give the growth needed after some years at another one: a slow start must be made up.

    Hand-computed: 100 to 150 in 5 years after two years at 3 % leaves (150 ÷ 106.09)^(1/3) - 1:

    >>> from gangmu.indicators.rates import percent
    >>> percent(required_after(Point.of(2025, 100), Point.of(2030, 150), Fraction("0.03"), 2))
    '12.24%'
    """
    then = Point(latest.at + years, latest.value * (1 + rate) ** years)
    return growth(then, goal)


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a year on the way to a goal should bring: in equal steps, and at equal growth.

    ``compound`` is ``None`` where values are not positive.
    """

    year: int
    linear: Fraction
    compound: Fraction | None

    @property
    def middle(self) -> Fraction:
        """Give the mean of both, as plans set their yearly targets."""
        return self.linear if self.compound is None else (self.linear + self.compound) / 2


def milestones(start: Point, goal: Point) -> tuple[Milestone, ...]:
    """Break a goal down to the years before it.

    Hand-computed: 100 to 121 in two years is 110.5 in equal steps and 110 at 10 % a year:

    >>> [(m.year, float(m.linear), round(float(m.compound), 6)) for m in milestones(
    ...     Point.of(2025, 100), Point.of(2027, 121))]
    [(2026, 110.5, 110.0), (2027, 121.0, 121.0)]
    """
    years, found = int(goal.at - start.at), []
    grows = start.value > 0 and goal.value > 0 and years > 0
    rate = growth(start, goal) if grows else None
    for gone in range(1, years + 1):
        linear = start.value + (goal.value - start.value) * gone / years
        compound = None if rate is None else start.value * (1 + rate) ** gone
        last = gone == years  # a power of a rounded root is not quite the goal
        found.append(
            Milestone(int(start.at) + gone, linear, linear if last and grows else compound)
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a part added: ``change``, its ``share`` of the whole's change (贡献率) and the ``points`` of
    the whole's growth that it pulled (拉动), as fractions; ``share`` is ``None`` where the whole did
    not change."""

    name: str
    start: Fraction
    end: Fraction
    share: Fraction | None
    points: Fraction

    @property
    def change(self) -> Fraction:
        return self.end - self.start


def contributions(
    parts: Mapping[str, tuple[Fraction, Fraction]], whole: tuple[Fraction, Fraction]
) -> tuple[Contribution, ...]:
    """Give contribution rate and points of each part, largest first, and of what is left over.

    贡献率 = Δpart ÷ Δwhole; 拉动 = Δpart ÷ whole before = 贡献率 × the whole's growth. Hand-computed: 50
    to 65 within 100 to 120 is 75 % of the growth of 20 %, 15 points:

    >>> [(c.name, str(c.share), str(c.points)) for c in contributions(
    ...     {"工业": (Fraction(50), Fraction(65))}, (Fraction(100), Fraction(120)))]
    [('工业', '3/4', '3/20'), ('其余', '1/4', '1/20')]
    """
    before, after = whole
    if before <= 0:
        raise InputError("基期总量不为正，不能算拉动", remedy="核对总量")
    rest = (
        before - sum((start for start, _ in parts.values()), Fraction()),
        after - sum((end for _, end in parts.values()), Fraction()),
    )
    listed = dict(parts)
    if any(rest):
        listed["其余"] = rest
    change = after - before
    found = [
        Contribution(
            name, start, end, (end - start) / change if change else None, (end - start) / before
        )
        for name, (start, end) in listed.items()
    ]
    return tuple(sorted(found, key=lambda each: each.change, reverse=True))


@dataclass(frozen=True, slots=True)
class Need:
    """What a part would have to add for the whole to reach its goal.

    ``by_share`` if every part grew alike, ``by_trend`` at the part's own yearly growth so far,
    ``missing`` the difference.
    """

    name: str
    latest: Fraction
    by_share: Fraction
    by_trend: Fraction | None

    @property
    def missing(self) -> Fraction | None:
        return None if self.by_trend is None else self.by_share - self.by_trend


def needs(
    parts: Mapping[str, tuple[Point, Point]], latest: Fraction, goal: Point
) -> tuple[Need, ...]:
    """Split the increase that a whole needs over its parts: alike, and at each one's own growth.

    ``parts`` are an earlier and the latest point of each part, ``latest`` the whole's value now.

    Hand-computed: a whole of 100 needs 21 more in two years; a part of 60 that grew 5 % a year
    brings 6.15 of its 12.6:

    >>> grown = (Point(Fraction(2024), Fraction(60) / Fraction("1.05")), Point.of(2025, 60))
    >>> [each] = needs({"甲": grown}, Fraction(100), Point.of(2027, 121))
    >>> float(each.by_share), round(float(each.by_trend), 4)
    (12.6, 6.15)
    """
    factor = goal.value / latest - 1
    found = []
    for name, (before, now) in parts.items():
        trend = None
        if before.value > 0 and now.value > 0 and now.at > before.at:
            rate = growth(before, now)
            trend = now.value * ((1 + rate) ** int(goal.at - now.at) - 1)
        found.append(Need(name, now.value, now.value * factor, trend))
    return tuple(found)
