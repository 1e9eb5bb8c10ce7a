"""Gather segments into benefit rules: which segment opens a rule, which belongs to the one before.

A rule is opened by a segment that gives something; steps of the same formula (达到三级的，15%；), bounds
(单个企业最高…) and terms (不重复享受) join it. Labelled passages (支持条件：…；支持标准：…) give it their
criteria.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gangmu.extraction.benefits.criteria import criteria_in
from gangmu.extraction.benefits.figures import AWARDED, Use, is_given, use_of
from gangmu.extraction.benefits.provisions import terms_in, whole_kind
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.state import State
from gangmu.terms import Clause, Provision, ProvisionKind, Span

_GIVES = re.compile("给予|予以|奖励|奖补|补助|补贴|资助|贴息|标准|补偿|返还|减免")
_LABEL = re.compile(
    "^(?:[0-9一二三四五六七八九十（）().．、\\s]*)(?:(?P<who>(?:支持|扶持|奖励|补助|补贴|奖补|申报|资助)?(?:对象|主体)|(?:支持|扶持|申报|奖励|补助|奖补|享受|认定|资助)?(?:条件|要求)|(?:申报|支持)范围)"
    "|(?P<how>(?:支持|扶持|奖励|补助|补贴|奖补|资助|奖励和补助|执行|兑现|扶持和奖励)(?:的)?(?:标准|方式|内容|额度|金额|政策|力度)|标准|政策内容)"
    "|(?P<end>(?:申报|所需|提交)?(?:材料|资料)|(?:申报|办理)?(?:流程|程序|时间)|(?:责任|主管|牵头|受理|实施)(?:单位|部门)|政策依据|联系[人方][式]?|(?:咨询)?电话))[：:]?$"
)
_DUTY = re.compile("^[（(]?(?:责任|牵头|配合|主管|实施|承办)(?:单位|部门)")
_OPENS = re.compile("^(?:对|凡|鼓励|支持|引导|设立|企业|单个项目在)")
_CONTINUES = re.compile("^(?:其中|[^，。；]{0,40}的?部分|以上部分)")
_RATE_BASE = re.compile("按照?(?:其|该)?(?P<base>[^，。；0-9]{2,20}?)的\\s?[0-9]")
_RAISES = re.compile(
    "(?:比例|标准|额度|奖励|补贴|补助|资助)(?:可|相应)?[^，。；]{0,2}(?:提高|上浮|提升|增加|上调)[至到为]"
)
_ANEW = re.compile(
    "再(?:给予|奖励|补助|补贴|按|次)|另(?:外|行|再|给予|奖|按)?|额外|同时(?:给予|奖励)|还(?:可|给予)|[再又]每|每年再"
)
_RECOGNISED = re.compile(
    "全国|国家(?!高新)|(?:省|自治区|市|区|县|州)级|首次|重新|复审|复核|[A-D]类|[一二三四五]级|一等|二等|三等|特等|大型|中型|小型|微型|金奖|银奖|铜奖|[一二三四五]档|整机|零部件|甲级|乙级"
)
_DISCRETION = re.compile(
    "一事一议|一企一策|一项目一策|专题研究|具体标准另行|另行(?:研究)?确定|酌情|视情"
)
OF_SEVERAL = re.compile(
    "(?:下列|以下|如下)[^。；，]{0,8}(?:条件|情形|要求)[^。；，]{0,4}?(?:(?P<n>[一二两三四五六七八九]|[1-9])[项个条](?:及?以上)?|之一|任[一意]一?[项个条]?)"
)
"""Words that announce a list of which some must hold: 符合下列条件中两项以上的."""
_SERVICE = re.compile("政府购买|统一购买|免费提供|免费为|免费开放|购买服务")
_WAIVED = re.compile(
    "(?<!不得)(?:免收|免缴|免除|免交)[^，。；]{0,10}(?:费|租|金)|免租[金期]?[^，。；]{0,4}年"
)
_UNSTATED = re.compile(
    "^(?:对|凡)[^。；]{6,}?[，,](?:[^。；]{0,20}?[，,])?(?:由?[^。；，]{0,6}?)(?:可|依法|优先)?(?:给予|予以|享受)[^，,。；]{0,12}?(?:奖励|补贴|补助|资助|扶持政策|优惠政策)"
)
_SUPPORT = re.compile("支持|实行|给予|扶持|奖励|补助|政策|购买|提供")
_NO_RULE = re.compile("骗取|弄虚作假|虚报|违反|处罚|罚款|滞纳|挪用|截留|抽查|验收不合格")


@dataclass(slots=True)
class Rule:
    """The segments of one benefit rule; ``scope`` are labelled passages that it rests on."""

    segments: list[Segment]
    clause: Clause | None
    scope: list[Segment] = field(default_factory=list)
    terms: list[Provision] = field(default_factory=list)
    several: list[Segment] = field(default_factory=list)
    special: str | None = None
    open_step: bool = False

    @property
    def leads(self) -> bool:
        """Tell whether the rule only announces what follows so far."""
        return all(s.leads for s in self.segments)


@dataclass(slots=True)
class _Block:
    """What labelled passages have said so far; ``mode`` is the last label."""

    mode: str = ""
    scope: list[Segment] = field(default_factory=list)
    used: bool = False
    parent: str = ""


def gather(state: State, segments: list[Segment]) -> tuple[list[Rule], list[Provision]]:
    """Gather the rules of a document, and what it provides for all of them."""
    rules: list[Rule] = []
    whole: list[Provision] = []
    block = _Block()
    current: Rule | None = None
    for segment in segments:
        words = state.text[segment.start : segment.end]
        if _DUTY.match(words):
            current = None if current is None or not _within(segment, current) else current
            continue
        if segment.scope:
            current = Rule([segment], segment.clause, segment.scope)
            _add_terms(state, segment, current)
            rules.append(current)
            continue
        label = _LABEL.match(words.rstrip("：: ")) if segment.leads else None
        if label:
            current = _labelled(state, segment, label.lastgroup or "", block, current)
            continue
        if current and not _within(segment, current) and not _sibling_step(state, segment, current):
            current = None
        if block.mode == "who" and _of_block(segment, block):
            block.scope.append(segment)
            if not _awards(state, segment):
                continue
        elif block.mode and not _of_block(segment, block):
            block = _Block()
        if block.mode == "end":
            continue
        if current is not None and _of_several(state, current):
            current.several.append(segment)
            continue
        uses = {use_of(state, d) for d in segment.drafts}
        special = _special(words)
        kind = whole_kind(words, current is not None)
        gives = (_awards(state, segment) and not _NO_RULE.search(words)) or special is not None
        capped = kind is ProvisionKind.ANNUAL_CAP and not uses & {Use.AMOUNT, Use.RATE}
        if kind is not None and (not gives or capped):
            _add_whole(state, segment, kind, whole)
            continue
        if not gives:
            announces = segment.leads and _GIVES.search(words) and not _bound(current)
            if announces and not (current is not None and terms_in(words)):
                current = Rule(
                    [segment], segment.clause, block.scope if block.mode == "how" else []
                )
                rules.append(current)
                block.used = True
            elif current is not None:
                _add_terms(state, segment, current)
            continue
        if (
            special == "discretion"
            and current is not None
            and _shares_fact(state, segment, current)
        ):
            current.open_step = True
            continue
        if current is not None and (special is None) and _belongs(state, segment, uses, current):
            current.segments.append(segment)
            if not _within(segment, current) and current.clause is not None:
                current.clause = state.parent(current.clause)
        else:
            scope = block.scope if block.mode in ("how", "who") else []
            current = Rule([segment], segment.clause, scope, special=special)
            block.used = True
            rules.append(current)
        _add_terms(state, segment, current)
    return [r for r in rules if r.special or any(_awards(state, s) for s in r.segments)], whole


def _add_whole(state: State, segment: Segment, kind: ProvisionKind, whole: list[Provision]) -> None:
    """Note what a segment provides for the whole document; what ： announces is one with it."""
    start = segment.start
    if whole and whole[-1].kind is kind and state.text[start - 1] in "：:":
        start = whole.pop().span.start
    clause = segment.clause.id if segment.clause else None
    whole.append(Provision(kind, Span(state.document.id, start, segment.end), clause))


def _bound(current: Rule | None) -> bool:
    return current is not None and current.leads


def _of_several(state: State, rule: Rule) -> bool:
    """Tell whether a segment is an item of the list of which some must hold."""
    last = rule.segments[-1]
    if not last.leads or not OF_SEVERAL.search(state.text, last.start, last.end):
        return False
    return not rule.several or rule.several[-1].stop in "；;，,\n"


def _labelled(
    state: State, segment: Segment, label: str, block: _Block, current: Rule | None
) -> Rule | None:
    parent = _parent(state, segment)
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


def _within(segment: Segment, rule: Rule) -> bool:
    """Tell whether a segment stands in the clause of a rule or below it."""
    if segment.clause is None:
        return True
    if rule.clause is None:
        return rule.segments[0].leads
    own, of = segment.clause.id, rule.clause.id
    return own == of or own.startswith(of + "/")


def _sibling_step(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether an item beside that of a rule is a step of it: （二）新认定为省级…的，奖励50万元."""
    if segment.clause is None or rule.clause is None:
        return False
    one, two = segment.clause.id.rpartition("/")[0], rule.clause.id.rpartition("/")[0]
    if one != two or segment.clause.heading or rule.clause.heading:
        return False
    if _same_fact(state, segment, rule):
        return True
    return _alike(state, segment, rule) and _recognised(state, segment, rule)


def _awards(state: State, segment: Segment) -> bool:
    """Tell whether a segment states an amount, a rate or a cap of a benefit."""
    return any(use_of(state, d) in AWARDED and is_given(state, d) for d in segment.drafts)


def _special(words: str) -> str | None:
    if not (_SUPPORT.search(words) or _WAIVED.search(words)):
        return None
    if _UNSTATED.search(words) and not re.search("[0-9]", words):
        return "discretion" if _DISCRETION.search(words) else "unstated"
    if _DISCRETION.search(words):
        return "discretion"
    if _WAIVED.search(words):
        return "waiver"
    return "service" if _SERVICE.search(words) and re.search("[0-9]", words) else None


def _belongs(state: State, segment: Segment, uses: set[Use], rule: Rule) -> bool:
    """Tell whether a segment that gives is part of the rule before it."""
    words = state.text[segment.start : segment.end]
    if segment.row or rule.leads:
        return True
    given = uses & {Use.AMOUNT, Use.RATE}
    opens = _OPENS.match(words)
    if not given:
        return not opens or rule.segments[-1].leads or _recognised(state, segment, rule)
    if _CONTINUES.match(words):
        return True
    if _ANEW.search(words):
        return False
    if _RAISES.search(words):
        return True
    if rule.segments[0].leads and not opens:
        return True
    if opens:
        return _same_fact(state, segment, rule) or _recognised(state, segment, rule)
    if rule.segments[-1].stop in "。\n" and not _same_fact(state, segment, rule):
        return _alike(state, segment, rule) and _recognised(state, segment, rule)
    return _alike(state, segment, rule) and not _other_base(state, segment, rule)


def _other_base(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether a rate stands on another base than that of the rule: 购房价的5%；租金的30%."""
    own = _RATE_BASE.search(state.text, segment.start, segment.end)
    other = _RATE_BASE.search(state.text, rule.segments[0].start, rule.segments[-1].end)
    if own is None or other is None:
        return False
    one, two = own["base"], other["base"]
    return one not in two and two not in one


def _shape(state: State, segments: list[Segment]) -> set[Use]:
    uses = {use_of(state, d) for s in segments for d in s.drafts}
    return uses & {Use.AMOUNT, Use.RATE, Use.STEP} or uses & {Use.CAP}


def _alike(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether two segments pay by the same formula: an amount each, or a rate each."""
    giving = [s for s in rule.segments if _shape(state, [s])]
    return bool(giving) and _shape(state, [segment]) == _shape(state, giving[:1])


def _recognised(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell steps of one recognition (国家级, 省级; 首次, 重新) from another rule."""
    text = state.text
    own = text[segment.start : segment.end]
    first = next((s for s in rule.segments if s.drafts), rule.segments[0])
    other = text[first.start : first.end]
    one, two = set(_RECOGNISED.findall(own)), set(_RECOGNISED.findall(other))
    return bool(one and two) and one != two and _alike(state, segment, rule)


def _same_fact(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether a segment sets another threshold on a fact that the rule asks for."""
    return _alike(state, segment, rule) and _shares_fact(state, segment, rule)


def _shares_fact(state: State, segment: Segment, rule: Rule) -> bool:
    asked = {c.fact for s in rule.segments for c in criteria_in(state, s)}
    return bool(asked & {c.fact for c in criteria_in(state, segment)})


def _add_terms(state: State, segment: Segment, rule: Rule) -> None:
    """Note the terms that a segment sets for a rule, each kind once."""
    words = state.text[segment.start : segment.end]
    clause = segment.clause.id if segment.clause else None
    known = {t.kind for t in rule.terms}
    for kind, *found in terms_in(words):
        if kind not in known:
            whole = not _awards(state, segment)
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
