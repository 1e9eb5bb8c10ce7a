"""What-if: the same registry settled by two sets of measures, and what differs.

A change file (``改.yaml``) names a measure (or a whole document), the words that stand in its file, and
the words that shall stand there::

    改:
      - {措施: 企业上台阶奖励, 原文: 营业收入 ≥ 1亿元, 改为: 营业收入 ≥ 8000万元}
      - {文号: 临江工信规〔2025〕2号, 原文: "2025年: 8000万元", 改为: "2025年: 6000万元"}

A file that is itself a measure file takes the place of the one of the same 文号. Worked cases of a
changed measure are not held against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from gangmu.measures.columnar import number
from gangmu.measures.evaluation import halves
from gangmu.measures.facts import FactBook, show_number
from gangmu.measures.keys import Broken, Keys
from gangmu.measures.measure import Measure, MeasureFile
from gangmu.measures.nodes import Between, Compare, FactRef, Lit, walk
from gangmu.measures.quoting import Rules
from gangmu.measures.syntax import parse_text
from gangmu.measures.yamltext import Entries, Findings, Items, Text, compose
from gangmu.settlement.lines import CODES, Treatment
from gangmu.settlement.round import Round
from gangmu.settlement.run import Settlement, settle_round
from gangmu.terms import InputError

UNKNOWN = "（未知）"
#: By what enterprises are grouped, and the fact that says it.
GROUPINGS = {"规模": "企业规模", "行业": "行业代码", "镇街": "所在镇"}
#: How near to a threshold an applicant is counted, in steps of this share of it.
STEP, STEPS_AWAY = Fraction(1, 20), 4


@dataclass(frozen=True, slots=True)
class Difference:
    """One enterprise before and after: what it is awarded (分), and what it may get at most."""

    code: str
    name: str
    groups: tuple[str, ...]
    before: int
    after: int
    before_most: int
    after_most: int

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Nearby:
    """How many applicants lie in each step below and above a threshold (差一点, 刚好够).

    ``counts`` goes from ``-STEPS_AWAY`` to ``STEPS_AWAY - 1``: step 0 starts at the threshold itself.
    ``marginal`` are those within one step on the side that does not meet it, nearest first.
    """

    measure: str
    threshold: str
    counts: tuple[int, ...]
    marginal: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Simulation:
    """Two settlements of one registry, and the difference for everyone."""

    before: Settlement
    after: Settlement
    differences: tuple[Difference, ...]
    nearby: tuple[Nearby, ...]
    changes: tuple[str, ...]

    @property
    def winners(self) -> list[Difference]:
        return sorted((d for d in self.differences if d.change > 0), key=lambda d: -d.change)

    @property
    def losers(self) -> list[Difference]:
        return sorted((d for d in self.differences if d.change < 0), key=lambda d: d.change)

    @property
    def cost(self) -> int:
        """Give what the change costs (or saves, if negative), in 分 of what is certain."""
        return self.after.awarded - self.before.awarded

    def by(self, grouping: str) -> dict[str, tuple[int, int, int, int]]:
        """Sum by a grouping: winners, losers, cost, enterprises that receive something."""
        at = list(GROUPINGS).index(grouping)
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for each in self.differences:
            entry = found[each.groups[at]]
            entry[0] += each.change > 0
            entry[1] += each.change < 0
            entry[2] += each.change
            entry[3] += each.after > 0
        return {name: (a, b, c, d) for name, (a, b, c, d) in sorted(found.items())}


def simulate(
    round_: Round, changed: Sequence[MeasureFile], said: Sequence[str], name: str
) -> Simulation:
    """Settle a round as it is, and with other measure files of the same 文号; give the difference."""
    others = {file.number: file for file in changed}
    files = tuple(others.pop(file.number, file) for file in round_.files)
    before = settle_round(round_, name)
    after = settle_round(replace(round_, files=(*files, *others.values())), name)
    touched = [m for file in changed for m in file.measures if not _same(round_, m)]
    return Simulation(
        before,
        after,
        tuple(_differences(before, after)),
        tuple(near for measure in touched for near in nearby(after.round, measure)),
        tuple(said),
    )


def _same(round_: Round, measure: Measure) -> bool:
    place = round_.places.get((measure.number, measure.name))
    if place is None:
        return False
    old = round_.measures[place]
    return (
        [t.condition for t in old.tests] == [t.condition for t in measure.tests]
        and old.amount == measure.amount
        and old.cap == measure.cap
        and old.arrangement == measure.arrangement
    )


def _differences(before: Settlement, after: Settlement) -> Iterator[Difference]:
    sums: dict[str, list[int]] = {}
    for at, settlement in enumerate((before, after)):
        lines = settlement.lines.select(["企业代码", "核定", "核定上限", "处理"])
        for line in lines.to_pylist():
            entry = sums.setdefault(str(line["企业代码"]), [0, 0, 0, 0])
            entry[at] += line["核定"]
            pending = line["处理"] == Treatment.PENDING
            entry[2 + at] += (line["核定上限"] or 0) if pending else line["核定"]
    enterprises = before.round.applicants.get("企业")
    columns = [
        enterprises.column(fact) if enterprises is not None else [] for fact in GROUPINGS.values()
    ]
    rows = before.round.enterprise_rows
    for code, (old, new, old_most, new_most) in sorted(sums.items()):
        row = rows.get(code)
        groups = [UNKNOWN if row is None else str(c[row] or UNKNOWN) for c in columns]
        groups[1] = groups[1][:2] if groups[1] != UNKNOWN else UNKNOWN
        label = before.enterprise_names.get(code, code)
        yield Difference(code, label, tuple(groups), old, new, old_most, new_most)


# ---------------------------------------------------------------- thresholds


def nearby(round_: Round, measure: Measure) -> Iterator[Nearby]:
    """Count the applicants around every threshold of a measure that is a fact against a number.

    A pile just above a threshold (bunching) tells of figures that were fitted to it.
    """
    population = round_.populations[measure.entity]
    everyone = np.arange(population.rows)
    seen: set[tuple[str, Fraction]] = set()
    for compare in _thresholds(measure):
        ref, lit = compare.left, compare.right
        assert isinstance(ref, FactRef)
        assert isinstance(lit, Lit)
        assert isinstance(lit.value, Fraction)
        said = f"{ref.column} {compare.op} {show_number(lit.value, lit.dimension)}"
        if lit.value <= 0 or (ref.column, lit.value) in seen:
            continue
        seen.add((ref.column, lit.value))
        value = number(ref, population, everyone)
        known = np.ones(len(everyone), bool) if value.known is None else value.known
        shares = (
            np.asarray(value.numerators, np.float64) / float(value.denominators) / float(lit.value)
        )
        steps = np.floor((shares - 1) / float(STEP) + 1e-9)
        counts = [
            int(np.count_nonzero(known & (steps == step)))
            for step in range(-STEPS_AWAY, STEPS_AWAY)
        ]
        side = -1 if compare.op in ("≥", ">") else 0
        near = np.flatnonzero(known & (steps == side))
        near = near[np.argsort(np.abs(shares[near] - 1), kind="stable")][:200]
        names = round_.applicants[measure.entity].names_at(near.tolist())
        values = [ref.fact.show(ref.fact.decode(v)) for v in _stored(round_, measure, ref, near)]
        yield Nearby(measure.name, said, tuple(counts), tuple(zip(names, values, strict=True)))


def _stored(round_: Round, measure: Measure, ref: FactRef, rows: np.ndarray) -> list[object]:
    column = round_.applicants[measure.entity].table.column(ref.column)
    return [column[row].as_py() for row in rows.tolist()]


def _thresholds(measure: Measure) -> Iterator[Compare]:
    tops = [*(test.condition for test in measure.tests), measure.amount]
    for node in (node for top in tops for node in walk(top)):
        found: tuple[Compare, ...] = (node,) if isinstance(node, Compare) else ()
        if isinstance(node, Between):
            found = halves(node)
        for compare in found:
            fact = compare.left.fact if isinstance(compare.left, FactRef) else None
            if fact is not None and fact.numeric and isinstance(compare.right, Lit):
                yield compare


# ---------------------------------------------------------------- change files


def changed_files(
    path: Path, files: Sequence[MeasureFile], book: FactBook
) -> tuple[list[MeasureFile], list[str]]:
    """Read a change file: the measure files as changed, and what was changed in words.

    Raises ``InputErrors`` where the words are not found, are found twice, or no longer make sense.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError("读不了这个文件", str(path), "检查路径，并用 UTF-8 保存") from None
    findings = Findings()
    root = compose(text, path.name, findings)
    findings.raise_errors()
    if not isinstance(root, Entries) or ("改" not in root and "措施" not in root):
        raise InputError(
            "不是修改文件", str(path), "写「改: [{措施: …, 原文: …, 改为: …}]」，或一个措施文件"
        )
    if "改" not in root:
        return [_parsed(text, path, book, Rules.of([f.path for f in files]))], [
            f"整个文件换成 {path.name}"
        ]
    reader = Keys(findings)
    texts = {file.number: file.path.read_text("utf-8-sig") for file in files}
    said = []
    for node in reader.items(root, "改", required=True):
        try:
            entries = reader.entries(node, "「改」的一项", "{措施: …, 原文: …, 改为: …}")
        except Broken:
            continue
        reader.known(entries, ("措施", "文号", "原文", "改为"), "「改」的一项")
        said.append(_replace(reader, entries, files, texts))
    findings.raise_errors()
    rules = Rules({file.path: texts[file.number] for file in files} | _quoted(files))
    edited = {f.path for f in files if texts[f.number] != f.path.read_text("utf-8-sig")}
    changed = [
        _parsed(texts[file.number], file.path, book, rules)
        for file in files
        if edited.intersection((file.path, *file.quoted))
    ]
    return changed, [each for each in said if each]


def _quoted(files: Sequence[MeasureFile]) -> dict[Path, str]:
    """Read the files that are referred to without being in force themselves."""
    own = {file.path for file in files}
    paths = {path for file in files for path in file.quoted} - own
    return {path: path.read_text("utf-8-sig") for path in paths}


def _parsed(text: str, path: Path, book: FactBook, rules: Rules) -> MeasureFile:
    reading = parse_text(text, book, path, rules=rules)
    reading.findings.raise_errors()
    assert reading.file is not None
    return reading.file


def _replace(
    reader: Keys, entries: Entries, files: Sequence[MeasureFile], texts: dict[str, str]
) -> str:
    """Replace words in the part of a file that a change names; only where they stand once."""
    name, number = reader.text(entries, "措施"), reader.text(entries, "文号")
    old, new = entries.get("原文"), entries.get("改为")
    if not isinstance(old, Text) or not isinstance(new, Text) or not old.value:
        reader.findings.error(entries.place, "每一项要写「原文」和「改为」", "各写一行文字")
        return ""
    owners = [
        file
        for file in files
        if (not number or file.number == number)
        and (not name or any(m.name == name for m in file.measures))
    ]
    if len(owners) != 1 or not (name or number):
        known = "、".join(m.name for file in files for m in file.measures)
        what = name or number or "（没有写措施）"
        reader.findings.error(
            entries.place,
            f"「{what}」对应 {len(owners)} 个文件",
            f"写「措施」或「文号」；现有：{known}",
        )
        return ""
    [file] = owners
    text = texts[file.number]
    start, stop = _block(file, name, text) if name else (0, len(text))
    count = text[start:stop].count(old.value)
    if count != 1:
        where = f"「{name}」" if name else file.path.name
        cause = (
            f"{where}里没有「{old.value}」"
            if not count
            else f"{where}里有 {count} 处「{old.value}」"
        )
        reader.findings.error(old.place, cause, "照措施文件里的写法抄，多写几个字，让它只有一处")
        return ""
    texts[file.number] = text[:start] + text[start:stop].replace(old.value, new.value) + text[stop:]
    return f"{name or file.number}：「{old.value}」改为「{new.value}」"


def _block(file: MeasureFile, name: str, text: str) -> tuple[int, int]:
    """Find the characters of a measure in the text of its file."""
    findings = Findings()
    root = compose(text, file.path.name, findings)
    assert isinstance(root, Entries)
    ends = [place.line for place, _ in root.entries.values()]
    items = root.get("措施")
    starts = [item.place.line for item in items] if isinstance(items, Items) else []
    names = [m.name for m in file.measures]
    at = names.index(name)
    first = starts[at]
    after = [line for line in (*starts, *ends) if line > first]
    lines = text.splitlines(keepends=True)
    last = min(after, default=len(lines) + 1)
    return len("".join(lines[: first - 1])), len("".join(lines[: last - 1]))


def counted(settlement: Settlement) -> int:
    """Count the enterprises that are awarded something."""
    pay = settlement.state.treatment == CODES[Treatment.PAY]
    return len(set(settlement.lines["企业代码"].filter(pay.tolist()).to_pylist()))
