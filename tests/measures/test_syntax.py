"""Measure files: closed keys, places, every error at once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gangmu.measures.nodes import Highest, Named, Table
from gangmu.measures.syntax import load, parse_text
from gangmu.terms import InputErrors, Verdict

HEAD = "文号: 甲\n措施:\n  - 名称: 某\n    依据: 一\n    对象: 企业\n"


def complaints(text: str, book) -> list[str]:
    return [str(finding) for finding in parse_text(text, book, Path("甲.yaml")).findings]


def test_example_file_is_read(example):
    assert example.number == "临江府规〔2026〕3号"
    assert (example.effective, example.expires) == (date(2026, 2, 1), date(2030, 12, 31))
    leader, size, _, upgrade = example.measures
    assert [test.excludes for test in leader.tests] == [False] * 4 + [True] * 2
    assert leader.tests[4].text == "不得有：严重失信"
    assert leader.frequency == "每年"
    assert isinstance(size.amount, Table)
    assert size.quantum == 1
    assert isinstance(upgrade.amount, Highest)
    assert upgrade.definitions[0].name == "核定投资"
    assert isinstance(upgrade.amount.parts[0].right, Named)
    assert example.groups[0].measures == ("龙头企业年度奖励", "骨干企业年度奖励")
    assert leader.cases[0].facts["营业收入"] == Fraction(10**9)
    assert leader.cases[0].amount == 10**8
    assert leader.cases[1].verdict is Verdict.PENDING


def test_file_applies_from_its_first_to_its_last_day(example):
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2030, 12, 31), date(2031, 1, 1)]

    assert [example.applies(day) for day in days] == [False, True, True, False]


def test_bounds_of_a_measure_are_in_fen(example):
    assert [measure.bounds for measure in example.measures] == [
        (10**8, 10**8),
        (0, 6 * 10**7),
        (5 * 10**7, 5 * 10**7),
        (0, 5 * 10**8),
    ]


def test_requirement_may_name_its_own_clause_and_words(book):
    text = (
        HEAD + "    条件:\n      - {满足: 规模以上, 依据: 一/(二), 说明: 在规企业}\n    给付: 1元\n"
    )

    (test,) = parse_text(text, book).file.measures[0].tests

    assert (test.clause, test.text) == ("一/(二)", "在规企业")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("文号： 甲\n措施: []\n", "「文号」后面是全角冒号"),
        (HEAD + "    条件:\n      - >= 1亿元\n    给付: 1元\n", "不能以「>」开头"),
        (HEAD + "    条件: [规模以上]\n    给付: &a 1元\n", "锚点"),
        (HEAD + "    条件: [规模以上]\n    给付: !!int 1元\n", "标签"),
        (HEAD + "    条件: [规模以上]\n    给付: 1元\n    给付: 2元\n", "「给付」写了两次"),
        (HEAD + "    条件: [规模以上]\n    给负: 1元\n", "是不是「给付」"),
        (HEAD + "    条件: [规模以上]\n    给付: |\n      1元\n", "另有含义"),
        (HEAD + "    条件: [规模以上]\n", "缺少「给付」"),
        (HEAD + "    条件: 规模以上\n    给付: 1元\n", "「条件」应是一列"),
        (HEAD + "    条件: [{任意: [规模以上]}]\n    给付: 1元\n", "是不是「任一」"),
        (HEAD + "    条件: [{至少: {几项: 3, 于: [规模以上]}}]\n    给付: 1元\n", "下面有 1 项"),
        (HEAD + "    条件: [{任一: []}]\n    给付: 1元\n", "「任一」下面应有几项条件"),
        (HEAD + "    条件: [取小(营业收入, 1元) ≥ 1元]\n    给付: 1元\n", "括号没有配对"),
        (HEAD + "    条件: [规模以上]\n    给付: 1元\n    频次: 每周\n", "频次"),
        (HEAD + "    条件: [规模以上]\n    给付: 1元\n    取整: 厘\n", "取整"),
        (HEAD + "    条件: [规模以上]\n    给付: {分挡: {}}\n", "是不是「分段」"),
        (HEAD + "    条件: [规模以上]\n    给付: {择高: [1元]}\n", "两项以上"),
        (
            HEAD + "    条件: [规模以上]\n    给付: {分档: {列: [营业收入], 行: [[1元]]}}\n",
            "最后一项应是「给付」",
        ),
        (
            HEAD
            + "    条件: [规模以上]\n    给付: {分档: {列: [营业收入, 值], 行: [[1元(含)以上]]}}\n",
            "这一行有 1 格",
        ),
        (
            HEAD
            + "    条件: [规模以上]\n    给付: {分档: {列: [从业人员, 值], 行: [[100人, 1元]]}}\n",
            "只有一个数",
        ),
        (
            HEAD + "    定义: {营收: 营业收入}\n    条件: [规模以上]\n    给付: 1元\n",
            "已经是事实的名称",
        ),
        (HEAD.replace("企业", "公司") + "    条件: []\n    给付: 1元\n", "不认识的对象「公司」"),
        ("文号: 甲\n施行: 2026-13-01\n措施: []\n", "「施行」应是日期"),
        ("措施: []\n", "缺少「文号」"),
        ("- 甲\n", "应由「键: 值」组成"),
        ("", "文件是空的"),
        (HEAD + "    条件: [规模以上]\n    给付: 1元\n组合: [{择高: [某]}]\n", "两个以上措施"),
        (
            HEAD
            + "    条件: [规模以上]\n    给付: 1元\n    用例: [{事实: {规模以: 是}, 结果: 符合, 金额: 1元}]\n",
            "是不是「规模以上」",
        ),
        (
            HEAD
            + "    条件: [规模以上]\n    给付: 1元\n    用例: [{事实: {规模以上: 是}, 结果: 符合}]\n",
            "要写「金额」",
        ),
    ],
)
def test_wrong_file_is_refused_with_a_remedy(book, text, said):
    found = complaints(text, book)

    assert any(said in each for each in found), found


def test_all_errors_of_a_file_are_raised_together(book, tmp_path):
    path = tmp_path / "甲.yaml"
    path.write_text(
        HEAD + "    条件: [营收人 ≥ 1元, 研发费用 ≥ 3]\n    给付: 10%\n    频次: 每周\n",
        encoding="utf-8",
    )

    with pytest.raises(InputErrors) as caught:
        load(path, book)

    assert len(caught.value.errors) == 4
    assert "甲.yaml:6:10：" in str(caught.value)


def test_column_is_counted_in_characters_also_inside_quotes(book):
    (found,) = complaints(HEAD + '    条件: ["营业收入 ≥ 15%"]\n    给付: 1元\n', book)

    assert found.startswith("甲.yaml:6:18 ")


def test_missing_and_unreadable_files_are_told(book, tmp_path):
    with pytest.raises(InputErrors, match="没有这个文件"):
        load(tmp_path / "无.yaml", book)
    (tmp_path / "乱.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputErrors, match="UTF-8"):
        load(tmp_path / "乱.yaml", book)
