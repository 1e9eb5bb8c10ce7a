"""The examples of docs/兑付.md: each measure file is settled over the table below it."""

import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from gangmu.measures.facts import FactKind, load_facts
from gangmu.measures.syntax import load
from gangmu.measures.values import read_money, read_value
from gangmu.measures.yamltext import Findings, Place, Text
from gangmu.settlement.run import Settlement, settle
from gangmu.store import Draft, Workspace

PAGE = Path(__file__).parents[2] / "docs" / "兑付.md"
EXAMPLE = re.compile(r"```yaml\n(.*?)```\n\n((?:\|[^\n]*\n)+)", re.S)
BOOK = load_facts()
RESULTS = ("核定", "拨付", "收款人", "市级", "区级")


def examples() -> list[tuple[str, list[dict[str, str]]]]:
    found = []
    for text, table in EXAMPLE.findall(PAGE.read_text("utf-8")):
        header, _, *rows = [
            [cell.strip() for cell in line.strip("|\n ").split("|")] for line in table.splitlines()
        ]
        found.append((text, [dict(zip(header, row, strict=True)) for row in rows]))
    return found


def settled(text: str, rows: list[dict[str, str]], folder: Path) -> Settlement:
    """Settle a measure file over the facts of a table."""
    workspace = Workspace.init(folder / "例", "例", "临江区", 2025)
    table = {
        "_row": pa.array(range(2, len(rows) + 2), pa.int32()),
        "统一社会信用代码": pa.array([f"F{i}" for i in range(len(rows))]),
    }
    for name in (name for name in rows[0] if name not in RESULTS):
        fact = BOOK.column("企业", name)
        assert fact is not None, name
        stored = []
        for row in rows:
            findings = Findings()
            known = (
                None
                if row[name] == "—"
                else read_value(Text(row[name], Place("", 1, 1)), fact, findings)
            )
            assert not findings
            stored.append(None if known is None else fact.encode(known))
        word = fact.kind in (FactKind.CATEGORY, FactKind.INDUSTRY)
        array = pa.array(stored, pa.string() if word else fact.arrow_type)
        table[name] = array.dictionary_encode() if word else array
    source = workspace.path / "企业.csv"
    source.write_text(text, "utf-8")
    workspace.write_snapshots([Draft("企业", pa.table(table), source, "企业", {})])
    path = workspace.path / "measures" / "例.yaml"
    path.write_text(text, "utf-8")
    return settle(workspace, [load(path, BOOK)], BOOK, date(2026, 6, 30))


def yuan(text: str) -> int:
    findings = Findings()
    value = read_money(Text(text, Place("", 1, 1)), findings)
    assert value is not None
    return int(value * 100)


def test_there_is_an_example_for_every_clause():
    text = "".join(text for text, _ in examples())

    assert len(examples()) == 8
    for key in (
        "组合",
        "梯队",
        "上限",
        "共用上限",
        "排序",
        "预算",
        "分期",
        "保持",
        "分担",
        "受益",
        "用途",
    ):
        assert f"{key}:" in text


@pytest.mark.parametrize("at", range(8))
def test_an_example_pays_what_its_table_says(at: int, tmp_path: Path):
    text, rows = examples()[at]

    found = settled(text, rows, tmp_path)

    lines = found.lines.to_pylist()
    for row in rows:
        own = [line for line in lines if line["名称"] == row["企业名称"]]
        if re.match(r"\d", row["核定"]):
            assert sum(line["核定"] for line in own) == yuan(row["核定"]), row
        else:
            assert row["核定"] in {line["处理"] for line in own}, row
        if "拨付" in row:
            assert sum(line["拨付"] for line in own) == yuan(row["拨付"])
        if "收款人" in row:
            assert {line["收款人"] for line in own} == {row["收款人"]}
            shares = {share["级次"]: share["金额"] for share in found.shares.to_pylist()}
            assert shares == {level: yuan(row[level]) for level in ("市级", "区级")}
