"""The command line: every command, its JSON, and one sentence with exit code 2 for bad input."""

import json
import re
import socket
from pathlib import Path

import pytest

from gangmu import cli
from gangmu.demo import DAY
from gangmu.store import Workspace

SHARED = Path(__file__).parents[1].parent / "shared"
COMMANDS = [each.__name__.rstrip("_").replace("_", "-") for each in cli.COMMANDS]


def test_help_lists_every_command_in_chinese(gangmu):
    result = gangmu("--help")

    assert result.returncode == 0
    assert all(f"  {command} " in result.stdout for command in COMMANDS)
    assert "兑付测算" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(gangmu, command):
    result = gangmu(command, "--help")

    assert result.returncode == 0
    assert result.stdout.startswith(f"用法：gangmu {command} [选项]")
    assert not re.search(
        "[A-Z][a-z]+:|OPTIONS|TEXT|PATH|INTEGER|default|required|Show", result.stdout
    )


def test_a_port_that_is_taken_is_told_in_one_sentence(gangmu, linjiang):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        result = gangmu("serve", "-w", linjiang.path, "--port", taken.getsockname()[1])

    assert result.returncode == 2
    assert "已被占用" in result.stderr


def test_the_source_file_of_the_project_comes_apart_into_its_twenty_documents(gangmu):
    if not SHARED.exists():
        pytest.skip("../shared is not here")

    result = gangmu("read", SHARED / "seeds", "--json")

    assert len(json.loads(result.stdout)) == 20


def test_read_gives_metadata_and_clauses_as_json(gangmu, tmp_path):
    file = tmp_path / "措施.txt"
    file.write_text(
        "临江区人民政府关于印发《临江区若干措施》的通知\n临府发〔2026〕1号\n各镇：\n现印发给你们。\n"
        "临江区人民政府\n2026年1月5日\n临江区若干措施\n一、奖励\n给予100万元奖励。\n",
        "utf-8",
    )

    [document] = json.loads(gangmu("read", file, "--json").stdout)

    assert document["metadata"]["number"] == "临府发〔2026〕1号"
    assert document["metadata"]["published"] == "2026-01-05"
    assert [clause["id"] for clause in document["clauses"]] == ["一"]


def test_a_file_that_cannot_be_read_is_one_sentence_and_the_rest_goes_on(gangmu, tmp_path):
    (tmp_path / "好.txt").write_text("临江区规划\n一、目标\n到2028年达到10家。\n", "utf-8")
    (tmp_path / "坏.pdf").write_bytes(b"not a pdf")

    result = gangmu("read", tmp_path, "--json")

    assert result.returncode == 2
    assert len(json.loads(result.stdout)) == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "坏.pdf" in result.stderr


def test_extract_gives_each_number_with_its_place(gangmu, tmp_path):
    file = tmp_path / "规划.txt"
    text = "临江区规划\n一、目标\n到2028年,规模以上工业总产值达到1200亿元以上。\n"
    file.write_text(text, "utf-8")

    [found] = json.loads(gangmu("extract", file, "--json").stdout)
    [claim] = found["claims"]

    assert text[claim["start"] : claim["end"]] == claim["text"] == "1200亿元"
    assert (claim["comparator"], claim["indicator"], claim["time"]) == (
        "ge",
        "规模以上工业总产值",
        "2028",
    )


def test_an_unknown_folder_is_told_in_one_sentence(gangmu, tmp_path):
    result = gangmu("evaluate", "-w", tmp_path / "没有")

    assert result.returncode == 2
    assert "没有这个文件夹" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_day_that_is_no_day_is_told_with_its_remedy(gangmu, linjiang: Workspace):
    result = gangmu("evaluate", "-w", linjiang.path, "--as-of", "去年")

    assert result.returncode == 2
    assert "「去年」不是日期" in result.stderr
    assert "2026-06-30" in result.stderr


def test_a_wrong_measure_file_stops_the_settlement_and_names_the_line(gangmu, linjiang: Workspace):
    file = linjiang.measures[0]
    file.write_text(file.read_text("utf-8").replace("注册地 = ", "注册他 = "), "utf-8")

    result = gangmu("evaluate", "-w", linjiang.path, "--as-of", DAY)

    assert result.returncode == 2
    assert f"{file.name}:" in result.stderr
    assert "注册地" in result.stderr
    assert linjiang.current_run() is None


def test_bad_cells_are_listed_all_at_once_and_nothing_is_imported(gangmu, linjiang: Workspace):
    (linjiang.path / "enterprises.csv").write_text(
        "统一社会信用代码,企业名称,营业收入(万元),成立日期\n"
        "91310000000000001A,甲厂,很多,2020-01-01\n"
        "91310000000000002B,乙厂,-5,2020-13-01\n",
        "utf-8",
    )

    result = gangmu("import", linjiang.path / "enterprises.csv", "-w", linjiang.path)

    assert result.returncode == 2
    for cell in ("C2", "C3", "D3"):
        assert cell in result.stderr
    assert linjiang.current("企业") is None


def test_show_reads_a_measure_back_beside_its_clause(gangmu, settled: Workspace):
    result = gangmu("show", "首次升规", "-w", settled.path)

    assert result.returncode == 0
    assert "【首次升规奖励】依据 临江府规发〔2024〕6号" in result.stdout
    assert "原文：" in result.stdout
    assert "条款不在" not in result.stdout


def test_explain_prints_the_tree_with_facts_cells_and_arithmetic(gangmu, settled: Workspace):
    result = gangmu("evaluate", "-w", settled.path, "--as-of", DAY, "--json")
    line = next(x for x in json.loads(result.stdout)["lines"] if x["处理"] == "拨付")

    told = gangmu("explain", line["编号"], line["措施"], "-w", settled.path, "--as-of", DAY)

    assert told.returncode == 0
    assert line["措施"] in told.stdout
    assert "✓ 符合" in told.stdout
    assert ".xlsx" in told.stdout


def test_explain_of_nobody_says_so(gangmu, settled: Workspace):
    result = gangmu("explain", "查无此厂", "-w", settled.path, "--as-of", DAY)

    assert result.returncode == 2
    assert "没有找到企业或项目「查无此厂」" in result.stderr


def test_progress_gives_each_target_with_its_methods(gangmu, linjiang: Workspace):
    result = gangmu("progress", "-w", linjiang.path, "--as-of", DAY, "--json")

    found = json.loads(result.stdout)

    assert len(found) >= 8
    assert all(each["verdict"] and len(each["readings"]) >= 2 for each in found)
    assert (linjiang.results / "指标完成情况表.xlsx").exists()


def test_a_new_workspace_has_forms_that_import_as_they_are_filled(gangmu, tmp_path):
    made = gangmu("init", tmp_path / "新区", "--region", "新区", "--year", 2025)
    again = gangmu("init", tmp_path / "新区", "--region", "新区")

    assert made.returncode == 0
    assert (tmp_path / "新区" / "enterprises.xlsx").exists()
    assert again.returncode == 2
    assert "已经是一个工作区" in again.stderr


def test_running_again_gives_the_same_run_and_the_same_cells(gangmu, settled: Workspace):
    def run() -> tuple[str, bytes]:
        result = gangmu("evaluate", "-w", settled.path, "--as-of", DAY, "--json")
        lines = settled.current_run() / "lines.parquet"
        sheet = settled.results / "拨付清单.xlsx"
        return json.loads(result.stdout)["id"], lines.read_bytes() + sheet.read_bytes()

    assert run() == run()


def test_explain_says_which_step_reduced_an_amount_by_which_clause(gangmu, settled: Workspace):
    result = gangmu(
        "explain", "2307-999101-07-02-102627", "设备更新", "-w", settled.path, "--as-of", DAY
    )

    assert result.returncode == 0
    assert "复核　2026-05-12 区工信局投资科复核通过（证据：竣工验收报告；" in result.stdout
    assert "预算　专项资金 8000万元，申请合计" in result.stdout
    assert "← 临江工信规〔2025〕2号 第一章/第二条" in result.stdout
    assert "尾款　2026 年" in result.stdout


def test_simulate_tells_winners_losers_and_cost(gangmu, settled: Workspace, tmp_path: Path):
    change = tmp_path / "改.yaml"
    change.write_text(
        '改: [{文号: 临江工信规〔2025〕2号, 原文: "2025年: 8000万元", 改为: "2025年: 7000万元"}]\n',
        "utf-8",
    )

    result = gangmu("simulate", change, "-w", settled.path, "--as-of", DAY)

    assert result.returncode == 0
    assert "增加 0 户，减少" in result.stdout
    assert (settled.results / "政策仿真.xlsx").exists()
    assert (settled.results / "政策仿真.html").exists()


def test_checkup_writes_the_sheet_of_an_enterprise(gangmu, settled: Workspace):
    result = gangmu("checkup", "岚锐新家具", "-w", settled.path, "--as-of", DAY)

    assert result.returncode == 0
    assert "✓ 龙头企业年度奖励　1,000,000.00 元" in result.stdout
    assert "— 骨干企业年度奖励　择高未取" in result.stdout
    assert len(list(settled.results.glob("政策体检单-岚锐新家具*"))) == 2


def test_appraise_says_that_no_document_gives_the_method(gangmu, settled: Workspace):
    result = gangmu("appraise", "-w", settled.path, "--as-of", DAY)

    assert result.returncode == 0
    assert "依据：文件没有规定，示例自拟" in result.stdout
    assert (settled.results / "综合评定.xlsx").exists()


def test_clauses_are_found_and_the_index_is_rebuilt_by_one_command(gangmu, linjiang):
    found = gangmu("search", "龙头企业", "-w", linjiang.path, "--json")
    (linjiang.path / ".gangmu/index/meta.json").write_text("{", "utf-8")

    rebuilt = gangmu("index", "-w", linjiang.path)
    again = gangmu("search", "龙头企业", "-w", linjiang.path, "--json")

    assert rebuilt.returncode == 0, rebuilt.stderr
    assert json.loads(again.stdout)["total"] == json.loads(found.stdout)["total"] > 0
