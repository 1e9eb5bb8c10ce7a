"""Make one text of pages of placed lines: columns in order, paragraphs rejoined, furniture out.

What PDF, OFD and recognised scans have in common: words with boxes. Running headers and footers
and page numbers are left out, two columns are read one after the other, lines that wrap become
one paragraph, and tables found by their rules become grids.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gangmu.reading.manuscript import Cell, Extent, Galley, Manuscript, Remark, text_grids
from gangmu.reading.text import fold

_PAGE_NUMBER = re.compile(r"[-— ·]*第? ?[0-9]{1,4} ?页?(?: ?[/,共 ]{1,3} ?[0-9]{1,4} ?页?)?[-— ·]*")
_BEGINS = re.compile(
    r" *(?:第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[.、](?![0-9])|\([0-9]{1,2}\)|附件|——)"
)
# What begins a clause whatever stands before it, unless it is a reference to one (第三条规定).
_HEADS = re.compile(
    r" *(?:第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|附件)"
)
_REFERS = re.compile(_HEADS.pattern + r" ?(?:规定|所称|所列|第|款|项|目|之|至|和|或|及|的|、|\))")
# What a line does not break: a number with its signs, or one character, and the marks that close it.
_FIRST = re.compile(r"[“‘《〈（〔(]*(?:[0-9A-Za-z.,%—–-]+|.)[，。、；：！？”’》〉）〕%)]*")
_WORDS = re.compile(r"[A-Za-z,;)]\n[A-Za-z0-9]|[0-9.]\n[A-Za-z]")
# Lines that fill the page end beyond this part of its width; shorter ones do not wrap.
_FULL = 0.68
# A column has this many pieces at least, this long on average, and half of them fill it.
_COLUMN_PIECES, _COLUMN_WORDS, _COLUMN_FILLED = 6, 8, 0.85


@dataclass(slots=True)
class Line:
    """Words placed on a page, in points from its lower left corner.

    ``column`` is 0 for text across the page, else 1 or 2; ``doubt`` says in Chinese why the words
    may be wrong.
    """

    page: int
    words: str
    left: float
    right: float
    bottom: float
    top: float
    column: int = 0
    doubt: str = ""


@dataclass(slots=True)
class Ruled:
    """A table found by its rules, with its place on the page."""

    page: int
    left: float
    right: float
    bottom: float
    top: float
    rows: list[list[Cell]]

    def holds(self, line: Line) -> bool:
        """Tell whether the middle of a line lies in the table."""
        across, up = (line.left + line.right) / 2, (line.bottom + line.top) / 2
        return self.left - 2 <= across <= self.right + 2 and self.bottom <= up <= self.top


@dataclass(slots=True)
class Page:
    """What stands on a page, in the order of the file."""

    lines: list[Line]
    tables: list[Ruled] = field(default_factory=list)


def compose(pages: Sequence[Page], width: float, remarks: Iterable[Remark] = ()) -> Manuscript:
    """Make the text of pages that are ``width`` points wide; ``pages`` of it are their starts."""
    bare = _without_running([page.lines for page in pages])
    items = [
        item
        for page, lines in zip(pages, bare, strict=True)
        for item in _in_order(lines, page.tables)
    ]
    running = [item for item in items if isinstance(item, Line) and "\t" not in item.words]
    setter = _Setter(_measures(running, width), len(pages))
    for item in _joined_tables(items):
        setter.put(item)
    return setter.manuscript(tuple(remarks))


# ---------------------------------------------------------------- columns and pieces


def arrange(pieces: list[Line]) -> list[Line]:
    """Put the pieces of a page in reading order: column after column, pieces of one line together."""
    pieces = _segments(pieces)
    gutter = _gutter(pieces)
    if gutter is None:
        return _merge_pieces(pieces)
    ordered: list[Line] = []
    zone: list[Line] = []
    for piece in sorted(pieces, key=lambda one: (-one.top, one.left)):
        if piece.left < gutter < piece.right:
            ordered += _columns(zone)
            zone = []
            ordered.append(piece)
        else:
            piece.column = 1 if piece.right <= gutter else 2
            zone.append(piece)
    return ordered + _columns(zone)


def _segments(pieces: list[Line]) -> list[Line]:
    """Join the neighbours on a line, from left to right, but for gaps as wide as between columns.

    Marks of another font are often drawn after the words that they stand among.
    """
    rows: list[list[Line]] = []
    for piece in pieces:
        row = rows[-1] if rows else []
        overlap = min(row[0].top, piece.top) - max(row[0].bottom, piece.bottom) if row else 0.0
        if row and overlap > 0.5 * min(row[0].top - row[0].bottom, piece.top - piece.bottom):
            row.append(piece)
        else:
            rows.append([piece])
    found: list[Line] = []
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        joined = [row[0]]
        for piece in row[1:]:
            above, size = joined[-1], piece.top - piece.bottom
            gap = piece.left - above.right
            if gap > size:
                joined.append(piece)
                continue
            latin = above.words[-1].isascii() and piece.words[0].isascii()
            above.words += (" " if latin and gap > size * 0.1 else "") + piece.words
            above.right = max(above.right, piece.right)
            above.top, above.bottom = max(above.top, piece.top), min(above.bottom, piece.bottom)
            above.doubt = above.doubt or piece.doubt
        found += joined
    return found


def _columns(zone: list[Line]) -> list[Line]:
    return [
        line for column in (1, 2) for line in _merge_pieces([x for x in zone if x.column == column])
    ]


def _gutter(pieces: list[Line]) -> float | None:
    """Find the middle of the blank between two columns of running text."""
    if len(pieces) < 2 * _COLUMN_PIECES:
        return None
    low, high = min(x.left for x in pieces), max(x.right for x in pieces)
    middle, reach = (low + high) / 2, (high - low) * 0.2
    starts = {round(x.left) for x in pieces if abs(x.left - middle) <= reach}
    if sum(x.right <= middle + reach for x in pieces) < _COLUMN_PIECES or not starts:
        return None
    # The blank lies just before where most pieces of the second column begin.
    crossings = {at: sum(x.left < at - 1 < x.right for x in pieces) for at in starts}
    start = min(sorted(starts), key=lambda at: crossings[at])
    left = [x for x in pieces if x.right <= start]
    right = [x for x in pieces if x.left >= start - 1]
    if min(len(left), len(right)) < _COLUMN_PIECES or crossings[start] * 3 >= len(pieces):
        return None
    size = sorted(x.top - x.bottom for x in pieces)[len(pieces) // 2]
    gap = start - max(x.right for x in left)
    return start - gap / 2 if gap >= size * 0.6 and _is_prose(left) and _is_prose(right) else None


def _is_prose(pieces: list[Line]) -> bool:
    begin, end = min(x.left for x in pieces), max(x.right for x in pieces)
    filled = sum((x.right - x.left) >= _COLUMN_FILLED * (end - begin) for x in pieces)
    words = sum(len(x.words) for x in pieces)
    return filled * 2 >= len(pieces) and words >= _COLUMN_WORDS * len(pieces)


def _merge_pieces(lines: list[Line]) -> list[Line]:
    """Put pieces that the format set apart on one height back on one line."""
    merged: list[Line] = []
    for line in lines:
        above = merged[-1] if merged else None
        size = line.top - line.bottom
        if (
            above is not None
            and abs(above.bottom - line.bottom) < size * 0.4
            and line.left > above.right - size * 0.5
        ):
            gap = line.left - above.right
            above.words += ("\t" if gap > size else " " if gap > size * 0.3 else "") + line.words
            above.right = line.right
            above.top = max(above.top, line.top)
            above.doubt = above.doubt or line.doubt
        else:
            merged.append(line)
    return merged


# ---------------------------------------------------------------- running headers and footers


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out running headers and footers, and page numbers.

    A line runs if it comes back at its height from page to page and stands apart from the text;
    without that distance, only if it is on most of many pages: text may come back by chance.
    """
    step = _step([line for page in pages for line in page])
    outer = [{id(line) for line in (page[:1] + page[-1:])} for page in pages]
    apart = [_apart(page, step) for page in pages]
    seen = Counter(
        key
        for page, near, far in zip(pages, outer, apart, strict=True)
        for key in {_running_key(line) for line in page if id(line) in near | far}
    )
    needed = max(2, len(pages) // 4)
    often = max(5, len(pages) // 2)
    numbered = [
        any(_PAGE_NUMBER.fullmatch(fold(x.words)) for x in page[:1] + page[-1:]) for page in pages
    ]
    has_numbers = sum(numbered) > 1 and sum(numbered) * 2 >= len(pages)

    def runs(line: Line, near: set[int], far: set[int]) -> bool:
        times = seen[_running_key(line)]
        if id(line) in far and times >= needed:
            return True
        return id(line) in near and (times >= often or _is_page_number(line.words, has_numbers))

    return [
        [line for line in page if not runs(line, near, far)]
        for page, near, far in zip(pages, outer, apart, strict=True)
    ]


def _apart(page: list[Line], step: float) -> set[int]:
    """Find the lines at the top and the foot, two at most, that a wide gap sets apart."""
    found: set[int] = set()
    for lines in (page, page[::-1]):
        for at, (line, following) in enumerate(itertools.pairwise(lines[:3]), 1):
            if abs(line.bottom - following.bottom) > step * 1.3:
                found |= {id(one) for one in lines[:at]}
    return found


def _step(lines: list[Line]) -> float:
    """Give the usual distance from line to line."""
    steps = sorted(
        above.bottom - line.bottom
        for above, line in itertools.pairwise(lines)
        if above.page == line.page and above.bottom > line.bottom
    )
    return steps[len(steps) // 2] if steps else 20.0


def _running_key(line: Line) -> tuple[str, int]:
    return re.sub(r"[0-9]+", "#", "".join(line.words.split())), round(line.bottom / 6)


def _is_page_number(words: str, numbered: bool) -> bool:
    folded = fold(words)
    if not _PAGE_NUMBER.fullmatch(folded):
        return False
    return numbered or bool(re.search(r"[-—页]", folded))


# ---------------------------------------------------------------- tables


def _in_order(lines: list[Line], tables: list[Ruled]) -> list[Line | Ruled]:
    """Put each table where the lines that it holds stood."""
    items: list[Line | Ruled] = []
    waiting = sorted(tables, key=lambda table: -table.top)
    for line in lines:
        if any(table.holds(line) for table in tables):
            continue
        while waiting and line.top <= waiting[0].top:
            items.append(waiting.pop(0))
        items.append(line)
    return items + waiting


def _joined_tables(items: list[Line | Ruled]) -> list[Line | Ruled]:
    """Join a table that goes on at the top of the next page; its repeated head is dropped."""
    joined: list[Line | Ruled] = []
    for item in items:
        above = joined[-1] if joined else None
        if (
            isinstance(item, Ruled)
            and isinstance(above, Ruled)
            and item.page == above.page + 1
            and _across(item) == _across(above)
        ):
            again = item.rows[0] == above.rows[0]
            rows = [*above.rows, *item.rows[1 if again else 0 :]]
            joined[-1] = Ruled(item.page, item.left, item.right, item.bottom, item.top, rows)
        else:
            joined.append(item)
    return joined


def _across(table: Ruled) -> int:
    return sum(cell.across for cell in table.rows[0])


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line on a page, across or down."""

    x0: float
    y0: float
    x1: float
    y1: float


def ruled(rules: Iterable[Rule], pieces: list[Line]) -> list[Ruled]:
    """Make tables of rules that meet, with the pieces that stand in their cells.

    Where no rule parts two places of the grid, they are one merged cell.
    """
    across = [r for r in rules if abs(r.y1 - r.y0) <= _NEAR < abs(r.x1 - r.x0)]
    down = [r for r in rules if abs(r.x1 - r.x0) <= _NEAR < abs(r.y1 - r.y0)]
    found = []
    for lines, posts in _meeting(across, down):
        xs = edges([x for post in posts for x in (post.x0, post.x1)])
        ys = edges([y for line in lines for y in (line.y0, line.y1)])[::-1]
        if len(xs) < 3 or len(ys) < 3:
            continue
        table = Ruled(pieces[0].page if pieces else 0, xs[0], xs[-1], ys[-1], ys[0], [])
        inside = [piece for piece in pieces if table.holds(piece)]
        table.rows = [
            [_cell(place, xs, ys, inside) for place in row] for row in _places(xs, ys, lines, posts)
        ]
        if inside:
            found.append(table)
    return found


_NEAR = 2.0  # points within which two rules are at one place
_Place = tuple[int, int, int, int]  # row, column, rows down, columns across


def edges(values: list[float]) -> list[float]:
    """Give the distinct places of rules; what is closer than the thickness of a rule is one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _meeting(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Gather the rules that hang together."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    waiting = list(down)
    lines = list(across)
    while waiting:
        posts, mine = [waiting.pop()], []
        grown = True
        while grown:
            grown = False
            for line in [x for x in lines if any(_touch(x, post) for post in posts)]:
                lines.remove(line)
                mine.append(line)
                grown = True
            for post in [x for x in waiting if any(_touch(line, x) for line in mine)]:
                waiting.remove(post)
                posts.append(post)
                grown = True
        groups.append((mine, posts))
    return groups


def _touch(line: Rule, post: Rule) -> bool:
    low, high = sorted((post.y0, post.y1))
    left, right = sorted((line.x0, line.x1))
    return left - _NEAR <= post.x0 <= right + _NEAR and low - _NEAR <= line.y0 <= high + _NEAR


def _places(
    xs: list[float], ys: list[float], lines: list[Rule], posts: list[Rule]
) -> list[list[_Place]]:
    """Give the cells that begin in each row of the grid; ``ys`` run from the top down."""

    def wall(column: int, row: int) -> bool:
        middle = (ys[row] + ys[row + 1]) / 2
        return any(
            abs(post.x0 - xs[column]) <= _NEAR
            and min(post.y0, post.y1) < middle < max(post.y0, post.y1)
            for post in posts
        )

    def floor(row: int, column: int) -> bool:
        middle = (xs[column] + xs[column + 1]) / 2
        return any(
            abs(line.y0 - ys[row]) <= _NEAR
            and min(line.x0, line.x1) < middle < max(line.x0, line.x1)
            for line in lines
        )

    taken: set[tuple[int, int]] = set()
    rows: list[list[_Place]] = []
    for row in range(len(ys) - 1):
        begun: list[_Place] = []
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            wide = 1
            while column + wide < len(xs) - 1 and not wall(column + wide, row):
                wide += 1
            tall = 1
            while row + tall < len(ys) - 1 and not floor(row + tall, column):
                tall += 1
            taken |= {(row + r, column + c) for r in range(tall) for c in range(wide)}
            begun.append((row, column, tall, wide))
        rows.append(begun)
    return rows


def _cell(place: _Place, xs: list[float], ys: list[float], pieces: list[Line]) -> Cell:
    row, column, tall, wide = place
    left, right, top, bottom = xs[column], xs[column + wide], ys[row], ys[row + tall]
    mine = [
        piece
        for piece in pieces
        if left <= (piece.left + piece.right) / 2 <= right
        and bottom <= (piece.bottom + piece.top) / 2 <= top
    ]
    mine.sort(key=lambda piece: (-round(piece.bottom), piece.left))
    words = ""
    for piece in mine:
        words += (_space(words, piece.words) if words else "") + piece.words
    return Cell(words, tall, wide)


# ---------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class _Measure:
    """The margins of a column, the distance of its lines and the size of its characters."""

    left: float
    right: float
    step: float
    size: float


def _measures(lines: list[Line], width: float) -> dict[int, _Measure]:
    found = {}
    for column in (0, 1, 2):
        own = [line for line in lines if line.column == column]
        left, right, step, size = _measure(own)
        if column == 0 and right < width * _FULL:
            right = float("inf")
        found[column] = _Measure(left, right, step, size)
    return found


def _measure(lines: list[Line]) -> tuple[float, float, float, float]:
    long = [line for line in lines if len(line.words) >= 15] or lines
    left = Counter(round(line.left) for line in long).most_common(1)[0][0] if long else 0
    sizes = sorted(line.top - line.bottom for line in long)
    size = sizes[len(sizes) // 2] if sizes else 12.0
    rights = sorted(line.right for line in long)
    right = rights[len(rights) * 3 // 4] if rights else 0.0
    # Where most paragraphs are one short line, only the few that wrap reach the margin.
    widest = rights[len(rights) * 97 // 100] if rights else 0.0
    if sum(x >= widest - size * 1.6 for x in rights) * 12 >= len(rights):
        right = max(right, widest)
    # Where paragraphs are indented, most lines of short paragraphs begin at the indent.
    margins = [
        at for at, count in Counter(round(x.left) for x in long).items() if count * 8 > len(long)
    ]
    return min([left, *margins]), right, _step(lines), size


class _Setter:
    """Set lines into paragraphs, and paragraphs and tables into the text."""

    def __init__(self, measures: dict[int, _Measure], pages: int) -> None:
        self._measures = measures
        self._pages = pages
        self._galley = Galley()
        self._starts: list[int] = []
        self._pieces: list[str] = []
        self._length = 0
        self._above: Line | None = None
        self._doubts: list[tuple[str, Extent]] = []

    def put(self, item: Line | Ruled) -> None:
        if isinstance(item, Ruled):
            self._close()
            self._turn(item.page)
            self._galley.table(item.rows)
            return
        if self._above is not None and not self._goes_on(self._above, item):
            self._close()
        if self._above is not None:
            self._add(_space(self._above.words, item.words))
        self._turn(item.page)
        if item.doubt:
            at = self._galley.length + self._length
            self._doubts.append((item.doubt, (at, at + len(item.words))))
        self._add(item.words)
        self._above = item

    def manuscript(self, remarks: tuple[Remark, ...]) -> Manuscript:
        self._close()
        self._turn(self._pages - 1)
        made = self._galley.manuscript()
        ruled = [grid.extent for grid in made.grids]
        spaced = [
            grid
            for grid in text_grids(made.text)
            if not any(grid.extent[0] < end and start < grid.extent[1] for start, end in ruled)
        ]
        grids = tuple(sorted((*made.grids, *spaced), key=lambda grid: grid.extent))
        doubts = tuple(Remark(doubt, extent) for doubt, extent in self._doubts)
        return Manuscript(made.text, grids, tuple(self._starts), (), (*remarks, *doubts))

    def _add(self, words: str) -> None:
        self._pieces.append(words)
        self._length += len(words)

    def _turn(self, page: int) -> None:
        while len(self._starts) <= page:
            self._starts.append(self._galley.length + self._length)

    def _close(self) -> None:
        if self._above is not None:
            self._galley.paragraph("".join(self._pieces))
        self._pieces, self._length, self._above = [], 0, None

    def _goes_on(self, above: Line, line: Line) -> bool:
        """Ask whether a line goes on with the paragraph of the line above it."""
        if "\t" in above.words or "\t" in line.words or (above.column == 0) != (line.column == 0):
            return False
        before, measure = self._measures[above.column], self._measures[line.column]
        # A line may end early where the first word of the next one did not fit.
        room = max(1.6, _ems(_FIRST.match(line.words)) + 0.6)
        if above.right < before.right - before.size * room:
            return False
        if line.left > measure.left + measure.size * 0.9:
            return False
        if above.page == line.page and above.bottom - line.bottom > measure.step * 1.6:
            return False
        folded = fold(line.words)
        if _HEADS.match(folded) and not _REFERS.match(folded):
            return False
        return not (_BEGINS.match(folded) and above.words[-1] in "。；：;:!?！？")


def _ems(first: re.Match[str] | None) -> float:
    words = first.group() if first else ""
    return sum(0.5 if char.isascii() else 1.0 for char in words)


def _space(above: str, line: str) -> str:
    """Give what stands between two lines of one paragraph: a blank between words of Latin."""
    if above.endswith("-") and re.match("[a-z]", line):
        return ""
    return " " if _WORDS.match(f"{above[-1]}\n{line[0]}") else ""
