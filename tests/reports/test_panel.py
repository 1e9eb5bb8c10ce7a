from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import python_calamine

from gangmu.reports.claims import write_claims
from gangmu.reports.panel import PANEL, write_panel

HEADS = [item.column.title for item in PANEL]


def test_one_row_for_each_claim_with_its_evidence(found, tmp_path):
    rows = pq.read_table(write_panel(found, tmp_path / "面板.parquet")).to_pylist()

    assert len(rows) == 4
    row = rows[1]
    assert row["原文"] == "到2026年，规上轻工产值由210亿元提升至300亿元，力争培育<链主>企业5家。"
    assert {name: row[name] for name in ("类", "指标", "数值", "单位", "时间", "基值", "基期", "公布")} == {
        "类": "目标",
        "指标": "规上轻工产值",
        "数值": Decimal("300.0000000000"),
        "单位": "亿元",
        "时间": "2026",
        "基值": Decimal("210.0000000000"),
        "基期": "2023",
        "公布": date(2024, 2, 1),
    }  # fmt: skip


def test_the_workbook_has_the_same_columns(found, tmp_path):
    path = write_claims(found, tmp_path / "主张.xlsx")

    rows = (
        python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("主张").to_python()
    )
    assert HEADS in [[cell for cell in row if cell] for row in rows]


def test_a_number_too_large_for_the_file_is_left_to_the_printed_one(found, tmp_path):
    [(document, extraction)] = found
    claim = extraction.claims[0]
    large = replace(claim, quantity=replace(claim.quantity, value=Decimal("9" * 40)))

    path = write_panel([(document, replace(extraction, claims=(large,)))], tmp_path / "p.parquet")

    [row] = pq.read_table(path).to_pylist()
    assert row["数值"] is None
    assert row["原数"] == "210亿元"
