"""The clauses of settlement, as typed trees: what happens to amounts after everyone was judged.

A measure file states them beside its measures, each with the clause it rests on; where the text of a
document is silent there is no default here either (how a shared cap is divided, who is paid first
when money runs out, what two equal scores mean). What each clause does is in ``settlement``; here is
only what it says.

=========  ==============  ==============================================================
key        class           says
=========  ==============  ==============================================================
组合        ``Group``       of several measures for one matter: 择高 择一 补差 可叠加 互斥 至多
梯队        ``Ladder``      ranks of one ladder (骨干 below 龙头): who is in both
上限 每      ``Cap``         at most so much per 企业, 项目, 年, 批次 or any fact
共用上限     ``Cap``         the same, shared by measures, with how it is divided
排序        ``Ranking``     who of the population wins: method, ties, quotas, 限额, 递补
预算        ``Budget``      at most so much in all, and what happens when it is short
分期        ``Instalment``  when the parts of an amount fall due, and on what condition
保持        ``Retention``   what must last, and what a breach costs: 停发余款 or 追回
分担 配套    ``Share``       which level of government bears or adds which part
受益        ``Payee``       who is paid, where it is not the applicant
用途        ``Transfer``    what part must be passed on, and to whom
次序        ``Order``       the order of these steps, where the document fixes another one
=========  ==============  ==============================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from gangmu.measures.nodes import NOWHERE, Condition, FactRef, Highest, Lit, Number
from gangmu.measures.yamltext import Place

#: What 每 may name besides facts: whose amounts are added up, and over what time.
APPLICANT, ENTERPRISE, YEAR, BATCH, BENEFICIARY = "对象", "企业", "年", "批次", "受益人"
PERIODS = (YEAR, BATCH)


class GroupRule(StrEnum):
    """Of several measures that one may take, what counts."""

    HIGHEST = "择高"
    CHOICE = "择一"
    TOP_UP = "补差"
    STACK = "可叠加"
    EXCLUSIVE = "互斥"
    AT_MOST = "至多"


class Sharing(StrEnum):
    """How what a limit leaves is divided among those under it."""

    PRO_RATA = "按比例"
    IN_ORDER = "按次序"
    LARGEST = "就高"
    TOTAL_ONLY = "只定总额"


class Shortage(StrEnum):
    """What happens when a budget does not reach."""

    SCALE = "按比例缩减"
    BY_RANK = "按名次"
    IN_ORDER = "按顺序"
    CARRY = "滚动到下年"


class Method(StrEnum):
    """How several indicators become one order."""

    RANK_SUM = "名次加权和"
    WEIGHTED = "加权和"
    EFFICACY = "功效系数"
    SINGLE = "单指标"


class Ties(StrEnum):
    """What ranks two equal values of an indicator get."""

    COMPETITION = "并列占位"
    DENSE = "并列不占位"
    AVERAGE = "平均名次"


class StillTied(StrEnum):
    """What happens at a border where everything is equal."""

    UNDECIDED = "待定"
    BOTH = "并列同奖"


class Consequence(StrEnum):
    """What a breach of 保持 costs."""

    STOP = "停发余款"
    RECLAIM = "追回全部"
    RECLAIM_REST = "按剩余年限追回"


class Level(StrEnum):
    """How the part of a level of government is stated."""

    RATE = "比例"
    REST = "余额"
    AT_LEAST = "不低于"
    DISCRETION = "裁量"


@dataclass(frozen=True, slots=True)
class Group:
    """Of several measures that count as the same matter, what is paid.

    ``per`` says whose lines compete (``企业``, ``项目``, a fact such as 发票号码); empty is one
    applicant, or one enterprise where the measures are for different kinds of applicants. ``most`` is
    how many count under 至多.
    """

    rule: GroupRule
    measures: tuple[str, ...]
    per: tuple[str, ...] = ()
    most: int | None = None
    clause: str = ""
    name: str = ""
    places: tuple[Place, ...] = field(default=(), compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder: who stands on it, and the measure that it gives."""

    measure: str
    on: Condition


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ranks of one ladder, lowest first: who stands on several is paid by the highest only.

    It is the standing that excludes, not the amount: who stands higher and fails there does not
    fall back on the lower rung. With ``top_up`` (晋级补差) what the lower rungs paid before is
    deducted.
    """

    rungs: tuple[Rung, ...]
    top_up: bool
    clause: str
    name: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(rung.measure for rung in self.rungs)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``amount`` for the lines of some measures together, for each value of ``per``.

    ``entity`` is whose facts the amount may read. ``sharing`` is ``None`` only where no two lines
    can meet under the cap. ``order`` sorts the lines of one measure that are served 按次序.
    """

    amount: Number
    entity: str
    measures: tuple[str, ...]
    per: tuple[str, ...]
    sharing: Sharing | None
    clause: str
    name: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    order: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One indicator of a ranking; ``best`` and ``worst`` are 功效系数's 满意值 and 不允许值.

    These two are a number, or ``None`` for the greatest and the least among those who are ranked.
    """

    by: Number
    weight: Fraction
    lower_first: bool = False
    best: Lit | None = None
    worst: Lit | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of a ranking: how many places, and what each pays (``None``: the measure's 给付)."""

    name: str
    places: int
    amount: Number | None


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``most`` winners for each value of a fact (每市至多2个)."""

    per: str
    most: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who of those that are 符合 wins, and what.

    ``base`` is 功效系数's score at 不允许值 (60 of 100). ``breakers`` are compared in turn where
    scores are equal; ``reserve`` is how many stand on the waiting list (递补).
    """

    method: Method
    criteria: tuple[Criterion, ...]
    ties: Ties | None
    breakers: tuple[Number, ...]
    still_tied: StillTied
    quotas: tuple[Quota, ...]
    grades: tuple[Grade, ...]
    reserve: int
    clause: str
    base: Fraction = Fraction(0)
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def places(self) -> int:
        """Count the places of all grades."""
        return sum(grade.places for grade in self.grades)

    @property
    def highest(self) -> Number | None:
        """Give the greatest amount of a grade; ``None`` where a grade states none."""
        amounts = tuple(grade.amount for grade in self.grades if grade.amount is not None)
        if len(amounts) < len(self.grades):
            return None
        return amounts[0] if len(amounts) == 1 else Highest(amounts, amounts[0].dimension)


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so much in all for some measures in a year, and what happens when it is short.

    ``amounts`` maps a year to 元; the year ``None`` holds for every year. ``order`` are what those
    who are paid in turn are sorted by (ascending), ``last`` says whether the one whom the money
    does not wholly reach gets the rest. ``reserve`` sets aside what lines that are 待核实 may need;
    without it all wait for them.
    """

    amounts: Mapping[int | None, Fraction]
    measures: tuple[str, ...]
    short: Shortage
    order: tuple[Number, ...]
    last: bool
    reserve: bool
    quantum: Fraction
    clause: str
    name: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of an amount: a sum (元), a share, or the rest; due in the n-th year and if ``given``.

    ``year`` counts from 0, the year of the award. ``progress`` is a share that the facts of that
    year give (当期完成投资 ÷ 计划总投资); until then the part stands for all that is left.
    """

    name: str
    amount: Fraction | None
    share: Fraction | None
    year: int
    given: Condition | None
    clause: str
    progress: Number | None = None
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def rest(self) -> bool:
        return self.amount is None and self.share is None and self.progress is None


@dataclass(frozen=True, slots=True)
class Retention:
    """What must not happen for ``years`` years from the award, and what it costs if it does."""

    years: int
    breach: Condition
    consequence: Consequence
    clause: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Share:
    """What a level of government bears (分担) or adds (配套).

    ``rate`` goes with 比例; 不低于 names another ``level`` (区级不低于市级); 裁量 is ``low`` to ``high``.
    """

    level: str
    kind: Level
    rate: Fraction = Fraction(0)
    of: str = ""
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Split:
    """The levels that bear an amount together (分担), or add to it (配套)."""

    shares: tuple[Share, ...]
    adds: bool
    clause: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid where it is not the applicant: what they are, and the fact that names them."""

    kind: str
    by: FactRef
    clause: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """What part of the money must be passed on or spent in one way (用途, 转付)."""

    share: Fraction
    to: str
    clause: str


@dataclass(frozen=True, slots=True)
class MeasureArrangement:
    """The settlement clauses of one measure."""

    caps: tuple[Cap, ...] = ()
    ranking: Ranking | None = None
    budget: Budget | None = None
    instalments: tuple[Instalment, ...] = ()
    retention: Retention | None = None
    splits: tuple[Split, ...] = ()
    payee: Payee | None = None
    transfer: Transfer | None = None


@dataclass(frozen=True, slots=True)
class FileArrangement:
    """The settlement clauses of a measure file, among its measures.

    ``order`` names the steps in the file's own order; empty is the usual one, ``STEP_ORDER``.
    """

    groups: tuple[Group, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    caps: tuple[Cap, ...] = ()
    budgets: tuple[Budget, ...] = ()
    order: tuple[str, ...] = ()
    order_clause: str = ""

    def concerning(self, measure: str) -> FileArrangement:
        """Keep only the clauses that name a measure."""
        return FileArrangement(
            tuple(each for each in self.groups if measure in each.measures),
            tuple(each for each in self.ladders if measure in each.measures),
            tuple(each for each in self.caps if measure in each.measures),
            tuple(each for each in self.budgets if measure in each.measures),
        )


#: The steps between verdict and plan of payment, in their usual order.
STEP_ORDER = ("排序", "梯队", "上限", "组合", "共用上限", "预算")
NOTHING_ARRANGED = MeasureArrangement()
NO_GROUPS = FileArrangement()
