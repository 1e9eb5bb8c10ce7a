"""Exchange observations as SDMX-CSV, the table format of the statistical offices.

Source: SDMX 3.0, section 5, *SDMX-CSV* version 2.0: ``STRUCTURE, STRUCTURE_ID, ACTION`` before the
dimensions, ``TIME_PERIOD`` as years, ``2025-S1``, ``2025-Q3``, ``2025-06`` or ``2025-01-01/P10M``. What is
written is read back by ``series.import_series`` like any long table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from gangmu.indicators.definitions import Definitions
from gangmu.indicators.observations import Observation
from gangmu.indicators.periods import Period

COLUMNS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", "INDICATOR", "REF_AREA", "FREQ", "TIME_PERIOD",
    "OBS_VALUE", "UNIT_MEASURE", "VINTAGE", "SOURCE", "GRADE", "COMMENT_OBS",
)  # fmt: skip
STRUCTURE = ("dataflow", "GANGMU:SERIES(1.0)", "I")


def sdmx_csv(definitions: Definitions, observations: Iterable[Observation]) -> str:
    """Write observations as SDMX-CSV, an indicator by its id.

    >>> from decimal import Decimal
    >>> from gangmu.indicators import Grade, read_period
    >>> from gangmu.writing.units import unit
    >>> seen = Observation("产值", "临江区", read_period("2023H1"), Decimal("5.10"), unit("亿元"), "快报", Grade.OFFICIAL)
    >>> print(sdmx_csv(Definitions(), [seen]).splitlines()[1])
    dataflow,GANGMU:SERIES(1.0),I,产值,临江区,S,2023-S1,5.10,亿元,0,快报,官方,
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in observations:
        indicator = definitions.indicator(each.indicator)
        writer.writerow(
            (
                *STRUCTURE,
                indicator.id if indicator else each.indicator,
                each.region,
                frequency(each.period),
                time_period(each.period),
                f"{each.value:f}",
                each.unit.name,
                each.vintage,
                each.source,
                each.grade,
                each.note,
            )
        )
    return lines.getvalue()


def time_period(period: Period) -> str:
    """Write a period as SDMX does.

    >>> from gangmu.indicators import read_period
    >>> [time_period(read_period(p)) for p in ("2025", "2025H2", "2025Q3", "2025-06", "2025-01..10", "2016/2020")]
    ['2025', '2025-S2', '2025-Q3', '2025-06', '2025-01-01/P10M', '2016-01-01/P5Y']
    """
    plain = str(period)
    (year, month), (last_year, last_month) = period.first, period.last
    if year != last_year:
        return f"{year}-01-01/P{last_year - year + 1}Y"
    if ".." in plain:
        return f"{year}-{month:02}-01/P{last_month - month + 1}M"
    return re.sub(r"([HQ])(?=\d)", lambda found: "-S" if found[1] == "H" else "-Q", plain)


def frequency(period: Period) -> str:
    """Give the code of SDMX's list CL_FREQ: A, S, Q, M; months to date are M."""
    plain = str(period)
    if period.annual or "/" in plain:
        return "A"
    return "S" if "H" in plain else "Q" if "Q" in plain else "M"
