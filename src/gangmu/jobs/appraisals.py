"""Review the enterprises of a workspace by its method of 综合评定, and keep the result as facts."""

from __future__ import annotations

from datetime import date

from gangmu.enterprises import appraisal
from gangmu.enterprises.appraisal import Appraised
from gangmu.jobs.registers import refresh
from gangmu.measures.facts import load_facts
from gangmu.measures.periods import Assessment
from gangmu.settlement.applicants import REVIEWED
from gangmu.store import Workspace
from gangmu.terms import InputError

FILE = "appraisal.yaml"


def appraise(workspace: Workspace, as_of: date) -> Appraised:
    """Review the enterprises in scope and keep the grades as the snapshot 综合评定.

    A settlement then reads them wherever the registry leaves 年度综合评定 blank. Raises
    ``InputError`` where the method is not in force on the day.
    """
    path = workspace.path / FILE
    own = path if path.exists() else None
    book = load_facts(workspace.facts, workspace.rates)
    method = appraisal.load_method(own, book)
    if not appraisal.in_force(method, as_of):
        raise InputError(
            f"评定办法「{method.name}」当日不适用", str(own or FILE), "核对施行与失效日期"
        )
    refresh(workspace, ["enterprises"])
    snapshot = workspace.current("企业")
    if snapshot is None:
        raise InputError("还没有导入企业登记", str(workspace.path), "先运行 gangmu import")
    table = workspace.table(snapshot)
    reviews = appraisal.appraise(method, table, book, Assessment(workspace.year, as_of))
    grades = appraisal.grades_table(reviews)
    source = own or snapshot.path / "manifest.json"
    workspace.write_snapshot(REVIEWED, grades, source=source, sheet=method.name, columns={})
    recorded = {}
    if "年度综合评定" in table.column_names:
        codes = table.column("统一社会信用代码").to_pylist()
        told = table.column("年度综合评定").to_pylist()
        recorded = {str(c): str(g) for c, g in zip(codes, told, strict=True) if g is not None}
    return Appraised(method, tuple(reviews), recorded, workspace.name, workspace.year)
