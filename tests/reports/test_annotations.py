import json
from dataclasses import replace
from pathlib import Path

from gangmu.reports.annotations import write_lines


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_file_for_each_source_with_offsets_into_its_text(found, source, tmp_path):
    [path] = write_lines(found, tmp_path / "out")

    assert path.name == "01.jsonl"
    lines = lines_of(path)
    assert [x["type"] for x in lines if x["type"] != "quantity"] == [
        "metadata",
        "clause",
        "clause",
        "clause",
        "duty",
    ]
    text = source.read_text(encoding="utf-8")
    for line in lines:
        if line["type"] == "quantity":
            assert text[line["start"] : line["end"]] == line["raw"]
            indicator = line["indicator"]
            assert text[indicator["start"] : indicator["end"]] == indicator["text"]
    assert [(x["value"], x["unit"], x["deadline"], x["as_of"]) for x in lines if "value" in x] == [
        (210.0, "亿元", None, "2023"),
        (300.0, "亿元", 2026, None),
        (5.0, "家", 2026, None),
        (6.0, "家", 2026, None),
    ]


def test_the_baseline_and_the_modality_go_with_the_target(found, tmp_path):
    [path] = write_lines(found, tmp_path)

    target, led = [x for x in lines_of(path) if x["type"] == "quantity"][1:3]
    assert target["baseline"] == {"value": 210.0, "unit": "亿元", "time": "2023"}
    assert led["modality"] == "力争"


def test_two_sources_of_one_stem_keep_their_suffix_and_their_text(found, tmp_path):
    [(document, extraction)] = found
    other = replace(document, path=Path("01.docx"))

    write_lines([*found, (other, extraction)], tmp_path / "out")

    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == ["01.docx.jsonl", "01.docx.txt", "01.txt.jsonl"]
    assert (tmp_path / "out/01.docx.txt").read_text(encoding="utf-8") == document.text
