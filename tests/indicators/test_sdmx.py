"""Observations leave as SDMX-CSV and come back the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.indicators import (
    Grade,
    Observation,
    import_series,
    load_definitions,
    load_observations,
    read_period,
)
from gangmu.indicators.periods import Period
from gangmu.indicators.sdmx import sdmx_csv, time_period
from gangmu.store import Workspace
from gangmu.terms import InputErrors
from gangmu.writing.units import unit

PERIODS = ("2023", "2024H1", "2024H2", "2024Q3", "2024-07", "2024-01..10", "2016/2020")


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.init(tmp_path / "临江", "临江区指标", "临江区", 2025)
    (made.path / "indicators" / "指标.yaml").write_text(
        "指标:\n  - {名称: 工业增加值, 标识: IVA, 单位: 亿元, 方向: 升}\n", encoding="utf-8"
    )
    return made


def imported(workspace, text):
    path = workspace.path / "series.csv"
    path.write_text(text, encoding="utf-8")
    import_series(workspace, path, load_definitions(workspace.indicators))
    return load_observations(workspace)


def test_every_kind_of_period_and_every_revision_survives(workspace):
    definitions = load_definitions(workspace.indicators)
    seen = [
        Observation("工业增加值", "临江区", read_period(period), Decimal("12.50"), unit("亿元"),
                    "快报，初步", Grade.REPORT, "含\"逗号\"", vintage)
        for period in PERIODS
        for vintage in (0, 1)
    ]  # fmt: skip

    found = imported(workspace, sdmx_csv(definitions, seen))

    key = lambda o: (o.period, o.vintage)  # noqa: E731
    assert [replace(o, cell=None) for o in sorted(found, key=key)] == sorted(seen, key=key)


def test_what_others_write_is_read_with_its_multiplier(workspace):
    [found] = imported(
        workspace,
        "DATAFLOW,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS,GRADE\n"
        "TJ:GDP(1.0),IVA: 工业增加值,临江区,2024-Q3,12.5,元,8,A,官方\n",
    )

    assert (str(found.period), found.in_unit(unit("亿元"))) == ("2024Q3", Decimal("12.5"))


def test_a_multiplier_that_is_no_power_is_refused(workspace):
    with pytest.raises(InputErrors) as caught:
        imported(
            workspace,
            "INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,GRADE\nIVA,2024,1,元,亿,官方\n",
        )

    assert "UNIT_MULT 应是整数" in str(caught.value)


@given(st.integers(1990, 2030), st.integers(1, 12), st.integers(1, 12))
def test_any_period_within_a_year_that_is_written_is_read_back(year, one, other):
    first, last = sorted((one, other))
    period = Period((year, last), (year, first))
    plain = str(period)
    # Only months to date, quarters, halves, months and years are periods of statistics.
    if first == 1 or ".." not in plain:
        assert read_period(time_period(period)) == period
        assert read_period(plain) == period
