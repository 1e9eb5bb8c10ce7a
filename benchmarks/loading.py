"""How long it takes to load and check a thousand measure files.

    python benchmarks/loading.py [--files 1000]

The files are the measures of the reference (``docs/措施语言.md``), one in each file, in turn: every form
of the language, with their worked cases. That each comes out without a finding is asserted first.
A line that many files share is parsed once, as among real files that repeat the same conditions; here
the thirty-odd measures repeat whole, which flatters parsing (about half of the time without).
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from pathlib import Path

from gangmu.measures.checker import check
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import load

PAGE = Path(__file__).resolve().parents[1] / "docs" / "措施语言.md"
BAR = 3.0


def measures() -> list[str]:
    """Give every measure of the reference as a file of its own; what quotes another stays with it."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    found = []
    for block in blocks:
        parts = [block] if "引用:" in block else re.split(r"(?m)^(?=- 名称:)", block)
        found += [
            "文号: 例\n措施:\n" + re.sub("(?m)^", "  ", part) for part in parts if part.strip()
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    count = parser.parse_args().files
    texts, book = measures(), load_facts()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{at:05}.yaml" for at in range(count)]
        for at, path in enumerate(paths):
            path.write_text(texts[at % len(texts)], "utf-8")
        assert not any(
            check(path, book) for path in paths[: len(texts)]
        )  # and the grammar is built
        start = time.perf_counter()
        total = sum(len(load(path, book).measures) for path in paths)
        loaded = time.perf_counter() - start
        start = time.perf_counter()
        assert not any(check(path, book) for path in paths)
        checked = time.perf_counter() - start
    print(f"{count:,} 个措施文件，{total:,} 条措施，每条有用例")
    print(f"  载入            {loaded:6.2f} s   {loaded / count * 1000:5.2f} ms/文件")
    print(f"  载入并检查      {checked:6.2f} s   {checked / count * 1000:5.2f} ms/文件")
    print(f"  载入并检查是 {BAR:g} s 的 {checked / BAR:.2f} 倍")


if __name__ == "__main__":
    main()
