"""What documents of every make say of themselves at their head and at their end."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import reading_gold  # noqa: E402

GOLD = list(reading_gold.golden(Path(__file__).parent / "mastheads"))
FIELDS = (*reading_gold.FIELDS, "region", "is_official")


@pytest.mark.parametrize(("document", "gold"), [(d, g) for _, d, g in GOLD], ids=[n for n, _, _ in GOLD])  # fmt: skip
def test_a_masthead_is_read_as_a_person_reads_it(document, gold):
    told, due = reading_gold.values(document), reading_gold.gold_values(gold["metadata"])

    assert {name: told[name] for name in FIELDS} == {name: due[name] for name in FIELDS}


@pytest.mark.parametrize(("document", "gold"), [(d, g) for _, d, g in GOLD], ids=[n for n, _, _ in GOLD])  # fmt: skip
def test_its_clauses_are_those_printed(document, gold):
    told = [(reading_gold.plain_id(c.id), c.heading) for c in document.clauses]

    assert told == [(reading_gold.plain_id(c["id"]), c["heading"]) for c in gold["clauses"]]
