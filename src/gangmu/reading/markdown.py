"""Write a document as Markdown: headings by clause, tables as tables, what it says of itself on top."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangmu.reading.tree import Part, tree
from gangmu.terms import Document, Span, Table

_DEEPEST = 6
# At the start of a line these would be read as a list, a heading, a rule or a quotation.
_ESCAPED = re.compile(r"^(\s*)([#>+*\-]|[0-9]+[.)])(?=\s|$)")
_MARKS = re.compile(r"([\\`*_\[\]<>|])")


def to_markdown(document: Document) -> str:
    """Write a document as Markdown.

    >>> from pathlib import Path
    >>> from gangmu.reading import read_bytes
    >>> [made] = read_bytes("临江区规划\\n一、目标\\n1.规模。翻番。\\n".encode(), Path("a.txt"))
    >>> print(to_markdown(made).rstrip())
    # 临江区规划
    <BLANKLINE>
    ## 一、目标
    <BLANKLINE>
    ### 1.规模
    <BLANKLINE>
    翻番。
    """
    found = tree(document)
    said = document.metadata
    title = said.title or document.id
    blocks = [f"# {_plain(title)}"]
    known = (
        ("文号", said.number),
        ("制定机关", "、".join(said.issuers)),
        ("公布", said.published),
        ("施行", said.effective),
        ("有效期至", said.expires),
    )
    listed = "\n".join(f"- {name}：{_plain(str(value))}" for name, value in known if value)
    if listed:
        blocks.append(listed)
    before = [line for line in _lines(document, found.before) if line.strip("# ") != _plain(title)]
    blocks += before
    for part in found.parts:
        blocks += _part(document, part)
    blocks += _lines(document, found.after)
    return "\n\n".join(blocks) + "\n"


def _part(document: Document, part: Part) -> Iterator[str]:
    clause = part.clause
    if clause.heading:
        end = clause.heading_span.end
        end += document.text[end : end + 1] in ("。", "：", ":", ".")
        words = _plain(" ".join(document.text[clause.span.start : end].split()))
        rest = list(_lines(document, Span(document.id, min(end, part.own.end), part.own.end)))
        if clause.level < _DEEPEST and (part.parts or clause.level <= 2):
            yield f"{'#' * (clause.level + 1)} {words.rstrip('。：:.')}"
        elif rest:
            yield f"**{words}** {rest.pop(0)}"
        else:
            yield f"**{words}**"
        yield from rest
    else:
        yield from _lines(document, part.own)
    for one in part.parts:
        yield from _part(document, one)


def _lines(document: Document, span: Span) -> Iterator[str]:
    at = span.start
    for table in document.tables:
        if span.start <= table.span.start and table.span.end <= span.end and table.span.start >= at:
            yield from _paragraphs(document.text[at : table.span.start])
            yield _table(document, table)
            at = table.span.end
    yield from _paragraphs(document.text[at : span.end])


def _paragraphs(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        words = line.strip(" \t\u3000")
        if words:
            yield _ESCAPED.sub(r"\1\\\2", _plain(words))


def _plain(words: str) -> str:
    return _MARKS.sub(r"\\\1", words)


def _table(document: Document, table: Table) -> str:
    rows = [
        "| " + " | ".join(_plain(" ".join(document.quote(cell).split())) for cell in row) + " |"
        for row in table.cells
    ]
    rows.insert(1, "|" + " --- |" * max(map(len, table.cells)))
    return "\n".join(rows)
