"""Measure files as versions: written by one person, published by another.

A version says what the file should hold; ``acts`` on it are 同意, 退回, 发布. When somebody other than
its author agrees, the file in the workspace is replaced and the version is 已发布; what died between
the two is found by ``agreed_versions`` and finished. Runs are approved the same way, by two people,
and frozen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from gangmu.store.records.people import User
from gangmu.store.records.records import Records, moment
from gangmu.store.records.schema import approvals, users, versions
from gangmu.terms import InputError


class Act(StrEnum):
    """What can be said of a version or a run."""

    SUBMIT = "提交"
    AGREE = "同意"
    RETURN = "退回"
    RELEASE = "发布"
    FREEZE = "冻结"


#: How many people, other than the author of a version, must agree.
NEEDED = {"version": 1, "run": 2}


@dataclass(frozen=True, slots=True)
class Approval:
    """One act, by whom and when."""

    act: Act
    user: str
    name: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a measure file with what was said of it; ``state`` follows from the acts."""

    id: int
    file: str
    content: str
    sha256: str
    note: str
    author: str
    author_name: str
    at: str
    acts: tuple[Approval, ...]

    @property
    def state(self) -> str:
        """Give 待审, 已同意, 已发布 or 已退回."""
        last = self.acts[-1].act if self.acts else Act.SUBMIT
        states = {Act.AGREE: "已同意", Act.RELEASE: "已发布", Act.RETURN: "已退回"}
        return states.get(last, "待审")


def submit(records: Records, author: User, file: str, content: str, note: str) -> int:
    """Keep a new version of a measure file for approval; gives its id."""
    sha = hashlib.sha256(content.encode()).hexdigest()
    with records.change(author.name, "提交措施", file, {"sha256": sha, "说明": note}) as connection:
        found = connection.execute(
            insert(versions).values(
                file=file, content=content, sha256=sha, note=note, author=author.id, at=moment()
            )
        )
        return int(found.inserted_primary_key[0])  # type: ignore[index]


def judge_version(records: Records, user: User, id: int, act: Act, note: str = "") -> Version:
    """Agree with a version or send it back; raises ``InputError`` for one's own, or one decided."""
    with records.change(user.name, f"{act}措施", str(id), {"说明": note}) as connection:
        version = _version(connection, id)
        if version.state != "待审":
            raise InputError(f"这一版{version.state}", version.file, "看最新的一版")
        if act is Act.AGREE and version.author == user.name:
            raise InputError("自己写的要由另一个人同意", version.file)
        _say(connection, "version", str(id), act, user, note)
        return _version(connection, id)


def release(records: Records, by: str, id: int) -> None:
    """Say that the file holds an agreed version; saying it again changes nothing."""
    with records.change(by, "发布措施", str(id), {}) as connection:
        found = _version(connection, id)
        if found.state == "已同意":
            agreed = found.acts[-1]
            user = connection.execute(
                select(users.c.id).where(users.c.name == agreed.name)
            ).scalar()
            connection.execute(
                insert(approvals).values(
                    kind="version", subject=str(id), act=str(Act.RELEASE), note="", user=user,
                    at=moment(),
                )
            )  # fmt: skip


def agreed_versions(records: Records) -> list[Version]:
    """List the versions that were agreed with and are not yet in their files, oldest first."""
    return [each for each in reversed(versions_of(records)) if each.state == "已同意"]


def versions_of(records: Records, file: str | None = None) -> list[Version]:
    """List the versions of a file (or of all), newest first."""
    query = select(versions.c.id).order_by(versions.c.id.desc())
    if file is not None:
        query = query.where(versions.c.file == file)
    with records.read() as connection:
        return [_version(connection, row.id) for row in connection.execute(query).all()]


def version(records: Records, id: int) -> Version:
    """Find a version; raises ``InputError`` where there is none."""
    with records.read() as connection:
        return _version(connection, id)


def approve_run(
    records: Records, user: User, run: str, act: Act, note: str = ""
) -> tuple[Approval, ...]:
    """Agree with a run, send it back or freeze it.

    Two people must agree before it can be frozen; after that nothing more can be said.
    """
    with records.change(user.name, f"{act}测算", run, {"说明": note}) as connection:
        said = _acts(connection, "run", run)
        if any(each.act is Act.FREEZE for each in said):
            raise InputError("这次测算已经冻结", run)
        agreed = {each.name for each in _since_return(said) if each.act is Act.AGREE}
        if act is Act.AGREE and user.name in agreed:
            raise InputError("你已经同意过", run, "要由另一个人同意")
        if act is Act.FREEZE and len(agreed) < NEEDED["run"]:
            raise InputError(f"还差 {NEEDED['run'] - len(agreed)} 人同意", run)
        _say(connection, "run", run, act, user, note)
        return _acts(connection, "run", run)


def acts_on_run(records: Records, run: str) -> tuple[Approval, ...]:
    """List what was said of a run, oldest first."""
    with records.read() as connection:
        return _acts(connection, "run", run)


def run_state(acts: tuple[Approval, ...]) -> str:
    """Say where a run stands.

    >>> run_state(())
    '待审'
    """
    if any(each.act is Act.FREEZE for each in acts):
        return "已冻结"
    agreed = {each.name for each in _since_return(acts) if each.act is Act.AGREE}
    if len(agreed) >= NEEDED["run"]:
        return "已同意"
    return "已退回" if acts and acts[-1].act is Act.RETURN else "待审"


def _since_return(acts: tuple[Approval, ...]) -> tuple[Approval, ...]:
    last = max((at for at, each in enumerate(acts) if each.act is Act.RETURN), default=-1)
    return acts[last + 1 :]


def _say(connection: Connection, kind: str, subject: str, act: Act, user: User, note: str) -> None:
    connection.execute(
        insert(approvals).values(
            kind=kind, subject=subject, act=str(act), note=note, user=user.id, at=moment()
        )
    )


def _acts(connection: Connection, kind: str, subject: str) -> tuple[Approval, ...]:
    query = (
        select(approvals, users.c.shown, users.c.name)
        .join(users, users.c.id == approvals.c.user)
        .where(approvals.c.kind == kind, approvals.c.subject == subject)
        .order_by(approvals.c.id)
    )
    return tuple(
        Approval(Act(r.act), r.shown, r.name, r.note, r.at) for r in connection.execute(query)
    )


def _version(connection: Connection, id: int) -> Version:
    query = (
        select(versions, users.c.shown, users.c.name)
        .join(users, users.c.id == versions.c.author)
        .where(versions.c.id == id)
    )
    row: Any = connection.execute(query).first()
    if row is None:
        raise InputError("没有这一版", str(id))
    return Version(
        row.id, row.file, row.content, row.sha256, row.note, row.name, row.shown, row.at,
        _acts(connection, "version", str(id)),
    )  # fmt: skip
