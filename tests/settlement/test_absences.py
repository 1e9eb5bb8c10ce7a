"""A column that no sheet has is told once: which title to add to which sheet, and who waits for it."""

from datetime import date

MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - 名称: 增产奖励
    依据: 一
    对象: 企业
    条件: [营业收入 ≥ 1亿元, 营业收入(上年) ≥ 1亿元]
    给付: 10万元
  - 名称: 研发补助
    依据: 二
    对象: 企业
    条件: [研发费用 ≥ 100万元]
    给付: 10% × 研发费用
  - 名称: 技改补助
    依据: 三
    对象: 项目
    条件: [企业.研发费用 ≥ 100万元]
    给付: 10万元
"""
YI = 10**8


def test_an_absent_column_is_told_once_with_its_title_its_sheet_and_who_waits(world):
    world.register("企业", 统一社会信用代码=["A", "B", "C"], 营业收入=[2 * YI, YI, 1])
    world.register("项目", 项目编号=["P1", "P2"], 统一社会信用代码=["A", "B"])

    [research, before] = world.settle(MEASURES).absences

    assert str(research) == (
        "企业.csv 企业 加表头「研发费用(万元)」；3 家企业、2 个项目的 2 项措施在等：研发补助、技改补助"
    )
    # Whoever fails for certain waits for nothing.
    assert before.titles == ("2024年营业收入(万元)",)
    assert before.applicants == {"企业": 2}


def test_a_blank_cell_is_no_absent_column(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B"],
        营业收入=[2 * YI, None],
        **{"营业收入(2024年)": [None, YI], "研发费用": [None, None]},
    )
    world.register("项目", 项目编号=["P1"], 统一社会信用代码=["A"])

    settlement = world.settle(MEASURES)

    assert settlement.absences == ()
    at = [x["名称"] for x in settlement.lines.to_pylist()].index("A")
    # Last year's revenue is blank under the name that the sheet gives it.
    assert settlement.judged.places(settlement.round, at) == ["企业.csv 企业!C2"]


def test_a_sheet_that_is_not_there_is_told_with_all_its_titles(world):
    world.facts(
        "设备:\n  统一社会信用代码: {类型: 文本}\n  购置额: {类型: 金额}\n  购置日: {类型: 日期}\n"
    )
    world.register("企业", 统一社会信用代码=["A"])
    text = """
文号: 临府发〔2026〕1号
措施:
  - 名称: 设备补助
    依据: 一
    对象: 企业
    给付: 10% × 合计(设备，购置额，购置日 ≥ 2025-01-01)
"""

    [absence] = world.settle(text).absences

    assert str(absence) == (
        "建 设备.xlsx（或名为「设备」的工作表），表头「统一社会信用代码」、「购置额(万元)」、「购置日」；1 家企业的 1 项措施在等：设备补助"
    )


def test_a_published_rate_that_is_not_there_is_to_be_added_to_the_rates(world):
    world.register("企业", 统一社会信用代码=["A"])
    world.register(
        "贷款", 统一社会信用代码=["A"], 贷款合同号=["L"], 贷款本金=[YI], 放款日期=[date(2049, 1, 1)]
    )
    text = """
文号: 临府发〔2026〕1号
措施:
  - {名称: 贴息, 依据: 一, 对象: 贷款, 给付: LPR一年期(放款日期) × 贷款本金 × 1年}
"""

    [absence] = world.settle(text).absences

    assert absence.remedy == "在工作区的 rates.yaml 补「LPR一年期」的值（内置的没有到那一天）"
