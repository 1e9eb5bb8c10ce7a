"""组合: of several measures an applicant may take, which one counts.

择高 (take the highest): among the lines of one beneficiary,

- the line with the greatest certain amount wins (ties: the measure named first in the group);
- a line that can never exceed it is 择高未取;
- a line that still might exceed it, because a fact is missing, leaves the group undecided:
  the would-be winner and its rivals are 待核实, and each says on whom it waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gangmu.settlement.lines import Treatment

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Stake:
    """A line's part in a group: ``high`` is ``None`` where nothing bounds it (分)."""

    line: int
    measure: str
    order: int
    low: int
    high: int | None
    treatment: Treatment
    reason: str = ""

    @property
    def top(self) -> float | int:
        return INFINITE if self.high is None else self.high


def take_highest(stakes: Iterable[tuple[str, Stake]]) -> list[Stake]:
    """Decide 择高 for each beneficiary and give the lines whose treatment changes.

    >>> pay = lambda n, name, low: Stake(n, name, n, low, low, Treatment.PAY)
    >>> [(s.measure, s.treatment.value) for s in take_highest([("甲", pay(0, "龙头", 100)),
    ...                                                        ("甲", pay(1, "骨干", 50))])]
    [('骨干', '择高未取')]
    """
    rivals: dict[str, list[Stake]] = defaultdict(list)
    for beneficiary, stake in stakes:
        rivals[beneficiary].append(stake)
    changed: list[Stake] = []
    for group in rivals.values():
        if len(group) > 1:
            changed.extend(_decide(group))
    return changed


def _decide(group: list[Stake]) -> list[Stake]:
    winner = max(group, key=lambda s: (s.low, -s.order))
    open_rivals = [s for s in group if s is not winner and s.top > winner.low]
    beaten = [s for s in group if s is not winner and s.top <= winner.low]
    changed = [
        replace(s, treatment=Treatment.OUTDONE, reason=f"择高：已取「{winner.measure}」")
        for s in beaten
    ]
    if open_rivals:
        waits = "、".join(s.measure for s in open_rivals)
        if winner.treatment is Treatment.PAY:
            changed.append(
                replace(
                    winner, treatment=Treatment.PENDING, reason=f"择高待定：「{waits}」可能更高"
                )
            )
        changed.extend(
            replace(s, treatment=Treatment.PENDING, reason=f"择高待定：与「{winner.measure}」比较")
            for s in open_rivals
            if s.treatment is Treatment.PAY
        )
    return changed
