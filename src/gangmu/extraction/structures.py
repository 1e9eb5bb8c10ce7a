"""System notation: “3+6”新型产业体系, 2+(3+6)+(4+5), 三大两高一特色, read as a tree with its members.

The notation gives the shape, the text the members: 集成电路、生物医药、人工智能三大先导产业 is a group of
three, and fills the branch of three that stands next. A branch that the text does not enumerate
stays without members, and says so; a group that lists another number than it states is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gangmu.extraction.state import State, pause_before
from gangmu.terms import Branch, Contradiction, Span, Structure
from gangmu.writing.numerals import parse_number

_DIGITS = "一二两双三四五六七八九十"
_SUM = re.compile(r"[0-9（(]{1,3}(?:\s?[+＋]\s?[0-9N（(）)]{1,4}){1,6}")
_WORDS = re.compile(rf"[“\"「](?P<words>(?:[{_DIGITS}][一-鿿]{{1,3}}){{2,5}})[”\"」]")
_PAIR = re.compile(rf"(?P<count>[{_DIGITS}])(?P<name>[^{_DIGITS}]{{1,3}})")
_NAME = re.compile(
    r"[”\"」]?的?(?P<name>[一-鿿]{0,14}?(?:体系|格局|布局|集群|产业领域|产业(?!体系|集群|领域|链|格局|布局|发展|空间)|矩阵|框架|架构|行业|领域))"
)
# 三大先导产业, “两带”
_STATED = re.compile(
    rf"(?P<count>[{_DIGITS}]{{1,2}}|[0-9]{{1,2}})(?:大|个|类|条|项|种)"
    r"(?P<name>[一-鿿]{0,12}?(?:产业集群|产业链|产业|行业|领域|赛道|方向|集群|基地|园区|中心|组团|板块))"
    rf"|[“\"「](?P<short>[{_DIGITS}][一-鿿]{{1,3}})[”\"」]"
)
_ITEM = r"[^，。；：、（）(),;:“”\"《》\n]{1,16}(?:[（(][^（）()]{1,20}[）)])?"
_ITEMS = rf"(?P<items>{_ITEM}(?:[、;；]{_ITEM}){{0,14}})"
# behind it: （甲、乙、丙）, ：甲、乙、丙, 即甲、乙、丙
_AFTER = re.compile(
    rf"(?:（|\(|：|:|[，,]?(?:[一-鿿]{{2,8}})?(?:即|分别[是为]|是指|指(?!标|导|数)|包括)){_ITEMS}"
)
_SPLIT = re.compile("、|以及|和(?!谐)|与|及(?![其时])|[；;]")
# Words in front of the first item, and of the whole list.
_LEAD = re.compile(
    ".*(?:以|发展|壮大|培育|聚焦|围绕|落实|推进|推动|打造|布局|做强|做优|做大|巩固|提升|突破|抢占|建设|构建|形成|包括|重点|向|支持|加快|大力|在|即|为|是|将|和|及)(?=.{2})"
)
_NEAR = 600
_WIDEST = 160


@dataclass(frozen=True, slots=True)
class _Group:
    """A group that the text enumerates."""

    count: int
    name: str
    items: tuple[Branch, ...]
    start: int
    end: int


def find_structures(state: State) -> tuple[Structure, ...]:
    """Find the system notations of a document, each distinct one once, where it says most."""
    text = state.text
    notations = list(_notations(text))
    if not notations:
        return ()
    groups = list(_groups(state))
    found: dict[tuple[str, str], Structure] = {}
    for start, end, branches in notations:
        body = state.document.body
        if not body.start <= start < body.end:
            continue
        name = _NAME.match(text, end)
        structure = _filled(state, start, end, name["name"] if name else "", branches, groups)
        key = structure.notation, structure.name
        kept = found.get(key)
        if kept is None or len(structure.doubts) < len(kept.doubts):
            found[key] = structure
    return tuple(sorted(found.values(), key=lambda s: s.span.start))


def conflicts(structures: Iterable[Structure]) -> list[str]:
    """Say where structures contradict each other: one system, two notations or two memberships.

    >>> from gangmu.terms import Span
    >>> span = Span("某规划", 0, 3)
    >>> one = Structure("3+6", "新型产业体系", span, None, (Branch(3, "", span), Branch(6, "", span)))
    >>> conflicts([one, replace(one, notation="4+5")])
    ['新型产业体系：一处写作“3+6”（某规划），一处写作“4+5”（某规划）']
    """
    said: list[str] = []
    kept: list[Structure] = []
    for structure in structures:
        for other in kept:
            words = _contradiction(other, structure)
            if words and words not in said:
                said.append(words)
        kept.append(structure)
    return said


def _contradiction(a: Structure, b: Structure) -> str:
    where = (
        f"一处写作“{a.notation}”（{a.span.document}），一处写作“{b.notation}”（{b.span.document}）"
    )
    if a.name and a.name == b.name and a.notation != b.notation:
        return f"{a.name}：{where}"
    if a.notation == b.notation:
        for one, two in zip(a.leaves, b.leaves, strict=False):
            ours, theirs = {m.name for m in one.members}, {m.name for m in two.members}
            if ours and theirs and ours != theirs:
                apart = "、".join(sorted(ours ^ theirs))
                return f"“{a.notation}”的{one.count}项：{a.span.document}与{b.span.document}所列不同（{apart}）"
    return ""


def _notations(text: str) -> Iterator[tuple[int, int, tuple[Branch, ...]]]:
    for match in _SUM.finditer(text) if "+" in text or "＋" in text else ():
        end = match.end()
        words = match.group().replace("（", "(").replace("）", ")").replace("＋", "+")
        while words.count(")") > words.count("("):
            words, end = words[:-1], end - 1
        branches = _parse(words.replace(" ", ""), match.start())
        if branches is not None:
            yield match.start(), end, branches
    for match in _WORDS.finditer(text):
        at = match.start("words")
        pairs = list(_PAIR.finditer(match["words"]))
        if "".join(p.group() for p in pairs) == match["words"] and len(pairs) > 1:
            yield (
                at,
                match.end("words"),
                tuple(
                    Branch(_number(p["count"]), p["name"], Span("", at + p.start(), at + p.end()))
                    for p in pairs
                ),
            )


def _parse(words: str, at: int) -> tuple[Branch, ...] | None:
    """Read 2+(3+6)+(4+5) as branches; ``None`` if the brackets do not close or a term is empty."""
    stack: list[tuple[int, list[Branch]]] = [(at, [])]
    digits = ""
    for offset, char in enumerate(words + "+"):
        if char.isdigit():
            digits += char
            continue
        if digits:
            place = Span("", at + offset - len(digits), at + offset)
            stack[-1][1].append(Branch(int(digits), "", place))
            digits = ""
        if char == "(":
            stack.append((at + offset, []))
        elif char == ")":
            if len(stack) < 2 or not stack[-1][1]:
                return None
            begun, members = stack.pop()
            stack[-1][1].append(
                Branch(len(members), "", Span("", begun, at + offset + 1), tuple(members))
            )
        elif char == "N":
            stack[-1][1].append(Branch(None, "", Span("", at + offset, at + offset + 1)))
    whole = stack[0][1]
    return tuple(whole) if len(stack) == 1 and len(whole) == _terms(words) else None


def _terms(words: str) -> int:
    """Count the terms of the outermost sum."""
    depth = terms = 0
    for char in words:
        depth += (char == "(") - (char == ")")
        terms += char == "+" and depth == 0
    return terms + 1


def _number(words: str) -> int:
    value = parse_number(words.replace("双", "两"))
    return int(value) if value is not None else 0


def _groups(state: State) -> Iterator[_Group]:
    """Find what is stated as so many: with its items before it, or announced behind it."""
    text = state.text
    for match in _STATED.finditer(text):
        short = match["short"]
        count = _number(short[0] if short else match["count"])
        name = short[1:] if short else match["name"]
        start, end = match.span()
        after = _AFTER.match(text, end)
        if after:
            items = _items(state, *after.span("items"), count)
            if len(items) > 1 or len(items) == count:
                yield _Group(count, name, items, start, after.end())
                continue
        if short is None and text[max(0, start - 1)] not in "，。；：、,;:\n":
            begin = pause_before(state, max(0, start - _WIDEST), start)
            items = _items(state, begin, start, count)
            if len(items) == count and count > 1:
                yield _Group(count, name, items, begin, end)


def _items(state: State, start: int, end: int, count: int) -> tuple[Branch, ...]:
    """Cut a list into its items; the first loses the words that lead up to the list."""
    text = state.text
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


def _filled(
    state: State,
    start: int,
    end: int,
    name: str,
    branches: tuple[Branch, ...],
    groups: list[_Group],
) -> Structure:
    """Give each branch the group of its number that stands nearest, each group once."""
    text, document = state.text, state.document
    doubts: list[str] = []
    free = sorted(
        groups,
        key=lambda g: (len(g.items) != g.count, min(abs(g.start - start), abs(g.end - start))),
    )

    def fill(branch: Branch) -> Branch:
        place = Span(document.id, branch.span.start, branch.span.end)
        if branch.members:
            return replace(branch, span=place, members=tuple(fill(m) for m in branch.members))
        named = [g for g in free if branch.name and g.name.startswith(branch.name)]
        fitting = named or [
            g
            for g in free
            if g.count == branch.count and (not branch.name or abs(g.start - start) < _NEAR)
        ]
        if not fitting:
            many = branch.count if branch.count is not None else "若干"
            doubts.append(f"正文没有列出其中的{many}项{branch.name}")
            return replace(branch, span=place)
        group = fitting[0]
        free.remove(group)
        if len(group.items) != group.count:
            doubts.append(
                Contradiction(
                    f"{group.name or branch.name}写明{group.count}项，列出{len(group.items)}项"
                )
            )
        return Branch(branch.count, group.name or branch.name, place, group.items)

    clause = state.clause_at(start)
    filled = tuple(fill(branch) for branch in branches)
    return Structure(
        text[start:end],
        name,
        Span(document.id, start, end),
        clause.id if clause else None,
        filled,
        tuple(doubts),
    )
