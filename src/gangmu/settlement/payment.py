"""分期, 保持, 分担, 受益: how an award is paid, when, to whom, by which level, and what is reclaimed.

The *plan* has one row for each instalment: of this run's awards, and of the awards in the ledger whose
instalments are not paid yet. An instalment whose year has come is paid if what it waits for holds; a
breach of 保持 stops the rest (停发余款) or reclaims what was paid (追回). Written out, the plan is next
year's ledger.

=========  ===================  ==================================================================
column     type                 meaning
=========  ===================  ==================================================================
行号        int64                the line of this run; null for an award of the ledger
文号 措施    dictionary<string>   of the award
编号 名称    string               the applicant
企业代码    string               the enterprise behind it
收款人      string               whom the money goes to; null where it is not known
核定年度    int32                year of the award
期次        string               name of the instalment
应付年度    int32                the year in which it falls due
金额 最多    int64 分             what it is, and what it may be where that is not known (null: 无上限)
状态        dictionary<string>   已拨付 本期拨付 以后年度 待核实 停发 追回 顺延
依据 说明    string               the clause, and why
=========  ===================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pyarrow as pa

from gangmu.measures.arrangement import Consequence, Instalment, Level, Retention, Share, Split
from gangmu.measures.facts import half_up
from gangmu.measures.measure import Measure
from gangmu.settlement.allocation import INFINITE, Interval
from gangmu.settlement.caps import yuan
from gangmu.settlement.ledger import Payment, State
from gangmu.settlement.lines import CODES, WORD, Lines, Treatment
from gangmu.settlement.round import Round
from gangmu.settlement.turns import exact_values

PLAN = pa.schema(
    [
        ("行号", pa.int64()),
        ("文号", WORD),
        ("措施", WORD),
        ("编号", pa.string()),
        ("名称", pa.string()),
        ("企业代码", pa.string()),
        ("收款人", pa.string()),
        ("核定年度", pa.int32()),
        ("期次", pa.string()),
        ("应付年度", pa.int32()),
        ("金额", pa.int64()),
        ("最多", pa.int64()),
        ("状态", WORD),
        ("依据", pa.string()),
        ("说明", pa.string()),
    ]
)
SHARES = pa.schema(
    [
        ("计划行", pa.int64()),
        ("级次", WORD),
        ("方式", WORD),
        ("金额", pa.int64()),
        ("最多", pa.int64()),
        ("依据", pa.string()),
    ]
)
ONCE = "一次拨付"
UNPLANNED = "未安排"


@dataclass(frozen=True, slots=True)
class Due:
    """One row of the plan."""

    line: int | None
    measure: Measure | None
    number: str
    name: str
    id: str
    label: str
    enterprise: str
    payee: str | None
    awarded: int
    instalment: str
    year: int
    amount: Interval
    state: State
    clause: str
    why: str


def plan(round_: Round, lines: Lines) -> list[Due]:
    """Plan the payment of every award: this run's, in the order of its lines, then the ledger's."""
    return [*_new(round_, lines), *_earlier(round_)]


# ---------------------------------------------------------------- this run's awards


def _new(round_: Round, lines: Lines) -> Iterator[Due]:
    deferred = lines.treatment == CODES[Treatment.DEFERRED]
    at = np.flatnonzero(lines.open | deferred)
    ids, labels = round_.ids(lines, at), round_.names(lines, at)
    enterprises = ["" if code is None else str(code) for code in round_.words(lines, at, "企业")]
    payees = round_.payees(lines, at)
    for i, line in enumerate(at.tolist()):
        measure = round_.measures[lines.measure[line]]
        awarded = measure.arrangement
        first = Due(
            line,
            measure,
            measure.number,
            measure.name,
            ids[i],
            labels[i],
            enterprises[i],
            None if payees[i] is None else str(payees[i]),
            round_.year,
            ONCE,
            round_.year,
            (int(lines.low[line]), int(lines.high[line])),
            State.DUE,
            measure.clause,
            "",
        )
        if deferred[line]:
            yield replace(first, year=round_.year + 1, state=State.DEFERRED)
            continue
        parts = (
            _parts(round_, measure, first, int(lines.row[line]))
            if awarded.instalments
            else [_open(first, "")]
        )
        for due in parts:
            # Nothing is paid of an award that waits, not even an instalment that it surely reaches.
            waits = due.state is State.DUE and lines.treatment[line] == CODES[Treatment.PENDING]
            yield replace(due, state=State.PENDING, why="核定额待核实") if waits else due


def _open(due: Due, waits: str) -> Due:
    """Leave an instalment undecided where its amount or its payee is not known."""
    low, high = due.amount
    if due.state in (State.DUE, State.FUTURE) and low < high:
        return replace(due, state=State.PENDING, why=waits or "金额待核实")
    if due.state is State.DUE and due.payee is None:
        return replace(due, state=State.PENDING, why="不知道收款人")
    return due


def _parts(round_: Round, measure: Measure, award: Due, row: int) -> Iterator[Due]:
    parts = measure.arrangement.instalments
    if parts[0].progress is not None:
        yield from _by_progress(round_, measure, award, parts, award.amount, row)
        return
    lows = divide(parts, award.amount[0], measure.quantum)
    highs = divide(parts, award.amount[1], measure.quantum)
    for part, low, high in zip(parts, lows, highs, strict=False):
        due = replace(
            award,
            instalment=part.name,
            year=award.awarded + part.year,
            amount=(low, high),
            clause=part.clause,
        )
        yield _open(_come(round_, measure, due, part, row), "")
    if len(lows) > len(parts):
        over = replace(award, instalment=UNPLANNED, amount=(lows[-1], highs[-1]))
        yield replace(over, state=State.PENDING, why="核定额超出各期合计，原文没有说怎样付")


def _by_progress(
    round_: Round,
    measure: Measure,
    award: Due,
    parts: Sequence[Instalment],
    left: Interval,
    row: int,
) -> Iterator[Due]:
    """Pay the part that this year's progress gives; the next one stands for all that is left.

    ``left`` is what of the award is not paid yet; ``parts`` are those still to come.
    """
    part = parts[0]
    due = replace(
        award, instalment=part.name, year=award.awarded + part.year, amount=left, clause=part.clause
    )
    if due.year > round_.year or left[0] < left[1]:
        yield _open(replace(due, state=State.FUTURE, why=f"{due.year} 年按当年进度核定"), "")
        return
    assert part.progress is not None
    [rate] = exact_values(round_, part.progress, measure.entity, np.array([row]))
    come = _come(round_, measure, due, part, row)
    if rate is None or come.state is not State.DUE:
        why = come.why or f"「{part.name}」的进度待核实"
        yield replace(due, state=State.PENDING, why=why)
        return
    unit = int(measure.quantum * 100)
    share = min(left[0], max(0, half_up(award.amount[0] * rate / unit) * unit))
    yield _open(replace(come, amount=(share, share)), "")
    rest = left[0] - share
    if rest and len(parts) > 1:
        yield from _by_progress(round_, measure, award, parts[1:], (rest, rest), row)
    elif rest:
        over = replace(due, instalment=UNPLANNED, amount=(rest, rest), state=State.PENDING)
        yield replace(over, why="各期已满还有余额，原文没有说怎样付")


def divide(parts: Sequence[Instalment], amount: int, quantum: Fraction) -> list[int]:
    """Divide an award (分) into its instalments; what they do not cover is one part more.

    Shares are rounded as running sums, so that they add up; fixed sums are paid in their order as
    far as the award reaches.

    >>> half = [Instalment("一", None, Fraction(1, 3), 0, None, ""), Instalment("二", None, None, 1, None, "")]
    >>> divide(half, 10000, Fraction(1, 100))
    [3333, 6667]
    """
    if amount >= INFINITE:
        return [INFINITE] * len(parts)
    unit = int(quantum * 100)
    found: list[int] = []
    shares = Fraction(0)
    for part in parts:
        left = amount - sum(found)
        if part.rest:
            found.append(left)
        elif part.share is not None:
            shares += part.share
            upto = amount if shares == 1 else half_up(amount * shares / unit) * unit
            found.append(min(left, upto - sum(found)))
        else:
            assert part.amount is not None
            found.append(min(left, int(part.amount * 100)))
    left = amount - sum(found)
    return [*found, left] if left else found


def _come(round_: Round, measure: Measure, due: Due, part: Instalment, row: int) -> Due:
    """Say where an instalment stands: its year, and what it waits for."""
    if due.year > round_.year:
        return replace(due, state=State.FUTURE, why=f"{due.year} 年应付")
    if part.given is None:
        return replace(due, state=State.DUE)
    sure, possible = round_.holding(part.given, measure.entity, np.array([row]))
    if sure[0]:
        return replace(due, state=State.DUE)
    if possible[0]:
        return replace(due, state=State.PENDING, why=f"「{part.name}」的前提待核实")
    return replace(due, state=State.FUTURE, why=f"「{part.name}」的前提还没有满足")


# ---------------------------------------------------------------- the ledger's awards


def _earlier(round_: Round) -> Iterator[Due]:
    rows: dict[str, dict[str, int]] = {}
    if not round_.ledger.payments:
        return
    for entity, applicants in round_.applicants.items():
        rows[entity] = {id: row for row, id in enumerate(applicants.ids)}
    for (number, name, id, awarded), payments in round_.ledger.awards().items():
        place = round_.places.get((number, name))
        measure = None if place is None else round_.measures[place]
        row = None if measure is None else rows.get(measure.entity, {}).get(id)
        label = id
        if measure is not None and row is not None:
            label = round_.applicants[measure.entity].names_at([row])[0]
        for payment in _after_breach(round_, measure, row, awarded, payments):
            yield replace(payment, id=id, label=label)


def _after_breach(
    round_: Round, measure: Measure | None, row: int | None, awarded: int, payments: list[Payment]
) -> Iterator[Due]:
    dues = [_of_payment(measure, payment) for payment in payments]
    open_ = [due for due in dues if due.state in (State.FUTURE, State.PENDING, State.DEFERRED)]
    paid = sum(due.amount[0] for due in dues if due.state is State.PAID)
    if measure is None or row is None:
        why = "措施已不适用，须人工核对" if measure is None else "登记表中没有这个对象"
        for due in dues:
            late = due in open_ and due.year <= round_.year
            yield replace(due, state=State.PENDING, why=why) if late else due
        return
    breach = _breached(round_, measure, row, awarded)
    retention = measure.arrangement.retention
    for due in dues:
        if due not in open_:
            yield due
        elif breach is True and retention is not None:
            yield replace(due, state=State.STOPPED, clause=retention.clause, why=_broken(retention))
        elif breach is None and retention is not None and due.year <= round_.year:
            yield replace(due, state=State.PENDING, why="是否违反保持条件待核实")
        elif (parts := _moving(measure, due, round_.year)) is not None:
            award = replace(due, amount=(_award(dues), _award(dues)), state=State.DUE)
            yield from _by_progress(round_, measure, award, parts, due.amount, row)
        else:
            yield _fallen_due(round_, measure, due, row)
    if breach is True and retention is not None and paid:
        back = reclaimed(retention, paid, awarded, round_.year)
        if back:
            yield replace(
                dues[0],
                instalment="追回",
                year=round_.year,
                amount=(back, back),
                state=State.RECLAIM,
                clause=retention.clause,
                why=f"{_broken(retention)}，已付 {yuan(paid)}",
            )


def _award(dues: Sequence[Due]) -> int:
    return sum(due.amount[0] for due in dues if due.state is not State.RECLAIM)


def _moving(measure: Measure, due: Due, year: int) -> Sequence[Instalment] | None:
    """Give the instalments from one on, where it falls due by progress; ``None`` where it does not."""
    parts = measure.arrangement.instalments
    at = next((i for i, part in enumerate(parts) if part.name == due.instalment), None)
    if at is None or parts[at].progress is None or due.year > year:
        return None
    return parts[at:]


def reclaimed(retention: Retention, paid: int, awarded: int, year: int) -> int:
    """Say how much of what was paid must come back, in 分.

    按剩余年限追回 takes the part of the years that are left, rounded half up to 分.
    """
    if retention.consequence is Consequence.RECLAIM:
        return paid
    if retention.consequence is Consequence.RECLAIM_REST:
        left = max(0, awarded + retention.years - year)
        return half_up(Fraction(paid * left, retention.years))
    return 0


def _broken(retention: Retention) -> str:
    return f"{retention.years} 年内违反保持条件，{retention.consequence}"


def _breached(round_: Round, measure: Measure, row: int, awarded: int) -> bool | None:
    """Say whether what must last has failed; the year of the award is not judged again."""
    retention = measure.arrangement.retention
    if retention is None or not awarded < round_.year < awarded + retention.years:
        return False
    sure, possible = round_.holding(retention.breach, measure.entity, np.array([row]))
    return True if sure[0] else None if possible[0] else False


def _of_payment(measure: Measure | None, payment: Payment) -> Due:
    return Due(
        None,
        measure,
        payment.number,
        payment.measure,
        payment.id,
        payment.id,
        payment.enterprise,
        payment.enterprise,
        payment.awarded,
        payment.instalment,
        payment.due,
        (payment.amount, payment.amount),
        payment.state,
        measure.clause if measure else "",
        "",
    )


def _fallen_due(round_: Round, measure: Measure, due: Due, row: int) -> Due:
    if due.year > round_.year:
        return due
    part = next((p for p in measure.arrangement.instalments if p.name == due.instalment), None)
    if part is None:
        known = due.instalment == ONCE or due.state is State.DEFERRED
        return replace(
            due, state=State.DUE if known else State.PENDING, why="" if known else "期次对不上"
        )
    return _come(round_, measure, replace(due, clause=part.clause), part, row)


# ---------------------------------------------------------------- levels of government


def split(amount: Interval, shares: Split) -> list[Interval]:
    """Divide an amount among the levels that bear it, or say what they add.

    >>> half = Split((Share("市级", Level.RATE, Fraction(1, 2)), Share("区级", Level.REST)), False, "五")
    >>> split((101, 101), half)
    [(51, 51), (50, 50)]
    """
    low, high = amount
    found: dict[str, Interval] = {}
    for share in shares.shares:
        if share.kind is Level.RATE:
            found[share.level] = (_part(low, share.rate), _part(high, share.rate))
        elif share.kind is Level.DISCRETION:
            found[share.level] = (_part(low, share.low), _part(high, share.high))
    for share in shares.shares:
        if share.kind is Level.AT_LEAST:
            found[share.level] = _at_least(amount, share, shares, found)
    for share in shares.shares:
        if share.kind is Level.REST:
            lows = sum(part[0] for part in found.values())
            highs = sum(part[1] for part in found.values())
            found[share.level] = (max(0, low - highs), max(0, high - lows))
    ordered = [found[share.level] for share in shares.shares]
    if not shares.adds and low == high and all(a == b for a, b in ordered):
        # Rates of one sum are rounded one by one; the 分 that is over or short is the last one's.
        last = low - sum(a for a, _ in ordered[:-1])
        ordered[-1] = (last, last)
    return ordered


def _part(amount: int, rate: Fraction) -> int:
    return INFINITE if amount >= INFINITE else half_up(amount * rate)


def _at_least(
    amount: Interval, share: Share, shares: Split, found: dict[str, Interval]
) -> Interval:
    low, high = amount
    if share.of == "核定额":
        return (low, INFINITE)
    other = found.get(share.of)
    if shares.adds:
        return (other[0] if other else low, INFINITE)
    if other is not None:
        taken = sum(part[0] for part in found.values())
        return (other[0], high - taken)
    return (-(-low // 2), high)  # the other level has the rest: not less than half


def shares_of(dues: Sequence[Due]) -> pa.Table:
    """Split everything that is paid now, or may be, among the levels of government."""
    columns: dict[str, list[object]] = {field.name: [] for field in SHARES}
    for at, due in enumerate(dues):
        if due.measure is None or due.state not in (State.DUE, State.PENDING):
            continue
        for shares in due.measure.arrangement.splits:
            for share, (low, high) in zip(shares.shares, split(due.amount, shares), strict=True):
                row = (
                    at,
                    share.level,
                    "配套" if shares.adds else "分担",
                    low,
                    None if high >= INFINITE else high,
                    shares.clause,
                )
                for name, value in zip(columns, row, strict=True):
                    columns[name].append(value)
    return pa.table(columns, schema=SHARES)


def plan_table(dues: Sequence[Due]) -> pa.Table:
    """Give the plan as a table."""
    return pa.table(
        {
            "行号": [due.line for due in dues],
            "文号": [due.number for due in dues],
            "措施": [due.name for due in dues],
            "编号": [due.id for due in dues],
            "名称": [due.label for due in dues],
            "企业代码": [due.enterprise for due in dues],
            "收款人": [due.payee for due in dues],
            "核定年度": [due.awarded for due in dues],
            "期次": [due.instalment for due in dues],
            "应付年度": [due.year for due in dues],
            "金额": [due.amount[0] for due in dues],
            "最多": [None if due.amount[1] >= INFINITE else due.amount[1] for due in dues],
            "状态": [str(due.state) for due in dues],
            "依据": [due.clause for due in dues],
            "说明": [due.why for due in dues],
        },
        schema=PLAN,
    )
