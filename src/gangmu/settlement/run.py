"""A settlement: measures × applicants on a day → lines, the trail of every step, a plan of payment.

The way of one run is ``steps``: judge, review, rank, ladders, caps, groups, shared caps, budget, plan.
The run's id is the hash of its inputs (measure files, snapshots, decisions, ledger, day, version of
the language), so the same inputs give the same run, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from gangmu import __version__
from gangmu.measures.arrangement import STEP_ORDER
from gangmu.measures.facts import FactBook
from gangmu.measures.measure import MeasureFile
from gangmu.measures.periods import Assessment
from gangmu.settlement.absences import Absence, find_absences
from gangmu.settlement.allocation import INFINITE
from gangmu.settlement.applicants import PARENT, Applicants, load_applicants
from gangmu.settlement.decisions import load_decisions
from gangmu.settlement.judging import Judged, judge_all
from gangmu.settlement.ledger import State, load_ledger
from gangmu.settlement.lines import (
    CODES,
    SCHEMA,
    TRAIL,
    TREATMENTS,
    Bools,
    Entry,
    Lines,
    Treatment,
    money,
    words,
)
from gangmu.settlement.payment import Due, plan, plan_table, shares_of
from gangmu.settlement.round import Round
from gangmu.settlement.spellings import find_spellings
from gangmu.settlement.steps import REVIEW, run_steps
from gangmu.store import Workspace, encode
from gangmu.terms import InputError, Verdict

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A measure file that does not apply on the day, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Total:
    """The lines of one measure, counted and summed (分).

    ``awarded`` is what its lines are to receive in all, ``paid`` what of that (and of earlier
    awards) is paid now, ``own`` what they would receive before any step.
    """

    measure: str
    document: str
    clause: str
    entity: str
    eligible: int
    undecided: int
    ineligible: int
    own: int
    awarded: int
    paid_lines: int
    paid: int
    lost_lines: int
    pending_lines: int
    pending_most: int | None


@dataclass(frozen=True, eq=False)
class Settlement:
    """A complete run; ``lines``, ``trail`` and ``plan`` are described in ``lines`` and ``payment``."""

    id: str
    workspace: str
    as_of: date
    year: int
    lines: pa.Table
    trail: pa.Table
    plan: pa.Table
    shares: pa.Table
    totals: tuple[Total, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    absences: tuple[Absence, ...]
    inputs: tuple[tuple[str, str], ...]
    enterprise_names: Mapping[str, str]
    round: Round = field(repr=False)
    judged: Judged = field(repr=False)
    state: Lines = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    dues: tuple[Due, ...] = field(repr=False)

    @property
    def paid(self) -> int:
        """Give the sum of what is paid now, in 分."""
        return sum(total.paid for total in self.totals)

    @property
    def awarded(self) -> int:
        """Give the sum of what is awarded, in 分, whenever it is paid."""
        return sum(total.awarded for total in self.totals)

    @cached_property
    def deltas(self) -> dict[str, tuple[int, int]]:
        """Say for each step how many lines it changed, and what it added to the certain amounts."""
        found: dict[str, tuple[int, int]] = {}
        for entry in self.entries:
            lines, delta = found.get(entry.step, (0, 0))
            found[entry.step] = (lines + len(entry.change.at), delta + int(entry.delta.sum()))
        return found

    def reason(self, line: int) -> str:
        """Say why a line is what it is: the measure's reason, then every step that changed it."""
        return "；".join(filter(None, (self.judged.reason(self.round, line), *self.steps_of(line))))

    def steps_of(self, line: int) -> list[str]:
        """Say what each step did to a line."""
        return [
            f"{entry.step}：{entry.change.why[at]}" for entry, at in self._changes.get(line, ())
        ]

    def changes_of(self, line: int) -> list[tuple[Entry, int]]:
        """Give the entries of the trail that changed a line, each with the row of its change."""
        return list(self._changes.get(line, ()))

    @cached_property
    def _changes(self) -> dict[int, list[tuple[Entry, int]]]:
        found: dict[int, list[tuple[Entry, int]]] = {}
        for entry in self.entries:
            for at, line in enumerate(entry.change.at.tolist()):
                found.setdefault(line, []).append((entry, at))
        return found


#: How often a measure may pay the same applicant within one year.
_SEVERAL = ("每季", "每月")


def settle(
    workspace: Workspace,
    files: Sequence[MeasureFile],
    book: FactBook,
    as_of: date,
    repealed: Mapping[str, str] | None = None,
    progress: Progress = lambda _stage, _done, _all: None,
    without: Sequence[str] = (),
) -> Settlement:
    """Run the measures that are in force on a day over the current snapshots.

    ``repealed`` maps the 文号 of a document to the reason why it no longer holds; ``without`` names
    steps to be left out. Raises ``InputError`` where no registry was imported or a step is unknown.
    """
    for name in without:
        if name not in (REVIEW, *STEP_ORDER):
            known = "、".join((REVIEW, *STEP_ORDER))
            raise InputError(f"没有步骤「{name}」", "--without", f"可以写：{known}")
    skipped = []
    in_force = []
    for file in files:
        reason = applicable(file, as_of, repealed)
        if reason:
            skipped.append(Skipped(f"{file.path.name}（{file.number}）", reason))
        else:
            in_force.append(file)
    assessment = Assessment(workspace.year, as_of)
    applicants = _load(workspace, in_force, book, assessment)
    round_ = Round(
        tuple(in_force),
        applicants,
        {entity: one.population() for entity, one in applicants.items()},
        book,
        workspace.year,
        as_of,
        load_decisions(workspace),
        load_ledger(workspace),
        tuple(without),
    )
    return settle_round(round_, workspace.name, tuple(skipped), progress)


def settle_round(
    round_: Round,
    workspace: str,
    skipped: tuple[Skipped, ...] = (),
    progress: Progress = lambda _stage, _done, _all: None,
) -> Settlement:
    """Settle a round whose inputs are all loaded."""
    judged = judge_all(round_, progress)
    progress("兑付", 0, 1)
    lines, entries, notes = run_steps(round_, judged.lines)
    dues = plan(round_, lines)
    progress("兑付", 1, 1)
    inputs = _inputs(round_)
    return Settlement(
        id=hashlib.sha256(json.dumps(inputs, ensure_ascii=False).encode()).hexdigest()[:16],
        workspace=workspace,
        as_of=round_.as_of,
        year=round_.year,
        lines=_table(round_, judged, lines, entries, dues),
        trail=pa.concat_tables([TRAIL.empty_table(), *(entry.table() for entry in entries)])
        .unify_dictionaries()
        .combine_chunks(),
        plan=plan_table(dues),
        shares=shares_of(dues),
        totals=_totals(round_, judged, lines, dues),
        skipped=skipped,
        notes=(
            *(f"略去了步骤「{name}」，只供比较，不能据以拨付" for name in round_.without),
            *notes,
            *_early(round_),
            *_paid_already(round_, lines),
            *find_spellings(round_),
            *_assumptions(round_),
        ),
        absences=find_absences(round_, judged, lines),
        inputs=inputs,
        enterprise_names=_names(round_.applicants),
        round=round_,
        judged=judged,
        state=lines,
        entries=tuple(entries),
        dues=tuple(dues),
    )


def applicable(
    file: MeasureFile, as_of: date, repealed: Mapping[str, str] | None = None
) -> str | None:
    """Say why a measure file does not apply on a day; ``None`` where it does."""
    if file.effective and as_of < file.effective:
        return f"基准日 {as_of} 早于施行日期 {file.effective}"
    if file.expires and as_of > file.expires:
        return f"基准日 {as_of} 晚于失效日期 {file.expires}"
    return (repealed or {}).get(file.number or "")


def _load(
    workspace: Workspace, files: Sequence[MeasureFile], book: FactBook, assessment: Assessment
) -> dict[str, Applicants]:
    wanted = {measure.entity for file in files for measure in file.measures}
    found = {}
    for entity in dict.fromkeys((PARENT, "项目", *sorted(wanted))):
        applicants = load_applicants(workspace, entity, book, assessment)
        if applicants is not None:
            found[entity] = applicants
        elif entity in wanted:
            raise InputError(
                f"有以{entity}为对象的措施，但还没有导入{entity}登记",
                str(workspace.path),
                "先运行 gangmu import",
            )
    return found


# ---------------------------------------------------------------- tables


def _table(
    round_: Round, judged: Judged, lines: Lines, entries: Sequence[Entry], dues: Sequence[Due]
) -> pa.Table:
    everyone = np.arange(len(lines))
    measures = round_.measures
    pay = lines.treatment == CODES[Treatment.PAY]
    now = np.zeros(len(lines), np.int64)
    for due in dues:
        if due.line is not None and due.state is State.DUE:
            now[due.line] += due.amount[0]
    last = np.full(len(lines), -1, np.int64)
    said: list[str] = [""]
    for entry in entries:
        last[entry.change.at] = len(said) + np.arange(len(entry.change.at))
        said += entry.change.why
    why = pa.array([said[at] if at >= 0 else "" for at in last.tolist()], pa.string())
    payees = round_.payees(lines, everyone)
    return (
        pa.table(
            {
                "措施": words(lines.measure, [m.name for m in measures]),
                "文号": words(lines.measure, [m.number for m in measures]),
                "依据": words(lines.measure, [m.clause for m in measures]),
                "对象": words(lines.measure, [m.entity for m in measures]),
                "编号": pa.array(round_.ids(lines, everyone), pa.string()),
                "名称": pa.array(round_.names(lines, everyone), pa.string()),
                "企业代码": pa.array(
                    [None if c is None else str(c) for c in round_.words(lines, everyone, "企业")],
                    pa.string(),
                ),
                "收款人": pa.array([None if p is None else str(p) for p in payees], pa.string()),
                "结论": words(~lines.sure, (Verdict.ELIGIBLE, Verdict.PENDING)),
                "下限": pa.array(judged.lines.low),
                "上限": money(judged.lines.high),
                "核定下限": pa.array(lines.low),
                "核定上限": money(lines.high),
                "处理": words(lines.treatment, TREATMENTS),
                "核定": pa.array(np.where(pay, lines.low, 0)),
                "拨付": pa.array(np.where(pay, now, 0)),
                "名次": pa.array(lines.rank, mask=lines.rank < 0),
                "缺少": judged.missing,
                "因由": why.dictionary_encode(),
                "行": pa.array(lines.row),
            },
            schema=SCHEMA,
        )
        .unify_dictionaries()
        .combine_chunks()
    )


def _totals(round_: Round, judged: Judged, lines: Lines, dues: Sequence[Due]) -> tuple[Total, ...]:
    paid: dict[tuple[str, str], list[int]] = {}
    for due in dues:
        if due.state is State.DUE:
            entry = paid.setdefault((due.number, due.name), [0, 0])
            entry[0] += 1
            entry[1] += due.amount[0]
    totals = []
    for place, measure in enumerate(round_.measures):
        own = lines.measure == place
        waits = own & (lines.treatment == CODES[Treatment.PENDING])
        pays = own & (lines.treatment == CODES[Treatment.PAY])
        most = lines.high[waits]
        before = judged.lines.low[own & (judged.lines.low == judged.lines.high)]
        rows = round_.applicants[measure.entity].table.num_rows
        count, amount = paid.get((measure.number, measure.name), (0, 0))
        totals.append(
            Total(
                measure.name,
                measure.number,
                measure.clause,
                measure.entity,
                eligible=_count(own & lines.sure),
                undecided=_count(own & ~lines.sure),
                ineligible=rows - _count(own),
                own=int(before.sum()),
                awarded=int(lines.low[pays].sum()),
                paid_lines=count,
                paid=amount,
                lost_lines=_count(own) - _count(pays) - _count(waits),
                pending_lines=_count(waits),
                pending_most=None if (most >= INFINITE).any() else int(most.sum()),
            )
        )
    return tuple(totals)


def _count(mask: Bools) -> int:
    return int(np.count_nonzero(mask))


def _names(applicants: Mapping[str, Applicants]) -> dict[str, str]:
    enterprises = applicants.get("企业")
    if enterprises is None:
        return {}
    return dict(zip(enterprises.ids, enterprises.names, strict=True))


def _early(round_: Round) -> list[str]:
    """Warn of a day on which the year's figures cannot be whole yet."""
    if round_.as_of > date(round_.year, 12, 31):
        return []
    return [
        f"基准日 {round_.as_of} 在考核年度（{round_.year} 年）之内，全年的数还没有出来；"
        "考核别的年度的，改 gangmu.yaml 的「年度」"
    ]


def _paid_already(round_: Round, lines: Lines) -> list[str]:
    """Warn of awards that the ledger has as paid for this same year, and that are paid again."""
    year = round_.year
    paid = {
        (payment.number, payment.measure, payment.id)
        for payment in round_.ledger.payments
        if payment.awarded == year and payment.state is State.PAID
    }
    if not paid:
        return []
    measures = round_.measures
    at = np.flatnonzero(lines.treatment == CODES[Treatment.PAY])
    again = [
        name
        for line, id, name in zip(
            at.tolist(), round_.ids(lines, at), round_.names(lines, at), strict=True
        )
        for measure in [measures[lines.measure[line]]]
        if (measure.number, measure.name, id) in paid and measure.frequency not in _SEVERAL
    ]
    if not again:
        return []
    some = f"{'、'.join(dict.fromkeys(again[:3]))}{'等' if len(set(again)) > 3 else ''}"
    return [
        f"台账里已有 {year} 年度拨付的 {len(again)} 笔（{some}）与本次测算是同一措施、同一对象，照本次清单会再付一次；"
        f"重算 {year} 年度的，先删去台账里核定年度为 {year} 的行再导入"
    ]


def _assumptions(round_: Round) -> list[str]:
    """Say what a run takes for granted where nothing was imported."""
    if round_.ledger.kept:
        return []
    looks_back = [
        measure.name
        for measure in round_.measures
        if measure.arrangement.instalments or measure.arrangement.caps
    ]
    shared = any(file.arrangement.caps for file in round_.files)
    if not looks_back and not shared:
        return []
    return [
        "没有导入兑付台账（ledger.xlsx）：每年、累计的上限按本期以前没有拨付计算，以前年度的分期没有列入"
    ]


def _inputs(round_: Round) -> tuple[tuple[str, str], ...]:
    """List what the run stands on: the same list gives the same run."""
    used = {s.name: s for a in round_.applicants.values() for s in a.snapshots}
    used |= {
        k.snapshot.name: k.snapshot for a in round_.applicants.values() for k in a.children.values()
    }
    reviews = (applicants.review for applicants in round_.applicants.values())
    for kept in (round_.decisions.snapshot, round_.ledger.snapshot, *reviews):
        if kept is not None:
            used[kept.name] = kept
    return (
        ("基准日", round_.as_of.isoformat()),
        ("年度", str(round_.year)),
        ("纲目版本", __version__),
        *((("略去的步骤", "、".join(round_.without)),) if round_.without else ()),
        *(
            (f"措施文件 {path.name}", hashlib.sha256(path.read_bytes()).hexdigest())
            for path in dict.fromkeys(p for f in round_.files for p in (f.path, *f.quoted))
        ),
        *((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in round_.book.files),
        *((f"快照 {name}", f"{used[name].id}（{used[name].source}）") for name in sorted(used)),
    )


def keep(workspace: Workspace, settlement: Settlement) -> Path:
    """Keep a run in the workspace: its tables as Parquet and ``manifest.json``, all or nothing."""
    tables = {
        "lines": settlement.lines,
        "trail": settlement.trail,
        "plan": settlement.plan,
        "shares": settlement.shares,
    }
    data = {f"{name}.parquet": encode(table) for name, table in tables.items()}
    manifest = {
        "id": settlement.id,
        "基准日": settlement.as_of.isoformat(),
        "年度": settlement.year,
        "输入": dict(settlement.inputs),
        "未适用": {skipped.name: skipped.reason for skipped in settlement.skipped},
        "说明": list(settlement.notes),
        "缺列": [str(absence) for absence in settlement.absences],
        "核定合计（分）": settlement.awarded,
        "拨付合计（分）": settlement.paid,
        "行数": settlement.lines.num_rows,
        "输出": {name: hashlib.sha256(body).hexdigest() for name, body in data.items()},
    }

    def write(folder: Path) -> None:
        for name, body in data.items():
            (folder / name).write_bytes(body)
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text + "\n", "utf-8")

    return workspace.commit_run(settlement.id, write)
