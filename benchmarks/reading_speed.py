"""Time the reading of a plan of 95 pages as DOCX and as PDF; the text is asserted first.

    ./run bench reading_speed [--pages 95]

The files are made here: the DOCX with python-docx, the PDF with an ideographic font that every
reader of PDF knows by name, so that no font file is needed.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx

from gangmu import read

WIDTH, HEIGHT, SIZE, LEFT, COLUMNS, ROWS = 595, 842, 14, 85, 30, 28
SENTENCE = "围绕重点产业链持续推进设备更新和数字化改造，规模以上工业增加值年均增长6.5%，到2028年达到320亿元。"

Placed = tuple[float, float, str]
Rule = tuple[float, float, float, float]


def pdf(pages: Iterable[Sequence[Placed | Rule]], size: int = SIZE) -> bytes:
    """Write pages of text, each piece at its place in points from the lower left corner.

    Four numbers are a rule: from where to where.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /W [1 95 500] >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    kids: list[str] = []
    for page in pages:
        drawn = "".join(draw(item, size) for item in page)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))
    table = out.tell()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF".encode()
    )
    return out.getvalue()


def draw(item: Placed | Rule, size: int) -> str:
    if len(item) == 4:
        return f"{item[0]:g} {item[1]:g} m {item[2]:g} {item[3]:g} l S\n"
    x, y, words = item
    return f"BT /F1 {size} Tf {x:g} {y:g} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def typeset(
    paragraphs: Iterable[str], columns: int = COLUMNS, rows: int = ROWS
) -> list[list[Placed]]:
    """Set paragraphs into pages as an official document is set, with a page number at the foot."""
    lines: list[tuple[int, str]] = []
    for words in paragraphs:
        indent, start, width = 2, 0, 2.0
        for at, char in enumerate(words):
            wide = 0.5 if char.isascii() else 1.0
            if width + wide > columns:
                lines.append((indent, words[start:at]))
                indent, start, width = 0, at, 0.0
            width += wide
        lines.append((indent, words[start:]))
    pages: list[list[Placed]] = []
    for start in range(0, len(lines), rows):
        page = [
            (LEFT + indent * SIZE, HEIGHT - 100.0 - 24 * row, words)
            for row, (indent, words) in enumerate(lines[start : start + rows])
        ]
        pages.append([*page, (WIDTH / 2 - 14, 50.0, f"- {len(pages) + 1} -")])
    return pages


def paragraphs(pages: int) -> list[str]:
    """Write a plan that fills the given number of pages."""
    lines = ["临江区先进制造业发展规划（2026—2028年）"]
    chapter = 0
    per_page = COLUMNS * ROWS
    while sum(map(len, lines)) < pages * per_page * 0.93:
        chapter += 1
        lines.append(f"第{cn(chapter)}章 重点任务之{cn(chapter)}")
        for section in range(1, 6):
            lines.append(f"（{cn(section)}）推进第{cn(section)}项任务")
            lines += [f"{item}.加快建设。{SENTENCE * 3}" for item in range(1, 4)]
    return lines


def cn(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + digits[ones].strip()


def word(lines: Sequence[str], file: Path) -> None:
    made = docx.Document()
    for at, words in enumerate(lines):
        made.add_paragraph(words)
        if at % 12 == 11:
            table = made.add_table(rows=4, cols=5)
            for row in table.rows:
                for column, cell in enumerate(row.cells):
                    cell.text = str(column)
    made.save(str(file))


def best(file: Path, times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        read(file)
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=95)
    pages = options.parse_args().pages
    lines = paragraphs(pages)
    set_pages = typeset(lines)
    with tempfile.TemporaryDirectory() as folder:
        files = {kind: Path(folder, f"plan.{kind}") for kind in ("txt", "docx", "pdf")}
        files["txt"].write_text("\n".join(lines), encoding="utf-8")
        word(lines, files["docx"])
        files["pdf"].write_bytes(pdf(set_pages))
        for kind, file in files.items():
            [document] = read(file)
            kept = [line for line in document.text.split("\n") if line in set(lines)]
            assert kept == lines, f"{kind}: {len(kept)} of {len(lines)} paragraphs"
            assert document.clause("第二章/（三）/2") is not None, kind
        assert len(document.pages) == len(set_pages)
        bars = {"txt": 0.3, "docx": 0.3, "pdf": 1.0}
        for kind, file in files.items():
            taken = best(file)
            print(
                f"{kind:5}{len(set_pages)} 页 {sum(map(len, lines))} 字 "
                f"{taken:.3f} 秒，是上限 {bars[kind]} 秒的 {taken / bars[kind]:.0%}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
