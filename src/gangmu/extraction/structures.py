"""System notation: “3+6”新型产业体系, 2+(3+6)+(4+5), 三大两高一特色, read as a tree with its members.

The notation gives the shape, the text the members: 集成电路、生物医药、人工智能三大先导产业 is a group of
three, and fills the branch of three that stands next. A branch that the text does not enumerate
stays without members, and says so; a group that lists another number than it states is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gangmu.extraction.enumerations import DIGITS, PLACES, Group, find_groups, items_of, number
from gangmu.extraction.state import State
from gangmu.terms import Branch, Contradiction, Span, Structure

_SUM = re.compile(r"[0-9（(]{1,3}(?:\s?[+＋]\s?[0-9NX（(）)]{1,4}){1,6}")
_TERM = rf"[{DIGITS}][一-鿿]{{1,3}}"
_WORDS = re.compile(
    rf"[“\"「{DIGITS}](?:(?<=[“\"「])(?P<words>(?:{_TERM}){{2,5}})[”\"」]"
    rf"|(?<=[{DIGITS}]){PLACES}(?:[{DIGITS}]{PLACES}){{1,4}}(?=的?[一-鿿]{{0,8}}?(?:体系|格局|布局|架构|矩阵)))"
)
_PAIR = re.compile(rf"(?P<count>[{DIGITS}])(?P<name>[^{DIGITS}]{{1,3}})")
# 一事一议, 一企一策, 四个一批 are ways of speaking, not systems.
_IDIOM = re.compile(r"一[^一](?:一[^一])+|.个一批|[两双]个?(?:确立|维护|毫不动摇|手抓)")
_NAME = re.compile(
    r"[”\"」]?的?(?P<name>[一-鿿]{0,14}?(?:体系|格局|布局|集群|产业领域|产业(?!体系|集群|领域|链|格局|布局|发展|空间)|矩阵|框架|架构|行业|领域))"
)
# A list straight before the notation (甲、乙、丙、丁等“4+4”) or in brackets behind its name.
_BEFORE = re.compile(
    r"(?P<items>[^，。；：、（）(),;:“”\"\n]{2,20}(?:、[^，。；：、（）(),;:“”\"\n]{1,16}){1,14}?)(?:组成|构成)?的?[“\"「]?$"
)
_SENTENCE = re.compile("[为是](?!主)|以[^及]")
_BRACKET = re.compile(r"[”\"」]?[一-鿿]{0,16}[（(](?P<items>[^（）()]{4,200})[）)]")
_NEAR = 600
_WIDE = 160


def find_structures(state: State) -> tuple[Structure, ...]:
    """Find the system notations of a document, each distinct one once, where it says most."""
    text = state.text
    notations = list(_notations(text))
    if not notations:
        return ()
    groups = find_groups(state)
    found: dict[tuple[str, str], Structure] = {}
    for start, end, branches in notations:
        body = state.document.body
        if not body.start <= start < body.end:
            continue
        name = _NAME.match(text, end)
        around = [g for g in groups if not g.start <= start < g.end or g.items]
        structure = _filled(state, start, end, name["name"] if name else "", branches, around)
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
        said = match["words"] or match.group()
        at = match.start("words") if match["words"] else match.start()
        pairs = list(_PAIR.finditer(said))
        if _IDIOM.fullmatch(said) or "".join(p.group() for p in pairs) != said or len(pairs) < 2:
            continue
        yield (
            at,
            at + len(said),
            tuple(
                Branch(number(p["count"]), p["name"], Span("", at + p.start(), at + p.end()))
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
        elif char in "NX":
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


def _filled(
    state: State,
    start: int,
    end: int,
    name: str,
    branches: tuple[Branch, ...],
    groups: list[Group],
) -> Structure:
    """Give each branch its members: what the text calls by the branch's own words or number,
    else the group of its number that stands nearest, else a list beside the notation; each once.
    """
    text, document = state.text, state.document
    doubts: list[str] = []
    beside = _Beside.read(state, start, end, _leaves(branches))
    free = sorted(
        groups,
        key=lambda g: (
            len(g.items) != g.count,
            not g.short or g.start < start,
            g.start if g.short else min(abs(g.start - start), abs(g.end - start)),
        ),
    )

    def fill(branch: Branch) -> Branch:
        place = Span(document.id, branch.span.start, branch.span.end)
        if branch.members:
            return replace(branch, span=place, members=tuple(fill(m) for m in branch.members))
        group = next((g for g in free if g.items and _fits(g, branch, start)), None)
        listed = beside.take(branch) if group is None or abs(group.start - start) > _NEAR else ()
        if listed:
            return replace(branch, span=place, members=listed)
        called = group or next((g for g in free if g.name and _fits(g, branch, start)), None)
        if called is None:
            doubts.append(f"正文没有列出{_what(branch, text)}{beside.left_out}")
            return replace(branch, span=place)
        free.remove(called)
        named = replace(branch, span=place, name=called.name or branch.name, members=called.items)
        if not called.items:
            doubts.append(
                f"正文提到“{text[called.start : called.end]}”，没有列出是哪{called.count}项"
            )
        elif len(called.items) != called.count:
            doubts.append(
                Contradiction(f"{named.name}写明{called.count}项，列出{len(called.items)}项")
            )
        return named

    clause = state.clause_at(start)
    filled = tuple(fill(branch) for branch in branches)
    return Structure(
        text[start:end],
        name,
        Span(document.id, start, end),
        clause.id if clause else None,
        filled,
        (*doubts, *beside.doubts),
    )


def _fits(group: Group, branch: Branch, start: int) -> bool:
    """Ask whether a group may be what a branch of a notation at ``start`` stands for."""
    if branch.name and group.count == branch.count:
        if group.short and group.name:
            return group.name == branch.name
        return group.name.startswith(branch.name) or (
            branch.name in ("大", "类") and abs(group.start - start) < _NEAR
        )
    near = abs(group.start - start) < _NEAR or not group.short
    return group.count == branch.count and not branch.name and near


def _what(branch: Branch, text: str) -> str:
    """Name a branch to a person: “两高”所指的2项, 其中的3项."""
    count = branch.count if branch.count is not None else "若干"
    printed = text[branch.span.start : branch.span.end]
    return f"“{printed}”所指的{count}项" if branch.name else f"其中的{count}项"


def _leaves(branches: Iterable[Branch]) -> list[Branch]:
    return [
        leaf
        for branch in branches
        for leaf in (_leaves(branch.members) if branch.members else [branch])
    ]


@dataclass(slots=True)
class _Beside:
    """A list that stands beside a notation and not under a number: 甲、乙、丙、丁等“4+4”.

    It is shared out in order where it has as many items as all branches; where it has as many as the
    first, it is that, and the rest is left out by the text itself (等).
    """

    shares: dict[Span, tuple[Branch, ...]]
    doubts: list[str]
    left_out: str = ""

    @classmethod
    def read(cls, state: State, start: int, end: int, leaves: list[Branch]) -> _Beside:
        counts = [leaf.count for leaf in leaves]
        bracket = _BRACKET.match(state.text, end)
        if bracket:
            parts = re.split("[；;]", bracket["items"])
            at = bracket.start("items")
            groups = []
            for part in parts:
                groups.append(items_of(state, at, at + len(part), 0))
                at += len(part) + 1
            if [len(group) for group in groups] == counts:
                shares = {leaf.span: group for leaf, group in zip(leaves, groups, strict=True)}
                return cls(shares, [])
        before = _BEFORE.search(state.text, max(0, start - _WIDE), start)
        if before is None or None in counts or _SENTENCE.search(before["items"]):
            return cls({}, [])
        items = items_of(state, *before.span("items"), 0)
        etc = before["items"].endswith("等")
        total = sum(count for count in counts if count is not None)
        if len(items) == total:
            shares, done = {}, 0
            for leaf in leaves:
                shares[leaf.span] = items[done : done + (leaf.count or 0)]
                done += leaf.count or 0
            return cls(shares, ["正文只列一串，按先后分到各组"])
        if len(items) == counts[0] and etc:
            return cls({leaves[0].span: items}, [], "（只列出一组，其余以“等”略去）")
        listed = "、".join(item.name for item in items)
        return cls({}, [f"正文列出{listed}{'等' if etc else ''}，没有写明各属哪一组"])

    def take(self, branch: Branch) -> tuple[Branch, ...]:
        return self.shares.get(branch.span, ())
