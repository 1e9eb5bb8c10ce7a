"""Matching 50 measures over everyone: Gangmu, hand-written NumPy and DuckDB SQL, same answers first.

    python benchmarks/matching.py                 # 100,000 and 1,000,000 enterprises
    python benchmarks/matching.py --rows 100000   # a quick one

Synthetic enterprises, sorted by (district, industry) as a snapshot is, 3 % blanks. The 50 measures
are written three times from the same parameters:

- *Gangmu*: a measure file, read and checked like any other;
- *NumPy*: what a careful programmer writes by hand for exactly these measures: run of the district by
  binary search, one array per fact for what is certain and one for what is possible (so that unknown
  costs no mask), integer money, amounts on hits only;
- *DuckDB*: one SELECT per measure over a sorted native table, integer codes for district and industry,
  a Boolean column per register, integer money, three-valued logic as SQL has it.

All three must give the same rows, the same certainty and the same amounts in 分 before anything is
timed. Preparation (decoding columns; loading the table) is timed apart. Medians of one run on one
thread (DuckDB also with all its threads).
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from gangmu.measures.checker import check
from gangmu.measures.columns import Population
from gangmu.measures.facts import load_facts
from gangmu.measures.matcher import match
from gangmu.measures.syntax import load
from gangmu.measures.yamltext import Severity

DISTRICTS = [f"临江{n:02d}区" for n in range(16)]
REGISTERS = ["龙头企业", "骨干企业", "培育企业", "高成长企业", "外资总部", "标杆企业"]
REVIEWS = ["不合格", "优秀", "合格"]
WAN = 10**6  # 1万元 in 分
YI = 10**10  # 1亿元 in 分
EPOCH = date(1970, 1, 1)

Answer = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # rows, certain, low, high


# ---------------------------------------------------------------- the registry


@dataclass(frozen=True)
class Registry:
    """The facts: plain arrays with a mask of what is known."""

    rows: int
    district: np.ndarray
    industry: np.ndarray
    values: dict[str, np.ndarray]
    known: dict[str, np.ndarray]
    registers: dict[str, np.ndarray]


NUMBERS = [
    "营业收入",
    "上年营业收入",
    "研发费用",
    "研发费用占比",
    "实缴税金",
    "技改投资额",
    "从业人员",
]


def make_registry(rows: int) -> Registry:
    random = np.random.default_rng(20260601)
    codes = np.unique(random.integers(100, 5200, 620))
    weights = random.pareto(1.2, len(codes)) + 0.1
    industry = random.choice(codes, rows, p=weights / weights.sum())
    district = random.choice(16, rows, p=(w := np.arange(1, 17)) / w.sum())
    order = np.lexsort([industry, district])
    revenue = np.exp(random.normal(np.log(2e9), 2.0, rows)).astype(np.int64)
    prior = (revenue / np.exp(random.normal(0.08, 0.25, rows))).astype(np.int64)
    share = np.minimum(random.gamma(1.2, 0.025, rows), 0.9)
    values = {
        "营业收入": revenue,
        "上年营业收入": prior,
        "研发费用": (revenue * share).astype(np.int64),
        "研发费用占比": (share * 10**8).astype(np.int64),
        "实缴税金": (revenue * random.gamma(2, 0.02, rows)).astype(np.int64),
        "技改投资额": np.where(
            random.random(rows) < 0.2, np.exp(random.normal(20, 2, rows)), 0
        ).astype(np.int64),
        "从业人员": (np.exp(random.normal(3.5, 1.2, rows)).astype(np.int64) + 1) * 10**4,
        "首次升规年度": random.integers(2008, 2026, rows).astype(np.int32),
        "成立日期": random.integers(9000, 20400, rows).astype(np.int32),
        "年度综合评定": random.choice(3, rows, p=[0.1, 0.25, 0.65]).astype(np.int32),
        "规模以上": revenue > 2000 * WAN,
        "严重失信": random.random(rows) < 0.01,
        "重大安全环保事故": random.random(rows) < 0.005,
    }
    known = {name: random.random(rows) >= 0.03 for name in values}
    registers = {name: random.random(rows) < 0.02 * (n + 1) for n, name in enumerate(REGISTERS)}
    return Registry(rows, district[order], industry[order], values, known, registers)


def make_table(registry: Registry) -> pa.Table:
    """Lay the registry out as a fact snapshot."""
    columns: dict[str, pa.Array] = {"_row": pa.array(np.arange(registry.rows, dtype=np.int32))}

    def words(codes: np.ndarray, names: list[str], mask: np.ndarray | None = None) -> pa.Array:
        return pa.DictionaryArray.from_arrays(
            pa.array(codes.astype(np.int32), mask=mask), pa.array(names, pa.string())
        )

    codes, inverse = np.unique(registry.industry, return_inverse=True)
    columns["注册地"] = words(registry.district, DISTRICTS)
    columns["行业代码"] = words(inverse, [f"{code:04d}" for code in codes])
    for name, values in registry.values.items():
        blank = ~registry.known[name]
        if name == "年度综合评定":
            columns[name] = words(values, REVIEWS, blank)
        elif name == "成立日期":
            columns[name] = pa.array(values, mask=blank).view(pa.date32())
        else:
            columns[name] = pa.array(values, mask=blank)
    flags = np.stack([registry.registers[name] for name in REGISTERS], axis=1)
    lengths = flags.sum(axis=1)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    members = pa.DictionaryArray.from_arrays(
        pa.array(np.nonzero(flags)[1].astype(np.int32)), pa.array(REGISTERS)
    )
    columns["名录"] = pa.ListArray.from_arrays(pa.array(offsets), members.cast(pa.string()))
    return pa.table(columns)


# ---------------------------------------------------------------- hand-written NumPy


class Arrays:
    """What the hand-written code works on: for each fact its least and greatest possible value."""

    def __init__(self, registry: Registry) -> None:
        self.rows = registry.rows
        self.starts = np.searchsorted(registry.district, np.arange(17))
        self.industry = registry.industry
        self.low: dict[str, np.ndarray] = {}
        self.high: dict[str, np.ndarray] = {}
        for name, values in registry.values.items():
            known = registry.known[name]
            if values.dtype == np.bool_:
                self.low[name], self.high[name] = values & known, values | ~known
            else:
                limits = np.iinfo(values.dtype)
                self.low[name] = np.where(known, values, limits.min)
                self.high[name] = np.where(known, values, limits.max)
        self.registers = registry.registers

    def run(self, district: int, first: int | None = None, last: int | None = None) -> slice:
        """Find the rows of a district, and in it of a run of industries."""
        start, stop = int(self.starts[district]), int(self.starts[district + 1])
        if first is None or last is None:
            return slice(start, stop)
        inside = self.industry[start:stop]
        return slice(
            start + int(np.searchsorted(inside, first)), start + int(np.searchsorted(inside, last))
        )


def by_rate(
    base_low: np.ndarray, base_high: np.ndarray, certain: np.ndarray, permille: int, cap: int
) -> tuple[np.ndarray, np.ndarray]:
    """Pay permille × base with a cap, half up; unknown bases pay between nothing and the cap."""
    unknown = base_low != base_high
    paid = np.minimum((np.where(unknown, 0, base_low) * permille * 2 + 1000) // 2000, cap)
    high = np.where(unknown, cap, paid)
    low = np.where(certain & ~unknown, paid, 0)
    return low, high


# ---------------------------------------------------------------- the fifty measures, three times


@dataclass(frozen=True)
class Written:
    """One measure, written three times."""

    body: str
    numpy: Callable[[Arrays], Answer]
    sql: str


def _sql(key: str, where: str, exact: str, most: int, known: str = "true") -> str:
    """Write the SELECT: the rows where the condition is not false, and their amounts.

    ``key`` is about district and industry, which are never blank: as plain comparisons they let
    DuckDB skip whole blocks of the sorted table.
    """
    return f"""
        select row, sure,
               case when not sure then 0 when ({known}) then ({exact}) else 0 end as low,
               case when ({known}) then ({exact}) else {most} end as high
        from (select *, coalesce(({where}), false) as sure from facts
              where {key} and ({where}) is not false)"""


def leader(n: int) -> Written:
    district, register, money = n % 16, REGISTERS[n % 6], 20 + 10 * n
    body = f"""
    条件:
      - 注册地 = {DISTRICTS[district]}
      - 名录 包含 {register}
      - 年度综合评定 属于 优秀、合格
    排除: [严重失信, 重大安全环保事故]
    给付: {money}万元"""

    def by_hand(a: Arrays) -> Answer:
        run = a.run(district)
        member = np.flatnonzero(a.registers[register][run]) + run.start
        review_low, review_high = a.low["年度综合评定"][member], a.high["年度综合评定"][member]
        bad = a.high["严重失信"][member] | a.high["重大安全环保事故"][member]
        worse = a.low["严重失信"][member] | a.low["重大安全环保事故"][member]
        may = (review_high >= 1) & ~worse
        rows = member[may]
        sure = ((review_low >= 1) & ~bad)[may]
        high = np.full(len(rows), money * WAN, np.int64)
        return rows, sure, np.where(sure, high, 0), high

    where = f"{register} and review in (1, 2) and not 严重失信 and not 重大安全环保事故"
    return Written(
        body, by_hand, _sql(f"district = {district}", where, str(money * WAN), money * WAN)
    )


def ladder(n: int) -> Written:
    district, first = (3 * n) % 16, 13 + n
    floor = 1 + n % 3
    body = f"""
    条件:
      - 注册地 = {DISTRICTS[district]}
      - 行业代码 属于 {first}至43
      - 营业收入 ≥ {floor}亿元
      - 营业收入 ≥ 110% × 上年营业收入
    排除: [严重失信]
    给付:
      分档:
        列: [营业收入, 给付]
        行:
          - [{floor}亿元(含)至5亿元(不含), 10万元]
          - [5亿元(含)至20亿元(不含), 30万元]
          - [20亿元(含)以上, 100万元]"""

    def by_hand(a: Arrays) -> Answer:
        run = a.run(district, first * 100, 4400)
        high = a.high["营业收入"][run]
        rows = np.flatnonzero((high >= floor * YI) & ~a.low["严重失信"][run]) + run.start
        low, high = a.low["营业收入"][rows], a.high["营业收入"][rows]
        prior_low, prior_high = a.low["上年营业收入"][rows], a.high["上年营业收入"][rows]
        known = low == high
        both = known & (prior_low == prior_high)
        grown = np.where(both, low, 0) * 10 >= np.where(both, prior_low, 0) * 11
        may = ~both | grown
        sure = (both & grown & ~a.high["严重失信"][rows])[may]
        rows, low, known = rows[may], low[may], known[may]
        paid = np.select([low < 5 * YI, low < 20 * YI], [10 * WAN, 30 * WAN], 100 * WAN)
        return rows, sure, np.where(sure, paid, 0), np.where(known, paid, 100 * WAN)

    key = f"district = {district} and industry >= {first * 100} and industry < 4400"
    where = f"营业收入 >= {floor * YI} and 营业收入 * 10 >= 上年营业收入 * 11 and not 严重失信"
    paid = (
        f"case when 营业收入 < {5 * YI} then {10 * WAN}"
        f" when 营业收入 < {20 * YI} then {30 * WAN} else {100 * WAN} end"
    )
    return Written(body, by_hand, _sql(key, where, paid, 100 * WAN, known="营业收入 is not null"))


def research(n: int) -> Written:
    district, first, percent = (5 * n + 1) % 16, 25 + n, 3 + n % 4
    floor, permille, cap = 100 + 50 * n, 20 + 10 * (n % 5), 50 + 25 * n
    body = f"""
    条件:
      - 注册地 = {DISTRICTS[district]}
      - 行业代码 属于 {first}至41
      - 研发费用占比 ≥ {percent}%
      - 研发费用 ≥ {floor}万元
      - 规模以上
    给付: {permille / 10:g}% × 研发费用
    上限: {cap}万元"""

    def by_hand(a: Arrays) -> Answer:
        run = a.run(district, first * 100, 4200)
        may = (
            (a.high["研发费用占比"][run] >= percent * 10**6)
            & (a.high["研发费用"][run] >= floor * WAN)
            & a.high["规模以上"][run]
        )
        rows = np.flatnonzero(may) + run.start
        low, high = a.low["研发费用"][rows], a.high["研发费用"][rows]
        sure = (
            (a.low["研发费用占比"][rows] >= percent * 10**6)
            & (low >= floor * WAN)
            & a.low["规模以上"][rows]
        )
        return rows, sure, *by_rate(low, high, sure, permille, cap * WAN)

    key = f"district = {district} and industry >= {first * 100} and industry < 4200"
    where = f"研发费用占比 >= {percent * 10**6} and 研发费用 >= {floor * WAN} and 规模以上"
    paid = f"least((研发费用 * {permille * 2} + 1000) // 2000, {cap * WAN})"
    return Written(body, by_hand, _sql(key, where, paid, cap * WAN, known="研发费用 is not null"))


def upgrade(n: int) -> Written:
    first, floor, permille, cap = 13 + 4 * n, 200 + 100 * n, 50 + 10 * n, 300 + 100 * n
    body = f"""
    条件:
      - 行业代码 属于 {first}至{first + 3}
      - 技改投资额 ≥ {floor}万元
      - 规模以上
    排除: [严重失信, 重大安全环保事故]
    给付: {permille / 10:g}% × 技改投资额
    上限: {cap}万元"""

    def by_hand(a: Arrays) -> Answer:
        runs = [a.run(d, first * 100, (first + 4) * 100) for d in range(16)]
        rows = np.concatenate(
            [np.flatnonzero(a.high["技改投资额"][run] >= floor * WAN) + run.start for run in runs]
        )
        may = a.high["规模以上"][rows] & ~a.low["严重失信"][rows] & ~a.low["重大安全环保事故"][rows]
        rows = rows[may]
        low, high = a.low["技改投资额"][rows], a.high["技改投资额"][rows]
        sure = (
            (low >= floor * WAN)
            & a.low["规模以上"][rows]
            & ~a.high["严重失信"][rows]
            & ~a.high["重大安全环保事故"][rows]
        )
        return rows, sure, *by_rate(low, high, sure, permille, cap * WAN)

    key = f"industry >= {first * 100} and industry < {(first + 4) * 100}"
    where = f"技改投资额 >= {floor * WAN} and 规模以上 and not 严重失信 and not 重大安全环保事故"
    paid = f"least((技改投资额 * {permille * 2} + 1000) // 2000, {cap * WAN})"
    return Written(body, by_hand, _sql(key, where, paid, cap * WAN, known="技改投资额 is not null"))


def first_time(n: int) -> Written:
    district, year, money = (7 * n + 2) % 16, 2020 + n, 10 + 5 * n
    body = f"""
    条件:
      - 注册地 = {DISTRICTS[district]}
      - 首次升规年度 = {year}年
      - 规模以上
    给付: {money}万元"""

    def by_hand(a: Arrays) -> Answer:
        run = a.run(district)
        low, high = a.low["首次升规年度"][run], a.high["首次升规年度"][run]
        unknown = high == np.iinfo(np.int32).max
        may = ((low == year) | unknown) & a.high["规模以上"][run]
        rows = np.flatnonzero(may) + run.start
        sure = (a.low["首次升规年度"][rows] == year) & a.low["规模以上"][rows]
        paid = np.full(len(rows), money * WAN, np.int64)
        return rows, sure, np.where(sure, paid, 0), paid

    where = f"首次升规年度 = {year} and 规模以上"
    return Written(
        body, by_hand, _sql(f"district = {district}", where, str(money * WAN), money * WAN)
    )


def increment(n: int) -> Written:
    districts, floor, permille, cap = (n, n + 5, n + 10), 5000 + 1000 * n, 5 + n, 60 + 20 * n
    body = f"""
    条件:
      - 注册地 属于 {"、".join(DISTRICTS[d] for d in districts)}
      - 上年营业收入 ≥ {floor}万元
      - 营业收入 - 上年营业收入 ≥ 1000万元
    给付: {permille / 10:g}% × (营业收入 - 上年营业收入)
    上限: {cap}万元"""

    def by_hand(a: Arrays) -> Answer:
        found = []
        for district in districts:
            run = a.run(district)
            found.append(np.flatnonzero(a.high["上年营业收入"][run] >= floor * WAN) + run.start)
        rows = np.concatenate(found)
        low, prior = a.low["营业收入"][rows], a.low["上年营业收入"][rows]
        known = (low == a.high["营业收入"][rows]) & (prior == a.high["上年营业收入"][rows])
        grown = np.where(known, low, 0) - np.where(known, prior, 0)
        enough = grown >= 1000 * WAN
        may = ~known | enough
        rows, known, grown, enough = rows[may], known[may], grown[may], enough[may]
        sure = known & enough & (prior[may] >= floor * WAN)
        paid = np.minimum((grown * permille * 2 + 1000) // 2000, cap * WAN)
        return rows, sure, np.where(sure, paid, 0), np.where(known, paid, cap * WAN)

    key = f"district in ({', '.join(map(str, districts))})"
    where = f"上年营业收入 >= {floor * WAN} and 营业收入 - 上年营业收入 >= {1000 * WAN}"
    paid = f"least(((营业收入 - 上年营业收入) * {permille * 2} + 1000) // 2000, {cap * WAN})"
    known = "营业收入 is not null and 上年营业收入 is not null"
    return Written(body, by_hand, _sql(key, where, paid, cap * WAN, known=known))


def two_of_three(n: int) -> Written:
    district, percent, people, money = (9 * n + 3) % 16, 3 + n, 50 + 50 * n, 15 + 5 * n
    body = f"""
    条件:
      - 注册地 = {DISTRICTS[district]}
      - 行业代码 属于 26、27、35至40
      - 至少:
          几项: 2
          于: [规模以上, 研发费用占比 ≥ {percent}%, 从业人员 ≥ {people}人]
    给付: {money}万元"""

    def by_hand(a: Arrays) -> Answer:
        runs = [a.run(district, 2600, 2800), a.run(district, 3500, 4100)]
        answers = []
        for run in runs:
            most = (
                a.high["规模以上"][run].astype(np.int8)
                + (a.high["研发费用占比"][run] >= percent * 10**6)
                + (a.high["从业人员"][run] >= people * 10**4)
            )
            answers.append(np.flatnonzero(most >= 2) + run.start)
        rows = np.concatenate(answers)
        least = (
            a.low["规模以上"][rows].astype(np.int8)
            + (a.low["研发费用占比"][rows] >= percent * 10**6)
            + (a.low["从业人员"][rows] >= people * 10**4)
        )
        sure = least >= 2
        paid = np.full(len(rows), money * WAN, np.int64)
        return rows, sure, np.where(sure, paid, 0), paid

    three = [
        "规模以上",
        f"研发费用占比 >= {percent * 10**6}",
        f"从业人员 >= {people * 10**4}",
    ]
    x, y, z = three  # 2 of 3 in three-valued logic
    key = (
        f"district = {district}"
        " and (industry between 2600 and 2799 or industry between 3500 and 4099)"
    )
    where = f"({x} and {y}) or ({x} and {z}) or ({y} and {z})"
    return Written(body, by_hand, _sql(key, where, str(money * WAN), money * WAN))


def taxpayers(n: int) -> Written:
    floor, since, permille, cap = 500 * (n + 1), 2005 + 3 * n, 10 + 5 * n, 100 + 50 * n
    body = f"""
    条件:
      - 实缴税金 ≥ {floor}万元
      - 成立日期 在 {since}-01-01(含) 至 2024-12-31(含)
      - 任一: [研发费用占比 ≥ 5%, 从业人员 ≥ 300人]
    给付: {permille / 10:g}% × 实缴税金
    上限: {cap}万元"""
    first, last = (date(since, 1, 1) - EPOCH).days, (date(2024, 12, 31) - EPOCH).days

    def by_hand(a: Arrays) -> Answer:
        rows = np.flatnonzero(a.high["实缴税金"] >= floor * WAN)
        founded_low, founded_high = a.low["成立日期"][rows], a.high["成立日期"][rows]
        may = (
            (founded_high >= first)
            & (founded_low <= last)
            & (
                (a.high["研发费用占比"][rows] >= 5 * 10**6)
                | (a.high["从业人员"][rows] >= 300 * 10**4)
            )
        )
        rows, founded_low, founded_high = rows[may], founded_low[may], founded_high[may]
        low, high = a.low["实缴税金"][rows], a.high["实缴税金"][rows]
        sure = (
            (low >= floor * WAN)
            & (founded_low >= first)
            & (founded_high <= last)
            & (
                (a.low["研发费用占比"][rows] >= 5 * 10**6)
                | (a.low["从业人员"][rows] >= 300 * 10**4)
            )
        )
        return rows, sure, *by_rate(low, high, sure, permille, cap * WAN)

    where = (
        f"实缴税金 >= {floor * WAN} and founded between {first} and {last}"
        f" and (研发费用占比 >= {5 * 10**6} or 从业人员 >= {300 * 10**4})"
    )
    paid = f"least((实缴税金 * {permille * 2} + 1000) // 2000, {cap * WAN})"
    return Written(
        body, by_hand, _sql("true", where, paid, cap * WAN, known="实缴税金 is not null")
    )


FIFTY: tuple[tuple[Callable[[int], Written], int], ...] = (
    (leader, 10),
    (ladder, 8),
    (research, 8),
    (upgrade, 6),
    (first_time, 6),
    (increment, 4),
    (two_of_three, 4),
    (taxpayers, 4),
)


def fifty() -> list[Written]:
    return [write(n) for write, count in FIFTY for n in range(count)]


# ---------------------------------------------------------------- running


def load_duckdb(registry: Registry, threads: int) -> duckdb.DuckDBPyConnection:
    """Put the registry into a native, sorted table with the leanest types."""
    columns: dict[str, pa.Array] = {
        "row": pa.array(np.arange(registry.rows, dtype=np.int32)),
        "district": pa.array(registry.district.astype(np.int8)),
        "industry": pa.array(registry.industry.astype(np.int16)),
    }
    renamed = {"年度综合评定": "review", "成立日期": "founded"}
    for name, values in registry.values.items():
        columns[renamed.get(name, name)] = pa.array(values, mask=~registry.known[name])
    columns |= {name: pa.array(flags) for name, flags in registry.registers.items()}
    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    connection.register("incoming", pa.table(columns))
    connection.execute("create table facts as select * from incoming order by row")
    connection.unregister("incoming")
    return connection


def run_sql(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    found = connection.execute(sql).fetchnumpy()
    return (
        found["row"].astype(np.intp),
        found["sure"].astype(np.bool_),
        np.asarray(found["low"], np.int64),
        np.asarray(found["high"], np.int64),
    )


def assert_same(name: str, ours: Answer, theirs: Answer) -> None:
    order = np.argsort(theirs[0], kind="stable")
    for what, a, b in zip(("rows", "certain", "low", "high"), ours, theirs, strict=True):
        np.testing.assert_array_equal(a, b[order], err_msg=f"{name}: {what}")


def median_seconds(work: Callable[[], object], repeat: int) -> float:
    work()  # warm
    gc.disable()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    gc.enable()
    return statistics.median(times)


def timed(work: Callable[[], object]) -> tuple[object, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def run(rows: int, folder: Path, repeat: int) -> None:
    written = fifty()
    path = folder / "fifty.yaml"
    path.write_text(
        "文号: 基准测试〔2026〕1号\n措施:\n"
        + "\n".join(
            f"  - 名称: 措施{n:02d}\n    依据: 一\n    对象: 企业{measure.body}"
            for n, measure in enumerate(written)
        ),
        encoding="utf-8",
    )
    book = load_facts()
    errors = [finding for finding in check(path, book) if finding.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))
    measures = load(path, book).measures

    registry = make_registry(rows)
    table = make_table(registry)
    arrays, prepared_numpy = timed(lambda: Arrays(registry))
    assert isinstance(arrays, Arrays)
    population = Population(table)

    def ours() -> list[Answer]:
        found = [match(measure, population) for measure in measures]
        return [(each.possible, each.sure, each.low, each.high) for each in found]

    def by_hand() -> list[Answer]:
        return [measure.numpy(arrays) for measure in written]

    first, prepared_ours = timed(ours)
    assert isinstance(first, list)
    connection, prepared_sql = timed(lambda: load_duckdb(registry, 1))
    assert isinstance(connection, duckdb.DuckDBPyConnection)

    def by_sql() -> list[Answer]:
        return [run_sql(connection, measure.sql) for measure in written]

    for n, (a, b, c) in enumerate(zip(first, by_hand(), by_sql(), strict=True)):
        assert_same(f"NumPy {n:02d}", a, b)
        assert_same(f"DuckDB {n:02d}", a, c)
    possible = sum(len(each[0]) for each in first)
    certain = sum(int(each[1].sum()) for each in first)
    paid = sum(int(each[2].sum()) for each in first)
    print(
        f"\n{rows:,} enterprises x {len(measures)} measures: same answers"
        f" ({certain:,} certain, {possible - certain:,} pending, {paid / 1e10:,.2f} 亿元)"
    )

    seconds = {
        "Gangmu": median_seconds(ours, repeat),
        "NumPy by hand": median_seconds(by_hand, repeat),
        "DuckDB, 1 thread": median_seconds(by_sql, max(3, repeat // 3)),
    }
    connection.execute("reset threads")
    seconds["DuckDB, all threads"] = median_seconds(by_sql, max(3, repeat // 3))
    seconds["Gangmu + first failed test of every row"] = median_seconds(
        lambda: [match(measure, population).failed for measure in measures], 3
    )
    unsorted = Population(table.take(pa.array(np.random.default_rng(1).permutation(rows))))
    for a, measure in zip(first, measures, strict=True):
        assert match(measure, unsorted).low.sum() == a[2].sum()
    seconds["Gangmu, rows not sorted"] = median_seconds(
        lambda: [match(measure, unsorted) for measure in measures], 3
    )
    base = seconds["Gangmu"]
    for name, spent in seconds.items():
        rate = rows * len(measures) / spent
        print(
            f"  {name:42s} {spent * 1000:9.1f} ms  {spent / base:6.2f} x  {rate / 1e6:10,.0f} M rows·measures/s"
        )
    print(
        f"  preparation: Gangmu {prepared_ours - base:.2f} s (decoding on first use),"
        f" NumPy {prepared_numpy:.2f} s, DuckDB {prepared_sql:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rows", type=int, action="append", help="number of enterprises (repeatable)"
    )
    parser.add_argument(
        "--repeat", type=int, default=9, help="runs, of which the median is printed"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows or [100_000, 1_000_000]:
            run(rows, Path(folder), options.repeat)


if __name__ == "__main__":
    main()
