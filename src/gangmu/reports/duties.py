"""Duties of documents for people and machines: a table for the terminal, a workbook, records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gangmu.reports.claims import value_text
from gangmu.reports.spreadsheets import Column, Sheet, write_workbook
from gangmu.reports.views import Rows
from gangmu.tasks import Assigned

_SHOWN = 40
_COLUMNS = (
    Column("文件", width=24),
    Column("条款", width=12),
    Column("任务", width=60),
    Column("牵头单位", group="责任分工", width=18),
    Column("责任单位", group="责任分工", width=24),
    Column("配合单位", group="责任分工", width=24),
    Column("完成时限", width=14),
    Column("任务中的数量", width=40),
)


def duty_rows(assigned: Sequence[Assigned]) -> Rows:
    """List duties for a terminal."""
    header = ("文件", "条款", "任务", "牵头", "责任", "配合", "时限")
    rows: list[tuple[str, ...]] = []
    for each in assigned:
        task = each.task
        text = task.text if len(task.text) <= _SHOWN else f"{task.text[:_SHOWN]}……"
        bodies = ("、".join(names) for names in (task.lead, task.responsible, task.support))
        rows.append((task.document, task.clause, text, *bodies, task.term))
    return header, rows


def duty_record(each: Assigned) -> dict[str, object]:
    """Give one duty as a record; the span is of the canonical text of its document."""
    task = each.task
    return {
        "document": task.document,
        "clause": task.clause,
        "task": task.text,
        "span": {"start": task.span.start, "end": task.span.end},
        "lead": list(task.lead),
        "responsible": list(task.responsible),
        "support": list(task.support),
        "term": task.term,
        "due": task.due.isoformat() if task.due else None,
        "quantities": _quantities(each),
    }


def write_duties(assigned: Sequence[Assigned], path: Path) -> Path:
    """Write duties to a workbook, one line each: task, clause, bodies, deadline, quantities."""
    rows = [
        (
            each.task.document,
            each.task.clause,
            each.task.text,
            "、".join(each.task.lead),
            "、".join(each.task.responsible),
            "、".join(each.task.support),
            each.task.term,
            "；".join(_quantities(each)),
        )
        for each in assigned
    ]
    notes = ("注：任务、单位和时限照录文件；文件没有写时限的写「未写明」。",)
    return write_workbook(path, [Sheet("责任分工", _COLUMNS, rows, "文件责任分工表", notes=notes)])


def _quantities(each: Assigned) -> list[str]:
    """Write the quantities of a task with what they measure: 盘活低效工业用地 3600亩."""
    return [
        f"{claim.indicator.text if claim.indicator else ''} {value_text(claim.quantity)}".strip()
        for claim in each.claims
    ]
