"""Read a plan's own table of indicators (指标 | 单位 | 基期 | 目标 | 属性) from a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from gangmu.indicators.definitions import Base, unit_named
from gangmu.indicators.drafts import Aim, table_goal
from gangmu.indicators.headings import find_heading
from gangmu.indicators.periods import Period, read_period
from gangmu.reading.sheets import Percent, Sheet, letter, read_sheets
from gangmu.terms import Cell, InputError
from gangmu.writing.units import unit

_NAME = re.compile(r"(?:(?:主要)?指标(?:名称)?|项目|名称)(?:[（(].*[)）])?")
_UNIT = re.compile("(?:计量)?单位")
_NATURE = re.compile("(?:指标)?(?:属性|性质|类型)")
_RATE = re.compile("年均|增速|增长")
_AIM = re.compile("目标|规划|预期|计划")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?|十[一二三四五六]五[”\"]?末")
_BRACKETED = re.compile(r"(?P<name>.+?)\s*[（(](?P<unit>[^（()）]+)[)）]")


@dataclass(frozen=True, slots=True)
class _Column:
    """What the header says of a column of values."""

    at: int
    period: Period | None
    aim: bool
    rate: bool


def read_plan_table(path: Path, plan: str = "", document: str = "", region: str = "") -> list[Aim]:
    """Read every sheet that has such a table. Raises ``InputError`` where none has.

    The years come from the header (2020年基期, 2025年目标); a column without 目标 in its title is the
    target when it is the last year. A plan without a name has the line above the header.
    """
    found: list[Aim] = []
    for sheet in read_sheets(path):
        found += _table(path, sheet, plan, document, region)
    if not found:
        raise InputError(
            "没有规划指标表", path.name, "表头要有「指标」和带年份的列，如「2020年」「2025年目标」"
        )
    return found


def _table(path: Path, sheet: Sheet, plan: str, document: str, region: str) -> Iterator[Aim]:
    heading = find_heading(sheet.rows, _text, lambda title: bool(_NAME.fullmatch(title)))
    if heading is None:
        return
    fields: dict[str, int] = {}
    columns: list[_Column] = []
    for at in range(len(heading.titles)):
        title = heading.title(at)
        for field, pattern in (("name", _NAME), ("unit", _UNIT), ("nature", _NATURE)):
            if pattern.fullmatch(title) and field not in fields:
                fields[field] = at
        year = _YEAR.search(title)
        if year is not None or _RATE.search(title):
            period = read_period(year.group()) if year else None
            columns.append(_Column(at, period, bool(_AIM.search(title)), bool(_RATE.search(title))))
    dated = [c.period for c in columns if c.period is not None and not c.rate]
    if not dated or "name" not in fields:
        return
    due = max((c.period for c in columns if c.aim and c.period and not c.rate), default=max(dated))
    above = next((_text(c) for cells in sheet.rows[: heading.first] for c in cells if _text(c)), "")
    name = ""
    for number, cells in enumerate(sheet.rows[heading.last + 1 :], heading.last + 2):
        text = {field: _text(_at(cells, column)) for field, column in fields.items()}
        name = text["name"]
        values = [(column, _value(_at(cells, column.at))) for column in columns]
        if not name or not any(value for _, value in values):
            continue
        bracketed = _BRACKETED.fullmatch(name)
        printed = text.get("unit") or (bracketed["unit"] if bracketed else "")
        measured = unit_named(printed) or unit("")
        doubts = () if unit_named(printed) else (f"单位「{printed}」不认识",)
        if bracketed and unit_named(bracketed["unit"]):
            name = bracketed["name"]
        base = _base(values, due, measured.name)
        for column, value in values:
            end = due if column.rate or column.period is None else column.period
            if not value or end < due or (base is not None and end == base.period):
                continue
            goal, more = table_goal(value, measured, column.rate)
            yield Aim(
                name=re.sub(r"^(?:\d+|[一二三四五六七八九十]+)[.．、]\s*", "", name),
                goal=goal,
                region=region,
                deadline=end,
                base=base,
                plan=plan or above or path.stem,
                document=document,
                clause="",
                quote=f"{Cell(path.name, sheet.name, number, letter(column.at))}：{value}",
                nature=text.get("nature") if text.get("nature") in ("约束性", "预期性") else None,
                doubts=(*doubts, *more),
            )


def _base(values: Sequence[tuple[_Column, str]], due: Period, _unit: str) -> Base | None:
    """Take the latest year before the target's that has a plain number."""
    found = None
    for column, value in values:
        if column.period is None or column.aim or column.rate or column.period >= due:
            continue
        try:
            number = Decimal(value.removesuffix("%").replace(",", ""))
        except InvalidOperation:
            continue
        if found is None or column.period > found.period:
            found = Base(column.period, number)
    return found


def _at(cells: Sequence[object], column: int) -> object:
    return cells[column] if column < len(cells) else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _value(cell: object) -> str:
    """Write a cell as people see it: 0.25 shown as a percentage is 25%."""
    if isinstance(cell, Percent):
        return f"{Decimal(repr(float(cell))) * 100:f}".rstrip("0").rstrip(".") + "%"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _text(cell)
