"""分期, 保持, 分担, 受益: what is paid when, by whom, to whom, and what must come back."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.arrangement import Consequence, Instalment, Level, Retention, Share, Split
from gangmu.measures.nodes import All
from gangmu.settlement.ledger import FORM as LEDGER
from gangmu.settlement.payment import divide, reclaimed, split

WAN = 10**4
CENT = Fraction(1, 100)


def part(name: str, amount: int | None = None, share: Fraction | None = None) -> Instalment:
    return Instalment(name, None if amount is None else Fraction(amount), share, 0, None, "")


@given(
    st.integers(0, 10**13),
    st.lists(st.integers(1, 40), min_size=1, max_size=4),
    st.sampled_from([CENT, Fraction(1), Fraction(10000)]),
)
def test_instalments_add_up_to_the_award(amount, weights, quantum):
    unit = int(quantum * 100)
    amount = amount // unit * unit
    shares = [Fraction(w, 200) for w in weights]
    parts = [*(part("期", share=s) for s in shares), part("余款")]

    paid = divide(parts, amount, quantum)

    assert sum(paid) == amount
    assert all(each >= 0 and each % unit == 0 for each in paid)


def test_a_reduced_award_pays_the_first_instalments_as_far_as_it_reaches():
    parts = [part("一", 10 * WAN), part("二", 20 * WAN), part("三", 30 * WAN)]

    assert divide(parts, 45 * WAN * 100, CENT) == [10 * WAN * 100, 20 * WAN * 100, 15 * WAN * 100]


def test_what_no_instalment_covers_is_shown_and_not_paid():
    assert divide([part("一", 10 * WAN)], 12 * WAN * 100, CENT) == [10 * WAN * 100, 2 * WAN * 100]


def test_what_a_breach_costs():
    def cost(consequence: Consequence, year: int) -> int:
        return reclaimed(Retention(5, All(()), consequence, ""), 100_00, 2023, year)

    assert cost(Consequence.STOP, 2024) == 0
    assert cost(Consequence.RECLAIM, 2027) == 100_00
    # 5 years from 2023: in 2025 three are left, 2023 + 5 − 2025.
    assert cost(Consequence.RECLAIM_REST, 2025) == 60_00


@given(st.integers(0, 10**13), st.integers(0, 100))
def test_levels_add_up_to_the_fen(amount, percent):
    rates = (
        Share("市", Level.RATE, Fraction(percent, 100)),
        Share("县", Level.RATE, 1 - Fraction(percent, 100)),
    )
    rest = (Share("市", Level.RATE, Fraction(percent, 100)), Share("县", Level.REST))

    for shares in (rates, rest):
        parts = split((amount, amount), Split(shares, False, ""))
        assert sum(low for low, _ in parts) == amount
        assert all(low == high for low, high in parts)


def test_not_less_than_the_other_level_is_an_interval():
    half = Split((Share("市级", Level.REST), Share("区级", Level.AT_LEAST, of="市级")), False, "")
    added = Split((Share("区级", Level.AT_LEAST, of="核定额"),), True, "")

    assert split((101, 101), half) == [(0, 50), (51, 101)]
    assert split((100, 100), added)[0][0] == 100  # at least as much again, without an upper end


MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - 名称: 园区奖励
    依据: 一
    对象: 企业
    条件: [营业收入 > 0元]
    给付: 1% × 营业收入
    上限: [{额: 10万元, 每: [所在园区, 年], 分摊: 按比例, 依据: 一}]
    受益: {谁: 园区, 按: 所在园区}
    用途: {不低于: 50%, 转付: 企业}
    分担: {市级: 50%, 区级: 余额}
"""


def test_the_park_is_paid_under_a_cap_that_its_firms_share(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B", "C"],
        企业名称=["甲", "乙", "丙"],
        所在园区=["东园", "东园", None],
        营业收入=[900 * WAN, 600 * WAN, 300 * WAN],  # 9 + 6 = 15万元 against 10万元; 3万元
    )

    found = world.settle(MEASURES)

    plan = [(row["收款人"], row["金额"] // 100, row["状态"]) for row in found.plan.to_pylist()]
    assert plan == [
        ("东园", 6 * WAN, "本期拨付"),
        ("东园", 4 * WAN, "本期拨付"),
        (None, 0, "待核实"),
    ]
    levels = [(row["级次"], row["金额"] // 100) for row in found.shares.to_pylist()[:2]]
    assert levels == [("市级", 3 * WAN), ("区级", 3 * WAN)]


BATCHES = """
文号: 临府发〔2026〕2号
措施:
  - 名称: 研发补助
    依据: 一
    对象: 企业
    条件: [研发费用 > 0元]
    给付: 10% × 研发费用
    上限: [{额: 30万元, 每: [企业, %s], 依据: 一}]
"""


def test_a_cap_for_the_year_counts_earlier_batches_and_one_for_the_batch_does_not(world):
    world.register("企业", 统一社会信用代码=["A"], 企业名称=["甲"], 研发费用=[500 * WAN])
    world.keep(
        LEDGER, 编号=["A"], 企业代码=["A"], 文号=["临府发〔2026〕2号"], 措施=["研发补助"],
        核定年度=[2025], 期次=["一次拨付"], 应付年度=[2025], 金额=[20 * WAN * 100], 状态=["已拨付"],
    )  # fmt: skip

    assert world.awarded(world.settle(BATCHES.replace("%s", "年"))) == {"甲": 10 * WAN}
    assert world.awarded(world.settle(BATCHES.replace("%s", "批次"))) == {"甲": 30 * WAN}


CARRY = """
文号: 临府发〔2026〕3号
措施:
  - {名称: 技改补助, 依据: 一, 对象: 企业, 条件: [技改投资额 > 0元], 给付: 10% × 技改投资额}
预算:
  - {额: {2025年: 100万元}, 措施: 全部, 不足: 滚动到下年, 顺序: [成立日期], 末位: 不拨付, 待核实: 等待, 取整: 元, 依据: 二}
"""


def test_who_the_money_does_not_reach_is_carried_over(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B", "C"],
        企业名称=["甲", "乙", "丙"],
        成立日期=[date(2020, 1, 3), date(2020, 1, 1), date(2020, 1, 2)],
        技改投资额=[300 * WAN, 600 * WAN, 500 * WAN],
    )

    found = world.settle(CARRY)

    assert world.awarded(found) == {"甲": 0, "乙": 60 * WAN, "丙": 0}
    assert world.treatments(found)["技改补助", "丙"] == "顺延下年"
    later = [
        (r["名称"], r["应付年度"], r["状态"]) for r in found.plan.to_pylist() if r["状态"] == "顺延"
    ]
    assert later == [("甲", 2026, "顺延"), ("丙", 2026, "顺延")]


ORDER = """
文号: 临府发〔2026〕4号
措施:
  - {名称: 甲奖, 依据: 一, 对象: 企业, 条件: [营业收入 > 0元], 给付: 100万元}
  - {名称: 乙奖, 依据: 二, 对象: 企业, 条件: [营业收入 > 0元], 给付: 60万元}
组合: [{方式: 择高, 措施: 全部, 依据: 三}]
共用上限: [{额: 50万元, 每: [企业, 年], 措施: [甲奖], 分摊: 按比例, 依据: 四}]
"""


def test_a_file_may_state_another_order_and_it_changes_the_money(world):
    world.register("企业", 统一社会信用代码=["A"], 企业名称=["甲"], 营业收入=[1])

    usual = world.settle(ORDER)
    stated = world.settle(ORDER + "次序: {步骤: [共用上限, 组合], 依据: 五}\n")

    assert world.awarded(usual) == {"甲": 50 * WAN}  # 100 is taken, then cut to 50
    assert world.awarded(stated) == {"甲": 60 * WAN}  # 100 is cut to 50, then 60 is the higher


def test_a_step_that_is_left_out_is_said_and_is_another_run(world):
    world.register("企业", 统一社会信用代码=["A"], 企业名称=["甲"], 营业收入=[1])
    usual = world.settle(ORDER)

    bare = world.settle(ORDER, without=["组合", "共用上限"])

    assert world.awarded(bare) == {"甲": 160 * WAN}
    assert bare.id != usual.id
    assert bare.notes[0] == "略去了步骤「组合」，只供比较，不能据以拨付"


PARTED = """
文号: 临府发〔2026〕3号
措施:
  - 名称: 升规奖励
    依据: 一
    对象: 企业
    条件: [规模以上]
    给付: 20万元
    分期:
      - {名称: 当年, 额: 10万元, 年份: 第1年}
      - {名称: 次年, 额: 10万元, 年份: 第2年}
  - 名称: 研发补助
    依据: 二
    对象: 企业
    条件: [高新技术企业]
    给付: 10万元
共用上限:
  - {名称: 每户上限, 额: 25万元, 每: [企业, 年], 措施: 全部, 分摊: 按比例, 依据: 三}
"""


def test_nothing_is_paid_of_an_award_that_waits(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B"],
        企业名称=["甲", "乙"],
        规模以上=[True, True],
        高新技术企业=[
            None,
            False,
        ],  # 甲's 20万元 may shrink to 16.67万元: its first 10万元 are sure
    )

    found = world.settle(PARTED)

    plan = [(row["名称"], row["期次"], row["状态"]) for row in found.plan.to_pylist()]
    assert plan == [
        ("甲", "当年", "待核实"),
        ("甲", "次年", "待核实"),
        ("乙", "当年", "本期拨付"),
        ("乙", "次年", "以后年度"),
        ("甲", "一次拨付", "待核实"),
    ]
    assert found.paid == sum(row["拨付"] for row in found.lines.to_pylist()) == 10 * WAN * 100
