"""The meaning of a measure: one applicant, a verdict of three values, exact money, and a trace.

All tests hold → 符合; one certainly fails → 不符合; else 待核实, with the facts that are missing. An
amount is exact when what it needs is known; else it lies within the static bounds of its formula.
The matcher must agree with this module row for row and fen for fen.

>>> from fractions import Fraction
>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.syntax import parse_text
>>> measure = parse_text('''
... 文号: 临发〔2026〕1号
... 措施:
...   - 名称: 技改补助
...     依据: 二/(三)
...     对象: 项目
...     条件: [企业.注册地 = 临江区, 设备投资额 ≥ 500万元]
...     给付: 10% × 设备投资额
...     上限: 100万元
... ''', load_facts()).file.measures[0]
>>> facts = {"企业.注册地": "临江区", "设备投资额": Fraction(12345000)}
>>> judgement = judge(measure, Applicant.of_values("项目", facts))
>>> judgement.verdict, judgement.amount, judgement.reason
(<Verdict.ELIGIBLE: '符合'>, Amount(low=100000000, high=100000000), '10% × 1234.5万元 = 123.45万元；封顶 100万元')
>>> judge(measure, Applicant.of_values("项目", {"设备投资额": Fraction(6000000)})).missing
('企业.注册地',)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gangmu.measures.evaluation import Applicant, missing, number, truth
from gangmu.measures.explanation import explain, review, summarize
from gangmu.measures.measure import Measure, Side, settled
from gangmu.terms import Amount, Trace, Verdict

__all__ = ["Applicant", "Judgement", "judge", "payable"]


@dataclass(frozen=True)
class Judgement:
    """What a measure says of one applicant.

    ``failed`` is the index (in ``measure.tests``) of the first test that certainly fails;
    ``missing`` lists the unknown facts that the answer depends on, in the measure's order (a
    divisor of zero counts as missing). ``discretion`` says that somebody has to decide the amount,
    whatever the facts are.
    """

    measure: Measure
    applicant: Applicant
    verdict: Verdict
    amount: Amount
    failed: int | None
    missing: tuple[str, ...]
    discretion: bool = False

    @cached_property
    def trace(self) -> Trace:
        """Explain the judgement as a tree: every test, every fact with its cell, the arithmetic."""
        return explain(self.measure, self.applicant, self.verdict, self.amount)

    @cached_property
    def reason(self) -> str:
        """Give the reason in one line."""
        return summarize(self.measure, self.applicant, self.verdict, self.missing, self.failed)

    @cached_property
    def review(self) -> tuple[str, ...]:
        """List what is to be decided (``不超过 200万元``), apart from what is missing."""
        return review(self.measure, self.applicant) if self.discretion else ()


def judge(measure: Measure, applicant: Applicant) -> Judgement:
    """Judge one applicant by one measure."""
    truths = [truth(test.condition, applicant) for test in measure.tests]
    if False in truths:
        return Judgement(
            measure, applicant, Verdict.INELIGIBLE, Amount(0, 0), truths.index(False), ()
        )
    unknown: set[str] = set()
    for test, known in zip(measure.tests, truths, strict=True):
        if known is None:
            unknown |= missing(test.condition, applicant)
    least, most = (payable(measure, side, applicant) for side in measure.sides)
    for side, exact in zip(measure.sides, (least, most), strict=True):
        if exact is None:
            unknown |= missing(side.amount, applicant)
            unknown |= missing(side.cap, applicant) if side.cap is not None else set()
    low = measure.bounds[0] if least is None else least
    high = _most(measure, applicant) if most is None else most
    verdict = Verdict.PENDING if None in truths else Verdict.ELIGIBLE
    columns = settled(measure, applicant.assessment).columns if unknown else ()
    return Judgement(
        measure,
        applicant,
        verdict,
        Amount(0 if verdict is Verdict.PENDING else low, high),
        None,
        tuple(column for column in columns if column in unknown),
        bool(measure.discretion) and least is not None and least != most,
    )


def payable(measure: Measure, side: Side, applicant: Applicant) -> int | None:
    """Give what would be paid, in 分; ``None`` where a fact it needs is unknown."""
    value = number(side.amount, applicant)
    if value is None:
        return None
    if side.cap is not None:
        cap = number(side.cap, applicant)
        if cap is None:
            return None
        value = min(value, cap)
    return measure.round(value)


def _most(measure: Measure, applicant: Applicant) -> int | None:
    """Give the most that could be paid where the amount is not known: the bound, or the known cap."""
    most = measure.bounds[1]
    cap = measure.sides[1].cap
    known = None if cap is None else number(cap, applicant)
    if known is None:
        return most
    limit = measure.round(known)
    return limit if most is None else min(most, limit)
