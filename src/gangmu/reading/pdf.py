"""Read PDF files with text: paragraphs rejoined, running headers and page numbers left out.

Text and boxes come from PDFium. A scan has no text; it is refused, not guessed.
"""

from __future__ import annotations

import ctypes
import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from gangmu.reading.manuscript import Manuscript, text_grids
from gangmu.reading.text import fold, refuse_mojibake
from gangmu.terms import InputError

_MAX_PAGES = 3000
_PAGE_NUMBER = re.compile(r"[-— ·]*第? ?[0-9]{1,4} ?页?(?: ?[/,共 ]{1,3} ?[0-9]{1,4} ?页?)?[-— ·]*")
_BEGINS = re.compile(
    r" *(?:第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[.、](?![0-9])|\([0-9]{1,2}\)|附件|——)"
)
_WORDS = re.compile(r"[A-Za-z,;)]\n[A-Za-z0-9]|[0-9.]\n[A-Za-z]")
# Lines that fill the page end beyond this part of its width; shorter ones do not wrap.
_FULL = 0.68


@dataclass(slots=True)
class _Line:
    page: int
    words: str
    left: float
    right: float
    bottom: float
    top: float


def read_pdf(data: bytes, where: str) -> Manuscript:
    """Read a document from its bytes; ``pages`` of the manuscript are where pages start.

    Raises ``InputError`` for what is no PDF, is damaged, has a password, or has no text.
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
        pages = [_lines(document, number) for number in range(count)]
        width = document.get_page_size(0)[0] if count else 0.0
    except pypdfium2.PdfiumError:
        raise InputError(
            "PDF 已损坏，有的页无法读取", where, "请从原始来源重新获取文件。"
        ) from None
    finally:
        document.close()
    characters = sum(len(line.words) for page in pages for line in page)
    if characters < max(1, count) * 4:
        raise InputError(
            f"PDF 没有文字层（{count} 页），可能是扫描件",
            where,
            "请用带文字识别（OCR）的软件转换后再读。",
        )
    refuse_mojibake("".join(line.words for page in pages for line in page), where)
    return _compose(_without_running(pages), width)


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[_Line]:
    """Read the lines of a page in the order of the page, each with its box."""
    page = document[number]
    textpage = page.get_textpage()
    try:
        return _lines_of(textpage, number)
    finally:
        textpage.close()
        # PDFium forgets a font with the last page that shows it: the first page stays open.
        if number:
            page.close()


def _lines_of(textpage: pypdfium2.PdfTextPage, number: int) -> list[_Line]:
    raw = textpage.raw
    lines: list[_Line] = []
    start = 0
    chars: list[str] = []
    code_at = pdfium.FPDFText_GetUnicode
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = code_at(raw, index)
        if code == 32 and chars and _is_gap(raw, index):
            chars.append("\t")
        elif code in (10, 13):
            _close(lines, raw, number, chars, start)
            chars, start = [], index + 1
        else:
            chars.append(_character(code))
    _close(lines, raw, number, chars, start)
    return _merge_pieces(lines)


def _is_gap(raw: object, index: int) -> bool:
    """Ask whether a blank is as wide as what sets the cells of a table apart."""
    if not pdfium.FPDFText_IsGenerated(raw, index):
        return False
    _, before, bottom, top = _box(raw, index - 1)
    after, *_ = _box(raw, index + 1)
    return after - before > (top - bottom) * 1.5


def _character(code: int) -> str:
    """Give a character; ideographs of the radical blocks are printed as ordinary ones."""
    if code in (0, 2, 0xFFFE, 0xFFFF, 0xAD) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    char = chr(code)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", char)
    return " " if code < 32 else char


def _close(lines: list[_Line], raw: object, number: int, chars: list[str], start: int) -> None:
    words = "".join(chars)
    if not words.strip():
        return
    first = next(i for i, c in enumerate(chars) if c.strip())
    last = len(chars) - 1 - next(i for i, c in enumerate(reversed(chars)) if c.strip())
    left, _, bottom, top = _box(raw, start + first)
    _, right, bottom2, top2 = _box(raw, start + last)
    lines.append(_Line(number, words.strip(), left, right, min(bottom, bottom2), max(top, top2)))


def _box(raw: object, index: int) -> tuple[float, float, float, float]:
    """Give left, right, bottom, top of a character, loosely: the height of the font."""
    rect = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(rect)):
        return rect.left, rect.right, rect.bottom, rect.top
    return 0.0, 0.0, 0.0, 0.0


def _merge_pieces(lines: list[_Line]) -> list[_Line]:
    """Put pieces that PDFium broke apart on one height back on one line."""
    merged: list[_Line] = []
    for line in lines:
        above = merged[-1] if merged else None
        size = line.top - line.bottom
        if (
            above is not None
            and abs(above.bottom - line.bottom) < size * 0.4
            and line.left > above.right - size * 0.5
        ):
            gap = line.left - above.right
            above.words += ("\t" if gap > size else " " if gap > size * 0.3 else "") + line.words
            above.right = line.right
            above.top = max(above.top, line.top)
        else:
            merged.append(line)
    return merged


def _without_running(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Leave out running headers and footers, and page numbers.

    A line runs if it comes back at its height from page to page and stands apart from the text;
    without that distance, only if it is on most of many pages: text may come back by chance.
    """
    step = _step([line for page in pages for line in page])
    outer = [{id(line) for line in (page[:1] + page[-1:])} for page in pages]
    apart = [_apart(page, step) for page in pages]
    seen = Counter(
        key
        for page, near, far in zip(pages, outer, apart, strict=True)
        for key in {_running_key(line) for line in page if id(line) in near | far}
    )
    needed = max(2, len(pages) // 4)
    often = max(5, len(pages) // 2)
    numbered = [
        any(_PAGE_NUMBER.fullmatch(fold(x.words)) for x in page[:1] + page[-1:]) for page in pages
    ]
    has_numbers = sum(numbered) > 1 and sum(numbered) * 2 >= len(pages)

    def runs(line: _Line, near: set[int], far: set[int]) -> bool:
        times = seen[_running_key(line)]
        if id(line) in far and times >= needed:
            return True
        return id(line) in near and (times >= often or _is_page_number(line.words, has_numbers))

    return [
        [line for line in page if not runs(line, near, far)]
        for page, near, far in zip(pages, outer, apart, strict=True)
    ]


def _apart(page: list[_Line], step: float) -> set[int]:
    """Find the lines at the top and the foot, two at most, that a wide gap sets apart."""
    found: set[int] = set()
    for lines in (page, page[::-1]):
        for at, (line, following) in enumerate(itertools.pairwise(lines[:3]), 1):
            if abs(line.bottom - following.bottom) > step * 1.3:
                found |= {id(one) for one in lines[:at]}
    return found


def _step(lines: list[_Line]) -> float:
    """Give the usual distance from line to line."""
    steps = sorted(
        above.bottom - line.bottom
        for above, line in itertools.pairwise(lines)
        if above.page == line.page and above.bottom > line.bottom
    )
    return steps[len(steps) // 2] if steps else 20.0


def _running_key(line: _Line) -> tuple[str, int]:
    return re.sub(r"[0-9]+", "#", "".join(line.words.split())), round(line.bottom / 6)


def _is_page_number(words: str, numbered: bool) -> bool:
    folded = fold(words)
    if not _PAGE_NUMBER.fullmatch(folded):
        return False
    return numbered or bool(re.search(r"[-—页]", folded))


def _compose(pages: list[list[_Line]], width: float) -> Manuscript:
    """Join wrapped lines into paragraphs."""
    lines = [line for page in pages for line in page]
    left, right, step, size = _measure(lines)
    if right < width * _FULL:
        right = float("inf")
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    above: _Line | None = None
    page = -1
    for line in lines:
        joined = above is not None and _goes_on(above, line, left, right, step, size)
        between = "" if above is None else "\n" if not joined else _space(above.words, line.words)
        pieces.append(between)
        length += len(between)
        while page < line.page:
            starts.append(length)
            page += 1
        pieces.append(line.words)
        length += len(line.words)
        above = line
    while len(starts) < len(pages):
        starts.append(length)
    text = "".join(pieces) + "\n"
    return Manuscript(text, text_grids(text), tuple(starts))


def _measure(lines: list[_Line]) -> tuple[float, float, float, float]:
    """Give the margins of the text, the distance of lines and the size of characters."""
    long = [line for line in lines if len(line.words) >= 15] or lines
    left = Counter(round(line.left) for line in long).most_common(1)[0][0] if long else 0
    rights = sorted(line.right for line in long)
    right = rights[len(rights) * 3 // 4] if rights else 0.0
    sizes = sorted(line.top - line.bottom for line in long)
    size = sizes[len(sizes) // 2] if sizes else 12.0
    # Where paragraphs are indented, most lines of short paragraphs begin at the indent.
    margins = [
        at for at, count in Counter(round(x.left) for x in long).items() if count * 8 > len(long)
    ]
    return min([left, *margins]), right, _step(lines), size


def _goes_on(
    above: _Line, line: _Line, left: float, right: float, step: float, size: float
) -> bool:
    """Ask whether a line goes on with the paragraph of the line above it."""
    if "\t" in above.words or "\t" in line.words:
        return False
    if above.right < right - size * 1.6:
        return False
    if line.left > left + size * 0.9:
        return False
    if above.page == line.page and above.bottom - line.bottom > step * 1.6:
        return False
    return not (_BEGINS.match(fold(line.words)) and above.words[-1] in "。；：;:!?！？")


def _space(above: str, line: str) -> str:
    """Give what stands between two lines of one paragraph: a blank between words of Latin."""
    if above.endswith("-") and re.match("[a-z]", line):
        return ""
    return " " if _WORDS.match(f"{above[-1]}\n{line[0]}") else ""
