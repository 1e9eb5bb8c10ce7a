"""拨付清单.xlsx: who receives what and why, what waits for which fact, and what it all rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.settlement.lines import Treatment
from gangmu.settlement.run import Settlement

UNBOUNDED = "无上限"

_SUMMARY = (
    Column("序号", CellKind.ORDINAL),
    Column("措施"),
    Column("文号"),
    Column("依据"),
    Column("对象"),
    Column("符合", CellKind.INTEGER, group="结论（户、项）", total=True),
    Column("待核实", CellKind.INTEGER, group="结论（户、项）", total=True),
    Column("不符合", CellKind.INTEGER, group="结论（户、项）", total=True),
    Column("拨付笔数", CellKind.INTEGER, group="处理", total=True),
    Column("拨付金额（元）", CellKind.MONEY, group="处理", total=True),
    Column("择高未取笔数", CellKind.INTEGER, group="处理", total=True),
    Column("待核实笔数", CellKind.INTEGER, group="处理", total=True),
    Column("待核实最多（元）", CellKind.MONEY, group="处理"),
)
_WHO = (
    Column("序号", CellKind.ORDINAL),
    Column("企业（项目）名称"),
    Column("编号"),
    Column("收款企业代码"),
    Column("措施"),
    Column("文号"),
    Column("依据"),
)
_PAYMENTS = (
    *_WHO,
    Column("拨付金额（元）", CellKind.MONEY, total=True),
    Column("理由与算式", width=60),
)
_PENDING = (
    *_WHO,
    Column("缺少的事实", width=28),
    Column("应填在", width=30),
    Column("至少（元）", CellKind.MONEY),
    Column("至多（元）", CellKind.MONEY),
    Column("理由", width=40),
)
_OUTDONE = (*_WHO, Column("原可得（元）", CellKind.MONEY), Column("理由", width=40))
_BY_ENTERPRISE = (
    Column("序号", CellKind.ORDINAL),
    Column("收款企业代码"),
    Column("企业名称"),
    Column("笔数", CellKind.INTEGER, total=True),
    Column("合计（元）", CellKind.MONEY, total=True),
)
_BASIS = (Column("项目"), Column("内容", width=90))


def write_payments(settlement: Settlement, path: Path) -> Path:
    """Write the payment list of a settlement: 汇总, 拨付清单, 按企业, 待核实, 择高未取, 说明.

    The same settlement gives the same cells. Money is written in 元 with two decimals.
    """
    head = f"{settlement.workspace}　{settlement.as_of:%Y年%m月%d日}　运行号 {settlement.id}"
    lines = settlement.lines.to_pylist()
    paid = [line for line in lines if line["处理"] == Treatment.PAY]
    pending = [line for line in lines if line["处理"] == Treatment.PENDING]
    outdone = [line for line in lines if line["处理"] == Treatment.OUTDONE]
    return write_workbook(
        path,
        [
            Sheet("汇总", _SUMMARY, _summary(settlement), "拨付汇总表", head),
            Sheet("拨付清单", _PAYMENTS, _payments(paid), "拨付清单", head),
            Sheet(
                "按企业",
                _BY_ENTERPRISE,
                _by_enterprise(paid, settlement),
                "拨付清单（按企业）",
                head,
            ),
            Sheet(
                "待核实",
                _PENDING,
                _pending(pending),
                "待核实清单",
                head,
                notes=("补齐“应填在”所指单元格后重新导入、重新运行；不知道的不会当作“否”或 0。",),
            ),
            Sheet("择高未取", _OUTDONE, _outdone(outdone), "择高未取清单", head),
            Sheet("说明", _BASIS, _basis(settlement), "本次运行的依据", head),
        ],
    )


def _summary(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    for number, total in enumerate(settlement.totals, 1):
        yield (
            number,
            total.measure,
            total.document,
            total.clause,
            total.entity,
            total.eligible,
            total.undecided,
            total.ineligible,
            total.paid_lines,
            total.paid,
            total.outdone_lines,
            total.pending_lines,
            UNBOUNDED if total.pending_most is None else total.pending_most,
        )


def _who(number: int, line: dict[str, Any]) -> tuple[Value, ...]:
    return (number, *(line[key] for key in ("名称", "编号", "企业代码", "措施", "文号", "依据")))


def _payments(lines: list[dict[str, Any]]) -> Iterator[tuple[Value, ...]]:
    for number, line in enumerate(lines, 1):
        yield (*_who(number, line), line["拨付"], line["理由"])


def _pending(lines: list[dict[str, Any]]) -> Iterator[tuple[Value, ...]]:
    for number, line in enumerate(lines, 1):
        yield (
            *_who(number, line),
            "、".join(line["缺少"]),
            "、".join(line["位置"]),
            line["下限"],
            UNBOUNDED if line["上限"] is None else line["上限"],
            line["理由"],
        )


def _outdone(lines: list[dict[str, Any]]) -> Iterator[tuple[Value, ...]]:
    for number, line in enumerate(lines, 1):
        yield (*_who(number, line), line["上限"], line["理由"])


def _by_enterprise(
    lines: list[dict[str, Any]], settlement: Settlement
) -> Iterator[tuple[Value, ...]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        entry = sums[line["企业代码"]]
        entry[0] += 1
        entry[1] += line["拨付"]
    ranked = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    for number, (code, (count, amount)) in enumerate(ranked, 1):
        yield (
            number,
            code,
            settlement.enterprise_names.get(code, "（登记表中没有）"),
            count,
            amount,
        )


def _basis(settlement: Settlement) -> Iterator[tuple[Value, ...]]:
    yield ("运行号", settlement.id)
    yield ("基准日", f"{settlement.as_of:%Y-%m-%d}")
    yield from settlement.inputs
    for skipped in settlement.skipped:
        yield (f"未适用：{skipped.name}", skipped.reason)
    yield ("舍入", "措施写明“取整”的从其规定，其余四舍五入到分")
    yield ("复核", "用同样的措施文件、快照与基准日再次运行，得到同样的运行号和同样的逐行结果")
