"""Indicator tables: rows of name, unit and values under years, as claims.

A grid counts as an indicator table when its head names indicators and years or targets. A cell
gives the number only; the unit comes from the unit column, from brackets behind the name, or from
the caption (单位：亿元); the year from the head of the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gangmu.extraction.framing import Part
from gangmu.extraction.heads import Head, bracketed_unit, is_binding, is_name, is_unit, read_head
from gangmu.extraction.state import Draft, Noun, Sentence, State
from gangmu.terms import Baseline, Comparator, Document, Kind, Span, Table, Unit
from gangmu.writing.dates import find_times
from gangmu.writing.quantities import Lexeme, find_quantities
from gangmu.writing.units import NO_UNIT, find_unit

_NUMBER = re.compile(
    r"\s*(?P<mark>≥|≤|>=|<=|＞|＜|>|<|不低于|不高于|不少于|不超过|超过|大于|小于|低于|约|力争)?\s*(?P<open>[\[［【〔])?\s*"
    r"(?P<low>-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*%?(?:[（(]不?含[)）])?(?:\s*(?P<dash>[—–\-~～－至])\s*(?P<high>[0-9][0-9,]*(?:\.[0-9]+)?))?\s*(?P<unit>(?!以[上下内]|左右)[^0-9\s，。；、\[\]［］【】〔〕]{1,8}?)?\s*[\]］】〕]?\s*(?P<after>以上|左右|以下|以内|以?上)?\s*"
)
_MARKS = {
    "≥": Comparator.GE, ">=": Comparator.GE, "不低于": Comparator.GE, "不少于": Comparator.GE, "以上": Comparator.GE,
    "≤": Comparator.LE, "<=": Comparator.LE, "不高于": Comparator.LE, "不超过": Comparator.LE, "以下": Comparator.LE, "以内": Comparator.LE,
    "＞": Comparator.GT, ">": Comparator.GT, "超过": Comparator.GT, "大于": Comparator.GT,
    "＜": Comparator.LT, "<": Comparator.LT, "小于": Comparator.LT, "低于": Comparator.LT,
    "约": Comparator.APPROX, "左右": Comparator.APPROX,
}  # fmt: skip
_YEAR_HEAD = re.compile(r"(?:19|20)[0-9]{2}(?:\s?年|\Z)")
_BRACKETED_UNIT = re.compile(r"[（(]([^（()）]{1,12})[）)]\s*\Z")
_PLACES = re.compile("地区|县区|区县|园区|镇街|街镇|市州|县（?市|单位(?!名)")
_NUMBERING = re.compile(
    r"\s*(?:[0-9一二三四五六七八九十]{1,3}[.．、]\s*|[（(][0-9一二三四五六七八九十]{1,3}[）)]\s*|[①-⑳]\s*|其中[：:]?)"
)
_CAPTION_UNIT = re.compile(r"单位[:：]\s*([^\s，,；;）)]{1,8})")
_COLUMNS = re.compile(r"[ \u3000]{2,}|\t")

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose head was understood: where names, units and 属性 stand, and the value columns."""

    table: Table
    rows: list[list[Extent]]
    names: list[int]
    unit_at: int | None
    binding_at: int | None
    heads: dict[int, tuple[Extent, Head]]
    unit: Unit | None


def tables_of(document: Document) -> list[Table]:
    """Give the tables of a document, and those set with blanks that no reader could see."""
    covered = [(t.span.start, t.span.end) for t in document.tables]
    found = [*document.tables]
    for rows in _spaced(document.text):
        start, end = rows[0][0][0], rows[-1][-1][1]
        if not any(a < end and start < b for a, b in covered):
            cells = tuple(tuple(Span(document.id, a, b) for a, b in row) for row in rows)
            found.append(Table(Span(document.id, start, end), "", cells))
    return sorted(found, key=lambda t: t.span.start)


def _spaced(text: str) -> Iterator[list[list[Extent]]]:
    """Find runs of lines whose columns are set apart by two blanks or more."""
    rows: list[list[Extent]] = []
    if "  " not in text and "\u3000\u3000" not in text:
        return
    offset = 0
    for line in [*text.split("\n"), ""]:
        cells = (
            _cells(line, offset) if "  " in line or "\u3000\u3000" in line or "\t" in line else []
        )
        if rows and len(cells) != len(rows[0]):
            if len(rows) > 2:
                yield rows
            rows = []
        if len(cells) >= 3:
            rows.append(cells)
        offset += len(line) + 1
    if len(rows) > 2:
        yield rows


def _cells(line: str, offset: int) -> list[Extent]:
    body = line.strip()
    at = line.find(body)
    cells: list[Extent] = []
    start = at
    for gap in _COLUMNS.finditer(line, at, at + len(body)):
        cells.append((offset + start, offset + gap.start()))
        start = gap.end()
    cells.append((offset + start, offset + at + len(body)))
    return cells


def indicator_grids(state: State, tables: list[Table]) -> list[Grid]:
    """Understand the tables whose head says what the values are; the others stay prose."""
    return [grid for table in tables if (grid := _grid(state, table)) is not None]


def read_grids(state: State, grids: list[Grid]) -> list[Draft]:
    """Read the value cells of every table that was understood."""
    return [draft for grid in grids for row in grid.rows for draft in _read_row(state, grid, row)]


def _grid(state: State, table: Table) -> Grid | None:
    text = state.text
    rows = [[(c.start, c.end) for c in row] for row in table.cells]
    heads = _head_rows(text, rows)
    if not heads:
        return None
    width = max(map(len, rows))
    words = [
        "".join(dict.fromkeys(text[r[i][0] : r[i][1]].strip() for r in rows[:heads] if i < len(r)))
        for i in range(width)
    ]
    unit_at = next((i for i, w in enumerate(words) if is_unit(w)), None)
    binding_at = next((i for i, w in enumerate(words) if is_binding(w)), None)
    names = [i for i, w in enumerate(words) if is_name(w)] or [0]
    near = table.caption + text[max(0, table.span.start - 60) : table.span.start]
    years = [t.last for t in find_times(near.rpartition("。")[2]) if t.last is not None]
    caption_unit = _CAPTION_UNIT.search(near)
    unit = find_unit(caption_unit.group(1)) if caption_unit else None
    places = any(_PLACES.search(words[i]) for i in names)
    values: dict[int, tuple[Extent, Head]] = {}
    for at, said in enumerate(words):
        if at in (*names, unit_at, binding_at) and not bracketed_unit(said):
            continue
        year = years[-1] if years else None
        head = read_head(state, said, year, places=places, caption=unit)
        if head is not None and at not in names[:1]:
            cell = next(r[at] for r in reversed(rows[:heads]) if at < len(r))
            values[at] = (cell, head)
    if not values:
        return None
    if any(head.kind is Kind.AWARD for _, head in values.values()):
        # 设备投资额（亿元） | 奖励比例（%）: what is asked for stands beside what is given
        for at, said in enumerate(words):
            unit = bracketed_unit(said)
            if at not in values and unit is not None:
                cell = next(r[at] for r in reversed(rows[:heads]) if at < len(r))
                values[at] = (cell, Head(Kind.CONDITION, None, None, unit, named=True))
                names = [i for i in names if i != at] or [at]
    names = [i for i in names if i < min(values)] or names[:1]
    return Grid(table, rows[heads:], names, unit_at, binding_at, values, unit)


def _head_rows(text: str, rows: list[list[Extent]]) -> int:
    """Count the rows of the head: those before the first row with a value, three at most."""
    for heads, row in enumerate(rows[:4]):
        words = [text[a:b].strip() for a, b in row]
        if any(_NUMBER.fullmatch(w) and not _YEAR_HEAD.match(w) for w in words):
            return heads
    return 1 if len(rows) > 1 else 0


def _read_row(state: State, grid: Grid, row: list[Extent]) -> Iterator[Draft]:
    text = state.text
    # the innermost name that is not empty: 二级指标 before 一级指标
    named = [row[i] for i in grid.names if i < len(row) and text[row[i][0] : row[i][1]].strip()]
    if not named:
        return
    name = named[-1]
    unit = _row_unit(text, row, name, grid.unit_at) or grid.unit
    binding = None
    if grid.binding_at is not None and grid.binding_at < len(row):
        said = text[row[grid.binding_at][0] : row[grid.binding_at][1]].strip().strip("指标")
        binding = said if said in ("约束性", "预期性") else None
    for at, (cell, head) in grid.heads.items():
        if at < len(row):
            draft = _cell(state, row[at], cell if head.named else name, head, unit)
            if draft:
                draft.binding = binding if head.kind is Kind.TARGET else None
                yield draft


def _row_unit(text: str, row: list[Extent], name: Extent, unit_at: int | None) -> Unit | None:
    if unit_at is not None and unit_at < len(row):
        found = find_unit(text[row[unit_at][0] : row[unit_at][1]].strip())
        if found is not None and found.name:
            return found
    return bracketed_unit(text[name[0] : name[1]])


def _cell(state: State, cell: Extent, name: Extent, head: Head, unit: Unit | None) -> Draft | None:
    text = state.text
    lexeme = _lexeme(text, cell, head.unit or unit)
    if lexeme is None:
        return None
    sentence = Sentence(cell[0], cell[1], Part.GOAL, [], state.clause_at(cell[0]))
    draft = Draft(lexeme, sentence, cell[0], cell[1], None, comparator=lexeme.comparator)
    draft.kind, draft.time = head.kind, head.time
    draft.region = state.region
    bracketed = text[cell[0] : lexeme.start].rstrip().endswith(("[", "［", "【", "〔"))
    draft.rate = "cumulative" if bracketed else head.rate or _rate_of(text[name[0] : name[1]])
    begun = state.frame.begun
    if bracketed and head.kind is Kind.ACTUAL and begun is not None and head.time:
        first = str(begun + 1)
        draft.time = f"{first}/{head.time}" if first < head.time else head.time
    if head.base and head.kind is Kind.ACTUAL:
        draft.baseline = Baseline(None, None, head.base)
    draft.noun = _name(text, *name)
    if draft.noun is None:
        draft.doubts.append("指标：表格这一行没有指标名称")
    return draft


def _rate_of(name: str) -> str | None:
    return "annual_average" if "年均" in name else "cumulative" if "累计" in name else None


def _name(text: str, start: int, end: int) -> Noun | None:
    """Cut the number before a name and the unit behind it."""
    unit = _BRACKETED_UNIT.search(text, start, end)
    if unit and find_unit(unit.group(1)) is not None:
        end = unit.start()
    number = _NUMBERING.match(text, start, end)
    start = number.end() if number else start
    while start < end and text[start] in " \t\u3000\n":
        start += 1
    while end > start and text[end - 1] in " \t\u3000\n":
        end -= 1
    return Noun(start, end, "".join(text[start:end].split())) if end - start >= 2 else None


def _lexeme(text: str, cell: Extent, unit: Unit | None) -> Lexeme | None:
    words = text[cell[0] : cell[1]]
    match = _NUMBER.fullmatch(words)
    printed = find_unit(match["unit"]) if match and match["unit"] else None
    if match and (not match["unit"] or printed is not None):
        low = Decimal(match["low"].replace(",", ""))
        high = Decimal(match["high"].replace(",", "")) if match["high"] else None
        comparator = (
            Comparator.RANGE
            if high is not None
            else _MARKS.get(match["after"] or match["mark"] or "", Comparator.EQ)
        )
        start = cell[0] + match.start("low")
        end = cell[0] + (match.end("high") if high is not None else match.end("low"))
        return Lexeme(
            start, end, low, printed or unit or NO_UNIT, comparator, cell[0], cell[1], "数", high
        )
    found = find_quantities(words)
    if not found:
        return None
    q = found[0]
    at = cell[0]
    return Lexeme(
        at + q.start,
        at + q.end,
        q.value,
        q.unit,
        q.comparator,
        at + q.left,
        at + q.right,
        q.form,
        q.high,
    )
