"""A measure laid beside its clause: what the clause says and the measure does not, and what to ask about.

Nothing here is an error. A quantity of the clause that the measure does not use is a warning; words
that may be read in two ways, and what a review of fair competition would ask about, are notes. Words
and references are data (``review.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from gangmu.measures.dimensions import canonical
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.nodes import Lit, facts
from gangmu.measures.yamltext import Entries, Findings, Items, Text, compose
from gangmu.terms import Document
from gangmu.writing.quantities import Lexeme, find_quantities
from gangmu.writing.units import unit as unit_named

#: Spans of time belong to dates and procedures as often as to a measure, and are not compared.
_TIMES = frozenset({"天", "月", "工作日"})


@dataclass(frozen=True, slots=True)
class Said:
    """The numbers of a measure: with their dimension, and bare ones (counts, shares of a plan)."""

    exact: frozenset[tuple[Fraction, str]]
    bare: frozenset[Fraction]
    written: frozenset[tuple[Fraction, str]]


def review(file: MeasureFile, document: Document, findings: Findings) -> None:
    """Lay every measure of a file beside the clause that it rests on."""
    for measure in file.measures:
        clause = document.clause(measure.clause)
        if clause is None:
            continue
        text = document.quote(clause.span)
        alike = [other for other in file.measures if other.clause == measure.clause]
        if measure is alike[0]:
            _unused(text, measure, alike, file, findings)
        _words(text, measure, findings)
        _competition(text, measure, findings)


def _unused(
    text: str,
    measure: Measure,
    alike: Sequence[Measure],
    file: MeasureFile,
    findings: Findings,
) -> None:
    said = numbers_of(*alike, file.arrangement)
    names = "、".join(f"「{other.name}」" for other in alike)
    notes = "".join(other.note for other in alike)
    notes += "".join(one.cause for one in findings if one.cause.startswith("待定"))
    told: set[str] = set()
    for lexeme in find_quantities(text):
        printed = "".join(text[lexeme.start : lexeme.end].split())
        if printed in told or printed in notes or _is_said(lexeme, said):
            continue
        told.add(printed)
        findings.warn(
            measure.clause_place,
            f"条款「{measure.clause}」里的「{printed}」，{names}没有用到",
            "写进条件、给付或上限；确实不影响判断的，在「说明」里写明",
        )


def _is_said(lexeme: Lexeme, said: Said) -> bool:
    unit = lexeme.unit
    if not unit.dimension or unit.dimension in _TIMES:
        return True
    values = [lexeme.value] if lexeme.high is None else [lexeme.value, lexeme.high]
    for value in map(Fraction, values):
        base = value * unit.factor
        dimension = canonical(unit.dimension)
        base = base / 100 if dimension == "百分点" else base
        same = (base, dimension) in said.exact or base in said.bare or value in said.bare
        grown = dimension == "率" and (1 + base, dimension) in said.exact  # 增长15% as 115% ×
        # 亩均税收30万元 is written 30万元/亩
        longer = any(value == own and name.startswith(unit.name) for own, name in said.written)
        if not (same or grown or longer):
            return False
    return True


def numbers_of(*things: object) -> Said:
    """Collect every number that measures and their arrangement state."""
    exact: set[tuple[Fraction, str]] = set()
    bare: set[Fraction] = set()
    written: set[tuple[Fraction, str]] = set()
    for thing in _leaves(things):
        if isinstance(thing, Lit):
            if isinstance(thing.value, date) or not thing.unit:
                continue
            exact.add((Fraction(thing.value), thing.dimension))
            written.add((Fraction(thing.value) / unit_named(thing.unit).factor, thing.unit))
        elif isinstance(thing, int | Fraction):
            bare.add(Fraction(thing))
    return Said(frozenset(exact), frozenset(bare), frozenset(written))


def _leaves(thing: object) -> Iterator[object]:
    """Visit the literals and plain numbers below a tree of dataclasses; cases and places are none."""
    if isinstance(thing, Lit) or (
        isinstance(thing, int | Fraction) and not isinstance(thing, bool)
    ):
        yield thing
    elif isinstance(thing, tuple | list | frozenset):
        for item in thing:
            yield from _leaves(item)
    elif isinstance(thing, dict):
        yield from _leaves(list(thing.values()))
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in ("cases", "place", "clause_place", "places", "fact", "path"):
                yield from _leaves(getattr(thing, field.name))


# ---------------------------------------------------------------- words and concerns


@dataclass(frozen=True, slots=True)
class Wordlist:
    """The words of ``review.yaml``."""

    reference: str
    concerns: dict[str, tuple[str, str]]
    locking: tuple[str, ...]
    ambiguous: dict[str, str]


@cache
def wordlist() -> Wordlist:
    """Load the words and references of a review."""
    path = Path(__file__).with_name("review.yaml")
    root = compose(path.read_text(encoding="utf-8"), path.name, Findings())
    assert isinstance(root, Entries)
    competition, ambiguous, locking = (
        root.get(key) for key in ("公平竞争", "歧义的词", "锁定的词")
    )
    assert isinstance(competition, Entries)
    assert isinstance(ambiguous, Entries)
    assert isinstance(locking, Items)
    concerns = {
        key: (_text(body, "话"), _text(body, "条款"))
        for key, (_, body) in competition.entries.items()
        if isinstance(body, Entries)
    }
    return Wordlist(
        _text(competition, "依据"),
        concerns,
        tuple(item.value for item in locking if isinstance(item, Text)),
        {
            word: body.value
            for word, (_, body) in ambiguous.entries.items()
            if isinstance(body, Text)
        },
    )


def _text(node: Entries, key: str) -> str:
    found = node.get(key)
    return found.value if isinstance(found, Text) else ""


def _words(text: str, measure: Measure, findings: Findings) -> None:
    for word, remedy in wordlist().ambiguous.items():
        if word in text and word not in measure.note:
            findings.note(
                measure.clause_place,
                f"条款「{measure.clause}」里有「{word}」，读法可能不止一种",
                f"{remedy}；核对后可在「说明」里写明怎么读",
            )


def _competition(text: str, measure: Measure, findings: Findings) -> None:
    parts = [part for part in (measure.amount, measure.cap) if part is not None]
    paid_on = {ref.fact.concern: ref.column for ref in facts(*parts) if ref.fact.concern}
    tested = facts(*(test.condition for test in measure.tests))
    local = {ref.fact.concern: ref.column for ref in tested if ref.fact.concern == "本地"}
    raised = {**local, **paid_on}
    locks = [word for word in wordlist().locking if word in text]
    if locks:
        raised["锁定"] = locks[0]
    for concern, what in raised.items():
        words, article = wordlist().concerns[concern]
        findings.note(
            measure.clause_place,
            f"公平竞争审查提示：「{measure.name}」{words}（{what}）",
            f"对照《{wordlist().reference}》{article}，核对是否已经审查",
        )
