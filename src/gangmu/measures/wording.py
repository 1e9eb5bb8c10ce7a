"""A tree as text: the canonical wording, which parses back to the same tree."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gangmu.measures.facts import FactKind
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Change,
    Combine,
    Compare,
    Condition,
    Dated,
    Discretion,
    Each,
    End,
    Exists,
    FactRef,
    First,
    Highest,
    In,
    Known,
    Later,
    Lit,
    Named,
    Not,
    Number,
    Panel,
    PerUnit,
    Positive,
    Round,
    Slices,
    Streak,
    Table,
    TopUp,
    Unlimited,
    YearOf,
)
from gangmu.writing.units import unit as unit_named

_PLAIN = re.compile(r"[A-Za-z_一-鿿][A-Za-z0-9_一-鿿]*")
_RESERVED = re.compile(
    "裁量|一事一议|乘以|除以|加|减|不?属于|不?包含|且|或|非|在|至|以上|以下|不低于|不少于|不早于|达到|不超过|不高于|不晚于|不多于|超过|高于|大于|晚于|多于|低于|少于|小于|早于|不等于|等于"
)


def write(node: Number | Condition) -> str:
    """Write a tree as canonical text; a table is written by ``show``.

    >>> write(Arith("×", Lit(Fraction(1, 10), "率", "%"), Lit(Fraction(500), "元", "元"), "元"))
    '10% × 500元'
    """
    return _write(node)[0]


# How tightly each form holds together; a looser form inside a tighter one is bracketed.
_ANY, _ALL, _NOT, _TEST, _SUM, _PRODUCT, _ATOM = range(7)


def _write(node: Number | Condition) -> tuple[str, int]:
    match node:
        case Any(items):
            return " 或 ".join(_inside(item, _ALL) for item in items), _ANY
        case All(()):
            return "—", _ATOM
        case All(items):
            return " 且 ".join(_inside(item, _NOT) for item in items), _ALL
        case Not(In(ref, members)):
            return _member_text(ref, members, negated=True), _TEST
        case Not(item):
            return f"非 {_inside(item, _ATOM)}", _NOT
        case Compare(op, left, right):
            return f"{_inside(left, _SUM)} {op} {_inside(right, _SUM)}", _TEST
        case In(ref, members):
            return _member_text(ref, members, negated=False), _TEST
        case Between(value, low, high):
            return f"{_inside(value, _SUM)} 在 {write_band(low, high)}", _TEST
        case AtLeast(count, items):
            return f"至少{count}项({'，'.join(_write(item)[0] for item in items)})", _ATOM
        case Arith(op, left, right, _):
            level = _SUM if op in "+-" else _PRODUCT
            return f"{_inside(left, level)} {op} {_inside(right, level + 1)}", level
        case Call(name, args, _):
            return f"{name}({'，'.join(_write(arg)[0] for arg in args)})", _ATOM
        case Named(name, _):
            return name, _ATOM
        case FactRef():
            return node.column, _ATOM
        case Lit():
            return write_literal(node), _ATOM
        case Highest(parts, _):
            return f"择高({'，'.join(_write(part)[0] for part in parts)})", _ATOM
        case Table((), _, _, _, _):
            return "按过渡", _ATOM
        case Table(columns, _, _, _, _):
            return f"按{'、'.join(_write(column)[0] for column in columns)}分档", _ATOM
        case Round(mode, body, _):
            return f"{mode}({_write(body)[0]})", _ATOM
        case Positive(body):
            return _write(body)
        case Later(body, count, unit):
            sign = "-" if count < 0 else "+"
            return f"{_inside(body, _SUM)} {sign} {abs(count)}{unit}", _SUM
        case YearOf(body, _):
            return f"年度({_write(body)[0]})", _ATOM
        case Panel(rule, ref, window):
            return f"{rule}({ref.column}，{window.label})", _ATOM
        case Change(rule, ref, _):
            return f"{rule}({ref.column})", _ATOM
        case First(item, window):
            return f"首次({_write(item)[0]}，{window.label})", _ATOM
        case Streak(item, years):
            return f"连续({_write(item)[0]}，{years}年)", _ATOM
        case Known(ref):
            return f"已知({ref.column})", _ATOM
        case Exists(child, where):
            return f"存在({child}{'' if where == All(()) else '，' + _write(where)[0]})", _ATOM
        case Each(rule, child, value, where, _):
            words = [child] if rule == "个数" else [child, _write(value)[0]]
            words += [_write(where)[0]] if where != All(()) else []
            name = rule if rule in ("个数", "合计") else f"逐项{rule}"
            return f"{name}({'，'.join(words)})", _ATOM
        case PerUnit(rule, base, unit, give, _):
            return f"{rule}({'，'.join(_write(part)[0] for part in (base, unit, give))})", _ATOM
        case TopUp(due, had):
            return f"补差({_write(due)[0]}，{_write(had)[0]})", _ATOM
        case Dated(series, at, _):
            return f"{series.name}({_write(at)[0]})", _ATOM
        case Slices(base, _, _):
            return f"按{_write(base)[0]}分段", _ATOM
        case Combine(rule, parts, _):
            return (
                f"{rule}({'，'.join(part.name or _write(part.value)[0] for part in parts)})",
                _ATOM,
            )
        case Discretion(words, low, high, _, _):
            return _discretion(words, low, high), _ANY
        case Unlimited():
            return "无上限", _ATOM


def _discretion(words: str, low: Number, high: Number | None) -> str:
    if words == "一事一议":
        return words
    if words == "择一" and isinstance(high, Call):
        return f"择一({'，'.join(_write(part)[0] for part in high.args)})"
    if words == "不超过" and high is not None:
        return f"不超过 {_inside(high, _SUM)}"
    if high is None:
        return f"不低于 {_inside(low, _SUM)}"
    return f"裁量 {_inside(low, _SUM)} 至 {_inside(high, _SUM)}"


def _inside(node: Number | Condition, level: int) -> str:
    text, own = _write(node)
    return text if own >= level else f"({text})"


def _member_text(ref: FactRef, members: tuple[str, ...], *, negated: bool) -> str:
    names = [_quote(ref, member) for member in members]
    if ref.fact.kind is FactKind.REGISTER:
        verb = "不包含" if negated else "包含"
    elif len(names) == 1 and ref.fact.kind is not FactKind.INDUSTRY:
        verb = "≠" if negated else "="
    else:
        verb = "不属于" if negated else "属于"
    return f"{ref.column} {verb} {'、'.join(names)}"


def _quote(ref: FactRef, member: str) -> str:
    plain = _PLAIN.fullmatch(member) or ref.fact.kind is FactKind.INDUSTRY
    return member if plain and not _RESERVED.match(member) else f"「{member}」"


def write_cell(test: Condition) -> str:
    """Write a condition on a column as one cell of a table."""
    match test:
        case All(()):
            return "—"
        case Between(_, low, high):
            return write_band(low, high)
        case Compare(op, _, right):
            return f"{op} {_inside(right, _SUM)}"
        case In(ref, members):
            return "、".join(_quote(ref, member) for member in members)
        case FactRef():
            return "是"
        case Not(FactRef()):
            return "否"
        case _:
            raise AssertionError(test)  # a cell says nothing else


def write_band(low: End | None, high: End | None) -> str:
    """Write a band: ``2亿元(含)至10亿元(不含)``."""
    first, last = (
        f"{_inside(end.value, _SUM)}({'含' if end.inclusive else '不含'})" if end else ""
        for end in (low, high)
    )
    if first and last:
        return f"{first}至{last}"
    return f"{first}以上" if first else f"{last}以下"


def write_literal(lit: Lit) -> str:
    """Write a literal in the unit that it was written in."""
    if isinstance(lit.value, date):
        return lit.value.isoformat()
    if lit.dimension == FactKind.YEAR:
        return f"{lit.value}年"
    number = Fraction(lit.value) / unit_named(lit.unit).factor
    if lit.dimension == "百分点":  # kept as a share, so that it may be added to a rate
        number *= 100
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}{lit.unit}"
