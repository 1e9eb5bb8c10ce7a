"""What is to be expected and needed: forecasts, paths, contributions, decomposition."""

from gangmu.indicators.outlook.decomposition import (
    Bound,
    Decomposition,
    Ladder,
    Part,
    Share,
    decompose,
    rounded,
)
from gangmu.indicators.outlook.districts import REST, Districting, district
from gangmu.indicators.outlook.forecast import Crossing, Estimate, Forecast, Outlook, forecast
from gangmu.indicators.outlook.paths import (
    Contribution,
    Milestone,
    Need,
    Path,
    contributions,
    milestones,
    needs,
    required_after,
    what_if,
    years_to,
)
from gangmu.indicators.outlook.prospects import Prospect, prospects

__all__ = [
    "REST",
    "Bound",
    "Contribution",
    "Crossing",
    "Decomposition",
    "Districting",
    "Estimate",
    "Forecast",
    "Ladder",
    "Milestone",
    "Need",
    "Outlook",
    "Part",
    "Path",
    "Prospect",
    "Share",
    "contributions",
    "decompose",
    "district",
    "forecast",
    "milestones",
    "needs",
    "prospects",
    "required_after",
    "rounded",
    "what_if",
    "years_to",
]
