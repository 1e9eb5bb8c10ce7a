"""Documents of our own, of kinds and layouts that differ: clauses and metadata, each in full.

Beside each document in ``documents/`` stands what must be read of it (``.json``): fictional places, a
regulation with its announcement, a decree, a work report, joint opinions of party and government,
measures by article, a page of a government site, texts that were glued together, a plan with a table
of contents and boxes, a reply, a decision that repeals, amends and prolongs.
"""

import json
from pathlib import Path

import pytest

from gangmu.extraction import extract
from gangmu.reading import read, read_bytes

DOCUMENTS = sorted(
    p for p in (Path(__file__).parent / "documents").iterdir() if p.suffix != ".json"
)


def told(document) -> dict:
    said = document.metadata
    return {
        "official": document.official,
        "title": said.title,
        "number": said.number,
        "issuers": list(said.issuers),
        "published": said.published and str(said.published),
        "effective": said.effective and str(said.effective),
        "expires": said.expires and str(said.expires),
        "level": said.level,
        "region": said.region,
        "plan_period": said.plan_period and list(said.plan_period),
        "addressees": said.addressees,
        "printed_validity": said.validity,
        "clauses": [[clause.id, clause.heading] for clause in document.clauses],
        "cites": [[c.relation, c.title, c.number] for c in extract(document).citations],
    }


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_what_a_document_says_of_itself_and_its_clauses(file):
    expected = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    [document] = read(file)
    assert told(document) == expected


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "ofd"])
@pytest.mark.parametrize(
    "file", [f for f in DOCUMENTS if f.suffix == ".txt" and f.stem[:2] not in ("10", "13")], ids=lambda file: file.stem
)  # fmt: skip
def test_the_same_clauses_in_every_format(file, kind, renderings, speed):
    lines = file.read_text(encoding="utf-8").split("\n")
    blocks = [words for line in lines if (words := line.strip(" \t\u3000"))]
    blocks = [words.replace("\t", "　") for words in blocks]
    [plain] = read_bytes("".join(f"{words}\n" for words in blocks).encode(), Path("a.txt"))
    [other] = read_bytes(renderings.render(blocks, kind, speed), Path(f"a.{kind}"))
    assert [c.id for c in other.clauses] == [c.id for c in plain.clauses]
    assert other.metadata.number == plain.metadata.number
    assert other.metadata.issuers == plain.metadata.issuers
    assert other.metadata.published == plain.metadata.published
