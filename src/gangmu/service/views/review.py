"""Review: extracted claims side by side with their source; confirm, correct, reject, undo."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pydantic import BaseModel

from gangmu.extraction import Extraction
from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.pages import Action, Done, Id, View
from gangmu.service.views.documents import ClaimRow, claim_row
from gangmu.store.records.reviews import Action as Verdict
from gangmu.store.records.reviews import Review, add_review, reviews_of, undo_review
from gangmu.terms import Document, InputError

#: What a reviewer may correct, as the page names it.
FIELDS = {
    "kind": "类", "value": "值", "indicator": "指标", "time": "时间", "comparator": "比较",
    "region": "地区",
}  # fmt: skip
_AROUND = 60


@dataclass(frozen=True)
class QueueRow:
    """A document with how many of its claims are reviewed, and how many are doubtful."""

    id: str
    title: str
    claims: int
    doubtful: int
    reviewed: int


@dataclass(frozen=True)
class QueuePage:
    """What there is to review."""

    items: list[QueueRow]
    total: int


def queue(desk: Desk) -> QueuePage:
    """List the documents with claims that nobody has reviewed, the most doubtful first."""
    rows = []
    for document, extraction in desk.office.shelf().found:
        if extraction.claims:
            done = reviews_of(desk.office.records, document.id)
            doubtful = sum(bool(claim.doubts) for claim in extraction.claims)
            rows.append(
                QueueRow(
                    document.id, document.metadata.title or document.id, len(extraction.claims),
                    doubtful, len(done),
                )
            )  # fmt: skip
    rows.sort(key=lambda row: (row.reviewed >= row.claims, -row.doubtful))
    return QueuePage(rows, len(rows))


@dataclass(frozen=True)
class Item:
    """A claim with the words around it, and what was said of it."""

    claim: ClaimRow
    before: str
    after: str
    review: Review | None


@dataclass(frozen=True)
class ReviewPage:
    """The claims of one document."""

    id: str
    title: str
    items: list[Item]
    total: int
    reviewed: int
    only: str
    fields: dict[str, str]


def review(desk: Desk, id: str, only: str = "") -> ReviewPage:
    """Show the claims of a document; ``only`` is 存疑, 未复核 or empty."""
    document, extraction = desk.office.shelf().document(id)
    said = reviews_of(desk.office.records, id)
    items = [
        item
        for item in _items(document, extraction, said)
        if not (only == "存疑" and not item.claim.doubts)
        and not (only == "未复核" and item.review is not None)
    ]
    return ReviewPage(
        id, document.metadata.title or id, items, len(extraction.claims), len(said), only, FIELDS
    )


def _items(document: Document, extraction: Extraction, said: dict[str, Review]) -> list[Item]:
    found = []
    for claim in extraction.claims:
        row = claim_row(document, claim, {})
        start, end = max(0, row.start - _AROUND), min(len(document.text), row.end + _AROUND)
        found.append(
            Item(
                row,
                document.text[start : row.start],
                document.text[row.end : end],
                said.get(row.key),
            )
        )
    return found


class Judged(BaseModel):
    """What is said of a claim; the fields that differ from what was read are a correction."""

    document: str
    claim: str
    action: Verdict
    note: str = ""
    kind: str = ""
    value: str = ""
    indicator: str = ""
    time: str = ""
    comparator: str = ""
    region: str = ""


def judge(desk: Desk, asked: Judged) -> Done:
    """Confirm, correct or reject a claim; the text of the document stays as it is."""
    document, extraction = desk.office.shelf().document(asked.document)
    rows = {row.key: row for c in extraction.claims if (row := claim_row(document, c, {}))}
    if asked.claim not in rows:
        raise InputError("没有这条主张", asked.claim, "文件可能已经更新，刷新页面再看")
    fields = {}
    if asked.action is Verdict.CORRECT:
        given = {name: getattr(asked, name).strip() for name in FIELDS}
        fields = {n: v for n, v in given.items() if v and v != getattr(rows[asked.claim], n)}
    id = add_review(
        desk.office.records, desk.person, document.id, asked.claim, asked.action, fields, asked.note
    )
    where = f"/review/document?id={quote(document.id)}#c{asked.claim}"
    return Done(f"已{asked.action}", where, str(id))


class Undone(BaseModel):
    """Which review to take back."""

    id: Id
    document: str


def undo(desk: Desk, asked: Undone) -> Done:
    """Take the last review of a claim back."""
    undo_review(desk.office.records, desk.person, asked.id)
    return Done("已撤销", f"/review/document?id={quote(asked.document)}")


ROUTES = (
    View("/review", Permission.REVIEW, queue, "review_queue.html"),
    View("/review/document", Permission.REVIEW, review, "review.html"),
    Action("/review", Permission.REVIEW, judge),
    Action("/review/undo", Permission.REVIEW, undo),
)
