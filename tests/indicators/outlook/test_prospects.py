"""Forecasts towards the targets of a panel, and districts' shares of them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gangmu.indicators import Grade, Observation, load_definitions, read_period
from gangmu.indicators.outlook import REST, district, prospects
from gangmu.indicators.outlook.limits import Limits
from gangmu.indicators.panel import Panel
from gangmu.terms import InputError
from gangmu.writing.units import unit

DAY = date(2025, 6, 30)
FILE = """
指标:
  - {名称: 产值, 单位: 亿元, 方向: 升}
  - {名称: 能耗, 单位: 吨标准煤/万元, 方向: 降}
  - {名称: 占比, 单位: "%", 方向: 升}
规划:
  - 名称: 规划
    地区: 市
    基期: 2020
    期末: 2027
    目标:
      - {指标: 产值, 目标值: 达到150亿元}
      - {指标: 能耗, 目标值: 比基期下降20%}
      - {指标: 占比, 目标值: 33%左右, 容差: {绝对: 1}}
      - {指标: 产值, 目标值: 达到100亿元, 期末: 2023}
      - {指标: 产值, 目标值: 持续上升}
      - {指标: 产值, 目标值: 达到90亿元, 地区: 甲区}
"""


def series(name, region, of, *values, first=2020):
    return [
        Observation(name, region, read_period(str(first + i)), Decimal(str(v)), unit(of), "统计局",
                    Grade.OFFICIAL)
        for i, v in enumerate(values)
    ]  # fmt: skip


@pytest.fixture
def panel(tmp_path):
    file = tmp_path / "指标.yaml"
    file.write_text(FILE, encoding="utf-8")
    observations = [
        *series("产值", "市", "亿元", 100, 106, 111, 118, 124),
        *series("产值", "甲区", "亿元", 60, 66, 70, first=2022),
        *series("产值", "乙区", "亿元", 30, 31, 32, first=2022),
        *series("能耗", "市", "吨标准煤/万元", "0.50", "0.48", "0.47", "0.45", "0.43"),
        *series("占比", "市", "%", 30, "30.4", "30.9", "31.5", 32),
    ]
    return Panel.of(load_definitions([file]), observations, DAY)


def test_every_target_has_a_forecast_or_a_reason(panel):
    found = prospects(panel, DAY, region="市")

    assert [each.reason for each in found] == [
        "",
        "",
        "",
        "期末2023年已过",
        "没有可预测的数值目标",
        "至少要 5 个年度值，现有 3 个",
    ]
    output, energy, share = found[:3]
    assert float(output.required) == pytest.approx((150 / 124) ** (1 / 3) - 1)
    assert energy.goal == Fraction("0.4")
    assert energy.forecast.leading.chance > 0.5  # it falls 3.7 % a year and needs 2.4 %
    assert share.required is None  # a rate moves by points
    # 33 % 左右 with 1 of tolerance is met from 32 on, which 2024 has reached.
    assert share.forecast.leading.crossing.middle == 2024


def test_an_indicator_may_be_asked_for_without_a_target(panel):
    [found] = prospects(panel, DAY, indicator="产值", region="市", until=2030, threshold="160亿元",
                        rates=[Fraction("0.05")])  # fmt: skip

    assert (found.target, found.goal, found.until) == (None, 160, 2030)
    assert found.paths[0].reaches  # 124 · 1.05⁶ = 166.2
    with pytest.raises(InputError, match="不知道预测到哪一年"):
        prospects(panel, DAY, indicator="产值", region="乙区")
    with pytest.raises(InputError, match=r"没有定义指标「产直」.*是不是「产值」"):
        prospects(panel, DAY, indicator="产直", region="市", until=2030)
    with pytest.raises(InputError, match="区间水平"):
        prospects(panel, DAY, region="市", level=0.2)


def test_a_citys_target_is_shared_among_its_districts_and_the_rest(panel):
    found = district(panel, "产值", region="市")

    shares = {share.part.name: share for share in found.proposal.shares}
    assert (str(found.base), str(found.due), found.proposal.goal) == ("2024", "2027", 150)
    assert list(shares) == ["甲区", "乙区", REST]
    assert shares[REST].part.base == 22
    assert found.proposal.total == 150
    assert found.ladder.verdict == "已有目标的区合计 90，总目标 150；乙区还没有目标"


def test_bounds_and_a_base_that_is_not_observed_come_from_the_sheet(panel):
    limits = [
        Limits("甲区", None, None, Fraction(80)),
        Limits("丙区", Fraction(10), Fraction(15), Fraction(15)),
    ]

    found = district(
        panel, "产值", region="市", goal="150亿元", due="2027", base="2024", limits=limits
    )

    values = {share.part.name: float(share.value) for share in found.proposal.shares}
    assert values == {"甲区": 80, "丙区": 15, REST: 55}


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ({"indicator": "占比"}, "各区的比率加不成全市的比率"),
        ({"indicator": "能耗"}, "各区的比率加不成全市的比率"),
        ({"indicator": "产值", "region": "乙区"}, "没有乙区的「产值」目标"),
        (
            {"indicator": "产值", "base": "2021", "districts": ["甲区"]},
            "没有甲区在2021年的「产值」",
        ),
        ({"indicator": "产值", "base": "明年"}, "「明年」不是年份"),
        ({"indicator": "产值", "goal": "持续上升", "due": "2027"}, "没有数值"),
    ],
)
def test_what_cannot_be_shared_says_why(panel, words, cause):
    with pytest.raises(InputError, match=cause):
        district(panel, **({"region": "市"} | words))


def test_districts_that_are_more_than_the_city_are_a_matter_of_scope(panel):
    limits = [Limits("甲区", Fraction(100), None, None), Limits("乙区", Fraction(40), None, None)]

    with pytest.raises(InputError, match="各区2024年之和 140 超过市的 124"):
        district(panel, "产值", region="市", base="2024", limits=limits)


def test_sectors_are_parts_of_the_whole_and_show_what_their_own_growth_brings(panel, tmp_path):
    file = tmp_path / "行业.yaml"
    file.write_text(
        FILE.replace(
            "规划:", "  - {名称: 电子产值, 单位: 亿元}\n  - {名称: 汽车产值, 单位: 亿元}\n规划:"
        ),
        encoding="utf-8",
    )
    observations = [
        *panel.observations,
        *series("电子产值", "市", "亿元", 40, 44, "48.4", first=2022),
        *series("汽车产值", "市", "亿元", 50, 50, 50, first=2022),
    ]
    whole = Panel(load_definitions([file]), tuple(observations))

    found = district(whole, "产值", region="市", sectors=["电子产值", "汽车产值"])

    needed = {need.name: need for need in found.needs}
    assert found.proposal.shares[-1].part.name == REST
    # 124 grows to 150: 20.97 % of 48.4 is 10.15, and 10 % a year brings 48.4 · 0.331 = 16.02.
    assert round(float(needed["电子产值"].by_share), 2) == 10.15
    assert round(float(needed["电子产值"].by_trend), 2) == 16.02
    assert needed["汽车产值"].by_trend == 0
    assert needed[REST].by_trend is None
    with pytest.raises(InputError, match="不是一类"):
        district(whole, "产值", region="市", sectors=["占比"])
