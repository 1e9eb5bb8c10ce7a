"""Find documents of a corpus that carry the same text: copies, and excerpts of longer ones.

A text becomes the set of its shingles: every run of ``WIDTH`` letters, digits and characters,
without blanks and punctuation, so that another layout is the same text. Two documents are compared
both ways: how much of each stands in the other. Pairs worth comparing are found by a sample of
the shingles (Broder, *On the resemblance and containment of documents*, 1997), so the work grows
with the text and not with the square of the documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from gangmu.reading.text import fold
from gangmu.terms import Document, Span

#: Characters of a shingle: long enough that official set phrases are rarely one.
WIDTH = 12
#: The share of a text that must stand in the other one.
CONTAINED = 0.6

_SAMPLE = np.uint64(8)  # one shingle in 8 looks for candidates
_CANDIDATE = 0.2  # the share of a sample that makes a pair worth comparing in full
_COMMON = 24  # shingles of more documents than this are phrases: only neighbours are compared
_FEWEST = 40  # shingles of a text that can be compared
_NEAR = 16  # texts whose shingles are kept while pairs are compared
_MIX = np.uint64(0x9E3779B97F4A7C15)

_Array = npt.NDArray[np.uint64]


class Kinship(StrEnum):
    """How two texts belong together: the same text, or one an excerpt of the other."""

    COPY = "近似重复"
    EXCERPT = "节选"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two documents with common text; of an excerpt, ``one`` is the excerpt.

    ``shared`` of the ``one_size`` (``other_size``) shingles stand in the other; ``evidence`` is
    the longest run that is the same, in each of them.
    """

    kinship: Kinship
    one: Document
    other: Document
    shared: int
    one_size: int
    other_size: int
    evidence: tuple[Span, Span]

    @property
    def one_in_other(self) -> float:
        """Give the share of ``one`` that stands in ``other``."""
        return self.shared / self.one_size

    @property
    def other_in_one(self) -> float:
        """Give the share of ``other`` that stands in ``one``."""
        return self.shared / self.other_size

    @property
    def words(self) -> str:
        """Quote the longest common run as ``one`` prints it."""
        return self.one.quote(self.evidence[0])


@dataclass(frozen=True, slots=True)
class _Text:
    """The shingles of a text in order, the set of them, and where each character stood."""

    document: Document
    places: npt.NDArray[np.int64]
    shingles: _Array
    distinct: _Array


def find_overlaps(documents: Sequence[Document]) -> tuple[Overlap, ...]:
    """Find the pairs of documents of which at least ``CONTAINED`` of one stands in the other.

    Both ways: a copy; one way: an excerpt. In the order of the documents.
    """
    samples = [_sample(text) for text in map(_text, documents)]
    text = lru_cache(_NEAR)(lambda at: _text(documents[at]))
    found = (_compare(text(i), text(j)) for i, j in _candidates(samples))
    return tuple(overlap for overlap in found if overlap)


def _text(document: Document) -> _Text:
    start, end = document.body.start, document.body.end
    folded = fold(document.text[start:end])
    places = np.array([at for at, char in enumerate(folded) if char.isalnum()], np.int64)
    letters = np.array([ord(char) for char in folded if char.isalnum()], np.uint64)
    count = max(0, len(letters) - WIDTH + 1)
    shingles = np.zeros(count, np.uint64)
    for at in range(WIDTH):
        # A polynomial in an odd base, modulo 2**64: the overflow is meant.
        shingles = shingles * np.uint64(1_000_003) + letters[at : at + count]
    shingles = (shingles ^ (shingles >> np.uint64(29))) * _MIX
    shingles ^= shingles >> np.uint64(32)
    return _Text(document, places + start, shingles, np.unique(shingles))


def _sample(text: _Text) -> _Array:
    """Take the shingles of a text that look for candidates; none of one too short to compare."""
    whole = text.distinct if len(text.distinct) >= _FEWEST else text.distinct[:0]
    sample: _Array = whole[whole % _SAMPLE == 0]
    return sample


def _candidates(samples: Sequence[_Array]) -> Iterator[tuple[int, int]]:
    """Give the pairs whose samples share enough to be compared in full, in order.

    The samples are sorted as one array with the text of each shingle beside it, eight and four bytes
    a shingle: a table of lists would need ten times as much.
    """
    sizes = [len(sample) for sample in samples]
    if sum(sizes) == 0:
        return
    shingles = np.concatenate(samples)
    holders = np.repeat(np.arange(len(samples), dtype=np.int32), sizes)
    order = np.argsort(shingles, kind="stable")
    shingles, holders = shingles[order], holders[order]
    starts = np.flatnonzero(np.concatenate(([True], shingles[1:] != shingles[:-1])))
    ends = np.append(starts[1:], len(shingles))
    shared: Counter[tuple[int, int]] = Counter()
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        held = holders[start:end].tolist()
        shared.update(pairwise(held) if len(held) > _COMMON else combinations(held, 2))
    for (i, j), count in sorted(shared.items()):
        if count >= _CANDIDATE * min(sizes[i], sizes[j]):
            yield i, j


def _compare(one: _Text, other: _Text) -> Overlap | None:
    shared = len(np.intersect1d(one.distinct, other.distinct, assume_unique=True))
    if len(one.distinct) > len(other.distinct):
        one, other = other, one
    if shared < CONTAINED * len(one.distinct):
        return None
    copy = shared >= CONTAINED * len(other.distinct)
    return Overlap(
        Kinship.COPY if copy else Kinship.EXCERPT,
        one.document,
        other.document,
        shared,
        len(one.distinct),
        len(other.distinct),
        _longest(one, other),
    )


def _longest(one: _Text, other: _Text) -> tuple[Span, Span]:
    """Find the longest run of ``one`` that stands in ``other`` as one run."""
    at = {shingle: place for place, shingle in reversed(list(enumerate(other.shingles.tolist())))}
    best, best_one, best_other = 0, 0, 0
    run, expected = 0, -1
    for place, shingle in enumerate(one.shingles.tolist()):
        if expected >= 0 and expected < len(other.shingles) and other.shingles[expected] == shingle:
            run += 1
        else:
            expected = at.get(shingle, -1)
            run = 1 if expected >= 0 else 0
        if run > best:
            best, best_one, best_other = run, place - run + 1, expected - run + 1
        expected = expected + 1 if run else -1
    return _span(one, best_one, best), _span(other, best_other, best)


def _span(text: _Text, first: int, run: int) -> Span:
    last = first + run + WIDTH - 2
    return Span(text.document.id, int(text.places[first]), int(text.places[last]) + 1)
