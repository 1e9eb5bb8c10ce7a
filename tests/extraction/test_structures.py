import pytest

from gangmu.extraction import extract
from gangmu.extraction.structures import conflicts

PLAN = "临江区制造业高质量发展规划（2023—2027年）"


def shape(branches):
    return [
        (b.count, b.name, shape(b.members) if any(m.count for m in b.members) else [m.name for m in b.members])
        for b in branches
    ]  # fmt: skip


def structures(make_document, text, title=PLAN):
    return extract(make_document(title, text, "2023-01-10")).structures


def test_members_fill_the_branches_of_their_number(make_document):
    text = (
        "以数控机床、海工装备、合成生物三大先导产业为引领，大力发展纺织、食品、家居、造纸、建材和包装六大优势产业，"
        "构建“3+6”现代产业体系。"
    )

    [structure] = structures(make_document, text)

    assert (structure.notation, structure.name, structure.doubts) == ("3+6", "现代产业体系", ())
    assert shape(structure.branches) == [
        (3, "先导产业", ["数控机床", "海工装备", "合成生物"]),
        (6, "优势产业", ["纺织", "食品", "家居", "造纸", "建材", "包装"]),
    ]
    assert text[structure.leaves[0].members[1].span.start :].startswith("海工装备")


def test_brackets_are_groups_of_groups(make_document):
    text = "构建“2+(3+4)”产业体系，传统产业向数字化、绿色化两个方向转型，发展甲材、乙材、丙材三大主导产业。"

    [structure] = structures(make_document, text)

    assert [b.count for b in structure.branches] == [2, 2]
    assert [b.count for b in structure.leaves] == [2, 3, 4]
    assert [m.name for m in structure.leaves[0].members] == ["数字化", "绿色化"]
    assert structure.doubts == ("正文没有列出其中的4项",)


def test_words_of_number_and_kind(make_document):
    text = "形成“一核两带”空间格局。“一核”即临江高新区；“两带”：沿江智造带、环湖创新带。"

    [structure] = structures(make_document, text)

    assert structure.name == "空间格局"
    assert shape(structure.branches) == [
        (1, "核", ["临江高新区"]),
        (2, "带", ["沿江智造带", "环湖创新带"]),
    ]


def test_a_group_that_lists_another_number_is_a_doubt(make_document):
    [structure] = structures(
        make_document, "构建“2+3”产业体系。三大未来产业：氢能、脑机接口。两大支柱产业：钢铁、石化。"
    )

    assert structure.doubts == ("未来产业写明3项，列出2项",)


def test_what_is_arithmetic_or_a_ratio_is_no_structure(make_document):
    assert (
        structures(make_document, "按6:4分担，补助金额=1000×30%+50万元，电话0571-88062233。") == ()
    )


def test_two_notations_of_one_system_contradict(make_document):
    text = "构建“3+6”现代产业体系。到2027年，“4+5”现代产业体系基本形成。"

    found = structures(make_document, text)

    assert conflicts(found) == [
        "现代产业体系：一处写作“3+6”（临江文件），一处写作“4+5”（临江文件）"
    ]


SIX = ["电子信息", "生命健康", "汽车", "高端装备", "先进材料", "时尚消费品"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what a branch stands for, told by its own number in the sentences that follow
        ("构建“2+(3+6)”产业体系。其中，“2”指甲产业改造和乙服务业；“3”指集成电路、生物医药、人工智能三大先导产业；"
         "“6”指电子信息、生命健康、汽车、高端装备、先进材料、时尚消费品。",
         [(2, "", ["甲产业改造", "乙服务业"]), (2, "", [(3, "先导产业", ["集成电路", "生物医药", "人工智能"]), (6, "", SIX)])]),
        # by its own words
        ("打造“三大两高一特色”主导产业体系。“三大”即大数据、大健康、大装备；“两高”即高端芯片、高端材料；“一特色”即北斗导航。",
         [(3, "大", ["大数据", "大健康", "大装备"]), (2, "高", ["高端芯片", "高端材料"]), (1, "特色", ["北斗导航"])]),
        ("发展“两高一特色”体系：两高产业为高端芯片和高端材料，一个特色产业是北斗导航。",
         [(2, "高", ["高端芯片", "高端材料"]), (1, "特色产业", ["北斗导航"])]),
        # one by one, and in the lines that follow
        ("构建“1+3”产业体系。一个核心产业：氢能。三大配套产业：一是储能装备，二是智能电网，三是新型材料。",
         [(1, "核心产业", ["氢能"]), (3, "配套产业", ["储能装备", "智能电网", "新型材料"])]),
        # the headings below a heading
        ("打造“4+2”产业集群。\n（一）做强四大主导产业\n1.发展智能装备。\n2.壮大电子信息。\n3.提升新材料。\n4.培育生物医药。\n"
         "（二）布局两大未来产业\n1.低空经济。\n2.脑机接口。",
         [(4, "主导产业", ["智能装备", "电子信息", "新材料", "生物医药"]), (2, "未来产业", ["低空经济", "脑机接口"])]),
        # in brackets, group by group; and one list of all, shared out in order
        ("聚焦“2+2”重点产业（人工智能、高端装备；纺织、食品），推动升级。",
         [(2, "", ["人工智能", "高端装备"]), (2, "", ["纺织", "食品"])]),
        ("形成绿色食品、轻工纺织、光电信息、生物医药、现代物流“2+3”产业体系。",
         [(2, "", ["绿色食品", "轻工纺织"]), (3, "", ["光电信息", "生物医药", "现代物流"])]),
        # without quotation marks
        ("构建一核两带空间格局。一核为中心城区，两带为沿江智造带、环湖创新带。",
         [(1, "核", ["中心城区"]), (2, "带", ["沿江智造带", "环湖创新带"])]),
    ],
)  # fmt: skip
def test_members_are_found_wherever_the_text_enumerates_them(make_document, text, expected):
    [structure] = structures(make_document, text)

    assert members(structure.branches) == expected
    for leaf in structure.leaves:
        for member in leaf.members:
            assert member.name in text[member.span.start : member.span.end]


def members(branches):
    return [
        (b.count, b.name, members(b.members) if any(m.count for m in b.members) else [m.name for m in b.members])
        for b in branches
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，“3+6”产业体系不断夯实，三大先导产业总规模达1.8万亿元。",
         ("正文提到“三大先导产业”，没有列出是哪3项", "正文没有列出其中的6项")),
        ("形成“三大两高”主导产业体系。",
         ("正文没有列出“三大”所指的3项", "正文没有列出“两高”所指的2项")),
        ("推进人工智能、高端装备、信息技术、生物医药等“4+4”重点产业领域。",
         ("正文没有列出其中的4项（只列出一组，其余以“等”略去）",)),
        ("推进人工智能、高端装备等“4+4”重点产业领域。",
         ("正文没有列出其中的4项", "正文没有列出其中的4项", "正文列出人工智能、高端装备等，没有写明各属哪一组")),
    ],
)  # fmt: skip
def test_what_is_not_enumerated_says_why(make_document, text, expected):
    [structure] = structures(make_document, text)

    assert structure.doubts == expected


@pytest.mark.parametrize("words", ["一事一议", "一企一策", "一园一链", "四个一批", "两个确立"])
def test_ways_of_speaking_are_no_structures(make_document, words):
    assert structures(make_document, f"坚持“{words}”，推进落实。") == ()
