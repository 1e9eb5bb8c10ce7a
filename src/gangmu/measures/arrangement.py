"""What a measure file says of the way from verdicts to payment: groups, shared caps, budgets, plans.

These clauses look beyond one applicant and one measure; the evaluators never read them, settlement
does. ``arranging`` reads them from the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from gangmu.measures.yamltext import Place


@dataclass(frozen=True, slots=True)
class Group:
    """What holds among measures: of those named, the highest counts (择高)."""

    rule: str
    measures: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FileArrangement:
    """What a file says of all its measures together."""

    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureArrangement:
    """What a measure says of its own payment."""


NO_GROUPS = FileArrangement()
NOTHING_ARRANGED = MeasureArrangement()
