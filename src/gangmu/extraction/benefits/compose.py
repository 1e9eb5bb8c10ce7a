"""Compose a benefit rule out of its segments: criteria, base, rows, tiers, terms."""

from __future__ import annotations

import re

from gangmu.extraction.benefits.criteria import cleaned, criteria_of
from gangmu.extraction.benefits.figures import AWARDED, Use, is_rate, use_of
from gangmu.extraction.benefits.recipients import beneficiary, entity_of, kind_named
from gangmu.extraction.benefits.rows import Row, rows_of
from gangmu.extraction.benefits.rules import OF_SEVERAL
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.benefits.statuses import (
    asked_in,
    graded_in,
    is_recognition,
    joined_in,
    statuses_in,
)
from gangmu.extraction.benefits.steps import Rule
from gangmu.extraction.benefits.tiers import (
    figure_of,
    is_marginal,
    lowest_only,
    tiers_of,
    with_lowest,
)
from gangmu.extraction.nouns import trimmed
from gangmu.extraction.state import Draft, State, chain_of
from gangmu.terms import (
    Benefit,
    BenefitKind,
    Choice,
    Comparator,
    Criterion,
    Phrase,
    Provision,
    ProvisionKind,
    Span,
    Tier,
)

_BASE = re.compile(
    r"(?:按照|按(?!照)|以(?![上下内及后外])|给予)(?!不超过|不高于|不低于|最高|规定|要求|程序|[^，。；]{0,6}原则)(?:其|该)?(?P<base>[^，。；：0-9]{2,40}?)(?:的|给予)?\s?(?:一定比例|相应比例|不同比例|[0-9一二三四五六七八九]+(?:\.[0-9]+)?\s?(?:[%％成]|折)|[一二三四五]分之|为基数|不超过\s?[0-9]|最高(?:不超过)?\s?[0-9]|分段|分档|一半)"
)
_BASE_OF_RATE = re.compile(
    r"(?:按照?|以)?(?:其|该)?(?P<base>[^，。；：0-9、]{2,30}?)的\s?(?:一半|不超过)?\s?\Z"
)
# 租金由县财政按100%补贴; 本金损失由资金池承担50%
_BASE_BORNE = re.compile(
    "(?P<base>[一-鿿]{0,10}(?:费用?|租金|利息|保费|损失))由[^，。；]{2,16}?(?:补贴|补助|承担|按|给予|奖励|补偿)[^，。；]{0,12}\\Z"
)
# 再贴一半利息: the base stands behind; 报销商标注册费，报销比例70%: it stands before the share is named
_BASE_BEHIND = re.compile(
    "的?(?!给予|予以)(?P<base>(?:[一-鿿]{0,6}?)(?:利息|租金|保费|费用|价款|[检培注展运诊参]?[一-鿿]费))(?=[，。；,;]|的?[补奖贴资支])"
)
# 按实际租金给予补贴，第一年补贴比例为100%
_BASE_ALONE = re.compile(
    "(?:按照|按(?!照))(?P<base>[^，。；：0-9]{2,20}?)(?<!标准)(?<!比例)(?:给予|予以)(?:补贴|补助|奖励|贴息|资助)"
)
_BASE_NAMED = re.compile(
    "(?:报销|补贴|补助|资助|减免|补偿)(?P<base>[^，。；的0-9]{2,16})[，,][^，。；0-9]{0,8}(?:比例|标准|幅度)[^，。；0-9]{0,4}\\Z"
)
_PER = re.compile(
    "每(?P<unit>人次|架次|班次|蒸吨|千伏安|立方米|标准箱|平方米|吨标准煤|吨标煤|千瓦时|度电?|标箱|千瓦|兆瓦|课时|季度|万元|[家户个人名项台件套亩吨张款次只辆位场条枚班月天])"
)
_AMOUNT_BASE = re.compile(
    r"(?:按照?|对)(?:其|该)?(?P<base>[^，。；：0-9]{2,20}?)[，,]?(?:给予|分别|每|以每|按每)"
)
_KINDS = (
    (BenefitKind.INTEREST, re.compile("贴息|贴[^，。；]{0,4}利息")),
    (
        BenefitKind.SUBSIDY,
        re.compile(
            "奖补|补助|补贴|资助|补偿|返还|配套|贴补|安家费|减免|补差|研发支持|资金支持|报销|抵扣|补(?=[0-9一二两三四五六七八九半])|(?<=[%％成半])补|补[^，。；贴助]{1,6}的(?=[0-9])"
        ),
    ),
    (BenefitKind.AWARD, re.compile("奖励|奖金|奖(?=[0-9])")),
)
_TITLE = re.compile(
    r"(?:第[一二三四五六七八九十百]+条|[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．])[\s\u3000]*(?:【(?P<a>[^】\n]{2,24})】|(?P<b>[^，。；：\n]{2,24})。)"
)
# 支持条件：企业与职业院校签订…; who a list of conditions begins with
_SUBJECT_OF_SCOPE = re.compile("(?:申报)?(?:企业|项目|机构|平台|园区)(?=[^的、或和及]{2})")
_PERSON_OF_SCOPE = re.compile("[^。；]{4,}的(?:人员|个人|人才|专家|技师|毕业生)(?:[。；]|\\Z)")
_NAMES_SCOPE = re.compile("(?:企业|项目|机构|单位|园区|平台|合作社|农场|主体)(?=[。；]?\\Z)")
_RECIPIENT_AGAIN = re.compile(
    "(?:给予|奖励|补助|补贴)[^，。；0-9]{2,10}(?:个人|团队|人员|机构|单位)"
)
_NO_BASE = re.compile("比例|标准|补助|奖励|补贴|奖补|贴息|资助|(?:项目|企业|单位|机构)按?\\Z")
_LONGEST_BASE = 12
_SHARE_WORD = re.compile(
    "(?:比例|幅度|额度)\\Z|(?:^|[补奖资支][助励贴持]|一定|相应|以下|下列)标准\\Z"
)
_SUPPORTS = re.compile("支持|扶持|经费")
_SHORTEST_WHO = 5
_GRADE_OF = re.compile("[A-D]\\+?[类级]|优秀|良好|合格")
_OBTAINS = re.compile("拿到|认定|获评|复审|复核|评为|获批|列入|入选|通过|取得|获得|新")
_GRADED = re.compile("国家[级、]|[一二三四五]星级|前[二三四五六七八九十]|[省市区县]级?(?:、|或|和)")


def compose(state: State, rule: Rule) -> Benefit:
    """Compose the benefit of a rule."""
    document, text = state.document, state.text
    start = _start(state, rule)
    end = (rule.several or rule.segments)[-1].end
    scope = [s for s in rule.scope if s.start < start or rule.segments[0].scope]
    ends = [end, *(s.end for s in (*scope, *rule.demands))]
    whole = [] if rule.shared else [s.start for s in scope]
    span = Span(document.id, min([start, *whole]), max(ends))
    clause = _clause(state, span)
    heading = _heading(state, clause)
    rows, criteria, others = rows_of(state, rule)
    asked = [*_scoped(state, scope), *(c for c in criteria if c.span.end > start)]
    criteria = [*asked, *_scoped(state, rule.demands)]
    first = min((r.at for r in rows), default=end)
    words = text[start:end]
    listed = rule.segments[0].row or (scope and not state.text.startswith("对", start))
    who = None if listed else beneficiary(state, start, first)
    of_scope = "".join(text[s.start : s.end] for s in scope)
    entity = entity_of(words, who.text if who else "", of_scope or heading)
    begins = _SUBJECT_OF_SCOPE.match(of_scope)
    named = scope and not scope[0].asked and _NAMES_SCOPE.search(text, scope[0].start, scope[0].end)
    person = _PERSON_OF_SCOPE.match(of_scope)
    if person:
        entity = "person"
    elif named and _RECIPIENT_AGAIN.search(words) is None:
        entity = entity_of("", text[scope[0].start : named.end()], "")
    elif begins:
        entity = kind_named(begins.group()) or entity
    elif not who or not re.search("[一-鿿]{2}", who.text) or entity == "enterprise":
        entity = entity_of(words, f"{of_scope}{who.text if who else ''}", heading)
    benefit_kind = _kind(rule, words)
    tiers, top = tiers_of(state, rows)
    total = others.pop(Use.CAP, None)
    if total is not None and tiers and Use.CAP not in top:
        top[Use.CAP] = figure_of(state, total)
        others[Use.CAP] = total
    marginal = is_marginal(state, rule, rows)
    criteria = _unique(criteria)
    if tiers:
        criteria = [c for c in lowest_only(criteria, tiers) if not _is_step(c, tiers)]
    if tiers and (not marginal or any(c.op in ("ge", "gt") for c in tiers[0].limits)):
        criteria = with_lowest(criteria, tiers)
    choices = _choices(state, rule)
    told = start, min([first, end])
    criteria += _worded(state, rule, scope, who, criteria, tiers=tiers, told=told)
    criteria = _unique(criteria)
    step = others.get(Use.STEP)
    floor = others.get(Use.FLOOR)
    base = _base(state, rule, rows, criteria)
    return Benefit(
        kind=benefit_kind,
        span=span,
        clause=clause,
        heading=heading,
        beneficiary=who,
        entity=entity,
        criteria=tuple(criteria),
        choices=choices,
        base=base,
        rate=top.get(Use.RATE),
        amount=top.get(Use.AMOUNT),
        cap=top.get(Use.CAP),
        floor=figure_of(state, floor) if floor else None,
        tiers=tuple(tiers),
        marginal=marginal,
        per=_per(state, rows),
        step=figure_of(state, step) if step else None,
        provisions=tuple(rule.terms) + _limits(state, rule, rows, others),
        discretionary=rule.special == "discretion" or rule.open_step,
        waiver=rule.special == "waiver",
        scope=tuple(Span(document.id, s.start, s.end) for s in (*scope, *rule.demands)),
    )


def _is_step(criterion: Criterion, tiers: list[Tier]) -> bool:
    """Tell a grade that chooses among the steps: A类的10万元，B类的5万元."""
    grades = {g for t in tiers for g in _GRADE_OF.findall(t.when.text)}
    return criterion.label is not None and len(grades | set(_GRADE_OF.findall(criterion.label))) > 1


def _start(state: State, rule: Rule) -> int:
    """Find where a rule begins in its sentence: at 对 after words that give nothing."""
    first = rule.segments[0]
    told = [d.lexeme.start for d in first.drafts if _tells(state, d)]
    limit = told[0] if told else first.end
    at = max(state.text.rfind(mark, first.start, limit) for mark in ("，对", "，凡"))
    return at + 1 if at >= 0 else first.start


def _tells(state: State, draft: Draft) -> bool:
    use = use_of(state, draft)
    return use in AWARDED or (
        use is Use.CRITERION and draft.comparator not in (Comparator.EQ, Comparator.APPROX)
    )


def _clause(state: State, span: Span) -> str | None:
    clause = state.clause_at(span.start)
    while clause is not None and clause.span.end < span.end - 1:
        clause = state.parent(clause)
    if clause is None:
        clause = state.clause_at(span.start)
    return clause.id if clause else None


def _heading(state: State, id: str | None) -> str:
    """Name what a clause is about: its heading, or the words it is titled with in running text."""
    clause = state.document.clause(id) if id else None
    while clause is not None:
        if clause.heading:
            return clause.heading.strip("【】")
        title = _TITLE.match(state.text, clause.span.start, clause.span.end)
        if title:
            return title["a"] or title["b"]
        clause = state.parent(clause)
    return ""


def _scoped(state: State, scope: list[Segment]) -> list[Criterion]:
    found: list[Criterion] = []
    known: Criterion | None = None
    for segment in scope:
        found += graded_in(state, segment.start, segment.end)
        for draft in segment.drafts:
            bounded = draft.comparator not in (Comparator.EQ, Comparator.APPROX)
            if use_of(state, draft) is Use.CRITERION or bounded:
                read = criteria_of(state, draft, known, segment.start)
                known = read[-1] if read else known
                found += read
    return _rungs(found)


def _rungs(criteria: list[Criterion]) -> list[Criterion]:
    """Keep the lowest rung of a ladder: 首次突破1亿元、5亿元、20亿元的企业."""
    kept: list[Criterion] = []
    for c in criteria:
        last = kept[-1] if kept else None
        rung = last and last.fact == c.fact and last.op == c.op and c.op in ("ge", "gt")
        if not (rung and last and last.figure and c.figure):
            kept.append(c)
        elif c.figure.quantity.base < last.figure.quantity.base:
            kept[-1] = c
    return kept


def _choices(state: State, rule: Rule) -> tuple[Choice, ...]:
    """Read the list of which some must hold."""
    if not rule.several:
        return ()
    announced = rule.segments[-1]
    match = OF_SEVERAL.search(state.text, announced.start, announced.end)
    least = "一二三四五六七八九".find(((match and match["n"]) or "一").replace("两", "二")) + 1
    if match and match["n"] and match["n"].isdigit():
        least = int(match["n"])
    document, items = state.document.id, []
    for segment in rule.several:
        found: list[Criterion] = []
        for draft in segment.drafts:
            found += criteria_of(state, draft, None, segment.start)
        found = found or graded_in(state, segment.start, segment.end)
        end = segment.end - len(segment.stop.strip())
        words = state.text[segment.start : end].strip("。；，")
        own = (
            [Criterion(words, "eq", None, Span(document, segment.start, end))]
            if len(words) >= 2
            else []
        )
        items += found[:1] or own
    span = Span(document, rule.several[0].start, rule.several[-1].end)
    return (Choice(least, tuple(items), span),)


def _unique(criteria: list[Criterion]) -> list[Criterion]:
    found: dict[tuple[object, ...], Criterion] = {}
    for c in criteria:
        value = c.figure.quantity.base if c.figure else c.label
        found.setdefault((c.fact, c.op, value), c)
    return list(found.values())


def _worded(
    state: State,
    rule: Rule,
    scope: list[Segment],
    who: Phrase | None,
    known: list[Criterion],
    *,
    tiers: list[Tier],
    told: tuple[int, int],
) -> list[Criterion]:
    """Read what is asked for without a figure, beside the criteria that are ``known``.

    A recognition (经认定的, 新认定的) names who receives, and is a criterion only where nothing else is;
    where a benefit has steps, the status is what chooses among them.
    """
    taken = [c.span for c in known]
    asked = [
        c
        for s in (*scope, *rule.demands)
        if s.asked
        for c in asked_in(state, s.start, s.end, taken)
    ]
    if tiers:
        asked = [c for c in asked if not _GRADED.search(c.fact)]
    if (asked and not rule.demands) or rule.special == "service":
        return asked
    counted = any(use_of(state, d) is Use.STEP for s in rule.segments for d in s.drafts)
    told_of = [*((s.start, s.end) for s in scope), told]
    found = [c for part in told_of for c in statuses_in(state, *part, taken)]
    found += joined_in(state, *told, [*taken, *(c.span for c in found)])
    if tiers:
        steps = [t.when for t in tiers]
        if all(s.span.end <= rule.segments[0].end for s in steps) or not any(
            _OBTAINS.search(s.text) for s in steps[1:]
        ):
            steps = steps[1:]  # what stands before the first step holds for all
        found = [c for c in found if not state.text.startswith("的，分别", c.span.end)]
        kept = [c for c in found if not is_recognition(c.fact) and not _chooses(c, steps)]
        return [*kept, *asked]
    alone = not known and not counted
    found = [c for c in found if alone or not is_recognition(c.fact)]
    if not found and alone and rule.special and who and len(who.text) >= _SHORTEST_WHO:
        found = [Criterion(who.text, "eq", None, who.span)]
    return [*found, *asked]


def _chooses(criterion: Criterion, steps: list[Phrase]) -> bool:
    """Tell a status that chooses among the steps (首次通过认定的20万元；重新认定的10万元)."""
    if _GRADED.search(criterion.fact):
        return True
    own = _pairs(criterion.fact)
    for step in steps:
        name = _pairs(step.text.partition("且")[0].rstrip("的"))
        named = name and (name <= own or own <= name)
        if named or (len(step.text) >= 4 and set(step.text) <= set(criterion.fact)):
            return True
    return False


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _base(state: State, rule: Rule, rows: list[Row], criteria: list[Criterion]) -> Phrase | None:
    rates = [r.values[Use.RATE] for r in rows if Use.RATE in r.values]
    if not rates:
        return _amount_base(state, rule, rows)
    start = min([rule.segments[0].start, *(s.start for s in rule.scope)])
    first = rates[0]
    if named := _BASE_BEHIND.match(state.text, first.lexeme.right):
        return Phrase(named["base"], Span(state.document.id, *named.span("base")))
    if borne := _BASE_BORNE.search(state.text, start, first.lexeme.start):
        return Phrase(borne["base"], Span(state.document.id, *borne.span("base")))
    best = None
    for match in _BASE.finditer(state.text, start, first.lexeme.end):
        best = match
    if best is None:
        best = _BASE_OF_RATE.search(state.text, first.left, first.lexeme.start)
    best = best or _BASE_ALONE.search(state.text, start, first.lexeme.start)
    best = best or _BASE_NAMED.search(state.text, start, first.lexeme.start)
    if best is not None:
        noun = trimmed(state, *best.span("base"))
        raw = cleaned(best["base"])
        short = noun is None or len(raw) <= _LONGEST_BASE
        words = raw if short or noun is None else noun.words
        place = best.span("base") if short or noun is None else (noun.start, noun.end)
        if not _SHARE_WORD.search(words) and len(words) >= 2:
            return Phrase(words, Span(state.document.id, *place))
    if first.noun and not _NO_BASE.search(first.noun.words):
        return Phrase(
            cleaned(first.noun.words), Span(state.document.id, first.noun.start, first.noun.end)
        )
    asked = [*criteria, *(c for r in rows for c in r.limits)]
    money = [c for c in asked if c.figure and c.figure.quantity.unit.dimension == "元"]
    if money:
        return Phrase(money[-1].fact, money[-1].span)
    return None


def _amount_base(state: State, rule: Rule, rows: list[Row]) -> Phrase | None:
    """Find what an amount per unit is counted of: 按新增建筑面积给予每平方米100元."""
    counted = any("/" in d.lexeme.unit.dimension for r in rows for d in r.values.values())
    if not rows or (_per(state, rows) is None and not counted):
        return None
    match = _AMOUNT_BASE.search(state.text, rule.segments[0].start, rows[0].at)
    if match is None or re.search(
        "标准|比例|规定|(?<!面积)(?<![额量数费次率])(?<!收入)(?<!投资)\\Z", match["base"]
    ):
        return None
    return Phrase(cleaned(match["base"]), Span(state.document.id, *match.span("base")))


def _per(state: State, rows: list[Row]) -> Phrase | None:
    """Find what an amount is paid for each of: 每平方米100元, 每人每月1000元 (人/月)."""
    for row in rows:
        draft = row.values.get(Use.AMOUNT)
        if draft is None or is_rate(draft):
            continue
        draft = chain_of(state, draft)[0]
        start = max(draft.left, draft.lexeme.start - 20)
        found = list(_PER.finditer(state.text, start, draft.lexeme.start))
        if found:
            span = Span(state.document.id, found[0].start("unit"), found[-1].end("unit"))
            return Phrase("/".join(m["unit"] for m in found), span)
    return None


def _kind(rule: Rule, words: str) -> BenefitKind:
    if rule.special == "discretion":
        return BenefitKind.OTHER
    if rule.special == "service":
        return BenefitKind.SERVICE
    if rule.special == "waiver":
        return BenefitKind.SUBSIDY
    found = [(m.start(), kind) for kind, p in _KINDS if (m := p.search(words))]
    if any(kind is BenefitKind.INTEREST for _, kind in found):
        return BenefitKind.INTEREST
    gives = re.search("给予|予以|奖励[0-9最一不]|补助[0-9最]|补贴[0-9最]|按", words)
    after = [f for f in found if gives and f[0] >= gives.start()]
    other = BenefitKind.SUBSIDY if _SUPPORTS.search(words) else BenefitKind.AWARD
    return min(after or found, default=(0, other))[1]


def _limits(
    state: State, rule: Rule, rows: list[Row], others: dict[Use, Draft]
) -> tuple[Provision, ...]:
    """Note bounds on something else (单价不超过20元, 不超过贷款额的2%), and figures that no row took."""
    placed = {id(d) for row in rows for d in row.values.values()} | {id(d) for d in others.values()}
    found = []
    for segment in rule.segments:
        clause = segment.clause.id if segment.clause else None
        for draft in segment.drafts:
            use = use_of(state, draft)
            if use is Use.LIMIT or (use in AWARDED and id(draft) not in placed):
                start = max(
                    segment.start, state.text.rfind("，", segment.start, draft.lexeme.start) + 1
                )
                span = Span(state.document.id, start, draft.lexeme.end)
                found.append(Provision(ProvisionKind.LIMIT, span, clause))
    return tuple(found)
