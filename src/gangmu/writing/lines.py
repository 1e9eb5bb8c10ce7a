"""Tell the line breaks and blanks of a page from those of the text.

Scans, mails and old web pages break a paragraph wherever a line is full. What follows such a break
goes on in the middle of a sentence: the line before it has pauses but no end, and the line after it
opens nothing. Web pages and word processors set figures and Latin letters off from Chinese characters
by a blank, 到 2028 年, that no writer means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_UNENDED = re.compile(r"[^\n\t|]{16,}(?<![\s。；：！？.;:!?|])(?<![。！？；]”)")
# 、 alone parts the items of a title too; where amounts stand beside it, it is prose
_PAUSED = re.compile(r"[，,。；;]|[0-9] ?[%万亿元家个][^\n]*、")
_NAMES = re.compile(
    r"(?:单位|部门|电话|地址|邮箱|日期|时间|联系人|来源|作者|记者)[：:]|[，、](?:主任|局长|编辑)"
)
_OPENS = re.compile(
    r"[ \t\u3000|【]|第[一二三四五六七八九十百]+[编章节条]|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]"
    r"|[（(][0-9]{1,2}[）)]|[0-9]{1,2}[、.．](?![0-9])|[①-⑳]|附件|——|[一二三四五六七八九]是|注："
)
_GOES_ON = re.compile(r"[^\n\t|]{16}|[^\n\t|]+[，,。；;、：:]")

_SET_OFF = re.compile(
    r"(?<=[一-鿿，。；：、（）“”]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%％‰]) (?=[一-鿿，。；：、（）“”])"
)
# Blanks between two words or two figures part the columns of a table.
_COLUMNS = re.compile(r"[\t|]|  |[一-鿿] [一-鿿]|[0-9%] [0-9]")
_LINE = re.compile(r"[^\n]*[，。；][^\n]*")


def soft_breaks(text: str) -> list[int]:
    """Find the line breaks inside sentences, which only a full line made.

    >>> soft_breaks("发展目标\\n到2028年，工业总产值达到九百五十亿元，培育专精特\\n新企业一百二十家。\\n二、任务")
    [31]
    """
    breaks: list[int] = []
    ends = [match.start() for match in re.finditer(r"\n|\Z", text)]
    for (before, end), (_, stop) in pairwise(pairwise((-1, *ends))):
        inside = _PAUSED.search(text, before + 1, end) or (breaks and breaks[-1] == before)
        if (
            inside
            and _UNENDED.fullmatch(text, before + 1, end)
            and not _NAMES.search(text, before + 1, end)
            and not _OPENS.match(text, end + 1, stop)
            and _GOES_ON.match(text, end + 1, stop)
        ):
            breaks.append(end)
    return breaks


def set_off(text: str) -> list[int]:
    """Find the blanks that only set figures off from the words of a sentence.

    >>> set_off("到 2028 年，产值达到 950 亿元。\\n产值 亿元 950"), set_off("产值950亿元。")
    ([1, 6, 13, 17], [])
    """
    if " " not in text:
        return []
    return [
        blank.start()
        for line in _LINE.finditer(text)
        if " " in line.group() and not _COLUMNS.search(line.group())
        for blank in _SET_OFF.finditer(text, *line.span())
    ]


def without(text: str, places: Sequence[int]) -> str:
    """Leave single characters out, by their places in order.

    >>> without("到 2028\\n年", [1, 6])
    '到2028年'
    """
    pieces, done = [], 0
    for at in places:
        pieces.append(text[done:at])
        done = at + 1
    return "".join((*pieces, text[done:]))
