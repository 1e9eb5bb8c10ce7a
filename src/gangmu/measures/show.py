"""A measure printed in Chinese, in the order of the file: each test as a sentence, then the formula.

What is printed is what will be run; a reader lays it beside the clause.
"""

from __future__ import annotations

from collections.abc import Sequence

from gangmu.measures.arrangement_text import file_sentences, measure_sentences
from gangmu.measures.explanation import UNBOUNDED
from gangmu.measures.facts import FactKind, show_number
from gangmu.measures.measure import ROUNDINGS, Measure, MeasureFile
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
    Discretion,
    Each,
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
    Part,
    PerUnit,
    Round,
    Slice,
    Slices,
    Streak,
    Table,
    TopUp,
    YearOf,
)
from gangmu.measures.periods import Window
from gangmu.measures.wording import write, write_literal

_WORDS = {"≥": "不低于", ">": "超过", "≤": "不超过", "<": "低于", "=": "等于", "≠": "不等于"}
_TIMES = {"≥": "不早于", ">": "晚于", "≤": "不晚于", "<": "早于", "=": "是", "≠": "不是"}
_SUMS = {"+": "加", "-": "减", "×": "乘以", "÷": "除以"}


def show_file(file: MeasureFile) -> str:
    """Print every measure of a file, and how they go together."""
    head = [f"{file.title or file.path.stem}（{file.number}）"]
    if file.issuer:
        head.append(f"制定机关：{file.issuer}")
    if file.effective or file.expires:
        head.append(f"施行：{file.effective or '未写'}　失效：{file.expires or '未写'}")
    together = "\n".join(file_sentences(file.arrangement, phrase))
    blocks = ["\n".join(head), *(show(measure) for measure in file.measures), together]
    return "\n\n".join(blocks) + "\n"


def show(measure: Measure) -> str:
    """Print one measure: its tests as sentences, what is paid, and both as one formula."""
    lines = [f"【{measure.name}】依据 {measure.number} {measure.clause}；对象 {measure.entity}"]
    if measure.frequency:
        lines[0] += f"；{measure.frequency}"
    lines += [f"  其中「{named.name}」＝{phrase(named.body)}" for named in measure.definitions]
    for title, excludes in (("同时满足：", False), ("不得有：", True)):
        tests = [(i, test) for i, test in enumerate(measure.tests, 1) if test.excludes is excludes]
        lines += [f"  {title}"] if tests else []
        for index, test in tests:
            shown = (
                test.condition.item
                if excludes and isinstance(test.condition, Not)
                else test.condition
            )
            clause = f"（{test.clause}）" if test.clause != measure.clause else ""
            lines += [
                f"    {index}. {line}" if not at else line
                for at, line in enumerate(_lines(shown, clause))
            ]
    lines.append(f"  给付：{_amount(measure)}")
    tests_text = " 且 ".join(_bracketed(test.condition) for test in measure.tests) or "—"
    lines.append(f"  式子：{tests_text} → {_formula(measure)}")
    lines += [f"  {line}" for line in measure_sentences(measure.arrangement, phrase)]
    if measure.note:
        lines.append(f"  说明：{measure.note}")
    return "\n".join(lines)


def _lines(node: Condition, clause: str) -> list[str]:
    """Give a condition as a line, with a line for each part of a group."""
    match node:
        case Any(items) | AtLeast(_, items) | All(items) if items:
            head = {Any: "下列任一：", All: "下列全部："}.get(type(node), "")
            head = head or f"下列至少 {node.count} 项：" if isinstance(node, AtLeast) else head
            return [f"{head}{clause}", *(f"       · {sentence(item)}" for item in items)]
        case _:
            return [f"{sentence(node)}{clause}"]


def sentence(node: Condition) -> str:
    """Say a condition in words.

    >>> from gangmu.measures.facts import Fact
    >>> money = FactRef(Fact("营业收入", "企业", "revenue", FactKind.MONEY, "元", "元"))
    >>> sentence(Compare("≥", money, Lit(500000000, "元", "亿元")))
    '营业收入不低于 5亿元'
    """
    match node:
        case All(items):
            return "，且".join(sentence(item) for item in items) or "不限"
        case Any(items):
            return "，或者".join(sentence(item) for item in items)
        case AtLeast(count, items):
            return f"至少满足 {count} 项：" + "；".join(sentence(item) for item in items)
        case Compare(op, left, right):
            return f"{phrase(left)}{_comparing(left)[op]} {phrase(right)}"
        case Between(value, low, high):
            words = _comparing(value)
            parts = [
                f"{words[op if end.inclusive else op_open]} {phrase(end.value)}"
                for end, op, op_open in ((low, "≥", ">"), (high, "≤", "<"))
                if end is not None
            ]
            return f"{phrase(value)}{'、'.join(parts)}"
        case In(ref, members):
            verb = "中有" if ref.fact.kind is FactKind.REGISTER else "属于"
            return f"{ref.column}{verb} {'、'.join(members)}"
        case Not(In(ref, members)):
            verb = "中没有" if ref.fact.kind is FactKind.REGISTER else "不属于"
            return f"{ref.column}{verb} {'、'.join(members)}"
        case Not(FactRef() as ref):
            return f"「{ref.column}」为否"
        case Not(item):
            return f"不是（{sentence(item)}）"
        case FactRef():
            return f"「{node.column}」为是"
        case Known(ref):
            return f"已有「{ref.column}」的记录"
        case Exists(child, where):
            return f"至少有一项{child}：{sentence(where)}"
        case First(item, window):
            return f"首次（{_since(window)}）{sentence(item)}"
        case Streak(item, years):
            return f"连续 {years} 年（含考核年度）{sentence(item)}"


def _comparing(node: Number) -> dict[str, str]:
    return _TIMES if node.dimension in (FactKind.YEAR, FactKind.DATE) else _WORDS


def phrase(node: Number) -> str:
    """Say a number in words: ``核定投资的 8%``."""
    match node:
        case Lit():
            return write_literal(node)
        case FactRef():
            return node.column
        case Named(name, _):
            return name
        case Arith("×", Lit(_, "率", _) as rate, base, _):
            return f"{_part(base)}的 {write_literal(rate)}"
        case Arith("×", base, Lit(_, "率", _) as rate, _):
            return f"{_part(base)}的 {write_literal(rate)}"
        case Arith(op, left, right, _):
            return f"{_part(left)}{_SUMS[op]}{_part(right)}"
        case Call(name, args, _):
            return f"{'、'.join(phrase(arg) for arg in args)}中{'较低' if name == '取小' else '较高'}的"
        case Highest(parts, _):
            return f"下列从高：{'；'.join(phrase(part) for part in parts)}"
        case Table():
            return _tiers(node)
        case Later(body, count, unit):
            return f"{phrase(body)}之{'后' if count > 0 else '前'} {abs(count)}{unit}"
        case YearOf(body, _):
            return f"{phrase(body)}所在年度"
        case Panel(rule, ref, window):
            return f"{ref.column}{_since(window)}的{_RULES[rule]}"
        case Change(rule, ref, _):
            earlier = "上年同期" if ref.period else "上年"
            return f"{ref.column}比{earlier}的{'增加额' if rule == '增量' else '增长率'}"
        case Round(mode, body, _):
            return f"{phrase(body)}（{mode}）"
        case Each("个数", child, _, where, _):
            return f"{child}的个数" if where == All(()) else f"{child}（{sentence(where)}）的个数"
        case Each(rule, child, value, where, _):
            which = "" if where == All(()) else f"（{sentence(where)}的）"
            return f"各项{child}{which}按「{phrase(value)}」{'逐项合计' if rule == '合计' else '取' + rule}"
        case PerUnit(rule, base, unit, give, _):
            word = {"每满": "每满", "每不足": "每", "每": "每"}[rule]
            rest = {"每满": "，不满的不计", "每不足": "，不足的按一份计", "每": "，按比例折算"}[
                rule
            ]
            return f"{_part(base)}{word} {phrase(unit)}给 {phrase(give)}{rest}"
        case TopUp(due, had):
            return f"{_part(due)}与{_part(had)}的差额（不低于 0元）"
        case Slices(base, parts, _):
            return f"{_part(base)}分段计算　" + "；".join(_slices(parts))
        case Combine(rule, parts, _):
            head = "下列各项之和：" if rule == "累加" else "下列从高："
            return head + "；".join(_one_part(part) for part in parts)
        case Discretion():
            return _left_open(node)
        case _:
            return write(node)


_RULES = {"平均": "平均值", "合计": "合计", "历史最高": "最高值", "历史最低": "最低值"}


def _since(window: Window) -> str:
    if window.first > 0:
        return f"{window.first}年以来"
    return window.label + ("（不含考核年度）" if window.last < 0 else "（含考核年度）")


def _slices(parts: Sequence[Slice]) -> list[str]:
    lines, below = [], ""
    for part in parts:
        reach = f"不超过 {phrase(part.to)}" if part.to is not None else f"超过 {below}"
        if below and part.to is not None:
            reach = f"{below} 至 {phrase(part.to)}"
        lines.append(f"{reach or '全部'}的部分按 {phrase(part.by)}{_cited(part.clause)}")
        below = phrase(part.to) if part.to is not None else ""
    return lines


def _one_part(part: Part) -> str:
    name = f"{part.name}　" if part.name else ""
    when = f"{sentence(part.when)}的，" if part.when is not None else ""
    cap = f"，最高 {phrase(part.cap)}" if part.cap is not None else ""
    return f"{name}{when}{phrase(part.value)}{cap}{_cited(part.clause)}"


def _cited(clause: str) -> str:
    return f"（{clause}）" if clause else ""


def _left_open(node: Discretion) -> str:
    if node.words == "一事一议":
        return "一事一议（由有权机关决定）"
    if node.words == "择一":
        return write(node)
    if node.high is None:
        return f"不低于 {phrase(node.low)}（没有上限，由有权机关决定）"
    if node.words == "不超过":
        return f"不超过 {phrase(node.high)}（由有权机关决定）"
    return f"{phrase(node.low)} 至 {phrase(node.high)} 之间（由有权机关决定）"


def _part(node: Number) -> str:
    return (
        f"（{phrase(node)}）" if isinstance(node, Arith | Call | Combine | Slices) else phrase(node)
    )


def _tiers(table: Table) -> str:
    rows = []
    for row in table.rows:
        tests = [sentence(test) for test in row.tests if test != All(())]
        rows.append(f"{'，且'.join(tests) or '任何情形'}：{phrase(row.value)}")
    if table.other is not None:
        rows.append(f"其余：{phrase(table.other)}")
    return "按档（整档）　" + "；".join(rows)


def _amount(measure: Measure) -> str:
    words = phrase(measure.amount)
    if measure.cap is not None:
        words += f"，最高 {phrase(measure.cap)}"
    if measure.quantum != ROUNDINGS["分"]:
        words += f"，{measure.rounding}到{_quantum(measure)}"
    low, high = measure.bounds
    if low != high:
        top = UNBOUNDED if high is None else show_number(ROUNDINGS["分"] * high, "元")
        words += f"（{show_number(ROUNDINGS['分'] * low, '元')} 至 {top}）"
    return words


def _quantum(measure: Measure) -> str:
    return next(word for word, size in ROUNDINGS.items() if size == measure.quantum)


def _formula(measure: Measure) -> str:
    text = formula(measure.amount)
    if measure.cap is not None:
        text = f"取小({text}，{formula(measure.cap)})"
    rounded = measure.quantum != ROUNDINGS["分"]
    return f"{measure.rounding}({text}，{_quantum(measure)})" if rounded else text


def formula(node: Number) -> str:
    """Write a number as one formula, its tables and lists in full."""
    match node:
        case Table(_, rows, other, _, _):
            lines = [
                f"{' 且 '.join(write(test) for test in row.tests)}: {formula(row.value)}"
                for row in rows
            ]
            lines += [f"其余: {formula(other)}"] if other is not None else []
            return f"分档[{'; '.join(lines)}]"
        case Slices(base, parts, _):
            ends = ["余下" if part.to is None else f"至 {write(part.to)}" for part in parts]
            lines = [f"{end}: {write(part.by)}" for end, part in zip(ends, parts, strict=True)]
            return f"分段[{write(base)}; {'; '.join(lines)}]"
        case Combine(rule, parts, _):
            return f"{rule}[{'; '.join(_part_formula(part) for part in parts)}]"
        case Highest(parts, _):
            return f"择高[{'; '.join(formula(part) for part in parts)}]"
        case TopUp(due, had):
            return f"补差({formula(due)}，{formula(had)})"
        case _:
            return write(node)


def _part_formula(part: Part) -> str:
    text = formula(part.value)
    if part.cap is not None:
        text = f"取小({text}，{formula(part.cap)})"
    return text if part.when is None else f"若 {write(part.when)}: {text}"


def _bracketed(node: Condition) -> str:
    return f"({write(node)})" if isinstance(node, Any) else write(node)
