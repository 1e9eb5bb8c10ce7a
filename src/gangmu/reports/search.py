"""Hits of a search, and two documents side by side, as rows, records and a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gangmu.reports.panel import KINDS
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.views import Rows
from gangmu.search import Found, Hit
from gangmu.search.comparison import Comparison, Difference
from gangmu.search.passages import Passage
from gangmu.terms import Claim, Document


def hit_rows(found: Found) -> Rows:
    """List hits for a terminal; the words are set in 【】."""
    header = ("文件", "条款", "年份", "时效", "原文")
    return header, [
        (
            hit.title,
            " ".join(part for part in (hit.clause or "", hit.heading) if part),
            hit.facets["year"],
            hit.facets["status"],
            " ".join(_marked(hit).split()),
        )
        for hit in found.hits
    ]


def _marked(hit: Hit) -> str:
    parts, at = [], 0
    for start, end in sorted(hit.marks):
        parts += [hit.text[at:start], "【", hit.text[start:end], "】"]
        at = end
    return "".join((*parts, hit.text[at:]))


def found_record(found: Found) -> dict[str, object]:
    """Give hits as records; ``marks`` are offsets into ``text``."""
    return {"total": found.total, "counts": found.counts, "hits": found.hits}


def comparison_rows(comparison: Comparison) -> Rows:
    """List the clauses of two documents side by side for a terminal."""
    header = ("相似度", "甲", "乙", "共同的话", "数值差异")
    rows: list[tuple[str, ...]] = [
        (
            f"{pair.likeness:.2f}",
            _name(pair.one),
            _name(pair.other),
            comparison.one.quote(pair.shared[0]) if pair.shared else "",
            "；".join(_difference(d, comparison) for d in pair.differences if not d.same),
        )
        for pair in comparison.pairs
    ]
    for label, alone in (("仅甲有", comparison.only_one), ("仅乙有", comparison.only_other)):
        if alone:
            names = "、".join(_name(each) for each in alone)
            rows.append(
                (label, names, "", "", "") if label == "仅甲有" else (label, "", names, "", "")
            )
    return header, rows


def _name(passage: Passage) -> str:
    return " ".join(part for part in (passage.clause or "（文首）", passage.heading) if part)


def _difference(difference: Difference, comparison: Comparison) -> str:
    one, other = (
        value_words(difference.one, comparison.one),
        value_words(difference.other, comparison.other),
    )
    return f"{difference.subject or KINDS[difference.kind]}：{one or '无'}／{other or '无'}"


def value_words(claim: Claim | None, document: Document) -> str:
    """Quote a number with the words of its bound; empty for none."""
    if claim is None:
        return ""
    bound = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "约"}
    sign = bound.get(claim.quantity.comparator.value, "")
    return f"{sign}{document.quote(claim.span)}"


def comparison_record(comparison: Comparison) -> dict[str, object]:
    """Give a comparison as a record; spans are offsets into the text of their document."""

    def side(claim: Claim | None, document: Document) -> dict[str, object] | None:
        if claim is None:
            return None
        return {
            "words": value_words(claim, document),
            "value": claim.quantity.value,
            "unit": claim.quantity.unit.name,
            "comparator": claim.quantity.comparator,
            "start": claim.span.start,
            "end": claim.span.end,
        }

    return {
        "one": comparison.one.id,
        "other": comparison.other.id,
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "likeness": round(pair.likeness, 4),
                "shared": pair.shared,
                "differences": [
                    {
                        "subject": d.subject,
                        "kind": d.kind,
                        "same": d.same,
                        "one": side(d.one, comparison.one),
                        "other": side(d.other, comparison.other),
                    }
                    for d in pair.differences
                ],
            }
            for pair in comparison.pairs
        ],
        "only_one": comparison.only_one,
        "only_other": comparison.only_other,
    }


def write_comparison(comparison: Comparison, path: Path) -> Path:
    """Write 文件对照.xlsx: the clauses side by side, and every number with its counterpart."""
    one, other = comparison.one, comparison.other
    names = tuple(document.metadata.title or document.id for document in (one, other))
    clauses = Sheet(
        "条款对照",
        (
            Column("相似度", CellKind.NUMBER, width=8),
            Column("条款", group=names[0], width=18),
            Column("原文", group=names[0], width=46),
            Column("条款", group=names[1], width=18),
            Column("原文", group=names[1], width=46),
            Column("共同的话", width=30),
        ),
        list(_clause_rows(comparison)),
        title=f"{names[0]} 与 {names[1]}",
    )
    numbers = Sheet(
        "数值对照",
        (
            Column("条款（甲）", width=18),
            Column("条款（乙）", width=18),
            Column("对象", width=20),
            Column("类", width=7),
            Column("甲", width=16),
            Column("乙", width=16),
            Column("结果", width=8),
        ),
        [
            (
                pair.one.clause or "",
                pair.other.clause or "",
                d.subject,
                KINDS[d.kind],
                value_words(d.one, one),
                value_words(d.other, other),
                "相同" if d.same else "不同" if d.one and d.other else "仅一方",
            )
            for pair in comparison.pairs
            for d in pair.differences
        ],
        title="条款里的数值",
    )
    return write_workbook(path, [clauses, numbers])


def _clause_rows(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    one, other = comparison.one, comparison.other
    for pair in comparison.pairs:
        shared = one.quote(pair.shared[0]) if pair.shared else ""
        yield (
            round(pair.likeness, 2), _name(pair.one), one.quote(pair.one.span).strip(),
            _name(pair.other), other.quote(pair.other.span).strip(), shared,
        )  # fmt: skip
    for passage in comparison.only_one:
        yield (None, _name(passage), one.quote(passage.span).strip(), "", "", "")
    for passage in comparison.only_other:
        yield (None, "", "", _name(passage), other.quote(passage.span).strip(), "")
