"""Find the quantities of a text: value, unit, comparator, place.

``find_quantities`` is one pass of one alternation. What holds digits but is no quantity (dates,
文号, ordinals, ranks, labels, product and standard names, ratios, worked arithmetic) is matched
first and passed over; then the longest number with the longest unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from gangmu.terms import Comparator, Unit
from gangmu.writing import units
from gangmu.writing.comparators import compare
from gangmu.writing.dates import Time, find_times
from gangmu.writing.numerals import ARABIC, CHINESE, parse_number, parse_share

# Units that stand after a bare number only in a table or a quotient, or name a day or a month.
_NOT_AFTER_NUMBER = {"月", "比例", "人民币", "级", "日", "成", "起", "对", "本", "度", "类", "折"}
# Units that begin ordinary words: 成立, 起步, 本市 after a number that ended before them.
_GUARDED = (
    "成(?![立为果功员长就套品本交熟效])",
    "起(?![步来草点])",
    "对(?![于外接])",
    "本(?![市区县省地级次方])",
    "度(?![假])",
    "类(?!创?新药|医疗|医械|化药|仿制|改良|、[0-9]类)",
    "折(?![算合])",
    "日(?![期常均产本前夜后]|报(?!告))",
)
_CN_COUNTED = "家 个 台 套 项 件 条 张 款 批 场 次 户 处 座 所 种 类 只 辆 艘 架 栋 间 幅 宗 篇 份 门 支 枚 名 位 人 轮 层"


def _unit_pattern() -> str:
    plain = sorted(
        (n for n in units.NAMES if n not in _NOT_AFTER_NUMBER), key=lambda n: (-len(n), n)
    )
    name = "|".join(
        re.escape(n) + ("(?![A-Za-z0-9])" if n[-1].isascii() and n[-1].isalpha() else "")
        for n in plain
    )
    power = "|".join(units.POWERS)
    below = "|".join(re.escape(n) for n in sorted(units.NAMES, key=lambda n: (-len(n), n)))
    return (
        rf"(?:(?:{power})?[余多]?(?:{name})(?:[^\S\n]?[/／](?:(?:{below})|(?:{power})(?:{below})))*"
        rf"|(?:万亿|亿|万)(?![A-Za-z])|{'|'.join(_GUARDED)})"
    )


_UNIT = _unit_pattern()
_DASH = r"(?:[—–\-~～－]{1,2}|至|到)"
_INCLUSIVE = r"(?:[（(]不?含[)）])?"
_CN = "一二三四五六七八九十百千两零〇"

_SKIP = (
    # 〔2020〕5号, (2011), 第134次, 5号
    r"[〔\[（(【]\s?(?:19|20)[0-9]{2}\s?[〕\]）)】](?:\s?第?\s?[0-9]{1,6}\s?号)?",
    rf"第\s?[0-9{_CN}]{{1,8}}(?:[、—\-至到]第?[0-9{_CN}]{{1,8}}){{0,8}}(?:个(?:百年|五年)|[家位名次届期批条款项章节年类产代轮级])?",
    r"[0-9]{1,6}\s?号",
    # 前三位, 前10; but not 提前12个月, 目前3家
    rf"前(?<![提目当以之年月日先从此]前)[0-9{_CN}]{{1,3}}(?:名|位|强|家|年|个月|季度)?(?![0-9%])",
    # 500强, 百强, 三级, 5A级, 1.0版
    rf"[0-9{_CN}]{{1,8}}强(?![化度制劲调烈势])|[0-9{_CN}]{{1,8}}[A-Z]?\s?级(?![别差])|[0-9.]{{1,6}}版",
    # GB/T 4754-2017, ISO 26262, PM2.5, C919, P3, ARJ-21
    r"(?:GB|ISO|IEC|IEEE|IATF|DB|AS|QC|YY)(?:/[A-Z])?\s?[0-9][0-9.\-—:]*",
    r"[A-Za-z]{1,20}(?:[\-－]?[A-Za-z]{0,8}[0-9]{1,8}(?:\.[0-9]{1,3})?){1,4}[A-Za-z]{0,8}",
    # “3+6”, “一谷双园”, “345”, 2+(3+6)
    rf"[“\"「『](?=[^”\"」』]{{0,9}}[0-9{_CN}双])(?![^”\"」』]{{0,8}}(?:不[少高低超]|至少|达到|满|超过|以上|以内))[^”\"」』%元亿达年吨家]{{1,10}}[”\"」』]",
    r"[0-9(（]{1,4}(?:\s?[+＋]\s?[0-9N(（)）]{1,4}){1,8}",
    # 7:3, 71∶24∶5, 09:42
    r"[0-9]{1,6}(?:\.[0-9]{1,4})?(?:\s?[:：∶]\s?[0-9]{1,6}(?:\.[0-9]{1,4})?){1,6}",
    # 1000×30%=300
    r"[0-9][0-9.,]{0,12}\s?[万亿]?元?\s?[×＊÷]\s?[0-9.]{1,12}%?(?:\s?[×＊÷]\s?[0-9.]{1,12}%?){0,4}(?:\s?=\s?[0-9.]{1,12}[万亿]?元?)?",
    # 工业4.0, 表1, 附件2, 专栏3
    r"(?:工业|版本|制造|附件|附表|附录|表|图|专栏|案例)\s?[0-9]{1,3}(?:[.\-][0-9]{1,3}){0,3}(?=[^0-9%亿万元家个]|\Z)",
    # 每半年1次, 每两年一次
    rf"每(?:半年|季度|个?月|周|[0-9{_CN}]{{0,2}}年)(?:[一-鿿]{{2}})?(?:不少于|至少)?[0-9{_CN}]{{1,8}}次",
    # 每百元营业收入, 每万人口: the denominator in the name of an indicator
    r"每[一]?[百千万](?:元|人口|人|户|名)|百公里(?=[油电氢能]耗)",
    # 2.5D, 5G, 3D: a number with letters that are no unit
    r"[0-9]{1,8}(?:\.[0-9]{1,4})?\s?(?![kKMGTPEmhdμn]?(?:W|Wh|V|B|bps|Pa|Hz|m|g|EU|EU|Flops|FLOPS|ppm)(?![A-Za-z]))[A-Za-z]{1,20}[0-9]{0,6}(?![A-Za-z])",
    # 010-12345678, 13800000000
    r"0[0-9]{2,3}-[0-9]{7,8}|1[3-9][0-9]{9}",
)

_QUANTITY = re.compile(
    rf"(?P<skip>{'|'.join(_SKIP)})"
    r"|(?P<share>(?:百|千|万|[二三四五六七八九十百]{1,5})分之[一二三四五六七八九十百零两点]{1,9}"
    r"|(?<![0-9/])[1-9]/[1-9][0-9]?(?![0-9/年月])"
    r"|[一二两三四五六七八九]成[半多]?(?![立为果功员长就套品本交熟效])|[一二三四五六七八九]{1,2}折(?![算合])"
    r"|一半|半数(?=以上)|(?<=[过近超])半(?:数)?(?![年导程个径夜途固])|对半)"
    r"|(?P<multiple>翻了?(?:近|约|超过?)?[一两三]?番|翻[一两]?倍|倍增(?!计划|行动|工程|器|效应|企业|培育|方案|[”\"]))"
    r"|(?P<digits>[两二]位数(?!字))"
    rf"|(?P<arabic>(?P<sign>[\-－](?<=[长降为达到至率速是约：:\s]-))?(?P<a>{ARABIC})[^\S\n]?(?P<am>[余多来])?[^\S\n]?(?P<au>{_UNIT})?"
    rf"(?:{_INCLUSIVE}[^\S\n]?(?P<dash>{_DASH})[^\S\n]?(?P<b>{ARABIC})[^\S\n]?(?P<bm>[余多])?[^\S\n]?(?P<bu>{_UNIT})(?P<incl>[（(]含[)）])?)?)"
    rf"|(?P<cn>(?P<ca>{CHINESE})(?:(?P<cdash>[至到—\-~])(?P<cb>{CHINESE}))?(?P<cm>[余多来])?"
    rf"(?P<cu>(?:个百分点|个工作日|个月|个季度|周年|年|倍|天|日(?=以?内)|小时|工作日|分钟"
    rf"|(?:万亿|亿|万)?(?:美?元|人次|人|名|吨|亩|平方米|立方米|平方公里|公里)|(?:万亿|亿|万)?(?:{'|'.join(_CN_COUNTED.split()).replace('台', '台(?!阶)')}))))"
    rf"|(?P<scale>(?:[十百千]、(?=[百千万]亿级)|(?<![0-9{_CN}几数上万])(?:[一二两三四五六七八九][百千]亿(?=级)|万亿|千亿|百亿|十亿|亿(?=元|级)|百万(?=千瓦|吨)|千万(?=千瓦|吨))"
    r"(?:美?元|千瓦|吨)?(?=级|规模|及?以上|产业|企业|产值|台阶|大关|集群|园区|能级|超超|[，。；、,;.）)”\s]|\Z|的|俱乐部)))"
)

# Where a quantity, or what looks like one, can begin: one character out of a set (see ``dates``),
# and for characters that are common in other words, what must follow.
_START = re.compile(
    '[0-9A-Za-z\\-－一二三四五六七八九十百千万亿两半对翻倍第前每“"「『〔\\[（(【工版制附表图专案]'
    "(?:(?<=[0-9])(?<![0-9].)|(?<=[A-Za-z])(?<![A-Za-z].)|(?<=[百千万亿两半翻倍第每])|(?<=[工版制附表图专案])(?=.{0,3}[0-9])|(?<=[-－〔\\[（(【])(?=\\s?[0-9])"
    f"|(?<=[一二三四五六七八九十])(?=[{_CN}半成折分多余至到个位名次家项件条张款批场户处座所种类只辆艘架栋间幅宗篇份门支枚人台套年月日天周季小工倍元万亿吨亩公平强级层、—~-])"
    f'|(?<=[“"「『])(?=[^”"」』]{{0,9}}[0-9{_CN}双])|(?<=对)(?=半)|(?<=前)(?=[0-9{_CN}]))'
)

_YEAR_BEFORE = re.compile(
    "(?:连续(?:奖励|补助|补贴|支持|资助|发放)?|[已将]?近|满|不少于|不低于|不超过|不足|至少|未满|超过|为期|期限?为?|有效期|达到?|延长|长达|最[长多]|已|之日起|[起后为]|历时"
    "|存续|免租|承诺|经营|成立|发放|补助|补贴|奖励|头)\\s?\\Z"
)
_YEAR_AFTER = re.compile(
    "(?:以上|以内|以下|之内|期(?!间|末|内)|内(?=[^，。；]{0,12}(?:不得|不再|不予|取消|申报资格|受理)))"
)
# 7日内, 公示期为7日; but 7日上午 is a date
_DAYS_BEFORE = re.compile(
    "(?:提前|期限?|时间|公示|不少于|不超过|少于|超过|满|逾期|为期|连续|至少)(?:为|是)?\\Z"
)
_DAYS_AFTER = re.compile("以?内|之内|未")
_IDIOM = re.compile("五花\\Z")
# 每培养一名: one of what is paid for
_EACH = re.compile("每(?!年|月|家|户|人|个|一)[一-鿿]{1,4}\\Z")
_VIEWS = re.compile("(?:阅读|浏览|点击|播放|在看|点赞|转发|评论)(?:量|次数|数)?[:：]?\\s*\\Z")
_HORIZON_BEFORE = re.compile(
    "(?:未来|今后|过去|下一?个?|每|上|第|这|前|新|任期|合计|利用|(?<!使)用)\\Z"
)
_HORIZON_AFTER = re.compile(
    "(?:的)?(?:行动|规划|计划|累计|新增|期间|前|后|共|统筹|定向|培育|滚动|目标|倍增|建设|攻坚|大变样|任务|一)"
)
_LABEL_AFTER = re.compile(
    '[“"「]|方\\s?面|阶段|层面|层次|环节|维度|步骤|问题|关系|原则|要点|转变|坚持|确保|率先|市场|资源|不|文件|附件|体系'
    "|中心|梯队|新城|百年|战略|走在|关键|一批|定位|导向|重点|转型|统筹|抓手|清单|时代|重要|历史|特征|系列|方向|主体|轮子|文明|维护|确立|自信|意识|并重|结合|同步"
)
_VERB_BEFORE = re.compile(
    "(?:建设|建成|建立|培育|打造|形成|新增|组建|设立|创建|引进|推出|实施|完成|拥有|集聚|共|有|达到?|为|各|不少于|不低于|不超过|至少|超过|约"
    "|突破|规划|布局|落地|引育|认定|评选|开展|举办|发布|成立|获批|入选|支持|遴选|建|增|选树|选派|约|余|近|多于|改造|淘汰|处置|关停|[、，,。；;：:和及]|\\A)\\Z"
)
# 组建面料研发、服装设计、检测检验三个专业中心
_VERB_AND_LIST = re.compile(
    "(?:组建|建设|建成|打造|设立|形成|培育|创建|成立)[^，。；：,;]*、[^，。；：,;]*\\Z"
)
_PAUSES = ("", "、", "，", ",", "。", "；", ";", "：", ":", "和", "及")
_LIST = re.compile(r"(?:、|和|及|以及|或|与|,|，)\s?\Z")
_COMPARED = re.compile(
    r"(?:达到?|为|是|提[高升][至到]|增[至到]|降[至低]到?|[由从]\0*的?|超过|突破|不低于|不少于|不超过|高于|低于|约|稳定在|保持在|控制在|≥|≤|＞|＜|>|<)\s?\Z"
)
_NUMBER_NOUN = re.compile(
    r"(?:系数|指数|得分|评分|数值|弹性|分值|密度|容积率|强度|[比率度值])(?=[^，,。；;]*\Z)"
)
_INDEX = re.compile("(?:指数|系数|容积率|得分)\\s?\\Z")
_ENDED = re.compile(
    r"(?:以上|以下|以内|左右)?\s?(?:[，,。；;、）)]|的|提高|提升|上升|下降|降|增|\Z|\n)"
)
_ONE_TENTH = Decimal("0.0000001")


class Lexeme(NamedTuple):
    """A quantity as it stands in a text.

    ``text[start:end]`` is number and unit; ``left`` and ``right`` take in the comparing words
    around it. ``high`` is set for two bounds. ``form`` says how the number is written: 数 (Arabic),
    汉字 (Chinese numerals), 分数 (shares), 倍数 (翻番), 位数 (两位数), 量级 (亿元以上, 百亿级).
    """

    start: int
    end: int
    value: Decimal
    unit: Unit
    comparator: Comparator
    left: int
    right: int
    form: str
    high: Decimal | None = None


def find_quantities(text: str, times: Iterable[Time] | None = None) -> list[Lexeme]:
    """Find every quantity of a repaired text, in order, without overlaps.

    ``times`` are the expressions of time found already; they are passed over.

    >>> for q in find_quantities("到2025年产值达到25000—27000亿元，不低于三成的企业翻一番"):
    ...     print(q.value, q.high, q.unit.name, q.comparator.value, q.form)
    25000 27000 亿元 range 数
    30 None % ge 分数
    2 None 倍 eq 倍数
    """
    masked = mask(text, find_times(text) if times is None else times)
    found: list[Lexeme] = []
    pending: list[re.Match[str]] = []
    done = 0
    for candidate in _START.finditer(masked):
        start = candidate.start()
        match = _QUANTITY.match(masked, start) if start >= done else None
        if match is None:
            continue
        done = match.end()
        kind = match.lastgroup
        if kind == "skip":
            continue
        if kind == "arabic" and not match["au"] and not match["bu"]:
            pending.append(match)
            if _bare(masked, match):
                found.append(
                    _lexeme(
                        masked,
                        match.start("a"),
                        match.end("a"),
                        Decimal(match["a"].replace(",", "")),
                        units.NO_UNIT,
                        "数",
                    )
                )
            continue
        before = len(found)
        found.extend(_READERS[kind or ""](masked, match))
        if pending and len(found) > before:
            _share_unit(masked, pending, found, before)
        pending.clear()
    return _distribute(masked, found)


def mask(text: str, times: Iterable[Time]) -> str:
    """Blank out the expressions of time whose year or month is printed; the length stays."""
    pieces: list[str] = []
    done = 0
    for time in times:
        if time.first is None and time.month is None:
            continue
        pieces += (text[done : time.start], "\0" * (time.end - time.start))
        done = time.end
    return "".join((*pieces, text[done:])) if pieces else text


def _lexeme(
    text: str, start: int, end: int, value: Decimal, unit: Unit, form: str, *, more: bool = False
) -> Lexeme:
    comparator, left, right = compare(
        text,
        start,
        end,
        time=unit.dimension in _TIME,
        share=unit.dimension == "率" or (unit.name == "倍" and form == "数"),
        more=more,
    )
    return Lexeme(start, end, value, unit, comparator, left, right, form)


_TIME = {"月", "天", "工作日"}


def _arabic(text: str, match: re.Match[str]) -> list[Lexeme]:
    sign, printed, name, more, dash = match.group("sign", "a", "au", "am", "dash")
    value = Decimal(printed.replace(",", ""))
    start = match.start("a")
    if sign:
        value, start = -value, match.start("sign")
    unit_a, more_a = _unit(name, more)
    if not dash:
        if (
            unit_a is not None
            and unit_a.name in ("亿", "万亿")
            and text.startswith("级", match.end("au"))
        ):
            # 100亿级企业: a size, as 百亿级 is
            money, end = units.unit(unit_a.name + "元"), match.end("au")
            return [Lexeme(start, end, value, money, Comparator.GE, start, end, "量级")]
        if text[match.end("a")] in " \u3000\t" and text[max(0, start - 1)] == "\n":
            return []  # 1.3 周边比较: the number of a heading
        if unit_a is None or _no_duration(text, start, match.end("au"), unit_a):
            return []
        if not unit_a.dimension and _VIEWS.search(text, max(0, start - 8), start):
            return []
        return [_lexeme(text, start, match.end("au"), value, unit_a, "数", more=more_a)]
    high = Decimal(match["b"].replace(",", ""))
    unit_b, more_b = _unit(match["bu"], match["bm"])
    if unit_b is None:
        return []
    end = match.end("bu")
    if unit_a is not None and unit_b.name.startswith(unit_a.name):
        unit_a = unit_b  # 1000吨至5000吨标准煤
    low_unit = unit_a or unit_b
    if unit_a is not None and not unit_a.dimension and unit_b.dimension:
        low_unit = units.find_unit(unit_a.name + unit_b.dimension) or unit_b
    apart = low_unit.dimension != unit_b.dimension
    word = dash in ("至", "到")
    if apart or (
        word and unit_a is not None and text[max(0, start - 1) : start] in ("由", "从", "自")
    ):
        first = [_lexeme(text, start, match.end("au"), value, unit_a, "数")] if unit_a else []
        return [*first, _lexeme(text, match.start("b"), end, high, unit_b, "数", more=more_b)]
    comparator, left, right = compare(text, start, end)
    if word and unit_a is not None and comparator is Comparator.GT:
        # 超过A至B（含）的部分: the two bounds of a bracket, each with its own comparison
        upper = Comparator.LE if match["incl"] or text.startswith("的", end) else Comparator.LT
        return [
            Lexeme(
                start, match.end("au"), value, unit_a, Comparator.GT, left, match.end("au"), "数"
            ),
            Lexeme(match.start("b"), end, high, unit_b, upper, match.start("b"), right, "数"),
        ]
    if low_unit.factor != unit_b.factor:
        scaled = Fraction(value) * low_unit.factor / unit_b.factor
        value = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return [Lexeme(start, end, value, unit_b, Comparator.RANGE, left, right, "数", high)]


def _unit(name: str | None, more: str | None) -> tuple[Unit | None, bool]:
    if not name:
        return None, bool(more)
    plain = name.replace("余", "").replace("多", "") if name[0] in "万亿千百十余多" else name
    return units.find_unit(plain), bool(more) or plain != name


def _no_duration(text: str, start: int, end: int, unit: Unit) -> bool:
    """Tell 3年行动, 未来5年, and 7日 of a month, from lengths of time."""
    if unit.name == "日":
        said = _DAYS_BEFORE.search(text, max(0, start - 6), start)
        return not (said or _DAYS_AFTER.match(text, end))
    if unit.name != "年":
        return False
    return bool(
        _HORIZON_BEFORE.search(text, max(0, start - 3), start)
        or text.startswith("来", end)
        or (
            _HORIZON_AFTER.match(text, end)
            and not _YEAR_BEFORE.search(text, max(0, start - 4), start)
        )
    )


def _chinese(text: str, match: re.Match[str]) -> list[Lexeme]:
    start, end = match.span()
    digits, name = match["ca"], match["cu"]
    # 一二三产业两个: the numerals before may belong to something else
    value = parse_number(digits)
    unit = units.find_unit(name)
    if value is None or unit is None:
        return []
    high = parse_number(match["cb"]) if match["cb"] else None
    if name == "年":
        kept = _YEAR_BEFORE.search(text, max(0, start - 4), start) or _YEAR_AFTER.match(text, end)
        if not kept or text.startswith(("累计", "新增", "规划", "计划"), end):
            return []
        if _HORIZON_BEFORE.search(text, max(0, start - 3), start):
            return []
    elif unit.name in _CN_COUNTED:
        compared = compare(text, start, end)
        plain = compared[0] is Comparator.EQ and high is None
        if name == "批" or _IDIOM.search(text, max(0, start - 2), start):
            return []
        each = digits == "一" and name != "次" and _EACH.search(text, max(0, start - 6), start)
        if digits == "一" and not each and (plain or name in ("次", "种")):
            return []
        if each:
            return [_lexeme(text, start, end, value, unit, "汉字")]
        if name == "层" and compared[0] is Comparator.EQ:
            return []
        if name == "轮" and text[end : end + 1] not in _PAUSES:
            return []
        if plain and value < 100 and name in "个项条类种批次位名人":
            if name in "类种次" and text[max(0, start - 1) : start] in _PAUSES:
                return []
            if _LABEL_AFTER.match(text, end) or not (
                _VERB_BEFORE.search(text, max(0, start - 4), start)
                or _VERB_AND_LIST.search(text, max(0, start - 40), start)
            ):
                return []
    elif name in ("分钟", "天", "日") and digits == "一":
        return []
    if unit.dimension == "元" and text.startswith("级", end):
        return [Lexeme(start, end, value, unit, Comparator.GE, start, end, "量级")]
    if high is not None:
        _, left, right = compare(text, start, end)
        return [Lexeme(start, end, value, unit, Comparator.RANGE, left, right, "汉字", high)]
    return [_lexeme(text, start, end, value, unit, "汉字", more=bool(match["cm"]))]


def _share(text: str, match: re.Match[str]) -> list[Lexeme]:
    start, end = match.span()
    more = match.group().endswith("多")
    words = match.group().rstrip("多")
    if words in ("半数", "半", "对半"):
        share: Fraction | None = Fraction(1, 2)
    else:
        share = parse_share(words)
    if share is None:
        return []
    if "分之" in words or "/" in words:
        percent = words.startswith("百分之")
        unit = units.unit("%" if percent else "比例")
        scale = 100 if percent else 1
    else:
        unit, scale = units.unit("%"), 100
    number = share * scale
    value = Decimal(number.numerator) / Decimal(number.denominator)
    if number.denominator % 3 == 0 or number.denominator % 7 == 0:
        value = value.quantize(_ONE_TENTH)
    lexeme = _lexeme(text, start, end, value.normalize() + 0, unit, "分数", more=more)
    if words.startswith("半") and text[start - 1 : start] in ("过", "超"):
        # 占比过半: the comparing word is part of what is counted
        return [
            Lexeme(
                start - 1, end, lexeme.value, unit, Comparator.GT, start - 1, lexeme.right, "分数"
            )
        ]
    return [lexeme]


def _multiple(text: str, match: re.Match[str]) -> list[Lexeme]:
    words = match.group()
    times = {"两": 4, "三": 8}.get(words[-2:-1], 2)
    found = _lexeme(text, match.start(), match.end(), Decimal(times), units.unit("倍"), "倍数")
    inside = Comparator.APPROX if "近" in words or "约" in words else Comparator.GT
    return [found._replace(comparator=inside) if set("近约超") & set(words) else found]


def _digits(_: str, match: re.Match[str]) -> list[Lexeme]:
    start, end = match.span()
    return [Lexeme(start, end, Decimal(10), units.unit("%"), Comparator.GE, start, end, "位数")]


def _scale(text: str, match: re.Match[str]) -> list[Lexeme]:
    """Read 亿元以上, 百亿级, 突破万亿元: a power of ten that stands for one of itself."""
    start, end = match.span()
    words = match.group()
    number = parse_number(words)
    if number is not None and words[0] not in "百千万亿十":
        return [
            Lexeme(
                start, end, number / 10**8, units.unit("亿元"), Comparator.GE, start, end, "量级"
            )
        ]
    if words.endswith("、"):
        end, words = end - 1, words[0] + "亿"
    unit = units.find_unit(words if words[-1] in "元瓦吨" else words + "元")
    base = units.find_unit("亿元") if unit is not None and unit.dimension == "元" else unit
    if unit is None or base is None:
        return []
    if words.startswith("万亿"):
        base = unit
    value = unit.factor / base.factor
    comparator, left, right = compare(text, start, end)
    level = (
        text.startswith("级", right)
        or text.startswith("规模", right)
        or match.group().endswith("、")
    )
    if comparator is Comparator.EQ:
        if level or text.startswith(("以上", "及以上"), end):
            comparator = Comparator.GE
        elif unit.dimension == "元":
            return []
    return [Lexeme(start, end, Decimal(value.numerator), base, comparator, left, right, "量级")]


_READERS = {
    "arabic": _arabic,
    "cn": _chinese,
    "share": _share,
    "multiple": _multiple,
    "digits": _digits,
    "scale": _scale,
}


def _bare(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number without unit is a quantity: 相关系数达到0.963."""
    start, end = match.span("a")
    if _INDEX.search(text, max(0, start - 4), start) and _ENDED.match(text, end):
        return True
    return bool(
        _COMPARED.search(text, max(0, start - 12), start)
        and _ENDED.match(text, end)
        and _NUMBER_NOUN.search(text, max(0, start - 24), start)
    )


def _share_unit(text: str, pending: list[re.Match[str]], found: list[Lexeme], at: int) -> None:
    """Give 100 and 200 the unit of the last: 分别达到100、200和300家."""
    unit, right = found[at].unit, found[at].start
    shared: list[Lexeme] = []
    for match in reversed(pending):
        start, end = match.span("a")
        if not _LIST.fullmatch(text[end:right]) or any(q.start == start for q in found):
            break
        shared.append(_lexeme(text, start, end, Decimal(match["a"].replace(",", "")), unit, "数"))
        right = start
    if shared and (
        len(shared) > 1
        or text[max(0, right - 8) : right].find("分别") >= 0
        or shared[0].comparator is not Comparator.EQ
    ):
        found[at:at] = reversed(shared)


def _between_bounds(found: list[Lexeme]) -> list[Lexeme]:
    """Join the two bounds of 1倍以上3倍以下."""
    joined: list[Lexeme] = []
    for this in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.right == this.start
            and before.right > before.end
            and before.comparator is Comparator.GE
            and this.comparator is Comparator.LE
            and before.unit == this.unit
            and before.high is None
        ):
            joined[-1] = before._replace(
                end=this.end, right=this.right, high=this.value, comparator=Comparator.RANGE
            )
        else:
            joined.append(this)
    return joined


def _hand_back(text: str, found: list[Lexeme]) -> None:
    """Hand 以上 back through a list: 分别达到15%、20%以上."""
    for i in range(len(found) - 1, 0, -1):
        this, before = found[i], found[i - 1]
        if (
            this.right > this.end
            and before.right == before.end
            and before.unit.dimension == this.unit.dimension
            and before.comparator in (Comparator.REACH, Comparator.EQ)
            and this.comparator in (Comparator.GE, Comparator.LE)
            and 0 < this.start - before.end <= 2
            and _LIST.fullmatch(text[before.end : this.start])
            and "分别" in text[max(0, before.left - 8) : before.start]
        ):
            found[i - 1] = before._replace(comparator=this.comparator)


def _distribute(text: str, found: list[Lexeme]) -> list[Lexeme]:
    """Hand the comparing word on through a list: 首次突破1亿元、5亿元、10亿元."""
    found = _between_bounds(found)
    _hand_back(text, found)
    handed = False
    for i in range(1, len(found)):
        before, this = found[i - 1], found[i]
        handed = (
            this.comparator is Comparator.EQ
            and this.left == this.start
            and (handed or before.left < before.start)
            and before.comparator not in (Comparator.EQ, Comparator.RANGE)
            and before.unit.dimension == this.unit.dimension
            and 0 < this.start - before.right <= 2
            and _LIST.fullmatch(text[before.right : this.start]) is not None
        )
        if handed:
            found[i] = this._replace(comparator=before.comparator)
    return found
