"""Passages that say who may apply at all: 申报条件, 适用范围, 不予支持 of the whole document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gangmu.drafting.drafts import Frame
from gangmu.terms import Benefit, Provision, ProvisionKind, Span

_HEAD = re.compile("申报条件|支持对象|适用(?:范围|对象)|支持范围|基本条件|申报要求|申报主体")
_APPLICANTS = re.compile(
    "(?:申报|申请|享受)[^，。；\n]{0,12}?(?:企业|单位|主体|机构|人)(?:须|应当?|必须|需)(?:同时)?(?:是|为)?"
    "(?P<what>(?:在|具有|具备|符合|依法|满足)[^。；：\n]{4,})"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words with their clause; ``excludes`` where whom they fit receives nothing."""

    span: Span
    clause: str
    excludes: bool = False


def whole_conditions(
    frame: Frame, provisions: Iterable[Provision], benefits: Iterable[Benefit]
) -> list[Passage]:
    """Find the passages that hold for every benefit; labelled passages of one are its own."""
    document, given = frame.document, tuple(benefits)
    own = [s for b in given for s in b.scope]
    found: dict[tuple[int, int], Passage] = {}

    def add(start: int, end: int, clause: str, excludes: bool = False) -> None:
        extents = [*((o.start, o.end) for o in own), *found]
        if end - start > 4 and not any(a < end and start < b for a, b in extents):
            found[start, end] = Passage(Span(document.id, start, end), clause, excludes)

    for provision in provisions:
        if provision.kind not in (ProvisionKind.ELIGIBILITY, ProvisionKind.EXCLUSION):
            continue
        if document.quote(provision.span).rstrip().endswith(("：", ":")):
            for start, end, clause in _items(frame, provision):
                add(start, end, clause)
        else:
            excludes = provision.kind is ProvisionKind.EXCLUSION
            add(provision.span.start, provision.span.end, provision.clause or "", excludes)
    for leaf in document.clauses:
        above = any(c.id.startswith(leaf.id + "/") for c in document.clauses)
        gives = any(leaf.span.start <= b.span.start < leaf.span.end for b in given)
        if not above and not gives:
            for asked in _APPLICANTS.finditer(document.text, leaf.span.start, leaf.span.end):
                add(asked.start("what"), asked.end("what"), leaf.id)
    for head in document.clauses:
        gives = any(head.span.start <= b.span.start < head.span.end for b in given)
        if _HEAD.search(head.heading) and not gives:
            inner = [c for c in document.clauses if c.id.startswith(head.id + "/")]
            for each in inner or [head]:
                start = each.heading_span.end if each.heading else each.span.start
                add(start, each.span.end, each.id)
    return [passage for _, passage in sorted(found.items())]


def _items(frame: Frame, provision: Provision) -> Iterator[tuple[int, int, str]]:
    """Give the items of a list that a provision announces."""
    document = frame.document
    clause = document.clause(provision.clause) if provision.clause else None
    if clause is None:
        return
    inner = [c for c in document.clauses if c.id.startswith(clause.id + "/")]
    for item in inner:
        yield item.span.start, item.span.end, item.id
    if not inner:
        yield provision.span.end, clause.span.end, clause.id
