"""Settlement runs: asked for, looked through line by line, decided, approved by two, frozen, exported."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict

from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.labour import outputs
from gangmu.service.office import NotFoundError, Office
from gangmu.service.pages import Action, Done, Download, Export, Id, View
from gangmu.settlement.decisions import Conclusion
from gangmu.store import decode
from gangmu.store.records.decisions import (
    Decision,
    decide,
    standing_decisions,
    undo_decision,
)
from gangmu.store.records.publishing import Act, Approval, acts_on_run, approve_run, run_state
from gangmu.terms import InputError, Trace
from gangmu.writing.dates import parse_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class RunRow:
    """A run that was kept, and when. Money in 分."""

    id: str
    at: str
    as_of: str
    year: int
    lines: int
    awarded: int
    paid: int
    state: str


@dataclass(frozen=True)
class RunsPage:
    """The runs of the workspace, the latest first."""

    items: list[RunRow]
    total: int
    today: date
    files: list[str]


def runs(desk: Desk) -> RunsPage:
    """List the runs."""
    rows = [_row(desk.office, folder) for folder in desk.office.workspace.runs()]
    rows.sort(key=lambda row: (row.at, row.id), reverse=True)
    files = [path.name for path in desk.office.workspace.measures]
    return RunsPage(rows, len(rows), desk.office.today(), files)


def _row(office: Office, folder: Path) -> RunRow:
    manifest = folder / "manifest.json"
    about = json.loads(manifest.read_text("utf-8"))
    acts = acts_on_run(office.records, about["id"])
    # The day a run was made is no part of it: the same inputs give the same bytes.
    at = datetime.fromtimestamp(manifest.stat().st_mtime, UTC).isoformat()
    return RunRow(
        about["id"], at, about["基准日"], about["年度"], about["行数"], about["核定合计（分）"],
        about["拨付合计（分）"], run_state(acts),
    )  # fmt: skip


class Asked(BaseModel):
    """The day that everything is settled on, and a measure file, if not all are settled."""

    as_of: str = ""
    file: str = ""


def ask_run(desk: Desk, asked: Asked) -> Done:
    """Ask for a run on a day; it is done by a process of its own."""
    day = parse_date(asked.as_of) if asked.as_of else desk.office.today()
    if day is None:
        raise InputError(f"「{asked.as_of}」不是日期", "基准日", "写成 2026-06-30")
    files = [asked.file] if asked.file else []
    id = desk.office.begin(desk.person, "测算", {"as_of": day.isoformat(), "files": files})
    return Done("已开始测算", f"/jobs/one?id={id}", id)


# ---------------------------------------------------------------- one run


@dataclass(frozen=True)
class LineRow:
    """A line of a run: a measure and an applicant whom it may pay. Money in 分."""

    number: int
    measure: str
    clause: str
    id: str
    name: str
    verdict: str
    treatment: str
    low: int
    high: int | None
    awarded: int
    paid: int
    rank: int | None
    missing: str
    why: str


@dataclass(frozen=True)
class MeasureTotal:
    """The lines of a measure, counted and summed."""

    measure: str
    lines: int
    pending: int
    awarded: int
    paid: int


@dataclass(frozen=True)
class RunPage:
    """A run with its lines, filtered, and what was said of it.

    ``earlier`` is what is paid now of awards of earlier runs, which are no lines of this one (分).
    """

    run: RunRow
    inputs: dict[str, str]
    skipped: dict[str, str]
    notes: list[str]
    absences: list[str]
    totals: list[MeasureTotal]
    earlier: int
    items: list[LineRow]
    total: int
    offset: int
    limit: int
    measure: str
    treatment: str
    q: str
    treatments: dict[str, int]
    acts: list[Approval]
    books: list[str]


def run(
    desk: Desk,
    id: str,
    measure: str = "",
    treatment: str = "",
    q: str = "",
    limit: Id = 100,
    offset: Id = 0,
) -> RunPage:
    """Show a run: totals by measure, and its lines filtered by measure, treatment and name."""
    office, limit, offset = desk.office, max(1, min(limit, 1000)), max(0, offset)
    folder = _folder(office, id)
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    lines = _lines(folder)
    treatments: Counter[str] = Counter()
    totals: dict[str, list[int]] = {}
    kept: list[LineRow] = []
    for line in lines:
        sums = totals.setdefault(line.measure, [0, 0, 0, 0])
        for at, more in enumerate((1, line.treatment == "待核实", line.awarded, line.paid)):
            sums[at] += more
        if (not measure or line.measure == measure) and (not q or q in line.name or q in line.id):
            treatments[line.treatment] += 1
            if not treatment or line.treatment == treatment:
                kept.append(line)
    books = sorted(path.stem for path in outputs(office.workspace, id).glob("*.xlsx"))
    row = _row(office, folder)
    return RunPage(
        row, about["输入"], about["未适用"], about["说明"], about.get("缺列", []),
        [MeasureTotal(name, *sums) for name, sums in totals.items()],
        row.paid - sum(line.paid for line in lines),
        kept[offset : offset + limit], len(kept), offset, limit, measure, treatment, q,
        dict(treatments), list(acts_on_run(office.records, id)), books,
    )  # fmt: skip


def _folder(office: Office, id: str) -> Path:
    for folder in office.workspace.runs():
        if folder.name == id:
            return folder
    raise NotFoundError(f"没有运行「{id}」", "兑付")


@lru_cache(maxsize=8)
def _lines(folder: Path) -> tuple[LineRow, ...]:
    """Read the lines of a run; a run never changes, so they may be kept."""
    table = decode((folder / "lines.parquet").read_bytes())
    return tuple(
        LineRow(
            number, row["措施"], f"{row['文号']} {row['依据']}", row["编号"], row["名称"], row["结论"],
            row["处理"], row["核定下限"], row["核定上限"], row["核定"], row["拨付"], row["名次"],
            row["缺少"] or "", row["因由"] or "",
        )
        for number, row in enumerate(table.to_pylist())
    )  # fmt: skip


@dataclass(frozen=True)
class StepRow:
    """What a step did to the line, by which clause.

    Money in 分: at least, and at most (``None``: without limit).
    """

    step: str
    clause: str
    basis: str
    before_least: int
    before: int | None
    after_least: int
    after: int | None
    treatment: str
    why: str


@dataclass(frozen=True)
class LinePage:
    """A line explained: the condition tree with its cells, then every step, then decisions.

    ``missing`` are the facts that it waits for, each with the place where it belongs.
    ``changed`` says that the inputs have changed since the run, so that the tree is not its own.
    """

    run: str
    as_of: str
    line: LineRow
    trace: Trace | None
    missing: list[tuple[str, str]]
    changed: bool
    steps: list[StepRow]
    decisions: list[Decision]
    conclusions: list[str]


def line(desk: Desk, id: str, number: Id) -> LinePage:
    """Explain a line of a run."""
    office = desk.office
    folder = _folder(office, id)
    lines = _lines(folder)
    if not 0 <= number < len(lines):
        raise NotFoundError(f"没有第 {number} 行", id)
    found = lines[number]
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    settled = office.settled(date.fromisoformat(about["基准日"]))
    trace, missing = None, []
    if settled.id == id:
        explained = office.explained(settled, found.id, found.measure)
        trace = explained.judgement.trace
        missing = list(zip(explained.judgement.missing, explained.places, strict=True))
    trail = decode((folder / "trail.parquet").read_bytes())
    mine = trail.filter(pc.field("行号") == number)
    steps = [
        StepRow(
            r["步骤"], r["条款"], r["依据"], r["前下限"], r["前上限"], r["后下限"], r["后上限"],
            r["后处理"], r["说明"],
        )
        for r in mine.to_pylist()
    ]  # fmt: skip
    decisions = [
        d
        for d in standing_decisions(office.records, about["年度"])
        if (d.measure, d.applicant) == (found.measure, found.id)
    ]
    return LinePage(
        id, about["基准日"], found, trace, missing, settled.id != id, steps, decisions,
        [str(c) for c in Conclusion],
    )  # fmt: skip


class Decided(BaseModel):
    """A decision on a line that the rules leave 待核实, with its evidence."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    run: str
    number: Id
    conclusion: Conclusion
    reason: str
    amount: str = ""
    evidence: str = ""
    attachment: UploadFile | None = None


def decide_line(desk: Desk, asked: Decided) -> Done:
    """Decide on a line; the decision counts from the next run on."""
    office = desk.office
    folder = _folder(office, asked.run)
    lines = _lines(folder)
    if not 0 <= asked.number < len(lines):
        raise NotFoundError(f"没有第 {asked.number} 行", asked.run)
    found = lines[asked.number]
    year = int(json.loads((folder / "manifest.json").read_text("utf-8"))["年度"])
    evidence = [asked.evidence.strip()] if asked.evidence.strip() else []
    if asked.attachment is not None and asked.attachment.filename:
        evidence.append(office.keep(desk.person, asked.attachment, "证据"))
    number = found.clause.partition(" ")[0]
    id = decide(
        office.records, desk.person, found.measure, number, found.id, year, str(asked.conclusion),
        _fen(asked.amount), asked.reason, tuple(evidence),
    )  # fmt: skip
    return Done(
        "已记下，下一次测算起生效", f"/runs/line?id={asked.run}&number={asked.number}", str(id)
    )


def _fen(text: str) -> int | None:
    """Read an amount in 元.

    >>> _fen("1,234.50"), _fen("")
    (123450, None)
    """
    from decimal import Decimal, InvalidOperation

    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    if not plain:
        return None
    try:
        fen = Decimal(plain) * 100
    except InvalidOperation:
        raise InputError(
            f"「{text}」不是金额", "核定金额", "写成 120000 或 120000.50（元）"
        ) from None
    if fen != fen.to_integral_value() or fen < 0:
        raise InputError(f"「{text}」不是金额", "核定金额", "不小于零，至多两位小数")
    return int(fen)


class OneDecision(BaseModel):
    """Which decision to take back, and where to go on."""

    id: Id
    run: str
    number: Id


def undo(desk: Desk, asked: OneDecision) -> Done:
    """Take a decision back."""
    undo_decision(desk.office.records, desk.person, asked.id)
    return Done("已撤销", f"/runs/line?id={asked.run}&number={asked.number}")


# ---------------------------------------------------------------- approval and export


class Said(BaseModel):
    """What is said of a run."""

    run: str
    act: Act
    note: str = ""


def say(desk: Desk, asked: Said) -> Done:
    """Agree with a run, send it back, or freeze it when two have agreed."""
    _folder(desk.office, asked.run)
    if asked.act not in (Act.AGREE, Act.RETURN, Act.FREEZE):
        raise InputError(f"对测算不能「{asked.act}」", asked.run)
    acts = approve_run(desk.office.records, desk.person, asked.run, asked.act, asked.note)
    state = run_state(acts)
    waits = "还要另一个人同意" if asked.act is Act.AGREE and state == "待审" else state
    return Done(f"已{asked.act}（{waits}）", f"/runs/one?id={asked.run}")


def book(desk: Desk, id: str, name: str) -> Download:
    """Download one of the tables of a run."""
    _folder(desk.office, id)
    for path in outputs(desk.office.workspace, id).glob("*.xlsx"):
        if path.stem == name:
            return Download(path.read_bytes(), f"{name}-{id}.xlsx", XLSX)
    raise NotFoundError(f"没有表「{name}」", id, "重新测算一次")


@dataclass(frozen=True)
class ChangeRow:
    """A line whose amount differs between two runs. Money in 分; ``None`` where a run lacks it."""

    measure: str
    id: str
    name: str
    one: int | None
    other: int | None
    one_treatment: str
    other_treatment: str


@dataclass(frozen=True)
class DifferencePage:
    """Two runs side by side: what changed in their inputs, and in their lines."""

    one: RunRow | None
    other: RunRow | None
    choices: list[RunRow]
    inputs: list[tuple[str, str, str]]
    items: list[ChangeRow]
    total: int
    awarded: int


def compare_runs(desk: Desk, one: str = "", other: str = "") -> DifferencePage:
    """Compare two runs line by line."""
    office = desk.office
    choices = runs(desk).items
    if not one or not other:
        return DifferencePage(None, None, choices, [], [], 0, 0)
    folders = _folder(office, one), _folder(office, other)
    left, right = ({(r.measure, r.id): r for r in _lines(folder)} for folder in folders)
    rows = []
    for key in sorted(left.keys() | right.keys()):
        a, b = left.get(key), right.get(key)
        if (a and (a.awarded, a.treatment)) != (b and (b.awarded, b.treatment)):
            named: Any = a or b
            rows.append(
                ChangeRow(
                    key[0], key[1], named.name, a.awarded if a else None, b.awarded if b else None,
                    a.treatment if a else "", b.treatment if b else "",
                )
            )  # fmt: skip
    about = [json.loads((f / "manifest.json").read_text("utf-8"))["输入"] for f in folders]
    names = list(dict.fromkeys((*about[0], *about[1])))
    inputs = [(n, about[0].get(n, "—"), about[1].get(n, "—")) for n in names]
    return DifferencePage(
        _row(office, folders[0]), _row(office, folders[1]), choices,
        [each for each in inputs if each[1] != each[2]], rows[:2000], len(rows),
        sum((r.other or 0) - (r.one or 0) for r in rows),
    )  # fmt: skip


ROUTES = (
    View("/runs", Permission.RESULTS, runs, "runs.html"),
    Action("/runs", Permission.WORK, ask_run),
    View("/runs/one", Permission.RESULTS, run, "run.html"),
    View("/runs/line", Permission.RESULTS, line, "run_line.html"),
    View("/runs/compare", Permission.RESULTS, compare_runs, "runs_compare.html"),
    Action("/runs/decide", Permission.WORK, decide_line),
    Action("/runs/undo", Permission.WORK, undo),
    Action("/runs/say", Permission.APPROVE, say),
    Export("/runs/book", Permission.RESULTS, book),
)
