"""Read indicators and targets from the YAML files of a workspace.

::

    指标:
      - 名称: 工业增加值
        标识: industrial_value_added
        单位: 亿元
        方向: 升
        价格: 现价
        统计口径: {范围: 全部工业, 行业分类: {标准: GB/T 4754-2017, 起: 2017-10-01}}
    规划:
      - 名称: 临江区先进制造业发展“十四五”规划
        文号: 临政发〔2021〕9号
        期末: 2025
        基期: 2020
        目标:
          - {指标: 工业增加值, 目标值: 超过130亿元, 条款: 二/(三), 属性: 预期性}

The value of a target is written as documents write it (``≥25%``, ``25%以上``, ``60个左右``, ``2—3个``,
``年均增长5%``, ``比2015年下降20%``, ``基期的2倍``, ``年均提高1个百分点``, ``累计110万套``, ``占增量的60%以上``,
``高于全市平均``, ``与「经济增长」同步``, ``全省前三位``, ``持续下降``, ``定性：…``, ``未载明``; see ``goals``);
``，争创15000亿元`` adds a further value. ``逐年: 是`` asks for the value in every year. Errors come all
at once, each with file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from gangmu.indicators.definitions import (
    Accumulation,
    Base,
    Definitions,
    Direction,
    Form,
    Indicator,
    Reference,
    Relation,
    Review,
    Scope,
    Target,
    Territory,
    Tolerance,
    fold,
    not_the_quotient,
    unit_named,
)
from gangmu.indicators.goals import NUMBER, Goal, read_goal
from gangmu.indicators.notation.mapping import Mapping
from gangmu.indicators.notation.printing import write_definitions
from gangmu.indicators.periods import Period, read_period
from gangmu.measures.yamltext import (
    Entries,
    Findings,
    Node,
    Text,
    compose,
    did_you_mean,
)
from gangmu.terms import InputError, InputErrors, Unit
from gangmu.writing.units import unit

__all__ = ["CONCLUSIONS", "UNDATED", "load_definitions", "write_definitions"]

_FILE_KEYS = ("指标", "规划")
_INDICATOR_KEYS = (
    "名称",
    "标识",
    "单位",
    "方向",
    "分子",
    "分母",
    "价格",
    "属性",
    "统计口径",
    "周期",
    "累计方式",
    "来源",
    "牵头",
    "配合",
    "别名",
)
_SCOPE_KEYS = ("范围", "规上标准", "行业分类", "地域")
_REFERENCE_KEYS = ("标准", "起", "依据")
_PLAN_KEYS = ("名称", "文号", "地区", "上级地区", "期末", "基期", "目标")
_TARGET_KEYS = (
    "指标",
    "地区",
    "目标值",
    "期末",
    "基期",
    "容差",
    "逐年",
    "属性",
    "价格",
    "条款",
    "原文",
    "备注",
    "上级地区",
    "牵头",
    "配合",
    "评审",
    "待确认",
)
_GROUP_KEYS = (
    "组",
    "分项",
    *(key for key in _TARGET_KEYS if key not in ("指标", "目标值", "评审", "待确认")),
)
_REVIEW_KEYS = ("结论", "时间", "单位", "依据")
#: How a file says that the document sets no deadline.
UNDATED = "未载明"
_BASE_KEYS = ("期", "值")
_TOLERANCE_KEYS = ("相对", "绝对")
_NATURES = ("约束性", "预期性")
_PRICES = ("现价", "可比价")
_PERIODICITIES = ("年", "半年", "季", "月")
#: What a reviewer may conclude (the words of 中期评估 and of the final evaluation).
CONCLUSIONS = ("完成", "未完成", "提前实现", "快于预期", "基本符合", "滞后")


def load_definitions(files: Iterable[Path], region: str = "") -> Definitions:
    """Read indicator files; a plan may refer to an indicator of another file.

    ``region`` is that of targets whose file says none (a workspace's own). Raises ``InputErrors`` with every error of every file.

    >>> import tempfile
    >>> text = "指标:\\n  - {名称: 工业增加值, 单位: 亿元, 方向: 升}\\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "指标.yaml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     load_definitions([file]).indicator("工业增加值").unit.name
    '亿元'
    """
    errors: list[InputError] = []
    roots: list[Mapping] = []
    for file in files:
        findings = Findings()
        try:
            node = compose(file.read_text(encoding="utf-8-sig"), file.name, findings)
        except (OSError, UnicodeDecodeError) as error:
            cause = "不是 UTF-8 文本" if isinstance(error, UnicodeDecodeError) else "读不了这个文件"
            errors.append(InputError(cause, str(file), "请用纯文本编辑器以 UTF-8 保存"))
            continue
        if node is not None:
            roots.append(Mapping(node, _FILE_KEYS, findings, "文件"))
        else:
            errors += [finding.as_error() for finding in findings.errors]
    # Indicators of all files first, because a plan may stand in another file than its indicators.
    taken: dict[str, str] = {}
    indicators = [each for root in roots for each in _indicators(root, taken)]
    definitions = Definitions(tuple(indicators))
    for root in roots:
        _check_parts(root, definitions)
    targets = [each for root in roots for each in _plans(root, definitions, region)]
    for root in roots:
        found = sorted(root.findings.errors, key=lambda finding: finding.place)
        errors += [finding.as_error() for finding in found]
    if errors:
        raise InputErrors(errors)
    return Definitions(tuple(indicators), tuple(targets))


def _indicators(root: Mapping, taken: dict[str, str]) -> Iterator[Indicator]:
    """Read the indicators of a file; ``taken`` are the names of those of all files so far."""
    for node in root.items("指标"):
        entry = Mapping(node, _INDICATOR_KEYS, root.findings, "指标")
        name = entry.needed("名称")
        aliases = tuple(item.value for item in entry.items("别名") if isinstance(item, Text))
        for word in dict.fromkeys(fold(word) for word in (name, *aliases)):
            if word in taken:
                root.findings.error(
                    node.place,
                    f"「{word}」已是指标「{taken[word]}」的写法",
                    "一个名称或别名只能属于一个指标",
                )
            taken[word] = name
        # A unit that is wrong must not hide the other errors of the entry.
        measured = entry.read("单位", _unit) or unit("")
        if "单位" not in entry and entry.entries is not None:
            entry.needed("单位")
        direction = entry.one_of("方向", tuple(Direction))
        if ("分子" in entry) != ("分母" in entry):
            root.findings.error(node.place, "「分子」和「分母」要一起写", "补上缺的一个")
        yield Indicator(
            name=name,
            id=entry.text("标识") or name,
            unit=measured,
            direction=Direction(direction) if direction else None,
            numerator=entry.text("分子") or None,
            denominator=entry.text("分母") or None,
            scope=_scope(entry),
            price_basis=entry.one_of("价格", _PRICES),
            nature=entry.one_of("属性", _NATURES),
            periodicity=entry.one_of("周期", _PERIODICITIES) or "年",
            accumulation=Accumulation(
                entry.one_of("累计方式", tuple(Accumulation)) or Accumulation.PERIOD
            ),
            source=entry.text("来源"),
            lead=entry.text("牵头"),
            support=_bodies(entry.text("配合")),
            aliases=aliases,
        )


def _check_parts(root: Mapping, definitions: Definitions) -> None:
    """Report a 分子 or 分母 that nobody defined, and a unit that is not their quotient."""
    for node in root.items("指标"):
        entry = Mapping(node, _INDICATOR_KEYS, Findings(), "指标")
        parts = []
        for key in ("分子", "分母"):
            word = entry.text(key)
            part = definitions.indicator(word) if word else None
            if word and part is None:
                place = entry.node(key)
                root.findings.error(
                    place.place if place else entry.place,
                    f"没有定义{key}「{word}」",
                    did_you_mean(word, definitions.words),
                )
            elif part is not None:
                parts.append(part)
        whole = definitions.indicator(entry.text("名称"))
        if len(parts) == 2 and whole is not None and (cause := not_the_quotient(whole, *parts)):
            root.findings.error(entry.place, cause, "改单位，或改分子、分母")


def _scope(entry: Mapping) -> Scope:
    node = entry.node("统计口径")
    if isinstance(node, Text):
        return Scope(node.value)
    scope = Mapping(node, _SCOPE_KEYS, entry.findings, "统计口径")
    territory = scope.one_of("地域", tuple(Territory))
    return Scope(
        scope.text("范围"),
        _reference(scope, "规上标准"),
        _reference(scope, "行业分类"),
        Territory(territory) if territory else None,
    )


def _reference(scope: Mapping, key: str) -> Reference | None:
    node = scope.node(key)
    if node is None:
        return None
    if isinstance(node, Text):
        return Reference(node.value)
    entry = Mapping(node, _REFERENCE_KEYS, scope.findings, key)
    return Reference(entry.needed("标准"), entry.read("起", _date), entry.text("依据"))


def _plans(root: Mapping, definitions: Definitions, region: str) -> Iterator[Target]:
    for node in root.items("规划"):
        plan = Mapping(node, _PLAN_KEYS, root.findings, "规划")
        plan.needed("名称")
        if not plan.items("目标"):
            plan.needed("目标")
        # Read once, so that an error in them is told once.
        inherited = _Inherited(
            (plan,), plan.text("地区") or region, plan.read("期末", _deadline), _base(plan)
        )
        for item in plan.items("目标"):
            yield from _entry(item, inherited, definitions)


def _entry(item: Node, inherited: _Inherited, definitions: Definitions) -> Iterator[Target]:
    """Read one target, or the parts of a group, which have what the group says."""
    plan = inherited.above[-1]
    if not (isinstance(item, Entries) and "分项" in item):
        target = _target(Mapping(item, _TARGET_KEYS, plan.findings, "目标"), inherited, definitions)
        if target:
            yield target
        return
    group = Mapping(item, _GROUP_KEYS, plan.findings, "组")
    name = group.needed("组")
    inner = _Inherited(
        (group, *inherited.above),
        group.text("地区") or inherited.region,
        group.read("期末", _deadline) if "期末" in group else inherited.deadline,
        _base(group) or inherited.base,
        name,
    )
    for part in group.items("分项"):
        yield from _entry(part, inner, definitions)


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What a plan, or a group within it (first in ``above``), says for all its targets."""

    above: tuple[Mapping, ...]
    region: str
    deadline: Period | None
    base: Base | None
    group: str = ""

    @property
    def plan(self) -> Mapping:
        return self.above[-1]

    def text(self, key: str, entry: Mapping) -> str:
        """Give the text of a key in the entry, or in what stands above it."""
        return next((text for each in (entry, *self.above) if (text := each.text(key))), "")


def _target(entry: Mapping, inherited: _Inherited, definitions: Definitions) -> Target | None:
    findings, plan = entry.findings, inherited.plan
    word = entry.needed("指标")
    indicator = definitions.indicator(word)
    if word and indicator is None:
        entry.read("指标", _refusing(f"没有定义指标「{word}」", word, definitions))
    printed = entry.needed("目标值")
    deadline = entry.read("期末", _deadline) if "期末" in entry else inherited.deadline
    if entry.entries is not None and not any("期末" in each for each in (entry, *inherited.above)):
        findings.error(
            entry.place, "缺少「期末」", f"写「期末: 2025」；文件没有写的，写「期末: {UNDATED}」"
        )
    tolerance = next((t for each in (entry, *inherited.above) if (t := _tolerance(each))), None)
    goal = entry.read("目标值", lambda text: read_goal(text, indicator.unit)) if indicator else None
    base = Base(goal.since) if goal and goal.since else _base(entry) or inherited.base
    yearly = entry.one_of("逐年", ("是", "否")) == "是"
    nature, price = entry.one_of("属性", _NATURES), entry.one_of("价格", _PRICES)
    group = inherited.above[0]
    if inherited.group:
        nature = nature or group.one_of("属性", _NATURES)
    if base and deadline and base.period.position >= deadline.position:
        findings.error(
            entry.place, f"基期「{base.period}」不早于期末「{deadline}」", "核对两个年份"
        )
    if (
        indicator is None
        or goal is None
        or (deadline is None and inherited.text("期末", entry) != UNDATED)
    ):
        return None
    reviews = tuple(_reviews(entry))
    if reviews and goal.quantity is not None:
        findings.error(
            entry.place,
            "有数值的目标由数值判断，不写「评审」",
            "去掉「评审」，或把目标写成「定性：…」",
        )
    if yearly and goal.form is not Form.LEVEL:
        findings.error(entry.place, "「逐年」只用于水平目标", "去掉「逐年」")
    return Target(
        indicator=indicator,
        region=entry.text("地区") or inherited.region,
        form=goal.form,
        printed=printed,
        goal=goal.quantity,
        deadline=deadline,
        base=base,
        tolerance=tolerance,
        rising=goal.rising,
        every_year=yearly,
        nature=nature or indicator.nature,
        price_basis=price,
        plan=plan.text("名称"),
        document=plan.text("文号"),
        clause=inherited.text("条款", entry),
        quote=inherited.text("原文", entry),
        note=entry.text("备注"),
        place=str(entry.place),
        stretch=goal.stretch,
        relation=_related(goal, definitions),
        parent=inherited.text("上级地区", entry),
        lead=inherited.text("牵头", entry) or indicator.lead,
        support=_bodies(inherited.text("配合", entry)) or indicator.support,
        group=inherited.group,
        reviews=reviews,
        pending=entry.text("待确认"),
    )


def _bodies(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in re.split("[、，,]", text) if word.strip())


def _reviews(entry: Mapping) -> Iterator[Review]:
    """Read the conclusions of reviewers, the latest last."""
    found = []
    for node in entry.items("评审"):
        each = Mapping(node, _REVIEW_KEYS, entry.findings, "评审")
        conclusion, by, evidence = (each.needed(key) for key in ("结论", "单位", "依据"))
        each.one_of("结论", CONCLUSIONS)
        each.needed("时间")
        if (on := each.read("时间", _date)) and conclusion in CONCLUSIONS:
            found.append(Review(conclusion, on, by, evidence))
    yield from sorted(found, key=lambda review: review.on)


def _deadline(text: str) -> Period | None:
    return None if text == UNDATED else _period(text)


def _related(goal: Goal, definitions: Definitions) -> Relation | None:
    """Give the relation with the proper name of the indicator, where it is defined."""
    relation = goal.relation
    found = definitions.indicator(relation.indicator) if relation else None
    return Relation(found.name, "") if found else relation


def _base(entry: Mapping) -> Base | None:
    node = entry.node("基期")
    if isinstance(node, Entries):
        inner = Mapping(node, _BASE_KEYS, entry.findings, "基期")
        inner.needed("期")
        period = inner.read("期", _period)
        return Base(period, inner.read("值", _number)) if period else None
    period = entry.read("基期", _period)
    return Base(period) if period else None


def _tolerance(entry: Mapping) -> Tolerance | None:
    node = entry.node("容差")
    if node is None:
        return None
    inner = Mapping(node, _TOLERANCE_KEYS, entry.findings, "容差")
    if inner.entries is None:
        return None
    if share := inner.read("相对", _share):
        return Tolerance(share, relative=True)
    amount = inner.read("绝对", _number)
    return Tolerance(amount, relative=False) if amount is not None else None


def _refusing(cause: str, word: str, definitions: Definitions) -> Callable[[str], None]:
    def refuse(_: str) -> None:
        raise InputError(cause, remedy=did_you_mean(word, definitions.words))

    return refuse


def _unit(text: str) -> Unit:
    return unit_named(text) or unit(text)


def _period(text: str) -> Period:
    period = read_period(text)
    if period is None:
        raise InputError(f"「{text}」不是时期", remedy="写成 2025、2025H1、2025-06 或 2023-01..10")
    return period


def _number(text: str) -> Decimal:
    if not re.fullmatch(NUMBER, text):
        raise InputError(f"「{text}」不是数", remedy="只写数字，单位随指标")
    return Decimal(text.replace(",", ""))


def _share(text: str) -> Decimal:
    return _number(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"「{text}」不是日期", remedy="写成 2017-10-01") from None
