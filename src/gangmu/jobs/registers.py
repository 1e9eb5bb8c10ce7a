"""Import what a workspace knows: registries and statistics become immutable snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gangmu.enterprises.registry import import_registry
from gangmu.indicators import (
    Definitions,
    import_series,
    load_definitions,
)
from gangmu.indicators.series import UNDEFINED
from gangmu.jobs import Progress, silent
from gangmu.measures.facts import load_facts
from gangmu.settlement.decisions import FORM as DECISIONS
from gangmu.settlement.ledger import FORM as LEDGER
from gangmu.store import Workspace, sha256_of
from gangmu.terms import BlankForm, InputError, InputErrors, Snapshot

#: The files that a workspace's facts come from, and the entity of each registry; the sheet of any
#: other entity is a file of its name (``贷款.xlsx``) or a sheet of its name in one of these.
REGISTRIES = {"enterprises": "企业", "projects": "项目"}
SERIES = "series"
#: What an office keeps beside a settlement: its review decisions, and what it paid before.
FORMS = {"decisions": DECISIONS, "ledger": LEDGER}
_SHEETS = (".xlsx", ".csv", ".xls", ".ods")


def definitions_of(workspace: Workspace) -> Definitions:
    """Load the indicators and targets of a workspace."""
    return load_definitions(workspace.indicators, workspace.region)


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported, and the forms that were passed over because nobody has filled them in."""

    snapshots: tuple[Snapshot, ...]
    blank: tuple[Path, ...]


def import_facts(
    workspace: Workspace, paths: Sequence[Path] = (), progress: Progress = silent
) -> Imported:
    """Import sheets (by default those of the workspace); a file imported before is not read again.

    Forms that nobody has filled in yet are passed over, unless there is nothing else.
    Raises ``InputErrors`` with every bad cell of a file; the snapshots before it stay.
    """
    snapshots, blank = _import(workspace, paths or _every_sheet(workspace), progress)
    if blank and not snapshots:
        raise InputErrors(list(blank.values()))
    return Imported(tuple(snapshots), tuple(blank))


def refresh(
    workspace: Workspace, stems: Sequence[str], progress: Progress = silent
) -> list[Snapshot]:
    """Import those sheets of the workspace that have changed since they were imported.

    Series that no indicator was defined for are read again when the indicator files have changed.
    """
    current = [workspace.current(_name(stem)) for stem in stems]
    known = {
        snapshot.source_sha256
        for snapshot in current
        if snapshot is not None and not _defined_since(workspace, snapshot)
    }
    changed = [path for path in _sheets(workspace, stems) if sha256_of(path) not in known]
    return _import(workspace, changed, progress)[0]


def left_behind(workspace: Workspace, stems: Sequence[str]) -> list[str]:
    """Say which sheets were imported from a file that is no longer in the workspace, and still count."""
    said = []
    for stem in stems:
        snapshot = workspace.current(_name(stem))
        own = {f"{stem}{suffix}" for suffix in _SHEETS}
        if snapshot and snapshot.source in own and not _sheets(workspace, [stem]):
            said.append(
                f"{snapshot.source} 已不在工作区，「{snapshot.name}」仍按 {snapshot.imported_at[:10]} 导入的 "
                f"{snapshot.rows:,} 行算；有变动的，把改好的表放回来再导入"
            )
    return said


def _import(
    workspace: Workspace, paths: Sequence[Path], progress: Progress
) -> tuple[list[Snapshot], dict[Path, InputError]]:
    """Import sheets; the errors are of blank forms that never had rows."""
    book = load_facts(workspace.facts, workspace.rates)
    snapshots: list[Snapshot] = []
    blank: dict[Path, InputError] = {}
    for path in paths:
        if not path.is_file():
            raise InputError("没有这个文件", str(path), "检查路径；或不带参数运行 gangmu import")
        progress(f"导入 {path.name}", 0, 1)
        try:
            if path.stem == SERIES:
                snapshots.append(import_series(workspace, path, definitions_of(workspace)))
            elif path.stem in FORMS:
                snapshots += workspace.write_snapshots([FORMS[path.stem].read(path)])
            else:
                named = _name(path.stem)
                entity = named if named in book.entities else None
                snapshots += import_registry(workspace, path, book, entity=entity)
        except InputError as error:
            # Rows imported before must not live on behind a sheet that has lost them.
            before = workspace.current(_name(path.stem))
            if not _is_blank(error) or (before and before.source == path.name):
                raise
            blank[path] = error
        progress(f"导入 {path.name}", 1, 1)
    return snapshots, blank


def _defined_since(workspace: Workspace, snapshot: Snapshot) -> bool:
    """Tell a snapshot of series that left some out, and indicator files that are newer."""
    if not any(note.startswith(UNDEFINED) for note in snapshot.notes):
        return False
    imported = datetime.fromisoformat(snapshot.imported_at).timestamp()
    return any(path.stat().st_mtime > imported for path in workspace.indicators)


def _is_blank(error: InputError) -> bool:
    errors = error.errors if isinstance(error, InputErrors) else (error,)
    return all(isinstance(each, BlankForm) for each in errors)


def _name(stem: str) -> str:
    """Give the name of the snapshot that a sheet of the workspace makes."""
    return FORMS[stem].name if stem in FORMS else REGISTRIES.get(stem, stem)


def _every_sheet(workspace: Workspace) -> list[Path]:
    entities = load_facts(workspace.facts, workspace.rates).entities
    return _sheets(workspace, (*REGISTRIES, *entities, *FORMS, SERIES))


def _sheets(workspace: Workspace, stems: Sequence[str]) -> list[Path]:
    found = []
    for stem in stems:
        found += [
            workspace.path / f"{stem}{suffix}"
            for suffix in _SHEETS
            if (workspace.path / f"{stem}{suffix}").is_file()
        ][:1]
    return found
