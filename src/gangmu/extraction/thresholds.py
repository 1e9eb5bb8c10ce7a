"""Thresholds: what an applicant must meet, and the size of what is counted.

营收10亿元以上企业, 近三年未发生, 应当符合下列条件, 低于70分的不予立项.
"""

from __future__ import annotations

import re

from gangmu.extraction.awards import HOLDER, PER_UNIT, gives
from gangmu.extraction.framing import Family, Part
from gangmu.extraction.nouns import COUNTS
from gangmu.extraction.state import Draft, Sentence, State
from gangmu.terms import Comparator, Kind, Role

_DURATIONS = ("月", "天", "工作日")
_UNBOUNDED = (Comparator.EQ, Comparator.APPROX)
_RECENT = re.compile(r"(?:近|连续|过去|前)\s?\Z")
_SIZED = re.compile(rf"(?:级|规模)?的?{HOLDER}")
_SIZED_OF = re.compile(rf"的{HOLDER}")
_SHOWN = re.compile("(?:显示|表明|其中|还有|仍有)(?:近|约|超过?)?")
_SUBJECT = re.compile("[一-鿿]{2}")
_COUNTED = ("家", "个", "项", "条", "户", "百分点", "倍")
_TECHNICAL = ("米", "帕", "伏", "千瓦", "字节", "FLOPS", "赫兹", "摄氏度", "吨", "载重吨")
_BULK = ("万千瓦", "亿吨", "万吨")
_SIZES = ("容量", "功率", "直径", "厚度", "吨位", "电压", "水深", "长度")
_TEXTURE = re.compile("级?[一-鿿]{2,}")
_TEXTURE_BEFORE = re.compile(
    r"(?:[、，“”\"0-9的和及以]|支持|提升|实现|建设|研发|突破|推动|发展|制造|用于|投放|推广|购置|更新|淘汰|采购|研制|开发)\Z"
)
_GENERAL = re.compile("全[市区县省]|每[两三]?年|抽查")
_ASKED = "[^。]{0,8}(?:条件|要求|情形)"
_LIST_LEAD = re.compile(
    "应当?(?:同时)?(?:满足|符合|具备)：|"
    f"下列{_ASKED}|以下{_ASKED}|如下{_ASKED}|条件(?:之一|如下|为|：)|要求(?:如下|为|：)"
)
_FIRST_ITEM = re.compile(r"\n\s*[（(]")
_HELD_TO = re.compile(
    "的(?:[，,]|不予|指标|应|将|取消|可|须|地区|乡镇|县|市|区|镇街|部门|企业|项目|单位)"
)
_TOGETHER = re.compile(r"的?[，,]?(?:但|且|至|或|并且|同时)\S{0,8}\Z")
_LISTED_WITH = re.compile("、[^，。；、]{2,16}")
# 单个项目投资额不超过基金规模的15%
_OF_ONE = re.compile("单[个只一][^，。；]{0,6}投资")
_AND = re.compile("、|且|并|[，,]且|但|或")
_ADMITTED = re.compile("(?:及?以上|以下|以内)?的?(?:方可|方能|才能|才可|可入围)")
_COUNT_AFTER = re.compile(
    "(?:及?以上|以下|级)?的?[一-鿿“”]{0,12}?(?:达到?|增加到|增至|超过?|突破|不少于|约)?"
)
_WITHIN = re.compile("的?(?:范围|半径)?(?:以内|之内|范围内)")
# 船龄20年以上的内河船舶; but not 产值100亿元以上的目标
_ATTRIBUTE = re.compile(
    "的(?!目标|水平|规模|能力|增长|增幅|增速|任务|要求|速度|部分|标准|资金|奖|补|贷款|投资|支持|产值|收入)[一-鿿]{2}"
)
_COMPLETED = re.compile("完成|建成|实现|新增|引进|培育|建设")
_BREAK = re.compile("[。；;]")
_MUST = re.compile(
    "须|必须|(?<![供响适反效对])应当?(?![急用对收])|不得|方可|的条件|原则上|门槛|准入"
)
_APPLIES = re.compile("(?:申报|申请)[^，。；]{0,8}\\Z")
_GRADED = re.compile("的|评为|为|不予|予以|视为|定为|等次")
_GOES_ON = re.compile("以?上?(?:上涨|增长|居|位[居列]|保持|稳居|名列|实现)(?!的)")
_APPLICANT = re.compile("企业|项目|单位|申报|入[库园驻]|新[建上引]|用地|供地")


def window(state: State, draft: Draft) -> Kind | None:
    """近三年, 连续两个季度: a window of time on another quantity's noun."""
    lexeme, part = draft.lexeme, draft.sentence.part
    if lexeme.unit.dimension not in _DURATIONS:
        return None
    if not _RECENT.search(state.text, max(0, lexeme.start - 3), lexeme.start):
        return None
    past = (
        state.frame.family is not Family.MEASURES
        and draft.governing is not None
        and draft.governing.future is False
    )
    told = state.frame.family in (Family.NEWS, Family.EVALUATION, Family.REPORT)
    past = past or (told and _GOES_ON.match(state.text, lexeme.end) is not None)
    if part is Part.PAST or (past and part not in (Part.CONDITION, Part.BENEFIT)):
        return Kind.OTHER
    draft.role = Role.QUALIFIER
    return Kind.CONDITION


def near(state: State, draft: Draft) -> Kind | None:
    """沿江1公里范围内的企业: how far the noun that is counted may be."""
    lexeme = draft.lexeme
    if lexeme.unit.dimension != "米" or not _WITHIN.match(state.text, lexeme.end):
        return None
    if state.text[lexeme.start - 1 : lexeme.start] in ("到", "至"):
        return None  # 配套半径缩小到30公里以内
    draft.role = Role.QUALIFIER
    if draft.comparator is Comparator.EQ:
        draft.comparator = Comparator.LE
    return Kind.CONDITION


def size(state: State, draft: Draft) -> Kind | None:
    """营收10亿元以上企业, 百亿级集群: a threshold on the noun that is counted."""
    lexeme, text = draft.lexeme, state.text
    if draft.comparator in (*_UNBOUNDED, Comparator.REACH) or lexeme.unit.dimension in _COUNTED:
        return None
    if _is_share(state, draft):
        return None
    order = lexeme.form == "量级"
    if order or lexeme.right > lexeme.end:
        technical = lexeme.unit.dimension in _TECHNICAL and _TEXTURE.match(text, lexeme.right)
        words = state.text[draft.left : lexeme.left].strip("，、")
        only = words in ("", "其中") or words.endswith(_SIZES)
        if technical and only:
            draft.role = Role.QUALIFIER
            return Kind.CONDITION
        listed = order and text.startswith(("、", "级、"), lexeme.right)
        level = order and text.startswith("级", lexeme.right)
        if not (level or _SIZED.match(text, lexeme.right) or listed or _counted_next(state, draft)):
            return None
        if gives(state, draft) is None:
            draft.role = Role.QUALIFIER
        return Kind.CONDITION
    said = lexeme.right > lexeme.end
    if (
        said
        and lexeme.unit.dimension not in ("率", "百分点", "倍", "", *_COUNTED)
        and _ATTRIBUTE.match(text, lexeme.right)
        and _SUBJECT.search(state.masked, draft.left, lexeme.left)
    ):
        if state.frame.family is not Family.MEASURES and gives(state, draft) is None:
            draft.role = Role.QUALIFIER
        return Kind.CONDITION
    if lexeme.left == lexeme.start:
        return None
    if _SIZED_OF.match(text, lexeme.right):
        if state.frame.family is not Family.MEASURES and gives(state, draft) is None:
            draft.role = Role.QUALIFIER
        return Kind.CONDITION
    # 超10亿元企业7家: no 以上, but what is counted follows with its count
    if _counted_next(state, draft):
        draft.role = Role.QUALIFIER
        return Kind.CONDITION
    return None


def _counted_next(state: State, draft: Draft) -> bool:
    """Tell whether the noun and its count stand straight behind: 亿元以上茶企3家, 过百亿元的基地2个."""
    lexeme, following = draft.lexeme, draft.following
    if following is None or following.lexeme.unit.dimension not in COUNTS:
        return False
    if lexeme.unit.dimension in ("率", *_DURATIONS) or following.lexeme.left - lexeme.right > 16:
        return False
    return (
        _COUNT_AFTER.fullmatch(state.text, lexeme.right, following.lexeme.start) is not None
        and _COMPLETED.search(state.text, lexeme.right, following.lexeme.left) is None
    )


def _is_share(state: State, draft: Draft) -> bool:
    """80%以上的企业完成改造: a share of the enterprises, not a size of theirs."""
    lexeme = draft.lexeme
    if lexeme.unit.dimension != "率":
        return False
    start = draft.left
    told = _SHOWN.search(state.masked, start, lexeme.left)
    return not _SUBJECT.search(state.masked, told.end() if told else start, lexeme.left)


def of_product(state: State, draft: Draft) -> Kind | None:
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


def threshold(state: State, draft: Draft) -> Kind | None:
    """Conditions outside benefit sentences: 须达, 应当符合下列条件, 低于70分的不予立项."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    if PER_UNIT.search(text, max(sentence.start, lexeme.left - 20), lexeme.left):
        return Kind.CONDITION
    asked = sentence.part is Part.CONDITION or under_conditions(state, draft)
    if general(state, draft) and not (asked and text.find("全", draft.left, lexeme.left) < 0):
        return None
    if asked:
        return Kind.CONDITION
    if draft.comparator in _UNBOUNDED:
        return None
    if lexeme.unit.dimension == "分" and _GRADED.match(text, lexeme.right):
        return Kind.CONDITION
    if _ADMITTED.match(text, lexeme.end):
        return Kind.CONDITION
    reaching = draft.comparator is Comparator.REACH and state.frame.family is not Family.MEASURES
    held = _SIZED_OF.match(text, lexeme.right) or _HELD_TO.match(text, lexeme.right)
    closed = text.startswith(("的，", "的,"), lexeme.right)
    if held and not reaching and (closed or not _is_share(state, draft)):
        return Kind.CONDITION
    previous, following = draft.previous, draft.following
    if (
        following
        and _LISTED_WITH.fullmatch(text, lexeme.right, following.lexeme.start)
        and not _counted_next(state, following)
        and threshold(state, following)
    ):
        return Kind.CONDITION
    if lexeme.unit.dimension == "率" and _OF_ONE.search(text, draft.left, lexeme.left):
        return Kind.CONDITION
    if (
        following
        and _TOGETHER.match(text, lexeme.right, following.lexeme.start)
        and threshold(state, following)
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
    ruled = state.frame.family is Family.MEASURES
    near = sentence.start if ruled else max(sentence.start, draft.left - (24 if previous else 0))
    if _MUST.search(text, near, lexeme.start) and _APPLICANT.search(
        text, sentence.start, lexeme.left
    ):
        return Kind.CONDITION
    return None


def quota(state: State, draft: Draft) -> Kind | None:
    """同一企业最多申报5项: how much an applicant may apply for."""
    if draft.comparator is not Comparator.LE or draft.lexeme.unit.dimension not in _COUNTED:
        return None
    if state.frame.family is not Family.MEASURES:
        return None
    applies = _APPLIES.search(state.text, draft.left, draft.lexeme.start)
    return Kind.CONDITION if applies else None


def beyond(draft: Draft, comparator: Comparator) -> Comparator:
    """Read 28纳米以上 beside a tier of 28纳米及以下 as more than 28: no value is in both tiers."""
    strict = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
    opposite = {Comparator.GE: Comparator.LE, Comparator.LE: Comparator.GE}
    earlier = draft.previous
    while comparator in strict and earlier is not None:
        same = (
            earlier.lexeme.value == draft.lexeme.value and earlier.lexeme.unit == draft.lexeme.unit
        )
        if same and earlier.comparator is opposite[comparator] and earlier.kind is Kind.CONDITION:
            return strict[comparator]
        earlier = earlier.previous
    return comparator


def general(state: State, draft: Draft) -> bool:
    """Tell what a whole place does (全市每年诊断400家) from what an applicant must meet."""
    return _GENERAL.search(state.text, draft.left, draft.lexeme.left) is not None


def under_conditions(state: State, draft: Draft) -> bool:
    """Tell whether a list that announced conditions is still open."""
    text, sentence = state.text, draft.sentence
    if sentence.part in (Part.PAST, Part.GOAL, Part.PROPOSAL):
        return False
    if state.frame.family in (Family.EVALUATION, Family.REPORT):
        return False
    if _LIST_LEAD.search(text, sentence.start, draft.lexeme.start):
        return True
    if sentence.conditional is None:
        sentence.conditional = _announced(state, sentence)
    return sentence.conditional


def _announced(state: State, sentence: Sentence) -> bool:
    """Tell whether the clause above announces a list of conditions."""
    text = state.text
    parent = state.parent(sentence.clause) if sentence.clause is not None else None
    if parent is None or sentence.clause is None:
        return False
    start, end = parent.span.start, min(parent.span.start + 200, sentence.clause.span.start)
    item = _FIRST_ITEM.search(text, start, end)
    return _LIST_LEAD.search(text, start, item.start() if item else end) is not None


def as_condition(state: State, draft: Draft) -> Comparator:
    """Read 达到 and 突破 as 不低于 in a condition, through a whole list of rungs."""
    if draft.comparator is Comparator.REACH:
        return Comparator.GE
    if draft.comparator is Comparator.GT:
        words = state.text[draft.lexeme.left : draft.lexeme.start]
        previous = draft.previous
        if "突破" in words or (not words and previous and previous.comparator is Comparator.GE):
            return Comparator.GE
    return draft.comparator
