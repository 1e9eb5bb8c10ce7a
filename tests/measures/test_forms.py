"""What a person reads of the forms: the reason in a line, what is to be decided, what a tier lacks."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gangmu.measures.evaluation import Applicant
from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.measure import Measure
from gangmu.measures.syntax import parse_text
from gangmu.terms import InputErrors, Trace, Verdict

YI = 10**8


def measure(body: str, book: FactBook, entity: str = "企业") -> Measure:
    text = f"文号: 甲\n措施:\n  - 名称: 某\n    依据: 一\n    对象: {entity}\n{body}"
    reading = parse_text(text, book)
    reading.findings.raise_errors()
    assert reading.file is not None
    return reading.file.measures[0]


def judged(body: str, book: FactBook, entity: str = "企业", **facts: object) -> Judgement:
    values = {key: Fraction(v) if type(v) is int else v for key, v in facts.items()}
    return judge(measure(body, book, entity), Applicant.of_values(entity, values))


def lines(trace: Trace) -> list[str]:
    own = f"{trace.text}：{trace.outcome}"
    return [own, *(line for child in trace.children for line in lines(child))]


SLICES = (
    "    条件: [增速(工业总产值) ≥ 15%]\n"
    "    给付: {分段: {量: 增量(工业总产值), 段: [{至: 1亿元, 按: 1%}, {按: 2%}]}}\n"
)
TIERS = (
    "    条件: [规模以上]\n    给付:\n      分档:\n        列: [营业收入, 给付]\n        行:\n"
    "          - [1亿元(含)至5亿元(不含), 10万元]\n          - [5亿元(含)以上, 30万元]\n"
    "        其余: 0元\n"
)


def test_slices_are_written_out_part_by_part(book):
    facts = {"工业总产值": 5 * YI, "工业总产值(上年)": 3 * YI}
    judgement = judged(SLICES, book, **facts)
    assert judgement.reason == "1% × 1亿元 + 2% × 1亿元 = 300万元"
    shown = lines(judgement.trace)
    assert "第1段（至 1亿元）1% × 1亿元：100万元" in shown
    assert "第2段（以上）2% × 1亿元：200万元" in shown


def test_growth_that_falls_short_says_by_how_much(book):
    facts = {"工业总产值": 110_000_000, "工业总产值(上年)": YI}
    judgement = judged(SLICES, book, **facts)
    assert judgement.verdict is Verdict.INELIGIBLE
    assert judgement.reason == (
        "不满足：工业总产值比上年的增长率 ≥ 15%（还差 5个百分点（工业总产值还差 500万元））"
    )


def test_growth_of_what_was_not_above_zero_is_unknown(book):
    judgement = judged(SLICES, book, **{"工业总产值": YI, "工业总产值(上年)": 0})
    assert judgement.verdict is Verdict.PENDING
    assert judgement.missing == ("工业总产值(上年)",)


def test_the_next_tier_says_what_is_lacking(book):
    judgement = judged(TIERS, book, 规模以上=True, 营业收入=4 * YI)
    assert "上一档（营业收入 在 5亿元(含)以上）30万元：还差 1亿元" in lines(judgement.trace)


def test_discretion_and_a_missing_fact_are_told_apart(book):
    body = "    条件: [规模以上]\n    给付: 不超过 50% × 研发费用\n    上限: 100万元\n"
    open_ = judged(body, book, 规模以上=True, 研发费用=1_000_000)
    assert (open_.amount.low, open_.amount.high, open_.discretion) == (0, 50_0000_00, True)
    assert open_.review == ("不超过 50% × 100万元 = 50万元",)
    assert open_.missing == ()
    lacking = judged(body, book, 规模以上=True)
    assert (lacking.amount.low, lacking.amount.high) == (0, 100_0000_00)
    assert lacking.missing == ("研发费用",)


def test_a_looking_back_from_a_named_year_needs_every_year(book):
    body = "    条件: [首次(营业收入 ≥ 1亿元，自2023年)]\n    给付: 1元\n"
    facts = {"考核年度": 2025, "营业收入": Fraction(YI), "营业收入(2023年)": Fraction(1)}
    one = judge(measure(body, book), Applicant.of_values("企业", facts))
    assert one.verdict is Verdict.PENDING
    assert one.missing == ("营业收入(2024年)",)
    facts["营业收入(上年)"] = Fraction(2)  # 2024, by another name
    assert (
        judge(measure(body, book), Applicant.of_values("企业", facts)).verdict is Verdict.ELIGIBLE
    )


@pytest.mark.parametrize(
    ("window", "years", "verdict"),
    [
        ("近三年", {"上年": 1, "前年": 1}, Verdict.ELIGIBLE),  # this year is not an earlier one
        ("近三年", {"上年": YI, "前年": 1}, Verdict.INELIGIBLE),
        ("近三年", {"上年": 1}, Verdict.PENDING),
        ("前三年", {"上年": 1, "前年": 1}, Verdict.PENDING),
    ],
)
def test_first_looks_at_the_earlier_years_of_its_window(book, window, years, verdict):
    body = f"    条件: [首次(营业收入 ≥ 1亿元，{window})]\n    给付: 1元\n"
    earlier = {f"营业收入({year})": value for year, value in years.items()}
    assert judged(body, book, 营业收入=YI, **earlier).verdict is verdict


def test_first_in_the_year_itself_alone_is_refused(book):
    with pytest.raises(InputErrors, match="「近1年」里没有更早的年份"):
        measure("    条件: [首次(营业收入 ≥ 1亿元，近1年)]\n    给付: 1元\n", book)


def test_an_unknown_child_leaves_the_sum_unknown_and_is_named(book):
    body = "    条件: [规模以上]\n    给付: {逐项: 设备, 每项: 10% × 购置额}\n    上限: 5万元\n"
    rows = {"设备": [{"购置额": Fraction(100)}, {}]}
    one = judge(measure(body, book), Applicant.of_values("企业", {"规模以上": True}, children=rows))
    assert one.missing == ("设备.购置额",)
    assert (one.amount.low, one.amount.high) == (0, 5_0000_00)
    nothing = judge(measure(body, book), Applicant.of_values("企业", {"规模以上": True}))
    assert nothing.missing == ("设备",)


def test_a_rate_that_was_not_published_is_what_is_missing(book):
    body = "    条件: [贷款本金 > 0元]\n    给付: LPR一年期(放款日期) × 贷款本金 × 1年\n"
    facts = {"贷款本金": Fraction(YI), "放款日期": date(2031, 1, 1)}
    one = judge(measure(body, book, "贷款"), Applicant.of_values("贷款", facts))
    assert one.missing == ("LPR一年期",)


def test_a_yearly_rate_without_a_time_is_refused(book):
    text = (
        "文号: 甲\n措施:\n  - {名称: 某, 依据: 一, 对象: 贷款, 条件: [贷款本金 > 0元], "
        "给付: LPR一年期(放款日期) × 贷款本金}\n"
    )
    [finding] = parse_text(text, book).findings
    assert "还要乘以时间" in finding.remedy


def test_rounding_is_as_the_measure_says(book):
    def paid(rounding: str) -> int:
        body = f"    条件: [规模以上]\n    给付: 1% × 研发费用\n    取整: {rounding}\n"
        return judged(body, book, 规模以上=True, 研发费用=1_650_000).amount.low

    assert paid("向下取整到万元") == 1_0000_00
    assert paid("四舍五入到万元") == 2_0000_00
    assert paid("向上取整到万元") == 2_0000_00
    assert paid("元") == 16500_00
