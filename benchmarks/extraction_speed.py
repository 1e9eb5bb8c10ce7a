"""How fast the extraction is, on one core, by the text's density; and where the time goes.

    python benchmarks/extraction_speed.py

Reading is not counted. ``dense`` is the development gold (a claim every 40 characters), ``plan`` the
same with ten times as much running text between, nearer to what offices keep. From both follows what a
claim costs, and what running text costs. Times on a shared machine vary; compare figures of one run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotated import load

from gangmu.extraction import LAYERS, extract
from gangmu.extraction.benefits import find_benefits
from gangmu.extraction.citations import find_citations
from gangmu.extraction.duties import find_duties
from gangmu.extraction.state import find_drafts, read_state
from gangmu.reading import read
from gangmu.terms import Document

GOLD = Path(__file__).resolve().parents[1] / "tests" / "extraction" / "gold"
RUNNING = (
    "各有关部门要切实加强组织领导，健全工作机制，细化任务分工，强化协同配合，推动各项举措落地见效，"
    "营造全社会关心支持产业发展的良好氛围，及时总结推广好经验好做法，重要情况及时报告。\n"
)
ROUNDS = 7


def documents(padding: int) -> list[Document]:
    """Read the development documents, with so much running text after every line."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(GOLD.glob("*.txt")):
            text, _, _ = load(path)
            lines = [
                line + "\n" + RUNNING * padding if len(line) > 60 else line
                for line in text.splitlines()
            ]
            source = Path(folder) / path.name
            source.write_text("\n".join(lines), encoding="utf-8")
            found += read(source)
    return found


def best(work: Callable[[], object]) -> float:
    """Time work in seconds of the processor, the best of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def stages(library: list[Document]) -> dict[str, float]:
    """Time every stage over a library."""
    states = [read_state(d) for d in library]
    found = {"read_state": best(lambda: [read_state(d) for d in library])}

    def fresh() -> None:
        for state in states:
            state.sentences.clear()
            state.drafts.clear()
            find_drafts(state)

    found["find_drafts"] = best(fresh)
    for layer in LAYERS:
        found[layer.__name__] = best(lambda layer=layer: [layer(s) for s in states])  # type: ignore[misc]
    for stage in (find_benefits, find_duties, find_citations):
        found[stage.__name__] = best(lambda stage=stage: [stage(s) for s in states])  # type: ignore[misc]
    return found


def main() -> None:
    """Print both densities and the share of each stage."""
    found = []
    for name, padding in (("dense", 0), ("plan", 10)):
        library = documents(padding)
        size = sum(len(d.text.encode()) for d in library)
        seconds = best(lambda library=library: [extract(d) for d in library])  # type: ignore[misc]
        claims = sum(len(extract(d).claims) for d in library)
        print(
            f"{name:6} {size / 1000:8.0f} kB {claims / size * 1000:5.1f} claims/kB "
            f"{size / seconds / 1e6:6.2f} MB per core-second"
        )
        found.append((claims, size / 1000, seconds * 1e6))
        shares = stages(library)
        whole = sum(shares.values())
        print("       " + ", ".join(f"{k} {v / whole:.0%}" for k, v in shares.items()))
    (claims, dense, low), (_, plan, high) = found
    text = (high - low) / (plan - dense)
    print(
        f"       a claim {(low - text * dense) / claims:.0f} µs, a kB of running text {text:.0f} µs"
    )


if __name__ == "__main__":
    main()
