"""One applicant and one measure, explained: the condition tree, the facts, the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.syntax import MeasureFile
from gangmu.settlement.applicants import Applicants
from gangmu.terms import InputError

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a measure says of an applicant, and why; ``basis`` is 文号 and clause."""

    applicant: str
    measure: str
    basis: str
    judgement: Judgement


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
    found = [(one, row) for one in applicants for row in one.find(wanted)]
    if not found:
        raise InputError(f"没有找到企业或项目「{wanted}」", "登记表", "写全称、名称的一部分或代码")
    if len({(one.entity, row) for one, row in found}) > 1:
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
    if not fitting:
        raise InputError(
            f"「{measures[0][1].name}」的对象是{measures[0][1].entity}，「{wanted}」是{applicant.entity}",
            "措施文件",
            f"换一个{measures[0][1].entity}，或换一条措施",
        )
    facts = applicant.applicant(row, book)
    return [
        Explanation(
            applicant.names[row],
            measure.name,
            f"{file.number or file.path.name} {measure.clause}",
            judge(measure, facts),
        )
        for file, measure in fitting
    ]
