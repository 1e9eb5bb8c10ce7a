"""The index gives for one applicant what the interpreter gives, measure by measure."""

from __future__ import annotations

import os
from fractions import Fraction
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.measures import index as module
from gangmu.measures.evaluation import truth
from gangmu.measures.facts import FactBook
from gangmu.measures.index import MeasureIndex
from gangmu.measures.interpreter import Applicant
from gangmu.measures.measure import Measure
from gangmu.measures.spans import Spans
from gangmu.measures.syntax import parse_text

CASES = int(os.environ.get("GANGMU_MATCHER_CASES", "500")) // 5


def assert_agrees(index: MeasureIndex, applicant: Applicant) -> None:
    answer = index.ask(applicant)
    certain, possible, nearly = [], [], []
    for number, measure in enumerate(index.measures):
        if measure.entity != applicant.entity:
            continue
        truths = [truth(test.condition, applicant) for test in measure.tests]
        if False not in truths:
            possible.append(number)
            certain += [] if None in truths else [number]
        if truths.count(False) == 1:
            nearly.append((number, truths.index(False)))
    assert list(zip(*map(list, answer.nearly), strict=True)) == nearly
    assert answer.possible.tolist() == possible
    assert answer.certain.tolist() == certain


def measures_of(book: FactBook, *conditions: str, entity: str = "企业") -> tuple[Measure, ...]:
    text = "文号: 甲\n措施:\n" + "".join(
        f"  - {{名称: 某{n}, 依据: 一, 对象: {entity}, 条件: {condition}, 给付: 1元}}\n"
        for n, condition in enumerate(conditions)
    )
    reading = parse_text(text, book)
    reading.findings.raise_errors()
    assert reading.file is not None
    return reading.file.measures


@given(data=st.data())
@settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_index_equals_the_interpreter_on_random_measures_and_registries(random_trees, data):
    measures = data.draw(st.lists(random_trees.measures(), min_size=1, max_size=12))
    table = data.draw(random_trees.registries())
    few, step = data.draw(st.sampled_from([0, 2])), data.draw(st.sampled_from([1, 4, 256]))

    with patch.object(module, "_FEW", few), patch.object(module, "_STEP", step):
        index = MeasureIndex(measures)
        for row in range(table.num_rows):
            assert_agrees(index, Applicant.of_row("企业", random_trees.book, table, row))


def test_measure_of_another_entity_is_not_met(book):
    index = MeasureIndex(measures_of(book, "[设备投资额 ≥ 1万元]", entity="项目"))

    answer = index.ask(Applicant.of_values("企业", {}))

    assert answer.possible.tolist() == []
    assert len(answer.nearly[0]) == 0


def test_many_thresholds_on_one_fact(book, monkeypatch):
    monkeypatch.setattr(module, "_FEW", 0)
    conditions = [f"[营业收入 在 {n}万元(含) 至 {n + 50}万元(不含)]" for n in range(1, 700)]
    index = MeasureIndex(measures_of(book, *conditions))

    assert index.interpreted == 0
    for revenue in (0, 1, 50, 51, 333, 749, 750):
        applicant = Applicant.of_values("企业", {"营业收入": Fraction(revenue * 10**4)})
        assert_agrees(index, applicant)


def test_comparison_of_two_facts_is_left_to_the_interpreter_and_counted(book):
    index = MeasureIndex(measures_of(book, "[营业收入 ≥ 110% × 营业收入(上年)]"))

    assert index.interpreted == 1
    facts = {"营业收入": Fraction(11), "营业收入(上年)": Fraction(10)}
    assert index.ask(Applicant.of_values("企业", facts)).certain.tolist() == [0]


def test_rare_facts_have_no_bitmaps(book):
    rare = MeasureIndex(measures_of(book, "[营业收入 ≥ 1元]"))

    assert rare.interpreted == 1


@pytest.mark.parametrize("place", range(12))
def test_joined_spans_hold_where_both_or_either_do(place):
    a, b = Spans(False, (2, 5, 8)), Spans(True, (3, 5))

    assert a.united(b).holds(place) == (a.holds(place) or b.holds(place))
    assert a.shared(b).holds(place) == (a.holds(place) and b.holds(place))
    assert a.inverted().holds(place) == (not a.holds(place))
