"""Spreadsheets as raw cells."""

import csv
import struct
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.reading.sheets import (
    UNCALCULATED,
    ErrorValue,
    Percent,
    letter,
    read_sheets,
)
from gangmu.terms import InputError

SHEET = "xl/worksheets/sheet1.xml"
DATA = Path(__file__).parent / "data"


def cells(path: Path) -> list[list[object]]:
    (sheet,) = read_sheets(path)
    return [list(row) for row in sheet.rows]


def rewrite(path: Path, part: str, old: str, new: str) -> None:
    """Change a part of a zipped file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = parts[part].replace(old.encode(), new.encode())
    assert changed != parts[part]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, changed if name == part else data)


# ---------------------------------------------------------------- xlsx


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """B3 is the first cell; the row below holds every kind of value."""
    path = tmp_path / "企业.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("企业")
        percent = workbook.add_format({"num_format": '0.0"%"%'})
        text_percent = workbook.add_format({"num_format": '0"%"'})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = workbook.add_format({"num_format": "hh:mm"})
        sheet.write("B3", "标题")
        sheet.write_number("B4", 1234.1)
        sheet.write_string("C4", "0012")
        sheet.write_boolean("D4", True)
        sheet.write_datetime("E4", datetime(2020, 1, 2), day)
        sheet.write_datetime("F4", datetime(2020, 1, 2, 3, 4), moment)
        sheet.write_number("G4", 0.05, percent)
        sheet.write_number("H4", 0.05, text_percent)
        sheet.write_formula("I4", "=1+1", None, 2)
        sheet.write_formula("J4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("K4", '=""', None, "")
        sheet.write_number("L4", 0.5, clock)
        sheet.write_formula("M4", "=NA()", None, "#N/A")
    # A formula whose result is an empty text, as Excel writes it.
    rewrite(path, SHEET, '<c r="K4"><f>""</f>', '<c r="K4" t="str"><f>""</f>')
    return path


def test_cells_keep_their_place_and_kind(book: Path) -> None:
    rows = cells(book)
    assert rows[:2] == [[None] * 13, [None] * 13]
    assert rows[2][1] == "标题"
    assert rows[3][:6] == [None, 1234.1, "0012", True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]
    assert rows[3][11] == "12:00:00"


def test_a_formula_gives_its_cached_value(book: Path) -> None:
    assert cells(book)[3][8] == 2


def test_error_values_are_told_from_empty_cells(book: Path) -> None:
    row = cells(book)[3]
    assert [type(row[9]), row[9], row[12]] == [ErrorValue, "#DIV/0!", "#N/A"]
    assert row[10] is None


def test_percentages_are_told_from_numbers(book: Path) -> None:
    row = cells(book)[3]
    assert type(row[6]) is Percent
    assert row[6] == 0.05
    assert type(row[7]) is float  # the sign is text there: people see 0%, not 5%


def test_a_formula_that_was_never_calculated_is_told(book: Path) -> None:
    rewrite(book, SHEET, "<f>1+1</f><v>2</v>", "<f>1+1</f>")
    assert cells(book)[3][8] is UNCALCULATED


def test_another_writers_way_of_xml_is_read_the_same(book: Path) -> None:
    expected = cells(book)
    rewrite(book, SHEET, '<c r="J4" t="e"', "<c t='e' r='J4'")
    rewrite(book, SHEET, '<c r="G4" s="3"', "<c s='3' r='G4'")
    assert cells(book) == expected
    assert type(cells(book)[3][6]) is Percent


def test_hidden_sheets_and_charts_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("企业").write(0, 0, 1)
        hidden = workbook.add_worksheet("字典")
        hidden.write(0, 0, "甲")
        hidden.hide()
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "='企业'!$A$1:$A$1"})
        workbook.add_chartsheet("图").set_chart(chart)
    assert [sheet.name for sheet in read_sheets(path)] == ["企业"]


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("企业")
        sheet.write(0, 0, "甲")
        sheet.write_number(900_000, 16_000, 1)
    with pytest.raises(InputError, match="太大"):
        read_sheets(path)


def test_empty_formatted_cells_far_away_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("企业")
        sheet.write(0, 0, "甲")
        sheet.write_blank(900_000, 16_000, None, workbook.add_format({"bold": True}))
    assert cells(path) == [["甲"]]


def test_a_zip_bomb_is_refused(tmp_path: Path, book: Path) -> None:
    data = bytearray(book.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xF0000000)  # the size the directory declares
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(data)
    with pytest.raises(InputError, match="解压后超过"):
        read_sheets(bomb)


# ---------------------------------------------------------------- xls, ods


def test_the_old_format_is_read_and_says_what_it_hides() -> None:
    (sheet,) = read_sheets(DATA / "legacy.xls")
    assert sheet.rows[1] == ["临江精工", 1234.1, 0.05, date(2020, 1, 2)]
    assert sheet.rows[2] == ["临江重工", None, None, None]
    assert "看不出公式错误值" in sheet.doubts[0]


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 office:version="1.3"><office:body><office:spreadsheet><table:table table:name="企业">
<table:table-row><table:table-cell office:value-type="string"><text:p>企业名称</text:p></table:table-cell>
<table:table-cell/><table:table-cell office:value-type="float" office:value="1234.1"/></table:table-row>
<table:table-row table:number-rows-repeated="{repeated}"><table:table-cell
 office:value-type="percentage" office:value="0.05" table:number-columns-repeated="2"/>
<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""
 calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell
 table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, repeated: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(repeated=repeated).replace(">\n<", "><"))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def test_an_ods_tells_percentages_and_errors(tmp_path: Path) -> None:
    rows = cells(ods(tmp_path / "a.ods", 2))
    assert rows == [["企业名称", None, 1234.1], *[[0.05, 0.05, "#DIV/0!"]] * 2]
    assert [type(cell) for cell in rows[2]] == [Percent, Percent, ErrorValue]


def test_repeated_cells_of_an_ods_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="太大"):
        read_sheets(ods(tmp_path / "a.ods", 900_000_000))


# ---------------------------------------------------------------- csv

LINES = '企业名称,营业收入(万元)\n临江精工,"1,234.5"\n,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_people_use(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "企业.csv"
    text = LINES.replace(',"', f'{delimiter}"').replace("称,", f"称{delimiter}")
    path.write_text(text.replace("\n,\n", f"\n{delimiter}\n"), encoding=encoding)
    (sheet,) = read_sheets(path)
    assert sheet.name == "企业"
    assert sheet.rows == [["企业名称", "营业收入(万元)"], ["临江精工", "1,234.5"], [None, None]]


def test_a_line_break_in_quotes_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"营业收入\n(万元)",名称\n1,甲\n', encoding="utf-8")
    assert cells(path) == [["营业收入\n(万元)", "名称"], ["1", "甲"]]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('名称,收入\n甲,"1\n乙,2\n'.encode(), "引号没有成对"),
        (b"\x81\x20\xff\xff,\n", "认不出文字编码"),
        (b"a\0b", "不是文本文件"),
        (b"PK\x03\x04....", "不是 csv"),
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf", "没有任何内容"),
    ],
)
def test_a_csv_that_is_none_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_sheets(path)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=2),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=50, deadline=None)
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    rows = [["名称", "收入"], *rows]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        assert cells(path) == rows


# ---------------------------------------------------------------- files that are not whole


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"PK\x03\x04junk", "已损坏"),
        ("a.xlsx", "企业,1".encode(), "内容却不是表格文件"),
        ("a.xls", b"<html>", "内容却不是表格文件"),
        ("a.xls", b"PK\x03\x04", "改成 .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "改成 .xls"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "有密码",
        ),
        ("a.ods", b"PK\x03\x04", "已损坏"),
        ("a.pdf", b"%PDF", "不支持"),
        ("a", b"x", "不支持"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_told(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=told) as caught:
        read_sheets(tmp_path / name)
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["没有.xlsx", "文件夹.xlsx"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "文件夹.xlsx").mkdir()
    with pytest.raises(InputError, match="没有这个文件"):
        read_sheets(tmp_path / name)


def test_a_truncated_workbook_is_told(tmp_path: Path, book: Path) -> None:
    data = book.read_bytes()
    for size in range(8, len(data), len(data) // 12):
        cut = tmp_path / "半.xlsx"
        cut.write_bytes(data[:size])
        with pytest.raises(InputError, match="已损坏"):
            read_sheets(cut)


def test_damaged_xml_is_told(book: Path) -> None:
    rewrite(book, SHEET, "</sheetData>", "</sheet")
    with pytest.raises(InputError, match="已损坏"):
        read_sheets(book)


def test_a_document_that_was_renamed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputError, match="不是 Excel 表格"):
        read_sheets(path)


@given(st.integers(0, 20_000))
def test_letters_count_in_base_26_without_zero(index: int) -> None:
    value = 0
    for character in letter(index):
        value = value * 26 + ord(character) - 64
    assert value == index + 1
