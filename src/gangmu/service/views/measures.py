"""Measures: the catalogue, a measure read back, the editor, and versions that a second person publishes."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from gangmu.drafting import draft, write_draft
from gangmu.jobs.trials import check_text, try_text
from gangmu.measures.facts import load_facts
from gangmu.measures.show import show
from gangmu.measures.yamltext import Finding, Severity
from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.office import NotFoundError, Office
from gangmu.service.pages import Action, Done, Id, View
from gangmu.store.records.publishing import (
    Act,
    Version,
    judge_version,
    submit,
    version,
    versions_of,
)
from gangmu.terms import InputError, Trace

LARGEST_FILE = 1 << 20  # characters


@dataclass(frozen=True)
class MeasureRow:
    """A measure in the catalogue."""

    name: str
    entity: str
    clause: str
    frequency: str
    cases: int


@dataclass(frozen=True)
class FileRow:
    """A measure file: its document, its measures, what the checker says, a version that waits."""

    file: str
    number: str
    title: str
    document: str
    effective: str
    expires: str
    errors: int
    warnings: int
    waiting: int
    measures: list[MeasureRow]


@dataclass(frozen=True)
class MeasuresPage:
    """The catalogue of measures."""

    items: list[FileRow]
    total: int


def measures(desk: Desk) -> MeasuresPage:
    """List the measure files with their measures."""
    office = desk.office
    checked = office.checked()
    shelf = office.shelf()
    known = {document.metadata.number: document.id for document, _ in shelf.found}
    waiting = [v.file for v in versions_of(office.records) if v.state == "待审"]
    by_path = {file.path.name: file for file in checked.files}
    rows = []
    for path in office.workspace.measures:
        found = [f for f in checked.findings if Path(f.file).name == path.name]
        file = by_path.get(path.name)
        rows.append(
            FileRow(
                path.name,
                file.number if file else "",
                file.title if file else "（有错误，打不开）",
                known.get(file.number, "") if file else "",
                str(file.effective or "") if file else "",
                str(file.expires or "") if file else "",
                sum(f.severity is Severity.ERROR for f in found),
                sum(f.severity is not Severity.ERROR for f in found),
                waiting.count(path.name),
                [
                    MeasureRow(m.name, m.entity, m.clause, m.frequency or "", len(m.cases))
                    for m in (file.measures if file else ())
                ],
            )
        )
    return MeasuresPage(rows, len(rows))


@dataclass(frozen=True)
class CaseRow:
    """A worked case of a measure."""

    name: str
    verdict: str
    amount: int | None


@dataclass(frozen=True)
class MeasurePage:
    """A measure as it reads in Chinese, beside its clause."""

    name: str
    file: str
    number: str
    clause: str
    document: str
    reading: str
    words: str
    cases: list[CaseRow]


def measure(desk: Desk, name: str, file: str = "") -> MeasurePage:
    """Read a measure back, beside the words of its clause."""
    office = desk.office
    for each in office.checked().files:
        for one in each.measures:
            if one.name == name and file in ("", each.path.name):
                document = next(
                    (d for d, _ in office.shelf().found if d.metadata.number == one.number), None
                )
                clause = document.clause(one.clause) if document else None
                return MeasurePage(
                    one.name,
                    each.path.name,
                    one.number,
                    one.clause,
                    document.id if document else "",
                    show(one),
                    document.quote(clause.span).strip() if document and clause else "",
                    [CaseRow(c.name, str(c.verdict), c.amount) for c in one.cases],
                )
    raise NotFoundError(f"没有措施「{name}」", "措施")


# ---------------------------------------------------------------- the editor


@dataclass(frozen=True)
class FindingRow:
    """What the checker says, with its place and what to do."""

    severity: str
    line: int
    column: int
    message: str
    remedy: str


@dataclass(frozen=True)
class VersionRow:
    """A version in the history of a file."""

    id: int
    state: str
    author: str
    at: str
    note: str


@dataclass(frozen=True)
class EditPage:
    """A measure file to be edited: its text, what the checker says of it, its history."""

    file: str
    content: str
    findings: list[FindingRow]
    versions: list[VersionRow]


def edit(desk: Desk, file: str, version_id: Id = 0) -> EditPage:
    """Open a measure file in the editor, or what a version of it says; a new name starts empty."""
    name = _name(file)
    office = desk.office
    path = office.workspace.path / "measures" / name
    content = _START
    if version_id:
        content = version(office.records, version_id).content
    elif path.exists():
        content = path.read_text("utf-8")
    return EditPage(
        name,
        content,
        _findings(office, name, content),
        [_version_row(v) for v in versions_of(office.records, name)],
    )


def draft_from(desk: Desk, id: str) -> EditPage:
    """Draft a measure file from a document and open it in the editor; nothing is written yet."""
    office = desk.office
    document, extraction = office.shelf().document(id)
    made = draft(
        document,
        extraction,
        load_facts(office.workspace.facts, office.workspace.rates),
        office.workspace.year,
    )
    content = write_draft(made)
    kept = "".join(char for char in made.title if char.isalnum())[:40]
    name = f"{kept or '草稿'}.yaml"
    return EditPage(name, content, _findings(office, name, content), [])


_START = """# 措施文件：写法见 docs/措施语言.md
文号: 某府规发〔2026〕1号
名称: 某区若干政策措施
制定机关: 某区人民政府
地区: 某区
施行: 2026-01-01

措施:
  - 名称: 技术改造补助
    依据: 一/(一)
    对象: 项目
    条件:
      - 设备投资额 ≥ 500万元
    给付: 10% × 设备投资额
    上限: 300万元
"""


@dataclass(frozen=True)
class CheckedPage:
    """What the checker says of a text that is being written."""

    findings: list[FindingRow]
    measures: int


class Written(BaseModel):
    """The text of a measure file."""

    file: str
    content: str


def check_writing(desk: Desk, asked: Written) -> CheckedPage:
    """Check a text while it is being written."""
    found = check_text(
        desk.office.workspace,
        desk.office.shelf().library.documents,
        _name(asked.file),
        _sized(asked.content),
    )
    return CheckedPage(
        [_finding_row(f) for f in found.findings], sum(len(file.measures) for file in found.files)
    )


@dataclass(frozen=True)
class JudgedRow:
    """What a measure says of an applicant."""

    measure: str
    verdict: str
    low: int
    high: int | None
    missing: list[str]
    trace: Trace


@dataclass(frozen=True)
class TrialPage:
    """What the text that is being written says of one applicant."""

    applicant: str
    items: list[JudgedRow]
    error: str


class Trying(Written):
    """The text of a measure file, and whom to try it on."""

    applicant: str


def try_writing(desk: Desk, asked: Trying) -> TrialPage:
    """Try a text on an applicant of the registries, before it is published."""
    office = desk.office
    try:
        found = try_text(
            office.workspace, office.shelf().library.documents, _name(asked.file),
            _sized(asked.content), asked.applicant.strip(), office.today(),
        )  # fmt: skip
    except InputError as error:
        return TrialPage("", [], str(error))
    return TrialPage(
        found.applicant,
        [
            JudgedRow(
                j.measure.name,
                str(j.verdict),
                j.amount.low,
                j.amount.high,
                list(j.missing),
                j.trace,
            )
            for j in found.judgements
        ],
        "",
    )


class Submitted(Written):
    """A new version, with what it changes."""

    note: str


def submit_version(desk: Desk, asked: Submitted) -> Done:
    """Submit a version for approval; a text with errors is not taken."""
    name, office = _name(asked.file), desk.office
    content = _sized(asked.content).replace("\r\n", "\n")
    errors = [f for f in _findings(office, name, content) if f.severity == str(Severity.ERROR)]
    if errors:
        raise InputError(
            f"还有 {len(errors)} 处错误：第 {errors[0].line} 行 {errors[0].message}",
            name,
            "改好再提交",
        )
    if not asked.note.strip():
        raise InputError("没有写明改了什么", name, "在「说明」里写一句")
    id = submit(office.records, desk.person, name, content, asked.note.strip())
    return Done("已提交，等另一个人同意", f"/measures/version?id={id}", str(id))


# ---------------------------------------------------------------- versions


@dataclass(frozen=True)
class DiffLine:
    """A line of a difference: ``mark`` is +, - or blank."""

    mark: str
    text: str


@dataclass(frozen=True)
class VersionPage:
    """A version with its difference from the published file."""

    row: VersionRow
    file: str
    diff: list[DiffLine]
    findings: list[FindingRow]
    acts: list[str]
    mine: bool


def version_page(desk: Desk, id: Id) -> VersionPage:
    """Show a version beside what is published."""
    office = desk.office
    found = version(office.records, id)
    path = office.workspace.path / "measures" / _name(found.file)
    before = path.read_text("utf-8").splitlines() if path.exists() else []
    lines = difflib.unified_diff(before, found.content.splitlines(), lineterm="", n=3)
    return VersionPage(
        _version_row(found),
        found.file,
        [DiffLine(line[0], line[1:]) for line in list(lines)[2:]],
        _findings(office, found.file, found.content),
        [f"{a.at} {a.user} {a.act} {a.note}" for a in found.acts],
        desk.user is not None and found.author == desk.user.name,
    )


class Judged(BaseModel):
    """A version to agree with or to send back."""

    id: Id
    note: str = ""


def publish(desk: Desk, asked: Judged) -> Done:
    """Agree with a version of somebody else: it becomes the measure file."""
    found = judge_version(desk.office.records, desk.person, asked.id, Act.AGREE, asked.note)
    desk.office.release(found)
    return Done(f"已发布「{found.file}」", "/measures")


def send_back(desk: Desk, asked: Judged) -> Done:
    """Send a version back to its author."""
    found = judge_version(desk.office.records, desk.person, asked.id, Act.RETURN, asked.note)
    return Done("已退回", f"/measures/version?id={found.id}")


def _findings(office: Office, name: str, content: str) -> list[FindingRow]:
    checked = check_text(office.workspace, office.shelf().library.documents, name, content)
    return [_finding_row(finding) for finding in checked.findings]


def _finding_row(finding: Finding) -> FindingRow:
    return FindingRow(
        str(finding.severity), finding.line, finding.column, finding.cause, finding.remedy
    )


def _version_row(found: Version) -> VersionRow:
    return VersionRow(found.id, found.state, found.author_name, found.at, found.note)


def _name(file: str) -> str:
    """Give the plain name of a measure file; a path that leads elsewhere is refused."""
    name = file.strip()
    plain = Path(name.replace("\\", "/")).name
    if not name or plain != name or name.startswith(".") or not name.endswith(".yaml"):
        raise InputError(f"「{file}」不能作措施文件的名称", "措施", "写成 若干措施.yaml")
    return name


def _sized(content: str) -> str:
    if len(content) > LARGEST_FILE:
        raise InputError("措施文件太长", "措施", f"至多 {LARGEST_FILE} 个字符")
    return content


ROUTES = (
    View("/measures", Permission.READ, measures, "measures.html"),
    View("/measure", Permission.READ, measure, "measure.html"),
    View("/measures/edit", Permission.WORK, edit, "measure_edit.html"),
    View("/measures/draft", Permission.WORK, draft_from, "measure_edit.html"),
    View("/measures/check", Permission.WORK, check_writing, "findings.html", "POST"),
    View("/measures/try", Permission.WORK, try_writing, "trial.html", "POST"),
    Action("/measures", Permission.WORK, submit_version),
    View("/measures/version", Permission.RESULTS, version_page, "measure_version.html"),
    Action("/measures/publish", Permission.APPROVE, publish),
    Action("/measures/return", Permission.APPROVE, send_back),
)
