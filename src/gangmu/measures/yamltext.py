"""YAML in which every scalar is text, with the place of everything.

Files are composed, never loaded: ``1:1`` stays ``1:1`` (YAML 1.1 makes it 61), ``否`` and
``2020-06-15`` stay text. Anchors, tags, block text and repeated keys are refused, because an
official who edits the file cannot see what they do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import yaml

from gangmu.terms import InputError, InputErrors

#: libyaml where it is there (ten times faster); what it refuses is told by the reader in Python.
_FAST: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character of a file; ``line`` and ``column`` count from 1.

    >>> str(Place("措施.yaml", 3, 7))
    '措施.yaml:3:7'
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def right(self, characters: int) -> Place:
        """Move along the line."""
        return Place(self.file, self.line, self.column + characters)


class Severity(StrEnum):
    """How bad a finding is: an error stops a settlement, a warning asks for a look, a note for a thought."""

    ERROR = "错误"
    WARNING = "警告"
    NOTE = "提示"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a file: how bad, where, what, and what to do.

    >>> print(Finding(Severity.ERROR, Place("甲.yaml", 9, 9), "企业没有事实「营收人」", "是不是「营业收入」？"))
    甲.yaml:9:9 错误：企业没有事实「营收人」。是不是「营业收入」？
    """

    severity: Severity
    place: Place
    cause: str
    remedy: str = ""

    @property
    def file(self) -> str:
        return self.place.file

    @property
    def line(self) -> int:
        return self.place.line

    @property
    def column(self) -> int:
        return self.place.column

    def __str__(self) -> str:
        tail = f"。{self.remedy}" if self.remedy else "。"
        return f"{self.place} {self.severity}：{self.cause}{tail}"

    def as_error(self) -> InputError:
        """Give the finding as the exception that the command line prints."""
        return InputError(self.cause, str(self.place), self.remedy)


class Findings(list[Finding]):
    """What was found in one file, in the order it was found."""

    def error(self, place: Place, cause: str, remedy: str = "") -> None:
        self.append(Finding(Severity.ERROR, place, cause, remedy))

    def warn(self, place: Place, cause: str, remedy: str = "") -> None:
        self.append(Finding(Severity.WARNING, place, cause, remedy))

    def note(self, place: Place, cause: str, remedy: str = "") -> None:
        self.append(Finding(Severity.NOTE, place, cause, remedy))

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self if finding.severity is Severity.ERROR]

    def raise_errors(self) -> None:
        """Raise every error at once, if there is one."""
        if errors := sorted(self.errors, key=lambda finding: finding.place):
            raise InputErrors([finding.as_error() for finding in errors])


# ---------------------------------------------------------------- the tree


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as written."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping: ``entries[key] = (the key's place, the value)``."""

    entries: dict[str, tuple[Place, Node]]
    place: Place

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def get(self, key: str) -> Node | None:
        return self.entries[key][1] if key in self.entries else None

    def key_place(self, key: str) -> Place:
        return self.entries[key][0] if key in self.entries else self.place


Node = Text | Items | Entries


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that a misspelt one most likely means.

    >>> nearest("营业收人", ["营业收入", "注册地"])
    '营业收入'
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Ask for the nearest known word, or list what is known."""
    known = list(known)
    found = nearest(word, known)
    return f"是不是「{found}」？" if found else f"可以写：{'、'.join(known)}"


def compose(text: str, file: str, findings: Findings) -> Node | None:
    """Read YAML text into a tree; ``None`` (and a finding) where it is not YAML or is empty.

    >>> compose("配比: 1:1", "甲.yaml", Findings()).get("配比").value
    '1:1'
    """
    # YAML would read on, and take them for the beginning of a word.
    wide = [at for at, line in enumerate(text.splitlines(), 1) if line.lstrip(" ")[:1] == "\u3000"]
    if wide:
        findings.error(Place(file, wide[0], 1), "行首有全角空格", "缩进只用半角空格")
        return None
    try:
        root = _compose(text)
    except yaml.MarkedYAMLError as error:
        # Quotation marks that are not closed are seen at the end of the file, and meant at their start.
        opened = "quoted scalar" in (error.context or "")
        mark = error.context_mark if opened else error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        cause, remedy = _explain(text.splitlines(), line, error.problem or "")
        findings.error(Place(file, line, column), cause, remedy)
        return None
    except yaml.YAMLError as error:
        findings.error(
            Place(file, 1, 1), f"不是 YAML 文本（{error}）", "请用纯文本编辑器以 UTF-8 保存"
        )
        return None
    if root is None:
        findings.error(Place(file, 1, 1), "文件是空的")
        return None
    _refuse_anchors_and_tags(text, file, findings)
    return _convert(root, file, findings)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)


#: What the parser of YAML says, in English, and what it means.
_PROBLEMS = {
    "found '<stream end>'": "到文件末尾括号还没有合上",
    "expected ',' or": "括号没有合上，或少一个逗号",
    "could not find expected ':'": "这一项少一个冒号",
    "mapping values are not allowed": "这里不该有冒号：多半是上一行没有写完，或缩进不齐",
    "expected <block end>": "缩进与上面各行不齐",
    "unexpected end of stream": "引号没有合上",
    "expected the node content": "这里少一个值，或多一个括号",
}


def _explain(lines: list[str], line: int, problem: str) -> tuple[str, str]:
    """Say in Chinese why a line is not YAML, and how to write it."""
    for near in (line, line - 1):
        written = lines[near - 1] if 0 < near <= len(lines) else ""
        if "\t" in written[: len(written) - len(written.lstrip())]:
            return "行首有制表符", "缩进只用空格"
        key, colon, _ = written.lstrip(" -").partition("：")
        if colon and ":" not in key and len(key) <= 12:
            return f"「{key}」后面是全角冒号，YAML 不认", f"写成「{key}: 」，半角冒号后加一个空格"
        start = written.lstrip(" -").partition(": ")[2] or written.lstrip(" -")
        if start[:1] in (">", "%", "@", "`", "&", "*", "!", "|"):
            return (
                f"这里不能以「{start[0]}」开头（YAML 另有含义）",
                "比较写「≥」「不低于」「超过」，或给整个值加引号",
            )
    said = next((words for part, words in _PROBLEMS.items() if part in problem), problem)
    return f"YAML 写法有误（{said}）", "检查缩进、冒号后的空格和括号是否成对"


def _refuse_anchors_and_tags(text: str, file: str, findings: Findings) -> None:
    """Refuse anchors, aliases and tags, which can only be seen in the events of the file."""
    for event in yaml.parse(text, Loader=_FAST):
        mark = event.start_mark
        assert mark is not None
        place = Place(file, mark.line + 1, mark.column + 1)
        if anchor := getattr(event, "anchor", None):
            findings.error(
                place,
                f"不能用锚点或别名「{anchor}」",
                "把内容直接写在这里；以「*」「&」开头的文字请加引号",
            )
        if tag := getattr(event, "tag", None):
            findings.error(
                place, f"不能用标签「{tag}」", "去掉「!」开头的部分；以「!」开头的文字请加引号"
            )


def _convert(node: yaml.Node, file: str, findings: Findings) -> Node:
    place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            findings.error(
                place,
                f"这里的「{node.style}」在 YAML 里另有含义",
                "比较写「≥」「不低于」「超过」，文字写在一行里",
            )
        inside = place.right(1) if node.style in ("'", '"') else place
        return Text(node.value.strip(), inside)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_convert(item, file, findings) for item in node.value), place)
    entries: dict[str, tuple[Place, Node]] = {}
    for key, value in node.value:
        spot = Place(file, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            findings.error(spot, "键必须是文字", "检查是不是多写了括号")
            continue
        name = key.value.strip()
        if name in entries:
            findings.error(
                spot, f"「{name}」写了两次", f"与第 {entries[name][0].line} 行合并，或删去一个"
            )
            continue
        entries[name] = (spot, _convert(value, file, findings))
    return Entries(entries, place)
