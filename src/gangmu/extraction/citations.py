"""Which other documents a document stands on: 依据, 落实, 废止, 修改, 延长."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangmu.extraction.state import State, last_match
from gangmu.terms import Citation, Span

_NAME = re.compile(
    r"《(?P<title>[^《》]*(?:《[^》]*》[^《》]*)?)》(?:\s?[（(](?P<number>[^（()）]{2,16}[（(〔\[][0-9]{4}[）)〕\]]\s?[0-9]{1,4}\s?号|[^（()）]{2,14}[〔\[][0-9]{4}[〕\]]\s?第?[0-9]{1,4}号)[）)])?"
)
_IN_TITLE = re.compile("(?P<relation>修改|废止|延长)(?:[^《》]{0,6})《(?P<title>[^《》]+)》")
# The cue that stands nearest before the name decides; repeal and prolonging also stand after it.
_CUES = re.compile(
    r"(?P<废止>废止|停止执行|替代)|(?P<修改>修改|修订|修正|对(?=\s?《))|(?P<延长>延长|继续有效|续期)"
    r"|(?P<落实>落实|贯彻|衔接|实施|推进|执行)|(?P<依据>根据|依据|按照|依照|遵照|参照)"
)
_AFTER = (
    ("废止", re.compile(r"[^。]{0,60}?(?:同时废止|予以废止|自行废止|即行废止|废止|停止执行)")),
    (
        "延长",
        re.compile(r"[^。]{0,30}?(?:有效期|施行期|实施期|期限)[^。]{0,12}?(?:延长|延续|顺延)"),
    ),
    ("落实", re.compile(r"(?:[（(][^（()）]*[）)])?\s?(?:的)?(?:总体)?(?:要求|部署|精神)")),
    ("修改", re.compile(r"[^。]{0,30}?(?:作如下修改|作出修改|修改如下|修改为|进行修改)")),
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
    for match in _NAME.finditer(text, document.body.start, document.body.end):
        title = match["title"]
        if len(title) < 5 or _plain(title) in own:
            continue
        relation = _relation(text, match)
        if relation:
            yield Citation(relation, title, match["number"], Span(document.id, *match.span()))


def _plain(title: str) -> str:
    return re.sub(r"[\s“”\"（）()《》〔〕\[\]—\-]", "", title)


def _relation(text: str, match: re.Match[str]) -> str | None:
    begin = max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
    for relation, pattern in _AFTER:
        if pattern.match(text, match.end()):
            return relation
    cue = last_match(_CUES, text, begin, match.start())
    return cue.lastgroup if cue else None
