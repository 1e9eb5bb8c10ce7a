"""Read files into documents: text, clauses, metadata, class.

``read(path)`` is the whole of it. A format becomes a ``Manuscript`` (one run of text); the text
comes apart into documents; each document passes through the same steps:
frame (notice, fields, signature) → clauses → class → metadata.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from gangmu.reading.documents import Piece, split
from gangmu.reading.docx import read_docx
from gangmu.reading.html import read_html
from gangmu.reading.manuscript import Extent, Grid, Manuscript, text_grids
from gangmu.reading.metadata import metadata
from gangmu.reading.outline import outline
from gangmu.reading.pdf import read_pdf
from gangmu.reading.source import source_class
from gangmu.reading.text import decode, fold
from gangmu.reading.wrapper import frame
from gangmu.terms import Clause, Document, InputError, Span, Table
from gangmu.writing.repair import repair

__all__ = ["read"]

_MAX_BYTES = 256 * 1024 * 1024


def _read_text(data: bytes, where: str) -> Manuscript:
    text = decode(data, where)
    return Manuscript(text, text_grids(text))


READERS: dict[str, Callable[[bytes, str], Manuscript]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}


def read(path: str | os.PathLike[str]) -> list[Document]:
    """Read one file into the documents it holds, in order.

    ``.txt``, ``.md``, ``.html``/``.htm``, ``.docx`` and ``.pdf`` with text. A file that cannot be
    read raises one ``InputError`` with cause, place and remedy.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.txt")
    ...     _ = file.write_text("临江区产业发展规划\\n一、目标\\n到2028年翻番。", encoding="utf-8")
    ...     [document] = read(file)
    >>> document.id, [clause.id for clause in document.clauses]
    ('临江区产业发展规划', ['一'])
    """
    path = Path(path)
    where = str(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.exists():
        raise InputError(
            f"不支持的文件类型「{path.suffix or '（没有扩展名）'}」",
            where,
            f"请转换为以下类型之一：{'、'.join(sorted(READERS))}。",
        )
    data = _load(path)
    assert reader is not None  # a path that does not exist was refused by _load
    manuscript = reader(data, where)
    if not manuscript.text.strip():
        raise InputError("文件里没有文字", where, "请检查文件是否完整。")
    digest = hashlib.sha256(data).hexdigest()
    folded = fold(repair(manuscript.text)[0])
    names: dict[str, int] = {}
    return [
        _document(path, manuscript, piece, digest, names)
        for piece in split(manuscript.text, folded)
    ]


def _load(path: Path) -> bytes:
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
    path: Path, manuscript: Manuscript, piece: Piece, digest: str, names: dict[str, int]
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
    )


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
