"""A measure printed in Chinese, in the order of the file: each test as a sentence, then the formula.

What is printed is what will be run; a reader lays it beside the clause.
"""

from __future__ import annotations

from gangmu.measures.arrangement_text import file_sentences, measure_sentences
from gangmu.measures.explanation import UNBOUNDED
from gangmu.measures.facts import show_number
from gangmu.measures.measure import ROUNDINGS, Measure, MeasureFile
from gangmu.measures.nodes import (
    All,
    Any,
    AtLeast,
    Combine,
    Condition,
    Highest,
    Not,
    Number,
    Part,
    Slices,
    Table,
    TopUp,
)
from gangmu.measures.sentences import phrase, sentence
from gangmu.measures.wording import write


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
