"""Published verdicts: Shanghai's yearly execution tables, Hubei's mid-term report, as facts record them.

The tables print the year's target and what was completed; that 5% is 5%左右 and 0.7% is not 5% follows.
``../shared`` holds the facts; without it these tests are skipped.
"""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gangmu.indicators import (
    Accumulation,
    Base,
    Direction,
    Form,
    Grade,
    Indicator,
    Observation,
    Target,
    Tolerance,
    assess,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.writing.units import unit

SHARED = Path(__file__).parents[3].parent / "shared"

#: What 左右 reaches is not in the tables; half a point for rates, 2 % for counts, is declared here.
AROUND = {
    "%": Tolerance(Decimal("0.5"), relative=False),
    "件/万人": Tolerance(Decimal("0.02"), relative=True),
}


def facts():
    path = SHARED / "facts" / "facts.json"
    if not path.exists():
        pytest.skip("../shared/facts is not here")
    return json.loads(path.read_text("utf-8"))["tables"]


def judged(row, year):
    """Assess a row of a table: name, nature, the year's target, what was completed."""
    name, nature, wanted, done = row
    measured = unit("件/万人" if "件" in wanted else "%")
    wanted = re.sub("^(增长|提高)", "", wanted).replace("件", "件/万人")
    goal = read_goal(wanted, measured)
    indicator = Indicator(name, name, measured, Direction.UP)
    target = Target(
        indicator, "上海", goal.form, wanted, goal.quantity, read_period(year), nature=nature,
        tolerance=AROUND[measured.name] if goal.quantity.comparator == "approx" else None,
    )  # fmt: skip
    observed = []
    # A completion that is itself printed as 左右 decides nothing against an exact floor.
    if done and not ("左右" in done and target.tolerance is None):
        value = Decimal(re.search(r"[0-9.]+", done).group())
        observed = [
            Observation(
                name, "上海", read_period(year), value, measured, "计划执行情况表", Grade.OFFICIAL
            )
        ]
    [found] = assess([target], observed, date(int(year) + 1, 3, 1))
    return found.verdict


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2024", ["完成", "未完成", "未完成", "无法判断：没有观测值"]),
        ("2025", ["完成", "未完成", "完成", "完成", "完成", "无法判断：没有观测值"]),
    ],
)
def test_shanghais_execution_tables(year, expected):
    table = facts()[f"shanghai_plan_execution_{year}"]

    assert [judged(row, year) for row in table["rows"]] == expected


def test_hubeis_mid_term_verdicts():
    """已达期末目标, 已达期末目标, 超过进度要求 of T161 to T163, on the actuals that the report prints."""
    path = SHARED / "conformance" / "targets.json"
    if not path.exists():
        pytest.skip("../shared/conformance is not here")
    targets = {
        t["id"]: t for t in json.loads(path.read_text("utf-8"))["targets"] if t.get("verdict")
    }
    goals = {
        # The report prints the fall since 2015 itself, so that more is better.
        "T161": ("不低于20%", "%", Direction.UP, Accumulation.STOCK),
        "T162": ("不超过6.1%", "%", Direction.DOWN, Accumulation.STOCK),
        "T163": ("累计110万套", "万套", Direction.UP, Accumulation.PERIOD),
    }
    for key, (text, name, direction, accumulation) in goals.items():
        fact = targets[key]
        indicator = Indicator(
            fact["indicator"], key, unit(name), direction, accumulation=accumulation
        )
        goal = read_goal(text, indicator.unit)
        target = Target(
            indicator, "湖北省", goal.form, text, goal.quantity, read_period("2020"),
            Base(read_period("2015")),
        )  # fmt: skip
        observed = [
            Observation(indicator.name, "湖北省", read_period(period), Decimal(str(value)), unit(name),
                        "中期评估报告", Grade.REPORT)
            for period, value in fact["actuals"].items()
            if period != "cum"
        ]  # fmt: skip

        [found] = assess([target], observed, date(2018, 6, 30))

        reading = found.reading("时序进度") if goal.form is Form.CUMULATIVE else found.readings[0]
        assert reading.standing.by_schedule == fact["verdict"]
