"""Settlement clauses of a measure file: keys → ``arrangement``.

``FILE_KEYS`` and ``MEASURE_KEYS`` are the keys that are read here; ``syntax`` adds them to its own.
Each key is read by a function of its noun: ``groups`` (组合, 梯队, 次序), ``limits`` (上限, 预算),
``ranking`` (排序), ``payment`` (分期, 保持, 分担, 受益, 用途), out of what ``clauses`` reads.
Expressions among them (an indicator of a ranking, the amount of a cap) are read by ``Forms``, in the
scope of the measure. Whatever changes money must be stated: a missing 分摊, 同分, 不足 is an error that
says what may be written. ``arrangement_text`` turns the same classes back into the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gangmu.measures.arrangement import ENTERPRISE, FileArrangement, MeasureArrangement
from gangmu.measures.arranging.clauses import ClauseReader
from gangmu.measures.arranging.groups import read_group, read_ladder, read_order
from gangmu.measures.arranging.limits import read_budget, read_cap
from gangmu.measures.arranging.payment import (
    read_instalments,
    read_payee,
    read_retention,
    read_split,
    read_transfer,
)
from gangmu.measures.arranging.ranking import read_ranking
from gangmu.measures.expressions import Scope
from gangmu.measures.forms import Forms
from gangmu.measures.yamltext import Entries, Items, Node

FILE_KEYS: tuple[str, ...] = ("组合", "梯队", "共用上限", "预算", "次序")
MEASURE_KEYS: tuple[str, ...] = ("排序", "预算", "分期", "保持", "分担", "配套", "受益", "用途")


def read_file_arrangement(
    root: Entries, forms: Forms, names: Sequence[str], scope: Callable[[str], Scope]
) -> FileArrangement:
    """Read what a file says of all its measures together.

    ``names`` are its measures, which 全部 stands for; ``scope`` gives the facts of an entity.
    """
    firm = scope(ENTERPRISE)
    reader = ClauseReader(forms, firm.book, names)
    order, order_clause = read_order(reader, root)
    return FileArrangement(
        groups=reader.each(root, "组合", lambda node: read_group(reader, node)),
        ladders=reader.each(root, "梯队", lambda node: read_ladder(reader, node, firm)),
        caps=reader.each(root, "共用上限", lambda node: read_cap(reader, node, firm, shared=True)),
        budgets=reader.each(
            root, "预算", lambda node: read_budget(reader, node, firm, shared=True)
        ),
        order=order,
        order_clause=order_clause,
    )


def read_measure_arrangement(
    entries: Entries, forms: Forms, scope: Scope, name: str, clause: str
) -> MeasureArrangement:
    """Read what a measure says of its own payment; what cites no clause cites the measure's."""
    reader = ClauseReader(forms, scope.book, (name,), clause)
    caps = entries.get("上限")
    own = _own_cap(caps) if isinstance(caps, Items) else None
    return MeasureArrangement(
        caps=tuple(
            cap
            for node in (caps.items if isinstance(caps, Items) else ())
            if node is not own
            if (cap := reader.one(node, lambda each: read_cap(reader, each, scope, shared=False)))
        ),
        ranking=reader.single(entries, "排序", lambda node: read_ranking(reader, node, scope)),
        budget=reader.single(
            entries, "预算", lambda node: read_budget(reader, node, scope, shared=False)
        ),
        instalments=read_instalments(reader, entries, scope),
        retention=reader.single(entries, "保持", lambda node: read_retention(reader, node, scope)),
        splits=tuple(
            split
            for key in ("分担", "配套")
            if (split := reader.single(entries, key, lambda n, k=key: read_split(reader, n, k)))  # type: ignore[misc]
        ),
        payee=reader.single(entries, "受益", lambda node: read_payee(reader, node, scope)),
        transfer=reader.single(entries, "用途", lambda node: read_transfer(reader, node)),
    )


def own_cap(caps: Items) -> Node | None:
    """Find the amount of the cap of one case (no 每) in a list of caps."""
    item = _own_cap(caps)
    return None if item is None else item.get("额")


def _own_cap(caps: Items) -> Entries | None:
    return next((each for each in caps if isinstance(each, Entries) and "每" not in each), None)
