"""A settlement of a million enterprises: judging, the steps, the plan, and what a reason costs.

The registry of the example district is repeated until it has ``ROWS`` enterprises; its measures for
enterprises are settled with a shared cap and a budget that is short. Before anything is timed, the
answers of the first repetition are compared with those of the example itself, line by line.

    ./run bench settlement
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import pyarrow as pa

from gangmu import demo
from gangmu.jobs.registers import import_facts
from gangmu.measures.columns import Population
from gangmu.measures.facts import load_facts
from gangmu.measures.periods import Assessment
from gangmu.measures.syntax import load
from gangmu.settlement.applicants import load_applicants
from gangmu.settlement.decisions import Decisions
from gangmu.settlement.judging import judge_all
from gangmu.settlement.ledger import Ledger
from gangmu.settlement.payment import plan
from gangmu.settlement.round import Round
from gangmu.settlement.run import settle_round
from gangmu.settlement.steps import run_steps

ROWS = 1_000_000
SHARED = """
共用上限:
  - {名称: 企业年度上限, 额: 150万元, 每: [企业, 年], 措施: 全部, 分摊: 按比例, 依据: 五/(二)}
预算:
  - {名称: 专项资金, 额: %s万元, 措施: 全部, 不足: 按比例缩减, 待核实: 预留, 取整: 元, 依据: 五/(二)}
"""
Result = TypeVar("Result")


def repeated(table: pa.Table, times: int) -> pa.Table:
    """Repeat a registry; every enterprise gets a code of its own, and the order stays sorted."""
    at = np.repeat(np.arange(table.num_rows), times)
    found = table.take(pa.array(at))
    codes = found.column("统一社会信用代码").to_pylist()
    own = [f"{code}-{i % times}" for i, code in enumerate(codes)]
    place = found.column_names.index("统一社会信用代码")
    return found.set_column(place, "统一社会信用代码", pa.array(own)).combine_chunks()


def timed(name: str, work: Callable[[], Result], note: Callable[[Result], str]) -> Result:
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    print(f"{name:<24}{seconds:>8.2f} s   {note(found)}")
    return found


def main(rows: int = ROWS) -> int:
    """Print the seconds of each stage."""
    with TemporaryDirectory() as folder:
        workspace = demo.unpack("linjiang", Path(folder) / "linjiang")
        import_facts(workspace, [workspace.path / "enterprises.xlsx"])
        book = load_facts(workspace.facts)
        assessment = Assessment(workspace.year, demo.DAY)
        small = load_applicants(workspace, "企业", book, assessment)
        assert small is not None
        source = (workspace.path / "measures" / "高质量发展若干政策措施.yaml").read_text("utf-8")
        times = max(1, rows // small.table.num_rows)
        path = workspace.path / "measures" / "大.yaml"
        path.write_text(source + SHARED % (9000 * times), "utf-8")
        file = load(path, book)
        only = tuple(m for m in file.measures if m.entity == "企业")
        file = replace(file, measures=only)
        large = replace(small, table=repeated(small.table, times))

        def round_of(applicants: object, table: pa.Table) -> Round:
            populations = {"企业": Population(table, assessment)}
            return Round(
                (file,), {"企业": applicants}, populations, book, workspace.year, demo.DAY,  # type: ignore[dict-item]
                Decisions(), Ledger(),
            )  # fmt: skip

        print(f"{large.table.num_rows:,} 户 × {len(only)} 条措施，共用上限一个，预算一个")
        one, many = round_of(small, small.table), round_of(large, large.table)
        assert same_awards(one, many, times), "answers differ"
        judged = timed("判定", lambda: judge_all(many, _silent), lambda j: f"{len(j.lines):,} 笔")
        lines, entries, _ = timed(
            "各步", lambda: run_steps(many, judged.lines),
            lambda found: f"改动 {sum(len(e.change.at) for e in found[1]):,} 笔次",
        )  # fmt: skip
        timed("分期计划", lambda: plan(many, lines), lambda dues: f"{len(dues):,} 行")
        sample = np.linspace(0, len(judged.lines) - 1, 2000).astype(int).tolist()
        start = time.perf_counter()
        for line in sample:
            judged.reason(many, line)
        each = (time.perf_counter() - start) / len(sample)
        print(
            f"理由（按需）              {each * 1e3:.3f} ms 一笔；全部要 {each * len(judged.lines):.0f} s"
        )
        whole = timed(
            "从头到尾（含成表）",
            lambda: settle_round(many, "大"),
            lambda s: f"核定 {s.awarded / 1e10:,.2f} 亿元",
        )
        assert whole.awarded <= 9000 * times * 10**6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"内存峰值 {peak:.2f} GiB；改动 {len(entries)} 个条款")
    return 0


def same_awards(one: Round, many: Round, times: int) -> bool:
    """Compare the verdicts and own amounts of the first repetition with those of the registry."""
    a, b = judge_all(one, _silent).lines, judge_all(many, _silent).lines
    first = b.row % times == 0
    return (
        np.array_equal(a.row, b.row[first] // times)
        and np.array_equal(a.low, b.low[first])
        and np.array_equal(a.high, b.high[first])
    )


def _silent(_stage: str, _done: int, _all: int) -> None:
    """Report no progress."""


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
