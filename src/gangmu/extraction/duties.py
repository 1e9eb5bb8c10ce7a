"""Who does what: 责任单位, 牵头单位 and 配合单位 lines, and prose that names a department."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangmu.extraction.state import State
from gangmu.terms import Duty, Span

_LEAD = "牵头(?:责任)?(?:单位|部门)?|责任(?:单位|部门|主体)|主办单位|主管部门|负责单位|承办单位|实施主体|实施单位"
_SUPPORT = "配合(?:单位|部门)|协办单位|协同单位|参与单位|参加单位|支持单位|协作单位|协助单位"
_LINE = re.compile(
    rf"[（(【\[]?\s?(?P<role>{_LEAD}|{_SUPPORT})\s?[:：]\s?(?P<bodies>[^\n。；;:：]*?)(?=[；;。\n]|[，,]?\s*(?:{_LEAD}|{_SUPPORT})\s?[:：]|[）)】\]]\s*(?:$|\n)|\Z)",
    re.M,
)
_SUPPORT_ROLE = re.compile(_SUPPORT)
_SPLIT = re.compile(r"[、，,]|\s{1,}|和(?=[市区县省国各有])|及(?=[市区县省国各有])")
_FIRST_LEADS = re.compile(r"(?:列第一位|排名?第一|排在首位|首位)的?(?:单位|部门)?(?:为)?牵头")
_BODY = (
    r"(?:(?:各|市|区|县|省|州|镇|国家|全市|各有关|相关|有关|省级|市级|区级|县级)?[一-鿿（）()、]{0,16}?"
    r"(?:局|委|办|厅|部|署|院|中心|管委会|委员会|人民政府|政府|办公室|部门|街道|集团|公司|银行|协会|单位|工信委|发改委))"
)
_BODIES = rf"{_BODY}(?:[、和与及]{_BODY})*"
_PROSE = re.compile(
    rf"(?P<lead>{_BODIES})(?:(?:会同|联合|商|会商)(?P<support>{_BODIES}))?"
    r"(?:具体|共同|统一|分别|主要|按职责(?:分工)?)?(?P<verb>负责(?!人|同志|解释|制)|牵头(?!单位|部门)|组织|承担|做好|每年|定期|开展|制定|建立|研究|审核|提出|落实)"
)
_NO_DUTY = re.compile(r"负责解释|领导小组|约谈|问责|通报批评")
_CLAUSE_END = re.compile(r"[；;。\n]")


def find_duties(state: State) -> tuple[Duty, ...]:
    """Find the tasks of a document with the bodies that lead and support them."""
    lines = list(_lines(state))
    taken = [(d.evidence.start, d.evidence.end) for d in lines]
    prose = [d for d in _prose(state) if not any(a <= d.evidence.start < b for a, b in taken)]
    return tuple(sorted([*lines, *prose], key=lambda d: d.task.start))


def _lines(state: State) -> Iterator[Duty]:
    text, document = state.text, state.document
    first_leads = _FIRST_LEADS.search(text) is not None
    group: list[re.Match[str]] = []
    for match in [*_LINE.finditer(text), None]:
        joined = group and match is not None and not text[group[-1].end() : match.start()].strip("；;，, 。（(）)") and "\n\n" not in text[group[-1].end() : match.start()]
        if group and not joined:
            duty = _line_duty(state, group, first_leads)
            if duty:
                yield duty
            group = []
        if match is not None and not state.in_title(match.start()):
            group.append(match)
    del document


def _line_duty(state: State, group: list[re.Match[str]], first_leads: bool) -> Duty | None:
    text, document = state.text, state.document
    lead: list[str] = []
    support: list[str] = []
    for match in group:
        names = _names(match["bodies"])
        if _SUPPORT_ROLE.fullmatch(match["role"]):
            support += names
        elif first_leads and "责任" in match["role"] and len(names) > 1:
            lead, support = lead + names[:1], support + names[1:]
        else:
            lead += names
    if not lead and not support:
        return None
    start, end = group[0].start(), group[-1].end()
    task = _task_before(state, start)
    if task is None:
        return None
    clause = document.clause_at(start)
    return Duty(
        Span(document.id, *task),
        tuple(dict.fromkeys(lead)),
        tuple(dict.fromkeys(support)),
        clause.id if clause else None,
        Span(document.id, start, end),
    )


def _task_before(state: State, at: int) -> tuple[int, int] | None:
    """Find the governed text: from the end of the heading, or the line before, up to the line."""
    text = state.text
    end = at
    while end > 0 and text[end - 1] in " \n\t　（(":
        end -= 1
    clause = state.document.clause_at(at)
    line = text.rfind("\n", 0, end) + 1
    start = line
    if clause is not None and clause.span.start <= end:
        inner = clause.heading_span.end if clause.heading else clause.span.start
        start = max(inner, clause.span.start)
        # several duty lines in one clause: each governs what stands after the one before
        before = None
        for match in _LINE.finditer(text, start, at):
            before = match
        if before is not None:
            start = before.end()
    while start < end and text[start] in "。：: \n\t　；;）)】]":
        start += 1
    return (start, end) if end - start >= 4 else None


def _names(words: str) -> list[str]:
    depth = 0
    names = [""]
    for char in words:
        depth += char in "（("
        depth -= char in "）)"
        if depth <= 0 and char in "、，,；; ":
            names.append("")
        else:
            names[-1] += char
    cleaned = (re.sub(r"[）)】\]等]+\Z|\A[各]?(?=等)|按职责分工负责|分工负责", "", n.strip()) for n in names)
    return [n for n in cleaned if len(n) >= 2]


def _prose(state: State) -> Iterator[Duty]:
    text, document = state.text, state.document
    body = document.body
    for match in _PROSE.finditer(text, body.start, body.end):
        if match["verb"] not in ("负责", "牵头") and not match["support"]:
            continue
        stop = _CLAUSE_END.search(text, match.end(), body.end)
        end = stop.start() if stop else body.end
        begin = max(text.rfind(mark, body.start, match.start()) for mark in "。；;\n，,：:") + 1
        if _NO_DUTY.search(text, begin, end) or state.in_title(match.start()):
            continue
        lead_start = match.start("lead")
        lead = _names(re.sub(r"(?<=[局委办厅部院会府门心司室])[和与及]", "、", match["lead"]))
        lead = [re.sub(r"\A(?:由|请|经|对|并|以及)", "", n) for n in lead]
        support = _names(re.sub(r"(?<=[局委办厅部院会府门心司室])[和与及]", "、", match["support"] or ""))
        if not lead or len(lead[0]) > 24:
            continue
        start = lead_start
        clause = document.clause_at(start)
        yield Duty(
            Span(document.id, start, end),
            tuple(lead),
            tuple(support),
            clause.id if clause else None,
            Span(document.id, match.start(), end),
        )
