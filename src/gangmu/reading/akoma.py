"""Write a document as Akoma Ntoso 3.0 (OASIS LegalDocML, 2018), and read its words back.

Nothing but white space stands outside of the elements that may hold words, and all white space of
the document is kept: the words of the body, joined, are the text of the document to the letter.
Element ids are ASCII, made of the numbers as counted: ``chp_2__art_6`` for 第二章/第六条.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from lxml import etree

from gangmu.reading.outline import number_of
from gangmu.reading.tree import Part, tree
from gangmu.terms import Document, SourceClass, Span, Table

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_OWN = "https://gangmu.invalid/ns/1"
_SPACES: Any = {None: NAMESPACE, "gangmu": _OWN}
_SOURCE = "#gangmu"

# The element for each rank of clause, with the prefix of its ids (naming convention 1.0, 5.5).
_ELEMENTS = {
    "编": ("book", "book"),
    "篇": ("part", "part"),
    "部分": ("part", "part"),
    "章": ("chapter", "chp"),
    "节": ("section", "sec"),
    "条": ("article", "art"),
    "一、": ("clause", "cl"),
    "（一）": ("subclause", "subcl"),
    "1.": ("paragraph", "para"),
    "1.1": ("level", "lvl"),
    "（1）": ("subparagraph", "subpara"),
    "1）": ("point", "point"),
    "①": ("indent", "indent"),
}
_NOTHING = "0001-01-01"  # the schema asks for a date; the name beside it says that there is none
_BLANK = re.compile(r"[ \t\n]*")
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_akoma(document: Document) -> bytes:
    """Write a document as Akoma Ntoso: UTF-8, one ``doc``.

    >>> from pathlib import Path
    >>> from gangmu.reading import read_bytes
    >>> [made] = read_bytes("临江区规划\\n一、目标\\n（一）规模。翻番。\\n".encode(), Path("a.txt"))
    >>> xml = to_akoma(made)
    >>> b'<subclause eId="cl_1__subcl_1"><num>' in xml, from_akoma(xml) == made.text
    (True, True)
    """
    found = tree(document)
    root = etree.Element(_q("akomaNtoso"), nsmap=_SPACES)
    doc = etree.SubElement(root, _q("doc"), name=_kind(document))
    doc.append(_meta(document))
    writer = _Writer(document)
    if found.before.length:
        writer.blocks(etree.SubElement(doc, _q("preface")), found.before)
    body = etree.SubElement(doc, _q("mainBody"))
    for part in found.parts:
        writer.part(body, part, "")
    if not found.parts:
        etree.SubElement(body, _q("p"))
    if found.after.length:
        writer.blocks(etree.SubElement(doc, _q("conclusions")), found.after)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def from_akoma(xml: bytes) -> str:
    """Read the words of a document written by ``to_akoma``: its text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    doc = etree.fromstring(xml, parser)[0]
    return "".join(
        "".join(map(str, part.itertext()))
        for part in doc
        if part.tag in (_q("preface"), _q("mainBody"), _q("conclusions"))
    )


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _kind(document: Document) -> str:
    return "document" if document.source_class is SourceClass.OFFICIAL else "text"


# ---------------------------------------------------------------- what a document is


def _meta(document: Document) -> etree._Element:
    said = document.metadata
    meta = etree.Element(_q("meta"))
    identification = etree.SubElement(meta, _q("identification"), source=_SOURCE)
    day, named = (str(said.published), "公布") if said.published else (_NOTHING, "未写明")
    work = f"/akn/cn/doc/{day}/{quote(said.number or document.sha256[:16], safe='')}"
    levels = (("FRBRWork", work), ("FRBRExpression", f"{work}/zho"), ("FRBRManifestation", f"{work}/zho.xml"))  # fmt: skip
    for name, uri in levels:
        level = etree.SubElement(identification, _q(name))
        etree.SubElement(level, _q("FRBRthis"), value=f"{uri}/!main")
        etree.SubElement(level, _q("FRBRuri"), value=uri)
        if name == "FRBRWork" and said.title:
            etree.SubElement(level, _q("FRBRalias"), value=_clean(said.title), name="title")
        etree.SubElement(level, _q("FRBRdate"), date=day, name=named)
        etree.SubElement(level, _q("FRBRauthor"), {"href": "#issuer1", "as": "#author"})
        if name == "FRBRWork":
            etree.SubElement(level, _q("FRBRcountry"), value="cn")
            if said.number:
                etree.SubElement(level, _q("FRBRnumber"), value=_clean(said.number))
        if name == "FRBRExpression":
            etree.SubElement(level, _q("FRBRlanguage"), language="zho")
    references = etree.SubElement(meta, _q("references"), source=_SOURCE)
    issuers = said.issuers or ("未写明",)
    for at, issuer in enumerate(issuers, 1):
        etree.SubElement(
            references, _q("TLCOrganization"), eId=f"issuer{at}",
            href=f"/akn/ontology/organization/cn/{quote(issuer, safe='')}", showAs=_clean(issuer),
        )  # fmt: skip
    etree.SubElement(
        references, _q("TLCRole"), eId="author", href="/akn/ontology/role/cn/author", showAs="制定机关"
    )  # fmt: skip
    etree.SubElement(
        references, _q("TLCOrganization"), eId="gangmu", href="/akn/ontology/organization/gangmu", showAs="纲目"
    )  # fmt: skip
    own = etree.SubElement(meta, _q("proprietary"), source=_SOURCE)
    values = {
        "sha256": document.sha256,
        "sourceClass": str(document.source_class),
        "effective": said.effective,
        "expires": said.expires,
        "printedValidity": said.validity,
        "level": said.level,
        "region": said.region,
        "planPeriod": "/".join(map(str, said.plan_period)) if said.plan_period else None,
    }
    for name, value in values.items():
        if value is not None:
            etree.SubElement(own, f"{{{_OWN}}}{name}").text = _clean(str(value))
    return meta


def _clean(words: str) -> str:
    return _UNWRITABLE.sub("\ufffd", words)


# ---------------------------------------------------------------- the words


class _Writer:
    """Write spans of one document into elements, each character once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = [table for table in document.tables if self._is_plain(table)]
        self._ids: set[str] = set()

    def part(self, parent: etree._Element, part: Part, above: str) -> None:
        """Write a clause with its number, its heading, its words and its children."""
        clause = part.clause
        label = clause.id.rpartition("/")[2]
        kind, value = number_of(label)
        name, prefix = _ELEMENTS[kind]
        id = f"{above}{prefix}_{value}"
        again = label.partition("#")[2]
        id += f"dup{again}" if again else ""
        while id in self._ids:
            id += "x"
        self._ids.add(id)
        element = etree.SubElement(parent, _q(name), eId=id)
        start, end = part.own.start, part.own.end
        heading = clause.heading_span
        content = heading.start if heading.length else self._after_number(part)
        self._say(etree.SubElement(element, _q("num")), start, content)
        if heading.length:
            # The mark that closes the heading is printed with it.
            stop = heading.end + (self._text(heading.end, heading.end + 1) in "。：:；;")
            self._say(etree.SubElement(element, _q("heading")), content, min(stop, end))
            content = min(stop, end)
        if part.parts:
            if self._text(content, end).strip(" \t\n"):
                self.blocks(
                    etree.SubElement(element, _q("intro")), Span(self._document.id, content, end)
                )
            else:
                self._space(element, content, end)
            for one in part.parts:
                self.part(element, one, f"{id}__")
        else:
            self.blocks(
                etree.SubElement(element, _q("content")), Span(self._document.id, content, end)
            )

    def blocks(self, parent: etree._Element, span: Span) -> None:
        """Write lines as paragraphs and tables as tables."""
        at = span.start
        for table in self._tables:
            if span.start <= table.span.start and table.span.end <= span.end:
                self._lines(parent, at, table.span.start)
                self._table(parent, table)
                at = table.span.end
        self._lines(parent, at, span.end)
        if not len(parent):
            etree.SubElement(parent, _q("p"))

    def _lines(self, parent: etree._Element, start: int, end: int) -> None:
        for match in re.finditer(r"[^\n]+|\n+", self._text(start, end)):
            first, last = start + match.start(), start + match.end()
            if _BLANK.fullmatch(match.group()):
                self._space(parent, first, last)
            else:
                self._say(etree.SubElement(parent, _q("p")), first, last)

    def _table(self, parent: etree._Element, table: Table) -> None:
        element = etree.SubElement(parent, _q("table"))
        at = table.span.start
        row_element = None
        for cells, row in zip(_placed(table), table.cells, strict=True):
            following = min((cell.start for cell, _, _ in cells), default=None)
            if following is not None:
                if row_element is None:
                    self._space(element, at, following)
                else:
                    self._space(row_element, at, following, tail=True)
                at = following
            row_element = etree.SubElement(element, _q("tr"))
            for cell, down, across in cells:
                self._space(row_element, at, cell.start)
                spans = {}
                if down > 1:
                    spans["rowspan"] = str(down)
                if across > 1:
                    spans["colspan"] = str(across)
                td = etree.SubElement(row_element, _q("td"), spans)
                self._say(etree.SubElement(td, _q("p")), cell.start, cell.end)
                at = cell.end
            if not cells:
                # Every cell of the row was merged into the one above: the schema asks for one.
                etree.SubElement(etree.SubElement(row_element, _q("td")), _q("p"))
            del row
        self._space(element if row_element is None else row_element, at, table.span.end)

    def _is_plain(self, table: Table) -> bool:
        """Ask whether nothing but white space stands between the cells, which come in order."""
        at = table.span.start
        for cells in _placed(table):
            for cell, _, _ in cells:
                if cell.start < at or not _BLANK.fullmatch(self._text(at, cell.start)):
                    return False
                at = cell.end
        return bool(_BLANK.fullmatch(self._text(at, table.span.end))) and at <= table.span.end

    def _after_number(self, part: Part) -> int:
        """Give where the number of a clause without a heading ends, with the mark behind it."""
        label = part.clause.id.rpartition("/")[2].partition("#")[0]
        at, left = part.own.start, len(label)
        while left and at < part.own.end:
            left -= not self._text(at, at + 1).isspace() and self._text(at, at + 1) not in "、．."
            at += 1
        while at < part.own.end and self._text(at, at + 1) in "、．. 　\t":
            at += 1
        return at

    def _text(self, start: int, end: int) -> str:
        return self._document.text[start:end]

    def _say(self, element: etree._Element, start: int, end: int) -> None:
        element.text = _clean(self._text(start, end)) or None

    def _space(self, parent: etree._Element, start: int, end: int, tail: bool = False) -> None:
        """Keep white space between elements; what is more than that becomes a paragraph."""
        words = self._text(start, end)
        if not words:
            return
        if tail:
            parent.tail = (parent.tail or "") + words
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + words
        else:
            parent.text = (parent.text or "") + words


def _placed(table: Table) -> Iterator[list[tuple[Span, int, int]]]:
    """Give the cells that begin in each row, with how many rows and columns each covers."""
    grid = table.cells
    hole = (table.span.start, table.span.start)
    seen: set[tuple[int, int]] = set()
    for r, row in enumerate(grid):
        begun = []
        for c, cell in enumerate(row):
            key = (cell.start, cell.end)
            if key in seen:
                continue
            if key == hole and (r, c) != (0, 0):
                continue  # the format left a hole here: nothing is printed
            seen.add(key)
            across = sum(1 for other in row[c:] if (other.start, other.end) == key)
            down = sum(
                1 for below in grid[r:] if c < len(below) and (below[c].start, below[c].end) == key
            )
            begun.append((cell, down, across))
        yield begun
