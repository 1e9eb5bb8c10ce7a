"""待定: what a measure file has not settled yet, in the words of its document.

A condition or an amount may be written ``{待定: 原文的话}``. It is a fact that no sheet gives: unknown
until somebody decides, so that nothing is ever paid on it, and the checker names it with its place.
"""

from __future__ import annotations

from gangmu.measures.facts import Fact, FactKind
from gangmu.measures.nodes import FactRef

KEY = "待定"
REMEDY = "照原文写成式子；写不成的，把人工核定的结果登记为事实"


def pending_condition(words: str, entity: str) -> FactRef:
    """Make a condition that is unknown until somebody decides it.

    >>> pending_condition("符合主导产业方向", "企业").column
    '待定：符合主导产业方向'
    """
    return FactRef(Fact(f"{KEY}：{words}", entity, KEY, FactKind.FLAG))


def pending_amount(words: str, entity: str) -> FactRef:
    """Make an amount of money that is unknown until somebody decides it."""
    return FactRef(Fact(f"{KEY}：{words}", entity, KEY, FactKind.MONEY, "元", "元"))
