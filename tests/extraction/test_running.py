"""A text that a page broke into lines, or spaced, says what it said before."""

import re

import pytest

from gangmu.extraction import extract

TEXT = """一、发展目标
到2028年，全区规模以上工业总产值达到950亿元，年均增长8%以上，其中装备制造业产值达到300亿元，占比提高到32%；培育专精特新企业120家，新增国家级专精特新“小巨人”企业6家，研发投入强度由2.1%提高到2.8%。
二、支持政策
对固定资产投资2000万元以上、亩均税收不低于15万元的技术改造项目，按设备投资额的8%给予补助，单个项目最高不超过500万元，同一企业每年不超过800万元。
"""


def broken(text, width):
    """Break every line after so many characters."""
    return "\n".join(
        line[at : at + width]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), width)
    )


def spaced(text):
    """Set figures off by blanks, as web pages do."""
    text = re.sub(r"(?<=[一-鿿]) ?(?=[0-9])", " ", text)
    return re.sub(r"(?<=[0-9%])(?=[一-鿿])", " ", text)


def said(document):
    found = extract(document)
    claims = [
        (c.kind, c.quantity, c.time, c.indicator and c.indicator.text, c.clause)
        for c in found.claims
    ]
    benefits = [
        (b.rate and b.rate.quantity, [(c.fact, c.op) for c in b.criteria]) for b in found.benefits
    ]
    return claims, benefits


@pytest.mark.parametrize("width", [24, 31, 38, 45])
def test_lines_of_a_page_change_nothing_of_what_is_said(make_document, width):
    title = "临江区装备制造业三年行动计划（2026—2028年）"

    assert said(make_document(title, broken(TEXT, width))) == said(make_document(title, TEXT))


def test_blanks_around_figures_change_nothing_of_what_is_said(make_document):
    title = "临江区装备制造业三年行动计划（2026—2028年）"

    assert "到 2028 年" in spaced(TEXT)
    assert said(make_document(title, spaced(TEXT))) == said(make_document(title, TEXT))


def test_a_span_is_where_the_words_stand_in_the_printed_text(make_document):
    document = make_document("临江区装备制造业三年行动计划（2026—2028年）", broken(TEXT, 27))

    printed = [document.quote(claim.span) for claim in extract(document).claims]

    assert [words.replace("\n", "") for words in printed][:4] == ["950亿元", "8%", "300亿元", "32%"]
    assert any("\n" in words for words in printed)
