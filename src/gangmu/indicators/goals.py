"""Read and write the value of a target as documents write it.

What is read is written back the same: ``write_goal(read_goal(text, of)) == text`` for the written
form of every value. A form that cannot be read is refused; nothing is read as something near it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from gangmu.indicators.definitions import Form, Relation
from gangmu.indicators.periods import Period, read_period
from gangmu.terms import Comparator, InputError, Quantity, Unit
from gangmu.writing.comparators import compare
from gangmu.writing.numerals import parse_number
from gangmu.writing.units import PATTERN as UNIT
from gangmu.writing.units import unit


@dataclass(frozen=True, slots=True)
class Goal:
    """A target's value as read: its form and quantity, and what only some forms have.

    ``rising`` is the way of a 持续升降 target, ``since`` the period that a change or a multiple is of
    (比2015年下降20%), ``relation`` what it is compared with, ``stretch`` the further value of 争创,
    ``words`` the text of a target without a number.
    """

    form: Form
    quantity: Quantity | None
    rising: bool | None = None
    since: Period | None = None
    relation: Relation | None = None
    stretch: Quantity | None = None
    words: str = ""


NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_SIGNS = str.maketrans({"≈": "约", "＝": "达到", "=": "达到", "−": "-"})
_MODALITY = re.compile(r"(?:力争|争取|确保)?(?:控制在|保持在)?")
_VALUE = re.compile(
    rf"(?P<low>{NUMBER})(?P<lowunit>{UNIT})?(?:[-—–~～至]{{1,2}}(?P<high>{NUMBER}))?(?P<unit>{UNIT})?"
)
_MONOTONE = re.compile(r"(?P<words>持续|逐年|继续)(?:(?P<up>上升|提高|增长|增加)|下降|降低|减少)")
_SINCE = r"(?:基期|(?P<since>(?:19|20)\d\d)年?)"
_CHANGE = re.compile(
    rf"(?:(?P<yearly>年均)|[比较]{_SINCE}|累计)(?:(?P<up>增长|提高|上升|增加)|下降|降低|减少)(?P<rest>.+)"
)
_MULTIPLE = re.compile(rf"(?:(?:{_SINCE}|现有)的?(?P<times>.+?)倍|(?P<doubled>倍增|翻一番))")
_STRETCH = re.compile(r"(?P<base>.+?)[，,；;]争创(?P<stretch>.+)")
_CUMULATIVE = re.compile(r"累计(?:新增|完成)?(?P<rest>.+)")
_INCREMENT = re.compile(r"占增量的?(?P<rest>.+)")
_RANK = re.compile(
    r"(?P<words>(?:位次|继续保持|保持|进入|位居)?(?:全国|全省|全市|全区)"
    r"(?:前列|前(?P<top>[一二三四五六七八九十\d]+)位?|第(?P<nth>[一二三四五六七八九十\d]+)位?))"
)
_RELATIVE = re.compile(
    r"(?P<how>与|高于|快于|不低于|低于|不高于)"
    r"(?:[「“](?P<name>[^」”]+)[」”]|(?P<area>全国|全省|全市|全区)平均(?:水平)?)(?P<sync>(?:基本)?同步|持平)?"
)
_HOW = {
    "高于": Comparator.GT,
    "快于": Comparator.GT,
    "不低于": Comparator.GE,
    "低于": Comparator.LT,
    "不高于": Comparator.LE,
}


def read_goal(text: str, of: Unit) -> Goal:
    """Read a target's value; a number without a unit has the indicator's (``of``).

    Raises ``InputError`` for what cannot be read, and for a unit of another dimension.

    >>> goal = read_goal("超过1.3万亿元", unit("亿元"))
    >>> goal.form.value, goal.quantity.comparator.value, goal.quantity.base
    ('水平', 'gt', Fraction(1300000000000, 1))
    >>> read_goal("年均下降3%", unit("吨标准煤/万元")).quantity.value
    Decimal('-3')
    >>> read_goal("不低于13000亿元，争创15000亿元", unit("亿元")).stretch.value
    Decimal('15000')
    """
    text = "".join(text.split())
    if found := _STRETCH.fullmatch(text):
        base = read_goal(found["base"], of)
        return replace(base, stretch=_quantity(found["stretch"], of, text))
    for start, form in (("定性", Form.QUALITATIVE), ("未载明", Form.UNSTATED)):
        if text.startswith(start):
            return Goal(form, None, words=text)
    if found := _MONOTONE.fullmatch(text):
        return Goal(Form.MONOTONE, None, rising=found["up"] is not None, words=text)
    if found := _RANK.fullmatch(text):
        return Goal(Form.RANK, _place(found, text), words=text)
    if found := _RELATIVE.fullmatch(text):
        return _relative(found, text)
    if found := _INCREMENT.fullmatch(text):
        return Goal(Form.INCREMENT_SHARE, _quantity(found["rest"], unit("%"), text))
    if found := _MULTIPLE.fullmatch(text):
        times = parse_number(found["times"]) if found["times"] else Decimal(2)
        if times is None:
            raise InputError(f"「{text}」的倍数读不懂", remedy="写成「基期的2倍」")
        quantity = Quantity(times, unit("倍"), Comparator.REACH)
        return Goal(Form.MULTIPLE, quantity, since=_since(found["since"]))
    if found := _CHANGE.fullmatch(text):
        return _change(found, text)
    if found := _CUMULATIVE.fullmatch(text):
        return Goal(Form.CUMULATIVE, _quantity(found["rest"], of, text))
    if text == "破零":
        return Goal(Form.LEVEL, Quantity(Decimal(1), of, Comparator.GE), words=text)
    return Goal(Form.LEVEL, _quantity(text, of, text))


def _since(year: str | None) -> Period | None:
    return read_period(year) if year else None


def _place(found: re.Match[str], text: str) -> Quantity | None:
    """Read the place of a ranking; 前列 has none."""
    written = found["top"] or found["nth"]
    place = parse_number(written) if written else None
    if written and place is None:
        raise InputError(f"「{text}」的名次读不懂", remedy="写成「全省前三位」")
    return None if place is None else Quantity(place, unit("位"), Comparator.LE)


def _relative(found: re.Match[str], text: str) -> Goal:
    if (found["how"] == "与") != bool(found["sync"]):
        raise InputError(f"「{text}」读不懂", remedy="写成「与「经济增长」同步」或「高于全市平均」")
    comparator = Comparator.APPROX if found["sync"] else _HOW[found["how"]]
    relation = Relation(found["name"] or "", found["area"] or "")
    quantity = Quantity(Decimal(0), unit(""), comparator)
    return Goal(Form.RELATIVE, quantity, relation=relation, words=text)


def _change(found: re.Match[str], text: str) -> Goal:
    since, rest = _since(found["since"]), found["rest"]
    points = "百分点" in rest
    quantity = _quantity(rest, unit("百分点" if points else "%"), text)
    if found["up"] is None:
        quantity = _negated(quantity)
    if points:
        form = Form.YEARLY_POINTS if found["yearly"] else Form.POINTS
    else:
        form = Form.GROWTH if found["yearly"] else Form.CHANGE
    return Goal(form, quantity, since=since)


def _quantity(text: str, of: Unit, whole: str) -> Quantity:
    # ≥ and ≤ may be typed as two signs, so that = is only replaced where it stands alone.
    text = text.replace(">=", "≥").replace("<=", "≤").translate(_SIGNS)
    modality = _MODALITY.match(text)
    start = modality.end() if modality else 0
    found = _VALUE.search(text, start)
    comparator, left, right = compare(text, *found.span()) if found else (None, -1, -1)
    if found is None or comparator is None or left != start or right != len(text):
        raise InputError(
            f"目标值「{whole}」读不懂",
            remedy="写成「≥25%」「超过13000亿元」「60个左右」「2—3个」「年均增长5%」这样的形式",
        )
    name = found["unit"] or found["lowunit"]
    printed = unit(name) if name else of
    if printed.dimension != of.dimension:
        raise InputError(
            f"目标值的单位「{printed.name}」与指标的单位「{of.name}」不是一类",
            remedy="改目标值的单位，或改指标的定义",
        )
    low = _decimal(found["low"])
    high = _decimal(found["high"]) if found["high"] else None
    if high is not None:
        if high <= low:
            raise InputError(f"区间「{whole}」的上限不大于下限", remedy="把小的写在前面")
        comparator = Comparator.RANGE
    committed = next((word for word in ("力争", "争取", "确保") if text.startswith(word)), None)
    return Quantity(low, printed, comparator, high, committed)


def _negated(quantity: Quantity) -> Quantity:
    """Turn 下降3% into a growth of -3 %; 下降3%以上 is then at most -3 %."""
    turned = {
        Comparator.GE: Comparator.LE,
        Comparator.GT: Comparator.LT,
        Comparator.LE: Comparator.GE,
        Comparator.LT: Comparator.GT,
    }.get(quantity.comparator, quantity.comparator)
    low, high = -quantity.value, None
    if quantity.high is not None:
        low, high = -quantity.high, -quantity.value
    return Quantity(low, quantity.unit, turned, high, quantity.modality)


_BEFORE = {
    Comparator.EQ: "",
    Comparator.REACH: "达到",
    Comparator.GE: "不低于",
    Comparator.GT: "超过",
    Comparator.LE: "不超过",
    Comparator.LT: "低于",
    Comparator.APPROX: "",
    Comparator.RANGE: "",
}


def write_goal(goal: Goal) -> str:
    """Write a value so that ``read_goal`` reads the same.

    >>> write_goal(read_goal("较2015年降低>=20", unit("微克/立方米")))
    '比2015年下降不低于20%'
    >>> write_goal(read_goal("年均提高1个百分点以上，争创28%", unit("%")))
    '年均提高不低于1个百分点，争创28%'
    """
    stretch = f"，争创{_written(goal.stretch)}" if goal.stretch else ""
    return f"{_unstretched(goal)}{stretch}"


def _unstretched(goal: Goal) -> str:
    quantity = goal.quantity
    if goal.words or quantity is None:
        return goal.words
    since = f"{goal.since.year}年" if goal.since else "基期"
    match goal.form:
        case Form.LEVEL:
            return _written(quantity)
        case Form.CUMULATIVE:
            return f"累计{_written(quantity)}"
        case Form.INCREMENT_SHARE:
            return f"占增量的{_written(quantity)}"
        case Form.MULTIPLE:
            return f"{since}的{quantity.value:f}倍"
    falls = quantity.value < 0
    head = "年均" if goal.form in (Form.GROWTH, Form.YEARLY_POINTS) else f"比{since}"
    points = goal.form in (Form.POINTS, Form.YEARLY_POINTS)
    verb = "下降" if falls else "提高" if points else "增长"
    return f"{head}{verb}{_written(_negated(quantity) if falls else quantity)}"


def _written(quantity: Quantity) -> str:
    value, name = f"{quantity.value:f}", quantity.unit.name
    if quantity.high is not None:
        value += f"—{quantity.high:f}"
    name = "个百分点" if name == "百分点" else "" if name == "指数" else name
    around = "左右" if quantity.comparator is Comparator.APPROX else ""
    return f"{quantity.modality or ''}{_BEFORE[quantity.comparator]}{value}{name}{around}"


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
