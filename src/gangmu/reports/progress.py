"""指标完成情况表.xlsx: where every target stands, how that was computed, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from gangmu.indicators.links import Link
from gangmu.indicators.progress import Progress
from gangmu.indicators.progress.levels import LEVEL_TEST
from gangmu.indicators.progress.methods import METHOD_NAMES
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import number as shown_number
from gangmu.reports.completion import completion_sheet, exact, sources_sheet, tally
from gangmu.reports.figures import register
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.views import Rows

_COMPARED = (
    Column("序号", CellKind.ORDINAL, width=5),
    Column("指标", width=18),
    Column("目标", width=13),
    Column("期末", width=7),
    Column(LEVEL_TEST, width=13),
    *(
        column
        for method in METHOD_NAMES
        for column in (
            Column("结论（原词）", group=method, width=16),
            Column("比值", CellKind.NUMBER, group=method, width=8),
        )
    ),
)


def write_progress(
    progresses: Sequence[Progress],
    path: Path,
    *,
    title: str = "指标完成情况表",
    as_of: date | None = None,
    links: Sequence[Link] = (),
) -> Path:
    """Write the table of completion with its companions; gives the path.

    Sheets: 指标完成情况 (one line a target, rates as live formulas), 方法对照 (what each method says in
    both vocabularies, or why it refuses), 方法分歧, 计算过程 (every step with its clause or cell),
    无法判断 (what is missing for each target that cannot be judged), 数据来源 (every figure with its
    source and grade) and, with ``links``, 目标原文 (the words of the document that state each target,
    or why none were found).
    """
    sheets = progress_sheets(progresses, title, as_of)
    if links:
        sheets.append(_evidence(links, title))
    return write_workbook(path, sheets)


def progress_rows(progresses: Sequence[Progress]) -> Rows:
    """List targets for a terminal: indicator, target, latest value, how many methods say what, verdict."""
    header = ("指标", "地区", "目标", "期末", "最新", "各方法", "结论")
    rows: list[tuple[str, ...]] = []
    for each in progresses:
        target, latest = each.target, each.latest
        rows.append(
            (
                target.indicator.name,
                target.region,
                target.printed,
                target.term,
                f"{latest.period} {shown_number(Fraction(latest.value))}{latest.unit.name}"
                if latest
                else "",
                tally(each) or "",
                each.verdict,
            )
        )
    return header, rows


def progress_record(progress: Progress) -> dict[str, object]:
    """Give a progress as a record for machines; exact numbers stay exact."""
    target, latest = progress.target, progress.latest
    return {
        "indicator": target.indicator.name,
        "region": target.region,
        "unit": target.indicator.unit.name,
        "nature": target.nature,
        "target": target.printed,
        "form": target.form,
        "lead": target.lead,
        "support": list(target.support),
        "deadline": target.term,
        "document": target.document or target.plan,
        "clause": target.clause,
        "base": {"period": str(progress.start.period), "value": progress.start.value}
        if progress.start
        else None,
        "latest": {
            "period": str(latest.period),
            "value": latest.in_unit(target.indicator.unit),
            "source": latest.source,
            "grade": str(latest.grade),
            "cell": str(latest.cell) if latest.cell else None,
        }
        if latest
        else None,
        "goal": progress.goal,
        "attainment": progress.attainment,
        "gap": progress.gap,
        "required_growth": progress.required,
        "readings": [
            {
                "method": each.method,
                "standing": str(each.standing),
                "words": each.words,
                "ratio": each.ratio,
                "reason": each.reason,
            }
            for each in progress.readings
        ],
        "standing": str(progress.standing),
        "verdict": progress.verdict,
        "agreed": progress.agreed,
        "warnings": list(progress.warnings),
        "steps": list(progress.lines),
    }


def progress_sheets(progresses: Sequence[Progress], title: str, as_of: date | None) -> list[Sheet]:
    """Describe the sheets, the published table first."""
    figures = register(progresses)
    numbered = list(enumerate(progresses, 1))
    return [
        completion_sheet(progresses, figures, title, as_of),
        Sheet(
            name="方法对照",
            columns=_COMPARED,
            rows=(_compared(number, each) for number, each in numbered),
            title=f"{title}：各方法对照",
            notes=(
                "注：结论用中期评估的说法，括号内是方法自己的原词；方法不适用时写明理由。"
                "各方法不一致时并列，不作折中。",
            ),
        ),
        _disagreements(numbered, title),
        Sheet(
            name="计算过程",
            columns=(
                Column("序号", CellKind.ORDINAL),
                Column("指标", width=30),
                Column("步骤"),
                Column("结果"),
                Column("依据（条款或单元格）"),
            ),
            rows=_steps(progresses),
            title=f"{title}：计算过程",
        ),
        _undecided(numbered, title),
        sources_sheet(figures, title),
    ]


def _disagreements(numbered: Sequence[tuple[int, Progress]], title: str) -> Sheet:
    """List the targets on which the methods do not agree, a line for each verdict."""
    rows: list[tuple[Value, ...]] = []
    for number, each in numbered:
        if each.agreed:
            continue
        said: dict[Standing, list[str]] = {}
        for reading in each.readings:
            if reading.method in METHOD_NAMES and reading.standing is not Standing.UNDECIDED:
                ratio = f"（{shown_number(reading.ratio)}）" if reading.ratio is not None else ""
                said.setdefault(reading.standing, []).append(f"{reading.method}{ratio}")
        for standing, methods in said.items():
            target = each.target
            rows.append(
                (number, target.indicator.name, target.printed, target.term, str(standing),
                 "、".join(methods))
            )  # fmt: skip
    return Sheet(
        name="方法分歧",
        columns=(
            Column("序号", CellKind.ORDINAL),
            Column("指标", width=30),
            Column("目标"),
            Column("期末"),
            Column("结论"),
            Column("得此结论的方法（比值）", width=60),
        ),
        rows=rows,
        title=f"{title}：方法分歧",
        notes=(
            "注：时序进度假定每年走同样的路，增速类方法假定每年增同样的比例；路程前快后慢或前慢后快时"
            "结论会不同。报告采用哪一种，由使用者说明理由。",
        )
        if rows
        else ("各方法结论一致，没有分歧。",),
    )


def _undecided(numbered: Sequence[tuple[int, Progress]], title: str) -> Sheet:
    rows = [
        (
            number,
            each.target.indicator.name,
            each.target.region,
            each.target.printed,
            each.target.term,
            each.verdict.removeprefix(f"{Standing.UNDECIDED}："),
            each.target.basis,
        )
        for number, each in numbered
        if each.standing is Standing.UNDECIDED
    ]
    return Sheet(
        name="无法判断",
        columns=(
            Column("序号", CellKind.ORDINAL),
            Column("指标", width=30),
            Column("地区"),
            Column("目标"),
            Column("期末"),
            Column("原因"),
            Column("依据文号与条款", width=24),
        ),
        rows=rows,
        title=f"{title}：无法判断的指标",
        notes=("补上所缺的数值或口径后重新运行，结论会随之更新。",) if rows else (),
    )


def _evidence(links: Sequence[Link], title: str) -> Sheet:
    return Sheet(
        name="目标原文",
        columns=(
            Column("序号", CellKind.ORDINAL),
            Column("指标", width=30),
            Column("目标值"),
            Column("依据文号与条款", width=24),
            Column("对应的文件", group="原文"),
            Column("条款", group="原文"),
            Column("起止字符", group="原文"),
            Column("没有对应的原因", width=40),
        ),
        rows=[
            (
                number,
                each.target.indicator.name,
                each.target.printed,
                each.target.basis,
                each.evidence.document if each.evidence else None,
                each.claim.clause if each.claim else None,
                f"{each.evidence.start}—{each.evidence.end}" if each.evidence else None,
                each.reason or None,
            )
            for number, each in enumerate(links, 1)
        ],
        title=f"{title}：目标与原文",
    )


def _compared(number: int, each: Progress) -> tuple[Value, ...]:
    target, level = each.target, each.reading(LEVEL_TEST)
    cells: list[Value] = []
    for method in METHOD_NAMES:
        reading = each.reading(method)
        cells.append(reading.text if reading else None)
        cells.append(exact(reading.ratio) if reading and reading.ratio is not None else None)
    return (
        number,
        target.indicator.name,
        target.printed,
        target.term,
        level.text if level else None,
        *cells,
    )


def _steps(progresses: Sequence[Progress]) -> Iterator[tuple[Value, ...]]:
    for number, each in enumerate(progresses, 1):
        for top in each.steps:
            for depth, step in top.lines():
                text = "　" * depth + step.text
                yield (number, each.target.indicator.name, text, step.outcome or None, step.source)
