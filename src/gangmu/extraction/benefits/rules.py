"""Gather segments into benefit rules: which segment opens a rule, which belongs to the one before.

A rule is opened by a segment that gives something; steps of the same formula (达到三级的，15%；), bounds
(单个企业最高…) and terms (不重复享受) join it. Labelled passages (支持条件：…；支持标准：…) give it their
criteria.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gangmu.extraction.awards import ends_condition
from gangmu.extraction.benefits.criteria import criteria_of
from gangmu.extraction.benefits.figures import Use, is_money, use_of
from gangmu.extraction.benefits.provisions import terms_in, whole_kind
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.benefits.statuses import statuses_in
from gangmu.extraction.benefits.steps import (
    CONTINUES,
    SAYS_WHO,
    Rule,
    awards,
    belongs,
    facts,
    grades,
    shares_fact,
    sibling_step,
    within,
)
from gangmu.extraction.state import State
from gangmu.terms import Clause, Comparator, Kind, Provision, ProvisionKind, Span

_GIVES = re.compile("给予|予以|奖励|奖补|补助|补贴|资助|贴息|标准|补偿|返还|减免")
_LABEL = re.compile(
    "^(?:[0-9一二三四五六七八九十（）().．、\\s]*)(?:(?P<who>(?:支持|扶持|奖励|补助|补贴|奖补|申报|资助)?(?:对象|主体)|(?:支持|扶持|申报|奖励|补助|奖补|享受|认定|资助)?(?:条件|要求)|(?:申报|支持)范围)"
    "|(?P<how>(?:支持|扶持|奖励|补助|补贴|奖补|资助|奖励和补助|执行|兑现|扶持和奖励)(?:的)?(?:标准|方式|内容|额度|金额|政策|力度)|标准|政策内容)"
    "|(?P<end>(?:申报|所需|提交)?(?:材料|资料)|(?:申报|办理)?(?:流程|程序|时间)|(?:责任|主管|牵头|受理|实施)(?:单位|部门)|政策依据|联系[人方][式]?|(?:咨询)?电话))[：:]?$"
)
_DUTY = re.compile("^[（(]?(?:责任|牵头|配合|主管|实施|承办)(?:单位|部门)")
_SEES_TABLE = re.compile("(?:表[0-9一二三四五六]|[下附]表|见表|如表)")
_DEMANDS = re.compile("的[，,]?(?:方可|方能|才能|才可)")
_DISCRETION = re.compile(
    "一事一议|一企一策|一项目一策|一人一策|专题研究|具体标准另行|另行(?:研究)?确定|酌情|视情"
)
OF_SEVERAL = re.compile(
    "(?:下列|以下|如下)[^。；，]{0,8}(?:条件|情形|要求)[^。；，]{0,4}?(?:(?P<n>[一二两三四五六七八九]|[1-9])[项个条](?:及?以上)?|之一|任[一意]一?[项个条]?)"
)
"""Words that announce a list of which some must hold: 符合下列条件中两项以上的."""
_TOGETHER = re.compile(
    "(?:同时|均)?(?:应当?|须|需)?(?:同时|均)?(?:满足|符合|具备|达到)(?:以下|下列|如下)?(?:全部|所有|各项|基本)?(?:条件|要求|标准)?[:：]\\Z"
)
_ALL_OF = re.compile(
    "(?:满足|符合|具备|达到)(?:以下|下列|如下)[^，。；：]{0,6}(?:条件|要求|标准|情形)"
)
_PAYING = {Use.AMOUNT, Use.RATE}
_TOTAL_OF = re.compile("(?:同一|单个|单户|单家)[^，。；]{0,20}总额不")
_MEETS = re.compile("对?(?:符合|满足|具备)(?:上述|以上|前款|前述)?(?:规定|全部)?(?:条件|要求)")
_MUST_HAVE = re.compile(
    "(?:申请|申报|享受)[^，。；]{0,12}(?:项目|企业|机构|平台|业务|单位|产品|基地|园区|主体|团队|人员)[^。；]{0,30}?(?:须|必须|应当?|需)"
    "|(?:上述|以上|该)?(?:项目|企业|机构|平台|产品|人才|单位|基地|园区)(?:须|必须|应当?|需)"
)
# a demand behind what is given: 企业当年须未发生…; 项目的合同总额应不低于20万元
_MUST_BE = re.compile(
    "[^。；：]{2,24}?(?:须|必须|应当?|需)(?!求|要(?!达到|不)|[按由于在将向即及经]|[^，。；]{0,6}(?:提交|报送|提供|退|缴|返还|承担|公示|配合))"
)
_SERVICE = re.compile("政府购买|统一购买|免费提供|免费为|免费开放|购买服务")
_WAIVED = re.compile(
    "(?<!不得)(?:免收|免缴|免除|免交)[^，。；]{0,10}(?:费|租|金)|免租[金期]?[^，。；]{0,4}年"
)
_UNSTATED = re.compile(
    "^(?:对|凡)[^。；]{6,}?[，,](?:[^。；]{0,20}?[，,])?(?:由?[^。；，]{0,6}?)(?:可|依法|优先)?(?:给予|予以|享受)[^，,。；]{0,12}?(?:奖励|补贴|补助|资助|扶持政策|优惠政策)"
)
_CASE_BY_CASE = re.compile(
    "对?[^，。；]{2,40}[，,][^，。；]{0,8}(?:一事一议|一企一策|一项目一策|一人一策)"
)
_SUPPORT = re.compile("支持|实行|给予|扶持|奖励|补助|政策|购买|提供")
_NO_RULE = re.compile(
    "骗取|弄虚作假|虚报|违反|处罚(?!的|且|或|，)|罚款|滞纳|挪用|截留|抽查(?!合格)|验收不合格"
)


@dataclass(slots=True)
class _Block:
    """What labelled passages have said so far; ``mode`` is the last label, ``asks`` if it is 条件."""

    mode: str = ""
    scope: list[Segment] = field(default_factory=list)
    used: bool = False
    asks: bool = False
    parent: str = ""


def _clause_of(segment: Segment) -> str:
    return segment.clause.id if segment.clause else ""


def _announces(state: State, lead: Segment) -> bool:
    """Tell words that announce a list of which all must hold: 应同时满足：."""
    words = state.text[lead.start : lead.end]
    return lead.leads and bool(_TOGETHER.search(words)) and not OF_SEVERAL.search(words)


def _together(state: State, segments: list[Segment], at: int) -> list[Segment]:
    """Find the items of a list of conditions that a rule behind it in the same clause rests on.

    应同时满足：A；B；C。符合条件的，按…给予补助. Empty where no rule follows: then the list is asked of all.
    """
    lead = segments[at]
    if not _announces(state, lead):
        return []
    items: list[Segment] = []
    own = _clause_of(lead)
    for segment in segments[at + 1 :]:
        clause = _clause_of(segment)
        below = clause.startswith(own + "/") and bool(own)
        met = _MEETS.match(state.text, segment.start, segment.end)
        if items and (met or (items[-1].stop not in "；;" and not below)):
            inside = clause == own or (met and below)
            return items if inside and awards(state, segment) else []
        if awards(state, segment):
            return []
        items.append(segment)
    return []


def gather(state: State, segments: list[Segment]) -> tuple[list[Rule], list[Provision]]:
    """Gather the rules of a document, and what it provides for all of them."""
    rules: list[Rule] = []
    whole: list[Provision] = []
    block = _Block()
    current: Rule | None = None
    headed: Clause | None = None
    together: list[Segment] = []
    asking: Rule | None = None
    before: list[Segment] = []
    listed: set[int] = set()
    for at, segment in enumerate(segments):
        words = state.text[segment.start : segment.end]
        if segment.clause is not headed:
            headed = segment.clause
            label = _LABEL.match(headed.heading) if headed and headed.heading else None
            parent = state.parent(headed) if headed and label else None
            if label and parent:  # a heading of the first level speaks for the whole document
                current = _labelled(label, parent.id, block, current)
        if _DUTY.match(words):
            current = None if current is None or not within(segment, current) else current
            continue
        if segment.scope:
            current = Rule([segment], segment.clause, segment.scope)
            _add_terms(state, segment, current)
            rules.append(current)
            continue
        label = _LABEL.match(words.rstrip("：: ")) if segment.leads else None
        if label:
            current = _labelled(label, _parent(state, segment), block, current)
            continue
        if current and not within(segment, current) and not sibling_step(state, segment, current):
            current = None
        if id(segment) in listed:
            segment.asked = True
            continue
        if items := _together(state, segments, at):
            together, listed = items, {id(item) for item in items}
            if not awards(state, segment):
                continue
        elif current is not None and _asks_list(state, segment):
            asking = current
            continue
        if asking is not None and asking is current and not awards(state, segment):
            asking.demands.append(segment)
            segment.asked = True
            asking = asking if segment.stop in "；;" else None
            continue
        if current is not None and _lists_asked(state, current) and not awards(state, segment):
            current.demands.append(segment)
            segment.asked = True
            continue
        if block.mode == "who" and _of_block(segment, block):
            block.scope.append(segment)
            segment.asked = block.asks
            if not awards(state, segment):
                continue
        elif block.mode and not _of_block(segment, block):
            block = _Block()
        if block.mode == "end":
            continue
        if current is not None and _of_several(state, current):
            current.several.append(segment)
            continue
        if current is not None and current.segments[0].leads:
            _promise(state, segment)
        must = _MUST_HAVE.match(words) or (current is not None and _MUST_BE.match(words))
        if must and not segment.leads and not awards(state, segment) and _asks(state, segment):
            segment.asked = True
            if current is not None:
                current.demands.append(segment)
            else:
                before.append(segment)
            continue
        uses = {use_of(state, d) for d in segment.drafts}
        special = _special(words)
        kind = whole_kind(words, current is not None)
        gives = (awards(state, segment) and not _NO_RULE.search(words)) or special is not None
        total = kind is ProvisionKind.ANNUAL_CAP and _TOTAL_OF.match(words)
        capped = total or (kind is ProvisionKind.ANNUAL_CAP and not uses & {Use.AMOUNT, Use.RATE})
        if kind is not None and (not gives or capped):
            _add_whole(state, segment, kind, whole)
            continue
        if not gives:
            sees = segment.leads or ("表" in words and _SEES_TABLE.search(words))
            announces = (
                sees and not words.startswith("表") and _GIVES.search(words) and not _bound(current)
            )
            if announces and not (current is not None and terms_in(words)):
                current = Rule(
                    [segment], segment.clause, block.scope if block.mode == "how" else []
                )
                rules.append(current)
                block.used = True
            elif current is not None:
                _add_terms(state, segment, current)
                if _DEMANDS.search(words) and within(segment, current):
                    current.demands.append(segment)
                    segment.asked = True
            continue
        if special == "discretion" and current is not None and shares_fact(state, segment, current):
            current.open_step = True
            continue
        if current is not None and (special is None) and belongs(state, segment, uses, current):
            current.segments.append(segment)
            if not within(segment, current) and current.clause is not None:
                current.clause = state.parent(current.clause)
        elif whole_kind(words, False) is ProvisionKind.ANNUAL_CAP and not uses & _PAYING:
            _add_whole(state, segment, ProvisionKind.ANNUAL_CAP, whole)
            continue
        else:
            scope = block.scope if block.mode in ("how", "who") else []
            own = [s for s in before if s.clause is segment.clause]
            scope, together, before = [*scope, *together, *own], [], []
            shared = block.used and scope == block.scope
            current = Rule([segment], segment.clause, scope, special=special, shared=shared)
            block.used = True
            rules.append(current)
        _add_terms(state, segment, current)
    stated = [r for r in rules if r.special or any(awards(state, s) for s in r.segments)]
    return [part for rule in stated for part in _parted(state, rule)], whole


def _parted(state: State, rule: Rule) -> list[Rule]:
    """Part a rule whose lead only announces items (给予奖励：（一）…（二）…) that are rules of their own.

    Items are steps of one rule where they share a fact, grades of one recognition or slices; else
    each that says itself who receives is a rule.
    """
    lead, *rest = rule.segments
    if not lead.leads or facts(state, [lead]) or awards(state, lead):
        return [rule]
    items: list[list[Segment]] = []
    for segment in rest:
        if items and items[-1][-1].clause is segment.clause:
            items[-1].append(segment)
        else:
            items.append([segment])
    if len(items) < 2 or not all(_is_whole(state, rule, item) for item in items):
        return [rule]
    for at, item in enumerate(items):
        for other in items[:at]:
            if facts(state, item) & facts(state, other) or grades(state, item[0], other[0]):
                return [rule]
    parts = []
    for item in items:
        terms = [t for t in rule.terms if item[0].start <= t.span.start < item[-1].end]
        parts.append(Rule(item, item[0].clause, rule.scope, terms, special=rule.special))
    return parts


def _is_whole(state: State, rule: Rule, item: list[Segment]) -> bool:
    """Tell whether an item stands in a clause of its own and says itself who receives, and what."""
    text, first = state.text, item[0]
    below = first.clause is not None and first.clause is not rule.segments[0].clause
    scoped = SAYS_WHO.match(text, first.start, first.end) and not CONTINUES.match(
        text, first.start, first.end
    )
    return below and scoped is not None and scoped is not False and awards(state, first)


def _promise(state: State, segment: Segment) -> None:
    """Read a bare amount below an announced standard as given: 给予补贴：（1）博士，每人每月3000元."""
    for draft in segment.drafts:
        level = draft.comparator is Comparator.EQ and draft.lexeme.high is None
        if level and is_money(draft) and not ends_condition(state, draft):
            draft.kind = Kind.AWARD
            state.uses.pop(id(draft), None)


def _add_whole(state: State, segment: Segment, kind: ProvisionKind, whole: list[Provision]) -> None:
    """Note what a segment provides for the whole document; what ： announces is one with it."""
    start = segment.start
    if whole and whole[-1].kind is kind and state.text[start - 1] in "：:":
        start = whole.pop().span.start
    clause = segment.clause.id if segment.clause else None
    whole.append(Provision(kind, Span(state.document.id, start, segment.end), clause))


def _bound(current: Rule | None) -> bool:
    return current is not None and current.leads


def _asks(state: State, segment: Segment) -> bool:
    """Tell whether a sentence demands something that a criterion can say."""
    if any(criteria_of(state, d, None, segment.start) for d in segment.drafts):
        return True
    return next(statuses_in(state, segment.start, segment.end, open=True), None) is not None


def _lists_asked(state: State, rule: Rule) -> bool:
    """Tell whether the list of what a rule asks is still open: 满足以下条件的，给予40万元：（一）…；（二）…."""
    last = rule.segments[-1]
    if not last.leads or not _ALL_OF.search(state.text, last.start, last.end):
        return False
    if not awards(state, last) or OF_SEVERAL.search(state.text, last.start, last.end):
        return False
    return not rule.demands or rule.demands[-1].stop in "；;"


def _asks_list(state: State, segment: Segment) -> bool:
    """Tell a list of what the rule before it asks: 按投入的8%给予补助。申报项目须具备以下条件：（一）…；（二）…."""
    return _announces(state, segment) and not awards(state, segment)


def _of_several(state: State, rule: Rule) -> bool:
    """Tell whether a segment is an item of the list of which some must hold."""
    last = rule.segments[-1]
    if not last.leads or not OF_SEVERAL.search(state.text, last.start, last.end):
        return False
    return not rule.several or rule.several[-1].stop in "；;，,\n"


def _labelled(
    match: re.Match[str], parent: str, block: _Block, current: Rule | None
) -> Rule | None:
    label = match.lastgroup or ""
    block.asks = re.search("条件|要求", match.group()) is not None
    if (label == "who" and (block.used or block.parent != parent)) or block.parent != parent:
        block.scope, block.used = [], False
    block.mode, block.parent = label, parent
    return None if label != "end" else current


def _parent(state: State, segment: Segment) -> str:
    if segment.clause is None:
        return ""
    inner = segment.clause.span.start >= segment.start - 6
    if not inner:
        return segment.clause.id
    parent = state.parent(segment.clause)
    return parent.id if parent else ""


def _of_block(segment: Segment, block: _Block) -> bool:
    own = segment.clause.id if segment.clause else ""
    return own == block.parent or own.startswith(block.parent + "/") or not block.parent


def _special(words: str) -> str | None:
    waived = "免" in words and _WAIVED.search(words) is not None
    if not (_SUPPORT.search(words) or waived or _CASE_BY_CASE.match(words)):
        return None
    if _UNSTATED.search(words) and not re.search("[0-9]", words):
        return "discretion" if _DISCRETION.search(words) else "unstated"
    if _DISCRETION.search(words):
        return "discretion"
    if waived:
        return "waiver"
    return "service" if _SERVICE.search(words) and re.search("[0-9]", words) else None


def _add_terms(state: State, segment: Segment, rule: Rule) -> None:
    """Note the terms that a segment sets for a rule, each kind once."""
    words = state.text[segment.start : segment.end]
    clause = segment.clause.id if segment.clause else None
    known = {t.kind for t in rule.terms}
    for kind, *found in terms_in(words):
        if kind not in known:
            whole = not awards(state, segment)
            start, end = (0, len(words)) if whole else _pauses(words, *found)
            span = Span(state.document.id, segment.start + start, segment.start + end)
            rule.terms.append(Provision(kind, span, clause))
    for draft in segment.drafts:
        if use_of(state, draft) is Use.ADJUST and ProvisionKind.ADJUSTMENT not in known:
            span = Span(state.document.id, segment.start, segment.end)
            rule.terms.append(Provision(ProvisionKind.ADJUSTMENT, span, clause))
            return


def _pauses(words: str, start: int, end: int) -> tuple[int, int]:
    """Widen a match to the pauses around it."""
    left = max(words.rfind(mark, 0, start) for mark in "，,") + 1
    rights = [words.find(mark, end) for mark in "，,；;。"]
    return left, min((r for r in rights if r >= 0), default=len(words))
