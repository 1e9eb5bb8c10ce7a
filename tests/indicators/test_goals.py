"""The value of a target is read as documents write it, and written so that it reads the same."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.indicators import Form
from gangmu.indicators.goals import read_goal, write_goal
from gangmu.terms import Comparator, InputError
from gangmu.writing.units import unit


@pytest.mark.parametrize(
    ("text", "of", "form", "written"),
    [
        ("突破1.3万亿元", "亿元", Form.LEVEL, "超过1.3万亿元"),
        ("25%以上", "%", Form.LEVEL, "不低于25%"),
        ("控制在3%以内", "%", Form.LEVEL, "不超过3%"),
        ("≈60", "个", Form.LEVEL, "60个左右"),
        ("2至3个", "个", Form.LEVEL, "2—3个"),
        ("年均下降3%以上", "吨标准煤/万元", Form.GROWTH, "年均下降不低于3%"),
        ("较2015年降低20%", "微克/立方米", Form.CHANGE, "比2015年下降20%"),
        ("比基期提高2个百分点", "%", Form.POINTS, "比基期提高2个百分点"),
        ("年均提高1个百分点以上", "%", Form.YEARLY_POINTS, "年均提高不低于1个百分点"),
        ("翻一番", "亿元", Form.MULTIPLE, "基期的2倍"),
        ("2025年的2倍", "亿元", Form.MULTIPLE, "2025年的2倍"),
        ("累计新增110万套", "套", Form.CUMULATIVE, "累计110万套"),
        ("占增量的60%以上", "%", Form.INCREMENT_SHARE, "占增量的不低于60%"),
        ("高于全市平均水平", "%", Form.RELATIVE, "高于全市平均水平"),
        ("与「经济增长」基本同步", "%", Form.RELATIVE, "与「经济增长」基本同步"),
        ("保持全省前三位", "位", Form.RANK, "保持全省前三位"),
        ("继续降低", "%", Form.MONOTONE, "继续降低"),
        ("定性：达到国际先进水平", "%", Form.QUALITATIVE, "定性：达到国际先进水平"),
        ("未载明：分解到区县", "亩", Form.UNSTATED, "未载明：分解到区县"),
        ("破零", "家", Form.LEVEL, "破零"),
        ("不低于13000亿元，争创15000亿元", "亿元", Form.LEVEL, "不低于13000亿元，争创15000亿元"),
    ],
)
def test_every_form_is_read_and_written_back(text, of, form, written):
    goal = read_goal(text, unit(of))

    assert goal.form is form
    assert write_goal(goal) == written
    assert read_goal(written, unit(of)) == goal


NUMBERS = st.decimals(Decimal("0.01"), Decimal(10**9), places=2).map(lambda d: d.normalize())
LEVELS = st.sampled_from(
    ["{}亿元", "达到{}亿元", "超过{}亿元", "不低于{}亿元", "不超过{}亿元", "{}亿元左右"]
)
CHANGES = st.sampled_from(
    ["年均增长{}%", "年均下降{}%", "比基期增长{}%左右", "比2019年下降不低于{}%", "年均增长超过{}%"]
)


@settings(deadline=None)
@given(st.one_of(LEVELS, CHANGES), NUMBERS)
def test_any_number_in_any_form_survives_reading_and_writing(form, number):
    text = form.format(f"{number:f}")

    goal = read_goal(text, unit("亿元"))

    assert abs(goal.quantity.value) == number
    assert write_goal(goal) == text


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_a_fall_of_a_range_keeps_its_ends(low, high):
    low, high = sorted((low, high))
    if low == high:
        return
    text = f"年均下降{low:f}—{high:f}%"

    goal = read_goal(text, unit("亿元"))

    assert (goal.quantity.value, goal.quantity.high) == (-high, -low)
    assert write_goal(goal) == text


@settings(deadline=None)
@given(st.text("0123456789.%年均增长下降不低于超过左右倍亿元个—累计，争创", max_size=14))
def test_any_words_are_read_or_refused_by_name(text):
    try:
        goal = read_goal(text, unit("亿元"))
    except InputError:
        return  # refused, and not with another kind of error

    assert read_goal(write_goal(goal), unit("亿元")) == goal


def test_a_fall_of_at_least_is_a_growth_of_at_most():
    goal = read_goal("年均下降3%以上", unit("吨标准煤/万元"))

    assert (goal.quantity.value, goal.quantity.comparator) == (Decimal(-3), Comparator.LE)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("与「经济增长」", "读不懂"),
        ("高于「经济增长」同步", "读不懂"),
        ("达到5家", "不是一类"),
        ("3—2亿元", "上限不大于下限"),
        ("基期的很多倍", "倍数读不懂"),
    ],
)
def test_what_cannot_be_read_says_why(text, cause):
    with pytest.raises(InputError, match=cause):
        read_goal(text, unit("亿元"))
