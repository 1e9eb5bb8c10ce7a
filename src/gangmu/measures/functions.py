"""What may be called in an expression: look-backs, roundings, children, published rates.

``FUNCTIONS`` are those of the language; each takes the builder and the call and gives a node. What is
published may be called by its name too (``functions_of``).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lark import Token, Tree

from gangmu.measures.building import Builder, Built, Line, as_tree
from gangmu.measures.dimensions import combine, is_number, kind_of
from gangmu.measures.facts import FactBook, FactKind
from gangmu.measures.nodes import (
    All,
    Arith,
    Call,
    Change,
    Dated,
    Each,
    Exists,
    FactRef,
    First,
    Known,
    Lit,
    Number,
    Panel,
    PerUnit,
    Round,
    Streak,
    TopUp,
    YearOf,
)
from gangmu.measures.periods import Window, read_window
from gangmu.measures.yamltext import did_you_mean


def _args(tree: Line) -> list[Line]:
    return [as_tree(kid) for kid in tree.children[1:]]


def _name(tree: Line) -> str:
    return str(as_tree(tree.children[0]).children[0])


def _exactly(builder: Builder, tree: Line, count: int, sample: str) -> list[Line]:
    args = _args(tree)
    if len(args) != count:
        raise builder.wrong(
            tree, f"「{_name(tree)}」要 {count} 项，写了 {len(args)} 项", f"如 {sample}"
        )
    return args


# ---------------------------------------------------------------- arithmetic


def _extreme(builder: Builder, tree: Line) -> Built:
    numbers = [builder.number(arg) for arg in _args(tree)]
    dimensions = {number.dimension for number in numbers}
    if len(numbers) < 2 or len(dimensions) > 1 or not is_number(numbers[0].dimension):
        raise builder.wrong(
            tree, f"「{_name(tree)}」要两个以上同类的数", "用全角逗号「，」隔开，单位要同类"
        )
    return Call(_name(tree), tuple(numbers), numbers[0].dimension)


def _clamp(builder: Builder, tree: Line) -> Built:
    """限于(量，低，高) = 取大(取小(量，高)，低)."""
    value, low, high = (
        builder.number(arg) for arg in _exactly(builder, tree, 3, "限于(补助额，10万元，100万元)")
    )
    if not value.dimension == low.dimension == high.dimension:
        raise builder.wrong(tree, "「限于」的三项不是同一类数", "统一单位")
    least = Call("取小", (value, high), value.dimension)
    return Call("取大", (least, low), value.dimension)


def _round(builder: Builder, tree: Line) -> Built:
    (arg,) = _exactly(builder, tree, 1, "向下取整(工业总产值(上年) ÷ 1亿元)")
    body = builder.number(arg)
    if body.dimension not in ("率", "倍") and not is_number(body.dimension):
        raise builder.wrong(arg, f"{kind_of(body.dimension)}不能取整", "先除以一个单位量")
    if body.dimension == "元":
        raise builder.wrong(
            arg, "金额取整写在「取整」里", "如「取整: 向下取整到万元」；或先除以单位量"
        )
    return Round(_name(tree), body, body.dimension)


def _per_unit(builder: Builder, tree: Line) -> Built:
    base, unit, give = (
        builder.number(arg)
        for arg in _exactly(builder, tree, 3, "每满(增量(工业总产值)，1000万元，5万元)")
    )
    if base.dimension != unit.dimension:
        raise builder.wrong(
            tree,
            f"「{_name(tree)}」的量是{kind_of(base.dimension)}，单位是{kind_of(unit.dimension)}",
            "统一单位",
        )
    if isinstance(unit, Lit) and unit.value == 0:
        raise builder.wrong(tree, "单位是零", "核对单位")
    return PerUnit(_name(tree), base, unit, give, give.dimension)


def _top_up(builder: Builder, tree: Line) -> Built:
    due, had = (builder.number(arg) for arg in _exactly(builder, tree, 2, "补差(50万元，已获奖励)"))
    if due.dimension != had.dimension:
        raise builder.wrong(tree, "「补差」的应得和已得不是同一类数", "统一单位")
    return TopUp(due, had)


# ---------------------------------------------------------------- looking back


def _ref(builder: Builder, tree: Line, *, numeric: bool = True) -> FactRef:
    ref = builder.number(tree)
    if not isinstance(ref, FactRef):
        raise builder.wrong(tree, "这里要一个事实", "如 营业收入、企业.工业总产值")
    if numeric and not ref.fact.numeric:
        raise builder.wrong(tree, f"{ref.dimension}「{ref.column}」不是数", "用金额、比率或数量")
    if ref.fact.period is None:
        raise builder.wrong(tree, f"「{ref.column}」没有历年的值", "在事实表里写明「期: 年」")
    return ref


def _window(builder: Builder, tree: Line, at: int, sample: str) -> Window:
    args = _args(tree)
    if len(args) != at + 1:
        raise builder.wrong(
            tree, f"「{_name(tree)}」没写明是哪些年", f"如 {sample}；从哪年算起请照原文定"
        )
    found = read_window(builder.written(args[at]))
    if found is None:
        raise builder.wrong(
            args[at],
            f"不认识的年份区间「{builder.written(args[at])}」",
            "可以写：前三年（不含本年度）、近三年（含本年度）、自2019年",
        )
    return found


def _panel(builder: Builder, tree: Line) -> Built:
    args = _args(tree)
    if _name(tree) == "合计" and _child(builder, args[0]) is not None:
        return _each(builder, tree)
    window = _window(builder, tree, 1, f"{_name(tree)}(营业收入，前三年)")
    return Panel(_name(tree), _ref(builder, args[0]), window)


def _change(builder: Builder, tree: Line) -> Built:
    (arg,) = _exactly(builder, tree, 1, f"{_name(tree)}(工业总产值)")
    ref = _ref(builder, arg)
    if isinstance(ref.period, str) and ref.period not in ("本季", "本月", "上季", "上月"):
        raise builder.wrong(arg, f"「{ref.column}」没有可比的上一年", "写 本季、本月或不写")
    return Change(_name(tree), ref, ref.dimension if _name(tree) == "增量" else "率")


def _first(builder: Builder, tree: Line) -> Built:
    item = builder.condition(_args(tree)[0])
    window = _window(builder, tree, 1, "首次(营业收入 ≥ 1亿元，自2015年)")
    if window.first == 0:
        raise builder.wrong(
            tree, f"「{window.label}」里没有更早的年份", "如 近三年、前三年、自2015年"
        )
    return First(item, window)


def _streak(builder: Builder, tree: Line) -> Built:
    item_tree, years_tree = _exactly(builder, tree, 2, "连续(规模以上，3年)")
    item, years = builder.condition(item_tree), builder.number(years_tree)
    count = Fraction(0)
    if isinstance(years, Lit) and isinstance(years.value, Fraction) and years.dimension == "月":
        count = years.value / 12
    if count.denominator != 1 or not 0 < count <= 50:
        raise builder.wrong(years_tree, "「连续」要一个整年数", "如 连续(规模以上，3年)")
    return Streak(item, int(count))


def _known(builder: Builder, tree: Line) -> Built:
    (arg,) = _exactly(builder, tree, 1, "已知(上次获奖年度)")
    ref = builder.number(arg)
    if not isinstance(ref, FactRef):
        raise builder.wrong(arg, "「已知」里要一个事实", "如 已知(上次获奖年度)")
    if not ref.fact.complete:
        raise builder.wrong(
            arg,
            f"「{ref.column}」没有声明完整，空白不等于没有",
            "登记确实完整的，在事实表里写「完整: 是」",
        )
    return Known(ref)


def _year_of(builder: Builder, tree: Line) -> Built:
    (arg,) = _exactly(builder, tree, 1, "年度(竣工日期)")
    body = builder.number(arg)
    if body.dimension != FactKind.DATE:
        raise builder.wrong(
            arg, f"「年度」里要日期，写的是{kind_of(body.dimension)}", "如 年度(竣工日期)"
        )
    return YearOf(body)


# ---------------------------------------------------------------- children


def _child(builder: Builder, tree: Line) -> str | None:
    scope = builder.scope
    name = builder.written(tree)
    return name if name in scope.book.children(scope.entity) else None


def _needs_child(builder: Builder, tree: Line) -> str:
    child = _child(builder, tree)
    if child is None:
        known = builder.scope.book.children(builder.scope.entity)
        word = builder.written(tree)
        raise builder.wrong(
            tree, f"{builder.scope.entity}没有下级「{word}」", did_you_mean(word, known)
        )
    return child


def _each(builder: Builder, tree: Line) -> Built:
    args = _args(tree)
    rule = _name(tree).removeprefix("逐项")
    if len(args) not in (2, 3):
        raise builder.wrong(
            tree, f"「{_name(tree)}」要下级、每项的数，再加条件", f"如 {_name(tree)}(设备，购置额)"
        )
    child = _needs_child(builder, args[0])
    below = builder.within(child)
    where = below.condition(args[2]) if len(args) == 3 else All(())
    value = below.number(args[1])
    if not is_number(value.dimension):
        raise builder.wrong(args[1], f"{kind_of(value.dimension)}不能{rule}", "写一个数")
    return Each(rule, child, value, where, value.dimension)


def _count(builder: Builder, tree: Line) -> Built:
    args = _args(tree)
    child = _needs_child(builder, args[0])
    if len(args) > 2:
        raise builder.wrong(tree, "「个数」要下级，再加条件", "如 个数(设备，购置额 ≥ 10万元)")
    where = builder.within(child).condition(args[1]) if len(args) == 2 else All(())
    return Each("个数", child, Lit(Fraction(1), "个", "个"), where, "个")


def _exists(builder: Builder, tree: Line) -> Built:
    args = _args(tree)
    if len(args) > 2:
        raise builder.wrong(
            tree, "「存在」要下级，再加条件", "如 存在(认定，认定名称 = 高新技术企业)"
        )
    child = _needs_child(builder, args[0])
    where = builder.within(child).condition(args[1]) if len(args) == 2 else All(())
    return Exists(child, where)


# ---------------------------------------------------------------- published rates


def _dated(builder: Builder, tree: Line) -> Built:
    (arg,) = _exactly(builder, tree, 1, f"{_name(tree)}(基准日)")
    return _rate(builder, _name(tree), builder.number(arg), arg)


def _rate(builder: Builder, name: str, at: Number, tree: Line) -> Dated:
    found = builder.scope.book.rates[name]
    wanted = FactKind.YEAR if found.yearly else FactKind.DATE
    if at.dimension != wanted:
        raise builder.wrong(
            tree,
            f"「{name}」按{wanted}取值，写的是{kind_of(at.dimension)}",
            "如 考核年度、2024年" if found.yearly else "如 基准日、2025-06-30",
        )
    return Dated(found, at, found.dimension)


def _convert(builder: Builder, tree: Line) -> Built:
    """折算(金额，年度): foreign money at the published rate of the year."""
    amount, at = _exactly(builder, tree, 2, "折算(1000万美元，考核年度)")
    value = builder.number(amount)
    name = f"{value.dimension}汇率"
    known = builder.scope.book.rates
    if name not in known:
        currencies = [each.removesuffix("汇率") for each in known if each.endswith("汇率")]
        raise builder.wrong(
            amount,
            f"没有「{value.dimension}」的汇率",
            f"可以折算：{'、'.join(currencies)}；别的写进工作区的 rates.yaml",
        )
    rate = _rate(builder, name, builder.number(at), at)
    return Arith("×", value, rate, combine("×", value.dimension, rate.dimension))


FUNCTIONS: dict[str, Callable[[Builder, Tree[Token]], Built]] = {
    "取小": _extreme,
    "取大": _extreme,
    "限于": _clamp,
    "向下取整": _round,
    "向上取整": _round,
    "四舍五入": _round,
    "每满": _per_unit,
    "每不足": _per_unit,
    "每": _per_unit,
    "补差": _top_up,
    "平均": _panel,
    "合计": _panel,
    "历史最高": _panel,
    "历史最低": _panel,
    "增速": _change,
    "增量": _change,
    "首次": _first,
    "连续": _streak,
    "已知": _known,
    "年度": _year_of,
    "个数": _count,
    "逐项最高": _each,
    "逐项最低": _each,
    "存在": _exists,
    "折算": _convert,
}


def functions_of(book: FactBook) -> dict[str, Callable[[Builder, Tree[Token]], Built]]:
    """Give everything that may be called where the facts and rates of a book are known."""
    return FUNCTIONS | dict.fromkeys(book.rates, _dated)
