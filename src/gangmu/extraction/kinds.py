"""What a quantity is: target, actual, forecast, condition, award or something else.

Decided by the words beside it first, then by its benefit sentence, then by time, then by the words
of its phrase, by the section, and by the family of the document. Each rule gives a kind or passes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gangmu.extraction.asides import gap, marks, of_text, reference, set_aside, time_limit
from gangmu.extraction.awards import in_benefit
from gangmu.extraction.framing import Family, Part
from gangmu.extraction.state import Draft, State, continues, last_match
from gangmu.extraction.thresholds import (
    as_condition,
    beyond,
    general,
    near,
    of_product,
    quota,
    size,
    threshold,
    window,
)
from gangmu.terms import Comparator, Kind, Role

Rule = Callable[[State, Draft], Kind | None]


_FORMERLY = re.compile(
    r"(?:[，,。；“”]|\A)?原[有先定来]?[^，。；材则]{0,10}(?:为|是|标准)\s?[“\"]?\Z"
)
_AMENDED = re.compile("修改为|改为|修订为|调整为|变更为|替换为")
_FROM = re.compile(
    r"[由从](?:(?:\0|末|底|的|目前|现在|现有|年初|原来|原有|当前|上年|约|[,，\s])*|[^，。；到至向]{0,12})\Z"
)
_CHANGE_TO = re.compile(
    "(?:提[高升]|增[加长]?|上升|升|降低?|下降|扩[大展]|压[缩减降]|缩[短减小]|减少?|拓展|发展|[上下]调|调整|改善|优化"
    r"|攀升|跃升|进而|转|收窄|回升)[^，；。]{0,4}?[至到为向]|\A\s?(?:到|至|增长到|向)|[,，](?:提升|提高|增加|上升|下降)[至到]"
)
_BESIDE = re.compile("、[^，。；、0-9]{2,12}")
_OF_WHICH = re.compile("[，,；]?其中")
_OLD_AIM = re.compile("目标[^，。；]{0,4}[由从][^，。；]{0,6}\\Z")
_FORECAST = re.compile(
    "估计|预计(?!完成[，,。；;])|预测|有望|推算|据测算|或将|料将|将会|市场规模将"
)
_TURNS = re.compile("但|而(?!且)|目前|现有|力争|争取|确保|目标|计划|要")
_TURN = re.compile("[；;，,](?:但|而|目前|现有)|；")


_PAST = re.compile(
    "截至|截止|已(?!有?纳入)|同比|较上年|较去年|比上年|比去年|来自|以来|现有|目前|一度|仅为|只有|仅占|仅有|仍|约占|居全国"
    "|完成了|实现了|达到了|增长了|提高了|突破了|建成了|培育了|取得了|形成了|超过了|引进了|新增了|下降了|成为了|获得了|累计了|去年"
    "|全年完成|全年实现"
)
_FUTURE = re.compile(
    "力争|争取|确保|目标|计划|拟|将(?!近)|努力|要|达到?(?=[0-9])|不少于|不低于|控制在|每年|年均|打造|建设|推动"
    "|培育|新增|到\0"
)
# Words in the phrase of the number itself: what is already, and what is still to come.
_IS = re.compile("已(?!有?纳入)|现有|目前|仅|只有|仍|尚(?!未|需)|了(?<![为除]了)(?!解)|同比")
_WILL = re.compile(
    "力争|争取|确保|目标|计划|拟|将(?!近)|努力|要(?!看到|素|求|点)|到\0|不少于|不低于"
)
_LACKING = re.compile("依然|仍然|问题突出|短板明显|矛盾突出|存在(?:问题|短板|差距)")
_AIMED = re.compile("发放|组织|举办|力争|争取|目标|到\0|建成|培育|引进|打造|新增")
_KEPT = re.compile("(?:涨幅|增幅|时间|比例)[^，。；]{0,4}控制在")
# What is measured of an applicant, not given to it.
_FACT = re.compile("余额|收入|资产|资本|总投资|产值|售价|单价|费率|利率|负债|税收")
_NEXT = re.compile("力争|争取|确保")
_FINISHED = re.compile("完成|实现|建成|拟|计划")
# What opens a paragraph, or a list of decisions, about what is to be done.
_TO_DO = re.compile(
    "下一?步|下一阶段|接下来|今后|会议(?:要求|明确|议定|决定|强调|同意|原则同意)|议定(?:如下|以下)|明确(?:如下|以下)|要求(?:如下|以下)|安排(?:如下|以下)|建议"
)
_FROM_PART = {
    Part.PAST: Kind.ACTUAL,
    Part.OUTLOOK: Kind.ACTUAL,
    Part.GOAL: Kind.TARGET,
    Part.PROPOSAL: Kind.TARGET,
}
_FROM_FAMILY = {
    Family.PLAN: Kind.TARGET,
    Family.REPORT: Kind.ACTUAL,
    Family.EVALUATION: Kind.ACTUAL,
}


def decide_kinds(state: State) -> None:
    """Give every draft its kind and role."""
    for draft in state.drafts:
        draft.kind = _first(state, draft)
        if draft.kind is Kind.CONDITION:
            told = state.text[draft.lexeme.end : draft.lexeme.right]
            draft.comparator = as_condition(state, draft)
            if "含" not in told or "不含" in told:  # 300万元（含）以上 holds 300万元
                draft.comparator = beyond(draft, draft.comparator)


def _first(state: State, draft: Draft) -> Kind:
    for rule in RULES:
        kind = rule(state, draft)
        if kind is not None:
            return kind
    return Kind.OTHER


def _amended(state: State, draft: Draft) -> Kind | None:
    """The old value of an amendment is what the new one is, but superseded."""
    text, lexeme, following = state.text, draft.lexeme, draft.following
    old = text.find("原", draft.left, lexeme.left) >= 0
    if old and _FORMERLY.search(text, draft.left, lexeme.left):
        draft.role = Role.BASELINE
        return None
    if following is None or following.lexeme.unit.dimension != lexeme.unit.dimension:
        return None
    if not _AMENDED.search(text, lexeme.right, following.lexeme.left):
        return None
    draft.role = Role.BASELINE
    return _first(state, following)


def _start_of_change(state: State, draft: Draft) -> Kind | None:
    """The A of 由A提升至B is what was, whatever the sentence aims at."""
    text, lexeme, following = state.masked, draft.lexeme, draft.following
    if following is None or following.lexeme.unit.dimension != lexeme.unit.dimension:
        return None
    if following.lexeme.start - lexeme.end > 16 or not _FROM.search(text, draft.left, lexeme.left):
        return None
    if not _CHANGE_TO.search(text[lexeme.end : following.lexeme.start]):
        return None
    draft.role = Role.BASELINE
    if draft.comparator is Comparator.REACH:
        draft.comparator = Comparator.EQ
    if in_benefit(state, following) is Kind.AWARD:
        return Kind.AWARD
    superseded = _OLD_AIM.search(text, draft.left, lexeme.left)
    return Kind.TARGET if superseded else _forecast(state, draft) or Kind.ACTUAL


def _listed(state: State, draft: Draft) -> Kind | None:
    """The later items of a list (50%和30%) are what the first is."""
    previous = draft.previous
    if previous is None or not continues(state, draft) or previous.role is Role.BASELINE:
        return None
    draft.role = previous.role
    return previous.kind


def _part(state: State, draft: Draft) -> Kind | None:
    """消费券800万元，其中汽车300万元、家电200万元: a part is what the whole is."""
    previous = draft.previous
    if previous is None or previous.role is not Role.MAIN:
        return None
    if previous.lexeme.unit.dimension != draft.lexeme.unit.dimension:
        return None
    whole = previous.kind in (Kind.TARGET, Kind.ACTUAL, Kind.FORECAST) and not previous.quoted
    parted = _OF_WHICH.match(state.text, previous.lexeme.right, draft.lexeme.left)
    parted = parted or _BESIDE.fullmatch(state.text, previous.lexeme.right, draft.lexeme.left)
    return previous.kind if whole and parted else None


def _forecast(state: State, draft: Draft) -> Kind | None:
    """预计, 有望: what somebody expects."""
    text, near = state.text, max(draft.sentence.start, draft.left - 40)
    said = last_match(_FORECAST, text, near, draft.lexeme.start)
    previous = draft.previous
    if said is None and previous is not None and previous.kind is Kind.FORECAST:
        # 预计2025年产值为210亿元；保有量达到2500辆: an expectation holds on until words of what is
        turned = _TURNS.search(text, previous.lexeme.right, draft.right)
        if not turned and not _IS.search(text, draft.left, draft.right):
            return Kind.FORECAST
    if said is None or _TURN.search(text, said.end(), draft.lexeme.start):
        return None
    return Kind.FORECAST


def _by_time(state: State, draft: Draft) -> Kind | None:
    """A year to come makes an aim, a year gone a fact."""
    governing, sentence = draft.governing, draft.sentence
    future = governing.future if governing is not None else None
    if future is None:
        return None
    if not future:
        return Kind.ACTUAL
    before = sentence.start, draft.lexeme.start
    if sentence.part is Part.PAST and _PAST.search(state.text, *before):
        return Kind.ACTUAL
    loose = state.frame.family in (Family.MEASURES, Family.OTHER) and sentence.part is Part.OTHER
    if loose and not _FUTURE.search(state.masked, *before):
        return None
    return Kind.TARGET


def _by_words(state: State, draft: Draft) -> Kind | None:
    """Words of what is already in the very phrase make a fact, whatever the section speaks of."""
    said = _IS.search(state.text, draft.left, draft.right)
    if said is None and not _FUTURE.search(state.masked, draft.left, draft.lexeme.start):
        said = _LACKING.search(state.text, draft.sentence.start, draft.left)
    if said is None or _WILL.search(state.masked, draft.left, draft.lexeme.start):
        return None
    return Kind.ACTUAL


def _in_rules(state: State, draft: Draft) -> Kind | None:
    """What a document of rules states outside its benefits: limits, aims of its own, conditions."""
    if state.frame.family is not Family.MEASURES:
        return None
    text, part, left = state.text, draft.sentence.part, draft.left
    before = draft.sentence.start, draft.lexeme.start
    told = draft.carried[0].future is False if draft.carried else False
    opening = draft.sentence.clause is None or part in (Part.GOAL, Part.OTHER)
    if told and opening and draft.governing is None and not _WILL.search(state.masked, *before):
        return Kind.ACTUAL  # why the rules are made stands before them
    if _KEPT.search(text, left, draft.lexeme.left + 3):
        return Kind.TARGET
    if draft.comparator is Comparator.LE and draft.lexeme.unit.dimension == "元":
        return Kind.CONDITION if _FACT.search(text, left, draft.lexeme.left) else Kind.AWARD
    if part is not Part.PAST and _NEXT.search(text, *before):
        return Kind.TARGET
    if part in _FROM_PART:
        return _FROM_PART[part]
    if part is Part.TASK or general(state, draft):
        return Kind.TARGET
    if part is Part.PROCEDURE:
        return Kind.OTHER
    plain = draft.comparator in (Comparator.EQ, Comparator.APPROX)
    dated = draft.governing is not None and plain
    done = dated and _FINISHED.search(state.masked, left, draft.lexeme.left)
    aimed = done or _AIMED.search(state.masked, *before)
    return Kind.TARGET if aimed else Kind.CONDITION


def _by_section(state: State, draft: Draft) -> Kind | None:
    """What the paragraph or the section is about: what is to be done, what was, what is aimed at."""
    sentence, part = draft.sentence, draft.sentence.part
    before = sentence.start, draft.lexeme.start
    if part is not Part.PAST and _NEXT.search(state.text, *before):
        return Kind.TARGET
    line = state.text.rfind("\n", 0, sentence.start) + 1
    if _TO_DO.search(state.text, line, draft.lexeme.start):
        return Kind.TARGET
    if part in _FROM_PART:
        return _FROM_PART[part]
    if _is_past(state, draft) and not _FUTURE.search(state.masked, *before):
        return Kind.ACTUAL
    done = (
        state.frame.family is Family.EVALUATION
    )  # there a section on tasks tells what became of them
    return Kind.TARGET if part is Part.TASK and not done else None


def _by_document(state: State, draft: Draft) -> Kind | None:
    """A time that still stands from the sentence before, then what the document is."""
    family, carried = state.frame.family, draft.carried[0] if draft.carried else None
    if family is Family.REPORT and carried and carried.future and not _is_past(state, draft):
        return Kind.TARGET
    gone = carried is not None and carried.future is False and draft.governing is None
    willed = _WILL.search(state.masked, draft.left, draft.lexeme.start)
    if gone and draft.sentence.part is Part.OTHER and not willed:
        return Kind.ACTUAL
    if family in _FROM_FAMILY:
        return _FROM_FAMILY[family]
    future = _FUTURE.search(state.masked, draft.sentence.start, draft.lexeme.start)
    return Kind.TARGET if future else Kind.ACTUAL


def _is_past(state: State, draft: Draft) -> bool:
    return _PAST.search(state.text, draft.sentence.start, draft.lexeme.start) is not None


RULES: tuple[Rule, ...] = (
    _amended,
    _start_of_change,
    _listed,
    gap,
    window,
    near,
    size,
    of_product,
    reference,
    time_limit,
    marks,
    set_aside,
    of_text,
    quota,
    in_benefit,
    threshold,
    _part,
    _forecast,
    _by_time,
    _in_rules,
    _by_words,
    _by_section,
    _by_document,
)
"""The rules in the order they are asked; the first that gives a kind decides."""
