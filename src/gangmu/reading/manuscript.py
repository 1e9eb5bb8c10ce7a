"""What a file reader hands on: one run of text, with its grids, its pages and its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Extent = tuple[int, int]

_CAPTION = re.compile(
    r"[附]?表\s*[0-9一二三四五六七八九十—\-]{0,6}|.{0,30}(?:表|一览|清单|指标|目录)$"
)


_BLANKS = re.compile(r"(?<=\S)[ \u3000]{2,}(?=\S)")
_CELL = re.compile(r"\S+(?:[ \u3000]\S+)*")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table laid into the text; a merged cell has one extent in every place it covers."""

    extent: Extent
    caption: str
    cells: tuple[tuple[Extent, ...], ...]


class Remark(NamedTuple):
    """What a person should know of how a file was read; of all of it where there is no extent."""

    text: str
    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The canonical text of a file and what its format knows of it.

    ``pages`` are the offsets where pages start; ``fields`` are the names and values that the
    format keeps beside the text (the meta elements of a web page); ``remarks`` tell of what was
    left out, could not be read or was read with doubt.
    """

    text: str
    grids: tuple[Grid, ...] = ()
    pages: tuple[int, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()


class Cell(NamedTuple):
    """One cell of a table as the format gives it, covering ``down`` rows and ``across`` columns."""

    text: str
    down: int = 1
    across: int = 1


class Galley:
    """Lay paragraphs and tables into one canonical text.

    >>> galley = Galley()
    >>> galley.paragraph("表1 指标")
    >>> galley.table([[Cell("指标"), Cell("值")], [Cell("产值"), Cell("5")]])
    >>> made = galley.manuscript()
    >>> made.text
    '表1 指标\\n指标\\t值\\n产值\\t5\\n'
    >>> made.grids[0].caption, made.grids[0].cells[1][1]
    ('表1 指标', (14, 15))
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._grids: list[Grid] = []
        self._last = ""

    def paragraph(self, text: str) -> None:
        """Lay a paragraph; one without visible characters leaves one blank line at most."""
        text = text.rstrip()
        if not text and (not self._last or not self._pieces):
            return
        self._lay(text + "\n")
        self._last = text

    def table(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Lay a table: tab between cells, newline between rows, merged cells printed once."""
        cells, grid = _spread(rows)
        if not grid:
            return
        start = self._length
        extents: list[Extent] = []
        printed: set[int] = set()
        extents = [(0, 0)] * len(cells)
        for row in grid:
            line: list[str] = []
            at = self._length
            for index in row:
                text = "" if index is None or index in printed else cells[index]
                if index is not None and index not in printed:
                    printed.add(index)
                    extents[index] = (at, at + len(text))
                line.append(text)
                at += len(text) + 1
            self._lay("\t".join(line) + "\n")
        blank = (start, start)
        self._grids.append(
            Grid(
                (start, self._length - 1),
                caption(self._last),
                tuple(tuple(blank if i is None else extents[i] for i in row) for row in grid),
            )
        )
        self._last = "table"

    @property
    def length(self) -> int:
        """Give how many characters are laid so far."""
        return self._length

    def manuscript(
        self, fields: Iterable[tuple[str, str]] = (), remarks: Iterable[Remark] = ()
    ) -> Manuscript:
        """Give the text laid so far."""
        text = "".join(self._pieces)
        return Manuscript(text, tuple(self._grids), (), tuple(fields), tuple(remarks))

    def _lay(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def caption(line: str) -> str:
    """Give the line before a table if it names one, else nothing.

    >>> caption("表1 主要指标"), caption("根据下列规定办理。")
    ('表1 主要指标', '')
    """
    line = line.strip()
    return line if len(line) <= 60 and _CAPTION.match(line) and line[-1] not in "。；;" else ""


def text_grids(text: str) -> tuple[Grid, ...]:
    """Find the tables of a plain text: rows of cells set apart by tabs or by ``|``.

    >>> grid, = text_grids("表1 指标\\n指标\\t值\\n产值\\t5\\n")
    >>> grid.caption, grid.cells
    ('表1 指标', (((6, 8), (9, 10)), ((11, 13), (14, 15))))
    """
    grids: list[Grid] = []
    rows: list[tuple[Extent, ...]] = []
    kind, before, above = "", "", ""
    offset = 0
    for line in [*text.split("\n"), ""]:
        mark = _mark(line)
        cells = _split(line, offset, mark) if mark else ()
        if rows and (mark != kind or not (len(cells) == len(rows[0]) or mark == "|")):
            _keep(grids, rows, above, kind)
            rows = []
        if cells:
            if not rows:
                kind, above = mark, before
            if not _is_rule(line):
                rows.append(cells)
        elif line.strip():
            before = line
        offset += len(line) + 1
    return tuple(grids)


def _mark(line: str) -> str:
    """Give what sets the cells of a line apart: a tab, a bar, or two blanks at two places."""
    if "\t" in line.strip():
        return "\t"
    if line.count("|") >= 2:
        return "|"
    return " " if len(_BLANKS.findall(line.strip())) >= 2 else ""


def _keep(grids: list[Grid], rows: list[tuple[Extent, ...]], above: str, kind: str) -> None:
    width = max(map(len, rows))
    if len(rows) < (3 if kind == " " else 2) or width < 2:
        return
    end = rows[-1][-1][1]
    cells = tuple(row + ((row[-1][1], row[-1][1]),) * (width - len(row)) for row in rows)
    grids.append(Grid((rows[0][0][0], end), caption(above), cells))


def _split(line: str, offset: int, mark: str) -> tuple[Extent, ...]:
    start = 0
    if mark == "|":
        start = len(line) - len(line.lstrip(" |")) if line.lstrip().startswith("|") else 0
        line = line.rstrip().removesuffix("|")
    cells: list[Extent] = []
    if mark == " ":
        return tuple((offset + m.start(), offset + m.end()) for m in _CELL.finditer(line))
    for piece in line[start:].split(mark):
        inner = piece.strip()
        at = offset + start + piece.index(inner)
        cells.append((at, at + len(inner)))
        start += len(piece) + 1
    return tuple(cells)


def _is_rule(line: str) -> bool:
    return not line.strip(" |:-—\t")


def _spread(
    rows: Iterable[Sequence[Cell]],
) -> tuple[list[str], list[list[int | None]]]:
    """Put cells into a rectangular grid of cell numbers; ``None`` where the format left a hole."""
    source = list(rows)
    texts: list[str] = []
    grid: list[list[int | None]] = [[] for _ in source]
    for r, row in enumerate(source):
        column = 0
        for cell in row:
            while column < len(grid[r]) and grid[r][column] is not None:
                column += 1
            number = len(texts)
            texts.append(" ".join(cell.text.split()))
            for below in grid[r : r + max(1, cell.down)]:
                below.extend([None] * (column + cell.across - len(below)))
                below[column : column + cell.across] = [number] * cell.across
            column += cell.across
    width = max(map(len, grid), default=0)
    for cells in grid:
        cells.extend([None] * (width - len(cells)))
    return texts, grid if width else []
