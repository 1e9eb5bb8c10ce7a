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
        "企业应当报送季报。（另行通知的除外）",
    ],
)
def test_what_names_no_task_is_no_duty(make_document, text):
    assert duties(make_document, text) == []


@pytest.mark.parametrize(
    ("line", "lead", "support"),
    [
        (
            "责任部门：区工信局（牵头），区商务局，各街道办事处",
            ("区工信局",),
            ("区商务局", "各街道办事处"),
        ),
        (
            "（牵头单位：区科技局；责任单位：区财政局、区税务局）",
            ("区科技局",),
            ("区财政局", "区税务局"),
        ),
        ("责任单位：区科技局；协同部门：区财政局", ("区科技局",), ("区财政局",)),
        ("落实单位：区科技局、区财政局", ("区科技局", "区财政局"), ()),
        ("（区科技局牵头，区财政局、区税务局配合）", ("区科技局",), ("区财政局", "区税务局")),
        ("（区科技局、区财政局，各镇街按职责分工负责）", ("区科技局", "区财政局", "各镇街"), ()),
        ("（区科技局负责）", ("区科技局",), ()),
        ("主办单位：区科技局\n协办单位：市银行分行", ("区科技局",), ("市银行分行",)),
        ("责任领导：分管副区长；责任单位：区科技局；完成时限：12月底", ("区科技局",), ()),
        # the next line of a stitched page stands behind the bracket
        ("(责任单位：区科技局、各镇（街道）)打造地标。", ("区科技局", "各镇（街道）"), ()),
    ],
)
def test_every_way_of_naming_them(make_document, line, lead, support):
    text = f"二、任务\n（一）搭建平台。建成平台3个。\n{line}\n（二）其他。另行通知。\n"
    ((task, *bodies, _),) = duties(make_document, text)
    assert (task, *bodies) == ("建成平台3个。", lead, support)


@pytest.mark.parametrize(
    "text",
    [
        "区工信局牵头做好政策兑现，区财政局、区税务局配合做好资金保障。",
        "区工信局牵头，会同区财政局、区税务局组织申报。",
        "区工信局会同区财政局、区税务局组织申报。",
        "区工信局依职责负责监督检查，区财政局、区税务局协助。",
    ],
)
def test_who_helps_stands_in_the_same_sentence(make_document, text):
    ((_, lead, support, _),) = duties(make_document, text)
    assert (lead, support) == (("区工信局",), ("区财政局", "区税务局"))


def test_rows_of_a_table_are_duties(make_document):
    text = (
        "四、任务分工\n序号\t重点任务\t牵头部门\t配合部门\n"
        "1\t建成中试平台5个\t区科技局\t区财政局、区工信局\n2\t集聚企业150家\t区投促局\t—\n"
    )
    assert [(task, a, b) for task, a, b, _ in duties(make_document, text)] == [
        ("建成中试平台5个", ("区科技局",), ("区财政局", "区工信局")),
        ("集聚企业150家", ("区投促局",), ()),
    ]
