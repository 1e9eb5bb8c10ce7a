"""What-if: who gains and who loses when words of a measure change, and who is near a threshold."""

from pathlib import Path

import pytest

from gangmu.measures.facts import load_facts
from gangmu.reading.sheets import read_sheets
from gangmu.reports.simulation import write_simulation, write_simulation_page
from gangmu.settlement.simulation import changed_files, simulate
from gangmu.terms import InputError, InputErrors

WAN = 10**4
MEASURES = """
文号: 临府发〔2026〕1号
措施:
  - {名称: 上台阶奖励, 依据: 一, 对象: 企业, 条件: [营业收入 ≥ 1000万元], 给付: 10万元}
  - {名称: 研发补助, 依据: 二, 对象: 企业, 条件: [研发费用 ≥ 100万元], 给付: 10万元}
"""
BOOK = load_facts()


@pytest.fixture
def settled(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B", "C", "D"],
        企业名称=["甲", "乙", "丙", "丁"],
        所在镇=["东镇", "东镇", "西镇", None],
        营业收入=[1000 * WAN, 960 * WAN, 500 * WAN, None],
        研发费用=[100 * WAN, 0, 100 * WAN, 0],
    )
    return world.settle(MEASURES)


def change(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "改.yaml"
    path.write_text(text, "utf-8")
    return path


def simulated(settled, tmp_path: Path, text: str):
    files, said = changed_files(change(tmp_path, text), settled.round.files, BOOK)
    return simulate(settled.round, files, said, "临江区")


LOWER = "改:\n  - {措施: 上台阶奖励, 原文: 营业收入 ≥ 1000万元, 改为: 营业收入 ≥ 900万元}\n"
GIVE = "  - {措施: 研发补助, 原文: 给付: 10万元, 改为: 给付: 4万元}\n".replace(
    "给付: 10万元", "'给付: 10万元'"
).replace("改为: 给付: 4万元", "改为: '给付: 4万元'")


def test_winners_losers_cost_and_unchanged(settled, tmp_path: Path):
    found = simulated(settled, tmp_path, LOWER + GIVE)

    changes = {each.name: each.change // 100 for each in found.differences}
    assert changes == {"甲": -6 * WAN, "乙": 10 * WAN, "丙": -6 * WAN, "丁": 0}
    assert found.cost == (10 - 12) * WAN * 100
    assert [each.name for each in found.winners] == ["乙"]
    assert [each.name for each in found.losers] == ["甲", "丙"]
    assert found.changes[0] == "上台阶奖励：「营业收入 ≥ 1000万元」改为「营业收入 ≥ 900万元」"


def test_by_town(settled, tmp_path: Path):
    found = simulated(settled, tmp_path, LOWER).by("镇街")

    # winners, losers, 分, enterprises that receive something
    assert found["东镇"] == (1, 0, 10 * WAN * 100, 2)
    assert found["西镇"] == (0, 0, 0, 1)


def test_who_is_near_the_threshold(settled, tmp_path: Path):
    text = LOWER.replace("900万元", "1001万元")

    [near] = simulated(settled, tmp_path, text).nearby

    assert near.threshold == "营业收入 ≥ 1001万元"
    assert near.counts == (0, 0, 0, 2, 0, 0, 0, 0)  # both within 5 % below
    assert near.marginal == (("甲", "1000万元"), ("乙", "960万元"))


def test_a_whole_file_may_take_the_place_of_its_number(settled, tmp_path: Path):
    found = simulated(settled, tmp_path, MEASURES.replace("给付: 10万元", "给付: 20万元"))

    assert found.cost == 3 * 10 * WAN * 100


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            LOWER.replace("≥ 1000万元, 改为", "≥ 2000万元, 改为"),
            "「上台阶奖励」里没有「营业收入 ≥ 2000万元」",
        ),
        (
            LOWER.replace("原文: 营业收入 ≥ 1000万元", "原文: 万元"),
            "「上台阶奖励」里有 2 处「万元」",
        ),
        (LOWER.replace("措施: 上台阶奖励", "措施: 上台阶"), "「上台阶」对应 0 个文件"),
        (LOWER.replace("900万元", "900"), "缺单位"),
    ],
)
def test_a_change_that_fits_nothing_is_refused(settled, tmp_path: Path, text: str, finding: str):
    with pytest.raises(InputErrors, match=finding):
        simulated(settled, tmp_path, text)


def test_what_is_no_change_file_says_how_to_write_one(settled, tmp_path: Path):
    with pytest.raises(InputError, match="不是修改文件"):
        simulated(settled, tmp_path, "甲: 乙\n")


def test_the_difference_is_written_as_a_workbook_and_a_page(settled, tmp_path: Path):
    found = simulated(settled, tmp_path, LOWER + GIVE)

    book = write_simulation(found, tmp_path / "仿真.xlsx")
    page = write_simulation_page(found, tmp_path / "仿真.html").read_text("utf-8")

    names = [sheet.name for sheet in read_sheets(book)]
    assert names == [
        "概览",
        "分措施",
        "分规模",
        "分行业",
        "分镇街",
        "有增减的企业",
        "界线附近",
        "差一点的",
    ]
    assert "data:image/png;base64," in page
    assert "http" not in page.replace("http-equiv", "")
