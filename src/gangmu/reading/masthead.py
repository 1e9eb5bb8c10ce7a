"""Read the head of a document line by line: letterhead, number, title, lines under the title."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gangmu.reading.manuscript import Extent
from gangmu.reading.marks import DATE, KIND, Field, bodies, numbers

HEAD = 6000

_CRUMB = re.compile(
    r"> ?[一-鿿]{2,8}(?: ?>|$)|^(?:您?(?:当前|所在|现在)?的?位置|首页)[: >|]|^(?:信息公开|政府公报|政策文件|通知公告)$"
)
_LETTERHEAD = re.compile(
    r"(?!.*关于).{3,40}文件|文件|[0-9]{5,6}|(?:绝密|机密|秘密|特急|加急|平急|特提).{0,8}|签发人.{0,20}"
)
TITLE_END = re.compile(rf"{KIND}》?(?: ?\([^()]{{1,24}}\))?$")
_NOTICE_HEAD = re.compile("(?:公告|通告|公示|通报|令)$")
_SUBTITLE = re.compile(
    r"\((?:(?:19|20)[0-9]{2} ?年? ?[—至\-~] ?(?:19|20)[0-9]{2} ?年?|[^()0-9]{2,8}|(?:19|20)[0-9]{2}年?[^()月]{0,4})\)"
)
_YEARS = re.compile(r"\((?:19|20)[0-9]{2} ?年? ?[—至\-~] ?(?:19|20)[0-9]{2} ?年?\)")
_GLUED_TITLE = re.compile(
    r"[^。\n:]{0,40}?关于[^。\n]{2,90}?的(?:通知|意见|决定|公告|通告|批复|函|报告)"
    rf"|[^。,\n:]{{4,50}}?{KIND}(?:\([^()]{{2,16}}\))?(?=为|根据|第一)"
)
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十]+[章节条、.]|\(|[0-9]+[.、])")
_ORDER = re.compile(r"第 ?[0-9一二三四五六七八九十百]{1,5} ?号")
_ORDERS = re.compile(r"令$|人民代表大会(?:常务委员会)?公告$")
# The line of a newspaper above its article, and a rule set in characters.
_DATELINE = re.compile(
    rf"[一-鿿]{{2,8}}(?:日报|晚报|晨报|时报|早报|商报|都市报|周刊)[ |/]*{DATE.pattern.replace(chr(92) + '1', '[-./]')}.{{0,30}}"
)
_NEWSPAPER = re.compile(r"《?[一-鿿]{2,8}(?:日报|晚报|晨报|时报|早报|商报|都市报|周刊)》?")
_ISSUE = re.compile(
    rf"{DATE.pattern.replace(chr(92) + '1', '[-./]')}[ 　]*(?:星期.|第? ?[0-9一二三四五六七八九十]{{1,3}} ?版).{{0,20}}"
)
_RULE = re.compile(r"[^0-9A-Za-z一-鿿]+")
_SPREAD = re.compile(r"(?:[一-鿿] {1,4}){3,}[一-鿿]")
_BODY_AND_DAY = re.compile(
    rf"(?P<body>[一-鿿]{{4,30}}) +(?P<day>{DATE.pattern.replace(chr(92) + '1', '[-./]')})"
)
_MINUTES = re.compile(r"(?!.*关于).{2,30}纪要")
_MINUTES_NUMBER = re.compile(r"(?:\[?(?:19|20)[0-9]{2}\]?年?)?第? ?[0-9]{1,4} ?[号期次]")
_UNDER = 6


@dataclass(slots=True)
class Masthead:
    """What stands above the text; offsets are those of the text.

    ``start`` to ``end`` is the title with the lines ``under`` it, which say who adopted it, who
    spoke it, or whose it is.
    """

    title: str | None = None
    start: int = 0
    end: int = 0
    number: Extent | None = None
    letterhead: tuple[str, ...] = ()
    under: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    words: str
    printed: str
    gap: bool


def masthead(repaired: str, folded: str, printed: Sequence[Field], limit: int) -> Masthead:
    """Read the head of a document; its text begins no later than ``limit``.

    >>> from gangmu.reading.text import fold
    >>> page = "甲市人民政府文件\\n甲政发〔2026〕3号\\n\\n甲市人民政府关于培育产业\\n集群的若干意见\\n（试行）\\n各区："
    >>> head = masthead(page, fold(page), (), 99)
    >>> head.title, page[slice(*head.number)], head.letterhead
    ('甲市人民政府关于培育产业集群的若干意见（试行）', '甲政发〔2026〕3号', ('甲市人民政府',))
    """
    head = Masthead()
    title: list[_Line] = []
    issuers: list[_Line] = []
    skipped: _Line | None = None
    lines = _lines(repaired, folded)
    for line, following in itertools.zip_longest(lines, lines[1:]):
        if not title and following and _MINUTES.fullmatch(line.words):
            # Minutes have a letterhead and a number of their own above their title.
            order = _MINUTES_NUMBER.fullmatch(following.words)
            if order:
                at = following.start + folded[following.start : following.end].index(
                    following.words
                )
                head.number = (at, at + len(following.words))
                skipped = following
                continue
        if line is skipped:
            continue
        dated = _BODY_AND_DAY.fullmatch(line.words) if skipped and not title else None
        if dated and bodies(dated["body"]):
            head.letterhead = bodies(dated["body"])
            head.under.append(dated["day"])
            continue
        if title and _joins(title, line):
            title.append(line)
            continue
        number = _number_alone(folded, line)
        if title and _ORDER.fullmatch(line.words) and _ORDERS.search(title[-1].words):
            number = (title[0].start, line.end)
        if number and head.number is None:
            head.number = number
            if title and _is_letterhead_of_notice(title, lines, line):
                head.letterhead = bodies(_NOTICE_HEAD.sub("", title[0].words))
                title = []
                continue
            if title:
                break
            if issuers:
                head.letterhead = head.letterhead or bodies(" ".join(x.words for x in issuers))
                issuers = []
            continue
        if title:
            break
        first = next((f for f in printed if f.start < line.end and f.end > line.start), None)
        if first is not None:
            before = folded[line.start : first.start].strip().removesuffix("文章属性")
            if TITLE_END.search(before) and len(before) <= 110:
                at = line.start + folded[line.start : line.end].index(before)
                stop = at + len(before)
                title = [_Line(at, stop, before, repaired[at:stop], False)]
                break
            continue
        if line.words.endswith(":"):
            break
        if _is_beside(line.words):
            continue
        if _LETTERHEAD.fullmatch(line.words):
            names = [*(one.words for one in issuers), line.words.removesuffix("文件")]
            head.letterhead = head.letterhead or bodies(" ".join(names).strip())
            issuers = []
            continue
        if len(line.words) > 110 or "。" in line.words or line.start > limit:
            glued = _GLUED_TITLE.match(line.words)
            if glued:
                at = line.start + folded[line.start : line.end].index(line.words)
                title = [_Line(at, at + glued.end(), "", repaired[at : at + glued.end()], False)]
            break
        if bodies(line.words) and "关于" not in line.words:
            issuers.append(line)
            continue
        if issuers and not line.words.startswith(("关于", "印发")):
            head.letterhead = head.letterhead or bodies(" ".join(one.words for one in issuers))
            issuers = []
        together = bodies(" ".join(one.words for one in issuers))
        if len(together) > 1:
            # Bodies that issue together stand above the title, which is 关于… alone.
            head.letterhead, issuers = together, []
        title = [*issuers, line]
        issuers = []
    if issuers and not title:
        head.letterhead = head.letterhead or bodies(" ".join(one.words for one in issuers))
    if title:
        head.title = _join([line.printed for line in title])
        head.start, head.end = title[0].start, title[-1].end
        if head.number:
            head.end = max(head.end, head.number[1])
        _read_under(head, repaired, folded)
    return head


def _is_letterhead_of_notice(title: list[_Line], lines: list[_Line], number: _Line) -> bool:
    """Ask whether 某局公告 above a number is the letterhead of a notice with a title of its own."""
    words = title[0].words
    if len(title) > 1 or not _NOTICE_HEAD.search(words):
        return False
    below = next((one for one in lines if one.start >= number.end), None)
    return (
        bool(bodies(_NOTICE_HEAD.sub("", words)))
        and below is not None
        and below.words.startswith("关于")
        and bool(TITLE_END.search(below.words))
    )


def _lines(repaired: str, folded: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    gap = False
    for line in folded[:HEAD].split("\n"):
        words = line.strip(" \t#*\ufeff")
        end = at + len(line)
        if words:
            printed = repaired[at:end].strip().strip("#*\ufeff").strip()
            if _SPREAD.fullmatch(words):
                words, printed = words.replace(" ", ""), "".join(printed.split())
            lines.append(_Line(at, end, words, printed, gap))
        gap = not words
        at = end + 1
    return lines


def _is_beside(words: str) -> bool:
    """Ask whether a line belongs to the page and not to the title: where it stands, when it appeared."""
    return bool(
        _CRUMB.search(words)
        or DATE.fullmatch(words)
        or _DATELINE.fullmatch(words)
        or _NEWSPAPER.fullmatch(words)
        or _ISSUE.fullmatch(words)
        or _RULE.fullmatch(words)
    )


def _number_alone(folded: str, line: _Line) -> Extent | None:
    spots = numbers(folded, line.start, line.end)
    if not spots:
        return None
    start, end = spots[0]
    rest = (folded[line.start : start] + folded[end : line.end]).strip(" \t()#*")
    alone = len(rest) <= 6 or rest.startswith("签发人") or rest.endswith(("公告", "通告"))
    return spots[0] if alone else None


def _joins(title: list[_Line], line: _Line) -> bool:
    """Ask whether a line goes on with the title above it."""
    above = "".join(one.words for one in title)
    words = line.words
    if len(title) >= 5 or len(words) > 60 or re.search(r"[。;:\t]|【", words):
        return False
    if _SUBTITLE.fullmatch(words) or (_YEARS.match(words) and TITLE_END.search(words)):
        return True
    if words.startswith("——") and not line.gap and len(title) == 1:
        return not TITLE_END.search(above) and not re.search(r"[0-9]{4}年|会议上", words)
    if line.gap or words.startswith(("—", "(")) or _NUMBERED.match(words):
        return False
    if DATE.search(words) or _ORDER.search(words):
        return False
    if above.count("《") > above.count("》") or words.startswith(("关于", "的通知")):
        return True
    if TITLE_END.search(above) or bodies(words):
        return False
    return "关于" in above or bool(TITLE_END.search(words))


def _read_under(head: Masthead, repaired: str, folded: str) -> None:
    """Take the short lines straight under the title: bracketed, dashed, dated or naming a body."""
    for line in _lines(repaired, folded):
        if line.start < head.end:
            continue
        words = line.words
        if len(head.under) >= _UNDER or len(words) > 300 or words.endswith(":"):
            return
        if re.fullmatch(r"\((?:节选|摘要|摘编|全文|草案|送审稿|征求意见稿)[^()]{0,30}\)", words):
            head.end = line.end
            continue
        bracketed = re.fullmatch(r"\((.*(?:19|20)[0-9]{2}年.*)\)", words)
        if not (
            bracketed
            or (words.startswith("—") and DATE.search(words))
            or re.fullmatch(
                r"(?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:发布|印发|公布|编制)?", words
            )
            or re.fullmatch(
                r"[一-鿿]{2,24}(?:[市区县省州旗]长|主任|主席|局长|代理?[市区县]长) ?[一-鿿× ]{2,6}",
                words,
            )
            or bodies(words)
        ):
            return
        head.under.append(bracketed[1] if bracketed else words)
        head.end = line.end


def _join(lines: list[str]) -> str:
    """Join the lines of a title; blanks are kept between the names of bodies only."""
    text = " ".join(lines)
    issuers, about, rest = text.partition("关于")
    if about and bodies(issuers):
        return issuers.strip() + about + _tight(rest)
    return _tight(text)


def _tight(text: str) -> str:
    """Drop blanks beside ideographs, where they come from setting or wrapping."""
    text = re.sub(r"^[一-鿿]{2,6}(?:日报|晚报|新闻)?讯\s+", "", _one_blank(text))
    # A page that cuts its title at the next year prints that year twice.
    text = re.sub(r"\s?[\[［〔][0-9]{1,2}[\]］〕]$", "", text)  # the mark of a note
    text = re.sub(r"\b((?:19|20)[0-9]{2})年? \1年?$", r"\1", text)
    return re.sub(r"(?<![A-Za-z0-9]) +| +(?![A-Za-z0-9])", "", text).strip()


def _one_blank(text: str) -> str:
    """Make every run of blanks one plain blank."""
    return " ".join(text.split())
