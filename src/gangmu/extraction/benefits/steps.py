"""Which segment is a step of the rule before it, and which begins another.

Steps share a fact (1亿元以上, 5亿元以上), grades of one recognition (国家级, 省级) or slices; what names
another receiver, another base or a scope of its own is another rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gangmu.extraction.benefits.criteria import criteria_in
from gangmu.extraction.benefits.figures import AWARDED, Use, is_given, use_of
from gangmu.extraction.benefits.recipients import kind_named
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.state import State
from gangmu.terms import Clause, Provision

_OPENS = re.compile("^(?:对|凡|鼓励|支持|引导|设立|企业|单个项目在)")
CONTINUES = re.compile("^(?:其中|[^，。；]{0,40}的?部分|以上部分)")
"""Words that go on about the rule before: 其中, 超过2000万元的部分."""
_PER_MEASURE = re.compile("每(平方米|立方米|吨|千瓦|兆瓦|千伏安|亩|标箱|标准箱|蒸吨)")
_HEAD_WORDS = re.compile(
    "对?(?P<who>[^，。；：]{2,30}?)(?:每(?:向|新|培|引|输|招|推|为|服|帮)|的?[，,])"
)
_OWN_SCOPE = re.compile("[^，。；：]{4,}的，[^，。；]{0,10}(?:给予|奖励|补助|补贴|资助|支持)")
SAYS_WHO = re.compile(
    "[^，；：]{4,}?的[，,每再]|对[^，；：]{4,}?[，,]|[^，；：。]{2,20}(?:企业|项目|单位)[，,每]|[^。；：]{6,}?的，"
)
"""Words that say themselves who receives, up to a pause: 对…企业，, 取得资质的，."""
_RATE_BASE = re.compile("按照?(?:其|该)?(?P<base>[^，。；0-9]{2,20}?)的\\s?[0-9]")
_RAISES = re.compile(
    "(?:比例|标准|额度|上限|限额|奖励|补贴|补助|资助)(?:可|相应)?[^，。；]{0,2}(?:提高|上浮|提升|增加|上调)[至到为]"
)
_ANEW = re.compile(
    "再(?:给予|奖励|补助|补贴|按|次)|另(?:外|行|再|给予|奖|按)?|额外|同时(?:给予|奖励)|还(?:可|给予)|追加|[再又]每|每年再"
)
_RECOGNISED = re.compile(
    "全国|国家(?!高新)|(?:省|自治区|市|区|县|州)级|首次|重新|复审|复核|[A-D]类|[一二三四五]级|一等|二等|三等|特等|大型|中型|小型|微型|金奖|银奖|铜奖|[一二三四五]档|整机|零部件|上市|挂牌|甲级|乙级"
)
_LONGEST_STEP = 16


@dataclass(slots=True)
class Rule:
    """The segments of one benefit rule; ``scope`` are labelled passages that it rests on.

    ``shared`` tells a scope that a rule before rests on as well; ``demands`` are sentences behind
    a rule that say what it takes (…的，方可申报).
    """

    segments: list[Segment]
    clause: Clause | None
    scope: list[Segment] = field(default_factory=list)
    terms: list[Provision] = field(default_factory=list)
    several: list[Segment] = field(default_factory=list)
    demands: list[Segment] = field(default_factory=list)
    special: str | None = None
    open_step: bool = False
    shared: bool = False

    @property
    def leads(self) -> bool:
        """Tell whether the rule only announces what follows so far."""
        return all(s.leads for s in self.segments)


def within(segment: Segment, rule: Rule) -> bool:
    """Tell whether a segment stands in the clause of a rule or below it."""
    if segment.clause is None:
        return True
    if rule.clause is None:
        return rule.segments[0].leads
    own, of = segment.clause.id, rule.clause.id
    return own == of or own.startswith(of + "/")


def sibling_step(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether an item beside that of a rule is a step of it: （二）新认定为省级…的，奖励50万元."""
    if segment.clause is None or rule.clause is None:
        return False
    one, two = segment.clause.id.rpartition("/")[0], rule.clause.id.rpartition("/")[0]
    if one != two or segment.clause.heading or rule.clause.heading:
        return False
    if _same_fact(state, segment, rule):
        return facts(state, [segment]) <= facts(state, rule.segments)
    return _alike(state, segment, rule) and _recognised(state, segment, rule)


def awards(state: State, segment: Segment) -> bool:
    """Tell whether a segment states an amount, a rate or a cap of a benefit."""
    return any(use_of(state, d) in AWARDED and is_given(state, d) for d in segment.drafts)


def belongs(state: State, segment: Segment, uses: set[Use], rule: Rule) -> bool:
    """Tell whether a segment that gives is part of the rule before it."""
    words = state.text[segment.start : segment.end]
    if segment.row or rule.leads:
        return True
    given = uses & {Use.AMOUNT, Use.RATE}
    opens = _OPENS.match(words)
    stepped = rule.scope and segment.clause is rule.segments[-1].clause
    item = state.text[segment.start - 1] in "）)．.、①②③④⑤⑥"
    if stepped and not item and rule.segments[-1].stop in "；;" and not _ANEW.search(words):
        return True  # steps of one 支持标准
    if _RAISES.search(words):
        return True
    if not rule.segments[-1].leads and _for_another(state, segment, rule):
        return False
    if not given and rule.special:
        return False
    if not given and _ANEW.search(words) and SAYS_WHO.match(words):
        return False
    if not given:
        return not opens or rule.segments[-1].leads or _recognised(state, segment, rule)
    if CONTINUES.match(words):
        return True
    if _ANEW.search(words):
        return False
    if rule.segments[0].leads and not opens:
        return True
    if (
        rule.scope
        and segment.clause is rule.segments[-1].clause
        and rule.segments[-1].stop in "；;"
    ):
        return True  # steps of one 支持标准
    if opens:
        again = rule.segments[-1].stop not in "。\n" and _recognised(state, segment, rule)
        return _same_fact(state, segment, rule) or again
    if _same_fact(state, segment, rule):
        return not _other_base(state, segment, rule)
    scoped = SAYS_WHO.match(words) is not None
    kin = not scoped or _kin(state, segment, rule)
    if rule.segments[-1].stop in "。\n" and words.startswith(("对", "凡")):
        return False
    if rule.segments[-1].stop in "。\n":
        return kin and _alike(state, segment, rule) and _recognised(state, segment, rule)
    return kin and _alike(state, segment, rule) and not _other_base(state, segment, rule)


def _kin(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether two segments speak of the same kind of thing: 拿到…标志的, 拿到…认证的.

    In one sentence few words are a step of what stands before (采用一体化组件的); many name
    something else. A new sentence must share words.
    """
    first = next((s for s in rule.segments if s.drafts), rule.segments[0])
    one, two = (_scope_words(state.text, s) for s in (segment, first))
    shared, full = len(one & two), rule.segments[-1].stop in "。\n"
    if grades(state, segment, first) and not full:
        return True
    short = len(one) < _LONGEST_STEP or state.text[segment.start].isdigit()
    return (short and not full) or 8 * shared >= len(one) + len(two)


def _scope_words(text: str, segment: Segment) -> set[str]:
    at = text.find("，", segment.start, segment.end)
    words = text[segment.start : at if at > 0 else segment.end].removeprefix("对")
    words = _RECOGNISED.sub("", words)
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _for_another(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether a segment names a receiver of another kind, or a scope of its own with other pay.

    技师每月补1000元；职业院校每输送1名…奖励500元; 按研发投入的20%支持；完成临床试验的，分别给予不超过….
    """
    text = state.text
    one, two = (_subject(text, s) for s in (segment, rule.segments[0]))
    if one and two and one != two and not _recognised(state, segment, rule):
        return True
    per = [set(_PER_MEASURE.findall(text, s.start, s.end)) for s in (segment, rule.segments[-1])]
    if SAYS_WHO.match(text, segment.start, segment.end) and any(per) and not per[0] & per[1]:
        return True
    scoped = _OWN_SCOPE.match(text, segment.start, segment.end)
    capped = _shape(state, [segment]) == {Use.CAP}
    paid = _shape(state, rule.segments) & {Use.AMOUNT, Use.RATE}
    return bool(scoped and capped and paid) and not _recognised(state, segment, rule)


def _subject(text: str, segment: Segment) -> str | None:
    """Name the kind of who a segment is about: the words before its first pause, or before 每."""
    match = _HEAD_WORDS.match(text, segment.start, segment.end)
    return kind_named(match["who"].rpartition("的")[2] or match["who"]) if match else None


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
    first = next((s for s in rule.segments if s.drafts), rule.segments[0])
    return grades(state, segment, first) and _alike(state, segment, rule)


def grades(state: State, segment: Segment, other: Segment) -> bool:
    one, two = (set(_RECOGNISED.findall(state.text, s.start, s.end)) for s in (segment, other))
    return bool(one and two) and one != two


def _same_fact(state: State, segment: Segment, rule: Rule) -> bool:
    """Tell whether a segment sets another threshold on a fact that the rule asks for."""
    return _alike(state, segment, rule) and shares_fact(state, segment, rule)


def shares_fact(state: State, segment: Segment, rule: Rule) -> bool:
    return bool(facts(state, rule.segments) & facts(state, [segment]))


def facts(state: State, segments: list[Segment]) -> set[str]:
    return {c.fact for s in segments for c in criteria_in(state, s)}
