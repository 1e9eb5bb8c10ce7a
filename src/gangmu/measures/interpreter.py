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
from gangmu.measures.explanation import explain, summarize
from gangmu.measures.measure import Measure, round_money
from gangmu.terms import Amount, Trace, Verdict

__all__ = ["Applicant", "Judgement", "judge", "payable"]


@dataclass(frozen=True)
class Judgement:
    """What a measure says of one applicant.

    ``failed`` is the index (in ``measure.tests``) of the first test that certainly fails;
    ``missing`` lists the unknown facts that the answer depends on, in the measure's order (a
    divisor of zero counts as missing).
    """

    measure: Measure
    applicant: Applicant
    verdict: Verdict
    amount: Amount
    failed: int | None
    missing: tuple[str, ...]

    @cached_property
    def trace(self) -> Trace:
        """Explain the judgement as a tree: every test, every fact with its cell, the arithmetic."""
        return explain(self.measure, self.applicant, self.verdict, self.amount)

    @cached_property
    def reason(self) -> str:
        """Give the reason in one line."""
        return summarize(self.measure, self.applicant, self.verdict, self.missing, self.failed)


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
    exact = payable(measure, applicant)
    low, high = measure.bounds if exact is None else (exact, exact)
    if exact is None:
        unknown |= missing(measure.amount, applicant)
        unknown |= missing(measure.cap, applicant) if measure.cap is not None else set()
    verdict = Verdict.PENDING if None in truths else Verdict.ELIGIBLE
    return Judgement(
        measure,
        applicant,
        verdict,
        Amount(0 if verdict is Verdict.PENDING else low, high),
        None,
        tuple(ref.column for ref in measure.facts if ref.column in unknown),
    )


def payable(measure: Measure, applicant: Applicant) -> int | None:
    """Give what would be paid, in 分; ``None`` where a fact it needs is unknown."""
    value = number(measure.amount, applicant)
    if value is None:
        return None
    if measure.cap is not None:
        cap = number(measure.cap, applicant)
        if cap is None:
            return None
        value = min(value, cap)
    return round_money(value, measure.quantum)
