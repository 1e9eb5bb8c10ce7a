"""Entries with closed keys: what every part of a measure file is read with.

A part that cannot be read leaves a finding; its reader goes on wherever it can, or raises ``Broken``
where nothing can be made of the part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gangmu.measures.facts import read_date
from gangmu.measures.yamltext import Entries, Findings, Items, Node, Text, did_you_mean
from gangmu.terms import InputError


class Broken(Exception):
    """A part could not be read; the finding is already recorded."""


class Keys:
    """Reads the values of entries by key, and records what is wrong with them."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def known(self, node: Entries, keys: Sequence[str], what: str) -> None:
        """Refuse every key that is none of these."""
        for key, (place, _) in node.entries.items():
            if key not in keys:
                self.findings.error(place, f"{what}里不认识的键「{key}」", did_you_mean(key, keys))

    def entries(self, node: Node, what: str, sample: str) -> Entries:
        """Require ``键: 值``; raises ``Broken``."""
        if isinstance(node, Entries):
            return node
        self.findings.error(node.place, f"{what}应由「键: 值」组成", f"写成「{sample}」")
        raise Broken

    def text(self, node: Entries, key: str, *, required: bool = False) -> str:
        """Give a line of text; empty where there is none."""
        found = self.scalar(node, key)
        if found is None and required and key not in node:
            self.findings.error(node.place, f"缺少「{key}」", f"加一行「{key}: …」")
        return found.value if found else ""

    def scalar(self, node: Entries, key: str) -> Text | None:
        """Give a line of text with its place."""
        found = node.get(key)
        if found is None:
            return None
        if isinstance(found, Text) and found.value:
            return found
        self.findings.error(found.place, f"「{key}」应是一行文字", f"写成「{key}: …」")
        return None

    def items(self, node: Entries, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """Give the items of a list; none where there is no list."""
        found = node.get(key)
        if isinstance(found, Items):
            return found.items
        if found is not None:
            self.findings.error(found.place, f"「{key}」应是一列", "每项一行，以「- 」开头")
        elif required:
            self.findings.error(
                node.place, f"缺少「{key}」", f"加「{key}:」，每项一行，以「- 」开头"
            )
        return ()

    def choice(self, node: Entries, key: str, words: Sequence[str]) -> str | None:
        """Give one of some words; ``None`` where it is absent or none of them."""
        found = self.scalar(node, key)
        if found is not None and found.value not in words:
            self.findings.error(
                found.place, f"不认识的{key}「{found.value}」", did_you_mean(found.value, words)
            )
            return None
        return found.value if found else None

    def day(self, node: Entries, key: str) -> date | None:
        """Give a date."""
        found = self.scalar(node, key)
        try:
            return read_date(key, found.value) if found else None
        except InputError as error:
            assert found is not None
            self.findings.error(found.place, error.cause, error.remedy)
            return None
