"""政策体检: what is certain, what waits for which cell, what is narrowly missed; as docx and html."""

from pathlib import Path

import docx
import pytest

from gangmu.reports.checkup import write_checkup, write_checkup_page
from gangmu.settlement.checkup import check_up
from gangmu.terms import InputError

WAN = 10**4
MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - {名称: 上台阶奖励, 依据: 一, 对象: 企业, 条件: [营业收入 ≥ 1000万元], 给付: 10万元}
  - {名称: 研发补助, 依据: 二, 对象: 企业, 条件: [研发费用 ≥ 100万元], 给付: 5% × 研发费用}
  - {名称: 升规奖励, 依据: 三, 对象: 企业, 条件: [规模以上], 给付: 20万元}
  - {名称: 技改补助, 依据: 四, 对象: 项目, 条件: [设备投资额 > 0元], 给付: 10% × 设备投资额}
"""


@pytest.fixture
def settled(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B"],
        企业名称=["甲<厂>", "乙厂"],
        营业收入=[1000 * WAN, 1],
        研发费用=[90 * WAN, 0],
        规模以上=[None, False],
    )
    world.register(
        "项目", 项目编号=["P1"], 项目名称=["产线"], 统一社会信用代码=["A"], 设备投资额=[200 * WAN]
    )
    return world.settle(MEASURES)


def test_an_enterprise_is_examined_with_its_projects(settled):
    found = check_up(settled, "甲")

    assert {e.measure: e.awarded.low // 100 for e in found.granted} == {
        "上台阶奖励": 10 * WAN,
        "技改补助": 20 * WAN,
    }
    assert found.awarded == 30 * WAN * 100
    [waiting] = found.waiting
    assert (waiting.measure, waiting.places) == ("升规奖励", ("企业.csv 企业!E2",))
    [gap] = found.gaps
    assert gap.failed == (("研发费用 ≥ 100万元", "还差 10万元"),)


def test_the_owner_of_a_project_is_examined(settled):
    assert check_up(settled, "P1").code == "A"


def test_nobody_of_that_name(settled):
    with pytest.raises(InputError, match="没有找到企业或项目「丙」"):
        check_up(settled, "丙")


def test_the_sheet_is_written_for_word_and_for_a_browser(settled, tmp_path: Path):
    found = check_up(settled, "甲")

    word = docx.Document(str(write_checkup(found, tmp_path / "单.docx")))
    page = write_checkup_page(found, tmp_path / "单.html").read_text("utf-8")

    text = "\n".join(p.text for p in word.paragraphs)
    assert "已能确定 2 项，合计 300,000.00 元" in text
    assert [table.cell(0, 0).text for table in word.tables] == ["措施"] * 3
    assert "甲&lt;厂&gt;" in page
    assert "企业.csv 企业!E2" in page
