"""Units: dimension and exact factor of what documents print."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.terms import InputError
from gangmu.writing.units import NAMES, POWERS, find_unit, unit


@pytest.mark.parametrize(
    ("name", "dimension", "factor"),
    [
        ("万元", "元", 10**4),
        ("亿元", "元", 10**8),
        ("万亿元", "元", 10**12),
        ("%", "率", Fraction(1, 100)),
        ("‰", "率", Fraction(1, 1000)),
        ("个百分点", "百分点", 1),
        ("倍", "倍", 1),
        ("亿元/平方公里", "元/平方米", 100),
        ("万元/亩", "元/平方米", 15),
        ("台/万人", "台/人", Fraction(1, 10000)),
        ("万元/人", "元/人", 10**4),
        ("吨标准煤/万元", "吨标准煤/元", Fraction(1, 10000)),
        ("万元/年", "元/月", Fraction(10000, 12)),
        ("吨/万元", "吨/元", Fraction(1, 10000)),
        ("万千瓦", "千瓦", 10**4),
        ("个工作日", "工作日", 1),
        ("万 人", "人", 10**4),
        ("亿", "", 10**8),
        ("", "", 1),
    ],
)
def test_a_unit_has_a_dimension_and_an_exact_factor(name, dimension, factor):
    found = unit(name)
    assert (found.dimension, found.factor) == (dimension, factor)


def test_one_point_three_wan_yi_yuan_is_thirteen_thousand_yi_yuan():
    assert Fraction("1.3") * unit("万亿元").factor == 13000 * unit("亿元").factor


def test_an_unknown_unit_is_a_clear_error():
    with pytest.raises(InputError, match="不认识的单位「光年」"):
        unit("光年")
    assert find_unit("光年/人") is None


@given(
    st.sampled_from(sorted(NAMES)), st.sampled_from(sorted(POWERS)), st.sampled_from(["人", "亩"])
)
def test_powers_and_quotients_multiply_exactly(name, power, below):
    if power + name in NAMES:
        return
    assert unit(power + name).factor == POWERS[power] * NAMES[name].factor
    assert unit(f"{name}/{below}").factor == NAMES[name].factor / NAMES[below].factor
