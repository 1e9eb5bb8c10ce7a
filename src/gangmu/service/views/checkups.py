"""政策体检: an enterprise of the registry, or a visitor who answers questions and leaves no trace."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from gangmu.jobs.enquiries import Answered, Question, enquire, enquire_sheet, questions
from gangmu.measures.facts import FactKind
from gangmu.service.access import Permission
from gangmu.service.desk import At, Desk, ForbiddenError
from gangmu.service.office import Office, plain_name
from gangmu.service.pages import View
from gangmu.service.rendering import render
from gangmu.settlement.checkup import Checkup, check_up
from gangmu.settlement.explain import Explanation
from gangmu.store.records.people import Role, count, may
from gangmu.terms import InputError, Trace

#: How often a visitor from one address may ask.
TIMES, WINDOW = 60, timedelta(minutes=10)
LARGEST_SHEET = 1 << 20  # bytes
GROUPS = ("符合", "差一点", "待核实", "不符合")


@dataclass(frozen=True)
class ResultRow:
    """What a measure comes to. Money in 分; ``most`` is ``None`` where nothing bounds it."""

    measure: str
    applicant: str
    basis: str
    least: int
    most: int | None
    missing: list[str]
    failed: list[tuple[str, str]]
    steps: list[str]
    trace: Trace | None


@dataclass(frozen=True)
class CheckPage:
    """An enterprise against every measure in force, grouped; empty until one is chosen."""

    q: str
    name: str
    code: str
    as_of: date
    awarded: int
    groups: dict[str, list[ResultRow]]
    later: list[str]
    own: bool


def checkup(desk: Desk, q: str = "") -> CheckPage:
    """Examine an enterprise; a user of the role 企业 sees only its own."""
    user = desk.person
    own = user.role is Role.ENTERPRISE
    if own:
        if q and q != user.enterprise:
            raise ForbiddenError("只能查看本企业", "/checkup")
        q = user.enterprise or ""
    today = desk.office.today()
    if not q.strip():
        return CheckPage("", "", "", today, 0, {}, [], own)
    found = check_up(desk.office.settled(today), q.strip())
    return _page(q, found, own)


def _page(q: str, found: Checkup, own: bool) -> CheckPage:
    near = [gap for gap in found.gaps if len(gap.failed) == 1]
    rest = [gap for gap in found.gaps if len(gap.failed) != 1]
    groups = {
        "符合": [_row(e) for e in (*found.granted, *found.outdone)],
        "差一点": [_gap(gap) for gap in near],
        "待核实": [_row(e, waits=True) for e in found.waiting],
        "不符合": [_gap(gap) for gap in rest],
    }
    later = [f"{due.year} 年　{due.measure}　{due.why}" for due in found.later]
    return CheckPage(q, found.name, found.code, found.as_of, found.awarded, groups, later, own)


def _row(each: Explanation, waits: bool = False) -> ResultRow:
    amount = each.awarded
    lacking = zip(each.judgement.missing, each.places, strict=True) if waits else ()
    missing = [f"{fact}（{place}）" for fact, place in lacking]
    return ResultRow(
        each.measure, each.applicant, each.basis, amount.low, amount.high, missing, [],
        [f"{s.step}：{s.why}" for s in each.steps], each.judgement.trace,
    )  # fmt: skip


def _gap(gap: Any) -> ResultRow:
    return ResultRow(gap.measure, gap.applicant, gap.basis, 0, 0, [], list(gap.failed), [], None)


# ---------------------------------------------------------------- without a login


@dataclass(frozen=True)
class Asked:
    """A question of the form: the kind of its field, its options, what was answered."""

    name: str
    kind: str
    unit: str
    options: list[str]
    measures: int
    answer: str


@dataclass(frozen=True)
class OpenPage:
    """The form of a visitor, and what came of the answers."""

    questions: list[Asked]
    groups: dict[str, list[ResultRow]]
    error: str
    answered: bool
    name: str = ""


def gate(app: FastAPI) -> None:
    """Add the page that is open to everybody; it keeps nothing but a count of tries."""
    for method, function in (("GET", _form), ("POST", _answer)):
        app.add_api_route(
            "/open/checkup", function, methods=[method], include_in_schema=False,
            response_model=None, openapi_extra={"x-permission": str(Permission.OPEN)},
        )  # fmt: skip


def _form(desk: Desk) -> Response:
    return render(desk, "open_checkup.html", _open_page(desk.office, {}))


async def _answer(request: Request, desk: Desk) -> Response:
    form = await request.form()
    answers = {n: str(v)[:200] for n, v in form.items() if not isinstance(v, UploadFile)}
    sheet = form.get("sheet")
    if isinstance(sheet, UploadFile) and sheet.filename:
        data = await sheet.read(LARGEST_SHEET + 1)
        return await run_in_threadpool(_judged, desk, answers, (plain_name(sheet), data))
    return await run_in_threadpool(_judged, desk, answers)


def _judged(desk: At, answers: dict[str, str], sheet: tuple[str, bytes] | None = None) -> Response:
    key = f"体检 {desk.address}"
    if not may(desk.office.records, key, TIMES, WINDOW):
        page = _open_page(desk.office, answers, "问得太频繁，请过几分钟再试。")
        return render(desk, "open_checkup.html", page, 429)
    count(desk.office.records, key)
    page = _sheet_page(desk.office, *sheet) if sheet else _open_page(desk.office, answers)
    return render(desk, "open_checkup.html", page)


def _sheet_page(office: Office, name: str, data: bytes) -> OpenPage:
    """Judge the enterprise of a sheet, which is gone when the page is made."""
    files = office.checked().files
    blank = _open_page(office, {})
    if len(data) > LARGEST_SHEET:
        return replace(blank, error=f"{name}：文件太大，至多 {LARGEST_SHEET >> 20} MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            shown, found = enquire_sheet(office.workspace, files, path, office.today())
        except InputError as problem:
            return replace(blank, error=str(problem))
    groups = {group: [_answered(a) for a in found if a.group == group] for group in GROUPS}
    return replace(blank, groups=groups, answered=True, name=shown)


def _open_page(office: Office, answers: dict[str, str], error: str = "") -> OpenPage:
    files = office.checked().files
    asked = [_asked(question, answers) for question in questions(files)]
    groups: dict[str, list[ResultRow]] = {}
    if any(answers.values()) and not error:
        try:
            found = enquire(office.workspace, files, answers, office.today())
            groups = {group: [_answered(a) for a in found if a.group == group] for group in GROUPS}
        except InputError as problem:
            error = str(problem)
    return OpenPage(asked, groups, error, bool(groups))


def _asked(question: Question, answers: dict[str, str]) -> Asked:
    kinds = {FactKind.FLAG: "flag", FactKind.DATE: "date"}
    kind = kinds.get(question.kind, "number" if question.ref.fact.numeric else "text")
    options = list(question.options)[:60] if question.kind is not FactKind.INDUSTRY else []
    return Asked(
        question.name, kind, question.unit, options, question.measures,
        answers.get(question.name, ""),
    )  # fmt: skip


def _answered(each: Answered) -> ResultRow:
    judgement = each.judgement
    measure = judgement.measure
    return ResultRow(
        measure.name, "", f"{measure.number} {measure.clause}", judgement.amount.low,
        judgement.amount.high, list(judgement.missing), list(each.failed), [], judgement.trace,
    )  # fmt: skip


ROUTES = (View("/checkup", Permission.CHECK, checkup, "checkup.html"),)
