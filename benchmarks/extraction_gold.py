"""Score the extraction against gold: our development documents, and the gold beside the project.

    python benchmarks/extraction_gold.py [-v]

The development documents (``tests/extraction/gold``) are scored by ``agreement``. Where ``../shared``
is present its own scorers run too, as subprocesses, on their documents and on ours. With ``-v``
per document and per kind.

First-run figures, the only estimate of unseen text: each batch of development documents was
written with its gold before the extractor saw it. ``FIRST_RUNS`` keeps what it scored then.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from agreement import FIELDS, Agreement
from annotated import load

from gangmu.extraction import extract
from gangmu.reading import read
from gangmu.reports.annotations import document_lines, value, write_lines
from gangmu.terms import Claim, Document

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = SHARED / "gold"
DEVELOPMENT = Path(__file__).resolve().parents[1] / "tests" / "extraction" / "gold"
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


# value_unit, comparator, kind, time, indicator (lenient), full tuple at the first run of each batch
FIRST_RUNS = {
    "51–63, before any change": (0.987, 0.962, 0.891, 0.820, 0.875, 0.693),
    "64–69, after the rules that 51–63 led to": (0.992, 0.941, 0.913, 0.708, 0.873, 0.558),
    "70–72, after the rules that 51–69 led to": (0.984, 0.984, 0.848, 0.880, 0.890, 0.691),
    "73–74, after the rules that 51–72 led to": (0.993, 0.966, 0.924, 0.714, 0.917, 0.717),
    "75–78, 87–90, after the rules that 51–74 led to": (0.991, 0.974, 0.897, 0.825, 0.918, 0.694),
    "79–82, 91–94, after those of 51–78, 87–90": (0.981, 0.974, 0.924, 0.855, 0.917, 0.791),
    "83–86, 95–98, after those of 51–82, 87–94": (0.989, 0.975, 0.917, 0.915, 0.949, 0.825),
    "10–17, after the same": (0.990, 0.976, 0.918, 0.899, 0.931, 0.788),
    "18–21, after those of 10–17, 51–98": (0.996, 0.996, 0.954, 0.885, 0.972, 0.858),
    "22–29, 47–50, after those of 10–21, 51–98": (0.996, 0.990, 0.966, 0.965, 0.960, 0.862),
    "01–08, after those of 10–29, 47–98": (0.999, 0.996, 0.938, 0.917, 0.943, 0.854),
    "30–35, after those of 01–29, 47–98": (0.994, 0.992, 0.961, 0.863, 0.965, 0.877),
    "36–41, after those of 01–35, 47–98": (0.999, 0.993, 0.965, 0.929, 0.962, 0.871),
    "42–46, after those of 01–41, 47–98": (1.000, 0.996, 0.972, 0.947, 0.978, 0.908),
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


def score_development(verbose: bool) -> str:
    """Score the development documents, in one table."""
    total, rows = Agreement(), []
    with tempfile.TemporaryDirectory() as name:
        for path in sorted(DEVELOPMENT.glob("*.txt")):
            text, gold, negatives = load(path)
            source = Path(name) / path.name
            source.write_text(text, encoding="utf-8")
            lines = [x for d in read(source) for x in document_lines(d, extract(d))]
            found = [x for x in lines if x["type"] == "quantity"]
            each = Agreement()
            for agreement in (each, total):
                agreement.add(found, gold["quantities"], negatives)
            if verbose:
                rows.append(_row(f"{path.stem} {gold['doc_kind']}", each))
    names = (*FIELDS, "full_tuple", "negatives")
    heading = " " * 26 + " ".join(f"{name:>10}" for name in names)
    first = [
        f"{'first run ' + name:26.26}" + " ".join(f"{x:>10.3f}" for x in figures)
        for name, figures in FIRST_RUNS.items()
    ]
    return "\n".join(("development documents", heading, *rows, _row("all", total), *first))


def _row(name: str, agreement: Agreement) -> str:
    figures = " ".join(f"{agreement.f1[n]:>10.3f}" for n in (*FIELDS, "full_tuple"))
    return f"{name:26.26}{figures} {agreement.on_negatives:>6}/{agreement.negatives}"


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
    verbose = "-v" in sys.argv
    print(score_development(verbose), end="\n\n")
    if not GOLD.is_dir() or not SEEDS.is_file():
        print("没有 ../shared：那里的金标不评。")
        return
    options = ["--per-doc", "--by-kind"] if verbose else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(score_gold(folder, *options))
        print(score_seeds(folder, *(["-v"] if "-v" in sys.argv else [])))
    print(speed())


if __name__ == "__main__":
    main()
