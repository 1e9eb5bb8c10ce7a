"""Documents: the list with its facets, the reader, uploads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict

from gangmu.corpus import Validity
from gangmu.extraction import Extraction
from gangmu.reading import SUFFIXES
from gangmu.reports.panel import KINDS
from gangmu.reports.views import SOURCE_CLASSES
from gangmu.search import FACETS, facets_of
from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.office import plain_name
from gangmu.service.pages import Action, Done, Id, View
from gangmu.store.records.reviews import reviews_of
from gangmu.terms import Claim, Document, InputError


@dataclass(frozen=True)
class DocumentRow:
    """A document in a list. ``printed`` is the 时效 as printed, ``status`` the computed one."""

    id: str
    title: str
    number: str
    issuers: list[str]
    level: str
    published: date | None
    effective: date | None
    printed: str
    status: str
    reason: str
    conflict: str
    kind: str
    clauses: int
    claims: int


@dataclass(frozen=True)
class DocumentsPage:
    """The documents that meet the chosen facets, and how many there are of each value."""

    items: list[DocumentRow]
    total: int
    offset: int
    limit: int
    counts: dict[str, dict[str, int]]
    chosen: dict[str, str]
    errors: list[str]


def documents(
    desk: Desk,
    issuer: str = "",
    level: str = "",
    year: str = "",
    status: str = "",
    kind: str = "",
    limit: Id = 50,
    offset: Id = 0,
) -> DocumentsPage:
    """List the documents of the library, newest first."""
    shelf = desk.office.shelf()
    chosen = {"issuer": issuer, "level": level, "year": year, "status": status, "kind": kind}
    limit, offset = max(1, min(limit, 500)), max(0, offset)
    rows = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for (document, extraction), validity in zip(shelf.found, shelf.survey.validities, strict=True):
        facets = facets_of(document, str(validity.status))
        for name in FACETS:  # a facet is counted under the other facets' choice
            if all(not chosen[f] or facets[f] == chosen[f] for f in FACETS if f != name):
                counts[name][facets[name] or "—"] += 1
        if all(not value or (facets[name] or "—") == value for name, value in chosen.items()):
            rows.append(document_row(document, extraction, validity))
    rows.sort(key=lambda row: row.published or row.effective or date.min, reverse=True)
    return DocumentsPage(
        rows[offset : offset + limit], len(rows), offset, limit,
        {name: dict(found.most_common(30)) for name, found in counts.items()},
        chosen, [str(error) for error in shelf.library.errors],
    )  # fmt: skip


def document_row(document: Document, extraction: Extraction, validity: Validity) -> DocumentRow:
    """Give a document as a row of a list."""
    metadata = document.metadata
    return DocumentRow(
        id=document.id,
        title=metadata.title or document.id,
        number=metadata.number or "",
        issuers=list(metadata.issuers),
        level=metadata.level or "",
        published=metadata.published,
        effective=metadata.effective,
        printed=metadata.validity or "",
        status=str(validity.status),
        reason=validity.reason,
        conflict=validity.conflict,
        kind=SOURCE_CLASSES[document.source_class],
        clauses=len(document.clauses),
        claims=len(extraction.claims),
    )


# ---------------------------------------------------------------- the reader


@dataclass(frozen=True)
class ClaimRow:
    """A claim as it is read beside the text; ``key`` is stable while the text is."""

    key: str
    kind: str
    words: str
    value: str
    comparator: str
    indicator: str
    time: str
    region: str
    clause: str
    doubts: list[str]
    start: int
    end: int
    review: str


@dataclass(frozen=True)
class Part:
    """Some characters of the text; ``claim`` is the key of the claim they are."""

    text: str
    claim: str
    kind: str


@dataclass(frozen=True)
class Block:
    """A clause's own words, or what stands before the first clause."""

    id: str
    level: int
    heading: str
    parts: list[Part]


@dataclass(frozen=True)
class Link:
    """An edge to another document, which may be in the library."""

    relation: str
    title: str
    number: str
    id: str


@dataclass(frozen=True)
class Happening:
    """Something that happened to a document."""

    time: str
    what: str
    title: str


@dataclass(frozen=True)
class DocumentPage:
    """A document with its clauses, claims, citations and what happened to it."""

    row: DocumentRow
    source_reason: str
    words: str
    notes: list[str]
    blocks: list[Block]
    claims: list[ClaimRow]
    cites: list[Link]
    cited_by: list[Link]
    events: list[Happening]
    repairs: int
    at: int


def document(desk: Desk, id: str, at: int = -1) -> DocumentPage:
    """Show a document; ``at`` is the offset that the reader should open at."""
    shelf = desk.office.shelf()
    found, extraction = shelf.document(id)
    validity = shelf.validity(id)
    reviewed = {key: str(r.action) for key, r in reviews_of(desk.office.records, id).items()}
    claims = [claim_row(found, claim, reviewed) for claim in extraction.claims]
    return DocumentPage(
        row=document_row(found, extraction, validity),
        source_reason=found.source_reason,
        words=validity.words,
        notes=list(validity.notes),
        blocks=_blocks(found, claims),
        claims=claims,
        cites=[
            Link(e.relation, e.citation.title, e.citation.number or "", other)
            for e in shelf.corpus.citing(found)
            for other in [d.id for d in e.cited] or [""]
        ],
        cited_by=[
            Link(e.relation, e.citing.metadata.title or e.citing.id, e.citing.metadata.number or "", e.citing.id)
            for each, _ in shelf.found
            for e in shelf.corpus.citing(each)
            if found in e.cited
        ],
        events=[
            Happening(e.time, e.what, e.title)
            for e in shelf.survey.events
            if e.source.id == id or e.title == found.metadata.title
        ],
        repairs=len(found.repairs),
        at=at,
    )  # fmt: skip


def claim_row(document: Document, claim: Claim, reviewed: dict[str, str]) -> ClaimRow:
    """Give a claim as a row."""
    key = f"{claim.span.start}-{claim.span.end}"
    quantity = claim.quantity
    value = str(quantity.value) if quantity.high is None else f"{quantity.value}—{quantity.high}"
    return ClaimRow(
        key=key,
        kind=KINDS[claim.kind],
        words=document.quote(claim.span),
        value=value + quantity.unit.name,
        comparator=quantity.comparator.value,
        indicator=claim.indicator.text if claim.indicator else "",
        time=claim.time or "",
        region=claim.region or "",
        clause=claim.clause or "",
        doubts=list(claim.doubts),
        start=claim.span.start,
        end=claim.span.end,
        review=reviewed.get(key, ""),
    )


def _blocks(document: Document, claims: list[ClaimRow]) -> list[Block]:
    starts = [(0, "", 0, "")]
    starts += [(c.span.start, c.id, c.level, c.heading) for c in document.clauses]
    blocks = []
    for at, (start, id, level, heading) in enumerate(starts):
        end = starts[at + 1][0] if at + 1 < len(starts) else len(document.text)
        parts = _parts(document.text, start, end, claims)
        if any(part.text.strip() for part in parts):
            blocks.append(Block(id, level, heading, parts))
    return blocks


def _parts(text: str, start: int, end: int, claims: list[ClaimRow]) -> list[Part]:
    parts, at = [], start
    for claim in sorted(claims, key=lambda c: c.start):
        if at <= claim.start and claim.end <= end and claim.start >= start:
            if claim.start > at:
                parts.append(Part(text[at : claim.start], "", ""))
            parts.append(Part(text[claim.start : claim.end], claim.key, claim.kind))
            at = claim.end
    if at < end:
        parts.append(Part(text[at:end], "", ""))
    return parts


# ---------------------------------------------------------------- uploads


class Upload(BaseModel):
    """A file to read into the library."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    file: UploadFile


def upload(desk: Desk, asked: Upload) -> Done:
    """Take a document in: it is kept by its hash, read by a job, and then joins the library."""
    name = plain_name(asked.file)
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"不收「{suffix or name}」这种文件", name, f"可以是 {'、'.join(sorted(SUFFIXES))}"
        )
    sha = desk.office.keep(desk.person, asked.file, "文件")
    id = desk.office.begin(desk.person, "读文件", {"sha256": sha, "name": name})
    return Done(f"已收到「{name}」，正在读", f"/jobs/one?id={id}", id)


SHEETS = (".xlsx", ".csv", ".xls", ".ods")


def upload_sheet(desk: Desk, asked: Upload) -> Done:
    """Take a registry or the series in (enterprises.xlsx, projects.xlsx, series.xlsx …)."""
    name = plain_name(asked.file)
    if PurePath(name).suffix.lower() not in SHEETS:
        raise InputError(f"不收「{name}」", "导入", f"可以是 {'、'.join(SHEETS)}")
    sha = desk.office.keep(desk.person, asked.file, "登记")
    id = desk.office.begin(desk.person, "导入", {"sha256": sha, "name": name})
    return Done(f"已收到「{name}」，正在导入", f"/jobs/one?id={id}", id)


# ---------------------------------------------------------------- the library as a whole


@dataclass(frozen=True)
class LackRow:
    """A document that others stand on and the library does not have."""

    title: str
    number: str
    cited_by: list[str]


@dataclass(frozen=True)
class OverlapRow:
    """Two documents with common text."""

    kinship: str
    one: str
    other: str
    share: float
    words: str


@dataclass(frozen=True)
class LibraryPage:
    """The library together: who cites whom, what is missing, what is said twice, the timeline.

    ``graph`` is JSON for the page's script.
    """

    missing: list[LackRow]
    overlaps: list[OverlapRow]
    items: list[Happening]
    edges: list[tuple[str, str, str]]
    graph: str


def library(desk: Desk) -> LibraryPage:
    """Show how the documents of the library belong together."""
    shelf = desk.office.shelf()
    names = {d.id: d.metadata.title or d.id for d, _ in shelf.found}
    edges = [
        (each.id, cited.id, edge.relation)
        for each, _ in shelf.found
        for edge in shelf.corpus.citing(each)
        for cited in edge.cited
    ]
    graph = {
        "nodes": [{"id": id, "name": name[:16]} for id, name in names.items()],
        "links": [{"source": a, "target": b, "name": relation} for a, b, relation in edges],
    }
    return LibraryPage(
        [
            LackRow(m.title, m.number or "", [names.get(e.citing.id, e.citing.id) for e in m.edges])
            for m in shelf.survey.missing
        ],
        [
            OverlapRow(
                str(o.kinship),
                names[o.one.id],
                names[o.other.id],
                round(o.one_in_other, 3),
                o.words,
            )
            for o in shelf.survey.overlaps
        ],
        [Happening(e.time, e.what, e.title) for e in shelf.survey.events],
        [(names[a], relation, names[b]) for a, b, relation in edges],
        json.dumps(graph, ensure_ascii=False).replace("<", "\\u003c"),
    )


ROUTES = (
    View("/library", Permission.READ, library, "library.html"),
    Action("/registers", Permission.WORK, upload_sheet),
    View("/documents", Permission.READ, documents, "documents.html"),
    View("/document", Permission.READ, document, "document.html"),
    Action("/documents", Permission.WORK, upload),
)
