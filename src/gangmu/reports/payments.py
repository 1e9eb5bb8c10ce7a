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

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from gangmu.reports.estimates import write_estimate
from gangmu.reports.settled import WHO, heading
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.unpaid import write_pending, write_refused
from gangmu.settlement.ledger import FORM as LEDGER
from gangmu.settlement.ledger import State
from gangmu.settlement.lines import Treatment
from gangmu.settlement.payment import Due
from gangmu.settlement.run import Settlement


def write_payments(settlement: Settlement, folder: Path) -> list[Path]:
    """Write every book of a settlement into a folder; give their paths."""
    return [write(settlement, folder / f"{name}.xlsx") for name, write in BOOKS.items()]


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
    *WHO,
    Column("核定年度", CellKind.YEAR),
    Column("金额（元）", CellKind.MONEY, total=True),
    Column("处理"),
    Column("说明", width=48),
)


def write_due(settlement: Settlement, path: Path) -> Path:
    """Write 拨付清单: every payment of this run, by payee, why, and what is stopped or reclaimed.

    The first sheet is for print, one line for each payment; the same numbers lead to the reasons.
    """
    head = heading(settlement)
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
    return write_workbook(
        path, [Sheet(LEDGER.name, columns, rows, "兑付台账", heading(settlement))]
    )


#: Every book of a settlement, in the order they are written.
BOOKS = {
    "资金测算表": write_estimate,
    "拟支持名单公示表": write_public,
    "拨付清单": write_due,
    "待核实清单": write_pending,
    "不予支持及理由": write_refused,
    LEDGER.name: write_ledger,
}
