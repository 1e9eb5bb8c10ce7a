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
from gangmu.extraction.state import Draft, Noun, Sentence, State
from gangmu.terms import Comparator, Document, Kind, Span, Table, Unit
from gangmu.writing.quantities import Lexeme, find_quantities
from gangmu.writing.units import NO_UNIT, find_unit

_NUMBER = re.compile(
    r"\s*(?P<mark>≥|≤|>=|<=|＞|＜|>|<|不低于|不高于|不少于|不超过|超过|大于|小于|低于|约|力争)?\s*(?P<open>[\[［【〔])?\s*"
    r"(?P<low>-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*%?(?:\s*(?P<dash>[—–\-~～－至])\s*(?P<high>[0-9][0-9,]*(?:\.[0-9]+)?))?\s*(?P<unit>(?!以[上下内]|左右)[^0-9\s，。；、\[\]［］【】〔〕]{1,8}?)?\s*[\]］】〕]?\s*(?P<after>以上|左右|以下|以内|以?上)?\s*"
)
_MARKS = {
    "≥": Comparator.GE, ">=": Comparator.GE, "不低于": Comparator.GE, "不少于": Comparator.GE, "以上": Comparator.GE,
    "≤": Comparator.LE, "<=": Comparator.LE, "不高于": Comparator.LE, "不超过": Comparator.LE, "以下": Comparator.LE, "以内": Comparator.LE,
    "＞": Comparator.GT, ">": Comparator.GT, "超过": Comparator.GT, "大于": Comparator.GT,
    "＜": Comparator.LT, "<": Comparator.LT, "小于": Comparator.LT, "低于": Comparator.LT,
    "约": Comparator.APPROX, "左右": Comparator.APPROX,
}  # fmt: skip
_YEAR = re.compile(r"(20[0-9]{2}|19[0-9]{2})")
_YEAR_HEAD = re.compile(r"(?:19|20)[0-9]{2}(?:\s?年|\Z)")
_PERIOD = re.compile(r"(20[0-9]{2})\s?年?\s?[—–\-~～至]\s?(20[0-9]{2})")
_NAME_HEAD = re.compile(r"指标(?!属性|类型|性质|值)|名称|项目|内容|领域")
_UNIT_HEAD = re.compile(r"单位")
_BINDING_HEAD = re.compile(r"属性|性质|类型")
_AIM_HEAD = re.compile(r"目标|规划值|预期|计划")
_PAST_HEAD = re.compile(r"现状|基期|实际|完成(?!率|进度)|基数|现值|累计值")
_RATE_HEAD = re.compile(r"年均|增速|增长|增幅")
_TOTAL_HEAD = re.compile(r"累计|\[")
_SKIP_HEAD = re.compile(r"序号|进度|完成率|排名|备注|责任|牵头|说明")
_BRACKETED_UNIT = re.compile(r"[（(]([^（()）]{1,12})[）)]\s*\Z")
_CAPTION_UNIT = re.compile(r"单位[:：]\s*([^\s，,；;）)]{1,8})")
_COLUMNS = re.compile(r"[ \u3000]{2,}|\t")

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Column:
    """What the head says of a column of values."""

    kind: Kind
    time: str | None
    rate: str | None
    unit: Unit | None


def indicator_tables(document: Document) -> list[Table]:
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


def read_tables(state: State, tables: list[Table]) -> list[Draft]:
    """Read the value cells of every indicator table."""
    return [draft for table in tables for draft in _read_table(state, table)]


def _read_table(state: State, table: Table) -> Iterator[Draft]:
    text = state.text
    grid = [[(c.start, c.end) for c in row] for row in table.cells]
    heads = _head_rows(text, grid)
    if not heads:
        return
    width = max(map(len, grid))
    words = [
        "".join(dict.fromkeys(text[r[i][0] : r[i][1]] for r in grid[:heads] if i < len(r)))
        for i in range(width)
    ]
    name_at = next((i for i, w in enumerate(words) if _NAME_HEAD.search(w)), None)
    unit_at = next(
        (i for i, w in enumerate(words) if _UNIT_HEAD.search(w) and not _NUMBER.fullmatch(w)), None
    )
    binding_at = next((i for i, w in enumerate(words) if _BINDING_HEAD.search(w)), None)
    if name_at is None:
        name_at = 0
    columns = {
        i: column
        for i, w in enumerate(words)
        if i not in (name_at, unit_at, binding_at) and (column := _column(state, w)) is not None
    }
    if not columns:
        return
    above = text[max(0, table.span.start - 60) : table.span.start]
    caption_unit = _CAPTION_UNIT.search(table.caption + above)
    for row in grid[heads:]:
        if len(row) <= name_at:
            continue
        name = row[name_at]
        if name_at + 1 < (unit_at or 0) and not text[name[0] : name[1]].strip():
            name = row[name_at + 1]
        unit = _row_unit(text, row, name, unit_at) or (
            find_unit(caption_unit.group(1)) if caption_unit else None
        )
        binding = None
        if binding_at is not None and binding_at < len(row):
            said = text[row[binding_at][0] : row[binding_at][1]].strip()
            binding = said if said in ("约束性", "预期性") else None
        for at, column in columns.items():
            if at < len(row):
                draft = _cell(state, row[at], name, column, unit, binding)
                if draft:
                    yield draft


def _head_rows(text: str, grid: list[list[Extent]]) -> int:
    """Count the rows of the head: those before the first row with a value, if they name any."""
    heads = 0
    for row in grid[:3]:
        words = [text[a:b].strip() for a, b in row]
        values = sum(1 for w in words if _NUMBER.fullmatch(w) and not _YEAR_HEAD.match(w))
        if values and heads:
            break
        if values:
            return 0
        heads += 1
    joined = "".join(text[a:b] for row in grid[:heads] for a, b in row)
    said = _YEAR.search(joined) or _AIM_HEAD.search(joined) or _PAST_HEAD.search(joined)
    return heads if heads and heads < len(grid) and said else 0


def _column(state: State, words: str) -> _Column | None:
    if not words or _SKIP_HEAD.search(words):
        return None
    unit_match = _BRACKETED_UNIT.search(words)
    unit = find_unit(unit_match.group(1)) if unit_match else None
    period = _PERIOD.search(words)
    years = _YEAR.findall(words)
    rate = (
        "annual_average"
        if _RATE_HEAD.search(words) and re.search("年均|五年|增速", words)
        else "cumulative"
        if _TOTAL_HEAD.search(words)
        else None
    )
    if period:
        future = state.frame.base is None or int(period.group(2)) > state.frame.base
        time = period.group(2) if future else f"{period.group(1)}/{period.group(2)}"
        return _Column(Kind.TARGET if future else Kind.ACTUAL, time, rate, unit)
    if years:
        year = int(years[-1])
        aim = bool(_AIM_HEAD.search(words))
        past = bool(_PAST_HEAD.search(words))
        future = aim or (
            not past
            and (
                year > state.frame.base
                if state.frame.base is not None
                else bool(state.frame.horizon and year >= state.frame.horizon)
            )
        )
        return _Column(Kind.TARGET if future else Kind.ACTUAL, years[-1], rate, unit)
    if _AIM_HEAD.search(words):
        return _Column(
            Kind.TARGET, str(state.frame.horizon) if state.frame.horizon else None, rate, unit
        )
    if _PAST_HEAD.search(words):
        return _Column(Kind.ACTUAL, str(state.frame.base) if state.frame.base else None, rate, unit)
    if rate == "annual_average":
        return _Column(
            Kind.TARGET,
            str(state.frame.horizon) if state.frame.horizon else None,
            rate,
            find_unit("%"),
        )
    return None


def _row_unit(text: str, row: list[Extent], name: Extent, unit_at: int | None) -> Unit | None:
    if unit_at is not None and unit_at < len(row):
        found = find_unit(text[row[unit_at][0] : row[unit_at][1]].strip())
        if found is not None and found.name:
            return found
    bracketed = _BRACKETED_UNIT.search(text, *name)
    return find_unit(bracketed.group(1)) if bracketed else None


def _cell(
    state: State,
    cell: Extent,
    name: Extent,
    column: _Column,
    unit: Unit | None,
    binding: str | None,
) -> Draft | None:
    text = state.text
    lexeme = _lexeme(text, cell, column.unit or unit)
    if lexeme is None:
        return None
    sentence = Sentence(cell[0], cell[1], Part.GOAL, [], state.clause_at(cell[0]))
    draft = Draft(lexeme, sentence, cell[0], cell[1], None, comparator=lexeme.comparator)
    draft.kind, draft.time = column.kind, column.time
    draft.binding = binding if column.kind is Kind.TARGET else None
    draft.region = state.region
    bracketed = text[cell[0] : lexeme.start].rstrip().endswith(("[", "［", "【", "〔"))
    draft.rate = "cumulative" if bracketed else column.rate
    start, end = name
    unit_match = _BRACKETED_UNIT.search(text, start, end)
    if unit_match and find_unit(unit_match.group(1)) is not None:
        end = unit_match.start()
    number = re.compile(
        r"[0-9一二三四五六七八九十]{1,3}[.．、]\s*|[（(][0-9一二三四五六七八九十]{1,3}[）)]\s*"
    ).match(text, start, end)
    start = number.end() if number else start
    if end - start >= 2:
        draft.noun = Noun(start, end, text[start:end].strip())
    else:
        draft.doubts.append("表格这一行没有指标名称")
    return draft


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
