"""Punctuation: half-width marks read as full-width ones, so that a pattern needs one form."""

from __future__ import annotations

import re

_INSIDE_NUMBER = re.compile(r"[,:](?<=[0-9].)(?=[0-9])")
_FULL = tuple(zip(",:;()", "，：；（）", strict=True))


def full_width_marks(text: str) -> str:
    """Write half-width , : ; ( ) in full width; numbers (1,000; 7:3) and all offsets stay.

    >>> full_width_marks("产值1,000万元,按7:3分担(下同)")
    '产值1,000万元，按7:3分担（下同）'
    """
    folded = text
    for half, full in _FULL:  # ten times faster than ``translate`` on Chinese
        folded = folded.replace(half, full)
    pieces: list[str] = []
    done = 0
    for match in _INSIDE_NUMBER.finditer(text) if "," in text or ":" in text else ():
        pieces += (folded[done : match.start()], match.group())
        done = match.end()
    return "".join((*pieces, folded[done:])) if pieces else folded
