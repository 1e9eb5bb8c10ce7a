"""Search the documents of a workspace and compare them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from gangmu.corpus import Corpus, validity
from gangmu.extraction import Extraction
from gangmu.jobs import Progress, silent
from gangmu.jobs.documents import extract_all, read_library
from gangmu.jobs.holdings import hold
from gangmu.search import ClauseIndex, Entry, Found, Query, facets_of
from gangmu.search.comparison import Comparison, compare
from gangmu.store import Workspace
from gangmu.terms import Document, InputError


def index_of(workspace: Workspace) -> ClauseIndex:
    """Open the index of a workspace; it is derived data, and starts empty where there is none."""
    return ClauseIndex.open(workspace.store / "index")


def refresh_index(
    workspace: Workspace,
    found: Iterable[tuple[Document, Extraction]],
    as_of: date,
    *,
    rebuild: bool = False,
) -> int:
    """Bring the index up to date with the documents of a workspace; gives the passages written.

    A document is written again where its content, or its computed 时效 on ``as_of``, has changed.
    """
    index = index_of(workspace)
    corpus = Corpus(found)
    entries = [
        Entry(document, facets_of(document, str(validity(document, corpus, as_of).status)))
        for document in corpus.documents
    ]
    known = {} if rebuild else index.known()
    now = {entry.document.id: entry.version for entry in entries}
    changed = [entry for entry in entries if known.get(entry.document.id) != entry.version]
    gone = [id for id in index.known() if id not in now]
    return index.update(changed, gone) if changed or gone else 0


def search(workspace: Workspace, query: Query, as_of: date, progress: Progress = silent) -> Found:
    """Search the documents of a workspace as they are now."""
    with hold([workspace.documents], progress=progress) as held:
        refresh_index(workspace, held, as_of)
    return index_of(workspace).find(query)


def rebuild_index(workspace: Workspace, as_of: date, progress: Progress = silent) -> int:
    """Write the whole index again from the documents; gives the passages written."""
    with hold([workspace.documents], progress=progress) as held:
        return refresh_index(workspace, held, as_of, rebuild=True)


def compare_files(one: Path, other: Path) -> Comparison:
    """Compare the documents of two files (of a file that holds several, the first)."""
    found = [extract_all(read_library([path]).documents)[:1] for path in (one, other)]
    for path, documents in zip((one, other), found, strict=True):
        if not documents:
            raise InputError("没有读到文件", str(path), "检查路径和格式")
    pairs = [documents[0] for documents in found]
    claims = {document.id: extraction.claims for document, extraction in pairs}
    return compare(pairs[0][0], pairs[1][0], claims)
