"""List what contradicts itself where it stands, as the extraction noted it when it read the words."""

from __future__ import annotations

from collections.abc import Iterator

from gangmu.indicators.audit.statements import COUNTS, WORDS, Finding, Severity, Stated, name_of
from gangmu.terms import Contradiction

_REMEDIES = {
    "数值": "核对数值与文字，改正其中一个",
    "时间": "核对年份；若是引用别的文件，写明出处",
}


def contradictions(each: Stated) -> Iterator[Finding]:
    """Find numbers that their own words contradict: a share above 100 %, 由A提升至B where B is less.

    A year that cannot be is a doubt: the words may quote another document.
    """
    for claim in each.claims:
        for doubt in claim.doubts:
            if not isinstance(doubt, Contradiction):
                continue
            field, _, words = doubt.partition("：")
            name = name_of(claim)
            yield Finding(
                WORDS,
                Severity.ERROR if field == "数值" else Severity.DOUBT,
                words if name in words else f"{name}：{words}",
                f"文中 {each.document.quote(claim.span)}",
                tuple(dict.fromkeys((claim.span, claim.evidence))),
                _REMEDIES[field],
            )


def counted_structures(each: Stated) -> Iterator[Finding]:
    """Find groups of a system (三大先导产业) that list another number than they state."""
    for structure in each.structures:
        for doubt in structure.doubts:
            if isinstance(doubt, Contradiction):
                yield Finding(
                    COUNTS, Severity.DOUBT, f"“{structure.notation}”{structure.name}：{doubt}",
                    "", (structure.span,), "核对个数与列举；合并或省略的，写明",
                )  # fmt: skip
