"""``gangmu``: the jobs of an office, for a terminal.

Each command parses its words, calls one function of ``gangmu.jobs`` and prints what came back;
``--json`` prints it for machines. Bad input is one Chinese sentence on stderr and exit code 2.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gangmu.terms import InputError, InputErrors

if TYPE_CHECKING:
    from gangmu.jobs import Progress
    from gangmu.store import Workspace
    from gangmu.terms import Snapshot

app = typer.Typer(
    help="纲目：把产业政策文件变成可执行、可核对、可解释的规则、目标和责任。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

WorkspaceOption = Annotated[
    Path,
    typer.Option("--workspace", "-w", metavar="文件夹", help="工作区（含 gangmu.yaml 的文件夹）"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
DayOption = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="基准日，如 2026-06-30；默认今天")
]
HERE = Path()


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="示例放在哪里")] = Path(
        "gangmu-demo"
    ),
) -> None:
    """在内置的“临江区”示例（虚构）上把主流程走一遍。"""
    from gangmu import demo as story

    with progress_bar() as progress:
        story.run(folder, progress, echo=typer.echo)


@app.command()
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
        f"下一步：把政策文件放进 {workspace.documents}，填好两张表，然后运行\n"
        f"  gangmu evaluate -w {folder}"
    )


@app.command("import")
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="文件", help="默认导入工作区里的表")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """导入登记表与统计表，成为不可改的快照；有一格写错就整表不收，并一次列出全部错处。"""
    from gangmu.jobs import import_facts

    with progress_bar(not as_json) as progress:
        snapshots = import_facts(_open(workspace), files or (), progress)
    if as_json:
        _print_json(snapshots)
        return
    _print_snapshots(snapshots)
    if not snapshots:
        typer.echo("工作区里没有可导入的表（enterprises、projects、series）。")


@app.command()
def read(
    paths: Annotated[list[Path], typer.Argument(metavar="文件或文件夹")],
    as_json: JsonOption = False,
    with_text: Annotated[bool, typer.Option("--text", help="JSON 里带上正文")] = False,
) -> None:
    """读文件：标题、文号、机关、日期、类别、条款。一个文件里可以有多份。"""
    from gangmu.jobs import read_library
    from gangmu.reports.views import document_record, document_rows

    with progress_bar(not as_json) as progress:
        library = read_library(paths, progress)
    if as_json:
        _print_json([document_record(document, with_text) for document in library.documents])
    else:
        _print_table(document_rows(library.documents))
    _finish(library.errors)


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="文件或文件夹")],
    as_json: JsonOption = False,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="类", help="只要 目标、实绩、奖补、条件、预测 或 其他"),
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """抽取：目标、实绩、奖补、责任、引用，每条带原文位置。"""
    from gangmu.jobs import extract_all, read_library
    from gangmu.reports.claims import claim_rows, extraction_record, kind_named, write_claims

    wanted = kind_named(kind)
    with progress_bar(not as_json) as progress:
        library = read_library(paths, progress)
        found = extract_all(library.documents, progress)
    if xlsx:
        write_claims(found, xlsx)
        typer.echo(f"已写 {xlsx}", err=True)
    if as_json:
        _print_json([extraction_record(*item, wanted) for item in found])
    elif not xlsx:
        _print_table(claim_rows(found, wanted))
    _finish(library.errors)


@app.command("library")
def library_(
    paths: Annotated[list[Path], typer.Argument(metavar="文件夹", help="文件夹或文件")],
    as_of: DayOption = None,
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """文件库：各文件在某日的时效与理由，缺失的上位文件，近似重复，时间线。"""
    from gangmu.jobs import read_library, survey_library
    from gangmu.reports.library import survey_record, survey_tables, write_survey

    day = _day(as_of)
    with progress_bar(not as_json) as progress:
        library = read_library(paths, progress)
        found = survey_library(library, day, progress)
    if xlsx:
        write_survey(found, xlsx)
        typer.echo(f"已写 {xlsx}", err=True)
    if as_json:
        _print_json(survey_record(found))
    elif not xlsx:
        for heading, rows in survey_tables(found):
            typer.echo(f"\n{heading}")
            _print_table(rows)
    _finish(library.errors)


@app.command()
def audit(
    paths: Annotated[list[Path], typer.Argument(metavar="文件或文件夹")],
    as_json: JsonOption = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为表格")] = None,
) -> None:
    """核对文件自己的算术：增速与两端、占比与总量、分项与合计、百分点、期限、文件之间。"""
    from gangmu.jobs import audit_documents
    from gangmu.reports.audit import audit_record, audit_rows, audit_summary, write_audit

    with progress_bar(not as_json) as progress:
        audited = audit_documents(paths, progress)
    if xlsx:
        write_audit(audited.findings, audited.library.documents, xlsx)
        typer.echo(f"已写 {xlsx}", err=True)
    if as_json:
        _print_json([audit_record(f, audited.library.documents) for f in audited.findings])
    else:
        _print_table(audit_rows(audited.findings))
        typer.echo(audit_summary(audited.findings))
    _finish(audited.library.errors)


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="措施文件")] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """检查措施文件：事实、单位、档次、条款、用例；每处指出文件、行、列和改法。"""
    from gangmu.jobs import check_measures, read_library

    opened = _open(workspace)
    with progress_bar(not as_json) as progress:
        library = read_library([opened.documents], progress)
    checked = check_measures(opened, library.documents, files or ())
    if as_json:
        _print_json([
            {"severity": str(f.severity), "file": f.file, "line": f.line, "column": f.column,
             "message": f.cause, "remedy": f.remedy}
            for f in checked.findings
        ])  # fmt: skip
    else:
        for finding in checked.findings:
            typer.echo(str(finding))
        warnings = len(checked.findings) - len(checked.errors)
        measures = sum(len(file.measures) for file in checked.files)
        typer.echo(
            f"{len(checked.files)} 个文件 {measures} 条措施可用；{len(checked.errors)} 处错误，{warnings} 处警告。"
        )
    _finish(library.errors)
    if checked.errors:
        raise typer.Exit(2)


@app.command()
def show(
    measure: Annotated[
        str | None, typer.Argument(metavar="措施", help="名称或其一部分；默认全部")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """把措施念出来：句子、算式，旁边是所依据条款的原文。"""
    from gangmu.jobs import show_measures

    shown = show_measures(_open(workspace), measure)
    if as_json:
        _print_json(shown)
        return
    for each in shown:
        typer.echo(each.reading)
        typer.echo(f"  原文：{' '.join(each.clause.split()) or '（条款不在 documents/ 里）'}\n")


@app.command()
def evaluate(
    workspace: WorkspaceOption = HERE, as_of: DayOption = None, as_json: JsonOption = False
) -> None:
    """兑付测算：措施 × 登记 × 基准日 → 结论、金额、理由；写出 拨付清单.xlsx。"""
    from gangmu.jobs import evaluate as settle
    from gangmu.reports.payments import write_payments
    from gangmu.reports.views import settlement_record, settlement_rows

    opened = _open(workspace)
    with progress_bar(not as_json) as progress:
        evaluation = settle(opened, _day(as_of), progress)
    settlement = evaluation.settlement
    path = write_payments(settlement, opened.results / "拨付清单.xlsx")
    if as_json:
        _print_json(settlement_record(settlement))
        return
    _print_snapshots(evaluation.imported)
    _print_table(settlement_rows(settlement))
    for skipped in settlement.skipped:
        typer.echo(f"未适用：{skipped.name}，{skipped.reason}")
    typer.echo(f"运行号 {settlement.id}，已写 {path}")


@app.command()
def explain(
    applicant: Annotated[
        str, typer.Argument(metavar="企业", help="名称、名称的一部分、代码或项目编号")
    ],
    measure: Annotated[
        str | None, typer.Argument(metavar="措施", help="名称或其一部分；默认全部")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """说明一家企业（项目）的每条结论：条件树、事实、取值、所在单元格、算式。"""
    from gangmu.jobs import explain as explain_one
    from gangmu.reports.views import explanation_lines, trace_record

    explained = explain_one(_open(workspace), applicant, measure, _day(as_of))
    if as_json:
        _print_json([
            {"applicant": e.applicant, "measure": e.measure, "verdict": str(e.judgement.verdict),
             "low": e.judgement.amount.low, "high": e.judgement.amount.high,
             "missing": list(e.judgement.missing), "group": e.group, "trace": trace_record(e.judgement.trace)}
            for e in explained
        ])  # fmt: skip
        return
    for explanation in explained:
        for line in explanation_lines(explanation):
            typer.echo(line)


@app.command()
def progress(
    workspace: WorkspaceOption = HERE, as_of: DayOption = None, as_json: JsonOption = False
) -> None:
    """指标进度：五种方法并列，写出 指标完成情况表.xlsx。"""
    from gangmu.jobs import assess_targets
    from gangmu.reports.progress import progress_record, progress_rows, write_progress

    opened = _open(workspace)
    day = _day(as_of)
    with progress_bar(not as_json) as bar:
        found = assess_targets(opened, day, bar)
    standings = [each.progress for each in found]
    path = opened.results / "指标完成情况表.xlsx"
    write_progress(standings, path, as_of=day, links=[each.link for each in found])
    if as_json:
        _print_json([progress_record(each.progress) for each in found])
        return
    _print_table(progress_rows(standings))
    typer.echo(f"已写 {path}")


@app.command()
def report(workspace: WorkspaceOption = HERE, as_of: DayOption = None) -> None:
    """把兑付与指标两张表都重新写一遍。"""
    opened = _open(workspace)
    if opened.measures:
        evaluate(workspace, as_of)
    if opened.indicators:
        progress(workspace, as_of)
    if not opened.measures and not opened.indicators:
        raise InputError(
            "还没有措施文件，也没有指标文件",
            str(opened.path),
            "先写 measures/ 或 indicators/ 里的 .yaml",
        )


@app.command()
def serve() -> None:
    """网页服务（尚未提供）。"""
    typer.echo(
        "网页服务还没有做好。将来这里会在本机打开工作区：文件、检索、复核、措施、政策体检、兑付、计划与接口。\n"
        "现在可以用：gangmu demo、gangmu evaluate、gangmu explain、gangmu progress。"
    )


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


def _print_table(rows: tuple[tuple[str, ...], list[tuple[str, ...]]]) -> None:
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


def _print_snapshots(snapshots: Sequence[Snapshot]) -> None:
    for snapshot in snapshots:
        typer.echo(
            f"已导入 {snapshot.source}：{snapshot.name} {snapshot.rows} 行，快照 {snapshot.id}"
        )
        for note in snapshot.notes:
            typer.echo(f"  · {note}")


def _print_json(value: object) -> None:
    from gangmu.reports.views import plain

    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=1))


def _open(path: Path) -> Workspace:
    from gangmu.store import Workspace

    return Workspace.open(path)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    from gangmu.writing.dates import parse_date

    day = parse_date(text)
    if day is None:
        raise InputError(f"「{text}」不是日期", "--as-of", "写成 2026-06-30")
    return day


def _finish(errors: tuple[InputError, ...]) -> None:
    for error in errors:
        typer.echo(str(error), err=True)
    if errors:
        raise typer.Exit(2)


def main() -> None:
    """Run the command line; turn every foreseeable failure into one sentence."""
    try:
        app()
    except InputErrors as errors:
        for error in errors.errors:
            print(error, file=sys.stderr)
        print(f"共 {len(errors.errors)} 处错误，未作任何改动。", file=sys.stderr)
        sys.exit(2)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        print("已中断；已完成的结果都在，未完成的不留痕迹。", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        print(
            f"{error.filename or '写文件'}：{error.strerror}。请检查磁盘空间与权限后重试。",
            file=sys.stderr,
        )
        sys.exit(2)
