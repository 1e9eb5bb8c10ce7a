"""Loading and checking measure files.

    python benchmarks/loading.py                  # 100 files
    python benchmarks/loading.py --files 1000 --each 1

The files have some measures of the matching benchmark each. A file is loaded to be run, and checked as ``gangmu
check`` does; the answer that is asserted first is the number of measures and no error.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from workload.written import measure_file, written

from gangmu.measures.checker import check
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import load
from gangmu.measures.yamltext import Severity


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--each", type=int, default=5, help="measures in a file")
    options = parser.parse_args()
    measures = written(500)
    book = load_facts()
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"{n:04d}.yaml" for n in range(options.files)]
        for n, path in enumerate(paths):
            some = [measures[(n * options.each + at * 101) % 500] for at in range(options.each)]
            path.write_text(measure_file(some), encoding="utf-8")
        start = time.process_time()
        loaded = [load(path, book) for path in paths]
        loading = time.process_time() - start
        start = time.process_time()
        found = [finding for path in paths for finding in check(path, book)]
        checking = time.process_time() - start
    assert all(len(file.measures) == options.each for file in loaded)
    assert not [finding for finding in found if finding.severity is Severity.ERROR]
    print(
        f"{options.files:,} files with {options.each} measures: loaded in {loading:.2f} s,"
        f" checked in {checking:.2f} s (seconds of the processor)"
    )


if __name__ == "__main__":
    main()
