"""The title of a column that holds a fact, as a sheet would write it: its period, name and unit.

What ``title`` writes the import of a registry reads back as the same fact, period and unit.
"""

from __future__ import annotations

from gangmu.measures.facts import Fact, FactKind
from gangmu.measures.periods import named_period

#: Units that offices write, where the dictionary keeps a smaller one.
_USUAL = {"元/平方米": "万元/亩", "吨标准煤/元": "吨标准煤/万元", "元/人": "万元/人"}


def usual_unit(fact: Fact) -> str:
    """Give the unit that offices write a fact in; empty where it is no number."""
    by_kind = {FactKind.MONEY: "万元", FactKind.RATE: "%"}
    return by_kind.get(fact.kind, _USUAL.get(fact.unit, fact.unit))


def title(fact: Fact, column: str = "", year: int | None = None) -> str:
    """Write the title of a fact's column; ``column`` may say of which period, seen from ``year``.

    >>> from gangmu.measures.facts import load_facts
    >>> revenue = load_facts().fact("企业", "营业收入")
    >>> title(revenue), title(revenue, "营业收入(上年)", 2025), title(revenue, "营业收入(本季)", 2025)
    ('营业收入(万元)', '2024年营业收入(万元)', '本季营业收入(万元)')
    """
    unit = usual_unit(fact)
    return f"{named_period(column, year)}{fact.name}" + (f"({unit})" if unit else "")
