"""What stands on a page: lines of words and ruled tables, each with its box."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gangmu.reading.manuscript import Cell

_WORDS = re.compile(r"[A-Za-z,;)]\n[A-Za-z0-9]|[0-9.]\n[A-Za-z]")


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
    """What stands on a page: pieces of lines in the order of the file, and its tables."""

    lines: list[Line]
    tables: list[Ruled] = field(default_factory=list)


def blank_between(above: str, line: str) -> str:
    """Give what stands between two lines of one paragraph: a blank between words of Latin.

    >>> blank_between("产值", "增长"), blank_between("in the", "park"), blank_between("manu-", "facture")
    ('', ' ', '')
    """
    if above.endswith("-") and re.match("[a-z]", line):
        return ""
    return " " if _WORDS.match(f"{above[-1]}\n{line[0]}") else ""
