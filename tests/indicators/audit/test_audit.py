"""The audit recomputes what a document states, and raises no alarm over what may be right."""

from dataclasses import replace
from pathlib import Path

import pytest

from gangmu.extraction import extract
from gangmu.indicators import audit
from gangmu.reading import read
from gangmu.terms import SourceClass

SHARED = Path(__file__).parents[3].parent / "shared"
HEAD = """临江区人民政府关于印发《临江区制造业发展“十四五”规划》的通知
临政发〔{year}〕9号
各镇人民政府：
现印发给你们。
临江区人民政府
{year}年3月1日
临江区制造业发展“十四五”规划
一、发展基础
{text}
"""


def stated(folder: Path, *texts: str, year: int = 2021):
    """Write each text as a plan of its own and extract its claims."""
    found = []
    for number, text in enumerate(texts):
        file = folder / f"{number}.txt"
        page = HEAD.format(year=year, text=text).replace("9号", f"{number + 9}号")
        file.write_text(page, encoding="utf-8")
        found += [(document, extract(document)) for document in read(file)]
    return found


def said(findings):
    return [(each.severity.value, each.title) for each in findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“十三五”时期，规模以上工业总产值从1200亿元提高到1500亿元，年均增长3%。",
         [("疑点", "规模以上工业总产值的年均增速与两端数值不符，价格口径待明")]),
        ("“十三五”时期，工业增加值从300亿元提高到420亿元，年均增长7%。",
         [("相符", "工业增加值的年均增速与两端数值相符")]),
        ("“十三五”时期，规模以上工业企业从500家增加到800家，年均增长3%。",
         [("错误", "规模以上工业企业的年均增速与两端数值不符")]),
        ("“十三五”时期，规模以上工业企业从500家增加到800家，年均增长10%左右。", []),
        ("工业投资从100亿元增长到150亿元，增长60%。",
         [("疑点", "工业投资的增幅与两端数值不符，价格口径待明")]),
        ("工业投资从100亿元增长到150亿元，同比增长6%。", []),
    ],
)  # fmt: skip
def test_growth_is_compared_with_its_ends(tmp_path, text, expected):
    assert said(audit(stated(tmp_path, text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("高新技术产业产值占工业总产值比重从40%提高到46%，提高6%。",
         [("错误", "高新技术产业产值占工业总产值比重的变动应是“个百分点”，% 与百分点混用")]),
        ("高新技术产业产值占工业总产值比重从40%提高到46%，提高6个百分点。",
         [("相符", "高新技术产业产值占工业总产值比重的变动与两端数值相符")]),
        ("高新技术产业产值占工业总产值比重从40%提高到46%，提高15%。",
         [("相符", "高新技术产业产值占工业总产值比重的变动与两端数值相符")]),
        ("高新技术产业产值占工业总产值比重从40%提高到46%，提高9个百分点。",
         [("错误", "高新技术产业产值占工业总产值比重的变动与两端数值不符")]),
    ],
)  # fmt: skip
def test_points_are_told_from_percent(tmp_path, text, expected):
    assert said(audit(stated(tmp_path, text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年，装备制造业产值达到600亿元，占全区工业总产值的比重为40%；"
         "汽车产业产值达到300亿元，占全区工业总产值的比重为25%。",
         [("疑点", "两个占比反推的工业总产值不一致")]),
        ("2020年，全区工业总产值1500亿元。2020年，装备制造业产值达到600亿元，占工业总产值的比重为40%。",
         [("相符", "占比反推的工业总产值与文中总量相符")]),
        ("2020年，全区工业总产值1800亿元。2020年，装备制造业产值达到600亿元，占工业总产值的比重为40%。",
         [("疑点", "占比反推的工业总产值与文中总量不符")]),
        ("2020年，装备制造业产值达到600亿元，占工业总产值的比重为40%；利润达到60亿元，占工业的比重为30%。",
         [("提示", "由 2 个占比反推的总量，文中没有印出，可与统计数核对")]),
        ("2020年，装备制造业产值占工业总产值的比重为140%。",
         [("错误", "“装备制造业产值占工业总产值的比重”不会超过100%")]),
    ],
)  # fmt: skip
def test_shares_are_compared_with_totals(tmp_path, text, expected):
    assert said(audit(stated(tmp_path, text))) == expected


def test_the_share_of_a_sum_is_not_that_of_its_last_part(tmp_path):
    text = (
        "2020年，全区工业总产值500亿元。"
        "2020年，装备、电子、材料产业分别实现产值100亿元、200亿元、100亿元，合计占全区工业总产值的80%。"
    )

    assert all(each.severity.value == "相符" for each in audit(stated(tmp_path, text)))


@pytest.mark.parametrize(
    ("total", "expected"),
    [("600", [("相符", "分项之和与合计相符")]), ("650", [("错误", "分项之和与合计不符")])],
)
def test_components_are_added_up(tmp_path, total, expected):
    text = f"2020年，三个园区产值分别为100亿元、200亿元和300亿元，合计{total}亿元。"

    assert said(audit(stated(tmp_path, text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年，规模以上工业总产值286亿元。到2023年，规模以上工业总产值达到400亿元，规模以上工业总产值年均增长15%。",
         [("疑点", "规模以上工业总产值的目标、基数与年均增速不符，价格口径待明")]),
        ("2020年，规模以上工业总产值286亿元。到2023年，规模以上工业总产值达到400亿元，规模以上工业总产值年均增长12%。",
         [("相符", "规模以上工业总产值的目标、基数与年均增速相符")]),
        ("2020年，规模以上工业总产值286亿元。到2023年，规模以上工业总产值达到400亿元，规模以上工业总产值年均增长15%左右。", []),
        ("2020年，规模以上工业企业500家。到2025年，规模以上工业企业达到800家，规模以上工业企业年均增长5%。",
         [("错误", "规模以上工业企业的目标、基数与年均增速不符")]),
    ],
)  # fmt: skip
def test_a_target_its_base_and_its_growth_are_compared(tmp_path, text, expected):
    assert said(audit(stated(tmp_path, text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，培育创新型企业30家，其中规上企业58家。", [("错误", "“其中”的数大于总数")]),
        ("到2025年，培育创新型企业58家，其中规上企业30家、上市企业40家。", []),
        ("到2025年，累计新增规上企业240家，其中2023年75家、2024年80家、2025年85家。",
         [("相符", "逐年之和与总数相符")]),
        ("到2025年，累计新增规上企业240家，其中2023年95家、2024年80家、2025年85家。",
         [("错误", "逐年之和大于总数")]),
        ("到2025年，新增投资10亿元，其中建设项目30个。", []),
        ("到2025年，工业总产值增长5%，其中装备制造业增长8%。", []),
    ],
)  # fmt: skip
def test_what_is_within_is_no_more_than_the_whole(tmp_path, text, expected):
    assert said(audit(stated(tmp_path, text))) == expected


#: Arithmetic that is in order, or that only looks wrong: none of it may raise an alarm.
SOUND = (
    "2020年，全区工业总产值1500亿元，同比增长5%，比2015年增长40%，“十三五”年均增长7%。",
    "战略性新兴产业产值占规模以上工业总产值比重从30%提高到35%左右，提高5个百分点以上。",
    "单位增加值能耗从0.50吨标准煤/万元下降到0.45吨标准煤/万元，累计下降10%。",
    "三大产业产值分别达到600亿元、400亿元和200亿元，占工业总产值的比重分别为40%、26.7%和13.3%。",
    "工业增加值从1000亿元增加到1500亿元左右，年均增长2%。",
    "2020年完成工业投资100亿元，其中技改投资60亿元；2021年计划完成工业投资110亿元。",
    "到2025年，园区达到10个，到2030年，园区达到20个，其中市级园区12个。",
    "甲园区产值100亿元，乙园区产值200亿元，全区工业总产值500亿元，合计占60%。",
    "研发投入强度由2.5%提高到3%以上，高于全市平均0.5个百分点。",
    "规模以上工业企业从500家增加到550家，净增50家，增长10%。",
)


@pytest.mark.parametrize("text", SOUND)
def test_sound_arithmetic_raises_no_alarm(tmp_path, text):
    found = said(audit(stated(tmp_path, text)))

    assert [each for each in found if each[0] != "相符"] == []


def test_a_finding_has_its_arithmetic_and_the_words_it_stands_on(tmp_path):
    text = "“十三五”时期，工业增加值从300亿元提高到420亿元，年均增长3%。"
    ((document, claims),) = stated(tmp_path, text)

    (found,) = audit([(document, claims)])

    assert found.arithmetic == "（420亿元÷300亿元）^（1÷5）-1 = 6.96%，文中 3%"
    assert [document.quote(span) for span in found.spans] == ["300亿元", "420亿元", "3%"]
    assert found.documents == (document.id,)


def test_a_plan_published_within_its_own_period_is_noted(tmp_path):
    assert said(audit(stated(tmp_path, "略。", year=2022))) == [
        ("提示", "规划在自己的期限之内才公布")
    ]
    assert said(audit(stated(tmp_path, "略。", year=2021))) == []


def test_two_documents_with_two_values_are_shown_together(tmp_path):
    older, newer = "2020年，全区工业总产值1500亿元。", "2020年，全区工业总产值1620亿元。"
    both = stated(tmp_path, older, newer)

    (found,) = audit(both)

    assert found.title == "临江区2020年工业总产值的数值两说"
    assert "1500亿元" in found.arithmetic
    assert "1620亿元" in found.arithmetic


def test_two_documents_that_round_differently_agree(tmp_path):
    both = stated(
        tmp_path, "2020年，全区工业总产值1.5千亿元。", "2020年，全区工业总产值1503.2亿元。"
    )

    assert said(audit(both)) == []


def test_of_two_values_the_official_text_is_taken_and_then_the_later(tmp_path):
    (tmp_path / "新").mkdir()
    old = stated(tmp_path, "2020年，全区工业总产值1500亿元。", year=2021)
    new = stated(tmp_path / "新", "2020年，全区工业总产值1620亿元。", year=2023)
    new = [(replace(d, id="新"), claims) for d, claims in new]
    hearsay = [(replace(d, id="传", source_class=SourceClass.UNSIGNED), c) for d, c in new]

    def taken(library):
        return next(e.remedy for e in audit(library) if e.rule == "文件之间").split("：")[0]

    assert taken(old + new) == "先取新"
    assert taken(old + hearsay) == f"先取{old[0][0].id}"


@pytest.fixture(scope="module")
def seeds():
    files = sorted((SHARED / "seeds").glob("*.txt"))
    if not files:
        pytest.skip("the source documents are not here")
    return [(d, extract(d)) for file in files for d in read(file)]


def test_the_source_documents_show_their_known_traps_and_nothing_else(seeds):
    found = [(e.rule, e.severity.value, e.documents[0]) for e in audit(seeds)]

    assert sorted(found) == sorted([
        ("增速与两端", "相符", "沪府办发〔2021〕12号"),  # C13: 2.21 % is 2 %
        ("增速与两端", "疑点", "沪府办发〔2021〕12号"),  # C13: 6.31 % is not
        ("占比与总量", "提示", "上海促进高端装备制造业发展十三五规划"),  # C14
        ("占比与总量", "疑点", "上海促进高端装备制造业发展十三五规划"),  # C14 against C13's base
        ("期限与公布", "提示", "闵府发〔2022〕12号"),  # D10
        ("文件之间", "疑点", "上海市制造业发展措施"),  # B9
    ])  # fmt: skip


def test_the_implied_totals_are_those_computed_by_hand(seeds):
    (implied,) = (e for e in audit(seeds) if e.severity.value == "提示" and e.rule == "占比与总量")

    for total in ("30274.1亿元", "2613.8亿元", "35546亿元", "7539.6亿元"):
        assert total in implied.arithmetic


def test_the_example_raises_no_alarm():
    folder = Path(__file__).parents[3] / "examples" / "linjiang" / "documents"

    found = audit([(d, extract(d)) for file in sorted(folder.iterdir()) for d in read(file)])

    assert {each.severity.value for each in found} == {"相符"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，数字化改造覆盖率达到120%。",
         ("错误", "“数字化改造覆盖率”不会超过100%", "文中 120%")),
        ("到2025年，亩均税收由20万元提升至18万元。",
         ("错误", "亩均税收：写作提高，但由20万元到18万元没有提高", "文中 18万元")),
        ("到2025年，培育龙头企业30—20家。",
         ("错误", "龙头企业：下限30大于上限20", "文中 30—20家")),
    ],
)  # fmt: skip
def test_what_its_own_words_contradict_is_listed_with_clause_and_evidence(tmp_path, text, expected):
    library = stated(tmp_path, text)

    (found,) = audit(library)

    assert (found.severity.value, found.title, found.arithmetic) == expected
    assert found.rule == "数值与文字"
    assert found.clauses == ("一",)
    assert library[0][0].quote(found.spans[1]) == text


def test_what_a_rule_has_computed_is_not_told_twice(tmp_path):
    text = "工业投资从100亿元增长到150亿元，增长60%。"

    assert [each.rule for each in audit(stated(tmp_path, text))] == ["增速与两端"]


def test_a_group_that_lists_another_number_than_it_states_is_listed(tmp_path):
    text = "构建“2+3”产业体系。三大未来产业：氢能、脑机接口。两大支柱产业：钢铁、石化。"

    (found,) = audit(stated(tmp_path, text))

    assert (found.rule, found.title) == (
        "体系与列举",
        "“2+3”产业体系：未来产业写明3项，列出2项",
    )
