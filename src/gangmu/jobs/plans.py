"""Draft and assess the targets of a workspace, and review its plans as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gangmu.extraction import Extraction
from gangmu.indicators import (
    Link,
    assess,
    audit,
    link,
)
from gangmu.indicators import Progress as Standing
from gangmu.indicators.audit import Finding
from gangmu.indicators.definitions import Definitions
from gangmu.indicators.drafts import Draft, aims_in, draft
from gangmu.indicators.outlook import Prospect, prospects
from gangmu.indicators.panel import Panel
from gangmu.indicators.plan_tables import read_plan_table
from gangmu.jobs import Progress, silent
from gangmu.jobs.documents import Library, extract_all, read_library
from gangmu.jobs.outlooks import panel_of
from gangmu.jobs.registers import definitions_of
from gangmu.jobs.tasks import Ledger, ledger_of
from gangmu.store import Workspace
from gangmu.terms import Document, InputError

Found = list[tuple[Document, Extraction]]


@dataclass(frozen=True, slots=True)
class Assessed:
    """Where a target stands, with the claim of the cited document that states it."""

    progress: Standing
    link: Link


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that is known of a workspace's plans on a day.

    ``assessed`` and ``prospects`` are in the order of the targets.
    """

    as_of: date
    assessed: tuple[Assessed, ...]
    prospects: tuple[Prospect, ...]
    ledger: Ledger
    findings: tuple[Finding, ...]
    library: Library


def assess_targets(
    workspace: Workspace, as_of: date, progress: Progress = silent
) -> list[Assessed]:
    """Assess the workspace's targets on the current series, as of a day.

    Each target is linked to the claim of its document that states it, or to the reason why none is.
    """
    panel = _targets(workspace, as_of, progress)
    library = read_library([workspace.documents], progress)
    return _assessed(panel, extract_all(library.documents, progress), as_of)


def review_plans(
    workspace: Workspace, as_of: date, filled: Path | None = None, progress: Progress = silent
) -> Review:
    """Review plans on a day: where targets stand, what is to be expected, tasks, the documents' own
    arithmetic. A ledger of tasks that was ``filled`` in is imported first."""
    panel = _targets(workspace, as_of, progress)
    folders = [workspace.documents] if workspace.documents.is_dir() else []
    library = read_library(folders, progress)
    found = extract_all(library.documents, progress)
    steps = 4
    progress("评估", 0, steps)
    assessed = _assessed(panel, found, as_of)
    progress("评估", 1, steps)
    expected = prospects(panel, as_of, region=workspace.region)
    progress("评估", 2, steps)
    ledger = ledger_of(workspace, found, as_of, filled)
    progress("评估", 3, steps)
    findings = audit(found)
    progress("评估", steps, steps)
    return Review(as_of, tuple(assessed), tuple(expected), ledger, findings, library)


def _targets(workspace: Workspace, as_of: date, progress: Progress) -> Panel:
    panel = panel_of(workspace, as_of, progress)
    if not panel.definitions.targets:
        raise InputError(
            "没有目标",
            str(workspace.path / "indicators"),
            f"用 gangmu targets 规划文件 -w {workspace.path} -o {workspace.path / 'indicators' / '草稿.yaml'} "
            "起草，或照其中的 写法.md 写一份",
        )
    return panel


def _assessed(panel: Panel, read: Found, as_of: date) -> list[Assessed]:
    stated = {
        document.metadata.number or document.id: extraction.claims for document, extraction in read
    }
    found = []
    for standing in assess(panel.definitions.targets, panel.observations, as_of):
        target = standing.target
        if target.document in stated:
            linked = link(target, stated[target.document])
        else:
            linked = Link(target, None, f"文件「{target.document}」不在 documents/ 里")
        found.append(Assessed(standing, linked))
    return found


def draft_targets(
    path: Path,
    workspace: Workspace | None,
    *,
    plan: str = "",
    document: str = "",
    region: str = "",
    progress: Progress = silent,
) -> Draft:
    """Draft a target file from a plan: its text and tables, or a sheet with its table.

    With a workspace, targets link to its indicators, and its region is the plan's.
    """
    definitions = definitions_of(workspace) if workspace else Definitions()
    region = region or (workspace.region if workspace else "")
    if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".csv"):
        return draft(read_plan_table(path, plan, document, region), definitions)
    library = read_library([path], progress)
    if library.errors:
        raise library.errors[0]
    official = [read for read in library.documents if read.official]
    # An essay may be searched and quoted; it sets no target.
    skipped = tuple(
        f"{read.id}：{read.source_reason}" for read in library.documents if not read.official
    )
    stated = [
        each
        for read, extraction in extract_all(official, progress)
        for each in aims_in(read, extraction.claims, region)
    ]
    if not stated:
        why = "不是正式文件，不能据以设目标" if skipped and not official else "没有抽取到目标"
        raise InputError(why, path.name, "用 gangmu extract 看抽取到了什么")
    if plan:
        stated = [replace(each, plan=plan) for each in stated]
    if document:
        stated = [replace(each, document=document) for each in stated]
    return replace(draft(stated, definitions), skipped=skipped)
