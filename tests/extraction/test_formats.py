"""The same document states the same whatever its format."""

import sys
from pathlib import Path

import pytest

from gangmu.reading import read

ROOT = Path(__file__).parents[2]
LINJIANG = ROOT / "examples" / "linjiang"
sys.path.insert(0, str(ROOT / "benchmarks"))

import format_parity  # noqa: E402

# What has tables, chapters, articles, lists, tiers, duties; plans, measures, reports, notices.
NAMES = ["51", "53", "55", "61", "65", "66", "69", "71"]
FORMS = [form for form in format_parity.FORMS if form != "big5"]


@pytest.mark.parametrize("number", ["01", "02", "08"])
def test_the_example_in_text_and_in_its_published_format(number, tmp_path):
    [source] = (LINJIANG / "sources").glob(f"{number}*")
    [published] = (LINJIANG / "documents").glob(f"{number}*")
    plain = tmp_path / "原文.txt"
    plain.write_text(format_parity.plain(source), encoding="utf-8")

    assert format_parity.facets(read(published)) == format_parity.facets(read(plain))


@pytest.fixture(name="stated", scope="module", params=[*NAMES, "03-", "06-"])
def _stated(request, tmp_path_factory):
    """Give what one document states in each form, and in plain text."""
    [source] = (p for p in format_parity.sources() if p.name.startswith(request.param))
    return format_parity.stated(source, tmp_path_factory.mktemp(request.param))


@pytest.mark.parametrize("form", FORMS)
def test_a_document_in_another_format(stated, form):
    assert stated[form] == stated["text"]
