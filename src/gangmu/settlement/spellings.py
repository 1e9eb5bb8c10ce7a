"""Names that a registry writes otherwise than the measures: 安澜市云溪县 is not 云溪县.

Nobody is 待核实 for that: who is registered under another name simply does not meet the condition.
So it is said once, with the cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import cast

import pyarrow as pa

from gangmu.measures.facts import FactKind
from gangmu.measures.nodes import FactRef, In, walk
from gangmu.settlement.applicants import Applicants
from gangmu.settlement.round import Round

MOST = 6
_NOT = tuple("不非未无")
_MARKS = re.compile(r"[“”\"'「」《》（）()·\s]")


def find_spellings(round_: Round) -> tuple[str, ...]:
    """Say which registered names differ only in writing from those of the measures, and which
    conditions nobody can meet because no such name is registered."""
    said = [*_near(round_), *_absent(round_)]
    more = len(said) - MOST
    return (*said[:MOST], *([f"还有 {more} 种写法与措施不同的名称"] if more > 0 else []))


def alike(registered: str, written: str) -> bool:
    """Tell names that may be one: the one contains the other, marks aside.

    >>> alike("国家级专精特新“小巨人”企业", "小巨人"), alike("A", "A类"), alike("创新型中小企业", "小巨人")
    (True, True, False)
    >>> alike("不合格", "合格")
    False
    """
    short, long = sorted((_MARKS.sub("", word) for word in (registered, written)), key=len)
    if long[:1] in _NOT and short[:1] not in _NOT:
        return False
    return short in long and (len(short) > 1 or len(long) - len(short) == 1)


def _near(round_: Round) -> Iterator[str]:
    written: dict[tuple[str, str], dict[str, None]] = {}
    for measure in round_.measures:
        parts = [*(test.condition for test in measure.tests), measure.amount]
        for node in (node for part in parts for node in walk(part)):
            if isinstance(node, In) and _named(node.ref):
                names = written.setdefault((measure.entity, node.ref.column), {})
                names |= dict.fromkeys(node.members)
    told: set[tuple[str, str]] = set()
    for (entity, column), names in written.items():
        applicants = round_.applicants[entity]
        for registered, count in _registered(applicants, column).items():
            near = next((name for name in names if alike(registered, name)), None)
            # An enterprise's name is seen again through each of its projects.
            key = (column.rpartition(".")[2], registered)
            if near is not None and registered not in names and key not in told:
                told.add(key)
                yield (
                    f"{_place(applicants, column, registered, count)}「{key[1]}」"
                    f"与措施里「{key[0]}」的「{near}」写法不同，不当作一个；是一个的，改成一样再导入"
                )


def _absent(round_: Round) -> Iterator[str]:
    asked: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for measure in round_.measures:
        registered: dict[str, int] = {}
        for test in measure.tests:
            node = test.condition
            if not isinstance(node, In) or node.ref.fact.kind is not FactKind.CATEGORY:
                continue
            if not _named(node.ref) or node.ref.fact.lacking:
                continue
            registered = _registered(round_.applicants[measure.entity], node.ref.column)
            if registered and not set(registered) & set(node.members):
                asked.setdefault((node.ref.column, node.members), []).append(measure.name)
    for (column, members), measures in asked.items():
        yield (
            f"登记表里没有一个的「{column}」是「{'、'.join(members)}」，"
            f"{'、'.join(f'「{name}」' for name in measures)}没有人符合；核对写法"
        )


def _named(ref: FactRef) -> bool:
    return ref.fact.kind in (FactKind.CATEGORY, FactKind.REGISTER) and not ref.period


def _registered(applicants: Applicants, column: str) -> dict[str, int]:
    """Count the names that a column holds."""
    if column not in applicants.table.column_names:
        return {}
    counts: Counter[str] = Counter()
    cells = applicants.table.column(column)
    if pa.types.is_list(cells.type):
        for names in filter(None, applicants.column(column)):
            counts.update(cast("list[str]", names))
    else:
        counted = (
            pa.table({"name": cells.cast(pa.string())})
            .group_by("name")
            .aggregate([([], "count_all")])
        )
        counts |= {row["name"]: row["count_all"] for row in counted.to_pylist() if row["name"]}
    return dict(sorted(counts.items()))


def _place(applicants: Applicants, column: str, name: str, count: int) -> str:
    row = next(
        at
        for at, value in enumerate(applicants.column(column))
        if value == name or (isinstance(value, list) and name in value)
    )
    cell = applicants.cell(row, column)
    return f"{cell or column}{f'等 {count:,} 处' if count > 1 else ''}的"
