"""A task of a document with what the document counts in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gangmu.extraction import Extraction
from gangmu.tasks.breakdown import Task, tasks_of
from gangmu.terms import Claim, Document


@dataclass(frozen=True, slots=True)
class Assigned:
    """A task with the claims that stand in its words."""

    task: Task
    claims: tuple[Claim, ...]


def assigned_of(document: Document, extraction: Extraction) -> Iterator[Assigned]:
    """List the tasks of a document with the claims in each, in order."""
    for task in tasks_of(document, extraction):
        start, end = task.span.start, task.span.end
        yield Assigned(task, tuple(c for c in extraction.claims if start <= c.span.start < end))
