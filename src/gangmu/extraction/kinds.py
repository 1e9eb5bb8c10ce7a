"""What a quantity is: target, actual, forecast, condition, award or something else.

Decided by the words beside it first, then by its benefit sentence, then by time, then by the
section and the family of the document. Each rule gives a kind or passes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gangmu.extraction.state import Draft, Family, Part, State
from gangmu.extraction.timing import is_future
from gangmu.terms import Comparator, Kind, Role

Rule = Callable[[State, Draft], Kind | None]

_DURATION = {"月", "天", "工作日"}
_NOUN = (
    "(?:大|中|小|重点|核心|龙头|骨干|头部|工业|制造业|规上|民营|科技|产业|成长型|高成长|链主|上市|服务业|创新型|先进|能耗|用能|投资|重大|技改|单体|标志性|世界级|国家级|特色|优势|支柱|燃煤|老旧|单台|以上的?)*"
    "(?:企业|项目|集团|集群|园区|产业|单位|机构|平台|工业园|基地|锅炉|设备|装备|机组|主体|产品|品牌|强镇|开发区|街镇|载体|人才|用户|楼宇|大单|订单|工厂|的达|的企业|的项目|的大集团)"
)
_SIZED = re.compile(rf"(?:级|规模)?(?:的)?{_NOUN}")
_SIZED_OF = re.compile(rf"的{_NOUN}")
_CHANGE_TO = re.compile(r"(?:提[高升]|增[加长]?|上升|升|降[低]?|下降|扩[大展]|压[缩减降]|缩[短减小]|减[少]?|拓展|发展|调整|改善|优化|攀升|跃升|进而)[^，；。]{0,4}?(?:[至到为]|向)|\A\s?(?:到|至|增长到|向)|[,，](?:提升|提高|增加|上升|下降)[至到]")
_FROM = re.compile(r"(?:由|从)(?:\0+|末|底|的|目前|现在|现有|年初|原来|原有|当前|上年|约|[,，\s])*\Z")
_FROM_FAR = re.compile(r"(?:由|从)[^，。；到至向]{0,12}\Z")
_FORECAST = re.compile(r"预计|预测|有望|推算|据测算|或将|料将|将会|市场规模将")
_BENEFIT = re.compile(
    "给予|予以(?!通报|表彰|公示|表扬|约谈|处理|支持。)|奖励(?!先进)|奖补|补助|补贴|资助|贴息|贴补|减免|返还|补偿|奖(?=[0-9一二三四五六七八九十最])|补(?=[0-9一二三四五六七八九十最])|拿到|免租|扶持资金"
)
_OWN_BENEFIT = re.compile(
    "给予|予以|奖励|奖补|补助|补贴|资助|贴息|最高|每[家户个人项台件篇张吨亩次平年月]|按照?|分别|预拨|拨付|兑现|再?奖|再?补|一次性|单[个家项]|同一|年度|累计|总额|追加|上浮|下调|上调|提高|返还|减免|计|享受|合计|达到?"
)
_CONDITION_OF = re.compile(r"[^，,。；;：:]{0,14}?(?:的(?=[，,、；;。]|\Z|\n)|的(?:前提|基础)|者(?=[，,]))")
_SCOPE = re.compile(r"(?:对|凡|若|如|对于|针对|经认定|支持|鼓励|年度|上年度?|企业|单位|机构|项目|超过|达到|未达到|获)")
_BENEFIT_AFTER = re.compile(r"[^，,。；;：:]{0,12}?(?:奖励|补助|补贴|资助|奖补|贴息|支持|资金|标准|补偿|扶持|购房|安家|生活|租金|优惠|奖金|经费)")
_MUST = re.compile(r"须|必须|应当?(?![急用对收])|不得|方可|的条件|要求|原则上|门槛|准入")
_LIST_LEAD = re.compile(r"(?:下列|以下|如下)[^。]{0,8}(?:条件|要求|情形)|条件之一|(?:条件|要求)(?:如下|为|：)")
_OTHER = re.compile(
    "总投资(?!强度|额?(?:突破|超过|达到?|完成|增长))|计划投资|概算|投资概算|基金|资金规模|首期|有效期|试行期|公示期|公示|存续期|期限为|自发布之日|预算"
)
_PROCESS = re.compile(r"(?:之日起|收到|受理|发布|印发|公示|办结|接到|申请|审核|材料|答复|反馈|起|后)[^，。；]{0,12}\Z")
_COUNTS = re.compile(r"(?:共|分为|包括|由)\Z")
_COUNT_NOUN = re.compile(r"(?:部分|章|条款|措施|任务|方面|附件|政策|意见|建议|要点|表|条|内容|举措)(?![0-9])")
_PER_UNIT = re.compile(r"每(?:增加|新增|诊断|引进|培育|达到|超过|提高|完成|实现|满|投资|超|增|减少|降低|下降|节约|安排|吸纳|招用|建设|服务|孵化|入驻)[^，。；]{0,8}\Z")
_PER_DIRECT = re.compile(r"每\Z")
_PAST = re.compile(
    "截至|截止|已(?!有?纳入)|同比|较上年|比上年|较去年|比去年|(?:完成|实现|达到|增长|提高|突破|建成|培育|取得|形成|超过|引进|新增|下降|成为|获得|累计)了|去年|来自|以来|现有|目前|一度|仅为|只有|仅占|仅有|仍|约占|居全国|全年完成|全年实现"
)
_FUTURE = re.compile(
    "力争|争取|确保|目标|计划|拟|将(?!近)|努力|要|达到?(?=[0-9])|不少于|不低于|控制在|每年|年均|打造|建设|推动|培育|新增|到[\\0]"
)
_RECENT = re.compile(r"(?:近|连续|过去|前)\s?\Z")
_TECHNICAL = {"米", "帕", "伏", "千瓦", "字节", "FLOPS", "赫兹", "摄氏度", "吨", "载重吨", "兆比特每秒"}
_TEXTURE = re.compile(r"(?:级)?[一-鿿]{2,}")


def decide_kinds(state: State) -> None:
    """Give every draft its kind and role."""
    for draft in state.drafts:
        for rule in RULES:
            kind = rule(state, draft)
            if kind is not None:
                draft.kind = kind
                break
        if draft.kind is Kind.CONDITION and draft.comparator in (Comparator.REACH, Comparator.GT):
            words = state.text[draft.lexeme.left : draft.lexeme.start]
            if draft.comparator is Comparator.REACH or "突破" in words:
                draft.comparator = Comparator.GE


def _start_of_change(state: State, draft: Draft) -> Kind | None:
    """The A of 由A提升至B is what was, whatever the sentence aims at."""
    text, lexeme, following = state.masked, draft.lexeme, draft.following
    if following is None or following.lexeme.unit.dimension != lexeme.unit.dimension:
        return None
    before = text[draft.left : lexeme.left]
    if not (_FROM.search(before) or _FROM_FAR.search(before)):
        return None
    between = text[lexeme.end : following.lexeme.start]
    if len(between) > 16 or not _CHANGE_TO.search(between):
        return None
    draft.role = Role.BASELINE
    if draft.comparator is Comparator.REACH:
        draft.comparator = Comparator.EQ
    return Kind.FORECAST if _FORECAST.search(text, draft.sentence.start, lexeme.start) else Kind.ACTUAL


def _window(state: State, draft: Draft) -> Kind | None:
    """近三年, 连续两个季度: a window of time on another quantity's noun."""
    lexeme = draft.lexeme
    if lexeme.unit.dimension not in _DURATION:
        return None
    if not _RECENT.search(state.text, max(0, lexeme.start - 3), lexeme.start):
        return None
    if draft.sentence.part is Part.PAST or _plain_past(state, draft):
        return Kind.OTHER
    draft.role = Role.QUALIFIER
    return Kind.CONDITION


def _plain_past(state: State, draft: Draft) -> bool:
    governing = draft.governing
    return (
        governing is not None
        and is_future(state, governing) is False
        and draft.sentence.part not in (Part.CONDITION, Part.BENEFIT)
    )


def _size(state: State, draft: Draft) -> Kind | None:
    """营收10亿元以上企业, 百亿级集群: a threshold on the noun that is counted."""
    lexeme, text = draft.lexeme, state.text
    if draft.comparator not in (Comparator.GE, Comparator.LE, Comparator.GT, Comparator.LT, Comparator.RANGE):
        return None
    bounded = lexeme.right > lexeme.end or lexeme.form == "量级"
    if not bounded and not (lexeme.left < lexeme.start and _SIZED_OF.match(text, lexeme.right)):
        return None
    sized = _SIZED.match(text, lexeme.right) or (lexeme.form == "量级" and text.startswith("、", lexeme.right))
    if not sized or lexeme.unit.dimension in ("家", "个", "项", "条", "户", "百分点", "倍"):
        return None
    if lexeme.form == "量级" and not bounded:
        return None
    if not _benefits(state, draft):
        draft.role = Role.QUALIFIER
    return Kind.CONDITION


def _technical(state: State, draft: Draft) -> Kind | None:
    """12英寸硅片, 3000米深水平台: a size in the name of a product."""
    lexeme = draft.lexeme
    if lexeme.unit.dimension not in _TECHNICAL or lexeme.unit.name in ("万千瓦", "亿吨", "万吨"):
        return None
    if lexeme.right != lexeme.end or not _TEXTURE.match(state.text, lexeme.end):
        return None
    before = state.text[draft.left : lexeme.left]
    if before and not re.search(r"(?:[、，“”\"0-9]|的|支持|提升|实现|建设|研发|突破|推动|发展|制造|用于|和|及|以)\Z", before):
        return None
    draft.role = Role.QUALIFIER
    return Kind.OTHER


def _reference(state: State, draft: Draft) -> Kind | None:
    """在15个重点行业中: the set that something is one of."""
    lexeme, text = draft.lexeme, state.text
    if lexeme.unit.dimension not in ("个", "家", "项", "类", "种"):
        return None
    if _AMONG.search(text, max(0, lexeme.start - 4), lexeme.start) and _AMONG_AFTER.match(text, lexeme.end):
        draft.role = Role.QUALIFIER
        return Kind.OTHER
    return None


_AMONG = re.compile(r"(?:在|位于|居|列)(?:全[国省市区县])?\s?\Z")
_AMONG_AFTER = re.compile(r"[一-鿿]{2,10}?(?:中|之首|里|内)(?=[，,。；居排位列名的有处])")


def _benefits(state: State, draft: Draft) -> bool:
    """Tell whether the sentence gives a benefit."""
    return _BENEFIT.search(state.text, draft.sentence.start, draft.sentence.end) is not None


def _benefit(state: State, draft: Draft) -> Kind | None:
    """Sort the quantities of a sentence that gives a benefit into conditions and awards."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    unit = lexeme.unit.dimension
    if _PER_UNIT.search(text, max(sentence.start, lexeme.left - 12), lexeme.left):
        return Kind.CONDITION
    trigger = _BENEFIT.search(text, sentence.start, sentence.end)
    in_measures = state.family is Family.MEASURES or sentence.part is Part.BENEFIT
    if trigger is None:
        if not in_measures:
            return None
        if unit not in ("元", "率", "百分点", "美元"):
            return None
        if re.search(r"拨付|预拨|最高|资金总额|支持总额|补助总额|上限", text[draft.left : lexeme.left]) and not _ends_condition(state, draft):
            return Kind.AWARD
        return None
    if _ends_condition(state, draft):
        return Kind.CONDITION
    money = unit in ("元", "率", "美元", "百分点", "倍", "") or unit.startswith("元/")
    if not money:
        if unit in _DURATION:
            # 连续补助三年, 最长不超过24个月
            return Kind.CONDITION if lexeme.start < trigger.start() else (
                Kind.AWARD if _BENEFIT.search(text, max(sentence.start, draft.left - 6), lexeme.right + 8) else Kind.OTHER
            )
        return Kind.CONDITION if lexeme.start < trigger.start() else None
    if _BENEFIT_AFTER.match(text, lexeme.right) and lexeme.start < draft.right:
        return Kind.AWARD
    if lexeme.start > trigger.start():
        return Kind.AWARD
    own = text[draft.left : lexeme.left + (lexeme.start - lexeme.left)]
    if _OWN_BENEFIT.search(own) and not _MUST.search(own) and _BENEFIT_AFTER.match(text, lexeme.right):
        return Kind.AWARD
    if re.search(r"按照?[^，。；]{0,16}\Z|最高\Z|不超过\Z|每[家户个人项台件]\S{0,2}\Z", text[draft.left : lexeme.left]):
        return Kind.AWARD
    return Kind.CONDITION if in_measures or _SCOPE.search(text, sentence.start, lexeme.start) else None


def _ends_condition(state: State, draft: Draft) -> bool:
    """Tell whether the words after a quantity close a condition: …以上的，/的企业/的，按…"""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    direct = re.compile(rf"的?{_NOUN}").match(text, lexeme.right)
    if direct and draft.comparator not in (Comparator.EQ, Comparator.APPROX):
        return True
    if re.compile(r"的(?![一0-9]|奖|补|资|支持|标准|比例|部分给予|幅度|额度|贴|扶|一次性|最高|经费|研发|租金|优惠|购|安|生活)").match(text, lexeme.right):
        return True
    closing = _CONDITION_OF.match(text, lexeme.right)
    if closing and not _BENEFIT.search(text, lexeme.right, closing.end()):
        return True
    # 不低于500万元、建设期不超过24个月，完工后…的，按: the closing 的 stands a pause further on
    trigger = _BENEFIT.search(text, lexeme.right, sentence.end)
    if trigger is None or draft.comparator in (Comparator.EQ,):
        return False
    scope = text[lexeme.right : trigger.start()]
    return bool(re.search(r"的(?:[，,]|企业|项目|单位|机构|供应商|平台|园区|个人|人才|研制|服务商)", scope)) and not re.search(r"[。；;]", scope)


def _other(state: State, draft: Draft) -> Kind | None:
    """Budgets, total investment, validity, time limits of procedures, counts of the text itself."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    left = text[draft.left : lexeme.left]
    unit = lexeme.unit.dimension
    if unit in _DURATION:
        if re.search(r"不得|承诺|须|应", text[lexeme.right : draft.right]) and re.search(r"起|后|内|承诺", text[max(0, lexeme.left - 8) : lexeme.right]):
            return Kind.CONDITION if "不得" in text[lexeme.right : draft.right] or "承诺" in text[draft.left : lexeme.right] else Kind.OTHER
        if _OTHER.search(left) or _PROCESS.search(left):
            return Kind.OTHER
    if unit in ("元", "美元") and re.search("规模|首期|总额", left) and re.search("基金|资金池|资金规模|母基金", text[max(sentence.start, lexeme.left - 30) : min(sentence.end, lexeme.right + 16)]) and draft.comparator is not Comparator.REACH:
        return Kind.OTHER
    if re.search("总投资|计划投资", left) and (_ends_condition(state, draft) or _MUST.search(left)):
        return None
    if unit in ("元", "美元") and (_OTHER.search(left) or (_OTHER.match(text, lexeme.right + 1) and "基金" in text[lexeme.right : lexeme.right + 14])):
        return Kind.OTHER
    if unit in ("元", "美元") and re.search(r"安排\Z", left) and state.family is Family.MEASURES:
        return Kind.OTHER
    if unit in ("条", "个", "项", "章") and _COUNTS.search(left) and _COUNT_NOUN.match(text, lexeme.right) and sentence.part is not Part.PAST:
        return Kind.OTHER
    return None


def _threshold(state: State, draft: Draft) -> Kind | None:
    """Conditions outside benefit sentences: 须达, 应当符合下列条件, 低于70分的不予立项."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    if _PER_UNIT.search(text, max(sentence.start, lexeme.left - 12), lexeme.left):
        return Kind.CONDITION
    if re.search("全[市区县省]|每年|抽查", text[draft.left : lexeme.left]):
        return None
    if sentence.part is Part.CONDITION or _under_conditions(state, draft):
        return Kind.CONDITION
    bounded = draft.comparator not in (Comparator.EQ, Comparator.APPROX)
    if not bounded:
        return None
    if _SIZED_OF.match(text, lexeme.right) or re.compile(r"的(?:[，,]|不予|指标|应|将|取消|可|须|地区|乡镇|企业|项目|单位)").match(text, lexeme.right):
        if draft.comparator is not Comparator.REACH or state.family is Family.MEASURES:
            return Kind.CONDITION
    following = draft.following
    if following and re.fullmatch(r"(?:的)?[，,]?(?:但|且|至|并且|同时)\S{0,6}", text[lexeme.right : following.lexeme.start]):
        return _threshold(state, following)
    phrase = text[max(sentence.start, draft.left - (24 if draft.previous else 0)) : lexeme.start]
    if draft.previous and draft.previous.kind is Kind.CONDITION and draft.previous.role is Role.MAIN and not re.search(r"[。；;]", text[draft.previous.lexeme.right : lexeme.left]) and re.search(r"\A(?:、|且|并|，且|但|或|,且)", text[draft.previous.lexeme.right : lexeme.left]):
        return Kind.CONDITION
    if _MUST.search(phrase) and re.search(r"企业|项目|单位|申报|入[库园驻]|新[建上引]|用地|供地", text[sentence.start : lexeme.left]) and sentence.part not in (Part.PAST, Part.GOAL):
        return Kind.CONDITION
    return None


def _under_conditions(state: State, draft: Draft) -> bool:
    """Tell whether a list that announced conditions is still open."""
    text, start = state.text, draft.sentence.start
    if _LIST_LEAD.search(text, draft.sentence.start, draft.lexeme.start):
        return True
    clause = state.document.clause_at(start)
    if clause is None or clause.level < 2:
        return False
    parent = state.document.clause(clause.id.rsplit("/", 1)[0])
    if parent is None:
        return False
    lead = text[parent.span.start : min(parent.span.start + 200, clause.span.start)]
    first = lead.split("\n（")[0].split("\n(")[0]
    return _LIST_LEAD.search(first) is not None


def _forecast(state: State, draft: Draft) -> Kind | None:
    sentence, text = draft.sentence, state.text
    match = _FORECAST.search(text, max(sentence.start, draft.left - 40), draft.lexeme.start)
    return Kind.FORECAST if match and "。" not in text[match.end() : draft.lexeme.start] else None


def _by_time(state: State, draft: Draft) -> Kind | None:
    """A year to come makes an aim, a year gone a fact."""
    governing = draft.governing
    if governing is None:
        return None
    future = is_future(state, governing)
    if future is None:
        return None
    if future and governing.first is not None and draft.sentence.part is Part.PAST and _PAST.search(state.text, draft.sentence.start, draft.lexeme.start):
        return Kind.ACTUAL
    if future and state.family in (Family.MEASURES, Family.OTHER) and draft.sentence.part is Part.OTHER and not _FUTURE.search(state.masked, draft.sentence.start, draft.lexeme.start):
        return None
    return Kind.TARGET if future else Kind.ACTUAL


_FROM_PART = {Part.PAST: Kind.ACTUAL, Part.OUTLOOK: Kind.ACTUAL, Part.GOAL: Kind.TARGET}
_FROM_FAMILY = {
    Family.PLAN: Kind.TARGET,
    Family.REPORT: Kind.ACTUAL,
    Family.EVALUATION: Kind.ACTUAL,
}


def _by_place(state: State, draft: Draft) -> Kind | None:
    """Sections that speak of the past, words of the past, then what the document is."""
    part, sentence = draft.sentence.part, draft.sentence
    if part in _FROM_PART:
        return _FROM_PART[part]
    past = _PAST.search(state.text, sentence.start, draft.lexeme.start)
    if state.family is not Family.MEASURES and past and not _FUTURE.search(state.masked, sentence.start, draft.lexeme.start):
        return Kind.ACTUAL
    if part is Part.TASK and state.family is not Family.EVALUATION:
        return Kind.TARGET
    if state.family in _FROM_FAMILY:
        return _FROM_FAMILY[state.family]
    if _FUTURE.search(state.masked, sentence.start, draft.lexeme.start):
        return Kind.TARGET
    if state.family is Family.MEASURES:
        return Kind.OTHER if part is Part.PROCEDURE else Kind.TARGET
    return Kind.ACTUAL


RULES: tuple[Rule, ...] = (
    _start_of_change,
    _window,
    _size,
    _technical,
    _reference,
    _other,
    _benefit,
    _threshold,
    _forecast,
    _by_time,
    _by_place,
)
"""The rules in the order they are asked; the first that gives a kind decides."""
