"""Score benefit rules and duties against documents of our own, and against the gold beside the project.

    python benchmarks/benefits_gold.py [-v] [31 32 …]

Our own documents stand in ``tests/extraction/benefits`` (a text and a short gold in YAML, written
from the annotation guide). Both are scored by the scorer of ``../shared/gold``; without it this
says so and ends. ``-v`` lists every field that differs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from gangmu.extraction import extract
from gangmu.extraction.records import benefit_records, duty_record
from gangmu.reading import read

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
OWN = ROOT / "tests" / "extraction" / "benefits"
Record = dict[str, Any]


def predictions(path: Path) -> list[Record]:
    """Read a file and give its measure and duty records."""
    lines: list[Record] = []
    for document in read(path):
        found = extract(document)
        lines += benefit_records(document, found.benefits)
        lines += [duty_record(document, duty) for duty in found.duties]
    return lines


def money(words: str | None) -> Record | None:
    """Read ``800万元`` as a value and a unit."""
    if words is None:
        return None
    match = re.fullmatch(r"([0-9.]+)(.*)", words)
    assert match, words
    return {"value": float(match[1]), "unit": match[2]}


def span(text: str, ends: list[str]) -> Record:
    """Find the span from the first words to the first ending words after them."""
    start = text.find(ends[0])
    end = text.find(ends[1], start)
    assert min(start, end) >= 0, ends
    return {"start": start, "end": end + len(ends[1])}


def own_gold(text: str, short: Record) -> Record:
    """Write the short gold of a document in the form of the scorer."""
    measures = []
    for m in short.get("measures") or []:
        tiers = [
            {"amount": money(t.get("amount")), "rate": t.get("rate"), "cap": money(t.get("cap"))}
            for t in m.get("tiers") or []
        ]
        conditions = [
            {"fact": f, "op": op, "value": value, "unit": unit}
            for f, op, value, unit in m.get("when") or []
        ]
        benefit = {
            "kind": m["kind"],
            "base": m.get("base"),
            "rate": m.get("rate"),
            "tiers": tiers,
            **{key: money(m.get(key)) for key in ("amount", "cap", "floor")},
        }
        measures.append(
            {
                "span": span(text, m["at"]),
                "clause": m.get("clause"),
                "entity": m["entity"],
                "conditions": conditions,
                "benefit": benefit,
                "discretionary": m.get("discretionary", False),
                **dict.fromkeys(m.get("terms") or [], "有"),
            }
        )
    duties = [
        {"task": span(text, d["task"]), "lead": d["lead"], "support": d.get("support") or []}
        for d in short.get("duties") or []
    ]
    return {
        "layers": ["measures", "duties"],
        "doc_kind": short["kind"],
        "metadata": {"is_official": True},
        "clauses": [],
        "quantities": [],
        "measures": measures,
        "duties": duties,
    }


def score(gold: Path, folder: Path, names: list[str], *options: str) -> str:
    """Run the scorer and keep the lines on measures and duties."""
    command = [sys.executable, str(GOLD / "score.py"), str(folder), "--gold", str(gold)]
    done = subprocess.run(
        [*command, "--docs", ",".join(names), *options], capture_output=True, text=True, check=True
    )
    kept = [line for line in done.stdout.splitlines() if re.match(r"==|metric|x\.|d\.", line)]
    return "\n".join(kept)


def score_own(names: list[str], *options: str) -> str:
    """Score our own documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stem in names:
            path = OWN / f"{stem}.txt"
            text = path.read_text(encoding="utf-8")
            short = yaml.safe_load((OWN / f"{stem}.yaml").read_text(encoding="utf-8"))
            write_json(folder / f"{stem}.gold.json", own_gold(text, short))
            write_json(folder / f"{stem}.negatives.json", {"negatives": []})
            write_lines(folder / f"{stem}.jsonl", predictions(path))
        return score(folder, folder, names, *options)


def score_given(*options: str) -> str:
    """Score the gold documents beside the project."""
    names = [p.name[:2] for p in sorted(GOLD.glob("[0-9][0-9].txt"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stem in names:
            write_lines(folder / f"{stem}.jsonl", predictions(GOLD / f"{stem}.txt"))
        return score(GOLD, folder, names, *options)


def write_json(path: Path, value: Record) -> None:
    """Write one JSON file."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def write_lines(path: Path, records: list[Record]) -> None:
    """Write one JSON object per line."""
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Print the tables."""
    if not GOLD.is_dir():
        print("没有 ../shared/gold：没有评分程序，不评分。")
        return
    options = ["--per-doc"] if "-v" in sys.argv else []
    names = [a for a in sys.argv[1:] if a.isdigit()] or sorted(p.stem for p in OWN.glob("*.txt"))
    print("自拟文件", *names)
    print(score_own(names, *options))
    if not any(a.isdigit() for a in sys.argv[1:]):
        print("所给金标")
        print(score_given(*options))


if __name__ == "__main__":
    main()
