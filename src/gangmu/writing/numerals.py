"""Exact numbers from Arabic and Chinese writing.

``parse_number`` reads ``1,200.5``, ``1.3万``, ``一百二十``, ``两千零五``, ``三点五``;
``parse_share`` reads ``三分之一``, ``1/4``, ``百分之五``, ``四成``, ``八五折``, ``一半``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_POWERS = {"万": 10**4, "亿": 10**8}

ARABIC = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])(?:\.[0-9]{1,10}(?![0-9]))?"
    r"|[0-9]{1,16}(?![0-9])(?:\.[0-9]{1,10}(?![0-9]))?"
)
"""A regular expression (without groups) for an Arabic number with separators."""
CHINESE = r"[一二三四五六七八九十百千两零〇]{1,12}"
"""A regular expression (without groups) for Chinese numerals below 万."""

_ARABIC = re.compile(rf"(?P<number>{ARABIC})\s?(?P<scales>[百千]?万?亿?)")
_CHINESE = re.compile(r"[零〇○一二三四五六七八九十百千万亿两]+(?:点[零〇一二三四五六七八九]+)?")
_SHARE = re.compile(
    r"(?P<whole>百|千|万|[零〇一二三四五六七八九十百千两]+|[0-9]+)分之(?P<part>[零〇一二三四五六七八九十百千两点]+|[0-9.]+)"
    r"|(?P<top>[0-9]+)/(?P<bottom>[0-9]+)"
    r"|(?P<tenths>[一二三四五六七八九两]|[0-9](?:\.[0-9]+)?)成(?P<half>半)?"
    r"|(?P<fold>[一二三四五六七八九]{1,2}|[0-9]{1,2}(?:\.[0-9]+)?)折"
    r"|(?P<word>一半|半数|过半|近半)"
)


def parse_number(text: str) -> Decimal | None:
    """Read a whole string as one exact number; ``None`` if it is none.

    >>> parse_number("1,200.5"), parse_number("1.3万"), parse_number("两千零五")
    (Decimal('1200.5'), Decimal('13000.0'), Decimal('2005'))
    >>> parse_number("十四五") is None
    True
    """
    text = text.strip()
    match = _ARABIC.fullmatch(text)
    if match:
        number = Decimal(match["number"].replace(",", ""))
        for scale in match["scales"]:
            number *= _SCALES.get(scale) or _POWERS[scale]
        return number
    return _chinese(text) if _CHINESE.fullmatch(text) else None


def parse_share(text: str) -> Fraction | None:
    """Read a whole string as an exact share of one; ``None`` if it is none.

    >>> parse_share("三分之一"), parse_share("四成"), parse_share("八五折"), parse_share("百分之五")
    (Fraction(1, 3), Fraction(2, 5), Fraction(17, 20), Fraction(1, 20))
    """
    match = _SHARE.fullmatch(text.strip())
    if not match:
        return None
    if match["whole"]:
        whole = {"百": 100, "千": 1000, "万": 10000}.get(match["whole"])
        bottom = whole or parse_number(match["whole"])
        part = parse_number(match["part"])
        return Fraction(part) / Fraction(bottom) if part is not None and bottom else None
    if match["top"]:
        return Fraction(int(match["top"]), int(match["bottom"])) if int(match["bottom"]) else None
    if match["tenths"]:
        tenths = parse_number(match["tenths"])
        half = Fraction(1, 20) if match["half"] else 0
        return Fraction(tenths) / 10 + half if tenths is not None else None
    if match["fold"]:
        digits = "".join(str(_DIGITS.get(c, c)) for c in match["fold"])
        folds = Fraction(digits)
        return folds / (10 if folds < 10 else 100)
    return Fraction(1, 2)


def _chinese(text: str) -> Decimal | None:
    """Read Chinese numerals; refuse strings that only look like one (十四五, 三二)."""
    whole, _, decimals = text.partition("点")
    total = section = 0
    digit: int | None = None
    last_scale = last_power = 10**12
    zero = False
    for char in whole:
        if char in _DIGITS:
            if digit is not None and not (zero and digit == 0):
                return None
            digit = _DIGITS[char]
            zero = zero or digit == 0
        elif char in _SCALES:
            scale = _SCALES[char]
            if scale >= last_scale:
                return None
            section += (1 if digit is None else digit) * scale
            last_scale, digit = scale, None
        else:
            power = _POWERS[char]
            section += digit or 0
            if power == 10**8 and total and last_power == 10**4:
                # 一万亿, 三千万亿: what was read so far is counted in 亿
                section, total = total + section, 0
            elif power >= last_power:
                return None
            total += max(section, 0 if section else 1) * power
            section, digit, last_scale, last_power, zero = 0, None, 10**12, power, False
    if digit is not None and not zero and last_scale not in (10, 10**12):
        # 三百五 is 350 in speech but never so written; 一千二 likewise
        return None
    total += section + (digit or 0)
    if decimals:
        return Decimal(f"{total}.{''.join(str(_DIGITS[c]) for c in decimals)}")
    return Decimal(total)
