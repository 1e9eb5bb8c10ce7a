"""How near drafts come to the measure files written by hand, and whether every draft opens.

    python benchmarks/drafting.py [-v]

For ``examples/linjiang``: of the conditions, exclusions, amounts, caps and groups of the hand-written
files, how many the drafts of the same documents reproduce (compared as typed trees, so that wording
does not count). Then every document of our own, and the gold beside the project where it is present,
is drafted, and the checker opens the draft. ``-v`` lists what is missing and what is more.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from gangmu.drafting import draft, write_draft
from gangmu.extraction import extract
from gangmu.measures.evaluation import halves
from gangmu.measures.facts import FactBook, load_facts
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.nodes import All, Between, Condition
from gangmu.measures.syntax import load, parse_text
from gangmu.measures.wording import write
from gangmu.reading import read
from gangmu.terms import InputError

ROOT = Path(__file__).resolve().parents[1]
LINJIANG = ROOT / "examples" / "linjiang"
OWN = ROOT / "tests" / "extraction" / "benefits"
SHARED = ROOT.parent / "shared"
YEAR = 2025


def conditions(measure: Measure) -> Counter[str]:
    """List the conditions of a measure in one wording; a band counts as its two ends."""
    found: Counter[str] = Counter()

    def add(condition: Condition) -> None:
        if isinstance(condition, All):
            for item in condition.items:
                add(item)
        elif isinstance(condition, Between):
            found.update(write(end) for end in halves(condition))
        else:
            found[write(condition)] += 1

    for test in measure.tests:
        add(test.condition)
    return found


def compare(hand: MeasureFile, made: MeasureFile, verbose: bool) -> dict[str, tuple[int, int, int]]:
    """Count per part what the hand-written file has, what the draft has, and what both have."""
    drafts = {m.clause.translate(_BRACKETS): m for m in made.measures}
    counts: dict[str, tuple[int, int, int]] = {}

    def add(part: str, ours: Counter[str], theirs: Counter[str], name: str) -> None:
        same = sum((ours & theirs).values())
        a, b, c = counts.get(part, (0, 0, 0))
        counts[part] = (a + sum(ours.values()), b + sum(theirs.values()), c + same)
        if verbose:
            for sign, rest in (("缺", ours - theirs), ("多", theirs - ours)):
                for text in rest:
                    print(f"    {name}：{part}{sign} {text}")

    for measure in hand.measures:
        found = drafts.get(measure.clause.translate(_BRACKETS))
        name = measure.name
        add("措施", Counter([name]), Counter([name] if found else []), name)
        if found is None:
            continue
        add("条件与排除", conditions(measure), conditions(found), name)
        add("给付", Counter([write(measure.amount)]), Counter([write(found.amount)]), name)
        caps = [Counter([write(m.cap)] if m.cap else []) for m in (measure, found)]
        add("上限", caps[0], caps[1], name)
    names = {m.name: m.clause.translate(_BRACKETS) for m in (*hand.measures, *made.measures)}
    groups = [
        Counter("、".join(sorted(names[n] for n in g.measures)) for g in file.groups)
        for file in (hand, made)
    ]
    add("组合", groups[0], groups[1], hand.title)
    return counts


_BRACKETS = str.maketrans("（）", "()")


def linjiang(book: FactBook, verbose: bool) -> dict[str, tuple[int, int, int]]:
    """Draft the documents of the example and compare them with the files written by hand."""
    hand = {
        f.number: f for f in (load(p, book) for p in sorted((LINJIANG / "measures").glob("*.yaml")))
    }
    total: dict[str, tuple[int, int, int]] = {}
    for path in sorted((LINJIANG / "documents").iterdir()):
        for document in read(path):
            file = hand.get(document.metadata.number or "")
            if file is None or not document.official:
                continue
            text = write_draft(draft(document, extract(document), book, YEAR))
            made = parse_text(text, book).file
            assert made is not None
            for part, counts in compare(file, made, verbose).items():
                before = total.get(part, (0, 0, 0))
                total[part] = (before[0] + counts[0], before[1] + counts[1], before[2] + counts[2])
    return total


def opens(book: FactBook, paths: list[Path]) -> tuple[int, int, int, int]:
    """Draft documents and open the drafts: drafts, errors, measures, open points."""
    drafts = errors = measures = pending = 0
    for path in paths:
        for document in read(path):
            try:
                made = draft(document, extract(document), book, YEAR)
            except InputError:
                continue
            findings = parse_text(write_draft(made), book).findings
            drafts += 1
            errors += len(findings.errors)
            measures += len(made.measures)
            pending += sum("待定" in finding.cause for finding in findings)
            for error in findings.errors:
                print(f"    {path.name} {error}")
    return drafts, errors, measures, pending


def table(book: FactBook, *, verbose: bool) -> list[str]:
    """Write how much of the hand-written files of the example the drafts reproduce."""
    lines = ["部分　　　　　手写　　草稿　　相同　　重现率"]
    for part, (hand, made, same) in linjiang(book, verbose).items():
        share = same / hand if hand else 1.0
        lines.append(f"{part:　<6}{hand:>6}{made:>7}{same:>7}{share:>10.3f}")
    return lines


def main() -> None:
    """Print the figures."""
    book = load_facts()
    print("\n".join(table(book, verbose="-v" in sys.argv)))
    own = sorted(OWN.glob("*.txt"))
    given = sorted((SHARED / "gold").glob("[0-9][0-9].txt")) + sorted(
        (SHARED / "seeds").glob("*.txt")
    )
    for name, paths in (("自拟文件", own), ("所给文件", given)):
        if not paths:
            print(f"{name}：不在，略过")
            continue
        drafts, errors, measures, pending = opens(book, paths)
        print(f"{name}：{drafts} 份草稿 {measures} 条措施，打不开的 {errors} 处，待定 {pending} 处")


if __name__ == "__main__":
    main()
