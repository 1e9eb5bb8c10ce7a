"""Expressions: text → tree → text, and what is said of wrong ones."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.measures.expressions import Scope, read_condition, read_number
from gangmu.measures.facts import FactBook
from gangmu.measures.nodes import AtLeast, Compare, In, Not
from gangmu.measures.values import read_value
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Findings, Place, Text

AT = Place("甲.yaml", 9, 11)


def condition(text: str, book: FactBook, entity: str = "企业") -> object:
    findings = Findings()
    tree = read_condition(Text(text, AT), Scope(book, entity), findings)
    assert not findings, findings[0]
    return tree


def complaint(text: str, book: FactBook, entity: str = "企业") -> str:
    findings = Findings()
    assert read_condition(Text(text, AT), Scope(book, entity), findings) is None
    return str(findings[0])


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_condition_written_and_read_again_is_the_same(random_trees, data):
    tree = data.draw(random_trees.conditions())
    findings = Findings()

    again = read_condition(Text(write(tree), AT), Scope(random_trees.book, "企业"), findings)

    assert not findings
    assert again == tree
    assert write(again) == write(tree)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_number_written_and_read_again_is_the_same(random_trees, data):
    tree = data.draw(random_trees.numbers(data.draw(st.sampled_from(["元", "率", "人"])), 3))
    findings = Findings()

    again = read_number(Text(write(tree), AT), Scope(random_trees.book, "企业"), findings)

    assert not findings
    assert again == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("营业收入 >= 50000万元", "营业收入 ≥ 50000万元"),
        ("营业收入　≥　5 亿元", "营业收入 ≥ 5亿元"),
        ("营业收入 不低于 1.50亿元", "营业收入 ≥ 1.5亿元"),
        ("营业收入 ＞ １亿元", "营业收入 > 1亿元"),
        ("研发费用 ≥ 3%*营业收入", "研发费用 ≥ 3% × 营业收入"),
        ("研发费用/营业收入 ≥ 3%", "研发费用 ÷ 营业收入 ≥ 3%"),
        ("注册地 属于 临江区、临海区", "注册地 属于 临江区、临海区"),
        ("注册地 不属于 临江区", "注册地 ≠ 临江区"),
        ("行业代码 属于 C35、06至46", "行业代码 属于 35、06至46"),
        (
            "称号 不包含 「专精特新“小巨人”企业（国家级）」",
            "称号 不包含 「专精特新“小巨人”企业（国家级）」",
        ),
        ("规模以上 = 是", "规模以上"),
        ("规模以上 = 否", "非 规模以上"),
        ("非 (规模以上 且 独立法人)", "非 (规模以上 且 独立法人)"),
        ("(规模以上 或 独立法人) 且 严重失信", "(规模以上 或 独立法人) 且 严重失信"),
        ("营业收入 在 2亿元（含）至10亿元（不含）", "营业收入 在 2亿元(含)至10亿元(不含)"),
        ("营业收入 在 20亿元(含)以上", "营业收入 在 20亿元(含)以上"),
        ("成立日期 ≥ 2020年3月1日", "成立日期 ≥ 2020-03-01"),
        ("首次升规年度 = 2025年", "首次升规年度 = 2025年"),
        ("亩均税收 ≥ 30万元/亩", "亩均税收 ≥ 30万元/亩"),
        ("取大(营业收入，营业收入(上年)) ≥ 1亿元", "取大(营业收入，营业收入(上年)) ≥ 1亿元"),
        ("至少2项(规模以上，独立法人，严重失信)", "至少2项(规模以上，独立法人，严重失信)"),
    ],
)
def test_symbols_and_words_have_one_canonical_form(book, text, canonical):
    tree = condition(text, book)

    assert write(tree) == canonical
    assert condition(canonical, book) == tree


def test_units_are_exact(book):
    tree = condition("亩均税收 ≥ 30万元/亩", book)

    assert isinstance(tree, Compare)
    assert tree.right.value == Fraction(450)


def test_names_in_quotes_keep_their_punctuation(book):
    tree = condition("称号 包含 「小巨人（国家级），2024」", book)

    assert tree == In(tree.ref, ("小巨人（国家级），2024",))


def test_at_least_and_not_have_their_own_nodes(book):
    assert isinstance(condition("至少1项(规模以上，独立法人)", book), AtLeast)
    assert isinstance(condition("非 规模以上", book), Not)


@pytest.mark.parametrize(
    ("text", "place", "cause", "remedy"),
    [
        ("营业收入 ≥ 15%", "9:18", "左边是金额，右边是比率", "单位"),
        ("研发费用 ≥ 1000", "9:18", "「1000」缺单位", "万元"),
        ("营业收入 ≥ 5亿", "9:18", "「亿」后面缺单位", "万元"),
        ("营业收入 ≥ 5光年", "9:18", "不认识的单位「光年」", "单位"),
        ("营业收人 ≥ 1亿元", "9:11", "企业没有事实「营业收人」", "「营业收入」"),
        ("销售收入 ≥ 1亿元", "9:11", "「销售收入」是别名", "正名「营业收入」"),
        ("规模以上且独立法人", "9:11", "「且」粘在了名称上", "留一个空格"),
        ("营业收入 ≥ 1亿元且利润总额 > 0元", "9:21", "「且」粘在了名称上", "留一个空格"),
        ("营业收入 在 2亿元至10亿元", "9:21", "没写明含不含", "(不含)"),
        ("营业收入 在 5亿元(含)至1亿元(含)", "9:18", "区间是空的", "端点"),
        ("营业收入", "9:11", "不能单独作条件", "营业收入 ≥"),
        ("营业收入 ≥", "9:17", "式子没写完", "补上"),
        ("(规模以上 或 独立法人", "9:23", "括号没有配对", "「，」"),
        ("规模以上 独立法人", "9:16", "这里不该有「独立法人」", "且"),
        ("营业收入 + 研发费用占比 ≥ 1元", "9:11", "金额与比率不能相加减", "乘以"),
        ("营业收入 ÷ 0元 ≥ 1%", "9:18", "除数是零", "核对"),
        ("注册地 ≥ 临江区", "9:11", "不能用「≥」比较", "「属于」"),
        ("注册地 包含 临江区", "9:11", "只有一个值", "「属于」"),
        ("所在镇 = 注册地", "9:17", "「注册地」是事实", "所在镇 属于"),
        ("称号 包含 甲、乙", "9:17", "没写明要全部还是任一", "任一"),
        ("行业代码 属于 制造业", "9:19", "不是行业代码", "3511"),
        ("行业代码 属于 46至06", "9:19", "前大后小", "06至46"),
        ("成立日期 ≥ 2023-02-30", "9:18", "没有", "核对日期"),
        ("开工日期 ≥ 2023-02-01", "9:11", "企业没有事实「开工日期」", ""),
        ("项目.总投资 ≥ 1元", "9:11", "没有上级「项目」", "对象"),
        ("取小(营业收入) ≥ 1元", "9:11", "「取小」要两个以上", "，"),
        ("最小(营业收入，1元) ≥ 1元", "9:11", "不认识的函数「最小」", "取小"),
        ("至少3项(规模以上，独立法人)", "9:11", "2 项里不能至少满足 3 项", "核对"),
        ("营业收入 ≥ 1亿元 且 ？", "9:24", "不认识的符号", ""),
        ("规模以上 属于 有", "9:19", "只有「是」和「否」", "「是」"),
    ],
)
def test_wrong_expression_is_refused_with_place_and_remedy(book, text, place, cause, remedy):
    said = complaint(text, book)

    assert said.startswith(f"甲.yaml:{place} 错误："), said
    assert cause in said
    assert remedy in said.partition("。")[2]


def test_fact_of_the_parent_needs_its_path(book):
    said = complaint("注册地 = 临江区", book, "项目")

    assert "「注册地」是企业的事实，本措施的对象是项目" in said
    assert "企业.注册地" in said


def test_every_operand_is_judged_at_once(book):
    findings = Findings()
    text = Text("营收人 ≥ 1元 且 规模以 且 研发费用 ≥ 3", AT)

    read_condition(text, Scope(book, "企业"), findings)

    assert len(findings) == 3


def test_amount_must_be_money(book):
    findings = Findings()

    assert read_number(Text("10%", AT), Scope(book, "企业"), findings, "元") is None
    assert "这里要金额，写的是比率" in str(findings[0])


@pytest.mark.parametrize(
    ("amount", "dimension"),
    [
        ("240元/平方米 × 租赁面积", "元"),
        ("营业收入 ÷ 从业人员", "元/人"),
        ("1.5倍 × 营业收入", "元"),
        ("营业收入 ÷ 营业收入(上年) - 100%", "率"),
    ],
)
def test_dimensions_are_multiplied_out(book, amount, dimension):
    tree = read_number(Text(amount, AT), Scope(book, "企业"), Findings())

    assert tree is not None
    assert tree.dimension == dimension


def test_case_value_finer_than_the_snapshot_is_refused(book):
    findings = Findings()
    fact = book.fact("企业", "营业收入")

    assert read_value(Text("0.001元", AT), fact, findings) is None
    assert "保存精度" in str(findings[0])
    assert read_value(Text("1,234.5万元", AT), fact, findings) == 12345000
