"""Are the rows of a table apart, complete and reachable?

Every column is cut at the ends that its rows name; on each piece, and on each end itself, one value
stands for all. Trying the combinations finds overlaps, gaps and rows that nobody reaches, exactly.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gangmu.measures.bounds import bounds
from gangmu.measures.evaluation import COMPARE, halves
from gangmu.measures.facts import FactKind
from gangmu.measures.nodes import (
    All,
    Between,
    Compare,
    Condition,
    FactRef,
    In,
    Lit,
    Not,
    Number,
    Table,
    industry_under,
)
from gangmu.measures.wording import write, write_literal
from gangmu.measures.yamltext import Findings

_MOST = 20_000
_OTHER = "（其他）"

Sample = Fraction | int | date | str | bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column that no row divides: one value of it, and its name."""

    sample: Sample
    name: str


def check_table(table: Table, met: Sequence[Condition] | None, findings: Findings) -> None:
    """Find rows that overlap, values that no row covers, and rows that nobody reaches.

    ``met`` are the conditions that hold for everyone whom the table is used for: what they shut out
    needs no row. Where they are not known (``None``), gaps are not reported.
    """
    columns = [
        _pieces(column, [row.tests[i] for row in table.rows], met or ())
        for i, column in enumerate(table.columns)
    ]
    if any(pieces is None for pieces in columns):
        return  # ends that are computed from facts can only be judged with the facts
    whole = [pieces for pieces in columns if pieces is not None]
    size = 1
    for pieces in whole:
        size *= len(pieces)
    if size > _MOST:
        findings.warn(table.place, "「分档」太大，没有检查重叠和缺口", "拆成几个小表")
        return
    first: dict[int, list[int]] = {}
    overlaps: dict[tuple[int, int], str] = {}
    gaps: list[str] = []
    reached: set[int] = set()
    for box in itertools.product(*whole):
        under = [
            index
            for index, row in enumerate(table.rows)
            if all(_holds(test, piece.sample) for test, piece in zip(row.tests, box, strict=True))
        ]
        name = "，".join(piece.name for piece in box)
        if not under:
            gaps.append(name)
            continue
        reached.add(under[0])
        for later in under[1:]:
            overlaps.setdefault((under[0], later), name)
            first.setdefault(later, []).append(under[0])
    for index, row in enumerate(table.rows):
        if index in reached:
            continue
        covering = sorted({table.rows[at].place.line for at in first.get(index, [])})
        where = (
            f"第 {'、'.join(map(str, covering))} 行已经全部覆盖了它"
            if covering
            else "没有值落在它里面"
        )
        findings.error(row.place, f"到不了这一档：{where}", "删去这一行，或改上面各行的端点")
    for (a, b), name in overlaps.items():
        if b in reached:
            findings.error(
                table.rows[b].place,
                f"这一行与第 {table.rows[a].place.line} 行重叠：{name} 同时落在两档",
                "改端点的（含）或（不含），或改端点",
            )
    if gaps and table.other is None and met is not None:
        shown = "；".join(gaps[:3]) + (f" 等 {len(gaps)} 处" if len(gaps) > 3 else "")
        findings.error(
            table.place, f"有缺口：{shown} 落不到任何一档", "补一行，或写明「其余: 0元」"
        )
    if not gaps and table.other is not None:
        findings.warn(
            table.place, "各档已经覆盖全部情形，「其余」用不到", "删去「其余」，或核对各档的端点"
        )


# ---------------------------------------------------------------- pieces of a column


def _pieces(
    column: Number, tests: Sequence[Condition], met: Sequence[Condition]
) -> list[Piece] | None:
    """Cut a column where its tests divide it; ``None`` where an end is not a literal."""
    limits = [test for test in met if _is_about(test, column)]
    kind = column.fact.kind if isinstance(column, FactRef) else FactKind.MONEY
    if kind is FactKind.FLAG:
        pieces = [Piece(True, write(column)), Piece(False, f"非 {write(column)}")]
    elif kind in (FactKind.CATEGORY, FactKind.TEXT, FactKind.INDUSTRY, FactKind.REGISTER):
        pieces = _named_pieces(column, kind, [*tests, *limits])
    else:
        ends: dict[Fraction | int | date, Lit] = {}
        for half in (half for test in (*tests, *limits) for half in _comparisons(test)):
            if not isinstance(half.right, Lit):
                return None
            ends[half.right.value] = half.right
        steps = kind in (FactKind.YEAR, FactKind.DATE)
        pieces = _steps(column, set(ends)) if steps else _stretches(column, list(ends.values()))
    return [piece for piece in pieces if all(_holds(limit, piece.sample) for limit in limits)]


def _is_about(test: Condition, column: Number) -> bool:
    """Tell whether a condition limits a column by literals alone."""
    match test:
        case Compare(_, left, right):
            return left == column and isinstance(right, Lit)
        case Between():
            return all(_is_about(half, column) for half in halves(test))
        case In(ref, _):
            return ref == column and ref.fact.kind is not FactKind.REGISTER
        case Not(item):
            return _is_about(item, column)
        case FactRef():
            return test == column
        case _:
            return False


def _comparisons(test: Condition) -> tuple[Compare, ...]:
    if isinstance(test, Between):
        return halves(test)
    return (test,) if isinstance(test, Compare) else ()


def _named_pieces(column: Number, kind: FactKind, tests: Sequence[Condition]) -> list[Piece]:
    members: dict[str, None] = {}
    for test in tests:
        inner = test.item if isinstance(test, Not) else test
        if isinstance(inner, In):
            members.update(dict.fromkeys(inner.members))
    names = [*members, _OTHER]
    if kind is FactKind.INDUSTRY:  # the ends of each run of classes, to the last digit
        ends = {
            end.ljust(4, digit) for name in members for end in name.split("至") for digit in "09"
        }
        names = [*sorted(ends), _OTHER]
    return [Piece(name, f"{write(column)} {name}") for name in names]


def _steps(column: Number, ends: set[Fraction | int | date]) -> list[Piece]:
    """Cut years and days, which have no values between them."""
    around: set[int | date] = set()
    for end in ends:
        if isinstance(end, date):
            around |= {end - timedelta(1), end, end + timedelta(1)}
        else:
            around |= {int(end) - 1, int(end), int(end) + 1}
    ordered: list[int | date] = sorted(around, key=lambda step: (str(type(step)), step))
    suffix = "" if any(isinstance(step, date) for step in around) else "年"
    return [Piece(step, f"{write(column)} {step}{suffix}") for step in ordered]


def _stretches(column: Number, literals: list[Lit]) -> list[Piece]:
    """Cut numbers at the ends: each end, what lies between two, and what lies beyond."""
    low, high = bounds(column)
    name = write(column)
    shown = {
        Fraction(lit.value): write_literal(lit)
        for lit in literals
        if not isinstance(lit.value, date)
    }
    ends = sorted(shown)
    if not ends:
        return [Piece(low if low is not None else high or Fraction(0), f"{name} 任意值")]
    pieces = [Piece(ends[0] - 1, f"{name} {shown[ends[0]]}以下")] if low is None else []
    if low is not None and low < ends[0]:
        pieces.append(Piece((low + ends[0]) / 2, f"{name} {shown[ends[0]]}以下"))
    for end, above in itertools.pairwise([*ends, None]):
        assert end is not None
        pieces.append(Piece(end, f"{name} 正好 {shown[end]}"))
        if above is not None:
            pieces.append(
                Piece((end + above) / 2, f"{name} 在 {shown[end]} 与 {shown[above]} 之间")
            )
        else:
            pieces.append(Piece(end + 1, f"{name} {shown[end]}以上"))

    def possible(piece: Piece) -> bool:
        value = piece.sample
        assert isinstance(value, Fraction)
        return (low is None or value >= low) and (high is None or value <= high)

    return [piece for piece in pieces if possible(piece)]


def _holds(test: Condition, sample: Sample) -> bool:
    """Evaluate a cell for a value of its column."""
    match test:
        case All(items):
            return all(_holds(item, sample) for item in items)
        case Not(item):
            return not _holds(item, sample)
        case Between():
            return all(_holds(half, sample) for half in halves(test))
        case Compare(op, _, right):
            assert isinstance(right, Lit)
            return COMPARE[op](sample, right.value)
        case In(ref, members):
            if ref.fact.kind is FactKind.INDUSTRY:
                return any(industry_under(str(sample), member) for member in members)
            return sample in members
        case FactRef():
            return bool(sample)
        case _:
            raise AssertionError(test)
