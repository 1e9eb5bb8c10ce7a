"""Long work, done by a process of its own: ``python -m gangmu.service.labour WORKSPACE JOB``.

The worker that answers requests stays free, and a job that is killed, or that eats its memory,
takes nothing with it: what it writes is whole or not there, and the record of the job says 中断.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from gangmu.jobs.documents import read_library
from gangmu.jobs.measures import evaluate
from gangmu.jobs.registers import import_facts
from gangmu.reports.decisions import write_decisions
from gangmu.reports.payments import write_payments
from gangmu.settlement.decisions import FORM, Conclusion, Decision, Decisions
from gangmu.store import Workspace, atomic_write
from gangmu.store.records import Records, work
from gangmu.store.records.decisions import standing_decisions
from gangmu.terms import InputError

Progress = Callable[[str, int, int], None]
_EVERY = 0.5  # seconds between two words on how far a job is


@contextmanager
def _trial(workspace: Workspace, asked: Mapping[str, Any]) -> Iterator[Path]:
    """Lay an uploaded file out under its own name, away from everything, for as long as it is tried."""
    kept = uploaded(workspace, asked["sha256"])
    folder = kept.with_name(f"{kept.name}.{os.getpid()}")
    folder.mkdir(parents=True)
    try:
        trial = folder / Path(asked["name"]).name
        shutil.copyfile(kept, trial)
        yield trial
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def uploaded(workspace: Workspace, sha256: str) -> Path:
    """Say where the bytes of an upload are kept."""
    return workspace.store / "uploads" / sha256


def _put(trial: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(place) as temporary:
        shutil.copyfile(trial, temporary)


def read_document(
    workspace: Workspace, _records: Records, asked: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Read an uploaded file; when that goes well it joins the documents."""
    with _trial(workspace, asked) as trial:
        library = read_library([trial], progress)
        if library.errors:
            raise library.errors[0]
        _put(trial, _free(workspace.documents / trial.name, trial))
    notes = [
        f"{d.metadata.title or d.id}：{len(d.clauses)} 个条款，{d.source_reason}"
        for d in library.documents
    ]
    return {"where": "/documents", "notes": notes}


def _free(place: Path, trial: Path) -> Path:
    """Find a name that no other file has; the same content keeps its name."""
    data, number, found = trial.read_bytes(), 2, place
    while found.exists() and found.read_bytes() != data:
        found = place.with_stem(f"{place.stem}（{number}）")
        number += 1
    return found


def import_sheet(
    workspace: Workspace, _records: Records, asked: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Import an uploaded registry or series; one bad cell and nothing is imported."""
    with _trial(workspace, asked) as trial:
        snapshots = import_facts(workspace, [trial], progress).snapshots
        _put(trial, workspace.path / trial.name)
    notes = [f"{s.name} {s.rows} 行，快照 {s.id}" for s in snapshots]
    return {"where": "/", "notes": [*notes, *(note for s in snapshots for note in s.notes)]}


def settle(
    workspace: Workspace, records: Records, asked: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Settle the workspace on a day with what was decided, keep the run, and write its books."""
    lay_decisions(workspace, records)
    day = date.fromisoformat(asked["as_of"])
    done = evaluate(workspace, day, progress, files=asked.get("files", ()))
    run = done.settlement
    folder = outputs(workspace, run.id)
    folder.mkdir(parents=True, exist_ok=True)
    write_payments(run, folder)
    notes = [*done.doubts, *run.notes, *(f"未适用：{s.name}，{s.reason}" for s in run.skipped)]
    return {"where": f"/runs/one?id={run.id}", "notes": [str(note) for note in notes]}


def lay_decisions(workspace: Workspace, records: Records) -> None:
    """Write the decisions of the records into the sheet that a settlement reads.

    What people keep in the sheet by hand stays; the command line then settles by the same.
    """
    sheets = (workspace.path / f"decisions{suffix}" for suffix in (".xlsx", ".csv", ".xls", ".ods"))
    sheet = next((path for path in sheets if path.is_file()), None)
    by_hand = [d for d in _read_decisions(sheet) if not d.opinion.endswith(_MARK)]
    ours = [
        Decision(
            d.applicant, d.measure, d.number, Conclusion(d.conclusion), d.amount, d.user,
            date.fromisoformat(d.at[:10]), f"{d.reason}{_MARK}", "、".join(d.evidence), "",
        )
        for d in standing_decisions(records)
    ]  # fmt: skip
    if ours or (sheet and len(by_hand) < len(_read_decisions(sheet))):
        write_decisions([*by_hand, *ours], workspace.path / "decisions.xlsx")


_MARK = "〔网页上记下〕"


def _read_decisions(sheet: Path | None) -> Sequence[Decision]:
    return Decisions.of(FORM.read(sheet).table).items if sheet else ()


def outputs(workspace: Workspace, run: str) -> Path:
    """Say where the books of a run are; they can be written again at any time."""
    return workspace.store / "outputs" / run


KINDS: dict[str, Callable[[Workspace, Records, Mapping[str, Any], Progress], dict[str, Any]]] = {
    "读文件": read_document,
    "导入": import_sheet,
    "测算": settle,
}


def start(workspace: Workspace, id: str) -> subprocess.Popen[bytes]:
    """Start the process of a job."""
    words = [sys.executable, "-m", "gangmu.service.labour", str(workspace.path), id]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)


def do(workspace: Workspace, records: Records, id: str) -> None:
    """Do a job that waits, unless another process has taken it."""
    if not work.take(records, id):
        return
    job = work.job(records, id)
    told = 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > _EVERY:
            told = time.monotonic()
            work.beat(records, id, stage, done, total)

    try:
        result = KINDS[job.kind](workspace, records, job.asked, progress)
    except InputError as error:
        work.finish(records, job.user, id, None, str(error))
    except Exception as error:  # a bug must not leave the page waiting
        work.finish(
            records, job.user, id, None, f"程序出错（{type(error).__name__}），请把作业号告诉管理员"
        )
        raise
    else:
        work.finish(records, job.user, id, result)


def main() -> None:
    """Do one job."""
    workspace = Workspace.open(Path(sys.argv[1]))
    records = Records.open(workspace.store, os.environ.get("GANGMU_DATABASE") or None)
    do(workspace, records, sys.argv[2])
    records.close()


if __name__ == "__main__":
    main()
