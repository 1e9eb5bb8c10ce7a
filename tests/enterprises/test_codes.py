"""统一社会信用代码 and 行业代码."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.enterprises.codes import check_character, read_credit_code, read_industry
from gangmu.terms import InputError

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(  # public codes of well-known bodies
    "code", ["91330100799655058B", "9144030071526726XG", "91110000802100433B"]
)
def test_the_check_character_of_known_codes(code: str) -> None:
    assert check_character(code) == code[-1]


@given(
    st.text(CHARACTERS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(CHARACTERS)
)
def test_one_wrong_character_is_always_noticed(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    assert (check_character(changed) == check_character(code)) == (changed == code)


def test_a_credit_code_is_read_as_people_type_it() -> None:
    assert read_credit_code("'９１３３0100 799655058b") == "91330100799655058B"


@pytest.mark.parametrize(
    ("text", "told"),
    [("91330100799655058", "17 位"), ("91330100799655058O", "「O」"), ("临江精工", "4 位")],
)
def test_what_is_no_credit_code_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_credit_code(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [("3562", "C3562"), ("C3562", "C3562"), ("c35", "C35"), ("０６１０", "B0610"), ("97", "T97")],
)
def test_an_industry_code_gets_its_section(text: str, read: str) -> None:
    assert read_industry(text) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [("B3562", "门类 C"), ("9901", "大类 99 不存在"), ("0010", "大类 00"), ("35621", "不是行业代码"),
     ("C", "不是行业代码"), ("通用设备", "不是行业代码")],
)  # fmt: skip
def test_what_is_no_industry_code_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_industry(text)


def test_every_code_of_the_standard_gets_its_printed_section() -> None:
    path = Path(__file__).parents[2].parent / "shared" / "facts" / "gb4754_2017.json"
    if not path.exists():
        pytest.skip("需要 ../shared/facts/gb4754_2017.json")
    codes = [code for code in json.loads(path.read_text(encoding="utf-8")) if len(code) > 2]
    assert len(codes) > 1000
    assert [read_industry(code[1:]) for code in codes] == codes
