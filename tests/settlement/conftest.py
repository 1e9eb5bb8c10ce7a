"""A small workspace that settlement tests share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from gangmu.measures.facts import FactBook, FactKind, load_facts
from gangmu.measures.syntax import MeasureFile, load
from gangmu.settlement.forms import Form
from gangmu.settlement.run import Settlement, settle
from gangmu.store import Draft, Workspace

Write = Callable[..., list[MeasureFile]]
BOOK = load_facts()
WORDS = pa.dictionary(pa.int32(), pa.string())
WORDY = (FactKind.CATEGORY, FactKind.INDUSTRY)
YI = 10**8 * 100  # 1亿元 in 分

MEASURES = """
文号: 临府发〔2026〕1号
施行: 2026-01-01
失效: 2026-12-31
措施:
  - 名称: 龙头企业奖励
    依据: 一/(一)
    对象: 企业
    条件:
      - 注册地 属于 临江区
      - 营业收入 ≥ 5亿元
    给付: 100万元
  - 名称: 研发补助
    依据: 一/(二)
    对象: 企业
    条件:
      - 注册地 属于 临江区
    给付: 10% × 研发费用
    上限: 200万元
  - 名称: 技改补助
    依据: 二
    对象: 项目
    条件:
      - 企业.注册地 属于 临江区
      - 设备投资额 ≥ 500万元
    给付: 8% × 设备投资额
组合:
  - 择高: [龙头企业奖励, 研发补助]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Four enterprises and two projects: 甲 a leader, 乙 small, 丙 with blanks, 丁 from elsewhere."""
    made = Workspace.init(tmp_path / "临江", "临江区", "临江区", 2025)
    (tmp_path / "enterprises.xlsx").write_bytes(b"a")
    (tmp_path / "projects.xlsx").write_bytes(b"b")
    enterprises = pa.table(
        {
            "_row": pa.array([2, 3, 4, 5], pa.int32()),
            "统一社会信用代码": ["A", "B", "C", "D"],
            "企业名称": ["甲厂", "乙厂", "丙厂", "丁厂"],
            "注册地": pa.array(["临江区", "临江区", "临江区", "望海区"]).cast(WORDS),
            "营业收入": pa.array([6 * YI, YI, None, 9 * YI], pa.int64()),
            "研发费用": pa.array([YI // 20, YI // 10, YI // 100, YI], pa.int64()),
        }
    )
    projects = pa.table(
        {
            "_row": pa.array([2, 3], pa.int32()),
            "项目编号": ["P1", "P2"],
            "项目名称": ["甲厂产线", "外地产线"],
            "统一社会信用代码": ["A", "X"],
            "设备投资额": pa.array([YI // 20, YI], pa.int64()),
        }
    )
    columns = {"营业收入": "D", "研发费用": "E", "注册地": "C"}
    made.write_snapshots(
        [
            Draft("企业", enterprises, tmp_path / "enterprises.xlsx", "企业", columns),
            Draft("项目", projects, tmp_path / "projects.xlsx", "项目", {"设备投资额": "D"}),
        ]
    )
    return made


@pytest.fixture
def measures(workspace: Workspace) -> Write:
    """Write a measure file into the workspace and load it."""

    def write(text: str = MEASURES) -> list[MeasureFile]:
        path = workspace.path / "measures" / "一.yaml"
        path.write_text(text, "utf-8")
        return [load(path, BOOK)]

    return write


@dataclass
class World:
    """A workspace with a registry of one's own and measures of one's own, to be settled."""

    workspace: Workspace

    def register(self, entity: str, **columns: list[object]) -> None:
        """Write a registry: exact values by fact (money in 元); ``None`` is unknown."""
        table = {"_row": pa.array(range(2, 2 + len(next(iter(columns.values())))), pa.int32())}
        for name, values in columns.items():
            fact = BOOK_OF(self.workspace).column(entity, name)
            assert fact is not None, name
            stored = [
                None if v is None else fact.encode(Fraction(v) if fact.numeric else v)
                for v in values
            ]
            table[name] = pa.array(stored, pa.string() if fact.kind in WORDY else fact.arrow_type)
            if fact.kind in WORDY:
                table[name] = table[name].cast(fact.arrow_type)
        source = self.workspace.path / f"{entity}.csv"
        source.write_text(repr(columns), "utf-8")
        letters = {name: chr(65 + at) for at, name in enumerate(columns)}
        self.workspace.write_snapshots([Draft(entity, pa.table(table), source, entity, letters)])

    def keep(self, form: Form, **columns: list[object]) -> None:
        """Write decisions or a ledger."""
        rows = len(next(iter(columns.values())))
        table = {"_row": pa.array(range(2, 2 + rows), pa.int32())}
        for field in form.fields:
            table[field.name] = pa.array(columns.get(field.name, [None] * rows), field.type)
        source = self.workspace.path / f"{form.name}.csv"
        source.write_text(repr(columns), "utf-8")
        self.workspace.write_snapshots([Draft(form.name, pa.table(table), source, form.name, {})])

    def facts(self, text: str) -> None:
        """Declare facts of one's own."""
        (self.workspace.path / "facts.yaml").write_text(text, "utf-8")

    def settle(self, *texts: str, year: int = 2025, without: Sequence[str] = ()) -> Settlement:
        """Settle measure files (their text) over the registry."""
        book = BOOK_OF(self.workspace)
        files = []
        for at, text in enumerate(texts):
            path = self.workspace.path / "measures" / f"{at}.yaml"
            path.write_text(text, "utf-8")
            files.append(load(path, book))
        return settle(
            replace(self.workspace, year=year), files, book, date(year + 1, 6, 30), without=without
        )

    @staticmethod
    def awarded(settlement: Settlement) -> dict[str, int]:
        """Give what each applicant is awarded in all, in 元, by name."""
        found: dict[str, int] = {}
        for line in settlement.lines.to_pylist():
            found[line["名称"]] = found.get(line["名称"], 0) + line["核定"] // 100
        return found

    @staticmethod
    def treatments(settlement: Settlement) -> dict[tuple[str, str], str]:
        """Give what happens to each line, by measure and name."""
        return {(x["措施"], x["名称"]): x["处理"] for x in settlement.lines.to_pylist()}

    @staticmethod
    def line(settlement: Settlement, measure: str, name: str) -> dict[str, object]:
        """Give one line."""
        [found] = [
            line
            for line in settlement.lines.to_pylist()
            if (line["措施"], line["名称"]) == (measure, name)
        ]
        return found


def BOOK_OF(workspace: Workspace) -> FactBook:
    return load_facts(workspace.facts)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(Workspace.init(tmp_path / "世界", "临江区", "临江区", 2025))
