"""What a number can be whatever the facts are: the static bounds of a tree.

They bound an amount whose facts are missing. Sound, not tight: two uses of one fact are taken to
vary apart. ``None`` is no bound.

>>> from gangmu.measures.facts import Fact, FactKind
>>> cap = Lit(Fraction(100), "元", "元")
>>> bounds(Call("取小", (FactRef(Fact("设备投资额", "项目", "x", FactKind.MONEY)), cap), "元"))
(Fraction(0, 1), Fraction(100, 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from gangmu.measures.evaluation import WHOLE
from gangmu.measures.expansion import expand
from gangmu.measures.nodes import (
    Arith,
    Call,
    Change,
    Combine,
    Dated,
    Discretion,
    Each,
    FactRef,
    Highest,
    Later,
    Lit,
    Named,
    Number,
    Panel,
    PerUnit,
    Positive,
    Round,
    Slices,
    Table,
    TopUp,
    Unlimited,
    YearOf,
)

Bounds = tuple[Fraction | None, Fraction | None]
_ANYTHING: Bounds = (None, None)


def bounds(node: Number) -> Bounds:
    """Give the least and the greatest value that a number may have; both ends included."""
    match node:
        case Lit(value, _, _):
            if isinstance(value, date):
                return _ANYTHING
            return Fraction(value), Fraction(value)
        case FactRef(fact, _):
            return (None, None) if fact.signed else (Fraction(0), None)
        case Arith(op, left, right, _):
            return _ARITHMETIC[op](bounds(left), bounds(right))
        case Call("取小", args, _):
            return least([bounds(arg) for arg in args])
        case Call(_, parts, _) | Highest(parts, _):
            return _negate(least([_negate(bounds(part)) for part in parts]))
        case Named(_, body):
            return bounds(body)
        case Round(mode, body, _):
            low, high = bounds(body)
            whole = WHOLE[mode]
            return (
                None if low is None else Fraction(whole(low)),
                None if high is None else Fraction(whole(high)),
            )
        case Positive(body):
            low, high = bounds(body)
            return (Fraction(0) if low is None else max(low, Fraction(0)), high)
        case Later() | YearOf() | Unlimited():
            return _ANYTHING
        case Each(rule, _, value, _, _):
            low, high = bounds(value)
            if rule in ("最高", "最低"):
                return _hull([low, Fraction(0)], [high, Fraction(0)])
            return (Fraction(0) if low is not None and low >= 0 else None, None)
        case Discretion(_, low_end, high_end, _, _):
            return (bounds(low_end)[0], None if high_end is None else bounds(high_end)[1])
        case Slices(base, parts, _) if all(_never_negative(part.by) for part in parts):
            # No part is negative, and no more than the whole is counted at the highest rate.
            top, rates = bounds(base)[1], [bounds(part.by)[1] for part in parts]
            known = [rate for rate in rates if rate is not None]
            if top is None or len(known) < len(rates):
                return Fraction(0), None
            return Fraction(0), max(known) * max(top, Fraction(0))
        case Panel() | Change() | Slices() | PerUnit() | Combine() | TopUp() | Dated():
            # However many years a window holds, its facts have the same bounds.
            year = node.window.first + 1 if isinstance(node, Panel) else None
            out = expand(node, year)
            return _ANYTHING if out is None else bounds(out)
        case Table(_, rows, other, _, _):
            values = [bounds(row.value) for row in rows]
            values += [bounds(other)] if other is not None else []
            return _hull([value[0] for value in values], [value[1] for value in values])


def _never_negative(node: Number) -> bool:
    low = bounds(node)[0]
    return low is not None and low >= 0


def least(all_bounds: Sequence[Bounds]) -> Bounds:
    """Bound the least of several numbers."""
    lows = [low for low, _ in all_bounds]
    highs = [high for _, high in all_bounds if high is not None]
    low = None if None in lows else min(low for low in lows if low is not None)
    return low, min(highs) if highs else None


def _hull(lows: list[Fraction | None], highs: list[Fraction | None]) -> Bounds:
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    return (
        min(known_lows) if len(known_lows) == len(lows) else None,
        max(known_highs) if len(known_highs) == len(highs) else None,
    )


def _negate(value: Bounds) -> Bounds:
    low, high = value
    return (None if high is None else -high, None if low is None else -low)


def _add(a: Bounds, b: Bounds) -> Bounds:
    return (
        None if a[0] is None or b[0] is None else a[0] + b[0],
        None if a[1] is None or b[1] is None else a[1] + b[1],
    )


def _times(a: Bounds, b: Bounds) -> Bounds:
    # A corner is a product of two ends; an absent end is infinite, and 0 × infinite is 0, because
    # every value inside is finite.
    lows: list[Fraction | None] = []
    highs: list[Fraction | None] = []
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            if x is not None and y is not None:
                lows.append(x * y)
                highs.append(x * y)
            elif x == 0 or y == 0:
                lows.append(Fraction(0))
                highs.append(Fraction(0))
            else:
                up = _sign(x, i) == _sign(y, j)
                (highs if up else lows).append(None)
    return _hull(lows, highs)


def _sign(end: Fraction | None, side: int) -> bool:
    """Tell whether an end is positive; an absent low end is minus infinity."""
    return bool(side) if end is None else end > 0


def _divide(a: Bounds, b: Bounds) -> Bounds:
    low, high = b
    if low is not None and low >= 0:
        inverse: Bounds = (
            Fraction(0) if high is None or high == 0 else 1 / high,
            None if low == 0 else 1 / low,
        )
        return _times(a, inverse)
    if high is not None and high <= 0:
        return _divide(_negate(a), _negate(b))
    return _ANYTHING


_ARITHMETIC = {
    "+": _add,
    "-": lambda a, b: _add(a, _negate(b)),
    "×": _times,
    "÷": _divide,
}
