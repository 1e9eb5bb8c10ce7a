"""Targets are assessed on comparable observations, side by side, with every step shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gangmu.indicators import (
    Base,
    Direction,
    Grade,
    Indicator,
    Observation,
    Reference,
    Scope,
    Standing,
    Target,
    Tolerance,
    assess,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.writing.units import unit


def target(goal, name="亿元", direction=Direction.UP, base="2020", deadline="2025", **more):
    """Make a target of 临江区; ``base`` is a period or a (period, value)."""
    indicator = Indicator("指标甲", "a", unit(name), direction, price_basis=more.pop("basis", None))
    if isinstance(base, str):
        base = Base(read_period(base))
    elif base is not None:
        base = Base(read_period(base[0]), Decimal(str(base[1])))
    read = read_goal(goal, indicator.unit)
    return Target(
        indicator, "临江区", read.form, goal, read.quantity, read_period(deadline), base,
        rising=read.rising, document="临政发〔2023〕5号", clause="一", **more,
    )  # fmt: skip


def seen(name="亿元", grade=Grade.OFFICIAL, **values):
    """Make observations from periods: ``seen(y2020=100)``."""
    return tuple(
        Observation("指标甲", "临江区", read_period(period.replace("y", "")), Decimal(str(value)),
                    unit(name), "统计局", grade)
        for period, value in values.items()
    )  # fmt: skip


def verdict(wanted, observed, day=None):
    (progress,) = assess([wanted], observed, day)
    return progress.verdict


def test_the_methods_stand_side_by_side_with_distance_and_steps():
    (found,) = assess([target("达到200亿元")], seen(y2020=100, y2022=150))

    assert [(each.method, each.text) for each in found.readings] == [
        ("水平检验", "未到期（当前尚未达到）"),
        ("时序进度", "快于预期（超过时序进度）"),
        ("增速比", "快于预期（按轨道推进）"),
        ("联合国进度图", "快于预期（进展显著）"),
        ("增速外推", "快于预期（照此超过目标）"),
        ("回归外推", "无法判断：回归外推至少要 3 期，基期以来只有 2 期"),
    ]
    assert (found.standing, found.verdict, found.agreed) == (Standing.FASTER, "快于预期", True)
    assert found.attainment == Decimal("0.75")
    assert found.gap == 50
    assert float(found.required) == pytest.approx(0.10064, abs=1e-5)
    assert (
        "已完成份额 =（最新值-基期值）÷（目标值-基期值）=（150-100）÷（200-100）：50.00%"
        in found.lines
    )
    assert "今后所需年均增速 =（200÷150）^（1÷3）-1：10.06%" in found.lines
    assert "临政发〔2023〕5号 一" in found.uses


def test_disagreement_of_methods_is_flagged_and_not_settled():
    # Far down an exponential path, half the way is less than half the growth.
    (found,) = assess([target("达到10亿元", direction=Direction.DOWN)], seen(y2020=100, y2022=64))

    assert found.verdict == "方法分歧：基本符合（时序进度），滞后（增速比、联合国进度图、增速外推）"
    assert (found.standing, found.agreed) == (Standing.SPLIT, False)
    assert "各方法结论不一致，见上" in found.warnings


def test_some_methods_may_judge_where_others_refuse():
    fall = target("0", "个", Direction.DOWN)
    observed = seen(name="个", y2020=10, y2021=8, y2022=6)

    (found,) = assess([fall], observed)

    assert found.verdict == "方法分歧：基本符合（时序进度、回归外推），滞后（增速外推）"
    refused = {r.method: r.reason for r in found.readings if r.standing is Standing.UNDECIDED}
    assert refused == dict.fromkeys(("增速比", "联合国进度图"), "目标值为零，年均增速没有意义")
    turned = target("5亿元", base=("2020", -5))
    assert verdict(turned, seen(y2022=0)) == "快于预期（仅时序进度）"


def test_overachievement_is_early_success_and_attainment_passes_one():
    (found,) = assess([target("达到200亿元")], seen(y2020=100, y2021=150, y2022=250))

    assert found.verdict == "提前实现（当前已达到）"
    assert found.attainment == Decimal("1.25")
    assert {r.standing for r in found.readings} == {Standing.AHEAD}


def test_the_regression_weighs_the_plans_own_base_and_later_years():
    wanted = target("达到20亿元", base=("2020", 10))

    (found,) = assess([wanted], seen(y2019=5, y2020=11, y2021=12, y2022=13))

    # 10, 12, 13 with weights 1, 2, 3: 10.3 + 1.4 a year, 17.3 in 2025.
    reading = found.reading("回归外推")
    assert reading.ratio == Decimal("0.73")
    assert reading.text == "滞后（照此达不到目标）"


@pytest.mark.parametrize(
    ("wanted", "observed", "expected"),
    [
        (target("达到200亿元"), (), "无法判断：没有观测值"),
        (target("达到200亿元"), seen(y2022=150), "无法判断：缺基期值（2020年没有观测）"),
        (target("达到200亿元", base=None), seen(y2022=150), "无法判断：缺基期值（没有写基期）"),
        (target("达到200亿元", direction=None), seen(y2020=1, y2022=2), "无法判断：缺方向"),
        (target("200亿元左右"), seen(y2020=1, y2022=2), "无法判断：“左右”没有声明容差"),
        (target("不超过200亿元"), seen(y2020=1, y2022=2), "无法判断：方向「升」与目标「不超过200亿元」相反"),
        (target("定性：国际先进"), seen(y2020=1, y2022=2), "无法判断：定性目标，须由评审给出结论"),
        (target("倍增", base=None), seen(y2022=2), "无法判断：缺基期值（没有写基期），目标不能折算为水平"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_names_the_reason(wanted, observed, expected):
    (found,) = assess([wanted], observed)

    assert found.verdict == expected
    assert found.standing is Standing.UNDECIDED


def test_months_to_date_are_never_taken_for_a_year():
    observed = seen(**{"y2020": 100, "y2022-01..10": 190})

    assert verdict(target("达到200亿元", base=("2020", 100)), observed[1:]) == (
        "无法判断：没有与期末「2025」可比的观测值（只有 2022-01..10）"
    )


def test_what_ends_after_the_day_is_not_seen():
    observed = seen(y2020=100, y2021=110, y2022=210)

    assert verdict(target("达到200亿元"), observed, date(2022, 6, 30)) == "滞后"
    assert verdict(target("达到200亿元"), observed, date(2022, 12, 31)) == "提前实现（当前已达到）"


def test_a_level_from_before_the_base_is_not_an_early_success():
    assert verdict(target("25%以上", "%", base="2022"), seen("%", y2020=30)).startswith("无法判断")
    assert verdict(target("25%以上", "%", base=None), seen("%", y2020=30)).startswith("无法判断")


@pytest.mark.parametrize(
    ("goal", "value", "expected"),
    [
        ("超过200亿元", "200", "未完成"),
        ("超过200亿元", "200.01", "完成"),
        ("≥200", "200", "完成"),
        ("190—200亿元", "195", "完成"),
        ("190—200亿元", "210", "完成"),
        ("190—200亿元", "189", "未完成"),
        ("年均增长5%", "127.6", "未完成"),  # 100 × 1.05⁵ = 127.628…
        ("年均增长5%", "127.63", "完成"),
        ("比基期增长30%", "130", "完成"),
        ("倍增", "199", "未完成"),
        ("年均增长5%—6%", "127.63", "完成"),
        ("年均增长5%—6%", "127.62", "未完成"),
    ],
)
def test_at_the_deadline_the_level_decides(goal, value, expected):
    assert verdict(target(goal), seen(y2020=100, y2025=value), date(2026, 3, 1)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("57", "完成"), ("56.9", "未完成"), ("70", "完成")]
)
def test_about_a_number_reaches_within_the_declared_tolerance(value, expected):
    wanted = target(
        "60个左右", "个", base=None, tolerance=Tolerance(Decimal("0.05"), relative=True)
    )

    assert verdict(wanted, seen("个", y2025=value)) == expected


def test_the_tolerance_of_a_growth_is_of_the_growth_and_not_of_the_level():
    wanted = target("年均增长6%左右", tolerance=Tolerance(Decimal("0.5"), relative=False))

    assert verdict(wanted, seen(y2020=100, y2025="130.70")) == "完成"  # 1.055⁵ = 1.30696
    assert verdict(wanted, seen(y2020=100, y2025="130.69")) == "未完成"


@pytest.mark.parametrize(
    ("goal", "direction", "opposed"),
    [
        ("年均下降3%", Direction.UP, True),
        ("年均增长3%", Direction.DOWN, True),
        ("年均增长不超过1%", Direction.DOWN, False),
        ("比基期下降18%", Direction.DOWN, False),
        ("持续下降", Direction.UP, True),
        ("持续上升", Direction.UP, False),
        ("≥3", Direction.DOWN, True),
    ],
)
def test_a_target_against_the_direction_of_its_indicator_is_not_judged(goal, direction, opposed):
    found = verdict(target(goal, direction=direction), seen(y2020=100, y2021=99, y2022=98))

    assert ("相反" in found) == opposed


def test_a_neutral_indicator_is_only_tested_for_its_level():
    wanted = target("70%左右", "%", Direction.NONE, tolerance=Tolerance(Decimal(2), relative=False))

    assert verdict(wanted, seen("%", y2020=60, y2025=73)) == "未完成"
    assert verdict(wanted, seen("%", y2020=60, y2025=71)) == "完成"
    assert verdict(wanted, seen("%", y2020=60, y2023=71)) == "无法判断：指标没有优劣方向"


def test_after_the_deadline_an_older_value_is_no_verdict():
    assert verdict(target("达到200亿元"), seen(y2020=100, y2023=210), date(2026, 3, 1)) == (
        "无法判断：期末2025年已过，缺当年数值，最新为2023年"
    )


def test_a_floor_must_hold_in_every_year():
    wanted = target("不低于25%", "%", base="2021", deadline="2024", every_year=True)

    kept = seen("%", y2022=26, y2023=25, y2024=27)
    assert verdict(wanted, kept) == "完成（逐年均达到）"
    assert verdict(wanted, kept, date(2023, 12, 31)) == "保持（逐年均达到）"
    assert verdict(wanted, seen("%", y2022=26, y2023="24.9", y2024=27)) == "未保持（2023年未达到）"
    assert (
        verdict(wanted, seen("%", y2022=26, y2024=27)) == "无法判断：缺2023年数值，已有年份均达到"
    )


def test_a_falling_target_is_tested_from_year_to_year():
    wanted = target("持续下降", direction=Direction.DOWN)

    assert verdict(wanted, seen(y2020=5, y2021=4, y2022=3)) == "保持（持续下降）"
    assert verdict(wanted, seen(y2020=5, y2021=4, y2022=4)) == "未保持（2022年不符合）"


def test_units_are_converted_exactly():
    (found,) = assess([target("达到2万亿元", base=("2020", 10000))], seen("十亿元", y2025=2000))

    assert (found.goal, found.verdict) == (20000, "完成")


def test_the_best_grade_counts_and_the_others_are_told():
    observed = (*seen(y2020=100, y2025=190), *seen(grade=Grade.WEAK, y2025=210))

    (found,) = assess([target("达到200亿元")], observed)

    assert found.verdict == "未完成"
    assert found.warnings == ("2025年另有数值 210亿元（弱），按等级和先后取 190",)


def test_a_weak_source_and_a_different_price_basis_are_told():
    wanted = target("达到200亿元", basis="现价", price_basis="可比价")

    (found,) = assess([wanted], seen(grade=Grade.WEAK, y2020=100, y2022=150))

    assert "最新值的来源等级为弱，结论仅供参考" in found.warnings
    assert "价格口径不一致：目标按可比价，观测按现价" in found.warnings


def test_growth_across_a_change_of_scope_is_warned_of():
    wanted = target("达到200亿元")
    scope = Scope(classification=Reference("GB/T 4754-2017", date(2021, 10, 1)))
    changed = replace(wanted, indicator=replace(wanted.indicator, scope=scope))

    (found,) = assess([changed], seen(y2020=100, y2022=150))
    (after,) = assess(
        [replace(changed, base=Base(read_period("2021")))], seen(y2021=100, y2022=150)
    )

    assert any("GB/T 4754-2017" in warning for warning in found.warnings)
    assert after.warnings == ()


def test_a_place_in_a_ranking_is_reached_from_above():
    wanted = target("全省前三位", "位", Direction.DOWN)

    assert verdict(wanted, seen("位", y2020=6, y2025=3)) == "完成"
    assert verdict(wanted, seen("位", y2020=6, y2025=4)) == "未完成"
    assert verdict(wanted, seen("位", y2020=6, y2022=3)) == "提前实现（当前已达到）"
