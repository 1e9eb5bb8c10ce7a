"""Score the extraction against the gold beside the project, where it is present.

    python benchmarks/extraction_gold.py [-v]

Reads the gold documents with ``gangmu.reading``, extracts, writes predictions in the two formats
of the gold's own scorers, and runs both as subprocesses. Without ``../shared`` it says so and ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gangmu.extraction import extract
from gangmu.reading import read
from gangmu.reports.annotations import value, write_lines
from gangmu.terms import Claim, Document

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = SHARED / "gold"
SEEDS = SHARED / "seeds" / "000_6209ecae7d19913d.txt"
Line = dict[str, Any]


def seed_line(document: Document, claim: Claim) -> Line:
    """Write a claim in the older format of the seeds' scorer."""
    return {
        "start": claim.span.start + document.origin,
        "end": claim.span.end + document.origin,
        "text": document.quote(claim.span),
        "value": value(claim.quantity),
        "unit": claim.quantity.unit.name,
        "comparator": claim.quantity.comparator.value,
        "time": claim.time,
        "kind": claim.kind.value,
        "role": claim.role.value,
        "indicator": claim.indicator.text if claim.indicator else "",
    }


def run(script: Path, *arguments: str) -> str:
    """Run a scorer and give what it prints."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def score_gold(folder: Path, *options: str) -> str:
    """Predict the gold documents and score them with the gold's scorer."""
    documents = [d for path in sorted(GOLD.glob("[0-9][0-9].txt")) for d in read(path)]
    write_lines([(d, extract(d)) for d in documents], folder)
    return run(GOLD / "score.py", str(folder), *options)


def score_seeds(folder: Path, *options: str) -> str:
    """Predict the quantities of the source documents and score them with the seeds' scorer."""
    lines = [seed_line(d, claim) for d in read(SEEDS) for claim in extract(d).claims]
    predictions = folder / "seeds.json"
    predictions.write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    return run(GOLD / "seeds" / "score.py", str(predictions), *options)


def speed() -> str:
    """Measure extraction alone, in MB of UTF-8 text per second of one core."""
    documents = [d for p in (SEEDS, *sorted(GOLD.glob("[0-9][0-9].txt"))) for d in read(p)]
    best = 0.0
    for _ in range(5):
        start = time.process_time()
        claims = sum(len(extract(d).claims) for d in documents)
        seconds = time.process_time() - start
        size = sum(len(d.text.encode()) for d in documents)
        best = max(best, size / seconds / 1e6)
    density = claims / (size / 1000)
    return f"extraction: {best:.2f} MB per core-second ({density:.1f} claims per kB)"


def main() -> None:
    """Print both score tables and the speed."""
    if not GOLD.is_dir() or not SEEDS.is_file():
        print("没有 ../shared：不评分。")
        return
    options = ["--per-doc"] if "-v" in sys.argv else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(score_gold(folder, *options))
        print(score_seeds(folder, *(["-v"] if "-v" in sys.argv else [])))
    print(speed())


if __name__ == "__main__":
    main()
