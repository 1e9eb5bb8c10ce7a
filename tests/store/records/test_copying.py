import json
from pathlib import Path

import pytest

from gangmu.store.records import Records, chain
from gangmu.store.records.copying import dump, load
from gangmu.store.records.people import User, everyone, issue_token, log_in
from gangmu.store.records.reviews import Action, add_review, reviews_of
from gangmu.terms import InputError

WORD = "一句很容易记住的长话甲"


def test_a_copy_in_another_database_says_the_same_and_its_chain_holds(
    records: Records, officer: User, tmp_path: Path
):
    add_review(records, officer, "文", "1-2", Action.CORRECT, {"时间": "2027"})
    issue_token(records, officer, "程序", ("read",))
    other = Records.open(tmp_path / "另")

    rows = load(other, dump(records))

    assert rows == len(list(dump(records)))
    assert everyone(other) == everyone(records)
    assert reviews_of(other, "文") == reviews_of(records, "文")
    with other.read() as connection:
        assert chain.verify(connection) is None
    log_in(other, "经办甲", WORD, "127.0.0.1")
    add_review(other, officer, "文", "3-4", Action.CONFIRM)  # numbers go on where they were
    other.close()


def test_a_copy_from_sqlite_is_read_into_this_database(records: Records, tmp_path: Path):
    source = Records.open(tmp_path / "源")
    with source.change("甲", "试", "某事", {}):
        pass

    load(records, dump(source))

    with records.change("乙", "试", "又一事", {}):
        pass
    with records.read() as connection:
        assert chain.read_head(connection).seq == 2
        assert chain.verify(connection) is None
    source.close()


def test_a_database_with_records_is_not_overwritten(records: Records, officer: User):
    with pytest.raises(InputError, match="已经有记录"):
        load(records, dump(records))


@pytest.mark.parametrize("line", ["{", json.dumps({"table": "没有", "row": {}})])
def test_a_line_that_is_not_of_a_copy_leaves_nothing(records: Records, line: str):
    with pytest.raises(InputError, match="读不懂"):
        load(records, [line])

    with records.read() as connection:
        assert chain.read_head(connection).seq == 0
