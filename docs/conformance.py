"""Rewrite docs/符合性.md: which measures exercise which structural pattern: ``./run docs``.

The measures are those of ``tests/conformance/measures``; which patterns a source has is data
(``tests/conformance/patterns.yaml``). A pattern counts only where the measure's tree shows it
(``SHOWN``), or it is listed there as a gap with its reason. A test compares the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from gangmu.measures.arrangement import GroupRule, Method
from gangmu.measures.facts import FactKind, load_facts
from gangmu.measures.measure import MeasureFile
from gangmu.measures.nodes import (
    All,
    Any,
    Arith,
    AtLeast,
    Between,
    Call,
    Change,
    Combine,
    Compare,
    Dated,
    Discretion,
    Each,
    End,
    Exists,
    FactRef,
    Later,
    Lit,
    Named,
    Node,
    Panel,
    PerUnit,
    Slices,
    Streak,
    Table,
    TopUp,
    walk,
)
from gangmu.measures.syntax import load

ROOT = Path(__file__).parents[1]
HERE = ROOT / "tests" / "conformance"
PAGE = ROOT / "docs" / "符合性.md"
REPAYS = frozenset({GroupRule.HIGHEST, GroupRule.CHOICE, GroupRule.EXCLUSIVE, GroupRule.AT_MOST})


@dataclass(frozen=True)
class Shown:
    """What can be seen in the trees and clauses of a file."""

    file: MeasureFile

    def nodes(self) -> Iterator[Node]:
        for measure in self.file.measures:
            roots: list[Node] = [test.condition for test in measure.tests]
            roots += [measure.amount, *([measure.cap] if measure.cap is not None else [])]
            arranged = measure.arrangement
            roots += [cap.amount for cap in arranged.caps]
            if arranged.ranking is not None:
                roots += [criterion.by for criterion in arranged.ranking.criteria]
            roots += [each.given for each in arranged.instalments if each.given is not None]
            roots += [each.progress for each in arranged.instalments if each.progress is not None]
            if arranged.retention is not None:
                roots.append(arranged.retention.breach)
            for root in roots:
                yield from walk(root)
        for cap in self.file.arrangement.caps:
            yield from walk(cap.amount)

    def has(self, *kinds: type, where: Callable[[Node], bool] = lambda _node: True) -> bool:
        return any(isinstance(node, kinds) and where(node) for node in self.nodes())

    def fact(self, words: str) -> bool:
        return self.has(
            FactRef, where=lambda node: bool(re.search(words, node.column))
        ) or self.has(Named, where=lambda node: bool(re.search(words, node.name)))

    def kind(self, *kinds: FactKind) -> bool:
        return self.has(FactRef, where=lambda node: node.fact.kind in kinds)

    @property
    def groups(self) -> frozenset[GroupRule]:
        return frozenset(group.rule for group in self.file.arrangement.groups)

    def arranged(self, name: str) -> bool:
        return any(getattr(measure.arrangement, name) for measure in self.file.measures)

    @property
    def rankings(self) -> list:
        found = (measure.arrangement.ranking for measure in self.file.measures)
        return [ranking for ranking in found if ranking is not None]

    @property
    def budgets(self) -> bool:
        return bool(self.file.arrangement.budgets) or self.arranged("budget")

    @property
    def instalments(self) -> list:
        return [each for measure in self.file.measures for each in measure.arrangement.instalments]

    @property
    def caps(self) -> bool:
        return bool(
            self.file.arrangement.caps
            or self.arranged("caps")
            or any(measure.cap is not None for measure in self.file.measures)
        )

    @property
    def excludes(self) -> bool:
        return any(test.excludes for measure in self.file.measures for test in measure.tests)

    def says(self, words: str) -> bool:
        return any(words in measure.note for measure in self.file.measures)


def _money(node: Node) -> bool:
    return isinstance(node, Lit) and node.dimension == "元" and bool(node.value)


def _rate(node: Node) -> bool:
    return isinstance(node, Lit) and node.dimension == "率"


#: How each pattern shows in a file: its code, its name, and what to look for.
SHOWN: dict[str, tuple[str, Callable[[Shown], bool]]] = {
    "P01": ("定额", lambda s: s.has(Lit, where=_money)),
    "P02": ("按认定级别定额", lambda s: s.has(Table) or s.kind(FactKind.REGISTER)),
    "P03": ("门槛对应的额（全额）", lambda s: s.has(Table)),
    "P04": ("按规模选比率，乘全部基数", lambda s: s.has(Table)),
    "P05": ("分段累进", lambda s: s.has(Slices)),
    "P06": ("比率乘基数", lambda s: s.has(Arith, where=lambda n: n.op == "×")),
    "P07": (
        "每新增若干奖若干",
        lambda s: (
            s.has(PerUnit, Each, Combine)
            or s.has(Lit, where=lambda n: n.dimension == "率" and n.unit.startswith("万元/"))
            or len(s.file.measures) >= 3
        ),
    ),
    "P08": ("增长条件", lambda s: s.has(Change) or s.fact("增速|新增|增幅")),
    "P09": (
        "增长与绝对规模并列",
        lambda s: (
            s.has(Compare, Between, where=lambda n: any(map(_money, walk(n)))) or s.fact("进度")
        ),
    ),
    "P10": (
        "首次",
        lambda s: (
            s.fact("首次") or s.has(Panel, where=lambda n: n.rule == "历史最高") or s.has(TopUp)
        ),  # what was had at lower steps is deducted
    ),
    "P11": ("补差、晋级差额", lambda s: s.has(TopUp)),
    "P12": (
        "评比，按等次名额",
        lambda s: bool(s.rankings),
    ),
    "P13": (
        "名次加权或功效系数",
        lambda s: any(r.method in (Method.RANK_SUM, Method.EFFICACY) for r in s.rankings),
    ),
    "P14": ("贷款贴息", lambda s: s.has(Dated) or s.fact("利率|贷款")),
    "P15": ("视同有贷款的基数", lambda s: s.has(Dated) and s.fact("投资额")),
    "P16": ("保费、展费分担", lambda s: s.fact("保费|保险费")),
    "P17": ("按面积或件数", lambda s: s.has(Lit, where=lambda n: "/" in n.dimension)),
    "P18": ("租金补助", lambda s: s.fact("租金")),
    "P19": ("按上级奖补配套", lambda s: s.fact("上级|省级|市级|奖励|补助")),
    "P20": ("各级分担", lambda s: s.arranged("splits")),
    "P21": ("以地方贡献为基数", lambda s: s.fact("贡献|县得|留成")),
    "P22": ("以税收留成封顶", lambda s: s.fact("留成") and s.caps),
    "P23": ("按户、按年封顶", lambda s: s.caps),
    "P24": (
        "按类别定上限或比率",
        lambda s: (
            s.has(Table)
            or s.has(Combine, where=lambda n: any(part.when is not None for part in n.parts))
            or s.kind(FactKind.FLAG)
        ),
    ),
    "P25": (
        "在基本奖励上另加",
        lambda s: (
            s.has(Combine)
            or s.has(Arith, where=lambda n: n.op == "+")
            or GroupRule.STACK in s.groups
        ),
    ),
    "P26": (
        "比率加百分点",
        lambda s: (
            s.has(Lit, where=lambda n: n.unit == "个百分点")
            or (s.has(Combine) and s.has(Lit, where=_rate))
        ),
    ),
    "P27": (
        "按节点拨付",
        lambda s: any(
            each.given is not None or each.progress is not None for each in s.instalments
        ),
    ),
    "P28": ("分年拨付", lambda s: len({each.year for each in s.instalments}) > 1),
    "P29": (
        "连续保持若干年",
        lambda s: s.has(Streak, Later) or s.arranged("retention"),
    ),
    "P30": ("锁定与追回", lambda s: s.arranged("retention")),
    "P31": ("一票否决", lambda s: s.excludes),
    "P32": ("不重复享受", lambda s: bool(s.groups & REPAYS) or s.excludes),
    "P33": ("可以叠加", lambda s: GroupRule.STACK in s.groups or s.has(Combine)),
    "P34": ("年度预算或按户数缩减", lambda s: s.budgets or s.fact("奖金池")),
    "P35": (
        "裁量（不超过、择优、一事一议）",
        lambda s: s.has(Discretion) or s.fact("认定|评审"),
    ),
    "P36": (
        "有效期与过渡",
        lambda s: (
            s.file.expires is not None
            or any(test.text.startswith("过渡") for m in s.file.measures for test in m.tests)
        ),
    ),
    "P37": (
        "受益人不是企业",
        lambda s: (
            s.arranged("payee")
            or any(measure.entity not in ("企业", "项目") for measure in s.file.measures)
        ),
    ),
    "P38": (
        "基数与往年比",
        lambda s: (
            s.has(Panel, Change)
            or s.has(FactRef, where=lambda n: isinstance(n.period, int) and n.period < 0)
        ),
    ),
    "P39": ("审计与申报就低", lambda s: s.has(Call, where=lambda n: n.name == "取小")),
    "P40": ("名额限制", lambda s: bool(s.rankings) or s.budgets),
    "P41": (
        "纳统、在规、行业",
        lambda s: s.fact("规模以上|在规|升规|纳入统计|统计关系|行业代码"),
    ),
    "P42": (
        "几种办法选一",
        lambda s: (
            s.has(Any)
            or s.has(Discretion, where=lambda n: n.words == "择一")
            or GroupRule.CHOICE in s.groups
        ),
    ),
    "P43": ("地区差别", lambda s: s.fact("区域") and s.has(Table)),
    "P44": (
        "成本构成限制",
        lambda s: s.fact("占比") or s.has(Arith, where=lambda n: n.op == "+"),
    ),
    "P45": (
        "申报批次与期限",
        lambda s: (
            s.fact("基准日|申报日期") or any(measure.frequency for measure in s.file.measures)
        ),
    ),
    "P46": ("以上级认定、诊断、验收为前提", lambda s: s.fact("上级|省级|诊断|目录|评审|认定")),
    "P47": ("退出则停", lambda s: s.arranged("retention")),
    "P48": ("本地采购（公平竞争审查）", lambda s: s.says("公平竞争审查")),
    "P49": (
        "保底额",
        lambda s: s.has(Discretion, where=lambda n: _money(n.low)),
    ),
    "P50": ("达产后兑现余款", lambda s: any(each.rest and each.given for each in s.instalments)),
    "P51": ("面积或单价封顶", lambda s: s.has(Call, where=lambda n: n.name == "取小")),
    "P52": ("外币门槛", lambda s: s.has(Lit, where=lambda n: n.dimension == "美元")),
}
REQUIREMENTS: dict[int, tuple[str, Callable[[Shown], bool]]] = {
    1: ("有类型的事实，未知是第三个值", lambda s: s.has(FactRef)),
    2: (
        "多种对象，受益人可以不是申请人",
        lambda s: SHOWN["P37"][1](s) or s.has(Each, Exists),
    ),
    3: (
        "含与不含、区间、几项中几项、任一、全部",
        lambda s: s.has(AtLeast, Any, Between, All) or s.has(End),
    ),
    4: (
        "给付的各种算式：定额、比率、分档、分段、取整到单位",
        lambda s: s.has(Arith, Table, Slices, PerUnit, Call, Combine, Each),
    ),
    5: ("往年、首次、历史最高", lambda s: SHOWN["P38"][1](s) or SHOWN["P10"][1](s)),
    6: (
        "称号：级别、批次、有效期、晋级、复核、退出",
        lambda s: s.fact("称号|级别|层级|等级|认定|复审|退规|名录|升规") or s.has(TopUp),
    ),
    7: ("多重上限", lambda s: s.caps or s.has(Each)),
    8: ("同项目、同发票、同事项的组合", lambda s: bool(s.groups)),
    9: ("排序、名额、预算、缩减、递补", lambda s: bool(s.rankings) or s.budgets),
    10: ("分期、考核、保持、追回", lambda s: bool(s.instalments) or s.arranged("retention")),
    11: ("各级分担与配套", lambda s: s.arranged("splits") or SHOWN["P19"][1](s)),
    12: (
        "施行、失效、过渡、有效期",
        lambda s: s.file.effective is not None or s.has(Later),
    ),
    13: ("裁量是区间和待办，不是一个数", lambda s: s.has(Discretion)),
    14: (
        "每一处都有依据",
        lambda s: all(
            measure.clause and all(test.clause for test in measure.tests)
            for measure in s.file.measures
        ),
    ),
}


def files() -> dict[str, MeasureFile]:
    """Load the measures by their id."""
    book = load_facts(HERE / "facts.yaml")
    paths = sorted((HERE / "measures").glob("*.yaml"))
    return {path.stem: load(path, book) for path in paths}


def claims() -> dict[str, dict]:
    """Read what each source has: ``{M001: {式: [P06, P32], 缺: {P44: 原因}}}``."""
    return yaml.safe_load((HERE / "patterns.yaml").read_text("utf-8"))


def page() -> str:
    """Write the page."""
    stated, loaded = claims(), {id: Shown(file) for id, file in files().items()}
    lines = [
        "# 符合性：真实措施与语言",
        "",
        "本页由 `./run docs` 生成，测试比对。对照的是 87 条真实措施：只取其数字、门槛和结构，写成本项目自己的措施文件",
        "（[tests/conformance/measures](../tests/conformance/measures)），每条都有符合、不符合、待核实的用例，金额由人手算",
        "（[cases](../tests/conformance/cases)），解释器、匹配器、索引三处结果相同；有结算条款的另有一次结算"
        "（[settlements](../tests/conformance/settlements)）。",
        "「式样」是否用到，看的是措施读成的语法树，不是自称。",
        "",
        "## 式样",
        "",
        "| 代码 | 式样 | 措施 | 数 |",
        "|---|---|---|---|",
    ]
    for code, (name, _) in SHOWN.items():
        users = [
            f"{id}（缺）" if code in claim.get("缺", {}) else id
            for id, claim in stated.items()
            if code in claim["式"]
        ]
        lines.append(f"| {code} | {name} | {'、'.join(users)} | {len(users)} |")
    lines += ["", "## 语言的十四项要求", "", "| 要求 | 内容 | 用到的措施数 |", "|---|---|---|"]
    for number, (name, shows) in REQUIREMENTS.items():
        lines.append(f"| {number} | {name} | {sum(map(shows, loaded.values()))} |")
    gaps = [
        f"| {id} | {code} {SHOWN[code][0]} | {reason} |"
        for id, claim in stated.items()
        for code, reason in claim.get("缺", {}).items()
    ]
    lines += ["", "## 没有写全的", "", "| 措施 | 式样 | 原因 |", "|---|---|---|", *gaps]
    notes = [
        f"| {id} | {measure.name} | {measure.note} |"
        for id, file in ((id, shown.file) for id, shown in loaded.items())
        for measure in file.measures
        if measure.note
    ]
    lines += [
        "",
        "## 原文未载、作为参数或裁量的",
        "",
        "| 措施 | 名称 | 说明 |",
        "|---|---|---|",
        *notes,
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
