"""The example on real figures runs end to end and says what is missing."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "shanghai"


@pytest.fixture(scope="module")
def shanghai(tmp_path_factory):
    folder = tmp_path_factory.mktemp("例") / "shanghai"
    ignored = shutil.ignore_patterns(".gangmu", "结果")
    return Path(shutil.copytree(EXAMPLE, folder, ignore=ignored))


def test_one_command_writes_every_report_on_plans(gangmu, shanghai):
    result = gangmu("report", "-w", shanghai, "--as-of", "2026-03-31")

    assert result.returncode == 0, result.stderr
    assert [Path(line.split("（")[0]).name for line in result.stdout.splitlines()] == [
        "指标完成情况表.xlsx", "预测表.xlsx", "任务分解表.xlsx", "算术核对表.xlsx", "指标看板.html", "中期评估报告.docx",
    ]  # fmt: skip
    sources = CalamineWorkbook.from_path(str(shanghai / "结果" / "指标完成情况表.xlsx"))
    rows = sources.get_sheet_by_name("数据来源").to_python()
    assert all(row[5] and row[6] in ("官方", "文件", "报道", "弱") for row in rows[2:-2] if row[0])
    text = "".join(
        p.text for p in docx.Document(str(shanghai / "结果" / "中期评估报告.docx")).paragraphs
    )
    assert "不计入完成，也不计入未完成" in text
    assert "没有写明责任单位的正式有效文件" in text


def test_the_readme_counts_what_the_program_finds(gangmu, shanghai):
    result = gangmu("progress", "-w", shanghai, "--as-of", "2026-03-31", "--json")

    found = json.loads(result.stdout)
    decided = [each for each in found if each["standing"] != "无法判断"]
    readme = (EXAMPLE / "README.md").read_text("utf-8")
    assert re.search(r"(\d+) 项目标里能下结论的 (\d+) 项", readme).groups() == (
        str(len(found)), str(len(decided)),
    )  # fmt: skip


def test_one_plan_alone(gangmu, shanghai):
    result = gangmu(
        "report",
        "-w",
        shanghai,
        "--as-of",
        "2026-03-31",
        "--plan",
        "三年行动计划",
        "--only",
        "评估",
        "--json",
    )

    assert [Path(each["file"]).name for each in json.loads(result.stdout)] == ["中期评估报告.docx"]
    title = docx.Document(str(shanghai / "结果" / "中期评估报告.docx")).paragraphs[0].text
    assert title == "《上海市推动制造业高质量发展三年行动计划（2023—2025年）》实施情况期末评估报告"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "周报"), "没有「周报」这种报告。可以写：兑付、完成情况"),
        (("--plan", "没有的规划", "--only", "评估"), "没有名称含「没有的规划」的规划"),
    ],
)
def test_what_is_not_there_is_one_sentence(gangmu, shanghai, words, said):
    result = gangmu("report", "-w", shanghai, *words)

    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_without_the_extra_the_others_are_written_and_one_sentence_says_what_to_install(shanghai):
    # docx is hidden from a process of its own, as if it had never been installed
    hidden = "import sys; sys.modules['docx'] = None; from gangmu.cli import main; main()"
    words = [
        "report",
        "-w",
        str(shanghai),
        "--as-of",
        "2026-03-31",
        "--only",
        "看板",
        "--only",
        "评估",
    ]

    result = subprocess.run(
        [sys.executable, "-c", hidden, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert result.returncode == 2
    assert "指标看板.html" in result.stdout
    assert result.stderr.strip() == (
        "中期评估报告.docx：缺少软件包 docx。运行 pip install 'gangmu[reports]'；或用 --only 只写其他几种"
    )
