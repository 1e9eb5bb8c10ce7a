"""The steps of a settlement, in their order, each a pure function from lines to a change of lines.

::

    判定      judge          every measure over everyone (``judging``)
    复核      review         what people decided, on evidence (``decisions``)
    排序      rank           who of the population wins (``ranking``)
    梯队      climb          a higher rung shuts out the lower ones (``groups``)
    上限      limit          a measure's own caps, per item, unit, enterprise, year (``caps``)
    组合      combine        of several measures for one matter (``groups``)
    共用上限   limit          caps that measures share
    预算      spend          what the money reaches (``budgets``)
    分期 分担  plan           when, to whom, by which level (``payment``)

``STEPS`` is this order; a file may state another for the steps from 排序 to 预算 (``次序``) where its
document fixes one. Every application of a clause that changes something is an ``Entry``: the lines
before it, the change, the clause. Together they say by which step, from what to what, by which clause
an amount became what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.measures.arrangement import STEP_ORDER
from gangmu.measures.interpreter import payable
from gangmu.measures.measure import MeasureFile
from gangmu.settlement.allocation import INFINITE, Interval
from gangmu.settlement.budgets import spend
from gangmu.settlement.caps import limit, yuan
from gangmu.settlement.decisions import Conclusion, Decision
from gangmu.settlement.groups import climb, combine
from gangmu.settlement.lines import NO_CHANGE, Change, Entry, Lines
from gangmu.settlement.ranking import rank
from gangmu.settlement.round import Round

#: A clause with what it is called and where it stands in its document.
Named = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, the clauses of a file that it applies, and what one of them does."""

    name: str
    clauses: Callable[[MeasureFile], Iterator[Named]]
    apply: Callable[[Round, MeasureFile, Any, Lines], Change]


def _rankings(file: MeasureFile) -> Iterator[Named]:
    for measure in file.measures:
        ranking = measure.arrangement.ranking
        if ranking is not None:
            yield measure.name, ranking.clause, (measure.name, ranking)


def _ladders(file: MeasureFile) -> Iterator[Named]:
    for ladder in file.arrangement.ladders:
        yield ladder.name or "、".join(ladder.measures), ladder.clause, ladder


def _own_caps(file: MeasureFile) -> Iterator[Named]:
    for measure in file.measures:
        for cap in measure.arrangement.caps:
            yield cap.name or measure.name, cap.clause, cap


def _groups(file: MeasureFile) -> Iterator[Named]:
    for group in file.arrangement.groups:
        yield group.name or "、".join(group.measures), group.clause, group


def _shared_caps(file: MeasureFile) -> Iterator[Named]:
    for cap in file.arrangement.caps:
        yield cap.name or "共用上限", cap.clause, cap


def _budgets(file: MeasureFile) -> Iterator[Named]:
    for measure in file.measures:
        if measure.arrangement.budget is not None:
            yield measure.name, measure.arrangement.budget.clause, measure.arrangement.budget
    for budget in file.arrangement.budgets:
        yield budget.name or "预算", budget.clause, budget


#: The steps between the review and the plan of payment, in their usual order.
STEPS: tuple[Step, ...] = (
    Step("排序", _rankings, rank),
    Step("梯队", _ladders, climb),
    Step("上限", _own_caps, limit),
    Step("组合", _groups, combine),
    Step("共用上限", _shared_caps, limit),
    Step("预算", _budgets, spend),
)
assert tuple(step.name for step in STEPS) == STEP_ORDER
#: The step before them, which applies what people decided.
REVIEW = "复核"
_BY_NAME = {step.name: step for step in STEPS}


def ordered(file: MeasureFile) -> tuple[Step, ...]:
    """Give the steps in the order of a file: what it names first, then the others as usual."""
    stated = [_BY_NAME[name] for name in file.arrangement.order]
    if not stated:
        return STEPS
    # The steps that a file names take each other's places; the others keep theirs.
    places = iter(stated)
    return tuple(next(places) if step in stated else step for step in STEPS)


def run_steps(round_: Round, lines: Lines) -> tuple[Lines, list[Entry], list[str]]:
    """Apply every clause of every file, step by step; give the lines, the trail, and notes."""
    change, notes = review(round_, lines) if REVIEW not in round_.without else (NO_CHANGE, [])
    entries = []
    if not change.empty:
        entries.append(Entry(REVIEW, REVIEW, "复核记录", lines, change))
        lines = lines.after(change)
    for turn in range(len(STEPS)):
        for file in round_.files:
            step = ordered(file)[turn]
            if step.name in round_.without:
                continue
            for name, clause, what in step.clauses(file):
                change = step.apply(round_, file, what, lines)
                if not change.empty:
                    basis = f"{file.number} {clause}".strip()
                    entries.append(Entry(step.name, name, basis, lines, change))
                    lines = lines.after(change)
    return lines, entries, notes


# ---------------------------------------------------------------- review


def review(round_: Round, lines: Lines) -> tuple[Change, list[str]]:
    """Apply the decisions of people; what fits no line or exceeds its measure is noted.

    不予 refuses a line, 通过 makes its verdict 符合 and, with an amount, fixes it within what the
    measure allows. 选定 and 待补 change no amount: 择一 reads the first, the second only waits.
    """
    at: list[int] = []
    amounts: list[Interval] = []
    why: list[str] = []
    sure: list[bool] = []
    notes: list[str] = []
    for decision in round_.decisions.items:
        line = _line(round_, decision, lines)
        if line is None:
            notes.append(
                f"复核对不上：{decision.id}「{decision.measure}」没有符合或待核实的记录（{decision.cell}）"
            )
            continue
        own = _own_amount(round_, lines, line)
        found = _decided(decision, own, sure=bool(lines.sure[line]))
        if found is None:
            continue
        amount, certain, said = found
        if said:
            notes.append(f"{decision.id}「{decision.measure}」：{said}（{decision.cell}）")
        at.append(line)
        amounts.append(amount)
        sure.append(certain)
        why.append(f"{decision}" + (f"；{said}" if said else ""))
    if not at:
        return NO_CHANGE, notes
    return Change.of(lines, at, amounts, why, sure=sure), notes


def _line(round_: Round, decision: Decision, lines: Lines) -> int | None:
    for place, measure in enumerate(round_.measures):
        if measure.name == decision.measure and decision.number in ("", measure.number):
            at = np.flatnonzero(lines.measure == place)
            ids = round_.ids(lines, at)
            if decision.id in ids:
                return int(at[ids.index(decision.id)])
    return None


def _own_amount(round_: Round, lines: Lines, line: int) -> Interval:
    """Give what a line would receive if its verdict were 符合."""
    measure = round_.measures[lines.measure[line]]
    facts = round_.applicants[measure.entity].applicant(int(lines.row[line]), round_.book)
    least, most = (payable(measure, side, facts) for side in measure.sides)
    return (
        measure.bounds[0] if least is None else least,
        int(lines.high[line]) if most is None else most,
    )


def _decided(
    decision: Decision, amount: Interval, *, sure: bool
) -> tuple[Interval, bool, str] | None:
    low, high = amount
    kept = (low if sure else 0, high)
    if decision.conclusion is Conclusion.REFUSE:
        return (0, 0), sure, ""
    if decision.conclusion is not Conclusion.PASS:
        return None
    if decision.amount is None:
        return amount, True, ""
    if low <= decision.amount <= high:
        return (decision.amount, decision.amount), True, ""
    most = "无上限" if high >= INFINITE else yuan(high)
    due = f"不在 {yuan(low)} 至 {most} 之内" if low < high else f"不是按措施算出的 {most}"
    said = f"核定金额 {yuan(decision.amount)} {due}，未采用"
    return kept, sure, said
