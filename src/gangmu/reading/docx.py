"""Read Word documents: every paragraph in order, with its automatic number as printed.

Tables keep merged cells; text boxes and notes stand after their paragraph. Tracked changes are
read as if all were accepted, and each that is still pending is remarked on at its place. Headers,
footers, comments, pictures and hidden text are left out, with a remark.
Parts are parsed without entities, without a DTD and without network; their sizes are bounded.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from gangmu.reading.manuscript import Cell, Extent, Galley, Manuscript, Remark
from gangmu.reading.numbering import Numbering, W
from gangmu.reading.text import refuse_mojibake
from gangmu.terms import InputError

_MAX_PART = 64 * 1024 * 1024
_MAX_SPAN = 100
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_BOX = W + "txbxContent"
_NOTE = frozenset({W + "footnoteReference", W + "endnoteReference"})
_SKIPPED = frozenset(
    W + name
    for name in re.findall(
        r"\S+",
        "pPr rPr delText instrText delInstrText commentReference annotationRef rt "
        "sdtPr sdtEndPr footnoteRef endnoteRef separator continuationSeparator tblPr tblGrid trPr tcPr",
    )
) | {_MC + "Fallback"}
_CHANGES = {
    W + "ins": "插入",
    W + "del": "删除",
    W + "moveTo": "移入",
    W + "moveFrom": "移出",
}


@dataclass(slots=True)
class _Story:
    """What is known while the paragraphs of one document are read."""

    numbering: Numbering
    styles: dict[str, tuple[str | None, int | None, str | None]]
    notes: dict[tuple[str, str], etree._Element]
    carried: str = ""
    asides: list[str] = field(default_factory=list)
    #: Changes that nobody has accepted yet: what was done, the words, where in the paragraph.
    changes: list[tuple[str, str, Extent]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    hidden: int = 0


def read_docx(data: bytes, where: str) -> Manuscript:
    """Read a document from its bytes.

    Raises ``InputError`` for what is no ``.docx``, is damaged, has a password, or would unpack to
    more than 64 MB of text.
    """
    if data.startswith(_OLE):
        _refuse_ole(data, where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _main_part(package, where)
            document = _part(package, main, where)
            if document is None:
                raise InputError(
                    "不是 Word 文档（缺少正文部分）", where, "请用 Word 重新另存为 .docx。"
                )
            folder = posixpath.dirname(main)
            numbering = _part(package, f"{folder}/numbering.xml", where)
            styles = _part(package, f"{folder}/styles.xml", where)
            notes = {
                (kind, note.get(W + "id") or ""): note
                for kind in ("footnote", "endnote")
                if (part := _part(package, f"{folder}/{kind}s.xml", where)) is not None
                for note in part.iter(W + kind)
            }
            left_out = _left_out(package, folder, where)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        raise InputError(
            "Word 文档已损坏（压缩包不完整）或不是 .docx",
            where,
            "请从原始来源重新获取，或用 Word 修复后另存为 .docx。",
        ) from None
    story = _Story(Numbering.read(numbering), _styles(styles), notes)
    galley = Galley()
    body = document.find(W + "body")
    if body is not None:
        _lay(body, galley, story)
        _flush(galley, story)
    if story.hidden:
        left_out.append(Remark(f"有 {story.hidden} 处隐藏文字未读"))
    made = galley.manuscript((), [*_pending(story.remarks), *left_out])
    refuse_mojibake(made.text, where)
    return made


def _pending(remarks: list[Remark]) -> list[Remark]:
    """Put the count of pending changes before them."""
    if not remarks:
        return []
    return [Remark(f"有 {len(remarks)} 处未接受的修订，正文按全部接受读入"), *remarks]


def _left_out(package: zipfile.ZipFile, folder: str, where: str) -> list[Remark]:
    """Tell what of a package is not read into the text."""
    remarks = []
    names = package.namelist()
    running: dict[str, None] = {}
    for name in names:
        if re.fullmatch(rf"{re.escape(folder)}/(?:header|footer)[0-9]*\.xml", name):
            part = _part(package, name, where)
            words = "" if part is None else "".join(t.text or "" for t in part.iter(_T)).strip()
            if re.search(r"[^0-9\s\-—–·第页共/]", words):
                running[words[:40]] = None
    if running:
        listed = "”“".join(list(running)[:4])
        remarks.append(Remark(f"页眉页脚未读入正文：“{listed}”"))
    pictures = sum(name.startswith(f"{folder}/media/") for name in names)
    if pictures:
        remarks.append(Remark(f"有 {pictures} 张图片未读；图片里如有文字或表格，请另行核对"))
    embedded = sum(name.startswith(f"{folder}/embeddings/") for name in names)
    if embedded:
        remarks.append(Remark(f"有 {embedded} 个嵌入的文件未读；请另存后单独读"))
    comments = _part(package, f"{folder}/comments.xml", where)
    count = 0 if comments is None else sum(1 for _ in comments.iter(W + "comment"))
    if count:
        remarks.append(Remark(f"有 {count} 条批注未读"))
    return remarks


def _refuse_ole(data: bytes, where: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError("Word 文档设有密码", where, "请用 Word 打开，取消密码后另存。")
    raise InputError(
        "这是旧版 Word 文档（.doc），不是 .docx", where, "请用 Word 或 WPS 另存为 .docx。"
    )


def _main_part(package: zipfile.ZipFile, where: str) -> str:
    relations = _part(package, "_rels/.rels", where)
    if relations is not None:
        for one in relations.iter(_RELATIONS):
            if (one.get("Type") or "").endswith("/officeDocument"):
                return (one.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _part(package: zipfile.ZipFile, name: str, where: str) -> etree._Element | None:
    """Parse one part; ``None`` if the package has none of that name."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 1:
        raise InputError("Word 文档设有密码", where, "请用 Word 打开，取消密码后另存。")
    if info.file_size > _MAX_PART:
        raise InputError(
            f"解压后超过 {_MAX_PART // 1024 // 1024} MB，疑为压缩炸弹",
            where,
            "请确认来源；正常文档请拆分后再读。",
        )
    with package.open(info) as stream:
        data = stream.read(_MAX_PART + 1)
    if len(data) > _MAX_PART or b"<!DOCTYPE" in data[:4096]:
        raise InputError(
            "文档含有不允许的内容（超长部分或 DTD）", where, "请用 Word 重新另存为 .docx。"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data.replace(_STRICT, W[1:-1].encode()), parser)
    except etree.XMLSyntaxError:
        raise InputError(
            f"Word 文档已损坏（{name} 不是完整的 XML）", where, "请用 Word 修复后另存为 .docx。"
        ) from None


def _styles(part: etree._Element | None) -> dict[str, tuple[str | None, int | None, str | None]]:
    """Give list, level and parent of each paragraph style."""
    if part is None:
        return {}
    found: dict[str, tuple[str | None, int | None, str | None]] = {}
    for style in part.iter(W + "style"):
        based = style.find(W + "basedOn")
        number, level = _numbered(style.find(W + "pPr"))
        parent = None if based is None else based.get(W + "val")
        found[style.get(W + "styleId") or ""] = (number, level, parent)
    return found


def _numbered(properties: etree._Element | None) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    both = properties.find(W + "numPr")
    if both is None:
        return None, None
    number, level = both.find(W + "numId"), both.find(W + "ilvl")
    at = "" if level is None else level.get(W + "val") or ""
    return (None if number is None else number.get(W + "val")), int(at) if at.isdecimal() else None


def _lay(parent: etree._Element, galley: Galley, story: _Story) -> None:
    """Lay the blocks of a body, a cell or a box, in order."""
    for block in parent:
        if block.tag == _P:
            _paragraph(block, galley, story)
        elif block.tag == _TBL:
            _flush(galley, story)
            frame = _only_cell(block)
            if frame is None:
                galley.table(_rows(block, story))
                _flush(galley, story)
            else:
                _lay(frame, galley, story)
        elif block.tag not in _SKIPPED and len(block):
            _lay(block, galley, story)


def _paragraph(block: etree._Element, galley: Galley, story: _Story) -> None:
    words = _words(block, story)
    changes, story.changes = story.changes, []
    for what, said, (start, end) in changes:
        place = galley.length + start, galley.length + end
        story.remarks.append(Remark(f"未接受的{what}：“{said[:40]}”", place))
    if _deleted_mark(block):
        story.carried = words
        return
    galley.paragraph(words)
    _flush(galley, story)


def _flush(galley: Galley, story: _Story) -> None:
    """Lay what a deleted paragraph mark left over, then the boxes and notes met on the way."""
    if story.carried:
        galley.paragraph(story.carried)
        story.carried = ""
    asides, story.asides = story.asides, []
    for words in asides:
        galley.paragraph(words)


def _words(block: etree._Element, story: _Story) -> str:
    """Give the words of a paragraph with its number before them."""
    pieces: list[str] = []
    _collect(block, pieces, story)
    words = "".join(pieces)
    carried, story.carried = story.carried, ""
    if not words.strip():
        return carried
    if carried:
        before = carried
    else:
        bare = words.lstrip(" ")
        before = _number(block, story)
        _move(story, len(before) - (len(words) - len(bare)), len(before) + len(bare.rstrip()))
        return before + bare
    _move(story, len(before), len(before) + len(words.rstrip()))
    return before + words


def _move(story: _Story, by: int, most: int) -> None:
    """Move the places of changes with the words of their paragraph."""
    story.changes = [
        (what, said, (max(0, min(start + by, most)), max(0, min(end + by, most))))
        for what, said, (start, end) in story.changes
    ]


def _number(block: etree._Element, story: _Story) -> str:
    properties = block.find(W + "pPr")
    number, level = _numbered(properties)
    style = None if properties is None else properties.find(W + "pStyle")
    name = None if style is None else style.get(W + "val")
    hops = 0
    while name and number is None and hops < 20:
        styled, at, parent = story.styles.get(name, (None, None, None))
        if styled is not None:
            number = styled
            level = story.numbering.level_of_style(styled, name) if at is None else at
        name, hops = parent, hops + 1
    return story.numbering.step(number, level or 0) if number else ""


def _deleted_mark(block: etree._Element) -> bool:
    mark = block.find(f"{W}pPr/{W}rPr")
    return mark is not None and (
        mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
    )


def _collect(parent: etree._Element, pieces: list[str], story: _Story) -> None:
    """Collect the words of runs; set boxes and notes aside."""
    for child in parent:
        tag = child.tag
        if tag in (_T, _MATH_TEXT):
            pieces.append(child.text or "")
        elif tag in _CHANGES:
            _change(child, pieces, story)
        elif tag in _SKIPPED:
            continue
        elif tag == _R:
            if not len(child):
                continue
            if _is_hidden(child):
                story.hidden += 1
            else:
                _collect(child, pieces, story)
        elif tag in (W + "tab", W + "ptab"):
            pieces.append("\t")
        elif tag in (W + "br", W + "cr"):
            if child.get(W + "type") is None or child.get(W + "type") == "textWrapping":
                pieces.append("\n")
        elif tag == W + "noBreakHyphen":
            pieces.append("-")
        elif tag == W + "sym":
            pieces.append(_symbol(child.get(W + "char")))
        elif tag in _NOTE:
            kind = "footnote" if tag.endswith("footnoteReference") else "endnote"
            note = story.notes.get((kind, child.get(W + "id") or ""))
            if note is not None:
                story.asides.append("〔注〕" + _flat(note, story))
        elif tag == _BOX:
            box = _flat(child, story, "\n")
            if box.strip():
                story.asides.append(box)
        elif tag == _MC + "AlternateContent":
            choices = child.findall(_MC + "Choice")
            chosen = choices[0] if choices and len(choices[0]) else child.find(_MC + "Fallback")
            if chosen is not None:
                _collect(chosen, pieces, story)
        elif len(child):
            _collect(child, pieces, story)


def _change(element: etree._Element, pieces: list[str], story: _Story) -> None:
    """Read a pending change as accepted: what it inserts counts, what it deletes does not."""
    start = sum(map(len, pieces))
    if element.tag in (W + "ins", W + "moveTo"):
        _collect(element, pieces, story)
        words = "".join(pieces)[start:]
    else:
        words = "".join(
            t.text or "" for t in element.iter(W + "delText", _T) if t.getparent() is not None
        )
    if words.strip():
        end = sum(map(len, pieces))
        story.changes.append((_CHANGES[element.tag], words.strip(), (start, end)))


def _flat(parent: etree._Element, story: _Story, between: str = " ") -> str:
    """Give the words of every paragraph in a cell, a box or a note."""
    return between.join(words for block in parent.iter(_P) if (words := _inner(block, story)))


def _inner(block: etree._Element, story: _Story) -> str:
    # A text box within this paragraph is one of the paragraphs of the loop around it.
    pieces: list[str] = []
    aside = _Story(story.numbering, story.styles, {})
    _collect(block, pieces, aside)
    for what, said, _ in aside.changes:
        story.remarks.append(Remark(f"表格、文本框或注释里有未接受的{what}：“{said[:40]}”"))
    words = "".join(pieces).strip()
    return _number(block, story) + words if words else ""


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(W + "val") not in ("0", "false")


def _symbol(code: str | None) -> str:
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    # Symbol fonts keep their pictures in the private area, where no character is meant.
    return (
        ""
        if 0xE000 <= value <= 0xF8FF or value < 0x20 or value > 0x10FFFF or 0xD800 <= value < 0xE000
        else chr(value)
    )


@dataclass(slots=True)
class _Box:
    words: str
    down: int
    across: int


def _rows(table: etree._Element, story: _Story) -> Iterator[list[Cell]]:
    """Give the rows of a table; a cell merged downwards is counted where it begins."""
    rows: list[list[_Box]] = []
    open_boxes: dict[int, _Box] = {}
    for row in _nested(table, _TR):
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            continue
        cells: list[_Box] = []
        column = _skip(properties, cells)
        still_open: dict[int, _Box] = {}
        for cell in _nested(row, _TC):
            said = cell.find(W + "tcPr")
            across = _span(said)
            merge = None if said is None else said.find(W + "vMerge")
            above = open_boxes.get(column)
            if merge is not None and merge.get(W + "val") != "restart" and above is not None:
                above.down += 1
                box = above
            else:
                box = _Box(_flat(cell, story), 1, across)
                cells.append(box)
            if merge is not None:
                still_open[column] = box
            column += across
        open_boxes = still_open
        rows.append(cells)
    for boxes in rows:
        yield [Cell(box.words, box.down, box.across) for box in boxes]


def _only_cell(table: etree._Element) -> etree._Element | None:
    """Give the cell of a table that is a mere frame around text."""
    cells = [cell for row in _nested(table, _TR) for cell in _nested(row, _TC)]
    return cells[0] if len(cells) == 1 else None


def _nested(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Give rows or cells, also those inside content controls; not those of inner tables."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag not in (_TBL, _TC, _P):
            yield from _nested(child, tag)


def _skip(properties: etree._Element | None, cells: list[_Box]) -> int:
    before = None if properties is None else properties.find(W + "gridBefore")
    count = _bounded(None if before is None else before.get(W + "val"), 0)
    cells.extend(_Box("", 1, 1) for _ in range(count))
    return count


def _span(properties: etree._Element | None) -> int:
    span = None if properties is None else properties.find(W + "gridSpan")
    return _bounded(None if span is None else span.get(W + "val"), 1)


def _bounded(value: str | None, default: int) -> int:
    return min(int(value), _MAX_SPAN) if value and value.isdecimal() and int(value) > 0 else default
