"""Supervise tasks on a day (督查): what is overdue, what was not reported, what comes due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gangmu.tasks.breakdown import Task
from gangmu.tasks.ledger import Entry, State

#: How many days ahead a deadline is announced.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Late:
    """A task whose deadline has passed: how many days, and what its office said."""

    task: Task
    days: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Supervision:
    """Tasks sorted on a day.

    ``overdue`` are past their deadline and reported as not done. ``unreported`` are past it and
    nothing was reported: they may be done, nobody has said so. ``soon`` come due within 30 days.
    ``undated`` have no deadline and nothing that repeats. ``issues`` wait to be settled.
    """

    as_of: date
    total: int
    overdue: tuple[Late, ...]
    unreported: tuple[Late, ...]
    soon: tuple[Task, ...]
    undated: tuple[Task, ...]
    done: tuple[Task, ...]
    issues: tuple[Entry, ...]


def supervise(tasks: Sequence[Task], entries: Mapping[str, Entry], as_of: date) -> Supervision:
    """Sort tasks on a day; a task without a deadline is never overdue."""
    overdue: list[Late] = []
    unreported: list[Late] = []
    soon: list[Task] = []
    undated: list[Task] = []
    done: list[Task] = []
    for task in tasks:
        entry = entries.get(task.id)
        state = entry.state if entry else None
        if state in (State.DONE, State.DROPPED):
            if state is State.DONE:
                done.append(task)
            continue
        if task.due is None:
            if not task.repeated:
                undated.append(task)
            continue
        days = (as_of - task.due).days
        if days > 0:
            (overdue if state else unreported).append(Late(task, days, entry))
        elif task.due - as_of <= SOON:
            soon.append(task)
    known = {task.id for task in tasks}
    issues = [entry for id, entry in entries.items() if entry.issue and id in known]
    return Supervision(
        as_of, len(tasks),
        tuple(sorted(overdue, key=lambda late: -late.days)),
        tuple(sorted(unreported, key=lambda late: -late.days)),
        tuple(sorted(soon, key=lambda task: task.due or as_of)),
        tuple(undated), tuple(done), tuple(issues),
    )  # fmt: skip
