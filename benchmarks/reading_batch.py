"""Read and extract a synthetic corpus in a batch: two processes beside one, and memory as it goes.

    ./run bench reading_batch [--documents 5000] [--compare 1500]

The corpus is written to a temporary folder: short notices, plans and regulations, no two the same.
Every source must come back read, with the clauses that it was written with. Memory is the resident
memory of this process and its workers, sampled while the batch runs: the second half of the run may
not need more than the first, but for noise.

On a machine that has other work, two processes cannot be twice as fast as one whatever they do. So
two more figures are given: the seconds of the processor that the main process takes beside those of
the workers, which bound what two cores can give; and how the batch does beside two programs that
each work through a half and have nothing to do with each other, run in turn with it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

from gangmu.extraction import extract
from gangmu.reading import read_bytes
from gangmu.reading.batch import Source, outcomes

PLAN = """临江区人民政府关于印发《临江区先进制造业行动计划{n}号（2026—2028年）》的通知
临政发〔2026〕{n}号
各镇人民政府：
现将《临江区先进制造业行动计划{n}号（2026—2028年）》印发给你们，请认真执行。
临江区人民政府
2026年3月1日

临江区先进制造业行动计划{n}号（2026—2028年）
一、总体要求
（一）主要目标。到2028年，规模以上工业总产值达到{n}亿元，年均增长6.5%左右，占全区比重提高到45%以上。
（二）基本原则。坚持市场主导，坚持创新驱动，坚持绿色发展。
二、重点任务
（一）设备更新。对设备投资额500万元以上的项目，按照设备投资额的10%给予补助，最高不超过300万元。（责任单位：区工业和信息化局）
（二）企业梯队。新增规模以上工业企业{m}家，培育专精特新企业60家。（责任单位：区科学技术局、各镇人民政府）
三、保障措施
（一）加强领导。建立联席会议制度，定期调度。
"""
CLAUSES = 8


def work(data: bytes, path: Path) -> tuple[int, int]:
    """Read and extract; give the counts of clauses and of claims."""
    documents = read_bytes(data, path)
    return (
        sum(len(document.clauses) for document in documents),
        sum(len(extract(document).claims) for document in documents),
    )


def write(folder: Path, count: int) -> list[Source]:
    found = []
    for n in range(count):
        place = folder / f"{n // 1000:03}"
        place.mkdir(exist_ok=True)
        file = place / f"{n:06}.txt"
        file.write_text(PLAN.format(n=n + 1, m=n % 90 + 10), encoding="utf-8")
        found.append(Source(file))
    return found


def run(batch: list[Source], processes: int, samples: list[int] | None = None) -> float:
    start = time.perf_counter()
    every = max(1, len(batch) // 50)
    for at, outcome in enumerate(outcomes(batch, work, processes)):
        assert outcome.error is None, outcome.error
        assert outcome.result is not None
        clauses, claims = outcome.result
        assert clauses == CLAUSES, (outcome.source, clauses)
        assert claims >= 5, (outcome.source, claims)
        if samples is not None and at % every == 0:
            samples.append(resident())
    return time.perf_counter() - start


def apart(batch: list[Source]) -> float:
    """Work through two halves in two processes that share nothing; give the seconds."""

    def half(at: int) -> None:
        for source in batch[at::2]:
            work(source.load(), source.name)

    fork = multiprocessing.get_context("fork")
    start = time.perf_counter()
    both = [fork.Process(target=half, args=(at,)) for at in (0, 1)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    return time.perf_counter() - start


def cpu(batch: list[Source]) -> tuple[float, float]:
    """Give the CPU seconds of this process and of its workers, which no other load changes much."""
    before = os.times()
    run(batch, 2)
    after = os.times()
    mine = after.user + after.system - before.user - before.system
    theirs = (
        after.children_user + after.children_system
        - before.children_user - before.children_system
    )  # fmt: skip
    return mine, theirs


def resident() -> int:
    """Give the resident bytes of this process and its children (Linux; 0 elsewhere)."""
    if not sys.platform.startswith("linux"):
        return 0
    mine = Path("/proc/self")
    children = (mine / "task" / mine.resolve().name / "children").read_text().split()
    total = 0
    for process in (mine, *(Path("/proc") / child for child in children)):
        for line in (process / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) * 1024
    return total


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=5000)
    options.add_argument("--compare", type=int, default=1500)
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "比").mkdir()
        batch = write(folder / "比", chosen.compare)
        rounds = [(run(batch, 1), run(batch, 2), apart(batch)) for _ in range(5)]
        one, two, free = (min(each[at] for each in rounds) for at in (0, 1, 2))
        size = sum(len(source.load()) for source in batch)
        print(
            f"{len(batch)} 份：一个进程 {one:.1f} 秒（{len(batch) / one:.0f} 份/秒，{size / one / 1e6:.1f} MB/秒），两个进程 {two:.1f} 秒"
        )
        mine, theirs = cpu(batch)
        print(
            f"两个进程是一个的 {one / two:.2f} 倍（要求 ≥ 1.8 倍）。CPU 时间：主进程 {mine:.2f} 秒，工作进程 "
            f"{theirs:.2f} 秒；两核上至多 {2 * theirs / (mine + theirs):.2f} 倍。"
            f"互不相干的两个程序各做一半 {free:.1f} 秒，是成批的 {free / two:.2f}"
        )
        if chosen.documents:
            (folder / "全").mkdir()
            batch = write(folder / "全", chosen.documents)
            samples: list[int] = []
            taken = run(batch, chosen.processes, samples)
            third = len(samples) // 3
            early, late = max(samples[third : 2 * third]), max(samples[2 * third :])
            print(
                f"{len(batch)} 份：{taken:.0f} 秒，{len(batch) / taken:.0f} 份/秒；内存中段最多 "
                f"{early / 2**20:.0f} MB，末段最多 {late / 2**20:.0f} MB（末段是中段的 {late / max(early, 1):.2f} 倍）"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
