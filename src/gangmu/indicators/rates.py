"""Points in time, the yearly growth between them, and how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place on the axis of years (a whole year is its number)."""

    at: Fraction
    value: Fraction

    @classmethod
    def of(cls, year: int | str, value: int | str) -> Point:
        """Make a point from exact writings: ``Point.of(2015, "44.37")``."""
        return cls(Fraction(year), Fraction(value))


def growth(start: Point, end: Point) -> Fraction:
    """Compute the compound yearly growth between two points, to 29 digits.

    Shanghai's industrial output, 33212 (2015) to 37053 (2020), 亿元:

    >>> percent(growth(Point.of(2015, 33212), Point.of(2020, 37053)))
    '2.21%'
    """
    quotient = end.value / start.value
    if quotient < 0 or end.at == start.at:
        raise ValueError("growth needs two different times and one sign")
    if quotient == 0:
        return Fraction(-1)
    years = end.at - start.at
    with localcontext(prec=30):
        return Fraction(decimal_of(quotient) ** decimal_of(1 / years) - 1)


def number(value: Fraction) -> str:
    """Write a number with at most four decimals.

    >>> number(Fraction("9657")), number(Fraction(1, 3)), number(Fraction("59.90"))
    ('9657', '0.3333', '59.9')
    """
    if value.denominator == 1:
        return str(value.numerator)
    shown = f"{_round(value, 4):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(value: Fraction) -> str:
    """Write a share in percent with two decimals.

    >>> percent(Fraction(1, 4)), percent(Fraction(2, 3))
    ('25.00%', '66.67%')
    """
    return f"{_round(value * 100, 2):f}%"


def decimal_of(value: Fraction) -> Decimal:
    """Divide in the precision of the context.

    >>> decimal_of(Fraction(1, 4))
    Decimal('0.25')
    """
    return Decimal(value.numerator) / Decimal(value.denominator)


def _round(value: Fraction, places: int) -> Decimal:
    """Round halves away from zero, exactly."""
    above, below = abs(value.numerator) * 10**places, value.denominator
    whole = (2 * above + below) // (2 * below)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)
