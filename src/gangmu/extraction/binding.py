"""What a quantity measures: the noun phrase beside it, as an exact span.

The words before the number are cut down from both ends: verbs, adverbs, times and places go; what
is left is the noun. Where nothing is left, the noun stands after the number (建成10家智慧园区), or
the quantity goes on about the indicator before it (同比增长17.4%).
"""

from __future__ import annotations

import re

from gangmu.extraction.state import Draft, State
from gangmu.terms import Kind, Role

_PLACE = (
    "(?:全[区市县省国镇州盟旗球域]|我[区市县省国们]|[本该][市区县省镇]|[市区县省]内|[市区县][级]?(?=规)|国内外?|境内外?|辖区内?|各[区县镇]|其中|区域内|园区内)"
)
# Words between the noun and the number.
_TAIL = re.compile(
    r"(?:[\0\s\"“”（()）、]"
    r"|(?<![发表雷通直])达到?|(?<![行作人成])为(?!主)|(?<![国所享占含特专富])有(?!限)|(?<![公])共计?|(?<!资产)(?<!负债)合计|(?<!资产)(?<!负债)总计|累计|(?<![自理])由|从|(?<![存潜所现])在(?!线)|的|了|(?<![签集节合预契违])约|是"
    r"|力争|争取|确保|努力|实现|完成|提前|一度|有望|预计|预期|首次|率先|基本|同比|环比|分别|均(?<![平人亩户地月日年]均)|都(?<!首都)|已经?|将|要(?<![主重首]要)|须|应当?(?<![供效响反]应)|需(?<![供内必急]需)|可(?<!许可)|能够?(?<![产功性动节储职]能)"
    r"|稳定|保持|维持|控制|超额|高达|仅|只有?|还|再|又|不断|持续|逐步|进一步|大幅|明显|显著|稳步|突破|超过|超|不(?:低|少|高|小|大|超)[于过]|低于|高于|不足|不到|近|接近|进入"
    r"|年均|平均增速|年均增速|年均增幅|平均增长|复合增长|年平均|名义|可比价|按可比价格?|较快"
    r"|增长|增加|增至|增|提高|提升|上升|升|扩大|扩展|翻番|下降|降低|降|减少|减|缩短|缩小|压缩|压减|削减|下调|上调|下浮|上浮|到位|回升|回落|提速"
    r"|[至到]|达成|占|按照?|大约|只?需(?<![供内必急]需)|用(?<![费应利使作信占]用)|末|底|初|每年|全年|当年|年内|目前|现在|上年末?|上年同期|同期|现状|左右|以上|以下|多|幅度|比例调整"
    r")+\Z"
)
_COMPARED = re.compile(
    r"(?:(?<!占)(?<!对)(?<!同)(?<!环)比(?![例重率值])|较(?![大强高好快低多])|相比|相较于?)"
    r"(?:\0+末?年?底?|上年同期|上年末?|去年同期?|同期|[^，、。；\0]{1,12}?)(?=末|同期|累计|年均|平均|总体|下|上|增|提|降|减|缩|压|翻|多|少|高|低|快|慢|扩|\Z)"
)
_REFERENCE = re.compile(
    r"(?:未达到?|不超过|不高于|不低于|不少于|超过|高于|低于|快于|慢于|优于|好于|达到|大于|小于|领先|落后于?)(?=[^，。；]{1,16}\Z)"
)
# Words before the noun.
_HEAD = re.compile(
    rf"(?:[\0\s的、，,”）)”]|{_PLACE}|(?:到|至|截至|截止|自|从)(?=[\0\s])|(?<=\0)(?:末|底|初|期间|时期|间|起|以来|前|后|的)"
    r"|末|[底初](?![层线次始])|以来|期间|时期"
    r"|以上的?|以下的?|左右|余|和(?!谐)|及|与(?!会)|以及|或|并|且|但|而|也|则|又|同时|另外|此外|还|仍|都|均|已经?|将|要|须|应当?|需"
    r"|力争|争取|确保|努力|预计|预期|有望|计划|拟|累计|每年|年内|全年|上年度?|去年|今年|本年度?|当年|近年来|目前|现有|共有|共(?!同|享|性)|总计|合计|现"
    r"|实现|完成|达到?|使|由(?!于)|把|通过|对(?!外|口)|按照?|以(?!上|下)|在|于|用于|经(?!济|营|过|费|开)|凡|若|如"
    r"|一是|二是|三是|四是|五是|六是|首批|新(?=增|建|引|培|招|认|设)|再|各类?(?!级)|第三方"
    r")+"
)
# Verbs that hardly ever stand inside a noun; the noun begins after the last of them.
_VERB = re.compile(
    "新增(?!长|量|用|企业数|投资|贷款)|集聚(?!区|度|带)|建成(?!区)|培育(?!库|体系|期|中心)|引进(?!消化)|举办|承接|淘汰|拥有|持有|吸纳|新建|打造|形成|推出|创建"
    "|组建|设立|引育|认定(?!的)|评定|获评|获批|接入|上线|发布|吸引|储备|盘活|腾退|关停|招引|签约|实施|开展|建立|成立|统筹安排|安排(?!资金)|投入(?=资金)"
    "|实现|完成(?![率情额进])|预拨|带动|推动|促进|推进|支持|鼓励|引导|组织|完善|强化|做大|做强|提供|新引进|孵化|转化|遴选|选树|争创|创成|落地|布局|处置|给予|承担|突破(?=.{2})|获得|取得|兑现|下达|拨付|改造提升|研发(?=.{2,}产品)|改建|扩建|累计完成|涌现|生产"
)
# Verbs that do stand inside nouns (规上企业数字化改造覆盖率) and go only at the beginning.
_FIRST_VERB = re.compile(
    "(?:加快|大力|积极|着力|稳步|有序|深入|全面|持续|不断|进一步)?"
    "(?:改造|更新|建设(?![期用规周地单进工投内])|开发(?![区强支费])|服务(?=.{0,4}企业|.{0,4}用户|.{0,4}群众)|安排|投资(?![强额总规增完])|覆盖(?![率面])"
    "|供应(?![量链])|整治|出让(?![金价])|消化|回收(?![率量])|减少|节约|发放|授信(?![额])|惠及|培训(?![费人])|培养(?!费)|选派|输送|评选|申报(?![单企主])|制定|修订"
    "|参与(?![度率])|主导(?!产)|登记(?![在注])|解决|协调|提升|扩大|增加(?!值)|发展(?![基规水速资])|壮大|构建|搭建|加强|优化|开工(?!率)|竣工|投产|达产|建(?![筑议材成立行设])"
    "|入驻(?![率企])|汇聚|汇集|聚集|累计|推广|应用(?![场率企案标])|配置|部署|布设|铺设|制修订|有(?![效关机色限序源利害望])|购置|采购|兼并|重组|取消|每户|每家|单个|单台)"
)
_SHARE = re.compile(r"占(?P<whole>[^占，。；、]{1,20}?)(?:的)?(?P<word>比重|比例|份额|比率)?\s?的?\s?\Z")
_BY = re.compile(r"按照?(?:不(?:超过|高于|低于))?(?P<base>[^，。；：]{2,24}?)的?\s?(?:不超过|最高)?\Z")
_EDGE = re.compile(rf"(?:{_PLACE}|的)+")
_RIGHT_SKIP = re.compile(r"(?:及?以[上下内]|左右|[（(][^（()）]{1,8}[）)]|级|规模|的|内|\s|首批|以上的|以下的)*")
_RIGHT_END = re.compile(
    r"[，,；;。：:、（(\n！？]|以上|左右|达到?|占|进入|获|通过|完成|实现|入选|集聚|突破|超过|不低于|不超过|不少于|用于|给予|予以|先后|分别|均|已(?=[^经])|全部|正在|将|在(?!校|线|建)|由|从|按|提[高升]|增|下降|降|减|中(?=[，,。；]|\Z)|等(?=[，,。；]|\Z)|之首|(?<![具国所])有(?![限色效机])|(?<!作)为|列入|纳入|被|\0|统一|开展|落地|投产|开工"
)
_EVENT_SKIP = re.compile(r"(?:以?内|以上|以下|期)?(?:未发生|没有|无|未|取消|完成|的)?")
_COUNT = {
    "家", "个", "项", "件", "条", "张", "款", "批", "场", "次", "户", "处", "座", "所", "种", "类", "只", "辆", "艘", "架", "栋", "幢",
    "人", "台", "套", "名", "位", "支", "篇", "宗", "枚", "颗", "人次", "间", "门", "份", "组", "例", "幅", "根", "站", "桩", "对",
}  # fmt: skip
_BENEFIT_NOUN = re.compile(
    "(?:补助|奖励|扶持|专项|补贴|奖补|支持|资助|引导)资金(?:总额)?|(?:补助|补贴|奖励|资助|贴息|奖补|支持)(?:比例|标准|金额|额度|总额|费用|金)|贴息|奖补|奖励|补助|补贴|资助|奖金|补偿|返还|减免|资金支持|扶持|经费|资金"
)
_VERB_ONLY = re.compile("奖(?=[0-9一二三四五六七八九十最])|补(?=[0-9一二三四五六七八九十最])|拿到")
_FUND = re.compile("[一-鿿]{0,6}(?:资金|基金)")
_INNER = re.compile(r"[\0“”\"]|[（(][^（()）]*[）)]")


def bind_indicators(state: State) -> None:
    """Give every draft the span and the words of its indicator."""
    for draft in state.drafts:
        found = _indicator(state, draft)
        if found is None:
            draft.doubts.append("没有找到这个数量说的是什么")
            continue
        start, end, words = found
        draft.indicator = (start, end)
        draft.indicator_text = words or _INNER.sub("", state.text[start:end])


Found = tuple[int, int, str]


def _indicator(state: State, draft: Draft) -> Found | None:
    if draft.kind is Kind.AWARD:
        return _of_award(state, draft)
    dimension = draft.lexeme.unit.dimension
    if dimension in ("月", "天", "工作日"):
        return _event(state, draft)
    listed = _listed(state, draft) or PLACED.match(state.text, draft.left, draft.lexeme.left)
    textured = draft.role is Role.QUALIFIER and draft.kind is Kind.OTHER
    if not listed and not textured:
        found = _before(state, draft)
        if found:
            return _sized(state, draft, found)
    if draft.role is Role.QUALIFIER:
        found = _sibling(draft) or (_after(state, draft) if draft.kind is Kind.OTHER else None)
        if found:
            return found
    inherits = dimension in ("率", "百分点", "倍") or _is_change(state, draft)
    if (not inherits and not (listed and listed is not True)) or draft.previous is None:
        right = _after(state, draft)
        if right:
            return right
    if draft.kind is Kind.CONDITION and dimension == "元":
        benefit = _benefit_noun(state, draft)
        if benefit:
            return benefit
    previous = draft.previous
    while previous is not None:
        if previous.indicator and previous.role is not Role.QUALIFIER:
            return (*previous.indicator, previous.indicator_text or "")
        previous = previous.previous
    if dimension in _COUNT:
        return _earlier_noun(state, draft)
    if draft.kind is Kind.OTHER or dimension == "元":
        fund = None
        for match in _FUND.finditer(state.text, draft.sentence.start, draft.lexeme.start):
            fund = match
        if fund:
            return _trimmed(state, fund.start(), fund.end())
    return _after(state, draft)


def _sized(state: State, draft: Draft, found: Found) -> Found:
    """Name a counted noun with its threshold: 年产出500亿元以上的大集团. The span stays the noun."""
    previous = draft.previous
    if previous is None or previous.role is not Role.QUALIFIER or draft.left > previous.lexeme.right:
        return found
    if previous.lexeme.unit.dimension in ("月", "天"):
        return found
    start = previous.lexeme.start
    if previous.indicator and previous.indicator[1] <= start:
        start = previous.indicator[0] if start - previous.indicator[1] <= 6 else start
    return found[0], found[1], _INNER.sub("", state.text[start : found[1]])


# 其中南园30万平方米: a part of the region, with the indicator of the whole.
PLACED = re.compile("[，,、；;\\s]*其中[，,：:]?([一-鿿]{1,8}(?:区|县|市|镇|乡|园|街道|新城))\\Z")
_COUNTED_NOUN = re.compile(
    "[一-鿿]{0,6}(?:企业|项目|机构|单位|园区|平台|基地|中心|工厂|车间|人才|团队|产品|设备|集群|标准)"
)


def _listed(state: State, draft: Draft) -> bool:
    """Tell whether the noun must stand after: the words before belong to the item before.

    建成10家示范园区、30家智慧园区; 研发、设计、检测三个中心.
    """
    text, lexeme = state.masked, draft.lexeme
    before = text[lexeme.left - 1 : lexeme.left]
    if before in ("、", "和", "及") and draft.previous is not None and draft.left < lexeme.left:
        return True
    return (
        lexeme.form == "汉字"
        and lexeme.unit.dimension in _COUNT
        and "、" in text[draft.left : lexeme.left]
        and lexeme.left == lexeme.start
        and text[lexeme.end : lexeme.end + 1] not in "，。；、,;"
    )


def _sibling(draft: Draft) -> Found | None:
    """Give 50亿元以上企业 the measure of 营收10亿元以上企业 before it."""
    previous = draft.previous
    while previous is not None:
        if (
            previous.role is Role.QUALIFIER
            and previous.lexeme.unit.dimension == draft.lexeme.unit.dimension
            and previous.indicator
            and previous.indicator[1] <= previous.lexeme.start
        ):
            return (*previous.indicator, previous.indicator_text or "")
        previous = previous.previous
    return None


def _earlier_noun(state: State, draft: Draft) -> Found | None:
    """Find the noun that a bare count goes back to: 推进规上企业改造,2024年完成40家."""
    noun = None
    for match in _COUNTED_NOUN.finditer(state.masked, draft.sentence.start, draft.lexeme.left):
        noun = match
    return _trimmed(state, noun.start(), noun.end()) if noun else None


_CHANGE = re.compile(r"增长|增速|提高|提升|下降|降低|减少|缩短|增加|翻|倍增|压减|削减|回落|上升|低于|高于|快于")


def _is_change(state: State, draft: Draft) -> bool:
    return bool(_CHANGE.search(state.text, draft.left, draft.lexeme.end))


def _before(state: State, draft: Draft) -> Found | None:
    """Cut the words before the number down to their noun."""
    return _noun(state, draft.left, draft.lexeme.left)


def _noun(state: State, start: int, end: int) -> Found | None:
    text = state.masked
    share = _SHARE.search(text, start, end)
    if share:
        found = _share(state, start, share)
        if found:
            return found
        end = share.start()
    end = _strip_tail(text, start, end)
    reference = _REFERENCE.search(text, start, end)
    if reference:
        end = _strip_tail(text, start, reference.start())
    share = _SHARE.search(text, start, end)
    if share and share["word"]:
        return _share(state, start, share)
    return _trimmed(state, start, end)


def _strip_tail(text: str, start: int, end: int) -> int:
    """Take comparisons, change words, adverbs and closed brackets off the end."""
    for _ in range(4):
        before = end
        compared = _COMPARED.search(text, start, end)
        if compared and not _TAIL_ONLY.search(text, compared.end(), end):
            end = compared.start()
        tail = _TAIL.search(text, start, end)
        if tail:
            end = tail.start()
        if end > start and text[end - 1] in "）)":
            opened = max(text.rfind("（", start, end), text.rfind("(", start, end))
            if opened > start:
                end = opened
        if end == before:
            break
    return end


_TAIL_ONLY = re.compile(r"[^\0\s末底初年均平累计总体实际下上增提降减缩压翻多少高低快慢扩长升加至到了约短小进一步大幅明显已期同]")


def _share(state: State, start: int, share: re.Match[str]) -> Found | None:
    """Bind 占B的N% to B, 占B比重 to itself, A占B比重 to the whole."""
    text = state.text
    whole_start, whole_end = share.span("whole")
    edge = _EDGE.match(state.masked, whole_start, whole_end)
    if edge:
        whole_start = edge.end()
    part = _trimmed(state, start, _strip_tail(state.masked, start, share.start()))
    whole = text[whole_start:whole_end]
    if share["word"]:
        end = share.end("word")
        if part:
            return part[0], end, _INNER.sub("", text[part[0] : end])
        previous = _subject(state, start)
        return share.start(), end, f"{previous}{text[share.start() : end]}"
    if len(whole) < 2:
        return None
    subject = part[2] if part else _subject(state, start)
    return whole_start, whole_end, f"{subject}占{whole}比重" if subject else whole


def _subject(state: State, at: int) -> str:
    """Name what the clause before went on about, for composed names of shares."""
    for draft in reversed(state.drafts):
        if draft.lexeme.right <= at and draft.sentence.start <= at < draft.sentence.end:
            return draft.indicator_text or ""
    return ""


def _trimmed(state: State, start: int, end: int) -> Found | None:
    """Cut verbs and adverbs off the beginning; ``None`` if no noun is left."""
    text = state.masked
    while start < end:
        head = _HEAD.match(text, start, end)
        if not head:
            break
        start = head.end()
    verb_end = start
    for verb in _VERB.finditer(text, start, end):
        if end - verb.end() >= 2:
            verb_end = verb.end()
        elif verb.end() == end:
            end = verb.start() if verb.start() > start and verb.start() >= verb_end else end
            if verb.start() <= start:
                return None
    start = verb_end
    first = _FIRST_VERB.match(text, start, end)
    if first:
        rest = end - first.end()
        start = start if rest == 1 else first.end()
    head = _HEAD.match(text, start, end)
    if head and end - head.end() != 1:
        start = head.end()
    blank = text.rfind("\0", start, end)
    if blank >= 0:
        start = blank + 1
    such_as = text.rfind("等", start, end)
    if such_as >= 0 and end - such_as > 2 and text[such_as + 1] not in "级于待离":
        start = such_as + 1
        while start < end and text[start] in "一二三四五六七八九十0123456789个类大":
            start += 1
    listed = text.rfind("、", start, end)
    if listed >= 0 and end - listed > 2:
        start = listed + 1
    of = text.rfind("的", start, end)
    if of > start and end - of > 2:
        start = of + 1
    while start < end and text[start] in "“”\"、，,（( \0\n一":
        if text[start] == "“" and text.find("”", start, end) > 0:
            break
        start += 1
    while end > start and text[end - 1] in " \0\n、的":
        end -= 1
    if end - start < 2:
        return None
    return start, end, _INNER.sub("", state.text[start:end])


def _after(state: State, draft: Draft) -> Found | None:
    """Take the noun after the number: 建成10家智慧园区."""
    text, lexeme = state.masked, draft.lexeme
    start = _RIGHT_SKIP.match(text, lexeme.right, draft.right)
    begin = start.end() if start else lexeme.right
    if begin < draft.right and text[begin] == "“":
        close = text.find("”", begin, draft.right)
        stop = _RIGHT_END.search(text, close + 1 if close > 0 else begin, draft.right)
    else:
        stop = _RIGHT_END.search(text, begin, draft.right)
    end = stop.start() if stop else draft.right
    of = text.rfind("的", begin, end)
    if of > begin and end - of > 2:
        begin = of + 1
    while end > begin and text[end - 1] in " \0\n、的和及":
        end -= 1
    if end - begin < 2 or draft.lexeme.unit.dimension not in _COUNT and lexeme.unit.dimension == "率" and end - begin < 3:
        return None
    return begin, end, _INNER.sub("", state.text[begin:end])


def _event(state: State, draft: Draft) -> Found | None:
    """Bind a length of time: to the noun before it, else to what happens within it."""
    text, lexeme = state.masked, draft.lexeme
    found = _before(state, draft) if draft.role is not Role.QUALIFIER else None
    if found and not re.search(r"之日|起\Z|后\Z|自", state.text[draft.left : lexeme.left]):
        return found
    skip = _EVENT_SKIP.match(text, lexeme.end, draft.sentence.end)
    begin = skip.end() if skip else lexeme.right
    stop = re.compile(r"[，,；;。：:（(\n]|、(?=拆|移)|的").search(text, begin, draft.sentence.end)
    end = stop.start() if stop else draft.sentence.end
    if draft.following and begin < draft.following.lexeme.left < end:
        end = _strip_tail(text, begin, draft.following.lexeme.left)
    return (begin, end, state.text[begin:end]) if end - begin >= 2 else found


def _of_award(state: State, draft: Draft) -> Found | None:
    """Bind a rate to its base, an amount or cap to the noun of the benefit."""
    text, lexeme, sentence = state.masked, draft.lexeme, draft.sentence
    own = _own_noun(state, draft)
    if lexeme.unit.dimension in ("率", "倍", "百分点"):
        base = _BY.search(text, draft.left, lexeme.left)
        if base:
            found = _trimmed(state, *base.span("base"))
            if found:
                return found
        if own:
            return own
        previous = draft.previous
        if previous and previous.kind is Kind.CONDITION and previous.lexeme.unit.dimension == "元" and previous.indicator:
            return (*previous.indicator, previous.indicator_text or "")
    elif own and _BENEFIT_NOUN.search(own[2]):
        return own
    return _benefit_noun(state, draft) or own


def _benefit_noun(state: State, draft: Draft) -> Found | None:
    """Find the noun of the benefit nearest to a quantity, in its phrase, before it, after it."""
    text, lexeme, sentence = state.masked, draft.lexeme, draft.sentence
    behind = _BENEFIT_NOUN.search(text, lexeme.right, draft.right)
    ahead = None
    for match in _BENEFIT_NOUN.finditer(text, sentence.start, lexeme.left):
        ahead = match
    verb = None
    for match in _VERB_ONLY.finditer(text, draft.left, lexeme.start):
        verb = match
    if verb:
        return verb.start(), verb.end(), verb.group()
    noun = behind or ahead or _BENEFIT_NOUN.search(text, lexeme.right, sentence.end)
    if noun is None:
        return None
    start, end = noun.span()
    if lexeme.unit.dimension not in ("率", "百分点") and end - start == 4 and text[start + 2 : end] in ("比例", "标准", "金额", "额度"):
        end -= 2
    return start, end, text[start:end]


def _own_noun(state: State, draft: Draft) -> Found | None:
    found = _before(state, draft)
    if found is None:
        return None
    start, end, words = found
    if re.search(r"级\Z|[的者后时]\Z|每[家户个]?|^(?:企业|单位|项目|机构|平台|园区|剩余|其余|余款)\Z|单个|同一", words):
        return None
    return found
