"""What the short forms stand for: every look-back, slice and sum written out as plain nodes.

``expand`` takes one form apart, with the year under assessment where it matters; ``written_out`` takes
a whole tree apart, for the columns. Each form has its meaning here and nowhere else, so that the
interpreter and the matcher cannot differ on it.

>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.periods import Window
>>> from gangmu.measures.wording import write
>>> output = FactRef(load_facts().fact("企业", "工业总产值"))
>>> write(expand(Change("增量", output, "元"), 2025))
'工业总产值 - 工业总产值(上年)'
>>> write(expand(Panel("平均", output, Window(-2, -1)), 2025))
'(工业总产值(前年) + 工业总产值(上年)) ÷ 2倍'
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from gangmu.measures.facts import BASE_DAY, YEAR, Fact, FactKind
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Change,
    Combine,
    Compare,
    Condition,
    Dated,
    Discretion,
    Each,
    End,
    Exists,
    FactRef,
    First,
    Highest,
    In,
    Known,
    Later,
    Lit,
    Named,
    Node,
    Not,
    Number,
    Panel,
    Part,
    PerUnit,
    Positive,
    Round,
    Row,
    Short,
    ShortCondition,
    Slices,
    Streak,
    Table,
    TopUp,
    Unlimited,
    YearOf,
)
from gangmu.measures.periods import YEAR_EARLIER, Assessment
from gangmu.measures.rates import Series

#: What stands for a form that takes the year under assessment, where that is unknown.
YEAR_REF = FactRef(Fact(YEAR, "", "assessed_year", FactKind.YEAR))
YEAR_UNKNOWN = Compare("=", YEAR_REF, YEAR_REF)
_EXTREMES = {"历史最高": "取大", "历史最低": "取小"}


def expand(node: Short, year: int | None) -> Number | None:
    """Write one form out; ``None`` where that takes the year under assessment, which is unknown."""
    match node:
        case Panel(rule, ref, window):
            years = window.years(year)
            if years is None:
                return None
            refs = tuple(_at(ref, each) for each in years)
            if len(refs) == 1:
                return refs[0]
            if rule in _EXTREMES:
                return Call(_EXTREMES[rule], refs, ref.dimension)
            total = _sum(refs)
            count = Lit(Fraction(len(refs)), "倍", "倍")
            return total if rule == "合计" else Arith("÷", total, count, ref.dimension)
        case Change(rule, ref, dimension):
            before = _earlier(ref)
            more = Arith("-", ref, before, ref.dimension)
            return more if rule == "增量" else Arith("÷", more, Positive(before), dimension)
        case Slices(base, parts, dimension):
            amounts: list[Number] = []
            start: Number = Lit(Fraction(0), base.dimension)
            for part in parts:
                low = Call("取大", (base, start), base.dimension)
                reached = low if part.to is None else _clamp(base, start, part.to)
                inside = Arith("-", reached, start, base.dimension)
                amounts.append(Arith("×", part.by, inside, dimension))
                start = start if part.to is None else part.to
            return _sum(tuple(amounts))
        case PerUnit(rule, base, unit, give, dimension):
            units: Number = Arith("÷", base, unit, "率")
            if rule != "每":
                mode = "向下取整" if rule == "每满" else "向上取整"
                units = Round(mode, Call("取大", (units, Lit(Fraction(0), "率")), "率"), "率")
            return Arith("×", units, give, dimension)
        case Combine(rule, parts, dimension):
            values = tuple(_part(part, dimension) for part in parts)
            return _sum(values) if rule == "累加" else Highest(values, dimension)
        case TopUp(due, had):
            nothing = Lit(Fraction(0), due.dimension, "元")
            return Call("取大", (Arith("-", due, had, due.dimension), nothing), due.dimension)
        case Dated(series, at, dimension):
            return _table(series, at, dimension)


def expand_condition(node: ShortCondition, year: int | None) -> Condition | None:
    """Write one form of a condition out; ``None`` where the year it takes is unknown."""
    match node:
        case First(item, window):
            years = window.years(year)
            if years is None:
                return None
            # 近三年 takes this year in, but its own year is not an earlier one.
            return All((item, *(Not(shifted(item, each, year)) for each in years if each != 0)))
        case Streak(item, years_in_a_row):
            return All(tuple(shifted(item, -back, year) for back in range(years_in_a_row)))


def _at(ref: FactRef, year: int) -> FactRef:
    """Give a fact some years earlier (−), or in a named year; a fact of its own year stays."""
    if ref.fact.period is None or isinstance(ref.period, str) or ref.period > 0:
        return ref
    return replace(ref, period=year + ref.period)


def _earlier(ref: FactRef) -> FactRef:
    if isinstance(ref.period, str):
        return replace(ref, period=YEAR_EARLIER[ref.period])
    return replace(ref, period=ref.period - 1)


def _sum(parts: tuple[Number, ...]) -> Number:
    return reduce(lambda left, right: Arith("+", left, right, left.dimension), parts)


def _clamp(base: Number, low: Number, high: Number) -> Number:
    least = Call("取小", (base, high), base.dimension)
    return Call("取大", (least, low), base.dimension)


def _part(part: Part, dimension: str) -> Number:
    value = part.value
    if part.cap is not None:
        value = Call("取小", (value, part.cap), dimension)
    if part.when is None:
        return value
    return Table((), (Row((part.when,), value),), Lit(Fraction(0), dimension), dimension)


def _table(series: Series, at: Number, dimension: str) -> Table:
    """Give a published series as a table; where it has no value, it is itself the missing fact."""
    rows = []
    for stretch in series.stretches:
        first, last = Lit(stretch.first, at.dimension), Lit(stretch.last, at.dimension)
        rows.append(
            Row(
                (Compare("≥", at, first), Compare("≤", at, last)),
                Lit(stretch.value, series.dimension, series.unit),
            )
        )
    unknown = Fact(series.name, "", series.name, FactKind.QUANTITY, series.unit, series.dimension)
    return Table((at,), tuple(rows), FactRef(unknown), dimension)


def shifted(node: Condition, years: int, year: int | None) -> Condition:
    """Give a condition as it was some years ago (−), or in a named year."""

    def move(node: Node) -> Node | None:
        match node:
            case FactRef(fact, _, _) if fact.name == YEAR:
                return Lit(years, "年份") if years > 0 else Later(node, years, "年")
            case FactRef():
                return _at(node, years)
            case Panel() | Change() | Slices() | PerUnit() | Combine() | TopUp() | Dated():
                out = expand(node, year)
                return YEAR_REF if out is None else rewrite(out, move)
            case First() | Streak():
                met = expand_condition(node, year)
                return YEAR_UNKNOWN if met is None else rewrite(met, move)
            case _:
                return None

    return typing.cast(Condition, rewrite(node, move))


# ---------------------------------------------------------------- whole trees


def written_out(node: Condition, assessment: Assessment) -> Condition:
    """Write out every short form of a condition, and 考核年度 and 基准日 as what they are."""
    return typing.cast(Condition, _written(node, assessment))


def number_written_out(node: Number, assessment: Assessment) -> Number:
    """Write out every short form of a number, and 考核年度 and 基准日 as what they are."""
    return typing.cast(Number, _written(node, assessment))


def _written(node: Node, assessment: Assessment) -> Node:
    def move(node: Node) -> Node | None:
        match node:
            case FactRef(fact, "", _) if fact.name == YEAR and assessment.year is not None:
                return Lit(assessment.year, "年份")
            case FactRef(fact, "", _) if fact.name == BASE_DAY and assessment.day is not None:
                return Lit(assessment.day, "日期")
            case Panel() | Change() | Slices() | PerUnit() | Combine() | TopUp() | Dated():
                out = expand(node, assessment.year)
                return YEAR_REF if out is None else _written(out, assessment)
            case First() | Streak():
                met = expand_condition(node, assessment.year)
                return YEAR_UNKNOWN if met is None else _written(met, assessment)
            case _:
                return None

    return rewrite(node, move)


def rewrite(node: Node, move: Callable[[Node], Node | None]) -> Node:
    """Replace nodes from the top: where ``move`` gives one it stands, else its children are moved.

    A subtree in which nothing moves is kept as it is.
    """
    moved = move(node)
    if moved is not None:
        return moved
    go: Callable[[typing.Any], typing.Any] = lambda below: rewrite(below, move)  # noqa: E731
    match node:
        case Lit() | FactRef() | Unlimited():
            return node
        case Arith(op, left, right, dimension):
            new: Node = Arith(op, go(left), go(right), dimension)
        case Compare(op, left, right):
            new = Compare(op, go(left), go(right))
        case Call(name, args, dimension):
            new = Call(name, tuple(map(go, args)), dimension)
        case Highest(args, dimension):
            new = Highest(tuple(map(go, args)), dimension)
        case All(items):
            new = All(tuple(map(go, items)))
        case Any(items):
            new = Any(tuple(map(go, items)))
        case AtLeast(count, items):
            new = AtLeast(count, tuple(map(go, items)))
        case Row(tests, value, place):
            new = Row(tuple(map(go, tests)), go(value), place)
        case Table(columns, rows, other, dimension, place):
            rest = None if other is None else go(other)
            new = Table(tuple(map(go, columns)), tuple(map(go, rows)), rest, dimension, place)
        case Named(name, body):
            new = Named(name, go(body))
        case Not(item):
            new = Not(go(item))
        case End(value, inclusive):
            new = End(go(value), inclusive)
        case Round(mode, body, dimension):
            new = Round(mode, go(body), dimension)
        case Positive(body):
            new = Positive(go(body))
        case Later(body, count, unit):
            new = Later(go(body), count, unit)
        case YearOf(body):
            new = YearOf(go(body))
        case Between(value, low, high):
            new = Between(go(value), low and go(low), high and go(high))
        case In(ref, members):
            new = In(go(ref), members)
        case Known(ref):
            new = Known(go(ref))
        case Each(rule, child, value, where, dimension):
            new = Each(rule, child, go(value), go(where), dimension)
        case Exists(child, where):
            new = Exists(child, go(where))
        case Discretion():
            high = None if node.high is None else go(node.high)
            new = replace(node, low=go(node.low), high=high)
        case _:
            return node  # a short form stands or is written out as a whole
    return node if new == node else new
