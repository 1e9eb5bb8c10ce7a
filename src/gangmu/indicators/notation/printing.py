"""Print definitions as the files that ``notation`` reads: what is read back is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import yaml

from gangmu.indicators.definitions import (
    Accumulation,
    Base,
    Definitions,
    Indicator,
    Reference,
    Review,
    Scope,
    Target,
    Tolerance,
)
from gangmu.indicators.goals import read_goal

Lines = dict[str, object]


def write_definitions(definitions: Definitions, head: Sequence[str] = ()) -> str:
    """Write one file with all indicators and plans; ``head`` are comment lines above them.

    >>> from gangmu.indicators import Direction
    >>> from gangmu.writing.units import unit
    >>> value_added = Indicator("工业增加值", "工业增加值", unit("亿元"), Direction.UP)
    >>> print(write_definitions(Definitions((value_added,)), ["草稿"]), end="")
    # 草稿
    指标:
    - {名称: 工业增加值, 单位: 亿元, 方向: 升}
    """
    content: Lines = {}
    if definitions.indicators:
        content["指标"] = [_indicator(each) for each in definitions.indicators]
    if definitions.targets:
        content["规划"] = [
            _plan(list(targets))
            for _, targets in groupby(definitions.targets, lambda t: (t.plan, t.document, t.region))
        ]
    text = yaml.dump(
        content, Dumper=_Plain, allow_unicode=True, sort_keys=False, default_flow_style=None,
        width=100_000,
    )  # fmt: skip
    return "".join(f"# {line}\n" for line in head) + text


class _Plain(yaml.SafeDumper):
    """Writes every scalar plainly, because the reader takes every scalar for text."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_Plain.yaml_implicit_resolvers = {}


def _kept(**values: object) -> Lines:
    """Leave out what is empty."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {}, ())}


def _indicator(each: Indicator) -> Lines:
    return _kept(
        名称=each.name,
        标识=each.id if each.id != each.name else "",
        单位=each.unit.name,
        方向=each.direction and str(each.direction),
        分子=each.numerator,
        分母=each.denominator,
        价格=each.price_basis,
        属性=each.nature,
        统计口径=_scope(each.scope),
        周期=each.periodicity if each.periodicity != "年" else "",
        累计方式=str(each.accumulation) if each.accumulation is not Accumulation.PERIOD else "",
        来源=each.source,
        牵头=each.lead,
        配合="、".join(each.support),
        别名=list(each.aliases),
    )


def _scope(scope: Scope) -> Lines | str:
    found = _kept(
        范围=scope.text,
        规上标准=_reference(scope.threshold),
        行业分类=_reference(scope.classification),
        地域=scope.territory and str(scope.territory),
    )
    return scope.text if list(found) == ["范围"] else found


def _reference(reference: Reference | None) -> Lines | str | None:
    if reference is None:
        return None
    found = _kept(标准=reference.name, 起=_day(reference.since), 依据=reference.source)
    return reference.name if list(found) == ["标准"] else found


def _plan(targets: Sequence[Target]) -> Lines:
    first = targets[0]
    deadline = first.term if len({each.term for each in targets}) == 1 else None
    bases = {_stated_base(each) for each in targets}
    base = bases.pop() if len(bases) == 1 else None
    entries: list[Lines] = []
    for group, parts in groupby(targets, lambda each: each.group):
        lines = [_target(each, deadline, base) for each in parts]
        entries += [{"组": group, "分项": lines}] if group else lines
    return _kept(
        名称=first.plan,
        文号=first.document,
        地区=first.region,
        期末=deadline,
        基期=_base(base),
        目标=entries,
    )


def _stated_base(target: Target) -> Base | None:
    """Give the base that the file must state; 比2015年下降20% already says it."""
    return None if read_goal(target.printed, target.indicator.unit).since else target.base


def _target(target: Target, deadline: str | None, base: Base | None) -> Lines:
    indicator, own = target.indicator, _stated_base(target)
    return _kept(
        指标=indicator.name,
        目标值=target.printed,
        期末=target.term if target.term != deadline else "",
        基期=_base(own) if own != base else "",
        容差=_tolerance(target.tolerance),
        逐年="是" if target.every_year else "",
        属性=target.nature if target.nature != indicator.nature else "",
        价格=target.price_basis,
        上级地区=target.parent,
        牵头=target.lead if target.lead != indicator.lead else "",
        配合="、".join(target.support) if target.support != indicator.support else "",
        条款=target.clause,
        原文=target.quote,
        备注=target.note,
        评审=[_review(each) for each in target.reviews],
        待确认=target.pending,
    )


def _base(base: Base | None) -> Lines | str | None:
    if base is None:
        return None
    if base.value is None:
        return str(base.period)
    return {"期": str(base.period), "值": f"{base.value:f}"}


def _tolerance(tolerance: Tolerance | None) -> Lines | None:
    if tolerance is None:
        return None
    if tolerance.relative:
        return {"相对": f"{(tolerance.amount * 100).normalize():f}%"}
    return {"绝对": f"{tolerance.amount:f}"}


def _review(review: Review) -> Lines:
    return {
        "结论": review.conclusion,
        "时间": _day(review.on),
        "单位": review.by,
        "依据": review.evidence,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
