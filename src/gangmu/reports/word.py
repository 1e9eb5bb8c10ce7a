"""Write a paper as a Word file in the style of official documents (GB/T 9704-2012).

A4 with a text area of 156 × 225 mm, body 3号仿宋 at a fixed 28.95 pt (22 lines a page), title 2号小标宋,
headings 黑体, 楷体 and 仿宋, page numbers ``— 1 —`` outside. Where those fonts are missing, the
project's own, cut to the characters used, travel in the file under their names.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from gangmu.reports.fonts import HEI, SONG, cut
from gangmu.reports.paper import Block, Cited, Grid, Heading, Paragraph, Picture, Title, Words
from gangmu.store import atomic_write

#: Fonts of GB/T 9704 with the names they also go by, and what stands in where they are missing.
XIAOBIAOSONG, FANGSONG, KAITI, HEITI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
_FONTS = {
    XIAOBIAOSONG: ("方正小标宋_GBK", SONG),
    FANGSONG: ("仿宋", SONG),
    KAITI: ("楷体", SONG),
    HEITI: ("SimHei", HEI),
}
#: Sizes by their Chinese names, in points.
ERHAO, SANHAO, SIHAO, XIAOSI, WUHAO, XIAOWU = 22.0, 16.0, 14.0, 12.0, 10.5, 9.0
_LINE = 28.95  # 22 lines in 225 mm
_HEADINGS = {1: (HEITI, False), 2: (KAITI, False), 3: (FANGSONG, True)}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_KEY_BYTES = 32
#: A table of more columns than this is set smaller.
_ROOMY = 6
_CELL_MARGIN = 57  # twentieths of a point: 1 mm


def write_paper(blocks: Sequence[Block], path: Path) -> Path:
    """Write blocks to a docx file, replacing it at once; the same blocks give the same content."""
    writer = _Writer()
    for block in blocks:
        writer.write(block)
    with atomic_write(path) as temporary:
        writer.save(temporary)
    return path


class _Writer:
    """A Word document under way, with the footnotes and characters it has used so far."""

    def __init__(self) -> None:
        self._document = docx.Document()
        self._notes: list[str] = []
        self._used: dict[str, set[str]] = {name: set() for name in _FONTS}
        self._set_page()
        self._set_styles()

    def write(self, block: Block) -> None:
        match block:
            case Title():
                self._title(block)
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Grid():
                self._grid(block)
            case Picture():
                self._picture(block)

    def save(self, path: Path) -> None:
        self._add_footnotes()
        self._embed_fonts()
        properties = self._document.core_properties
        properties.author, properties.last_modified_by = "纲目", "纲目"
        # A fixed date, because equal results must be equal bytes.
        properties.created = properties.modified = datetime(2000, 1, 1)
        self._document.save(str(path))

    # ------------------------------------------------------------ blocks

    def _title(self, block: Title) -> None:
        paragraph = self._line(WD_ALIGN_PARAGRAPH.CENTER, indent=False)
        paragraph.paragraph_format.space_before = Pt(_LINE)
        paragraph.paragraph_format.line_spacing = Pt(35)
        self._run(paragraph, block.text, XIAOBIAOSONG, ERHAO)
        self._document.core_properties.title = block.text
        for text in block.below:
            paragraph = self._line(WD_ALIGN_PARAGRAPH.CENTER, indent=False)
            self._run(paragraph, text, KAITI, SANHAO)
        self._line(WD_ALIGN_PARAGRAPH.LEFT, indent=False)

    def _heading(self, block: Heading) -> None:
        font, bold = _HEADINGS[block.level]
        paragraph = self._document.add_paragraph(style=f"Heading {block.level}")
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, block.text, font, SANHAO, bold=bold)

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self._line(WD_ALIGN_PARAGRAPH.JUSTIFY)
        if block.lead:
            self._run(paragraph, block.lead, FANGSONG, SANHAO, bold=True)
        self._words(paragraph, block.words)

    def _grid(self, block: Grid) -> None:
        caption = self._line(WD_ALIGN_PARAGRAPH.CENTER, indent=False)
        caption.paragraph_format.space_before = Pt(10)
        caption.paragraph_format.keep_with_next = True
        self._run(caption, block.caption, HEITI, XIAOSI)
        table = self._document.add_table(rows=1, cols=len(block.header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Mm(width)
        margins = "".join(f'<w:{s} w:w="{_CELL_MARGIN}" w:type="dxa"/>' for s in ("left", "right"))
        _insert(
            table._tbl.tblPr,
            parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"),
            before=("w:tblLook",),
        )
        self._row(table, 0, block.header, block, header=True)
        for row in block.rows:
            table.add_row()
            self._row(table, len(table.rows) - 1, row, block, header=False)
        after = self._line(WD_ALIGN_PARAGRAPH.LEFT, indent=False)
        after.paragraph_format.line_spacing = Pt(16)
        after.paragraph_format.space_after = Pt(8)
        if block.note:
            self._run(after, block.note, FANGSONG, XIAOWU)

    def _row(
        self, table: Table, at: int, values: Sequence[str], block: Grid, *, header: bool
    ) -> None:
        row = table.rows[at]
        size = XIAOWU if len(block.header) > _ROOMY else WUHAO
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if header:
            properties.append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = Mm(block.widths[column])
            paragraph = cell.paragraphs[0]
            form = paragraph.paragraph_format
            form.first_line_indent = Pt(0)
            form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            form.line_spacing = Pt(14)
            if header or column in block.centred:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif column in block.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            else:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            self._run(paragraph, text, HEITI if header else FANGSONG, size)
            _centre(cell, shade="EAF1F8" if header else "")

    def _picture(self, block: Picture) -> None:
        paragraph = self._line(WD_ALIGN_PARAGRAPH.CENTER, indent=False)
        form = paragraph.paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE  # a fixed height would cut the picture
        form.keep_with_next = True
        form.space_before = Pt(8)
        shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Mm(block.width))
        shape._inline.docPr.set("descr", block.alt)
        caption = self._line(WD_ALIGN_PARAGRAPH.CENTER, indent=False)
        caption.paragraph_format.space_after = Pt(8)
        self._run(caption, block.caption, HEITI, XIAOSI)

    # ------------------------------------------------------------ text

    def _line(self, alignment: WD_ALIGN_PARAGRAPH, *, indent: bool = True) -> WordParagraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = alignment
        if not indent:
            paragraph.paragraph_format.first_line_indent = Pt(0)
        return paragraph

    def _words(self, paragraph: WordParagraph, words: Words) -> None:
        for each in words:
            if isinstance(each, Cited):
                self._run(paragraph, each.text, FANGSONG, SANHAO)
                self._cite(paragraph, each.source)
            else:
                self._run(paragraph, each, FANGSONG, SANHAO)

    def _run(
        self, paragraph: WordParagraph, text: str, font: str, size: float, *, bold: bool = False
    ) -> Run:
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.bold = bold
        _use(run._r.get_or_add_rPr(), font)
        self._used[font].update(text)
        return run

    def _cite(self, paragraph: WordParagraph, source: str) -> None:
        """Put a footnote reference; the same source on one page is cited again, as 公文 do."""
        self._notes.append(source)
        self._used[FANGSONG].update(source)
        run = paragraph.add_run()
        run.font.superscript = True
        run.font.size = Pt(SANHAO)
        _use(run._r.get_or_add_rPr(), FANGSONG)
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._notes) + 1))
        run._r.append(reference)

    # ------------------------------------------------------------ page and styles

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(24)
        self._document.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            form = paragraph.paragraph_format
            form.first_line_indent = Pt(0)
            form.left_indent = form.right_indent = Pt(SIHAO)
            self._run(paragraph, "— ", FANGSONG, SIHAO)
            for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("end", "")):
                run = self._run(paragraph, "", FANGSONG, SIHAO)
                run._r.append(_field(kind, text))
            self._run(paragraph, " —", FANGSONG, SIHAO)
        self._used[FANGSONG].update("0123456789")

    def _set_styles(self) -> None:
        styles = self._document.styles
        # Where lines may break depends on the language.
        language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        language.set(qn("w:eastAsia"), "zh-CN")
        normal = styles["Normal"]
        normal.font.size = Pt(SANHAO)
        _use(normal.element.get_or_add_rPr(), FANGSONG)
        form = normal.paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(_LINE)
        form.first_line_indent = Pt(2 * SANHAO)
        form.space_before = form.space_after = Pt(0)
        for level, (font, bold) in _HEADINGS.items():
            style = styles[f"Heading {level}"]
            style.font.size, style.font.bold = Pt(SANHAO), bold
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
            _use(style.element.get_or_add_rPr(), font)

    # ------------------------------------------------------------ parts that python-docx has not

    def _add_footnotes(self) -> None:
        main = self._document.part
        size = int(XIAOWU * 2)
        fonts = f'<w:rFonts w:ascii="{FANGSONG}" w:hAnsi="{FANGSONG}" w:eastAsia="{FANGSONG}"/>'
        style = self._note_style()
        run = f'<w:rPr>{fonts}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        mark = run.replace("</w:rPr>", '<w:vertAlign w:val="superscript"/></w:rPr>')
        form = (
            f'<w:pPr><w:pStyle w:val="{style}"/><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" '
            'w:lineRule="exact"/><w:ind w:firstLine="0"/><w:jc w:val="left"/></w:pPr>'
        )
        rules = "".join(
            f'<w:footnote w:type="{kind}" w:id="{id}"><w:p>{form}<w:r><w:{tag}/></w:r></w:p></w:footnote>'
            for id, (kind, tag) in enumerate(
                (("separator", "separator"), ("continuationSeparator", "continuationSeparator"))
            )
        )
        notes = "".join(
            f'<w:footnote w:id="{id}"><w:p>{form}<w:r>{mark}<w:footnoteRef/></w:r>'
            f'<w:r>{run}<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
            for id, text in enumerate(self._notes, 2)
        )
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{_W}">{rules}{notes}</w:footnotes>'
        part = Part(
            PackURI("/word/footnotes.xml"), f"{_WORDML}.footnotes+xml", xml.encode(), main.package
        )
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._document.settings.element
        ends = parse_xml(
            f'<w:footnotePr {nsdecls("w")}><w:numFmt w:val="decimalEnclosedCircleChinese"/>'
            '<w:numRestart w:val="eachPage"/><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr>'
        )
        _insert(settings, ends, before=("w:endnotePr", "w:compat", "w:rsids", "m:mathPr"))
        for section in self._document.sections:
            inner = parse_xml(
                f'<w:footnotePr {nsdecls("w")}><w:numFmt w:val="decimalEnclosedCircleChinese"/>'
                '<w:numRestart w:val="eachPage"/></w:footnotePr>'
            )
            _insert(section._sectPr, inner, before=("w:type", "w:pgSz"))

    def _note_style(self) -> str:
        """Make the style of footnotes: without it their marks are set as large as the body."""
        style = self._document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(XIAOWU)
        _use(style.element.get_or_add_rPr(), FANGSONG)
        return str(style.style_id)

    def _embed_fonts(self) -> None:
        """Embed what stands in for each font, cut to the characters it is used for."""
        main = self._document.part
        table = next(
            rel.target_part
            for rel in main.rels.values()
            if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE
        )
        entries = []
        for number, (name, (other, stand_in)) in enumerate(_FONTS.items(), 1):
            data = cut(stand_in, "".join(sorted(self._used[name])))
            key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"gangmu:{name}")).upper()
            part = Part(
                PackURI(f"/word/fonts/font{number}.odttf"),
                _OBFUSCATED,
                obfuscate(data, key),
                main.package,
            )
            id = table.relate_to(part, RELATIONSHIP_TYPE.FONT)
            entries.append(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
                f'<w:family w:val="auto"/><w:pitch w:val="variable"/>'
                f'<w:embedRegular r:id="{id}" w:fontKey="{{{key}}}"/></w:font>'
            )
        table._blob = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w", "r")}>'
            f"{''.join(entries)}</w:fonts>"
        ).encode()
        settings = self._document.settings.element
        after = ("w:removePersonalInformation", "w:mirrorMargins", "w:bordersDoNotSurroundHeader",
                 "w:proofState", "w:defaultTabStop", "w:evenAndOddHeaders", "w:characterSpacingControl",
                 "w:footnotePr", "w:compat")  # fmt: skip
        for tag in ("w:embedTrueTypeFonts", "w:saveSubsetFonts"):
            _insert(settings, OxmlElement(tag), before=after)


def obfuscate(font: bytes, key: str) -> bytes:
    """Hide a font as ECMA-376 part 4 (§2.8.1) does: its first 32 bytes XOR the key, read backwards.

    Done twice it gives the font back:

    >>> key = "00000000-0000-0000-0000-0000000000FF"
    >>> obfuscate(bytes(3), key), obfuscate(obfuscate(b"font" * 20, key), key) == b"font" * 20
    (b'\\xff\\x00\\x00', True)
    """
    mask = bytes.fromhex(key.replace("-", ""))[::-1]
    head = bytes(byte ^ mask[at % len(mask)] for at, byte in enumerate(font[:_KEY_BYTES]))
    return head + font[_KEY_BYTES:]


def _use(properties: Any, font: str) -> None:
    """Use one font for every script, and none of the template's theme."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), font)


def _centre(cell: _Cell, shade: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    if shade:
        properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{shade}"/>'))
    properties.append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))


def _field(kind: str, text: str) -> Any:
    if not kind:
        element = OxmlElement("w:instrText")
        element.set(qn("xml:space"), "preserve")
        element.text = text
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _insert(parent: Any, child: Any, before: Sequence[str]) -> None:
    """Put a child before the first of these siblings; the format prescribes their order."""
    for name in before:
        prefix, _, _ = name.partition(":")
        if prefix not in ("w",):
            continue
        found = parent.find(qn(name))
        if found is not None:
            found.addprevious(child)
            return
    parent.append(child)
