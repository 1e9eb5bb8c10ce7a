"""组合 and 梯队: of several measures an applicant may take, which one counts.

A group compares the lines of one matter (one applicant, one project, one invoice: ``每``):

- 择高: the greatest counts; of equal ones the measure named first. 至多 k 项: the k greatest.
- 择一, 互斥: people choose; until a review says which one (选定), nothing is paid.
- 补差: the greatest counts, less what the ledger says was received under these measures.
- 可叠加: all count; stated so that nobody has to guess.

A line that still might exceed another, because a fact is missing, leaves both undecided: each then
lies between nothing and its amount, and says on whom it waits.

A ladder (梯队) is decided by who stands where, not by amounts: who stands on a higher rung is not
paid by a lower one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gangmu.measures.arrangement import APPLICANT, ENTERPRISE, YEAR, Group, GroupRule, Ladder
from gangmu.measures.measure import MeasureFile
from gangmu.settlement.allocation import INFINITE, Interval
from gangmu.settlement.decisions import Conclusion
from gangmu.settlement.lines import (
    NO_CHANGE,
    Bools,
    Change,
    Index,
    Ints,
    Lines,
    Treatment,
    joined,
)
from gangmu.settlement.round import UNKNOWN, Round


def highest(claims: Sequence[Interval], count: int = 1) -> list[bool | None]:
    """Say which of several claims are among the ``count`` greatest; ``None`` is not known yet.

    Of equal claims the first in order is the greater.

    >>> highest([(50, 50), (100, 100)]), highest([(0, 100), (50, 50)])
    ([False, True], [None, None])
    """
    found: list[bool | None] = []
    for at, (low, high) in enumerate(claims):
        surely = maybe = 0
        for other, (least, most) in enumerate(claims):
            if other != at:
                surely += least > high or (least == high and other < at)
                maybe += most > low or (most == low and other < at)
        found.append(True if maybe < count else False if surely >= count else None)
    return found


def each_group(keys: Ints, at: Index, order: Ints, least: int = 2) -> Iterator[Index]:
    """Give the lines that share a key, in an order, where they are ``least`` or more."""
    known = keys != UNKNOWN
    at, order, keys = at[known], order[known], keys[known]
    sorted_by = np.lexsort((order, keys))
    ends = np.flatnonzero(np.diff(keys[sorted_by])) + 1
    for part in np.split(sorted_by, ends):
        if len(part) >= least:
            yield at[part]


def combine(round_: Round, file: MeasureFile, group: Group, lines: Lines) -> Change:
    """Apply a group (组合)."""
    members = round_.members(file, group.measures)
    at = round_.lines_of(lines, members)
    if group.rule is GroupRule.STACK or not len(at):
        return NO_CHANGE
    per = group.per or (_competitor(round_, members),)
    keys = round_.keys(lines, at, per)
    place = {member: order for order, member in enumerate(members)}
    order = np.array([place[m] for m in lines.measure[at].tolist()], np.int64)
    changes = [_unknown_key(lines, at[keys == UNKNOWN], per)]
    least = 1 if group.rule is GroupRule.TOP_UP else 2
    received = _received(round_, group, members, per)
    for rivals in each_group(keys, at, order, least):
        if group.rule in (GroupRule.CHOICE, GroupRule.EXCLUSIVE):
            changes.append(_choose(round_, group, lines, rivals))
        else:
            changes.append(_highest(round_, group, lines, rivals, received))
    return joined(changes)


def _competitor(round_: Round, members: Sequence[int]) -> str:
    """Projects of one enterprise do not compete, unless a group mixes projects and enterprises."""
    entities = {round_.measures[member].entity for member in members}
    return APPLICANT if len(entities) == 1 else ENTERPRISE


def _unknown_key(lines: Lines, at: Index, per: Sequence[str]) -> Change:
    if not len(at):
        return NO_CHANGE
    why = f"不知道{'、'.join(per)}，无法与其他措施比较"
    return Change.of(lines, at, [(0, high) for high in lines.high[at].tolist()], [why] * len(at))


def _received(
    round_: Round, group: Group, members: Sequence[int], per: Sequence[str]
) -> dict[str, int] | None:
    if group.rule is not GroupRule.TOP_UP or not round_.ledger.kept:
        return None
    measures = {(round_.measures[m].number, round_.measures[m].name) for m in members}
    year = round_.year if YEAR in per else None
    by = "企业代码" if ENTERPRISE in per else "编号"
    return round_.ledger.received(measures, by, year)


def _highest(
    round_: Round, group: Group, lines: Lines, rivals: Index, received: dict[str, int] | None
) -> Change:
    claims = lines.claims(rivals)
    names = [round_.measures[m].name for m in lines.measure[rivals].tolist()]
    wins = highest(claims, group.most or 1)
    taken = "、".join(f"「{n}」" for n, won in zip(names, wins, strict=True) if won is not False)
    open_names = [n for n, won in zip(names, wins, strict=True) if won is None]
    at, amounts, why = [], [], []
    for line, claim, name, won in zip(rivals.tolist(), claims, names, wins, strict=True):
        if won is False:
            at.append(line)
            amounts.append((0, 0))
            why.append(f"{group.rule}：已取{taken}")
        elif won is None:
            others = "、".join(f"「{n}」" for n in open_names if n != name)
            at.append(line)
            amounts.append((0, claim[1]))
            why.append(f"{group.rule}待定：与{others or taken}比较，待其核实")
        elif group.rule is GroupRule.TOP_UP:
            amount, said = _less_received(round_, lines, line, claim, received)
            if amount != claim:
                at.append(line)
                amounts.append(amount)
                why.append(said)
    return Change.of(lines, at, amounts, why, Treatment.OUTDONE)


def _less_received(
    round_: Round, lines: Lines, line: int, claim: Interval, received: dict[str, int] | None
) -> tuple[Interval, str]:
    if received is None:
        return (0, claim[1]), "补差：没有导入兑付台账，不知道已得多少"
    index = np.array([line])
    keys = (*round_.ids(lines, index), *round_.words(lines, index, ENTERPRISE))
    had = next((received[str(key)] for key in keys if str(key) in received), 0)
    low, high = claim
    rest = (max(0, low - had), high if high >= INFINITE else max(0, high - had))
    return rest, f"补差：已得 {had / 100:,.2f} 元，应得 {high / 100:,.2f} 元"


def _choose(round_: Round, group: Group, lines: Lines, rivals: Index) -> Change:
    names = [round_.measures[m].name for m in lines.measure[rivals].tolist()]
    ids = round_.ids(lines, rivals)
    numbers = [round_.measures[m].number for m in lines.measure[rivals].tolist()]
    chosen = {
        (each.id, each.measure)
        for each in round_.decisions.items
        if each.conclusion is Conclusion.CHOOSE and each.number in ("", *numbers)
    }
    picked = [pair in chosen for pair in zip(ids, names, strict=True)]
    claims = lines.claims(rivals)
    if sum(picked) == 1:
        name = names[picked.index(True)]
        at = [line for line, own in zip(rivals.tolist(), picked, strict=True) if not own]
        why = [f"{group.rule}：已选定「{name}」"] * len(at)
        return Change.of(lines, at, [(0, 0)] * len(at), why, Treatment.OUTDONE)
    others = "、".join(f"「{name}」" for name in names)
    why = [f"{group.rule}：{others}只能取一项，还没有选定"] * len(rivals)
    return Change.of(lines, rivals, [(0, high) for _, high in claims], why)


def climb(round_: Round, file: MeasureFile, ladder: Ladder, lines: Lines) -> Change:
    """Apply a ladder (梯队): a lower rung does not pay who stands on a higher one."""
    changes = []
    for level, rung in enumerate(ladder.rungs):
        [*member] = round_.members(file, [rung.measure])
        at = round_.lines_of(lines, member)
        if not len(at):
            continue
        entity = round_.measures[member[0]].entity
        for higher in ladder.rungs[level + 1 :]:
            sure, possible = round_.holding(higher.on, entity, lines.row[at])
            changes.append(_outranked(lines, at[sure], rung.measure, higher.measure))
            changes.append(_maybe(lines, at[possible & ~sure], higher.measure))
            at = at[~possible]
        if ladder.top_up and level:
            lower = round_.members(file, ladder.measures[:level])
            changes.append(_promoted(round_, lower, lines, at))
    return joined(changes)


def _outranked(lines: Lines, at: Index, own: str, higher: str) -> Change:
    why = [f"梯队：已在「{higher}」一级，不再按「{own}」"] * len(at)
    return Change.of(lines, at, [(0, 0)] * len(at), why)


def _maybe(lines: Lines, at: Index, higher: str) -> Change:
    amounts = [(0, high) for high in lines.high[at].tolist()]
    return Change.of(lines, at, amounts, [f"梯队：是否在「{higher}」一级待核实"] * len(at))


def _promoted(round_: Round, lower: Sequence[int], lines: Lines, at: Index) -> Change:
    """Deduct what the lower rungs paid in the same year."""
    measures = {(round_.measures[m].number, round_.measures[m].name) for m in lower}
    if not round_.ledger.kept:
        amounts = [(0, high) for high in lines.high[at].tolist()]
        return Change.of(lines, at, amounts, ["晋级补差：没有导入兑付台账"] * len(at))
    had = round_.ledger.received(measures, "编号", round_.year)
    less = np.array([had.get(id, 0) for id in round_.ids(lines, at)], np.int64)
    some: Bools = less > 0
    amounts = [
        (max(0, low - cut), max(0, high - cut))
        for (low, high), cut in zip(lines.claims(at[some]), less[some].tolist(), strict=True)
    ]
    why = [f"晋级补差：本年已按低一级得 {cut / 100:,.2f} 元" for cut in less[some].tolist()]
    return Change.of(lines, at[some], amounts, why)
