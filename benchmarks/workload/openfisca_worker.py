"""The same measures in openfisca-core, run by an environment of its own (``foreign.py``).

    python openfisca_worker.py FOLDER COUNT FORM

reads the registry (``*.npy``, nothing blank) from a folder and then, for each line on its input,
answers in one line: ``answers`` gives a digest of the paid amounts of each measure, ``time`` the
seconds of the processor that all measures took. Two forms:

- ``integer``: its best case. Every input is the leanest integer, money is 分, one variable a measure
  (openfisca's own int has 32 bits and would be wrong above 2147万元; it is widened here);
- ``idiomatic``: as its manuals write it. Enums, a text code, parameters by date, last year's value by
  period, eligibility and amount as two variables, floats (widened from 32 bits, so that they are right).
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.model_api import Variable, where
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from workload import parameters as given
from workload.parameters import DISTRICTS, REGISTERS, REVIEWS, WAN, YI

YEAR = "2025"
Enterprise = build_entity("enterprise", "enterprises", "", is_person=True)
District = Enum("District", {f"d{n}": name for n, name in enumerate(DISTRICTS)})
Review = Enum("Review", {f"r{n}": name for n, name in enumerate(REVIEWS)})
MONEY = ("营业收入", "营业收入(上年)", "研发费用", "实缴税金", "技改投资额")
Form = Callable[[int], Callable]


def variable(name: str, kind: type, dtype: object = None, **more: object) -> type[Variable]:
    attributes = {"value_type": kind, "entity": Enterprise, "definition_period": DateUnit.YEAR}
    made = type(name, (Variable,), attributes | {"label": name} | more)
    made.wanted_dtype = dtype
    return made


# ---------------------------------------------------------------- integer-encoded


def leader(n: int) -> Callable:
    district, register, money = given.leader(n)

    def formula(e, p):
        met = (e("district", p) == district) & e(register, p) & (e("review", p) >= 1)
        return where(met & ~e("严重失信", p) & ~e("重大安全环保事故", p), money * WAN, 0)

    return formula


def ladder(n: int) -> Callable:
    district, first, floor = given.ladder(n)

    def formula(e, p):
        revenue, industry = e("营业收入", p), e("industry", p)
        met = (e("district", p) == district) & (industry >= first * 100) & (industry < 4400)
        met = met & (revenue >= floor * YI) & (revenue * 10 >= e("营业收入(上年)", p) * 11)
        paid = where(revenue < 5 * YI, 10 * WAN, where(revenue < 20 * YI, 30 * WAN, 100 * WAN))
        return where(met & ~e("严重失信", p), paid, 0)

    return formula


def research(n: int) -> Callable:
    district, first, percent, floor, permille, cap = given.research(n)

    def formula(e, p):
        spent, industry = e("研发费用", p), e("industry", p)
        met = (e("district", p) == district) & (industry >= first * 100) & (industry < 4200)
        met = met & (e("研发费用占比", p) >= percent * 10**6) & (spent >= floor * WAN)
        paid = np.minimum((spent * (permille * 2) + 1000) // 2000, cap * WAN)
        return where(met & e("规模以上", p), paid, 0)

    return formula


def upgrade(n: int) -> Callable:
    first, floor, permille, cap = given.upgrade(n)

    def formula(e, p):
        spent, industry = e("技改投资额", p), e("industry", p)
        met = (industry >= first * 100) & (industry < (first + 4) * 100) & (spent >= floor * WAN)
        met = met & e("规模以上", p) & ~e("严重失信", p) & ~e("重大安全环保事故", p)
        return where(met, np.minimum((spent * (permille * 2) + 1000) // 2000, cap * WAN), 0)

    return formula


def first_time(n: int) -> Callable:
    district, year, money = given.first_time(n)

    def formula(e, p):
        met = (e("district", p) == district) & (e("首次升规年度", p) == year) & e("规模以上", p)
        return where(met, money * WAN, 0)

    return formula


def increment(n: int) -> Callable:
    (a, b, c), floor, permille, cap = given.increment(n)

    def formula(e, p):
        district, prior = e("district", p), e("营业收入(上年)", p)
        grown = e("营业收入", p) - prior
        met = (district == a) | (district == b) | (district == c)
        met = met & (prior >= floor * WAN) & (grown >= 1000 * WAN)
        return where(met, np.minimum((grown * (permille * 2) + 1000) // 2000, cap * WAN), 0)

    return formula


def two_of_three(n: int) -> Callable:
    district, percent, people, money = given.two_of_three(n)

    def formula(e, p):
        industry = e("industry", p)
        inside = ((industry >= 2600) & (industry < 2800)) | ((industry >= 3500) & (industry < 4100))
        met = (
            e("规模以上", p).astype(np.int8)
            + (e("研发费用占比", p) >= percent * 10**6)
            + (e("从业人员", p) >= people * 10**4)
        )
        return where((e("district", p) == district) & inside & (met >= 2), money * WAN, 0)

    return formula


def taxpayers(n: int) -> Callable:
    floor, first, last, permille, cap = given.taxpayers(n)

    def formula(e, p):
        tax, founded = e("实缴税金", p), e("成立日期", p)
        met = (tax >= floor * WAN) & (founded >= first) & (founded <= last)
        met = met & ((e("研发费用占比", p) >= 5 * 10**6) | (e("从业人员", p) >= 300 * 10**4))
        return where(met, np.minimum((tax * (permille * 2) + 1000) // 2000, cap * WAN), 0)

    return formula


INTEGER = {
    each.__name__: each
    for each in (
        leader,
        ladder,
        research,
        upgrade,
        first_time,
        increment,
        two_of_three,
        taxpayers,
    )
}


# ---------------------------------------------------------------- idiomatic

#: How the numbers of a family are called among the parameters.
NAMES = {
    "leader": ("district", "register", "amount"),
    "ladder": ("district", "first", "floor"),
    "research": ("district", "first", "share", "floor", "rate", "cap"),
    "upgrade": ("first", "floor", "rate", "cap"),
    "first_time": ("district", "year", "amount"),
    "increment": ("districts", "floor", "rate", "cap"),
    "two_of_three": ("district", "share", "people", "amount"),
    "taxpayers": ("floor", "since", "until", "rate", "cap"),
}
TEXTS = frozenset({"district", "districts", "register", "first"})


def numbers_of(family: str, n: int) -> dict[str, object]:
    return dict(zip(NAMES[family], getattr(given, family)(n), strict=True))


def parameters_of(family: str, n: int) -> dict[str, object]:
    """Write the numbers of a measure as parameters by date."""
    return {
        name: {"values": {"2020-01-01": {"value": float(value)}}}
        for name, value in numbers_of(family, n).items()
        if name not in TEXTS
    }


def under(codes: np.ndarray, first: int, last: int) -> np.ndarray:
    """Compare text codes as text: two digits from first to last, both included."""
    return (codes >= f"{first:02d}00".encode()) & (codes < f"{last + 1:02d}00".encode())


def in_district(e, p, number: int) -> np.ndarray:
    return e("district", p) == list(District)[number]


def clean(e, p) -> np.ndarray:
    return ~e("严重失信", p) & ~e("重大安全环保事故", p)


def eligible(key: str, family: str, n: int) -> Callable:
    words = {name: value for name, value in numbers_of(family, n).items() if name in TEXTS}

    def formula(e, p, parameters):
        m = getattr(parameters(p), key)
        if family == "leader":
            review = e("review", p)
            good = (review == Review.r1) | (review == Review.r2)
            return (
                in_district(e, p, words["district"]) & e(words["register"], p) & good & clean(e, p)
            )
        if family == "ladder":
            revenue, prior = e("营业收入", p), e("营业收入", p.last_year)
            met = in_district(e, p, words["district"]) & under(e("industry", p), words["first"], 43)
            met = met & (revenue >= m.floor * YI) & (revenue * 10 >= prior * 11)
            return met & ~e("严重失信", p)
        if family == "research":
            met = in_district(e, p, words["district"]) & under(e("industry", p), words["first"], 41)
            met = met & (e("研发费用占比", p) >= m.share * 10**6)
            return met & (e("研发费用", p) >= m.floor * WAN) & e("规模以上", p)
        if family == "upgrade":
            met = under(e("industry", p), words["first"], words["first"] + 3)
            met = met & (e("技改投资额", p) >= m.floor * WAN)
            return met & e("规模以上", p) & clean(e, p)
        if family == "first_time":
            met = in_district(e, p, words["district"]) & (e("首次升规年度", p) == m.year)
            return met & e("规模以上", p)
        if family == "increment":
            prior = e("营业收入", p.last_year)
            a, b, c = (in_district(e, p, number) for number in words["districts"])
            met = (a | b | c) & (prior >= m.floor * WAN)
            return met & (e("营业收入", p) - prior >= 1000 * WAN)
        if family == "two_of_three":
            codes = e("industry", p)
            inside = under(codes, 26, 27) | under(codes, 35, 40)
            met = (
                e("规模以上", p) * 1
                + (e("研发费用占比", p) >= m.share * 10**6)
                + (e("从业人员", p) >= m.people * 10**4)
            )
            return in_district(e, p, words["district"]) & inside & (met >= 2)
        met = (e("实缴税金", p) >= m.floor * WAN) & (e("成立日期", p) >= m.since)
        met = met & (e("成立日期", p) <= m.until)
        return met & ((e("研发费用占比", p) >= 5 * 10**6) | (e("从业人员", p) >= 300 * 10**4))

    return formula


def payment(key: str, family: str) -> Callable:
    bases = {"research": "研发费用", "upgrade": "技改投资额", "taxpayers": "实缴税金"}

    def formula(e, p, parameters):
        m = getattr(parameters(p), key)
        met = e(f"{key}_eligible", p)
        if family == "ladder":
            revenue = e("营业收入", p)
            tiers = [revenue < 5 * YI, revenue < 20 * YI]
            return met * np.select(tiers, [10 * WAN, 30 * WAN], 100 * WAN)
        if family == "increment":
            base = e("营业收入", p) - e("营业收入", p.last_year)
        elif family in bases:
            base = e(bases[family], p)
        else:
            return met * m.amount * WAN
        return met * np.minimum(np.floor((base * m.rate * 2 + 1000) / 2000), m.cap * WAN)

    return formula


# ---------------------------------------------------------------- the two systems


def integer_system(count: int) -> tuple[TaxBenefitSystem, list[str]]:
    system = TaxBenefitSystem([Enterprise])
    inputs = [("district", np.int8), ("industry", np.int16), ("review", np.int8)]
    inputs += [("成立日期", np.int32), ("首次升规年度", np.int32), ("从业人员", np.int64)]
    inputs += [("研发费用占比", np.int64), *((name, np.int64) for name in MONEY)]
    made = [variable(name, int, dtype) for name, dtype in inputs]
    made += [
        variable(name, bool) for name in (*REGISTERS, "规模以上", "严重失信", "重大安全环保事故")
    ]
    chosen = given.chosen(count)
    names = [f"m{at:04d}" for at in range(len(chosen))]
    made += [
        variable(name, int, np.int64, formula=INTEGER[family](n))
        for name, (family, n) in zip(names, chosen, strict=True)
    ]
    add(system, made)
    return system, names


def idiomatic_system(count: int) -> tuple[TaxBenefitSystem, list[str]]:
    system = TaxBenefitSystem([Enterprise])
    made = [
        variable("district", Enum, possible_values=District, default_value=District.d0),
        variable("review", Enum, possible_values=Review, default_value=Review.r0),
        variable("industry", str, max_length=4),
    ]
    numbers = ("成立日期", "首次升规年度", "从业人员", "研发费用占比", *MONEY)
    made += [variable(name, float, np.float64) for name in numbers]
    made += [
        variable(name, bool) for name in (*REGISTERS, "规模以上", "严重失信", "重大安全环保事故")
    ]
    chosen = given.chosen(count)
    names = [f"m{at:04d}" for at in range(len(chosen))]
    for name, (family, n) in zip(names, chosen, strict=True):
        made.append(variable(f"{name}_eligible", bool, formula=eligible(name, family, n)))
        made.append(variable(name, float, np.float64, formula=payment(name, family)))
    system.parameters = ParameterNode(
        "", data={name: parameters_of(*one) for name, one in zip(names, chosen, strict=True)}
    )
    add(system, made)
    return system, names


def add(system: TaxBenefitSystem, made: list[type[Variable]]) -> None:
    for each in made:
        dtype = each.__dict__["wanted_dtype"]
        del each.wanted_dtype
        system.add_variable(each)
        if dtype is not None:
            system.get_variable(each.__name__).dtype = np.dtype(dtype)


def fill(simulation, folder: Path, form: str) -> None:
    def given_array(name: str) -> np.ndarray:
        return np.load(folder / f"{name}.npy")

    def put(name: str, values: np.ndarray, year: str = YEAR) -> None:
        dtype = simulation.tax_benefit_system.get_variable(name).dtype
        simulation.set_input(
            name,
            year,
            values
            if form == "idiomatic" and name in {"district", "review"}
            else values.astype(dtype),
        )

    for name in (*REGISTERS, "规模以上", "严重失信", "重大安全环保事故"):
        put(name, given_array(name))
    for name in ("成立日期", "首次升规年度", "从业人员", "研发费用占比", *MONEY):
        put(name, given_array(name))
    if form == "integer":
        for name in ("district", "industry", "review"):
            put(name, given_array(name))
        return
    put("营业收入", given_array("营业收入(上年)"), "2024")
    codes = given_array("industry")
    put("industry", np.char.zfill(codes.astype("U4"), 4).astype("S4"))
    put("district", District.encode(np.array([d.name for d in District])[given_array("district")]))
    put("review", Review.encode(np.array([r.name for r in Review])[given_array("review")]))


def main() -> None:
    folder, count, form = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    system, names = (integer_system if form == "integer" else idiomatic_system)(count)
    rows = len(np.load(folder / "district.npy"))
    simulation = SimulationBuilder().build_default_simulation(system, count=rows)
    fill(simulation, folder, form)

    def work(visit: Callable[[np.ndarray], object]) -> list:
        results = []
        for name in names:
            results.append(visit(simulation.calculate(name, YEAR)))
            simulation.delete_arrays(name)  # or 500 measures would not fit the memory
            if form == "idiomatic":
                simulation.delete_arrays(f"{name}_eligible")
        return results

    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "answers":
            print(" ".join(work(digest)), flush=True)
        else:
            start = time.process_time()
            work(len)
            print(time.process_time() - start, flush=True)


def digest(paid: np.ndarray) -> str:
    rows = np.flatnonzero(paid)
    return hashlib.sha256(
        rows.astype(np.int64).tobytes() + paid[rows].astype(np.int64).tobytes()
    ).hexdigest()[:16]


if __name__ == "__main__":
    main()
