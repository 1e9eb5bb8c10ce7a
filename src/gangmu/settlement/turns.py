"""In which turn lines are served: by the numbers that a file sorts by, exactly; equals by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from gangmu.measures.nodes import Number
from gangmu.settlement.allocation import Turn
from gangmu.settlement.lines import Index, Lines
from gangmu.settlement.round import Round, value_of_rows

Scored = Fraction | None


def exact_values(round_: Round, node: Number, entity: str, rows: object) -> list[Scored]:
    """Evaluate a number for some rows, exactly; unknown is ``None``."""
    index = np.asarray(rows, np.intp)
    found = value_of_rows(node, round_.populations[entity], index)
    above = np.broadcast_to(np.asarray(found.numerators, object), index.shape).tolist()
    below = np.broadcast_to(np.asarray(found.denominators, object), index.shape).tolist()
    known = (
        np.broadcast_to(found.known, index.shape).tolist()
        if found.known is not None
        else [True] * len(index)
    )
    return [
        Fraction(int(a), int(b)) if k else None for a, b, k in zip(above, below, known, strict=True)
    ]


def turns_by(
    round_: Round, order: Sequence[Number], lines: Lines, at: Index, blocks: Sequence[int]
) -> list[Turn]:
    """Give the turn of each line: its block, what the file sorts by, and its id among equals."""
    ids = round_.ids(lines, at)
    entities = round_.entities(lines, at)
    turns: list[Turn] = [(block, None) for block in blocks]
    for entity in dict.fromkeys(entities):
        own = [i for i, e in enumerate(entities) if e == entity]
        columns = [exact_values(round_, each, entity, lines.row[at[own]]) for each in order]
        keys = zip(*columns, strict=True) if columns else [()] * len(own)
        for i, key in zip(own, keys, strict=True):
            if None not in key:
                turns[i] = (blocks[i], (*key, ids[i]))
    return turns
