"""Write the binary documents of the example from the texts in ``sources/``.

The two DOCX follow the page of GB/T 9704-2012 (margins, 28 points a line, red head, dash-framed page
number); the PDF has a running head, page numbers and a ruled table. ``documents/`` keeps the results,
so nobody has to run this to use the example::

    python examples/linjiang/make_documents.py NotoSerifCJK-Regular.ttc NotoSansCJK-Regular.ttc

The fonts are the OFL fonts of Debian's ``fonts-noto-cjk``; only the glyphs used are embedded.
A source has one paragraph a line; a line that starts with ``@`` is a part of the official page,
``|`` a row of a table, ``*`` an item that Word numbers itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from fpdf import FPDF
from fpdf.enums import Align, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

HERE = Path(__file__).parent
#: A fixed time, so that writing again does not change the files.
WRITTEN = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
#: Where the simplified-Chinese face stands in a Noto CJK collection.
SIMPLIFIED = 2

_CHAPTER = re.compile(r"[一二三四五六七八九十]+、")
_SECTION = re.compile(r"（[一二三四五六七八九十]+）")
#: What a line break must not part: a number, a mark and the character it clings to.
_WORD = re.compile(r"[（《〈“〔]*(?:[0-9A-Za-z.%—]+|.)[，。；：、）》〉”〕%]*")


@dataclass
class Part:
    """A paragraph or a table of a source: ``kind`` is 正文, 表, 项, 章, 节 or the word after ``@``."""

    kind: str
    text: str
    rows: list[list[str]] = field(default_factory=list)


def parts(source: Path) -> Iterator[Part]:
    """Read a source."""
    table: Part | None = None
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and table:
            table.rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if table:
            yield table
            table = None
        if line.startswith("@表"):
            table = Part("表", line.removeprefix("@表").strip())
        elif line.startswith("@"):
            kind, _, text = line[1:].partition(" ")
            yield Part(kind, text)
        elif line.startswith("* "):
            yield Part("项", line[2:])
        elif _CHAPTER.match(line):
            yield Part("章", line)
        elif _SECTION.match(line):
            yield Part("节", line)
        else:
            yield Part("正文", line)
    if table:
        yield table


# ---------------------------------------------------------------- docx


def write_docx(source: Path, target: Path) -> None:
    """Write an official document as Word would hold it."""
    document = docx.Document()
    _page(document)
    _numbering(document)
    for part in parts(source):
        match part.kind:
            case "红头":
                head = _paragraph(document, WD_ALIGN_PARAGRAPH.CENTER, spacing=48)
                run = _write(head, part.text, "方正小标宋简体", 36)
                run.font.color.rgb = RGBColor(0xE0, 0x10, 0x10)
            case "文号":
                number = _paragraph(document, WD_ALIGN_PARAGRAPH.CENTER)
                _write(number, part.text, "仿宋", 16)
                _red_rule(number)
            case "标题" | "正题":
                title = _paragraph(document, WD_ALIGN_PARAGRAPH.CENTER, spacing=34)
                title.paragraph_format.space_before = Pt(22)
                title.paragraph_format.space_after = Pt(22)
                _write(title, part.text, "方正小标宋简体", 22)
            case "主送":
                _write(_paragraph(document), part.text, "仿宋", 16)
            case "署名" | "日期":
                signed = _paragraph(document, WD_ALIGN_PARAGRAPH.RIGHT)
                signed.paragraph_format.right_indent = Pt(64)
                _write(signed, part.text, "仿宋", 16)
            case "分页":
                document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
            case "章":
                _write(_indented(document), part.text, "黑体", 16)
            case "节":
                heading, stop, text = part.text.partition("。")
                section = _indented(document)
                _write(section, heading + stop, "楷体", 16)
                if text:
                    _write(section, text, "仿宋", 16)
            case "项":
                item = document.add_paragraph(style="自动编号")
                item.paragraph_format.first_line_indent = Pt(32)
                _write(item, part.text, "仿宋", 16)
            case "表":
                _table(document, part)
            case _:
                _write(_indented(document), part.text, "仿宋", 16)
    properties = document.core_properties
    properties.title = next(p.text for p in parts(source) if p.kind == "正题")
    properties.author = "滨海市临江区人民政府"
    properties.created = properties.modified = WRITTEN
    properties.last_modified_by = properties.comments = ""
    written = BytesIO()
    document.save(written)
    # python-docx stamps the parts with the time of day.
    with ZipFile(written) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(ZipInfo(part, WRITTEN.timetuple()[:6]), old.read(part), ZIP_DEFLATED)


def _page(document: Document) -> None:
    """Lay the page of GB/T 9704-2012, 5.2: 156 mm × 225 mm of text, page numbers outside."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(footer, "— ", "宋体", 14)
    run = _write(footer, "", "宋体", 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _write(footer, " —", "宋体", 14)


def _numbering(document: Document) -> None:
    """Declare a style whose paragraphs Word numbers （一） （二） …, as most drafters do."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (
        ("w:start", "1"),
        ("w:numFmt", "chineseCounting"),
        ("w:suff", "nothing"),
        ("w:lvlText", "（%1）"),
        ("w:lvlJc", "left"),
    ):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        level.append(element)
    abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "90")
    number.append(link)
    numbering.append(number)

    style = document.styles.add_style("自动编号", 1)
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.space_after = Pt(0)
    properties = style.element.get_or_add_pPr()
    reference = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", "0"), ("w:numId", "90")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        reference.append(element)
    properties.insert(0, reference)


def _paragraph(document: Document, align: int | None = None, spacing: float = 28) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(spacing)
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _indented(document: Document) -> Paragraph:
    paragraph = _paragraph(document)
    paragraph.paragraph_format.first_line_indent = Pt(32)
    return paragraph


def _write(paragraph: Paragraph, text: str, font: str, size: float):
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _red_rule(paragraph: Paragraph) -> None:
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "E01010")):
        bottom.set(qn(f"w:{key}"), value)
    border.append(bottom)
    paragraph._p.get_or_add_pPr().append(border)


def _table(document: Document, part: Part) -> None:
    caption = _paragraph(document, WD_ALIGN_PARAGRAPH.CENTER)
    _write(caption, part.text, "黑体", 14)
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for x, column in enumerate(table.columns):
        column.width = Mm(68 if x == 0 else 22)
    for y, row in enumerate(part.rows):
        for x, text in enumerate(row):
            cell = table.cell(y, x)
            cell.width = table.columns[x].width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if x or not y else None
            _write(paragraph, text, "黑体" if y == 0 else "仿宋", 12)


# ---------------------------------------------------------------- pdf


class _Report(FPDF):
    """A4 pages with a running head and a page number."""

    head = ""

    def header(self) -> None:
        self.set_font("sans", size=9)
        self.set_text_color(110)
        self.cell(0, 6, self.head, align=Align.C, border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("serif", size=10)
        self.cell(0, 8, f"— {self.page_no()} —", align=Align.C)


def write_pdf(source: Path, target: Path, serif: Path, sans: Path) -> None:
    """Write a report as a PDF with text."""
    pdf = _Report(format="A4")
    pdf.add_font("serif", fname=serif, collection_font_number=SIMPLIFIED)
    pdf.add_font("sans", fname=sans, collection_font_number=SIMPLIFIED)
    pdf.set_margins(28, 18, 26)
    pdf.set_auto_page_break(True, margin=28)
    pdf.set_creation_date(WRITTEN)
    read = list(parts(source))
    pdf.head = "临江区先进制造业发展三年行动计划中期评估报告"
    pdf.set_title(next(part.text for part in read if part.kind == "正题"))
    pdf.add_page()
    for part in read:
        match part.kind:
            case "正题":
                pdf.ln(8)
                _lines(pdf, part.text, "sans", 18, 11, Align.C)
                pdf.ln(5)
            case "署名" | "日期":
                _lines(pdf, part.text, "serif", 12, 8, Align.C)
            case "章":
                pdf.ln(2)
                _lines(pdf, f"　　{part.text}", "sans", 13, 9)
            case "表":
                pdf.ln(2)
                _lines(pdf, part.text, "sans", 11, 8, Align.C)
                pdf.set_font("serif", size=9)
                with pdf.table(
                    col_widths=(58, 28, 17, 17, 17, 19),
                    text_align=("L", "C", "C", "C", "C", "C"),
                    line_height=7,
                    padding=0.6,
                    headings_style=FontFace(family="sans", emphasis=""),
                    cell_fill_mode=TableCellFillMode.NONE,
                ) as table:
                    for row in part.rows:
                        table.row(row)
                pdf.ln(3)
            case _:
                _lines(pdf, f"　　{part.text}", "serif", 12, 8)
    pdf.output(str(target))


def _lines(
    pdf: FPDF, text: str, font: str, size: float, height: float, align: Align = Align.L
) -> None:
    pdf.set_font(font, size=size)
    line = ""
    for word in _WORD.findall(text):
        if line and pdf.get_string_width(line + word) > pdf.epw - 2:
            pdf.cell(0, height, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            line = ""
        line += word
    pdf.cell(0, height, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def main(serif: Path, sans: Path) -> None:
    """Write every binary document."""
    for source in sorted((HERE / "sources").glob("*.txt")):
        target = HERE / "documents" / source.stem
        if source.name.startswith("08"):
            write_pdf(source, target.with_suffix(".pdf"), serif, sans)
        else:
            write_docx(source, target.with_suffix(".docx"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
