"""The check that nothing vanishes: what a rule says and no node of its draft does, stays 待定.

A figure is said by a node that stands on its words: one that is 待定 in those words, or one that
writes the same number. Everything else that a rule says (its figures, its provisions) is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from gangmu.drafting.drafts import Frame, Line, MeasureDraft, Pay, Several
from gangmu.measures.pending import KEY
from gangmu.terms import Benefit, Claim, Kind, Provision, Quantity, Span
from gangmu.writing.units import find_unit

UNSAID = "草稿的其他各行都没有写到"
_NUMBER = re.compile(r"(?P<n>[0-9]+(?:\.[0-9]+)?)(?P<unit>[%‰]|[一-鿿]{0,5})")
_NUMBERED = re.compile(r"\s*第[一二三四五六七八九十百零]+条\s*")
_STOP = re.compile("[。；\n]")
_PIECE = re.compile("[^，,。；：\n]{4,}")
_DEMANDS = re.compile("方可|方能|才[能可]|必须|须|应当?(?!届)|不得(?!超过|高于)|仍")
_FUNDS = re.compile("预算|资金[^。；]{0,24}(?:安排|列支|解决|不足)|安排[^。；]{0,16}资金")
_KINDS = (Kind.AWARD, Kind.CONDITION)


@dataclass(frozen=True, slots=True)
class Node:
    """Words that a draft stands on, and what it writes for them."""

    span: Span
    text: str
    pending: bool


def nodes_of(measure: MeasureDraft) -> Iterator[Node]:
    """List what a draft of a measure says; its amounts stand on the whole rule."""
    for test in (*measure.tests, *measure.exclusions, *measure.open):
        if isinstance(test, Several):
            yield Node(test.source.span, f"{test.least}项", False)
        for line in test.lines if isinstance(test, Several) else (test,):
            yield Node(line.source.span, line.text, line.pending)
    for pay in (measure.amount, measure.cap, *measure.payment.values()):
        if pay is not None:
            yield from _paid(measure, pay)


def _paid(measure: MeasureDraft, pay: Pay) -> Iterator[Node]:
    yield Node(measure.source.span, str(pay.form), False)
    yield Node(pay.source.span, str(pay.form), wordy(pay))


def wordy(pay: Pay) -> bool:
    """Tell whether an amount stands in the document's words altogether."""
    return isinstance(pay.form, dict) and KEY in pay.form


def extent(frame: Frame, benefit: Benefit, benefits: Iterable[Benefit]) -> Span:
    """Give the words of a rule: from its first to the next rule, or to the end of its clause."""
    clause = frame.document.clause(benefit.clause) if benefit.clause else None
    end = max(clause.span.end if clause else 0, benefit.span.end)
    starts = [b.span.start for b in benefits if benefit.span.start < b.span.start]
    inner = [c.span.start for c in frame.document.clauses if c.span.start >= benefit.span.end]
    end = min([end, *(s for s in (*starts, *inner) if s >= benefit.span.end)])
    return Span(benefit.span.document, benefit.span.start, end)


def unsaid(
    frame: Frame, span: Span, nodes: Iterable[Node], claims: Iterable[Claim]
) -> Iterator[Line]:
    """List the figures of awards and conditions in some words that no node says, as 待定."""
    given = tuple(nodes)
    for claim in claims:
        if claim.kind in _KINDS and _inside(claim.span, span) and not said(claim, given):
            yield sentence(frame, claim.span, span)


def demands(frame: Frame, span: Span, nodes: Iterable[Node]) -> Iterator[Line]:
    """List what else some words demand (每年仍在规的方可拨付) and no node says, as 待定."""
    given = tuple(nodes)
    for found in _PIECE.finditer(frame.document.text, span.start, span.end):
        place = Span(span.document, *found.span())
        if _DEMANDS.search(found.group()) and not any(meet(place, n.span) for n in given):
            source = frame.source(place)
            yield Line(source.words, source, True, UNSAID)


def untold(
    frame: Frame, span: Span, nodes: Iterable[Node], provisions: Iterable[Provision]
) -> Iterator[Line]:
    """List the provisions in some words that no node stands on, as 待定."""
    given = tuple(nodes)
    for each in provisions:
        if _inside(each.span, span) and not any(meet(each.span, n.span) for n in given):
            yield sentence(frame, each.span, span)


def said(claim: Claim, nodes: Iterable[Node]) -> bool:
    """Tell whether a node says the figure of a claim."""
    for node in nodes:
        if not meet(claim.span, node.span):
            continue
        if node.pending and _inside(claim.span, node.span):
            return True
        if figures(claim.quantity) <= numbers(node.text):
            return True
    return False


def figures(quantity: Quantity) -> set[Fraction]:
    """Give the values of a quantity in its base unit: one, or both ends."""
    ends = [quantity.value] if quantity.high is None else [quantity.value, quantity.high]
    return {Fraction(end) * quantity.unit.factor for end in ends}


def numbers(text: str) -> set[Fraction]:
    """Give the numbers that a text writes, in base units, and as they stand.

    >>> sorted(str(n) for n in numbers("不超过 100万元"))
    ['1000000']
    """
    found: set[Fraction] = set()
    for match in _NUMBER.finditer(text):
        value, name = Fraction(match["n"]), match["unit"]
        known = [u for k in range(len(name), 0, -1) if (u := find_unit(name[:k]))]
        found.add(value * known[0].factor if known else value)
    return found


def sentence(frame: Frame, span: Span, within: Span | None = None) -> Line:
    """Quote the sentence that a span stands in, as 待定."""
    text = frame.document.text
    start, end = (within.start, within.end) if within else (0, len(text))
    before = [stop.end() for stop in _STOP.finditer(text, start, span.start)]
    after = _STOP.search(text, span.end, end)
    place = Span(span.document, before[-1] if before else start, after.start() if after else end)
    source = frame.source(place)
    words = _NUMBERED.sub("", source.words, count=1) if within is None else source.words
    return Line(words.strip("，。； "), source, True, UNSAID)


def funds(claim: Claim, words: str) -> bool:
    """Tell whether a claim says how much there is to give: the budget of a document."""
    money = claim.quantity.unit.dimension == "元"
    return money and claim.kind in (Kind.OTHER, *_KINDS) and _FUNDS.search(words) is not None


def _inside(one: Span, two: Span) -> bool:
    return two.start <= one.start and one.end <= two.end


def meet(one: Span, two: Span) -> bool:
    """Tell whether two places overlap."""
    return one.start < two.end and two.start < one.end
