"""Coming in by another system: a small provider on loopback plays the other side."""

import threading
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from gangmu.service.oidc import Provider, add_oidc

pytest.importorskip("authlib")


@pytest.fixture
def provider() -> Iterator[tuple[str, dict[str, str]]]:
    """Run a provider that knows one person; the dict says who."""
    person = {"preferred_username": "经办"}
    other = FastAPI()

    @other.get("/.well-known/openid-configuration")
    def about(request: Request) -> dict[str, str]:
        base = str(request.base_url)
        return {
            "authorization_endpoint": f"{base}authorize",
            "token_endpoint": f"{base}token",
            "userinfo_endpoint": f"{base}userinfo",
        }

    @other.post("/token")
    def token() -> dict[str, str]:
        return {"access_token": "t", "token_type": "Bearer"}

    @other.get("/userinfo")
    def userinfo() -> dict[str, str]:
        return person

    server = uvicorn.Server(uvicorn.Config(other, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", person
    server.should_exit = True
    thread.join(5)


def _go(app: FastAPI, issuer: str) -> tuple[TestClient, str]:
    add_oidc(app, Provider(issuer, "gangmu", "secret"))
    browser = TestClient(app, follow_redirects=False)
    answer = browser.get("/oidc/go")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return browser, asked["state"][0]


def test_who_the_provider_knows_and_we_know_comes_in(app: FastAPI, provider):
    browser, state = _go(app, provider[0])

    answer = browser.get("/oidc/back", params={"state": state, "code": "c"})

    assert answer.headers["location"] == "/"
    assert "经办（经办）" in browser.get("/").text


def test_who_is_not_a_user_here_stays_out(app: FastAPI, provider):
    provider[1]["preferred_username"] = "外人"
    browser, state = _go(app, provider[0])

    answer = browser.get("/oidc/back", params={"state": state, "code": "c"})

    assert answer.status_code == 400
    assert "还不是这里的用户" in answer.text


def test_an_answer_that_was_not_asked_for_is_refused(app: FastAPI, provider):
    browser, _ = _go(app, provider[0])

    answer = browser.get("/oidc/back", params={"state": "另一个", "code": "c"})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
