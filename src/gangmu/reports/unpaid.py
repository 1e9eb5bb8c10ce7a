"""Who is not paid: 待核实清单 (what is missing, and where it belongs) and 不予支持及理由 (why not)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gangmu.reports.settled import WHO, heading, most
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.settlement.judging import refusals
from gangmu.settlement.ledger import State
from gangmu.settlement.lines import Treatment
from gangmu.settlement.run import Settlement

#: How many applicants that are 不符合 are listed one by one; beyond it they are counted.
MOST_REFUSED = 200_000

# ---------------------------------------------------------------- 待核实清单
_PENDING = (
    *WHO,
    Column("缺少的事实", width=28),
    Column("应填在", width=30),
    Column("至少（元）", CellKind.MONEY),
    Column("至多（元）", CellKind.MONEY),
    Column("理由", width=48),
)


_ABSENT = (
    Column("序号", CellKind.ORDINAL),
    Column("表", width=28),
    Column("要加的表头", width=36),
    Column("在等的企业（项目）", CellKind.INTEGER),
    Column("在等的措施", CellKind.INTEGER),
    Column("措施", width=60),
)


def write_pending(settlement: Settlement, path: Path) -> Path:
    """Write 待核实清单: what is missing, in which cell, or whom a line waits for; and absent columns."""
    note = "补齐“应填在”所指单元格后重新导入、重新运行；须人决定的，填 decisions.xlsx。不知道的不会当作“否”或 0。"
    sheet = Sheet(
        "待核实", _PENDING, _pending(settlement), "待核实清单", heading(settlement), (note,)
    )
    if not settlement.absences:
        return write_workbook(path, [sheet])
    note = "表里没有这一列，这个事实就对谁都是未知；加上表头、填好、重新导入，一次解决一列。"
    absent = Sheet("缺列", _ABSENT, _absent(settlement), "缺的列", heading(settlement), (note,))
    return write_workbook(path, [sheet, absent])


def _absent(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    for number, each in enumerate(settlement.absences, 1):
        count = sum(each.applicants.values())
        titles, measures = "、".join(each.titles), "、".join(each.measures)
        yield (number, each.sheet, titles, count, len(each.measures), measures)


def _pending(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    number = 0
    for at, line in enumerate(settlement.lines.to_pylist()):
        if line["处理"] == Treatment.PENDING:
            number += 1
            yield (
                number,
                *(line[key] for key in ("名称", "编号", "措施", "文号", "依据")),
                line["缺少"],
                "、".join(settlement.judged.places(settlement.round, at)),
                line["核定下限"],
                most(line["核定上限"]),
                settlement.reason(at),
            )
    for due in settlement.dues:
        if due.state is State.PENDING and (due.line is None or due.amount[0] == due.amount[1]):
            number += 1
            who = (due.label, due.id, due.name, due.number, due.clause)
            why = f"{due.awarded} 年核定的{due.instalment}：{due.why}"
            yield (number, *who, "", "", due.amount[0], most(due.amount[1]), why)


# ---------------------------------------------------------------- 不予支持及理由

_LOST = (
    *WHO,
    Column("按措施可得至多（元）", CellKind.MONEY),
    Column("处理"),
    Column("理由", width=60),
)
_REFUSED = (*WHO, Column("不满足的条件", width=40), Column("该条件的依据"))
_COUNTED = (
    Column("序号", CellKind.ORDINAL),
    Column("措施"),
    Column("不满足的条件", width=48),
    Column("依据"),
    Column("户（项）数", CellKind.INTEGER, total=True),
)


def write_refused(settlement: Settlement, path: Path) -> Path:
    """Write 不予支持及理由: lines that the steps left with nothing, and who is 不符合."""
    head = heading(settlement)
    counts: Counter[tuple[int, int]] = Counter()
    for place in range(len(settlement.totals)):
        for refusal in refusals(settlement.judged, place):
            counts[place, refusal.test] += 1
    sheets = [
        Sheet("符合而未取", _LOST, _lost(settlement), "符合条件而不予支持", head),
        Sheet("不符合（汇总）", _COUNTED, _counted(settlement, counts), "不符合的理由", head),
    ]
    if sum(counts.values()) <= MOST_REFUSED:
        sheets.append(Sheet("不符合", _REFUSED, _refused(settlement), "不符合", head))
    return write_workbook(path, sheets)


def _lost(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    number = 0
    for at, line in enumerate(settlement.lines.to_pylist()):
        if line["处理"] in (Treatment.PAY, Treatment.PENDING):
            continue
        number += 1
        who = tuple(line[key] for key in ("名称", "编号", "措施", "文号", "依据"))
        yield (number, *who, most(line["上限"]), line["处理"], settlement.reason(at))


def _refused(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    number = 0
    for place, measure in enumerate(settlement.round.measures):
        applicants = settlement.round.applicants[measure.entity]
        names, ids = applicants.names, applicants.ids
        for refusal in refusals(settlement.judged, place):
            test = measure.tests[refusal.test]
            number += 1
            who = (names[refusal.row], ids[refusal.row], measure.name, measure.number)
            yield (number, *who, measure.clause, test.text, test.clause)


def _counted(
    settlement: Settlement, counts: Counter[tuple[int, int]]
) -> Iterator[tuple[Value, ...]]:
    for number, ((place, index), count) in enumerate(sorted(counts.items()), 1):
        measure = settlement.round.measures[place]
        test = measure.tests[index]
        yield (number, measure.name, test.text, test.clause, count)
