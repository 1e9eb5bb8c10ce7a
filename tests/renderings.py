"""One document in every format: paragraphs and tables as txt, html, docx, pdf and ofd.

A block is a paragraph or a table (rows of cells). PDF and OFD are set as official documents are,
30 characters to a line, with page numbers; tables have rules.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from types import ModuleType

Block = str | Sequence[Sequence[str]]
KINDS = ("txt", "html", "docx", "pdf", "ofd")
SIZE, LEFT, TOP, STEP, COLUMNS, ROWS = 14, 85, 742, 24, 30, 27
WIDTH, HEIGHT = 595, 842
POINT = 25.4 / 72


def render(blocks: Sequence[Block], kind: str, speed: ModuleType) -> bytes:
    """Write blocks as a file; ``speed`` is the benchmark that can write a PDF without a font."""
    if kind == "txt":
        return "".join(map(_plain, blocks)).encode("utf-8")
    if kind == "html":
        return _page(blocks)
    if kind == "docx":
        return _word(blocks)
    pages = typeset(blocks)
    return speed.pdf(pages) if kind == "pdf" else ofd(pages)


def _plain(block: Block) -> str:
    return f"{block}\n" if isinstance(block, str) else "".join("\t".join(r) + "\n" for r in block)


def _page(blocks: Sequence[Block]) -> bytes:
    body = "".join(
        f"<p>{html.escape(block)}</p>\n"
        if isinstance(block, str)
        else "<table>"
        + "".join(
            "<tr>" + "".join(f"<td><p>{html.escape(c)}</p></td>" for c in row) + "</tr>"
            for row in block
        )
        + "</table>\n"
        for block in blocks
    )
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>政府网站</title></head><body>"
        "<div class='header'><a href='/'>首页</a> &gt; <a href='/'>政府信息公开</a></div>"
        f"<div class='pages_content'>{body}</div>"
        "<div class='footer'>版权所有 临江区人民政府办公室</div></body></html>"
    ).encode()


def _word(blocks: Sequence[Block]) -> bytes:
    import docx

    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        table = made.add_table(rows=len(block), cols=len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def typeset(blocks: Sequence[Block]) -> list[list[tuple]]:
    """Set blocks into pages: pieces of text and rules, in points from the lower left corner.

    What is set is a list of groups of lines; a group, a row of a table, stays on one page.
    """
    groups: list[list[list[tuple]]] = []
    for block in blocks:
        groups += [[row] for row in _wrapped(block)] if isinstance(block, str) else _ruled(block)
    sheets: list[list[list[tuple]]] = [[]]
    for group in groups:
        if len(sheets[-1]) + len(group) > ROWS:
            sheets.append([])
        sheets[-1] += group
    pages = []
    for number, rows in enumerate(sheets, 1):
        page = [
            (x, TOP - STEP * at + y, *rest)
            if len(rest) == 1
            else (x, TOP - STEP * at + y, rest[0], TOP - STEP * at + rest[1])
            for at, row in enumerate(rows)
            for x, y, *rest in row
        ]
        pages.append([*page, (WIDTH / 2 - 14, 50.0, f"- {number} -")])
    return pages


def _wrapped(words: str) -> list[list[tuple]]:
    rows: list[list[tuple]] = []
    indent, start, width = 2, 0, 2.0
    for at, char in enumerate(words):
        wide = 0.5 if char.isascii() else 1.0
        if width + wide > COLUMNS:
            rows.append([(LEFT + indent * SIZE, 0, words[start:at])])
            indent, start, width = 0, at, 0.0
        width += wide
    rows.append([(LEFT + indent * SIZE, 0, words[start:])])
    return rows


def _ruled(table: Sequence[Sequence[str]]) -> list[list[list[tuple]]]:
    """Set a table with rules; cells wrap where the table would be wider than the page."""
    most = [max(_ems(row[c]) for row in table) + 1.2 for c in range(len(table[0]))]
    left = LEFT if sum(most) <= COLUMNS else 22
    room = (WIDTH - 2 * left) / SIZE
    while sum(most) > room:
        most[most.index(max(most))] -= 1
    edges = [left + SIZE * sum(most[:c]) for c in range(len(most) + 1)]
    groups = []
    for row in table:
        cells = [list(_pieces(words, most[c] - 1.1)) for c, words in enumerate(row)]
        height = max(1, *map(len, cells))
        low, high = -7 - STEP * (height - 1), STEP - 7
        rules: list[tuple] = [(edges[0], y, edges[-1], y) for y in (high, low)]
        rules += [(x, low, x, high) for x in edges]
        lines: list[list[tuple]] = [
            [(edges[c] + 6, 0, cell[at]) for c, cell in enumerate(cells) if at < len(cell)]
            for at in range(height)
        ]
        lines[0] = rules + lines[0]
        groups.append(lines)
    return groups


def _pieces(words: str, room: float) -> Iterator[str]:
    start, width = 0, 0.0
    for at, char in enumerate(words):
        wide = _ems(char)
        if width + wide > room and words[at - 1] not in "0123456789.年":
            yield words[start:at]
            start, width = at, 0.0
        width += wide
    if words:
        yield words[start:]


def _ems(words: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in words)


def ofd(pages: Sequence[Sequence[tuple]]) -> bytes:
    """Write pages of placed text as an OFD package; rules become paths."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "OFD.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {space} Version="1.0" DocType="OFD">'
            "<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(
            f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
            for n in range(len(pages))
        )
        package.writestr(
            "Doc_0/Document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {space}><ofd:CommonData>'
            f"<ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH * POINT:.2f} "
            f"{HEIGHT * POINT:.2f}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, page in enumerate(pages):
            drawn = "".join(_object(at, item) for at, item in enumerate(page, 100))
            package.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {space}><ofd:Content>'
                f'<ofd:Layer ID="9">{drawn}</ofd:Layer></ofd:Content></ofd:Page>',
            )
    return out.getvalue()


def _object(id: int, item: tuple) -> str:
    if len(item) == 4:
        x0, y0, x1, y1 = item
        points = [f"{x * POINT:.3f} {(HEIGHT - y) * POINT:.3f}" for x, y in ((x0, y0), (x1, y1))]
        return (
            f'<ofd:PathObject ID="{id}" Boundary="0 0 {WIDTH * POINT:.2f} {HEIGHT * POINT:.2f}">'
            f"<ofd:AbbreviatedData>M {points[0]} L {points[1]}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    x, y, words = item
    steps = " ".join(f"{SIZE * POINT * (0.5 if c.isascii() else 1):.3f}" for c in words[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="{id}" Boundary="{x * POINT:.3f} {(HEIGHT - y - SIZE) * POINT:.3f} '
        f'{len(words) * SIZE * POINT:.3f} {SIZE * POINT:.3f}" Font="1" Size="{SIZE * POINT:.3f}">'
        f'<ofd:TextCode X="0" Y="{SIZE * POINT:.3f}"{delta}>{html.escape(words)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
