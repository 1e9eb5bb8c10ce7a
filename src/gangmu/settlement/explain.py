"""One applicant and one measure, explained: the condition tree, the arithmetic, then every step.

The measure alone is explained by the interpreter. What the steps made of it is read from the trail of
a settlement: by which step and clause, from what to what, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.measure import Measure
from gangmu.settlement.allocation import INFINITE
from gangmu.settlement.applicants import PARENT, USCC, Applicants
from gangmu.settlement.lines import TREATMENTS, Treatment
from gangmu.settlement.payment import Due
from gangmu.settlement.run import Settlement
from gangmu.terms import Amount, InputError

MOST_CANDIDATES = 8
NOTHING = Amount(0, 0)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What a step did to a line: its clause (name and 文号 with clause), before, after, why."""

    step: str
    clause: str
    basis: str
    before: Amount
    after: Amount
    treatment: Treatment
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a settlement says of an applicant under one measure, and why.

    ``treatment`` is ``None`` where the applicant is 不符合, and no step had anything to do;
    ``places`` say where each of the missing facts belongs.
    """

    applicant: str
    measure: str
    basis: str
    judgement: Judgement
    places: tuple[str, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    treatment: Treatment | None = None
    awarded: Amount = NOTHING
    dues: tuple[Due, ...] = ()


def explain(
    settlement: Settlement, wanted: str, measure_name: str | None = None
) -> list[Explanation]:
    """Explain the measures of one applicant, found by name, part of a name, or code.

    Those of an enterprise are also those of its projects.
    Raises ``InputError`` where nobody, or more than one, is found, and where no measure is.
    """
    round_ = settlement.round
    everyone = list(round_.applicants.values())
    applicant, row = find(everyone, wanted)
    subjects = [(applicant, row)]
    if applicant.entity == PARENT:
        code = applicant.enterprises[row]
        below = [one for one in everyone if PARENT in round_.book.parents(one.entity)]
        subjects += [
            (one, at) for one in below for at, owner in enumerate(one.column(USCC)) if owner == code
        ]
    measures = [
        (place, measure)
        for place, measure in enumerate(round_.measures)
        if measure_name is None or measure_name in measure.name
    ]
    if not measures and (measure_name is not None and round_.measures):
        known = "、".join(measure.name for measure in round_.measures)
        raise InputError(f"没有名为「{measure_name}」的措施", "措施文件", f"现有：{known}")
    fitting = [
        (place, measure, subject)
        for subject in subjects
        for place, measure in measures
        if measure.entity == subject[0].entity
    ]
    if not fitting and (measure_name is None or not measures):
        raise InputError(
            f"当日没有以{applicant.entity}为对象的有效措施",
            "措施文件",
            "换一个基准日，或核对施行与失效日期",
        )
    if not fitting:
        name, entity = measures[0][1].name, measures[0][1].entity
        raise InputError(
            f"「{name}」的对象是{entity}，「{wanted}」是{applicant.entity}",
            "措施文件",
            f"换一个{entity}，或换一条措施",
        )
    return [
        explain_row(settlement, place, measure, one, at) for place, measure, (one, at) in fitting
    ]


def explain_row(
    settlement: Settlement, place: int, measure: Measure, applicant: Applicants, row: int
) -> Explanation:
    """Explain one measure, at its place among those of the round, for one row of applicants."""
    facts = applicant.applicant(row, settlement.round.book)
    return _explained(settlement, place, applicant, row, judge(measure, facts))


def find(applicants: Sequence[Applicants], wanted: str) -> tuple[Applicants, int]:
    """Find one applicant by name, part of a name, or code; raises ``InputError``.

    Words that only one enterprise and its own projects have in their names are the enterprise.
    """
    called = [(one, one.find(wanted)) for one in applicants]
    found = [(one, row) for one, (exact, _) in called for row in exact] or [
        (one, row) for one, (_, partly) in called for row in partly
    ]
    if not found:
        raise InputError(f"没有找到企业或项目「{wanted}」", "登记表", "写全称、名称的一部分或代码")
    owners = [(one, row) for one, row in found if one.entity == PARENT]
    if len(owners) == 1:
        code = owners[0][0].enterprises[owners[0][1]]
        if all(one.column(USCC)[row] == code for one, row in found):
            return owners[0]
    if len(found) > 1:
        names = [f"{one.names[row]}（{one.ids[row]}）" for one, row in found[:MOST_CANDIDATES]]
        more = "等" if len(found) > MOST_CANDIDATES else ""
        raise InputError(
            f"「{wanted}」对应 {len(found)} 个对象：{'、'.join(names)}{more}",
            "登记表",
            "请写得更全一些",
        )
    return found[0]


def _explained(
    settlement: Settlement, place: int, applicant: Applicants, row: int, judgement: Judgement
) -> Explanation:
    measure, book = judgement.measure, settlement.round.book
    name = applicant.names_at([row])[0]
    places = tuple(applicant.place(row, fact, book) for fact in judgement.missing)
    basis = f"{measure.number} {measure.clause}"
    lines = settlement.state
    [*at] = np.flatnonzero((lines.measure == place) & (lines.row == row)).tolist()
    if not at:
        return Explanation(name, measure.name, basis, judgement, places)
    line = at[0]
    steps = []
    for entry, change_row in settlement.changes_of(line):
        before, change = entry.before, entry.change
        steps.append(
            StepTaken(
                entry.step,
                entry.name,
                entry.basis,
                amount(int(before.low[line]), int(before.high[line])),
                amount(int(change.low[change_row]), int(change.high[change_row])),
                TREATMENTS[change.treatment[change_row]],
                change.why[change_row],
            )
        )
    return Explanation(
        name,
        measure.name,
        basis,
        judgement,
        places,
        tuple(steps),
        TREATMENTS[lines.treatment[line]],
        amount(int(lines.low[line]), int(lines.high[line])),
        tuple(due for due in settlement.dues if due.line == line),
    )


def amount(low: int, high: int) -> Amount:
    """Give an interval of a line as an amount."""
    return Amount(low, None if high >= INFINITE else high)
