"""综合评定: points by hand, vetoes, what is not known, and the errors of a method."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gangmu.enterprises.appraisal import in_force, load_method, points, review
from gangmu.measures.evaluation import Applicant
from gangmu.measures.facts import load_facts
from gangmu.terms import InputErrors

BOOK = load_facts()
METHOD = """
名称: 临江区年度综合评定办法
依据: 临工信〔2026〕1号
施行: 2026-01-01
失效: 2026-12-31
范围: 名录 包含 骨干企业
指标:
  - {名称: 增长, 按: 营业收入增速, 零分值: 0%, 满分值: 20%, 权: 60}
  - {名称: 研发, 按: 研发费用占比, 零分值: 0%, 满分值: 5%, 权: 40}
否决:
  - {若: 严重失信, 结果: 不合格}
等次:
  - {名称: 优秀, 不低于: 80}
  - {名称: 合格, 不低于: 60}
  - {名称: 不合格, 不低于: 0}
"""


def method(tmp_path: Path, text: str = METHOD):
    path = tmp_path / "appraisal.yaml"
    path.write_text(text, "utf-8")
    return load_method(path, BOOK)


def firm(**facts: object) -> Applicant:
    known = {
        "统一社会信用代码": "A",
        "企业名称": "甲厂",
        "名录": frozenset({"骨干企业"}),
        "严重失信": False,
    }
    return Applicant.of_values("企业", known | facts)


def test_points_are_in_proportion_and_never_beyond_the_weight(tmp_path: Path):
    found = review(
        method(tmp_path), firm(营业收入增速=Fraction(10, 100), 研发费用占比=Fraction(9, 100))
    )

    # 60 × 10/20 = 30, and 40 for more than 5 %.
    assert [points(each.low) for each in found.earned] == ["30", "40"]
    assert (points(found.low), found.grade) == ("70", "合格")
    assert found.earned[0].arithmetic == "60 × (10% − 0%) ÷ (20% − 0%) = 30"


def test_the_end_of_a_grade_is_in_it(tmp_path: Path):
    found = review(method(tmp_path), firm(营业收入增速=Fraction(20, 100), 研发费用占比=Fraction(0)))

    assert (points(found.low), found.grade) == ("60", "合格")


def test_what_is_not_known_leaves_the_grade_open_only_where_it_matters(tmp_path: Path):
    open_ = review(method(tmp_path), firm(研发费用占比=Fraction(5, 100)))
    sure = review(method(tmp_path), firm(营业收入增速=Fraction(-1, 100)))

    assert (open_.grade, points(open_.low), points(open_.high)) == ("待核实", "40", "100")
    assert open_.missing == ("营业收入增速",)
    assert sure.grade == "不合格"  # 0 to 40 points: below 60 either way


def test_a_veto_decides_alone_and_an_unknown_one_leaves_it_open(tmp_path: Path):
    best = {"营业收入增速": Fraction(1, 2), "研发费用占比": Fraction(1, 2)}

    assert review(method(tmp_path), firm(**best)).grade == "优秀"
    assert review(method(tmp_path), firm(**best, 严重失信=True)).vetoed == "严重失信"
    unknown = Applicant.of_values("企业", {"名录": frozenset({"骨干企业"})} | best)
    assert review(method(tmp_path), unknown).grade == "待核实"


def test_a_method_is_in_force_from_its_first_to_its_last_day(tmp_path: Path):
    found = method(tmp_path)

    assert [in_force(found, date(*day)) for day in ((2025, 12, 31), (2026, 1, 1), (2026, 12, 31), (2027, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_default_says_that_it_is_none_of_a_document():
    found = load_method(None, BOOK)

    assert not found.own
    assert found.basis == "文件没有规定，采用纲目的默认办法"
    assert found.full == 100


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("权: 60", "权: 六十", "appraisal.yaml:8:47：「权」应是一个数。写成「权: 20」"),
        ("满分值: 20%", "满分值: 20万元", "appraisal.yaml:8:39：这里要比率，写的是金额"),
        ("结果: 不合格", "结果: 差", "没有等次「差」。可以写：优秀、合格、不合格"),
        ("不低于: 0", "不低于: 10", "「等次」应从高到低，最后一档「不低于: 0」"),
        ("按: 营业收入增速", "按: 营收增速度", "企业没有事实「营收增速度」"),
    ],
)
def test_errors_name_the_place_and_the_remedy(tmp_path: Path, old: str, new: str, finding: str):
    with pytest.raises(InputErrors) as caught:
        method(tmp_path, METHOD.replace(old, new))

    assert finding in str(caught.value)
