"""Audit the years of a document: targets due before it was published, plans published late."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gangmu.indicators.audit.statements import (
    DATES,
    Finding,
    Severity,
    Stated,
    year_of,
)
from gangmu.terms import Kind, Span

# ---------------------------------------------------------------- dates


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def deadlines_and_publication(each: Stated) -> Iterator[Finding]:
    """Find targets due before their document was published, and plans published late."""
    document, published = each.document, each.document.metadata.published
    if published is None:
        return
    for claim in each.claims:
        year = year_of(claim.time)
        if claim.kind is not Kind.TARGET or year is None or year >= published.year:
            continue
        # 2021年达到… in a plan of 2022 tells what was; only 到…年 and …年前 set a term.
        sentence = document.quote(claim.evidence)
        if re.search(rf"到{year}年|{year}年[底末]?[以之]?前", sentence):
            yield Finding(
                DATES, Severity.DOUBT, "目标的期限早于文件的公布",
                f"期限 {year} 年，公布于 {_day(published)}", (claim.evidence,),
                "核对期限；若是已完成的事，改为实绩的写法",
            )  # fmt: skip
    period, title = document.metadata.plan_period, document.metadata.title or ""
    # A review of a plan is rightly published within its period.
    if period is None or published.year <= period[0] or re.search("评估|总结|报告|情况", title):
        return
    late = published.year > period[1]
    at = max(document.text.find(str(period[0])), 0)
    yield Finding(
        DATES,
        Severity.DOUBT if late else Severity.NOTE,
        f"规划在自己的期限{'过后' if late else '之内'}才公布",
        f"《{title}》期限 {period[0]}—{period[1]} 年，公布于 {_day(published)}，"
        f"是第 {published.year - period[0] + 1} 年",
        (Span(document.id, at, at + 4),),
        "按年分解目标和考核时，注意公布以前的年份",
    )
