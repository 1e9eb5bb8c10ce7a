"""Find the frame of a document: fields, title, number, addressees, notice, signature, body.

The frame is what GB/T 9704-2012 lays around a text: letterhead and number above the title, the
addressees below it, the notice ``现将…印发给你们`` with its signature and date before the document
it carries, and the copies line at the end. Texts copied from web pages run all of this together.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from datetime import date

from gangmu.reading.manuscript import Extent
from gangmu.reading.marks import DATE, Field, bodies, fields, numbers
from gangmu.reading.masthead import HEAD, TITLE_END, Masthead, masthead
from gangmu.reading.text import fold, places, squeeze
from gangmu.writing.dates import parse_date

_CARRIES = r"(?:印发|转发|批转|发布|公布|颁布|下达)"
_CARRIED = re.compile(
    rf"{_CARRIES}(?:[^《\[]{{0,16}})(?:《(?P<a>.+)》|\[(?P<b>.+)\])(?P<after>(?:\([^()]{{1,16}}\))?)[^》]{{0,6}}(?:通知|公告|通告|决定|令|函)?$"
)
_CARRIED_BARE = re.compile(
    r"(?:印发|转发|批转)(?P<a>[^《》\[]{4,80}?)的(?:通知|公告|通告)(?:\([^()]{1,10}\))?$"
)
_CONSULTED = re.compile(
    r"(?:征求|征集)[^《]{0,10}《(?P<a>.+)》[^》]{0,8}意见(?:建议)?的(?:公告|通知|通告|函)$"
)
_NOTICE_TITLE = re.compile(
    r"[^\n。:》《]{0,50}关于(?:印发|发布|转发)[^《\n]{0,10}《(?P<a>[^》\n]{4,80})》的(?:通知|公告)"
)
_QUOTED = re.compile(r"《(?P<a>[^《》\n]{4,80})》")
_NOTICE = re.compile(
    rf"(?:现将|现|将|予以|给)[^。]{{0,160}}?{_CARRIES}|{_CARRIES}给你们|请[^。]{{0,30}}(?:执行|落实|遵照)"
)
_SALUTATION = re.compile(
    r"[ \t\n]*(?![^:\n]{0,200}(?:如下|现将|现就|根据|决定):?)(?P<who>(?!为|经|按)(?:各|有关|市|区|县|省|中央|国务院|本|全|[一-鿿]{2,10}(?:镇|街道|开发区|园区|委|局|公司|政府))"
    r"[^。:《]{1,400}?|各[一-鿿]{1,12}|[一-鿿]{2,16}(?:政府|委员会|局|厅|公司|院|大学|办公室)):"
)
_COPIES = re.compile(
    r"\n[ \t]*(?:抄送|主送|分送|抄报)[ \t]*:[^\n]*(?:\n[^\n]{0,80}){0,6}\s*$"
    r"|\n[^\n。]{2,30}(?:办公厅|办公室|局|委|委员会|综合科)[ \t]*(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日印发[^\n]*\s*$"
)
_ADOPTED = re.compile(
    r"[ \t]*\((?P<words>[^()]{0,200}?(?:19|20)[0-9]{2}年[0-9]{1,2}月[^()]{0,300})\)[ \t]*"
)
# Within a document number, which has digits in two places only, letters are damage.
_NUMBER_REPAIR = str.maketrans("OoＯIl|", "000111")
# Another body's seal stands for the signer's: (市工业和信息化局代章).
_SEALED = re.compile(r"\([一-鿿]{2,20}代(?:章|印)\)")
_ENACTED = re.compile(r"^\s*《(?P<a>[^》\n]{4,60})》[^。]{0,120}(?:现予|予以|现)(?:公布|发布|印发)")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a text, with offsets into it.

    ``title`` is the printed title, of the notice if there is one; ``proper`` is the title of the
    document proper. ``under`` are the lines under a title: who adopted, issued or spoke it, when.
    """

    fields: tuple[Field, ...]
    title: str | None
    proper: str | None
    number: str | None
    letterhead: tuple[str, ...]
    addressees: str | None
    signers: tuple[str, ...]
    signed: date | None
    under: tuple[str, ...]
    wrapper: Extent | None
    body: Extent

    def value(self, *kinds: str) -> str | None:
        """Give the first printed value of these kinds of field that is not empty."""
        return next(
            (f.value for kind in kinds for f in self.fields if f.kind == kind and f.value), None
        )


def frame(repaired: str, folded: str, known: str | None = None) -> Frame:
    """Find the frame of one document, given its repaired text and the fold of that.

    ``known`` is the title that the file keeps beside the text; it counts if the text begins so.

    >>> from gangmu.reading.text import fold
    >>> page = "甲区人民政府关于印发《甲区产业规划》的通知\\n甲政发〔2026〕1号\\n各镇人民政府：\\n现将《甲区产业规划》印发给你们，请执行。\\n甲区人民政府\\n2026年1月2日\\n甲区产业规划\\n一、目标"
    >>> found = frame(page, fold(page))
    >>> found.proper, found.number, found.addressees, found.signers, str(found.signed)
    ('甲区产业规划', '甲政发〔2026〕1号', '各镇人民政府', ('甲区人民政府',), '2026-01-02')
    >>> page[slice(*found.body)]
    '甲区产业规划\\n一、目标'
    """
    sentence = folded.find("。", 0, HEAD)
    limit = sentence if sentence >= 0 else min(len(folded), HEAD)
    printed = tuple(fields(folded, repaired, min(len(folded), HEAD), limit))
    head = masthead(repaired, folded, printed, limit)
    if not (known and squeeze(known) in squeeze(folded[:HEAD])):
        known = head.title
    title = next((f.value for f in printed if f.kind == "title" and len(f.value) > 4), known)
    title = _noticed(title, repaired, folded, max((f.end for f in printed), default=0))
    title, after = _settle_title(title, head, repaired, folded, printed)
    spot = _number(folded, head, after)
    if spot and spot[0] >= after:
        after = spot[1] + (folded[spot[1] : spot[1] + 1] == ")")
    proper = _proper(title, repaired, folded, after)
    salutation = _SALUTATION.match(folded, after)
    addressees = None
    if salutation and salutation.end() - after < 420:
        addressees = "".join(repaired[slice(*salutation.span("who"))].split())
        if addressees.startswith("各位"):
            addressees = None  # an assembly that is spoken to
        after = salutation.end()
    end = _body_end(folded)
    start = None
    if proper != title:
        start = _attached(folded, proper, after, end) or _after_notice(folded, after, end)
    if start is not None:
        wrapper: Extent | None = (0, start)
        signers, signed = _signature(folded, after, start)
    else:
        wrapper = None
        start = head.start if head.end > head.start and after <= head.end else after
        signers, signed = _signature(folded, after, end)
    start = min(end, start + len(folded[start:end]) - len(folded[start:end].lstrip()))
    return Frame(
        fields=printed,
        title=title,
        proper=proper,
        number="".join(repaired[slice(*spot)].split()).translate(_NUMBER_REPAIR) if spot else None,
        letterhead=head.letterhead,
        addressees=addressees,
        signers=signers,
        signed=signed,
        under=(*head.under, *_adopted(folded, start)),
        wrapper=wrapper,
        body=(start, end),
    )


def _noticed(title: str | None, repaired: str, folded: str, fields_end: int) -> str | None:
    """Give the title of the notice if the page is filed under the title of what it carries."""
    if title is None or _proper(title, repaired, folded, 0) != title:
        return title
    for match in _NOTICE_TITLE.finditer(folded, fields_end, fields_end + 2000):
        if squeeze(match["a"]) == squeeze(title):
            return repaired[slice(*match.span())].removeprefix("正文").strip()
    return title


def _settle_title(
    title: str | None,
    head: Masthead,
    repaired: str,
    folded: str,
    printed: tuple[Field, ...],
) -> tuple[str | None, int]:
    """Give the title in full and where its last printing above the text ends."""
    end = max([head.end, *(f.end for f in printed if f.start < HEAD and f.kind != "journal")])
    if title is None:
        return None, end
    text, where = squeeze(folded[:HEAD]), places(folded[:HEAD])
    about = squeeze(title)
    tail = about[about.find("关于") :] if "关于" in about else about
    if not tail:
        return title, end
    cut = not TITLE_END.search(title)
    found = -1
    at = text.find(tail)
    stop = bisect.bisect_right(where, end) + len(tail) + 40
    while 0 <= at < stop:
        found = at
        at = text.find(tail, at + 1)
    if found < 0:
        return title, end
    last = where[found + len(tail) - 1] + 1
    if cut and "《" in title:
        whole = re.compile(r"[^。\n]{0,60}?》?的?(?:通知|公告|通告|意见|决定)").match(folded, last)
        if whole:
            title += repaired[last : whole.end()]
            last = whole.end()
    while folded[last : last + 1] in ("》", "”", '"'):
        last += 1
    return title, max(last, end)


def _proper(title: str | None, repaired: str, folded: str, after: int) -> str | None:
    """Give the title of the document that a notice carries; a notice on its own keeps its title.

    A decree (令) carries the document that its first sentence names.
    """
    if title is None:
        return None
    words = fold(title)
    bare = _CARRIED_BARE.search(words)
    quoted = _QUOTED.search(folded, after, after + 400) if bare else None
    if bare and quoted and _alike(bare["a"], quoted["a"]):
        return repaired[slice(*quoted.span("a"))]
    consulted = _CONSULTED.search(words)
    if consulted and _attached(folded, consulted["a"], after, len(folded)) is not None:
        return title[slice(*consulted.span("a"))]
    carried = _CARRIED.search(words) or bare
    if carried:
        name = next(name for name in ("a", "b") if carried.groupdict().get(name))
        behind = carried.span("after") if "after" in carried.groupdict() else (0, 0)
        return title[slice(*carried.span(name))] + title[slice(*behind)]
    # A decree of a government, or the announcement of a people's congress.
    carries = words.endswith("令") or re.search(r"人民代表大会(?:常务委员会)?公告$", words)
    enacted = _ENACTED.search(folded[after : after + 400]) if carries else None
    if enacted:
        return repaired[after + enacted.start("a") : after + enacted.end("a")]
    return title


def _alike(one: str, other: str) -> bool:
    """Ask whether two printings of a title are the same but for 的, as notices shorten it."""
    return squeeze(one).replace("的", "") == squeeze(other).replace("的", "")


def _number(folded: str, head: Masthead, after: int) -> Extent | None:
    """Find the number straight after the title, else in the letterhead."""
    for start, end in numbers(folded, after, min(len(folded), after + 60)):
        if not folded[after:start].strip(" \t\n("):
            return start, end
    return head.number


def _attached(folded: str, proper: str | None, after: int, end: int) -> int | None:
    """Find where the carried document begins: its title, printed again outside of 《》."""
    if not proper:
        return None
    near = folded[after : min(end, after + 2 * HEAD)]
    text, where = squeeze(near), places(near)
    wanted = squeeze(proper)
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        place = after + where[at]
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


def _signature(folded: str, start: int, end: int) -> tuple[tuple[str, ...], date | None]:
    """Find the signature: a date at the end of a line, below or behind the names of bodies."""
    best: tuple[tuple[str, ...], date | None] = ((), None)
    for dated in DATE.finditer(folded, start, end):
        day = parse_date(re.sub(r"[ \t]", "", dated.group()))
        if day is None:
            continue
        near = max(start, dated.start() - 200)
        line = folded.rfind("\n", near, dated.start()) + 1 or near
        ahead = folded[line : dated.start()].strip(" \t(")
        behind = folded[dated.end() : min(end, dated.end() + 60)].split("\n", 1)[0].strip(" \t)")
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
    near = folded[max(start, line - 400) : line]
    above = [one.strip(" \t") for one in near.rstrip("\n").split("\n")]
    for words in reversed(above[-8:]):
        if not words or _SEALED.fullmatch(words):
            continue
        found = bodies(words.removeprefix("特此通知。")) if len(words) <= 60 else ()
        if not found:
            break
        names = found + names
    return names


def _adopted(folded: str, start: int) -> tuple[str, ...]:
    """Give the words in brackets under the title of a carried document (通过, 公布, 施行)."""
    lines = folded[start : start + 600].split("\n")[1:5]
    return tuple(m["words"] for m in map(_ADOPTED.fullmatch, lines) if m)


def _body_end(folded: str) -> int:
    tail = max(0, len(folded) - 600)
    copies = _COPIES.search(folded, tail)
    return copies.start() + 1 if copies else len(folded)
