"""Selecting rows: who may meet all the tests of a measure, and who certainly does.

Tests on the sorted columns become runs of rows; a coarse look at bytes leaves few of them; the rest is
exact. What several measures ask of everyone is looked at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gangmu.measures.coarse import exactly, seen
from gangmu.measures.columnar import WORDS, Index, by_word, holds, index_of, numbers_of, truth
from gangmu.measures.columns import SORTED_BY, Bools, Population, Rows
from gangmu.measures.facts import FactKind
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Condition,
    Each,
    Exists,
    FactRef,
    In,
    Not,
    Positive,
    Table,
    facts,
    walk,
)
from gangmu.measures.thresholds import Lowered, lower

# From how many rows on a coarse look pays, and below how many rows a run costs more in calls than in
# rows.
_SMALL = 1 << 14
_SHORT = 1 << 11
# From how many measures on a test that they share is looked at once for everyone.
_SHARED = 4
#: What may be unknown although every fact is known, or reads other rows.
_COMPUTES = {Arith, Table, Positive, Each, Exists}
_EVEN = frozenset({FactKind.YEAR, FactKind.DATE})


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A test made ready: its condition with thresholds, and the sorted column it is about, if any.

    ``scaled`` are the columns that have a scale of bytes. Equal conditions are one object.
    """

    condition: Lowered
    column: str | None
    refs: tuple[FactRef, ...]
    scaled: tuple[str, ...]
    computes: bool


@lru_cache(maxsize=1 << 16)
def ready(condition: Condition) -> Prepared:
    """Make a test ready to run, once for all that are equal."""
    refs = facts(condition)
    kinds = {type(node) for node in walk(condition)}
    of_words = kinds <= {In, FactRef, Not, All, Any, AtLeast} and len(refs) == 1
    on_key = of_words and refs[0].column in SORTED_BY and refs[0].fact.kind in WORDS
    lowered = lower(condition)
    scaled = tuple(ref.column for ref in refs if ref.fact.numeric or ref.fact.kind in _EVEN)
    return Prepared(
        lowered, refs[0].column if on_key else None, refs, scaled, bool(kinds & _COMPUTES)
    )


class Selection:
    """One pass of many measures over one population.

    What is kept here (who meets what many measures ask) goes with the pass; runs of the sorted columns
    stay with the population.
    """

    def __init__(self, population: Population, measures: Sequence[Sequence[Prepared]]) -> None:
        self._population = population
        self._asked = Counter(test for tests in measures for test in tests)
        counts = Counter(self._common(tests) for tests in measures)
        self._shared = {key for key, count in counts.items() if count >= _SHARED and _costs(key)}
        self._met: dict[tuple[Prepared, ...], Bools | None] = {}

    def _common(self, tests: Sequence[Prepared]) -> tuple[Prepared, ...]:
        """Take out the tests of a measure that others have too and a coarse look can decide."""
        return tuple(
            test
            for test in tests
            if self._asked[test] >= _SHARED and not test.computes and not test.column
        )

    def rows(self, tests: Sequence[Prepared]) -> tuple[Index, Bools]:
        """Find the rows where no test certainly fails, and where all certainly hold."""
        population = self._population
        runs, rest = self._narrowed(tests)
        rest.sort(key=lambda test: test.computes)
        plain = [test for test in rest if not test.computes]
        pieces, size, plain = self._start(runs, plain)
        if size > _SMALL:
            looked = [test for test in plain if population.often(test.scaled, size)]
            if not looked:
                plain = _by_selectivity(plain, population)
            pieces = self._look(looked, pieces)
            plain = [t for t in plain if t not in looked or not exactly(t.condition, population)]
            if len(pieces) > 1 and looked:
                pieces = [np.concatenate([index_of(piece) for piece in pieces])]
        found = [_narrow(plain, population, piece) for piece in pieces]
        rows = found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.intp), *found])
        sure = np.ones(len(rows), np.bool_)
        for test in rest:
            if test.computes:  # once for both answers
                certain, possible = truth(test.condition, population, rows)
                kept = possible.nonzero()[0]
                rows, sure = rows[kept], (sure & certain)[kept]
        for test in tests:
            if not test.computes and not _complete(test, population):
                sure &= holds(test.condition, population, rows, may=False)
        return rows, sure

    def _narrowed(self, tests: Sequence[Prepared]) -> tuple[list[slice], list[Prepared]]:
        keyed = tuple(test for test in tests if test.column)
        known = self._population.known_runs
        if keyed not in known:
            known[keyed] = runs_of(keyed, self._population)
        runs = known[keyed]
        if runs is None:
            return everyone(self._population), list(tests)
        return runs, [test for test in tests if not test.column]

    def _start(
        self, runs: list[slice], tests: list[Prepared]
    ) -> tuple[list[Rows], int, list[Prepared]]:
        """Begin with a short list of a register, or else with runs; give how many rows that are."""
        population = self._population
        size = sum(run.stop - run.start for run in runs)
        for test in tests:
            match test.condition:
                case In(ref, (word,)) if ref.fact.kind is FactKind.REGISTER and size > _SMALL:
                    listed = population.listed(ref, word)
                    if len(listed) * 4 < population.rows:
                        bounds = np.searchsorted(listed, [(run.start, run.stop) for run in runs])
                        parts = [listed[low:high] for low, high in bounds.tolist()]
                        rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
                        return [rows], len(rows), [other for other in tests if other is not test]
        if len(runs) > 1 and size < _SHORT * len(runs):
            return [numbers_of(runs)], size, tests
        return list(runs), size, tests

    def _look(self, tests: Sequence[Prepared], pieces: list[Rows]) -> list[Rows]:
        """Keep the rows that, at a coarse look, may meet every test."""
        common = self._common(tests)
        shared = self._everyone(common) if common in self._shared else None
        if shared is not None:
            tests = [test for test in tests if test not in common]
        kept: list[Rows] = []
        for rows in pieces:
            whole = None if shared is None else shared[rows]
            for test in tests:
                part = seen(test.condition, self._population, rows, may=True)
                if part is not None:
                    whole = part if whole is None else whole & part
            kept.append(rows if whole is None else _kept(rows, whole))
        return kept

    def _everyone(self, tests: tuple[Prepared, ...]) -> Bools | None:
        """Look once at everyone for tests that many measures have together."""
        if tests not in self._met:
            whole: Bools | None = None
            rows = slice(0, self._population.rows)
            for test in tests:
                part = seen(test.condition, self._population, rows, may=True)
                if part is not None:
                    whole = part if whole is None else whole & part
            self._met[tests] = whole
        return self._met[tests]


def _costs(tests: tuple[Prepared, ...]) -> bool:
    """Tell whether tests are more than the look at one flag."""
    plain = (FactRef, Not)
    return len(tests) > 1 or any(not isinstance(test.condition, plain) for test in tests)


def _narrow(tests: Sequence[Prepared], population: Population, rows: Rows) -> Index:
    """Keep the rows that possibly meet every test, test by test."""
    for test in tests:
        rows = _kept(rows, holds(test.condition, population, rows, may=True))
    return index_of(rows)


def _kept(rows: Rows, mask: Bools) -> Index:
    kept = mask.nonzero()[0]
    return kept + rows.start if isinstance(rows, slice) else rows[kept]


def everyone(population: Population) -> list[slice]:
    return [slice(0, population.rows)] if population.rows else []


def runs_of(tests: Sequence[Prepared], population: Population) -> list[slice] | None:
    """Turn tests on the sorted columns into runs of rows; ``None`` where that cannot be done.

    A row whose district or industry is unknown is possible, and so in the runs.
    """
    if not tests:
        return everyone(population)
    if population.sort_key is None:
        return None
    masks: dict[str, Bools] = {}
    for test in tests:
        assert test.column is not None
        possible = by_word(test.condition, population.codes_named(test.column), may=True)
        masks[test.column] = possible & masks.get(test.column, True)
    allowed = [
        masks[name]
        if name in masks
        else np.ones(len(population.codes_named(name).words) + 1, np.bool_)
        for name in SORTED_BY
    ]
    return population.runs(*allowed)


def _by_selectivity(tests: Sequence[Prepared], population: Population) -> list[Prepared]:
    """Put the tests that leave the fewest rows first, as a sample tells; ties keep their order."""
    if len(tests) < 2:
        return list(tests)
    sample = population.sample
    left = [np.count_nonzero(holds(test.condition, population, sample, may=True)) for test in tests]
    order = sorted(range(len(tests)), key=lambda at: left[at])
    return [tests[at] for at in order]


def _complete(test: Prepared, population: Population) -> bool:
    """Tell whether a test that computes nothing cannot be unknown for anyone."""
    return all(population.complete(ref) for ref in test.refs)
