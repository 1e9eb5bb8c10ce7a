"""排序: who of the population wins, by several indicators, with ties, quotas and a waiting list.

The order of those whose facts are all known is exact. Somebody whose verdict or indicator is not
known yet might stand anywhere: every place is then an interval (the best and the worst it can turn
out to be), and a grade is only given where both ends give the same. Nobody wins or loses silently;
a place that depends on somebody says on whom it waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gangmu.measures.arrangement import Criterion, Method, Ranking, StillTied, Ties
from gangmu.measures.measure import MeasureFile
from gangmu.measures.nodes import Lit
from gangmu.settlement.allocation import Interval
from gangmu.settlement.caps import MOST_NAMED, yuan
from gangmu.settlement.lines import CODES, NO_CHANGE, Change, Index, Lines, Treatment
from gangmu.settlement.round import Round
from gangmu.settlement.turns import Scored, exact_values

#: A score as an interval; ``None`` is no bound.
Range = tuple[Scored, Scored]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: the best and the worst place that is possible."""

    best: int
    worst: int

    @property
    def known(self) -> bool:
        return self.best == self.worst


def ranks(values: Sequence[Fraction], ties: Ties, *, lower_first: bool = False) -> list[Fraction]:
    """Rank known values from 1.

    >>> [str(r) for r in ranks([Fraction(9), Fraction(7), Fraction(7), Fraction(5)], Ties.COMPETITION)]
    ['1', '2', '2', '4']
    >>> [str(r) for r in ranks([Fraction(9), Fraction(7), Fraction(7), Fraction(5)], Ties.AVERAGE)]
    ['1', '5/2', '5/2', '4']
    """
    counts = Counter(values)
    found: dict[Fraction, Fraction] = {}
    above = 0
    for level, value in enumerate(sorted(counts, reverse=not lower_first), 1):
        if ties is Ties.DENSE:
            found[value] = Fraction(level)
        elif ties is Ties.AVERAGE:
            found[value] = above + Fraction(counts[value] + 1, 2)
        else:
            found[value] = Fraction(above + 1)
        above += counts[value]
    return [found[value] for value in values]


def scores(ranking: Ranking, table: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Score known candidates: ``table[c][i]`` is indicator ``c`` of candidate ``i``; more is better.

    A weighted rank-sum is turned round, because its least sum is first.
    """
    count = len(table[0]) if table else 0
    total = [Fraction(0)] * count
    for criterion, values in zip(ranking.criteria, table, strict=True):
        if ranking.method is Method.RANK_SUM:
            ties = ranking.ties or Ties.COMPETITION
            placed = ranks(values, ties, lower_first=criterion.lower_first)
            parts = [-criterion.weight * place for place in placed]
        elif ranking.method is Method.EFFICACY:
            top, bottom = max(values), min(values)
            if criterion.lower_first:
                top, bottom = bottom, top
            best = _reference(criterion.best, top)
            worst = _reference(criterion.worst, bottom)
            parts = [
                criterion.weight * efficacy(value, best, worst, ranking.base) for value in values
            ]
        else:
            sign = -1 if criterion.lower_first else 1
            parts = [sign * criterion.weight * value for value in values]
        total = [a + b for a, b in zip(total, parts, strict=True)]
    return total


def efficacy(value: Fraction, best: Fraction, worst: Fraction, base: Fraction) -> Fraction:
    """Score by 功效系数: ``base`` at 不允许值, 100 at 满意值, in between and beyond in proportion.

    >>> efficacy(Fraction(15), Fraction(20), Fraction(10), Fraction(60))
    Fraction(80, 1)
    """
    if best == worst:
        return Fraction(100)
    return base + (100 - base) * (value - worst) / (best - worst)


def _reference(written: Lit | None, among: Fraction) -> Fraction:
    """Give a reference value of 功效系数: the one that is written, or that of those ranked."""
    if written is None:
        return among
    assert isinstance(written.value, Fraction | int)
    return Fraction(written.value)


# ---------------------------------------------------------------- places


def places(
    scored: Sequence[Range],
    breakers: Sequence[Sequence[Scored]],
    sure: Sequence[bool],
    still_tied: StillTied,
) -> list[Place]:
    """Find the best and the worst place of each candidate.

    ``breakers[i]`` are the values that part candidates of one score; ``sure`` says who certainly
    takes part.
    """
    if all(sure) and all(low == high and low is not None for low, high in scored):
        return _known_places([low for low, _ in scored if low is not None], breakers, still_tied)
    found = []
    for i, (low, high) in enumerate(scored):
        best = worst = 1
        for j, (least, most) in enumerate(scored):
            if i == j:
                continue
            tied = low == high == least == most and low is not None
            part = _parted(breakers[j], breakers[i]) if tied else None
            certainly = part is True or (least is not None and high is not None and least > high)
            possibly = (
                part is not False
                and (
                    still_tied is StillTied.UNDECIDED or part is True or not _equal(breakers, i, j)
                )
                if tied
                else most is None or low is None or most >= low
            )
            best += certainly and sure[j]
            worst += possibly
        found.append(Place(best, worst))
    return found


def _equal(breakers: Sequence[Sequence[Scored]], i: int, j: int) -> bool:
    return None not in breakers[i] and list(breakers[i]) == list(breakers[j])


def _parted(one: Sequence[Scored], other: Sequence[Scored]) -> bool | None:
    """Say whether the first of two equal scores goes before the other; ``None`` is not decided."""
    for a, b in zip(one, other, strict=True):
        if a is None or b is None:
            return None
        if a != b:
            return a > b
    return None


def _known_places(
    scored: Sequence[Fraction], breakers: Sequence[Sequence[Scored]], still_tied: StillTied
) -> list[Place]:
    """Place candidates whose scores are all known; unknown breakers matter only among equals."""
    by_score: dict[Fraction, list[int]] = {}
    for at, score in enumerate(scored):
        by_score.setdefault(score, []).append(at)
    found: dict[int, Place] = {}
    above = 0
    for score in sorted(by_score, reverse=True):
        equals = by_score[score]
        for at in equals:
            before = [_parted(breakers[o], breakers[at]) for o in equals if o != at]
            surely = before.count(True)
            open_ = sum(
                1
                for o, parted in zip([o for o in equals if o != at], before, strict=True)
                if parted is None
                and (still_tied is StillTied.UNDECIDED or not _equal(breakers, at, o))
            )
            found[at] = Place(above + surely + 1, above + surely + open_ + 1)
        above += len(equals)
    return [found[at] for at in range(len(scored))]


# ---------------------------------------------------------------- the step


def rank(round_: Round, file: MeasureFile, named: tuple[str, Ranking], lines: Lines) -> Change:
    """Apply a ranking (排序) to the lines of its measure."""
    name, ranking = named
    members = round_.members(file, [name])
    at = round_.lines_of(lines, members)
    if not len(at):
        return NO_CHANGE
    rows = lines.row[at]
    entity = round_.measures[members[0]].entity
    table = [exact_values(round_, criterion.by, entity, rows) for criterion in ranking.criteria]
    breakers = [exact_values(round_, each, entity, rows) for each in ranking.breakers]
    broken = [list(values) for values in zip(*breakers, strict=True)] or [[] for _ in at]
    sure = lines.sure[at].tolist()
    scored = score_ranges(ranking, table, sure)
    placed = places(scored, broken, sure, ranking.still_tied)
    blockers = [
        i for i, known in enumerate(zip(*table, strict=True)) if None in known or not sure[i]
    ]
    return _grade(round_, ranking, lines, at, placed, entity, blockers)


def score_ranges(
    ranking: Ranking, table: Sequence[Sequence[Scored]], sure: Sequence[bool]
) -> list[Range]:
    """Score everyone; a score that depends on what is not known is an interval."""
    whole: list[list[Fraction]] = [[v for v in column if v is not None] for column in table]
    known = all(len(column) == len(sure) for column in whole)
    if known and all(sure):
        return [(score, score) for score in scores(ranking, whole)]
    if ranking.method is Method.RANK_SUM:
        return _rank_sums(ranking, table, sure)
    relative = ranking.method is Method.EFFICACY and any(
        c.best is None or c.worst is None for c in ranking.criteria
    )
    found: list[Range] = []
    for values in zip(*table, strict=True):
        own = [[v] for v in values if v is not None]
        if relative or len(own) < len(values):
            found.append((None, None))
        else:
            [score] = scores(ranking, own)
            found.append((score, score))
    return found


def _rank_sums(
    ranking: Ranking, table: Sequence[Sequence[Scored]], sure: Sequence[bool]
) -> list[Range]:
    """Bound the weighted rank-sum of each candidate by who may stand before it."""
    found: list[Range] = []
    for i in range(len(sure)):
        best = worst = Fraction(0)
        for criterion, values in zip(ranking.criteria, table, strict=True):
            first, last = _rank_range(criterion, values, sure, i, ranking.ties)
            best, worst = best + criterion.weight * first, worst + criterion.weight * last
        found.append((-worst, -best))
    return found


def _rank_range(
    criterion: Criterion,
    values: Sequence[Scored],
    sure: Sequence[bool],
    i: int,
    ties: Ties | None,
) -> Interval:
    own = values[i]
    first = last = 1
    for j, other in enumerate(values):
        if j == i:
            continue
        if own is None or other is None:
            last += 1
            continue
        before = other < own if criterion.lower_first else other > own
        first += before and sure[j] and ties is not Ties.DENSE
        # Under the mean of tied ranks an equal value costs at most one place.
        last += before or (other == own and ties is Ties.AVERAGE)
    return first, last


def _grade(
    round_: Round,
    ranking: Ranking,
    lines: Lines,
    at: Index,
    placed: list[Place],
    entity: str,
    blockers: Sequence[int],
) -> Change:
    """Give grades by places, within the quotas; then the waiting list."""
    if ranking.quotas:
        placed, skipped = _within_quotas(round_, ranking, lines, at, placed)
    else:
        skipped = {}
    amounts: list[Interval] = []
    why: list[str] = []
    treatments: list[Treatment | None] = []
    pays = _grade_amounts(round_, ranking, lines, at, entity)
    ends = np.cumsum([grade.places for grade in ranking.grades]).tolist()
    who = round_.names(lines, at[list(blockers)])
    for i, place in enumerate(placed):
        if i in skipped:
            amounts.append((0, 0))
            why.append(skipped[i])
            treatments.append(Treatment.UNPLACED)
            continue
        grades = _grades_of(place, ends)
        possible = [pays[g][i] if g < len(pays) else (0, 0) for g in grades]
        low, high = min(p[0] for p in possible), max(p[1] for p in possible)
        low = low if lines.sure[at[i]] else 0
        amounts.append((low, high))
        names = "或".join(
            f"「{ranking.grades[g].name}」" if g < len(pays) else "未入围" for g in grades
        )
        spoken = f"第 {place.best} 名" if place.known else f"第 {place.best} 至 {place.worst} 名"
        beyond = place.best - ranking.places
        if grades == [len(pays)]:
            reserve = place.known and 0 < beyond <= ranking.reserve
            treatments.append(Treatment.RESERVE if reserve else Treatment.UNPLACED)
            why.append(
                f"{ranking.method}{spoken}，" + (f"候补第 {beyond} 位" if reserve else "未入围")
            )
        else:
            treatments.append(None)
            waits = _few(who) if len(grades) > 1 or i in blockers else ""
            after = f"；待核实：{waits}" if waits else ""
            tied = "；同分未能分出先后，由人决定" if len(grades) > 1 and not waits else ""
            why.append(f"{ranking.method}{spoken}，{names} {yuan(high)}{after}{tied}")
    rank_of = [p.best if p.known else -1 for p in placed]
    change = Change.of(lines, at, amounts, why, rank=rank_of)
    for i, treatment in enumerate(treatments):
        if treatment is not None:
            change.treatment[i] = CODES[treatment]
    return change


def _few(names: Sequence[str]) -> str:
    """Name those whom a place waits for."""
    return "、".join(names[:MOST_NAMED]) + (
        f"等 {len(names)} 家" if len(names) > MOST_NAMED else ""
    )


def _grades_of(place: Place, ends: Sequence[int]) -> list[int]:
    """List the grades that the possible places fall in; the last number is none."""
    first = sum(end < place.best for end in ends)
    last = sum(end < place.worst for end in ends)
    return list(range(first, last + 1))


def _grade_amounts(
    round_: Round, ranking: Ranking, lines: Lines, at: Index, entity: str
) -> list[list[Interval]]:
    found = []
    for grade in ranking.grades:
        if grade.amount is None:
            found.append(lines.claims(at))
        else:
            low, high = round_.money(grade.amount, entity, lines.row[at])
            found.append(list(zip(low.tolist(), high.tolist(), strict=True)))
    return found


def _within_quotas(
    round_: Round, ranking: Ranking, lines: Lines, at: Index, placed: list[Place]
) -> tuple[list[Place], dict[int, str]]:
    """Walk down the ranked list, passing by whose quota is full (递补); places close up behind.

    Where a place in the walk is not known, everyone from there on may stand anywhere below.
    """
    sure = [p.known and bool(lines.sure[at[i]]) for i, p in enumerate(placed)]
    groups = [round_.words(lines, at, quota.per) for quota in ranking.quotas]
    counts: list[Counter[object]] = [Counter() for _ in ranking.quotas]
    found: list[Place] = list(placed)
    skipped: dict[int, str] = {}
    next_place = shared = 1
    tied_at = 0
    blocked = False
    for i in sorted(range(len(placed)), key=lambda i: (placed[i].best, placed[i].worst)):
        own = [words[i] for words in groups]
        if next_place <= ranking.places and (not sure[i] or None in own):
            blocked = True
        if blocked:
            found[i] = Place(next_place, len(placed))
            continue
        full = [
            (quota, word)
            for quota, word, count in zip(ranking.quotas, own, counts, strict=True)
            if count[word] >= quota.most
        ]
        if full and next_place <= ranking.places:
            quota, word = full[0]
            skipped[i] = f"限额：{quota.per}「{word}」已有 {quota.most} 个"
            continue
        for word, count in zip(own, counts, strict=True):
            count[word] += 1
        if placed[i].best != tied_at:  # equals that win together share a place
            tied_at, shared = placed[i].best, next_place
        found[i] = Place(shared, shared) if sure[i] else Place(shared, len(placed))
        next_place += 1
    return found, skipped
