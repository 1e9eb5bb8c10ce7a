"""People's decisions on lines that the rules leave 待核实: conclusion, amount, reason, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from gangmu.store.records.people import User
from gangmu.store.records.records import Records, moment
from gangmu.store.records.schema import decisions, uploads, users
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one measure and applicant of a year; ``amount`` in 分; evidence by sha256."""

    id: int
    measure: str
    number: str
    applicant: str
    year: int
    conclusion: str
    amount: int | None
    reason: str
    evidence: tuple[str, ...]
    user: str
    at: str


def decide(
    records: Records,
    user: User,
    measure: str,
    number: str,
    applicant: str,
    year: int,
    conclusion: str,
    amount: int | None,
    reason: str,
    evidence: tuple[str, ...] = (),
) -> int:
    """Decide on a line; a reason and evidence are required.

    ``conclusion`` is a word of ``settlement.decisions.Conclusion``.
    """
    if not reason.strip():
        raise InputError("缺少理由", "决定", "写明为什么")
    if not evidence:
        raise InputError("缺少证据", "决定", "写明依据的材料，或附上文件")
    if amount is not None and amount < 0:
        raise InputError("金额不能是负数", "决定")
    values = {
        "measure": measure, "number": number, "applicant": applicant, "year": year,
        "conclusion": conclusion, "amount": amount, "reason": reason, "evidence": list(evidence),
    }  # fmt: skip
    with records.change(user.name, "核实决定", f"{measure} {applicant}", values) as connection:
        found = connection.execute(insert(decisions).values(**values, user=user.id, at=moment()))
        return int(found.inserted_primary_key[0])  # type: ignore[index]


def undo_decision(records: Records, user: User, id: int) -> None:
    """Take a decision back."""
    with records.change(user.name, "撤销决定", str(id), {}) as connection:
        row: Any = connection.execute(select(decisions).where(decisions.c.id == id)).first()
        gone = connection.execute(select(decisions.c.id).where(decisions.c.undoes == id)).first()
        if row is None or row.undoes is not None or gone:
            raise InputError("没有这个决定", str(id))
        copied = {
            c: getattr(row, c) for c in ("measure", "number", "applicant", "year", "conclusion")
        }
        connection.execute(
            insert(decisions).values(
                **copied,
                amount=None,
                reason="撤销",
                evidence=[],
                user=user.id,
                at=moment(),
                undoes=id,
            )
        )


def standing_decisions(records: Records, year: int | None = None) -> list[Decision]:
    """List the last decision on each line that was not undone."""
    query = (
        select(decisions, users.c.shown)
        .join(users, users.c.id == decisions.c.user)
        .order_by(decisions.c.id)
    )
    if year is not None:
        query = query.where(decisions.c.year == year)
    with records.read() as connection:
        rows: Any = connection.execute(query).all()
    undone = {row.undoes for row in rows if row.undoes is not None}
    last = {
        (row.measure, row.number, row.applicant, row.year): row
        for row in rows
        if row.undoes is None and row.id not in undone
    }
    return [
        Decision(
            r.id, r.measure, r.number, r.applicant, r.year, r.conclusion, r.amount, r.reason,
            tuple(r.evidence), r.shown, r.at,
        )
        for r in last.values()
    ]  # fmt: skip


def keep_upload(records: Records, user: User, sha256: str, name: str, size: int, use: str) -> int:
    """Record a file that came in; its bytes are kept in the workspace by their hash."""
    detail = {"sha256": sha256, "字节": size, "用途": use}
    with records.change(user.name, "上传", name, detail) as connection:
        found = connection.execute(
            insert(uploads).values(
                sha256=sha256, name=name[:255], size=size, use=use, user=user.id, at=moment()
            )
        )
        return int(found.inserted_primary_key[0])  # type: ignore[index]
