"""What the head of a table says of a column: names, units, 属性, or values of a kind and a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangmu.extraction.framing import Family
from gangmu.extraction.state import State
from gangmu.terms import Kind, Unit
from gangmu.writing.dates import find_times
from gangmu.writing.units import find_unit

_NAME = re.compile(
    r"指标(?!属性|类型|性质|值|单位)|名称|项目(?!类型)|内容|领域|品种|产品|行业|类别|地区|事项"
)
_UNIT = re.compile(r"单位(?!名称|[增产能])")
_BINDING = re.compile(r"属性|性质|指标类型")
_AIM = re.compile(r"目标|规划值|预期|计划")
_EXPECTED = re.compile("预计|预测")
_PAST = re.compile(r"现状|基期|实际|完成(?!率|进度|时)|基数|现值|累计值|上年|当前")
_ANNUAL = re.compile(r"年均|年平均|[三四五]年.{0,4}增速|(?<!累计)增速|复合")
_YEARLY = re.compile(r"同比|[比较]上年|[比较]去年|(?<!累计)增长|增减|增幅")
_TOTAL = re.compile(r"累计|\[")
_INVESTMENT = re.compile(r"总投资|计划投资|投资额|投资规模|资金规模|概算|预算")
_AWARD = re.compile(r"(?:奖励|补助|补贴|奖补|资助|支持|扶持)(?:标准|金额|额度|资金|比例)?")
_SKIP = re.compile(
    r"序号|编号|完成率|排名|位次|备注|责任|牵头|说明|时限|时间节点|联系|建设年限|起止|进度|权重|分值|代码"
)
_BRACKETED = re.compile(r"[（(]\s*(?:单位[:：]?)?\s*([^（()）]{1,12}?)\s*[）)]")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says of a column of values.

    ``named`` says that the head names what is measured (总投资), not the row. ``base`` is the year
    that a change in the column is measured from.
    """

    kind: Kind
    time: str | None = None
    rate: str | None = None
    unit: Unit | None = None
    base: str | None = None
    named: bool = False


def is_name(words: str) -> bool:
    """Tell whether a column names the rows."""
    return _NAME.search(words) is not None and not is_unit(words) and not is_binding(words)


def is_unit(words: str) -> bool:
    """Tell whether a column gives the units of the rows."""
    return _UNIT.search(words) is not None and not re.search(
        "责任|牵头|配合|主管|建设单位|实施单位", words
    )


def is_binding(words: str) -> bool:
    """Tell whether a column says 约束性 or 预期性."""
    return _BINDING.search(words) is not None


def bracketed_unit(words: str) -> Unit | None:
    """Give the unit in brackets behind a name: 增加值（亿元）.

    >>> bracketed_unit("工业增加值（亿元）").name
    '亿元'
    """
    found = None
    for match in _BRACKETED.finditer(words):
        found = find_unit(match.group(1)) or found
    return found


def read_head(
    state: State,
    words: str,
    year: int | None,
    *,
    places: bool = False,
    caption: Unit | None = None,
) -> Head | None:
    """Read the head of a column; ``None`` if it holds no values that can be told.

    ``year`` is the one that the caption of the table gives; ``places`` says that the rows are
    places, so that the head names what is measured, ``caption`` is the unit above the table.
    """
    if not words or _SKIP.search(words):
        return None
    unit = bracketed_unit(words) or (find_unit("%") if "%" in words or "％" in words else None)
    times = [t for t in find_times(words) if t.last is not None]
    compared = _YEARLY.search(words)
    annual = _ANNUAL.search(words)
    rate = (
        "annual_average"
        if annual
        else "yoy"
        if compared
        else "cumulative"
        if _TOTAL.search(words)
        else None
    )
    told = state.frame.family in (Family.EVALUATION, Family.REPORT, Family.NEWS)
    if places and unit and told and not times and not _AIM.search(words):
        rate = "yoy" if compared or annual else None
        time = str(year) if year is not None else state.frame.reporting
        return Head(Kind.ACTUAL, time, rate, unit, named=True)
    if times and not (compared and not annual):
        last = times[-1]
        kind = _kind(state, words, last.last)
        time = str(last.last)
        if kind is Kind.ACTUAL and last.first != last.last and not last.plan:
            time = f"{last.first}/{last.last}"
        return Head(kind, time, rate, unit, named=_INVESTMENT.search(words) is not None)
    if annual:
        return Head(Kind.TARGET, _horizon(state), "annual_average", unit or find_unit("%"))
    if compared:
        at = times[-1].last if times else year
        if at is None:
            return None
        kind = _kind(state, words, at)
        return Head(kind, str(at), "yoy", unit or find_unit("%"), str(at - 1))
    if _INVESTMENT.search(words):
        return Head(Kind.OTHER, None, None, unit, named=True) if unit or caption else None
    if _AWARD.search(words):
        return Head(Kind.AWARD, None, None, unit, named=True) if unit else None
    if _AIM.search(words):
        return Head(Kind.TARGET, _horizon(state), rate, unit)
    if _PAST.search(words):
        return Head(Kind.ACTUAL, state.frame.reporting, rate, unit)
    if year is not None and state.frame.family in (Family.EVALUATION, Family.REPORT, Family.OTHER):
        return Head(_kind(state, words, year), str(year), rate, unit)
    return None


def _horizon(state: State) -> str | None:
    return str(state.frame.horizon) if state.frame.horizon else None


def _kind(state: State, words: str, year: int | None) -> Kind:
    if _EXPECTED.search(words):
        return Kind.FORECAST
    if _AIM.search(words):
        return Kind.TARGET
    if _PAST.search(words) or year is None:
        return Kind.ACTUAL
    base, horizon = state.frame.base, state.frame.horizon
    future = year > base if base is not None else bool(horizon and year >= horizon)
    return Kind.TARGET if future else Kind.ACTUAL
