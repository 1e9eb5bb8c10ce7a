"""From the clause that assigns a task to the list of what is overdue."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gangmu.extraction import extract
from gangmu.reading import read
from gangmu.reports.ledger import write_ledger
from gangmu.store import Workspace
from gangmu.tasks import (
    Entry,
    Level,
    State,
    import_ledger,
    load_entries,
    supervise,
    tasks_of,
)
from gangmu.tasks.schedule import read_schedule
from gangmu.terms import Cell, InputError, InputErrors

PLAN = """滨海市临江区人民政府办公室关于印发《临江区码头提升行动方案（2025—2026年）》的通知

临江府办发〔2025〕9号

各镇人民政府：
现将《临江区码头提升行动方案（2025—2026年）》印发给你们，请认真组织实施。
滨海市临江区人民政府办公室
2025年3月3日

临江区码头提升行动方案（2025—2026年）

一、主要任务

（一）改造泊位。2025年9月底前完成普查，2026年6月底前改造泊位12个。（牵头单位：区交通运输局；责任单位：区财政局、各镇人民政府；配合单位：区水务局）

（二）完善标准。健全码头管理制度。（责任单位：区交通运输局）

（三）按季通报。每季度通报进展。（牵头单位：区政府办公室）
"""


@pytest.fixture
def tasks(tmp_path):
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    (document,) = read(path)
    return tasks_of(document, extract(document))


def test_a_task_has_its_bodies_by_role_and_its_deadline(tasks):
    first, second, third = tasks

    assert first.id == "临江府办发〔2025〕9号 一/（一）"
    assert (first.lead, first.responsible, first.support) == (
        ("区交通运输局",), ("区财政局", "各镇人民政府"), ("区水务局",),
    )  # fmt: skip
    assert (first.due, first.printed) == (date(2026, 6, 30), "2026年6月底前")
    assert [(node.quarter, node.text) for node in first.nodes] == [
        ((2025, 3), "2025年9月底前完成普查"),
        ((2026, 2), "2026年6月底前改造泊位12个"),
    ]
    assert (second.lead, second.responsible) == ((), ("区交通运输局",))
    assert (second.due, second.term) == (None, "未写明（规划期末2026年）")
    assert third.repeated == "每季度"
    assert [node.quarter for node in third.nodes][:3] == [(2025, 1), (2025, 2), (2025, 3)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("到2027年建成厂房", date(2027, 12, 31)),
        ("2025年下半年开展评估", date(2025, 12, 31)),
        ("2026年第三季度前完成", date(2026, 9, 30)),
        ("2026年上半年完成", date(2026, 6, 30)),
        ("在2024年的基础上翻一番", None),  # before the document: history
        ("2025—2027年新建道路18公里", None),  # a period is no deadline
    ],
)
def test_a_deadline_is_what_the_words_say(text, due):
    assert read_schedule(text, date(2025, 3, 3), date(2027, 12, 31)).due == due


def filled(task, **more):
    given = {"state": None, "share": None, "news": "", "reporter": "", "reported": None, "issue": "",
             "level": None, "quarters": ("", "", "", ""), "cell": Cell("a.xlsx", "台账", 5, "A")}  # fmt: skip
    return Entry(task=task.id, **(given | more))


def test_overdue_is_not_the_same_as_not_reported(tasks):
    first, second, _ = tasks
    late = date(2026, 7, 10)

    running = supervise(tasks, {first.id: filled(first, state=State.RUNNING)}, late)
    silent = supervise(tasks, {}, late)
    done = supervise(tasks, {first.id: filled(first, state=State.DONE)}, late)
    ahead = supervise(tasks, {}, date(2026, 6, 10))

    assert [(one.task.id, one.days) for one in running.overdue] == [(first.id, 10)]
    assert (silent.overdue, [one.task.id for one in silent.unreported]) == ((), [first.id])
    assert (done.overdue, done.unreported, done.done) == ((), (), (first,))
    assert (ahead.soon, ahead.undated) == ((first,), (second,))


@pytest.fixture
def workspace(tmp_path):
    return Workspace.init(tmp_path / "临江", "临江", "临江区", 2026)


def test_a_ledger_that_was_filled_in_reads_back_and_is_written_out_again(
    tmp_path, tasks, workspace
):
    day = date(2026, 7, 10)
    first = filled(
        tasks[0], state=State.RUNNING, share=Decimal("0.6"), news="=已改造7个", reporter="区交通运输局",
        reported=date(2026, 7, 1), issue="岸线用地", level=Level.MEETING,
        quarters=("", "改造7个", "改造12个", ""),
    )  # fmt: skip
    path = write_ledger(
        tasks, {first.task: first}, supervise(tasks, {first.task: first}, day), tmp_path / "表.xlsx"
    )

    import_ledger(workspace, path, tasks)
    back = load_entries(workspace)[first.task]
    again = write_ledger(
        tasks, {first.task: back}, supervise(tasks, {first.task: back}, day), tmp_path / "二.xlsx"
    )

    assert (back.state, back.share, back.news) == (State.RUNNING, Decimal("0.6"), "=已改造7个")
    assert (back.reported, back.issue, back.level) == (date(2026, 7, 1), "岸线用地", Level.MEETING)
    assert back.quarters == ("", "改造7个", "改造12个", "")
    assert back.cell == Cell("表.xlsx", "台账", 5, "A")
    assert again.read_bytes() == path.read_bytes()


def test_every_wrong_cell_of_a_ledger_is_named_and_nothing_is_kept(tmp_path, tasks, workspace):
    path = tmp_path / "台账.csv"
    one, two, three = (task.id for task in tasks)
    path.write_text(
        "编号,状态,完成比例,填报日期\n"
        f"{one},做完了,60%,\n{two},推进中,0.6,\n{three},推进中,120%,下周\n没有的编号,推进中,,\n{one},推进中,,\n",
        encoding="utf-8",
    )

    with pytest.raises(InputErrors) as caught:
        import_ledger(workspace, path, tasks)

    assert [str(error).split("：")[0].split("!")[1] for error in caught.value.errors] == [
        "B2", "C3", "C4", "D4", "A5", "A6",
    ]  # fmt: skip
    assert load_entries(workspace) == {}


def test_the_workbook_has_a_page_for_each_task_that_shows_its_line(tmp_path, tasks):
    path = write_ledger(tasks, {}, supervise(tasks, {}, date(2026, 3, 1)), tmp_path / "表.xlsx")

    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["台账", "督查", "协调事项", "责任分工", "节点", "一项一表"]
    ledger = book.get_sheet_by_name("台账").to_python()
    assert ledger[4][:5] == [tasks[0].id, tasks[0].text, "区交通运输局", "区财政局、各镇人民政府", "区水务局"]  # fmt: skip
    assert ledger[4][7] == "2026年6月底前改造泊位12个"  # the second quarter
    pages = book.get_sheet_by_name("一项一表").to_python()
    assert [row[1] for row in pages if row[0] == "编号"] == [task.id for task in tasks]
    bodies = book.get_sheet_by_name("责任分工").to_python()
    assert ["区交通运输局", 1, 1, 0] in [row[:4] for row in bodies]


def test_no_documents_means_no_tasks_and_the_sheet_says_so(tmp_path):
    path = write_ledger((), {}, supervise((), {}, date(2026, 3, 1)), tmp_path / "表.xlsx")

    assert Path(path).exists()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("台账").to_python()
    assert any("没有写明责任单位" in str(cell) for row in rows for cell in row)


def test_what_waits_to_be_settled_is_listed_by_level_and_wait(tmp_path, tasks):
    first = filled(tasks[0], issue="岸线用地", level=Level.LEADER, reported=date(2026, 6, 1))
    second = filled(tasks[1], issue="标准编号", level=Level.GOVERNMENT)
    entries = {entry.task: entry for entry in (first, second)}

    path = write_ledger(
        tasks, entries, supervise(tasks, entries, date(2026, 7, 1)), tmp_path / "表.xlsx"
    )

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("协调事项").to_python()
    assert [(row[0], row[1], row[7]) for row in rows[2:4]] == [
        ("常务会议", "标准编号", ""),  # nobody wrote when
        ("分管领导", "岸线用地", 30),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("项目,金额\n甲,1\n", "没有找到台账"),
        ("编号,状态,完成比例\n临江府办发〔2025〕9号 一/（一）,,\n", "台账里没有填报"),
    ],
)
def test_a_file_without_reports_is_refused_by_name(tmp_path, tasks, workspace, text, said):
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=said):
        import_ledger(workspace, path, tasks)
