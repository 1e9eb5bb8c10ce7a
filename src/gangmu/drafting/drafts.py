"""What a draft says: measures with conditions, amounts and what is still open, each with its source.

A ``Form`` is what stands in a measure file where an amount is expected: a line of text, or keys and
lists (``{"分档": {…}}``, ``{"待定": "…"}``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from gangmu.measures.facts import FactBook
from gangmu.measures.pending import KEY
from gangmu.terms import Document, Span, Unit

Form: TypeAlias = "str | list[Form] | dict[str, Form]"


@dataclass(frozen=True, slots=True)
class Source:
    """The words of the document that a node of the draft stands on."""

    clause: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One condition (or one open point): as a measure file says it, else as the document does."""

    text: str
    source: Source
    pending: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """At least ``least`` of some alternatives; the lines of one alternative hold together."""

    least: int
    items: tuple[tuple[Line, ...], ...]
    source: Source
    note: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """List the lines of all alternatives."""
        return tuple(line for item in self.items for line in item)


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that a document speaks of and the dictionary does not have."""

    entity: str
    name: str
    unit: Unit

    @property
    def declaration(self) -> str | None:
        """Write how a workspace may declare it; ``None`` where it makes no fact (name or unit)."""
        name = re.sub("[（）()]", "", self.name)
        if not re.fullmatch("[一-鿿A-Za-z0-9]{2,20}", name):
            return None
        kind = {"元": "金额", "率": "比率"}.get(self.unit.dimension)
        if kind:
            return f"{name}: {{类型: {kind}}}"
        if not self.unit.dimension or self.unit.dimension in ("百分点", "倍"):
            return None
        return f"{name}: {{类型: 数量, 单位: {self.unit.name}}}"


@dataclass(frozen=True, slots=True)
class Pay:
    """An amount or a cap, with its source."""

    form: Form
    source: Source
    note: str = ""

    @property
    def pending(self) -> bool:
        """Tell whether any part of the amount is still open."""
        return _open(self.form)


def _open(form: Form) -> bool:
    if isinstance(form, dict):
        return KEY in form or any(_open(part) for part in form.values())
    return isinstance(form, list) and any(_open(part) for part in form)


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """One measure of a draft; ``open`` lists what no key says yet."""

    name: str
    entity: str
    frequency: str | None
    source: Source
    definitions: dict[str, str]
    tests: tuple[Line | Several, ...]
    exclusions: tuple[Line, ...]
    amount: Pay
    cap: Pay | None
    rounding: str | None
    payment: dict[str, Pay] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    open: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class FileDraft:
    """The draft of a measure file."""

    number: str
    title: str
    issuer: str
    region: str
    effective: date | None
    expires: date | None
    measures: tuple[MeasureDraft, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    missing: tuple[Missing, ...] = ()
    open: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known while drafting: the document, the facts, and the year that is assessed."""

    document: Document
    book: FactBook
    year: int | None

    @property
    def region(self) -> str:
        """Name the place that the document is of: the last of 滨海市临江区."""
        whole = self.document.metadata.region or ""
        last = re.search("[^省市州盟区县]{1,8}(?:开发区|高新区|区|县|市|旗|州)\\Z", whole)
        return last.group() if last else whole

    def source(self, span: Span, clause: str | None = None) -> Source:
        """Quote a span, with the clause that it stands in."""
        if clause is None:
            found = self.document.clause_at(span.start)
            clause = found.id if found else ""
        return Source(clause, span, " ".join(self.document.quote(span).split()))
