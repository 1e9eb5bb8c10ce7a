"""综合评定 as a workbook: score sheet with its arithmetic, pass list for publication, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gangmu.enterprises.appraisal import UNDECIDED, Appraised, Review, points
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook

_WHO = (Column("序号", CellKind.ORDINAL), Column("企业名称", width=36), Column("统一社会信用代码"))
_PUBLIC = (Column("序号", CellKind.ORDINAL), Column("企业名称", width=40), Column("等次"))
_OPEN = (*_WHO, Column("得分范围"), Column("缺少的事实", width=40))
_METHOD = (Column("项目"), Column("内容", width=80))


def write_appraisal(appraised: Appraised, path: Path) -> Path:
    """Write 得分表, 公示表, 待核实, and the method."""
    head = f"{appraised.workspace}　{appraised.year} 年度　{appraised.method.name}"
    indicators = tuple(
        Column(f"{i.name}（{points(i.weight)}分）", width=30) for i in appraised.method.indicators
    )
    columns = (
        *_WHO,
        *indicators,
        Column("得分"),
        Column("等次"),
        Column("一票否决"),
        Column("登记表中的等次"),
    )
    passed = [
        r for r in appraised.reviews if r.grade not in (UNDECIDED, appraised.method.grades[-1].name)
    ]
    open_ = [r for r in appraised.reviews if r.grade == UNDECIDED]
    notes: tuple[str, ...] = (f"依据：{appraised.method.basis}",)
    if not appraised.method.own:
        notes += (
            "本表用的是默认办法，不是任何文件的规定；请照本地办法改好后放进工作区的 appraisal.yaml。",
        )
    return write_workbook(
        path,
        [
            Sheet("得分表", columns, _scores(appraised), "年度综合评定得分表", head, notes),
            Sheet(
                "公示表",
                _PUBLIC,
                ((i, r.name, r.grade) for i, r in enumerate(passed, 1)),
                "年度综合评定通过名单公示表",
                head,
                ("公示期：____年__月__日至____年__月__日。异议受理：____________", *notes),
            ),
            Sheet(
                "待核实",
                _OPEN,
                (
                    (i, r.name, r.code, score(r), "、".join(r.missing))
                    for i, r in enumerate(open_, 1)
                ),
                "待核实",
                head,
            ),
            Sheet("办法", _METHOD, _method(appraised), "评定办法", head),
        ],
    )


def score(review: Review) -> str:
    """Write the points of a review, or their range."""
    if review.low == review.high:
        return points(review.low)
    return f"{points(review.low)} 至 {points(review.high)}"


def _scores(appraised: Appraised) -> Iterator[tuple[Value, ...]]:
    for at, review in enumerate(appraised.reviews, 1):
        yield (
            at,
            review.name,
            review.code,
            *(each.arithmetic for each in review.earned),
            score(review),
            review.grade,
            review.vetoed,
            appraised.recorded.get(review.code, ""),
        )


def _method(appraised: Appraised) -> Iterator[tuple[Value, ...]]:
    method = appraised.method
    yield ("名称", method.name)
    yield ("依据", method.basis)
    for each in method.indicators:
        yield (f"指标：{each.name}", f"权 {points(each.weight)}")
    for grade in method.grades:
        yield (f"等次：{grade.name}", f"不低于 {points(grade.least)} 分")
    if method.note:
        yield ("说明", method.note)
