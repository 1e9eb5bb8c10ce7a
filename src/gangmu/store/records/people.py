"""People: users with a role, their sessions and tokens, and how often one may try.

Passwords are argon2id hashes (RFC 9106); of cookies and tokens only the SHA-256 is kept, so that a
copy of the database lets nobody in.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select, update

from gangmu.store.records.records import Records, moment
from gangmu.store.records.schema import attempts, sessions, tokens, users
from gangmu.terms import InputError

SESSION = timedelta(hours=12)
SHORTEST_PASSWORD = 10

#: Failed logins of a name or of an address within ``WINDOW`` before the next must wait.
TRIES = 5
WINDOW = timedelta(minutes=15)

_hasher = PasswordHasher()
#: Checked when nobody has the name, so that the answer takes as long.
_NOBODY = _hasher.hash(secrets.token_hex(16))


class Role(StrEnum):
    """What somebody is in the office. What a role may do is said in ``service.access``."""

    ADMIN = "管理员"
    OFFICER = "经办"
    REVIEWER = "复核"
    AUDITOR = "审计"
    ENTERPRISE = "企业"
    VISITOR = "访客"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may come in. ``enterprise`` is the 统一社会信用代码 of a 企业's user."""

    id: int
    name: str
    shown: str
    role: Role
    enterprise: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is logged in; ``csrf`` must come back with every change."""

    user: User
    csrf: str


@dataclass(frozen=True, slots=True)
class Token:
    """A key of a program: its scopes, and until when it holds."""

    id: int
    label: str
    scopes: tuple[str, ...]
    created: str
    expires: str | None
    revoked: str | None


# ---------------------------------------------------------------- users


def add_user(
    records: Records,
    by: str,
    name: str,
    role: Role,
    password: str | None,
    *,
    shown: str = "",
    enterprise: str | None = None,
) -> User:
    """Add a user; raises ``InputError`` for a name that is taken and a password that is too short."""
    if not name.strip() or len(name) > 64:
        raise InputError("用户名应有 1 到 64 个字", "用户名")
    if password is not None:
        _check_password(password)
    if (role is Role.ENTERPRISE) != bool(enterprise):
        raise InputError("企业用户要写明企业代码，其他用户不写", "企业代码")
    with records.change(by, "新增用户", name, {"角色": role, "企业": enterprise}) as connection:
        if connection.execute(select(users.c.id).where(users.c.name == name)).first():
            raise InputError(f"用户名「{name}」已经有人用", "用户名", "换一个")
        values = {
            "name": name, "shown": shown or name, "role": str(role), "enterprise": enterprise,
            "password": _hasher.hash(password) if password is not None else None,
            "active": True, "created": moment(),
        }  # fmt: skip
        id = connection.execute(insert(users).values(values)).inserted_primary_key[0]  # type: ignore[index]
    return User(id, name, shown or name, role, enterprise, True)


def everyone(records: Records) -> list[User]:
    """List all users by name."""
    with records.read() as connection:
        return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]


def user_named(records: Records, name: str) -> User | None:
    """Find a user by name."""
    with records.read() as connection:
        row = connection.execute(select(users).where(users.c.name == name)).first()
    return _user(row) if row else None


def set_password(records: Records, by: str, name: str, password: str) -> None:
    """Give a user another password; every session of theirs ends."""
    _check_password(password)
    with records.change(by, "修改口令", name, {}) as connection:
        row = _row_of(connection, name)
        connection.execute(
            update(users).where(users.c.id == row.id).values(password=_hasher.hash(password))
        )
        connection.execute(delete(sessions).where(sessions.c.user == row.id))


def set_active(records: Records, by: str, name: str, active: bool) -> None:
    """Let a user in or keep them out; whoever is kept out is logged out at once."""
    with records.change(by, "启用用户" if active else "停用用户", name, {}) as connection:
        row = _row_of(connection, name)
        others = select(func.count()).where(
            users.c.role == str(Role.ADMIN), users.c.active, users.c.id != row.id
        )
        if not active and row.role == Role.ADMIN and not connection.execute(others).scalar():
            raise InputError("这是最后一个管理员", name, "先新增另一个管理员")
        connection.execute(update(users).where(users.c.id == row.id).values(active=active))
        if not active:
            connection.execute(delete(sessions).where(sessions.c.user == row.id))


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD or len(password) > 1024:
        raise InputError(f"口令至少 {SHORTEST_PASSWORD} 个字符", "口令", "用一句记得住的长话")


def _row_of(connection: Any, name: str) -> Any:
    row = connection.execute(select(users).where(users.c.name == name)).first()
    if row is None:
        raise InputError(f"没有用户「{name}」", "用户名")
    return row


def _user(row: Any) -> User:
    return User(row.id, row.name, row.shown, Role(row.role), row.enterprise, row.active)


# ---------------------------------------------------------------- logging in


def log_in(records: Records, name: str, password: str, address: str) -> tuple[str, Session]:
    """Check a password and open a session; gives the cookie's token and the session.

    Raises ``InputError`` for a wrong name or password (the same words for both), and once there
    were too many failures for the name or from the address.
    """
    keys = (f"登录 {name}", f"登录自 {address}")
    if not all(
        may(records, key, TRIES * factor, WINDOW) for key, factor in zip(keys, (1, 4), strict=True)
    ):
        raise InputError("失败次数太多", "登录", f"{WINDOW.seconds // 60} 分钟后再试")
    with records.read() as connection:
        row = connection.execute(select(users).where(users.c.name == name)).first()
    good = _matches(row.password if row else None, password)
    if row is None or not good or not row.active:
        for key in keys:
            count(records, key)
        raise InputError("用户名或口令不对", "登录")
    return _open_session(records, _user(row), keys)


def let_in(records: Records, user: User) -> tuple[str, Session]:
    """Open a session for somebody whom another system has identified (OIDC)."""
    return _open_session(records, user, ())


def _open_session(records: Records, user: User, keys: tuple[str, ...]) -> tuple[str, Session]:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with records.change(user.name, "登录", user.name, {}) as connection:
        connection.execute(delete(attempts).where(attempts.c.key.in_(keys[:1])))
        connection.execute(delete(sessions).where(sessions.c.expires < moment()))
        connection.execute(
            insert(sessions).values(
                token=_digest(token),
                user=user.id,
                csrf=csrf,
                created=moment(),
                expires=moment(SESSION),
            )
        )
    return token, Session(user, csrf)


def session_of(records: Records, token: str) -> Session | None:
    """Find the session of a cookie, unless it has ended or its user was kept out."""
    query = (
        select(users, sessions.c.csrf)
        .join(sessions, sessions.c.user == users.c.id)
        .where(sessions.c.token == _digest(token), sessions.c.expires > moment(), users.c.active)
    )
    with records.read() as connection:
        row = connection.execute(query).first()
    return Session(_user(row), row.csrf) if row else None


def log_out(records: Records, token: str, name: str) -> None:
    """End a session."""
    with records.change(name, "退出", name, {}) as connection:
        connection.execute(delete(sessions).where(sessions.c.token == _digest(token)))


def _matches(hashed: str | None, password: str) -> bool:
    try:
        return _hasher.verify(hashed or _NOBODY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# ---------------------------------------------------------------- tokens


def issue_token(
    records: Records, user: User, label: str, scopes: tuple[str, ...], days: int | None = 365
) -> tuple[str, Token]:
    """Make a token for programs; its text is given once and never again."""
    secret = "gm_" + secrets.token_urlsafe(32)
    expires = moment(timedelta(days=days)) if days else None
    with records.change(
        user.name, "发放令牌", label, {"范围": scopes, "到期": expires}
    ) as connection:
        created = moment()
        id = connection.execute(
            insert(tokens).values(
                token=_digest(secret), user=user.id, label=label, scopes=list(scopes),
                created=created, expires=expires,
            )
        ).inserted_primary_key[0]  # type: ignore[index]  # fmt: skip
    return secret, Token(id, label, scopes, created, expires, None)


def token_of(records: Records, secret: str) -> tuple[User, tuple[str, ...]] | None:
    """Find whose a token is and what it may do; ``None`` where it does not hold (any more)."""
    query = (
        select(users, tokens.c.scopes)
        .join(tokens, tokens.c.user == users.c.id)
        .where(
            tokens.c.token == _digest(secret),
            tokens.c.revoked.is_(None),
            tokens.c.expires.is_(None) | (tokens.c.expires > moment()),
            users.c.active,
        )
    )
    with records.read() as connection:
        row = connection.execute(query).first()
    return (_user(row), tuple(row.scopes)) if row else None


def tokens_of(records: Records, user: User) -> list[Token]:
    """List the tokens of a user, newest first."""
    query = select(tokens).where(tokens.c.user == user.id).order_by(tokens.c.id.desc())
    with records.read() as connection:
        return [
            Token(r.id, r.label, tuple(r.scopes), r.created, r.expires, r.revoked)
            for r in connection.execute(query)
        ]


def revoke_token(records: Records, user: User, id: int) -> None:
    """Take a token of one's own back."""
    with records.change(user.name, "收回令牌", str(id), {}) as connection:
        done = connection.execute(
            update(tokens)
            .where(tokens.c.id == id, tokens.c.user == user.id)
            .values(revoked=moment())
        )
        if done.rowcount == 0:
            raise InputError("没有这个令牌", str(id))


# ---------------------------------------------------------------- how often


def may(records: Records, key: str, times: int, window: timedelta) -> bool:
    """Tell whether a key was counted fewer than ``times`` within a window."""
    query = select(func.count()).where(attempts.c.key == key[:160], attempts.c.at > moment(-window))
    with records.read() as connection:
        return (connection.execute(query).scalar() or 0) < times


def count(records: Records, key: str) -> None:
    """Count a key once; what is older than a day is forgotten."""
    with records.write() as connection:
        connection.execute(insert(attempts).values(key=key[:160], at=moment()))
        connection.execute(delete(attempts).where(attempts.c.at < moment(-timedelta(days=1))))
