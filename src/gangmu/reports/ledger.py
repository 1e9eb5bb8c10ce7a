"""任务分解表.xlsx: the tasks of documents as a ledger to fill in, one page an item, and who does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from gangmu.reports.spreadsheets import (
    CellKind,
    Column,
    Form,
    Formula,
    Noted,
    Page,
    Sheet,
    Value,
    write_workbook,
)
from gangmu.reports.views import Rows
from gangmu.tasks.breakdown import Task
from gangmu.tasks.ledger import (
    ID,
    ISSUE,
    LEVEL,
    NEWS,
    QUARTERS,
    REPORTED,
    REPORTER,
    SHARE,
    STATE,
    Entry,
    Level,
    State,
)
from gangmu.tasks.supervision import Late, Supervision

_LEDGER = "台账"
#: The rows above the first task on the ledger: title, subtitle, two rows of header.
_HEAD = 4


def write_ledger(
    tasks: Sequence[Task], entries: Mapping[str, Entry], supervised: Supervision, path: Path
) -> Path:
    """Write the ledger: 台账 (to fill in; what was filled in before stands there), 一项一表 (a page a
    task that shows its line of the ledger live), 责任分工 (what each body leads and supports),
    节点 (what is to be reached by when), 督查 (overdue, not reported, due soon) and 协调事项 (what waits
    to be settled, by whom, for how long)."""
    year = supervised.as_of.year
    return write_workbook(
        path,
        [
            _ledger(tasks, entries, year),
            _supervision(supervised),
            _issues(tasks, supervised),
            _bodies(tasks),
            _nodes(tasks),
            Form("一项一表", list(_pages(tasks, entries, year))),
        ],
    )


def _columns(year: int) -> tuple[Column, ...]:
    quarters = tuple(Column(name, group=f"{year}年节点", width=16, entry=True) for name in QUARTERS)
    return (
        Column(ID, width=22),
        Column("任务", width=44),
        Column("牵头单位", group="责任分工", width=16),
        Column("责任单位", group="责任分工", width=16),
        Column("配合单位", group="责任分工", width=16),
        Column("完成时限", width=14),
        *quarters,
        Column(STATE, group="填报", width=9, entry=True, choices=tuple(State)),
        Column(SHARE, CellKind.RATIO, group="填报", width=9, entry=True),
        Column(NEWS, group="填报", width=28, entry=True),
        Column(REPORTER, group="填报", width=14, entry=True),
        Column(REPORTED, CellKind.DATE, group="填报", width=12, entry=True),
        Column(ISSUE, group="填报", width=22, entry=True),
        Column(LEVEL, group="填报", width=10, entry=True, choices=tuple(Level)),
    )


def _ledger(tasks: Sequence[Task], entries: Mapping[str, Entry], year: int) -> Sheet:
    return Sheet(
        name=_LEDGER,
        columns=_columns(year),
        rows=[_line(task, entries.get(task.id), year) for task in tasks],
        title="重点任务分解表（台账）",
        subtitle=f"{year}年；共 {len(tasks)} 项；淡黄色各列由责任单位填报，编号不要改",
        notes=(
            "注：任务、单位和时限照录文件；文件没有写的留空，写「未写明」的不算逾期。"
            "各季节点先列文件写明的，可以增改。",
            f"填好后运行 gangmu tasks --import 本文件；状态只能填{'、'.join(State)}，"
            "完成比例写成 60%。",
        )
        if tasks
        else ("注：documents/ 里没有写明责任单位的正式有效文件，所以没有任务；不以推测代替。",),
    )


def _line(task: Task, entry: Entry | None, year: int) -> tuple[Value, ...]:
    planned = quarter_texts(task, year)
    quarters = entry.quarters if entry and any(entry.quarters) else planned
    return (
        task.id,
        task.text,
        _names(task.lead),
        _names(task.responsible),
        _names(task.support),
        task.term,
        *(text or None for text in quarters),
        str(entry.state) if entry and entry.state else None,
        entry.share if entry else None,
        entry.news or None if entry else None,
        entry.reporter or None if entry else None,
        entry.reported if entry else None,
        entry.issue or None if entry else None,
        str(entry.level) if entry and entry.level else None,
    )


def _names(names: tuple[str, ...]) -> str | None:
    return "、".join(names) or None


def quarter_texts(task: Task, year: int) -> tuple[str, str, str, str]:
    """Write what a task is to reach in each quarter of a year, as far as its document says."""
    texts = [
        "；".join(
            dict.fromkeys(node.text for node in task.nodes if node.quarter == (year, quarter))
        )
        for quarter in (1, 2, 3, 4)
    ]
    return texts[0], texts[1], texts[2], texts[3]


def _supervision(found: Supervision) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    for kind, lates in (("逾期", found.overdue), ("到期未填报", found.unreported)):
        rows += [_late(kind, late) for late in lates]
    rows += [
        ("30日内到期", task.id, task.text, _charged(task), task.term, None, None, None)
        for task in found.soon
    ]
    return Sheet(
        name="督查",
        columns=(
            Column("情形", width=12),
            Column(ID, width=22),
            Column("任务", width=44),
            Column("牵头（责任）单位", width=20),
            Column("完成时限", width=14),
            Column("逾期天数", CellKind.INTEGER, width=9),
            Column(STATE, width=9),
            Column(NEWS, width=28),
        ),
        rows=rows,
        title=f"督查清单（{found.as_of.year}年{found.as_of.month}月{found.as_of.day}日）",
        subtitle=supervision_line(found),
        notes=(
            "注：逾期＝时限已过而填报为未完成；到期未填报＝时限已过而没有填报，可能已完成，须核实。"
            f"文件没有写明时限的 {len(found.undated)} 项不列入。",
        ),
    )


def _issues(tasks: Sequence[Task], found: Supervision) -> Sheet:
    """List what offices ask to be settled, the highest level and the longest wait first."""
    known = {task.id: task for task in tasks}
    levels = list(Level)

    def waited(entry: Entry) -> int | None:
        return (found.as_of - entry.reported).days if entry.reported else None

    ordered = sorted(
        found.issues,
        key=lambda entry: (-levels.index(entry.level) if entry.level else 1, -(waited(entry) or 0)),
    )
    return Sheet(
        name="协调事项",
        columns=(
            Column("协调层级", width=12),
            Column("事项", width=44),
            Column(ID, width=22),
            Column("任务", width=44),
            Column("牵头（责任）单位", width=20),
            Column("提出单位", width=16),
            Column("提出日期", CellKind.DATE, width=12),
            Column("等候天数", CellKind.INTEGER, width=9),
        ),
        rows=[
            (
                str(entry.level) if entry.level else None,
                entry.issue,
                entry.task,
                known[entry.task].text,
                _charged(known[entry.task]),
                entry.reporter or None,
                entry.reported,
                waited(entry),
            )
            for entry in ordered
        ],
        title="需协调事项",
        notes=("注：等候天数从填报日期算起；没有填日期的不知道等了多久，留空。",),
    )


def supervision_line(found: Supervision) -> str:
    """Sum a supervision up in one line."""
    return (
        f"共 {found.total} 项：已完成 {len(found.done)}，逾期 {len(found.overdue)}，"
        f"到期未填报 {len(found.unreported)}，30日内到期 {len(found.soon)}，"
        f"未写明时限 {len(found.undated)}，需协调 {len(found.issues)}"
    )


def _late(kind: str, late: Late) -> tuple[Value, ...]:
    task, entry = late.task, late.entry
    return (
        kind, task.id, task.text, _charged(task), task.term, late.days,
        str(entry.state) if entry and entry.state else None,
        entry.news or None if entry else None,
    )  # fmt: skip


def _charged(task: Task) -> str | None:
    return _names(task.lead or task.responsible)


def _bodies(tasks: Sequence[Task]) -> Sheet:
    """Say of each body what it leads, answers for and supports (责任分工)."""
    roles: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for task in tasks:
        for at, names in enumerate((task.lead, task.responsible, task.support)):
            for name in names:
                roles.setdefault(name, ([], [], []))[at].append(task.id)
    ordered = sorted(roles.items(), key=lambda item: [-len(ids) for ids in item[1]])
    return Sheet(
        name="责任分工",
        columns=(
            Column("单位", width=24),
            Column("牵头", CellKind.INTEGER, group="项数", width=7),
            Column("责任", CellKind.INTEGER, group="项数", width=7),
            Column("配合", CellKind.INTEGER, group="项数", width=7),
            Column("牵头的任务", width=40),
            Column("负责的任务", width=40),
            Column("配合的任务", width=40),
        ),
        rows=[
            (name, *(len(ids) for ids in lists), *("\n".join(ids) or None for ids in lists))
            for name, lists in ordered
        ],
        title="责任分工表",
    )


def _nodes(tasks: Sequence[Task]) -> Sheet:
    return Sheet(
        name="节点",
        columns=(
            Column("年", CellKind.YEAR, width=7),
            Column("季度", width=9),
            Column("截止日", CellKind.DATE, width=12),
            Column("节点", width=44),
            Column(ID, width=22),
            Column("牵头（责任）单位", width=20),
        ),
        rows=[
            (
                node.day.year,
                QUARTERS[node.quarter[1] - 1],
                node.day,
                node.text,
                task.id,
                _charged(task),
            )
            for node, task in sorted(
                ((node, task) for task in tasks for node in task.nodes),
                key=lambda pair: pair[0].day,
            )
        ],
        title="季度节点表",
        notes=("注：只列文件写明时间的节点；「每季度」「每年6月」按规划期展开。",),
    )


#: The line of a page, and the column of the ledger that it shows.
_SHOWN = (STATE, SHARE, NEWS, REPORTER, REPORTED, ISSUE, LEVEL)


def _pages(tasks: Sequence[Task], entries: Mapping[str, Entry], year: int) -> Iterator[Page]:
    """Make a page for each task; what is filled in on the ledger shows on it."""
    titles = [column.title for column in _columns(year)]
    for row, task in enumerate(tasks, _HEAD + 1):
        line = dict(zip(titles, _line(task, entries.get(task.id), year), strict=True))
        yield Page(
            "重点任务推进情况表",
            (
                (ID, task.id),
                ("任务", task.text),
                ("文件与条款", f"{task.document}　{task.clause}"),
                *(
                    (title, line[title])
                    for title in ("牵头单位", "责任单位", "配合单位", "完成时限")
                ),
                *(
                    (title, _live(f"{_letter(titles.index(title))}{row}", title, line[title]))
                    for title in (*QUARTERS, *_SHOWN)
                ),
                ("核实意见", None),
            ),
        )


def _live(cell: str, title: str, value: Value) -> Formula:
    """Show a cell of the ledger, and nothing where it is empty."""
    cell = f"'{_LEDGER}'!{cell}"
    shown = f'TEXT({cell},"{_FORMATS[title]}")' if title in _FORMATS else cell
    assert not isinstance(value, Formula | Noted)
    stored = f"{value:.0%}" if isinstance(value, Decimal) else value
    return Formula(f'IF({cell}="","",{shown})', str(stored) if stored is not None else None)


_FORMATS = {SHARE: "0%", REPORTED: "yyyy-mm-dd"}


def _letter(at: int) -> str:
    return chr(ord("A") + at)


# ---------------------------------------------------------------- terminal and machines


def supervision_rows(found: Supervision) -> Rows:
    """List what needs a look for a terminal."""
    header = ("情形", "编号", "任务", "牵头（责任）单位", "完成时限", "逾期天数")
    rows: list[tuple[str, ...]] = []
    for kind, lates in (("逾期", found.overdue), ("到期未填报", found.unreported)):
        rows += [
            (
                kind,
                each.task.id,
                each.task.text,
                _charged(each.task) or "",
                each.task.term,
                str(each.days),
            )
            for each in lates
        ]
    rows += [
        ("30日内到期", task.id, task.text, _charged(task) or "", task.term, "")
        for task in found.soon
    ]
    return header, rows


def task_record(task: Task, entry: Entry | None, as_of: date) -> dict[str, object]:
    """Give a task with what was reported on it as a record."""
    return {
        "id": task.id,
        "document": task.document,
        "clause": task.clause,
        "text": task.text,
        "lead": task.lead,
        "responsible": task.responsible,
        "support": task.support,
        "due": task.due,
        "term": task.term,
        "repeated": task.repeated or None,
        "nodes": [{"day": node.day, "text": node.text} for node in task.nodes],
        "span": [task.span.start, task.span.end],
        "state": entry.state if entry else None,
        "share": entry.share if entry else None,
        "news": entry.news if entry else None,
        "overdue_days": max(0, (as_of - task.due).days) if task.due else None,
    }
