"""Copy records out and in as lines of JSON, whatever database they lie in.

The copy is one consistent state, in the order of ``metadata.sorted_tables``; it can be read into an
empty database of another kind, where the audit chain still verifies.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Integer, delete, func, insert, select, text

from gangmu.store.records.records import Records
from gangmu.store.records.schema import audit_head, metadata
from gangmu.terms import InputError

_LIVE = ("sessions", "attempts")  # of this running service, not of the office's memory
_ROWS = 500


def dump(records: Records) -> Iterator[str]:
    """Write every row as a line of JSON: ``{"table": …, "row": {…}}``."""
    with records.read() as connection:
        for table in metadata.sorted_tables:
            if table.name in _LIVE:
                continue
            order = list(table.primary_key.columns)
            for row in connection.execute(select(table).order_by(*order)):
                yield json.dumps(
                    {"table": table.name, "row": dict(row._mapping)}, ensure_ascii=False
                )


def load(records: Records, lines: Iterable[str]) -> int:
    """Read a copy into an empty database, all or nothing; gives the number of rows.

    Raises ``InputError`` for a database that is not empty, and for a line that is not of a copy.
    """
    with records.write() as connection:
        for table in metadata.sorted_tables:
            if table is not audit_head and connection.execute(select(table).limit(1)).first():
                raise InputError("数据库里已经有记录", table.name, "恢复到一个空的数据库")
        connection.execute(delete(audit_head))
        total, last = 0, ""
        waiting: list[dict[str, object]] = []
        for number, line in enumerate(lines, 1):
            try:
                found = json.loads(line)
                table, row = metadata.tables[found["table"]], dict(found["row"])
            except (ValueError, KeyError, TypeError):
                raise InputError("备份里的记录读不懂", f"records.jsonl 第 {number} 行") from None
            if waiting and (table.name != last or len(waiting) == _ROWS):
                connection.execute(insert(metadata.tables[last]), waiting)
                waiting = []
            waiting.append(row)
            last, total = table.name, total + 1
        if waiting:
            connection.execute(insert(metadata.tables[last]), waiting)
        if connection.dialect.name == "postgresql":
            for table in metadata.sorted_tables:
                key = next(iter(table.primary_key.columns))
                if (
                    isinstance(key.type, Integer)
                    and key.autoincrement is not False
                    and table is not audit_head
                ):
                    top = connection.execute(select(func.max(key))).scalar() or 0
                    connection.execute(
                        text("SELECT setval(pg_get_serial_sequence(:name, :key), :top, :used)"),
                        {"name": table.name, "key": key.name, "top": max(top, 1), "used": top > 0},
                    )
        return total
