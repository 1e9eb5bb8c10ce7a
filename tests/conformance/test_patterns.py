"""What a source has is in our measure too, as its tree shows; the page says so and lists what is not."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / ".." / "shared" / "conformance" / "measures.json"


def load_page():
    spec = importlib.util.spec_from_file_location("conformance", ROOT / "docs" / "conformance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["conformance"] = module
    spec.loader.exec_module(module)
    return module


PAGE = load_page()
CLAIMS = PAGE.claims()


@pytest.mark.parametrize("id", CLAIMS)
def test_every_pattern_of_the_source_shows_in_the_tree(id):
    shown = PAGE.Shown(PAGE.load(PAGE.HERE / "measures" / f"{id}.yaml", BOOK))
    gaps = CLAIMS[id].get("缺", {})

    found = [code for code in CLAIMS[id]["式"] if PAGE.SHOWN[code][1](shown)]

    assert found == [code for code in CLAIMS[id]["式"] if code not in gaps]


BOOK = PAGE.load_facts(PAGE.HERE / "facts.yaml")


def test_every_pattern_and_requirement_is_exercised():
    used = {
        code for claim in CLAIMS.values() for code in claim["式"] if code not in claim.get("缺", {})
    }
    loaded = [PAGE.Shown(file) for file in PAGE.files().values()]

    assert used == set(PAGE.SHOWN)
    assert all(any(map(shows, loaded)) for _, shows in PAGE.REQUIREMENTS.values())


def test_the_page_is_what_the_measures_give():
    assert PAGE.PAGE.read_text("utf-8") == PAGE.page(), "运行 ./run docs"


def test_patterns_are_those_of_the_collection():
    if not SOURCE.exists():
        pytest.skip("没有对照材料 ../shared/conformance/measures.json")
    source = json.loads(SOURCE.read_text("utf-8"))

    assert {m["id"]: m["patterns"] for m in source["measures"]} == {
        id: claim["式"] for id, claim in CLAIMS.items()
    }
