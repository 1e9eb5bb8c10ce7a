"""Columns that no sheet has: a fact that is unknown of everyone, because nobody was asked for it.

A blank cell is told line by line; a column that is not there is told once, with the title to write
above it, on which sheet, and how many applicants and measures wait for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gangmu.measures.measure import Measure
from gangmu.settlement.applicants import Applicants, Home
from gangmu.settlement.judging import Judged
from gangmu.settlement.lines import CODES, Bools, Index, Lines, Treatment, Whole
from gangmu.settlement.round import Round

#: The sheet, its titles, what to do.
_Wanted = tuple[str, tuple[str, ...], str]
_COUNTED = {"企业": "家企业", "项目": "个项目"}


@dataclass(frozen=True, slots=True)
class Absence:
    """Columns to be added to one sheet, and who waits for them.

    ``sheet`` is where (``enterprises.xlsx 企业``), ``titles`` what to write there, ``remedy`` says both.
    ``applicants`` counts who waits, by entity.
    """

    sheet: str
    titles: tuple[str, ...]
    remedy: str
    applicants: Mapping[str, int]
    measures: tuple[str, ...]

    @property
    def waiting(self) -> str:
        """Say how many wait: ``12 家企业的 2 项措施``."""
        counted = (f"{n:,} {_COUNTED.get(e, e)}" for e, n in self.applicants.items())
        return f"{'、'.join(counted)}的 {len(self.measures)} 项措施"

    def __str__(self) -> str:
        return f"{self.remedy}；{self.waiting}在等：{'、'.join(self.measures)}"


def find_absences(round_: Round, judged: Judged, lines: Lines) -> tuple[Absence, ...]:
    """Find the columns that lines which are 待核实 wait for and that no sheet has."""
    waiting = np.flatnonzero(lines.treatment == CODES[Treatment.PENDING])
    words = judged.missing.dictionary.to_pylist()
    codes = np.asarray(judged.missing.indices)[waiting]
    found: dict[_Wanted, list[Index]] = defaultdict(list)
    for place, measure in enumerate(round_.measures):
        own: Bools = lines.measure[waiting] == place
        applicants = round_.applicants[measure.entity]
        for code in np.unique(codes[own]).tolist():
            for fact in filter(None, words[code].split("、")):
                wanted = _wanted(round_, measure, applicants, fact)
                if wanted is not None:
                    found[wanted].append(waiting[own & (codes == code)])
    absences = [
        Absence(
            *wanted,
            _applicants(round_, lines, np.concatenate(at)),
            _measures(round_, lines, np.concatenate(at)),
        )
        for wanted, at in found.items()
    ]
    return tuple(sorted(absences, key=lambda each: -sum(each.applicants.values())))


def _wanted(round_: Round, measure: Measure, applicants: Applicants, fact: str) -> _Wanted | None:
    """Say which sheet is to have which titles; ``None`` where the column is there.

    A sheet that is not there needs all that the measure reads of it.
    """
    book, year = round_.book, round_.year
    if fact in book.rates:
        return (
            "rates.yaml",
            (fact,),
            f"在工作区的 rates.yaml 补「{fact}」的值（内置的没有到那一天）",
        )
    home = applicants.home(fact, book)
    if home.column is not None:
        return None
    if home.snapshot is not None:
        if fact in applicants.table.column_names:  # a yearly review fills it
            return None
        sheet = f"{home.snapshot.source} {home.snapshot.sheet}".strip()
        return sheet, (home.title(book, year),), f"{sheet} 加表头「{home.title(book, year)}」"
    key = book.key(measure.entity if home.entity in book.children(measure.entity) else home.entity)
    names = dict.fromkeys([key.name] if key else [])
    paths = (column.rpartition(".") for column in measure.columns)
    names |= dict.fromkeys(name for owner, _, name in paths if owner == home.entity)
    titles = tuple(Home(home.entity, name, None, None).title(book, year) for name in names)
    sheet = f"{home.entity}.xlsx（或名为「{home.entity}」的工作表）"
    return f"新建 {sheet}", titles, f"建 {sheet}，表头{'、'.join(f'「{each}」' for each in titles)}"


def _applicants(round_: Round, lines: Lines, at: Index) -> dict[str, int]:
    rows: dict[str, Whole] = {}
    for place in np.unique(lines.measure[at]).tolist():
        entity = round_.measures[place].entity
        own = lines.row[at[lines.measure[at] == place]]
        rows[entity] = np.union1d(rows.get(entity, own), own)
    return {entity: len(each) for entity, each in rows.items()}


def _measures(round_: Round, lines: Lines, at: Index) -> tuple[str, ...]:
    return tuple(round_.measures[place].name for place in np.unique(lines.measure[at]).tolist())
