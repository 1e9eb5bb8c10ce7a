"""A plan's text becomes a target file with the words it stands on, and waits for a person."""

from dataclasses import replace

import pytest

from gangmu.extraction import extract
from gangmu.indicators import Definitions, Form, assess, load_definitions, write_definitions
from gangmu.indicators.drafts import CHECK, TO_FILL, aims_in, draft, table_goal
from gangmu.reading import read
from gangmu.writing.units import unit

PLAN = """临江区人民政府关于印发《临江区先进制造业发展三年行动计划（2024—2026年）》的通知
临江府发〔2024〕3号

临江区先进制造业发展三年行动计划（2024—2026年）

一、主要目标
到2026年，规模以上工业总产值突破1500亿元，工业投资年均增长10%以上，规模以上工业企业达到720家，力争750家。三年新增专精特新企业60家，万元工业增加值能耗比2023年下降12%，园区达到6个左右。

临江区人民政府
2024年3月1日
"""
KNOWN = """
指标:
  - {名称: 规模以上工业总产值, 单位: 亿元, 方向: 升, 别名: [规上工业产值]}
  - {名称: 规模以上工业企业数量, 单位: 家, 方向: 升}
"""


@pytest.fixture
def known(tmp_path):
    file = tmp_path / "已有.yaml"
    file.write_text(KNOWN, encoding="utf-8")
    return load_definitions([file])


@pytest.fixture
def stated(tmp_path):
    file = tmp_path / "计划.txt"
    file.write_text(PLAN, encoding="utf-8")
    [document] = read(file)
    return list(aims_in(document, extract(document).claims, "临江区"))


def by_name(found):
    return {target.indicator.name: target for target in found.definitions.targets}


def test_every_target_has_its_words_its_clause_and_waits(stated, known):
    targets = by_name(draft(stated, known))

    output = targets["规模以上工业总产值"]
    assert (output.printed, str(output.deadline), output.document, output.clause) == (
        "超过1500亿元", "2026", "临江府发〔2024〕3号", "一",
    )  # fmt: skip
    assert output.quote == "规模以上工业总产值突破1500亿元"
    assert output.pending == CHECK
    assert all(target.pending for target in targets.values())


def test_what_is_assumed_is_said(stated, known):
    targets = by_name(draft(stated, known))

    assert targets["工业投资"].pending == (
        "原文没有写基期，暂取规划期前一年（2023年）；原文没有写指标的单位"
    )
    assert targets["规模以上工业企业数量"].pending.startswith("按名称相近对应到")
    assert "“左右”没有声明容差" in targets["园区"].pending


def test_what_is_said_of_every_year_is_asked_about(known, tmp_path):
    file = tmp_path / "计划.txt"
    file.write_text(
        PLAN.replace("三年新增", "每年实施技改项目不少于40个，三年新增"), encoding="utf-8"
    )
    [document] = read(file)
    aims = list(aims_in(document, extract(document).claims, "临江区"))

    assert "原文写的是“每年”" in (by_name(draft(aims, known))["技改项目"].pending or "")


def test_forms_are_told_apart(stated, known):
    targets = by_name(draft(stated, known))

    assert targets["规模以上工业企业数量"].printed == "达到720家，争创750家"
    assert targets["工业投资"].form is Form.GROWTH
    fallen = targets["万元工业增加值能耗"]
    assert (fallen.printed, fallen.indicator.unit) == ("比2023年下降12%", TO_FILL)
    # 新增 is a flow, and not the number of firms that there are.
    assert targets["新增专精特新企业"].form is Form.CUMULATIVE


def test_a_confirmed_draft_loads_and_is_what_was_drafted(stated, known, tmp_path):
    found = draft(stated, known).definitions
    everything = Definitions((*known.indicators, *found.indicators), found.targets)
    file = tmp_path / "草稿.yaml"
    file.write_text(
        write_definitions(everything).replace("单位: 待填", "单位: 亿元"), encoding="utf-8"
    )

    loaded = load_definitions([file])

    assert [replace(t, place="").printed for t in loaded.targets] == [
        t.printed for t in found.targets
    ]
    progress = assess(loaded.targets[:1], ())[0]
    assert any("尚未确认" in warning for warning in progress.warnings)


def test_the_same_target_in_text_and_table_is_drafted_once(stated, known):
    first = next(each for each in stated if "总产值" in each.name)
    table = replace(first, goal=table_goal("1500", unit("亿元"))[0], nature="约束性", quote="1500")

    found = [
        t
        for t in draft([*stated, table], known).definitions.targets
        if "总产值" in t.indicator.name
    ]

    assert [(t.printed, t.nature, t.quote) for t in found] == [
        ("超过1500亿元", "约束性", "规模以上工业总产值突破1500亿元")
    ]
    assert found[0].pending == "另一处写作「1500亿元」"


def test_one_name_with_two_values_is_told(stated, known):
    first = next(each for each in stated if "总产值" in each.name)
    other = replace(first, goal=table_goal("600", unit("亿元"))[0])

    found = draft([first, other], known).definitions.targets

    assert all("指标名称可能不完整" in target.pending for target in found)


def test_a_name_of_another_unit_is_another_indicator(stated, known):
    first = next(each for each in stated if "总产值" in each.name)
    count = replace(first, goal=table_goal("5", unit("家"))[0])

    [target] = draft([count], known).definitions.targets

    assert target.indicator.name == "规模以上工业总产值（家）"
    assert "已有定义，单位是“亿元”" in target.pending


@pytest.mark.parametrize(
    ("text", "form"),
    [("≥25", Form.LEVEL), ("〔18〕", Form.CUMULATIVE), ("[18]", Form.CUMULATIVE), ("国际先进", Form.QUALITATIVE)],
)  # fmt: skip
def test_cells_of_a_plans_table(text, form):
    assert table_goal(text, unit("亿元"))[0].form is form
    assert table_goal("5.5", unit("亿元"), rate=True)[0].form is Form.GROWTH
