"""Random measures and registries, and the example file, shared by the tests of measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from gangmu.measures.columns import Below
from gangmu.measures.expressions import all_of, any_of, negate
from gangmu.measures.facts import Fact, FactBook, FactKind, load_facts
from gangmu.measures.measure import Measure, MeasureFile, Requirement
from gangmu.measures.nodes import (
    All,
    Arith,
    AtLeast,
    Between,
    Call,
    Change,
    Combine,
    Compare,
    Dated,
    Discretion,
    Each,
    End,
    Exists,
    FactRef,
    First,
    Highest,
    In,
    Known,
    Later,
    Lit,
    Named,
    Panel,
    Part,
    PerUnit,
    Round,
    Row,
    Slice,
    Slices,
    Streak,
    Table,
    TopUp,
    YearOf,
)
from gangmu.measures.periods import Assessment, Window, period_label
from gangmu.measures.syntax import load
from gangmu.measures.yamltext import Place

NOWHERE = Place("", 0, 0)
DISTRICTS = ("临江区", "临海区", "安平区")
INDUSTRIES = ("0610", "1311", "3511", "3512", "4010")
TITLES = ("龙头企业", "骨干企业", "高新技术企业")

#: Facts with a value for every year, and the years that a registry may hold of them.
YEARLY = ("营业收入", "研发费用", "利润总额", "规模以上", "从业人员")
PERIODS = (-1, -2, 2024, 2023)

FACTS = {
    name: Fact(
        name,
        "企业",
        name,
        kind,
        unit,
        dimension,
        period="年" if name in YEARLY else None,
        signed=signed,
        key=name == "企业名称",
        complete=True,
    )
    for name, kind, unit, dimension, signed in [
        ("注册地", FactKind.CATEGORY, "", "", False),
        ("行业代码", FactKind.INDUSTRY, "", "", False),
        ("企业名称", FactKind.TEXT, "", "", False),
        ("名录", FactKind.REGISTER, "", "", False),
        ("规模以上", FactKind.FLAG, "", "", False),
        ("严重失信", FactKind.FLAG, "", "", False),
        ("首次升规年度", FactKind.YEAR, "", "", False),
        ("成立日期", FactKind.DATE, "", "", False),
        ("营业收入", FactKind.MONEY, "元", "元", False),
        ("研发费用", FactKind.MONEY, "元", "元", False),
        ("利润总额", FactKind.MONEY, "元", "元", True),
        ("研发费用占比", FactKind.RATE, "%", "率", False),
        ("营业收入增速", FactKind.RATE, "%", "率", True),
        ("从业人员", FactKind.QUANTITY, "人", "人", False),
    ]
}
EQUIPMENT = {
    name: Fact(name, "设备", name, kind, unit, dimension)
    for name, kind, unit, dimension in [
        ("企业名称", FactKind.TEXT, "", ""),
        ("购置额", FactKind.MONEY, "元", "元"),
        ("在用", FactKind.FLAG, "", ""),
    ]
}
REFS = {name: FactRef(fact) for name, fact in FACTS.items()}

# Few different values, so that thresholds are met, missed and hit exactly.
_STORED = {
    FactKind.MONEY: st.sampled_from([0, 1, 99, 10**8, 10**8 + 1, 10**10, 3 * 10**10, 123456789]),
    FactKind.RATE: st.sampled_from([0, 1, 3 * 10**6, 5 * 10**6, 10**8, 33333333]),
    FactKind.QUANTITY: st.sampled_from([0, 10**6, 3 * 10**6, 10**4]),
    FactKind.YEAR: st.sampled_from([2023, 2024, 2025]),
    FactKind.DATE: st.sampled_from([date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 1)]),
    FactKind.FLAG: st.booleans(),
    FactKind.CATEGORY: st.sampled_from(DISTRICTS),
    FactKind.INDUSTRY: st.sampled_from(INDUSTRIES),
    FactKind.TEXT: st.sampled_from(["甲公司", "乙公司"]),
    FactKind.REGISTER: st.lists(st.sampled_from(TITLES), max_size=2, unique=True),
}


def _stored(fact: Fact) -> st.SearchStrategy[object]:
    values: st.SearchStrategy[object] = _STORED[fact.kind]
    if fact.signed:
        values = st.one_of(values, _STORED[fact.kind].map(lambda value: -value))
    return st.one_of(st.none(), values, values, values)


def _columns() -> dict[str, Fact]:
    """Every column that a registry may have: the facts, and the yearly ones in other years."""
    other = {
        f"{name}({period_label(period)})": FACTS[name] for name in YEARLY for period in PERIODS
    }
    return {**FACTS, **other}


COLUMNS = _columns()


@st.composite
def registries(draw: st.DrawFn) -> pa.Table:
    """A fact snapshot with blanks, absent columns, sorted or not."""
    count = draw(st.integers(0, 12))
    present = draw(st.lists(st.sampled_from(list(COLUMNS)), min_size=12, unique=True))
    columns = {
        name: draw(st.lists(_stored(COLUMNS[name]), min_size=count, max_size=count))
        for name in present
    }
    rows = list(range(count))
    if draw(st.booleans()):
        keys = [name for name in ("注册地", "行业代码") if name in columns]
        rows.sort(key=lambda i: [(columns[k][i] is None, columns[k][i] or "") for k in keys])
    arrays = {}
    for name, unsorted in columns.items():
        values = [unsorted[i] for i in rows]
        kind = COLUMNS[name].arrow_type
        if pa.types.is_dictionary(kind):
            words = sorted({value for value in values if value is not None})
            codes = pa.array([None if v is None else words.index(v) for v in values], pa.int32())
            arrays[name] = pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))
        else:
            arrays[name] = pa.array(values, kind)
    return pa.table({"_row": pa.array([i + 2 for i in rows], pa.int32()), **arrays})


@st.composite
def equipment(draw: st.DrawFn, parents: int) -> Below | None:
    """The 设备 of a registry's enterprises, some of nobody's; or nothing known of them."""
    if not parents or draw(st.integers(0, 4)) == 0:
        return None
    count = draw(st.integers(0, 8))
    owners = draw(st.lists(st.integers(-1, parents - 1), min_size=count, max_size=count))
    arrays = {
        name: pa.array(
            draw(st.lists(_stored(EQUIPMENT[name]), min_size=count, max_size=count)),
            EQUIPMENT[name].arrow_type,
        )
        for name in draw(st.sampled_from([("购置额", "在用"), ("购置额",), ("在用",)]))
    }
    return Below(
        "企业",
        pa.table({"_row": pa.array(range(count), pa.int32()), **arrays}),
        np.array(owners, np.int64),
    )


ASSESSMENTS = st.sampled_from(
    [
        Assessment(),
        Assessment(2025, date(2025, 6, 1)),
        Assessment(2025),
        Assessment(2026, date(2026, 1, 31)),
    ]
)

_MONEY = st.builds(
    lambda number, unit: Lit(Fraction(number) * unit[1], "元", unit[0]),
    st.sampled_from(["0", "1", "2.5", "100", "3000", "0.01"]),
    st.sampled_from([("元", 1), ("万元", 10**4), ("亿元", 10**8)]),
)
_RATE = st.builds(
    lambda number: Lit(Fraction(number) / 100, "率", "%"),
    st.sampled_from(["0", "3", "10", "150", "0.5", "-5", "33.3"]),
)
_PEOPLE = st.builds(lambda n: Lit(Fraction(n), "人", "人"), st.sampled_from([1, 100, 300]))
_LITERALS = {
    "元": _MONEY,
    "率": _RATE,
    "人": _PEOPLE,
    "年份": st.builds(lambda year: Lit(year, "年份"), st.sampled_from([2023, 2024, 2025])),
    "日期": st.builds(
        lambda day: Lit(day, "日期"), st.sampled_from([date(2024, 12, 31), date(2025, 1, 1)])
    ),
}


def _refs(dimension: str) -> list[FactRef]:
    own = [ref for ref in REFS.values() if ref.dimension == dimension]
    return own + [
        FactRef(ref.fact, period=period) for ref in own if ref.fact.period for period in PERIODS
    ]


_RATES = st.sampled_from([load_facts().rates[name] for name in ("LPR一年期", "LPR五年期")])
_YEAR = FactRef(Fact("考核年度", "各对象", "year", FactKind.YEAR))
_DAY = FactRef(Fact("基准日", "各对象", "day", FactKind.DATE))
_COST = FactRef(EQUIPMENT["购置额"])
_WINDOWS = st.sampled_from(
    [Window(-1, -1), Window(-2, -1), Window(-1, 0), Window(2023, -1), Window(2025, -1)]
)


@st.composite
def times(draw: st.DrawFn, dimension: str) -> object:
    """A date or a year: a fact, 考核年度 or 基准日, moved or not."""
    if dimension == "年份":
        day = draw(st.sampled_from([_DAY, REFS["成立日期"]]))
        body = draw(st.sampled_from([_YEAR, REFS["首次升规年度"], YearOf(day)]))
        return draw(st.sampled_from([body, Later(body, -1, "年"), Later(body, 2, "年")]))
    body = draw(st.sampled_from([_DAY, REFS["成立日期"]]))
    moves = [Later(body, -1, "年"), Later(body, 13, "个月"), Later(body, -100, "天")]
    return draw(st.sampled_from([body, *moves]))


@st.composite
def equipment_tests(draw: st.DrawFn) -> object:
    """A condition on one piece of equipment, which may read its enterprise."""
    above = [FactRef(REFS["规模以上"].fact, "企业"), FactRef(REFS["规模以上"].fact, "企业", -1)]
    return draw(
        st.one_of(
            st.just(All(())),
            st.just(FactRef(EQUIPMENT["在用"])),
            st.sampled_from(above),
            st.builds(Compare, st.sampled_from("≥<"), st.just(_COST), _MONEY),
        )
    )


@st.composite
def short_numbers(draw: st.DrawFn, dimension: str, depth: int, tables: bool) -> object:
    """A look-back, slices, so much for every unit, a sum of parts, a top-up, a published rate."""
    deeper = numbers(dimension, depth - 1, tables)
    yearly = [ref for ref in _refs(dimension) if ref.fact.period and not ref.period]
    forms = ["per unit", "top up"] + (["slices", "combine"] if tables else [])
    if yearly:
        forms += ["panel", "growth"]
    if dimension == "率":
        forms += ["rate", "published"]
    form = draw(st.sampled_from(forms))
    if form == "panel":
        rule = draw(st.sampled_from(["平均", "合计", "历史最高", "历史最低"]))
        return Panel(
            rule, draw(st.sampled_from(yearly)), draw(_WINDOWS.filter(lambda w: w.first != 2025))
        )
    if form == "growth":
        return Change("增量", draw(st.sampled_from(yearly)), dimension)
    if form == "published":
        per_year = Dated(draw(_RATES), draw(times("日期")), "1/月")
        return Arith("×", per_year, Lit(Fraction(12), "月", "年"), "率")
    if form == "rate":
        money = [ref for ref in _refs("元") if ref.fact.period]
        return Change("增速", draw(st.sampled_from(money)), "率")
    if form == "slices":
        base = draw(numbers("元", depth - 1))
        ends = sorted(
            draw(st.lists(_MONEY, max_size=2, unique_by=lambda lit: lit.value)),
            key=lambda lit: lit.value,
        )
        parts = [Slice(end, draw(_RATE)) for end in ends] + [Slice(None, draw(_RATE))]
        whole = Slices(base, tuple(parts), "元")
        return whole if dimension == "元" else draw(deeper)
    if form == "per unit":
        rule = draw(st.sampled_from(["每满", "每不足", "每"]))
        unit = draw(_MONEY.filter(lambda lit: lit.value))
        return PerUnit(rule, draw(numbers("元", depth - 1)), unit, draw(deeper), dimension)
    if form == "combine":
        part = st.builds(
            Part,
            st.just(""),
            st.one_of(st.none(), conditions(0)),
            deeper,
            st.one_of(st.none(), deeper),
        )
        parts = tuple(draw(st.lists(part, min_size=2, max_size=3)))
        return Combine(draw(st.sampled_from(["累加", "择高"])), parts, dimension)
    return TopUp(draw(deeper), draw(deeper))


@st.composite
def open_amounts(draw: st.DrawFn) -> object:
    """An amount that leaves something to be decided, in the places where the reader allows it."""
    low, high = draw(numbers("元", 1)), draw(st.one_of(st.none(), numbers("元", 1)))
    left = Discretion("裁量", low, high, "元")
    rest = numbers("元", 1, True)
    form = draw(st.sampled_from(["alone", "part", "row", "highest", "top up"]))
    if form == "alone":
        return left
    if form == "part":
        part = Part("", draw(st.one_of(st.none(), conditions(0))), left)
        return Combine("累加", (part, Part("", None, draw(rest))), "元")
    if form == "row":
        row = Row((draw(bands(REFS["营业收入"])),), left)
        return Table((REFS["营业收入"],), (row,), draw(st.one_of(st.none(), rest)), "元")
    if form == "highest":
        return Highest((left, draw(rest)), "元")
    return TopUp(left, draw(rest))


@st.composite
def numbers(draw: st.DrawFn, dimension: str, depth: int = 2, tables: bool = False) -> object:
    """A number of a dimension, with a few operations."""
    if dimension in ("年份", "日期"):
        return draw(
            st.one_of(st.sampled_from(_refs(dimension)), _LITERALS[dimension], times(dimension))
        )
    forms = ["literal", "fact"]
    if dimension == "元":
        forms.append("each")
    if depth:
        forms += ["short", "round"]
        forms += ["sum", "times", "quotient", "call"] + (
            ["table", "highest", "named"] if tables else []
        )
    form = draw(st.sampled_from(forms))
    deeper = numbers(dimension, depth - 1, tables)
    if form == "literal":
        return draw(_LITERALS[dimension])
    if form == "fact":
        return draw(st.sampled_from(_refs(dimension)))
    if form == "each":
        rule = draw(st.sampled_from(["合计", "最高", "最低"]))
        value = draw(
            st.sampled_from([_COST, Arith("×", Lit(Fraction(1, 8), "率", "%"), _COST, "元")])
        )
        return Each(rule, "设备", value, draw(equipment_tests()), "元")
    if form == "short":
        return draw(short_numbers(dimension, depth, tables))
    if form == "round":
        if dimension == "元":  # money is rounded as a count of units
            units = Arith("÷", draw(deeper), Lit(Fraction(10**6), "元", "元"), "率")
            mode = draw(st.sampled_from(["向下取整", "向上取整", "四舍五入"]))
            return Arith("×", Round(mode, units, "率"), draw(_MONEY), "元")
        return Round(
            draw(st.sampled_from(["向下取整", "向上取整", "四舍五入"])), draw(deeper), dimension
        )
    if form == "sum":
        return Arith(draw(st.sampled_from("+-")), draw(deeper), draw(deeper), dimension)
    if form == "times":
        rate = numbers("率", depth - 1, tables)
        pair = draw(deeper), draw(rate)
        left, right = pair if draw(st.booleans()) else pair[::-1]
        return Arith("×", left, right, dimension)
    if form == "quotient":
        below = draw(numbers("率", depth - 1, tables))
        if isinstance(below, Lit) and below.value == 0:
            below = REFS["营业收入增速"]
        return Arith("÷", draw(deeper), below, dimension)
    if form == "call":
        name = draw(st.sampled_from(["取小", "取大"]))
        return Call(name, tuple(draw(st.lists(deeper, min_size=2, max_size=3))), dimension)
    if form == "highest":
        return Highest(tuple(draw(st.lists(deeper, min_size=2, max_size=3))), dimension)
    if form == "named":
        return Named("某数", draw(deeper))
    column = draw(st.sampled_from(_refs("元")))
    tests = st.one_of(bands(column), st.just(All(())))
    rows = draw(st.lists(st.builds(Row, st.tuples(tests), deeper), min_size=1, max_size=3))
    other = draw(st.one_of(st.none(), deeper))
    return Table((column,), tuple(rows), other, dimension)


@st.composite
def bands(draw: st.DrawFn, value: object = None) -> Between:
    if value is None:
        value = draw(numbers(draw(st.sampled_from(["元", "率", "年份", "日期"])), 1))
    ends = sorted(
        draw(st.lists(_LITERALS[value.dimension], min_size=1, max_size=2)),
        key=lambda lit: lit.value,
    )
    low, high = (End(lit, draw(st.booleans())) for lit in (ends[0], ends[-1]))
    if len(ends) == 1:
        return Between(value, low, None) if draw(st.booleans()) else Between(value, None, high)
    if ends[0].value == ends[1].value:
        return Between(value, low, None)
    return Between(value, low, high)


@st.composite
def comparisons(draw: st.DrawFn, depth: int = 1, tables: bool = False) -> Compare:
    dimension = draw(st.sampled_from(["元", "率", "人", "年份", "日期"]))
    op = draw(st.sampled_from("≥>≤<=≠"))
    if draw(st.booleans()):
        sides = draw(st.sampled_from(_refs(dimension))), draw(_LITERALS[dimension])
    else:
        both = numbers(dimension, depth, tables)
        sides = draw(both), draw(both)
    return Compare(op, *sides)


MEMBERSHIPS = st.one_of(
    st.builds(
        lambda names: In(REFS["注册地"], tuple(names)),
        st.lists(st.sampled_from(DISTRICTS), min_size=1, max_size=2, unique=True),
    ),
    st.builds(
        lambda names: In(REFS["行业代码"], tuple(names)),
        st.lists(
            st.sampled_from(["35", "3511", "06至46", "13"]), min_size=1, max_size=2, unique=True
        ),
    ),
    st.builds(lambda name: In(REFS["名录"], (name,)), st.sampled_from(TITLES)),
    st.builds(
        lambda name: In(REFS["企业名称"], (name,)), st.sampled_from(["甲公司", "丙（集团）"])
    ),
    st.sampled_from([REFS["规模以上"], REFS["严重失信"]]),
)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2, tables: bool = False) -> object:
    """A condition, in the normal form that reading gives."""
    forms = ["member", "compare", "band", "known", "exists", "count"]
    forms += ["all", "any", "not", "least", "first", "streak"] if depth else []
    form = draw(st.sampled_from(forms))
    if form == "known":
        return Known(draw(st.sampled_from(list(REFS.values()))))
    if form == "exists":
        return Exists("设备", draw(equipment_tests()))
    if form == "count":
        pieces = Lit(Fraction(draw(st.integers(0, 2))), "个", "个")
        one = Lit(Fraction(1), "个", "个")
        return Compare(
            draw(st.sampled_from("≥<=")),
            Each("个数", "设备", one, draw(equipment_tests()), "个"),
            pieces,
        )
    if form == "first":
        return First(draw(conditions(0)), draw(_WINDOWS))
    if form == "streak":
        return Streak(draw(conditions(0)), draw(st.integers(1, 3)))
    if form == "member":
        return draw(MEMBERSHIPS)
    if form == "compare":
        return draw(comparisons(tables=tables))
    if form == "band":
        return draw(bands())
    deeper = conditions(depth - 1, tables)
    if form == "not":
        return negate(draw(deeper))
    items = draw(st.lists(deeper, min_size=2, max_size=3))
    if form == "least":
        return AtLeast(draw(st.integers(1, len(items))), tuple(items))
    return all_of(items) if form == "all" else any_of(items)


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """A measure of up to four tests, with or without a cap and rounding."""
    tests = draw(st.lists(conditions(tables=True), max_size=4))
    cap = draw(st.one_of(st.none(), numbers("元", 1, True)))
    return Measure(
        name="某措施",
        number="",
        clause="一",
        entity="企业",
        tests=tuple(Requirement(test, False, "某条件", "一", NOWHERE) for test in tests),
        amount=draw(st.one_of(numbers("元", 3, True), numbers("元", 2, True), open_amounts())),
        cap=cap,
        quantum=draw(st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(10000)])),
        frequency=None,
        definitions=(),
        note="",
        cases=(),
        place=NOWHERE,
        clause_place=NOWHERE,
        rounding=draw(st.sampled_from(["四舍五入", "向下取整", "向上取整"])),
    )


@dataclass(frozen=True)
class Random:
    """The strategies, under one name for the tests."""

    measures = staticmethod(measures)
    registries = staticmethod(registries)
    conditions = staticmethod(conditions)
    numbers = staticmethod(numbers)
    bands = staticmethod(bands)
    equipment = staticmethod(equipment)
    assessments = ASSESSMENTS
    book = FactBook([*FACTS.values(), *EQUIPMENT.values(), _YEAR.fact, _DAY.fact])


@pytest.fixture(scope="session")
def random_trees() -> Random:
    return Random()


@pytest.fixture(scope="session")
def book() -> FactBook:
    return load_facts()


@pytest.fixture(scope="session")
def example_path() -> Path:
    return Path(__file__).with_name("临江区.yaml")


@pytest.fixture(scope="session")
def example(example_path: Path, book: FactBook) -> MeasureFile:
    return load(example_path, book)
