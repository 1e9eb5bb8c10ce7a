"""指标看板.html: one file that opens anywhere, asks nothing of the network and prints.

Everything a reader needs is in the HTML itself; the script only adds charts, filters and notes on
hover. The policy of the page (CSP) allows the very scripts and style that are written into it, by
their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from gangmu.reports.dashboard.cards import charted, indicators
from gangmu.reports.dashboard.tables import audit, disagreement, sources, table, tasks
from gangmu.reports.markup import Markup, tag
from gangmu.reports.material import Material
from gangmu.store import atomic_write

STATIC = Path(__file__).parents[1] / "static"
_SECTIONS = (("indicators", "指标"), ("table", "一览表"), ("split", "方法分歧"), ("tasks", "任务"),
             ("audit", "文件核对"), ("sources", "数据来源"))  # fmt: skip


def write_dashboard(material: Material, path: Path) -> Path:
    """Write the dashboard as one HTML file, replacing it at once."""
    with atomic_write(path) as temporary:
        temporary.write_text(dashboard(material), "utf-8")
    return path


def dashboard(material: Material) -> str:
    """Compose the page."""
    # "<" never appears in the data, so that no text can end the element it stands in.
    data = json.dumps([charted(material, at) for at in range(len(material.progresses))],
                      ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")  # fmt: skip
    style, library, script = (
        _static(name)
        for name in ("dashboard/dashboard.css", "echarts/echarts.min.js", "dashboard/dashboard.js")
    )
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="Gangmu 纲目"),
        tag("title", f"{material.name}　指标看板"),
        Markup(f"<style>{style}</style>"),
    )
    body = tag(
        "body",
        tag("a", "跳到正文", class_="skip", href="#main"),
        _top(material),
        tag("nav", *(tag("a", name, href=f"#{id}") for id, name in _SECTIONS), aria_label="栏目"),
        tag(
            "main",
            indicators(material),
            table(material),
            disagreement(material),
            tasks(material),
            audit(material),
            sources(material),
            _footer(),
            id="main",
        ),
        tag("div", id="tip", role="tooltip", hidden=True),
        Markup(f'<script type="application/json" id="data">{data}</script>'),
        Markup(f"<script>{library}</script><script>{script}</script>"),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='zh-CN')}\n"


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _top(material: Material) -> Markup:
    plans = "、".join(material.plans)
    return tag(
        "header",
        tag("h1", f"{material.name}　指标看板"),
        tag("p", f"{material.region}；数据截至 {material.as_of:%Y-%m-%d}；{plans}"),
        class_="top",
    )


def _footer() -> Markup:
    return tag(
        "footer",
        "由纲目（Gangmu）生成，单个文件，可离线打开和打印。图由 Apache ECharts 6.1.0（Apache-2.0）绘制。"
        "时序进度、外推的 ±5% 界线是工具的设定，不是官方标准；「无法判断」不是「未完成」。",
    )
