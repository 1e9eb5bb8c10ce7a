"""The matcher gives the interpreter's answer for every row, to the fen."""

from __future__ import annotations

import os
from datetime import date
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.measures import columns, selection
from gangmu.measures.columns import Below, Population
from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import Applicant, judge, payable
from gangmu.measures.matcher import match
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.periods import UNDATED, Assessment
from gangmu.measures.syntax import parse_text
from gangmu.terms import InputError, Verdict

#: The nightly profile sets this to 10000 or more.
CASES = int(os.environ.get("GANGMU_MATCHER_CASES", "500"))


def population_of(
    table: pa.Table, assessment: Assessment = UNDATED, below: Below | None = None
) -> Population:
    return Population(table, assessment, {} if below is None else {"设备": below})


def assert_engines_agree(
    measure: Measure,
    table: pa.Table,
    book: FactBook,
    assessment: Assessment = UNDATED,
    below: Below | None = None,
) -> None:
    found = match(measure, population_of(table, assessment, below))
    certain = set(found.certain.tolist())
    missing = dict(zip(found.possible.tolist(), found.missing(), strict=True))
    open_ = dict(zip(found.possible.tolist(), found.discretion.tolist(), strict=True))
    amounts = {}
    for at, row in enumerate(found.possible.tolist()):
        high = None if found.unbounded[at] else int(found.high[at])
        amounts[row] = (int(found.low[at]), high)
    for row, one in enumerate(applicants_of(measure, table, book, assessment, below)):
        judgement = judge(measure, one)
        verdict = Verdict.PENDING if row in amounts else Verdict.INELIGIBLE
        assert (Verdict.ELIGIBLE if row in certain else verdict) == judgement.verdict
        assert found.failed[row] == (-1 if judgement.failed is None else judgement.failed)
        assert amounts.get(row, (0, 0)) == (judgement.amount.low, judgement.amount.high)
        assert missing.get(row, ()) == judgement.missing
        assert open_.get(row, False) == judgement.discretion
        assert judgement.trace
        assert isinstance(judgement.reason, str)


def applicants_of(
    measure: Measure,
    table: pa.Table,
    book: FactBook,
    assessment: Assessment,
    below: Below | None,
) -> list[Applicant]:
    def one(row: int) -> Applicant:
        def children(_entity: str) -> list[Applicant] | None:
            if below is None:
                return None
            rows = np.flatnonzero(below.parents == row).tolist()
            return [
                Applicant.of_row(
                    "设备", book, below.table, at, assessment=assessment, parent=applicant
                )
                for at in rows
            ]

        applicant = Applicant.of_row(
            measure.entity, book, table, row, assessment=assessment, children=children
        )
        return applicant

    return [one(row) for row in range(table.num_rows)]


def measure_of(book: FactBook, body: str, entity: str = "企业") -> Measure:
    text = f"文号: 甲\n措施:\n  - 名称: 某\n    依据: 一\n    对象: {entity}\n{body}"
    reading = parse_text(text, book)
    reading.findings.raise_errors()
    assert reading.file is not None
    return reading.file.measures[0]


def words(values: list[str | None]) -> pa.DictionaryArray:
    known = sorted({value for value in values if value is not None})
    codes = pa.array([None if v is None else known.index(v) for v in values], pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(known, pa.string()))


@given(data=st.data())
@settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_matcher_equals_the_interpreter_on_random_measures_and_registries(random_trees, data):
    measure = data.draw(random_trees.measures())
    table = data.draw(random_trees.registries())
    below = data.draw(random_trees.equipment(table.num_rows))
    assessment = data.draw(random_trees.assessments)
    book = random_trees.book
    coarse = data.draw(st.booleans())  # as over many rows: a coarse look first

    with (
        patch.object(selection, "_SMALL", 0 if coarse else 1 << 14),
        patch.object(columns, "_OFTEN", -1),
    ):
        check_random(measure, table, book, assessment, below)


def check_random(
    measure: Measure,
    table: pa.Table,
    book: FactBook,
    assessment: Assessment,
    below: Below | None,
) -> None:
    try:
        match(measure, population_of(table, assessment, below))
    except InputError:  # an amount beyond int64 is refused; the interpreter must find it too
        applicants = applicants_of(measure, table, book, assessment, below)
        amounts = [payable(measure, side, one) for one in applicants for side in measure.sides]
        amounts += [judge(measure, one).amount.high for one in applicants]
        assert any((amount or 0) >= 2**63 for amount in amounts)
        return

    assert_engines_agree(measure, table, book, assessment, below)


def test_threshold_is_met_exactly_at_its_end(book):
    measure = measure_of(book, "    条件: [研发费用占比 ≥ 3%]\n    给付: 1元\n")
    table = pa.table({"研发费用占比": [2999999, 3000000, 3000001]})

    assert match(measure, table).certain.tolist() == [1, 2]


def test_threshold_between_two_stored_values_splits_them(book):
    measure = measure_of(book, "    条件: [亩均税收 > 20万元/亩]\n    给付: 1元\n")
    table = pa.table({"亩均税收": [300 * 10**8, 300 * 10**8 + 1, 299 * 10**8]})

    assert match(measure, table).certain.tolist() == [1]


def test_money_beyond_a_float_is_exact(book):
    measure = measure_of(book, "    条件: [营业收入 > 0元]\n    给付: 70% × 营业收入\n")
    stored = 2**53 + 1
    table = pa.table({"营业收入": pa.array([142857, stored])})

    expected = [100000, (stored * 7 * 2 + 10) // 20]
    assert match(measure, table).low.tolist() == expected


def test_arithmetic_beyond_int64_is_exact(book):
    measure = measure_of(
        book, "    条件: [研发费用占比 × 营业收入 ≥ 300亿元]\n    给付: 研发费用占比 × 营业收入\n"
    )
    table = pa.table({"研发费用占比": [3 * 10**6] * 2, "营业收入": [10**14, 10**14 - 1]})

    found = match(measure, table)

    assert found.certain.tolist() == [0]
    assert found.low.tolist() == [3 * 10**12]


def test_division_by_zero_is_unknown_and_names_the_divisor(book):
    measure = measure_of(book, "    条件: [营业收入 ÷ 营业收入(上年) ≥ 110%]\n    给付: 1元\n")
    table = pa.table({"营业收入": [11, 11, 10], "营业收入(上年)": [10, 0, 10]})

    found = match(measure, table)

    assert found.certain.tolist() == [0]
    assert found.possible.tolist() == [0, 1]
    assert found.missing() == [(), ("营业收入(上年)",)]


def test_column_that_is_not_there_is_unknown_for_everyone(book):
    measure = measure_of(
        book,
        "    条件: [注册地 = 临江区, 名录 包含 龙头企业, 规模以上, 成立日期 ≥ 2020-01-01, 营业收入 ≥ 1元]\n"
        "    给付: 1元\n",
    )
    table = pa.table({"_row": pa.array([2, 3], pa.int32())})

    found = match(measure, table)

    assert found.certain.tolist() == []
    assert found.possible.tolist() == [0, 1]
    assert found.missing()[0] == ("注册地", "名录", "规模以上", "成立日期", "营业收入")
    assert_engines_agree(measure, table, book)


def test_empty_table_matches_nobody(book):
    measure = measure_of(book, "    条件: [注册地 = 临江区]\n    给付: 1元\n")

    found = match(measure, pa.table({"注册地": words([])}))

    assert found.possible.tolist() == []
    assert found.failed.tolist() == []
    assert found.missing() == []


def test_project_reads_its_enterprise_by_path(book):
    measure = measure_of(
        book, "    条件: [企业.注册地 = 临江区, 竣工日期 ≤ 2025-12-31]\n    给付: 1元\n", "项目"
    )
    table = pa.table(
        {
            "企业.注册地": words(["临江区", "临海区", None]),
            "竣工日期": pa.array([date(2025, 12, 31), date(2025, 1, 1), date(2025, 1, 1)]),
        }
    )

    assert match(measure, table).certain.tolist() == [0]
    assert_engines_agree(measure, table, book)


def test_sorted_and_shuffled_registries_give_the_same_answers(book, example: MeasureFile):
    random = np.random.default_rng(20260101)
    count = 3000
    shuffled = pa.table(
        {
            "id": np.arange(count),
            "注册地": random.choice(["临江区", "临海区", "安平区"], count),
            "行业代码": random.choice(["0610", "1311", "3511", "5110"], count),
            "营业收入": random.integers(0, 10**12, count),
            "研发费用": random.integers(0, 10**11, count),
            "研发费用占比": random.integers(0, 10**7, count),
            "规模以上": random.random(count) < 0.5,
            "首次升规年度": pa.array(random.integers(2023, 2026, count), pa.int32()),
            "名录": [["龙头企业"] if r < 0.2 else [] for r in random.random(count)],
            "严重失信": [None if r < 0.1 else False for r in random.random(count)],
            "重大安全环保事故": random.random(count) < 0.05,
        }
    )
    blanks = pa.array(random.random(count) < 0.05)
    for name in ("注册地", "行业代码", "营业收入"):
        column = pa.compute.if_else(blanks, None, shuffled[name])
        shuffled = shuffled.set_column(shuffled.column_names.index(name), name, column)
    keys = [("注册地", "ascending"), ("行业代码", "ascending")]
    ordered = shuffled.take(pc.sort_indices(shuffled, sort_keys=keys))
    tables = [
        table.set_column(1, "注册地", words(table["注册地"].to_pylist())).set_column(
            2, "行业代码", words(table["行业代码"].to_pylist())
        )
        for table in (shuffled, ordered)
    ]
    assert Population(tables[0]).sort_key is None
    assert Population(tables[1]).sort_key is not None

    for measure in example.measures[:3]:
        answers = []
        for table in tables:
            found = match(measure, table)
            ids = table["id"].to_numpy()
            amounts = dict(
                zip(ids[found.possible], zip(found.low, found.high, strict=True), strict=True)
            )
            failed = dict(zip(ids, found.failed, strict=True))
            answers.append((set(ids[found.certain]), amounts, failed))
        assert answers[0] == answers[1]


def test_column_of_another_type_is_refused(book):
    measure = measure_of(book, "    条件: [营业收入 ≥ 1元]\n    给付: 1元\n")

    with pytest.raises(InputError, match="营业收入"):
        match(measure, pa.table({"营业收入": [1.5]}))


def test_amount_beyond_the_column_is_refused(book):
    measure = measure_of(book, "    条件: [规模以上]\n    给付: 营业收入 × 研发费用占比\n")
    table = pa.table({"规模以上": [True], "营业收入": [2**62], "研发费用占比": [10**10]})

    with pytest.raises(InputError, match="金额太大"):
        match(measure, table)
