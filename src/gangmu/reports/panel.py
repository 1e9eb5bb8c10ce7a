"""The researcher's panel: one row for each claim, with its evidence and every field.

The same columns go to the workbook (主张) and to Parquet. An empty cell is a field that the text
does not state, or that could not be decided; 存疑 says which and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gangmu.extraction import Extraction
from gangmu.reports.spreadsheets import CellKind, Column
from gangmu.reports.views import SOURCE_CLASSES
from gangmu.store import atomic_write
from gangmu.terms import Claim, Comparator, Document, Kind, Role

#: Documents with what they state; gone through as often as needed, one held at a time.
Found = Iterable[tuple[Document, Extraction]]
Field = str | int | Decimal | date | None

KINDS = {
    Kind.TARGET: "目标",
    Kind.ACTUAL: "实绩",
    Kind.FORECAST: "预测",
    Kind.CONDITION: "条件",
    Kind.AWARD: "奖补",
    Kind.OTHER: "其他",
}
COMPARATORS = {
    Comparator.EQ: "等于",
    Comparator.REACH: "达到",
    Comparator.GE: "不低于",
    Comparator.GT: "超过",
    Comparator.LE: "不超过",
    Comparator.LT: "低于",
    Comparator.APPROX: "约",
    Comparator.RANGE: "区间",
}
RATES = {"annual_average": "年均", "yoy": "同比", "cumulative": "累计"}
DIRECTIONS = {"increase": "增", "decrease": "减"}
ROLES = {Role.MAIN: "本值", Role.BASELINE: "基值", Role.QUALIFIER: "限定"}


@dataclass(frozen=True, slots=True)
class Item:
    """A column of the panel: its head, how it is written, what it is read from."""

    column: Column
    read: Callable[[Document, Claim], Field]


def _text(title: str, read: Callable[[Document, Claim], Field], width: int | None = None) -> Item:
    return Item(Column(title, width=width), read)


PANEL: tuple[Item, ...] = (
    _text("文件", lambda d, _: d.id),
    _text("标题", lambda d, _: d.metadata.title, 36),
    _text("文号", lambda d, _: d.metadata.number),
    _text("机关", lambda d, _: "、".join(d.metadata.issuers) or None),
    Item(Column("公布", CellKind.DATE), lambda d, _: d.metadata.published),
    _text("来源类别", lambda d, _: SOURCE_CLASSES[d.source_class]),
    _text("条款", lambda _, c: c.clause),
    _text("类", lambda _, c: KINDS[c.kind]),
    _text("角色", lambda _, c: ROLES[c.role]),
    _text("指标", lambda _, c: c.indicator.text if c.indicator else None, 36),
    _text("比较", lambda _, c: COMPARATORS[c.quantity.comparator]),
    Item(Column("数值", CellKind.NUMBER), lambda _, c: c.quantity.value),
    Item(Column("上界", CellKind.NUMBER), lambda _, c: c.quantity.high),
    _text("单位", lambda _, c: c.quantity.unit.name or None),
    _text("量纲", lambda _, c: c.quantity.unit.dimension or None),
    _text("时间", lambda _, c: c.time),
    _text("地区", lambda _, c: c.region),
    _text("语气", lambda _, c: c.quantity.modality),
    _text("变动", lambda _, c: RATES.get(c.rate or "")),
    _text("方向", lambda _, c: DIRECTIONS.get(c.direction or "")),
    Item(Column("基值", CellKind.NUMBER), lambda _, c: c.baseline.value if c.baseline else None),
    _text("基值单位", lambda _, c: c.baseline.unit if c.baseline else None),
    _text("基期", lambda _, c: c.baseline.time if c.baseline else None),
    _text("属性", lambda _, c: c.binding),
    _text("原数", lambda d, c: d.quote(c.span)),
    _text("原文", lambda d, c: " ".join(d.quote(c.evidence).split()), 60),
    Item(Column("页", CellKind.INTEGER), lambda d, c: d.page_at(c.span.start)),
    Item(Column("起", CellKind.INTEGER), lambda d, c: c.span.start + d.origin),
    Item(Column("止", CellKind.INTEGER), lambda d, c: c.span.end + d.origin),
    _text("存疑", lambda _, c: "；".join(c.doubts) or None, 30),
)

_TYPES: dict[CellKind, pa.DataType] = {
    CellKind.NUMBER: pa.decimal128(38, 10),
    CellKind.INTEGER: pa.int64(),
    CellKind.DATE: pa.date32(),
    CellKind.TEXT: pa.string(),
}
_BATCH = 10_000
_TENTH_PLACE = Decimal(1).scaleb(-10)


def panel_rows(found: Found) -> Iterator[tuple[Field, ...]]:
    """List every claim of the documents, in their order, with the columns of ``PANEL``."""
    for document, extraction in found:
        for claim in extraction.claims:
            yield tuple(item.read(document, claim) for item in PANEL)


def write_panel(found: Found, path: Path) -> Path:
    """Write the panel to a Parquet file, whole or not at all; values are exact decimals.

    Rows are written in batches, so memory does not grow with their number.
    """
    schema = pa.schema([pa.field(i.column.title, _TYPES[i.column.kind]) for i in PANEL])
    with atomic_write(path) as temporary, pq.ParquetWriter(temporary, schema) as file:
        batch: list[tuple[Field, ...]] = []
        for row in panel_rows(found):
            batch.append(row)
            if len(batch) == _BATCH:
                file.write_table(_table(batch, schema))
                batch.clear()
        file.write_table(_table(batch, schema))
    return path


def _table(rows: list[tuple[Field, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.table(
        [
            pa.array([_held(value) for value in column], field.type)
            for column, field in zip(columns, schema, strict=True)
        ],
        schema=schema,
    )


def _held(value: Field) -> Field:
    """Round a decimal to the ten places of the file; one too large for it is left to 原数."""
    if not isinstance(value, Decimal):
        return value
    if value.adjusted() >= 27:
        return None
    return value.quantize(_TENTH_PLACE) if int(value.as_tuple().exponent) < -10 else value
