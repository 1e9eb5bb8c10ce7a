"""The demonstration: what a newcomer sees, and that the README shows just that."""

import importlib.util
from pathlib import Path

import pytest

from gangmu.reading.sheets import read_sheets

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Run the demonstration once; give what it printed and where it worked."""
    from gangmu import demo

    folder = tmp_path_factory.mktemp("demo") / "gangmu-demo"
    lines: list[str] = []
    demo.run(folder, lambda _stage, _done, _all: None, lines.append)
    return "\n".join(lines), folder


def test_it_says_what_was_read_extracted_decided_paid_reached_and_is_uncertain(told):
    story, _ = told

    for part in (
        "一、读文件",
        "二、抽取",
        "三、登记与统计",
        "四、措施",
        "五、兑付测算",
        "六、指标进度",
    ):
        assert part in story
    assert "不确定的：" in story
    assert "写出的文件：" in story
    assert "接下来可以试：" in story


def test_the_interpretation_and_the_essay_are_told_apart_from_official_documents(told):
    story, _ = told

    assert "解读 1" in story
    assert "无署名 1" in story


def test_the_payment_list_adds_up_to_what_was_told(told):
    story, folder = told

    sheets = {sheet.name: sheet.rows for sheet in read_sheets(folder / "结果" / "拨付清单.xlsx")}
    paid = [row for row in sheets["拨付清单"] if isinstance(row[0], int | float)]
    total = sum(row[6] for row in paid)

    assert f"本期拨付 {len(paid)} 笔 {total:,.2f} 元" in story


def test_every_pending_line_names_a_missing_fact_or_the_measure_it_waits_for(told):
    _, folder = told

    sheets = {s.name: s.rows for s in read_sheets(folder / "结果" / "待核实清单.xlsx")}
    pending = [row for row in sheets["待核实"] if isinstance(row[0], int | float)]

    assert pending
    assert all(row[6] or "待定" in row[10] or "待核实" in row[10] for row in pending)


def test_the_readmes_show_what_the_program_prints():
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "docs" / "transcripts.py")
    transcripts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcripts)
    texts = transcripts.transcripts()

    for path in transcripts.READMES:
        page = path.read_text("utf-8")
        for name, text in texts.items():
            assert transcripts.placed(page, name, text) == page, f"{path.name}：请运行 ./run docs"
            assert text in page
