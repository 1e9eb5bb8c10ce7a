"""The header of a sheet: which row it is, which fact each column holds, in which unit.

A title such as ``2025年营业收入（万元）`` is taken apart into year, name and unit. A unit may also
stand in a row of its own below the titles, or for all money above them (``单位：万元``). A column of
money, or of anything with more than one usual unit, must have one: 万元 is never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gangmu.measures.facts import Fact, FactBook, FactKind
from gangmu.reading.sheets import Sheet, Value, letter
from gangmu.terms import Cell, InputError, Unit
from gangmu.writing.units import NAMES, find_unit

#: The header is looked for in this many rows from the top.
_SEARCHED = 30

_BRACKETS = str.maketrans("（）［］【】＊：", "()[][]*:")
_GROUP = re.compile(r"(.*?)[(\[]([^()\[\]]*)[)\]]", re.DOTALL)
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_LEADING_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?末?)?(?=\D)")
_TRAILING_UNIT = re.compile(r"(.+?)(?:[/／,，:]|单位:)(?:单位:)?([^/／,，:]+(?:[/／][^/／,，:]+)?)")
_SHEET_UNIT = re.compile(r"(?:金额|计量)?单位:(.+)")
_REMARK = re.compile(
    r"必填|选填|可不填|是/否|是或否|文本|下拉选择|yyyy.?mm.?dd|年.?月.?日", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Title:
    """A column's title taken apart: ``2025年营业收入（万元）`` is 2025, 营业收入, 万元."""

    name: str
    unit: Unit | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds a fact; ``unit`` is ``None`` where the fact is no number.

    ``stated`` says whether the sheet states the unit, or it goes without saying (人, 件).
    """

    index: int
    title: str
    fact: Fact
    unit: Unit | None = None
    stated: bool = True

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """A header: the index of the first row below it, its columns, what was not used, and errors."""

    below: int
    row: int
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    errors: tuple[InputError, ...]


def read_title(text: str, knows: FactBook, entity: str) -> Title:
    """Take a title apart; the whole title may be a fact's name as it stands.

    >>> from gangmu.measures.facts import load_facts
    >>> title = read_title("*2025年营业收入\\n（万元）", load_facts(), "企业")
    >>> title.name, title.unit.name, title.year
    ('营业收入', '万元', 2025)
    >>> read_title("综合能耗／吨标准煤", load_facts(), "企业").unit.name
    '吨标准煤'
    """
    name = "".join(text.translate(_BRACKETS).split()).strip("*:")
    if knows.by_header(entity, name):
        return Title(name)
    unit: Unit | None = None
    year: int | None = None
    rest = name
    groups: list[str] = []
    while match := _GROUP.fullmatch(rest):
        groups.append(match[2])
        rest = match[1].strip("*")
    for group in groups:
        word = re.sub(r"^(?:单位|计量单位):", "", group)
        if found := _YEAR.fullmatch(group):
            year = int(found[1])
        elif unit is None and word and (known := find_unit(word)):
            unit = known
        elif not _REMARK.fullmatch(group):
            return Title(name)  # 不含税 and the like change the meaning: not ours to drop
    if knows.by_header(entity, rest):
        return Title(rest, unit, year)
    if found := _LEADING_YEAR.match(rest):
        year, rest = int(found[1]), rest[found.end() :]
    if unit is None and not knows.by_header(entity, rest):
        tail = _TRAILING_UNIT.fullmatch(rest)
        if tail and (known := find_unit(tail[2])) and known.name:
            rest, unit = tail[1], known
    return Title(rest, unit, year) if knows.by_header(entity, rest) else Title(name)


def find_header(
    sheet: Sheet, book: FactBook, entity: str, id: str, file: str, year: int
) -> Header | None:
    """Find the row that names most facts, among the first rows; ``None`` where none names two."""
    best: tuple[int, int] | None = None
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        known = {
            fact.name
            for cell in row
            if type(cell) is str
            if (fact := book.by_header(entity, read_title(cell, book, entity).name))
        }
        score = len(known) + (id in known)
        if score >= 2 and (best is None or score > best[0]):
            best = score, index
    return _read_header(sheet, best[1], book, entity, id, file, year) if best else None


def _read_header(
    sheet: Sheet, row: int, book: FactBook, entity: str, id: str, file: str, year: int
) -> Header:
    below, units = _unit_row(sheet.rows, row, book, entity)
    above = _sheet_units(sheet.rows[:row])
    columns: list[Column] = []
    unused: list[str] = []
    other_years: list[str] = []
    errors: list[InputError] = []
    for index, cell in enumerate(sheet.rows[row]):
        if cell is None or not str(cell).strip():
            if any(index < len(line) and line[index] is not None for line in sheet.rows[below:]):
                unused.append(f"{letter(index)}（没有标题）")
            continue
        printed = " ".join(str(cell).split())
        title = read_title(str(cell), book, entity)
        fact = book.by_header(entity, title.name)
        if fact is None:
            near = book.nearest(entity, title.name)
            unused.append(
                f"{letter(index)}「{printed}」" + (f"（是不是「{near}」？）" if near else "")
            )
            continue
        if title.year not in (None, year):
            other_years.append(f"{letter(index)}「{printed}」")
            continue
        column = Column(index, printed, fact)
        try:
            unit = title.unit or units.get(index)
            columns.append(_with_unit(column, unit, above))
        except InputError as error:
            where = str(Cell(file, sheet.name, row + 1, letter(index)))
            errors.append(InputError(error.cause, where, error.remedy))
            columns.append(column)
    errors += _repeated(columns, Cell(file, sheet.name, row + 1, ""))
    if id not in {column.fact.name for column in columns}:
        fact = book.fact(entity, id)
        known_as = f"也可以叫：{'、'.join(fact.aliases)}" if fact else ""
        errors.append(
            InputError(f"没有「{id}」这一列", f"{file} {sheet.name} 第 {row + 1} 行", known_as)
        )
    notes = []
    if unused:
        notes.append(f"未使用的列：{'、'.join(unused)}")
    if other_years:
        notes.append(f"不是 {year} 年度的列，未使用：{'、'.join(other_years)}")
    return Header(below, row, tuple(columns), tuple(notes), tuple(errors))


def _with_unit(column: Column, unit: Unit | None, above: Sequence[Unit]) -> Column:
    """Settle the unit of a column; raises ``InputError`` where it is missing or does not fit."""
    fact = column.fact
    if not fact.numeric:
        if unit is not None and unit.name not in ("", "年"):
            raise InputError(
                f"「{fact.name}」不是数值，表头却写了单位「{unit.name}」",
                "",
                "请去掉单位，或核对列名",
            )
        return column
    example = "万元" if fact.kind is FactKind.MONEY else fact.unit
    remedy = f"写成「{fact.name}({example})」"
    if unit is not None and unit.dimension != fact.dimension:
        raise InputError(f"「{fact.name}」的单位不能是「{unit.name}」", "", remedy)
    if unit is None:
        unit = next((known for known in above if known.dimension == fact.dimension), None)
    if unit is not None:
        return replace(column, unit=unit)
    if fact.kind is FactKind.RATE:  # 0.05 or 5? the cells decide, or are refused
        return replace(column, unit=find_unit("比例"), stated=False)
    usual = {known.factor for known in NAMES.values() if known.dimension == fact.dimension}
    if fact.kind is FactKind.MONEY or "/" in fact.dimension or len(usual) > 1:
        raise InputError(f"「{column.title}」没有写单位", "", remedy)
    return replace(column, unit=find_unit(fact.unit), stated=False)


def _unit_row(
    rows: Sequence[Sequence[Value]], header: int, book: FactBook, entity: str
) -> tuple[int, dict[int, Unit]]:
    """Find a row of units below the titles: every cell in it is a unit, and one is of a number."""
    below = header + 1
    if below >= len(rows):
        return below, {}
    units: dict[int, Unit] = {}
    for index, cell in enumerate(rows[below]):
        word = str(cell).translate(_BRACKETS).strip("() \n\t") if cell is not None else ""
        if word in ("", "-", "—", "单位", "计量单位"):
            continue
        unit = find_unit(word)
        if unit is None:
            return below, {}
        units[index] = unit
    titles = rows[header]
    for index in units:
        title = titles[index] if index < len(titles) else None
        fact = book.by_header(entity, read_title(str(title), book, entity).name)
        if fact and fact.numeric:
            return below + 1, units
    return below, {}


def _sheet_units(rows: Sequence[Sequence[Value]]) -> list[Unit]:
    """Read 单位：万元 above the titles."""
    units = []
    for row in rows:
        for cell in row:
            text = "".join(str(cell).translate(_BRACKETS).split()).strip("()") if cell else ""
            if match := _SHEET_UNIT.fullmatch(text):
                found = (find_unit(word) for word in re.split(r"[、,，;；]", match[1]))
                units += [unit for unit in found if unit and unit.name]
    return units


def _repeated(columns: Sequence[Column], header: Cell) -> list[InputError]:
    seen: dict[str, Column] = {}
    errors = []
    for column in columns:
        first = seen.setdefault(column.fact.name, column)
        if first is not column:
            errors.append(
                InputError(
                    f"{first.letter} 列「{first.title}」和 {column.letter} 列「{column.title}」都是「{column.fact.name}」",
                    str(replace(header, column=column.letter)),
                    "请删去一列，或改掉一个列名",
                )
            )
    return errors
