"""Read the ledger that offices have filled in, and keep it as a snapshot of the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from gangmu.reading.sheets import ErrorValue, Percent, Sheet, letter, read_sheets
from gangmu.store import Draft, Workspace, sha256_of
from gangmu.tasks.breakdown import Task
from gangmu.terms import Cell, InputError, InputErrors, Snapshot
from gangmu.writing.dates import parse_date

SNAPSHOT = "tasks"


class State(StrEnum):
    """How a task stands, as its office reports."""

    WAITING = "未启动"
    RUNNING = "推进中"
    DONE = "已完成"
    DROPPED = "已取消"


class Level(StrEnum):
    """Who is asked to settle what an office cannot (提级协调)."""

    OFFICE = "部门之间"
    LEADER = "分管领导"
    MEETING = "联席会议"
    GOVERNMENT = "常务会议"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an office filled in for one task; ``None`` and empty where it did not.

    ``share`` is the part done, ``quarters`` the four nodes of the year as people changed them,
    ``issue`` what needs to be settled and ``level`` by whom. ``cell`` is the line of the ledger.
    """

    task: str
    state: State | None
    share: Decimal | None
    news: str
    reporter: str
    reported: date | None
    issue: str
    level: Level | None
    quarters: tuple[str, str, str, str]
    cell: Cell

    @property
    def blank(self) -> bool:
        """Tell whether nothing was reported."""
        return not (self.state or self.share is not None or self.news or self.issue)


#: The columns of the ledger that people fill in; also the fields of the snapshot.
STATE, SHARE, NEWS, REPORTER = "状态", "完成比例", "最新进展", "填报单位"
REPORTED, ISSUE, LEVEL = "填报日期", "需协调事项", "协调层级"
ID = "编号"
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_FIELDS = (ID, STATE, SHARE, NEWS, REPORTER, REPORTED, ISSUE, LEVEL, *QUARTERS)
_COLUMNS: dict[str, pa.DataType] = {name: pa.string() for name in _FIELDS}
_COLUMNS |= {"_sheet": pa.string(), "_row": pa.int32()}
_HEADER_WITHIN = 10
_REMEDY = "用 gangmu tasks 写出的任务分解表填报，不要改编号"


def import_ledger(
    workspace: Workspace, path: Path, tasks: Iterable[Task], by: str | None = None
) -> Snapshot:
    """Import a filled ledger as the current snapshot ``tasks``; the one before is kept.

    Raises ``InputErrors`` with every bad cell: an unknown 编号 or 状态, a date that is none, a share
    that is no percentage, a task given twice.
    """
    digest = sha256_of(path)
    known = {task.id for task in tasks}
    errors: list[InputError] = []
    entries: list[Entry] = []
    ledgers = [(sheet, head) for sheet in read_sheets(path) if (head := _head(sheet))]
    if not ledgers:
        raise InputError(
            "没有找到台账", path.name, f"要有「{ID}」「{STATE}」「{SHARE}」三列；{_REMEDY}"
        )
    for sheet, head in ledgers:
        entries += _read(path.name, sheet, head, known, errors)
    if errors:
        raise InputErrors(errors)
    if not entries:
        raise InputError("台账里没有填报", path.name, "填了「状态」等列再导入")
    table = pa.table(
        {name: [_cell_of(entry, name) for entry in entries] for name in _COLUMNS},
        schema=pa.schema(_COLUMNS),
    )
    draft = Draft(SNAPSHOT, table, path, entries[0].cell.sheet, {}, (), digest)
    return workspace.write_snapshots([draft], by=by)[0]


def load_entries(workspace: Workspace) -> dict[str, Entry]:
    """Read the current ledger by task; empty where none was imported."""
    snapshot = workspace.current(SNAPSHOT)
    if snapshot is None:
        return {}
    return {
        row[ID]: Entry(
            task=row[ID],
            state=State(row[STATE]) if row[STATE] else None,
            share=Decimal(row[SHARE]) if row[SHARE] else None,
            news=row[NEWS],
            reporter=row[REPORTER],
            reported=date.fromisoformat(row[REPORTED]) if row[REPORTED] else None,
            issue=row[ISSUE],
            level=Level(row[LEVEL]) if row[LEVEL] else None,
            quarters=(row[QUARTERS[0]], row[QUARTERS[1]], row[QUARTERS[2]], row[QUARTERS[3]]),
            cell=Cell(snapshot.source, row["_sheet"], row["_row"], "A"),
        )
        for row in workspace.table(snapshot).to_pylist()
    }


def _cell_of(entry: Entry, name: str) -> str | int:
    plain: dict[str, str | int] = {
        ID: entry.task,
        STATE: str(entry.state or ""),
        SHARE: "" if entry.share is None else f"{entry.share:f}",
        NEWS: entry.news,
        REPORTER: entry.reporter,
        REPORTED: str(entry.reported or ""),
        ISSUE: entry.issue,
        LEVEL: str(entry.level or ""),
        "_sheet": entry.cell.sheet,
        "_row": entry.cell.row,
    }
    plain |= dict(zip(QUARTERS, entry.quarters, strict=True))
    return plain[name]


def _read(
    file: str,
    sheet: Sheet,
    head: tuple[int, dict[str, int]],
    known: set[str],
    errors: list[InputError],
) -> Iterator[Entry]:
    """Read the lines of a ledger below its header; a line where nothing was filled in is left out."""
    first, columns = head
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows[first:], first + 1):
        line = _Line(file, sheet.name, number, row, columns, errors)
        task = line.text(ID)
        if task.startswith("注："):
            break  # the notes below the table
        if not task:
            if any(line.text(name) for name in columns):
                line.error(ID, "这一行没有编号", _REMEDY)
            continue
        if task not in known:
            line.error(ID, f"没有编号为「{task}」的任务", _REMEDY)
            continue
        if task in seen:
            line.error(ID, f"任务「{task}」出现两次", "合并成一行")
            continue
        seen.add(task)
        entry = line.entry(task)
        if not entry.blank or any(entry.quarters):
            yield entry


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Find the row below the header and the column of each field; a header may have two rows."""
    for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        words = ["".join(str(cell or "").split()) for cell in row]
        if ID not in words:
            continue
        below = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else []
        lower = ["".join(str(cell or "").split()) for cell in below]
        both = {word: column for column, word in enumerate(words) if word in _FIELDS}
        second = {word: column for column, word in enumerate(lower) if word in _FIELDS}
        if {STATE, SHARE} <= both.keys() | second.keys():
            return at + (2 if second else 1), both | second
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the ledger, whose cells are read with their place."""

    file: str
    sheet: str
    number: int
    row: Sequence[object]
    columns: dict[str, int]
    errors: list[InputError]

    def value(self, name: str) -> object:
        at = self.columns.get(name)
        value = self.row[at] if at is not None and at < len(self.row) else None
        if isinstance(value, ErrorValue):
            self.error(name, f"公式错误值 {value}", "改成数值或文字")
            return None
        return value

    def text(self, name: str) -> str:
        value = self.value(name)
        # an apostrophe that the export put before a sign of a formula
        return "" if value is None else str(value).strip().removeprefix("'")

    def error(self, name: str, cause: str, remedy: str) -> None:
        place = f"{self.file} {self.sheet}!{letter(self.columns.get(name, 0))}{self.number}"
        self.errors.append(InputError(cause, place, remedy))

    def entry(self, task: str) -> Entry:
        state = self._one_of(STATE, tuple(State))
        level = self._one_of(LEVEL, tuple(Level))
        return Entry(
            task,
            State(state) if state else None,
            self._share(),
            self.text(NEWS),
            self.text(REPORTER),
            self._date(),
            self.text(ISSUE),
            Level(level) if level else None,
            (self.text(QUARTERS[0]), self.text(QUARTERS[1]), self.text(QUARTERS[2]),
             self.text(QUARTERS[3])),
            Cell(self.file, self.sheet, self.number, letter(self.columns[ID])),
        )  # fmt: skip

    def _one_of(self, name: str, known: tuple[str, ...]) -> str | None:
        word = self.text(name)
        if not word:
            return None
        if word not in known:
            self.error(name, f"「{word}」不是{name}", f"只能填：{'、'.join(known)}")
            return None
        return word

    def _share(self) -> Decimal | None:
        """Read 60%, 0.6 in a cell shown as percent, or 60; a bare 0.6 could be either and is asked."""
        value = self.value(SHARE)
        if value is None or value == "":
            return None
        text = str(value).strip()
        try:
            number = Decimal(text.removesuffix("%").removesuffix("％"))
        except InvalidOperation:
            self.error(SHARE, f"「{text}」不是百分比", "写成 60%")
            return None
        if not number.is_finite():
            self.error(SHARE, f"「{text}」不是百分比", "写成 60%")
            return None
        share = number if isinstance(value, Percent) else number / 100
        if not isinstance(value, Percent) and not text.endswith(("%", "％")) and 0 < number <= 1:
            self.error(SHARE, f"「{text}」是 {text}% 还是 {number * 100:f}%？", "写成 60%")
            return None
        if not 0 <= share <= 1:
            self.error(SHARE, f"完成比例「{text}」不在 0 至 100% 之间", "核对填报")
            return None
        return share

    def _date(self) -> date | None:
        value = self.value(REPORTED)
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = parse_date(str(value))
        if found is None:
            self.error(REPORTED, f"「{value}」不是日期", "写成 2026-06-30")
        return found
