"""Cut the words beside a number down to the noun phrase that it measures.

The words before the number lose verbs, adverbs, times and places from both ends; what is left is
the noun. All searches run on the masked text, where printed times are NUL.
"""

from __future__ import annotations

import re

from gangmu.extraction.between import before_words
from gangmu.extraction.state import Draft, Noun, State
from gangmu.terms import Role

PLACE = (
    "(?:全[区市县省国镇州盟旗域]|我[区市县省国们]|[本该][市区县省镇]|[市区县省]内|[市区县]级?(?=规)"
    "|国内外?|境内外?|辖区内?|各[区县镇]|其中|区域内|园区内)"
)
"""A regular expression for places that are no part of an indicator."""

COUNTS = set(
    "家个项件条张款批场次户处座所种类只辆艘架栋幢人台套名位支篇宗枚颗间门份组例幅根站桩对"
) | {"人次"}
"""Dimensions of counting words: the noun counted may stand after the number."""

_COMPARED = re.compile(
    r"(?:(?<![占对同环])比(?![例重率值对选拼])|较(?![大强高好快低多])|相较?比?于?(?<=[比较于]))"
    r"(?:\0+末?年?底?|上年同期|上年末?|去年同?期?|同期|[^，、。；\0]{1,12}?)"
    r"(?=末|同期|累计|年均|平均|总体|下|上|增|提|降|减|缩|压|翻|多|少|高|低|快|慢|扩|\Z)"
)
_COMPARED_TO_END = re.compile(
    r"[\0\s末底初年均平累计总体实际下上增提降减缩压翻多少高低快慢扩长升加至到了约短小进一步大幅明显已期同水仍]*\Z"
)
_REFERENCE = re.compile(
    "(?:高出|超出|未达到?|不超过|不高于|不低于|不少于|超过|高于|低于|快于|慢于|优于|好于|达到|大于|小于|领先于?|落后于)"
    r"(?=[^，。；的]{1,16}\Z)"
)
# Words before the noun: the number of a clause, places, times, adverbs, prepositions.
_HEAD = re.compile(
    "(?:第[一二三四五六七八九十百0-9]{1,4}[条章节款项]|[（(]?[一二三四五六七八九十0-9]{1,3}[）)]"
    "|[0-9]{1,2}[.．、]|[一二三四五六七八九十]{1,2}、|[①-⑳]"
    rf"|[\0\s的、，,”）)]|{PLACE}|[到至自从](?=[\0\s])|截[至止](?=[\0\s])"
    r"|(?<=\0)(?:末|底|初|期间|时期|间|起|以来|前|后)|末|[底初](?![层线次始])|以来|期间|时期"
    "|以[上下]的?|左右|余|和(?!谐)|及|与(?!会)|以及|或|并|且|但|而|也|则|又|同时|另外|此外|还|仍|都|均|已经?"
    "|将|要|须|应当?|需|力争|争取|确保|努力|预计|预期|有望|计划|拟|累计|每年|年内|年末|年底|期末|全年|[上下]半年|[一二三四]季度|前三季度|当月"
    "|(?:未来|今后|最近|近)?[一二两三四五六七八九十]年半?(?:[来内间共]|期间)?(?![级会报均])|上年度?|去年|今年|本年度?|当年|近年来|目前|现有|共有|共(?!同|享|性)|总计|合计|现|实现|完成(?![率度情])|达到?|使"
    "|分别|建议|由(?!于)|把|通过|对(?!外|口)|按照?|以(?!上|下)|在|于|用于|经(?!济|营|过|费|开)|凡|若|如"
    "|(?:入[园库驻]|申报|申请)(?:企业|单位|项目)(?=.{2})|[其该此](?![他它])(?:企业|公司|项目)?(?=.{2})|本(?:措施|办法|细则|政策|规定|意见|方案|规划|计划|通知|决定)|[一二三四五六]是|首批|再|各类?(?!级)|第三方"
    ")+"
)
# Verbs that hardly ever stand inside a noun; the noun begins after the last of them.
_VERB = re.compile(
    "新增(?!长|量|用|企业数|投资|贷款)|集聚(?!区|度|带)|建成(?!区)|培育(?!库|体系|期|中心)|引进(?!消化)"
    "|举办|承接|淘汰|拥有|持有|吸纳|新建|打造|形成|推出|创建|组建|设立|引育|认定(?!的)|评定|获评|获批|接入"
    "|上线|发布|吸引|储备|盘活|腾退|关停|招引|签约|实施|开展|建立|成立|统筹安排|安排(?!资金)|投入(?=资金)"
    "|实现|完成(?![率情额进])|预拨|带动|推动|促进|推进|支持|鼓励|引导|组织|完善|强化|做大|做强|提供|新引进"
    "|孵化|转化|遴选|选树|争创|创成|落地|布局|处置|给予|承担|突破(?=.{2})|获得|取得|兑现|下达|拨付|改造提升"
    "|研发(?=.{2,}产品)|改建|扩建|涌现|净增|满足|符合|具备|攻克|荣获|共获|获(?=国家|省|市)|仍有|尚有|还有|签订|享受|推荐|新上|迁入|且(?=.{2})|列支|扶持|范围[为是](?=.{2})|对象[为是](?=.{2})|标准[为是](?=.{2})|条件[为是](?=.{2})|要求[为是](?=.{2})|争取(?=上级|国家|中央|省级)"
)
# Verbs that do stand inside nouns (规上企业数字化改造覆盖率) and go only at the beginning.
_FIRST_VERB = re.compile(
    "(?:加快|大力|积极|着力|稳步|有序|深入|全面|持续|不断|进一步|新|再)?"
    "(?:年?接待|承载|造(?=一)|抓好?|办好|做好|落实|改造|更新|建设(?![期用规周地单进工投内])|开发(?![区强支费])"
    "|服务(?=.{0,4}(?:企业|用户|群众))|安排|投资(?![强额总规增完])|覆盖(?![率面])|供应(?![量链])|整治"
    "|出让(?![金价])|消化|回收(?![率量])|减少|节约|发放|授信(?!额)|惠及|培训(?![费人])|培养(?!费)|选派|输送"
    "|评选|申报(?![单企主])|制定|修订|参与(?![度率])|主导(?!产)|登记(?![在注])|解决|协调|提升|扩大|增加(?!值)"
    "|发展(?![基规水速资])|壮大|构建|搭建|加强|优化|开工(?!率)|竣工|投产|达产|建(?![筑议材成立行设])"
    "|入驻(?![率企])|汇聚|汇集|聚集|累计|推广|应用(?![场率企案标])|配置|部署|布设|铺设|制修订"
    "|有(?![效关机色限序源利害望])|购置|采购|兼并|重组|取消|每[户家]|单[个台])"
)
_SHARE = re.compile(
    r"占(?!比)[到据]?(?P<whole>[^占，。；、]{1,20}?)(?:的)?(?P<word>比重|比例|份额|比率)?\s?的?\s?\Z"
)
_EDGE = re.compile(rf"(?:{PLACE}|的)+")
_RIGHT_SKIP = re.compile(
    r"(?:及?以[上下内]|左右|[（(][^（()）]{1,8}[）)]|级|规模|的|内|\s|首批|以上的|以下的)*"
)
_RIGHT_IS = re.compile("(?:以上|左右)?的?[是为](?=.{2})")
_RIGHT_END = re.compile(
    r"[，,；;。：:、（(\n\t！？\0]|以上|左右|达到?|占|进入|获|通过|完成|实现|入选|集聚|突破|超过|不低于|不超过"
    r"|不少于|用于|给予|予以|先后|分别|均|已(?=[^经])|全部|正在|将|在(?![校线建])|由|从|按|提[高升]|增|下降|降"
    r"|减|中(?=[，,。；]|\Z)|等(?=[，,。；]|\Z)|之首|(?<![具国所])有(?![限色效机])|(?<!作)为|列入|纳入|被"
    r"|形成|建成|达标|升规|入统|出清|具备|未|正[常式]?|对(?![外接口标])|反映|认为|表示|希望|缺乏|没有|拥有|获得|统一|开展|落地|投产|开工|滞后|进度|实施|参赛|参与|参加|上云|享受"
)
_EVENT_SKIP = re.compile(r"(?:以?内|以上|以下|期)?(?:未发生|未受到?|未被|没有|无|未|取消|完成|的)?")
_EVENT_END = re.compile(r"[，,；;。：:（(\n的]|、(?=[拆移])")
_EVENT_LEAD = re.compile(
    r"之日|[于应须]\Z|起\Z|后\Z|自|在\Z|承诺\Z|减免\Z|免收\Z|缓缴\Z|取消其?\Z|签订\Z|逾期\Z|延期"
)
# 开工满两年, 成立不足3年, 连续服务满两年
_LASTS = re.compile(
    "(?P<verb>(?:连续)?(?:开工|投产|成立|经营|运行|服务|工作|缴纳[一-鿿]{2,8}))(?:满|不满|超过|不足|达到?)?\\Z"
)
_FORBIDDEN = re.compile("以?内(?:不得|不再|不予)")
_PER = re.compile(r"每(?:[^，。；、\0值价量额入本费出]{1,4})\Z")
_QUOTES = re.compile(r"[\0“”\"]|[（(][^（()）]*[）)]")
# Nouns that name nothing by themselves; the quantity goes on about what stands before.
# 软件业务收入2025年目标由: what the aim is for
_DATED_AIM = re.compile(r"\0+的?(?:规划|计划)?目标值?\Z")
_PART_OF = re.compile(
    r"(?:完成|达到?|相当于|只有|[是为]|(?P<less>不到|不足|超过))(?P<whole>[^，。；、\0]{2,20}?)的\s?\Z"
)
_ACTS = re.compile(
    "(?:安排|统筹|投入|筹集|设立|形成|扶持|加快|推动|推进|盘活|建成|建设|新建|培育|打造|引进|新增|实施|组建|支持|覆盖|服务|带动|改造|淘汰"
    "|关停|发展|开发|举办|认定|发布|推广|培训|开通|布局|储备|招引|签约|收储|清理|取得|获得|争取|拥有|集聚|持有|吸纳|创建|遴选|选派|引育|监测|监管|联系|走访|跟踪"
    r"|年产|月产|日产|受到?|处以|拿出|放出|发往|再上|帮助|助力|指导|联合|新开|攥着|接着|握着|的|共|等)(?:不少于|不低于|超过|至少|约|近|了)?\s?\Z"
)
_BEARS = re.compile("(?:进入|承载|覆盖|吸纳|贡献|占据|完成|淘汰|压减)(?:全[市区县省国]|了)?\\s?\\Z")
_NOUN_NEXT = re.compile(
    r"(?:及?以上|左右)?(?:“|[一-鿿](?<![的以左等左，达占进获在由从按提增下减中之有为列被及和与]))"
)
_ABILITY = re.compile("(?:[年日月]?(?:生产|处理|供应|制造)?能力|产能|规模|任务|目标)")
_ONLY_THAT = re.compile(
    "(?:问卷|调查|数据)*(?:显示)?(?:但|仍|有|其中|还|约|近|已|仅|超过?|另有|也)*"
)
_HAVING = re.compile(
    "的?(?!的|以上|左右|增|提|下|上|目标|任务|要求|比例|标准|水平|速度|份额)[一-鿿]{0,10}?(?:企业|项目|单位|机构|产品|园区|职工|人员|设备|[一-鿿](?=[没未做有实完]))"
)
_HOLDS = re.compile(r"(?:企业|项目|单位|机构|园区|平台|工厂|车间|人员|职工|设备|产品)\Z")
# Verbs that are the name of what is counted when nothing else is: 完成投资45亿元.
_ALSO_NOUN = re.compile(r"(?:投资|培训|应用|供应|登记|服务)\Z")
_BREAKS = re.compile("[，。；、：,;:和及]")
_EMPTY = (
    "目标值",
    "大关",
    "台阶",
    "部分",
    "增量",
    "要求",
    "目标",
    "任务",
    "占比",
    "比重",
    "水平",
    "时序进度",
    "左右时间",
    "其中",
    "这个数字",
    "这一数字",
    "这一比例",
    "这一数据",
    "该比例",
    "修改",
    "调整",
)
_GROUPING = frozenset("一二三四五六七八九十0123456789个类大")


# Predicates that say what is done with what is counted; alone before a number they name nothing.
_PREDICATE = re.compile(
    "(?:已|新|再|共|各|全部|提前|超额|计划|规划|年度|当年|年|月|日|均|总|同|可比|口径|陆续|相继|依法|正式)*"
    "(?:单笔|不到|新开工|竣工投产|交付|开行|发运|放出|备了|设定|提出|要求|五年|三年|尚差|还差|手里|已投|因此|连续|进展|提前|占|目标|按期|如期|可|关闭|关停|停产|搬迁|入园|整改|整治|剩余|其余|完成|滞后|达标|退出|转型|签约|开工|竣工|投产|达产|在建|扶持|加快|推动|推进"
    "|规划|确定|列入|纳入|涉及|覆盖|惠及|服务|带动|拖欠|培育|形成|总数|总量|合计|同口径|可比口径|处理|安排|统筹|占地"
    "|实现|达到|超过|突破|提升|提高|改造|淘汰|处置|清退|整合|升级|引进|新建|续建|实施|落地|入库|入规|上云|通过|认定|获评|按期|如期|限报"
    "|给予|在原有|基础上|原有|其中|分别|建设|生产|个别地区|部分地区|约|等|个|和|中|的)+"
)
_AMONG = ("行业中", "企业中", "项目中", "指标中", "任务中", "产品中")


def plain(words: str) -> str:
    """Drop quotation marks and bracketed remarks from the words of a noun.

    >>> plain("“小巨人”企业（含培育）")
    '小巨人企业'
    """
    return _QUOTES.sub("", words)


# 标准厂房一期, 在现有价格水平下, 最冷清时: what stands before the number, but names nothing
# 开发区17名招商干部
_AREA = re.compile("(?:开发区|园区|高新区|新区|产业园|示范区|基地|全园)")
_STAGE = re.compile(r"[一二三四首]期\Z")
_CIRCUMSTANCE = re.compile("(?:[^，。；]下|最[^，。；]{1,4}时|[之以]后|过程中|基础上)\\Z")


def noun_before(state: State, draft: Draft) -> Noun | None:
    """Cut the words before a number down to their noun; ``None`` if none is left."""
    text, start, end = state.masked, draft.left, draft.lexeme.left
    if draft.lexeme.unit.dimension in ("率", "倍"):
        part_of = _PART_OF.search(text, start, end)
        alone = part_of and not (part_of["less"] and trimmed(state, start, part_of.start()))
        if part_of and alone:
            found = trimmed(state, *part_of.span("whole"))
            if found or part_of["whole"].endswith(("计划", "目标", "任务", "预算")):
                return found or Noun(*part_of.span("whole"), part_of["whole"])
    per = _PER.search(text, start, end)
    end = strip_tail(text, start, per.start() if per else end)
    shared = draft.lexeme.unit.dimension in ("率", "倍", "百分点")
    share = _SHARE.search(text, start, end) if shared else None
    if share is None:
        # 支持比例超过项目总投入30%: the noun is what is compared, not what with
        reference = _REFERENCE.search(text, start, end)
        if reference:
            end = strip_tail(text, start, reference.start())
            share = _SHARE.search(text, start, end) if shared else None
    if share:
        found = _share(state, draft, share)
        if found:
            return found
        end = strip_tail(text, start, share.start())
    found = trimmed(state, start, end)
    if found is None or _PREDICATE.fullmatch(found.words):
        return None
    if _AREA.fullmatch(found.words) and _NOUN_NEXT.match(text, draft.lexeme.end):
        return None
    if _STAGE.search(text, found.start, found.end) and _NOUN_NEXT.match(text, draft.lexeme.end):
        return None
    late = text[found.end - 1] in "下时后中上" and _CIRCUMSTANCE.search(
        text, found.start, found.end
    )
    return None if late else found


def acts_on_next(state: State, draft: Draft) -> bool:
    """Tell whether the number and the noun behind it are the object of the verb before.

    安排3000万元专项资金, 形成600辆城轨车辆的能力, 规划布局的8个基地.
    """
    text, lexeme = state.masked, draft.lexeme
    if lexeme.unit.dimension == "率" and (
        lexeme.right > lexeme.end or text.startswith("的", lexeme.end)
    ):
        return (
            _BEARS.search(text, draft.left, lexeme.left) is not None
            and _NOUN_NEXT.match(text, lexeme.end) is not None
        )
    if lexeme.unit.dimension in ("率", "百分点", "倍", "月", "天", "工作日"):
        return False
    return (
        _ACTS.search(text, draft.left, lexeme.left) is not None
        and _NOUN_NEXT.match(text, lexeme.end) is not None
    )


def noun_after(state: State, draft: Draft) -> Noun | None:
    """Take the noun after a number: 建成10家智慧园区."""
    text, lexeme, limit = state.masked, draft.lexeme, draft.right
    skip = _RIGHT_IS.match(text, lexeme.right, limit) or _RIGHT_SKIP.match(
        text, lexeme.right, limit
    )
    begin = skip.end() if skip else lexeme.right
    following = draft.following
    sized = following is not None and following.role is Role.QUALIFIER
    if following and sized and not _BREAKS.search(text, begin, following.lexeme.left):
        # 形成2个百亿级产业集群: what is counted stands behind its size
        skip = _RIGHT_SKIP.match(text, following.lexeme.right, draft.sentence.end)
        begin, limit = skip.end() if skip else following.lexeme.right, following.right
    after_quote = begin
    if begin < limit and text[begin] == "“":
        after_quote = text.find("”", begin, limit) + 1 or begin
    stop = _RIGHT_END.search(text, after_quote, limit)
    end = stop.start() if stop else limit
    of = text.rfind("的", begin, end)
    if of > begin and end - of > 2:
        named = lexeme.unit.dimension not in COUNTS or _ABILITY.match(text, of + 1, end)
        if named and of - begin > 1:
            end = of
        else:
            begin = of + 1
    quote = text.find("“", begin + 2, end)
    if quote > 0 and _HOLDS.search(text, begin, quote):
        end = quote
    while end > begin and text[end - 1] in " \0\n、的和及":
        end -= 1
    shortest = 3 if lexeme.unit.dimension == "率" and not _HOLDS.search(text, begin, end) else 2
    if end - begin < shortest or text[begin:end] in _EMPTY:
        return None
    if _PREDICATE.fullmatch(text, begin, end):
        return None
    return Noun(begin, end, plain(state.text[begin:end]))


def is_part_of_next(state: State, draft: Draft) -> bool:
    """Tell 27%的受访企业未建立, 四成企业没有 from a share of what stands before."""
    text, lexeme = state.text, draft.lexeme
    if lexeme.unit.dimension != "率" or not _ONLY_THAT.fullmatch(text, draft.left, lexeme.left):
        return False
    return _HAVING.match(text, lexeme.right, draft.right) is not None


def is_said_of_next(state: State, draft: Draft) -> bool:
    """Tell 七成是研发人员 from a share of what stands before."""
    return _RIGHT_IS.match(state.text, draft.lexeme.right, draft.right) is not None


def event(state: State, draft: Draft, *, window: bool) -> Noun | None:
    """Bind a length of time: to the noun before it, else to what happens within it."""
    text, lexeme, limit = state.masked, draft.lexeme, draft.sentence.end
    lasting = _LASTS.search(text, draft.left, lexeme.left)
    if lasting and not window:
        return Noun(*lasting.span("verb"), lasting["verb"])
    found = None if window else noun_before(state, draft)
    if (
        found
        and not _EVENT_LEAD.search(text, draft.left, lexeme.left)
        and not _FORBIDDEN.match(text, lexeme.end)
    ):
        return found
    skip = _EVENT_SKIP.match(text, lexeme.end, limit)
    begin = skip.end() if skip else lexeme.right
    if draft.following and begin == draft.following.lexeme.left:
        begin = draft.following.lexeme.right  # 近三年未受到50万元以上行政处罚
    stop = _EVENT_END.search(text, begin, limit)
    end = stop.start() if stop else limit
    if draft.following and begin < draft.following.lexeme.left < end:
        end = strip_tail(text, begin, draft.following.lexeme.left)
    return Noun(begin, end, state.text[begin:end]) if end - begin >= 2 else found


def strip_tail(text: str, start: int, end: int) -> int:
    """Take comparisons, change words, adverbs and closed brackets off the end."""
    for _ in range(4):
        before = end
        said = text.find("比", start, end) >= 0 or text.find("较", start, end) >= 0
        compared = said and _COMPARED.search(text, start, end)
        if compared and _COMPARED_TO_END.match(text, compared.end(), end):
            end = compared.start()
        end = before_words(text, start, end)
        aim = _DATED_AIM.search(text, start, end)
        if aim:
            end = aim.start()
        if end > start and text[end - 1] in "）)":
            opened = max(text.rfind("（", start, end), text.rfind("(", start, end))
            if opened > start:
                end = opened
        if end == before:
            break
    return end


def trimmed(state: State, start: int, end: int) -> Noun | None:
    """Cut places, adverbs and verbs off the beginning; ``None`` if no noun is left."""
    text = state.masked
    head = _HEAD.match(text, start, end)
    start = head.end() if head else start
    after_verb = start
    for verb in _VERB.finditer(text, start, end):
        if end - verb.end() >= 2:
            after_verb = verb.end()
        elif verb.end() == end:
            if verb.start() <= after_verb:
                return None
            end = strip_tail(text, start, verb.start())
            break
    start = after_verb
    first = _FIRST_VERB.match(text, start, end)
    if (
        first
        and end - first.end() != 1
        and (first.end() < end or not _ALSO_NOUN.match(text, start, end))
    ):
        start = first.end()
    head = _HEAD.match(text, start, end)
    if head and end - head.end() != 1:
        start = head.end()
    start, end = _core(text, start, end)
    if end - start < 2 or text[start:end] in _EMPTY:
        return None
    return Noun(start, end, plain(state.text[start:end]))


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Keep the last item of a list, what 等 sums up, and what follows 的."""
    start = max(start, text.rfind("\0", start, end) + 1, text.rfind("》", start, end) + 1)
    such_as = text.rfind("等", start, end)
    if such_as >= 0 and end - such_as > 2 and text[such_as + 1] not in "级于待离":
        start = such_as + 1
        while start < end and text[start] in _GROUPING:
            start += 1
    for mark in "、的":
        at = text.rfind(mark, start, end)
        if at >= 0 and end - at > 2 and text[at + 1 : end] not in _EMPTY:
            start = at + 1
    while start < end and text[start] in '“”"、，,（( \0\n':
        if text[start] == "“" and text.find("”", start, end) > 0:
            break
        start += 1
    while end > start and text[end - 1] in " \0\n、的":
        end -= 1
    if text.endswith(_AMONG, start, end):
        end -= 1
    return start, end


def _share(state: State, draft: Draft, share: re.Match[str]) -> Noun | None:
    """Bind 占B的N% to B, 占B比重 to itself, A占B比重 to the whole."""
    text = state.text
    whole_start, whole_end = share.span("whole")
    edge = _EDGE.match(state.masked, whole_start, whole_end)
    if edge:
        whole_start = edge.end()
    part = trimmed(state, draft.left, strip_tail(state.masked, draft.left, share.start()))
    subject = ""
    if part is None and draft.previous is not None:
        subject = draft.previous.indicator_text or ""
    if share["word"]:
        end = share.end("word")
        if part:
            return Noun(part.start, end, plain(text[part.start : end]))
        return Noun(share.start(), end, f"{subject}{text[share.start() : end]}")
    if whole_end - whole_start < 2:
        return None
    whole = text[whole_start:whole_end]
    subject = part.words if part else subject
    return Noun(whole_start, whole_end, f"{subject}占{whole}比重" if subject else whole)
