from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from gangmu.service.app import create_app
from gangmu.store import Workspace
from gangmu.store.records import Records
from gangmu.store.records.people import Role

from .conftest import WORD, enter


def test_the_first_visitor_makes_the_administrator(tmp_path: Path):
    workspace = Workspace.init(tmp_path / "新", "新区产业政策", "新区", 2025)
    records = Records.open(workspace.store)
    browser = TestClient(create_app(workspace, records))

    assert "新建管理员" in browser.get("/").text
    assert "两次口令不同" in browser.post("/login", data={"name": "管", "password": WORD}).text
    page = browser.post(
        "/login", data={"name": "管", "password": WORD, "again": WORD, "next": "/people"}
    )

    assert page.url.path == "/people"
    assert "管（管理员）" in page.text
    records.close()


def test_a_wrong_password_is_told_on_the_form(shared: FastAPI):
    page = enter(shared, None).post("/login", data={"name": "审计", "password": "不是这句话呀"})

    assert page.status_code == 400
    assert "用户名或口令不对" in page.text


def test_the_login_leads_back_but_never_elsewhere(shared: FastAPI):
    browser = enter(shared, None)
    form = {"name": "访客", "password": WORD}

    assert (
        browser.post("/login", data={**form, "next": "/search?q=1"}).headers["location"]
        == "/search?q=1"
    )
    assert (
        browser.post("/login", data={**form, "next": "//evil.example"}).headers["location"] == "/"
    )


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(shared: FastAPI):
    answer = enter(shared, None).post("/login", data={"name": "访客", "password": WORD})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_logging_out_ends_the_session(app: FastAPI):
    browser = enter(app, Role.VISITOR)
    csrf = browser.headers["x-csrf-token"]

    assert browser.get("/documents").status_code == 200
    browser.post("/logout", data={"csrf": csrf})

    assert browser.get("/documents").status_code == 303


def test_every_answer_carries_the_policy(shared: FastAPI):
    for path in ("/login", "/nothing", "/api/v1/documents", "/static/page.css"):
        headers = enter(shared, None).get(path).headers

        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
