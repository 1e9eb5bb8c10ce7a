"""Write workbooks for people: the one place where the project makes xlsx files.

A ``Sheet`` says *what* a table holds; ``write_workbook`` lays it out, formats it for print and
puts it in place at once, so that a reader never sees half a file. Nothing in it can execute:
text is always written as text, and text that a spreadsheet could take for a formula when it is
edited or saved as CSV is escaped (see ``plain``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import chain, groupby
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from gangmu.store import atomic_write

#: What a cell may hold. ``None`` is an empty cell; text is accepted in a column of any kind
#: (待核实 in a column of money), and is then written as text.
Value = str | int | float | Decimal | Fraction | date | None

#: Limits of the file format (ECMA-376 as Excel reads it): rows of a sheet, characters of a cell
#: in UTF-16 units, characters of a sheet's name, digits of a number that survive.
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
MAX_NAME = 31
MAX_DIGITS = 15

_CUT = "……（超出单元格上限，余略）"
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_WIDEST = 48
_NARROWEST = 6
_ROW_HEIGHT = 18.0
_LINE_HEIGHT = 16.0
_HIGHEST = 409.0  # points; the format allows no more


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


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its kind, an upper header shared with its neighbours (``group``).

    ``total`` adds the column up in a 合计 row, as a live SUM with its exact value stored.
    ``width`` is in characters (a Chinese character is 2); without it the content decides.
    """

    title: str
    kind: CellKind = CellKind.TEXT
    group: str = ""
    total: bool = False
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for people: title, one line below it, columns, rows, notes below the table.

    ``rows`` may be any iterable, and is read once. More rows than a sheet can hold go on in a
    further sheet named ``<name>（2）``.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    subtitle: str = ""
    notes: tuple[str, ...] = field(default=())


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


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> Path:
    """Write sheets to an xlsx file, replacing it at once; the same sheets give the same bytes.

    Each sheet: title, subtitle, a header that stays on screen and repeats in print, a filter,
    wrapped text, A4 landscape fitted to the page's width with page numbers. Rows are streamed,
    so memory does not grow with them.

    >>> import tempfile
    >>> columns = (Column("企业"), Column("金额（元）", CellKind.MONEY, total=True))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "清单.xlsx"
    ...     write_workbook(path, [Sheet("清单", columns, [("临江精工", 123456)])]).name
    '清单.xlsx'
    """
    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    with (
        atomic_write(path) as temporary,
        xlsxwriter.Workbook(
            str(temporary),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": "宋体", "font_size": 11},
            },
        ) as book,
    ):
        # A fixed date, because equal results must be equal bytes.
        book.set_properties({"created": datetime(2000, 1, 1), "author": "纲目"})
        formats = _Formats(book)
        names: set[str] = set()
        for sheet in sheets:
            sums = [Decimal(0)] * len(sheet.columns)
            left: Iterator[Sequence[Value]] | None = iter(sheet.rows)
            part = 1
            while left is not None:
                page = book.add_worksheet(_sheet_name(sheet.name, part, names))
                left = _write_page(page, formats, sheet, left, sums=sums, part=part)
                part += 1
    return path


class _Formats:
    """The cell formats of one workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._body: dict[tuple[str, str, bool], Format] = {}
        self.title = book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
        )
        self.subtitle = book.add_format({"align": "right", "valign": "vcenter", "text_wrap": True})
        self.note = book.add_format({"valign": "top", "text_wrap": True, "font_size": 10})
        self.header = book.add_format(
            {
                "bold": True,
                "border": 1,
                "bg_color": "#DDEBF7",
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
            }
        )

    def body(self, number: str, align: str, bold: bool) -> Format:
        key = (number, align, bold)
        if key not in self._body:
            self._body[key] = self._book.add_format(
                {
                    "num_format": number,
                    "align": align,
                    "bold": bold,
                    "border": 1,
                    "valign": "vcenter",
                    "text_wrap": align == "left",
                }
            )
        return self._body[key]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cell as it is written: its value, number format, alignment and width in characters."""

    value: str | float | int | date | None
    number: str
    align: str
    width: int


def _shown(value: Value, kind: CellKind) -> _Shown:
    """Turn a value into what is written; numbers keep every digit or become text."""
    if value is None:
        return _Shown(None, _TEXT, "left", 0)
    if isinstance(value, bool):
        return _Shown("是" if value else "否", _TEXT, "center", 2)
    if isinstance(value, str):
        text = plain(value)
        return _Shown(text, _TEXT, "left", _width(text))
    if isinstance(value, date):
        return _Shown(value, _NUMBER_FORMATS[CellKind.DATE], "center", 10)
    if kind is CellKind.MONEY:
        value = _yuan(value)
    number = _NUMBER_FORMATS.get(kind) or _format_by_decimals(value)
    if isinstance(value, int | Decimal) and _digits(value) > MAX_DIGITS:
        # A spreadsheet keeps 15 digits; the rest would silently become zeros.
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return _Shown(plain(text), _TEXT, "right", len(text))
    decimals = len(number.partition(".")[2].rstrip("%"))
    written = value if isinstance(value, int) else float(value)
    align = "center" if kind in (CellKind.ORDINAL, CellKind.YEAR) else "right"
    return _Shown(written, number, align, len(f"{float(value):,.{decimals}f}"))


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


def _width(text: str) -> int:
    """Measure the longest line in columns of the screen, a Chinese character being two.

    GB 18030 writes ASCII in one byte and Chinese in two, which is the width, at C speed.
    """
    return max((len(line.encode("gb18030", "replace")) for line in text.split("\n")), default=0)


def _lines(value: Value, width: int) -> int:
    """Count the lines that a text takes in a column; a number takes one."""
    if not isinstance(value, str):
        return 1
    if len(value) * 2 <= width and "\n" not in value:
        return 1
    return sum(max(1, ceil(_width(line) / width)) for line in value.split("\n"))


def _write_page(
    page: Worksheet,
    formats: _Formats,
    sheet: Sheet,
    rows: Iterator[Sequence[Value]],
    *,
    sums: list[Decimal],
    part: int,
) -> Iterator[Sequence[Value]] | None:
    """Fill one worksheet; give the rows that no longer fit, or ``None`` when all are written."""
    first = _write_head(page, formats, sheet)
    # Room for the total, a blank line and the notes.
    last = MAX_ROWS - 2 - len(sheet.notes)
    widths = [_width(column.title) for column in sheet.columns]
    row = first
    left: Iterator[Sequence[Value]] | None = None
    for values in rows:
        if row == last:
            left = chain([values], rows)
            break
        lines = 1
        for at, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            shown = _shown(value, column.kind)
            # One column less than its width, because words do not fill a line to the last place.
            lines = max(lines, _lines(value, (column.width or _WIDEST) - 1))
            _put(page, row, at, shown, formats.body(shown.number, shown.align, bold=False))
            widths[at] = max(widths[at], shown.width)
            if column.total and isinstance(value, int | Decimal):
                sums[at] += value
        if lines > 1:  # said, because not every program fits the height to wrapped text
            page.set_row(row, min(_LINE_HEIGHT * lines, _HIGHEST))
        row += 1
    page.autofilter(first - 1, 0, max(row - 1, first - 1), len(sheet.columns) - 1)
    if left is None and any(column.total for column in sheet.columns):
        for at, shown in enumerate(_total(sheet.columns, sums)):
            style = formats.body(shown.number, shown.align, bold=True)
            widths[at] = max(widths[at], shown.width)
            if part == 1 and row > first and isinstance(shown.value, int | float):
                name = xl_col_to_name(at)
                formula = f"=SUM({name}{first + 1}:{name}{row})"
                page.write_formula(row, at, formula, style, shown.value)
            else:
                _put(page, row, at, shown, style)
        row += 1
    for at, column in enumerate(sheet.columns):
        # Three more for the cell's padding and the filter's arrow.
        widths[at] = column.width or min(max(widths[at] + 3, _NARROWEST), _WIDEST)
        page.set_column(at, at, widths[at])
    if left is None:
        _write_notes(page, formats, sheet, row + 1, sum(widths))
    _print_setup(page, first)
    return left


def _write_head(page: Worksheet, formats: _Formats, sheet: Sheet) -> int:
    """Write title, subtitle and header; give the first row of the body."""
    last = len(sheet.columns) - 1
    row = 0
    for text, style, height in (
        (sheet.title, formats.title, 30.0),
        (sheet.subtitle, formats.subtitle, _ROW_HEIGHT),
    ):
        if text:
            page.set_row(row, height)
            _put_across(page, row, last, plain(text), style)
            row += 1
    groups = [column.group for column in sheet.columns]
    if any(groups):
        for at, column in enumerate(sheet.columns):
            repeated = at > 0 and column.group and column.group == groups[at - 1]
            upper = "" if repeated else plain(column.group or column.title)
            page.write_string(row, at, upper, formats.header)
        for at, column in enumerate(sheet.columns):
            lower = plain(column.title) if column.group else ""
            page.write_string(row + 1, at, lower, formats.header)
        # merge_range refuses a row that has been streamed out, so the merges are only noted; the
        # cells below them are written above.
        at = 0
        for group, members in groupby(groups):
            count = len(list(members))
            if not group:
                page.merge.extend([row, alone, row + 1, alone] for alone in range(at, at + count))
            elif count > 1:
                page.merge.append([row, at, row, at + count - 1])
            at += count
        return row + 2
    for at, column in enumerate(sheet.columns):
        page.write_string(row, at, plain(column.title), formats.header)
    return row + 1


def _write_notes(page: Worksheet, formats: _Formats, sheet: Sheet, row: int, width: int) -> None:
    """Write the notes below the table, each over its whole width and as high as it needs."""
    for at, note in enumerate(sheet.notes):
        page.set_row(row + at, min(_ROW_HEIGHT * _lines(note, width), _HIGHEST))
        _put_across(page, row + at, len(sheet.columns) - 1, plain(note), formats.note)


def _print_setup(page: Worksheet, first: int) -> None:
    """Keep the header in sight on screen and on every page of A4 landscape."""
    page.freeze_panes(first, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, first - 1)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.hide_gridlines(2)


def _total(columns: tuple[Column, ...], sums: Sequence[Decimal]) -> Iterator[_Shown]:
    """Give the cells of the 合计 row."""
    for at, (column, total) in enumerate(zip(columns, sums, strict=True)):
        if column.total:
            whole = column.kind in (CellKind.MONEY, CellKind.INTEGER)
            yield _shown(int(total) if whole else total, column.kind)
        else:
            yield _shown("合计" if at == 0 else None, CellKind.TEXT)


def _put(page: Worksheet, row: int, column: int, shown: _Shown, style: Format) -> None:
    match shown.value:
        case None:
            page.write_blank(row, column, None, style)
        case str() as text:
            page.write_string(row, column, text, style)
        case date() as day:
            page.write_datetime(row, column, day, style)
        case number:
            page.write_number(row, column, number, style)


def _put_across(page: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    """Write a text over several columns; one cell cannot be merged."""
    if last == 0:
        page.write_string(row, 0, text, style)
    else:
        page.merge_range(row, 0, row, last, text, style)


def _sheet_name(name: str, part: int, taken: set[str]) -> str:
    """Make a legal and unique sheet name of at most 31 characters."""
    name = name.translate(_ILLEGAL).strip("' ") or "表"
    suffix = f"（{part}）" if part > 1 else ""
    while True:
        legal = name[: MAX_NAME - len(suffix)] + suffix
        if legal.casefold() not in taken:
            taken.add(legal.casefold())
            return legal
        part += 1
        suffix = f"（{part}）"


_ILLEGAL = str.maketrans("[]:*?/\\", "［］：＊？／＼")
