"""The sandbox: change a parameter of a measure, and see winners, losers and cost before it is issued."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from textwrap import dedent

from pydantic import BaseModel

from gangmu.jobs.trials import try_change
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.service.access import Permission
from gangmu.service.desk import Desk
from gangmu.service.pages import View
from gangmu.settlement.simulation import GROUPINGS, Difference
from gangmu.terms import InputError

_MOST = 200


@dataclass(frozen=True)
class MeasureText:
    """A measure and its lines, as they stand in its file."""

    name: str
    words: str


@dataclass(frozen=True)
class SandboxPage:
    """The form, with the measures that may be changed and the words of their files."""

    measures: list[str]
    texts: list[MeasureText]


def sandbox(desk: Desk) -> SandboxPage:
    """Open the sandbox."""
    files = desk.office.checked().files
    texts = [MeasureText(m.name, _words(file, m)) for file in files for m in file.measures]
    return SandboxPage([each.name for each in texts], texts)


def _words(file: MeasureFile, measure: Measure) -> str:
    """Give the lines of a measure up to its worked cases, as they stand in the file."""
    first, *rest = file.path.read_text("utf-8-sig").splitlines()[measure.place.line - 1 :]
    deep = len(first) - len(first.lstrip())

    def belongs(line: str) -> bool:
        own = line.lstrip()
        return not own or (len(line) - len(own) > deep and not own.startswith("用例:"))

    return dedent("\n".join([first, *takewhile(belongs, rest)])).strip()


class Change(BaseModel):
    """Words of a measure, and what shall stand there instead."""

    measure: str
    before: str
    after: str


@dataclass(frozen=True)
class DifferenceRow:
    """One enterprise before and after, in 分."""

    name: str
    code: str
    before: int
    after: int
    change: int


@dataclass(frozen=True)
class GroupRow:
    """A class of enterprises: winners, losers, cost in 分, how many receive something."""

    name: str
    winners: int
    losers: int
    cost: int
    receiving: int


@dataclass(frozen=True)
class ThresholdRow:
    """How many lie in each step around a threshold, and who is just short of it."""

    measure: str
    threshold: str
    counts: list[int]
    marginal: list[tuple[str, str]]


@dataclass(frozen=True)
class EffectPage:
    """What a change does: cost in 分, who gains, who loses, by class, around thresholds."""

    said: list[str]
    cost: int
    before: int
    after: int
    winners: int
    losers: int
    unchanged: int
    items: list[DifferenceRow]
    groups: dict[str, list[GroupRow]]
    nearby: list[ThresholdRow]
    error: str


def effect(desk: Desk, asked: Change) -> EffectPage:
    """Settle the registry as it is and with the change; nothing of it is kept."""
    office = desk.office
    try:
        settled = office.settled(office.today())
        found = try_change(office.workspace, settled, asked.measure, asked.before, asked.after)
    except InputError as error:
        return EffectPage([], 0, 0, 0, 0, 0, 0, [], {}, [], str(error))
    changed = [*found.winners, *found.losers]
    changed.sort(key=lambda d: -abs(d.change))
    return EffectPage(
        list(found.changes), found.cost, found.before.awarded, found.after.awarded,
        len(found.winners), len(found.losers), len(found.differences) - len(changed),
        [_row(d) for d in changed[:_MOST]],
        {name: [GroupRow(k, *v) for k, v in found.by(name).items()] for name in GROUPINGS},
        [ThresholdRow(n.measure, n.threshold, list(n.counts), list(n.marginal)) for n in found.nearby],
        "",
    )  # fmt: skip


def _row(each: Difference) -> DifferenceRow:
    return DifferenceRow(each.name, each.code, each.before, each.after, each.change)


ROUTES = (
    View("/sandbox", Permission.WORK, sandbox, "sandbox.html"),
    View("/sandbox/effect", Permission.WORK, effect, "effect.html", "POST"),
)
