"""10,000 indicators × 20 years through every progress method; the bar is 5 s on one core.

The answer is asserted first: every target's verdict must be the one that its own course says.
"""

from __future__ import annotations

import argparse
import time
from decimal import Decimal

from gangmu.indicators import (
    Base,
    Direction,
    Grade,
    Indicator,
    Observation,
    Standing,
    Target,
    assess,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.writing.units import unit

YEARS = 20
FIRST = 2006


def world(count: int) -> tuple[list[Target], list[Observation]]:
    """Make ``count`` indicators of 20 years and a target each: every third lags, the rest are ahead."""
    periods = [read_period(str(FIRST + i)) for i in range(YEARS)]
    money, targets, observations = unit("亿元"), [], []
    for i in range(count):
        indicator = Indicator(f"指标{i}", f"i{i}", money, Direction.UP)
        rate = Decimal("1.02") if i % 3 == 0 else Decimal("1.08")
        value = Decimal(100 + i)
        for period in periods:
            assert period is not None
            observations.append(
                Observation(
                    indicator.name, "临江区", period, value, money, "统计局", Grade.OFFICIAL
                )
            )
            value = (value * rate).quantize(Decimal("0.01"))
        goal = read_goal(f"达到{(100 + i) * 4}亿元", money)
        base, due = read_period(str(FIRST)), read_period(str(FIRST + YEARS + 4))
        assert base is not None
        targets.append(
            Target(
                indicator,
                "临江区",
                goal.form,
                f"达到{(100 + i) * 4}亿元",
                goal.quantity,
                due,
                Base(base),
            )
        )
    return targets, observations


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    targets, observations = world(options.count)
    if options.profile:
        import cProfile
        import pstats

        profile = cProfile.Profile()
        profile.runcall(assess, targets, observations)
        pstats.Stats(profile).sort_stats("tottime").print_stats(28)
        return
    start = time.process_time()
    found = assess(targets, observations)
    seconds = time.process_time() - start
    expected = {0: Standing.LAGGING, 1: Standing.AHEAD, 2: Standing.AHEAD}
    assert all(each.standing is expected[i % 3] for i, each in enumerate(found)), found[0].verdict
    readings = sum(len(each.readings) for each in found)
    print(
        f"{options.count} 个指标 × {YEARS} 年，{readings} 个方法结论：{seconds:.2f} 秒"
        f"（折合 1 万个 {seconds * 10_000 / options.count:.2f} 秒，限 5 秒）"
    )


if __name__ == "__main__":
    main()
