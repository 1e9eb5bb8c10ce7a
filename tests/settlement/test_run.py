"""A whole run over a small registry: verdicts, groups, reasons, places, and the same bytes again."""

from datetime import date
from pathlib import Path

import pytest

from gangmu.measures.facts import load_facts
from gangmu.settlement.judging import refusals
from gangmu.settlement.ledger import FORM as LEDGER
from gangmu.settlement.run import keep, settle
from gangmu.store import Workspace
from gangmu.terms import InputError

BOOK = load_facts()
DAY = date(2026, 6, 30)


def test_everyone_whom_a_measure_may_pay_is_a_line(workspace: Workspace, measures):
    lines = settle(workspace, measures(), BOOK, DAY).lines.to_pylist()

    assert [(x["措施"], x["名称"], x["结论"], x["处理"], x["拨付"]) for x in lines] == [
        ("龙头企业奖励", "甲厂", "符合", "拨付", 10**8),
        ("龙头企业奖励", "丙厂", "待核实", "待核实", 0),
        ("研发补助", "甲厂", "符合", "择高未取", 0),
        ("研发补助", "乙厂", "符合", "拨付", 10**8),
        ("研发补助", "丙厂", "符合", "待核实", 0),
        ("技改补助", "甲厂产线", "符合", "拨付", 40 * 10**6),
        ("技改补助", "外地产线", "待核实", "待核实", 0),
    ]


def test_a_day_within_the_year_is_told(workspace: Workspace, measures):
    early = settle(workspace, measures(), BOOK, date(2025, 12, 31)).notes

    assert "基准日 2025-12-31 在考核年度（2025 年）之内" in early[0]
    assert not any("考核年度" in note for note in settle(workspace, measures(), BOOK, DAY).notes)


def test_who_is_refused_is_told_by_the_first_requirement_that_fails(workspace, measures):
    settlement = settle(workspace, measures(), BOOK, DAY)

    refused = [
        (
            settlement.round.applicants["企业"].names[each.row],
            settlement.round.measures[0].tests[each.test].text,
        )
        for each in refusals(settlement.judged, 0)
    ]

    assert refused == [("乙厂", "营业收入 ≥ 5亿元"), ("丁厂", "注册地 = 临江区")]


def test_a_line_says_why_and_where_a_missing_fact_belongs(workspace: Workspace, measures):
    settlement = settle(workspace, measures(), BOOK, DAY)
    at = {(x["措施"], x["名称"]): i for i, x in enumerate(settlement.lines.to_pylist())}

    assert "10% × 1000万元 = 100万元" in settlement.reason(at["研发补助", "乙厂"])
    assert "组合：择高：已取「龙头企业奖励」" in settlement.reason(at["研发补助", "甲厂"])
    assert "择高待定" in settlement.reason(at["研发补助", "丙厂"])
    leader, abroad = at["龙头企业奖励", "丙厂"], at["技改补助", "外地产线"]
    assert settlement.lines["缺少"][leader].as_py() == "营业收入"
    assert settlement.judged.places(settlement.round, leader) == ["enterprises.xlsx 企业!D4"]
    assert settlement.judged.places(settlement.round, abroad) == ["登记表中没有这家企业"]


def test_the_trail_keeps_what_was_before_and_after(workspace: Workspace, measures):
    trail = settle(workspace, measures(), BOOK, DAY).trail.to_pylist()

    [first] = [row for row in trail if row["后处理"] == "择高未取"]

    assert (first["步骤"], first["前下限"], first["后上限"]) == ("组合", 5 * 10**7, 0)
    assert first["说明"] == "择高：已取「龙头企业奖励」"


def test_the_totals_add_up_to_the_lines(workspace: Workspace, measures):
    settlement = settle(workspace, measures(), BOOK, DAY)

    totals = {t.measure: (t.eligible, t.undecided, t.ineligible, t.paid) for t in settlement.totals}

    assert totals == {
        "龙头企业奖励": (1, 1, 2, 10**8),
        "研发补助": (3, 0, 1, 10**8),
        "技改补助": (1, 1, 0, 40 * 10**6),
    }
    assert settlement.paid == sum(settlement.lines.column("拨付").to_pylist())


def test_the_same_inputs_give_the_same_run_byte_for_byte(workspace: Workspace, measures):
    first = keep(workspace, settle(workspace, measures(), BOOK, DAY))
    before = {path.name: path.read_bytes() for path in first.iterdir()}

    second = keep(workspace, settle(workspace, measures(), BOOK, DAY))

    assert second == first
    assert {path.name: path.read_bytes() for path in second.iterdir()} == before
    assert set(before) == {
        "lines.parquet", "trail.parquet", "plan.parquet", "shares.parquet", "manifest.json",
    }  # fmt: skip


def test_another_day_or_another_measure_file_is_another_run(workspace: Workspace, measures):
    first = settle(workspace, measures(), BOOK, DAY).id
    later = settle(workspace, measures(), BOOK, date(2026, 7, 1)).id
    text = measures()[0].path.read_text("utf-8").replace("5亿元", "4亿元")
    changed = settle(workspace, measures(text), BOOK, DAY).id

    assert len({first, later, changed}) == 3


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2025, 12, 31), "基准日 2025-12-31 早于施行日期 2026-01-01"),
        (date(2027, 1, 1), "基准日 2027-01-01 晚于失效日期 2026-12-31"),
    ],
)
def test_a_file_out_of_force_is_skipped_with_its_reason(workspace, measures, day, reason):
    settlement = settle(workspace, measures(), BOOK, day)

    assert settlement.lines.num_rows == 0
    assert [skipped.reason for skipped in settlement.skipped] == [reason]


def test_a_repealed_document_pays_nothing(workspace: Workspace, measures):
    repealed = {"临府发〔2026〕1号": "已被临府发〔2026〕9号废止"}

    settlement = settle(workspace, measures(), BOOK, DAY, repealed)

    assert settlement.paid == 0
    assert settlement.skipped[0].reason == "已被临府发〔2026〕9号废止"


def test_without_a_registry_the_error_says_what_to_do(tmp_path: Path, measures):
    empty = Workspace.init(tmp_path / "空", "空", "临江区", 2025)

    with pytest.raises(InputError, match=r"还没有导入企业登记.*先运行 gangmu import"):
        settle(empty, measures(), BOOK, DAY)


AGAIN = """
文号: 临府发〔2026〕9号
措施:
  - {名称: 研发补助, 依据: 一, 对象: 企业, 频次: 每年, 条件: [高新技术企业], 给付: 10万元}
"""


def test_what_the_ledger_has_paid_for_the_same_year_is_told(world):
    world.register(
        "企业", 统一社会信用代码=["A", "B"], 企业名称=["甲", "乙"], 高新技术企业=[True, True]
    )
    assert not [note for note in world.settle(AGAIN).notes if "再付一次" in note]
    world.keep(
        LEDGER,
        编号=["A"], 企业代码=["A"], 文号=["临府发〔2026〕9号"], 措施=["研发补助"], 核定年度=[2025],
        期次=["一次拨付"], 应付年度=[2025], 金额=[10_0000_00], 状态=["本期拨付"], 说明=[None],
    )  # fmt: skip

    [note] = [note for note in world.settle(AGAIN).notes if "再付一次" in note]

    assert "已有 2025 年度拨付的 1 笔（甲）" in note
