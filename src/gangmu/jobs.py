"""The jobs of an office, each one call: what the command line and the service both do.

A job opens what it needs from a workspace, runs the packages below in their order and gives back
nouns; it prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.corpus import Corpus, Survey, survey, void_numbers
from gangmu.enterprises.registry import import_registry
from gangmu.extraction import Extraction, extract
from gangmu.indicators import (
    Definitions,
    Link,
    assess,
    audit,
    derive,
    import_series,
    link,
    load_definitions,
    load_observations,
)
from gangmu.indicators import Progress as Standing
from gangmu.indicators.statements import Finding as AuditFinding
from gangmu.measures.checker import check
from gangmu.measures.facts import PARENTS, load_facts
from gangmu.measures.show import show
from gangmu.measures.syntax import MeasureFile, load
from gangmu.measures.yamltext import Finding, Severity
from gangmu.reading import READERS, read
from gangmu.settlement.applicants import load_applicants
from gangmu.settlement.explain import Explanation
from gangmu.settlement.explain import explain as explain_applicant
from gangmu.settlement.run import Settlement, applicable, keep, settle
from gangmu.store import Workspace, sha256_of
from gangmu.terms import Document, InputError, InputErrors, Snapshot

Progress = Callable[[str, int, int], None]

#: The files that a workspace's facts come from, and the entity of each registry.
REGISTRIES = {"enterprises": "企业", "projects": "项目"}
SERIES = "series"
_SHEETS = (".xlsx", ".csv", ".xls", ".ods")


def silent(_stage: str, _done: int, _all: int) -> None:
    """Report no progress."""


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
            files += sorted(p for p in path.rglob("*") if p.suffix.lower() in READERS)
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


# ---------------------------------------------------------------- facts


def import_facts(
    workspace: Workspace, paths: Sequence[Path] = (), progress: Progress = silent
) -> list[Snapshot]:
    """Import sheets (by default those of the workspace); a file imported before is not read again.

    Raises ``InputErrors`` with every bad cell of a file; the snapshots before it stay.
    """
    book = load_facts(workspace.facts)
    snapshots = []
    for path in paths or _sheets(workspace):
        if not path.is_file():
            raise InputError("没有这个文件", str(path), "检查路径；或不带参数运行 gangmu import")
        progress(f"导入 {path.name}", 0, 1)
        if path.stem == SERIES:
            snapshots.append(import_series(workspace, path, _definitions(workspace)))
        else:
            entity = REGISTRIES.get(path.stem)
            snapshots += import_registry(workspace, path, book, entity=entity)
        progress(f"导入 {path.name}", 1, 1)
    return snapshots


def refresh(
    workspace: Workspace, stems: Sequence[str], progress: Progress = silent
) -> list[Snapshot]:
    """Import those sheets of the workspace that have changed since they were imported."""
    current = [workspace.current(REGISTRIES.get(stem, stem)) for stem in stems]
    known = {snapshot.source_sha256 for snapshot in current if snapshot is not None}
    changed = [path for path in _sheets(workspace, stems) if sha256_of(path) not in known]
    return import_facts(workspace, changed, progress) if changed else []


def _sheets(workspace: Workspace, stems: Sequence[str] = (*REGISTRIES, SERIES)) -> list[Path]:
    found = []
    for stem in stems:
        found += [
            workspace.path / f"{stem}{suffix}"
            for suffix in _SHEETS
            if (workspace.path / f"{stem}{suffix}").is_file()
        ][:1]
    return found


# ---------------------------------------------------------------- measures


@dataclass(frozen=True, slots=True)
class Checked:
    """Measure files that could be opened, with everything the checker says of all of them."""

    files: tuple[MeasureFile, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]


def check_measures(
    workspace: Workspace, documents: Sequence[Document], paths: Sequence[Path] = ()
) -> Checked:
    """Check measure files (by default those of the workspace) against facts and documents."""
    book = load_facts(workspace.facts)
    files = []
    findings: list[Finding] = []
    for path in paths or workspace.measures:
        found = check(path, book, documents)
        findings += found
        if all(finding.severity is not Severity.ERROR for finding in found):
            files.append(load(path, book))
    return Checked(tuple(files), tuple(findings))


def not_in_force(
    files: Iterable[MeasureFile], documents: Sequence[Document], as_of: date
) -> dict[str, str]:
    """Find the 文号 of measure files whose documents are not in force on a day, and why.

    Only what is 已废止, 已失效 or 尚未施行 by ``corpus.validity``; what is doubtful is settled.
    """
    corpus = Corpus(extract_all(documents))
    return void_numbers((file.number for file in files), corpus, as_of)


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as it reads in Chinese, beside the words of the clause it rests on."""

    measure: str
    reading: str
    clause: str


def show_measures(workspace: Workspace, wanted: str | None = None) -> list[Shown]:
    """Print measures back (all, or those whose name contains the words), each with its clause.

    Raises ``InputError`` where no measure is called so.
    """
    documents = {d.metadata.number: d for d in read_library([workspace.documents]).documents}
    checked = check_measures(workspace, tuple(documents.values()))
    shown = []
    for measure in (m for file in checked.files for m in file.measures):
        if wanted is None or wanted in measure.name:
            document = documents.get(measure.number)
            clause = document.clause(measure.clause) if document else None
            words = document.quote(clause.span) if document and clause else ""
            shown.append(Shown(measure.name, show(measure), words.strip()))
    if not shown:
        names = "、".join(measure.name for file in checked.files for measure in file.measures)
        raise InputError(f"没有名为「{wanted}」的措施", "措施文件", f"现有：{names}")
    return shown


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A settlement, with what the checker said and what was imported on the way."""

    settlement: Settlement
    checked: Checked
    imported: tuple[Snapshot, ...]


def evaluate(workspace: Workspace, as_of: date, progress: Progress = silent) -> Evaluation:
    """Settle a workspace's measures on a day and keep the run.

    Reads the documents, checks every measure file, imports what has changed of the registries that
    the measures need. Raises ``InputErrors`` where a measure file has an error: nothing is settled
    with a doubtful rule.
    """
    library = read_library([workspace.documents], progress)
    checked = check_measures(workspace, library.documents)
    if checked.errors:
        raise InputErrors([finding.as_error() for finding in checked.errors])
    if not checked.files:
        raise InputError("没有措施文件", str(workspace.path / "measures"), "写一个 .yaml 措施文件")
    imported = refresh(workspace, _registries(checked.files), progress)
    settlement = settle(
        workspace,
        checked.files,
        load_facts(workspace.facts),
        as_of,
        not_in_force(checked.files, library.documents, as_of),
        progress,
    )
    keep(workspace, settlement)
    return Evaluation(settlement, checked, tuple(imported))


def _registries(files: Sequence[MeasureFile]) -> list[str]:
    """List the registries that measures read: a project's measures read its enterprise too."""
    entities = {measure.entity for file in files for measure in file.measures}
    entities |= {PARENTS[entity] for entity in entities if entity in PARENTS}
    return [stem for stem, entity in REGISTRIES.items() if entity in entities]


def explain(
    workspace: Workspace, applicant: str, measure: str | None, as_of: date
) -> list[Explanation]:
    """Explain what the measures in force on a day say of one enterprise or project."""
    documents = read_library([workspace.documents]).documents
    checked = check_measures(workspace, documents)
    void = not_in_force(checked.files, documents, as_of)
    refresh(workspace, _registries(checked.files))
    loaded = [load_applicants(workspace, entity) for entity in REGISTRIES.values()]
    files = [file for file in checked.files if applicable(file, as_of, void) is None]
    return explain_applicant(
        [one for one in loaded if one is not None],
        files,
        load_facts(workspace.facts),
        applicant,
        measure,
    )


# ---------------------------------------------------------------- indicators


@dataclass(frozen=True, slots=True)
class Assessed:
    """Where a target stands, with the claim of the cited document that states it."""

    progress: Standing
    link: Link


def _definitions(workspace: Workspace) -> Definitions:
    return load_definitions(workspace.indicators, workspace.region)


def assess_targets(
    workspace: Workspace, as_of: date, progress: Progress = silent
) -> list[Assessed]:
    """Assess the workspace's targets on the current series, as of a day.

    Each target is linked to the claim of its document that states it, or to the reason why none is.
    """
    refresh(workspace, (SERIES,), progress)
    definitions = _definitions(workspace)
    if not definitions.targets:
        raise InputError(
            "没有目标", str(workspace.path / "indicators"), "写一个 .yaml 指标文件，列出目标"
        )
    stated = {
        document.metadata.number or document.id: extraction.claims
        for document, extraction in extract_all(
            read_library([workspace.documents], progress).documents, progress
        )
    }
    observations = load_observations(workspace)
    observed = (*observations, *derive(definitions, observations))
    found = []
    for standing in assess(definitions.targets, observed, as_of):
        target = standing.target
        if target.document in stated:
            linked = link(target, stated[target.document])
        else:
            linked = Link(target, None, f"文件「{target.document}」不在 documents/ 里")
        found.append(Assessed(standing, linked))
    return found
