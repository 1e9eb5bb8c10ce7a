"""Read web pages: the text of the article, without what stands around it on the site.

Nothing is fetched and nothing is run. Scripts, styles, navigation and link lists are left out;
tables become grids unless they only lay out the page.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from gangmu.reading.manuscript import Cell, Galley, Manuscript
from gangmu.reading.marks import FIELD_OF
from gangmu.reading.text import decode
from gangmu.terms import InputError

_SILENT = frozenset(
    re.findall(
        r"\S+",
        "script style noscript template head nav footer aside form button select option textarea iframe "
        "object embed applet svg canvas audio video map input label dialog menu link meta",
    )
)
_BLOCK = frozenset(
    re.findall(
        r"\S+",
        "address article blockquote body caption center dd details div dl dt fieldset figcaption figure "
        "h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary tbody td tfoot th thead tr ul",
    )
)
_INLINE = frozenset({"span", "b", "strong", "em", "i", "label", "font"})
_NAMED = re.compile(r"\s*([一-鿿]{2,6})\s*[:：]")
_AROUND = re.compile(
    r"(?:^|[\s_\-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|foot|copyright|share|bdshare\w*|sidebar|side|related"
    r"|relate|recommend|qrcode|ewm|toolbar|tools|print|search|login|banner|pagination|comments?|fontsize|gotop|friendlink|links)(?:$|[\s_\-0-9])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_META = {
    "articletitle": "标题",
    "pubdate": "发布时间",
    "contentsource": "来源",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{3,20})", re.I)
_FOOT = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|【(?:打印|关闭|大|中|小|字体)|^(?:打印|关闭|返回顶部|分享到?|扫一扫|上一篇|下一篇|相关链接|相关文件)[^。]{0,60}$|主办单位[:：]"
)
# Where a program wraps the source of a page between a figure and its unit, no blank is meant.
_WRAPPED = re.compile(r"(?<=[0-9.%])\v(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\v(?=[0-9])")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_MAX_LINKS = 600
_MAX_DEPTH = 200
_MAX_SPAN = 100


def read_html(data: bytes, where: str) -> Manuscript:
    """Read a page from its bytes; the encoding is what it declares, else what decodes.

    >>> page = "<nav>首页</nav><h1>临江区规划</h1><p>一、目标</p><table><tr><td>产值<td>5</table>"
    >>> read_html(page.encode(), "a.html").text
    '临江区规划\\n一、目标\\n产值\\t5\\n'
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _decode(data, where))
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise InputError("不是网页，或网页是空的", where, "请重新保存网页后再读。") from None
    fields = tuple(_meta(root))
    galley = Galley()
    body = root.find("body")
    _lay(_article(root if body is None else body), galley)
    return galley.manuscript(fields)


def _decode(data: bytes, where: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith(
        (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        name = declared[1].decode("ascii").lower()
        if name.startswith("gb"):
            name = "gb18030"
        elif name == "big5":
            name = "big5hkscs"
        # A page often declares another encoding than it has.
        with contextlib.suppress(LookupError, UnicodeError):
            data = data.decode(name).encode("utf-8")
    return decode(data, where)


def _meta(root: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Give what 政府网站发展指引 asks a page to say of itself in meta elements."""
    for element in root.iter("meta"):
        name = _META.get((element.get("name") or "").strip().lower())
        value = (element.get("content") or "").strip()
        if name and value:
            yield name, value


def _article(body: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """Choose the element that holds the article with its title, else the whole body."""
    whole = len(_words(body))
    for element in body.iter("article", "main"):
        if len(_words(element)) * 2 > whole:
            return element
    return body


def _words(element: lxml_html.HtmlElement) -> str:
    return "".join(
        "".join(e.itertext()) for e in element.iter("p", "td", "h1", "h2", "h3") if e.tag
    )


def _lay(root: lxml_html.HtmlElement, galley: Galley) -> None:
    """Walk the tree once: text runs on until a block begins or ends."""
    line: list[str] = []

    def close() -> None:
        words = re.sub(r" *\n *", "\n", re.sub(" +", " ", _unwrapped("".join(line))))
        line.clear()
        for one in words.split("\n"):
            shown = one.strip(" \t\r\f\xa0")
            if shown and not _FOOT.search(shown):
                galley.paragraph(shown.replace("\xa0", " "))

    def say(text: str | None) -> None:
        if text:
            line.append(_SPACE.sub(_plain_space, text))

    walker = etree.iterwalk(root, events=("start", "end"))
    depth = 0
    for event, element in walker:
        tag = element.tag
        if event == "start":
            depth += 1
            if depth > 1 and (depth > _MAX_DEPTH or _is_around(element)):
                walker.skip_subtree()
                continue
            if tag == "table" and _is_grid(element):
                close()
                galley.table(_rows(element))
                walker.skip_subtree()
                continue
            if tag in _BLOCK:
                close()
            elif tag == "br":
                line.append("\n")
            elif line and tag in _INLINE and _names_field(element.text):
                line.append(" ")  # 公布日期：in an element of its own is set apart by its style
            say(element.text)
        else:
            depth -= 1
            if tag in _BLOCK or tag == "table":
                close()
            if element is not root:
                say(element.tail)
    close()


def _names_field(text: str | None) -> bool:
    named = _NAMED.match(text or "")
    return named is not None and named[1] in FIELD_OF


def _is_around(element: lxml_html.HtmlElement) -> bool:
    """Ask whether an element belongs to the site and not to the article."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT:
        return True
    if _HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None:
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if tag in ("div", "ul", "ol", "section", "header", "p", "span", "table") and _AROUND.search(
        name
    ):
        return len("".join(element.itertext())) < 2000 or tag in ("ul", "ol")
    return tag in ("ul", "ol", "div", "p", "td") and _is_link_list(element)


def _is_link_list(element: lxml_html.HtmlElement) -> bool:
    if len(element) < 2 or next(element.iterdescendants("a"), None) is None:
        return False
    words = 0
    for text in element.itertext():
        words += len("".join(text.split()))
        if words > _MAX_LINKS:
            return False
    linked = sum(len("".join("".join(a.itertext()).split())) for a in element.iter("a"))
    return words > 0 and linked * 10 > words * 8


def _is_grid(table: lxml_html.HtmlElement) -> bool:
    """Ask whether a table holds data; a table within it or an article in a cell lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    cells = list(table.iter("td", "th"))
    if len(cells) < 2:
        return False
    return not any(
        len(list(cell.iter("p"))) > 5 or len("".join(cell.itertext())) > 1500 for cell in cells
    )


def _rows(table: lxml_html.HtmlElement) -> Iterator[list[Cell]]:
    for row in table.iter("tr"):
        yield [
            Cell(_cell_text(cell), _count(cell.get("rowspan")), _count(cell.get("colspan")))
            for cell in row
            if cell.tag in ("td", "th")
        ]


def _cell_text(cell: lxml_html.HtmlElement) -> str:
    pieces: list[str] = []
    for element in cell.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        if element.tag in _BLOCK or element.tag == "br":
            pieces.append(" ")
        pieces.append(element.text or "")
        if element is not cell:
            pieces.append(element.tail or "")
    return _unwrapped(_SPACE.sub(_plain_space, "".join(pieces)))


def _plain_space(blanks: re.Match[str]) -> str:
    """Give one blank, or the mark of a wrapped source."""
    return "\v" if "\n" in blanks.group() or "\r" in blanks.group() else " "


def _unwrapped(text: str) -> str:
    return _WRAPPED.sub("", text).replace("\v", " ")


def _count(value: str | None) -> int:
    return min(int(value), _MAX_SPAN) if value and value.isdecimal() and int(value) > 0 else 1
