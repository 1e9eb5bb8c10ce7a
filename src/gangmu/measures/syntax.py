"""Measure files: YAML → ``MeasureFile``, every expression typed, every place known.

Keys are Chinese and closed; what a file may say is in ``FILE_KEYS`` and ``MEASURE_KEYS``. ``load``
gives a file that can be run or raises every error at once; ``parse`` gives what could be read
together with what was found, for the checker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gangmu.measures import arranging
from gangmu.measures.arrangement import MeasureArrangement
from gangmu.measures.cases import read_case
from gangmu.measures.evaluation import WHOLE
from gangmu.measures.expressions import Scope
from gangmu.measures.facts import FactBook
from gangmu.measures.forms import Forms, Spelled
from gangmu.measures.keys import Broken
from gangmu.measures.measure import ROUNDINGS, Measure, MeasureFile, Requirement
from gangmu.measures.nodes import Arith, Call, Lit, Number, Round, Table
from gangmu.measures.quoting import NO_RULES, Quoting, Rules, Source, by_name, over, widened
from gangmu.measures.yamltext import (
    Entries,
    Findings,
    Items,
    Node,
    Place,
    Text,
    compose,
    did_you_mean,
)

#: The keys of a file and of a measure; those of settlement are ``arranging``'s.
FILE_KEYS = (
    "文号", "名称", "制定机关", "地区", "施行", "失效", "待定", "措施", *arranging.FILE_KEYS,
)  # fmt: skip
MEASURE_KEYS = (
    "名称", "依据", "对象", "适用", "条件", "排除", "过渡", "给付", "上限", "下限", "取整", "频次", "定义",
    "说明", "用例", "待定",
    *arranging.MEASURE_KEYS,
)  # fmt: skip
__all__ = ["Measure", "MeasureFile", "Reading", "load", "parse", "parse_text"]

#: What everyone has to meet, in the order it is judged.
TEST_KEYS = ("适用", "条件", "排除")
FREQUENCIES = ("每年", "每季", "每月", "一次")
_UNIT_OF_MONEY = "元"


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table of a measure, with the tests that everyone whom it is used for has met.

    ``tests`` is ``None`` where not all of them could be read.
    """

    table: Table
    tests: tuple[Requirement, ...] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a file, and everything found wrong with it.

    ``file`` holds the measures that are whole (a wrong worked case is left out); ``tables`` every 分档
    that was read, also of measures that are not. ``names`` are those of all its measures, and ``places`` says where each key
    of the file stands. ``spelled`` is what each line says.
    """

    file: MeasureFile | None
    tables: tuple[TableUse, ...]
    findings: Findings
    names: tuple[tuple[str, Place], ...]
    places: dict[str, Place]
    spelled: tuple[tuple[Text, Spelled], ...] = ()


def load(path: Path, book: FactBook, rules: Rules = NO_RULES) -> MeasureFile:
    """Load a measure file; raises ``InputErrors`` with every error of syntax, name and type.

    ``rules`` are the measure files that it may refer to.
    """
    reading = parse(path, book, rules)
    reading.findings.raise_errors()
    assert reading.file is not None
    return reading.file


def parse(path: Path, book: FactBook, rules: Rules = NO_RULES) -> Reading:
    """Read a measure file as far as it can be read."""
    findings = Findings()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause, remedy = (
            ("没有这个文件", "请检查路径和文件名")
            if isinstance(error, FileNotFoundError)
            else ("读不了这个文件", "请用 UTF-8 保存为文本")
        )
        findings.error(Place(str(path), 1, 1), cause, remedy)
        return Reading(None, (), findings, (), {})
    return parse_text(text, book, path, findings, rules)


def parse_text(
    text: str,
    book: FactBook,
    path: Path = Path("措施.yaml"),
    findings: Findings | None = None,
    rules: Rules = NO_RULES,
) -> Reading:
    """Read the text of a measure file; ``path`` is only its name."""
    findings = Findings() if findings is None else findings
    root = compose(text, path.name, findings)
    if not isinstance(root, Entries):
        if root is not None:
            findings.error(root.place, "措施文件应由「键: 值」组成", "第一行写「文号: …」")
        return Reading(None, (), findings, (), {})
    return _FileReader(path, book, findings, rules).read(root)


class _FileReader:
    """Reads one file; goes on after an error wherever it can."""

    def __init__(self, path: Path, book: FactBook, findings: Findings, rules: Rules) -> None:
        self.path = path
        self.book = book
        self.findings = findings
        self.forms = Forms(path.name, findings)
        self.tables: list[TableUse] = []
        self.names: list[tuple[str, Place]] = []
        self.number = ""
        self.rules = rules

    def read(self, root: Entries) -> Reading:
        forms = self.forms
        forms.known(root, FILE_KEYS, "文件")
        self.number = forms.text(root, "文号", required=True)
        forms.pending(root)
        nodes = forms.items(root, "措施", required=True)
        source = Source(self.number, self.path, by_name(nodes))
        self.quoting = Quoting(forms, source, self.rules, self._rule)
        forms.quote = self.quoting.amount
        measures = tuple(measure for node in nodes if (measure := self._measure(node)))
        file = MeasureFile(
            path=self.path,
            number=self.number,
            title=forms.text(root, "名称"),
            issuer=forms.text(root, "制定机关"),
            region=forms.text(root, "地区"),
            effective=forms.day(root, "施行"),
            expires=forms.day(root, "失效"),
            measures=measures,
            arrangement=arranging.read_file_arrangement(
                root,
                forms,
                [name for name, _ in self.names],
                lambda entity: Scope(self.book, entity),
            ),
            quoted=tuple(self.quoting.paths),
        )
        places = {key: place for key, (place, _) in root.entries.items()}
        return Reading(
            file,
            tuple(self.tables),
            self.findings,
            tuple(self.names),
            places,
            tuple(forms.spelled),
        )

    def _measure(self, node: Node) -> Measure | None:
        forms, before = self.forms, len(self.findings.errors)
        try:
            entries = forms.entries(node, "措施", "- 名称: …")
        except Broken:
            return None
        forms.known(entries, MEASURE_KEYS, "措施")
        name = forms.text(entries, "名称", required=True)
        if name:
            self.names.append((name, entries.place))
        clause = forms.text(entries, "依据", required=True)
        entity = self._entity(entries)
        forms.tables.clear()
        scope = forms.definitions(entries, Scope(self.book, entity))
        tests = [test for key in TEST_KEYS for test in forms.tests(entries, key, scope, clause)]
        written = sum(len(forms.items(entries, key)) for key in TEST_KEYS)
        cap = self._cap(entries, scope)
        arrangement = arranging.read_measure_arrangement(entries, forms, scope, name, clause)
        amount = self._required_amount(entries, scope, arrangement)
        known = tuple(tests) if len(tests) == written else None
        self.tables += [TableUse(table, known) for table in forms.tables]
        rounding, quantum = self._rounding(entries)
        refused, applied = self.quoting.transitions(entries, scope, clause)
        tests = [*widened(tests, applied), *refused]
        if applied and amount is not None:
            amount = over(_whole(amount, cap, rounding, quantum), applied)
            cap, rounding, quantum = None, "四舍五入", ROUNDINGS["分"]
        frequency = forms.choice(entries, "频次", FREQUENCIES)
        note = forms.text(entries, "说明")
        forms.pending(entries)
        whole = len(self.findings.errors) == before
        cases = [
            case
            for item in forms.items(entries, "用例")
            if (case := read_case(item, entity, self.book, forms))
        ]
        if amount is None or not whole:
            return None
        return Measure(
            name=name,
            number=self.number,
            clause=clause,
            entity=entity,
            tests=tuple(tests),
            amount=amount,
            cap=cap,
            quantum=quantum,
            frequency=frequency,
            definitions=tuple(scope.named.values()),
            note=note,
            cases=tuple(cases),
            place=entries.place,
            clause_place=entries.key_place("依据"),
            arrangement=arrangement,
            rounding=rounding,
        )

    def _rule(
        self, entries: Entries, scope: Scope, clause: str
    ) -> tuple[list[Requirement], Number] | None:
        """Read a measure that 过渡 applies instead of another: its tests, and all of its amount."""
        tests = [t for key in TEST_KEYS for t in self.forms.tests(entries, key, scope, clause)]
        amount = self._floored(
            entries, scope, self.forms.number(entries.entries["给付"][1], scope, _UNIT_OF_MONEY)
        )
        cap = self._cap(entries, scope)
        rounding, quantum = self._rounding(entries)
        refused, applied = self.quoting.transitions(entries, scope, clause)
        if amount is None:
            return None
        whole = over(_whole(amount, cap, rounding, quantum), applied)
        return [*widened(tests, applied), *refused], whole

    def _rounding(self, entries: Entries) -> tuple[str, Fraction]:
        """Read how an amount is rounded: ``四舍五入到元``, ``向下取整到万元``; 元 alone is the former."""
        found = self.forms.scalar(entries, "取整")
        if found is None:
            return "四舍五入", ROUNDINGS["分"]
        rule = re.fullmatch(f"(?:({'|'.join(WHOLE)})到)?({'|'.join(ROUNDINGS)})", found.value)
        if rule is None:
            words = "、".join(ROUNDINGS)
            self.findings.error(
                found.place,
                f"不认识的取整「{found.value}」",
                f"写成 四舍五入到元、向下取整到万元、向上取整到百元；可以取整到：{words}",
            )
            return "四舍五入", ROUNDINGS["分"]
        return rule[1] or "四舍五入", ROUNDINGS[rule[2]]

    def _entity(self, entries: Entries) -> str:
        entity = self.forms.text(entries, "对象", required=True)
        if entity and entity not in self.book.entities:
            self.findings.error(
                entries.key_place("对象"),
                f"不认识的对象「{entity}」",
                did_you_mean(entity, self.book.entities),
            )
        return entity

    def _required_amount(
        self, entries: Entries, scope: Scope, arrangement: MeasureArrangement
    ) -> Number | None:
        node = entries.get("给付")
        if node is None and arrangement.ranking is not None:
            return arrangement.ranking.highest
        if node is None:
            self.findings.error(entries.place, "缺少「给付」", "加一行「给付: 100万元」")
            return None
        return self._floored(entries, scope, self.forms.number(node, scope, _UNIT_OF_MONEY))

    def _floored(self, entries: Entries, scope: Scope, amount: Number | None) -> Number | None:
        floor = entries.get("下限")
        if floor is None or amount is None:
            return amount
        least = self.forms.number(floor, scope, _UNIT_OF_MONEY, open_=False)
        return None if least is None else Call("取大", (amount, least), _UNIT_OF_MONEY)

    def _cap(self, entries: Entries, scope: Scope) -> Number | None:
        """Read the cap of one case; in a list of caps it is the item without 每."""
        node = entries.get("上限")
        if isinstance(node, Items):
            node = arranging.own_cap(node)
        return None if node is None else self.forms.number(node, scope, _UNIT_OF_MONEY)


def _whole(amount: Number, cap: Number | None, rounding: str, quantum: Fraction) -> Number:
    """Write an amount with its cap and its rounding as one number."""
    if cap is not None:
        amount = Call("取小", (amount, cap), _UNIT_OF_MONEY)
    if quantum == ROUNDINGS["分"]:
        return amount
    unit = Lit(quantum, _UNIT_OF_MONEY, _UNIT_OF_MONEY)
    share = Arith("÷", amount, unit, "")
    return Arith("×", Round(rounding, share, ""), unit, _UNIT_OF_MONEY)
