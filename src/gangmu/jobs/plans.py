"""Assess the targets of a workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gangmu.indicators import (
    Link,
    assess,
    derive,
    link,
    load_observations,
)
from gangmu.indicators import Progress as Standing
from gangmu.indicators.definitions import Definitions
from gangmu.indicators.drafts import Draft, draft, stated_in
from gangmu.indicators.plan_tables import read_plan_table
from gangmu.jobs import Progress, silent
from gangmu.jobs.documents import extract_all, read_library
from gangmu.jobs.registers import SERIES, definitions_of, refresh
from gangmu.store import Workspace
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Assessed:
    """Where a target stands, with the claim of the cited document that states it."""

    progress: Standing
    link: Link


def assess_targets(
    workspace: Workspace, as_of: date, progress: Progress = silent
) -> list[Assessed]:
    """Assess the workspace's targets on the current series, as of a day.

    Each target is linked to the claim of its document that states it, or to the reason why none is.
    """
    refresh(workspace, (SERIES,), progress)
    definitions = definitions_of(workspace)
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
        for each in stated_in(read, extraction.claims, region)
    ]
    if not stated:
        why = "不是正式文件，不能据以设目标" if skipped and not official else "没有抽取到目标"
        raise InputError(why, path.name, "用 gangmu extract 看抽取到了什么")
    if plan:
        stated = [replace(each, plan=plan) for each in stated]
    if document:
        stated = [replace(each, document=document) for each in stated]
    return replace(draft(stated, definitions), skipped=skipped)
