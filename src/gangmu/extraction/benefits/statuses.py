"""Conditions without a quantity: a status that was obtained, passed, listed or rated.

取得检测资质的, 通过体系认证的, 列入市重点计划的项目, 首次升规的企业, 经年度考核合格的, 二级及以上, 评为A类.

What somebody *does* (投保, 购买, 参加, 牵头) says for what a benefit is, and is no condition of it; nor is a
status whose grades are the steps of the benefit (国家级、省级分别奖励…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gangmu.extraction.benefits.criteria import cleaned
from gangmu.extraction.state import State
from gangmu.terms import Comparator, Criterion, Figure, Quantity, Span
from gangmu.writing.numerals import parse_number
from gangmu.writing.units import unit

_LEVEL = re.compile(
    r"(?P<fact>[一-鿿]{2,12}?)(?:等级)?(?:达到?|评估|评定|评为|为|在)*(?:国家标准|国标)?(?P<n>[一二三四五六七])级(?P<up>及?以上|（含）以上)"
)
_ASSESSED = re.compile(
    "(?:经(?:评估|评定|认定|评价)[，,]?(?P<fact>[一-鿿]{2,10}?)|(?P<scale>[一-鿿]{2,8}(?:水平|等级|成熟度)))达到?(?P<n>[一二三四五六七])级(?=[的、，且并])"
)
_SOON = re.compile(
    "(?P<n>[一二两三四五])年内(?P<event>(?:竣工|投产|开工|建成|达产)[^，。；、的不且并]{0,8})(?:的(?=[，,企项单]|[^，。；]{1,8}(?:项目|企业))|(?=[、且并]))"
)
_GRADE = re.compile(
    r"(?P<fact>[一-鿿]{3,12}?)(?:结果)?(?:被)?(?:评定|评|列|确定)?为(?P<label>[A-D]\+?类(?:[、或和][A-D]\+?类)*)"
)
_RATED = re.compile(
    "(?P<fact>[一-鿿]{0,8}(?:评定|评估|考核|评价|评审))(?:结果|等次|等级)?(?:被)?(?:评)?(?:为|列为|达到|获)(?P<label>优秀|良好|合格|优良|[A-D]级|[A-D](?![A-Za-z类]))(?P<more>(?:(?:、|或者?|和|及)(?:优秀|良好|合格|[A-D]级))*)(?:等次|等级|以上)*(?=的|且|并|，|、)"
)
_SINCE = re.compile(
    r"(?P<y>20\d\d)年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?(?P<end>以后|之后|后|以来|以前|之前|前)(?P<event>(?:注册)?(?:成立|设立)|注册|迁入|落户|开工|竣工|投产|认定)"
)
_WHEN = "(?:首次|新近?|已|当年度?|上年度?|年度)?"
_PAPER = "(?:资质|证书|许可证?|批件|认证|认可|资格|称号|备案|批文|文号|注册证|登记证|标志|认定|牌照|报告|执照|证明|使用权|通知书|标识|发票|手续|合格意见)"
_TEST = "(?:认证|认定|验收|评审|贯标|评估|考核|鉴定|备案|审查|评价|审核|复核|试验|检查|检验)"
_ROLL = "(?:名单|目录|计划|库|统计|清单|名录|试点|规划|范围|程序)"
_EDGE = "(?=[的且并（，、；。及或\\t\\n]|同时|\\Z)"
_STATUS = re.compile(
    rf"(?:{_WHEN}(?:取得|获得|持有|具有|拥有|具备|拿到|领取|办理)(?:[^，。；、的]{{2,14}}(?:颁发|核发|出具|认可|组织)的)?[^，。；的]{{1,24}}?{_PAPER}"
    r"|(?:未|没有)(?:曾|被)?(?:发生|受到|受过|享受|列入|出现|拖欠|欠缴|约定)[^，。；的]{2,20}|[一-鿿]{2,8}不(?:停产|停工|裁员|减员)"
    r"|[一-鿿]{3,8}?(?:居|位居|位列|排名)[^，。；的]{0,6}(?:首位|前[一二三四五六七八九十0-9]+[位名]?|第[一二三]位?)"
    r"|完成[^，。；、的0-9]{2,20}?(?:登记|备案|审批|注册|认证)|已(?!经|享受|获得|领取)[一-鿿]{3,14}(?=的)|没有[^，。；的]{2,12}|(?:双方|与[^，。；的]{2,10})?无[^，。；的人]{2,12}(?:记录|关系|行为)|已?按(?:期|时)(?:还本付息|偿还|付息|支付利息|还款)"
    r"|向社会(?:公众)?开放|接入[^，。；、的]{2,20}?(?:平台|系统|网络)"
    rf"|{_WHEN}通过[^，。；的]{{0,24}}?{_TEST}"
    r"|经[^，。；的]{0,24}?(?:认定(?:为[^，。；的]{2,16})?|评定|认证|备案|批准|核准|审定|立项|确认|鉴定|(?:考核|考评|评审|复审|复评|复核|评估|验收|评价|检测)(?:合格|优秀|良好|通过|达标))"
    r"|(?:[上当]?年度|季度|绩效|综合|信用|运营|竣工|项目){0,3}(?:考核|评估|评价|验收)(?:结果)?(?:合格|优秀|良好|达标)"
    r"|(?:国家|省|市|区|县)级?(?:认定|评定)(?=的)"
    rf"|(?:首次|新|已|被)*(?:列入|纳入|入选|入围|进入)[^，。；、的]{{0,24}}?{_ROLL}"
    r"|(?:首次|新)?(?:小升规|升规|入规|进规|纳规|上规|入统|纳统)(?:入统|纳统|企业)?"
    rf"|(?:首次|新)(?:获|通过|纳入|列入|入|认定|取得|备案|被|评|进|挂牌|上市)[^，。；、的0-9]{{1,20}}?|新(?:认定|获评|获批|评定|获)){_EDGE}"
)
_CLOSED = re.compile(
    "的(?P<head>[^，。；：0-9按给奖补]{2,20}?)?(?=，|,|按|再|另|给予|予以|一次性|每|奖励|补助|补贴|分别|或|；|。|\\Z)"
)
# 取得产品认证、商标注册的: a list of what was obtained
_MORE = re.compile("(?:(?:、|和|及|或者?)[^，。；、的0-9]{2,14}){1,3}(?=[的、，]|且)")
_HEADED_BY = re.compile("的[^，。；]{2,24}[，,]")
_CLOSES_LATER = re.compile(
    "的(?:[，,]|[^，。；的]{0,14}(?:企业|项目|机构|单位|平台|个人|人才|产品)(?=[，,按给每]))"
)
_BRACKET = re.compile("（[^（）]{1,20}）")
_JOINED = re.compile("[，,、]?(?:且|并且|并|同时)(?=.{2})|、(?=[^，。；]{0,24}[0-9])")
_ALSO = re.compile("[，,]?(?:且|并且?|同时)(?P<words>[^，。；、的0-9]{3,20})(?=的)")
_AND_DID = re.compile("(?:[^，。；、的0-9]{2,}?|[，,])且(?P<words>[^，。；、的0-9]{4,20})(?=的)")
_RECOGNITION = re.compile(
    "经[^，。；的]{0,24}?(?:认定|评定|确认|立项)|(?:首次|新)(?:认定|获评|获批|评定|获(?!得))|(?:国家|省|市|区|县)级?(?:认定|评定)"
)
_OF_PLACE = re.compile("在[^，。；]{2,12}$|符合[^，。；]{0,8}条件")
_PARTS = re.compile("[，,]|(?=且|并且)")
_SETTLED = re.compile("^[且并]|已|未|无(?!人|线)|不得?|均|具备|具有|拥有|建立|完成|签订|签署")
_NAMED = re.compile("(?:企业|单位|机构|项目|产品)\\Z")
_SHORT = 8
_LONGEST_ITEM = 24


def graded_in(state: State, start: int, end: int) -> list[Criterion]:
    """Read graded and dated criteria: 二级及以上, 评为A类, 2018年1月1日以后成立."""
    text, document = state.text, state.document.id
    found = []
    # each looked for where its words can be
    levels = _LEVEL.finditer(text, start, end) if text.find("以上", start, end) >= 0 else ()
    grades = _GRADE.finditer(text, start, end) if text.find("类", start, end) >= 0 else ()
    said = text.find("评", start, end) >= 0 or text.find("考核", start, end) >= 0
    ratings = _RATED.finditer(text, start, end) if said else ()
    for match in levels:
        fact = (
            cleaned(re.sub(r".*(?:[，、。；]|且|并|完工后|达到)", "", match["fact"]))
            or match["fact"]
        )
        figure = _figure(document, match, match.end(), "级", Comparator.GE)
        found.append(
            Criterion(fact, "ge", figure, Span(document, match.start("fact"), match.end()))
        )
    for match in _ASSESSED.finditer(text, start, end):
        figure = _figure(document, match, match.end(), "级", Comparator.GE)
        fact = "fact" if match["fact"] else "scale"
        whole = Span(document, match.start(fact), match.end())
        found.append(Criterion(cleaned(match[fact]), "ge", figure, whole))
    for match in _SOON.finditer(text, start, end):
        figure = _figure(document, match, match.end("n") + 1, "年", Comparator.LE)
        whole = Span(document, match.start("n"), match.end("event"))
        found.append(Criterion(match["event"], "le", figure, whole))
    for match in grades:
        fact = cleaned(match["fact"])
        span = Span(document, text.find(fact, match.start()), match.end())
        found.append(Criterion(fact, "eq", None, span, match["label"]))
    for match in ratings:
        labels = re.findall("优秀|良好|合格|优良|[A-D]级?", match["label"] + match["more"])
        fact = cleaned(match["fact"])
        span = Span(document, text.find(fact, match.start()), match.end())
        found.append(Criterion(fact, "eq", None, span, "、".join(labels)))
    for match in _SINCE.finditer(text, start, end):
        day = f"{match['y']}-{int(match['m'] or 1):02d}-{int(match['d'] or 1):02d}"
        op = "lt" if "前" in match["end"] else "ge"
        event = match["event"].removeprefix("注册") or "注册"
        found.append(Criterion(f"{event}日期", op, None, Span(document, *match.span()), day))
    return found


def _figure(
    document: str, match: re.Match[str], end: int, name: str, comparator: Comparator
) -> Figure:
    """Read the Chinese numeral of a match, with its unit: 三级, 两年."""
    number = parse_number(match["n"])
    assert number is not None
    place = Span(document, match.start("n"), end)
    return Figure(Quantity(number, unit(name), comparator), place)


def statuses_in(
    state: State, start: int, end: int, taken: Sequence[Span] = (), *, open: bool = False
) -> Iterator[Criterion]:
    """Read the statuses that are asked for: 取得CNAS认可资质(的), 经认定的重大项目.

    A status is asked for where 的 closes it, or where it is joined to something that is (且, 并); in a
    list of conditions (``open``) it stands alone. Short words (经认定) name nothing and take the noun
    behind them. ``taken`` are criteria read already.
    """
    text, document = state.text, state.document.id
    for match in _STATUS.finditer(text, start, end):
        stop = match.end()
        if _overlaps(taken, match.start(), stop):
            continue
        more = _MORE.match(text, stop, end)
        stop = more.end() if more else stop
        bracket = _BRACKET.match(text, stop, end)
        after = bracket.end() if bracket else stop
        closed = _CLOSED.match(text, after, end)
        joined = (
            open
            or _far(text, match, stop, end)
            or text[match.start() - 1] in "且并"
            or _JOINED.match(text, after, end)
            or match.group().endswith("企业")
        )
        if closed is None and not joined:
            continue
        if (
            closed
            and closed["head"]
            and match.group()[0] in "经新国省市区县首"
            and stop - match.start() < _SHORT
        ):
            stop = closed.end("head")
        yield Criterion(text[match.start() : stop], "eq", None, Span(document, match.start(), stop))
        also = _ALSO.match(text, stop, end)
        if also and not _STATUS.match(also["words"]) and not _overlaps(taken, *also.span("words")):
            yield Criterion(also["words"], "eq", None, Span(document, *also.span("words")))


def _far(text: str, match: re.Match[str], stop: int, end: int) -> bool:
    """Tell a status in a list that 的 closes further on: 列入名单，上年度货运量10万吨以上的企业."""
    if text.startswith("的", stop):
        return _HEADED_BY.match(text, stop, end) is not None
    if text[stop : stop + 1] not in ("，", "、") or match.group()[0] == "经":
        return False
    return _CLOSES_LATER.search(text, stop, end) is not None


def joined_in(state: State, start: int, end: int, taken: Sequence[Span]) -> Iterator[Criterion]:
    """Read what 且 adds to what a benefit is for: 购买厂房且(一次性付清全部价款)的."""
    text = state.text
    for match in _AND_DID.finditer(text, start, end):
        place = match.span("words")
        before = match.start(), match.start("words") - 1
        beside = text[match.start() - 1] in "，," and before[1] - before[0] >= 4
        if beside and not _overlaps(taken, *before):
            yield Criterion(text[slice(*before)], "eq", None, Span(state.document.id, *before))
        if not _overlaps(taken, *place) and not _OF_PLACE.match(match["words"]):
            yield Criterion(match["words"], "eq", None, Span(state.document.id, *place))


def asked_in(state: State, start: int, end: int, taken: Sequence[Span]) -> list[Criterion]:
    """Read an item of a list of conditions: its statuses, and what it says without any figure.

    An item without figures is asked for as it stands; in one with figures, a part that says what is
    done or must not be (已履行完毕, 未转租) is asked for beside them.
    """
    text, document = state.text, state.document.id
    while end > start and text[end - 1] in "。；;，,、 \n":
        end -= 1
    found = list(statuses_in(state, start, end, taken, open=True))
    known = [*taken, *(c.span for c in found)]
    whole = not _overlaps(known, start, end)
    at = start
    for part in _PARTS.split(text[start:end]):
        stop = at + len(part)
        said = (whole and len(_PARTS.split(text[start:end])) == 1) or _SETTLED.search(part)
        asked = said and not _overlaps(known, at, stop) and not _NAMED.search(part)
        if asked and 3 <= len(part) <= _LONGEST_ITEM:
            found.append(Criterion(part, "eq", None, Span(document, at, stop)))
        at = stop + (text[stop : stop + 1] in "，,")
    return found


def is_recognition(words: str) -> bool:
    """Tell a recognition, which names who receives, from a status that is asked for beside it."""
    return _RECOGNITION.match(words) is not None


def _overlaps(taken: Sequence[Span], start: int, end: int) -> bool:
    return any(t.start < end and start < t.end for t in taken)
