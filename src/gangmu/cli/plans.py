"""Commands on plans: where each target stands."""

from __future__ import annotations

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
    typer.echo(f"已写 {path}")
