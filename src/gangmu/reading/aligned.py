"""Find tables without rules: rows of words that stand under each other, and cells that wrap.

A page shows such a table by its blanks alone. Rows that fill most of the columns begin a row of the
table; a line with words in a few columns only goes on with the cells above it, or, where cells are
centred, belongs to the row that it stands nearest to.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.reading.manuscript import Cell
from gangmu.reading.placed import Line, Ruled, blank_between
from gangmu.reading.text import fold

_COLUMNS, _ROWS = 3, 3  # a table has this many at least
_LONGEST = 24  # characters of a cell's line on average
_STOPS = re.compile(
    r" *(?:第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|注[:0-9]|附件|表 ?[0-9])"
)

Row = list[Line]
Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A table without rules, the pieces that it is made of, and where its columns stand."""

    table: Ruled
    pieces: list[Line]
    columns: list[Extent]


def aligned(pages: Sequence[Sequence[Line]]) -> list[list[Found]]:
    """Give the tables without rules among the pieces of each page.

    The few rows of a table that stand on the page before or after it are found by its columns.
    """
    found = [_on_page(_rows(pieces)) for pieces in pages]
    for at, own in enumerate(list(found)):
        for table in own:
            rows = _rows(_others(pages[at], own))
            if at and not any(row[0].bottom > table.table.top for row in rows):
                rows = _rows(_others(pages[at - 1], found[at - 1]))
                found[at - 1] += _continued(rows[::-1], table.columns)
            if at + 1 < len(pages) and not any(row[0].top < table.table.bottom for row in rows):
                rows = _rows(_others(pages[at + 1], found[at + 1]))
                found[at + 1] += _continued(rows, table.columns)
    return found


def _others(pieces: Sequence[Line], found: Sequence[Found]) -> list[Line]:
    taken = {id(piece) for table in found for piece in table.pieces}
    return [piece for piece in pieces if id(piece) not in taken]


def _on_page(rows: Sequence[Row]) -> list[Found]:
    found = []
    at = 0
    while at < len(rows):
        if len(rows[at]) < _COLUMNS:
            at += 1
            continue
        table, at = _table(rows, at)
        if table is not None:
            found.append(table)
    return found


def _continued(rows: Sequence[Row], columns: list[Extent]) -> list[Found]:
    """Give the rows at the edge of a page, from it inwards, that go on with the columns of a table."""
    mine: list[Row] = []
    for row in rows:
        inside = all(_overlapped(piece, columns) == 1 for piece in row)
        if not inside or (len(row) < 2 and _STOPS.match(fold(row[0].words))):
            break
        mine.append(row)
    mine.sort(key=lambda row: -row[0].bottom)
    full = [at for at, row in enumerate(mine) if _filled(row, columns) * 2 > len(columns)]
    if not full:
        return []
    return [_found(mine, full, columns)]


def _overlapped(piece: Line, columns: Sequence[Extent]) -> int:
    return sum(left < piece.right and piece.left < right for left, right in columns)


def _rows(pieces: Sequence[Line]) -> list[Row]:
    """Put the pieces that stand on one height together, from top to bottom, each from the left."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda one: -one.bottom):
        if rows and rows[-1][0].bottom - piece.bottom < (piece.top - piece.bottom) * 0.3:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.left)
    return rows


def _table(rows: Sequence[Row], start: int) -> tuple[Found | None, int]:
    """Make the table whose first full row is at ``start``, if there is one; tell where to look next."""
    columns: list[Extent] = []
    last = start
    step = 0.0
    for at in range(start, len(rows)):
        row = rows[at]
        size = row[0].top - row[0].bottom
        if at > start:
            gap = rows[at - 1][0].bottom - row[0].bottom
            if (step and gap > step * 2.2) or gap > size * 5:
                break
            step = max(step, gap)
        if any(_STOPS.match(fold(piece.words)) for piece in row[:1]) and len(row) < _COLUMNS:
            break
        merged = _columns([*columns, *((piece.left, piece.right) for piece in row)])
        if len(merged) < _COLUMNS or (columns and len(merged) < len(columns) - (at < start + 2)):
            break
        columns = merged
        last = at + 1
    full = [at for at in range(start, last) if _filled(rows[at], columns) * 2 > len(columns)]
    if len(full) < _ROWS:
        return None, start + 1
    last = _end(rows, full, last)
    pieces = [piece for row in rows[start:last] for piece in row]
    if sum(len(piece.words) for piece in pieces) > _LONGEST * len(pieces):
        return None, last
    return _found(rows[start:last], [at - start for at in full if at < last], columns), last


def _found(rows: Sequence[Row], full: Sequence[int], columns: list[Extent]) -> Found:
    pieces = [piece for row in rows for piece in row]
    box = (
        min(piece.left for piece in pieces), max(piece.right for piece in pieces),
        min(piece.bottom for piece in pieces), max(piece.top for piece in pieces),
    )  # fmt: skip
    return Found(Ruled(pieces[0].page, *box, _made(rows, full, columns)), pieces, columns)


def _end(rows: Sequence[Row], full: Sequence[int], last: int) -> int:
    """Leave out what stands below the last full row, further than lines of a cell stand apart."""
    wrapped = [
        rows[at - 1][0].bottom - rows[at][0].bottom
        for at in range(full[0] + 1, full[-1] + 1)
        if at not in full
    ]
    end = full[-1] + 1
    while end < last and wrapped:
        gap = rows[end - 1][0].bottom - rows[end][0].bottom
        if gap > max(wrapped) * 1.1:
            break
        end += 1
    return end


def _columns(extents: Sequence[Extent]) -> list[Extent]:
    """Join extents that overlap."""
    joined: list[Extent] = []
    for left, right in sorted(extents):
        if joined and left <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], right)
        else:
            joined.append((left, right))
    return joined


def _filled(row: Row, columns: Sequence[Extent]) -> int:
    return len({_column(piece, columns) for piece in row})


def _column(piece: Line, columns: Sequence[Extent]) -> int:
    middle = (piece.left + piece.right) / 2
    return min(
        range(len(columns)), key=lambda at: abs((columns[at][0] + columns[at][1]) / 2 - middle)
    )


def _made(rows: Sequence[Row], full: Sequence[int], columns: Sequence[Extent]) -> list[list[Cell]]:
    """Give the cells of each row of the table; lines between full rows go to one of them."""
    words = [[""] * len(columns) for _ in full]
    centred = full[0] > 0 or _is_centred(rows)
    for at, row in enumerate(rows):
        above = max((n for n, one in enumerate(full) if one <= at), default=0)
        owner = above
        if centred and at not in full and above + 1 < len(full):
            over = rows[full[above]][0].bottom - row[0].bottom
            under = row[0].bottom - rows[full[above + 1]][0].bottom
            owner = above + (under < over)
        for piece in row:
            column = _column(piece, columns)
            before = words[owner][column]
            words[owner][column] = (
                before + blank_between(before, piece.words) + piece.words if before else piece.words
            )
    return [[Cell(text) for text in row] for row in words]


def _is_centred(rows: Sequence[Row]) -> bool:
    """Ask whether lines stand half a line above or below a full row, as those of centred cells do."""
    steps = [a[0].bottom - b[0].bottom for a, b in itertools.pairwise(rows)]
    if not steps:
        return False
    size = rows[0][0].top - rows[0][0].bottom
    near = sum(step < size * 0.95 for step in steps)
    return near * 3 > len(steps)
