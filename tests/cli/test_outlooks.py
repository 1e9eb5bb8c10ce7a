"""forecast, decompose and relate, as people run them on the fictional district."""

import json

from gangmu.reading.sheets import read_sheets

DAY = "2026-06-30"


def test_forecast_lists_every_target_and_writes_the_table(gangmu, linjiang):
    done = gangmu("forecast", "-w", linjiang.path, "--as-of", DAY)

    assert done.returncode == 0, done.stderr
    assert "1481（1394—1574）" in done.stdout
    sheet = read_sheets(linjiang.results / "预测表.xlsx")[0]
    assert sheet.name == "预测"
    assert any("回测 6 次，区间盖住 6 次" in str(cell) for row in sheet.rows for cell in row)


def test_forecast_of_one_indicator_tells_every_model(gangmu, linjiang):
    words = ("forecast", "规模以上工业总产值", "-w", linjiang.path, "--as-of", DAY)

    done = gangmu(*words, "--until", "2030", "--threshold", "2000亿元", "--rate", "8%")

    assert "越过目标 2030年（2029年—2034年）" in done.stdout
    assert "若年均 8.00%：2030年 2015，达到，4.9 年越过" in done.stdout


def test_decompose_adds_up_to_the_target(gangmu, linjiang):
    done = gangmu("decompose", "规模以上工业总产值", "-w", linjiang.path, "--as-of", DAY, "--json")

    found = json.loads(done.stdout)
    assert len(found["districts"]) == 5
    assert found["districts"][-1]["region"] == "其余"
    assert "目标分解表.xlsx" in {path.name for path in linjiang.results.iterdir()}


def test_relate_says_n_years_and_warnings(gangmu, linjiang):
    done = gangmu(
        "relate", "规模以上工业增加值", "GDP", "--part", "-w", linjiang.path, "--as-of", DAY
    )

    assert "0.683 至 0.996" in done.stdout
    assert "2019—2025年：规模以上工业增加值增加 125.2亿元，贡献率 37.59%" in done.stdout
    assert "注意：只有 6 对数值，只能描述这几年，不能外推" in done.stdout


def test_bad_input_is_one_sentence(gangmu, linjiang):
    for words, told in (
        (("forecast", "产值", "--until", "2030"), "没有定义指标「产值」"),
        (("forecast", "--rate", "快"), "「快」不是增速"),
        (("decompose", "工业增加值占地区生产总值比重"), "加不成全市的比率"),
        (("relate", "GDP", "税收"), "没有定义指标「税收」"),
        (("relate", "GDP", "地区生产总值"), "两个都是「地区生产总值」"),
    ):
        done = gangmu(*words, "-w", linjiang.path)

        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr
