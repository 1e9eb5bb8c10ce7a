"""Audit the arithmetic of what documents state of themselves and of each other.

Each rule recomputes one kind of statement from the claims around it. A number stands for every
value that rounds to it, so that 37053 ÷ 33212 over five years (2.21 %) agrees with a printed 2 %;
a number with 超过, 左右 or 以上 is no equation and is left alone. What agrees is reported as well
(``Severity.AGREES``): a reader must see what was looked at.

>>> audit([])
()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gangmu.extraction import Extraction
from gangmu.indicators.audit.changes import (
    growth_against_ends,
    points_and_percent,
    targets_against_base,
)
from gangmu.indicators.audit.conflicts import (
    conflicting_claims,
    districts_against_city,
    structures,
    totals_across,
)
from gangmu.indicators.audit.contradictions import contradictions, counted_structures
from gangmu.indicators.audit.dates import deadlines_and_publication
from gangmu.indicators.audit.statements import (
    DATES,
    GROWTH,
    POINTS,
    WORDS,
    Finding,
    Severity,
    Stated,
)
from gangmu.indicators.audit.wholes import (
    components_against_sums,
    parts_within_wholes,
    shares_against_totals,
)
from gangmu.terms import Document

__all__ = ["ACROSS", "RULES", "Finding", "Severity", "Stated", "audit"]

RULES: tuple[Callable[[Stated], Iterator[Finding]], ...] = (
    growth_against_ends,
    targets_against_base,
    points_and_percent,
    shares_against_totals,
    components_against_sums,
    parts_within_wholes,
    deadlines_and_publication,
    contradictions,
    counted_structures,
)
"""The rules for one document, in the order in which findings are shown."""

ACROSS: tuple[Callable[[Sequence[Stated]], Iterator[Finding]], ...] = (
    totals_across,
    conflicting_claims,
    structures,
    districts_against_city,
)
"""The rules for documents together; they ask for claims with a time and without a rate."""


def audit(stated: Iterable[tuple[Document, Extraction]]) -> tuple[Finding, ...]:
    """Audit documents one by one, then against each other; findings in the order of the rules.

    The documents are gone through once; of each, only the claims are kept that others may contradict.
    """
    found: list[Finding] = []
    library: list[Stated] = []
    for document, extraction in stated:
        each = Stated(document, extraction.claims, extraction.structures)
        found += _once([finding for rule in RULES for finding in rule(each)])
        library.append(Stated(document, tuple(c for c in each.claims if c.time and not c.rate)))
    found += [finding for rule in ACROSS for finding in rule(library)]
    documents = {each.document.id: each.document for each in reversed(library)}
    return tuple(dict.fromkeys(_placed(finding, documents) for finding in found))


def _once(found: list[Finding]) -> list[Finding]:
    """Drop the contradictions of which another rule has given the arithmetic."""
    computed = {
        span for each in found if each.rule in (GROWTH, POINTS, DATES) for span in each.spans
    }
    return [each for each in found if each.rule != WORDS or computed.isdisjoint(each.spans)]


def _placed(finding: Finding, documents: Mapping[str, Document]) -> Finding:
    """Say in which clauses the words of a finding stand."""
    clauses = [
        documents[span.document].clause_at(span.start)
        for span in finding.spans
        if span.document in documents
    ]
    return replace(finding, clauses=tuple(dict.fromkeys(c.id for c in clauses if c)))
