"""The 113 published targets of the conformance set, in our own files: read, printed back, resolved.

The set is facts (``../shared/conformance/targets.json``). ``indicator_file`` writes each document's
targets as a person would; nothing is chosen by the number of a target.
"""

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from gangmu.indicators import Definitions, Form, load_definitions, write_definitions
from gangmu.indicators.progress import obstacle

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "conformance" / "targets.json"

COMPARATORS = {"=": "{}", ">": "超过{}", ">=": "不低于{}", "<=": "不超过{}", "≈": "{}左右"}
#: Kinds whose unit in the facts is that of the change; the indicator itself has another one.
CHANGES = {
    "growth_avg": ("年均增长", "亿元"),
    "annual_avg_decline": ("年均下降", "吨标准煤/万元"),
    "cumulative_decline": ("比基期下降", "吨标准煤/万元"),
    "annual_pp": ("年均提高", "%"),
}


def value(fact):
    """Write the value as documents do."""
    kind, comparator, number = fact["kind"], fact["comparator"], fact["value"]
    if comparator in ("≈经济增长",):
        return "与「经济增长」同步"
    if comparator == ">=全市平均":
        return "不低于全市平均"
    if found := re.fullmatch(r"=(\d+)x\((\d{4})\)", comparator):
        return f"{found[2]}年的{found[1]}倍"
    if kind == "monotone":
        return comparator
    if kind.startswith("rank"):
        return comparator
    if kind == "qualitative":
        return f"定性：{comparator}"
    if comparator == "破零":
        return comparator
    if number is None:
        return f"未载明：{comparator}"
    unit = fact["unit"].removesuffix("/年").replace("百分点", "个百分点")
    if isinstance(number, list):
        return f"{number[0]}—{number[1]}{unit}"
    written = COMPARATORS.get(comparator, "{}").format(f"{number}{unit if unit != '指数' else ''}")
    if found := re.fullmatch(r"较(\d{4})下降", comparator):
        written = f"比{found[1]}年下降{number}%"
    elif kind in CHANGES:
        written = f"{CHANGES[kind][0]}{written}"
    elif kind in ("cumulative_sum", "count_over_3_years") or (
        # 新增 within one year is that year's figure; over several years they add up.
        kind == "increment"
        and str(fact["deadline"]) not in (fact["published"] or str(fact["deadline"]))
    ):
        written = f"累计{written}"
    stretch = (
        f"，争创{fact['stretch']}{unit if unit in ('亿元', '%') else '%'}"
        if "stretch" in fact
        else ""
    )
    return f"{written}{stretch}"


def indicator_file(facts):
    """Write the targets of one document, with an indicator for each."""
    first = facts[0]
    indicators, targets = [], []
    for fact in facts:
        unit = CHANGES[fact["kind"]][1] if fact["kind"] in CHANGES else fact["unit"] or "指数"
        direction = "，方向: 降" if "decline" in fact["kind"] or "direction" in fact else ""
        line = f"  - {{名称: {fact['indicator']}, 单位: '{unit}'{direction.replace('，', ', ')}}}"
        if line not in indicators:
            indicators.append(line)
        base = fact["baseline"] or {}
        lines = [
            f"指标: {fact['indicator']}",
            f"目标值: '{value(fact)}'",
            f"期末: {fact['deadline'] or '未载明'}",
            f"备注: {fact['scope']}",
        ]
        if "year" in base:
            period = (
                f"{{期: {base['year']}, 值: {base['value']}}}" if "value" in base else base["year"]
            )
            lines.append(f"基期: {period}")
        if (fact["binding"] or "").startswith("约束性"):
            lines.append("属性: 约束性")
        if "owner" in fact:
            lines.append(f"牵头: {fact['owner']}")
        if "support" in fact:
            lines.append(f"配合: {'、'.join(fact['support'])}")
        targets.append(f"      - {{{', '.join(lines)}}}")
    head = f"规划:\n  - 名称: {first['document']}\n    地区: {first['place']}\n    目标:"
    return "\n".join(["指标:", *indicators, head, *targets, ""])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    if not FACTS.exists():
        pytest.skip("../shared/conformance is not here")
    facts = json.loads(FACTS.read_text("utf-8"))["targets"]
    folder = tmp_path_factory.mktemp("指标")
    files = []
    for number, (_, group) in enumerate(groupby(facts, lambda f: (f["place"], f["document"]))):
        files.append(folder / f"{number:02}.yaml")
        files[-1].write_text(indicator_file(list(group)), encoding="utf-8")
    return facts, [load_definitions([file]) for file in files]


def test_every_target_loads(loaded):
    facts, files = loaded

    targets = [target for each in files for target in each.targets]

    assert len(targets) == len(facts) == 113
    for fact, target in zip(facts, targets, strict=True):
        assert (target.region, target.indicator.name) == (fact["place"], fact["indicator"])
        assert (target.deadline is None) == (fact["deadline"] is None)
        if isinstance(fact["value"], int | float) and target.form is not Form.LEVEL:
            assert abs(target.goal.value) == pytest.approx(fact["value"])
        assert target.lead == fact.get("owner", "")


def test_every_file_is_printed_back_identically(loaded, tmp_path):
    for each in loaded[1]:
        printed = write_definitions(each)
        file = tmp_path / "again.yaml"
        file.write_text(printed, encoding="utf-8")

        again = load_definitions([file])

        assert without_places(again) == without_places(each)
        assert write_definitions(again) == printed


def without_places(definitions):
    return Definitions(
        definitions.indicators, tuple(replace(each, place="") for each in definitions.targets)
    )


def reasons(loaded):
    """Count targets by form, and by what keeps them from being computed."""
    return Counter(
        (target.form, re.sub("「.*?」", "「…」", obstacle(target)))
        for each in loaded[1]
        for target in each.targets
    )


def test_every_target_is_computable_or_names_the_reason(loaded):
    found = reasons(loaded)

    assert sum(count for (_, reason), count in found.items() if not reason) == 77
    assert {reason for _, reason in found if reason} == {
        "“左右”没有声明容差",
        "“同步”没有声明容差",
        "缺基期（没有写基期）",
        "没有写「…」，不知道全市平均是哪里的",
        "文件没有写明期限",
        "文件没有写出目标值",
        "定性目标，须由评审给出结论",
        "「…」没有写明名次，须由评审给出结论",
    }


def test_the_table_of_forms_in_the_documents_is_the_counted_one(loaded):
    found, page = reasons(loaded), (ROOT / "docs" / "指标.md").read_text("utf-8")
    rows = ["| 形式 | 个数 | 其中写明的已足以计算 | 其余的原因 |", "|---|---:|---:|---|"]
    for form in Form:
        counts = {reason: n for (each, reason), n in found.items() if each is form}
        if counts:
            why = "；".join(f"{reason} {n}" for reason, n in sorted(counts.items()) if reason)
            rows.append(f"| {form} | {sum(counts.values())} | {counts.get('', 0)} | {why} |")

    assert "\n".join(rows) in page, "\n".join(rows)
