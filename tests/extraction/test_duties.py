"""Duties: lines and prose that say who leads and who supports."""

import pytest

from gangmu.extraction import extract

PLAN = "临江区智能制造三年行动计划（2024—2026年）"


def duties(make_document, text):
    document = make_document(PLAN, text)
    return [(document.quote(d.task), d.lead, d.support, d.clause) for d in extract(document).duties]


def test_a_line_governs_the_text_of_its_clause(make_document):
    text = (
        "二、任务\n1.实施改造。完成技改100个。培育标杆5家。\n"
        "牵头单位：区经信委；配合单位：区财政局、各街镇人民政府；完成时限：2026年底\n"
        "2.建设平台。建成平台3个。（责任单位：区数据局、区科委，各园区管委会）\n"
    )
    assert duties(make_document, text) == [
        ("完成技改100个。培育标杆5家。", ("区经信委",), ("区财政局", "各街镇人民政府"), "二/1"),
        ("建成平台3个。", ("区数据局", "区科委", "各园区管委会"), (), "二/2"),
    ]


def test_prose_names_who_does_what(make_document):
    text = (
        "第四条 区财政局负责资金拨付；区经信委会同区财政局制定申报指南。区工信局牵头建立监测机制。"
    )
    assert [(lead, support) for _, lead, support, _ in duties(make_document, text)] == [
        (("区财政局",), ()),
        (("区经信委",), ("区财政局",)),
        (("区工信局",), ()),
    ]


def test_the_first_of_a_list_leads_where_the_document_says_so(make_document):
    text = "1.实施改造。完成技改项目100个。\n责任单位：区经信委、区财政局\n注：列第一位的单位为牵头单位。\n"
    ((_, lead, support, _),) = duties(make_document, text)
    assert (lead, support) == (("区经信委",), ("区财政局",))


@pytest.mark.parametrize(
    "text",
    [
        "本办法由区经信委负责解释。",
        "成立由主要负责同志任组长的领导小组。",
        "对工作不力的部门予以约谈。",
        "充分发挥链主企业牵头作用。",
    ],
)
def test_what_names_no_task_is_no_duty(make_document, text):
    assert duties(make_document, text) == []
