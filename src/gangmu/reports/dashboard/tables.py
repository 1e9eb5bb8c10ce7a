"""The tables of the dashboard: targets, disagreement, tasks, findings and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from gangmu.indicators.audit import Severity
from gangmu.indicators.progress import Progress
from gangmu.indicators.progress.methods import LINEAR, METHOD_NAMES
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import number, percent
from gangmu.reports.dashboard.marks import badge, ref, shown
from gangmu.reports.figures import base_figure, goal_figure, observed_figure
from gangmu.reports.ledger import supervision_line
from gangmu.reports.markup import Child, Markup, join, tag
from gangmu.reports.material import Material


def _grid(
    header: Sequence[str], rows: Sequence[Sequence[Child]], label: str, classes: Mapping[int, str]
) -> Markup:
    """Make a table that scrolls sideways on its own where the screen is narrow."""

    def cell(name: str, at: int, child: Child) -> Markup:
        return tag(name, child, class_=classes.get(at), scope="col" if name == "th" else None)

    return tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", *(cell("th", at, each) for at, each in enumerate(header)))),
            tag(
                "tbody",
                *(
                    tag("tr", *(cell("td", at, each) for at, each in enumerate(row)))
                    for row in rows
                ),
            ),
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=label,
    )


def table(material: Material) -> Markup:
    """List every target with its values and verdict."""
    rows: list[list[Child]] = []
    for at, each in enumerate(material.progresses, 1):
        target, latest, linear = each.target, each.latest, each.reading(LINEAR)
        unit = target.indicator.unit
        rows.append(
            [
                tag("a", target.indicator.name, href=f"#t{at}"),
                target.region,
                unit.name,
                target.nature,
                join(shown(each.start.value), ref(material, base_figure(each)))
                if each.start
                else "—",
                join(target.printed, ref(material, goal_figure(each))),
                target.term,
                join(shown(latest.in_unit(unit)), ref(material, observed_figure(latest)))
                if latest
                else "—",
                str(latest.period) if latest else "—",
                percent(each.attainment) if each.attainment is not None else "—",
                f"{float(linear.ratio):.2f}" if linear and linear.ratio is not None else "—",
                percent(each.required) if each.required is not None else "—",
                badge(each.standing),
            ]
        )
    header = ("指标", "地区", "单位", "属性", "基期值", "目标", "期末", "最新值", "时期", "完成率", "时序比",
              "今后年均须增", "结论")  # fmt: skip
    return tag(
        "section",
        tag("h2", "一览表"),
        _grid(header, rows, "指标一览表", dict.fromkeys((4, 7, 9, 10, 11), "n") | {0: "name"}),
        tag("p", "“—”表示没有数据或不适用，不表示零。", class_="note"),
        id="table",
    )


def disagreement(material: Material) -> Markup:
    """Set the verdicts of methods side by side where they differ."""
    rows: list[list[Child]] = []
    for at, each in enumerate(material.progresses, 1):
        if each.agreed:
            continue
        name = tag("a", each.target.indicator.name, href=f"#t{at}")
        rows.append([name, *(_said(each, method) for method in METHOD_NAMES)])
    content: Markup = (
        _grid(("指标", *METHOD_NAMES), rows, "方法分歧", {0: "name"})
        if rows
        else tag("p", "各方法结论一致。", class_="note")
    )
    note = "结论并列，不作折中；括号内是比值。方法的界线和算式见指标完成情况表。"
    return tag("section", tag("h2", "方法分歧"), content, tag("p", note, class_="note"), id="split")


def _said(each: Progress, method: str) -> str:
    reading = each.reading(method)
    if reading is None or reading.standing is Standing.UNDECIDED:
        return f"不适用：{reading.reason}" if reading else "不适用"
    ratio = f"（{number(reading.ratio)}）" if reading.ratio is not None else ""
    return f"{reading.standing}{ratio}"


def tasks(material: Material) -> Markup:
    """List the tasks with what was reported and what is late."""
    found = material.supervision
    title = tag("h2", "任务")
    if found is None or not found.total:
        text = "工作区里没有写明责任单位的正式有效文件，所以没有任务台账。"
        return tag("section", title, tag("p", text, class_="note"), id="tasks")
    late = {each.task.id: f"逾期 {each.days} 天" for each in found.overdue}
    late |= {each.task.id: f"到期未填报 {each.days} 天" for each in found.unreported}
    soon = {task.id for task in found.soon}
    rows: list[list[Child]] = []
    for task in material.tasks:
        entry = material.entries.get(task.id)
        state = late.get(task.id) or ("30日内到期" if task.id in soon else "")
        rows.append(
            [
                task.id,
                task.text,
                "、".join(task.lead or task.responsible),
                task.term,
                str(entry.state) if entry and entry.state else "未填报",
                tag("span", state, class_="badge poor") if state else "",
            ]
        )
    header = ("编号", "任务", "牵头（责任）单位", "时限", "填报状态", "督查")
    return tag(
        "section",
        title,
        tag("p", supervision_line(found), class_="note"),
        _grid(header, rows, "任务台账", {0: "name", 1: "long", 2: "name"}),
        id="tasks",
    )


def audit(material: Material) -> Markup:
    """List what the documents' own arithmetic gives to think about."""
    counts = Counter(each.severity for each in material.findings)
    title = tag("h2", "文件核对")
    shown = [each for each in material.findings if each.severity is not Severity.AGREES]
    if not counts:
        return tag("section", title, tag("p", "没有可核对的算术。", class_="note"), id="audit")
    line = "、".join(f"{severity} {counts[severity]}" for severity in Severity if counts[severity])
    rows: list[list[Child]] = [
        [
            tag("span", str(each.severity), class_=f"badge {_SEVERITIES[each.severity]}"),
            each.rule,
            each.title,
            each.arithmetic,
            "、".join(each.documents),
        ]
        for each in sorted(shown, key=lambda each: list(Severity).index(each.severity))
    ]
    grid = (
        _grid(("程度", "核对项", "发现", "算式", "文件"), rows, "文件核对", {2: "long", 3: "long"})
        if rows
        else None
    )
    return tag(
        "section", title, tag("p", f"核对文件自身的数字：{line}。", class_="note"), grid, id="audit"
    )


_SEVERITIES = {Severity.ERROR: "poor", Severity.DOUBT: "split", Severity.NOTE: "fair"}


def sources(material: Material) -> Markup:
    """List every figure with its source, where the notes on hover are read from."""
    body = []
    for each, at in material.register.items():
        name = f"{each.name}（{each.region}，{each.period}）"
        source: Child = each.source
        if each.source.startswith(("http://", "https://")):
            source = tag("a", each.source, href=each.source, rel="noreferrer noopener")
        body.append(
            tag(
                "tr", tag("td", str(at), class_="n"), tag("td", name, class_="name"), tag("td", each.value, class_="n"),
                tag("td", source, class_="break"), tag("td", each.grade), tag("td", each.cell),
                id=f"f{at}", data_source=f"[{at}] {name} {each.value}：{each.where}",
            )
        )  # fmt: skip
    header = ("编号", "指标（地区，时期）", "数值", "来源", "等级", "单元格或文件行")
    table = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", each, scope="col") for each in header))),
        tag("tbody", *body),
    )
    note = "等级：官方＞文件＞报道＞弱。网址只作出处，本页不会自动打开任何网址。"
    return tag(
        "section", tag("h2", "数据来源"),
        tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="数据来源"),
        tag("p", note, class_="note"), id="sources",
    )  # fmt: skip
