"""政策体检 for somebody who only answers questions: nothing is looked up, nothing is kept."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.enterprises.registry import import_registry
from gangmu.measures.evaluation import Applicant, truth
from gangmu.measures.facts import BASE_DAY, YEAR, FactKind, Value, load_facts
from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.nodes import FactRef, In, walk
from gangmu.measures.periods import Assessment
from gangmu.measures.shortfalls import near_miss
from gangmu.measures.titles import usual_unit
from gangmu.measures.values import read_value
from gangmu.measures.yamltext import Findings, Place, Text
from gangmu.settlement.applicants import load_applicants
from gangmu.store import Workspace
from gangmu.terms import InputError, InputErrors, Verdict

ENTITY = "企业"


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that the measures ask of an enterprise, and how many of them do.

    ``options`` are the words that the measures know; empty for numbers, dates and free text.
    """

    ref: FactRef
    options: tuple[str, ...]
    measures: int

    @property
    def name(self) -> str:
        return self.ref.column

    @property
    def kind(self) -> FactKind:
        return self.ref.fact.kind

    @property
    def unit(self) -> str:
        """Name the unit that a bare number is taken to be in: 万元 for money."""
        return usual_unit(self.ref.fact)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a measure says of the answers: the judgement, and what fails and by how much."""

    judgement: Judgement
    failed: tuple[tuple[str, str], ...]

    @property
    def group(self) -> str:
        """Give 符合, 差一点 (one requirement fails, nothing else is open), 待核实 or 不符合."""
        if self.judgement.verdict is not Verdict.INELIGIBLE:
            return str(self.judgement.verdict)
        return "差一点" if len(self.failed) == 1 else "不符合"


def questions(files: Iterable[MeasureFile]) -> list[Question]:
    """List what the measures ask of an enterprise, what most of them ask first."""
    asked: Counter[FactRef] = Counter()
    options: dict[FactRef, dict[str, None]] = {}
    for measure in _measures(files):
        asked.update(measure.facts)
        conditions = [test.condition for test in measure.tests]
        for node in (each for root in (*conditions, measure.amount) for each in walk(root)):
            if isinstance(node, In):
                known = options.setdefault(node.ref, {})
                known.update(dict.fromkeys(node.members))
    return [
        Question(ref, tuple(options.get(ref, ())), count)
        for ref, count in asked.most_common()
        # The year and the day are the workspace's, not the applicant's.
        if not ref.parent and not ref.fact.key and ref.fact.name not in (YEAR, BASE_DAY)
    ]


def enquire(
    workspace: Workspace, files: Iterable[MeasureFile], answers: Mapping[str, str], as_of: date
) -> list[Answered]:
    """Judge whoever gives these answers by every measure on enterprises; a blank is unknown.

    Raises ``InputErrors`` with every answer that cannot be read.
    """
    files = list(files)
    findings = Findings()
    values: dict[str, Value] = {}
    for question in questions(files):
        given = answers.get(question.name, "").strip()
        if given:
            text = Text(_with_unit(given, question), Place(question.name, 0, 0))
            value = read_value(text, question.ref.fact, findings)
            if value is not None:
                values[question.name] = value
    if findings.errors:
        raise InputErrors([each.as_error() for each in findings.errors])
    applicant = Applicant.of_values(ENTITY, values, assessment=Assessment(workspace.year, as_of))
    return [_answered(measure, applicant) for measure in _measures(files)]


def enquire_sheet(
    workspace: Workspace, files: Iterable[MeasureFile], path: Path, as_of: date
) -> tuple[str, list[Answered]]:
    """Judge the first enterprise of a sheet laid out as the registry; gives its name too.

    The sheet is imported into a workspace that is gone when this returns. Raises ``InputErrors`` with
    every bad cell, and ``InputError`` for a sheet without an enterprise.
    """
    with tempfile.TemporaryDirectory() as folder:
        passing = Workspace.init(Path(folder), "体检", workspace.region, workspace.year)
        book = load_facts(workspace.facts, workspace.rates)
        import_registry(passing, path, book, entity=ENTITY)
        assessment = Assessment(workspace.year, as_of)
        loaded = load_applicants(passing, ENTITY, book, assessment)
        if loaded is None or not loaded.table.num_rows:
            raise InputError("表里没有企业", path.name, "第一张表写表头，下面写一行企业")
        applicant = loaded.applicant(0, book)
        found = [_answered(measure, applicant) for measure in _measures(files)]
        for each in found:
            _ = each.judgement.trace  # written while the sheet is still there
        return loaded.names_at([0])[0], found


def _with_unit(given: str, question: Question) -> str:
    """A bare number is in the unit that the form names."""
    bare = given.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()
    return given + question.unit if bare and question.ref.fact.numeric else given


def _answered(measure: Measure, applicant: Applicant) -> Answered:
    failed = tuple(
        (test.text, near_miss(test.condition, applicant))
        for test in measure.tests
        if truth(test.condition, applicant) is False
    )
    return Answered(judge(measure, applicant), failed)


def _measures(files: Iterable[MeasureFile]) -> list[Measure]:
    return [measure for file in files for measure in file.measures if measure.entity == ENTITY]
