"""Tell the line breaks and blanks of a page from those of the text.

Scans, mails and old web pages break a paragraph wherever a line is full. What follows such a break
goes on in the middle of a sentence: the line before it has pauses but no end, and the line after it
opens nothing. Web pages and word processors set figures and Latin letters off from Chinese characters
by a blank, 到 2028 年, that no writer means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORTEST = 16
_ENDS = "。；：！？.;:!?| \t\u3000"
_UNENDED = re.compile(r"[^\t|]+(?<![。！？；]”)")
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
    before = -1
    while (end := text.find("\n", before + 1)) >= 0:
        # nearly every line is short or ends its sentence: told without a search
        if end - before > _SHORTEST and text[end - 1] not in _ENDS:
            begun = bool(breaks) and breaks[-1] == before
            stop = text.find("\n", end + 1)
            if _runs_on(text, before + 1, end, stop if stop >= 0 else len(text), begun=begun):
                breaks.append(end)
        before = end
    return breaks


def _runs_on(text: str, start: int, end: int, stop: int, *, begun: bool) -> bool:
    """Tell whether a line goes on in the next; ``begun`` if it goes on from the one before."""
    return (
        (begun or _PAUSED.search(text, start, end) is not None)
        and _UNENDED.fullmatch(text, start, end) is not None
        and not _NAMES.search(text, start, end)
        and not _OPENS.match(text, end + 1, stop)
        and _GOES_ON.match(text, end + 1, stop) is not None
    )


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
