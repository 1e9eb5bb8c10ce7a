"""排序: who of the population wins, by which indicators, on how many places."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from gangmu.measures.arrangement import Criterion, Grade, Method, Quota, Ranking, StillTied, Ties
from gangmu.measures.arranging.clauses import EITHER, KEYS, ClauseReader
from gangmu.measures.expressions import Scope
from gangmu.measures.keys import Broken
from gangmu.measures.nodes import Lit, Number
from gangmu.measures.yamltext import Entries, Node


def read_ranking(reader: ClauseReader, node: Node, scope: Scope) -> Ranking:
    """Read 排序: method, indicators, ties, quotas and grades."""
    entries = reader.forms.entries(
        node, "「排序」", "排序: {方法: 名次加权和, 指标: […], 名额: […]}"
    )
    reader.forms.known(entries, KEYS["排序"], "排序")
    method = reader.stated(entries, "方法", Method, "几个指标怎样合成一个名次")
    criteria = tuple(
        _criterion(reader, item, scope, method)
        for item in reader.forms.items(entries, "指标", required=True)
    )
    if not criteria:
        raise Broken
    if method is Method.SINGLE and len(criteria) > 1:
        raise reader.wrong(entries.key_place("指标"), "「单指标」只能有一个指标", "改用「加权和」")
    dimensions = {criterion.by.dimension for criterion in criteria}
    if method is Method.WEIGHTED and len(dimensions) > 1:
        raise reader.wrong(
            entries.key_place("指标"),
            f"「加权和」的指标不是同一类数：{'、'.join(sorted(dimensions))}",
            "改用「名次加权和」或「功效系数」",
        )
    ties = None
    if method is Method.RANK_SUM:
        ties = reader.stated(entries, "同名次", Ties, "一项指标相等的两家各算第几")
    base = Fraction(0)
    if method is Method.EFFICACY:
        base = Fraction(reader.count(entries, "基分", "分"))
    if "同分" not in entries:
        raise reader.wrong(
            entries.place,
            "没有写明「同分」：总分相等时比什么",
            "写成「同分: [工业总产值]」，没有就写「同分: []」",
        )
    breakers = reader.order_by(entries, "同分", scope)
    grades = tuple(
        _grade(reader, item, scope) for item in reader.forms.items(entries, "名额", required=True)
    )
    if not grades:
        raise Broken
    return Ranking(
        method,
        criteria,
        ties,
        breakers,
        reader.stated(entries, "仍同分", StillTied, "比完还相等的怎样办"),
        tuple(_quota(reader, item) for item in reader.forms.items(entries, "限额")),
        grades,
        reader.count(entries, "递补", "家名个项") if "递补" in entries else 0,
        reader.cited(entries),
        base,
        entries.place,
    )


def _criterion(reader: ClauseReader, node: Node, scope: Scope, method: Method) -> Criterion:
    entries = reader.forms.entries(node, "「指标」的一项", "{按: 工业总产值, 权: 2}")
    by_efficacy = method is Method.EFFICACY
    reader.forms.known(entries, KEYS["指标（功效系数）" if by_efficacy else "指标"], "指标")
    by = reader.number(entries.get("按"), entries, "按", scope, None)
    direction = reader.forms.choice(entries, "方向", EITHER["方向"])
    best, worst = (
        _reference(reader, entries, key, scope, by, method, word)
        for key, word in (("满意值", "最大值"), ("不允许值", "最小值"))
    )
    return Criterion(by, _weight(reader, entries), direction == "低者在前", best, worst)


def _reference(
    reader: ClauseReader,
    entries: Entries,
    key: str,
    scope: Scope,
    by: Number,
    method: Method,
    word: str,
) -> Lit | None:
    if method is not Method.EFFICACY:
        return None
    found = reader.forms.scalar(entries, key)
    if found is None:
        raise reader.wrong(
            entries.place, f"没有写明「{key}」", f"写一个数，或「{word}」（参评者中的）"
        )
    if found.value in ("最大值", "最小值"):
        if found.value != word:
            raise reader.wrong(
                found.place, f"「{key}」不能是{found.value}", f"写「{word}」或一个数"
            )
        return None
    value = reader.number(found, entries, key, scope, by.dimension)
    if not isinstance(value, Lit):
        raise reader.wrong(found.place, f"「{key}」应是一个数", f"或写「{word}」")
    return value


def _weight(reader: ClauseReader, entries: Entries) -> Fraction:
    found = reader.forms.scalar(entries, "权")
    text = found.value if found else ""
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", text)
    if not number or not Fraction(number[1]):
        raise reader.wrong(
            found.place if found else entries.place,
            "「权」应是大于零的数",
            "写成「权: 2」或「权: 50%」",
        )
    assert found is not None
    reader.forms.spelled.append((found, f"{Decimal(number[1]).normalize():f}{number[2]}"))
    return Fraction(number[1]) / (100 if number[2] else 1)


def _quota(reader: ClauseReader, node: Node) -> Quota:
    entries = reader.forms.entries(node, "「限额」的一项", "{每: 所在镇, 至多: 2家}")
    reader.forms.known(entries, KEYS["限额"], "限额")
    per = reader.per(entries, required=True)
    if len(per) != 1:
        raise reader.wrong(entries.key_place("每"), "「限额」按一个事实分", "几种限额分成几项写")
    return Quota(per[0], reader.count(entries, "至多", "家名个项"))


def _grade(reader: ClauseReader, node: Node, scope: Scope) -> Grade:
    entries = reader.forms.entries(
        node, "「名额」的一项", "{等次: 一等奖, 名额: 3家, 给付: 300万元}"
    )
    reader.forms.known(entries, KEYS["名额"], "名额")
    amount = entries.get("给付")
    return Grade(
        reader.forms.text(entries, "等次", required=True),
        reader.count(entries, "名额", "家名个项"),
        None if amount is None else reader.number(amount, entries, "给付", scope, "元"),
    )
