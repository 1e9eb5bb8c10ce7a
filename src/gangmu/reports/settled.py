"""What the books of a settlement have in common: whose line it is, the line below the title, amounts."""

from __future__ import annotations

from gangmu.reports.spreadsheets import CellKind, Column, Value
from gangmu.settlement.allocation import INFINITE
from gangmu.settlement.run import Settlement

UNBOUNDED = "无上限"

WHO = (
    Column("序号", CellKind.ORDINAL),
    Column("企业（项目）名称"),
    Column("编号"),
    Column("措施"),
    Column("文号"),
    Column("依据"),
)


def heading(settlement: Settlement) -> str:
    """Say whose settlement it is, of which day, and by which run."""
    return f"{settlement.workspace}　{settlement.as_of:%Y年%m月%d日}　运行号 {settlement.id}"


def most(amount: int | None) -> Value:
    """Give an amount (分), or the word for one that nothing bounds."""
    return UNBOUNDED if amount is None or amount >= INFINITE else amount
