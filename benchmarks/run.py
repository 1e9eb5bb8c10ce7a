"""Run benchmarks: ``./run bench [name] [options]``; without a name, each one in its quick form.

Every benchmark asserts its answer before it times anything, and prints ratios of one run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """List the benchmarks beside this file.

    >>> "matching" in names()
    True
    """
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem != "run")


def main(argv: list[str]) -> int:
    if argv and argv[0] not in names():
        print(f"没有基准「{argv[0]}」。可选：{'、'.join(names())}", file=sys.stderr)
        return 2
    chosen = argv[:1] or names()
    status = 0
    for name in chosen:
        print(f"\n== {name}", flush=True)
        status |= subprocess.call([sys.executable, str(HERE / f"{name}.py"), *argv[1:]])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
