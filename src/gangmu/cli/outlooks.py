"""Commands that look ahead: forecast, decompose, relate."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from gangmu.cli.terminal import (
    HERE,
    DayOption,
    JsonOption,
    WorkspaceOption,
    day_of,
    open_workspace,
    print_json,
    print_table,
    progress_bar,
)

RegionOption = Annotated[
    str | None, typer.Option("--region", metavar="地区", help="默认是工作区的地区")
]


def forecast(
    indicator: Annotated[
        str | None, typer.Argument(metavar="[指标]", help="不写则预测全部未到期的目标")
    ] = None,
    workspace: WorkspaceOption = HERE,
    region: RegionOption = None,
    until: Annotated[
        int | None, typer.Option("--until", metavar="年份", help="预测到哪一年")
    ] = None,
    threshold: Annotated[
        str | None, typer.Option("--threshold", metavar="数值", help="何时越过，如 2000亿元")
    ] = None,
    level: Annotated[float, typer.Option("--level", metavar="水平", help="区间水平")] = 0.8,
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="增速", help="假设今后年均增速，可写多次，如 5%"),
    ] = None,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """预测与可行性：区间、回测覆盖、达标可能、越过年份、所需增速，写出 预测表.xlsx。"""
    from gangmu.jobs.outlooks import forecast_targets
    from gangmu.reports.outlooks import (
        forecast_lines,
        forecast_record,
        forecast_rows,
        write_forecasts,
    )

    opened, day = open_workspace(workspace), day_of(as_of)
    with progress_bar(not as_json) as bar:
        found = forecast_targets(
            opened, day, indicator=indicator, region=region, until=until, threshold=threshold,
            level=level, rates=[_rate(text) for text in rate or ()], progress=bar,
        )  # fmt: skip
    path = write_forecasts(found, opened.results / "预测表.xlsx", day)
    if as_json:
        print_json([forecast_record(each) for each in found])
        return
    if indicator is None:
        print_table(forecast_rows(found))
    else:
        for each in found:
            for line in forecast_lines(each):
                typer.echo(line)
    typer.echo(f"已写 {path}")


def decompose(
    indicator: Annotated[str, typer.Argument(metavar="指标", help="要分解的总量指标")],
    workspace: WorkspaceOption = HERE,
    region: RegionOption = None,
    goal: Annotated[
        str | None,
        typer.Option("--goal", metavar="目标值", help="默认取工作区里的目标，如 1500亿元"),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="年份", help="目标的年份")] = None,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="年份", help="基期，默认最近一个各区都有数的年份"),
    ] = None,
    limits: Annotated[
        Path | None,
        typer.Option("--limits", metavar="表格", help="地区、基期值、下限、上限、固定值"),
    ] = None,
    districts: Annotated[
        str, typer.Option("--districts", metavar="名单", help="哪些区，用顿号分开")
    ] = "",
    sectors: Annotated[
        str,
        typer.Option(
            "--sectors", metavar="名单", help="改按行业分解：哪些指标是它的一部分，用顿号分开"
        ),
    ] = "",
    places: Annotated[
        int, typer.Option("--places", metavar="位数", min=0, max=6, help="小数位数")
    ] = 2,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """目标分解：使最大的所需增速最小，合计等于目标，核对各区已有目标，写出 目标分解表.xlsx。"""
    from gangmu.jobs.outlooks import decompose_target
    from gangmu.reports.outlooks import (
        decomposition_lines,
        decomposition_record,
        decomposition_rows,
        write_decomposition,
    )

    opened, day = open_workspace(workspace), day_of(as_of)
    with progress_bar(not as_json) as bar:
        found = decompose_target(
            opened, indicator, day, region=region, goal=goal, due=until, base=base, limits=limits,
            districts=_names(districts), sectors=_names(sectors), places=places, progress=bar,
        )  # fmt: skip
    path = write_decomposition(found, opened.results / "目标分解表.xlsx")
    if as_json:
        print_json(decomposition_record(found))
        return
    print_table(decomposition_rows(found))
    for line in decomposition_lines(found):
        typer.echo(line)
    typer.echo(f"已写 {path}")


def relate(
    first: Annotated[str, typer.Argument(metavar="指标甲")],
    second: Annotated[str, typer.Argument(metavar="指标乙")],
    workspace: WorkspaceOption = HERE,
    region: RegionOption = None,
    level: Annotated[float, typer.Option("--level", metavar="水平", help="区间水平")] = 0.95,
    part: Annotated[
        bool, typer.Option("--part", help="甲是乙的一部分：另算贡献率和拉动点数")
    ] = False,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """两指标的关系：相关系数（水平值、年增速）、拉动系数三种口径，各带年份、对数、区间和敏感性。"""
    from gangmu.jobs.outlooks import relate as relate_indicators
    from gangmu.reports.outlooks import relation_lines, relation_record, relation_rows

    opened, day = open_workspace(workspace), day_of(as_of)
    with progress_bar(not as_json) as bar:
        found = relate_indicators(
            opened, first, second, day, region=region, level=level, part=part, progress=bar
        )
    if as_json:
        print_json(relation_record(found))
        return
    print_table(relation_rows(found))
    for line in relation_lines(found):
        typer.echo(line)


def _names(text: str) -> list[str]:
    return [name for name in text.replace("，", "、").replace(",", "、").split("、") if name]


def _rate(text: str) -> Fraction:
    from gangmu.terms import InputError

    try:
        number = Fraction(text.removesuffix("%").strip())
    except (ValueError, ZeroDivisionError):
        raise InputError(f"「{text}」不是增速", "--rate", "写成 5%") from None
    return number / 100 if text.endswith("%") else number
