"""A plan's own table is read from a sheet: names, units, base, target, nature."""

from decimal import Decimal

import pytest
import xlsxwriter

from gangmu.indicators import Definitions, Form
from gangmu.indicators.drafts import draft
from gangmu.indicators.plan_tables import read_plan_table
from gangmu.terms import InputError


def sheet(tmp_path, *rows, merged=(), percent=()):
    path = tmp_path / "指标表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("表1")
        shown = book.add_format({"num_format": "0%"})
        for r, cells in enumerate(rows):
            for c, value in enumerate(cells):
                page.write(r, c, value, shown if (r, c) in percent else None)
        for extent, text in merged:
            page.merge_range(*extent, text)
    return path


def test_the_plain_form(tmp_path):
    path = sheet(
        tmp_path,
        ("临江区“十五五”工业主要指标",),
        ("序号", "指标名称", "单位", "2025年基期", "2030年目标", "属性"),
        (1, "规模以上工业总产值", "亿元", 1371.2, 2000, "预期性"),
        (2, "单位工业增加值能耗降低", "%", None, "〔15〕", "约束性"),
        (3, "研发投入强度", "%", 3.3, "≥4", "预期性"),
        (4, "营商环境", "", "", "保持全市前列", "预期性"),
    )

    found = read_plan_table(path, region="临江区")

    assert [(s.name, s.goal.form, str(s.deadline), s.nature) for s in found] == [
        ("规模以上工业总产值", Form.LEVEL, "2030", "预期性"),
        ("单位工业增加值能耗降低", Form.CUMULATIVE, "2030", "约束性"),
        ("研发投入强度", Form.LEVEL, "2030", "预期性"),
        ("营商环境", Form.RANK, "2030", "预期性"),
    ]
    assert (str(found[0].base.period), found[0].base.value) == ("2025", Decimal("1371.2"))
    assert found[0].plan == "临江区“十五五”工业主要指标"
    assert found[0].quote == "指标表.xlsx 表1!E3：2000"
    assert "方括号按规划期累计读" in found[1].doubts


def test_merged_headers_growth_columns_and_percent_cells(tmp_path):
    path = sheet(
        tmp_path,
        ("指标（单位）", "2025年", None, "2030年", None),
        (None, "目标", "实际", "目标", "年均增长（%）"),
        ("工业增加值（亿元）", 345, 320.4, 480, 8.4),
        ("研发投入强度（%）", 0.03, 0.033, 0.04, None),
        percent={(3, 1), (3, 2), (3, 3)},
    )

    found = read_plan_table(path, plan="十五五规划", document="临江府发〔2026〕1号")

    assert [(s.name, draft([s], Definitions()).definitions.targets[0].printed) for s in found] == [
        ("工业增加值", "480亿元"),
        ("工业增加值", "年均增长8.4%"),
        ("研发投入强度", "4%"),
    ]
    assert [str(s.base.value) for s in found] == ["320.4", "320.4", "3.3"]


def test_a_sheet_without_such_a_table_is_refused(tmp_path):
    with pytest.raises(InputError, match="没有规划指标表"):
        read_plan_table(sheet(tmp_path, ("企业", "税收"), ("甲", 3)))
