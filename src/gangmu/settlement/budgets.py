"""预算: at most so much in all, and what happens when it is short.

按比例缩减 scales everyone by the largest-remainder method, so that the 元 (or what 取整 says) add up;
按顺序 and 按名次 pay in turn; 滚动到下年 pays in turn and carries the others over. Lines that are
待核实 either make everyone wait, or what they may need is set aside (待核实: 预留): the file says.
"""

from __future__ import annotations

from collections.abc import Sequence

from gangmu.measures.arrangement import Budget, Shortage
from gangmu.measures.measure import MeasureFile
from gangmu.settlement.allocation import Interval, Turn, divide_pro_rata, in_turn, pro_rata
from gangmu.settlement.caps import waiting, yuan
from gangmu.settlement.lines import NO_CHANGE, Change, Index, Lines, Treatment
from gangmu.settlement.round import Round
from gangmu.settlement.turns import turns_by


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
    claims = lines.claims(at)
    if sum(high for _, high in claims) <= limit:
        return NO_CHANGE
    left = divided(budget, claims, limit, unit, _turns(round_, budget, lines, at))
    return _change(round_, budget, lines, at, claims, left, limit)


def divided(
    budget: Budget, claims: Sequence[Interval], limit: int, unit: int, turns: Sequence[Turn] = ()
) -> list[Interval]:
    """Divide a budget (分) that is short among the claims; without ``turns`` in their order."""
    asked = [(high, high) for _, high in claims] if budget.reserve else list(claims)
    if budget.short is Shortage.SCALE:
        if not budget.reserve:
            return pro_rata(asked, (limit, limit), unit)
        exact = divide_pro_rata([high for high, _ in asked], limit, unit)
        shares = [(share, share) for share in exact]
    else:
        turns = turns or [(0, (at,)) for at in range(len(asked))]
        paid = in_turn(asked, turns, (limit, limit), last=budget.last)
        if not budget.reserve:
            return [(low // unit * unit, high // unit * unit) for low, high in paid]
        shares = [
            (_whole(least, high, unit), _whole(most, high, unit))
            for (least, most), (high, _) in zip(paid, asked, strict=True)
        ]
    return [
        (least, most) if low == high else (low * least // high // unit * unit if high else 0, most)
        for (low, high), (least, most) in zip(claims, shares, strict=True)
    ]


def _whole(share: int, high: int, unit: int) -> int:
    return share // unit * unit if share < high else share


def _turns(round_: Round, budget: Budget, lines: Lines, at: Index) -> list[Turn]:
    """Say in which turn lines are paid; equals are in the order of their ids.

    Who has no certain rank is somewhere near the border and has an interval: whoever is behind waits.
    """
    if budget.short is Shortage.SCALE:
        return []
    if budget.short is Shortage.BY_RANK:
        placed = zip(lines.rank[at].tolist(), round_.ids(lines, at), strict=True)
        return [(0, (rank >= 0, rank, id)) for rank, id in placed]
    return turns_by(round_, budget.order, lines, at, [0] * len(at))


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
