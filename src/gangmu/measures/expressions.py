"""One-line expressions: text → typed tree, and back.

``营业收入 ≥ 5亿元 且 研发费用 ≥ 3% × 营业收入`` is parsed (LALR), its names are looked up in the
facts, its units are made exact, and its dimensions are checked; what is wrong becomes a finding
with line, column and remedy. ``write`` gives the canonical text, which parses to the same tree.

>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.yamltext import Place
>>> findings = Findings()
>>> scope = Scope(load_facts(), "企业")
>>> tree = read_condition(Text("营业收入 >= 50000万元 且 注册地 属于 临江区", Place("甲", 1, 1)), scope, findings)
>>> write(tree)
'营业收入 ≥ 50000万元 且 注册地 = 临江区'
>>> _ = read_condition(Text("营业收入 ≥ 15%", Place("甲", 1, 1)), scope, findings)
>>> print(findings[0])
甲:1:8 错误：不能比较：左边是金额，右边是比率。查事实或单位是否写错
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from gangmu.measures.dimensions import canonical, combine, is_number, kind_of
from gangmu.measures.facts import PARENTS, Fact, FactBook, FactKind
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Compare,
    Condition,
    End,
    FactRef,
    Highest,
    In,
    Lit,
    Named,
    Not,
    Number,
    Table,
)
from gangmu.measures.values import FOLD, known_unit
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Findings, Text, did_you_mean, nearest
from gangmu.terms import InputError

FUNCTIONS = ("取小", "取大")
_COMPARATORS = {
    ">=": "≥", "不低于": "≥", "不少于": "≥",
    "<=": "≤", "不超过": "≤", "不高于": "≤",
    "超过": ">", "高于": ">", "大于": ">",
    "低于": "<", "少于": "<", "小于": "<",
    "等于": "=", "!=": "≠",
}  # fmt: skip
_OPERATORS = {"*": "×", "/": "÷"}
_AT_LEAST = re.compile(r"至少(\d+)项")


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in an expression: the facts, whose they are, and the lines under 定义."""

    book: FactBook
    entity: str
    named: Mapping[str, Named] = field(default_factory=dict)


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["condition", "number", "cell"],
        propagate_positions=True,
        maybe_placeholders=False,
    )


def read_condition(text: Text, scope: Scope, findings: Findings) -> Condition | None:
    """Read a condition; ``None`` where something was found wrong."""
    return _Builder(text, scope, findings).condition()


def read_number(
    text: Text, scope: Scope, findings: Findings, dimension: str | None = None
) -> Number | None:
    """Read a number (of a dimension, such as ``元``); ``None`` where something was found wrong."""
    return _Builder(text, scope, findings).number(dimension)


def read_cell(text: Text, column: Number, scope: Scope, findings: Findings) -> Condition | None:
    """Read one cell of a table as a condition on its column."""
    return _Builder(text, scope, findings).cell(column)


# ---------------------------------------------------------------- building the tree


class _Wrong(Exception):
    """Something was found wrong below; the finding is already recorded."""


Built = Number | Condition


class _Builder:
    """Turns one text into a typed tree; every error becomes a finding with its column."""

    def __init__(self, text: Text, scope: Scope, findings: Findings) -> None:
        self._text = text
        self._scope = scope
        self._findings = findings

    # -- entries

    def condition(self) -> Condition | None:
        try:
            return self._as_condition(_tree(self._parse("condition").children[0]))
        except _Wrong:
            return None

    def number(self, dimension: str | None) -> Number | None:
        try:
            tree = _tree(self._parse("number").children[0])
            number = self._number(tree)
            if dimension is not None and number.dimension != dimension:
                raise self._wrong(
                    tree,
                    f"这里要{kind_of(dimension)}，写的是{kind_of(number.dimension)}",
                    "查单位是否写错；比率要乘以一个金额",
                )
            return number
        except _Wrong:
            return None

    def cell(self, column: Number) -> Condition | None:
        try:
            tree = self._parse("cell")
            if tree.data == "cell_always":
                return All(())
            if tree.data == "cell_band":
                return self._band(column, _tree(tree.children[0]), tree)
            if tree.data == "cell_compare":
                op, right = tree.children
                return self._compare(column, str(op), _tree(right), tree)
            return self._members(column, _tree(tree.children[0]), tree)
        except _Wrong:
            return None

    # -- errors

    def _wrong(self, at: Tree[Token] | Token | int, cause: str, remedy: str = "") -> _Wrong:
        if isinstance(at, Tree):
            start = at.meta.start_pos if not at.meta.empty else 0
        else:
            start = at if isinstance(at, int) else (at.start_pos or 0)
        self._findings.error(self._text.place.right(start), cause, remedy)
        return _Wrong()

    def _parse(self, start: str) -> Tree[Token]:
        folded = self._text.value.translate(FOLD)
        try:
            return _parser().parse(folded, start=start)
        except UnexpectedInput as error:
            raise self._syntax(folded, error) from None

    def _syntax(self, folded: str, error: UnexpectedInput) -> _Wrong:
        at = error.pos_in_stream if isinstance(error.pos_in_stream, int) else len(folded)
        token = error.token if isinstance(error, UnexpectedToken) else None
        if token is not None and token.type == "$END":
            if folded.count("(") > folded.count(")"):
                return self._wrong(
                    len(folded),
                    "括号没有配对",
                    "方括号、花括号里的逗号会切断式子，请写全角逗号「，」",
                )
            if re.fullmatch(r"[\d.]+\s*\D+", folded.strip()):
                return self._wrong(
                    0,
                    f"「{folded.strip()}」只有一个数",
                    "写明怎么比：≥ 2级、= 2级，或 1亿元(含)至5亿元(不含)",
                )
            return self._wrong(len(folded), "式子没写完", "补上后面的部分")
        if token is not None and token.start_pos is not None:
            at = token.start_pos
        rest = folded[at:]
        before = folded[:at].rstrip()
        if (rest.startswith(("至", "以上", "以下"))) and not before.endswith(")"):
            return self._wrong(
                at, "区间端点没写明含不含", "写成「2亿元(含)至…」或「(不含)」；请照原文定"
            )
        if isinstance(error, UnexpectedCharacters):
            return self._wrong(at, f"不认识的符号「{rest[:1]}」", "照「营业收入 ≥ 5亿元」的样子写")
        word = str(token)
        if found := re.match("且|或|非|在|不?属于|不?包含", word):
            return self._wrong(
                at, f"「{word}」像是「{found[0]}」粘在了名称上", f"两侧各留一个空格：{found[0]} …"
            )
        return self._wrong(
            at, f"这里不该有「{word}」", "看看前面是否少了「≥」「属于」「且」这样的词，或多了空格"
        )

    # -- conditions

    def _as_condition(self, tree: Tree[Token]) -> Condition:
        built = self._build(tree)
        if isinstance(built, Compare | Between | In | Not | All | Any | AtLeast):
            return built
        if isinstance(built, FactRef) and built.fact.kind is FactKind.FLAG:
            return built
        shown = write(built)
        raise self._wrong(
            tree,
            f"「{shown}」是{kind_of(built.dimension)}，不能单独作条件",
            f"写成比较，如「{shown} ≥ …」",
        )

    def _number(self, tree: Tree[Token]) -> Number:
        built = self._build(tree)
        if isinstance(built, Lit | FactRef | Arith | Call | Table | Highest | Named):
            return built
        raise self._wrong(tree, "这里要一个数，写的是条件", "条件写在「条件」下")

    def _build(self, tree: Tree[Token]) -> Built:
        kids = tree.children
        match tree.data:
            case "any" | "all":
                items = self._each(kids)
                return any_of(items) if tree.data == "any" else all_of(items)
            case "negate":
                return negate(self._as_condition(_tree(kids[-1])))
            case "compare":
                left = self._number(_tree(kids[0]))
                return self._compare(left, str(kids[1]), _tree(kids[2]), tree)
            case "member":
                found = self._members(
                    self._number(_tree(kids[0])), _tree(kids[2]), tree, str(kids[1])
                )
                return negate(found) if str(kids[1]).startswith("不") else found
            case "between":
                return self._band(self._number(_tree(kids[0])), _tree(kids[1]), tree)
            case "arith":
                return self._arith(tree)
            case "group":
                return self._build(_tree(kids[0]))
            case "call":
                return self._call(tree)
            case "path":
                return self._path(tree)
            case "quantity":
                return self._literal(_token(kids[0]), 1)
            case "negative":
                return self._literal(_token(kids[1]), -1)
            case "year":
                return Lit(int(str(kids[0])[:4]), FactKind.YEAR)
            case "date":
                parts = [int(part) for part in re.findall(r"\d+", str(kids[0]))]
                try:
                    return Lit(date(*parts), FactKind.DATE)
                except ValueError:
                    raise self._wrong(tree, f"没有「{kids[0]}」这一天", "核对日期") from None
            case "bare":
                raise self._wrong(
                    tree, f"「{kids[0]}」缺单位", "补上单位，如 万元、%、人；倍数写 150% 或 1.5倍"
                )
            case _:
                raise self._wrong(tree, f"这里不能写文字「{kids[0]}」", "文字只能与分类、名录比较")

    def _each(self, kids: list[Tree[Token] | Token]) -> list[Condition]:
        """Build every operand, so that all their errors are found at once."""
        items, broken = [], False
        for kid in kids:
            if isinstance(kid, Tree):
                try:
                    items.append(self._as_condition(kid))
                except _Wrong:
                    broken = True
        if broken:
            raise _Wrong
        return items

    def _compare(self, left: Number, op: str, right: Tree[Token], tree: Tree[Token]) -> Condition:
        op = _COMPARATORS.get(op, op)
        if isinstance(left, FactRef) and left.fact.kind in (
            FactKind.CATEGORY, FactKind.INDUSTRY, FactKind.TEXT, FactKind.REGISTER, FactKind.FLAG,
        ):  # fmt: skip
            return self._equals(left, op, right, tree)
        other = self._number(right)
        if left.dimension != other.dimension:
            raise self._wrong(
                right,
                f"不能比较：左边是{kind_of(left.dimension)}，右边是{kind_of(other.dimension)}",
                "查事实或单位是否写错",
            )
        return Compare(op, left, other)

    def _equals(self, left: FactRef, op: str, right: Tree[Token], tree: Tree[Token]) -> Condition:
        kind = left.fact.kind
        if op not in "=≠" or kind is FactKind.REGISTER:
            verb = "包含" if kind is FactKind.REGISTER else "属于"
            raise self._wrong(tree, f"{kind}「{left.column}」不能用「{op}」比较", f"用「{verb}」")
        label = self._label_of(right)
        found: Condition
        if kind is FactKind.FLAG:
            if label not in ("是", "否"):
                raise self._wrong(
                    right, f"「{left.column}」只有「是」和「否」", f"直接写「{left.column}」"
                )
            found = left if label == "是" else Not(left)
        else:
            found = In(left, (self._member(left.fact, label, right),))
        return negate(found) if op == "≠" else found

    def _label_of(self, tree: Tree[Token]) -> str:
        if tree.data in ("path", "string", "bare", "quantity") and len(tree.children) == 1:
            return self._label(_token(tree.children[0]))
        raise self._wrong(tree, "这里要一个名称", "带标点的名称写在「」里")

    def _label(self, token: Token) -> str:
        start, end = token.start_pos, token.end_pos
        assert start is not None
        raw = self._text.value[start:end]  # as written: folding must not change a name
        return raw[1:-1] if token.type == "STRING" else raw

    def _members(
        self, left: Number, members: Tree[Token], tree: Tree[Token], verb: str = "属于"
    ) -> Condition:
        labels = [
            "至".join(self._label(_token(part)) for part in _tree(label).children)
            for label in members.children
        ]
        if not isinstance(left, FactRef) or left.fact.numeric or left.fact.kind is FactKind.DATE:
            raise self._wrong(
                members,
                f"{kind_of(left.dimension)}不能按名称列举",
                "数用「≥」「≤」或「在 …(含)至…(不含)」",
            )
        kind = left.fact.kind
        if kind is FactKind.FLAG:
            if labels not in (["是"], ["否"]):
                raise self._wrong(
                    members, f"「{left.column}」只有「是」和「否」", "写「是」或「否」"
                )
            return left if labels == ["是"] else Not(left)
        if kind is FactKind.REGISTER:
            if len(labels) > 1:
                raise self._wrong(
                    members,
                    f"「{left.column}」{verb}几个名称，没写明要全部还是任一",
                    f"逐条写在「任一」或「全部」下：{left.column} 包含 {labels[0]}",
                )
        elif verb.endswith("包含"):
            raise self._wrong(tree, f"{kind}「{left.column}」只有一个值", "用「属于」")
        return In(left, tuple(self._member(left.fact, label, members) for label in labels))

    def _member(self, fact: Fact, label: str, at: Tree[Token]) -> str:
        if fact.kind is not FactKind.INDUSTRY:
            return label
        parts = [re.sub(r"^[A-T](?=\d)", "", part) for part in label.split("至")]
        widths = {len(part) for part in parts}
        if not all(re.fullmatch(r"\d{2,4}", part) for part in parts) or len(widths) > 1:
            raise self._wrong(
                at,
                f"「{label}」不是行业代码",
                "写 2 至 4 位数字，如 35、3511 或 06至46；门类请写成大类的区间",
            )
        if parts[-1] < parts[0]:
            raise self._wrong(at, f"行业区间「{label}」前大后小", f"写成 {parts[-1]}至{parts[0]}")
        return "至".join(parts)

    def _band(self, value: Number, band: Tree[Token], tree: Tree[Token]) -> Condition:
        kids = band.children
        ends = [
            End(self._number(kid), "不" not in str(kids[i + 1]))
            for i, kid in enumerate(kids)
            if isinstance(kid, Tree)
        ]
        if not (is_number(value.dimension) or value.dimension in (FactKind.YEAR, FactKind.DATE)):
            raise self._wrong(tree, f"{value.dimension}没有大小，不能用区间", "用「属于」列出名称")
        for end in ends:
            if end.value.dimension != value.dimension:
                raise self._wrong(
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
                raise self._wrong(band, "区间是空的：起点不小于终点", "核对两个端点和单位")
        return Between(value, low, high)

    # -- numbers

    def _literal(self, token: Token, sign: int) -> Lit:
        found = re.match(r"(\d+(?:\.\d+)?)\s*(.*)", str(token))
        assert found
        try:
            unit = known_unit(found[2])
        except InputError as error:
            raise self._wrong(token, error.cause, error.remedy) from None
        value = sign * Fraction(found[1]) * unit.factor
        return Lit(value, canonical(unit.dimension), unit.name)

    def _path(self, tree: Tree[Token]) -> Number:
        words = [str(kid) for kid in tree.children]
        scope = self._scope
        if len(words) == 2:
            parent, name = words
            if PARENTS.get(scope.entity) != parent:
                own = (
                    f"去掉「{parent}.」" if parent == scope.entity else "对象只能读自己和上级的事实"
                )
                raise self._wrong(tree, f"{scope.entity}没有上级「{parent}」", own)
            return FactRef(self._fact(parent, name, _token(tree.children[1])), parent)
        (name,) = words
        if name in scope.named:
            return scope.named[name]
        return FactRef(self._fact(scope.entity, name, _token(tree.children[0])))

    def _fact(self, entity: str, name: str, at: Token) -> Fact:
        book = self._scope.book
        if fact := book.fact(entity, name):
            return fact
        if proper := book.by_header(entity, name):
            raise self._wrong(at, f"「{name}」是别名", f"用正名「{proper.name}」")
        parent = PARENTS.get(entity)
        if parent and (owned := book.by_header(parent, name)):
            raise self._wrong(
                at,
                f"「{name}」是{parent}的事实，本措施的对象是{entity}",
                f"写成「{parent}.{owned.name}」",
            )
        for word in ("不属于", "属于", "不包含", "包含", "且", "或", "在", "非"):
            if word in name and (close := _known_part(book, entity, name, word)):
                raise self._wrong(
                    at,
                    f"{entity}没有事实「{name}」，像是「{word}」粘在了名称上",
                    f"两侧各留一个空格：{close}",
                )
        close_name = book.nearest(entity, name) or nearest(name, self._scope.named)
        remedy = (
            f"是不是「{close_name}」？" if close_name else "先在工作区的 facts.yaml 里声明这个事实"
        )
        raise self._wrong(at, f"{entity}没有事实「{name}」", remedy)

    def _arith(self, tree: Tree[Token]) -> Number:
        first, op, second = _tree(tree.children[0]), str(tree.children[1]), _tree(tree.children[2])
        left, right = self._number(first), self._number(second)
        op = _OPERATORS.get(op, op)
        for side, at in ((left, first), (right, second)):
            if not is_number(side.dimension):
                raise self._wrong(
                    at, f"{side.dimension}「{write(side)}」不能参加运算", "只有数可以加减乘除"
                )
        a, b = left.dimension, right.dimension
        if op in "+-":
            if a != b and {a, b} == {"元", "率"}:
                raise self._wrong(
                    tree, "金额与比率不能相加减", "比率先乘以一个金额，如「3% × 营业收入」"
                )
            if a != b and not (a == "率" and b == "百分点"):
                raise self._wrong(tree, f"{kind_of(a)}与{kind_of(b)}不能相加减", "查单位是否写错")
            return Arith(op, left, right, a)
        if op == "÷" and isinstance(right, Lit) and right.value == 0:
            raise self._wrong(second, "除数是零", "核对除数")
        return Arith(op, left, right, combine(op, a, b))

    def _call(self, tree: Tree[Token]) -> Built:
        name, args = _token(tree.children[0]), tree.children[1:]
        if found := _AT_LEAST.fullmatch(name):
            items, count = self._each(args), int(found[1])
            if not 0 < count <= len(items):
                raise self._wrong(name, f"{len(items)} 项里不能至少满足 {count} 项", "核对项数")
            return AtLeast(count, tuple(items))
        if name not in FUNCTIONS:
            raise self._wrong(name, f"不认识的函数「{name}」", did_you_mean(name, FUNCTIONS))
        numbers = [self._number(_tree(arg)) for arg in args]
        dimensions = {number.dimension for number in numbers}
        if len(numbers) < 2 or len(dimensions) > 1 or not is_number(numbers[0].dimension):
            raise self._wrong(
                name, f"「{name}」要两个以上同类的数", "用全角逗号「，」隔开，单位要同类"
            )
        return Call(str(name), tuple(numbers), numbers[0].dimension)


def _tree(kid: Tree[Token] | Token) -> Tree[Token]:
    assert isinstance(kid, Tree)
    return kid


def _token(kid: Tree[Token] | Token) -> Token:
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
