"""The jobs of an office, each one call: what the command line and the service both do.

A job opens what it needs from a workspace, runs the packages below in their order and gives back
nouns; it prints nothing. ``documents`` reads and extracts, ``registers`` imports facts, ``measures``
checks, settles and explains, ``plans`` assesses targets.
"""

from __future__ import annotations

from collections.abc import Callable

#: A stage, how much of it is done, how much there is.
Progress = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _all: int) -> None:
    """Report no progress."""
