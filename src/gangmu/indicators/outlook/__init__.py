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
from gangmu.indicators.outlook.forecast import Crossing, Estimate, Forecast, Outlook, forecast
from gangmu.indicators.outlook.paths import (
    Contribution,
    Need,
    Path,
    contributions,
    needs,
    required_after,
    what_if,
    years_to,
)

__all__ = [
    "Bound",
    "Contribution",
    "Crossing",
    "Decomposition",
    "Estimate",
    "Forecast",
    "Ladder",
    "Need",
    "Outlook",
    "Part",
    "Path",
    "Share",
    "contributions",
    "decompose",
    "forecast",
    "needs",
    "required_after",
    "rounded",
    "what_if",
    "years_to",
]
