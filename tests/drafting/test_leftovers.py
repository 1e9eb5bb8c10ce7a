"""Nothing vanishes: what a rule says is in its draft, or stays 待定; money is never guessed."""

import re
from pathlib import Path

import pytest

from gangmu.drafting import count_pending, draft, write_draft
from gangmu.drafting.drafts import Frame
from gangmu.drafting.leftovers import extent, figures, numbers
from gangmu.extraction import extract
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import parse_text
from gangmu.measures.wording import write
from gangmu.reading import read
from gangmu.terms import InputError, Kind, ProvisionKind

ROOT = Path(__file__).resolve().parents[2]
OWN = sorted((ROOT / "tests" / "extraction" / "benefits").glob("*.txt"))
LINJIANG = sorted((ROOT / "examples" / "linjiang" / "documents").iterdir())
RATE = "一、物流。对规模以上工业企业年物流费用{}，按5%给予补贴，每户企业每年最高不超过30万元。\n"


def amount(made):
    return made.text.partition("    给付:")[2].partition("    上限:")[0]


# ---------------------------------------------------------------- money


def test_a_rate_on_what_exceeds_a_number_is_a_slice(make_draft):
    made = make_draft(RATE.format("超过100万元的部分"))
    assert made.errors == []
    assert "量: 物流费用" in amount(made)
    assert "- 至: 100万元\n            按: 0%\n          - 按: 5%" in amount(made)
    assert "物流费用 > 100万元" in made.tests
    assert made.pending == []


@pytest.mark.parametrize(
    "words",
    [
        "50万元至100万元的部分",
        "不超过100万元的部分",
        "100万元以下的部分",
        "达到100万元以上，超出部分",
    ],
)
def test_a_rate_on_a_part_that_is_not_clear_stays_pending(make_draft, words):
    made = make_draft(RATE.format(words))
    assert made.errors == []
    assert "5% × 物流费用" not in made.text
    assert "待定: " in amount(made)


def test_a_part_that_is_not_paid_is_no_slice_that_is(make_draft):
    made = make_draft(
        "一、研发。对规模以上企业，按研发费用的5%给予补助，研发费用超过1000万元的部分不予补助。\n"
    )
    assert made.errors == []
    assert "分段" not in made.text
    assert any("超过1000万元的部分不予补助" in cause for cause in made.pending)


def test_a_rate_on_growth_is_a_rate_on_growth(make_draft):
    made = make_draft(
        "一、研发。对研发费用占营业收入比重不低于3%的高新技术企业，按研发费用比上年增加额的10%给予补助，"
        "最高不超过100万元。\n"
    )
    assert made.errors == []
    assert write(made.measure.amount) == "10% × 增量(研发费用)"
    assert write(made.measure.cap) == "100万元"
    assert made.pending == []


def test_so_much_for_each_unit_of_growth(make_draft):
    made = make_draft(
        "一、用电。对规模以上工业企业用电量比上年增加的部分，按每千瓦时0.03元给予补贴，"
        "每户企业每年最高不超过50万元。\n"
    )
    assert made.errors == []
    assert "给付: 0.03元/千瓦时 × 增量(用电量)" in made.text
    assert made.pending == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("对年纳税额较上年增长部分，按地方留成的50%给予奖励。", "增量("),
        ("对设备投资额超过500万元的部分，按贷款利息的5%给予贴息。", "分段"),
        ("对工业总产值超过5亿元的企业，新增部分按1‰给予奖励。", "0.1% ×"),
        ("对物流费用，1000万元以内按2%补助，超过1000万元的部分按3%补助。", "× 物流费用"),
    ],
)
def test_a_rate_on_something_else_than_the_part_stays_pending(make_draft, sentence, wrong):
    made = make_draft(f"一、奖励。{sentence}\n")
    assert made.errors == []
    assert wrong not in amount(made).partition("  #")[0]
    assert "待定: " in amount(made)


def test_the_part_that_grew_is_growth_of_what_the_rule_speaks_of(make_draft):
    made = make_draft(
        "一、产值。对规模以上工业企业产值超过5亿元且比上年增长10%以上的，增量部分按1‰给予奖励。\n"
    )
    assert made.errors == []
    assert write(made.measure.amount) == "0.1% × 增量(工业总产值)"


def test_what_else_is_demanded_before_it_is_paid_is_kept(make_draft):
    made = make_draft(
        "一、奖励。对规模以上企业给予30万元奖励，分三年等额拨付，每年仍在规的方可拨付。\n"
    )
    assert made.errors == []
    assert any("每年仍在规的方可拨付" in cause for cause in made.pending)
    assert made.measure.frequency != "每年"


def test_a_part_of_a_fact_that_is_only_near_says_so(make_draft):
    made = make_draft("一、设备。按设备投资额超出300万元部分的8%给予补助。\n")
    assert made.errors == []
    assert "分段" in amount(made)
    assert "按最接近的事实「设备投入」写" in made.text


def test_growth_of_a_fact_that_is_not_known_stays_pending(make_draft):
    made = make_draft(
        "一、外贸。对规模以上企业，按国际航线舱位费比上年增加额的10%给予补助，最高不超过100万元。\n"
    )
    assert made.errors == []
    assert "增加额的10%" in amount(made)
    assert write(made.measure.cap) == "100万元"


def test_what_promotion_brings_is_the_difference(make_draft):
    made = make_draft(
        "一、专精特新。对省级专精特新中小企业、国家级专精特新“小巨人”企业，分别给予20万元、50万元奖励。"
        "同一企业晋级的，给予差额奖励。\n"
    )
    assert made.errors == []
    assert "      补差:\n        应得:\n          择高:" in made.text
    assert "        已得: 已获奖励" in made.text


def test_the_difference_to_what_others_paid_stays_pending(make_draft):
    made = make_draft(
        "一、奖励。对国家级绿色工厂，给予50万元奖励。已享受省级同类补助的，按差额补足。\n"
    )
    assert made.errors == []
    assert "补差" not in made.text.partition("给付:")[2].partition("待定")[0]
    assert any("按差额补足" in cause for cause in made.pending)


def test_an_award_among_the_conditions_leaves_the_amount_open(make_draft):
    made = make_draft(
        "一、上市。对成功上市的企业，分阶段给予奖励：完成股改奖励50万元，报会受理奖励100万元，成功上市奖励350万元。\n"
    )
    assert made.errors == []
    assert "给付: 100万元" not in made.text
    assert "完成股改奖励50万元" in amount(made)


def test_what_is_added_is_no_step(make_draft):
    made = make_draft(
        "一、就业。对当年新增就业10人以上的企业，按每人1000元补贴，其中退役军人每人再加500元。\n"
    )
    assert made.errors == []
    assert "择高" not in made.text
    assert "再加500元" in amount(made)


def test_an_instalment_that_waits_says_what_for(make_draft):
    made = make_draft(
        "一、升规。对首次升规的工业企业，给予20万元奖励，分两年拨付：升规当年拨付10万元，"
        "次年仍在规的再拨付10万元。\n"
    )
    assert made.errors == []
    first, second = made.text.partition("    分期:")[2].split("- 名称: 第二年")
    assert "前提" not in first
    assert "待定: 次年仍在规的再拨付10万元" in second


# ---------------------------------------------------------------- what is asked, and of whom


def test_a_green_factory_is_a_level_of_the_fact(make_draft):
    made = make_draft(
        "一、绿色制造。对国家级绿色工厂、省级绿色工厂，分别给予50万元、20万元奖励。\n"
    )
    assert made.errors == []
    assert made.tests == ["绿色工厂等级 = 国家级 或 绿色工厂等级 = 省级"]
    assert made.measure.bounds == (0, 50_0000_00)


def test_what_applicants_must_be_holds_for_every_measure(make_draft):
    made = make_draft(
        "一、奖励。对规模以上企业，给予10万元奖励。\n"
        "二、附则\n（一）申报企业应当在本区登记注册、具有独立法人资格，未被列入严重失信主体名单。\n"
    )
    assert made.errors == []
    assert "- 满足: 注册地 属于 临江区" in made.text
    assert "- 满足: 独立法人" in made.text
    assert "严重失信" in made.text.partition("    排除:")[2]


def test_the_words_that_announce_a_condition_are_none(make_draft):
    made = make_draft(
        "一、奖励。对规模以上企业，给予10万元奖励。\n"
        "二、附则。本措施适用于在临江区内登记注册、具有独立法人资格的企业。\n"
    )
    assert made.errors == []
    assert made.pending == []


def test_what_is_left_of_known_words_is_named(make_draft):
    made = make_draft("一、奖励。对新认定的国家级绿色工厂，给予50万元奖励。\n")
    assert "没有写成条件的是「新认定」" in made.text


# ---------------------------------------------------------------- the check


@pytest.mark.parametrize(
    "sentence",
    [
        "本措施所需资金在区工业发展专项资金3000万元内安排，资金不足时按比例缩减。",
        "资金预算3000万元，不足时按比例核减。",
        "所需资金由区财政承担，年度预算总额控制在3000万元以内，超出时按比例兑现。",
    ],
)
def test_the_budget_of_a_document_is_never_dropped(make_draft, sentence):
    made = make_draft(f"一、奖励。对规模以上企业，给予10万元奖励。\n二、资金。{sentence}\n")
    assert made.errors == []
    assert any("3000万元" in cause for cause in made.pending)


def test_the_count_of_what_is_open_is_one(make_draft):
    made = make_draft(
        "一、奖励。对规模以上企业，给予10万元奖励。\n二、补助。对高新技术企业，给予5万元奖励。\n"
        "三、附则。本政策适用于财务制度健全的企业。\n"
    )
    assert count_pending(made.draft) == 1
    assert "1 处待定" in made.text


@pytest.mark.parametrize("path", [*OWN, *LINJIANG], ids=lambda path: path.stem)
def test_every_figure_of_a_rule_is_in_its_draft(path):
    book = load_facts()
    for document in read(path):
        found = extract(document)
        try:
            made = draft(document, found, book, 2025)
        except InputError:
            continue
        text = write_draft(made)
        reading = parse_text(text, book)
        assert reading.findings.errors == []
        frame = Frame(document, book, 2025)
        words = "\n".join(line.partition("  #")[0] for line in text.splitlines())
        written = numbers(words)
        quoted = "".join(words.split())
        for benefit in found.benefits:
            place = extent(frame, benefit, found.benefits)
            for claim in found.claims:
                inside = place.start <= claim.span.start and claim.span.end <= place.end
                if inside and claim.kind in (Kind.AWARD, Kind.CONDITION):
                    printed = "".join(document.quote(claim.span).split())
                    assert figures(claim.quantity) <= written or printed in quoted, printed


@pytest.mark.parametrize("path", [*OWN, *LINJIANG], ids=lambda path: path.stem)
def test_every_provision_of_a_rule_is_cited_by_its_draft(path):
    book = load_facts()
    for document in read(path):
        found = extract(document)
        try:
            made = draft(document, found, book, 2025)
        except InputError:
            continue
        lines = [x for x in write_draft(made).splitlines() if not x.startswith("    依据:")]
        cited = [
            (int(m[1]), int(m[2])) for x in lines for m in [re.search(r"\[(\d+)—(\d+)\]", x)] if m
        ]
        grouped = {name for group in made.groups for name in group}
        for benefit, measure in zip(found.benefits, made.measures, strict=True):
            for provision in benefit.provisions:
                stacked = provision.kind is ProvisionKind.STACKING
                if stacked and (measure.name in grouped or "择高" in str(measure.amount.form)):
                    continue
                if provision.kind is ProvisionKind.PERIOD and measure.frequency == "每年":
                    continue
                start, end = provision.span.start, provision.span.end
                words = document.quote(provision.span)
                assert any(a < end and start < b for a, b in cited), words
