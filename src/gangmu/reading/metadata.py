"""Gather what a document says of itself: printed fields first, then its layout and its words."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from gangmu.reading.marks import DATE, bodies, numbers
from gangmu.reading.place import level, region, spoken_of
from gangmu.reading.text import fold, places, squeeze
from gangmu.reading.validity import term
from gangmu.reading.wrapper import Frame
from gangmu.terms import Metadata, SourceClass
from gangmu.writing.dates import find_dates, parse_date, parse_period
from gangmu.writing.lines import soft_breaks, without

_DAY = DATE.pattern.replace(r"\1", "[-./]")
_CODE = re.compile(r"[A-Z]{0,4}[0-9]{2,}[A-Z0-9]*")
_PLAN = re.compile(r"规划|计划|行动|方案|纲要|评估|总结")
_NO_PLAN = re.compile(
    r"(?:措施|政策|办法|细则|意见|规定|条例|通知|通告|公告|解读|清单|目录|决定|要点|实录|问答|发布会)(?:\([^()]*\))?$"
)
# An excerpt that is all about aims, and how it names the five years before its own.
_AIMS = re.compile(r"(?:发展|主要|总体|规划)目标(?:[和与及][^。]{2,10})?$")
_BEYOND = re.compile(
    r"(?:高于|快于|优于|超过|比|较)“?(?P<past>十[一二三四五六七八九]五)”?(?:时期|期间|末)?"
)
_NEWSPAPER = re.compile(
    r"(?m)^[ \t《]*([一-鿿]{2,8}(?:日报|晚报|晨报|时报|早报|商报|都市报))》?(?![讯一-鿿])"
)
_ISSUED = re.compile(
    rf"(?P<before>[^,。;()]{{2,60}}?)? ?(?:{_DAY}) ?(?P<after>[^,。;0-9]{{2,60}}?)?(?:以[^,。;]{{4,40}}?号)?(?:印发|公布|发布|颁布)"
)
# What is not yet in force, whatever it says of the day.
_DRAFT = re.compile(r"征求意见|草案|送审|讨论稿")
_TERM = re.compile("第[一二三四五六七八九十]+届")
_PRESS_NAME = re.compile(
    r"(?P<place>[一-鿿]{2,6})(?:日报|晚报|晨报|时报|早报|商报|都市报|发布|融媒)(?:社)?"
)
_FULL_NAME = re.compile(
    r"(?=([一-鿿]{2,4})(省|市|自治州|县|区|旗|(?:经济技术|高新技术产业)开发区)(?![场域块间县级]))"
)
_YEARS = "一二三四五六七八九十"
_WORK_REPORT = re.compile(r"(?P<place>[一-鿿]{2,14}?[省市区县州旗])(?:[0-9]{4}年)?政府工作报告")
_SPAN_OF_YEARS = re.compile(
    r"(?P<n>[一二三四五六七八九十])年(?:行动|规划|计划|工程|倍增|攻坚|提升)"
)
_PERIOD = re.compile(
    r"(?:规划|计划|行动|实施|方案)期(?:限|间)?[^。\n]{0,10}?(?P<a>20[0-9]{2})年?[—至到\-](?P<b>20[0-9]{2})"
)
_RANGE = re.compile(r"(?P<a>20[0-9]{2}) ?年?[—至到\-~]+(?P<b>20[0-9]{2})")
_ONE_YEAR = re.compile(r"(?P<y>20[0-9]{2}) ?年(?:度)?[^。,《》]{0,40}(?:计划|方案)(?:\([^()]*\))?$")
_ESSAY_TITLE = re.compile(
    r"(?m)^(?P<title>[^。,:\n]{4,40}?(?:思考|研究|探讨|分析|对策|启示|综述))(?=[一-鿿“])"
)


def metadata(
    folded: str,
    frame: Frame,
    kind: SourceClass,
    known_title: str | None = None,
    beside: tuple[tuple[str, str], ...] = (),
) -> Metadata:
    """Gather the metadata of one document.

    ``known_title`` is a title found elsewhere in the file; ``beside`` are fields that the file
    format keeps beside the text, which count only where the text says nothing.
    """
    body = folded[slice(*frame.body)]
    title = _title(folded, frame, kind) or known_title or dict(beside).get("标题")
    page_title = title
    title = title and _printed(title, body)
    # A congress is one body through all its terms: 第十六届 is not of its name.
    issuers = tuple(_TERM.sub("", name) for name in _issuers(folded, frame, kind, beside))
    published = _published(folded, frame, kind)
    running = without(body, soft_breaks(body))
    stated = term(
        "。".join((*frame.under, folded[: frame.body[0]][-1500:], running)), published
    ) if kind is SourceClass.OFFICIAL and not _DRAFT.search(title or "") else (None, None)  # fmt: skip
    effective = _date(frame.value("effective")) or stated[0]
    expires = _date(frame.value("expires")) or stated[1]
    own = issuers if kind in (SourceClass.OFFICIAL, SourceClass.INTERPRETATION) else ()
    place = (
        region(own, page_title) or _of_press(issuers, page_title or "", folded) or spoken_of(body)
    )
    titled = region((), title)
    if titled and place and place.endswith("开发区") and _shortens(titled, place):
        place = titled  # as the document calls the zone: 甲高新区
    return Metadata(
        title=title,
        number=_number(frame),
        issuers=issuers,
        published=published,
        effective=effective,
        expires=expires,
        effect_level=_word(frame.value("effect_level")),
        level=level(own, place, body),
        validity=_word(frame.value("validity")),
        subject=_word(frame.value("subject")),
        addressees=frame.addressees,
        region=place,
        plan_period=plan_period(title, body),
        printed=(*((f.name, f.value) for f in frame.fields), *beside),
    )


def plan_period(title: str | None, body: str) -> tuple[int, int] | None:
    """Give the first and last year of a plan; ``None`` for anything that is no plan.

    >>> plan_period("临江区工业“十四五”规划", ""), plan_period("若干政策（2024—2026年）", "")
    ((2021, 2025), None)
    >>> plan_period("三年行动计划", "为推进《三年行动计划（2023—2025年）》，")
    (2023, 2025)
    """
    words = fold(title or "")
    if not _PLAN.search(words) or _NO_PLAN.search(words):
        return _horizon(words, body)
    years = parse_period(words)
    if years:
        return years
    counted = _SPAN_OF_YEARS.search(words)
    if counted:
        span = _YEARS.index(counted["n"])
        for match in _RANGE.finditer(body, 0, 3000):
            first, last = int(match["a"]), int(match["b"])
            if last - first == span:
                return first, last
    stated = _PERIOD.search(body)
    if stated:
        return int(stated["a"]), int(stated["b"])
    one = _ONE_YEAR.search(words)
    return (int(one["y"]), int(one["y"])) if one else None


def _horizon(words: str, body: str) -> tuple[int, int] | None:
    """Give the five years that an excerpt on aims is about: those after the ones it compares with."""
    if not _AIMS.search(words):
        return None
    for match in _BEYOND.finditer(body, 0, 3000):
        before = parse_period(match["past"])
        if before and re.search(rf"到 ?{before[1] + 5} ?年", body[:3000]):
            return before[1] + 1, before[1] + 5
    return None


def _printed(title: str, body: str) -> str:
    """Give the title that the text itself begins with, if it is that of its page without the place."""
    text, name = body.lstrip(), squeeze(title)
    if not name or not squeeze(text[: len(title) + 40]).startswith(name):
        return title
    rest = text[places(text[: len(title) + 40])[len(name) - 1] + 1 :].lstrip()
    for skip in (2, 3):
        if len(title) - skip >= 8 and region((), title[:skip]) and rest.startswith(title[skip:]):
            return title[skip:]
    return title


def _title(folded: str, frame: Frame, kind: SourceClass) -> str | None:
    if kind is SourceClass.JOURNAL and frame.title:
        # A page may be filed under another title than the article that it carries.
        rest = folded[frame.body[0] + len(frame.title) : 800].lstrip()
        printed = _ESSAY_TITLE.match(rest)
        if printed and squeeze(frame.title) not in squeeze(rest):
            return printed["title"]
    if frame.proper and frame.proper != frame.title:
        return _without_issuers(frame.proper)
    return frame.proper


def _without_issuers(title: str) -> str:
    """Drop the bodies before 关于 in the name of what a notice passes on: their title has them apart.

    >>> _without_issuers("市财政局市商务局关于支持外贸的办法"), _without_issuers("甲市关于支持外贸的办法")
    ('关于支持外贸的办法', '甲市关于支持外贸的办法')
    """
    before, about, _ = title.partition("关于")
    return title[len(before) :] if about and before and bodies(before) else title


def _number(frame: Frame) -> str | None:
    """Choose between the printed field and the layout; standard brackets 〔〕 win."""
    stated = None
    for field in frame.fields:
        # 字号 of a web page may be the size of its letters.
        spots = numbers(fold(field.value), 0, len(field.value)) if field.kind == "number" else []
        stated = stated or ("".join(field.value[slice(*spots[0])].split()) if spots else None)
    if stated and frame.number and squeeze(stated) == squeeze(frame.number):
        return next((n for n in (stated, frame.number) if "〔" in n), stated)
    under = next(
        (
            "".join(line[slice(*at)].split())
            for line in frame.under
            for at in numbers(line, 0, len(line))
        ),
        None,
    )
    return stated or frame.number or (under and under.removeprefix("以"))


def _issuers(
    folded: str, frame: Frame, kind: SourceClass, beside: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    if kind is SourceClass.JOURNAL:
        source = frame.value("source") or ""
        press = re.match(
            r"《?([一-鿿]{2,16}?(?:报|刊|网|社|台|杂志|客户端|公众号|中心))》?", source
        )
        press = press or _NEWSPAPER.search(folded, 0, 600)
        return (press[1],) if press else ()
    field = frame.value("issuers")
    if field and not _CODE.fullmatch(field):
        names = bodies(field) or tuple(n for n in re.split(r"[、,，;；\s]+", field) if n)
        if all(2 <= len(name) <= 40 for name in names):
            return names
    title = fold(frame.title or "")
    before = re.match(
        r"(?!印发|转发|批转|发布)(.{2,80}?)(?:关于|印发|转发|批转|发布|公告|通告|令)", title
    )
    named = bodies(before[1]) if before else ()
    if named:
        full = frame.signers
        if len(full) == len(named) and all(map(_shortens, named, full)):
            return full
        return tuple(dict.fromkeys(named))
    if frame.signers or frame.letterhead:
        return frame.signers or frame.letterhead
    for line in frame.under:
        made = re.search(
            r"([一-鿿]{2,20}?(?:人民政府|委员会|局|厅))(?:令第|[市区县省州旗]长|主任|局长|代)", line
        )
        named = bodies(line) or ((made[1],) if made else _who_issued(line))
        if named:
            return named
    report = _WORK_REPORT.match(title)
    if report:
        return (f"{report['place']}人民政府",)
    source = frame.value("source") or dict(beside).get("来源", "")
    known = kind in (SourceClass.OFFICIAL, SourceClass.INTERPRETATION)
    return bodies(source) if known and len(source) < 60 else ()


def _shortens(name: str, full: str) -> bool:
    """Ask whether a name is short for another: 高新区管委会 for 高新技术产业开发区管理委员会.

    >>> _shortens("甲高新区管委会", "甲高新技术产业开发区管理委员会"), _shortens("甲市人民政府", "甲市人民政府办公室")
    (True, False)
    """
    rest = iter(full)
    return len(name) < len(full) and name[-1] == full[-1] and all(char in rest for char in name)


def _who_issued(line: str) -> tuple[str, ...]:
    """Give the bodies that a line under the title names with the day of issue.

    >>> _who_issued("2022年4月12日甲市财政局、甲市商务局印发，自2022年5月12日起施行")
    ('甲市财政局', '甲市商务局')
    >>> _who_issued("甲市财政局 2022年4月12日印发，甲财〔2022〕7号")
    ('甲市财政局',)
    """
    issued = _ISSUED.search(line)
    return bodies(issued["after"] or issued["before"] or "") if issued else ()


def _of_press(issuers: tuple[str, ...], title: str, folded: str) -> str | None:
    """Give the place, named in full in the text, that an article's title or its newspaper is named for."""
    for name in issuers:
        press = _PRESS_NAME.fullmatch(name)
        if press is None:
            return None
        named = Counter(m.groups() for m in _FULL_NAME.finditer(folded))
        titled = [stem + kind for (stem, kind), _ in named.most_common() if stem in title]
        own = [stem + kind for stem, kind in named if stem == press["place"]]
        return next(iter(titled + own), None)
    return None


def _published(folded: str, frame: Frame, kind: SourceClass) -> date | None:
    """Give the date of signing, else of issue; the date of a web page only for the press."""
    under = "\n".join(frame.under)
    adopted = re.search(
        rf"(?P<day>{_DAY})[^日\n]{{0,40}}?(?:公布|印发|发布|颁布)|(?P<spoken>{_DAY})在[^\n]{{4,60}}(?:会议|大会)上|^(?P<alone>{_DAY})$",
        under,
        re.M,
    )
    # What a meeting adopts is dated by the meeting (党政机关公文处理工作条例, 第九条).
    passed = re.search(rf"(?P<day>{_DAY})[^日\n]{{0,60}}?通过", under)
    printed = re.search(r"(20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日) ?印发", folded[frame.body[1] :])
    candidates = [
        frame.signed,
        _date(frame.value("signed")),
        _date(frame.value("published")),
        _date(adopted["day"] or adopted["spoken"] or adopted["alone"]) if adopted else None,
        _date(printed[1]) if printed else None,
        _date(passed["day"]) if passed else None,
    ]
    if kind is SourceClass.JOURNAL:
        dated = DATE.search(folded, 0, 600)
        candidates += [_date(frame.value("posted")), _date(dated.group()) if dated else None]
    return next((day for day in candidates if day), None)


def _date(words: str | None) -> date | None:
    if not words:
        return None
    tidy = re.sub(r"\s+(?=[年月日0-9])(?<![0-9]\s)", "", fold(words))
    return parse_date(tidy) or next((day for _, _, day in find_dates(tidy)), None)


def _word(words: str | None) -> str | None:
    """Give a printed value that is a word, not the code of some register."""
    return None if not words or _CODE.match(words) or len(words) > 40 else words
