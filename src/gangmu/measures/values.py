"""Plain values as people write them in a measure file: ``5亿元``, ``3%``, ``是``, ``甲、乙``."""

from __future__ import annotations

import re
from fractions import Fraction

from gangmu.measures.dimensions import canonical, example, kind_of
from gangmu.measures.facts import Fact, Value
from gangmu.measures.yamltext import Findings, Text
from gangmu.terms import InputError, Unit
from gangmu.writing.units import find_unit

#: Full-width marks, digits and letters are read as half-width, one for one.
FOLD = str.maketrans(
    {
        **{chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)},
        "　": " ",
        "−": "-",
        "－": "-",
        "﹥": ">",
        "﹤": "<",
        "≧": "≥",
        "≦": "≤",
    }
)


def read_value(text: Text, fact: Fact, findings: Findings) -> Value | None:
    """Read the value of a fact as a worked case states it (``5亿元``, ``是``, ``甲、乙``).

    Values that a snapshot could not hold exactly are refused, so that a case means the same here
    as in an import.
    """
    try:
        if not fact.numeric:
            return fact.read(text.value)
        value = _quantity(text.value, fact.dimension)
        if not fact.stores(value):
            raise InputError(
                f"「{text.value}」比「{fact.name}」的保存精度还细", remedy="少写几位小数"
            )
        fact.encode(value)
    except InputError as error:
        findings.error(text.place, error.cause, error.remedy)
        return None
    return value


def read_money(text: Text, findings: Findings) -> Fraction | None:
    """Read a plain amount of money, in 元."""
    try:
        return _quantity(text.value, "元")
    except InputError as error:
        findings.error(text.place, error.cause, error.remedy)
        return None


def _quantity(text: str, dimension: str) -> Fraction:
    folded = text.translate(FOLD).replace(",", "").strip()
    found = re.fullmatch(r"(-?)\s*(\d+(?:\.\d+)?)\s*(\S*)", folded)
    if not found:
        raise InputError(f"「{text}」不是数", remedy="写成 500万元、3%、120人 这样的数")
    sign, digits, name = found.groups()
    if not name:
        raise InputError(
            f"「{text}」缺单位", remedy=f"补上{kind_of(dimension)}的单位，如 {example(dimension)}"
        )
    unit = known_unit(name)
    if canonical(unit.dimension) != canonical(dimension):
        raise InputError(
            f"「{text}」是{kind_of(unit.dimension)}，这里要{kind_of(dimension)}",
            remedy=f"改用{kind_of(dimension)}的单位，如 {example(dimension)}",
        )
    value = Fraction(digits) * unit.factor
    return -value if sign else value


def known_unit(name: str) -> Unit:
    """Look up a unit that has a dimension; raises ``InputError``."""
    found = find_unit(name)
    if found is None:
        raise InputError(
            f"不认识的单位「{name}」", remedy="核对单位；除号请写「÷」，词与单位之间留空格"
        )
    if not found.dimension:
        raise InputError(f"「{name}」后面缺单位", remedy="补上单位，如 万元、人、平方米")
    return found
