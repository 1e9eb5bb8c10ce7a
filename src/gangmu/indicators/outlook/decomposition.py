"""Decompose a target of a city to its districts: the check of sums, and the fairest proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gangmu.indicators.rates import Point, growth, number
from gangmu.terms import InputError


class Bound(StrEnum):
    """Which limit holds a part."""

    NONE = ""
    FLOOR = "下限"
    CEILING = "上限"
    FIXED = "固定"


@dataclass(frozen=True, slots=True)
class Part:
    """A district: what it has now, and the least and the most that it may be given."""

    name: str
    base: Fraction
    floor: Fraction | None = None
    ceiling: Fraction | None = None

    @property
    def fixed(self) -> bool:
        return self.floor is not None and self.floor == self.ceiling


@dataclass(frozen=True, slots=True)
class Share:
    """What a district is given. ``ratio`` is value ÷ base (``None`` from a base of zero)."""

    part: Part
    value: Fraction
    bound: Bound

    @property
    def ratio(self) -> Fraction | None:
        return self.value / self.part.base if self.part.base else None

    def yearly(self, years: int) -> Fraction | None:
        """Give the yearly growth that the share requires."""
        if self.part.base <= 0 or self.value <= 0:
            return None
        return growth(Point(Fraction(0), self.part.base), Point(Fraction(years), self.value))


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A proposal: the shares add up to the goal, ``ratio`` is that of every share without a bound."""

    goal: Fraction
    years: int
    ratio: Fraction
    shares: tuple[Share, ...]

    @property
    def total(self) -> Fraction:
        return sum((share.value for share in self.shares), Fraction())

    @property
    def largest(self) -> Share | None:
        """Give the share with the largest required growth."""
        grown = [share for share in self.shares if share.ratio is not None]
        return max(grown, key=lambda share: share.ratio or 0, default=None)


def decompose(goal: Fraction, parts: Sequence[Part], years: int = 1) -> Decomposition:
    """Give every district its share so that the largest required growth is as small as it can be.

    Minimise max xᵢ ÷ bᵢ subject to Σ xᵢ = goal and floorᵢ ≤ xᵢ ≤ ceilingᵢ. With a common ratio r every
    district gets xᵢ(r) = min(ceilingᵢ, max(floorᵢ, r·bᵢ)); Σ xᵢ(r) is piecewise linear and grows, so that
    the one r that meets the goal is found exactly between two of its corners. No district without a
    bound can get less growth unless another gets more.

    Raises ``InputError`` where the goal cannot be met: less than the floors, more than the ceilings.

    Hand-computed: 300 from 100 + 100 with a ceiling of 120 for the second: 180 and 120.

    >>> found = decompose(Fraction(300), [Part("甲区", Fraction(100)),
    ...                                   Part("乙区", Fraction(100), ceiling=Fraction(120))])
    >>> [(share.part.name, int(share.value), str(share.bound)) for share in found.shares], found.ratio
    ([('甲区', 180, ''), ('乙区', 120, '上限')], Fraction(9, 5))
    """
    _check(goal, parts)
    ratio = _common_ratio(goal, parts)
    return Decomposition(goal, years, ratio, tuple(_share(part, ratio) for part in parts))


def _check(goal: Fraction, parts: Sequence[Part]) -> None:
    if not parts:
        raise InputError("没有可分解的地区", remedy="写明各区的基期值")
    for part in parts:
        if part.base < 0 or (part.base == 0 and not part.fixed):
            raise InputError(
                f"「{part.name}」的基期值为 {number(part.base)}，没有增速可言",
                remedy="给它写固定值，或把它并入其余各区",
            )
        if part.floor is not None and part.ceiling is not None and part.floor > part.ceiling:
            raise InputError(f"「{part.name}」的下限大于上限", remedy="核对两个数")
    least = sum((part.floor or Fraction() for part in parts), Fraction())
    if least > goal:
        raise InputError(
            f"各区下限之和 {number(least)} 已超过目标 {number(goal)}，多 {number(least - goal)}",
            remedy="降低下限，或提高目标",
        )
    if all(part.ceiling is not None for part in parts):
        most = sum((part.ceiling or Fraction() for part in parts), Fraction())
        if most < goal:
            raise InputError(
                f"各区上限之和 {number(most)} 达不到目标 {number(goal)}，差 {number(goal - most)}",
                remedy="提高上限，或降低目标",
            )


def _common_ratio(goal: Fraction, parts: Sequence[Part]) -> Fraction:
    """Find the ratio at which the shares add up to the goal, between two corners of their sum."""

    def total(ratio: Fraction) -> Fraction:
        return sum((_share(part, ratio).value for part in parts), Fraction())

    corners = sorted(
        {Fraction(0)}
        | {
            limit / part.base
            for part in parts
            if part.base
            for limit in (part.floor, part.ceiling)
            if limit is not None
        }
    )
    below = max((corner for corner in corners if total(corner) <= goal), default=Fraction(0))
    rest = goal - total(below)
    if rest == 0:
        return below
    slope = sum(
        (
            part.base
            for part in parts
            if (part.floor is None or below * part.base >= part.floor)
            and (part.ceiling is None or below * part.base < part.ceiling)
        ),
        Fraction(),
    )
    return below + rest / slope


def _share(part: Part, ratio: Fraction) -> Share:
    value, bound = part.base * ratio, Bound.NONE
    if part.floor is not None and value < part.floor:
        value, bound = part.floor, Bound.FLOOR
    if part.ceiling is not None and value >= part.ceiling:
        bound = Bound.CEILING if value > part.ceiling or bound is Bound.NONE else bound
        value = part.ceiling
    return Share(part, value, Bound.FIXED if part.fixed else bound)


def rounded(found: Decomposition, places: int) -> Decomposition:
    """Round the shares so that they still add up to the goal: the largest remainders go up.

    Shares that a bound holds stay as they are.

    >>> thirds = decompose(Fraction(100), [Part(name, Fraction(1)) for name in "甲乙丙"])
    >>> [str(share.value) for share in rounded(thirds, 0).shares]
    ['34', '33', '33']
    """
    step = Fraction(Decimal(1).scaleb(-places))
    free = [i for i, share in enumerate(found.shares) if share.bound is Bound.NONE]
    values = [share.value for share in found.shares]
    for i in free:
        values[i] = values[i] // step * step
    left = int((found.goal - sum(values, Fraction())) // step)
    for i in sorted(free, key=lambda i: values[i] - found.shares[i].value)[:left]:
        values[i] += step
    return replace(
        found,
        shares=tuple(
            replace(share, value=value) for share, value in zip(found.shares, values, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class Ladder:
    """A target of the area above beside the sum of those of its districts."""

    whole: Fraction
    parts: tuple[tuple[str, Fraction], ...]
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> Fraction:
        return sum((value for _, value in self.parts), Fraction())

    @property
    def verdict(self) -> str:
        """Say whether the districts' targets add up, as far as they are known.

        >>> Ladder(Fraction(10), (("甲区", Fraction(4)), ("乙区", Fraction(7)))).verdict
        '各区目标之和 11 超过总目标 10，多 1'
        """
        total, whole = number(self.total), number(self.whole)
        if self.total > self.whole:
            return f"各区目标之和 {total} 超过总目标 {whole}，多 {number(self.total - self.whole)}"
        if self.missing:
            return f"已有目标的区合计 {total}，总目标 {whole}；{'、'.join(self.missing)}还没有目标"
        if self.total < self.whole:
            return f"各区目标之和 {total} 不到总目标 {whole}，差 {number(self.whole - self.total)}"
        return f"各区目标之和等于总目标 {whole}"
