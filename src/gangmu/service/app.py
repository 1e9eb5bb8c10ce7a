"""The application: its routes, what every answer carries, and how errors are told."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from gangmu import __version__
from gangmu.service.desk import At, ForbiddenError, LoginNeededError, at_desk
from gangmu.service.office import NotFoundError, Office
from gangmu.service.oidc import add_oidc, provider_from_environment
from gangmu.service.pages import API, Failure, Route, route
from gangmu.service.rendering import CHARTS, STATIC, render
from gangmu.service.views import ROUTES
from gangmu.service.views.checkups import gate
from gangmu.service.views.entering import doors
from gangmu.store import Workspace
from gangmu.store.records import Records
from gangmu.terms import InputError, InputErrors

#: What an answer may load and do: nothing from elsewhere, no script in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
LARGEST = 64 << 20  # bytes of a request
_ROUND = 15  # seconds between two looks at long work that nobody does


def create_app(
    workspace: Workspace, records: Records, routes: tuple[Route, ...] = ROUTES
) -> FastAPI:
    """Make the application over a workspace and its records."""
    app = FastAPI(
        title="纲目 Gangmu", version=__version__, docs_url=None, redoc_url=None,
        openapi_url=f"{API}/openapi.json", lifespan=_open_hours,
    )  # fmt: skip
    app.state.office = Office(workspace, records)
    app.mount("/static/charts", StaticFiles(directory=CHARTS), name="charts")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    doors(app)
    gate(app)
    route(app, routes)
    app.middleware("http")(_guard)
    for kind, status in (
        (NotFoundError, 404), (LoginNeededError, 401), (ForbiddenError, 403), (InputError, 400),
    ):  # fmt: skip
        app.add_exception_handler(kind, _telling(status))
    app.add_exception_handler(RequestValidationError, _telling_validation)
    app.add_exception_handler(HTTPException, _telling_http)
    return app


def serve_from_environment() -> FastAPI:
    """Make the application of one worker; ``gangmu serve`` says which workspace by environment."""
    workspace = Workspace.open(Path(os.environ["GANGMU_WORKSPACE"]))
    records = Records.open(workspace.store, os.environ.get("GANGMU_DATABASE") or None)
    app = create_app(workspace, records)
    provider = provider_from_environment()
    if provider is not None:
        add_oidc(app, provider)
    return app


@asynccontextmanager
async def _open_hours(app: FastAPI) -> AsyncIterator[None]:
    """Look after the long work while the worker lives: what lost its process is started again."""
    office: Office = app.state.office

    async def look() -> None:
        while True:
            with suppress(InputError):  # the database is away for a moment
                await asyncio.to_thread(office.resume)
            await asyncio.sleep(_ROUND)

    task = asyncio.create_task(look())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    office.records.close()


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what is too large before it is read; put the headers on every answer."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST:
        response: Response = _answer(
            request, 413, InputError("请求太大", request.url.path, f"至多 {LARGEST >> 20} MB")
        )
    else:
        response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("cache-control", "no-store")
    return response


# ---------------------------------------------------------------- errors


_CODES = {
    400: "bad_input", 401: "login_needed", 403: "forbidden", 404: "not_found",
    405: "method_not_allowed", 413: "too_large", 422: "bad_input", 429: "too_often",
}  # fmt: skip


def _telling(status: int) -> Callable[[Request, Exception], Response]:
    def tell(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)
        return _answer(request, status, error)

    return tell


def _telling_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = error.errors()[0] if error.errors() else {}
    where = ".".join(str(part) for part in first.get("loc", ())[1:])
    return _answer(
        request, 422, InputError("填写有误", where or request.url.path, first.get("msg", ""))
    )


def _telling_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    causes = {404: "没有这个页面", 405: "这个地址不接受这种请求", 400: "请求读不懂"}
    cause = causes.get(error.status_code, str(error.detail))
    response = _answer(request, error.status_code, InputError(cause, request.url.path))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def _answer(request: Request, status: int, error: InputError) -> Response:
    """Tell an error in the one shape: as JSON to a program, as a page to a person."""
    if isinstance(error, InputErrors):
        message = "；".join(str(each) for each in error.errors[:20])
        failure = Failure(_CODES.get(status, "error"), message, "", "")
    else:
        failure = Failure(_CODES.get(status, "error"), error.cause, error.where, error.remedy)
    if request.url.path.startswith(API):
        body = {name: getattr(failure, name) for name in ("code", "message", "where", "remedy")}
        return JSONResponse(body, status)
    if status == 401:
        asked = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/login?next={asked}", 303)
    try:
        desk = at_desk(request)
    except InputError:
        desk = At(request, request.app.state.office, None, "", None)
    return render(desk, "error.html", failure, status)
