"""Compare documents clause by clause: which clauses speak of the same, and where their numbers differ.

Likeness of two passages is the weighted share of bigrams that they have in common (Dice), a bigram
weighing by how rare it is in the two documents together, as in inverse document frequency:
``2 Σ w(common) / (Σ w(one) + Σ w(other))``. Pairs are taken greedily from the most alike; what stays
alone is 仅一方有. The evidence is the longest words they share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from gangmu.search.passages import Folded, Passage, fold, passages
from gangmu.search.query import grams
from gangmu.terms import Claim, Comparator, Document, Kind, Span

#: Below this two passages are not about the same. Measured on the documents of the example.
ALIKE = 0.22
_SHORTEST = 12  # folded characters; a bare heading is not compared
_LIKE_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of one side and its counterpart; ``None`` where a side does not have it.

    ``subject`` is what is measured, ``kind`` what the number is (奖补, 条件, 目标…).
    """

    subject: str
    kind: Kind
    one: Claim | None
    other: Claim | None

    @property
    def same(self) -> bool:
        """Tell whether both sides say the same value with the same bound."""
        if self.one is None or self.other is None:
            return False
        a, b = self.one.quantity, self.other.quantity
        return (a.base, a.unit.dimension, _bound(a.comparator), a.high) == (
            b.base, b.unit.dimension, _bound(b.comparator), b.high,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages about the same; ``shared`` is the longest run that both print, in each."""

    one: Passage
    other: Passage
    likeness: float
    shared: tuple[Span, Span] | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents side by side, in the order of the first."""

    one: Document
    other: Document
    pairs: tuple[Pair, ...]
    only_one: tuple[Passage, ...]
    only_other: tuple[Passage, ...]


def compare(
    one: Document,
    other: Document,
    claims: Mapping[str, Sequence[Claim]] | None = None,
) -> Comparison:
    """Compare two documents; ``claims`` maps each document's id to what was extracted from it."""
    left, right = _texts(one), _texts(other)
    weights = _weights([*left, *right])
    scored = sorted(
        (
            (-likeness, a, b)
            for a, mine in enumerate(left)
            for b, theirs in enumerate(right)
            if (likeness := _likeness(mine.bigrams, theirs.bigrams, weights)) >= ALIKE
        ),
    )
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for negative, a, b in scored:
        if a not in taken and b not in used:
            taken[a] = (b, -negative)
            used.add(b)
    said = claims or {}
    pairs = tuple(
        Pair(
            left[a].passage,
            right[b].passage,
            likeness,
            _shared(left[a], right[b]),
            differences(
                _inside(said.get(one.id, ()), left[a].passage),
                _inside(said.get(other.id, ()), right[b].passage),
            ),
        )
        for a, (b, likeness) in sorted(taken.items())
    )
    return Comparison(
        one,
        other,
        pairs,
        tuple(text.passage for at, text in enumerate(left) if at not in taken),
        tuple(text.passage for at, text in enumerate(right) if at not in used),
    )


def differences(one: Iterable[Claim], other: Iterable[Claim]) -> tuple[Difference, ...]:
    """Set the numbers of two passages against each other: of one kind, dimension and subject."""
    rest = list(other)
    found = []
    for claim in one:
        subject = claim.indicator.text if claim.indicator else ""
        like = [each for each in rest if _comparable(claim, each)]
        match = max(like, key=lambda each: _subject_likeness(claim, each), default=None)
        if match is not None:
            rest.remove(match)
        found.append(Difference(subject, claim.kind, claim, match))
    found += [Difference(c.indicator.text if c.indicator else "", c.kind, None, c) for c in rest]
    return tuple(found)


# ---------------------------------------------------------------- passages


@dataclass(frozen=True, slots=True)
class _Text:
    passage: Passage
    folded: Folded
    bigrams: frozenset[str]


def _texts(document: Document) -> list[_Text]:
    found = []
    for passage in passages(document):
        if passage.clause is None and document.clauses:  # the masthead says nothing to compare
            continue
        folded = fold(document.quote(passage.span))
        if len(folded.text) >= _SHORTEST:
            found.append(_Text(passage, folded, frozenset(grams(folded.text))))
    return found


def _weights(texts: Sequence[_Text]) -> dict[str, float]:
    seen = Counter(gram for text in texts for gram in text.bigrams)
    return {gram: math.log((1 + len(texts)) / count) for gram, count in seen.items()}


def _likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    # fsum, because a set has no order and a rounded sum would depend on one.
    common = math.fsum(weights[gram] for gram in one & other)
    if not common:
        return 0.0
    whole = math.fsum(weights[gram] for part in (one, other) for gram in part)
    return 2 * common / whole


def _shared(one: _Text, other: _Text) -> tuple[Span, Span] | None:
    a, b = one.folded.text, other.folded.text
    run = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    if run.size < 2:
        return None
    return _span(one, run.a, run.size), _span(other, run.b, run.size)


def _span(text: _Text, at: int, size: int) -> Span:
    start, end = text.folded.printed(at, at + size)
    origin = text.passage.span
    return Span(origin.document, origin.start + start, origin.start + end)


# ---------------------------------------------------------------- numbers


def _inside(claims: Sequence[Claim], passage: Passage) -> list[Claim]:
    return [c for c in claims if passage.span.start <= c.span.start < passage.span.end]


def _comparable(one: Claim, other: Claim) -> bool:
    return (
        one.kind == other.kind
        and one.quantity.unit.dimension == other.quantity.unit.dimension
        and one.role == other.role
        and _subject_likeness(one, other) >= _LIKE_WORDS
    )


def _subject_likeness(one: Claim, other: Claim) -> float:
    a = fold(one.indicator.text).text if one.indicator else ""
    b = fold(other.indicator.text).text if other.indicator else ""
    if not a or not b:
        return 1.0 if a == b else 0.0
    if a in b or b in a:
        return 0.9 if a != b else 1.0
    mine, theirs = set(a), set(b)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _bound(comparator: Comparator) -> Comparator:
    """达到 and a bare number bound alike."""
    return Comparator.EQ if comparator is Comparator.REACH else comparator
