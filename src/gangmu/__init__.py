"""Gangmu 纲目: industrial policy as rules, targets and duties that can be run, checked, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gangmu.reading import read

__all__ = ["__version__", "read"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the reader when it is first asked for: parsers are slow to load."""
    if name == "read":
        from gangmu.reading import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
