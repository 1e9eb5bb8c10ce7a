"""Import series of observations from sheets, and read them back from the snapshot.

A sheet may be long (指标 | 地区 | 时期 | 数值 | 单位 | 来源 | 等级 | 备注, or the columns of SDMX-CSV) or wide
(periods as columns, on one or several header rows with merged cells, the unit in a 单位 column, in
the header ``2020年（亿元）`` or in the name ``工业增加值（亿元）``). Everything that cannot be read is listed
by sheet, row and column, all at once. Nothing is overwritten: a later row for the same indicator,
region and period is a later vintage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa

from gangmu.indicators.definitions import Accumulation, Definitions, Indicator, unit_named
from gangmu.indicators.headings import find_heading
from gangmu.indicators.observations import Grade, Observation
from gangmu.indicators.periods import Period, read_period
from gangmu.measures.yamltext import did_you_mean, nearest
from gangmu.reading.sheets import Percent, Sheet, letter, read_sheets
from gangmu.store import Draft, Workspace, sha256_of
from gangmu.terms import BlankForm, Cell, InputError, InputErrors, Snapshot, Unit
from gangmu.writing.units import unit

SNAPSHOT = "series"
#: How a note begins that rows were left out because nobody has defined their indicator.
UNDEFINED = "没有定义指标"

_GRADE_WORDS = {"official": Grade.OFFICIAL, "seed": Grade.DOCUMENT, "report": Grade.REPORT}
_GRADE_WORDS |= {"weak": Grade.WEAK} | {str(grade): grade for grade in Grade}


def import_series(
    workspace: Workspace, path: Path, definitions: Definitions, by: str | None = None
) -> Snapshot:
    """Import a file of series as the workspace's current snapshot ``series``.

    Raises ``InputErrors`` with every bad cell; the old snapshot then stays current.
    """
    # Hashed before it is read, so that an edit in between is noticed.
    digest = sha256_of(path)
    reader = _Reader(path.name, workspace.region, definitions)
    for sheet in read_sheets(path):
        reader.notes += sheet.doubts
        reader.read(sheet)
    if reader.errors:
        raise InputErrors(reader.errors)
    if not reader.rows and reader.undefined:
        few = "、".join(f"「{word}」" for word in list(reader.undefined)[:4])
        raise InputError(
            f"表里的指标都还没有定义：{few}{'等' if len(reader.undefined) > 4 else ''}",
            path.name,
            "先写 indicators/ 里的指标文件（gangmu targets 规划文件 -o indicators/草稿.yaml 可以起草），再导入",
        )
    if not reader.rows:
        raise BlankForm(
            "没有一个观测值", path.name, "表头要有「指标」「时期」「数值」，或以年份为列"
        )
    for word, cells in reader.undefined.items():
        near = nearest(word, definitions.words)
        hint = f"，是不是「{near}」？" if near else ""
        reader.notes.append(f"{UNDEFINED}「{word}」，{len(cells)} 行未用（{cells[0]} 起）{hint}")
    if reader.blanks:
        reader.notes.append(f"空白单元格 {reader.blanks} 个，按未知处理")
    if reader.merged:
        reader.notes.append(f"{reader.merged} 行没有指标名称，按合并单元格取上一行的")
    draft = Draft(
        SNAPSHOT,
        pa.table(reader.columns(), schema=pa.schema(_COLUMNS)),
        path,
        "、".join(dict.fromkeys(row.sheet for row in reader.rows)),
        reader.letters,
        tuple(reader.notes),
        digest,
    )
    return workspace.write_snapshots([draft], by=by)[0]


def load_observations(workspace: Workspace) -> tuple[Observation, ...]:
    """Read the current series of a workspace; empty where nothing was imported."""
    snapshot = workspace.current(SNAPSHOT)
    if snapshot is None:
        return ()
    return tuple(
        Observation(
            indicator=row["indicator"],
            region=row["region"],
            period=_known_period(row["period"]),
            value=Decimal(row["value"]),
            unit=unit(row["unit"]),
            source=row["source"],
            grade=Grade(row["grade"]),
            note=row["note"],
            vintage=row["vintage"],
            cell=Cell(snapshot.source, row["_sheet"], row["_row"], row["_column"]),
        )
        for row in workspace.table(snapshot).to_pylist()
    )


def _known_period(text: str) -> Period:
    period = read_period(text)
    assert period is not None, text
    return period


_TEXT = pa.string()
_COLUMNS: dict[str, pa.DataType] = {
    "indicator": _TEXT,
    "region": _TEXT,
    "period": _TEXT,
    "value": _TEXT,  # an exact decimal; a decimal type of Parquet would fix its scale
    "unit": _TEXT,
    "source": _TEXT,
    "grade": _TEXT,
    "note": _TEXT,
    "vintage": pa.int32(),
    "_sheet": _TEXT,
    "_row": pa.int32(),
    "_column": _TEXT,
}

_HEADERS = {
    "indicator": ("指标", "指标名称", "项目", "INDICATOR"),
    "region": ("地区", "区域", "区", "REF_AREA"),
    "period": ("时期", "年份", "年度", "时间", "期", "TIME_PERIOD"),
    "value": ("数值", "数据", "值", "实际值", "OBS_VALUE"),
    "unit": ("单位", "计量单位", "UNIT_MEASURE"),
    "source": ("来源", "数据来源", "出处", "SOURCE"),
    "grade": ("等级", "来源等级", "数据等级", "GRADE"),
    "note": ("备注", "说明", "注", "COMMENT_OBS"),
    "power": ("UNIT_MULT",),
}
#: Columns that say nothing of a value's size: the technical ones of SDMX-CSV, a table's numbering.
_IDLE = frozenset(
    ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "DATAFLOW", "FREQ", "VINTAGE",
     "OBS_STATUS", "DECIMALS", "序号")
)  # fmt: skip
_CHANGES = re.compile("同比|增速|增长|增幅|排名|位次")
_FIELDS = {word: name for name, words in _HEADERS.items() for word in words}
_BRACKETED = re.compile(r"(?P<name>.*?)\s*[（(](?P<unit>[^（()）]+)[)）]")


@dataclass(frozen=True, slots=True)
class _Row:
    """One value as it was found, before vintages are counted."""

    indicator: str
    region: str
    period: Period
    value: Decimal
    unit: Unit
    source: str
    grade: Grade
    note: str
    sheet: str
    row: int
    column: str


@dataclass
class _Reader:
    """Reads sheet after sheet and gathers rows, errors and notes."""

    file: str
    region: str
    definitions: Definitions
    rows: list[_Row] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    undefined: dict[str, list[str]] = field(default_factory=dict)
    blanks: int = 0
    merged: int = 0
    #: What is said once for a sheet: its 资料来源, the indicator of the row above.
    footer: str = ""
    above: str | None = None

    def columns(self) -> dict[str, list[object]]:
        """Give the columns of the snapshot, sorted by indicator, region, period, row."""
        seen: dict[tuple[str, str, Period], int] = {}
        found: list[tuple[_Row, int]] = []
        for row in self.rows:
            key = (row.indicator, row.region, row.period)
            found.append((row, seen.setdefault(key, 0)))
            seen[key] += 1
        found.sort(key=lambda item: (item[0].indicator, item[0].region, item[0].period, item[1]))
        return {
            "indicator": [row.indicator for row, _ in found],
            "region": [row.region for row, _ in found],
            "period": [str(row.period) for row, _ in found],
            "value": [f"{row.value:f}" for row, _ in found],
            "unit": [row.unit.name for row, _ in found],
            "source": [row.source for row, _ in found],
            "grade": [str(row.grade) for row, _ in found],
            "note": [row.note for row, _ in found],
            "vintage": [vintage for _, vintage in found],
            "_sheet": [row.sheet for row, _ in found],
            "_row": [row.row for row, _ in found],
            "_column": [row.column for row, _ in found],
        }

    def read(self, sheet: Sheet) -> None:
        """Read one sheet, long or wide; a sheet without a header of ours is left out, and said."""
        head = find_heading(sheet.rows, _text, lambda title: _FIELDS.get(title) == "indicator")
        if head is None:
            if any(_text(cell) for cells in sheet.rows for cell in cells):
                self.notes.append(f"工作表「{sheet.name}」没有「指标」列，未读")
            return
        fields: dict[str, int] = {}
        columns: dict[int, tuple[Period | None, str]] = {}
        for at, titles in enumerate(head.titles):
            title = head.title(at)
            name = _FIELDS.get(title) or (_FIELDS.get(titles[-1]) if titles else None)
            period, printed = _period_over(titles)
            if period is not None and (name in (None, "value")):
                columns[at] = (period, printed)
            elif name and name not in fields:
                fields[name] = at
            elif name:
                self._error(sheet, head.first, at, f"「{title}」列出现了两次", "删去一列")
            elif title and _CHANGES.search(titles[-1]):
                self.notes.append(f"工作表「{sheet.name}」的「{title}」列不是数值，未读")
            elif title and title not in _IDLE:
                known = [word for words in _HEADERS.values() for word in words]
                self._error(
                    sheet, head.last, at, f"不认识的列「{title}」", did_you_mean(title, known)
                )
        self.letters |= {name: letter(at) for name, at in fields.items()}
        if "grade" not in fields:
            grades = "、".join(Grade)
            self._error(
                sheet, head.first, fields["indicator"], "没有「等级」列",
                f"加一列「等级」，每行写明这个数出自哪里：{grades}",
            )  # fmt: skip
            return
        if "value" in fields and "period" in fields:
            columns = {fields["value"]: (None, "")}
        elif not columns:
            self._error(
                sheet, head.first, 0, "没有「时期」和「数值」两列，也没有以年份为名的列", "补上表头"
            )
            return
        self.footer = _footer(sheet.rows[head.last + 1 :])
        self.above = None
        for at in range(head.last + 1, len(sheet.rows)):
            cells = sheet.rows[at]
            if any(_text(cell) for cell in cells) and not _is_note(cells):
                self._row(sheet, at, fields, columns)

    def _row(
        self,
        sheet: Sheet,
        at: int,
        fields: dict[str, int],
        columns: Mapping[int, tuple[Period | None, str]],
    ) -> None:
        def text(name: str) -> str:
            column = fields.get(name)
            return _text(_cell(sheet, at, column)) if column is not None else ""

        indicator, in_name = self._indicator(sheet, at, fields["indicator"])
        if indicator is None:
            return
        grade = self._grade(sheet, at, fields.get("grade"))
        for column, (period, in_header) in columns.items():
            cell = _cell(sheet, at, column)
            if not _text(cell):
                self.blanks += 1
                continue
            value = _value(cell)
            if value is None:
                self._error(sheet, at, column, f"「{_text(cell)}」不是数", "只写数字，不知道就留空")
            elif text("power"):
                value = self._scaled(sheet, at, fields["power"], value)
            when = period or self._period(sheet, at, fields["period"])
            if when and indicator.accumulation is Accumulation.TO_DATE:
                when = when.to_date
            measured = self._unit(
                sheet,
                at,
                fields.get("unit", column),
                text("unit") or in_name or in_header,
                indicator,
            )
            if isinstance(cell, Percent) and value is not None:
                # What people see as 43.9% is 0.439 in the cell, and the series speaks of 43.9 (%).
                value *= 100
                if measured and measured.dimension != "率":
                    self._error(
                        sheet, at, column, "百分比单元格，单位却不是 %", "改单元格格式或单位"
                    )
            if not (grade and value is not None and when and measured):
                continue
            self.rows.append(
                _Row(
                    indicator.name,
                    text("region") or self.region,
                    when,
                    value,
                    measured,
                    text("source") or self.footer,
                    grade,
                    text("note"),
                    sheet.name,
                    at + 1,
                    letter(column),
                )
            )

    def _indicator(self, sheet: Sheet, at: int, column: int) -> tuple[Indicator | None, str]:
        word = _text(_cell(sheet, at, column))
        if not word and self.above:
            word = self.above
            self.merged += 1
        if not word:
            self._error(sheet, at, column, "缺指标名称", "写上指标名称，或删去这一行")
            return None, ""
        self.above = word
        # SDMX-CSV may write code and name together.
        word = word.partition(": ")[0] if self.definitions.indicator(word) is None else word
        found = self.definitions.indicator(word)
        printed = ""
        if found is None:
            word, printed = _split(word)
            found = self.definitions.indicator(word)
        if found is None:
            # A sheet may hold more series than the plan has indicators.
            self.undefined.setdefault(word, []).append(f"{letter(column)}{at + 1}")
        return found, printed

    def _scaled(self, sheet: Sheet, at: int, column: int, value: Decimal) -> Decimal:
        """Multiply by the power of ten of SDMX's UNIT_MULT."""
        power = _value(_cell(sheet, at, column))
        if power is None or power != int(power) or abs(power) > 15:
            self._error(sheet, at, column, "UNIT_MULT 应是整数", "写 10 的幂，如 8 表示亿")
            return value
        return value.scaleb(int(power))

    def _grade(self, sheet: Sheet, at: int, column: int | None) -> Grade | None:
        word = _text(_cell(sheet, at, column)) if column is not None else ""
        if word in _GRADE_WORDS:
            return _GRADE_WORDS[word]
        place = 0 if column is None else column
        cause = f"不认识的等级「{word}」" if word else "没有写来源等级"
        self._error(sheet, at, place, cause, f"可以写：{'、'.join(Grade)}")
        return None

    def _period(self, sheet: Sheet, at: int, column: int) -> Period | None:
        cell = _cell(sheet, at, column)
        word = f"{cell:%Y-%m}" if isinstance(cell, date) else _text(cell)
        period = read_period(word)
        if period is None:
            cause = f"「{word}」不是时期" if word else "缺时期"
            self._error(sheet, at, column, cause, "写成 2025、2025H1、2025-06 或 2023-01..10")
        return period

    def _unit(
        self, sheet: Sheet, at: int, column: int, word: str, indicator: Indicator | None
    ) -> Unit | None:
        found = unit_named(word)
        if found is None:
            self._error(
                sheet,
                at,
                column,
                f"不认识的单位「{word}」",
                "写成「亿元」「%」「台/万人」这样的单位",
            )
        elif indicator and found.dimension != indicator.unit.dimension:
            cause = (
                f"单位「{word}」与指标「{indicator.name}」的单位「{indicator.unit.name}」不是一类"
                if word
                else f"没有写单位（指标「{indicator.name}」的单位是「{indicator.unit.name}」）"
            )
            self._error(sheet, at, column, cause, "改单位，或改指标的定义")
            return None
        return found

    def _error(self, sheet: Sheet, row: int, column: int, cause: str, remedy: str) -> None:
        where = str(Cell(self.file, sheet.name, row + 1, letter(column)))
        error = InputError(cause, where, remedy)
        if str(error) not in {str(known) for known in self.errors[-3:]}:
            self.errors.append(error)


def _cell(sheet: Sheet, row: int, column: int | None) -> object:
    cells = sheet.rows[row]
    return cells[column] if column is not None and column < len(cells) else None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _value(cell: object) -> Decimal | None:
    """Read a number of a cell exactly as it is shown: 0.1 is one tenth."""
    if isinstance(cell, bool | datetime | date):
        return None
    text = repr(float(cell)) if isinstance(cell, float) else _text(cell).replace(",", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _split(title: str) -> tuple[str, str]:
    """Take the unit in brackets off a name: 工业增加值（亿元）."""
    found = _BRACKETED.fullmatch(title)
    if found and unit_named(found["unit"]) is not None:
        return found["name"], found["unit"]
    return title, ""


def _period_over(titles: tuple[str, ...]) -> tuple[Period | None, str]:
    """Read the period that stands over a column, and the unit in brackets behind it.

    >>> [str(part) for part in _period_over(("2024年", "1—6月（亿元）"))]
    ['2024H1', '亿元']
    """
    if titles and _CHANGES.search(titles[-1]):
        return None, ""
    whole, unit_of = _split("".join(titles))
    upper = "".join(titles[:-1])
    for words in (whole, upper, _AIMED.sub("", whole)):
        if period := read_period(words):
            return period, unit_of
    return None, ""


#: What may stand beside a year in a header: 2023年实际, 2022年（基期）.
_AIMED = re.compile("[（(]?(?:实际|实绩|完成|完成值|数值|绝对量|绝对值|基期|现状)[)）]?$")


def _footer(rows: Iterable[Iterable[object]]) -> str:
    """Find the source that a table names once below its rows (资料来源：…)."""
    for cells in rows:
        filled = [_text(cell) for cell in cells if _text(cell)]
        if len(filled) == 1 and (found := re.match("(?:资料|数据)来源[:：](.+)", filled[0])):
            return found[1].strip()
    return ""


def _is_note(cells: Iterable[object]) -> bool:
    filled = [_text(cell) for cell in cells if _text(cell)]
    return len(filled) == 1 and filled[0].startswith(("注", "说明", "资料来源", "数据来源"))
