"""Read files into documents: text, clauses, metadata, class.

``read(path)`` is the whole of it. A format becomes a ``Manuscript`` (one run of text); the text
comes apart into documents; each document passes through the same steps:
frame (notice, fields, signature) → clauses → class → metadata.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from gangmu.reading.documents import Piece, split
from gangmu.reading.docx import read_docx
from gangmu.reading.html import read_html
from gangmu.reading.kinds import NAMES, SUFFIXES, sniff
from gangmu.reading.manuscript import Extent, Grid, Manuscript, Remark, text_grids
from gangmu.reading.metadata import metadata
from gangmu.reading.mht import read_mht
from gangmu.reading.ocr import read_image
from gangmu.reading.ofd import read_ofd
from gangmu.reading.office import read_old_word
from gangmu.reading.outline import outline
from gangmu.reading.pdf import read_pdf
from gangmu.reading.source import source_class
from gangmu.reading.text import decode, fold
from gangmu.reading.wrapper import frame
from gangmu.terms import Clause, Document, InputError, Note, Span, Table
from gangmu.writing.repair import repair

__all__ = ["READERS", "SUFFIXES", "load", "read", "read_bytes"]

_MAX_BYTES = 256 * 1024 * 1024
_MAX_PLAIN = 64 * 1024 * 1024  # bytes of a text or a page
_MAX_TEXT = 20_000_000  # characters: two hundred times the longest plan


def _read_text(data: bytes, where: str) -> Manuscript:
    text = decode(data, where)
    return Manuscript(text, text_grids(text))


#: The reader of each kind of file that ``kinds.sniff`` tells.
READERS: dict[str, Callable[[bytes, str], Manuscript]] = {
    "text": _read_text,
    "html": read_html,
    "mht": read_mht,
    "docx": read_docx,
    "doc": read_old_word,
    "rtf": read_old_word,
    "pdf": read_pdf,
    "ofd": read_ofd,
    "image": read_image,
}
_SHEET = (
    "企业、项目、统计数据用 gangmu import 导入；表格里是文件正文的，请复制到 Word 另存为 .docx。"
)
# What to do with what is told and not read.
_REMEDIES = {
    "zip": "请用 gangmu read 读压缩包（逐个文件报告），或先解压。",
    "xlsx": _SHEET,
    "xls": _SHEET,
    "csv": _SHEET,
    "locked": "请用 Word 打开，取消密码后另存。",
    "ole": "请用 Word 或 WPS 另存为 .docx。",
    "pptx": "请另存为 .pdf 或 .docx。",
    "ppt": "请另存为 .pdf 或 .docx。",
    "rar": "请先解压，或改用 .zip。",
    "7z": "请先解压，或改用 .zip。",
    "gz": "请先解压，或改用 .zip。",
}


def read(path: str | os.PathLike[str]) -> list[Document]:
    """Read one file into the documents it holds, in order.

    What the file is, its content tells, not its extension: text, HTML, DOCX, PDF, OFD (extra
    ``ofd``), scans and pictures (extra ``ocr``), old Word (with LibreOffice). A file that cannot
    be read raises one ``InputError`` with cause, place and remedy.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.txt")
    ...     _ = file.write_text("临江区产业发展规划\\n一、目标\\n到2028年翻番。", encoding="utf-8")
    ...     [document] = read(file)
    >>> document.id, [clause.id for clause in document.clauses]
    ('临江区产业发展规划', ['一'])
    """
    path = Path(path)
    return read_bytes(load(path), path)


def read_bytes(data: bytes, path: Path) -> list[Document]:
    """Read the content of a file; ``path`` names it in documents and errors."""
    where = str(path)
    suffix = path.suffix.lower()
    kind = sniff(data, suffix)
    reader = READERS.get(kind)
    if reader is None:
        raise InputError(
            f"这是{' ' * NAMES[kind][0].isascii()}{NAMES[kind]}，不能当文件读"
            if kind in NAMES
            else f"不支持的文件类型「{suffix or '（没有扩展名）'}」",
            where,
            _REMEDIES.get(kind, "请转换为 .docx、.pdf、.ofd、.html 或 .txt。"),
        )
    if kind in ("text", "html", "mht") and len(data) > _MAX_PLAIN:
        raise InputError(f"{NAMES[kind]}超过 64 MB", where, "请拆分后再读。")
    manuscript = reader(data, where)
    if len(manuscript.text) > _MAX_TEXT:
        raise InputError("文字超过 2000 万字", where, "请拆分后再读。")
    if not manuscript.text.strip():
        raise InputError("文件里没有文字", where, "请检查文件是否完整。")
    remarks = manuscript.remarks
    if suffix in SUFFIXES and sniff(b"", suffix) != kind:
        remarks = (Remark(f"扩展名是 {suffix}，内容是{NAMES[kind]}，按内容读"), *remarks)
    digest = hashlib.sha256(data).hexdigest()
    folded = fold(repair(manuscript.text)[0])
    names: dict[str, int] = {}
    return [
        _document(path, manuscript, remarks, piece, digest, names)
        for piece in split(manuscript.text, folded)
    ]


def load(path: Path) -> bytes:
    """Load a file of at most 256 MB; raises ``InputError`` where that cannot be done."""
    where = str(path)
    try:
        if path.is_file() and path.stat().st_size > _MAX_BYTES:
            raise InputError("文件超过 256 MB", where, "请拆分后再读。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("文件不存在", where, "请检查路径。") from None
    except IsADirectoryError:
        raise InputError("这是一个文件夹，不是文件", where, "请指定其中的文件。") from None
    except PermissionError:
        raise InputError("没有权限读取文件", where, "请检查文件权限。") from None
    except (OSError, ValueError) as error:
        raise InputError(f"无法读取文件（{error}）", where, "请检查路径和磁盘。") from None
    if not data.strip():
        raise InputError("文件是空的", where, "请换一份有内容的文件。")
    return data


def _document(
    path: Path,
    manuscript: Manuscript,
    remarks: tuple[Remark, ...],
    piece: Piece,
    digest: str,
    names: dict[str, int],
) -> Document:
    """Make one document of a piece of a manuscript."""
    text = manuscript.text[piece.start : piece.end]
    repaired, repairs = repair(text)
    folded = fold(repaired)
    grids = [g for g in manuscript.grids if piece.start <= g.extent[0] and g.extent[1] <= piece.end]
    barred = [_shift(grid.extent, piece.start) for grid in grids]
    found = frame(repaired, folded, dict(manuscript.fields).get("标题"))
    body = found.body
    clauses = outline("", repaired, body, barred, folded)
    kind, reason = source_class(folded, found, clauses)
    said = metadata(folded, found, kind, piece.title, manuscript.fields)
    id = _unique(said.number or said.title or path.stem, names)
    return Document(
        id=id,
        path=path,
        origin=piece.start,
        text=text,
        metadata=said,
        source_class=kind,
        source_reason=reason,
        clauses=tuple(_owned(clause, id) for clause in clauses),
        body=Span(id, *body),
        wrapper=Span(id, *found.wrapper) if found.wrapper else None,
        tables=tuple(_table(grid, id, piece.start) for grid in grids),
        repairs=repairs,
        pages=tuple(max(0, at - piece.start) for at in manuscript.pages if at < piece.end),
        sha256=digest,
        notes=tuple(_notes(remarks, piece, id)),
    )


def _notes(remarks: tuple[Remark, ...], piece: Piece, id: str) -> Iterator[Note]:
    for remark in remarks:
        if remark.extent is None:
            yield Note(remark.text)
        elif piece.start <= remark.extent[0] and remark.extent[1] <= piece.end:
            yield Note(remark.text, Span(id, *_shift(remark.extent, piece.start)))


def _unique(name: str, names: dict[str, int]) -> str:
    name = re.sub(r"\s+", " ", name)
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}#{names[name]}"


def _owned(clause: Clause, id: str) -> Clause:
    span, heading = clause.span, clause.heading_span
    return Clause(
        clause.id,
        clause.heading,
        clause.level,
        Span(id, span.start, span.end),
        Span(id, heading.start, heading.end),
    )


def _table(grid: Grid, id: str, origin: int) -> Table:
    return Table(
        Span(id, *_shift(grid.extent, origin)),
        grid.caption,
        tuple(tuple(Span(id, *_shift(cell, origin)) for cell in row) for row in grid.cells),
    )


def _shift(extent: Extent, origin: int) -> Extent:
    return extent[0] - origin, extent[1] - origin
