"""Who does what: 责任单位, 牵头单位 and 配合单位 lines, and prose that names a department."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangmu.extraction.state import State, pause_before
from gangmu.terms import Duty, Span

_BODY_WORD = "(?:单位|部门|处室|科室|机构)"
_LEADING = "主办 主管 负责 承办 落实 实施 主责"
_SUPPORTING = "配合 协办 协同 参与 参加 支持 协作 协助 联办 会办"
_RESPONSIBLE = f"责任(?:{_BODY_WORD}|主体)"
_LEAD = "|".join(
    (
        f"牵头(?:责任)?{_BODY_WORD}?|主要{_RESPONSIBLE}|第一{_RESPONSIBLE}|{_RESPONSIBLE}",
        *(f"{word}{_BODY_WORD}" for word in _LEADING.split()),
        "实施主体",
    )
)
_SUPPORT = "|".join(f"{word}{_BODY_WORD}" for word in _SUPPORTING.split())
# A bracket that closes without one opened among the names closes the line: 各区政府)打造特色产业地标。
_LINE = re.compile(
    rf"(?P<role>{_LEAD}|{_SUPPORT})\s?[:：]\s?"
    r"(?P<bodies>(?:[^\n。；;:：（()）】\]]|[（(][^\n。；;（()）]*[）)])*?)"
    rf"(?=[；;。\n]|[，,]?\s*(?:{_LEAD}|{_SUPPORT})\s?[:：]|[）)】\]]|\Z)",
    re.M,
)
_TASK_HEAD = re.compile("任务|事项|内容|举措|措施|工作|目标|项目名称|项目(?!类)|要求")
_ROLE_HEAD = re.compile(
    "牵头|责任(?!人)|配合|协同|协办|主办|负责(?!人)|承办|参与|实施(?:单位|主体)"
)
_SUPPORT_HEAD = re.compile("配合|协同|协办|参与|协作|协助")
_BESIDE_LINE = re.compile(
    r"(?:[（(【]?\s?(?:责任领导|分管领导|责任人|联系领导|完成时[限间]|时间节点|进度安排)\s?[:：][^；;。\n]{1,30}[；;，,。\s]+){1,3}[（(]?\Z"
)
# A bracket that only names bodies and what they do, behind the end of a sentence.
_NOTE = re.compile(
    r"[（(](?:(?<=[。；;）)].)|(?<=[。；;）)]\s.))(?P<bodies>[^（()）\n：:]{2,160}(?:[（(][^（()）\n]{1,8}[）)][^（()）\n：:]{0,80}){0,6}?"
    r"(?:(?:牵头|负责|配合|落实|参与|协助)(?=[）)])|(?<=[局委办厅会心府街镇区县])(?=[）)]\s*(?:\n|\Z))))[）)]"
)
_SHARED = re.compile(
    "等?(?:部门|单位)?(?:按照?|依)?(?:各自)?(?:职责|职能)?(?:分工|分别|共同)?(?:具体|牵头)?(?:负责|落实|牵头)\\Z"
)
_IS_NAMED = re.compile("[一-鿿]{2}")
_ROLE = re.compile(r"(?:单位|部门|主体)\s?[:：]")
_SUPPORT_ROLE = re.compile(_SUPPORT)
_FIRST_LEADS = re.compile(r"(?:列第一位|排名?第一|排在首位|首位)的?(?:单位|部门)?(?:为)?牵头")
_SUFFIX = "(?:局|委(?!员|托|人才|宣传|组织|金融|编)|办|厅|部(?!门)|署|院|中心|管委会|委员会|人民政府|政府|办公室|部门|街道|街镇|乡镇|集团|公司|银行|协会|单位|(?<!场)所|(?<!阶)(?<!手)段|支队|大队|分行|支行|法院|检察院|联社|供销社|合作社|商会|联盟|公积金中心|学院|大学)"
_IS_BODY = re.compile(
    rf"[一-鿿（）()、]{{1,24}}{_SUFFIX}|(?:有关|相关)?各?(?:市|县|区|镇|乡|街|道|园|开发|功能|（[市县区、]+）)+(?<=[市县区镇乡街道园）])"
)
_ANCHOR = re.compile("会同(?=.{2})|联合(?=.{2})|负责(?!人|同志|解释|制)|牵头(?!单位|部门|责任)")
_ADVERB = re.compile(
    r"(?:具体|共同|统一|分别|主要|(?:依|按照?)(?:各自)?职责(?:分工)?|依法|应当?|要|可以?|\s)+\Z"
)
_OPENING = re.compile(
    r"\s*(?:第[一二三四五六七八九十百]+条|[一二三四五六七八九十]{1,3}、|[（(]?[一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、])?"
    r"\s*(?:【[^】\n]{1,20}】)?\s*(?:由|请|经(?![济信开发贸合科])|对|并|以及|同时)?"
)
# 县（市、区）工信部门会同财政部门: the second is of the same places as the first.
_PLACES = re.compile("[县市区各]+（[^（）]+）|各?(?:区县|县区|市县|县市)")
_SUPPORTERS = re.compile(
    rf"[一-鿿（）()、]{{1,12}}?{_SUFFIX}(?:[、和与及][一-鿿（）()、]{{1,12}}?{_SUFFIX})*"
)
_REST = re.compile(
    r"[】\]等]+\Z|\A[各]?(?=等)|按职责分工负责|分工负责|.*(?:排在?|列在?)(?:首位|第一位?)[^、，]*"
)
_AND = re.compile("(?<=[局委办厅部署院会府门镇室心司道])[和与及]")
_MARKED_LEAD = re.compile("[（(](?:牵头|主办|负责|牵头单位|排名第一)[）)]")
# 经济发展局牵头负责政策兑现，投资促进局、财政金融局配合
_HELPERS = re.compile(
    rf"[，,；;]\s*(?:由|并由)?(?P<names>[一-鿿（）()、]{{2,60}}?{_SUFFIX})(?:等(?:有关)?(?:部门|单位)?)?(?:积极|按照?(?:各自)?职责(?:分工)?|予以|做好|共同|分别)*(?:配合|协助|协同|参与|落实|做好)"
)
# 发展改革委牵头负责认定，财政局负责资金保障
_ANOTHER = re.compile(rf"[，,](?=[一-鿿（）()、]{{1,20}}?{_SUFFIX}(?:具体)?(?:负责|牵头|会同))")
_TOGETHER_WITH = re.compile(r"\s*[，,]?\s*(?:会同|联合|商)(?=.{2})")
_NO_DUTY = re.compile(r"解释|领导小组|约谈|问责|通报批评|追回|违约金")
_LED = re.compile(
    r"(?:由)?(?P<lead>[^，,；;]+?)(?:负责)?牵头(?:[，,；;]\s?(?P<support>.+?)(?:按职责)?(?:参与|配合|协助|协同))?"
)
# How far before 负责 the names of its bodies may begin, and how far its task may go on.
_NAME_REACH = 120
_TASK_REACH = 600
_CLAUSE_END = re.compile(r"[；;。\n]")


def find_duties(state: State) -> tuple[Duty, ...]:
    """Find the tasks of a document with the bodies that lead and support them."""
    lines = [*_lines(state), *_notes(state), *_rows(state)]
    taken = [(d.evidence.start, d.evidence.end) for d in lines]
    prose = [d for d in _prose(state) if not any(a <= d.evidence.start < b for a, b in taken)]
    return tuple(sorted([*lines, *prose], key=lambda d: d.task.start))


def _lines(state: State) -> Iterator[Duty]:
    text = state.text
    if not _ROLE.search(text):
        return
    found = list(_LINE.finditer(text))
    # said in a line, it holds for that line; said elsewhere (注：列第一位的为牵头单位), for all
    first_leads = any(
        not any(line.start() <= said.start() < line.end() for line in found)
        for said in _FIRST_LEADS.finditer(text)
    )
    group: list[re.Match[str]] = []
    for match in [*found, None]:
        joined = (
            group
            and match is not None
            and not text[group[-1].end() : match.start()].strip("；;，, \n\t。（(）)")
            and "\n\n" not in text[group[-1].end() : match.start()]
        )
        if group and not joined:
            duty = _line_duty(state, group, first_leads)
            if duty:
                yield duty
            group = []
        if match is not None and not state.in_title(match.start()):
            group.append(match)


def _notes(state: State) -> Iterator[Duty]:
    """Read what a bracket behind a task says: （市工信局牵头，市财政局配合）, （甲局、乙局按职责分工负责）."""
    document = state.document
    for match in _NOTE.finditer(state.text, document.body.start, document.body.end):
        words, start = match["bodies"], match.start()
        start -= state.text[start - 1].isspace()
        lead, support = _said(words) or (_bodies(_SHARED.sub("", words)), [])
        if not lead or not all(_IS_BODY.fullmatch(n) for n in (*lead, *support)):
            continue
        task = _task_before(state, start)
        if task is None or state.in_title(start):
            continue
        clause = state.clause_at(start)
        yield Duty(
            Span(document.id, *task),
            tuple(dict.fromkeys(lead)),
            tuple(dict.fromkeys(support)),
            clause.id if clause else None,
            Span(document.id, start, match.end()),
        )


def _said(bodies: str) -> tuple[list[str], list[str]] | None:
    """Read 县农业农村局牵头，县财政局、县商务局配合 after 责任单位：."""
    match = _LED.fullmatch(bodies)
    return (_names(match["lead"]), _names(match["support"] or "")) if match else None


def _line_duty(state: State, group: list[re.Match[str]], first_leads: bool) -> Duty | None:
    document = state.document
    lead: list[str] = []
    support: list[str] = []
    led = any("牵头" in match["role"] for match in group)
    for match in group:
        names = _names(match["bodies"])
        said = _said(match["bodies"].strip())
        marked = [n for n in names if _MARKED_LEAD.search(n)]
        if said:
            lead, support = lead + said[0], support + said[1]
        elif led and "责任" in match["role"] and "牵头" not in match["role"]:
            support += names  # 牵头单位：甲；责任单位：乙、丙
        elif marked:
            lead += [_MARKED_LEAD.sub("", n) for n in marked]
            support += [n for n in names if n not in marked]
        elif _SUPPORT_ROLE.fullmatch(match["role"]):
            support += names
        elif _leads_first(match, first_leads) and len(names) > 1:
            lead, support = lead + names[:1], support + names[1:]
        else:
            lead += names
    if not lead and not support:
        return None
    start, end = group[0].start(), group[-1].end()
    task = _task_before(state, start)
    if task is None:
        return None
    clause = state.clause_at(start)
    return Duty(
        Span(document.id, *task),
        tuple(dict.fromkeys(lead)),
        tuple(dict.fromkeys(support)),
        clause.id if clause else None,
        Span(document.id, start, end),
    )


def _leads_first(line: re.Match[str], everywhere: bool) -> bool:
    said = everywhere or _FIRST_LEADS.search(line["bodies"]) is not None
    return said and "责任" in line["role"]


def _task_before(state: State, at: int) -> tuple[int, int] | None:
    """Find the governed text: from the end of the heading, or the line before, up to the line."""
    text = state.text
    beside = _BESIDE_LINE.search(text, max(0, at - 80), at)
    end = at = beside.start() if beside else at
    while end > 0 and text[end - 1] in " \n\t　（(":
        end -= 1
    clause = state.clause_at(at)
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


def _rows(state: State) -> Iterator[Duty]:
    """Read the rows of a table that has columns of tasks and of bodies (任务分工表)."""
    document = state.document
    for table in document.tables:
        if not table.cells:
            continue
        heads = [document.quote(cell) for cell in table.cells[0]]
        tasks = [
            i for i, h in enumerate(heads) if _TASK_HEAD.search(h) and not _ROLE_HEAD.search(h)
        ]
        roles = {
            i: _SUPPORT_HEAD.search(h) is None for i, h in enumerate(heads) if _ROLE_HEAD.search(h)
        }
        if not tasks or not roles:
            continue
        for cells in table.cells[1:]:
            if len(cells) <= max(tasks[-1], *roles):
                continue
            lead: list[str] = []
            support: list[str] = []
            for column, leads in roles.items():
                names = [
                    n
                    for n in _names(document.quote(cells[column]).replace("\n", "、"))
                    if _IS_NAMED.search(n)
                ]
                marked = [n for n in names if _MARKED_LEAD.search(n)]
                (lead if leads else support).extend(
                    _MARKED_LEAD.sub("", n) for n in (marked or names)
                )
                support.extend(n for n in names if marked and n not in marked)
            task = cells[tasks[-1]]
            if not (lead or support) or task.length < 2:
                continue
            clause = state.clause_at(task.start)
            yield Duty(
                Span(document.id, task.start, task.end),
                tuple(dict.fromkeys(lead)),
                tuple(dict.fromkeys(support)),
                clause.id if clause else None,
                Span(document.id, min(c.start for c in cells), max(c.end for c in cells)),
            )


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
    cleaned = (_REST.sub("", n.strip()) for n in names)
    return [n for n in cleaned if len(n) >= 2]


def _prose(state: State) -> Iterator[Duty]:
    """Find departments named in running text with 负责, 牵头 or 会同 and a task."""
    text, document = state.text, state.document
    body, done = document.body, document.body.start
    for anchor in _ANCHOR.finditer(text, body.start, body.end):
        if anchor.start() < done:
            continue
        near = max(done, anchor.start() - _NAME_REACH)
        opening = _OPENING.match(text, pause_before(state, near, anchor.start()))
        begin = opening.end() if opening else done
        line = text.rfind("\n", near, anchor.start()) + 1
        if line > begin:
            opening = _OPENING.match(text, line)
            begin = opening.end() if opening else line
        begin = max(begin, text.rfind("由", begin, anchor.start()) + 1)
        if text.startswith("、", anchor.end()):
            continue  # 由区工信局牵头、相关部门参与的机制 names a body, not a task
        adverb = _ADVERB.search(text, begin, anchor.start())
        lead = _bodies(text[begin : adverb.start() if adverb else anchor.start()])
        if not lead:
            continue
        support: list[str] = []
        joint = anchor.end() if anchor.group() in ("会同", "联合") else None
        if joint is None and (found := _TOGETHER_WITH.match(text, anchor.end(), body.end)):
            joint = found.end()  # 数据局牵头，会同财政局组织申报
        if joint is not None:
            others = _SUPPORTERS.match(text, joint, body.end)
            support = _bodies(others.group()) if others else []
            if not support:
                continue
            places = _PLACES.match(lead[0])
            if places:
                support = [
                    n if _PLACES.match(n) or n.startswith("同级") else places.group() + n
                    for n in support
                ]
        limit = min(body.end, anchor.end() + _TASK_REACH)
        stop = _CLAUSE_END.search(text, anchor.end(), limit)
        end = stop.start() if stop else limit
        another = _ANOTHER.search(text, anchor.end(), end)
        end = another.start() if another else end
        helpers = None if support else _HELPERS.search(text, anchor.end(), end)
        if helpers:
            support = _bodies(helpers["names"])
        done = end if support else anchor.end()
        if _NO_DUTY.search(text, begin, end) or state.in_title(anchor.start()):
            continue
        clause = state.clause_at(begin)
        yield Duty(
            Span(document.id, begin, end),
            tuple(lead),
            tuple(support),
            clause.id if clause else None,
            Span(document.id, begin, end),
        )


def _bodies(words: str) -> list[str]:
    """Split words that name bodies and nothing else; empty if there is anything else."""
    names = _names(_AND.sub("、", words.strip()))
    return names if all(_IS_BODY.fullmatch(n) and len(n) <= 26 for n in names) else []
