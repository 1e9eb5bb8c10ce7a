"""The forms of a measure file: conditions and amounts that are written as keys, rows and lists.

Anything an official would draw as a table or a list is a form (任一, 至少, 分档, 择高 …); what he would
write as a formula is one line of text, read by ``expressions``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gangmu.measures.dimensions import combine, kind_of
from gangmu.measures.discretion import decisions
from gangmu.measures.expressions import (
    Scope,
    all_of,
    any_of,
    negate,
    read_amount,
    read_cell,
    read_condition,
    read_number,
)
from gangmu.measures.keys import Broken, Keys
from gangmu.measures.measure import Requirement
from gangmu.measures.nodes import (
    All,
    Arith,
    AtLeast,
    Call,
    Combine,
    Condition,
    Discretion,
    Each,
    Highest,
    Lit,
    Named,
    Number,
    Part,
    PerUnit,
    Row,
    Slice,
    Slices,
    Table,
    TopUp,
)
from gangmu.measures.pending import KEY, REMEDY, pending_amount, pending_condition
from gangmu.measures.sentences import told
from gangmu.measures.yamltext import Entries, Findings, Items, Node, Place, Text, did_you_mean

_PENDING_TERM = (
    "照原文写成相应的键（组合、分期、保持、分担…）；不影响判断和金额的，核对后删去这一行"
)
#: The keys of every form, by its own key; ``schema`` tells editors the same.
KEYS: dict[str, tuple[str, ...]] = {
    "条件的一项": ("满足", "依据", "说明"),
    "过渡": ("情形", "适用", "依据"),
    "至少": ("几项", "于"),
    KEY: (KEY, "依据", "说明"),
    "累加": ("名称", "若", "给付", "上限", "依据", "说明"),
    "分档": ("列", "行", "其余"),
    "分段": ("量", "段"),
    "段": ("至", "按", "依据"),
    "补差": ("应得", "已得"),
    "每满": ("量", "单位", "给"),
    "配套": ("上级", "按"),
    "逐项": ("逐项", "条件", "每项", "上限"),
}
_VALUE_COLUMNS = ("值", "给付", "金额")


@dataclass(frozen=True, slots=True)
class Cell:
    """A condition that is written as one cell of a table."""

    test: Condition


#: What a line says, or its words where these are all there is to it (``3年``, ``50%``).
Spelled = Number | Condition | Cell | str


class Forms(Keys):
    """Reads the conditions and amounts of one file; ``tables`` collects every 分档 that was read."""

    def __init__(self, file: str, findings: Findings) -> None:
        super().__init__(findings)
        self.file = file
        self.tables: list[Table] = []
        #: Every line that was read, and what it says (``tidy`` writes it canonically).
        self.spelled: list[tuple[Text, Spelled]] = []
        #: How 引用 is read; ``quoting`` sets it, as only it knows the other measures.
        self.quote: Callable[[Node, Scope, str | None], Number | None] = lambda *_: None

    # -- conditions

    def tests(self, entries: Entries, key: str, scope: Scope, clause: str) -> list[Requirement]:
        tests = []
        for node in self.items(entries, key):
            item, own, shown = node, clause, ""
            if isinstance(node, Entries) and "满足" in node:
                self.known(node, KEYS["条件的一项"], key)
                own = self.text(node, "依据") or clause
                shown = self.text(node, "说明")
                item = node.get("满足") or node
            elif isinstance(node, Entries) and KEY in node:
                own = self.text(node, "依据") or clause
            try:
                condition = self.condition(item, scope)
            except Broken:
                continue
            text = shown or told(condition)
            if key == "适用":
                text = f"适用：{text}"
            if key == "排除":
                condition, text = negate(condition), f"不得有：{text}"
            tests.append(Requirement(condition, key == "排除", text, own, node.place))
        return tests

    def condition(self, node: Node, scope: Scope) -> Condition:
        if isinstance(node, Text):
            found = read_condition(node, scope, self.findings)
            if found is None:
                raise Broken
            self.spelled.append((node, found))
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
        self.known(body, KEYS["至少"], "「至少」")
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

    def _pending(self, node: Entries, remedy: str = REMEDY) -> str:
        """Read ``{待定: 原文的话}`` and say so."""
        self.known(node, KEYS[KEY], f"「{KEY}」")
        words = self.text(node, KEY, required=True)
        self.findings.warn(node.place, f"待定：原文「{words}」还没有写成条款", remedy)
        return words

    def pending(self, entries: Entries) -> tuple[str, ...]:
        """Read what a measure or a file lists as 待定: words that no other key says yet."""
        found = []
        for node in self.items(entries, KEY):
            if isinstance(node, Entries):
                found.append(self._pending(node, _PENDING_TERM))
            elif isinstance(node, Text):
                found.append(node.value)
                self.findings.warn(
                    node.place, f"待定：原文「{node.value}」还没有写成条款", _PENDING_TERM
                )
        return tuple(found)

    # -- amounts

    def number(
        self, node: Node, scope: Scope, dimension: str | None, *, open_: bool = True
    ) -> Number | None:
        """Read whatever may stand where a number is expected; ``None`` after an error.

        ``open_`` says whether it may leave something to be decided (``不超过 200万元``).
        """
        if isinstance(node, Text):
            read = read_amount if open_ else read_number
            found = read(node, scope, self.findings, dimension)
            if found is not None:
                self.spelled.append((node, found))
            return found
        if isinstance(node, Entries) and KEY in node:
            return pending_amount(self._pending(node), scope.entity)
        if isinstance(node, Entries) and "逐项" in node:
            return self._each_item(node, scope, dimension)
        if isinstance(node, Entries) and len(node.entries) == 1:
            (key, (place, body)), *_ = node.entries.items()
            form = _FORMS.get(key)
            if form is not None:
                return form(self, body, scope, dimension)
            self.findings.error(place, f"这里不认识的键「{key}」", did_you_mean(key, _FORMS))
            return None
        self.findings.error(
            node.place, f"这里要一个式子，或{'、'.join(_FORMS)}之一", "写成「给付: 100万元」"
        )
        return None

    def _same_kind(self, node: Node, parts: Sequence[Number], what: str) -> bool:
        if len({part.dimension for part in parts}) > 1:
            self.findings.error(node.place, f"「{what}」的各项不是同一类数", "统一单位")
            return False
        return True

    def _highest(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        return self._combined(node, scope, dimension, "择高")

    def _sum(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        return self._combined(node, scope, dimension, "累加")

    def _combined(
        self, node: Node, scope: Scope, dimension: str | None, rule: str
    ) -> Number | None:
        if not isinstance(node, Items) or len(node.items) < 2:
            self.findings.error(node.place, f"「{rule}」下面应有两项以上", "每项一行，以「- 」开头")
            return None
        parts = [self._part(item, scope, dimension) for item in node]
        whole = tuple(part for part in parts if part is not None)
        if len(whole) < len(parts) or not self._same_kind(node, [p.value for p in whole], rule):
            return None
        own = whole[0].value.dimension
        plain = all(part == Part("", None, part.value) for part in whole)
        if rule == "择高" and plain:
            return Highest(tuple(part.value for part in whole), own)
        return Combine(rule, whole, own)

    def _part(self, node: Node, scope: Scope, dimension: str | None) -> Part | None:
        if not isinstance(node, Entries) or "给付" not in node:
            value = self.number(node, scope, dimension)
            return None if value is None else Part("", None, value)
        self.known(node, KEYS["累加"], "这一项")
        value = self.number(node.entries["给付"][1], scope, dimension)
        when, broken = None, value is None
        if (written := node.get("若")) is not None:
            try:
                when = self.condition(written, scope)
            except Broken:
                broken = True
        cap = None
        if (limit := node.get("上限")) is not None:
            cap = self.number(limit, scope, dimension)
            broken = broken or cap is None
        if broken or value is None:
            return None
        if cap is not None and not self._same_kind(node, (value, cap), "上限"):
            return None
        return Part(self.text(node, "名称"), when, value, cap, self.text(node, "依据"))

    def _choice(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        """择一: the applicant chooses, so that the amount lies between the least and the most."""
        combined = self._combined(node, scope, dimension, "择一")
        if not isinstance(combined, Combine):
            return None
        if any(part.when or part.cap for part in combined.parts) or decisions(combined):
            self.findings.error(node.place, "「择一」的各项只能是式子", "条件写在「条件」里")
            return None
        values = tuple(part.value for part in combined.parts)
        least, most = (Call(name, values, combined.dimension) for name in ("取小", "取大"))
        return Discretion("择一", least, most, combined.dimension, node.place)

    def _slices(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        sample = "分段: {量: 增量(工业总产值), 段: [{至: 1亿元, 按: 1%}, {按: 2%}]}"
        try:
            body = self.entries(node, "「分段」", sample)
        except Broken:
            return None
        self.known(body, KEYS["分段"], "「分段」")
        base = self._required(body, "量", scope, None)
        parts = [self._slice(item, scope) for item in self.items(body, "段", required=True)]
        whole = tuple(part for part in parts if part is not None)
        if base is None or not whole or len(whole) < len(parts):
            return None
        open_at = [at for at, part in enumerate(whole) if part.to is None]
        if open_at != [len(whole) - 1]:
            self.findings.error(
                body.key_place("段"),
                "「段」的最后一段、也只有最后一段不写「至」",
                "最后写「- {按: …}」；超过部分不给的写「按: 0%」",
            )
            return None
        ends = [part.to for part in whole if part.to is not None]
        if not self._same_kind(body, (base, *ends), "段界"):
            return None
        limits = [end.value for end in ends if isinstance(end, Lit)]
        if any(a >= b for a, b in itertools.pairwise(limits)):  # type: ignore[operator]
            self.findings.error(body.key_place("段"), "段界没有从小到大", "核对各段的「至」和单位")
            return None
        kinds = {combine("×", part.by.dimension, base.dimension) for part in whole}
        if len(kinds) > 1 or (dimension is not None and kinds != {dimension}):
            self.findings.error(
                body.key_place("段"),
                f"「按」乘以「量」得{'、'.join(kind_of(kind) for kind in sorted(kinds))}，"
                f"这里要{kind_of(dimension or whole[0].by.dimension)}",
                "核对「按」的单位",
            )
            return None
        return Slices(base, whole, kinds.pop())

    def _slice(self, node: Node, scope: Scope) -> Slice | None:
        try:
            body = self.entries(node, "「段」的一项", "- {至: 1亿元, 按: 1%}")
        except Broken:
            return None
        self.known(body, KEYS["段"], "「段」的一项")
        by = self._required(body, "按", scope, None)
        end = body.get("至")
        to = None if end is None else self.number(end, scope, None, open_=False)
        if by is None or (end is not None and to is None):
            return None
        return Slice(to, by, self.text(body, "依据"))

    def _required(
        self, body: Entries, key: str, scope: Scope, dimension: str | None, *, open_: bool = False
    ) -> Number | None:
        node = body.get(key)
        if node is None:
            self.findings.error(body.place, f"缺少「{key}」", f"加一项「{key}: …」")
            return None
        return self.number(node, scope, dimension, open_=open_)

    def _top_up(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        try:
            body = self.entries(node, "「补差」", "补差: {应得: 50万元, 已得: 已获奖励}")
        except Broken:
            return None
        self.known(body, KEYS["补差"], "「补差」")
        due = self._required(body, "应得", scope, dimension, open_=True)
        had = self._required(body, "已得", scope, dimension)
        if due is None or had is None or not self._same_kind(body, (due, had), "补差"):
            return None
        return TopUp(due, had)

    def _per_unit(
        self, node: Node, scope: Scope, dimension: str | None, rule: str
    ) -> Number | None:
        sample = f"{rule}: {{量: 增量(工业总产值), 单位: 1000万元, 给: 5万元}}"
        try:
            body = self.entries(node, f"「{rule}」", sample)
        except Broken:
            return None
        self.known(body, KEYS["每满"], f"「{rule}」")
        base = self._required(body, "量", scope, None)
        unit = self._required(body, "单位", scope, None)
        give = self._required(body, "给", scope, dimension)
        if base is None or unit is None or give is None:
            return None
        if not self._same_kind(body, (base, unit), rule):
            return None
        return PerUnit(rule, base, unit, give, give.dimension)

    def _match(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        """配套: a share of what an upper level has awarded (``按: 1:1`` is all of it)."""
        try:
            body = self.entries(node, "「配套」", "配套: {上级: 已获上级资助, 按: 50%}")
        except Broken:
            return None
        self.known(body, KEYS["配套"], "「配套」")
        above = self._required(body, "上级", scope, dimension)
        share = self.scalar(body, "按")
        if share is None:
            self.findings.error(body.place, "「配套」没写「按」", "如 按: 50%、按: 1:1")
            return None
        ratio = re.fullmatch(r"(\d+)[:：](\d+)", share.value)
        if ratio and int(ratio[1]):
            by: Number | None = Lit(Fraction(int(ratio[2]), int(ratio[1])), "率", "%")
        else:
            by = read_number(share, scope, self.findings, "率")
        if above is None or by is None:
            return None
        return Arith("×", by, above, above.dimension)

    def _each_item(self, body: Entries, scope: Scope, dimension: str | None) -> Number | None:
        """逐项: the sum over the children that count, each with its own amount and cap."""
        self.known(body, KEYS["逐项"], "「逐项」")
        child = self.scalar(body, "逐项")
        known = scope.book.children(scope.entity)
        if child is None or child.value not in known:
            word = child.value if child else ""
            self.findings.error(
                body.key_place("逐项"),
                f"{scope.entity}没有下级「{word}」",
                did_you_mean(word, known),
            )
            return None
        below = Scope(scope.book, child.value)
        tests = []
        for item in self.items(body, "条件"):
            try:
                tests.append(self.condition(item, below))
            except Broken:
                return None
        value = self._required(body, "每项", below, dimension)
        cap = None
        if (limit := body.get("上限")) is not None:
            cap = self.number(limit, below, dimension, open_=False)
            if cap is None:
                return None
        if value is None or (cap is not None and not self._same_kind(body, (value, cap), "上限")):
            return None
        if cap is not None:
            value = Call("取小", (value, cap), value.dimension)
        where = all_of(tests) if tests else All(())
        return Each("合计", child.value, value, where, value.dimension)

    def definitions(self, entries: Entries, scope: Scope) -> Scope:
        """Read the lines under 定义; a line may use the lines above it, so that cycles cannot arise."""
        node = entries.get("定义")
        if node is None:
            return scope
        if not isinstance(node, Entries):
            self.findings.error(node.place, "「定义」应由「名称: 式子」组成")
            return scope
        for name, (place, body) in node.entries.items():
            if scope.book.by_header(scope.entity, name):
                self.findings.error(place, f"「{name}」已经是事实的名称", "换一个名称")
                continue
            number = self.number(body, scope, None, open_=False)
            if number is not None and decisions(number):
                self.findings.error(place, f"「{name}」里有裁量，不能作定义", "裁量写在「给付」里")
            elif number is not None:
                scope = replace(scope, named={**scope.named, name: Named(name, number)})
        return scope

    def _table(self, node: Node, scope: Scope, dimension: str | None) -> Number | None:
        sample = "分档: {列: [营业收入, 给付], 行: [[1亿元(含)以上, 10万元]], 其余: 0元}"
        try:
            body = self.entries(node, "「分档」", sample)
        except Broken:
            return None
        before = len(self.findings.errors)
        self.known(body, KEYS["分档"], "「分档」")
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
            found = read_number(node, scope, self.findings)
            if found is not None:
                self.spelled.append((node, found))
            return found
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
                test = read_cell(cell, column, scope, self.findings)
                tests.append(test)
                if test is not None:
                    self.spelled.append((cell, Cell(test)))
        value = self.number(node.items[-1], scope, dimension)
        whole = tuple(test for test in tests if test is not None)
        if value is None or len(whole) < len(columns):
            return None
        return Row(whole, value, node.place)


_Form = Callable[[Forms, Node, Scope, str | None], Number | None]

#: What may stand in place of a formula, by its key.
_FORMS: dict[str, _Form] = {
    "分档": Forms._table,
    "分段": Forms._slices,
    "累加": Forms._sum,
    "择高": Forms._highest,
    "择一": Forms._choice,
    "补差": Forms._top_up,
    "每满": lambda forms, *rest: forms._per_unit(*rest, "每满"),
    "每不足": lambda forms, *rest: forms._per_unit(*rest, "每不足"),
    "每": lambda forms, *rest: forms._per_unit(*rest, "每"),
    "配套": Forms._match,
    "引用": lambda forms, node, scope, dimension: forms.quote(node, scope, dimension),
}
