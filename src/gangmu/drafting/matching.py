"""Match the words of a document to a fact of the dictionary: by its names, then by the nearest."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from gangmu.drafting.vocabulary import load_vocabulary
from gangmu.measures.dimensions import canonical
from gangmu.measures.facts import Fact, FactBook

_BEFORE = re.compile(
    "^(?:按照?|当年度?|上年度?|上一年度|本年度?|年度|年|考核年度内?|项目|企业|单项|单个|其|该|实际(?:完成)?|支付的?|租赁|使用|新增(?=产业|厂房|建筑)|核定|拥有|有效|国内|本地|内|申报)"
)
_AFTER = re.compile("(?:合计额|合计|总额|总计|净额|金额|额|数|量|数量|情况|人数|累计|投入|达到?)$")
_NEAR = 0.66


@dataclass(frozen=True, slots=True)
class Match:
    """What words were matched to: an expression, its dimension, and a note where it is not exact.

    ``definition`` is a line for 定义 where the words sum up several facts.
    """

    expression: str
    dimension: str
    note: str = ""
    definition: tuple[str, str] | None = None
    fact: Fact | None = None


def match(words: str, entity: str, dimension: str, book: FactBook) -> Match | None:
    """Match words to a fact of an entity (or of its parent) with a dimension; ``None`` if none fits.

    An empty ``dimension`` takes any number.

    >>> from gangmu.measures.facts import load_facts
    >>> match("年研发费用", "企业", "元", load_facts()).expression
    '研发费用'
    >>> match("研发费用占营业收入比重", "企业", "率", load_facts()).expression
    '研发费用占比'
    >>> match("设备和软件投资合计额", "项目", "元", load_facts()).definition
    ('设备和软件投资', '设备投资额 + 软件投资额')
    """
    words = re.sub('[“”"（）()\\s]', "", words)
    summed = _sum(words, entity, dimension)
    if summed:
        return summed
    increment = re.fullmatch("(?P<fact>.{2,}?)(?:净)?(?:增量|增加额|增长额|增加值)", words)
    if increment and not book.by_header(entity, words):
        return _increment(increment["fact"], words, entity, dimension, book)
    if words.endswith("增长"):
        words = words.removesuffix("增长") + "增速"
    for form in _forms(words):
        for owner in _owners(entity, book):
            fact = book.by_header(owner, form)
            if fact is not None and _fits(fact, dimension, words):
                return _of(fact, entity)
    return _nearest(words, entity, dimension, book)


def _owners(entity: str, book: FactBook) -> list[str]:
    return [entity, *book.parents(entity)]


def _of(fact: Fact, entity: str, note: str = "") -> Match:
    prefix = f"{fact.entity}." if fact.entity != entity else ""
    return Match(f"{prefix}{fact.name}", fact.dimension or str(fact.kind), note, fact=fact)


def _forms(words: str) -> list[str]:
    """Give the words, and what is left of them as prefixes and suffixes are taken off."""
    forms = [words]
    while (shorter := _BEFORE.sub("", forms[-1])) != forms[-1] and len(shorter) >= 2:
        forms.append(shorter)
    ends = [_AFTER.sub("", form) for form in forms]
    return list(dict.fromkeys([*forms, *(e for e in ends if len(e) >= 2)]))


def _fits(fact: Fact, dimension: str, words: str) -> bool:
    if not dimension:
        return fact.numeric
    if fact.dimension == canonical(dimension):
        return True
    # 亩均税收30万元: the document prints 万元 and means 万元 per 亩
    return "亩均" in words and dimension == "元" and fact.dimension == "元/平方米"


def _sum(words: str, entity: str, dimension: str) -> Match | None:
    if entity != "项目" or dimension not in ("", "元"):
        return None
    for name, body in load_vocabulary().sums.items():
        if name in words:
            return Match(name, "元", f"「{words}」按「{body}」计", (name, body))
    return None


def _increment(base: str, words: str, entity: str, dimension: str, book: FactBook) -> Match | None:
    found = match(base, entity, dimension, book)
    if found is None or found.fact is None:
        return None
    if found.fact.period is None:
        return None
    note = f"「{words}」按本年减上年计"
    return Match(f"增量({found.expression})", found.dimension, note)


def _nearest(words: str, entity: str, dimension: str, book: FactBook) -> Match | None:
    best: tuple[float, Fact] | None = None
    for owner in _owners(entity, book):
        for fact in book.of(owner):
            if not _fits(fact, dimension, words):
                continue
            names = (fact.name, *fact.aliases)
            score = max(_alike(form, name) for form in _forms(words) for name in names)
            if dimension not in ("", "元", "率"):
                score = max(score, _shared(words, fact))
            if score >= _NEAR and (best is None or score > best[0]):
                best = (score, fact)
    if best is None:
        return None
    return _of(best[1], entity, f"原文是「{words}」，按最接近的事实「{best[1].name}」写")


def _shared(words: str, fact: Fact) -> float:
    """Accept a fact that begins like the words, where the unit is a rare one: 租赁产业用房, 租赁面积."""
    return _NEAR if any(words[:2] == name[:2] for name in (fact.name, *fact.aliases)) else 0.0


def _alike(one: str, two: str) -> float:
    """Give the likeness of two names: shared pairs of characters, more where one holds the other."""
    if len(two) >= 3 and two in one:
        return 0.66 + 0.34 * len(two) / len(one)
    a, b = (Counter(w[i : i + 2] for i in range(len(w) - 1)) for w in (one, two))
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 0.0
