"""Tidying: one way of writing, the same measures, comments kept, nothing left to do afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.measures.expressions import Scope, read_condition
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import parse_text
from gangmu.measures.tidy import tidy
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Findings, Place, Text
from gangmu.terms import InputErrors

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("examples/*/measures/*.yaml")) + sorted(
    ROOT.glob("tests/conformance/measures/*.yaml")
)
BOOK = load_facts(ROOT / "tests" / "conformance" / "facts.yaml")
ROUGH = """\
# 头上的注释
文号: 甲


措施:
  - 名称: 某  # 行尾注释
    依据: 一
    对象: 企业
    条件:
      - 营业收入　不低于 1.50亿元   # 原文“以上”
      - "研发费用 >= 3%*营业收入"
    给付:
      分档:
        列: [营业收入, 给付]
        行:
          - [1亿元（含）至5亿元（不含）, 10 万元]
          - [">=5亿元", 30万元]
"""
TIDY = """\
# 头上的注释
文号: 甲

措施:
  - 名称: 某  # 行尾注释
    依据: 一
    对象: 企业
    条件:
      - 营业收入 ≥ 1.5亿元   # 原文“以上”
      - "研发费用 ≥ 3% × 营业收入"
    给付:
      分档:
        列: [营业收入, 给付]
        行:
          - [1亿元(含)至5亿元(不含), 10万元]
          - ["≥ 5亿元", 30万元]
"""


def test_lines_are_rewritten_in_their_place(book):
    assert tidy(ROUGH, book) == TIDY


def test_a_tidy_file_is_left_as_it_is(book):
    assert tidy(TIDY, book) == TIDY


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_tidied_file_says_the_same_and_stays(path):
    text = path.read_text("utf-8")
    before = parse_text(text, BOOK, path)

    tidied = tidy(text, BOOK)

    after = parse_text(tidied, BOOK, path)
    assert tidy(tidied, BOOK) == tidied
    assert before.file is not None
    assert after.file is not None
    for old, new in zip(before.file.measures, after.file.measures, strict=True):
        assert [test.condition for test in old.tests] == [test.condition for test in new.tests]
        assert (old.amount, old.cap, old.cases) == (new.amount, new.cap, new.cases)


def test_a_file_with_an_error_is_refused(book):
    with pytest.raises(InputErrors):
        tidy(ROUGH.replace("1.50亿元", "3%"), book)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_canonical_line_is_left_as_it_is(random_trees, data):
    line = write(data.draw(random_trees.conditions()))
    findings = Findings()
    again = read_condition(
        Text(line, Place("甲", 1, 1)), Scope(random_trees.book, "企业"), findings
    )
    assert again is not None
    assert write(again) == line


SETTLED = """\
文号: 甲
措施:
  - 名称: 某
    依据: 一
    对象: 企业
    条件: [营业收入 不低于 1亿元]
    给付: 10 万元
    上限:
      - {额: 100 万元}
      - {额: "1%*营业收入", 每: [企业, 年], 分摊: 按次序, 顺序: [营业收入*200%], 依据: 一}
    分期:
      - {名称: 首期, 比例: 60.0 %, 年份: 第1年, 前提: 营业收入>=1亿元}
      - {名称: 二期, 比例: 40%, 年份: 第2年}
    保持: {期限: 3 年, 违反: 营业收入 低于 1亿元, 后果: 停发余款}
    分担: {市级: 50.0 %, 区级: 余额}
    用途: {不低于: 50 %, 转付: 项目}
    预算: {额: {2025: 8000 万元}, 不足: 按顺序, 顺序: 营业收入*200%, 末位: 不拨付, 待核实: 预留, 取整: 元}
  - 名称: 评
    依据: 一
    对象: 企业
    条件: [规模以上]
    排序:
      方法: 单指标
      指标: [{按: 营业收入/从业人员, 权: 1.0}]
      同分: []
      仍同分: 待定
      限额: [{每: 所在镇, 至多: 2 家}]
      名额: [{等次: 一等奖, 名额: 3 家, 给付: 300 万元}]
      递补: 2 家
组合:
  - {择高: [某, 评], 依据: 二}
梯队:
  - {由低到高: [{措施: 某, 在册: 营业收入>1亿元}, {措施: 评, 在册: 规模以上}], 晋级补差: 否, 依据: 三}
共用上限:
  - {额: 1000 万元, 每: [企业], 措施: 全部, 分摊: 按比例, 依据: 三}
"""


def test_lines_inside_the_settlement_clauses_are_written_alike():
    tidied = tidy(SETTLED, BOOK)

    for line in (
        '      - {额: "1% × 营业收入", 每: [企业, 年], 分摊: 按次序, 顺序: [营业收入 × 200%], 依据: 一}',
        "      - {名称: 首期, 比例: 60%, 年份: 第1年, 前提: 营业收入 ≥ 1亿元}",
        "    保持: {期限: 3年, 违反: 营业收入 < 1亿元, 后果: 停发余款}",
        "    分担: {市级: 50%, 区级: 余额}",
        "    用途: {不低于: 50%, 转付: 项目}",
        "    预算: {额: {2025: 8000万元}, 不足: 按顺序, 顺序: 营业收入 × 200%, 末位: 不拨付, 待核实: 预留, 取整: 元}",
        "      指标: [{按: 营业收入 ÷ 从业人员, 权: 1}]",
        "      限额: [{每: 所在镇, 至多: 2家}]",
        "      名额: [{等次: 一等奖, 名额: 3家, 给付: 300万元}]",
        "  - {由低到高: [{措施: 某, 在册: 营业收入 > 1亿元}, {措施: 评, 在册: 规模以上}], 晋级补差: 否, 依据: 三}",
    ):
        assert line in tidied.split("\n"), line
    assert tidy(tidied, BOOK) == tidied
    assert parse_text(tidied, BOOK).file.arrangement == parse_text(SETTLED, BOOK).file.arrangement
