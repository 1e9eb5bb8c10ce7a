"""Commands on plans: where each target stands."""

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


def progress(
    workspace: WorkspaceOption = HERE, as_of: DayOption = None, as_json: JsonOption = False
) -> None:
    """指标进度：五种方法并列，写出 指标完成情况表.xlsx。"""
    from gangmu.jobs.plans import assess_targets
    from gangmu.reports.progress import progress_record, progress_rows, write_progress

    opened = open_workspace(workspace)
    day = day_of(as_of)
    with progress_bar(not as_json) as bar:
        found = assess_targets(opened, day, bar)
    standings = [each.progress for each in found]
    path = opened.results / "指标完成情况表.xlsx"
    write_progress(standings, path, as_of=day, links=[each.link for each in found])
    if as_json:
        print_json([progress_record(each.progress) for each in found])
        return
    print_table(progress_rows(standings))
    if drafted := sum(bool(each.progress.target.pending) for each in found):
        typer.echo(f"{drafted} 个目标是草拟的，尚未确认：核对后删去指标文件里的「待确认」")
    typer.echo(f"已写 {path}")


def targets(
    path: Annotated[
        Path, typer.Argument(metavar="文件", help="规划文件，或它的指标表（xlsx、csv）")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="草稿.yaml", help="不写则印在屏幕上")
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", metavar="文件夹", help="对应到这个工作区已有的指标"),
    ] = None,
    plan: Annotated[str, typer.Option("--plan", metavar="名称", help="规划的名称")] = "",
    number: Annotated[str, typer.Option("--number", metavar="文号", help="规划的文号")] = "",
    region: Annotated[str, typer.Option("--region", metavar="地区", help="规划的地区")] = "",
) -> None:
    """目标草稿：从规划原文或指标表草拟指标文件，附原文；逐条核对后删去“待确认”即为确认。"""
    from gangmu.jobs.plans import draft_targets
    from gangmu.reports.drafts import draft_line, write_draft, written_draft

    opened = open_workspace(workspace) if workspace else None
    with progress_bar() as bar:
        found = draft_targets(path, opened, plan=plan, document=number, region=region, progress=bar)
    if output is None:
        typer.echo(written_draft(found, path), nl=False)
    else:
        write_draft(found, path, output)
        typer.echo(f"已写 {output}")
    typer.echo(draft_line(found), err=True)
