"""The header of a sheet: which row it is, which fact each column holds, in which unit.

A title such as ``2025年营业收入（万元）`` is taken apart into year, name and unit. A unit may also
stand in a row of its own below the titles, or for all money above them (``单位：万元``). A column of
money, or of anything with more than one usual unit, must have one: 万元 is never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gangmu.measures.dimensions import canonical
from gangmu.measures.facts import Fact, FactBook, FactKind
from gangmu.measures.periods import PARTS_OF_A_YEAR, Period, period_label
from gangmu.reading.sheets import Sheet, Value, letter
from gangmu.terms import Cell, InputError, Unit
from gangmu.writing.units import NAMES, find_unit

#: The header is looked for in this many rows from the top.
_SEARCHED = 30

_BRACKETS = str.maketrans("（）［］【】＊：", "()[][]*:")
_GROUP = re.compile(r"(.*?)[(\[]([^()\[\]]*)[)\]]", re.DOTALL)
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_LEADING_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?末?)?(?=\D)")
_RELATIVE = re.compile(r"(上年度?|去年|上一年度?|前年)(?:同期)?末?(?=\D)")
_PART = re.compile(rf"({'|'.join(PARTS_OF_A_YEAR)})度?(?=\D)")
#: A cell that only says which year the columns below it, or the titles above it, are of.
_ONLY_YEAR = re.compile(r"((?:19|20)\d\d)年?度?|(本年度?|当年)|(上年度?|去年|上一年度?)|(前年)")
_TRAILING_UNIT = re.compile(r"(.+?)(?:[/／,，:]|单位:)(?:单位:)?([^/／,，:]+(?:[/／][^/／,，:]+)?)")
_SHEET_UNIT = re.compile(r"(?:金额|计量)?单位:(.+)")
_NUMBERING = ("序号", "编号", "No.", "行号")
_REMARK = re.compile(
    r"必填|选填|可不填|是/否|是或否|文本|下拉选择|yyyy.?mm.?dd|年.?月.?日", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Title:
    """A column's title taken apart: ``2025年营业收入（万元）`` is 2025, 营业收入, 万元."""

    name: str
    unit: Unit | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds a fact; ``unit`` is ``None`` where the fact is no number.

    ``period`` is the year it is of, where that is another than the registry's, or the part of a year.
    ``stated`` says whether the sheet states the unit, or it goes without saying (人, 件).
    """

    index: int
    title: str
    fact: Fact
    unit: Unit | None = None
    stated: bool = True
    period: Period | None = None

    @property
    def name(self) -> str:
        """Name the column of the snapshot: ``营业收入``, ``营业收入(2023年)``, ``营业收入(本季)``."""
        return f"{self.fact.name}({period_label(self.period)})" if self.period else self.fact.name

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


def read_title(text: str, knows: FactBook, entity: str, now: int | None = None) -> Title:
    """Take a title apart; the whole title may be a fact's name as it stands.

    ``now`` is the registry's year, which 上年 counts from.

    >>> from gangmu.measures.facts import load_facts
    >>> title = read_title("*2025年营业收入\\n（万元）", load_facts(), "企业")
    >>> title.name, title.unit.name, title.period
    ('营业收入', '万元', 2025)
    >>> read_title("综合能耗／吨标准煤", load_facts(), "企业").unit.name
    '吨标准煤'
    >>> read_title("本季营业收入(万元)", load_facts(), "企业").period
    '本季'
    """
    name = "".join(text.translate(_BRACKETS).split()).strip("*:")
    if knows.by_header(entity, name):
        return Title(name)
    unit: Unit | None = None
    period: Period | None = None
    rest = name
    groups: list[str] = []
    while match := _GROUP.fullmatch(rest):
        groups.append(match[2])
        rest = match[1].strip("*")
    for group in groups:
        word = re.sub(r"^(?:单位|计量单位):", "", group)
        if found := _YEAR.fullmatch(group):
            period = int(found[1])
        elif now is not None and _ONLY_YEAR.fullmatch(group):
            period = _year_of(group, now)
        elif group in PARTS_OF_A_YEAR:
            period = group
        elif unit is None and word and (known := find_unit(word)):
            unit = known
        elif not _REMARK.fullmatch(group):
            return Title(name)  # 不含税 and the like change the meaning: not ours to drop
    if knows.by_header(entity, rest):
        return Title(rest, unit, period)
    if found := _LEADING_YEAR.match(rest):
        period, rest = int(found[1]), rest[found.end() :]
    elif found := _PART.match(rest):
        period, rest = found[1], rest[found.end() :]
    elif now is not None and (found := _RELATIVE.match(rest)):
        period, rest = _year_of(found[0], now), rest[found.end() :]
    if unit is None and not knows.by_header(entity, rest):
        tail = _TRAILING_UNIT.fullmatch(rest)
        if tail and (known := find_unit(tail[2])) and known.name:
            rest, unit = tail[1], known
    return Title(rest, unit, period) if knows.by_header(entity, rest) else Title(name)


def _year_of(word: str, now: int) -> int:
    if found := re.search(r"(?:19|20)\d\d", word):
        return int(found[0])
    return now - (2 if "前年" in word else 1 if re.search("上|去", word) else 0)


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
            if (fact := book.by_header(entity, read_title(cell, book, entity, year).name))
        }
        score = len(known) + (id in known)
        if score >= 2 and (best is None or score > best[0]):
            best = score, index
    return _read_header(sheet, best[1], book, entity, id, file, year) if best else None


def _read_header(
    sheet: Sheet, row: int, book: FactBook, entity: str, id: str, file: str, year: int
) -> Header:
    titles, first = _titles(sheet.rows, row, book, entity, id, year)
    below, units = _unit_row(sheet.rows, first - 1, titles, book, entity)
    above = _sheet_units(sheet.rows[:row])
    columns: list[Column] = []
    unused: list[str] = []
    other_years: list[str] = []
    errors: list[InputError] = []
    for index, cell in enumerate(titles):
        if not cell.strip():
            if any(index < len(line) and line[index] is not None for line in sheet.rows[below:]):
                unused.append(f"{letter(index)}（没有标题）")
            continue
        printed = " ".join(cell.split())
        title = read_title(cell, book, entity, year)
        fact = book.by_header(entity, title.name)
        if fact is None:
            if title.name in _NUMBERING:
                continue
            # Two characters of which one is the same are no misspelling: 备注, 注册.
            near = book.nearest(entity, title.name) if len(title.name) > 2 else None
            unused.append(
                f"{letter(index)}「{printed}」" + (f"（是不是「{near}」？）" if near else "")
            )
            continue
        other = title.period if title.period not in (None, year) else None
        if other is not None and fact.period is None:
            other_years.append(f"{letter(index)}「{printed}」")
            continue
        column = Column(index, printed, fact, period=other)
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
        notes.append(f"没有历年值的事实写了其他年份，未使用：{'、'.join(other_years)}")
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
    if unit is not None and canonical(unit.dimension) != fact.dimension:
        raise InputError(f"「{fact.name}」的单位不能是「{unit.name}」", "", remedy)
    if unit is None:
        unit = next(
            (known for known in above if canonical(known.dimension) == fact.dimension), None
        )
    if unit is not None:
        return replace(column, unit=unit)
    if fact.kind is FactKind.RATE:  # 0.05 or 5? the cells decide, or are refused
        return replace(column, unit=find_unit("比例"), stated=False)
    usual = {known.factor for known in NAMES.values() if known.dimension == fact.dimension}
    if fact.kind is FactKind.MONEY or "/" in fact.dimension or len(usual) > 1:
        raise InputError(f"「{column.title}」没有写单位", "", remedy)
    return replace(column, unit=find_unit(fact.unit), stated=False)


def _titles(
    rows: Sequence[Sequence[Value]], row: int, book: FactBook, entity: str, id: str, year: int
) -> tuple[list[str], int]:
    """Give the titles of a header of one level or two, and the first row below it.

    The row that names most facts may be the upper level or the lower one. Either way a level may
    hold years, facts, or groups with the unit of what is below them.
    """

    def known(words: str) -> Fact | None:
        return book.by_header(entity, read_title(words, book, entity, year).name)

    def cells(at: int) -> list[str]:
        return [_text(cell) for cell in rows[at]] if 0 <= at < len(rows) else []

    def compose(group: str, own: str) -> str:
        if not (group and own):
            return group or own
        over, over_unit = _without_unit(group)
        word, unit = _without_unit(own)
        if _ONLY_YEAR.fullmatch(word):
            return f"{_year_of(word, year)}年{over}{unit or over_unit}"
        fact = known(own)
        if fact is None:
            whole = next((each for each in (f"{over}{word}", f"{word}{over}") if known(each)), "")
            fact, word = known(whole), whole or word
        if fact is None:
            return own
        title = read_title(word, book, entity, year)
        when = f"{_year_of(over, year)}年" if _ONLY_YEAR.fullmatch(over) else ""
        above = find_unit(over_unit.strip("()")) if over_unit and not unit else None
        if above and title.unit is None and canonical(above.dimension) == fact.dimension:
            unit = over_unit
        return f"{'' if title.period else when}{word}{unit}"

    def levels(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
        width = max(len(upper), len(lower))
        upper = [*upper, *[""] * (width - len(upper))]
        lower = [*lower, *[""] * (width - len(lower))]
        group, titles = "", []
        for over, own in zip(upper, lower, strict=True):
            # A title merged down has nothing below it, and is no group for what follows.
            group = over or (group if own else "")
            titles.append(compose(group, own))
        return titles

    own, below = cells(row), cells(row + 1)
    ids = [at for at, words in enumerate(own) if (fact := known(words)) and fact.name == id]
    filled = [at for at, words in enumerate(below) if words]
    under = [at for at in filled if _ONLY_YEAR.fullmatch(below[at]) or known(below[at])]
    composed = levels(own, below)
    under += [at for at in filled if at not in under and known(composed[at])]
    values = any(type(rows[row + 1][at]) is not str and at not in under for at in filled)
    apart = ids and not values and not any(at in filled for at in ids)
    if len(under) >= 2 and (apart or len(under) == len(filled)):
        return composed, row + 2
    return levels(cells(row - 1), own), row + 1


def _without_unit(words: str) -> tuple[str, str]:
    """Take the unit in brackets off a title: 经济指标(万元) is 经济指标 and (万元)."""
    plain = "".join(words.translate(_BRACKETS).split())
    found = _GROUP.fullmatch(plain)
    unit = re.sub("^(?:金额|计量)?单位:", "", found[2]) if found else ""
    return (found[1], f"({unit})") if found and find_unit(unit) else (plain, "")


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).strip()


def _unit_row(
    rows: Sequence[Sequence[Value]],
    header: int,
    titles: Sequence[str],
    book: FactBook,
    entity: str,
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
    for index in units:
        title = titles[index] if index < len(titles) else ""
        fact = book.by_header(entity, read_title(title, book, entity).name)
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
        first = seen.setdefault(column.name, column)
        if first is not column:
            errors.append(
                InputError(
                    f"{first.letter} 列「{first.title}」和 {column.letter} 列「{column.title}」都是「{column.name}」",
                    str(replace(header, column=column.letter)),
                    "请删去一列，或改掉一个列名",
                )
            )
    return errors
