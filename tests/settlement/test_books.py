"""The books of a settlement, read back: live totals, nothing that executes, the ledger goes round."""

import re
import zipfile
from pathlib import Path

import pytest

from gangmu.reading.sheets import read_sheets
from gangmu.reports.payments import BOOKS, write_payments
from gangmu.settlement.ledger import FORM, Ledger

WAN = 10**4
MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - 名称: 研发补助
    依据: 一
    对象: 企业
    条件: [研发费用 > 0元, 规模以上]
    给付: 10% × 研发费用
    分期: [{名称: 首期, 比例: 60%, 年份: 第1年}, {名称: 尾款, 比例: 余款, 年份: 第2年}]
  - {名称: 上台阶奖励, 依据: 二, 对象: 企业, 条件: [营业收入 ≥ 1亿元], 给付: 20万元}
组合: [{方式: 择高, 措施: 全部, 依据: 三}]
"""


@pytest.fixture
def books(world, tmp_path: Path):
    world.register(
        "企业",
        统一社会信用代码=["A", "B", "C", "D"],
        企业名称=["甲厂", '=HYPERLINK("x")', "丙厂", "丁厂"],
        研发费用=[300 * WAN, 50 * WAN, 100 * WAN, 0],
        规模以上=[True, True, None, True],
        营业收入=[2 * 10**8, 2 * 10**8, 1, 1],
    )
    settlement = world.settle(MEASURES)
    return settlement, {path.stem: path for path in write_payments(settlement, tmp_path / "结果")}


def rows(path: Path, name: str) -> list[list[object]]:
    [sheet] = [sheet for sheet in read_sheets(path) if sheet.name == name]
    return [row for row in sheet.rows if row and isinstance(row[0], float)]


def test_every_book_is_written_and_the_same_run_gives_the_same_bytes(books, tmp_path: Path):
    settlement, paths = books

    again = write_payments(settlement, tmp_path / "再次")

    assert [path.stem for path in again] == list(BOOKS)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths.values()]


def test_who_is_paid_now_with_reason_and_total(books):
    _, paths = books

    found = rows(paths["拨付清单"], "明细")

    assert [(row[2], row[8], row[9]) for row in found] == [
        ("甲厂", "首期", 180000.0),  # 60% of 30万元
        ('\'=HYPERLINK("x")', "一次拨付", 200000.0),
    ]
    assert "组合" not in found[0][11]


def test_the_printed_list_has_a_line_for_each_payment_that_its_number_explains(books):
    _, paths = books

    printed, full = (rows(paths["拨付清单"], name) for name in ("拨付清单", "明细"))

    assert [(row[0], row[3], row[6]) for row in printed] == [
        (row[0], row[4], row[9]) for row in full
    ]
    with zipfile.ZipFile(paths["拨付清单"]) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    # Upright, as wide as the page, and no row higher than a line: the format leaves those unsaid.
    assert 'orientation="portrait"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'ht="' not in sheet.split('<row r="4"')[1].split("</row>")[0].split(">")[0]


def test_totals_are_live_sums(books):
    _, paths = books

    with zipfile.ZipFile(paths["拨付清单"]) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    formulas = re.findall(r"<f>(.*?)</f>", sheet)
    assert any(re.fullmatch(r"SUM\(G\d+:G\d+\)", each) for each in formulas)
    assert not any("HYPERLINK" in each for each in formulas)


def test_steps_add_up_from_what_measures_give_to_what_is_awarded(books):
    settlement, paths = books

    [first, second] = rows(paths["资金测算表"], "资金测算表")

    assert [first[1], first[8], first[9], first[10]] == ["研发补助", 350000.0, -50000.0, 300000.0]
    assert first[8] + first[9] == first[10]
    assert sum(row[10] for row in (first, second)) * 100 == settlement.awarded


def test_what_waits_names_the_cell_and_who_gets_nothing_the_reason(books):
    _, paths = books

    [waiting] = rows(paths["待核实清单"], "待核实")
    refused = rows(paths["不予支持及理由"], "不符合")
    lost = rows(paths["不予支持及理由"], "符合而未取")

    assert (waiting[1], waiting[6], waiting[7]) == ("丙厂", "规模以上", "企业.csv 企业!D4")
    assert ("丁厂", "研发补助", "研发费用 > 0元") in [(r[1], r[3], r[6]) for r in refused]
    assert ("甲厂", "上台阶奖励", "择高未取") in [(r[1], r[3], r[7]) for r in lost]


def test_what_is_published_has_no_codes(books):
    _, paths = books

    [sheet] = read_sheets(paths["拟支持名单公示表"])

    assert not any(cell in ("A", "B") for row in sheet.rows for cell in row)


def test_the_ledger_that_is_written_is_read_as_the_next_one(books):
    _, paths = books

    draft = FORM.read(paths["兑付台账"])
    ledger = Ledger.of(draft.table)

    found = [(p.id, p.instalment, p.due, p.amount, str(p.state)) for p in ledger.payments]
    assert found == [
        ("A", "首期", 2025, 180000_00, "已拨付"),
        ("A", "尾款", 2026, 120000_00, "以后年度"),
        ("B", "一次拨付", 2025, 200000_00, "已拨付"),
    ]
