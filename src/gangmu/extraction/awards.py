"""Benefits: which quantities of a benefit sentence are conditions, which are awards, and of what.

对设备投资额500万元以上的项目，按设备投资额的10%给予补助，最高300万元: the threshold is a condition, the
rate is bound to its base, the cap to the noun of the benefit.
"""

from __future__ import annotations

import re

from gangmu.extraction.framing import Family, Part
from gangmu.extraction.nouns import noun_before, trimmed
from gangmu.extraction.state import Draft, Noun, State, chain_of, last_match
from gangmu.terms import Comparator, Kind

_FIGURE = "(?=[0-9一二三四五六七八九十最])"
_GIVES = re.compile(
    "给予|予以(?!通报|表彰|公示|表扬|约谈|处理|支持。)|奖励(?!先进)|奖补|补助|补贴|资助|贴息|贴补|减免|减征|免征|免[收缴除]|返还|补偿(?!机制|资金池|金池|办法|基金)|抵扣|抵减|支持额度|资助额度|最多[可能]?拿|补给(?!站)"
    f"|奖{_FIGURE}|补{_FIGURE}|贴(?=[0-9.]+[万%元]|一半)|给(?<![自供补]给)(?:学校|企业|个人|单位|团队|平台)?(?=[0-9.]+[万%元]|一半)|每[一-鿿]{{1,3}}补(?![贴助充链])|报销|再贴|补[^，。；助贴齐足]{{1,6}}的(?=[0-9])|补(?=[一二两三四五六七八九]成)|(?<=[%％成])补|拿到|领取|免租|扶持资金"
)
_SPENDS = re.compile("拨付|预拨|兑付|最高|资金总额|支持总额|补助总额|上限")
_HOLDER = (
    "(?:企业|项目|集团|集群|园区|产业|单位|机构|平台|基地|锅炉|设备|装备|机组|主体|产品|品牌|强镇|开发区|街镇"
    "|载体|人才|人员|职工|用户|楼宇|大单|订单|工厂|的达|的大集团)"
)
HOLDER = (
    "(?:法人|独立|大|中|小|重点|核心|龙头|骨干|头部|工业|制造业|规上|民营|科技|产业|成长型|高成长|链主|上市|服务业|创新型"
    "|先进|能耗|用能|老|投资|重大|技改|单体|标志性|世界级|国家级|特色|优势|支柱|燃煤|老旧|单台|以上的?)*"
    f"的?{_HOLDER}"
)
"""A regular expression for who or what a threshold is set for: 重点企业, 技改项目."""

_HELD = re.compile(rf"的?{HOLDER}")
_CLOSING = re.compile(
    "的(?![一0-9]|奖|补|资|支持|标准|比例|部分给予|幅度|额度|贴|扶|一次性|最高|经费|研发|租金|优惠|购|安|生活)"
)
# 10万元至20万元的补贴3000元: what follows 的 gives, with an amount of its own
_CLOSES_TO_GIVE = re.compile(
    f"的[，,]?(?:再|按|一次性|每[辆户家人件台]){{0,2}}(?:给予|奖励|补贴|补助|资助|奖补)[^，。；的]{{0,4}}{_FIGURE}"
)
_CLOSING_LATER = re.compile(
    r"[^，,。；;：:]{0,14}?(?:的(?=[，,、；;。]|\Z|\n)|的(?:前提|基础)|者(?=[，,]))"
)
_SCOPE_CLOSES = re.compile(
    "的(?:[，,]|[^，。；的]{0,16}?(?:企业|项目|单位|机构|供应商|平台|园区|个人|人才|服务商|载体|基地|孵化器|贷款|产品|装备)(?=[，,按给予开]|每|一次性)"
    "|企业|项目|单位|机构|供应商|平台|园区|个人|人才|研制|服务商)"
)
_SENTENCE_BREAK = re.compile("[。；;]")
_SCOPE = re.compile("对|凡|若|如|经认定|支持|鼓励|年度|企业|单位|机构|项目|超过|达到|获")
_BENEFIT_AFTER = re.compile(
    "[^，,。；;：:]{0,12}?(?:奖励|补助|补贴|资助|奖补|贴息|支持|资金|标准|补偿|扶持|购房|安家|生活|租金|优惠|奖金|经费)"
)
_AWARDED_BY = re.compile(r"(?:按照?[^，。；]{0,16}|最高|不超过|每[家户个人项台件]\S{0,2})\Z")
PER_UNIT = re.compile(
    "每(?![年季月周半日天])[^，。；0-9给奖补]{0,10}?(?:花|投入|增加|净增|新增|诊断|引进|培育|达到|超过|提高|完成|实现|满|投资|超|增|减少|降低|下降|节约|安排|吸纳"
    r"|招用|建设(?!单位)|服务(?!商|机构|平台|中心)|孵化(?![器基])|入驻|出口|输送|培养|培训|推广|淘汰|改造|新建|生产|销售|消纳|处理|减|购买|交易|介绍|带出|带动)[^，。；0-9给奖补]{0,8}\Z|每\s?\Z"
)
"""The words before a per-unit denominator: 每增加(50亿元)."""

_NOUN = re.compile(
    "(?:补助|奖励|扶持|专项|补贴|奖补|支持|资助|引导)资金(?:总额)?"
    "|(?:补助|补贴|奖励|资助|贴息|奖补|支持)(?:比例|标准|金额|额度|总额|费用|金)"
    "|贴息|奖补|奖励|补助|补贴|资助|奖金|补偿|返还|减免|资金支持|扶持|经费|资金|(?<=给予)支持|支持(?=[，,。；;])"
)
_DIRECT = re.compile(
    r"(?P<noun>补偿|奖励|补助|补贴|支持|资助|奖补|配套|扶持|贴息)(?:金额|资金)?\s?\Z"
)
_VERB = re.compile(f"(?:[奖补贴给]|报销){_FIGURE}|拿到?{_FIGURE}")
# 每立方米补100元，一家最多80万元: told without a noun, the verb is what is given
_TOLD = re.compile("补(?![贴助充链齐短])|奖(?![励补金])|贴(?![息补])|报销")
# 再贴一半利息
_BASE_NEXT = re.compile(
    "(?:的)?(?P<base>[一-鿿]{0,4}?(?:利息|租金|费用|房租|保费|贴息|占用费|违约金))"
)
# 补贴资金在完成后支付60%: an instalment of the benefit
_PAID_OUT = re.compile("(?:拨付|兑付|支付|兑现|发放|预拨)\\Z")
_PAID_NEXT = re.compile("的?比?例?(?:拨付|兑付|支付|兑现|发放)")
_BORNE_OF = re.compile("对(?P<base>[^，。；、]{2,20})，[^，。；]{2,16}承担\\Z")
# 租金由县财政补贴30%
_BORNE = re.compile(
    "(?P<base>[一-鿿]{2,20}?)由[^，。；]{2,24}?(?:按|补贴|承担|补助|给予|贴补|予以补贴)(?:不超过|最高)?\\Z"
)
_BY = re.compile(
    r"(?:按照?|(?<!奖)[补贴])(?:不(?:超过|高于|低于))?(?P<base>[^，。；：]{2,24}?)的?\s?(?:不超过|最高)?\Z"
)
_CAPPED = re.compile(r"不(?:得)?(?:超过|高于)(?P<base>[^，。；：]{3,24}?)的?\s?\Z")
_SAID_OF = re.compile(r"的[，,]?按照?\Z")
_NOT_OWN = re.compile(
    r"^部分|级\Z|[的者后时]\Z|每[家户个]?|一家|单次|首年|次年|余款|每?件|部分\Z|[县区市]\Z|财政\Z|政府\Z|^(?:企业|单位|项目|机构|平台|园区|剩余|其余|余款)\Z|单个|同一|第.{1,2}年"
)
_WHOLE_NAME = ("年度", "累计")
_OF_BENEFIT = ("比例", "标准", "金额", "额度")
_RATES = ("率", "百分点", "倍")
_DURATIONS = ("月", "天", "工作日")
_EXTENT = re.compile(
    "(?:补贴|补助|奖励|资助|贴息|享受)[^，。；]{0,4}(?:面积|名额|期限|年限|数量|人数)"
)
_EACH = re.compile("每[家户人个]|同一|单个|单户")
_WHOLE_OF = ("总额", "总和", "金额", "额度", "比例")
_ISSUED = re.compile(r"(?:发放|安排|统筹|投入)[^，。；]{0,10}\Z")
# What an office does itself (每两年评选50名, 每年实施20项) is asked of nobody.
_WORKS = re.compile(
    "(?:实施|组织|举办|开展|培育|打造|建设|引进|新增|发布|推广|评选|遴选)[^，。；]{0,16}\\Z"
)
_EVERY = re.compile("每[两三]?年(?:评选|遴选|组织|举办|实施|支持|培育|选派|认定)")
_PAYING = re.compile("兑现(?!政策)|发放|下达|拨付")
_WAS_PAID = re.compile("共有|获得|兑现了?|已发放|已拨付|共计|安排了")
_MUST = re.compile("须|必须")
_GIVEN = re.compile("补|奖|给|贴|资助|支持|最高|单[个户]|每[家户]|同一")
_CHECKED = re.compile("抽查|控制在")
_LISTED_BELOW = re.compile("(?:以下|下列)(?:条件|情形|要求)[^。]{0,60}：")
# How long a benefit is paid is no part of how much it is, unless time is what is given.
_TERM = re.compile(
    "(?:期限|时间|年限|连续(?:补助|奖励|支持|发放|给予|补贴|资助)|一共补|头|之后)(?:最长)?(?:不超过|为)?\\Z"
)
_CLAWS = re.compile("(?:予以)?(?:追缴|追回|收回|处罚|罚款|加收)")
_TAKEN_BACK = re.compile("(?:扣回|追回|收回|退还|退回)[^，。；]{0,10}的\\Z")
_WAIVES = re.compile("免|减|缓缴|延长|延期")
_ITEM = re.compile("[一二三四五六七八九]是(?=.{2})")
_PAID = re.compile(
    "先后|累计|已(?!获|认定|享受|经)|共(?:发放|兑现|下达|拨付|安排)|兑现了|发放了|下达了|拨付了|落实了|去年"
)
# 月薪最高能拿到1.8万元: no benefit
_WAGES = re.compile("(?:薪|工资|收入|利润)[^，。；]{0,8}\\Z")
# 每带出1名奖励1万元: what each unit of the benefit is for
_EACH_DONE = re.compile(
    "(?<!按)(?<!按照)每(?![年月日人家户个名台套辆吨亩件项平立千公度])(?:(?!补|奖|贴|给|资助|支持|最高|超过|低于|不|拨|按|达)[^，。；0-9]){1,12}\\Z"
)
# 每人500元, 每人每年6万元 are paid per unit; 每出口1美元 is what is paid for
_PER_COUNT = re.compile(
    "每(?:平方米|立方米|吨标准煤|吨标煤|千瓦时|千瓦|兆瓦|千伏安|蒸吨|人次|课时|学时|标箱|标准箱|万元|[一-鿿])(?:每[年月天])?\\Z"
)
_PAYS_EACH = re.compile("[^，。；的]{0,10}?(?:补|奖|给|贴|资助|支持)")
NOT_ASKED = -2


def gives(state: State, draft: Draft) -> int | None:
    """Find where the sentence of a quantity begins to give a benefit; ``None`` if it gives none.

    In 三是引进人才50名，给予…；四是设立… each item speaks for itself.
    """
    sentence = draft.sentence
    if sentence.gives == NOT_ASKED:
        found = _GIVES.finditer(state.text, sentence.start, sentence.end)
        sentence.gives = next((m.start() for m in found if not _earned(state, m)), -1)
    if sentence.gives < 0:
        return None
    at = draft.lexeme.start
    start, end = sentence.start, sentence.end
    if state.frame.family is not Family.MEASURES and sentence.part is not Part.BENEFIT:
        # facts, aims and benefits stand side by side in such a sentence
        start = max(start, state.text.rfind("；", start, at) + 1)
        stop = state.text.find("；", at, end)
        end = stop if stop >= 0 else end
    for item in _ITEM.finditer(state.text, start, end):
        if item.start() <= at:
            start = item.start()
        else:
            end = item.start()
            break
    if (start, end) == (sentence.start, sentence.end):
        return sentence.gives
    match = _GIVES.search(state.text, start, end)
    return match.start() if match and not _earned(state, match) else None


def _earned(state: State, match: re.Match[str]) -> bool:
    at = match.start()
    wages = match.group() == "拿到" and _WAGES.search(state.text, max(0, at - 14), at)
    return wages is not None and wages is not False


def in_benefit(state: State, draft: Draft) -> Kind | None:
    """Sort the quantities of a sentence that gives a benefit into conditions and awards."""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    unit = lexeme.unit.dimension
    measures = state.frame.family is Family.MEASURES or sentence.part is Part.BENEFIT
    if _reported(state, draft):
        return None
    if unit == "率" and _CHECKED.search(text, draft.left, lexeme.left):
        return None
    if unit == "率" and measures and _TAKEN_BACK.search(text, draft.left, lexeme.left):
        return Kind.AWARD
    if unit == "倍" and measures and _CLAWS.match(text, lexeme.end):
        return Kind.AWARD
    trigger = gives(state, draft)
    bounded = draft.comparator not in (Comparator.EQ, Comparator.APPROX)
    if bounded and trigger is not None and _demanded(state, draft):
        return Kind.CONDITION
    if trigger is None:
        if measures and _EXTENT.search(text, draft.left, lexeme.left):
            return Kind.AWARD
        spends = measures and unit in ("元", "率", "百分点", "美元")
        if not spends or not _SPENDS.search(text, draft.left, lexeme.left):
            return None
        return None if ends_condition(state, draft) else Kind.AWARD
    capped = draft.comparator is Comparator.LE and unit == "元" and lexeme.start > trigger
    if capped and _EACH.search(text, draft.left, lexeme.left):
        return Kind.AWARD
    if PER_UNIT.search(text, max(sentence.start, lexeme.left - 20), lexeme.left):
        return Kind.CONDITION
    if (
        _EACH_DONE.search(text, draft.left, lexeme.left)
        and _PAYS_EACH.match(text, lexeme.end)
        and not (unit == "元" and _PER_COUNT.search(text, draft.left, lexeme.left))
    ):
        return Kind.CONDITION
    term = _TERM.search(text, draft.left, lexeme.left) if unit in _DURATIONS else None
    later = term and lexeme.start > trigger and not _CLOSING.match(text, lexeme.right)
    if term and (later or not term.group().startswith(("期限", "时间", "年限"))):
        return Kind.OTHER  # but 期限不超过3年的贷款, before what is given, is asked for
    least = draft.comparator is Comparator.GE
    if (
        bounded
        and (least or unit != "元")
        and _LISTED_BELOW.search(text, sentence.start, lexeme.left)
    ):
        return Kind.CONDITION
    if ends_condition(state, draft):
        return Kind.CONDITION
    if unit in _DURATIONS:
        if lexeme.start < trigger:
            return Kind.CONDITION
        return Kind.AWARD if _WAIVES.search(text, draft.left, lexeme.left) else Kind.OTHER
    if unit not in ("元", "率", "美元", "百分点", "倍", "") and not unit.startswith("元/"):
        return _counted(state, draft, lexeme.start > trigger, measures)
    if (
        lexeme.start > trigger
        or _BENEFIT_AFTER.match(text, lexeme.right)
        or _AWARDED_BY.search(text, draft.left, lexeme.left)
    ):
        return Kind.AWARD
    if draft.comparator is Comparator.EQ and _ISSUED.search(text, draft.left, lexeme.left):
        return None
    scoped = measures or _SCOPE.search(text, sentence.start, lexeme.start)
    return Kind.CONDITION if scoped else None


def _demanded(state: State, draft: Draft) -> bool:
    """Tell what must be met beside a benefit: 单户担保金额须在1000万元以下，费率不高于1%."""
    stop = state.text.rfind("；", draft.sentence.start, draft.lexeme.left)
    start = max(draft.sentence.start, stop + 1)
    must = last_match(_MUST, state.text, start, draft.lexeme.left)
    return must is not None and not _GIVEN.search(state.text, must.end(), draft.lexeme.left)


def _counted(state: State, draft: Draft, given: bool, measures: bool) -> Kind | None:
    """Sort what a benefit sentence counts: 补贴面积, 每家不超过5人, but 每年实施20项 is asked of nobody."""
    text, left, until = state.text, draft.left, draft.lexeme.left
    if given and _EXTENT.search(text, left, until):
        return Kind.AWARD
    if given and draft.comparator is Comparator.LE and _EACH.search(text, left, until):
        return Kind.AWARD
    if not measures and _WORKS.search(text, left, until):
        return None
    if draft.comparator not in (Comparator.EQ, Comparator.APPROX):
        return Kind.CONDITION if not given or measures else None
    if _EVERY.search(text, left, until):
        return None
    return Kind.CONDITION if not given and measures else None


def _reported(state: State, draft: Draft) -> bool:
    """Tell benefits already paid (累计兑现补贴6200万元) from those a rule gives."""
    sentence, family, moment = draft.sentence, state.frame.family, draft.governing
    if sentence.part in (Part.PAST, Part.OUTLOOK):
        return True
    past = moment is not None and moment.future is False
    if family is Family.MEASURES:
        until = draft.lexeme.end + 8
        return past and _WAS_PAID.search(state.text, sentence.start, until) is not None
    if past and _PAYING.search(state.text, draft.left, draft.lexeme.left):
        return True
    told = family in (Family.EVALUATION, Family.REPORT)
    if sentence.part is Part.BENEFIT and not told:
        return False
    start = max(sentence.start, state.text.rfind("：", 0, draft.left))
    return _PAID.search(state.text, start, draft.lexeme.left) is not None


def ends_condition(state: State, draft: Draft) -> bool:
    """Tell whether the words after a quantity close a condition: …以上的，/的企业/的，按…"""
    text, lexeme, sentence = state.text, draft.lexeme, draft.sentence
    level = draft.comparator in (Comparator.EQ, Comparator.APPROX)
    if not level and _HELD.match(text, lexeme.right):
        return True
    if _CLOSING.match(text, lexeme.right) or _CLOSES_TO_GIVE.match(text, lexeme.right):
        return True
    closing = _CLOSING_LATER.match(text, lexeme.right)
    if closing and not _GIVES.search(text, lexeme.right, closing.end()):
        return True
    # 不低于500万元、建设期不超过24个月，完工后…的，按: the closing 的 stands a pause further on
    if draft.comparator is Comparator.EQ:
        return False
    trigger = _GIVES.search(text, lexeme.right, sentence.end)
    if trigger is None or _SENTENCE_BREAK.search(text, lexeme.right, trigger.start()):
        return False
    return _SCOPE_CLOSES.search(text, lexeme.right, trigger.start()) is not None


def award_indicator(state: State, draft: Draft) -> Noun | None:
    """Bind a rate to its base, an amount or cap to the noun of the benefit."""
    text, lexeme = state.masked, draft.lexeme
    own = noun_before(state, draft)
    if own and _SAID_OF.search(text, draft.left, lexeme.left):
        own = None  # 经专用线发运的按15%
    if own and _NOT_OWN.search(own.words):
        own = None
    chain = chain_of(state, draft)
    paid = _PAID_OUT.search(text, chain[0].left, chain[0].lexeme.left)
    if lexeme.unit.dimension in _RATES and (paid or _PAID_NEXT.match(text, chain[-1].lexeme.end)):
        return benefit_noun(state, draft)
    if lexeme.unit.dimension in _RATES:
        borne = _BORNE.search(text, draft.left, lexeme.left)
        borne = borne or _BORNE_OF.search(text, draft.sentence.start, lexeme.left)
        if borne:
            return trimmed(state, *borne.span("base"))
        base = _BY.search(text, draft.left, lexeme.left)
        base = base or _CAPPED.search(text, draft.left, lexeme.left)
        found = trimmed(state, *base.span("base")) if base else None
        if own and own.words.endswith(_WHOLE_OF):
            return own
        after = _BASE_NEXT.match(text, lexeme.end)
        if after and not found:
            return Noun(*after.span("base"), after["base"])
        if found or own:
            return found or own
        previous = draft.previous
        while previous is not None:
            rate = previous.lexeme.unit.dimension == "率" and previous.kind is Kind.AWARD
            if rate and previous.noun:
                return previous.noun
            previous = previous.previous
        previous = draft.previous
        if (
            previous
            and previous.kind is Kind.CONDITION
            and previous.lexeme.unit.dimension in ("元", "")
        ):
            return previous.noun
    elif own:
        last = last_match(_NOUN, text, own.start, own.end)
        if last and not own.words.startswith(_WHOLE_NAME):
            return Noun(last.start(), own.end, text[last.start() : own.end])
        if last:
            return own
    return benefit_noun(state, draft) or own


def benefit_noun(state: State, draft: Draft) -> Noun | None:
    """Find the noun of the benefit nearest to a quantity, in its phrase, before it, after it."""
    text, lexeme, sentence = state.masked, draft.lexeme, draft.sentence
    direct = _DIRECT.search(text, draft.left, lexeme.start)
    verb = direct or last_match(_VERB, text, draft.left, lexeme.end)
    if direct:
        return Noun(*direct.span("noun"), direct["noun"])
    if verb:
        return Noun(verb.start(), verb.end(), verb.group())
    found = (
        last_match(_NOUN, text, draft.left, lexeme.left)
        or _NOUN.search(text, lexeme.right, chain_of(state, draft)[-1].right)
        or last_match(_NOUN, text, sentence.start, lexeme.left)
        or _NOUN.search(text, lexeme.right, sentence.end)
    )
    found = found or last_match(_TOLD, text, sentence.start, lexeme.left)
    if found is None:
        above = sentence.clause.span.start if sentence.clause else sentence.start
        found = last_match(_NOUN, text, max(above, sentence.start - 160), sentence.start)
    if found is None:
        return None
    start, end = found.span()
    rate = lexeme.unit.dimension in ("率", "百分点")
    if not rate and end - start == 4 and text[start + 2 : end] in _OF_BENEFIT:
        end -= 2
    return Noun(start, end, text[start:end])
