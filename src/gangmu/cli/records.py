"""Commands on the records: verify the audit chain, back up, restore."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from gangmu.cli.terminal import (
    HERE,
    WorkspaceOption,
    open_workspace,
    progress_bar,
)
from gangmu.terms import InputError

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="地址", help="如 postgresql://用户:口令@主机/库"),
]


def audit_log(
    act: Annotated[
        str, typer.Argument(metavar="verify|head", help="核验全链，或导出链尾")
    ] = "verify",
    kept: Annotated[
        Path | None, typer.Option("--head", metavar="文件", help="先前导出的链尾，核验它还在链上")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", metavar="文件", help="链尾写到哪里")] = None,
    workspace: WorkspaceOption = HERE,
    database: DatabaseOption = None,
) -> None:
    """审计链：逐条重算并核验，或导出链尾另存。"""
    from gangmu.jobs.backups import verify_audit
    from gangmu.store import atomic_write

    if act not in ("verify", "head"):
        raise InputError(f"不认识「{act}」", "audit-log", "写 verify 或 head")
    found = verify_audit(open_workspace(workspace), database, kept)
    if found.broken:
        raise InputError(
            found.broken.reason, f"审计链第 {found.broken.seq} 条", "保留数据库，查明是谁改的"
        )
    if act == "verify":
        typer.echo(f"审计链 {found.head.seq} 条，逐条核验，完整。链尾 {found.head.hash}")
        return
    text = json.dumps(
        {"seq": found.head.seq, "hash": found.head.hash, "algorithm": found.head.algorithm}
    )
    if output is None:
        typer.echo(text)
    else:
        with atomic_write(output) as temporary:
            temporary.write_text(text + "\n", "utf-8")
        typer.echo(f"已写 {output}")


def backup(
    output: Annotated[Path, typer.Argument(metavar="文件", help="备份写到哪个 zip")],
    workspace: WorkspaceOption = HERE,
    database: DatabaseOption = None,
) -> None:
    """备份工作区与全部记录到一个文件；服务可以照常开着。"""
    from gangmu.jobs.backups import back_up

    with progress_bar() as progress:
        copied = back_up(open_workspace(workspace), database, output, progress)
    typer.echo(f"已写 {copied.path}：{copied.files} 个文件，{copied.rows} 条记录")


def restore(
    path: Annotated[Path, typer.Argument(metavar="备份", help="gangmu backup 写的 zip")],
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="恢复到哪个新文件夹")],
    database: DatabaseOption = None,
) -> None:
    """从备份恢复到一个新文件夹（和空的数据库），并核验审计链。"""
    from gangmu.jobs.backups import restore as put_back
    from gangmu.jobs.backups import verify_audit

    if not path.is_file():
        raise InputError("没有这个备份", str(path))
    with progress_bar() as progress:
        copied = put_back(path, folder, database, progress)
    found = verify_audit(open_workspace(folder), database)
    state = (
        "完整"
        if found.broken is None
        else f"第 {found.broken.seq} 条起不完整：{found.broken.reason}"
    )
    typer.echo(f"已恢复到 {folder}：{copied.files} 个文件，{copied.rows} 条记录；审计链{state}")
