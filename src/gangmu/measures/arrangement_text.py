"""Settlement clauses as text: back into the keys of a file, and as sentences in Chinese.

``file_keys`` and ``measure_keys`` give what ``arranging`` reads, as plain lists, mappings and strings;
read again they are the same clauses. ``file_sentences`` and ``measure_sentences`` say them as a person
would, one line each, for who lays them beside the document.

>>> from gangmu.measures.arrangement import Group, GroupRule
>>> print(*group_sentence(Group(GroupRule.HIGHEST, ("甲", "乙"), ("企业",), clause="四")))
组合：同一企业的「甲」「乙」只取最高的一项（依据 四）
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from gangmu.measures.arrangement import (
    Budget,
    Cap,
    Consequence,
    Criterion,
    FileArrangement,
    Group,
    GroupRule,
    Instalment,
    Ladder,
    Level,
    MeasureArrangement,
    Method,
    Ranking,
    Retention,
    Share,
    Sharing,
    Shortage,
    Split,
    StillTied,
    Ties,
)
from gangmu.measures.facts import show_number
from gangmu.measures.measure import ROUNDINGS
from gangmu.measures.nodes import (
    All,
    Between,
    Compare,
    Condition,
    Highest,
    In,
    Named,
    Number,
    Table,
)
from gangmu.measures.wording import write, write_band, write_literal

#: Keys of a YAML file: strings, lists of them, mappings of them.
Plain = str | list["Plain"] | dict[str, "Plain"]


# ---------------------------------------------------------------- numbers as forms


def form(node: Number) -> Plain:
    """Write a number as the form it is read from: a line of text, 分档 or 择高."""
    match node:
        case Table(columns, rows, other, _, _):
            body: dict[str, Plain] = {
                "列": [*(write(column) for column in columns), "值"],
                "行": [[*(cell(test) for test in row.tests), form(row.value)] for row in rows],
            }
            if other is not None:
                body["其余"] = form(other)
            return {"分档": body}
        case Highest(parts, _):
            return {"择高": [form(part) for part in parts]}
        case Named(name, _):
            return name
        case _:
            return write(node)


def cell(test: Condition) -> str:
    """Write a condition on a column of a table as its cell."""
    match test:
        case Between(_, low, high):
            return write_band(low, high)
        case Compare(op, _, right):
            return f"{op} {write(right)}"
        case In(_, members):
            return "、".join(members)
        case All(()):
            return "—"
        case _:
            return write(test)


def _rate(value: Fraction) -> str:
    return show_number(value, "率")


def _money(value: Fraction) -> str:
    return show_number(value, "元")


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


def _some(**keys: Plain | None) -> dict[str, Plain]:
    return {name: value for name, value in keys.items() if value}


# ---------------------------------------------------------------- keys


def file_keys(arrangement: FileArrangement) -> dict[str, Plain]:
    """Give the keys of a file's settlement clauses."""
    order: Plain = {}
    if arrangement.order:
        order = {"步骤": list(arrangement.order), **_some(依据=arrangement.order_clause)}
    return _some(
        组合=[_group(group) for group in arrangement.groups],
        梯队=[_ladder(ladder) for ladder in arrangement.ladders],
        共用上限=[_cap(cap, shared=True) for cap in arrangement.caps],
        预算=[_budget(budget, shared=True) for budget in arrangement.budgets],
        次序=order,
    )


def measure_keys(arrangement: MeasureArrangement, cap: Number | None = None) -> dict[str, Plain]:
    """Give the keys of a measure's settlement clauses; ``cap`` is that of one case (no 每)."""
    own: list[Plain] = [{"额": form(cap)}] if cap is not None and arrangement.caps else []
    payee, transfer = arrangement.payee, arrangement.transfer
    splits = {("配套" if each.adds else "分担"): _split(each) for each in arrangement.splits}
    return _some(
        上限=[*own, *(_cap(each, shared=False) for each in arrangement.caps)],
        排序=None if arrangement.ranking is None else _ranking(arrangement.ranking),
        预算=None if arrangement.budget is None else _budget(arrangement.budget, shared=False),
        分期=[_instalment(part) for part in arrangement.instalments],
        保持=None if arrangement.retention is None else _retention(arrangement.retention),
        **splits,
        受益=None
        if payee is None
        else {"谁": payee.kind, "按": payee.by.column, **_some(依据=payee.clause)},
        用途=None
        if transfer is None
        else {
            "不低于": _rate(transfer.share),
            "转付": transfer.to,
            **_some(依据=transfer.clause),
        },
    )


def _group(group: Group) -> Plain:
    return _some(
        名称=group.name,
        方式=str(group.rule),
        每=list(group.per),
        措施=list(group.measures),
        几项=f"{group.most}项" if group.most else None,
        依据=group.clause,
    )


def _ladder(ladder: Ladder) -> Plain:
    rungs: list[Plain] = [{"措施": r.measure, "在册": write(r.on)} for r in ladder.rungs]
    return _some(
        名称=ladder.name,
        由低到高=rungs,
        晋级补差="是" if ladder.top_up else "否",
        依据=ladder.clause,
    )


def _cap(cap: Cap, *, shared: bool) -> Plain:
    return _some(
        名称=cap.name,
        额=form(cap.amount),
        每=list(cap.per),
        措施=list(cap.measures) if shared else None,
        分摊=None if cap.sharing is None else str(cap.sharing),
        顺序=[write(each) for each in cap.order],
        依据=cap.clause,
    )


def _budget(budget: Budget, *, shared: bool) -> Plain:
    amounts: Plain = {f"{year}年": _money(value) for year, value in budget.amounts.items() if year}
    if None in budget.amounts:
        amounts = _money(budget.amounts[None])
    turn = budget.short is not Shortage.SCALE
    return _some(
        名称=budget.name,
        额=amounts,
        措施=list(budget.measures) if shared else None,
        不足=str(budget.short),
        顺序=[write(each) for each in budget.order],
        末位=("部分拨付" if budget.last else "不拨付") if turn else None,
        待核实="预留" if budget.reserve else "等待",
        取整=_rounding(budget.quantum),
        依据=budget.clause,
    )


def _rounding(quantum: Fraction) -> str:
    return next(word for word, size in ROUNDINGS.items() if size == quantum)


def _ranking(ranking: Ranking) -> Plain:
    quotas: list[Plain] = [{"每": q.per, "至多": f"{q.most}家"} for q in ranking.quotas]
    grades: list[Plain] = [
        _some(等次=g.name, 名额=f"{g.places}家", 给付=None if g.amount is None else form(g.amount))
        for g in ranking.grades
    ]
    found = _some(
        方法=str(ranking.method),
        指标=[_criterion(c, ranking.method) for c in ranking.criteria],
        基分=f"{_number(ranking.base)}分" if ranking.method is Method.EFFICACY else None,
        同名次=None if ranking.ties is None else str(ranking.ties),
    )
    found["同分"] = [write(each) for each in ranking.breakers]
    found["仍同分"] = str(ranking.still_tied)
    return found | _some(
        限额=quotas,
        名额=grades,
        递补=f"{ranking.reserve}家" if ranking.reserve else None,
        依据=ranking.clause,
    )


def _criterion(criterion: Criterion, method: Method) -> Plain:
    found = _some(
        按=write(criterion.by),
        权=_number(criterion.weight),
        方向="低者在前" if criterion.lower_first else None,
    )
    if method is Method.EFFICACY:
        found["满意值"] = write_literal(criterion.best) if criterion.best else "最大值"
        found["不允许值"] = write_literal(criterion.worst) if criterion.worst else "最小值"
    return found


def _instalment(part: Instalment) -> Plain:
    share = "余款" if part.rest else None if part.share is None else _rate(part.share)
    if part.progress is not None:
        share = write(part.progress)
    return _some(
        名称=part.name,
        额=None if part.amount is None else _money(part.amount),
        比例=share,
        年份=f"第{part.year + 1}年",
        前提=None if part.given is None else write(part.given),
        依据=part.clause,
    )


def _retention(retention: Retention) -> Plain:
    return _some(
        期限=f"{retention.years}年",
        违反=write(retention.breach),
        后果=str(retention.consequence),
        依据=retention.clause,
    )


def _split(split: Split) -> Plain:
    return {share.level: _share(share) for share in split.shares} | _some(依据=split.clause)


def _share(share: Share) -> str:
    words: Mapping[Level, str] = {
        Level.RATE: _rate(share.rate),
        Level.REST: "余额",
        Level.AT_LEAST: f"不低于 {share.of}",
        Level.DISCRETION: f"裁量 {_rate(share.low)} 至 {_rate(share.high)}",
    }
    return words[share.kind]


# ---------------------------------------------------------------- sentences

_RULES = {
    GroupRule.HIGHEST: "只取最高的一项",
    GroupRule.CHOICE: "由申报人选一项",
    GroupRule.TOP_UP: "取最高的一项，扣除已得的",
    GroupRule.STACK: "可以叠加享受",
    GroupRule.EXCLUSIVE: "不能同时享受，由人决定取哪一项",
}
_SHARINGS = {
    Sharing.PRO_RATA: "超过时按比例减",
    Sharing.IN_ORDER: "超过时按所列次序先满足前面的",
    Sharing.LARGEST: "超过时先满足金额大的",
    Sharing.TOTAL_ONLY: "原文只定总额，超过时由人分配",
}
_TIES = {
    Ties.COMPETITION: "相等的并列，后面的名次空出",
    Ties.DENSE: "相等的并列，后面的名次不空",
    Ties.AVERAGE: "相等的取平均名次",
}
_STILL = {StillTied.UNDECIDED: "由人决定", StillTied.BOTH: "并列同奖"}
_COSTS = {
    Consequence.STOP: "未付的不再付，已付的不追回",
    Consequence.RECLAIM: "未付的不再付，已付的全部追回",
    Consequence.RECLAIM_REST: "未付的不再付，已付的按剩余年限追回",
}


def file_sentences(arrangement: FileArrangement, say: Callable[[Number], str] = write) -> list[str]:
    """Say the settlement clauses of a file; ``say`` words an amount."""
    found: list[str] = []
    for group in arrangement.groups:
        found += group_sentence(group)
    for ladder in arrangement.ladders:
        found += _ladder_sentence(ladder)
    for cap in arrangement.caps:
        found.append(_cap_sentence(cap, "共用上限", say))
    for budget in arrangement.budgets:
        found.append(_budget_sentence(budget))
    if arrangement.order:
        found.append(_cited(f"次序：{' → '.join(arrangement.order)}", arrangement.order_clause))
    return found


def measure_sentences(
    arrangement: MeasureArrangement, say: Callable[[Number], str] = write
) -> list[str]:
    """Say the settlement clauses of a measure; ``say`` words an amount."""
    found = [_cap_sentence(cap, "上限", say) for cap in arrangement.caps]
    if arrangement.ranking is not None:
        found += _ranking_sentences(arrangement.ranking, say)
    if arrangement.budget is not None:
        found.append(_budget_sentence(arrangement.budget))
    found += [_instalment_sentence(part) for part in arrangement.instalments]
    if arrangement.retention is not None:
        kept = arrangement.retention
        words = f"保持：{kept.years} 年内如有「{write(kept.breach)}」，{_COSTS[kept.consequence]}"
        found.append(_cited(words, kept.clause))
    for split in arrangement.splits:
        name = "配套（另加）" if split.adds else "分担（同一笔钱）"
        parts = "，".join(f"{share.level} {_share(share)}" for share in split.shares)
        found.append(_cited(f"{name}：{parts}", split.clause))
    if arrangement.payee is not None:
        payee = arrangement.payee
        found.append(_cited(f"受益：付给{payee.kind}，按「{payee.by.column}」确定", payee.clause))
    if arrangement.transfer is not None:
        passed = arrangement.transfer
        words = f"用途：其中不低于 {_rate(passed.share)} 转付{passed.to}"
        found.append(_cited(words, passed.clause))
    return found


def _cited(words: str, clause: str) -> str:
    return f"{words}（依据 {clause}）" if clause else words


def _names(measures: Sequence[str]) -> str:
    return "".join(f"「{name}」" for name in measures)


def group_sentence(group: Group) -> Iterator[str]:
    """Say a group."""
    per = f"同一{'、'.join(group.per)}的" if group.per else "同一对象的"
    rule = (
        f"至多取 {group.most} 项，从高" if group.rule is GroupRule.AT_MOST else _RULES[group.rule]
    )
    head = f"组合「{group.name}」" if group.name else "组合"
    yield _cited(f"{head}：{per}{_names(group.measures)}{rule}", group.clause)


def _ladder_sentence(ladder: Ladder) -> Iterator[str]:
    rungs = " < ".join(f"「{rung.measure}」（{write(rung.on)}）" for rung in ladder.rungs)
    top_up = "；当年已按低一级得过的补差" if ladder.top_up else "；晋级后全额"
    yield _cited(f"梯队：{rungs}，只按所在的最高一级{top_up}", ladder.clause)


def _cap_sentence(cap: Cap, what: str, say: Callable[[Number], str]) -> str:
    name = f"{what}「{cap.name}」" if cap.name else what
    sharing = f"，{_SHARINGS[cap.sharing]}" if cap.sharing is not None else ""
    if cap.order:
        sharing += f"，同一措施的按{'、'.join(say(each) for each in cap.order)}先后"
    whose = _names(cap.measures) + "合计" if len(cap.measures) > 1 else ""
    amount = say(cap.amount)
    return _cited(f"{name}：每{'每'.join(cap.per)}{whose}不超过 {amount}{sharing}", cap.clause)


def _budget_sentence(budget: Budget) -> str:
    amounts = "，".join(
        f"{f'{year}年 ' if year else ''}{_money(amount)}" for year, amount in budget.amounts.items()
    )
    order = f"（先后按 {'、'.join(write(each) for each in budget.order)}）" if budget.order else ""
    last = ""
    if budget.short is not Shortage.SCALE:
        last = "，末位给付剩余部分" if budget.last else "，不够全额的不付"
    waits = "；待核实的按最高额预留" if budget.reserve else "；有待核实的，大家等它"
    words = (
        f"预算：{_names(budget.measures)}合计不超过 {amounts}，不足时{budget.short}{order}{last}"
        f"，精确到{_rounding(budget.quantum)}{waits}"
    )
    return _cited(words, budget.clause)


def _ranking_sentences(ranking: Ranking, say: Callable[[Number], str]) -> Iterator[str]:
    criteria = "、".join(
        f"{write(c.by)}（权 {_number(c.weight)}{'，低者在前' if c.lower_first else ''}）"
        for c in ranking.criteria
    )
    ties = f"；一项{_TIES[ranking.ties]}" if ranking.ties is not None else ""
    base = f"，基分 {_number(ranking.base)}" if ranking.method is Method.EFFICACY else ""
    yield _cited(f"排序：按{ranking.method}{base}：{criteria}{ties}", ranking.clause)
    breakers = "、".join(write(each) for each in ranking.breakers) or "（没有规定）"
    yield f"同分：依次比 {breakers}，仍同分的{_STILL[ranking.still_tied]}"
    for quota in ranking.quotas:
        yield f"限额：每{quota.per}至多 {quota.most} 家"
    grades = "，".join(
        f"{g.name} {g.places} 家" + (f"各 {say(g.amount)}" if g.amount is not None else "")
        for g in ranking.grades
    )
    reserve = f"；候补 {ranking.reserve} 家" if ranking.reserve else ""
    yield f"名额：{grades}{reserve}"


def _instalment_sentence(part: Instalment) -> str:
    if part.rest:
        amount = "余款"
    elif part.share is not None:
        amount = _rate(part.share)
    elif part.progress is not None:
        amount = f"核定额的「{write(part.progress)}」"
    else:
        assert part.amount is not None
        amount = _money(part.amount)
    given = f"，以「{write(part.given)}」为前提" if part.given is not None else ""
    return _cited(f"分期：{part.name}，第 {part.year + 1} 年付 {amount}{given}", part.clause)
