"""A settlement: measures × applicants on a day → verdicts, groups, amounts, reasons.

The way of one run, each step a function of ``STEPS``::

    judge     every measure in force over every applicant (columnar), reasons for the hits
    combine   组合: 择高 among the measures of a group

The run's id is the hash of its inputs (measure files, snapshots, day, version of the language), so
the same inputs give the same run, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gangmu import __version__
from gangmu.measures.columns import Population
from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import judge
from gangmu.measures.matcher import Matches, match
from gangmu.measures.syntax import Measure, MeasureFile
from gangmu.settlement.applicants import KEYS, Applicants, load_applicants
from gangmu.settlement.groups import Stake, take_highest
from gangmu.settlement.lines import SCHEMA, Treatment
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
    """The lines of one measure, counted and summed (分)."""

    measure: str
    document: str
    clause: str
    entity: str
    eligible: int
    undecided: int
    ineligible: int
    paid_lines: int
    paid: int
    outdone_lines: int
    pending_lines: int
    pending_most: int | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """A complete run; ``lines`` as described in ``gangmu.settlement.lines``."""

    id: str
    workspace: str
    as_of: date
    lines: pa.Table
    totals: tuple[Total, ...]
    skipped: tuple[Skipped, ...]
    inputs: tuple[tuple[str, str], ...]
    enterprise_names: Mapping[str, str]

    @property
    def paid(self) -> int:
        """Give the sum of what is paid, in 分."""
        return sum(total.paid for total in self.totals)


@dataclass(frozen=True, slots=True)
class Job:
    """What a run starts from."""

    files: tuple[MeasureFile, ...]
    applicants: Mapping[str, Applicants]
    populations: Mapping[str, Population]
    book: FactBook
    progress: Progress


def settle(
    workspace: Workspace,
    files: Sequence[MeasureFile],
    book: FactBook,
    as_of: date,
    repealed: Mapping[str, str] | None = None,
    progress: Progress = lambda _stage, _done, _all: None,
) -> Settlement:
    """Run the measures that are in force on a day over the current snapshots.

    ``repealed`` maps the 文号 of a document to the reason why it no longer holds. Raises
    ``InputError`` where no registry was imported.
    """
    skipped = []
    in_force = []
    for file in files:
        reason = applicable(file, as_of, repealed)
        if reason:
            skipped.append(Skipped(f"{file.path.name}（{file.number}）", reason))
        else:
            in_force.append(file)
    applicants = _load(workspace, in_force)
    lines = SCHEMA.empty_table()
    populations = {entity: Population(one.table) for entity, one in applicants.items()}
    job = Job(tuple(in_force), applicants, populations, book, progress)
    for step in STEPS:
        lines = step(job, lines)
    inputs = _inputs(in_force, applicants, as_of)
    return Settlement(
        id=hashlib.sha256(json.dumps(inputs, ensure_ascii=False).encode()).hexdigest()[:16],
        workspace=workspace.name,
        as_of=as_of,
        lines=lines,
        totals=_totals(job, lines),
        skipped=tuple(skipped),
        inputs=inputs,
        enterprise_names=_names(applicants),
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


def _load(workspace: Workspace, files: Sequence[MeasureFile]) -> dict[str, Applicants]:
    wanted = {measure.entity for file in files for measure in file.measures}
    found = {}
    for entity in KEYS:
        applicants = load_applicants(workspace, entity)
        if applicants is not None:
            found[entity] = applicants
        elif entity in wanted:
            raise InputError(
                f"有以{entity}为对象的措施，但还没有导入{entity}登记",
                str(workspace.path),
                "先运行 gangmu import",
            )
    return found


# ---------------------------------------------------------------- judge


def _judge(job: Job, lines: pa.Table) -> pa.Table:
    parts = [lines]
    todo = [(file, measure) for file in job.files for measure in file.measures]
    for done, (file, measure) in enumerate(todo):
        job.progress("判定", done, len(todo))
        parts.append(_judge_one(job, file, measure))
    job.progress("判定", len(todo), len(todo))
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _judge_one(job: Job, file: MeasureFile, measure: Measure) -> pa.Table:
    applicants = job.applicants[measure.entity]
    found = match(measure, job.populations[measure.entity])
    rows = applicants.table.num_rows
    low = np.zeros(rows, np.int64)
    high = np.zeros(rows, np.int64)
    unbounded = np.zeros(rows, bool)
    verdict = np.full(rows, 2, np.int8)
    verdict[found.possible] = 1
    verdict[found.certain] = 0
    low[found.possible] = found.low
    high[found.possible] = found.high
    unbounded[found.possible] = found.unbounded
    reasons, missing, places = _reasons(job, measure, applicants, found)
    pay = (verdict == 0) & (low == high) & ~unbounded
    treatment = np.where(pay, 0, np.where(verdict == 2, 2, 1)).astype(np.int32)
    return pa.table(
        {
            "措施": _same(measure.name, rows),
            "文号": _same(file.number, rows),
            "依据": _same(measure.clause, rows),
            "对象": _same(measure.entity, rows),
            "编号": pa.array(applicants.ids, pa.string()),
            "名称": pa.array(applicants.names, pa.string()),
            "企业代码": pa.array(applicants.enterprises, pa.string()),
            "结论": _words(verdict, (Verdict.ELIGIBLE, Verdict.PENDING, Verdict.INELIGIBLE)),
            "下限": pa.array(low),
            "上限": pa.array(high, mask=unbounded),
            "处理": _words(treatment, (Treatment.PAY, Treatment.PENDING, Treatment.NONE)),
            "拨付": pa.array(np.where(pay, low, 0)),
            "缺少": pa.array(missing, pa.list_(pa.string())),
            "位置": pa.array(places, pa.list_(pa.string())),
            "理由": pa.array(reasons, pa.string()),
            "行": pa.array(np.arange(rows, dtype=np.int32)),
        },
        schema=SCHEMA,
    )


def _same(word: str, rows: int) -> pa.DictionaryArray[Any, Any]:
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), [word])


def _words(codes: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray[Any, Any]:
    return pa.DictionaryArray.from_arrays(codes.astype(np.int32), [str(word) for word in words])


def _reasons(
    job: Job, measure: Measure, applicants: Applicants, found: Matches
) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Say why, for every row; only the hits are explained one by one."""
    failed = [f"不满足：{condition.text}" for condition in measure.tests]
    reasons = [failed[index] if index >= 0 else "" for index in found.failed.tolist()]
    missing: list[list[str]] = [[] for _ in reasons]
    places: list[list[str]] = [[] for _ in reasons]
    for row in found.possible.tolist():
        judgement = judge(measure, applicants.applicant(row, job.book))
        reasons[row] = judgement.reason
        missing[row] = list(judgement.missing)
        places[row] = [applicants.place(row, fact) for fact in missing[row]]
    return reasons, missing, places


# ---------------------------------------------------------------- combine


def _combine(job: Job, lines: pa.Table) -> pa.Table:
    for file, group in ((f, group) for f in job.files for group in f.groups):
        order = {name: at for at, name in enumerate(group.measures)}
        at = np.flatnonzero(
            (lines.column("文号").to_numpy() == file.number)
            & np.isin(lines.column("措施").to_numpy(), list(order))
            & np.isin(lines.column("处理").to_numpy(), [Treatment.PAY, Treatment.PENDING])
        )
        entities = {measure.entity for measure in file.measures if measure.name in order}
        # Projects of one enterprise do not compete, unless the group mixes projects and enterprises.
        beneficiary = "编号" if len(entities) == 1 else "企业代码"
        stakes = [
            (
                line[beneficiary],
                Stake(
                    index,
                    line["措施"],
                    order[line["措施"]],
                    line["下限"],
                    line["上限"],
                    Treatment(line["处理"]),
                ),
            )
            for index, line in zip(
                at.tolist(), lines.take(pa.array(at, pa.int64())).to_pylist(), strict=True
            )
        ]
        lines = _apply(lines, take_highest(stakes))
    return lines


def _apply(lines: pa.Table, changed: Sequence[Stake]) -> pa.Table:
    treatments = lines.column("处理").to_pylist()
    paid = lines.column("拨付").to_pylist()
    reasons = lines.column("理由").to_pylist()
    for stake in changed:
        treatments[stake.line] = str(stake.treatment)
        paid[stake.line] = 0
        reasons[stake.line] = f"{reasons[stake.line]}；{stake.reason}".strip("；")
    for name, values in (("处理", treatments), ("拨付", paid), ("理由", reasons)):
        at = SCHEMA.get_field_index(name)
        lines = lines.set_column(at, SCHEMA.field(at), pa.array(values, SCHEMA.field(at).type))
    return lines


#: The steps of a settlement, in their order; each takes the job and the lines so far.
STEPS: tuple[Callable[[Job, pa.Table], pa.Table], ...] = (_judge, _combine)


# ---------------------------------------------------------------- totals, manifest, keeping


def _totals(job: Job, lines: pa.Table) -> tuple[Total, ...]:
    names = lines.column("措施").to_numpy()
    documents = lines.column("文号").to_numpy()
    verdicts = lines.column("结论").to_numpy()
    treatments = lines.column("处理").to_numpy()
    paid = lines.column("拨付").to_numpy()
    high = lines.column("上限")
    totals = []
    for file in job.files:
        for measure in file.measures:
            own = (names == measure.name) & (documents == file.number)
            waits = own & (treatments == Treatment.PENDING)
            most = [high[row].as_py() for row in np.flatnonzero(waits).tolist()]
            totals.append(
                Total(
                    measure.name,
                    file.number,
                    measure.clause,
                    measure.entity,
                    eligible=_count(own & (verdicts == Verdict.ELIGIBLE)),
                    undecided=_count(own & (verdicts == Verdict.PENDING)),
                    ineligible=_count(own & (verdicts == Verdict.INELIGIBLE)),
                    paid_lines=_count(own & (treatments == Treatment.PAY)),
                    paid=int(paid[own].sum()),
                    outdone_lines=_count(own & (treatments == Treatment.OUTDONE)),
                    pending_lines=_count(waits),
                    pending_most=None if None in most else sum(most),
                )
            )
    return tuple(totals)


def _count(mask: np.ndarray) -> int:
    return int(np.count_nonzero(mask))


def _names(applicants: Mapping[str, Applicants]) -> dict[str, str]:
    enterprises = applicants.get("企业")
    if enterprises is None:
        return {}
    return dict(zip(enterprises.ids, enterprises.names, strict=True))


def _inputs(
    files: Sequence[MeasureFile],
    applicants: Mapping[str, Applicants],
    as_of: date,
) -> tuple[tuple[str, str], ...]:
    """List what the run stands on: the same list gives the same run."""
    used = {s.name: s for a in applicants.values() for s in a.snapshots}
    return (
        ("基准日", as_of.isoformat()),
        ("纲目版本", __version__),
        *(
            (f"措施文件 {f.path.name}", hashlib.sha256(f.path.read_bytes()).hexdigest())
            for f in files
        ),
        *((f"快照 {name}", f"{used[name].id}（{used[name].source}）") for name in sorted(used)),
    )


def keep(workspace: Workspace, settlement: Settlement) -> Path:
    """Keep a run in the workspace: ``lines.parquet`` and ``manifest.json``, all or nothing."""
    manifest = {
        "id": settlement.id,
        "基准日": settlement.as_of.isoformat(),
        "输入": dict(settlement.inputs),
        "未适用": {skipped.name: skipped.reason for skipped in settlement.skipped},
        "拨付合计（分）": settlement.paid,
        "行数": settlement.lines.num_rows,
    }

    def write(folder: Path) -> None:
        (folder / "lines.parquet").write_bytes(encode(settlement.lines))
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text + "\n", "utf-8")

    return workspace.commit_run(settlement.id, write)
