"""Write workbooks for people: the one place where the project makes xlsx files.

A ``Sheet`` says *what* a table holds; ``write_workbook`` lays it out, formats it for print and
puts it in place at once, so that a reader never sees half a file. Nothing in it can execute:
text is always written as text, and text that a spreadsheet could take for a formula when it is
edited or saved as CSV is escaped (see ``plain``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from gangmu.reports.cells import (
    CellKind,
    Formula,
    Noted,
    Shown,
    Value,
    lines_of,
    plain,
    shown,
    width_of,
)
from gangmu.store import atomic_write

__all__ = [
    "CellKind",
    "Column",
    "Form",
    "Formula",
    "Noted",
    "Page",
    "Sheet",
    "Value",
    "plain",
    "write_workbook",
]

#: Limits of the file format (ECMA-376 as Excel reads it): rows of a sheet, characters of its name.
MAX_ROWS = 1_048_576
MAX_NAME = 31

_WIDEST = 48
_NARROWEST = 6
_ROW_HEIGHT = 18.0
_LINE_HEIGHT = 16.0
_HIGHEST = 409.0  # points; the format allows no more
_ENTRY = "#FFFBE6"  # what people fill in
_A3, _A4 = 8, 9  # the format's numbers of paper sizes
_WIDEST_ON_A4 = 200  # characters; more would be too small to read
_LABEL_WIDTH, _FORM_WIDTH = 14, 74


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its kind, an upper header shared with its neighbours (``group``).

    ``total`` adds the column up in a 合计 row, as a live SUM with its exact value stored.
    ``width`` is in characters (a Chinese character is 2); without it the content decides.
    ``entry`` marks a column that people fill in, ``choices`` are the only words it then takes.
    ``one_line`` makes words smaller where they do not fit, instead of wrapping them.
    """

    title: str
    kind: CellKind = CellKind.TEXT
    group: str = ""
    total: bool = False
    width: int | None = None
    entry: bool = False
    choices: tuple[str, ...] = ()
    one_line: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for people: title, one line below it, columns, rows, notes below the table.

    ``rows`` may be any iterable, and is read once. More rows than a sheet can hold go on in a
    further sheet named ``<name>（2）``. ``upright`` prints it on A4 portrait, for many short rows.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    subtitle: str = ""
    notes: tuple[str, ...] = field(default=())
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form: its title and its rows of a label and a value."""

    title: str
    rows: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Pages for print, one for each item (一项一表); a formula names cells as the format does."""

    name: str
    pages: Iterable[Page]


def write_workbook(path: Path, sheets: Sequence[Sheet | Form]) -> Path:
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
            if isinstance(sheet, Form):
                _write_form(book.add_worksheet(_sheet_name(sheet.name, 1, names)), formats, sheet)
                continue
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
        self._body: dict[tuple[str, str, bool, bool, bool], Format] = {}
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

    def body(
        self, number: str, align: str, bold: bool, entry: bool = False, one_line: bool = False
    ) -> Format:
        key = (number, align, bold, entry, one_line)
        if key not in self._body:
            self._body[key] = self._book.add_format(
                ({"bg_color": _ENTRY, "locked": False} if entry else {})
                | {
                    "num_format": number,
                    "align": align,
                    "bold": bold,
                    "border": 1,
                    "valign": "vcenter",
                    "text_wrap": align == "left" and not one_line,
                    "shrink": one_line,
                }
            )
        return self._body[key]


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
    widths = [width_of(column.title) for column in sheet.columns]
    row = first
    left: Iterator[Sequence[Value]] | None = None
    for values in rows:
        if row == last:
            left = chain([values], rows)
            break
        lines = 1
        for at, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            cell = _placed(shown(value, column.kind), sheet.columns, row)
            # One column less than its width, because words do not fill a line to the last place.
            if not column.one_line:
                lines = max(lines, lines_of(value, (column.width or _WIDEST) - 1))
            style = formats.body(cell.number, cell.align, False, column.entry, column.one_line)
            _put(page, row, at, cell, style)
            widths[at] = max(widths[at], cell.width)
            if column.total and isinstance(value, int | Decimal):
                sums[at] += value
        if lines > 1:  # said, because not every program fits the height to wrapped text
            page.set_row(row, min(_LINE_HEIGHT * lines, _HIGHEST))
        row += 1
    page.autofilter(first - 1, 0, max(row - 1, first - 1), len(sheet.columns) - 1)
    if left is None and any(column.total for column in sheet.columns):
        for at, total in enumerate(_total(sheet.columns, sums)):
            style = formats.body(total.number, total.align, bold=True)
            widths[at] = max(widths[at], total.width)
            live = part == 1 and row > first and isinstance(total.value, int | float)
            name = xl_col_to_name(at)
            formula = f"SUM({name}{first + 1}:{name}{row})" if live else ""
            _put(page, row, at, replace(total, expression=formula), style)
        row += 1
    for at, column in enumerate(sheet.columns):
        if column.choices and row > first:
            allowed = {"validate": "list", "source": list(column.choices)}
            page.data_validation(first, at, row - 1, at, allowed)
        # Three more for the cell's padding and the filter's arrow.
        widths[at] = column.width or min(max(widths[at] + 3, _NARROWEST), _WIDEST)
        page.set_column(at, at, widths[at])
    if left is None:
        _write_notes(page, formats, sheet, row + 1, sum(widths))
    _print_setup(page, first, sum(widths), sheet.upright)
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
        _raise(page, row + 1, sheet.columns)
        return row + 2
    for at, column in enumerate(sheet.columns):
        page.write_string(row, at, plain(column.title), formats.header)
    _raise(page, row, sheet.columns)
    return row + 1


def _raise(page: Worksheet, row: int, columns: Sequence[Column]) -> None:
    """Make room for the titles that do not fit the width of their column."""
    lines = max(lines_of(each.title, max(1, (each.width or _WIDEST) - 1)) for each in columns)
    if lines > 1:
        page.set_row(row, _LINE_HEIGHT * lines)


def _write_notes(page: Worksheet, formats: _Formats, sheet: Sheet, row: int, width: int) -> None:
    """Write the notes below the table, each over its whole width and as high as it needs."""
    for at, note in enumerate(sheet.notes):
        page.set_row(row + at, min(_ROW_HEIGHT * lines_of(note, width), _HIGHEST))
        _put_across(page, row + at, len(sheet.columns) - 1, plain(note), formats.note)


def _print_setup(page: Worksheet, first: int, width: int, upright: bool) -> None:
    """Keep the header in sight on screen and on every page, A4 landscape (A3 for a wide table)."""
    page.freeze_panes(first, 0)
    if not upright:
        page.set_landscape()
    page.set_paper(_A3 if width > _WIDEST_ON_A4 and not upright else _A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, first - 1)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.hide_gridlines(2)


def _total(columns: tuple[Column, ...], sums: Sequence[Decimal]) -> Iterator[Shown]:
    """Give the cells of the 合计 row."""
    for at, (column, total) in enumerate(zip(columns, sums, strict=True)):
        if column.total:
            whole = column.kind in (CellKind.MONEY, CellKind.INTEGER)
            yield shown(int(total) if whole else total, column.kind)
        else:
            yield shown("合计" if at == 0 else None, CellKind.TEXT)


def _placed(cell: Shown, columns: tuple[Column, ...], row: int) -> Shown:
    """Put cells of a row in the place of the titles of their columns in a formula."""
    expression = cell.expression
    for at, column in enumerate(columns):
        expression = expression.replace(f"{{{column.title}}}", f"{xl_col_to_name(at)}{row + 1}")
    if "{" in expression:
        raise ValueError(f"a formula names a column that is not there: {expression}")
    return replace(cell, expression=expression)


def _put(page: Worksheet, row: int, column: int, cell: Shown, style: Format) -> None:
    if cell.expression:
        stored = "" if cell.value is None else cell.value
        page.write_formula(row, column, f"={cell.expression}", style, stored)
    else:
        match cell.value:
            case None:
                page.write_blank(row, column, None, style)
            case str() as text:
                page.write_string(row, column, text, style)
            case date() as day:
                page.write_datetime(row, column, day, style)
            case number:
                page.write_number(row, column, number, style)
    if cell.note:
        page.write_comment(row, column, cell.note, {"x_scale": 2.5, "author": "纲目"})


def _write_form(page: Worksheet, formats: _Formats, form: Form) -> None:
    """Write a form page by page; each goes to a sheet of paper of its own."""
    page.set_column(0, 0, _LABEL_WIDTH)
    page.set_column(1, 1, _FORM_WIDTH)
    row = 0
    breaks = []
    for each in form.pages:
        page.set_row(row, 30.0)
        _put_across(page, row, 1, plain(each.title), formats.title)
        row += 1
        for label, value in each.rows:
            cell = shown(value, CellKind.TEXT)
            page.write_string(row, 0, plain(label), formats.header)
            _put(page, row, 1, cell, formats.body(cell.number, "left", bold=False))
            lines = lines_of(value, _FORM_WIDTH - 1)
            page.set_row(row, min(max(_ROW_HEIGHT + 6, _LINE_HEIGHT * lines), _HIGHEST))
            row += 1
        row += 1
        breaks.append(row)
    page.set_h_pagebreaks(breaks[:-1])
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.hide_gridlines(2)


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
