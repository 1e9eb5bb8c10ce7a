"""docs/抽取.md says what the program does."""

import re
import sys
from pathlib import Path

import pytest

from gangmu.extraction import extract
from gangmu.reports.panel import KINDS, PANEL

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "extraction"))

sys.path.insert(0, str(ROOT / "benchmarks"))

from conftest import make_document  # noqa: E402
from extraction_gold import FIRST_RUNS  # noqa: E402

GUIDE = (ROOT / "docs" / "抽取.md").read_text(encoding="utf-8")


def table(name):
    block = GUIDE.split(f"<!-- {name} -->\n")[1].split("\n\n")[0]
    return [line.split("|")[1].strip() for line in block.splitlines()[2:]]


def test_the_columns_are_those_of_the_panel():
    assert table("columns") == [item.column.title for item in PANEL]


def test_the_first_runs_are_those_that_were_recorded():
    rows = GUIDE.split("<!-- first runs -->\n")[1].split("\n\n")[0].splitlines()[2:]

    assert rows == [
        f"| {re.split(', (?:after|before)', batch)[0]} | "
        + " | ".join(f"{figure:.3f}".removeprefix("0") for figure in figures)
        + " |"
        for batch, figures in FIRST_RUNS.items()
    ]


def test_the_kinds_are_those_of_the_program():
    assert table("kinds") == list(KINDS.values())


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        (kind, cells[3].strip())
        for kind, line in zip(KINDS, GUIDE.split("<!-- kinds -->\n")[1].split("\n\n")[0].splitlines()[2:], strict=True)
        for cells in [line.split("|")]
    ],
)  # fmt: skip
def test_every_example_is_read_as_it_says(kind, example):
    number = re.search(r"\*\*(.+?)\*\*", example).group(1)
    text = example.replace("**", "") + "。"

    claims = extract(
        make_document("临江区轻工业三年行动计划（2024—2026年）", text, "2024-02-01")
    ).claims

    [claim] = [c for c in claims if text[c.span.start : c.span.end] == number]
    assert claim.kind is kind
