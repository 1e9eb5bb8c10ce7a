"""The schema that editors get: every measure file passes, a wrong key does not."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from gangmu.measures.facts import FactBook, load_facts
from gangmu.measures.schema import schema

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("examples/*/measures/*.yaml")) + sorted(
    ROOT.glob("tests/conformance/measures/*.yaml")
)
BOOK = load_facts(ROOT / "tests" / "conformance" / "facts.yaml")
REFERENCE = re.findall(
    r"```yaml\n(.*?)```", (ROOT / "docs" / "措施语言.md").read_text("utf-8"), re.DOTALL
)


def complaints(text: str, book: FactBook) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema(book))
    loaded = yaml.load(text, Loader=yaml.BaseLoader)
    return [error.message for error in validator.iter_errors(loaded)]


def test_the_schema_is_one(book):
    jsonschema.Draft202012Validator.check_schema(schema(book))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_measure_files_pass(path):
    assert complaints(path.read_text("utf-8"), BOOK) == []


@pytest.mark.parametrize("example", REFERENCE, ids=lambda text: text.split("\n")[0][8:30])
def test_the_examples_of_the_reference_pass(example, book):
    assert complaints("文号: 例\n措施:\n" + re.sub("(?m)^", "  ", example), book) == []


SETTLED = re.findall(
    r"```yaml\n(文号:.*?)```", (ROOT / "docs" / "兑付.md").read_text("utf-8"), re.DOTALL
)


@pytest.mark.parametrize("example", SETTLED, ids=lambda text: text.split("\n")[0])
def test_the_examples_of_the_settlement_pass(example, book):
    assert complaints(example, book) == []


@pytest.mark.parametrize(
    "line",
    [
        "组合:\n  - {择高的: [甲, 乙]}\n",
        "组合:\n  - {方式: 取高, 措施: [甲, 乙]}\n",
        "共用上限:\n  - {额: 1万元, 每: [企业], 措施: 全部, 分摊: 平均}\n",
        "共用上限:\n  - {额: 1万元, 每: [企业], 依据: 一}\n",
        "梯队:\n  - {由低到高: [{措施: 甲}], 晋级补差: 否, 依据: 一}\n",
        "梯队:\n  - {由低到高: [], 晋级补差: 也许, 依据: 一}\n",
        "预算:\n  - {额: {去年: 1万元}, 措施: 全部, 不足: 按比例缩减, 待核实: 预留, 取整: 元}\n",
        "预算:\n  - {额: 1万元, 措施: 全部, 不足: 按比例缩减, 取整: 元}\n",
        "次序: {步骤: [组合, 封顶], 依据: 一}\n",
        "  MEASURE: {排序: {方法: 单指标, 指标: [], 名额: []}}\n",
        "  MEASURE: {分期: [{名称: 首期, 比例: 60%, 额: 1万元, 年份: 第1年}]}\n",
        "  MEASURE: {分期: [{名称: 首期, 比例: 60%, 年份: 2025年}]}\n",
        "  MEASURE: {保持: {期限: 3年, 违反: 非 规模以上, 后果: 收回}}\n",
        "  MEASURE: {受益: {谁: 园区}}\n",
        "  MEASURE: {用途: {至少: 50%, 转付: 项目}}\n",
        "  MEASURE: {上限: [{额: 1万元, 每年: 企业}]}\n",
        "  MEASURE: {分担: [市级, 区级]}\n",
    ],
)
def test_what_settlement_refuses_the_schema_refuses_too(line, book):
    text = "文号: 甲\n措施:\n  - {名称: 某, 依据: 一, 对象: 企业, 给付: 1元}\n" + line
    if "MEASURE" in line:
        own = line.strip().removeprefix("MEASURE: {").removesuffix("}")
        text = text.partition("  - ")[0] + (
            f"  - {{名称: 某, 依据: 一, 对象: 企业, 给付: 1元, {own}}}\n"
        )
    assert complaints(text, book)


@pytest.mark.parametrize(
    "line",
    [
        "    给付: {分挡: {列: [营业收入, 值], 行: []}}\n",
        "    给付: 1元\n    条件了: [规模以上]\n",
        "    给付: 1元\n    频次: 每旬\n",
        "    给付: {补差: {应得: 1元}}\n",
        "    给付: 1元\n    取整: 舍到元\n",
    ],
)
def test_what_the_reader_refuses_the_schema_refuses_too(line, book):
    head = "文号: 甲\n措施:\n  - 名称: 某\n    依据: 一\n    对象: 企业\n"
    assert complaints(head + line, book)
