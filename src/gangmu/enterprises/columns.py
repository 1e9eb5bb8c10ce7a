"""The cells of a column turned into what a snapshot holds, with every bad cell named.

What counts as unknown: an empty cell, ``-``, ``/``, ``N/A``, 不详 and the like (``UNKNOWN``), and
``无`` except where it says something: 名录 is then known to be empty, 是否 is 否, a level
(专精特新等级) is known to be none.

Numbers are exact. A float is the decimal of at most 15 significant digits that Excel shows (Excel
keeps no more; the digits behind them are noise of binary arithmetic). A percentage is what people
see: a cell shown as ``5%`` is 5 % whatever the header says; a plain 0.05 under ``(%)`` is 0.05 %,
with a note if the whole column looks like that; a plain number in a column of rates without unit
is a share of one, and a column of mostly more than one is refused until its unit is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from gangmu.enterprises.codes import check_character, read_credit_code, read_industry
from gangmu.enterprises.headers import Column
from gangmu.measures.dimensions import canonical
from gangmu.measures.facts import Fact, FactKind, half_up
from gangmu.reading.sheets import UNCALCULATED, ErrorValue, Percent, Value
from gangmu.terms import InputError
from gangmu.writing.dates import parse_date
from gangmu.writing.units import find_unit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNKNOWN = _words("- -- — —— – ― － ─ / // ／ \\ N/A n/a NA 不详 未知 暂无 暂无数据 无数据 … ……")
_NOTHING = "无"
#: Where 无 is always an answer: on no list, 否.
_ANSWERED = (FactKind.REGISTER, FactKind.FLAG)
_CREDIT_CODE = "统一社会信用代码"
_TRUE = _words("是 有 √ ✓ ✔ Y y YES Yes yes TRUE True true 1")
_FALSE = _words("否 无 × ✗ ✘ X x N n NO No no FALSE False false 0")
_ERROR_VALUES = _words(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #GETTING_DATA"
)
_FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {0x3000: " ", 0xA0: " "}
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?P<power>[eE][+-]?\d{1,3})?\s*(?P<unit>\D.*)?",
    re.DOTALL,
)
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,14})?")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?")
_SEPARATORS = re.compile(r"[、,，;；\n]+")
_EXACT_DIGITS = 15
_INT64 = 2**63 - 1
_FEW = 3


@dataclass(frozen=True, slots=True)
class Encoded:
    """A column as a snapshot keeps it, its bad cells by position, and remarks for people.

    ``refused`` says why the column as a whole cannot be read.
    """

    array: pa.Array[Any]
    bad: dict[int, InputError]
    notes: tuple[str, ...] = ()
    refused: InputError | None = None


def encode(column: Column, cells: Sequence[Value]) -> Encoded:
    """Encode the cells of a column.

    >>> from gangmu.measures.facts import load_facts
    >>> from gangmu.writing.units import unit
    >>> revenue = Column(2, "营业收入(万元)", load_facts().fact("企业", "营业收入"), unit("万元"))
    >>> encoded = encode(revenue, [1234.1, "-", "１，０００．５", "多"])
    >>> encoded.array.to_pylist(), {i: e.cause for i, e in encoded.bad.items()}
    ([1234100000, None, 1000500000, None], {3: '「多」不是数值'})
    """
    if column.fact.numeric:
        return _encode_numbers(column, cells)
    if column.fact.kind is FactKind.INDUSTRY:
        return _encode_others(column, _restore_zeros(cells))
    return _encode_others(column, cells)


# ---------------------------------------------------------------- numbers


def _encode_numbers(column: Column, cells: Sequence[Value]) -> Encoded:
    fact, unit = column.fact, column.unit
    assert unit is not None, column
    bad: dict[int, InputError] = {}
    stored = np.zeros(len(cells), np.int64)
    known = np.zeros(len(cells), np.bool_)
    factor = unit.factor * fact.scale
    hard = _encode_easy(cells, factor, fact.signed, stored, known)
    seen: dict[tuple[type, Value], tuple[int, bool] | InputError | None] = {}
    rounded = 0
    for position in hard:
        cell = cells[position]
        key = type(cell), cell
        if key not in seen:
            try:
                seen[key] = _number(column, cell)
            except InputError as error:
                seen[key] = error
        found = seen[key]
        if isinstance(found, InputError):
            bad[position] = found
        elif found is not None:
            stored[position], known[position] = found[0], True
            rounded += found[1]
    notes = []
    if nothing := sum(cells[at] == _NOTHING for at in hard):
        notes.append(
            f"{column.letter}「{column.title}」有 {nothing} 格写「无」，按未知处理；是零的，写 0"
        )
    if rounded:
        notes.append(f"「{column.title}」有 {rounded} 个值超出可存的精度，已四舍五入")
    refused = None
    if fact.kind is FactKind.RATE:
        try:
            notes += _doubt_rates(column, cells, stored, known)
        except InputError as error:
            refused = error
    return Encoded(pa.array(stored, pa.int64(), mask=~known), bad, tuple(notes), refused)


def _encode_easy(
    cells: Sequence[Value],
    factor: Fraction,
    signed: bool,
    stored: np.ndarray[tuple[int], np.dtype[np.int64]],
    known: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> list[int]:
    """Encode, all at once, the plain numbers that need no rounding; give the other positions.

    A float that equals ``n / factor`` for an integer n of at most 15 digits is the only float of
    that decimal, so n is its exact encoding.
    """
    values = np.full(len(cells), np.nan)
    others: list[int] = []
    for position, cell in enumerate(cells):
        if type(cell) is float or type(cell) is int:
            if isfinite(cell):
                values[position] = cell
            else:
                others.append(position)
        elif cell is None:
            continue
        elif type(cell) is str and len(cell) <= _EXACT_DIGITS and _PLAIN.fullmatch(cell):
            values[position] = float(cell)
        else:
            others.append(position)
    if factor.denominator != 1 or factor > 10**15:
        return sorted({*others, *np.flatnonzero(~np.isnan(values)).tolist()})
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.rint(values * float(factor))
        exact = (scaled / float(factor) == values) & (np.abs(scaled) < 10**_EXACT_DIGITS)
    if not signed:
        exact &= values >= 0
    stored[exact] = scaled[exact].astype(np.int64)
    known[exact] = True
    return sorted({*others, *np.flatnonzero(~np.isnan(values) & ~exact).tolist()})


def _number(column: Column, cell: Value) -> tuple[int, bool] | None:
    """Give the stored integer of a cell and whether it was rounded; ``None`` is unknown."""
    fact, unit = column.fact, column.unit
    assert unit is not None
    if isinstance(cell, bool | date):
        raise InputError(f"「{_plain(cell)}」不是数值", "", "请填数字，或把单元格格式改成数值")
    if isinstance(cell, Percent):
        if fact.kind is not FactKind.RATE:
            raise InputError(f"「{fact.name}」的单元格是百分比格式", "", "请把单元格格式改成数值")
        value = _shown(cell)
    elif isinstance(cell, float | int):
        value = _shown(cell) * unit.factor
    else:
        text = _clean(cell)
        if _unknown(text) or text == _NOTHING:
            return None
        value = _read_number(column, text)
    if value < 0 and not fact.signed:
        raise InputError(f"「{fact.name}」不能是负数，写的是「{_plain(cell)}」", "", "请核对原表")
    exact = value * fact.scale
    stored = half_up(exact)
    if abs(stored) > _INT64:
        raise InputError(f"「{_plain(cell)}」太大，存不下", "", "请核对单位")
    return stored, exact.denominator != 1


def _shown(number: float) -> Fraction:
    """Give the decimal that Excel shows for a float: its shortest form, at most 15 digits.

    >>> _shown(0.1 + 0.2), _shown(1234.1)
    (Fraction(3, 10), Fraction(12341, 10))
    """
    if not isfinite(number):
        raise InputError(f"「{number}」不是数值", "", "请填数字")
    shortest = Decimal(repr(number))
    if len(shortest.as_tuple().digits) > _EXACT_DIGITS and isinstance(number, float):
        shortest = Decimal(f"{number:.{_EXACT_DIGITS}g}")
    return Fraction(shortest)


def _read_number(column: Column, text: str) -> Fraction:
    """Read a number that was typed as text; a unit behind it goes before the header's."""
    assert column.unit is not None
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise InputError(f"「{text}」不是数值", "", "请只填数字；不知道的留空")
    unit = column.unit
    if printed := match["unit"]:
        found = find_unit(printed)
        if found is None or canonical(found.dimension) != column.fact.dimension:
            raise InputError(
                f"「{text}」不是数值", "", f"请只填以「{unit.name}」计的数字；不知道的留空"
            )
        unit = found
    digits = match["digits"].replace(",", "")
    value = Fraction(match["sign"] + digits.rstrip(".") + (match["power"] or ""))
    return value * unit.factor


def _doubt_rates(
    column: Column,
    cells: Sequence[Value],
    stored: np.ndarray[tuple[int], np.dtype[np.int64]],
    known: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> list[str]:
    """Doubt the unit of a column of rates: 0.05 under (%), and 5 under no unit at all."""
    assert column.unit is not None
    one = float(column.unit.factor * column.fact.scale)
    plain = [
        abs(stored[i]) / one
        for i in np.flatnonzero(known & (stored != 0)).tolist()
        if not isinstance(cells[i], Percent) and not str(cells[i]).rstrip().endswith(("%", "％"))
    ]
    if not plain:
        return []
    title = column.title
    if not column.stated:
        if median(plain) > 1:
            raise InputError(
                f"「{title}」没有写单位，整列多数大于 1，不知道是百分数还是比值",
                "",
                f"写成「{column.fact.name}(%)」，或「{column.fact.name}(比例)」",
            )
        return [f"「{title}」没有写单位，按比值读：0.05 即 5%"]
    if column.unit.factor < 1 and len(plain) >= _FEW and max(plain) <= 1:
        return [
            f"「{title}」整列都不超过 1，按表头的单位读：0.05 即 0.05{column.unit.name}；"
            "如果原意是比值，请去掉表头里的单位，或把单元格设为百分比格式"
        ]
    return []


# ---------------------------------------------------------------- everything else


def _encode_others(column: Column, cells: Sequence[Value]) -> Encoded:
    fact = column.fact
    read = _READERS[fact.kind]
    bad: dict[int, InputError] = {}
    seen: dict[tuple[type, Value], object] = {}
    values: list[object] = []
    for position, cell in enumerate(cells):
        if cell is None:
            values.append(None)
            continue
        key = type(cell), cell
        if key not in seen:
            try:
                seen[key] = _read(read, fact, cell)
            except InputError as error:
                seen[key] = error
        found = seen[key]
        if isinstance(found, InputError):
            bad[position], found = found, None
        values.append(found)
    return Encoded(_array(fact, values), bad, _remarks(column, values))


def _read(read: Callable[[Fact, Value, str], object], fact: Fact, cell: Value) -> object:
    text = _clean(cell)
    if _unknown(text) or (text == _NOTHING and fact.kind not in _ANSWERED and not fact.lacking):
        return None
    return read(fact, cell, text)


def _flag(fact: Fact, cell: Value, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise InputError(
        f"「{fact.name}」只能是「是」或「否」，写的是「{text}」", "", "请改成「是」或「否」"
    )


def _year(fact: Fact, cell: Value, text: str) -> int:
    found = None if isinstance(cell, date) else _YEAR.fullmatch(text)
    if found is None:
        raise InputError(f"「{fact.name}」应是年份，写的是「{text}」", "", "写成四位数字，如 2024")
    return int(found[1])


def _date(fact: Fact, cell: Value, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = re.sub(r"[T ]+00:00(?::00)?(?:\.0+)?$", "", text)
    if re.fullmatch(r"(?:19|20)\d{6}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = parse_date(plain)
    if found is not None:
        return found
    if isinstance(cell, float | int):
        raise InputError(
            f"「{fact.name}」应是日期，单元格里是数值 {text}", "", "请把单元格格式改成日期，再核对"
        )
    raise InputError(f"「{text}」不是日期，或日历上没有这一天", "", "写成 2024-03-01")


def _industry(fact: Fact, cell: Value, text: str) -> object:
    if isinstance(cell, float | int):
        raise InputError(
            f"行业代码「{text}」是数值，前面的 0 可能丢了",
            "",
            "请把这一列设为文本，写全代码，如 0610",
        )
    return fact.encode(read_industry(text))


def _register(fact: Fact, cell: Value, text: str) -> object:
    if text == _NOTHING:
        return []  # 无 is an answer: it is on no list
    parts = (part.strip() for part in _SEPARATORS.split(_trimmed(cell)))
    return fact.encode(frozenset(part for part in parts if part))


def _category(_fact: Fact, cell: Value, _text: str) -> str:
    return _trimmed(cell)


def _text(fact: Fact, cell: Value, text: str) -> str:
    if fact.name == _CREDIT_CODE:
        if isinstance(cell, float | int):
            raise InputError(
                f"统一社会信用代码被存成了数值（{text}），末几位已丢失",
                "",
                "请把这一列设为文本后重填",
            )
        return read_credit_code(text)
    if isinstance(cell, float) and abs(cell) >= 10**_EXACT_DIGITS:
        raise InputError(
            f"「{fact.name}」被存成了数值，末几位已丢失", "", "请把这一列设为文本后重填"
        )
    return _trimmed(cell)


_READERS: dict[FactKind, Callable[[Fact, Value, str], object]] = {
    FactKind.FLAG: _flag,
    FactKind.YEAR: _year,
    FactKind.DATE: _date,
    FactKind.INDUSTRY: _industry,
    FactKind.REGISTER: _register,
    FactKind.CATEGORY: _category,
    FactKind.TEXT: _text,
}


def _restore_zeros(cells: Sequence[Value]) -> list[Value]:
    """Give numeric industry codes as text where no leading zero can have been lost.

    610 in a column of four-digit codes may be 0610; a column of three-digit codes is just that.
    """
    codes = [_plain(cell) if type(cell) in (float, int) else None for cell in cells]
    lengths = Counter(
        len(_plain(cell).strip().lstrip("ABCDEFGHIJKLMNOPQRST")) for cell in cells if cell
    )
    safe = {
        length for length in lengths if length == 4 or (length > 1 and length + 1 not in lengths)
    }
    return [
        code if code and len(code) in safe else cell
        for cell, code in zip(cells, codes, strict=True)
    ]


def _array(fact: Fact, values: list[object]) -> pa.Array[Any]:
    if not pa.types.is_dictionary(fact.arrow_type):
        return pa.array(values, fact.arrow_type)
    words = sorted({str(value) for value in values if value is not None})
    places = {word: place for place, word in enumerate(words)}
    codes = pa.array([None if v is None else places[str(v)] for v in values], pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))


def _remarks(column: Column, values: Sequence[object]) -> tuple[str, ...]:
    """Doubt credit codes by their check character: codes are mistyped, but old ones break the rule."""
    if column.fact.name != _CREDIT_CODE:
        return ()
    wrong = [str(v) for v in dict.fromkeys(values) if v and check_character(str(v)) != str(v)[-1]]
    if not wrong:
        return ()
    return (f"统一社会信用代码的校验位不符，请核对（{len(wrong)} 个）：{list_few(wrong)}",)


# ---------------------------------------------------------------- cells


def _clean(cell: Value) -> str:
    """Give a cell as trimmed text with half-width characters; a formula's error is refused.

    >>> _clean(" Ａ１　"), _clean(2024.0)
    ('A1', '2024')
    """
    if isinstance(cell, str):
        text = cell.translate(_FULL_WIDTH).strip()
        if cell == UNCALCULATED:
            raise InputError("公式没有保存计算结果", "", "请用 Excel 或 WPS 打开，重新计算并保存")
        if isinstance(cell, ErrorValue) or text in _ERROR_VALUES:
            raise InputError(f"公式出错（{text}）", "", "请改正公式，或填上数值，不知道的留空")
        return text
    return _plain(cell)


def _trimmed(cell: Value) -> str:
    """Give a cell as it is written: （）in a name stay full-width."""
    return cell.strip() if isinstance(cell, str) else _plain(cell)


def _plain(cell: Value) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**_EXACT_DIGITS:
        return str(int(cell))
    return str(cell)


def _unknown(text: str) -> bool:
    return not text or text in UNKNOWN


def list_few(words: Sequence[str], few: int = 20) -> str:
    """List the first words, and how many more there are.

    >>> list_few(["甲", "乙", "丙"], 2)
    '甲、乙等 3 个'
    """
    shown = "、".join(words[:few])
    return shown if len(words) <= few else f"{shown}等 {len(words)} 个"
