from typing import Any

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


def test_the_map_colours_one_period_and_names_who_has_no_value_in_it(app: FastAPI):
    folder = app.state.office.workspace.path
    (folder / "series.xlsx").unlink()
    with (folder / "series.csv").open("w", encoding="utf-8") as out:
        out.write("指标,地区,时期,数值,单位,来源,等级\n")
        for place, period, value in (
            ("东区", "2023", "10"), ("西区", "2023", "20"), ("南区", "2023", "30"),
            ("东区", "2024", "90"), ("西区", "2024", "95"), ("北区", "2022", "50"),
        ):  # fmt: skip
            out.write(f"规模以上工业总产值,{place},{period},{value},亿元,统计公报,官方\n")
    browser = enter(app, Role.VISITOR)

    def page(period: str) -> Any:
        asked = {"indicator": "规模以上工业总产值", "period": period}
        return browser.get(f"{API}/plans/map", params=asked).json()

    assert [(r["place"], r["value"]) for r in page("")["items"]] == [
        ("南区", 30), ("西区", 20), ("东区", 10),
    ]  # fmt: skip
    assert (page("")["periods"], page("")["absent"]) == (["2024", "2023"], ["北区"])
    assert [r["place"] for r in page("2024")["items"]] == ["西区", "东区"]
