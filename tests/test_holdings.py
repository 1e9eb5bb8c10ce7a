"""Documents held on disk: the same as in memory, gone on with after a kill, taken away when done."""

import pickle
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from gangmu.corpus import Corpus, survey
from gangmu.indicators import audit
from gangmu.jobs import holdings as module
from gangmu.jobs.documents import audit_holdings, extract_all, read_library, survey_holdings
from gangmu.jobs.exports import JOURNAL
from gangmu.jobs.holdings import hold
from gangmu.terms import InputError

LINJIANG = Path(__file__).parents[1] / "examples" / "linjiang" / "documents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "文件").mkdir()
    for at, name in enumerate(("汽车", "医药", "材料"), 1):
        text = f"临江区{name}产业发展规划\n一、目标\n到2028年，{name}产值达到{at}00亿元。\n"
        (tmp_path / "文件" / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "文件"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "表.xlsx"


def parts(output: Path) -> Path:
    return output.with_name(f".{output.name}.parts")


def test_what_is_held_is_what_is_read_and_extracted():
    expected = extract_all(read_library([LINJIANG]).documents)

    with hold([LINJIANG]) as held:
        found = list(held)
        assert [stated for _, stated in found] == [stated for _, stated in expected]
        for (document, _), (same, _) in zip(found, expected, strict=True):
            assert all(getattr(document, f.name) == getattr(same, f.name) for f in fields(same))


def test_documents_hold_no_text_until_it_is_asked_for(folder):
    with hold([folder]) as held:
        document = held.documents[0]
        with pytest.raises(AttributeError):
            object.__getattribute__(document, "text")
        assert document.text.startswith("临江区")
        assert document.clauses[0].heading == "目标"
        assert document.quote(document.body) == document.text


def test_a_survey_and_an_audit_find_the_same_as_in_memory():
    found = extract_all(read_library([LINJIANG]).documents)
    day = date(2026, 6, 30)

    with hold([LINJIANG]) as held:
        held_survey, in_memory = survey_holdings(held, day), survey(Corpus(found), day)
        assert audit_holdings(held) == audit(found)
        assert [(v.document.id, v.status, v.reason, v.words) for v in held_survey.validities] == [
            (v.document.id, v.status, v.reason, v.words) for v in in_memory.validities
        ]
        assert [(o.kinship, o.shared, o.words) for o in held_survey.overlaps] == [
            (o.kinship, o.shared, o.words) for o in in_memory.overlaps
        ]


def test_a_run_that_was_killed_is_gone_on_with(folder, output):
    with pytest.raises(KeyboardInterrupt), hold([folder], output):
        raise KeyboardInterrupt
    before = {p.name: p.stat().st_mtime_ns for p in parts(output).glob("*.part")}
    (folder / "轻纺.txt").write_text("临江区轻纺产业发展规划\n", encoding="utf-8")

    with hold([folder], output) as held:
        assert [d.path.stem for d in held.documents] == sorted(p.stem for p in folder.iterdir())
        after = {p.name: p.stat().st_mtime_ns for p in parts(output).glob("*.part")}

    assert {name: after[name] for name in before} == before
    assert len(after) == 4
    assert not parts(output).exists()


def test_what_another_program_left_is_done_again(folder, output, monkeypatch):
    monkeypatch.setattr(module, "_form", lambda: "held-earlier")
    with pytest.raises(KeyboardInterrupt), hold([folder], output):
        raise KeyboardInterrupt
    monkeypatch.undo()

    with hold([folder], output) as held:
        assert len(held.documents) == 3
        assert len((parts(output) / JOURNAL).read_text("utf-8").split()) > 3


def test_a_strange_pickle_is_not_opened(folder, output):
    class Strange:
        def __reduce__(self):
            return print, ("运行了",)

    with hold([folder], output) as held:
        for part in parts(output).glob("*.part"):
            part.write_bytes(pickle.dumps(Strange()))
        with pytest.raises(InputError, match="中间结果已损坏"):
            list(held)


def test_bad_files_and_copies_are_told(folder):
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "副本.txt").write_bytes((folder / "汽车.txt").read_bytes())

    with hold([folder]) as held:
        assert len(held.documents) == 3
        assert "损坏" in held.errors[0].cause
        assert [(a.name, b.name) for a, b in held.copies] == [("汽车.txt", "副本.txt")]


def test_commands_give_what_is_held(folder, output, gangmu):
    parquet = output.with_suffix(".parquet")
    shown = gangmu("extract", folder, "--xlsx", output, "--parquet", parquet)
    machine = gangmu("extract", folder, "--json")

    assert shown.returncode == 0
    assert output.is_file()
    assert parquet.is_file()
    assert not list(output.parent.glob(".*.parts"))
    assert machine.stdout.startswith('[\n {\n  "document": ')
    assert machine.stdout.count('"claims"') == 3
