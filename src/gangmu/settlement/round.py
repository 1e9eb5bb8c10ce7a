"""A round of settlement: what one run starts from, and how its steps look things up.

Everything that a step needs besides the lines is here and never changes: the files in force, the
applicants as columns, the year, the review decisions, and the ledger of earlier payments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import numpy as np
import pyarrow as pa

from gangmu.measures.arrangement import APPLICANT, BENEFICIARY, ENTERPRISE, PERIODS
from gangmu.measures.columnar import holds, number
from gangmu.measures.columns import Population
from gangmu.measures.exact import Exact
from gangmu.measures.expansion import number_written_out, written_out
from gangmu.measures.facts import FactBook
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.nodes import Condition, Number
from gangmu.measures.thresholds import lower, lower_tables
from gangmu.settlement.allocation import INFINITE
from gangmu.settlement.applicants import USCC, Applicants
from gangmu.settlement.decisions import Decisions
from gangmu.settlement.ledger import Ledger
from gangmu.settlement.lines import Bools, Index, Ints, Lines, Whole

UNKNOWN = -1
CENT = Fraction(1, 100)


def value_of_rows(node: Number, population: Population, rows: Index) -> Exact:
    """Evaluate a number of a clause for some rows, exactly."""
    return number(lower_tables(number_written_out(node, population.assessment)), population, rows)


@dataclass(frozen=True, eq=False)
class Round:
    """What a run starts from; ``measures`` are those of the files, in order.

    ``without`` names steps that are left out, to see what they make of the amounts.
    """

    files: tuple[MeasureFile, ...]
    applicants: Mapping[str, Applicants]
    populations: Mapping[str, Population]
    book: FactBook
    year: int
    as_of: date
    decisions: Decisions
    ledger: Ledger
    without: tuple[str, ...] = ()

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measure for file in self.files for measure in file.measures)

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Map 文号 and name of a measure to its index."""
        return {(m.number, m.name): at for at, m in enumerate(self.measures)}

    def members(self, file: MeasureFile, names: Sequence[str]) -> list[int]:
        """Find measures that a clause of a file names, in the order it names them.

        A name of another file's measure is written ``文号#名称``; one that is not in force is left out.
        """
        found = []
        for name in names:
            number, mark, own = name.rpartition("#")
            place = self.places.get((number, own) if mark else (file.number, name))
            if place is not None:
                found.append(place)
        return found

    def lines_of(self, lines: Lines, members: Sequence[int]) -> Index:
        """Find the open lines of some measures."""
        return np.flatnonzero(lines.open & np.isin(lines.measure, members))

    # -- who a line belongs to

    def words(self, lines: Lines, at: Index, column: str) -> list[object]:
        """Give a column of the applicants of some lines; unknown is ``None``."""
        found: list[object] = [None] * len(at)
        entities = self.entities(lines, at)
        for entity in dict.fromkeys(entities):
            own = [i for i, e in enumerate(entities) if e == entity]
            rows = lines.row[at[own]]
            values = self._taken(entity, column, rows)
            for place, value in zip(own, values, strict=True):
                found[place] = value
        return found

    def entities(self, lines: Lines, at: Index) -> list[str]:
        """Give the entity of the applicant of some lines."""
        return [self.measures[m].entity for m in lines.measure[at].tolist()]

    def _taken(self, entity: str, column: str, rows: Whole) -> list[object]:
        table = self.applicants[entity].table
        name = column
        if column == ENTERPRISE:
            name = USCC
        elif column in (APPLICANT, entity):
            name = self.applicants[entity].key
        elif column not in table.column_names:
            paths = [f"{parent}.{column}" for parent in self.book.parents(entity)]
            name = next((path for path in paths if path in table.column_names), column)
        if name not in table.column_names:
            return [None] * len(rows)
        taken = table.column(name).take(pa.array(rows, pa.int64()))
        return list(taken.to_pylist())

    def keys(self, lines: Lines, at: Index, per: Sequence[str]) -> Ints:
        """Number the lines by the value of some keys; ``UNKNOWN`` where one is not known.

        ``年`` and ``批次`` part nothing within one run; they say what of the ledger counts.
        """
        columns = []
        for name in per:
            if name in PERIODS:
                continue
            if name == BENEFICIARY:
                columns.append(self.payees(lines, at))
            elif name == APPLICANT:
                entities = self.entities(lines, at)
                ids = self.words(lines, at, APPLICANT)
                columns.append([(e, i) for e, i in zip(entities, ids, strict=True)])
            else:
                columns.append(self.words(lines, at, name))
        numbers: dict[tuple[object, ...], int] = {}
        found = np.zeros(len(at), np.int64)
        for place, values in enumerate(zip(*columns, strict=True)):
            known = all(value is not None for value in values)
            found[place] = numbers.setdefault(values, len(numbers)) if known else UNKNOWN
        return found

    def payees(self, lines: Lines, at: Index) -> list[object]:
        """Give who is paid by some lines: the enterprise, or whom 受益 names; unknown is ``None``.

        An applicant that belongs to no enterprise (a park, a county) is paid itself.
        """
        found = self.words(lines, at, ENTERPRISE)
        ids = self.words(lines, at, APPLICANT) if None in found else found
        for place, entity in enumerate(self.entities(lines, at) if None in found else ()):
            if found[place] is None and USCC not in self.applicants[entity].table.column_names:
                found[place] = ids[place]
        paying = [i for i, m in enumerate(self.measures) if m.arrangement.payee is not None]
        for place in np.flatnonzero(np.isin(lines.measure[at], paying)).tolist():
            line = int(at[place])
            measure = self.measures[lines.measure[line]]
            payee = measure.arrangement.payee
            if payee is not None:
                [found[place]] = self._taken(
                    measure.entity, payee.by.column, lines.row[line : line + 1]
                )
        return found

    def ids(self, lines: Lines, at: Index) -> list[str]:
        return [str(value) for value in self.words(lines, at, APPLICANT)]

    def names(self, lines: Lines, at: Index) -> list[str]:
        """Give the names of the applicants of some lines."""
        found = [""] * len(at)
        entities = self.entities(lines, at)
        for entity in dict.fromkeys(entities):
            own = [i for i, e in enumerate(entities) if e == entity]
            rows = lines.row[at[own]]
            own_names = (self.applicants[entity].key, self.applicants[entity].label)
            keys, labels = (self._taken(entity, name, rows) for name in own_names)
            for place, key, label in zip(own, keys, labels, strict=True):
                found[place] = str(label or key)
        return found

    # -- what is true of an applicant

    def holding(self, condition: Condition, entity: str, rows: Whole) -> tuple[Bools, Bools]:
        """Say of which rows a condition certainly holds, and of which it may."""
        index = np.asarray(rows, np.intp)
        population = self.populations[entity]
        lowered = lower(written_out(condition, population.assessment))
        return (
            holds(lowered, population, index, may=False),
            holds(lowered, population, index, may=True),
        )

    def money(self, amount: Number, entity: str, rows: Whole) -> tuple[Ints, Ints]:
        """Give an amount for some rows as an interval in 分; an unknown one may be anything."""
        index = np.asarray(rows, np.intp)
        value = value_of_rows(amount, self.populations[entity], index)
        exact = np.broadcast_to(value.rounded(CENT), index.shape).astype(np.int64)
        if value.known is None:
            return exact, exact
        known = np.broadcast_to(value.known, index.shape)
        return np.where(known, exact, 0), np.where(known, exact, INFINITE)

    @cached_property
    def enterprise_rows(self) -> dict[object, int]:
        """Map 统一社会信用代码 to the row of the enterprise."""
        codes = self.applicants[ENTERPRISE].column(USCC) if ENTERPRISE in self.applicants else []
        return {code: row for row, code in enumerate(codes)}
