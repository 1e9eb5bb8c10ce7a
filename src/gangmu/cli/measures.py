"""Commands on measures: draft, check, tidy, show, settle, explain."""

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
    finish,
    open_workspace,
    print_json,
    print_snapshots,
    print_table,
    progress_bar,
)


def draft(
    document: Annotated[Path, typer.Argument(metavar="文件", help="政策文件")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help="写到措施文件或文件夹；默认打印"),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="年", help="考核年度；默认取工作区的年度")
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """起草措施文件：条件、给付、上限各注条款与原文；没读懂的写「待定」，须核对后签认。"""
    from gangmu.jobs.drafts import draft_file
    from gangmu.store import Workspace

    opened = Workspace.open(workspace) if (workspace / "gangmu.yaml").is_file() else None
    with progress_bar(output is not None) as progress:
        drafts = draft_file(document, opened, year, output, progress)
    for each in drafts.drafted:
        if each.path is None:
            typer.echo(each.text, nl=False)
        else:
            typer.echo(
                f"已写 {each.path}：{len(each.draft.measures)} 条措施，{each.pending} 处待定。"
                f"下一步：gangmu check {each.path}"
            )
    if output is None and drafts.drafted:
        typer.echo("以上只是打印；用 -o measures/ 写成措施文件", err=True)
    for error in drafts.refused:
        typer.echo(str(error), err=True)


def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="措施文件")] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """检查措施文件：事实、单位、档次、条款、用例；每处指出文件、行、列和改法。"""
    from gangmu.jobs.documents import read_library
    from gangmu.jobs.measures import check_measures, no_measures

    opened = open_workspace(workspace)
    with progress_bar(not as_json) as progress:
        library = read_library([opened.documents], progress)
    checked = check_measures(opened, library.documents, files or ())
    if not checked.files and not checked.findings:
        raise no_measures(opened)
    if as_json:
        print_json([
            {"severity": str(f.severity), "file": f.file, "line": f.line, "column": f.column,
             "message": f.cause, "remedy": f.remedy}
            for f in checked.findings
        ])  # fmt: skip
    else:
        for finding in checked.findings:
            typer.echo(str(finding))
        kinds = [str(finding.severity) for finding in checked.findings]
        notes = f"，{kinds.count('提示')} 处提示" if "提示" in kinds else ""
        measures = sum(len(file.measures) for file in checked.files)
        typer.echo(
            f"{len(checked.files)} 个文件 {measures} 条措施可用；{len(checked.errors)} 处错误，{kinds.count('警告')} 处警告{notes}。"
        )
    finish(library.errors)
    if checked.errors:
        raise typer.Exit(2)


def fmt(
    files: Annotated[list[Path] | None, typer.Argument(metavar="措施文件")] = None,
    workspace: WorkspaceOption = HERE,
    only_check: Annotated[
        bool, typer.Option("--check", help="只检查，不改文件；有要改的，退出码为 1")
    ] = False,
) -> None:
    """统一措施文件的写法（符号、空格、单位），保留注释和次序；默认工作区的全部措施文件。"""
    from gangmu.jobs.measures import tidy_measures

    changed = tidy_measures(open_workspace(workspace), files or (), write=not only_check)
    for path in changed:
        typer.echo(f"{'要改' if only_check else '已改'}：{path}")
    if not changed:
        typer.echo("写法都已统一。")
    if changed and only_check:
        raise typer.Exit(1)


def schema(workspace: WorkspaceOption = HERE) -> None:
    """打印措施文件的 JSON Schema，供编辑器补全和标错。"""
    from gangmu.jobs.measures import measure_schema

    print_json(measure_schema(open_workspace(workspace)))


def show(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="措施或文件", help="措施名称或其一部分（默认全部），或一份文件的路径"
        ),
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="文件", help="文件标出主张后写到这里；默认 <文件名>.html"),
    ] = None,
) -> None:
    """把措施念出来，旁边是条款原文；给文件路径则写出标明主张的网页。"""
    from gangmu.jobs.measures import show_measures

    if what and Path(what).is_file():
        _show_document(Path(what), html)
        return
    shown = show_measures(open_workspace(workspace), what)
    if as_json:
        print_json(shown)
        return
    for each in shown:
        typer.echo(each.reading)
        typer.echo(f"  原文：{' '.join(each.clause.split()) or '（条款不在 documents/ 里）'}\n")


def _show_document(source: Path, html: Path | None) -> None:
    from gangmu.jobs.documents import extract_all, read_library
    from gangmu.reports.marked import write_marked

    library = read_library([source])
    if library.documents:
        path = write_marked(extract_all(library.documents), html or Path(f"{source.stem}.html"))
        typer.echo(f"已写 {path}")
    finish(library.errors)


def evaluate(
    workspace: WorkspaceOption = HERE,
    as_of: DayOption = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", metavar="步骤", help="略去一步（如 预算），看它的作用；可以写几次"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """兑付测算：措施 × 登记 × 基准日 → 结论、金额、理由；写出测算表、公示表、拨付清单等。"""
    from gangmu.jobs.measures import evaluate as settle
    from gangmu.reports.payments import write_payments
    from gangmu.reports.views import settlement_record, settlement_rows

    opened = open_workspace(workspace)
    with progress_bar(not as_json) as progress:
        evaluation = settle(opened, day_of(as_of), progress, without or ())
    settlement = evaluation.settlement
    paths = write_payments(settlement, opened.results)
    for doubt in evaluation.doubts:
        typer.echo(f"提醒：{doubt}", err=True)
    if as_json:
        print_json(settlement_record(settlement))
        return
    print_snapshots(evaluation.imported)
    print_table(settlement_rows(settlement))
    for skipped in settlement.skipped:
        typer.echo(f"未适用：{skipped.name}，{skipped.reason}")
    for note in settlement.notes:
        typer.echo(f"须知：{note}")
    for absence in settlement.absences:
        typer.echo(f"缺列：{absence}")
    typer.echo(f"运行号 {settlement.id}，已写 {opened.results}：{'、'.join(p.name for p in paths)}")


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
    from gangmu.jobs.measures import explain as explain_one
    from gangmu.reports.views import explanation_lines, trace_record

    explained = explain_one(open_workspace(workspace), applicant, measure, day_of(as_of))
    if as_json:
        print_json([
            {"applicant": e.applicant, "measure": e.measure, "verdict": str(e.judgement.verdict),
             "low": e.judgement.amount.low, "high": e.judgement.amount.high,
             "missing": list(e.judgement.missing), "steps": e.steps, "treatment": e.treatment,
             "awarded": e.awarded, "trace": trace_record(e.judgement.trace)}
            for e in explained
        ])  # fmt: skip
        return
    for explanation in explained:
        for line in explanation_lines(explanation):
            typer.echo(line)


def simulate(
    changes: Annotated[
        Path,
        typer.Argument(
            metavar="改.yaml",
            help="要改的措施、原文、改为，如 改: [{措施: 某措施, 原文: ≥ 500万元, 改为: ≥ 300万元}]",
        ),
    ],
    workspace: WorkspaceOption = HERE,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """仿真：改一个门槛或标准，谁多得、谁少得、多花多少，分规模、行业、镇街；界线附近有谁。"""
    from gangmu.jobs.measures import simulate as simulate_one
    from gangmu.reports.simulation import write_simulation, write_simulation_page
    from gangmu.reports.views import yuan

    opened = open_workspace(workspace)
    found = simulate_one(opened, changes, day_of(as_of))
    paths = [
        write_simulation(found, opened.results / "政策仿真.xlsx"),
        write_simulation_page(found, opened.results / "政策仿真.html"),
    ]
    if as_json:
        print_json({
            "changes": found.changes, "cost": found.cost, "differences": found.differences,
            "nearby": found.nearby,
        })  # fmt: skip
        return
    for each in found.changes:
        typer.echo(f"改动：{each}")
    same = len(found.differences) - len(found.winners) - len(found.losers)
    typer.echo(
        f"核定合计 {yuan(found.before.awarded)} → {yuan(found.after.awarded)} 元"
        f"（{'多' if found.cost >= 0 else '少'}花 {yuan(abs(found.cost))} 元）"
    )
    typer.echo(f"增加 {len(found.winners)} 户，减少 {len(found.losers)} 户，不变 {same} 户")
    for near in found.nearby:
        typer.echo(f"界线「{near.threshold}」上下各 20%：{' '.join(map(str, near.counts))}")
    typer.echo(f"已写 {'、'.join(str(path) for path in paths)}")


def checkup(
    applicant: Annotated[
        str, typer.Argument(metavar="企业", help="名称、名称的一部分、代码或项目编号")
    ],
    workspace: WorkspaceOption = HERE,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """政策体检单：一家企业能得什么、多少、缺什么、差多少、何时付；docx 与 html 各一份。"""
    from gangmu.jobs.measures import checkup as examine
    from gangmu.reports.checkup import write_checkup, write_checkup_page
    from gangmu.reports.views import checkup_lines, checkup_record

    opened = open_workspace(workspace)
    found = examine(opened, applicant, day_of(as_of))
    paths = [
        write_checkup(found, opened.results / f"政策体检单-{found.name}.docx"),
        write_checkup_page(found, opened.results / f"政策体检单-{found.name}.html"),
    ]
    if as_json:
        print_json(checkup_record(found))
        return
    for line in checkup_lines(found):
        typer.echo(line)
    typer.echo(f"已写 {'、'.join(str(path) for path in paths)}")


def appraise(
    workspace: WorkspaceOption = HERE, as_of: DayOption = None, as_json: JsonOption = False
) -> None:
    """年度综合评定：按 appraisal.yaml 的指标、权重、否决项打分，写得分表与公示表，供兑付使用。"""
    from collections import Counter

    from gangmu.jobs.appraisals import appraise as appraise_all
    from gangmu.reports.appraisal import write_appraisal

    opened = open_workspace(workspace)
    found = appraise_all(opened, day_of(as_of))
    path = write_appraisal(found, opened.results / "综合评定.xlsx")
    if as_json:
        print_json({"method": found.method.name, "own": found.method.own, "reviews": found.reviews})
        return
    typer.echo(f"{found.method.name}（依据：{found.method.basis}）")
    if not found.method.own:
        typer.echo("用的是默认办法，不是任何文件的规定；请把本地办法写进工作区的 appraisal.yaml。")
    counts = Counter(review.grade for review in found.reviews)
    typer.echo(
        f"共 {len(found.reviews)} 户：{'，'.join(f'{g} {n}' for g, n in counts.most_common())}"
    )
    differ = [r for r in found.reviews if found.recorded.get(r.code, r.grade) != r.grade]
    if differ:
        typer.echo(
            f"与登记表中的等次不同的 {len(differ)} 户，兑付以登记表为准，见「登记表中的等次」一列"
        )
    typer.echo(f"已写 {path}")
