"""What the reports on a plan are made from: one state of a workspace on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from gangmu.indicators.audit import Finding
from gangmu.indicators.links import Link
from gangmu.indicators.outlook import Forecast, Prospect
from gangmu.indicators.progress import Progress
from gangmu.reports.figures import Register, register
from gangmu.tasks import Entry, Supervision, Task
from gangmu.terms import Document


@dataclass(frozen=True)
class Material:
    """A workspace's targets, tasks and findings on a day, under one name.

    ``links`` and ``prospects`` are in the order of ``progresses``, or empty.
    """

    name: str
    region: str
    as_of: date
    progresses: Sequence[Progress]
    links: Sequence[Link] = ()
    prospects: Sequence[Prospect] = ()
    tasks: Sequence[Task] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    supervision: Supervision | None = None
    findings: Sequence[Finding] = ()
    documents: Sequence[Document] = ()

    @cached_property
    def register(self) -> Register:
        """Number every figure once for all reports."""
        return register(self.progresses)

    @cached_property
    def plans(self) -> dict[str, list[Progress]]:
        """Group the targets by plan, in order."""
        found: dict[str, list[Progress]] = {}
        for each in self.progresses:
            found.setdefault(each.target.plan or each.target.document, []).append(each)
        return found

    def forecast_of(self, progress: Progress) -> Forecast | None:
        """Give the forecast of a target, where one was made."""
        at = next(n for n, each in enumerate(self.progresses) if each is progress)
        return self.prospects[at].forecast if at < len(self.prospects) else None
