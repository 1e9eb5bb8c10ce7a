"""Benefit rules: who meets what receives how much, with every part in its place.

``find_benefits`` cuts the body into segments, gathers them into rules (``steps`` tells what joins
the rule before), and composes each rule: its figures in order form rows (a rate with its cap),
several rows are tiers; ``criteria`` are asked for in figures, ``statuses`` in words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from gangmu.extraction.benefits.compose import compose
from gangmu.extraction.benefits.rules import gather
from gangmu.extraction.benefits.segments import Segment, cut
from gangmu.extraction.framing import Family
from gangmu.extraction.state import State
from gangmu.terms import Benefit, Provision
from gangmu.writing.marks import full_width_marks

__all__ = ["find_benefits"]


def _beside_gifts(text: str, segments: list[Segment]) -> list[Segment]:
    """Keep the segments of a plan or report that stand near the words of a gift; the rest is prose."""
    kept: list[Segment] = []
    gifts = [match.start() for match in _MAY_GIVE.finditer(text)]
    for segment in segments:
        at = bisect_left(gifts, segment.start - _NEAR)
        if at < len(gifts) and gifts[at] < segment.end + _NEAR:
            kept.append(segment)
    return kept


_NEAR = 120
_MAY_GIVE = re.compile(
    "给予|予以|奖|补|贴|资助|返还|免收|免租|一事一议|一企一策|购买|享受|扶持|报销|领取|给[^予出到]{0,6}[0-9]"
)


def find_benefits(state: State) -> tuple[tuple[Benefit, ...], tuple[Provision, ...]]:
    """Find the benefit rules of a document, and what it provides for all of them."""
    body = state.document.body
    if not _MAY_GIVE.search(state.text, body.start, body.end):
        return (), ()
    state = replace(state, text=full_width_marks(state.text), uses={})
    segments = cut(state)
    if state.frame.family is not Family.MEASURES:
        segments = _beside_gifts(state.text, segments)
    rules, whole = gather(state, segments)
    return tuple(compose(state, rule) for rule in rules), tuple(whole)
