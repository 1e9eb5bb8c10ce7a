"""What one cell of a workbook holds, and how it is written: its text, number format and width."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

#: A value that stands in a cell. ``None`` is an empty cell; text is accepted in a column of any kind
#: (待核实 in a column of money), and is then written as text.
Plain = str | int | float | Decimal | Fraction | date | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula: ``{最新值}/{目标值}`` names columns of the same row by their titles.

    ``value`` is what it comes to, and is stored beside it for programs that do not calculate. Only
    the project's own expressions are formulas; nothing that was read ever becomes one.
    """

    expression: str
    value: Plain


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with a note (批注) that shows when the cell is pointed at."""

    value: Plain | Formula
    note: str


Value = Plain | Formula | Noted

#: Limits of the file format (ECMA-376 as Excel reads it): characters of a cell in UTF-16 units,
#: digits of a number that survive.
MAX_TEXT = 32_767
MAX_DIGITS = 15

_CUT = "……（超出单元格上限，余略）"
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


class CellKind(StrEnum):
    """How a column is written; money comes in 分 and is shown in 元 with two decimals."""

    TEXT = "文本"
    ORDINAL = "序号"
    MONEY = "金额"
    RATIO = "比率"
    INTEGER = "整数"
    NUMBER = "数值"
    YEAR = "年份"
    DATE = "日期"


_TEXT = "@"
#: A 数值 (or a number among text) is shown with the decimals it has.
_NUMBER_FORMATS = {
    CellKind.ORDINAL: "0",
    CellKind.MONEY: "#,##0.00",
    CellKind.RATIO: "0.00%",
    CellKind.INTEGER: "#,##0",
    CellKind.YEAR: "0",
    CellKind.DATE: "yyyy-mm-dd",
}


def plain(text: str) -> str:
    """Escape text that a spreadsheet could execute, with a leading apostrophe.

    The rule covers ``= + - @``, tab and line breaks at the start, and the full-width forms that an
    input method turns into them (OWASP, *CSV Injection*). The apostrophe is part of the text, so
    it survives saving as CSV; a text that is too long for a cell is cut with a mark.

    >>> plain("=1+1"), plain("临江精工"), plain("-3.2%")
    ("'=1+1", '临江精工', "'-3.2%")
    """
    if text and text[0] in _FORMULA_STARTS:
        text = "'" + text
    if len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(_CUT))]
        text = kept.decode("utf-16-le", "ignore") + _CUT
    return text


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is written: its value, number format, alignment and width in characters."""

    value: str | float | int | date | None
    number: str
    align: str
    width: int
    expression: str = ""
    note: str = ""


def shown(value: Value, kind: CellKind) -> Shown:
    """Turn a value into what is written; numbers keep every digit or become text."""
    if isinstance(value, Noted):
        return replace(shown(value.value, kind), note=plain(value.note))
    if isinstance(value, Formula):
        result = shown(value.value, kind)
        number = _NUMBER_FORMATS.get(kind, result.number)
        return replace(result, number=number, expression=value.expression)
    if value is None:
        return Shown(None, _TEXT, "left", 0)
    if isinstance(value, bool):
        return Shown("是" if value else "否", _TEXT, "center", 2)
    if isinstance(value, str):
        text = plain(value)
        return Shown(text, _TEXT, "left", width_of(text))
    if isinstance(value, date):
        return Shown(value, _NUMBER_FORMATS[CellKind.DATE], "center", 10)
    if kind is CellKind.MONEY:
        value = _yuan(value)
    number = _NUMBER_FORMATS.get(kind) or _format_by_decimals(value)
    if isinstance(value, int | Decimal) and _digits(value) > MAX_DIGITS:
        # A spreadsheet keeps 15 digits; the rest would silently become zeros.
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return Shown(plain(text), _TEXT, "right", len(text))
    decimals = len(number.partition(".")[2].rstrip("%"))
    written = value if isinstance(value, int) else float(value)
    align = "center" if kind in (CellKind.ORDINAL, CellKind.YEAR) else "right"
    return Shown(written, number, align, len(f"{float(value):,.{decimals}f}"))


def _yuan(cents: int | float | Decimal | Fraction) -> Decimal:
    if not isinstance(cents, int):
        raise TypeError(f"money is whole 分, not {cents!r}")
    return Decimal(cents).scaleb(-2)


def _format_by_decimals(value: int | float | Decimal | Fraction) -> str:
    """Show a decimal with the places it has, and a number without end with four."""
    places = 4
    if isinstance(value, int):
        places = 0
    elif isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")


def _digits(value: int | Decimal) -> int:
    return len(Decimal(value).normalize().as_tuple().digits)


def width_of(text: str) -> int:
    """Measure the longest line in columns of the screen, a Chinese character being two.

    GB 18030 writes ASCII in one byte and Chinese in two, which is the width, at C speed.
    """
    return max((len(line.encode("gb18030", "replace")) for line in text.split("\n")), default=0)


def lines_of(value: Value, width: int) -> int:
    """Count the lines that a text takes in a column; a number takes one."""
    if isinstance(value, Noted):
        value = value.value
    if isinstance(value, Formula):
        value = value.value
    if not isinstance(value, str):
        return 1
    if len(value) * 2 <= width and "\n" not in value:
        return 1
    return sum(max(1, ceil(width_of(line) / width)) for line in value.split("\n"))
