"""Read, extract, survey and audit documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.corpus import Corpus, Survey, survey
from gangmu.extraction import Extraction, extract
from gangmu.indicators import (
    audit,
)
from gangmu.indicators.audit.statements import Finding as AuditFinding
from gangmu.jobs import Progress, silent
from gangmu.reading import read_bytes
from gangmu.reading.batch import Source, outcomes, sources
from gangmu.terms import Document, InputError


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of files, folders and zips.

    ``errors`` has one for each file that could not be read; ``copies`` names each file that has
    the content of another, which is read once.
    """

    documents: tuple[Document, ...]
    errors: tuple[InputError, ...]
    copies: tuple[tuple[Path, Path], ...] = ()


def read_library(paths: Iterable[Path], progress: Progress = silent) -> Library:
    """Read files, folders and zips in processes of their own, within the bounds of ``batch``.

    A file that cannot be read is an error and the rest goes on.
    """
    batch, errors = sources(paths)
    documents: list[Document] = []
    copies = []
    progress("读文件", 0, len(batch))
    for done, outcome in enumerate(outcomes(batch, read_bytes, processes_for(batch)), 1):
        documents += outcome.result or ()
        if outcome.error:
            errors.append(outcome.error)
        if outcome.same_as:
            copies.append((outcome.source.name, outcome.same_as.name))
        progress("读文件", done, len(batch))
    return Library(tuple(documents), tuple(errors), tuple(copies))


def processes_for(batch: Sequence[Source]) -> int:
    """Give a process for every few files: to start one costs as much as to read some."""
    return max(1, min(os.cpu_count() or 1, len(batch) // 8))


def extract_all(
    documents: Sequence[Document], progress: Progress = silent
) -> list[tuple[Document, Extraction]]:
    """Extract what each document states."""
    found = []
    for done, document in enumerate(documents):
        progress("抽取", done, len(documents))
        found.append((document, extract(document)))
    progress("抽取", len(documents), len(documents))
    return found


def survey_library(library: Library, as_of: date, progress: Progress = silent) -> Survey:
    """Survey documents together on a day: validity, missing parents, overlaps, timeline."""
    return survey(Corpus(extract_all(library.documents, progress)), as_of)


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit found in the documents that could be read."""

    library: Library
    findings: tuple[AuditFinding, ...]


def audit_documents(paths: Iterable[Path], progress: Progress = silent) -> Audited:
    """Audit the arithmetic of documents: each against itself, then against each other."""
    library = read_library(paths, progress)
    stated = [(d, found.claims) for d, found in extract_all(library.documents, progress)]
    return Audited(library, audit(stated))
