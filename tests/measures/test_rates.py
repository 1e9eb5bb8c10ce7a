"""Published rates: by day until they were checked, by year, and what a workspace adds."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gangmu.measures.facts import load_facts
from gangmu.measures.interpreter import Applicant, judge
from gangmu.measures.rates import load_rates
from gangmu.measures.syntax import parse_text
from gangmu.terms import InputErrors

PAGE = Path(__file__).parents[2] / "docs" / "措施语言.md"
MEASURE = """
文号: 临府〔2026〕1号
措施:
  - 名称: 转贷贴息
    依据: 一
    对象: 贷款
    给付: 本区转贷利率(放款日期) × 贷款本金 × 1年
"""


@pytest.fixture
def write(tmp_path):
    def rates(text: str) -> Path:
        path = tmp_path / "rates.yaml"
        path.write_text(text, "utf-8")
        return path

    return rates


def test_the_example_of_the_reference_goes_on_from_what_is_built_in(write):
    [text] = re.findall(r"```rates\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)

    rates = load_rates(write(text))

    yearly = {day: rates["LPR一年期"].value(day) for day in (
        date(2024, 10, 21), date(2026, 5, 19), date(2026, 5, 20), date(2026, 12, 20), date(2026, 12, 21),
    )}  # fmt: skip
    assert [None if v is None else v * 12 for v in yearly.values()] == [
        Fraction("0.031"), Fraction("0.03"), Fraction("0.029"), Fraction("0.029"), None
    ]  # fmt: skip
    assert load_rates()["LPR一年期"].value(date(2026, 5, 20)) is None


def test_a_series_of_the_workspace_may_be_called_by_its_name(write):
    text = '本区转贷利率: {单位: "%/年", 期: 日, 依据: 某办法, 截至: 2026-12-31, 值: {2026-01-01: 3.60}}'
    book = load_facts(None, write(text))
    [measure] = parse_text(MEASURE, book).file.measures

    def paid(day: date) -> object:
        facts = {"放款日期": day, "贷款本金": Fraction(1_000_000)}
        return judge(measure, Applicant.of_values("贷款", facts))

    assert paid(date(2026, 3, 1)).amount.low == 36_000 * 100
    assert paid(date(2027, 1, 1)).missing == ("本区转贷利率",)
    assert "本区转贷利率" in str(parse_text(MEASURE, load_facts()).findings[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("LPR一年期: {依据: 某, 截至: 2026-01-01, 值: {2024-10-21: 3.2}}", "2024-10-21 的值与内置的不同"),
        ("LPR一年期: {依据: 某, 期: 年, 值: {2026年: 3.2}}", "单位或期不同"),
        ("某利率: {单位: '%/年', 期: 日, 截至: 2026-01-01, 值: {2026-01-01: 3}}", "没写全"),
        ("某利率: {单位: '%/年', 期: 日, 依据: 某, 截至: 明年, 值: {2026-01-01: 3}}", "「明年」不是日期"),
        ("- 某利率", "应以各项利率、汇率的名称开头"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(write, text, told):
    with pytest.raises(InputErrors) as raised:
        load_rates(write(text))

    assert told in str(raised.value)
    assert "rates.yaml:1:" in str(raised.value)
