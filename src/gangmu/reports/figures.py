"""The numbers that reports print, each with the clause, cell or address it comes from.

Every report cites the same register, so that [12] is the same figure in the sheet, in the Word
document and on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gangmu.indicators.observations import Observation
from gangmu.indicators.progress import Progress
from gangmu.indicators.rates import number

DOCUMENT = "文件"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its source: ``source`` is an address, or a document with its clause; ``cell``
    is where it was read, ``grade`` how far the source can be trusted."""

    name: str
    region: str
    period: str
    value: str
    source: str
    grade: str
    cell: str = ""
    note: str = ""

    @property
    def where(self) -> str:
        """Write the source as a footnote does.

        >>> Figure("工业投资", "临江区", "2025", "104.8亿元", "区统计年鉴", "官方", "series.xlsx 统计!D7").where
        '区统计年鉴（官方），series.xlsx 统计!D7'
        """
        cell = f"，{self.cell}" if self.cell else ""
        note = f"。{self.note}" if self.note else ""
        return f"{self.source}（{self.grade}）{cell}{note}"


Register = dict[Figure, int]
"""Figures with their numbers, from 1, in the order in which the targets use them."""


def register(progresses: Sequence[Progress]) -> Register:
    """Number every figure that the reports on these targets may print."""
    found: Register = {}
    for each in progresses:
        for figure in figures_of(each):
            found.setdefault(figure, len(found) + 1)
    return found


def figures_of(progress: Progress) -> Iterator[Figure]:
    """Give the figures of one target: the target itself, its base, what was observed."""
    yield goal_figure(progress)
    base = base_figure(progress)
    if base is not None:
        yield base
    for each in progress.seen:
        yield observed_figure(each)


def goal_figure(progress: Progress) -> Figure:
    """Cite the clause that sets a target."""
    target = progress.target
    note = f"备注：{target.note}" if target.note else ""
    return Figure(
        f"{target.indicator.name}目标", target.region, target.term, target.printed,
        target.basis, DOCUMENT, target.place, note,
    )  # fmt: skip


def base_figure(progress: Progress) -> Figure | None:
    """Cite the base of a target: the plan's own value, or the observation that was taken."""
    start, target = progress.start, progress.target
    if start is None:
        return None
    same = next((each for each in progress.seen if each.period == start.period), None)
    own = target.base is not None and target.base.value is not None
    if same is not None and not own:
        return observed_figure(same)
    value = f"{number(start.value)}{target.indicator.unit.name}"
    source = target.basis if own else start.source
    place = target.place if own else ""
    return Figure(
        f"{target.indicator.name}基期值", target.region, str(start.period), value,
        source, DOCUMENT, place,
    )  # fmt: skip


def observed_figure(each: Observation) -> Figure:
    """Cite an observation by its source, grade and cell."""
    return Figure(
        each.indicator, each.region, str(each.period),
        f"{number(Fraction(each.value))}{each.unit.name}",
        each.source, str(each.grade), str(each.cell or ""), each.note,
    )  # fmt: skip


def numbers(register: Register, figures: Sequence[Figure]) -> str:
    """Write the numbers of figures, runs drawn together.

    >>> made = [Figure(name, "", "", "", "", "") for name in "甲乙丙丁"]
    >>> numbers({f: n for n, f in enumerate(made, 1)}, [made[0], made[1], made[3]])
    '[1-2] [4]'
    """
    runs: list[list[int]] = []
    for one in sorted({register[figure] for figure in figures}):
        if runs and runs[-1][-1] == one - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    shown = (str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
    return " ".join(f"[{each}]" for each in shown)
