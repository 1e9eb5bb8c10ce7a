"""Commands on series: what is observed, and its exchange with other offices."""

from __future__ import annotations

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


def series(
    workspace: WorkspaceOption = HERE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="写成 SDMX-CSV")
    ] = None,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """观测值：每个指标、地区有哪些时期、等级和来源（含推算的）；-o 写成 SDMX-CSV 与统计系统交换。"""
    from gangmu.jobs.outlooks import panel_of
    from gangmu.reports.outlooks import series_records, series_rows, write_series

    opened = open_workspace(workspace)
    with progress_bar(not as_json) as bar:
        panel = panel_of(opened, day_of(as_of), bar)
    if output is not None:
        write_series(panel, output)
    if as_json:
        print_json(series_records(panel))
        return
    print_table(series_rows(panel))
    if output is not None:
        typer.echo(f"已写 {output}，{len(panel.observations)} 个观测值")
