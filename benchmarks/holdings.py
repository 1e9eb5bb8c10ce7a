"""Extract to Parquet, audit and survey a large folder: time and memory, as the folder grows.

    ./run bench holdings [--documents 2000] [--processes 2]

Each job runs in a process of its own over a quarter of a synthetic corpus and over all of it; the
answers are counted first. Memory is the highest resident memory of the process (its workers hold one
document each). What it grows by, over the documents that were added, is what a document costs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from reading_batch import write

from gangmu.jobs.documents import audit_holdings, survey_holdings
from gangmu.jobs.holdings import hold
from gangmu.reports.panel import write_panel

Job = Callable[[Path, int], int]


def panel(folder: Path, processes: int) -> int:
    """Write the panel; give its rows."""
    import pyarrow.parquet as pq

    output = folder.with_suffix(".parquet")
    with hold([folder], output, processes=processes) as held:
        return int(pq.read_metadata(write_panel(held, output)).num_rows)


def audited(folder: Path, processes: int) -> int:
    """Audit; give the documents."""
    with hold([folder], processes=processes) as held:
        audit_holdings(held)
        return len(held.documents)


def surveyed(folder: Path, processes: int) -> int:
    """Survey; give the documents."""
    with hold([folder], processes=processes) as held:
        return len(survey_holdings(held, date(2026, 6, 30)).validities)


JOBS: dict[str, tuple[Job, int]] = {
    "抽取成 Parquet": (panel, 6),
    "核对": (audited, 1),
    "文件库": (surveyed, 1),
}


def measured(job: Job, folder: Path, processes: int) -> tuple[int, float, float, float]:
    """Run a job in a process of its own; give its answer, seconds, CPU seconds and bytes."""
    theirs, ours = multiprocessing.get_context("fork").Pipe()

    def work() -> None:
        start = time.perf_counter()
        answer = job(folder, processes)
        seconds = time.perf_counter() - start
        own, children = (
            resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
        theirs.send((answer, seconds, cpu, own.ru_maxrss * 1024))

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    answer: tuple[int, float, float, float] = ours.recv()
    process.join()
    return answer


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=2000)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--jobs", nargs="*", default=list(JOBS))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        sizes = (chosen.documents // 4, chosen.documents)
        folders = [Path(name, str(size)) for size in sizes]
        for folder, size in zip(folders, sizes, strict=True):
            folder.mkdir()
            write(folder, size)
        for title in chosen.jobs:
            job, each = JOBS[title]
            runs = [measured(job, folder, chosen.processes) for folder in folders]
            for size, (answer, *_) in zip(sizes, runs, strict=True):
                assert answer >= size * each, (title, size, answer)
            (_, _, _, low), (_, seconds, cpu, high) = runs
            print(
                f"{title}：{sizes[1]} 份 {seconds:.1f} 秒（CPU {cpu:.1f} 秒，{sizes[1] / seconds:.0f} 份/秒），内存最多 "
                f"{high / 2**20:.0f} MB；{sizes[0]} 份时 {low / 2**20:.0f} MB，每份多 "
                f"{(high - low) / (sizes[1] - sizes[0]) / 1024:.1f} KB"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
