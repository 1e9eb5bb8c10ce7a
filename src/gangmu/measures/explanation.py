"""Why: a judgement as a tree that a person can follow in Chinese.

Every test with its clause, the facts with their values and cells, how far a threshold is away, then
the arithmetic step by step.
"""

from __future__ import annotations

from fractions import Fraction

from gangmu.measures.evaluation import (
    Applicant,
    missing,
    number,
    pick,
    truth,
    undecided_row,
)
from gangmu.measures.expansion import expand, expand_condition
from gangmu.measures.facts import show_number
from gangmu.measures.measure import ROUNDINGS, Measure, Requirement
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Call,
    Change,
    Combine,
    Compare,
    Condition,
    Dated,
    Discretion,
    Each,
    Exists,
    FactRef,
    First,
    Highest,
    Lit,
    Named,
    Node,
    Not,
    Number,
    Panel,
    Part,
    PerUnit,
    Round,
    Row,
    Slices,
    Streak,
    Table,
    TopUp,
    children,
    facts,
)
from gangmu.measures.sentences import told
from gangmu.measures.shortfalls import near_miss
from gangmu.measures.worked import inside_slices, number_shown, substituted, units
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
    steps = review(measure, applicant) if measure.discretion else _steps(measure, applicant)
    formula = "；".join(steps)
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
        case First() | Streak():
            met = expand_condition(node, applicant.assessment.year)
            return () if met is None else _parts(met, applicant)
        case Exists(child, where):
            return tuple(
                Trace(f"{child} 第{at}项", str(_WORDS[truth(where, one)]), "", _parts(where, one))
                for at, one in enumerate(applicant.children(child) or (), 1)
            )
        case _:
            return fact_lines(node, applicant)


def _part(node: Condition, applicant: Applicant) -> Trace:
    known = truth(node, applicant)
    gap = near_miss(node, applicant) if known is False else ""
    outcome = f"{_WORDS[known]}，{gap}" if gap else str(_WORDS[known])
    return Trace(told(node), outcome, "", _parts(node, applicant))


def fact_lines(node: Condition | Number, applicant: Applicant) -> tuple[Trace, ...]:
    """Give the facts that a node reads, each with its value and its cell."""
    return tuple(fact_line(ref, applicant) for ref in facts(node))


def fact_line(ref: FactRef, applicant: Applicant) -> Trace:
    """Give one fact with its value and its cell."""
    cell = applicant.cell(ref.column)
    return Trace(ref.column, ref.fact.show(applicant.value(ref.column)), str(cell) if cell else "")


# ---------------------------------------------------------------- amounts


def _amount(measure: Measure, applicant: Applicant, amount: Amount) -> Trace:
    children = list(_number_lines(measure.amount, applicant))
    if measure.cap is not None:
        limit = number(measure.cap, applicant)
        shown = "未知" if limit is None else show_number(limit, "元")
        lines = () if isinstance(measure.cap, Lit) else _number_lines(measure.cap, applicant)
        children.append(Trace(f"上限：{told(measure.cap)}", shown, measure.clause, lines))
    children.extend(Trace(step, "") for step in _adjustments(measure, applicant))
    unknown = missing(measure.amount, applicant)
    outcome = show_amount(amount)
    for task in review(measure, applicant):
        children.append(Trace(f"需裁量：{task}", "", measure.clause))
    if unknown:
        outcome += "（缺少事实，按式子的上下界）"
    return Trace(f"给付：{told(measure.amount)}", outcome, measure.clause, tuple(children))


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
            chosen = pick(node, applicant)
            assert chosen is not None
            node = chosen
        elif isinstance(node, Named):
            node = node.body
        else:
            notes.append("择高")
            node = max(node.parts, key=lambda part: number(part, applicant) or Fraction(0))
    shown = show_number(value, "元")
    formula = substituted(node, applicant)
    notes.append(shown if formula == shown else f"{formula} = {shown}")
    return notes + _adjustments(measure, applicant)


def review(measure: Measure, applicant: Applicant) -> tuple[str, ...]:
    """List what somebody has to decide for an applicant: ``不超过 50% × 400万元 = 200万元``."""
    found = [each for part in (measure.amount, measure.cap) for each in _open(part, applicant)]
    return tuple(dict.fromkeys(_task(each, applicant) for each in found))


def _open(node: Number | None, applicant: Applicant) -> tuple[Discretion, ...]:
    """Find what is left open in the parts of an amount that count for an applicant."""
    match node:
        case None:
            return ()
        case Discretion():
            return (node,)
        case Table():
            rows = [row for row in node.rows if _may(All(row.tests), applicant)]
            sure = [row for row in rows if truth(All(row.tests), applicant)]
            values = [row.value for row in (sure[:1] if rows[:1] == sure[:1] else rows)]
            if node.other is not None and not sure:
                values.append(node.other)
            return tuple(each for value in values for each in _open(value, applicant))
        case Combine(_, parts, _):
            values = [
                part.value for part in parts if part.when is None or _may(part.when, applicant)
            ]
            return tuple(each for value in values for each in _open(value, applicant))
        case _:
            below: tuple[Node, ...] = children(node)
            numbers = [each for each in below if isinstance(each, Number)]
            return tuple(found for each in numbers for found in _open(each, applicant))


def _may(node: Condition, applicant: Applicant) -> bool:
    return truth(node, applicant) is not False


def _task(node: Discretion, applicant: Applicant) -> str:
    match node:
        case Discretion("一事一议", _, _, _, _):
            return "一事一议"
        case Discretion("择一", low, high, _, _):
            assert high is not None
            return f"择一：{_worked(low, applicant)} 或 {_worked(high, applicant)}"
        case Discretion(_, low, None, _, _):
            return f"不低于 {_worked(low, applicant)}"
        case Discretion("不超过", _, high, _, _):
            return f"不超过 {_worked(high, applicant)}"
        case Discretion(_, low, high, _, _):
            return f"裁量 {_worked(low, applicant)} 至 {_worked(high, applicant)}"


def _worked(node: Number | None, applicant: Applicant) -> str:
    assert node is not None
    value = number(node, applicant)
    if value is None:
        return told(node)
    shown, formula = show_number(value, node.dimension), substituted(node, applicant)
    return shown if formula == shown else f"{formula} = {shown}"


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
        notes.append(f"{measure.rounding}到{word}")
    return notes


def _number_lines(node: Number, applicant: Applicant) -> tuple[Trace, ...]:
    """Give the steps below a number: each operation with the values put in, then its facts."""
    if isinstance(node, Lit):
        return ()
    if isinstance(node, FactRef):
        return (fact_line(node, applicant),)
    value = number(node, applicant)
    shown = "未知" if value is None else number_shown(value, node.dimension)
    match node:
        case Named(name, body):
            return (Trace(name, shown, "", _number_lines(body, applicant)),)
        case Arith(op, left, right, _):
            below = _number_lines(left, applicant) + _number_lines(right, applicant)
            if op == "÷" and number(right, applicant) == 0:
                shown = "除数为零，无法计算"
            return (Trace(substituted(node, applicant), shown, "", below),)
        case Call(_, parts, _) | Highest(parts, _):
            below = tuple(line for part in parts for line in _number_lines(part, applicant))
            return (Trace(substituted(node, applicant), shown, "", below),)
        case Table():
            chosen = pick(node, applicant)
            tests = tuple(line for column in node.columns for line in fact_lines(column, applicant))
            below = () if chosen is None else _number_lines(chosen, applicant)
            higher = _next_tier(node, applicant)
            return (Trace(_tier(node, applicant), shown, "", tests + below + higher),)
        case Combine(_, parts, _):
            below = tuple(_part_line(part, applicant) for part in parts)
            return (Trace(told(node), shown, "", below),)
        case Slices():
            below = _number_lines(node.base, applicant) + tuple(_slice_lines(node, applicant))
            return (Trace(told(node), shown, "", below),)
        case Each():
            return (Trace(told(node), shown, "", _child_lines(node, applicant)),)
        case PerUnit(_, base, unit, give, _):
            below = tuple(
                line for part in (base, unit, give) for line in _number_lines(part, applicant)
            )
            return (Trace(f"{told(node)} = {units(node, applicant)}", shown, "", below),)
        case Panel() | Change() | TopUp() | Dated():
            out = expand(node, applicant.assessment.year)
            below = () if out is None else _number_lines(out, applicant)
            return (Trace(told(node), shown, "", below),)
        case Discretion():
            shown = "待裁量"
            return (Trace(_task(node, applicant), shown, "", fact_lines(node, applicant)),)
        case Round(_, body, _):
            return (Trace(substituted(node, applicant), shown, "", _number_lines(body, applicant)),)
        case _:
            return (Trace(told(node), shown, "", fact_lines(node, applicant)),)


def _part_line(part: Part, applicant: Applicant) -> Trace:
    """Give one part of a sum: whether it counts, and what it comes to."""
    name = part.name or told(part.value)
    tests: tuple[Trace, ...] = ()
    if part.when is not None:
        known = truth(part.when, applicant)
        tests = (Trace(told(part.when), str(_WORDS[known]), "", _parts(part.when, applicant)),)
        if known is False:
            return Trace(name, "不计", part.clause, tests)
    value = number(part.value, applicant)
    shown = "未知" if value is None else show_number(value, part.value.dimension)
    limit = None if part.cap is None else number(part.cap, applicant)
    if value is not None and limit is not None and value > limit:
        shown = f"封顶 {show_number(limit, part.value.dimension)}"
    return Trace(name, shown, part.clause, tests + _number_lines(part.value, applicant))


def _slice_lines(node: Slices, applicant: Applicant) -> list[Trace]:
    lines = []
    for at, (inside, by, end, clause) in enumerate(inside_slices(node, applicant), 1):
        amount = None if inside is None or by is None else inside * by
        shown = "未知" if amount is None else show_number(amount, node.dimension)
        within = "未知" if inside is None else show_number(inside, node.base.dimension)
        label = f"第{at}段（{f'至 {end}' if end else '以上'}）{substituted(node.parts[at - 1].by, applicant)} × {within}"
        lines.append(Trace(label, shown, clause))
    return lines


def _child_lines(node: Each, applicant: Applicant) -> tuple[Trace, ...]:
    """Give one line for each child: whether it counts, its value, its facts."""
    lines = []
    for at, one in enumerate(applicant.children(node.child) or (), 1):
        counts = truth(node.where, one)
        value = number(node.value, one) if counts else None
        shown = "不计" if counts is False else "未知"
        if value is not None:
            shown = show_number(value, node.value.dimension)
        below = fact_lines(node.where, one)
        below += _number_lines(node.value, one) if counts is not False else ()
        lines.append(Trace(f"{node.child} 第{at}项", shown, "", below))
    return tuple(lines)


def _next_tier(table: Table, applicant: Applicant) -> tuple[Trace, ...]:
    """Say how far a higher row is away, where one number alone keeps the applicant from it."""
    now = number(table, applicant) or Fraction(0)
    found: list[tuple[Fraction, Row, str]] = []
    for row in table.rows:
        value = number(row.value, applicant)
        failed = [test for test in row.tests if truth(test, applicant) is False]
        if value is None or value <= now or len(failed) != 1:
            continue
        gap = near_miss(failed[0], applicant)
        if gap.startswith("还差"):
            found.append((value, row, gap))
    if not found:
        return ()
    value, row, gap = min(found, key=lambda one: one[0])
    words = "，".join(told(test) for test in row.tests if test != All(()))
    return (Trace(f"上一档（{words}）{show_number(value, table.dimension)}", gap),)


def _tier(table: Table, applicant: Applicant) -> str:
    """Say which row of a table holds."""
    if undecided_row(table, applicant) is not None:
        return "分档待定"
    for index, row in enumerate(table.rows):
        if all(truth(test, applicant) for test in row.tests):
            if not table.columns and isinstance(row.value, Named):  # 过渡
                return f"过渡适用{row.value.name}"
            words = [told(test) for test in row.tests if not isinstance(test, All)]
            return f"第{index + 1}档（{'，'.join(words)}）"
    if not table.columns:
        return "适用本措施"
    return "其余" if table.other is not None else "没有对应的档"
