"""The index of clauses: character bigrams with positions, so that a phrase is an exact substring.

Every substring of two or more characters of a passage is found: its bigrams stand one after the
other in the index just when the substring stands in the text. The index is derived data: it is
rebuilt from the documents, brought up to date document by document, and safe to delete.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import tantivy

from gangmu.search.passages import Folded, Passage, fold, passages
from gangmu.search.query import Words, grams, understand
from gangmu.store.files import telling
from gangmu.terms import Document, InputError

#: Raised when the layout of the index changes; an older index is then rebuilt.
LAYOUT = "2"
FACETS = ("issuer", "level", "year", "status", "kind")
_BLANK = "—"
_HEAP = 128 << 20
_SHOWN = 90  # characters around a hit
_HEADING, _TITLE = 2.5, 1.2
_SAYS = 2.0  # what a passage that says something outranks a bare heading, a list of references by
_NUMBERED = 8  # characters of a number and a stop around a heading


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with what it is filtered by: issuer, level, year, computed 时效, kind."""

    document: Document
    facets: Mapping[str, str]

    @property
    def version(self) -> str:
        """Say what the index has to be written again for: content or filters."""
        return "/".join((self.document.sha256, *(self.facets.get(name, "") for name in FACETS)))


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: words, a value for any facet, and which part of the hits to give."""

    words: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers: ``text`` is the excerpt, ``marks`` the places of the words in it.

    ``start`` and ``end`` are the passage's place in the canonical text of ``document``.
    """

    document: str
    title: str
    clause: str | None
    heading: str
    trail: tuple[str, ...]
    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...]
    facets: Mapping[str, str]
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one page, how many there are in all, and how many for each value of a facet."""

    words: Words
    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Tell a failing disk, which the index wraps in an error of its own, as an ``InputError``."""
    with telling("写检索索引", path):
        try:
            yield
        except ValueError as error:
            if found := re.search(r"(?:code:|os error) (\d+)", str(error)):
                raise OSError(int(found[1]), str(error)) from error
            raise


class ClauseIndex:
    """An index in a folder.

    >>> import tempfile
    >>> index = ClauseIndex.open(Path(tempfile.mkdtemp()) / "index")
    >>> index.find(Query("技术改造")).total
    0
    """

    def __init__(self, path: Path, index: Any) -> None:
        self.path = path
        self._index = index

    @classmethod
    def open(cls, path: Path) -> ClauseIndex:
        """Open the index in a folder; an index of another layout, or a damaged one, starts empty.

        Raises ``InputError`` where the folder cannot be written.
        """
        mark = path / "layout.json"
        try:
            if json.loads(mark.read_text("utf-8")) == LAYOUT:
                return cls(path, _prepared(tantivy.Index.open(str(path))))
        except (OSError, ValueError):
            pass
        with _telling(path):
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(_schema(), path=str(path))
            mark.write_text(json.dumps(LAYOUT), "utf-8")
        return cls(path, _prepared(index))

    # ------------------------------------------------------------ writing

    def update(self, entries: Iterable[Entry], gone: Iterable[str] = ()) -> int:
        """Put documents in place of what the index has of them, drop those ``gone``; all or nothing.

        Gives the number of passages written; raises ``InputError`` where the disk fails.
        """
        written = 0
        with _telling(self.path):
            writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            for id in gone:
                writer.delete_documents_by_term("document", id)
            for entry in entries:
                writer.delete_documents_by_term("document", entry.document.id)
                for passage in passages(entry.document):
                    writer.add_document(_record(entry, passage))
                    written += 1
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
        return written

    def known(self) -> dict[str, str]:
        """Map each document that the index has to the version that was indexed."""
        self._index.reload()
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return {}
        found = searcher.aggregate(
            tantivy.Query.all_query(),
            {"of": {"terms": {"field": "version", "size": 1_000_000}}},
        )
        pairs = (bucket["key"].rsplit("\n", 1) for bucket in found["of"]["buckets"])
        return dict(pairs)

    # ------------------------------------------------------------ asking

    def find(self, query: Query) -> Found:
        """Find passages, best first; raises ``InputError`` for a facet that does not exist."""
        words = understand(query.words)
        searcher = self._index.searcher()
        asked = self._query(words, query)
        result = searcher.search(asked, limit=max(1, query.limit), offset=query.offset, count=True)
        hits = tuple(_hit(searcher.doc(address), score, words) for score, address in result.hits)
        return Found(words, hits, result.count or 0, _counts(searcher, asked))

    def _query(self, words: Words, query: Query) -> Any:
        schema = self._index.schema
        term = tantivy.Query.term_query
        must = []
        for name, value in query.facets.items():
            if name not in FACETS:
                raise InputError(f"没有分面「{name}」", "检索", f"可选：{'、'.join(FACETS)}")
            if value:
                must.append(term(schema, name, value))
        if query.document:
            must.append(term(schema, "document", query.document))
        asked = [(tantivy.Occur.Must, each) for each in must]
        asked += [(tantivy.Occur.Must, _wording(schema, run)) for run in words.runs]
        if words.asks:
            asked.append((tantivy.Occur.Must, _question(schema, words)))
        if not asked:
            return tantivy.Query.all_query()
        if words.runs or words.asks:
            says = tantivy.Query.const_score_query(term(schema, "says", "yes"), _SAYS)
            asked.append((tantivy.Occur.Should, says))
        return tantivy.Query.boolean_query(asked)


# ---------------------------------------------------------------- the index


def _schema() -> Any:
    build = tantivy.SchemaBuilder()
    for name in ("body", "headings", "name"):
        build.add_text_field(name, tokenizer_name="grams", index_option="position")
    build.add_text_field("characters", tokenizer_name="grams", index_option="freq")
    for name in ("document", *FACETS, "says"):
        build.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    build.add_text_field("version", tokenizer_name="raw", fast=True, index_option="basic")
    build.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    return build.build()


def _prepared(index: Any) -> Any:
    grams_ = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("grams", grams_)
    return index


def _record(entry: Entry, passage: Passage) -> Any:
    document = entry.document
    text = document.quote(passage.span)
    folded = fold(text).text
    record = tantivy.Document()
    record.add_text("body", " ".join(grams(folded)))
    record.add_text("characters", " ".join(dict.fromkeys(folded)))
    record.add_text("headings", " ".join(grams(fold(passage.heading).text)))
    record.add_text("name", " ".join(grams(fold(document.metadata.title or document.id).text)))
    record.add_text("document", document.id)
    record.add_text("version", f"{document.id}\n{entry.version}")
    for name in FACETS:
        record.add_text(name, entry.facets.get(name) or _BLANK)
    bare = len(folded) <= len(fold(passage.heading).text) + _NUMBERED
    record.add_text("says", "no" if bare or _lists_references(text) else "yes")
    stored = {
        "document": document.id,
        "title": document.metadata.title or document.id,
        "clause": passage.clause,
        "heading": passage.heading,
        "trail": passage.trail,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": text,
        "facets": {name: entry.facets.get(name) or _BLANK for name in FACETS},
    }
    record.add_text("stored", json.dumps(stored, ensure_ascii=False))
    return record


def _lists_references(text: str) -> bool:
    """Tell whether a passage mostly names other documents (《…》)."""
    named, inside = 0, False
    for char in text:
        inside = char == "《" or (inside and char != "》")
        named += inside
    return named * 3 > len(text)


# ---------------------------------------------------------------- questions to it


def _wording(schema: Any, run: str) -> Any:
    """Look for a run of characters as it stands; a hit in a heading or a title counts more."""
    if len(run) == 1:
        return tantivy.Query.term_query(schema, "characters", run, "freq")
    return tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, _phrase(schema, "body", run)),
            (tantivy.Occur.Should, _boosted(schema, "headings", run, _HEADING)),
            (tantivy.Occur.Should, _boosted(schema, "name", run, _TITLE)),
        ]
    )


def _phrase(schema: Any, name: str, run: str) -> Any:
    parts = grams(run)
    if len(parts) == 1:
        return tantivy.Query.term_query(schema, name, parts[0], "freq")
    return tantivy.Query.phrase_query(schema, name, list(parts))


def _boosted(schema: Any, name: str, run: str, boost: float) -> Any:
    return tantivy.Query.boost_query(_phrase(schema, name, run), boost)


def _question(schema: Any, words: Words) -> Any:
    """Look for the parts of a question in any of its wordings."""
    asked = [(tantivy.Occur.Should, _parts(schema, parts)) for parts in words.wordings]
    return asked[0][1] if len(asked) == 1 else tantivy.Query.boolean_query(asked)


def _parts(schema: Any, parts: Sequence[str]) -> Any:
    """Look for parts: whole ones count most, at least a third of the bigrams."""
    wanted = list(dict.fromkeys(gram for part in parts for gram in grams(part) if len(gram) > 1))
    if not wanted:
        wanted = list(parts)
    should = [(tantivy.Occur.Should, _phrase_or_one(schema, gram)) for gram in wanted]
    least = tantivy.Query.boolean_query(should, minimum_number_should_match=-(-len(wanted) // 3))
    whole = [
        (tantivy.Occur.Should, tantivy.Query.boost_query(_wording(schema, part), 2.0))
        for part in parts
        if len(part) > 1
    ]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, least), *whole])


def _phrase_or_one(schema: Any, gram: str) -> Any:
    if len(gram) == 1:
        return tantivy.Query.term_query(schema, "characters", gram, "freq")
    return tantivy.Query.term_query(schema, "body", gram, "freq")


def _counts(searcher: Any, asked: Any) -> dict[str, dict[str, int]]:
    if not searcher.num_docs:
        return {name: {} for name in FACETS}
    wanted = {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
    found = searcher.aggregate(asked, wanted)
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
        for name in FACETS
    }


def _hit(record: Any, score: float, words: Words) -> Hit:
    stored = json.loads(record["stored"][0])
    text = stored["text"]
    sought = words.runs or tuple(dict.fromkeys(part for w in words.wordings for part in w))
    excerpt, marks = _excerpt(text, fold(text), sought)
    return Hit(
        document=stored["document"],
        title=stored["title"],
        clause=stored["clause"],
        heading=stored["heading"],
        trail=tuple(stored["trail"]),
        start=stored["start"],
        end=stored["end"],
        text=excerpt,
        marks=marks,
        facets=stored["facets"],
        score=score,
    )


def _excerpt(
    text: str, folded: Folded, runs: Sequence[str]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cut out what surrounds the first hit, and mark every hit in it."""
    places = sorted(_marks(folded, runs))
    if not places:
        shown = text[: 2 * _SHOWN]
        return shown.strip() + ("……" if len(text) > 2 * _SHOWN else ""), ()
    first = places[0][0]
    start = max(0, first - _SHOWN)
    end = min(len(text), max(places[0][1], first + 2 * _SHOWN))
    lead = "……" if start else ""
    kept = tuple(
        (a - start + len(lead), b - start + len(lead)) for a, b in places if start <= a and b <= end
    )
    return lead + text[start:end] + ("……" if end < len(text) else ""), kept


def _marks(folded: Folded, runs: Sequence[str]) -> set[tuple[int, int]]:
    """Find every place of the runs; where a run of a question does not occur, those of its bigrams."""
    found = set()
    for run in runs:
        pieces = [run] if run in folded.text else grams(run) if len(run) > 2 else []
        for piece in pieces:
            at = folded.text.find(piece)
            while at >= 0:
                found.add(folded.printed(at, at + len(piece)))
                at = folded.text.find(piece, at + 1)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return set(merged)


def facets_of(document: Document, status: str) -> dict[str, str]:
    """Give what a document is filtered by; ``status`` is its computed 时效.

    ``year`` is that of 公布, else of 施行.
    """
    metadata = document.metadata
    day: date | None = metadata.published or metadata.effective
    return {
        "issuer": metadata.issuers[0] if metadata.issuers else "",
        "level": metadata.level or "",
        "year": str(day.year) if day else "",
        "status": status,
        "kind": str(document.source_class),
    }
