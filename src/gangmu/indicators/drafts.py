"""Draft target files from what a plan states; a person confirms each line by deleting its 待确认.

Nothing is decided for the reader: an indicator that is only alike, a deadline or a base that the text
does not give, 左右 without a tolerance, are written into the draft with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gangmu.indicators.definitions import (
    Base,
    Definitions,
    Direction,
    Form,
    Indicator,
    Target,
    fold,
    unit_named,
)
from gangmu.indicators.goals import Goal, read_goal, write_goal
from gangmu.indicators.links import likeness
from gangmu.indicators.periods import Period, read_period
from gangmu.terms import (
    Claim,
    Comparator,
    Document,
    InputError,
    Kind,
    Quantity,
    Role,
    Unit,
)

#: Names this alike, with the same kind of unit, are proposed as one indicator.
ALIKE = Fraction(3, 5)
TO_FILL = Unit("待填", "", Fraction(1))
"""The unit of an indicator of which the text gives only the growth; the file will not load with it."""

CHECK = "核对原文"
"""What waits for a target in which nothing is doubtful."""

_CHANGES = (Form.GROWTH, Form.CHANGE, Form.MULTIPLE, Form.POINTS, Form.YEARLY_POINTS)
_STOP = re.compile("[，；。！？,;\n]")


@dataclass(frozen=True, slots=True)
class Draft:
    """Drafted definitions: the new indicators, all targets, how many link to known indicators."""

    definitions: Definitions
    linked: int
    skipped: tuple[str, ...] = ()

    @property
    def pending(self) -> int:
        """Count the targets that a person has yet to confirm."""
        return sum(bool(target.pending) for target in self.definitions.targets)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target as a document or a table states it, before it is linked to an indicator."""

    name: str
    goal: Goal
    region: str
    deadline: Period | None
    base: Base | None
    plan: str
    document: str
    clause: str
    quote: str
    nature: str | None
    doubts: tuple[str, ...] = ()


def draft(aims: Iterable[Aim], definitions: Definitions) -> Draft:
    """Link stated targets to known indicators by name and unit, and define the others.

    A target that is stated twice (in the text and in the table) is drafted once. Every target waits
    for confirmation, with what is doubtful in it.
    """
    known: dict[str, Indicator] = {}
    targets: list[Target] = []
    linked: set[str] = set()
    for each in aims:
        indicator, doubts, existing = _indicator(each, definitions, known)
        if existing:
            linked.add(indicator.name)
        doubts = (*each.doubts, *doubts, *_missing(each))
        targets.append(
            Target(
                indicator=indicator,
                region=each.region,
                form=each.goal.form,
                printed=write_goal(each.goal),
                goal=each.goal.quantity,
                deadline=each.deadline,
                base=Base(each.goal.since) if each.goal.since else each.base,
                rising=each.goal.rising,
                nature=each.nature,
                plan=each.plan,
                document=each.document,
                clause=each.clause,
                quote=each.quote,
                stretch=each.goal.stretch,
                relation=each.goal.relation,
                pending="；".join(dict.fromkeys(doubts)) or CHECK,
            )
        )
    # A growth may have been read before the level that tells its indicator's unit.
    targets = [
        replace(each, indicator=known.get(fold(each.indicator.name), each.indicator))
        for each in targets
    ]
    targets = _told_apart(_once(targets))
    targets.sort(key=lambda t: (t.plan, t.document, t.region))
    return Draft(
        Definitions(tuple(known.values()), tuple(targets)),
        sum(target.indicator.name in linked for target in targets),
    )


def _once(targets: Iterable[Target]) -> list[Target]:
    """Join what is stated again: 属性 and base are the table's, the words are the text's."""
    kept: dict[tuple[object, ...], Target] = {}
    for each in targets:
        value = (each.goal.base, each.goal.high) if each.goal else each.printed
        key = (each.indicator.name, each.region, each.deadline, each.form, value)
        old = kept.get(key)
        if old is None:
            kept[key] = each
            continue
        doubts = [d for said in (old, each) for d in said.pending.split("；") if d != CHECK]
        if old.printed.removeprefix("达到") != each.printed.removeprefix("达到"):
            doubts.append(f"另一处写作「{each.printed}」")
        kept[key] = replace(
            old,
            nature=old.nature or each.nature,
            base=each.base if each.base and each.base.value is not None else old.base or each.base,
            pending="；".join(dict.fromkeys(doubts)) or CHECK,
        )
    return list(kept.values())


def _told_apart(targets: Sequence[Target]) -> list[Target]:
    """Say where one indicator has two values for one year: the name is probably not whole."""
    groups: dict[tuple[object, ...], set[str]] = {}
    for each in targets:
        key = (each.indicator.name, each.region, each.deadline, each.form)
        groups.setdefault(key, set()).add(each.printed)
    found = []
    for each in targets:
        values = groups[(each.indicator.name, each.region, each.deadline, each.form)]
        pending = each.pending
        if len(values) > 1:
            doubt = f"同名同期另有 {'、'.join(sorted(values - {each.printed}))}，指标名称可能不完整"
            pending = doubt if pending == CHECK else f"{pending}；{doubt}"
        found.append(replace(each, pending=pending))
    return found


def _indicator(
    each: Aim, definitions: Definitions, known: dict[str, Indicator]
) -> tuple[Indicator, tuple[str, ...], bool]:
    """Find the indicator that a name means, or define one; the doubts say what was assumed."""
    measured = _unit_of(each.goal)
    exact = definitions.indicator(each.name) or known.get(fold(each.name))
    existing = exact is not None and exact.name not in {i.name for i in known.values()}
    if exact is not None and (measured is None or measured.dimension == exact.unit.dimension):
        return exact, (), existing
    if exact is not None and exact.unit is TO_FILL and measured is not None:
        # The level stands further down in the document than the growth.
        known[fold(each.name)] = replace(exact, unit=measured)
        return known[fold(each.name)], (), False
    name = each.name
    doubts: tuple[str, ...] = ()
    if exact is not None and measured is not None:
        name = f"{each.name}（{measured.name}）"
        doubts = (f"「{each.name}」已有定义，单位是“{exact.unit.name}”，这里另立一个",)
    elif alike := _alike(each.name, measured, definitions):
        return alike, (f"按名称相近对应到「{alike.name}」，原文作「{each.name}」",), True
    if fold(name) not in known:
        unit = measured or TO_FILL
        known[fold(name)] = Indicator(name, name, unit, _direction(each.goal))
    if measured is None:
        doubts = (*doubts, "原文没有写指标的单位")
    return known[fold(name)], doubts, False


def _unit_of(goal: Goal) -> Unit | None:
    """Give the unit of the indicator that a goal tells; a growth tells none."""
    if goal.form in (Form.POINTS, Form.YEARLY_POINTS):
        return unit_named("%")
    if goal.form in _CHANGES or goal.quantity is None:
        return None
    named = goal.quantity.unit
    return named if named.name else unit_named("指数")


def _alike(name: str, measured: Unit | None, definitions: Definitions) -> Indicator | None:
    """Find the one known indicator whose name is most alike, if alike enough."""
    scores: list[tuple[tuple[Fraction, Fraction], Indicator]] = []
    for each in definitions.indicators:
        if measured is not None and measured.dimension != each.unit.dimension:
            continue
        if name.startswith("新增") != each.name.startswith("新增"):
            continue
        best = max(likeness(fold(word), fold(name)) for word in (each.name, *each.aliases))
        if best[1] >= ALIKE:
            scores.append((best, each))
    scores.sort(key=lambda item: item[0], reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _direction(goal: Goal) -> Direction | None:
    """Tell the wanted direction where the words do: 不低于 and 增长 are up, 不超过 and 下降 down."""
    if goal.rising is not None:
        return Direction.UP if goal.rising else Direction.DOWN
    quantity = goal.quantity
    if quantity is None:
        return None
    if goal.form in _CHANGES and goal.form is not Form.MULTIPLE:
        return Direction.DOWN if quantity.value < 0 else Direction.UP
    match quantity.comparator:
        case Comparator.GE | Comparator.GT | Comparator.REACH:
            return Direction.UP
        case Comparator.LE | Comparator.LT:
            return Direction.DOWN
    return None


def _missing(each: Aim) -> Iterator[str]:
    """Name what the target needs and the text does not say."""
    if each.deadline is None and not any("时间" in doubt for doubt in each.doubts):
        yield "原文没有写明期限"
    if each.goal.form is Form.LEVEL and (said := re.search("每年|每季度|每月", each.quote)):
        yield f"原文写的是“{said[0]}”：每年都要达到的写「逐年: 是」，合计达到的写「累计…」"
    quantity = each.goal.quantity
    if quantity is not None and quantity.comparator is Comparator.APPROX:
        yield "“左右”没有声明容差"
    if (
        each.goal.form in (*_CHANGES, Form.CUMULATIVE)
        and each.base is None
        and each.goal.since is None
    ):
        yield "原文没有写明基期"


# ---------------------------------------------------------------- from documents


def aims_in(document: Document, claims: Sequence[Claim], region: str = "") -> Iterator[Aim]:
    """Give the targets that a document states, in its order.

    ``region`` is the workspace's: a claim of 滨海市临江区 is of 临江区 there.
    """
    metadata = document.metadata
    goals: list[tuple[Claim, Goal]] = []
    for claim in claims:
        if claim.kind is not Kind.TARGET or claim.role is not Role.MAIN or claim.indicator is None:
            continue
        goal = _goal(document, claim)
        if goals and _stretches(goals[-1][0], claim):
            before, first = goals[-1]
            goals[-1] = (before, replace(first, stretch=replace(claim.quantity, modality=None)))
            continue
        goals.append((claim, goal))
    for claim, printed in goals:
        assert claim.indicator is not None
        deadline = read_period(claim.time) if claim.time else None
        base, doubts = _base(document, claims, claim, printed)
        quote = _quote(document, claim)
        goal, more = _readable(printed, quote)
        doubts += more
        where = claim.region or metadata.region or region
        name = claim.indicator.text
        # 新增 is a flow: another indicator than the number that there is.
        if re.search("新增|净增", quote) and not name.startswith(("新增", "净增")):
            name = f"新增{name}"
        yield Aim(
            name=name,
            goal=goal,
            region=region if region and where.endswith(region) else where,
            deadline=deadline,
            base=base if not (base and deadline and base.period >= deadline) else None,
            plan=metadata.title or document.id,
            document=metadata.number or "",
            clause=claim.clause or "",
            quote=f"表中一格：{quote}" if _in_table(document, claim) else quote,
            nature=claim.binding if claim.binding in ("约束性", "预期性") else None,
            doubts=(*claim.doubts, *doubts),
        )


def _stretches(before: Claim, claim: Claim) -> bool:
    """Tell 达到720家，力争750家 from two targets."""
    one, other = before.indicator, claim.indicator
    return (
        claim.quantity.modality in ("力争", "争取", "争创")
        and before.quantity.modality is None
        and one is not None
        and other is not None
        and one.text == other.text
        and (before.evidence, before.time, before.rate) == (claim.evidence, claim.time, claim.rate)
        and before.quantity.unit == claim.quantity.unit
        and claim.quantity.value > before.quantity.value
    )


def _goal(document: Document, claim: Claim) -> Goal:
    quantity, rate = claim.quantity, claim.rate
    falls = claim.direction == "decrease"
    since = read_period(claim.baseline.time) if claim.baseline and claim.baseline.time else None
    dimension = quantity.unit.dimension
    words = _quote(document, claim)
    if dimension == "倍":
        return Goal(Form.MULTIPLE, replace(quantity, modality=None), since=since)
    if rate == "annual_average" and dimension in ("率", "百分点"):
        form = Form.GROWTH if dimension == "率" else Form.YEARLY_POINTS
        return Goal(form, _signed(quantity, falls))
    if claim.direction and dimension == "百分点":
        return Goal(Form.POINTS, _signed(quantity, falls), since=since)
    if (
        claim.direction
        and dimension == "率"
        and (claim.baseline is None or claim.baseline.value is None)
    ):
        return Goal(Form.CHANGE, _signed(quantity, falls), since=since)
    if rate == "cumulative" and re.search("新增|累计(?!达)|新建|完成", words):
        return Goal(Form.CUMULATIVE, quantity)
    return Goal(Form.LEVEL, quantity)


_MONEY = re.compile("产值|产出|收入|投资|规模|增加值|税|利润|资金|贷款")


def _readable(goal: Goal, quote: str) -> tuple[Goal, tuple[str, ...]]:
    """Give a goal that a target file can hold, and what was done for that."""
    quantity = goal.quantity
    doubts: tuple[str, ...] = ()
    if quantity is not None and quantity.unit.name in ("万", "亿") and _MONEY.search(quote):
        name = f"{quantity.unit.name}元"
        measured = unit_named(name)
        assert measured is not None
        goal, doubts = (
            replace(goal, quantity=replace(quantity, unit=measured)),
            (f"原文的单位只写了“{quantity.unit.name}”，按{name}读",),
        )
    try:
        read_goal(write_goal(goal), _unit_of(goal) or TO_FILL)
    except InputError as error:
        return Goal(Form.QUALITATIVE, None, words=f"定性：{quote}"), (error.cause,)
    return goal, doubts


def _signed(quantity: Quantity, falls: bool) -> Quantity:
    """Turn 下降3%以上 into a growth of at most -3 %, as target files have it."""
    if not falls:
        return quantity
    read = read_goal(
        write_goal(Goal(Form.GROWTH, quantity)).replace("增长", "下降", 1), quantity.unit
    )
    assert read.quantity is not None
    return replace(read.quantity, modality=quantity.modality)


def _base(
    document: Document, claims: Sequence[Claim], claim: Claim, goal: Goal
) -> tuple[Base | None, tuple[str, ...]]:
    """Find the base: printed with the target, in the same table, or the year before the plan."""
    start = document.metadata.plan_period
    before = read_period(str(start[0] - 1)) if start else None
    if claim.baseline is not None:
        period = read_period(claim.baseline.time) if claim.baseline.time else None
        value = claim.baseline.value
        if period is not None:
            return Base(period, value), ()
        if before is not None and value is not None:
            return Base(before, value), (f"原文没有写基期的年份，暂作{before.label}",)
        if value is not None:
            return None, (f"原文写了基期值 {value:f}{claim.baseline.unit or ''}，没有写年份",)
    if _in_table(document, claim):
        rows = [
            c
            for c in claims
            if c.kind is Kind.ACTUAL
            and _in_table(document, c)
            and c.indicator is not None
            and claim.indicator is not None
            and fold(c.indicator.text) == fold(claim.indicator.text)
            and c.quantity.unit.dimension == claim.quantity.unit.dimension
            and c.time is not None
            and (claim.time is None or c.time < claim.time)
        ]
        if rows:
            last = max(rows, key=lambda c: c.time or "")
            period = read_period(last.time or "")
            if period is not None:
                factor = last.quantity.unit.factor / claim.quantity.unit.factor
                value = Decimal(last.quantity.value)
                return Base(period, value if factor == 1 else None), ()
    if goal.form in (*_CHANGES, Form.CUMULATIVE) and goal.since is None and before is not None:
        return Base(before), (f"原文没有写基期，暂取规划期前一年（{before.label}）",)
    return None, ()


def _in_table(document: Document, claim: Claim) -> bool:
    return claim.evidence == claim.span or any(
        table.span.start <= claim.span.start < table.span.end for table in document.tables
    )


def _quote(document: Document, claim: Claim) -> str:
    """Give the part of the sentence around a number, as printed."""
    start, end = claim.evidence.start, claim.evidence.end
    stops = [found.end() for found in _STOP.finditer(document.text, start, claim.span.start)]
    after = _STOP.search(document.text, claim.span.end, end)
    left = stops[-1] if stops else start
    return " ".join(document.text[left : after.start() if after else end].split())


# ---------------------------------------------------------------- from tables


def table_goal(text: str, measured: Unit, rate: bool = False) -> tuple[Goal, tuple[str, ...]]:
    """Read the goal of a table's cell; brackets of a plan's table mean 规划期累计.

    >>> from gangmu.writing.units import unit
    >>> [table_goal(text, unit("%"))[0].form.value for text in ("≥25", "〔18〕", "国际先进")]
    ['水平', '累计', '定性']
    """
    bare = text.strip()
    doubts: tuple[str, ...] = ()
    if found := re.fullmatch(r"[\[［【〔](.+?)[\]］】〕]", bare):
        bare, doubts = f"累计{found[1]}", ("方括号按规划期累计读",)
    if rate and not re.search("增长|下降|提高|降低", bare):
        bare = f"年均下降{bare[1:]}" if bare.startswith("-") else f"年均增长{bare}"
    try:
        return read_goal(bare, measured), doubts
    except InputError as error:
        return Goal(Form.QUALITATIVE, None, words=f"定性：{bare}"), (*doubts, error.cause)
