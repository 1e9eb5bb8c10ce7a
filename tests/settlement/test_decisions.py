"""复核: people decide within what a measure allows, on evidence; and what fits nothing is said."""

from datetime import date
from pathlib import Path

import pytest

from gangmu.reading.sheets import read_sheets
from gangmu.settlement.decisions import FORM
from gangmu.terms import InputErrors

WAN, YI = 10**4, 10**8
MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - {名称: 研发补助, 依据: 一, 对象: 企业, 条件: [研发费用 > 0元, 规模以上], 给付: 10% × 研发费用}
  - {名称: 落户奖励, 依据: 二, 对象: 企业, 条件: [规模以上], 给付: 不超过 200万元}
"""


@pytest.fixture
def firms(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B"],
        企业名称=["甲厂", "乙厂"],
        研发费用=[100 * WAN, 200 * WAN],
        规模以上=[True, None],
    )
    return world


def decide(world, **columns) -> None:
    rows = len(columns["编号"])
    given = {
        "复核人": ["工信科"] * rows,
        "日期": [date(2026, 5, 1)] * rows,
        "证据": ["统计证明"] * rows,
    }
    world.keep(FORM, **(given | columns))


def test_passed_makes_a_pending_verdict_certain(firms):
    decide(firms, 编号=["B"], 措施=["研发补助"], 结论=["通过"])

    line = firms.line(firms.settle(MEASURES), "研发补助", "乙厂")

    assert (line["结论"], line["处理"], line["核定"]) == ("符合", "拨付", 20 * WAN * 100)
    assert line["因由"].startswith("2026-05-01 工信科复核通过（证据：统计证明；")


def test_an_amount_within_discretion_is_fixed(firms):
    decide(firms, 编号=["A"], 措施=["落户奖励"], 结论=["通过"], 核定金额=[120 * WAN * 100])

    found = firms.settle(MEASURES)

    assert firms.line(found, "落户奖励", "甲厂")["核定"] == 120 * WAN * 100
    assert firms.treatments(found)["落户奖励", "乙厂"] == "待核实"


def test_an_amount_beyond_the_measure_is_not_taken(firms):
    decide(firms, 编号=["A"], 措施=["落户奖励"], 结论=["通过"], 核定金额=[300 * WAN * 100])

    found = firms.settle(MEASURES)

    assert firms.treatments(found)["落户奖励", "甲厂"] == "待核实"
    assert "核定金额 300万元 不在 0元 至 200万元 之内，未采用" in found.notes[0]


def test_an_amount_other_than_the_measure_gives_is_not_taken(firms):
    decide(firms, 编号=["B"], 措施=["研发补助"], 结论=["通过"], 核定金额=[15 * WAN * 100])

    assert "核定金额 15万元 不是按措施算出的 20万元，未采用" in firms.settle(MEASURES).notes[0]


def test_a_refusal_ends_a_line_and_the_later_of_two_decisions_holds(firms):
    decide(
        firms, 编号=["A", "A"], 措施=["研发补助"] * 2, 结论=["不予", "通过"],
        日期=[date(2026, 5, 2), date(2026, 5, 1)],
    )  # fmt: skip

    assert firms.treatments(firms.settle(MEASURES))["研发补助", "甲厂"] == "不予"


def test_a_decision_that_fits_no_line_is_noted(firms):
    decide(firms, 编号=["C"], 措施=["研发补助"], 结论=["通过"])

    assert (
        firms.settle(MEASURES)
        .notes[0]
        .startswith("复核对不上：C「研发补助」没有符合或待核实的记录")
    )


def test_decisions_are_inputs_of_the_run(firms):
    before = firms.settle(MEASURES).id
    decide(firms, 编号=["A"], 措施=["研发补助"], 结论=["不予"])

    after = firms.settle(MEASURES)

    assert after.id != before
    assert [name for name, _ in after.inputs if "复核" in name] == ["快照 复核"]


def test_a_form_is_read_whole_or_every_bad_cell_is_listed(tmp_path: Path):
    path = tmp_path / "decisions.csv"
    path.write_text(
        "复核记录,,,,,\n编号,措施,结论,核定金额（万元）,复核人,日期,证据\n"
        "A,研发补助,同意,10,工信科,2026-05-01,统计证明\n"
        "B,研发补助,通过,十万,工信科,5月1日,\n合计,,,,,,\n",
        "utf-8",
    )
    assert read_sheets(path)

    with pytest.raises(InputErrors) as caught:
        FORM.read(path)

    assert [str(error) for error in caught.value.errors] == [
        "decisions.csv decisions!C3：「结论」写的是「同意」。可以写：通过、不予、选定、待补",
        "decisions.csv decisions!D4：「核定金额」应是数，写的是「十万」。只写数字",
        "decisions.csv decisions!F4：「日期」应是日期，写的是「5月1日」。写成 2024-03-01",
        "decisions.csv decisions!G4：缺少「证据」。请补上",
    ]


def test_a_form_without_its_header_says_what_it_needs(tmp_path: Path):
    path = tmp_path / "decisions.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")

    with pytest.raises(
        Exception, match=r"没有找到复核表的表头.*编号、措施、结论、复核人、日期、证据"
    ):
        FORM.read(path)
