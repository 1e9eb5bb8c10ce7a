"""The marks of an official document: number, date, kind, issuing body, printed fields.

Patterns run over folded text (``text.fold`` of the repaired text), where every bracket, dash and
blank has one form; their offsets are offsets into the text as printed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gangmu.reading.text import fold

KIND = (
    r"(?:命令|令|决定|决议|公告|通告|意见|通知|通报|报告|请示|批复|函|纪要"
    r"|办法|细则|规定|规则|规程|条例|章程|标准|指南|导则|目录|清单|名单|方案|规划|计划|纲要|要点|措施"
    r"|政策|举措|若干条|[0-9一二三四五六七八九十]+条|行动|工程|指引|制度|机制|评估|总结|解读|问答|建议|说明)"
)

_CN = "〇零○O一二三四五六七八九十"
DATE = re.compile(
    rf"(?:(?:19|20)[0-9]{{2}} ?年 ?[0-9]{{1,2}} ?月 ?[0-9]{{1,2}} ?日"
    rf"|[一二][{_CN}]{{3}} ?年 ?[{_CN}元]{{1,3}} ?月 ?[{_CN}]{{1,3}} ?日"
    r"|(?<![0-9])(?:19|20)[0-9]{2}([-./])[0-9]{1,2}\1[0-9]{1,2}(?![0-9]))"
)

NUMBER = re.compile(
    r"[一-鿿]{2,12} ?[\[(【] ?(?:19|2[0Oo])[0-9OoIl|]{2} ?年?[\])】] ?第? ?[0-9OoIl|]{1,4} ?号"
    r"|[一-鿿]{2,24}(?:令|人民代表大会(?:常务委员会)?公告)\s*\(?第 ?[0-9一二三四五六七八九十百]{1,5} ?号"
    r"|(?<![0-9])(?:19|20)[0-9]{2}年第[0-9]{1,3}号"
)
_AFTER_KIND = re.compile(
    r".*(?:通知|意见|办法|方案|规划|计划|决定|公告|细则|措施|文件|号|日|年|正文)"
)

_NAMES = {
    "title": "标题|文件名称|文件标题|名称|信息名称",
    "number": "字号|发文字号|文号|发文文号|文件编号|文件字号|公文文号",
    "issuers": "制定机关|发布部门|发布单位|发文机关|发文机构|发文单位|制发机关|发布机构|评估单位|编制单位|起草单位|颁布单位|印发机关|成文单位",
    "signed": "成文日期|发文日期|生成日期|印发日期|签发日期|制发日期|成文时间|发文时间",
    "published": "公布日期|发布日期|颁布日期|公布时间|公开日期|颁布时间",
    "posted": "发布时间|发表时间|信息来源时间|公开时间|更新时间|时间|日期",
    "effective": "施行日期|实施日期|生效日期|施行时间|实施时间|生效时间",
    "expires": "失效日期|废止日期|失效时间|有效期至|终止日期",
    "effect_level": "效力等级|效力级别|效力层级",
    "validity": "时效性|有效性|时效|效力状态|是否有效",
    "subject": "主题分类|法规类别|主题类别|信息类别|类别|分类|主题词",
    "source": "来源|信息来源|稿源|出处|文章来源",
    "author": "作者|记者|撰稿|文|责任编辑|责编|编辑|通讯员",
    "journal": "期刊名称|年(卷),期|摘要|关键词|正文语种|中图分类|相关文献|总页数|作者单位|收稿日期|基金项目|DOI",
    "other": "索引号|浏览次数|字体|点击量|公开类别|公开方式|公开范围|阅读次数|点击数|浏览量|字体大小|阅读量|体裁分类|组配分类|公开属性|访问量|主办单位",
}
FIELD_OF = {name: kind for kind, names in _NAMES.items() for name in names.split("|")}
# Names are printed spread out: 标    题：.
_NAME = "|".join(
    " {0,8}".join(map(re.escape, name)) for name in sorted(FIELD_OF, key=len, reverse=True)
)
BRACKETED = re.compile(rf"[•·●*]? ?【({_NAME})】 ?")
_COLON = re.compile(rf"(?:(?<=[ \t\n|>》)\]])|^)({_NAME})(?: ?:|(?=\t))[ \t]*")
_PAGE_MARK = re.compile(r"文章属性|正文(?=[一-鿿])")


class Field(NamedTuple):
    """A printed name and value: ``kind`` says what of, ``start`` to ``end`` is both."""

    kind: str
    name: str
    value: str
    start: int
    end: int


_BODY_END = (
    r"(?:人民政府办公厅|人民政府办公室|政府办公厅|政府办公室|人民政府|国务院|党中央|中央"
    r"|办公厅|办公室|委员会|管委会|办事处|领导小组|工作专班|指挥部|联席会议|党组|银行|分行|支行"
    r"|发展改革委|信息化委|发改委|经信委|国资委|[一-鿿]委|局|厅|部|署|院|会|中心|集团|公司|调查总?队)"
)
BODY_NAME = re.compile(rf"[一-鿿]{{1,30}}?{_BODY_END}")


def numbers(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the document numbers between two offsets, without the words glued before them.

    >>> text = "关于印发《方案》的通知临政发[2026]3号各区"
    >>> [text[a:b] for a, b in numbers(text, 0, len(text))]
    ['临政发[2026]3号']
    """
    found: list[tuple[int, int]] = []
    for match in NUMBER.finditer(folded, start, end):
        first, last = match.span()
        code = re.split(r"[\[(第]", match.group(), maxsplit=1)[0]
        glued = _AFTER_KIND.match(code)
        if glued and glued.end() < len(code):
            first += glued.end()
        found.append((first, last))
    return found


def bodies(words: str) -> tuple[str, ...]:
    """Split words that are nothing but names of bodies; empty if there is anything else.

    >>> bodies("临江市财政局　临江市工业和信息化局")
    ('临江市财政局', '临江市工业和信息化局')
    >>> bodies("临江市财政局临江市商务局"), bodies("临江市产业发展规划")
    (('临江市财政局', '临江市商务局'), ())
    """
    names: list[str] = []
    for piece in re.split(r"[ \t、,\n]+|(?<=[一-鿿])(?=中共)", fold(words).strip()):
        glued = _glued(piece)
        if not all(map(BODY_NAME.fullmatch, glued)):
            return ()
        names += glued
    return tuple(names)


def _glued(piece: str) -> list[str]:
    """Split bodies set without a blank: a second one begins by naming the same place."""
    place = re.match(r"(?:中共)?([一-鿿]{2,8}?[省市区县州旗])", piece)
    if place is None:
        return [piece]
    again = piece.find(place[1], place.end())
    if again < 0 or not BODY_NAME.fullmatch(piece[:again]):
        return [piece]
    return [piece[:again], *_glued(piece[again:])]


def fields(folded: str, text: str, far: int, near: int) -> list[Field]:
    """Find the printed names and values of the head of a document.

    ``【字号】…`` with or without bullets stands anywhere before ``far``; ``文号：…`` only before
    ``near``, the first sentence. A value ends at the next name, at the line's end, at two blanks or where
    the page says 正文.

    >>> page = "•【字号】临发〔2026〕1号•【时效性】现行有效正文关于"
    >>> [(f.kind, f.value) for f in fields(fold(page), page, 99, 99)]
    [('number', '临发〔2026〕1号'), ('validity', '现行有效')]
    """
    marks = [(m.start(), m.end(), m[1], True) for m in BRACKETED.finditer(folded, 0, far)]
    bracketed = bool(marks)
    if not bracketed:
        marks = [(m.start(1), m.end(), m[1], False) for m in _COLON.finditer(folded, 0, near)]
    limit = far if bracketed else near
    found: list[Field] = []
    for i, (start, value, name, _) in enumerate(marks):
        stop = marks[i + 1][0] if i + 1 < len(marks) else limit
        line = folded.find("\n", value, stop)
        if line >= 0 and folded[value:line].strip():
            stop = line
        elif line >= 0 and not bracketed:
            following = folded.find("\n", line + 1, stop)
            stop = following if following >= 0 else stop
        if not bracketed:
            gap = re.compile(r" {2,}|\t|\||\[").search(folded, value, stop)
            if gap and folded[value : gap.start()].strip() and gap.group()[0] != "[":
                stop = gap.start()
        mark = _PAGE_MARK.search(folded, value, stop)
        if mark:
            stop = mark.start()
        end = max(value, stop)
        printed = text[value:end].strip(" \t\n\u3000•·●|")
        plain = name.replace(" ", "")
        found.append(Field(FIELD_OF[plain], plain, printed, start, end))
    return found
