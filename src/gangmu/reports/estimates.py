"""资金测算表: what the measures cost, what every step made of it, by level of government, on what basis."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from gangmu.reports.settled import UNBOUNDED, heading, most
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.settlement.ledger import State
from gangmu.settlement.run import Settlement

_STEPS = ("复核", "排序", "梯队", "上限", "组合", "共用上限", "预算")


def _estimate_columns(steps: Sequence[str]) -> tuple[Column, ...]:
    """Give the columns of 资金测算表: the steps are those that changed something in the run."""
    return (
        Column("序号", CellKind.ORDINAL),
        Column("措施"),
        Column("文号"),
        Column("依据"),
        Column("对象"),
        Column("符合", CellKind.INTEGER, group="结论（户、项）", total=True),
        Column("待核实", CellKind.INTEGER, group="结论（户、项）", total=True),
        Column("不符合", CellKind.INTEGER, group="结论（户、项）", total=True),
        Column("按措施应得（元）", CellKind.MONEY, total=True),
        *(Column(f"{step}（元）", CellKind.MONEY, group="各步增减", total=True) for step in steps),
        Column("核定（元）", CellKind.MONEY, total=True),
        Column("本期拨付（元）", CellKind.MONEY, total=True),
        Column("以后年度（元）", CellKind.MONEY, total=True),
        Column("待核实至多（元）", CellKind.MONEY),
    )


_TRAIL = (
    Column("序号", CellKind.ORDINAL),
    Column("步骤"),
    Column("条款"),
    Column("依据"),
    Column("企业（项目）名称"),
    Column("编号"),
    Column("措施"),
    Column("之前至少（元）", CellKind.MONEY),
    Column("之前至多（元）", CellKind.MONEY),
    Column("之后至少（元）", CellKind.MONEY),
    Column("之后至多（元）", CellKind.MONEY),
    Column("处理"),
    Column("说明", width=60),
)
_LEVELS = (
    Column("级次"),
    Column("方式"),
    Column("措施"),
    Column("本期（元）", CellKind.MONEY, total=True),
    Column("待核实至多（元）", CellKind.MONEY),
)
_BASIS = (Column("项目"), Column("内容", width=90))


def write_estimate(settlement: Settlement, path: Path) -> Path:
    """Write 资金测算表: what the measures cost, and what every step made of it."""
    head = heading(settlement)
    return write_workbook(
        path,
        [
            Sheet(
                "资金测算表",
                _estimate_columns([step for step in _STEPS if step in settlement.deltas]),
                _estimates(settlement),
                "资金测算表",
                head,
                notes=("各步增减只计金额确定的笔；核定＝按措施应得＋各步增减。",),
            ),
            Sheet("步骤明细", _TRAIL, _trail(settlement), "逐笔逐步的增减", head),
            Sheet("各级分担", _LEVELS, _levels(settlement), "各级财政分担", head),
            Sheet("说明", _BASIS, _basis(settlement), "本次运行的依据", head),
        ],
    )


def _estimates(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    deltas = _deltas(settlement)
    future: Counter[tuple[str, str]] = Counter()
    for due in settlement.dues:
        if due.state in (State.FUTURE, State.DEFERRED) and due.line is not None:
            future[due.number, due.name] += due.amount[0]
    for number, (place, total) in enumerate(enumerate(settlement.totals), 1):
        steps = [deltas[place, step] for step in _STEPS if step in settlement.deltas]
        yield (
            number,
            total.measure,
            total.document,
            total.clause,
            total.entity,
            total.eligible,
            total.undecided,
            total.ineligible,
            total.awarded - sum(steps),
            *steps,
            total.awarded,
            total.paid,
            future[total.document, total.measure],
            UNBOUNDED if total.pending_most is None else total.pending_most,
        )


def _deltas(settlement: Settlement) -> Counter[tuple[int, str]]:
    """Sum by measure and step what a step added to the certain amounts (mostly, took)."""
    found: Counter[tuple[int, str]] = Counter()
    for entry in settlement.entries:
        measures = entry.before.measure[entry.change.at].tolist()
        for measure, delta in zip(measures, entry.delta.tolist(), strict=True):
            found[measure, entry.step] += delta
    return found


def _trail(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    lines = settlement.lines.select(["名称", "编号", "措施"])
    number = 0
    for entry in settlement.entries:
        rows = entry.table().to_pylist()
        who = lines.take(entry.change.at.tolist()).to_pylist()
        for row, line in zip(rows, who, strict=True):
            number += 1
            yield (
                number,
                row["步骤"],
                row["条款"],
                row["依据"],
                *line.values(),
                row["前下限"],
                most(row["前上限"]),
                row["后下限"],
                most(row["后上限"]),
                row["后处理"],
                row["说明"],
            )


def _levels(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    sums: dict[tuple[str, str, str], list[int | None]] = defaultdict(lambda: [0, 0])
    for row in settlement.shares.to_pylist():
        due = settlement.dues[row["计划行"]]
        entry = sums[row["级次"], row["方式"], due.name]
        if row["金额"] == row["最多"] and due.state is State.DUE:
            entry[0] = (entry[0] or 0) + row["金额"]
        elif entry[1] is not None:
            entry[1] = None if row["最多"] is None else entry[1] + row["最多"]
    for key, (now, highest) in sums.items():
        yield (*key, now, most(highest))


def _basis(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    yield ("运行号", settlement.id)
    yield from settlement.inputs
    for skipped in settlement.skipped:
        yield (f"未适用：{skipped.name}", skipped.reason)
    for note in settlement.notes:
        yield ("须知", note)
    for absence in settlement.absences:
        yield ("缺列", str(absence))
    yield ("舍入", "措施写明“取整”的从其规定，其余四舍五入到分")
    yield ("复核", "用同样的措施文件、快照与基准日再次运行，得到同样的运行号和同样的逐行结果")
