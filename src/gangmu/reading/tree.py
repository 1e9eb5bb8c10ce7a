"""See a document as a tree of its clauses, and write the tree back as the same text.

Each part has words of its own, before its first child; the words of all parts in order, between
what stands before and after them, are the text to the letter.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gangmu.terms import Clause, Document, Span


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with its own words and its children; ``own`` ends where the first child begins."""

    clause: Clause
    own: Span
    parts: tuple[Part, ...]

    def walk(self) -> Iterator[Part]:
        """Give this part and all below it, in the order of the text."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """A document taken apart: what stands ``before`` its clauses, the clauses, what stands ``after``."""

    document: Document
    before: Span
    parts: tuple[Part, ...]
    after: Span

    def spans(self) -> Iterator[Span]:
        """Give the pieces that make up the text, in order."""
        yield self.before
        for part in self.parts:
            yield from (one.own for one in part.walk())
        yield self.after


def tree(document: Document) -> Tree:
    """Take a document apart into its clauses.

    >>> from pathlib import Path
    >>> from gangmu.reading import read_bytes
    >>> [document] = read_bytes("临江区规划\\n一、目标\\n（一）规模。翻番。\\n二、任务\\n".encode(), Path("a.txt"))
    >>> found = tree(document)
    >>> [part.clause.id for part in found.parts], [part.clause.id for part in found.parts[0].parts]
    (['一', '二'], ['一/（一）'])
    >>> "".join(document.quote(span) for span in found.spans()) == document.text
    True
    """
    clauses = document.clauses
    start = clauses[0].span.start if clauses else len(document.text)
    parts, _ = _parts(document.id, clauses, 0, 1)
    end = parts[-1].clause.span.end if parts else start
    return Tree(
        document,
        Span(document.id, 0, start),
        parts,
        Span(document.id, end, len(document.text)),
    )


def _parts(
    id: str, clauses: tuple[Clause, ...], at: int, level: int
) -> tuple[tuple[Part, ...], int]:
    """Gather the clauses of a level from one place on; give them and where they end."""
    found: list[Part] = []
    while at < len(clauses) and clauses[at].level >= level:
        clause = clauses[at]
        below, following = _parts(id, clauses, at + 1, clause.level + 1)
        end = below[0].clause.span.start if below else clause.span.end
        found.append(Part(clause, Span(id, clause.span.start, end), below))
        at = following
    return tuple(found), at


def write(found: Tree) -> str:
    """Write a tree back as text: the text it was made of, to the letter."""
    return "".join(found.document.quote(span) for span in found.spans())


def to_json(document: Document) -> str:
    """Write a document as JSON: what it says of itself, its tree with the words of each part, its tables.

    >>> from pathlib import Path
    >>> from gangmu.reading import read_bytes
    >>> [made] = read_bytes("临江区规划\\n一、目标\\n（一）规模。翻番。\\n".encode(), Path("a.txt"))
    >>> from_json(to_json(made)) == made.text
    True
    """
    found = tree(document)
    said = document.metadata
    record = {
        "id": document.id,
        "source": str(document.path),
        "sha256": document.sha256,
        "source_class": document.source_class,
        "source_reason": document.source_reason,
        "metadata": {
            field.name: _plain(getattr(said, field.name)) for field in dataclasses.fields(said)
        },
        "before": document.quote(found.before),
        "clauses": [_record(document, part) for part in found.parts],
        "after": document.quote(found.after),
        "tables": [
            {
                "caption": table.caption,
                "start": table.span.start,
                "cells": [[document.quote(cell) for cell in row] for row in table.cells],
            }
            for table in document.tables
        ],
        "repairs": [dataclasses.asdict(one) for one in document.repairs],
        "notes": [note.text for note in document.notes],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def from_json(written: str) -> str:
    """Read the text of a document back from what ``to_json`` wrote."""
    record = json.loads(written)

    def words(parts: list[Any]) -> Iterator[str]:
        for part in parts:
            yield part["text"]
            yield from words(part["clauses"])

    return "".join((record["before"], *words(record["clauses"]), record["after"]))


def _record(document: Document, part: Part) -> dict[str, object]:
    return {
        "id": part.clause.id,
        "heading": part.clause.heading,
        "start": part.clause.span.start,
        "end": part.clause.span.end,
        "text": document.quote(part.own),
        "clauses": [_record(document, one) for one in part.parts],
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, int) else str(value)
