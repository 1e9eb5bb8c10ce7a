"""Units, their dimensions and exact factors; built from the table in ``unit_table``.

A unit is ``[power of ten] name [/ [power] name]...``: ``万亿元``, ``台/万人``, ``吨标准煤/万元``. Two
quantities can be compared when their dimensions are the same word.

Some decisions. ``倍`` has its own dimension: 翻一番 states a level (2 倍), 增长一倍 a change (1 倍),
and neither is a share; a rule that compares 1 倍 with 100 % should be refused, not answered.
``个百分点`` is a difference of rates and has its own dimension for the same reason. ``年`` is twelve
``月``, but ``天`` and ``工作日`` have no exact length in months and stay apart.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from functools import cache

from gangmu.terms import InputError, Unit
from gangmu.writing.unit_table import COUNTED, MEASURED

POWERS = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}

NO_UNIT = Unit("", "", Fraction(1))


def _table() -> dict[str, Unit]:
    table = {name: Unit(name, name, Fraction(1)) for name in COUNTED.split()}
    for line in MEASURED.strip().splitlines():
        name, dimension, factor = line.split()
        table[name] = Unit(name, dimension, Fraction(factor))
    return table


NAMES = _table()
"""Every unit without power and quotient, by name."""

_POWER = "|".join(POWERS)
_SPLIT = re.compile(rf"(?P<power>{_POWER})?(?P<name>.*)")

# The long names first: 吨标准煤 before 吨, 个百分点 before 个.
_NAME = "|".join(re.escape(n) for n in sorted(NAMES, key=lambda n: (-len(n), n)))
PATTERN = rf"(?:{_POWER})?(?:{_NAME})(?:\s?[/／](?:{_POWER})?(?:{_NAME}))*"
"""A regular expression (without groups) for a unit with power and quotient, longest first."""


def unit(name: str) -> Unit:
    """Look up a unit by its printed name.

    Blanks and a leading 人民币 are ignored; raises ``InputError`` for an unknown unit.

    >>> unit("万亿元").factor
    Fraction(1000000000000, 1)
    >>> unit("亿元/平方公里").dimension, unit("亿元/平方公里").factor
    ('元/平方米', Fraction(100, 1))
    """
    found = find_unit(name)
    if found is None:
        near = get_close_matches(name, NAMES, n=1, cutoff=0.3)
        raise InputError(
            f"不认识的单位「{name}」",
            remedy=f"是不是「{near[0]}」？"
            if near
            else "请写成「万元」「%」「平方米」「台/万人」这样的单位。",
        )
    return found


@cache
def find_unit(name: str) -> Unit | None:
    """Look up a unit by its printed name; ``None`` if it is none.

    >>> find_unit("光年") is None
    True
    """
    name = "".join(name.split()).replace("／", "/")
    if not name:
        return NO_UNIT
    whole = NAMES.get(name)
    if whole:
        return whole
    dimensions: list[str] = []
    factor = Fraction(1)
    for position, part in enumerate(name.split("/")):
        found = _simple(part)
        if found is None:
            return None
        dimensions.append(found.dimension)
        factor = factor / found.factor if position else found.factor
    return Unit(name, "/".join(dimensions), factor)


def _simple(name: str) -> Unit | None:
    if name in NAMES:
        return NAMES[name]
    match = _SPLIT.fullmatch(name)
    power = match["power"] if match else None
    if not match or not power:
        return None
    base = NAMES.get(match["name"]) if match["name"] else NO_UNIT
    return Unit(name, base.dimension, base.factor * POWERS[power]) if base else None
