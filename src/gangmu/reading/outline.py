"""Read the clause tree of an official document: 编 章 节 条, 一、 (一) 1. (1).

Numbers count at the start of a line, and inside a line only where they continue a sequence after
a sentence or straight after a heading, as in ``…意见如下:一、鼓励发展(一)鼓励落户。``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.reading.manuscript import Extent
from gangmu.reading.text import fold, squeeze
from gangmu.terms import Clause, Span
from gangmu.writing.lines import soft_breaks

_CN = "一二三四五六七八九十百零〇"
_MARK = re.compile(
    rf"第 ?(?P<part>[{_CN}]{{1,5}}|[0-9]{{1,3}}) ?(?P<kind>编|篇|部分|章|节|条)"
    rf"|(?P<one>[{_CN}]{{1,4}}) ?[、.]"
    rf"|[(<] ?(?P<two>[{_CN}]{{1,4}}) ?[)>] ?[、.]?"
    r"|(?P<circled>[㈠-㈩])[、.]?"
    r"|(?P<three>(?<![0-9.])[0-9]{1,2}) ?[.、](?!(?!20[0-9]{2}年)[0-9])"
    r"|\( ?(?P<four>[0-9]{1,2}) ?\)"
    r"|(?P<five>(?<![0-9.])[0-9]{1,2}) ?\)"
    r"|(?P<six>[①-⑳])"
    r"|(?m:^)(?P<decimal>[0-9]{1,2}(?:\.[0-9]{1,2}){0,3})(?=[ \t]+[一-鿿“])"
)
# White papers and standards are numbered 1, 1.1, 1.1.1 all through.
_DECIMAL = re.compile(r"(?m)^([0-9]{1,2})\.([0-9]{1,2})(?:\.[0-9]{1,2}){0,2}[ \t]+[一-鿿“]")
_PADDED = re.compile(r"(?m)^(0[1-9])[ \t]+[一-鿿“]")
_PARTS = {"编": 0, "篇": 0, "部分": 0, "章": 1, "节": 2, "条": 3}
_ARTICLE, _ONE, _TWO, _THREE, _FOUR, _FIVE, _SIX = 3, 4, 5, 6, 7, 8, 9
# The ranks below 条, as GB/T 9704-2012 and common use number them.
_FORMS = {_ONE: "一、", _TWO: "（一）", _THREE: "1.", _FOUR: "（1）", _FIVE: "1）", _SIX: "①"}

_LINE_HEAD = re.compile(r"[ \t#*>]*")
_SENTENCE_END = '。.!?:;”"』)》】…'
_REFERENCE = re.compile(
    r" ?(?:规定|所称|所列|款(?!项)|项(?!目)|之|第|、|和|及|与|至|或|中的|的规定|的要求|条件的|情形)"
)
# （二）至少…, （三）与… begin items; （一）、（二）项 at the start of a line is still a reference.
_REFERENCE_AT_START = re.compile(r" ?(?:项(?!目)|、|[至和或及与] ?[(第])")
_ATTACHMENT = re.compile(
    r"(?m)^[ \t#*]*附(?:件|表|录|图) ?[0-9一二三四五六七八九十]{0,3} ?(?=[: \t]|$)"
)
_ATTACHMENT_LIST = re.compile(
    r"(?m)^[ \t]*附件 ?[0-9一二三]{0,2} ?:.*(?:\n[ \t]*[0-9]{1,2} ?[.、].*)*"
)
# A box (专栏) of a plan: its caption and the numbered lines straight below it.
_BOX = re.compile(
    r"(?m)^[ \t]*专栏 ?[0-9一二三四五六七八九十]{1,3}(?![0-9])[^。\n]{0,60}(?:\n[ \t]*(?:[0-9]{1,2} ?[.、)]|\([0-9]{1,2}\)|[①-⑳]).*)*"
)
# Notes at the foot of a text, numbered below a line of their own.
_NOTES = re.compile(
    r"(?m)^[ \t]*注释?:[ \t]*(?:\n[ \t]*(?:[0-9]{1,2} ?[.、)]|[(\[][0-9]{1,2}[)\]]|[①-⑳]).*)+"
)
_CONTENTS = re.compile(r"(?m)^[ \t#*]*目 *[录次][ \t]*$")
_LEADER = re.compile(r"(?:[.…·]{3,}|\t) ?[0-9]{1,3}$|[.…·]{6,}")

_RUNNING = re.compile(
    r"(?:修改|调整|改)为|^第[一二三四五六七八九十百]+条[^。]{0,12}(?:增加|修改|删)|^(?:新增|增加|删除)[一二三四五六七八九十]?[条款项]|^将(?:第|[^,]*中的)|20[0-9]{2} ?年 ?[0-9]{1,2} ?月|^(?:对(?![策标外接口])|凡|经(?!济|营|贸)|自(?!主|贸|动|然|觉)|按|根据|为了|在本|到20|截至|由[一-鿿]{2,12}(?:负责|牵头)|本[一-鿿]{1,6}(?:适用|[自由所]))"
    r"|第[一二三四五六七八九十百]+[章节条款项][^。:]{0,12}(?:增加|修改|删)|^新增第|负责$|^[一-鿿]{1,10}[局委办部会](?:牵头|负责|会同)|只能|不再|下列|以下|如下|应当|应[在于按]|不得|给予|予以|可以|可按|[0-9] ?[%万亿元]|须|的,"
)
_STANDARD = (
    "(?:指导思想|基本原则|总体[要思目][求路标]|(?:主要|发展|工作|行动|总体|预期|具体)目标|目标任务"
    "|(?:重点|主要|工作)任务|重点工作|(?:保障|政策)措施|组织(?:实施|保障|领导)|实施保障|工作要求"
    "|(?:发展|现状)?基础|发展(?:现状|回顾|形势|环境|机遇|重点|思路|定位|战略|方向)|(?:面临|主要|存在)?(?:的)?(?:形势|问题|挑战)"
    "|主要(?:成绩|成效|做法)|工作(?:进展|成效)|重点领域|空间布局|的概况|的机遇和挑战)"
)
_GLUED = re.compile(
    rf"(?:“[一-鿿]{{2,3}}”)?[一-鿿]{{0,8}}?{_STANDARD}(?:[和与及、][一-鿿]{{0,4}}?{_STANDARD})*"
    r"(?=[“《—到在以坚为全深围按立着2自近截当随通]|发挥|我[区市县省])"
)
# Words that open the running text after a heading set without punctuation.
_OPENING = re.compile(r"(?<=.{4})(?:一是|第一,|首先,|——)")


@dataclass(frozen=True, slots=True)
class _Head:
    rank: int
    value: int
    label: str
    start: int
    content: int


def outline(
    document: str,
    repaired: str,
    body: Extent,
    barred: Sequence[Extent] = (),
    folded: str | None = None,
) -> tuple[Clause, ...]:
    """Read the clauses of ``repaired[body]``, outermost first, in the order of the text.

    ``barred`` are places where no clause begins: the tables. Each span runs to the next clause of
    the same or a higher level; attachments are no clauses. A number printed twice under one
    parent gets ``#2``.

    >>> text = "一、总体要求\\n（一）目标。到2028年翻番。\\n二、任务"
    >>> [(c.id, c.heading, text[c.span.start : c.span.end]) for c in outline("临发〔2026〕1号", text, (0, 30))]
    [('一', '总体要求', '一、总体要求\\n（一）目标。到2028年翻番。\\n'), ('一/（一）', '目标', '（一）目标。到2028年翻番。\\n'), ('二', '任务', '二、任务')]
    """
    folded = fold(repaired) if folded is None else folded
    start, end = body[0], min(body[1], len(repaired))
    heads, end = _heads(repaired, folded, start, end, barred)
    closes = _closes(heads, end)
    clauses: list[Clause] = []
    path: list[tuple[_Head, str, bool]] = []
    seen: dict[str, int] = {}
    for i, (head, close) in enumerate(zip(heads, closes, strict=True)):
        sibling_titled = sibling_untitled = False
        while path and path[-1][0].rank >= head.rank:
            above, _, titled = path.pop()
            sibling_titled = titled and above.rank == head.rank
            sibling_untitled = not titled and above.rank == head.rank
        parent = path[-1][1] if path else ""
        id = f"{parent}/{head.label}" if parent else head.label
        seen[id] = seen.get(id, 0) + 1
        if seen[id] > 1:
            id = f"{id}#{seen[id]}"
        following = heads[i + 1].start if i + 1 < len(heads) else end
        first, last = _heading(folded, head, following, close, sibling_titled, sibling_untitled)
        clauses.append(
            Clause(
                id,
                _tidy(repaired[first:last]),
                len(path) + 1,
                Span(document, head.start, close),
                Span(document, first, last),
            )
        )
        path.append((head, id, last > first))
    return tuple(clauses)


def _tidy(heading: str) -> str:
    """Make the blanks of a heading one each, and none where they only spread it out: 总　则."""
    words = heading.split()
    spread = len(words) > 1 and all(len(word) == 1 and not word.isascii() for word in words)
    return ("" if spread else " ").join(words).rstrip("*")


def _closes(heads: list[_Head], end: int) -> list[int]:
    """Give where each clause ends: at the next one of its rank or above."""
    closes = [end] * len(heads)
    waiting: list[int] = []
    for i, head in enumerate(heads):
        while waiting and heads[waiting[-1]].rank >= head.rank:
            closes[waiting.pop()] = head.start
        waiting.append(i)
    return closes


def _heads(
    repaired: str, folded: str, start: int, end: int, barred: Sequence[Extent]
) -> tuple[list[_Head], int]:
    """Find the numbers that begin clauses, and where clauses end."""
    closed = sorted(
        [
            *barred,
            *_contents(folded, start, end),
            *_attachment_lists(folded, start, end),
            *(m.span() for m in _BOX.finditer(folded, start, end)),
            *(m.span() for m in _NOTES.finditer(folded, start, end)),
        ]
    )
    heads: list[_Head] = []
    last: dict[int, int] = {}
    open_ranks: list[int] = []
    decimal = _is_decimal(folded, start, end)
    attachments = [m.start() for m in _ATTACHMENT.finditer(folded, start, end)]
    soft = set(soft_breaks(repaired))
    for match in _MARK.finditer(folded, start, end):
        at = match.start()
        if heads and attachments and attachments[0] < at:
            end = next(a for a in attachments if a > heads[-1].start)
            if end < at:
                break
        while attachments and not heads and attachments[0] < at:
            attachments.pop(0)
        while closed and closed[0][1] <= at:
            closed.pop(0)
        if closed and closed[0][0] <= at:
            continue
        if match["decimal"] and not (decimal and _in_decimal_order(match["decimal"], heads)):
            continue
        rank, value = _read(match)
        near = max(start, at - 200)
        begins = folded.rfind("\n", near, at) + 1 or near
        at_start = begins - 1 not in soft and _LINE_HEAD.fullmatch(folded, begins, at) is not None
        after = folded[match.end() : match.end() + 4]
        refers = _REFERENCE_AT_START if rank == _TWO and at_start else _REFERENCE
        if rank in (_ARTICLE, _TWO) and refers.match(after):
            continue
        if rank == _ONE and re.match(rf"[{_CN}]+[、级类线季]|[千亿]", after):
            continue
        known = last.get(rank) if rank in open_ranks else None
        before = last.get(rank, 0)
        if at_start:
            if _LEADER.search(folded[at : _line_end(folded, at, end)]):
                continue
            if value == 1 and rank >= _TWO and _is_run_on(folded, match.end(), rank, end):
                continue
            if rank in (_ONE, _THREE, _FOUR, _FIVE, _SIX) and not (
                value == 1 or before == 0 or before < value <= before + 3
            ):
                continue
        elif not _continues(folded, begins, match, rank, value, known, before, heads, end):
            continue
        label = match["decimal"] or re.sub(r"[\s、．.]", "", repaired[at : match.end()])
        heads.append(_Head(rank, value, label, at, match.end()))
        open_ranks = [r for r in open_ranks if r < rank] + [rank]
        last[rank] = value
    if heads:
        end = next((a for a in attachments if a > heads[-1].start), end)
    return heads, end


def _is_decimal(folded: str, start: int, end: int) -> bool:
    """Ask whether a text is numbered 1, 1.1, 1.2, 2, 2.1 or 01, 02, 03 at the start of its lines."""
    found = [(int(m[1]), int(m[2])) for m in _DECIMAL.finditer(folded, start, end)]
    padded = [int(m[1]) for m in _PADDED.finditer(folded, start, end)]
    return (len(found) >= 3 and found[0] == (1, 1) and found == sorted(found)) or (
        len(padded) >= 3 and padded == list(range(1, len(padded) + 1))
    )


def _in_decimal_order(number: str, heads: list[_Head]) -> bool:
    """Ask whether a number follows the last one: 1.3 after 1.2 or 1.2.4, 1.1 after 1, 2 after 1.3."""
    above, _, own = number.rpartition(".")
    last = next((head.label for head in reversed(heads) if head.rank < _ARTICLE), "0" * len(own))
    if int(own) == 1 and above:
        return last == above
    before = f"{above}.{int(own) - 1}" if above else f"{int(own) - 1:0{len(own)}d}"
    return last == before or last.startswith(f"{before}.")


def number_of(label: str) -> tuple[str, int]:
    """Give the form and the value of a number as a clause's id prints it.

    >>> [number_of(label) for label in ("第十二条", "三", "（二）", "4", "（5）", "⑥", "三#2")]
    [('条', 12), ('一、', 3), ('（一）', 2), ('1.', 4), ('（1）', 5), ('①', 6), ('一、', 3)]
    >>> number_of("2.3")
    ('1.1', 3)
    """
    folded = fold(label.partition("#")[0])
    if folded.count(".") and folded.replace(".", "").isdecimal():
        return "1.1", int(folded.rpartition(".")[2])
    match = next(m for end in ("", "、", ".") if (m := _MARK.match(folded + end)))
    rank, value = _read(match)
    return match["kind"] or _FORMS[rank], value


def _read(match: re.Match[str]) -> tuple[int, int]:
    kind = match.lastgroup
    if kind == "decimal":
        parts = match["decimal"].split(".")
        return min(len(parts), 3) - 1, int(parts[-1])
    if kind == "kind":
        return _PARTS[match["kind"]], _number(match["part"])
    if kind == "circled":
        return _TWO, ord(match["circled"]) - ord("㈠") + 1
    if kind == "six":
        return _SIX, ord(match["six"]) - ord("①") + 1
    rank = {"one": _ONE, "two": _TWO, "three": _THREE, "four": _FOUR, "five": _FIVE}[kind or ""]
    return rank, _number(match[kind or ""])


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = "〇一二三四五六七八九".find(char.replace("零", "〇"))
    return total + digit


def _continues(
    folded: str,
    line: int,
    match: re.Match[str],
    rank: int,
    value: int,
    known: int | None,
    before: int,
    heads: list[_Head],
    end: int,
) -> bool:
    """Ask whether a number inside a line continues a sequence of clauses."""
    if rank == _ARTICLE and (
        folded[match.start() - 1] == "》" or folded[match.end() : match.end() + 1] == ")"
    ):
        return False  # (《若干政策》第三条)
    if rank >= _FOUR or (known is None and value != 1 and value != before + 1):
        return False
    if known is not None and value != known + 1 and value != 1:
        return False
    lead = folded[line : match.start()].rstrip()
    if lead.count("(") > lead.count(")"):
        return False  # （《若干政策》第十一条） names a clause of another document
    previous = lead[-1:]
    glued = bool(heads) and _follows_heading(folded, heads[-1], match.start(), rank)
    if rank == _THREE:
        if value == 1:
            return glued or (previous in "。:" and not _is_list(folded, match.end(), end))
        return previous in "。!?”" or bool(re.match(r"[ \t]*表 ?[0-9]", lead.rpartition("。")[2]))
    if rank == _TWO and not glued and value == 1 and _is_run_on(folded, match.end(), rank, end):
        return False  # items of one sentence
    if previous in _SENTENCE_END or glued:
        return True
    # The title of the document, straight before the first clause.
    return rank == _ONE and value == 1 and not heads and not re.search("[。,;:]", lead[-60:])


def _follows_heading(folded: str, head: _Head, at: int, rank: int) -> bool:
    near = head.rank < rank and at - head.content <= 45
    return near and not re.search(r"[。;:!?]", folded[head.content : at])


def _is_list(folded: str, at: int, end: int) -> bool:
    """Ask whether item 2 follows item 1 inside one sentence: then these are no clauses."""
    second = re.compile(r"(.) ?2 ?[.、](?![0-9])").search(folded, at, min(end, at + 3000))
    return second is None or second[1] in ";,、:"


def _is_run_on(folded: str, at: int, rank: int, end: int) -> bool:
    """Ask whether item 2 stands in the paragraph of item 1, in the same sentence: then neither counts."""
    line = folded[at : min(_line_end(folded, at, end), at + 600)]
    if rank == _TWO:
        return bool(re.search(r"[;,、] ?\( ?二 ?\)", line))
    if rank == _THREE:
        return bool(re.search(r"[;,、] ?2 ?[.、](?![0-9])", line))
    if rank == _SIX:
        return "②" in line
    return bool(re.search(r"\( ?2 ?\)" if rank == _FOUR else r"(?<![0-9(]) ?2 ?\)", line))


def _contents(folded: str, start: int, end: int) -> list[Extent]:
    """Find tables of contents: from 目录 to where its first entry is printed again."""
    found: list[Extent] = []
    for match in itertools.islice(_CONTENTS.finditer(folded, start, end), 2):
        lines = [line for line in folded[match.end() : end].split("\n") if line.strip()]
        if not lines:
            continue
        first = squeeze(re.sub(r"[.…·\t ]*[0-9]*$", "", lines[0]))
        if len(first) < 3:
            continue
        at = folded.index(lines[0], match.end()) + len(lines[0])
        for line in folded[at:end].split("\n"):
            if squeeze(line).startswith(first):
                found.append((match.start(), at))
                break
            at += len(line) + 1
    return found


def _attachment_lists(folded: str, start: int, end: int) -> list[Extent]:
    return [m.span() for m in _ATTACHMENT_LIST.finditer(folded, start, end)]


def _line_end(folded: str, at: int, end: int) -> int:
    found = folded.find("\n", at, end)
    return found if found >= 0 else end


def _heading(
    folded: str, head: _Head, following: int, close: int, titled: bool, untitled: bool
) -> Extent:
    """Find the heading: to the first 。 or ： or the end of the line; empty for running text.

    ``titled`` and ``untitled`` say whether the sibling before it has a heading, if there is one.
    """
    stop = min(_line_end(folded, head.content, close), following)
    content = folded[head.content : stop]
    first = head.content + len(content) - len(content.lstrip(" \t*:"))
    empty = (first if first <= stop else head.content,) * 2
    content = folded[first:stop].rstrip(" \t*")
    if not content:
        return empty
    if head.rank == _ARTICLE:
        named = re.match(rf"[(【\[](?![{_CN}]+[)】\]])([^)】\]]{{2,20}})[)】\]]", content)
        if named:
            return first + 1, first + 1 + len(named[1])
        alone = (
            re.fullmatch(r"[^,。:;、()]{2,20}(?:\([^()]{2,30}\))?", content)
            and folded[stop:close].strip()
        )
        return (first, first + len(content)) if alone else empty
    mark = re.search(r"[。:;]|[!?](?=.)", content)
    # A question keeps its mark: 补助什么时候到账？
    asks = mark is not None and mark.group() in "!?"
    words = content[: mark.start() + asks] if mark else content
    if head.rank < _ARTICLE:
        return (first, first + len(words)) if len(words) <= 60 else empty
    closing = mark.group() if mark else ""
    opening = _OPENING.search(words)
    if opening:
        return first, first + opening.start()
    glued = _GLUED.match(words)
    if glued and (closing == ";" or "," in words or len(words) > 25):
        return first, first + glued.end()
    if closing == ";" or words[-1:] in ("、", ","):
        return empty
    if folded[: head.start].rstrip(" \t\n")[-1:] == ";":
        return empty  # an item of a list that began before
    beside = bool(content[len(words) + 1 :].strip())
    below = bool(folded[stop:close].strip())
    # Below the last of several running clauses, what follows is the next paragraph, not their text.
    more = beside or (below and (closing == ":" or not untitled))
    if _is_title(words, closing) and (more or not closing or titled):
        return first, first + len(words)
    return empty


def _is_title(words: str, closing: str) -> bool:
    if len(words) > (30 if closing == ":" else 45):
        return False
    # What stands in brackets behind a heading, (2023年6月—12月), does not make it a sentence.
    if _RUNNING.search(re.sub(r"\([^()]*\)$", "", words)):
        return False
    return words.count(",") <= (1 if closing else 3)
