from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.store.records.people import Role

from .conftest import enter


def test_a_question_finds_the_clause_that_answers(shared: FastAPI):
    found = (
        enter(shared, Role.VISITOR).get(f"{API}/search", params={"q": "龙头企业奖励多少？"}).json()
    )

    first = found["items"][0]
    assert found["asks"] is True
    assert "龙头企业" in first["heading"] + first["text"]


def test_what_is_searched_for_cannot_become_markup(shared: FastAPI):
    page = (
        enter(shared, Role.VISITOR).get("/search", params={"q": "<script>alert(1)</script>"}).text
    )

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_two_documents_are_compared_with_their_numbers(shared: FastAPI):
    asked = {"one": "临江府规发〔2024〕6号", "other": "临江工信规〔2025〕2号"}
    answer = enter(shared, Role.VISITOR).get(f"{API}/compare", params=asked).json()

    pair = answer["items"][0]
    assert 0 < pair["likeness"] <= 1
    assert pair["one"]["clause"]
    assert pair["other"]["clause"]
