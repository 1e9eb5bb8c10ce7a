"""Names of documents: one 文号 in every printing, one title in every hand, different ones apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.corpus.names import number_key, title

BRACKETS = ("〔〕", "[]", "（）", "()", "［］", "【】")


@settings(max_examples=40)
@given(
    st.integers(1990, 2030), st.integers(1, 999), st.sampled_from(BRACKETS), st.sampled_from(" 第")
)
def test_a_number_is_the_same_in_all_brackets(year, serial, bracket, word):
    printed = f"临府规发{bracket[0]}{year}{bracket[1]}{word}{serial}号"
    assert number_key(printed) == number_key(f"临府规发〔{year}〕{serial}号")


def test_another_serial_year_or_series_is_another_number():
    keys = {
        number_key(n)
        for n in (
            "临府发〔2024〕1号",
            "临府发〔2024〕11号",
            "临府发〔2023〕1号",
            "临府办发〔2024〕1号",
        )
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("临江区工业发展“十四五”规划", '《临江区工业发展"十四五"规划》'),
        ("临江区人民政府关于印发〈临江区技术改造补助办法〉的通知", "临江区技术改造补助办法"),
        ("临江区人民政府关于推进工业转型升级的意见", "关于推进工业转型升级的意见"),
        ("滨海市临江区技术改造补助办法", "临江区技术改造补助办法"),
        ("临江区技术改造补助办法（试行）", "临江区技术改造补助办法"),
        ("上海优先发展船舶工业行动方案", "上海市优先发展船舶工业行动方案"),
    ],
)
def test_titles_that_differ_in_issuer_notice_place_or_edition_may_be_one(one, other):
    assert title(one).same_as(title(other))
    assert title(other).same_as(title(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("临江区工业三年行动计划（2021—2023年）", "临江区工业三年行动计划（2024—2026年）"),
        ("临江区工业发展“十三五”规划", "临江区工业发展“十四五”规划"),
        ("临江区技术改造补助办法", "望海区技术改造补助办法"),
        ("临江区技术改造补助办法", "《临江区技术改造补助办法》政策解读"),
        ("临江区技术改造补助办法", "临江区技术改造补助办法实施细则"),
    ],
)
def test_titles_of_other_years_places_or_kinds_are_apart(one, other):
    assert not title(one).same_as(title(other))
