"""Forms that an office keeps beside a settlement: a sheet of fixed columns, read cell by cell.

A form is read whole or not at all: every bad cell is listed with its place. Amounts are in 元 unless
the header says 万元; dates are dates; what is left blank is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pyarrow as pa

from gangmu.measures.facts import read_date
from gangmu.reading.sheets import Sheet, Value, read_sheets
from gangmu.settlement.lines import WORD
from gangmu.store import Draft, sha256_of
from gangmu.terms import Cell, InputError, InputErrors

_HEADER_WITHIN = 30
_WAN = 10**4


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a form: ``kind`` is 文本, 金额, 日期, 整数 or the words that it may hold."""

    name: str
    kind: str | tuple[str, ...] = "文本"
    required: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def type(self) -> pa.DataType:
        if isinstance(self.kind, tuple):
            return WORD
        types: dict[str, pa.DataType] = {
            "金额": pa.int64(),
            "日期": pa.date32(),
            "整数": pa.int32(),
        }
        return types.get(self.kind, pa.string())


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of sheet: its name (that of its snapshots too) and its columns."""

    name: str
    fields: tuple[Field, ...]

    def read(self, path: Path) -> Draft:
        """Read the form from a workbook; raises ``InputErrors`` with every bad cell."""
        sha256 = sha256_of(path)
        sheets = read_sheets(path)
        sheet = next((each for each in sheets if each.name == self.name), None)
        for each in [sheet] if sheet else sheets:
            found = self._header(each)
            if found:
                return self._draft(path, each, *found, sha256)
        wanted = "、".join(field.name for field in self.fields if field.required)
        raise InputError(
            f"没有找到{self.name}表的表头", str(path), f"表头应在前 30 行内，至少要有：{wanted}"
        )

    def empty(self) -> pa.Table:
        """Give the form without rows."""
        return pa.schema(
            [("_row", pa.int32()), *((field.name, field.type) for field in self.fields)]
        ).empty_table()

    def _header(self, sheet: Sheet) -> tuple[int, dict[str, tuple[int, int]]] | None:
        """Find the header: its row, and for each field the column and the factor of its unit."""
        for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            titles = [re.sub(r"\s+", "", str(cell or "")) for cell in row]
            bare = [re.sub(r"[（(].*?[)）]", "", title) for title in titles]
            found = {}
            for field in self.fields:
                names = (field.name, *field.aliases)
                place = next((i for i, title in enumerate(bare) if title in names), None)
                if place is not None:
                    found[field.name] = (place, _WAN if "万元" in titles[place] else 1)
            if all(field.name in found for field in self.fields if field.required):
                return at, found
        return None

    def _draft(
        self, path: Path, sheet: Sheet, header: int, columns: dict[str, tuple[int, int]], sha: str
    ) -> Draft:
        errors: list[InputError] = []
        data: dict[str, list[object]] = {"_row": [], **{field.name: [] for field in self.fields}}
        for at, row in enumerate(sheet.rows[header + 1 :], header + 1):
            if not any(str(cell or "").strip() for cell in row) or _is_sum(row):
                continue
            data["_row"].append(at + 1)
            for field in self.fields:
                place, factor = columns.get(field.name, (-1, 1))
                cell = row[place] if 0 <= place < len(row) else None
                try:
                    data[field.name].append(_read(field, cell, factor))
                except InputError as error:
                    where = Cell(path.name, sheet.name, at + 1, _letter(max(place, 0)))
                    errors.append(InputError(error.cause, str(where), error.remedy))
                    data[field.name].append(None)
        if errors:
            raise InputErrors(errors)
        table = pa.table(
            {
                "_row": pa.array(data["_row"], pa.int32()),
                **{f.name: pa.array(data[f.name], f.type) for f in self.fields},
            }
        )
        letters = {name: _letter(place) for name, (place, _) in columns.items()}
        return Draft(self.name, table, path, sheet.name, letters, (), sha)


def _is_sum(row: Sequence[Value]) -> bool:
    first = next((str(cell).strip() for cell in row if str(cell or "").strip()), "")
    return bool(re.fullmatch(r"(合计|总计|小计|备注|说明|注)[:：]?.*", first))


def _read(field: Field, cell: Value, factor: int) -> object:
    text = "" if cell is None else str(cell).strip()
    if not text:
        if field.required:
            raise InputError(f"缺少「{field.name}」", remedy="请补上")
        return None
    if isinstance(field.kind, tuple):
        if text not in field.kind:
            raise InputError(
                f"「{field.name}」写的是「{text}」", remedy=f"可以写：{'、'.join(field.kind)}"
            )
        return text
    if field.kind == "日期":
        if isinstance(cell, datetime):
            return cell.date()
        return cell if isinstance(cell, date) else read_date(field.name, text)
    if field.kind in ("金额", "整数"):
        number = _number(field, text.replace(",", "").removesuffix("年"))
        if field.kind == "整数":
            if number.denominator != 1:
                raise InputError(f"「{field.name}」应是整数，写的是「{text}」", remedy="改成整数")
            return int(number)
        cents = number * factor * 100
        if cents.denominator != 1:
            raise InputError(f"「{field.name}」比分还细：{text}", remedy="写到分为止")
        if cents < 0:
            raise InputError(f"「{field.name}」不能是负数：{text}", remedy="核对原表")
        return int(cents)
    # A code that a spreadsheet took for a number comes back as 123.0.
    return text.removesuffix(".0") if isinstance(cell, float) else text


def _number(field: Field, text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InputError(f"「{field.name}」应是数，写的是「{text}」", remedy="只写数字") from None


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
