"""What a measure file says: files, measures, tests, groups and worked cases, as typed trees."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from gangmu.measures.arrangement import (
    NO_GROUPS,
    NOTHING_ARRANGED,
    FileArrangement,
    Group,
    MeasureArrangement,
)
from gangmu.measures.bounds import bounds, least
from gangmu.measures.discretion import decisions, sides
from gangmu.measures.evaluation import WHOLE, child_column
from gangmu.measures.expansion import number_written_out, written_out
from gangmu.measures.facts import Value
from gangmu.measures.nodes import (
    Condition,
    Discretion,
    Each,
    Exists,
    FactRef,
    Named,
    Node,
    Number,
    children,
    facts,
)
from gangmu.measures.periods import Assessment
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

    ``amount`` (分) is ``None`` where the case states none; ``most`` differs from it where the amount is
    an interval. ``children`` are the rows of each child entity, by column.
    """

    name: str
    facts: dict[str, Value]
    verdict: Verdict
    amount: int | None
    place: Place
    most: int | None = None
    children: dict[str, tuple[dict[str, Value], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """An amount and its cap with every discretion decided one way."""

    amount: Number
    cap: Number | None


@dataclass(frozen=True, eq=False)
class Measure:
    """An executable policy measure.

    Who meets all ``tests`` receives ``amount``, at most ``cap``, never less than nothing, rounded
    (``rounding``) to a multiple of ``quantum`` 元. ``number`` is the 文号 and ``clause`` the clause that it
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
    rounding: str = "四舍五入"

    @cached_property
    def facts(self) -> tuple[FactRef, ...]:
        """List the facts that the measure reads, in the order of first mention.

        Those of children are not among them; look-backs from a named year need ``settled``.
        """
        conditions = (test.condition for test in self.tests)
        cap = (self.cap,) if self.cap is not None else ()
        return facts(*conditions, self.amount, *cap)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Name what may be missing, in the order of first mention; a child's facts by path."""
        found: dict[str, None] = {}

        def visit(node: Node, child: str = "") -> None:
            if isinstance(node, Each | Exists):
                found[node.child] = None
                for below in children(node):
                    visit(below, node.child)
            elif isinstance(node, FactRef):
                name = child_column(child, node.column, self.entity) if child else node.column
                found[name] = None
            else:
                for below in children(node):
                    visit(below, child)

        for part in (*(test.condition for test in self.tests), self.amount, self.cap):
            if part is not None:
                visit(part)
        return tuple(found)

    @cached_property
    def discretion(self) -> tuple[Discretion, ...]:
        """List what somebody has to decide about the amount."""
        return (*decisions(self.amount), *decisions(self.cap))

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """Give the amount and its cap at the least and at the most that may be decided."""
        low, high = sides(self.amount)
        low_cap, high_cap = (None, None) if self.cap is None else sides(self.cap)
        return Side(low, low_cap), Side(high, high_cap)

    @cached_property
    def bounds(self) -> tuple[int, int | None]:
        """Give what the measure can pay at least and at most, in 分, whatever the facts are."""
        low, high = bounds(self.amount)
        if self.cap is not None:
            low, high = least([(low, high), bounds(self.cap)])
        return (
            0 if low is None else self.round(low),
            None if high is None else self.round(high),
        )

    def round(self, value: Fraction) -> int:
        """Round an amount (元) as the measure says, and give 分; never below nothing."""
        return round_money(value, self.quantum, self.rounding)


@lru_cache(maxsize=1 << 16)
def settled(measure: Measure, assessment: Assessment) -> Measure:
    """Give the measure as it reads in one assessment: every look-back, slice and sum written out.

    What it says is the same; the matcher and the index know only the plain nodes that are left.
    """
    tests = tuple(
        replace(test, condition=written_out(test.condition, assessment)) for test in measure.tests
    )
    cap = None if measure.cap is None else number_written_out(measure.cap, assessment)
    return replace(
        measure, tests=tests, amount=number_written_out(measure.amount, assessment), cap=cap
    )


def round_money(value: Fraction, quantum: Fraction, rounding: str = "四舍五入") -> int:
    """Round an amount (元) to a multiple of ``quantum`` 元, and give 分; never below nothing.

    >>> round_money(Fraction("1234.565"), Fraction(1, 100)), round_money(Fraction(15000), Fraction(10000))
    (123457, 2000000)
    """
    return int(max(0, WHOLE[rounding](value / quantum)) * quantum * 100)


WHOLE_DOCUMENT = "全文"
"""What a measure rests on where its document prints no clause there: a list, a table."""


@dataclass(frozen=True, slots=True)
class MeasureFile:
    """The measures of one document; ``quoted`` are the files whose measures it refers to."""

    path: Path
    number: str
    title: str
    issuer: str
    region: str
    effective: date | None
    expires: date | None
    measures: tuple[Measure, ...]
    arrangement: FileArrangement = NO_GROUPS
    quoted: tuple[Path, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """List the groups of measures (组合)."""
        return self.arrangement.groups

    def applies(self, on: date) -> bool:
        """Tell whether the file is in force on a day; both days are included."""
        return (self.effective is None or self.effective <= on) and (
            self.expires is None or on <= self.expires
        )
