"""Who applies: the fact tables that measures are run over, and one row of them with its cells.

An applicants table is a fact snapshot as the store keeps it. A project's table also carries its
enterprise's facts, as columns named ``企业.<fact>``, joined by 统一社会信用代码; a project whose
enterprise is not in the registry keeps them unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.measures.columns import Below, Population
from gangmu.measures.facts import FactBook
from gangmu.measures.interpreter import Applicant
from gangmu.measures.periods import UNDATED, Assessment, stored_name
from gangmu.measures.titles import title
from gangmu.store import Workspace
from gangmu.terms import Cell, InputError, Snapshot

PARENT = "企业"
USCC = "统一社会信用代码"
#: The snapshot of a yearly review, and the fact that it gives where the registry leaves it blank.
REVIEWED, GRADE = "综合评定", "年度综合评定"


@dataclass(frozen=True, eq=False)
class Kin:
    """The rows of a child entity (an enterprise's 贷款), and whose each is (−1: nobody's)."""

    entity: str
    table: pa.Table
    snapshot: Snapshot
    parents: npt.NDArray[np.int64]

    @cached_property
    def rows(self) -> dict[int, list[int]]:
        """Map each applicant's row to those of its children."""
        found: dict[int, list[int]] = {}
        for at, parent in enumerate(self.parents.tolist()):
            found.setdefault(parent, []).append(at)
        return found

    def cell(self, row: int, fact: str) -> Cell | None:
        if fact not in self.snapshot.columns:
            return None
        source = self.table.column("_row")[row].as_py()
        return Cell(self.snapshot.source, self.snapshot.sheet, source, self.snapshot.columns[fact])


@dataclass(frozen=True, slots=True)
class Home:
    """Where a fact belongs: on whose sheet (``snapshot``, if one was imported), in which column.

    ``name`` is the fact with its period, empty where the rows of ``entity`` are wanted as such;
    ``column`` is ``None`` where the sheet has no such column.
    """

    entity: str
    name: str
    snapshot: Snapshot | None
    column: str | None

    def title(self, book: FactBook, year: int | None) -> str:
        """Write the title that its column should have."""
        fact = book.fact(self.entity, self.name.partition("(")[0])
        return title(fact, self.name, year) if fact else self.name


@dataclass(frozen=True, slots=True)
class Applicants:
    """All applicants of one entity: their facts and the snapshots these were read from.

    ``key`` is the fact that names a row, ``label`` the one that a person reads.
    """

    entity: str
    key: str
    label: str
    table: pa.Table
    snapshots: tuple[Snapshot, ...]
    parent_rows: pa.Array[Any] | None = None
    assessment: Assessment = UNDATED
    children: Mapping[str, Kin] = field(default_factory=dict)
    review: Snapshot | None = None

    def population(self) -> Population:
        """Give the applicants as the matcher reads them, with their children."""
        below = {
            kin.entity: Below(self.entity, kin.table, kin.parents) for kin in self.children.values()
        }
        return Population(self.table, self.assessment, below)

    def column(self, name: str) -> list[object]:
        """Give a column as Python values; unknown is ``None``, also where there is no column."""
        if name not in self.table.column_names:
            return [None] * self.table.num_rows
        return list(self.table.column(name).to_pylist())

    @property
    def ids(self) -> list[str]:
        return [str(value) for value in self.column(self.key)]

    @property
    def names(self) -> list[str]:
        key, label = (self.column(name) for name in (self.key, self.label))
        return [str(name or id) for id, name in zip(key, label, strict=True)]

    def names_at(self, rows: Sequence[int]) -> list[str]:
        """Give the names of some rows."""
        key, label = self.key, self.label
        taken = self.table.select([c for c in (key, label) if c in self.table.column_names])
        found = taken.take(pa.array(rows, pa.int64())).to_pylist()
        return [str(row.get(label) or row[key]) for row in found]

    @property
    def enterprises(self) -> list[str]:
        """Give the 统一社会信用代码 that each row's money goes to."""
        return [str(value) for value in self.column(USCC)]

    def home(self, fact: str, book: FactBook) -> Home:
        """Say on whose sheet a fact belongs, and whether it has a column there."""
        owner, _, name = fact.rpartition(".")
        if not owner and fact in book.children(self.entity):
            owner, name = fact, ""
        snapshot: Snapshot | None = None
        if owner in ("", self.entity):
            owner, snapshot = self.entity, self.snapshots[0]
        elif owner in self.children:
            snapshot = self.children[owner].snapshot
        elif owner == PARENT and len(self.snapshots) > 1:
            snapshot = self.snapshots[1]
        kept = () if snapshot is None else snapshot.columns
        return Home(owner, name, snapshot, stored_name(name, kept, self.assessment.year))

    def place(self, row: int, fact: str, book: FactBook) -> str:
        """Say where a missing fact of a row belongs, or why there is no such place."""
        cell = self.cell(row, fact)
        if cell is not None:
            return str(cell)
        if fact in book.rates:
            return f"工作区的 rates.yaml（「{fact}」没有那一天或那一年的值）"
        home = self.home(fact, book)
        if home.snapshot is None:
            return f"{home.entity}登记（还没有导入）"
        if home.column is None:
            return f"{home.snapshot.source} 新加的「{home.title(book, self.assessment.year)}」一列"
        if home.entity in self.children:
            return f"{home.snapshot.source} {home.snapshot.sheet} 的「{home.name}」一列"
        return f"登记表中没有这家{PARENT}"

    def cell(self, row: int, fact: str) -> Cell | None:
        """Say where a fact of a row was read."""
        parent, _, name = fact.rpartition(".")
        if parent not in ("", PARENT):
            return None
        snapshot = self.snapshots[-1] if parent else self.snapshots[0]
        column = stored_name(name, snapshot.columns, self.assessment.year)
        if column is None:
            return None
        if parent:
            source = self.parent_rows[row].as_py() if self.parent_rows is not None else None
        else:
            source = self.table.column("_row")[row].as_py()
        if source is None:
            return None
        return Cell(snapshot.source, snapshot.sheet, source, snapshot.columns[column])

    def applicant(self, row: int, book: FactBook) -> Applicant:
        """Give one row as the interpreter reads it."""

        def below(entity: str) -> list[Applicant] | None:
            kin = self.children.get(entity)
            return None if kin is None else [one(kin, at) for at in kin.rows.get(row, [])]

        def one(kin: Kin, at: int) -> Applicant:
            return Applicant.of_row(
                kin.entity,
                book,
                kin.table,
                at,
                cell=lambda fact: kin.cell(at, fact),
                assessment=self.assessment,
                parent=applicant,
            )

        applicant = Applicant.of_row(
            self.entity,
            book,
            self.table,
            row,
            cell=lambda fact: self.cell(row, fact),
            assessment=self.assessment,
            children=below,
        )
        return applicant

    def find(self, wanted: str) -> tuple[list[int], list[int]]:
        """Find the rows that are called so, and those whose name contains the words."""
        named = list(enumerate(zip(self.ids, self.names, strict=True)))
        exact = [row for row, (id, name) in named if wanted in (id, name)]
        return exact, [row for row, (_, name) in named if wanted in name]


def load_applicants(
    workspace: Workspace, entity: str, book: FactBook, assessment: Assessment = UNDATED
) -> Applicants | None:
    """Load the current applicants of an entity; ``None`` where nothing was imported."""
    key = book.key(entity)
    if key is None:
        raise InputError(
            f"{entity}没有主键，不能作申请对象", remedy="在事实表里给它的编号或名称写「主键: 是」"
        )
    label = f"{entity}名称" if book.fact(entity, f"{entity}名称") else key.name
    snapshot = workspace.current(entity)
    if snapshot is None:
        return None
    table = workspace.table(snapshot)
    children = _children(workspace, entity, book, table)
    parent = workspace.current(PARENT) if PARENT in book.parents(entity) else None
    review = workspace.current(REVIEWED)
    if parent is None:
        if entity == PARENT and review is not None:
            table = _reviewed(table, workspace.table(review))
        else:
            review = None
        return Applicants(
            entity, key.name, label, table, (snapshot,), None, assessment, children, review
        )
    parents = workspace.table(parent)
    if review is not None:
        parents = _reviewed(parents, workspace.table(review))
    joined, rows = _join(entity, table, parents)
    return Applicants(
        entity, key.name, label, joined, (snapshot, parent), rows, assessment, children, review
    )


def _children(workspace: Workspace, entity: str, book: FactBook, table: pa.Table) -> dict[str, Kin]:
    """Load the imported rows of every child entity, and find whose each is."""
    key = book.key(entity)
    if key is None or key.name not in table.column_names:
        return {}
    place = {code: at for at, code in enumerate(table.column(key.name).to_pylist())}
    found = {}
    for child in book.children(entity):
        snapshot = workspace.current(child)
        if snapshot is None:
            continue
        rows = workspace.table(snapshot)
        owners = [None] * rows.num_rows
        if key.name in rows.column_names:
            owners = rows.column(key.name).to_pylist()
        parents = np.array([place.get(owner, -1) for owner in owners], np.int64)
        found[child] = Kin(child, rows, snapshot, parents)
    return found


def _reviewed(enterprises: pa.Table, reviews: pa.Table) -> pa.Table:
    """Fill 年度综合评定 from the yearly review where the registry leaves it blank."""
    given = dict(zip(reviews[USCC].to_pylist(), reviews[GRADE].to_pylist(), strict=True))
    codes = enterprises[USCC].to_pylist()
    told = [None] * len(codes)
    if GRADE in enterprises.column_names:
        told = enterprises[GRADE].to_pylist()
        enterprises = enterprises.drop_columns([GRADE])
    both = [
        own if own is not None else given.get(code) for own, code in zip(told, codes, strict=True)
    ]
    return enterprises.append_column(GRADE, pa.array(both, pa.string()).dictionary_encode())


def _join(entity: str, children: pa.Table, parents: pa.Table) -> tuple[pa.Table, pa.Array[Any]]:
    """Put the parent's columns beside each child; give the parent's source row for each too."""
    if USCC not in children.column_names:
        raise InputError(
            f"{entity}表没有「{USCC}」一列，无法与企业对应",
            remedy="请补上单位的代码后重新导入",
        )
    place = {code: i for i, code in enumerate(parents.column(USCC).to_pylist())}
    index = pa.array([place.get(code) for code in children.column(USCC).to_pylist()], pa.int32())
    for name in parents.column_names:
        if name != "_row":
            taken = parents.column(name).combine_chunks().take(index)
            children = children.append_column(f"{PARENT}.{name}", taken)
    return children, parents.column("_row").combine_chunks().take(index)
