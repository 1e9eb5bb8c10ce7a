"""A target is linked to the one claim that states it, or the reason why not is told."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gangmu.extraction import extract
from gangmu.indicators import (
    Direction,
    Form,
    Indicator,
    Target,
    link,
    load_definitions,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.reading import read
from gangmu.terms import Claim, Comparator, Kind, Phrase, Quantity, Span
from gangmu.writing.units import unit

DOCUMENT = "临政发〔2023〕5号"


def claim(indicator, value, name, time="2025", clause="一", start=0):
    span = Span(DOCUMENT, start, start + 5)
    quantity = Quantity(Decimal(value), unit(name), Comparator.GT)
    return Claim(Kind.TARGET, span, quantity, Phrase(indicator, span), time, clause, span)


CLAIMS = (
    claim("工业增加值", "1.3", "万亿元", start=10),
    claim("占地区生产总值比重", "25", "%", start=30),
    claim("工业投资", "5", "%", start=50),
    replace(claim("工业增加值", "1.3", "万亿元"), kind=Kind.ACTUAL),
)


def target(name, goal, of="亿元", **more):
    read = read_goal(goal, unit(of))
    indicator = Indicator(name, name, unit(of), Direction.UP, aliases=more.pop("aliases", ()))
    return Target(indicator, "临江区", read.form, goal, read.quantity, read_period("2025"), **more)


def test_the_claim_with_the_same_value_in_another_unit_is_found():
    found = link(target("工业增加值", "超过13000亿元"), CLAIMS)

    assert found.claim is CLAIMS[0]
    assert (found.evidence.start, found.evidence.document) == (10, DOCUMENT)


def test_a_shortened_name_is_near_enough_when_value_and_deadline_agree():
    wanted = target("工业增加值占地区生产总值比重", "25%以上", "%")

    assert link(wanted, CLAIMS).claim is CLAIMS[1]


def test_a_growth_target_is_found_by_its_rate():
    wanted = target("工业投资", "年均增长5%")

    assert wanted.form is Form.GROWTH
    assert link(wanted, CLAIMS).claim is CLAIMS[2]


@pytest.mark.parametrize(
    ("wanted", "claims", "reason"),
    [
        (target("工业增加值", "13000"), (), "文件中没有抽取到目标"),
        (target("园区数", "60个", "个"), CLAIMS, "没有单位相同的目标"),
        (target("工业增加值", "14000"), CLAIMS, "没有数值相同的目标"),
        (target("工业增加值", "13000"), [claim("工业增加值", "13000", "亿元", "2027")], "数值相同的目标，期限都不同"),
        (target("财政收入", "13000"), CLAIMS, "数值和期限相同的目标，指标名称都不像"),
        (target("工业增加值", "13000"), [CLAIMS[0], CLAIMS[0]], "有 2 处同样的表述"),
        (target("能耗", "持续下降"), CLAIMS, "没有数值"),
    ],
)  # fmt: skip
def test_nothing_is_guessed(wanted, claims, reason):
    found = link(wanted, claims)

    assert found.claim is None
    assert reason in found.reason


def test_the_cited_clause_decides_between_equal_claims():
    other = replace(CLAIMS[0], clause="三/(一)")

    assert (
        link(target("工业增加值", "13000", clause="三/（一）"), [CLAIMS[0], other]).claim is other
    )


def test_the_targets_of_the_shanghai_example_are_found_in_their_documents():
    root = Path(__file__).parents[2]
    sources = list((root.parent / "shared" / "seeds").glob("*.txt"))
    if not sources:
        pytest.skip("the source documents are not here")
    targets = load_definitions((root / "examples/shanghai/indicators").glob("*.yaml")).targets
    documents = {document.id: document for source in sources for document in read(source)}
    cited = {target.document for target in targets} & set(documents)
    claims = {id: extract(documents[id]).claims for id in cited}

    links = [link(t, claims[t.document]) for t in targets if t.document in claims and t.goal]

    assert len(links) == 21
    assert sum(each.claim is not None for each in links) >= 19
