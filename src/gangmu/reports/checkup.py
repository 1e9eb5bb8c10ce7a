"""政策体检单: what an enterprise receives, misses and has to supply, on a sheet that it can keep."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from gangmu.measures.explanation import show_amount
from gangmu.reports.paper import Block, Grid, Heading, Paragraph, Title, text_of
from gangmu.reports.views import yuan
from gangmu.reports.word import write_paper
from gangmu.settlement.checkup import Checkup
from gangmu.settlement.explain import Explanation
from gangmu.store import atomic_write
from gangmu.terms import Amount

#: Measures missed by no more than this many requirements are shown as 差一点.
CLOSE = 1
_MOST_GAPS = 20


def write_checkup(checkup: Checkup, path: Path) -> Path:
    """Write the sheet as a Word file."""
    return write_paper(list(blocks(checkup)), path)


def blocks(checkup: Checkup) -> Iterator[Block]:
    """Give the sheet as blocks."""
    yield Title("政策体检单", (checkup.name, f"{checkup.as_of:%Y年%-m月%-d日}"))
    most = sum(e.awarded.high or 0 for e in checkup.waiting)
    unbounded = any(e.awarded.high is None for e in checkup.waiting)
    yield Paragraph(
        [
            f"按{checkup.workspace} {checkup.year} 年度的有效措施逐条核对："
            f"已能确定 {len(checkup.granted)} 项，合计 {yuan(checkup.awarded)} 元；"
            f"待核实 {len(checkup.waiting)} 项，至多 {yuan(None if unbounded else most)} 元；"
            f"差一个条件的 {sum(len(gap.failed) <= CLOSE for gap in checkup.gaps)} 项。"
        ]
    )
    numbers = iter("一二三四五")
    if checkup.granted:
        yield Heading(1, f"{next(numbers)}、已能确定的")
        yield _grid(
            "可以得到的支持",
            ("措施", "依据", "金额（元）", "说明"),
            (34, 42, 26, 54),
            [(_of(e), e.basis, yuan(e.awarded.low), _why(e)) for e in checkup.granted],
        )
    if checkup.waiting:
        yield Heading(1, f"{next(numbers)}、待核实的")
        yield _grid(
            "补上这些就能确定",
            ("措施", "可能的金额", "缺什么", "填在哪里"),
            (34, 34, 38, 50),
            [
                (
                    _of(e),
                    show_amount(e.awarded),
                    "、".join(e.judgement.missing) or _why(e),
                    "；".join(e.places) or "由主管部门决定",
                )
                for e in checkup.waiting
            ],
        )
    close = [gap for gap in checkup.gaps if len(gap.failed) <= CLOSE][:_MOST_GAPS]
    if close:
        yield Heading(1, f"{next(numbers)}、差一个条件的")
        yield _grid(
            "只差一个条件",
            ("措施", "没有满足的条件", "还差"),
            (42, 66, 48),
            [
                (
                    gap.measure
                    if gap.applicant == checkup.name
                    else f"{gap.measure}（{gap.applicant}）",
                    gap.failed[0][0],
                    gap.failed[0][1] or "—",
                )
                for gap in close
                if gap.failed
            ],
        )
    if checkup.outdone:
        yield Heading(1, f"{next(numbers)}、符合而没有取的")
        yield _grid(
            "符合条件，但按规则没有取",
            ("措施", "按措施可得", "理由"),
            (42, 36, 78),
            [(_of(e), show_amount(e.judgement.amount), _why(e)) for e in checkup.outdone],
        )
    if checkup.later:
        yield Heading(1, f"{next(numbers)}、以前年度核定的和以后年度的")
        yield _grid(
            "分期的后续",
            ("项目", "期次", "年度", "金额（元）", "状态"),
            (50, 26, 20, 30, 30),
            [
                (
                    f"{due.label}：{due.name}",
                    due.instalment,
                    str(due.year),
                    yuan(due.amount[0]),
                    str(due.state),
                )
                for due in checkup.later
            ],
        )
    yield Paragraph(
        [
            f"本单按运行号 {checkup.run} 的数据自动生成，只作提示，以主管部门的核定为准；"
            "不知道的事实没有当作“否”或 0。"
        ]
    )


def _grid(
    caption: str, header: tuple[str, ...], widths: tuple[int, ...], rows: list[tuple[str, ...]]
) -> Grid:
    right = frozenset(i for i, title in enumerate(header) if "元）" in title)
    return Grid(caption, header, widths, tuple(rows), right=right)


def _of(explanation: Explanation) -> str:
    entity = explanation.judgement.measure.entity
    return (
        explanation.measure
        if entity == "企业"
        else f"{explanation.measure}（{explanation.applicant}）"
    )


def _why(explanation: Explanation) -> str:
    steps = "；".join(f"{step.step}：{step.why}" for step in explanation.steps)
    parts = [explanation.judgement.reason, steps]
    if len(explanation.dues) > 1:
        parts.append(
            "；".join(
                f"{due.instalment} {due.year} 年 {show_amount(Amount(*due.amount))}"
                for due in explanation.dues
            )
        )
    return "；".join(filter(None, parts))


_CSS = """body{font:16px/1.8 "Songti SC",SimSun,serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}
h1{text-align:center;font-size:1.7rem}h2{font-size:1.15rem;margin-top:2rem}p.below{text-align:center;margin:.2rem}
table{border-collapse:collapse;width:100%}caption{font-weight:600;padding:.4rem}
td,th{border:1px solid #9aa5b1;padding:.3rem .6rem;vertical-align:top}th{background:#ddebf7}td.n{text-align:right}
@media print{body{margin:0;max-width:none}}"""


def write_checkup_page(checkup: Checkup, path: Path) -> Path:
    """Write the sheet as one self-contained page."""
    body = "".join(_html(block) for block in blocks(checkup))
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>政策体检单 {escape(checkup.name)}</title><style>{_CSS}</style>{body}</html>\n"
    )
    with atomic_write(path) as temporary:
        temporary.write_text(page, "utf-8")
    return path


def _html(block: Block) -> str:
    match block:
        case Title(text, below):
            lines = "".join(f'<p class="below">{escape(line)}</p>' for line in below)
            return f"<h1>{escape(text)}</h1>{lines}"
        case Heading(level, text):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(words, lead):
            return f"<p><b>{escape(lead)}</b>{escape(text_of(words))}</p>"
        case Grid(caption, header, _, rows, _, _, right):
            head = "".join(f'<th scope="col">{escape(each)}</th>' for each in header)
            lines = "".join(
                "<tr>"
                + "".join(
                    f"<td{' class=n' if i in right else ''}>{escape(cell)}</td>"
                    for i, cell in enumerate(row)
                )
                + "</tr>"
                for row in rows
            )
            return (
                f"<table><caption>{escape(caption)}</caption>"
                f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
            )
        case _:
            return ""
