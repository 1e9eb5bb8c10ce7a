"""预算: at most so much in all, and what happens when it is short.

按比例缩减 scales everyone by the largest-remainder method, so that the 元 (or what 取整 says) add up;
按顺序 and 按名次 pay in turn; 滚动到下年 pays in turn and carries the others over. Lines that are
待核实 either make everyone wait, or what they may need is set aside (待核实: 预留): the file says.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gangmu.measures.arrangement import Budget, Shortage
from gangmu.measures.measure import MeasureFile
from gangmu.settlement.allocation import Interval, divide_pro_rata, in_order, pro_rata
from gangmu.settlement.caps import waiting, yuan
from gangmu.settlement.lines import NO_CHANGE, Change, Index, Lines, Treatment
from gangmu.settlement.ranking import values
from gangmu.settlement.round import Round


def spend(round_: Round, file: MeasureFile, budget: Budget, lines: Lines) -> Change:
    """Apply a budget (预算) to the lines of its measures."""
    members = round_.members(file, budget.measures)
    at = round_.lines_of(lines, members)
    if not len(at):
        return NO_CHANGE
    amount = budget.amounts.get(round_.year, budget.amounts.get(None))
    if amount is None:
        why = [f"没有写明 {round_.year} 年的预算额"] * len(at)
        return Change.of(lines, at, [(0, high) for high in lines.high[at].tolist()], why)
    limit, unit = int(amount * 100), int(budget.quantum * 100)
    at = at[_order(round_, budget, lines, at)]
    claims = lines.claims(at)
    if sum(high for _, high in claims) <= limit:
        return NO_CHANGE
    left = divided(budget, claims, limit, unit)
    return _change(round_, budget, lines, at, claims, left, limit)


def divided(budget: Budget, claims: Sequence[Interval], limit: int, unit: int) -> list[Interval]:
    """Divide a budget (分) that is short among the claims, in their order."""
    asked = [(high, high) for _, high in claims] if budget.reserve else list(claims)
    if budget.short is Shortage.SCALE:
        if not budget.reserve:
            return pro_rata(asked, (limit, limit), unit)
        shares = divide_pro_rata([high for high, _ in asked], limit, unit)
    else:
        paid = in_order(asked, (limit, limit), last=budget.last)
        if not budget.reserve:
            return [(low // unit * unit, high // unit * unit) for low, high in paid]
        shares = [share // unit * unit if share < high else share
                  for (share, _), (high, _) in zip(paid, asked, strict=True)]  # fmt: skip
    return [
        (share, share)
        if low == high
        else (low * share // high // unit * unit if high else 0, share)
        for (low, high), share in zip(claims, shares, strict=True)
    ]


def _order(round_: Round, budget: Budget, lines: Lines, at: Index) -> list[int]:
    """Put lines in the order they are paid; those whose order is not known go first.

    Whoever comes after them then waits for them. Equals are in the order of their ids.
    """
    if budget.short is Shortage.SCALE:
        return list(range(len(at)))
    ids = round_.ids(lines, at)
    if budget.short is Shortage.BY_RANK:
        ranks = lines.rank[at].tolist()
        return sorted(range(len(at)), key=lambda i: (ranks[i] >= 0, ranks[i], ids[i]))
    keys: list[tuple[Fraction | None, ...]] = [()] * len(at)
    entities = round_.entities(lines, at)
    for entity in dict.fromkeys(entities):
        own = [i for i, e in enumerate(entities) if e == entity]
        rows = lines.row[at[own]]
        columns = [values(round_, each, entity, rows) for each in budget.order]
        for i, key in zip(own, zip(*columns, strict=True), strict=True):
            keys[i] = key
    unknown = [any(part is None for part in key) for key in keys]
    return sorted(
        range(len(at)),
        key=lambda i: (not unknown[i], () if unknown[i] else keys[i], ids[i]),
    )


def _change(
    round_: Round,
    budget: Budget,
    lines: Lines,
    at: Index,
    claims: Sequence[Interval],
    left: Sequence[Interval],
    limit: int,
) -> Change:
    changed = [i for i, (a, b) in enumerate(zip(claims, left, strict=True)) if a != b]
    if not changed:
        return NO_CHANGE
    asked = sum(high for _, high in claims)
    head = f"{budget.name or '预算'} {yuan(limit)}，申请合计 {yuan(asked)}，{budget.short}"
    open_lines = [int(line) for line, (low, high) in zip(at, claims, strict=True) if low < high]
    waits = waiting(round_, lines, open_lines)
    if waits and budget.reserve:
        head += f"；待核实的 {len(open_lines)} 笔按最高额预留，核实后清算"
    why = [
        head
        + (f"；待核实：{waits}" if waits and not budget.reserve and left[i][0] < left[i][1] else "")
        for i in changed
    ]
    lost = Treatment.DEFERRED if budget.short is Shortage.CARRY else Treatment.NONE
    return Change.of(lines, at[changed], [left[i] for i in changed], why, lost)
