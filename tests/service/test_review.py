from typing import Any

from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.store.records.people import Role

from .conftest import enter

NUMBER = "临江府规发〔2024〕6号"


def _items(app: FastAPI, **asked: str) -> list[dict[str, Any]]:
    answer = enter(app, Role.REVIEWER).get(f"{API}/review/document", params={"id": NUMBER, **asked})
    return list(answer.json()["items"])


def test_a_claim_is_corrected_and_the_correction_undone(app: FastAPI):
    browser = enter(app, Role.REVIEWER)
    claim = _items(app)[0]["claim"]
    asked = {"document": NUMBER, "claim": claim["key"], "action": "更正", "indicator": "一次性奖励"}

    done = browser.post(f"{API}/review", json=asked).json()
    corrected = _items(app)[0]["review"]
    browser.post(f"{API}/review/undo", json={"id": int(done["id"]), "document": NUMBER})

    assert corrected["fields"] == {"indicator": "一次性奖励"}
    assert corrected["user"] == "复核"
    assert _items(app)[0]["review"] is None


def test_what_is_reviewed_leaves_the_list_of_what_is_not(app: FastAPI):
    browser = enter(app, Role.REVIEWER)
    before = _items(app, only="未复核")

    browser.post(
        f"{API}/review",
        json={"document": NUMBER, "claim": before[0]["claim"]["key"], "action": "确认"},
    )

    assert len(_items(app, only="未复核")) == len(before) - 1


def test_a_claim_that_is_not_there_is_told(app: FastAPI):
    answer = enter(app, Role.REVIEWER).post(
        f"{API}/review", json={"document": NUMBER, "claim": "1-2", "action": "确认"}
    )

    assert answer.status_code == 400
    assert answer.json()["message"] == "没有这条主张"
