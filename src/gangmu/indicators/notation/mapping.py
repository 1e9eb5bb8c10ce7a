"""Read a mapping of a file key by key; what is wrong is reported at its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gangmu.measures.yamltext import Entries, Findings, Items, Node, Place, Text, did_you_mean
from gangmu.terms import InputError

T = TypeVar("T")


class Mapping:
    """A mapping being read: unknown keys are reported, values come as text or through a reader."""

    def __init__(
        self, node: Node | None, keys: tuple[str, ...], findings: Findings, what: str
    ) -> None:
        self.findings = findings
        self.entries: Entries | None = node if isinstance(node, Entries) else None
        if node is not None and self.entries is None:
            findings.error(
                node.place, f"「{what}」应写成「键: 值」", f"可以写的键：{'、'.join(keys)}"
            )
        for key in self.entries.entries if self.entries else ():
            if key not in keys:
                assert self.entries is not None
                findings.error(
                    self.entries.key_place(key), f"不认识的键「{key}」", did_you_mean(key, keys)
                )

    def __contains__(self, key: str) -> bool:
        return self.entries is not None and key in self.entries

    @property
    def place(self) -> Place:
        assert self.entries is not None
        return self.entries.place

    def node(self, key: str) -> Node | None:
        return self.entries.get(key) if self.entries else None

    def text(self, key: str) -> str:
        """Give the text of a key; empty where it is absent."""
        node = self.node(key)
        if node is not None and not isinstance(node, Text):
            self.findings.error(node.place, f"「{key}」应是一个值", f"写成「{key}: 值」")
        return node.value if isinstance(node, Text) else ""

    def needed(self, key: str) -> str:
        text = self.text(key)
        if not text and self.entries is not None and not isinstance(self.node(key), Entries):
            self.findings.error(self.place, f"缺少「{key}」", f"加上「{key}: …」")
        return text

    def one_of(self, key: str, known: tuple[str, ...]) -> str | None:
        text = self.text(key)
        if text and text not in known:
            self.error_at(key, f"「{key}」不能是「{text}」", did_you_mean(text, known))
            return None
        return text or None

    def read(self, key: str, reader: Callable[[str], T]) -> T | None:
        """Read the text of a key; what the reader refuses is reported at the key."""
        text = self.text(key)
        if not text:
            return None
        try:
            return reader(text)
        except InputError as error:
            self.error_at(key, error.cause, error.remedy)
            return None

    def items(self, key: str) -> tuple[Node, ...]:
        node = self.node(key)
        if node is not None and not isinstance(node, Items):
            self.findings.error(node.place, f"「{key}」应是列表", "每项一行，以「- 」开头")
        return node.items if isinstance(node, Items) else ()

    def error_at(self, key: str, cause: str, remedy: str) -> None:
        node = self.node(key)
        self.findings.error(node.place if node else self.place, cause, remedy)
