"""Measure how two series relate: correlation, pull coefficient, contribution, with what they rest on.

A coefficient without n, period and definition says nothing: each result carries them, an interval,
how far it moves when one year is left out, and a warning where the years are few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import sqrt

from gangmu.indicators.definitions import Indicator
from gangmu.indicators.outlook.paths import Contribution, contributions
from gangmu.indicators.panel import Panel
from gangmu.indicators.quantiles import correlation_interval, student_quantile
from gangmu.indicators.rates import Point
from gangmu.terms import InputError

Pair = tuple[Fraction, Fraction]

#: Below this many pairs a coefficient is only a description of those years.
FEW = 10
_LEAST = 4


class Basis(StrEnum):
    """What is related: the values themselves, or their yearly growth (two rising series correlate in
    their values whatever they are)."""

    LEVELS = "水平值"
    GROWTH = "年增速"


@dataclass(frozen=True, slots=True)
class Relation:
    """A coefficient with what it rests on.

    ``low`` and ``high`` are the ends of its interval at ``level``, ``None`` where there is none;
    ``swing`` are the least and the largest coefficient when any one year is left out.
    """

    name: str
    definition: str
    value: float
    count: int
    first: int
    last: int
    level: float = 0.95
    low: float | None = None
    high: float | None = None
    swing: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Write the coefficient with n, period and interval.

        >>> Relation("相关系数", "r", 0.963, 14, 1990, 2003, 0.95, 0.884, 0.989).text
        '相关系数 0.963（1990—2003年，n = 14，95% 区间 0.884 至 0.989）'
        """
        interval = (
            f"，{self.level:.0%} 区间 {self.low:.3f} 至 {self.high:.3f}"
            if self.low is not None and self.high is not None
            else ""
        )
        years = f"{self.first}—{self.last}年，n = {self.count}{interval}"
        return f"{self.name} {self.value:.3f}（{years}）"


def paired(one: Sequence[Point], other: Sequence[Point]) -> dict[int, Pair]:
    """Pair the values of two yearly series in the years that both have.

    >>> paired([Point.of(2020, 1), Point.of(2021, 2)], [Point.of(2021, 5)])
    {2021: (Fraction(2, 1), Fraction(5, 1))}
    """
    others = {point.at: point.value for point in other}
    return {
        int(point.at): (point.value, others[point.at])
        for point in one
        if point.at in others and point.at.denominator == 1
    }


def correlation(
    pairs: Mapping[int, Pair], basis: Basis = Basis.LEVELS, level: float = 0.95
) -> Relation:
    """Correlate two series (Pearson), on their values or on their yearly growth.

    r = Σ(x - x̄)(y - ȳ) ÷ √(Σ(x - x̄)² · Σ(y - ȳ)²); interval by Fisher's z, which holds only for
    independent pairs, as the values of two trending series are not.

    Hand-computed: x = 1, 2, 3, 4 and y = 2, 4, 5, 9 give 11 ÷ √(5 · 26):

    >>> pairs = {2020 + i: (Fraction(i + 1), Fraction(y)) for i, y in enumerate((2, 4, 5, 9))}
    >>> round(correlation(pairs).value, 4)
    0.9648
    """
    used = dict(pairs) if basis is Basis.LEVELS else _growth(pairs)
    _enough(used)
    value = _pearson(list(used.values()))
    low, high = correlation_interval(value, len(used), level)
    warnings = _few(len(used))
    if basis is Basis.LEVELS:
        warnings += ("两个都在增长的序列，水平值的相关总是很高，宜同时看年增速的相关",)
    return Relation(
        "相关系数", f"两序列{basis}的皮尔逊相关", value, len(used), min(used), max(used),
        level, low, high, _swing(used, _pearson), warnings,
    )  # fmt: skip


class Pull(StrEnum):
    """The readings of 拉动系数: how much of one follows a unit of the other."""

    INCREMENT = "增量之比"
    SLOPE = "回归斜率"
    RATIO = "水平之比"


def pull(pairs: Mapping[int, Pair], reading: Pull, level: float = 0.95) -> Relation:
    """Give how many units of the second series go with one of the first (拉动系数).

    增量之比 = (y_T - y_0) ÷ (x_T - x_0) over the whole period; 回归斜率 = Σ(x - x̄)(y - ȳ) ÷ Σ(x - x̄)², with
    its interval from Student's t; 水平之比 = y_T ÷ x_T in the last year. All are associations: none
    shows that the first causes the second.

    >>> pairs = {2020 + i: (Fraction(10 + 2 * i), Fraction(y)) for i, y in enumerate((6, 7, 9, 10, 11))}
    >>> [round(pull(pairs, reading).value, 3) for reading in Pull]
    [0.625, 0.65, 0.611]
    """
    _enough(pairs)
    years = sorted(pairs)
    computed = _PULLS[reading]
    values = [pairs[year] for year in years]
    value = computed(values)
    low = high = None
    if reading is Pull.SLOPE:
        half = student_quantile((1 + level) / 2, len(values) - 2) * _slope_error(values, value)
        low, high = value - half, value + half
    definition = {
        Pull.INCREMENT: f"{years[0]}—{years[-1]}年的增量之比",
        Pull.SLOPE: "后者对前者的最小二乘斜率",
        Pull.RATIO: f"{years[-1]}年后者与前者之比",
    }[reading]
    return Relation(
        f"拉动系数（{reading}）", definition, value, len(values), years[0], years[-1],
        level, low, high, _swing(pairs, computed), _few(len(values)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Related:
    """How the second indicator goes with the first: the measures, and those that were refused.

    ``added`` is what the first contributed to the second from the first to the last shared year, and
    from each year to the next; only where the first is a part of the second.
    """

    first: Indicator
    second: Indicator
    region: str
    relations: tuple[Relation, ...]
    refused: tuple[str, ...]
    added: tuple[tuple[int, int, Contribution], ...]


def relate(
    panel: Panel,
    first: str,
    second: str,
    *,
    region: str,
    level: float = 0.95,
    part: bool = False,
) -> Related:
    """Measure correlation and pull of two indicators; with ``part``, the first's contribution too."""
    one, other = panel.indicator(first), panel.indicator(second)
    if one == other:
        raise InputError(f"两个都是「{one.name}」", remedy="写两个不同的指标")
    pairs = paired(panel.yearly(one, region), panel.yearly(other, region))
    found: list[Relation] = []
    refused: list[str] = []
    same = one.unit.dimension == other.unit.dimension
    wanted: list[Basis | Pull] = [*Basis, *(Pull if same else ())]
    for each in wanted:
        try:
            found.append(
                correlation(pairs, each, level)
                if isinstance(each, Basis)
                else pull(pairs, each, level)
            )
        except InputError as error:
            refused.append(error.cause)
    if not same:
        refused.append(f"单位不是一类（{one.unit.name}、{other.unit.name}），不算拉动系数和贡献率")
    added: list[tuple[int, int, Contribution]] = []
    years = sorted(pairs)
    if same and part and len(years) > 1:
        steps = [(years[0], years[-1]), *pairwise(years)]
        for start, end in dict.fromkeys(steps):
            (x0, y0), (x1, y1) = pairs[start], pairs[end]
            [mine] = [
                c for c in contributions({one.name: (x0, x1)}, (y0, y1)) if c.name == one.name
            ]
            added.append((start, end, mine))
    return Related(one, other, region, tuple(found), tuple(dict.fromkeys(refused)), tuple(added))


def _growth(pairs: Mapping[int, Pair]) -> dict[int, Pair]:
    """Give the growth of each year on the one before, where both are there."""
    found = {}
    for before, year in pairwise(sorted(pairs)):
        (x, y), (then_x, then_y) = pairs[year], pairs[before]
        if year - before == 1 and then_x and then_y:
            found[year] = (x / then_x - 1, y / then_y - 1)
    return found


def _pearson(values: Sequence[Pair]) -> float:
    across, xx, yy = _sums(values)
    if xx == 0 or yy == 0:
        raise InputError("有一个序列没有变化，相关系数没有意义", remedy="核对数值")
    # A sum that is exact makes r exactly 1 where the points lie on a line.
    return (
        float(across) / sqrt(xx * yy)
        if across * across != xx * yy
        else float(1 if across > 0 else -1)
    )


def _slope(values: Sequence[Pair]) -> float:
    across, xx, _ = _sums(values)
    if xx == 0:
        raise InputError("前一序列没有变化，斜率没有意义", remedy="核对数值")
    return float(across / xx)


def _slope_error(values: Sequence[Pair], slope: float) -> float:
    across, xx, yy = _sums(values)
    left = max(0.0, float(yy) - slope * float(across))
    return sqrt(left / (len(values) - 2) / float(xx))


def _increment(values: Sequence[Pair]) -> float:
    (x0, y0), (x1, y1) = values[0], values[-1]
    if x1 == x0:
        raise InputError("前一序列首尾相等，增量之比没有意义", remedy="换一段时期")
    return float((y1 - y0) / (x1 - x0))


def _ratio(values: Sequence[Pair]) -> float:
    x, y = values[-1]
    if x == 0:
        raise InputError("前一序列为零，水平之比没有意义", remedy="核对数值")
    return float(y / x)


_PULLS: dict[Pull, Callable[[Sequence[Pair]], float]] = {
    Pull.INCREMENT: _increment,
    Pull.SLOPE: _slope,
    Pull.RATIO: _ratio,
}


def _sums(values: Sequence[Pair]) -> tuple[Fraction, Fraction, Fraction]:
    """Give Σ(x - x̄)(y - ȳ), Σ(x - x̄)², Σ(y - ȳ)²."""
    count = len(values)
    x_mean = sum((x for x, _ in values), Fraction()) / count
    y_mean = sum((y for _, y in values), Fraction()) / count
    return (
        sum(((x - x_mean) * (y - y_mean) for x, y in values), Fraction()),
        sum(((x - x_mean) ** 2 for x, _ in values), Fraction()),
        sum(((y - y_mean) ** 2 for _, y in values), Fraction()),
    )


def _swing(
    pairs: Mapping[int, Pair], computed: Callable[[Sequence[Pair]], float]
) -> tuple[float, float] | None:
    """Compute again without each year in turn; ``None`` where too few are left."""
    years = sorted(pairs)
    if len(years) <= _LEAST:
        return None
    try:
        without = [computed([pairs[y] for y in years if y != left]) for left in years]
    except InputError:  # one year carries the whole change
        return None
    return min(without), max(without)


def _enough(pairs: Mapping[int, Pair]) -> None:
    if len(pairs) < _LEAST:
        raise InputError(
            f"同期的年度值只有 {len(pairs)} 对，至少要 {_LEAST} 对", remedy="补充数值，或换指标"
        )


def _few(count: int) -> tuple[str, ...]:
    return (f"只有 {count} 对数值，只能描述这几年，不能外推",) if count < FEW else ()
