"""The matcher gives the interpreter's answer for every row, to the fen."""

from __future__ import annotations

import os

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import Applicant, judge
from gangmu.measures.matcher import match
from gangmu.measures.syntax import Measure
from gangmu.terms import Verdict

#: The nightly profile sets this to 10000 or more.
CASES = int(os.environ.get("GANGMU_MATCHER_CASES", "500"))


def assert_engines_agree(measure: Measure, table: pa.Table, book: FactBook) -> None:
    found = match(measure, table)
    missing = dict(zip(found.possible.tolist(), found.missing(), strict=True))
    amounts = {
        row: (low, None if unbounded else high)
        for row, low, high, unbounded in zip(
            found.possible.tolist(),
            found.low.tolist(),
            found.high.tolist(),
            found.unbounded.tolist(),
            strict=True,
        )
    }
    certain = set(found.certain.tolist())
    for row in range(table.num_rows):
        judgement = judge(measure, Applicant.of_row("企业", book, table, row))
        verdict = (
            Verdict.ELIGIBLE
            if row in certain
            else Verdict.PENDING
            if row in amounts
            else Verdict.INELIGIBLE
        )
        assert verdict == judgement.verdict
        assert found.failed[row] == (-1 if judgement.failed is None else judgement.failed)
        assert amounts.get(row, (0, 0)) == (judgement.amount.low, judgement.amount.high)
        assert missing.get(row, ()) == judgement.missing


@given(data=st.data())
@settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_matcher_equals_the_interpreter_on_random_measures_and_registries(random_trees, data):
    measure = data.draw(random_trees.measures())
    table = data.draw(random_trees.registries())
    assert_engines_agree(measure, table, random_trees.book)
