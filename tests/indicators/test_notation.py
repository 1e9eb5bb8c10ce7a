"""Indicator files: what they may say, and how their errors are told."""

from decimal import Decimal
from pathlib import Path

import pytest

from gangmu.indicators import Direction, Form, load_definitions
from gangmu.indicators.goals import read_goal
from gangmu.terms import Comparator, InputError, InputErrors
from gangmu.writing.units import unit

FILE = """
指标:
  - 名称: 工业增加值
    标识: industrial_value_added
    单位: 亿元
    方向: 升
    价格: 现价
    统计口径:
      范围: 规模以上工业
      规上标准: {标准: 年主营业务收入2000万元, 起: 2011-01-01}
      行业分类: {标准: GB/T 4754-2017, 起: 2017-10-01}
    别名: [增加值（工业）]
  - {名称: 园区数, 单位: 个, 方向: 升}
规划:
  - 名称: 临江区三年行动计划
    文号: 临政发〔2023〕5号
    地区: 临江区
    期末: 2025
    基期: 2022
    目标:
      - {指标: 增加值(工业), 目标值: 超过130亿元, 属性: 约束性, 条款: 二/(一), 原文: 超过130亿元}
      - {指标: 园区数, 目标值: 6个左右, 容差: {相对: 5%}, 基期: {期: 2020, 值: "4"}}
"""


def load(tmp_path: Path, *texts: str):
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"{number}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    return load_definitions(files)


def test_indicator_and_target_are_read_apart(tmp_path):
    definitions = load(tmp_path, FILE)

    indicator = definitions.indicator("industrial_value_added")
    assert indicator.direction is Direction.UP
    assert str(indicator.scope.classification) == "GB/T 4754-2017（2017-10-01起）"
    first, second = definitions.targets
    assert first.indicator is indicator
    assert (first.goal.value, first.goal.comparator) == (Decimal(130), Comparator.GT)
    assert (str(first.base.period), first.base.value) == ("2022", None)
    assert first.basis == "临政发〔2023〕5号 二/(一)"
    assert first.place == "0.yaml:21:9"
    assert (str(second.base.period), second.base.value) == ("2020", Decimal(4))
    assert str(second.tolerance) == "±5.00%"


def test_a_plan_may_stand_in_another_file_than_its_indicators(tmp_path):
    head, _, plan = FILE.partition("规划:")

    assert len(load(tmp_path, "规划:" + plan, head).targets) == 2


def test_a_target_without_a_region_has_the_workspaces(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(FILE.replace("    地区: 临江区\n", ""), encoding="utf-8")

    assert {each.region for each in load_definitions([file], "西港区").targets} == {"西港区"}


@pytest.mark.parametrize(
    ("text", "of", "form", "value", "comparator"),
    [
        ("≥25", "%", Form.LEVEL, "25", Comparator.GE),
        (">=25%", "%", Form.LEVEL, "25", Comparator.GE),
        ("25%以上", "%", Form.LEVEL, "25", Comparator.GE),
        ("不低于25%", "%", Form.LEVEL, "25", Comparator.GE),
        ("控制在3%以内", "%", Form.LEVEL, "3", Comparator.LE),
        ("突破1.3万亿元", "亿元", Form.LEVEL, "1.3", Comparator.GT),
        ("≈60", "个", Form.LEVEL, "60", Comparator.APPROX),
        ("2—3个", "个", Form.LEVEL, "2", Comparator.RANGE),
        ("-3.5%", "%", Form.LEVEL, "-3.5", Comparator.EQ),
        ("年均增长5%左右", "亿元", Form.GROWTH, "5", Comparator.APPROX),
        ("年均下降3%以上", "吨标准煤/万元", Form.GROWTH, "-3", Comparator.LE),
        ("比基期下降18%", "吨标准煤/万元", Form.CHANGE, "-18", Comparator.EQ),
        ("倍增", "亿元", Form.MULTIPLE, "2", Comparator.REACH),
        ("基期的1.5倍", "亿元", Form.MULTIPLE, "1.5", Comparator.REACH),
    ],
)
def test_a_value_is_read_as_documents_write_it(text, of, form, value, comparator):
    goal = read_goal(text, unit(of))

    assert goal.form is form
    assert (goal.quantity.value, goal.quantity.comparator) == (Decimal(value), comparator)


def test_targets_without_a_number_keep_their_form():
    assert read_goal("持续下降", unit("%")).rising is False
    assert read_goal("逐年提高", unit("%")).rising is True
    assert read_goal("定性：达到国际先进水平", unit("%")).quantity is None


@pytest.mark.parametrize("text", ["很多", "25个", "3—2%", "25%以上左右些", "5%或6%"])
def test_a_value_that_cannot_be_read_is_refused(text):
    with pytest.raises(InputError):
        read_goal(text, unit("%"))


def test_all_errors_come_at_once_with_line_and_column(tmp_path):
    text = (
        FILE.replace("方向: 升\n", "方向: 上\n")
        .replace("期末: 2025", "期末: 明年")
        .replace("条款: 二/(一)", "条文: 二/(一)")
        .replace("目标值: 6个左右", "目标值: 6家左右")
    )

    with pytest.raises(InputErrors) as caught:
        load(tmp_path, text)

    told = [str(error) for error in caught.value.errors]
    assert len(told) == 4
    assert told[0].startswith("0.yaml:6:9：「方向」不能是「上」")
    assert any("不认识的键「条文」。是不是「条款」？" in line for line in told)
    assert any("「家」与指标的单位「个」不是一类" in line for line in told)
    assert any("0.yaml:18:9：「明年」不是时期" in line for line in told)


def test_an_unknown_indicator_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(InputErrors, match=r"没有定义指标「园区数量」。是不是「园区数」"):
        load(tmp_path, FILE.replace("指标: 园区数,", "指标: 园区数量,"))


def test_a_name_belongs_to_one_indicator(tmp_path):
    with pytest.raises(InputErrors, match="已是指标「工业增加值」的写法"):
        load(tmp_path, FILE.replace("名称: 园区数", "名称: 工业增加值"))


def test_a_file_that_is_not_yaml_is_told_and_the_others_are_still_read(tmp_path):
    with pytest.raises(InputErrors) as caught:
        load(tmp_path, "指标：\n  - x", "指标:\n  - {名称: 甲}\n")

    assert {str(error).partition(":")[0] for error in caught.value.errors} == {"0.yaml", "1.yaml"}


def test_a_name_belongs_to_one_indicator_in_all_files(tmp_path):
    again = "指标:\n  - {名称: 工业增加值, 单位: 万元}\n"

    with pytest.raises(InputErrors, match="「工业增加值」已是指标「工业增加值」的写法"):
        load(tmp_path, FILE, again)


def test_the_parts_of_a_ratio_are_checked_where_they_stand(tmp_path):
    text = (
        "指标:\n"
        "  - {名称: 工业增加值, 单位: 亿元}\n"
        "  - {名称: 用地, 单位: 平方公里}\n"
        "  - {名称: 地均产出, 单位: 亿元, 分子: 工业增加值, 分母: 用地}\n"
        "  - {名称: 人均产出, 单位: 万元/人, 分子: 工业增加直, 分母: 人员}\n"
    )

    with pytest.raises(InputErrors) as caught:
        load(tmp_path, text)

    told = [str(error) for error in caught.value.errors]
    assert told[:2] == [
        "0.yaml:4:5：指标「地均产出」的单位「亿元」不等于「亿元」÷「平方公里」。改单位，或改分子、分母",
        "0.yaml:5:30：没有定义分子「工业增加直」。是不是「工业增加值」？",
    ]
    assert told[2].startswith("0.yaml:5:41：没有定义分母「人员」")
