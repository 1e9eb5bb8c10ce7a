"""How far extracted quantities agree with gold: the measures of the gold's own scorer, in short.

Quantities are paired by overlap, best first; each field counts as F1 over all that either side
has, and the full tuple is value and unit, comparator, kind, time and indicator together, the indicator with at
least half of the joint span in common.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from gangmu.writing.units import find_unit

Record = dict[str, Any]
FIELDS = ("value_unit", "comparator", "kind", "time", "indicator")


class Agreement:
    """Counts over any number of documents; ``f1`` gives each field's figure.

    >>> agreement = Agreement()
    >>> one = {"start": 0, "end": 3, "value": 5, "unit": "家", "kind": "target", "comparator": "eq", "indicator": None}
    >>> agreement.add([one], [one | {"kind": "actual"}], [])
    >>> agreement.f1["value_unit"], agreement.f1["kind"]
    (1.0, 0.0)
    """

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.predicted: Counter[str] = Counter()
        self.expected: Counter[str] = Counter()
        self.on_negatives = 0
        self.negatives = 0

    def add(self, predicted: list[Record], gold: list[Record], negatives: list[Record]) -> None:
        """Count one document."""
        pairs = _paired(predicted, gold)
        paired = {id(p) for p, _ in pairs}
        alone = [p for p in predicted if id(p) not in paired]
        self.on_negatives += sum(any(_overlap(p, n) > 0 for p in alone) for n in negatives)
        self.negatives += len(negatives)
        for name in FIELDS:
            optional = name in ("time", "indicator")
            self.right[name] += sum(
                _agree(name, p, g) and not (optional and _value(name, g) is None) for p, g in pairs
            )
            self.predicted[name] += sum(
                not optional or _value(name, p) is not None for p in predicted
            )
            self.expected[name] += sum(not optional or _value(name, g) is not None for g in gold)
        self.right["full_tuple"] += sum(
            all(_agree(n, p, g) for n in FIELDS) and _same_span(p["indicator"], g["indicator"])
            for p, g in pairs
        )
        self.predicted["full_tuple"] += len(predicted)
        self.expected["full_tuple"] += len(gold)

    @property
    def f1(self) -> dict[str, float]:
        """Give F1 by field."""
        return {
            name: round(2 * self.right[name] / (self.predicted[name] + self.expected[name] or 1), 3)
            for name in (*FIELDS, "full_tuple")
        }


def differences(predicted: list[Record], gold: list[Record]) -> list[str]:
    """Say in a line each where predicted quantities differ from gold, field by field.

    >>> one = {"start": 0, "end": 3, "raw": "5家", "value": 5, "unit": "家", "kind": "target"}
    >>> one |= {"comparator": "eq", "indicator": None}
    >>> differences([one | {"kind": "actual"}], [one])
    ['5家: kind actual, not target']
    """
    pairs = _paired(predicted, gold)
    left, right = {id(p) for p, _ in pairs}, {id(g) for _, g in pairs}
    said = [f"{g['raw']}: missed" for g in gold if id(g) not in right]
    said += [f"{p['raw']}: taken for a quantity" for p in predicted if id(p) not in left]
    for p, g in pairs:
        said += [
            f"{g['raw']}: {name} {_told(name, p)}, not {_told(name, g)}"
            for name in FIELDS
            if not _agree(name, p, g)
        ]
    return said


def _told(name: str, record: Record) -> str:
    value = _value(name, record)
    if name == "time":
        return "-" if value is None else str(value[0] or value[1])
    if name == "indicator":
        return value["text"] if value else "-"
    return f"{record['value']} {record['unit']}" if name == "value_unit" else str(value)


def _paired(predicted: list[Record], gold: list[Record]) -> list[tuple[Record, Record]]:
    found = [
        (-_overlap(p, g), abs(i - j), i, j)
        for i, p in enumerate(predicted)
        for j, g in enumerate(gold)
        if _overlap(p, g) > 0
    ]
    pairs = []
    left, right = set(range(len(predicted))), set(range(len(gold)))
    for _, _, i, j in sorted(found):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((predicted[i], gold[j]))
    return pairs


def _overlap(a: Record, b: Record) -> float:
    common = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(0, common) / (max(a["end"], b["end"]) - min(a["start"], b["start"]))


def _same_span(a: Record | None, b: Record | None) -> bool:
    return a is b if a is None or b is None else _overlap(a, b) >= 0.5


def _value(name: str, record: Record) -> Any:
    if name == "time":
        time = record.get("deadline"), record.get("as_of")
        return None if time == (None, None) else time
    if name == "value_unit":
        unit = find_unit(record["unit"] or "")
        factor = float(unit.factor) if unit else 1.0
        values = record["value"] if isinstance(record["value"], list) else [record["value"]]
        dimension = unit.dimension if unit else record["unit"]
        return dimension, [v * factor for v in values]
    return record.get(name)


def _agree(name: str, p: Record, g: Record) -> bool:
    a, b = _value(name, p), _value(name, g)
    if name == "value_unit":
        same = len(a[1]) == len(b[1]) and a[0] == b[0]
        return same and all(
            abs(x - y) <= 1e-3 * max(abs(x), abs(y)) for x, y in zip(a[1], b[1], strict=True)
        )
    if name == "indicator" and a and b:
        common = min(a["end"], b["end"]) - max(a["start"], b["start"])
        shorter = min(a["end"] - a["start"], b["end"] - b["start"])
        return common >= shorter / 2 or a["text"] == b["text"]
    return bool(a == b)
