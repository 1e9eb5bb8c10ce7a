"""Cut the body of a document into segments: the parts of a text between 。 ； ： and line ends.

A segment is the smallest stretch that may give a benefit, set a step of one, or limit it. Rows of
a table are segments too, their cells joined by what the head of each column says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from gangmu.extraction.awards import ends_condition
from gangmu.extraction.framing import Part
from gangmu.extraction.state import Draft, Noun, Sentence, State
from gangmu.terms import Clause, Kind, Span, Table
from gangmu.writing.quantities import Lexeme, find_quantities

_CUT = re.compile(
    r"[。！？；;\n，,：:](?:(?<=[。！？；;\n])|(?<=[，,])(?=[^，。；：\n]{2,20}的[，,]?(?:每年)?再(?:给予|奖励|补助|补贴|按))"
    r"|(?<=[：:])(?!(?<=[0-9][：:])[0-9]))"
)
_BLANK = " \t\u3000\r"
_NUMBERING = re.compile(
    r"(?:第[一二三四五六七八九十百零]{1,4}[条章节](?![规和与所、的及至])|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、"
    r"|[0-9]{1,2}[.．、](?:(?![0-9])|(?=20[0-9]{2}年))|[①-⑳]|[—–\-●•·]{1,2}|【[^】\n]{1,20}】|[一二三四五六七八九]是|[\s\u3000])+"
)
_ASK_HEAD = re.compile("对象|条件|事项|主体|要求|政策名称|项目名称|支持内容|申报范围")
_AWARD_HEAD = re.compile(
    "标准|奖励|奖补|补助|补贴|金额|额度|资金|支持力度|资助|比例|扶持|兑现|政策内容|支持内容|优惠"
)


# 将第二条“…”修改为“…”: what stood is no rule any more
_AMENDS = re.compile("“[^”]*”\\s?(?:修改为|改为|修订为|调整为|变更为|替换为)[：:]?\\s?“")
_REPEALS = re.compile("(?:将)?(?:删去|删除|废止|取消)第?[^，。；]{0,12}“")
_HEAD_UNIT = re.compile(
    r"(?P<name>[^（）()\n]{2,20})[（(](?:单位[:：])?(?P<unit>[^（）()\n]{1,8})[）)]"
)
_BARE = re.compile(r"[0-9.,，≥≤<>＜＞～~—–\-（）()含不以上下内至及 ]+")


@dataclass(slots=True)
class Segment:
    """A stretch of text with its quantities; ``stop`` is the mark that ends it.

    ``row`` tells a row of a table that is a step of a rule; ``scope`` are the cells of a row that is
    a rule of its own; ``asked`` tells an item of a list of conditions.
    """

    start: int
    end: int
    stop: str
    clause: Clause | None
    drafts: list[Draft] = field(default_factory=list)
    row: bool = False
    asked: bool = False
    scope: list[Segment] = field(default_factory=list)

    @property
    def leads(self) -> bool:
        """Tell whether the segment announces what follows (：)."""
        return self.stop in "：:" and bool(self.stop)


def cut(state: State) -> list[Segment]:
    """Cut the body into segments, in the order of the text."""
    body = state.document.body
    tables = [t for t in state.document.tables if body.start <= t.span.start < body.end]
    heads = {c.span.start: c.heading_span.end for c in state.document.clauses if c.heading}
    places = [draft.lexeme.start for draft in state.drafts]
    found: list[Segment] = []
    at = body.start
    for table in [*tables, None]:
        stop = table.span.start if table else body.end
        for segment in _prose(state, at, stop, heads):
            first = bisect_left(places, segment.start)
            segment.drafts = state.drafts[first : bisect_left(places, segment.end, first)]
            found.append(segment)
        if table:
            _rows(state, table, found)
            at = table.span.end
    return found


def _prose(state: State, start: int, end: int, heads: dict[int, int]) -> Iterator[Segment]:
    """Cut running text, without the quantities of its segments."""
    while start < end:
        match = _CUT.search(state.text, start, end)
        stop = match.end() if match else end
        segment = _segment(state, start, stop, match.group() if match else "", heads)
        if segment is not None:
            yield segment
        start = stop


def _segment(
    state: State, start: int, end: int, stop: str, heads: dict[int, int]
) -> Segment | None:
    text = state.text
    while start < end and text[start] in _BLANK:
        start += 1
    heading = heads.get(start)
    clause = state.clause_at(start)
    if heading is not None and heading >= end - 1 and stop in "。\n":
        return None  # the heading of a clause gives nothing by itself
    if heading is not None and start < heading < end - 1:
        start = heading
        while start < end and text[start] in "】。：: \u3000":
            start += 1
    number = _NUMBERING.match(text, start, end)
    begin = number.end() if number else start
    if text.find("“", begin, end) >= 0:
        if _REPEALS.match(text, begin, end):
            return None
        amended = _AMENDS.search(text, begin, end)
        begin = amended.end() if amended else begin
    if begin < end and text[begin] == "“" and text.find("”", begin, end) in (-1, end - 1, end - 2):
        begin += 1  # the words of another document, quoted whole
    while end > begin and text[end - 1] in _BLANK + "\n":
        end -= 1
    if end - begin < 2 or text[begin:end] == stop:
        return None
    return Segment(begin, end, stop, clause)


def _rows(state: State, table: Table, found: list[Segment]) -> None:
    """Read the rows of a table whose head speaks of a benefit; other tables give none.

    Where the head also names beneficiaries or conditions, each row is a rule of its own (``scope``
    holds those cells); else the rows are steps of one rule.
    """
    if not table.cells:
        return
    head = [state.document.quote(cell) for cell in table.cells[0]]
    awards = [i for i, words in enumerate(head) if _AWARD_HEAD.search(words)]
    asks = [i for i, words in enumerate(head) if _ASK_HEAD.search(words) and i not in awards]
    if not awards:
        return
    for cells in table.cells[1:]:
        if len(cells) <= max(*awards, *asks, 0):
            continue
        if asks:
            given = _cell(state, cells[awards[-1]], Kind.AWARD)
            given.scope = [_cell(state, cells[i], Kind.CONDITION) for i in asks]
            for i, part in zip(asks, given.scope, strict=True):
                part.asked = "条件" in head[i] or "要求" in head[i]
            found.append(given)
            continue
        start, end = min(c.start for c in cells), max(c.end for c in cells)
        row = Segment(start, end, "\n", state.clause_at(start), row=True)
        for column, cell in enumerate(cells):
            kind = Kind.AWARD if column in awards else Kind.CONDITION
            row.drafts += _cell(state, cell, kind, table.cells[0][column]).drafts
        if row.drafts:
            found.append(row)


def _cell(state: State, cell: Span, kind: Kind, head: Span | None = None) -> Segment:
    """Read a cell as a segment; its quantities are of a kind, but what closes with 的 is asked.

    A bare number takes its unit and its name from the ``head`` of the column: 年度产值（亿元）.
    """
    clause = state.clause_at(cell.start)
    segment = Segment(cell.start, cell.end, "\n", clause)
    sentence = Sentence(cell.start, cell.end, Part.BENEFIT, [], clause)
    words = state.text[cell.start : cell.end]
    title = state.text[head.start : head.end] if head else ""
    named = _HEAD_UNIT.fullmatch(title)
    if named and _BARE.fullmatch(words):
        words += named["unit"]
    for lexeme in find_quantities(words, ()):
        moved = _moved(lexeme, cell.start)
        ends = {k: min(getattr(moved, k), cell.end) for k in ("start", "end", "left", "right")}
        moved = moved._replace(**ends)
        left = max(cell.start, *(state.text.rfind(m, cell.start, moved.left) + 1 for m in "，；。"))
        draft = Draft(moved, sentence, left, cell.end, None, comparator=moved.comparator, kind=kind)
        if named and head and kind is Kind.CONDITION:
            draft.noun = Noun(head.start, head.start + len(named["name"]), named["name"])
        if segment.drafts:
            previous = segment.drafts[-1]
            draft.previous, previous.following = previous, draft
            draft.left = max(draft.left, previous.lexeme.right)
            previous.right = min(previous.right, moved.left)
        segment.drafts.append(draft)
    for draft in segment.drafts:
        if kind is Kind.AWARD and ends_condition(state, draft):
            draft.kind = Kind.CONDITION
    return segment


def _moved(lexeme: Lexeme, by: int) -> Lexeme:
    ends = {name: getattr(lexeme, name) + by for name in ("start", "end", "left", "right")}
    return lexeme._replace(**ends)
