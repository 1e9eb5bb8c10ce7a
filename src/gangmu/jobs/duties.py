"""List what documents assign to whom: every duty with its deadline and the quantities in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gangmu.jobs import Progress, silent
from gangmu.jobs.documents import extract_all, read_library
from gangmu.tasks import Assigned, assigned_of
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Duties:
    """The tasks of the documents that could be read, and one error for each that could not."""

    assigned: tuple[Assigned, ...]
    errors: tuple[InputError, ...]


def list_duties(paths: Iterable[Path], progress: Progress = silent) -> Duties:
    """List the duties of files and folders, in the order of the documents."""
    library = read_library(paths, progress)
    found = extract_all(library.documents, progress)
    return Duties(tuple(each for item in found for each in assigned_of(*item)), library.errors)
