"""The progress methods against published and hand-computed cases, and their refusals."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.indicators import METHODS, Course, Direction, Point, Standing
from gangmu.indicators.progress.methods import (
    growth_path,
    growth_ratio,
    linear,
    progress_chart,
    regression,
    weighted_line,
)
from gangmu.indicators.progress.thresholds import scales
from gangmu.indicators.rates import growth, number, percent

SHARED = Path(__file__).parents[3].parent / "shared"
UP, DOWN, NONE = Direction.UP, Direction.DOWN, Direction.NONE


def course(base, current, goal, direction=UP, **more):
    return Course(
        *(None if p is None else Point.of(*p) for p in (base, current, goal)), direction, **more
    )


@pytest.fixture(scope="module")
def peers():
    path = SHARED / "peers" / "peer_cases.json"
    if not path.exists():
        pytest.skip("shared peer cases are not here")
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in cases if case["method"].startswith("progress")}


def given_by(case, target=None):
    a = {key: str(value) for key, value in case["input"].items()}
    way = UP if a["direction"] == "1" else DOWN
    return course(
        (a["base_year"], a["base"]),
        (a["current_year"], a["current"]),
        (a["target_year"], target or a["target"]),
        way,
    )


def test_growth_ratio_of_open_sdg_is_reproduced(peers):
    case = peers["progress_opensdg_growing"]

    reading = growth_ratio(given_by(case))

    assert float(reading.ratio) == pytest.approx(case["expected"]["ratio"], abs=1e-6)
    assert reading.words == "按轨道推进"  # substantial progress


def test_linear_ratio_of_the_same_case(peers):
    reading = linear(given_by(peers["progress_opensdg_growing"]))

    assert float(reading.ratio) == pytest.approx(0.941, abs=5e-4)


def test_un_chart_and_growth_path_of_the_same_case(peers):
    case = given_by(peers["progress_opensdg_growing"])

    # The note of the case: the way that continued growth would make is 0.979 of the whole.
    assert float(growth_path(case).ratio) == pytest.approx(0.979, abs=5e-4)
    assert progress_chart(case).ratio == growth_ratio(case).ratio
    assert progress_chart(case).text == "基本符合（进展显著）"


def test_a_zero_target_is_judged_by_the_path_and_refused_by_the_chart(peers):
    case = given_by(peers["progress_opensdg_zero_target"])

    # 10 → 5 in 7.5 years halves again to 2.5 by 2030: three quarters of the way to zero.
    assert float(growth_path(case).ratio) == pytest.approx(0.75)
    assert progress_chart(case).reason == "目标值为零，年均增速没有意义"


def test_a_zero_target_is_refused_by_growth_and_judged_by_the_line(peers):
    case = peers["progress_opensdg_zero_target"]

    assert growth_ratio(given_by(case)).text == "无法判断：目标值为零，年均增速没有意义"
    assert linear(given_by(case)).ratio == case["expected"]["linear_completion_ratio"]
    assert linear(given_by(case)).standing is Standing.EXPECTED


def test_the_zero_target_with_open_sdgs_replacement_gives_its_number(peers):
    case = peers["progress_opensdg_zero_target"]

    reading = growth_ratio(given_by(case, target="0.001"))

    assert float(reading.ratio) == pytest.approx(case["expected"]["ratio"], abs=1e-6)
    assert reading.text == "滞后（进展有限）"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2015, 33212), (2020, 37053), "2.21%"),  # Shanghai, gross output
        ((2015, 7110), (2020, 9657), "6.31%"),  # Shanghai, value added, nominal
        ((2015, "44.37"), (2019, "59.9"), "7.79%"),  # Qingpu, output per area
        ((2015, "3.48"), (2019, "4.73"), "7.97%"),  # Qingpu, tax per area
        ((0, 10000), (5, 20000), "14.87%"),
        ((2015, 8), (2018, 1), "-50.00%"),
        ((2015, -8), (2018, -1), "-50.00%"),
        ((2015, 8), (2018, 0), "-100.00%"),
    ],
)
def test_compound_growth_of_known_figures(start, end, expected):
    assert percent(growth(Point.of(*start), Point.of(*end))) == expected


@pytest.mark.parametrize(
    ("case", "by_line", "by_growth"),
    [
        (course(None, (2020, 1), (2025, 2)), "缺基期值", "缺基期值"),
        (course((2015, 1), None, (2025, 2)), "没有观测值", "没有观测值"),
        (course((2015, 1), (2020, 2), None), "目标不能折算为数值", "目标不能折算为数值"),
        (course((2015, 1), (2020, 2), (2025, 3), None), "缺方向", "缺方向"),
        (course((2015, 1), (2020, 2), (2025, 3), NONE), "指标没有优劣方向", "指标没有优劣方向"),
        (course((2020, 1), (2020, 1), (2025, 3)), "最新时期不晚于基期", "最新时期不晚于基期"),
        (
            course((2015, 3), (2020, 2), (2025, 3)),
            "目标值等于基期值，没有路程可量",
            "目标值等于基期值，所需增速为零",
        ),
        (course((2015, 5), (2020, 2), (2025, 3)), "基期值已优于目标值，没有路程可量", None),
        (course((2015, -5), (2020, 2), (2025, 3)), None, "数值有正有负，年均增速没有意义"),
        (course((2015, 0), (2020, 2), (2025, 3)), None, "基期值为零，年均增速没有意义"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_name(case, by_line, by_growth):
    for method, reason in ((linear, by_line), (growth_ratio, by_growth)):
        reading = method(case)
        assert reading.reason == (reason or "")
        assert (reading.standing is Standing.UNDECIDED) == bool(reason)
        assert (reading.ratio is None) == bool(reason)


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (200, Standing.AHEAD),
        (160, Standing.FASTER),
        (153, Standing.FASTER),
        ("152.4", Standing.EXPECTED),
        ("147.5", Standing.EXPECTED),
        ("147.4", Standing.LAGGING),
        (90, Standing.LAGGING),
    ],
)
def test_the_line_gives_the_words_of_the_midterm_review(value, standing):
    assert linear(course((2020, 100), (2025, value), (2030, 200))).standing is standing


@pytest.mark.parametrize(
    ("ratio", "words"),
    [("0.95", "按轨道推进"), ("0.949", "有进展但须加快"), ("0.6", "有进展但须加快"), ("0.59", "进展有限"), ("0", "进展有限"), ("-0.01", "背离目标")],
)  # fmt: skip
def test_the_thresholds_of_the_growth_ratio_are_those_of_open_sdg(ratio, words):
    lines = scales()["增速比"].thresholds

    assert next(x.words for x in lines if x.least is None or Fraction(ratio) >= x.least) == words


def test_a_falling_indicator_that_rises_deteriorates():
    reading = growth_ratio(course((2020, 100), (2022, 110), (2025, 80), DOWN))

    assert reading.text == "滞后（背离目标）"


def test_at_the_deadline_only_the_level_counts():
    assert linear(course((2020, 100), (2025, 199), (2025, 200))).standing is Standing.MISSED
    assert linear(course((2020, 100), (2025, 200), (2025, 200))).standing is Standing.REACHED
    passed = course((2020, 100), (2025, 200), (2025, 200), strict=True)
    assert growth_ratio(passed).standing is Standing.MISSED


@pytest.mark.parametrize(
    ("ratio", "words"),
    [("0.95", "进展显著"), ("0.94", "进展尚可，须加快"), ("0.5", "进展尚可，须加快"), ("0.49", "进展有限或没有进展"), ("-0.1", "进展有限或没有进展"), ("-0.11", "倒退")],
)  # fmt: skip
def test_the_thresholds_of_the_un_chart(ratio, words):
    assert scales()["联合国进度图"].at(Fraction(ratio)).words == words


def test_a_regression_of_too_few_values_is_refused_with_the_number_needed():
    two = course((2020, 1), (2022, 2), (2025, 4), seen=(Point.of(2020, 1), Point.of(2022, 2)))

    assert regression(two).reason == "回归外推至少要 3 期，基期以来只有 2 期"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.fractions(-1000, 1000, max_denominator=100), min_size=2, max_size=12),
    st.fractions(2021, 2040, max_denominator=12),
)
def test_the_weighted_line_is_that_of_least_squares(values, at):
    points = [Point(Fraction(2020) + Fraction(i, 2), v) for i, v in enumerate(values)]
    weights = [float(p.at - 2020) + 1 for p in points]
    # polyfit weighs the residuals and not their squares.
    axis = [float(p.at - 2020) for p in points]
    line = np.polyfit(axis, [float(v) for v in values], 1, w=np.sqrt(weights))

    slope, ahead = weighted_line(points, at)

    assert float(slope) == pytest.approx(line[0], rel=1e-6, abs=1e-6)
    assert float(ahead) == pytest.approx(np.polyval(line, float(at - 2020)), rel=1e-6, abs=1e-5)


values = st.integers(-1000, 1000)


@settings(max_examples=150, deadline=None)
@given(values, values, values, st.integers(1, 5), st.integers(1, 10), st.sampled_from([UP, DOWN]))
def test_a_method_gives_a_ratio_or_a_reason_and_never_both(base, current, goal, gone, span, way):
    seen = (Point.of(2020, base), Point.of(2020 + gone, current))
    case = course((2020, base), (2020 + gone, current), (2020 + span, goal), way, seen=seen)

    for method in METHODS:
        reading = method(case)
        assert (reading.ratio is None) == bool(reading.reason)
        assert (reading.standing is Standing.UNDECIDED) == bool(reading.reason)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 30))
def test_growth_compounds_back_to_the_end_value(start, end, years):
    rate = growth(Point.of(2000, start), Point.of(2000 + years, end))

    assert float(start * (1 + rate) ** years) == pytest.approx(end, rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=1000))
def test_numbers_are_written_to_the_nearest_fourth_decimal(value):
    assert abs(Fraction(number(value)) - value) <= Fraction(1, 20000)
