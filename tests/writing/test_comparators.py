"""The words that compare: the longest wins, in the order of the guide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.writing import comparators
from gangmu.writing.comparators import compare
from gangmu.writing.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不超过100万元", "le"),
        ("超过100万元", "gt"),
        ("不低于30%", "ge"),
        ("低于30%", "lt"),
        ("不得低于30%", "ge"),
        ("至少5家", "ge"),
        ("满两年", "ge"),
        ("100万元以上", "ge"),
        ("100万元（含）以上", "ge"),
        ("100万元以上（不含）", "gt"),
        ("100万元以下", "le"),
        ("100万元以下（不含）", "lt"),
        ("达到250亿元以上", "ge"),
        ("达到250亿元", "reach"),
        ("达250亿元左右", "approx"),
        ("提高到65%", "reach"),
        ("降至15%以内", "le"),
        ("增至80家", "reach"),
        ("迈上500亿元台阶", "reach"),
        ("突破500亿元", "gt"),
        ("首次突破500亿元", "gt"),
        ("约500亿元", "approx"),
        ("近5万人", "approx"),
        ("签约500亿元", "eq"),
        ("1260余家", "gt"),
        ("30多家", "gt"),
        ("最高300万元", "le"),
        ("最高不超过300万元", "le"),
        ("最高可达300万元", "le"),
        ("300万元封顶", "le"),
        ("500万元起", "ge"),
        ("两位数", "ge"),
        ("≥18家", "ge"),
        ("5年内", "le"),
        ("近三年", "eq"),
        ("稳定在50%", "eq"),
        ("未达到80%", "lt"),
        ("未达到计划投入80%", "lt"),
        ("超过项目总投入30%", "gt"),
        ("约占全市四分之一", "approx"),
        ("高于全市1.9个百分点", "eq"),
        ("低于6%的时序要求", "eq"),
        ("10%—20%", "range"),
        ("10%(含)—20%", "range"),
        ("500万元至1000万元", "range"),
    ],
)
def test_a_comparison_is_read_from_the_wording(text, expected):
    (quantity,) = find_quantities(text)
    assert quantity.comparator == expected


def test_the_place_of_the_comparing_words_is_given():
    text = "总额应当不超过1500万元（含）以上"
    kind, left, right = compare(text, 7, 13)
    assert text[left:7] == "不超过"
    assert text[13:right] == "（含）以上"
    assert kind == "ge"


@settings(max_examples=400)
@given(st.from_regex(comparators.BEFORE, fullmatch=True))
def test_the_look_at_one_character_passes_over_no_comparing_words(words: str):
    said = comparators._BEFORE_END.match(words, len(words) - 1)

    assert said is not None
