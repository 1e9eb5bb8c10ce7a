"""复核: what people decided on a line, when, by whom, on what evidence.

A workspace keeps them in ``decisions.xlsx`` (sheet 复核); importing it makes a snapshot that a run
names by its hash. A decision may confirm a verdict, refuse a line, fix an amount that the clause
leaves to discretion, or choose one of several (择一). It cannot pay whom the measure does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa

from gangmu.settlement.forms import Field, Form
from gangmu.store import Workspace
from gangmu.terms import Snapshot


class Conclusion(StrEnum):
    """What a review concludes."""

    PASS = "通过"
    REFUSE = "不予"
    CHOOSE = "选定"
    OPEN = "待补"


FORM = Form(
    "复核",
    (
        Field("编号", required=True, aliases=("企业代码", "项目编号", "统一社会信用代码")),
        Field("措施", required=True, aliases=("措施名称",)),
        Field("文号"),
        Field("结论", tuple(Conclusion), required=True, aliases=("复核结论",)),
        Field("核定金额", "金额", aliases=("金额",)),
        Field("复核人", required=True, aliases=("复核单位", "复核岗位")),
        Field("日期", "日期", required=True, aliases=("复核日期",)),
        Field("意见", aliases=("理由", "复核意见")),
        Field("证据", required=True, aliases=("依据材料", "证据材料")),
    ),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; ``amount`` is in 分, ``cell`` the row of the sheet it stands in."""

    id: str
    measure: str
    number: str
    conclusion: Conclusion
    amount: int | None
    by: str
    on: date
    opinion: str
    evidence: str
    cell: str

    def __str__(self) -> str:
        opinion = f"，{self.opinion}" if self.opinion else ""
        return f"{self.on} {self.by}复核{self.conclusion}{opinion}（证据：{self.evidence}；{self.cell}）"


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a workspace, and the snapshot they were read from."""

    items: tuple[Decision, ...] = ()
    snapshot: Snapshot | None = None

    @classmethod
    def of(cls, table: pa.Table, snapshot: Snapshot | None = None) -> Decisions:
        """Read the rows of a form; of two on the same line the later one holds."""
        items = []
        for row in table.to_pylist():
            where = f"{snapshot.source} {snapshot.sheet}!{row['_row']}" if snapshot else "复核"
            items.append(
                Decision(
                    row["编号"],
                    row["措施"],
                    row["文号"] or "",
                    Conclusion(row["结论"]),
                    row["核定金额"],
                    row["复核人"],
                    row["日期"],
                    row["意见"] or "",
                    row["证据"],
                    where,
                )
            )
        latest = {
            (each.id, each.measure, each.number): each
            for each in sorted(items, key=lambda each: each.on)
        }
        return cls(tuple(latest.values()), snapshot)


def load_decisions(workspace: Workspace) -> Decisions:
    """Load the current decisions of a workspace; none where nothing was imported."""
    snapshot = workspace.current(FORM.name)
    if snapshot is None:
        return Decisions()
    return Decisions.of(workspace.table(snapshot), snapshot)
