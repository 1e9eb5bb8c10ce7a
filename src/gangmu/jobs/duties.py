"""List what documents assign to whom: every duty with its deadline and the quantities in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gangmu.jobs import Progress, silent
from gangmu.jobs.holdings import hold
from gangmu.tasks import Assigned, assigned_of
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Duties:
    """The tasks of the documents that could be read, and one error for each that could not."""

    assigned: tuple[Assigned, ...]
    errors: tuple[InputError, ...]


def list_duties(paths: Iterable[Path], progress: Progress = silent) -> Duties:
    """List the duties of files and folders, in the order of the documents."""
    with hold(paths, progress=progress) as held:
        return Duties(tuple(each for item in held for each in assigned_of(*item)), held.errors)
