"""A measure printed in Chinese, in the order of the file."""

from __future__ import annotations

from gangmu.measures.facts import load_facts
from gangmu.measures.show import show, show_file
from gangmu.measures.syntax import parse_text


def test_measure_is_printed_as_sentences_and_formula(example):
    printed = show(example.measures[0])

    assert printed.splitlines() == [
        "【龙头企业年度奖励】依据 临江府规〔2026〕3号 二/(一)；对象 企业；每年",
        "  同时满足：",
        "    1. 注册地属于 临江区",
        "    2. 行业代码属于 13至43",
        "    3. 名录中有 龙头企业",
        "    4. 下列任一：",
        "       · 营业收入不低于 10亿元",
        "       · 研发费用不低于 营业收入的 5%",
        "  不得有：",
        "    5. 「严重失信」为是",
        "    6. 「重大安全环保事故」为是",
        "  给付：100万元",
        "  式子：注册地 = 临江区 且 行业代码 属于 13至43 且 名录 包含 龙头企业 且 "
        "(营业收入 ≥ 10亿元 或 研发费用 ≥ 5% × 营业收入) 且 非 严重失信 且 非 重大安全环保事故 → 100万元",
    ]


def test_table_cap_and_rounding_are_printed(example):
    printed = show(example.measures[1])

    assert "营业收入不低于 5亿元：营业收入的 0.1%；其余：0元" in printed
    assert "最高 60万元，四舍五入到元（0元 至 60万元）" in printed


def test_what_only_the_language_writes_is_told_in_words():
    text = """
文号: 临府〔2026〕1号
措施:
  - 名称: 上台阶奖励
    依据: 一
    对象: 企业
    条件:
      - 首次(营业收入 ≥ 1亿元，近3年)
      - 平均(研发费用，前三年) ≥ 100万元
      - 至少2项(规模以上，独立法人，从业人员 ≥ 20人)
    排除: [非 连续(利润总额 > 0元，2年)]
    给付: 10万元
"""
    [measure] = parse_text(text, load_facts()).file.measures

    assert [test.text for test in measure.tests] == [
        "首次（近3年，含考核年度）营业收入 ≥ 1亿元",
        "研发费用前3年（不含考核年度）的平均值 ≥ 100万元",
        "至少 2 项：规模以上；独立法人；从业人员 ≥ 20人",
        "不得有：非（连续 2 年（含考核年度）利润总额 > 0元）",
    ]


def test_file_is_printed_with_its_head_and_groups(example):
    printed = show_file(example)

    assert printed.startswith("临江区促进先进制造业发展若干措施（临江府规〔2026〕3号）\n")
    assert all(measure.name in printed for measure in example.measures)
    assert "组合：同一对象的「龙头企业年度奖励」「骨干企业年度奖励」只取最高的一项" in printed
