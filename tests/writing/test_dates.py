"""Dates and periods as official documents write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.writing import dates
from gangmu.writing.dates import find_dates, find_times, five_year_plan, parse_date, parse_period
from gangmu.writing.repair import repair

CN = "〇一二三四五六七八九"


def cn_date(day: date) -> str:
    year = "".join(CN[int(c)] for c in str(day.year))
    return f"{year}年{cn_small(day.month)}月{cn_small(day.day)}日"


def cn_small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else CN[tens]) + ("十" if tens else "") + (CN[ones] if ones else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二○一一年七月五日", date(2011, 7, 5)),
        ("二〇二二年十二月三十一日", date(2022, 12, 31)),
        ("二零二三年十月二十日", date(2023, 10, 20)),
        ("2020.05.11", date(2020, 5, 11)),
        ("2020-05-11", date(2020, 5, 11)),
        ("2020/5/1", date(2020, 5, 1)),
        (" 2023年5月18日 ", date(2023, 5, 18)),
        ("2023 年 5 月 8 日", date(2023, 5, 8)),
        ("2023年2月30日", None),
        ("2023年5月", None),
        ("三年行动计划", None),
    ],
)
def test_a_date_is_read_or_refused(text, expected):
    assert parse_date(text) == expected


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_writing_of_a_day_is_read_back(day):
    writings = (
        cn_date(day),
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        day.strftime("%Y.%m.%d"),
    )
    for writing in writings:
        assert parse_date(writing) == day
        assert [d for _, _, d in find_dates(f"自{writing}起施行")] == [day]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("临江区工业发展“十四五”规划", (2021, 2025)),
        ("十四五", (2021, 2025)),
        ("临江区装备制造业十三五规划", (2016, 2020)),
        ("第十四个五年规划和二〇三五年远景目标纲要", (2021, 2025)),
        ("“八五”计划", (1991, 1995)),
        ("三年行动计划（2023—2025年）", (2023, 2025)),
        ("行动方案(2024-2026年)", (2024, 2026)),
        ("落实“十四五”规划三年行动计划（2021－2023）", (2021, 2023)),
        ("培育十五家企业", None),
        ("临江区2024年工作要点", None),
    ],
)
def test_a_period_is_read_from_a_title(text, expected):
    assert parse_period(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年", [("2025年", "2025")]),
        ("截至2023年6月底", [("2023年6月底", "2023-06")]),
        ("2019年末与2020年上半年", [("2019年末", "2019"), ("2020年上半年", "2020")]),
        ("“十二五”末", [("“十二五”末", "2015")]),
        ("“十三五”期间", [("“十三五”期间", "2016/2020")]),
        ("2021—2023年", [("2021—2023年", "2021/2023")]),
        ("在2019年的基础上", [("2019年", "2019")]),
        ("二〇三五年远景", [("二〇三五年", "2035")]),
        ("较上年提高", [("上年", None)]),
        ("24个月、5年内、十五家", []),
    ],
)
def test_times_are_found_with_their_label(text, expected):
    assert [(text[t.start : t.end], t.label) for t in find_times(text)] == expected


def test_a_damaged_chinese_year_is_read_after_repair():
    text, _ = repair("二O二二年五月六日")
    assert parse_date(text) == date(2022, 5, 6)


def test_five_year_plans_count_from_1953_with_the_adjustment_years():
    assert [five_year_plan(n) for n in (1, 2, 3, 8, 15)] == [
        (1953, 1957),
        (1958, 1962),
        (1966, 1970),
        (1991, 1995),
        (2026, 2030),
    ]


@settings(max_examples=200)
@given(st.from_regex(dates._TIME, fullmatch=True))
def test_every_expression_of_time_begins_where_one_is_looked_for(words: str):
    assert dates._START.match(words) is not None
