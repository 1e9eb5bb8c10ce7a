"""The documents of Linjiang give the same claims, duties and citations whatever their format."""

from pathlib import Path

import pytest

from gangmu.extraction import extract
from gangmu.reading import read, read_bytes

DOCUMENTS = sorted((Path(__file__).parents[2] / "examples" / "linjiang" / "documents").iterdir())
KINDS = ("txt", "html", "docx", "pdf", "ofd")


def blocks(document) -> list:
    """Take a document apart into paragraphs and tables, without the blanks of its layout."""
    found: list = []
    at = 0
    for table in document.tables:
        found += lines(document.text[at : table.span.start])
        found.append([[document.quote(cell) for cell in row] for row in table.cells])
        at = table.span.end
    return found + lines(document.text[at:])


def lines(text: str) -> list[str]:
    return [words for line in text.split("\n") if (words := line.strip(" \t\u3000"))]


def stated(document) -> list[tuple]:
    found = extract(document)
    said: list[tuple] = [
        (
            claim.kind, claim.role, claim.quantity.value, claim.quantity.high, claim.quantity.unit.name,
            claim.quantity.comparator, claim.quantity.modality, claim.indicator and claim.indicator.text,
            claim.time, claim.clause, claim.rate, claim.direction, claim.binding, claim.region,
        )
        for claim in found.claims
    ]  # fmt: skip
    said += [(document.quote(duty.task), duty.lead, duty.support) for duty in found.duties]
    said += [(cite.relation, cite.title, cite.number) for cite in found.citations]
    return said


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name[:2])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_said_in_every_format(file, kind, renderings, speed):
    for document in read(file):
        [plain] = read_bytes(renderings.render(blocks(document), "txt", speed), Path("a.txt"))
        [other] = read_bytes(renderings.render(blocks(document), kind, speed), Path(f"a.{kind}"))
        assert other.text == plain.text
        assert [c.id for c in other.clauses] == [c.id for c in plain.clauses]
        assert other.metadata == plain.metadata
        assert stated(other) == stated(plain)
        assert len(other.tables) == len(plain.tables)
