"""Periods of statistics are read in the forms tables print, and written in one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.indicators import Period, read_period


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025.0", "2025"),
        ("2023年末", "2023"),
        ("2025H1", "2025H1"),
        ("2025年上半年", "2025H1"),
        ("2025年下半年", "2025H2"),
        ("2025Q3", "2025Q3"),
        ("2025年一季度", "2025Q1"),
        ("2024年前三季度", "2024-01..09"),
        ("2024Q1-3", "2024-01..09"),
        ("2025-06", "2025-06"),
        ("2025年6月", "2025-06"),
        ("2023-01..10", "2023-01..10"),
        ("2023年1—10月", "2023-01..10"),
        ("2023年1-6月", "2023H1"),
        ("2016—2020年", "2016/2020"),
        ("2016/2020", "2016/2020"),
    ],
)
def test_a_printed_period_has_one_canonical_form(printed, canonical):
    assert str(read_period(printed)) == canonical


@pytest.mark.parametrize(
    "text", ["", "明年", "2025年13月", "十四五", "12", "2020—2016年", "20255", "2023-01-10"]
)
def test_what_is_no_period_is_none(text):
    assert read_period(text) is None


def test_a_half_year_lies_between_its_years():
    position = read_period("2022H1").position

    assert position == Fraction(2021) + Fraction(1, 2)
    assert read_period("2021").position < position < read_period("2022").position


@given(st.integers(1950, 2050), st.integers(1, 12), st.integers(0, 11))
def test_the_canonical_form_reads_back(year, month, more):
    first, last = (1, month) if more % 2 else (month, month)
    period = Period((year, last), (year, first))

    assert read_period(str(period)) == period
