"""The forms of a new workspace: what their papers show can be run as it stands."""

import re

import pytest

from gangmu.indicators import load_definitions
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import parse_text
from gangmu.reports.templates import INDICATORS, MEASURES, write_templates
from gangmu.store import Workspace


def sample(paper: str) -> str:
    [found] = re.findall(r"```yaml\n(.*?)```", paper, re.DOTALL)
    return str(found)


def test_the_sample_of_a_measure_file_is_one():
    [measure] = parse_text(sample(MEASURES), load_facts()).file.measures

    assert (measure.name, len(measure.cases)) == ("技术改造补助", 2)


def test_the_sample_of_an_indicator_file_is_one(tmp_path):
    path = tmp_path / "规划.yaml"
    path.write_text(sample(INDICATORS), "utf-8")

    loaded = load_definitions([path], "临江区")

    assert [target.printed for target in loaded.targets] == ["超过480亿元", "累计下降12%"]


@pytest.mark.parametrize("folder", ["measures", "indicators"])
def test_the_papers_name_nothing_that_a_workspace_lacks(tmp_path, folder):
    workspace = Workspace.init(tmp_path / "甲", "甲", "临江区", 2025)
    write_templates(workspace)

    paper = (workspace.path / folder / "写法.md").read_text("utf-8")

    assert "examples/" not in paper
