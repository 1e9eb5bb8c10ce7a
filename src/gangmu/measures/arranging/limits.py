"""上限, 预算: how much at most, for one or for all, and what happens when it does not reach."""

from __future__ import annotations

import re
from fractions import Fraction

from gangmu.measures.arrangement import APPLICANT, ENTERPRISE, Budget, Cap, Sharing, Shortage
from gangmu.measures.arranging.clauses import KEYS, ClauseReader
from gangmu.measures.expressions import Scope
from gangmu.measures.measure import ROUNDINGS
from gangmu.measures.nodes import Lit, Number
from gangmu.measures.yamltext import Entries, Node


def read_cap(reader: ClauseReader, node: Node, scope: Scope, *, shared: bool) -> Cap:
    """Read one cap with 每: of one measure, or ``shared`` by several."""
    what = "「共用上限」的一项" if shared else "「上限」的一项"
    entries = reader.forms.entries(node, what, "{额: 100万元, 每: [企业, 年], …}")
    reader.forms.known(entries, KEYS["共用上限" if shared else "上限"], what)
    amount = reader.number(entries.get("额"), entries, "额", scope, "元")
    per = reader.per(entries, required=True)
    names = reader.members(entries)[0] if shared else reader.names
    # One applicant of one measure is one line: nothing to divide.
    alone = len(names) == 1 and (APPLICANT in per or scope.entity in per)
    sharing = None
    if not alone or "分摊" in entries:
        sharing = reader.stated(entries, "分摊", Sharing, "几笔合用一个上限、超过时减谁的")
    order: tuple[Number, ...] = ()
    if "顺序" in entries:
        if sharing is not Sharing.IN_ORDER:
            raise reader.wrong(
                entries.key_place("顺序"), "「顺序」只与「分摊: 按次序」同用", "删去，或改分摊"
            )
        order = reader.order_by(entries, "顺序", scope)
    return Cap(
        amount,
        scope.entity,
        names,
        per,
        sharing,
        reader.cited(entries),
        reader.forms.text(entries, "名称"),
        entries.place,
        order,
    )


def read_budget(reader: ClauseReader, node: Node, scope: Scope, *, shared: bool) -> Budget:
    """Read a budget: of one measure, or ``shared`` by several."""
    entries = reader.forms.entries(node, "「预算」", "{额: 5000万元, 不足: 按比例缩减, …}")
    reader.forms.known(entries, KEYS["预算（共用）" if shared else "预算"], "预算")
    names = reader.members(entries)[0] if shared else reader.names
    short = reader.stated(entries, "不足", Shortage, "钱不够时怎样办")
    order: tuple[Number, ...] = ()
    last = False
    if short is not Shortage.SCALE:
        if short is not Shortage.BY_RANK:
            order = reader.order_by(entries, "顺序", scope)
        last = reader.either(
            entries,
            "末位",
            "钱只够付一部分的那一户怎样办",
            "照原文写：部分拨付、不拨付",
        )
    reserve = reader.either(
        entries,
        "待核实",
        "还没核实的几户是按最高额预留，还是大家都等",
        "写：预留、等待",
    )
    quantum = reader.forms.choice(entries, "取整", tuple(ROUNDINGS))
    if quantum is None:
        raise reader.wrong(
            entries.place, "没有写明「取整」：缩减后精确到元还是分", "写「取整: 元」"
        )
    return Budget(
        _amounts(reader, entries),
        names,
        short,
        order,
        last,
        reserve,
        ROUNDINGS[quantum],
        reader.cited(entries),
        reader.forms.text(entries, "名称"),
        entries.place,
    )


def _amounts(reader: ClauseReader, entries: Entries) -> dict[int | None, Fraction]:
    """Give the budget of each year; one amount alone holds for every year."""
    node = entries.get("额")
    scope = Scope(reader.book, ENTERPRISE)
    pairs: list[tuple[int | None, Node]] = [(None, node)] if node is not None else []
    if isinstance(node, Entries):
        pairs = []
        for key, (place, body) in node.entries.items():
            year = re.fullmatch(r"((?:19|20)\d\d)年?", key)
            if not year:
                raise reader.wrong(place, f"「{key}」不是年份", "写成「2025年: 8000万元」")
            pairs.append((int(year[1]), body))
    found: dict[int | None, Fraction] = {}
    for key_year, body in pairs:
        amount = reader.number(body, entries, "额", scope, "元")
        if not isinstance(amount, Lit) or not isinstance(amount.value, Fraction):
            raise reader.wrong(body.place, "预算额应是一个数", "写成「额: 5000万元」")
        found[key_year] = amount.value
    if not found:
        raise reader.wrong(
            entries.place, "缺少「额」", "写成「额: 5000万元」或「额: {2025年: 8000万元}」"
        )
    return found
