from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.service.views import checkups
from gangmu.store.records.people import Role

from .conftest import ENTERPRISE, enter


def test_an_enterprise_sees_what_it_gets_what_it_misses_and_why(shared: FastAPI):
    page = enter(shared, Role.ENTERPRISE).get(f"{API}/checkup").json()

    assert page["code"] == ENTERPRISE
    assert set(page["groups"]) == {"符合", "差一点", "待核实", "不符合"}
    assert all(len(row["failed"]) == 1 for row in page["groups"]["差一点"])
    assert all(row["trace"] for row in page["groups"]["符合"])


def test_an_enterprise_sees_no_other(shared: FastAPI):
    answer = enter(shared, Role.ENTERPRISE).get(f"{API}/checkup", params={"q": "91999101999999"})

    assert answer.status_code == 403


def test_a_visitor_is_judged_by_answers_and_leaves_no_trace(app: FastAPI):
    browser = enter(app, None)
    records = app.state.office.records
    answers = {"注册地": "临江区", "独立法人": "是", "营业收入": "12000"}

    page = browser.post("/open/checkup", data=answers).text

    assert "差一点" in page
    assert "还缺" in page
    with records.read() as connection:
        kept = connection.exec_driver_sql("SELECT detail, subject FROM audit").all()
    assert not any("12000" in str(row) for row in kept)


def test_an_answer_that_cannot_be_read_is_told(shared: FastAPI):
    page = enter(shared, None).post("/open/checkup", data={"营业收入": "一百"}).text

    assert "「一百」不是数" in page


def test_who_asks_too_often_waits(app: FastAPI, monkeypatch):
    monkeypatch.setattr(checkups, "TIMES", 2)
    browser = enter(app, None)
    with app.state.office.records.write() as connection:
        connection.exec_driver_sql("DELETE FROM attempts")

    answers = [browser.post("/open/checkup", data={"独立法人": "是"}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


def test_a_drafter_sees_who_gains_and_what_it_costs(shared: FastAPI):
    asked = {
        "measure": "企业上台阶奖励",
        "before": "5亿元(不含), 10万元",
        "after": "5亿元(不含), 20万元",
    }

    effect = enter(shared, Role.OFFICER).post(f"{API}/sandbox/effect", json=asked).json()

    assert effect["error"] == ""
    assert effect["cost"] == effect["after"] - effect["before"]
    assert effect["cost"] > 0
    assert effect["winners"] > 0 == effect["losers"]
    assert sum(row["change"] for row in effect["items"]) == effect["cost"]


def test_words_that_are_not_in_the_measure_are_told(shared: FastAPI):
    asked = {"measure": "企业上台阶奖励", "before": "没有这几个字", "after": "甲"}

    effect = enter(shared, Role.OFFICER).post(f"{API}/sandbox/effect", json=asked).json()

    assert "没有这几个字" in effect["error"]


def test_a_visitor_is_judged_by_a_sheet_that_is_not_kept(app: FastAPI):
    workspace = app.state.office.workspace
    before = sorted(path.name for path in workspace.path.rglob("*"))
    sheet = "统一社会信用代码,企业名称,注册地,独立法人,营业收入（万元）\n9199910101546G2304,某厂,临江区,是,12000\n"

    page = (
        enter(app, None).post("/open/checkup", files={"sheet": ("我厂.csv", sheet.encode())}).text
    )

    assert "某厂" in page
    assert "差一点" in page
    assert "我厂.csv" in page  # the cell that a fact was read from
    after = sorted(path.name for path in workspace.path.rglob("*"))
    assert [name for name in after if name not in before and "sqlite" not in name] == []


def test_a_sheet_that_cannot_be_read_is_told(shared: FastAPI):
    page = (
        enter(shared, None).post("/open/checkup", files={"sheet": ("坏.xlsx", b"PK broken")}).text
    )

    assert "坏.xlsx" in page
    assert 'class="error"' in page


def test_the_sandbox_shows_the_words_that_may_be_changed(shared: FastAPI):
    page = enter(shared, Role.OFFICER).get(f"{API}/sandbox").json()

    words = {each["name"]: each["words"] for each in page["texts"]}
    assert list(words) == page["measures"]
    assert words["龙头企业年度奖励"].startswith("- 名称: 龙头企业年度奖励\n  依据:")
    assert "给付: " in words["龙头企业年度奖励"]
    assert "用例" not in words["龙头企业年度奖励"]


def test_a_visitor_is_asked_in_usual_units_and_not_for_the_year_of_the_workspace(shared: FastAPI):
    page = enter(shared, None).get("/open/checkup").text

    assert "营业收入（万元）" in page
    assert 'name="考核年度"' not in page
