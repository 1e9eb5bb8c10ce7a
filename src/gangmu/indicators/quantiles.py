"""The distributions that intervals from few values need: Student's t and the normal.

Small enough to be read, so that the core needs no numerical library; the tests compare with one.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

_TINY, _EXACT, _ROUNDS = 1e-300, 1e-15, 300


def student_cdf(t: float, freedom: int) -> float:
    """Give the probability that Student's t with ``freedom`` degrees is at most ``t``.

    P(T ≤ t) = 1 - I(ν/(ν+t²); ν/2, 1/2) / 2 for t ≥ 0. Tabulated: the 97.5 % point of 5 degrees is
    2.5706.

    >>> round(student_cdf(2.5706, 5), 4), student_cdf(0, 3)
    (0.975, 0.5)
    """
    if freedom < 1:
        raise ValueError("degrees of freedom start at 1")
    tail = _beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
    return 1 - tail if t >= 0 else tail


@lru_cache(maxsize=1024)
def student_quantile(probability: float, freedom: int) -> float:
    """Invert ``student_cdf`` by bisection.

    >>> [round(student_quantile(0.9, nu), 3) for nu in (1, 3, 5, 10)]
    [3.078, 1.638, 1.476, 1.372]
    """
    if not 0 < probability < 1:
        raise ValueError("a probability lies between 0 and 1")
    low, high = -1.0, 1.0
    while student_cdf(low, freedom) > probability:
        low *= 2
    while student_cdf(high, freedom) < probability:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        if student_cdf(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def normal_quantile(probability: float) -> float:
    """Give the quantile of the standard normal distribution.

    >>> round(normal_quantile(0.975), 3)
    1.96
    """
    return NormalDist().inv_cdf(probability)


def _beta(x: float, a: float, b: float) -> float:
    """Give the regularised incomplete beta function I(x; a, b) by its continued fraction.

    Source: Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.5.8.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast only below
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    # Lentz: the fraction 1/(1 + d1/(1 + d2/(1 + …))), built from the front.
    value, above, below = 1.0, 1.0, 0.0
    for step in range(_ROUNDS):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        below = 1 / ((1 + term * below) or _TINY)
        above = (1 + term / above) or _TINY
        value *= above * below
        if abs(1 - above * below) < _EXACT and step:
            break
    return front * (value - 1)


def correlation_interval(r: float, count: int, level: float) -> tuple[float, float]:
    """Give the interval of a correlation by Fisher's z: tanh(atanh r ± z / √(n-3)).

    Hand-computed: r = 0.963 of n = 14 is 1.986 ± 1.96 / √11 on the scale of z:

    >>> [round(end, 3) for end in correlation_interval(0.963, 14, 0.95)]
    [0.884, 0.989]
    """
    if count < 4:
        raise ValueError("Fisher's z needs at least 4 pairs")
    if abs(r) >= 1:
        return r, r
    z = 0.5 * log((1 + r) / (1 - r))
    half = normal_quantile((1 + level) / 2) / sqrt(count - 3)
    return _tanh(z - half), _tanh(z + half)


def _tanh(z: float) -> float:
    return (exp(2 * z) - 1) / (exp(2 * z) + 1)
