"""What somebody has to decide: an amount that the clause leaves open, as its two ends.

``sides`` gives two trees, the least and the most that a decision may come to; facts that are missing
are another matter and never merged with this. A discretion stands only where more of it means more
money (the reader sees to that), so that the ends of the parts are the ends of the whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from gangmu.measures.expansion import rewrite
from gangmu.measures.nodes import Combine, Discretion, Node, Number, Part, TopUp, Unlimited, walk


def decisions(node: Number | None) -> tuple[Discretion, ...]:
    """List what is left open in an amount."""
    if node is None:
        return ()
    return tuple(each for each in walk(node) if isinstance(each, Discretion))


def sides(node: Number) -> tuple[Number, Number]:
    """Give the amount at its least and at its most; the same tree twice where nothing is open."""
    if not decisions(node):
        return node, node
    return _side(node, low=True), _side(node, low=False)


def _side(node: Number, *, low: bool) -> Number:
    def move(node: Node) -> Node | None:
        match node:
            case Discretion(_, least, most, dimension, _):
                if low:
                    return least
                return Unlimited(dimension) if most is None else most
            case Combine(rule, parts, dimension):
                return Combine(rule, tuple(_part(part) for part in parts), dimension)
            case TopUp(due, had):
                return TopUp(_side(due, low=low), had)
            case _:
                return None

    def _part(part: Part) -> Part:
        cap = None if part.cap is None else _side(part.cap, low=low)
        return replace(part, value=_side(part.value, low=low), cap=cap)

    return cast(Number, rewrite(node, move))
