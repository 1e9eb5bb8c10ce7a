"""The cards of the dashboard: one for each target, with its chart, and the filter above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from gangmu.indicators.outlook import Forecast
from gangmu.indicators.progress import SPLIT_WARNING, Progress
from gangmu.indicators.progress.methods import LINEAR
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import percent
from gangmu.reports.completion import tally
from gangmu.reports.dashboard.marks import LOOKS, badge, ref, shown
from gangmu.reports.figures import base_figure, goal_figure, observed_figure
from gangmu.reports.markup import Child, Markup, join, tag
from gangmu.reports.material import Material
from gangmu.reports.outlooks import figure


def indicators(material: Material) -> Markup:
    """Show every target as a card, plan by plan."""
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
        _chips(material.progresses), _legend(), *plans, id="indicators",
    )  # fmt: skip


def _legend() -> Markup:
    keys = (("observed", "实际"), ("required", "从基期到目标须走的路"), ("goal", "目标"),
            ("forecast", "预测"), ("band", "预测区间"))  # fmt: skip
    return tag(
        "ul",
        *(tag("li", tag("span", class_=f"key-{key}"), name) for key, name in keys),
        class_="legend",
        aria_label="图例",
    )


def _card(material: Material, each: Progress, at: int) -> Markup:
    target, look = each.target, LOOKS[each.standing]
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
            badge(each.standing),
        ),
        tag("p", meta, class_="meta"),
        _pair(material, each),
        tag("div", class_="chart", data_chart=at, role="img", aria_label=_described(each))
        if _charted_at_all(each)
        else None,
        _facts(material, each),
        tag("p", each.verdict, class_=_SPOKEN[each.standing]) if each.standing in _SPOKEN else None,
        *(
            tag("p", f"注意：{warning}", class_="warn")
            for warning in each.warnings
            if warning != SPLIT_WARNING
        ),
        _methods(material, each),
        class_=f"card {look[0]}",
        data_standing=str(each.standing),
        id=f"t{at + 1}",
    )


#: The verdicts whose words say more than their name.
_SPOKEN = {Standing.UNDECIDED: "missing", Standing.SPLIT: "said"}


def _pair(material: Material, each: Progress) -> Markup:
    target, latest = each.target, each.latest
    unit = target.indicator.unit.name
    seen = (
        tag(
            "div",
            tag("span", f"{latest.period.label}实际"),
            tag("b", shown(latest.in_unit(target.indicator.unit))),
            tag("i", unit),
            ref(material, observed_figure(latest)),
        )
        if latest
        else tag("div", tag("span", "实际"), tag("b", "没有数据"))
    )
    term = target.deadline.label if target.deadline else "未写明期限"
    aim = tag(
        "div",
        tag("span", f"{term}目标"),
        tag("b", target.printed),
        ref(material, goal_figure(each)),
    )
    return tag("div", seen, aim, class_="pair")


def _facts(material: Material, each: Progress) -> Markup:
    rows: list[tuple[str, Child]] = []
    start = each.start
    unit = each.target.indicator.unit
    if start is not None:
        value = f"{shown(start.value)}{unit.name}"
        rows.append(
            (f"基期（{start.period.label}）", join(value, ref(material, base_figure(each))))
        )
    if each.attainment is not None:
        rows.append(("完成率", percent(each.attainment)))
    linear = each.reading(LINEAR)
    if linear and linear.ratio is not None:
        rows.append(("时序进度比", f"{float(linear.ratio):.2f}"))
    if each.required is not None:
        rows.append(("今后年均须增", percent(each.required)))
    found = material.forecast_of(each)
    leading = found.leading if found else None
    if found is not None and leading is not None:
        end = leading.estimates[-1]
        low, high = (figure(value) for value in (end.low, end.high))
        rows.append((f"{end.at}年预测（{found.level:.0%}区间）", f"{low}—{high}{unit.name}"))
        if leading.chance is not None:
            rows.append(("达到目标的可能", f"{leading.chance:.0%}"))
    if not rows:
        return Markup("")
    return tag(
        "dl", *chain.from_iterable((tag("dt", k), tag("dd", v)) for k, v in rows), class_="facts"
    )


def _methods(material: Material, each: Progress) -> Markup | None:
    if each.latest is None:
        return None
    summary = tally(each)
    found = material.forecast_of(each)
    leading = found.leading if found else None
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
        tag("p", f"预测按{leading.method}；{leading.trial}。", class_="note") if leading else None,
        *(tag("p", doubt, class_="note") for doubt in (found.doubts if found else ())),
    )  # fmt: skip


def _described(each: Progress) -> str:
    unit = each.target.indicator.unit
    points = "，".join(f"{o.period} {shown(o.in_unit(unit))}" for o in each.seen)
    return f"{each.target.indicator.name}实际值：{points}；目标 {each.target.printed}；结论：{each.standing}"


def _charted_at_all(each: Progress) -> bool:
    return len(each.seen) >= 2


def _chips(progresses: Sequence[Progress]) -> Markup:
    counts = Counter(each.standing for each in progresses)
    return tag(
        "ul",
        *(
            tag(
                "li",
                tag(
                    "button", f"{LOOKS[standing][1]} {standing}", tag("b", str(counts[standing])),
                    class_="chip", type="button", aria_pressed="false", data_standing=str(standing),
                ),
            )
            for standing in Standing
            if counts[standing]
        ),
        class_="chips",
        aria_label="按结论筛选",
    )  # fmt: skip


def charted(material: Material, at: int) -> dict[str, object]:
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
        "forecast": _band(material.forecast_of(each), seen),
    }


def _band(found: Forecast | None, seen: list[list[float]]) -> list[list[float]] | None:
    """Give year, low, middle and high of the leading model, from the latest value on."""
    leading = found.leading if found else None
    if leading is None or not seen:
        return None
    at, value = seen[-1]
    ahead = [[float(e.at), e.low, e.middle, e.high] for e in leading.estimates]
    return [[at, value, value, value], *ahead]
