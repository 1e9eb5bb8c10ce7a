"""Write benefit rules and duties as plain records: the form that the scorer of the gold reads.

Offsets are those of the canonical text of the file (``document.origin`` is added).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gangmu.terms import (
    Benefit,
    Criterion,
    Document,
    Duty,
    Figure,
    ProvisionKind,
    Span,
    Tier,
)

Record = dict[str, Any]
_GRADE_WORD = re.compile("优秀|良好|合格|优良")
_TERMS = (
    ProvisionKind.PERIOD,
    ProvisionKind.STACKING,
    ProvisionKind.FISCAL_SHARE,
    ProvisionKind.INSTALMENTS,
    ProvisionKind.CLAWBACK,
)


def benefit_records(document: Document, benefits: Iterable[Benefit]) -> list[Record]:
    """Write the benefit rules of a document, one record each, ``type`` being ``measure``.

    A promise that does not say how much (享受扶持政策) is no rule yet, and has no record.
    """
    return [_benefit(document, benefit) for benefit in benefits if benefit.stated]


def duty_record(document: Document, duty: Duty) -> Record:
    """Write one duty."""
    return {
        "type": "duty",
        "task": extent(document, duty.task),
        "lead": list(duty.lead),
        "support": list(duty.support),
        "clause": duty.clause,
    }


def _benefit(document: Document, b: Benefit) -> Record:
    terms = {kind.value: b.provision(kind) for kind in _TERMS}
    return {
        "type": "measure",
        "span": extent(document, b.span),
        "clause": b.clause,
        "entity": b.entity,
        "beneficiary": b.beneficiary.text if b.beneficiary else None,
        "conditions": [
            _criterion(document, c)
            for c in (*b.criteria, *(item for choice in b.choices for item in choice.items))
        ],
        "benefit": {
            "kind": b.kind.value,
            "formula": formula(b),
            "base": b.base.text if b.base else None,
            "rate": _rate(b.rate),
            "amount": _money(b.amount),
            "cap": _money(b.cap),
            "floor": _money(b.floor),
            "tiers": [_tier(t) for t in b.tiers],
        },
        **{name: document.quote(p.span) if p else None for name, p in terms.items()},
        "discretionary": b.discretionary,
    }


def formula(b: Benefit) -> str:
    """Write how a benefit is computed, in one line of symbols.

    Slices of the base are told apart from whole-amount steps by ``marginal(…)``.
    """
    base = b.base.text if b.base else "基数"
    if b.discretionary:
        return "一事一议"
    if b.tiers:
        steps = "; ".join(f"{t.when.text}: {_worth(t, base)}" for t in b.tiers)
        body = f"marginal({steps})" if b.marginal else f"tiers({steps})"
    elif b.rate:
        body = f"{base}×{_shown(b.rate)}"
    elif b.amount:
        body = _shown(b.amount)
        if b.step:
            body = f"floor({base if b.base else '增量'}/{_shown(b.step)})×{body}"
        elif b.per:
            body = f"每{b.per.text}×{body}"
    else:
        return f"不超过{_shown(b.cap)}" if b.cap else ""
    if b.floor:
        body = f"max({body}, {_shown(b.floor)})"
    return f"min({body}, {_shown(b.cap)})" if b.cap else body


def _worth(tier: Tier, base: str) -> str:
    parts = []
    if tier.rate:
        parts.append(f"{base}×{_shown(tier.rate)}")
    if tier.amount:
        parts.append(_shown(tier.amount))
    if tier.cap:
        parts.append(f"最高{_shown(tier.cap)}")
    return "，".join(parts)


def _shown(figure: Figure) -> str:
    quantity = figure.quantity
    high = "" if quantity.high is None else f"—{quantity.high}"
    return f"{quantity.value}{high}{quantity.unit.name}"


def _said(document: Document, c: Criterion) -> str:
    """Name a criterion; a rating in words (考核合格) is a fact that holds or not."""
    if not (c.label and _GRADE_WORD.search(c.label)):
        return c.fact
    words = document.quote(c.span)
    return words[max(words.rfind("经"), 0) :]


def _criterion(document: Document, c: Criterion) -> Record:
    value: object = True
    if c.figure:
        value = _number(c.figure.quantity.value)
    elif c.label and not _GRADE_WORD.search(c.label):
        value = c.label
    return {
        "fact": _said(document, c),
        "op": c.op,
        "value": value,
        "unit": c.figure.quantity.unit.name if c.figure else None,
        "span": {**extent(document, c.span), "text": document.quote(c.span)},
    }


def _tier(t: Tier) -> Record:
    return {
        "when": t.when.text,
        "amount": _money(t.amount),
        "rate": _rate(t.rate),
        "cap": _money(t.cap),
    }


def _money(figure: Figure | None) -> Record | None:
    if figure is None:
        return None
    quantity = figure.quantity
    value: object = _number(quantity.value)
    if quantity.high is not None:
        value = [_number(quantity.value), _number(quantity.high)]
    return {"value": value, "unit": quantity.unit.name}


def _rate(figure: Figure | None) -> float | None:
    return None if figure is None else float(Fraction(figure.quantity.base))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def extent(document: Document, span: Span) -> Record:
    """Write a span as offsets into the canonical text of the file, which may hold several documents."""
    return {"start": span.start + document.origin, "end": span.end + document.origin}
