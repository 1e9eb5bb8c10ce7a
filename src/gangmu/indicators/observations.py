"""Observed values of indicators: the choice among revisions and sources, and computed ratios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gangmu.indicators.definitions import Definitions, Indicator, not_the_quotient
from gangmu.indicators.periods import Period
from gangmu.terms import Cell, InputError, Unit


class Grade(StrEnum):
    """How far a source can be trusted, best first: an office's own figures, a document of the
    government (a plan), a press report, a copy whose origin is not certain."""

    OFFICIAL = "官方"
    DOCUMENT = "文件"
    REPORT = "报道"
    WEAK = "弱"

    @property
    def rank(self) -> int:
        """Give 0 for the best grade."""
        return _RANKS[self]


_RANKS = {grade: at for at, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class Observation:
    """A value of an indicator in a region and period, in its own unit, with its source.

    ``vintage`` counts the values given for the same period, from 0 in the order of the rows.
    ``cell`` is where it was read; a derived value has none and names its parts in ``source``.
    """

    indicator: str
    region: str
    period: Period
    value: Decimal
    unit: Unit
    source: str
    grade: Grade
    note: str = ""
    vintage: int = 0
    cell: Cell | None = None

    @property
    def where(self) -> str:
        """Name the cell, the source and the grade."""
        cell = f"{self.cell}，" if self.cell else ""
        return f"{cell}{self.source}，{self.grade}"

    def in_unit(self, wanted: Unit) -> Fraction:
        """Convert the value exactly: 1064.119 十亿元 is 10641.19 亿元.

        Raises ``InputError`` for a unit of another dimension.
        """
        if self.unit is wanted:
            return Fraction(self.value)
        if self.unit.dimension != wanted.dimension:
            raise InputError(
                f"「{self.indicator}」的单位「{self.unit.name}」不能换算成「{wanted.name}」",
                str(self.cell or self.source),
                "核对单位",
            )
        if self.unit.factor == wanted.factor:
            return Fraction(self.value)
        return Fraction(self.value) * self.unit.factor / wanted.factor


def best(observations: Iterable[Observation]) -> Observation | None:
    """Choose among values for one period: the best grade, then the latest vintage."""
    return min(observations, key=lambda each: (each.grade.rank, -each.vintage), default=None)


def derive(
    definitions: Definitions, observations: Iterable[Observation]
) -> tuple[Observation, ...]:
    """Compute ratios (亿元/平方公里, 万元/人, %) where numerator and denominator are known.

    Only for a region and period in which the ratio itself is not observed. A part may be a computed
    ratio itself: they are computed in their order. The unit is checked: raises ``InputError`` where
    numerator ÷ denominator is not of the indicator's dimension.
    """
    known: dict[str, dict[tuple[str, Period], list[Observation]]] = {}
    for each in observations:
        of_indicator = known.setdefault(each.indicator, {})
        of_indicator.setdefault((each.region, each.period), []).append(each)
    found: list[Observation] = []
    for indicator, above, below in _parts_first(definitions):
        if cause := not_the_quotient(indicator, above, below):
            raise InputError(cause, remedy="改单位，或改分子、分母")
        bottoms, direct = known.get(below.name, {}), known.get(indicator.name, {})
        computed: dict[tuple[str, Period], list[Observation]] = {}
        for key, values in known.get(above.name, {}).items():
            top, bottom = best(values), best(bottoms.get(key, ()))
            if top and bottom and bottom.value and key not in direct:
                computed[key] = [_ratio(indicator, top, bottom)]
        known[indicator.name] = {**direct, **computed}
        found += (each for values in computed.values() for each in values)
    return tuple(found)


def _parts_first(definitions: Definitions) -> Iterator[tuple[Indicator, Indicator, Indicator]]:
    """Give each ratio with its numerator and denominator, after those that it is computed from.

    Ratios that are computed from each other in a circle are left out.
    """
    waiting = {}
    for each in definitions.indicators:
        above, below = (
            definitions.indicator(word) if word else None
            for word in (each.numerator, each.denominator)
        )
        if above is not None and below is not None:
            waiting[each.name] = (each, above, below)
    while ready := [
        name
        for name, (_, above, below) in waiting.items()
        if above.name not in waiting and below.name not in waiting
    ]:
        for name in ready:
            yield waiting.pop(name)


def _ratio(indicator: Indicator, top: Observation, bottom: Observation) -> Observation:
    base = (Fraction(top.value) * top.unit.factor) / (Fraction(bottom.value) * bottom.unit.factor)
    value = base / indicator.unit.factor
    weaker = max((top, bottom), key=lambda each: each.grade.rank)
    return replace(
        top,
        indicator=indicator.name,
        value=Decimal(value.numerator) / Decimal(value.denominator),
        unit=indicator.unit,
        source=f"计算：{top.indicator} {top.value:f}{top.unit.name}（{top.cell or top.source}）"
        f"÷ {bottom.indicator} {bottom.value:f}{bottom.unit.name}（{bottom.cell or bottom.source}）",
        grade=weaker.grade,
        note="由分子、分母算出",
        vintage=0,
        cell=None,
    )


def periods_of(observations: Iterable[Observation]) -> Iterator[tuple[Period, Observation]]:
    """Give the best value of each period, in order."""
    grouped: dict[Period, list[Observation]] = {}
    for each in observations:
        grouped.setdefault(each.period, []).append(each)
    for period in sorted(grouped):
        values = grouped[period]
        chosen = values[0] if len(values) == 1 else best(values)
        assert chosen is not None
        yield period, chosen
