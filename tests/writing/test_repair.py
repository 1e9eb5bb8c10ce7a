"""Repair: damaged characters are read right, offsets never move, sound text stays as it is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.writing.repair import repair

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("201O年底", "2010年底"),
        ("2O25年", "2025年"),
        ("用了l5年", "用了15年"),
        ("上升到O.565亿元", "上升到0.565亿元"),
        ("给予5OO万元", "给予500万元"),
        ("增长3.O5%", "增长3.05%"),
        ("25000一27000亿元", "25000—27000亿元"),
        ("占19%一27%", "占19%—27%"),
        ("２０２５年达到７５％", "2025年达到75%"),
        ("１．５亿元", "1.5亿元"),
        ("二O二二年", "二〇二二年"),
        ("二○一一年七月五日", "二〇一一年七月五日"),
        ("产值達到5億元", "产值达到5亿元"),
        ("处理能力3萬噸", "处理能力3万吨"),
        ("企业1，200家", "企业1,200家"),
        ("装机8干瓦", "装机8千瓦"),
        ("第l条", "第1条"),
        ("大体平衡，第二一2一阶段", "大体平衡，第二   阶段"),
        ("带动作用—— 4——显著", "带动作用      显著"),
    ],
)
def test_damage_is_read_as_what_it_stands_for(printed, read_as):
    text, repairs = repair(printed)
    assert text == read_as
    assert repairs
    for one in repairs:
        assert len(one.printed) == len(one.read_as) == one.end - one.start
        assert one.reason


@pytest.mark.parametrize(
    "text",
    [
        "2023—2025年增长—5.2%",
        "第一、二、三产业一体化，1—2家",
        "建设5G、P3实验室、ISO 26262和B2B平台",
        "一是聚焦主业；二是2022年一季度增长5%，300家企业开工",
        "10亿元，200家企业",
        "OLED、IP65、Ⅲ类、A—3—B",
    ],
)
def test_sound_text_is_left_alone(text):
    assert repair(text) == (text, ())


@given(
    st.text(
        alphabet="0123456789OolI|０５％．，。·一—- 二〇○年月亿億万元家个%达達第条的干AX",
        max_size=40,
    )
)
@settings(max_examples=300)
def test_offsets_never_move_and_a_second_repair_of_printed_spans_explains_the_text(printed):
    text, repairs = repair(printed)
    assert len(text) == len(printed)
    touched = {i for one in repairs for i in range(one.start, one.end)}
    assert all(text[i] == printed[i] for i in range(len(text)) if i not in touched)


def test_source_documents_keep_their_length():
    path = SHARED / "seeds" / "000_6209ecae7d19913d.txt"
    if not path.exists():
        pytest.skip("../shared 不在：没有源文件可读")
    printed = path.read_text(encoding="utf-8")
    text, repairs = repair(printed)
    assert len(text) == len(printed)
    assert {"O", "l5", "一2一"} <= {one.printed for one in repairs}
