"""The API keeps what its description promises: no 5xx, no answer outside its schema."""

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from gangmu.service.pages import API
from gangmu.store.records.people import Role, issue_token, user_named

from .conftest import enter

EXAMPLES = 6


@pytest.fixture
def described(app: FastAPI) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi(f"{API}/openapi.json", app)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.ADMIN], ids=str)
def test_whatever_is_asked_the_answer_is_one_that_was_promised(
    app: FastAPI, described: schemathesis.BaseSchema, role: Role, monkeypatch: pytest.MonkeyPatch
):
    records = app.state.office.records
    user = user_named(records, str(role))
    assert user is not None
    secret, _ = issue_token(records, user, "契约", ("read", "check", "work", "approve", "audit"))
    # What is asked for is recorded, but nobody does it: a contract test is no load test.
    monkeypatch.setattr("gangmu.service.labour.start", lambda _workspace, _id: None)
    headers = {"authorization": f"Bearer {secret}"}
    checks = [not_a_server_error, response_schema_conformance, status_code_conformance]
    tried = 0

    for result in described.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=checks)

        ask()
        tried += 1

    assert tried > 25


def test_the_description_is_there_for_programs(shared: FastAPI):
    answer = enter(shared, None).get(f"{API}/openapi.json")

    assert answer.status_code == 200
    assert f"{API}/documents" in answer.json()["paths"]
