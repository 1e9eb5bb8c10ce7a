"""The audit table: append-only, each row sealed by a hash that covers the row before it.

``hash(n) = H(hash(n−1) ‖ canonical JSON of row n)`` with H = SHA-256 or SM3 (GB/T 32905—2016, where
this machine's OpenSSL has it). A row that is changed, removed or put in breaks the chain from there
on; removing the last rows is found by comparing with a head that was exported earlier.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from gangmu.store.records.schema import audit, audit_head
from gangmu.terms import InputError

GENESIS = "0" * 64
ALGORITHMS = ("sha256", "sm3")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: who did what to which subject, when; ``detail`` is canonical JSON."""

    seq: int
    at: str
    user: str
    action: str
    subject: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain; what an auditor keeps elsewhere."""

    seq: int
    hash: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold, and why."""

    seq: int
    reason: str


def seal(algorithm: str, previous: str, entry: Mapping[str, object]) -> str:
    """Hash a row of the chain.

    >>> seal("sha256", GENESIS, {"seq": 1, "at": "t", "user": "u", "action": "a", "subject": "s",
    ...                          "detail": "{}"})[:12]
    '3506de3aa895'
    """
    words = {key: entry[key] for key in ("seq", "at", "user", "action", "subject", "detail")}
    return hashlib.new(algorithm, (previous + canonical(words)).encode()).hexdigest()


def canonical(value: object) -> str:
    """Write JSON in the one form that is hashed.

    >>> canonical({"乙": 1, "甲": None})
    '{"乙":1,"甲":null}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def available(algorithm: str) -> bool:
    """Tell whether this machine can compute an algorithm."""
    try:
        hashlib.new(algorithm)
    except ValueError:
        return False
    return algorithm in ALGORITHMS


def choose(connection: Connection, algorithm: str) -> None:
    """Choose what the chain is sealed with; raises ``InputError`` once it has begun with another."""
    if not available(algorithm):
        raise InputError(
            f"这台机器不能计算「{algorithm}」", "审计链", f"可选：{'、'.join(ALGORITHMS)}"
        )
    head = read_head(connection)
    if head.algorithm != algorithm:
        if head.seq:
            raise InputError(f"审计链已经用 {head.algorithm} 开始", "审计链", "不能中途更换")
        connection.execute(update(audit_head).values(algorithm=algorithm))


def append(
    connection: Connection, at: str, user: str, action: str, subject: str, detail: object
) -> int:
    """Append a row inside the caller's transaction; gives its number.

    The head row is taken ``FOR UPDATE`` (SQLite: the whole database, by ``BEGIN IMMEDIATE``).
    """
    head = connection.execute(select(audit_head).with_for_update()).one()
    seq: int = head.seq + 1
    row = {
        "seq": seq,
        "at": at,
        "user": user,
        "action": action,
        "subject": subject,
        "detail": canonical(detail),
    }
    sealed = seal(head.algorithm, head.hash, row)
    connection.execute(audit.insert().values(**row, previous=head.hash, hash=sealed))
    connection.execute(update(audit_head).values(seq=seq, hash=sealed))
    return seq


def read_head(connection: Connection) -> Head:
    """Read the end of the chain."""
    row = connection.execute(select(audit_head)).one()
    return Head(row.seq, row.hash, row.algorithm)


def entries(connection: Connection, after: int = 0, limit: int | None = None) -> Iterable[Entry]:
    """Stream the chain from the row after ``after``."""
    query = select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(limit)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield Entry(**row._mapping)


def verify(connection: Connection, kept: Head | None = None) -> Break | None:
    """Recompute the whole chain; give the first break, or ``None`` where it holds.

    ``kept`` is a head exported earlier: the chain must still contain it.
    """
    head = read_head(connection)
    if not available(head.algorithm):
        raise InputError(
            f"这台机器不能计算 {head.algorithm}", "审计链", "换一台带 SM3 的 OpenSSL 的机器来核验"
        )
    previous, seq = GENESIS, 0
    passed = kept is None or kept.seq == 0
    for entry in entries(connection):
        if entry.seq != seq + 1:
            return Break(seq + 1, f"第 {seq + 1} 条不见了")
        if entry.previous != previous:
            return Break(entry.seq, "与上一条接不上")
        row = {
            key: getattr(entry, key) for key in ("seq", "at", "user", "action", "subject", "detail")
        }
        if seal(head.algorithm, previous, row) != entry.hash:
            return Break(entry.seq, "内容与它的哈希不符")
        previous, seq = entry.hash, entry.seq
        if kept is not None and seq == kept.seq:
            if entry.hash != kept.hash:
                return Break(seq, "与先前导出的链尾不同")
            passed = True
    if (seq, previous) != (head.seq, head.hash):
        return Break(seq + 1, f"链尾记着 {head.seq} 条，实有 {seq} 条")
    if not passed:
        return Break(seq + 1, f"先前导出的链尾是第 {kept.seq if kept else 0} 条，现在没有了")
    return None
