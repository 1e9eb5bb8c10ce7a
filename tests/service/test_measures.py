from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.store.records.people import Role, user_named
from gangmu.store.records.publishing import Act, judge_version, submit

from .conftest import enter

FILE = "技术改造专项资金实施细则.yaml"
MEASURE = "设备更新和技术改造补助"


def _text(app: FastAPI) -> str:
    return str((app.state.office.workspace.path / "measures" / FILE).read_text("utf-8"))


def test_a_measure_is_read_back_beside_its_clause(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get(f"{API}/measure", params={"name": MEASURE}).json()

    assert "同时满足" in page["reading"]
    assert page["words"].startswith("第六条")


def test_the_checker_answers_while_one_writes(shared: FastAPI):
    browser = enter(shared, Role.OFFICER)
    text = _text(shared).replace("设备投资额 +", "设备投资颔 +", 1)

    found = browser.post(f"{API}/measures/check", json={"file": FILE, "content": text}).json()

    worst = found["findings"][0]
    assert worst["severity"] == "错误"
    assert worst["line"] > 1
    assert "设备投资额" in worst["remedy"]


def test_a_text_is_tried_on_somebody_before_it_is_published(shared: FastAPI):
    browser = enter(shared, Role.OFFICER)
    applicant = shared.state.office.settled(shared.state.office.today()).lines["编号"][0].as_py()

    asked = {"file": FILE, "content": _text(shared), "applicant": applicant}
    found = browser.post(f"{API}/measures/try", json=asked).json()

    assert found["error"] == ""
    assert {item["measure"] for item in found["items"]} >= {MEASURE}


def test_a_version_is_published_by_a_second_person_and_the_file_replaced(app: FastAPI):
    changed = _text(app) + "# 又一行\n"
    asked = {"file": FILE, "content": changed, "note": "加一行说明"}
    id = int(enter(app, Role.OFFICER).post(f"{API}/measures", json=asked).json()["id"])

    refused = enter(app, Role.OFFICER).post(f"{API}/measures/publish", json={"id": id})
    page = enter(app, Role.REVIEWER).get(f"{API}/measures/version", params={"id": id}).json()
    enter(app, Role.REVIEWER).post(f"{API}/measures/publish", json={"id": id})

    assert refused.status_code == 403
    assert ("+", "# 又一行") in {(d["mark"], d["text"]) for d in page["diff"]}
    assert _text(app) == changed


def test_a_text_with_errors_is_not_taken(app: FastAPI):
    answer = enter(app, Role.OFFICER).post(
        f"{API}/measures", json={"file": FILE, "content": "措施: 不对", "note": "试"}
    )

    assert answer.status_code == 400
    assert "处错误" in answer.json()["message"]


def test_a_name_that_leads_elsewhere_is_refused(app: FastAPI):
    for name in ("../gangmu.yaml", "/etc/甲.yaml", ".yaml", "甲.txt"):
        answer = enter(app, Role.OFFICER).post(
            f"{API}/measures/check", json={"file": name, "content": ""}
        )

        assert answer.status_code == 400, name


def test_a_version_agreed_with_by_a_worker_that_died_is_published_later(app: FastAPI):
    office = app.state.office
    officer, reviewer = (user_named(office.records, name) for name in ("经办", "复核"))
    assert officer is not None
    assert reviewer is not None
    changed = _text(app) + "# 又一行\n"
    id = submit(office.records, officer, FILE, changed, "加一行")
    judge_version(office.records, reviewer, id, Act.AGREE)  # and the worker dies here

    office.resume()

    assert _text(app) == changed
