import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.reading.outline import outline


def ids(text, start=0):
    return [clause.id for clause in outline("甲", text, (start, len(text)))]


def headings(text):
    return [(clause.id, clause.heading) for clause in outline("甲", text, (0, len(text)))]


def test_numbers_are_kept_as_printed_and_joined():
    text = "第一章 总则\n第一节 目的\n第一条 为发展产业。\n（一）甲；\n（二）乙。\n第二章 附则\n第二条 施行。\n"
    assert ids(text) == [
        "第一章",
        "第一章/第一节",
        "第一章/第一节/第一条",
        "第一章/第一节/第一条/（一）",
        "第一章/第一节/第一条/（二）",
        "第二章",
        "第二章/第二条",
    ]


def test_numbers_glued_into_a_line_are_found():
    text = "特提出意见如下:一、鼓励企业成长(一)鼓励落户。符合规划的优先。(二)支持龙头。给予奖励。\n二、保障措施\n"
    assert headings(text) == [
        ("一", "鼓励企业成长"),
        ("一/(一)", "鼓励落户"),
        ("一/(二)", "支持龙头"),
        ("二", "保障措施"),
    ]


def test_numbering_that_runs_on_across_parents_is_kept():
    assert ids("一、布局\n（一）甲。甲。\n（二）乙。乙。\n二、任务\n（三）丙。丙。\n") == [
        "一", "一/（一）", "一/（二）", "二", "二/（三）",
    ]  # fmt: skip


def test_numbers_in_one_paragraph_become_clauses_after_sentences():
    assert ids("一、创新\n1．建平台。新建6个。2．促转化。新增20个。\n") == ["一", "一/1", "一/2"]


@pytest.mark.parametrize(
    "text",
    [
        "包括:1.优化;2.协同;3.开放。\n",
        "一是加快建设，二是推进改革。\n",
        "产值达到2.5亿元，增长1.3倍，标准1.0版。\n",
        "推动一、二、三产业融合发展。\n",
        "分为(1)研发；(2)生产两类。\n",
        "(1)研发；(2)生产。\n",
        "1.注册地在本区；2.信用良好；3.无事故。\n",
        "根据第三条第（一）项规定办理。\n",
        "实施百、千亿级集群计划。\n",
        "2023年产值\n3.5亿元\n",
    ],
)
def test_what_only_looks_like_numbers_is_no_clause(text):
    assert ids(text) == []


def test_articles_have_no_heading_unless_bracketed_or_alone():
    text = "第一条 示范项目。给予奖励。\n第二条（资金来源） 由财政安排。\n第三条 支持对象\n在本区注册的企业。\n"
    assert headings(text) == [("第一条", ""), ("第二条", "资金来源"), ("第三条", "支持对象")]


def test_running_text_has_no_heading():
    text = "一、申报条件\n（一）在本区注册满两年，具有法人资格；\n（二）对新认定的企业给予奖励。\n"
    assert headings(text) == [("一", "申报条件"), ("一/（一）", ""), ("一/（二）", "")]


def test_a_standard_heading_is_cut_from_the_text_glued_to_it():
    assert headings("一、主要目标到2028年，产值达到100亿元，增长6%。\n") == [("一", "主要目标")]


def test_references_and_contents_are_no_clauses():
    text = "目 录\n第一章 总则\n第二章 附则\n\n第一章 总则\n第一条 符合第三条规定。\n第二章 附则\n第二条规定的除外。\n"
    assert ids(text) == ["第一章", "第一章/第一条", "第二章"]


def test_attachments_are_no_clauses():
    text = "一、任务\n内容。\n附件：1．申请表\n　　　2．汇总表\n某某局\n附件1\n一、填表说明\n"
    found = outline("甲", text, (0, len(text)))
    assert [clause.id for clause in found] == ["一"]
    assert found[0].span.end == text.index("附件：")


def test_a_number_printed_twice_gets_an_ordinal():
    assert ids("一、甲事\n内容。\n一、乙事\n内容。\n") == ["一", "一#2"]


def test_a_clause_does_not_begin_inside_a_table():
    text = "一、指标\n1.甲\t5\n2.乙\t6\n二、任务\n"
    table = (text.index("1.甲"), text.index("二、") - 1)
    assert [c.id for c in outline("甲", text, (0, len(text)), [table])] == ["一", "二"]


def test_markdown_marks_before_numbers_are_passed_over():
    assert headings("## 一、目标\n\n**（一）规模。** 翻番。\n") == [
        ("一", "目标"),
        ("一/（一）", "规模"),
    ]


PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "（二）", "1.", "2．", "第一章 ", "第二条 ", "(1)", "附件", "目录",
     "发展产业", "。", "：", "\n", "\n\n", "；", "2025年", "，", "给予5%", "第", "1)", "〈一〉"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join), st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_clauses_are_nested_ordered_and_unique(text, start):
    start = min(start, len(text))
    clauses = outline("甲", text, (start, len(text)))
    assert len({c.id for c in clauses}) == len(clauses)
    assert [c.span.start for c in clauses] == sorted({c.span.start for c in clauses})
    for clause in clauses:
        assert start <= clause.span.start < clause.span.end <= len(text)
        assert clause.span.start <= clause.heading_span.start <= clause.heading_span.end
        assert clause.heading_span.end <= clause.span.end
        parent = next(
            (
                c
                for c in reversed(clauses)
                if c.level == clause.level - 1 and c.span.start < clause.span.start
            ),
            None,
        )
        assert (parent is None) == (clause.level == 1)
        if parent is not None:
            assert clause.span.end <= parent.span.end
            assert clause.id.startswith(parent.id + "/")


def test_white_papers_are_numbered_in_decimals(read_text):
    document = read_text(
        "临江区氢能产业发展白皮书\n1 发展环境\n1.1 国际态势\n2025年产量3.2万吨。\n1.2 国内态势\n2 本区基础\n2.1 规模\n产值12亿元。\n"
    )
    assert [(c.id, c.heading, c.level) for c in document.clauses] == [
        ("1", "发展环境", 1),
        ("1/1.1", "国际态势", 2),
        ("1/1.2", "国内态势", 2),
        ("2", "本区基础", 1),
        ("2/2.1", "规模", 2),
    ]


def test_figures_at_the_start_of_lines_are_no_decimals(read_text):
    document = read_text("临江区统计公报\n一、综合\n1.5 亿元\n2.5 亿元\n3.5 亿元\n二、工业\n")
    assert [c.id for c in document.clauses] == ["一", "二"]
