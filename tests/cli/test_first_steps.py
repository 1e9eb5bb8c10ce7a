"""The first steps of somebody new: an empty workspace, forms half filled in, words mistyped."""

import pytest

from gangmu import cli
from gangmu.jobs import documents
from gangmu.measures.yamltext import Findings, compose
from gangmu.reports.spreadsheets import Column, Sheet, write_workbook
from gangmu.store import Workspace


@pytest.fixture
def new(gangmu, tmp_path) -> Workspace:
    done = gangmu("init", tmp_path / "新", "--region", "云溪县", "--year", "2025")
    assert "gangmu draft" in done.stdout
    return Workspace.open(tmp_path / "新")


def fill(workspace: Workspace, stem: str, sheet: str, *rows: tuple[object, ...]) -> None:
    head, *body = rows
    columns = tuple(Column(str(title)) for title in head)
    write_workbook(workspace.path / f"{stem}.xlsx", [Sheet(sheet, columns, body)])


@pytest.mark.parametrize("words", [["-r", "云溪县", "-y", "25"], ["-r", ""]])
def test_a_workspace_that_could_not_be_opened_is_not_begun(gangmu, tmp_path, words):
    done = gangmu("init", tmp_path / "甲", *words)

    assert done.returncode == 2
    assert not (tmp_path / "甲").exists()


@pytest.mark.parametrize("command", ["check", "show", "evaluate"])
def test_a_workspace_without_measures_says_how_to_begin(gangmu, new, command):
    done = gangmu(command, "-w", new.path)

    assert done.returncode == 2
    assert "还没有措施文件。用 gangmu draft" in done.stderr


def test_measures_that_cannot_be_read_are_told_by_their_errors(gangmu, new):
    (new.path / "measures" / "甲.yaml").write_text("措施: [", "utf-8")

    done = gangmu("show", "-w", new.path)

    assert done.returncode == 2
    assert "甲.yaml:" in done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("措施: [", "1:6 错误：YAML 写法有误（到文件末尾括号还没有合上）"),
        ("措施: '甲", "引号没有合上"),
        ("措施:\n - 甲\n  依据: 一", "这里不该有冒号"),
        ("措施: ]", "这里少一个值"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_in_chinese(text, told):
    findings = Findings()

    assert compose(text, "甲.yaml", findings) is None
    assert told in str(next(iter(findings)))


def test_a_measure_file_that_is_not_there_is_told_so(gangmu, new):
    done = gangmu("check", "没有.yaml", "-w", new.path)

    assert "没有.yaml:1:1 错误：没有这个文件" in done.stdout


def test_forms_that_nobody_filled_in_stop_nothing(gangmu, new):
    fill(
        new, "enterprises", "企业",
        ("统一社会信用代码", "企业名称", "2024年营业收入（万元）"),
        ("91330999MA2A000009", "云溪甲有限公司", 100),
    )  # fmt: skip

    done = gangmu("import", "-w", new.path)

    assert done.returncode == 0, done.stderr
    assert "企业 1 行" in done.stdout
    assert "空表，没有导入：projects.xlsx、series.xlsx" in done.stdout
    assert new.current("项目") is None


def test_nothing_but_blank_forms_is_told(gangmu, new):
    done = gangmu("import", "-w", new.path)

    assert done.returncode == 2
    assert "enterprises.xlsx 企业：表头下面没有数据" in done.stderr


def test_a_sheet_that_lost_its_rows_is_refused(gangmu, new):
    head = ("统一社会信用代码", "企业名称")
    fill(new, "enterprises", "企业", head, ("91330999MA2A000009", "云溪甲有限公司"))
    assert gangmu("import", "-w", new.path).returncode == 0
    fill(new, "enterprises", "企业", head)

    done = gangmu("import", "-w", new.path)

    assert done.returncode == 2
    assert "表头下面没有数据" in done.stderr


def test_drafted_targets_are_counted_until_they_are_confirmed(gangmu, new):
    (new.path / "indicators" / "甲.yaml").write_text(
        "指标: [{名称: 总产值, 单位: 亿元, 方向: 升}]\n"
        "规划: [{名称: 规划, 期末: 2025, 目标: [{指标: 总产值, 目标值: 达到2亿元, 待确认: 核对}]}]\n",
        "utf-8",
    )

    done = gangmu("progress", "-w", new.path)

    assert "1 个目标是草拟的，尚未确认" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["simulate"], "缺少「改.yaml」。用"),
        (["init", "甲"], "缺少「--region、-r」"),
        (["evalute"], "没有命令「evalute」，是不是 evaluate、relate？用"),
        (["evaluate", "--as-off", "甲"], "没有选项「--as-off」，是不是 --as-of？用"),
        (["evaluate", "--json=1"], "选项「--json」后面不写值"),
        (["serve", "--port", "甲"], "「--port」要写数，写的是「甲」"),
        (["compare", "甲", "乙", "-w", "丙"], "没有选项「-w」"),
        (["demo", "甲", "乙"], "多出了「乙」"),
        (["serve", "--port"], "选项「--port」后面要写值"),
        (["serve", "--port", "99999"], "「--port」的值不对：99999 不在 0 至 65535 之间"),
    ],
)
def test_a_mistyped_command_is_one_sentence(gangmu, words, told):
    done = gangmu(*words)

    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_says_what_is_left(monkeypatch, capsys, tmp_path):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "read_library", interrupted)
    monkeypatch.setattr("sys.argv", ["gangmu", "read", str(tmp_path)])

    assert cli.run() == 130
    assert "已中断" in capsys.readouterr().err


MEASURE = """文号: 云溪府办规〔2025〕4号
措施:
  - 名称: 升规奖励
    依据: 一
    对象: 企业
    条件: [规模以上]
    给付: 20万元
"""


def test_a_copy_of_a_measure_file_is_not_paid_twice(gangmu, new):
    fill(
        new, "enterprises", "企业",
        ("统一社会信用代码", "企业名称", "规模以上"),
        ("91330999MA2A000009", "云溪甲有限公司", "是"),
    )  # fmt: skip
    (new.path / "measures" / "县措施.yaml").write_text(MEASURE, "utf-8")
    assert gangmu("evaluate", "-w", new.path, "--as-of", "2026-06-30").returncode == 0
    (new.path / "measures" / "县措施 - 副本.yaml").write_text(MEASURE, "utf-8")

    done = gangmu("evaluate", "-w", new.path, "--as-of", "2026-06-30")
    explained = gangmu("explain", "云溪甲", "-w", new.path)

    assert done.returncode == 2
    assert "「升规奖励」（云溪府办规〔2025〕4号）在 县措施" in done.stderr
    assert "会拨付两次" in done.stderr
    assert explained.stdout.count("升规奖励：✓ 符合，20万元") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("条件:\n  - {满足: 甲}\n　　- {满足: 乙}\n", "3:1 错误：行首有全角空格"),
        ("文号: '甲\n名称: 乙\n", "1:5 错误：YAML 写法有误（引号没有合上）"),
    ],
)
def test_what_is_wrong_in_a_line_is_told_at_that_line(text, told):
    findings = Findings()
    compose(text, "甲.yaml", findings)
    assert told in str(next(iter(findings)))


def indicators(workspace: Workspace, *names: str) -> None:
    listed = "".join(f"  - {{名称: {name}, 单位: 亿元, 方向: 升}}\n" for name in names)
    text = f"指标:\n{listed}规划:\n  - 名称: 规划\n    文号: 甲〔2025〕1号\n    地区: 云溪县\n    期末: 2027\n    基期: 2024\n    目标:\n"
    text += "".join(f"      - {{指标: {name}, 目标值: 达到99亿元}}\n" for name in names)
    (workspace.path / "indicators" / "规划.yaml").write_text(text, "utf-8")


def test_series_before_any_indicator_say_what_comes_first(gangmu, new):
    fill(new, "series", "统计", ("指标", "单位", "等级", "2025年"), ("总产值", "亿元", "官方", 257))

    done = gangmu("import", "-w", new.path)

    assert done.returncode == 2
    assert "表里的指标都还没有定义：「总产值」。先写 indicators/" in done.stderr


def test_progress_without_targets_says_how_to_begin(gangmu, new):
    assert "没有目标。用 gangmu targets 规划文件" in gangmu("progress", "-w", new.path).stderr


def test_series_of_an_indicator_that_is_defined_later_are_read_again(gangmu, new):
    indicators(new, "总产值")
    fill(
        new, "series", "统计", ("指标", "单位", "等级", "2025年"),
        ("总产值", "亿元", "官方", 257), ("增加值", "亿元", "官方", 77),
    )  # fmt: skip
    gangmu("import", "-w", new.path)
    indicators(new, "总产值", "增加值")

    done = gangmu("progress", "-w", new.path)

    assert "2025 77亿元" in done.stdout, done.stdout + done.stderr


def test_series_without_grades_are_told_once(gangmu, new):
    indicators(new, "总产值", "增加值")
    fill(
        new, "series", "统计", ("指标", "单位", "2025年"),
        ("总产值", "亿元", 257), ("增加值", "亿元", 77),
    )  # fmt: skip

    done = gangmu("import", "-w", new.path)

    assert "没有「等级」列。加一列「等级」" in done.stderr
    assert "共 1 处错误" in done.stderr


def test_a_sheet_that_is_gone_still_counts_and_that_is_told(gangmu, new):
    (new.path / "measures" / "县措施.yaml").write_text(MEASURE, "utf-8")
    fill(
        new, "enterprises", "企业",
        ("统一社会信用代码", "企业名称", "规模以上"),
        ("91330999MA2A000009", "云溪甲有限公司", "是"),
    )  # fmt: skip
    gangmu("import", "-w", new.path)
    (new.path / "enterprises.xlsx").unlink()

    done = gangmu("evaluate", "-w", new.path, "--as-of", "2026-06-30")

    assert "enterprises.xlsx 已不在工作区，「企业」仍按" in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["read", "library", "extract", "audit", "duties"])
def test_a_workspace_is_read_for_its_documents(gangmu, new, command):
    (new.documents / "甲.txt").write_text("关于印发办法的通知\n一、总产值达到5亿元。\n", "utf-8")

    done = gangmu(command, new.path)

    assert done.returncode == 0, done.stderr
    assert "写法" not in done.stdout
