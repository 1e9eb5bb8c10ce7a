"""Series are imported from long and wide sheets, with every bad cell told at once."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter

from gangmu.indicators import Grade, derive, import_series, load_definitions, load_observations
from gangmu.store import Workspace
from gangmu.terms import InputError, InputErrors

INDICATORS = """
指标:
  - {名称: 工业增加值, 单位: 亿元, 方向: 升, 别名: [增加值]}
  - {名称: 用地, 单位: 平方公里, 方向: 无}
  - {名称: 单位土地增加值, 单位: 亿元/平方公里, 方向: 升, 分子: 工业增加值, 分母: 用地}
  - {名称: 比重, 单位: "%", 方向: 升}
"""
HEAD = ("指标", "地区", "时期", "数值", "单位", "来源", "等级", "备注")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.init(tmp_path / "临江", "临江区指标", "临江区", 2025)
    (made.path / "indicators" / "指标.yaml").write_text(INDICATORS, encoding="utf-8")
    return made


def definitions(workspace: Workspace):
    return load_definitions(workspace.indicators)


def sheet(workspace: Workspace, *rows, name="series.xlsx", percent=()):
    path = workspace.path / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("统计")
        shown = book.add_format({"num_format": "0.0%"})
        for r, cells in enumerate(rows):
            for c, value in enumerate(cells):
                page.write(r, c, value, shown if (r, c) in percent else None)
    return path


def imported(workspace: Workspace, path: Path):
    snapshot = import_series(workspace, path, definitions(workspace), by="测试")
    return snapshot, load_observations(workspace)


def test_a_long_table_keeps_value_unit_source_grade_and_cell(workspace):
    path = sheet(
        workspace,
        ("临江区统计",),
        HEAD,
        ("增加值", "", "2025年", 9657.3, "亿元", "统计局", "官方", "初步"),
        ("工业增加值", "东镇", "2023年1-10月", "1,200", "万元", "日报", "report", ""),
        ("注：数据未经审定",),
    )

    snapshot, (first, second) = imported(workspace, path)

    assert (snapshot.rows, snapshot.name, snapshot.imported_by) == (2, "series", "测试")
    assert (first.region, str(first.period), second.region, str(second.period)) == (
        "东镇",
        "2023-01..10",
        "临江区",
        "2025",
    )
    assert (second.value, second.unit.name, second.source) == (Decimal("9657.3"), "亿元", "统计局")
    assert (second.grade, first.grade) == (Grade.OFFICIAL, Grade.REPORT)
    assert str(second.cell) == "series.xlsx 统计!D3"
    assert first.in_unit(second.unit) == Fraction("0.12")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("指标", "单位", "等级", 2020, "2021年"), ("工业增加值", "亿元", "官方", 10, 11)),
        (("指标", "等级", "2020年（亿元）", "2021年(亿元)"), ("工业增加值", "官方", 10, 11)),
        (("指标", "等级", "2020", "2021"), ("工业增加值（亿元）", "官方", 10, 11)),
    ],
)
def test_a_wide_table_may_write_its_unit_in_three_places(workspace, head, row):
    _, found = imported(workspace, sheet(workspace, head, row))

    assert [(str(o.period), o.value, o.unit.name) for o in found] == [
        ("2020", Decimal("10"), "亿元"),
        ("2021", Decimal("11"), "亿元"),
    ]


def test_a_csv_file_is_read_too(workspace):
    path = workspace.path / "series.csv"
    path.write_text("指标,时期,数值,单位,等级\n比重,2024,43.6,%,官方\n", encoding="gb18030")

    _, (found,) = imported(workspace, path)

    assert (found.value, found.region) == (Decimal("43.6"), "临江区")


def test_blank_is_unknown_and_counted(workspace):
    snapshot, found = imported(
        workspace,
        sheet(workspace, ("指标", "单位", "等级", 2020, 2021), ("比重", "%", "官方", None, 11)),
    )

    assert len(found) == 1
    assert snapshot.notes == ("空白单元格 1 个，按未知处理",)


def test_a_percent_cell_is_what_people_see(workspace):
    head = ("指标", "时期", "数值", "单位", "等级")
    path = sheet(workspace, head, ("比重", "2024", 0.436, "%", "官方"), percent={(1, 2)})

    assert imported(workspace, path)[1][0].value == Decimal("43.6")


def test_every_bad_cell_is_listed_and_the_old_snapshot_stays(workspace):
    good = sheet(workspace, HEAD, ("比重", "", "2024", 25, "%", "", "官方", ""))
    before, _ = imported(workspace, good)
    bad = sheet(
        workspace,
        (*HEAD, "县区"),
        ("", "", "2024", 1, "亿元", "", "官方", ""),
        ("比重", "", "明年", "约25", "元", "", "内部", ""),
        ("比重", "", "2024", 25, "", "", "官方", ""),
    )

    with pytest.raises(InputErrors) as caught:
        import_series(workspace, bad, definitions(workspace))

    told = [str(error) for error in caught.value.errors]
    assert [line.split("：")[0] for line in told] == [
        f"series.xlsx 统计!{cell}" for cell in ("I1", "A2", "G3", "D3", "C3", "E3", "E4")
    ]
    assert "没有写单位（指标「比重」的单位是「%」）" in told[-1]
    assert workspace.current("series") == before


def test_an_indicator_that_nobody_defined_is_left_out_and_said(workspace):
    rows = [(name, "", "2024", 1, "亿元", "", "官方", "") for name in ("工业增加直", "工业增加值")]

    snapshot, found = imported(workspace, sheet(workspace, HEAD, *rows))

    assert [o.indicator for o in found] == ["工业增加值"]
    assert (
        snapshot.notes[0] == "没有定义指标「工业增加直」，1 行未用（A2 起），是不是「工业增加值」？"
    )


def test_revisions_are_kept_in_the_order_of_rows(workspace):
    rows = [("比重", "", "2024", value, "%", "", "官方", "") for value in (25, 26)]

    _, found = imported(workspace, sheet(workspace, HEAD, *rows))

    assert [(o.vintage, o.value) for o in found] == [(0, Decimal("25")), (1, Decimal("26"))]


def test_a_ratio_is_derived_with_its_unit_and_the_weaker_grade(workspace):
    head = ("指标", "时期", "数值", "单位", "等级")
    path = sheet(
        workspace,
        head,
        ("工业增加值", "2019", 599000, "万元", "官方"),
        ("用地", "2019", 100, "公顷", "报道"),
    )
    _, observations = imported(workspace, path)

    (ratio,) = derive(definitions(workspace), observations)

    assert (ratio.value, ratio.unit.name, ratio.grade) == (
        Decimal("59.9"),
        "亿元/平方公里",
        Grade.REPORT,
    )
    assert "series.xlsx 统计!C2" in ratio.source


def test_a_ratio_of_the_wrong_unit_is_refused(workspace):
    file = workspace.path / "indicators" / "指标.yaml"
    file.write_text(INDICATORS.replace("单位: 亿元/平方公里", "单位: 亿元"), encoding="utf-8")

    with pytest.raises(InputError, match="不等于「亿元」÷「平方公里」"):
        derive(definitions(workspace), ())


def test_a_file_without_our_header_is_refused(workspace):
    with pytest.raises(InputError, match="没有一个观测值"):
        import_series(workspace, sheet(workspace, ("甲", "乙"), (1, 2)), definitions(workspace))


def test_headers_on_two_rows_with_merged_cells(workspace):
    path = sheet(
        workspace,
        ("临江区主要指标",),
        ("指标", "单位", "等级", "2024年", None, "2025年", None),
        (None, None, None, "上半年", "全年", "1—6月", "同比（%）"),
        ("工业增加值", "亿元", "官方", 48.1, 100, 51.2, 6.4),
        ("资料来源：临江区统计快报",),
    )

    snapshot, found = imported(workspace, path)

    assert {str(o.period): o.value for o in found} == {
        "2024": Decimal("100"),
        "2024H1": Decimal("48.1"),
        "2025H1": Decimal("51.2"),
    }
    assert {o.source for o in found} == {"临江区统计快报"}
    assert snapshot.notes == ("工作表「统计」的「2025年同比（%）」列不是数值，未读",)


def test_a_name_that_is_merged_down_over_its_years_is_carried_and_said(workspace):
    head = ("指标", "时期", "数值", "单位", "等级")
    path = sheet(
        workspace, head,
        ("工业增加值", "2023", 9, "亿元", "官方"), (None, "2024", 10, "亿元", "官方"),
    )  # fmt: skip

    snapshot, found = imported(workspace, path)

    assert [(o.indicator, str(o.period)) for o in found] == [
        ("工业增加值", "2023"),
        ("工业增加值", "2024"),
    ]
    assert snapshot.notes == ("1 行没有指标名称，按合并单元格取上一行的",)


def test_a_month_of_figures_to_date_is_january_to_that_month(workspace):
    file = workspace.path / "indicators" / "指标.yaml"
    file.write_text(
        INDICATORS.replace("单位: 亿元, 方向: 升", "单位: 亿元, 方向: 升, 累计方式: 年初累计", 1),
        encoding="utf-8",
    )
    head = ("指标", "单位", "等级", "2025年6月", "2025年12月", "2025年三季度")
    path = sheet(workspace, head, ("工业增加值", "亿元", "官方", 51, 110, 80))

    _, found = imported(workspace, path)

    assert [str(o.period) for o in found] == ["2025H1", "2025-01..09", "2025"]


def test_a_ratio_of_ratios_is_computed_in_its_order_and_a_circle_is_left_out(workspace):
    file = workspace.path / "indicators" / "指标.yaml"
    file.write_text(
        "指标:\n"
        "  - {名称: 密度之比, 单位: '%', 分子: 密度, 分母: 标准密度}\n"
        "  - {名称: 密度, 单位: 亿元/平方公里, 分子: 工业增加值, 分母: 用地}\n"
        "  - {名称: 标准密度, 单位: 亿元/平方公里}\n"
        "  - {名称: 工业增加值, 单位: 亿元}\n"
        "  - {名称: 用地, 单位: 平方公里}\n"
        "  - {名称: 甲, 单位: '%', 分子: 乙, 分母: 丙}\n"
        "  - {名称: 乙, 单位: '%', 分子: 甲, 分母: 丙}\n"
        "  - {名称: 丙, 单位: '%'}\n",
        encoding="utf-8",
    )
    head = ("指标", "单位", "等级", 2024)
    path = sheet(
        workspace, head, ("工业增加值", "亿元", "官方", 60), ("用地", "平方公里", "官方", 2),
        ("标准密度", "亿元/平方公里", "官方", 25), ("丙", "%", "官方", 5),
    )  # fmt: skip
    _, observations = imported(workspace, path)

    found = {o.indicator: o.value for o in derive(definitions(workspace), observations)}

    assert found == {"密度": 30, "密度之比": 120}
