"""Which other documents a document stands on: 依据, 落实, 废止, 修改, 延长."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangmu.extraction.state import State
from gangmu.terms import Citation, Document, Span

_NAME = re.compile(
    r"《(?P<title>[^《》]{0,100}(?:《[^》]{0,100}》[^《》]{0,100})?)》(?:\s?[（(](?P<number>[^（()）]{2,16}[（(〔\[][0-9]{4}[）)〕\]]\s?[0-9]{1,4}\s?号|[^（()）]{2,14}[〔\[][0-9]{4}[〕\]]\s?第?[0-9]{1,4}号)[）)])?"
)
_IN_TITLE = re.compile("(?P<relation>修改|废止|延长)(?:[^《》]{0,6})《(?P<title>[^《》]+)》")
# The cue that stands nearest before the name decides; repeal and prolonging also stand after it.
_CUES = re.compile(
    r"(?P<废止>废止|停止执行|替代)|(?P<修改>修改|修订|修正|对(?=\s?《))|(?P<延长>延长|继续有效|续期)"
    r"|(?P<落实>落实|贯彻|衔接|实施|推进|执行)|(?P<依据>根据|依据|按照|依照|遵照|参照)"
)
_OTHERS = r"(?:\s?[、和及与以]{1,2}\s?《[^》]*》(?:\s?[（(][^（()）]*[）)])?)*"
_CLOSE = "[^。；;：:《，,]"
_AFTER = (
    (
        # A repeal with an object of its own (决定废止下列文件) says nothing of the names before it.
        "废止",
        re.compile(
            rf"{_OTHERS}{_CLOSE}{{0,24}}?(?:[，,](?:现|同时|一并|均|自){_CLOSE}{{0,20}}?)?"
            r"(?:废止|停止执行)(?!下列|以下|部分|了?\s?《)"
        ),
    ),
    (
        "延长",
        re.compile(r"[^。]{0,30}?(?:有效期|施行期|实施期|期限)[^。]{0,12}?(?:延长|延续|顺延)"),
    ),
    ("落实", re.compile(r"(?:[（(][^（()）]*[）)])?\s?(?:的)?(?:总体)?(?:要求|部署|精神)")),
    ("修改", re.compile(r"[^。]{0,30}?(?:作如下修改|作出修改|修改如下|修改为|进行修改)")),
)
# A repeal reaches only the names that follow it at once.
_REACH = re.compile(
    rf"(?:了|原|的)?(?:\s?《[^》]*》(?:\s?[（(][^（()）]*[）)])?{_OTHERS}[、和及与以]{{1,2}})?\s?"
)
# 决定废止下列文件：with the names in the numbered lines below.
_LISTED = r"(?:下列|以下)[^。；：:\n]{0,30}[：:]"
_STOPPED = (
    r"[^。；：:，,\n]{0,30}(?:予以|现予|一并)?(?P<%s>废止|修改|停止执行)[^。；：:\n]{0,10}[：:]"
)
_LIST = re.compile(
    f"废止{_LISTED}|修改{_LISTED}|下列{_STOPPED % 'after'}|以下{_STOPPED % 'behind'}"
)
_REPEALS = re.compile("(?:决定|予以|宣布)?(?:废止|失效)")
_ITEM = re.compile(
    r"[ \t\u3000]*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|《)[^\n]*(?:\n|$)"
)


def find_citations(state: State) -> tuple[Citation, ...]:
    """Find the documents cited in the body, one entry for each other document.

    A name without a cue (关于印发《…》的通知, a mention in passing) is no citation.
    """
    found: dict[str, Citation] = {}
    for citation in _citations(state):
        key = citation.relation + _plain(citation.title)
        kept = found.get(key)
        if kept is None or (kept.number is None and citation.number):
            found[key] = citation
    return tuple(sorted(found.values(), key=lambda c: c.span.start))


def _citations(state: State) -> Iterator[Citation]:
    text, document = state.text, state.document
    name = document.metadata.title or ""
    own = {_plain(name), _plain(document.id)}
    for match in _IN_TITLE.finditer(name):
        at = max(text.find(f"《{match['title']}》"), 0)
        span = Span(document.id, at, at + len(match["title"]) + 2)
        yield Citation(match["relation"], match["title"], None, span)
    lists = [*_lists(text, document.body.start, document.body.end), *_titled(document)]
    for match in _NAME.finditer(text, document.body.start, document.body.end):
        title = match["title"]
        if len(title) < 5:
            continue
        listed = next((r for start, end, r in lists if start <= match.start() < end), None)
        relation = listed or _relation(text, match)
        if _plain(title) in own and not _is_earlier(document, match["number"], relation):
            continue
        if relation:
            yield Citation(relation, title, match["number"], Span(document.id, *match.span()))


def _is_earlier(document: Document, number: str | None, relation: str | None) -> bool:
    """Ask whether a document's own title names an edition before it: by another 文号, or as repealed."""
    if relation != "废止":
        return False
    own = document.metadata.number
    return number is None or own is None or _plain(number) != _plain(own)


def _plain(title: str) -> str:
    return re.sub(r"[\s“”\"（）()《》〔〕\[\]—\-]", "", title)


def _lists(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Find the numbered lines below 废止下列文件： and the like, with their relation."""
    found: list[tuple[int, int, str]] = []
    if not any(word in text for word in ("废止", "修改", "停止执行")):
        return found
    for head in _LIST.finditer(text, start, end):
        relation = (head["after"] or head["behind"] or head.group()[:2]).replace("停止执行", "废止")
        at = head.end() + (text[head.end() : head.end() + 1] == "\n")
        while line := _ITEM.match(text, at, end):
            at = line.end()
        if at > head.end():
            found.append((head.end(), at, relation))
    return found


def _titled(document: Document) -> list[tuple[int, int, str]]:
    """Find the clauses below a heading that repeals: 一、废止《…》等2件文件."""
    return [
        (clause.heading_span.end, clause.span.end, "废止")
        for clause in document.clauses
        if _REPEALS.match(clause.heading)
    ]


def _relation(text: str, match: re.Match[str]) -> str | None:
    begin = max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
    for relation, pattern in _AFTER:
        if pattern.match(text, match.end()):
            return relation
    for cue in reversed(list(_CUES.finditer(text, begin, match.start()))):
        if cue.lastgroup != "废止" or _REACH.fullmatch(text, cue.end(), match.start()):
            return cue.lastgroup
    return None
