"""The measures of the benchmarks, each written three times: measure file, NumPy by hand, SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from workload import parameters
from workload.parameters import DISTRICTS, EPOCH, WAN, YI
from workload.registry import Registry

Answer = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # rows, certain, low, high

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


# ---------------------------------------------------------------- the measures, three times


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
    district, register, money = parameters.leader(n)
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
    district, first, floor = parameters.ladder(n)
    body = f"""
    条件:
      - 注册地 = {DISTRICTS[district]}
      - 行业代码 属于 {first}至43
      - 营业收入 ≥ {floor}亿元
      - 营业收入 ≥ 110% × 营业收入(上年)
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
        prior_low, prior_high = a.low["营业收入(上年)"][rows], a.high["营业收入(上年)"][rows]
        known = low == high
        both = known & (prior_low == prior_high)
        grown = np.where(both, low, 0) * 10 >= np.where(both, prior_low, 0) * 11
        may = ~both | grown
        sure = (both & grown & ~a.high["严重失信"][rows])[may]
        rows, low, known = rows[may], low[may], known[may]
        paid = np.select([low < 5 * YI, low < 20 * YI], [10 * WAN, 30 * WAN], 100 * WAN)
        return rows, sure, np.where(sure, paid, 0), np.where(known, paid, 100 * WAN)

    key = f"district = {district} and industry >= {first * 100} and industry < 4400"
    where = f"营业收入 >= {floor * YI} and 营业收入 * 10 >= prior * 11 and not 严重失信"
    paid = (
        f"case when 营业收入 < {5 * YI} then {10 * WAN}"
        f" when 营业收入 < {20 * YI} then {30 * WAN} else {100 * WAN} end"
    )
    return Written(body, by_hand, _sql(key, where, paid, 100 * WAN, known="营业收入 is not null"))


def research(n: int) -> Written:
    district, first, percent, floor, permille, cap = parameters.research(n)
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
    first, floor, permille, cap = parameters.upgrade(n)
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
    district, year, money = parameters.first_time(n)
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
    districts, floor, permille, cap = parameters.increment(n)
    body = f"""
    条件:
      - 注册地 属于 {"、".join(DISTRICTS[d] for d in districts)}
      - 营业收入(上年) ≥ {floor}万元
      - 营业收入 - 营业收入(上年) ≥ 1000万元
    给付: {permille / 10:g}% × (营业收入 - 营业收入(上年))
    上限: {cap}万元"""

    def by_hand(a: Arrays) -> Answer:
        found = []
        for district in districts:
            run = a.run(district)
            found.append(np.flatnonzero(a.high["营业收入(上年)"][run] >= floor * WAN) + run.start)
        rows = np.concatenate(found)
        low, prior = a.low["营业收入"][rows], a.low["营业收入(上年)"][rows]
        known = (low == a.high["营业收入"][rows]) & (prior == a.high["营业收入(上年)"][rows])
        grown = np.where(known, low, 0) - np.where(known, prior, 0)
        enough = grown >= 1000 * WAN
        may = ~known | enough
        rows, known, grown, enough = rows[may], known[may], grown[may], enough[may]
        sure = known & enough & (prior[may] >= floor * WAN)
        paid = np.minimum((grown * permille * 2 + 1000) // 2000, cap * WAN)
        return rows, sure, np.where(sure, paid, 0), np.where(known, paid, cap * WAN)

    key = f"district in ({', '.join(map(str, districts))})"
    where = f"prior >= {floor * WAN} and 营业收入 - prior >= {1000 * WAN}"
    paid = f"least(((营业收入 - prior) * {permille * 2} + 1000) // 2000, {cap * WAN})"
    known = "营业收入 is not null and prior is not null"
    return Written(body, by_hand, _sql(key, where, paid, cap * WAN, known=known))


def two_of_three(n: int) -> Written:
    district, percent, people, money = parameters.two_of_three(n)
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
    floor, first, last, permille, cap = parameters.taxpayers(n)
    body = f"""
    条件:
      - 实缴税金 ≥ {floor}万元
      - 成立日期 在 {EPOCH + timedelta(first)}(含) 至 {EPOCH + timedelta(last)}(含)
      - 任一: [研发费用占比 ≥ 5%, 从业人员 ≥ 300人]
    给付: {permille / 10:g}% × 实缴税金
    上限: {cap}万元"""

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


FAMILIES: dict[str, Callable[[int], Written]] = {
    "leader": leader,
    "ladder": ladder,
    "research": research,
    "upgrade": upgrade,
    "first_time": first_time,
    "increment": increment,
    "two_of_three": two_of_three,
    "taxpayers": taxpayers,
}


def written(count: int) -> list[Written]:
    """Write so many measures (a multiple of 50)."""
    return [FAMILIES[name](n) for name, n in parameters.chosen(count)]


def measure_file(measures: list[Written]) -> str:
    """Write measures as one measure file."""
    return "文号: 基准测试〔2026〕1号\n措施:\n" + "\n".join(
        f"  - 名称: 措施{n:04d}\n    依据: 一\n    对象: 企业{measure.body}"
        for n, measure in enumerate(measures)
    )
