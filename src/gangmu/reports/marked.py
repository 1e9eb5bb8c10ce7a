"""A document with its claims marked, as one HTML file that needs nothing else.

The text stands as printed; each claim is coloured by its kind and shows its fields beside the text
when it is pointed at or reached with Tab, and its indicator in the text. Without a script, and on
paper, the tables below the text say the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from itertools import islice, pairwise
from pathlib import Path

from gangmu.extraction import Extraction
from gangmu.reports.claims import value_text
from gangmu.reports.panel import DIRECTIONS, KINDS, PANEL, RATES, ROLES, Found
from gangmu.reports.views import SOURCE_CLASSES
from gangmu.store import atomic_write
from gangmu.terms import Claim, Document, Role

_SHOWN = (
    "类", "角色", "指标", "时间", "地区", "语气", "变动", "方向", "基值", "基值单位", "基期",
    "属性", "条款", "页", "原数", "起", "存疑",
)  # fmt: skip
_ITEMS = {item.column.title: item for item in PANEL}


def write_marked(found: Found, path: Path) -> Path:
    """Write the documents of one source, with their claims marked, to an HTML file."""
    with atomic_write(path) as temporary:
        temporary.write_text(marked_page(found), encoding="utf-8")
    return path


def marked_page(found: Found) -> str:
    """Write the page; everything from the documents is escaped."""
    title = "、".join(d.metadata.title or d.id for d, _ in islice(found, 3))
    counts = Counter(claim.kind for _, e in found for claim in e.claims)
    boxes = "".join(
        f'<label class="{kind.value}"><input type="checkbox" checked data-kind="{kind.value}">'
        f'<span class="swatch"></span>{name} {counts[kind]}</label>'
        for kind, name in KINDS.items()
    )
    articles: list[str] = []
    claims: list[dict[str, object]] = []
    for document, extraction in found:
        articles.append(_article(document, extraction, len(claims)))
        claims += (_fields(document, claim) for claim in extraction.claims)
    data = json.dumps(claims, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}：主张</title>
<style>{_asset("marked.css")}</style>
<header><h1>纲目 · 文件主张</h1>{boxes}<span class="keys"><kbd>Tab</kbd> 或 <kbd>j</kbd> <kbd>k</kbd> 逐条查看；虚线为存疑</span></header>
<main>
<div>{"".join(articles)}</div>
<aside aria-live="polite"><h2>主张</h2><p>指向或选中正文中有颜色的数，这里显示它的各项。</p></aside>
</main>
<script type="application/json" id="claims">{data}</script>
<script>{_asset("marked.js")}</script>
</html>
"""


def _asset(name: str) -> str:
    return (files("gangmu.reports") / name).read_text(encoding="utf-8")


def _article(document: Document, extraction: Extraction, first: int) -> str:
    metadata = document.metadata
    facts = (
        metadata.number,
        "、".join(metadata.issuers),
        metadata.published and f"{metadata.published} 公布",
        SOURCE_CLASSES[document.source_class],
    )
    return (
        f"<article><h2>{escape(metadata.title or document.id)}</h2>"
        f'<p class="facts">{escape(" · ".join(str(f) for f in facts if f))}</p>'
        f'<div class="text">{"".join(_marked(document, extraction, first))}</div>'
        f"{_claim_table(extraction, first)}{_duty_table(document, extraction)}</article>"
    )


def _marked(document: Document, extraction: Extraction, first: int) -> Iterator[str]:
    """Cut the text wherever a claim, an indicator or a heading begins or ends, and wrap the pieces."""
    text = document.text
    claims = extraction.claims
    edges = {0, len(text)}
    claim_at: dict[int, int] = {}
    naming: list[tuple[int, int, int]] = []
    headings = [(c.heading_span.start, c.heading_span.end) for c in document.clauses if c.heading]
    for number, claim in enumerate(claims):
        claim_at[claim.span.start] = number
        edges |= {claim.span.start, claim.span.end}
        if claim.indicator:
            span = claim.indicator.span
            naming.append((span.start, span.end, number + first))
    edges |= {edge for extent in headings for edge in extent}
    edges |= {edge for start, end, _ in naming for edge in (start, end)}
    cuts = sorted(edges)
    naming.sort()
    bold = iter(sorted(headings))
    heading = next(bold, None)
    inside: Claim | None = None
    waiting = 0
    open_names: list[tuple[int, int, int]] = []
    for start, end in pairwise(cuts):
        while heading and heading[1] <= start:
            heading = next(bold, None)
        while waiting < len(naming) and naming[waiting][0] <= start:
            open_names.append(naming[waiting])
            waiting += 1
        open_names = [n for n in open_names if n[1] > start]
        piece = escape(text[start:end])
        if open_names:
            of = " ".join(str(number) for _, _, number in open_names)
            piece = f'<span data-of="{of}">{piece}</span>'
        if heading and heading[0] <= start:
            piece = f'<span class="clause">{piece}</span>'
        number = claim_at.get(start, -1)
        if number >= 0:
            inside = claims[number]
            kind = inside.kind.value + (" doubtful" if inside.doubts else "")
            label = escape(f"{KINDS[inside.kind]} {value_text(inside.quantity)}")
            piece = (
                f'<mark class="{kind}" tabindex="0" id="c{number + first}" '
                f'data-claim="{number + first}" aria-label="{label}">{piece}'
            )
        if inside is not None and inside.span.end <= end:
            piece += "</mark>"
            inside = None
        yield piece


def _fields(document: Document, claim: Claim) -> dict[str, object]:
    values = ((name, _ITEMS[name].read(document, claim)) for name in _SHOWN)
    return {
        "title": value_text(claim.quantity),
        "fields": [[name, str(value)] for name, value in values if value is not None],
    }


def _claim_table(extraction: Extraction, first: int) -> str:
    if not extraction.claims:
        return "<p>没有找到数量主张。</p>"
    rows = "".join(
        f'<tr><td><a href="#c{n}">{escape(value_text(c.quantity))}</a><td>{KINDS[c.kind]}'
        f"<td>{escape(c.indicator.text if c.indicator else '')}<td>{escape(c.time or '')}"
        f"<td>{escape(_aspects(c))}<td>{escape(c.clause or '')}<td>{escape('；'.join(c.doubts))}"
        for n, c in enumerate(extraction.claims, first)
    )
    heads = "".join(f"<th>{h}" for h in ("数值", "类", "指标", "时间", "其他", "条款", "存疑"))
    return f"<details open><summary>主张 {len(extraction.claims)} 条</summary><table><tr>{heads}{rows}</table></details>"


def _aspects(claim: Claim) -> str:
    role = "" if claim.role is Role.MAIN else ROLES[claim.role]
    words = (
        role,
        claim.quantity.modality,
        RATES.get(claim.rate or ""),
        DIRECTIONS.get(claim.direction or ""),
        claim.binding,
    )
    return " ".join(w for w in words if w)


def _duty_table(document: Document, extraction: Extraction) -> str:
    if not extraction.duties:
        return ""
    rows = "".join(
        f"<tr><td>{escape(' '.join(document.quote(d.task).split()))}<td>{escape('、'.join(d.lead))}"
        f"<td>{escape('、'.join(d.support))}<td>{escape(d.clause or '')}"
        for d in extraction.duties
    )
    heads = "".join(f"<th>{h}" for h in ("任务", "牵头", "配合", "条款"))
    return (
        f"<details open><summary>责任分工 {len(extraction.duties)} 条</summary>"
        f"<table><tr>{heads}{rows}</table></details>"
    )
