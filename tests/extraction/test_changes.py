"""Rate, direction, baseline, modality, 约束性 and region."""

import pytest

from gangmu.extraction import extract
from gangmu.terms import Baseline

PLAN = "临江区智能制造三年行动计划（2024—2026年）"


def last_claim(make_document, text, title=PLAN, published="2024-02-01"):
    return extract(make_document(title, text, published)).claims[-1]


@pytest.mark.parametrize(
    ("text", "rate", "direction"),
    [
        ("产值年均增长8%。", "annual_average", "increase"),
        ("2023年产值同比增长8%。", "yoy", "increase"),
        ("2023年能耗较上年下降3.2%。", "yoy", "decrease"),
        ("到2026年，能耗比2020年下降13%。", "cumulative", "decrease"),
        ("技术合同成交额累计达到30亿元。", "cumulative", None),
        ("本地转化率提高15个百分点。", "cumulative", "increase"),
        ("直播基地销售额增长一倍。", "cumulative", "increase"),
        ("产业规模实现倍增。", "cumulative", "increase"),
        ("研发投入强度提高到3%。", None, None),
        ("审批时限压缩至40个工作日以内。", None, None),
        ("审批时限较法定时限缩短三分之一。", None, "decrease"),
        ("新增企业120家。", None, None),
        ("用水量降至15立方米以内。", None, None),
    ],
)
def test_rate_and_direction_are_read_from_the_words(make_document, text, rate, direction):
    claim = last_claim(make_document, text)
    assert (claim.rate, claim.direction) == (rate, direction)


@pytest.mark.parametrize(
    ("text", "value", "unit", "time"),
    [
        ("强度由2.8%提高到3.5%。", "2.8", "%", "2023"),
        ("产值从2020年的50亿元增至80亿元。", "50", "亿元", "2020"),
        ("到2026年，能耗比2023年下降13.5%。", None, None, "2023"),
        ("2023年产值同比增长8%。", None, None, "2022"),
    ],
)
def test_a_baseline_comes_from_the_same_sentence(make_document, text, value, unit, time):
    baseline = last_claim(make_document, text).baseline
    assert isinstance(baseline, Baseline)
    printed = None if baseline.value is None else str(baseline.value)
    assert (printed, baseline.unit, baseline.time) == (value, unit, time)


@pytest.mark.parametrize("text", ["产值达到80亿元。", "产值年均增长8%。"])
def test_without_a_start_there_is_no_baseline(make_document, text):
    assert last_claim(make_document, text).baseline is None


def test_a_word_of_effort_before_the_time_holds_for_the_sentence(make_document):
    text = "力争到2026年，产值达到80亿元，企业达到20家。"
    claims = extract(make_document(PLAN, text)).claims
    assert [c.quantity.modality for c in claims] == ["力争", "力争"]


def test_a_word_of_effort_before_one_verb_holds_for_it_alone(make_document):
    text = "到2026年，产值达到80亿元，力争90亿元，企业达到20家。"
    claims = extract(make_document(PLAN, text)).claims
    assert [c.quantity.modality for c in claims] == [None, "力争", None]


def test_a_place_named_for_a_quantity_is_its_region(make_document):
    text = "新建厂房50万平方米，其中南园20万平方米。"
    claims = extract(make_document(PLAN, text)).claims
    assert [c.region for c in claims] == ["临江区", "南园"]


def test_binding_is_read_where_the_sentence_says_it(make_document):
    assert last_claim(make_document, "能耗下降13%（约束性指标）。").binding == "约束性"
    assert last_claim(make_document, "能耗下降13%。").binding is None
