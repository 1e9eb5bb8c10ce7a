from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.store.records.people import Role

from .conftest import ENTERPRISE, WORD, enter


def test_the_administrator_adds_somebody_who_can_log_in(app: FastAPI):
    asked = {"name": "新人", "role": "审计", "password": WORD}

    done = enter(app, Role.ADMIN).post(f"{API}/people", json=asked)

    assert done.json()["message"] == "已新增「新人」"
    assert (
        enter(app, None).post("/login", data={"name": "新人", "password": WORD}).status_code == 303
    )


def test_every_change_is_on_the_chain_and_the_chain_holds(app: FastAPI):
    enter(app, Role.ADMIN).post(
        f"{API}/people", json={"name": "新人", "role": "访客", "password": WORD}
    )

    page = enter(app, Role.AUDITOR).get(f"{API}/audit-log").json()

    assert page["broken"] is None
    assert ("新增用户", "新人") in {(e["action"], e["subject"]) for e in page["items"]}
    assert WORD not in str(page)


def test_the_chain_is_read_in_words(app: FastAPI):
    asked = {"name": "新厂", "role": "企业", "enterprise": ENTERPRISE, "password": WORD}
    enter(app, Role.ADMIN).post(f"{API}/people", json=asked)

    page = enter(app, Role.AUDITOR).get("/audit-log").text

    assert f"<td>企业 {ENTERPRISE}；角色 企业</td>" in page


def test_an_enterprise_that_is_not_registered_is_told(app: FastAPI):
    asked = {"name": "假厂", "role": "企业", "enterprise": "91519900MA6AAAA1XX", "password": WORD}

    done = enter(app, Role.ADMIN).post(f"{API}/people", json=asked)

    assert "企业登记里没有这个企业代码" in done.json()["message"]


def test_an_enterprise_begins_with_its_own_checkup_and_sees_no_work_of_the_office(app: FastAPI):
    page = enter(app, Role.ENTERPRISE).get("/").text

    assert "本企业的政策体检" in page
    assert "最近的作业" not in page


def test_one_changes_ones_own_password(app: FastAPI):
    new = "另一句很好记的长话"
    done = enter(app, Role.VISITOR).post("/own/password", data={"old": WORD, "new": new + "甲"})

    assert done.headers["location"] == "/login"
    assert (
        enter(app, None).post("/login", data={"name": "访客", "password": new + "甲"}).status_code
        == 303
    )


def test_a_token_is_shown_once(app: FastAPI):
    browser = enter(app, Role.OFFICER)

    made = browser.post(f"{API}/own/tokens", json={"label": "程序", "scopes": "read,work"}).json()
    secret = made["message"].partition("：")[2]

    assert secret.startswith("gm_")
    assert secret not in browser.get("/own").text
