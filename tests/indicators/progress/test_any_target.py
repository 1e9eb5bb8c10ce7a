"""Whatever a target says and whatever is observed: a verdict or a named reason, and never an error."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.indicators import (
    Accumulation,
    Base,
    Definitions,
    Direction,
    Grade,
    Indicator,
    Observation,
    Standing,
    Target,
    Tolerance,
    assess,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.indicators.outlook import prospects
from gangmu.indicators.panel import Panel
from gangmu.indicators.progress import obstacle
from gangmu.terms import Comparator, InputError
from gangmu.writing.units import unit

GOALS = (
    "{}", "≥{}", "超过{}", "不超过{}", "{}左右", "年均增长{}%", "年均下降{}%左右", "比基期增长{}%", "比2019年下降{}%",
    "基期的{}倍", "比基期提高{}个百分点", "年均提高{}个百分点", "累计{}", "占增量的{}%以上", "高于全市平均",
    "与「别的」同步", "全省前三位", "持续上升", "定性：领先", "未载明：略", "≥{}，争创999999",
)  # fmt: skip
NUMBERS = st.decimals(Decimal(-1000), Decimal(1000), places=2)
PERIODS = st.sampled_from(
    ("2018", "2019", "2020", "2021", "2021H1", "2022", "2022-01..10", "2023", "2025")
)


@st.composite
def targets(draw):
    name = draw(st.sampled_from(("亿元", "%", "个", "位", "吨标准煤/万元")))
    text = draw(st.sampled_from(GOALS)).format(f"{abs(draw(NUMBERS)):f}")
    indicator = Indicator(
        "甲", "a", unit(name), draw(st.none() | st.sampled_from(Direction)),
        accumulation=draw(st.sampled_from(Accumulation)),
        numerator=draw(st.none() | st.just("乙")), denominator="丙",
    )  # fmt: skip
    try:
        goal = read_goal(text, indicator.unit)
    except InputError:
        goal = read_goal("持续上升", indicator.unit)
    base = draw(st.none() | st.builds(Base, st.sampled_from([read_period("2019"), read_period("2020")]), st.none() | NUMBERS))  # fmt: skip
    around = goal.quantity is not None and goal.quantity.comparator is Comparator.APPROX
    return Target(
        indicator, "临江区", goal.form, text, goal.quantity,
        draw(st.none() | st.just(read_period("2025"))), Base(goal.since) if goal.since else base,
        draw(st.none() | st.just(Tolerance(Decimal("0.05"), relative=True))) if around else None,
        rising=goal.rising, stretch=goal.stretch, relation=goal.relation,
        parent=draw(st.sampled_from(("", "市"))),
        every_year=goal.form.value == "水平" and draw(st.booleans()),
    )  # fmt: skip


@st.composite
def worlds(draw):
    target = draw(targets())
    seen = [
        Observation(name, region, read_period(draw(PERIODS)), draw(NUMBERS), target.indicator.unit,
                    "统计局", draw(st.sampled_from(Grade)), vintage=number)
        for number in range(draw(st.integers(0, 8)))
        for name, region in [draw(st.sampled_from((("甲", "临江区"), ("乙", "临江区"), ("丙", "临江区"), ("别的", "临江区"), ("甲", "市"))))]
    ]  # fmt: skip
    return target, seen


@settings(deadline=None, max_examples=300)
@given(worlds(), st.sampled_from((None, date(2022, 6, 30), date(2026, 1, 1))))
def test_a_verdict_or_a_reason(world, day):
    target, seen = world

    [found] = assess([target], seen, day)

    assert found.verdict
    assert found.lines
    if found.standing is Standing.UNDECIDED:
        assert found.verdict.startswith("无法判断：")
        assert found.verdict != "无法判断："
    for reading in found.readings:
        assert (reading.standing is Standing.UNDECIDED) == bool(reading.reason)
    if obstacle(target):
        assert found.standing is Standing.UNDECIDED


@settings(deadline=None, max_examples=150)
@given(worlds())
def test_a_forecast_or_a_reason(world):
    target, seen = world
    panel = Panel(Definitions((target.indicator,), (target,)), tuple(seen))

    [found] = prospects(panel, date(2024, 6, 30), region="临江区")

    assert bool(found.reason) == (found.forecast.leading is None)
