"""The tutorial works as it says: the measure is accepted, every slip is told, linjiang is settled."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from gangmu.jobs.documents import read_library
from gangmu.jobs.measures import check_measures, evaluate
from gangmu.measures.show import show
from gangmu.store import Workspace

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "措施教程.md").read_text("utf-8")
[MEASURE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SLIPS = re.findall(r"把 `([^`]+)` 改成 `([^`]+)`.*?```报错\n(.*?)```", PAGE, re.DOTALL)
[SHOWN] = re.findall(r"```念出\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    path = tmp_path_factory.mktemp("教程") / "我的区"
    shutil.copytree(ROOT / "examples" / "linjiang", path)
    (path / "measures" / "练习.yaml").write_text(MEASURE, "utf-8")
    return Workspace.open(path)


def findings(workspace: Workspace, text: str) -> list[str]:
    path = workspace.path / "measures" / "练习.yaml"
    path.write_text(text, "utf-8")
    library = read_library([workspace.documents])
    found = [str(one) for one in check_measures(workspace, library.documents, [path]).findings]
    path.write_text(MEASURE, "utf-8")
    return found


def test_the_measure_of_the_tutorial_has_nothing_wrong(workspace: Workspace) -> None:
    assert findings(workspace, MEASURE) == []


@pytest.mark.parametrize(("right", "wrong", "said"), SLIPS, ids=[wrong for _, wrong, _ in SLIPS])
def test_every_slip_is_told_as_the_tutorial_says(
    workspace: Workspace, right: str, wrong: str, said: str
) -> None:
    assert MEASURE.count(right) == 1

    found = findings(workspace, MEASURE.replace(right, wrong))

    for line in said.strip().splitlines():
        assert any(one.startswith(line) for one in found), found


def test_the_measure_reads_as_the_tutorial_shows(workspace: Workspace) -> None:
    path = workspace.path / "measures" / "练习.yaml"
    checked = check_measures(workspace, read_library([workspace.documents]).documents, [path])
    assert show(checked.files[0].measures[0]).startswith(SHOWN.rstrip("\n"))


def test_linjiang_is_settled_with_it(workspace: Workspace) -> None:
    settlement = evaluate(workspace, date(2026, 3, 31)).settlement
    own = {total.measure: total for total in settlement.totals}["增产奖励（练习）"]
    assert own.eligible > 100
    assert own.awarded > 0
