"""One applicant, explained: found by name or code, with the tree, and what a group makes of it."""

from datetime import date

import pytest

from gangmu.measures.facts import load_facts
from gangmu.settlement.explain import explain
from gangmu.settlement.lines import Treatment
from gangmu.settlement.run import Settlement, settle
from gangmu.store import Workspace
from gangmu.terms import Amount, InputError, Verdict


@pytest.fixture
def settlement(workspace: Workspace, measures) -> Settlement:
    return settle(workspace, measures(), load_facts(), date(2026, 6, 30))


@pytest.mark.parametrize("wanted", ["甲厂", "A"])
def test_an_applicant_is_found_by_its_name_or_its_code(settlement, wanted):
    found = explain(settlement, wanted)

    assert [(e.measure, e.judgement.verdict) for e in found] == [
        ("龙头企业奖励", Verdict.ELIGIBLE),
        ("研发补助", Verdict.ELIGIBLE),
        ("技改补助", Verdict.ELIGIBLE),
    ]


def test_words_of_an_enterprise_and_its_own_projects_are_the_enterprise(settlement):
    found = explain(settlement, "甲")

    assert [(e.applicant, e.measure) for e in found] == [
        ("甲厂", "龙头企业奖励"),
        ("甲厂", "研发补助"),
        ("甲厂产线", "技改补助"),
    ]


def test_a_project_by_its_own_name_is_the_project(settlement):
    assert [e.measure for e in explain(settlement, "甲厂产线")] == ["技改补助"]


def test_the_tree_names_condition_fact_cell_and_arithmetic(settlement):
    [found] = explain(settlement, "乙厂", "研发")

    lines = [
        f"{line.text}：{line.outcome}{line.source}" for _, line in found.judgement.trace.lines()
    ]

    assert "研发费用：1000万元enterprises.xlsx 企业!E3" in lines
    assert any("10% × 1000万元：100万元" in line for line in lines)


def test_what_the_group_makes_of_a_measure_is_said(settlement):
    [found] = explain(settlement, "甲厂", "研发补助")

    [step] = found.steps
    assert (step.step, step.before, step.after) == (
        "组合",
        Amount(5 * 10**7, 5 * 10**7),
        Amount(0, 0),
    )
    assert step.why == "择高：已取「龙头企业奖励」"
    assert found.treatment is Treatment.OUTDONE


def test_a_name_that_fits_several_lists_them(settlement):
    with pytest.raises(InputError, match=r"「厂」对应 5 个对象：甲厂（A）、.*请写得更全一些"):
        explain(settlement, "厂")


def test_an_unknown_measure_lists_the_known_ones(settlement):
    with pytest.raises(
        InputError, match=r"没有名为「没有」的措施.*现有：龙头企业奖励、研发补助、技改补助"
    ):
        explain(settlement, "甲厂", "没有")


def test_a_measure_for_projects_does_not_fit_an_enterprise(settlement):
    with pytest.raises(InputError, match="「技改补助」的对象是项目，「B」是企业"):
        explain(settlement, "B", "技改补助")
