"""Every report on plans for 100 targets × 12 years: seconds and size of each file.

The answer is asserted first: as many cards, lines and footnotes as there are figures to print.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from gangmu.indicators import (
    Base,
    Definitions,
    Direction,
    Grade,
    Indicator,
    Observation,
    Target,
    assess,
    read_period,
)
from gangmu.indicators.goals import read_goal
from gangmu.indicators.outlook import prospects
from gangmu.indicators.panel import Panel
from gangmu.reports.material import Material
from gangmu.reports.outputs import OUTPUTS
from gangmu.writing.units import unit

DAY = date(2026, 3, 1)
YEARS = range(2014, 2026)


def material(count: int) -> Material:
    """Make a plan of ``count`` targets, each with a base and twelve yearly values."""
    money, indicators, targets, observations = unit("亿元"), [], [], []
    for i in range(count):
        indicator = Indicator(f"指标{i}", f"i{i}", money, Direction.UP)
        indicators.append(indicator)
        value = Decimal(100 + i)
        for year in YEARS:
            period = read_period(str(year))
            assert period is not None
            observations.append(
                Observation(
                    indicator.name, "临江区", period, value, money, "统计局", Grade.OFFICIAL
                )
            )
            value = (value * Decimal("1.05")).quantize(Decimal("0.01")) + year % 3
        goal = read_goal(f"达到{(100 + i) * 3}亿元", money)
        base = read_period("2023")
        assert base is not None
        targets.append(
            Target(
                indicator, "临江区", goal.form, f"达到{(100 + i) * 3}亿元", goal.quantity,
                read_period("2028"), Base(base), plan="临江区计划", document="临江府发〔2024〕3号",
            )
        )  # fmt: skip
    panel = Panel.of(Definitions(tuple(indicators), tuple(targets)), observations, DAY)
    standings = assess(targets, panel.observations, DAY)
    return Material(
        "临江区", "临江区", DAY, standings, prospects=prospects(panel, DAY, region="临江区")
    )


def check(folder: Path, count: int) -> None:
    page = (folder / "指标看板.html").read_text("utf-8")
    assert page.count("<article") == count
    with zipfile.ZipFile(folder / "中期评估报告.docx") as archive:
        notes = archive.read("word/footnotes.xml").decode()
    assert len(re.findall("<w:footnote w:id=", notes)) == 3 * count  # value, base, target


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--targets", type=int, default=100)
    count = options.parse_args().targets
    made = material(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spent = []
        for output in OUTPUTS:
            start = time.perf_counter()
            path = output.write(made, folder / output.file)
            spent.append((output.file, time.perf_counter() - start, path.stat().st_size))
        check(folder, count)
    total = sum(seconds for _, seconds, _ in spent)
    print(f"{count} 项目标 × {len(YEARS)} 年，六种报告共 {total:.1f} 秒")
    for file, seconds, size in spent:
        print(f"  {file}　{seconds:.2f} 秒（{seconds / total:.0%}），{size / 1024:,.0f} KB")


if __name__ == "__main__":
    main()
