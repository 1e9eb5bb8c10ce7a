"""The table of completion in its published form: one line a target, rates as live formulas.

The rates of a line are formulas over its own cells, so that whoever corrects a number sees what
follows; the value that the program found is stored beside each. Every number carries a note with
its source, and is listed in 数据来源.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gangmu.indicators.definitions import Direction
from gangmu.indicators.observations import Observation
from gangmu.indicators.periods import Period
from gangmu.indicators.progress import SPLIT_WARNING, Progress
from gangmu.indicators.progress.levels import LEVEL_TEST
from gangmu.indicators.progress.methods import LINEAR, METHOD_NAMES
from gangmu.indicators.progress.thresholds import Standing, scales
from gangmu.reports.figures import (
    Figure,
    Register,
    base_figure,
    figures_of,
    goal_figure,
    numbers,
    observed_figure,
)
from gangmu.reports.spreadsheets import CellKind, Column, Formula, Noted, Sheet, Value

#: How many of the latest years have a column of their own; all others stand in 数据来源.
YEARS = 6


def completion_sheet(
    progresses: Sequence[Progress], register: Register, title: str, as_of: date | None
) -> Sheet:
    """Describe 指标完成情况: base, target, each year's actual value, completion, verdicts."""
    until = f"数据截至 {as_of:%Y-%m-%d}；" if as_of else ""
    years = _years(progresses)
    return Sheet(
        name="指标完成情况",
        columns=_columns(progresses, years),
        rows=(
            _row(number, each, register, years, _has_leads(progresses))
            for number, each in enumerate(progresses, 1)
        ),
        title=title,
        subtitle=until + summary(progresses),
        notes=tuple(_notes()),
    )


def sources_sheet(register: Register, title: str) -> Sheet:
    """Describe 数据来源: every figure with its cell, address and grade."""
    return Sheet(
        name="数据来源",
        columns=(
            Column("编号", CellKind.ORDINAL, width=7),
            Column("指标", width=28),
            Column("地区", width=12),
            Column("时期", width=12),
            Column("数值", width=16),
            Column("来源（网址，或文号与条款）", width=52),
            Column("等级", width=8),
            Column("单元格或文件行", width=26),
            Column("备注", width=30),
        ),
        rows=[
            (n, f.name, f.region, f.period, f.value, f.source, f.grade, f.cell, f.note)
            for f, n in register.items()
        ],
        title=f"{title}：数据来源",
        notes=(
            "注：编号与「指标完成情况」的来源列一致。等级：官方＝政府部门网站的统计数或执行情况表；"
            "文件＝规划、行动计划自己写的数；报道＝新闻或转载，未与原件核对；弱＝来历不清，仅供参考。",
        ),
    )


def exact(value: Fraction) -> Decimal | Fraction:
    """Give a value as a decimal where four places hold it, else as it is.

    >>> exact(Fraction("59.90")), exact(Fraction(1, 3))
    (Decimal('59.9'), Fraction(1, 3))
    """
    shown = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"))
    if Fraction(shown) != value:
        return value
    shown = shown.normalize()
    return shown.quantize(Decimal(1)) if shown == shown.to_integral() else shown


def summary(progresses: Sequence[Progress]) -> str:
    """Count the verdicts, and the binding targets apart."""
    parts = [_counted(progresses, f"共 {len(progresses)} 项")]
    binding = [each for each in progresses if each.binding]
    if binding:
        parts.append(_counted(binding, f"其中约束性 {len(binding)} 项"))
    return "；".join(parts)


def _counted(progresses: Sequence[Progress], head: str) -> str:
    counts = Counter(each.standing for each in progresses)
    shown = [f"{standing} {counts[standing]}" for standing in Standing if counts[standing]]
    return f"{head}：{'、'.join(shown)}" if shown else head


def tally(each: Progress) -> str | None:
    """Count the verdicts of the progress methods: 快于预期4、不适用1."""
    said = Counter(
        "不适用" if reading.standing is Standing.UNDECIDED else str(reading.standing)
        for reading in each.readings
        if reading.method in METHOD_NAMES
    )
    if set(said) <= {"不适用"}:
        return None
    return "、".join(f"{word}{said[word]}" for word in (*Standing, "不适用") if said[word])


# ---------------------------------------------------------------- the table


def _years(progresses: Sequence[Progress]) -> list[int]:
    seen = {o.period.year for each in progresses for o in each.seen if o.period.annual}
    return sorted(seen)[-YEARS:]


def _has_leads(progresses: Sequence[Progress]) -> bool:
    return any(each.target.lead for each in progresses)


def _columns(progresses: Sequence[Progress], years: Sequence[int]) -> tuple[Column, ...]:
    return (
        Column("序号", CellKind.ORDINAL, width=5),
        Column("指标名称", width=22),
        Column("地区", width=9),
        Column("单位", width=9),
        Column("属性", width=8),
        Column("时期", CellKind.YEAR, group="基期", width=7),
        Column("基期值", CellKind.NUMBER, group="基期", width=10),
        Column("期末", CellKind.YEAR, group="目标", width=7),
        Column("目标值", group="目标", width=13),
        Column("折合数值", CellKind.NUMBER, group="目标", width=10),
        *(Column(f"{year}年", CellKind.NUMBER, group="各年实际", width=10) for year in years),
        Column("最新时期", CellKind.YEAR, group="完成情况", width=9),
        Column("最新值", CellKind.NUMBER, group="完成情况", width=10),
        Column("完成率", CellKind.RATIO, group="完成情况", width=9),
        Column("差距", CellKind.NUMBER, group="完成情况", width=9),
        Column("时序进度比", CellKind.NUMBER, group="完成情况", width=9),
        Column("今后年均须增", CellKind.RATIO, group="完成情况", width=9),
        Column("中期评估用词", group="结论", width=11),
        Column("时序进度用词", group="结论", width=13),
        Column("期末检验", group="结论", width=13),
        Column("各方法", group="结论", width=14),
        *((Column("牵头单位", width=14),) if _has_leads(progresses) else ()),
        Column("说明", width=26),
        Column("依据文号与条款", width=17),
        Column("来源", width=10),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cites figures of one line by their numbers."""

    progress: Progress
    register: Register

    def noted(self, value: Value, figure: Figure | None) -> Value:
        if value is None or figure is None or isinstance(value, Noted):
            return value
        return Noted(value, f"[{self.register[figure]}] {figure.where}")

    def observed(self, each: Observation | None) -> Value:
        if each is None:
            return None
        unit = self.progress.target.indicator.unit
        return self.noted(exact(each.in_unit(unit)), observed_figure(each))


def _row(
    number: int, each: Progress, register: Register, years: Sequence[int], leads: bool
) -> tuple[Value, ...]:
    target, latest, start = each.target, each.latest, each.start
    indicator, cells = target.indicator, _Cells(each, register)
    yearly = {o.period.year: o for o in each.seen if o.period.annual}
    base = start.period if start else target.base.period if target.base else None
    linear, level = each.reading(LINEAR), each.reading(LEVEL_TEST)
    return (
        number,
        indicator.name,
        target.region,
        indicator.unit.name,
        target.nature,
        _period(base),
        cells.noted(exact(start.value), base_figure(each)) if start else None,
        _period(target.deadline),
        cells.noted(target.printed, goal_figure(each)),
        exact(each.goal) if each.goal is not None else None,
        *(cells.observed(yearly.get(year)) for year in years),
        _period(latest.period) if latest else None,
        cells.observed(latest),
        _attainment(each),
        None if each.gap is None else Formula("{折合数值}-{最新值}", exact(each.gap)),
        _linear(each),
        _required(each),
        str(each.standing),
        linear.words or None if linear else None,
        str(level.standing) if level else None,
        tally(each),
        *((target.lead or None,) if leads else ()),
        "；".join(_remarks(each)) or None,
        target.basis,
        numbers(register, list(figures_of(each))),
    )


def _period(period: Period | None) -> Value:
    if period is None:
        return None
    return period.year if period.annual else str(period)


def _attainment(each: Progress) -> Value:
    if each.attainment is None:
        return None
    if each.target.indicator.direction is Direction.DOWN:
        return Formula("({基期值}-{最新值})/({基期值}-{折合数值})", each.attainment)
    return Formula("{最新值}/{折合数值}", each.attainment)


def _linear(each: Progress) -> Value:
    reading = each.reading(LINEAR)
    if reading is None or reading.ratio is None:
        return None
    start, latest, deadline = each.start, each.latest, each.target.deadline
    assert start is not None
    assert latest is not None
    assert deadline is not None
    if not (start.period.annual and latest.period.annual and deadline.annual):
        return exact(reading.ratio)
    return Formula(
        "(({最新值}-{基期值})/({折合数值}-{基期值}))/(({最新时期}-{时期})/({期末}-{时期}))",
        exact(reading.ratio),
    )


def _required(each: Progress) -> Value:
    latest, deadline = each.latest, each.target.deadline
    if each.required is None or latest is None or deadline is None:
        return None
    if not (latest.period.annual and deadline.annual):
        return each.required
    return Formula("({折合数值}/{最新值})^(1/({期末}-{最新时期}))-1", each.required)


def _remarks(each: Progress) -> Iterator[str]:
    if each.verdict != str(each.standing):
        yield each.verdict
    yield from (warning for warning in each.warnings if warning != SPLIT_WARNING)
    if each.target.note:
        yield each.target.note


def _notes() -> Iterator[str]:
    yield (
        "注：1. 只比较同类时期（年度目标只用年度数值，累计数不充当全年数）；同期有多个数值时，"
        f"先取等级高的（官方＞文件＞报道＞弱），再取后登记的。各年实际列最近 {YEARS} 年，全部见「数据来源」。"
    )
    yield (
        "2. 完成率 = 最新值÷目标值（下降类：已降÷应降）；时序进度比 =（最新值-基期值）÷（目标值-基期值）"
        "与（最新时期-基期）÷（期末-基期）之比；今后年均须增 =（目标值÷最新值）^（1÷剩余年数）-1。"
        "这四列是公式，改数即重算；结论各列是写表时的判断，改数后请重新运行。"
    )
    yield (
        "3. 增速比、联合国进度图 = 实际年均增速 ÷ 所需年均增速；增速外推、回归外推 = 推到期末时走完路程的"
        "几成。各步见「计算过程」，各方法并列见「方法对照」，不一致的见「方法分歧」。"
    )
    for number, (name, scale) in enumerate(scales().items(), 4):
        yield f"{number}. {name}的界线（{scale.since:%Y-%m-%d} 起用）：{scale.source}。"
    yield f"{4 + len(scales())}. 「无法判断」不是「未完成」：缺什么写在说明里，不以推测代替。"
