"""Typed nodes from a parsed line: names looked up in the facts, units made exact, dimensions checked.

Every error becomes a finding with its column. What a call means (``增速(…)``, ``合计(…)``) is in
``functions``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from lark import Token, Tree

from gangmu.measures.dimensions import canonical, combine, is_number, kind_of
from gangmu.measures.evaluation import DAYS, MONTHS
from gangmu.measures.facts import Fact, FactBook, FactKind
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Compare,
    Condition,
    Discretion,
    End,
    Exists,
    FactRef,
    First,
    In,
    Known,
    Later,
    Lit,
    Named,
    Not,
    Number,
    Streak,
)
from gangmu.measures.periods import read_period
from gangmu.measures.values import known_unit
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Findings, Text, did_you_mean, nearest
from gangmu.terms import InputError

COMPARATORS = {
    ">=": "≥", "不低于": "≥", "不少于": "≥", "不早于": "≥", "达到": "≥",
    "<=": "≤", "不超过": "≤", "不高于": "≤", "不晚于": "≤", "不多于": "≤",
    "超过": ">", "高于": ">", "大于": ">", "晚于": ">", "多于": ">",
    "低于": "<", "少于": "<", "小于": "<", "早于": "<",
    "等于": "=", "!=": "≠", "不等于": "≠",
}  # fmt: skip
_OPERATORS = {"*": "×", "/": "÷", "乘以": "×", "除以": "÷", "加": "+", "减": "-"}
#: Discretion: what the words before an amount leave open.
_OPEN = {"≤": "不超过", "≥": "不低于"}
_CONDITIONS = Compare | Between | In | Not | All | Any | AtLeast | Known | Exists | First | Streak


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in an expression: the facts, whose they are, and the lines under 定义."""

    book: FactBook
    entity: str
    named: Mapping[str, Named] = field(default_factory=dict)


class Wrong(Exception):
    """Something was found wrong below; the finding is already recorded."""


Built = Number | Condition
Line = Tree[Token]


class Builder:
    """Turns the parse of one text into a typed tree."""

    def __init__(
        self,
        text: Text,
        scope: Scope,
        findings: Findings,
        functions: Mapping[str, Callable[[Builder, Line], Built]],
    ) -> None:
        self.scope = scope
        self._text = text
        self._findings = findings
        self._functions = functions

    def within(self, entity: str) -> Builder:
        """Give a builder for the facts of a child."""
        scope = Scope(self.scope.book, entity)
        return Builder(self._text, scope, self._findings, self._functions)

    def wrong(self, at: Line | Token | int, cause: str, remedy: str = "") -> Wrong:
        """Record a finding at a place of the line; raise what this gives."""
        if isinstance(at, Tree):
            start = at.meta.start_pos if not at.meta.empty else 0
        else:
            start = at if isinstance(at, int) else (at.start_pos or 0)
        self._findings.error(self._text.place.right(start), cause, remedy)
        return Wrong()

    def written(self, tree: Line) -> str:
        """Give a part of the line as it is written."""
        if tree.meta.empty:
            return ""
        return self._text.value[tree.meta.start_pos : tree.meta.end_pos].strip()

    # -- amounts

    def amount(self, tree: Line) -> Number:
        """Build an amount, which may leave something open (``不超过``, ``裁量 … 至 …``, ``一事一议``)."""
        place = self._text.place.right(tree.meta.start_pos if not tree.meta.empty else 0)
        match tree.data:
            case "open_end":
                op = COMPARATORS.get(str(tree.children[0]), str(tree.children[0]))
                if op not in _OPEN:
                    raise self.wrong(
                        tree, f"金额前面不能写「{tree.children[0]}」", "写 不超过、不低于"
                    )
                value = self.number(as_tree(tree.children[1]))
                nothing = Lit(
                    Fraction(0), value.dimension, "元" if value.dimension == "元" else "%"
                )
                if op == "≤":
                    return Discretion("不超过", nothing, value, value.dimension, place)
                return Discretion("不低于", value, None, value.dimension, place)
            case "decided":
                trees = [kid for kid in tree.children if isinstance(kid, Tree)]
                low, high = (self.number(kid) for kid in trees)
                if low.dimension != high.dimension:
                    raise self.wrong(tree, "「裁量」两端不是同一类数", "统一单位")
                return Discretion("裁量", low, high, low.dimension, place)
            case "case_by_case":
                nothing = Lit(Fraction(0), "元", "元")
                return Discretion("一事一议", nothing, None, "元", place)
            case _:
                return self.number(as_tree(tree.children[0]))

    # -- conditions

    def condition(self, tree: Line) -> Condition:
        """Build a condition."""
        built = self._build(tree)
        if isinstance(built, _CONDITIONS):
            return built
        if isinstance(built, FactRef) and built.fact.kind is FactKind.FLAG:
            return built
        shown = write(built)
        raise self.wrong(
            tree,
            f"「{shown}」是{kind_of(built.dimension)}，不能单独作条件",
            f"写成比较，如「{shown} ≥ …」",
        )

    def number(self, tree: Line) -> Number:
        """Build a number."""
        built = self._build(tree)
        if not isinstance(built, _CONDITIONS):
            return built
        raise self.wrong(tree, "这里要一个数，写的是条件", "条件写在「条件」下")

    def _build(self, tree: Tree[Token]) -> Built:
        kids = tree.children
        match tree.data:
            case "any" | "all":
                items = self._each(kids)
                return any_of(items) if tree.data == "any" else all_of(items)
            case "negate":
                return negate(self.condition(as_tree(kids[-1])))
            case "compare":
                left = self.number(as_tree(kids[0]))
                return self.compare(left, str(kids[1]), as_tree(kids[2]), tree)
            case "member":
                found = self.members(
                    self.number(as_tree(kids[0])), as_tree(kids[2]), tree, str(kids[1])
                )
                return negate(found) if str(kids[1]).startswith("不") else found
            case "between":
                return self.band(self.number(as_tree(kids[0])), as_tree(kids[1]), tree)
            case "arith":
                return self._arith(tree)
            case "group":
                return self._build(as_tree(kids[0]))
            case "call":
                return self._call(tree)
            case "path":
                return self._path(tree)
            case "quantity":
                return self._literal(as_token(kids[0]), 1)
            case "negative":
                return self._literal(as_token(kids[1]), -1)
            case "year":
                return Lit(int(str(kids[0])[:4]), FactKind.YEAR)
            case "date":
                parts = [int(part) for part in re.findall(r"\d+", str(kids[0]))]
                try:
                    return Lit(date(*parts), FactKind.DATE)
                except ValueError:
                    raise self.wrong(tree, f"没有「{kids[0]}」这一天", "核对日期") from None
            case "bare":
                raise self.wrong(
                    tree, f"「{kids[0]}」缺单位", "补上单位，如 万元、%、人；倍数写 150% 或 1.5倍"
                )
            case _:
                raise self.wrong(tree, f"这里不能写文字「{kids[0]}」", "文字只能与分类、名录比较")

    def _each(self, kids: list[Tree[Token] | Token]) -> list[Condition]:
        """Build every operand, so that all their errors are found at once."""
        items, broken = [], False
        for kid in kids:
            if isinstance(kid, Tree):
                try:
                    items.append(self.condition(kid))
                except Wrong:
                    broken = True
        if broken:
            raise Wrong
        return items

    def compare(self, left: Number, op: str, right: Tree[Token], tree: Tree[Token]) -> Condition:
        op = COMPARATORS.get(op, op)
        if isinstance(left, FactRef) and left.fact.kind in (
            FactKind.CATEGORY, FactKind.INDUSTRY, FactKind.TEXT, FactKind.REGISTER, FactKind.FLAG,
        ):  # fmt: skip
            return self._equals(left, op, right, tree)
        other = self.number(right)
        if moved := _moved_over(op, left, other):
            return moved
        points = {left.dimension, other.dimension} == {"率", "百分点"}
        if left.dimension != other.dimension and not (points and _is_difference(left)):
            raise self.wrong(
                right,
                f"不能比较：左边是{kind_of(left.dimension)}，右边是{kind_of(other.dimension)}",
                "查事实或单位是否写错",
            )
        return Compare(op, left, other)

    def _equals(self, left: FactRef, op: str, right: Tree[Token], tree: Tree[Token]) -> Condition:
        kind = left.fact.kind
        if op not in "=≠" or kind is FactKind.REGISTER:
            verb = "包含" if kind is FactKind.REGISTER else "属于"
            raise self.wrong(tree, f"{kind}「{left.column}」不能用「{op}」比较", f"用「{verb}」")
        label = self.label_of(right)
        if (fact := self.scope.book.fact(self.scope.entity, label)) and fact.kind is kind:
            raise self.wrong(
                right,
                f"「{label}」是事实，{kind}只能与写定的名称比较",
                f"把名称列出来，如「{left.column} {'不' if op == '≠' else ''}属于 甲、乙」",
            )
        found: Condition
        if kind is FactKind.FLAG:
            if label not in ("是", "否"):
                raise self.wrong(
                    right, f"「{left.column}」只有「是」和「否」", f"直接写「{left.column}」"
                )
            found = left if label == "是" else Not(left)
        else:
            found = In(left, (self._member(left.fact, label, right),))
        return negate(found) if op == "≠" else found

    def label_of(self, tree: Tree[Token]) -> str:
        if tree.data in ("path", "string", "bare", "quantity") and len(tree.children) == 1:
            return self._label(as_token(tree.children[0]))
        raise self.wrong(tree, "这里要一个名称", "带标点的名称写在「」里")

    def _label(self, token: Token) -> str:
        start, end = token.start_pos, token.end_pos
        assert start is not None
        raw = self._text.value[start:end]  # as written: folding must not change a name
        return raw[1:-1] if token.type == "STRING" else raw

    def members(
        self, left: Number, members: Tree[Token], tree: Tree[Token], verb: str = "属于"
    ) -> Condition:
        labels = [
            "至".join(self._label(as_token(part)) for part in as_tree(label).children)
            for label in members.children
        ]
        if not isinstance(left, FactRef) or left.fact.numeric or left.fact.kind is FactKind.DATE:
            raise self.wrong(
                members,
                f"{kind_of(left.dimension)}不能按名称列举",
                "数用「≥」「≤」或「在 …(含)至…(不含)」",
            )
        kind = left.fact.kind
        if kind is FactKind.FLAG:
            if labels not in (["是"], ["否"]):
                raise self.wrong(
                    members, f"「{left.column}」只有「是」和「否」", "写「是」或「否」"
                )
            return left if labels == ["是"] else Not(left)
        if kind is FactKind.REGISTER:
            if len(labels) > 1:
                raise self.wrong(
                    members,
                    f"「{left.column}」{verb}几个名称，没写明要全部还是任一",
                    f"逐条写在「任一」或「全部」下：{left.column} 包含 {labels[0]}",
                )
        elif verb.endswith("包含"):
            raise self.wrong(tree, f"{kind}「{left.column}」只有一个值", "用「属于」")
        return In(left, tuple(self._member(left.fact, label, members) for label in labels))

    def _member(self, fact: Fact, label: str, at: Tree[Token]) -> str:
        if fact.kind is not FactKind.INDUSTRY:
            return label
        parts = [re.sub(r"^[A-T](?=\d)", "", part) for part in label.split("至")]
        widths = {len(part) for part in parts}
        if not all(re.fullmatch(r"\d{2,4}", part) for part in parts) or len(widths) > 1:
            raise self.wrong(
                at,
                f"「{label}」不是行业代码",
                "写 2 至 4 位数字，如 35、3511 或 06至46；门类请写成大类的区间",
            )
        if parts[-1] < parts[0]:
            raise self.wrong(at, f"行业区间「{label}」前大后小", f"写成 {parts[-1]}至{parts[0]}")
        return "至".join(parts)

    def band(self, value: Number, band: Tree[Token], tree: Tree[Token]) -> Condition:
        kids = band.children
        ends = [
            End(self.number(kid), "不" not in str(kids[i + 1]))
            for i, kid in enumerate(kids)
            if isinstance(kid, Tree)
        ]
        if not (is_number(value.dimension) or value.dimension in (FactKind.YEAR, FactKind.DATE)):
            raise self.wrong(tree, f"{value.dimension}没有大小，不能用区间", "用「属于」列出名称")
        for end in ends:
            if end.value.dimension != value.dimension:
                raise self.wrong(
                    band,
                    f"不能比较：量是{kind_of(value.dimension)}，区间端点是{kind_of(end.value.dimension)}",
                    "查单位是否写错",
                )
        if len(ends) == 1:
            low, high = (ends[0], None) if str(kids[-1]) == "以上" else (None, ends[0])
            return Between(value, low, high)
        low, high = ends
        if isinstance(low.value, Lit) and isinstance(high.value, Lit):
            a, b = low.value.value, high.value.value
            if a > b or (a == b and not (low.inclusive and high.inclusive)):  # type: ignore[operator]
                raise self.wrong(band, "区间是空的：起点不小于终点", "核对两个端点和单位")
        return Between(value, low, high)

    # -- numbers

    def _literal(self, token: Token, sign: int) -> Lit:
        found = re.match(r"(\d+(?:\.\d+)?)\s*(.*)", str(token))
        assert found
        try:
            unit = known_unit(found[2])
        except InputError as error:
            raise self.wrong(token, error.cause, error.remedy) from None
        value = sign * Fraction(found[1]) * unit.factor
        if unit.dimension == "百分点":  # so that it may be added to a rate
            value /= 100
        return Lit(value, canonical(unit.dimension), unit.name)

    def _path(self, tree: Tree[Token]) -> Number:
        words = [str(kid) for kid in tree.children]
        scope = self.scope
        if len(words) == 2:
            parent, name = words
            if parent not in scope.book.parents(scope.entity):
                own = (
                    f"去掉「{parent}.」" if parent == scope.entity else "对象只能读自己和上级的事实"
                )
                raise self.wrong(tree, f"{scope.entity}没有上级「{parent}」", own)
            return FactRef(self._fact(parent, name, as_token(tree.children[1])), parent)
        (name,) = words
        if name in scope.named:
            return scope.named[name]
        return FactRef(self._fact(scope.entity, name, as_token(tree.children[0])))

    def _fact(self, entity: str, name: str, at: Token) -> Fact:
        book = self.scope.book
        if fact := book.fact(entity, name):
            return fact
        if proper := book.by_header(entity, name):
            raise self.wrong(at, f"「{name}」是别名", f"用正名「{proper.name}」")
        for parent in book.parents(entity):
            owned = book.by_header(parent, name)
            if owned is None:
                continue
            raise self.wrong(
                at,
                f"「{name}」是{parent}的事实，本措施的对象是{entity}",
                f"写成「{parent}.{owned.name}」",
            )
        for word in ("不属于", "属于", "不包含", "包含", "且", "或", "在", "非"):
            if word in name and (close := _known_part(book, entity, name, word)):
                raise self.wrong(
                    at,
                    f"{entity}没有事实「{name}」，像是「{word}」粘在了名称上",
                    f"两侧各留一个空格：{close}",
                )
        close_name = book.nearest(entity, name) or nearest(name, self.scope.named)
        remedy = (
            f"是不是「{close_name}」？" if close_name else "先在工作区的 facts.yaml 里声明这个事实"
        )
        raise self.wrong(at, f"{entity}没有事实「{name}」", remedy)

    def _arith(self, tree: Tree[Token]) -> Number:
        first, op, second = (
            as_tree(tree.children[0]),
            str(tree.children[1]),
            as_tree(tree.children[2]),
        )
        left, right = self.number(first), self.number(second)
        op = _OPERATORS.get(op, op)
        if timed := self._in_time(op, left, right, tree):
            return timed
        for side, at in ((left, first), (right, second)):
            if not is_number(side.dimension):
                raise self.wrong(
                    at, f"{side.dimension}「{write(side)}」不能参加运算", "只有数可以加减乘除"
                )
        a, b = left.dimension, right.dimension
        if op in "+-":
            if a != b and {a, b} == {"元", "率"}:
                raise self.wrong(
                    tree, "金额与比率不能相加减", "比率先乘以一个金额，如「3% × 营业收入」"
                )
            if a != b and not (a == "率" and b == "百分点"):
                raise self.wrong(tree, f"{kind_of(a)}与{kind_of(b)}不能相加减", "查单位是否写错")
            return Arith(op, left, right, a)
        if op == "÷" and isinstance(right, Lit) and right.value == 0:
            raise self.wrong(second, "除数是零", "核对除数")
        return Arith(op, left, right, combine(op, a, b))

    def _in_time(self, op: str, left: Number, right: Number, tree: Line) -> Number | None:
        """Move a date or a year (``购房日期 + 5年``), or take the days between two dates."""
        if left.dimension not in (FactKind.DATE, FactKind.YEAR) or op not in "+-":
            return None
        if left.dimension == right.dimension == FactKind.DATE and op == "-":
            return Arith("-", left, right, "天")
        if left.dimension == right.dimension == FactKind.YEAR and op == "-":
            return Arith("-", left, right, _YEARS_APART)
        if not isinstance(right, Lit) or right.unit not in {*DAYS, *MONTHS}:
            raise self.wrong(tree, f"{left.dimension}只能加减一段时间", "如 + 5年、- 6个月、+ 30天")
        count = Fraction(right.value) / known_unit(right.unit).factor  # type: ignore[arg-type]
        yearly = MONTHS.get(right.unit) == 12
        if count.denominator != 1 or (left.dimension == FactKind.YEAR and not yearly):
            raise self.wrong(
                tree, f"{left.dimension}不能加减「{write(right)}」", "写整年、整月或整天"
            )
        return Later(left, int(count) if op == "+" else -int(count), right.unit)

    def _call(self, tree: Line) -> Built:
        path, *args = (as_tree(kid) for kid in tree.children)
        words = [str(word) for word in path.children]
        if found := _AT_LEAST.fullmatch(words[0]):
            items, count = self._each(list(args)), int(found[1])
            if not 0 < count <= len(items):
                raise self.wrong(path, f"{len(items)} 项里不能至少满足 {count} 项", "核对项数")
            return AtLeast(count, tuple(items))
        if len(words) == 1 and words[0] in self._functions:
            return self._functions[words[0]](self, tree)
        if len(words) == 1 and not self.scope.book.by_header(self.scope.entity, words[0]):
            known = [
                *self._functions,
                *(fact.name for fact in self.scope.book.of(self.scope.entity)),
            ]
            raise self.wrong(path, f"不认识的函数「{words[0]}」", did_you_mean(words[0], known))
        ref = self._path(path)
        if not isinstance(ref, FactRef) or len(args) != 1:
            raise self.wrong(
                tree, f"「{write(ref)}」后面的括号里只能写一个时期", "如 营业收入(上年)"
            )
        period = read_period(self.written(args[0]))
        if period is None:
            raise self.wrong(
                args[0],
                f"不认识的时期「{self.written(args[0])}」",
                "可以写：上年、前年、本年度-3年、2023年、本季、上年同季",
            )
        if ref.fact.period is None and period:
            raise self.wrong(
                path, f"「{ref.column}」没有历年的值", "在事实表里写明「期: 年」，或去掉括号"
            )
        return FactRef(ref.fact, ref.parent, period)


_AT_LEAST = re.compile(r"至少(\d+)项")
#: The dimension of a difference of years, which may only be compared with a span of years.
_YEARS_APART = "年数"


def _moved_over(op: str, left: Number, right: Number) -> Compare | None:
    """Bring ``甲日期 - 乙日期 ≤ 2年`` into the form of the calendar: ``甲日期 ≤ 乙日期 + 2年``."""
    if not (isinstance(left, Arith) and left.op == "-" and isinstance(right, Lit)):
        return None
    if left.dimension not in ("天", _YEARS_APART) or right.unit not in MONTHS:
        return None
    count = Fraction(right.value) / known_unit(right.unit).factor  # type: ignore[arg-type]
    if count.denominator != 1 or (left.dimension == _YEARS_APART and MONTHS[right.unit] != 12):
        return None
    return Compare(op, left.left, Later(left.right, int(count), right.unit))


def _is_difference(node: Number) -> bool:
    return isinstance(node, Arith) and node.op == "-"


def as_tree(kid: Tree[Token] | Token) -> Tree[Token]:
    assert isinstance(kid, Tree)
    return kid


def as_token(kid: Tree[Token] | Token) -> Token:
    assert isinstance(kid, Token)
    return kid


def _known_part(book: FactBook, entity: str, name: str, word: str) -> str | None:
    left, _, right = name.partition(word)
    if book.by_header(entity, left) or book.by_header(entity, right):
        return f"{left} {word} {right}".strip()
    return None


def all_of(items: list[Condition]) -> Condition:
    """Join conditions by 且; nested 且 are one."""
    flat = [part for item in items for part in (item.items if isinstance(item, All) else (item,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(items: list[Condition]) -> Condition:
    """Join conditions by 或; nested 或 are one."""
    flat = [part for item in items for part in (item.items if isinstance(item, Any) else (item,))]
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def negate(item: Condition) -> Condition:
    """Turn a condition round; twice is not at all."""
    return item.item if isinstance(item, Not) else Not(item)
