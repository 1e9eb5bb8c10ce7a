"""How a limit is divided among claims: exactly, and where claims are not known yet.

A claim is an interval ``[low, high]`` of 分. What somebody gets is then an interval too: the least
that is certain whatever the others turn out to be, and the most that is possible. Where everything
is known both ends are the same amount, and the amounts add up to the 分.

>>> divide_pro_rata([300, 200, 100], 500, 1)
[250, 167, 83]
>>> pro_rata([(300, 300), (0, 300)], (400, 400), 1)    # the second may turn out to be nothing
[(200, 300), (0, 200)]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

#: Least and most, in 分; what nothing bounds is ``INFINITE``.
Interval = tuple[int, int]
INFINITE = 2**62


def divide_pro_rata(claims: Sequence[int], limit: int, unit: int) -> list[int]:
    """Scale claims down to a limit, in whole units, by the largest remainder (Hamilton's method).

    Within the limit nothing changes. Else everyone gets ``claim × limit ÷ sum`` rounded down to a
    multiple of ``unit``, and the units that are left go one by one to the largest remainders; of
    equal remainders the first in order. Nobody gets more than was claimed.

    >>> divide_pro_rata([100, 100, 100], 100, 1)
    [34, 33, 33]
    >>> divide_pro_rata([1000, 500], 2000, 100)
    [1000, 500]
    """
    whole = sum(claims)
    if whole <= limit:
        return list(claims)
    parts = [divmod(claim * limit, whole * unit) for claim in claims]
    shares = [units * unit for units, _ in parts]
    left = (limit - sum(shares)) // unit
    for at in sorted(range(len(claims)), key=lambda at: -parts[at][1]):
        if left <= 0:
            break
        if shares[at] + unit <= claims[at]:
            shares[at] += unit
            left -= 1
    return shares


def pro_rata(claims: Sequence[Interval], limit: Interval, unit: int) -> list[Interval]:
    """Scale claims down to a limit (按比例).

    What one gets falls with the claims of the others, so the least is certain where theirs are
    greatest, and the most is possible where theirs are least.
    """
    if all(low == high for low, high in claims) and limit[0] == limit[1]:
        return [(share, share) for share in divide_pro_rata([c for c, _ in claims], limit[0], unit)]
    lows = sum(low for low, _ in claims)
    highs = sum(high for _, high in claims)
    found = []
    for low, high in claims:
        least = low
        if low and highs > limit[0]:
            least = min(low, low * limit[0] // (low + highs - high)) // unit * unit
        most = min(high, limit[1])
        if most + lows - low > limit[1]:
            units, over = divmod(high * limit[1], max(high + lows - low, 1) * unit)
            # Whole 元 that do not fit somebody's claim may go to one whose share is exact.
            most = min(most, (units + (over > 0 or unit > 1)) * unit)
        found.append((min(least, most), most))
    return found


def in_order(claims: Sequence[Interval], limit: Interval, *, last: bool) -> list[Interval]:
    """Pay claims in their order until a limit is reached (按次序).

    With ``last`` the one whom the money does not wholly reach gets the rest; without it that one
    and everyone after it get nothing.

    >>> in_order([(300, 300), (200, 200), (100, 100)], (400, 400), last=True)
    [(300, 300), (100, 100), (0, 0)]
    >>> in_order([(300, 300), (200, 200), (100, 100)], (400, 400), last=False)
    [(300, 300), (0, 0), (0, 0)]
    """
    found = []
    before = (0, 0)
    for claim in claims:
        found.append(_reached(claim, limit, before, last))
        before = _plus(before, claim)
    return found


def _reached(claim: Interval, limit: Interval, before: Interval, last: bool) -> Interval:
    """Pay one claim after others that take ``before``."""
    low, high = claim
    if last:
        return max(0, min(low, limit[0] - before[1])), max(0, min(high, limit[1] - before[0]))
    least = low if before[1] + high <= limit[0] else 0
    fits = limit[1] - before[0]
    # Possible is whatever still fits, unless the claim is known and does not.
    most = max(0, min(high, fits)) if low <= fits and low < high else high * (high <= fits)
    return least, most


def _plus(*parts: Interval) -> Interval:
    return sum(low for low, _ in parts), sum(high for _, high in parts)


#: Where a claim stands: its block (the measure), then its key; ``None`` is not known.
Turn = tuple[int, tuple[object, ...] | None]


def in_turn(
    claims: Sequence[Interval], turns: Sequence[Turn], limit: Interval, *, last: bool
) -> list[Interval]:
    """Pay claims by their turns; where a turn is not known, give what every place in its block gives.

    Whoever may stand before or after somebody gets an interval: not knowing neither wins nor loses.

    >>> in_turn([(3, 3), (2, 2)], [(0, (2,)), (0, (1,))], (4, 4), last=True)
    [(2, 2), (2, 2)]
    >>> in_turn([(3, 3), (2, 2)], [(0, (2,)), (0, None)], (4, 4), last=True)
    [(2, 3), (1, 2)]
    """

    found: list[Interval] = [(0, 0)] * len(claims)
    before = (0, 0)
    for block in sorted({block for block, _ in turns}):
        own = [at for at, (each, _) in enumerate(turns) if each == block]
        known = sorted((at for at in own if turns[at][1] is not None), key=lambda at: turns[at])
        unknown = _plus(*(claims[at] for at in own if turns[at][1] is None))
        best = before
        for at in known:
            worst = _plus(best, unknown)
            found[at] = _between(claims[at], limit, best, worst, last)
            best = _plus(best, claims[at])
        end = _plus(best, unknown)
        for at in own:
            if turns[at][1] is None:
                low, high = claims[at]
                worst = (end[0] - low, end[1] - high)
                found[at] = _between(claims[at], limit, before, worst, last)
        before = end
    return found


def _between(
    claim: Interval, limit: Interval, best: Interval, worst: Interval, last: bool
) -> Interval:
    """Pay one claim that stands after ``worst`` at the worst and after ``best`` at the best."""
    return _reached(claim, limit, worst, last)[0], _reached(claim, limit, best, last)[1]


def largest_first(claims: Sequence[Interval], limit: Interval) -> list[Interval]:
    """Pay the largest claim first (就高); of equal claims the first in order.

    >>> largest_first([(100, 100), (300, 300)], (350, 350))
    [(50, 50), (300, 300)]
    """
    found = []
    for at, (low, high) in enumerate(claims):
        others = [(other, claim) for other, claim in enumerate(claims) if other != at]
        maybe = sum(h for other, (_, h) in others if h > low or (h == low and other < at))
        surely = sum(w for other, (w, _) in others if w > high or (w == high and other < at))
        least = max(0, min(low, limit[0] - maybe))
        found.append((least, max(least, min(high, limit[1] - surely, limit[1]))))
    return found


def total_only(claims: Sequence[Interval], limit: Interval) -> list[Interval]:
    """Bound each claim by the limit, where the text fixes only the sum (只定总额).

    Nobody's part is known until people divide it, except where all claims fit.

    >>> total_only([(300, 300), (200, 200)], (400, 400)), total_only([(300, 300)], (400, 400))
    ([(200, 300), (100, 200)], [(300, 300)])
    """
    highs = sum(high for _, high in claims)
    if highs <= limit[0]:
        return list(claims)
    lows = sum(low for low, _ in claims)
    if len(claims) == 1:
        (low, high) = claims[0]
        return [(min(low, limit[0]), min(high, limit[1]))]
    return [
        (
            max(0, min(low, limit[0] - (highs - high))),
            max(0, min(high, limit[1])) if lows or high else 0,
        )
        for low, high in claims
    ]


#: What divides the claims under a limit.
Divide = Callable[[Sequence[Interval], Interval], list[Interval]]
