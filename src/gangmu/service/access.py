"""Who may do what: the one place where roles become permissions.

Every route declares the one permission that it needs; a test walks the route table and fails for a
route without one.
"""

from __future__ import annotations

from enum import StrEnum

from gangmu.store.records.people import Role


class Permission(StrEnum):
    """What somebody may do. ``OPEN`` needs no login, ``SELF`` any login."""

    OPEN = "不登录"
    SELF = "登录后"
    READ = "查阅文件、措施与计划"
    CHECK = "为企业体检"
    RESULTS = "查看测算"
    REVIEW = "复核主张"
    WORK = "上传、编写、测算、核实"
    APPROVE = "审批"
    AUDIT = "查看审计链"
    MANAGE = "管理用户"


_EVERYBODY = {Permission.OPEN}
_ANYBODY = _EVERYBODY | {Permission.SELF, Permission.READ}

#: What each role may do; 企业 sees its own enterprise only, which the views of 体检 see to.
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset(_ANYBODY),
    Role.ENTERPRISE: frozenset(_ANYBODY | {Permission.CHECK}),
    Role.OFFICER: frozenset(
        _ANYBODY | {Permission.CHECK, Permission.RESULTS, Permission.REVIEW, Permission.WORK}
    ),
    Role.REVIEWER: frozenset(
        _ANYBODY | {Permission.CHECK, Permission.RESULTS, Permission.REVIEW, Permission.APPROVE}
    ),
    Role.AUDITOR: frozenset(_ANYBODY | {Permission.CHECK, Permission.RESULTS, Permission.AUDIT}),
    Role.ADMIN: frozenset(
        _ANYBODY | {Permission.CHECK, Permission.RESULTS, Permission.AUDIT, Permission.MANAGE}
    ),
}

#: What a token may be limited to; without a login, a scope stands for these permissions.
SCOPES: dict[str, frozenset[Permission]] = {
    "read": frozenset({Permission.OPEN, Permission.SELF, Permission.READ, Permission.RESULTS}),
    "check": frozenset({Permission.OPEN, Permission.SELF, Permission.CHECK}),
    "work": frozenset({Permission.OPEN, Permission.SELF, Permission.WORK, Permission.REVIEW}),
    "approve": frozenset({Permission.OPEN, Permission.SELF, Permission.APPROVE}),
    "audit": frozenset({Permission.OPEN, Permission.SELF, Permission.AUDIT}),
}


def may(role: Role | None, permission: Permission, scopes: tuple[str, ...] | None = None) -> bool:
    """Tell whether a role may do something; a token may only what its scopes and its user both may.

    >>> may(Role.OFFICER, Permission.WORK), may(Role.OFFICER, Permission.APPROVE)
    (True, False)
    >>> may(Role.OFFICER, Permission.WORK, ("read",)), may(None, Permission.OPEN)
    (False, True)
    """
    granted = GRANTS[role] if role else frozenset(_EVERYBODY)
    if scopes is not None:
        granted &= frozenset().union(*(SCOPES.get(scope, frozenset()) for scope in scopes))
    return permission in granted
