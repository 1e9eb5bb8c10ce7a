"""What a document and each of its sections speak of, and the years they stand between.

A ``Frame`` says which family a document belongs to, the last year that is past for it (``base``),
the year its aims are for (``horizon``), and the year an undated fact is of (``reporting``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from gangmu.terms import Document, SourceClass
from gangmu.writing.dates import find_dates, parse_period


class Part(StrEnum):
    """What a section speaks of, from its heading."""

    PAST = "现状"
    OUTLOOK = "形势"
    GOAL = "目标"
    TASK = "任务"
    PROPOSAL = "安排"
    CONDITION = "条件"
    BENEFIT = "支持"
    PROCEDURE = "程序"
    FUNDING = "保障"
    OTHER = ""


class Family(StrEnum):
    """What kind of text the whole document is, from its title."""

    PLAN = "规划计划"
    MEASURES = "办法措施"
    REPORT = "工作报告"
    EVALUATION = "评估总结"
    NEWS = "新闻解读纪要"
    OTHER = "其他"


# The first that a heading matches, in this order.
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.CONDITION, re.compile(r"条件|对象|门槛|准入|资格|(?:申报|入库|认定)(?:要求|范围)")),
    (Part.PROCEDURE, re.compile(r"程序|流程|申报|审核|审批|拨付|兑现|监督|附则|管理$|组织实施")),
    (Part.PROPOSAL, re.compile(r"对策|(?:下一?步|今后)(?:工作)?|工作(?:安排|打算|计划)|20[0-9]{2}年(?:主要|重点|工作)?(?:任务|安排|打算)")),
    (
        Part.PAST,
        re.compile(
            r"回顾|现状|成效|成绩|成就|进展|完成情况|概况|发展历程|(?:发展|工作|产业|现有|现状)?基础(?!设施|研究|能力|再造|材料|性|产业)"
            r"|主要做法|工作总结|(?:上年(?!度)|去年|过去)|实施情况|执行情况|背景|评估结果|总体评价|情况$"
        ),
    ),
    (
        Part.OUTLOOK,
        re.compile(r"形势|环境分析|机遇|挑战|存在(?:的)?问题|主要问题|(?<!缓解)(?<!解决)困难|(?<!补齐)(?<!补强)短板|趋势|差距"),
    ),
    (Part.GOAL, re.compile(r"目标|指标|愿景|预期")),
    (
        Part.BENEFIT,
        re.compile(
            r"支持标准|奖励|补助|补贴|奖补|资助|扶持|支持(?:政策|内容|方式)|优惠|标准|政策|激励|鼓励|支持"
        ),
    ),
    (Part.FUNDING, re.compile(r"保障|资金|财政|经费")),
    (
        Part.TASK,
        re.compile(
            r"任务|举措|措施|行动|工程|重点|路径|布局|建议|安排|打算|部署|推进|加快|提升|建设|培育|实施|强化|推动|发展|优化|打造|壮大|深化"
        ),
    ),
)  # fmt: skip
_FAMILIES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (Family.NEWS, re.compile(r"解读|问答|答记者问|会议纪要|新闻发布会")),
    (Family.REPORT, re.compile(r"工作报告|执行情况.{0,30}报告|计划草案|讲话|总结.{0,12}(?:安排|计划|打算|思路|要点)")),
    (
        Family.EVALUATION,
        re.compile(r"评估|总结|完成情况|统计公报|白皮书|蓝皮书|发展报告|执行情况|运行情况|实施情况|进展情况|监测"),
    ),
    (Family.REPORT, re.compile(r"报告|讲话")),
    (
        Family.MEASURES,
        re.compile(r"(?:申报|征集|兑现|认定|遴选|组织)[^》]{0,40}的?(?:通知|公告)$|修改《.{2,40}(?:办法|细则|措施|规定|政策)》"),
    ),
    (
        Family.PLAN,
        re.compile(r"规划|计划(?!管理)|行动方案|实施方案|工作方案|纲要|行动|要点|目标|方案"),
    ),
    (
        Family.MEASURES,
        re.compile(r"办法|细则|措施|政策|规定|条例|意见|若干|指南|通知|公告|奖励|补贴"),
    ),
)  # fmt: skip
_ACTS = re.compile(
    "夯实|筑牢|打牢|补[齐强足上]|破解|解决|攻克|强化|加强|巩固|提升|完善|健全|优化|推进|推动|加快|着力|突出|深化|做[强优大]|壮大|培育|拓展|构建|打造"
)
_DONE = re.compile("成效|成果|明显|显著|持续|有力|有序|稳步|情况|问题$|不断|成绩")
# 支持中小企业发展, 强化要素保障: tasks, not benefits
_WEAKLY = re.compile("(?!.*(?:奖|补助|补贴|标准|资助|贴息|政策|资金|财政|组织)).*")
_AIMS = re.compile("目标(?!完成|实现|任务完成)")
_SECOND_LINE = re.compile("(?:报告|公报|总结|解读|通报|分析)\\Z")
_TOLD = re.compile("记者|本报讯|据了解|据介绍")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")
_BENEFIT = re.compile(r"给予|奖励|补助|补贴|资助|贴息")
_TITLE = re.compile("《[^《》]{0,100}(?:《[^》]{0,100}》[^《》]{0,100})?》")
_GOAL_YEAR = re.compile(r"(?:到|至)\s?(20[0-9]{2})\s?年")
_REPORT_YEAR = re.compile(r"(20[0-9]{2})\s?年?")
_CUT_OFF = re.compile(r"(?:截至|截止到?|截止至)\s?(20[0-9]{2})\s?年\s?(?:([0-9]{1,2})\s?月)?")
# A goal more years ahead is an outlook, when a nearer one is named.
_FARTHEST = 6
# Reports to a congress are given in the first months of the year that they look ahead to.
_CONGRESS = 4
_AIM = re.compile(r"力争|争取|确保|实现|达到|超过|建成|形成|目标|要")


@dataclass(frozen=True, slots=True)
class Frame:
    """The family of a document and the years it stands between; ``None`` where nothing says.

    ``base`` is the last year already past, ``horizon`` the year the aims are for, ``reporting``
    the year (or month, ``2018-06``) of facts without a date, ``now`` the
    year and month the document speaks in, ``begun`` the year that an evaluated plan started from,
    ``signed`` the day it bears.
    """

    family: Family
    base: int | None = None
    horizon: int | None = None
    reporting: str | None = None
    cut_off: str | None = None
    now: tuple[int, int] | None = None
    begun: int | None = None
    signed: date | None = None


def frame_of(document: Document, text: str, sections: list[tuple[int, Part]]) -> Frame:
    """Decide which family a document is of, which year its aims are for, which one is past."""
    frame = _frame(document, text, sections)
    return replace(frame, now=_now(document, frame), signed=_signed(document))


def _now(document: Document, frame: Frame) -> tuple[int, int] | None:
    """Give when a document speaks: a report at the end of its year, others when they are signed."""
    published = _signed(document)
    end = (frame.base, 12) if frame.base is not None else None
    if frame.cut_off is not None:
        year, _, month = frame.cut_off.partition("-")
        return int(year), int(month or 12)
    if published is None or (frame.family is Family.REPORT and published.month <= _CONGRESS):
        return end
    signed = published.year, published.month
    if document.metadata.plan_period or parse_period(document.metadata.title or document.id):
        return max(end, signed) if end and frame.family is Family.PLAN else signed
    return signed


def _frame(document: Document, text: str, sections: list[tuple[int, Part]]) -> Frame:
    family = _family(document, text, sections)
    metadata = document.metadata
    title = metadata.title or document.id
    period = metadata.plan_period or parse_period(title) or _year_of_work(title)
    signed = _signed(document)
    published = signed.year if signed else _number_year(metadata.number)
    in_title = max(map(int, _REPORT_YEAR.findall(title)), default=None)
    cut_off = _cut_off(text, signed)
    if family is Family.EVALUATION:
        year = in_title if not period else None
        base = int(cut_off.group(1)) if cut_off else year or published
        if base is not None and period:
            base = min(base, period[1])
        until = None
        if cut_off:
            month = cut_off.group(2)
            until = f"{cut_off.group(1)}-{int(month):02d}" if month else cut_off.group(1)
        reporting = until or (str(base) if base else None)
        begun = period[0] - 1 if period else None
        return Frame(
            family, base, period[1] if period else published, reporting, until, begun=begun
        )
    if family is Family.REPORT and not period:
        year = in_title or published
        base = year - 1 if year else None
        later = signed is not None and signed.month > _CONGRESS and in_title is None
        reporting = year if later else base
        return Frame(family, base, year, str(reporting) if reporting else None)
    if family is Family.NEWS:
        horizon = period[1] if period else _goal_year(text, sections, published)
        return Frame(
            family,
            published - 1 if published else None,
            horizon,
            str(published) if published else None,
        )
    if period:
        base = period[0] - 1
        if published and published < base:
            base = published
        return Frame(family, base, period[1], str(base))
    if family is Family.MEASURES and len(_BENEFIT.findall(text)) > 3:
        base = published - 1 if published else None
        return Frame(family, base, None, str(base) if base else None)
    goal = _goal_year(text, sections, published)
    if published:
        return Frame(family, published - 1, goal, str(published - 1))
    if in_title and family is Family.PLAN:
        return Frame(family, in_title - 1, goal or in_title, str(in_title - 1))
    past = int(cut_off.group(1)) if cut_off else None
    return Frame(family, past, goal, str(past) if past else None)


def _signed(document: Document) -> date | None:
    """Give the day a document was signed or, if no reader told it, printed at its head."""
    if document.metadata.published is not None:
        return document.metadata.published
    head = document.text[: document.clauses[0].span.start if document.clauses else 400]
    return next((day for _, _, day in find_dates(head[:400])), None)


def _year_of_work(title: str) -> tuple[int, int] | None:
    """Give the year that the points of a year's work (2026年工作要点) are for."""
    points = re.search(r"(20[0-9]{2}) ?年[^。,]{0,40}要点", title)
    return (int(points[1]), int(points[1])) if points else None


def _cut_off(text: str, signed: date | None) -> re.Match[str] | None:
    """Find the latest time up to which a text says it counts, 截至2023年6月底."""
    latest = None
    for match in _CUT_OFF.finditer(text):
        if signed is not None and int(match.group(1)) > signed.year:
            continue
        if latest is None or _moment_of(match) > _moment_of(latest):
            latest = match
    return latest


def _moment_of(match: re.Match[str]) -> tuple[int, int]:
    return int(match.group(1)), int(match.group(2) or 12)


def _number_year(number: str | None) -> int | None:
    """Take the year of a 文号 for a document that prints no date."""
    match = _REPORT_YEAR.search(number or "")
    return int(match.group(1)) if match else None


def _goal_year(text: str, sections: list[tuple[int, Part]], published: int | None) -> int | None:
    titles = [match.span() for match in _TITLE.finditer(text)]
    goal = None
    goals: list[int] = []
    for match in _GOAL_YEAR.finditer(text):
        year, at = int(match.group(1)), match.start()
        if (published and year < published) or within(titles, at):
            continue
        if part_at(sections, at) is Part.GOAL:
            if goals and published and year > published + _FARTHEST:
                break  # 展望2035年
            goals.append(year)
        if goal is None and _AIM.search(text, match.end(), match.end() + 60):
            goal = year
    return max(goals, default=goal)


def within(extents: list[tuple[int, int]], offset: int) -> bool:
    """Tell whether an offset lies in one of the sorted extents."""
    at = bisect_left(extents, (offset + 1, 0)) - 1
    return at >= 0 and offset < extents[at][1]


def part_at(sections: list[tuple[int, Part]], offset: int) -> Part:
    """Give what the section at an offset speaks of."""
    at = bisect_right(sections, offset, key=lambda s: s[0]) - 1
    return sections[at][1] if at >= 0 else Part.OTHER


def titles_in(text: str) -> list[tuple[int, int]]:
    """Find the extents of titles, 《…》."""
    return [match.span() for match in _TITLE.finditer(text)]


_GRANTS = re.compile("给予|予以奖|奖励|补助|补贴|资助")


def sections_of(document: Document) -> list[tuple[int, Part]]:
    """Flatten the clause tree into the places where the subject changes."""
    marks: list[tuple[int, Part]] = []
    open_parts: list[tuple[int, int, Part]] = []
    for clause in document.clauses:
        while open_parts and open_parts[-1][0] >= clause.level:
            open_parts.pop()
        above = open_parts[-1][2] if open_parts else Part.OTHER
        own = _part(clause.heading)
        if not clause.heading and above is Part.OTHER:
            own = _part(document.text[clause.span.start : clause.span.start + 16])
            if (
                own is Part.GOAL
                and "目标" not in document.text[clause.span.start : clause.span.start + 16]
            ):
                own = Part.OTHER
        if own is Part.PAST and not clause.heading:
            granted = _GRANTS.search(document.text, clause.span.start, clause.span.start + 120)
            own = Part.OTHER if granted else own  # 3.对上年度研发费用500万元以上的企业，给予…
        if own in (Part.PAST, Part.OUTLOOK) and above is Part.BENEFIT:
            own = above  # 扶持政策：补齐短板
        # 任务 below 目标 is still what is aimed at, but 目标 below 现状与目标 is not the past
        part = own if own is not Part.OTHER else above
        if own is Part.TASK and above not in (Part.OTHER, Part.TASK):
            part = above
        forward = above in (Part.PROPOSAL, Part.TASK, Part.GOAL)
        if forward and own in (Part.BENEFIT, Part.FUNDING) and _WEAKLY.fullmatch(clause.heading):
            part = above
        looked_back = above in (Part.PAST, Part.OUTLOOK)
        if looked_back and own in (Part.BENEFIT, Part.FUNDING, Part.PROCEDURE):
            part = above
        if looked_back and own is Part.GOAL and not _AIMS.search(clause.heading):
            part = above
        if above in (Part.TASK, Part.GOAL) and own in (Part.PAST, Part.OUTLOOK):
            part = above
        marks.append((clause.span.start, part))
        open_parts.append((clause.level, clause.span.end, part))
    return marks


@lru_cache(4096)  # a corpus has few different headings
def _part(heading: str) -> Part:
    if not heading:
        return Part.OTHER
    found = [part for part, pattern in _PARTS if pattern.search(heading)]
    if _ACTS.match(heading) and not _DONE.search(heading):
        # 夯实人才基础, 补齐冷链短板: something to do
        found = [part for part in found if part not in (Part.PAST, Part.OUTLOOK)] or [Part.TASK]
    if Part.CONDITION in found and re.search("标准|奖励|补助|补贴", heading):
        return Part.BENEFIT
    if Part.PAST in found and Part.GOAL in found and "完成情况" not in heading:
        return Part.OTHER
    return found[0] if found else Part.OTHER


def _whole_title(document: Document) -> str:
    """Give the title with its second line, where that says what kind of text it is."""
    title = document.metadata.title or document.id
    at = document.text.find(title, 0, 600)
    end = at + len(title)
    if at < 0 or not document.text.startswith("\n", end):
        return title
    second = document.text[end + 1 : end + 40].partition("\n")[0]
    return title + second if _SECOND_LINE.search(second) else title


def _family(document: Document, text: str, sections: list[tuple[int, Part]]) -> Family:
    title = _whole_title(document)
    if document.source_class is SourceClass.INTERPRETATION:
        return Family.NEWS
    if document.source_class is SourceClass.JOURNAL and "本报讯" in text[:400]:
        return Family.NEWS
    for family, pattern in _FAMILIES:
        if pattern.search(title):
            if family is Family.PLAN and len(_ARTICLE.findall(text)) > 8:
                return Family.MEASURES
            if "意见" in title and any(part is Part.GOAL for _, part in sections):
                return Family.PLAN
            return family
    if _TOLD.search(text, 0, 600):
        return Family.NEWS
    if len(_ARTICLE.findall(text)) > 3 or len(_BENEFIT.findall(text)) > 5:
        return Family.MEASURES
    return Family.OTHER
