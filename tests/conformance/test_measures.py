"""Each real measure of the collection: loads, checks, and says of its cases what was worked out by hand.

The numbers and shapes are those of the collection's facts; what a source leaves open is a 说明 in the file.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from gangmu.measures.checker import check
from gangmu.measures.columns import Below, Population
from gangmu.measures.expressions import Scope, read_condition
from gangmu.measures.facts import Fact, FactKind
from gangmu.measures.index import MeasureIndex
from gangmu.measures.interpreter import Applicant, judge
from gangmu.measures.matcher import match
from gangmu.measures.nodes import Condition
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Findings, Place, Severity, Text
from gangmu.terms import Verdict


def applicant_of(case) -> Applicant:
    return Applicant.of_values(
        case.measure.entity, case.facts, assessment=case.assessment, children=case.children
    )


def test_checks_without_errors(one, book):
    findings = [finding for finding in check(one.path, book) if finding.severity is Severity.ERROR]

    assert findings == []


def test_has_a_qualifying_a_failing_and_an_unknown_case(one):
    assert {case.verdict for case in one.cases} == set(Verdict)


def test_interpreter_says_what_was_worked_out(one):
    for case in one.cases:
        judgement = judge(case.measure, applicant_of(case))

        where = f"{one.id} {case.measure.name} {case.name}: {judgement.reason}"
        assert judgement.verdict is case.verdict, where
        if case.verdict is not Verdict.INELIGIBLE:
            assert (judgement.amount.low, judgement.amount.high) == (case.low, case.high), where
        if case.verdict is Verdict.PENDING:
            assert judgement.missing, where


def test_matcher_and_index_agree(one, book):
    for case in one.cases:
        judgement = judge(case.measure, applicant_of(case))

        found = match(case.measure, population_of(case, book))
        answer = MeasureIndex([case.measure]).ask(applicant_of(case))

        possible = [] if case.verdict is Verdict.INELIGIBLE else [0]
        certain = [0] if case.verdict is Verdict.ELIGIBLE else []
        assert (found.possible.tolist(), found.certain.tolist()) == (possible, certain)
        assert (answer.possible.tolist(), answer.certain.tolist()) == (possible, certain)
        assert found.failed.tolist() == [-1 if judgement.failed is None else judgement.failed]
        if possible:
            high = None if found.unbounded[0] else int(found.high[0])
            assert (int(found.low[0]), high) == (case.low, case.high), f"{one.id} {case.name}"
            assert found.missing() == [judgement.missing]


def test_conditions_are_written_back_identically(one, book):
    for measure in one.file.measures:
        scope = Scope(book, measure.entity, {named.name: named for named in measure.definitions})
        for test in measure.tests:
            text = write(test.condition)
            assert reread(text, scope) == test.condition, text


def reread(text: str, scope: Scope) -> Condition:
    findings = Findings()
    found = read_condition(Text(text, Place("", 1, 1)), scope, findings)
    findings.raise_errors()
    assert found is not None
    return found


# ---------------------------------------------------------------- a case as a table of one row


def population_of(case, book) -> Population:
    table = table_of([case.facts], case.measure.entity, book)
    below = {
        child: Below(child, table_of(rows, child, book), np.zeros(len(rows), np.int64))
        for child, rows in case.children.items()
    }
    return Population(table, case.assessment, below)


def table_of(rows, entity: str, book) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {"_row": pa.array(range(2, 2 + len(rows)), pa.int32())}
    for name in names:
        fact = book.column(entity, name)
        columns[name] = column_of(fact, [row.get(name) for row in rows])
    return pa.table(columns)


def column_of(fact: Fact, values: list) -> pa.Array:
    stored = [None if value is None else fact.encode(value) for value in values]
    if fact.kind in (FactKind.CATEGORY, FactKind.INDUSTRY):
        return pa.array(stored, pa.string()).dictionary_encode()
    return pa.array(stored, fact.arrow_type)


def test_files_are_in_force_on_their_days(one):
    effective, expires = one.file.effective, one.file.expires
    assert effective is None or one.file.applies(effective)
    assert expires is None or (
        one.file.applies(expires) and not one.file.applies(date(expires.year + 1, 12, 31))
    )
