"""Long work that a browser waits for: an import, a run. Any worker may do it; none does it twice.

A worker that dies leaves its job with an old heartbeat; it is then told to be 中断, and taken up again
a few times. What it had written is whole or not there: imports and runs are atomic.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update

from gangmu.store.records.people import User
from gangmu.store.records.records import Records, moment
from gangmu.store.records.schema import jobs, users
from gangmu.terms import InputError

#: A running job without a heartbeat for so long has lost its worker.
SILENT = timedelta(seconds=30)
TRIES = 3


class State(StrEnum):
    """Where a job is."""

    WAITING = "排队"
    RUNNING = "进行"
    DONE = "完成"
    FAILED = "未成"
    LOST = "中断"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: what was asked, how far it is, what came of it."""

    id: str
    kind: str
    asked: Mapping[str, Any]
    state: State
    stage: str
    done: int
    total: int
    result: Mapping[str, Any] | None
    error: str | None
    user: str
    at: str

    @property
    def over(self) -> bool:
        return self.state in (State.DONE, State.FAILED, State.LOST)


def ask(records: Records, user: User, kind: str, asked: Mapping[str, Any]) -> str:
    """Ask for a piece of work; gives its id."""
    id = secrets.token_hex(8)
    with records.change(user.name, f"请求{kind}", id, asked) as connection:
        connection.execute(
            insert(jobs).values(
                id=id, kind=kind, asked=dict(asked), state=str(State.WAITING), stage="", done=0,
                total=0, tries=0, user=user.id, at=moment(), beat=moment(),
            )
        )  # fmt: skip
    return id


def take(records: Records, id: str) -> bool:
    """Begin a job that waits; false where another worker was faster."""
    with records.write() as connection:
        taken = connection.execute(
            update(jobs)
            .where(jobs.c.id == id, jobs.c.state == str(State.WAITING))
            .values(state=str(State.RUNNING), beat=moment(), tries=jobs.c.tries + 1)
        )
        return taken.rowcount == 1


def beat(records: Records, id: str, stage: str, done: int, total: int) -> None:
    """Say how far a job is."""
    with records.write() as connection:
        connection.execute(
            update(jobs)
            .where(jobs.c.id == id, jobs.c.state == str(State.RUNNING))
            .values(stage=stage, done=done, total=total, beat=moment())
        )


def finish(
    records: Records, by: str, id: str, result: Mapping[str, Any] | None, error: str | None = None
) -> None:
    """End a job with its result, or with the sentence that says why it was not done."""
    state = State.DONE if error is None else State.FAILED
    with records.change(by, f"作业{state}", id, {"错误": error} if error else {}) as connection:
        connection.execute(
            update(jobs)
            .where(jobs.c.id == id)
            .values(
                state=str(state),
                result=dict(result) if result else None,
                error=error,
                beat=moment(),
            )
        )


def requeue(records: Records) -> list[str]:
    """Let what lost its worker wait again (at most ``TRIES`` times), and list what waits."""
    with records.write() as connection:
        lost = (jobs.c.state == str(State.RUNNING)) & (jobs.c.beat < moment(-SILENT))
        connection.execute(
            update(jobs)
            .where(lost, jobs.c.tries < TRIES)
            .values(state=str(State.WAITING), beat=moment())
        )
        waiting = select(jobs.c.id).where(jobs.c.state == str(State.WAITING)).order_by(jobs.c.at)
        return list(connection.execute(waiting).scalars())


def job(records: Records, id: str) -> Job:
    """Find a job; raises ``InputError`` where there is none."""
    with records.read() as connection:
        row = connection.execute(_jobs().where(jobs.c.id == id)).first()
    if row is None:
        raise InputError("没有这件作业", id)
    return _job(row)


def latest(records: Records, limit: int = 20) -> list[Job]:
    """List the latest jobs, newest first."""
    with records.read() as connection:
        return [
            _job(r) for r in connection.execute(_jobs().order_by(jobs.c.at.desc()).limit(limit))
        ]


def _jobs() -> Any:
    return select(jobs, users.c.shown).join(users, users.c.id == jobs.c.user)


def _job(row: Any) -> Job:
    state = State(row.state)
    if state is State.RUNNING and row.beat < moment(-SILENT):
        state = State.LOST
    return Job(
        row.id, row.kind, row.asked, state, row.stage, row.done, row.total, row.result,
        row.error, row.shown, row.at,
    )  # fmt: skip
