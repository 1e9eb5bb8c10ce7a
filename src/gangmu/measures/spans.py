"""For which values of one subject a condition holds: stretches on an ordered line.

A *subject* is what a condition looks at: a fact, a word in a register, or a computed number. Values
become *places* on its line: whole numbers where the fact is stored as such, words as text, other
numbers as pairs ``(value, after)`` so that an end may belong to a stretch or not.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any as Anything

from gangmu.measures.evaluation import Applicant, halves, value_of
from gangmu.measures.facts import FactKind, Value
from gangmu.measures.nodes import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    FactRef,
    In,
    Lit,
    Not,
    Number,
)

#: A place on a line; all of one line are of one type.
Place = Anything
_FLIPPED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "=", "≠": "≠"}
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition looks at: a number or a fact, or with ``word`` whether a register has it.

    Subjects are the same by ``line`` and ``word``; all words of a register share a line.
    """

    line: Hashable
    node: Number
    word: str | None = None

    def place(self, applicant: Applicant) -> Place | None:
        """Find where an applicant stands; ``None`` is unknown."""
        value = value_of(self.node, applicant)
        if value is None:
            return None
        if self.word is not None:
            assert isinstance(value, frozenset)
            return self.word in value
        return _place(self.node, value)


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of a line: whether its beginning is in, and the places where that turns.

    >>> Spans(False, (3, 7)).united(Spans(False, (5, 9)))
    Spans(begins=False, turns=(3, 9))
    """

    begins: bool
    turns: tuple[Place, ...]

    def inverted(self) -> Spans:
        return Spans(not self.begins, self.turns)

    def united(self, other: Spans) -> Spans:
        return self._with(other, lambda a, b: a or b)

    def shared(self, other: Spans) -> Spans:
        """Keep what is in both."""
        return self._with(other, lambda a, b: a and b)

    def holds(self, place: Place) -> bool:
        """Tell whether a place is in.

        >>> Spans(False, (3, 7)).holds(3), Spans(False, (3, 7)).holds(7)
        (True, False)
        """
        return self.begins ^ (bisect_right(self.turns, place) % 2 == 1)

    def _with(self, other: Spans, join: Callable[[bool, bool], bool]) -> Spans:
        a, b = self.begins, other.begins
        begins = state = join(a, b)
        turns: list[Place] = []
        marked = heapq.merge(
            ((turn, True) for turn in self.turns), ((turn, False) for turn in other.turns)
        )
        for turn, ours in marked:
            a, b = (not a, b) if ours else (a, not b)
            if join(a, b) != state:
                state = not state
                if turns and turns[-1] == turn:
                    turns.pop()
                else:
                    turns.append(turn)
        return Spans(begins, tuple(turns))


def spans_of(node: Condition) -> tuple[Subject, Spans] | None:
    """Say for which values a condition about one subject holds; ``None`` for any other."""
    match node:
        case FactRef():
            return Subject(node.column, node), Spans(False, (True,))
        case In(ref, members):
            return _membership(ref, members)
        case Not(item):
            found = spans_of(item)
            return None if found is None else (found[0], found[1].inverted())
        case Compare(op, Lit() as lit, subject) if not isinstance(subject, Lit):
            return _comparison(_FLIPPED[op], subject, lit)
        case Compare(op, subject, Lit() as lit) if not isinstance(subject, Lit):
            return _comparison(op, subject, lit)
        case Between():
            return _joined(halves(node), Spans.shared)
        case All(items) if items:
            return _joined(items, Spans.shared)
        case Any(items) if items:
            return _joined(items, Spans.united)
        case _:
            return None


def _joined(
    items: Sequence[Condition], join: Callable[[Spans, Spans], Spans]
) -> tuple[Subject, Spans] | None:
    parts = [spans_of(item) for item in items]
    first = parts[0]
    if first is None:
        return None
    whole = first[1]
    for part in parts[1:]:
        if part is None or (part[0].line, part[0].word) != (first[0].line, first[0].word):
            return None
        whole = join(whole, part[1])
    return first[0], whole


def _membership(ref: FactRef, members: tuple[str, ...]) -> tuple[Subject, Spans]:
    if ref.fact.kind is FactKind.REGISTER:
        return Subject((ref.column, FactKind.REGISTER), ref, members[0]), Spans(False, (True,))
    return Subject(ref.column, ref), _among(members, ref.fact.kind is FactKind.INDUSTRY)


@lru_cache(maxsize=1 << 12)
def _among(members: tuple[str, ...], prefixes: bool) -> Spans:
    whole = Spans(False, ())
    for member in members:
        low, _, high = member.partition("至") if prefixes else (member, "", "")
        after = f"{high or low}{_LAST}" if prefixes else f"{member}\0"
        whole = whole.united(Spans(False, (low, after)))
    return whole


def _comparison(op: str, node: Number, lit: Lit) -> tuple[Subject, Spans]:
    subject = Subject(node.column if isinstance(node, FactRef) else node, node)
    low, after = _ends(node, lit.value)
    match op:
        case "≥":
            return subject, Spans(False, (low,))
        case ">":
            return subject, Spans(False, (after,))
        case "≤":
            return subject, Spans(True, (after,))
        case "<":
            return subject, Spans(True, (low,))
        case _ if low == after:  # a value that the fact cannot have
            return subject, Spans(op == "≠", ())
        case _:
            return subject, Spans(op == "≠", (low, after))


def _ends(node: Number, value: Fraction | int | date) -> tuple[Place, Place]:
    """Give the first place that is not before a value, and the first that is after it."""
    if not isinstance(node, FactRef):
        return (value, False), (value, True)
    if isinstance(value, date):
        return value.toordinal(), value.toordinal() + 1
    low, over = divmod(value.numerator * node.fact.scale, value.denominator)
    return (low + 1 if over else low), low + 1


def _place(node: Number, value: Value) -> Place:
    if not isinstance(node, FactRef):
        return value, False
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, bool | str):
        return value
    assert not isinstance(value, frozenset)
    return int(value * node.fact.scale)  # a stored value is whole in the unit of its storage
