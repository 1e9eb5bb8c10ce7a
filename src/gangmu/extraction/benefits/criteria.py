"""Who may receive a benefit: the criteria in the words of a rule, its beneficiary and entity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gangmu.extraction.benefits.figures import Use, use_of
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.nouns import noun_before, strip_tail
from gangmu.extraction.state import Draft, State, continues
from gangmu.terms import Comparator, Criterion, Figure, Phrase, Quantity, Span
from gangmu.writing.units import unit

_OPS = {
    Comparator.GE: "ge", Comparator.REACH: "ge", Comparator.GT: "gt", Comparator.LE: "le",
    Comparator.LT: "lt", Comparator.EQ: "eq", Comparator.APPROX: "eq",
}  # fmt: skip
_DURATIONS = ("月", "天", "工作日")
_GROWTH = re.compile("增长|增速|增幅|同比|比上年|较上年|提高|提升")
_GROWN = re.compile("增长|增速|增幅|增长率|增加值率")
_INCREMENT = re.compile(r"(?:净)?增(?:加)?[量额](?:达到?|超过|不低于|在|为|突破)*\s?\Z")
_REMARK = re.compile('[\\0“”"]|（[^（）]{3,}）')
_BARE_GROWTH = ("增速", "增幅", "增长", "增长率", "同比增长")
_AFTER = re.compile("(?:以上|以下|以内|的)*(?P<noun>[一-鿿]{2,8}?)(?=且|并|或|的|，|、|；|。|\\Z)")
_CLOSED = re.compile("[^。；]{0,24}?的|及?以上")
_OPEN_REMARK = re.compile("（[^（）]{3,}）?\\Z")
_RATIO = re.compile("[率比重例度]\\Z")
_JOINTS = re.compile(
    "(?<=[一-鿿]项目)(?<!对项目)(?<!凡项目)(?<!个项目)(?=..)|(?<=[一-鿿]企业)(?=..)|】|且|并(?!购)|或者?|的|，|、(?=[^、]{2,}\\Z)|同时|以及|其中"
)
_ONLY_VERB = re.compile(
    "(?:新)?(?:签订|招用|引进|认定|完成|建设|建成|拥有|具有|获得|投入|租用|租赁|购买|举办|达到?|培育|聘用|吸纳|服务|安排|与其|与)*|.*(?:签订|招用|聘用|吸纳)"
)
_HEADS = re.compile(
    r"^(?:【[^】]*】|本(?:市|县|区|省|地)(?:内)?|[对凡]|上年度?|当年度?|其|的|单个|单项|项目(?=.{4})|企业(?=年|当年|上年|研发)"
    r"|入驻|新入驻企业|(?:且|并|或)+)"
)
_PLACES = re.compile("本[市县区省地]内?|区内|县内|市内|全[市县区省]")
_NOT_ASKED = re.compile("承诺|不得|不予|不再|起算|之日起|发放|兑现|拨付")
_LEVEL = re.compile(
    r"(?P<fact>[一-鿿]{2,12}?)(?:等级)?(?:达到?|评估|评定|评为|为|在)*(?:国家标准|国标)?(?P<n>[一二三四五六七])级(?P<up>及?以上|（含）以上)"
)
_GRADE = re.compile(
    r"(?P<fact>[一-鿿]{3,12}?)(?:结果)?(?:被)?(?:评定|评|列|确定)?为(?P<label>[A-D]\+?类(?:[、或和][A-D]\+?类)*)"
)
_RATED = re.compile(
    "(?P<fact>[一-鿿]{0,8}(?:评定|评估|考核|评价|评审))(?:结果|等次|等级)?(?:被)?(?:评)?(?:为|列为|达到|获)?(?P<label>优秀|良好|合格|优良|[A-D]级|[A-D](?![A-Za-z类]))(?P<more>(?:(?:、|或者?|和|及)(?:优秀|良好|合格|[A-D]级))*)(?=的|且|并|，|、)"
)
_SINCE = re.compile(
    r"(?P<y>20\d\d)年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?(?P<end>以后|之后|后|以来|以前|之前|前)(?P<event>成立|注册|迁入|落户|设立|开工|竣工|投产|认定)"
)
_NUMERALS = "一二三四五六七"

_ENTITIES: tuple[tuple[str, str], ...] = (
    (
        "person",
        "个人|人才|博士|硕士|毕业生|专家|教授|高管|管理人员|技术人员|经营者|企业家|职工|工程师|带头人|引荐人|中介人|工匠|师傅|团队(?=个人)",
    ),
    (
        "institution",
        "机构|平台|孵化器|众创空间|加速器|实验室|研究院|研究所|研究中心|设计中心|技术中心|创新中心|检测中心|科研院所|院所|高校|院校|学校|协会|商会|联盟|银行(?!贷款|信贷|授信)|担保公司|保险公司|小贷公司|医院|运营单位|服务商|举办单位|承办单位|研发中心|工作站|工作室|(?:中试|实训|孵化|见习)基地|基地(?=运营)",
    ),
    ("park", "园区|开发区|产业园|集聚区|工业园|产业基地|特色小镇|楼宇|集群|小微园|载体"),
    ("project", "项目|工程|技改|改造(?=的|，|\\Z)"),
    (
        "enterprise",
        "企业|公司|供应商|单位|厂商|主体|法人|工厂|商户|装备|产品|小巨人|冠军|用户|纳税人|合作社|老字号",
    ),
)
_PARK = re.compile("园区|产业园|开发区|集聚区")
_LISTED = re.compile("、|和(?!谐)|及|或")
_ENTITY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _ENTITIES))
_RECIPIENT = re.compile(
    r"(?:给予|奖励|奖补|补助|补贴|资助)(?:给)?(?:其|该)?(?P<who>[^0-9，。；：、的]{0,10}?(?:企业|运营单位|运营机构|运营主体|管理机构|单位|机构|个人|高级管理人员|管理人员|经营团队|人才))"
    r"(?=[0-9一、，每合]|不超过|最高|一次性|奖励|补助|补贴|安家|生活|租金|资金|落户|运营|给予|按|$)"
)
_SUBJECT = re.compile(
    "^(?:对|支持|鼓励|引导)?[^，。；的]{0,10}?(?P<who>银行|金融机构|担保机构|保险机构|小额贷款公司|融资担保公司|中介机构|服务机构|行业协会)(?=[^，。；]{0,2}[向为开按对])"
)
_COUNTED_FOR = re.compile(
    "，(?P<who>[^，。；]{0,8}?(?:平台|孵化器|机构|园区|基地|中心|单位|银行))每(?:新增|培育|引进|服务|孵化)"
)
_ACTOR = re.compile(
    "(?!完成|建设|通过|获|实施|创建|开展|引进|新建|设立|购买|租)(?:鼓励|支持|引导|新引进的?|新入驻)?(?P<who>[^，。；、的]{0,10}?(?:企业|单位|机构|平台|园区|公司|孵化器))(?=招用|招收|吸纳|购买|投保|开展|在|自|将|向|上年度|当年|年度|产品|全职|引进|租用|租赁|投资|实施|完成|通过|获得|首次|参加|参与|上云|使用|建设|新建|承担|为[^，。；]{2,10}提供)"
)
_GIVING = re.compile(
    r"[，,]?(?:(?:经[^，。；]{2,16}[，,])?(?:按照?|每[家户个人项年]|再|分别|一次性|由[^，。；]{2,10}|可|最高|给予|予以|奖励|补助|补贴|资助|奖补|奖|补)(?=[^，。；]{0,40}))"
)
_NO_WHO = re.compile("按|给予|予以|奖励|补助|补贴|一次性|每|最高|不超过|[0-9]")
_WHO_HEAD = re.compile("(?:对于|对|凡|鼓励|支持|引导|推动|经认定的?(?=.{4}))")
_SERVED = re.compile(r"为(?P<who>[^，。；]{0,8}(?:企业|机构|园区|个人))(?:免费)?提供")


def criteria_in(state: State, segment: Segment) -> Iterator[Criterion]:
    """Read each quantity of a segment that is a criterion; a band gives two."""
    known: Criterion | None = None
    for draft in segment.drafts:
        if use_of(state, draft) is Use.CRITERION:
            found = criteria_of(state, draft, known, segment.start)
            if found:
                known = found[-1]
                yield from found


def criteria_of(
    state: State, draft: Draft, known: Criterion | None, floor: int = 0
) -> list[Criterion]:
    """Read the criterion that a quantity states; empty if it is none (承诺5年内不迁出).

    ``known`` is the criterion before it, ``floor`` where its words begin at the earliest.
    """
    text, lexeme = state.text, draft.lexeme
    around = text[max(draft.left, lexeme.start - 8) : min(draft.right, lexeme.end + 6)]
    time = lexeme.unit.dimension in _DURATIONS
    counted = draft.comparator is Comparator.EQ and lexeme.high is None and not time
    if counted and not _CLOSED.match(text, lexeme.right):
        return []
    if time and (_NOT_ASKED.search(around) or draft.role.value == "qualifier"):
        return []
    words, start = _fact(state, draft, known, floor)
    if words is None:
        return []
    document = state.document.id
    span = Span(document, min(start, lexeme.left), lexeme.right)

    def one(op: str, value: Decimal) -> Criterion:
        quantity = Quantity(value, lexeme.unit, draft.comparator)
        return Criterion(
            words, op, Figure(quantity, Span(document, lexeme.start, lexeme.end)), span
        )

    if lexeme.high is not None:
        closed = re.search(r"[（(]含[）)]", text[lexeme.end - 4 : lexeme.end + 4])
        opened = re.search(r"[（(]不含[）)]", text[lexeme.end - 2 : lexeme.end + 6])
        top = "le" if closed and not opened else "lt" if opened else "le"
        return [one("ge", lexeme.value), one(top, lexeme.high)]
    op = _OPS.get(draft.comparator, "eq")
    if op == "gt" and "首次" in text[draft.left : lexeme.start]:
        op = "ge"  # 首次过1亿元 is reached, like 首次突破
    return [one(op, lexeme.value)]


def _fact(
    state: State, draft: Draft, known: Criterion | None, floor: int
) -> tuple[str | None, int]:
    """Name what a criterion measures: the words before the number, else the noun after it."""
    text, lexeme = state.text, draft.lexeme
    left = max(draft.left, min(floor, lexeme.left))
    before = text[left : lexeme.left]
    if known and continues(state, draft):
        return known.fact, lexeme.left
    if known and _INCREMENT.search(before):
        return f"{_GROWN.sub('', known.fact)}增量", draft.left
    start, end = left, strip_tail(state.masked, left, lexeme.left)
    remark = _OPEN_REMARK.search(text, start, end)
    end = remark.start() if remark else end
    for match in _JOINTS.finditer(text, start, end):
        if end - match.end() >= 2:
            start = match.end()
    words = cleaned(text[start:end])
    start = max(start, text.find(words[:2], start, end))
    if len(words) > 16 or (words and _ONLY_VERB.fullmatch(words)):
        if len(words) > 16:
            noun = noun_before(state, draft)
            words, start = (cleaned(noun.words), noun.start) if noun else ("", start)
        else:
            after = _AFTER.match(text, lexeme.right, draft.sentence.end)
            words = after["noun"] if after else ""
    grows = draft.rate is not None or _GROWTH.search(before)
    ratio = lexeme.unit.dimension in ("率", "百分点")
    if len(words) < 2:
        if known is not None and known.figure is not None:
            if ratio and grows:
                return f"{_GROWN.sub('', known.fact)}增长", lexeme.left
            if known.figure.quantity.unit.dimension == lexeme.unit.dimension:
                return known.fact, lexeme.left
        if draft.noun is None:
            return None, lexeme.left
        words = cleaned(draft.noun.words)
    if ratio and grows and not _GROWN.search(words) and not _RATIO.search(words):
        words += "增长"
    if words in _BARE_GROWTH and known is not None:
        words = f"{_GROWN.sub('', known.fact)}{words}"
    if words.startswith("占") and known is not None:
        words = known.fact + words
    return words or None, min(start, lexeme.left)


def cleaned(words: str) -> str:
    """Take places, clause titles and times off the words of a fact.

    >>> cleaned("【成长奖励】对年产值"), cleaned("服务本市企业")
    ('年产值', '服务企业')
    """
    words = _REMARK.sub("", words)
    while True:
        shorter = _HEADS.sub("", words)
        if shorter == words or len(shorter) < 2:
            break
        words = shorter
    return _PLACES.sub("", words).strip("，、的 （(")


def stated_in_words(state: State, start: int, end: int) -> list[Criterion]:
    """Read the criteria that are no quantities: 二级及以上, 评为A类, 2018年1月1日以后成立."""
    text, document = state.text, state.document.id
    found = []
    levels = _LEVEL.finditer(text, start, end) if text.find("级", start, end) >= 0 else ()
    grades = _GRADE.finditer(text, start, end) if text.find("类", start, end) >= 0 else ()
    for match in levels:
        number = Decimal(_NUMERALS.index(match["n"]) + 1)
        fact = (
            cleaned(re.sub(r".*(?:[，、。；]|且|并|完工后|达到)", "", match["fact"]))
            or match["fact"]
        )
        place = Span(document, match.start("n"), match.end())
        figure = Figure(Quantity(number, unit("级"), Comparator.GE), place)
        found.append(
            Criterion(fact, "ge", figure, Span(document, match.start("fact"), match.end()))
        )
    for match in grades:
        fact = cleaned(match["fact"])
        span = Span(document, text.find(fact, match.start()), match.end())
        found.append(Criterion(fact, "eq", None, span, match["label"]))
    for match in _RATED.finditer(text, start, end):
        labels = re.findall("优秀|良好|合格|优良|[A-D]级?", match["label"] + match["more"])
        fact = cleaned(match["fact"])
        span = Span(document, text.find(fact, match.start()), match.end())
        found.append(Criterion(fact, "eq", None, span, "、".join(labels)))
    for match in _SINCE.finditer(text, start, end):
        day = f"{match['y']}-{int(match['m'] or 1):02d}-{int(match['d'] or 1):02d}"
        op = "lt" if "前" in match["end"] else "ge"
        span = Span(document, *match.span())
        found.append(Criterion(f"{match['event']}日期", op, None, span, day))
    return found


def beneficiary(state: State, start: int, figure: int) -> Phrase | None:
    """Find who or what receives: the words of a rule before it begins to give."""
    text = state.text
    if _NO_WHO.match(text, start, figure):
        return None
    begin = _WHO_HEAD.match(text, start, figure)
    at = begin.end() if begin else start
    end = figure
    for match in _GIVING.finditer(text, at, figure):
        if match.start() > at + 1 and (text[match.start()] in "，," or match.start() == at):
            end = match.start()
            break
    else:
        comma = text.rfind("，", at, figure)
        verb = re.compile("给予|予以|一次性|奖励|补助|补贴|资助|按|最高|每").search(
            text, at + 2, figure
        )
        end = comma if comma > at else verb.start() if verb else figure
    while end > at and text[end - 1] in "的，,：: ":
        end -= 1
    return Phrase(text[at:end], Span(state.document.id, at, end)) if end - at >= 2 else None


def entity_of(words: str, who: str, heading: str) -> str:
    """Name the kind of beneficiary: enterprise, project, park, person, institution.

    ``words`` are those of the whole rule, ``who`` the beneficiary's, ``heading`` the clause's.
    """
    recipient = _RECIPIENT.search(words)
    if recipient and not _PARK.search(who):
        return _last_entity(recipient["who"]) or "enterprise"
    served = _SERVED.search(words)
    if served:
        return _last_entity(served["who"]) or "enterprise"
    if _SUBJECT.match(words):
        return "institution"
    counted = _COUNTED_FOR.search(words)
    if counted:
        return _last_entity(counted["who"]) or "enterprise"
    actor = None if words.startswith(("对", "凡")) else _ACTOR.match(words)
    if actor:
        return _last_entity(actor["who"]) or "enterprise"
    return _several(who) or _last_entity(who) or _last_entity(heading) or "enterprise"


def _several(who: str) -> str | None:
    """Name every kind in a list of beneficiaries: 企业、科研机构."""
    kinds = [_last_entity(part) for part in _LISTED.split(who.rpartition("的")[2] or who)]
    if len(kinds) < 2 or None in kinds or len(set(kinds)) < 2:
        return None
    return "|".join(dict.fromkeys(kind for kind in kinds if kind))


def _last_entity(words: str) -> str | None:
    last = None
    for match in _ENTITY.finditer(words):
        last = match.lastgroup
    return last
