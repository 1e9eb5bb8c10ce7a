"""Settlement lines: a measure and an applicant whom it may pay, and what is to be paid now.

Only hits are lines: applicants that are 符合 or 待核实. Why everyone else is not is asked of the
matcher when somebody wants to know (``settlement.refusals``). ``Lines`` is what the steps work on,
columns of NumPy; a step gives a ``Change``, and what was before it and what is after it are kept in
the *trail*, one row for each line and clause that changed something.

``lines.parquet`` of a run, in the order measure file, measure, applicant:

=========  ==========================  ==========================================================
column     type                        meaning
=========  ==========================  ==========================================================
措施        dictionary<string>          name of the measure
文号 依据    dictionary<string>          document and clause it rests on
对象        dictionary<string>          entity of the applicant: 企业, 项目 …
编号 名称    string                      the applicant
企业代码    string                      the enterprise behind it
收款人      string                      whom the money goes to
结论        dictionary<string>          符合 / 待核实 (of the measure alone, or of a review)
下限 上限   int64 分, 上限 null = 无上限   the measure's own amount
核定下限 核定上限  int64 分              what the steps left of it
处理        dictionary<string>          拨付, 待核实, 不予, 择高未取 … (``Treatment``)
核定        int64 分                    what is awarded in all; 0 unless 处理 is 拨付
拨付        int64 分                    what is paid in this run (this year's instalments)
名次        int32                       place in a ranking; null without one
缺少        dictionary<string>          facts that are missing, joined by 、
因由        dictionary<string>          what the last step said of it
行          int32                       row of the applicants table
=========  ==========================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gangmu.settlement.allocation import INFINITE, Interval

Ints = npt.NDArray[np.int64]
#: Integers of any width, such as row numbers.
Whole = npt.NDArray[np.signedinteger[Any]]
Bools = npt.NDArray[np.bool_]
Index = npt.NDArray[np.intp]
WORD = pa.dictionary(pa.int32(), pa.string())

SCHEMA = pa.schema(
    [
        ("措施", WORD),
        ("文号", WORD),
        ("依据", WORD),
        ("对象", WORD),
        ("编号", pa.string()),
        ("名称", pa.string()),
        ("企业代码", pa.string()),
        ("收款人", pa.string()),
        ("结论", WORD),
        ("下限", pa.int64()),
        ("上限", pa.int64()),
        ("核定下限", pa.int64()),
        ("核定上限", pa.int64()),
        ("处理", WORD),
        ("核定", pa.int64()),
        ("拨付", pa.int64()),
        ("名次", pa.int32()),
        ("缺少", WORD),
        ("因由", WORD),
        ("行", pa.int32()),
    ]
)
TRAIL = pa.schema(
    [
        ("步骤", WORD),
        ("条款", WORD),
        ("依据", WORD),
        ("行号", pa.int64()),
        ("前下限", pa.int64()),
        ("前上限", pa.int64()),
        ("前处理", WORD),
        ("后下限", pa.int64()),
        ("后上限", pa.int64()),
        ("后处理", WORD),
        ("说明", WORD),
    ]
)


class Treatment(StrEnum):
    """What happens to a line after the steps."""

    PAY = "拨付"
    PENDING = "待核实"
    NONE = "不予"
    OUTDONE = "择高未取"
    UNPLACED = "未入围"
    RESERVE = "候补"
    DEFERRED = "顺延下年"


TREATMENTS = tuple(Treatment)
CODES = {treatment: code for code, treatment in enumerate(TREATMENTS)}
_PAY, _PENDING, _NONE = (CODES[t] for t in (Treatment.PAY, Treatment.PENDING, Treatment.NONE))


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a run as columns; ``high`` is ``INFINITE`` where nothing bounds an amount.

    ``measure`` is an index into the run's measures, ``row`` one into the table of its entity;
    ``sure`` says that the verdict is 符合. A line is *open* while its treatment is 拨付 or 待核实.
    """

    measure: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    sure: Bools
    low: Ints
    high: Ints
    treatment: npt.NDArray[np.int8]
    rank: npt.NDArray[np.int32]

    @classmethod
    def of(
        cls,
        measure: Sequence[int] | Ints,
        row: Sequence[int] | Ints,
        sure: Bools,
        low: Ints,
        high: Ints,
    ) -> Lines:
        """Make lines of verdicts and amounts."""
        made = cls(
            np.asarray(measure, np.int32),
            np.asarray(row, np.int32),
            sure,
            low,
            high,
            np.zeros(len(low), np.int8),
            np.full(len(low), -1, np.int32),
        )
        return replace(made, treatment=treated(made.sure, made.low, made.high))

    def __len__(self) -> int:
        return len(self.low)

    @property
    def open(self) -> Bools:
        """Tell which lines may still be paid."""
        return self.treatment <= _PENDING

    def claims(self, at: Index) -> list[Interval]:
        """Give the amounts of some lines."""
        return list(zip(self.low[at].tolist(), self.high[at].tolist(), strict=True))

    def after(self, change: Change) -> Lines:
        """Give the lines as a change leaves them."""
        columns = {}
        for name, values in (
            ("sure", change.sure),
            ("low", change.low),
            ("high", change.high),
            ("treatment", change.treatment),
            ("rank", change.rank),
        ):
            if values is not None:
                column = getattr(self, name).copy()
                column[change.at] = values
                columns[name] = column
        return replace(self, **columns)


def treated(sure: Bools, low: Ints, high: Ints) -> npt.NDArray[np.int8]:
    """Say what happens to a line of an amount: paid where it is certain and more than nothing."""
    exact = low == high
    found = np.where(exact & sure, _PAY, _PENDING)
    return np.where(high == 0, _NONE, found).astype(np.int8)


@dataclass(frozen=True, eq=False)
class Change:
    """What a clause does to some lines, with a reason for each in Chinese."""

    at: Index
    low: Ints
    high: Ints
    treatment: npt.NDArray[np.int8]
    why: Sequence[str]
    sure: Bools | None = None
    rank: npt.NDArray[np.int32] | None = None

    @classmethod
    def of(
        cls,
        lines: Lines,
        at: Sequence[int] | Index,
        amounts: Sequence[Interval],
        why: Sequence[str],
        lost: Treatment = Treatment.NONE,
        sure: Sequence[bool] | None = None,
        rank: Sequence[int] | None = None,
    ) -> Change:
        """Make a change of new amounts; a line that is left with nothing is treated as ``lost``."""
        index = np.asarray(at, np.intp)
        pairs = np.array(amounts, np.int64).reshape(-1, 2)
        certain = lines.sure[index] if sure is None else np.asarray(sure, np.bool_)
        treatment = treated(certain, pairs[:, 0], pairs[:, 1])
        treatment[pairs[:, 1] == 0] = CODES[lost]
        return cls(
            index,
            pairs[:, 0],
            pairs[:, 1],
            treatment,
            why,
            None if sure is None else certain,
            None if rank is None else np.asarray(rank, np.int32),
        )

    @property
    def empty(self) -> bool:
        return len(self.at) == 0


NO_CHANGE = Change(
    np.zeros(0, np.intp), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8), ()
)


def joined(changes: Sequence[Change]) -> Change:
    """Put changes of different lines together."""
    some = [change for change in changes if not change.empty]
    if not some:
        return NO_CHANGE
    ranked = any(change.rank is not None for change in some)
    return Change(
        np.concatenate([c.at for c in some]),
        np.concatenate([c.low for c in some]),
        np.concatenate([c.high for c in some]),
        np.concatenate([c.treatment for c in some]),
        [word for c in some for word in c.why],
        None,
        np.concatenate([c.rank for c in some if c.rank is not None]) if ranked else None,
    )


@dataclass(frozen=True, eq=False)
class Entry:
    """One application of a clause: which step, by what clause, and what it changed from and to."""

    step: str
    name: str
    basis: str
    before: Lines
    change: Change

    @property
    def delta(self) -> Ints:
        """Give what the step added to the amount of each line it changed, where that is certain."""
        pay = CODES[Treatment.PAY]
        was = self.before.low[self.change.at] * (self.before.treatment[self.change.at] == pay)
        return np.asarray(self.change.low * (self.change.treatment == pay) - was)

    def table(self) -> pa.Table:
        """Give the entry as rows of the trail."""
        at, change, before = self.change.at, self.change, self.before
        count = len(at)
        return pa.table(
            {
                "步骤": same(self.step, count),
                "条款": same(self.name, count),
                "依据": same(self.basis, count),
                "行号": pa.array(at.astype(np.int64)),
                "前下限": pa.array(before.low[at]),
                "前上限": money(before.high[at]),
                "前处理": words(before.treatment[at], TREATMENTS),
                "后下限": pa.array(change.low),
                "后上限": money(change.high),
                "后处理": words(change.treatment, TREATMENTS),
                "说明": pa.array(list(change.why), pa.string()).dictionary_encode(),
            },
            schema=TRAIL,
        )


def same(word: str, rows: int) -> pa.DictionaryArray[Any, Any]:
    """Give a column of one word."""
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), [word])


def words(codes: npt.NDArray[Any], known: Sequence[str]) -> pa.DictionaryArray[Any, Any]:
    """Give a column of words by their codes; each word is once in the dictionary.

    Parquet does not write a dictionary that repeats a word in one way only.
    """
    places: dict[str, int] = {}
    own = np.array([places.setdefault(str(word), len(places)) for word in known], np.int32)
    return pa.DictionaryArray.from_arrays(
        own[np.asarray(codes, np.intp)] if len(own) else np.zeros(0, np.int32),
        pa.array(list(places), pa.string()),
    )


def money(values: Ints) -> pa.Array[Any]:
    """Give a column of 分, where what nothing bounds is null."""
    return pa.array(values, mask=values >= INFINITE)
