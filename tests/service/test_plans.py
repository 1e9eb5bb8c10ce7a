from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.store.records.people import Role

from .conftest import enter


def test_targets_stand_with_every_method_beside_each_other(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get(f"{API}/plans").json()

    split = next(row for row in page["items"] if not row["agreed"])
    assert split["standing"] == "方法分歧"
    assert len(split["methods"]) > 1
    assert sum(page["counts"].values()) == page["total"]


def test_one_target_shows_its_arithmetic_its_sources_and_the_words_of_the_plan(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get(f"{API}/plans/target", params={"number": 0}).json()

    assert page["steps"]
    assert all("series.xlsx" in seen["where"] for seen in page["seen"])
    assert page["document"]


def test_tasks_without_a_report_are_told_apart_from_those_overdue(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get(f"{API}/plans/tasks").json()

    assert page["total"] == len(page["items"]) > 0
    assert {row["mark"] for row in page["items"]} <= {"逾期", "未报", "将到期", ""}


def test_the_dashboard_is_one_file(shared: FastAPI):
    answer = enter(shared, Role.VISITOR).get("/plans/board")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert "指标看板" in answer.text


def test_a_workspace_without_indicators_says_so(app: FastAPI):
    for path in (app.state.office.workspace.path / "indicators").iterdir():
        path.unlink()

    assert "还没有指标文件" in enter(app, Role.VISITOR).get("/plans").text


def test_the_map_of_a_workspace_takes_the_place_of_the_bundled_one(app: FastAPI):
    browser = enter(app, Role.VISITOR)
    before = browser.get("/plans/shape").status_code
    (app.state.office.workspace.path / "地图.geojson").write_text('{"features": []}', "utf-8")

    assert before == 404
    assert browser.get("/plans/shape").json() == {"features": []}
    assert browser.get(f"{API}/plans/map").json()["shape"] == "/plans/shape"
