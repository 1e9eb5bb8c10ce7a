"""算术核对表: what the audit found, with the computation and the words it stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gangmu.indicators.audit.statements import Finding, Severity
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.views import SOURCE_CLASSES, Rows
from gangmu.terms import Document, Span

_COLUMNS = (
    Column("序号", CellKind.ORDINAL, width=5),
    Column("程度", width=7),
    Column("核对项", width=12),
    Column("发现", width=30),
    Column("算式", width=48),
    Column("怎么办", width=30),
    Column("文件", width=24),
    Column("条款", width=14),
    Column("原文", width=40),
    Column("起止字符", width=16),
)


def audit_rows(findings: Sequence[Finding]) -> Rows:
    """List what does not agree for a terminal, worst first."""
    header = ("程度", "核对项", "发现", "算式", "文件", "条款")
    rows: list[tuple[str, ...]] = [
        (
            each.severity.value,
            each.rule,
            each.title,
            each.arithmetic,
            "、".join(each.documents),
            "、".join(each.clauses),
        )
        for each in _worst_first(findings)
        if each.severity is not Severity.AGREES
    ]
    return header, rows


def audit_summary(findings: Sequence[Finding]) -> str:
    """Count what was found, and what agrees.

    >>> audit_summary([])
    '没有可核对的算术。'
    """
    counts = Counter(each.severity for each in findings)
    if not counts:
        return "没有可核对的算术。"
    shown = "、".join(f"{severity}{counts[severity]}" for severity in Severity if counts[severity])
    return f"核对 {len(findings)} 处：{shown}。"


def audit_records(
    findings: Iterable[Finding], documents: Iterable[Document]
) -> Iterator[dict[str, object]]:
    """Give findings as records; spans are offsets into the text of their document."""
    texts = _by_id(documents)
    return (_record(finding, texts) for finding in findings)


def _record(finding: Finding, texts: Mapping[str, Document]) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "arithmetic": finding.arithmetic,
        "remedy": finding.remedy,
        "clauses": list(finding.clauses),
        "evidence": [
            {"document": s.document, "start": s.start, "end": s.end, "text": _quote(s, texts)}
            for s in finding.spans
        ],
    }


def write_audit(findings: Sequence[Finding], documents: Sequence[Document], path: Path) -> Path:
    """Write 算术核对表.xlsx: 发现 (what needs a look), 相符 (what was recomputed and agrees), 文件."""
    ordered = _worst_first(findings)
    texts = _by_id(documents)
    doubtful = [each for each in ordered if each.severity is not Severity.AGREES]
    agreeing = [each for each in ordered if each.severity is Severity.AGREES]
    return write_workbook(
        path,
        [
            Sheet(
                "发现", _COLUMNS, _rows(doubtful, texts), "文件算术核对表",
                audit_summary(findings),
                notes=(
                    "注：印出的数按四舍五入理解，写明“超过”“左右”的不作等式核对；"
                    "错误＝任何口径下都不能成立，疑点＝须写明口径，提示＝供参考。",
                ),
            ),
            Sheet("相符", _COLUMNS, _rows(agreeing, texts), "核对相符的数"),
            Sheet(
                "文件",
                (Column("文件", width=40), Column("来源类别"), Column("标题", width=40)),
                [(d.id, SOURCE_CLASSES[d.source_class], d.metadata.title) for d in documents],
                "核对的文件",
            ),
        ],
    )  # fmt: skip


def _rows(findings: Sequence[Finding], texts: Mapping[str, Document]) -> list[tuple[Value, ...]]:
    return [
        (
            number,
            each.severity.value,
            each.rule,
            each.title,
            each.arithmetic,
            each.remedy or None,
            "\n".join(each.documents),
            "\n".join(each.clauses) or None,
            "；".join(_quote(span, texts) for span in each.spans),
            "；".join(f"{span.start}—{span.end}" for span in each.spans),
        )
        for number, each in enumerate(findings, 1)
    ]


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: list(Severity).index(each.severity))


def _by_id(documents: Iterable[Document]) -> dict[str, Document]:
    """Find documents by their id, the first of those that share one."""
    found: dict[str, Document] = {}
    for document in documents:
        found.setdefault(document.id, document)
    return found


def _quote(span: Span, texts: Mapping[str, Document]) -> str:
    document = texts.get(span.document)
    return " ".join(document.quote(span).split()) if document else ""
