"""Read damaged characters as what they stand for, without moving a single offset.

Scans, crawls and typesetting leave ``201O年`` (a letter for a zero), ``25000一27000亿元`` (the
numeral 一 for a dash), full-width digits, traditional forms and page numbers inside sentences.
``repair`` replaces one character by one character, so every offset into the repaired text is an
offset into the printed text, and says of each replacement what it was and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gangmu.terms import Repair
from gangmu.writing.traditional import SIMPLIFIED

_WIDE = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), 0xFF05)}
_WIDE |= {code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}

_DIGIT_FOR = str.maketrans("OoＯIl|", "000111")
_CN = "一二三四五六七八九十〇零○"
_UNIT_START = "年月日号元亿万千百十个家项条人件户亩吨台套%‰米公平倍分岁天次期"

_Rule = tuple[str, re.Pattern[str], Callable[[str], str], str]

# Applied in this order; each sees what the earlier ones have repaired. A rule is passed over where
# none of its first characters stands in the text ("" for too many to list): to look for one
# character is twenty times faster than to search. Every pattern starts with the damaged character
# and looks back from there: a search that starts with a look-behind is tried at every character.
# Common characters have a rule each: a search that starts with one character is the fastest.
_RULES: tuple[_Rule, ...] = (
    (
        "",
        re.compile("[" + "".join(map(chr, _WIDE)) + "]+"),
        lambda printed: printed.translate(_WIDE),
        "全角字符读作半角",
    ),
    (
        "．",
        re.compile(r"．(?<=[0-9OoIl]．)(?=[0-9])"),
        lambda _: ".",
        "数字之间的全角点读作小数点",
    ),
    (
        "",
        re.compile("[" + "".join(map(chr, SIMPLIFIED)) + "]+"),
        lambda printed: printed.translate(SIMPLIFIED),
        "繁体字读作简体字",
    ),
    (
        "OoIl|",
        re.compile(
            r"[OoIl|](?:(?<=[0-9].)|(?<![0-9A-Za-z].)(?=[0-9OoIl|]*[0-9]|,[0-9]{3}(?![0-9])|[—–~～-][0-9]"
            r"|(?<=[lI])[OoIl]+(?:\.[0-9]+)?\s?(?:%|亿|万|家|个)))[0-9OoIl|]*"
            rf"(?=\.[0-9]|,[0-9]{{3}}(?![0-9])|\s?[{_UNIT_START}]|[一—–~～至-][0-9OoIl])"
        ),
        lambda printed: printed.translate(_DIGIT_FOR),
        "数字中混入的字母读作数字",
    ),
    (
        "lI",
        re.compile(r"[lI](?<=[一-鿿].)(?=[件个家项条台座所户名人亿万][一-鿿，。；、,;])"),
        lambda _: "1",
        "量词前的字母读作 1",
    ),
    (
        "lI|",
        re.compile(r"[lI|](?<=第.)(?=[条章节章项款届次])"),
        lambda _: "1",
        "序号中的字母读作 1",
    ),
    (
        "OoIl",
        re.compile(r"[OoIl](?<![0-9A-Za-z].)(?=\.[0-9])"),
        lambda printed: printed.translate(_DIGIT_FOR),
        "小数点前的字母读作数字",
    ),
    (
        "OoIl|",
        re.compile(r"[OoIl|](?<=[0-9]\.[OoIl|])(?=\s?[%‰亿万元倍0-9])"),
        lambda printed: printed.translate(_DIGIT_FOR),
        "小数中混入的字母读作数字",
    ),
    (
        "OoＯ0○",
        re.compile(rf"[OoＯ0○](?<=[{_CN}].)(?=[{_CN}OoＯ0年])"),
        lambda _: "〇",
        "中文年份中的圆圈或字母读作〇",
    ),
    (
        "一—-",
        re.compile(
            r"[一—-](?:(?<=一)(?<![0-9%].)\s?[0-9]{1,3}\s?一(?![0-9])"
            r"|(?<=[—-])(?<![0-9A-Za-z%—-].)[—-]? ?[0-9]{1,3} ?[—-]{1,2}(?![0-9A-Za-z]))"
        ),
        lambda printed: " " * len(printed),
        "混入正文的页码略去",
    ),
    (
        "一",
        re.compile(r"一(?<=[0-9%‰元家个项人吨亩年]一)(?=[0-9])|一(?<=[0-9] 一)(?= ?[0-9])"),
        lambda _: "—",
        "数字之间的“一”读作连接号",
    ),
    (
        "，",
        re.compile(
            r"，(?<=[0-9]，)(?=[0-9]{3}(?:，[0-9]{3})*(?![0-9])\.?[0-9]*\s?[万亿元家个项人吨台])"
        ),
        lambda _: ",",
        "数字中的全角逗号读作千位分隔符",
    ),
    (
        "。",
        re.compile(r"。(?<=[0-9]。)(?=[0-9]+\s?[%亿万])"),
        lambda _: ".",
        "数字中的句号读作小数点",
    ),
    (
        "·",
        re.compile(r"·(?<=[0-9]·)(?=[0-9]+\s?[%亿万])"),
        lambda _: ".",
        "数字中的句号读作小数点",
    ),
    (
        "干",
        re.compile(r"干(?<=[0-9]干)(?=[瓦米克万亿元人家伏])"),
        lambda _: "千",
        "数字后的“干”“仟”读作千",
    ),
    (
        "仟",
        re.compile(r"仟(?<=[0-9]仟)(?=[瓦米克万亿元人家伏])"),
        lambda _: "千",
        "数字后的“干”“仟”读作千",
    ),
    (
        "兀",
        re.compile(r"兀(?<=[0-9][亿万]兀)(?=[以，。；、,;）)的])"),
        lambda _: "元",
        "单位中的误字读作元",
    ),
    (
        "无",
        re.compile(r"无(?<=[0-9][亿万]无)(?=[以，。；、,;）)的])"),
        lambda _: "元",
        "单位中的误字读作元",
    ),
)


def repair(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Read damaged characters as what they stand for; the length stays the same.

    Each repair gives the place, what was printed, what it is read as, and the reason.

    >>> text, repairs = repair("201O年工业总产值25000一27000亿元")
    >>> text
    '2010年工业总产值25000—27000亿元'
    >>> [(r.start, r.printed, r.read_as, r.reason) for r in repairs]
    [(3, 'O', '0', '数字中混入的字母读作数字'), (15, '一', '—', '数字之间的“一”读作连接号')]
    """
    repairs: list[Repair] = []
    for marks, pattern, read, reason in _RULES:
        if marks and not any(mark in text for mark in marks):
            continue
        pieces: list[str] = []
        done = 0
        for match in pattern.finditer(text):
            printed = match.group()
            read_as = read(printed)
            if read_as == printed:
                continue
            start, end = match.span()
            pieces += (text[done:start], read_as)
            done = end
            repairs.append(Repair(start, end, printed, read_as, reason))
        if pieces:
            text = "".join((*pieces, text[done:]))
    return text, tuple(sorted(repairs, key=lambda repair: (repair.start, repair.end)))
