"""Commands that find: clauses by their words, and what two documents say differently."""

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
from gangmu.terms import InputError


def search(
    words: Annotated[list[str], typer.Argument(metavar="词…", help="词、短语，或一个问题")],
    workspace: WorkspaceOption = HERE,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="分面=值", help="如 level=区县、year=2024、status=现行有效"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="条数")] = 10,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """检索条款：两字以上逐字精确，一个字、几个词、一句问话都可以。"""
    from gangmu.jobs.search import search as find
    from gangmu.reports.search import found_record, hit_rows
    from gangmu.search import Query

    facets = {}
    for each in only or ():
        name, equals, value = each.partition("=")
        if not equals:
            raise InputError(f"「{each}」不是 分面=值", "--only", "写成 level=区县")
        facets[name] = value
    with progress_bar(not as_json) as progress:
        query = Query(" ".join(words), facets, limit=limit)
        found = find(open_workspace(workspace), query, day_of(as_of), progress)
    if as_json:
        print_json(found_record(found))
        return
    print_table(hit_rows(found))
    typer.echo(f"共 {found.total} 处")


def index(workspace: WorkspaceOption = HERE, as_of: DayOption = None) -> None:
    """重建检索索引：从 documents/ 里的文件重新写一遍，随时可以做。"""
    from gangmu.jobs.search import rebuild_index

    with progress_bar() as progress:
        written = rebuild_index(open_workspace(workspace), day_of(as_of), progress)
    typer.echo(f"已重建：{written} 段")


def compare(
    one: Annotated[Path, typer.Argument(metavar="甲文件")],
    other: Annotated[Path, typer.Argument(metavar="乙文件")],
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """对照两份文件：逐条配对（相似度与共同的话），金额和门槛的差异并列。"""
    from gangmu.jobs.search import compare_files
    from gangmu.reports.search import comparison_record, comparison_rows, write_comparison

    found = compare_files(one, other)
    if xlsx:
        write_comparison(found, xlsx)
        typer.echo(f"已写 {xlsx}", err=True)
    if as_json:
        print_json(comparison_record(found))
    elif not xlsx:
        print_table(comparison_rows(found))
