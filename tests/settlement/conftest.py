"""A small workspace that settlement tests share."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import MeasureFile, load
from gangmu.store import Draft, Workspace

Write = Callable[..., list[MeasureFile]]
BOOK = load_facts()
WORDS = pa.dictionary(pa.int32(), pa.string())
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
