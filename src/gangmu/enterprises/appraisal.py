"""综合评定: a yearly review of the enterprises on a register, by indicators, weights, vetoes and grades.

The method is dated data (``appraisal.yaml``): policy documents mostly name the review and give none of
it, so a workspace states its own, with the document it rests on; without one a documented default is
used, and every result says so.

An indicator earns ``权 × (值 − 零分值) ÷ (满分值 − 零分值)``, never below nothing or above its weight. What
is not known earns between nothing and all; a grade is given only where both ends give the same.

>>> from gangmu.measures.facts import load_facts
>>> method = load_method(None, load_facts())
>>> method.name, method.full, [grade.name for grade in method.grades]
('年度综合评定（默认办法）', Fraction(100, 1), ['优秀', '合格', '不合格'])
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa

from gangmu.measures.columnar import holds
from gangmu.measures.columns import Population
from gangmu.measures.evaluation import Applicant, missing, number, truth
from gangmu.measures.expressions import Scope, read_condition, read_number
from gangmu.measures.facts import FactBook, show_number
from gangmu.measures.keys import Keys
from gangmu.measures.nodes import Condition, Lit, Number
from gangmu.measures.periods import Assessment
from gangmu.measures.thresholds import lower
from gangmu.measures.wording import write
from gangmu.measures.yamltext import Entries, Findings, Text, compose
from gangmu.terms import InputError

ENTERPRISE = "企业"
UNDECIDED = "待核实"
_DEFAULT = Path(__file__).with_name("appraisal.yaml")
_KEYS = ("名称", "依据", "施行", "失效", "范围", "指标", "否决", "等次", "说明")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: a number of an enterprise, the values that earn nothing and all, its weight."""

    name: str
    by: Number
    nothing: Fraction
    full: Fraction
    weight: Fraction

    def points(self, value: Fraction) -> Fraction:
        """Give the points of a value."""
        share = (value - self.nothing) / (self.full - self.nothing)
        return self.weight * min(max(share, Fraction(0)), Fraction(1))


@dataclass(frozen=True, slots=True)
class Veto:
    """What decides the grade by itself, whatever the points."""

    condition: Condition
    grade: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the points from which it is given."""

    name: str
    least: Fraction


@dataclass(frozen=True, slots=True)
class Method:
    """A method of review, in force from a day to a day; ``own`` says that the workspace stated it."""

    name: str
    basis: str
    effective: date | None
    expires: date | None
    scope: Condition
    indicators: tuple[Indicator, ...]
    vetoes: tuple[Veto, ...]
    grades: tuple[Grade, ...]
    note: str
    own: bool

    @property
    def full(self) -> Fraction:
        """Give the most that can be earned."""
        return sum((each.weight for each in self.indicators), Fraction(0))

    def grade(self, points: Fraction) -> str:
        """Give the grade of some points."""
        return next(grade.name for grade in self.grades if points >= grade.least)


@dataclass(frozen=True, slots=True)
class Earned:
    """An indicator of an enterprise: its value, the points at least and at most, how they come."""

    indicator: str
    value: str
    low: Fraction
    high: Fraction
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Review:
    """One enterprise reviewed; ``grade`` is 待核实 where a missing fact leaves it open."""

    code: str
    name: str
    earned: tuple[Earned, ...]
    low: Fraction
    high: Fraction
    grade: str
    vetoed: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appraised:
    """A review: by what method, of whom; ``recorded`` are grades of the registry, by code."""

    method: Method
    reviews: tuple[Review, ...]
    recorded: dict[str, str]
    workspace: str
    year: int


def load_method(path: Path | None, book: FactBook) -> Method:
    """Load the method of a workspace, or the default; raises ``InputErrors`` with every error."""
    source = path or _DEFAULT
    findings = Findings()
    try:
        text = source.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError("读不了评定办法", str(source), "请用 UTF-8 保存为文本") from None
    root = compose(text, source.name, findings)
    findings.raise_errors()
    if not isinstance(root, Entries):
        raise InputError(
            "评定办法应由「键: 值」组成", str(source), "写「名称」「范围」「指标」「等次」"
        )
    method = _Reader(Keys(findings), Scope(book, ENTERPRISE)).read(root, own=path is not None)
    findings.raise_errors()
    assert method is not None
    return method


class _Reader:
    def __init__(self, keys: Keys, scope: Scope) -> None:
        self.keys = keys
        self.scope = scope

    def read(self, root: Entries, *, own: bool) -> Method | None:
        keys = self.keys
        keys.known(root, _KEYS, "评定办法")
        scope = self.condition(root, "范围")
        indicators = [self.indicator(keys.entries(node, "「指标」的一项", "{名称: …, 按: …}"))
                      for node in keys.items(root, "指标", required=True)]  # fmt: skip
        vetoes = [self.veto(keys.entries(node, "「否决」的一项", "{若: 严重失信, 结果: 不合格}"))
                  for node in keys.items(root, "否决")]  # fmt: skip
        grades = [self.grade(keys.entries(node, "「等次」的一项", "{名称: 优秀, 不低于: 80}"))
                  for node in keys.items(root, "等次", required=True)]  # fmt: skip
        if keys.findings.errors or scope is None:
            return None
        steps = [grade.least for grade in grades if grade]
        if steps != sorted(steps, reverse=True) or not steps or steps[-1] != 0:
            keys.findings.error(
                root.key_place("等次"),
                "「等次」应从高到低，最后一档「不低于: 0」",
                "调整顺序，补上最低一档",
            )
        names = [grade.name for grade in grades if grade]
        for veto in vetoes:
            if veto and veto.grade not in names:
                keys.findings.error(
                    root.key_place("否决"),
                    f"没有等次「{veto.grade}」",
                    f"可以写：{'、'.join(names)}",
                )
        return Method(
            keys.text(root, "名称", required=True),
            keys.text(root, "依据", required=True),
            keys.day(root, "施行"),
            keys.day(root, "失效"),
            scope,
            tuple(each for each in indicators if each),
            tuple(each for each in vetoes if each),
            tuple(each for each in grades if each),
            keys.text(root, "说明"),
            own,
        )

    def condition(self, entries: Entries, key: str) -> Condition | None:
        text = self.keys.scalar(entries, key)
        if text is None:
            self.keys.findings.error(
                entries.place, f"缺少「{key}」", f"写成「{key}: 名录 包含 龙头企业」"
            )
            return None
        return read_condition(text, self.scope, self.keys.findings)

    def indicator(self, entries: Entries) -> Indicator | None:
        keys = self.keys
        keys.known(entries, ("名称", "按", "零分值", "满分值", "权"), "指标")
        text = keys.scalar(entries, "按")
        by = read_number(text, self.scope, keys.findings) if text else None
        if by is None:
            if text is None:
                keys.findings.error(entries.place, "缺少「按」", "写一个事实或式子")
            return None
        ends = [self.literal(entries, key, by.dimension) for key in ("零分值", "满分值")]
        weight = self.points(entries, "权")
        if ends[0] is None or ends[1] is None or not weight:
            return None
        if ends[0] == ends[1]:
            keys.findings.error(entries.place, "「零分值」与「满分值」相同", "核对两个值")
            return None
        return Indicator(keys.text(entries, "名称", required=True), by, ends[0], ends[1], weight)

    def literal(self, entries: Entries, key: str, dimension: str) -> Fraction | None:
        text = self.keys.scalar(entries, key)
        if text is None:
            self.keys.findings.error(entries.place, f"缺少「{key}」", "写一个带单位的数")
            return None
        found = read_number(text, self.scope, self.keys.findings, dimension)
        if isinstance(found, Lit) and isinstance(found.value, Fraction):
            return found.value
        if found is not None:
            self.keys.findings.error(text.place, f"「{key}」应是一个数", "写成 5% 或 1亿元")
        return None

    def points(self, entries: Entries, key: str) -> Fraction | None:
        text = self.keys.scalar(entries, key)
        number_ = re.fullmatch(r"(\d+(?:\.\d+)?)分?", text.value) if text else None
        if not number_:
            place = text.place if isinstance(text, Text) else entries.place
            self.keys.findings.error(place, f"「{key}」应是一个数", f"写成「{key}: 20」")
            return None
        return Fraction(number_[1])

    def veto(self, entries: Entries) -> Veto | None:
        self.keys.known(entries, ("若", "结果"), "否决")
        condition = self.condition(entries, "若")
        grade = self.keys.text(entries, "结果", required=True)
        return None if condition is None else Veto(condition, grade)

    def grade(self, entries: Entries) -> Grade | None:
        self.keys.known(entries, ("名称", "不低于"), "等次")
        least = self.points(entries, "不低于")
        name = self.keys.text(entries, "名称", required=True)
        return None if least is None else Grade(name, least)


def appraise(
    method: Method, table: pa.Table, book: FactBook, assessment: Assessment
) -> list[Review]:
    """Review every enterprise in the scope of a method, best first; who may be in it is reviewed too."""
    population = Population(table, assessment)
    rows = np.flatnonzero(
        holds(lower(method.scope), population, np.arange(table.num_rows), may=True)
    )
    found = [
        review(method, Applicant.of_row(ENTERPRISE, book, table, row, assessment=assessment))
        for row in rows.tolist()
    ]
    return sorted(found, key=lambda each: (-each.low, -each.high, each.code))


def review(method: Method, applicant: Applicant) -> Review:
    """Review one enterprise."""
    earned = tuple(_earned(each, applicant) for each in method.indicators)
    low, high = (
        sum((e.low for e in earned), Fraction(0)),
        sum((e.high for e in earned), Fraction(0)),
    )
    lacking: set[str] = set()
    for each in method.indicators:
        lacking |= missing(each.by, applicant)
    grades = {method.grade(low), method.grade(high)}
    vetoed = ""
    for veto in method.vetoes:
        known = truth(veto.condition, applicant)
        if known:
            vetoed, grades = write(veto.condition), {veto.grade}
            break
        if known is None:
            lacking |= missing(veto.condition, applicant)
            grades |= {veto.grade}
    inside = truth(method.scope, applicant)
    if inside is None and not vetoed:
        lacking |= missing(method.scope, applicant)
        grades |= {UNDECIDED}
    code, name = applicant.value("统一社会信用代码"), applicant.value("企业名称")
    grade = grades.pop() if len(grades) == 1 else UNDECIDED
    return Review(
        str(code), str(name or code), earned, low, high, grade, vetoed, tuple(sorted(lacking))
    )


def _earned(indicator: Indicator, applicant: Applicant) -> Earned:
    value = number(indicator.by, applicant)
    if value is None:
        return Earned(
            indicator.name,
            "未知",
            Fraction(0),
            indicator.weight,
            f"未知，0 至 {points(indicator.weight)} 分",
        )
    earned = indicator.points(value)
    dimension = indicator.by.dimension
    shown = show_number(value, dimension)
    if shown.startswith("约") and dimension == "率":
        shown = f"约{points(value * 100)}%"
    low, high = (show_number(end, dimension) for end in (indicator.nothing, indicator.full))
    low = f"({low})" if indicator.nothing < 0 else low
    arithmetic = (
        f"{points(indicator.weight)} × ({shown} − {low}) ÷ ({high} − {low}) = {points(earned)}"
    )
    bounded = earned in (0, indicator.weight)
    return Earned(
        indicator.name, shown, earned, earned, arithmetic + ("（取 0 至满分）" if bounded else "")
    )


def points(value: Fraction) -> str:
    """Write points with two decimals, half up.

    >>> points(Fraction(2, 3) * 100), points(Fraction(20))
    ('66.67', '20')
    """
    hundredths = (2 * value * 100 + 1) // 2
    return f"{float(Fraction(hundredths, 100)):.2f}".rstrip("0").rstrip(".")


def in_force(method: Method, on: date) -> bool:
    """Tell whether a method is in force on a day; both ends are included."""
    return (method.effective is None or method.effective <= on) and (
        method.expires is None or on <= method.expires
    )


def grades_table(reviews: Sequence[Review]) -> pa.Table:
    """Give what the review decided, by enterprise; what is open is unknown."""
    known = [each for each in reviews if each.grade != UNDECIDED]
    return pa.table(
        {
            "统一社会信用代码": pa.array([each.code for each in known], pa.string()),
            "年度综合评定": pa.array([each.grade for each in known], pa.string()),
        }
    )
