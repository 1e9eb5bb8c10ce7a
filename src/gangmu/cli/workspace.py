"""Commands on a workspace as a whole: set it up, import facts, run the story, write the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from gangmu.cli.terminal import (
    HERE,
    DayOption,
    JsonOption,
    WorkspaceOption,
    day_of,
    finish,
    open_workspace,
    print_json,
    print_snapshots,
    progress_bar,
)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="示例放在哪里")] = Path(
        "gangmu-demo"
    ),
) -> None:
    """在内置的“临江区”示例（虚构）上把主流程走一遍。"""
    from gangmu import demo as story

    with progress_bar() as progress:
        story.run(folder, progress, echo=typer.echo)


def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新工作区放在哪里")],
    region: Annotated[str, typer.Option("--region", "-r", metavar="地区", help="例如 临江区")],
    year: Annotated[
        int | None, typer.Option("--year", "-y", metavar="年度", help="考核年度")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", "-n", metavar="名称")] = None,
) -> None:
    """新建工作区：文件夹、登记表与统计表的空表、措施与指标文件的样张。"""
    from gangmu.reports.templates import write_templates
    from gangmu.store import Workspace

    workspace = Workspace.init(
        folder, name or f"{region}产业政策", region, year or date.today().year - 1
    )
    for path in write_templates(workspace):
        typer.echo(f"已写 {path}")
    typer.echo(
        f"下一步：把政策文件放进 {workspace.documents}，把企业等填进各表（没有的留空表），然后依次运行\n"
        f"  gangmu read {workspace.documents}　　# 文件读成什么样，条款怎么编号\n"
        f"  gangmu draft {workspace.documents / '某文件'} -w {folder} -o {workspace.path / 'measures'}\n"
        f"  gangmu check -w {folder}　　# 哪里要改，怎么改\n"
        f"  gangmu evaluate -w {folder}　　# 测算"
    )


def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="文件", help="默认导入工作区里的表")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """导入登记表与统计表，成为不可改的快照；有一格写错就整表不收，并一次列出全部错处。"""
    from gangmu.jobs.registers import import_facts

    with progress_bar(not as_json) as progress:
        imported = import_facts(open_workspace(workspace), files or (), progress)
    if as_json:
        print_json(imported.snapshots)
        return
    print_snapshots(imported.snapshots)
    if imported.blank:
        names = "、".join(path.name for path in imported.blank)
        typer.echo(f"空表，没有导入：{names}（表头下面没有数据；填好后再导入，不需要的可以删去）")
    if not imported.snapshots:
        typer.echo("工作区里没有可导入的表（enterprises、projects、series）。")


def report(
    workspace: WorkspaceOption = HERE,
    as_of: DayOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="报告",
            help="只写这几种，可写多次：兑付、完成情况、预测、任务、核对、看板、评估",
        ),
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="规划", help="只报告名称含这几个字的规划")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """写出全部报告：兑付各表、指标完成情况表、预测表、任务分解表、算术核对表、指标看板、中期评估报告。"""
    from gangmu.jobs.reports import write_reports

    opened, day = open_workspace(workspace), day_of(as_of)
    with progress_bar(not as_json) as bar:
        written = write_reports(opened, day, only or (), plan, bar)
    if as_json:
        print_json([{"file": path, "bytes": path.stat().st_size} for path in written.paths])
    else:
        for path in written.paths:
            typer.echo(f"已写 {path}（{max(1, path.stat().st_size // 1024):,} KB）")
        if not written.paths and not written.errors:
            typer.echo("没有写出报告：所要的几种，工作区里没有对应的措施或指标文件。")
    finish(written.errors)


def serve(
    workspace: WorkspaceOption = HERE,
    host: Annotated[str, typer.Option("--host", metavar="地址", help="默认只在本机")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", metavar="个数", min=1, max=64)] = 1,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="地址", help="如 postgresql://用户:口令@主机/库"),
    ] = None,
    audit: Annotated[
        str, typer.Option("--audit", metavar="算法", help="审计链用 sha256 或 sm3，只在开始时选")
    ] = "",
    examples: Annotated[
        bool, typer.Option("--examples", help="打开两个示例：临江区（虚构）与上海（真实数据）")
    ] = False,
) -> None:
    """打开网页服务：文件、检索、复核、措施、政策体检、兑付、计划与接口。"""
    from gangmu.service.serving import serve as run
    from gangmu.service.serving import serve_examples

    if examples:
        serve_examples(host, port, typer.echo)
    else:
        run(open_workspace(workspace), host, port, workers, database, typer.echo, audit)
