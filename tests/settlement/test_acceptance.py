"""Real clauses settled to the 元: the amounts are worked out by hand beside each case.

The shapes are those of real measures (ids M… of the collection of measures); firms are numbered.
"""

from datetime import date

import pytest

from gangmu.settlement.ledger import FORM as LEDGER

WAN, YI = 10**4, 10**8


def firms(count: int) -> dict[str, list[object]]:
    return {
        "统一社会信用代码": [f"F{i:02}" for i in range(1, count + 1)],
        "企业名称": [f"企业{i:02}" for i in range(1, count + 1)],
    }


# ---------------------------------------------------------------- 临沂 M011: grades and a budget

BENCHMARKS = """
文号: 临政办字〔2021〕73号
措施:
  - 名称: 技改标杆奖励
    依据: 三
    对象: 企业
    条件: [技改投资额 ≥ 1亿元]
    排序:
      方法: 单指标
      指标: [{按: 技改投资额, 权: 1}]
      同分: []
      仍同分: 待定
      名额:
        - {等次: 一等奖, 名额: 3家, 给付: 300万元}
        - {等次: 二等奖, 名额: 5家, 给付: 200万元}
        - {等次: 三等奖, 名额: 12家, 给付: 100万元}
      递补: 2家
预算:
  - {名称: 技改标杆资金, 额: 3100万元, 措施: 全部, 不足: 按名次, 末位: 部分拨付, 待核实: 等待, 取整: 元, 依据: 三}
"""


def test_linyi_three_grades_spend_the_whole_budget(world):
    # 25 firms invest 2.5亿, 2.4亿 … 0.1亿; 16 reach 1亿元; add ten more above it.
    invested = [(40 - i) * YI // 10 for i in range(1, 26)]  # 3.9亿 … 1.5亿
    world.register("企业", **firms(25), 技改投资额=invested)

    found = world.settle(BENCHMARKS)

    paid = world.awarded(found)
    assert [paid[f"企业{i:02}"] // WAN for i in range(1, 26)] == (
        [300] * 3 + [200] * 5 + [100] * 12 + [0] * 5
    )
    assert found.awarded == 3100 * WAN * 100  # 3×300 + 5×200 + 12×100 = 3100万元
    assert world.treatments(found)["技改标杆奖励", "企业21"] == "候补"
    assert world.treatments(found)["技改标杆奖励", "企业23"] == "未入围"
    assert world.line(found, "技改标杆奖励", "企业22")["因由"].endswith("候补第 2 位")


def test_linyi_a_smaller_budget_pays_by_rank_and_the_last_in_part(world):
    invested = [(40 - i) * YI // 10 for i in range(1, 26)]
    world.register("企业", **firms(25), 技改投资额=invested)

    found = world.settle(BENCHMARKS.replace("额: 3100万元", "额: 3050万元"))

    paid = world.awarded(found)
    assert paid["企业19"] == 100 * WAN
    assert paid["企业20"] == 50 * WAN
    assert found.awarded == 3050 * WAN * 100


def test_linyi_who_is_not_known_yet_holds_up_only_who_depends_on_it(world):
    invested = [(40 - i) * YI // 10 for i in range(1, 26)]
    invested[20] = None  # 企业21 might stand anywhere
    world.register("企业", **firms(25), 技改投资额=invested)

    found = world.settle(BENCHMARKS)

    line = world.line(found, "技改标杆奖励", "企业01")  # first or second: a first prize either way
    assert (line["核定"], line["处理"]) == (300 * WAN * 100, "拨付")
    third = world.line(found, "技改标杆奖励", "企业03")  # third or fourth
    assert (third["核定下限"], third["核定上限"]) == (200 * WAN * 100, 300 * WAN * 100)
    assert third["处理"] == "待核实"
    assert "企业21" in third["因由"]


# ---------------------------------------------------------------- 呼和浩特 M038: 10/20/30, lost on 退规

FIRST = """
文号: 呼政发〔2025〕10号
措施:
  - 名称: 首次纳规奖励
    依据: 一
    对象: 企业
    条件: [规模以上, 首次升规年度 = 2023年]
    给付: 60万元
    分期:
      - {名称: 第一年, 额: 10万元, 年份: 第1年}
      - {名称: 第二年, 额: 20万元, 年份: 第2年, 前提: 规模以上}
      - {名称: 第三年, 额: 30万元, 年份: 第3年, 前提: 规模以上}
    保持: {期限: 3年, 违反: 非 规模以上, 后果: 停发余款}
"""


def next_ledger(world, found) -> None:
    """Keep what a run planned as the next year's ledger."""
    rows = found.plan.to_pylist()
    columns = {
        "编号": "编号", "企业代码": "企业代码", "文号": "文号", "措施": "措施", "核定年度": "核定年度",
        "期次": "期次", "应付年度": "应付年度", "金额": "金额", "状态": "状态",
    }  # fmt: skip
    world.keep(LEDGER, **{name: [row[key] for row in rows] for name, key in columns.items()})


def states(found) -> list[tuple[str, str, int, str]]:
    return [
        (row["名称"], row["期次"], row["金额"] // (100 * WAN), row["状态"])
        for row in found.plan.to_pylist()
    ]


def test_hohhot_ten_twenty_thirty_are_lost_on_leaving(world):
    years = {"首次升规年度": [2023, 2023, 2023]}
    world.register("企业", **firms(3), **years, 规模以上=[True, True, True])

    first = world.settle(FIRST, year=2023)

    assert first.awarded == 180 * WAN * 100
    assert first.paid == 30 * WAN * 100  # 3 × 10万元
    next_ledger(world, first)
    world.register("企业", **firms(3), **years, 规模以上=[True, False, None])

    later = FIRST.replace("首次升规年度 = 2023年", "首次升规年度 = 2024年")
    second = world.settle(later, year=2024)

    assert second.paid == 20 * WAN * 100  # only 企业01
    assert states(second) == [
        ("企业01", "第一年", 10, "已拨付"),
        ("企业01", "第二年", 20, "本期拨付"),
        ("企业01", "第三年", 30, "以后年度"),
        ("企业02", "第一年", 10, "已拨付"),  # what was paid is kept
        ("企业02", "第二年", 20, "停发"),
        ("企业02", "第三年", 30, "停发"),
        ("企业03", "第一年", 10, "已拨付"),
        ("企业03", "第二年", 20, "待核实"),
        ("企业03", "第三年", 30, "以后年度"),
    ]
    next_ledger(world, second)
    world.register("企业", **firms(3), **years, 规模以上=[True, True, True])

    third = world.settle(later, year=2025)

    # 企业02 is above the scale again, and stays without; 企业03 gets what was open, and the third.
    assert third.paid == (30 + 20 + 30) * WAN * 100
    assert ("企业02", "第三年", 30, "停发") in states(third)


# ---------------------------------------------------------------- 宁波 M041: 30 % and 70 %, then 60 % of the increment

NINGBO = """
文号: 甬政发〔2020〕1号
措施:
  - 名称: 重大项目补助
    依据: 一
    对象: 项目
    条件: [总投资 ≥ 1亿元]
    给付: 10% × 设备投资额
    上限: 2000万元
    分期:
      - {名称: 开工, 比例: 30%, 年份: 第1年, 前提: 开工日期 ≤ 2025-12-31}
      - {名称: 竣工投产, 比例: 余款, 年份: 第1年, 前提: 验收合格}
  - 名称: 达产增量奖励
    依据: 二
    对象: 项目
    条件: [验收合格, 企业.区级地方贡献 > 企业.上年区级地方贡献]
    给付: 60% × (企业.区级地方贡献 - 企业.上年区级地方贡献)
    取整: 元
"""


def test_ningbo_pays_thirty_percent_at_the_start_and_the_rest_in_production(world):
    world.facts("企业:\n  上年区级地方贡献: {类型: 金额, 标识: district_revenue_prior, 期: 年}\n")
    world.register(
        "企业",
        **firms(2),
        区级地方贡献=[500 * WAN, 1234567],
        上年区级地方贡献=[400 * WAN, 1000001],
    )
    world.register(
        "项目",
        项目编号=["P1", "P2"],
        项目名称=["项目一", "项目二"],
        统一社会信用代码=["F01", "F02"],
        总投资=[2 * YI, 3 * YI],
        设备投资额=[YI, 25000 * WAN],  # 10% = 1000万元; 2500万元, capped at 2000万元
        开工日期=[date(2025, 3, 1), date(2025, 5, 1)],
        验收合格=[False, True],
    )

    found = world.settle(NINGBO)

    assert states(found)[:4] == [
        ("项目一", "开工", 300, "本期拨付"),
        ("项目一", "竣工投产", 700, "以后年度"),
        ("项目二", "开工", 600, "本期拨付"),
        ("项目二", "竣工投产", 1400, "本期拨付"),
    ]
    increment = world.line(found, "达产增量奖励", "项目二")
    assert increment["核定"] == 14074000  # 60% × 234566 元 = 140739.6 元 → 140740 元
    assert found.paid == (300 + 600 + 1400) * WAN * 100 + 14074000


# ---------------------------------------------------------------- 海口 M109: six indicators, rank-sum, top ten

HAIKOU = """
文号: 海府规〔2021〕3号
措施:
  - 名称: 综合效益十强奖励
    依据: 十二
    对象: 企业
    条件: [工业总产值 ≥ 1亿元, 研发费用 ≥ 1000万元, 工业总产值增速 > 0%, 利润总额 > 0元]
    排序:
      方法: 名次加权和
      指标:
        - {按: 工业总产值, 权: 2}
        - {按: 工业总产值增速, 权: 1}
        - {按: 实缴税金, 权: 2}
        - {按: 利润总额, 权: 2}
        - {按: 研发费用占比, 权: 1}
        - {按: 研发费用, 权: 2}
      同名次: 并列占位
      同分: [工业总产值]
      仍同分: 待定
      名额: [{等次: 十强, 名额: 10家, 给付: 10万元}]
    分担: {市级: 50%, 区级: 余额}
"""


def haikou(**changed: tuple[int, object]) -> dict[str, list[object]]:
    """Twelve firms; number i is i-th in every indicator, so its sum is 10 × i, but for changes."""
    table: dict[str, list[object]] = {
        "工业总产值": [(30 - i) * YI for i in range(1, 13)],
        "工业总产值增速": [f"{30 - i}/100" for i in range(1, 13)],
        "实缴税金": [(30 - i) * 10 * WAN for i in range(1, 13)],
        "利润总额": [(30 - i) * 20 * WAN for i in range(1, 13)],
        "研发费用占比": [f"{40 - i}/1000" for i in range(1, 13)],
        "研发费用": [(30 - i) * 100 * WAN for i in range(1, 13)],
    }
    for name, (firm, value) in changed.items():
        table[name][firm - 1] = value
    return firms(12) | table


def test_haikou_the_least_weighted_rank_sums_win(world):
    # 企业11 overtakes 企业10 in output, tax and profit (weights 2+2+2):
    # 企业10: 11×6 + 10×4 = 106; 企业11: 10×6 + 11×4 = 104.
    values = haikou(
        工业总产值=(11, 205 * YI // 10), 实缴税金=(11, 205 * WAN), 利润总额=(11, 410 * WAN)
    )
    world.register("企业", **values)

    found = world.settle(HAIKOU)

    winners = [name for name, amount in world.awarded(found).items() if amount]
    assert winners == [f"企业{i:02}" for i in (1, 2, 3, 4, 5, 6, 7, 8, 9, 11)]
    assert world.line(found, "综合效益十强奖励", "企业11")["名次"] == 10
    assert world.line(found, "综合效益十强奖励", "企业10")["名次"] == 11
    assert found.awarded == 100 * WAN * 100
    levels = [(row["级次"], row["金额"]) for row in found.shares.to_pylist()[:2]]
    assert levels == [("市级", 5 * WAN * 100), ("区级", 5 * WAN * 100)]


def test_haikou_a_missing_tax_figure_leaves_the_border_open_and_says_for_whom_it_waits(world):
    world.register("企业", **haikou(实缴税金=(12, None)))

    found = world.settle(HAIKOU)

    # 企业12 may be first in tax: its sum is 12×8 + 2×(1…12) = 98…120, so 10th (100) may become 11th.
    assert world.treatments(found)["综合效益十强奖励", "企业01"] == "拨付"
    tenth = world.line(found, "综合效益十强奖励", "企业10")
    assert (tenth["处理"], tenth["核定上限"]) == ("待核实", 10 * WAN * 100)
    assert "企业12" in tenth["因由"]


# ---------------------------------------------------------------- 光明 M100, M101: area, year, 2:1:1

GUANGMING_FACTS = """
企业:
  档次: {类型: 分类, 标识: tier}
  自有用房: {类型: 是否, 标识: owns_premises}
  指导租金: {类型: 数量, 单位: 元/平方米, 标识: guide_rent}
  购房面积: {类型: 数量, 单位: 平方米, 标识: bought_area}
"""
GUANGMING = """
文号: 深光规〔2020〕1号
措施:
  - 名称: 用房租金补贴
    依据: 七/1
    对象: 企业
    定义:
      面积上限:
        分档: {列: [档次, 值], 行: [["一档、二档、三档", 10000平方米], [四档, 5000平方米]]}
    条件: [非 自有用房, "档次 属于 一档、二档、三档、四档"]
    给付: 50% × 指导租金 × 取小(租赁面积，面积上限)
    上限:
      - 额:
          分档: {列: [档次, 值], 行: [["一档、二档、三档", 200万元], [四档, 100万元]]}
        每: [企业, 年]
        依据: 七/1
  - 名称: 购房补贴
    依据: 七/2
    对象: 企业
    条件: [购房面积 > 0平方米, "档次 属于 一档、二档、三档、四档"]
    给付: 3000元/平方米 × 购房面积
    上限:
      - 额:
          分档: {列: [档次, 值], 行: [["一档、二档", 600万元], [三档, 400万元], [四档, 200万元]]}
        每: [企业]
        依据: 七/2
    分期:
      - {名称: 第一年, 比例: 50%, 年份: 第1年}
      - {名称: 第二年, 比例: 25%, 年份: 第2年}
      - {名称: 第三年, 比例: 25%, 年份: 第3年}
"""


def test_guangming_area_and_annual_caps_and_two_one_one(world):
    world.facts(GUANGMING_FACTS)
    world.register(
        "企业",
        **firms(4),
        档次=["一档", "四档", "二档", "三档"],
        自有用房=[False, False, False, True],
        指导租金=[480, 600, 240, 480],  # 元 a year for each 平方米
        租赁面积=[12000, 3000, 1000, 1000],
        购房面积=[0, 0, 1500, 2000],
    )

    found = world.settle(GUANGMING)

    amounts = {(row["措施"], row["名称"]): row["核定"] // 100 for row in found.lines.to_pylist()}
    assert amounts == {
        # 50% × 480 × 10000 (of 12000) = 240万元 → 200万元 a year
        ("用房租金补贴", "企业01"): 200 * WAN,
        # 50% × 600 × 3000 = 90万元
        ("用房租金补贴", "企业02"): 90 * WAN,
        # 50% × 240 × 1000 = 12万元
        ("用房租金补贴", "企业03"): 12 * WAN,
        # 3000 × 1500 = 450万元
        ("购房补贴", "企业03"): 450 * WAN,
        # 3000 × 2000 = 600万元 → 400万元
        ("购房补贴", "企业04"): 400 * WAN,
    }  # fmt: skip
    plan = [
        (row["名称"], row["应付年度"], row["金额"] // 100)
        for row in found.plan.to_pylist()
        if row["措施"] == "购房补贴"
    ]
    assert plan == [
        ("企业03", 2025, 2250000), ("企业03", 2026, 1125000), ("企业03", 2027, 1125000),
        ("企业04", 2025, 2000000), ("企业04", 2026, 1000000), ("企业04", 2027, 1000000),
    ]  # fmt: skip


def test_guangming_the_year_is_used_up_by_what_was_paid_before_in_it(world):
    world.facts(GUANGMING_FACTS)
    world.register(
        "企业", **firms(1), 档次=["一档"], 自有用房=[False], 指导租金=[480],
        租赁面积=[12000], 购房面积=[0],
    )  # fmt: skip
    world.keep(
        LEDGER, 编号=["F01"], 企业代码=["F01"], 文号=["深光规〔2020〕1号"], 措施=["用房租金补贴"],
        核定年度=[2025], 期次=["一次拨付"], 应付年度=[2025], 金额=[150 * WAN * 100], 状态=["已拨付"],
    )  # fmt: skip

    found = world.settle(GUANGMING)

    assert world.awarded(found) == {"企业01": 50 * WAN}  # 200 − 150


# ---------------------------------------------------------------- 寮步 M119: 同类从高, 100万, 5000万 pro rata

LIAOBU = """
文号: 寮府规〔2025〕7号
措施:
  - {名称: 市级资助配套, 依据: 四, 对象: 企业, 条件: [市资助额 > 0元], 给付: 50% × 市资助额}
  - {名称: 研发投入奖励, 依据: 五, 对象: 企业, 条件: [研发费用 > 0元], 给付: 1% × 研发费用}
组合:
  - {名称: 同类从高, 方式: 择高, 每: [企业], 措施: 全部, 依据: 二十}
共用上限:
  - {名称: 百万年上限, 额: 100万元, 每: [企业, 年], 措施: 全部, 除外: [市级资助配套], 分摊: 按次序, 依据: 二十一}
预算:
  - {名称: 年度预算, 额: 5000万元, 措施: 全部, 不足: 按比例缩减, 待核实: 等待, 取整: 元, 依据: 二十二}
"""


def test_liaobu_scales_so_that_the_yuan_add_up(world):
    world.facts("企业:\n  市资助额: {类型: 金额, 标识: city_grant, 期: 年}\n")
    world.register(
        "企业",
        **firms(4),
        市资助额=[6000 * WAN, 4000 * WAN, 1000 * WAN, 0],
        研发费用=[0, 0, 9 * YI, 15000 * WAN],
    )

    found = world.settle(LIAOBU)

    # Before the budget: 3000, 2000, and 企业03 the higher of 500 and 900 → 100 under the cap;
    # 企业04 150 → 100 under the cap. The group takes the higher before the cap, as the file's usual order.
    # 3000 + 2000 + 100 + 100 = 5200万元; × 5000/5200:
    #   28846153.846…  19230769.230…  961538.461…  961538.461…  → floors sum to 49999998,
    #   two 元 are left for the largest remainders .846 (企业01) and .461 (企业03, first of two).
    assert world.awarded(found) == {
        "企业01": 28846154,
        "企业02": 19230769,
        "企业03": 961539,
        "企业04": 961538,
    }
    assert found.awarded == 5000 * WAN * 100


def test_liaobu_within_the_budget_nothing_is_scaled(world):
    world.facts("企业:\n  市资助额: {类型: 金额, 标识: city_grant, 期: 年}\n")
    world.register("企业", **firms(2), 市资助额=[6000 * WAN, 4000 * WAN], 研发费用=[0, 0])

    found = world.settle(LIAOBU)

    assert world.awarded(found) == {"企业01": 3000 * WAN, "企业02": 2000 * WAN}
    assert not [row for row in found.trail.to_pylist() if row["步骤"] == "预算"]


# ---------------------------------------------------------------- 海沧 M059: a shared cap that is the tax retained

HAICANG = """
文号: 海政规〔2020〕1号
措施:
  - {名称: 跨越发展奖励, 依据: 二/(一), 对象: 企业, 条件: [工业总产值 > 工业总产值(上年)],
     给付: 1% × (工业总产值 - 工业总产值(上年)), 上限: 1000万元}
  - {名称: 研发奖励, 依据: 二/(二), 对象: 企业, 条件: [研发费用 > 0元], 给付: 2% × 研发费用}
  - {名称: 技改奖励, 依据: 二/(三), 对象: 企业, 条件: [技改投资额 > 0元], 给付: 5% × 技改投资额}
共用上限:
  - {名称: 留成上限, 额: 区级地方贡献, 每: [企业, 年], 措施: 全部, 除外: [技改奖励], 分摊: 按比例, 依据: 五}
"""


def test_haicang_all_but_the_upgrade_award_stay_within_the_tax_retained(world):
    world.register(
        "企业",
        **firms(4),
        工业总产值=[8 * YI, 3 * YI, 9 * YI, 2 * YI],
        **{"工业总产值(上年)": [4 * YI, 2 * YI, 5 * YI, YI]},
        研发费用=[YI, 2000 * WAN, 0, YI],
        技改投资额=[2000 * WAN, 0, 0, 0],
        区级地方贡献=[300 * WAN, 500 * WAN, 350 * WAN, None],
    )

    found = world.settle(HAICANG)

    amounts = {(row["措施"], row["名称"]): row["核定"] // 100 for row in found.lines.to_pylist()}
    # 企业01: 400 + 200 = 600万元 against 300万元 → 200 and 100; the upgrade award 100 is outside.
    assert amounts["跨越发展奖励", "企业01"] == 200 * WAN
    assert amounts["研发奖励", "企业01"] == 100 * WAN
    assert amounts["技改奖励", "企业01"] == 100 * WAN
    # 企业02: 100 + 40 = 140万元 within 500万元.
    assert (amounts["跨越发展奖励", "企业02"], amounts["研发奖励", "企业02"]) == (
        100 * WAN,
        40 * WAN,
    )
    # 企业03: 400万元 alone against 350万元.
    assert amounts["跨越发展奖励", "企业03"] == 350 * WAN
    # 企业04: what it paid in tax is not known, so nothing is.
    line = world.line(found, "跨越发展奖励", "企业04")
    assert (line["处理"], line["核定下限"], line["核定上限"]) == ("待核实", 0, 100 * WAN * 100)
    assert "上限缺「区级地方贡献」" in line["因由"]


@pytest.mark.parametrize(
    ("sharing", "expected"),
    [
        ("按比例", (200, 100)),
        ("按次序", (300, 0)),
        ("就高", (300, 0)),
    ],
)
def test_haicang_how_the_cap_is_divided_changes_who_gets_what(world, sharing, expected):
    world.register(
        "企业", **firms(1), 工业总产值=[8 * YI], **{"工业总产值(上年)": [4 * YI]}, 研发费用=[YI],
        技改投资额=[0], 区级地方贡献=[300 * WAN],
    )  # fmt: skip

    found = world.settle(HAICANG.replace("按比例", sharing))

    amounts = [world.line(found, m, "企业01")["核定"] for m in ("跨越发展奖励", "研发奖励")]
    assert amounts == [amount * WAN * 100 for amount in expected]


# ---------------------------------------------------------------- 深圳 M087: paid by progress, over three years

SHENZHEN = """
文号: 深工信规〔2019〕1号
措施:
  - 名称: 重大项目奖补
    依据: 八
    对象: 项目
    条件: [开工日期 ≥ 2025-01-01]
    给付: 20% × 总投资
    上限:
      - {额: 5000万元}
      - {额: 5000万元, 每: [企业, 年], 分摊: 按次序, 依据: 八/2}
    分期:
      - {名称: 第一年, 比例: 完成投资额 ÷ 总投资, 年份: 第1年}
      - {名称: 第二年, 比例: 完成投资额 ÷ 总投资, 年份: 第2年}
      - {名称: 第三年, 比例: 完成投资额 ÷ 总投资, 年份: 第3年}
"""


def test_shenzhen_each_year_pays_the_share_that_was_built_in_it(world):
    world.facts("项目:\n  完成投资额: {类型: 金额, 标识: built_this_year, 期: 年}\n")
    world.register("企业", **firms(1))

    def built(amount: int) -> None:
        world.register(
            "项目",
            项目编号=["P1"],
            项目名称=["项目一"],
            统一社会信用代码=["F01"],
            总投资=[YI],
            开工日期=[date(2025, 3, 1)],
            完成投资额=[amount],
        )

    built(3000 * WAN)  # 30 % of 2000万元 (20 % of 1亿元)
    first = world.settle(SHENZHEN, year=2025)
    next_ledger(world, first)
    later = SHENZHEN.replace("≥ 2025-01-01", "≥ 2026-06-01")
    built(5000 * WAN)  # 50 %
    second = world.settle(later, year=2026)
    next_ledger(world, second)
    built(4000 * WAN)  # 40 %, but only 20 % is left
    third = world.settle(later, year=2027)

    assert states(first) == [
        ("项目一", "第一年", 600, "本期拨付"),
        ("项目一", "第二年", 1400, "以后年度"),
    ]
    assert states(second) == [
        ("项目一", "第一年", 600, "已拨付"),
        ("项目一", "第二年", 1000, "本期拨付"),
        ("项目一", "第三年", 400, "以后年度"),
    ]
    assert states(third)[-1] == ("项目一", "第三年", 400, "本期拨付")
    assert first.paid + second.paid + third.paid == 2000 * WAN * 100
