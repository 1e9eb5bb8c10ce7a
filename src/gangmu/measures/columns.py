"""Everyone as columns: the fact snapshot as NumPy arrays, decoded once and shared by all measures.

A snapshot sorted by (注册地, 行业代码) is recognised, and conditions on these two then select whole
runs of rows by binary search. An unsorted one gives the same answers, slower.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.facts import BASE_DAY, YEAR, FactKind
from gangmu.measures.nodes import FactRef
from gangmu.measures.periods import UNDATED, Assessment, stored_name
from gangmu.measures.scales import Marks
from gangmu.terms import InputError

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
#: Some rows: a run, or their numbers in ascending order.
Rows = slice | npt.NDArray[np.intp]

# The stubs of pyarrow know an array by its element type, which is decided here at run time.
_Array = Any

SORTED_BY = ("注册地", "行业代码")
_MOST_RUNS = 4096
_SAMPLE = 512
# How often a column must have been looked through before its scale of bytes pays.
_OFTEN = 6


@dataclass(frozen=True)
class Numbers:
    """A column of integers (numbers, years, days); ``known`` is ``None`` where all are.

    ``least`` and ``most`` hold what an unknown value may be at the extremes, so that one comparison
    tells who certainly or possibly meets a threshold, without a mask.
    """

    values: npt.NDArray[np.int64] | npt.NDArray[np.int32]
    known: Bools | None

    @cached_property
    def least(self) -> npt.NDArray[np.int64] | npt.NDArray[np.int32]:
        return self._unknown_as(np.iinfo(self.values.dtype).min)

    @cached_property
    def most(self) -> npt.NDArray[np.int64] | npt.NDArray[np.int32]:
        return self._unknown_as(np.iinfo(self.values.dtype).max)

    def _unknown_as(self, value: int) -> npt.NDArray[np.int64] | npt.NDArray[np.int32]:
        return self.values if self.known is None else np.where(self.known, self.values, value)

    @cached_property
    def peak(self) -> int:
        """Give the greatest magnitude, which tells where int64 is enough."""
        if not len(self.values):
            return 0
        return max(abs(int(self.values.min())), abs(int(self.values.max())))

    @cached_property
    def marks(self) -> Marks:
        """Give the column in little."""
        return Marks.of(self.values, self.known)


@dataclass(frozen=True)
class Codes:
    """A column of words: an index into ``words``; unknown is ``len(words)``."""

    codes: npt.NDArray[Any]
    words: tuple[str, ...]
    complete: bool

    @cached_property
    def _order(self) -> tuple[list[str], npt.NDArray[np.intp]]:
        """Give the words in ascending order, and the code of each."""
        order = sorted(range(len(self.words)), key=self.words.__getitem__)
        return [self.words[code] for code in order], np.array(order, np.intp)

    def among(self, members: Sequence[str], *, prefixes: bool) -> Bools:
        """Say for each code, and last for unknown, whether its word is one of some, or under one.

        With ``prefixes`` a member is a class (``35``) or a run of classes (``06至46``), as
        ``nodes.industry_under`` has it; among words in order these are one stretch.
        """
        ordered, order = self._order
        holds = np.zeros(len(self.words) + 1, np.bool_)
        for member in members:
            low, _, high = member.partition("至") if prefixes else (member, "", "")
            start = bisect_left(ordered, low)
            last = (high or low) + ("\U0010ffff" if prefixes else "")
            stop = bisect_right(ordered, last)
            holds[order[start:stop]] = True
        return holds


@dataclass(frozen=True)
class Flags:
    """A column of truths: ``sure`` is certainly true, ``possible`` is not certainly false."""

    sure: Bools
    possible: Bools


@dataclass(frozen=True)
class Lists:
    """A column of lists of words, kept flat: ``rows`` says whose each word is."""

    rows: npt.NDArray[np.intp]
    words: dict[str, int]
    codes: npt.NDArray[np.int32]
    known: Bools | None
    size: int

    def containing(self, word: str) -> Flags:
        """Find the rows whose list has a word."""
        sure = np.zeros(self.size, np.bool_)
        if word in self.words:
            sure[self.rows[self.codes == self.words[word]]] = True
        return Flags(sure, sure if self.known is None else sure | ~self.known)


@dataclass(frozen=True)
class Below:
    """The rows of a child entity, and to which row of ``entity`` each belongs (−1: to none)."""

    entity: str
    table: pa.Table
    parents: Ints


@dataclass(frozen=True)
class Above:
    """To which row of a population each row belongs."""

    entity: str
    population: Population
    parents: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Children:
    """The children of everyone of ``entity``, as a population of their own, and whose each is."""

    entity: str
    population: Population
    parents: npt.NDArray[np.intp]


Column = TypeVar("Column", Numbers, Codes, Flags, Lists)


class Population:
    """A table of applicants, ready to be matched; columns are decoded when first asked for.

    >>> town = pa.array(["甲区", None]).dictionary_encode()
    >>> Population(pa.table({"注册地": town})).rows
    2
    """

    def __init__(
        self,
        table: pa.Table | pa.RecordBatch,
        assessment: Assessment = UNDATED,
        below: Mapping[str, Below] | None = None,
        above: Above | None = None,
    ) -> None:
        self.table = table
        self.assessment = assessment
        self.rows: int = table.num_rows
        self._names = frozenset(table.schema.names)
        self._columns: dict[str, object] = {}
        self._members: dict[tuple[str, str], Flags] = {}
        self._listed: dict[tuple[str, str], npt.NDArray[np.intp]] = {}
        self._looked: dict[str, int] = {}
        #: Runs of the sorted columns by the tests that asked for them; they outlive a pass.
        self.known_runs: dict[object, list[slice] | None] = {}
        self._complete: dict[str, bool] = {}
        self._below = dict(below or {})
        self._above = above
        self._children: dict[str, Children | None] = {}

    def children(self, entity: str) -> Children | None:
        """Give everyone's children of an entity; ``None`` is unknown."""
        if entity not in self._children:
            found = self._below.get(entity)
            self._children[entity] = None if found is None else self._give(found)
        return self._children[entity]

    def _give(self, below: Below) -> Children:
        kept = np.flatnonzero(below.parents >= 0)
        table = below.table
        if len(kept) < table.num_rows:
            table = table.take(pa.array(kept, pa.int64()))
        parents = below.parents[kept].astype(np.intp)
        above = Above(below.entity, self, parents)
        return Children(below.entity, Population(table, self.assessment, above=above), parents)

    def stored(self, column: str) -> str | None:
        """Find the column of the table that a fact at a period is kept in."""
        return stored_name(column, self._names, self.assessment.year)

    def numbers(self, ref: FactRef) -> Numbers:
        return self._column(ref, Numbers, _numbers)

    def marks(self, ref: FactRef) -> Marks:
        return self.numbers(ref).marks

    def often(self, columns: Iterable[str], size: int) -> bool:
        """Count that so many rows of some columns are looked through; tell if that is often by now."""
        looked = self._looked
        for name in columns:
            looked[name] = looked.get(name, 0) + size
        return all(looked[name] > _OFTEN * self.rows for name in columns)

    def codes(self, ref: FactRef) -> Codes:
        return self._column(ref, Codes, _codes)

    def flags(self, ref: FactRef) -> Flags:
        return self._column(ref, Flags, _flags)

    def containing(self, ref: FactRef, word: str) -> Flags:
        """Give who has a word in a list, kept for the next measure that asks."""
        key = (ref.column, word)
        if key not in self._members:
            self._members[key] = self._column(ref, Lists, _lists).containing(word)
        return self._members[key]

    def listed(self, ref: FactRef, word: str) -> npt.NDArray[np.intp]:
        """List who may have a word in a list, ascending; kept like ``containing``."""
        key = (ref.column, word)
        if key not in self._listed:
            self._listed[key] = self.containing(ref, word).possible.nonzero()[0]
        return self._listed[key]

    def _column(
        self, ref: FactRef, kind: type[Column], decode: Callable[[_Array], Column]
    ) -> Column:
        name = ref.column
        if name not in self._columns:
            self._columns[name] = decode(self._array(ref))
        found = self._columns[name]
        assert isinstance(found, kind), name
        return found

    def _array(self, ref: FactRef) -> _Array:
        """Give a column as one array of its type; one that is not there is unknown for everyone."""
        expected: Any = ref.fact.arrow_type
        name = self.stored(ref.column)
        if name is None:
            if self._above is not None and self._above.entity == ref.parent:
                own = replace(ref, parent="")
                array = self._above.population._array(own)
                return array.take(pa.array(self._above.parents, pa.int64()))
            known = {YEAR: self.assessment.year, BASE_DAY: self.assessment.day}.get(ref.column)
            if known is None:
                return pa.nulls(self.rows, expected)
            return pa.repeat(pa.scalar(known, expected), self.rows)
        array = self._combined(name)
        word = ref.fact.kind in (FactKind.CATEGORY, FactKind.INDUSTRY)
        if array.type == expected or (word and pa.types.is_string(array.type)):
            return array
        raise InputError(
            f"事实快照的列「{name}」是 {array.type}，应为 {expected}",
            remedy="请重新导入登记表",
        )

    def _combined(self, name: str) -> _Array:
        found = self.table.column(name)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    def complete(self, ref: FactRef) -> bool:
        """Tell whether a fact is known of everyone."""
        name = ref.column
        if name not in self._complete:
            stored = self.stored(name)
            known = stored is not None and self.table.column(stored).null_count == 0
            self._complete[name] = known
        return self._complete[name]

    @cached_property
    def sample(self) -> npt.NDArray[np.intp]:
        """Give some rows from end to end, by which the selectivity of a test is judged."""
        return np.linspace(0, self.rows - 1, _SAMPLE).astype(np.intp)

    # -- runs of the sorted columns

    @cached_property
    def sort_key(self) -> npt.NDArray[np.int64] | None:
        """Give district code × (industries + 1) + industry code, if the rows ascend by it.

        ``None`` where the table is not sorted, or lacks one of the two columns.
        """
        if not self.rows or not self._names.issuperset(SORTED_BY):
            return None
        if not all(pa.types.is_dictionary(self.table.column(name).type) for name in SORTED_BY):
            return None
        first, second = (self.codes_named(name) for name in SORTED_BY)
        key = first.codes.astype(np.int64) * (len(second.words) + 1) + second.codes
        return key if bool((key[1:] >= key[:-1]).all()) else None

    def codes_named(self, name: str) -> Codes:
        """Give a column of words by its name alone."""
        if name not in self._columns:
            self._columns[name] = _codes(self._combined(name))
        codes = self._columns[name]
        assert isinstance(codes, Codes)
        return codes

    def runs(self, first: Bools, second: Bools) -> list[slice] | None:
        """Find the rows whose two sorted codes are both allowed, as few runs as there are.

        ``first`` and ``second`` say for each code whether it is allowed. ``None`` where the table
        is not sorted or where there would be too many runs to be worth it.
        """
        key, width = self.sort_key, len(second)
        if key is None:
            return None
        if bool(second.all()):
            starts, stops = stretches(first)
            starts, stops = starts * width, stops * width
        else:
            low, high = stretches(second)
            allowed = first.nonzero()[0]
            if len(allowed) * len(low) > _MOST_RUNS:
                return None
            starts = (allowed[:, None] * width + low).ravel()
            stops = (allowed[:, None] * width + high).ravel()
        places = zip(
            key.searchsorted(starts).tolist(), key.searchsorted(stops).tolist(), strict=True
        )
        return [slice(start, stop) for start, stop in places if start < stop]


def stretches(allowed: Bools) -> tuple[Ints, Ints]:
    """Give the starts and stops of the stretches of true.

    >>> stretches(np.array([True, True, False, True]))
    (array([0, 3]), array([2, 4]))
    """
    padded = np.zeros(len(allowed) + 2, np.int8)
    padded[1:-1] = allowed
    edges = padded[1:] - padded[:-1]
    return (edges == 1).nonzero()[0], (edges == -1).nonzero()[0]


def _known(array: _Array) -> Bools | None:
    if array.null_count == 0:
        return None
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False))


def _numbers(array: _Array) -> Numbers:
    known = _known(array)
    if pa.types.is_date32(array.type):
        array = array.view(pa.int32())
    if known is not None:
        array = array.fill_null(0)
    return Numbers(array.to_numpy(zero_copy_only=False), known)


def _codes(array: _Array) -> Codes:
    if pa.types.is_string(array.type):
        array = array.dictionary_encode()
    words = tuple(array.dictionary.to_pylist())
    indices = array.indices
    complete = indices.null_count == 0
    if not complete:
        indices = indices.fill_null(len(words))
    narrow = np.uint8 if len(words) < 255 else np.uint16 if len(words) < 65535 else np.int32
    return Codes(indices.to_numpy(zero_copy_only=False).astype(narrow), words, complete)


def _flags(array: _Array) -> Flags:
    sure = array.fill_null(False).to_numpy(zero_copy_only=False)
    if array.null_count == 0:
        return Flags(sure, sure)
    return Flags(sure, array.fill_null(True).to_numpy(zero_copy_only=False))


def _lists(array: _Array) -> Lists:
    known = _known(array)
    flat = array.flatten()
    rows = array.value_parent_indices().to_numpy(zero_copy_only=False).astype(np.intp)
    if not pa.types.is_dictionary(flat.type):
        flat = flat.dictionary_encode()
    words = {word: code for code, word in enumerate(flat.dictionary.to_pylist())}
    codes = flat.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Lists(rows, words, codes, known, len(array))
