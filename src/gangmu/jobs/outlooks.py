"""Look ahead: forecast towards targets, share a target among districts, relate two series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from gangmu.indicators import load_observations
from gangmu.indicators.outlook import Districting, Prospect, district, prospects
from gangmu.indicators.outlook.limits import read_limits
from gangmu.indicators.panel import Panel
from gangmu.indicators.relations import Related
from gangmu.indicators.relations import relate as relate_indicators
from gangmu.jobs import Progress, silent
from gangmu.jobs.registers import SERIES, definitions_of, refresh
from gangmu.store import Workspace


def panel_of(workspace: Workspace, as_of: date, progress: Progress = silent) -> Panel:
    """Load what a workspace knows up to a day, its sheets imported anew where they have changed."""
    refresh(workspace, (SERIES,), progress)
    return Panel.of(definitions_of(workspace), load_observations(workspace), as_of)


def forecast_targets(
    workspace: Workspace,
    as_of: date,
    *,
    indicator: str | None = None,
    region: str | None = None,
    until: int | None = None,
    threshold: str | None = None,
    level: float = 0.8,
    rates: Sequence[Fraction] = (),
    progress: Progress = silent,
) -> list[Prospect]:
    """Forecast every target of the workspace, or one indicator; see ``outlook.prospects``."""
    return prospects(
        panel_of(workspace, as_of, progress), as_of, indicator=indicator,
        region=region or workspace.region, until=until, threshold=threshold, level=level, rates=rates,
    )  # fmt: skip


def decompose_target(
    workspace: Workspace,
    indicator: str,
    as_of: date,
    *,
    region: str | None = None,
    goal: str | None = None,
    due: str | None = None,
    base: str | None = None,
    limits: Path | None = None,
    districts: Sequence[str] = (),
    sectors: Sequence[str] = (),
    places: int = 2,
    progress: Progress = silent,
) -> Districting:
    """Share a target among districts or sectors, within the bounds of a sheet; see ``outlook.district``."""
    bounds = read_limits(limits) if limits else ()
    return district(
        panel_of(workspace, as_of, progress), indicator, region=region or workspace.region, goal=goal,
        due=due, base=base, limits=bounds, districts=districts, sectors=sectors, places=places,
    )  # fmt: skip


def relate(
    workspace: Workspace,
    first: str,
    second: str,
    as_of: date,
    *,
    region: str | None = None,
    level: float = 0.95,
    part: bool = False,
    progress: Progress = silent,
) -> Related:
    """Measure how two indicators of the workspace go together; see ``relations.relate``."""
    return relate_indicators(
        panel_of(workspace, as_of, progress), first, second, region=region or workspace.region,
        level=level, part=part,
    )  # fmt: skip
