"""Worked cases: facts, and what a measure must say of them."""

from __future__ import annotations

from fractions import Fraction

from gangmu.measures.facts import Fact, FactBook, FactKind, Value
from gangmu.measures.keys import Broken, Keys
from gangmu.measures.measure import Case
from gangmu.measures.periods import period_label, read_period
from gangmu.measures.values import FOLD, read_money, read_value
from gangmu.measures.yamltext import Entries, Items, Node, Place, Text, did_you_mean
from gangmu.terms import Verdict

_UNLIMITED = "无上限"


def read_case(node: Node, entity: str, book: FactBook, keys: Keys) -> Case | None:
    """Read one item under 用例; ``None`` where something was found wrong.

    Facts may be of another period (``营业收入(上年)``), of a parent (``企业.注册地``), and of children
    (``设备: [{购置额: 300万元}]``). 金额 may be an interval (``0元至200万元``, ``20万元至无上限``).
    """
    findings = keys.findings
    before = len(findings.errors)
    try:
        entries = keys.entries(node, "「用例」的一项", "- 事实: {注册地: 临江区}")
        keys.known(entries, ("名称", "事实", "结果", "金额"), "用例")
        given = keys.entries(entries.get("事实") or entries, "「事实」", "事实: {注册地: 临江区}")
    except Broken:
        return None
    values: dict[str, Value] = {}
    children: dict[str, tuple[dict[str, Value], ...]] = {}
    for name, (place, body) in given.entries.items() if given is not entries else ():
        if name in book.children(entity):
            children[name] = _rows(name, body, book, keys)
            continue
        _read_fact(name, place, body, entity, book, keys, values)
    if "事实" not in entries:
        findings.error(entries.place, "用例缺少「事实」", "写成「事实: {注册地: 临江区}」")
    verdict = keys.text(entries, "结果", required=True)
    if verdict and verdict not in list(Verdict):
        findings.error(
            entries.key_place("结果"), f"不认识的结果「{verdict}」", did_you_mean(verdict, Verdict)
        )
    low, high = _amounts(entries, keys)
    if verdict == Verdict.ELIGIBLE and "金额" not in entries:
        findings.error(entries.place, "结果是「符合」的用例要写「金额」", "写成「金额: 100万元」")
    if len(findings.errors) > before:
        return None
    return Case(
        keys.text(entries, "名称"), values, Verdict(verdict), low, entries.place, high, children
    )


def _amounts(entries: Entries, keys: Keys) -> tuple[int | None, int | None]:
    """Read 金额, in 分: one amount twice, or both ends; no upper end is ``None``."""
    money = keys.scalar(entries, "金额")
    if money is None:
        return None, None
    first, between, last = money.value.partition("至")
    ends = [first.strip(), last.strip()] if between else [first]
    found: list[int | None] = []
    for end in ends:
        if end == _UNLIMITED and len(ends) == 2:
            found.append(None)
            continue
        amount = read_money(Text(end, money.place), keys.findings)
        if amount is not None and (amount * 100).denominator != 1:
            keys.findings.error(money.place, "「金额」比分还细", "写到分为止")
        found.append(int((amount or Fraction(0)) * 100))
    return found[0], found[-1]


def _rows(child: str, body: Node, book: FactBook, keys: Keys) -> tuple[dict[str, Value], ...]:
    rows = []
    for item in body if isinstance(body, Items) else (body,):
        values: dict[str, Value] = {}
        if not isinstance(item, Entries):
            sample = f"{child}: [{{…: …}}, {{…: …}}]"
            keys.findings.error(item.place, f"「{child}」应是一列「键: 值」", f"写成「{sample}」")
            continue
        for name, (place, value) in item.entries.items():
            _read_fact(name, place, value, child, book, keys, values)
        rows.append(values)
    return tuple(rows)


def _read_fact(
    name: str,
    place: Place,
    body: Node,
    entity: str,
    book: FactBook,
    keys: Keys,
    values: dict[str, Value],
) -> None:
    findings = keys.findings
    found = _column(name.translate(FOLD), entity, book)
    if found is None:
        plain = name.translate(FOLD).partition("(")[0]
        close = book.nearest(entity, plain)
        findings.error(
            place,
            f"{entity}没有事实「{name}」",
            f"是不是「{close}」？" if close else "先在事实表里声明",
        )
        return
    fact, column = found
    if isinstance(body, Items) and fact.kind is FactKind.REGISTER:
        values[column] = frozenset(item.value for item in body if isinstance(item, Text))
    elif not isinstance(body, Text):
        findings.error(body.place, f"「{name}」的值应是一行文字", "几个名称用「、」隔开")
    elif (value := read_value(body, fact, findings)) is not None:
        values[column] = value


def _column(name: str, entity: str, book: FactBook) -> tuple[Fact, str] | None:
    """Find the fact that a case names, and the column as the measure will ask for it."""
    fact = book.column(entity, name)
    if fact is None:
        return None
    head, bracket, period = name.rstrip(")").partition("(")
    if not bracket:
        return fact, name
    at = read_period(period.strip())
    if at is None or (fact.period is None and at):
        return None
    return fact, f"{head}({period_label(at)})" if at else head
