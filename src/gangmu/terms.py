"""The nouns that cross packages: small, frozen, without I/O.

A later stage never imports an earlier one's internals; what they share is here.
Everything else stays inside one package.

>>> Span("临发〔2026〕1号", 3, 8).length
5
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any


class InputError(Exception):
    """Bad input, told to a person: what is wrong, where, and what to do about it.

    The command line prints it as one sentence and exits with code 2. Many errors of one file
    are gathered in one ``InputErrors``.

    >>> str(InputError("不认识的列「营收入」", "enterprises.xlsx 企业!C1", "是不是「营业收入」？"))
    'enterprises.xlsx 企业!C1：不认识的列「营收入」。是不是「营业收入」？'
    """

    def __init__(self, cause: str, where: str = "", remedy: str = "") -> None:
        super().__init__(cause, where, remedy)
        self.cause = cause.rstrip("。")
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.where}：{self.cause}" if self.where else self.cause
        return f"{head}。{self.remedy}" if self.remedy else f"{head}。"


class BlankForm(InputError):
    """A sheet has a header and nothing below it: a form that nobody has filled in yet."""


class InputErrors(InputError):
    """Every error of one input, listed at once."""

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(f"共 {len(errors)} 处错误")
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


# ---------------------------------------------------------------- documents


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (end exclusive) of a document's canonical text."""

    document: str
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


class SourceClass(StrEnum):
    """What a text is. Only ``OFFICIAL`` texts may become measures."""

    OFFICIAL = "official"
    INTERPRETATION = "interpretation"
    JOURNAL = "journal"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Repair:
    """One character of the source that is read as another; offsets never move."""

    start: int
    end: int
    printed: str
    read_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know of how a document was read: left out, unread, or read with doubt.

    ``span`` is the place it speaks of, ``None`` where it speaks of the whole file.
    """

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of a document. ``id`` is stable: numbers as printed, joined by ``/``.

    ``一/(二)/1``; ``span`` runs from the number to the start of the next clause of the same or a
    higher level, so it covers the children; ``heading`` is empty for running text without a title.
    """

    id: str
    heading: str
    level: int
    span: Span
    heading_span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of a document; ``cells[r][c]`` is the span of the cell's text in the canonical text."""

    span: Span
    caption: str
    cells: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; ``None`` or empty where it does not say.

    ``printed`` keeps every 【name】value pair as found, in order.
    """

    title: str | None = None
    number: str | None = None
    issuers: tuple[str, ...] = ()
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    effect_level: str | None = None
    level: str | None = None
    validity: str | None = None
    subject: str | None = None
    addressees: str | None = None
    region: str | None = None
    plan_period: tuple[int, int] | None = None
    printed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source that was read: canonical text, clause tree, metadata, class.

    ``id`` is the 文号, else the title, else file name and ordinal; unique within one read.
    ``origin`` is where ``text`` starts in the canonical text of the file, which may hold several.
    ``wrapper`` is the notice (印发通知) around the ``body``.
    """

    id: str
    path: Path
    origin: int
    text: str
    metadata: Metadata
    source_class: SourceClass
    source_reason: str
    clauses: tuple[Clause, ...]
    body: Span
    wrapper: Span | None
    tables: tuple[Table, ...]
    repairs: tuple[Repair, ...]
    pages: tuple[int, ...]
    sha256: str
    notes: tuple[Note, ...] = ()

    @property
    def official(self) -> bool:
        """Tell whether the text may become measures; others may only be searched and quoted."""
        return self.source_class is SourceClass.OFFICIAL

    def quote(self, span: Span) -> str:
        """Give the words of a span as printed."""
        return self.text[span.start : span.end]

    def clause(self, id: str) -> Clause | None:
        """Find a clause by its id, or by an ending of it that no other clause has (``第六条``).

        Full-width and half-width brackets are the same.
        """
        wanted = id.translate(_BRACKETS)
        ids = [(c.id.translate(_BRACKETS), c) for c in self.clauses]
        whole = [c for known, c in ids if known == wanted]
        endings = [c for known, c in ids if known.endswith("/" + wanted)]
        return whole[0] if whole else endings[0] if len(endings) == 1 else None

    def clause_at(self, offset: int) -> Clause | None:
        """Find the innermost clause that covers an offset."""
        found = None
        for clause in self.clauses:
            if clause.span.start <= offset < clause.span.end:
                found = clause
        return found

    def page_at(self, offset: int) -> int | None:
        """Give the 1-based page of an offset, for sources that have pages (``pages`` = starts)."""
        return sum(start <= offset for start in self.pages) or None


_BRACKETS = str.maketrans("（）．", "().")


# ---------------------------------------------------------------- quantities and claims


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed, with its dimension and its exact factor to the dimension's base unit.

    ``万元`` has dimension ``元`` and factor 10000; ``%`` has dimension ``率`` and factor 1/100;
    ``亿元/平方公里`` has dimension ``元/平方米``; a number without unit has dimension ``""``.
    """

    name: str
    dimension: str
    factor: Fraction


class Comparator(StrEnum):
    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    REACH = "reach"
    APPROX = "approx"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact value, or an interval, with its unit; as written, not rescaled.

    ``high`` is ``None`` unless two bounds are printed (comparator ``range``).
    """

    value: Decimal
    unit: Unit
    comparator: Comparator = Comparator.EQ
    high: Decimal | None = None
    modality: str | None = None

    @property
    def base(self) -> Fraction:
        """Give the value in the base unit of its dimension: 1.3万亿元 is 1300000000000 (元)."""
        return Fraction(self.value) * self.unit.factor


class Kind(StrEnum):
    TARGET = "target"
    ACTUAL = "actual"
    FORECAST = "forecast"
    CONDITION = "condition"
    AWARD = "award"
    OTHER = "other"


class Role(StrEnum):
    MAIN = "main"
    BASELINE = "baseline"
    QUALIFIER = "qualifier"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a document with their place; ``text`` may be composed of more than the span."""

    text: str
    span: Span


class Contradiction(str):
    """A doubt of what cannot be as it is printed: 由60%提升至45%. Other doubts say what was not told.

    Its words begin with the field: ``数值：…``. An audit lists it as a finding.

    >>> Contradiction("数值：下限30大于上限20").partition("：")[0]
    '数值'
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value or the time that a change is measured from."""

    value: Decimal | None
    unit: str | None
    time: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity that a document states, bound to what it measures, when, where and how.

    ``time`` is the deadline of a target or forecast (``2025``) and the as-of period of an actual
    (``2022``, ``2016/2020``, ``2023-06``). ``doubts`` says in Chinese what could not be bound, and
    where the words contradict themselves (``Contradiction``).
    """

    kind: Kind
    span: Span
    quantity: Quantity
    indicator: Phrase | None
    time: str | None
    clause: str | None
    evidence: Span
    region: str | None = None
    role: Role = Role.MAIN
    baseline: Baseline | None = None
    rate: str | None = None
    direction: str | None = None
    binding: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A task with the bodies that lead (牵头) and support (配合) it."""

    task: Span
    lead: tuple[str, ...]
    support: tuple[str, ...]
    clause: str | None
    evidence: Span


class BenefitKind(StrEnum):
    """What form a benefit takes."""

    AWARD = "award"
    SUBSIDY = "subsidy"
    INTEREST = "interest_subsidy"
    SERVICE = "service"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity of a benefit rule, with its place."""

    quantity: Quantity
    span: Span


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a beneficiary must meet: ``fact op value``.

    ``op`` is ``eq``, ``ge``, ``gt``, ``le`` or ``lt``. Without a figure the words of ``fact`` must
    hold (首次纳入规模以上统计), or the fact must be ``label`` (亩均评价为 A类).
    """

    fact: str
    op: str
    figure: Figure | None
    span: Span
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a benefit rule: for whom or from where (``when``), and what it gives.

    ``limits`` are the ends of its band, where ``when`` is a band of numbers.
    """

    when: Phrase
    limits: tuple[Criterion, ...] = ()
    amount: Figure | None = None
    rate: Figure | None = None
    cap: Figure | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """At least ``least`` of several criteria must be met: 符合下列条件中两项以上."""

    least: int
    items: tuple[Criterion, ...]
    span: Span


class ProvisionKind(StrEnum):
    """What else a document provides about its benefits."""

    PERIOD = "period"
    STACKING = "stacking"
    FISCAL_SHARE = "fiscal_share"
    INSTALMENTS = "instalments"
    CLAWBACK = "clawback"
    LOCK_IN = "lock_in"
    EXCLUSION = "exclusion"
    ELIGIBILITY = "eligibility"
    ANNUAL_CAP = "annual_cap"
    BUDGET = "budget"
    VALIDITY = "validity"
    ADJUSTMENT = "adjustment"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Provision:
    """Words that bear on one benefit (不重复享受, 分三年兑现) or on all of a document."""

    kind: ProvisionKind
    span: Span
    clause: str | None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One benefit rule: who meets what receives how much.

    ``tiers`` are whole-amount steps, or slices of the base where ``marginal``. ``per`` is what an
    amount is paid for each of (每家, 每平方米); ``step`` the denominator of 每增加50亿元. Values that
    differ by tier stand only in the tiers. ``scope`` are labelled passages elsewhere (支持条件：…)
    that its criteria were read from. ``waiver``
    tells what is not charged (免收租金). ``doubts`` says in Chinese what was not understood.
    """

    kind: BenefitKind
    span: Span
    clause: str | None
    heading: str
    beneficiary: Phrase | None
    entity: str
    criteria: tuple[Criterion, ...]
    choices: tuple[Choice, ...] = ()
    base: Phrase | None = None
    rate: Figure | None = None
    amount: Figure | None = None
    cap: Figure | None = None
    floor: Figure | None = None
    tiers: tuple[Tier, ...] = ()
    marginal: bool = False
    per: Phrase | None = None
    step: Figure | None = None
    provisions: tuple[Provision, ...] = ()
    discretionary: bool = False
    waiver: bool = False
    scope: tuple[Span, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def stated(self) -> bool:
        """Tell whether the rule says how much, or that it is decided case by case."""
        figures = (self.rate, self.amount, self.cap, self.tiers)
        other = self.discretionary or self.kind is BenefitKind.SERVICE or self.waiver
        return any(figures) or other

    def provision(self, kind: ProvisionKind) -> Provision | None:
        """Find the first provision of a kind."""
        return next((p for p in self.provisions if p.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Citation:
    """An edge to another document: 依据, 落实, 废止, 修改 or 延长."""

    relation: str
    title: str
    number: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a structure: how many (``None`` where N or nothing is printed), named what, of what."""

    count: int | None
    name: str
    span: Span
    members: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """A system written in short (“3+6”新型产业体系), as a tree with the members the text gives.

    ``doubts`` says in Chinese which branches the text does not enumerate, or not in the number
    that it states (``Contradiction``).
    """

    notation: str
    name: str
    span: Span
    clause: str | None
    branches: tuple[Branch, ...]
    doubts: tuple[str, ...] = ()

    @property
    def leaves(self) -> tuple[Branch, ...]:
        """Give the branches that hold members and no further groups, in order."""
        found: list[Branch] = []
        waiting = list(self.branches)
        while waiting:
            branch = waiting.pop(0)
            if any(member.count is not None for member in branch.members):
                waiting = [*branch.members, *waiting]
            else:
                found.append(branch)
        return tuple(found)


# ---------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a fact was read: a cell of an imported sheet, such as ``enterprises.xlsx 企业!C17``."""

    file: str
    sheet: str
    row: int
    column: str

    def __str__(self) -> str:
        return f"{self.file} {self.sheet}!{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An immutable, hashed import of one table of facts.

    ``columns`` maps each fact (or series field) to the letter of the column it came from.
    """

    name: str
    id: str
    path: Path
    rows: int
    source: str
    source_sha256: str
    sheet: str
    columns: dict[str, str] = field(hash=False)
    imported_at: str = ""
    imported_by: str = ""
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------- verdicts


class Verdict(StrEnum):
    """The three truth values of eligibility; unknown is a verdict, never a default."""

    ELIGIBLE = "符合"
    INELIGIBLE = "不符合"
    PENDING = "待核实"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in 分: exact when ``low == high``; ``high`` is ``None`` where nothing bounds it."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of an explanation, with the lines below it.

    ``text`` is what was asked or computed, ``outcome`` what came out, ``source`` the cell or
    clause it stands on.
    """

    text: str
    outcome: str
    source: str = ""
    children: tuple[Trace, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, Trace]]:
        """Walk the tree from the top, with the depth of each line."""
        yield depth, self
        for child in self.children:
            yield from child.lines(depth + 1)


def _pickled_by_call(noun: type[Any]) -> None:
    """Pickle a noun as a call of it: what frozen dataclasses do by themselves takes five times as long.

    Documents with what they state go from one process to another by the thousand.
    """
    names = [field.name for field in fields(noun)]
    copyreg.pickle(noun, lambda value: (noun, tuple([getattr(value, name) for name in names])))


for _noun in tuple(globals().values()):
    if isinstance(_noun, type) and is_dataclass(_noun):
        _pickled_by_call(_noun)
