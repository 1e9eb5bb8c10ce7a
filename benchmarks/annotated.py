"""Read an annotated document: its text with the quantities marked in it, and what stands above it.

    kind: action_plan
    title: 临江区轻工业三年行动计划
    …
    ---
    到2026年，规上轻工产值由{{210亿元|A=|2023|规上轻工产值|role=b}}提升至{{300亿元|T->|2026|规上轻工产值}}。

A mark is ``raw | kind and comparator | time | indicator | extras``. Kinds are T(arget), A(ctual),
F(orecast), C(ondition), W (award), O(ther); comparators = >= > <= < ~ (approx) .. (range) and
-> (reach). The indicator is the nearest such words before the number, else after it (always so with a leading +).
Extras: v= value, u= unit (read off the raw words without), raw= the part of the words that is the
number, mod= rate= dir=+/- role=b/q reg= bind= base=value+unit@time.

``load`` gives the text and the gold in the form of the scorer in ``../shared/gold``; every run of
digits outside a mark is a negative.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

_MARK = re.compile(r"\{\{(.*?)\}\}", re.S)
_KINDS = {
    "T": "target",
    "A": "actual",
    "F": "forecast",
    "C": "condition",
    "W": "award",
    "O": "other",
}
_COMPARATORS = {
    "=": "eq",
    ">=": "ge",
    ">": "gt",
    "<=": "le",
    "<": "lt",
    "~": "approx",
    "..": "range",
    "->": "reach",
}
_ROLES = {"b": "baseline", "q": "qualifier"}
_DIRECTIONS = {"+": "increase", "-": "decrease"}
_NUMBER = re.compile(r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)")
_CITE = ("relation", "title", "number")
_METADATA = ("title", "number", "issuers", "published", "effective", "expires", "level", "region")

Record = dict[str, Any]


def load(path: Path) -> tuple[str, Record, list[Record]]:
    """Give the text, the gold and the negatives of an annotated document."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    facts = yaml.load(head, yaml.BaseLoader)
    text, quantities = marked(body, _or_none(facts.get("region")))
    gold: Record = {
        "doc": path.stem,
        "doc_kind": facts["kind"],
        "layers": ["metadata", "clauses", "quantities", *(["duties"] if "duties" in facts else [])],
        "metadata": _metadata(facts),
        "clauses": [
            dict(zip(("id", "heading"), line.partition(" ")[::2], strict=True))
            for line in facts["clauses"].splitlines()
            if line.strip()
        ],
        "quantities": quantities,
        "measures": [],
        "duties": [_duty(text, *duty) for duty in facts.get("duties", [])],
        "general_rules": [],
    }
    spans = [(q["start"], q["end"]) for q in quantities]
    negatives = [
        {"start": m.start(), "end": m.end(), "text": m.group()}
        for m in re.finditer(r"[0-9０-９]+", text)
        if not any(a < m.end() and m.start() < b for a, b in spans)
    ]
    return text, gold, negatives


def marked(body: str, region: str | None) -> tuple[str, list[Record]]:
    """Give a marked text without its marks, and the quantities that were marked.

    >>> text, (quantity,) = marked("2025年达到{{30家|T->|2025|达到}}。", None)
    >>> text, quantity["value"], quantity["unit"], quantity["comparator"], quantity["deadline"]
    ('2025年达到30家。', 30.0, '家', 'reach', 2025)
    """
    pieces: list[str] = []
    marks: list[tuple[int, int, list[str]]] = []
    done = length = 0
    for match in _MARK.finditer(body):
        before = body[done : match.start()]
        raw, *fields = match.group(1).split("|")
        pieces += (before, raw)
        length += len(before)
        marks.append((length, length + len(raw), fields))
        length += len(raw)
        done = match.end()
    text = "".join((*pieces, body[done:]))
    return text, [_quantity(text, *mark, region) for mark in marks]


def write(folder: Path, gold_folder: Path) -> list[str]:
    """Write every annotated document of a folder in the scorer's form; give their names."""
    names = []
    for path in sorted(folder.glob("[0-9][0-9].txt")):
        text, gold, negatives = load(path)
        (gold_folder / f"{path.stem}.txt").write_text(text, encoding="utf-8")
        for name, record in (("gold", gold), ("negatives", {"negatives": negatives})):
            target = gold_folder / f"{path.stem}.{name}.json"
            target.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        names.append(path.stem)
    return names


def _metadata(facts: Record) -> Record:
    period = _or_none(facts.get("plan_period"))
    known = {name: _or_none(facts.get(name)) for name in _METADATA}
    return known | {
        "is_official": facts.get("is_official") != "false",
        "plan_period": [int(y) for y in period] if period else None,
        "cites": [
            dict(zip(_CITE, map(_or_none, cite), strict=True)) for cite in facts.get("cites", [])
        ],
    }


def _or_none(value: Any) -> Any:
    return None if value in (None, "", "null") else value


def _quantity(text: str, start: int, end: int, fields: list[str], region: str | None) -> Record:
    what, time, indicator, *rest = (*fields, "", "")[: max(4, len(fields))]
    extras = dict(e.split("=", 1) for e in (rest[0] if rest else "").split())
    if "raw" in extras:
        start += text[start:end].index(extras["raw"])
        end = start + len(extras["raw"])
    raw = text[start:end]
    kind, comparator = _KINDS[what[0]], _COMPARATORS[what[1:]]
    value, unit = _value(raw, extras)
    past = kind == "actual"
    return {
        "start": start,
        "end": end,
        "raw": raw,
        "value": value,
        "unit": unit,
        "kind": kind,
        "comparator": comparator,
        "modality": extras.get("mod"),
        "indicator": _indicator(text, start, end, indicator) if indicator else None,
        "deadline": int(time) if time and not past else None,
        "as_of": time if time and past else None,
        "baseline": _baseline(extras["base"]) if "base" in extras else None,
        "rate": extras.get("rate"),
        "direction": _DIRECTIONS.get(extras.get("dir", "")),
        "region": extras.get("reg", region),
        "binding": extras.get("bind"),
        "role": _ROLES.get(extras.get("role", ""), "main"),
    }


def _value(raw: str, extras: Record) -> tuple[float | list[float], str]:
    numbers = [float(n.replace(",", "")) for n in _NUMBER.findall(raw)]
    if "v" in extras:
        numbers = [float(n) for n in extras["v"].split(",")]
    if not numbers:
        raise ValueError(f"no value for {raw}")
    unit = extras["u"] if "u" in extras else _NUMBER.split(raw)[-1].lstrip("余多").strip()
    return (numbers[0] if len(numbers) == 1 else numbers), unit


def _baseline(words: str) -> Record:
    amount, _, time = words.partition("@")
    value, unit = _value(amount, {}) if amount else (None, None)
    return {"value": value, "unit": unit, "time": time or None}


def _indicator(text: str, start: int, end: int, words: str) -> Record:
    name = words.lstrip("+")
    at = -1 if words[0] == "+" else text.rfind(name, max(0, start - 600), start)
    if at < 0:
        at = text.find(name, end)
    if at < 0 or abs(at - start) > 600:
        raise ValueError(f"{text[start:end]}: {name} is not near")
    return {"start": at, "end": at + len(name), "text": name}


def _duty(text: str, words: str, lead: list[str], support: list[str]) -> Record:
    first, _, last = words.partition("…")
    start = text.index(first)
    end = text.index(last, start) + len(last)
    return {"task": {"start": start, "end": end}, "lead": lead, "support": support}
