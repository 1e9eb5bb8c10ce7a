"""What docs/指标.md shows is what the program does."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from gangmu.cli import app
from gangmu.indicators import Standing, import_series, load_definitions, load_observations
from gangmu.indicators.goals import read_goal
from gangmu.indicators.progress.methods import METHOD_NAMES
from gangmu.indicators.progress.thresholds import scales
from gangmu.indicators.quantiles import correlation_interval
from gangmu.store import Workspace
from gangmu.writing.units import unit

PAGE = (Path(__file__).parents[2] / "docs" / "指标.md").read_text("utf-8")
#: The unit that the indicator of an example would have.
UNITS = {"台/万人": "台/万人", "个": "个", "亿元": "亿元", "位": "位"}


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found is not None
    return found[1]


def rows(head: str) -> list[list[str]]:
    table = PAGE[PAGE.index(head) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.init(tmp_path / "临江", "临江区指标", "临江区", 2026)
    (made.path / "indicators" / "指标.yaml").write_text(block("yaml"), encoding="utf-8")
    return made


def test_the_indicator_file_loads(workspace):
    definitions = load_definitions(workspace.indicators)

    assert [target.form.value for target in definitions.targets] == [
        "水平", "水平", "水平", "年均增长", "水平", "水平", "定性",
    ]  # fmt: skip
    assert {target.group for target in definitions.targets} == {"", "产业集群"}


def test_the_series_are_imported_with_their_revision(workspace):
    path = workspace.path / "series.csv"
    path.write_text(block("csv"), encoding="utf-8")

    import_series(workspace, path, load_definitions(workspace.indicators))

    found = load_observations(workspace)
    assert len(found) == 5
    assert max(each.vintage for each in found) == 1


@pytest.mark.parametrize(("written", "form"), rows("| 写法 | 形式 |"))
def test_every_way_to_write_a_target_has_the_form_of_the_table(written, form):
    for text in re.findall("`(.+?)`", written):
        name = next((name for word, name in UNITS.items() if word in text), "%")
        name = "位" if form == "位次" else "亿元" if form in ("基期的倍数", "累计") else name

        assert read_goal(text, unit(name)).form.value == form


def test_the_lines_of_the_methods_are_the_data():
    told = [
        [method, "—" if line.least is None else f"{float(line.least):g}", line.standing, line.words]
        for method in METHOD_NAMES
        for line in scales()[method].thresholds
    ]

    assert rows("| 方法 | 比值不低于 |") == told


def test_both_vocabularies():
    assert rows("| 结论 | 省级报告的说法 |") == [[s, s.by_schedule] for s in Standing]


def test_every_command_of_the_page_exists():
    commands = get_command(app).commands
    for line in block("console").splitlines():
        words = line.split()
        options = {o for p in commands[words[1]].params for o in (*p.opts, *p.secondary_opts)}

        assert words[0] == "gangmu"
        assert {word for word in words if word.startswith("-")} <= options


def test_the_intervals_of_the_printed_correlation():
    for count, told in ((14, "0.884 至 0.989"), (6, "0.693 至 0.996")):
        low, high = correlation_interval(0.963, count, 0.95)

        assert f"{low:.3f} 至 {high:.3f}" == told
        assert told in PAGE
