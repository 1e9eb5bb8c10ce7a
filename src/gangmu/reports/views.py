"""Nouns as rows for a terminal and as records for machines.

A table is ``(header, rows)`` of text; a record is a dict that ``plain`` can turn into JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path

from gangmu.measures.explanation import show_amount
from gangmu.settlement.checkup import Checkup
from gangmu.settlement.explain import Explanation
from gangmu.settlement.run import Settlement
from gangmu.terms import Amount, Document, SourceClass, Span, Trace

Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]

SOURCE_CLASSES = {
    SourceClass.OFFICIAL: "正式文件",
    SourceClass.INTERPRETATION: "解读",
    SourceClass.JOURNAL: "刊物",
    SourceClass.UNSIGNED: "无署名",
}
_MARKS = {"符合": "✓", "不符合": "✗", "待核实": "？"}


def plain(value: object) -> object:
    """Turn nouns into what JSON knows: exact numbers become numbers or text, never rounded.

    >>> plain({"日期": date(2026, 6, 1), "增速": Fraction(1, 3), "值": Decimal("1.30")})
    {'日期': '2026-06-01', '增速': '1/3', '值': '1.30'}
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return plain(value.value)
        case str():
            return str(value)
        case Decimal() | Fraction():
            return int(value) if value == int(value) and isinstance(value, Fraction) else str(value)
        case date() | Path():
            return str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Iterable():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    return str(value)


def yuan(cents: int | None) -> str:
    """Write 分 as 元.

    >>> yuan(123456789), yuan(None)
    ('1,234,567.89', '无上限')
    """
    return "无上限" if cents is None else f"{Decimal(cents) / 100:,.2f}"


# ---------------------------------------------------------------- documents


def document_rows(documents: Sequence[Document]) -> Rows:
    """List documents: what they are, who issued them, when, how many clauses."""
    header = ("文件", "类别", "文号", "标题", "机关", "公布", "施行", "条款数", "修复数")
    rows: list[tuple[str, ...]] = []
    for document in documents:
        metadata = document.metadata
        rows.append(
            (
                document.path.name,
                SOURCE_CLASSES[document.source_class],
                metadata.number or "",
                metadata.title or "",
                "、".join(metadata.issuers),
                str(metadata.published or ""),
                str(metadata.effective or ""),
                str(len(document.clauses)),
                str(len(document.repairs)),
            )
        )
    return header, rows


def note_lines(documents: Sequence[Document]) -> list[str]:
    """Say what was left out, unread or read with doubt, document by document."""
    return [
        f"{document.path.name}：{note.text}" for document in documents for note in document.notes
    ]


def document_record(document: Document, with_text: bool = False) -> dict[str, object]:
    """Give a document as a record; spans are ``[start, end]`` in its canonical text."""
    record: dict[str, object] = {
        "id": document.id,
        "path": document.path,
        "origin": document.origin,
        "length": len(document.text),
        "sha256": document.sha256,
        "source_class": document.source_class,
        "source_reason": document.source_reason,
        "metadata": document.metadata,
        "body": _pair(document.body),
        "wrapper": _pair(document.wrapper) if document.wrapper else None,
        "clauses": [
            {"id": c.id, "heading": c.heading, "level": c.level, "span": _pair(c.span)}
            for c in document.clauses
        ],
        "tables": [
            {
                "caption": table.caption,
                "cells": [[document.quote(cell) for cell in row] for row in table.cells],
            }
            for table in document.tables
        ],
        "repairs": document.repairs,
        "pages": len(document.pages),
        "notes": [
            {"text": note.text, "span": _pair(note.span) if note.span else None}
            for note in document.notes
        ],
    }
    return record | ({"text": document.text} if with_text else {})


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


# ---------------------------------------------------------------- settlements


def settlement_rows(settlement: Settlement) -> Rows:
    """Sum a settlement up by measure."""
    header = (
        "措施",
        "依据",
        "符合数",
        "待核实数",
        "不符合数",
        "核定金额（元）",
        "拨付笔数",
        "拨付金额（元）",
        "待核实最多（元）",
    )
    rows: list[tuple[str, ...]] = [
        (
            total.measure,
            f"{total.document} {total.clause}",
            str(total.eligible),
            str(total.undecided),
            str(total.ineligible),
            yuan(total.awarded),
            str(total.paid_lines),
            yuan(total.paid),
            yuan(total.pending_most),
        )
        for total in settlement.totals
    ]
    paid_lines = sum(total.paid_lines for total in settlement.totals)
    rows.append(
        (
            "合计",
            "",
            "",
            "",
            "",
            yuan(settlement.awarded),
            str(paid_lines),
            yuan(settlement.paid),
            "",
        )
    )
    return header, rows


def settlement_record(settlement: Settlement) -> dict[str, object]:
    """Give a settlement as a record: inputs, totals, every line with its reason, the plan."""
    lines = settlement.lines.to_pylist()
    for at, line in enumerate(lines):
        line["理由"] = settlement.reason(at)
    return {
        "id": settlement.id,
        "as_of": settlement.as_of,
        "inputs": dict(settlement.inputs),
        "skipped": settlement.skipped,
        "awarded": settlement.awarded,
        "paid": settlement.paid,
        "totals": settlement.totals,
        "lines": lines,
        "plan": settlement.plan.to_pylist(),
        "notes": settlement.notes,
        "absences": settlement.absences,
    }


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """Draw the tree of one explanation.

    Each line: mark, what was asked or computed, what came out, and the cell or clause behind it.
    """
    yield f"{explanation.applicant}　{explanation.measure}　〔{explanation.basis}〕"
    yield from _branch(explanation.judgement.trace, "", "")
    if explanation.places:
        yield f"要补：{'、'.join(explanation.judgement.missing)}，填在 {'、'.join(explanation.places)}"
    for step in explanation.steps:
        change = f"{show_amount(step.before)} → {show_amount(step.after)}"
        if step.before == step.after:
            change = show_amount(step.after)
        yield f"{step.step}　{step.why}：{change}，{step.treatment}　← {step.basis}"
    if explanation.steps:
        yield f"结果：{explanation.treatment}，{show_amount(explanation.awarded)}"
    if len(explanation.dues) > 1:
        for due in explanation.dues:
            why = f"（{due.why}）" if due.why else ""
            amount = show_amount(Amount(due.amount[0], due.amount[1]))
            yield f"  {due.instalment}　{due.year} 年　{amount}　{due.state}{why}"
    yield ""


def _branch(trace: Trace, lead: str, follow: str) -> Iterator[str]:
    mark = _MARKS.get(trace.outcome.split("，")[0])
    outcome = f"{mark} {trace.outcome}" if mark else trace.outcome
    source = f"　← {trace.source}" if trace.source else ""
    yield f"{lead}{trace.text}{'：' if trace.text and outcome else ''}{outcome}{source}"
    for at, child in enumerate(trace.children):
        last = at == len(trace.children) - 1
        yield from _branch(
            child, follow + ("└─ " if last else "├─ "), follow + ("   " if last else "│  ")
        )


def trace_record(trace: Trace) -> dict[str, object]:
    """Give a trace as nested records."""
    return {
        "text": trace.text,
        "outcome": trace.outcome,
        "source": trace.source,
        "children": [trace_record(child) for child in trace.children],
    }


def checkup_lines(checkup: Checkup) -> Iterator[str]:
    """Say a 政策体检 on a terminal: what is certain, what waits, what is narrowly missed."""
    yield f"{checkup.name}（{checkup.code}）　基准日 {checkup.as_of}"
    yield f"已能确定 {len(checkup.granted)} 项，合计 {yuan(checkup.awarded)} 元"
    for each in checkup.granted:
        yield f"　✓ {each.measure}　{yuan(each.awarded.low)} 元　〔{each.basis}〕"
    for each in checkup.waiting:
        missing = "、".join(each.judgement.missing)
        where = f"，填在 {'、'.join(each.places)}" if each.places else ""
        yield f"　？ {each.measure}　{show_amount(each.awarded)}　{f'缺 {missing}{where}' if missing else each.steps[-1].why if each.steps else '由人决定'}"
    for each in checkup.outdone:
        yield f"　— {each.measure}　{each.treatment}：{each.steps[-1].why if each.steps else ''}"
    for gap in checkup.gaps:
        if len(gap.failed) == 1:
            test, short = gap.failed[0]
            yield f"　✗ {gap.measure}　只差：{test}{f'（{short}）' if short else ''}"
    for due in checkup.later:
        yield f"　… {due.name} {due.instalment}　{due.year} 年　{yuan(due.amount[0])} 元　{due.state}"


def checkup_record(checkup: Checkup) -> dict[str, object]:
    """Give a 政策体检 as a record."""
    return {
        "name": checkup.name,
        "code": checkup.code,
        "as_of": checkup.as_of,
        "run": checkup.run,
        "awarded": checkup.awarded,
        "granted": [
            {"measure": e.measure, "basis": e.basis, "amount": e.awarded} for e in checkup.granted
        ],
        "waiting": [
            {
                "measure": e.measure,
                "amount": e.awarded,
                "missing": e.judgement.missing,
                "cells": e.places,
            }
            for e in checkup.waiting
        ],
        "gaps": checkup.gaps,
    }
