"""The checker: what can be read and still cannot be right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gangmu.measures.checker import check
from gangmu.measures.yamltext import Severity
from gangmu.terms import Clause, Document, Metadata, SourceClass, Span

HEAD = "文号: 临发〔2026〕1号\n措施:\n  - 名称: 某\n    依据: 一/(二)\n    对象: 企业\n"
CASES = (
    "    用例:\n"
    "      - {事实: {营业收入: 1亿元}, 结果: 符合, 金额: 1万元}\n"
    "      - {事实: {营业收入: 9999万元}, 结果: 不符合}\n"
)
GOOD = HEAD + "    条件: [营业收入 ≥ 1亿元]\n    给付: 1万元\n" + CASES


@pytest.fixture
def checked(book, tmp_path):
    def run(text: str, documents: tuple[Document, ...] = ()) -> list[str]:
        path = tmp_path / "甲.yaml"
        path.write_text(text, encoding="utf-8")
        return [str(finding) for finding in check(path, book, documents)]

    return run


def document(
    number: str = "临发〔2026〕1号", source_class: SourceClass = SourceClass.OFFICIAL
) -> Document:
    span = Span(number, 0, 10)
    clauses = tuple(Clause(id, "", 1, span, span) for id in ("一", "一/(二)", "一/(三)"))
    metadata = Metadata(number=number, effective=date(2026, 2, 1))
    return Document(
        number,
        Path("甲.txt"),
        0,
        "",
        metadata,
        source_class,
        "题目是解读",
        clauses,
        span,
        None,
        (),
        (),
        (),
        "",
    )


def test_good_file_has_no_findings(checked):
    assert checked(GOOD) == []


def test_example_file_has_no_findings(example_path, book):
    assert check(example_path, book) == []


def test_findings_say_file_line_column_severity_cause_and_remedy(book, tmp_path):
    path = tmp_path / "甲.yaml"
    path.write_text(GOOD.replace("≥ 1亿元", "≥ 15%"), encoding="utf-8")

    (finding,) = check(path, book)

    assert (finding.severity, finding.file, finding.line, finding.column) == (
        Severity.ERROR,
        "甲.yaml",
        6,
        17,
    )
    assert (
        str(finding) == "甲.yaml:6:17 错误：不能比较：左边是金额，右边是比率。查事实或单位是否写错"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("文号: 临发", "施行: 2026-02-01\n失效: 2026-01-01\n文号: 临发", "早于施行日期"),
        ("金额: 1万元", "金额: 2万元", "应得 2万元，算出 1万元"),
        (
            "结果: 不符合",
            "结果: 待核实",
            "应为待核实，算出不符合（不满足：营业收入 ≥ 1亿元（还差 1万元））",
        ),
        ("给付: 1万元", "给付: 1万元\n    上限: 5000元", "给付 1万元 高于上限 5000元"),
        ("给付: 1万元", "给付: 1% × (营业收入 - 营业收入(上年))", "可能为负"),
        ("条件: [营业收入 ≥ 1亿元]", "条件: []", "没有条件"),
        ("营业收入: 1亿元}", "营业收入: 2亿元}", "没有正好在界线上的用例"),
        (CASES, "", "只有 0 个用例"),
    ],
)
def test_what_cannot_be_right_is_found(checked, old, new, said):
    found = checked(GOOD.replace(old, new))

    assert any(said in each for each in found), found


@pytest.mark.parametrize(
    ("condition", "amount", "negative"),
    [
        ("物流费用 > 100万元", "5% × (物流费用 - 100万元)", False),
        ("物流费用 ≥ 100万元", "5% × (物流费用 - 80万元)", False),
        ("物流费用 ≥ 100万元", "5% × (物流费用 - 120万元)", True),
        ("物流费用 ≤ 100万元", "5% × (物流费用 - 100万元)", True),
        ("物流费用 > 物流费用(上年)", "5% × 增量(物流费用)", False),
        ("物流费用 > 物流费用(前年)", "5% × 增量(物流费用)", True),
        ("物流费用 > 营业收入", "5% × (物流费用 - 营业收入)", False),
        ("增速(物流费用) > 0%", "5% × 增量(物流费用)", False),
    ],
)
def test_a_difference_that_the_conditions_keep_from_being_negative_is_no_doubt(
    checked, condition, amount, negative
):
    text = GOOD.replace("营业收入 ≥ 1亿元", condition).replace("给付: 1万元", f"给付: {amount}")

    assert any("可能为负" in each for each in checked(text)) is negative


def test_groups_name_measures_of_the_file(checked):
    found = checked(GOOD + "组合:\n  - 择高: [某, 某, 别的]\n")

    assert any("「别的」不是本文件的措施" in each for each in found)
    assert any("写了两次" in each for each in found)


def test_two_measures_of_one_name_are_found(checked):
    again = GOOD.split("措施:\n")[1]

    assert any("重名" in each for each in checked(GOOD + again))


def test_clause_must_exist_in_an_official_document_of_that_number(checked):
    assert checked(GOOD, (document(),)) == []
    missing = checked(GOOD.replace("一/(二)", "一/(五)"), (document(),))
    assert "没有条款「一/(五)」" in missing[0]
    assert "是不是" in missing[0]
    assert "没有找到文号为" in checked(GOOD, (document("临发〔2026〕2号"),))[0]
    wrong_class = checked(GOOD, (document(source_class=SourceClass.INTERPRETATION),))
    assert "不是正式文件（题目是解读）" in wrong_class[0]


def test_a_measure_may_rest_on_a_whole_document(checked):
    assert checked(GOOD.replace("一/(二)", "全文"), (document(),)) == []


def test_full_width_brackets_of_clause_and_number_do_not_matter(checked):
    text = GOOD.replace("一/(二)", "一/（二）").replace("〔2026〕", "[2026]")

    assert checked(text, (document(),)) == []


def test_date_that_differs_from_the_document_is_a_warning(checked):
    (found,) = checked("施行: 2026-03-01\n" + GOOD, (document(),))

    assert "警告：施行日期写 2026-03-01，原文是 2026-02-01" in found


def test_one_wrong_measure_does_not_hide_the_others(checked):
    other = GOOD.split("措施:\n")[1].replace("某", "另").replace("金额: 1万元", "金额: 3万元")

    found = checked(GOOD.replace("≥ 1亿元", "≥ 1") + other)

    assert any("缺单位" in each for each in found)
    assert any("应得 3万元" in each for each in found)
