"""What a library holds, as tables and records: 时效, missing parents, overlaps, timeline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gangmu.corpus import Event, Missing, Overlap, Survey, Validity
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, write_workbook
from gangmu.reports.views import Rows
from gangmu.terms import Document, Span

#: Characters of evidence on a terminal; the workbook and the record have all of it.
_SHORT = 40
_WIDTHS = {
    "标题": 40,
    "理由": 50,
    "原文": 60,
    "相同的文字": 60,
    "缺失的文件": 40,
    "引用它的文件": 40,
}


def survey_tables(survey: Survey, whole: bool = False) -> list[tuple[str, Rows]]:
    """Give the four tables of a survey with their headings; ``whole`` quotes evidence in full."""
    return [
        (f"文件时效（基准日 {survey.on}）", validity_rows(survey.validities, whole)),
        ("缺失的上位文件", missing_rows(survey.missing)),
        ("近似重复", overlap_rows(survey.overlaps, whole)),
        ("时间线", event_rows(survey.events)),
    ]


def validity_rows(validities: Sequence[Validity], whole: bool = False) -> Rows:
    """List documents with the printed and the computed 时效, and why."""
    header = ("文件", "标题", "印的时效", "推算时效", "理由", "提示", "原文")
    rows: list[tuple[str, ...]] = [
        (
            each.document.id,
            each.document.metadata.title or "",
            each.printed or "",
            each.status.value,
            each.reason,
            "；".join(filter(None, (each.conflict, *each.notes))),
            _quoted(each, whole),
        )
        for each in validities
    ]
    return header, rows


def missing_rows(missing: Sequence[Missing]) -> Rows:
    """List what official documents stand on and the library does not have."""
    header = ("缺失的文件", "文号", "关系", "引用它的文件", "说明")
    return header, [
        (
            each.title,
            each.number or "",
            "、".join(dict.fromkeys(edge.relation for edge in each.edges)),
            "、".join(dict.fromkeys(edge.citing.id for edge in each.edges)),
            each.doubt,
        )
        for each in missing
    ]


def overlap_rows(overlaps: Sequence[Overlap], whole: bool = False) -> Rows:
    """List copies and excerpts, with how much of each stands in the other."""
    header = ("关系", "甲", "乙", "甲在乙中的比率", "乙在甲中的比率", "相同的文字")
    return header, [
        (
            each.kinship.value,
            each.one.id,
            each.other.id,
            f"{each.one_in_other:.0%}",
            f"{each.other_in_one:.0%}",
            _cut(" ".join(each.words.split()), whole),
        )
        for each in overlaps
    ]


def event_rows(events: Sequence[Event]) -> Rows:
    """List events in the order of time, with the document that tells of each."""
    header = ("时间", "事项", "标题", "出处")
    return header, [(each.time, each.what, each.title, each.source.id) for each in events]


def write_survey(survey: Survey, path: Path) -> Path:
    """Write a survey to a workbook: 文件时效, 缺失的上位文件, 近似重复, 时间线."""
    sheets = []
    for heading, (header, body) in survey_tables(survey, whole=True):
        columns = tuple(Column(name, CellKind.TEXT, width=_WIDTHS.get(name)) for name in header)
        name = heading.partition("（")[0]
        sheets.append(Sheet(name, columns, body, heading))
    return write_workbook(path, sheets)


def survey_record(survey: Survey) -> dict[str, object]:
    """Give a survey as a record; spans are offsets into the text of the document beside them."""
    return {
        "as_of": survey.on,
        "documents": [
            {
                **_named(each.document),
                "source_class": each.document.source_class,
                "printed": each.printed,
                "status": each.status,
                "reason": each.reason,
                "conflict": each.conflict,
                "notes": each.notes,
                "evidence": _evidence(each.source, each.evidence),
            }
            for each in survey.validities
        ],
        "missing": [
            {
                "title": each.title,
                "number": each.number,
                "doubt": each.doubt,
                "cited_by": [
                    {"relation": edge.relation, **_evidence_of(edge.citing, edge.citation.span)}
                    for edge in each.edges
                ],
            }
            for each in survey.missing
        ],
        "overlaps": [
            {
                "kinship": each.kinship,
                "one": _named(each.one),
                "other": _named(each.other),
                "one_in_other": round(each.one_in_other, 4),
                "other_in_one": round(each.other_in_one, 4),
                "evidence": [
                    _evidence_of(each.one, each.evidence[0]),
                    _evidence_of(each.other, each.evidence[1]),
                ],
            }
            for each in survey.overlaps
        ],
        "timeline": [
            {
                "time": each.time,
                "what": each.what,
                "title": each.title,
                "source": each.source.id,
                "evidence": _evidence(each.source, each.span),
            }
            for each in survey.events
        ],
    }


def _named(document: Document) -> dict[str, object]:
    return {"id": document.id, "path": document.path, "title": document.metadata.title}


def _evidence(document: Document, span: Span | None) -> dict[str, object] | None:
    return _evidence_of(document, span) if span else None


def _evidence_of(document: Document, span: Span) -> dict[str, object]:
    return {
        "document": document.id,
        "start": span.start,
        "end": span.end,
        "text": document.quote(span),
    }


def _quoted(validity: Validity, whole: bool) -> str:
    """Quote the evidence, with the document that it stands in if that is another one."""
    words = _cut(validity.words, whole)
    other = validity.evidence and validity.source is not validity.document
    return f"{words}（{validity.source.id}）" if other else words


def _cut(words: str, whole: bool) -> str:
    return words if whole or len(words) <= _SHORT else f"{words[:_SHORT]}…"
