"""Extract what a document states: targets, facts, forecasts, conditions, awards; duties; citations; structures.

The extraction is a cascade over one state: each layer is a function that reads the state and fills
in what it decides about every quantity. To deepen it, deepen a layer or add one to ``LAYERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gangmu.extraction.benefits import find_benefits
from gangmu.extraction.binding import bind_indicators
from gangmu.extraction.changes import read_changes
from gangmu.extraction.citations import find_citations
from gangmu.extraction.duties import find_duties
from gangmu.extraction.kinds import decide_kinds
from gangmu.extraction.running import moved, running
from gangmu.extraction.state import Draft, State, find_drafts, read_state
from gangmu.extraction.structures import find_structures
from gangmu.extraction.tables import indicator_grids, read_grids, tables_of
from gangmu.extraction.timing import bind_times, govern
from gangmu.extraction.validators import check_claims
from gangmu.terms import (
    Benefit,
    Citation,
    Claim,
    Document,
    Duty,
    Kind,
    Phrase,
    Provision,
    Quantity,
    Span,
    Structure,
)

__all__ = ["LAYERS", "Extraction", "extract"]

Layer = Callable[[State], None]

LAYERS: tuple[Layer, ...] = (
    govern,  # the time that governs each quantity in its sentence
    decide_kinds,  # target, actual, forecast, condition, award, other; role
    bind_times,  # deadline and as-of, carried over, or the horizon of the plan
    bind_indicators,  # what is measured, as an exact span
    read_changes,  # rate, direction, baseline, modality, 约束性, region
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document states, in the order of its text."""

    claims: tuple[Claim, ...]
    duties: tuple[Duty, ...]
    citations: tuple[Citation, ...]
    benefits: tuple[Benefit, ...] = ()
    provisions: tuple[Provision, ...] = ()
    structures: tuple[Structure, ...] = ()


def extract(document: Document) -> Extraction:
    """Extract the claims, duties, citations and benefit rules of a document.

    Every claim keeps its span; what could not be bound is ``None`` with a doubt that says so.
    Texts that are not official yield claims too: they may be quoted, and ``document.source_class``
    says what they are. A text that a page broke into lines is read as if it ran on.
    """
    whole = running(document)
    if whole is None:
        return _extracted(document)
    joined, printed = whole
    return moved(_extracted(joined), printed)


def _extracted(document: Document) -> Extraction:
    state = read_state(document)
    grids = indicator_grids(state, tables_of(document))
    find_drafts(state, [(g.table.span.start, g.table.span.end) for g in grids])
    for layer in LAYERS:
        layer(state)
    drafts = [*state.drafts, *read_grids(state, grids)]
    drafts.sort(key=lambda d: d.lexeme.start)
    check_claims(state, drafts)
    benefits, provisions = find_benefits(state)
    return Extraction(
        tuple(_claim(state, d) for d in drafts),
        find_duties(state),
        find_citations(state),
        benefits,
        provisions,
        find_structures(state),
    )


def _claim(state: State, draft: Draft) -> Claim:
    document, lexeme, sentence = state.document, draft.lexeme, draft.sentence
    clause = sentence.clause
    indicator = None
    if draft.noun:
        indicator = Phrase(draft.noun.words, Span(document.id, draft.noun.start, draft.noun.end))
    doubts = list(draft.doubts)
    if draft.time is None and draft.kind in (Kind.TARGET, Kind.ACTUAL, Kind.FORECAST):
        doubts.append("时间：没有写明")
    return Claim(
        kind=draft.kind,
        span=Span(document.id, lexeme.start, lexeme.end),
        quantity=Quantity(lexeme.value, lexeme.unit, draft.comparator, lexeme.high, draft.modality),
        indicator=indicator,
        time=draft.time,
        clause=clause.id if clause else None,
        evidence=Span(document.id, sentence.start, sentence.end),
        region=draft.region,
        role=draft.role,
        baseline=draft.baseline,
        rate=draft.rate,
        direction=draft.direction,
        binding=draft.binding,
        doubts=tuple(doubts),
    )
