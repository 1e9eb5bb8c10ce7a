"""How often the 80 % interval of each forecast model holds, in simulated worlds and on published series.

In worlds that are as a model says it must hold in about 80 %: that is asserted. In worlds that are
not (a break in the trend, a level that does not move), and on real series, the figure is what it is.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from gangmu.indicators import Point
from gangmu.indicators.outlook.forecast import DRIFT, MODELS, rolling_origin

FACTS = Path(__file__).parents[2] / "shared" / "facts" / "facts.json"
WORLDS, YEARS = 400, 10


def walk(chance: random.Random) -> Iterator[float]:
    """Make a random walk with drift."""
    value = 100.0
    while True:
        yield value
        value += 3 + chance.gauss(0, 2)


def broken(chance: random.Random) -> Iterator[float]:
    """Make a walk whose drift halves after six years."""
    value, year = 100.0, 0
    while True:
        yield value
        value += (6 if year < 6 else 3) + chance.gauss(0, 2)
        year += 1


def still(chance: random.Random) -> Iterator[float]:
    """Make noise about a level."""
    while True:
        yield 100 + chance.gauss(0, 3)


def coverage(series: Sequence[Sequence[Point]]) -> dict[str, tuple[int, int]]:
    """Add up the trials of every model over many series: held, tried."""
    found: dict[str, tuple[int, int]] = {}
    for points in series:
        for model in MODELS:
            trial = rolling_origin(model, points, 0.8)
            name = model(points).method
            held, tried = found.get(name, (0, 0))
            found[name] = (held + trial.held, tried + trial.tried)
    return found


def simulated(world: Callable[[random.Random], Iterator[float]]) -> list[list[Point]]:
    chance = random.Random(20)
    made = []
    for _ in range(WORLDS):
        values = world(chance)
        made.append([Point(Fraction(2000 + i), Fraction(next(values))) for i in range(YEARS)])
    return made


def published() -> dict[str, list[list[Point]]]:
    """Cut the published yearly series into windows of ten years."""
    if not FACTS.exists():
        return {}
    rows = json.loads(FACTS.read_text("utf-8"))["tables"][
        "shanghai_secondary_share_of_gdp_1990_2017"
    ]["rows"]
    points = [Point.of(year, str(value)) for year, value in sorted(rows.items())]
    windows = [points[i : i + YEARS] for i in range(len(points) - YEARS + 1)]
    return {"上海第二产业比重（2000—2017 各十年窗口）": windows}


def main() -> None:
    cases = {
        "漂移不变": simulated(walk),
        "第六年漂移减半": simulated(broken),
        "围绕常数波动": simulated(still),
    }
    for name, series in (cases | published()).items():
        found = coverage(series)
        if name == "漂移不变":
            held, tried = found[DRIFT]
            assert 0.74 < held / tried < 0.86, found
        shown = "，".join(
            f"{m} {held / tried:.0%}（{tried} 次）" for m, (held, tried) in found.items()
        )
        print(f"{name}：80% 区间盖住 {shown}")


if __name__ == "__main__":
    main()
