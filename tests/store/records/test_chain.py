import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gangmu.store.records import Records, chain
from gangmu.terms import InputError


def _write(records: Records, times: int, user: str = "甲") -> None:
    for number in range(times):
        with records.change(user, "试", str(number), {"值": number}):
            pass


def _unsealed(records: Records, statement: str) -> None:
    """Change the table as somebody would who owns the database."""
    with records.write() as connection:
        if records.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_delete")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_append_only ON audit")
        connection.exec_driver_sql(statement)


def test_every_change_is_a_row_and_the_chain_holds(records: Records):
    _write(records, 5)

    with records.read() as connection:
        assert [entry.subject for entry in chain.entries(connection)] == ["0", "1", "2", "3", "4"]
        assert chain.read_head(connection).seq == 5
        assert chain.verify(connection) is None


def test_a_change_that_fails_leaves_no_row(records: Records):
    with pytest.raises(RuntimeError), records.change("甲", "试", "某事", {}):
        raise RuntimeError

    with records.read() as connection:
        assert chain.read_head(connection).seq == 0


@pytest.mark.parametrize("statement", ["UPDATE audit SET \"user\" = '乙'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_chain(records: Records, statement: str):
    _write(records, 1)

    with pytest.raises(DBAPIError, match="append-only"), records.write() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seq", "reason"),
    [
        ("UPDATE audit SET detail = '{}' WHERE seq = 2", 2, "内容与它的哈希不符"),
        ("DELETE FROM audit WHERE seq = 2", 2, "第 2 条不见了"),
        ("DELETE FROM audit WHERE seq = 3", 3, "链尾记着 3 条，实有 2 条"),
    ],
)
def test_whoever_owns_the_database_still_cannot_change_it_unseen(
    records: Records, statement: str, seq: int, reason: str
):
    _write(records, 3)
    _unsealed(records, statement)

    with records.read() as connection:
        assert chain.verify(connection) == chain.Break(seq, reason)


def test_a_head_kept_elsewhere_shows_that_the_end_was_cut_off(records: Records):
    _write(records, 3)
    with records.read() as connection:
        kept = chain.read_head(connection)
        second = list(chain.entries(connection))[1]
    _unsealed(records, "DELETE FROM audit WHERE seq = 3")
    _unsealed(records, f"UPDATE audit_head SET seq = 2, hash = '{second.hash}'")

    with records.read() as connection:
        assert chain.verify(connection) is None  # by itself it looks whole
        assert chain.verify(connection, kept) == chain.Break(
            3, "先前导出的链尾是第 3 条，现在没有了"
        )


def test_sm3_seals_as_well_where_the_machine_has_it(records: Records):
    if not chain.available("sm3"):
        pytest.skip("这台机器的 OpenSSL 没有 SM3")
    with records.write() as connection:
        chain.choose(connection, "sm3")
    _write(records, 2)

    with records.read() as connection:
        assert chain.read_head(connection).algorithm == "sm3"
        assert chain.verify(connection) is None
    with pytest.raises(InputError, match="不能中途更换"), records.write() as connection:
        chain.choose(connection, "sha256")


def _writer(store: Path, url: str, name: str, times: int) -> None:
    records = Records.open(store, url)
    _write(records, times, name)
    records.close()


def test_processes_that_write_at_once_make_one_chain(records: Records, url: str, tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_writer, args=(tmp_path, url, f"人{n}", 25)) for n in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with records.read() as connection:
        assert chain.read_head(connection).seq == 75
        assert chain.verify(connection) is None
