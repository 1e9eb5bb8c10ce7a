"""The lexer: what is a quantity, what only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.writing.quantities import find_quantities
from gangmu.writing.repair import repair


def found(text):
    repaired, _ = repair(text)
    return [
        (text[q.start : q.end], q.value if q.high is None else (q.value, q.high), q.unit.name)
        for q in find_quantities(repaired)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工业增加值超过1.3万亿元", [("1.3万亿元", Decimal("1.3"), "万亿元")]),
        ("企业1,260余家", [("1,260余家", 1260, "家")]),
        ("就业3.5万多人", [("3.5万多人", Decimal("3.5"), "万人")]),
        ("密度达360台/万人", [("360台/万人", 360, "台/万人")]),
        ("强度350万元/亩", [("350万元/亩", 350, "万元/亩")]),
        ("提高2个百分点", [("2个百分点", 2, "个百分点")]),
        ("总产值25000一27000亿元", [("25000一27000亿元", (25000, 27000), "亿元")]),
        ("占19%一27%", [("19%一27%", (19, 27), "%")]),
        ("1亿元（含）至5亿元", [("1亿元（含）至5亿元", (1, 5), "亿元")]),
        ("5000万元—1亿元", [("5000万元—1亿元", (Decimal("0.5"), 1), "亿元")]),
        ("超过A区2000万元至5000万元", [("2000万元至5000万元", (2000, 5000), "万元")]),
        (
            "超过2000万元至5000万元（含）的部分",
            [("2000万元", 2000, "万元"), ("5000万元", 5000, "万元")],
        ),
        ("由10亿元提高到20亿元", [("10亿元", 10, "亿元"), ("20亿元", 20, "亿元")]),
        ("从10亿元到20亿元", [("10亿元", 10, "亿元"), ("20亿元", 20, "亿元")]),
        ("形成2—3个集群", [("2—3个", (2, 3), "个")]),
        ("培育三至五家企业", [("三至五家", (3, 5), "家")]),
        ("占三分之一", [("三分之一", Decimal("0.3333333"), "比例")]),
        ("百分之八十以上", [("百分之八十", 80, "%")]),
        ("六成以上", [("六成", 60, "%")]),
        ("按五折收取", [("五折", 50, "%")]),
        ("占比过半", [("过半", 50, "%")]),
        ("规模翻一番", [("翻一番", 2, "倍")]),
        ("规模倍增", [("倍增", 2, "倍")]),
        ("增长一倍", [("一倍", 1, "倍")]),
        ("增长1.5倍", [("1.5倍", Decimal("1.5"), "倍")]),
        ("保持两位数增长", [("两位数", 10, "%")]),
        ("亿元以上企业15家", [("亿元", 1, "亿元"), ("15家", 15, "家")]),
        ("培育百亿级企业", [("百亿", 100, "亿元")]),
        ("规模突破千亿元", [("千亿元", 1000, "亿元")]),
        ("打造两个产业集群", [("两个", 2, "个")]),
        ("连续三年增长", [("三年", 3, "年")]),
        ("近两年无事故", [("两年", 2, "年")]),
        ("自认定之日起五年内", [("五年", 5, "年")]),
        ("相关系数达到0.963。", [("0.963", Decimal("0.963"), "")]),
        ("分别达到100、200和300家", [("100", 100, "家"), ("200", 200, "家"), ("300家", 300, "家")]),
        ("给予5OO万元奖励", [("5OO万元", 500, "万元")]),
        ("资产负债率75％", [("75％", 75, "%")]),
        ("在30 个门类中", [("30 个", 30, "个")]),
        ("下降到-2.5%", [("-2.5%", Decimal("-2.5"), "%")]),
    ],
)
def test_a_quantity_is_found_with_value_and_unit(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025年12月31日前完成",
        "临政发〔2024〕12号",
        "第134次常务会议",
        "第三条、第十二款",
        "位居全国第3位、前三",
        "世界500强、百强县",
        "“3+6”产业体系、2+(3+6)+(4+5)",
        "打造“一谷双园”和“四个中心”",
        "5G网络、P3实验室、C919飞机",
        "GB/T 4754-2017和ISO 26262",
        "工业4.0与1.0版",
        "比例为1:1、71∶24∶5",
        "每半年1次",
        "补助金额为1000×30%=300万元",
        "三年行动计划、五年累计、未来三年",
        "分两期、分三批推进",
        "一次性奖励、零的突破、多项",
        "三大产业、三个方面、两个率先",
        "“十四五”时期、十三五末",
        "咨询电话010-12345678",
        "倍增计划",
        "表1 主要指标",
        "二级企业、D类企业",
        "坚持一个目标、建立一套机制",
    ],
)
def test_what_only_looks_like_a_quantity_is_passed_over(text):
    assert found(text) == []


UNITS = ["亿元", "万元", "%", "家", "个百分点", "万平方米", "吨标准煤/万元", "台/万人"]


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(UNITS))
def test_a_printed_number_with_a_unit_is_read_exactly(number, unit):
    text = f"规模达到{number:,}{unit}。"
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.unit.name) == (number, unit)
    assert quantity.comparator == "reach"


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from("—-–~至"))
def test_two_bounds_are_one_range(low, high, dash):
    (quantity,) = find_quantities(f"产值{low}{dash}{high}亿元")
    assert (quantity.value, quantity.high, quantity.comparator) == (low, high, "range")


@given(
    st.text(
        alphabet="到2025年产值达百千亿元一至三十%家个、，。（）“”第前约不超过0123456789 ",
        max_size=60,
    )
)
def test_lexemes_are_in_order_and_inside_the_text(text):
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.left <= quantity.start
        assert quantity.end <= quantity.right <= len(text)
        end = quantity.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("补贴0.15元/千瓦时", [("0.15", "元/千瓦时")]),
        ("补贴200元/千瓦", [("200", "元/千瓦")]),
        ("序号为3\n元件5个", [("5", "个")]),
    ],
)
def test_a_unit_is_whole_and_stands_on_the_line_of_its_number(text, expected):
    assert [(str(q.value), q.unit.name) for q in find_quantities(text)] == expected
