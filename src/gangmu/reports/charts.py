"""Charts of progress as pictures: where each target stands, and the path it would have to take.

Drawn with the project's own font, so that they look the same on every machine. Verdicts are told by
words and by shape, never by colour alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import MaxNLocator

from gangmu.indicators.outlook import Forecast
from gangmu.indicators.progress import Progress
from gangmu.indicators.progress.methods import LINEAR
from gangmu.indicators.progress.thresholds import Standing, scales
from gangmu.reports.fonts import HEI

INK, PALE, OBSERVED, REQUIRED, BAND = "#222222", "#9aa5b1", "#1f4e8c", "#b4531f", "#8fb1d6"
#: Blue for what goes well, ochre for what needs a look, red for what lags: told apart by all eyes.
COLOURS = {
    Standing.REACHED: "#1b6f8a", Standing.AHEAD: "#1b6f8a", Standing.FASTER: "#3c8fb5",
    Standing.EXPECTED: "#7fa6c9", Standing.KEPT: "#7fa6c9", Standing.SPLIT: "#d39a2d",
    Standing.LAGGING: "#b23b2e", Standing.MISSED: "#b23b2e", Standing.BROKEN: "#b23b2e",
}  # fmt: skip
_DPI = 220
_FONT = 8.5
_TITLE = 21  # characters above a path, unit and verdict included
_WIDE = 6.14  # inches: the 156 mm of a page of official text


def style() -> Any:
    """Give the look of every chart: the project's font, thin axes."""
    fontManager.addfont(str(HEI))
    return {
        "font.family": "Gangmu Hei",
        "font.size": _FONT,
        "axes.unicode_minus": False,
        "axes.edgecolor": PALE,
        "axes.linewidth": 0.7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.color": INK,
    }


def overview(progresses: Sequence[Progress]) -> bytes:
    """Draw the 时序进度比 of each target as a bar, with the lines at which verdicts change."""
    shown = [each for each in progresses if _ratio(each) is not None]
    shown.sort(key=lambda each: _ratio(each) or Fraction(0))
    with mpl.rc_context(style()):
        figure = Figure(figsize=(_WIDE, 0.9 + 0.27 * len(shown)), dpi=_DPI)
        axes = figure.subplots()
        for at, each in enumerate(shown):
            ratio = float(_ratio(each) or 0)
            reach = min(max(ratio, 0.0), _FARTHEST)
            axes.barh(at, reach, color=COLOURS.get(each.standing, PALE), height=0.62)
            more = "→" if ratio > _FARTHEST else ""
            axes.text(
                reach + 0.015,
                at,
                f"{ratio:.2f}{more}  {each.standing}",
                va="center",
                fontsize=7.5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )
        axes.set_yticks(range(len(shown)), [_short(title_of(each, shown), 22) for each in shown])
        axes.set_xlim(
            0,
            max(1.5, min(_FARTHEST, max((float(_ratio(e) or 0) for e in shown), default=1)) + 0.5),
        )
        for line in scales()[LINEAR].thresholds:
            if line.least is not None:
                axes.axvline(float(line.least), color=INK, linewidth=0.7, linestyle=(0, (4, 3)))
        axes.set_xlabel("时序进度比（1＝与时间同步；虚线为 0.95 与 1.05）")
        axes.tick_params(axis="y", length=0)
        longest = max((len(_short(title_of(e, shown), 22)) for e in shown), default=0)
        _margins(figure, 0.2 + longest * _FONT / 72, 0.1, 0.08, 0.5, (0, 0), (1, 1))
        return _png(figure)


_FARTHEST = 2.0


def paths(
    progresses: Sequence[Progress], forecasts: Sequence[Forecast | None], columns: int = 2
) -> bytes:
    """Draw for each target what was observed, the path from its base to its value, and what is
    expected with its interval."""
    rows = -(-len(progresses) // columns)
    with mpl.rc_context(style()):
        figure = Figure(figsize=(_WIDE, 1.75 * rows + 0.25), dpi=_DPI)
        grid = figure.subplots(rows, columns, squeeze=False)
        for at, axes in enumerate(grid.flat):
            if at < len(progresses):
                _path(axes, progresses[at], forecasts[at], title_of(progresses[at], progresses))
            else:
                axes.set_visible(False)
        known = dict(
            pair
            for axes in grid.flat
            for pair in zip(*axes.get_legend_handles_labels()[::-1], strict=True)
        )
        figure.legend(
            list(known.values()),
            list(known),
            loc="lower center",
            ncols=4,
            frameon=False,
            fontsize=8,
        )
        _margins(figure, 0.48, 0.12, 0.28, 0.55, (0.62, 0.5), (rows, columns))
        return _png(figure)


def _path(axes: Axes, each: Progress, expected: Forecast | None, name: str) -> None:
    unit = each.target.indicator.unit
    seen = [(float(o.period.position), float(o.in_unit(unit))) for o in each.seen]
    axes.plot(*zip(*seen, strict=True), color=OBSERVED, marker="o", markersize=3.2, linewidth=1.4,
              label="实际")  # fmt: skip
    leading = expected.leading if expected else None
    if leading is not None:
        at, value = seen[-1]
        years = [at, *(float(e.at) for e in leading.estimates)]
        low, high = (
            [value, *ends]
            for ends in zip(*((e.low, e.high) for e in leading.estimates), strict=True)
        )
        axes.fill_between(years, low, high, color=BAND, alpha=0.45, linewidth=0, label="预测区间")
    deadline = each.target.deadline
    if each.start and each.goal is not None and deadline:
        begin = (float(each.start.period.position), float(each.start.value))
        end = (float(deadline.position), float(each.goal))
        axes.plot(*zip(begin, end, strict=True), color=REQUIRED, linestyle=(0, (4, 2)), linewidth=1.1,
                  label="到目标须走的路")  # fmt: skip
        axes.plot(*end, color=REQUIRED, marker="D", markersize=4.5, linestyle="none", label="目标")
    room = max(6, _TITLE - len(unit.name) - len(each.standing))
    axes.set_title(
        f"{_short(name, room)}（{unit.name}）　{each.standing}", fontsize=8, loc="left", pad=4
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.tick_params(labelsize=7, length=2.5)
    axes.grid(axis="y", color="#e6e9ee", linewidth=0.6)
    axes.margins(x=0.06, y=0.16)


def drawable(progress: Progress) -> bool:
    """Tell whether there is a path to draw: two observations at least, and a value to reach."""
    return len(progress.seen) >= 2 and progress.goal is not None and progress.start is not None


def _ratio(each: Progress) -> Fraction | None:
    reading = each.reading(LINEAR)
    return reading.ratio if reading else None


def has_ratio(progress: Progress) -> bool:
    """Tell whether a target has a 时序进度比."""
    return _ratio(progress) is not None


def title_of(each: Progress, among: Sequence[Progress]) -> str:
    """Name the indicator, with its target where the plan sets two for the same one."""
    name = each.target.indicator.name
    twice = sum(other.target.indicator.name == name for other in among) > 1
    return f"{name}（{each.target.printed}）" if twice else name


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _png(figure: Figure) -> bytes:
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _margins(
    figure: Figure,
    left: float,
    right: float,
    top: float,
    bottom: float,
    gap: tuple[float, float],
    shape: tuple[int, int],
) -> None:
    """Place the axes by margins in inches: to measure every text (tight_layout) takes as long as to draw."""
    width, height = figure.get_size_inches()
    rows, columns = shape
    across = (width - left - right - gap[0] * (columns - 1)) / columns
    down = (height - top - bottom - gap[1] * (rows - 1)) / rows
    figure.subplots_adjust(
        left=left / width, right=1 - right / width, top=1 - top / height, bottom=bottom / height,
        wspace=gap[0] / across, hspace=gap[1] / down,
    )  # fmt: skip
