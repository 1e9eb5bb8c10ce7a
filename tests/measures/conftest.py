"""Random measures and registries, and the example file, shared by the tests of measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from gangmu.measures.expressions import all_of, any_of, negate
from gangmu.measures.facts import Fact, FactBook, FactKind, load_facts
from gangmu.measures.measure import Measure, MeasureFile, Requirement
from gangmu.measures.nodes import (
    All,
    Arith,
    AtLeast,
    Between,
    Call,
    Compare,
    End,
    FactRef,
    Highest,
    In,
    Lit,
    Named,
    Row,
    Table,
)
from gangmu.measures.syntax import load
from gangmu.measures.yamltext import Place

NOWHERE = Place("", 0, 0)
DISTRICTS = ("临江区", "临海区", "安平区")
INDUSTRIES = ("0610", "1311", "3511", "3512", "4010")
TITLES = ("龙头企业", "骨干企业", "高新技术企业")

FACTS = {
    name: Fact(name, "企业", name, kind, unit, dimension, signed=signed)
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


@st.composite
def registries(draw: st.DrawFn) -> pa.Table:
    """A fact snapshot with blanks, absent columns, sorted or not."""
    count = draw(st.integers(0, 12))
    present = draw(st.lists(st.sampled_from(list(FACTS)), min_size=6, unique=True))
    columns = {
        name: draw(st.lists(_stored(FACTS[name]), min_size=count, max_size=count))
        for name in present
    }
    rows = list(range(count))
    if draw(st.booleans()):
        keys = [name for name in ("注册地", "行业代码") if name in columns]
        rows.sort(key=lambda i: [(columns[k][i] is None, columns[k][i] or "") for k in keys])
    arrays = {}
    for name, unsorted in columns.items():
        values = [unsorted[i] for i in rows]
        kind = FACTS[name].arrow_type
        if pa.types.is_dictionary(kind):
            words = sorted({value for value in values if value is not None})
            codes = pa.array([None if v is None else words.index(v) for v in values], pa.int32())
            arrays[name] = pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))
        else:
            arrays[name] = pa.array(values, kind)
    return pa.table({"_row": pa.array([i + 2 for i in rows], pa.int32()), **arrays})


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
    return [ref for ref in REFS.values() if ref.dimension == dimension]


@st.composite
def numbers(draw: st.DrawFn, dimension: str, depth: int = 2, tables: bool = False) -> object:
    """A number of a dimension, with a few operations."""
    if dimension in ("年份", "日期"):
        return draw(st.one_of(st.sampled_from(_refs(dimension)), _LITERALS[dimension]))
    forms = ["literal", "fact"]
    if depth:
        forms += ["sum", "times", "quotient", "call"] + (
            ["table", "highest", "named"] if tables else []
        )
    form = draw(st.sampled_from(forms))
    deeper = numbers(dimension, depth - 1, tables)
    if form == "literal":
        return draw(_LITERALS[dimension])
    if form == "fact":
        return draw(st.sampled_from(_refs(dimension)))
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
    forms = ["member", "compare", "band"] + (["all", "any", "not", "least"] if depth else [])
    form = draw(st.sampled_from(forms))
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
        amount=draw(numbers("元", 3, True)),
        cap=cap,
        quantum=draw(st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(10000)])),
        frequency=None,
        definitions=(),
        note="",
        cases=(),
        place=NOWHERE,
        clause_place=NOWHERE,
    )


@dataclass(frozen=True)
class Random:
    """The strategies, under one name for the tests."""

    measures = staticmethod(measures)
    registries = staticmethod(registries)
    conditions = staticmethod(conditions)
    numbers = staticmethod(numbers)
    bands = staticmethod(bands)
    book = FactBook(FACTS.values())


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
