"""What cannot be right about settlement clauses that can be read: names, sums, clauses that fight.

What a clause leaves unsaid is refused where it is read (``arranging``); here is what only shows when
the clauses are seen together.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gangmu.measures.arrangement import APPLICANT, Budget, Cap, FileArrangement, Ladder, Sharing
from gangmu.measures.facts import show_number
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.nodes import Lit
from gangmu.measures.yamltext import Findings, Place, did_you_mean


def check_arrangement(file: MeasureFile, names: Sequence[str], findings: Findings) -> None:
    """Check the settlement clauses of a file against its measures (``names``) and each other."""
    _groups(file, names, findings)
    _names(file.arrangement, names, findings)
    _budgets(file, findings)
    _turns(file, findings)
    for measure in file.measures:
        _instalments(measure, findings)


def cited(file: MeasureFile) -> Iterator[tuple[str, Place]]:
    """Give every clause of the document that settlement clauses cite, with its place."""
    shared = file.arrangement
    yield from ((group.clause, group.place) for group in shared.groups if group.clause)
    yield from ((ladder.clause, ladder.place) for ladder in shared.ladders)
    yield from ((cap.clause, cap.place) for cap in shared.caps)
    yield from ((budget.clause, budget.place) for budget in shared.budgets)
    for measure in file.measures:
        own = measure.arrangement
        if own.ranking is not None:
            yield own.ranking.clause, own.ranking.place
        if own.budget is not None:
            yield own.budget.clause, own.budget.place
        if own.retention is not None:
            yield own.retention.clause, own.retention.place
        yield from ((cap.clause, cap.place) for cap in own.caps)
        yield from ((part.clause, part.place) for part in own.instalments)
        yield from ((split.clause, split.place) for split in own.splits)
        if own.payee is not None:
            yield own.payee.clause, measure.place
        if own.transfer is not None:
            yield own.transfer.clause, measure.place


def _groups(file: MeasureFile, names: Sequence[str], findings: Findings) -> None:
    owners: dict[str, int] = {}
    for group in file.groups:
        for name, place in zip(group.measures, group.places, strict=True):
            if name not in names and "#" not in name:
                findings.error(
                    place,
                    f"组合里的「{name}」不是本文件的措施",
                    f"{did_you_mean(name, names)}；别的文件的措施写「文号#名称」",
                )
            elif group.measures.count(name) > 1:
                findings.error(place, f"「{name}」在同一个组合里写了两次", "删去一处")
            elif name in owners and owners[name] != place.line:
                findings.warn(
                    place,
                    f"「{name}」已在第 {owners[name]} 行的组合里",
                    "两个组合先后计算，核对是否合乎原文",
                )
            owners.setdefault(name, place.line)


def _names(arrangement: FileArrangement, names: Sequence[str], findings: Findings) -> None:
    clauses: tuple[tuple[str, Ladder | Cap | Budget], ...] = (
        *(("梯队", each) for each in arrangement.ladders),
        *(("共用上限", each) for each in arrangement.caps),
        *(("预算", each) for each in arrangement.budgets),
    )
    for what, clause in clauses:
        for name in clause.measures:
            if name not in names and "#" not in name:
                findings.error(
                    clause.place,
                    f"{what}里的「{name}」不是本文件的措施",
                    f"{did_you_mean(name, names)}；别的文件的措施写「文号#名称」",
                )


def _turns(file: MeasureFile, findings: Findings) -> None:
    """Warn of caps under which lines of one measure meet without anything that says who is first."""
    entities = {measure.name: measure.entity for measure in file.measures}
    caps = [*file.arrangement.caps, *(c for m in file.measures for c in m.arrangement.caps)]
    for cap in caps:
        if cap.sharing is not Sharing.IN_ORDER or cap.order or APPLICANT in cap.per:
            continue
        several = [n for n in cap.measures if n in entities and entities[n] not in cap.per]
        if several:
            findings.warn(
                cap.place,
                f"按次序分摊，没有写「顺序」：「{several[0]}」的几笔按登记表的先后",
                "原文定了先后的，写「顺序: [申报日期]」",
            )


def _budgets(file: MeasureFile, findings: Findings) -> None:
    owners: dict[str, int] = {}
    for budget in file.arrangement.budgets:
        for name in budget.measures:
            if name in owners:
                findings.warn(
                    budget.place,
                    f"「{name}」也在第 {owners[name]} 行的预算里",
                    "两个预算先后扣减，核对是否合乎原文",
                )
            owners.setdefault(name, budget.place.line)
    for measure in file.measures:
        if measure.arrangement.budget is not None and measure.name in owners:
            findings.warn(
                measure.arrangement.budget.place,
                f"「{measure.name}」自己有预算，也在第 {owners[measure.name]} 行的预算里",
                "两个预算先后扣减，核对是否合乎原文",
            )


def _instalments(measure: Measure, findings: Findings) -> None:
    """Fixed instalments must add up to a fixed amount; the n-th year must not go back."""
    parts = measure.arrangement.instalments
    for before, after in itertools.pairwise(parts):
        if after.year < before.year:
            findings.error(
                after.place,
                f"「{after.name}」在第 {after.year + 1} 年，早于前一期的第 {before.year + 1} 年",
                "按先后排列各期",
            )
    sums = [part.amount for part in parts if part.amount is not None]
    amount = measure.amount
    fixed = isinstance(amount, Lit) and isinstance(amount.value, Fraction) and amount.value
    if fixed and sums and len(sums) == len(parts) and sum(sums) != fixed:
        findings.error(
            parts[0].place,
            f"分期合计 {show_number(sum(sums, Fraction(0)), '元')}，给付是 {show_number(fixed, '元')}",
            "核对各期的额；随金额变的写「比例」",
        )
