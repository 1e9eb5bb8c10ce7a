"""上限 每 … and 共用上限: at most so much for an enterprise, a project, a year, a fact; also together.

Caps apply from the inner to the outer, in the order of the file. What a cap leaves is divided among
the lines under it as the file says; an amount that the cap itself leaves open (a fact that is missing)
is an interval, and who is under it waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from gangmu.measures.arrangement import APPLICANT, BATCH, ENTERPRISE, YEAR, Cap, Sharing
from gangmu.measures.facts import show_number
from gangmu.measures.measure import MeasureFile
from gangmu.measures.nodes import Lit, facts
from gangmu.settlement.allocation import (
    INFINITE,
    Interval,
    in_order,
    in_turn,
    largest_first,
    pro_rata,
    total_only,
)
from gangmu.settlement.groups import each_group
from gangmu.settlement.lines import NO_CHANGE, Change, Index, Ints, Lines, joined
from gangmu.settlement.round import UNKNOWN, Round
from gangmu.settlement.turns import turns_by

MOST_NAMED = 3


def yuan(cents: int) -> str:
    """Write 分 for a reason: ``35万元``."""
    return "无上限" if cents >= INFINITE else show_number(Fraction(cents, 100), "元")


def limit(round_: Round, file: MeasureFile, cap: Cap, lines: Lines) -> Change:
    """Apply a cap: lines that share a value of ``每`` get no more than its amount together."""
    members = round_.members(file, cap.measures)
    at = round_.lines_of(lines, members)
    if not len(at):
        return NO_CHANGE
    keys = round_.keys(lines, at, cap.per)
    low, high = _amounts(round_, cap, lines, at)
    used = _used(round_, cap, members, lines, at)
    low, high = (
        np.maximum(low - used, 0),
        np.where(high >= INFINITE, high, np.maximum(high - used, 0)),
    )
    place = {member: order for order, member in enumerate(members)}
    order = np.array([place[m] for m in lines.measure[at].tolist()], np.int64)
    position = {line: i for i, line in enumerate(at.tolist())}
    changes = [_unknown_key(lines, at[keys == UNKNOWN], cap)]
    # A sum of floats is only used to pass by the groups that are far from their limit.
    claimed = np.bincount(keys[keys >= 0], lines.high[at][keys >= 0].astype(np.float64))
    near = keys >= 0
    near[near] = claimed[keys[near]] * (1 + 1e-9) >= low[near]
    for under in each_group(keys[near], at[near], order[near], least=1):
        first = position[int(under[0])]
        bound = (int(low[first]), int(high[first]))
        measures = [place[m] for m in lines.measure[under].tolist()]
        changes.append(_share(round_, cap, lines, under, measures, bound, int(used[first])))
    return joined(changes)


def _amounts(round_: Round, cap: Cap, lines: Lines, at: Index) -> tuple[Ints, Ints]:
    """Give the amount of the cap for each line, as an interval."""
    if isinstance(cap.amount, Lit):
        cents = Fraction(cap.amount.value) * 100  # type: ignore[arg-type]
        same = np.full(len(at), int(cents), np.int64)
        return same, same
    entities = round_.entities(lines, at)
    low, high = np.zeros(len(at), np.int64), np.full(len(at), INFINITE, np.int64)
    if cap.entity == ENTERPRISE:
        rows = [round_.enterprise_rows.get(c, -1) for c in round_.words(lines, at, ENTERPRISE)]
    else:
        own = zip(lines.row[at].tolist(), entities, strict=True)
        rows = [row if entity == cap.entity else -1 for row, entity in own]
    known = np.array(rows, np.int64) >= 0
    if known.any():
        found = round_.money(cap.amount, cap.entity, np.array(rows, np.int64)[known])
        low[known], high[known] = found
    return low, high


def _used(round_: Round, cap: Cap, members: Sequence[int], lines: Lines, at: Index) -> Ints:
    """Say what earlier payments used up of the cap of each line."""
    none = np.zeros(len(at), np.int64)
    if BATCH in cap.per or not round_.ledger.payments:
        return none
    by = "企业代码" if ENTERPRISE in cap.per else "编号"
    if by == "编号" and not {APPLICANT, "项目"} & set(cap.per):
        return none
    measures = {(round_.measures[m].number, round_.measures[m].name) for m in members}
    received = round_.ledger.received(measures, by, round_.year if YEAR in cap.per else None)
    ids = round_.words(lines, at, ENTERPRISE if by == "企业代码" else APPLICANT)
    return np.array([received.get(str(id), 0) for id in ids], np.int64)


def _unknown_key(lines: Lines, at: Index, cap: Cap) -> Change:
    if not len(at):
        return NO_CHANGE
    why = f"不知道{'、'.join(cap.per)}，无法核算上限"
    return Change.of(lines, at, [(0, high) for high in lines.high[at].tolist()], [why] * len(at))


def _share(
    round_: Round,
    cap: Cap,
    lines: Lines,
    under: Index,
    order: Sequence[int],
    bound: Interval,
    used: int,
) -> Change:
    claims = lines.claims(under)
    unit = max(int(round_.measures[m].quantum * 100) for m in lines.measure[under].tolist())
    if cap.sharing is Sharing.IN_ORDER and cap.order and len(claims) > 1:
        turns = turns_by(round_, cap.order, lines, under, order)
        left = in_turn(claims, turns, bound, last=True)
    else:
        left = divided(cap.sharing, claims, bound, unit)
    changed = [i for i, (a, b) in enumerate(zip(claims, left, strict=True)) if a != b]
    if not changed:
        return NO_CHANGE
    head = _said(cap, bound, used, len(claims), sum(high for _, high in claims))
    why = []
    for i in changed:
        waits = waiting(round_, lines, [u for j, u in enumerate(under.tolist()) if j != i])
        why.append(head + (f"；待核实：{waits}" if waits and left[i][0] < left[i][1] else ""))
    missing = [ref.column for ref in facts(cap.amount)] if bound[0] < bound[1] else []
    if missing:
        why = [f"{each}；上限缺「{'」「'.join(missing)}」" for each in why]
    return Change.of(lines, under[changed], [left[i] for i in changed], why)


def divided(
    sharing: Sharing | None, claims: Sequence[Interval], bound: Interval, unit: int
) -> list[Interval]:
    """Divide what a cap leaves in the way that the file states; one line alone needs none."""
    if len(claims) == 1 or sharing is Sharing.IN_ORDER or sharing is None:
        return in_order(claims, bound, last=True)
    if sharing is Sharing.PRO_RATA:
        return pro_rata(claims, bound, unit)
    return largest_first(claims, bound) if sharing is Sharing.LARGEST else total_only(claims, bound)


def _said(cap: Cap, bound: Interval, used: int, count: int, claimed: int) -> str:
    per = f"每{'·'.join(cap.per)}" if cap.per else ""
    amount = yuan(bound[0]) if bound[0] == bound[1] else f"{yuan(bound[0])}至{yuan(bound[1])}"
    before = f"（已扣本期以前的 {yuan(used)}）" if used else ""
    several = f"，{count} 项合计 {yuan(claimed)}，{cap.sharing}" if count > 1 else ""
    return f"{cap.name or '上限'}：{per}不超过 {amount}{before}{several}"


def waiting(round_: Round, lines: Lines, others: Sequence[int]) -> str:
    """Name those whose amounts are not known yet."""
    at = np.array([i for i in others if lines.low[i] < lines.high[i]], np.intp)
    if not len(at):
        return ""
    names = round_.names(lines, at[:MOST_NAMED])
    measures = [round_.measures[m].name for m in lines.measure[at[:MOST_NAMED]].tolist()]
    said = "、".join(f"{n}「{m}」" for n, m in zip(names, measures, strict=True))
    return said + (f"等 {len(at)} 笔" if len(at) > MOST_NAMED else "")
