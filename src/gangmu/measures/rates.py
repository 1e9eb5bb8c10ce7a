"""Published rates as dated data: LPR by day, exchange rates by year.

A rate holds from the day it was published until the next; past the day up to which the data was
checked (``截至``) it is unknown, and so is a year that is not there.

>>> series("LPR一年期").value(date(2024, 12, 31)) * 12 == Fraction(31, 1000)
True
>>> series("美元汇率").value(2031) is None
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from gangmu.measures.dimensions import canonical
from gangmu.measures.facts import read_date
from gangmu.measures.yamltext import Entries, Findings, Place, Text, compose, did_you_mean
from gangmu.terms import InputError
from gangmu.writing.units import find_unit

_KEYS = ("单位", "期", "依据", "截至", "值")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value and when it holds, both ends in."""

    first: date | int
    last: date | int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Series:
    """A published series: its values by day or by year, in base units."""

    name: str
    dimension: str
    unit: str
    yearly: bool
    reference: str
    stretches: tuple[Stretch, ...]

    def value(self, at: date | int) -> Fraction | None:
        """Give the value of a day or a year; ``None`` is unknown."""
        for stretch in self.stretches:
            if stretch.first <= at <= stretch.last:  # type: ignore[operator]
                return stretch.value
        return None


@cache
def _built_in() -> dict[str, Series]:
    path = Path(__file__).with_name("rates.yaml")
    return {one.name: one for one in read_series(path.read_text(encoding="utf-8"), path.name)}


def series(name: str) -> Series | None:
    """Find a published series by name."""
    return _built_in().get(name)


def names() -> tuple[str, ...]:
    """List the series that there are."""
    return tuple(_built_in())


def read_series(text: str, file: str) -> list[Series]:
    """Read series from YAML text; raises ``InputErrors`` with every error."""
    findings = Findings()
    root = compose(text, file, findings)
    found = []
    for name, (place, node) in root.entries.items() if isinstance(root, Entries) else ():
        if isinstance(node, Entries):
            found.append(_series(name, node, findings))
        else:
            findings.error(place, f"「{name}」应由「键: 值」组成")
    findings.raise_errors()
    return [one for one in found if one is not None]


def _series(name: str, node: Entries, findings: Findings) -> Series | None:
    def text(key: str) -> str:
        value = node.get(key)
        return value.value if isinstance(value, Text) else ""

    for key in node.entries:
        if key not in _KEYS:
            findings.error(node.key_place(key), f"不认识的键「{key}」", did_you_mean(key, _KEYS))
    unit = find_unit(text("单位"))
    values = node.get("值")
    if unit is None or not unit.dimension or not isinstance(values, Entries):
        findings.error(node.place, f"「{name}」没写全", "写明单位、期、依据和值")
        return None
    yearly = text("期") == "年"
    points: list[tuple[date | int, Fraction]] = []
    for key, (place, value) in values.entries.items():
        at = _point(key, place, findings, yearly=yearly)
        number = value.value if isinstance(value, Text) else ""
        if not re.fullmatch(r"\d+(\.\d+)?", number):
            findings.error(place, f"「{number}」不是数", "只写数字，单位写在「单位」里")
        elif at is not None:
            points.append((at, Fraction(number) * unit.factor))
    until = text("截至")
    last: date | int | None = None
    if not yearly:
        last = _point(until, node.key_place("截至"), findings, yearly=False)
    if findings.errors:
        return None
    stretches = []
    for (at, figure), after in zip(points, [*points[1:], None], strict=True):
        if isinstance(at, int):
            end: date | int = at
        elif after is None:
            assert isinstance(last, date)
            end = last
        else:
            assert isinstance(after[0], date)
            end = after[0] - timedelta(1)
        stretches.append(Stretch(at, end, figure))
    newest_first = tuple(reversed(stretches))
    return Series(name, canonical(unit.dimension), unit.name, yearly, text("依据"), newest_first)


def _point(text: str, place: Place, findings: Findings, *, yearly: bool) -> date | int | None:
    if yearly:
        found = re.fullmatch(r"((?:19|20)\d\d)年", text)
        if found:
            return int(found[1])
        findings.error(place, f"「{text}」不是年份", "写成 2024年")
        return None
    try:
        return read_date("日期", text)
    except InputError as error:
        findings.error(place, error.cause, error.remedy)
        return None
