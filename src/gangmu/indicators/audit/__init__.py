"""Audit the arithmetic of what documents state of themselves and of each other.

Each rule recomputes one kind of statement from the claims around it. A number stands for every
value that rounds to it, so that 37053 ÷ 33212 over five years (2.21 %) agrees with a printed 2 %;
a number with 超过, 左右 or 以上 is no equation and is left alone. What agrees is reported as well
(``Severity.AGREES``): a reader must see what was looked at.

>>> audit([])
()
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
from gangmu.indicators.audit.dates import deadlines_and_publication
from gangmu.indicators.audit.statements import Finding, Severity, Stated
from gangmu.indicators.audit.wholes import (
    components_against_sums,
    parts_within_wholes,
    shares_above_one,
    shares_against_totals,
)
from gangmu.terms import Claim, Document

__all__ = ["ACROSS", "RULES", "Finding", "Severity", "Stated", "audit"]

RULES: tuple[Callable[[Stated], Iterator[Finding]], ...] = (
    growth_against_ends,
    targets_against_base,
    points_and_percent,
    shares_against_totals,
    shares_above_one,
    components_against_sums,
    parts_within_wholes,
    deadlines_and_publication,
)
"""The rules for one document, in the order in which findings are shown."""

ACROSS: tuple[Callable[[Sequence[Stated]], Iterator[Finding]], ...] = (
    totals_across,
    conflicting_claims,
    structures,
    districts_against_city,
)
"""The rules for documents together."""


def audit(stated: Sequence[tuple[Document, Sequence[Claim]]]) -> tuple[Finding, ...]:
    """Audit documents one by one, then against each other; findings in the order of the rules."""
    library = tuple(Stated(document, tuple(claims)) for document, claims in stated)
    found = [finding for each in library for rule in RULES for finding in rule(each)]
    found += [finding for rule in ACROSS for finding in rule(library)]
    return tuple(dict.fromkeys(found))
