"""Files that are nonsense are refused as bad input, with a place, and never as a crash."""

import contextlib

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.indicators import import_series, load_definitions
from gangmu.indicators.outlook.limits import read_limits
from gangmu.indicators.plan_tables import read_plan_table
from gangmu.store import Workspace
from gangmu.terms import InputError

KEYS = st.sampled_from(
    ("指标", "规划", "名称", "单位", "方向", "目标", "目标值", "期末", "基期", "容差", "组", "分项", "评审", "统计口径", "别名", "分子", "期", "值", "奇怪")
)  # fmt: skip
WORDS = st.sampled_from(
    ("甲", "亿元", "升", "2025", "年均增长5%", "", "是", "[]", "{}", "-", "未载明", "{相对: 5%}", "[甲, 乙]", "&a", "*a", "|", "'", "\t")
)  # fmt: skip


def trees(leaf):
    return st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=12,
    )


def written(node, indent=0):
    pad = "  " * indent
    if isinstance(node, dict):
        return "".join(f"\n{pad}{key}: {written(value, indent + 1)}" for key, value in node.items())
    if isinstance(node, list):
        return "".join(f"\n{pad}- {written(value, indent + 1)}" for value in node)
    return node


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(trees(WORDS))
def test_any_indicator_file_loads_or_is_refused(tmp_path, tree):
    file = tmp_path / "a.yaml"
    file.write_text(written(tree), encoding="utf-8")

    with contextlib.suppress(InputError):
        load_definitions([file])


CELLS = st.none() | st.sampled_from(
    ("指标", "地区", "时期", "数值", "单位", "等级", "2025年", "上半年", "目标", "甲", "亿元", "官方", "上限", "〔5〕", "=1+1", "#REF!", 3, 2.5, -1)
)  # fmt: skip


@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=6))
def test_any_sheet_is_read_or_refused(tmp_path, rows):
    path = tmp_path / "series.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for r, cells in enumerate(rows):
            for c, value in enumerate(cells):
                page.write(r, c, value)
    folder = tmp_path / "临江"
    workspace = (
        Workspace.open(folder) if folder.exists() else Workspace.init(folder, "区", "临江区", 2025)
    )
    file = workspace.path / "indicators" / "a.yaml"
    file.write_text("指标:\n  - {名称: 甲, 单位: 亿元}\n", encoding="utf-8")
    definitions = load_definitions([file])

    for read in (
        lambda: import_series(workspace, path, definitions),
        lambda: read_plan_table(path),
        lambda: read_limits(path),
    ):
        with contextlib.suppress(InputError):
            read()


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04broken", "指标".encode("utf-16")])
def test_files_that_are_no_sheets(tmp_path, data):
    path = tmp_path / "series.xlsx"
    path.write_bytes(data)

    with pytest.raises(InputError):
        read_plan_table(path)
    with pytest.raises(InputError):
        read_limits(path)
