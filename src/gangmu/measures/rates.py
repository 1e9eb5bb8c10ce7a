"""Published rates as dated data: LPR by day, exchange rates by year.

A rate holds from the day it was published until the next; past the day up to which the data was
checked (``截至``) it is unknown, and so is a year that is not there. A workspace's own ``rates.yaml`` has
the same form: it adds series, and values to those that are built in.

>>> rates = load_rates()
>>> rates["LPR一年期"].value(date(2024, 12, 31)) * 12 == Fraction(31, 1000)
True
>>> rates["美元汇率"].value(2031) is None
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from gangmu.measures.dimensions import canonical
from gangmu.measures.yamltext import Entries, Findings, Place, Text, compose, did_you_mean
from gangmu.terms import InputError
from gangmu.writing.dates import parse_date
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
    return {one.name: one for one in read_series(path.read_text(encoding="utf-8"), path.name, {})}


def load_rates(extra: Path | None = None) -> dict[str, Series]:
    """Load the built-in series, with those of a workspace's ``rates.yaml``.

    Raises ``InputErrors`` with every error of the file.
    """
    if extra is None:
        return _built_in()
    try:
        text = extra.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError("读不了这个文件", str(extra), "请用 UTF-8 保存为文本文件") from None
    return _built_in() | {one.name: one for one in read_series(text, extra.name, _built_in())}


def read_series(text: str, file: str, known: Mapping[str, Series]) -> list[Series]:
    """Read series from YAML text, each going on from the known one of its name.

    Raises ``InputErrors`` with every error.
    """
    findings = Findings()
    root = compose(text, file, findings)
    found = []
    if root is not None and not isinstance(root, Entries):
        findings.error(root.place, "应以各项利率、汇率的名称开头", "写成「LPR一年期: {…}」")
    for name, (place, node) in root.entries.items() if isinstance(root, Entries) else ():
        if isinstance(node, Entries):
            found.append(_series(name, node, known.get(name), findings))
        else:
            findings.error(place, f"「{name}」应由「键: 值」组成")
    findings.raise_errors()
    return [one for one in found if one is not None]


def _series(name: str, node: Entries, old: Series | None, findings: Findings) -> Series | None:
    def text(key: str) -> str:
        value = node.get(key)
        return value.value if isinstance(value, Text) else ""

    for key in node.entries:
        if key not in _KEYS:
            findings.error(node.key_place(key), f"不认识的键「{key}」", did_you_mean(key, _KEYS))
    unit = find_unit(text("单位") or (old.unit if old else ""))
    values = node.get("值")
    whole = unit is not None and unit.dimension and isinstance(values, Entries) and values.entries
    if not whole or not text("依据"):
        findings.error(node.place, f"「{name}」没写全", "写明单位、期、依据（从哪里公布的）和值")
        return None
    assert unit is not None
    assert isinstance(values, Entries)
    yearly = text("期") == "年" if "期" in node or old is None else old.yearly
    if old is not None and (canonical(unit.dimension), yearly) != (old.dimension, old.yearly):
        findings.error(node.place, f"「{name}」已经有了，单位或期不同", "另起一个名称")
        return None
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
    if old is not None:
        points = _gone_on(name, points, old, node, findings)
    if findings.errors:
        return None
    if old is not None and not yearly:
        last = max(last, old.stretches[0].last, key=str)
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


def _gone_on(
    name: str,
    points: list[tuple[date | int, Fraction]],
    old: Series,
    node: Entries,
    findings: Findings,
) -> list[tuple[date | int, Fraction]]:
    """Put the values of a workspace among those that are built in; none may contradict another."""
    known = {stretch.first: stretch.value for stretch in old.stretches}
    for at, value in points:
        if known.get(at, value) != value:
            findings.error(
                node.place,
                f"「{name}」{at} 的值与内置的不同",
                "核对公布的原文；确实要用别的值，另起一个名称",
            )
    return sorted((known | dict(points)).items(), key=lambda point: str(point[0]))


def _point(text: str, place: Place, findings: Findings, *, yearly: bool) -> date | int | None:
    if yearly:
        found = re.fullmatch(r"((?:19|20)\d\d)年", text)
        if found:
            return int(found[1])
        findings.error(place, f"「{text}」不是年份", "写成 2024年")
        return None
    day = parse_date(text)
    if day is None:
        findings.error(place, f"「{text}」不是日期", "写成 2024-10-21")
    return day
