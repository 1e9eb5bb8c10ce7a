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
from dataclasses import dataclass, replace

from gangmu.reading.columns import Item, arrange, segments
from gangmu.reading.manuscript import Cell, Extent, Galley, Manuscript, Remark, text_grids
from gangmu.reading.placed import Line, Page, Ruled, blank_between
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
_FIRST = re.compile(
    r"[“‘《〈（〔(]*(?:[0-9A-Za-z０-９.,%％‰—–-]+|.)[，。、；：！？”’》〉）〕%％)]*(?:(?<=[，、])[0-9.]+)?"
)
# Lines that fill the page end beyond this part of its width; shorter ones do not wrap.
_FULL = 0.68
_FEW_GAPS = 8  # distances of lines that are too few to tell what is usual


def compose(pages: Sequence[Page], width: float, remarks: Iterable[Remark] = ()) -> Manuscript:
    """Make the text of pages that are ``width`` points wide; ``pages`` of it are their starts."""
    tables = _whole_tables(pages)
    bare = _without_running(
        [
            segments([line for line in page.lines if not any(t.holds(line) for t in own)])
            for page, own in zip(pages, tables, strict=True)
        ]
    )
    items = [item for page in arrange(list(zip(bare, tables, strict=True))) for item in page]
    running = [item for item in items if isinstance(item, Line) and "\t" not in item.words]
    setter = _Setter(_measures(running, width), len(pages))
    for item in _joined_tables(items):
        setter.put(item)
    return setter.manuscript(tuple(remarks))


# ---------------------------------------------------------------- running headers and footers


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out running headers and footers, and page numbers.

    A line runs if it comes back at its height from page to page and stands apart from the text;
    without that distance, only if it is on most of many pages: text may come back by chance.
    """
    step = _step([line for page in pages for line in page])
    rows = [_rows(page) for page in pages]
    outer = [{id(line) for row in (*page[:1], *page[-1:]) for line in row} for page in rows]
    apart = [_apart(page, step) for page in rows]
    alone = {id(row[0]) for page in rows for row in page if len(row) == 1}
    seen = Counter(
        key
        for page, near, far in zip(pages, outer, apart, strict=True)
        for key in {_running_key(line) for line in page if id(line) in near | far}
    )
    needed = max(2, len(pages) // 4)
    often = max(5, len(pages) // 2)
    numbered = [
        any(_PAGE_NUMBER.fullmatch(fold(x.words)) for x in page if id(x) in near)
        for page, near in zip(pages, outer, strict=True)
    ]
    has_numbers = sum(numbered) > 1 and sum(numbered) * 2 >= len(pages)

    def runs(line: Line, near: set[int], far: set[int]) -> bool:
        times = seen[_running_key(line)]
        if id(line) in far and times >= needed:
            return True
        is_number = _is_page_number(line.words, has_numbers and id(line) in alone)
        return id(line) in near and (times >= often or is_number)

    return [
        [line for line in page if not runs(line, near, far)]
        for page, near, far in zip(pages, outer, apart, strict=True)
    ]


def _rows(page: list[Line]) -> list[list[Line]]:
    """Put the pieces of a page that stand on one height together, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: -line.bottom):
        if rows and rows[-1][0].bottom - line.bottom < (line.top - line.bottom) * 0.4:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _apart(rows: list[list[Line]], step: float) -> set[int]:
    """Find the lines at the top and the foot, two at most, that a wide gap sets apart."""
    found: set[int] = set()
    for ordered in (rows, rows[::-1]):
        for at, (row, following) in enumerate(itertools.pairwise(ordered[:3]), 1):
            if abs(row[0].bottom - following[0].bottom) > step * 1.3:
                found |= {id(line) for one in ordered[:at] for line in one}
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


def _whole_tables(pages: Sequence[Page]) -> list[list[Ruled]]:
    """Give the tables of each page; one of a single row only where a page cut it off a table."""

    def goes_on(above: list[Ruled], below: list[Ruled]) -> bool:
        first = max(below, key=lambda table: table.top, default=None)
        last = min(above, key=lambda table: table.top, default=None)
        return first is not None and last is not None and _continue(last, first)

    found = [list(page.tables) for page in pages]
    for at, page in enumerate(pages):
        for table in page.tables:
            alone = [table]
            before = at > 0 and goes_on(found[at - 1], alone)
            after = at + 1 < len(pages) and goes_on(alone, pages[at + 1].tables)
            if len(table.rows) < 2 and not before and not after:
                found[at].remove(table)
    return found


def _joined_tables(items: Sequence[Item]) -> list[Item]:
    """Join a table that goes on at the top of the next page; its repeated head is dropped."""
    joined: list[Item] = []
    for item in items:
        above = joined[-1] if joined else None
        if isinstance(item, Ruled) and isinstance(above, Ruled) and _continue(above, item):
            again = item.rows[0] == above.rows[0]
            rows = _rejoined(above.rows, item.rows[1 if again else 0 :])
            joined[-1] = Ruled(item.page, item.left, item.right, item.bottom, item.top, rows)
        else:
            joined.append(item)
    return joined


def _rejoined(above: list[list[Cell]], rows: list[list[Cell]]) -> list[list[Cell]]:
    """Put the rows of two pages together; the first may be the rest of a row that the page cut.

    Then most of its cells are empty, and none has a figure.
    """
    last, first = above[-1], rows[0] if rows else []
    rest = [cell for cell in first if cell.text]
    if (
        len(first) == len(last)
        and len(rest) * 2 < len(first)
        and all(cell.down == cell.across == 1 for cell in (*first, *last))
        and not any(char.isdigit() for cell in rest for char in cell.text)
        and all(cell.text for cell in last)
    ):
        whole = [a._replace(text=a.text + b.text) for a, b in zip(last, first, strict=True)]
        return [*above[:-1], whole, *rows[1:]]
    return [*above, *rows]


def _continue(above: Ruled, item: Ruled) -> bool:
    return item.page == above.page + 1 and _across(item) == _across(above)


def _across(table: Ruled) -> int:
    return sum(cell.across for cell in table.rows[0])


# ---------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class _Measure:
    """The margins of a column, the distance of its lines and the size of its characters.

    ``indented`` says that its paragraphs begin with an indent: then a line at the margin begins none,
    but for the numbers of clauses unless those are indented too (``all_indented``). ``spaced`` is
    the distance of lines within a paragraph where a wider one parts paragraphs, else 0.
    """

    left: float
    right: float
    step: float
    size: float
    indented: bool
    all_indented: bool = False
    spaced: float = 0.0


def _measures(lines: list[Line], width: float) -> dict[int, _Measure]:
    found = {}
    for column in (0, 1, 2):
        own = [line for line in lines if line.column == column]
        measure = _measure(own)
        if column == 0 and measure.right < width * _FULL:
            measure = replace(measure, right=float("inf"))
        found[column] = measure
    return found


def _measure(lines: list[Line]) -> _Measure:
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
    left = min([left, *margins])
    indents = sum(1.5 < (x.left - left) / size < 2.5 for x in long)
    heads = [x.left - left > size * 0.9 for x in lines if _HEADS.match(fold(x.words))]
    return _Measure(
        left,
        right,
        _step(lines),
        size,
        indented=indents * 10 >= len(long) > 0,
        all_indented=len(heads) > 2 and sum(heads) * 10 >= len(heads) * 8,
        spaced=_spaced(lines),
    )


def _spaced(lines: list[Line]) -> float:
    """Give the distance of lines within paragraphs if clauses begin further below the line above."""
    gaps = [
        (above.bottom - line.bottom, bool(_HEADS.match(fold(line.words))))
        for above, line in itertools.pairwise(lines)
        if above.page == line.page and above.bottom > line.bottom
    ]
    within = sorted(gap for gap, head in gaps if not head)
    heads = [gap for gap, head in gaps if head]
    if len(within) < _FEW_GAPS or len(heads) < _FEW_GAPS // 2:
        return 0.0
    step = within[len(within) // 4]
    return step if sum(gap > step * 1.25 for gap in heads) * 10 >= len(heads) * 9 else 0.0


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
            self._add(blank_between(self._above.words, item.words))
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
        gap = above.bottom - line.bottom
        if measure.spaced and above.page == line.page and above.column == line.column:
            return gap <= measure.spaced * 1.15
        # A line may end early where the first word of the next one did not fit.
        room = max(1.6, _ems(_FIRST.match(line.words)) + (1.6 if measure.indented else 0.6))
        if above.right < before.right - before.size * room:
            return False
        if line.left > measure.left + measure.size * 0.9:
            return False
        if above.page == line.page and above.bottom - line.bottom > measure.step * 1.6:
            return False
        folded, closing = fold(line.words), above.words[-1]
        if measure.indented and (measure.all_indented or closing not in "。：:!?！？"):
            return True
        if _HEADS.match(folded) and not _REFERS.match(folded):
            return False
        return not (_BEGINS.match(folded) and closing in "。；：;:!?！？")


def _ems(first: re.Match[str] | None) -> float:
    words = first.group() if first else ""
    return sum(0.5 if char.isascii() else 1.0 for char in words)
