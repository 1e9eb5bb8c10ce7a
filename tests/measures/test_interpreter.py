"""The meaning: worked judgements, three truth values, and explanations."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.measures.bounds import bounds
from gangmu.measures.evaluation import number
from gangmu.measures.facts import load_facts
from gangmu.measures.interpreter import Applicant, judge
from gangmu.measures.measure import Measure
from gangmu.measures.syntax import parse_text
from gangmu.terms import Amount, Cell, Verdict


def measure_of(book, body: str) -> Measure:
    text = f"文号: 甲〔2026〕1号\n措施:\n  - 名称: 某\n    依据: 一\n    对象: 企业\n{body}"
    reading = parse_text(text, book)
    reading.findings.raise_errors()
    return reading.file.measures[0]


def applicant(**facts) -> Applicant:
    return Applicant.of_values("企业", facts)


def test_every_worked_case_of_the_example_comes_out(example):
    for measure in example.measures:
        for case in measure.cases:
            judgement = judge(measure, Applicant.of_values(measure.entity, case.facts))
            assert judgement.verdict is case.verdict
            if case.amount is not None:
                assert judgement.amount == Amount(case.amount, case.amount)


@pytest.mark.parametrize(
    ("facts", "verdict", "failed", "missing"),
    [
        ({"规模以上": True, "严重失信": False, "营业收入": Fraction(10**8)}, "符合", None, ()),
        (
            {"规模以上": True, "严重失信": None, "营业收入": Fraction(10**8)},
            "待核实",
            None,
            ("严重失信",),
        ),
        ({"规模以上": None, "严重失信": True, "营业收入": Fraction(10**8)}, "不符合", 2, ()),
        ({"规模以上": False, "严重失信": True, "营业收入": None}, "不符合", 0, ()),
        (
            {"规模以上": None, "严重失信": False, "营业收入": None},
            "待核实",
            None,
            ("规模以上", "营业收入"),
        ),
    ],
)
def test_unknown_is_never_false_and_never_true(book, facts, verdict, failed, missing):
    measure = measure_of(
        book, "    条件: [规模以上, 营业收入 ≥ 1亿元]\n    排除: [严重失信]\n    给付: 1元\n"
    )

    judgement = judge(measure, applicant(**facts))

    assert (judgement.verdict, judgement.failed, judgement.missing) == (verdict, failed, missing)


def test_two_of_three_with_one_unknown(book):
    measure = measure_of(
        book,
        "    条件: [{至少: {几项: 2, 于: [规模以上, 独立法人, 严重失信]}}]\n    给付: 1元\n",
    )

    verdicts = [
        judge(measure, applicant(规模以上=a, 独立法人=b)).verdict
        for a, b in [(True, True), (True, False), (False, False)]
    ]

    assert verdicts == [Verdict.ELIGIBLE, Verdict.PENDING, Verdict.INELIGIBLE]


def test_missing_names_only_what_still_matters(book):
    measure = measure_of(
        book,
        "    条件:\n      - 任一: [规模以上, 营业收入 ≥ 1亿元]\n      - 研发费用 ≥ 1万元\n    给付: 1% × 研发费用\n",
    )

    judgement = judge(measure, applicant(规模以上=True))

    assert judgement.missing == ("研发费用",)


def test_unknown_amount_lies_within_the_bounds_of_its_formula(book):
    measure = measure_of(
        book,
        "    条件: [规模以上]\n    给付:\n      分档:\n        列: [营业收入, 给付]\n        行:\n"
        "          - [< 1亿元, 20万元]\n          - [≥ 1亿元, 50万元]\n    上限: 40万元\n",
    )

    eligible = judge(measure, applicant(规模以上=True))
    pending = judge(measure, applicant())

    assert (eligible.verdict, eligible.amount) == (Verdict.ELIGIBLE, Amount(2 * 10**7, 4 * 10**7))
    assert eligible.missing == ("营业收入",)
    assert (pending.verdict, pending.amount) == (Verdict.PENDING, Amount(0, 4 * 10**7))


def test_amount_without_a_cap_has_no_upper_bound(book):
    measure = measure_of(book, "    条件: [规模以上]\n    给付: 1% × 营业收入\n")

    judgement = judge(measure, applicant(规模以上=True))

    assert judgement.amount == Amount(0, None)
    assert "无上限" in judgement.trace.outcome


def test_rate_of_a_third_is_exact_until_it_is_rounded(book):
    measure = measure_of(
        book,
        "    条件: [规模以上]\n    给付: 10% × 营业收入 ÷ 营业收入(上年) × 研发费用\n    取整: 元\n",
    )
    facts = {"营业收入": Fraction(1), "营业收入(上年)": Fraction(3), "研发费用": Fraction(45)}

    # 10% × 1/3 × 45 is exactly 1.5: half up gives 2, a float of 1.4999… would give 1.
    assert judge(measure, applicant(规模以上=True, **facts)).amount == Amount(200, 200)


def test_negative_amount_pays_nothing(book):
    measure = measure_of(book, "    条件: [规模以上]\n    给付: 营业收入 - 营业收入(上年)\n")
    facts = {"营业收入": Fraction(1), "营业收入(上年)": Fraction(3)}

    judgement = judge(measure, applicant(规模以上=True, **facts))

    assert judgement.amount == Amount(0, 0)
    assert "结果为负，按 0元" in judgement.reason


def test_zero_divisor_is_unknown_and_said_so(book):
    measure = measure_of(book, "    条件: [营业收入 ÷ 营业收入(上年) ≥ 110%]\n    给付: 1元\n")

    judgement = judge(measure, applicant(营业收入=Fraction(5), **{"营业收入(上年)": Fraction(0)}))

    assert judgement.verdict is Verdict.PENDING
    assert judgement.missing == ("营业收入(上年)",)
    assert any("除数为零" in line.outcome for _, line in judgement.trace.lines())


def test_row_of_a_snapshot_is_read_with_its_cells(book, example):
    table = pa.table({"_row": pa.array([17], pa.int32()), "营业收入": [10**9 * 100]})
    one = Applicant.of_row(
        "企业", book, table, 0, cell=lambda fact: Cell("enterprises.xlsx", "企业", 17, "C")
    )

    judgement = judge(example.measures[0], one)

    assert one.value("营业收入") == Fraction(10**9)
    assert one.value("注册地") is None
    sources = {line.text: line.source for _, line in judgement.trace.lines()}
    assert sources["营业收入"] == "enterprises.xlsx 企业!C17"


def test_trace_shows_facts_arithmetic_cap_and_clause(book):
    measure = measure_of(
        book, "    条件: [研发费用 ≥ 100万元]\n    给付: 10% × 研发费用\n    上限: 100万元\n"
    )

    judgement = judge(measure, applicant(研发费用=Fraction(12345000)))

    lines = [
        (depth, line.text, line.outcome, line.source) for depth, line in judgement.trace.lines()
    ]
    assert lines == [
        (0, "某", "符合，100万元", "甲〔2026〕1号 一"),
        (1, "研发费用 ≥ 100万元", "符合", "一"),
        (2, "研发费用", "1234.5万元", ""),
        (1, "给付：10% × 研发费用", "100万元", "一"),
        (2, "10% × 1234.5万元", "123.45万元", ""),
        (3, "研发费用", "1234.5万元", ""),
        (2, "上限：100万元", "100万元", "一"),
        (2, "封顶 100万元", "", ""),
    ]
    assert judgement.reason == "10% × 1234.5万元 = 123.45万元；封顶 100万元"


@pytest.mark.parametrize(
    ("condition", "facts", "reason"),
    [
        ("营业收入 ≥ 5亿元", {"营业收入": Fraction(4 * 10**8)}, "还差 1亿元"),
        ("营业收入 > 5亿元", {"营业收入": Fraction(5 * 10**8)}, "正好等于，不算"),
        ("资产负债率 ≤ 70%", {"资产负债率": Fraction(72, 100)}, "超出 2个百分点"),
        ("从业人员 ≥ 300人", {"从业人员": Fraction(280)}, "还差 20人"),
        ("首次升规年度 ≥ 2025年", {"首次升规年度": 2023}, "还差 2年"),
        ("注册地 = 临江区", {"注册地": "临海区"}, "不满足：注册地 = 临江区"),
    ],
)
def test_reason_says_how_far_it_is(book, condition, facts, reason):
    measure = measure_of(book, f"    条件: [{condition}]\n    给付: 1元\n")

    assert reason in judge(measure, applicant(**facts)).reason


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_every_known_number_is_within_its_static_bounds(random_trees, data):
    tree = data.draw(random_trees.numbers("元", 3, True))
    table = data.draw(random_trees.registries())
    low, high = bounds(tree)

    for row in range(table.num_rows):
        value = number(tree, Applicant.of_row("企业", random_trees.book, table, row))
        if value is not None:
            assert low is None or low <= value
            assert high is None or value <= high


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_judgement_can_be_explained(random_trees, data):
    measure = data.draw(random_trees.measures())
    table = data.draw(random_trees.registries())

    for row in range(min(table.num_rows, 3)):
        judgement = judge(measure, Applicant.of_row("企业", random_trees.book, table, row))
        assert all(line.text for _, line in judgement.trace.lines())
        assert isinstance(judgement.reason, str)


def test_a_divisor_of_zero_names_the_facts_of_both_years():
    text = """
文号: 甲
措施:
  - {名称: 某, 依据: 一, 对象: 企业, 给付: 1万元 × (研发费用占比 ÷ 增速(营业收入))}
"""
    [measure] = parse_text(text, load_facts()).file.measures
    facts = {
        "营业收入": Fraction(10**8), "营业收入(上年)": Fraction(10**8), "研发费用占比": Fraction(1, 20)
    }  # fmt: skip

    judgement = judge(measure, Applicant.of_values("企业", facts))

    assert judgement.missing == ("营业收入", "营业收入(上年)")
