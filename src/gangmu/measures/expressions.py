"""One-line expressions: text → typed tree, and back.

``营业收入 ≥ 5亿元 且 研发费用 ≥ 3% × 营业收入`` is parsed (LALR), its names are looked up in the
facts, its units are made exact, and its dimensions are checked; what is wrong becomes a finding
with line, column and remedy. ``write`` gives the canonical text, which parses to the same tree.

>>> from gangmu.measures.facts import load_facts
>>> from gangmu.measures.wording import write
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
from functools import cache, lru_cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from gangmu.measures.building import Builder, Scope, Wrong, all_of, any_of, as_tree, negate
from gangmu.measures.dimensions import kind_of
from gangmu.measures.functions import functions_of
from gangmu.measures.nodes import All, Condition, Number
from gangmu.measures.values import FOLD
from gangmu.measures.yamltext import Findings, Text

__all__ = [
    "Scope", "all_of", "any_of", "negate", "read_amount", "read_cell", "read_condition", "read_number",
]  # fmt: skip


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["condition", "number", "amount", "cell"],
        propagate_positions=True,
        maybe_placeholders=False,
    )


def read_condition(text: Text, scope: Scope, findings: Findings) -> Condition | None:
    """Read a condition; ``None`` where something was found wrong."""
    builder = Builder(text, scope, findings, functions_of(scope.book))
    try:
        return builder.condition(as_tree(_parse(text, "condition", builder).children[0]))
    except Wrong:
        return None


def read_number(
    text: Text, scope: Scope, findings: Findings, dimension: str | None = None
) -> Number | None:
    """Read a number (of a dimension, such as ``元``); ``None`` where something was found wrong."""
    return _read_number(text, "number", scope, findings, dimension)


def read_amount(
    text: Text, scope: Scope, findings: Findings, dimension: str | None = None
) -> Number | None:
    """Read a number that may leave something to be decided (``不超过 200万元``)."""
    return _read_number(text, "amount", scope, findings, dimension)


def _read_number(
    text: Text, start: str, scope: Scope, findings: Findings, dimension: str | None
) -> Number | None:
    builder = Builder(text, scope, findings, functions_of(scope.book))
    try:
        tree = _parse(text, start, builder)
        number = builder.amount(tree)
        if dimension is not None and number.dimension != dimension:
            remedy = "查单位是否写错；比率要乘以一个金额"
            if number.dimension == f"{dimension}/月":
                remedy = "年利率、月租金还要乘以时间，如 × 1年、× 租用月数"
            raise builder.wrong(
                as_tree(tree.children[-1]) if tree.children else tree,
                f"这里要{kind_of(dimension)}，写的是{kind_of(number.dimension)}",
                remedy,
            )
        return number
    except Wrong:
        return None


def read_cell(text: Text, column: Number, scope: Scope, findings: Findings) -> Condition | None:
    """Read one cell of a table as a condition on its column."""
    builder = Builder(text, scope, findings, functions_of(scope.book))
    try:
        tree = _parse(text, "cell", builder)
        match tree.data:
            case "cell_always":
                return All(())
            case "cell_band":
                return builder.band(column, as_tree(tree.children[0]), tree)
            case "cell_compare":
                op, right = tree.children
                return builder.compare(column, str(op), as_tree(right), tree)
            case _:
                return builder.members(column, as_tree(tree.children[0]), tree)
    except Wrong:
        return None


# ---------------------------------------------------------------- parsing


@lru_cache(maxsize=1 << 14)
def _parsed(folded: str, start: str) -> Tree[Token]:
    """Parse a line, once for all the measures that say the same; the tree is only read."""
    return _parser().parse(folded, start=start)


def _parse(text: Text, start: str, builder: Builder) -> Tree[Token]:
    folded = text.value.translate(FOLD)
    try:
        return _parsed(folded, start)
    except UnexpectedInput as error:
        raise _syntax(builder, folded, error) from None


def _syntax(builder: Builder, folded: str, error: UnexpectedInput) -> Wrong:
    at = error.pos_in_stream if isinstance(error.pos_in_stream, int) else len(folded)
    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is not None and token.type == "$END":
        if folded.count("(") > folded.count(")"):
            return builder.wrong(
                len(folded),
                "括号没有配对",
                "方括号、花括号里的逗号会切断式子，请写全角逗号「，」",
            )
        if re.fullmatch(r"[\d.]+\s*\D+", folded.strip()):
            return builder.wrong(
                0,
                f"「{folded.strip()}」只有一个数",
                "写明怎么比：≥ 2级、= 2级，或 1亿元(含)至5亿元(不含)",
            )
        return builder.wrong(len(folded), "式子没写完", "补上后面的部分")
    if token is not None and token.start_pos is not None:
        at = token.start_pos
    rest = folded[at:]
    before = folded[:at].rstrip()
    if (rest.startswith(("至", "以上", "以下"))) and not before.endswith(")"):
        return builder.wrong(
            at, "区间端点没写明含不含", "写成「2亿元(含)至…」或「(不含)」；请照原文定"
        )
    if isinstance(error, UnexpectedCharacters):
        return builder.wrong(at, f"不认识的符号「{rest[:1]}」", "照「营业收入 ≥ 5亿元」的样子写")
    word = str(token)
    if found := re.match("且|或|非|在|不?属于|不?包含", word):
        return builder.wrong(
            at, f"「{word}」像是「{found[0]}」粘在了名称上", f"两侧各留一个空格：{found[0]} …"
        )
    return builder.wrong(
        at, f"这里不该有「{word}」", "看看前面是否少了「≥」「属于」「且」这样的词，或多了空格"
    )
