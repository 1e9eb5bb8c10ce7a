"""指标完成情况表: sheets that say the verdict, the way to it, and what is missing."""

import csv
import re
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import which

import pytest
from python_calamine import CalamineWorkbook

from gangmu.indicators import (
    Base,
    Direction,
    Grade,
    Indicator,
    Link,
    Observation,
    Target,
    assess,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.reports.progress import progress_record, progress_rows, write_progress
from gangmu.reports.views import plain
from gangmu.terms import Cell
from gangmu.writing.units import unit


@pytest.fixture
def progresses():
    measured = unit("亿元")
    indicator = Indicator("工业增加值", "a", measured, Direction.UP)
    read = read_goal("超过200亿元", measured)
    more = {"nature": "约束性", "document": "临政发〔2023〕5号", "clause": "二/(一)"}
    known = Target(indicator, "临江区", read.form, "超过200亿元", read.quantity, read_period("2025"),
                   Base(read_period("2020"), Decimal("100.5")), **more)  # fmt: skip
    unknown = Target(
        indicator, "=东镇", read.form, "超过200亿元", read.quantity, read_period("2025")
    )
    observed = Observation("工业增加值", "临江区", read_period("2022"), Decimal("150.25"), measured,
                           "https://tjj.linjiang.example/a/b", Grade.OFFICIAL,
                           cell=Cell("series.xlsx", "统计", 7, "D"))  # fmt: skip
    return assess([known, unknown], [observed], date(2023, 3, 1))


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_each_target_has_a_line_with_verdict_and_basis(tmp_path, progresses):
    path = write_progress(progresses, tmp_path / "结果" / "表.xlsx", as_of=date(2023, 3, 1))

    rows = sheets(path)["指标完成情况"]
    assert (
        rows[1][0]
        == "数据截至 2023-03-01；共 2 项：快于预期 1、无法判断 1；其中约束性 1 项：快于预期 1"
    )
    header, known, unknown = rows[3], rows[4], rows[5]
    assert known[:11] == [
        1, "工业增加值", "临江区", "亿元", "约束性", 2020, 100.5, 2025, "超过200亿元", 200, 150.25,
    ]  # fmt: skip
    said = dict(zip(header, known, strict=True))
    assert (said["最新时期"], said["最新值"], said["完成率"]) == (2022, 150.25, 0.75125)
    assert (said["中期评估用词"], said["时序进度用词"]) == ("快于预期", "超过时序进度")
    assert said["各方法"] == "快于预期4、不适用1"
    assert known[-2:] == ["临政发〔2023〕5号 二/(一)", "[1-3]"]
    assert (unknown[2], unknown[-3]) == ("'=东镇", "无法判断：没有观测值")


def test_rates_are_formulas_over_the_cells_of_their_line(tmp_path, progresses):
    path = write_progress(progresses, tmp_path / "表.xlsx")

    with zipfile.ZipFile(path) as archive:
        line = archive.read("xl/worksheets/sheet1.xml").decode()
    # 完成率 = 最新值 ÷ 折合数值, 差距, 时序进度比, 今后年均须增, with what they come to
    found = re.findall(r"<f>([^<]+)</f><v>([^<]+)</v>", line)
    assert found[:3] == [
        ("M5/J5", "0.75125"),
        ("J5-M5", "49.75"),
        ("((M5-G5)/(J5-G5))/((L5-F5)/(H5-F5))", "1.25"),
    ]
    assert found[3][0] == "(J5/M5)^(1/(H5-L5))-1"


def test_every_figure_has_its_source_and_grade(tmp_path, progresses):
    rows = sheets(write_progress(progresses, tmp_path / "表.xlsx"))["数据来源"]

    assert [row[1:8] for row in rows[2:5]] == [
        ["工业增加值目标", "临江区", "2025", "超过200亿元", "临政发〔2023〕5号 二/(一)", "文件", ""],
        ["工业增加值基期值", "临江区", "2020", "100.5亿元", "临政发〔2023〕5号 二/(一)", "文件", ""],
        [
            "工业增加值", "临江区", "2022", "150.25亿元",
            "https://tjj.linjiang.example/a/b", "官方", "series.xlsx 统计!D7",
        ],
    ]  # fmt: skip


def test_methods_that_disagree_stand_side_by_side(tmp_path):
    measured = unit("亿元")
    read = read_goal("达到400亿元", measured)
    target = Target(Indicator("产值", "a", measured, Direction.UP), "临江区", read.form, "达到400亿元",
                    read.quantity, read_period("2024"), Base(read_period("2020"), Decimal(100)))  # fmt: skip
    # doubling in two years is the yearly growth that 400 asks for, and a third of the way
    observed = Observation("产值", "临江区", read_period("2022"), Decimal(200), measured, "年鉴", Grade.OFFICIAL)  # fmt: skip

    found = assess([target], [observed], date(2023, 3, 1))
    rows = sheets(write_progress(found, tmp_path / "表.xlsx"))["方法分歧"]

    assert [(row[4], row[5]) for row in rows if row[0] == 1] == [
        ("滞后", "时序进度（0.6667）"),
        ("基本符合", "增速比（1）、联合国进度图（1）、增速外推（1）"),
    ]


def test_the_methods_are_compared_in_both_vocabularies(tmp_path, progresses):
    rows = sheets(write_progress(progresses, tmp_path / "表.xlsx"))["方法对照"]

    methods, said = rows[1][5::2], rows[3][5::2]
    assert methods == ["时序进度", "增速比", "联合国进度图", "增速外推", "回归外推"]
    assert said[:2] == ["快于预期（超过时序进度）", "快于预期（按轨道推进）"]
    assert said[4] == "无法判断：回归外推至少要 3 期，基期以来只有 2 期"
    assert rows[3][6] == 1.25


def test_the_steps_name_cell_and_clause(tmp_path, progresses):
    rows = sheets(write_progress(progresses, tmp_path / "表.xlsx"))["计算过程"]

    shown = {str(row[2]).strip("　"): (row[3], row[4]) for row in rows if row[0] == 1}
    assert shown["最新"] == (
        "2022年 150.25亿元",
        "series.xlsx 统计!D7，https://tjj.linjiang.example/a/b，官方",
    )
    assert shown["比值 = 已完成份额 ÷ 已过时间"] == ("1.25", "")
    assert shown["差距 = 目标值-最新值 = 200-150.25"] == ("49.75亿元", "")


def test_what_cannot_be_judged_has_its_own_sheet_with_the_reason(tmp_path, progresses):
    rows = sheets(write_progress(progresses, tmp_path / "表.xlsx"))["无法判断"]

    assert [row[5] for row in rows if row[0] == 2] == ["没有观测值"]


def test_links_are_shown_with_the_reason_where_none_was_found(tmp_path, progresses):
    link = Link(progresses[0].target, None, "没有数值相同的目标")

    rows = sheets(write_progress(progresses, tmp_path / "表.xlsx", links=[link]))["目标原文"]
    assert rows[3][7] == "没有数值相同的目标"


def test_the_same_progress_gives_the_same_bytes(tmp_path, progresses):
    one, two = (write_progress(progresses, tmp_path / f"{n}.xlsx").read_bytes() for n in "ab")

    assert one == two


def test_terminal_rows_and_machine_records_say_the_same(progresses):
    header, rows = progress_rows(progresses)
    records = [plain(progress_record(each)) for each in progresses]

    assert header[-1] == "结论"
    assert [row[-1] for row in rows] == [record["verdict"] for record in records]
    assert records[0]["readings"][1]["method"] == "时序进度"


#: Settings under which LibreOffice computes every formula anew instead of believing stored values.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


@pytest.mark.skipif(
    which("soffice") is None, reason="没有安装 LibreOffice（apt install libreoffice-calc）"
)
def test_a_spreadsheet_program_computes_the_same_rates(tmp_path, progresses):
    path = write_progress(progresses, tmp_path / "表.xlsx")
    profile = tmp_path / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    # a stored value that is wrong shows that the formulas were computed and not read
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>0.75125</v>", b"<v>0.5</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1",
         "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    rows = list(csv.reader((tmp_path / "表.csv").read_text("utf-8").splitlines()))
    said = dict(zip(rows[3], rows[4], strict=True))
    assert [said[name] for name in ("完成率", "差距", "时序进度比", "今后年均须增")] == [
        "75.13%", "49.75", "1.25", "10.00%",
    ]  # fmt: skip
