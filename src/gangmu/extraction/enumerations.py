"""Groups that a text enumerates: 集成电路、生物医药、人工智能三大先导产业 is a group of three with its members.

The members stand before the group's name, are announced behind it (包括、即、：, in brackets), follow one
by one (一是…；二是…), or are the headings of the clauses below a heading that states the group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gangmu.extraction.state import State, pause_before
from gangmu.terms import Branch, Clause, Span
from gangmu.writing.numerals import parse_number

DIGITS = "一二两双三四五六七八九十"
#: What a branch of a system in words is called: 一核两带, 三大两高.
PLACES = "(?:核|带|轴|心|园|区|圈|廊|组团|片|基地|中心|极|点|翼|主|副|链|城|镇|谷|港|湾|大|高|新|强|特色|支柱|支撑)"
_NOUN = "产业集群|产业链|产业(?!体系|布局|格局|空间)|行业|领域|赛道|方向|集群|基地|园区|中心|组团|板块|片区|走廊|片(?!区)|带(?!动)|轴(?!承)|核(?!心)|极(?!大)|廊(?!道)"
# 三大先导产业, “两带”, “3”
_STATED = re.compile(
    rf"(?P<count>[{DIGITS}]{{1,2}}|[0-9]{{1,2}})(?:大|个|类|条|项|种)(?P<name>[一-鿿]{{0,12}}?(?:{_NOUN}))"
    rf"|(?:(?<=[，。；：,;:\n])(?P<few>[{DIGITS}])(?P<kind>{PLACES}|[一-鿿]{{1,3}}(?=产业))(?:产业)?(?=为|即|包括|是|：|:|（|\())"
    rf"|[“\"「](?P<short>[{DIGITS}][一-鿿]{{0,4}}|[0-9]{{1,2}})[”\"」](?![+＋])"
)
_ITEM = r"[^，。；：、（）(),;:“”\"《》\n]{1,20}(?:[（(][^（）()]{1,20}[）)])?"
_ITEMS = rf"(?P<items>{_ITEM}(?:[、;；]{_ITEM}){{0,14}})"
_MEANS = "(?:即|分别[是为指]|是指|指(?!标|导|数)|代表|包括|包含|为(?!引领|支撑|主体|重点|基础|核心|目标)|是)"
# behind it: （甲、乙、丙）, ：甲、乙、丙, 即甲、乙、丙
_AFTER = re.compile(rf"(?:（|\(|：|:|[，,]?(?:[一-鿿]{{2,8}})?{_MEANS}[：:]?){_ITEMS}")
_AFTER_SHORT = re.compile(rf"[，,]?(?:（|\(|：|:|{_MEANS}[：:]?){_ITEMS}")
_SPLIT = re.compile("、|以及|和(?!谐)|与|及(?![其时])|[；;]")
# Words in front of the first item, and of the whole list.
_LEAD = re.compile(
    ".*(?:以|发展|壮大|培育|聚焦|围绕|落实|推进|推动|打造|布局|做强|做优|做大|巩固|提升|突破|抢占|建设|构建|形成|包括|重点|向|支持|加快|大力|在|即|为|指|是|将|和|及)(?=.{2})"
)
_TAIL = re.compile(rf"等?(?:[{DIGITS}0-9]{{1,2}}[大个类条项种].*)?$")
_ONE_BY_ONE = re.compile(r"([一二三四五六七八九])是(?P<item>[^，。；,;]{2,24})")
_VERB = re.compile(
    "(?:加快|大力|着力|重点|积极)?(?:做强|做大|做优|发展|壮大|培育|打造|提升|巩固|推进|推动|突破|布局|建设|聚力|升级)(?:发展|壮大)?"
)
_WIDEST = 160
_SHORT = 20


@dataclass(frozen=True, slots=True)
class Group:
    """A group that a text states, with the items that it enumerates, none if it does not.

    ``short`` tells a group that is called as the notation writes it: “3”指…, “三大”即….
    """

    count: int
    name: str
    items: tuple[Branch, ...]
    start: int
    end: int
    short: bool = False


def find_groups(state: State) -> list[Group]:
    """Find what is stated as so many, in the order of the text."""
    groups = [*_written(state), *_below(state)]
    return sorted(groups, key=lambda group: group.start)


def _written(state: State) -> Iterator[Group]:
    text = state.text
    for match in _STATED.finditer(text):
        start, end = match.span()
        short, count, name = _stated(match)
        after = (_AFTER_SHORT if short else _AFTER).match(text, end)
        if after:
            items = items_of(state, *after.span("items"), count)
            if len(items) > 1 or len(items) == count:
                called = name or _called(text[slice(*after.span("items"))], count)
                yield Group(count, called, items, start, after.end(), short)
                continue
        if short:
            continue
        if text[max(0, start - 1)] not in "，。；：、,;:\n":
            begin = pause_before(state, max(0, start - _WIDEST), start)
            items = items_of(state, begin, start, count)
            if len(items) == count and count > 1:
                yield Group(count, name, items, begin, end)
                continue
        items = tuple(_one_by_one(state, end))
        yield Group(count, name, items if len(items) > 1 else (), start, end)


def _stated(match: re.Match[str]) -> tuple[bool, int, str]:
    """Give whether a group is called as a notation writes it, its number and its name."""
    short = match["short"]
    if match["few"]:
        return True, number(match["few"]), match["kind"]
    if not short:
        return False, number(match["count"]), match["name"]
    return (True, int(short), "") if short.isdecimal() else (True, number(short[0]), short[1:])


def _called(items: str, count: int) -> str:
    """Give the name behind a list of as many: 甲、乙、丙三大先导产业."""
    tail = re.search(
        rf"(?P<count>[{DIGITS}0-9]{{1,2}})[大个](?P<name>[一-鿿]{{0,8}}?(?:{_NOUN}))$", items
    )
    return tail["name"] if tail and number(tail["count"]) == count else ""


def _one_by_one(state: State, start: int) -> Iterator[Branch]:
    """Read 一是…；二是… that follow in the paragraph."""
    text = state.text
    stop = text.find("\n", start)
    stop = stop if stop >= 0 else len(text)
    first = text.find("一是", start, min(stop, start + 6))
    if first < 0:
        return
    due = 1
    for match in _ONE_BY_ONE.finditer(text, first, stop):
        if DIGITS.replace("两双", "").find(match[1]) + 1 != due:
            break
        yield named(state, match.start("item"), match.end("item"))
        due += 1


def _below(state: State) -> Iterator[Group]:
    """Find headings that state a group (（一）做强四大主导产业), with the headings below as its items."""
    clauses = state.document.clauses
    for at, clause in enumerate(clauses):
        match = _STATED.search(state.text, clause.heading_span.start, clause.heading_span.end)
        if match is None or match["count"] is None:
            continue
        items = tuple(_members(state, _children(clauses[at + 1 :], clause)))
        if len(items) > 1:
            yield Group(
                number(match["count"]), match["name"], items, match.start(), clause.span.end
            )


def _members(state: State, children: Iterable[Clause]) -> Iterator[Branch]:
    """Give what clauses are named for: their heading, or all of a clause that is as short as one."""
    for clause in children:
        if clause.heading:
            yield named(state, clause.heading_span.start, clause.heading_span.end)
            continue
        first = clause.heading_span.start
        last = clause.span.start + len(state.text[clause.span.start : clause.span.end].rstrip())
        if last - first > _SHORT or re.search("[，；。].", state.text[first:last]):
            return
        yield named(state, first, last)


def _children(following: Sequence[Clause], clause: Clause) -> Iterator[Clause]:
    for other in following:
        if other.level <= clause.level:
            return
        if other.level == clause.level + 1:
            yield other


def named(state: State, start: int, end: int) -> Branch:
    """Make a member of words, without the verb that leads up to its name: 做强智能装备产业."""
    lead = _VERB.match(state.text, start, end)
    begin = lead.end() if lead and lead.end() < end - 1 else start
    words = state.text[begin:end].strip(' 　。“”"')
    return Branch(None, words, Span(state.document.id, begin, end))


def items_of(state: State, start: int, end: int, count: int) -> tuple[Branch, ...]:
    """Cut a list into its items; the first loses the words that lead up to the list.

    Where more are found than ``count``, the last ones count: words before a list look like items.
    """
    text = state.text
    tail = _TAIL.search(text[start:end])
    end = start + tail.start() if tail else end
    cuts = [m.span() for m in _SPLIT.finditer(text, start, end)]
    begins = [start, *(b for _, b in cuts)]
    ends = [*(a for a, _ in cuts), end]
    items: list[Branch] = []
    for at, (a, b) in enumerate(zip(begins, ends, strict=True)):
        lead = _LEAD.match(text, a, b) if at == 0 else None
        begin = lead.end() if lead else a
        words = text[begin:b].strip(' “”"')
        if words:
            items.append(Branch(None, words, Span(state.document.id, begin, b)))
    return tuple(items[-count:]) if len(items) >= count > 0 else tuple(items)


def number(words: str) -> int:
    """Read a count; 双 is two."""
    value = parse_number(words.replace("双", "两"))
    return int(value) if value is not None else 0
