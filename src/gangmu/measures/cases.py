"""Worked cases: facts, and what a measure must say of them."""

from __future__ import annotations

from gangmu.measures.facts import FactBook, FactKind, Value
from gangmu.measures.keys import Broken, Keys
from gangmu.measures.measure import Case
from gangmu.measures.values import read_money, read_value
from gangmu.measures.yamltext import Items, Node, Text, did_you_mean
from gangmu.terms import Verdict


def read_case(node: Node, entity: str, book: FactBook, keys: Keys) -> Case | None:
    """Read one item under 用例; ``None`` where something was found wrong."""
    findings = keys.findings
    before = len(findings.errors)
    try:
        entries = keys.entries(node, "「用例」的一项", "- 事实: {注册地: 临江区}")
        keys.known(entries, ("名称", "事实", "结果", "金额"), "用例")
        given = keys.entries(entries.get("事实") or entries, "「事实」", "事实: {注册地: 临江区}")
    except Broken:
        return None
    values: dict[str, Value] = {}
    for name, (place, body) in given.entries.items() if given is not entries else ():
        fact = book.column(entity, name)
        if fact is None:
            close = book.nearest(entity, name)
            findings.error(
                place,
                f"{entity}没有事实「{name}」",
                f"是不是「{close}」？" if close else "先在事实表里声明",
            )
        elif isinstance(body, Items) and fact.kind is FactKind.REGISTER:
            values[name] = frozenset(item.value for item in body if isinstance(item, Text))
        elif not isinstance(body, Text):
            findings.error(body.place, f"「{name}」的值应是一行文字", "几个名称用「、」隔开")
        elif (value := read_value(body, fact, findings)) is not None:
            values[name] = value
    if "事实" not in entries:
        findings.error(entries.place, "用例缺少「事实」", "写成「事实: {注册地: 临江区}」")
    verdict = keys.text(entries, "结果", required=True)
    if verdict and verdict not in list(Verdict):
        findings.error(
            entries.key_place("结果"),
            f"不认识的结果「{verdict}」",
            did_you_mean(verdict, Verdict),
        )
    money = keys.scalar(entries, "金额")
    amount = read_money(money, findings) if money else None
    if verdict == Verdict.ELIGIBLE and "金额" not in entries:
        findings.error(entries.place, "结果是「符合」的用例要写「金额」", "写成「金额: 100万元」")
    if amount is not None and (amount * 100).denominator != 1:
        findings.error(entries.key_place("金额"), "「金额」比分还细", "写到分为止")
    if len(findings.errors) > before:
        return None
    return Case(
        keys.text(entries, "名称"),
        values,
        Verdict(verdict),
        None if amount is None else int(amount * 100),
        entries.place,
    )
