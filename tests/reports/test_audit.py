"""算术核对表: findings for a terminal, for machines and in a workbook."""

import json

import pytest
from python_calamine import CalamineWorkbook

from gangmu.indicators.audit.statements import Finding, Severity
from gangmu.jobs.documents import audit_holdings
from gangmu.jobs.holdings import hold
from gangmu.reports.audit import audit_records, audit_rows, audit_summary, write_audit

PAGE = """临江区制造业发展情况
2021年，三个园区产值分别为100亿元、200亿元和300亿元，合计650亿元。
2021年，两个园区投资分别为10亿元和20亿元，合计30亿元。
"""


@pytest.fixture
def held(tmp_path):
    file = tmp_path / "情况.txt"
    file.write_text(PAGE, encoding="utf-8")
    with hold([file]) as holdings:
        yield holdings


def test_the_job_reads_extracts_and_audits(held):
    found = audit_holdings(held)

    assert [each.severity for each in found] == [Severity.ERROR, Severity.AGREES]
    assert audit_summary(found) == "核对 2 处：错误1、相符1。"


def test_what_agrees_is_counted_and_not_listed(held):
    _, rows = audit_rows(audit_holdings(held))

    assert [row[0] for row in rows] == ["错误"]


def test_errors_come_before_doubts():
    findings = [Finding("甲", s, "", "", ()) for s in (Severity.NOTE, Severity.ERROR)]

    assert [row[0] for row in audit_rows(findings)[1]] == ["错误", "提示"]


def test_the_workbook_quotes_the_words(held, tmp_path):
    path = write_audit(audit_holdings(held), held.documents, tmp_path / "核对.xlsx")

    book = CalamineWorkbook.from_path(str(path))

    assert book.sheet_names == ["发现", "相符", "文件"]
    row = book.get_sheet_by_name("发现").to_python()[3]
    assert row[4] == "100亿元+200亿元+300亿元 = 600亿元，文中 650亿元"
    assert row[8] == "100亿元；200亿元；300亿元；650亿元"


def test_a_record_has_the_span_of_every_word(held):
    record = next(audit_records(audit_holdings(held), held.documents))

    assert [each["text"] for each in record["evidence"]][-1] == "650亿元"
    assert all(each["start"] < each["end"] for each in record["evidence"])


def test_the_command_prints_findings_and_writes_a_table(gangmu, tmp_path):
    (tmp_path / "情况.txt").write_text(PAGE, encoding="utf-8")

    shown = gangmu("audit", "情况.txt", "--xlsx", "核对.xlsx", cwd=tmp_path)
    machine = gangmu("audit", "情况.txt", "--json", cwd=tmp_path)

    assert shown.returncode == 0
    assert "分项之和与合计不符" in shown.stdout
    assert (tmp_path / "核对.xlsx").exists()
    assert len(json.loads(machine.stdout)) == 2
