"""Several rows of a rule as tiers: whole-amount steps, or slices of the base."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from gangmu.extraction.benefits.figures import Use
from gangmu.extraction.benefits.rows import Row, label_of
from gangmu.extraction.benefits.steps import Rule
from gangmu.extraction.state import Draft, State
from gangmu.terms import Criterion, Figure, Phrase, Quantity, Span, Tier

_IN_SLICES = re.compile("分段(?:计|累|给|予|奖|补)|超额累进|累进")


def tiers_of(state: State, rows: list[Row]) -> tuple[list[Tier], dict[Use, Figure]]:
    """Turn several rows into tiers; give what holds for all of them apart."""
    if len(rows) <= 1:
        only = rows[0].values if rows else {}
        return [], {use: figure_of(state, d) for use, d in only.items()}
    top: dict[Use, Figure] = {}
    values = [dict(r.values) for r in rows]
    paying = [v for v in values if Use.AMOUNT in v or Use.RATE in v]
    kept = list(rows)
    total = values[0]
    if len(rows) > 2 and set(total) == {Use.AMOUNT} and _is_total(state, total[Use.AMOUNT]):
        top[Use.CAP] = figure_of(state, total[Use.AMOUNT])
        kept, values = kept[1:], values[1:]
    with_cap = [v for v in values if Use.CAP in v]
    if len(with_cap) == 1 and len(values) > 1 and with_cap[0] is values[-1]:
        top[Use.CAP] = figure_of(state, values[-1].pop(Use.CAP))
        if not values[-1]:
            kept, values = kept[:-1], values[:-1]
    rates = {v[Use.RATE].lexeme.value for v in paying if Use.RATE in v}
    if len(paying) == 1 and len(rates) == 1 and len(kept) > 1:
        # 按10%给予奖励，国家级最高500万元，省级最高200万元: the rate holds for every cap
        shared = paying[0][Use.RATE]
        top[Use.RATE] = figure_of(state, shared)
        for r, v in zip(kept, values, strict=True):
            named = label_of(state, v[Use.CAP], 0) if Use.CAP in v else None
            r.when = named or r.when
            r.limits = []
            v.setdefault(Use.RATE, shared)
    if len(kept) == 1:
        return [], top | {use: figure_of(state, d) for use, d in values[0].items()}
    tiers = [
        Tier(
            r.when or Phrase("", Span(state.document.id, r.at, r.at)),
            tuple(r.limits),
            *(
                figure_of(state, v[use]) if use in v else None
                for use in (Use.AMOUNT, Use.RATE, Use.CAP)
            ),
        )
        for r, v in zip(kept, values, strict=True)
    ]
    return tiers, top


def _is_total(state: State, draft: Draft) -> bool:
    return "总额" in state.text[max(draft.left, draft.lexeme.start - 6) : draft.lexeme.start]


def is_marginal(state: State, rule: Rule, rows: list[Row]) -> bool:
    """Tell slices of the base (超过2000万元的部分，按5%) from whole-amount steps."""
    if len(rows) < 2:
        return False
    sliced = sum("部分" in state.text[r.segment.start : r.segment.end] for r in rows if r.segment)
    lead = state.text[rule.segments[0].start : rows[0].at]
    return 2 * sliced >= len(rows) or _IN_SLICES.search(lead) is not None


def lowest_only(criteria: list[Criterion], tiers: list[Tier]) -> list[Criterion]:
    """Drop the upper end of the first step: only the lowest rung is asked of everybody."""
    banded = {c.fact for t in tiers[1:] for c in t.limits}
    return [c for c in criteria if not (c.op in ("le", "lt") and c.fact in banded)]


def with_lowest(criteria: list[Criterion], tiers: list[Tier]) -> list[Criterion]:
    """Ask for the lowest rung where all tiers are bands of one fact, in whatever order they come."""
    lows = [c for t in tiers for c in t.limits if c.op in ("ge", "gt") and c.figure is not None]
    if not lows or not all(t.limits for t in tiers):
        return criteria
    fact = lows[0].fact
    same = [c for c in lows if _alike(c.fact, fact)]
    if any(not any(c in same for c in t.limits) for t in tiers):
        return criteria
    lowest = min(same, key=_height)
    asked = [c for c in criteria if _alike(c.fact, fact) and c.op in ("ge", "gt")]
    if not asked:
        return [*criteria, lowest]
    least = min([*asked, lowest], key=_height)
    kept = [c for c in criteria if c is asked[0] or c not in asked]
    return [replace(least, fact=c.fact) if c is asked[0] else c for c in kept]


def _height(criterion: Criterion) -> Fraction:
    return criterion.figure.quantity.base if criterion.figure else Fraction(0)


def _alike(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def figure_of(state: State, draft: Draft) -> Figure:
    lexeme = draft.lexeme
    quantity = Quantity(lexeme.value, lexeme.unit, draft.comparator, lexeme.high)
    return Figure(quantity, Span(state.document.id, lexeme.start, lexeme.end))
