"""政策体检: one enterprise, with its projects, against every measure in force.

What it receives, what waits and for which cell, what it narrowly misses and by how much, what is due
in later years.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gangmu.measures.arrangement import ENTERPRISE
from gangmu.measures.evaluation import truth
from gangmu.measures.shortfalls import near_miss
from gangmu.settlement.applicants import USCC
from gangmu.settlement.explain import Explanation, explain_row, find
from gangmu.settlement.ledger import State
from gangmu.settlement.lines import Treatment
from gangmu.settlement.payment import Due
from gangmu.settlement.run import Settlement
from gangmu.terms import Verdict


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure that is missed, with each requirement that fails and how far away it is."""

    applicant: str
    measure: str
    basis: str
    failed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """One enterprise against every measure in force on a day."""

    name: str
    code: str
    workspace: str
    as_of: date
    year: int
    run: str
    granted: tuple[Explanation, ...]
    waiting: tuple[Explanation, ...]
    outdone: tuple[Explanation, ...]
    gaps: tuple[Gap, ...]
    later: tuple[Due, ...]

    @property
    def awarded(self) -> int:
        """Give what is awarded for certain, in 分."""
        return sum(each.awarded.low for each in self.granted)


def check_up(settlement: Settlement, wanted: str) -> Checkup:
    """Examine an enterprise, found by name, part of a name or code; or the owner of a project.

    Raises ``InputError`` where nobody, or more than one, is found.
    """
    round_ = settlement.round
    everyone = list(round_.applicants.values())
    enterprises = [one for one in everyone if one.entity == ENTERPRISE and any(one.find(wanted))]
    applicant, row = find(enterprises or everyone, wanted)
    code = str(applicant.column(USCC)[row])
    explained: list[Explanation] = []
    for entity, applicants in round_.applicants.items():
        measures = [(p, m) for p, m in enumerate(round_.measures) if m.entity == entity]
        owners = applicants.column(USCC) if measures else []
        for at in (at for at, owner in enumerate(owners) if owner == code):
            explained += [explain_row(settlement, p, m, applicants, at) for p, m in measures]
    granted = [e for e in explained if e.treatment is Treatment.PAY]
    waiting = [e for e in explained if e.treatment is Treatment.PENDING]
    lost = [e for e in explained if e.treatment not in (Treatment.PAY, Treatment.PENDING, None)]
    gaps = [_gap(e) for e in explained if e.judgement.verdict is Verdict.INELIGIBLE]
    later = [
        due
        for due in settlement.dues
        if due.enterprise == code and due.state is not State.PAID
        # What this year's awards pay now is among the granted.
        if due.line is None or due.state not in (State.DUE, State.PENDING)
    ]
    return Checkup(
        settlement.enterprise_names.get(code, code),
        code,
        settlement.workspace,
        settlement.as_of,
        settlement.year,
        settlement.id,
        tuple(granted),
        tuple(waiting),
        tuple(lost),
        tuple(sorted(gaps, key=lambda gap: len(gap.failed))),
        tuple(later),
    )


def _gap(explanation: Explanation) -> Gap:
    judgement = explanation.judgement
    failed = tuple(
        (test.text, near_miss(test.condition, judgement.applicant))
        for test in judgement.measure.tests
        if truth(test.condition, judgement.applicant) is False
    )
    return Gap(explanation.applicant, explanation.measure, explanation.basis, failed)
