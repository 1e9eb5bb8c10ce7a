"""What is known of a jurisdiction's indicators on a day, and how to look it up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from gangmu.indicators.definitions import Definitions, Indicator
from gangmu.indicators.observations import Observation, derive, periods_of
from gangmu.indicators.rates import Point
from gangmu.measures.yamltext import did_you_mean
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Panel:
    """Definitions with the observations known on a day: indicators × regions × periods."""

    definitions: Definitions
    observations: tuple[Observation, ...]
    _series: dict[tuple[str, str], list[Observation]] = field(
        init=False, repr=False, compare=False, hash=False
    )

    def __post_init__(self) -> None:
        series: dict[tuple[str, str], list[Observation]] = {}
        for each in self.observations:
            series.setdefault((each.indicator, each.region), []).append(each)
        object.__setattr__(self, "_series", series)

    @classmethod
    def of(
        cls,
        definitions: Definitions,
        observations: Iterable[Observation],
        as_of: date | None = None,
    ) -> Panel:
        """Gather observations and what is derived from them, up to a day."""
        observed = tuple(observations)
        return cls(
            definitions,
            tuple(
                each
                for each in (*observed, *derive(definitions, observed))
                if as_of is None or each.period.end <= as_of
            ),
        )

    def lookup(self, indicator: str, region: str) -> Sequence[Observation]:
        """Give the observations of an indicator in a region."""
        return self._series.get((indicator, region), ())

    def indicator(self, word: str) -> Indicator:
        """Find an indicator by any of its names. Raises ``InputError`` with the nearest one."""
        found = self.definitions.indicator(word)
        if found is None:
            known = list(self.definitions.words)
            remedy = did_you_mean(word, known) if known else "在 indicators/ 里写指标文件"
            raise InputError(f"没有定义指标「{word}」", remedy=remedy)
        return found

    def yearly(self, indicator: Indicator, region: str) -> tuple[Point, ...]:
        """Give the yearly values in the indicator's unit."""
        return tuple(
            Point(period.position, each.in_unit(indicator.unit))
            for period, each in periods_of(self.lookup(indicator.name, region))
            if period.annual
        )
