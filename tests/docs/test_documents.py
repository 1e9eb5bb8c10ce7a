"""What the documents say is checked against the code, so that it cannot drift."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    p
    for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
    if ".venv" not in p.parts
)


def test_the_layers_in_the_architecture_page_are_the_ones_the_import_linter_enforces():
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    drawn = re.search(r"<!-- layers -->\n```\n(.*?)```", page, re.S)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["type"] == "layers")

    assert drawn is not None
    assert drawn.group(1).split("\n")[:-1] == [layer.replace("gangmu.", "") for layer in layers]


def test_every_package_has_a_row_in_the_architecture_page():
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    packages = {p.parent.name for p in (ROOT / "src/gangmu").glob("*/__init__.py")}

    missing = {name for name in packages if f"| `{name}` |" not in page}

    assert missing == set()


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))

    broken = [link for link in links if not (page.parent / link).exists()]

    assert broken == []


def test_both_readmes_have_the_same_headings_count_and_code_blocks():
    english = (ROOT / "README.md").read_text("utf-8")
    chinese = (ROOT / "README.zh-CN.md").read_text("utf-8")

    def shape(text: str) -> list[str]:
        return [
            line.split(" ")[0] if line.startswith("#") else line.split("  #")[0].rstrip()
            for line in text.splitlines()
            if line.startswith(("#", "```", "./run", "gangmu "))
        ]

    assert shape(english) == shape(chinese)
