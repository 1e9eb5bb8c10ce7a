"""Dimensions: what may be added, compared and multiplied.

A dimension is written as base units joined by ``·`` and ``/`` (``元/平方米``). Dimensionless numbers
are ``率``; what is no number (``分类``, ``日期`` …) has its kind as its dimension.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

_KINDS = {"元": "金额", "率": "比率", "": "没有单位的数"}
_NO_NUMBERS = frozenset({"是否", "年份", "日期", "分类", "名录", "行业", "文本"})


@cache
def canonical(dimension: str) -> str:
    """Write a dimension in one way; every dimensionless number is ``率``.

    >>> canonical("元/月/平方米"), canonical("元/平方米·月")
    ('元/平方米/月', '元/平方米/月')
    """
    return _dimension(_powers(dimension))


def _powers(dimension: str) -> Counter[str]:
    powers: Counter[str] = Counter()
    top, *below = dimension.split("/")
    powers.update(part for part in top.split("·") if part not in ("", "率", "1"))
    for group in below:
        powers.subtract(group.split("·"))
    return powers


def _dimension(powers: Counter[str]) -> str:
    top = [name for name, power in sorted(powers.items()) for _ in range(power)]
    below = [name for name, power in sorted(powers.items()) for _ in range(-power)]
    if not top and not below:
        return "率"
    return "/".join(["·".join(top) or "1", *below])


@cache
def combine(op: str, left: str, right: str) -> str:
    """Give the dimension of a product or quotient.

    >>> combine("÷", "元", "元"), combine("×", "元/平方米", "平方米"), combine("×", "率", "元")
    ('率', '元', '元')
    """
    powers = _powers(left)
    powers.update(_powers(right)) if op == "×" else powers.subtract(_powers(right))
    del powers["倍"]  # a multiple of something is that thing
    return _dimension(powers)


def kind_of(dimension: str) -> str:
    """Name a dimension to a person."""
    return _KINDS.get(dimension, f"数量（{dimension}）" if is_number(dimension) else dimension)


def example(dimension: str) -> str:
    """Give a quantity of a dimension, to show how one is written."""
    return {"元": "500万元", "率": "3%"}.get(dimension, f"10{dimension}")


def is_number(dimension: str) -> bool:
    """Tell a number from a kind of fact that is none."""
    return dimension not in _NO_NUMBERS
