"""What documents state, as lines of JSON: one file for each source file, one claim a line.

Offsets are code points of the canonical text of the source file, end exclusive. A plain text file
is its own canonical text; for the other formats that text is written beside the lines.

    {"type": "metadata", "document", "title", "number", "issuers", "published", …, "cites": […]}
    {"type": "clause", "id", "heading", "start", "end"}
    {"type": "quantity", "start", "end", "value", "unit", "kind", "comparator", "indicator": {…}, …}
    {"type": "measure", "span", "clause", "entity", "conditions": […], "benefit": {…}, …}
    {"type": "duty", "task": {"start", "end"}, "lead": […], "support": […]}
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gangmu.extraction import Extraction, extract
from gangmu.extraction.records import benefit_records, duty_record, extent
from gangmu.reading import read_bytes
from gangmu.store import atomic_write
from gangmu.terms import Claim, Document, Kind, Quantity

Line = dict[str, Any]
Found = Sequence[tuple[Document, Extraction]]


def document_lines(document: Document, extraction: Extraction) -> list[Line]:
    """Write everything read and extracted from a document as lines."""
    at = document.origin
    return [
        metadata_line(document, extraction),
        *(
            {
                "type": "clause",
                "id": clause.id,
                "heading": clause.heading,
                "start": clause.span.start + at,
                "end": clause.span.end + at,
            }
            for clause in document.clauses
        ),
        *(quantity_line(document, claim) for claim in extraction.claims),
        *benefit_records(document, extraction.benefits),
        *(duty_record(document, duty) for duty in extraction.duties),
    ]


def metadata_line(document: Document, extraction: Extraction) -> Line:
    """Write what a document says of itself, and what it cites."""
    metadata = document.metadata
    return {
        "type": "metadata",
        "document": document.id,
        "start": document.origin,
        "end": document.origin + len(document.text),
        "title": metadata.title,
        "number": metadata.number,
        "issuers": list(metadata.issuers),
        "published": _day(metadata.published),
        "effective": _day(metadata.effective),
        "expires": _day(metadata.expires),
        "level": metadata.level,
        "is_official": document.official,
        "plan_period": list(metadata.plan_period) if metadata.plan_period else None,
        "region": metadata.region,
        "cites": [
            {"relation": c.relation, "title": c.title, "number": c.number}
            for c in extraction.citations
        ],
    }


def quantity_line(document: Document, claim: Claim) -> Line:
    """Write a claim: a target or forecast has a deadline, an actual an as-of."""
    when = claim.time.replace("/", "-") if claim.time else None
    past = claim.kind is Kind.ACTUAL
    indicator = claim.indicator
    baseline = claim.baseline
    return {
        "type": "quantity",
        **extent(document, claim.span),
        "raw": document.quote(claim.span),
        "value": value(claim.quantity),
        "unit": claim.quantity.unit.name,
        "kind": claim.kind.value,
        "comparator": claim.quantity.comparator.value,
        "modality": claim.quantity.modality,
        "indicator": indicator and {**extent(document, indicator.span), "text": indicator.text},
        "deadline": int(when[:4]) if when and not past else None,
        "as_of": when if past else None,
        "baseline": baseline
        and {
            "value": None if baseline.value is None else float(baseline.value),
            "unit": baseline.unit,
            "time": baseline.time,
        },
        "rate": claim.rate,
        "direction": claim.direction,
        "region": claim.region,
        "binding": claim.binding,
        "role": claim.role.value,
        "clause": claim.clause,
        "doubts": list(claim.doubts),
    }


def value(quantity: Quantity) -> float | list[float]:
    """Give a value as JSON has it: a number, or the two bounds of a range."""
    if quantity.high is None:
        return float(quantity.value)
    return [float(quantity.value), float(quantity.high)]


def write_lines(found: Found, folder: Path) -> list[Path]:
    """Write ``<stem>.jsonl`` into a folder for each source file, whole or not at all.

    Two sources of one stem keep their suffix (``规划.docx.jsonl``, ``规划.pdf.jsonl``). Beside the lines
    of a source that is no plain text stands its canonical text, ``<stem>.txt``.
    """
    sources: dict[Path, list[tuple[Document, Extraction]]] = defaultdict(list)
    for document, extraction in found:
        sources[document.path].append((document, extraction))
    stems = Counter(path.stem for path in sources)
    written: list[Path] = []
    folder.mkdir(parents=True, exist_ok=True)
    for path, parts in sources.items():
        name = path.stem if stems[path.stem] == 1 else path.name
        target = folder / f"{name}.jsonl"
        _write(target, _joined(parts))
        written.append(target)
        if path.suffix.lower() != ".txt":
            _write(folder / f"{name}.txt", _canonical(parts))
    return written


def lines_of(data: bytes, path: Path) -> dict[str, bytes]:
    """Read and extract one source; give what ``write_lines`` would write of it, by the file's ending.

    For ``jobs.exports.write_each``, which does this in processes for thousands of sources.
    """
    parts = [(document, extract(document)) for document in read_bytes(data, path)]
    made = {".jsonl": _joined(parts).encode()}
    if path.suffix.lower() != ".txt":
        made[".txt"] = _canonical(parts).encode()
    return made


def _joined(parts: Found) -> str:
    lines = [line for part in parts for line in document_lines(*part)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _canonical(parts: Found) -> str:
    text = ""
    for document, _ in sorted(parts, key=lambda part: part[0].origin):
        text = text[: document.origin].ljust(document.origin) + document.text
    return text


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
