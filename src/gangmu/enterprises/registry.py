"""Import a registry: a workbook of enterprises or projects becomes snapshots of typed facts.

The way of a sheet: find its header, encode each column, check its ids, sort, write. Every bad cell
of the file is listed at once and nothing is imported; what was imported before stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gangmu.enterprises.columns import Encoded, encode, list_few
from gangmu.enterprises.headers import Column, Header, find_header
from gangmu.measures.facts import FactBook
from gangmu.reading.sheets import Sheet, Value, read_sheets
from gangmu.store import Draft, Workspace, sha256_of
from gangmu.terms import BlankForm, Cell, InputError, InputErrors, Snapshot

#: Stage, what is done, what there is to do.
Progress = Callable[[str, int, int], None]

ENTERPRISE = "企业"
CREDIT_CODE = "统一社会信用代码"
#: The entities that a sheet may be recognised as by its header alone.
COMMON = (ENTERPRISE, "项目")

#: How a row below the data begins that is none: a sum, a note, who filled the form in.
_FOOTER = re.compile(
    r"(?:合计|总计|小计|共计|备注|说明|填表|制表|填报|单位负责人|审核|注[:：0-9]|注$)"
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A sheet that was recognised: whose facts it holds, and its header."""

    file: str
    sheet: Sheet
    entity: str
    header: Header
    id: str
    unique: bool

    def placed(self, error: InputError, row: int, column: Column) -> InputError:
        """Give an error with its cell; ``row`` is an index."""
        cell = Cell(self.file, self.sheet.name, row + 1, column.letter)
        return InputError(error.cause, str(cell), error.remedy)


def import_registry(
    workspace: Workspace,
    path: Path,
    book: FactBook,
    entity: str | None = None,
    by: str | None = None,
    progress: Progress | None = None,
) -> list[Snapshot]:
    """Import the sheets of a registry as the current snapshots of their entities.

    A sheet holds the entity it is named after (企业, 项目, 贷款, 认定 … any of the dictionary), else
    ``entity``; where that is 企业 or not said, the one of 企业 and 项目 that its header speaks more of. Rows of an entity without a
    key of its own (认定, 兑付) belong to the enterprise they name. Notes of a snapshot say what was not
    used, rounded or doubted.
    Raises ``InputErrors`` with every bad cell of the file; then nothing has changed.
    """
    sha256 = sha256_of(path) if path.is_file() else ""
    if progress:
        progress("读取表格", 0, 1)
    sheets = read_sheets(path)
    sources, unused = _recognise(sheets, path, book, entity, workspace.year)
    drafts: list[Draft] = []
    errors: list[InputError] = []
    for source in sources:
        try:
            table, columns, notes = _read(source, progress)
        except InputErrors as found:
            errors += found.errors
            continue
        drafts.append(
            Draft(source.entity, table, path, source.sheet.name, columns, unused + notes, sha256)
        )
    if errors:
        raise InputErrors(errors)
    drafts = [_with_strangers(workspace, draft, drafts) for draft in drafts]
    if progress:
        progress("写入快照", 0, 1)
    return workspace.write_snapshots(drafts, by=by)


def _recognise(
    sheets: Sequence[Sheet], path: Path, book: FactBook, entity: str | None, year: int
) -> tuple[list[_Source], tuple[str, ...]]:
    """Decide which sheets to read, and as what; the others are named in a note."""
    if entity is not None and entity not in book.entities:
        raise InputError(
            f"不能登记「{entity}」", str(path), f"可以登记：{'、'.join(book.entities)}"
        )
    found: list[_Source] = []
    unused: list[str] = []
    for sheet in sheets:
        named = sheet.name in book.entities
        # A book of enterprises may hold a sheet of projects; a book of projects without their
        # numbers must not become the registry of enterprises.
        others = COMMON if entity in (None, ENTERPRISE) else (entity,)
        kinds = (sheet.name,) if named else others
        candidates = [
            _Source(path.name, sheet, kind, header, id, key is not None)
            for kind in kinds
            for key, id in [(book.key(kind), _id_of(book, kind))]
            if (header := find_header(sheet, book, kind, id, path.name, year))
        ]
        if candidates:
            found.append(max(candidates, key=_fit))
        elif named:
            raise InputError(
                "找不到表头",
                f"{path.name} {sheet.name}",
                "表头应在前 30 行内，写明列名（如「企业名称」）",
            )
        elif sheet.rows:
            unused.append(sheet.name)
    # A list of contacts also has names and places: without ids it is a registry only by its name,
    # or if nothing else is one, so that the missing column is told.
    sure = [one for one in found if one.sheet.name in book.entities or _fit(one)[0]] or found
    unused += [source.sheet.name for source in found if source not in sure]
    sources: list[_Source] = []
    for kind in book.entities:
        alike = [source for source in sure if source.entity == kind]
        named_so = [source for source in alike if source.sheet.name == kind] or alike
        if len(named_so) > 1:
            names = "、".join(f"「{source.sheet.name}」" for source in named_so)
            raise InputError(
                f"工作表{names}都像{kind}登记", str(path), f"把要导入的一张命名为「{kind}」"
            )
        sources += named_so
        unused += [source.sheet.name for source in alike if source not in named_so]
    if not sources:
        ids = "、".join(f"「{_id_of(book, kind)}」" for kind in COMMON)
        raise InputError(
            "没有找到登记表的表头", str(path), f"表头应在前 30 行内，至少要有{ids}之一和其他列名"
        )
    return sources, (f"未导入的工作表：{'、'.join(unused)}",) if unused else ()


def _id_of(book: FactBook, entity: str) -> str:
    """Name the fact that every row of an entity must state: its key, or whom it belongs to."""
    key = book.key(entity)
    if key is not None:
        return key.name
    parents = [parent for other in book.parents(entity) if (parent := book.key(other))]
    return parents[0].name if parents else CREDIT_CODE


def _fit(source: _Source) -> tuple[bool, int]:
    facts = {column.fact.name for column in source.header.columns}
    return source.id in facts, len(facts)


def _read(
    source: _Source, progress: Progress | None
) -> tuple[pa.Table, dict[str, str], tuple[str, ...]]:
    """Read a sheet into the table of a snapshot; raises ``InputErrors`` with all that is wrong."""
    header = source.header
    errors = [(header.row, -1, error) for error in header.errors]
    columns = [column for column in header.columns if column.unit or not column.fact.numeric]
    rows, skipped = _data_rows(source)
    cells = list(zip_longest(*(line for _, line in rows)))
    encoded: dict[str, Encoded] = {}
    notes = list(header.notes)
    for done, column in enumerate(columns):
        if progress:
            progress(f"读取{source.entity}", done, len(columns))
        values = cells[column.index] if column.index < len(cells) else (None,) * len(rows)
        result = encoded.setdefault(column.name, encode(column, values))
        if result.refused:
            error = result.refused
            errors.append((header.row, column.index, source.placed(error, header.row, column)))
        for position, error in result.bad.items():
            row = rows[position][0]
            errors.append((row, column.index, source.placed(error, row, column)))
        notes += result.notes
    for column in columns:
        if column.name == source.id:
            errors += _check_ids(source, column, rows, encoded[column.name])
    if not rows:
        empty = BlankForm("表头下面没有数据", f"{source.file} {source.sheet.name}", "请检查工作表")
        errors.append((header.below, -1, empty))
    if errors:
        raise InputErrors([error for *_, error in sorted(errors, key=lambda found: found[:2])])
    table = pa.table(
        {"_row": pa.array([index + 1 for index, _ in rows], pa.int32())}
        | {name: result.array for name, result in encoded.items()}
    )
    if skipped:
        notes.append(f"未读的行（合计、说明等）：{list_few([str(row + 1) for row in skipped])}")
    notes += source.sheet.doubts
    table = table.take(_order(table, _order_of(source))).combine_chunks()
    return table, {column.name: column.letter for column in columns}, tuple(notes)


def _order_of(source: _Source) -> tuple[str, ...]:
    return ("注册地", "行业代码", source.id) if source.entity == ENTERPRISE else (source.id,)


def _data_rows(source: _Source) -> tuple[list[tuple[int, Sequence[Value]]], list[int]]:
    """List the rows below the header that hold data, and those that only look like it (合计)."""
    place = next((c.index for c in source.header.columns if c.name == source.id), None)
    rows: list[tuple[int, Sequence[Value]]] = []
    skipped: list[int] = []
    for index in range(source.header.below, len(source.sheet.rows)):
        line = source.sheet.rows[index]
        first = next((text for cell in line if (text := _written(cell))), "")
        if not first:
            continue
        own = _written(line[place]) if place is not None and place < len(line) else ""
        if own in ("", first) and _FOOTER.match(first):
            skipped.append(index)
        else:
            rows.append((index, line))
    return rows, skipped


def _written(cell: Value) -> str:
    return "" if cell is None else "".join(str(cell).split())


def _check_ids(
    source: _Source,
    column: Column,
    rows: Sequence[tuple[int, Sequence[Value]]],
    encoded: Encoded,
) -> list[tuple[int, int, InputError]]:
    """Require an id in every row, and each only once."""
    errors = []
    id = column.fact.name
    seen: dict[str, int] = {}
    for position, value in enumerate(encoded.array.to_pylist()):
        if position in encoded.bad:
            continue
        row = rows[position][0]
        if value is None:
            error = InputError(f"缺少{id}", "", "请补上；不是数据的行请删去")
        elif value in seen and source.unique:
            first = f"{column.letter}{seen[value] + 1}"
            error = InputError(f"{id}「{value}」重复，{first} 已经有了", "", "请删去一行")
        else:
            seen[value] = row
            continue
        errors.append((row, column.index, source.placed(error, row, column)))
    return errors


def _order(table: pa.Table, facts: Sequence[str]) -> pa.Array[Any]:
    """Give the order of the rows by some facts, unknown last."""
    keys: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    for fact in facts:
        if fact in table.column_names:
            words = table.column(fact).to_pylist()
            ranks = {word: rank for rank, word in enumerate(sorted({w for w in words if w}))}
            keys.append(np.array([ranks.get(word, len(ranks)) for word in words], np.int64))
    order = np.lexsort(keys[::-1]) if keys else np.arange(table.num_rows)
    return pa.array(order, pa.int64())


def _with_strangers(workspace: Workspace, draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """Note the credit codes of projects whose enterprise is not in the registry."""
    if draft.name == ENTERPRISE or CREDIT_CODE not in draft.table.column_names:
        return draft
    tables = [other.table for other in drafts if other.name == ENTERPRISE]
    if not tables:
        current = workspace.current(ENTERPRISE)
        if current is None:
            return _noted(draft, "还没有企业登记，项目的申报企业无法核对")
        tables = [workspace.table(current)]
    known = set(tables[0].column(CREDIT_CODE).to_pylist())
    codes = dict.fromkeys(draft.table.column(CREDIT_CODE).to_pylist())
    strangers = [code for code in codes if code is not None and code not in known]
    if not strangers:
        return draft
    return _noted(draft, f"申报企业不在企业登记中（{len(strangers)} 家）：{list_few(strangers)}")


def _noted(draft: Draft, note: str) -> Draft:
    return replace(draft, notes=(*draft.notes, note))
