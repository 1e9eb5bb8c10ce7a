"""The page on drafting shows what the program prints."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_on_drafting_shows_what_the_program_prints():
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "docs" / "transcripts.py")
    transcripts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcripts)
    page = transcripts.DRAFTING.read_text("utf-8")

    for name, text in transcripts.drafting().items():
        assert transcripts.placed(page, name, text) == page, "请运行 ./run docs"
