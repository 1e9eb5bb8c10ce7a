"""Every example of the language reference runs, and gives what it says to the fen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gangmu.measures.checker import check
from gangmu.measures.facts import load_facts

PAGE = Path(__file__).parents[2] / "docs" / "措施语言.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n")[0][8:30])
def test_the_examples_of_the_reference_run(example: str, tmp_path: Path) -> None:
    path = tmp_path / "例.yaml"
    path.write_text("文号: 例\n措施:\n" + re.sub("(?m)^", "  ", example), "utf-8")

    assert [str(finding) for finding in check(path, load_facts())] == []


def test_the_reference_has_an_example_of_every_form() -> None:
    words = [
        "分档",
        "分段",
        "每满",
        "累加",
        "择高",
        "择一",
        "补差",
        "配套",
        "引用",
        "逐项",
        "过渡",
        "适用",
    ]
    text = "".join(EXAMPLES)
    assert [word for word in words if f"{word}:" not in text] == []
