"""Judge documents together: who cites whom, what is in force on a day, what is said twice.

>>> from datetime import date
>>> survey(Corpus([]), date(2026, 6, 30)).validities
()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gangmu.corpus.citations import Corpus, Edge, Missing
from gangmu.corpus.duplicates import Kinship, Overlap, find_overlaps
from gangmu.corpus.timeline import Event, timeline
from gangmu.corpus.validity import Status, Validity, validity
from gangmu.terms import Document

__all__ = [
    "Corpus",
    "Edge",
    "Event",
    "Kinship",
    "Missing",
    "Overlap",
    "Status",
    "Survey",
    "Validity",
    "doubtful_numbers",
    "find_overlaps",
    "survey",
    "timeline",
    "validity",
    "void_numbers",
]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a library holds on a day, in the order of its documents."""

    on: date
    documents: tuple[Document, ...]
    validities: tuple[Validity, ...]
    missing: tuple[Missing, ...]
    overlaps: tuple[Overlap, ...]
    events: tuple[Event, ...]


def survey(corpus: Corpus, on: date) -> Survey:
    """Survey a corpus on a day: validity of each document, missing parents, overlaps, timeline."""
    return Survey(
        on,
        corpus.documents,
        tuple(validity(document, corpus, on) for document in corpus.documents),
        corpus.missing(),
        find_overlaps(corpus.documents),
        timeline(corpus),
    )


def void_numbers(numbers: Iterable[str], corpus: Corpus, on: date) -> dict[str, str]:
    """Find which of some 文号 are not in force on a day (已废止, 已失效, 尚未施行), and why.

    A 文号 that the corpus does not have, or of which some copy may be in force, is not among them.
    """
    found = {}
    for number in numbers:
        states = [validity(document, corpus, on) for document in corpus.numbered(number)]
        if states and all(state.status.void for state in states):
            found[number] = f"{states[0].status}：{states[0].reason}"
    return found


def doubtful_numbers(numbers: Iterable[str], corpus: Corpus, on: date) -> dict[str, str]:
    """Find which of some 文号 may not be in force on a day (届满待核, 无法判断), and why.

    A 文号 that the corpus does not have, or of which some copy surely is in force, is not among them.
    """
    found = {}
    for number in numbers:
        states = [validity(document, corpus, on) for document in corpus.numbered(number)]
        doubts = [s for s in states if s.status in (Status.TO_CHECK, Status.UNKNOWN)]
        if doubts and all(s.status is not Status.IN_FORCE for s in states):
            found[number] = f"{doubts[0].status}：{doubts[0].reason}"
    return found
