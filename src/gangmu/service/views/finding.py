"""Search and comparison: clauses by their words, two documents clause by clause."""

from __future__ import annotations

from dataclasses import dataclass

from gangmu.reports.panel import KINDS
from gangmu.reports.search import value_words
from gangmu.search import FACETS, Query
from gangmu.search.comparison import Comparison, compare
from gangmu.search.passages import Passage
from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.pages import Id, View
from gangmu.terms import Document


@dataclass(frozen=True)
class HitRow:
    """A passage that answers; ``marks`` are the places of the words in ``text``."""

    document: str
    title: str
    clause: str
    heading: str
    trail: list[str]
    text: str
    marks: list[tuple[int, int]]
    start: int
    year: str
    issuer: str
    status: str


@dataclass(frozen=True)
class SearchPage:
    """The hits of a search with the counts of its facets."""

    q: str
    asks: bool
    items: list[HitRow]
    total: int
    offset: int
    limit: int
    counts: dict[str, dict[str, int]]
    chosen: dict[str, str]


def search(
    desk: Desk,
    q: str = "",
    issuer: str = "",
    level: str = "",
    year: str = "",
    status: str = "",
    kind: str = "",
    limit: Id = 20,
    offset: Id = 0,
) -> SearchPage:
    """Find clauses by words, a phrase, or a question."""
    chosen = {"issuer": issuer, "level": level, "year": year, "status": status, "kind": kind}
    limit, offset = max(1, min(limit, 200)), max(0, min(offset, 10_000))
    q = q.strip()[:200]
    if not q:
        return SearchPage("", False, [], 0, offset, limit, {}, chosen)
    found = desk.office.index().find(Query(q, chosen, limit=limit, offset=offset))
    hits = [
        HitRow(
            h.document, h.title, h.clause or "", h.heading, list(h.trail), h.text, list(h.marks),
            h.start, h.facets["year"], h.facets["issuer"], h.facets["status"],
        )
        for h in found.hits
    ]  # fmt: skip
    counts = {name: dict(found.counts[name]) for name in FACETS}
    return SearchPage(q, found.words.asks, hits, found.total, offset, limit, counts, chosen)


# ---------------------------------------------------------------- comparison


@dataclass(frozen=True)
class Value:
    """A number of one side and of the other; empty where a side has none."""

    subject: str
    kind: str
    one: str
    other: str
    same: bool


@dataclass(frozen=True)
class Side:
    """A passage: its clause, its words, and where the longest common run stands in them."""

    clause: str
    heading: str
    text: str
    marks: list[tuple[int, int]]


@dataclass(frozen=True)
class PairRow:
    """Two passages about the same, or one that the other document lacks."""

    likeness: float
    one: Side | None
    other: Side | None
    values: list[Value]


@dataclass(frozen=True)
class ComparePage:
    """Two documents side by side; empty until both are chosen. ``choices`` are (id, title)."""

    one: str
    other: str
    one_title: str
    other_title: str
    choices: list[tuple[str, str]]
    items: list[PairRow]


def compare_page(desk: Desk, one: str = "", other: str = "") -> ComparePage:
    """Compare two documents clause by clause, with the differences of their numbers."""
    shelf = desk.office.shelf()
    choices = [(d.id, d.metadata.title or d.id) for d, _ in shelf.found]
    if not one or not other:
        return ComparePage(one, other, "", "", choices, [])
    (left, mine), (right, theirs) = shelf.document(one), shelf.document(other)
    found = compare(left, right, {left.id: mine.claims, right.id: theirs.claims})
    return ComparePage(
        one, other, left.metadata.title or left.id, right.metadata.title or right.id,
        choices, _rows(found),
    )  # fmt: skip


def _rows(found: Comparison) -> list[PairRow]:
    rows = [
        PairRow(
            round(pair.likeness, 3),
            _side(found.one, pair.one, pair.shared[0].start if pair.shared else -1,
                  pair.shared[0].end if pair.shared else -1),
            _side(found.other, pair.other, pair.shared[1].start if pair.shared else -1,
                  pair.shared[1].end if pair.shared else -1),
            [
                Value(
                    d.subject, KINDS[d.kind], value_words(d.one, found.one),
                    value_words(d.other, found.other), d.same,
                )
                for d in pair.differences
            ],
        )
        for pair in found.pairs
    ]  # fmt: skip
    rows += [PairRow(0, _side(found.one, each), None, []) for each in found.only_one]
    rows += [PairRow(0, None, _side(found.other, each), []) for each in found.only_other]
    return rows


def _side(document: Document, passage: Passage, start: int = -1, end: int = -1) -> Side:
    text = document.quote(passage.span)
    lead = len(text) - len(text.lstrip())
    at = passage.span.start + lead
    marks = [(start - at, end - at)] if start >= 0 else []
    return Side(passage.clause or "", passage.heading, text.strip(), marks)


# ---------------------------------------------------------------- one topic, many documents


@dataclass(frozen=True)
class TopicRow:
    """What one document says of a topic: its best passage and the numbers in it."""

    document: str
    title: str
    issuer: str
    year: str
    status: str
    clause: str
    text: str
    marks: list[tuple[int, int]]
    values: list[str]


@dataclass(frozen=True)
class TopicPage:
    """A topic across the documents (districts) of the library, best first."""

    q: str
    items: list[TopicRow]
    total: int


def topic(desk: Desk, q: str = "") -> TopicPage:
    """Compare what each document says of one topic, with its amounts and thresholds."""
    q = q.strip()[:200]
    if not q:
        return TopicPage("", [], 0)
    shelf, index = desk.office.shelf(), desk.office.index()
    rows: list[tuple[float, TopicRow]] = []
    for document, extraction in shelf.found:
        for hit in index.find(Query(q, document=document.id, limit=1)).hits:
            claims = [c for c in extraction.claims if hit.start <= c.span.start < hit.end]
            values = [
                f"{c.indicator.text if c.indicator else KINDS[c.kind]} {value_words(c, document)}"
                for c in claims
            ]
            row = TopicRow(
                document.id, hit.title, hit.facets["issuer"], hit.facets["year"], hit.facets["status"],
                hit.clause or "", hit.text, list(hit.marks), values,
            )  # fmt: skip
            rows.append((hit.score, row))
    rows.sort(key=lambda pair: -pair[0])
    return TopicPage(q, [row for _, row in rows], len(rows))


ROUTES = (
    View("/compare/topic", Permission.READ, topic, "topic.html"),
    View("/search", Permission.READ, search, "search.html"),
    View("/compare", Permission.READ, compare_page, "compare.html"),
)
