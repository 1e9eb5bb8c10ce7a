"""The forms of a measure file: conditions and amounts that are written as keys, rows and lists.

Anything an official would draw as a table or a list is a form (任一, 至少, 分档, 择高 …); what he would
write as a formula is one line of text, read by ``expressions``.
"""

from __future__ import annotations

from collections.abc import Callable

from gangmu.measures.expressions import (
    Scope,
    all_of,
    any_of,
    negate,
    read_cell,
    read_condition,
    read_number,
)
from gangmu.measures.keys import Broken, Keys
from gangmu.measures.measure import Requirement
from gangmu.measures.nodes import AtLeast, Condition, Highest, Number, Row, Table
from gangmu.measures.pending import KEY, REMEDY, pending_amount, pending_condition
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Entries, Findings, Items, Node, Place, Text, did_you_mean

_PENDING_TERM = (
    "照原文写成相应的键（组合、分期、保持、分担…）；不影响判断和金额的，核对后删去这一行"
)
_VALUE_COLUMNS = ("值", "给付", "金额")


class Forms(Keys):
    """Reads the conditions and amounts of one file; ``tables`` collects every 分档 that was read."""

    def __init__(self, file: str, findings: Findings) -> None:
        super().__init__(findings)
        self.file = file
        self.tables: list[Table] = []

    # -- conditions

    def tests(self, entries: Entries, key: str, scope: Scope, clause: str) -> list[Requirement]:
        tests = []
        for node in self.items(entries, key):
            item, own, shown = node, clause, ""
            if isinstance(node, Entries) and "满足" in node:
                self.known(node, ("满足", "依据", "说明"), key)
                own = self.text(node, "依据") or clause
                shown = self.text(node, "说明")
                item = node.get("满足") or node
            elif isinstance(node, Entries) and KEY in node:
                own = self.text(node, "依据") or clause
            try:
                condition = self.condition(item, scope)
            except Broken:
                continue
            text = shown or write(condition)
            if key == "排除":
                condition, text = negate(condition), f"不得有：{text}"
            tests.append(Requirement(condition, key == "排除", text, own, node.place))
        return tests

    def condition(self, node: Node, scope: Scope) -> Condition:
        if isinstance(node, Text):
            found = read_condition(node, scope, self.findings)
            if found is None:
                raise Broken
            return found
        if isinstance(node, Entries) and KEY in node:
            return pending_condition(self._pending(node), scope.entity)
        if not isinstance(node, Entries) or len(node.entries) != 1:
            self.findings.error(
                node.place,
                "条件应是一行式子，或「任一」「全部」「至少」之一",
                "几项之间换行，每项以「- 」开头",
            )
            raise Broken
        (key, (place, body)), *_ = node.entries.items()
        joins: dict[str, Callable[[list[Condition]], Condition]] = {"任一": any_of, "全部": all_of}
        if key in joins:
            return joins[key](self._each(body, key, scope))
        if key == "至少":
            return self._at_least(body, scope)
        self.findings.error(
            place, f"条件里不认识的键「{key}」", did_you_mean(key, ("任一", "全部", "至少", "满足"))
        )
        raise Broken

    def _each(self, node: Node | None, key: str, scope: Scope) -> list[Condition]:
        if not isinstance(node, Items) or not node.items:
            where = node.place if node is not None else Place(self.file, 1, 1)
            self.findings.error(where, f"「{key}」下面应有几项条件", "每项一行，以「- 」开头")
            raise Broken
        items, broken = [], False
        for item in node:
            try:
                items.append(self.condition(item, scope))
            except Broken:
                broken = True
        if broken:
            raise Broken
        return items

    def _at_least(self, node: Node, scope: Scope) -> Condition:
        body = self.entries(node, "「至少」", "至少: {几项: 2, 于: [...]}")
        self.known(body, ("几项", "于"), "「至少」")
        count = self.text(body, "几项", required=True).removesuffix("项")
        items = self._each(body.get("于") or Items((), body.place), "于", scope)
        if not count.isdigit() or not 0 < int(count) <= len(items):
            self.findings.error(
                body.key_place("几项"),
                f"「几项」是「{count}」，下面有 {len(items)} 项",
                f"写 1 到 {len(items)} 的整数",
            )
            raise Broken
        return AtLeast(int(count), tuple(items))

    # -- what is not settled yet

    def _pending(self, node: Entries) -> str:
        """Read ``{待定: 原文的话}`` and say so."""
        self.known(node, (KEY, "依据", "说明"), f"「{KEY}」")
        words = self.text(node, KEY, required=True)
        self.findings.warn(node.place, f"待定：原文「{words}」还没有写成条款", REMEDY)
        return words

    def pending(self, entries: Entries) -> tuple[str, ...]:
        """Read what a measure or a file lists as 待定: words that no other key says yet."""
        found = []
        for node in self.items(entries, KEY):
            if isinstance(node, Entries):
                found.append(self._pending(node))
            elif isinstance(node, Text):
                found.append(node.value)
                self.findings.warn(
                    node.place, f"待定：原文「{node.value}」还没有写成条款", _PENDING_TERM
                )
        return tuple(found)

    # -- amounts

    def number(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        """Read whatever may stand where a number is expected; ``None`` after an error."""
        if isinstance(node, Text):
            return read_number(node, scope, self.findings, dimension)
        if isinstance(node, Entries) and KEY in node:
            return pending_amount(self._pending(node), scope.entity)
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
        parts = [self.number(item, scope, dimension) for item in node]
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
            body = self.entries(node, "「分档」", sample)
        except Broken:
            return None
        before = len(self.findings.errors)
        self.known(body, ("列", "行", "其余"), "「分档」")
        heads = self.items(body, "列", required=True)
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
            for row in self.items(body, "行", required=True)
        ]
        rest = body.get("其余")
        other = None if rest is None else self.number(rest, scope, dimension)
        values = [row.value for row in rows if row] + ([other] if other else [])
        if values and len({value.dimension for value in values}) > 1:
            self.findings.error(body.place, "「分档」各行的值不是同一类数", "统一单位")
        whole_rows = tuple(row for row in rows if row is not None)
        whole_columns = tuple(column for column in columns if column is not None)
        if len(whole_columns) < len(columns) or not whole_rows:
            if not self.items(body, "行") and "行" in body:
                self.findings.error(body.key_place("行"), "「分档」一行也没有", "至少写一行")
            return None
        table = Table(whole_columns, whole_rows, other, values[0].dimension, body.place)
        if len(self.findings.errors) > before:
            return None
        self.tables.append(table)
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
        value = self.number(node.items[-1], scope, dimension)
        whole = tuple(test for test in tests if test is not None)
        if value is None or len(whole) < len(columns):
            return None
        return Row(whole, value, node.place)
