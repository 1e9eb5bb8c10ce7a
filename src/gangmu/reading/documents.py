"""Take a file apart into the documents it holds.

A line opens a document if it is a title and one of these says so: a blank line follows and then
the title again, or printed fields (【字号】…); a document number alone on the next line, after a
document that has its own; in a file of such documents, a title between the end of a sentence and
a blank line; or a title of the file that stands again at the start of running text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gangmu.reading.marks import BRACKETED, KIND, NUMBER, numbers
from gangmu.reading.text import fold, squeeze

_NUMBERED = re.compile(
    r"[ #*>]*(?:第[一二三四五六七八九十百]+[编章节条部]|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十0-9]+\)|[0-9]+[.、)])"
)
_NOTICE = re.compile(r"(?:印发|转发|发布|公布)[^《\n]{0,8}《([^《\n]{4,80})》")
_KIND_END = re.compile(rf"{KIND}(?: ?\([^()]{{1,20}}\))?$")

_SHORTEST = 10


class Piece(NamedTuple):
    """Where a document starts and ends; ``title`` if it is known from elsewhere in the file."""

    start: int
    end: int
    title: str | None = None


class _Line(NamedTuple):
    start: int
    end: int
    words: str


def split(text: str, folded: str | None = None) -> list[Piece]:
    """Give the documents of a file in order; a caption before the first is left out.

    >>> page = "甲区产业发展规划\\n\\n甲区产业发展规划第一章总则为发展产业。\\n"
    >>> both = page + page.replace("甲", "乙")
    >>> [both[a:b].split()[0] for a, b, _ in split(both)], split(page) == [(0, len(page), None)]
    (['甲区产业发展规划', '乙区产业发展规划'], True)
    """
    lines = _lines(fold(text) if folded is None else folded)
    found = _openers(lines)
    if not found:
        return [Piece(0, len(text))]
    openers = sorted(found)
    starts = [lines[i].start for i in openers]
    if 0 not in found and not _is_caption(lines, openers):
        starts[0] = 0
    ends = [*starts[1:], len(text)]
    return [
        Piece(*place, found[i])
        for i, place in zip(openers, zip(starts, ends, strict=True), strict=True)
    ]


def _lines(folded: str) -> list[_Line]:
    """Give the lines that are not blank."""
    lines: list[_Line] = []
    at = 0
    for line in folded.split("\n"):
        words = line.strip(" \t#*\ufeff")
        if words:
            lines.append(_Line(at, at + len(line), words))
        at += len(line) + 1
    return lines


def _openers(lines: list[_Line]) -> dict[int, str | None]:
    """Give the lines that open a document, each with its title if it is not printed apart."""
    titles = [i for i, line in enumerate(lines[:-1]) if _is_title(line.words)]
    strong = _certain(lines, titles)
    if len(strong) < 2:
        return {}
    found: dict[int, str | None] = dict.fromkeys(strong)
    for i in titles:
        abuts = i == 0 or lines[i - 1].end + 1 == lines[i].start
        if abuts and lines[i + 1].start > lines[i].end + 1 and _closes(lines[i - 1].words):
            found[i] = None
    names = _names(lines, titles)
    current = ""
    for i, line in enumerate(lines):
        if i in found:
            current = squeeze(line.words)
        elif i - 1 not in found:
            title = _runs_on(squeeze(line.words[:120]), names, current)
            if title:
                found[i] = current = title
    return found


def _certain(lines: list[_Line], titles: list[int]) -> list[int]:
    """Find titles that surely open a document."""
    found: list[int] = []
    own = current = ""
    numbered = False
    for i in titles:
        line, following = lines[i], lines[i + 1]
        title = squeeze(line.words)
        if title in (own, current):
            continue  # the attached document under its own notice, or its title once more
        gap = following.start > line.end + 1
        repeated = gap and _repeats(title, following.words)
        described = bool(BRACKETED.search(following.words[:160]))
        number = _is_number(following.words)
        if repeated or described or (number and (numbered or not found)):
            if found and found[-1] == i - 1:
                continue
            found.append(i)
            current = title
            notice = _NOTICE.search(line.words) or _NOTICE.search(following.words[:200])
            own = squeeze(notice[1]) if notice else ""
            numbered = False
        span = lines[i : i + 3]
        numbered = numbered or any(NUMBER.search(one.words[:300]) for one in span)
    return found


def _is_title(words: str) -> bool:
    """Ask whether a line can be a title: short, whole, not a sentence and not numbered."""
    return (
        5 <= len(words) <= 90
        and words[-1] not in "。,、;:!.,"
        and not re.search("[。!?;\t]|【", words)
        and not _NUMBERED.match(words)
        and not re.search(r"20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$", words)
    )


def _is_number(words: str) -> bool:
    spans = numbers(words, 0, len(words))
    return bool(spans) and len(words) <= 30 and spans[0][1] - spans[0][0] >= len(words) - 2


def _repeats(title: str, following: str) -> bool:
    """Ask whether a line begins with a title, which may be cut short or lack its place."""
    begins = squeeze(following[:200])
    size = max(6, len(title) * 4 // 5)
    return any(begins.startswith(title[skip : skip + size]) for skip in (0, 2, 3) if title[skip:])


def _closes(words: str) -> bool:
    """Ask whether a text can end with this line: with a sentence, or with a page's last words."""
    return words[-1] in "。.!?”)」;" or len(words) > 30


def _names(lines: list[_Line], titles: list[int]) -> dict[str, list[str]]:
    """Give the titles of the file by how they begin, with and without a place of 2 or 3 characters."""
    names: dict[str, list[str]] = {}
    for title in dict.fromkeys(
        squeeze(lines[i].words) for i in titles if _KIND_END.search(lines[i].words)
    ):
        for name in (title, title[2:], title[3:]):
            if len(name) >= _SHORTEST:
                names.setdefault(name[:_SHORTEST], []).append(name)
    return names


def _runs_on(words: str, names: dict[str, list[str]], current: str) -> str | None:
    """Give the title of another document if a line is that with its text straight after it."""
    return next(
        (
            name
            for name in names.get(words[:_SHORTEST], ())
            if words.startswith(name)
            and name not in current
            and len(words) > len(name) + 10
            and words[len(name)] not in "的是提明要规中在和与及、,:("
        ),
        None,
    )


def _is_caption(lines: list[_Line], openers: list[int]) -> bool:
    """Ask whether the only line before the first document is the title of a later one."""
    if openers[0] != 1:
        return False
    title = squeeze(lines[0].words)
    return any(_repeats(title, lines[i].words) for i in openers[1:])
