"""Plans: where each target stands with its methods and chart, tasks, findings, and the map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from gangmu.indicators import Progress
from gangmu.indicators.observations import Observation, best
from gangmu.indicators.periods import Period
from gangmu.indicators.rates import number as shown_number
from gangmu.indicators.rates import percent
from gangmu.jobs.reports import material_of
from gangmu.reports.dashboard import dashboard
from gangmu.reports.dashboard.cards import charted
from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.office import NotFoundError, Office
from gangmu.service.pages import Download, Export, Id, View
from gangmu.tasks import Entry, Task
from gangmu.terms import Trace, Unit

#: A workspace's own map, which takes the place of the bundled one.
MAP = "地图.geojson"
BUNDLED = {"上海": "shanghai", "上海市": "shanghai"}


@dataclass(frozen=True)
class TargetRow:
    """A target and where it stands; ``methods`` are (methods, what they say)."""

    number: int
    indicator: str
    region: str
    plan: str
    clause: str
    nature: str
    lead: str
    printed: str
    term: str
    base: str
    latest: str
    source: str
    attainment: str
    required: str
    standing: str
    verdict: str
    agreed: bool
    methods: list[tuple[str, str]]
    warnings: list[str]


@dataclass(frozen=True)
class PlansPage:
    """The targets of the workspace on a day, with counts of the verdicts."""

    as_of: date
    items: list[TargetRow]
    total: int
    counts: dict[str, int]
    chosen: str
    overdue: int
    findings: int
    notice: str


def plans(desk: Desk, standing: str = "") -> PlansPage:
    """List the targets with where they stand by every method."""
    office = desk.office
    if not office.workspace.indicators:
        return PlansPage(
            office.today(), [], 0, {}, "", 0, 0, "还没有指标文件（indicators/*.yaml）。"
        )
    review = office.reviewed()
    rows = [_row(at, each.progress) for at, each in enumerate(review.assessed)]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.standing] = counts.get(row.standing, 0) + 1
    shown = [row for row in rows if not standing or row.standing == standing]
    supervision = review.ledger.supervision
    doubtful = sum(f.severity.value in ("错误", "疑点") for f in review.findings)
    return PlansPage(
        review.as_of, shown, len(rows), counts, standing,
        len(supervision.overdue) + len(supervision.unreported), doubtful, "",
    )  # fmt: skip


def _row(number: int, each: Progress) -> TargetRow:
    target, latest, start = each.target, each.latest, each.start
    unit = target.indicator.unit
    return TargetRow(
        number=number,
        indicator=target.indicator.name,
        region=target.region,
        plan=target.plan or target.document,
        clause=target.clause,
        nature=target.nature or "",
        lead=target.lead,
        printed=target.printed,
        term=target.term,
        base=f"{start.period.label} {shown_number(start.value)}{unit.name}" if start else "",
        latest=f"{latest.period.label} {shown_number(latest.in_unit(unit))}{unit.name}"
        if latest
        else "",
        source=latest.where if latest else "",
        attainment=_percent(each.attainment),
        required=_percent(each.required),
        standing=str(each.standing),
        verdict=each.verdict,
        agreed=each.agreed,
        methods=_grouped(each),
        warnings=list(each.warnings),
    )


def _grouped(each: Progress) -> list[tuple[str, str]]:
    """Put methods that say the same together."""
    said: dict[str, list[str]] = {}
    for reading in each.readings:
        said.setdefault(reading.text, []).append(reading.method)
    return [("、".join(methods), text) for text, methods in said.items()]


def _percent(share: Fraction | None) -> str:
    return percent(share) if share is not None else ""


# ---------------------------------------------------------------- one target


@dataclass(frozen=True)
class SeenRow:
    """An observation with its source and grade."""

    period: str
    value: str
    where: str


@dataclass(frozen=True)
class TargetPage:
    """A target with its chart, arithmetic and sources. ``chart`` is JSON for the page's script."""

    row: TargetRow
    steps: list[Trace]
    seen: list[SeenRow]
    linked: str
    document: str
    chart: str


def target(desk: Desk, number: Id) -> TargetPage:
    """Show one target: its path, every method's arithmetic, and where each figure comes from."""
    office = desk.office
    review = office.reviewed()
    if not 0 <= number < len(review.assessed):
        raise NotFoundError(f"没有第 {number} 个目标", "计划")
    found = review.assessed[number]
    each, link = found.progress, found.link
    unit = each.target.indicator.unit
    known = {d.metadata.number or d.id: d.id for d in review.library.documents}
    quote = ""
    if link.claim is not None:
        source = next(
            (d for d in review.library.documents if d.id == link.claim.span.document), None
        )
        quote = source.quote(link.claim.evidence) if source else ""
    return TargetPage(
        _row(number, each),
        list(each.steps),
        [
            SeenRow(o.period.label, f"{shown_number(o.in_unit(unit))}{unit.name}", o.where)
            for o in each.seen
        ],
        quote or link.reason,
        known.get(each.target.document, ""),
        json.dumps(
            [charted(material_of(office.workspace, review), number)], ensure_ascii=False
        ).replace("<", "\\u003c"),
    )


def board(desk: Desk) -> Download:
    """Give the dashboard as one file that works without a network."""
    text = dashboard(material_of(desk.office.workspace, desk.office.reviewed()))
    return Download(text.encode(), "指标看板.html", "text/html; charset=utf-8")


# ---------------------------------------------------------------- tasks


@dataclass(frozen=True)
class TaskRow:
    """A task with who leads it, when it is due, and what was reported."""

    id: str
    text: str
    document: str
    clause: str
    lead: list[str]
    support: list[str]
    due: date | None
    nodes: list[str]
    state: str
    news: str
    mark: str


@dataclass(frozen=True)
class TasksPage:
    """The ledger of tasks; ``mark`` of a row is 逾期, 未报, 将到期 or empty."""

    as_of: date
    items: list[TaskRow]
    total: int
    counts: dict[str, int]
    chosen: str
    lead: str
    leads: list[str]


def tasks(desk: Desk, mark: str = "", lead: str = "") -> TasksPage:
    """List the tasks of the documents in force, with what is overdue and not reported."""
    review = desk.office.reviewed()
    supervision = review.ledger.supervision
    marks = {
        **{t.id: "将到期" for t in supervision.soon},
        **{each.task.id: "未报" for each in supervision.unreported},
        **{each.task.id: "逾期" for each in supervision.overdue},
    }
    rows = [
        _task(t, review.ledger.entries.get(t.id), marks.get(t.id, "")) for t in review.ledger.tasks
    ]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.mark or "其他"] = counts.get(row.mark or "其他", 0) + 1
    leads = sorted({name for row in rows for name in row.lead})
    shown = [
        row
        for row in rows
        if (not mark or (row.mark or "其他") == mark) and (not lead or lead in row.lead)
    ]
    return TasksPage(review.as_of, shown, len(rows), counts, mark, lead, leads)


def _task(task: Task, entry: Entry | None, mark: str) -> TaskRow:
    return TaskRow(
        task.id, task.text, task.document, task.clause, list(task.lead),
        [*task.responsible, *task.support], task.due, [f"{n.day} {n.text}" for n in task.nodes],
        str(entry.state or "") if entry else "", entry.news if entry else "", mark,
    )  # fmt: skip


# ---------------------------------------------------------------- findings


@dataclass(frozen=True)
class FindingRow:
    """What the audit found, with the computation and the words it stands on."""

    severity: str
    rule: str
    title: str
    arithmetic: str
    remedy: str
    words: list[tuple[str, str]]


@dataclass(frozen=True)
class AuditPage:
    """The audit of the documents' own arithmetic, worst first."""

    items: list[FindingRow]
    total: int
    agrees: int


def audit(desk: Desk) -> AuditPage:
    """Show where the numbers of the documents do not agree."""
    shelf = desk.office.shelf()
    by_id = {document.id: document for document, _ in shelf.found}
    rows = [
        FindingRow(
            f.severity.value, f.rule, f.title, f.arithmetic, f.remedy,
            [(s.document, by_id[s.document].quote(s)) for s in f.spans if s.document in by_id],
        )
        for f in desk.office.audited()
    ]  # fmt: skip
    order = ["错误", "疑点", "提示"]
    shown = [row for row in rows if row.severity in order]
    shown.sort(key=lambda row: order.index(row.severity))
    return AuditPage(shown, len(shown), len(rows) - len(shown))


# ---------------------------------------------------------------- the map


@dataclass(frozen=True)
class PlaceRow:
    """A district with its value in the period shown, and its source; unknown is not zero."""

    place: str
    period: str
    value: float
    shown: str
    where: str


@dataclass(frozen=True)
class MapPage:
    """Districts coloured by an indicator in one period, with the same as a table.

    ``periods`` are those that two districts or more have, newest first; ``absent`` are the
    districts with a value in another period only. ``shape`` is the map's address.
    """

    indicator: str
    period: str
    unit: str
    choices: list[str]
    periods: list[str]
    items: list[PlaceRow]
    absent: list[str]
    shape: str
    data: str


def map_page(desk: Desk, indicator: str = "", period: str = "") -> MapPage:
    """Show how an indicator differs from district to district, in one period.

    Without a period it is the one that most districts have, of these the newest: values of
    different years are never coloured on one scale.
    """
    office = desk.office
    known: dict[str, dict[Period, dict[str, list[Observation]]]] = {}
    for o in office.observations():
        if o.region != office.workspace.region:
            periods = known.setdefault(o.indicator, {})
            periods.setdefault(o.period, {}).setdefault(o.region, []).append(o)
    compared = {
        name: {at: places for at, places in periods.items() if len(places) >= 2}
        for name, periods in known.items()
        if any(len(places) >= 2 for places in periods.values())
    }
    if not indicator and compared:
        indicator = max(compared, key=lambda name: max(map(len, compared[name].values())))
    choices = compared.get(indicator, {})
    asked = [at for at in choices if str(at) == period] or choices
    shown = max(asked, key=lambda at: (len(choices[at]), at.last), default=None)
    values = [v for each in choices[shown].values() if (v := best(each))] if shown else []
    unit = values[0].unit if values else None
    rows = [_place(o, unit) for o in values if unit]
    rows.sort(key=lambda row: -row.value)
    name = unit.name if unit else ""
    data = {"unit": name, "values": [{"name": r.place, "value": r.value} for r in rows]}
    elsewhere = {region for places in known.get(indicator, {}).values() for region in places}
    return MapPage(
        indicator, str(shown or ""), name, list(compared),
        [str(at) for at in sorted(choices, key=lambda at: at.last, reverse=True)],
        rows, sorted(elsewhere - {row.place for row in rows}), _shape(office),
        json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    )  # fmt: skip


def _place(o: Observation, unit: Unit) -> PlaceRow:
    value = o.in_unit(unit)
    return PlaceRow(
        o.region, o.period.label, float(value), f"{shown_number(value)}{unit.name}", o.where
    )


def _shape(office: Office) -> str:
    if (office.workspace.path / MAP).exists():
        return "/plans/shape"
    name = BUNDLED.get(office.workspace.region, "")
    return f"/static/maps/{name}.json" if name else ""


def shape(desk: Desk) -> Download:
    """Give the workspace's own map (GeoJSON)."""
    path: Path = desk.office.workspace.path / MAP
    if not path.exists():
        raise NotFoundError("没有地图文件", MAP, "把 GeoJSON 放在工作区里")
    return Download(path.read_bytes(), MAP, "application/geo+json")


ROUTES = (
    View("/plans", Permission.READ, plans, "plans.html"),
    View("/plans/target", Permission.READ, target, "plan_target.html"),
    View("/plans/tasks", Permission.READ, tasks, "plan_tasks.html"),
    View("/plans/audit", Permission.READ, audit, "plan_audit.html"),
    View("/plans/map", Permission.READ, map_page, "plan_map.html"),
    Export("/plans/board", Permission.READ, board),
    Export("/plans/shape", Permission.READ, shape),
)
