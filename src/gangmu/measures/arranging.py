"""Settlement clauses of a measure file: keys → ``arrangement``.

``FILE_KEYS`` and ``MEASURE_KEYS`` are the keys that are read here; ``syntax`` adds them to its own.
Expressions among them (an indicator of a ranking, the amount of a cap) are read by ``Forms``, in the
scope of the measure. Whatever changes money must be stated: a missing 分摊, 同分, 不足 is an error that
says what may be written. ``printing`` turns the same classes back into the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from gangmu.measures.arrangement import (
    APPLICANT,
    BATCH,
    BENEFICIARY,
    ENTERPRISE,
    STEP_ORDER,
    YEAR,
    Budget,
    Cap,
    Consequence,
    Criterion,
    FileArrangement,
    Grade,
    Group,
    GroupRule,
    Instalment,
    Ladder,
    Level,
    MeasureArrangement,
    Method,
    Payee,
    Quota,
    Ranking,
    Retention,
    Rung,
    Share,
    Sharing,
    Shortage,
    Split,
    StillTied,
    Ties,
    Transfer,
)
from gangmu.measures.expressions import Scope
from gangmu.measures.facts import FactBook, FactKind
from gangmu.measures.forms import Forms
from gangmu.measures.keys import Broken
from gangmu.measures.measure import ROUNDINGS
from gangmu.measures.nodes import Condition, FactRef, Lit, Number
from gangmu.measures.yamltext import Entries, Items, Node, Place, Text, did_you_mean

FILE_KEYS: tuple[str, ...] = ("组合", "梯队", "共用上限", "预算", "次序")
MEASURE_KEYS: tuple[str, ...] = ("排序", "预算", "分期", "保持", "分担", "配套", "受益", "用途")

_ALL = "全部"
_YES, _NO = "是", "否"
Words = TypeVar("Words", bound=StrEnum)
Made = TypeVar("Made")


# ---------------------------------------------------------------- the file


def read_file_arrangement(
    root: Entries, forms: Forms, names: Sequence[str], scope: Callable[[str], Scope]
) -> FileArrangement:
    """Read what a file says of all its measures together.

    ``names`` are its measures, which 全部 stands for; ``scope`` gives the facts of an entity.
    """
    reader = _Clauses(forms, scope(ENTERPRISE).book, names)
    order, order_clause = reader.order(root)
    return FileArrangement(
        groups=reader.each(root, "组合", reader.group),
        ladders=reader.each(root, "梯队", lambda node: reader.ladder(node, scope(ENTERPRISE))),
        caps=reader.each(root, "共用上限", lambda node: reader.cap(node, scope(ENTERPRISE), True)),
        budgets=reader.each(
            root, "预算", lambda node: reader.budget(node, scope(ENTERPRISE), True)
        ),
        order=order,
        order_clause=order_clause,
    )


def read_measure_arrangement(
    entries: Entries, forms: Forms, scope: Scope, name: str, clause: str
) -> MeasureArrangement:
    """Read what a measure says of its own payment; what cites no clause cites the measure's."""
    reader = _Clauses(forms, scope.book, (name,), clause)
    caps = entries.get("上限")
    own = _own_cap(caps) if isinstance(caps, Items) else None
    budget = entries.get("预算")
    return MeasureArrangement(
        caps=tuple(
            cap
            for node in (caps.items if isinstance(caps, Items) else ())
            if node is not own
            if (cap := reader.one(node, lambda each: reader.cap(each, scope, False))) is not None
        ),
        ranking=reader.single(entries, "排序", lambda node: reader.ranking(node, scope)),
        budget=None
        if budget is None
        else reader.one(budget, lambda node: reader.budget(node, scope, False)),
        instalments=reader.instalments(entries, scope),
        retention=reader.single(entries, "保持", lambda node: reader.retention(node, scope)),
        splits=tuple(
            split
            for key in ("分担", "配套")
            if (split := reader.single(entries, key, lambda n, k=key: reader.split(n, k)))  # type: ignore[misc]
        ),
        payee=reader.single(entries, "受益", lambda node: reader.payee(node, scope)),
        transfer=reader.single(entries, "用途", reader.transfer),
    )


def own_cap(caps: Items) -> Node | None:
    """Find the amount of the cap of one case (no 每) in a list of caps."""
    item = _own_cap(caps)
    return None if item is None else item.get("额")


def _own_cap(caps: Items) -> Entries | None:
    return next((each for each in caps if isinstance(each, Entries) and "每" not in each), None)


class _Clauses:
    """Reads the clauses of one file or measure; every error is recorded with its place."""

    def __init__(
        self, forms: Forms, book: FactBook, names: Sequence[str], clause: str = ""
    ) -> None:
        self.forms = forms
        self.book = book
        self.names = tuple(names)
        self.clause = clause

    # -- walking

    def each(
        self, root: Entries, key: str, read: Callable[[Node], Made | None]
    ) -> tuple[Made, ...]:
        found = (self.one(node, read) for node in self.forms.items(root, key))
        return tuple(clause for clause in found if clause is not None)

    def single(self, root: Entries, key: str, read: Callable[[Node], Made | None]) -> Made | None:
        node = root.get(key)
        return None if node is None else self.one(node, read)

    def one(self, node: Node, read: Callable[[Node], Made | None]) -> Made | None:
        try:
            return read(node)
        except Broken:
            return None

    def wrong(self, place: Place, cause: str, remedy: str = "") -> Broken:
        self.forms.findings.error(place, cause, remedy)
        return Broken()

    def cited(self, entries: Entries) -> str:
        """Give the clause that something rests on; in a file it must be stated."""
        clause = self.forms.text(entries, "依据") or self.clause
        if not clause:
            self.forms.findings.error(
                entries.place, "缺少「依据」", "写明这一项所依据的条款，如「依据: 五/(二)」"
            )
        return clause

    def stated(self, entries: Entries, key: str, words: type[Words], why: str) -> Words:
        """Give one of some words that must be written, because the text decides money."""
        if key not in entries:
            said = "、".join(str(word) for word in words)
            raise self.wrong(entries.place, f"没有写明「{key}」：{why}", f"照原文写：{said}")
        found = self.forms.choice(entries, key, [str(word) for word in words])
        if found is None:
            raise Broken
        return words(found)

    def flag(self, entries: Entries, key: str, why: str) -> bool:
        if key not in entries:
            raise self.wrong(entries.place, f"没有写明「{key}」：{why}", "写「是」或「否」")
        found = self.forms.choice(entries, key, (_YES, _NO))
        if found is None:
            raise Broken
        return found == _YES

    def texts(self, entries: Entries, key: str) -> list[Text]:
        """Give a list of words; one alone may stand without brackets."""
        node = entries.get(key)
        if node is None:
            return []
        items = node.items if isinstance(node, Items) else (node,)
        found = [item for item in items if isinstance(item, Text) and item.value]
        if len(found) < len(items):
            raise self.wrong(
                node.place, f"「{key}」的每一项应是一行文字", f"写成「{key}: [甲, 乙]」"
            )
        return found

    def count(self, entries: Entries, key: str, units: str) -> int:
        found = self.forms.scalar(entries, key)
        digits = re.fullmatch(rf"(\d+)\s*[{units}]?", found.value) if found else None
        if not digits:
            place = found.place if found else entries.place
            raise self.wrong(place, f"「{key}」应是整数", f"写成「{key}: 2{units[0]}」")
        return int(digits[1])

    def members(
        self, entries: Entries, least: int = 1
    ) -> tuple[tuple[str, ...], tuple[Place, ...]]:
        """Give the measures that a clause is about: 措施 (or 全部), less 除外."""
        written = self.texts(entries, "措施")
        if not written:
            raise self.wrong(
                entries.place, "没有写明「措施」", "写成「措施: [甲, 乙]」或「措施: 全部」"
            )
        if [text.value for text in written] == [_ALL]:
            pairs = [(name, written[0].place) for name in self.names]
        else:
            pairs = [(text.value, text.place) for text in written]
        excepted = self.texts(entries, "除外")
        known = [name for name, _ in pairs]
        for text in excepted:
            if text.value not in known:
                raise self.wrong(
                    text.place,
                    f"「除外」里的「{text.value}」不在其中",
                    did_you_mean(text.value, known),
                )
        outside = {text.value for text in excepted}
        pairs = [pair for pair in pairs if pair[0] not in outside]
        if len(pairs) < least:
            raise self.wrong(
                entries.place, f"「措施」下面应有 {least} 条以上", "核对名称与「除外」"
            )
        return tuple(name for name, _ in pairs), tuple(place for _, place in pairs)

    def per(self, entries: Entries, *, required: bool) -> tuple[str, ...]:
        """Give whose amounts count together: 企业, 项目, 年, 批次, or a fact."""
        found = self.texts(entries, "每")
        if required and not found:
            raise self.wrong(
                entries.place,
                "没有写明「每」：上限是每企业、每项目、每年还是总额",
                "写成「每: [企业, 年]」",
            )
        book = self.book
        fixed = (APPLICANT, ENTERPRISE, YEAR, BATCH, BENEFICIARY, *book.entities)
        for text in found:
            name = text.value.rpartition(".")[2]
            if text.value not in fixed and not any(book.fact(e, name) for e in book.entities):
                raise self.wrong(
                    text.place, f"「每」不认识「{text.value}」", did_you_mean(text.value, fixed)
                )
        return tuple(text.value for text in found)

    def number(
        self, node: Node | None, entries: Entries, key: str, scope: Scope, dimension: str | None
    ) -> Number:
        if node is None:
            raise self.wrong(entries.place, f"缺少「{key}」", f"加「{key}: …」")
        found = self.forms.number(node, scope, dimension)
        if found is None:
            raise Broken
        return found

    def condition(self, entries: Entries, key: str, scope: Scope) -> Condition | None:
        node = entries.get(key)
        return None if node is None else self.forms.condition(node, scope)

    # -- 组合, 梯队, 次序

    def group(self, node: Node) -> Group:
        entries = self.forms.entries(node, "「组合」的一项", "- 择高: [措施甲, 措施乙]")
        short = [rule for rule in GroupRule if rule in entries]
        if short:  # - 择高: [甲, 乙]
            rule = short[0]
            self.forms.known(entries, (str(rule), "每", "依据", "名称", "几项"), "组合")
            texts = self.texts(entries, str(rule))
            if texts and [text.value for text in texts] != [_ALL]:
                pairs = [(text.value, text.place) for text in texts]
            else:
                pairs = [(name, entries.place) for name in self.names]
            if len(pairs) < 2 and rule is not GroupRule.TOP_UP:
                raise self.wrong(
                    entries.place,
                    f"「{rule}」下面应有两个以上措施",
                    f"写成「{rule}: [措施甲, 措施乙]」",
                )
            names, places = tuple(n for n, _ in pairs), tuple(p for _, p in pairs)
        else:
            self.forms.known(
                entries, ("名称", "方式", "每", "措施", "除外", "几项", "依据"), "组合"
            )
            rule = self.stated(entries, "方式", GroupRule, "几项同时符合时怎样算")
            names, places = self.members(entries, 1 if rule is GroupRule.TOP_UP else 2)
        most = None
        if rule is GroupRule.AT_MOST:
            most = self.count(entries, "几项", "项")
            if not 0 < most < len(names):
                raise self.wrong(
                    entries.key_place("几项"),
                    f"{len(names)} 项里至多取 {most} 项没有意义",
                    "核对项数",
                )
        elif "几项" in entries:
            raise self.wrong(
                entries.key_place("几项"), "「几项」只与「至多」同用", "删去，或方式写「至多」"
            )
        return Group(
            rule,
            names,
            self.per(entries, required=False),
            most,
            self.forms.text(entries, "依据"),
            self.forms.text(entries, "名称"),
            places,
            entries.place,
        )

    def ladder(self, node: Node, scope: Scope) -> Ladder:
        entries = self.forms.entries(
            node, "「梯队」的一项", "- {由低到高: […], 晋级补差: 否, 依据: …}"
        )
        self.forms.known(entries, ("名称", "由低到高", "晋级补差", "依据"), "梯队")
        rungs = []
        for item in self.forms.items(entries, "由低到高", required=True):
            rung = self.forms.entries(
                item, "「由低到高」的一项", "{措施: 骨干奖励, 在册: 名录 包含 骨干企业}"
            )
            self.forms.known(rung, ("措施", "在册"), "「由低到高」的一项")
            on = self.condition(rung, "在册", scope)
            if on is None:
                raise self.wrong(rung.place, "没有写明「在册」：怎样算在这一级", "写一个条件")
            rungs.append(Rung(self.forms.text(rung, "措施", required=True), on))
        if len(rungs) < 2:
            raise self.wrong(entries.place, "「由低到高」应有两级以上", "从低到高逐级写")
        top_up = self.flag(entries, "晋级补差", "当年已按低一级得过的，晋级后是补差还是全额")
        return Ladder(
            tuple(rungs),
            top_up,
            self.cited(entries),
            self.forms.text(entries, "名称"),
            entries.place,
        )

    def order(self, root: Entries) -> tuple[tuple[str, ...], str]:
        node = root.get("次序")
        if node is None:
            return (), ""
        try:
            entries = self.forms.entries(
                node, "「次序」", "次序: {步骤: [组合, 上限, 预算], 依据: …}"
            )
            self.forms.known(entries, ("步骤", "依据"), "次序")
            texts = self.texts(entries, "步骤")
            for text in texts:
                if text.value not in STEP_ORDER:
                    raise self.wrong(
                        text.place,
                        f"没有步骤「{text.value}」",
                        did_you_mean(text.value, STEP_ORDER),
                    )
            names = tuple(text.value for text in texts)
            if len(set(names)) < len(names) or not names:
                raise self.wrong(
                    entries.place, "「步骤」应是不重复的几步", f"可以写：{'、'.join(STEP_ORDER)}"
                )
            return names, self.cited(entries)
        except Broken:
            return (), ""

    # -- 上限, 预算

    def cap(self, node: Node, scope: Scope, shared: bool) -> Cap:
        what = "「共用上限」的一项" if shared else "「上限」的一项"
        entries = self.forms.entries(node, what, "{额: 100万元, 每: [企业, 年], …}")
        keys = ("名称", "额", "每", "分摊", "依据", *(("措施", "除外") if shared else ()))
        self.forms.known(entries, keys, what)
        amount = self.number(entries.get("额"), entries, "额", scope, "元")
        per = self.per(entries, required=True)
        names = self.members(entries)[0] if shared else self.names
        # One applicant of one measure is one line: nothing to divide.
        alone = len(names) == 1 and (APPLICANT in per or scope.entity in per)
        sharing = None
        if not alone or "分摊" in entries:
            sharing = self.stated(entries, "分摊", Sharing, "几笔合用一个上限、超过时减谁的")
        return Cap(
            amount,
            scope.entity,
            names,
            per,
            sharing,
            self.cited(entries),
            self.forms.text(entries, "名称"),
            entries.place,
        )

    def budget(self, node: Node, scope: Scope, shared: bool) -> Budget:
        entries = self.forms.entries(node, "「预算」", "{额: 5000万元, 不足: 按比例缩减, …}")
        keys = ("名称", "额", "不足", "顺序", "末位", "待核实", "取整", "依据")
        self.forms.known(entries, (*keys, *(("措施", "除外") if shared else ())), "预算")
        names = self.members(entries)[0] if shared else self.names
        short = self.stated(entries, "不足", Shortage, "钱不够时怎样办")
        order: tuple[Number, ...] = ()
        last = False
        if short is not Shortage.SCALE:
            if short is not Shortage.BY_RANK:
                order = self.order_by(entries, "顺序", scope)
            last = self.last(entries)
        reserve = self.reserve(entries)
        quantum = self.forms.choice(entries, "取整", tuple(ROUNDINGS))
        if quantum is None:
            raise self.wrong(
                entries.place, "没有写明「取整」：缩减后精确到元还是分", "写「取整: 元」"
            )
        return Budget(
            self.amounts(entries),
            names,
            short,
            order,
            last,
            reserve,
            ROUNDINGS[quantum],
            self.cited(entries),
            self.forms.text(entries, "名称"),
            entries.place,
        )

    def amounts(self, entries: Entries) -> dict[int | None, Fraction]:
        """Give the budget of each year; one amount alone holds for every year."""
        node = entries.get("额")
        scope = Scope(self.book, ENTERPRISE)
        pairs: list[tuple[int | None, Node]] = [(None, node)] if node is not None else []
        if isinstance(node, Entries):
            pairs = []
            for key, (place, body) in node.entries.items():
                year = re.fullmatch(r"((?:19|20)\d\d)年?", key)
                if not year:
                    raise self.wrong(place, f"「{key}」不是年份", "写成「2025年: 8000万元」")
                pairs.append((int(year[1]), body))
        found: dict[int | None, Fraction] = {}
        for key_year, body in pairs:
            amount = self.number(body, entries, "额", scope, "元")
            if not isinstance(amount, Lit) or not isinstance(amount.value, Fraction):
                raise self.wrong(body.place, "预算额应是一个数", "写成「额: 5000万元」")
            found[key_year] = amount.value
        if not found:
            raise self.wrong(
                entries.place, "缺少「额」", "写成「额: 5000万元」或「额: {2025年: 8000万元}」"
            )
        return found

    def order_by(self, entries: Entries, key: str, scope: Scope) -> tuple[Number, ...]:
        node = entries.get(key)
        if node is None:
            raise self.wrong(
                entries.place, f"没有写明「{key}」：先付给谁", f"写成「{key}: [申报日期]」"
            )
        items = node.items if isinstance(node, Items) else (node,)
        return tuple(self.number(item, entries, key, scope, None) for item in items)

    def last(self, entries: Entries) -> bool:
        words = ("部分拨付", "不拨付")
        if "末位" not in entries:
            raise self.wrong(
                entries.place,
                "没有写明「末位」：钱只够付一部分的那一户怎样办",
                f"照原文写：{'、'.join(words)}",
            )
        found = self.forms.choice(entries, "末位", words)
        if found is None:
            raise Broken
        return found == words[0]

    def reserve(self, entries: Entries) -> bool:
        words = ("预留", "等待")
        if "待核实" not in entries:
            raise self.wrong(
                entries.place,
                "没有写明「待核实」：还没核实的几户是按最高额预留，还是大家都等",
                f"写：{'、'.join(words)}",
            )
        found = self.forms.choice(entries, "待核实", words)
        if found is None:
            raise Broken
        return found == words[0]

    # -- 排序

    def ranking(self, node: Node, scope: Scope) -> Ranking:
        entries = self.forms.entries(
            node, "「排序」", "排序: {方法: 名次加权和, 指标: […], 名额: […]}"
        )
        self.forms.known(
            entries,
            ("方法", "指标", "基分", "同名次", "同分", "仍同分", "限额", "名额", "递补", "依据"),
            "排序",
        )
        method = self.stated(entries, "方法", Method, "几个指标怎样合成一个名次")
        criteria = tuple(
            self.criterion(item, scope, method)
            for item in self.forms.items(entries, "指标", required=True)
        )
        if not criteria:
            raise Broken
        if method is Method.SINGLE and len(criteria) > 1:
            raise self.wrong(
                entries.key_place("指标"), "「单指标」只能有一个指标", "改用「加权和」"
            )
        dimensions = {criterion.by.dimension for criterion in criteria}
        if method is Method.WEIGHTED and len(dimensions) > 1:
            raise self.wrong(
                entries.key_place("指标"),
                f"「加权和」的指标不是同一类数：{'、'.join(sorted(dimensions))}",
                "改用「名次加权和」或「功效系数」",
            )
        ties = None
        if method is Method.RANK_SUM:
            ties = self.stated(entries, "同名次", Ties, "一项指标相等的两家各算第几")
        base = Fraction(0)
        if method is Method.EFFICACY:
            base = Fraction(self.count(entries, "基分", "分"))
        if "同分" not in entries:
            raise self.wrong(
                entries.place,
                "没有写明「同分」：总分相等时比什么",
                "写成「同分: [工业总产值]」，没有就写「同分: []」",
            )
        breakers = self.order_by(entries, "同分", scope)
        grades = tuple(
            self.grade(item, scope) for item in self.forms.items(entries, "名额", required=True)
        )
        if not grades:
            raise Broken
        return Ranking(
            method,
            criteria,
            ties,
            breakers,
            self.stated(entries, "仍同分", StillTied, "比完还相等的怎样办"),
            tuple(self.quota(item) for item in self.forms.items(entries, "限额")),
            grades,
            self.count(entries, "递补", "家名个项") if "递补" in entries else 0,
            self.cited(entries),
            base,
            entries.place,
        )

    def criterion(self, node: Node, scope: Scope, method: Method) -> Criterion:
        entries = self.forms.entries(node, "「指标」的一项", "{按: 工业总产值, 权: 2}")
        known = ("按", "权", "方向", *(("满意值", "不允许值") if method is Method.EFFICACY else ()))
        self.forms.known(entries, known, "指标")
        by = self.number(entries.get("按"), entries, "按", scope, None)
        direction = self.forms.choice(entries, "方向", ("高者在前", "低者在前"))
        best, worst = (
            self.reference(entries, key, scope, by, method, word)
            for key, word in (("满意值", "最大值"), ("不允许值", "最小值"))
        )
        return Criterion(by, self.weight(entries), direction == "低者在前", best, worst)

    def reference(
        self, entries: Entries, key: str, scope: Scope, by: Number, method: Method, word: str
    ) -> Lit | None:
        if method is not Method.EFFICACY:
            return None
        found = self.forms.scalar(entries, key)
        if found is None:
            raise self.wrong(
                entries.place, f"没有写明「{key}」", f"写一个数，或「{word}」（参评者中的）"
            )
        if found.value in ("最大值", "最小值"):
            if found.value != word:
                raise self.wrong(
                    found.place, f"「{key}」不能是{found.value}", f"写「{word}」或一个数"
                )
            return None
        value = self.number(found, entries, key, scope, by.dimension)
        if not isinstance(value, Lit):
            raise self.wrong(found.place, f"「{key}」应是一个数", f"或写「{word}」")
        return value

    def weight(self, entries: Entries) -> Fraction:
        found = self.forms.scalar(entries, "权")
        text = found.value if found else ""
        number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", text)
        if not number or not Fraction(number[1]):
            raise self.wrong(
                found.place if found else entries.place,
                "「权」应是大于零的数",
                "写成「权: 2」或「权: 50%」",
            )
        return Fraction(number[1]) / (100 if number[2] else 1)

    def quota(self, node: Node) -> Quota:
        entries = self.forms.entries(node, "「限额」的一项", "{每: 所在镇, 至多: 2家}")
        self.forms.known(entries, ("每", "至多"), "限额")
        per = self.per(entries, required=True)
        if len(per) != 1:
            raise self.wrong(entries.key_place("每"), "「限额」按一个事实分", "几种限额分成几项写")
        return Quota(per[0], self.count(entries, "至多", "家名个项"))

    def grade(self, node: Node, scope: Scope) -> Grade:
        entries = self.forms.entries(
            node, "「名额」的一项", "{等次: 一等奖, 名额: 3家, 给付: 300万元}"
        )
        self.forms.known(entries, ("等次", "名额", "给付"), "名额")
        amount = entries.get("给付")
        return Grade(
            self.forms.text(entries, "等次", required=True),
            self.count(entries, "名额", "家名个项"),
            None if amount is None else self.number(amount, entries, "给付", scope, "元"),
        )

    # -- 分期, 保持, 分担, 受益, 用途

    def instalments(self, entries: Entries, scope: Scope) -> tuple[Instalment, ...]:
        found = self.each(entries, "分期", lambda node: self.instalment(node, scope))
        if not found:
            return ()
        node = entries.get("分期")
        assert node is not None
        rests = [each for each in found if each.rest]
        shares = sum((each.share for each in found if each.share is not None), Fraction(0))
        if len(rests) > 1 or (rests and not found[-1].rest):
            self.forms.findings.error(node.place, "「余款」只能有一期，在最后", "核对各期")
        sums = [each.amount for each in found if each.amount is not None]
        moving = [each for each in found if each.progress is not None]
        if moving and len(moving) < len(found):
            self.forms.findings.error(
                node.place,
                "随进度变的比例不能与定额、定比例、余款混用",
                "各期都写同一个式子，或都写定数",
            )
        if not rests and not sums and not moving and shares != 1:
            self.forms.findings.error(
                node.place,
                f"各期比例合计 {float(shares * 100):g}%",
                "应合计 100%，或最后一期写「比例: 余款」",
            )
        if not rests and sums and shares:
            self.forms.findings.error(
                node.place, "有的期写额，有的期写比例", "最后一期写「比例: 余款」"
            )
        return found

    def instalment(self, node: Node, scope: Scope) -> Instalment:
        entries = self.forms.entries(
            node, "「分期」的一项", "{名称: 第一年, 额: 10万元, 年份: 第1年}"
        )
        self.forms.known(entries, ("名称", "额", "比例", "年份", "前提", "依据"), "分期")
        share, amount = self.forms.scalar(entries, "比例"), entries.get("额")
        if (share is None) == (amount is None):
            raise self.wrong(
                entries.place,
                "每期写「额」或「比例」之一",
                "如「额: 10万元」「比例: 50%」「比例: 余款」",
            )
        money: Fraction | None = None
        if amount is not None:
            value = self.number(amount, entries, "额", scope, "元")
            if not isinstance(value, Lit) or not isinstance(value.value, Fraction):
                raise self.wrong(amount.place, "每期的「额」应是一个数", "随金额变的写「比例」")
            money = value.value
        year = self.forms.scalar(entries, "年份")
        ordinal = re.fullmatch(r"第(\d+)年", year.value) if year else None
        if year is None or not ordinal or not int(ordinal[1]):
            raise self.wrong(
                year.place if year else entries.place,
                "没有写明「年份」：这一期哪一年付",
                "写成「年份: 第1年」",
            )
        literal = share is None or share.value == "余款" or share.value[:1].isdigit()
        return Instalment(
            self.forms.text(entries, "名称", required=True),
            money,
            self.rate(share) if share and literal and share.value != "余款" else None,
            int(ordinal[1]) - 1,
            self.condition(entries, "前提", scope),
            self.cited(entries),
            None if literal else self.number(share, entries, "比例", scope, "率"),
            entries.place,
        )

    def rate(self, text: Text) -> Fraction:
        number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.value)
        if not number or Fraction(number[1]) > 100:
            raise self.wrong(text.place, f"「{text.value}」不是 0% 到 100% 的比例", "写成 50%")
        return Fraction(number[1]) / 100

    def retention(self, node: Node, scope: Scope) -> Retention:
        entries = self.forms.entries(
            node, "「保持」", "保持: {期限: 3年, 违反: 非 规模以上, 后果: 停发余款}"
        )
        self.forms.known(entries, ("期限", "违反", "后果", "依据"), "保持")
        breach = self.condition(entries, "违反", scope)
        if breach is None:
            raise self.wrong(entries.place, "缺少「违反」", "写一个条件，如「违反: 非 规模以上」")
        return Retention(
            self.count(entries, "期限", "年"),
            breach,
            self.stated(entries, "后果", Consequence, "违反了怎样处理"),
            self.cited(entries),
            entries.place,
        )

    def split(self, node: Node, key: str) -> Split | None:
        entries = self.forms.entries(node, f"「{key}」", f"{key}: {{市级: 50%, 区级: 余额}}")
        shares = []
        for level, (place, body) in entries.entries.items():
            if level == "依据":
                continue
            if not isinstance(body, Text):
                raise self.wrong(
                    place, f"「{level}」应是一行文字", "如 50%、余额、不低于 市级、裁量 0% 至 100%"
                )
            shares.append(self.share(level, body))
        adds = key == "配套"
        for share in shares:
            if share.kind is Level.AT_LEAST and share.of not in (
                "核定额",
                *(s.level for s in shares),
            ):
                raise self.wrong(
                    entries.place, f"「不低于 {share.of}」没有这一级", "写另一级的名称或「核定额」"
                )
        if not shares:
            raise self.wrong(
                entries.place, f"「{key}」下面没有级次", f"写成「{key}: {{市级: 50%, 区级: 余额}}」"
            )
        if not adds:
            rest = [share for share in shares if share.kind is Level.REST]
            whole = sum((share.rate for share in shares), Fraction(0))
            if len(rest) > 1:
                raise self.wrong(entries.place, "「余额」只能有一级", "核对各级")
            exact = all(share.kind is Level.RATE for share in shares)
            if whole > 1 or (exact and whole != 1):
                raise self.wrong(
                    entries.place,
                    f"各级合计 {float(whole * 100):g}%",
                    "应合计 100%；承担与配套是两回事，另加的写「配套」",
                )
        return Split(tuple(shares), adds, self.cited(entries), entries.place)

    def share(self, level: str, body: Text) -> Share:
        if body.value == "余额":
            return Share(level, Level.REST)
        if found := re.fullmatch(r"不低于\s*(\S+)", body.value):
            return Share(level, Level.AT_LEAST, of=found[1])
        if found := re.fullmatch(r"裁量\s*(\S+?)\s*至\s*(\S+)", body.value):
            low, high = (self.rate(Text(part, body.place)) for part in found.groups())
            return Share(level, Level.DISCRETION, low=low, high=high)
        return Share(level, Level.RATE, self.rate(body))

    def payee(self, node: Node, scope: Scope) -> Payee:
        entries = self.forms.entries(node, "「受益」", "受益: {谁: 园区, 按: 所在园区}")
        self.forms.known(entries, ("谁", "按", "依据"), "受益")
        by = self.forms.scalar(entries, "按")
        if by is None:
            raise self.wrong(
                entries.place, "没有写明「按」：哪个事实写着收款人", "如「按: 所在园区」"
            )
        parent, _, name = by.value.rpartition(".")
        entity = parent or scope.entity
        fact = scope.book.fact(entity, name)
        if fact is None or (parent and parent not in scope.book.parents(scope.entity)):
            close = scope.book.nearest(entity, name)
            raise self.wrong(
                by.place,
                f"{scope.entity}没有事实「{by.value}」",
                f"是不是「{close}」？" if close else "",
            )
        if fact.kind not in (FactKind.TEXT, FactKind.CATEGORY):
            raise self.wrong(
                by.place, f"「{by.value}」是{fact.kind}，不能指明收款人", "换一个名称类的事实"
            )
        return Payee(
            self.forms.text(entries, "谁", required=True),
            FactRef(fact, parent),
            self.cited(entries),
        )

    def transfer(self, node: Node) -> Transfer:
        entries = self.forms.entries(node, "「用途」", "用途: {不低于: 50%, 转付: 项目}")
        self.forms.known(entries, ("不低于", "转付", "依据"), "用途")
        share = self.forms.scalar(entries, "不低于")
        if share is None:
            raise self.wrong(entries.place, "没有写明「不低于」多少", "写成「不低于: 50%」")
        return Transfer(
            self.rate(share), self.forms.text(entries, "转付", required=True), self.cited(entries)
        )


def quantities(arrangement: MeasureArrangement) -> Iterator[Number]:
    """Give the amounts that a measure's own clauses state, for who compares them with its clause."""
    for cap in arrangement.caps:
        yield cap.amount
    if arrangement.ranking is not None:
        yield from (g.amount for g in arrangement.ranking.grades if g.amount is not None)
