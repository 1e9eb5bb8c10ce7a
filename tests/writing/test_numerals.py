"""Numbers: what is written is what is read, exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.writing.numerals import parse_number, parse_share

DIGITS = "零一二三四五六七八九"


def write_section(number: int) -> str:
    """Write 0 to 9999 with inner zeros, as 一千零五."""
    text, zero = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + word
            zero = False
        else:
            zero = True
    return text


def write_chinese(number: int) -> str:
    if number == 0:
        return "零"
    text = ""
    for power, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // power % 10**4
        if section:
            text += ("零" if text and section < 1000 else "") + write_section(section) + word
    return text[1:] if text.startswith("一十") else text


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_writing_is_read_back(number):
    assert parse_number(write_chinese(number)) == number


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=999))
def test_arabic_writing_with_separators_is_read_back(whole, thousandths):
    number = Decimal(f"{whole}.{thousandths:03d}")
    assert parse_number(f"{number:,}") == number
    assert parse_number(str(number)) == number


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=1, max_value=99))
def test_fractions_are_exact(top, bottom):
    expected = Fraction(top, bottom)
    assert parse_share(f"{write_chinese(bottom)}分之{write_chinese(top)}") == expected
    assert parse_share(f"{top}/{bottom}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.3万亿", Decimal("1300000000000")),
        ("5百万", Decimal(5000000)),
        ("十", Decimal(10)),
        ("两百", Decimal(200)),
        ("一万亿", Decimal(10**12)),
        ("三点五", Decimal("3.5")),
        ("一百零五万", Decimal(1050000)),
        ("十四五", None),
        ("三二", None),
        ("1,20", None),
        ("", None),
        ("百", Decimal(100)),
    ],
)
def test_numbers(text, expected):
    assert parse_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一半", Fraction(1, 2)),
        ("五折", Fraction(1, 2)),
        ("85折", Fraction(17, 20)),
        ("千分之三", Fraction(3, 1000)),
        ("六成半", Fraction(13, 20)),
        ("四分之三", Fraction(3, 4)),
        ("1/0", None),
        ("三分", None),
    ],
)
def test_shares(text, expected):
    assert parse_share(text) == expected
