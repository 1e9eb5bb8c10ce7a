"""Each measure with clauses of settlement, settled: what is awarded was worked out by hand.

A settlement file (``settlements/M….yaml``) is a list of rounds::

    - 年度: 2021
      登记: {项目: [{名: 甲线, 企业: 甲, 年度完成投资: 3亿元}]}   # 名 is key and name, 企业 whose project
      复核: [{编号: 甲线, 措施: 设备补助, 结论: 选定}]
      台账: [{编号: 甲线, 企业代码: 甲, 措施: 设备补助, 核定年度: 2020, 期次: 第一年, 应付年度: 2020, 金额: 20万元, 状态: 已拨付}]
      核定: {甲线: 80万元}            # by name, over all measures; an interval is [low, high]
      分期: [[甲线, 第一年, 2021, 40万元, 本期拨付]]   # the state may be left out
      各级: {市级: 40万元}            # what each level bears or adds to this year's payments
      受益: {甲线: 甲区}              # who is paid, where it is said
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from gangmu.measures.facts import FactKind, load_facts
from gangmu.measures.nodes import Each, Exists, walk
from gangmu.measures.syntax import load
from gangmu.measures.values import read_money, read_value
from gangmu.measures.yamltext import Findings, Place, Text
from gangmu.settlement import decisions, ledger
from gangmu.settlement.forms import Form
from gangmu.settlement.run import Settlement, settle
from gangmu.store import Draft, Workspace

HERE = Path(__file__).parent
BOOK = load_facts(HERE / "facts.yaml")
PATHS = sorted((HERE / "settlements").glob("*.yaml"))
NOWHERE = Place("结算", 1, 1)
WORDS = (FactKind.CATEGORY, FactKind.INDUSTRY)


def rounds():
    for path in PATHS:
        for at, written in enumerate(yaml.load(path.read_text("utf-8"), yaml.BaseLoader)):
            yield pytest.param(path.stem, written, id=f"{path.stem}-{written.get('名称', at)}")


def fen(text: str) -> int:
    findings = Findings()
    amount = read_money(Text(text, NOWHERE), findings)
    findings.raise_errors()
    assert amount is not None
    return int(amount * 100)


def table_of(entity: str, rows: list[dict[str, str]]) -> pa.Table:
    key = BOOK.key(entity)
    assert key is not None
    label = f"{entity}名称"
    values: dict[str, list] = {}
    for at, row in enumerate(rows):
        named = {key.name: row["名"]}
        if BOOK.fact(entity, label):
            named[label] = row["名"]
        if "企业" in row:
            named["统一社会信用代码"] = row["企业"]
        for name, text in (
            named | {k: v for k, v in row.items() if k not in ("名", "企业")}
        ).items():
            values.setdefault(name, [None] * len(rows))[at] = stored(entity, name, text)
    columns = {"_row": pa.array(range(2, 2 + len(rows)), pa.int32())}
    for name, column in values.items():
        fact = BOOK.column(entity, name)
        assert fact is not None
        array = pa.array(column, pa.string() if fact.kind in WORDS else fact.arrow_type)
        columns[name] = array.dictionary_encode() if fact.kind in WORDS else array
    return pa.table(columns)


def stored(entity: str, name: str, text: str) -> object:
    fact = BOOK.column(entity, name)
    assert fact is not None, f"{entity}没有事实「{name}」"
    if fact.kind is FactKind.REGISTER:
        return sorted(text.split("、"))
    findings = Findings()
    value = read_value(Text(text, NOWHERE), fact, findings)
    findings.raise_errors()
    assert value is not None
    return fact.encode(Fraction(value) if fact.numeric else value)


def form_table(form: Form, rows: list[dict[str, str]], plain: dict[str, object]) -> pa.Table:
    """Fill in a form; ``plain`` is what every row says of itself."""
    columns = {"_row": pa.array(range(2, 2 + len(rows)), pa.int32())}
    for field in form.fields:
        cells: list = [row.get(field.name, plain.get(field.name)) for row in rows]
        if "金额" in field.name:
            cells = [None if cell is None else fen(cell) for cell in cells]
        elif pa.types.is_integer(field.type):
            cells = [int(cell) for cell in cells]
        columns[field.name] = pa.array(cells, field.type)
    return pa.table(columns)


def settled(folder: Path, id: str, written: dict) -> Settlement:
    year = int(written["年度"])
    workspace = Workspace.init(folder / id, "对照", "对照", year)
    (workspace.path / "facts.yaml").write_bytes((HERE / "facts.yaml").read_bytes())
    source = workspace.path / "登记.csv"
    source.write_text(repr(written), "utf-8")
    for entity, rows in written["登记"].items():
        table = table_of(entity, rows)
        letters = dict.fromkeys(table.column_names, "A")
        workspace.write_snapshots([Draft(entity, table, source, entity, letters)])
    said = {"复核人": "复核岗", "证据": "会议纪要", "日期": date(year, 6, 1)}
    number = {"文号": f"未载（{id}）"}
    for key, form, plain in (("复核", decisions.FORM, said), ("台账", ledger.FORM, number)):
        if rows := written.get(key):
            filled = form_table(form, rows, plain)
            workspace.write_snapshots([Draft(form.name, filled, source, form.name, {})])
    path = workspace.path / "measures" / f"{id}.yaml"
    path.write_bytes((HERE / "measures" / f"{id}.yaml").read_bytes())
    book = load_facts(workspace.facts)
    file = load(path, book)
    day = min(date(year, 12, 31), file.expires or date.max)
    return settle(replace(workspace, year=year), [file], book, day)


@pytest.mark.parametrize(("id", "written"), list(rounds()))
def test_settles_to_what_was_worked_out(id, written, tmp_path):
    found = settled(tmp_path, id, written)

    lines = found.lines.to_pylist()
    awarded: dict[str, tuple[int, int | None]] = {}
    for line in lines:
        low, high = awarded.get(line["名称"], (0, 0))
        top = line["核定上限"]
        awarded[line["名称"]] = (
            low + line["核定下限"],
            None if high is None or top is None else high + top,
        )
    expected = {}
    for name, amount in written["核定"].items():
        low, high = amount if isinstance(amount, list) else (amount, amount)
        expected[name] = (fen(low), None if high == "null" else fen(high))
    why = [(line["名称"], line["措施"], found.reason(at)) for at, line in enumerate(lines)]
    assert {name: pair for name, pair in awarded.items() if pair != (0, 0)} == {
        name: pair for name, pair in expected.items() if pair != (0, 0)
    }, why
    if "分期" in written:
        plan = [
            [row["名称"], row["期次"], row["应付年度"], row["金额"], row["状态"]]
            for row in found.plan.to_pylist()
        ]
        assert [row[: len(said)] for row, said in zip(plan, written["分期"], strict=True)] == [
            [name, part, int(due), fen(money), *state]
            for name, part, due, money, *state in written["分期"]
        ]
    if "各级" in written:
        levels: dict[str, int] = {}
        for row in found.shares.to_pylist():
            levels[row["级次"]] = levels.get(row["级次"], 0) + (row["金额"] or 0)
        assert levels == {level: fen(money) for level, money in written["各级"].items()}
    if "受益" in written:
        payees = {line["名称"]: line["收款人"] for line in lines}
        assert payees == written["受益"]


def test_every_measure_with_clauses_of_settlement_or_with_children_is_settled():
    from_file = {path.stem for path in PATHS}
    wanted = set()
    for path in sorted((HERE / "measures").glob("*.yaml")):
        file = load(path, BOOK)
        own = any(measure.arrangement != type(measure.arrangement)() for measure in file.measures)
        below = any(BOOK.children(m.entity) and _children(m) for m in file.measures)
        if own or below or file.arrangement != type(file.arrangement)():
            wanted.add(path.stem)
    assert from_file == wanted


def _children(measure) -> bool:
    tops = [*(test.condition for test in measure.tests), measure.amount]
    return any(isinstance(node, Each | Exists) for top in tops for node in walk(top))
