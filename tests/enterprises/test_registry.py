"""Importing a registry, from file to snapshot."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from gangmu.enterprises import import_registry
from gangmu.enterprises.codes import check_character
from gangmu.measures.facts import load_facts
from gangmu.reading.sheets import Value
from gangmu.store import Workspace
from gangmu.terms import InputError, InputErrors

BOOK = load_facts()


def code(number: int) -> str:
    body = f"91310000MA{number:07d}"
    return body + check_character(body)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "临江", "临江区产业政策", "临江区", 2025)


def write(path: Path, **sheets: Sequence[Sequence[Value]]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, datetime(cell.year, cell.month, cell.day), day)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(r, c, cell, None, "#DIV/0!")
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return path


ENTERPRISES: list[list[Value]] = [
    ["临江区工业企业登记表"],
    ["填报单位：临江区经委", None, "单位：万元"],
    ["信用代码", "企业名称", "所属区", "行业代码", "2025年营业收入", "研发费用占比(%)", "名录", "成立日期", "联系人"],
    [code(3), "临江精工（甲）", "临江区", "3562", 1234.1, 3.1, "龙头企业、骨干企业", date(2020, 1, 2), "张三"],
    [code(1), "临江重工", "东山区", "C3811", "-", "5%", "无", "2021年3月1日", None],
    [None] * 9,
    [code(2), "临江化工", "东山区", "2614", 0, None, None, None, None],
    ["合计", None, None, None, 1234.1],
    ["注：营业收入为快报数"],
]  # fmt: skip


def test_an_enterprise_sheet_becomes_a_sorted_typed_snapshot(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = write(tmp_path / "enterprises.xlsx", 企业=ENTERPRISES, 填表说明=[["请如实填写"]])
    (snapshot,) = import_registry(workspace, path, BOOK, by="张三")
    table = workspace.table(snapshot)
    industry = BOOK.fact("企业", "行业代码")
    assert industry is not None
    assert table.to_pydict() == {
        "_row": [7, 5, 4],
        "统一社会信用代码": [code(2), code(1), code(3)],
        "企业名称": ["临江化工", "临江重工", "临江精工（甲）"],
        "注册地": ["东山区", "东山区", "临江区"],
        "行业代码": [industry.encode("C2614"), industry.encode("C3811"), industry.encode("C3562")],
        "营业收入": [0, None, 1234100000],
        "研发费用占比": [None, 5000000, 3100000],
        "名录": [None, [], ["骨干企业", "龙头企业"]],
        "成立日期": [None, date(2021, 3, 1), date(2020, 1, 2)],
    }
    for name in table.column_names[1:]:
        fact = BOOK.fact("企业", name)
        assert fact is not None
        assert table.schema.field(name).type == fact.arrow_type
    assert snapshot.columns["营业收入"] == "E"
    assert (snapshot.sheet, snapshot.source, snapshot.rows) == ("企业", "enterprises.xlsx", 3)
    assert snapshot.imported_by == "张三"
    assert snapshot.notes == (
        "未导入的工作表：填表说明",
        "未使用的列：I「联系人」",
        "未读的行（合计、说明等）：8、9",
    )
    assert workspace.current("企业") == snapshot


def test_the_same_file_again_is_the_same_snapshot(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "enterprises.xlsx", 企业=ENTERPRISES)
    assert import_registry(workspace, path, BOOK) == import_registry(workspace, path, BOOK)
    assert len(workspace.history("企业")) == 1


def test_every_bad_cell_is_listed_and_the_old_snapshot_stays(
    workspace: Workspace, tmp_path: Path
) -> None:
    good = write(tmp_path / "enterprises.xlsx", 企业=ENTERPRISES)
    (before,) = import_registry(workspace, good, BOOK)
    bad = write(
        tmp_path / "bad.xlsx",
        企业=[
            ["统一社会信用代码", "企业名称", "营业收入(万元)", "成立日期", "规模以上", "用地面积"],
            [code(1), "甲", "很多", "2023-02-30", "也许", 1],
            [code(1), "乙", -5, date(2020, 1, 1), "是", 2],
            [None, "丙", "=1/0", None, None, None],
            ["91310000MA1", "丁", 1, None, None, None],
        ],
        项目=[["项目编号", "总投资(万元)"], ["P1", 1], ["P1", "二"]],
    )
    with pytest.raises(InputErrors) as caught:
        import_registry(workspace, bad, BOOK)
    assert [str(error) for error in caught.value.errors] == [
        "bad.xlsx 企业!F1：「用地面积」没有写单位。写成「用地面积(平方米)」",
        "bad.xlsx 企业!C2：「很多」不是数值。请只填数字；不知道的留空",
        "bad.xlsx 企业!D2：「2023-02-30」不是日期，或日历上没有这一天。写成 2024-03-01",
        "bad.xlsx 企业!E2：「规模以上」只能是「是」或「否」，写的是「也许」。请改成「是」或「否」",
        f"bad.xlsx 企业!A3：统一社会信用代码「{code(1)}」重复，A2 已经有了。请删去一行",
        "bad.xlsx 企业!C3：「营业收入」不能是负数，写的是「-5」。请核对原表",
        "bad.xlsx 企业!A4：缺少统一社会信用代码。请补上；不是数据的行请删去",
        "bad.xlsx 企业!C4：公式出错（#DIV/0!）。请改正公式，或填上数值，不知道的留空",
        "bad.xlsx 企业!A5：统一社会信用代码「91310000MA1」是 11 位。应为 18 位，请核对",
        "bad.xlsx 项目!A3：项目编号「P1」重复，A2 已经有了。请删去一行",
        "bad.xlsx 项目!B3：「二」不是数值。请只填数字；不知道的留空",
    ]
    assert workspace.current("企业") == before
    assert workspace.current("项目") is None


def test_projects_whose_enterprise_is_unknown_are_noted(
    workspace: Workspace, tmp_path: Path
) -> None:
    projects: list[list[Value]] = [
        ["项目编号", "统一社会信用代码", "总投资(万元)"],
        ["P2", code(9), 500],
        ["P1", code(1), 200],
    ]
    alone = write(tmp_path / "projects.xlsx", 项目=projects)
    (snapshot,) = import_registry(workspace, alone, BOOK)
    assert snapshot.notes == ("还没有企业登记，项目的申报企业无法核对",)
    assert workspace.table(snapshot).column("项目编号").to_pylist() == ["P1", "P2"]
    both = write(tmp_path / "both.xlsx", 项目=projects, 企业=ENTERPRISES)
    names = {snapshot.name: snapshot for snapshot in import_registry(workspace, both, BOOK)}
    assert names["项目"].notes == (f"申报企业不在企业登记中（1 家）：{code(9)}",)
    (again,) = import_registry(workspace, alone, BOOK)
    assert again.notes == (f"申报企业不在企业登记中（1 家）：{code(9)}",)


@pytest.mark.parametrize(
    ("sheet", "title", "entity", "name"),
    [
        ("Sheet1", "统一社会信用代码", None, "企业"),
        ("Sheet1", "项目编号", None, "项目"),
        ("Sheet1", "统一社会信用代码", "企业", "企业"),
        ("项目", "项目编号", "企业", "项目"),
    ],
)
def test_the_entity_is_told_by_name_then_argument_then_headers(
    workspace: Workspace, tmp_path: Path, sheet: str, title: str, entity: str | None, name: str
) -> None:
    rows: list[list[Value]] = [[title, "名称", "统一社会信用代码" if name == "项目" else "注册地"]]
    rows.append([code(1) if name == "企业" else "P1", "甲", code(1)])
    path = write(tmp_path / "a.xlsx", **{sheet: rows})
    (snapshot,) = import_registry(workspace, path, BOOK, entity)
    assert (snapshot.name, snapshot.sheet) == (name, sheet)


PROJECTS_BESIDE: list[list[Value]] = [
    ["项目编号", "项目名称", "建设单位代码", "设备投资（万元）"],
    ["1", "灌装线", code(1), 300],
]


def test_a_book_of_enterprises_may_hold_a_sheet_of_projects_by_any_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    book = write(tmp_path / "a.xlsx", 登记表=ENTERPRISES, 技改项目=PROJECTS_BESIDE)
    snapshots = import_registry(workspace, book, BOOK, entity="企业")
    assert [snapshot.name for snapshot in snapshots] == ["企业", "项目"]


def test_a_book_of_projects_never_becomes_the_registry_of_enterprises(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = [
        [row[0], *row[2:]]
        for row in [["序号", *PROJECTS_BESIDE[0][1:]], [1, *PROJECTS_BESIDE[1][1:]]]
    ]
    with pytest.raises(InputErrors, match="没有「项目编号」这一列"):
        import_registry(workspace, write(tmp_path / "a.xlsx", 表=rows), BOOK, entity="项目")
    assert workspace.current("企业") is None


def test_a_csv_is_imported_with_its_text_kept(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "企业.csv"
    path.write_text(
        f'统一社会信用代码,单位名称,"营业收入(万元)",行业代码\n{code(1)},0012,"1,234.1",0610\n',
        encoding="gb18030",
    )
    (snapshot,) = import_registry(workspace, path, BOOK)
    row = workspace.table(snapshot).to_pylist()[0]
    assert row["企业名称"] == "0012"
    assert row["营业收入"] == 1234100000
    assert str(row["行业代码"]).endswith("0610")


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"企业": [["填表说明"]]}, "找不到表头"),
        ({"Sheet1": [["甲", "乙"], [1, 2]]}, "没有找到登记表的表头"),
        ({"企业": [["统一社会信用代码", "企业名称"]]}, "没有数据"),
        ({"企业": [["企业名称", "注册地"], ["甲", "乙"]]}, "没有「统一社会信用代码」这一列"),
        (
            {"一": [["统一社会信用代码", "企业名称"], [1]], "二": [["信用代码", "企业名称"], [1]]},
            "「一」、「二」都像企业登记",
        ),
    ],
)
def test_a_workbook_without_a_registry_is_told(
    workspace: Workspace, tmp_path: Path, sheets: dict[str, list[list[Value]]], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        import_registry(workspace, write(tmp_path / "a.xlsx", **sheets), BOOK)
    assert not (workspace.store / "snapshots").exists()


def test_a_list_of_contacts_beside_the_registry_is_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    contacts: list[list[Value]] = [["企业名称", "所属区", "联系人"], ["临江重工", "东山区", "李四"]]
    path = write(tmp_path / "a.xlsx", 名单=ENTERPRISES, 通讯录=contacts)
    (snapshot,) = import_registry(workspace, path, BOOK)
    assert snapshot.sheet == "名单"
    assert snapshot.notes[0] == "未导入的工作表：通讯录"


def test_an_unknown_entity_and_a_missing_file_are_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1=ENTERPRISES)
    with pytest.raises(InputError, match="可以登记：企业、项目"):
        import_registry(workspace, path, BOOK, "公司")
    with pytest.raises(InputError, match="没有这个文件"):
        import_registry(workspace, tmp_path / "没有.xlsx", BOOK)


def test_progress_is_told(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "enterprises.xlsx", 企业=ENTERPRISES)
    stages: list[tuple[str, int, int]] = []
    import_registry(
        workspace,
        path,
        BOOK,
        progress=lambda stage, done, total: stages.append((stage, done, total)),
    )
    assert stages[0][0] == "读取表格"
    assert ("读取企业", 3, 8) in stages
    assert stages[-1][0] == "写入快照"


def test_a_workspaces_own_words_are_known(workspace: Workspace, tmp_path: Path) -> None:
    extra = workspace.path / "facts.yaml"
    extra.write_text("企业:\n  营业收入: {别名: [进账]}\n", encoding="utf-8")
    path = write(tmp_path / "a.xlsx", 企业=[["信用代码", "进账(元)"], [code(1), 12.34]])
    (snapshot,) = import_registry(workspace, path, load_facts(workspace.facts))
    assert workspace.table(snapshot).column("营业收入").to_pylist() == [1234]


def test_sheets_named_after_children_and_events_are_imported_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    loans = [
        ["贷款合同号", "信用代码", "贷款本金(万元)", "贷款利率(%/年)", "放款日期"],
        ["甲-1", code(1), 500, 3.45, date(2025, 1, 2)],
        ["甲-2", code(1), 300, None, date(2025, 6, 30)],
    ]
    titles = [
        ["信用代码", "认定名称", "认定级别", "认定方式", "认定日期"],
        [code(1), "绿色工厂", "国家级", "首次认定", date(2025, 3, 1)],
        [code(1), "绿色工厂", "市级", "首次认定", date(2023, 3, 1)],
    ]
    path = write(tmp_path / "enterprises.xlsx", 企业=ENTERPRISES, 贷款=loans, 认定=titles)

    snapshots = {one.name: one for one in import_registry(workspace, path, BOOK)}

    loan = workspace.table(snapshots["贷款"]).to_pydict()
    assert loan["贷款本金"] == [500_0000_00, 300_0000_00]
    rate = BOOK.fact("贷款", "贷款利率")
    assert rate is not None
    assert loan["贷款利率"][1] is None
    assert rate.show(rate.decode(loan["贷款利率"][0])) == "3.45%/年"
    assert workspace.table(snapshots["认定"]).column("认定级别").to_pylist() == ["国家级", "市级"]


def test_other_years_become_columns_of_their_own(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        ["信用代码", "企业名称", "营业收入(万元)", "2024年营业收入(万元)"],
        [code(1), "临江重工", 100, 80],
    ]
    (snapshot,) = import_registry(workspace, write(tmp_path / "a.xlsx", 企业=rows), BOOK)

    table = workspace.table(snapshot)

    assert table.column("营业收入(2024年)").to_pylist() == [80_0000_00]
    assert snapshot.columns["营业收入(2024年)"] == "D"
