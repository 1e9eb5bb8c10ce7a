"""What a quantity is: target, actual, forecast, condition, award or something else.

Decided by the words beside it first, then by its benefit sentence, then by time, then by the
section and the family of the document. Each rule gives a kind or passes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gangmu.extraction.awards import HOLDER, PER_UNIT, ends_condition, gives, in_benefit
from gangmu.extraction.state import Draft, Family, Part, State
from gangmu.extraction.timing import carried_into, is_future
from gangmu.terms import Comparator, Kind, Role

Rule = Callable[[State, Draft], Kind | None]

_DURATIONS = ("月", "天", "工作日")
_UNBOUNDED = (Comparator.EQ, Comparator.APPROX)

_FORMERLY = re.compile(
    r"(?:[，,。；“”]|\A)?原[有先定来]?[^，。；材则]{0,10}(?:为|是|标准)\s?[“\"]?\Z"
)
_AMENDED = re.compile("修改为|改为|修订为|调整为|变更为|替换为")
_FROM = re.compile(
    r"[由从](?:(?:\0|末|底|的|目前|现在|现有|年初|原来|原有|当前|上年|约|[,，\s])*|[^，。；到至向]{0,12})\Z"
)
_CHANGE_TO = re.compile(
    "(?:提[高升]|增[加长]?|上升|升|降低?|下降|扩[大展]|压[缩减降]|缩[短减小]|减少?|拓展|发展|调整|改善|优化"
    r"|攀升|跃升|进而)[^，；。]{0,4}?[至到为向]|\A\s?(?:到|至|增长到|向)|[,，](?:提升|提高|增加|上升|下降)[至到]"
)
_SHORT = re.compile(r"(?:还差|相差|尚差|差距[为达]?|缺口)\s?\Z")
_THAN = re.compile(r"(?:快于|慢于|高于|低于|优于|好于|超过|距|落后于?|超额完成)[^，。；]{0,8}\Z")
_QUOTED_AIM = re.compile("的?[^，。；]{0,4}目标")
_QUOTED_POINT = re.compile("的?[^，。；]{0,6}(?:要求|平均|水平|增速|进度|标准)")
_RECENT = re.compile(r"(?:近|连续|过去|前)\s?\Z")
_SIZED = re.compile(rf"(?:级|规模)?的?{HOLDER}")
_SIZED_OF = re.compile(rf"的{HOLDER}")
_SUBJECT = re.compile("[一-鿿]{2}")
_COUNTED = ("家", "个", "项", "条", "户", "百分点", "倍")
_TECHNICAL = ("米", "帕", "伏", "千瓦", "字节", "FLOPS", "赫兹", "摄氏度", "吨", "载重吨")
_BULK = ("万千瓦", "亿吨", "万吨")
_TEXTURE = re.compile("级?[一-鿿]{2,}")
_TEXTURE_BEFORE = re.compile(
    r"(?:[、，“”\"0-9的和及以]|支持|提升|实现|建设|研发|突破|推动|发展|制造|用于)\Z"
)
_AMONG = re.compile(r"(?:在|位于|居|列)(?:全[国省市区县])?\s?\Z")
_AMONG_AFTER = re.compile("[一-鿿]{2,10}?(?:中|之首|里|内)(?=[，,。；居排位列名的有处])")
_FORECAST = re.compile("预计|预测|有望|推算|据测算|或将|料将|将会|市场规模将")
_TURN = re.compile("[；;，,](?:但|而|目前|现有)|；")

_BOUND = re.compile("不得|承诺")
_SINCE = re.compile("起|后|内|承诺")
_NEEDED = re.compile("须|应")
_SET_ASIDE = re.compile(
    "总投资(?!强度|额?(?:突破|超过|达到?|完成|增长))|计划投资|概算|基金|资金规模|首期|有效期|试行期|公示期|公示"
    "|存续期|期限为|自发布之日|预算(?:安排|总额|资金)"
)
_TOTAL_INVESTMENT = re.compile("总投资|计划投资")
_SIZE = re.compile("规模|首期|总额")
_FOUNDED = re.compile("基金|资金池|资金规模|设立|组建|发起")
_BUDGETED = re.compile(r"安排\Z")
_PROCESS = re.compile(
    "(?:之日起|收到|受理|发布|印发|公示|办结|接到|申请|审核|材料|答复|反馈|起|后)"
    r"[^，。；]{0,12}\Z"
)
_COUNTS = re.compile(r"(?:共|分为|包括|由)\Z")
_COUNT_OF_TEXT = re.compile(
    "(?:部分|章|条款|措施|任务|方面|附件|政策|意见|建议|要点|表|条|内容|举措)(?![0-9])"
)

_GENERAL = re.compile("全[市区县省]|每年|抽查")
_LIST_LEAD = re.compile(
    "(?:下列|以下|如下)[^。]{0,8}(?:条件|要求|情形)|条件之一|(?:条件|要求)(?:如下|为|：)"
)
_FIRST_ITEM = re.compile(r"\n\s*[（(]")
_HELD_TO = re.compile("的(?:[，,]|不予|指标|应|将|取消|可|须|地区|乡镇|企业|项目|单位)")
_TOGETHER = re.compile(r"的?[，,]?(?:但|且|至|或|并且|同时)\S{0,8}\Z")
_AND = re.compile("、|且|并|[，,]且|但|或")
_BREAK = re.compile("[。；;]")
_MUST = re.compile("须|必须|应当?(?![急用对收])|不得|方可|的条件|要求|原则上|门槛|准入")
_APPLICANT = re.compile("企业|项目|单位|申报|入[库园驻]|新[建上引]|用地|供地")

_PAST = re.compile(
    "截至|截止|已(?!有?纳入)|同比|[较比](?:上|去)年|来自|以来|现有|目前|一度|仅为|只有|仅占|仅有|仍|约占|居全国"
    "|(?:完成|实现|达到|增长|提高|突破|建成|培育|取得|形成|超过|引进|新增|下降|成为|获得|累计)了|去年"
    "|全年完成|全年实现"
)
_FUTURE = re.compile(
    "力争|争取|确保|目标|计划|拟|将(?!近)|努力|要|达到?(?=[0-9])|不少于|不低于|控制在|每年|年均|打造|建设|推动"
    "|培育|新增|到\0"
)
_NEXT = re.compile("力争|争取|确保|下一?步|下一阶段|接下来")
_FROM_PART = {Part.PAST: Kind.ACTUAL, Part.OUTLOOK: Kind.ACTUAL, Part.GOAL: Kind.TARGET}
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
            draft.comparator = _of_condition(state, draft)


def _first(state: State, draft: Draft) -> Kind:
    for rule in RULES:
        kind = rule(state, draft)
        if kind is not None:
            return kind
    return Kind.OTHER


def _of_condition(state: State, draft: Draft) -> Comparator:
    """Read 达到 and 突破 as 不低于 in a condition, through a whole list of rungs."""
    if draft.comparator is Comparator.REACH:
        return Comparator.GE
    if draft.comparator is Comparator.GT:
        words = state.text[draft.lexeme.left : draft.lexeme.start]
        previous = draft.previous
        if "突破" in words or (not words and previous and previous.comparator is Comparator.GE):
            return Comparator.GE
    return draft.comparator


def _amended(state: State, draft: Draft) -> Kind | None:
    """The old value of an amendment is what the new one is, but superseded."""
    text, lexeme, following = state.text, draft.lexeme, draft.following
    if _FORMERLY.search(text, draft.left, lexeme.left):
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
    return _forecast(state, draft) or Kind.ACTUAL


def _gap(state: State, draft: Draft) -> Kind | None:
    """Tell a shortfall (还差), a quoted aim (快于7.5%的目标), a point of reference (低于6%的要求)."""
    text, lexeme = state.text, draft.lexeme
    if _SHORT.search(text, max(0, lexeme.left - 4), lexeme.start):
        return Kind.ACTUAL
    if draft.comparator is Comparator.EQ and _THAN.search(text, draft.left, lexeme.start):
        if _QUOTED_AIM.match(text, lexeme.end):
            return Kind.TARGET
        if _QUOTED_POINT.match(text, lexeme.end):
            return Kind.OTHER
    return None


def _window(state: State, draft: Draft) -> Kind | None:
    """近三年, 连续两个季度: a window of time on another quantity's noun."""
    lexeme, part = draft.lexeme, draft.sentence.part
    if lexeme.unit.dimension not in _DURATIONS:
        return None
    if not _RECENT.search(state.text, max(0, lexeme.start - 3), lexeme.start):
        return None
    past = draft.governing is not None and is_future(state, draft.governing) is False
    if part is Part.PAST or (past and part not in (Part.CONDITION, Part.BENEFIT)):
        return Kind.OTHER
    draft.role = Role.QUALIFIER
    return Kind.CONDITION


def _size(state: State, draft: Draft) -> Kind | None:
    """营收10亿元以上企业, 百亿级集群: a threshold on the noun that is counted."""
    lexeme, text = draft.lexeme, state.text
    if draft.comparator in (*_UNBOUNDED, Comparator.REACH) or lexeme.unit.dimension in _COUNTED:
        return None
    if _is_share(state, draft):
        return None
    order = lexeme.form == "量级"
    if order or lexeme.right > lexeme.end:
        technical = lexeme.unit.dimension in _TECHNICAL and _TEXTURE.match(text, lexeme.right)
        if technical and draft.left >= lexeme.left - 1:
            draft.role = Role.QUALIFIER
            return Kind.CONDITION
        if not _SIZED.match(text, lexeme.right) and not (order and text[lexeme.right] == "、"):
            return None
        if gives(state, draft.sentence) is None:
            draft.role = Role.QUALIFIER
        return Kind.CONDITION
    if lexeme.left == lexeme.start:
        return None
    if _SIZED_OF.match(text, lexeme.right):
        return Kind.CONDITION
    # 超10亿元企业7家: no 以上, but what is counted follows with its count
    sized, following = _SIZED.match(text, lexeme.right), draft.following
    if sized and following and following.lexeme.left - sized.end() in (0, 1):
        draft.role = Role.QUALIFIER
        return Kind.CONDITION
    return None


def _is_share(state: State, draft: Draft) -> bool:
    """80%以上的企业完成改造: a share of the enterprises, not a size of theirs."""
    lexeme = draft.lexeme
    return lexeme.unit.dimension == "率" and not _SUBJECT.search(
        state.masked, draft.left, lexeme.left
    )


def _of_product(state: State, draft: Draft) -> Kind | None:
    """12英寸硅片, 3000米深水平台: a size in the name of a product."""
    lexeme, text = draft.lexeme, state.text
    if lexeme.unit.dimension not in _TECHNICAL or lexeme.unit.name in _BULK:
        return None
    if lexeme.right != lexeme.end or not _TEXTURE.match(text, lexeme.end):
        return None
    if draft.left < lexeme.left and not _TEXTURE_BEFORE.search(text, draft.left, lexeme.left):
        return None
    draft.role = Role.QUALIFIER
    return Kind.OTHER


def _reference(state: State, draft: Draft) -> Kind | None:
    """在15个重点行业中: the set that something is one of."""
    lexeme, text = draft.lexeme, state.text
    if lexeme.unit.dimension not in ("个", "家", "项", "类", "种"):
        return None
    if not _AMONG.search(text, max(0, lexeme.start - 4), lexeme.start):
        return None
    if not _AMONG_AFTER.match(text, lexeme.end):
        return None
    draft.role = Role.QUALIFIER
    return Kind.OTHER


def _other(state: State, draft: Draft) -> Kind | None:
    """Budgets, total investment, validity, time limits of procedures, counts of the text itself."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    left, unit = draft.left, lexeme.unit.dimension
    if unit in _DURATIONS:
        return _time_limit(state, draft)
    if unit in ("元", "美元"):
        if _TOTAL_INVESTMENT.search(text, left, lexeme.left):
            bound = ends_condition(state, draft) or _MUST.search(text, left, lexeme.left)
            return None if bound else Kind.OTHER
        if _SET_ASIDE.search(text, left, lexeme.left):
            return Kind.OTHER
        if draft.comparator is Comparator.EQ and text[left : lexeme.left].strip() == "投资额":
            return None if ends_condition(state, draft) else Kind.OTHER
        beside = max(sentence.start, lexeme.left - 30), min(sentence.end, lexeme.right + 16)
        sized = draft.comparator is not Comparator.REACH and _SIZE.search(text, left, lexeme.left)
        if sized and _FOUNDED.search(text, *beside):
            return Kind.OTHER
        if state.family is Family.MEASURES and _BUDGETED.search(text, left, lexeme.left):
            return Kind.OTHER
    if (
        unit in ("条", "个", "项", "章")
        and sentence.part is not Part.PAST
        and _COUNTS.search(text, left, lexeme.left)
        and _COUNT_OF_TEXT.match(text, lexeme.right)
    ):
        return Kind.OTHER
    return None


def _time_limit(state: State, draft: Draft) -> Kind | None:
    """A length of time: 3年内不得转让 is a condition, 20个工作日内完成 how a procedure runs."""
    text, lexeme = state.text, draft.lexeme
    if _SINCE.search(text, max(0, lexeme.left - 8), lexeme.right):
        if (
            _BOUND.search(text, lexeme.right, draft.right)
            or "承诺" in text[draft.left : lexeme.left]
        ):
            return Kind.CONDITION
        if _NEEDED.search(text, lexeme.right, draft.right):
            return Kind.OTHER
    if _SET_ASIDE.search(text, draft.left, lexeme.left):
        return Kind.OTHER
    if _PROCESS.search(text, draft.left, lexeme.left):
        return Kind.OTHER
    within = lexeme.unit.dimension != "月" and text.startswith("内", lexeme.end)
    return Kind.OTHER if within and draft.sentence.part is not Part.GOAL else None


def _threshold(state: State, draft: Draft) -> Kind | None:
    """Conditions outside benefit sentences: 须达, 应当符合下列条件, 低于70分的不予立项."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    if PER_UNIT.search(text, max(sentence.start, lexeme.left - 12), lexeme.left):
        return Kind.CONDITION
    if _GENERAL.search(text, draft.left, lexeme.left):
        return None
    if sentence.part is Part.CONDITION or _under_conditions(state, draft):
        return Kind.CONDITION
    if draft.comparator in _UNBOUNDED:
        return None
    reaching = draft.comparator is Comparator.REACH and state.family is not Family.MEASURES
    held = _SIZED_OF.match(text, lexeme.right) or _HELD_TO.match(text, lexeme.right)
    closed = text.startswith(("的，", "的,"), lexeme.right)
    if held and not reaching and (closed or not _is_share(state, draft)):
        return Kind.CONDITION
    previous, following = draft.previous, draft.following
    if (
        following
        and _TOGETHER.match(text, lexeme.right, following.lexeme.start)
        and _threshold(state, following)
    ):
        return Kind.CONDITION
    if (
        previous
        and previous.kind is Kind.CONDITION
        and previous.role is Role.MAIN
        and _AND.match(text, previous.lexeme.right, lexeme.left)
        and not _BREAK.search(text, previous.lexeme.right, lexeme.left)
    ):
        return Kind.CONDITION
    if sentence.part in (Part.PAST, Part.GOAL):
        return None
    near = max(sentence.start, draft.left - (24 if previous else 0))
    if _MUST.search(text, near, lexeme.start) and _APPLICANT.search(
        text, sentence.start, lexeme.left
    ):
        return Kind.CONDITION
    return None


def _under_conditions(state: State, draft: Draft) -> bool:
    """Tell whether a list that announced conditions is still open."""
    text, sentence = state.text, draft.sentence
    if _LIST_LEAD.search(text, sentence.start, draft.lexeme.start):
        return True
    parent = state.parent(sentence.clause) if sentence.clause is not None else None
    if parent is None or sentence.clause is None:
        return False
    start, end = parent.span.start, min(parent.span.start + 200, sentence.clause.span.start)
    item = _FIRST_ITEM.search(text, start, end)
    return _LIST_LEAD.search(text, start, item.start() if item else end) is not None


def _forecast(state: State, draft: Draft) -> Kind | None:
    """预计, 有望: what somebody expects."""
    text, near = state.text, max(draft.sentence.start, draft.left - 40)
    said = _FORECAST.search(text, near, draft.lexeme.start)
    if said is None or _TURN.search(text, said.end(), draft.lexeme.start):
        return None
    return Kind.FORECAST


def _by_time(state: State, draft: Draft) -> Kind | None:
    """A year to come makes an aim, a year gone a fact."""
    governing, sentence = draft.governing, draft.sentence
    future = is_future(state, governing) if governing is not None else None
    if governing is None or future is None:
        return None
    if not future:
        return Kind.ACTUAL
    before = sentence.start, draft.lexeme.start
    if governing.first and sentence.part is Part.PAST and _PAST.search(state.text, *before):
        return Kind.ACTUAL
    loose = state.family in (Family.MEASURES, Family.OTHER) and sentence.part is Part.OTHER
    if loose and not _FUTURE.search(state.masked, *before):
        return None
    return Kind.TARGET


def _by_place(state: State, draft: Draft) -> Kind | None:
    """Sections that speak of the past, words of the past, then what the document is."""
    sentence, family = draft.sentence, state.family
    part, before = sentence.part, (sentence.start, draft.lexeme.start)
    measures = family is Family.MEASURES
    if measures and draft.comparator is Comparator.LE and draft.lexeme.unit.dimension == "元":
        return Kind.AWARD
    if part is not Part.PAST and _NEXT.search(state.text, *before):
        return Kind.TARGET
    if part in _FROM_PART:
        return _FROM_PART[part]
    past = _PAST.search(state.text, *before) is not None
    future = _FUTURE.search(state.masked, *before) is not None
    if past and not future and not measures:
        return Kind.ACTUAL
    if part is Part.TASK and family is not Family.EVALUATION:
        return Kind.TARGET
    if family is Family.REPORT and not past:
        carried = carried_into(state, sentence)
        if carried is not None and is_future(state, carried):
            return Kind.TARGET
    if family in _FROM_FAMILY:
        return _FROM_FAMILY[family]
    if future:
        return Kind.TARGET
    if measures:
        return Kind.OTHER if part is Part.PROCEDURE else Kind.TARGET
    return Kind.ACTUAL


RULES: tuple[Rule, ...] = (
    _amended,
    _start_of_change,
    _gap,
    _window,
    _size,
    _of_product,
    _reference,
    _other,
    in_benefit,
    _threshold,
    _forecast,
    _by_time,
    _by_place,
)
"""The rules in the order they are asked; the first that gives a kind decides."""
