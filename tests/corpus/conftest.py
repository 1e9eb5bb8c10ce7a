"""Documents read from small texts of our own, with hand-made or extracted citations."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gangmu.corpus import Corpus
from gangmu.extraction import Extraction, extract
from gangmu.reading import read
from gangmu.terms import Citation, Document, Span


@pytest.fixture
def paper(tmp_path: Path) -> Callable[..., Document]:
    """Read an official document written from its parts."""
    made = []

    def make(title: str, number: str, day: str, text: str, head: str = "") -> Document:
        made.append(title)
        path = tmp_path / f"{len(made):02}.txt"
        path.write_text(
            f"{head}临江区人民政府关于印发《{title}》的通知\n{number}\n各镇人民政府：\n"
            f"现将《{title}》印发给你们，请认真执行。\n临江区人民政府\n{day}\n{title}\n{text}\n",
            "utf-8",
        )
        [document] = read(path)
        return document

    return make


@pytest.fixture
def notice(tmp_path: Path) -> Callable[..., Document]:
    """Read a notice, which carries no document, as it is written."""
    made = []

    def make(text: str) -> Document:
        made.append(text)
        path = tmp_path / f"通知{len(made)}.txt"
        path.write_text(text, "utf-8")
        [document] = read(path)
        return document

    return make


def cites(document: Document, *citations: tuple[str, str, str | None]) -> Extraction:
    """State by hand what a document cites: relation, title, 文号; the place is looked up."""
    found = []
    for relation, title, number in citations:
        printed = f"《{title}》" + (f"（{number}）" if number else "")
        start = document.text.index(printed)
        span = Span(document.id, start, start + len(printed))
        found.append(Citation(relation, title, number, span))
    return Extraction((), (), tuple(found))


@pytest.fixture
def corpus_of() -> Callable[..., Corpus]:
    """Gather documents; a pair (document, citations) states its citations by hand."""

    def gather(*members: Document | tuple[Document, list[tuple[str, str, str | None]]]) -> Corpus:
        return Corpus(
            (member, extract(member))
            if isinstance(member, Document)
            else (member[0], cites(member[0], *member[1]))
            for member in members
        )

    return gather


@pytest.fixture(scope="session")
def seeds() -> Corpus:
    """Give the corpus of the source file of the project, where it is here."""
    folder = Path(__file__).parents[2].parent / "shared" / "seeds"
    if not folder.exists():
        pytest.skip("../shared is not here")
    return Corpus(
        (document, extract(document))
        for path in sorted(folder.glob("*.txt"))
        for document in read(path)
    )
