"""Measures that refer to measures: of the same file by name, of another as 文号#名称."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from gangmu.measures.columns import Population
from gangmu.measures.facts import load_facts
from gangmu.measures.interpreter import Applicant, judge
from gangmu.measures.matcher import match
from gangmu.measures.quoting import Rules
from gangmu.measures.syntax import parse_text
from gangmu.measures.tidy import tidy
from gangmu.terms import Amount, Verdict

BOOK = load_facts()
OLD = """
文号: 临府〔2020〕1号
失效: 2022-12-31
措施:
  - 名称: 旧奖励
    依据: 一
    对象: 企业
    条件: [规模以上]
    定义: {基数: 研发费用 - 10万元}
    给付: 7% * 基数
    上限: 5万元
    取整: 向下取整到元
  - {名称: 项目奖, 依据: 二, 对象: 项目, 条件: [验收合格], 给付: 1万元}
  - {名称: 绕回来, 依据: 三, 对象: 企业, 条件: [规模以上], 给付: {引用: 临府〔2026〕1号#新奖励}}
  - {名称: 写错的, 依据: 四, 对象: 企业, 条件: [规模以上], 给付: 10% × 研发费}
"""
NEW = """
文号: 临府〔2026〕1号
措施:
  - 名称: 新奖励
    依据: 一
    对象: 企业
    条件: [营业收入 ≥ 1亿元]
    过渡:
      - {情形: 首次升规年度 < 2020年, 适用: 不再资助, 依据: 九}
      - {情形: 首次升规年度 = 2020年, 适用: 临府〔2020〕1号#旧奖励}
      - {情形: 首次升规年度 ≥ 2021年, 适用: 本措施}
    给付: 1% × 营业收入
    上限: 300万元
    取整: 万元
"""
RULES = Rules({Path("旧.yaml"): OLD, Path("新.yaml"): NEW})


def read(text: str):
    return parse_text(text, BOOK, Path("新.yaml"), rules=RULES)


def judged(**facts: object):
    reading = read(NEW)
    reading.findings.raise_errors()
    assert reading.file is not None
    values = {k: Fraction(v) if isinstance(v, int) and k in MONEY else v for k, v in facts.items()}
    return judge(reading.file.measures[0], Applicant.of_values("企业", values))


MONEY = ("营业收入", "研发费用")


@pytest.mark.parametrize(
    ("facts", "verdict", "yuan"),
    [
        # This measure, rounded to 万元 and capped by itself.
        ({"首次升规年度": 2021, "营业收入": 123_456_789}, Verdict.ELIGIBLE, 1_230_000),
        ({"首次升规年度": 2021, "营业收入": 99_999_999}, Verdict.INELIGIBLE, 0),
        # The old rule: its own condition, its definition, its cap and its rounding; not 营业收入.
        ({"首次升规年度": 2020, "规模以上": True, "研发费用": 123_457}, Verdict.ELIGIBLE, 1641),
        ({"首次升规年度": 2020, "规模以上": True, "研发费用": 9_000_000}, Verdict.ELIGIBLE, 50_000),
        ({"首次升规年度": 2020, "规模以上": False, "营业收入": 10**9}, Verdict.INELIGIBLE, 0),
        ({"首次升规年度": 2019, "规模以上": True, "营业收入": 10**9}, Verdict.INELIGIBLE, 0),
    ],
)
def test_another_rule_applies_with_its_conditions_and_its_amount(facts, verdict, yuan):
    judgement = judged(**facts)

    assert judgement.verdict is verdict
    if verdict is Verdict.ELIGIBLE:
        assert judgement.amount == Amount(yuan * 100, yuan * 100)


def test_why_another_rule_refuses_is_told():
    assert (
        judged(首次升规年度=2020, 规模以上=False).reason == "不满足：过渡适用「旧奖励」：规模以上"
    )
    assert "适用不再资助" in judged(首次升规年度=2019, 规模以上=True, 营业收入=10**9).reason
    judgement = judged(首次升规年度=2020, 规模以上=True, 研发费用=123_457)
    assert judgement.reason.startswith("过渡适用「旧奖励」的给付；")


def test_who_falls_under_which_rule_may_be_unknown():
    judgement = judged(规模以上=True, 研发费用=9_000_000, 营业收入=10**9)

    assert judgement.verdict is Verdict.PENDING
    assert judgement.missing == ("首次升规年度",)


def test_the_matcher_says_the_same():
    [measure] = read(NEW).file.measures
    rows = [
        (2021, 12_345_678_900, None, None), (2020, None, True, 12_345_700),
        (2020, None, False, 1), (2019, 10**11, True, 10**9), (None, 10**11, True, 10**9),
    ]  # fmt: skip
    columns = dict(
        zip(
            ("首次升规年度", "营业收入", "规模以上", "研发费用"),
            zip(*rows, strict=True),
            strict=True,
        )
    )
    types = (pa.int32(), pa.int64(), pa.bool_(), pa.int64())
    table = pa.table({n: pa.array(v, t) for (n, v), t in zip(columns.items(), types, strict=True)})

    found = match(measure, Population(table))

    judgements = [
        judge(measure, Applicant.of_row("企业", BOOK, table, row)) for row in range(len(rows))
    ]
    possible = [i for i, one in enumerate(judgements) if one.verdict is not Verdict.INELIGIBLE]
    assert found.possible.tolist() == possible
    assert found.low.tolist() == [judgements[i].amount.low for i in possible]
    assert np.array_equal(found.sure, [judgements[i].verdict is Verdict.ELIGIBLE for i in possible])


def quoting(rule: str) -> str:
    return f"""
文号: 临府〔2026〕2号
措施:
  - {{名称: 参照, 依据: 一, 对象: 企业, 条件: [规模以上], 给付: {{引用: {rule}}}}}
"""


def test_the_amount_of_a_measure_of_another_file_is_quoted():
    reading = read(quoting("临府〔2020〕1号#旧奖励"))

    assert not reading.findings
    assert reading.file.quoted == (Path("旧.yaml"),)
    facts = {"规模以上": True, "研发费用": Fraction(600_000)}
    assert judge(reading.file.measures[0], Applicant.of_values("企业", facts)).reason == (
        "7% × 50万元 = 3.5万元"
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("临府〔2020〕9号#旧奖励", "新.yaml:4:50 错误：没有文号为「临府〔2020〕9号」的措施文件。是不是「临府〔2020〕1号」？"),
        ("临府〔2020〕1号#旧奖厉", "新.yaml:4:50 错误：没有可引用的措施「临府〔2020〕1号#旧奖厉」。是不是「旧奖励」？"),
        ("临府〔2020〕1号#项目奖", "新.yaml:4:50 错误：「项目奖」的对象不是企业。只能引用同一对象的措施"),
        ("临府〔2020〕1号#写错的", "新.yaml:4:50 错误：「临府〔2020〕1号#写错的」引用不了：旧.yaml:15:52 企业没有事实「研发费」。是不是「研发费用」？"),
    ],
)  # fmt: skip
def test_what_cannot_be_quoted_is_told_where_it_is_quoted(rule, told):
    [finding] = read(quoting(rule)).findings.errors

    assert str(finding) == told


def test_files_that_quote_each_other_are_refused():
    text = NEW.replace("给付: 1% × 营业收入", "给付: {引用: 临府〔2020〕1号#绕回来}")
    rules = Rules({Path("旧.yaml"): OLD, Path("新.yaml"): text})

    [finding] = parse_text(text, BOOK, Path("新.yaml"), rules=rules).findings.errors

    assert "措施之间循环引用：绕回来 → 新奖励 → 绕回来" in str(finding)


def test_lines_of_another_file_are_not_tidied_here():
    assert tidy(NEW, BOOK, Path("新.yaml"), RULES) == NEW.lstrip("\n")
