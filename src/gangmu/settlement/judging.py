"""The first step: every measure over every applicant; whom it may pay becomes a line.

Reasons are not written here: a million lines take seconds to judge and minutes to explain. Whoever
wants to know asks for a line's reason (``Judged.reason``) or for why somebody is none (``refusals``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.matcher import Matches, match_all
from gangmu.settlement.allocation import INFINITE
from gangmu.settlement.lines import Lines
from gangmu.settlement.round import Round

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Judged:
    """The lines before any step, the facts each still needs, and what the matcher found."""

    lines: Lines
    missing: pa.DictionaryArray[Any, Any]
    matches: tuple[Matches, ...]

    def judgement(self, round_: Round, line: int) -> Judgement:
        """Judge the applicant of a line again by the interpreter, for its reason and its trace."""
        measure = round_.measures[self.lines.measure[line]]
        applicants = round_.applicants[measure.entity]
        return judge(measure, applicants.applicant(int(self.lines.row[line]), round_.book))

    def reason(self, round_: Round, line: int) -> str:
        """Say in one line why a line is what it is before any step."""
        return self.judgement(round_, line).reason

    def places(self, round_: Round, line: int) -> list[str]:
        """Say in which cells the missing facts of a line belong."""
        missing = self.missing[line].as_py()
        if not missing:
            return []
        measure = round_.measures[self.lines.measure[line]]
        applicants, row = round_.applicants[measure.entity], int(self.lines.row[line])
        return [applicants.place(row, fact, round_.book) for fact in missing.split("、")]


def judge_all(round_: Round, progress: Progress) -> Judged:
    """Judge everyone by every measure of a round."""
    found = []
    passes = {
        entity: match_all([m for m in round_.measures if m.entity == entity], population)
        for entity, population in round_.populations.items()
    }
    for done, measure in enumerate(round_.measures):
        progress("判定", done, len(round_.measures))
        found.append(next(passes[measure.entity]))
    progress("判定", len(found), len(found))
    none = np.zeros(0, np.int64)
    lines = Lines.of(
        np.concatenate([none, *(np.full(len(m.possible), i) for i, m in enumerate(found))]),
        np.concatenate([none, *(m.possible for m in found)]),
        np.concatenate([none.astype(np.bool_), *(m.sure for m in found)]),
        np.concatenate([none, *(m.low for m in found)]),
        np.concatenate([none, *(np.where(m.unbounded, INFINITE, m.high) for m in found)]),
    )
    words: dict[str, int] = {"": 0}
    codes: list[npt.NDArray[np.int32]] = []
    for each in found:
        undecided = ~each.sure | (each.low != each.high) | each.unbounded
        own = np.zeros(len(each.possible), np.int32)
        if undecided.any():
            for at, facts in enumerate(each.missing()):
                if facts:
                    own[at] = words.setdefault("、".join(facts), len(words))
        codes.append(own)
    missing = pa.DictionaryArray.from_arrays(
        np.concatenate([np.zeros(0, np.int32), *codes]), pa.array(list(words), pa.string())
    )
    return Judged(lines, missing, tuple(found))


@dataclass(frozen=True, slots=True)
class Refusal:
    """An applicant that is 不符合, with the first requirement that fails."""

    measure: int
    row: int
    test: int


def refusals(judged: Judged, measure: int) -> Iterator[Refusal]:
    """Give whom a measure refuses, and the first requirement that each fails."""
    failed = judged.matches[measure].failed
    for row in np.flatnonzero(failed >= 0).tolist():
        yield Refusal(measure, row, int(failed[row]))
