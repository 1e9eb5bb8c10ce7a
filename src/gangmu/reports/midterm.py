"""中期评估报告.docx: what the figures say, in sentences, each figure with its source at the foot.

Nothing is written that does not follow from a figure, a verdict or a task; what is not known is said
to be not known. Judgements beyond that are left to those who sign the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from gangmu.indicators.audit import Severity
from gangmu.indicators.definitions import Direction
from gangmu.indicators.observations import Observation
from gangmu.indicators.outlook import Forecast
from gangmu.indicators.outlook.forecast import Trial
from gangmu.indicators.progress import SPLIT_WARNING, Progress
from gangmu.indicators.progress.methods import LINEAR, METHOD_NAMES
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import Point, growth
from gangmu.reports import charts
from gangmu.reports.completion import exact
from gangmu.reports.figures import Figure, base_figure, goal_figure, observed_figure
from gangmu.reports.material import Material
from gangmu.reports.outlooks import figure
from gangmu.reports.paper import Block, Cited, Grid, Heading, Paragraph, Picture, Title
from gangmu.reports.word import write_paper

_NUMERALS = "一二三四五六七八九十"
#: How many paths stand in one picture, so that it fits a page with its caption.
_PATHS = 4
#: How many findings of the audit are quoted; the rest stands in its own table.
_FINDINGS = 8
#: How many targets are named in a sentence.
_LISTED = 10
_POOR = (Standing.LAGGING, Standing.MISSED, Standing.BROKEN)


def write_midterm(material: Material, path: Path) -> Path:
    """Write the evaluation report of a workspace's plans as a Word file."""
    return write_paper(list(midterm(material)), path)


def midterm(material: Material) -> Iterator[Block]:
    """Compose the report, block by block."""
    numbering = _Numbering()
    yield Title(_title(material), (f"（{_day(material)}）",))
    for section in (_overall, _indicators, _attention, _tasks, _basis):
        yield from section(material, numbering)


class _Numbering:
    """Numbers sections, tables and pictures as they come."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def section(self) -> str:
        self._counts["节"] += 1
        return f"{_NUMERALS[self._counts['节'] - 1]}、"

    def caption(self, kind: str, text: str) -> str:
        self._counts[kind] += 1
        return f"{kind}{self._counts[kind]}　{text}"


def _title(material: Material) -> str:
    plans = list(material.plans)
    if len(plans) > 1 or not plans:
        return f"{material.name}完成情况评估报告"
    over = all(
        each.target.deadline is not None and material.as_of >= each.target.deadline.end
        for each in material.progresses
    )
    return f"《{plans[0]}》实施情况{'期末' if over else '中期'}评估报告"


def _day(material: Material) -> str:
    return f"数据截至{material.as_of.year}年{material.as_of.month}月{material.as_of.day}日"


# ---------------------------------------------------------------- 一、总体情况


def _overall(material: Material, numbering: _Numbering) -> Iterator[Block]:
    progresses = material.progresses
    yield Heading(1, f"{numbering.section()}总体情况")
    plans = "、".join(f"《{plan}》" for plan in material.plans)
    yield Paragraph(
        [
            f"本报告评估{plans}设定的{len(progresses)}项目标。{_day(material)}，{_counted(progresses)}。"
        ]
    )
    binding = [each for each in progresses if each.binding]
    if binding:
        yield Paragraph([f"其中约束性指标{len(binding)}项：{_counted(binding)}。"])
    known = [each for each in progresses if each.latest is not None]
    grades = Counter(str(each.latest.grade) for each in known if each.latest)
    sources = "、".join(f"{grade}{count}项" for grade, count in grades.items())
    missing = len(progresses) - len(known)
    yield Paragraph(
        [
            f"有可比数据的{len(known)}项，最新数据的来源等级为：{sources or '无'}。"
            + (
                f"另有{missing}项没有可比数据，列为无法判断，不计入完成，也不计入未完成。"
                if missing
                else ""
            )
        ]
    )
    split = [each for each in progresses if not each.agreed]
    if split:
        yield Paragraph(
            [
                f"评估同时采用{len(METHOD_NAMES)}种方法（{'、'.join(METHOD_NAMES)}），{len(split)}项指标"
                "各方法结论不一致，报告并列各方法的结论，不作折中。"
            ]
        )
    if len(material.plans) == 1:
        yield _table(progresses, numbering)
    if any(charts.has_ratio(each) for each in progresses):
        shown = [each for each in progresses if charts.has_ratio(each)]
        yield Picture(
            numbering.caption("图", "各项指标的时序进度比"),
            charts.overview(progresses),
            156,
            "；".join(f"{each.target.indicator.name}{each.standing}" for each in shown),
        )


def _counted(progresses: Sequence[Progress]) -> str:
    counts = Counter(each.standing for each in progresses)
    return "、".join(f"{standing}{counts[standing]}项" for standing in Standing if counts[standing])


def _table(progresses: Sequence[Progress], numbering: _Numbering) -> Grid:
    rows = []
    for each in progresses:
        indicator, latest, linear = each.target.indicator, each.latest, each.reading(LINEAR)
        rows.append(
            (
                indicator.name,
                indicator.unit.name,
                _level(each.start.value) if each.start else "—",
                each.target.printed.removesuffix(indicator.unit.name),
                str(latest.period) if latest else "—",
                _level(latest.in_unit(indicator.unit)) if latest else "—",
                f"{float(each.attainment) * 100:.1f}%" if each.attainment is not None else "—",
                f"{float(linear.ratio):.2f}" if linear and linear.ratio is not None else "—",
                str(each.standing),
            )
        )
    return Grid(
        numbering.caption("表", "主要指标完成情况"),
        ("指标", "单位", "基期值", "目标值", "时期", "最新值", "完成率", "时序比", "结论"),
        (34, 16, 15, 21, 12, 15, 14, 13, 16),
        tuple(rows),
        "注：完成率为最新值与目标值之比，下降类指标为已降与应降之比；“—”表示没有数据或不适用，不表示零。",
        centred=frozenset({1, 4, 8}),
        right=frozenset({2, 5, 6, 7}),
    )


# ---------------------------------------------------------------- 二、主要指标


def _indicators(material: Material, numbering: _Numbering) -> Iterator[Block]:
    yield Heading(1, f"{numbering.section()}指标完成情况")
    for at, (plan, progresses) in enumerate(material.plans.items()):
        if len(material.plans) > 1:
            number = _NUMERALS[at] if at < len(_NUMERALS) else str(at + 1)
            yield Heading(2, f"（{number}）{plan}")
            yield _table(progresses, numbering)
        known = [each for each in progresses if each.latest is not None]
        for place, each in enumerate(known, 1):
            words = list(_sentences(each, material.forecast_of(each)))
            yield Paragraph(words, f"{place}．{charts.title_of(each, progresses)}。")
        yield from _pictures(material, known, numbering)
        unknown = [each for each in progresses if each.latest is None]
        if unknown:
            yield _missing(unknown, numbering)


def _sentences(each: Progress, expected: Forecast | None) -> Iterator[str | Cited]:
    """Say what was observed, how it moved, how far the target is, and what follows."""
    latest = each.latest
    assert latest is not None
    yield from _observed(each, latest)
    yield from _aim(each, latest)
    yield from _expected(each, expected)
    yield from _verdict(each)


def _observed(each: Progress, latest: Observation) -> Iterator[str | Cited]:
    unit = each.target.indicator.unit
    value = latest.in_unit(unit)
    yield f"{latest.period.label}为"
    yield _cited(f"{_level(value)}{unit.name}", observed_figure(latest))
    start, figure = each.start, base_figure(each)
    if start is None or figure is None or start.period.position >= latest.period.position:
        yield "。"
        return
    yield f"，基期（{start.period.label}）为"
    yield _cited(f"{_level(start.value)}{unit.name}", figure)
    change = value - start.value
    word = "增加" if change > 0 else "减少"
    if change == 0:
        yield "，没有变化。"
    elif unit.dimension == "率":
        name = "个百分点" if unit.name == "%" else unit.name
        yield f"，{'提高' if change > 0 else '降低'}{_level(abs(change))}{name}。"
    elif value > 0 and start.value > 0:
        rate = growth(
            Point(start.period.position, start.value), Point(latest.period.position, value)
        )
        way = "增长" if rate > 0 else "下降"
        yield f"，{word}{_level(abs(change))}{unit.name}，年均{way}{float(abs(rate)) * 100:.2f}%。"
    else:
        yield f"，{word}{_level(abs(change))}{unit.name}。"


def _aim(each: Progress, latest: Observation) -> Iterator[str | Cited]:
    target = each.target
    yield f"{target.deadline.label}目标为" if target.deadline else "目标为"
    yield _cited(target.printed, goal_figure(each))
    indicator = target.indicator
    if each.gap is not None and each.attainment is not None:
        if indicator.direction is Direction.DOWN:
            yield f"，已降幅度为应降幅度的{float(each.attainment) * 100:.2f}%"
        else:
            yield f"，最新值为目标值的{float(each.attainment) * 100:.2f}%"
    linear = each.reading(LINEAR)
    if linear is not None and linear.ratio is not None:
        yield f"，时序进度比为{float(linear.ratio):.2f}"
    yield "。"
    deadline = target.deadline
    if each.required is not None and deadline is not None:
        years = _level(deadline.position - latest.period.position)
        way = "增长" if each.required > 0 else "下降"
        span = "今后1年" if years == "1" else f"今后{years}年年均"
        yield f"要如期达到，{span}须{way}{float(abs(each.required)) * 100:.2f}%。"


def _expected(each: Progress, found: Forecast | None) -> Iterator[str]:
    """Say what the leading model expects at the deadline, and how its intervals did before."""
    leading = found.leading if found else None
    if found is None or leading is None:
        return
    end, unit = leading.estimates[-1], each.target.indicator.unit.name
    yield (
        f"按{leading.method}推算，{end.at}年为{figure(end.low)}至{figure(end.high)}{unit}"
        f"（{found.level:.0%}区间{_tried(leading.trial)}）"
    )
    if leading.chance is not None:
        yield f"，达到目标的可能约为{leading.chance:.0%}"
    yield "。"


def _tried(trial: Trial) -> str:
    return f"，回测{trial.tried}次盖住{trial.held}次" if trial.tried else "，没有回测"


def _verdict(each: Progress) -> Iterator[str]:
    if not each.agreed and each.standing is Standing.SPLIT:
        said: dict[Standing, list[str]] = {}
        for reading in each.readings:
            if reading.method in METHOD_NAMES and reading.standing is not Standing.UNDECIDED:
                said.setdefault(reading.standing, []).append(reading.method)
        parts = "，".join(f"{'、'.join(names)}为{standing}" for standing, names in said.items())
        yield f"各方法结论不一致：{parts}。"
    elif each.standing is Standing.UNDECIDED:
        yield f"{each.verdict}。"
    else:
        yield f"评估结论：{each.standing}。"
    for warning in each.warnings:
        if warning != SPLIT_WARNING:
            yield f"注意：{warning}。"


def _pictures(
    material: Material, progresses: Sequence[Progress], numbering: _Numbering
) -> Iterator[Block]:
    shown = [each for each in progresses if charts.drawable(each)]
    for start in range(0, len(shown), _PATHS):
        part = shown[start : start + _PATHS]
        names = "；".join(
            f"{each.target.indicator.name}从{_level(each.seen[0].in_unit(each.target.indicator.unit))}到"
            f"{_level(each.seen[-1].in_unit(each.target.indicator.unit))}"
            for each in part
        )
        more = "（续）" if start else ""
        yield Picture(
            numbering.caption("图", f"实际与目标路径{more}"),
            charts.paths(part, [material.forecast_of(each) for each in part]),
            156,
            names,
        )


def _missing(progresses: Sequence[Progress], numbering: _Numbering) -> Grid:
    return Grid(
        numbering.caption("表", "没有可比数据的指标"),
        ("指标", "目标", "期末", "缺什么", "依据"),
        (44, 28, 14, 42, 32),
        tuple(
            (
                each.target.indicator.name,
                each.target.printed,
                each.target.term,
                each.verdict.removeprefix(f"{Standing.UNDECIDED}："),
                each.target.basis,
            )
            for each in progresses
        ),
        centred=frozenset({2}),
    )


# ---------------------------------------------------------------- 三、需要关注


def _attention(material: Material, numbering: _Numbering) -> Iterator[Block]:
    poor = [each for each in material.progresses if each.standing in _POOR]
    split = [each for each in material.progresses if each.standing is Standing.SPLIT]
    unknown = [each for each in material.progresses if each.standing is Standing.UNDECIDED]
    yield Heading(1, f"{numbering.section()}需要关注的指标")
    if not poor and not split and not unknown:
        yield Paragraph(["没有滞后、分歧或无法判断的指标。"])
    for lead, found, say in (
        ("滞后和未完成的。", poor, _short_of),
        ("各方法有分歧的。", split, _plain_name),
        ("无法判断的。", unknown, _plain_name),
    ):
        if found:
            items = "；".join(say(each) for each in found[:_LISTED])
            if len(found) > _LISTED:
                items += f"等；其余{len(found) - _LISTED}项见第二部分各表"
            tail = {
                "各方法有分歧的。": "。采用哪种方法，宜在正式结论前说明理由。",
                "无法判断的。": "。须补齐数据或口径后再下结论。",
            }.get(lead, "。")
            yield Paragraph([f"共{len(found)}项：{items}{tail}"], lead)


def _plain_name(each: Progress) -> str:
    deadline = each.target.deadline
    return f"{each.target.indicator.name}（{deadline.label if deadline else '未写明期限'}）"


def _short_of(each: Progress) -> str:
    text = _plain_name(each)
    if each.gap is not None:
        unit = each.target.indicator.unit
        name = "个百分点" if unit.name == "%" else unit.name
        text += f"与目标差{_level(abs(each.gap))}{name}"
    if each.required is not None:
        way = "增长" if each.required > 0 else "下降"
        text += f"，今后年均须{way}{float(abs(each.required)) * 100:.2f}%"
    return text


# ---------------------------------------------------------------- 四、任务


def _tasks(material: Material, numbering: _Numbering) -> Iterator[Block]:
    found = material.supervision
    yield Heading(1, f"{numbering.section()}任务落实情况")
    if found is None or found.total == 0:
        yield Paragraph(["工作区里没有写明责任单位的正式有效文件，任务落实情况不作评估。"])
        return
    reported = sum(1 for task in material.tasks if task.id in material.entries)
    yield Paragraph(
        [
            f"文件布置的任务共{found.total}项，已填报{reported}项，其中已完成{len(found.done)}项。"
            f"时限已过而填报为未完成的{len(found.overdue)}项；时限已过而没有填报的{len(found.unreported)}项，"
            f"是否完成须核实；30日内到期的{len(found.soon)}项；文件没有写明时限的{len(found.undated)}项，"
            "不列入逾期。"
        ]
    )
    late = [("逾期", each) for each in found.overdue]
    late += [("到期未填报", each) for each in found.unreported]
    if late:
        yield Grid(
            numbering.caption("表", "时限已过的任务"),
            ("任务", "牵头（责任）单位", "完成时限", "情形", "逾期天数"),
            (66, 34, 24, 20, 16),
            tuple(
                (
                    each.task.text,
                    "、".join(each.task.lead or each.task.responsible),
                    each.task.term,
                    kind,
                    str(each.days),
                )
                for kind, each in late
            ),
            centred=frozenset({3}),
            right=frozenset({4}),
        )
    if found.issues:
        issues = "；".join(
            f"{each.task}：{each.issue}{f'（提请{each.level}）' if each.level else ''}"
            for each in found.issues
        )
        yield Paragraph([f"填报单位提出需协调的事项{len(found.issues)}项：{issues}。"])


# ---------------------------------------------------------------- 五、数据与方法


def _basis(material: Material, numbering: _Numbering) -> Iterator[Block]:
    yield Heading(1, f"{numbering.section()}数据与方法说明")
    yield Paragraph(
        [
            "只比较同类时期的数据，累计数不充当全年数；同一时期有多个数值时取来源等级高的，再取后登记的。"
            "正文中每个数的来源见当页脚注。"
        ],
        "数据。",
    )
    yield Paragraph(
        [
            "时序进度比＝已完成路程的比例÷已过时间的比例，0.95至1.05为基本符合。这一界线以及增速外推、"
            "回归外推的界线是测算工具的设定，不是官方标准；增速比、联合国进度图的界线见所引方法文件。"
            "各方法的比值、算式和分歧见指标完成情况表。"
        ],
        "方法。",
    )
    weak = [each for each in material.progresses if each.warnings]
    if weak:
        yield Paragraph(
            [f"{len(weak)}项指标的数据或口径有提示，已在正文逐项注明。"],
            "提示。",
        )
    counts = Counter(each.severity for each in material.findings)
    if counts:
        shown = "、".join(
            f"{severity}{counts[severity]}处" for severity in Severity if counts[severity]
        )
        doubtful = [
            f"{each.severity}：{each.title}（{'、'.join(each.documents)}）。"
            for each in material.findings
            if each.severity in (Severity.ERROR, Severity.DOUBT)
        ]
        more = (
            [f"其余{len(doubtful) - _FINDINGS}处见算术核对表。"]
            if len(doubtful) > _FINDINGS
            else []
        )
        yield Paragraph(
            [f"对所引文件自身的数字作了核对：{shown}。", *doubtful[:_FINDINGS], *more],
            "文件算术核对。",
        )


# ---------------------------------------------------------------- numbers


def _cited(text: str, figure: Figure) -> Cited:
    return Cited(text, figure.where)


def _level(value: Fraction) -> str:
    """Write a value as printed where it has few digits, a computed one with two decimals.

    >>> _level(Fraction("0.172")), _level(Fraction("32.52134")), _level(Fraction(1, 3000))
    ('0.172', '32.52', '0.0003')
    """
    known = exact(value)
    if not isinstance(known, Fraction):
        text = f"{known:f}"
        if len(text.partition(".")[2]) <= 3:
            return text
    places = 2 if abs(value) >= 1 else 4
    return f"{float(value):.{places}f}"
