"""Assess the targets of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gangmu.indicators import (
    Link,
    assess,
    derive,
    link,
    load_observations,
)
from gangmu.indicators import Progress as Standing
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
