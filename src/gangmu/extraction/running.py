"""Read a text that a page broke and spaced as if it ran on, and put what was found back in its place.

What is extracted depends on sentences, phrases and paragraphs; a break that only a full line made, or
a blank that sets off a figure, is none of their ends. The document is read without them, and every
span that comes of it is moved to where it stands in the text as printed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from gangmu.terms import Document, Metadata, Quantity, Span
from gangmu.writing.lines import set_off, soft_breaks, without

T = TypeVar("T")
Move = Callable[[Span], Span]


def running(document: Document) -> tuple[Document, Move] | None:
    """Give a document without what its page put in, and how its spans move back; ``None`` if that is nothing."""
    added = sorted((*soft_breaks(document.text), *set_off(document.text)))
    if not added:
        return None
    text = without(document.text, added)
    # where each stood among the characters that are left
    gone = [at - n for n, at in enumerate(added)]

    def joined(span: Span) -> Span:
        start, end = (offset - bisect_left(added, offset) for offset in (span.start, span.end))
        return Span(span.document, start, end)

    def printed(span: Span) -> Span:
        start = span.start + bisect_right(gone, span.start)
        if span.end <= span.start:
            return Span(span.document, start, start)
        return Span(span.document, start, span.end + bisect_right(gone, span.end - 1))

    return replace(moved(document, joined), text=text), printed


def moved(value: T, move: Move) -> T:
    """Move every span in a value of the domain; what holds none is the same object."""
    return cast("T", _moved(value, move))


def _moved(value: Any, move: Move) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Span):
        return move(value)
    if isinstance(value, tuple):
        items = [_moved(item, move) for item in value]
        same = all(a is b for a, b in zip(items, value, strict=True))
        return value if same else tuple(items)
    changed = {}
    for name in _names(value.__class__):
        old = getattr(value, name)
        new = _moved(old, move)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


# What holds no span: most of what is met.
_PLAIN = (str, int, Decimal, Enum, date, Path, Quantity, Metadata, type(None))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.init) if is_dataclass(kind) else ()
