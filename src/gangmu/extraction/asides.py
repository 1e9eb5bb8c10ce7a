"""What a document states beside its aims and facts.

Budgets and funds, total investment, validity, time limits of procedures, counts of the text
itself, shortfalls and the points of reference of a comparison.
"""

from __future__ import annotations

import re

from gangmu.extraction.awards import ends_condition
from gangmu.extraction.framing import Family, Part
from gangmu.extraction.state import Draft, State
from gangmu.extraction.thresholds import under_conditions
from gangmu.terms import Comparator, Kind, Role

_RULED = (Part.CONDITION, Part.BENEFIT, Part.TASK)
_DURATIONS = ("月", "天", "工作日")
_WITH = re.compile("(?:与|离|较)[^，。；]{0,12}\\Z")
_LACKS = re.compile("的?[^，。；]{0,4}目标[^，。；]{0,4}(?:差|有差距)")
_SHORT = re.compile(r"(?:还差|相差|尚差|差距[为达]?|缺口)\s?\Z")
_THAN = re.compile(
    r"(?:快于|慢于|高于|低于|优于|好于|超过|距|落后于?|(?:未|超额|提前)完成|完成)[^，。；]{0,8}\Z"
)
_QUOTED_AIM = re.compile("的?[^，。；]{0,4}目标")
_SET_AIM = re.compile(
    r"(?:规划|计划|方案|》)(?:中)?(?:要求|提出|设定|确定|明确|规定)的?[^，。；0-9]{0,12}\Z"
)
_THAN_SET = re.compile("(?:超过|超出|低于|高于|距离?|完成)[^，。；]{0,8}(?:规划|计划|方案|》)")
_AIM_BEFORE = re.compile(
    r"(?:超过|超出|达到|完成|低于|高于|距|占)[^，。；]{0,12}目标(?:值|任务)?[（(]?\Z"
)
_OF_AIM = re.compile(
    r"(?:完成|达到?|实现|占|[是为])[^，。；]{0,30}(?:目标|计划|任务|预算)[^，。；]{0,16}的\Z"
)
_QUOTED_POINT = re.compile("的?[^，。；]{0,6}(?:要求|平均|水平|增速|进度|标准)")
_AMONG = re.compile(r"(?:在|位于|居|列)(?:全[国省市区县])?\s?\Z")
_AMONG_AFTER = re.compile("[一-鿿]{2,10}?(?:中|之首|里|内)(?=[，,。；居排位列名的有处])")
_PROLONGS = re.compile(r"延长\Z|顺延\Z|展期\Z")
_FULL_MARKS = re.compile(r"满分为?\Z")
_BOUND = re.compile("不能|不准|不可|不得(?!(?:再|重新|继续)?(?:申报|申请|享受))|承诺")
_BARRED = re.compile(
    "内申报资格|内?(?:不得|不予|取消)[^，。；]{0,6}(?:申报|申请|受理|资格)|内?不再?受理"
)
# 24个月内竣工投产的，给予; 满一年后支付
_DONE_IN = re.compile("内[^，。；不]{2,12}的(?:[，,]|[一-鿿]{0,4}(?:项目|企业))")
_AFTER = re.compile("后|的|且|并|再|、")
_DOES = re.compile("内?(?:放款|办结|完成|出[具结]?|拨款|审结|答复|办理|反馈|拨付|到账)")
_STILL = re.compile("(?:仍|尚)?未|仍不|(?:提出[一-鿿]{2})?的[，,；;]")
# 须在24个月内竣工投产; 注册登记满一年
_TO_FINISH = re.compile("内[^，。；]{0,4}(?:竣工|投产|建成|达产|开工|完成投资)")
_REGISTERED = re.compile("(?:注册|登记|成立|经营|纳税|从业)[^，。；]{0,6}满\\Z")
_WITHIN = re.compile("须在\\Z")
_SERVES = re.compile("须[^，。；]{0,16}满\\Z")
_SINCE = re.compile("起|后|内|承诺")
_NEEDED = re.compile("须|应")
_SET_ASIDE = re.compile(
    "预算(?!收入|支出|执行|内)[^，。；]{0,6}\\Z|预算安排[^，。；]{0,16}\\Z|总投资(?!强度|额?(?:突破|超过|达到?|完成|增长))|计划投资|概算|基金|资金规模|首期|有效期|试行期|公示期|公示"
    "|存续期|期限为|自发布之日"
)
_TOTAL_INVESTMENT = re.compile("总投资|计划投资")
# 投资12亿元的热电项目并网发电
_COST = re.compile("投资额?\\Z")
_OF_PROJECT = re.compile("的[^，。；]{0,20}?(?:项目|工程|基地|生产线)")
_OF_WHICH = re.compile("[，,；]?其中")
_OF_YEAR = re.compile("年度(?:计划)?(?:完成)?投资\\Z")
_SIZE = re.compile("规模|首期|总额")
_FOUNDED = re.compile("基金|资金池|资金规模|设立|设了|组建|发起")
_BUDGETED = re.compile(r"安排(?:[^，。；0-9]{0,16}(?:资金|经费))?\Z")
_FUND_OF = re.compile(
    r"(?:设立|组建|发起)[^。；]{0,24}?(?:资金|基金)(?![^。；]{0,10}已)[^。；]{0,10}\Z"
)
_FOUNDS = re.compile(r"(?:设立|组建|发起|拿出)(?:总规模|规模)?(?:不低于|不少于|约)?\Z")
_FUND_NEXT = re.compile("的?[一-鿿“”]{0,12}?(?:基金|资金|授信|贷款额度)")
_PROJECT_COST = re.compile(r"(?:工程|项目)(?:总)?投资\Z")
_PROCESS = re.compile(
    "(?:之日起|收到|受理|发布|印发|公示|办结|接到|申请|审核|材料|答复|反馈|起|后)"
    r"[^，。；]{0,12}\Z"
)
_COUNTS = re.compile(r"(?:共有?|分为|包括|由)(?:[^，。；]{0,8}?[、和])?\Z")
_ASPECTS = re.compile("方面|层面|部分|章节|环节")
_DRAWN_UP = re.compile("(?:推出|提出|部署|明确|出台|制定)了?\\Z")
_SET_BY = re.compile(
    "财政(?![^，。；]{0,12}(?:累计|共))[^，。；]{0,10}(?:安排|备|列支|统筹|拿出)了?[^，。；]{0,12}(?:资金|经费)\\Z"
)
_TEXT_COUNTS = re.compile("(?:措施|政策|办法|意见|方案|条款|》)[^，。；]{0,4}共有?\\Z")
_LAID_DOWN = re.compile(
    r"(?:规划|方案|计划|纲要|意见|》)(?:确定|提出|布局|明确|设定|列出|安排)的?\Z"
)
_COUNT_OF_TEXT = re.compile(
    "(?:部分|章|条款|措施|任务|方面|附件|政策|意见|建议|要点|表|条|内容|举措)(?![0-9])"
)
_MUST = re.compile("须|必须|应当?(?![急用对收])|不得|方可|的条件|要求|原则上|门槛|准入")


def reference(state: State, draft: Draft) -> Kind | None:
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


def marks(state: State, draft: Draft) -> Kind | None:
    """Tell the marks that an item of a table of assessment carries: （10分）, 满分100分."""
    text, lexeme = state.text, draft.lexeme
    if lexeme.unit.dimension != "分":
        return None
    bracketed = (
        text[lexeme.start - 1 : lexeme.start] in "（("
        and text[lexeme.end : lexeme.end + 1] in "）)"
    )
    full = bracketed or _FULL_MARKS.search(text, draft.left, lexeme.left)
    return Kind.OTHER if full else None


def set_aside(state: State, draft: Draft) -> Kind | None:
    """Tell money that is set aside or costs: 基金规模, 预算, 总投资, 安排专项资金."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    left, until, family = draft.left, lexeme.left, state.frame.family
    bounded = draft.comparator not in (Comparator.EQ, Comparator.APPROX)
    if lexeme.unit.dimension not in ("元", "美元") or (bounded and under_conditions(state, draft)):
        return None
    planned = sentence.part in (Part.PROPOSAL, Part.TASK, Part.GOAL)
    if planned and _OF_YEAR.search(text, left, until):
        return None
    if _TOTAL_INVESTMENT.search(text, left, until):
        ruled = family is Family.MEASURES or (bounded and sentence.part in _RULED)
        bound = ruled and ends_condition(state, draft)
        return None if bound or _MUST.search(text, left, until) else Kind.OTHER
    if _SET_ASIDE.search(text, left, until):
        return Kind.OTHER
    plain = draft.comparator is Comparator.EQ
    if plain and text[left:until].strip() == "投资额":
        done = draft.previous is not None and draft.previous.kind is Kind.ACTUAL
        return None if done or ends_condition(state, draft) else Kind.OTHER
    cost = plain and family is not Family.MEASURES and _COST.search(text, left, until)
    if cost and _OF_PROJECT.match(text, lexeme.end):
        return Kind.OTHER
    if plain and _PROJECT_COST.search(text, left, until):
        return Kind.OTHER
    if _of_fund(state, draft) or _of_other(state, draft):
        return Kind.OTHER
    told = family in (Family.NEWS, Family.REPORT) and sentence.part is not Part.PAST
    budgeted = _BUDGETED if family is Family.MEASURES else _SET_BY if told else None
    return Kind.OTHER if budgeted and budgeted.search(text, left, until) else None


def _of_fund(state: State, draft: Draft) -> bool:
    """Tell the size of a fund that is founded: 设立规模30亿元的产业基金."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    sized = draft.comparator is not Comparator.REACH and _SIZE.search(text, draft.left, lexeme.left)
    beside = max(sentence.start, lexeme.left - 30), min(sentence.end, lexeme.right + 16)
    if sized and _FOUNDED.search(text, *beside):
        return True
    if _FUND_OF.search(text, sentence.start, lexeme.left):
        return True
    founds = _FOUNDS.search(text, draft.left, lexeme.left)
    return founds is not None and _FUND_NEXT.match(text, lexeme.end) is not None


def _of_other(state: State, draft: Draft) -> bool:
    """Tell a part of money that was set aside before it: 预算1.8亿元，其中…6000万元."""
    previous = draft.previous
    return (
        previous is not None
        and previous.kind is Kind.OTHER
        and previous.role is Role.MAIN
        and previous.lexeme.unit.dimension == draft.lexeme.unit.dimension
        and _OF_WHICH.search(state.text, previous.lexeme.right, draft.lexeme.left) is not None
    )


def of_text(state: State, draft: Draft) -> Kind | None:
    """Tell what counts the text itself: 共18条措施, 规划确定的9项指标, 6个方面."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    unit, left, until = lexeme.unit.dimension, draft.left, lexeme.left
    if unit not in ("条", "个", "项", "类", "章"):
        return None
    if unit != "章" and _LAID_DOWN.search(text, left, until):
        return Kind.OTHER
    if unit == "个" and _ASPECTS.match(text, lexeme.end):
        return Kind.OTHER
    if unit in ("条", "项") and _TEXT_COUNTS.search(text, left, until):
        return Kind.OTHER
    if unit == "类" or not _COUNT_OF_TEXT.match(text, lexeme.right):
        return None
    drawn_up = unit in ("条", "项") and state.frame.family is Family.NEWS
    if drawn_up and _DRAWN_UP.search(text, left, until):
        return Kind.OTHER
    counts = sentence.part is not Part.PAST and _COUNTS.search(text, sentence.start, until)
    return Kind.OTHER if counts else None


def time_limit(state: State, draft: Draft) -> Kind | None:
    """A length of time: 3年内不得转让 is a condition, 20个工作日内完成 how a procedure runs."""
    text, lexeme, unit = state.text, draft.lexeme, draft.lexeme.unit.dimension
    if unit not in _DURATIONS:
        return None
    rules = state.frame.family is Family.MEASURES
    if draft.comparator is Comparator.GT and _STILL.match(text, lexeme.end):
        return Kind.CONDITION
    previous = draft.previous
    prolongs = previous is not None and previous.lexeme.unit.dimension in _DURATIONS
    if previous and prolongs and _PROLONGS.search(text, draft.left, lexeme.left):
        return previous.kind
    if _BARRED.match(text, lexeme.end):
        return Kind.OTHER
    if rules and _DONE_IN.match(text, lexeme.end):
        return Kind.CONDITION
    told = state.frame.family is Family.NEWS and draft.comparator is Comparator.LE
    if unit == "天" and told and _DOES.match(text, lexeme.right):
        return Kind.OTHER
    if unit == "工作日" and (told or _DOES.match(text, lexeme.end)):
        return Kind.OTHER
    if rules and _TO_FINISH.match(text, lexeme.end) and _MUST.search(text, draft.left, lexeme.left):
        return Kind.CONDITION
    registered = draft.comparator is Comparator.GE and _REGISTERED.search(
        text, draft.left, lexeme.start
    )
    if registered or _SERVES.search(text, draft.left, lexeme.start):
        return Kind.CONDITION
    if unit == "工作日" and rules:
        return Kind.OTHER
    if _SINCE.search(text, max(0, lexeme.left - 8), lexeme.right):
        promised = "承诺" in text[draft.left : lexeme.left]
        if promised or _BOUND.search(text, lexeme.right, draft.right):
            return Kind.CONDITION
        if _NEEDED.search(text, lexeme.right, draft.right):
            return Kind.OTHER
    if rules and draft.comparator is Comparator.GE and ends_condition(state, draft):
        return Kind.CONDITION
    for pattern in (_SET_ASIDE, _PROCESS, _WITHIN):
        if pattern.search(text, draft.left, lexeme.left):
            return Kind.OTHER
    if draft.comparator is Comparator.GE and _AFTER.match(text, lexeme.end):
        return Kind.CONDITION
    within = unit != "月" and text.startswith("内", lexeme.end)
    return Kind.OTHER if within and draft.sentence.part is not Part.GOAL else None


def gap(state: State, draft: Draft) -> Kind | None:
    """Tell a shortfall (还差), a quoted aim (快于7.5%的目标), a point of reference (低于6%的要求)."""
    text, lexeme = state.text, draft.lexeme
    if _SHORT.search(text, max(0, lexeme.left - 4), lexeme.start):
        return Kind.ACTUAL
    rate = lexeme.unit.dimension in ("率", "倍") and text.startswith("的", lexeme.left - 1)
    if rate and _OF_AIM.search(text, max(draft.sentence.start, lexeme.left - 40), lexeme.left):
        return Kind.ACTUAL
    if lexeme.unit.dimension != "百分点" and _AIM_BEFORE.search(text, draft.left, lexeme.left):
        draft.quoted = True
        return Kind.TARGET
    told = state.frame.family in (Family.EVALUATION, Family.REPORT, Family.NEWS)
    told = told or _THAN_SET.search(text, draft.left, lexeme.left) is not None
    counted = lexeme.unit.dimension in ("条", "个", "项", "类") and _LAID_DOWN.search(
        text, draft.left, lexeme.left
    )
    if told and not counted and _SET_AIM.search(state.masked, draft.left, lexeme.left):
        draft.quoted = True
        return Kind.TARGET
    lacks = _LACKS.match(text, lexeme.end) and _WITH.search(text, draft.left, lexeme.start)
    if lacks:
        draft.quoted = True  # 与2025年80%的目标还差6.5个百分点
        return Kind.TARGET
    if draft.comparator is Comparator.EQ and _THAN.search(text, draft.left, lexeme.start):
        if _QUOTED_AIM.match(text, lexeme.end):
            draft.quoted = True
            return Kind.TARGET
        if _QUOTED_POINT.match(text, lexeme.end):
            return Kind.OTHER
    return None
