"""Indicators, their targets and observations, where each target stands, and the audit of claims."""

from gangmu.indicators.audit import audit
from gangmu.indicators.definitions import (
    Accumulation,
    Base,
    Definitions,
    Direction,
    Form,
    Indicator,
    Reference,
    Review,
    Scope,
    Target,
    Territory,
    Tolerance,
)
from gangmu.indicators.links import Link, link
from gangmu.indicators.notation import load_definitions, write_definitions
from gangmu.indicators.observations import Grade, Observation, derive
from gangmu.indicators.periods import Period, read_period
from gangmu.indicators.progress import Progress, Tally, assess, group_verdict, tally
from gangmu.indicators.progress.methods import METHODS, Course, Reading
from gangmu.indicators.progress.thresholds import Standing
from gangmu.indicators.rates import Point
from gangmu.indicators.series import import_series, load_observations

__all__ = [
    "METHODS",
    "Accumulation",
    "Base",
    "Course",
    "Definitions",
    "Direction",
    "Form",
    "Grade",
    "Indicator",
    "Link",
    "Observation",
    "Period",
    "Point",
    "Progress",
    "Reading",
    "Reference",
    "Review",
    "Scope",
    "Standing",
    "Tally",
    "Target",
    "Territory",
    "Tolerance",
    "assess",
    "audit",
    "derive",
    "group_verdict",
    "import_series",
    "link",
    "load_definitions",
    "load_observations",
    "read_period",
    "tally",
    "write_definitions",
]
