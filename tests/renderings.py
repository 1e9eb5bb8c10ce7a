"""One document in every format: paragraphs and tables as txt, html, docx, pdf and ofd.

A block is a paragraph or a table (rows of cells). PDF and OFD are set as official documents are,
30 characters to a line, with page numbers; tables have rules. Besides the ``KINDS`` there are
``numbered`` (a docx whose numbers Word makes), ``columns`` (a pdf in two columns), ``gazette`` (the
page of a government's site in GB 18030, with fields in a table), and text in other encodings.
"""

from __future__ import annotations

import html
import io
import quopri
import re
import zipfile
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

Block = str | Sequence[Sequence[str]]
KINDS = ("txt", "html", "mht", "docx", "pdf", "ofd")
ENCODINGS = {"gb18030": "gb18030", "utf-16": "utf-16", "big5": "big5hkscs"}
SIZE, LEFT, TOP, STEP, COLUMNS, ROWS = 14, 85, 742, 24, 30, 27
WIDTH, HEIGHT = 595, 842
POINT = 25.4 / 72
# What a line does not break: a word or a number with its signs, or one character, and closing marks.
_UNBROKEN = re.compile(r"[“‘《〈（〔]*(?:[!-~]{1,28}|.)[，。、；：！？”’》〉）〕％]*")


def render(blocks: Sequence[Block], kind: str, speed: ModuleType) -> bytes:
    """Write blocks as a file; ``speed`` is the benchmark that can write a PDF without a font."""
    if kind == "txt":
        return "".join(map(_plain, blocks)).encode("utf-8")
    if kind in ENCODINGS:
        return "".join(map(_plain, blocks)).encode(ENCODINGS[kind])
    if kind == "html":
        return _page(blocks)
    if kind == "mht":
        return _archive(_page(blocks))
    if kind == "gazette":
        return _gazette(blocks)
    if kind in ("docx", "numbered"):
        return _word(blocks, numbered=kind == "numbered")
    pages = typeset_columns(blocks) if kind == "columns" else typeset(blocks)
    return ofd(pages) if kind == "ofd" else speed.pdf(pages)


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


def _archive(page: bytes) -> bytes:
    """Write a page as a browser saves it in one file."""
    return (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html";\r\n\tboundary="----b"\r\n\r\n------b\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page).replace(b"\n", b"\r\n")
        + b"\r\n------b\r\nContent-Type: text/css\r\n\r\np{}\r\n------b--\r\n"
    )


def turned(pages: Sequence[Sequence[tuple]], degrees: int, shown: bool, speed: ModuleType) -> bytes:
    """Write pages as a PDF whose words lie turned in the file.

    With ``shown`` the file says so (/Rotate) and a reader of PDF shows them upright.
    """
    across, down = (WIDTH, HEIGHT) if degrees == 180 else (HEIGHT, WIDTH)
    matrix = {
        90: f"0 1 -1 0 {HEIGHT} 0",
        180: f"-1 0 0 -1 {WIDTH} {HEIGHT}",
        270: f"0 -1 1 0 0 {WIDTH}",
    }[degrees]
    box = f"/MediaBox [0 0 {across} {down}]" + (f" /Rotate {degrees}" if shown else "")
    whole = speed.pdf(pages).decode("latin-1").replace(f"/MediaBox [0 0 {WIDTH} {HEIGHT}]", box)

    def turn(stream: re.Match[str]) -> str:
        drawn = f"q {matrix} cm\n{stream[1]}Q\n"
        return f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream"

    pattern = r"<< /Length [0-9]+ >>\nstream\n(.*?)endstream"
    return re.sub(pattern, turn, whole, flags=re.S).encode("latin-1")


def _gazette(blocks: Sequence[Block]) -> bytes:
    """Write the page as a site of a government does: in GB 18030, laid out by tables and divs."""
    rows = "".join(
        f"<p style='text-indent:2em'><span style='font-size:16pt'>{html.escape(block)}</span></p>\r\n"
        if isinstance(block, str)
        else "<div><table border=1 cellspacing=0><tbody>"
        + "".join(
            "<tr>" + "".join(f"<td>\r\n  <p>{html.escape(c)}</p></td>" for c in row) + "</tr>"
            for row in block
        )
        + "</tbody></table></div>\r\n"
        for block in blocks
    )
    return (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"
        "<title>政府信息公开_某某政府网</title><script>var a='<p>不是正文</p>';</script></head><body>"
        "<div id='nav'><ul><li><a href='/'>首页</a></li><li><a href='/zw'>政务公开</a></li></ul></div>"
        "<table width=960 align=center><tr><td class='main'><div class='TRS_Editor'>"
        f"{rows}</div></td></tr></table>"
        "<div class='share'><a href='#'>分享</a></div><div>【打印】 【关闭】</div>"
        "<div class='footer'>主办单位：某某人民政府办公室 ICP备12345678号</div></body></html>"
    ).encode("gb18030")


def _word(blocks: Sequence[Block], numbered: bool = False) -> bytes:
    import docx

    made = docx.Document()
    counting = _Counting(made) if numbered else None
    for block in blocks:
        if isinstance(block, str):
            if counting is None or not counting.wrote(block):
                made.add_paragraph(block)
            continue
        table = made.add_table(rows=len(block), cols=len(block[0]), style="Table Grid")
        for row, cells in zip(table.rows, block, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


_FORMS = (
    ("chineseCountingThousand", "第%1章", re.compile(r"第([一二三四五六七八九十]+)章[ \u3000]*")),
    ("chineseCounting", "%2、", re.compile("([一二三四五六七八九十]+)、")),
    ("chineseCounting", "（%3）", re.compile("（([一二三四五六七八九十]+)）")),
    ("decimal", "%4.", re.compile(r"([0-9]{1,2})\.(?![0-9])")),
    ("decimal", "（%5）", re.compile("（([0-9]{1,2})）")),
)


class _Counting:
    """One multilevel list of Word, which makes the number of a paragraph wherever it would be right."""

    def __init__(self, document: Any) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._document = document
        self._at = [0] * len(_FORMS)
        levels = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:suff w:val="nothing"/><w:lvlText w:val="{pattern}"/></w:lvl>'
            for at, (form, pattern, _) in enumerate(_FORMS)
        )
        part = document.part.numbering_part.element
        part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">{levels}</w:abstractNum>'))  # fmt: skip
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))  # fmt: skip

    def wrote(self, words: str) -> bool:
        """Write a paragraph without its number, if Word would print the same one."""
        for level, (_, _, pattern) in enumerate(_FORMS):
            match = pattern.match(words)
            if match and _value(match[1]) == self._at[level] + 1:
                self._at[level:] = [self._at[level] + 1] + [0] * (len(_FORMS) - level - 1)
                properties = self._document.add_paragraph(words[match.end() :])._p.get_or_add_pPr()
                numbers = properties.get_or_add_numPr()
                numbers.get_or_add_ilvl().val = level
                numbers.get_or_add_numId().val = 99
                return True
        return False


def _value(words: str) -> int:
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    digits = " 一二三四五六七八九"
    return (digits.index(tens) if tens else 1) * 10 * bool(ten) + (
        digits.index(ones) if ones else 0
    )


def typeset_columns(blocks: Sequence[Block]) -> list[list[tuple]]:
    """Set blocks into pages of two columns; tables, and what stands above the first number, go across."""
    wide, gap = 17, 24
    pages: list[list[tuple]] = [[]]
    row = 0
    zone: list[str] = []

    def flush() -> None:
        nonlocal row
        lines = [line for words in zone for line in _wrapped(words, wide)]
        zone.clear()
        while lines:
            room = ROWS - row
            if room < 2:
                pages.append([])
                row, room = 0, ROWS
            height = min(room, -(-len(lines) // 2))
            for column in (0, 1):
                for at, line in enumerate(lines[column * height : (column + 1) * height]):
                    for x, _, words in line:
                        left = x - LEFT + 50 + column * (wide * SIZE + gap)
                        pages[-1].append((left, TOP - STEP * (row + at), words))
            lines = lines[2 * height :]
            row += height

    begun = False
    for block in blocks:
        begun = begun or (isinstance(block, str) and block.startswith(("一、", "第一")))
        if isinstance(block, str) and begun:
            zone.append(block)
            continue
        flush()
        groups = [[line] for line in _wrapped(block)] if isinstance(block, str) else _ruled(block)
        for group in groups:
            if row + len(group) > ROWS:
                pages.append([])
                row = 0
            for at, line in enumerate(group):
                for x, y, *rest in line:
                    base = TOP - STEP * (row + at)
                    last = (rest[0], base + rest[1]) if len(rest) == 2 else (rest[0],)
                    pages[-1].append((x, base + y, *last))
            row += len(group)
    flush()
    return [[*page, (WIDTH / 2 - 14, 50.0, f"- {at} -")] for at, page in enumerate(pages, 1)]


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


def _wrapped(words: str, columns: int = COLUMNS) -> list[list[tuple]]:
    """Set a paragraph into lines as typesetters do: words and numbers whole, no line begins with a mark."""
    rows: list[list[tuple]] = []
    indent, line, width = 2, "", 2.0
    for piece in _UNBROKEN.findall(words):
        if width + _ems(piece) > columns and line:
            rows.append([(LEFT + indent * SIZE, 0, line)])
            indent, line, width = 0, "", 0.0
        line += piece
        width += _ems(piece)
    rows.append([(LEFT + indent * SIZE, 0, line)])
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
    line = ""
    for piece in _UNBROKEN.findall(words):
        if line and _ems(line + piece) > room:
            yield line
            line = ""
        line += piece
    if line:
        yield line


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
