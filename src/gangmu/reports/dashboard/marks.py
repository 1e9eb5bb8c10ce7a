"""What cards and tables of the dashboard share: how a verdict, a value and a source look."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gangmu.indicators.progress.thresholds import Standing
from gangmu.reports.figures import Figure
from gangmu.reports.markup import Markup, tag
from gangmu.reports.material import Material

#: How a verdict looks: its class in the style sheet, and a sign for those who see no colours.
LOOKS = {
    Standing.REACHED: ("good", "✔"), Standing.AHEAD: ("good", "✔"), Standing.FASTER: ("good", "▲"),
    Standing.EXPECTED: ("fair", "●"), Standing.KEPT: ("fair", "●"), Standing.OPEN: ("fair", "○"),
    Standing.SPLIT: ("split", "◆"), Standing.LAGGING: ("poor", "▼"), Standing.MISSED: ("poor", "▼"),
    Standing.BROKEN: ("poor", "▼"), Standing.UNDECIDED: ("unknown", "？"),
}  # fmt: skip


def badge(standing: Standing) -> Markup:
    """Show a verdict by its words, a sign and a colour."""
    look, sign = LOOKS[standing]
    return tag("span", f"{sign} {standing}", class_=f"badge {look}")


def ref(material: Material, figure: Figure | None) -> Markup:
    """Point to a figure's line in 数据来源."""
    if figure is None or figure not in material.register:
        return Markup("")
    at = material.register[figure]
    return tag("a", f"[{at}]", href=f"#f{at}", class_="ref", aria_label=f"来源{at}")


def shown(value: Fraction) -> str:
    """Write a value with at most four digits behind the point, fewer the larger it is.

    >>> shown(Fraction("1371.25")), shown(Fraction("32.521341")), shown(Fraction("0.172"))
    ('1,371.25', '32.52', '0.172')
    """
    places = 2 if abs(value) >= 1 else 4
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
