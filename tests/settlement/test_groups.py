"""组合 and 梯队: who wins, who is outdone, and when nobody can say yet."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gangmu.settlement.decisions import FORM as DECISIONS
from gangmu.settlement.groups import highest
from gangmu.settlement.ledger import FORM as LEDGER

WAN = 10_000


def test_the_higher_amount_is_taken_and_of_equal_ones_the_first():
    assert highest([(50, 50), (100, 100)]) == [False, True]
    assert highest([(50, 50), (50, 50)]) == [True, False]


def test_a_claim_that_can_never_exceed_the_winner_is_outdone():
    assert highest([(100, 100), (0, 100)]) == [True, False]


def test_a_claim_that_may_exceed_the_winner_leaves_both_undecided():
    assert highest([(0, 100), (50, 50)]) == [None, None]


def test_of_three_two_are_taken():
    assert highest([(10, 10), (30, 30), (20, 20)], count=2) == [False, True, True]


@st.composite
def rivals(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[int], int]:
    ends = [
        sorted(draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
        for _ in range(draw(st.integers(2, 5)))
    ]
    truth = [draw(st.integers(low, high)) for low, high in ends]
    return [(low, high) for low, high in ends], truth, draw(st.integers(1, 3))


@given(rivals())
def test_what_is_decided_stays_decided_whatever_a_missing_fact_turns_out_to_be(case):
    claims, truth, count = case

    before = highest(claims, count)
    after = highest([(amount, amount) for amount in truth], count)

    assert all(a is None or a == b for a, b in zip(before, after, strict=True))
    assert sum(each is True for each in after) == min(count, len(claims))


MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - {名称: 研发补助, 依据: 一, 对象: 企业, 条件: [研发费用 > 0元], 给付: 10% × 研发费用}
  - {名称: 上台阶奖励, 依据: 二, 对象: 企业, 条件: [营业收入 ≥ 1亿元], 给付: 20万元}
  - {名称: 亩均奖励, 依据: 三, 对象: 企业, 条件: [营业收入 ≥ 1000万元], 给付: 15万元}
"""
FIRMS = {
    "统一社会信用代码": ["A", "B", "C"],
    "企业名称": ["甲厂", "乙厂", "丙厂"],
    "营业收入": [2 * 10**8, 2 * 10**8, None],
    "研发费用": [300 * WAN, 100 * WAN, 150 * WAN],
}


def settled(world, group: str):
    world.register("企业", **FIRMS)
    return world.settle(MEASURES + "组合:\n  - " + group + "\n")


def test_highest_of_three(world):
    found = settled(world, "{方式: 择高, 措施: 全部, 依据: 四}")

    assert world.awarded(found) == {"甲厂": 30 * WAN, "乙厂": 20 * WAN, "丙厂": 0}
    assert world.treatments(found)["亩均奖励", "甲厂"] == "择高未取"
    assert world.treatments(found)["上台阶奖励", "丙厂"] == "待核实"


def test_stackable_is_said_and_changes_nothing(world):
    found = settled(world, "{方式: 可叠加, 措施: [研发补助, 上台阶奖励], 依据: 四}")

    assert world.awarded(found)["甲厂"] == 65 * WAN


def test_at_most_two_of_three(world):
    found = settled(world, "{方式: 至多, 几项: 2项, 措施: 全部, 依据: 四}")

    assert world.awarded(found)["甲厂"] == 50 * WAN


def test_a_choice_waits_for_the_applicant(world):
    found = settled(world, "{方式: 择一, 措施: [研发补助, 上台阶奖励], 依据: 四}")

    assert world.treatments(found)["研发补助", "甲厂"] == "待核实"
    line = world.line(found, "研发补助", "甲厂")
    assert line["因由"] == "择一：「研发补助」、「上台阶奖励」只能取一项，还没有选定"


def test_a_choice_that_was_made_is_taken(world):
    world.keep(
        DECISIONS, 编号=["A"], 措施=["上台阶奖励"], 结论=["选定"], 复核人=["工信科"],
        日期=[date(2026, 5, 1)], 证据=["申报表"],
    )  # fmt: skip
    found = settled(world, "{方式: 择一, 措施: [研发补助, 上台阶奖励], 依据: 四}")

    assert world.treatments(found)["上台阶奖励", "甲厂"] == "拨付"
    assert world.treatments(found)["研发补助", "甲厂"] == "择高未取"


def test_a_top_up_pays_the_difference_to_what_was_received(world):
    world.keep(
        LEDGER, 编号=["A"], 企业代码=["A"], 文号=["临府发〔2026〕1号"], 措施=["上台阶奖励"],
        核定年度=[2024], 期次=["一次拨付"], 应付年度=[2024], 金额=[12 * WAN * 100], 状态=["已拨付"],
    )  # fmt: skip
    found = settled(world, "{方式: 补差, 措施: [研发补助, 上台阶奖励], 依据: 四}")

    assert world.awarded(found)["甲厂"] == (30 - 12 + 15) * WAN


def test_a_top_up_without_a_ledger_is_not_known(world):
    found = settled(world, "{方式: 补差, 措施: [研发补助, 上台阶奖励], 依据: 四}")

    assert world.treatments(found)["研发补助", "甲厂"] == "待核实"


LADDER = """
文号: 临府发〔2026〕1号
措施:
  - {名称: 龙头奖励, 依据: 一, 对象: 企业, 条件: [名录 包含 龙头企业, 营业收入 ≥ 5亿元], 给付: 100万元}
  - {名称: 骨干奖励, 依据: 二, 对象: 企业, 条件: [名录 包含 骨干企业], 给付: 50万元}
梯队:
  - 名称: 龙头骨干
    由低到高:
      - {措施: 骨干奖励, 在册: 名录 包含 骨干企业}
      - {措施: 龙头奖励, 在册: 名录 包含 龙头企业}
    晋级补差: 否
    依据: 三
"""


def test_who_stands_on_the_higher_rung_does_not_fall_back_on_the_lower(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B", "C", "D"],
        企业名称=["甲", "乙", "丙", "丁"],
        营业收入=[6 * 10**8, 10**8, 10**8, 10**8],
        名录=[frozenset({"龙头企业", "骨干企业"}), frozenset({"龙头企业", "骨干企业"}),
              frozenset({"骨干企业"}), None],
    )  # fmt: skip

    found = world.settle(LADDER)

    assert world.awarded(found) == {"甲": 100 * WAN, "乙": 0, "丙": 50 * WAN, "丁": 0}
    assert world.treatments(found)["骨干奖励", "乙"] == "不予"
    assert world.treatments(found)["骨干奖励", "丁"] == "待核实"
