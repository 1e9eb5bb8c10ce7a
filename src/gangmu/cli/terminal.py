"""What commands share: their options, and how results reach a terminal."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gangmu.terms import InputError

if TYPE_CHECKING:
    from gangmu.jobs import Progress
    from gangmu.store import Workspace
    from gangmu.terms import Snapshot

WorkspaceOption = Annotated[
    Path,
    typer.Option("--workspace", "-w", metavar="文件夹", help="工作区（含 gangmu.yaml 的文件夹）"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
DayOption = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="基准日，如 2026-06-30；默认今天")
]
HERE = Path()


def _sources(paths: list[Path]) -> list[Path]:
    """Take a workspace for its documents: what else is in it was written by ourselves."""
    return [path / "documents" if (path / "gangmu.yaml").is_file() else path for path in paths]


Sources = Annotated[
    list[Path],
    typer.Argument(
        metavar="文件或文件夹", help="压缩包也行；写工作区就读它的 documents/", callback=_sources
    ),
]


# ---------------------------------------------------------------- printing


@contextmanager
def progress_bar(shown: bool = True) -> Iterator[Progress]:
    """Show the progress of long work on stderr, where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda _stage, _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def print_table(rows: tuple[tuple[str, ...], list[tuple[str, ...]]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    header, body = rows
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title in header:
        right = title.endswith(("数", "元", "元）", "率", "值"))
        table.add_column(title, justify="right" if right else "left", overflow="fold")
    for row in body:
        table.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table, markup=False) if body else typer.echo("（没有）")


def print_snapshots(snapshots: Sequence[Snapshot]) -> None:
    for snapshot in snapshots:
        typer.echo(
            f"已导入 {snapshot.source}：{snapshot.name} {snapshot.rows} 行，快照 {snapshot.id}"
        )
        for note in snapshot.notes:
            typer.echo(f"  · {note}")


def print_json(value: object) -> None:
    from gangmu.reports.views import plain

    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=1))


def print_json_of(values: Iterable[object]) -> None:
    """Print a list as ``print_json`` does, each value as it comes."""
    from gangmu.reports.views import plain

    mark = "["
    for value in values:
        words = json.dumps(plain(value), ensure_ascii=False, indent=1)
        typer.echo(f"{mark}\n{textwrap.indent(words, ' ')}", nl=False)
        mark = ","
    typer.echo("[]" if mark == "[" else "\n]")


def open_workspace(path: Path) -> Workspace:
    from gangmu.store import Workspace

    return Workspace.open(path)


def day_of(text: str | None) -> date:
    if text is None:
        return date.today()
    from gangmu.writing.dates import parse_date

    day = parse_date(text)
    if day is None:
        raise InputError(f"「{text}」不是日期", "--as-of", "写成 2026-06-30")
    return day


def refuse(errors: tuple[InputError, ...], found: object) -> None:
    """End with the errors alone where nothing could be read: an empty table would hide them."""
    if errors and not found:
        finish(errors)


def finish(errors: tuple[InputError, ...]) -> None:
    for error in errors:
        typer.echo(str(error), err=True)
    if errors:
        raise typer.Exit(2)
