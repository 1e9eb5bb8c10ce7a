"""A measure beside its clause: quantities that are not used, doubtful words, fair competition."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangmu.measures.checker import check
from gangmu.measures.facts import load_facts
from gangmu.measures.yamltext import Severity
from gangmu.reading import read

HEAD = "临江区人民政府关于支持企业增产的若干措施\n\n临府发〔2026〕1号\n\n各镇人民政府：\n\n"
CLAUSE = "一、增产奖励。对工业总产值2000万元以上且比上年增长15%以上的企业，按增量的0.3%给予奖励，最高60万元。\n"
TAIL = "\n\n临江区人民政府\n2026年1月5日\n"
MEASURE = """\
文号: 临府发〔2026〕1号
措施:
  - 名称: 增产奖励
    依据: 一
    对象: 企业
    条件:
      - 工业总产值 ≥ 2000万元
      - 增速(工业总产值) ≥ 15%
    给付: 0.3% × 增量(工业总产值)
    上限: 60万元
    用例:
      - {事实: {工业总产值: 2.3亿元, 工业总产值(上年): 2亿元}, 结果: 符合, 金额: 9万元}
      - {事实: {工业总产值: 1999万元}, 结果: 不符合}
"""


def found(tmp_path: Path, clause: str, measure: str) -> list[str]:
    (tmp_path / "文件.txt").write_text(HEAD + clause + TAIL, "utf-8")
    path = tmp_path / "甲.yaml"
    path.write_text(measure, "utf-8")
    return [str(one) for one in check(path, load_facts(), read(tmp_path / "文件.txt"))]


def test_a_measure_that_uses_every_quantity_has_nothing_to_ask(tmp_path):
    assert found(tmp_path, CLAUSE, MEASURE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "quantity"),
    [
        ("上限: 60万元", "上限: 600万元", "60万元"),
        ("≥ 2000万元", "≥ 2000亿元", "2000万元"),
        ("0.3% ×", "3% ×", "0.3%"),
    ],
)
def test_a_quantity_that_was_copied_wrong_is_missed(tmp_path, right, wrong, quantity):
    messages = found(tmp_path, CLAUSE, MEASURE.replace(right, wrong))
    [line] = [one for one in messages if "没有用到" in one]
    assert line.startswith(f"甲.yaml:4:5 警告：条款「一」里的「{quantity}」")
    assert "说明" in line


def test_a_quantity_that_the_note_explains_is_not_missed(tmp_path):
    clause = CLAUSE.replace("最高60万元", "最高60万元，公示5户")
    assert any("5户" in one for one in found(tmp_path, clause, MEASURE))
    explained = MEASURE.replace("    用例:", "    说明: 公示5户不影响金额\n    用例:")
    assert found(tmp_path, clause, explained) == []


def test_a_doubtful_word_is_noted(tmp_path):
    clause = CLAUSE.replace("给予奖励", "分别给予奖励")
    [line] = found(tmp_path, clause, MEASURE)
    assert line.startswith("甲.yaml:4:5 提示：条款「一」里有「分别」")


def test_taxes_as_a_base_and_promises_to_stay_are_noted_not_judged(tmp_path):
    clause = CLAUSE.replace("给予奖励", "给予奖励，企业承诺五年内不迁出")
    measure = MEASURE.replace("上限: 60万元", "上限: 取小(60万元，区级地方贡献)")
    measure = measure.replace("(上年): 2亿元}", "(上年): 2亿元, 区级地方贡献: 1亿元}")
    (tmp_path / "文件.txt").write_text(HEAD + clause + TAIL, "utf-8")
    path = tmp_path / "甲.yaml"
    path.write_text(measure, "utf-8")

    notes = check(path, load_facts(), read(tmp_path / "文件.txt"))

    assert [one.severity for one in notes] == [Severity.NOTE, Severity.NOTE]
    assert "税收或地方财力贡献" in notes[0].cause
    assert "不迁出" in notes[1].cause
    assert all("公平竞争审查条例" in one.remedy for one in notes)


def test_conditions_that_nobody_can_meet_are_refused(tmp_path):
    measure = MEASURE.replace("    条件:", "    适用: [工业总产值 < 2000万元]\n    条件:")
    messages = found(tmp_path, CLAUSE, measure)
    assert any("互相矛盾" in one and one.startswith("甲.yaml:8:9 错误") for one in messages)


def test_measures_that_quote_each_other_in_a_circle_are_refused(tmp_path):
    circle = (
        "文号: 甲\n措施:\n"
        "  - {名称: 甲, 依据: 一, 对象: 企业, 条件: [规模以上], 给付: {引用: 乙}}\n"
        "  - {名称: 乙, 依据: 一, 对象: 企业, 条件: [规模以上], 给付: {引用: 甲}}\n"
    )
    path = tmp_path / "甲.yaml"
    path.write_text(circle, "utf-8")
    assert any("循环引用" in one.cause for one in check(path, load_facts()))
