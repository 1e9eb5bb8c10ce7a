"""How far somebody is from a threshold that was missed: ``还差 100万元``, ``晚了 12 天``."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gangmu.measures.evaluation import Applicant, halves, number, truth, value_of
from gangmu.measures.expansion import expand
from gangmu.measures.facts import FactKind, Value, show_number
from gangmu.measures.nodes import All, Arith, Between, Change, Compare, Condition, Number


def near_miss(node: Condition, applicant: Applicant) -> str:
    """Say how far a failed threshold is away (``还差 100万元``); empty where that has no sense."""
    match node:
        case Between():
            return "；".join(filter(None, (near_miss(half, applicant) for half in halves(node))))
        case All(items):
            return "；".join(filter(None, (near_miss(item, applicant) for item in items)))
        case Compare(op, left, right):
            a, b = value_of(left, applicant), value_of(right, applicant)
            if a is None or b is None or truth(node, applicant):
                return ""
            gap = _gap(op, left.dimension, a, b)
            return gap + _growth_gap(op, left, b, applicant) if gap else ""
        case _:
            return ""


def _growth_gap(op: str, left: Number, target: Value, applicant: Applicant) -> str:
    """Say what a growth that fell short would have taken in the fact itself."""
    if not (isinstance(left, Change) and left.rule == "增速" and op in "≥>"):
        return ""
    out = expand(Change("增量", left.ref, left.ref.dimension), applicant.assessment.year)
    assert isinstance(out, Arith)
    now, before = number(out.left, applicant), number(out.right, applicant)
    if now is None or before is None or not isinstance(target, Fraction | int):
        return ""
    short = before * (1 + Fraction(target)) - now
    return f"（{left.ref.column}还差 {left.ref.fact.show(short)}）" if short > 0 else ""


def _gap(op: str, dimension: str, a: Value, b: Value) -> str:
    if isinstance(a, date) and isinstance(b, date):
        days = (b - a).days
        return f"早了 {days} 天" if days > 0 else f"晚了 {-days} 天" if days < 0 else ""
    if not isinstance(a, Fraction | int) or not isinstance(b, Fraction | int):
        return ""
    distance = Fraction(b) - Fraction(a)
    if op not in "≥>≤<" or (distance == 0 and dimension == FactKind.YEAR):
        return ""
    if distance == 0:
        return "正好等于，不算"
    if dimension == FactKind.YEAR:
        shown = f"{abs(distance)}年"
    else:
        shown = show_number(abs(distance), dimension)
        shown = shown.replace("%", "个百分点") if dimension == "率" else shown
    return f"还差 {shown}" if op in "≥>" else f"超出 {shown}"
