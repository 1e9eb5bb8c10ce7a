"""The first page, and the state of long work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.pages import View
from gangmu.store.records import work


@dataclass(frozen=True)
class JobRow:
    """A piece of long work and how far it is; ``where`` leads to its result."""

    id: str
    kind: str
    state: str
    stage: str
    done: int
    total: int
    over: bool
    error: str
    where: str
    notes: list[str]
    user: str
    at: str


@dataclass(frozen=True)
class HomePage:
    """The workspace at a glance."""

    name: str
    region: str
    year: int
    documents: int
    claims: int
    in_force: int
    to_check: int
    measures: int
    errors: list[str]
    jobs: list[JobRow]


def home(desk: Desk) -> HomePage:
    """Show what the workspace holds, and what is being done."""
    office = desk.office
    shelf, workspace = office.shelf(), office.workspace
    states = [str(validity.status) for validity in shelf.survey.validities]
    return HomePage(
        name=workspace.name,
        region=workspace.region,
        year=workspace.year,
        documents=len(shelf.found),
        claims=sum(len(extraction.claims) for _, extraction in shelf.found),
        in_force=states.count("现行有效"),
        to_check=states.count("届满待核"),
        measures=sum(len(file.measures) for file in office.checked().files),
        errors=[str(error) for error in shelf.library.errors],
        jobs=[job_row(job) for job in work.latest(office.records, 8)],
    )


def job(desk: Desk, id: str) -> JobRow:
    """Show how far a job is."""
    return job_row(work.job(desk.office.records, id))


def job_row(job: work.Job) -> JobRow:
    """Give a job as a row."""
    result: dict[str, Any] = dict(job.result or {})
    return JobRow(
        job.id, job.kind, str(job.state), job.stage, job.done, job.total, job.over,
        job.error or "", str(result.get("where", "")), [str(n) for n in result.get("notes", ())],
        job.user, job.at,
    )  # fmt: skip


ROUTES = (
    View("/", Permission.READ, home, "home.html"),
    View("/jobs/one", Permission.SELF, job, "job.html"),
)
