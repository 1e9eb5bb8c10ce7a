"""Line breaks inside sentences are told from those that end a title, an item or a paragraph."""

import pytest

from gangmu.writing.lines import soft_breaks


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("全区工业总产值九百五十亿元，比上年增长百分之八，其\n中装备制造业三百亿元。", ["，其"]),
        ("一、发展目标与主要任务，二〇二八年\n到2028年，产值达到九百亿元。", ["八年"]),
        ("为加快发展，现就有关事项通知如下，请各单位抓好\n一、支持技术改造。", []),
        ("总体要求\n到2028年，产值达到九百亿元。", []),
        ("产值九百亿元，企业一百二十家，税收六十亿元。\n下一年力争增长。", []),
        ("牵头单位：区经委，配合单位：区财政局、区人社局\n推动产业集聚，培育企业。", []),
        ("指标，单位，2025年，2028年\t属性\n规上产值，亿元，九百。", []),
    ],
)
def test_a_break_is_soft_where_the_sentence_goes_on(text, after):
    assert [text[at - 2 : at] for at in soft_breaks(text)] == after
