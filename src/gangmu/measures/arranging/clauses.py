"""What every clause of settlement is made of: words, counts, measures, 每, amounts, conditions, 依据.

Whatever changes money must be stated: what is not is an error that says what may be written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from gangmu.measures.arrangement import APPLICANT, BATCH, BENEFICIARY, ENTERPRISE, YEAR
from gangmu.measures.expressions import Scope
from gangmu.measures.facts import FactBook
from gangmu.measures.forms import Forms
from gangmu.measures.keys import Broken
from gangmu.measures.nodes import Condition, Number
from gangmu.measures.yamltext import Entries, Items, Node, Place, Text, did_you_mean

ALL = "全部"
_OF_MEASURES = ("措施", "除外")
#: The keys of every clause, by its own key; ``schema`` tells editors the same.
KEYS: dict[str, tuple[str, ...]] = {
    "组合": ("名称", "方式", "每", *_OF_MEASURES, "几项", "依据"),
    "组合（短）": ("名称", "每", "几项", "依据"),
    "梯队": ("名称", "由低到高", "晋级补差", "依据"),
    "由低到高": ("措施", "在册"),
    "次序": ("步骤", "依据"),
    "上限": ("名称", "额", "每", "分摊", "顺序", "依据"),
    "共用上限": ("名称", "额", "每", "分摊", "顺序", "依据", *_OF_MEASURES),
    "预算": ("名称", "额", "不足", "顺序", "末位", "待核实", "取整", "依据"),
    "预算（共用）": (
        "名称", "额", "不足", "顺序", "末位", "待核实", "取整", "依据", *_OF_MEASURES
    ),
    "排序": (
        "方法", "指标", "基分", "同名次", "同分", "仍同分", "限额", "名额", "递补", "依据"
    ),
    "指标": ("按", "权", "方向"),
    "指标（功效系数）": ("按", "权", "方向", "满意值", "不允许值"),
    "限额": ("每", "至多"),
    "名额": ("等次", "名额", "给付"),
    "分期": ("名称", "额", "比例", "年份", "前提", "依据"),
    "保持": ("期限", "违反", "后果", "依据"),
    "受益": ("谁", "按", "依据"),
    "用途": ("不低于", "转付", "依据"),
}  # fmt: skip
#: Words that say one of two things.
EITHER: dict[str, tuple[str, str]] = {
    "晋级补差": ("是", "否"),
    "末位": ("部分拨付", "不拨付"),
    "待核实": ("预留", "等待"),
    "方向": ("高者在前", "低者在前"),
}
Words = TypeVar("Words", bound=StrEnum)
Made = TypeVar("Made")


class ClauseReader:
    """Reads the clauses of one file or measure; every error is recorded with its place."""

    def __init__(
        self, forms: Forms, book: FactBook, names: Sequence[str], clause: str = ""
    ) -> None:
        self.forms = forms
        self.book = book
        self.names = tuple(names)
        self.clause = clause

    def each(
        self, root: Entries, key: str, read: Callable[[Node], Made | None]
    ) -> tuple[Made, ...]:
        """Read every item of a list; those that are wrong are recorded and left out."""
        found = (self.one(node, read) for node in self.forms.items(root, key))
        return tuple(clause for clause in found if clause is not None)

    def single(self, root: Entries, key: str, read: Callable[[Node], Made | None]) -> Made | None:
        """Read what stands under a key, if anything does."""
        node = root.get(key)
        return None if node is None else self.one(node, read)

    def one(self, node: Node, read: Callable[[Node], Made | None]) -> Made | None:
        """Read one clause; ``None`` where it is wrong, which is recorded."""
        try:
            return read(node)
        except Broken:
            return None

    def wrong(self, place: Place, cause: str, remedy: str = "") -> Broken:
        """Record an error, and give what stops the reading of this clause."""
        self.forms.findings.error(place, cause, remedy)
        return Broken()

    def cited(self, entries: Entries) -> str:
        """Give the clause that something rests on; in a file it must be stated."""
        clause = self.forms.text(entries, "依据") or self.clause
        if not clause:
            self.forms.findings.error(
                entries.place, "缺少「依据」", "写明这一项所依据的条款，如「依据: 五/(二)」"
            )
        return clause

    def stated(self, entries: Entries, key: str, words: type[Words], why: str) -> Words:
        """Give one of some words that must be written, because the text decides money."""
        if key not in entries:
            said = "、".join(str(word) for word in words)
            raise self.wrong(entries.place, f"没有写明「{key}」：{why}", f"照原文写：{said}")
        found = self.forms.choice(entries, key, [str(word) for word in words])
        if found is None:
            raise Broken
        return words(found)

    def either(self, entries: Entries, key: str, why: str, remedy: str) -> bool:
        """Say whether the first of two words is written; one of them must be."""
        words = EITHER[key]
        if key not in entries:
            raise self.wrong(entries.place, f"没有写明「{key}」：{why}", remedy)
        found = self.forms.choice(entries, key, words)
        if found is None:
            raise Broken
        return found == words[0]

    def texts(self, entries: Entries, key: str) -> list[Text]:
        """Give a list of words; one alone may stand without brackets."""
        node = entries.get(key)
        if node is None:
            return []
        items = node.items if isinstance(node, Items) else (node,)
        found = [item for item in items if isinstance(item, Text) and item.value]
        if len(found) < len(items):
            raise self.wrong(
                node.place, f"「{key}」的每一项应是一行文字", f"写成「{key}: [甲, 乙]」"
            )
        return found

    def count(self, entries: Entries, key: str, units: str) -> int:
        """Give a whole number, with or without its unit (``2家``)."""
        found = self.forms.scalar(entries, key)
        digits = re.fullmatch(rf"(\d+)\s*([{units}]?)", found.value) if found else None
        if not found or not digits:
            place = found.place if found else entries.place
            raise self.wrong(place, f"「{key}」应是整数", f"写成「{key}: 2{units[0]}」")
        self.forms.spelled.append((found, f"{int(digits[1])}{digits[2]}"))
        return int(digits[1])

    def members(
        self, entries: Entries, least: int = 1
    ) -> tuple[tuple[str, ...], tuple[Place, ...]]:
        """Give the measures that a clause is about: 措施 (or 全部), less 除外."""
        written = self.texts(entries, "措施")
        if not written:
            raise self.wrong(
                entries.place, "没有写明「措施」", "写成「措施: [甲, 乙]」或「措施: 全部」"
            )
        if [text.value for text in written] == [ALL]:
            pairs = [(name, written[0].place) for name in self.names]
        else:
            pairs = [(text.value, text.place) for text in written]
        excepted = self.texts(entries, "除外")
        known = [name for name, _ in pairs]
        for text in excepted:
            if text.value not in known:
                raise self.wrong(
                    text.place,
                    f"「除外」里的「{text.value}」不在其中",
                    did_you_mean(text.value, known),
                )
        outside = {text.value for text in excepted}
        pairs = [pair for pair in pairs if pair[0] not in outside]
        if len(pairs) < least:
            raise self.wrong(
                entries.place, f"「措施」下面应有 {least} 条以上", "核对名称与「除外」"
            )
        return tuple(name for name, _ in pairs), tuple(place for _, place in pairs)

    def per(self, entries: Entries, *, required: bool) -> tuple[str, ...]:
        """Give whose amounts count together: 企业, 项目, 年, 批次, or a fact."""
        found = self.texts(entries, "每")
        if required and not found:
            raise self.wrong(
                entries.place,
                "没有写明「每」：上限是每企业、每项目、每年还是总额",
                "写成「每: [企业, 年]」",
            )
        book = self.book
        fixed = (APPLICANT, ENTERPRISE, YEAR, BATCH, BENEFICIARY, *book.entities)
        for text in found:
            name = text.value.rpartition(".")[2]
            if text.value not in fixed and not any(book.fact(e, name) for e in book.entities):
                raise self.wrong(
                    text.place, f"「每」不认识「{text.value}」", did_you_mean(text.value, fixed)
                )
        return tuple(text.value for text in found)

    def number(
        self, node: Node | None, entries: Entries, key: str, scope: Scope, dimension: str | None
    ) -> Number:
        """Give an amount or indicator that must be there."""
        if node is None:
            raise self.wrong(entries.place, f"缺少「{key}」", f"加「{key}: …」")
        found = self.forms.number(node, scope, dimension)
        if found is None:
            raise Broken
        return found

    def condition(self, entries: Entries, key: str, scope: Scope) -> Condition | None:
        """Give a condition, where one is written."""
        node = entries.get(key)
        return None if node is None else self.forms.condition(node, scope)

    def order_by(self, entries: Entries, key: str, scope: Scope) -> tuple[Number, ...]:
        """Give what those who are compared are sorted by, in turn."""
        node = entries.get(key)
        if node is None:
            raise self.wrong(
                entries.place, f"没有写明「{key}」：先付给谁", f"写成「{key}: [申报日期]」"
            )
        items = node.items if isinstance(node, Items) else (node,)
        return tuple(self.number(item, entries, key, scope, None) for item in items)
