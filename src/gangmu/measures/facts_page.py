"""The reference page of facts (``docs/事实.md``), written from the dictionary."""

from __future__ import annotations

from gangmu.measures.facts import SHARED, Fact, FactBook

_HEAD = """\
# 事实表

由 `src/gangmu/measures/facts.yaml` 生成（`./run docs`），不要手改。共 {count} 个事实，{entities} 个实体。

措施文件只用**正名**；导入表格时，表头可以写正名或别名，前后可以带年份和单位（`2024年营业收入（万元）`）。
「逐年」的事实可以读别的年份：`营业收入(上年)`、`平均(营业收入，前三年)`。
工作区的 `facts.yaml` 可以补充实体、事实和别名；工作区自己声明的名称优先于这里的别名。
"""


def facts_page(book: FactBook) -> str:
    """Write every fact as a row of a table, one table an entity.

    >>> from gangmu.measures.facts import load_facts
    >>> page = facts_page(load_facts())
    >>> print(next(line for line in page.splitlines() if line.startswith("| 营业收入 ")))
    | 营业收入 | revenue | 金额 | 元 | 逐年 | 利润表营业收入，规上企业以统计年报为准 | 主营业务收入、营收、销售收入、年营业收入 |
    """
    shared = book.shared
    entities = [entity for entity in book.entities if entity != SHARED]
    count = len(shared) + sum(len(book.of(entity)) for entity in entities)
    parts = [_HEAD.format(count=count, entities=len(entities)), _table("各对象都有", shared, "")]
    for entity in entities:
        parents = book.parents(entity)
        note = f"是{'、'.join(parents)}的下级。" if parents else ""
        children = book.children(entity)
        note += f"下级：{'、'.join(children)}。" if children else ""
        parts.append(_table(entity, book.of(entity), note))
    return "\n".join(parts)


def _table(title: str, facts: tuple[Fact, ...], note: str) -> str:
    rows = [
        f"## {title}\n",
        *([f"{note}\n"] if note else []),
        "| 正名 | 标识 | 类型 | 单位 | 期 | 口径 | 别名 |",
        "|---|---|---|---|---|---|---|",
        *(_row(fact) for fact in facts),
    ]
    return "\n".join(rows) + "\n"


def _row(fact: Fact) -> str:
    period = {"年": "逐年", "季": "逐季", "月": "逐月"}.get(fact.period or "", "")
    marks = [
        word
        for word, is_so in (
            ("主键", fact.key),
            ("空白即没有", fact.complete),
            ("写「无」即没有", fact.lacking),
            ("可为负", fact.signed),
        )
        if is_so
    ]
    scope = "；".join([*([fact.scope] if fact.scope else []), *marks])
    cells = [fact.name, fact.id, str(fact.kind), fact.unit, period, scope, "、".join(fact.aliases)]
    return f"| {' | '.join(cells)} |"
