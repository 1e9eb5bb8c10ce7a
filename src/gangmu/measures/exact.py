"""Exact numbers for many rows: fractions whose numerators and denominators are integer arrays.

Arithmetic stays in int64 as long as the greatest magnitude that can occur fits; beyond that it goes
on with Python integers, so that it is never wrong and never a float.

>>> third = Exact.literal(Fraction(1, 3))
>>> tenths = Exact(np.array([10, 20]), 10, None, 20)
>>> product = third.times(tenths)
>>> product.numerators.tolist(), product.denominators
([10, 20], 30)
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gangmu.measures.facts import half_up

Bools = npt.NDArray[np.bool_]
#: An int64 array, an array of Python integers, or one integer that holds for all rows.
Integers = npt.NDArray[Any] | int
_LIMIT = 2**63
_NOBODY = np.zeros(1, np.bool_)  # a mask that stretches over any number of rows


def _hold(value: Integers, peak: int) -> Integers:
    """Widen an array to Python integers where int64 could overflow."""
    if isinstance(value, int) or peak < _LIMIT:
        return value
    return value.astype(object)


def _multiply(a: Integers, b: Integers, peak: int) -> Integers:
    if isinstance(a, int) and a == 1:
        return b
    if isinstance(b, int) and b == 1:
        return a
    # A large literal may meet an array of zeros, whose product is small.
    peak = max(peak, *(abs(x) for x in (a, b) if isinstance(x, int)), 0)
    return _hold(a, peak) * _hold(b, peak)


def _both(a: Bools | None, b: Bools | None) -> Bools | None:
    if a is None or b is None:
        return b if a is None else a
    return a & b


@dataclass(frozen=True, slots=True)
class Exact:
    """A fraction for each row; ``known`` is ``None`` where all are.

    ``peak`` bounds the magnitude of the numerators, ``depth`` that of the denominators, which are
    positive.
    """

    numerators: Integers
    denominators: Integers
    known: Bools | None
    peak: int
    depth: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.denominators, int):
            object.__setattr__(self, "depth", self.denominators)

    @classmethod
    def literal(cls, value: Fraction) -> Exact:
        """Make one number for all rows."""
        return cls(value.numerator, value.denominator, None, abs(value.numerator))

    def scaled(self, factor: Fraction) -> Exact:
        """Multiply by a literal."""
        up, down = factor.numerator, factor.denominator
        if not isinstance(self.denominators, int):
            return self.times(Exact.literal(factor))
        shared = math.gcd(up, self.denominators) or 1
        up //= shared
        peak = self.peak * abs(up)
        return Exact(
            _multiply(self.numerators, up, peak),
            self.denominators // shared * down,
            self.known,
            peak,
        )

    def times(self, other: Exact) -> Exact:
        a, b = _cancelled(self, other), _cancelled(other, self)
        peak, depth = a.peak * b.peak, a.depth * b.depth
        return Exact(
            _multiply(a.numerators, b.numerators, peak),
            _multiply(a.denominators, b.denominators, depth),
            _both(a.known, b.known),
            peak,
            depth,
        )

    def divided_by(self, other: Exact) -> Exact:
        """Divide; a row with a divisor of zero becomes unknown."""
        below = other.numerators
        if isinstance(below, int):
            if not below:
                return replace(self, known=_NOBODY)
            turned = Exact(1 if below > 0 else -1, abs(below), other.known, 1)
            above = Exact(other.denominators, 1, None, other.depth)
            return self.times(turned).times(above)
        array = below
        zero = array == 0
        known = other.known
        if zero.any():
            known = ~zero if known is None else known & ~zero
            array = np.where(zero, 1, array)
        peak = max(other.peak, 1)
        flip = np.where(array < 0, -1, 1)  # the sign goes up, so that denominators stay positive
        upper = _multiply(_hold(flip, other.depth), other.denominators, other.depth)
        return self.times(Exact(upper, _hold(array, peak) * flip, known, other.depth, peak))

    def plus(self, other: Exact, sign: int = 1) -> Exact:
        """Add, or subtract with ``sign`` −1."""
        a, b = self.aligned(other)
        peak = a.peak + b.peak
        right = _hold(b.numerators, peak)
        left = _hold(a.numerators, peak)
        total = left + right if sign > 0 else left - right
        return Exact(total, a.denominators, _both(a.known, b.known), peak, a.depth)

    def least(self, other: Exact) -> Exact:
        """Take the lesser of the two, row by row."""
        return self._choose(other, operator.le)

    def greatest(self, other: Exact) -> Exact:
        """Take the greater of the two, row by row."""
        return self._choose(other, operator.ge)

    def _choose(self, other: Exact, better: Callable[[Any, Any], Any]) -> Exact:
        a, b = self.aligned(other)
        x, y = a.numerators, b.numerators
        known = _both(a.known, b.known)
        peak = max(a.peak, b.peak)
        if isinstance(x, int) and isinstance(y, int):
            return Exact(x if better(x, y) else y, a.denominators, known, peak, a.depth)
        chosen = np.where(better(x, y), _hold(x, peak), _hold(y, peak))
        return Exact(chosen, a.denominators, known, peak, a.depth)

    def whole(self, mode: str) -> Exact:
        """Make the numbers whole: ``向下取整``, ``向上取整`` or ``四舍五入`` (halves away from zero)."""
        peak = 2 * (self.peak + self.depth)
        above, below = _hold(self.numerators, peak), _hold(self.denominators, peak)
        if mode == "四舍五入":
            twice, low = above * 2, below
            if isinstance(twice, int) and isinstance(low, int):
                whole: Integers = half_up(Fraction(twice, 2 * low))
            else:
                signs = np.where(np.asarray(twice) < 0, -1, 1)
                whole = signs * ((twice * signs + low) // (low * 2))
        elif mode == "向上取整":
            whole = -((-above) // below)
        else:
            whole = above // below
        return Exact(whole, 1, self.known, self.peak + 1)

    def positive(self) -> Exact:
        """Leave what is not above zero unknown."""
        met = self.numerators > 0
        known = np.full(1, met, np.bool_) if isinstance(met, bool) else met.astype(np.bool_)
        return replace(self, known=_both(self.known, known))

    def mapped(self, change: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]) -> Exact:
        """Change integers such as days; the denominators must be 1."""
        assert isinstance(self.denominators, int)
        assert self.denominators == 1
        array = np.asarray(self.numerators, dtype=np.int64)
        result = change(np.atleast_1d(array))
        if array.ndim == 0:
            return replace(Exact.literal(Fraction(int(result[0]))), known=self.known)
        peak = (
            max((abs(int(end)) for end in (result.min(), result.max())), default=0)
            if len(result)
            else 0
        )
        return Exact(result, 1, self.known, peak)

    def at(self, index: npt.NDArray[np.intp], size: int) -> Exact:
        """Give the numbers of some rows."""

        def some(values: Integers) -> Integers:
            return values if isinstance(values, int) else values[index]

        known = None if self.known is None else np.broadcast_to(self.known, (size,))[index]
        return Exact(some(self.numerators), some(self.denominators), known, self.peak, self.depth)

    def summed(self, groups: npt.NDArray[np.intp], size: int) -> Exact:
        """Add up the rows of each of ``size`` groups, all taken as known; a group of none is zero."""
        below = self.denominators
        common = below
        above = self.numerators
        if not isinstance(below, int):
            common = math.lcm(*(int(one) for one in np.unique(below))) if len(below) else 1
            above = np.asarray(above).astype(object) * (common // below.astype(object))
        assert isinstance(common, int)
        factor = common if not isinstance(below, int) else 1
        peak = self.peak * factor * max(len(groups), 1)
        array = np.broadcast_to(np.asarray(above), groups.shape)
        total = np.zeros(size, object if peak >= _LIMIT else np.int64)
        np.add.at(total, groups, array.astype(total.dtype))
        return Exact(total, common, None, peak)

    def extreme(self, groups: npt.NDArray[np.intp], size: int, *, most: bool) -> Exact:
        """Give the most or the least of each group, all taken as known; of none it is zero."""
        below = self.denominators
        above = np.broadcast_to(np.asarray(self.numerators), groups.shape).astype(object)
        common = below
        if not isinstance(below, int):
            common = math.lcm(*(int(one) for one in np.unique(below))) if len(below) else 1
            above = above * (common // below.astype(object))
        assert isinstance(common, int)
        best: dict[int, int] = {}
        for group, value in zip(groups.tolist(), above.tolist(), strict=True):
            old = best.get(group)
            if old is None or (value > old) is most:
                best[group] = value
        total = np.array([best.get(group, 0) for group in range(size)], object)
        peak = max((abs(value) for value in best.values()), default=0)
        if peak < _LIMIT:
            return Exact(total.astype(np.int64), common, None, peak)
        return Exact(total, common, None, peak)

    def compared(self, other: Exact, compare: Callable[[Any, Any], Any]) -> Bools | bool:
        """Compare row by row; what is unknown compares somehow and must be masked."""
        a, b = self.aligned(other)
        result = compare(a.numerators, b.numerators)
        return result if isinstance(result, bool) else np.asarray(result).astype(np.bool_)

    def aligned(self, other: Exact) -> tuple[Exact, Exact]:
        """Bring two numbers to one denominator."""
        x, y = self.denominators, other.denominators
        if isinstance(x, int) and isinstance(y, int):
            common = math.lcm(x, y)
            return self._scaled(common // x, common), other._scaled(common // y, common)
        depth = self.depth * other.depth
        common_array = _multiply(x, y, depth)
        return self._over(y, other.depth, common_array, depth), other._over(
            x, self.depth, common_array, depth
        )

    def _scaled(self, factor: int, denominator: int) -> Exact:
        peak = self.peak * factor
        return Exact(_multiply(self.numerators, factor, peak), denominator, self.known, peak)

    def _over(self, factor: Integers, most: int, denominators: Integers, depth: int) -> Exact:
        peak = self.peak * most
        return Exact(
            _multiply(self.numerators, factor, peak), denominators, self.known, peak, depth
        )

    def rounded(self, quantum: Fraction, rounding: str = "四舍五入") -> npt.NDArray[np.int64]:
        """Round to a multiple of ``quantum``, never below nothing, in hundredths.

        Raises ``OverflowError`` where a result does not fit int64.
        """
        value = self.scaled(1 / quantum)
        above, below = value.numerators, value.denominators
        if value.known is not None:
            above = np.where(value.known, above, 0)  # what is unknown must not overflow
        above = max(above, 0) if isinstance(above, int) else np.maximum(above, 0)
        peak = 2 * (value.peak + value.depth)
        if rounding == "四舍五入":
            steps = (2 * _hold(above, peak) + _hold(below, peak)) // (2 * _hold(below, peak))
        elif rounding == "向上取整":
            steps = -(-_hold(above, peak) // _hold(below, peak))
        else:
            steps = _hold(above, peak) // _hold(below, peak)
        hundredths = quantum * 100
        assert hundredths.denominator == 1
        size = hundredths.numerator
        most = (
            (value.peak + 1) * size if isinstance(below, np.ndarray) else (peak // below + 1) * size
        )
        result = _hold(steps, most) * size
        return np.asarray(result).astype(np.int64)


def _cancelled(value: Exact, factor: Exact) -> Exact:
    """Divide out what a literal numerator shares with the other's literal denominator.

    Both sides of a product are cancelled: ``value`` here gives up what its numerator shares with
    the factor's denominator, and what its denominator shares with the factor's numerator.
    """
    above, below = value.numerators, value.denominators
    peak = value.peak
    if isinstance(above, int) and isinstance(factor.denominators, int) and above:
        shared = math.gcd(above, factor.denominators)
        above, peak = above // shared, peak // shared
    if isinstance(below, int) and isinstance(factor.numerators, int) and factor.numerators:
        below //= math.gcd(below, factor.numerators)
    return Exact(above, below, value.known, peak, value.depth)


def gathered(size: int, pieces: Sequence[tuple[npt.NDArray[np.intp], Exact]]) -> Exact:
    """Put numbers for some of the rows together; a row in no piece is unknown."""
    known = np.zeros(size, np.bool_)
    whole = Exact(np.zeros(size, np.int64), 1, known, 0)
    for at, piece in pieces:
        part = Exact(
            _spread(size, at, piece.numerators, piece.peak, 0),
            piece.denominators
            if isinstance(piece.denominators, int)
            else _spread(size, at, piece.denominators, piece.depth, 1),
            None,
            piece.peak,
            piece.depth,
        )
        a, b = whole.aligned(part)
        peak = a.peak + b.peak
        total = _hold(a.numerators, peak) + _hold(b.numerators, peak)  # one of the two is zero
        known[at] = True if piece.known is None else piece.known
        whole = Exact(total, a.denominators, known, peak, a.depth)
    return whole


def _spread(
    size: int, at: npt.NDArray[np.intp], values: Integers, peak: int, fill: int
) -> npt.NDArray[Any]:
    array = np.full(size, fill, object if peak >= _LIMIT else np.int64)
    array[at] = values
    return array
