"""Coming in and going out: login, the first administrator, one's own password and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from gangmu.service.access import SCOPES, Permission
from gangmu.service.desk import COOKIE, At, Desk, ForbiddenError
from gangmu.service.pages import Action, Done, Id, View
from gangmu.service.rendering import render
from gangmu.store.records.people import (
    SESSION,
    Role,
    Token,
    add_user,
    everyone,
    issue_token,
    log_in,
    log_out,
    revoke_token,
    set_password,
    tokens_of,
)
from gangmu.terms import InputError


@dataclass(frozen=True)
class LoginPage:
    """The login form; ``first`` where nobody exists yet and the first administrator is made."""

    first: bool
    next: str
    error: str = ""
    oidc: bool = False


def doors(app: FastAPI) -> None:
    """Add the routes that set and clear the cookie, which nothing else may."""

    def _declare(path: str, method: str, function: Any) -> None:
        app.add_api_route(
            path, function, methods=[method], include_in_schema=False, response_model=None,
            openapi_extra={"x-permission": str(Permission.OPEN)},
        )  # fmt: skip

    _declare("/login", "GET", _login_form)
    _declare("/login", "POST", _login)
    _declare("/logout", "POST", _logout)


def _login_form(desk: Desk, next: str = "/") -> Response:
    return render(desk, "login.html", _page(desk, not everyone(desk.office.records), _inside(next)))


def _page(desk: At, first: bool, next_: str, error: str = "") -> LoginPage:
    return LoginPage(first, next_, error, getattr(desk.request.app.state, "oidc", False))


async def _login(request: Request, desk: Desk) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    # argon2 takes tens of milliseconds on purpose; the loop must not wait for it.
    return await run_in_threadpool(_try_login, desk, form)


def _try_login(desk: At, form: dict[str, str]) -> Response:
    records = desk.office.records
    first = not everyone(records)
    next_ = _inside(form.get("next", "/"))
    name, password = form.get("name", "").strip(), form.get("password", "")
    try:
        if first:
            if form.get("again", "") != password:
                raise InputError("两次口令不同", "口令")
            add_user(records, name, name, Role.ADMIN, password)
        token, _ = log_in(records, name, password, desk.address)
    except InputError as error:
        page = _page(desk, first, next_, f"{error.cause}。{error.remedy}")
        return render(desk, "login.html", page, 400)
    return with_cookie(RedirectResponse(next_, 303), desk, token)


def with_cookie(response: Response, desk: At, token: str) -> Response:
    """Put the session's cookie on an answer."""
    response.set_cookie(
        COOKIE, token, max_age=int(SESSION.total_seconds()), httponly=True, samesite="strict",
        secure=desk.request.url.scheme == "https", path="/",
    )  # fmt: skip
    return response


async def _logout(request: Request, desk: Desk) -> Response:
    token = request.cookies.get(COOKIE)
    if str((await request.form()).get("csrf", "")) != desk.csrf:
        raise ForbiddenError("页面已过期", "/logout", "刷新后再试")
    if token and desk.user:
        log_out(desk.office.records, token, desk.user.name)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


def _inside(address: str) -> str:
    """Lead nowhere but into these pages.

    >>> _inside("/runs"), _inside("//elsewhere"), _inside("https://elsewhere")
    ('/runs', '/', '/')
    """
    good = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if good and "\n" not in address and "\r" not in address else "/"


# ---------------------------------------------------------------- one's own things


@dataclass(frozen=True)
class OwnPage:
    """Who I am, and the tokens of my programs. ``secret`` is shown once, after it was made."""

    name: str
    shown: str
    role: str
    scopes: list[str]
    items: list[Token]


def own(desk: Desk) -> OwnPage:
    """Show whoever is logged in their role and tokens."""
    user = desk.person
    return OwnPage(
        user.name, user.shown, str(user.role), list(SCOPES), tokens_of(desk.office.records, user)
    )


class NewPassword(BaseModel):
    """The old password and the new one."""

    old: str
    new: str


def change_password(desk: Desk, asked: NewPassword) -> Done:
    """Change one's own password; every session ends."""
    log_in(desk.office.records, desk.person.name, asked.old, desk.address)
    set_password(desk.office.records, desk.person.name, desk.person.name, asked.new)
    return Done("口令已改，请重新登录", "/login")


class NewToken(BaseModel):
    """What a token is for, what it may do, and for how long."""

    label: str
    scopes: str = "read"
    days: int = 365


def make_token(desk: Desk, asked: NewToken) -> Done:
    """Issue a token; its text is shown once, in the answer."""
    scopes = tuple(part for part in asked.scopes.replace("、", ",").split(",") if part)
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes or not asked.label.strip() or not 0 < asked.days <= 3650:
        raise InputError(
            f"范围「{asked.scopes}」、名称或天数不对", "令牌", f"范围可选：{'、'.join(SCOPES)}"
        )
    secret, token = issue_token(
        desk.office.records, desk.person, asked.label.strip(), scopes, asked.days
    )
    return Done(f"令牌（只显示这一次）：{secret}", "/own", str(token.id))


class OneToken(BaseModel):
    """Which token."""

    id: Id


def drop_token(desk: Desk, asked: OneToken) -> Done:
    """Take a token back."""
    revoke_token(desk.office.records, desk.person, asked.id)
    return Done("已收回", "/own")


ROUTES = (
    View("/own", Permission.SELF, own, "own.html"),
    Action("/own/password", Permission.SELF, change_password),
    Action("/own/tokens", Permission.SELF, make_token),
    Action("/own/tokens/revoke", Permission.SELF, drop_token),
)
