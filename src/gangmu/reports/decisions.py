"""decisions.xlsx: the reviews of a workspace as the sheet that a settlement reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gangmu.reports.spreadsheets import CellKind, Column, Sheet, write_workbook
from gangmu.settlement.decisions import FORM, Decision

_COLUMNS = (
    Column("编号", width=22),
    Column("措施", width=24),
    Column("文号", width=20),
    Column("结论", width=8),
    Column("核定金额", CellKind.MONEY, width=16),
    Column("复核人", width=12),
    Column("日期", CellKind.DATE, width=12),
    Column("意见", width=36),
    Column("证据", width=36),
)


def write_decisions(decisions: Sequence[Decision], path: Path) -> Path:
    """Write decisions as the sheet 复核, replacing it at once; amounts in 元."""
    rows = [
        (d.id, d.measure, d.number, str(d.conclusion), d.amount, d.by, d.on, d.opinion, d.evidence)
        for d in decisions
    ]
    return write_workbook(path, [Sheet(FORM.name, _COLUMNS, rows)])
