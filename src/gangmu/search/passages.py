"""What is searched: passages of documents, and the one form in which text and query are compared.

A passage is what a clause says itself, without the clauses below it; what stands before the first
clause is a passage too. ``fold`` makes layout, width, case and traditional forms equal, so that a
query finds what a person would call the same words; ``Folded`` leads back to the printed ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gangmu.reading.text import fold as fold_marks
from gangmu.terms import Document, Span
from gangmu.writing.traditional import SIMPLIFIED

#: A passage longer than this is cut at its next line, so that a hit shows a place, not a chapter.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document: the clause it belongs to (none before the first), and where it stands.

    ``trail`` are the headings from the top of the document down to it.
    """

    clause: str | None
    heading: str
    trail: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``places[i]`` is where its character ``i`` stands in the printed one."""

    text: str
    places: tuple[int, ...]

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Give the printed place of a run of folded characters (``end`` exclusive)."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text: no blanks, half-width, lower case, simplified characters.

    Character by character, so that a part of a text folds to a part of the folded text.

    >>> fold("先進製造業 ５ 億元").text, fold("ＡＩ　赋能").text
    ('先进制造业5亿元', 'ai赋能')
    """
    read = fold_marks(text.translate(SIMPLIFIED))
    kept = [
        (char.lower()[:1], place)
        for place, char in enumerate(read)
        if not char.isspace() and unicodedata.category(char) != "Cf"
    ]
    return Folded("".join(char for char, _ in kept), tuple(place for _, place in kept))


def passages(document: Document) -> Iterator[Passage]:
    """Cut a document into passages, in the order of its text.

    Every character of the text belongs to exactly one passage, but for blanks between them.
    """
    open_: list[tuple[int, str]] = []  # (level, heading) of the clauses that are open
    clauses = document.clauses
    start = 0
    first = clauses[0].span.start if clauses else len(document.text)
    yield from _cut(document, None, "", (), start, first)
    for at, clause in enumerate(clauses):
        end = clauses[at + 1].span.start if at + 1 < len(clauses) else clause.span.end
        while open_ and open_[-1][0] >= clause.level:
            open_.pop()
        trail = tuple(heading for _, heading in open_ if heading)
        yield from _cut(document, clause.id, clause.heading, trail, clause.span.start, end)
        open_.append((clause.level, clause.heading))
    if clauses:
        last = max(clause.span.end for clause in clauses)
        yield from _cut(document, None, "", (), last, len(document.text))


def _cut(
    document: Document,
    clause: str | None,
    heading: str,
    trail: tuple[str, ...],
    start: int,
    end: int,
) -> Iterator[Passage]:
    while end - start > LONGEST:
        line = document.text.find("\n", start + LONGEST, end)
        if line < 0:
            break
        yield Passage(clause, heading, trail, Span(document.id, start, line))
        start = line
    if document.text[start:end].strip():
        yield Passage(clause, heading, trail, Span(document.id, start, end))
