"""Break the duties of a document down into tasks: who leads, who answers, who supports, by when.

A task is what a clause assigns, or a line of the document's own 分工表. What the document does not
say stays empty: a task without a deadline has none, even where its plan ends some day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gangmu.extraction import Extraction
from gangmu.tasks.schedule import Node, Schedule, read_schedule
from gangmu.terms import Document, Duty, Span, Table

__all__ = ["Node", "Task", "tasks_of"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a clause assigns.

    ``id`` names document and clause and stays the same as long as they do. ``lead`` (牵头),
    ``responsible`` (责任) and ``support`` (配合) are bodies as printed. ``due`` is the last day that
    the document states, ``printed`` its words; ``repeated`` is 每年6月 or 每季度; ``horizon`` the end
    of the plan, which is no deadline. ``nodes`` are what is to be reached by when.
    """

    id: str
    document: str
    clause: str
    text: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    support: tuple[str, ...]
    due: date | None
    printed: str
    repeated: str
    nodes: tuple[Node, ...]
    horizon: date | None
    span: Span

    @property
    def term(self) -> str:
        """Write the deadline, or that the document states none."""
        if self.due is not None:
            return self.printed
        if self.repeated:
            return self.repeated
        end = f"（规划期末{self.horizon.year}年）" if self.horizon else ""
        return f"未写明{end}"

    @property
    def bodies(self) -> tuple[str, ...]:
        """List every body once, those in charge first."""
        return tuple(dict.fromkeys((*self.lead, *self.responsible, *self.support)))


def tasks_of(document: Document, extraction: Extraction) -> tuple[Task, ...]:
    """List the tasks of a document, in order: its duties, then the lines of its 分工表."""
    tables = [table for table in document.tables if _heads(document, table)]
    found = [
        _task(document, duty)
        for duty in extraction.duties
        if not any(t.span.start <= duty.task.start < t.span.end for t in tables)
    ]
    found += [task for table in tables for task in _lines(document, table)]
    return tuple(_numbered(found))


def _numbered(tasks: list[Task]) -> Iterator[Task]:
    """Tell apart the tasks of one clause: 二/(一), 二/(一)#2."""
    seen: Counter[str] = Counter()
    for task in tasks:
        seen[task.id] += 1
        count = seen[task.id]
        yield replace(task, id=f"{task.id}#{count}") if count > 1 else task


# ---------------------------------------------------------------- duties of clauses

_LABEL = re.compile(
    r"(?P<label>牵头(?:责任)?(?:单位|部门)?|责任(?:单位|部门|主体)|[^：:；;，,]{2,6}?)[:：]"
)


def _task(document: Document, duty: Duty) -> Task:
    text = " ".join(document.quote(duty.task).split())
    answers = _answering(document.quote(duty.evidence), (*duty.lead, *duty.support))
    lead, support = (
        tuple(name for name in names if name not in answers) for names in (duty.lead, duty.support)
    )
    clause = duty.clause or "正文"
    schedule = read_schedule(text, *_extent(document))
    return _made(document, clause, text, lead, answers, support, schedule, duty.task)


def _answering(words: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Pick the bodies that stand behind a label 责任单位, neither 牵头 nor 配合.

    >>> _answering("牵头单位：区工信局；责任单位：区统计局、区税务局", ("区工信局", "区统计局", "区税务局"))
    ('区统计局', '区税务局')
    >>> _answering("区工信局会同区统计局", ("区工信局", "区统计局"))
    ()
    """
    label, at = "", 0
    said: dict[str, str] = {}
    for found in [*_LABEL.finditer(words), None]:
        part = words[at : found.start()] if found else words[at:]
        for name in names:
            if name in part:
                said.setdefault(name, label)
        if found is not None:
            label, at = found["label"], found.end()
    return tuple(name for name in names if said.get(name, "").startswith("责任"))


def _extent(document: Document) -> tuple[date | None, date | None]:
    """Give the days between which a document sets tasks: its publication, the end of its plan."""
    metadata = document.metadata
    start = metadata.published or metadata.effective
    end = date(metadata.plan_period[1], 12, 31) if metadata.plan_period else None
    return start, end


def _made(
    document: Document,
    clause: str,
    text: str,
    lead: tuple[str, ...],
    responsible: tuple[str, ...],
    support: tuple[str, ...],
    schedule: Schedule,
    span: Span,
) -> Task:
    return Task(
        f"{document.id} {clause}", document.id, clause, text, lead, responsible, support,
        schedule.due, schedule.printed, schedule.repeated, schedule.nodes, _extent(document)[1], span,
    )  # fmt: skip


# ---------------------------------------------------------------- the document's own table

_HEADS = {
    "task": re.compile("任务|工作内容|事项|举措"),
    "lead": re.compile("牵头"),
    "responsible": re.compile("责任|负责|主办"),
    "support": re.compile("配合|协办|参与|协同"),
    "due": re.compile("时限|完成时间|期限|时间节点|时间要求"),
}
_ROWS_OF_HEAD = 2


def _heads(document: Document, table: Table) -> dict[str, int]:
    """Find the columns of a 分工表; empty for a table that is none."""
    for row in table.cells[:_ROWS_OF_HEAD]:
        words = ["".join(document.quote(cell).split()) for cell in row]
        found: dict[str, int] = {}
        for name, pattern in _HEADS.items():
            for at, word in enumerate(words):
                if at not in found.values() and len(word) <= 12 and pattern.search(word):
                    found[name] = at
                    break
        if "task" in found and found.keys() & {"lead", "responsible"}:
            return found
    return {}


def _lines(document: Document, table: Table) -> Iterator[Task]:
    heads = _heads(document, table)
    caption = "".join(table.caption.split())
    where = re.split(r"[　\s]", table.caption.strip())[0] if caption else "分工表"
    for number, row in enumerate(table.cells, 1):
        words = {
            name: document.quote(row[at]).strip() for name, at in heads.items() if at < len(row)
        }
        text = " ".join(words.get("task", "").split())
        bodies = {name: _bodies(words.get(name, "")) for name in ("lead", "responsible", "support")}
        if not text or not (bodies["lead"] or bodies["responsible"]):
            continue
        if _HEADS["task"].search(text) and _HEADS["lead"].search(words.get("lead", "")):
            continue  # the head itself
        stated = words.get("due", "")
        schedule = read_schedule(text, *_extent(document), stated)
        yield _made(
            document, f"{where}/{_ordinal(document, row) or number}", text,
            bodies["lead"], bodies["responsible"], bodies["support"], schedule, row[heads["task"]],
        )  # fmt: skip


def _ordinal(document: Document, row: tuple[Span, ...]) -> str:
    first = document.quote(row[0]).strip()
    return first if first.isdigit() else ""


def _bodies(words: str) -> tuple[str, ...]:
    return tuple(each for each in re.split(r"[、，,；;\s]+", words) if each)
