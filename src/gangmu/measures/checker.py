"""The checker: everything wrong with a measure file, at once, each with its place and its remedy.

What cannot be read is found by ``syntax``; here is what can be read and still cannot be right:
brackets, clauses, dates, caps, groups, and worked cases that come out otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import cast

from gangmu.measures.arrangement_checks import check_arrangement, cited
from gangmu.measures.bounds import bounds
from gangmu.measures.brackets import check_table
from gangmu.measures.evaluation import Applicant, halves, value_of
from gangmu.measures.expansion import rewrite
from gangmu.measures.explanation import show_amount
from gangmu.measures.facts import FactBook, show_number
from gangmu.measures.interpreter import judge
from gangmu.measures.measure import WHOLE_DOCUMENT, Case, Measure, MeasureFile, Requirement
from gangmu.measures.nodes import (
    All,
    Arith,
    Between,
    Change,
    Compare,
    Condition,
    FactRef,
    Highest,
    Lit,
    Named,
    Node,
    Number,
    Row,
    Table,
    walk,
)
from gangmu.measures.quoting import NO_RULES, Rules
from gangmu.measures.reviewing import review
from gangmu.measures.syntax import Reading, parse
from gangmu.measures.yamltext import Finding, Findings, Place, nearest
from gangmu.terms import Amount, Document, SourceClass, Verdict

__all__ = ["Finding", "check"]

_FEWEST_CASES = 2
_BRACKETS = str.maketrans("（）．[]", "().〔〕")


def check(
    path: Path, book: FactBook, documents: Sequence[Document] = (), rules: Rules = NO_RULES
) -> list[Finding]:
    """Check a measure file against the facts and, where documents are given, against its source.

    ``rules`` are the measure files that it may refer to.

    The findings are in the order of the file. A file without errors can be loaded and settled.
    """
    reading = parse(path, book, rules)
    if reading.file is not None:
        job = _Job(reading, reading.file, tuple(documents), reading.findings)
        for step in CHECKS:
            step(job)
    return sorted(reading.findings, key=lambda finding: finding.place)


@dataclass(frozen=True, slots=True)
class _Job:
    reading: Reading
    file: MeasureFile
    documents: tuple[Document, ...]
    findings: Findings

    def key(self, name: str) -> Place:
        return self.reading.places.get(name, Place(self.file.path.name, 1, 1))


# ---------------------------------------------------------------- the file


def _dates(job: _Job) -> None:
    file = job.file
    if file.effective and file.expires and file.expires < file.effective:
        job.findings.error(
            job.key("失效"),
            f"失效日期 {file.expires} 早于施行日期 {file.effective}",
            "核对原文的两个日期",
        )


def _names(job: _Job) -> None:
    seen: dict[str, Place] = {}
    for name, place in job.reading.names:
        if name in seen:
            job.findings.error(
                place,
                f"措施「{name}」与第 {seen[name].line} 行重名",
                "改一个名称，让组合和清单能分清",
            )
        seen.setdefault(name, place)


def _arrangement(job: _Job) -> None:
    names = [name for name, _ in job.reading.names]
    check_arrangement(job.file, names, job.findings)


def _source(job: _Job) -> None:
    """The document must exist, be official, agree on the dates, and have every clause cited."""
    if not job.documents or not job.file.number:
        return
    number = job.file.number.translate(_BRACKETS)
    found = [
        document
        for document in job.documents
        if number in ((document.metadata.number or "").translate(_BRACKETS), document.id)
    ]
    if not found:
        numbers = [document.metadata.number or document.id for document in job.documents]
        close = nearest(job.file.number, numbers)
        remedy = f"是不是「{close}」？" if close else "把原文放进 documents/，或核对文号"
        job.findings.error(job.key("文号"), f"没有找到文号为「{job.file.number}」的文件", remedy)
        return
    official = [document for document in found if document.source_class is SourceClass.OFFICIAL]
    if not official:
        job.findings.error(
            job.key("文号"),
            f"「{job.file.number}」不是正式文件（{found[0].source_reason}），不能作依据",
            "改引正式发布的文件",
        )
        return
    document = official[0]
    for key, own, printed in (
        ("施行", job.file.effective, document.metadata.effective),
        ("失效", job.file.expires, document.metadata.expires),
    ):
        if own and printed and own != printed:
            job.findings.warn(
                job.key(key),
                f"{key}日期写 {own}，原文是 {printed}",
                "以原文为准，或在说明里写明理由",
            )
    for measure in job.file.measures:
        _clauses(job, document, measure)
    review(job.file, document, job.findings)
    for clause, place in cited(job.file):
        _exists(job, document, clause, place)


def _clauses(job: _Job, document: Document, measure: Measure) -> None:
    stated = {measure.clause: measure.clause_place}
    for test in measure.tests:
        stated.setdefault(test.clause, test.place)
    for clause, place in stated.items():
        _exists(job, document, clause, place)


def _exists(job: _Job, document: Document, clause: str, place: Place) -> None:
    for id in clause.split("、"):
        if id.strip() != WHOLE_DOCUMENT and document.clause(id.strip()) is None:
            ids = [each.id for each in document.clauses]
            close = nearest(id, ids)
            remedy = f"是不是「{close}」？" if close else f"可以写：{'、'.join(ids[:8])} …"
            job.findings.error(place, f"「{job.file.number}」没有条款「{id}」", remedy)


# ---------------------------------------------------------------- each measure


def _tables(job: _Job) -> None:
    for use in job.reading.tables:
        tests = None if use.tests is None else [test.condition for test in use.tests]
        check_table(use.table, tests, job.findings)


def _amounts(job: _Job) -> None:
    for measure in job.file.measures:
        if not measure.tests:
            job.findings.warn(
                measure.place, f"「{measure.name}」没有条件，人人都符合", "写明「条件」"
            )
        low, _ = bounds(_grown(measure))
        if low is None or low < 0:
            job.findings.warn(
                measure.place,
                f"「{measure.name}」的给付可能为负，按 0元 给付",
                "确认原文的意思，或写「取大(…，0元)」",
            )
        cap = bounds(measure.cap)[1] if measure.cap is not None else None
        if cap is None:
            continue
        for value, place in _outcomes(measure.amount, measure.place):
            if isinstance(value, Lit) and Fraction(_money(value)) > cap:
                job.findings.error(
                    place,
                    f"给付 {show_number(_money(value), '元')} 高于上限 {show_number(cap, '元')}，永远到不了",
                    "核对两个数和单位",
                )


def _grown(measure: Measure) -> Number:
    """Give the amount with every difference that the conditions keep from being negative as such."""
    tested = {
        test.condition.left.ref
        for test in measure.tests
        if isinstance(test.condition, Compare)
        and test.condition.op in "≥>"
        and isinstance(test.condition.left, Change)
        and isinstance(test.condition.right, Lit)
        and bounds(test.condition.right)[0] is not None
        and Fraction(test.condition.right.value) >= 0  # type: ignore[arg-type]
    }

    over = [
        test.condition
        for test in measure.tests
        if isinstance(test.condition, Compare) and test.condition.op in "≥>"
    ]

    def exceeds(left: Number, right: Number) -> bool:
        return any(each.left == left and _no_less(each.right, right) for each in over)

    def move(node: Node) -> Node | None:
        if isinstance(node, Change) and node.rule == "增量":
            before = replace(node.ref, period=-1)
            return node.ref if node.ref in tested or exceeds(node.ref, before) else None
        if isinstance(node, Arith) and node.op == "-" and exceeds(node.left, node.right):
            return node.left
        return None

    return cast(Number, rewrite(measure.amount, move))


def _no_less(one: Number, other: Number) -> bool:
    """Tell two numbers that are the same, or literals of which the one is at least the other."""
    if isinstance(one, Lit) and isinstance(other, Lit) and one.dimension == other.dimension:
        return bool(one.value >= other.value)  # type: ignore[operator]
    return one == other


def _contradictions(job: _Job) -> None:
    """Find two tests of one fact that nobody can meet together."""
    for measure in job.file.measures:
        lows: dict[FactRef, tuple[Ends, Requirement]] = {}
        highs: dict[FactRef, tuple[Ends, Requirement]] = {}
        for test in measure.tests:
            for half in _halves(test.condition):
                if not isinstance(half.left, FactRef) or not isinstance(half.right, Lit):
                    continue
                end = (half.right.value, half.op in "≥≤=")
                if half.op in "≥>=":
                    lows[half.left] = (end, test)
                if half.op in "≤<=":
                    highs[half.left] = (end, test)
        for ref in lows.keys() & highs.keys():
            (low, closed), first = lows[ref]
            (high, closed_too), second = highs[ref]
            if low > high or (low == high and not (closed and closed_too)):  # type: ignore[operator]
                later = max(first, second, key=lambda test: test.place)
                job.findings.error(
                    later.place,
                    f"条件互相矛盾，没有人能满足：{first.text}；{second.text}",
                    "核对两处的界线和方向",
                )


Ends = tuple[Fraction | int | date, bool]


def _halves(node: Condition) -> tuple[Compare, ...]:
    match node:
        case All(items):
            return tuple(half for item in items for half in _halves(item))
        case Between():
            return halves(node)
        case Compare():
            return (node,)
        case _:
            return ()


def _money(lit: Lit) -> Fraction:
    assert isinstance(lit.value, Fraction)
    return lit.value


def _outcomes(node: Number, place: Place) -> list[tuple[Number, Place]]:
    """List the numbers that an amount may come out as, with the row each stands in."""
    match node:
        case Table(_, rows, other, _, _):
            found = [each for row in rows for each in _outcomes(row.value, _place(row, place))]
            return found + (_outcomes(other, place) if other is not None else [])
        case Highest(parts, _):
            return [each for part in parts for each in _outcomes(part, place)]
        case Named(_, body):
            return _outcomes(body, place)
        case _:
            return [(node, place)]


def _place(row: Row, place: Place) -> Place:
    return row.place if row.place.line else place


def _cases(job: _Job) -> None:
    for measure in job.file.measures:
        if len(measure.cases) < _FEWEST_CASES:
            job.findings.warn(
                measure.place,
                f"「{measure.name}」只有 {len(measure.cases)} 个用例",
                "至少写两个，其中一个正好在界线上",
            )
        applicants = [
            (case, Applicant.of_values(measure.entity, case.facts, children=case.children))
            for case in measure.cases
        ]
        for case, applicant in applicants:
            _case(job, measure, case, applicant)
        ends = _ends(measure)
        if applicants and ends and not any(_at(end, one) for end in ends for _, one in applicants):
            job.findings.warn(
                measure.place,
                f"「{measure.name}」没有正好在界线上的用例",
                "加一个用例，让某个事实正好等于界线",
            )


def _case(job: _Job, measure: Measure, case: Case, applicant: Applicant) -> None:
    judgement = judge(measure, applicant)
    got = judgement.verdict
    name = f"用例「{case.name}」" if case.name else "用例"
    reason = judgement.reason
    if got is not case.verdict:
        job.findings.error(
            case.place,
            f"{name}应为{case.verdict}，算出{got}（{reason}）",
            "核对用例与条件，照原文改其中一处",
        )
    elif got is Verdict.ELIGIBLE and case.amount is not None:
        expected = Amount(case.amount, case.most)
        if judgement.amount != expected:
            job.findings.error(
                case.place,
                f"{name}应得 {show_amount(expected)}，算出 {show_amount(judgement.amount)}（{reason}）",
                "核对用例与给付，照原文改其中一处",
            )


def _ends(measure: Measure) -> list[Compare]:
    """List the thresholds of a measure: comparisons with a literal, and both ends of its bands."""
    nodes = [test.condition for test in measure.tests] + [measure.amount]
    found: list[Compare] = []
    for top in nodes:
        for node in walk(top):
            if isinstance(node, Compare) and (
                isinstance(node.left, Lit) or isinstance(node.right, Lit)
            ):
                found.append(node)
            elif isinstance(node, Between):
                found.extend(halves(node))
    return found


def _at(end: Compare, applicant: Applicant) -> bool:
    value = value_of(end.left, applicant)
    return value is not None and value == value_of(end.right, applicant)


#: What is checked, in this order; each adds to the findings.
CHECKS: tuple[Callable[[_Job], None], ...] = (
    _dates,
    _names,
    _arrangement,
    _source,
    _tables,
    _amounts,
    _contradictions,
    _cases,
)
