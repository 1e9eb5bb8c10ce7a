"""Link a target to the claim of the document that states it, or say why none does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gangmu.indicators.definitions import Form, Target, fold
from gangmu.terms import Claim, Kind, Quantity, Span

#: A claim's words must share this part of the shorter name's pairs of characters. With value, unit
#: and deadline already equal, half is enough to tell 占比 from 总量 and survives 规上 / 规模以上.
SIMILAR = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Link:
    """The claim that states a target, or ``None`` with the reason.

    ``near`` are the claims that came furthest, for a person to look at.
    """

    target: Target
    claim: Claim | None
    reason: str = ""
    near: tuple[Claim, ...] = ()

    @property
    def evidence(self) -> Span | None:
        """Give the characters of the document that state the target."""
        return self.claim.evidence if self.claim else None


def link(target: Target, claims: Iterable[Claim]) -> Link:
    """Find the one claim of the cited document with the target's value, unit, deadline and name.

    Nothing is guessed: where several claims fit equally well and the cited clause does not decide,
    the link is left open with that reason.
    """
    if target.goal is None:
        return Link(target, None, f"「{target.printed}」没有数值，不能按数值对应")
    left: Sequence[Claim] = [c for c in claims if c.kind in (Kind.TARGET, Kind.FORECAST)]
    if not left:
        return Link(target, None, "文件中没有抽取到目标")
    for reason, fits in _TESTS:
        kept = [claim for claim in left if fits(target, claim)]
        if not kept:
            return Link(target, None, f"{reason}（{_shown(target)}）", tuple(left[:3]))
        left = kept
    best = max(_similarity(target, claim) for claim in left)
    left = [claim for claim in left if _similarity(target, claim) == best]
    if len(left) > 1 and target.clause:
        wanted = fold(target.clause)
        left = [claim for claim in left if fold(claim.clause or "") == wanted] or left
    if len(left) > 1:
        return Link(target, None, f"有 {len(left)} 处同样的表述，不能确定是哪一处", tuple(left))
    return Link(target, left[0])


def _same_unit(target: Target, claim: Claim) -> bool:
    assert target.goal is not None
    return claim.quantity.unit.dimension == target.goal.unit.dimension


def _same_value(target: Target, claim: Claim) -> bool:
    assert target.goal is not None
    return _bounds(claim.quantity) == _bounds(target.goal, absolute=target.form is not Form.LEVEL)


def _bounds(quantity: Quantity, *, absolute: bool = False) -> tuple[Fraction, ...]:
    """Give the bounds in the base unit; a text writes 下降3% with a positive number."""
    bounds = [quantity.value] if quantity.high is None else [quantity.value, quantity.high]
    found = sorted(Fraction(value) * quantity.unit.factor for value in bounds)
    return tuple(sorted(map(abs, found))) if absolute else tuple(found)


def _same_deadline(target: Target, claim: Claim) -> bool:
    """A claim without a time of its own is not refused for it."""
    return (
        claim.time is None
        or target.deadline is None
        or claim.time.rpartition("/")[2][:4] == str(target.due.year)
    )


def _same_name(target: Target, claim: Claim) -> bool:
    return _similarity(target, claim)[0] >= SIMILAR


_TESTS: tuple[tuple[str, Callable[[Target, Claim], bool]], ...] = (
    ("没有单位相同的目标", _same_unit),
    ("没有数值相同的目标", _same_value),
    ("数值相同的目标，期限都不同", _same_deadline),
    ("数值和期限相同的目标，指标名称都不像", _same_name),
)


def _similarity(target: Target, claim: Claim) -> tuple[Fraction, Fraction]:
    """Compare the claim's words with the indicator's name and synonyms; the likest counts."""
    if claim.indicator is None:
        return Fraction(0), Fraction(0)
    words = (target.indicator.name, *target.indicator.aliases)
    return max(likeness(fold(word), fold(claim.indicator.text)) for word in words)


def likeness(one: str, other: str) -> tuple[Fraction, Fraction]:
    """Share pairs of characters: over the shorter name's pairs, then over all pairs of both.

    The first lets 规上工业产值 find 规模以上工业总产值; the second keeps 工业增加值 nearer to itself than
    to 工业增加值占比.

    >>> [str(part) for part in likeness("工业增加值", "工业增加值占比")]
    ['1', '2/3']
    """
    pairs, others = ({name[i : i + 2] for i in range(len(name) - 1)} for name in (one, other))
    if not pairs or not others:
        return Fraction(one == other), Fraction(one == other)
    shared = len(pairs & others)
    return Fraction(shared, min(len(pairs), len(others))), Fraction(shared, len(pairs | others))


def _shown(target: Target) -> str:
    return f"要找：{target.indicator.name} {target.printed}，期末 {target.term}"
