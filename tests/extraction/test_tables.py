"""Indicator tables, however the reader or the author set them."""

import pytest

from gangmu.extraction import extract

FIVE = "临江区“十四五”先进制造业发展规划"
ROWS = [
    "工业总产值 | 2050亿元 actual eq 2020 -",
    "工业总产值 | 3000亿元 target eq 2025 预期性",
    "研发经费支出占比 | 2.6% actual eq 2020 -",
    "研发经费支出占比 | 3.5% target eq 2025 预期性",
    "高新技术企业数 | 420家 actual eq 2020 -",
    "高新技术企业数 | 800家 target ge 2025 预期性",
]
TABBED = """表2 主要指标
指标\t单位\t2020年\t2025年\t属性
工业总产值\t亿元\t2050\t3000\t预期性
研发经费支出占比\t%\t2.6\t3.5\t预期性
高新技术企业数\t家\t420\t≥800\t预期性
"""
PIPED = """| 指标 | 2020年实际 | 2025年目标 | 属性 |
| --- | --- | --- | --- |
| 工业总产值（亿元） | 2050 | 3000 | 预期性 |
| 研发经费支出占比（%） | 2.6 | 3.5 | 预期性 |
| 高新技术企业数（家） | 420 | 800以上 | 预期性 |
"""
SPACED = """表2  主要指标
序号  指标名称              单位    2020年   2025年目标   属性
1     工业总产值            亿元    2050     3000         预期性
2     研发经费支出占比      %       2.6      3.5          预期性
3     高新技术企业数        家      420      不低于800    预期性
"""


def rows(document):
    return [
        f"{c.indicator.text} | {c.quantity.value}{c.quantity.unit.name} {c.kind}"
        f" {c.quantity.comparator} {c.time} {c.binding or '-'}"
        for c in extract(document).claims
    ]


@pytest.mark.parametrize("text", [TABBED, PIPED, SPACED], ids=["tabs", "pipes", "blanks"])
def test_a_table_gives_a_value_for_every_year(make_document, text):
    assert rows(make_document(FIVE, text, "2021-12-30")) == ROWS


def test_brackets_mean_cumulative_and_a_range_stays_one_value(make_document):
    text = "指标\t单位\t2020年\t2025年\n能耗降低\t%\t—\t[13.5]\n新增注册证\t张\t—\t60-70\n"
    first, second = extract(make_document(FIVE, text)).claims
    assert (first.rate, str(first.quantity.value)) == ("cumulative", "13.5")
    assert (second.quantity.value, second.quantity.high) == (60, 70)


def test_the_cell_gives_the_number_only(make_document):
    document = make_document(FIVE, TABBED)
    claims = extract(document).claims
    assert [document.quote(c.span) for c in claims[-2:]] == ["420", "800"]


def test_a_table_that_is_no_indicator_table_is_left_alone(make_document):
    text = "序号\t项目\t责任单位\n1\t改造\t区经信委\n2\t扩建\t区科委\n"
    assert extract(make_document(FIVE, text)).claims == ()
