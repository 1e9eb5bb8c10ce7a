"""What documents state, as tables and records: targets, actuals, awards, duties, citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gangmu.extraction import Extraction
from gangmu.extraction.structures import conflicts
from gangmu.reports.panel import KINDS, PANEL, Found, panel_rows
from gangmu.reports.spreadsheets import Column, Sheet, Value, write_workbook
from gangmu.reports.views import Rows
from gangmu.terms import Branch, Claim, Comparator, Document, InputError, Kind, Quantity

_COMPARATORS = {
    Comparator.EQ: "",
    Comparator.REACH: "达到",
    Comparator.GE: "不低于",
    Comparator.GT: "超过",
    Comparator.LE: "不超过",
    Comparator.LT: "低于",
    Comparator.APPROX: "约",
    Comparator.RANGE: "",
}


def kind_named(name: str | None) -> Kind | None:
    """Find a kind by its Chinese or English name; ``None`` for all.

    >>> kind_named("目标")
    <Kind.TARGET: 'target'>
    """
    if name is None:
        return None
    for kind, chinese in KINDS.items():
        if name in (chinese, kind.value):
            return kind
    raise InputError(f"没有「{name}」这一类", "--kind", f"可以写：{'、'.join(KINDS.values())}")


def value_text(quantity: Quantity) -> str:
    """Write a quantity as a person would.

    >>> from decimal import Decimal
    >>> from gangmu.writing.units import unit
    >>> value_text(Quantity(Decimal("1.3"), unit("万亿元"), Comparator.GT))
    '超过1.3万亿元'
    """
    value = f"{quantity.value}" + (f"—{quantity.high}" if quantity.high is not None else "")
    return f"{_COMPARATORS[quantity.comparator]}{value}{quantity.unit.name}"


def claim_rows(found: Found, kind: Kind | None = None) -> Rows:
    """List claims for a terminal, in the order of the documents."""
    header = ("文件", "类", "指标", "数值", "时间", "条款", "原文")
    rows: list[tuple[str, ...]] = [
        (
            document.id,
            KINDS[claim.kind],
            claim.indicator.text if claim.indicator else "",
            value_text(claim.quantity),
            claim.time or "",
            claim.clause or "",
            _evidence(document, claim),
        )
        for document, extraction in found
        for claim in extraction.claims
        if kind in (None, claim.kind)
    ]
    return header, rows


def _evidence(document: Document, claim: Claim, around: int = 12) -> str:
    start = max(claim.evidence.start, claim.span.start - around)
    end = min(claim.evidence.end, claim.span.end + around)
    return " ".join(document.text[start:end].split())


def extraction_record(
    document: Document, extraction: Extraction, kind: Kind | None = None
) -> dict[str, object]:
    """Give what one document states as a record; spans are offsets into its canonical text."""
    return {
        "document": document.id,
        "source_class": document.source_class,
        "claims": [
            {
                "kind": claim.kind,
                "start": claim.span.start,
                "end": claim.span.end,
                "text": document.quote(claim.span),
                "value": claim.quantity.value,
                "high": claim.quantity.high,
                "unit": claim.quantity.unit.name,
                "comparator": claim.quantity.comparator,
                "modality": claim.quantity.modality,
                "indicator": claim.indicator.text if claim.indicator else None,
                "time": claim.time,
                "clause": claim.clause,
                "region": claim.region,
                "role": claim.role,
                "baseline": claim.baseline,
                "rate": claim.rate,
                "direction": claim.direction,
                "binding": claim.binding,
                "evidence": document.quote(claim.evidence),
                "doubts": claim.doubts,
            }
            for claim in extraction.claims
            if kind in (None, claim.kind)
        ],
        "duties": [
            {
                "task": document.quote(duty.task),
                "lead": duty.lead,
                "support": duty.support,
                "clause": duty.clause,
            }
            for duty in extraction.duties
        ],
        "citations": extraction.citations,
        "structures": [
            {
                "notation": structure.notation,
                "name": structure.name,
                "clause": structure.clause,
                "branches": [_branch(branch) for branch in structure.branches],
                "doubts": structure.doubts,
            }
            for structure in extraction.structures
        ],
    }


_DUTIES = (
    Column("文件"),
    Column("条款"),
    Column("任务", width=60),
    Column("牵头", width=30),
    Column("配合", width=30),
)
_STRUCTURES = (
    Column("文件"),
    Column("条款"),
    Column("写法"),
    Column("名称", width=24),
    Column("构成", width=60),
    Column("存疑", width=30),
)
_CITATIONS = (Column("文件"), Column("关系"), Column("标题", width=50), Column("文号"))


def _branch(branch: Branch) -> dict[str, object]:
    return {
        "count": branch.count,
        "name": branch.name,
        "members": [_branch(member) for member in branch.members],
    }


def structure_text(branches: Sequence[Branch]) -> str:
    """Write the tree of a structure in one line.

    >>> from gangmu.terms import Span
    >>> span = Span("某规划", 0, 1)
    >>> structure_text([Branch(2, "主导产业", span, (Branch(None, "纺织", span), Branch(None, "食品", span)))])
    '2主导产业（纺织、食品）'
    """
    return " + ".join(
        f"{'N' if b.count is None else b.count}{b.name}"
        + (f"（{_members(b.members)}）" if b.members else "（未列）")
        for b in branches
    )


def _members(members: Sequence[Branch]) -> str:
    if any(member.count is not None for member in members):
        return structure_text(members)
    return "、".join(member.name for member in members)


def write_claims(found: Found, path: Path) -> Path:
    """Write claims, duties, citations and structures to a workbook, a sheet each."""
    stated = [structure for _, extraction in found for structure in extraction.structures]
    structures = [
        (
            s.span.document,
            s.clause,
            s.notation,
            s.name,
            structure_text(s.branches),
            "；".join(s.doubts),
        )
        for s in stated
    ]
    duties: Iterator[tuple[Value, ...]] = (
        (d.id, duty.clause, d.quote(duty.task), "、".join(duty.lead), "、".join(duty.support))
        for d, extraction in found
        for duty in extraction.duties
    )
    citations: Iterator[tuple[Value, ...]] = (
        (document.id, citation.relation, citation.title, citation.number)
        for document, extraction in found
        for citation in extraction.citations
    )
    return write_workbook(
        path,
        [
            Sheet("主张", tuple(i.column for i in PANEL), panel_rows(found), "文件主张一览表"),
            Sheet("责任分工", _DUTIES, duties, "责任分工表"),
            Sheet("引用关系", _CITATIONS, citations, "引用关系表"),
            Sheet("体系", _STRUCTURES, structures, "体系表述", notes=tuple(conflicts(stated))),
        ],
    )
