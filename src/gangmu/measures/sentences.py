"""Conditions and numbers of a measure in words for people.

``sentence`` and ``phrase`` say everything in words, for a reading of a measure. ``told`` keeps the
symbols that a table reads well with (``营业收入 ≥ 5亿元``) and says what only the language writes, such as
``首次(…)``, in words: it is what reasons, explanations and 体检单 are made of.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    Positive,
    Round,
    Slice,
    Slices,
    Streak,
    Table,
    TopUp,
    YearOf,
    walk,
)
from gangmu.measures.periods import Window
from gangmu.measures.wording import write, write_band, write_literal

_WORDS = {"≥": "不低于", ">": "超过", "≤": "不超过", "<": "低于", "=": "等于", "≠": "不等于"}
_TIMES = {"≥": "不早于", ">": "晚于", "≤": "不晚于", "<": "早于", "=": "是", "≠": "不是"}
_SUMS = {"+": "加", "-": "减", "×": "乘以", "÷": "除以"}


def told(node: Condition | Number) -> str:
    """Say a condition or a number as a table of reasons does: symbols stay, the language's words go.

    >>> from gangmu.measures.facts import Fact
    >>> money = FactRef(Fact("营业收入", "企业", "revenue", FactKind.MONEY, "元", "元"))
    >>> reached = Compare("≥", money, Lit(500000000, "元", "亿元"))
    >>> told(reached), told(First(reached, Window(-2, 0)))
    ('营业收入 ≥ 5亿元', '首次（近3年，含考核年度）营业收入 ≥ 5亿元')
    """
    if not any(isinstance(each, _OF_THE_LANGUAGE) for each in walk(node)):
        return write(node)
    match node:
        case All(items):
            return " 且 ".join(_bracketed(item) for item in items)
        case Any(items):
            return " 或 ".join(_bracketed(item) for item in items)
        case AtLeast(count, items):
            return f"至少 {count} 项：" + "；".join(told(item) for item in items)
        case Not(item):
            return f"非（{told(item)}）"
        case Compare(op, left, right):
            return f"{told(left)} {op} {told(right)}"
        case Between(value, low, high):
            return f"{told(value)} 在 {write_band(low, high)}"
        case First(item, window):
            return f"首次（{_looking_back(window)}）{told(item)}"
        case Streak(item, years):
            return f"连续 {years} 年（含考核年度）{told(item)}"
        case Known(ref):
            return f"已有「{ref.column}」的记录"
        case Exists(child, where):
            return f"至少有一项{child}" + ("" if where == All(()) else f"：{told(where)}")
        case Arith(op, left, right, _):
            return f"{_bracketed(left)} {op} {_bracketed(right)}"
        case Positive(body):
            return told(body)
        case Combine(rule, _, _):
            return "下列各项之和" if rule == "累加" else "下列从高"
        case Highest():
            return "下列从高"
        case Call() | Panel() | Change() | Each() | YearOf() | PerUnit() | TopUp() | Round():
            return phrase(node)
        case _:
            return write(node)


#: What the measure language writes as a function; people are told in words.
_OF_THE_LANGUAGE = (
    AtLeast, Call, Change, Combine, Each, Exists, First, Highest, Known, Panel, PerUnit, Round,
    Streak, TopUp, YearOf,
)  # fmt: skip


def _bracketed(node: Condition | Number) -> str:
    whole = isinstance(node, All | Any | AtLeast | Arith | First | Streak | Exists)
    return f"（{told(node)}）" if whole else told(node)


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
            return f"首次（{_looking_back(window)}）{sentence(item)}"
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


def _looking_back(window: Window) -> str:
    """Say a window where it stands in brackets itself."""
    return _since(window).replace("（", "，").replace("）", "")


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
