"""The citations between the documents of a corpus: who stands on, carries out, repeals whom.

A ``Corpus`` resolves every citation once, by 文号, else by title; what it cannot resolve is listed,
never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.corpus.names import Title, number_key, title
from gangmu.extraction import Extraction
from gangmu.terms import Citation, Document, SourceClass

#: The relations of a document to what stands above it.
PARENTS = ("依据", "落实")

#: A text that may be what a citation names; essays and interpretations only speak of one.
_CITABLE = (SourceClass.OFFICIAL, SourceClass.UNSIGNED)
_Key = tuple[Path, int]


@dataclass(frozen=True, slots=True)
class Edge:
    """A citation from one document to another.

    ``cited`` are the copies of the cited document in the corpus, empty where it is not there;
    ``doubt`` says in Chinese why a name that is there could not be resolved.
    """

    citing: Document
    citation: Citation
    cited: tuple[Document, ...]
    doubt: str = ""

    @property
    def relation(self) -> str:
        return self.citation.relation

    @property
    def words(self) -> str:
        """Give the name as the citing document prints it."""
        return self.citing.quote(self.citation.span)


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that others stand on and the corpus does not have, with who cites it."""

    title: str
    number: str | None
    edges: tuple[Edge, ...]

    @property
    def doubt(self) -> str:
        """Say why a name that the corpus knows is still not resolved."""
        return next((edge.doubt for edge in self.edges if edge.doubt), "")


class Corpus:
    """Documents with what they state, and the citations between them.

    A document read twice from the same place of the same file counts once; copies in different
    files stay, and a citation leads to all of them.
    """

    def __init__(self, found: Iterable[tuple[Document, Extraction]]) -> None:
        members = {_key(document): (document, stated.citations) for document, stated in found}
        self.documents: tuple[Document, ...] = tuple(document for document, _ in members.values())
        self._titles = {
            key: title(document.metadata.title or "") for key, (document, _) in members.items()
        }
        self._numbers: dict[str, list[Document]] = defaultdict(list)
        self._exact: dict[str, list[Document]] = defaultdict(list)
        self._cores: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            self._enter(document)
        self.edges: tuple[Edge, ...] = tuple(
            self._resolve(document, citation)
            for document, citations in members.values()
            for citation in citations
        )
        self._to: dict[_Key, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            for document in edge.cited:
                self._to[_key(document)].append(edge)

    def _enter(self, document: Document) -> None:
        if document.source_class not in _CITABLE:
            return
        name = self._titles[_key(document)]
        if document.metadata.number:
            self._numbers[number_key(document.metadata.number)].append(document)
        if name.exact:
            self._exact[name.exact].append(document)
            self._cores[name.core].append(document)

    def citing(self, document: Document) -> tuple[Edge, ...]:
        """Give the citations of a document by the others."""
        return tuple(self._to.get(_key(document), ()))

    def numbered(self, number: str) -> tuple[Document, ...]:
        """Give the documents with a 文号, in whatever brackets it is written."""
        return tuple(self._numbers.get(number_key(number), ()))

    def missing(self, relations: Sequence[str] = PARENTS) -> tuple[Missing, ...]:
        """List what official documents cite and the corpus does not have; most cited first.

        An essay may speak of a document; only an official one stands on it.
        """
        groups: list[list[Edge]] = []
        numbered: dict[str, list[Edge]] = {}
        named: dict[str, list[tuple[Title, list[Edge]]]] = defaultdict(list)
        for edge in self.edges:
            if edge.cited or edge.relation not in relations or not edge.citing.official:
                continue
            key = number_key(edge.citation.number) if edge.citation.number else ""
            name = title(edge.citation.title)
            group = numbered.get(key) or next(
                (edges for known, edges in named[name.core] if known.same_as(name)), None
            )
            if group is None:
                groups.append(group := [])
                named[name.core].append((name, group))
            if key:
                numbered[key] = group
            group.append(edge)
        groups.sort(key=lambda edges: -len({_key(edge.citing) for edge in edges}))
        return tuple(
            Missing(
                edges[0].citation.title,
                next((edge.citation.number for edge in edges if edge.citation.number), None),
                tuple(edges),
            )
            for edges in groups
        )

    def _resolve(self, citing: Document, citation: Citation) -> Edge:
        """Find the copies of a cited document: by 文号, else by exact title, else by its core."""
        if citation.number:
            numbered = [d for d in self.numbered(citation.number) if d is not citing]
            if numbered:
                return Edge(citing, citation, tuple(numbered))
        named = title(citation.title)
        pools = (self._exact.get(named.exact, ()), self._cores.get(named.core, ()))
        for pool in pools:
            candidates = [
                document
                for document in pool
                if document is not citing
                and self._titles[_key(document)].same_as(named)
                # Another 文号 is another document, and nobody cites what is not yet published.
                and not (citation.number and document.metadata.number)
                and not _later(document, citing)
            ]
            if candidates:
                return self._choose(citing, citation, candidates)
        return Edge(citing, citation, ())

    def _choose(self, citing: Document, citation: Citation, candidates: list[Document]) -> Edge:
        """Choose one work among documents of one name: official, of its place, the newest."""
        official = [document for document in candidates if document.official] or candidates
        places = {document.metadata.region for document in official}
        if len(places) > 1 and citing.metadata.region in places:
            official = [d for d in official if d.metadata.region == citing.metadata.region]
        works = {_work(document) for document in official}
        if len(works) > 1 and all(document.metadata.published for document in official):
            newest = max(document.metadata.published or date.min for document in official)
            official = [d for d in official if d.metadata.published == newest]
            works = {_work(document) for document in official}
        if len(works) > 1:
            names = "、".join(sorted(str(document.id) for document in official))
            return Edge(citing, citation, (), f"有多份同名文件（{names}），分不清是哪一份")
        return Edge(citing, citation, tuple(official))


def _key(document: Document) -> _Key:
    return document.path, document.origin


def _work(document: Document) -> str:
    """Name the work that a document is a copy of."""
    metadata = document.metadata
    return number_key(metadata.number) if metadata.number else title(metadata.title or "").exact


def _later(document: Document, citing: Document) -> bool:
    mine, theirs = document.metadata.published, citing.metadata.published
    return mine is not None and theirs is not None and mine > theirs
