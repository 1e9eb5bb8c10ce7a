import pytest

from gangmu.terms import SourceClass


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("临江区意见\n临政发〔2026〕3号\n一、目标\n翻番。\n", SourceClass.OFFICIAL, "文号"),
        ("临江区产业规划\n为发展产业，制定本规划。\n一、目标\n翻番。\n", SourceClass.OFFICIAL, "制定"),
        ("临江区产业规划\n各单位：\n请执行。\n临江区人民政府\n2026年3月1日\n", SourceClass.OFFICIAL, "主送机关"),
        ("《临江区若干政策》政策解读\n一、背景\n发展。\n", SourceClass.INTERPRETATION, "解读"),
        ("临江区若干政策\n一、出台背景\n制定本政策。\n二、主要内容\n对企业给予100万元奖励。\n", SourceClass.INTERPRETATION, "出台背景"),
        ("汽车产业的几点建议作者:张某来源:《临江月刊》2026年第3期制造业是根本。\n", SourceClass.JOURNAL, "期刊"),
        ("方案出台\n佚名\n【期刊名称】《设备》\n【摘要】方案出台。\n", SourceClass.JOURNAL, "期刊名称"),
        ("临江区产业再提速\n2026-03-01 来源:临江日报\n产业在发展。\n", SourceClass.JOURNAL, "临江日报"),
        ("产业发展\n本报讯（记者 张某）产业在发展。\n", SourceClass.JOURNAL, "记者"),
        ("产业结构调整的思考\n产业在调整。\n", SourceClass.JOURNAL, "思考"),
        ("临江区的产业政策\n1. 支持创新:临江区出台了一系列政策。\n总的来说，产业在发展。\n", SourceClass.UNSIGNED, "没有文号"),
    ],
)  # fmt: skip
def test_what_a_text_is_and_why(read_text, text, kind, reason):
    document = read_text(text)
    assert document.source_class is kind
    assert reason in document.source_reason
