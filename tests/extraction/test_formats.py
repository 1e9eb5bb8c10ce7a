"""The same document states the same whatever its format."""

import html
import sys
from collections import Counter
from pathlib import Path

import docx
import pytest

from gangmu.extraction import extract
from gangmu.reading import read

ROOT = Path(__file__).parents[2]
LINJIANG = ROOT / "examples" / "linjiang"
sys.path.insert(0, str(ROOT / "benchmarks"))

from annotated import load  # noqa: E402


def stated(path):
    """Count what a source states, field by field, without the places, which the format decides."""
    return Counter(
        (
            claim.kind,
            claim.role,
            claim.quantity,
            claim.indicator and claim.indicator.text,
            claim.time,
            claim.rate,
            claim.baseline,
            claim.binding,
        )
        for document in read(path)
        for claim in extract(document).claims
    )


@pytest.mark.parametrize("number", ["01", "02", "08"])
def test_the_example_in_text_and_in_its_published_format(number):
    [source] = (LINJIANG / "sources").glob(f"{number}*")
    [published] = (LINJIANG / "documents").glob(f"{number}*")

    assert stated(published) == stated(source)


def blocks(text):
    """Cut a text into paragraphs and tables (rows of cells set with tabs)."""
    rows = []
    for line in text.splitlines():
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        if line.strip():
            yield line
    if rows:
        yield rows


def as_html(text, path):
    parts = [
        f"<p>{html.escape(block)}</p>"
        if isinstance(block, str)
        else "<table border=1>"
        + "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in block
        )
        + "</table>"
        for block in blocks(text)
    ]
    body = "\n".join(parts)
    path.write_text(
        f"<!doctype html><html lang=zh><meta charset=utf-8><body>{body}</body></html>",
        encoding="utf-8",
    )
    return path  # fmt: skip


def as_docx(text, path):
    document = docx.Document()
    for block in blocks(text):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), max(map(len, block)))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, words in zip(row.cells, cells, strict=False):
                cell.text = words
    document.save(path)
    return path


@pytest.mark.parametrize("name", ["53", "55", "56", "61", "65", "69"])
@pytest.mark.parametrize("render", [as_html, as_docx])
def test_a_development_document_in_other_formats(name, render, tmp_path):
    text, _, _ = load(Path(__file__).parent / "gold" / f"{name}.txt")
    plain = tmp_path / "原文.txt"
    plain.write_text(text, encoding="utf-8")

    rendered = render(text, tmp_path / f"原文.{render.__name__[3:]}")

    assert stated(rendered) == stated(plain)
