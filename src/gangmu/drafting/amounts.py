"""The amount of a draft: rates on facts, tables of tiers, caps; 待定 where a part cannot be said.

Every form is tried before it is taken: what the measure language cannot open is not drafted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from gangmu.drafting.conditions import OPS
from gangmu.drafting.drafts import Form, Frame, Line, Missing, Pay, Several
from gangmu.drafting.matching import Match, match
from gangmu.drafting.parts import Part, cut, growth, part_of, sliced
from gangmu.drafting.trial import Trial
from gangmu.drafting.vocabulary import sayings_in
from gangmu.measures.pending import KEY
from gangmu.terms import Benefit, Criterion, Figure, ProvisionKind, Span, Tier
from gangmu.writing.units import unit

_LEVEL = re.compile("(?P<n>[一二三四五六七])级(?P<up>及?以上)?")
_OF_BASE = re.compile(
    r"不(?:得)?(?:超过|高于)(?P<base>[^，。；0-9]{2,16}?)的?(?P<n>[0-9.]+)\s?[%％]"
)
_PER_LIMIT = re.compile(
    r"每(?P<per>平方米)(?:每[年月])?(?:最高)?(?:不(?:得)?超过|最高)?(?P<n>[0-9.]+)元"
)
_EACH = re.compile("(?P<fact>[一-鿿]{2,10}?)每(?:(?P<grows>增加|新增|增长|净增|超)|满|达到?)?\\Z")
_NUMERALS = "一二三四五六七"
_DIFFERENCE = re.compile(
    "(?:晋级|晋升|升级|升档|低[一档级]|本级|下一级|上一档|高一[档级])[^。；]*(?:差额|补差|补足)"
)
_ADDED = re.compile("(?:再|另|额外|追加)(?:行)?(?:加|给予|给|奖励|奖|补助|补贴|补|增加)(?!差)")
_RECEIVED = "已获奖励"
_GROWTH = "比上年增加的部分按本年减上年计"
_OF_PART = re.compile("部分|增量|增加额|增长额|超过|超出|净增")


@dataclass(slots=True)
class Drafted:
    """The amount and cap of a measure, with what else they ask."""

    amount: Pay
    cap: Pay | None = None
    tests: list[Line | Several] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def amount_of(frame: Frame, benefit: Benefit, entity: str, trial: Trial) -> Drafted:
    """Draft what a benefit pays."""
    source = frame.source(_words_span(frame, benefit), benefit.clause)
    drafted = Drafted(Pay({KEY: source.words}, source))
    base = _base(frame, benefit, entity, trial, drafted)
    for form in _forms(frame, benefit, entity, base, drafted):
        if trial.amount(form):
            note = _GROWTH if "增量(" in str(form) else ""
            note = base.note if base and _uses(form, base) else note
            paid = _difference(frame, benefit, form, entity, trial, drafted)
            drafted.amount = Pay(paid, source, note)
            break
    if benefit.cap and not str(drafted.amount.form).startswith("不超过"):
        text = money(benefit.cap)
        if trial.amount(text):
            drafted.cap = Pay(text, frame.source(benefit.cap.span, benefit.clause))
    return drafted


def _difference(
    frame: Frame, benefit: Benefit, form: Form, entity: str, trial: Trial, drafted: Drafted
) -> Form:
    """Write 晋级的，给予差额奖励 as 补差: what is due less what has been received."""
    told = [p for p in benefit.provisions if p.kind is ProvisionKind.STACKING]
    stated = next((p for p in told if _DIFFERENCE.search(frame.document.quote(p.span))), None)
    if stated is None:
        return form
    received = match(_RECEIVED, entity, "元", frame.book)
    if received is None:
        return form
    less: Form = {"补差": {"应得": form, "已得": received.expression}}
    if not trial.amount(less):
        return form
    source = frame.source(stated.span, stated.clause)
    place = f"[{source.span.start}—{source.span.end}]"
    drafted.notes.append(f"差额按应得减「{received.expression}」计，原文 {place}「{source.words}」")
    return less


def _uses(form: Form, base: Match) -> bool:
    return base.expression in str(form)


def _words_span(frame: Frame, benefit: Benefit) -> Span:
    """Give the words of a benefit that say what it pays: what stands after the beneficiary."""
    start = benefit.span.start
    who = benefit.beneficiary
    part = part_of(frame, benefit)
    if part and who and part.span.start < who.span.end:
        who = None  # the part that is paid for is told among the words of whom it is paid to
    if who and benefit.span.start <= who.span.end < benefit.span.end - 4:
        start = who.span.end
    text = frame.document.text
    while start < benefit.span.end - 4 and text[start] in "的，,：: ":
        start += 1
    return Span(benefit.span.document, start, benefit.span.end)


def _only_cap(benefit: Benefit) -> bool:
    return not (benefit.rate or benefit.amount or benefit.tiers)


def _base(
    frame: Frame, benefit: Benefit, entity: str, trial: Trial, drafted: Drafted
) -> Match | None:
    if benefit.base is None:
        return None
    found = match(benefit.base.text, entity, "元" if _rated(benefit) else "", frame.book)
    if found and found.note and _OF_PART.search(benefit.base.text):
        found = found if "增量(" in found.expression else None  # 新增部分 is not the whole
    if found and found.definition:
        trial.definitions.setdefault(*found.definition)
        drafted.notes.append(found.note)
    if found is None and _rated(benefit) and not _OF_PART.search(benefit.base.text):
        drafted.missing.append(Missing(entity, benefit.base.text, unit("元")))
    return found


def _rated(benefit: Benefit) -> bool:
    return benefit.rate is not None or any(t.rate for t in benefit.tiers)


def _forms(
    frame: Frame, benefit: Benefit, entity: str, base: Match | None, drafted: Drafted
) -> Iterator[Form]:
    """Give the ways of writing an amount, the best first."""
    if benefit.discretionary and not benefit.tiers:
        if "一事一议" in frame.document.quote(benefit.span):
            yield "一事一议"
        return
    if benefit.tiers and not benefit.marginal and cut(frame, benefit):
        return  # rates on parts that were not read as slices are not rates on the whole
    if benefit.tiers and _ADDED.search(frame.document.quote(benefit.span)):
        return  # what is added to another amount is no step beside it
    part = part_of(frame, benefit)
    if part is not None:
        yield from _part(frame, benefit, part, entity, base, drafted)
        return
    if _only_cap(benefit):
        if benefit.cap:
            yield f"不超过 {money(benefit.cap)}"
        return
    if benefit.marginal:
        yield from _slices(frame, benefit, entity, base)
        return
    if benefit.tiers:
        yield from _tables(frame, benefit, entity, base, drafted)
        return
    if benefit.amount and benefit.step:
        yield from _steps(frame, benefit, entity, drafted)
        return
    yield from (
        _floored(benefit, text)
        for text in _worth(frame, benefit, benefit.rate, benefit.amount, entity, base)
    )


def _part(
    frame: Frame, benefit: Benefit, part: Part, entity: str, base: Match | None, drafted: Drafted
) -> Iterator[Form]:
    """Write what is paid for a part of a base only."""
    each = f"/{benefit.per.text}" if benefit.per else ""
    dimension = unit(benefit.per.text).dimension if benefit.per else "元"
    if part.over is not None:
        by = percent(benefit.rate) if benefit.rate else ""
        if benefit.amount and each:
            by = f"{money(benefit.amount)}{each}"
        nothing = "0%" if benefit.rate else f"0元{each}"
        fact = sliced(part, base, entity, frame)
        if fact is not None and by:
            drafted.notes += [fact.note] if fact.note and base is None else []
            yield {
                "分段": {
                    "量": fact.expression,
                    "段": [{"至": part.over, "按": nothing}, {"按": by}],
                }
            }
        return
    grown = growth(part, entity, dimension, frame)
    rate = percent(benefit.rate) if benefit.rate else part.rate
    if benefit.amount and each:
        rate = f"{money(benefit.amount)}{each}"
    other = benefit.base
    if other and part.fact not in (other.text, "") and not _OF_PART.search(other.text):
        start, end = part.span.start, part.span.end
        if other.span.end <= start or end <= other.span.start:
            return  # 纳税额增长部分，按地方留成的50%: a rate on something else than the growth
    if grown is not None and rate:
        yield f"{rate} × {grown.expression}"


def _steps(frame: Frame, benefit: Benefit, entity: str, drafted: Drafted) -> Iterator[Form]:
    """Write 产值每增加1000万元奖励2万元: so much for every full unit of an increment."""
    assert benefit.step is not None
    words = frame.document.text[benefit.span.start : benefit.step.span.start]
    found = _EACH.search(words)
    if found is None:
        return
    dimension = benefit.step.quantity.unit.dimension
    name = found["fact"] + ("增量" if found["grows"] else "")
    fact = match(name, entity, dimension, frame.book)
    if fact is None:
        return
    drafted.notes.append("原文没有写不足一个单位怎样算，先按满一个单位算")
    yield {
        "每满": {"量": fact.expression, "单位": money(benefit.step), "给": money(benefit.amount)}
    }


def _floored(benefit: Benefit, text: str) -> str:
    return f"取大({text}，{money(benefit.floor)})" if benefit.floor else text


def _worth(
    frame: Frame,
    benefit: Benefit,
    rate: Figure | None,
    amount: Figure | None,
    entity: str,
    base: Match | None,
) -> Iterator[str]:
    """Write one rate on its base, or one amount, with the bounds that stand beside it."""
    if rate is not None and base is not None:
        text = f"{percent(rate)} × {base.expression}"
        limits = list(_limits(frame, benefit, entity))
        if limits:
            yield f"取小({'，'.join([text, *limits])})"
        yield text
    elif amount is not None and benefit.per is not None:
        fact = _counted(frame, benefit, entity, base)
        if fact is not None:
            yield f"{money(amount)}/{benefit.per.text} × {fact.expression}"
    elif amount is not None and benefit.step is None:
        yield money(amount)


def _counted(frame: Frame, benefit: Benefit, entity: str, base: Match | None) -> Match | None:
    """Find the fact that an amount per unit is paid for each unit of."""
    if benefit.base is not None:
        return base
    assert benefit.per is not None
    for criterion in benefit.criteria:
        if criterion.figure and criterion.figure.quantity.unit.name == benefit.per.text:
            dimension = criterion.figure.quantity.unit.dimension
            return match(criterion.fact, entity, dimension, frame.book)
    return None


def _limits(frame: Frame, benefit: Benefit, entity: str) -> Iterator[str]:
    """Write bounds beside a rate: 不超过贷款额的2%, 每平方米不超过240元."""
    for provision in benefit.provisions:
        if provision.kind is not ProvisionKind.LIMIT:
            continue
        words = frame.document.quote(provision.span)
        share, per = _OF_BASE.search(words), _PER_LIMIT.search(words)
        if share and (fact := match(share["base"], entity, "元", frame.book)):
            yield f"{share['n']}% × {fact.expression}"
        elif per:
            named = re.search("按(?P<fact>[^，。]{2,8}?)(?:折算|计算|计)", words)
            fact = match(named["fact"] if named else "面积", entity, per["per"], frame.book)
            if fact:
                yield f"{per['n']}元/{per['per']} × {fact.expression}"


# ---------------------------------------------------------------- tiers


def _slices(frame: Frame, benefit: Benefit, entity: str, base: Match | None) -> Iterator[Form]:
    """Write slices of a base: 超过500万元至2000万元的部分，按5%."""
    if not all(tier.rate or tier.amount for tier in benefit.tiers):
        return
    each = f"/{benefit.per.text}" if benefit.per else ""
    parts: list[Form] = []
    closed = False
    for i, tier in enumerate(benefit.tiers):
        by = percent(tier.rate) if tier.rate else f"{money(tier.amount)}{each}"
        ends = {c.op: c.figure for c in tier.limits if c.figure}
        low, top = ends.get("gt") or ends.get("ge"), ends.get("le") or ends.get("lt")
        if i == 0 and low is not None:
            parts.append({"至": money(low), "按": _nothing(tier, each)})
        if top is None and i + 1 < len(benefit.tiers):
            above = {c.op: c.figure for c in benefit.tiers[i + 1].limits if c.figure}
            top = above.get("gt") or above.get("ge")
        closed = top is not None
        parts.append({"至": money(top), "按": by} if top else {"按": by})
    if closed:
        parts.append({"按": _nothing(benefit.tiers[-1], each)})
    fact = base or _sliced(frame, benefit, entity)
    if fact is not None:
        yield {"分段": {"量": fact.expression, "段": parts}}


def _nothing(tier: Tier, each: str) -> str:
    return "0%" if tier.rate else f"0元{each}"


def _sliced(frame: Frame, benefit: Benefit, entity: str) -> Match | None:
    """Find the fact whose slices are paid for: the one that the slices are cut on."""
    for tier in benefit.tiers:
        for criterion in tier.limits:
            if criterion.figure:
                dimension = criterion.figure.quantity.unit.dimension
                return match(criterion.fact, entity, dimension, frame.book)
    return None


def _tables(
    frame: Frame, benefit: Benefit, entity: str, base: Match | None, drafted: Drafted
) -> Iterator[Form]:
    worth = [
        next(iter(_worth(frame, benefit, t.rate, t.amount, entity, base)), None)
        for t in benefit.tiers
    ]
    values = [
        f"取小({w}，{money(t.cap)})" if w and t.cap and t.rate else w
        for w, t in zip(worth, benefit.tiers, strict=True)
    ]
    column, bands, asked = _bands(frame, benefit, entity)
    if column and all(values) and all(bands):
        if asked:
            drafted.tests.append(asked)
        rows: list[Form] = [[str(band), str(v)] for band, v in zip(bands, values, strict=True)]
        yield {"分档": {"列": [column, "给付"], "行": rows}}
        return
    yield from _conditional(frame, benefit, entity, values)
    yield from _named(frame, benefit, entity, values, drafted)


def _conditional(
    frame: Frame, benefit: Benefit, entity: str, values: list[str | None]
) -> Iterator[Form]:
    """Write tiers that several facts choose: 产值5亿元以上、增长15%以上的，30万元."""
    parts: list[Form] = []
    for tier, value in zip(benefit.tiers, values, strict=True):
        texts = [_compared(frame, c, entity) for c in tier.limits]
        if not texts or value is None or not all(texts):
            return
        parts.append({"若": " 且 ".join(str(text) for text in texts), "给付": value})
    yield {"择高": parts}


def _compared(frame: Frame, criterion: Criterion, entity: str) -> str | None:
    if criterion.figure is None:
        return None
    unit_ = criterion.figure.quantity.unit
    fact = match(criterion.fact, entity, unit_.dimension, frame.book)
    if fact is None:
        return None
    each = "/亩" if fact.dimension == "元/平方米" and unit_.dimension == "元" else ""
    value = f"{criterion.figure.quantity.value.normalize():f}{unit_.name}{each}"
    return f"{fact.expression} {OPS[criterion.op]} {value}"


def _bands(
    frame: Frame, benefit: Benefit, entity: str
) -> tuple[str | None, list[str | None], Line | None]:
    """Write the tiers as bands of one fact; also what is asked where its lowest rung is not."""
    levels = [_LEVEL.search(t.when.text) for t in benefit.tiers]
    if all(levels):
        return _levels(frame, benefit, entity, [m for m in levels if m])
    facts = [_column(t, benefit) for t in benefit.tiers]
    several = any(len({c.fact for c in t.limits}) > 1 for t in benefit.tiers[1:])
    if several or len(set(facts)) != 1 or facts[0] is None:
        return None, [], None
    first = next(c for t in benefit.tiers for c in t.limits if c.fact == facts[0] and c.figure)
    dimension = first.figure.quantity.unit.dimension if first.figure else ""
    fact = match(facts[0], entity, dimension, frame.book)
    if fact is None:
        return None, [], None
    each = "/亩" if fact.dimension == "元/平方米" and dimension == "元" else ""
    bands: list[str | None] = []
    for i, tier in enumerate(benefit.tiers):
        own = [c for c in tier.limits if c.fact == facts[0]]
        low = next((c for c in own if c.op in ("ge", "gt")), None)
        high = next((c for c in own if c.op in ("le", "lt")), None)
        if high is None and i + 1 < len(benefit.tiers):
            above = [c for c in benefit.tiers[i + 1].limits if c.fact == facts[0]]
            rising = (c for c in above if c.op in ("ge", "gt") and _above(c, low))
            high = next((_below(c) for c in rising), None)
        bands.append(_band(low, high, each))
    return fact.expression, bands, None


def _column(tier: Tier, benefit: Benefit) -> str | None:
    """Name the fact that a tier is chosen by: the one whose limit differs from tier to tier."""
    for criterion in tier.limits:
        if criterion.figure is None:
            continue
        values = {
            c.figure.quantity.base
            for t in benefit.tiers
            for c in t.limits
            if c.fact == criterion.fact and c.op == criterion.op and c.figure
        }
        if len(values) > 1 or len(tier.limits) == 1:
            return criterion.fact
    return None


def _above(one: Criterion, two: Criterion | None) -> bool:
    if one.figure is None or two is None or two.figure is None:
        return False
    return one.figure.quantity.base > two.figure.quantity.base


def _below(criterion: Criterion) -> Criterion:
    op = "lt" if criterion.op == "ge" else "le"
    return Criterion(criterion.fact, op, criterion.figure, criterion.span)


def _band(low: Criterion | None, high: Criterion | None, each: str) -> str | None:
    def end(c: Criterion, inclusive: bool) -> str:
        assert c.figure is not None
        return f"{money(c.figure)}{each}{'(含)' if inclusive else '(不含)'}"

    if low and high:
        return f"{end(low, low.op == 'ge')}至{end(high, high.op == 'le')}"
    if low:
        return f"{end(low, low.op == 'ge')}以上"
    return f"{end(high, high.op == 'le')}以下" if high else None


def _levels(
    frame: Frame, benefit: Benefit, entity: str, levels: list[re.Match[str]]
) -> tuple[str | None, list[str | None], Line | None]:
    words = benefit.beneficiary.text if benefit.beneficiary else benefit.heading
    named = next((c.fact for c in benefit.criteria if _is_level(c)), words)
    fact = match(named, entity, "级", frame.book)
    if fact is None:
        return None, [], None
    numbers = [_NUMERALS.index(m["n"]) + 1 for m in levels]
    bands: list[str | None] = []
    for i, (number, level) in enumerate(zip(numbers, levels, strict=True)):
        last = i + 1 == len(numbers)
        if last or level["up"]:
            bands.append(f"{number}级(含)以上" if level["up"] or last else None)
        else:
            bands.append(f"{number}级(含)至{number + 1}级(不含)")
    asked = None
    if not any(_is_level(c) for c in benefit.criteria):
        source = frame.source(benefit.tiers[0].when.span, benefit.clause)
        asked = Line(f"{fact.expression} ≥ {min(numbers)}级", source, note=fact.note)
    return fact.expression, bands, asked


def _is_level(criterion: Criterion) -> bool:
    return criterion.figure is not None and criterion.figure.quantity.unit.name == "级"


def _named(
    frame: Frame,
    benefit: Benefit,
    entity: str,
    values: list[str | None],
    drafted: Drafted,
) -> Iterator[Form]:
    """Write tiers that are chosen by a title or a name: 国家级30万元, 市级10万元."""
    conditions: list[str | None] = []
    for tier in benefit.tiers:
        said = [
            s for s in sayings_in(tier.when.text, entity, frame.region, frame.year) if s.conditions
        ]
        texts = [c for s in said for c in s.conditions]
        one = len(texts) == 1 and re.search(" (?:包含|=) ", texts[0])
        conditions.append(texts[0] if one else None)
    if all(conditions) and all(values) and len(set(conditions)) == len(conditions):
        parts: list[Form] = []
        for condition, value in zip(conditions, values, strict=True):
            register, member = re.split(" (?:包含|=) ", str(condition), maxsplit=1)
            table: Form = {"列": [register, "给付"], "行": [[member, str(value)]], "其余": "0元"}
            parts.append({"分档": table})
        lines = tuple(
            (Line(str(c), frame.source(t.when.span, benefit.clause)),)
            for c, t in zip(conditions, benefit.tiers, strict=True)
        )
        drafted.tests.append(Several(1, lines, frame.source(benefit.span, benefit.clause)))
        yield {"择高": parts}
        return
    if all(values):
        yield {
            "择高": [
                {"若": {KEY: t.when.text or f"第{i}档"}, "给付": str(v)}
                for i, (t, v) in enumerate(zip(benefit.tiers, values, strict=True), 1)
            ]
        }


# ---------------------------------------------------------------- figures


def money(figure: Figure | None) -> str:
    """Write an amount as a measure file does: ``100万元``; what is paid 每年 loses its ``/年``."""
    assert figure is not None
    quantity = figure.quantity
    name = re.sub("[/／]年$", "", quantity.unit.name)
    value = quantity.value
    if name == "亿元" and value < 1:
        value, name = value * 10000, "万元"
    return f"{value.normalize():f}{name}"


def percent(figure: Figure) -> str:
    """Write a rate in per cent, exactly: 1‰ is ``0.1%``."""
    value = Fraction(figure.quantity.base) * 100
    scaled = value.limit_denominator(10**9)
    text = f"{float(scaled):.9f}".rstrip("0").rstrip(".")
    return f"{text}%"
