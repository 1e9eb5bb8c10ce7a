"""指标完成情况表.xlsx: where every target stands, how that was computed, and what cannot be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gangmu.indicators.methods import GROWTH_RATIO, LINEAR, Standing, scales
from gangmu.indicators.progress import LEVEL_TEST, Progress
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook

_COLUMNS = (
    Column("序号", CellKind.INTEGER),
    Column("指标", width=30),
    Column("地区"),
    Column("单位"),
    Column("属性"),
    Column("时期", group="基期"),
    Column("数值", CellKind.NUMBER, group="基期"),
    Column("期末", group="目标"),
    Column("目标值", group="目标"),
    Column("时期", group="最新"),
    Column("数值", CellKind.NUMBER, group="最新"),
    Column("完成率", CellKind.RATIO),
    Column(LEVEL_TEST, group="进度判断", width=18),
    Column(LINEAR, group="进度判断", width=18),
    Column(GROWTH_RATIO, group="进度判断", width=18),
    Column("结论", width=24),
    Column("今后所需年均增速", CellKind.RATIO, width=12),
    Column("依据文号与条款", width=24),
    Column("数据来源与等级", width=36),
    Column("注意", width=24),
)


def write_progress(
    path: Path,
    progresses: Sequence[Progress],
    title: str = "指标完成情况表",
    as_of: date | None = None,
) -> Path:
    """Write the table of completion with its two companions; gives the path.

    Sheets: 指标完成情况 (one line a target), 计算过程 (every step with its clause or cell), 无法判断
    (what is missing for each target that cannot be judged).
    """
    return write_workbook(path, progress_sheets(progresses, title, as_of))


def progress_sheets(progresses: Sequence[Progress], title: str, as_of: date | None) -> list[Sheet]:
    """Describe the three sheets."""
    until = f"数据截至 {as_of:%Y-%m-%d}；" if as_of else ""
    undecided = [
        (number, each)
        for number, each in enumerate(progresses, 1)
        if each.standing is Standing.UNDECIDED
    ]
    return [
        Sheet(
            name="指标完成情况",
            columns=_COLUMNS,
            rows=(_row(number, each) for number, each in enumerate(progresses, 1)),
            title=title,
            subtitle=until + _summary(progresses),
            notes=tuple(_notes()),
        ),
        Sheet(
            name="计算过程",
            columns=(
                Column("序号", CellKind.INTEGER),
                Column("指标", width=30),
                Column("步骤"),
                Column("结果"),
                Column("依据（条款或单元格）"),
            ),
            rows=_steps(progresses),
            title=f"{title}：计算过程",
        ),
        Sheet(
            name="无法判断",
            columns=(
                Column("序号", CellKind.INTEGER),
                Column("指标", width=30),
                Column("地区"),
                Column("目标"),
                Column("期末"),
                Column("原因"),
                Column("依据文号与条款", width=24),
            ),
            rows=[
                (
                    number,
                    each.target.indicator.name,
                    each.target.region,
                    each.target.printed,
                    str(each.target.deadline),
                    each.verdict.removeprefix(f"{Standing.UNDECIDED}："),
                    each.target.basis,
                )
                for number, each in undecided
            ],
            title=f"{title}：无法判断的指标",
            notes=("补上所缺的数值或口径后重新运行，结论会随之更新。",) if undecided else (),
        ),
    ]


def _row(number: int, each: Progress) -> tuple[Value, ...]:
    target, latest, start = each.target, each.latest, each.start
    indicator = target.indicator
    return (
        number,
        indicator.name,
        target.region,
        indicator.unit.name,
        target.nature,
        str(start.period) if start else str(target.base.period) if target.base else None,
        _exact(start.value) if start else None,
        str(target.deadline),
        target.printed,
        str(latest.period) if latest else None,
        _exact(latest.in_unit(indicator.unit)) if latest else None,
        each.attainment,
        *(_said(each, method) for method in (LEVEL_TEST, LINEAR, GROWTH_RATIO)),
        each.verdict,
        each.required,
        target.basis,
        f"{latest.source}（{latest.grade}）" if latest else None,
        "；".join(each.warnings) or None,
    )


def _said(each: Progress, method: str) -> str | None:
    reading = each.reading(method)
    return reading.text if reading else None


def _exact(value: Fraction) -> Decimal:
    """Give a value as a decimal of at most four places; what was read has its own digits."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    shown = exact.quantize(Decimal("0.0001")).normalize()
    return shown.quantize(Decimal(1)) if shown == shown.to_integral() else shown


def _steps(progresses: Sequence[Progress]) -> Iterator[tuple[Value, ...]]:
    for number, each in enumerate(progresses, 1):
        for top in each.steps:
            for depth, step in top.lines():
                text = "　" * depth + step.text
                yield (number, each.target.indicator.name, text, step.outcome or None, step.source)


def _summary(progresses: Sequence[Progress]) -> str:
    """Count the verdicts, and the binding targets apart."""
    parts = [_counted(progresses, f"共 {len(progresses)} 项")]
    binding = [each for each in progresses if each.target.nature == "约束性"]
    if binding:
        parts.append(_counted(binding, f"其中约束性 {len(binding)} 项"))
    return "；".join(parts)


def _counted(progresses: Sequence[Progress], head: str) -> str:
    counts = Counter(each.standing for each in progresses)
    shown = [f"{standing} {counts[standing]}" for standing in Standing if counts[standing]]
    return f"{head}：{'、'.join(shown)}" if shown else head


def _notes() -> Iterator[str]:
    yield (
        "注：1. 只比较同类时期（年度目标只用年度数值，累计数不充当全年数）；同期有多个数值时，"
        "先取等级高的（官方＞文件＞报道＞弱），再取后登记的。"
    )
    yield (
        "2. 时序进度 =（最新值-基期值）÷（目标值-基期值）与（最新时期-基期）÷（期末-基期）之比；"
        "增速比 = 实际年均增速 ÷ 所需年均增速。各步见「计算过程」。"
    )
    for number, (name, scale) in enumerate(scales().items(), 3):
        yield f"{number}. {name}的界线（{scale.since:%Y-%m-%d} 起用）：{scale.source}。"
    yield "5. 「无法判断」不是「未完成」：缺什么写在原因里，不以推测代替。"
