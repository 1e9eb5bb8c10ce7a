"""How a view becomes routes: the same function answers as a page and as JSON.

A ``View`` shows something, an ``Action`` changes something. Both are declared in a tuple beside
their functions; ``route`` turns them into ``GET /documents`` (HTML by its template) and
``GET /api/v1/documents`` (JSON with ETag; a page with ``items`` also as CSV or Parquet).
"""

from __future__ import annotations

import csv
import hashlib
import inspect
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, get_type_hints
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import Field, TypeAdapter

from gangmu.reports.spreadsheets import plain as safe
from gangmu.service.access import Permission
from gangmu.service.desk import At, allowed, at_desk, same_site
from gangmu.service.rendering import render

API = "/api/v1"
#: A number of a record, a row or a page: what every database can hold.
Id = Annotated[int, Field(ge=0, le=2**31 - 1)]
FORMATS = ("json", "csv", "parquet")
SAID = "gangmu_said"


@dataclass(frozen=True, slots=True)
class Failure:
    """The one shape of an error."""

    code: str
    message: str
    where: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: a sentence, and where to go on."""

    message: str
    where: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to give to the browser."""

    content: bytes
    name: str
    media: str


@dataclass(frozen=True, slots=True)
class View:
    """Something to show: ``function(desk, …)`` gives a page (a dataclass) for ``template``.

    ``method`` is POST where the question is too long for an address; it changes nothing.
    """

    path: str
    permission: Permission
    function: Callable[..., Any]
    template: str
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Action:
    """Something to change: ``function(desk, asked, …)`` gives a ``Done``; ``asked`` is a model."""

    path: str
    permission: Permission
    function: Callable[..., Done]


@dataclass(frozen=True, slots=True)
class Export:
    """A file to download: ``function(desk, …)`` gives a ``Download``."""

    path: str
    permission: Permission
    function: Callable[..., Download]


Route = View | Action | Export

_ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Failure} for code in (400, 401, 403, 404, 409, 413, 422, 429)
}


def route(app: FastAPI, routes: tuple[Route, ...]) -> None:
    """Add the routes of a module of views, as pages and as API."""
    for each in routes:
        guards = [Depends(allowed(each.permission))]
        extra = {"x-permission": str(each.permission)}
        summary = (inspect.getdoc(each.function) or "").split("\n")[0]
        name = each.function.__name__
        tags = [each.function.__module__.rpartition(".")[2]]
        match each:
            case View():
                checks = [*guards, *([Depends(same_site())] if each.method == "POST" else [])]
                app.add_api_route(
                    each.path, _as_page(each), methods=[each.method], dependencies=checks,
                    include_in_schema=False, name=name, openapi_extra=extra, response_model=None,
                )  # fmt: skip
                app.add_api_route(
                    API + each.path, _as_json(each), methods=[each.method], dependencies=checks,
                    name=f"api_{name}", openapi_extra=extra, summary=summary, tags=list(tags),
                    response_model=_returned(each.function), responses=_ERRORS,
                )  # fmt: skip
            case Action():
                checks = [*guards, Depends(same_site())]
                app.add_api_route(
                    each.path, _as_form(each), methods=["POST"], dependencies=checks,
                    include_in_schema=False, name=name, openapi_extra=extra, response_model=None,
                )  # fmt: skip
                app.add_api_route(
                    API + each.path, _as_call(each), methods=["POST"], dependencies=checks,
                    name=f"api_{name}", openapi_extra=extra, summary=summary, tags=list(tags),
                    response_model=Done, responses=_ERRORS,
                )  # fmt: skip
            case Export():
                for path, shown in ((each.path, False), (API + each.path, True)):
                    app.add_api_route(
                        path, _as_file(each), methods=["GET"], dependencies=guards,
                        include_in_schema=shown, name=name, openapi_extra=extra, summary=summary,
                        tags=list(tags), response_class=Response,
                        responses={**_ERRORS, 200: {"content": {"application/octet-stream": {}}}},
                    )  # fmt: skip


# ---------------------------------------------------------------- a view


def _as_page(view: View) -> Callable[..., Response]:
    def page(_desk: At, *args: Any, **words: Any) -> Response:
        made = view.function(*args, **words)
        return render(_desk, view.template, made)

    return _shaped(page, view.function, **({"asked": Form()} if view.method == "POST" else {}))


def _as_json(view: View) -> Callable[..., Response]:
    adapter = TypeAdapter(_returned(view.function))

    def answer(_desk: At, *args: Any, **words: Any) -> Response:
        made = view.function(*args, **words)
        asked = _desk.request.query_params.get("format", "json")
        if asked != "json" and hasattr(made, "items") and asked in FORMATS:
            return _table(made.items, asked, view.function.__name__)
        body = adapter.dump_json(made)
        return _tagged(_desk.request, Response(body, media_type="application/json"))

    return _shaped(answer, view.function)


def _as_file(export: Export) -> Callable[..., Response]:
    def give(_desk: At, *args: Any, **words: Any) -> Response:
        file = export.function(*args, **words)
        return Response(
            file.content,
            media_type=file.media,
            headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"},
        )

    return _shaped(give, export.function)


# ---------------------------------------------------------------- a change


def _as_form(action: Action) -> Callable[..., Response]:
    def submit(_desk: At, *args: Any, **words: Any) -> Response:
        done = action.function(*args, **words)
        response = RedirectResponse(done.where, status_code=303)
        if _desk.request.headers.get("hx-request"):
            response = Response(
                status_code=204, headers={"hx-redirect": quote(done.where, safe="/?=&%#")}
            )  # type: ignore[assignment]
        response.set_cookie(
            SAID, quote(done.message), max_age=60, httponly=True, samesite="strict", path="/"
        )
        return response

    return _shaped(submit, action.function, asked=Form())


def _as_call(action: Action) -> Callable[..., Response]:
    def call(_desk: At, *args: Any, **words: Any) -> Response:
        done = action.function(*args, **words)
        return JSONResponse(TypeAdapter(Done).dump_python(done, mode="json"))

    return _shaped(call, action.function, asked=None)


def _shaped(
    wrapper: Callable[..., Response], function: Callable[..., Any], **marks: Any
) -> Callable[..., Response]:
    """Give a wrapper the signature of what it wraps, and a desk of its own.

    ``marks`` are put on parameters: ``asked=Form()`` reads the model of that name from a form.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters = [
        p.replace(annotation=_marked(hints.get(p.name, Any), marks.get(p.name)))
        for p in inspect.signature(function).parameters.values()
    ]

    def shaped(**words: Any) -> Response:
        return wrapper(words.pop("_desk"), **words)

    own = inspect.Parameter(
        "_desk", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[At, Depends(at_desk)]
    )
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    shaped.__signature__ = inspect.Signature([*keyword, own])  # type: ignore[attr-defined]
    shaped.__name__ = function.__name__
    shaped.__doc__ = function.__doc__
    return shaped


def _marked(annotation: Any, mark: Any) -> Any:
    return Annotated[annotation, mark] if mark is not None else annotation


def _returned(function: Callable[..., Any]) -> Any:
    return get_type_hints(function)["return"]


# ---------------------------------------------------------------- forms of an answer


def _tagged(request: Request, response: Response) -> Response:
    """Answer 304 where whoever asks has just this already."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["etag"] = tag
    response.headers["cache-control"] = "private, no-cache"
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    return response


def _table(items: list[Any], form: str, name: str) -> Response:
    records = [flat(item) for item in items]
    columns = list(dict.fromkeys(key for record in records for key in record))
    disposition = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    if form == "parquet":
        table = pa.table(
            {c: pa.array([_text(r.get(c)) for r in records], pa.string()) for c in columns}
        )
        sink = io.BytesIO()
        pq.write_table(table, sink)
        return Response(
            sink.getvalue(), media_type="application/vnd.apache.parquet", headers=disposition
        )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for record in records:
        writer.writerow([safe(_text(record.get(c)) or "") for c in columns])
    return Response(
        "\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=disposition
    )


def flat(item: Any, lead: str = "") -> dict[str, Any]:
    """Lay a record flat: a field of a field becomes ``one.other``, a list its parts with 、."""
    found: dict[str, Any] = {}
    pairs = (
        [(f.name, getattr(item, f.name)) for f in fields(item)]
        if is_dataclass(item)
        else list(item.items())
    )
    for key, value in pairs:
        if is_dataclass(value) or isinstance(value, Mapping):
            found |= flat(value, f"{lead}{key}.")
        elif isinstance(value, (list, tuple)):
            found[lead + key] = "、".join(str(each) for each in value)
        else:
            found[lead + key] = value
    return found


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
