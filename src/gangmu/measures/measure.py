"""What a measure file says: files, measures, tests, groups and worked cases, as typed trees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from gangmu.measures.arrangement import (
    NO_GROUPS,
    NOTHING_ARRANGED,
    FileArrangement,
    Group,
    MeasureArrangement,
)
from gangmu.measures.bounds import bounds, least
from gangmu.measures.facts import Value, half_up
from gangmu.measures.nodes import Condition, FactRef, Named, Number, facts
from gangmu.measures.yamltext import Place
from gangmu.terms import Verdict

#: What an amount may be rounded to (half up), in 元.
ROUNDINGS = {"分": Fraction(1, 100), "角": Fraction(1, 10), "元": Fraction(1)} | {
    f"{word}元": Fraction(number) for word, number in (("百", 100), ("千", 1000), ("万", 10000))
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One item under 条件 or 排除: ``condition`` must hold.

    An exclusion is kept as the negation of what is written; ``text`` says what is required.
    """

    condition: Condition
    excludes: bool
    text: str
    clause: str
    place: Place


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: facts by column, and what the measure must say of them.

    ``amount`` (分) is ``None`` where the case states none.
    """

    name: str
    facts: dict[str, Value]
    verdict: Verdict
    amount: int | None
    place: Place


@dataclass(frozen=True, eq=False)
class Measure:
    """An executable policy measure.

    Who meets all ``tests`` receives ``amount``, at most ``cap``, never less than nothing, rounded
    half up to a multiple of ``quantum`` 元. ``number`` is the 文号 and ``clause`` the clause that it
    rests on.
    """

    name: str
    number: str
    clause: str
    entity: str
    tests: tuple[Requirement, ...]
    amount: Number
    cap: Number | None
    quantum: Fraction
    frequency: str | None
    definitions: tuple[Named, ...]
    note: str
    cases: tuple[Case, ...]
    place: Place
    clause_place: Place
    arrangement: MeasureArrangement = NOTHING_ARRANGED

    @cached_property
    def facts(self) -> tuple[FactRef, ...]:
        """List the facts that the measure reads, in the order of first mention."""
        conditions = (test.condition for test in self.tests)
        cap = (self.cap,) if self.cap is not None else ()
        return facts(*conditions, self.amount, *cap)

    @cached_property
    def bounds(self) -> tuple[int, int | None]:
        """Give what the measure can pay at least and at most, in 分, whatever the facts are."""
        low, high = bounds(self.amount)
        if self.cap is not None:
            low, high = least([(low, high), bounds(self.cap)])
        return (
            0 if low is None else round_money(low, self.quantum),
            None if high is None else round_money(high, self.quantum),
        )


def round_money(value: Fraction, quantum: Fraction) -> int:
    """Round an amount (元) half up to a multiple of ``quantum`` 元, and give 分; never below nothing.

    >>> round_money(Fraction("1234.565"), Fraction(1, 100)), round_money(Fraction(15000), Fraction(10000))
    (123457, 2000000)
    """
    return int(max(0, half_up(value / quantum)) * quantum * 100)


@dataclass(frozen=True, slots=True)
class MeasureFile:
    """The measures of one document."""

    path: Path
    number: str
    title: str
    issuer: str
    region: str
    effective: date | None
    expires: date | None
    measures: tuple[Measure, ...]
    arrangement: FileArrangement = NO_GROUPS

    @property
    def groups(self) -> tuple[Group, ...]:
        """List the groups of measures (组合)."""
        return self.arrangement.groups

    def applies(self, on: date) -> bool:
        """Tell whether the file is in force on a day; both days are included."""
        return (self.effective is None or self.effective <= on) and (
            self.expires is None or on <= self.expires
        )
