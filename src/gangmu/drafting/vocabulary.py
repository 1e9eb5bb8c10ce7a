"""The words of documents and how a measure file says them (``vocabulary.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_JOINED = re.compile("、|或者?|和|及")


@dataclass(frozen=True, slots=True)
class Saying:
    """One way of saying something, and the conditions that say it in a measure file.

    Without conditions it needs none; ``note`` says why.
    """

    pattern: re.Pattern[str]
    conditions: tuple[str, ...]
    excludes: bool
    entity: str
    note: str
    undated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A saying found in some words, with what it comes to there."""

    start: int
    end: int
    conditions: tuple[str, ...]
    excludes: bool
    note: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All sayings, the sums of facts that documents name as one, and words that ask for nothing."""

    sayings: tuple[Saying, ...]
    sums: dict[str, str]
    idle: re.Pattern[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Load the sayings.

    >>> load_vocabulary().sums["设备和软件投资"]
    '设备投资额 + 软件投资额'
    """
    text = Path(__file__).with_name("vocabulary.yaml").read_text(encoding="utf-8")
    book: dict[str, Any] = yaml.safe_load(text)
    sayings = [
        _saying(item, excludes=key == "排除") for key in ("条件", "排除") for item in book[key]
    ]
    return Vocabulary(tuple(sayings), book["合称"], re.compile(book["虚词"]))


def _saying(item: dict[str, Any], *, excludes: bool) -> Saying:
    written = item["写"] or []
    conditions = tuple(written) if isinstance(written, list) else (written,)
    note = "；".join(str(item[key]) for key in ("注", "据") if item.get(key))
    undated = (str(item["无年"]),) if "无年" in item else ()
    return Saying(re.compile(item["说"]), conditions, excludes, item.get("对象", ""), note, undated)


def sayings_in(words: str, entity: str, region: str, year: int | None) -> Iterator[Said]:
    """Find the sayings in some words, the first that fits at each place.

    A condition that needs a region which is not known is left out (the words stay open); the year that
    is assessed is 考核年度, which a run says.

    >>> [s.conditions for s in sayings_in("对首次升规的工业企业", "企业", "临江区", 2025)]
    [('规模以上', '首次升规年度 = 考核年度'), ('行业代码 属于 06至46',)]
    >>> [s.conditions for s in sayings_in("在滨海市临江区注册，在海东区登记", "企业", "临江区", 2025)]
    [('注册地 属于 临江区',)]
    """
    taken: list[tuple[int, int]] = []
    for saying in load_vocabulary().sayings:
        if saying.entity not in ("", entity):
            continue
        for match in saying.pattern.finditer(words):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            # 在临江区注册: only the region itself, by its own name.
            if not (match.groupdict().get("地") or region).endswith(region):
                continue
            conditions = saying.conditions
            if year is None and saying.undated:
                conditions = saying.undated
            if any("{地区}" in c and not region for c in conditions):
                continue
            groups = {k: _members(v) for k, v in match.groupdict().items() if v}
            filled = tuple(
                c.format(
                    企="企业." if entity == "项目" else "",
                    地区=region,
                    年=year,
                    年度="考核年度",
                    **groups,
                )
                for c in conditions
            )
            taken.append((start, end))
            yield Said(start, end, filled, saying.excludes, saying.note)


def _members(words: str) -> str:
    """Write 优秀或者合格 as members of a class: 优秀、合格."""
    return "、".join(_JOINED.split(words))
