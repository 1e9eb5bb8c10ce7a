"""The page of facts is what the dictionary says."""

from pathlib import Path

from gangmu.measures.facts import load_facts
from gangmu.measures.facts_page import facts_page

PAGE = Path(__file__).parents[2] / "docs" / "事实.md"


def test_the_page_of_facts_is_up_to_date():
    assert PAGE.read_text("utf-8") == facts_page(load_facts()), "请运行 ./run docs"


def test_there_are_enough_facts_for_the_domain():
    book = load_facts()
    assert sum(len(book.of(entity)) for entity in book.entities) >= 150
