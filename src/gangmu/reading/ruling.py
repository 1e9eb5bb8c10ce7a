"""Make tables of the rules that a page draws and the words that stand between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gangmu.reading.manuscript import Cell
from gangmu.reading.placed import Line, Ruled, blank_between

_NEAR = 2.0  # points within which two rules are at one place
_Place = tuple[int, int, int, int]  # row, column, rows down, columns across


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
        if len(xs) < 3 or len(ys) < 2:
            continue
        table = Ruled(pieces[0].page if pieces else 0, xs[0], xs[-1], ys[-1], ys[0], [])
        inside = [piece for piece in pieces if table.holds(piece)]
        table.rows = [
            [_cell(place, xs, ys, inside) for place in row] for row in _places(xs, ys, lines, posts)
        ]
        if inside:
            found.append(table)
    return found


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
        words += (blank_between(words, piece.words) if words else "") + piece.words
    return Cell(words, tall, wide)
