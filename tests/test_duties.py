"""``gangmu duties``: who does what by when, of any documents."""

import json

from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from gangmu.cli import app

PLAN = """\
临江区智能制造三年行动计划（2024—2026年）

二、重点任务
（一）实施改造。2026年底前完成技改项目100个。
牵头单位：区经信委；配合单位：区财政局、各街镇人民政府
"""


def run(tmp_path, *options):
    path = tmp_path / "计划.txt"
    path.write_text(PLAN, encoding="utf-8")
    result = CliRunner().invoke(app, ["duties", str(path), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_each_duty_has_its_bodies_deadline_and_quantities(tmp_path):
    (found,) = json.loads(run(tmp_path, "--json"))
    assert found["lead"] == ["区经信委"]
    assert found["support"] == ["区财政局", "各街镇人民政府"]
    assert found["due"] == "2026-12-31"
    assert found["quantities"] == ["技改项目 100个"]


def test_the_workbook_has_a_line_for_each(tmp_path):
    path = tmp_path / "分工.xlsx"
    run(tmp_path, "--xlsx", str(path))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("责任分工").to_python()
    assert any("完成技改项目100个" in str(row) and "区经信委" in str(row) for row in rows)
