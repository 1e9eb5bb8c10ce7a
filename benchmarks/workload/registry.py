"""Synthetic enterprises: the registry that the matching benchmarks share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workload.parameters import DISTRICTS, REGISTERS, REVIEWS, WAN


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
    "营业收入(上年)",
    "研发费用",
    "研发费用占比",
    "实缴税金",
    "技改投资额",
    "从业人员",
]


def make_registry(rows: int, blanks: float = 0.03, seed: int = 20260601) -> Registry:
    """Draw enterprises sorted by (district, industry); some facts of each column are blank."""
    random = np.random.default_rng(seed)
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
        "营业收入(上年)": prior,
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
    known = {name: random.random(rows) >= blanks for name in values}
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
