"""Tell by rule what a text is: official, an interpretation, a journal or press text, unsigned."""

from __future__ import annotations

import re

from gangmu.reading.marks import bodies
from gangmu.reading.text import fold
from gangmu.reading.wrapper import Frame
from gangmu.terms import Clause, SourceClass

_EXPLAINS = re.compile(
    r"解读|问答|答记者问|一图读懂|一图看懂|图解|图说|吹风会|新闻发布会|政策说明|起草说明|编制说明"
)
_EXPLAINING = re.compile(
    r"(?m)^[ \t#*]*(?:[0-9]{0,2}[ .、]*|[一二三四五六七八九十]+、|\([一二三四五六七八九十]\))?(?:(?:内容|政策|文件)?解读|(?:出台|制定|起草|编制|政策)(?:的)?(?:背景|依据|过程|目的)(?:和[一-鿿]{2,6})?|政策亮点|主要亮点|《[^》]{2,40}》的(?:总体考虑|主要内容|特点|亮点))[ \t:]*$"
)
_ESSAY = re.compile(
    r"(?:思考|研究|探讨|探析|浅析|初探|分析|对策|启示|综述|述评|路径|建议|刍议|展望|访谈|纪实|侧记)(?:[—:(].*)?$"
)
_BYLINE = re.compile(
    r"(?:作者|撰文|文/|记者|通讯员) ?[:|]? ?[一-鿿]{2,4}|本报(?:讯|记者)|新华社|中新社|据悉[,,]|[一-鿿]{2,6}日报(?:讯|记者)|\((?:记者|通讯员)[^)]{2,20}\)"
)
_PRESS = re.compile(
    r"日报|晚报|晨报|时报|早报|商报|都市报|周刊|周报|月刊|杂志|新闻网|新华网|人民网|电视台|通讯社|融媒体|客户端|公众号"
)
_JOURNAL_ISSUE = re.compile(
    r"来源 ?: ?《[^》]{2,20}》|《[^》]{2,20}》 ?(?:19|20)[0-9]{2}年第? ?[0-9]{1,2}期|参考文献|关键词 ?:|摘 ?要 ?:"
)
_ENACTS = re.compile(
    r"特?(?:制定|制订|编制)(?:本|如下|以下|此)[一-鿿]{0,4}?(?:规划|计划|方案|意见|办法|细则|措施|规定|政策|纲要|条例|要点)"
    r"|(?:特?(?:制定|制订|编制)|提出|现就)[^。,]{0,30}?如下[一-鿿]{0,4}(?:意见|措施|政策|方案|通知)?[。:]?"
    r"|(?:特?制[定订])[^。,《》]{0,10}(?:意见|措施|政策|方案)如下"
)
_COMPILED = re.compile(
    r"(?:规划|纲要|计划|方案|意见|办法|细则|条例|规定|措施|公报|通报|报告|评估|总结|要点|纪要|通告|公告|汇报|白皮书|运行(?:情况)?(?:的)?分析|安排|情况)(?:\([^()]*\))?$"
)
_ARGUES = re.compile(
    r"总的来说|总体来说|总之|综上所述|笔者|首先[,,].{0,2000}其次[,,]|我们可以看到|大家|小编", re.S
)
_PLACARD = re.compile(r"各位代表|请予审议|现将[^。]{2,60}报告如下|(?:公告|通告)如下")


def source_class(folded: str, frame: Frame, clauses: tuple[Clause, ...]) -> tuple[SourceClass, str]:
    """Classify a text, with the reason in Chinese. What nothing speaks for is unsigned.

    Marks of the press and of explanations go before the marks of an official document, because
    such texts quote numbers and bodies of the documents they are about.
    """
    head = folded[:600]
    title = frame.title or ""
    explains = _EXPLAINS.search(title)
    if explains:
        return SourceClass.INTERPRETATION, f"标题含“{explains.group()}”"
    reason = _printed_journal(head, frame) or _press(head, folded, frame)
    if reason:
        return SourceClass.JOURNAL, reason
    number = frame.number or frame.value("number")
    if number and re.search(r"[0-9][号期次]", number):
        return SourceClass.OFFICIAL, f"有文号 {number}"
    if frame.addressees and (frame.signed or frame.wrapper or frame.value("issuers")):
        return SourceClass.OFFICIAL, "有主送机关和落款"
    explaining = _EXPLAINING.search(folded)
    if explaining:
        return SourceClass.INTERPRETATION, f"有“{explaining.group().strip(' #*:0123456789')}”部分"
    if frame.signers and frame.signed:
        return SourceClass.OFFICIAL, f"有署名（{'、'.join(frame.signers)}）和成文日期"
    if frame.value("issuers"):
        return SourceClass.OFFICIAL, f"有制定机关 {frame.value('issuers')}"
    compiled = next((names for line in frame.under if (names := bodies(line))), ())
    if compiled and _COMPILED.search(fold(title)):
        return SourceClass.OFFICIAL, f"标题下有编制机关 {'、'.join(compiled)}"
    essay = _ESSAY.search(title)
    if essay:
        return SourceClass.JOURNAL, f"标题是论文或建议的写法（“{essay.group()}”），没有文号和署名"
    placard = _PLACARD.search(folded)
    if placard:
        return SourceClass.OFFICIAL, f"有公文用语“{placard.group()}”"
    if re.search("通过|公布|印发|发布", "".join(frame.under)):
        return SourceClass.OFFICIAL, "题注写明通过或公布"
    enacts = _ENACTS.search(folded[:3000])
    if enacts and clauses:
        return (
            SourceClass.OFFICIAL,
            f"有制定用语“{enacts.group()}”，但未印文号和制定机关，须核对来源",
        )
    argues = _ARGUES.search(folded)
    if not argues and _official_numbering(clauses):
        return (
            SourceClass.OFFICIAL,
            "按公文的结构层次序数（一、（一）1.）行文，似正式文件的节录；未印文号和制定机关，须核对来源",
        )
    if any(clause.id.startswith("第") for clause in clauses) and "第一条" in folded:
        return SourceClass.OFFICIAL, "按章、条行文；未印文号和制定机关，须核对来源"
    return SourceClass.UNSIGNED, "没有文号、制定机关、署名、主送机关和制定用语"


def _printed_journal(head: str, frame: Frame) -> str:
    names = [f.name for f in frame.fields if f.kind == "journal"]
    if names:
        return f"有期刊著录项【{names[0]}】"
    issue = _JOURNAL_ISSUE.search(head)
    if issue and not frame.number:
        return f"有期刊标记“{issue.group()}”"
    return ""


def _press(head: str, folded: str, frame: Frame) -> str:
    if frame.number or frame.addressees:
        return ""
    source = frame.value("source") or ""
    if _PRESS.search(source):
        return f"来源是报刊或新闻网站（{source}）"
    byline = _BYLINE.search(head) or _BYLINE.search(folded[-200:])
    if byline:
        return f"有作者或记者署名（“{byline.group()}”）"
    signed_by = _organ_and_person(folded)
    return f"标题下有作者单位和姓名（{signed_by}）" if signed_by else ""


def _organ_and_person(folded: str) -> str:
    """Find the name of a body and of a person straight after an essay's title."""
    match = re.search(
        r"(?m)^[^。,:\n]{4,40}?(?:思考|研究|探讨|分析|对策|启示|建议|综述)\s?(?P<who>[一-鿿]{4,20}(?:委员会|局|院|大学|中心|厅|部|所|学会)\s?[一-鿿]{2,3})(?=[“\s])",
        folded[:800],
    )
    return match["who"] if match else ""


def _official_numbering(clauses: tuple[Clause, ...]) -> bool:
    """Ask whether 一、 and (一) are both used, as only official texts and their kin do."""
    tops = [clause for clause in clauses if clause.level == 1]
    return (
        len(tops) >= 2
        and all(clause.id[0] in "一二三四五六七八九十" for clause in tops)
        and any(clause.level == 2 and clause.id.split("/")[1][0] in "（(" for clause in clauses)
    )
