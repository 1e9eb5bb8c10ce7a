import pytest

from gangmu.extraction import extract

PLAN = "临江区工业高质量发展规划（2023—2027年）"


def doubts(make_document, text):
    claims = extract(make_document(PLAN, text, "2023-01-10")).claims
    return [doubt for claim in claims for doubt in claim.doubts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2027年，数字化改造覆盖率达到120%。", "数值：“数字化改造覆盖率”不会超过100%"),
        ("到2027年，亩均税收由20万元提升至18万元。", "数值：写作提高，但由20万元到18万元没有提高"),
        ("到2027年，单位能耗由0.5吨标准煤/万元降至0.6吨标准煤/万元。", "数值：写作降低，但由0.5吨标准煤/万元到0.6吨标准煤/万元没有降低"),
        ("到2027年，工业增加值由200亿元增加到300亿元，增长40%。", "数值：按两端计算增长50.0%，写作40%"),
        ("到2027年，培育龙头企业30—20家。", "数值：下限30大于上限20"),
    ],
)  # fmt: skip
def test_a_contradiction_is_a_doubt(make_document, text, expected):
    assert doubts(make_document, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "到2027年，亩均税收由20万元提升至28万元。",
        "到2027年，工业增加值由200亿元增加到300亿元，增长50%。",
        "到2027年，出口交货值增长120%。",
        "到2027年，达产率达到105%。",
    ],
)
def test_what_agrees_has_none(make_document, text):
    assert doubts(make_document, text) == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("2026年实际", "时间：实绩的2026年晚于文件的2023年"),
        ("2019年目标", "时间：目标的2019年早于文件的2023年"),
    ],
)
def test_a_time_that_cannot_be_is_a_doubt(make_document, head, expected):
    text = f"主要指标\n指标\t单位\t{head}\n工业增加值\t亿元\t300\n规上企业\t家\t50\n"

    assert set(doubts(make_document, text)) == {expected}
