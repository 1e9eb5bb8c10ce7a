"""Try what is not published: check a measure file, judge one applicant by it, change a few words."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.jobs.measures import Checked, check_measures
from gangmu.measures.facts import load_facts
from gangmu.measures.interpreter import Judgement, judge
from gangmu.measures.periods import Assessment
from gangmu.settlement.applicants import load_applicants
from gangmu.settlement.explain import find
from gangmu.settlement.run import Settlement
from gangmu.settlement.simulation import Simulation, changed_files, simulate
from gangmu.store import Workspace
from gangmu.terms import Document, InputError


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file that is not published says of one applicant: a judgement for each measure."""

    applicant: str
    judgements: tuple[Judgement, ...]


def check_text(
    workspace: Workspace, documents: Sequence[Document], name: str, content: str
) -> Checked:
    """Check the text of a measure file as if it stood in the workspace under a name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_text(content, encoding="utf-8")
        return check_measures(workspace, documents, [path])


def try_text(
    workspace: Workspace,
    documents: Sequence[Document],
    name: str,
    content: str,
    wanted: str,
    as_of: date,
) -> Trial:
    """Judge one applicant of the registries on a day by the text of a measure file.

    Raises ``InputError`` where the file has errors, and where nobody, or several, are found.
    """
    checked = check_text(workspace, documents, name, content)
    if checked.errors:
        raise InputError(f"措施文件还有 {len(checked.errors)} 处错误", name, "先改好再试算")
    measures = [measure for file in checked.files for measure in file.measures]
    book, assessment = (
        load_facts(workspace.facts, workspace.rates),
        Assessment(workspace.year, as_of),
    )
    entities = sorted({measure.entity for measure in measures})
    loaded = [load_applicants(workspace, entity, book, assessment) for entity in entities]
    applicants, row = find([each for each in loaded if each is not None], wanted)
    one = applicants.applicant(row, book)
    fitting = [measure for measure in measures if measure.entity == applicants.entity]
    return Trial(applicants.names_at([row])[0], tuple(judge(measure, one) for measure in fitting))


def try_change(
    workspace: Workspace, settled: Settlement, measure: str, before: str, after: str
) -> Simulation:
    """Settle a round as it is and with some words of a measure changed; nothing of it is kept.

    Raises ``InputErrors`` where the words are not found in the measure, or no longer make sense.
    """
    quoted = (json.dumps(each, ensure_ascii=False) for each in (measure, before, after))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "改.yaml"
        path.write_text("改:\n  - {{措施: {}, 原文: {}, 改为: {}}}\n".format(*quoted), "utf-8")
        changed, said = changed_files(path, settled.round.files, settled.round.book)
    return simulate(settled.round, changed, said, workspace.name)
