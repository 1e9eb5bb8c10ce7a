"""One applicant, explained: found by name or code, with the tree, and what a group makes of it."""

from collections.abc import Sequence

import pytest

from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import MeasureFile
from gangmu.settlement.applicants import Applicants, load_applicants
from gangmu.settlement.explain import explain
from gangmu.store import Workspace
from gangmu.terms import InputError, Verdict

BOOK = load_facts()


@pytest.fixture
def applicants(workspace: Workspace) -> Sequence[Applicants]:
    loaded = [load_applicants(workspace, entity) for entity in ("企业", "项目")]
    return [one for one in loaded if one is not None]


@pytest.fixture
def files(measures) -> list[MeasureFile]:
    return measures()


@pytest.mark.parametrize("wanted", ["甲厂", "A"])
def test_an_applicant_is_found_by_its_name_or_its_code(applicants, files, wanted):
    found = explain(applicants, files, BOOK, wanted)

    assert [(e.measure, e.judgement.verdict) for e in found] == [
        ("龙头企业奖励", Verdict.ELIGIBLE),
        ("研发补助", Verdict.ELIGIBLE),
    ]


def test_the_tree_names_condition_fact_cell_and_arithmetic(applicants, files):
    [found] = explain(applicants, files, BOOK, "乙厂", "研发")

    lines = [
        f"{line.text}：{line.outcome}{line.source}" for _, line in found.judgement.trace.lines()
    ]

    assert "研发费用：1000万元enterprises.xlsx 企业!E3" in lines
    assert any("10% × 1000万元：100万元" in line for line in lines)


def test_what_the_group_makes_of_a_measure_is_said(applicants, files):
    [found] = explain(applicants, files, BOOK, "甲厂", "研发补助")

    assert found.group == "择高未取（择高：已取「龙头企业奖励」）"


def test_a_name_that_fits_several_lists_them(applicants, files):
    with pytest.raises(InputError, match=r"「厂」对应 5 个对象：甲厂（A）、.*请写得更全一些"):
        explain(applicants, files, BOOK, "厂")


def test_an_unknown_measure_lists_the_known_ones(applicants, files):
    with pytest.raises(
        InputError, match=r"没有名为「没有」的措施.*现有：龙头企业奖励、研发补助、技改补助"
    ):
        explain(applicants, files, BOOK, "甲厂", "没有")


def test_a_measure_for_projects_does_not_fit_an_enterprise(applicants, files):
    with pytest.raises(InputError, match="「技改补助」的对象是项目，「A」是企业"):
        explain(applicants, files, BOOK, "A", "技改补助")
