"""Find the frame of a document: fields, title, number, addressees, notice, signature, body.

The frame is what GB/T 9704-2012 lays around a text: letterhead and number above the title, the
addressees below it, the notice ``现将…印发给你们`` with its signature and date before the document
it carries, and the copies line at the end. Texts copied from web pages run all of this together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from gangmu.reading.manuscript import Extent
from gangmu.reading.marks import DATE, KIND, Field, bodies, fields, numbers
from gangmu.reading.text import fold, squeeze
from gangmu.writing.dates import parse_date

_HEAD = 6000
_CRUMB = re.compile(r"> ?[一-鿿]{2,8}(?: ?>|$)|^(?:您?(?:当前|所在|现在)?的?位置|首页)[: >]")
_LETTERHEAD = re.compile(
    r"(?!.*关于).{3,40}文件|[0-9]{5,6}|(?:绝密|机密|秘密|特急|加急|平急|特提).{0,8}|签发人.{0,20}"
    r"|.{0,12}(?:征求意见稿公告|信息公开|政府公报).{0,12}"
)
_CARRIES = r"(?:印发|转发|批转|发布|公布|颁布|下达)"
_CARRIED = re.compile(
    rf"{_CARRIES}(?:[^《\[]{{0,16}})(?:《(?P<a>.+)》|\[(?P<b>.+)\])(?P<after>(?:\([^()]{{1,16}}\))?)[^》]{{0,6}}(?:通知|公告|通告|决定|令|函)?$"
)
_CARRIED_BARE = re.compile(
    rf"关于(?:印发|转发|批转)(?P<a>[^《》\[]{{4,80}}?)的(?:通知|公告|通告)(?:\([^()]{{1,10}}\))?$"
)
_TITLE_END = re.compile(rf"{KIND}》?(?: ?\([^()]{{1,24}}\))?$")
_NOTICE = re.compile(
    rf"(?:现将|现|将|予以|给)[^。]{{0,160}}?{_CARRIES}|{_CARRIES}给你们|请[^。]{{0,30}}(?:执行|落实|遵照)"
)
_SALUTATION = re.compile(
    r"[ \t\n]*(?P<who>(?:各|有关|市|区|县|省|中央|国务院|本|全|[一-鿿]{2,10}(?:镇|街道|开发区|园区|委|局|公司|政府))"
    r"[^。:《]{1,400}?|各[一-鿿]{1,12}|[一-鿿]{2,16}(?:政府|委员会|局|厅|公司|院|大学|办公室)):"
)
_GLUED_TITLE = re.compile(
    rf"[^。\n:]{{0,40}}?关于[^。\n]{{2,90}}?(?:(?<=》)的|的)(?:通知|意见|决定|公告|通告|批复|函|报告)|[^。,\n:]{{4,50}}?{KIND}(?:\([^()]{{2,16}}\))?(?=为|根据|第一)"
)
_COPIES = re.compile(
    r"\n[ \t]*(?:抄送|主送|分送|抄报)[ \t]*:[^\n]*(?:\n[^\n]{0,80}){0,6}\s*$"
    r"|\n[^\n。]{2,30}(?:办公厅|办公室|局|委|委员会|综合科)[ \t]*(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日印发[^\n]*\s*$"
)
_ADOPTED = re.compile(
    r"[ \t]*\((?P<words>[^()]{0,200}?(?:19|20)[0-9]{2}年[0-9]{1,2}月[^()]{0,300})\)[ \t]*"
)
_SUBTITLE = re.compile(
    r"\((?:(?:19|20)[0-9]{2} ?年? ?[—至\-~] ?(?:19|20)[0-9]{2} ?年?|[^()0-9]{2,8}|(?:19|20)[0-9]{2}年?[^()月]{0,4})\)"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a text, with offsets into it.

    ``title`` is the printed title, of the notice if there is one; ``proper`` is the title of the
    document proper. ``adopted`` are the words in brackets under a title (通过, 公布, 施行).
    """

    fields: tuple[Field, ...]
    title: str | None
    proper: str | None
    number: str | None
    letterhead: tuple[str, ...]
    addressees: str | None
    signers: tuple[str, ...]
    signed: date | None
    adopted: str
    wrapper: Extent | None
    body: Extent

    def value(self, *kinds: str) -> str | None:
        """Give the first printed value of these kinds of field that is not empty."""
        return next(
            (f.value for kind in kinds for f in self.fields if f.kind == kind and f.value), None
        )


@dataclass(frozen=True, slots=True)
class _Head:
    title: str | None
    start: int
    end: int
    number: Extent | None
    letterhead: tuple[str, ...]
    adopted: str


def frame(repaired: str, folded: str) -> Frame:
    """Find the frame of one document, given its repaired text and the fold of that.

    >>> from gangmu.reading.text import fold
    >>> page = "甲区人民政府关于印发《甲区产业规划》的通知\\n甲政发〔2026〕1号\\n各镇人民政府：\\n现将《甲区产业规划》印发给你们，请执行。\\n甲区人民政府\\n2026年1月2日\\n甲区产业规划\\n一、目标"
    >>> found = frame(page, fold(page))
    >>> found.proper, found.number, found.addressees, found.signers, str(found.signed)
    ('甲区产业规划', '甲政发〔2026〕1号', '各镇人民政府', ('甲区人民政府',), '2026-01-02')
    >>> page[slice(*found.body)]
    '甲区产业规划\\n一、目标'
    """
    sentence = folded.find("。", 0, _HEAD)
    limit = sentence if sentence >= 0 else min(len(folded), _HEAD)
    printed = tuple(fields(folded, repaired, min(len(folded), _HEAD), limit))
    head = _head(repaired, folded, printed, limit)
    title = next((f.value for f in printed if f.kind == "title" and len(f.value) > 4), head.title)
    title, after = _settle_title(title, head, repaired, folded, printed)
    proper = _proper(title)
    spot = _number(folded, head, after)
    if spot and spot[0] >= after:
        after = spot[1] + (folded[spot[1] : spot[1] + 1] == ")")
    salutation = _SALUTATION.match(folded, after)
    addressees = None
    if salutation and salutation.end() - after < 420:
        addressees = "".join(repaired[slice(*salutation.span("who"))].split())
        after = salutation.end()
    end = _body_end(folded)
    start = _attached(folded, proper, after, end) if proper != title else None
    if start is None and proper != title:
        start = _after_notice(folded, after, end)
    wrapper = (0, start) if start is not None else None
    if start is not None:
        signers, signed = _signature(repaired, folded, after, start)
    else:
        start = head.start if salutation is None and head.end > head.start else after
        signers, signed = _signature(repaired, folded, after, end)
    adopted = head.adopted or _adopted(folded, start)
    number = _tidy(repaired[spot[0] : spot[1]]) if spot else None
    return Frame(
        printed, title, proper, number, head.letterhead, addressees, signers, signed, adopted,
        wrapper, (min(start, end), end),
    )  # fmt: skip


def _head(repaired: str, folded: str, printed: tuple[Field, ...], limit: int) -> _Head:
    """Read the lines above the text one by one: letterhead, number, title."""
    title: list[str] = []
    start = end = at = 0
    number: Extent | None = None
    letterhead: tuple[str, ...] = ()
    adopted = ""
    gap = False
    for line in folded[:_HEAD].split("\n"):
        words = line.strip(" \t#*\ufeff")
        here = at
        at += len(line) + 1
        as_printed = repaired[here : here + len(line)].strip().strip("#*\ufeff").strip()
        if not words:
            gap = bool(title)
            continue
        if title and _joins(title, words, gap):
            title.append(as_printed)
            end = here + len(line)
            gap = False
            continue
        under = _ADOPTED.fullmatch(line) if title else None
        if under:
            adopted, end = under["words"], here + len(line)
            continue
        spots = numbers(line, 0, len(line))
        alone = bool(spots) and len(words) <= 40 and spots[0][1] - spots[0][0] >= len(words) - 14
        if alone and number is None:
            number = (here + spots[0][0], here + spots[0][1])
            if title:
                break
            continue
        if title:
            break
        if any(f.start < here + len(line) and f.end > here for f in printed):
            continue
        if _CRUMB.search(words) or _LETTERHEAD.fullmatch(words) or DATE.fullmatch(words):
            if words.endswith("文件"):
                letterhead = bodies(words[:-2])
            continue
        if len(words) > 110 or "。" in words or here > limit + 1:
            glued = _GLUED_TITLE.match(words)
            if glued:
                start = here + line.index(words)
                end = start + glued.end()
                title = [repaired[start:end]]
            break
        title, start, end = [as_printed], here, here + len(line)
    text = _join(title)
    if bodies(text) and not re.search("关于", text):
        return _Head(None, start, start, number, bodies(text), adopted)
    return _Head(text or None, start, end, number, letterhead, adopted)


def _joins(title: list[str], words: str, gap: bool) -> bool:
    """Ask whether a line goes on with the title above it."""
    above = fold("".join(title))
    if len(title) >= 4 or len(words) > 60 or re.search(r"[。;:\t]|【", words):
        return False
    if _SUBTITLE.fullmatch(words):
        return True
    if gap or words.startswith(("——", "(")) or DATE.search(words) or numbers(words, 0, len(words)):
        return False
    if re.match(r"(?:第?[一二三四五六七八九十]+[章节条、.]|\(|[0-9]+[.、])", words):
        return False
    if above.count("《") > above.count("》") or words.startswith(("关于", "的通知")):
        return True
    return not _TITLE_END.search(above) and bool(_TITLE_END.search(words)) and not bodies(words)


def _join(lines: list[str]) -> str:
    """Join the lines of a title; a blank is kept between the names of bodies only."""
    text = " ".join(lines)
    issuers, about, rest = text.partition("关于")
    if about and bodies(issuers):
        return issuers.strip() + about + _tight(rest)
    return _tight(text)


def _tight(text: str) -> str:
    return re.sub(r"(?<![A-Za-z0-9]) +| +(?![A-Za-z0-9])", "", text).strip()


def _tidy(text: str) -> str:
    return "".join(text.split())


def _settle_title(
    title: str | None,
    head: _Head,
    repaired: str,
    folded: str,
    printed: tuple[Field, ...],
) -> tuple[str | None, int]:
    """Give the title in full and where its last printing above the text ends."""
    end = max([head.end, *(f.end for f in printed if f.start < _HEAD and f.kind != "journal")])
    if title is None:
        return None, end
    text, places = squeeze(folded[:_HEAD])
    about = squeeze(title)[0]
    tail = about[about.find("关于") :] if "关于" in about else about
    cut = not _TITLE_END.search(title)
    found = -1
    at = text.find(tail)
    stop = sum(place <= end for place in places) + len(tail) + 40
    while 0 <= at < stop:
        found = at
        at = text.find(tail, at + 1)
    if found < 0:
        return title, end
    last = places[found + len(tail) - 1] + 1
    if cut and "《" in title:
        whole = re.compile(r"[^。\n]{0,60}?》?的?(?:通知|公告|通告|意见|决定)").match(folded, last)
        if whole:
            title += repaired[last : whole.end()]
            last = whole.end()
    while folded[last : last + 1] in ("》", "”", '"'):
        last += 1
    return title, max(last, end)


def _proper(title: str | None) -> str | None:
    """Give the title of the document that a notice carries; a notice on its own keeps its title."""
    if title is None:
        return None
    folded = fold(title)
    carried = _CARRIED.search(folded) or _CARRIED_BARE.search(folded)
    if carried is None:
        return title
    name = next(name for name in ("a", "b") if carried.groupdict().get(name))
    after = carried.span("after") if "after" in carried.groupdict() else (0, 0)
    return title[slice(*carried.span(name))] + title[slice(*after)]


def _number(folded: str, head: _Head, after: int) -> Extent | None:
    """Find the number straight after the title, else in the letterhead."""
    for start, end in numbers(folded, after, min(len(folded), after + 60)):
        if not folded[after:start].strip(" \t\n("):
            return start, end
    return head.number


def _attached(folded: str, proper: str | None, after: int, end: int) -> int | None:
    """Find where the carried document begins: its title, printed again outside of 《》."""
    if not proper:
        return None
    text, places = squeeze(folded[after:end])
    wanted = squeeze(proper)[0]
    at = text.find(wanted)
    while at >= 0:
        place = after + places[at]
        before = folded[max(0, place - 40) : place].rstrip(' \t#*“"')
        if before[-1:] in ("\n", "。", "日") or before.endswith("通知") or place == after:
            line = folded.rfind("\n", 0, place) + 1
            return line if not folded[line:place].strip(' \t#*“"') else place
        at = text.find(wanted, at + 1)
    return None


def _after_notice(folded: str, after: int, end: int) -> int | None:
    """Find the end of a notice whose document begins without its title: after the date."""
    notice = _NOTICE.search(folded, after, min(end, after + 600))
    if notice is None:
        return None
    dated = DATE.search(folded, notice.end(), min(end, notice.end() + 300))
    stop = dated.end() if dated else folded.find("。", notice.end(), end) + 1
    return stop if stop > 0 and len(folded[stop:end].strip()) >= 80 else None


def _signature(
    repaired: str, folded: str, start: int, end: int
) -> tuple[tuple[str, ...], date | None]:
    """Find the signature: a date at the end of a line, below or behind the names of bodies."""
    best: tuple[tuple[str, ...], date | None] = ((), None)
    for dated in DATE.finditer(folded, start, end):
        day = parse_date(re.sub(r"[ \t]", "", dated.group()))
        if day is None:
            continue
        line = folded.rfind("\n", start, dated.start()) + 1
        line = max(line, start)
        ahead = folded[line : dated.start()].strip(" \t(")
        behind = folded[dated.end() : end].split("\n", 1)[0].strip(" \t)")
        if behind and end - dated.end() > len(behind) + 1:
            continue
        words = re.split(r"[。;]|特此通知", ahead)[-1].strip()
        names = bodies(words)
        if words and not names:
            continue
        if not words:
            names = _names_above(folded, start, line)
        if names:
            return names, day
        if best[1] is None:
            best = ((), day)
    return best


def _names_above(folded: str, start: int, line: int) -> tuple[str, ...]:
    """Read the lines above a date, from below, as long as they are names of bodies."""
    names: tuple[str, ...] = ()
    above = [one.strip(" \t") for one in folded[start:line].rstrip("\n").split("\n")]
    for words in reversed(above[-8:]):
        if not words:
            continue
        found = bodies(words.removeprefix("特此通知。")) if len(words) <= 60 else ()
        if not found:
            break
        names = found + names
    return names


def _adopted(folded: str, start: int) -> str:
    lines = folded[start : start + 600].split("\n")[1:5]
    return next((m["words"] for m in map(_ADOPTED.fullmatch, lines) if m), "")


def _body_end(folded: str) -> int:
    tail = max(0, len(folded) - 600)
    copies = _COPIES.search(folded, tail)
    return copies.start() + 1 if copies else len(folded)
