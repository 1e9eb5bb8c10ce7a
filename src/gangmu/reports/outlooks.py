"""Forecasts, decompositions and relations as rows for a terminal, records and workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gangmu.indicators import Observation
from gangmu.indicators.outlook import Decomposition, Districting, Prospect, Share
from gangmu.indicators.outlook.forecast import Forecast, Outlook
from gangmu.indicators.panel import Panel
from gangmu.indicators.rates import number, percent
from gangmu.indicators.relations import Related
from gangmu.indicators.sdmx import sdmx_csv
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.views import Rows
from gangmu.store import atomic_write


def figure(value: float) -> str:
    """Write a forecast with four significant digits, or whole: it is no more exact.

    >>> figure(1507.3), figure(0.16512), figure(98.76)
    ('1507', '0.1651', '98.76')
    """
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def cell(value: Fraction | None) -> Decimal | None:
    """Write an exact value for a cell, with at most four decimals.

    >>> cell(Fraction(3569, 20)), cell(None)
    (Decimal('178.45'), None)
    """
    return None if value is None else Decimal(number(value))


# ---------------------------------------------------------------- forecasts


def forecast_rows(found: Sequence[Prospect]) -> Rows:
    """List what is to be expected of each target by the leading model."""
    header = (
        "指标",
        "目标",
        "期末",
        "最新",
        "预测（区间）",
        "达标可能",
        "越过年份",
        "所需增速",
        "回测",
    )
    rows: list[tuple[str, ...]] = []
    for each in found:
        leading = each.forecast.leading
        latest = f"{each.latest.at}年 {number(each.latest.value)}" if each.latest else ""
        goal = each.target.printed if each.target else number(each.goal) if each.goal else ""
        name = each.indicator.name
        if leading is None:
            rows.append(
                (
                    name,
                    goal,
                    str(each.until or ""),
                    latest,
                    f"不预测：{each.reason}",
                    "",
                    "",
                    "",
                    "",
                )
            )
            continue
        end = leading.estimates[-1]
        rows.append(
            (
                name,
                goal,
                str(each.until),
                latest,
                f"{figure(end.middle)}（{figure(end.low)}—{figure(end.high)}）",
                _chance(leading),
                str(leading.crossing or ""),
                percent(each.required) if each.required is not None else "",
                f"{leading.trial.held}/{leading.trial.tried}" if leading.trial.tried else "无",
            )
        )
    return header, rows


def forecast_lines(each: Prospect) -> Iterator[str]:
    """Tell one forecast in full: every model, its trial on the past, paths and doubts."""
    unit = each.indicator.unit.name
    yield f"{each.region} {each.indicator.name}（{unit}），预测到 {each.until} 年，区间 {each.forecast.level:.0%}"
    if each.reason:
        yield f"  不预测：{each.reason}"
        return
    for outlook in each.forecast.outlooks:
        ends = "，".join(
            f"{end.at}年 {figure(end.middle)}（{figure(end.low)}—{figure(end.high)}）"
            for end in outlook.estimates
        )
        chance = f"；达标可能 {_chance(outlook)}" if outlook.chance is not None else ""
        crossing = f"；越过目标 {outlook.crossing}" if outlook.crossing else ""
        yield f"  {outlook.method}：{ends}{chance}{crossing}；{outlook.trial}"
    if each.goal is not None and each.required is not None:
        yield f"  达到 {number(each.goal)}{unit} 今后需年均 {percent(each.required)}"
    if len(each.milestones) > 1:
        steps = "，".join(
            f"{m.year}年 {figure(float(m.middle))}"
            + (f"（{figure(float(m.linear))}、{figure(float(m.compound))}）" if m.compound else "")
            for m in each.milestones
        )
        yield f"  年度分解（等差、等速的平均）：{steps}"
    for path in each.paths:
        verdict = "达到" if path.reaches else "达不到"
        years = f"，{float(path.crossing):.1f} 年越过" if path.crossing else ""
        if path.catch_up:
            years += f"；若头 {path.catch_up[0]} 年如此，其后需年均 {percent(path.catch_up[1])}"
        yield f"  若年均 {percent(path.rate)}：{each.until}年 {figure(float(path.end))}，{verdict}{years}"
    for doubt in each.forecast.doubts:
        yield f"  注意：{doubt}"


def forecast_record(each: Prospect) -> dict[str, object]:
    """Give a forecast as a record; estimates are floats, what is exact stays exact."""
    return {
        "indicator": each.indicator.name,
        "region": each.region,
        "unit": each.indicator.unit.name,
        "until": each.until,
        "target": each.target.printed if each.target else None,
        "goal": each.goal,
        "latest": {"year": each.latest.at, "value": each.latest.value} if each.latest else None,
        "required_growth": each.required,
        "level": each.forecast.level,
        "reason": each.reason,
        "doubts": list(each.forecast.doubts),
        "outlooks": [
            {
                "method": outlook.method,
                "estimates": [
                    {"year": e.at, "middle": e.middle, "low": e.low, "high": e.high}
                    for e in outlook.estimates
                ],
                "backtest": {"tried": outlook.trial.tried, "held": outlook.trial.held, "miss": outlook.trial.miss},
                "chance": outlook.chance,
                "crossing": outlook.crossing
                and {
                    "middle": outlook.crossing.middle,
                    "earliest": outlook.crossing.earliest,
                    "latest": outlook.crossing.latest,
                },
            }
            for outlook in each.forecast.outlooks
        ],
        "milestones": [
            {"year": m.year, "linear": m.linear, "compound": m.compound} for m in each.milestones
        ],
        "paths": [
            {"rate": path.rate, "end": path.end, "reaches": path.reaches} for path in each.paths
        ],
    }  # fmt: skip


def write_forecasts(found: Sequence[Prospect], path: Path, as_of: date) -> Path:
    """Write 预测表.xlsx: a line for each target and model, and what was not forecast with the reason."""
    columns = (
        Column("序号", CellKind.ORDINAL, width=5),
        Column("指标", width=28),
        Column("地区", width=9),
        Column("目标", width=16),
        Column("期末", width=7),
        Column("模型", width=14),
        Column("中间值", CellKind.NUMBER, group="期末预测", width=10),
        Column("下限", CellKind.NUMBER, group="期末预测", width=10),
        Column("上限", CellKind.NUMBER, group="期末预测", width=10),
        Column("达标可能", width=9),
        Column("越过年份", width=24),
        Column("所需年均增速", CellKind.RATIO, width=9),
        Column("回测", width=30),
        Column("说明", width=30),
    )
    levels = sorted({each.forecast.level for each in found})
    return write_workbook(
        path,
        [
            Sheet(
                "预测",
                columns,
                list(_forecast_table(found)),
                title="指标预测表",
                subtitle=f"数据截至 {as_of:%Y-%m-%d}；区间 {'、'.join(f'{x:.0%}' for x in levels)}",
                notes=(
                    "注：三种模型并列，第一行为主（金额用增速随机游走，比率和个数用随机游走加漂移），不按拟合好坏挑选。",
                    "区间按 t 分布，由样本内波动推出；回测是从每个起点用当时已有的数预测以后各年，看区间盖住几次。",
                    "达标可能是模型成立时的概率，不是承诺。",
                ),
            )
        ],
    )


def _forecast_table(found: Sequence[Prospect]) -> Iterator[tuple[Value, ...]]:
    for order, each in enumerate(found, 1):
        goal = each.target.printed if each.target else each.goal and number(each.goal)
        head = (order, each.indicator.name, each.region, goal or None, str(each.until or ""))
        if each.forecast.leading is None:
            yield (*head, None, None, None, None, None, None, None, None, f"不预测：{each.reason}")
            continue
        for at, outlook in enumerate(each.forecast.outlooks):
            end = outlook.estimates[-1]
            yield (
                *head,
                outlook.method,
                *(Decimal(figure(x)) for x in (end.middle, end.low, end.high)),
                _chance(outlook),
                str(outlook.crossing or ""),
                each.required if at == 0 else None,
                str(outlook.trial),
                "；".join(each.forecast.doubts) if at == 0 else None,
            )


def _chance(outlook: Outlook) -> str:
    """Write a chance without more digits than it has: never 0 % and never 100 %."""
    if outlook.chance is None:
        return ""
    return (
        "＜5%"
        if outlook.chance < 0.05
        else "＞95%"
        if outlook.chance > 0.95
        else f"约{outlook.chance:.0%}"
    )


# ---------------------------------------------------------------- decomposition


def decomposition_rows(found: Districting) -> Rows:
    """List what each district has and is proposed, with the growth that it requires."""
    unit = found.indicator.unit.name
    header = (
        "地区",
        f"{found.base.label}（{unit}）",
        f"{found.due.label}建议值",
        "占比",
        "所需年均增速",
        "约束",
    )
    rows: list[tuple[str, ...]] = [
        (
            share.part.name,
            number(share.part.base),
            number(share.value),
            percent(share.value / found.proposal.total),
            _yearly(share, found.proposal),
            str(share.bound),
        )
        for share in found.proposal.shares
    ]
    return header, rows


def decomposition_lines(found: Districting) -> Iterator[str]:
    """Say the sum, the largest growth, the check of the districts' own targets, and the notes."""
    proposal, unit = found.proposal, found.indicator.unit.name
    yield (
        f"{found.region} {found.indicator.name} {found.due.label}目标 {number(proposal.goal)}{unit}，"
        f"各区建议值合计 {number(proposal.total)}{unit}"
    )
    largest = proposal.largest
    if largest is not None:
        yield f"所需增速最大的是{largest.part.name}：年均 {_yearly(largest, proposal)}，换别的分法也不会更小"
    known = [need for need in found.needs if need.by_trend is not None]
    for need in known:
        assert need.by_trend is not None
        assert need.missing is not None
        verdict = (
            f"差 {number(need.missing)}" if need.missing > 0 else f"多 {number(-need.missing)}"
        )
        yield (
            f"{need.name}：同速需增 {number(need.by_share)}{unit}，照自身增速可增 "
            f"{number(need.by_trend)}{unit}，{verdict}"
        )
    if found.ladder is not None:
        yield f"各区已有目标：{found.ladder.verdict}"
    yield from found.notes


def decomposition_record(found: Districting) -> dict[str, object]:
    return {
        "indicator": found.indicator.name,
        "region": found.region,
        "unit": found.indicator.unit.name,
        "base": str(found.base),
        "due": str(found.due),
        "goal": found.proposal.goal,
        "common_ratio": found.proposal.ratio,
        "districts": [
            {
                "region": share.part.name,
                "base": share.part.base,
                "floor": share.part.floor,
                "ceiling": share.part.ceiling,
                "value": share.value,
                "yearly_growth": share.yearly(found.proposal.years),
                "bound": share.bound,
            }
            for share in found.proposal.shares
        ],
        "needs": [
            {"part": n.name, "by_share": n.by_share, "by_trend": n.by_trend} for n in found.needs
        ],
        "ladder": found.ladder.verdict if found.ladder else None,
        "notes": list(found.notes),
    }


def write_decomposition(found: Districting, path: Path) -> Path:
    """Write 目标分解表.xlsx: base, bounds, proposal, share and growth of each district."""
    columns = (
        Column("序号", CellKind.ORDINAL, width=5),
        Column("地区", width=22),
        Column(f"{found.base.label}实绩", CellKind.NUMBER, width=12, total=True),
        Column("下限", CellKind.NUMBER, group="约束", width=10),
        Column("上限", CellKind.NUMBER, group="约束", width=10),
        Column(f"{found.due.label}建议值", CellKind.NUMBER, width=12, total=True),
        Column("占比", CellKind.RATIO, width=9),
        Column("所需年均增速", CellKind.RATIO, width=11),
        Column("受何约束", width=9),
    )
    rows: list[tuple[Value, ...]] = [
        (
            order,
            share.part.name,
            cell(share.part.base),
            cell(share.part.floor),
            cell(share.part.ceiling),
            cell(share.value),
            share.value / found.proposal.total,
            share.yearly(found.proposal.years),
            str(share.bound),
        )
        for order, share in enumerate(found.proposal.shares, 1)
    ]
    basis = f"；依据 {found.target.basis}" if found.target else ""
    return write_workbook(
        path,
        [
            Sheet(
                "目标分解",
                columns,
                rows,
                title=f"{found.region}{found.indicator.name}目标分解表",
                subtitle=f"单位：{found.indicator.unit.name}{basis}",
                notes=(*decomposition_lines(found), "注：在满足各区约束、合计等于目标的分法中，使最大的所需增速最小；未受约束的区增速相同。"),
            )
        ],
    )  # fmt: skip


def _yearly(share: Share, proposal: Decomposition) -> str:
    yearly = share.yearly(proposal.years)
    return percent(yearly) if yearly is not None else "—"


# ---------------------------------------------------------------- relations


def relation_rows(found: Related) -> Rows:
    """List each measure with what it rests on."""
    header = ("口径", "数值", "区间", "年份", "对数", "去掉任一年", "定义")
    rows: list[tuple[str, ...]] = [
        (
            each.name,
            f"{each.value:.3f}",
            f"{each.low:.3f} 至 {each.high:.3f}" if each.low is not None else "",
            f"{each.first}—{each.last}",
            str(each.count),
            f"{each.swing[0]:.3f} 至 {each.swing[1]:.3f}" if each.swing else "",
            each.definition,
        )
        for each in found.relations
    ]
    return header, rows


def relation_lines(found: Related) -> Iterator[str]:
    """Tell contributions, refusals and warnings."""
    for start, end, mine in found.added:
        share = percent(mine.share) if mine.share is not None else "总量未变，不算"
        yield (
            f"{start}—{end}年：{mine.name}增加 {number(mine.change)}{found.first.unit.name}，"
            f"贡献率 {share}，拉动 {number(mine.points * 100)} 个百分点"
        )
    for reason in found.refused:
        yield f"未算：{reason}"
    for warning in dict.fromkeys(w for each in found.relations for w in each.warnings):
        yield f"注意：{warning}"
    yield "相关和拉动都只说明两者一同变动，不说明谁引起谁。"


def relation_record(found: Related) -> dict[str, object]:
    return {
        "first": found.first.name,
        "second": found.second.name,
        "region": found.region,
        "relations": [
            {
                "name": each.name, "definition": each.definition, "value": each.value, "n": each.count,
                "first_year": each.first, "last_year": each.last, "level": each.level, "low": each.low,
                "high": each.high, "swing": each.swing, "warnings": list(each.warnings),
            }
            for each in found.relations
        ],
        "contributions": [
            {"from": s, "to": e, "change": c.change, "share": c.share, "points": c.points}
            for s, e, c in found.added
        ],
        "refused": list(found.refused),
    }  # fmt: skip


# ---------------------------------------------------------------- series


def series_rows(panel: Panel) -> Rows:
    """List what is observed of each indicator and region: periods, grades, sources."""
    header = ("指标", "地区", "单位", "时期", "个数", "修订", "等级", "来源")
    rows: list[tuple[str, ...]] = []
    for (name, region), group in _grouped(panel).items():
        periods = sorted({each.period for each in group})
        rows.append(
            (
                name,
                region,
                group[0].unit.name,
                f"{periods[0]}—{periods[-1]}" if len(periods) > 1 else str(periods[0]),
                str(len(periods)),
                str(sum(each.vintage > 0 for each in group) or ""),
                "、".join(dict.fromkeys(str(each.grade) for each in group)),
                "推算"
                if group[0].cell is None
                else "、".join(dict.fromkeys(e.source for e in group)),
            )
        )
    return header, rows


def series_records(panel: Panel) -> list[dict[str, object]]:
    return [
        {
            "indicator": each.indicator,
            "region": each.region,
            "period": str(each.period),
            "value": each.value,
            "unit": each.unit.name,
            "source": each.source,
            "grade": each.grade,
            "note": each.note,
            "vintage": each.vintage,
            "cell": str(each.cell) if each.cell else None,
        }
        for each in panel.observations
    ]


def write_series(panel: Panel, path: Path) -> Path:
    """Write every observation, derived ones too, as SDMX-CSV."""
    with atomic_write(path) as temporary:
        temporary.write_text(
            sdmx_csv(panel.definitions, panel.observations), encoding="utf-8", newline=""
        )
    return path


def _grouped(panel: Panel) -> dict[tuple[str, str], list[Observation]]:
    found: dict[tuple[str, str], list[Observation]] = {}
    for each in panel.observations:
        found.setdefault((each.indicator, each.region), []).append(each)
    return found


def summary(found: Forecast) -> str:
    """Say a forecast in one sentence, for reports."""
    leading = found.leading
    if leading is None:
        return f"不预测：{found.reason}"
    end = leading.estimates[-1]
    chance = f"，达标可能{_chance(leading)}" if leading.chance is not None else ""
    return (
        f"按{leading.method}，{end.at}年为 {figure(end.middle)}，{found.level:.0%} 区间 "
        f"{figure(end.low)}—{figure(end.high)}{chance}；{leading.trial}"
    )
