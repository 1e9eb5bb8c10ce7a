"""What a worker keeps open: the workspace, its records, and what was read of them last.

Everything here is derived: it is read again when the files it comes from have changed, so several
workers over one workspace agree without talking to each other.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any, TypeVar

from starlette.datastructures import UploadFile

from gangmu.corpus import Corpus, Survey, Validity, survey
from gangmu.extraction import Extraction
from gangmu.indicators.audit.statements import Finding as AuditFinding
from gangmu.indicators.observations import Observation
from gangmu.jobs.documents import Library, audit_documents, extract_all, read_library
from gangmu.jobs.measures import Checked, check_measures, settled
from gangmu.jobs.outlooks import panel_of
from gangmu.jobs.plans import Review, review_plans
from gangmu.jobs.search import index_of, refresh_index
from gangmu.search import ClauseIndex
from gangmu.service import labour
from gangmu.settlement.explain import Explanation, explain
from gangmu.settlement.run import Settlement
from gangmu.store import Workspace, atomic_write
from gangmu.store.records import Records, work
from gangmu.store.records.decisions import keep_upload
from gangmu.store.records.people import User
from gangmu.store.records.publishing import Version, agreed_versions, release
from gangmu.terms import Document, InputError

T = TypeVar("T")
LARGEST_FILE = 32 << 20  # bytes


class NotFoundError(InputError):
    """What was asked for is not there."""


@dataclass(frozen=True)
class Shelf:
    """The documents of the workspace with what they state, and how they stand on a day."""

    library: Library
    found: tuple[tuple[Document, Extraction], ...]
    corpus: Corpus
    survey: Survey

    def document(self, id: str) -> tuple[Document, Extraction]:
        """Find a document by id; raises ``NotFoundError``."""
        for document, extraction in self.found:
            if document.id == id:
                return document, extraction
        raise NotFoundError(f"没有文件「{id}」", "文件")

    def validity(self, id: str) -> Validity:
        """Give the computed 时效 of a document."""
        return next(each for each in self.survey.validities if each.document.id == id)


class Office:
    """A workspace as a worker of the service sees it."""

    def __init__(self, workspace: Workspace, records: Records) -> None:
        self.workspace = workspace
        self.records = records
        self._kept: dict[str, tuple[Hashable, Any]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def keep(self, user: User, file: UploadFile, use: str) -> str:
        """Keep an uploaded file by its hash, and record who brought it; gives the hash."""
        name = plain_name(file)
        data = file.file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise InputError("文件太大", name, f"至多 {LARGEST_FILE >> 20} MB")
        if not data:
            raise InputError("文件是空的", name)
        sha = hashlib.sha256(data).hexdigest()
        place = labour.uploaded(self.workspace, sha)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(place) as temporary:
                temporary.write_bytes(data)
        keep_upload(self.records, user, sha, name, len(data), use)
        return sha

    def begin(self, user: User, kind: str, asked: Mapping[str, Any]) -> str:
        """Ask for a piece of long work and start it; gives its id."""
        id = work.ask(self.records, user, kind, asked)
        labour.start(self.workspace, id)
        return id

    def release(self, version: Version) -> None:
        """Put an agreed version into its measure file."""
        path = self.workspace.path / "measures" / Path(version.file).name
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            temporary.write_text(version.content, encoding="utf-8")
        release(self.records, version.author, version.id)

    def resume(self) -> list[str]:
        """Finish what a worker that died has begun: versions to publish, long work.

        Several workers may call this at once. Gives the ids of the work that was started again.
        """
        for version in agreed_versions(self.records):
            self.release(version)
        ids = work.requeue(self.records)
        for id in ids:
            labour.start(self.workspace, id)
        return ids

    def today(self) -> date:
        """Give the day that everything is judged on."""
        return date.today()

    def shelf(self) -> Shelf:
        """Read the documents, and bring the search index up to date with them."""
        folder = self.workspace.documents
        return self._keep("shelf", (self.today(), *_traces(folder)), self._read_shelf)

    def _read_shelf(self) -> Shelf:
        library = read_library([self.workspace.documents])
        found = extract_all(library.documents)
        refresh_index(self.workspace, found, self.today())
        corpus = Corpus(found)
        return Shelf(library, tuple(found), corpus, survey(corpus, self.today()))

    def index(self) -> ClauseIndex:
        """Open the search index of the documents as they are now."""
        shelf = self.shelf()
        return self._keep("index", id(shelf), lambda: index_of(self.workspace))

    def checked(self) -> Checked:
        """Check the measure files against the documents and the facts."""
        shelf = self.shelf()
        traces = (id(shelf), *_traces(self.workspace.path / "measures"), self._facts())
        return self._keep(
            "checked", traces, lambda: check_measures(self.workspace, shelf.library.documents)
        )

    def reviewed(self) -> Review:
        """Review the plans: targets, forecasts, tasks, findings."""
        return self._keep(
            "reviewed", self._plan_traces(), lambda: review_plans(self.workspace, self.today())
        )

    def observations(self) -> tuple[Observation, ...]:
        """Load what was observed, and what follows from it."""
        return self._keep(
            "observed",
            self._plan_traces(),
            lambda: panel_of(self.workspace, self.today()).observations,
        )

    def _plan_traces(self) -> Hashable:
        path = self.workspace.path
        sheets = _stamps([*path.glob("series.*"), path / ".gangmu/snapshots/CURRENT"])
        return (id(self.shelf()), *_traces(path / "indicators"), *sheets)

    def audited(self) -> tuple[AuditFinding, ...]:
        """Audit the arithmetic of the documents."""
        shelf = self.shelf()
        return self._keep("audited", id(shelf), lambda: audit_documents([self.workspace.documents]))

    def settled(self, as_of: date) -> Settlement:
        """Settle the workspace as it is now on a day, without keeping the run."""
        path = self.workspace.path
        traces = (
            as_of, id(self.checked()), *_stamps([path / ".gangmu/snapshots/CURRENT"]),
            *_stamps(p for p in path.iterdir() if p.is_file()),
        )  # fmt: skip
        return self._keep("settled", traces, lambda: settled(self.workspace, as_of))

    def explained(self, settlement: Settlement, applicant: str, measure: str) -> Explanation:
        """Explain one measure of one applicant."""
        found = explain(settlement, applicant, measure)
        return next(each for each in found if each.measure == measure)

    def _facts(self) -> Hashable:
        return tuple(
            _stamps([path for path in (self.workspace.facts, self.workspace.rates) if path])
        )

    def _keep(self, name: str, traces: Hashable, make: Callable[[], T]) -> T:
        """Give what was made last, or make it anew where its traces have changed; one thread does."""
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            kept = self._kept.get(name)
            if kept is not None and kept[0] == traces:
                return kept[1]  # type: ignore[no-any-return]
            made = make()
            self._kept[name] = (traces, made)
            return made


def _traces(folder: Path) -> list[tuple[str, int, int]]:
    """Describe the files of a folder well enough to see a change."""
    return _stamps(path for path in folder.rglob("*") if path.is_file())


def _stamps(paths: Any) -> list[tuple[str, int, int]]:
    found = []
    for path in sorted(paths):
        try:
            about = path.stat()
        except OSError:  # removed while we look
            continue
        found.append((str(path), about.st_mtime_ns, about.st_size))
    return found


def plain_name(file: UploadFile) -> str:
    """Give the name of an uploaded file without any path; raises ``InputError`` for none."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    if not name or name.startswith("."):
        raise InputError("不收没有名称的文件", file.filename or "上传", "给文件起个名字")
    return name
