"""指标看板.html: one file that opens anywhere, asks nothing of the network and prints.

Everything a reader needs is in the HTML itself; the script only adds charts, filters and notes on
hover. The policy of the page (CSP) allows the very scripts and style that are written into it, by
their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain
from pathlib import Path

from gangmu.indicators.audit import Severity
from gangmu.indicators.outlook import Forecast
from gangmu.indicators.progress import Progress
from gangmu.indicators.progress.methods import LINEAR, METHOD_NAMES
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import number, percent
from gangmu.reports.completion import tally
from gangmu.reports.figures import Figure, base_figure, goal_figure, observed_figure
from gangmu.reports.ledger import supervision_line
from gangmu.reports.markup import Child, Markup, join, tag
from gangmu.reports.material import Material
from gangmu.store import atomic_write

STATIC = Path(__file__).parent / "static"
#: How a verdict looks: its class in the style sheet, and a sign for those who see no colours.
_LOOKS = {
    Standing.REACHED: ("good", "✔"), Standing.AHEAD: ("good", "✔"), Standing.FASTER: ("good", "▲"),
    Standing.EXPECTED: ("fair", "●"), Standing.KEPT: ("fair", "●"), Standing.OPEN: ("fair", "○"),
    Standing.SPLIT: ("split", "◆"), Standing.LAGGING: ("poor", "▼"), Standing.MISSED: ("poor", "▼"),
    Standing.BROKEN: ("poor", "▼"), Standing.UNDECIDED: ("unknown", "？"),
}  # fmt: skip
_SECTIONS = (("indicators", "指标"), ("table", "一览表"), ("split", "方法分歧"), ("tasks", "任务"),
             ("audit", "文件核对"), ("sources", "数据来源"))  # fmt: skip


def write_dashboard(material: Material, path: Path) -> Path:
    """Write the dashboard as one HTML file, replacing it at once."""
    with atomic_write(path) as temporary:
        temporary.write_text(dashboard(material), "utf-8")
    return path


def dashboard(material: Material) -> str:
    """Compose the page."""
    # "<" never appears in the data, so that no text can end the element it stands in.
    data = json.dumps([_charted(material, at) for at in range(len(material.progresses))],
                      ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")  # fmt: skip
    style, library, script = (
        _static(name)
        for name in ("dashboard/dashboard.css", "echarts/echarts.min.js", "dashboard/dashboard.js")
    )
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="Gangmu 纲目"),
        tag("title", f"{material.name}　指标看板"),
        Markup(f"<style>{style}</style>"),
    )
    body = tag(
        "body",
        tag("a", "跳到正文", class_="skip", href="#main"),
        _top(material),
        tag("nav", *(tag("a", name, href=f"#{id}") for id, name in _SECTIONS), aria_label="栏目"),
        tag(
            "main",
            _indicators(material),
            _table(material),
            _disagreement(material),
            _tasks(material),
            _audit(material),
            _sources(material),
            _footer(),
            id="main",
        ),
        tag("div", id="tip", role="tooltip", hidden=True),
        Markup(f'<script type="application/json" id="data">{data}</script>'),
        Markup(f"<script>{library}</script><script>{script}</script>"),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='zh-CN')}\n"


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# ---------------------------------------------------------------- head


def _top(material: Material) -> Markup:
    plans = "、".join(material.plans)
    return tag(
        "header",
        tag("h1", f"{material.name}　指标看板"),
        tag("p", f"{material.region}；数据截至 {material.as_of:%Y-%m-%d}；{plans}"),
        class_="top",
    )


def _chips(progresses: Sequence[Progress]) -> Markup:
    counts = Counter(each.standing for each in progresses)
    return tag(
        "ul",
        *(
            tag(
                "li",
                tag(
                    "button", f"{_LOOKS[standing][1]} {standing}", tag("b", str(counts[standing])),
                    class_="chip", type="button", aria_pressed="false", data_standing=str(standing),
                ),
            )
            for standing in Standing
            if counts[standing]
        ),
        class_="chips",
        aria_label="按结论筛选",
    )  # fmt: skip


# ---------------------------------------------------------------- indicators


def _indicators(material: Material) -> Markup:
    at = {id(each): number for number, each in enumerate(material.progresses)}
    plans = [
        tag(
            "div",
            tag("h3", plan, class_="plan-name") if len(material.plans) > 1 else None,
            tag(
                "div", *(_card(material, each, at[id(each)]) for each in progresses), class_="cards"
            ),
            class_="plan",
        )
        for plan, progresses in material.plans.items()
    ]
    binding = [each for each in material.progresses if each.binding]
    line = f"共 {len(material.progresses)} 项目标"
    if binding:
        counts = Counter(str(each.standing) for each in binding)
        line += f"；约束性 {len(binding)} 项：" + "、".join(f"{k} {n}" for k, n in counts.items())
    return tag(
        "section", tag("h2", "指标"), tag("p", f"{line}。点一种结论只看那一种。", class_="note"),
        _chips(material.progresses), *plans, id="indicators",
    )  # fmt: skip


def _card(material: Material, each: Progress, at: int) -> Markup:
    target, look = each.target, _LOOKS[each.standing]
    meta = "　".join(
        part
        for part in (target.region, target.nature, f"牵头：{target.lead}" if target.lead else "")
        if part
    )
    return tag(
        "article",
        tag(
            "header",
            tag("h4" if len(material.plans) > 1 else "h3", target.indicator.name),
            _badge(each.standing),
        ),
        tag("p", meta, class_="meta"),
        _pair(material, each),
        tag("div", class_="chart", data_chart=at, role="img", aria_label=_described(each))
        if _charted_at_all(each)
        else None,
        _facts(material, each, at),
        tag("p", each.verdict, class_="missing") if each.standing is Standing.UNDECIDED else None,
        *(tag("p", f"注意：{warning}", class_="warn") for warning in each.warnings),
        _methods(each),
        class_=f"card {look[0]}",
        data_standing=str(each.standing),
        id=f"t{at + 1}",
    )


def _badge(standing: Standing) -> Markup:
    look, sign = _LOOKS[standing]
    return tag("span", f"{sign} {standing}", class_=f"badge {look}")


def _pair(material: Material, each: Progress) -> Markup:
    target, latest = each.target, each.latest
    unit = target.indicator.unit.name
    seen = (
        tag(
            "div",
            tag("span", f"{latest.period.label}实际"),
            tag("b", _shown(latest.in_unit(target.indicator.unit))),
            tag("i", unit),
            _ref(material, observed_figure(latest)),
        )
        if latest
        else tag("div", tag("span", "实际"), tag("b", "没有数据"))
    )
    term = target.deadline.label if target.deadline else "未写明期限"
    aim = tag(
        "div",
        tag("span", f"{term}目标"),
        tag("b", target.printed),
        _ref(material, goal_figure(each)),
    )
    return tag("div", seen, aim, class_="pair")


def _ref(material: Material, figure: Figure | None) -> Markup:
    if figure is None or figure not in material.register:
        return Markup("")
    at = material.register[figure]
    return tag("a", f"[{at}]", href=f"#f{at}", class_="ref", aria_label=f"来源{at}")


def _facts(material: Material, each: Progress, at: int) -> Markup:
    rows: list[tuple[str, Child]] = []
    start = each.start
    unit = each.target.indicator.unit
    if start is not None:
        value = f"{_shown(start.value)}{unit.name}"
        rows.append(
            (f"基期（{start.period.label}）", join(value, _ref(material, base_figure(each))))
        )
    if each.attainment is not None:
        rows.append(("完成率", percent(each.attainment)))
    linear = each.reading(LINEAR)
    if linear and linear.ratio is not None:
        rows.append(("时序进度比", f"{float(linear.ratio):.2f}"))
    if each.required is not None:
        rows.append(("今后年均须增", percent(each.required)))
    found = material.forecast(at)
    leading = found.leading if found else None
    if found is not None and leading is not None:
        end = leading.estimates[-1]
        low, high = (_shown(Fraction(value)) for value in (end.low, end.high))
        rows.append((f"{end.at}年预测（{found.level:.0%}区间）", f"{low}—{high}{unit.name}"))
        if leading.chance is not None:
            rows.append(
                ("达到目标的可能", f"{leading.chance:.0%}（{leading.method}；{leading.trial}）")
            )
    if not rows:
        return Markup("")
    return tag(
        "dl", *chain.from_iterable((tag("dt", k), tag("dd", v)) for k, v in rows), class_="facts"
    )


def _methods(each: Progress) -> Markup | None:
    if each.latest is None:
        return None
    summary = tally(each)
    return tag(
        "details",
        tag("summary", f"各方法：{summary or '不适用'}"),
        tag(
            "table",
            *(
                tag(
                    "tr", tag("td", reading.method), tag("td", reading.text),
                    tag("td", f"{float(reading.ratio):.2f}" if reading.ratio is not None else "", class_="n"),
                )
                for reading in each.readings
            ),
        ),
    )  # fmt: skip


def _described(each: Progress) -> str:
    unit = each.target.indicator.unit
    points = "，".join(f"{o.period} {_shown(o.in_unit(unit))}" for o in each.seen)
    return f"{each.target.indicator.name}实际值：{points}；目标 {each.target.printed}；结论：{each.standing}"


def _charted_at_all(each: Progress) -> bool:
    return len(each.seen) >= 2


def _charted(material: Material, at: int) -> dict[str, object]:
    """Give what the chart of one target draws."""
    each = material.progresses[at]
    unit, deadline = each.target.indicator.unit, each.target.deadline
    seen = [[float(o.period.position), float(o.in_unit(unit))] for o in each.seen]
    goal = (
        [float(deadline.position), float(each.goal)] if deadline and each.goal is not None else None
    )
    start = each.start
    path = [[float(start.period.position), float(start.value)], goal] if start and goal else None
    return {
        "unit": unit.name,
        "printed": each.target.printed,
        "seen": seen,
        "refs": [material.register.get(observed_figure(o), 0) for o in each.seen],
        "goal": goal,
        "path": path,
        "forecast": _band(material.forecast(at), seen),
    }


def _band(found: Forecast | None, seen: list[list[float]]) -> list[list[float]] | None:
    """Give year, low, middle and high of the leading model, from the latest value on."""
    leading = found.leading if found else None
    if leading is None or not seen:
        return None
    at, value = seen[-1]
    ahead = [[float(e.at), e.low, e.middle, e.high] for e in leading.estimates]
    return [[at, value, value, value], *ahead]


def _shown(value: Fraction) -> str:
    """Write a value with at most four digits behind the point, fewer the larger it is.

    >>> _shown(Fraction("1371.25")), _shown(Fraction("32.521341")), _shown(Fraction("0.172"))
    ('1,371.25', '32.52', '0.172')
    """
    places = 2 if abs(value) >= 1 else 4
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---------------------------------------------------------------- tables


def _grid(
    header: Sequence[str], rows: Sequence[Sequence[Child]], label: str, classes: dict[int, str]
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


def _table(material: Material) -> Markup:
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
                join(_shown(each.start.value), _ref(material, base_figure(each)))
                if each.start
                else "—",
                join(target.printed, _ref(material, goal_figure(each))),
                target.term,
                join(_shown(latest.in_unit(unit)), _ref(material, observed_figure(latest)))
                if latest
                else "—",
                str(latest.period) if latest else "—",
                percent(each.attainment) if each.attainment is not None else "—",
                f"{float(linear.ratio):.2f}" if linear and linear.ratio is not None else "—",
                percent(each.required) if each.required is not None else "—",
                _badge(each.standing),
            ]
        )
    header = ("指标", "地区", "单位", "属性", "基期值", "目标", "期末", "最新值", "时期", "完成率", "时序比",
              "今后年均须增", "结论")  # fmt: skip
    return tag(
        "section",
        tag("h2", "一览表"),
        _grid(header, rows, "指标一览表", dict.fromkeys((4, 7, 9, 10, 11), "n")),
        tag("p", "“—”表示没有数据或不适用，不表示零。", class_="note"),
        id="table",
    )


def _disagreement(material: Material) -> Markup:
    rows: list[list[Child]] = []
    for at, each in enumerate(material.progresses, 1):
        if each.agreed:
            continue
        name = tag("a", each.target.indicator.name, href=f"#t{at}")
        rows.append([name, *(_said(each, method) for method in METHOD_NAMES)])
    content: Markup = (
        _grid(("指标", *METHOD_NAMES), rows, "方法分歧", {})
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


def _tasks(material: Material) -> Markup:
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
        _grid(header, rows, "任务台账", {1: "long"}),
        id="tasks",
    )


def _audit(material: Material) -> Markup:
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


def _sources(material: Material) -> Markup:
    body = []
    for figure, at in material.register.items():
        name = f"{figure.name}（{figure.region}，{figure.period}）"
        source: Child = figure.source
        if figure.source.startswith(("http://", "https://")):
            source = tag("a", figure.source, href=figure.source, rel="noreferrer noopener")
        body.append(
            tag(
                "tr", tag("td", str(at), class_="n"), tag("td", name), tag("td", figure.value, class_="n"),
                tag("td", source, class_="break"), tag("td", figure.grade), tag("td", figure.cell),
                id=f"f{at}", data_source=f"[{at}] {name} {figure.value}：{figure.where}",
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


def _footer() -> Markup:
    return tag(
        "footer",
        "由纲目（Gangmu）生成，单个文件，可离线打开和打印。图由 Apache ECharts 6.1.0（Apache-2.0）绘制。"
        "时序进度、外推的 ±5% 界线是工具的设定，不是官方标准；「无法判断」不是「未完成」。",
    )
