"""Back a workspace up with its records, restore it, and verify its audit chain."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gangmu.jobs import Progress, silent
from gangmu.store import Workspace, atomic_write
from gangmu.store.records import Records, chain
from gangmu.store.records.copying import dump, load
from gangmu.store.records.records import FILE
from gangmu.terms import InputError

RECORDS = "records.jsonl"
#: What is left out: it is derived, or belongs to a process that is running.
_LEFT_OUT = {"index", "tmp", "lock", "outputs", FILE, f"{FILE}-wal", f"{FILE}-shm"}


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore has copied."""

    path: Path
    files: int
    rows: int


def back_up(
    workspace: Workspace, database: str | None, path: Path, progress: Progress = silent
) -> Copied:
    """Write a workspace and its records into one zip, replacing it at once.

    Files are only ever replaced whole, and the records are read in one consistent state, so the
    service may go on meanwhile.
    """
    inside = [p for p in sorted(workspace.path.rglob("*")) if p.is_file() and _kept(workspace, p)]
    records = Records.open(workspace.store, database)
    rows = 0
    try:
        with (
            atomic_write(path) as temporary,
            zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as book,
        ):
            for done, file in enumerate(inside):
                progress("备份", done, len(inside))
                if file.resolve() != path.resolve():
                    book.write(file, f"workspace/{file.relative_to(workspace.path).as_posix()}")
            with book.open(RECORDS, "w") as out:
                for line in dump(records):
                    out.write(f"{line}\n".encode())
                    rows += 1
    finally:
        records.close()
    progress("备份", len(inside), len(inside))
    return Copied(path, len(inside), rows)


def _kept(workspace: Workspace, path: Path) -> bool:
    parts = path.relative_to(workspace.path).parts
    return not (parts[0] == workspace.store.name and len(parts) > 1 and parts[1] in _LEFT_OUT)


def restore(
    path: Path, folder: Path, database: str | None = None, progress: Progress = silent
) -> Copied:
    """Restore a backup into a folder that is not there yet; what fails leaves nothing behind.

    Raises ``InputError`` for a folder that is not empty, and for a file that is no backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError("文件夹不是空的", str(folder), "恢复到一个新文件夹")
    there = folder.exists()
    try:
        with zipfile.ZipFile(path) as book:
            names = book.namelist()
            if RECORDS not in names or "workspace/gangmu.yaml" not in names:
                raise InputError("不是纲目的备份", str(path), "备份用 gangmu backup 做")
            for done, name in enumerate(names):
                progress("恢复", done, len(names))
                parts = PurePosixPath(name).parts
                if name != RECORDS and parts[0] == "workspace" and ".." not in parts:
                    target = folder.joinpath(*parts[1:])
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with book.open(name) as source, target.open("wb") as out:
                        shutil.copyfileobj(source, out)
            records = Records.open(folder / ".gangmu", database)
            try:
                with book.open(RECORDS) as lines:
                    rows = load(records, (line.decode() for line in lines))
            finally:
                records.close()
        Workspace.open(folder)
    except (zipfile.BadZipFile, EOFError):
        _away(folder, there)
        raise InputError("备份已损坏", str(path), "换一份备份") from None
    except BaseException:
        _away(folder, there)
        raise
    return Copied(folder, len(names) - 1, rows)


def _away(folder: Path, there: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if there:
        folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True, slots=True)
class Verified:
    """The end of an audit chain, and the first place where it does not hold."""

    head: chain.Head
    broken: chain.Break | None


def verify_audit(workspace: Workspace, database: str | None, kept: Path | None = None) -> Verified:
    """Recompute the audit chain; with a head that was exported earlier, it must still contain it."""
    earlier = None
    if kept is not None:
        try:
            earlier = chain.Head(**json.loads(kept.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise InputError("不是导出的链尾", str(kept), "用 gangmu audit-log head 导出") from None
    records = Records.open(workspace.store, database)
    try:
        with records.read() as connection:
            return Verified(chain.read_head(connection), chain.verify(connection, earlier))
    finally:
        records.close()
