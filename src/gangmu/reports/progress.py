"""指标完成情况表.xlsx: where every target stands, how that was computed, and what cannot be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

from gangmu.indicators.links import Link
from gangmu.indicators.progress import Progress
from gangmu.indicators.progress.levels import LEVEL_TEST
from gangmu.indicators.progress.methods import METHOD_NAMES
from gangmu.indicators.progress.thresholds import Standing, scales
from gangmu.indicators.rates import number as shown_number
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.views import Rows

_COLUMNS = (
    Column("序号", CellKind.ORDINAL, width=5),
    Column("指标", width=20),
    Column("地区", width=9),
    Column("单位", width=9),
    Column("属性", width=8),
    Column("基期", group="基期", width=7),
    Column("基期值", CellKind.NUMBER, group="基期", width=10),
    Column("目标", group="目标", width=13),
    Column("期末年", group="目标", width=7),
    Column("最新时期", group="完成情况", width=9),
    Column("最新值", CellKind.NUMBER, group="完成情况", width=10),
    Column("完成率", CellKind.RATIO, group="完成情况", width=10),
    Column("各方法", width=16),
    Column("结论/分歧", width=24),
    Column("依据文号与条款", width=17),
    Column("数据来源与等级", width=17),
)
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

    Sheets: 指标完成情况 (one line a target), 方法对照 (what each method says in both vocabularies, or why
    it refuses), 计算过程 (every step with its clause or cell), 无法判断 (what is missing for each target
    that cannot be judged) and, with ``links``, 目标原文 (the words
    of the document that state each target, or why none were found).
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
                _tally(each) or "",
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
    """Describe the four sheets."""
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
            name="方法对照",
            columns=_COMPARED,
            rows=(_compared(number, each) for number, each in enumerate(progresses, 1)),
            title=f"{title}：各方法对照",
            notes=(
                "注：结论用中期评估的说法，括号内是方法自己的原词；方法不适用时写明理由。"
                "各方法不一致时并列，不作折中。",
            ),
        ),
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
        Sheet(
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
            rows=[
                (
                    number,
                    each.target.indicator.name,
                    each.target.region,
                    each.target.printed,
                    each.target.term,
                    each.verdict.removeprefix(f"{Standing.UNDECIDED}："),
                    each.target.basis,
                )
                for number, each in undecided
            ],
            title=f"{title}：无法判断的指标",
            notes=("补上所缺的数值或口径后重新运行，结论会随之更新。",) if undecided else (),
        ),
    ]


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
        target.printed,
        target.term,
        str(latest.period) if latest else None,
        _exact(latest.in_unit(indicator.unit)) if latest else None,
        each.attainment,
        _tally(each),
        "；".join((each.verdict, *each.warnings)),
        target.basis,
        f"{_brief(latest.source)}（{latest.grade}）" if latest else None,
    )


def _brief(source: str) -> str:
    """Give the host of an address; the whole of it stands in 计算过程."""
    return urlsplit(source).hostname or source if "://" in source else source


def _tally(each: Progress) -> str | None:
    """Count the verdicts of the progress methods: 快于预期4、不适用1."""
    said = Counter(
        "不适用" if reading.standing is Standing.UNDECIDED else str(reading.standing)
        for reading in each.readings
        if reading.method in METHOD_NAMES
    )
    if set(said) <= {"不适用"}:
        return None
    return "、".join(f"{word}{said[word]}" for word in (*Standing, "不适用") if said[word])


def _compared(number: int, each: Progress) -> tuple[Value, ...]:
    target, level = each.target, each.reading(LEVEL_TEST)
    cells: list[Value] = []
    for method in METHOD_NAMES:
        reading = each.reading(method)
        cells.append(reading.text if reading else None)
        cells.append(_exact(reading.ratio) if reading and reading.ratio is not None else None)
    return (
        number,
        target.indicator.name,
        target.printed,
        target.term,
        level.text if level else None,
        *cells,
    )


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
        "增速比、联合国进度图 = 实际年均增速 ÷ 所需年均增速；增速外推、回归外推 = 推到期末时走完路程的"
        "几成。各步见「计算过程」，并列见「方法对照」。"
    )
    for number, (name, scale) in enumerate(scales().items(), 3):
        yield f"{number}. {name}的界线（{scale.since:%Y-%m-%d} 起用）：{scale.source}。"
    yield f"{3 + len(scales())}. 「无法判断」不是「未完成」：缺什么写在原因里，不以推测代替。"
