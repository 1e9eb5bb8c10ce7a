"""Read PDF files: words with boxes from PDFium, ruled tables from pdfplumber where there are rules.

Tables need the extra ``tables``; without it a remark says which pages have rules. A page that is
a picture is recognised with the extra ``ocr``; without it the remark, or for a whole scan the
error, says so.
"""

from __future__ import annotations

import ctypes
import importlib.util
import io
import logging
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from gangmu.reading import ocr
from gangmu.reading.layout import compose
from gangmu.reading.manuscript import Cell, Manuscript, Remark
from gangmu.reading.placed import Line, Page, Ruled
from gangmu.reading.ruling import edges
from gangmu.reading.text import refuse_mojibake
from gangmu.terms import InputError

_MAX_PAGES = 3000
_MAX_RECOGNISED = 150
_FEW = 4  # characters of a page that count as none
_LINE = re.compile(r"[^\r\n]+")
_SAMPLE = 40  # characters of a page that tell which way it is turned
_HAS_QUOTE, _QUOTE = re.compile("[“”‘’]"), re.compile("[“”‘’ ]")
_LONG = 8.0  # points of a rule along
_PATH = 2  # FPDF_PAGEOBJ_PATH
_DROPPED = dict.fromkeys((0, 2, 0xFFFE, 0xFFFF, 0xAD)) | dict.fromkeys(range(0xD800, 0xE000))
# Ideographs of the radical and compatibility blocks are printed as ordinary ones.
_PLAIN: dict[int, str | None] = {
    code: unicodedata.normalize("NFKC", chr(code))
    for block in (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00))
    for code in block
}
_PLAIN |= dict.fromkeys(range(1, 32), " ") | _DROPPED


def read_pdf(data: bytes, where: str) -> Manuscript:
    """Read a document from its bytes; ``pages`` of the manuscript are where pages start.

    Raises ``InputError`` for what is no PDF, is damaged, has a password, has more than 3000
    pages, or is a scan that cannot be recognised.
    """
    if b"%PDF" not in data[:1024]:
        raise InputError("不是 PDF 文件", where, "请检查文件类型，或重新获取文件。")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("PDF 设有密码", where, "请取消密码后另存。") from None
        raise InputError("PDF 已损坏，无法打开", where, "请从原始来源重新获取文件。") from None
    try:
        count = len(document)
        if count > _MAX_PAGES:
            raise InputError(f"PDF 有 {count} 页，超过 {_MAX_PAGES} 页", where, "请拆分后再读。")
        tables = _Tables(data)
        pages = [_page(document, number, tables) for number in range(count)]
        width = document.get_page_size(0)[0] if count else 0.0
        remarks = [*tables.remarks(), *_recognise(document, pages, where)]
    except pypdfium2.PdfiumError:
        raise InputError(
            "PDF 已损坏，有的页无法读取", where, "请从原始来源重新获取文件。"
        ) from None
    finally:
        document.close()
    refuse_mojibake("".join(line.words for page in pages for line in page.lines), where)
    return compose(pages, width, remarks)


# ---------------------------------------------------------------- scanned pages


def _recognise(document: pypdfium2.PdfDocument, pages: list[Page], where: str) -> list[Remark]:
    """Fill in the pages without text from their pictures; say what could not be filled in."""
    empty = [
        number
        for number, page in enumerate(pages)
        if sum(len(line.words) for line in page.lines) < _FEW and _is_drawn(document, number)
    ]
    characters = sum(len(line.words) for page in pages for line in page.lines)
    if characters >= max(1, len(pages)) * _FEW and not empty:
        return []
    if not ocr.available():
        if characters < max(1, len(pages)) * _FEW:
            raise InputError(
                f"PDF 没有文字层（{len(pages)} 页），可能是扫描件",
                where,
                "安装文字识别后再读（pip install 'gangmu[ocr]'），或用带文字识别的软件转换。",
            )
        listed = ocr.page_list(empty)
        return [Remark(f"第 {listed} 页是图片，没有文字层，未读；安装 gangmu[ocr] 可识别")]
    if not empty:
        raise InputError(f"PDF 没有文字（{len(pages)} 页）", where, "请检查是不是选错了文件。")
    if len(empty) > _MAX_RECOGNISED:
        raise InputError(
            f"扫描件有 {len(empty)} 页，超过 {_MAX_RECOGNISED} 页", where, "请拆分后再读。"
        )
    for number in empty:
        picture = document[number].render(scale=ocr.DPI / 72).to_numpy()
        height = document.get_page_size(number)[1]
        pages[number] = Page(ocr.recognise(picture, number, height))
    return [Remark(f"第 {ocr.page_list(empty)} 页是扫描图片，文字由识别得来，请与原件核对")]


def _is_drawn(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Ask whether there is anything on a page: a picture, or words drawn as curves."""
    page = document[number]  # its raw handle lives as long as it does
    return bool(pdfium.FPDFPage_CountObjects(page.raw) > 0)


# ---------------------------------------------------------------- lines


def _page(document: pypdfium2.PdfDocument, number: int, tables: _Tables) -> Page:
    """Read the lines and the tables of a page."""
    page = document[number]
    textpage = page.get_textpage()
    shown = _Turn(page.get_rotation() // 90 % 4, *page.get_bbox())
    turn = replace(shown, quarters=_quarter(textpage.raw, shown.quarters))
    if turn != shown:
        # Words that lie on their side are read in their order from a page that is turned to them.
        textpage.close()
        page.set_rotation(turn.quarters * 90)
        textpage = page.get_textpage()
    try:
        pieces = _pieces(textpage, number, turn)
        ruled = _has_rules(page.raw)
        found = tables.on_page(number, shown, turn, _cell_reader(textpage)) if ruled else []
        return Page(pieces, found)
    finally:
        textpage.close()
        # PDFium forgets a font with the last page that shows it: the first page stays open.
        if number:
            page.close()


Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class _Turn:
    """How a page is turned: ``quarters`` clockwise bring it upright; the rest is its box in the file.

    >>> turn = _Turn(1, 0, 0, 842, 595)
    >>> turn.upright((88, 155, 102, 169)), turn.back(turn.upright((88, 155, 102, 169)))
    ((155, 740, 169, 754), (88, 155, 102, 169))
    """

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    def upright(self, box: Box) -> Box:
        """Give where a box of the file stands on the upright page."""
        x0, y0, x1, y1 = box
        if self.quarters == 1:
            return y0 - self.bottom, self.right - x1, y1 - self.bottom, self.right - x0
        if self.quarters == 2:
            return self.right - x1, self.top - y1, self.right - x0, self.top - y0
        if self.quarters == 3:
            return self.top - y1, x0 - self.left, self.top - y0, x1 - self.left
        return box

    def back(self, box: Box) -> Box:
        """Give where a box of the upright page stands in the file."""
        x0, y0, x1, y1 = box
        if self.quarters == 1:
            return self.right - y1, x0 + self.bottom, self.right - y0, x1 + self.bottom
        if self.quarters == 2:
            return self.right - x1, self.top - y1, self.right - x0, self.top - y0
        if self.quarters == 3:
            return y0 + self.left, self.top - x1, y1 + self.left, self.top - x0
        return box

    @property
    def height(self) -> float:
        """Give the height of the upright page."""
        return self.right - self.left if self.quarters % 2 else self.top - self.bottom


def _quarter(raw: object, shown: int) -> int:
    """Give the quarters that most characters are to be turned clockwise to stand upright.

    A page without characters is ``shown`` as it should be.
    """
    count = pdfium.FPDFText_CountChars(raw)
    sample = range(0, max(0, count), max(1, count // _SAMPLE))
    angles = Counter(
        round(pdfium.FPDFText_GetCharAngle(raw, at) * 2 / math.pi) % 4 for at in sample
    )
    return -angles.most_common(1)[0][0] % 4 if angles else shown


def _pieces(textpage: pypdfium2.PdfTextPage, number: int, turn: _Turn) -> list[Line]:
    """Give the lines of a page, taken apart at blanks that are not in the file."""
    raw = textpage.raw
    text = _characters(raw)
    found: list[Line] = []
    for match in _LINE.finditer(text):
        start, stop = match.span()
        at = text.find(" ", start, stop)
        while at >= 0:
            # PDFium makes up blanks: between words, cells, and where a mark is drawn out of its turn.
            if start < at < stop - 1 and pdfium.FPDFText_IsGenerated(raw, at):
                _close(found, raw, number, turn, text, start, at)
                start = at + 1
            at = text.find(" ", at + 1, stop)
        _close(found, raw, number, turn, text, start, stop)
    return found


def _backward(raw: object, turn: _Turn, text: str, start: int, stop: int) -> int | None:
    """Find where words go back to the left: at a quotation mark of another font, drawn after them."""
    for match in _QUOTE.finditer(text, start, stop) if _HAS_QUOTE.search(text, start, stop) else ():
        for at in (match.start(), match.end()):
            if start < at < stop and _box(raw, turn, at)[0] < _box(raw, turn, at - 1)[0]:
                return at
    return None


def _characters(raw: object) -> str:
    """Give the characters of a page, one for each index that PDFium counts."""
    count = pdfium.FPDFText_CountChars(raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        try:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le")
        except UnicodeDecodeError:
            text = ""
        if len(text) == count:
            return text
    # Characters beyond the basic plane, or none at all: ask for each of them.
    code_at = pdfium.FPDFText_GetUnicode
    codes = (code_at(raw, index) for index in range(count))
    return "".join(chr(c) if c <= 0x10FFFF and not 0xD800 <= c < 0xE000 else "\0" for c in codes)


def _close(
    found: list[Line], raw: object, number: int, turn: _Turn, text: str, start: int, stop: int
) -> None:
    back = _backward(raw, turn, text, start, stop)
    if back is not None:
        _close(found, raw, number, turn, text, start, back)
        _close(found, raw, number, turn, text, back, stop)
        return
    piece = text[start:stop]
    shown = piece.strip()
    if not shown:
        return
    first = start + piece.index(shown)
    left, bottom, _, top = _box(raw, turn, first)
    _, bottom2, right, top2 = _box(raw, turn, first + len(shown) - 1)
    words = shown.translate(_PLAIN).strip()
    if words:
        found.append(Line(number, words, left, right, min(bottom, bottom2), max(top, top2)))


def _box(raw: object, turn: _Turn, index: int) -> Box:
    """Give the box of a character on the upright page, loosely: the height of the font."""
    rect = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(rect)):
        return turn.upright((rect.left, rect.bottom, rect.right, rect.top))
    return 0.0, 0.0, 0.0, 0.0


# ---------------------------------------------------------------- tables

_CellReader = Callable[[Box], str]


def _has_rules(raw: object) -> bool:
    """Ask whether a page has rules both ways, as ruled tables have."""
    across = down = 0
    for at in range(pdfium.FPDFPage_CountObjects(raw)):
        item = pdfium.FPDFPage_GetObject(raw, at)
        if pdfium.FPDFPageObj_GetType(item) != _PATH:
            continue
        if pdfium.FPDFPath_CountSegments(item) >= 8:
            return True
        sides = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, sides)):
            continue
        left, bottom, right, top = (side.value for side in sides)
        across += right - left > _LONG
        down += top - bottom > _LONG
        if across >= 2 and down >= 2:
            return True
    return False


def _cell_reader(textpage: pypdfium2.PdfTextPage) -> _CellReader:
    def read(box: Box) -> str:
        words = textpage.get_text_bounded(*box).translate({**_PLAIN, 10: "\n", 13: None})
        # A cell wraps where it is full, and figures are set apart: beside ideographs no blank is meant.
        return re.sub(
            r"(?<=[^\x00-\x7f])[ \n]+(?=\S)|(?<=\S)[ \n]+(?=[^\x00-\x7f])", "", words.strip()
        )

    return read


class _Tables:
    """The ruled tables of a file, found by pdfplumber, which is opened when first needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._opened: Any = None
        self._without: list[int] = []
        self._failed: list[int] = []

    def on_page(self, number: int, shown: _Turn, turn: _Turn, read: _CellReader) -> list[Ruled]:
        """Find the tables of a page that is ``shown`` turned one way, its words another."""
        if importlib.util.find_spec("pdfplumber") is None:
            self._without.append(number)
            return []
        import pdfplumber

        # What it says of damaged files is said by us in one sentence, or not at all.
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
        try:
            if self._opened is None:
                self._opened = pdfplumber.open(io.BytesIO(self._data))
            page = self._opened.pages[number]
            found = [
                made
                for table in page.find_tables()
                if (made := _ruled(number, [_in_file(c, shown) for c in table.cells], turn, read))
            ]
            page.close()
            return found
        except Exception:  # a parser other than PDFium may stumble where PDFium does not
            self._failed.append(number)
            return []

    def remarks(self) -> list[Remark]:
        found = []
        if self._without:
            listed = ocr.page_list(self._without)
            found.append(
                Remark(f"第 {listed} 页可能有框线表格，按文字行读；安装 gangmu[tables] 可读成表格")
            )
        if self._failed:
            found.append(
                Remark(f"第 {ocr.page_list(self._failed)} 页的框线表格没有读成，按文字行读")
            )
        return found


def _in_file(cell: Any, shown: _Turn) -> Box:
    """Give the box in the file of a cell, which pdfplumber measures from the top of the page as shown."""
    left, top, right, bottom = cell
    return shown.back((left, shown.height - bottom, right, shown.height - top))


def _ruled(number: int, cells: Sequence[Box], turn: _Turn, read: _CellReader) -> Ruled | None:
    """Make a table of the boxes of its cells in the file."""
    placed = [(turn.upright(cell), cell) for cell in cells]
    columns = edges([x for (left, _, right, _), _ in placed for x in (left, right)])
    lines = edges([-y for (_, bottom, _, top), _ in placed for y in (bottom, top)])
    if len(columns) < 3 or len(lines) < 2:
        return None
    rows: list[list[Cell]] = [[] for _ in lines[1:]]
    for (left, bottom, right, top), cell in sorted(placed, key=lambda one: (-one[0][3], one[0][0])):
        row, column = _nearest(lines, -top), _nearest(columns, left)
        down, across = _nearest(lines, -bottom) - row, _nearest(columns, right) - column
        if row < len(rows):
            rows[row].append(Cell(read(cell), max(1, down), max(1, across)))
    return Ruled(number, columns[0], columns[-1], -lines[-1], -lines[0], rows)


def _nearest(places: list[float], value: float) -> int:
    return min(range(len(places)), key=lambda at: abs(places[at] - value))
