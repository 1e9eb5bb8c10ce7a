"""One applicant and one measure, explained: the condition tree, the facts, the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.syntax import MeasureFile
from gangmu.settlement.applicants import Applicants
from gangmu.settlement.groups import Stake, take_highest
from gangmu.settlement.lines import Treatment
from gangmu.terms import InputError, Verdict

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a measure says of an applicant, and why; ``basis`` is 文号 and clause.

    ``group`` says what a 组合 makes of it (择高未取…); empty where none does.
    """

    applicant: str
    measure: str
    basis: str
    judgement: Judgement
    group: str = ""


def explain(
    applicants: Sequence[Applicants],
    files: Sequence[MeasureFile],
    book: FactBook,
    wanted: str,
    measure_name: str | None = None,
) -> list[Explanation]:
    """Explain the measures of one applicant, found by name, part of a name, or code.

    Raises ``InputError`` where nobody, or more than one, is found, and where no measure is.
    """
    called = [(one, one.find(wanted)) for one in applicants]
    found = [(one, row) for one, (exact, _) in called for row in exact] or [
        (one, row) for one, (_, partly) in called for row in partly
    ]
    if not found:
        raise InputError(f"没有找到企业或项目「{wanted}」", "登记表", "写全称、名称的一部分或代码")
    if len(found) > 1:
        names = [f"{one.names[row]}（{one.ids[row]}）" for one, row in found[:MOST_CANDIDATES]]
        more = "等" if len(found) > MOST_CANDIDATES else ""
        raise InputError(
            f"「{wanted}」对应 {len(found)} 个对象：{'、'.join(names)}{more}",
            "登记表",
            "请写得更全一些",
        )
    applicant, row = found[0]
    measures = [
        (file, measure)
        for file in files
        for measure in file.measures
        if measure_name is None or measure_name in measure.name
    ]
    if not measures:
        known = "、".join(measure.name for file in files for measure in file.measures)
        raise InputError(f"没有名为「{measure_name}」的措施", "措施文件", f"现有：{known}")
    fitting = [(file, measure) for file, measure in measures if measure.entity == applicant.entity]
    if not fitting and measure_name is None:
        raise InputError(
            f"当日没有以{applicant.entity}为对象的有效措施",
            "措施文件",
            "换一个基准日，或核对施行与失效日期",
        )
    if not fitting:
        raise InputError(
            f"「{measures[0][1].name}」的对象是{measures[0][1].entity}，「{wanted}」是{applicant.entity}",
            "措施文件",
            f"换一个{measures[0][1].entity}，或换一条措施",
        )
    facts = applicant.applicant(row, book)
    judged = {
        (file.number, measure.name): judge(measure, facts)
        for file in files
        for measure in file.measures
        if measure.entity == applicant.entity
    }
    grouped = _grouped(files, judged)
    return [
        Explanation(
            applicant.names[row],
            measure.name,
            f"{file.number} {measure.clause}",
            judged[file.number, measure.name],
            grouped.get((file.number, measure.name), ""),
        )
        for file, measure in fitting
    ]


def _grouped(
    files: Sequence[MeasureFile], judged: dict[tuple[str, str], Judgement]
) -> dict[tuple[str, str], str]:
    """Say what each group makes of one applicant's measures."""
    said = {}
    for file, group in ((f, group) for f in files for group in f.groups):
        stakes = []
        for order, name in enumerate(group.measures):
            found = judged.get((file.number, name))
            if found is None or found.verdict is Verdict.INELIGIBLE:
                continue
            sure = found.verdict is Verdict.ELIGIBLE and found.amount.exact
            treatment = Treatment.PAY if sure else Treatment.PENDING
            stake = Stake(order, name, order, found.amount.low, found.amount.high, treatment)
            stakes.append(("", stake))
        for stake in take_highest(stakes):
            said[file.number, stake.measure] = f"{stake.treatment}（{stake.reason}）"
    return said
