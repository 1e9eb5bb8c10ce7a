"""One applicant against all measures: who is met, who may be, and who fails by one test only (差一点).

For each subject (a fact, a word in a register, a computed number) the values are cut into stretches, and
for every stretch there is a bitmap of the measures whose test holds there. A question ANDs some dozens
of bitmaps; a count of failed tests is kept in two more. Tests that are no stretches of one subject are
``interpreted``, once for all that are equal, and only for measures that are still in question.

>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.syntax import parse_text
>>> measures = parse_text('''
... 文号: 临发〔2026〕1号
... 措施:
...   - {名称: 甲, 依据: 一, 对象: 企业, 条件: [注册地 = 临江区, 营业收入 ≥ 1亿元], 给付: 5万元}
...   - {名称: 乙, 依据: 二, 对象: 企业, 条件: [规模以上], 给付: 3万元}
... ''', load_facts()).file.measures
>>> index = MeasureIndex(measures)
>>> from fractions import Fraction
>>> answer = index.ask(Applicant.of_values("企业", {"注册地": "临江区", "营业收入": Fraction(9 * 10**7)}))
>>> answer.possible.tolist(), answer.certain.tolist(), [each.tolist() for each in answer.nearly]
([1], [], [[0], [1]])
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gangmu.measures.evaluation import Applicant, truth
from gangmu.measures.measure import Measure
from gangmu.measures.nodes import All, Any, AtLeast, Condition, FactRef, Not
from gangmu.measures.spans import Place, Spans, Subject, spans_of

Bits = npt.NDArray[np.uint64]
Index = npt.NDArray[np.intp]
_STEP = 256  # turns between two bitmaps that are kept
_FEW = 32  # a subject of fewer tests is not worth bitmaps of its own
_PLANES = 4  # bits of a count of items, so at most 15 in 几项


# ---------------------------------------------------------------- tests as leaves


class Leaf(NamedTuple):
    """A condition about one subject, and for which of its values it holds."""

    subject: Subject
    spans: Spans


class Indexed(NamedTuple):
    """A test of a measure (by their numbers): at least ``least`` of its leaves hold."""

    measure: int
    test: int
    least: int
    leaves: tuple[Leaf, ...]


def _leaves(node: Condition) -> tuple[int, tuple[Leaf, ...]] | None:
    """Take a condition apart into leaves and how many of them must hold; ``None`` where it cannot be."""
    found = spans_of(node)
    if found is not None:
        return 1, (Leaf(*found),)
    match node:
        case All(items):
            count = len(items)
        case Any(items):
            count = 1
        case AtLeast(count, items):
            pass
        case Not(item):
            inner = _leaves(item)
            if inner is None:
                return None
            count, leaves = inner
            return len(leaves) - count + 1, tuple(_inverted(leaf) for leaf in leaves)
        case _:
            return None
    parts = [spans_of(item) for item in items]
    leaves = tuple(Leaf(*part) for part in parts if part is not None)
    if len(leaves) < len(items) or not 0 < len(leaves) < 1 << _PLANES:
        return None
    return count, leaves


def _inverted(leaf: Leaf) -> Leaf:
    return Leaf(leaf.subject, leaf.spans.inverted())


# ---------------------------------------------------------------- bitmaps


@dataclass(frozen=True)
class Slot:
    """One leaf at most of each measure, all about one subject (or the words of one register).

    ``all`` are the measures that have one, ``tests`` the number of the test by measure. Between two
    bitmaps that are kept, ``flips`` are the measures whose leaf turns, place by place.
    """

    subject: Subject
    all: Bits
    tests: npt.NDArray[np.int16]
    places: list[Place]
    offsets: list[int]
    flips: npt.NDArray[np.int32]
    kept: tuple[Bits, ...]

    def at(self, applicant: Applicant) -> Bits | None:
        """Find the measures whose leaf holds; ``None`` where the fact is unknown."""
        if self.subject.word is not None:
            return self._containing(applicant)
        place = self.subject.place(applicant)
        if place is None:
            return None
        offset = self.offsets[bisect_right(self.places, place)]
        found = self.kept[offset // _STEP].copy()
        _flip(found, self.flips[offset // _STEP * _STEP : offset])
        return found

    def _containing(self, applicant: Applicant) -> Bits | None:
        words = applicant.value(_column(self.subject))
        if words is None:
            return None
        assert isinstance(words, frozenset)
        found = self.kept[0].copy()
        for at, word in enumerate(self.places):
            if word in words:
                _flip(found, self.flips[self.offsets[at] : self.offsets[at + 1]])
        return found


@dataclass(frozen=True)
class Quorum:
    """One test at most of each measure, of which so many leaves must hold."""

    all: Bits
    tests: npt.NDArray[np.int16]
    slots: tuple[Slot, ...]
    count: tuple[Bits, ...]

    def ask(self, applicant: Applicant) -> tuple[Bits, Bits]:
        """Find whose leaves certainly hold in number, and whose may."""
        sure, possible = ([np.zeros_like(self.all) for _ in range(_PLANES)] for _ in range(2))
        for slot in self.slots:
            found = slot.at(applicant)
            if found is None:
                _add(possible, slot.all)
            else:
                _add(possible, found)
                _add(sure, found)
        return self._enough(sure), self._enough(possible)

    def _enough(self, planes: list[Bits]) -> Bits:
        enough = self.all.copy()
        for plane, wanted in zip(planes, self.count, strict=True):
            enough = (plane & ~wanted) | (~(plane ^ wanted) & enough)
        return enough & self.all


def _add(planes: list[Bits], carry: Bits) -> None:
    """Add a bit to each count that is kept bit by bit."""
    for at, plane in enumerate(planes):
        planes[at], carry = plane ^ carry, plane & carry


def _flip(bits: Bits, measures: npt.NDArray[np.int32]) -> None:
    if len(measures):
        masks = np.left_shift(np.uint8(1), (measures & 7).astype(np.uint8))
        np.bitwise_xor.at(bits.view(np.uint8), measures >> 3, masks)


def _places_of(bits: Bits, size: int) -> Index:
    """List the measures that are set."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), count=size, bitorder="little"))


def _column(subject: Subject) -> str:
    assert isinstance(subject.node, FactRef)
    return subject.node.column


# ---------------------------------------------------------------- the index


class MeasureIndex:
    """All measures, ready to be asked by one applicant at a time.

    ``interpreted`` counts the tests that have no bitmaps and are left to the interpreter. Facts must
    be as a snapshot stores them.
    """

    def __init__(self, measures: Sequence[Measure]) -> None:
        self.measures = tuple(measures)
        entities: dict[str, list[int]] = defaultdict(list)
        indexed: list[Indexed] = []
        others: list[tuple[int, int]] = []
        for n, measure in enumerate(self.measures):
            entities[measure.entity].append(n)
            for number, test in enumerate(measure.tests):
                found = _leaves(test.condition)
                if found is None:
                    others.append((n, number))
                else:
                    indexed.append(Indexed(n, number, *found))
        uses = Counter([leaf.subject.line for test in indexed for leaf in test.leaves])
        rare = {line for line, count in uses.items() if count < _FEW}
        common = []
        for one in indexed:
            if rare and any(leaf.subject.line in rare for leaf in one.leaves):
                others.append((one.measure, one.test))
            else:
                common.append(one)
        self._entities = {entity: self._bits(numbers) for entity, numbers in entities.items()}
        singles = [test for test in common if len(test.leaves) == 1]
        self._slots = self._slots_of((t.measure, t.test, t.leaves[0]) for t in singles)
        self._quorums = self._quorums_of(test for test in common if len(test.leaves) > 1)
        self.interpreted = len(others)
        self._other_measures = np.array([measure for measure, _ in others], np.intp)
        self._other_tests = np.array([test for _, test in others], np.int16)
        conditions: dict[Condition, int] = {}
        self._other_conditions = np.array(
            [
                conditions.setdefault(self.measures[n].tests[test].condition, len(conditions))
                for n, test in others
            ],
            np.intp,
        )
        self._conditions = tuple(conditions)

    def _bits(self, numbers: Iterable[int]) -> Bits:
        flags = np.zeros((len(self.measures) + 63) // 64 * 64, np.uint8)
        flags[np.fromiter(numbers, np.intp)] = 1
        return np.packbits(flags, bitorder="little").view(np.uint64)

    def _slots_of(self, leaves: Iterable[tuple[int, int, Leaf]]) -> tuple[Slot, ...]:
        """Put leaves into slots: the second of a measure about one subject into a second slot."""
        groups: dict[tuple[Hashable, int], list[tuple[int, int, Leaf]]] = defaultdict(list)
        taken: list[Hashable] = []
        last = -1
        for measure, test, leaf in leaves:  # measure by measure
            if measure != last:
                taken, last = [], measure
            line = leaf.subject.line
            groups[line, taken.count(line)].append((measure, test, leaf))
            taken.append(line)
        return tuple(self._slot(group) for group in groups.values())

    def _slot(self, leaves: Sequence[tuple[int, int, Leaf]]) -> Slot:
        subject = leaves[0][2].subject
        tests = np.zeros(len(self.measures), np.int16)
        turning: dict[Place, list[int]] = defaultdict(list)
        begins = []
        for measure, test, leaf in leaves:
            tests[measure] = test
            spans = leaf.spans
            if leaf.subject.word is not None:
                turns = spans.holds(False) != spans.holds(True)
                spans = Spans(spans.holds(False), (leaf.subject.word,) if turns else ())
            if spans.begins:
                begins.append(measure)
            for turn in spans.turns:
                turning[turn].append(measure)
        places = sorted(turning)
        offsets = [0, *np.cumsum([len(turning[place]) for place in places]).tolist()]
        flips = np.array([n for place in places for n in turning[place]], np.int32)
        kept = [self._bits(begins)]
        if subject.word is None:
            for start in range(0, len(flips), _STEP):
                kept.append(kept[-1].copy())
                _flip(kept[-1], flips[start : start + _STEP])
        members = self._bits(measure for measure, _, _ in leaves)
        return Slot(subject, members, tests, places, offsets, flips, tuple(kept))

    def _quorums_of(self, tests: Iterable[Indexed]) -> tuple[Quorum, ...]:
        taken: Counter[int] = Counter()
        groups: dict[int, list[Indexed]] = defaultdict(list)
        for test in tests:
            groups[taken[test.measure]].append(test)
            taken[test.measure] += 1
        return tuple(self._quorum(group) for group in groups.values())

    def _quorum(self, group: Sequence[Indexed]) -> Quorum:
        tests = np.zeros(len(self.measures), np.int16)
        for test in group:
            tests[test.measure] = test.test
        return Quorum(
            self._bits(test.measure for test in group),
            tests,
            self._slots_of((t.measure, t.test, leaf) for t in group for leaf in t.leaves),
            tuple(
                self._bits(test.measure for test in group if test.least >> plane & 1)
                for plane in range(_PLANES)
            ),
        )

    def ask(self, applicant: Applicant) -> Answer:
        """Find the measures that one applicant meets, may meet, or fails by one test."""
        nobody = np.zeros((len(self.measures) + 63) // 64, np.uint64)
        once, twice, unknown = nobody.copy(), nobody.copy(), nobody.copy()
        failing: list[tuple[npt.NDArray[np.int16], Bits]] = []
        parts: tuple[Slot | Quorum, ...] = (*self._slots, *self._quorums)
        for part in parts:
            if isinstance(part, Quorum):
                sure, possible = part.ask(applicant)
                unknown |= possible & ~sure
                fails = part.all & ~possible
            else:
                found = part.at(applicant)
                if found is None:
                    unknown |= part.all
                    continue
                fails = part.all & ~found
            twice |= once & fails
            once |= fails
            failing.append((part.tests, fails))
        members = self._entities.get(applicant.entity, nobody)
        return Answer(self, applicant, members, once, twice, unknown, tuple(failing))

    def others(
        self, asked: npt.NDArray[np.bool_], applicant: Applicant, truths: dict[int, bool | None]
    ) -> Iterator[tuple[bool | None, Index, npt.NDArray[np.int16]]]:
        """Interpret the other tests of some measures: a truth, and the measures and tests that have it.

        ``truths`` remembers the conditions of one applicant.
        """
        at = np.flatnonzero(asked[self._other_measures])
        conditions, which = np.unique(self._other_conditions[at], return_inverse=True)
        for number in conditions.tolist():
            if number not in truths:
                truths[number] = truth(self._conditions[number], applicant)
        found = [truths[number] for number in conditions.tolist()]
        for known in (False, None):
            here = at[np.array([each is known for each in found], np.bool_)[which]]
            yield known, self._other_measures[here], self._other_tests[here]


@dataclass(frozen=True)
class Answer:
    """What all measures say of one applicant; measures and tests by their numbers.

    What is asked for first is found first: the hits need no near misses.
    """

    index: MeasureIndex
    applicant: Applicant
    _members: Bits
    _once: Bits
    _twice: Bits
    _unknown: Bits
    _failing: tuple[tuple[npt.NDArray[np.int16], Bits], ...]

    def _flags(self, bits: Bits) -> npt.NDArray[np.bool_]:
        size = len(self.index.measures)
        return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(np.bool_)

    @cached_property
    def _truths(self) -> dict[int, bool | None]:
        return {}

    @cached_property
    def _met(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Mark the measures that may be met, and those of them that are in doubt."""
        possible = self._flags(self._members & ~self._once)
        doubtful = self._flags(self._unknown)
        others = self.index.others(possible, self.applicant, self._truths)
        for known, measures, _ in others:
            (possible if known is False else doubtful)[measures] = known is None
        return possible, doubtful

    @cached_property
    def possible(self) -> Index:
        """List the measures that are not 不符合, ascending."""
        return np.flatnonzero(self._met[0])

    @cached_property
    def certain(self) -> Index:
        """List the measures that are 符合, ascending."""
        possible, doubtful = self._met
        return np.flatnonzero(possible & ~doubtful)

    @cached_property
    def nearly(self) -> tuple[Index, npt.NDArray[np.int16]]:
        """List the measures of which exactly one test certainly fails, ascending; and which test."""
        asked = self._flags(self._members & ~self._twice)
        once = self._members & self._once & ~self._twice
        failing = np.zeros(len(asked), np.int16)
        count = self._flags(once).astype(np.int16)
        for tests, bits in self._failing:
            here = _places_of(bits & once, len(failing))
            failing[here] = tests[here]
        for known, measures, numbers in self.index.others(asked, self.applicant, self._truths):
            if known is False:
                np.add.at(count, measures, 1)
                failing[measures] = numbers
        found = np.flatnonzero(count == 1)
        return found, failing[found]
