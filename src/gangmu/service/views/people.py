"""Users and the audit chain: for the administrator and the auditor."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import BaseModel

from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.pages import Action, Done, Download, Export, Id, View
from gangmu.settlement.applicants import PARENT, USCC
from gangmu.store.records import chain
from gangmu.store.records.people import (
    Role,
    User,
    add_user,
    everyone,
    set_active,
    set_password,
)


@dataclass(frozen=True)
class PeoplePage:
    """Everybody who may come in, and the roles there are."""

    items: list[User]
    roles: list[str]


def people(desk: Desk) -> PeoplePage:
    """List users."""
    return PeoplePage(everyone(desk.office.records), [str(role) for role in Role])


class NewUser(BaseModel):
    """A user to add."""

    name: str
    role: Role
    password: str
    shown: str = ""
    enterprise: str = ""


def new_user(desk: Desk, asked: NewUser) -> Done:
    """Add a user."""
    user = add_user(
        desk.office.records, desk.person.name, asked.name.strip(), asked.role, asked.password,
        shown=asked.shown, enterprise=asked.enterprise.strip() or None,
    )  # fmt: skip
    said = f"已新增「{user.name}」"
    if asked.role is Role.ENTERPRISE and not _registered(desk, asked.enterprise.strip()):
        said += "；企业登记里没有这个企业代码，核对后再让企业使用"
    return Done(said, "/people", str(user.id))


def _registered(desk: Desk, code: str) -> bool:
    workspace = desk.office.workspace
    current = workspace.current(PARENT)
    return current is not None and code in workspace.table(current).column(USCC).to_pylist()


class UserState(BaseModel):
    """Whether a user may come in."""

    name: str
    active: bool


def switch_user(desk: Desk, asked: UserState) -> Done:
    """Let a user in, or keep them out."""
    set_active(desk.office.records, desk.person.name, asked.name, asked.active)
    return Done(f"已{'启用' if asked.active else '停用'}「{asked.name}」", "/people")


class Reset(BaseModel):
    """Another password for somebody who forgot theirs."""

    name: str
    password: str


def reset_password(desk: Desk, asked: Reset) -> Done:
    """Give a user another password."""
    set_password(desk.office.records, desk.person.name, asked.name, asked.password)
    return Done(f"已重设「{asked.name}」的口令", "/people")


@dataclass(frozen=True)
class AuditPage:
    """A stretch of the audit chain, newest first, with the state of the whole."""

    items: list[chain.Entry]
    total: int
    limit: int
    offset: int
    head: chain.Head
    broken: chain.Break | None


def audit_log(desk: Desk, limit: Id = 50, offset: Id = 0) -> AuditPage:
    """Show the audit chain, and whether it holds."""
    limit, offset = max(1, min(limit, 1000)), max(0, offset)
    with desk.office.records.read() as connection:
        head = chain.read_head(connection)
        last = max(0, head.seq - offset)
        first = max(0, last - limit)
        items = list(chain.entries(connection, first, last - first))
        return AuditPage(items[::-1], head.seq, limit, offset, head, chain.verify(connection))


def audit_head(desk: Desk) -> Download:
    """Give the end of the chain, to be kept elsewhere."""
    with desk.office.records.read() as connection:
        head = chain.read_head(connection)
    body = {"seq": head.seq, "hash": head.hash, "algorithm": head.algorithm}
    return Download(json.dumps(body).encode(), f"链尾-{head.seq}.json", "application/json")


ROUTES = (
    View("/people", Permission.MANAGE, people, "people.html"),
    Action("/people", Permission.MANAGE, new_user),
    Action("/people/active", Permission.MANAGE, switch_user),
    Action("/people/password", Permission.MANAGE, reset_password),
    View("/audit-log", Permission.AUDIT, audit_log, "audit_log.html"),
    Export("/audit-log/head", Permission.AUDIT, audit_head),
)
