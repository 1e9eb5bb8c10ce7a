"""What a target needs is found on the observations, or the missing part is named."""

from datetime import date
from decimal import Decimal

import pytest

from gangmu.indicators import (
    Grade,
    Observation,
    Standing,
    assess,
    group_verdict,
    load_definitions,
    read_period,
    tally,
)
from gangmu.indicators.progress import obstacle
from gangmu.writing.units import unit


def load(tmp_path, indicator, *targets, deadline="2020", base="基期: 2015"):
    lines = "\n".join(f"      - {{指标: 甲, {each}}}" for each in targets)
    file = tmp_path / "指标.yaml"
    file.write_text(
        f"指标:\n  - {{名称: 甲, {indicator}}}\n  - {{名称: 经济增长, 单位: '%'}}\n"
        f"规划:\n  - 名称: 规划\n    地区: 临江区\n    期末: {deadline}\n    {base}\n    目标:\n{lines}\n",
        encoding="utf-8",
    )
    return load_definitions([file]).targets


def seen(name, indicator="甲", region="临江区", **values):
    return [
        Observation(indicator, region, read_period(period[1:]), Decimal(value), unit(name),
                    "统计局", Grade.OFFICIAL)
        for period, value in values.items()
    ]  # fmt: skip


def test_a_cumulative_target_adds_the_years_and_the_year_under_way(tmp_path):
    """Hubei 2016–2018H1: 39.6 + 41.3 + 14.5 = 95.4 of 110 万套 by 2020, reported as 超过进度要求."""
    [target] = load(tmp_path, "单位: 万套, 方向: 升", "目标值: 累计110万套")
    observed = seen("万套", y2016="39.6", y2017="41.3", y2018H1="14.5")

    [found] = assess([target], observed, date(2018, 6, 30))

    assert (str(found.latest.period), f"{found.latest.value:f}") == ("2018H1", "95.4")
    assert found.reading("时序进度").standing.by_schedule == "超过进度要求"


def test_a_missing_year_is_not_skipped(tmp_path):
    [target] = load(tmp_path, "单位: 万套, 方向: 升", "目标值: 累计110万套")

    [found] = assess([target], seen("万套", y2016="39.6", y2018="41.3"), date(2018, 12, 31))

    assert str(found.latest.period) == "2016"


@pytest.mark.parametrize(
    ("indicator", "goal", "values"),
    [
        ("单位: '%', 方向: 升, 累计方式: 时点", "目标值: 不低于20%", {"y2016": "16.7", "y2018H1": "21.2"}),
        ("单位: '%', 方向: 降, 累计方式: 时点", "目标值: 不超过6.1%", {"y2017": "4.4", "y2018H1": "2.6"}),
    ],
)  # fmt: skip
def test_hubei_reports_these_as_reached(tmp_path, indicator, goal, values):
    [target] = load(tmp_path, indicator, goal)

    [found] = assess([target], seen("%", **values), date(2018, 6, 30))

    assert found.standing.by_schedule == "已达期末目标"


def test_a_half_year_is_no_year_unless_the_figure_is_a_stock(tmp_path):
    flow = load(tmp_path, "单位: 亿元, 方向: 升", "目标值: 达到100亿元")
    stock = load(tmp_path, "单位: 亿元, 方向: 升, 累计方式: 时点", "目标值: 达到100亿元")
    observed = seen("亿元", y2015=50, y2018H1=120)

    assert assess(flow, observed)[0].verdict.startswith("无法判断")
    assert assess(stock, observed)[0].verdict == "提前实现（当前已达到）"


def test_a_share_of_the_increment(tmp_path):
    file = tmp_path / "指标.yaml"
    file.write_text(
        "指标:\n  - {名称: 战新, 单位: 亿元}\n  - {名称: 全部, 单位: 亿元}\n"
        "  - {名称: 贡献, 单位: '%', 方向: 升, 分子: 战新, 分母: 全部}\n"
        "规划:\n  - {名称: 规划, 地区: 临江区, 期末: 2020, 基期: 2015, 目标: ["
        "{指标: 贡献, 目标值: 占增量的60%以上}]}\n",
        encoding="utf-8",
    )
    targets = load_definitions([file]).targets
    observed = seen("亿元", "战新", y2015=10, y2020=17) + seen("亿元", "全部", y2015=50, y2020=60)

    [found] = assess(targets, observed)

    assert (found.latest.value, found.verdict) == (70, "完成")


def test_a_target_relative_to_another_indicator_or_to_the_area_above(tmp_path):
    targets = load(
        tmp_path,
        "单位: '%', 方向: 升",
        "目标值: 与「经济增长」同步, 容差: {绝对: '0.5'}",
        "目标值: 高于全市平均, 上级地区: 上海市",
        deadline="2020",
    )
    observed = [
        *seen("%", y2020="5.6"),
        *seen("%", "经济增长", y2020="6"),
        *seen("%", region="上海市", y2020="5.6"),
    ]

    assert [each.verdict for each in assess(targets, observed)] == [
        "完成（2020年符合）",
        "未完成（2020年不符合）",
    ]


@pytest.mark.parametrize(
    ("goal", "base", "expected"),
    [
        ("目标值: 年均增长5%", "", "缺基期（没有写基期）"),
        ("目标值: 累计5亿元", "", "缺基期（没有写基期）"),
        ("目标值: 60亿元左右", "", "“左右”没有声明容差"),
        ("目标值: 与「经济增长」同步", "", "“同步”没有声明容差"),
        ("目标值: 高于全市平均", "", "没有写「上级地区」，不知道全市平均是哪里的"),
        ("目标值: 60亿元, 期末: 未载明", "", "文件没有写明期限"),
        ("目标值: '定性：国际领先'", "", "定性目标，须由评审给出结论"),
        ("目标值: '未载明：分解到区'", "", "文件没有写出目标值"),
        ("目标值: 全省前三位", "", "位次目标要用名次的观测值（单位“位”），指标的单位是“亿元”"),
        ("目标值: 比基期提高2个百分点", "基期: 2015", "百分点只用于比率，指标的单位是“亿元”"),
        ("目标值: 年均增长5%", "基期: 2015", ""),
        ("目标值: 2—3亿元", "", ""),
    ],
)
def test_an_obstacle_is_named_before_anything_is_observed(tmp_path, goal, base, expected):
    [target] = load(tmp_path, "单位: 亿元, 方向: 升", goal, base=base)

    assert obstacle(target) == expected


def test_a_milestone_without_a_number_has_the_verdict_of_its_reviewers(tmp_path):
    review = "{{结论: {}, 时间: {}, 单位: 评估组, 依据: 现场核查记录}}"
    reviews = ", ".join((review.format("滞后", "2018-06-30"), review.format("完成", "2020-12-31")))
    [target] = load(tmp_path, "单位: 项", f"目标值: '定性：国际领先', 评审: [{reviews}]")

    at = {day: assess([target], (), day)[0] for day in (date(2017, 1, 1), date(2019, 1, 1), None)}

    assert at[date(2017, 1, 1)].verdict == "无法判断：还没有评审结论"
    assert at[date(2019, 1, 1)].verdict == "滞后（评估组2018-06-30评审）"
    assert at[None].standing is Standing.REACHED
    assert "评估组 2020-12-31 评审：完成（现场核查记录）：完成" in at[None].lines


def test_a_vector_is_reached_when_every_part_is(tmp_path):
    file = tmp_path / "指标.yaml"
    file.write_text(
        "指标:\n  - {名称: 万亿级, 单位: 个, 方向: 升}\n  - {名称: 千亿级, 单位: 个, 方向: 升}\n"
        "规划:\n  - {名称: 规划, 地区: 临江区, 期末: 2027, 目标: [{组: 产业集群, 属性: 约束性, 条款: 一,"
        " 分项: [{指标: 万亿级, 目标值: 3个}, {指标: 千亿级, 目标值: 6个}]}]}\n",
        encoding="utf-8",
    )
    targets = load_definitions([file]).targets
    assert {(each.group, each.nature, each.clause) for each in targets} == {
        ("产业集群", "约束性", "一")
    }

    both = assess(targets, seen("个", "万亿级", y2027=3) + seen("个", "千亿级", y2027=7))
    one = assess(targets, seen("个", "万亿级", y2027=3) + seen("个", "千亿级", y2027=5))

    assert group_verdict(both) == (Standing.REACHED, "2 项均完成")
    assert group_verdict(one) == (Standing.MISSED, "1 项完成，1 项未完成")
    [counted] = tally(one)
    assert (counted.nature, counted.counts) == (
        "约束性",
        ((Standing.REACHED, 1), (Standing.MISSED, 1)),
    )
    assert counted.by_schedule == (("已达期末目标", 1), ("未达期末目标", 1))
