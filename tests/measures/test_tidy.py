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
