"""Audit the arithmetic of what documents state of themselves and of each other.

Each rule recomputes one kind of statement from the claims around it. A number stands for every
value that rounds to it, so that 37053 ÷ 33212 over five years (2.21 %) agrees with a printed 2 %;
a number with 超过, 左右 or 以上 is no equation and is left alone. What agrees is reported as well
(``Severity.AGREES``): a reader must see what was looked at.

>>> audit([])
()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

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
"""The rules for documents together; they ask for claims with a time and without a rate."""


def audit(stated: Iterable[tuple[Document, Sequence[Claim]]]) -> tuple[Finding, ...]:
    """Audit documents one by one, then against each other; findings in the order of the rules.

    The documents are gone through once; of each, only the claims are kept that others may contradict.
    """
    found: list[Finding] = []
    library: list[Stated] = []
    for document, claims in stated:
        each = Stated(document, tuple(claims))
        found += [finding for rule in RULES for finding in rule(each)]
        library.append(Stated(document, tuple(c for c in each.claims if c.time and not c.rate)))
    found += [finding for rule in ACROSS for finding in rule(library)]
    return tuple(dict.fromkeys(found))
