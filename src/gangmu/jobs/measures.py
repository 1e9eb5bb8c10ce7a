"""Check, show, settle and explain the measures of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.corpus import Corpus, doubtful_numbers, void_numbers
from gangmu.jobs import Progress, silent
from gangmu.jobs.documents import extract_all, read_library
from gangmu.jobs.registers import FORMS, REGISTRIES, left_behind, refresh
from gangmu.measures.arrangement_text import file_sentences
from gangmu.measures.checker import check
from gangmu.measures.facts import FactBook, load_facts
from gangmu.measures.quoting import Rules
from gangmu.measures.schema import schema
from gangmu.measures.show import show
from gangmu.measures.syntax import MeasureFile, load
from gangmu.measures.tidy import tidy
from gangmu.measures.yamltext import Finding, Severity
from gangmu.settlement.checkup import Checkup, check_up
from gangmu.settlement.explain import Explanation
from gangmu.settlement.explain import explain as explain_applicant
from gangmu.settlement.run import Settlement, keep, settle
from gangmu.settlement.simulation import Simulation, changed_files
from gangmu.settlement.simulation import simulate as simulate_round
from gangmu.store import Workspace, atomic_write
from gangmu.terms import Document, InputError, InputErrors, Snapshot


@dataclass(frozen=True, slots=True)
class Checked:
    """Measure files that could be opened, with everything the checker says of all of them."""

    files: tuple[MeasureFile, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]


def check_measures(
    workspace: Workspace, documents: Sequence[Document], paths: Sequence[Path] = ()
) -> Checked:
    """Check measure files (by default those of the workspace) against facts and documents.

    A file that holds a measure of an earlier one again is an error: it would be paid twice.
    """
    book = load_facts(workspace.facts, workspace.rates)
    files: list[MeasureFile] = []
    findings: list[Finding] = []
    rules = Rules.of(workspace.measures)
    for path in paths or workspace.measures:
        found = check(path, book, documents, rules)
        if all(finding.severity is not Severity.ERROR for finding in found):
            file = load(path, book, rules)
            again = _again(file, files)
            found += again
            if not again:
                files.append(file)
        findings += found
    return Checked(tuple(files), tuple(findings))


def _again(file: MeasureFile, before: Sequence[MeasureFile]) -> list[Finding]:
    """Find the measures of a file that another file of the same document has already."""
    known = {(m.number, m.name): other for other in before for m in other.measures}
    return [
        Finding(
            Severity.ERROR,
            measure.place,
            f"「{measure.name}」（{measure.number}）在 {known[measure.number, measure.name].path.name} 里已经有了，会拨付两次",
            "多出来的文件是副本的，移到 measures/ 以外；不是的，改一个名称",
        )
        for measure in file.measures
        if (measure.number, measure.name) in known
    ]


def not_in_force(
    files: Iterable[MeasureFile], documents: Sequence[Document], as_of: date
) -> dict[str, str]:
    """Find the 文号 of measure files whose documents are not in force on a day, and why.

    Only what is 已废止, 已失效 or 尚未施行 by ``corpus.validity``; what is doubtful is settled.
    """
    corpus = Corpus(extract_all(documents))
    return void_numbers((file.number for file in files), corpus, as_of)


def perhaps_not_in_force(
    files: Iterable[MeasureFile], documents: Sequence[Document], as_of: date
) -> tuple[str, ...]:
    """Warn of measure files whose documents are 届满待核 or of unknown state on a day."""
    found = doubtful_numbers((file.number for file in files), Corpus(extract_all(documents)), as_of)
    return tuple(
        f"{number} {reason}；仍按有效测算，兑付前请核实时效" for number, reason in found.items()
    )


def tidy_measures(
    workspace: Workspace, paths: Sequence[Path] = (), *, write: bool = True
) -> list[Path]:
    """Write measure files (by default those of the workspace) canonically; give those that change.

    Raises ``InputErrors`` where one cannot be read; then none is written.
    """
    book = load_facts(workspace.facts, workspace.rates)
    rules = Rules.of(workspace.measures)
    changed = {}
    for path in paths or workspace.measures:
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise InputError("读不了这个文件", str(path), "确认文件存在，并用 UTF-8 保存") from None
        tidied = tidy(text, book, path, rules)
        if tidied != text:
            changed[path] = tidied
    if write:
        for path, tidied in changed.items():
            with atomic_write(path) as beside:
                beside.write_text(tidied, "utf-8")
    return list(changed)


def no_measures(workspace: Workspace) -> InputError:
    """Say that a workspace has no measure files yet, and how to begin one."""
    return InputError(
        "还没有措施文件",
        str(workspace.path / "measures"),
        f"用 gangmu draft 政策文件 -o {workspace.path / 'measures'} 起草，或照其中的 写法.md 写一份",
    )


def measure_schema(workspace: Workspace) -> dict[str, object]:
    """Give the JSON Schema of the workspace's measure files."""
    return schema(load_facts(workspace.facts, workspace.rates))


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as it reads in Chinese, beside the words of the clause it rests on."""

    measure: str
    reading: str
    clause: str


def show_measures(workspace: Workspace, wanted: str | None = None) -> list[Shown]:
    """Print measures back (all, or those whose name contains the words), each with its clause.

    Raises ``InputError`` where no measure is called so or there is none, ``InputErrors`` where none
    can be read.
    """
    documents = {d.metadata.number: d for d in read_library([workspace.documents]).documents}
    checked = check_measures(workspace, tuple(documents.values()))
    shown = []
    listed = [(file, measure) for file in checked.files for measure in file.measures]
    for file, measure in listed:
        if wanted is None or wanted in measure.name:
            together = file_sentences(file.arrangement.concerning(measure.name))
            document = documents.get(measure.number)
            clause = document.clause(measure.clause) if document else None
            words = document.quote(clause.span) if document and clause else ""
            reading = "\n".join([show(measure), *(f"  {line}" for line in together)])
            shown.append(Shown(measure.name, reading, words.strip()))
    if not listed:
        wrong = [finding.as_error() for finding in checked.errors]
        raise InputErrors(wrong) if wrong else no_measures(workspace)
    if not shown:
        names = "、".join(measure.name for file in checked.files for measure in file.measures)
        raise InputError(f"没有名为「{wanted}」的措施", "措施文件", f"现有：{names}")
    return shown


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A settlement, with what the checker said and what was imported on the way.

    ``doubts`` warn of documents that measures rest on and that may no longer be in force.
    """

    settlement: Settlement
    checked: Checked
    imported: tuple[Snapshot, ...]
    doubts: tuple[str, ...] = ()


def evaluate(
    workspace: Workspace,
    as_of: date,
    progress: Progress = silent,
    without: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Evaluation:
    """Settle a workspace's measures on a day and keep the run; ``without`` leaves steps out.

    ``files`` names the measure files to settle; without any, all are.

    Reads the documents, checks every measure file, imports what has changed of the registries that
    the measures need. Raises ``InputErrors`` where a measure file has an error: nothing is settled
    with a doubtful rule.
    """
    library = read_library([workspace.documents], progress)
    chosen = [path for path in workspace.measures if not files or path.name in files]
    if files and len(chosen) < len(set(files)):
        raise InputError(f"没有措施文件「{'、'.join(files)}」", "measures/", "核对文件名")
    checked = check_measures(workspace, library.documents, chosen)
    if checked.errors:
        raise InputErrors([finding.as_error() for finding in checked.errors])
    if not checked.files:
        raise no_measures(workspace)
    book = load_facts(workspace.facts, workspace.rates)
    imported = refresh(workspace, _registries(checked.files, book), progress)
    settlement = settle(
        workspace,
        checked.files,
        book,
        as_of,
        not_in_force(checked.files, library.documents, as_of),
        progress,
        without,
    )
    keep(workspace, settlement)
    doubts = (
        *perhaps_not_in_force(checked.files, library.documents, as_of),
        *left_behind(workspace, _registries(checked.files, book)),
    )
    return Evaluation(settlement, checked, tuple(imported), doubts)


def _registries(files: Sequence[MeasureFile], book: FactBook) -> list[str]:
    """List the registries that measures read: a project's read its enterprise, any its children."""
    entities = {measure.entity for file in files for measure in file.measures}
    entities |= {parent for entity in entities for parent in book.parents(entity)}
    named = [stem for stem, entity in REGISTRIES.items() if entity in entities]
    others = [entity for entity in book.entities if entity not in REGISTRIES.values()]
    return [*named, *others, *FORMS]


def explain(
    workspace: Workspace, applicant: str, measure: str | None, as_of: date
) -> list[Explanation]:
    """Explain what the measures in force on a day, and the steps after them, say of one applicant.

    The whole round is settled, because a rank, a shared cap or a budget depends on everyone.
    """
    return explain_applicant(settled(workspace, as_of), applicant, measure)


def checkup(workspace: Workspace, applicant: str, as_of: date) -> Checkup:
    """Examine one enterprise, with its projects, against every measure in force on a day."""
    return check_up(settled(workspace, as_of), applicant)


def simulate(workspace: Workspace, changes: Path, as_of: date) -> Simulation:
    """Settle the workspace as it is and with the changes of a file; nothing of it is kept."""
    usual = settled(workspace, as_of)
    files = usual.round.files
    changed, said = changed_files(changes, files, usual.round.book)
    if not said:
        raise InputError("没有写要改什么", str(changes), "写「改: [{措施: …, 原文: …, 改为: …}]」")
    return simulate_round(usual.round, changed, said, workspace.name)


def settled(workspace: Workspace, as_of: date) -> Settlement:
    """Settle what can be settled of a workspace, without keeping the run."""
    documents = read_library([workspace.documents]).documents
    checked = check_measures(workspace, documents)
    book = load_facts(workspace.facts, workspace.rates)
    refresh(workspace, _registries(checked.files, book))
    void = not_in_force(checked.files, documents, as_of)
    return settle(workspace, checked.files, book, as_of, void)
