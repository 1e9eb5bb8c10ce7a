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
