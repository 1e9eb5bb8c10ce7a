"""Put the documents of a corpus on one line of time, with those that their texts only tell of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gangmu.corpus.citations import Corpus
from gangmu.corpus.validity import acts_on
from gangmu.terms import Document, Span

_TOLD = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})\s?年(?P<month>1[0-2]|[1-9])?(?:月份?)?[^。;；\n《》，,]{0,12}?"
    r"(?P<verb>颁布|出台|发布|印发|公布|制定|实施)了?(?P<names>《[^《》]{4,60}》(?:(?:、|和|及|以及)?《[^《》]{4,60}》)*)"
)
_NAME = re.compile("《([^《》]+)》")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document: ``time`` is a day, a month or a year (``2005``).

    ``what`` is 公布, 施行, 届满, 规划期满, 废止, 部分废止, 修改, 延长, or the verb of a text that tells
    of it; ``source`` says it, at ``span``.
    """

    time: str
    what: str
    title: str
    source: Document
    span: Span | None = None


def timeline(corpus: Corpus) -> tuple[Event, ...]:
    """List what happened to the documents of a corpus, in order of time.

    The dates of official documents, what others do to them from which day, and what any text
    tells (2005年颁布了《…》).
    """
    found: list[Event] = []
    for document in corpus.documents:
        if document.official:
            found += _own(document)
            found += _suffered(document, corpus)
        found += _told(document)
    return tuple(sorted(found, key=lambda event: event.time))


def _own(document: Document) -> Iterator[Event]:
    metadata = document.metadata
    name = metadata.title or document.id
    for day, what in (
        (metadata.published, "公布"),
        (metadata.effective, "施行"),
        (metadata.expires, "届满"),
    ):
        if day is not None:
            yield Event(str(day), what, name, document)
    if metadata.plan_period:
        yield Event(f"{metadata.plan_period[1]}-12-31", "规划期满", name, document)


def _suffered(document: Document, corpus: Corpus) -> Iterator[Event]:
    name = document.metadata.title or document.id
    for act in acts_on(document, corpus):
        if act.day is not None:
            edge = act.edge
            what = "部分废止" if act.partial else edge.relation
            yield Event(str(act.day), what, name, edge.citing, edge.citation.span)


def _told(document: Document) -> Iterator[Event]:
    for match in _TOLD.finditer(document.text):
        month = match["month"]
        time = f"{match['year']}-{int(month):02d}" if month else match["year"]
        for name in _NAME.finditer(document.text, *match.span("names")):
            yield Event(time, match["verb"], name[1], document, Span(document.id, *name.span()))
