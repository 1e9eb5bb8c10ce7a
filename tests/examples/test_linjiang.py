"""The example workspace 临江区: read, checked, imported and settled as a newcomer would."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from gangmu import demo
from gangmu.enterprises.registry import import_registry
from gangmu.extraction import extract
from gangmu.indicators import import_series, load_definitions, load_observations
from gangmu.indicators.observations import best
from gangmu.jobs.registers import import_facts
from gangmu.measures.checker import check
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import MeasureFile, load
from gangmu.reading import read
from gangmu.reading.sheets import read_sheets
from gangmu.settlement.lines import Treatment
from gangmu.settlement.run import Settlement, settle
from gangmu.store import Workspace
from gangmu.terms import Document, SourceClass

EXAMPLE = Path(__file__).parents[2] / "examples" / "linjiang"
DOCUMENTS = {
    "01-先进制造业三年行动计划.docx": ("临江府发〔2024〕3号", SourceClass.OFFICIAL),
    "02-高质量发展若干政策措施.docx": ("临江府规发〔2024〕6号", SourceClass.OFFICIAL),
    "03-技术改造专项资金实施细则.txt": ("临江工信规〔2025〕2号", SourceClass.OFFICIAL),
    "04-空间焕新行动方案.html": ("临江府办发〔2025〕4号", SourceClass.OFFICIAL),
    "05-若干政策措施政策解读.html": (None, SourceClass.INTERPRETATION),
    "06-关于废止部分行政规范性文件的通知.txt": ("临江府规发〔2024〕7号", SourceClass.OFFICIAL),
    "07-推进工业经济转型升级的若干意见.txt": ("临江府规发〔2018〕11号", SourceClass.OFFICIAL),
    "08-三年行动计划中期评估报告.pdf": (None, SourceClass.OFFICIAL),
    "09-制造业的根在车间里.txt": (None, SourceClass.UNSIGNED),
}
BOOKS = ("enterprises.xlsx", "projects.xlsx", "series.xlsx")


def module(name: str) -> ModuleType:
    """Load a script of the example."""
    spec = importlib.util.spec_from_file_location(f"linjiang_{name}", EXAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {path.name: read(path)[0] for path in sorted((EXAMPLE / "documents").iterdir())}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the example with everything imported."""
    copy = tmp_path_factory.mktemp("example") / "linjiang"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".gangmu", "结果"))
    opened = Workspace.open(copy)
    import_registry(opened, copy / "enterprises.xlsx", load_facts())
    import_registry(opened, copy / "projects.xlsx", load_facts())
    import_series(opened, copy / "series.xlsx", load_definitions(opened.indicators))
    return opened


@pytest.fixture(scope="module")
def measure_files() -> list[MeasureFile]:
    return [load(path, load_facts()) for path in Workspace.open(EXAMPLE).measures]


@pytest.fixture(scope="module")
def settlement(workspace: Workspace, measure_files: list[MeasureFile]) -> Settlement:
    """The run, with the review decisions and the ledger of the year before."""
    import_facts(workspace, [workspace.path / name for name in ("decisions.csv", "ledger.csv")])
    return settle(workspace, measure_files, load_facts(), demo.DAY)


# ---------------------------------------------------------------- documents


def test_each_file_is_one_document_of_its_number_and_class() -> None:
    found = {
        path.name: [(d.metadata.number, d.source_class) for d in read(path)]
        for path in (EXAMPLE / "documents").iterdir()
    }

    assert found == {name: [expected] for name, expected in DOCUMENTS.items()}


def test_the_plan_is_parted_from_its_notice_and_keeps_its_table(
    documents: dict[str, Document],
) -> None:
    plan = documents["01-先进制造业三年行动计划.docx"]
    [table] = plan.tables

    assert plan.wrapper is not None
    assert plan.metadata.plan_period == (2024, 2026)
    assert [plan.quote(cell) for cell in table.cells[0]] == [
        "指标",
        "单位",
        "2023年",
        "2026年",
        "属性",
    ]
    assert len(table.cells) == 13


def test_numbers_that_word_sets_by_itself_are_clauses(documents: dict[str, Document]) -> None:
    plan = documents["01-先进制造业三年行动计划.docx"]

    funds = plan.clause("四/(二)")

    assert funds is not None
    assert "每年安排制造业高质量发展专项资金2亿元" in plan.quote(funds.span)


def test_misread_characters_of_the_old_document_are_repaired(
    documents: dict[str, Document],
) -> None:
    old = documents["07-推进工业经济转型升级的若干意见.txt"]
    read_as = list(old.text)
    for repair in old.repairs:
        read_as[repair.start : repair.end] = repair.read_as

    text = "".join(read_as)

    assert all(
        words in text
        for words in (
            "768.3亿元，比2010年翻了一番",
            "15个年产值",
            "160亿元",
            "5—10亿元",
            "3000万元",
        )
    )


def test_the_repeal_notice_ends_three_old_documents_and_not_the_new_measures(
    documents: dict[str, Document],
) -> None:
    citations = extract(documents["06-关于废止部分行政规范性文件的通知.txt"]).citations

    repealed = {each.number for each in citations if each.relation == "废止"}

    assert repealed == {"临江府规发〔2018〕11号", "临江府发〔2015〕27号", "临江府办发〔2017〕43号"}


@pytest.mark.parametrize(
    "source", sorted((EXAMPLE / "sources").glob("*.txt")), ids=lambda p: p.stem
)
def test_a_binary_document_says_what_its_source_says(
    source: Path, documents: dict[str, Document]
) -> None:
    [document] = [d for name, d in documents.items() if Path(name).stem == source.stem]
    text = without_spaces(document.text)

    missing = [
        part.text
        for part in module("make_documents").parts(source)
        if without_spaces(part.text) not in text
    ]

    assert not missing


# ---------------------------------------------------------------- measures


def test_measure_files_have_no_errors_against_their_documents(
    documents: dict[str, Document],
) -> None:
    errors = [
        str(finding)
        for path in Workspace.open(EXAMPLE).measures
        for finding in check(path, load_facts(), list(documents.values()))
        if finding.severity == "错误"
    ]

    assert not errors


def test_every_measure_has_two_cases_and_rests_on_an_official_document(
    documents: dict[str, Document], measure_files: list[MeasureFile]
) -> None:
    official = {
        d.metadata.number for d in documents.values() if d.source_class is SourceClass.OFFICIAL
    }

    measures = [measure for file in measure_files for measure in file.measures]

    assert len(measures) == 14
    assert {file.number for file in measure_files} <= official
    assert all(len(measure.cases) >= 2 for measure in measures)


# ---------------------------------------------------------------- registry and series


@pytest.mark.parametrize("book", BOOKS)
def test_the_generator_writes_the_committed_cells(book: str, tmp_path: Path) -> None:
    module("generate").write(tmp_path)

    [committed], [again] = read_sheets(EXAMPLE / book), read_sheets(tmp_path / book)

    assert committed.name == again.name
    assert committed.rows == again.rows


def test_everything_is_imported_without_a_bad_cell(workspace: Workspace) -> None:
    enterprises, projects = workspace.current("企业"), workspace.current("项目")

    assert enterprises is not None
    assert projects is not None
    assert (enterprises.rows, projects.rows) == (2000, 300)
    assert not enterprises.notes
    assert not projects.notes


def test_blanks_are_where_offices_do_not_know(workspace: Workspace) -> None:
    snapshot = workspace.current("企业")
    assert snapshot is not None
    table = workspace.table(snapshot)

    unknown = {name: table.column(name).null_count / len(table) for name in table.column_names}

    assert unknown["企业名称"] == unknown["统一社会信用代码"] == unknown["注册地"] == 0
    assert 0 < unknown["严重失信"] < 0.05
    assert all(
        0.05 < unknown[name] < 0.25 for name in ("研发费用", "营业收入增速", "发明专利数", "年租金")
    )


def test_the_figures_of_a_firm_hang_together(workspace: Workspace) -> None:
    snapshot = workspace.current("企业")
    assert snapshot is not None
    table = workspace.table(snapshot)

    assert pc.all(pc.less_equal(table["研发费用"], table["营业收入"])).as_py()
    assert pc.all(pc.less_equal(table["研发人员"], table["从业人员"])).as_py()
    # A first year above scale is only known of firms that are above scale.
    first = table.filter(pc.is_valid(table["首次升规年度"]))
    assert pc.all(first["规模以上"]).as_py()


# ---------------------------------------------------------------- settlement


def test_every_measure_has_all_three_verdicts(settlement: Settlement) -> None:
    counts = {t.measure: (t.eligible, t.undecided, t.ineligible) for t in settlement.totals}

    assert len(counts) == 14
    assert all(min(of) > 0 for of in counts.values()), counts


def test_every_measure_pays_and_the_sum_is_that_of_a_district(settlement: Settlement) -> None:
    assert all(total.paid > 0 for total in settlement.totals)
    assert 100_000_000 < settlement.paid / 100 < 250_000_000


@pytest.mark.parametrize(
    ("measure", "tiers"),
    [
        ("企业上台阶奖励", {100_000, 300_000, 1_000_000, 2_000_000}),
        ("亩均效益奖励", {200_000, 400_000}),
        ("专精特新企业支持", {100_000, 300_000}),
    ],
)
def test_every_tier_is_used(settlement: Settlement, measure: str, tiers: set[int]) -> None:
    lines = settlement.lines.filter(
        pc.and_(
            pc.equal(settlement.lines["措施"], measure), pc.greater(settlement.lines["拨付"], 0)
        )
    )

    assert {amount // 100 for amount in lines["拨付"].to_pylist()} == tiers


@pytest.mark.parametrize("measure", ["骨干企业年度奖励", "技术改造贷款贴息"])
def test_groups_leave_the_lower_of_two_awards(settlement: Settlement, measure: str) -> None:
    lines = settlement.lines.filter(
        pc.and_(
            pc.equal(settlement.lines["措施"], measure),
            pc.equal(settlement.lines["处理"], pa.scalar(str(Treatment.OUTDONE))),
        )
    )

    assert len(lines) > 0


def test_the_budget_of_the_fund_is_spent_to_the_yuan(settlement: Settlement) -> None:
    lines = [x for x in settlement.lines.to_pylist() if x["文号"] == "临江工信规〔2025〕2号"]

    most = sum(x["核定上限"] for x in lines)

    assert most == 80_000_000_00  # what is awarded, and what is set aside for who is not known yet
    assert any("预算" in (x["因由"] or "") or "专项资金" in x["因由"] for x in lines)


def test_the_rest_of_an_award_is_paid_next_year_and_a_breach_is_reclaimed(
    settlement: Settlement,
) -> None:
    states = {(row["核定年度"], row["期次"], row["状态"]) for row in settlement.plan.to_pylist()}

    assert {
        (2025, "首期", "本期拨付"),
        (2025, "尾款", "以后年度"),
        (2024, "尾款", "本期拨付"),
        (2024, "尾款", "停发"),
        (2024, "尾款", "待核实"),
        (2024, "追回", "追回"),
    } <= states


# ---------------------------------------------------------------- indicators


def test_targets_are_the_table_of_the_plan(documents: dict[str, Document]) -> None:
    plan = documents["01-先进制造业三年行动计划.docx"]
    rows = [[plan.quote(cell) for cell in row] for row in plan.tables[0].cells[1:]]
    definitions = load_definitions(Workspace.open(EXAMPLE).indicators)

    targets = [t for t in definitions.targets if t.quote == "表1"]

    for (name, unit, base, goal, nature), target in zip(rows, targets, strict=True):
        assert (target.indicator.name, target.indicator.unit.name) == (name, unit)
        assert target.base is not None
        assert str(target.base.value) == base
        assert target.printed.replace(unit, "") == goal
        assert target.nature == nature


def test_targets_cite_clauses_of_their_document(documents: dict[str, Document]) -> None:
    by_number = {d.metadata.number: d for d in documents.values()}

    targets = load_definitions(Workspace.open(EXAMPLE).indicators).targets

    assert len(targets) == 13
    assert all(by_number[target.document].clause(target.clause) for target in targets)


def test_a_revised_figure_goes_before_the_first_one(workspace: Workspace) -> None:
    given = [
        each
        for each in load_observations(workspace)
        if each.indicator == "高新技术产业产值占规模以上工业总产值比重" and each.period.year == 2024
    ]

    chosen = best(given)

    assert len(given) == 2
    assert chosen is not None
    assert str(chosen.value) == "59.9"


# ---------------------------------------------------------------- the folder


def test_the_example_stays_small() -> None:
    sizes = {
        path: path.stat().st_size
        for path in EXAMPLE.rglob("*")
        if path.is_file() and not {".gangmu", "结果", "__pycache__"} & set(path.parts)
    }

    assert sum(sizes.values()) <= 1_500_000
    assert sum(size for path, size in sizes.items() if path.name in BOOKS) <= 600_000
