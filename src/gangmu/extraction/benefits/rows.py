"""The rows of a rule: its figures in order, those that belong together side by side.

按10%给予补助，最高300万元 is one row of a rate and a cap; 分别奖励200万元、100万元 are two rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gangmu.extraction.awards import ends_condition
from gangmu.extraction.benefits.criteria import criteria_of
from gangmu.extraction.benefits.figures import Use, is_money, required, use_of
from gangmu.extraction.benefits.rules import OF_SEVERAL
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.benefits.statuses import graded_in
from gangmu.extraction.benefits.steps import Rule
from gangmu.extraction.state import Draft, State, chain_of
from gangmu.terms import Comparator, Criterion, Phrase, Role, Span

_WHOLE_CAP = re.compile("单[个户家]|每[家户个]|同一|累计|合计|总额|全年|年度|[每一]年")
_EACH_CAP = re.compile("分别|国家|省级|市级|[一二三四五]级|大型|小型|中型")
_NAMED_CAP = re.compile("[，,、；;\\s]*(?![单每同累合总年全最补奖资支])[一-鿿]{2,8}?单个")
_FOR = re.compile("(?:对于|对|凡|其中)+")
_GIVEN = re.compile(
    "最高|不超过|给予|予以|奖励|补助|补贴|奖补|资助|一次性|每[家户个人项台件套]|每年|按"
)
_NAMED = re.compile("级|类|等|档|型|企业|产品|平台|项目|园区|人才|机构|中心|年|的\\Z|首次|再次")
_LABELS = re.compile("、|和(?!谐)|及|或(?!者)|以及")
_LABEL_RUN = re.compile(
    r"(?P<run>(?:[一-鿿“”A-Za-z（）()]{2,24}(?:、|和|及|或))+[一-鿿“”A-Za-z（）()]{2,30})"
)


@dataclass(slots=True)
class Row:
    """Figures that belong together: a rate and its cap, with the criteria that choose them."""

    at: int
    values: dict[Use, Draft] = field(default_factory=dict)
    limits: list[Criterion] = field(default_factory=list)
    when: Phrase | None = None
    segment: Segment | None = None


def rows_of(state: State, rule: Rule) -> tuple[list[Row], list[Criterion], dict[Use, Draft]]:
    """Walk the quantities of a rule in order: criteria, then the rows of what they give."""
    rows: list[Row] = []
    criteria: list[Criterion] = []
    others: dict[Use, Draft] = {}
    pending: list[Criterion] = []
    known: Criterion | None = None
    seen: set[int] = set()
    for segment in rule.segments:
        listed = segment is not rule.segments[0] and rule.segments[0].leads
        pending += graded_in(state, segment.start, _first_figure(state, segment))
        for draft in segment.drafts:
            if id(draft) in seen:
                continue
            use = use_of(state, draft)
            if use is Use.NONE and not rows and _asks(state, draft):
                use = Use.CRITERION
            if rule.special == "service" and is_money(draft) and draft.comparator is Comparator.LE:
                use = Use.CAP  # 由政府购买服务，每家费用不超过1.5万元
            if rule.several and OF_SEVERAL.search(state.text, draft.left, draft.lexeme.right + 2):
                continue
            if use is Use.CRITERION:
                found = criteria_of(state, draft, known, segment.start)
                late = (
                    bool(rows)
                    and draft.comparator is Comparator.LE
                    and not _opens_row(state, draft)
                )
                if found and rows and required(state.text, draft):
                    criteria += found
                elif found and not late:
                    known = found[-1]
                    pending += found
            elif use in (Use.AMOUNT, Use.RATE, Use.CAP):
                chain = [d for d in chain_of(state, draft) if d in segment.drafts]
                chain = [d for d in chain if use_of(state, d) is use] or [draft]
                seen.update(id(d) for d in chain)
                if len(chain) > 1:
                    pending = _chained(state, segment, rows, use, chain, pending, criteria)
                else:
                    pending = _single(
                        state, segment, rows, use, draft, pending, criteria, listed, others
                    )
            elif use in (Use.STEP, Use.FLOOR):
                others.setdefault(use, draft)
        if segment.leads:
            criteria += pending
            pending = []
    criteria += pending if not rows else []
    return rows, criteria, others


def _asks(state: State, draft: Draft) -> bool:
    """Tell a bound that closes with 的 before anything is given: 总投资1亿元以上的项目，按…."""
    bounded = draft.comparator not in (Comparator.EQ, Comparator.APPROX, Comparator.REACH)
    return bounded and draft.role is not Role.BASELINE and ends_condition(state, draft)


def _first_figure(state: State, segment: Segment) -> int:
    for draft in segment.drafts:
        if use_of(state, draft) in (Use.AMOUNT, Use.RATE, Use.CAP):
            return draft.lexeme.start
    return segment.end


def _opens_row(state: State, draft: Draft) -> bool:
    following = draft.following
    return following is not None and use_of(state, following) in (Use.AMOUNT, Use.RATE)


def _single(
    state: State,
    segment: Segment,
    rows: list[Row],
    use: Use,
    draft: Draft,
    pending: list[Criterion],
    criteria: list[Criterion],
    listed: bool,
    others: dict[Use, Draft],
) -> list[Criterion]:
    """Put one figure into the last row, or open a new one."""
    row = rows[-1] if rows else None
    before = state.text[draft.left : draft.lexeme.start]
    if row is not None and use is Use.CAP and (use in row.values or row.segment is not segment):
        each = _EACH_CAP.search(before) or _NAMED_CAP.match(before)
        whole = _WHOLE_CAP.search(before) and not each
        if whole and use in row.values and len(rows) > 1:
            others.setdefault(use, draft)  # a cap on all steps together
            return pending
        if whole or (use not in row.values and row.segment is segment):
            row.values.setdefault(use, draft)
            return pending
    if row is None or use in row.values or (use is not Use.CAP and row.segment is not segment):
        if row is None and not segment.row and not listed:
            criteria += pending
        row = Row(draft.lexeme.start, segment=segment)
        row.limits = list(pending)
        row.when = _when(state, segment, draft, rows)
        rows.append(row)
    row.values[use] = draft
    return []


def _chained(
    state: State,
    segment: Segment,
    rows: list[Row],
    use: Use,
    chain: list[Draft],
    pending: list[Criterion],
    criteria: list[Criterion],
) -> list[Criterion]:
    """Spread a list (分别奖励A、B、C) over rows of its own, or over those of the list before it."""
    row = rows[-1] if rows else None
    if use is Use.CAP and row and row.segment is segment and list(row.values) == [Use.RATE]:
        # 给予30%、最高800万元、1500万元的资助: one rate, a cap for each
        row.values[use] = chain[0]
        chain = chain[1:]
    last = rows[-len(chain) :]
    if len(last) == len(chain) and not any(use in r.values for r in last):
        for row, draft in zip(last, chain, strict=True):
            row.values[use] = draft
        return pending
    groups = (
        _alternatives(state, pending)
        if "分别" in state.text[segment.start : chain[0].lexeme.start]
        else []
    )
    if len(groups) == len(chain):
        for draft, group in zip(chain, groups, strict=True):
            words = "，".join(_words(state, c) for c in group)
            row = Row(
                chain[0].lexeme.start, {use: draft}, group, Phrase(words, group[0].span), segment
            )
            rows.append(row)
        return []
    if steps := _steps(pending, len(chain)):
        for draft, step in zip(chain, steps, strict=True):
            phrase = Phrase("".join(_words(state, c) for c in step[:1]), step[0].span)
            rows.append(Row(chain[0].lexeme.start, {use: draft}, step, phrase, segment))
        lowest = min((s[0] for s in steps), key=lambda c: c.figure.quantity.base if c.figure else 0)
        criteria += [*pending[: -sum(map(len, steps))], lowest]
        return []
    labels = _labels(state, segment, chain)
    for i, draft in enumerate(chain):
        row = Row(chain[0].lexeme.start, {use: draft}, segment=segment)
        row.when = labels[i] if i < len(labels) else _when(state, segment, draft, rows)
        rows.append(row)
    criteria += pending
    return []


def _steps(criteria: list[Criterion], count: int) -> list[list[Criterion]]:
    """Part the last criteria, all on one fact, into the steps of a ladder; each has a lower end.

    突破1亿元、5亿元; 30%以上、20%（含）—30%、10%（含）—20%.
    """
    steps: list[list[Criterion]] = []
    for criterion in reversed(criteria):
        if steps and criterion.fact != steps[0][0].fact:
            break
        if criterion.figure is None:
            break
        if not steps or steps[0][0].op in ("ge", "gt"):
            steps.insert(0, [criterion])
        else:
            steps[0].insert(0, criterion)
        if len(steps) == count and steps[0][0].op in ("ge", "gt"):
            return steps
    return []


def _alternatives(state: State, criteria: list[Criterion]) -> list[list[Criterion]]:
    """Part criteria at 或: A以上、增长B，或C以上、增长D."""
    groups: list[list[Criterion]] = []
    for c in criteria:
        between = ""
        if groups:
            between = state.text[groups[-1][-1].span.end - 1 : c.span.start + 1]
        if not groups or "或" in between:
            groups.append([])
        groups[-1].append(c)
    return groups


def _labels(state: State, segment: Segment, chain: list[Draft]) -> list[Phrase]:
    """Find the list of names that a list of figures goes with: 国家级、省级、市级."""
    text = state.text
    limit = chain[0].lexeme.start
    for match in _LABEL_RUN.finditer(text, segment.start, limit):
        start, parts = match.start("run"), []
        for words in _LABELS.split(match["run"]):
            at = text.find(words, start)
            parts.append((at, at + len(words)))
            start = at + len(words)
        if len(parts) == len(chain):
            begin = parts[0][0]
            head = re.match(
                "(?:对|新?(?:认定|获评|获批|列入|评为|获得)(?:为|的)*)+", text[begin : parts[0][1]]
            )
            if head:
                parts[0] = (begin + head.end(), parts[0][1])
            level = re.compile("[^，、]{0,3}?级").match(text, *parts[-1])
            if level and all(text[b - 1] == "级" for _, b in parts[:-1]):
                parts[-1] = (parts[-1][0], level.end())
            return [Phrase(text[a:b], Span(state.document.id, a, b)) for a, b in parts]
    return []


def _when(state: State, segment: Segment, draft: Draft, rows: list[Row]) -> Phrase:
    """Take the words that say when a row holds: from the figure before it, or the segment's start."""
    text, document = state.text, state.document.id
    begin = segment.start
    if rows and rows[-1].segment is segment and rows[-1].values:
        begin = max(d.lexeme.end for d in rows[-1].values.values())
    if segment.row:
        end = text.find("\t", begin, segment.end)
        end = end if end > begin else min(draft.lexeme.start, segment.end)
        return Phrase(text[begin:end].strip(), Span(document, begin, end))
    own = label_of(state, draft, begin)
    if own is not None:
        return own
    while begin < draft.lexeme.start and text[begin] in "，,；;、。：: ":
        begin += 1
    head = _FOR.match(text, begin, draft.lexeme.start)
    begin = head.end() if head else begin
    comma = text.find("，", begin, draft.lexeme.start)
    end = comma if comma > begin else draft.lexeme.start
    verb = _GIVEN.search(text, begin + 1, end)
    end = verb.start() if verb else end
    return Phrase(text[begin:end].rstrip("的"), Span(document, begin, end))


def label_of(state: State, draft: Draft, floor: int) -> Phrase | None:
    """Find the name right before a figure: 国家级(最高500万元), 中小企业(每家2万元)."""
    text, start = state.text, max(draft.left, floor)
    head = re.compile("[、，和及]|按照?").match(text, start, draft.lexeme.start)
    start = head.end() if head else start
    verb = _GIVEN.search(text, start, draft.lexeme.start)
    end = verb.start() if verb else draft.lexeme.start
    words = text[start:end].rstrip("的为 ")
    if not 2 <= len(words) <= 16 or re.search("[，；]|分别|部分|其中|的.*额|分[0-9一二三]", words):
        return None
    if not _NAMED.search(words):
        return None
    return Phrase(words, Span(state.document.id, start, start + len(words)))


def _words(state: State, criterion: Criterion) -> str:
    return state.document.quote(criterion.span)
