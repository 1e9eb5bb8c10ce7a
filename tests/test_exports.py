"""Documents written as Akoma Ntoso, Markdown and JSON; a run that stopped is gone on with."""

import json
from pathlib import Path

import pytest

from gangmu.jobs.exports import JOURNAL, export_documents
from gangmu.reading.tree import from_json

PLAN = "临江区{0}产业发展规划\n一、目标\n到2028年翻番。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "文件").mkdir()
    for name in ("汽车", "医药", "材料"):
        (tmp_path / "文件" / f"{name}.txt").write_text(PLAN.format(name), encoding="utf-8")
    return tmp_path / "文件"


def written(out: Path) -> dict[str, str]:
    return {p.stem: p.read_text("utf-8") for p in out.iterdir() if p.name != JOURNAL}  # fmt: skip


@pytest.mark.parametrize(("form", "begins"), [("akn", "<?xml"), ("md", "# 临江区"), ("json", "{")])
def test_a_file_for_each_document(folder, tmp_path, form, begins):
    done = export_documents([folder], tmp_path / "出", form)
    assert (done.written, done.done, done.errors) == (3, 0, ())
    made = written(tmp_path / "出")
    assert sorted(made) == ["医药", "材料", "汽车"]
    assert all(words.startswith(begins) for words in made.values())


def test_json_gives_the_text_back(folder, tmp_path):
    export_documents([folder], tmp_path / "出", "json")
    assert from_json(written(tmp_path / "出")["汽车"]) == PLAN.format("汽车")


def test_a_run_goes_on_where_the_last_one_was_killed(folder, tmp_path):
    out = tmp_path / "出"
    export_documents([folder], out, "md")
    journal = out / JOURNAL
    lines = journal.read_text("utf-8").strip().splitlines()
    journal.write_text(
        "\n".join(lines[:2]) + lines[2][:20], encoding="utf-8"
    )  # killed while writing
    lost = next(iter(json.loads(lines[1])["files"]))
    (out / lost).write_bytes(b"")  # cut short by a power failure
    again = export_documents([folder], out, "md")
    assert (again.written, again.done) == (2, 1)
    assert len(written(out)) == 3
    assert export_documents([folder], out, "md").done == 3


def test_a_bad_file_is_an_error_and_copies_are_written_once(folder, tmp_path):
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "副本.txt").write_bytes((folder / "汽车.txt").read_bytes())
    done = export_documents([folder], tmp_path / "出", "md")
    assert done.written == 3
    assert [(a.name, b.name) for a, b in done.copies] == [("汽车.txt", "副本.txt")]
    assert "损坏" in done.errors[0].cause


def test_sources_of_one_name_are_told_apart(folder, tmp_path):
    (folder / "下").mkdir()
    (folder / "下" / "汽车.txt").write_text(PLAN.format("客车"), encoding="utf-8")
    done = export_documents([folder], tmp_path / "出", "md")
    assert done.written == 4
    assert len([path for path in done.files if path.name.startswith("汽车.txt-")]) == 2


def test_what_is_stated_is_written_line_by_line_and_gone_on_with(folder, tmp_path, gangmu):
    out = tmp_path / "出"
    first = gangmu("extract", folder, "--jsonl", out)
    assert first.returncode == 0
    assert sorted(p.name for p in out.glob("*.jsonl") if p.name != JOURNAL) == ["医药.jsonl", "材料.jsonl", "汽车.jsonl"]  # fmt: skip
    lines = [json.loads(line) for line in (out / "汽车.jsonl").read_text("utf-8").splitlines()]
    assert {line["type"] for line in lines} >= {"metadata", "clause", "quantity"}
    assert "已有 3 个" in gangmu("extract", folder, "--jsonl", out).stderr


def test_the_command_prints_one_document_and_asks_where_many_go(folder, gangmu):
    one = gangmu("export", folder / "汽车.txt")
    assert one.returncode == 0
    assert one.stdout.startswith("# 临江区汽车产业发展规划\n")
    many = gangmu("export", folder)
    assert many.returncode == 2
    assert "--to" in many.stderr
    wrong = gangmu("export", folder / "汽车.txt", "--form", "pdf")
    assert wrong.returncode == 2
    assert "可以用：akn、md、json" in wrong.stderr


def test_the_command_writes_a_folder(folder, tmp_path, gangmu):
    done = gangmu("export", folder, "--form", "akn", "--to", tmp_path / "出")
    assert done.returncode == 0
    assert "写了 3 个文件" in done.stderr
