"""Measures that refer to measures: 引用 takes the amount of another, 过渡 applies another instead.

A measure of the same file is named as it is, one of another file of the workspace as ``文号#名称``, the
way 组合 names it. What is quoted is read as it stands in its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gangmu.measures.expressions import Scope, all_of, any_of, negate
from gangmu.measures.forms import KEYS, Forms
from gangmu.measures.keys import Broken
from gangmu.measures.measure import Requirement
from gangmu.measures.nodes import Condition, Named, Number, Row, Table
from gangmu.measures.sentences import told
from gangmu.measures.yamltext import Entries, Findings, Items, Node, Text, compose, did_you_mean

THIS = "本措施"
#: What a measure asks, and what it gives.
Ruling = tuple[list[Requirement], Number]


@dataclass(frozen=True)
class Source:
    """The measures of one file as they are written, by name."""

    number: str
    path: Path
    measures: Mapping[str, Entries]


class Rules:
    """The measure files of a workspace, for what refers to another; read when first asked.

    >>> rules = Rules({Path("旧.yaml"): "文号: 临府〔2020〕1号\\n措施:\\n  - {名称: 旧奖励, 给付: 5万元}"})
    >>> list(rules.sources["临府〔2020〕1号"].measures)
    ['旧奖励']
    """

    def __init__(self, texts: Mapping[Path, str] | None = None) -> None:
        self._texts = dict(texts or {})

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Rules:
        """Take the files that can be read; what is wrong with the others is told elsewhere."""
        texts = {}
        for path in paths:
            try:
                texts[path] = path.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                continue
        return cls(texts)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Give every file by its 文号."""
        found = {}
        for path, text in self._texts.items():
            root = compose(text, path.name, Findings())
            number = root.get("文号") if isinstance(root, Entries) else None
            nodes = root.get("措施") if isinstance(root, Entries) else None
            if isinstance(number, Text) and isinstance(nodes, Items):
                found[number.value] = Source(number.value, path, by_name(nodes.items))
        return found


NO_RULES = Rules()


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that applies instead, where ``case`` holds: its tests and its amount."""

    case: Condition
    name: str
    tests: tuple[Requirement, ...]
    amount: Number


class Quoting:
    """Reads what the measures of one file say by reference; ``paths`` are the files it read for that."""

    def __init__(
        self,
        forms: Forms,
        own: Source,
        rules: Rules,
        rule: Callable[[Entries, Scope, str], Ruling | None],
    ) -> None:
        self._forms = forms
        self._here = own
        self._rules = rules
        self._rule = rule
        self._open: list[str] = []
        self.paths: dict[Path, None] = {}

    def amount(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        """Read 引用: the amount of another measure."""
        if not isinstance(node, Text):
            self._forms.findings.error(node.place, "「引用」应是一个措施的名称", "引用: 某措施")
            return None

        def amount(entries: Entries, within: Scope) -> Ruling | None:
            number = self._forms.number(entries.entries["给付"][1], within, dimension)
            return None if number is None else ([], number)

        found = self._read(node, scope, amount)
        return None if found is None else Named(f"「{_called(node)}」的给付", found[1])

    def transitions(
        self, entries: Entries, scope: Scope, clause: str
    ) -> tuple[list[Requirement], list[Applied]]:
        """Read 过渡: the first case that holds says whether this measure applies or another rule.

        A rule that is a measure is applied; whoever falls under any other words is refused, with
        these as the reason.
        """
        forms = self._forms
        before: list[Condition] = []
        refused: list[Requirement] = []
        applied: list[Applied] = []
        for node in forms.items(entries, "过渡"):
            try:
                body = forms.entries(node, "「过渡」的一项", "- {情形: …, 适用: 本措施}")
                forms.known(body, KEYS["过渡"], "「过渡」的一项")
                case = forms.condition(body.get("情形") or body, scope)
            except Broken:
                continue
            word = forms.text(body, "适用", required=True)
            own = forms.text(body, "依据") or clause
            falls = all_of([case, *(negate(one) for one in before)])
            before.append(case)
            rule = body.get("适用")
            if word in ("", THIS) or not isinstance(rule, Text):
                continue
            if word not in self._here.measures and "#" not in word:
                text = f"过渡：{told(case)} 的，适用{word}"
                refused.append(Requirement(negate(falls), True, text, own, node.place))
                continue
            found = self._read(rule, scope, self._rule_at(own))
            if found is not None:
                name = _called(rule)
                tests = tuple(
                    replace(
                        test,
                        condition=any_of([negate(falls), test.condition]),
                        text=f"过渡适用「{name}」：{test.text}",
                        clause=own,
                        place=node.place,
                    )
                    for test in found[0]
                )
                applied.append(Applied(falls, name, tests, found[1]))
        return refused, applied

    def _rule_at(self, clause: str) -> Callable[[Entries, Scope], Ruling | None]:
        return lambda entries, scope: self._rule(entries, scope, clause)

    def _read(
        self, node: Text, scope: Scope, make: Callable[[Entries, Scope], Ruling | None]
    ) -> Ruling | None:
        """Read a measure that is referred to, in the words of its own file."""
        forms, findings = self._forms, self._forms.findings
        found = self._find(node)
        if found is None:
            return None
        source, name, entries = found
        own = source.path == self._here.path
        key = f"{source.number}#{name}"
        if key in self._open:
            around = " → ".join(each.rpartition("#")[2] for each in [*self._open, key])
            findings.error(node.place, f"措施之间循环引用：{around}", "把其中一条的给付直接写出来")
            return None
        entity = entries.get("对象")
        if not isinstance(entity, Text) or entity.value != scope.entity:
            findings.error(
                node.place, f"「{name}」的对象不是{scope.entity}", "只能引用同一对象的措施"
            )
            return None
        marks = len(forms.spelled), len(forms.tables), len(findings)
        here, self._here = self._here, source
        self._open.append(key)
        try:
            made = make(entries, forms.definitions(entries, Scope(scope.book, scope.entity)))
        finally:
            self._open.pop()
            self._here = here
        if own:
            return made
        # What is wrong there is told when that file is checked; here it is one error.
        self.paths[source.path] = None
        wrong = Findings(findings[marks[2] :]).errors
        del forms.spelled[marks[0] :], forms.tables[marks[1] :], findings[marks[2] :]
        if wrong:
            first = wrong[0]
            findings.error(
                node.place,
                f"「{node.value}」引用不了：{first.place} {first.cause}",
                first.remedy or f"先改正 {source.path.name}",
            )
            return None
        return made

    def _find(self, node: Text) -> tuple[Source, str, Entries] | None:
        number, mark, name = node.value.rpartition("#")
        source = self._here if not mark or number == self._here.number else None
        source = source or self._rules.sources.get(number)
        findings = self._forms.findings
        if source is None:
            known = did_you_mean(number, self._rules.sources) if self._rules.sources else ""
            findings.error(
                node.place, f"没有文号为「{number}」的措施文件", known or "把它放进 measures/"
            )
            return None
        entries = source.measures.get(name)
        if entries is None or "给付" not in entries:
            findings.error(
                node.place, f"没有可引用的措施「{node.value}」", did_you_mean(name, source.measures)
            )
            return None
        return source, name, entries


def over(amount: Number, applied: Sequence[Applied]) -> Number:
    """Give the amount of whichever rule applies."""
    rows = tuple(
        Row((each.case,), Named(f"「{each.name}」的给付", each.amount)) for each in applied
    )
    return Table((), rows, amount, amount.dimension) if rows else amount


def widened(tests: Sequence[Requirement], applied: Sequence[Applied]) -> list[Requirement]:
    """Ask a measure's tests only of those to whom no other rule applies, and each rule's of its own."""
    cases = [each.case for each in applied]
    own = [replace(test, condition=any_of([*cases, test.condition])) for test in tests]
    return [*own, *(test for each in applied for test in each.tests)]


def by_name(nodes: Sequence[Node]) -> dict[str, Entries]:
    """Index measures as they are written."""
    found = {}
    for node in nodes:
        name = node.get("名称") if isinstance(node, Entries) else None
        if isinstance(node, Entries) and isinstance(name, Text):
            found[name.value] = node
    return found


def _called(node: Text) -> str:
    return node.value.rpartition("#")[2]
