"""Codes that identify: 统一社会信用代码 (GB 32100-2015) and 行业代码 (GB/T 4754-2017)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from gangmu.terms import InputError

#: GB 32100-2015, table 1: digits and letters without I, O, S, V, Z; the place is the value.
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_CREDIT_CODE = re.compile(f"[{_CHARACTERS}]{{18}}")
_INDUSTRY_CODE = re.compile(r"([A-T]?)(\d{2})(\d{0,2})")


def read_credit_code(text: str) -> str:
    """Give a 统一社会信用代码 in its canonical form; raises ``InputError`` for what is none.

    >>> read_credit_code(" 9131 0000mA1fl00144 ")
    '91310000MA1FL00144'
    """
    code = "".join(text.split()).lstrip("'`").translate(_HALF_WIDTH).upper()
    if _CREDIT_CODE.fullmatch(code):
        return code
    if len(code) != 18:
        raise InputError(f"统一社会信用代码「{text}」是 {len(code)} 位", "", "应为 18 位，请核对")
    wrong = "、".join(dict.fromkeys(c for c in code if c not in _VALUES))
    raise InputError(
        f"统一社会信用代码「{text}」里有不会出现的字符「{wrong}」",
        "",
        "代码不用 I、O、S、V、Z，请核对",
    )


def check_character(code: str) -> str:
    """Compute the 18th character of a 统一社会信用代码 from the first 17 (GB 32100-2015, 5.6).

    The weights are the powers of 3 modulo 31; the sum with the check value is divisible by 31.

    >>> check_character("91310000MA1FL0014")
    '4'
    """
    total = sum(_VALUES[c] * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CHARACTERS[-total % 31]


def read_industry(text: str) -> str:
    """Give a 行业代码 with its section letter; raises ``InputError`` for what is none.

    >>> read_industry("3562"), read_industry("c35"), read_industry("0610")
    ('C3562', 'C35', 'B0610')
    >>> read_industry("B3562")
    Traceback (most recent call last):
    gangmu.terms.InputError: 行业代码「B3562」的门类不对。大类 35 属于门类 C（GB/T 4754-2017）
    """
    found = _INDUSTRY_CODE.fullmatch(text.strip().translate(_HALF_WIDTH).upper())
    if found is None:
        raise InputError(
            f"「{text}」不是行业代码",
            "",
            "写国民经济行业分类代码的 2 至 4 位数字，如 3562 或 C3562",
        )
    printed, division, rest = found.groups()
    section = _sections().get(division)
    if section is None:
        raise InputError(
            f"行业代码「{text}」的大类 {division} 不存在", "", f"请按 {_standard()} 核对"
        )
    if printed not in ("", section):
        raise InputError(
            f"行业代码「{text}」的门类不对",
            "",
            f"大类 {division} 属于门类 {section}（{_standard()}）",
        )
    return section + division + rest


_HALF_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)}


@cache
def _classification() -> dict[str, object]:
    text = Path(__file__).with_name("gb4754_2017.yaml").read_text(encoding="utf-8")
    table = yaml.safe_load(text)
    assert isinstance(table, dict)
    return table


@cache
def _sections() -> dict[str, str]:
    """Map each division (two digits) to its section."""
    sections = _classification()["门类"]
    assert isinstance(sections, dict)
    found: dict[str, str] = {}
    for letter, divisions in sections.items():
        first, last = divisions.split("-")
        found |= {f"{n:02d}": letter for n in range(int(first), int(last) + 1)}
    return found


def _standard() -> str:
    return str(_classification()["标准"])
