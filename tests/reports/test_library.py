"""gangmu library: four tables on a terminal, in a workbook and as JSON."""

import json

import pytest

from gangmu.reading.sheets import read_sheets

SHEETS = ["文件时效", "缺失的上位文件", "近似重复", "时间线"]


@pytest.fixture
def folder(tmp_path):
    """A rule that rests on a plan that is not there, until a notice ends it."""
    documents = tmp_path / "文件"
    documents.mkdir()
    (documents / "办法.txt").write_text(
        "临江区人民政府关于印发《临江区船坞补助办法》的通知\n临府发〔2018〕11号\n各镇人民政府：\n"
        "现将《临江区船坞补助办法》印发给你们，请认真执行。\n临江区人民政府\n2018年8月15日\n"
        "临江区船坞补助办法\n根据《滨海市造船工业规划》（滨府发〔2016〕2号），制定本办法。\n"
        "一、补助\n给予10万元补助。\n本办法自2018年9月1日起施行。\n",
        "utf-8",
    )
    (documents / "通知.txt").write_text(
        "临江区人民政府关于废止部分文件的通知\n临府发〔2024〕7号\n各镇人民政府：\n"
        "决定废止下列文件：\n一、《临江区船坞补助办法》（临府发〔2018〕11号）\n"
        "上述文件自2024年7月1日起停止执行。\n临江区人民政府\n2024年6月6日\n",
        "utf-8",
    )
    return documents


def test_the_four_tables_are_printed(gangmu, folder):
    result = gangmu("library", folder, "--as-of", "2024-07-01")

    assert result.returncode == 0
    assert all(name in result.stdout for name in SHEETS)
    assert "已废止" in result.stdout
    assert "滨府发〔2016〕2号" in result.stdout


@pytest.mark.parametrize(("day", "status"), [("2024-06-30", "现行有效"), ("2024-07-01", "已废止")])
def test_json_gives_the_state_on_the_day_with_its_evidence(gangmu, folder, day, status):
    found = json.loads(gangmu("library", folder, "--as-of", day, "--json").stdout)

    rule = next(d for d in found["documents"] if d["id"] == "临府发〔2018〕11号")
    assert (found["as_of"], rule["status"]) == (day, status)
    assert rule["evidence"]["text"]
    [missing] = found["missing"]
    assert missing["cited_by"][0]["document"] == "临府发〔2018〕11号"
    assert {"废止", "公布", "施行"} <= {event["what"] for event in found["timeline"]}


def test_the_workbook_has_a_sheet_for_each_table(gangmu, folder, tmp_path):
    path = tmp_path / "文件库.xlsx"

    result = gangmu("library", folder, "--as-of", "2024-07-01", "--xlsx", path)

    assert result.returncode == 0
    sheets = read_sheets(path)
    assert [sheet.name for sheet in sheets] == SHEETS
    cells = [cell for row in sheets[0].rows for cell in row]
    assert "已废止" in cells


def test_a_day_that_is_none_is_one_sentence(gangmu, folder):
    result = gangmu("library", folder, "--as-of", "明天")

    assert result.returncode == 2
    assert "不是日期" in result.stderr
