"""Who may do what: every route of the route table with every role."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from gangmu.service.access import GRANTS, Permission, may
from gangmu.service.app import create_app
from gangmu.service.pages import API
from gangmu.service.views import ROUTES
from gangmu.store.records.people import Role, issue_token, user_named

from .conftest import enter

#: What FastAPI adds by itself, and needs no rule.
OWN = {f"{API}/openapi.json"}


def _routes() -> list[APIRoute]:
    made = create_app(None, None)  # type: ignore[arg-type]
    return [route for route in made.routes if isinstance(route, APIRoute)]


TABLE = [
    (method, route.path, Permission(str((route.openapi_extra or {}).get("x-permission", "?"))))
    for route in _routes()
    for method in sorted(route.methods)
    if route.path not in ("/login", "/logout")  # the doors have tests of their own
]


def test_every_route_declares_its_permission():
    app = create_app(None, None)  # type: ignore[arg-type]

    bare = [
        getattr(route, "path", str(route))
        for route in app.routes
        if not isinstance(route, Mount)
        and getattr(route, "path", "") not in OWN
        and "x-permission" not in (getattr(route, "openapi_extra", None) or {})
    ]

    assert bare == []


@pytest.mark.parametrize("role", [None, *Role], ids=str)
@pytest.mark.parametrize(("method", "path", "permission"), TABLE, ids=str)
def test_each_role_gets_where_it_may_and_nowhere_else(
    shared: FastAPI, method: str, path: str, permission: Permission, role: Role | None
):
    browser = enter(shared, role)

    # An empty request: whoever may come in is told what is missing (or sees the page).
    answer = browser.request(method, path, headers={"content-type": "application/json"})

    if may(role, permission):
        assert answer.status_code not in (401, 403), answer.text
    elif role is None:
        assert answer.status_code == (401 if path.startswith(API) else 303)
    else:
        assert answer.status_code == 403


def test_every_permission_is_granted_to_somebody_and_asked_for_by_a_route():
    granted = frozenset().union(*GRANTS.values())

    assert granted == set(Permission)
    assert {permission for _, _, permission in TABLE} <= set(Permission)


@pytest.mark.parametrize(
    "path", [view.path for view in ROUTES if view.__class__.__name__ == "Action"]
)
def test_a_change_without_the_secret_of_the_session_is_refused(shared: FastAPI, path: str):
    for role in Role:
        browser = enter(shared, role)
        del browser.headers["x-csrf-token"]

        assert browser.post(path, data={}).status_code in (403, 422)
        assert browser.post(API + path, json={}).status_code in (403, 422)


def test_a_token_may_only_what_its_scopes_allow(shared: FastAPI):
    records = shared.state.office.records
    officer = user_named(records, "经办")
    assert officer is not None
    secret, _ = issue_token(records, officer, "读", ("read",))
    browser = enter(shared, None)
    browser.headers["authorization"] = f"Bearer {secret}"

    assert browser.get(f"{API}/documents").status_code == 200
    refused = browser.post(
        f"{API}/review", json={"document": "甲", "claim": "1-2", "action": "确认"}
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_token_that_does_not_hold_is_told_in_the_one_shape(shared: FastAPI):
    browser = enter(shared, None)
    browser.headers["authorization"] = "Bearer gm_nothing"

    answer = browser.get(f"{API}/documents")

    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "message", "where", "remedy"}
