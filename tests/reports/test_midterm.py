"""The evaluation report: every figure cited, what is unknown said, fonts inside, read back from the file."""

import io
import re
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import which

import docx
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from gangmu.indicators import (
    Base,
    Direction,
    Grade,
    Indicator,
    Observation,
    Target,
    assess,
    read_period,
)
from gangmu.indicators.notation import read_goal
from gangmu.reports.material import Material
from gangmu.reports.midterm import midterm, write_midterm
from gangmu.reports.paper import Cited, Grid, Paragraph, Picture, text_of
from gangmu.reports.word import obfuscate
from gangmu.terms import Cell
from gangmu.writing.units import unit

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def material():
    measured = unit("亿元")
    indicator = Indicator("工业增加值", "a", measured, Direction.UP)
    read = read_goal("超过200亿元", measured)
    more = {"plan": "临江区码头行动计划", "document": "临政发〔2023〕5号", "clause": "二/(一)"}
    known = Target(indicator, "临江区", read.form, "超过200亿元", read.quantity, read_period("2025"),
                   Base(read_period("2020"), Decimal("100")), **more)  # fmt: skip
    unknown = Target(Indicator("研发强度", "b", unit("%"), Direction.UP), "临江区", read.form, "3%",
                     read_goal("3%", unit("%")).quantity, read_period("2025"), **more)  # fmt: skip
    observed = [
        Observation("工业增加值", "临江区", read_period(year), Decimal(value), measured, "临江统计年鉴",
                    Grade.OFFICIAL, cell=Cell("series.xlsx", "统计", row, "D"))
        for year, value, row in (("2021", "110", 6), ("2022", "121", 7))
    ]  # fmt: skip
    return Material(
        "临江", "临江区", date(2023, 3, 1), assess([known, unknown], observed, date(2023, 3, 1))
    )


@pytest.fixture(scope="module")
def path(material, tmp_path_factory):
    return write_midterm(material, tmp_path_factory.mktemp("报告") / "中期评估报告.docx")


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_a_sentence_says_value_base_growth_target_and_verdict(material):
    said = [text_of(block.words) for block in midterm(material) if isinstance(block, Paragraph)]

    assert (
        "2022年为121亿元，基期（2020年）为100亿元，增加21亿元，年均增长10.00%。2025年目标为超过200亿元，"
        "最新值为目标值的60.50%，时序进度比为0.53。要如期达到，今后3年年均须增长18.24%。"
    ) in next(each for each in said if "121亿元" in each)


def test_every_figure_of_the_text_is_footnoted_to_its_source(material, path):
    cited = [
        each.source
        for block in midterm(material)
        if isinstance(block, Paragraph)
        for each in block.words
        if isinstance(each, Cited)
    ]
    notes = etree.fromstring(part(path, "word/footnotes.xml"))
    written = ["".join(note.itertext()).strip() for note in notes if not note.get(f"{W}type")]
    references = re.findall(rb'<w:footnoteReference w:id="(\d+)"', part(path, "word/document.xml"))

    assert written == cited == [
        "临江统计年鉴（官方），series.xlsx 统计!D7",
        "临政发〔2023〕5号 二/(一)（文件）",
        "临政发〔2023〕5号 二/(一)（文件）",
    ]  # fmt: skip
    assert [int(id) for id in references] == [2, 3, 4]


def test_what_is_unknown_is_said_and_counted_as_neither(material):
    blocks = list(midterm(material))
    text = "".join(text_of(block.words) for block in blocks if isinstance(block, Paragraph))
    missing = [b for b in blocks if isinstance(b, Grid) and "没有可比数据" in b.caption]

    assert "无法判断1项" in text
    assert "不计入完成，也不计入未完成" in text
    assert [row[:4] for row in missing[0].rows] == [("研发强度", "3%", "2025", "没有观测值")]


def test_the_file_reads_back_in_official_form(path):
    document = docx.Document(str(path))
    section = document.sections[0]
    texts = [paragraph.text for paragraph in document.paragraphs]

    assert texts[0] == "《临江区码头行动计划》实施情况中期评估报告"
    assert [t for t in texts if re.match("[一二三四五]、", t)] == [
        "一、总体情况", "二、指标完成情况", "三、需要关注的指标", "四、任务落实情况", "五、数据与方法说明",
    ]  # fmt: skip
    assert (round(section.page_width.mm), round(section.top_margin.mm)) == (210, 37)
    body = next(p for p in document.paragraphs if p.text.startswith("本报告评估"))
    assert body.runs[0].font.size.pt == 16
    assert document.tables[0].rows[1].cells[0].text == "工业增加值"
    assert [t for t in texts if t.startswith(("表", "图"))] == [
        "表1　主要指标完成情况", "图1　各项指标的时序进度比", "图2　实际与目标路径", "表2　没有可比数据的指标",
    ]  # fmt: skip


def test_a_font_for_every_character_is_inside_the_file(path):
    table = etree.fromstring(part(path, "word/fontTable.xml"))
    rels = etree.fromstring(part(path, "word/_rels/fontTable.xml.rels"))
    targets = {rel.get("Id"): rel.get("Target") for rel in rels}
    text = set("".join(p.text for p in docx.Document(str(path)).paragraphs)) - {"\n", "\t"}
    covered = set()
    for font in table:
        embedded = font.find(f"{W}embedRegular")
        id = embedded.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        data = obfuscate(
            part(path, f"word/{targets[id].removeprefix('/word/')}"),
            embedded.get(f"{W}fontKey").strip("{}"),
        )
        covered |= {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()}

    assert {font.get(f"{W}name") for font in table} == {
        "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体",
    }  # fmt: skip
    assert text <= covered


def test_pictures_have_a_text_that_says_what_they_show(material):
    pictures = [block for block in midterm(material) if isinstance(block, Picture)]

    assert pictures[0].alt == "工业增加值滞后"
    assert all(picture.png.startswith(b"\x89PNG") for picture in pictures)


def test_the_same_figures_give_the_same_document(material, tmp_path):
    one, two = (write_midterm(material, tmp_path / f"{n}.docx") for n in "ab")

    for name in ("word/document.xml", "word/footnotes.xml", "word/fontTable.xml"):
        assert part(one, name) == part(two, name)


@pytest.mark.skipif(which("soffice") is None, reason="没有安装 LibreOffice")
def test_libreoffice_sets_it_in_the_embedded_fonts(path, tmp_path):
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    assert b"GangmuSong" in (tmp_path / "中期评估报告.pdf").read_bytes()
