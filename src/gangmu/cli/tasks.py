"""Commands on tasks: the ledger of what documents assign, and what is overdue."""

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


def tasks(
    workspace: WorkspaceOption = HERE,
    as_of: DayOption = None,
    filled: Annotated[
        Path | None, typer.Option("--import", metavar="文件", help="先导入填好的任务分解表")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只列督查清单，不写表")] = False,
    as_json: JsonOption = False,
) -> None:
    """任务分解：牵头、责任、配合单位与季度节点，写出 任务分解表.xlsx；填好后导入，列出逾期。"""
    from gangmu.jobs.tasks import open_ledger
    from gangmu.reports.ledger import (
        supervision_line,
        supervision_rows,
        task_record,
        write_ledger,
    )

    opened = open_workspace(workspace)
    day = day_of(as_of)
    with progress_bar(not as_json) as bar:
        ledger = open_ledger(opened, day, filled, bar)
    path = opened.results / "任务分解表.xlsx"
    if not overdue:
        write_ledger(ledger.tasks, ledger.entries, ledger.supervision, path)
    if as_json:
        print_json([task_record(task, ledger.entries.get(task.id), day) for task in ledger.tasks])
        return
    print_table(supervision_rows(ledger.supervision))
    typer.echo(supervision_line(ledger.supervision))
    for document, reason in ledger.skipped:
        typer.echo(f"未列入：{document}，{reason}")
    if not overdue:
        typer.echo(f"已写 {path}")
