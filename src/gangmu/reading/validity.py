"""Read from when to when a document says that it is in force.

>>> term("本办法自2024年4月8日起施行，有效期三年。", None)
(datetime.date(2024, 4, 8), datetime.date(2027, 4, 7))
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from gangmu.reading.marks import DATE
from gangmu.writing.dates import parse_date

_FORCE = r"(?:正式)?(?:施行|实施|执行|生效|试行|适用)"
_DAY = DATE.pattern.replace(r"\1", r"(?:[-./])")
_FROM_DAY = re.compile(
    rf"自?(?P<day>{_DAY}) ?(?:起|开始|之日起)(?:(?!停止|不再|终止|暂停|暂缓)[^。;]){{0,6}}?{_FORCE}(?!以来|后|过程)"
)
_FROM_ISSUE = re.compile(
    rf"自(?:印发|发布|公布|发文|颁布|下发)之?日起?(?:满?(?P<days>[0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:个?(?:自然)?)(?P<of>日|天|个月)后?)?(?:(?!停止|不再|终止|暂停|暂缓)[^。;]){{0,6}}?{_FORCE}"
)
_UNTIL = re.compile(
    rf"(?:有效期|施行期|试行期|执行期|实施期|执行|实施|有效)(?:限|间)?(?:截?至|到|截止至?|为?[^。;,]{{0,24}}?[至到—])(?P<day>{_DAY})"
    rf"|{_DAY} ?(?:起)?(?:至|到|—)(?P<day2>{_DAY})(?:止|有效|期间有效)"
    rf"|(?:起|日){_FORCE},?(?:截?至|到)(?P<day3>{_DAY})"
)
_SINCE = re.compile(
    rf"(?:有效期|施行期|试行期|执行期|实施期)(?:限|间)?(?:为|自|从|:)?(?P<day>{_DAY}) ?起?(?:至|到|—)"
)
_PROMULGATES = re.compile("公布|发布|印发|通过|[0-9]日")
_STOP = re.compile("[。;\n]")
_CN = "一二两三四五六七八九十"
_LASTING = re.compile(
    rf"(?:有效期|施行期|试行期|执行期|实施期|暂行期|试行)(?:限|间)?(?:暂?[定为是]|共|:)*(?P<half>半年)?"
    rf"(?:(?P<years>[0-9]{{1,2}}|[{_CN}]{{1,2}}) ?年(?![0-9度底末])(?P<plus>半)?)?(?:(?P<months>[0-9]{{1,2}}|[{_CN}]{{1,2}}) ?个月)?"
)
# What the same sentence says of the document before this one.
_REPEALS = re.compile(r",?原?《[^》]{2,80}》(?:\([^()]{4,40}\))?[^,。]{0,12}(?:废止|失效|停止执行)")
_ELSEWHERE = re.compile(r"延长|延续|顺延|原[《有]|修改为|证书|资质|认定|称号|合同|存续")


def term(folded: str, published: date | None) -> tuple[date | None, date | None]:
    """Give the first and the last day in force, as stated or computed from a stated duration.

    A duration counts from the day in force, else from ``published``: three years from 8 April
    2024 end on 7 April 2027. Sentences about other documents (延长《…》有效期) say nothing of this.

    >>> term("本措施自印发之日起30日后施行，有效期至2026年12月31日。", date(2024, 1, 2))
    (datetime.date(2024, 2, 1), datetime.date(2026, 12, 31))
    >>> term("本办法自 2024 年 4 月 8 日起施行，有效期 3 年。", None)
    (datetime.date(2024, 4, 8), datetime.date(2027, 4, 7))
    >>> term("《办法》有效期延长至2026年12月31日。", date(2024, 1, 2))
    (None, None)
    """
    effective: date | None = None
    expires: date | None = None
    lasting: tuple[int, int] | None = None
    told = False
    for match in re.finditer(r"(?:施行|实施|执行|生效|有效|试行|适用)", folded):
        near = max(0, match.start() - 200)
        start = max(folded.rfind(mark, near, match.start()) + 1 or near for mark in "。;\n")
        stop = _STOP.search(folded, match.end(), match.end() + 200)
        sentence = folded[start : stop.start() if stop else match.end() + 200]
        sentence = _REPEALS.sub("", sentence.replace(" ", ""))
        if _ELSEWHERE.search(sentence):
            continue
        begins = effective or _begins(sentence, published)
        effective = begins
        expires = expires or _ends(sentence)
        lasts = _lasts(sentence)
        # The sentence that says from when on tells how long, whatever else of it has a term (目录).
        if lasts and (lasting is None or (not told and _begins(sentence, published))):
            told = _begins(sentence, published) is not None
            lasting = lasts
    if expires is None and lasting:
        first = effective or published
        expires = first and _after(first, *lasting)
    return effective, expires


def _begins(sentence: str, published: date | None) -> date | None:
    stated = _FROM_DAY.search(sentence) or _SINCE.search(sentence)
    if stated:
        before = sentence[: stated.start()]
        about = before.rpartition("》")
        # 《条例》自…起施行 speaks of another document, unless the sentence comes back to this one.
        if (
            about[1]
            and "本" not in about[2]
            and not about[2].rstrip().endswith((",", "公布", "发布"))
        ):
            return None
        # 自…起执行 in the middle of a sentence may speak of a price or a rate.
        if (
            "本" not in before
            and re.search(r"[一-鿿]{6}", before)
            and not _PROMULGATES.search(before)
        ):
            return None
        return _day(stated["day"])
    issue = _FROM_ISSUE.search(sentence)
    if issue is None or published is None:
        return None
    wait = _count(issue["days"]) if issue["days"] else 0
    if issue["of"] == "个月":
        following = _after(published, 0, wait)
        return following + timedelta(1) if following else None
    return published + timedelta(wait)


def _ends(sentence: str) -> date | None:
    match = _UNTIL.search(sentence)
    return _day(match["day"] or match["day2"] or match["day3"]) if match else None


def _lasts(sentence: str) -> tuple[int, int] | None:
    for match in _LASTING.finditer(sentence):
        years = _count(match["years"]) if match["years"] else 0
        months = _count(match["months"]) if match["months"] else 0
        if match["half"] or match["plus"]:
            months += 6
        if years or months:
            return years, months
    return None


def _day(words: str) -> date | None:
    return parse_date(re.sub(r"\s", "", words))


def _count(words: str) -> int:
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.replace("两", "二").rpartition("十")
    digits = "〇一二三四五六七八九"
    low = digits.index(ones) if ones else 0
    return (digits.index(tens) if tens else 1) * 10 + low if ten else low


def _after(first: date, years: int, months: int) -> date | None:
    """Give the last day of a duration: the day before the same day of the month."""
    total = first.month - 1 + months
    year, month = first.year + years + total // 12, total % 12 + 1
    try:
        return date(year, month, first.day) - timedelta(1)
    except ValueError:
        # 31 January and one month: the last day of February.
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
