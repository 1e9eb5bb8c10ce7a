"""Read what each district may be given from a sheet: 地区 | 基期值 | 下限 | 上限 | 固定值."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from gangmu.measures.yamltext import did_you_mean
from gangmu.reading.sheets import letter, read_sheets
from gangmu.terms import Cell, InputError, InputErrors

_COLUMNS = ("地区", "基期值", "下限", "上限", "固定值")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sheet says of a district; ``None`` where it says nothing."""

    region: str
    base: Fraction | None
    floor: Fraction | None
    ceiling: Fraction | None


def read_limits(path: Path) -> tuple[Limits, ...]:
    """Read a sheet of limits, in the indicator's unit; 固定值 is both ends.

    Raises ``InputErrors`` with every bad cell.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "约束.csv"
    ...     _ = file.write_text("地区,下限,固定值\\n甲区,12,\\n乙区,,30\\n", encoding="utf-8")
    ...     [(each.region, each.floor, each.ceiling) for each in read_limits(file)]
    [('甲区', Fraction(12, 1), None), ('乙区', Fraction(30, 1), Fraction(30, 1))]
    """
    errors: list[InputError] = []
    sheet = read_sheets(path)[0]
    head = [str(cell or "").strip() for cell in sheet.rows[0]]
    for at, title in enumerate(head):
        if title and title not in _COLUMNS:
            where = str(Cell(path.name, sheet.name, 1, letter(at)))
            errors.append(
                InputError(f"不认识的列「{title}」", where, did_you_mean(title, _COLUMNS))
            )
    if "地区" not in head:
        errors.append(InputError("没有「地区」列", f"{path.name} {sheet.name}", "补上表头"))
        raise InputErrors(errors)
    found: list[Limits] = []
    for number, cells in enumerate(sheet.rows[1:], 2):
        row = dict(zip(head, cells, strict=False))
        region = str(row.get("地区") or "").strip()
        if not region:
            continue
        values: dict[str, Fraction | None] = {}
        for title in _COLUMNS[1:]:
            cell = row.get(title)
            text = "" if cell is None else str(cell).replace(",", "").strip()
            try:
                values[title] = Fraction(Decimal(text)) if text else None
            except InvalidOperation:
                where = str(Cell(path.name, sheet.name, number, letter(head.index(title))))
                errors.append(InputError(f"「{text}」不是数", where, "只写数字，单位随指标"))
        if region in {each.region for each in found}:
            where = str(Cell(path.name, sheet.name, number, letter(head.index("地区"))))
            errors.append(InputError(f"「{region}」出现了两次", where, "删去一行"))
        fixed = values.get("固定值")
        found.append(
            Limits(
                region,
                values.get("基期值"),
                fixed if fixed is not None else values.get("下限"),
                fixed if fixed is not None else values.get("上限"),
            )
        )
    if errors:
        raise InputErrors(errors)
    return tuple(found)
