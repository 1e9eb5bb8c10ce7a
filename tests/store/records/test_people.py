from datetime import timedelta

import pytest

from gangmu.store.records import Records, chain
from gangmu.store.records.people import (
    TRIES,
    Role,
    User,
    add_user,
    count,
    issue_token,
    log_in,
    log_out,
    may,
    revoke_token,
    session_of,
    set_active,
    set_password,
    token_of,
    tokens_of,
)
from gangmu.terms import InputError

WORD = "一句很容易记住的长话甲"


def test_who_knows_the_password_comes_in_and_goes_out(records: Records, officer: User):
    cookie, session = log_in(records, "经办甲", WORD, "127.0.0.1")

    assert session.user == officer
    assert session_of(records, cookie) == session
    log_out(records, cookie, officer.name)
    assert session_of(records, cookie) is None


@pytest.mark.parametrize(("name", "word"), [("经办甲", "这不是对的那句口令"), ("没有这人", WORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(
    records: Records, officer: User, name: str, word: str
):
    with pytest.raises(InputError, match="用户名或口令不对"):
        log_in(records, name, word, "127.0.0.1")


def test_after_too_many_failures_even_the_right_password_waits(records: Records, officer: User):
    for _ in range(TRIES):
        with pytest.raises(InputError, match="用户名或口令不对"):
            log_in(records, "经办甲", "这不是对的那句口令", "127.0.0.1")

    with pytest.raises(InputError, match="失败次数太多"):
        log_in(records, "经办甲", WORD, "127.0.0.1")


def test_another_password_ends_every_session(records: Records, officer: User):
    cookie, _ = log_in(records, "经办甲", WORD, "127.0.0.1")

    set_password(records, "管理", "经办甲", "另一句容易记住的长话")

    assert session_of(records, cookie) is None
    log_in(records, "经办甲", "另一句容易记住的长话", "127.0.0.1")


def test_whoever_is_kept_out_is_out_at_once(records: Records, officer: User):
    cookie, _ = log_in(records, "经办甲", WORD, "127.0.0.1")

    set_active(records, "管理", "经办甲", active=False)

    assert session_of(records, cookie) is None
    with pytest.raises(InputError, match="用户名或口令不对"):
        log_in(records, "经办甲", WORD, "127.0.0.1")


def test_the_last_administrator_cannot_be_kept_out(records: Records):
    add_user(records, "系统", "管理", Role.ADMIN, WORD)

    with pytest.raises(InputError, match="最后一个管理员"):
        set_active(records, "管理", "管理", active=False)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"name": "经办甲"}, "已经有人用"),
        ({"password": "短"}, "口令至少 10 个字符"),
        ({"role": Role.ENTERPRISE}, "要写明企业代码"),
        ({"name": " "}, "用户名应有"),
    ],
)
def test_a_user_that_cannot_be_added_is_told_why(
    records: Records, officer: User, changes: dict[str, object], cause: str
):
    values: dict[str, object] = {"name": "丙", "role": Role.AUDITOR, "password": WORD, **changes}

    with pytest.raises(InputError, match=cause):
        add_user(records, "管理", **values)  # type: ignore[arg-type]


def test_a_token_does_what_it_may_until_it_is_taken_back(records: Records, officer: User):
    secret, token = issue_token(records, officer, "台账程序", ("read",))

    assert token_of(records, secret) == (officer, ("read",))
    revoke_token(records, officer, token.id)
    assert token_of(records, secret) is None
    assert tokens_of(records, officer)[0].revoked is not None


def test_neither_cookie_nor_token_nor_password_is_kept_in_clear(records: Records, officer: User):
    cookie, _ = log_in(records, "经办甲", WORD, "127.0.0.1")
    secret, _ = issue_token(records, officer, "台账程序", ("read",))

    with records.read() as connection:
        audit = " ".join(entry.detail for entry in chain.entries(connection))
        kept = [
            str(row)
            for table in ("users", "sessions", "tokens")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]

    assert not any(word in text for text in (*kept, audit) for word in (cookie, secret, WORD))


def test_what_is_counted_is_allowed_only_so_often(records: Records):
    minute = timedelta(minutes=1)
    for _ in range(3):
        count(records, "体检 127.0.0.1")

    assert may(records, "体检 127.0.0.1", 4, minute)
    assert not may(records, "体检 127.0.0.1", 3, minute)
    assert may(records, "体检 127.0.0.2", 1, minute)
