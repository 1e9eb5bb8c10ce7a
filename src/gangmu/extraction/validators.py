"""Contradictions inside a claim: what cannot be as it is printed becomes a doubt, never a guess.

Each validator reads one quantity with what is bound to it and says in Chinese what is wrong, field
first: ``数值：由60%提升至45%是降低``. A claim with a doubt stays as it is printed. ``gangmu audit`` lists
the doubts as findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from gangmu.extraction.framing import Family
from gangmu.extraction.moments import this_year
from gangmu.extraction.state import Draft, State
from gangmu.terms import Contradiction, Kind, Role
from gangmu.writing.units import find_unit

Validator = Callable[[State, Draft], str | None]

_PART_OF_WHOLE = re.compile(
    "(?:占[^增]*(?:比重|比例|份额)|占比|比重|覆盖率|普及率|合格率|达标率|优良率|利用率|处置率|回收率|配套率|入驻率|空置率|自给率|渗透率"
    r"|占有率|城镇化率|失业率|转化率|数控化率)\Z"
)
_UP = re.compile("提[高升]|增[加长至到]?|上升|升|扩[大展]|攀升|跃升|突破|发展到")
_DOWN = re.compile("下降|降|减少?|压[缩减降]|缩[短小]")
_GROWTH = re.compile(r"(?:增长|提高|增加)(?:了|约)?\s?\Z")
# Printed to one decimal, two ends rounded: the growth between them is known this closely.
_CLOSE = Fraction(6, 1000)


def check_claims(state: State, drafts: list[Draft]) -> None:
    """Note every contradiction at the quantity it concerns."""
    for draft in drafts:
        for validator in VALIDATORS:
            said = validator(state, draft)
            if said is not None:
                draft.doubts.append(Contradiction(said))


def _bounds(_: State, draft: Draft) -> str | None:
    lexeme = draft.lexeme
    if lexeme.high is None or lexeme.high >= lexeme.value:
        return None
    return f"数值：下限{lexeme.value}大于上限{lexeme.high}"


def _whole(_: State, draft: Draft) -> str | None:
    """A share of a whole is at most 100 %."""
    lexeme, noun = draft.lexeme, draft.noun
    if lexeme.unit.name not in ("%", "％") or noun is None or draft.direction or draft.rate:
        return None
    if draft.kind in (Kind.AWARD, Kind.CONDITION) or not _PART_OF_WHOLE.search(noun.words):
        return None
    top = lexeme.high if lexeme.high is not None else lexeme.value
    return f"数值：“{noun.words}”不会超过100%" if top > 100 else None


def _verb(state: State, draft: Draft) -> str | None:
    """由A提升至B: B is the greater, or the verb is wrong."""
    previous, base = draft.previous, draft.baseline
    if base is None or base.value is None or previous is None or previous.role is not Role.BASELINE:
        return None
    unit = find_unit(base.unit or "")
    if unit is None or unit.dimension != draft.lexeme.unit.dimension:
        return None
    before = Fraction(base.value) * unit.factor
    after = Fraction(draft.lexeme.value) * draft.lexeme.unit.factor
    words = state.text[previous.lexeme.right : draft.lexeme.start]
    if "转" in words:
        return None  # 由下降2.3%转为增长1.1%
    ends = (
        f"由{_shown(base.value)}{base.unit}到{_shown(draft.lexeme.value)}{draft.lexeme.unit.name}"
    )
    if _DOWN.search(words):
        return f"数值：写作降低，但{ends}没有降低" if after >= before else None
    if _UP.search(words):
        return f"数值：写作提高，但{ends}没有提高" if after <= before else None
    return None


def _endpoints(state: State, draft: Draft) -> str | None:
    """由A增加到B，增长r%: r follows from A and B."""
    level = draft.previous
    if draft.lexeme.unit.dimension != "率" or level is None or level.previous is None:
        return None
    start = level.previous
    if (
        start.role is not Role.BASELINE
        or start.lexeme.unit.dimension != level.lexeme.unit.dimension
    ):
        return None
    if level.lexeme.unit.dimension == "率" or draft.rate == "annual_average":
        return None
    if re.search("同比|上年|去年", state.text[level.lexeme.right : draft.lexeme.left]):
        return None  # the growth of the last year, not that between the two ends
    if not _GROWTH.search(state.text, level.lexeme.right, draft.lexeme.left):
        return None
    low = Fraction(start.lexeme.value) * start.lexeme.unit.factor
    high = Fraction(level.lexeme.value) * level.lexeme.unit.factor
    if low <= 0:
        return None
    stated = Fraction(draft.lexeme.value) * draft.lexeme.unit.factor
    growth = (high - low) / low
    if abs(growth - stated) <= _CLOSE:
        return None
    return f"数值：按两端计算增长{float(growth * 100):.1f}%，写作{_shown(draft.lexeme.value)}%"


def _after_the_fact(state: State, draft: Draft) -> str | None:
    """A fact is no younger than the document, an aim no older."""
    this = this_year(state)
    if this is None or draft.time is None or draft.quoted:
        return None
    year = int(draft.time[-4:] if "/" in draft.time else draft.time[:4])
    if draft.kind is Kind.ACTUAL and year > this:
        return f"时间：实绩的{year}年晚于文件的{this}年"
    planned = state.frame.family in (Family.PLAN, Family.REPORT)
    if planned and draft.kind is Kind.TARGET and draft.role is Role.MAIN and year < this - 1:
        return f"时间：目标的{year}年早于文件的{this}年"
    return None


def _shown(value: Decimal) -> str:
    return f"{value:f}"


VALIDATORS: tuple[Validator, ...] = (_bounds, _whole, _verb, _endpoints, _after_the_fact)
"""What is checked of every claim, in this order."""
