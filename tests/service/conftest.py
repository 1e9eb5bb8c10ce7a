"""The service over a copy of the example, with somebody of every role logged in."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from gangmu import demo
from gangmu.service.app import create_app
from gangmu.service.desk import COOKIE
from gangmu.store import Workspace
from gangmu.store.records import Records
from gangmu.store.records.people import Role, add_user, let_in, user_named

WORD = "一句很容易记住的长话"
ENTERPRISE = "9199910101546G2304"
Visitor = Callable[[Role | None], TestClient]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the example once, with users of every role."""
    folder = Path(tmp_path_factory.mktemp("service")) / "临江"
    workspace = demo.unpack("linjiang", folder)
    records = Records.open(workspace.store)
    for role in Role:
        code = ENTERPRISE if role is Role.ENTERPRISE else None
        add_user(records, "系统", str(role), role, WORD, enterprise=code)
    records.close()
    return folder


@pytest.fixture
def workspace(furnished: Path, tmp_path: Path) -> Workspace:
    """Give a workspace of one's own that a test may change."""
    shutil.copytree(furnished, tmp_path / "临江")
    return Workspace.open(tmp_path / "临江")


@pytest.fixture
def app(workspace: Workspace) -> Iterator[FastAPI]:
    records = Records.open(workspace.store)
    yield create_app(workspace, records)
    records.close()


@pytest.fixture(scope="session")
def shared(furnished: Path) -> Iterator[FastAPI]:
    """Serve one workspace to all tests that change nothing."""
    workspace = Workspace.open(furnished)
    records = Records.open(workspace.store)
    yield create_app(workspace, records)
    records.close()


def enter(app: FastAPI, role: Role | None) -> TestClient:
    """Give a browser of somebody of a role (``None``: of nobody)."""
    browser = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    if role is not None:
        records = app.state.office.records
        user = user_named(records, str(role))
        assert user is not None
        cookie, session = let_in(records, user)
        browser.cookies.set(COOKIE, cookie)
        browser.headers["x-csrf-token"] = session.csrf
    return browser
