"""Find the header of a table written for people: some rows down, on several rows, with merged cells.

A merged cell has its text at its top left only, so that a blank in an upper row belongs to the cell
to its left, and a blank below a title to that title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: A header further down than this is none.
_WITHIN = 15
_MOST_ROWS = 4

Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a table: its rows ``first`` to ``last``, and the titles over each column, from
    the top down."""

    first: int
    last: int
    titles: tuple[tuple[str, ...], ...]

    def title(self, column: int) -> str:
        """Write the titles of a column as one: 2024年 over 上半年 is 2024年上半年.

        >>> Heading(0, 1, (("指标",), ("2024年", "上半年"))).title(1)
        '2024年上半年'
        """
        return "".join(self.titles[column])


def find_heading(
    rows: Sequence[Cells], text: Callable[[object], str], known: Callable[[str], bool]
) -> Heading | None:
    """Find the header by a title that is ``known``; ``text`` gives the words of a cell.

    >>> rows = [["某区主要指标"], ["指标", "2023年", None, "2024年"], [None, "上半年", "全年", "全年"],
    ...         ["产值", 1, 2, 3]]
    >>> found = find_heading(rows, lambda c: "" if c is None else str(c), lambda t: t == "指标")
    >>> found.last, [found.title(c) for c in range(4)]
    (2, ['指标', '2023年上半年', '2023年全年', '2024年全年'])
    """
    anchors = (
        (at, column)
        for at, cells in enumerate(rows[:_WITHIN])
        for column, cell in enumerate(cells)
        if known(text(cell))
    )
    at, anchor = next(anchors, (-1, -1))
    if at < 0:
        return None
    last = at
    # Below a title that is merged down, the anchor's column is blank while its neighbours go on.
    while last + 1 < len(rows) and last - at + 1 < _MOST_ROWS:
        below = rows[last + 1]
        filled = [text(cell) for cell in below if text(cell)]
        under = text(below[anchor]) if anchor < len(below) else ""
        if under or not filled or any(_number(word) for word in filled):
            break
        last += 1
    width = max(len(cells) for cells in rows[at : last + 1])
    grid = [
        [text(cells[c]) if c < len(cells) else "" for c in range(width)]
        for cells in rows[at : last + 1]
    ]
    for upper, lower in pairwise(grid):
        for column in range(1, width):
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]
    titles = (tuple(dict.fromkeys(row[c] for row in grid if row[c])) for c in range(width))
    return Heading(at, last, tuple(titles))


def _number(word: str) -> bool:
    """Tell a value from a title; a year alone is a title."""
    plain = word.replace(",", "").replace(".", "", 1).lstrip("-")
    return plain.isdigit() and not (len(plain) == 4 and plain.startswith(("19", "20")))
