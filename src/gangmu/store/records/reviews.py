"""What reviewers say of extracted claims: confirmed, corrected, rejected; and undone.

Rows are only added. The state of a claim is its last review that was not undone, so a correction
never changes the text of the document and an undo brings back what was said before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select

from gangmu.store.records.people import User
from gangmu.store.records.records import Records, moment
from gangmu.store.records.schema import reviews, users
from gangmu.terms import InputError


class Action(StrEnum):
    """What a reviewer does with a claim."""

    CONFIRM = "确认"
    CORRECT = "更正"
    REJECT = "驳回"


@dataclass(frozen=True, slots=True)
class Review:
    """One review: ``fields`` is what a correction puts in place of what was read."""

    id: int
    document: str
    claim: str
    action: Action
    fields: Mapping[str, str]
    note: str
    user: str
    at: str


def add_review(
    records: Records,
    user: User,
    document: str,
    claim: str,
    action: Action,
    fields: Mapping[str, str] | None = None,
    note: str = "",
) -> int:
    """Review a claim; raises ``InputError`` for a correction that corrects nothing."""
    if (action is Action.CORRECT) != bool(fields):
        raise InputError("更正要写明改了什么，确认与驳回不改字段", "复核")
    detail = {"主张": claim, "结论": action, "字段": dict(fields or {}), "说明": note}
    with records.change(user.name, "复核主张", document, detail) as connection:
        found = connection.execute(
            insert(reviews).values(
                document=document, claim=claim, action=str(action), fields=dict(fields or {}),
                note=note, user=user.id, at=moment(),
            )
        )  # fmt: skip
    return int(found.inserted_primary_key[0])  # type: ignore[index]


def undo_review(records: Records, user: User, id: int) -> None:
    """Take a review back; only the last one of a claim, and only once."""
    with records.change(user.name, "撤销复核", str(id), {}) as connection:
        row = connection.execute(select(reviews).where(reviews.c.id == id)).first()
        if row is None or row.undoes is not None:
            raise InputError("没有这条复核", str(id))
        standing = _standing(
            connection.execute(
                select(reviews)
                .where(reviews.c.document == row.document, reviews.c.claim == row.claim)
                .order_by(reviews.c.id)
            ).all()
        )
        if not standing or standing[-1].id != id:
            raise InputError("只能撤销一条主张最后一次的复核", str(id), "刷新页面再看")
        connection.execute(
            insert(reviews).values(
                document=row.document, claim=row.claim, action="撤销", fields={}, note="",
                user=user.id, at=moment(), undoes=id,
            )
        )  # fmt: skip


def reviews_of(records: Records, document: str) -> dict[str, Review]:
    """Give the standing review of each claim of a document."""
    query = (
        select(reviews, users.c.shown)
        .join(users, users.c.id == reviews.c.user)
        .where(reviews.c.document == document)
        .order_by(reviews.c.id)
    )
    with records.read() as connection:
        rows = connection.execute(query).all()
    by_claim: dict[str, list[Any]] = {}
    for row in rows:
        by_claim.setdefault(row.claim, []).append(row)
    return {
        claim: _review(standing[-1])
        for claim, rows_ in by_claim.items()
        if (standing := _standing(rows_))
    }


def _standing(rows: list[Any] | Any) -> list[Any]:
    """Drop what was undone, and the undoing."""
    undone = {row.undoes for row in rows if row.undoes is not None}
    return [row for row in rows if row.undoes is None and row.id not in undone]


def _review(row: Any) -> Review:
    return Review(
        row.id, row.document, row.claim, Action(row.action), row.fields, row.note, row.shown, row.at
    )
