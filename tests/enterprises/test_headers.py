"""Headers of registries."""

import pytest

from gangmu.enterprises.headers import Header, find_header, read_title
from gangmu.measures.facts import load_facts
from gangmu.measures.titles import title, usual_unit
from gangmu.reading.sheets import Sheet, Value

BOOK = load_facts()
ID = "统一社会信用代码"


def header(*rows: list[Value]) -> Header:
    found = find_header(Sheet("企业", list(rows)), BOOK, "企业", ID, "a.xlsx", 2025)
    assert found is not None
    return found


def told(found: Header) -> list[str]:
    return [str(error) for error in found.errors]


@pytest.mark.parametrize(
    ("text", "name", "unit", "period"),
    [
        ("营业收入", "营业收入", None, None),
        ("营业收入(万元)", "营业收入", "万元", None),
        ("营业收入（万元）", "营业收入", "万元", None),
        ("营业收入［亿元］", "营业收入", "亿元", None),
        ("* 营业 收入\n（单位：万元）", "营业收入", "万元", None),
        ("营业收入／万元", "营业收入", "万元", None),
        ("营业收入/万元", "营业收入", "万元", None),
        ("营业收入，万元", "营业收入", "万元", None),
        ("营业收入 单位：万元", "营业收入", "万元", None),
        ("2025年营业收入(万元)", "营业收入", "万元", 2025),
        ("2025年度营业收入（万元）", "营业收入", "万元", 2025),
        ("营业收入（2024年）（万元）", "营业收入", "万元", 2024),
        ("2025年末资产总计（万元）", "资产总计", "万元", 2025),
        ("单位增加值能耗(吨标准煤/万元)", "单位增加值能耗", "吨标准煤/万元", None),
        ("单位增加值能耗/吨标准煤/万元", "单位增加值能耗", "吨标准煤/万元", None),
        ("研发费用占比(%)", "研发费用占比", "%", None),
        ("独立法人（是/否）（必填）", "独立法人", None, None),
        ("成立日期(yyyy-mm-dd)", "成立日期", None, None),
        ("营业收入（不含税）（万元）", "营业收入(不含税)(万元)", None, None),
        ("本季营业收入(万元)", "营业收入", "万元", "本季"),
        ("营业收入（上年同季）（万元）", "营业收入", "万元", "上年同季"),
        ("联系人", "联系人", None, None),
        ("", "", None, None),
    ],
)
def test_a_title_is_taken_apart(
    text: str, name: str, unit: str | None, period: int | str | None
) -> None:
    title = read_title(text, BOOK, "企业")
    assert title.name == name
    assert (title.unit.name if title.unit else None) == unit
    assert title.period == period


def test_title_lines_above_the_header_are_passed_over() -> None:
    found = header(["临江区企业登记表"], [None], [ID, "企业名称", "注册地"], ["x", "y", "z"])
    assert (found.row, found.below) == (2, 3)
    assert [column.letter for column in found.columns] == ["A", "B", "C"]


def test_synonyms_are_facts() -> None:
    assert [c.fact.name for c in header(["信用代码", "单位名称", "产值(万元)"]).columns] == [
        ID,
        "企业名称",
        "工业总产值",
    ]


def test_a_row_of_units_below_the_titles_is_used() -> None:
    found = header([ID, "企业名称", "营业收入", "从业人员"], [None, "—", "（万元）", "人"], ["x"])
    assert found.below == 2
    assert [c.unit.name for c in found.columns if c.unit] == ["万元", "人"]


def test_a_row_of_data_is_no_row_of_units() -> None:
    found = header([ID, "企业名称", "营业收入(万元)"], ["元", "亿元", 3.0])
    assert found.below == 1


def test_a_unit_above_the_titles_holds_for_all_money() -> None:
    found = header(["临江区", "单位：万元、%"], [ID, "营业收入", "研发费用占比", "利润总额(元)"])
    assert [c.unit.name for c in found.columns if c.unit] == ["万元", "%", "元"]


def test_money_without_unit_is_refused() -> None:
    assert told(header([ID, "企业名称", "营业收入"])) == [
        "a.xlsx 企业!C1：「营业收入」没有写单位。写成「营业收入(万元)」"
    ]


@pytest.mark.parametrize(
    ("title", "cause"),
    [
        ("用地面积", "没有写单位"),
        ("亩均税收", "没有写单位"),
        ("营业收入(%)", "单位不能是「%」"),
        ("用地面积(万元)", "单位不能是「万元」"),
        ("注册地(万元)", "不是数值"),
    ],
)
def test_a_unit_that_is_missing_or_does_not_fit_is_told(title: str, cause: str) -> None:
    (line,) = told(header([ID, "企业名称", title]))
    assert cause in line
    assert "企业!C1" in line


@pytest.mark.parametrize("title", ["从业人员", "发明专利数", "工业机器人"])
def test_counts_go_without_a_unit(title: str) -> None:
    assert not header([ID, "企业名称", title]).errors


def test_unknown_columns_and_other_years_are_noted() -> None:
    found = header([ID, "企业名称", "营业收人(万元)", "联系人甲乙丙", "2024年实缴资本(万元)"])
    assert found.notes == (
        "未使用的列：C「营业收人(万元)」（是不是「营业收入」？）、D「联系人甲乙丙」",
        "没有历年值的事实写了其他年份，未使用：E「2024年实缴资本(万元)」",
    )


def test_a_column_without_title_is_noted_if_it_holds_something() -> None:
    assert header([ID, "企业名称", None], ["x", "y", 1.0]).notes == ("未使用的列：C（没有标题）",)
    assert header([ID, "企业名称", None], ["x", "y", None]).notes == ()


def test_a_fact_in_two_columns_is_refused() -> None:
    (line,) = told(header([ID, "营业收入(万元)", "营收(万元)"]))
    assert line.startswith(
        "a.xlsx 企业!C1：B 列「营业收入(万元)」和 C 列「营收(万元)」都是「营业收入」"
    )


def test_this_year_among_other_years_is_no_repetition() -> None:
    found = header([ID, "2025年营业收入(万元)", "2024年营业收入(万元)"])
    assert not found.errors
    assert [c.name for c in found.columns] == [ID, "营业收入", "营业收入(2024年)"]


@pytest.mark.parametrize(
    "title",
    ["2024年营业收入（万元）", "营业收入（2024年）（万元）", "上年营业收入(万元)", "营业收入(上年)(万元)",
     "上年度营业收入（万元）"],
)  # fmt: skip
def test_a_year_stands_before_or_behind_the_name(title: str) -> None:
    found = header([ID, "企业名称", title])
    assert [column.name for column in found.columns][2] == "营业收入(2024年)"


def test_years_may_stand_in_a_row_above_the_titles() -> None:
    rows = [
        ["基本情况", None, "2024年", None, "2025年", None],
        [ID, "企业名称", "营业收入(万元)", "研发费用(万元)", "营业收入(万元)", "研发费用(万元)"],
        ["x", "y", 1.0, 2.0, 3.0, 4.0],
    ]
    found = header(*rows)
    names = ["营业收入(2024年)", "研发费用(2024年)", "营业收入", "研发费用"]
    assert [column.name for column in found.columns] == [ID, "企业名称", *names]
    assert found.below == 2


def test_years_may_stand_in_a_row_below_the_titles() -> None:
    rows = [
        [ID, "企业名称", "营业收入(万元)", None, None],
        [None, None, "2023年", "2024年", "2025年"],
        ["x", "y", 1.0, 2.0, 3.0],
    ]
    found = header(*rows)
    names = ["营业收入(2023年)", "营业收入(2024年)", "营业收入"]
    assert [column.name for column in found.columns] == [ID, "企业名称", *names]
    assert found.below == 2


def test_a_missing_id_is_told() -> None:
    (line,) = told(header(["企业名称", "注册地", "所在镇"]))
    assert line.startswith(
        "a.xlsx 企业 第 1 行：没有「统一社会信用代码」这一列。也可以叫：社会信用代码"
    )


def test_a_sheet_without_header_is_none() -> None:
    rows: list[list[Value]] = [["填表说明"], ["企业名称要写全称"]]
    assert find_header(Sheet("说明", rows), BOOK, "企业", ID, "a.xlsx", 2025) is None


@pytest.mark.parametrize("period", ["", "(上年)", "(2019年)", "(本季)", "(本年度-4年)"])
def test_a_title_that_is_asked_for_is_read_back(period: str) -> None:
    for entity in BOOK.entities:
        for fact in BOOK.of(entity):
            if period and not fact.period:
                continue
            back = read_title(title(fact, fact.name + period, 2025), BOOK, entity, 2025)
            assert BOOK.by_header(entity, back.name) is fact
            assert (back.unit.name if back.unit else "") == usual_unit(fact)
            assert back.period in (None, 2024, 2019, "本季", 2021), fact.name


def names(found: Header) -> list[str]:
    return [column.name for column in found.columns]


def test_a_group_above_gives_its_fact_and_unit_to_the_years_below_it() -> None:
    found = header(
        ["云溪县工业企业登记表（2025年度）"],
        ["企业基本情况", None, "营业收入（万元）", None, "用电量（万千瓦时）", None, "备注"],
        [ID, "企业名称", "2025年", "2024年", "本年", "上年"],
        ["x", "y", 1.0, 2.0, 3.0, 4.0],
    )
    assert names(found) == [
        ID, "企业名称", "营业收入", "营业收入(2024年)", "用电量", "用电量(2024年)"
    ]  # fmt: skip
    assert [c.unit.name for c in found.columns if c.unit] == [
        "万元",
        "万元",
        "万千瓦时",
        "万千瓦时",
    ]
    assert found.below == 3


def test_a_group_gives_its_unit_only_where_it_fits() -> None:
    found = header(
        ["基本情况", None, "经济指标（万元）", None, None],
        [ID, "企业名称", "营业收入", "从业人员", "研发费用占比(%)"],
        ["x", "y", 1.0, 2.0, 3.0],
    )
    assert not found.errors
    assert [c.unit.name for c in found.columns if c.unit] == ["万元", "人", "%"]


def test_titles_merged_down_stand_beside_groups() -> None:
    found = header(
        [ID, "企业名称", "2025年（万元）", None, "研发费用", None],
        [None, None, "营业收入", "利润总额", "金额（万元）", "占比（%）"],
        ["x", "y", 1.0, 2.0, 3.0, 4.0],
    )
    assert names(found) == [ID, "企业名称", "营业收入", "利润总额", "研发费用占比"]
    assert found.notes == ("未使用的列：E「金额（万元）」",)
    assert found.below == 2


def test_the_id_may_stand_in_the_upper_level() -> None:
    found = header(
        [ID, "名单", None, None, None],
        [None, "企业名称", "注册地", "规模以上", "高新技术企业"],
        ["x", "y", "甲区", "是", "否"],
    )
    assert names(found) == [ID, "企业名称", "注册地", "规模以上", "高新技术企业"]


def test_a_row_of_data_is_no_second_level() -> None:
    found = header([ID, "称号", "首次升规年度"], ["x", "高新技术企业", "2024年"])
    assert found.below == 1


def test_numbering_and_short_titles_are_not_taken_for_misspellings() -> None:
    found = header(["序号", ID, "企业名称", "备注"], [1.0, "x", "y", "z"])
    assert found.notes == ("未使用的列：D「备注」",)
