"""Who cannot meet a condition, found on one byte for every value.

Most rows are decided on an eighth of the data (``scales``); the few that share a byte with a threshold
are looked at again exactly. What comes out here is never too narrow: for *may* it holds all who may
meet a condition (and perhaps more), for *sure* only those who do (and perhaps not all).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gangmu.measures.columnar import WORDS, by_word
from gangmu.measures.columns import Bools, Population, Rows, stretches
from gangmu.measures.facts import FactKind
from gangmu.measures.nodes import All, Any, AtLeast, FactRef, In, Not
from gangmu.measures.thresholds import Lowered, Threshold

_MOST_STRETCHES = 4


def seen(node: Lowered, population: Population, rows: Rows, *, may: bool) -> Bools | None:
    """Evaluate a condition coarsely on some rows; ``None`` where nothing can be said.

    ``None`` stands for everyone with ``may``, else for no one.
    """
    match node:
        case Threshold(ref, op, at):
            marks = population.marks(ref)
            mark = marks.scale.byte(at) + 1
            if op == "=" and not may:
                alone = marks.scale.alone(at)
                return np.asarray(marks.least[rows] == mark) if alone else None
            strict = not may and not marks.scale.alone(at)
            if op == "≥":
                side = (marks.most if may else marks.least)[rows]
                return np.asarray(side > mark if strict else side >= mark)
            if op == "≤":
                # A least byte of 0 is unknown: it may be anything, but is surely nothing.
                side = (marks.least if may else marks.most)[rows]
                return np.asarray(side < mark if strict else side <= mark)
            least = marks.least[rows]
            return np.asarray(least == mark if marks.complete else (least == mark) | (least == 0))
        case In(ref, _) if ref.fact.kind in WORDS:
            codes = population.codes(ref)
            met = by_word(node, codes, may=may)
            starts, stops = stretches(met)
            if len(starts) > _MOST_STRETCHES:
                return np.asarray(met[codes.codes[rows]])
            here = codes.codes[rows]
            inside = [
                here == start if stop == start + 1 else (here >= start) & (here < stop)
                for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
            ]
            return _joined(np.logical_or, inside) if inside else np.zeros(len(here), np.bool_)
        case In(ref, members) if ref.fact.kind is FactKind.REGISTER:
            flags = population.containing(ref, members[0])
            return (flags.possible if may else flags.sure)[rows]
        case FactRef():
            flags = population.flags(node)
            return (flags.possible if may else flags.sure)[rows]
        case Not(item):
            found = seen(item, population, rows, may=not may)
            return None if found is None else ~found
        case All(items) | Any(items):
            parts = [seen(item, population, rows, may=may) for item in items]
            told = [part for part in parts if part is not None]
            decisive = isinstance(node, All) is may  # what is not told does not matter here
            if not told or (len(told) < len(parts) and not decisive):
                return None
            return _joined(np.logical_and if isinstance(node, All) else np.logical_or, told)
        case AtLeast(count, items):
            parts = [seen(item, population, rows, may=may) for item in items]
            told = [part for part in parts if part is not None]
            count -= len(parts) - len(told) if may else 0
            if not told or count <= 0:
                return None
            met = told[0].astype(np.int8)
            for part in told[1:]:
                met += part
            return np.asarray(met >= count)
        case _:
            return None


def _joined(join: Callable[..., Bools], parts: Sequence[Bools]) -> Bools:
    whole = parts[0]
    for part in parts[1:]:
        whole = join(whole, part)
    return whole


def exactly(node: Lowered, population: Population) -> bool:
    """Tell whether ``seen`` leaves nothing of a condition to be looked at again."""
    match node:
        case Threshold(ref, _, at):
            return population.marks(ref).scale.alone(at)
        case FactRef():
            return True
        case In(ref, _):
            return ref.fact.kind in WORDS or ref.fact.kind is FactKind.REGISTER
        case Not(item):
            return exactly(item, population)
        case All(items) | Any(items) | AtLeast(_, items):
            return all(exactly(item, population) for item in items)
        case _:
            return False
