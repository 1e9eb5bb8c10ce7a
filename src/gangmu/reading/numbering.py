"""Print the automatic numbers of Word paragraphs as Word prints them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_CN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def numeral(value: int, form: str) -> str:
    """Write a number in one of Word's number formats; what is not known is written in digits.

    >>> [numeral(12, form) for form in ("chineseCounting", "decimal", "decimalEnclosedParen")]
    ['十二', '12', '⑿']
    >>> numeral(105, "chineseCountingThousand"), numeral(3, "ideographTraditional"), numeral(4, "lowerRoman")
    ('一百零五', '丙', 'iv')
    """
    if form in ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting",
                "taiwaneseCountingThousand", "japaneseCounting"):  # fmt: skip
        return _counting(value, _CN, "十百千", "零")
    if form == "chineseLegalSimplified":
        return _counting(value, _LEGAL, "拾佰仟", "零")
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(_CN[int(digit)] for digit in str(value))
    if form in ("ideographTraditional", "ideographZodiac"):
        row = _STEMS if form == "ideographTraditional" else _BRANCHES
        return row[value - 1] if 0 < value <= len(row) else str(value)
    for name, first, count in (
        ("decimalEnclosedCircle", "①", 20),
        ("decimalEnclosedCircleChinese", "①", 20),
        ("decimalEnclosedParen", "⑴", 20),
        ("decimalEnclosedFullstop", "⒈", 20),
        ("ideographEnclosedCircle", "㊀", 10),
    ):
        if form == name and 0 < value <= count:
            return chr(ord(first) + value - 1)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    if form == "decimalZero":
        return f"{value:02d}"
    if form in ("lowerLetter", "upperLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter[:30] if form == "lowerLetter" else letter[:30].upper()
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        roman = _roman(value)
        return roman if form == "upperRoman" else roman.lower()
    return "" if form == "none" else str(value)


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    plain: bool = False
    restart: int | None = None


@dataclass(slots=True)
class Numbering:
    """The numbering part of a document, with the counters of its lists as it is read.

    ``step`` moves a list on by one paragraph and gives the number as printed.
    """

    _lists: dict[str, str] = field(default_factory=dict)
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _overrides: dict[tuple[str, int], _Level] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _by_style: dict[tuple[str, str], int] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, part: etree._Element | None) -> Numbering:
        """Read ``word/numbering.xml``."""
        made = cls()
        if part is None:
            return made
        links: dict[str, str] = {}
        styled: dict[str, str] = {}
        for abstract in part.iter(W + "abstractNum"):
            name = abstract.get(W + "abstractNumId") or ""
            made._levels[name] = {_index(one): _level(one) for one in abstract.iter(W + "lvl")}
            for one in abstract.iter(W + "pStyle"):
                owner = one.getparent()
                if owner is not None:
                    made._by_style[name, one.get(W + "val") or ""] = _index(owner)
            link = abstract.find(W + "numStyleLink")
            if link is not None:
                links[name] = link.get(W + "val") or ""
            style = abstract.find(W + "styleLink")
            if style is not None:
                styled[style.get(W + "val") or ""] = name
        for name, style_name in links.items():
            made._levels[name] = made._levels.get(styled.get(style_name, ""), {})
        for num in part.iter(W + "num"):
            number = num.get(W + "numId") or ""
            target = num.find(W + "abstractNumId")
            made._lists[number] = (target.get(W + "val") or "") if target is not None else ""
            for override in num.iter(W + "lvlOverride"):
                at = _index(override)
                start = override.find(W + "startOverride")
                if start is not None:
                    made._starts[number, at] = _int(start.get(W + "val"), 1)
                inner = override.find(W + "lvl")
                if inner is not None:
                    made._overrides[number, at] = _level(inner)
        return made

    def step(self, number: str, at: int) -> str:
        """Count one paragraph of list ``number`` at level ``at`` and print its number."""
        shared = self._lists.get(number)
        if shared is None or number == "0":
            return ""
        level = self._level(number, at)
        if level is None:
            return ""
        counters = self._counters.setdefault(shared, {})
        if (number, at) in self._starts and (number, at) not in self._begun:
            self._begun.add((number, at))
            counters[at] = self._starts[number, at]
        else:
            counters[at] = counters[at] + 1 if at in counters else level.start
        for below in [one for one in counters if one > at]:
            lower = self._level(number, below)
            if lower is None or lower.restart is None or lower.restart > at:
                del counters[below]
        if level.form == "bullet":
            return ""
        printed = level.pattern
        for one in range(9):
            mark = f"%{one + 1}"
            if mark in printed:
                upper = self._level(number, one) or _Level()
                value = counters.get(one, upper.start)
                form = "decimal" if level.plain and one != at else upper.form
                printed = printed.replace(mark, numeral(value, form))
        if level.suffix == "nothing" or not printed or printed[-1] in "、）)．。":
            return printed
        return printed + " "

    def level_of_style(self, number: str, style: str) -> int:
        """Give the level that a list links to a paragraph style; the first if it links none."""
        return self._by_style.get((self._lists.get(number, ""), style), 0)

    def _level(self, number: str, at: int) -> _Level | None:
        own = self._overrides.get((number, at))
        return own or self._levels.get(self._lists.get(number, ""), {}).get(at)


def _level(element: etree._Element) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(W + name)
        return default if child is None else child.get(W + "val") or default

    return _Level(
        start=_int(value("start", "1"), 1),
        form=value("numFmt", "decimal"),
        pattern=value("lvlText", ""),
        suffix=value("suff", "tab"),
        plain=element.find(W + "isLgl") is not None,
        restart=None
        if element.find(W + "lvlRestart") is None
        else _int(value("lvlRestart", "0"), 0),
    )


def _index(element: etree._Element) -> int:
    return _int(element.get(W + "ilvl"), 0)


def _int(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 7 else default


def _counting(value: int, digits: str, tens: str, zero: str) -> str:
    if not 0 < value < 10000:
        return str(value)
    printed = ""
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            printed += digits[digit] + (tens[place - 1] if place else "")
        elif printed and not printed.endswith(zero):
            printed += zero
    printed = printed.rstrip(zero)
    one_ten = digits[1] + tens[0]
    return printed[1:] if printed.startswith(one_ten) and digits is _CN else printed


def _roman(value: int) -> str:
    printed = ""
    for amount, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        printed += letters * (value // amount)
        value %= amount
    return printed
