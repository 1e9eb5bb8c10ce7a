"""What-if as a workbook and a page: winners, losers, cost, by size, industry and town, thresholds."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from gangmu.reports.charts import INK, OBSERVED, PALE, REQUIRED, style
from gangmu.reports.spreadsheets import CellKind, Column, Sheet, Value, write_workbook
from gangmu.reports.views import yuan
from gangmu.settlement.simulation import (
    GROUPINGS,
    STEP,
    STEPS_AWAY,
    Difference,
    Nearby,
    Simulation,
    counted,
)
from gangmu.store import atomic_write

_OVERVIEW = (
    Column("项目"),
    Column("现行", CellKind.MONEY),
    Column("改后", CellKind.MONEY),
    Column("增减", CellKind.MONEY),
)
_FIRMS = (
    Column("序号", CellKind.ORDINAL),
    Column("企业名称"),
    Column("统一社会信用代码"),
    Column("规模"),
    Column("行业大类"),
    Column("镇街"),
    Column("现行（元）", CellKind.MONEY, total=True),
    Column("改后（元）", CellKind.MONEY, total=True),
    Column("增减（元）", CellKind.MONEY, total=True),
    Column("现行至多（元）", CellKind.MONEY),
    Column("改后至多（元）", CellKind.MONEY),
)
_MEASURES = (
    Column("措施"),
    Column("现行（元）", CellKind.MONEY, total=True),
    Column("改后（元）", CellKind.MONEY, total=True),
    Column("增减（元）", CellKind.MONEY, total=True),
    Column("现行户数", CellKind.INTEGER, total=True),
    Column("改后户数", CellKind.INTEGER, total=True),
)
_GROUPED = (
    Column("分组"),
    Column("增加（户）", CellKind.INTEGER, total=True),
    Column("减少（户）", CellKind.INTEGER, total=True),
    Column("增减（元）", CellKind.MONEY, total=True),
    Column("改后受益（户）", CellKind.INTEGER, total=True),
)
_NEAR = (
    Column("措施"),
    Column("界线"),
    *(Column(f"{_at}", CellKind.INTEGER) for _at in (
        f"{float(step * STEP * 100):+g}%至{float((step + 1) * STEP * 100):+g}%"
        for step in range(-STEPS_AWAY, STEPS_AWAY)
    )),
)  # fmt: skip
_MARGINAL = (Column("措施"), Column("界线"), Column("企业（项目）名称"), Column("取值"))


def write_simulation(simulation: Simulation, path: Path) -> Path:
    """Write the difference as a workbook."""
    head = f"{simulation.before.workspace}　{simulation.before.as_of:%Y年%m月%d日}"
    said = tuple(f"改动：{each}" for each in simulation.changes)
    changed = sorted(
        (d for d in simulation.differences if d.change or d.before_most != d.after_most),
        key=lambda d: (-d.change, d.code),
    )
    sheets = [
        Sheet("概览", _OVERVIEW, _overview(simulation), "政策仿真：现行与改后", head, said),
        Sheet("分措施", _MEASURES, _measures(simulation), "分措施", head),
        *(
            Sheet(
                f"分{name}",
                _GROUPED,
                ((group, *numbers) for group, numbers in simulation.by(name).items()),
                f"分{name}",
                head,
            )
            for name in GROUPINGS
        ),
        Sheet("有增减的企业", _FIRMS, _firms(changed), "有增减的企业", head),
        Sheet(
            "界线附近", _NEAR, _near(simulation.nearby), "界线附近的分布（占界线的百分比）", head
        ),
        Sheet(
            "差一点的", _MARGINAL, _marginal(simulation.nearby), "离界线不到 5% 而没有够到的", head
        ),
    ]
    return write_workbook(path, sheets)


def _overview(simulation: Simulation) -> Iterator[tuple[Value, ...]]:
    before, after = simulation.before, simulation.after
    yield ("核定合计（元）", before.awarded, after.awarded, simulation.cost)
    yield (
        "受益企业（户）",
        str(counted(before)),
        str(counted(after)),
        str(counted(after) - counted(before)),
    )
    yield ("增加的企业（户）", "", str(len(simulation.winners)), "")
    yield ("减少的企业（户）", "", str(len(simulation.losers)), "")
    same = len(simulation.differences) - len(simulation.winners) - len(simulation.losers)
    yield ("不变的企业（户）", "", str(same), "")


def _measures(simulation: Simulation) -> Iterator[tuple[Value, ...]]:
    before = {(t.document, t.measure): t for t in simulation.before.totals}
    after = {(t.document, t.measure): t for t in simulation.after.totals}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        a, b = (t.awarded if t else 0 for t in (old, new))
        yield (key[1], a, b, b - a, *(t.eligible if t else 0 for t in (old, new)))


def _firms(differences: list[Difference]) -> Iterator[tuple[Value, ...]]:
    for at, each in enumerate(differences, 1):
        amounts = (each.before, each.after, each.change, each.before_most, each.after_most)
        yield (at, each.name, each.code, *each.groups, *amounts)


def _near(nearby: tuple[Nearby, ...]) -> Iterator[tuple[Value, ...]]:
    for each in nearby:
        yield (each.measure, each.threshold, *each.counts)


def _marginal(nearby: tuple[Nearby, ...]) -> Iterator[tuple[Value, ...]]:
    for each in nearby:
        for name, value in each.marginal:
            yield (each.measure, each.threshold, name, value)


# ---------------------------------------------------------------- picture and page


def chart(simulation: Simulation) -> bytes:
    """Draw who gains and loses by town, and the counts around each threshold."""
    towns = simulation.by("镇街")
    near = simulation.nearby[:6]
    with mpl.rc_context(style()):
        height = 1.2 + 0.26 * len(towns) + 1.5 * len(near)
        figure = Figure(figsize=(7.2, height), dpi=160)
        heights = [0.9 + 0.26 * len(towns), *(1.3 for _ in near)]
        axes = figure.subplots(
            1 + len(near), 1, squeeze=False, gridspec_kw={"height_ratios": heights}
        )[:, 0]
        names = list(towns)
        costs = [towns[name][2] / 1e6 for name in names]
        axes[0].barh(
            range(len(names)), costs, color=[OBSERVED if c >= 0 else REQUIRED for c in costs]
        )
        axes[0].set_yticks(range(len(names)), names)
        axes[0].axvline(0, color=INK, linewidth=0.7)
        axes[0].set_xlabel("增减（万元）")
        axes[0].set_title("分镇街的增减", loc="left", fontsize=9.5)
        labels = [f"{float(s * STEP * 100):+g}%" for s in range(-STEPS_AWAY, STEPS_AWAY)]
        for panel, each in zip(axes[1:], near, strict=True):
            colours = [PALE] * STEPS_AWAY + [OBSERVED] * STEPS_AWAY
            panel.bar(range(len(labels)), each.counts, color=colours, width=0.85, align="edge")
            panel.set_xticks(range(len(labels)), labels)
            panel.axvline(STEPS_AWAY, color=REQUIRED, linewidth=1)
            panel.set_title(
                f"{each.measure}：{each.threshold}（竖线为界线）", loc="left", fontsize=8.5
            )
        figure.tight_layout()
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()


_CSS = """body{font:16px/1.7 serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #9aa5b1;padding:.2rem .6rem}
th{background:#ddebf7;font-weight:600}td.n{text-align:right}img{max-width:100%}h1{font-size:1.5rem}"""


def write_simulation_page(simulation: Simulation, path: Path) -> Path:
    """Write the difference as one self-contained page."""
    picture = base64.b64encode(chart(simulation)).decode()
    rows = list(_overview(simulation))
    body = [
        f"<h1>政策仿真：{escape(simulation.before.workspace)}</h1>",
        "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in simulation.changes) + "</ul>",
        _html(("项目", "现行", "改后", "增减"), rows),
        f'<img alt="分镇街的增减与界线附近的分布" src="data:image/png;base64,{picture}">',
    ]
    for name in GROUPINGS:
        grouped = [(group, *numbers) for group, numbers in simulation.by(name).items()]
        shown = [(g, str(a), str(b), yuan(c), str(d)) for g, a, b, c, d in grouped]
        body.append(f"<h2>分{name}</h2>")
        body.append(
            _html(("分组", "增加（户）", "减少（户）", "增减（元）", "改后受益（户）"), shown)
        )
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>政策仿真</title>'
        f"<style>{_CSS}</style>{''.join(body)}</html>\n"
    )
    with atomic_write(path) as temporary:
        temporary.write_text(page, "utf-8")
    return path


def _html(header: tuple[str, ...], rows: Sequence[tuple[Value, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in header)
    lines = []
    for first, *rest in rows:
        cells = "".join(
            f'<td class="n">{yuan(v) if isinstance(v, int) else escape(str(v))}</td>' for v in rest
        )
        lines.append(f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
