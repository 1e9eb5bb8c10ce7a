"""A paper in the form of official documents: what it says, as blocks in order.

``write_paper`` (in ``word``) turns them into a Word file. Text is a sequence of plain words and of
``Cited`` ones, which carry the source that goes to the foot of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cited:
    """Words with the source they rest on, printed as a footnote."""

    text: str
    source: str


Words = Sequence[str | Cited]


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the paper, with lines below it (单位, 日期)."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、), 2 （一） or 3 (1．), numbered by whoever writes it."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``lead`` are its first words in bold."""

    words: Words
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption above: widths in millimetres, text columns left, others right."""

    caption: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    centred: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with its caption below; ``alt`` says in words what it shows."""

    caption: str
    png: bytes
    width: int
    alt: str


Block = Title | Heading | Paragraph | Grid | Picture


def text_of(words: Words) -> str:
    """Give the words without their sources.

    >>> text_of(["2025年为", Cited("104.8亿元", "区统计年鉴"), "。"])
    '2025年为104.8亿元。'
    """
    return "".join(each if isinstance(each, str) else each.text for each in words)
