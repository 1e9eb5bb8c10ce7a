"""The development documents with gold: kinds, regions and layouts of all sorts, and how far we agree."""

import sys
from pathlib import Path

import pytest

from gangmu.extraction import extract
from gangmu.reading import read
from gangmu.reports.annotations import document_lines

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from agreement import Agreement  # noqa: E402
from annotated import load  # noqa: E402

GOLD = sorted((Path(__file__).parent / "gold").glob("*.txt"))

# What has been reached is not lost again (the figures reached are a little above).
FLOOR = {
    "value_unit": 0.99,
    "comparator": 0.99,
    "kind": 0.98,
    "time": 0.975,
    "indicator": 0.965,
    "full_tuple": 0.9,
}


def extracted(path, text):
    path.write_text(text, encoding="utf-8")
    return [
        line
        for document in read(path)
        for line in document_lines(document, extract(document))
        if line["type"] == "quantity"
    ]


@pytest.fixture(name="agreement", scope="module")
def _agreement(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gold")
    agreement = Agreement()
    for path in GOLD:
        text, gold, negatives = load(path)
        agreement.add(extracted(folder / path.name, text), gold["quantities"], negatives)
    return agreement


@pytest.mark.parametrize("field", FLOOR)
def test_agreement_with_the_development_gold(agreement, field):
    assert agreement.f1[field] >= FLOOR[field]


def test_hardly_a_number_that_is_no_quantity_is_taken_for_one(agreement):
    assert agreement.on_negatives <= 0.01 * agreement.negatives


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_the_gold_itself_is_sound(path):
    text, gold, _ = load(path)
    ends = 0
    for quantity in gold["quantities"]:
        assert quantity["start"] >= ends
        ends = quantity["end"]
        indicator = quantity["indicator"]
        if indicator:
            assert text[indicator["start"] : indicator["end"]] == indicator["text"]
