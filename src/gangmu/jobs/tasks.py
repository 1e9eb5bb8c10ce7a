"""List the tasks of a workspace's documents, import what offices report, and supervise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.corpus import Corpus, void_numbers
from gangmu.extraction import Extraction
from gangmu.jobs import Progress, silent
from gangmu.jobs.documents import extract_all, read_library
from gangmu.store import Workspace
from gangmu.tasks import Entry, Supervision, Task, import_ledger, load_entries, supervise, tasks_of
from gangmu.terms import Document


@dataclass(frozen=True, slots=True)
class Ledger:
    """The tasks of the documents in force, what was reported on them, and how they stand on a day.

    ``skipped`` names the documents whose tasks were left out, with the reason.
    """

    tasks: tuple[Task, ...]
    entries: dict[str, Entry]
    supervision: Supervision
    skipped: tuple[tuple[str, str], ...]


def open_ledger(
    workspace: Workspace, as_of: date, filled: Path | None = None, progress: Progress = silent
) -> Ledger:
    """List the tasks of a workspace on a day; a ledger that was ``filled`` in is imported first."""
    documents = read_library([workspace.documents], progress).documents
    found = extract_all(documents, progress)
    return ledger_of(workspace, found, as_of, filled)


def ledger_of(
    workspace: Workspace,
    found: list[tuple[Document, Extraction]],
    as_of: date,
    filled: Path | None = None,
) -> Ledger:
    """List the tasks of documents that were read; only official ones in force assign tasks."""
    numbers = (document.metadata.number or "" for document, _ in found)
    void = void_numbers(numbers, Corpus(found), as_of)
    tasks: list[Task] = []
    skipped: list[tuple[str, str]] = []
    for document, extraction in found:
        if not extraction.duties:
            continue
        reason = _not_assigning(document) or void.get(document.metadata.number or "", "")
        if reason:
            skipped.append((document.id, reason))
        else:
            tasks += tasks_of(document, extraction)
    if filled is not None:
        import_ledger(workspace, filled, tasks)
    entries = load_entries(workspace)
    return Ledger(tuple(tasks), entries, supervise(tasks, entries, as_of), tuple(skipped))


def _not_assigning(document: Document) -> str:
    """Say why a text assigns no tasks: it is not official, or it reports on what was done."""
    if not document.official:
        return f"不是正式文件（{document.source_reason}）"
    if (document.metadata.title or "").endswith("报告"):
        return "报告讲的是已做的事，不布置任务"
    return ""
