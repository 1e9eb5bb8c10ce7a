"""Tables: overlaps, gaps, rows that nobody reaches."""

from __future__ import annotations

import pytest

from gangmu.measures.brackets import check_table
from gangmu.measures.syntax import parse_text
from gangmu.measures.yamltext import Findings


def findings_of(book, table: str, conditions: str = "规模以上") -> list[str]:
    text = (
        f"文号: 甲\n措施:\n  - 名称: 某\n    依据: 一\n    对象: 企业\n    条件: [{conditions}]\n"
        f"    给付:\n      分档:\n{table}"
    )
    reading = parse_text(text, book)
    assert not reading.findings, list(map(str, reading.findings))
    found = Findings()
    for use in reading.tables:
        check_table(use.table, [test.condition for test in use.tests or ()], found)
    return [str(finding) for finding in found]


def table(*rows: str, column: str = "营业收入", other: str = "") -> str:
    lines = "".join(f"          - [{row}]\n" for row in rows)
    rest = f"        其余: {other}\n" if other else ""
    return f"        列: [{column}, 给付]\n        行:\n{lines}{rest}"


def test_rows_that_meet_exactly_are_right(book):
    rows = table("1亿元(不含)以下, 1元", "1亿元(含)至5亿元(不含), 2元", "5亿元(含)以上, 3元")

    assert findings_of(book, rows) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("1亿元(含)以下, 1元", "1亿元(含)以上, 2元"), "营业收入 正好 1亿元 同时落在两档"),
        (("1亿元(不含)以下, 1元", "1亿元(不含)以上, 2元"), "有缺口：营业收入 正好 1亿元"),
        (("1亿元(含)至5亿元(不含), 1元", "5亿元(含)以上, 2元"), "有缺口：营业收入 1亿元以下"),
        (("1亿元(含)以上, 1元", "1亿元(不含)以下, 2元", "≥ 3亿元, 3元"), "到不了这一档"),
        (("≥ 0元, 1元",), ""),
    ],
)
def test_overlaps_gaps_and_unreachable_rows_are_found(book, rows, said):
    found = findings_of(book, table(*rows))

    assert found == [] if not said else any(said in each for each in found), found


def test_what_the_conditions_shut_out_needs_no_row(book):
    rows = table("1亿元(含)至5亿元(不含), 1元", "5亿元(含)以上, 2元")

    assert findings_of(book, rows, "营业收入 ≥ 1亿元") == []
    assert "正好 1亿元" not in str(findings_of(book, rows, "营业收入 > 1亿元"))
    assert "有缺口" in findings_of(book, rows, "营业收入 ≥ 9000万元")[0]


def test_the_rest_that_nobody_needs_is_a_warning(book):
    (found,) = findings_of(book, table("≥ 0元, 1元", other="0元"))

    assert "警告" in found
    assert "用不到" in found


def test_signed_numbers_reach_below_zero(book):
    (found,) = findings_of(book, table("≥ 0元, 1元", column="利润总额"))

    assert "利润总额 0元以下" in found


def test_names_need_a_row_for_the_others(book):
    (found,) = findings_of(book, table("优秀、合格, 1元", column="年度综合评定"))
    assert "年度综合评定 （其他）" in found
    assert (
        findings_of(
            book,
            table("优秀, 2元", "合格, 1元", column="年度综合评定"),
            "年度综合评定 属于 优秀、合格",
        )
        == []
    )


def test_years_have_nothing_between_them(book):
    rows = table("≤ 2024年, 1元", "≥ 2025年, 2元", column="首次升规年度")

    assert findings_of(book, rows) == []


def test_industries_overlap_by_prefix(book):
    found = findings_of(book, table("35, 1元", "3511, 2元", column="行业代码", other="0元"))

    assert any("到不了这一档" in each for each in found)


def test_boxes_of_two_columns_are_judged_together(book):
    rows = (
        "        列: [营业收入, 规模以上, 给付]\n        行:\n"
        "          - [≥ 1亿元, 是, 2元]\n"
        "          - [≥ 1亿元, 否, 1元]\n"
        "          - [< 1亿元, —, 0元]\n"
    )

    assert findings_of(book, rows, "独立法人") == []
    wrong = rows.replace("[< 1亿元, —, 0元]", "[< 2亿元, —, 0元]")
    assert any("重叠" in each for each in findings_of(book, wrong, "独立法人"))
