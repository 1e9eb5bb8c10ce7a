"""Who asks: the desk that a request is answered at, with its user, and what they may do."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from gangmu.service.access import Permission, may
from gangmu.service.office import Office
from gangmu.store.records.people import User, session_of, token_of
from gangmu.terms import InputError

COOKIE = "gangmu"


class LoginNeededError(InputError):
    """Nobody is logged in, or the token does not hold."""


class ForbiddenError(InputError):
    """Whoever asks may not do this."""


@dataclass(frozen=True)
class At:
    """A request with whose it is. ``scopes`` is ``None`` unless a token asks."""

    request: Request
    office: Office
    user: User | None
    csrf: str
    scopes: tuple[str, ...] | None

    def may(self, permission: Permission | str) -> bool:
        """Tell whether whoever asks may do something."""
        role = self.user.role if self.user else None
        return may(role, Permission(permission), self.scopes)

    @property
    def person(self) -> User:
        """Give the user of a route that needs one."""
        if self.user is None:
            raise LoginNeededError("请先登录")
        return self.user

    @property
    def address(self) -> str:
        """Give where the request comes from, to count tries by."""
        return self.request.client.host if self.request.client else "?"


def at_desk(request: Request) -> At:
    """Find whose a request is: by its token, else by its cookie."""
    office: Office = request.app.state.office
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        holder = token_of(office.records, secret.strip())
        if holder is None:
            raise LoginNeededError("令牌无效或已过期", "Authorization", "在「我的」里重新发放")
        return At(request, office, holder[0], "", holder[1])
    cookie = request.cookies.get(COOKIE)
    session = session_of(office.records, cookie) if cookie else None
    if session is None:
        return At(request, office, None, "", None)
    return At(request, office, session.user, session.csrf, None)


Desk = Annotated[At, Depends(at_desk)]


def allowed(permission: Permission) -> Callable[[Any], None]:
    """Make the check of a route: raises ``LoginNeededError`` or ``ForbiddenError``."""

    def check(desk: Desk) -> None:
        if desk.may(permission):
            return
        if desk.user is None:
            raise LoginNeededError("请先登录")
        raise ForbiddenError(
            f"{desk.user.role}不能{permission}" if desk.scopes is None else "令牌的范围不够",
            desk.request.url.path,
            "请换有权限的用户",
        )

    return check


def same_site() -> Callable[..., Coroutine[Any, Any, None]]:
    """Make the check of a change from a browser: the session's secret must come back with it."""

    async def check(request: Request, desk: Desk) -> None:
        if desk.scopes is not None or desk.user is None:
            return
        given = request.headers.get("x-csrf-token")
        if given is None and "json" not in request.headers.get("content-type", ""):
            given = str((await request.form()).get("csrf", ""))
        if not hmac.compare_digest((given or "").encode(), desk.csrf.encode()):
            raise ForbiddenError("页面已过期", request.url.path, "返回上一页刷新后再试")

    return check
