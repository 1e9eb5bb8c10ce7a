"""Decode bytes into canonical text, and fold text for matching.

Canonical text is what is printed: only the byte order mark goes and every line end becomes
``\\n``, so that an offset counts the characters a person sees in the file.
"""

from __future__ import annotations

import codecs
import re

from gangmu.terms import InputError
from gangmu.writing.traditional import SIMPLIFIED

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# One character becomes one character: offsets into the folded text are offsets into the text.
_FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict(
    zip(
        map(ord, "〔［﹝﹞］〕〈＜＞〉﹙﹚\u3000\u00a0–―－﹣"),
        "[[[]]]<<>>()  ————",
        strict=True,
    )
)

# The commonest characters of written Chinese: a text that hardly uses them was decoded wrongly.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它"
    "合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又利比或但质气第向道命此变条"
    "只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求基资边"
    "路级少图山统接知较将组见计别期根论运指几区强放决西被做必战先回则任取处理府市县省企技术创投施规划标项目额元"
)
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|[锛銆鈥鐨涓鏄鍦]")


def decode(data: bytes, where: str) -> str:
    """Decode UTF-8, GB 18030, Big5 or UTF-16 and make every line end a newline.

    Raises ``InputError`` if the bytes are no text, or text that was damaged by a wrong decoding.

    >>> decode("临发〔2026〕1号\\r\\n".encode("gb18030"), "a.txt")
    '临发〔2026〕1号\\n'
    """
    text = _decode(data)
    if text is None:
        raise InputError(
            "不是文本文件，或编码无法识别（已试 UTF-8、GB 18030、Big5、UTF-16）",
            where,
            "请用 UTF-8 编码另存为文本文件后重试。",
        )
    refuse_mojibake(text, where)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refuse_mojibake(text: str, where: str) -> None:
    """Raise ``InputError`` if the text cannot be what somebody wrote in Chinese.

    >>> refuse_mojibake("鍦ㄤ笂娴风殑浼佷笟銆傚湪涓婃捣鐨勪紒涓氥€" * 4, "a.txt")
    Traceback (most recent call last):
    gangmu.terms.InputError: a.txt：文字是乱码（编码转换出错）。请从原始来源重新获取文件，或用正确的编码另存为 UTF-8。
    """
    sample = text[:20000]
    simplified = sample.translate(SIMPLIFIED)
    hanzi = sum("一" <= c <= "鿿" for c in sample)
    odd = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in sample)
    common = sum(c in _COMMON for c in simplified)
    marks = len(_MOJIBAKE.findall(sample))
    if (
        odd * 20 > len(sample.strip()) + 20
        or (hanzi >= 30 and marks * 12 > hanzi and marks > common / 2)
        or (hanzi >= 60 and common * 8 < hanzi)
    ):
        raise InputError(
            "文字是乱码（编码转换出错）",
            where,
            "请从原始来源重新获取文件，或用正确的编码另存为 UTF-8。",
        )


def fold(text: str) -> str:
    """Fold full-width forms, brackets, blanks and dashes to one form each, offset by offset.

    >>> fold("（一）临发〔2026〕1号　２０２６－２０２８")
    '(一)临发[2026]1号 2026—2028'
    """
    return text.translate(_FOLD)


def squeeze(text: str) -> str:
    """Drop blanks, quotes and kinds of brackets and dashes: printings of one title become equal.

    >>> squeeze("“十四五” 规划〔试行〕"), squeeze("十四五规划（试行）")
    ('十四五规划(试行)', '十四五规划(试行)')
    """
    return text.translate(_SQUEEZE)


def places(text: str) -> list[int]:
    """Give where each character of the squeezed text stood.

    >>> places("“十四五” 规划")
    [1, 2, 3, 6, 7]
    """
    return [place for place, char in enumerate(text) if char not in _DROPPED]


_DROPPED = frozenset("“”\"'‘’《》「」*#\u200b\ufeff") | {
    c for c in map(chr, range(0x3001)) if c.isspace()
}
_SQUEEZE: dict[int, str | None] = {
    code: char.translate({0x2014: "-", 0x7E: "-", 0x5B: "(", 0x5D: ")"})
    for code, char in _FOLD.items()
}
_SQUEEZE |= {ord("—"): "-", ord("~"): "-", ord("["): "(", ord("]"): ")"}
# A full-width quote or mark that folds to a dropped one is dropped too.
_SQUEEZE |= {code: None for code, char in _SQUEEZE.items() if char is None or char in _DROPPED}
_SQUEEZE |= {ord(char): None for char in _DROPPED}
_DROPPED |= {chr(code) for code, char in _SQUEEZE.items() if char is None}


def _decode(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    if b"\0" in data:
        return _likeliest(data, ("utf-16-le", "utf-16-be"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _likeliest(data, ("gb18030", "big5hkscs"))
    return text if _is_text(text) else None


def _likeliest(data: bytes, encodings: tuple[str, ...]) -> str | None:
    """Decode as the encoding that gives the most common words.

    Most of GB 18030 decodes as Big5 and the other way, and anything as UTF-16.
    """
    best: tuple[float, str] | None = None
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_text(text):
            continue
        sample = text[:20000].translate(SIMPLIFIED)
        score = sum(c in _COMMON or " " <= c <= "~" for c in sample) / (len(sample) or 1)
        if best is None or score > best[0]:
            best = score, text
    return best[1] if best else None


def _is_text(text: str) -> bool:
    """Ask whether a text has no more control characters than a form feed here and there."""
    control = sum(c < " " and c not in "\t\n\r\f\v" for c in text)
    return "\0" not in text and control * 100 <= len(text)
