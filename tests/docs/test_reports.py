"""The page on reports names the words, files and sheets that the program knows."""

import re
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from gangmu.jobs.reports import WORDS
from gangmu.reports.ledger import write_ledger
from gangmu.reports.outputs import OUTPUTS
from gangmu.reports.progress import write_progress
from gangmu.tasks import Level, State, supervise

PAGE = (Path(__file__).parents[2] / "docs" / "报告.md").read_text("utf-8")


def first_column(heading: str) -> list[str]:
    """Give the first cells of the table below a heading."""
    section = f"\n{PAGE}".split(f"\n{heading}\n")[1]
    table = re.search(r"\|[^\n]*\n\|[-|]*\n((?:\|[^\n]*\n)+)", section)
    return [line.split("|")[1].strip() for line in table[1].splitlines()]


def test_the_words_and_files_of_the_command():
    assert first_column("# 报告") == list(WORDS)
    assert all(each.file.partition(".")[0] in PAGE for each in OUTPUTS)


def test_the_sheets_of_the_table_of_completion(tmp_path):
    path = write_progress((), tmp_path / "表.xlsx")

    sheets = CalamineWorkbook.from_path(str(path)).sheet_names
    assert first_column("## 指标完成情况表.xlsx") == [*sheets, "目标原文"]


def test_the_sheets_and_words_of_the_ledger(tmp_path):
    path = write_ledger((), {}, supervise((), {}, date(2026, 1, 1)), tmp_path / "表.xlsx")

    sheets = CalamineWorkbook.from_path(str(path)).sheet_names
    assert first_column("## 任务分解表.xlsx 与台账") == sheets
    assert "、".join(State) in PAGE
    assert "、".join(Level) in PAGE
