"""Commands on documents: read, extract, survey, audit."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gangmu.cli.terminal import (
    DayOption,
    JsonOption,
    Sources,
    day_of,
    finish,
    print_json,
    print_json_of,
    print_table,
    progress_bar,
    refuse,
)
from gangmu.terms import InputError

if TYPE_CHECKING:
    from gangmu.jobs.exports import Exported


def read(
    paths: Sources,
    as_json: JsonOption = False,
    with_text: Annotated[bool, typer.Option("--text", help="JSON 里带上正文")] = False,
) -> None:
    """读文件：标题、文号、机关、日期、类别、条款。一个文件里可以有多份。"""
    from gangmu.jobs.documents import read_library
    from gangmu.reports.views import document_record, document_rows, note_lines

    with progress_bar(not as_json) as progress:
        library = read_library(paths, progress)
    refuse(library.errors, library.documents)
    if as_json:
        print_json([document_record(document, with_text) for document in library.documents])
    else:
        print_table(document_rows(library.documents))
        for line in note_lines(library.documents):
            typer.echo(f"· {line}")
        for copy, first in library.copies:
            typer.echo(f"· {copy}：与 {first} 内容相同，只读一份")
    finish(library.errors)


def extract(
    paths: Sources,
    as_json: JsonOption = False,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="类", help="只要 目标、实绩、奖补、条件、预测 或 其他"),
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="文件", help="另存为 Parquet，一条主张一行")
    ] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option("--jsonl", metavar="文件夹", help="每个源文件一个 .jsonl，一行一条"),
    ] = None,
) -> None:
    """抽取：目标、实绩、奖补、责任、引用，每条带原文位置。"""
    from gangmu.jobs.exports import write_each
    from gangmu.jobs.holdings import hold
    from gangmu.reports.annotations import lines_of
    from gangmu.reports.claims import claim_rows, extraction_record, kind_named, write_claims
    from gangmu.reports.panel import write_panel

    wanted = kind_named(kind)
    if jsonl:
        with progress_bar(not as_json) as progress:
            lines = write_each(paths, jsonl, "jsonl", lines_of, progress)
        _say_written(lines, jsonl)
        if not (as_json or xlsx or parquet):
            finish(lines.errors)
            return
    with ExitStack() as held:
        with progress_bar(not as_json) as progress:
            found = held.enter_context(hold(paths, xlsx or parquet, progress))
        refuse(found.errors, found)
        for write, path in ((write_claims, xlsx), (write_panel, parquet)):
            if path:
                typer.echo(f"已写 {write(found, path)}", err=True)
        if as_json:
            print_json_of(extraction_record(*item, wanted) for item in found)
        elif not (xlsx or parquet):
            print_table(claim_rows(found, wanted))
    finish(found.errors)


def duties(
    paths: Sources,
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """责任分工：每项任务的条款、牵头、责任、配合单位、时限和任务中的数量。"""
    from gangmu.jobs.duties import list_duties
    from gangmu.reports.duties import duty_record, duty_rows, write_duties

    with progress_bar(not as_json) as progress:
        found = list_duties(paths, progress)
    refuse(found.errors, found.assigned)
    if xlsx:
        write_duties(found.assigned, xlsx)
        typer.echo(f"已写 {xlsx}", err=True)
    if as_json:
        print_json([duty_record(each) for each in found.assigned])
    elif not xlsx:
        print_table(duty_rows(found.assigned))
    finish(found.errors)


def library(
    paths: Sources,
    as_of: DayOption = None,
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """文件库：各文件在某日的时效与理由，缺失的上位文件，近似重复，时间线。"""
    from gangmu.jobs.documents import survey_holdings
    from gangmu.jobs.holdings import hold
    from gangmu.reports.library import survey_record, survey_tables, write_survey

    day = day_of(as_of)
    with ExitStack() as held:
        with progress_bar(not as_json) as progress:
            files = held.enter_context(hold(paths, xlsx, progress))
        refuse(files.errors, files)
        found = survey_holdings(files, day)
        if xlsx:
            write_survey(found, xlsx)
            typer.echo(f"已写 {xlsx}", err=True)
        if as_json:
            print_json(survey_record(found))
        elif not xlsx:
            for heading, rows in survey_tables(found):
                typer.echo(f"\n{heading}")
                print_table(rows)
    finish(files.errors)


def audit(
    paths: Sources,
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """核对文件自己的算术：增速与两端、占比与总量、分项与合计、百分点、期限、文件之间。"""
    from gangmu.jobs.documents import audit_holdings
    from gangmu.jobs.holdings import hold
    from gangmu.reports.audit import audit_records, audit_rows, audit_summary, write_audit

    with ExitStack() as held:
        with progress_bar(not as_json) as progress:
            files = held.enter_context(hold(paths, xlsx, progress))
        refuse(files.errors, files)
        findings = audit_holdings(files)
        if xlsx:
            write_audit(findings, files.documents, xlsx)
            typer.echo(f"已写 {xlsx}", err=True)
        if as_json:
            print_json_of(audit_records(findings, files.documents))
        else:
            print_table(audit_rows(findings))
            typer.echo(audit_summary(findings))
    finish(files.errors)


def export(
    paths: Sources,
    form: Annotated[
        str,
        typer.Option(
            "--form", metavar="格式", help="akn（Akoma Ntoso XML）、md（Markdown）或 json"
        ),
    ] = "md",
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件夹", help="每份文件写一个；中断后再运行会接着做"),
    ] = None,
) -> None:
    """导出：条款树、表格和元数据，写成 Akoma Ntoso、Markdown 或 JSON。"""
    from gangmu.jobs.exports import FORMS, export_documents, export_text

    if form not in FORMS:
        raise InputError(f"没有「{form}」这种格式", "--form", f"可以用：{'、'.join(FORMS)}")
    if to is None:
        if len(paths) != 1 or paths[0].is_dir():
            raise InputError("有多个文件，没有写明放在哪里", "--to", "加上 --to 文件夹")
        typer.echo(export_text(paths[0], form), nl=False)
        return
    with progress_bar() as progress:
        done = export_documents(paths, to, form, progress)
    _say_written(done, to)
    finish(done.errors)


def _say_written(done: Exported, folder: Path) -> None:
    for path in done.files:
        typer.echo(f"已写 {path}", err=True)
    already = f"；已有 {done.done} 个源文件的结果，没有重做" if done.done else ""
    typer.echo(f"写了 {done.written} 个文件到 {folder}{already}", err=True)
    for copy, first in done.copies:
        typer.echo(f"· {copy}：与 {first} 内容相同，只写一份", err=True)
