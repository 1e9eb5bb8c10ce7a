import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.reading.text import decode, fold, places, squeeze
from gangmu.terms import InputError

TEXT = "临江区人民政府关于印发规划的通知\n各单位：到2028年产值达到100亿元。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_chinese_text_is_decoded(encoding):
    assert decode(TEXT.encode(encoding), "甲.txt") == TEXT


def test_line_ends_become_newlines_and_nothing_else_changes():
    assert decode("一、 目标 \r\n（一）　甲\r乙".encode(), "甲.txt") == "一、 目标 \n（一）　甲\n乙"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8").decode("gb18030", "replace").encode() * 3,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        "�".encode() * 200,
        "锟斤拷".encode() * 60,
    ],
)
def test_mojibake_and_binary_are_refused_with_place_and_remedy(data):
    with pytest.raises(InputError) as error:
        decode(data, "乱.txt")
    assert error.value.where == "乱.txt"
    assert error.value.remedy


@given(st.text(max_size=200))
def test_folding_never_moves_an_offset(text):
    assert len(fold(text)) == len(text)


@given(st.text(max_size=200))
def test_squeezed_characters_know_where_they_stood(text):
    where = places(text)
    assert [squeeze(text[at]) for at in where] == list(squeeze(text))
    assert where == sorted(set(where))


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_bytes_are_decoded_or_refused(data):
    # Anything but InputError fails the test.
    with contextlib.suppress(InputError):
        assert "\r" not in decode(data, "甲.txt")
