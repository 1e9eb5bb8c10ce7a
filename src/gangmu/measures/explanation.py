"""Why: a judgement as a tree that a person can follow in Chinese.

Every test with its clause, the facts with their values and cells, how far a threshold is away, then
the arithmetic step by step.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gangmu.measures.evaluation import (
    Applicant,
    halves,
    missing,
    number,
    pick,
    truth,
    undecided_row,
    value_of,
)
from gangmu.measures.facts import FactKind, Value, show_number
from gangmu.measures.measure import ROUNDINGS, Measure, Requirement
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Compare,
    Condition,
    FactRef,
    Highest,
    Lit,
    Named,
    Not,
    Number,
    Table,
    facts,
)
from gangmu.measures.wording import write, write_literal
from gangmu.terms import Amount, Trace, Verdict

UNBOUNDED = "无上限"
_WORDS = {True: Verdict.ELIGIBLE, False: Verdict.INELIGIBLE, None: Verdict.PENDING}


def explain(measure: Measure, applicant: Applicant, verdict: Verdict, amount: Amount) -> Trace:
    """Explain a judgement: the tests in the order of the file, then the amount."""
    tests = tuple(_test(test, applicant) for test in measure.tests)
    source = f"{measure.number} {measure.clause}".strip()
    outcome = verdict if verdict is Verdict.INELIGIBLE else f"{verdict}，{show_amount(amount)}"
    money = () if verdict is Verdict.INELIGIBLE else (_amount(measure, applicant, amount),)
    return Trace(measure.name, outcome, source, (*tests, *money))


def summarize(
    measure: Measure,
    applicant: Applicant,
    verdict: Verdict,
    missing_facts: tuple[str, ...],
    failed: int | None,
) -> str:
    """Give the reason of a judgement in one line."""
    if failed is not None:
        test = measure.tests[failed]
        gap = near_miss(test.condition, applicant)
        return f"不满足：{test.text}" + (f"（{gap}）" if gap else "")
    formula = "；".join(_steps(measure, applicant))
    lacking = f"缺少：{'、'.join(missing_facts)}" if missing_facts else ""
    if verdict is Verdict.PENDING:
        return "；".join(
            part for part in (lacking, f"若符合：{formula}" if formula else "") if part
        )
    return "；".join(part for part in (formula, lacking) if part)


def show_amount(amount: Amount) -> str:
    """Write an amount or its interval.

    >>> show_amount(Amount(100, 100)), show_amount(Amount(0, None))
    ('1元', '0元至无上限')
    """
    low = show_number(Fraction(amount.low, 100), "元")
    if amount.exact:
        return low
    high = UNBOUNDED if amount.high is None else show_number(Fraction(amount.high, 100), "元")
    return f"{low}至{high}"


# ---------------------------------------------------------------- tests


def _test(test: Requirement, applicant: Applicant) -> Trace:
    known = truth(test.condition, applicant)
    gap = near_miss(test.condition, applicant) if known is False else ""
    outcome = f"{_WORDS[known]}，{gap}" if gap else str(_WORDS[known])
    return Trace(test.text, outcome, test.clause, _parts(test.condition, applicant))


def _parts(node: Condition, applicant: Applicant) -> tuple[Trace, ...]:
    """Give the lines below a condition: its parts, or the facts it reads."""
    match node:
        case All(items) | Any(items) | AtLeast(_, items):
            return tuple(_part(item, applicant) for item in items)
        case Not(item):
            return _parts(item, applicant)
        case Compare(_, left, right):
            return _number_lines(left, applicant) + _number_lines(right, applicant)
        case _:
            return fact_lines(node, applicant)


def _part(node: Condition, applicant: Applicant) -> Trace:
    known = truth(node, applicant)
    gap = near_miss(node, applicant) if known is False else ""
    outcome = f"{_WORDS[known]}，{gap}" if gap else str(_WORDS[known])
    return Trace(write(node), outcome, "", _parts(node, applicant))


def fact_lines(node: Condition | Number, applicant: Applicant) -> tuple[Trace, ...]:
    """Give the facts that a node reads, each with its value and its cell."""
    return tuple(fact_line(ref, applicant) for ref in facts(node))


def fact_line(ref: FactRef, applicant: Applicant) -> Trace:
    """Give one fact with its value and its cell."""
    cell = applicant.cell(ref.column)
    return Trace(ref.column, ref.fact.show(applicant.value(ref.column)), str(cell) if cell else "")


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
            return _gap(op, left.dimension, a, b)
        case _:
            return ""


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


# ---------------------------------------------------------------- amounts


def _amount(measure: Measure, applicant: Applicant, amount: Amount) -> Trace:
    children = list(_number_lines(measure.amount, applicant))
    if measure.cap is not None:
        limit = number(measure.cap, applicant)
        shown = "未知" if limit is None else show_number(limit, "元")
        lines = () if isinstance(measure.cap, Lit) else _number_lines(measure.cap, applicant)
        children.append(Trace(f"上限：{write(measure.cap)}", shown, measure.clause, lines))
    children.extend(Trace(step, "") for step in _adjustments(measure, applicant))
    unknown = missing(measure.amount, applicant)
    outcome = show_amount(amount)
    if unknown:
        outcome += "（缺少事实，按式子的上下界）"
    return Trace(f"给付：{write(measure.amount)}", outcome, measure.clause, tuple(children))


def _steps(measure: Measure, applicant: Applicant) -> list[str]:
    """Give the arithmetic in a few words: the last step, then what changed its result."""
    value = number(measure.amount, applicant)
    if value is None:
        return []
    node = measure.amount
    notes = []
    while isinstance(node, Table | Named | Highest):
        if isinstance(node, Table):
            notes.append(_tier(node, applicant))
            node = pick(node, applicant) or node.columns[0]
        elif isinstance(node, Named):
            node = node.body
        else:
            notes.append("择高")
            node = max(node.parts, key=lambda part: number(part, applicant) or Fraction(0))
    shown = show_number(value, "元")
    formula = _substituted(node, applicant)
    notes.append(shown if formula == shown else f"{formula} = {shown}")
    return notes + _adjustments(measure, applicant)


def _adjustments(measure: Measure, applicant: Applicant) -> list[str]:
    """Say what happens to the result of the formula: cap, floor, rounding."""
    value = number(measure.amount, applicant)
    cap = None if measure.cap is None else number(measure.cap, applicant)
    if value is None or (measure.cap is not None and cap is None):
        return []
    notes = []
    if cap is not None and value > cap:
        notes.append(f"封顶 {show_number(cap, '元')}")
        value = cap
    if value < 0:
        return [*notes, "结果为负，按 0元"]
    if (value / measure.quantum).denominator != 1:
        word = next(word for word, size in ROUNDINGS.items() if size == measure.quantum)
        notes.append(f"四舍五入到{word}")
    return notes


def _number_lines(node: Number, applicant: Applicant) -> tuple[Trace, ...]:
    """Give the steps below a number: each operation with the values put in, then its facts."""
    if isinstance(node, Lit):
        return ()
    if isinstance(node, FactRef):
        return (fact_line(node, applicant),)
    value = number(node, applicant)
    shown = "未知" if value is None else show_number(value, node.dimension)
    match node:
        case Named(name, body):
            return (Trace(name, shown, "", _number_lines(body, applicant)),)
        case Arith(op, left, right, _):
            below = _number_lines(left, applicant) + _number_lines(right, applicant)
            if op == "÷" and number(right, applicant) == 0:
                shown = "除数为零，无法计算"
            return (Trace(_substituted(node, applicant), shown, "", below),)
        case Call(_, parts, _) | Highest(parts, _):
            below = tuple(line for part in parts for line in _number_lines(part, applicant))
            return (Trace(_substituted(node, applicant), shown, "", below),)
        case Table():
            chosen = pick(node, applicant)
            tests = tuple(line for column in node.columns for line in fact_lines(column, applicant))
            below = () if chosen is None else _number_lines(chosen, applicant)
            return (Trace(_tier(node, applicant), shown, "", tests + below),)


def _tier(table: Table, applicant: Applicant) -> str:
    """Say which row of a table holds."""
    if undecided_row(table, applicant) is not None:
        return "分档待定"
    for index, row in enumerate(table.rows):
        if all(truth(test, applicant) for test in row.tests):
            words = [write(test) for test in row.tests if not isinstance(test, All)]
            return f"第{index + 1}档（{'，'.join(words)}）"
    return "其余" if table.other is not None else "没有对应的档"


def _substituted(node: Number, applicant: Applicant) -> str:
    """Write a formula with the values of its parts in place of their names."""
    match node:
        case Lit():
            return write_literal(node)
        case Arith(op, left, right, _):
            before, after = {"+": ("", ""), "-": ("", "+-")}.get(op, ("+-", "+-×÷"))
            return f"{_operand(left, applicant, before)} {op} {_operand(right, applicant, after)}"
        case Call(name, args, _):
            return f"{name}({'，'.join(_substituted(arg, applicant) for arg in args)})"
        case Highest(parts, _):
            return f"择高({'，'.join(_substituted(part, applicant) for part in parts)})"
        case _:
            value = number(node, applicant)
            return "未知" if value is None else _shown(node, value)


def _operand(node: Number, applicant: Applicant, bracketed: str) -> str:
    text = _substituted(node, applicant)
    return f"({text})" if isinstance(node, Arith) and node.op in bracketed else text


def _shown(node: Number, value: Fraction) -> str:
    if isinstance(node, FactRef):
        return node.fact.show(value)
    return show_number(value, node.dimension)
