"""The example of Shanghai runs whole, and its known arithmetic comes out."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from gangmu.indicators import (
    Grade,
    Point,
    assess,
    derive,
    import_series,
    load_definitions,
    load_observations,
)
from gangmu.indicators.rates import growth, percent
from gangmu.store import Workspace

EXAMPLE = Path(__file__).parents[2] / "examples" / "shanghai"


@pytest.fixture(scope="module")
def shanghai(tmp_path_factory):
    folder = tmp_path_factory.mktemp("例") / "shanghai"
    shutil.copytree(EXAMPLE, folder)
    workspace = Workspace.open(folder)
    definitions = load_definitions(workspace.indicators)
    import_series(workspace, folder / "series.csv", definitions)
    observations = load_observations(workspace)
    return definitions, (*observations, *derive(definitions, observations))


def verdicts(shanghai, day):
    definitions, observations = shanghai
    return {
        (each.target.plan, each.target.indicator.name): each
        for each in assess(definitions.targets, observations, day)
    }


def value(shanghai, indicator, region, period):
    return next(
        Point(o.period.position, o.in_unit(o.unit))
        for o in shanghai[1]
        if (o.indicator, o.region, str(o.period)) == (indicator, region, period)
    )


@pytest.mark.parametrize(
    ("indicator", "region", "start", "end", "expected"),
    [
        ("工业总产值", "上海", "2015", "2020", "2.21%"),
        ("工业增加值", "上海", "2015", "2020", "6.31%"),
        ("单位土地产值", "青浦", "2015", "2019", "7.79%"),
        ("单位土地税收", "青浦", "2015", "2019", "7.97%"),
    ],
)
def test_growth_between_published_figures(shanghai, indicator, region, start, end, expected):
    points = (value(shanghai, indicator, region, when) for when in (start, end))

    assert percent(growth(*points)) == expected


def test_a_derived_share_agrees_with_the_published_one(shanghai):
    definitions, observations = shanghai
    name = "战略性新兴产业增加值占地区生产总值比重"
    published = next(o for o in observations if o.indicator == name)
    without = [o for o in observations if o.indicator != name]

    derived = next(o for o in derive(definitions, without) if o.indicator == name)

    assert (str(published.period), str(derived.period)) == ("2022", "2022")
    assert abs(derived.value - published.value) < 0.05  # 23.83 and 23.8
    assert derived.grade is Grade.REPORT  # no better than the weaker part


@pytest.mark.parametrize(
    ("year", "indicator", "expected"),
    [
        (2024, "地区生产总值增速", "完成"),
        (2024, "地方一般公共预算收入增速", "未完成"),
        (2024, "工业战略性新兴产业总产值占规模以上工业总产值比重", "未完成"),
        (2025, "地区生产总值增速", "完成"),
        (2025, "地方一般公共预算收入增速", "未完成"),
        (2025, "工业战略性新兴产业总产值占规模以上工业总产值比重", "完成"),
        (2025, "全社会研发经费支出相当于全市生产总值比例", "完成"),
        (2025, "每万人口高价值发明专利拥有量", "无法判断：没有观测值"),
    ],
)
def test_the_execution_tables_are_judged_as_their_own_figures_say(
    shanghai, year, indicator, expected
):
    found = verdicts(shanghai, date(2026, 3, 1))

    assert found[f"上海市{year}年计划执行情况表", indicator].verdict == expected


def test_the_three_leading_industries_through_the_plan(shanghai):
    key = ("上海市推动制造业高质量发展三年行动计划（2023—2025年）", "三大先导产业总规模")

    by_year = [verdicts(shanghai, date(year, 12, 31))[key].verdict for year in (2023, 2024, 2025)]

    assert by_year == ["快于预期", "提前实现（当前已达到）", "完成"]


def test_what_is_missing_is_said_and_not_guessed(shanghai):
    found = verdicts(shanghai, date(2026, 3, 1))
    plan = "上海市推动制造业高质量发展三年行动计划（2023—2025年）"

    assert found[plan, "工业增加值"].verdict == "无法判断：期末2025年已过，缺当年数值，最新为2021年"
    assert found[plan, "工业劳动生产率"].verdict == "无法判断：没有观测值"
    assert found["特色产业园区高质量发展目标", "高新技术企业和专精特新企业数"].verdict == (
        "无法判断：“左右”没有声明容差"
    )


def test_every_observation_has_a_source_and_the_weak_ones_are_marked(shanghai):
    assert all(each.source for each in shanghai[1])
    assert {each.region for each in shanghai[1] if each.grade is Grade.WEAK} == {
        "上海产业园区",
        "上海特色产业园区",
    }
