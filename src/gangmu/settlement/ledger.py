"""兑付台账: what was awarded and paid before, instalment by instalment.

A workspace keeps it in ``ledger.xlsx`` (sheet 兑付台账), which is what a run writes as
``结果/兑付台账.xlsx``: this year's result is next year's ledger. It says what 每 年 and 补差 already
used up, which instalments of earlier awards fall due, and what a breach of 保持 can still stop or
must reclaim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from gangmu.settlement.forms import Field, Form
from gangmu.store import Workspace
from gangmu.terms import Snapshot


class State(StrEnum):
    """Where an instalment stands."""

    PAID = "已拨付"
    DUE = "本期拨付"
    FUTURE = "以后年度"
    PENDING = "待核实"
    STOPPED = "停发"
    RECLAIM = "追回"
    DEFERRED = "顺延"


FORM = Form(
    "兑付台账",
    (
        Field("编号", required=True),
        Field("企业代码", required=True, aliases=("统一社会信用代码", "收款企业代码")),
        Field("文号", required=True),
        Field("措施", required=True),
        Field("核定年度", "整数", required=True),
        Field("期次", required=True),
        Field("应付年度", "整数", required=True),
        Field("金额", "金额", required=True),
        Field("状态", tuple(State), required=True),
        Field("说明"),
    ),
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One instalment of an award, paid or still open; ``amount`` in 分."""

    id: str
    enterprise: str
    number: str
    measure: str
    awarded: int
    instalment: str
    due: int
    amount: int
    state: State

    @property
    def award(self) -> tuple[str, str, str, int]:
        """Name the award that the instalment belongs to."""
        return (self.number, self.measure, self.id, self.awarded)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every earlier payment; ``kept`` says whether a ledger was imported at all."""

    payments: tuple[Payment, ...] = ()
    snapshot: Snapshot | None = None
    kept: bool = False

    @classmethod
    def of(cls, table: pa.Table, snapshot: Snapshot | None = None) -> Ledger:
        """Read the rows of a form."""
        payments = tuple(
            Payment(
                row["编号"],
                row["企业代码"],
                row["文号"],
                row["措施"],
                row["核定年度"],
                row["期次"],
                row["应付年度"],
                row["金额"],
                State(row["状态"]) if row["状态"] != State.DUE else State.PAID,
            )
            for row in table.to_pylist()
        )
        return cls(payments, snapshot, True)

    def received(
        self, measures: Collection[tuple[str, str]], key: str, year: int | None
    ) -> dict[str, int]:
        """Sum what was paid under some measures (文号, name), by ``编号`` or ``企业代码``.

        With a year only what was awarded in it counts.
        """
        sums: dict[str, int] = defaultdict(int)
        for payment in self.payments:
            if (payment.number, payment.measure) not in measures:
                continue
            if payment.state is State.PAID and (year is None or payment.awarded == year):
                sums[payment.enterprise if key == "企业代码" else payment.id] += payment.amount
        return sums

    def awards(self) -> dict[tuple[str, str, str, int], list[Payment]]:
        """Gather the instalments of each award, in the order they fall due."""
        found: dict[tuple[str, str, str, int], list[Payment]] = defaultdict(list)
        for payment in self.payments:
            found[payment.award].append(payment)
        return {key: sorted(each, key=lambda p: p.due) for key, each in found.items()}


def load_ledger(workspace: Workspace) -> Ledger:
    """Load the current ledger of a workspace; an empty one where nothing was imported."""
    snapshot = workspace.current(FORM.name)
    if snapshot is None:
        return Ledger()
    return Ledger.of(workspace.table(snapshot), snapshot)
