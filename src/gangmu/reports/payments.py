"""The books of a settlement: who receives what and why, what waits, who does not, what it rests on.

======================  =======================================================================
资金测算表.xlsx           by measure: before any step, what each step took, awarded, paid, open
拟支持名单公示表.xlsx      what is published: name, measure, clause, amount
拨付清单.xlsx            what is paid now: one line for each payment, to be printed; reasons apart
待核实清单.xlsx           what waits, for which fact in which cell, or for whom
不予支持及理由.xlsx        who receives nothing, and why
兑付台账.xlsx            every instalment, paid and open: next year's ``ledger.xlsx``
======================  =======================================================================

Totals are live sums. The same settlement gives the same bytes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.settlement.allocation import INFINITE
from gangmu.settlement.judging import refusals
from gangmu.settlement.ledger import FORM as LEDGER
from gangmu.settlement.ledger import State
from gangmu.settlement.lines import Treatment
from gangmu.settlement.payment import Due
from gangmu.settlement.run import Settlement

UNBOUNDED = "无上限"
#: How many applicants that are 不符合 are listed one by one; beyond it they are counted.
MOST_REFUSED = 200_000

_STEPS = ("复核", "排序", "梯队", "上限", "组合", "共用上限", "预算")
_WHO = (
    Column("序号", CellKind.ORDINAL),
    Column("企业（项目）名称"),
    Column("编号"),
    Column("措施"),
    Column("文号"),
    Column("依据"),
)


def write_payments(settlement: Settlement, folder: Path) -> list[Path]:
    """Write every book of a settlement into a folder; give their paths."""
    return [write(settlement, folder / f"{name}.xlsx") for name, write in BOOKS.items()]


def _head(settlement: Settlement) -> str:
    return f"{settlement.workspace}　{settlement.as_of:%Y年%m月%d日}　运行号 {settlement.id}"


# ---------------------------------------------------------------- 资金测算表


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
    head = _head(settlement)
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
                _most(row["前上限"]),
                row["后下限"],
                _most(row["后上限"]),
                row["后处理"],
                row["说明"],
            )


def _most(amount: int | None) -> Value:
    return UNBOUNDED if amount is None or amount >= INFINITE else amount


def _levels(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    sums: dict[tuple[str, str, str], list[int | None]] = defaultdict(lambda: [0, 0])
    for row in settlement.shares.to_pylist():
        due = settlement.dues[row["计划行"]]
        entry = sums[row["级次"], row["方式"], due.name]
        if row["金额"] == row["最多"] and due.state is State.DUE:
            entry[0] = (entry[0] or 0) + row["金额"]
        elif entry[1] is not None:
            entry[1] = None if row["最多"] is None else entry[1] + row["最多"]
    for key, (now, most) in sums.items():
        yield (*key, now, _most(most))


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


# ---------------------------------------------------------------- 拟支持名单公示表

_PUBLIC = (
    Column("序号", CellKind.ORDINAL),
    Column("企业（项目）名称", width=36),
    Column("支持事项"),
    Column("政策依据", width=36),
    Column("拟支持金额（元）", CellKind.MONEY, total=True),
)


def write_public(settlement: Settlement, path: Path) -> Path:
    """Write 拟支持名单公示表: who is to be supported; nothing that is not for the public."""
    rows = sorted(
        (line for line in settlement.lines.to_pylist() if line["处理"] == Treatment.PAY),
        key=lambda line: (line["文号"], line["依据"], -line["核定"], line["名称"]),
    )
    body = (
        (i, line["名称"], line["措施"], f"{line['文号']} {line['依据']}", line["核定"])
        for i, line in enumerate(rows, 1)
    )
    notes = (
        "公示期：____年__月__日至____年__月__日（不少于规定的工作日）。",
        "异议受理：____________　电话：____________",
        "对公示内容有异议的，请在公示期内以书面形式实名反映，并附有关证据。",
    )
    subtitle = f"{settlement.workspace}　{settlement.year} 年度"
    return write_workbook(
        path, [Sheet("公示表", _PUBLIC, body, "拟支持名单公示表", subtitle, notes)]
    )


# ---------------------------------------------------------------- 拨付清单

_PRINTED = (
    Column("序号", CellKind.ORDINAL, width=6),
    Column("收款人", width=32, one_line=True),
    Column("统一社会信用代码", width=21, one_line=True),
    Column("措施", width=24, one_line=True),
    Column("依据", width=14, one_line=True),
    Column("期次", width=10, one_line=True),
    Column("本期拨付（元）", CellKind.MONEY, total=True, width=17),
)
_PAYMENTS = (
    Column("序号", CellKind.ORDINAL),
    Column("收款人"),
    Column("企业（项目）名称"),
    Column("编号"),
    Column("措施"),
    Column("文号"),
    Column("依据"),
    Column("核定年度", CellKind.YEAR),
    Column("期次"),
    Column("本期拨付（元）", CellKind.MONEY, total=True),
    Column("其中须转付（元）", CellKind.MONEY, total=True),
    Column("理由与算式", width=60),
)
_BY_PAYEE = (
    Column("序号", CellKind.ORDINAL, width=6),
    Column("收款人", width=24, one_line=True),
    Column("企业名称", width=44, one_line=True),
    Column("笔数", CellKind.INTEGER, total=True, width=10),
    Column("合计（元）", CellKind.MONEY, total=True, width=20),
)
_RECLAIMED = (
    *_WHO,
    Column("核定年度", CellKind.YEAR),
    Column("金额（元）", CellKind.MONEY, total=True),
    Column("处理"),
    Column("说明", width=48),
)


def write_due(settlement: Settlement, path: Path) -> Path:
    """Write 拨付清单: every payment of this run, by payee, why, and what is stopped or reclaimed.

    The first sheet is for print, one line for each payment; the same numbers lead to the reasons.
    """
    head = _head(settlement)
    due = [each for each in settlement.dues if each.state is State.DUE]
    back = [each for each in settlement.dues if each.state in (State.STOPPED, State.RECLAIM)]
    notes = (
        "每笔的项目、文号、理由与算式见“明细”一页，序号相同。",
        "制表：____________　　复核：____________　　审批：____________",
    )
    printed = _printed(settlement, due)
    sheets = [
        Sheet("拨付清单", _PRINTED, printed, "拨付清单", head, notes, upright=True),
        Sheet(
            "按收款人",
            _BY_PAYEE,
            _by_payee(settlement, due),
            "拨付清单（按收款人）",
            head,
            upright=True,
        ),
    ]
    if back:
        sheets.append(Sheet("停发与追回", _RECLAIMED, _back(back), "停发与追回", head))
    sheets.append(
        Sheet("明细", _PAYMENTS, _payments(settlement, due), "拨付明细、理由与算式", head)
    )
    return write_workbook(path, sheets)


def _printed(settlement: Settlement, dues: list[Due]) -> Iterator[tuple[Value, ...]]:
    for number, due in enumerate(dues, 1):
        payee = settlement.enterprise_names.get(due.payee or "")
        who = (payee, due.payee) if payee else (due.payee or "", "")
        yield (number, *who, due.name, due.clause, due.instalment, due.amount[0])


def _payments(settlement: Settlement, dues: list[Due]) -> Iterator[tuple[Value, ...]]:
    for number, due in enumerate(dues, 1):
        transfer = due.measure.arrangement.transfer if due.measure else None
        passed = int(due.amount[0] * transfer.share) if transfer else None
        why = settlement.reason(due.line) if due.line is not None else "以前年度核定，本期到期"
        if transfer:
            why += f"；不低于 {float(transfer.share * 100):g}% 转付{transfer.to}"
        yield (
            number,
            _payee(settlement, due),
            due.label,
            due.id,
            due.name,
            due.number,
            due.clause,
            due.awarded,
            due.instalment,
            due.amount[0],
            passed,
            why,
        )


def _payee(settlement: Settlement, due: Due) -> str:
    """Name who is paid: an enterprise by name and code, anybody else as the facts name them."""
    name = settlement.enterprise_names.get(due.payee or "")
    return f"{name}（{due.payee}）" if name else due.payee or ""


def _by_payee(settlement: Settlement, dues: list[Due]) -> Iterator[tuple[Value, ...]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for due in dues:
        entry = sums[due.payee or ""]
        entry[0] += 1
        entry[1] += due.amount[0]
    ranked = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    for number, (payee, (count, amount)) in enumerate(ranked, 1):
        yield (number, payee, settlement.enterprise_names.get(payee, ""), count, amount)


def _back(dues: list[Due]) -> Iterator[tuple[Value, ...]]:
    for number, due in enumerate(dues, 1):
        who = (due.label, due.id, due.name, due.number, due.clause)
        yield (number, *who, due.awarded, due.amount[0], str(due.state), due.why)


# ---------------------------------------------------------------- 待核实清单

_PENDING = (
    *_WHO,
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
        "待核实", _PENDING, _pending(settlement), "待核实清单", _head(settlement), (note,)
    )
    if not settlement.absences:
        return write_workbook(path, [sheet])
    note = "表里没有这一列，这个事实就对谁都是未知；加上表头、填好、重新导入，一次解决一列。"
    absent = Sheet("缺列", _ABSENT, _absent(settlement), "缺的列", _head(settlement), (note,))
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
                _most(line["核定上限"]),
                settlement.reason(at),
            )
    for due in settlement.dues:
        if due.state is State.PENDING and (due.line is None or due.amount[0] == due.amount[1]):
            number += 1
            who = (due.label, due.id, due.name, due.number, due.clause)
            why = f"{due.awarded} 年核定的{due.instalment}：{due.why}"
            yield (number, *who, "", "", due.amount[0], _most(due.amount[1]), why)


# ---------------------------------------------------------------- 不予支持及理由

_LOST = (
    *_WHO,
    Column("按措施可得至多（元）", CellKind.MONEY),
    Column("处理"),
    Column("理由", width=60),
)
_REFUSED = (*_WHO, Column("不满足的条件", width=40), Column("该条件的依据"))
_COUNTED = (
    Column("序号", CellKind.ORDINAL),
    Column("措施"),
    Column("不满足的条件", width=48),
    Column("依据"),
    Column("户（项）数", CellKind.INTEGER, total=True),
)


def write_refused(settlement: Settlement, path: Path) -> Path:
    """Write 不予支持及理由: lines that the steps left with nothing, and who is 不符合."""
    head = _head(settlement)
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
        yield (number, *who, _most(line["上限"]), line["处理"], settlement.reason(at))


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


# ---------------------------------------------------------------- 兑付台账

_LEDGER_KINDS = {"金额": CellKind.MONEY, "整数": CellKind.YEAR}


def write_ledger(settlement: Settlement, path: Path) -> Path:
    """Write 兑付台账, in the form that ``gangmu import`` reads as next year's ledger."""
    columns = tuple(
        Column(
            f"{field.name}（元）" if field.kind == "金额" else field.name,
            _LEDGER_KINDS.get(str(field.kind), CellKind.TEXT),
        )
        for field in LEDGER.fields
    )
    rows = (
        (
            due.id,
            due.enterprise,
            due.number,
            due.name,
            due.awarded,
            due.instalment,
            due.year,
            due.amount[0],
            str(due.state),
            due.why,
        )
        for due in settlement.dues
        if due.state is not State.PENDING or due.amount[0] == due.amount[1]
    )
    return write_workbook(path, [Sheet(LEDGER.name, columns, rows, "兑付台账", _head(settlement))])


#: Every book of a settlement, in the order they are written.
BOOKS = {
    "资金测算表": write_estimate,
    "拟支持名单公示表": write_public,
    "拨付清单": write_due,
    "待核实清单": write_pending,
    "不予支持及理由": write_refused,
    LEDGER.name: write_ledger,
}
