"""What is written for people reads back exactly, executes nothing, and is the same every time."""

import re
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gangmu.reports import cells, spreadsheets
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, plain, write_workbook

PAYMENTS = Sheet(
    name="拨付清单",
    title="临江区2026年度拨付清单",
    subtitle="单位：元",
    columns=(
        Column("序号", CellKind.INTEGER),
        Column("企业名称"),
        Column("奖励", CellKind.MONEY, group="金额", total=True),
        Column("补助", CellKind.MONEY, group="金额", total=True),
        Column("占比", CellKind.RATIO),
        Column("核定日期", CellKind.DATE),
    ),
    rows=[
        (1, "临江精工有限公司", 123_456_78, 10, Fraction(1, 4), date(2026, 3, 1)),
        (2, "=HYPERLINK(\"x\")", 1, None, Decimal("0.05"), None),
        (3, "临江重装", "待核实", 99_999_999_999_99, None, date(2026, 3, 2)),
    ],
    notes=("注：金额按分计算。",),
)  # fmt: skip


def read(path: Path, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).to_python()


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_a_sheet_reads_back_cell_by_cell(tmp_path: Path) -> None:
    rows = read(write_workbook(tmp_path / "清单.xlsx", [PAYMENTS]))

    assert rows[0][0] == "临江区2026年度拨付清单"
    assert rows[1][0] == "单位：元"
    assert rows[2] == ["序号", "企业名称", "金额", "", "占比", "核定日期"]
    assert rows[3] == ["", "", "奖励", "补助", "", ""]
    assert rows[4] == [1, "临江精工有限公司", 123456.78, 0.1, 0.25, date(2026, 3, 1)]
    assert rows[5] == [2, '\'=HYPERLINK("x")', 0.01, "", 0.05, ""]
    assert rows[6] == [3, "临江重装", "待核实", 99999999999.99, "", date(2026, 3, 2)]
    assert rows[7] == ["合计", "", 123456.79, 100000000000.09, "", ""]
    assert rows[9][0] == "注：金额按分计算。"


def test_headers_that_share_a_group_are_merged_and_the_others_reach_down(tmp_path: Path) -> None:
    sheet = part(write_workbook(tmp_path / "清单.xlsx", [PAYMENTS]), "xl/worksheets/sheet1.xml")

    merged = re.findall(r'<mergeCell ref="(.*?)"', sheet)
    assert {"C3:D3", "A3:A4", "B3:B4", "E3:E4", "F3:F4"} <= set(merged)


def test_the_total_is_a_live_sum_over_the_rows_above(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "清单.xlsx", [PAYMENTS])

    formulas = CalamineWorkbook.from_path(str(path))
    assert "SUM(C5:C7)" in part(path, "xl/worksheets/sheet1.xml")
    assert formulas.sheet_names == ["拨付清单"]


def test_the_header_stays_on_screen_and_repeats_on_every_page(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "清单.xlsx", [PAYMENTS])

    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="4" topLeftCell="A5"' in sheet
    assert '<autoFilter ref="A4:F7"/>' in sheet
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "$1:$4" in part(path, "xl/workbook.xml")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_could_execute_is_escaped(tmp_path: Path, start: str) -> None:
    text = start + "cmd|' /C calc'!A1"
    path = write_workbook(
        tmp_path / "a.xlsx", [Sheet("表", (Column(text),), [(text,)], title=text)]
    )

    cells = [cell for row in read(path) for cell in row if cell]
    assert len(cells) == 3
    assert all(str(cell).startswith("'") for cell in cells)
    assert "<f>" not in part(path, "xl/worksheets/sheet1.xml")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_plain_never_starts_like_a_formula_and_loses_nothing(text: str) -> None:
    escaped = plain(text)

    assert escaped.removeprefix("'") == text.removeprefix("'")
    assert escaped[:1] not in set("=+-@\t\r\n＝＋－＠") or not escaped


@settings(max_examples=40, deadline=None)
@given(cents=st.integers(-(10**15) + 1, 10**15 - 1))
def test_money_is_exact_to_the_cent(tmp_path_factory: pytest.TempPathFactory, cents: int) -> None:
    path = tmp_path_factory.mktemp("money") / "a.xlsx"
    write_workbook(path, [Sheet("表", (Column("元", CellKind.MONEY),), [(cents,)])])

    [[_], [shown]] = read(path)
    assert Decimal(repr(shown)) == Decimal(cents) / 100


def test_a_number_with_too_many_digits_becomes_text_and_keeps_them(tmp_path: Path) -> None:
    sheet = Sheet("表", (Column("数", CellKind.NUMBER),), [(Decimal("12345678901234567.89"),)])

    rows = read(write_workbook(tmp_path / "a.xlsx", [sheet]))
    assert rows[1] == ["12345678901234567.89"]


def test_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    assert plain("纲" * 40_000).endswith("余略）")
    assert len(plain("纲" * 40_000)) == cells.MAX_TEXT


def test_columns_are_as_wide_as_their_content_with_chinese_double(tmp_path: Path) -> None:
    sheet = Sheet("表", (Column("a"), Column("b")), [("x" * 20, "字" * 10), ("y", "长" * 500)])

    xml = part(write_workbook(tmp_path / "a.xlsx", [sheet]), "xl/worksheets/sheet1.xml")
    assert '<col min="1" max="1" width="23.7109375"' in xml
    assert '<col min="2" max="2" width="48.7109375"' in xml


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    sheet = Sheet("表", (Column("甲", width=11), Column("乙")), [("字" * 12, 1), ("短", 2)])

    xml = part(write_workbook(tmp_path / "a.xlsx", [sheet]), "xl/worksheets/sheet1.xml")
    assert re.findall(r'<row r="(\d+)" ht="(\d+)"', xml) == [("2", "48")]


def test_the_same_sheets_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_workbook(tmp_path / "a.xlsx", [PAYMENTS]).read_bytes()
    two = write_workbook(tmp_path / "b.xlsx", [PAYMENTS]).read_bytes()

    assert one == two


def test_rows_beyond_one_sheet_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 10)
    columns = (Column("号", CellKind.INTEGER), Column("元", CellKind.MONEY, total=True))
    path = write_workbook(
        tmp_path / "a.xlsx", [Sheet("表", columns, ((i, 100) for i in range(14)))]
    )

    assert CalamineWorkbook.from_path(str(path)).sheet_names == ["表", "表（2）"]
    assert read(path)[1:] == [[i, 1] for i in range(7)]
    assert read(path, 1)[1:] == [*([i, 1] for i in range(7, 14)), ["合计", 14]]


def test_an_empty_table_still_has_its_header(tmp_path: Path) -> None:
    rows = read(write_workbook(tmp_path / "a.xlsx", [Sheet("表", (Column("甲", total=True),), [])]))

    assert rows[0] == ["甲"]


def test_illegal_and_equal_sheet_names_are_repaired(tmp_path: Path) -> None:
    sheets = [Sheet(name, (Column("a"),), []) for name in ("收/支[一]", "收/支[一]", "很" * 40)]

    names = CalamineWorkbook.from_path(str(write_workbook(tmp_path / "a.xlsx", sheets))).sheet_names
    assert names == ["收／支［一］", "收／支［一］（2）", "很" * 31]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [PAYMENTS])
    before = path.read_bytes()

    with pytest.raises(ValueError, match="zip"):
        write_workbook(path, [Sheet("表", (Column("甲"), Column("乙")), [("只有一格",)])])

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]
