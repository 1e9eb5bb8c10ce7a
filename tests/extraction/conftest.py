"""Documents made from a title and a text, for sentences of our own."""

from datetime import date
from pathlib import Path

import pytest

from gangmu.reading.manuscript import text_grids
from gangmu.reading.outline import outline
from gangmu.terms import Document, Metadata, SourceClass, Span, Table
from gangmu.writing.dates import parse_period
from gangmu.writing.repair import repair

ID = "临江文件"


def make_document(title, text, published=None, region="临江区", period=None):
    """Build a document as the reader would: outline and tables from the text, the rest given."""
    grids = text_grids(text)
    tables = tuple(
        Table(
            Span(ID, *grid.extent),
            grid.caption,
            tuple(tuple(Span(ID, a, b) for a, b in row) for row in grid.cells),
        )
        for grid in grids
    )
    return Document(
        id=ID,
        path=Path("临江.txt"),
        origin=0,
        text=text,
        metadata=Metadata(
            title=title,
            published=date.fromisoformat(published) if published else None,
            region=region,
            plan_period=period or parse_period(title),
        ),
        source_class=SourceClass.OFFICIAL,
        source_reason="测试",
        clauses=outline(ID, repair(text)[0], (0, len(text)), [grid.extent for grid in grids]),
        body=Span(ID, 0, len(text)),
        wrapper=None,
        tables=tables,
        repairs=(),
        pages=(),
        sha256="",
    )


@pytest.fixture(name="make_document")
def _make_document():
    return make_document
