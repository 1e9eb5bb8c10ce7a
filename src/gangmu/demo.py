"""The story that ``gangmu demo`` tells: the whole way of the data on a fictional district."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from gangmu.indicators import Standing
from gangmu.indicators.rates import number
from gangmu.jobs import Progress
from gangmu.jobs.documents import extract_all, read_library
from gangmu.jobs.measures import evaluate
from gangmu.jobs.plans import review_plans
from gangmu.jobs.registers import import_facts
from gangmu.jobs.reports import material_of
from gangmu.reports.claims import write_claims
from gangmu.reports.ledger import supervision_line
from gangmu.reports.outputs import write_outputs
from gangmu.reports.panel import KINDS
from gangmu.reports.payments import write_payments
from gangmu.reports.views import SOURCE_CLASSES, yuan
from gangmu.settlement.ledger import State
from gangmu.settlement.lines import Treatment
from gangmu.store import Workspace
from gangmu.terms import InputError

#: The day that the example is settled on, so that everybody sees the same figures.
DAY = date(2026, 6, 30)
_MARK = "gangmu.yaml"


def example(name: str) -> Path:
    """Find a bundled example: in an installed package, else in the source tree."""
    here = Path(__file__).parent
    for folder in (here / "examples" / name, here.parents[1] / "examples" / name):
        if (folder / _MARK).exists():
            return folder
    raise InputError(f"没有找到内置示例「{name}」", str(here), "请重新安装纲目")


def unpack(name: str, folder: Path) -> Workspace:
    """Copy an example's inputs into a folder, or open the copy that is there."""
    if not (folder / _MARK).exists():
        if folder.exists() and any(folder.iterdir()):
            raise InputError("文件夹不是空的", str(folder), "请换一个：gangmu demo 文件夹")
        source = example(name)
        shutil.copytree(
            source,
            folder,
            dirs_exist_ok=True,
            # The mark comes last, because it is what makes the folder a workspace.
            ignore=lambda at, names: {
                n
                for n in names
                if n in (".gangmu", "结果", "__pycache__") or (n == _MARK and Path(at) == source)
            },
        )
        shutil.copyfile(source / _MARK, folder / _MARK)
    return Workspace.open(folder)


def run(folder: Path, progress: Progress, echo: Callable[[str], None]) -> None:
    """Tell the story: what was read, extracted, decided, paid and reached, and what is uncertain."""
    workspace = unpack("linjiang", folder)
    echo(f"示例：{workspace.name}（虚构），工作区 {folder}\n")

    library = read_library([workspace.documents], progress)
    classes = Counter(SOURCE_CLASSES[d.source_class] for d in library.documents)
    repairs = [repair for d in library.documents for repair in d.repairs]
    echo(f"一、读文件　{len(library.documents)} 份：" + _counts(classes))
    for document in library.documents:
        known_as = document.metadata.number or SOURCE_CLASSES[document.source_class]
        echo(f"　　{document.metadata.title}（{known_as}），{len(document.clauses)} 个条款")
    if repairs:
        samples = {r.reason: f"「{r.printed}」读作「{r.read_as}」" for r in repairs}
        echo(f"　　修复错字 {len(repairs)} 处，原文不动：{'，'.join(samples.values())}")

    found = extract_all(library.documents, progress)
    claims = [claim for _, extraction in found for claim in extraction.claims]
    kinds = Counter(KINDS[claim.kind] for claim in claims)
    duties = sum(len(extraction.duties) for _, extraction in found)
    citations = sum(len(extraction.citations) for _, extraction in found)
    echo(
        f"\n二、抽取　数量主张 {len(claims)} 条：{_counts(kinds)}；责任 {duties} 条；引用 {citations} 条"
    )

    snapshots = import_facts(workspace, progress=progress).snapshots
    tables = "，".join(f"{s.source} {s.rows} 行（快照 {s.id[:8]}）" for s in snapshots)
    echo(f"\n三、登记与统计　{tables}")

    evaluation = evaluate(workspace, DAY, progress)
    settlement, checked = evaluation.settlement, evaluation.checked
    measures = [measure for file in checked.files for measure in file.measures]
    cases = sum(len(measure.cases) for measure in measures)
    echo(f"\n四、措施　{len(checked.files)} 个文件 {len(measures)} 条，{cases} 个用例全部算对")
    for skipped in settlement.skipped:
        echo(f"　　未适用：{skipped.name}，{skipped.reason}")

    echo(f"\n五、兑付测算（基准日 {DAY}）")
    for total in settlement.totals:
        echo(
            f"　　{total.measure}：拨付 {total.paid_lines} 笔 {yuan(total.paid)} 元"
            f"；待核实 {total.pending_lines} 笔，至多 {yuan(total.pending_most)} 元"
        )
    treatments = Counter(settlement.lines.column("处理").to_pylist())
    for step, (lines, delta) in settlement.deltas.items():
        echo(f"　　{step}：改动 {lines} 笔，确定的金额增减 {yuan(delta)} 元")
    states = Counter(due.state for due in settlement.dues)
    back = sum(due.amount[0] for due in settlement.dues if due.state is State.RECLAIM)
    echo(
        f"　　分期：以后年度 {states[State.FUTURE]} 笔，停发 {states[State.STOPPED]} 笔"
        f"，追回 {states[State.RECLAIM]} 笔 {yuan(back)} 元"
    )
    paid_lines = sum(total.paid_lines for total in settlement.totals)
    echo(
        f"　　合计核定 {yuan(settlement.awarded)} 元，本期拨付 {paid_lines} 笔 {yuan(settlement.paid)} 元；"
        f"待核实 {treatments[Treatment.PENDING]} 笔；择高未取 {treatments[Treatment.OUTDONE]} 笔"
    )

    review = review_plans(workspace, DAY, progress=progress)
    echo(f"\n六、指标进度　{len(review.assessed)} 项")
    for item in review.assessed:
        target, latest = item.progress.target, item.progress.latest
        value = (
            f"{latest.period} 年 {number(Fraction(latest.value))}{latest.unit.name}"
            if latest
            else "无观测"
        )
        echo(
            f"　　{target.indicator.name}：目标 {target.printed}，{value}，{item.progress.verdict}"
        )

    echo(f"\n七、任务　{supervision_line(review.ledger.supervision)}")

    material = material_of(workspace, review)
    paths, refused = write_outputs(material, workspace.results, progress=progress)
    written = [
        *write_payments(settlement, workspace.results),
        *paths,
        write_claims(found, workspace.results / "文件主张.xlsx"),
    ]
    doubts = sum(bool(claim.doubts) for claim in claims)
    echo(
        f"\n不确定的：{doubts} 条主张有存疑处，{treatments[Treatment.PENDING]} 笔缺事实待核实，"
        f"{sum(item.progress.standing is Standing.UNDECIDED for item in review.assessed)} 项指标无法判断；都写在表里，没有一处是猜的。"
    )
    echo("\n写出的文件：")
    for path in written:
        echo(f"　　{path}")
    for error in refused:
        echo(f"　　没有写 {error}")
    echo(f"　　{workspace.current_run()}（逐行结果 lines.parquet 与全部哈希 manifest.json）")
    _suggest(folder, settlement.lines.to_pylist(), echo)


def _suggest(folder: Path, lines: list[dict[str, object]], echo: Callable[[str], None]) -> None:
    pending = next((x for x in lines if x["处理"] == Treatment.PENDING and x["缺少"]), None)
    echo("\n接下来可以试：")
    if pending:
        echo(
            f"　　gangmu explain {pending['编号']} {pending['措施']} -w {folder}　　# 为什么待核实，缺哪一格"
        )
    echo(f"　　gangmu check -w {folder}　　　　　　　　# 改一改 measures/ 里的门槛，再查、再算")
    echo(f"　　gangmu evaluate -w {folder} --as-of {DAY}")
    echo("　　gangmu init 我的工作区 --region 某区　　# 换成自己的文件与登记表")
    echo("　　（没有激活虚拟环境时，命令是 .venv/bin/gangmu）")


def _counts(counter: Counter[str]) -> str:
    return "，".join(f"{name} {count}" for name, count in counter.most_common())
