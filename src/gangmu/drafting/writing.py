"""Write a draft as a measure file: YAML, with the clause and the words of every node beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangmu.drafting.drafts import FileDraft, Form, Line, MeasureDraft, Pay, Several, Source
from gangmu.measures.measure import WHOLE_DOCUMENT
from gangmu.measures.pending import KEY
from gangmu.terms import Span

_PLAIN = re.compile(r"[一-鿿0-9A-Za-z（(“][^:#\n\"'{}\[\],&*!|>%@`]*")
_LONGEST = 48


def write_draft(draft: FileDraft) -> str:
    """Write a draft; comments cite the clause, the place and the words of each node."""
    return "\n".join(_file(draft)) + "\n"


def _file(draft: FileDraft) -> Iterator[str]:
    yield f"# 草稿：由《{draft.title}》起草，须逐条核对原文后签认。"
    yield "# 每行末尾的注：条款 [在原文中的起止字符]「原文」。"
    yield f"# {len(draft.measures)} 条措施，{count_pending(draft)} 处待定；还没有用例，请为每条写两个以上，其中一个正好在界线上。"
    yield f"文号: {_scalar(draft.number)}"
    yield f"名称: {_scalar(draft.title)}"
    if draft.issuer:
        yield f"制定机关: {_scalar(draft.issuer)}"
    if draft.region:
        yield f"地区: {_scalar(draft.region)}"
    if draft.effective:
        yield f"施行: {draft.effective.isoformat()}"
    if draft.expires:
        yield f"失效: {draft.expires.isoformat()}"
    if draft.open:
        yield "待定:"
        for line in draft.open:
            yield from _open_line(line, 2)
    yield ""
    yield "措施:"
    for i, measure in enumerate(draft.measures):
        if i:
            yield ""
        yield from _measure(measure)
    if draft.groups:
        yield ""
        yield "组合:"
        for group in draft.groups:
            yield f"  - 择高: [{', '.join(group)}]"
    if draft.missing:
        yield ""
        yield "# 事实表里没有的事实。核对名称后，可照下面的写法在工作区的 facts.yaml 里声明，再起草一次："
        for entity in dict.fromkeys(m.entity for m in draft.missing):
            yield f"# {entity}:"
            yield from (f"#   {m.declaration}" for m in draft.missing if m.entity == entity)


def count_pending(draft: FileDraft) -> int:
    """Count what is open in a draft, by its place in the document: what recurs counts once."""
    places = {place for m in draft.measures for place in _pending(m)}
    return len(places | {(line.source.span, line.text) for line in draft.open})


def _pending(measure: MeasureDraft) -> Iterator[tuple[Span, str]]:
    """List what is open in a measure, by its place: a condition of the whole document counts once."""
    lines: list[Line] = [*measure.exclusions, *measure.open]
    for test in measure.tests:
        lines += test.lines if isinstance(test, Several) else [test]
    yield from ((line.source.span, line.text) for line in lines if line.pending)
    for key, pay in (("给付", measure.amount), ("上限", measure.cap), *measure.payment.items()):
        if pay is not None and pay.pending:
            yield pay.source.span, key


def _measure(m: MeasureDraft) -> Iterator[str]:
    yield f"  - 名称: {_scalar(m.name)}"
    yield f"    依据: {_scalar(m.source.clause or WHOLE_DOCUMENT)}{_cite(m.source)}"
    yield f"    对象: {m.entity}"
    if m.frequency:
        yield f"    频次: {m.frequency}"
    if m.definitions:
        yield "    定义:"
        for name, text in m.definitions.items():
            yield f"      {name}: {text}"
    for key, items in (("条件", m.tests), ("排除", m.exclusions)):
        if items:
            yield f"    {key}:"
        for item in items:
            if isinstance(item, Several):
                yield from _several(item, m.source.clause)
            else:
                yield from _line(item, 6, m.source.clause)
    yield from _pay("给付", m.amount)
    if m.cap:
        yield from _pay("上限", m.cap)
    for key, pay in m.payment.items():
        yield from _pay(key, pay)
    if m.rounding:
        yield f"    取整: {m.rounding}"
    if m.notes:
        yield f"    说明: {_scalar('；'.join(m.notes))}"
    if m.open:
        yield "    待定:"
        for line in m.open:
            yield from _open_line(line, 6)


def _line(line: Line, indent: int, own: str) -> Iterator[str]:
    pad, cite = " " * indent, _cite(line.source)
    note = _note(line.note)
    elsewhere = line.source.clause and line.source.clause != own
    if line.pending:
        yield f"{pad}- {KEY}: {_scalar(line.text)}{_cite(line.source, words=False)}{note}"
    elif elsewhere:
        yield f"{pad}- 满足: {line.text}{cite}{note}"
    else:
        yield f"{pad}- {line.text}{cite}{note}"
    if elsewhere:
        yield f"{pad}  依据: {_scalar(line.source.clause)}"


def _several(item: Several, own: str) -> Iterator[str]:
    del own  # the items stand in the clause of the whole
    if item.least == 1:
        yield f"      - 任一:{_cite(item.source)}{_note(item.note)}"
        pad = 10
    else:
        yield f"      - 至少:{_cite(item.source)}"
        yield f"          几项: {item.least}"
        yield "          于:"
        pad = 12
    for alternative in item.items:
        inner = pad
        if len(alternative) > 1:
            yield f"{' ' * pad}- 全部:"
            inner = pad + 4
        for line in alternative:
            text = f"{KEY}: {_scalar(line.text)}" if line.pending else line.text
            note = f"  #{_note(line.note)}" if line.note else ""
            yield f"{' ' * inner}- {text}{note}"


def _open_line(line: Line, indent: int) -> Iterator[str]:
    pad = " " * indent
    note = _note(line.note)
    yield f"{pad}- {KEY}: {_scalar(line.text)}{_cite(line.source, words=False)}{note}"
    if line.source.clause:
        yield f"{pad}  依据: {_scalar(line.source.clause)}"


def _pay(key: str, pay: Pay) -> Iterator[str]:
    note = _note(pay.note)
    first, *rest = form_lines(key, pay.form, 4)
    yield f"{first}{_cite(pay.source)}{note}"
    yield from rest


def form_lines(key: str, form: Form, indent: int) -> list[str]:
    """Write one key with its form, at an indent."""
    pad = " " * indent
    if isinstance(form, str):
        return [f"{pad}{key}: {form}"]
    if isinstance(form, dict):
        lines = [f"{pad}{key}:"]
        for name, part in form.items():
            if name == KEY and isinstance(part, str):
                lines.append(f"{pad}  {KEY}: {_scalar(part)}")
            else:
                lines += form_lines(name, part, indent + 2)
        return lines
    if all(isinstance(part, str) for part in form):
        return [f"{pad}{key}: [{', '.join(str(part) for part in form)}]"]
    lines = [f"{pad}{key}:"]
    for part in form:
        if isinstance(part, list) and all(isinstance(cell, str) for cell in part):
            lines.append(f"{pad}  - [{', '.join(str(cell) for cell in part)}]")
        elif isinstance(part, dict):
            inner = [line for name, body in part.items() for line in _entry(name, body, indent + 4)]
            lines.append(f"{pad}  - {inner[0].lstrip()}")
            lines += inner[1:]
        else:
            lines.append(f"{pad}  - {part}")
    return lines


def _entry(name: str, body: Form, indent: int) -> list[str]:
    if name == KEY and isinstance(body, str):
        return [f"{' ' * indent}{KEY}: {_scalar(body)}"]
    return form_lines(name, body, indent)


def _note(text: str) -> str:
    """Write a note of the drafter behind the words that are cited; on one line."""
    return f" ※{' '.join(text.split())}" if text else ""


def _cite(source: Source, *, words: bool = True) -> str:
    quoted = source.words
    if len(quoted) > _LONGEST:
        quoted = f"{quoted[: _LONGEST // 2]}……{quoted[-_LONGEST // 2 + 2 :]}"
    place = f"[{source.span.start}—{source.span.end}]"
    said = f"「{quoted}」" if words and quoted else ""
    return f"  # {source.clause} {place}{said}"


def _scalar(text: str) -> str:
    """Write a text so that YAML reads it back as it is."""
    text = " ".join(text.split())
    if _PLAIN.fullmatch(text) and not text.endswith(" "):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
