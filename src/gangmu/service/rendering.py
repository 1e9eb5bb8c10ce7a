"""Pages become HTML here: one environment of templates, everything escaped."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from gangmu.reports.views import SOURCE_CLASSES, yuan
from gangmu.service.access import Permission
from gangmu.service.desk import At

STATIC = Path(str(files("gangmu.service") / "static"))
#: Where the reports keep their chart library, which the pages share.
CHARTS = Path(str(files("gangmu.reports") / "static"))
_BEIJING = timezone(timedelta(hours=8))

#: The menu: what it says, where it leads, and who sees it.
MENU = (
    ("首页", "/", Permission.READ),
    ("文件", "/documents", Permission.READ),
    ("检索", "/search", Permission.READ),
    ("复核", "/review", Permission.REVIEW),
    ("措施", "/measures", Permission.READ),
    ("政策体检", "/checkup", Permission.CHECK),
    ("兑付", "/runs", Permission.RESULTS),
    ("试改", "/sandbox", Permission.WORK),
    ("计划", "/plans", Permission.READ),
    ("管理", "/people", Permission.MANAGE),
    ("审计", "/audit-log", Permission.AUDIT),
)


@cache
def environment() -> Environment:
    """Give the environment of the templates."""
    made = Environment(
        loader=FileSystemLoader(str(files("gangmu.service") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "yuan": yuan,
        "when": when,
        "marked": marked,
        "told": told,
        "percent": lambda share: f"{share:.0%}",
        "source_kind": lambda kind: SOURCE_CLASSES.get(kind, kind),
    }
    made.globals |= {"MENU": MENU, "asset": asset, "Permission": Permission}
    return made


def render(desk: At, template: str, page: Any, status: int = 200) -> HTMLResponse:
    """Render a page; ``said`` is the sentence of the change that led here."""
    said = unquote(desk.request.cookies.get("gangmu_said", ""))
    html = environment().get_template(template).render(page=page, desk=desk, said=said)
    response = HTMLResponse(html, status_code=status)
    if said:
        response.delete_cookie("gangmu_said", path="/")
    return response


@cache
def asset(name: str) -> str:
    """Give the address of a static file, with its hash so that a browser may keep it.

    >>> asset("page.css").startswith("/static/page.css?v=")
    True
    """
    shared = name.removeprefix("charts/")
    file = STATIC / name if shared == name else CHARTS / shared
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def when(moment: str) -> str:
    """Write a time of the records as a clock here shows it (UTC+8).

    >>> when("2026-06-30T17:05:00.000000+00:00")
    '2026-07-01 01:05'
    """
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return at.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M")


#: What the records call a detail, where that is not Chinese already.
_DETAILS = {
    "amount": "核定金额", "applicant": "编号", "conclusion": "结论", "evidence": "证据",
    "measure": "措施", "number": "文号", "reason": "理由", "year": "年度", "as_of": "基准日",
    "files": "措施文件", "file": "文件", "path": "文件", "sha256": "哈希", "name": "名称",
}  # fmt: skip


def told(detail: str) -> str:
    """Write the detail of an entry of the audit chain, which is JSON, as people read it.

    >>> told('{"amount":150000000,"evidence":["营业执照"],"files":[],"reason":"核查","year":2025}')
    '核定金额 1,500,000.00 元；证据 营业执照；理由 核查；年度 2025'
    """
    found = json.loads(detail)
    if not isinstance(found, dict):
        return detail
    kept = {key: value for key, value in found.items() if value not in (None, "", [], {})}
    return "；".join(f"{_DETAILS.get(key, key)} {_value(key, kept[key])}" for key in kept)


def _value(key: str, value: Any) -> str:
    if key == "amount":
        return f"{yuan(value)} 元"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        return "，".join(f"{_DETAILS.get(name, name)} {each}" for name, each in value.items())
    return str(value)


def marked(text: str, marks: Any) -> Markup:
    """Set places of a text in ``<mark>``.

    >>> marked("先进<制造>业", [(0, 2)])
    Markup('<mark>先进</mark>&lt;制造&gt;业')
    """
    parts, at = [], 0
    for start, end in sorted(marks):
        parts += [
            escape(text[at:start]),
            Markup("<mark>"),
            escape(text[start:end]),
            Markup("</mark>"),
        ]
        at = end
    return Markup("").join((*parts, escape(text[at:])))
