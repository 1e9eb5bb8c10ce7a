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
