"""Measure files: YAML → ``MeasureFile``, every expression typed, every place known.

Keys are Chinese and closed; what a file may say is in ``FILE_KEYS`` and ``MEASURE_KEYS``. ``load``
gives a file that can be run or raises every error at once; ``parse`` gives what could be read
together with what was found, for the checker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from gangmu.measures.expressions import (
    Scope,
    all_of,
    any_of,
    negate,
    read_cell,
    read_condition,
    read_number,
)
from gangmu.measures.facts import FactBook, FactKind, Value, read_date
from gangmu.measures.measure import (
    ROUNDINGS,
    Case,
    Group,
    Measure,
    MeasureFile,
    Requirement,
)
from gangmu.measures.nodes import (
    AtLeast,
    Condition,
    Highest,
    Named,
    Number,
    Row,
    Table,
)
from gangmu.measures.values import read_money, read_value
from gangmu.measures.wording import write
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
from gangmu.terms import InputError, Verdict

FILE_KEYS = ("文号", "名称", "制定机关", "地区", "施行", "失效", "措施", "组合")
MEASURE_KEYS = (
    "名称", "依据", "对象", "条件", "排除", "给付", "上限", "取整", "频次", "定义", "说明", "用例",
)  # fmt: skip
__all__ = ["Group", "Measure", "MeasureFile", "Reading", "load", "parse", "parse_text"]

FREQUENCIES = ("每年", "每季", "每月", "一次")
_VALUE_COLUMNS = ("值", "给付", "金额")
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
    of the file stands.
    """

    file: MeasureFile | None
    tables: tuple[TableUse, ...]
    findings: Findings
    names: tuple[tuple[str, Place], ...]
    places: dict[str, Place]


def load(path: Path, book: FactBook) -> MeasureFile:
    """Load a measure file; raises ``InputErrors`` with every error of syntax, name and type."""
    reading = parse(path, book)
    reading.findings.raise_errors()
    assert reading.file is not None
    return reading.file


def parse(path: Path, book: FactBook) -> Reading:
    """Read a measure file as far as it can be read."""
    findings = Findings()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        findings.error(
            Place(str(path), 1, 1),
            f"读不了这个文件（{error.__class__.__name__}）",
            "请确认文件存在，并用 UTF-8 保存为文本",
        )
        return Reading(None, (), findings, (), {})
    return parse_text(text, book, path, findings)


def parse_text(
    text: str, book: FactBook, path: Path = Path("措施.yaml"), findings: Findings | None = None
) -> Reading:
    """Read the text of a measure file; ``path`` is only its name."""
    findings = Findings() if findings is None else findings
    root = compose(text, path.name, findings)
    if not isinstance(root, Entries):
        if root is not None:
            findings.error(root.place, "措施文件应由「键: 值」组成", "第一行写「文号: …」")
        return Reading(None, (), findings, (), {})
    return _FileReader(path, book, findings).read(root)


class _Broken(Exception):
    """A part could not be read; the finding is already recorded."""


class _FileReader:
    """Reads one file; goes on after an error wherever it can."""

    def __init__(self, path: Path, book: FactBook, findings: Findings) -> None:
        self.path = path
        self.book = book
        self.findings = findings
        self.tables: list[TableUse] = []
        self._own_tables: list[Table] = []
        self.names: list[tuple[str, Place]] = []
        self.number = ""

    def read(self, root: Entries) -> Reading:
        self._known_keys(root, FILE_KEYS, "文件")
        self.number = self._text(root, "文号", required=True)
        nodes = self._items(root, "措施", required=True)
        measures = tuple(measure for node in nodes if (measure := self._measure(node)))
        file = MeasureFile(
            path=self.path,
            number=self.number,
            title=self._text(root, "名称"),
            issuer=self._text(root, "制定机关"),
            region=self._text(root, "地区"),
            effective=self._date(root, "施行"),
            expires=self._date(root, "失效"),
            measures=measures,
            groups=tuple(
                group for node in self._items(root, "组合") if (group := self._group(node))
            ),
        )
        places = {key: place for key, (place, _) in root.entries.items()}
        return Reading(file, tuple(self.tables), self.findings, tuple(self.names), places)

    # -- plain values

    def _known_keys(self, node: Entries, known: Sequence[str], what: str) -> None:
        for key, (place, _) in node.entries.items():
            if key not in known:
                self.findings.error(place, f"{what}里不认识的键「{key}」", did_you_mean(key, known))

    def _entries(self, node: Node, what: str, sample: str) -> Entries:
        if isinstance(node, Entries):
            return node
        self.findings.error(node.place, f"{what}应由「键: 值」组成", f"写成「{sample}」")
        raise _Broken

    def _text(self, node: Entries, key: str, *, required: bool = False) -> str:
        found = self._scalar(node, key)
        if found is None and required and key not in node:
            self.findings.error(node.place, f"缺少「{key}」", f"加一行「{key}: …」")
        return found.value if found else ""

    def _scalar(self, node: Entries, key: str) -> Text | None:
        found = node.get(key)
        if found is None:
            return None
        if isinstance(found, Text) and found.value:
            return found
        self.findings.error(found.place, f"「{key}」应是一行文字", f"写成「{key}: …」")
        return None

    def _items(self, node: Entries, key: str, *, required: bool = False) -> tuple[Node, ...]:
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

    def _date(self, node: Entries, key: str) -> date | None:
        found = self._scalar(node, key)
        try:
            return read_date(key, found.value) if found else None
        except InputError as error:
            assert found is not None
            self.findings.error(found.place, error.cause, error.remedy)
            return None

    # -- measures

    def _measure(self, node: Node) -> Measure | None:
        before = len(self.findings.errors)
        try:
            entries = self._entries(node, "措施", "- 名称: …")
        except _Broken:
            return None
        self._known_keys(entries, MEASURE_KEYS, "措施")
        name = self._text(entries, "名称", required=True)
        if name:
            self.names.append((name, entries.place))
        clause = self._text(entries, "依据", required=True)
        entity = self._text(entries, "对象", required=True)
        if entity and entity not in self.book.entities:
            self.findings.error(
                entries.key_place("对象"),
                f"不认识的对象「{entity}」",
                did_you_mean(entity, self.book.entities),
            )
        self._own_tables = []
        scope = self._definitions(entries, Scope(self.book, entity))
        tests = [
            *self._tests(entries, "条件", scope, clause),
            *self._tests(entries, "排除", scope, clause),
        ]
        written = len(self._items(entries, "条件")) + len(self._items(entries, "排除"))
        amount = self._required_amount(entries, scope)
        cap = self._optional_amount(entries, "上限", scope)
        known = tuple(tests) if len(tests) == written else None
        self.tables += [TableUse(table, known) for table in self._own_tables]
        quantum = self._rounding(entries)
        frequency = self._scalar(entries, "频次")
        if frequency and frequency.value not in FREQUENCIES:
            self.findings.error(
                frequency.place,
                f"不认识的频次「{frequency.value}」",
                did_you_mean(frequency.value, FREQUENCIES),
            )
        note = self._text(entries, "说明")
        whole = len(self.findings.errors) == before
        cases = [
            case for item in self._items(entries, "用例") if (case := self._case(item, entity))
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
            frequency=frequency.value if frequency else None,
            definitions=tuple(scope.named.values()),
            note=note,
            cases=tuple(cases),
            place=entries.place,
            clause_place=entries.key_place("依据"),
        )

    def _rounding(self, entries: Entries) -> Fraction:
        found = self._scalar(entries, "取整")
        if found is None:
            return ROUNDINGS["分"]
        if found.value not in ROUNDINGS:
            self.findings.error(
                found.place,
                f"不认识的取整「{found.value}」",
                f"可以写：{'、'.join(ROUNDINGS)}（四舍五入到）",
            )
        return ROUNDINGS.get(found.value, ROUNDINGS["分"])

    def _definitions(self, entries: Entries, scope: Scope) -> Scope:
        node = entries.get("定义")
        if node is None:
            return scope
        if not isinstance(node, Entries):
            self.findings.error(node.place, "「定义」应由「名称: 式子」组成")
            return scope
        for name, (place, body) in node.entries.items():
            if self.book.by_header(scope.entity, name):
                self.findings.error(place, f"「{name}」已经是事实的名称", "换一个名称")
                continue
            number = self._number(body, scope, None)
            if number is not None:  # a line may use the lines above it, so that cycles cannot arise
                scope = replace(scope, named={**scope.named, name: Named(name, number)})
        return scope

    # -- conditions

    def _tests(self, entries: Entries, key: str, scope: Scope, clause: str) -> list[Requirement]:
        tests = []
        for node in self._items(entries, key):
            item, own, shown = node, clause, ""
            if isinstance(node, Entries) and "满足" in node:
                self._known_keys(node, ("满足", "依据", "说明"), key)
                own = self._text(node, "依据") or clause
                shown = self._text(node, "说明")
                item = node.get("满足") or node
            try:
                condition = self._condition(item, scope)
            except _Broken:
                continue
            text = shown or write(condition)
            if key == "排除":
                condition, text = negate(condition), f"不得有：{text}"
            tests.append(Requirement(condition, key == "排除", text, own, node.place))
        return tests

    def _condition(self, node: Node, scope: Scope) -> Condition:
        if isinstance(node, Text):
            found = read_condition(node, scope, self.findings)
            if found is None:
                raise _Broken
            return found
        if not isinstance(node, Entries) or len(node.entries) != 1:
            self.findings.error(
                node.place,
                "条件应是一行式子，或「任一」「全部」「至少」之一",
                "几项之间换行，每项以「- 」开头",
            )
            raise _Broken
        (key, (place, body)), *_ = node.entries.items()
        joins: dict[str, Callable[[list[Condition]], Condition]] = {"任一": any_of, "全部": all_of}
        if key in joins:
            return joins[key](self._each(body, key, scope))
        if key == "至少":
            return self._at_least(body, scope)
        self.findings.error(
            place, f"条件里不认识的键「{key}」", did_you_mean(key, ("任一", "全部", "至少", "满足"))
        )
        raise _Broken

    def _each(self, node: Node | None, key: str, scope: Scope) -> list[Condition]:
        if not isinstance(node, Items) or not node.items:
            where = node.place if node is not None else Place(self.path.name, 1, 1)
            self.findings.error(where, f"「{key}」下面应有几项条件", "每项一行，以「- 」开头")
            raise _Broken
        items, broken = [], False
        for item in node:
            try:
                items.append(self._condition(item, scope))
            except _Broken:
                broken = True
        if broken:
            raise _Broken
        return items

    def _at_least(self, node: Node, scope: Scope) -> Condition:
        body = self._entries(node, "「至少」", "至少: {几项: 2, 于: [...]}")
        self._known_keys(body, ("几项", "于"), "「至少」")
        count = self._text(body, "几项", required=True).removesuffix("项")
        items = self._each(body.get("于") or Items((), body.place), "于", scope)
        if not count.isdigit() or not 0 < int(count) <= len(items):
            self.findings.error(
                body.key_place("几项"),
                f"「几项」是「{count}」，下面有 {len(items)} 项",
                f"写 1 到 {len(items)} 的整数",
            )
            raise _Broken
        return AtLeast(int(count), tuple(items))

    # -- amounts

    def _required_amount(self, entries: Entries, scope: Scope) -> Number | None:
        if "给付" not in entries:
            self.findings.error(entries.place, "缺少「给付」", "加一行「给付: 100万元」")
            return None
        return self._optional_amount(entries, "给付", scope)

    def _optional_amount(self, entries: Entries, key: str, scope: Scope) -> Number | None:
        node = entries.get(key)
        return None if node is None else self._number(node, scope, _UNIT_OF_MONEY)

    def _number(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        """Read whatever may stand where a number is expected; ``None`` after an error."""
        if isinstance(node, Text):
            return read_number(node, scope, self.findings, dimension)
        if isinstance(node, Entries) and len(node.entries) == 1:
            (key, (place, body)), *_ = node.entries.items()
            if key == "分档":
                return self._table(body, scope, dimension)
            if key == "择高":
                return self._highest(body, scope, dimension)
            self.findings.error(
                place, f"这里不认识的键「{key}」", did_you_mean(key, ("分档", "择高"))
            )
            return None
        self.findings.error(
            node.place, "这里要一个式子、「分档」或「择高」", "写成「给付: 100万元」"
        )
        return None

    def _highest(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        if not isinstance(node, Items) or len(node.items) < 2:
            self.findings.error(node.place, "「择高」下面应有两项以上", "每项一行，以「- 」开头")
            return None
        parts = [self._number(item, scope, dimension) for item in node]
        whole = tuple(part for part in parts if part is not None)
        if len(whole) < len(parts):
            return None
        if len({part.dimension for part in whole}) > 1:
            self.findings.error(node.place, "「择高」的各项不是同一类数", "统一单位")
            return None
        return Highest(whole, whole[0].dimension)

    def _table(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        sample = "分档: {列: [营业收入, 给付], 行: [[1亿元(含)以上, 10万元]], 其余: 0元}"
        try:
            body = self._entries(node, "「分档」", sample)
        except _Broken:
            return None
        before = len(self.findings.errors)
        self._known_keys(body, ("列", "行", "其余"), "「分档」")
        heads = self._items(body, "列", required=True)
        columns = [self._column(head, scope) for head in heads[:-1]]
        last = heads[-1] if heads else None
        if last is not None and not (isinstance(last, Text) and last.value in _VALUE_COLUMNS):
            self.findings.error(
                last.place, "「列」的最后一项应是「给付」或「值」", "写成「列: [营业收入, 给付]」"
            )
        if heads and not columns:
            self.findings.error(
                body.key_place("列"), "「分档」没有判断用的列", "写成「列: [营业收入, 给付]」"
            )
        rows = [
            self._row(row, columns, scope, dimension)
            for row in self._items(body, "行", required=True)
        ]
        rest = body.get("其余")
        other = None if rest is None else self._number(rest, scope, dimension)
        values = [row.value for row in rows if row] + ([other] if other else [])
        if values and len({value.dimension for value in values}) > 1:
            self.findings.error(body.place, "「分档」各行的值不是同一类数", "统一单位")
        whole_rows = tuple(row for row in rows if row is not None)
        whole_columns = tuple(column for column in columns if column is not None)
        if len(whole_columns) < len(columns) or not whole_rows:
            if not self._items(body, "行") and "行" in body:
                self.findings.error(body.key_place("行"), "「分档」一行也没有", "至少写一行")
            return None
        table = Table(whole_columns, whole_rows, other, values[0].dimension, body.place)
        if len(self.findings.errors) > before:
            return None
        self._own_tables.append(table)
        return table

    def _column(self, node: Node, scope: Scope) -> Number | None:
        if isinstance(node, Text):
            return read_number(node, scope, self.findings)
        self.findings.error(node.place, "「列」的每一项应是事实或式子")
        return None

    def _row(
        self, node: Node, columns: list[Number | None], scope: Scope, dimension: str | None
    ) -> Row | None:
        if not isinstance(node, Items) or len(node.items) != len(columns) + 1:
            count = len(node.items) if isinstance(node, Items) else 1
            self.findings.error(
                node.place,
                f"这一行有 {count} 格，「列」有 {len(columns) + 1} 项",
                "每格对应一列；式子里的逗号写全角「，」",
            )
            return None
        tests = []
        for column, cell in zip(columns, node.items, strict=False):
            if not isinstance(cell, Text):
                self.findings.error(cell.place, "这一格应是一行文字", "写成 1亿元(含)至5亿元(不含)")
            elif column is not None:
                tests.append(read_cell(cell, column, scope, self.findings))
        value = self._number(node.items[-1], scope, dimension)
        whole = tuple(test for test in tests if test is not None)
        if value is None or len(whole) < len(columns):
            return None
        return Row(whole, value, node.place)

    # -- groups and cases

    def _group(self, node: Node) -> Group | None:
        try:
            entries = self._entries(node, "「组合」的一项", "- 择高: [措施甲, 措施乙]")
        except _Broken:
            return None
        self._known_keys(entries, ("择高",), "组合")
        members = [item for item in self._items(entries, "择高") if isinstance(item, Text)]
        if len(members) < 2:
            self.findings.error(
                entries.place, "「择高」下面应有两个以上措施", "写成「择高: [措施甲, 措施乙]」"
            )
            return None
        return Group("择高", tuple(m.value for m in members), tuple(m.place for m in members))

    def _case(self, node: Node, entity: str) -> Case | None:
        before = len(self.findings.errors)
        try:
            entries = self._entries(node, "「用例」的一项", "- 事实: {注册地: 临江区}")
            self._known_keys(entries, ("名称", "事实", "结果", "金额"), "用例")
            given = self._entries(
                entries.get("事实") or entries, "「事实」", "事实: {注册地: 临江区}"
            )
        except _Broken:
            return None
        values: dict[str, Value] = {}
        for name, (place, body) in given.entries.items() if given is not entries else ():
            fact = self.book.column(entity, name)
            if fact is None:
                close = self.book.nearest(entity, name)
                self.findings.error(
                    place,
                    f"{entity}没有事实「{name}」",
                    f"是不是「{close}」？" if close else "先在事实表里声明",
                )
            elif isinstance(body, Items) and fact.kind is FactKind.REGISTER:
                values[name] = frozenset(item.value for item in body if isinstance(item, Text))
            elif not isinstance(body, Text):
                self.findings.error(
                    body.place, f"「{name}」的值应是一行文字", "几个名称用「、」隔开"
                )
            elif (value := read_value(body, fact, self.findings)) is not None:
                values[name] = value
        if "事实" not in entries:
            self.findings.error(entries.place, "用例缺少「事实」", "写成「事实: {注册地: 临江区}」")
        verdict = self._text(entries, "结果", required=True)
        if verdict and verdict not in list(Verdict):
            self.findings.error(
                entries.key_place("结果"),
                f"不认识的结果「{verdict}」",
                did_you_mean(verdict, Verdict),
            )
        money = self._scalar(entries, "金额")
        amount = read_money(money, self.findings) if money else None
        if verdict == Verdict.ELIGIBLE and "金额" not in entries:
            self.findings.error(
                entries.place, "结果是「符合」的用例要写「金额」", "写成「金额: 100万元」"
            )
        if amount is not None and (amount * 100).denominator != 1:
            self.findings.error(entries.key_place("金额"), "「金额」比分还细", "写到分为止")
        if len(self.findings.errors) > before:
            return None
        return Case(
            self._text(entries, "名称"),
            values,
            Verdict(verdict),
            None if amount is None else int(amount * 100),
            entries.place,
        )
