"""What a benefit asks for in figures: the fact that each threshold measures, its sense, its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gangmu.extraction.benefits.figures import Use, use_of, within_since
from gangmu.extraction.benefits.segments import Segment
from gangmu.extraction.nouns import noun_before, strip_tail
from gangmu.extraction.state import Draft, State, chain_of, continues, pause_before
from gangmu.terms import Comparator, Criterion, Figure, Quantity, Span

_OPS = {
    Comparator.GE: "ge", Comparator.REACH: "ge", Comparator.GT: "gt", Comparator.LE: "le",
    Comparator.LT: "lt", Comparator.EQ: "eq", Comparator.APPROX: "eq",
}  # fmt: skip
_DURATIONS = ("月", "天", "工作日")
_GROWTH = re.compile("增长|增速|增幅|同比|比上年|较上年|提高|提升")
_GROWN = re.compile("增长|增速|增幅|增长率|增加值率")
_INCREMENT = re.compile(r"(?:净)?增(?:加)?[量额](?:达到?|超过|不低于|在|为|突破)*\s?\Z")
_REMARK = re.compile('[\\0“”"]|（(?!含)[^（）]{3,}）')
_BARE_GROWTH = ("增速", "增幅", "增长", "增长率", "同比增长")
_AFTER = re.compile("(?:以上|以下|以内|的)*(?P<noun>[一-鿿]{2,8}?)(?=且|并|或|的|，|、|；|。|\\Z)")
_CLOSED = re.compile("[^。；]{0,24}?的|及?以上")
_OPEN_REMARK = re.compile("（[^（）]{3,}）?\\Z")
_THAN_OTHER = re.compile("不?(?:高于|低于|超过|少于)")
_ADDED = re.compile("(?:LPR|利率|基准)[^，。；]{0,4}(?:加|减|上浮)\\Z")
_HELD_FOR = re.compile("(?:连续|持续)\\Z")
_HELD_AT = re.compile("(?:内)?(?:均|都)?(?:保持|稳定|维持)?(?:在|为|达到?)?")
_TIMES_ONLY = ("年度", "累计", "年度累计", "当年", "每年", "全年")
_WINDOW = re.compile("(?:近|过去|前|连续|未来)\\s?\\Z")
_RATIO = re.compile("[率比重例度]\\Z")
_JOINTS = re.compile(
    "(?<=[一-鿿]项目)(?<!对项目)(?<!凡项目)(?<!个项目)(?=..)|(?<=[一-鿿]企业)(?<!在企业)(?!占|数|家|比)(?=..)|(?<=[一-鿿]机构)(?!占|数)(?=..)|(?<=[一-鿿]单位)(?!能耗|产|面积|增加值|建筑|用)(?:吸纳|招用|招收)?(?=..)|】|且|并(?!购|网)|或者?|的|，|、(?=[^、]{2,}\\Z)|同时|以及|其中"
)
_ONLY_VERB = re.compile(
    "(?:新)?(?:签订|招用|引进|认定|完成|建设|建成|拥有|具有|获得|投入|租用|租赁|购买|举办|达到?|培育|聘用|吸纳|服务|安排|与其|与|提供|联合|发放|单[户笔个])*|.*(?:签订|招用|聘用|吸纳)"
)
_HEADS = re.compile(
    r"^(?:【[^】]*】|但?(?:须|必须|应当)(?=.{2})|(?:头|前)[一二两三四五]年|(?:全职|柔性|新)?引进(?=年薪)|每[一-鿿]补(?=.{2})|为[^，。；的]{2,10}?(?:引进|提供|配套)(?=.{2})|(?:改造|审核|投产|建成|达产|竣工|实施|认定|备案)后(?:第[一二三]年)?(?=.{2})|经[^，。；的]{2,12}?(?:核定|审定|测算|核算)的?|第[一二三]年|本(?:市|县|区|省)(?:内)?|[对凡]|上年度?|当年度?|(?:[一二三四]|前三|上|下)季度|[上下]半年|[0-9]{1,2}月份?|(?:首个)?(?:完整)?(?:会计|自然)年度|(?:投产)?当年一次性|其|的|单个|单项|项目(?=.{4})|企业(?=年|当年|上年|研发|单位|成立)"
    r"|入驻(?!企业)|新入驻企业|(?:且|并(?!购|网)|或)+)"
)
_PLACES = re.compile("本[市县区省]内?|本地内?(?!配套|采购)|区内|县内|市内|全[市县区省]")
_NOT_ASKED = re.compile("承诺|不得|不予|不再|起算|之日起|发放|兑现|拨付")


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
    if draft.comparator is Comparator.EQ and _bracketed(text, lexeme.start, lexeme.end):
        return []  # 药品注册批件（生物制品1类）
    level = draft.comparator in (Comparator.EQ, Comparator.APPROX)
    counted = level and lexeme.high is None and not time
    if counted and not _CLOSED.match(text, lexeme.right):
        return []
    since = within_since(text, draft) is not None
    if (
        time
        and not since
        and (_NOT_ASKED.search(around) or _WINDOW.search(text, draft.left, lexeme.start))
    ):
        return []
    if since:
        return [_since(state, draft)]
    if lexeme.unit.dimension == "百分点" and _ADDED.search(text, draft.left, lexeme.start):
        return []  # LPR加100个基点
    words, start = _fact(state, draft, known, floor)
    if words is None or (time and words.endswith("后")):
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
    first = chain_of(state, draft)[0]
    told = text[first.left : first.lexeme.start]
    if op == "gt" and "首次" in told and "超" not in told:
        op = "ge"  # 首次过1亿元 is reached, like 首次突破
    return [one(op, lexeme.value)]


def _bracketed(text: str, start: int, end: int) -> bool:
    opened = text.rfind("（", max(0, start - 12), start)
    closed = text.find("）", end, end + 2)
    return opened >= 0 and closed >= 0 and text.find("）", opened, start) < 0


def _steady(state: State, draft: Draft) -> int | None:
    """Find where 连续两年(保持)在 begins before a threshold: what is measured stands before it."""
    previous = draft.previous
    if previous is None or previous.lexeme.unit.dimension not in _DURATIONS:
        return None
    text, between = state.text, state.text[previous.lexeme.right : draft.lexeme.left]
    held = _HELD_FOR.search(text, max(0, previous.lexeme.start - 4), previous.lexeme.start)
    return held.start() if held and _HELD_AT.fullmatch(between) else None


def _phrase_above(state: State, at: int) -> str:
    """Take the noun of the phrase before a pause: 第三方检测费用，年度累计超过50万元."""
    end = at - 1 if at and state.text[at - 1] in "，," else at
    start = pause_before(state, max(0, end - 40), end)
    return cleaned(state.text[start:end].rpartition("的")[2])


def _since(state: State, draft: Draft) -> Criterion:
    """Read what must happen within a time: 自开工之日起24个月内(竣工投产)的."""
    lexeme, document = draft.lexeme, state.document.id
    match = within_since(state.text, draft)
    assert match
    quantity = Quantity(lexeme.value, lexeme.unit, Comparator.LE)
    figure = Figure(quantity, Span(document, lexeme.start, lexeme.end))
    return Criterion(match["event"], "le", figure, Span(document, lexeme.start, match.end("event")))


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
    steady = _steady(state, draft)
    if steady is not None:
        left = pause_before(state, max(floor, steady - 40), steady)
        named = cleaned(text[left:steady].rpartition("、")[2])
        if len(named) >= 2:
            return named, steady - len(named)
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
    if words in _TIMES_ONLY and (above := _phrase_above(state, left)):
        words = above
    if lexeme.unit.dimension == "倍" and (than := _THAN_OTHER.search(words)):
        words = words[: than.start()]  # 贷款利率不高于同期基准利率1.3倍
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
