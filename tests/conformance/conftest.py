"""The measures and their cases, read from files: see ``tests/conformance/measures`` and ``cases``.

A case file is a list beside the measure file of the same name::

    - 名称: 封顶
      措施: 技改补助            # the first one where it is not said
      年度: 2025               # 考核年度
      事实: {设备投资额: 1亿元}  # as a worked case in a measure file; what is not there is unknown
      下级: {设备: [{购置额: 30万元}]}
      结果: 符合
      金额: 500万元            # [low, high] where it is an interval; null is no limit
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gangmu.measures.facts import FactBook, FactKind, Value, load_facts
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.periods import Assessment
from gangmu.measures.syntax import load
from gangmu.measures.values import read_money, read_value
from gangmu.measures.yamltext import Findings, Place, Text
from gangmu.terms import Verdict

HERE = Path(__file__).parent
IDS = tuple(sorted(path.stem for path in (HERE / "measures").glob("*.yaml")))
BOOK = load_facts(HERE / "facts.yaml")
NOWHERE = Place("用例", 1, 1)


@dataclass(frozen=True)
class Case:
    """Facts, and what a measure must say of them; amounts in 分."""

    name: str
    measure: Measure
    facts: dict[str, Value]
    assessment: Assessment
    children: dict[str, list[dict[str, Value]]]
    verdict: Verdict
    low: int
    high: int | None


def values_of(entity: str, written: dict[str, Any]) -> dict[str, Value]:
    found = {}
    for name, text in written.items():
        fact = BOOK.column(entity, name)
        assert fact is not None, f"{entity}没有事实「{name}」"
        findings = Findings()
        if fact.kind is FactKind.REGISTER:
            value: Value | None = frozenset(text.split("、"))
        else:
            value = read_value(Text(text, NOWHERE), fact, findings)
        findings.raise_errors()
        assert value is not None
        found[name] = value
    return found


def fen(text: str | None) -> int | None:
    """Read money; ``null`` is no limit."""
    if text in (None, "null", ""):
        return None
    findings = Findings()
    amount = read_money(Text(text, NOWHERE), findings)
    findings.raise_errors()
    assert amount is not None
    return int(amount * 100)


def read_case(written: dict[str, Any], file: MeasureFile) -> Case:
    name = written.get("措施", file.measures[0].name)
    measure = next(measure for measure in file.measures if measure.name == name)
    facts = values_of(measure.entity, written.get("事实") or {})
    year, day = written.get("年度"), facts.get("基准日")
    amount = written.get("金额", "0元")
    low, high = amount if isinstance(amount, list) else (amount, amount)
    return Case(
        written.get("名称", ""),
        measure,
        facts,
        Assessment(int(year) if year else None, day if isinstance(day, date) else None),
        {
            child: [values_of(child, row) for row in rows]
            for child, rows in (written.get("下级") or {}).items()
        },
        Verdict(written["结果"]),
        fen(low) or 0,
        fen(high),
    )


@dataclass(frozen=True)
class Conformance:
    """A file of the collection with its cases."""

    id: str
    path: Path
    file: MeasureFile
    cases: tuple[Case, ...]


def read_conformance(id: str) -> Conformance:
    path = HERE / "measures" / f"{id}.yaml"
    file = load(path, BOOK)
    written = yaml.load((HERE / "cases" / f"{id}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return Conformance(id, path, file, tuple(read_case(case, file) for case in written))


@pytest.fixture(scope="session")
def book() -> FactBook:
    return BOOK


@pytest.fixture(scope="session", params=IDS)
def one(request: pytest.FixtureRequest) -> Conformance:
    return read_conformance(request.param)
