"""Comparisons of a fact with a literal, as thresholds on the integers that a column holds.

The integer that splits the stored values as the literal splits the exact ones is found once, before
anyone is looked at; where there is none the comparison stays as it was written.
"""

from __future__ import annotations

import math
import typing
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gangmu.measures.evaluation import halves
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Compare,
    Condition,
    FactRef,
    Highest,
    Lit,
    Named,
    Not,
    Number,
    Row,
    Table,
)

EPOCH = date(1970, 1, 1)
_FLIPPED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "=", "≠": "≠"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison of one column with one literal, as stored integers; op is ``≥``, ``≤`` or ``=``."""

    ref: FactRef
    op: str
    at: int


Lowered = Condition | Threshold
Untyped = typing.Any  # a threshold stands where the tree of a file has a comparison


def lower(node: Condition) -> Lowered:
    """Turn comparisons of a fact with a literal into integer thresholds.

    >>> from gangmu.measures.facts import load_facts
    >>> revenue = FactRef(load_facts().fact("企业", "营业收入"))
    >>> found = lower(Compare(">", revenue, Lit(Fraction(10**8), "元", "元")))  # kept in 分
    >>> found.op, found.at
    ('≥', 10000000001)
    """
    match node:
        case All(items):
            return All(_lower_all(items))
        case Any(items):
            return Any(_lower_all(items))
        case AtLeast(count, items):
            return AtLeast(count, _lower_all(items))
        case Not(item):
            return Not(*_lower_all([item]))
        case Between():
            return All(_lower_all(halves(node)))
        case Compare(op, FactRef() as ref, Lit() as lit):
            return _threshold(op, ref, lit) or node
        case Compare(op, Lit() as lit, FactRef() as ref):
            return _threshold(_FLIPPED[op], ref, lit) or node
        case _:
            return node


def _lower_all(items: Sequence[Condition]) -> tuple[Untyped, ...]:
    return tuple(lower(item) for item in items)


def _threshold(op: str, ref: FactRef, lit: Lit) -> Lowered | None:
    """Find the integer that splits the stored values as the literal splits the exact ones.

    ``None`` where there is none (a value that no column can hold); such a comparison is computed.
    """
    at = literal(lit) * ref.fact.scale
    if abs(at) >= (2**62 if ref.fact.numeric else 2**30):
        return None
    match op:
        case "≥":
            return Threshold(ref, "≥", math.ceil(at))
        case ">":
            return Threshold(ref, "≥", math.floor(at) + 1)
        case "≤":
            return Threshold(ref, "≤", math.floor(at))
        case "<":
            return Threshold(ref, "≤", math.ceil(at) - 1)
        case _ if at.denominator != 1:
            return None
        case "=":
            return Threshold(ref, "=", at.numerator)
        case _:
            return Not(*_lower_all([Compare("=", ref, lit)]))


def lower_tables(node: Number) -> Number:
    """Put thresholds into the tables of an amount."""
    match node:
        case Table(_, rows, other, _, _):
            lowered = tuple(
                Row(_lower_all(row.tests), lower_tables(row.value), row.place) for row in rows
            )
            rest = None if other is None else lower_tables(other)
            return replace(node, rows=lowered, other=rest)
        case Highest(parts, dimension):
            return Highest(tuple(lower_tables(part) for part in parts), dimension)
        case Call(name, parts, dimension):
            return Call(name, tuple(lower_tables(part) for part in parts), dimension)
        case Arith(op, left, right, dimension):
            return Arith(op, lower_tables(left), lower_tables(right), dimension)
        case Named(_, body):
            return lower_tables(body)
        case _:
            return node


def literal(lit: Lit) -> Fraction:
    """Give a literal as a number; a date as days since 1970, as columns hold it."""
    if isinstance(lit.value, date):
        return Fraction((lit.value - EPOCH).days)
    return Fraction(lit.value)
