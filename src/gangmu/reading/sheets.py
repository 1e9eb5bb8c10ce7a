"""Read spreadsheets as raw cells: xlsx, xls and ods (python-calamine), and csv.

Calamine gives a formula's cached value, and an empty cell for an error value such as ``#DIV/0!``
or for a formula that was never calculated; it does not tell percentages. For xlsx and ods the
parts of the file are therefore scanned once more: error values become ``ErrorValue``, numbers
shown as percentages ``Percent``, and a sheet that would not fit into memory is refused before it
is opened (one cell at A1 and one at ALM200001 make calamine ask for 18 GB). The old xls format
does not let us see any of this; its sheets say so in ``doubts``.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

import python_calamine as calamine
from lxml import etree

from gangmu.terms import InputError


class ErrorValue(str):
    """A formula's error value, ``#DIV/0!`` for one; never a fact."""

    __slots__ = ()


class Percent(float):
    """A number that the sheet shows as a percentage: 0.05 that people see as 5%."""

    __slots__ = ()


#: A raw cell; ``None`` is empty. Numbers of a sheet are floats, of a csv they are text.
Value = str | float | int | bool | date | datetime | None

UNCALCULATED = ErrorValue("#未计算")

#: A sheet is held as a full grid: 60 million cells are about 4 GB. Any sheet of 52 columns fits.
_MAX_CELLS = 60_000_000
_MAX_BYTES = 3 * 2**30
_BLOCK = 4 * 2**20
_MAX_PIECE = 256 * 2**20
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLIND = "旧版 .xls 看不出公式错误值（按空白读）和百分比格式（按数值读）；另存为 .xlsx 就能看出"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: ``rows[r][c]`` is the cell in row ``r + 1`` and column ``letter(c)``.

    Rows may differ in length. ``doubts`` says in Chinese what the format hides from us.
    """

    name: str
    rows: list[list[Value]]
    doubts: tuple[str, ...] = ()


def read_sheets(path: Path) -> list[Sheet]:
    """Read every visible worksheet of a file; raises ``InputError`` for a file that is not whole.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "企业.csv"
    ...     _ = file.write_text("企业名称,营业收入(万元)\\n临江精工,1234.5\\n", encoding="gb18030")
    ...     read_sheets(file)
    [Sheet(name='企业', rows=[['企业名称', '营业收入(万元)'], ['临江精工', '1234.5']], doubts=())]
    """
    suffix = path.suffix.lower()
    read = _READERS.get(suffix)
    if read is None:
        known = "、".join(_READERS)
        raise InputError(
            f"不支持「{suffix or path.name}」格式的表格", str(path), f"可以用：{known}"
        )
    if not path.is_file():
        raise InputError("没有这个文件", str(path), "请检查路径和文件名")
    try:
        with path.open("rb") as file:
            head = file.read(8)
        if not head:
            raise InputError("文件是空的", str(path), "请检查是不是没有保存成功")
        _check_signature(path, suffix, head)
        sheets = read(path)
    except OSError as error:
        raise InputError(
            f"读不了这个文件（{error.strerror or error}）", str(path), "请检查文件是否被占用"
        ) from error
    if not any(sheet.rows for sheet in sheets):
        raise InputError("表里没有任何内容", str(path), "请检查是不是选错了文件，或工作表被隐藏")
    return sheets


def letter(index: int) -> str:
    """Name a column as spreadsheets do.

    >>> letter(0), letter(25), letter(26), letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _index(letters: bytes) -> int:
    index = 0
    for byte in letters:
        index = index * 26 + byte - 64
    return index - 1


def _check_signature(path: Path, suffix: str, head: bytes) -> None:
    """Refuse a file whose content is not what its name says."""
    where = str(path)
    if suffix == ".csv":
        if head.startswith((_ZIP, _OLE)):
            raise InputError("这是 Excel 文件，不是 csv", where, "请把扩展名改回 .xlsx 或 .xls")
    elif suffix == ".xls":
        if head.startswith(_ZIP):
            raise InputError("扩展名是 .xls，内容是新版表格", where, "请把扩展名改成 .xlsx")
        if not head.startswith(_OLE):
            raise InputError("扩展名是 .xls，内容却不是表格文件", where, _SAVE_AS)
    elif head.startswith(_OLE):
        # An encrypted xlsx is wrapped in the container of the old format.
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise InputError("文件有密码", where, "请去掉密码后另存一份")
        raise InputError(f"扩展名是 {suffix}，内容是旧版表格", where, "请把扩展名改成 .xls")
    elif not head.startswith(_ZIP):
        raise InputError(f"扩展名是 {suffix}，内容却不是表格文件，或已损坏", where, _SAVE_AS)


# ---------------------------------------------------------------- csv


def _read_csv(path: Path) -> list[Sheet]:
    data = path.read_bytes()
    text = _decode(path, data)
    start = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = "\t" if start.count("\t") > start.count(",") else ","
    if ";" in start and not {",", "\t"} & set(start):  # as Excel writes it in some countries
        delimiter = ";"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Value]] = []
    cells = 0
    try:
        for line in reader:
            # A line break inside quotes must not shift the rows below it: one record, one row.
            rows.append([cell or None for cell in line])
            cells += len(line)
            if cells > _MAX_CELLS:
                raise _too_large(path, path.stem)
    except csv.Error as error:
        raise InputError(
            f"不是合格的 csv（{error}）",
            f"{path} 第 {reader.line_num} 行",
            "多半是引号没有成对；" + _SAVE_AS,
        ) from error
    return [Sheet(path.stem, rows)]


def _decode(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]  # what Excel calls Unicode text
    elif b"\0" in data:
        raise InputError("不是文本文件", str(path), _SAVE_AS)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise InputError("认不出文字编码", f"{path} 第 {line} 行", "请另存为 UTF-8 的 csv，或 .xlsx")


# ---------------------------------------------------------------- workbooks


@dataclass(slots=True)
class _Marks:
    """What a scan of a sheet found: its extent, and cells that calamine does not tell."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], ErrorValue] = field(default_factory=dict)
    percents: list[tuple[int, int]] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


def _read_xlsx(path: Path) -> list[Sheet]:
    return _read_workbook(path, _scan_xlsx)


def _read_ods(path: Path) -> list[Sheet]:
    return _read_workbook(path, _scan_ods)


def _read_xls(path: Path) -> list[Sheet]:
    return _read_workbook(path, None)


def _read_workbook(
    path: Path, scan: Callable[[Path, zipfile.ZipFile], dict[str, _Marks]] | None
) -> list[Sheet]:
    marks: dict[str, _Marks] = {}
    try:
        if scan is not None:
            with zipfile.ZipFile(path) as archive:
                if sum(part.file_size for part in archive.infolist()) > _MAX_BYTES:
                    raise InputError("解压后超过 3 GB", str(path), "请拆成几个文件，或改用 csv")
                marks = scan(path, archive)
        with calamine.load_workbook(str(path)) as book:
            return [
                _sheet(book.get_sheet_by_name(about.name), marks.get(about.name))
                for about in book.sheets_metadata
                if about.typ == calamine.SheetTypeEnum.WorkSheet
                and about.visible == calamine.SheetVisibleEnum.Visible
            ]
    except calamine.PasswordError as error:
        raise InputError("文件有密码", str(path), "请去掉密码后另存一份") from error
    except (calamine.CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError) as error:
        raise InputError(f"文件已损坏，打不开（{error}）", str(path), _SAVE_AS) from error
    except (RuntimeError, NotImplementedError) as error:  # an encrypted or exotic zip member
        raise InputError(f"文件打不开（{error}）", str(path), _SAVE_AS) from error


def _sheet(sheet: calamine.CalamineSheet, marks: _Marks | None) -> Sheet:
    cells = sheet.to_python(skip_empty_area=False)
    rows: list[list[Value]] = []
    for line in cells:
        row = [None if cell == "" else cell for cell in line]
        if not {time, timedelta}.isdisjoint(map(type, row)):
            row = [str(cell) if isinstance(cell, time | timedelta) else cell for cell in row]
        rows.append(row)  # type: ignore[arg-type] # times are text now
    if marks is None:
        return Sheet(sheet.name, rows, (_BLIND,))
    for (row_index, column), error in marks.errors.items():
        rows.extend([] for _ in range(row_index + 1 - len(rows)))
        rows[row_index].extend([None] * (column + 1 - len(rows[row_index])))
        rows[row_index][column] = error
    for row_index, column in marks.percents:
        if row_index < len(rows) and column < len(rows[row_index]):
            value = rows[row_index][column]
            if type(value) in (float, int):
                rows[row_index][column] = Percent(value)  # type: ignore[arg-type]
    return Sheet(sheet.name, rows)


def _too_large(path: Path, sheet: str) -> InputError:
    return InputError(
        f"工作表「{sheet}」太大，超过 {_MAX_CELLS // 10000} 万格（行数×列数）",
        str(path),
        "请删去表格右边和下边零散的单元格，或拆成几个文件",
    )


# ---------------------------------------------------------------- xlsx (ECMA-376)

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REFERENCE = rb"[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']"
_OPEN = rb"<(?:\w+:)?c\b"
_FILLED = re.compile(_OPEN + _REFERENCE + rb"(?:[^>]*[^/>])?>")
_WIDE = re.compile(rb"r=[\"'](?:[B-Z][A-Z]|[A-Z]{3})[0-9]")  # a column from BA on, the 53rd
_ERROR = re.compile(
    _OPEN + rb"(?=[^>]*\bt=[\"']e[\"'])" + _REFERENCE + rb"[^>]*>.*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_NEVER = re.compile(
    _OPEN + rb"(?P<attributes>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?P<value><(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACED = re.compile(_REFERENCE)
_BUILT_IN_PERCENTS = {"9", "10"}  # ECMA-376 part 1, 18.8.30 numFmt: 0% and 0.00%


def _scan_xlsx(path: Path, archive: zipfile.ZipFile) -> dict[str, _Marks]:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        kind = "xlsb 格式" if "xl/workbook.bin" in names else "不是 Excel 表格"
        raise InputError(f"扩展名是 .xlsx，内容{kind}", str(path), _SAVE_AS)
    percent_styles = _percent_styles(archive) if "xl/styles.xml" in names else []
    percent = (
        re.compile(
            _OPEN
            + rb"(?=[^>]*\bs=[\"'](?:"
            + b"|".join(percent_styles)
            + rb")[\"'])"
            + _REFERENCE
            + rb"(?:[^>]*[^/>])?>"
        )
        if percent_styles
        else None
    )
    found = {}
    for name, part in _sheet_parts(archive):
        if part not in names or not part.startswith("xl/worksheets/"):
            continue
        marks = found[name] = _Marks()
        wide = False
        with archive.open(part) as stream:
            for piece in _pieces(stream):
                _mark(piece, marks, percent)
                wide = wide or _WIDE.search(piece) is not None
        if wide:  # the exact extent takes as long as all the rest: only where it can matter
            with archive.open(part) as stream:
                for piece in _pieces(stream):
                    if filled := _FILLED.findall(piece):
                        letters, numbers = zip(*filled, strict=True)
                        marks.reach(max(map(int, numbers)) - 1, max(map(_index, set(letters))))
        if marks.rows * marks.columns > _MAX_CELLS:
            raise _too_large(path, name)
    return found


def _mark(piece: bytes, marks: _Marks, percent: re.Pattern[bytes] | None) -> None:
    if b'"e"' in piece or b"'e'" in piece:
        for letters, number, text in _ERROR.findall(piece):
            place = int(number) - 1, _index(letters)
            marks.errors[place] = ErrorValue(text.decode("utf-8", "replace"))
    if b"f>" in piece or b"<f" in piece:
        for match in _NEVER.finditer(piece):
            cached_text = re.search(rb"\bt=[\"']str[\"']", match["attributes"])
            reference = _PLACED.match(match["attributes"])
            if reference and not (match["value"] and cached_text):
                place = int(reference[2]) - 1, _index(reference[1])
                marks.errors[place] = UNCALCULATED
                marks.reach(*place)
    if percent is not None:
        marks.percents += [(int(n) - 1, _index(c)) for c, n in percent.findall(piece)]


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Cut the XML of a sheet before a row, so that no cell is torn."""
    rest = b""
    while block := stream.read(_BLOCK):
        rest += block
        if len(rest) > _MAX_PIECE:
            raise zipfile.BadZipFile("a row without end")
        cut = max(rest.rfind(b"<row"), rest.rfind(b":row"))
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """List the sheets of a workbook with their parts."""
    targets: dict[str, str] = {}
    for relation in _elements(archive, "xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = (
            target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
        )
    for element in _elements(archive, "xl/workbook.xml"):
        if element.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            relation_id = next(
                (str(id) for key, id in element.attrib.items() if str(key).endswith("}id")), ""
            )
            yield element.get("name", ""), targets.get(relation_id, "")


def _percent_styles(archive: zipfile.ZipFile) -> list[bytes]:
    """List the indices of cell formats that show a percentage."""
    formats = set(_BUILT_IN_PERCENTS)
    styles: list[bytes] = []
    for element in _elements(archive, "xl/styles.xml"):
        tag = etree.QName(element).localname
        if tag == "numFmt":
            code = re.sub(r'"[^"]*"|\\.', "", element.get("formatCode", ""))
            if "%" in code:
                formats.add(element.get("numFmtId", ""))
        elif tag == "cellXfs":
            styles = [
                str(index).encode()
                for index, style in enumerate(element)
                if style.get("numFmtId") in formats
            ]
    return styles


def _elements(archive: zipfile.ZipFile, part: str) -> Iterable[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(part), parser).iter(etree.Element)


# ---------------------------------------------------------------- ods (OpenDocument 1.3)

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def _scan_ods(path: Path, archive: zipfile.ZipFile) -> dict[str, _Marks]:
    found: dict[str, _Marks] = {}
    name, row = "", 0
    with archive.open("content.xml") as stream:
        tags = (f"{_TABLE}table", f"{_TABLE}table-row")
        for event, element in etree.iterparse(
            stream, events=("start", "end"), tag=tags, resolve_entities=False
        ):
            if element.tag == tags[0]:
                if event == "start":
                    name, row = element.get(f"{_TABLE}name", ""), 0
                    found[name] = _Marks()
            elif event == "end":
                repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                _mark_row(element, row, repeated, found[name])
                row += repeated
                element.clear()
                if found[name].rows * found[name].columns > _MAX_CELLS:
                    raise _too_large(path, name)
    return found


def _mark_row(element: etree._Element, row: int, repeated: int, marks: _Marks) -> None:
    column = 0
    for cell in element:
        width = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        kind = cell.get(f"{_OFFICE}value-type")
        if kind is not None:
            marks.reach(row + repeated - 1, column + width - 1)
            if marks.rows * marks.columns > _MAX_CELLS:
                return  # refused by the caller; the repeats below would fill the memory
            places = [
                (r, c) for r in range(row, row + repeated) for c in range(column, column + width)
            ]
            if cell.get(f"{_CALCEXT}value-type") == "error":
                text = ErrorValue("".join(str(part) for part in cell.itertext()) or "#错误")
                marks.errors |= dict.fromkeys(places, text)
            elif kind == "percentage":
                marks.percents += places
        column += width


_READERS: dict[str, Callable[[Path], list[Sheet]]] = {
    ".xlsx": _read_xlsx,
    ".xlsm": _read_xlsx,
    ".xls": _read_xls,
    ".ods": _read_ods,
    ".csv": _read_csv,
}
