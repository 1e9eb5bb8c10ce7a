"""A formula worked out for somebody: the values of its parts put in place of their names.

``10% × 设备投资额`` reads ``10% × 1234.5万元`` for an applicant of that investment.
"""

from __future__ import annotations

from fractions import Fraction

from gangmu.measures.evaluation import Applicant, as_date, number, truth
from gangmu.measures.expansion import expand
from gangmu.measures.facts import FactKind, show_number
from gangmu.measures.nodes import (
    Arith,
    Call,
    Change,
    Combine,
    FactRef,
    Highest,
    Lit,
    Number,
    Part,
    PerUnit,
    Round,
    Slices,
    TopUp,
)
from gangmu.measures.sentences import told
from gangmu.measures.wording import write_literal


def substituted(node: Number, applicant: Applicant) -> str:
    """Write a formula with the values of its parts in place of their names."""
    match node:
        case Lit():
            return write_literal(node)
        case Arith(op, left, right, _):
            before, after = {"+": ("", ""), "-": ("", "+-")}.get(op, ("+-", "+-×÷"))
            return f"{_operand(left, applicant, before)} {op} {_operand(right, applicant, after)}"
        case Call(name, args, _):
            return f"{name}({'，'.join(substituted(arg, applicant) for arg in args)})"
        case Highest(parts, _):
            return f"择高({'，'.join(substituted(part, applicant) for part in parts)})"
        case Round(mode, body, _):
            return f"{mode}({substituted(body, applicant)})"
        case Combine("累加", parts, _):
            counted = [part for part in parts if part.when is None or truth(part.when, applicant)]
            shown = [_counted(part, applicant) for part in counted]
            return " + ".join(shown) or "各项均不计"
        case Slices():
            terms = [
                f"{substituted(part.by, applicant)} × {show_number(inside, node.base.dimension)}"
                for part, (inside, *_) in zip(
                    node.parts, inside_slices(node, applicant), strict=True
                )
                if inside
            ]
            return " + ".join(terms) or "0元"
        case PerUnit():
            return units(node, applicant)
        case Change("增量") | TopUp():
            out = expand(node, applicant.assessment.year)
            return "未知" if out is None else f"({substituted(out, applicant)})"
        case _:
            value = number(node, applicant)
            return "未知" if value is None else _shown(node, value)


def units(node: PerUnit, applicant: Applicant) -> str:
    """Say how many units there are, and what each gives: ``24个 1000万元 × 5万元``."""
    out = expand(node, applicant.assessment.year)
    assert isinstance(out, Arith)
    count = number(out.left, applicant)
    shown = "未知" if count is None else f"{show_number(count, '个')}"
    return f"{shown} {substituted(node.unit, applicant)} × {substituted(node.give, applicant)}"


def inside_slices(
    node: Slices, applicant: Applicant
) -> list[tuple[Fraction | None, Fraction | None, str, str]]:
    """Give for each slice what of the base is inside, its rate, its end in words, its clause."""
    base = number(node.base, applicant)
    start: Fraction | None = Fraction(0)
    found = []
    for part in node.parts:
        end = None if part.to is None else number(part.to, applicant)
        inside = None
        if base is not None and start is not None and (part.to is None or end is not None):
            reached = base if end is None else min(base, end)
            inside = max(reached - start, Fraction(0))
        words = "" if part.to is None else told(part.to) if end is None else _shown(part.to, end)
        found.append((inside, number(part.by, applicant), words, part.clause))
        start = end
    return found


def _counted(part: Part, applicant: Applicant) -> str:
    value = number(part.value, applicant)
    limit = None if part.cap is None else number(part.cap, applicant)
    if value is not None and limit is not None:
        value = min(value, limit)
    shown = "未知" if value is None else show_number(value, part.value.dimension)
    return f"{part.name} {shown}".strip()


def _operand(node: Number, applicant: Applicant, bracketed: str) -> str:
    text = substituted(node, applicant)
    sums = isinstance(node, Combine | Slices) and " + " in text and "+" in bracketed
    return f"({text})" if sums or (isinstance(node, Arith) and node.op in bracketed) else text


def _shown(node: Number, value: Fraction) -> str:
    if isinstance(node, FactRef) and node.fact.numeric:
        return node.fact.show(value)
    return number_shown(value, node.dimension)


def number_shown(value: Fraction, dimension: str) -> str:
    """Write a number as people read its dimension: a date as a date, a year as a year."""
    if dimension == FactKind.DATE:
        return str(as_date(value))
    if dimension == FactKind.YEAR:
        return f"{value}年"
    return show_number(value, dimension)
