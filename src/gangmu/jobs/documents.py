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
from gangmu.jobs.holdings import Holdings, hold
from gangmu.reading import read_bytes
from gangmu.reading.batch import outcomes, processes_for, sources
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


def survey_holdings(holdings: Holdings, as_of: date) -> Survey:
    """Survey documents together on a day: validity, missing parents, overlaps, timeline."""
    return survey(Corpus(holdings), as_of)


def audit_holdings(holdings: Holdings) -> tuple[AuditFinding, ...]:
    """Audit the arithmetic of documents: each against itself, then against each other."""
    return audit(holdings)


def audit_documents(paths: Iterable[Path], progress: Progress = silent) -> tuple[AuditFinding, ...]:
    """Audit the documents of files and folders; those that cannot be read are passed over."""
    with hold(paths, progress=progress) as holdings:
        return audit_holdings(holdings)
