"""Benefit rules: sentences of our own, and the parts that are read out of them."""

from fractions import Fraction

import pytest

from gangmu.extraction import extract
from gangmu.extraction.records import benefit_records, formula
from gangmu.terms import BenefitKind, ProvisionKind

TITLE = "临江区促进工业发展若干政策措施"


def benefits(make_document, text):
    return extract(make_document(TITLE, text)).benefits


def one(make_document, text):
    (found,) = benefits(make_document, text)
    return found


def asked(benefit):
    """Write the criteria of a benefit as 事实 op 值."""
    return [
        (
            c.fact,
            c.op,
            f"{c.figure.quantity.value}{c.figure.quantity.unit.name}" if c.figure else c.label,
        )
        for c in benefit.criteria
    ]


def shown(figure):
    return figure and f"{figure.quantity.value}{figure.quantity.unit.name}"


def test_a_rate_has_a_base_a_cap_and_what_is_asked(make_document):
    text = "一、支持技改\n（一）设备补助。对设备投资500万元以上的技改项目，按实际设备投资的8%给予补助，单个项目最高不超过300万元。\n"
    found = one(make_document, text)
    assert (found.kind, found.entity, found.clause) == (BenefitKind.SUBSIDY, "project", "一/（一）")
    assert found.heading == "设备补助"
    assert asked(found) == [("设备投资", "ge", "500万元")]
    assert found.rate.quantity.base == Fraction(8, 100)
    assert (found.base.text, shown(found.cap)) == ("实际设备投资", "300万元")


def test_every_part_stands_where_it_says(make_document):
    text = "对年产值2000万元以上的企业，按产值增量的1%给予奖励，每家最高50万元。\n"
    document = make_document(TITLE, text)
    (found,) = extract(document).benefits
    assert document.quote(found.span) == text.strip()
    assert document.quote(found.criteria[0].span) == "年产值2000万元以上"
    assert document.quote(found.rate.span) == "1%"
    assert document.quote(found.cap.span) == "50万元"
    assert document.quote(found.beneficiary.span) == "年产值2000万元以上的企业"


def test_a_list_of_amounts_goes_with_a_list_of_rungs(make_document):
    text = "对年产值首次突破1亿元、5亿元、10亿元的企业，分别给予10万元、30万元、60万元奖励。\n"
    found = one(make_document, text)
    assert asked(found) == [("年产值", "ge", "1亿元")]
    assert [(t.limits[0].figure.quantity.value, shown(t.amount)) for t in found.tiers] == [
        (1, "10万元"),
        (5, "30万元"),
        (10, "60万元"),
    ]
    assert not found.marginal


def test_a_list_of_amounts_goes_with_a_list_of_names(make_document):
    text = "对新认定的国家级、省级、市级工业设计中心，分别一次性奖励100万元、50万元、20万元。\n"
    found = one(make_document, text)
    assert [(t.when.text, shown(t.amount)) for t in found.tiers] == [
        ("国家级", "100万元"),
        ("省级", "50万元"),
        ("市级", "20万元"),
    ]


def test_slices_are_told_from_steps(make_document):
    text = (
        "对年研发费用100万元以上的企业，按以下标准给予补助：\n"
        "（一）研发费用500万元（含）以下的部分，按2%补助；\n"
        "（二）研发费用超过500万元的部分，按4%补助。\n"
        "同一企业每年最高不超过100万元。\n"
    )
    found = one(make_document, text)
    assert found.marginal
    assert formula(found).startswith("min(marginal(")
    assert [t.rate.quantity.base for t in found.tiers] == [Fraction(2, 100), Fraction(4, 100)]
    assert shown(found.cap) == "100万元"


def test_labelled_passages_give_their_criteria(make_document):
    text = (
        "（一）智能化改造\n1.支持对象：区内规上工业企业。\n2.申报条件：项目投资300万元以上。\n"
        "3.支持标准：按项目投资的10%给予补助，最高200万元。\n"
    )
    found = one(make_document, text)
    assert asked(found) == [("项目投资", "ge", "300万元")]
    assert len(found.scope) == 2


def test_a_table_of_amounts_is_tiers(make_document):
    text = "（一）工业设计中心。对新认定的工业设计中心，按以下标准奖励：\n级别\t奖励标准\n国家级\t100万元\n省级\t50万元\n"
    found = one(make_document, text)
    assert [(t.when.text, shown(t.amount)) for t in found.tiers] == [
        ("国家级", "100万元"),
        ("省级", "50万元"),
    ]


def test_some_of_several_conditions(make_document):
    text = (
        "对成立5年以内的企业，符合下列条件中两项以上的，给予15万元支持：研发人员20人以上；"
        "营业收入比上年增长20%以上；为高新技术企业。\n"
    )
    found = one(make_document, text)
    (choice,) = found.choices
    assert choice.least == 2
    assert [c.fact for c in choice.items] == ["研发人员", "营业收入增长", "为高新技术企业"]
    assert shown(found.amount) == "15万元"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("奖励分三年按4:3:3比例兑付。", ProvisionKind.INSTALMENTS),
        ("同一企业按就高原则执行，不重复享受。", ProvisionKind.STACKING),
        ("三年内迁出的，追回已发放的奖励。", ProvisionKind.CLAWBACK),
        ("奖励由市、区两级财政各承担50%。", ProvisionKind.FISCAL_SHARE),
    ],
)
def test_terms_beside_a_rule_are_its_own(make_document, words, kind):
    text = f"（一）升规奖励。对首次升规的企业，给予20万元奖励。{words}\n（二）其他。另行通知。\n"
    found = one(make_document, text)
    assert found.provision(kind) is not None


def test_rules_for_the_whole_document_are_kept_apart(make_document):
    text = (
        "第一条 对首次升规的企业，给予20万元奖励。\n"
        "第二条 单个企业同一年度享受本政策奖励总额不超过100万元。\n"
        "第三条 本政策与其他政策就高不重复。\n"
    )
    found = extract(make_document(TITLE, text))
    assert len(found.benefits) == 1
    assert [(p.kind, p.clause) for p in found.provisions] == [
        (ProvisionKind.ANNUAL_CAP, "第二条"),
        (ProvisionKind.STACKING, "第三条"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "对骗取资金的，追回全部奖励，并处1万元罚款。\n",
        "抽查项目比例不低于20%。\n",
        "区财政安排专项资金2亿元，支持企业技术改造。\n",
        "到2026年，培育奖励企业100家，产值达到500亿元。\n",
    ],
)
def test_what_gives_nothing_to_anyone_is_no_rule(make_document, text):
    assert benefits(make_document, text) == ()


def test_a_case_by_case_benefit_is_at_discretion(make_document):
    found = one(make_document, "对符合主导产业方向的重大项目，可按“一事一议”方式给予支持。\n")
    assert found.discretionary
    assert found.kind is BenefitKind.OTHER


def test_a_record_has_the_form_of_the_scorer(make_document):
    text = "第一条 对年产值2000万元以上的企业，按产值增量的1%给予奖励，每家最高50万元。\n"
    document = make_document(TITLE, text)
    (record,) = benefit_records(document, extract(document).benefits)
    assert record["type"] == "measure"
    assert record["clause"] == "第一条"
    assert record["conditions"][0]["fact"] == "年产值"
    assert record["conditions"][0]["value"] == 2000
    assert record["benefit"]["rate"] == 0.01
    assert record["benefit"]["cap"] == {"value": 50, "unit": "万元"}
    assert record["stacking"] is None
