"""Read, extract, survey and audit documents."""

from __future__ import annotations

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
from gangmu.reading import SUFFIXES, read
from gangmu.terms import Document, InputError


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of a folder, and one error for each file that could not be read."""

    documents: tuple[Document, ...]
    errors: tuple[InputError, ...]


def read_library(paths: Iterable[Path], progress: Progress = silent) -> Library:
    """Read files and folders; a file that cannot be read is an error and the rest goes on."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES)
        else:
            files.append(path)
    documents: list[Document] = []
    errors = []
    for done, file in enumerate(files):
        progress("读文件", done, len(files))
        try:
            documents += read(file)
        except InputError as error:
            errors.append(error)
    progress("读文件", len(files), len(files))
    return Library(tuple(documents), tuple(errors))


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
